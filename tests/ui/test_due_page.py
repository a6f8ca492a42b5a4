"""Việc cần làm: the clerk sees what is due, opens it, puts it off, takes it out; the figures are links."""

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.dates import PartialDate
from desktop.domain.deadlines import Level, Subject, Target
from desktop.domain.organisation import CellTarget, Department, PartyCell
from desktop.domain.party import CaseState, PartyCase, PartyMembership, PartyStage
from desktop.domain.staff import Contract, EmploymentStatus, Licence, LicenceKind, Placement, SalaryStep, StaffMember
from desktop.domain.training import Enrolment, EnrolmentState, TrainingLine, TrainingPlan
from desktop.services.due import DueItem
from desktop.storage.grid import Condition
from desktop.ui.due_board import DueBoard
from desktop.ui.due_page import MONTH, OVERDUE, DuePage
from desktop.ui.rows_model import CellRole
from desktop.ui.staff_page import NEW
from tests.ui.hands import press, show, type_text

# Days left as at 22/11/2026: -22, 0, 5, 9 (four people), 39.
LICENCES = {"VC0001": date(2026, 10, 31), "VC0002": date(2026, 11, 22), "VC0003": date(2026, 11, 27)}


@pytest.fixture
def unit(workspace):
    with workspace.database.write("Đơn vị") as session:
        ward, cell = Department(name="Khoa Nội"), PartyCell(name="Chi bộ Nội", order_no=1)
        other = PartyCell(name="Chi bộ Ngoại", order_no=2)
        people = [StaffMember(staff_code=f"VC{n:04d}", full_name=f"Nguyễn Văn {n}") for n in range(1, 10)]
        session.add_all([ward, cell, other, *people])
        for who in people:
            EmploymentStatus(staff=who, status="DANG_LAM", starts_on=PartialDate("2015"))
            Placement(staff=who, department=ward, starts_on=PartialDate("2015"))
            if who.staff_code in LICENCES:
                Licence(staff=who, kind=LicenceKind.GPHN, number="1/GPHN", expires_on=LICENCES[who.staff_code])
        for who in people[3:7]:
            SalaryStep(staff=who, salary_table="A1", step=2, counted_from=PartialDate("2023-12-01"))
        Contract(staff=people[7], kind="HDLV_XDTH", starts_on=PartialDate("2024"), ends_on=PartialDate("2026-12-31"))
        PartyMembership(staff=people[0], stage=PartyStage.OFFICIAL, cell=cell, starts_on=PartialDate("2010"))
        PartyMembership(staff=people[1], stage=PartyStage.OFFICIAL, cell=other, starts_on=PartialDate("2027-03"))
        admitted = date(2026, 2, 3)
        PartyCase(staff=people[1], cell=other, state=CaseState.OFFICIAL, ceremony_on=admitted)
        CellTarget(cell=cell, period="2026", value=4)
        plan = TrainingPlan(year=2026)
        session.add(TrainingLine(plan=plan, kind="DT_CKI", headcount=2))
        Enrolment(staff=people[2], kind="DT_CKI", starts_on=PartialDate("2026-10-01"), state=EnrolmentState.STUDYING)
    return workspace


@pytest.fixture
def page(qtbot, dressed, unit, context):
    page = DuePage(context)
    show(qtbot, page, 1150, 700)
    qtbot.waitUntil(lambda: page.board.is_known and page.overview.is_known and not context.tasks.is_busy)
    return page


@pytest.fixture
def went(context):
    """Where the page sent the clerk."""
    heard = []
    context.going.connect(lambda key, target: heard.append((key, target)))
    return heard


def shown(page) -> list[tuple[str, ...]]:
    """Each row as its texts; a group as its title and note."""
    model, found = page.model, []
    for n in range(model.rowCount()):
        group = model.index(n, 0).data(CellRole.GROUP)
        found.append(
            (group.title, group.note) if group else tuple(model.index(n, c).data().strip() for c in range(1, 4))
        )
    return found


def choose(page, name: str) -> None:
    row = next(
        n
        for n in range(page.model.rowCount())
        if page.model.index(n, 2).data() and name in page.model.index(n, 2).data()
    )
    page.sheet.setCurrentIndex(page.model.index(row, 2))


def settled(qtbot, page) -> None:
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy)


def test_what_is_due_stands_by_nearness_and_a_round_of_many_is_one_row(page):
    licence = "Giấy phép hành nghề 1/GPHN hết hạn"
    assert shown(page) == [
        ("Quá hạn", "1 việc"),
        ("Quá 22 ngày", "Nguyễn Văn 1", licence),
        ("Hôm nay", "1 việc"),
        ("Hôm nay", "Nguyễn Văn 2", licence),
        ("Trong 7 ngày", "1 việc"),
        ("5 ngày", "Nguyễn Văn 3", licence),
        ("Trong 30 ngày", "4 việc"),
        ("9 ngày", "▸  4 người", "Đợt nâng lương 01/12/2026"),
        ("Trong 90 ngày", "1 việc"),
        ("39 ngày", "Nguyễn Văn 8", "Hợp đồng hết hạn"),
    ]


def test_a_round_opens_and_folds_at_enter_and_stays_so_when_the_list_is_read_again(qtbot, page):
    choose(page, "4 người")
    press(page.sheet, Qt.Key.Key_Return)
    assert [row[1] for row in shown(page)[7:12]] == ["▾  4 người", *(f"Nguyễn Văn {n}" for n in range(4, 8))]

    page.board.refresh()
    settled(qtbot, page)
    assert len(shown(page)) == 14

    press(page.sheet, Qt.Key.Key_Return)
    assert len(shown(page)) == 10


def test_the_list_of_a_round_opens_as_people(page, went):
    choose(page, "4 người")
    QTest.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    codes = ("VC0004", "VC0005", "VC0006", "VC0007")
    assert went == [("staff", (Condition("staff_code", "is", codes, "Đợt nâng lương 01/12/2026"),))]


def test_enter_opens_the_record_at_the_row_and_field_that_clear_the_item(page, went):
    choose(page, "Nguyễn Văn 8")
    press(page.sheet, Qt.Key.Key_Return)

    item = page.board.items[-1]
    assert went == [("staff", (item.staff_uid, "Contract", item.target.uid, "ends_on"))]


def test_the_record_page_is_told_the_next_thing_due_for_a_person_and_where_it_is_cleared(page, went):
    item = page.board.items[0]
    told, kind, action = page.board.told_for(item.staff_uid)
    assert (told.split(" – ")[1], kind) == ("quá 22 ngày", "danger")
    action.run()
    assert went == [("staff", (item.staff_uid, "Licence", item.target.uid, "expires_on"))]
    assert page.board.told_for("nobody") == ("", "info", None)


def test_the_row_tells_its_legal_basis_and_the_day_it_is_counted_from(page):
    choose(page, "Nguyễn Văn 8")
    assert page.who.text() == "Nguyễn Văn 8 · VC0008 · Khoa Nội"
    assert page.why.text() == "Hạn 31/12/2026, tính từ 01/01/2024. Căn cứ: Hợp đồng đã ký; NĐ 235/2026/NĐ-CP"
    tip = page.sheet.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert "Căn cứ: Hợp đồng đã ký" in tip
    assert "tính từ 01/01/2024" in tip


def test_a_chip_shows_one_kind_and_tells_how_many_there_are(page):
    assert [chip.text() for chip in page.kinds.chips.values()] == ["Tất cả 8", "Lương 4", "Hợp đồng 1", "Giấy phép 3"]
    page.kinds.chips["contract"].click()
    assert shown(page) == [("Trong 90 ngày", "1 việc"), ("39 ngày", "Nguyễn Văn 8", "Hợp đồng hết hạn")]


def test_the_cards_count_and_show_only_what_is_overdue_or_due_within_a_month(page):
    assert page.overdue.accessibleName() == "1 Quá hạn. giấy phép 1"
    assert page.coming.accessibleName() == "6 Đến hạn trong 30 ngày. lương 4, giấy phép 2"

    page.overdue.click()
    assert [row[0] for row in shown(page)] == ["Quá hạn", "Quá 22 ngày"]
    assert page.sheet.currentIndex().row() == 1

    page.coming.click()
    assert page.items()
    assert all(0 <= item.days_left <= 30 for item in page.items())
    page.span_chip.click()
    assert len(page.items()) == 8
    assert not page.span_chip.isVisible()


def test_the_figures_of_the_year_open_the_people_behind_them(page, went):
    assert page.people.accessibleName() == "9 Viên chức, người lao động. 0 tăng · 0 giảm trong năm"
    assert page.members.accessibleName() == "1 Đảng viên · 11,1 %. 1 chính thức · 0 dự bị"
    page.members.click()
    assert went[-1][1][-1] == Condition("party_stage", "is", ("probationary", "official"))


def test_bars_of_all_cells_stand_on_one_scale_with_their_targets(page, went):
    rows = {bar.bar.label: bar for bar in page.year.cells.rows}
    assert {name: bar.bar.words for name, bar in rows.items()} == {"Nội": "0 / 4", "Ngoại": "1"}
    assert rows["Nội"].full == rows["Ngoại"].full == 4
    assert [bar.bar.words for bar in page.year.courses.rows] == ["1 / 2", "0", "0", "0"]

    rows["Ngoại"].click()
    (condition,) = went[-1][1]
    assert condition.values == ("VC0002",)

    page.year.period.chips["term"].click()
    assert [bar.bar.words for bar in page.year.cells.rows] == ["0", "1"]


def test_an_item_is_put_off_with_a_reason_and_taken_back(qtbot, page, unit):
    choose(page, "Nguyễn Văn 8")
    press(page.sheet, Qt.Key.Key_S)
    assert page.snooze.isVisible()
    assert not page.detail.isVisible()

    QTest.mouseClick(page.snooze.save_button, Qt.MouseButton.LeftButton)
    assert "Chưa nhập lý do" in page.snooze.reason.message()

    type_text(page.snooze.reason.input, "Chờ Sở trả lời")
    QTest.mouseClick(page.snooze.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.board.items) == 7)
    assert not page.snooze.isVisible()
    assert unit.database.undo_title() == "Để sau việc đến hạn: Nguyễn Văn 8, hợp đồng hết hạn"

    unit.database.undo()
    qtbot.waitUntil(lambda: len(page.board.items) == 8)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Chưa nhập ngày nhắc lại."), ("32/13/2026", "không phải ngày"), ("21/11/2026", "phải sau hôm nay")],
)
def test_a_day_that_cannot_be_is_told_beside_it(page, typed, told):
    choose(page, "Nguyễn Văn 8")
    press(page.sheet, Qt.Key.Key_S)
    page.snooze.until.set_text(typed)
    type_text(page.snooze.reason.input, "Lý do")
    page.snooze.save()
    assert page.snooze.isVisible()
    assert told in page.snooze.until.message() + page.snooze.problem()


def test_escape_leaves_the_question_and_changes_nothing(page, unit):
    choose(page, "Nguyễn Văn 8")
    before = unit.database.undo_title()
    press(page.sheet, Qt.Key.Key_S)
    press(page.snooze.reason.input, Qt.Key.Key_Escape)
    assert not page.snooze.isVisible()
    assert page.detail.isVisible()
    assert unit.database.undo_title() == before


def test_the_list_goes_into_a_workbook_as_it_is_filtered(page, tmp_path):
    page.show_spans(OVERDUE)
    page.export_to(tmp_path / "viec.xlsx")
    sheet = load_workbook(tmp_path / "viec.xlsx").active
    assert [cell.value for cell in sheet[1]][:4] == ["Hạn", "Còn (ngày)", "Mã", "Họ và tên"]
    assert sheet.max_row == 2
    assert (sheet["A2"].value.date(), sheet["B2"].value, sheet["C2"].value) == (date(2026, 10, 31), -22, "VC0001")


def test_the_list_goes_into_a_calendar(page, tmp_path):
    page.show_spans(MONTH)
    page.export_calendar_to(tmp_path / "viec.ics", named=False)
    text = (tmp_path / "viec.ics").read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == 6
    assert "Nguyễn" not in text


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(page, tmp_path):
    told = []
    page.context.message.connect(lambda text, kind, _action: told.append((kind, text)))
    page.export_to(tmp_path / "nowhere" / "viec.xlsx")
    assert told[0][0] == "danger"
    assert "Không tìm thấy thư mục" in told[0][1]


def test_nothing_asks_for_more_width_than_a_small_screen_has(qtbot, page):
    page.resize(900, 560)
    assert page.minimumSizeHint().width() <= 760
    assert not page.sheet.horizontalScrollBar().isVisible()


def test_on_a_small_screen_the_year_comes_into_the_place_of_the_list(page):
    assert page.list_card.isVisible()
    assert page.year.isVisible()
    assert not page.year_button.isVisible()
    page.resize(800, 560)
    assert page.list_card.isVisible()
    assert not page.year.isVisible()
    page.year_button.click()
    assert page.year.isVisible()
    assert not page.list_card.isVisible()
    page.list_button.click()
    assert page.list_card.isVisible()
    page.resize(1150, 700)
    assert page.list_card.isVisible()
    assert page.year.isVisible()


def test_an_empty_file_offers_the_first_steps(qtbot, dressed, context, went):
    page = DuePage(context)
    show(qtbot, page, 1000, 600)
    qtbot.waitUntil(lambda: page.overview.is_known)
    assert page.empty.isVisible()
    for step in page.empty.buttons[:2]:
        step.click()
    assert went == [("import", None), ("staff", NEW)]


@pytest.mark.parametrize(
    ("rule", "entity", "place"),
    [("mentoring.no_mentor", "PartyCase", ("new", "s1")), ("mentoring.review", "MentoringAssignment", "u1")],
)
def test_a_missing_mentor_opens_a_new_assignment_and_a_comment_due_its_assignment(context, rule, entity, place):
    gone = []
    context.going.connect(lambda page, target: gone.append((page, target)))
    item = DueItem(
        rule=rule,
        title="",
        kind=Subject.MENTORING,
        due_on=date(2026, 12, 1),
        days_left=9,
        level=Level.WARNING,
        staff_code="VC0001",
        name="Lê Thị Ánh",
        department="",
        subject="",
        basis="",
        anchor=date(2026, 9, 1),
        target=Target(entity, "u1", "staff"),
        staff_uid="s1",
    )
    DueBoard(context).open(item)

    assert gone == [("mentoring", place)]
