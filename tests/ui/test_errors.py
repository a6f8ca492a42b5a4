import logging
import sys
import threading
from logging.handlers import RotatingFileHandler

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.domain.errors import UserError
from desktop.services import logs
from desktop.ui import errors
from desktop.ui.errors import ErrorDesk


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


@pytest.fixture
def log_file(tmp_path, monkeypatch):
    """Where the log of this PC lies during a test."""
    monkeypatch.setattr(logs, "log_file", lambda: tmp_path / "logs" / "canbo.log")
    before = list(logging.getLogger().handlers)
    yield tmp_path / "logs" / "canbo.log"
    for handler in [h for h in logging.getLogger().handlers if h not in before]:
        logs.stop_log(handler)


@pytest.fixture
def desk(qtbot, log_file):
    told = []
    desk = ErrorDesk(lambda text, kind: told.append((text, kind)))
    desk.told = told
    yield desk
    if desk.dialog:
        desk.dialog.close()
        desk.dialog.deleteLater()


def test_what_a_clerk_can_act_on_goes_to_the_message_bar(desk):
    desk.handle(UserError("Tệp đang mở trong Excel."))
    assert (desk.told, desk.dialog) == ([("Tệp đang mở trong Excel.", "danger")], None)


def test_a_bug_is_logged_by_place_and_shown_calmly_without_personal_data(desk, log_file):
    desk.handle(raised(ValueError("số CCCD 022090001234 của Lê Anh")))
    written = log_file.read_text(encoding="utf-8")
    for text in (written, desk.dialog.details):
        assert "ValueError" in text
        assert "test_errors.py" in text
        assert "022090001234" not in text
    assert desk.dialog.isVisible()
    assert desk.told == []


def test_the_details_can_be_copied(desk):
    desk.handle(raised(KeyError("x")))
    desk.dialog.copy()
    assert QGuiApplication.clipboard().text() == desk.dialog.details


def test_the_same_bug_again_opens_no_second_dialog(desk):
    error = raised(KeyError("x"))
    desk.handle(error)
    first = desk.dialog
    first.accept()
    desk.handle(error)
    assert desk.dialog is first
    assert not first.isVisible()


def test_causes_are_described_too():
    try:
        try:
            raise KeyError("bí mật")
        except KeyError as cause:
            raise RuntimeError("bí mật") from cause
    except RuntimeError as error:
        told = errors.describe(error)
    assert told.index("RuntimeError") < told.index("KeyError")
    assert "bí mật" not in told


def test_an_error_of_another_thread_arrives_on_the_gui_thread(qtbot, desk, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    desk.install()

    def work():
        raise UserError("Ổ đĩa đã đầy.")

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: desk.told == [("Ổ đĩa đã đầy.", "danger")])
    thread.join()


def test_the_log_does_not_grow_for_ever_and_is_opened_by_the_first_bug_only(desk, log_file):
    before = len(logging.getLogger().handlers)
    desk.handle(UserError("Tệp đang mở trong Excel."))
    assert len(logging.getLogger().handlers) == before
    assert not log_file.exists()

    desk.handle(raised(KeyError("x")))
    desk.handle(raised(IndexError("y")))
    (handler,) = [h for h in logging.getLogger().handlers if getattr(h, "baseFilename", "") == str(log_file)]
    assert isinstance(handler, RotatingFileHandler)
    assert handler.maxBytes == 1_000_000
    assert handler.backupCount > 0
