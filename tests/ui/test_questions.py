import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from desktop.ui.questions import Leave, ask_to_save, confirm
from tests.ui.hands import press, show


@pytest.fixture
def window(qtbot, dressed):
    return show(qtbot, QWidget())


def answer(said: str | Qt.Key, seen: list[str]) -> None:
    """Answer the question that is about to open, by the button's text or a key."""

    def now():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(f"{box.text()} {box.informativeText()}")
        if isinstance(said, str):
            next(b for b in box.buttons() if b.text() == said).click()
        else:
            press(box, said)

    QTimer.singleShot(0, now)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Lưu", Leave.SAVE),
        (Qt.Key.Key_Return, Leave.SAVE),
        ("Bỏ thay đổi", Leave.DISCARD),
        ("Ở lại", Leave.STAY),
        (Qt.Key.Key_Escape, Leave.STAY),
    ],
)
def test_unsaved_changes_are_asked_about_once(window, said, left):
    seen = []
    answer(said, seen)
    assert ask_to_save(window, "hồ sơ Lê Anh") is left
    assert seen == ["Lưu thay đổi của hồ sơ Lê Anh? Nếu bỏ, những gì vừa nhập sẽ mất."]


@pytest.mark.parametrize(("said", "done"), [("Xóa hẳn", True), ("Không", False), (Qt.Key.Key_Escape, False)])
def test_what_cannot_be_undone_is_asked_first(window, said, done):
    answer(said, [])
    assert confirm(window, "Xóa hẳn bản sao lưu?", "Không lấy lại được.", "Xóa hẳn", danger=True) is done


def test_enter_never_does_what_is_dangerous(window):
    answer(Qt.Key.Key_Return, [])
    assert confirm(window, "Xóa hẳn bản sao lưu?", "Không lấy lại được.", "Xóa hẳn", danger=True) is False
