"""Thiết lập: the unit and its lists are changed in place, kept with undo; the data file is looked after."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import CellTarget, Department, PartyCell, Unit
from desktop.domain.staff import Placement, StaffMember
from desktop.domain.system import Holiday
from desktop.services.workspace import Workspace
from desktop.ui import theme
from desktop.ui.settings_page import LISTS, SettingsPage
from tests.ui.hands import press, show, type_text
from tests.units import fresh_unit


@pytest.fixture
def unit(workspace):
    with workspace.database.write("Đơn vị") as session:
        wards = [Department(name=name, order_no=n) for n, name in enumerate(("Khoa Nội", "Khoa Ngoại", "Khoa Nhi"), 1)]
        cell = PartyCell(name="Chi bộ Nội")
        who = StaffMember(staff_code="VC0001", full_name="Nguyễn Văn Đức")
        session.add_all([Unit(code="BV", name="Bệnh viện Đa khoa"), *wards, cell, who])
        Placement(staff=who, department=wards[0], starts_on=PartialDate("2020"))
        CellTarget(cell=cell, period="2025-2030", value=5)
        CellTarget(cell=cell, period="2026", value=1)
        session.add_all([Holiday(day=date(2026, 1, 2)), Holiday(day=date(2026, 12, 24), name="Ngày truyền thống")])
    return workspace


@pytest.fixture
def page(qtbot, dressed, context, unit):
    page = SettingsPage(context)
    show(qtbot, page, 1150, 700)
    return page


@pytest.fixture
def told(context):
    """What the page said."""
    heard = []
    context.message.connect(lambda text, kind, _action: heard.append((kind, text)))
    return heard


def listed(page, key, column=0) -> list[str]:
    model = page.tables[key].sheet.model()
    return [model.index(n, column).data() for n in range(model.rowCount())]


def retype(editor, text) -> None:
    editor.input.setFocus()
    editor.input.selectAll()
    type_text(editor.input, text) if text else press(editor.input, Qt.Key.Key_Delete)


def stored(unit) -> Unit:
    with unit.database.read() as session:
        return session.query(Unit).one()


def test_the_unit_is_changed_saved_and_taken_back(page, unit):
    assert page.form.texts()["name"] == "Bệnh viện Đa khoa"
    assert not page.save_button.isEnabled()

    retype(page.form.editors["signer_name"], "Trần Thị Hoài Ân")
    retype(page.form.editors["assigned_headcount"], "790")
    press(page.form.editors["signer_name"].input, "Ctrl+S")

    assert (stored(unit).signer_name, stored(unit).assigned_headcount) == ("Trần Thị Hoài Ân", 790)
    assert not page.is_dirty
    unit.database.undo()
    assert page.form.texts()["signer_name"] == ""


def test_what_is_wrong_is_told_under_its_field_and_keeps_the_clerk_here(page, unit):
    retype(page.form.editors["assigned_headcount"], "nhiều")
    retype(page.form.editors["name"], "")
    assert not page.can_leave()
    assert "không phải số nguyên" in page.form.editors["assigned_headcount"].message()
    assert page.form.editors["name"].message() == "Chưa nhập Tên đơn vị."
    assert stored(unit).name == "Bệnh viện Đa khoa"

    QTest.mouseClick(page.revert_button, Qt.MouseButton.LeftButton)
    assert page.can_leave()


def test_an_empty_file_is_given_its_unit(qtbot, dressed, context, workspace):
    page = SettingsPage(context)
    show(qtbot, page, 1150, 700)
    retype(page.form.editors["name"], "Trạm Y tế")
    retype(page.form.editors["code"], "TYT")
    assert page.save()
    assert (stored(workspace).name, stored(workspace).signer_title) == ("Trạm Y tế", "THỦ TRƯỞNG ĐƠN VỊ")
    assert workspace.database.undo_title() == "Khai báo đơn vị"


def test_a_department_is_added_renamed_and_moved(page, unit):
    page.show_section("departments")
    table = page.tables["departments"]
    QTest.mouseClick(table.add_button, Qt.MouseButton.LeftButton)
    retype(table.form.editors["name"], "Khoa Dược")
    QTest.mouseClick(table.save_button, Qt.MouseButton.LeftButton)
    assert listed(page, "departments") == ["Khoa Nội", "Khoa Ngoại", "Khoa Nhi", "Khoa Dược"]

    table.sheet.setCurrentIndex(table.sheet.model().index(3, 0))
    up = next(b for b in table.findChildren(QWidget) if b.accessibleName() == "Lên")
    QTest.mouseClick(up, Qt.MouseButton.LeftButton)
    QTest.mouseClick(up, Qt.MouseButton.LeftButton)
    assert listed(page, "departments") == ["Khoa Nội", "Khoa Dược", "Khoa Ngoại", "Khoa Nhi"]
    assert table.sheet.currentIndex().row() == 1

    press(table.sheet, Qt.Key.Key_Return)
    retype(table.form.editors["name"], "Khoa Dược lâm sàng")
    QTest.mouseClick(table.save_button, Qt.MouseButton.LeftButton)
    assert listed(page, "departments")[1] == "Khoa Dược lâm sàng"
    for _step in range(4):
        unit.database.undo()
    assert listed(page, "departments") == ["Khoa Nội", "Khoa Ngoại", "Khoa Nhi"]


def test_a_department_with_people_is_not_deleted(page, told):
    table = page.tables["departments"]
    table.sheet.setCurrentIndex(table.sheet.model().index(0, 0))
    table.remove_button.click()
    assert told[-1][0] == "danger"
    assert listed(page, "departments") == ["Khoa Nội", "Khoa Ngoại", "Khoa Nhi"]


def test_two_departments_of_one_name_are_refused_in_place(page):
    table = page.tables["departments"]
    table.begin_new()
    retype(table.form.editors["name"], "Khoa Nội")
    assert not table.save()
    assert not table.panel.isHidden()
    assert len(listed(page, "departments")) == 3


def test_the_newest_target_and_day_off_stand_first(page):
    assert listed(page, "targets", 1) == ["2026", "2025-2030"]
    assert listed(page, "holidays") == ["24/12/2026", "02/01/2026"]


def test_a_day_off_counts_from_the_moment_it_is_saved(page, unit):
    day = date(2026, 11, 25)
    assert unit.policy.is_working(day)
    table = page.tables["holidays"]
    table.begin_new()
    retype(table.form.editors["day"], "25112026")
    assert table.save()
    assert not unit.policy.is_working(day)


def test_a_row_being_edited_is_saved_on_leaving_the_page(page):
    table = page.tables["cells"]
    table.begin_new()
    retype(table.form.editors["name"], "Chi bộ Ngoại")
    assert page.is_dirty
    assert page.can_leave()
    assert listed(page, "cells") == ["Chi bộ Ngoại", "Chi bộ Nội"]


@pytest.mark.parametrize("layout", LISTS, ids=lambda layout: layout.key)
def test_every_list_opens_its_form_with_a_field_for_each_of_its_columns(page, layout):
    page.open_target(layout.key)
    table = page.tables[layout.key]
    table.begin_new()
    assert table.isVisible()
    assert set(layout.table.columns) <= set(table.form.editors)


def test_the_file_is_copied_and_the_copy_opens(qtbot, page, tmp_path, told, today):
    page.show_section("file")
    assert page.file.warning.text.text() == "Chưa có bản sao lưu nào làm từ chương trình này."
    page.file.back_up_to(tmp_path / "ban-sao.canbo")
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1] == ("success", "Đã sao lưu ra ban-sao.canbo và kiểm tra bản sao: nguyên vẹn.")
    assert page.file.facts.texts()["Bản sao ở"].endswith("ban-sao.canbo")
    copy = Workspace.open(tmp_path / "ban-sao.canbo", None, today=today)
    assert stored(copy).name == "Bệnh viện Đa khoa"
    copy.close()


def test_a_copy_never_overwrites_a_file(qtbot, page, tmp_path, told):
    (tmp_path / "khac.canbo").write_text("quan trọng", encoding="utf-8")
    page.file.back_up_to(tmp_path / "khac.canbo")
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1][0] == "danger"
    assert (tmp_path / "khac.canbo").read_text(encoding="utf-8") == "quan trọng"


def test_the_file_is_looked_over(qtbot, page):
    page.show_section("file")
    page.file.verify_button.click()
    qtbot.waitUntil(lambda: not page.file.verdict.isHidden())
    assert page.file.verdict.text.text().startswith("Tệp nguyên vẹn: ")


def test_another_file_is_opened_in_the_place_of_this_one(page, context, tmp_path, today):
    fresh_unit(tmp_path / "khac.canbo", today=today).close()
    asked = []
    context.opening.connect(asked.append)
    page.file.open_other(tmp_path / "khac.canbo")
    assert asked[0].file.path == tmp_path / "khac.canbo"


def test_how_to_restore_is_told(page):
    page.show_section("file")
    page.file.restore_button.click()
    assert "Bản sao lưu cũng là một tệp CanBo" in page.file.restoring.text()
    assert page.file.restoring.isVisible()


def test_the_size_of_the_text_is_that_of_the_window(page):
    heard = []
    page.window().set_text_size = heard.append
    page.sizes.chips["1.3"].click()
    assert heard == [1.3]
    assert page.sizes.chips.keys() == {str(scale) for scale in theme.SCALES}
