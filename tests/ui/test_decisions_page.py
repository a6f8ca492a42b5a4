"""Quyết định: acts through their short form, the register, and what they leave to be done."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Decision
from desktop.domain.record import on_day
from desktop.domain.staff import SalaryStep, StaffMember
from desktop.services import follow_ups
from desktop.ui.decisions_page import DecisionsPage
from tests.services.small_unit import DAY, departments, person
from tests.ui.hands import press, show


@pytest.fixture
def unit(workspace):
    with workspace.database.write("Danh sách") as session:
        noi, _ngoai = departments(session, "Khoa Nội", "Khoa Ngoại")
        person(session, "VC01", "Trần Văn An", "nam", born="1980-05-02", department=noi, title="V.08.01.03")
        person(session, "VC02", "Lê Thị Bình", department=noi)
    return workspace


@pytest.fixture
def page(qtbot, dressed, context, unit):
    made = DecisionsPage(context)
    show(qtbot, made, 1150, 680)
    qtbot.waitUntil(lambda: not context.tasks.is_busy)
    return made


def uid(unit, code):
    with unit.database.read() as session:
        return next(str(m.uid) for m in session.query(StaffMember) if m.staff_code == code)


def fill(page, **texts):
    for name, text in texts.items():
        editor = page.act.editors[name.replace("__", ".")]
        editor.input.setText(text)
        editor.tidy()


def status(unit, code, day):
    with unit.database.read() as session:
        member = next(m for m in session.query(StaffMember) if m.staff_code == code)
        placement = on_day(member.placements, day)
        return on_day(member.statuses, day).status, str(placement.department) if placement else ""


def lines(page):
    return [page.model.index(n, 0).data() for n in range(page.model.rowCount())]


def test_a_move_is_a_decision_and_shows_first_what_it_would_write(qtbot, unit, page):
    page.open_target(("act", "move", (uid(unit, "VC01"),)))
    fill(page, effective_on="1/12/2026", department="Khoa Ngoại", decision__number="15/QĐ-BV")
    fill(page, decision__issued_on="20/11/2026", decision__signer="Trần Văn Ký")
    page.act.preview_button.click()
    told = [page.act.lines.index(n, 2).data() for n in range(page.act.lines.rowCount())]
    assert any("Khoa Ngoại" in text for text in told)
    assert status(unit, "VC01", date(2026, 12, 1))[1] == "Khoa Nội"
    page.act.save_button.click()
    assert status(unit, "VC01", date(2026, 12, 1))[1] == "Khoa Ngoại"
    assert status(unit, "VC01", date(2026, 11, 30))[1] == "Khoa Nội"
    qtbot.waitUntil(lambda: lines(page) == ["15/QĐ-BV"])
    assert "Trần Văn An" in page.facts.text()
    unit.database.undo()
    assert status(unit, "VC01", date(2026, 12, 1))[1] == "Khoa Nội"


def test_what_is_missing_stands_under_its_field_and_nothing_is_written(unit, page):
    page.begin_act("move", (uid(unit, "VC01"),))
    page.act.save()
    assert page.act.editors["effective_on"].message() != ""
    assert page.act.editors["department"].message() != ""
    with unit.database.read() as session:
        assert session.query(Decision).count() == 0


def test_a_department_that_is_not_in_the_list_is_told_under_its_field(unit, page):
    page.begin_act("move", (uid(unit, "VC01"),))
    fill(page, effective_on="1/12/2026", department="Khoa không có")
    assert page.act.preview() is None or page.act.lines.rowCount() == 0
    assert not page.act.save()
    assert "không có trong danh sách" in page.act.editors["department"].message()


def test_study_leaves_work_behind_that_is_settled_in_the_list(qtbot, unit, page):
    page.begin_act("study", (uid(unit, "VC01"),))
    fill(
        page,
        effective_on="1/11/2026",
        returns_on="1/11/2028",
        kind="Chuyên khoa cấp I",
        decision__number="9/QĐ",
        decision__issued_on="20/10/2026",
    )
    assert page.act.save()
    todo = follow_ups.open_for(unit)
    assert todo
    qtbot.waitUntil(lambda: page.todo.model.rowCount() == len(todo))
    page.tabs.chips["todo"].click()
    assert page.parts.currentIndex() == 1
    page.todo.sheet.selectRow(0)
    page.todo.show_items(todo)  # read anew meanwhile
    assert page.todo.done_button.isEnabled()
    page.todo.done_button.click()
    assert len(follow_ups.open_for(unit)) == len(todo) - 1


def test_an_old_fact_that_breaks_a_rule_is_taken_in_and_told(unit, page, context):
    heard = []
    context.message.connect(lambda text, kind, _action: heard.append((kind, text)))
    page.begin_act("retire", (uid(unit, "VC02"),))
    fill(page, effective_on="1/6/2026", decision__number="3/QĐ", decision__issued_on="1/5/2026")
    assert page.act.save()
    assert heard[-1][0] == "warning"
    assert status(unit, "VC02", DAY)[0] == "NGHI_HUU"


def test_the_same_act_planned_is_stopped_with_the_reason(unit, page):
    page.begin_act("retire", (uid(unit, "VC02"),))
    fill(page, effective_on="1/6/2027")
    assert not page.act.save()
    assert page.act.problem.text() or any(e.message() for e in page.act.editors.values())
    assert status(unit, "VC02", date(2027, 6, 2))[0] == "DANG_LAM"


def test_several_people_go_under_one_decision_each_with_a_reason(qtbot, unit, page):
    people = (uid(unit, "VC01"), uid(unit, "VC02"))
    page.begin_act("streamline", people)
    fill(page, effective_on="1/11/2026", decision__number="7/QĐ", decision__issued_on="15/10/2026")
    for each in people:
        page.act.editors[f"{each}.reason"].input.setText("Dôi dư do sắp xếp")
        page.act.editors[f"{each}.reason"].tidy()
    assert page.act.save()
    qtbot.waitUntil(lambda: lines(page) == ["7/QĐ"])
    assert page.model.index(0, 5).data() == "2"


def test_a_decision_without_a_number_is_marked_and_completed_later(qtbot, unit, page):
    page.begin_act("move", (uid(unit, "VC01"),))
    fill(page, effective_on="1/10/2026", department="Khoa Ngoại")
    assert page.act.save()
    qtbot.waitUntil(lambda: lines(page) == ["(chưa có)"])
    assert "số quyết định" in page.missing.text()
    page.begin_edit()
    page.form.editors["number"].set_text("88/QĐ-BV")
    press(page.form, "Ctrl+S")
    qtbot.waitUntil(lambda: lines(page) == ["88/QĐ-BV"])


def test_the_register_goes_out_as_a_workbook(tmp_path, qtbot, unit, page):
    page.begin_act("move", (uid(unit, "VC01"),))
    fill(page, effective_on="1/10/2026", department="Khoa Ngoại", decision__number="88/QĐ-BV")
    assert page.act.save()
    qtbot.waitUntil(lambda: lines(page) == ["88/QĐ-BV"])
    page.export_to(tmp_path / "so.xlsx")
    texts = {cell.value for line in load_workbook(tmp_path / "so.xlsx").active.iter_rows() for cell in line}
    assert {"88/QĐ-BV", "Trần Văn An"} <= texts


def test_a_form_half_filled_keeps_the_clerk_here(unit, page):
    page.begin_act("move", (uid(unit, "VC01"),))
    assert page.can_leave()
    page.act.editors["effective_on"].input.setText("1/12/2026")
    assert not page.can_leave()
    press(page.act, "Esc")
    assert page.can_leave()


def test_the_pay_that_goes_with_a_new_title_is_filled_in_with_its_reason(unit, page):
    with unit.database.write("Lương") as session:
        member = next(m for m in session.query(StaffMember) if m.staff_code == "VC01")
        session.add(
            SalaryStep(
                staff=member,
                salary_table="A1",
                step=9,
                coefficient=Decimal("4.98"),
                starts_on=PartialDate("2024-01-01"),
            )
        )
    page.begin_act("title", (uid(unit, "VC01"),))
    fill(page, effective_on="1/12/2026", title="V.08.01.02")
    page.act.pay_button.click()
    assert page.act.editors["coefficient"].text() == "5,08"
    assert "mốc" in page.act.told.text()
    page.begin_act("move", (uid(unit, "VC01"),))
    assert not page.act.pay_button.isVisible()


def test_a_station_without_departments_takes_people_in_all_the_same(qtbot, dressed, context, workspace):
    page = DecisionsPage(context)
    show(qtbot, page, 1150, 680)
    page.begin_act("join", ())
    fill(
        page, person__staff_code="TY01", person__full_name="Trần Thị Hà", effective_on="1/11/2026", manner="Tuyển dụng"
    )
    fill(page, decision__number="1/QĐ", decision__issued_on="20/10/2026")
    assert page.act.save()
    assert status(workspace, "TY01", DAY) == ("DANG_LAM", "")
