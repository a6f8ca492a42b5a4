"""Kiểm tra dữ liệu: findings are filtered, opened and passed over; codes are settled once; gaps of records are shown."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department
from desktop.domain.staff import Contract, EmploymentStatus, Placement, StaffMember
from desktop.services import checking
from desktop.ui.findings_page import COMPLETE, FOUND, SETTLE, FindingsPage
from desktop.ui.rows_model import CellRole
from tests.ui.hands import press, show, type_text


@pytest.fixture
def unit(workspace):
    with workspace.database.write("Đơn vị") as session:
        ward = Department(name="Khoa Nội")
        people = [
            StaffMember(
                staff_code=f"VC{n}", full_name=f"Nguyễn Văn {name}", sex="nam", birth_date=PartialDate(f"198{n}")
            )
            for n, name in enumerate(("An", "Bình", "Đức"), 1)
        ]
        session.add_all([ward, *people])
        for who in people:
            EmploymentStatus(staff=who, status="DANG_LAM", starts_on=PartialDate("2015"))
            Placement(staff=who, department=ward, starts_on=PartialDate("2015"))
        people[0].phone = people[1].phone = "912345678"
        people[1].religion = people[2].religion = "Phật tử"
        people[2].home_town = "Xã Lương Sơn, tỉnh Hòa Bình"
        Contract(staff=people[2], kind="HDLV_KXDTH", starts_on=PartialDate("2020"), ends_on=PartialDate("2019"))
    return workspace


@pytest.fixture
def page(qtbot, dressed, unit, context):
    page = FindingsPage(context)
    show(qtbot, page, 1150, 640)
    qtbot.waitUntil(lambda: page.complete.is_known and not context.tasks.is_busy)
    return page


@pytest.fixture
def went(context):
    gone = []
    context.going.connect(lambda key, target: gone.append((key, target)))
    return gone


def uid(unit, code):
    with unit.database.read() as session:
        return session.query(StaffMember).filter_by(staff_code=code).one().uid


def shown(page):
    return [(f.staff_code, f.code) for f in page.findings.model.rows()]


def choose(page, code, rule):
    model = page.findings.model
    rows = (model.index(n, 0) for n in range(model.rowCount()))
    index = next(i for i in rows if (f := model.row_at(i)) and (f.staff_code, f.code) == (code, rule))
    page.findings.sheet.setCurrentIndex(index)


def test_findings_stand_under_their_kind_errors_first_with_figures(page):
    assert shown(page) == [
        ("VC3", "E01"),
        ("VC1", "phone.shape"),
        ("VC2", "phone.shape"),
        ("VC2", "religion.unknown"),
        ("VC3", "religion.unknown"),
    ]
    heads = [page.findings.model.index(n, 0).data(CellRole.GROUP) for n in page.findings.model.group_rows()]
    assert [(head.title, head.note) for head in heads] == [
        ("Kết thúc trước khi bắt đầu", "1"),
        ("Số điện thoại sai dạng", "2"),
        ("Tôn giáo chưa có trong danh mục", "2"),
    ]
    assert page.chips.chips[FOUND].text() == "Phát hiện 5"
    assert page.chips.chips[SETTLE].text() == "Chờ xác định mã 2"
    assert page.findings.severity.chips["error"].text() == "Lỗi 1"
    assert page.findings.subjects.state_of("dates") == "error"


def test_the_list_is_narrowed_by_subject_severity_and_words(page):
    page.findings.subjects.choose("identity")
    assert shown(page) == [("VC1", "phone.shape"), ("VC2", "phone.shape")]
    page.findings.severity.chips["error"].click()
    assert shown(page) == [("VC3", "E01")]  # the subject has nothing under errors
    page.findings.severity.chips[""].click()
    type_text(page.findings.search, "vawn binhf")  # the keyboard was off
    assert {code for code, _ in shown(page)} == {"VC2"}


def test_findings_stand_by_person(page):
    page.findings.grouping.chips["person"].click()
    assert [code for code, _ in shown(page)] == ["VC1", "VC2", "VC2", "VC3", "VC3"]


def test_enter_opens_the_very_field(page, went, unit):
    choose(page, "VC1", "phone.shape")
    press(page.findings.sheet, Qt.Key.Key_Return)
    choose(page, "VC3", "E01")
    page.findings.open_button.click()
    contract = page.findings.current.uid
    assert went == [
        ("staff", (uid(unit, "VC1"), "phone")),
        ("staff", (uid(unit, "VC3"), "Contract", contract, "ends_on")),
    ]


def test_warnings_are_passed_over_with_a_reason_and_looked_at_again(qtbot, page, unit):
    choose(page, "VC1", "phone.shape")
    press(page.findings.sheet, Qt.Key.Key_B)
    assert page.findings.asking.isVisible()
    page.findings.asking.save_button.click()
    assert "Chưa nhập lý do" in page.findings.asking.reason.message()
    type_text(page.findings.asking.reason.input, "Số nội bộ")
    page.findings.asking.save_button.click()
    qtbot.waitUntil(lambda: len(page.findings.result.ignored) == 1)
    assert ("VC1", "phone.shape") not in shown(page)

    page.findings.severity.chips["ignored"].click()
    assert shown(page) == [("VC1", "phone.shape")]
    page.findings.again_button.click()
    qtbot.waitUntil(lambda: not page.findings.result.ignored)
    assert len(checking.check(unit).findings) == 5


def test_an_error_cannot_be_passed_over(page):
    choose(page, "VC3", "E01")
    assert not page.findings.ignore_button.isEnabled()
    press(page.findings.sheet, Qt.Key.Key_B)
    assert not page.findings.asking.isVisible()


def test_an_unknown_code_leads_to_the_queue_and_is_settled_once(qtbot, page, unit):
    choose(page, "VC2", "religion.unknown")
    page.findings.settle_button.click()
    assert page.chips.key == SETTLE
    assert page.queue.current.text == "Phật tử"
    assert "2 dòng" in page.queue.where.text()
    assert not page.queue.use_button.isEnabled()

    page.queue.choose(page.queue.current.suggestions[0][0])
    page.queue.use_button.click()
    qtbot.waitUntil(lambda: [e.text for e in page.queue.entries] == ["tỉnh Hòa Bình"])
    assert unit.database.undo_title() == "Xác định «Phật tử» là Phật giáo"
    page.show_part(FOUND)
    qtbot.waitUntil(lambda: len(page.findings.result.findings) == 3)


def test_a_text_is_taken_in_as_the_units_own_code(qtbot, page, unit):
    page.show_part(SETTLE)
    page.queue.show_text("Phật tử")
    page.queue.own_label.setText("Phật tử (đơn vị)")
    page.queue.own_button.click()
    qtbot.waitUntil(lambda: len(page.queue.entries) == 1)
    assert unit.catalogue.list("religion").label("Phật tử") == "Phật tử (đơn vị)"


def test_old_provinces_are_taken_at_once(qtbot, page, unit):
    page.show_part(SETTLE)
    assert page.queue.sure_button.text() == "Nhận 1 tỉnh đã rõ"
    page.queue.sure_button.click()
    qtbot.waitUntil(lambda: len(page.queue.entries) == 1)
    with unit.database.read() as session:
        assert session.query(StaffMember).filter_by(staff_code="VC3").one().home_province == "25"


def test_what_a_record_lacks_is_listed_and_opened(page, went, unit):
    page.show_part(COMPLETE)
    assert page.complete.model.rowCount() == 3
    person = page.complete.current
    assert f"{person.percent}%" in page.complete.of_person.title.text()
    numbers = [item.number for item in page.complete.items.rows()]
    assert {"0e", "8a", "36.1"} <= set(numbers)
    at = numbers.index("8a")
    page.complete.item_sheet.setCurrentIndex(page.complete.items.index(at, 0))
    press(page.complete.item_sheet, Qt.Key.Key_Return)
    at = numbers.index("20")
    page.complete.item_sheet.setCurrentIndex(page.complete.items.index(at, 0))
    page.complete.open_button.click()
    assert went == [("staff", (person.uid, "citizen_id")), ("staff", (person.uid, "Qualification"))]


def test_an_item_of_the_unit_shows_who_lacks_it(page):
    page.show_part(COMPLETE)
    share = next(s for s in page.complete.shares.rows() if s.item.number == "5")
    assert (share.owed, share.lacking) == (3, 2)
    page.complete.show_lacking(share.item)
    assert [p.staff_code for p in page.complete.model.rows()] == ["VC1", "VC2"]
    page.complete.item_chip.click()
    assert page.complete.model.rowCount() == 3


def test_what_is_shown_goes_into_a_workbook(page, tmp_path):
    page.findings.severity.chips["error"].click()
    shown_rows = page.findings.model.rows()
    checking.export_findings(page.context.workspace, tmp_path / "loi.xlsx", shown_rows)
    assert load_workbook(tmp_path / "loi.xlsx").active.max_row == 2


def test_targets_lead_to_the_parts(page):
    page.open_target(COMPLETE)
    assert page.chips.key == COMPLETE
    page.open_target((SETTLE, "tỉnh Hòa Bình"))
    assert page.queue.current.text == "tỉnh Hòa Bình"


def test_nothing_asks_for_more_width_than_a_small_screen_has(page):
    for part in (FOUND, SETTLE, COMPLETE):
        page.show_part(part)
        assert page.minimumSizeHint().width() <= 800
