"""Đào tạo: a year's plan and the people sent, in the window over a real data file."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from desktop.domain.training import EnrolmentState, PlanState
from desktop.services import training
from desktop.ui.rows_model import Group
from desktop.ui.training_page import TrainingPage
from tests.services.training_unit import SENT, TODAY, Unit
from tests.ui.answers import answer
from tests.ui.hands import press, show, type_text

E = EnrolmentState


@pytest.fixture
def unit(workspace):
    made = Unit(workspace)
    for name in ("Lê Văn Đức", "Trần Thị Hoa", "Phạm Thị An"):
        made.person(name)
    return made


@pytest.fixture
def told(context):
    heard = []
    context.message.connect(lambda text, kind, action: heard.append((kind, text, action)))
    return heard


@pytest.fixture
def page(qtbot, dressed, context, unit, told):
    return show(qtbot, TrainingPage(context), 1138, 700)


def fill(form, **texts):
    for name, text in texts.items():
        editor = form.editors[name]
        editor.input.setFocus()
        editor.input.selectAll()
        type_text(editor.input, text)


def figures(page):
    return [figure.value for figure in page.figures]


def headings(page):
    return [(r.title, r.note) for r in page.model._shown if isinstance(r, Group)]


def state_of(page, name):
    return next(s.state for s in page.panel.model.rows() if s.name == name)


def select(page, *names):
    for place, student in enumerate(page.panel.model.rows()):
        if student.name in names:
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            page.panel.sheet.selectionModel().select(page.panel.model.index(place, 0), flags)


def move(page, target):
    return next(m for m in page.panel.chosen()[0].moves if m.target is target)


def people(panel, qtbot):
    qtbot.waitUntil(lambda: bool(panel._people.model.entries))
    return panel._people


def test_a_year_without_a_plan_offers_the_first_step(page, told, qtbot):
    assert page.badge.text() == "Chưa lập kế hoạch"
    assert page.lists.currentWidget() is page.empty
    page.empty.buttons[0].click()
    assert page.badge.text() == "Nháp"
    assert page.empty.buttons[0].text() == "Thêm dòng"
    assert told[-1][:2] == ("success", "Đã lập kế hoạch đào tạo năm 2026.")
    told[-1][2].run()
    qtbot.waitUntil(lambda: page.badge.text() == "Chưa lập kế hoạch")


def test_a_line_by_keyboard_with_its_messages_then_in_the_list(page, told):
    press(page, "Ctrl+N")
    fill(page.form, topic="Ngoại tiêu hóa", headcount="2", cost_unit="30000000")
    press(page.form, "Ctrl+S")
    assert page.form.editors["kind"].message() == "Chưa nhập Loại đào tạo."
    fill(page.form, kind="chuyen khoa cap i")
    press(page.form.editors["kind"].input, Qt.Key.Key_Return)
    assert page.form.editors["kind"].text() == "Chuyên khoa cấp I"
    press(page.form, "Ctrl+S")
    assert headings(page) == [("Sau đại học", "đã cử 0 / 2")]
    assert figures(page) == ["2", "0", "0", "0"]
    assert page.panel.title.text() == "Ngoại tiêu hóa"
    assert page.panel.facts.texts()["Dự toán"] == "đơn vị 30.000.000 đ"
    assert told[-1][1] == "Đã lưu: Thêm dòng vào kế hoạch năm 2026."


def test_the_plan_goes_its_way_and_says_what_it_misses(page, unit, told):
    page.begin_plan()
    for target in (PlanState.COLLECTING, PlanState.CONSOLIDATED):
        page.begin_plan_move(next(m for m in page.view.moves if m.target is target))
    page.begin_plan_move(page.view.moves[0])
    assert told[-1][:2] == ("warning", "Kế hoạch chưa có dòng nào; hãy thêm nhu cầu trước khi trình.")
    unit.line()
    page.begin_plan_move(page.view.moves[0])
    assert page.badge.text() == "Đã trình"
    page.begin_plan_move(next(m for m in page.view.moves if m.target is PlanState.APPROVED))
    page.form.save()
    assert page.form.editors["doc_no"].message() == "Chưa nhập số văn bản phê duyệt."
    fill(page.form, doc_no="171/KH-BV", doc_on="20/01/2026")
    assert page.form.save()
    assert (page.badge.text(), page.paper.text()) == ("Đã phê duyệt", "171/KH-BV ngày 20/01/2026")


def test_several_people_are_sent_at_once_and_taken_back_in_one_step(page, qtbot, unit, told):
    line = unit.line("BD_CM", headcount="3", planned_from="09/2026", planned_to="10/2026")
    page.show_line(line)
    page.panel.begin_enrol()
    found = people(page.panel, qtbot)
    type_text(found.search, "hoa")
    found.take(unit.uids["Trần Thị Hoa"])
    found.search.clear()
    found.take(unit.uids["Lê Văn Đức"])
    assert page.panel.form.save_button.text() == "Cử 2 người"
    fill(page.panel.form, decision_no="12/QĐ-BV")
    assert not page.panel.form.save()
    assert page.panel.form.editors["decision_on"].message() == "Chưa nhập ngày quyết định cử đi."
    fill(page.panel.form, decision_on="25/08/2026")
    assert page.panel.form.save()
    assert [(s.name, s.state) for s in page.panel.model.rows()] == [("Lê Văn Đức", E.SENT), ("Trần Thị Hoa", E.SENT)]
    assert figures(page) == ["3", "2", "2", "0"]
    told[-1][2].run()
    qtbot.waitUntil(lambda: page.panel.model.rows() == [])


def test_a_line_with_a_name_offers_that_person_alone(page, qtbot, unit):
    line = unit.line(planned_from="09/2026", staff=unit.uids["Lê Văn Đức"])
    page.show_line(line)
    page.panel.begin_enrol()
    found = people(page.panel, qtbot)
    assert found.uids == [unit.uids["Lê Văn Đức"]]
    assert len(found.model.entries) == 1


def test_nobody_chosen_is_said_in_the_form(page, qtbot, unit):
    page.show_line(unit.line(planned_from="09/2026"))
    page.panel.begin_enrol()
    people(page.panel, qtbot)
    assert not page.panel.form.save()
    assert page.panel.form.problem.text() == "Chưa chọn người đi học."


def test_one_person_from_the_decision_to_the_return(page, unit):
    line = unit.line()
    unit.enrol(line, "Lê Văn Đức", **{**SENT, "starts_on": "05/09/2024", "planned_end_on": "04/09/2026"})
    page.show_line(line)
    select(page, "Lê Văn Đức")
    page.panel.begin_move(move(page, E.STUDYING))
    assert page.panel.form.save()
    select(page, "Lê Văn Đức")
    page.panel.begin_move(move(page, E.COMPLETED))
    form = page.panel.form
    assert form.editors["ended_on"].text() == "04/09/2026"
    assert not form.save()
    assert form.editors["diploma_no"].message() == "Đào tạo trình độ: chưa nhập số bằng."
    fill(form, diploma_no="B123", result="Khá")
    assert form.save()
    assert figures(page) == ["1", "1", "0", "1"]
    assert page.panel.badge.text() == "Đủ"
    select(page, "Lê Văn Đức")
    page.panel.begin_move(move(page, E.RETURNED))
    fill(form, returned_on="01/09/2026")
    assert not form.save()
    assert "trước ngày kết thúc" in form.editors["returned_on"].message()
    fill(form, returned_on="10/09/2026")
    assert form.save()
    assert state_of(page, "Lê Văn Đức") is E.RETURNED


def test_people_in_one_state_take_the_step_together(page, unit):
    line = unit.line("BD_CM", headcount="2")
    uids = unit.enrol(line, "Lê Văn Đức", "Trần Thị Hoa", **{**SENT, "planned_end_on": "20/09/2026"}).uids
    page.show_line(line)
    select(page, "Lê Văn Đức", "Trần Thị Hoa")
    page.panel.begin_move(move(page, E.STUDYING))
    assert page.panel.form.heading.text() == "Bắt đầu học: 2 người"
    page.panel.form.save()
    assert {s.state for s in page.panel.model.rows()} == {E.STUDYING}
    training.advance(unit.workspace, uids[0], E.COMPLETED, TODAY, {"ended_on": "20/09/2026"})
    page.panel.sheet.clearSelection()
    select(page, "Lê Văn Đức", "Trần Thị Hoa")
    assert "cùng trạng thái" in page.panel.moves_head.text()


def test_outside_the_plan_with_a_reason(page, qtbot, unit):
    page.begin_outside()
    found = people(page, qtbot)
    found.take(unit.uids["Phạm Thị An"])
    texts = {"kind": "BD_CM", "topic": "Ghép thận", "decision_no": "9/QĐ", "decision_on": "1/9/2026"}
    fill(page.form, **texts, starts_on="5/9/2026", planned_end_on="20/9/2026")
    assert not page.form.save()
    assert page.form.editors["outside_plan_reason"].message() == "Ngoài kế hoạch: chưa nhập lý do."
    fill(page.form, outside_plan_reason="Bộ Y tế triệu tập")
    assert page.form.save()
    assert headings(page) == [("Ngoài kế hoạch", "đã cử 1")]
    page.show_line("outside:BD_CM:Ghép thận")
    assert (page.panel.badge.text(), page.panel.send_button.isVisible()) == ("Ngoài kế hoạch", False)
    assert [s.name for s in page.panel.model.rows()] == ["Phạm Thị An"]


def test_a_line_is_changed_removed_and_after_approval_cancelled(page, unit, told):
    line = unit.line(headcount="2", reason="Nhu cầu khoa")
    page.show_line(line)
    page.panel.edit_button.click()
    fill(page.form, headcount="3")
    assert page.form.save()
    assert figures(page)[0] == "3"
    page.show_line(line)
    assert page.panel.remove_button.isVisible()
    assert not page.panel.cancel_button.isVisible()
    unit.approve()
    assert not page.panel.remove_button.isVisible()
    page.panel.begin_cancel()
    assert not page.panel.form.save()
    assert page.panel.form.editors["cancel_reason"].message() == "Chưa nhập lý do hủy."
    fill(page.panel.form, cancel_reason="Không tuyển sinh")
    assert page.panel.form.save()
    assert page.model.index(1, 0).data() == "Ngoại khoa (đã hủy)"
    assert page.panel.facts.texts()["Lý do hủy"] == "Không tuyển sinh"


def test_conditions_are_told_after_the_act(page, qtbot, unit, told):
    unit.person("Mai Thai Sản", status="THAI_SAN")
    page.show_line(unit.line("BD_CM", planned_from="09/2026"))
    page.panel.begin_enrol()
    people(page.panel, qtbot).take(unit.uids["Mai Thai Sản"])
    assert page.panel._people.entry(unit.uids["Mai Thai Sản"]).aside == "nghỉ thai sản"
    page.panel.form.save()
    assert told[-1][0] == "warning"
    assert "Mai Thai Sản đang vắng: nghỉ thai sản." in told[-1][1]


def test_the_chosen_line_stays_when_others_write_and_goes_when_it_is_taken_back(page, qtbot, unit):
    first, second = unit.line(topic="Nội khoa"), unit.line(topic="Ngoại khoa")
    page.show_line(second)
    unit.enrol(first, "Lê Văn Đức", **SENT)
    qtbot.waitUntil(lambda: figures(page)[1] == "1")
    assert page.panel.key == second
    assert page.model.row_at(page.sheet.currentIndex()).uid == second
    unit.workspace.database.undo()
    unit.workspace.database.undo()
    qtbot.waitUntil(lambda: page.panel.row is None)
    assert page.right.currentWidget() is page.overview


def test_another_year_and_a_closed_one(page, unit):
    unit.line(year=2025)
    plan = unit.approve(2025)
    training.advance_plan(unit.workspace, plan, PlanState.CLOSED, TODAY)
    page.open_target("2025")
    assert (page.year, page.badge.text()) == (2025, "Đã kết thúc")
    assert not page.add_button.isEnabled()
    page.open_target(2026)
    assert page.add_button.isEnabled()


@pytest.mark.parametrize(("said", "year"), [("Ở lại", 2026), ("Bỏ thay đổi", 2027), ("Lưu", 2026)])
def test_a_form_that_is_typed_is_not_lost_by_choosing_another_year(page, said, year):
    page.begin_line()
    fill(page.form, topic="Hồi sức")
    asked = answer(said)
    page.show_year(2027)
    assert asked == ["Lưu thay đổi của thêm dòng vào kế hoạch năm 2026?"]
    assert (page.year, page.years.key) == (year, str(year))
    assert page.form.isHidden() is (said == "Bỏ thay đổi")


def test_escape_closes_the_form_then_the_line(page, qtbot, unit):
    page.show_line(unit.line(planned_from="09/2026"))
    page.panel.begin_enrol()
    press(page.panel.form.editors["decision_no"].input, Qt.Key.Key_Escape)
    assert page.panel.form.isHidden()
    assert page.right.currentWidget() is page.panel
    press(page.sheet, Qt.Key.Key_Escape)
    assert page.right.currentWidget() is page.overview


def test_a_bar_opens_the_lines_behind_it(page, unit):
    line = unit.line("BD_CM")
    page.reload()
    page.overview.progress.rows[0].click()
    assert page.panel.key == line


def test_it_holds_on_a_narrow_screen(page, unit):
    page.show_line(unit.line())
    page.resize(890, 600)
    assert page.minimumSizeHint().width() <= 890
    assert page.sheet.horizontalHeader().length() <= page.sheet.viewport().width()
