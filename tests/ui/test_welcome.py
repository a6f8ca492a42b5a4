"""The first start: the clerk makes a file, looks at the sample unit, or opens a file of before."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from desktop.domain.organisation import Unit
from desktop.services.founding import SAMPLE
from desktop.services.workspace import Workspace
from desktop.ui.opening import PasswordDialog, keep_recent, recent_files
from desktop.ui.welcome import Welcome
from tests.ui.hands import press, show, type_text
from tests.units import fresh_unit

DAY = date(2026, 11, 22)


@pytest.fixture
def welcome(qtbot, dressed, tmp_path):
    welcome = Welcome(folder=tmp_path / "CanBo", today=lambda: DAY)
    show(qtbot, welcome)
    yield welcome
    welcome.tasks.shut_down()


def fill_in(form, password="hoa ban trắng", again=None):
    type_text(form.name.input, "Bệnh viện Đa khoa tỉnh")
    type_text(form.code.input, "BVDK")
    if password:
        type_text(form.password.input, password)
        type_text(form.again.input, again or password)


def test_a_file_is_made_with_a_password_and_goes_on_to_the_import(qtbot, welcome, tmp_path):
    QTest.mouseClick(welcome.import_card, Qt.MouseButton.LeftButton)
    form = welcome.new_file
    fill_in(form)
    assert form.place.text() == str(tmp_path / "CanBo" / "benh-vien-da-khoa-tinh.canbo")
    QTest.mouseClick(form.make_button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: welcome.recovery.isVisible())
    assert "Mật khẩu: hoa ban trắng" in welcome.recovery.sheet.toPlainText()
    assert not welcome.recovery.done_button.isEnabled()
    welcome.recovery.kept.click()
    welcome.recovery.done_button.click()

    assert welcome.result() == QDialog.DialogCode.Accepted
    assert welcome.opened.page == "import"
    workspace = Workspace.on(welcome.opened.file, today=DAY, user="")
    with workspace.database.read() as session:
        assert session.query(Unit).one().code == "BVDK"
    workspace.close()


def test_the_sheet_of_the_password_is_saved_as_text(qtbot, welcome, tmp_path):
    welcome.empty_card.click()
    fill_in(welcome.new_file)
    welcome.new_file.make()
    qtbot.waitUntil(lambda: welcome.recovery.isVisible())
    welcome.recovery.save_to(tmp_path / "phieu.txt")
    assert "Mật khẩu: hoa ban trắng" in (tmp_path / "phieu.txt").read_text(encoding="utf-8-sig")
    welcome.recovery.save_to(tmp_path / "nowhere" / "phieu.txt")
    assert "Không mở được phieu.txt" in welcome.recovery.told()


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [("", "", "ít nhất 8 ký tự"), ("ngắn", "ngắn", "ít nhất 8 ký tự"), ("hoa ban trắng", "hoa ban đen", "khác nhau")],
)
def test_a_password_that_is_short_or_mistyped_makes_no_file(welcome, tmp_path, password, again, told):
    welcome.empty_card.click()
    form = welcome.new_file
    fill_in(form, password, again)
    form.make()
    assert told in form.password.message() + form.again.message()
    assert not (tmp_path / "CanBo").exists()


def test_the_keyboard_alone_chooses_goes_on_and_comes_back(welcome):
    welcome.empty_card.setFocus()
    press(welcome.empty_card, Qt.Key.Key_Return)
    form = welcome.new_file
    assert form.name.input.hasFocus()
    order = [form.name, form.code, form.parent_name, form.place]
    for editor in order:
        assert editor.input.hasFocus()
        press(editor.input, Qt.Key.Key_Tab)
    assert form.browse_button.hasFocus()
    press(form.browse_button, Qt.Key.Key_Tab)
    assert form.password.input.hasFocus()
    press(form.password.input, Qt.Key.Key_Escape)
    assert welcome.choices.isVisible()
    assert welcome.isVisible()
    press(welcome.empty_card, Qt.Key.Key_Escape)
    assert welcome.result() == QDialog.DialogCode.Rejected


def test_a_file_that_was_made_is_opened_even_when_its_sheet_is_left_with_escape(qtbot, welcome):
    welcome.empty_card.click()
    fill_in(welcome.new_file)
    welcome.new_file.make()
    qtbot.waitUntil(lambda: welcome.recovery.isVisible())
    press(welcome.recovery.sheet, Qt.Key.Key_Escape)
    assert welcome.result() == QDialog.DialogCode.Accepted


def test_without_a_password_only_when_asked_for(qtbot, welcome):
    welcome.empty_card.click()
    fill_in(welcome.new_file, "")
    welcome.new_file.without.click()
    assert not welcome.new_file.password.input.isEnabled()
    welcome.new_file.make()
    qtbot.waitUntil(lambda: welcome.opened is not None)
    assert welcome.opened.file.key is None
    assert welcome.opened.page == "settings"


def test_a_file_of_that_name_is_not_overwritten_and_what_was_typed_stays(qtbot, welcome, tmp_path):
    (tmp_path / "CanBo").mkdir()
    (tmp_path / "CanBo" / "benh-vien-da-khoa-tinh.canbo").write_bytes(b"x")
    welcome.empty_card.click()
    fill_in(welcome.new_file)
    welcome.new_file.make()
    qtbot.waitUntil(lambda: bool(welcome.new_file.problem()))
    assert "không ghi đè" in welcome.new_file.problem()
    assert welcome.new_file.name.text() == "Bệnh viện Đa khoa tỉnh"
    assert welcome.opened is None


def test_missing_fields_are_told_and_the_first_has_the_focus(welcome):
    welcome.empty_card.click()
    welcome.new_file.make()
    assert welcome.new_file.name.message() == "Chưa nhập Tên đơn vị."
    assert welcome.new_file.name.input.hasFocus()


def test_the_sample_unit_is_made_once_and_opened_again(qtbot, dressed, welcome, tmp_path):
    welcome.sample_card.click()
    qtbot.waitUntil(lambda: welcome.progress.isVisible())
    qtbot.waitUntil(lambda: welcome.opened is not None, timeout=60_000)
    assert (welcome.opened.file.path, welcome.opened.page) == (tmp_path / "CanBo" / SAMPLE, "due")

    again = Welcome(folder=tmp_path / "CanBo", today=lambda: DAY)
    qtbot.addWidget(again)
    again.open_sample()
    qtbot.waitUntil(lambda: again.opened is not None)
    assert again.opened.file.path == tmp_path / "CanBo" / SAMPLE


def test_files_of_before_are_offered_the_latest_first_and_those_gone_are_not(qtbot, dressed, tmp_path, today):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    paths = [tmp_path / f"{name}.canbo" for name in ("một", "hai", "ba")]
    for path in paths:
        fresh_unit(path, today=today).close()
        keep_recent(settings, path)
    keep_recent(settings, paths[0])
    paths[1].unlink()
    assert recent_files(settings) == [paths[0], paths[2]]

    welcome = Welcome(recent_files(settings))
    show(qtbot, welcome)
    assert [each.text().split("  ")[0] for each in welcome.recent_buttons] == ["một", "ba"]
    welcome.recent_buttons[1].click()
    assert welcome.opened.file.path == paths[2]


@pytest.mark.parametrize("kept", [None, "", [], "/khong/co.canbo", 7])
def test_settings_that_hold_nothing_of_use_give_no_files(tmp_path, kept):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("files", kept)
    assert recent_files(settings) == []


def test_a_wrong_password_is_told_and_a_right_one_opens(qtbot, dressed, tmp_path, today):
    path: Path = tmp_path / "unit.canbo"
    Workspace.create(path, "hoa ban trắng", today=today).close()
    dialog = PasswordDialog(path)
    show(qtbot, dialog)
    type_text(dialog.password, "hoa ban đen")
    press(dialog.password, Qt.Key.Key_Return)
    assert "không đúng" in dialog.message()
    assert dialog.file is None

    type_text(dialog.password, "hoa ban trắng")
    press(dialog.password, Qt.Key.Key_Return)
    assert dialog.file is not None
    assert dialog.result() == QDialog.DialogCode.Accepted
