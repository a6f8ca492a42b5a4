"""Lương, nghỉ hưu, nhiệm kỳ in the window over a real data file: rounds, levels, lists, with keyboard and real workbooks."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from desktop.domain.merits import Award
from desktop.domain.staff import Appointment, JobHolding, SalaryStep, StaffMember
from desktop.ui.context import Context
from desktop.ui.pay_page import PayPage
from desktop.ui.raise_part import span_of
from desktop.ui.rows_model import Group
from tests.services.small_unit import departments, leading, partial, pay, person, unit
from tests.ui.answers import answer
from tests.ui.hands import press, show, type_text

TODAY = date(2026, 11, 22)


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    with made.database.write("Nhân sự") as session:
        (ward,) = departments(session, "Khoa Nội")
        head = leading(session, "Trưởng khoa", 5)
        an = person(session, "VC01", "Nguyễn Thị An", department=ward)
        pay(an, "A1", 3, Decimal("3.00"), "2023-12-01")
        binh = person(session, "VC02", "Trần Văn Bình", "nam", department=ward, title="V.08.01.03")
        pay(binh, "A1", 9, Decimal("4.98"), "2023-11-01")
        cuc = person(session, "VC03", "Lê Thị Cúc", department=ward, title="V.08.05.13", degree="CD")
        pay(cuc, "B", 5, Decimal("2.66"), "2025-10-01")
        dung = person(session, "VC04", "Phạm Văn Dũng", "nam", department=ward)
        pay(dung, "A1", 2, Decimal("2.67"), "2024-09-01")
        session.add(Award(staff=dung, year=2025, form="CSTDBT"))
        person(session, "VC05", "Hồ Thị Em", department=ward, title=None)
        giang = person(session, "VC06", "Đỗ Văn Giang", "nam", "1965-08-10", department=ward)
        pay(giang, "A1", 1, Decimal("2.34"), "2026-10-01")
        session.add(Appointment(staff=an, post=head, starts_on=partial("2022-03-01"), term_ends_on=date(2027, 2, 28)))
    yield made
    made.close()


@pytest.fixture
def context(qapp, workspace):
    context = Context(workspace)
    yield context
    context.tasks.shut_down()


@pytest.fixture
def told(context):
    heard = []
    context.message.connect(lambda text, kind, action: heard.append((kind, text, action)))
    return heard


@pytest.fixture
def page(qtbot, dressed, context, told):
    made = show(qtbot, PayPage(context), 1138, 640)
    settle(qtbot, made)
    return made


def settle(qtbot, page):
    qtbot.waitUntil(lambda: page.part.found is not None and not page.context.tasks.is_busy)


def shown(part):
    model = part.sheet.rows_model
    return [r.title if isinstance(r, Group) else (r.name, part.sheet._mark(r)) for r in model._shown]


def fill(form, **texts):
    for name, text in texts.items():
        editor = form.editors[name]
        editor.input.setFocus()
        editor.input.selectAll()
        type_text(editor.input, text)


def choose(part, name):
    model = part.sheet.rows_model
    at = next(n for n, r in enumerate(model._shown) if getattr(r, "name", "") == name)
    part.sheet.setCurrentIndex(model.index(at, 0))


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("next", date(2027, 1, 1), date(2027, 3, 31)),
        ("half", date(2026, 11, 1), date(2027, 5, 31)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_days_that_a_chip_names(key, first, last):
    assert span_of(key, TODAY) == (first, last)


def test_the_round_of_the_quarter_with_reasons_and_what_cannot_be_reckoned(page):
    part = page.part
    assert shown(part) == [
        "Nâng bậc thường xuyên",
        ("Nguyễn Thị An", "☑"),
        "Phụ cấp thâm niên vượt khung",
        ("Trần Văn Bình", "☑"),
        "Nâng bậc trước thời hạn do thành tích",
        ("Phạm Văn Dũng", "☐"),
        "Chưa tính được",
        ("Hồ Thị Em", ""),
    ]
    assert part.heading.text() == "Nguyễn Thị An"
    facts = part.facts.texts()
    assert (facts["Hiện hưởng"], facts["Đề nghị"]) == ("A1 · bậc 3 · 3,00", "bậc 4 · 3,33")
    assert facts["Lương tháng"] == "7.590.000 đ"
    assert part.quota.texts()["Số người trả lương"] == "5"
    choose(part, "Hồ Thị Em")
    assert part.facts.texts() == {"Chưa tính được vì": "Chưa có diễn biến lương"}
    assert part.edit_button.isHidden()


def test_ticks_by_keyboard_and_the_share_that_is_passed(page):
    part = page.part
    assert part.count.text() == "Đã chọn 2 / 3 người"
    choose(part, "Phạm Văn Dũng")
    press(part.sheet, Qt.Key.Key_Space)
    assert part.count.text() == "Đã chọn 3 / 3 người"
    assert "chỉ còn 0" in part.warning.text.text()
    press(part.sheet, Qt.Key.Key_Space)
    assert part.warning.isHidden()
    part.sheet.tick_all(False)
    assert not part.enter_button.isEnabled()
    assert part.enter_button.toolTip() == "Hãy chọn ít nhất một người"


def test_a_decision_makes_the_rows_and_is_taken_back_in_one_step(page, qtbot, told, workspace):
    part = page.part
    press(page, "Ctrl+Return")
    assert part.form.heading.text() == "Quyết định nâng lương: 2 người"
    press(part.form, "Ctrl+S")
    assert part.form.editors["number"].message() == "Chưa nhập số quyết định."
    fill(part.form, number="215/QĐ-BV", issued_on="20/12/2026")
    press(part.form, "Ctrl+S")
    settle(qtbot, page)
    assert told[-1][:2] == ("success", "Đã nhập quyết định nâng lương cho 2 người.")
    with workspace.database.read() as session:
        assert session.query(SalaryStep).filter(SalaryStep.raise_kind.is_not(None)).count() == 2
    assert shown(part)[0] == "Nâng bậc trước thời hạn do thành tích"
    told[-1][2].run()
    settle(qtbot, page)
    assert shown(part)[1] == ("Nguyễn Thị An", "☑")


def test_who_is_left_out_while_the_form_stands_open_is_left_out(page, qtbot, workspace):
    part = page.part
    press(page, "Ctrl+Return")
    mark = part.sheet.visualRect(part.sheet.rows_model.index(3, 0)).center()  # Trần Văn Bình
    qtbot.mouseClick(part.sheet.viewport(), Qt.MouseButton.LeftButton, pos=mark)
    assert part.form.heading.text() == "Quyết định nâng lương: 1 người"
    fill(part.form, number="1/QĐ", issued_on="01/12/2026")
    press(part.form, "Ctrl+S")
    settle(qtbot, page)
    with workspace.database.read() as session:
        (row,) = session.query(SalaryStep).filter(SalaryStep.raise_kind.is_not(None))
        assert row.staff.staff_code == "VC01"


def test_what_is_proposed_can_be_amended_before(page, qtbot, workspace):
    part = page.part
    press(page, "F2")
    fill(part.form, coefficient="mười")
    press(part.form, "Ctrl+S")
    assert part.form.editors["coefficient"].message()
    fill(part.form, step="5", coefficient="3,66")
    press(part.form, "Ctrl+S")
    assert part.facts.texts()["Đề nghị"] == "bậc 5 · 3,66"
    press(page, "Ctrl+Return")
    fill(part.form, number="1/QĐ", issued_on="01/12/2026")
    press(part.form, "Ctrl+S")
    settle(qtbot, page)
    with workspace.database.read() as session:
        row = session.query(SalaryStep).filter_by(step=5, salary_table="A1").one()
        assert row.coefficient == Decimal("3.66")


def test_other_days_are_typed_and_wrong_ones_are_told(page, qtbot, told):
    part = page.part
    part.last.set_text("30/09/2026")
    part.last.committed.emit()
    settle(qtbot, page)
    assert told[-1] == ("warning", "Ngày cuối đợt nâng lương trước ngày đầu đợt.", None)
    part.first.set_text("")
    part.first.committed.emit()
    assert part.first.message() == "Chưa nhập ngày."


def test_the_round_goes_out_as_a_workbook(page, qtbot, told, tmp_path):
    path = tmp_path / "dot.xlsx"
    page.part.export_to(path, page.part.exporting)
    settle(qtbot, page)
    assert told[-1][1] == "Đã xuất danh sách ra dot.xlsx."
    assert len(load_workbook(path).worksheets) == 2


def test_levels_with_shares_and_a_decision_for_many(page, qtbot, told, workspace):
    page.show_part("levels")
    settle(qtbot, page)
    part = page.part
    assert [chip.text() for chip in part.views.chips.values()] == [
        "Chưa xếp (5)",
        "Còn thiếu bằng để lên bậc 2 (0)",
        "Chưa đề xuất được (1)",
        "Đã xếp (0)",
    ]
    assert "hạn 01/07/2027, còn 221 ngày" in part.banner.text.text()
    choose(part, "Lê Thị Cúc")
    assert (part.facts.texts()["Bậc"], part.facts.texts()["Bảng"]) == ("2", "A0")
    part.sheet.tick_all(True)
    press(page, "Ctrl+Return")
    fill(part.form, number="300/QĐ-BV", issued_on="01/12/2026")
    press(part.form, "Ctrl+S")
    assert part.form.editors["since"].message() == "Chưa nhập Xếp từ ngày."
    fill(part.form, since="01/01/2027")
    press(part.form, "Ctrl+S")
    settle(qtbot, page)
    assert told[-1][1].startswith("Đã xếp vị trí việc làm, bậc cho 5 người. 1 người đổi bảng lương")
    with workspace.database.read() as session:
        assert session.query(JobHolding).count() == 5


def test_a_position_is_chosen_where_none_is_known(page, qtbot, workspace):
    with workspace.database.write("Đổi chức danh") as session:
        who = session.query(StaffMember).filter_by(staff_code="VC02").one()
        who.titles[0].title = "V.05.02.07"
    page.show_part("levels")
    settle(qtbot, page)
    part = page.part
    choose(part, "Trần Văn Bình")
    press(page, "F2")
    fill(part.form, position="thư ký y khoa")
    press(part.form, "Ctrl+S")
    choose(part, "Trần Văn Bình")
    assert part.facts.texts()["Vị trí"] == "Thư ký y khoa"
    assert part.count.text() == "Đã chọn 1 người"


def test_who_retires_and_whose_term_ends(page, qtbot, context, tmp_path, told):
    page.open_target("retirement")
    settle(qtbot, page)
    assert [row.name for row in page.part.model.rows()] == ["Đỗ Văn Giang"]
    gone = []
    context.going.connect(lambda where, target: gone.append((where, target)))
    page.part.sheet.setCurrentIndex(page.part.model.index(0, 0))
    press(page.part.sheet, Qt.Key.Key_Return)
    assert gone[0][0] == "staff"
    assert gone[0][1][1] == "birth_date"
    page.part.years.chips["2028"].click()
    qtbot.waitUntil(lambda: page.part.lists.currentWidget() is page.part.empty)
    assert not page.part.export_button.isEnabled()
    page.chips.chips["terms"].click()
    settle(qtbot, page)
    assert page.part.count.text() == "1 chức vụ hết nhiệm kỳ đến hết năm 2027"
    page.part.export_to(tmp_path / "nk.xlsx", page.part.exporting)
    settle(qtbot, page)
    assert told[-1][1] == "Đã xuất danh sách ra nk.xlsx."


def test_a_form_half_typed_is_not_lost_by_going_elsewhere(page):
    press(page, "Ctrl+Return")
    fill(page.part.form, number="9")
    asked = answer("Ở lại")
    page.chips.chips["terms"].click()
    assert page.chips.key == "raises"
    assert asked == ["Lưu thay đổi của quyết định nâng lương: 2 người?"]
    answer("Bỏ thay đổi")
    page.chips.chips["terms"].click()
    assert page.chips.key == "terms"
