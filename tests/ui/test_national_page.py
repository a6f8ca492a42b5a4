"""Cập nhật cơ sở dữ liệu quốc gia: the tray as a clerk works it."""

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.domain.staff import StaffMember
from desktop.services import national, records
from desktop.ui.national_page import NationalPage
from tests.services.small_unit import DAY, departments, person
from tests.ui.hands import press, show, type_text


@pytest.fixture
def unit(workspace):
    with workspace.database.write("Nhập danh sách") as session:
        (noi,) = departments(session, "Khoa Nội")
        for code, name in (("VC01", "Trần Thị Hà"), ("VC02", "Lê Văn Minh"), ("VC03", "Đỗ Thị Ánh")):
            person(session, code, name, department=noi, phone="0912345678")
    return workspace


@pytest.fixture
def opened(qtbot, dressed, context, unit):
    def _open():
        page = NationalPage(context)
        show(qtbot, page, 1150, 700)
        settle(qtbot, context)
        return page

    return _open


def settle(qtbot, context):
    qtbot.waitUntil(lambda: not context.tasks.is_busy)


def change(unit, *codes):
    with unit.database.read() as session:
        uids = [m.uid for m in session.query(StaffMember) if m.staff_code in codes]
    for uid in uids:
        before = records.load(unit, StaffMember, uid)
        records.save(unit, StaffMember, uid, {"phone": "0987654321"}, baseline=before)


def listed(page):
    return [page.people.index(n, 0).data() for n in range(page.people.rowCount())]


def carded(page):
    model = page.lines
    return [(model.index(n, 1).data(), model.index(n, 2).data()) for n in range(model.rowCount())]


def test_before_tracking_the_page_offers_to_begin_and_then_keeps_what_changes(qtbot, context, unit, opened):
    change(unit, "VC01")
    page = opened()
    assert page.rooms.currentIndex() == 0
    page.start_button.click()
    qtbot.waitUntil(lambda: page.rooms.currentIndex() == 1)
    assert listed(page) == []
    change(unit, "VC02")
    qtbot.waitUntil(lambda: listed(page) == ["VC02"])


def test_the_card_shows_what_changed_and_all_of_it_when_asked(opened, unit):
    national.begin_tracking(unit)
    change(unit, "VC02")
    page = opened()
    assert carded(page) == [("Số điện thoại", "0987654321")]
    page.only_changed.setChecked(False)
    assert ("Họ và tên", "Lê Văn Minh") in carded(page)


def test_a_value_is_copied_alone_ready_for_one_field(opened, unit):
    national.begin_tracking(unit)
    change(unit, "VC02")
    page = opened()
    page.card.setCurrentIndex(page.lines.index(0, 1))
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == "0987654321"


def test_entered_clears_those_who_are_chosen(qtbot, context, opened, unit):
    national.begin_tracking(unit)
    change(unit, "VC01", "VC02", "VC03")
    page = opened()
    assert listed(page) == ["VC01", "VC02", "VC03"]
    page.search.setFocus()
    type_text(page.search, "anh")
    assert listed(page) == ["VC03"]
    page.sheet.selectRow(0)
    press(page, "Ctrl+Return")
    page.search.clear()
    qtbot.waitUntil(lambda: listed(page) == ["VC01", "VC02"])
    page.sheet.selectAll()
    page.entered_button.click()
    qtbot.waitUntil(lambda: listed(page) == [])
    with unit.database.read() as session:
        days = [entry.entered_on for m in session.query(StaffMember) for entry in m.national_entries]
    assert days == [DAY] * 3


def test_a_day_that_is_none_stands_under_its_field_and_clears_nobody(opened, unit):
    national.begin_tracking(unit)
    change(unit, "VC01")
    page = opened()
    page.entered_on.set_text("31/02/2026")
    page.entered_button.click()
    assert "không phải ngày" in page.entered_on.message()
    assert listed(page) == ["VC01"]
