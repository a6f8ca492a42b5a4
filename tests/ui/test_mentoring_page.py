"""Hướng dẫn, kèm cặp: the clerk's days with it, in the window over a real data file."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.domain.mentoring import MentoringKind, MentoringState, TechniqueLevel
from desktop.domain.organisation import PartnerUnit
from desktop.domain.party import CaseState, PartyStage
from desktop.services import mentoring, mentoring_views
from desktop.ui.mentoring_page import WAITING, MentoringPage
from tests.services.mentoring_unit import DOCTOR, TODAY, Unit
from tests.ui.answers import answer
from tests.ui.hands import press, show, type_text


@pytest.fixture
def unit(workspace):
    made = Unit(workspace)
    made.person("Trần Thị Hoa", case=CaseState.SYMPATHISER)
    made.person("Lê Văn Đức", PartyStage.OFFICIAL)
    made.person("Phạm Thị An", PartyStage.OFFICIAL)
    made.person("Vũ Văn Bình", PartyStage.PROBATIONARY, since="2026-06-01")
    return made


@pytest.fixture
def told(context):
    heard = []
    context.message.connect(lambda text, kind, action: heard.append((kind, text, action)))
    return heard


@pytest.fixture
def page(qtbot, dressed, context, unit, told):
    return show(qtbot, MentoringPage(context), 1138, 700)


def names(page):
    return [(r.who, r.mentor) for r in page.model.rows()]


def offered(page, qtbot):
    """Who is offered for the new assignment, once they are computed."""
    qtbot.waitUntil(lambda: bool(page.new.people.model.entries))
    return {e.name: e for e in page.new.people.model.entries}


def choose(form, name, uid):
    form.editors[name].input.set_value(uid)
    form.editors[name].edited.emit()


def fill(form, **texts):
    for name, text in texts.items():
        editor = form.editors[name]
        editor.input.setFocus()
        editor.input.selectAll()
        type_text(editor.input, text)


def move(panel, target):
    return next(m for m in panel.view.moves if m.target is target)


def test_a_new_unit_says_what_belongs_here_and_who_waits(page):
    assert names(page) == []
    assert [chip.text() for chip in page.kinds.chips.values()] == [
        "Tất cả 0",
        "Cảm tình Đảng 0",
        "Đảng viên dự bị 0",
        "Thực hành 0",
        "Luân phiên, kỹ thuật 0",
        "Chưa có người giúp 1",
    ]
    assert page.right.currentWidget() is page.empty


def test_from_who_waits_to_a_helper_in_one_step_and_back(page, qtbot, unit, told):
    page.show_kind(WAITING)
    page.waiting_sheet.setCurrentIndex(page.waiting_model.index(0, 0))
    assert page.new.editors["mentee"].text() == unit.uids["Trần Thị Hoa"]
    found = offered(page, qtbot)
    assert list(found)[:2] == ["Phạm Thị An", "Lê Văn Đức"]
    assert (found["Phạm Thị An"].aside, found["Phạm Thị An"].why) == ("chưa giúp ai", "")
    assert found["Vũ Văn Bình"].why == "Còn là đảng viên dự bị vào ngày 22/11/2026."
    page.new.people.take(unit.uids["Phạm Thị An"])
    fill(page.new, decision_no="15-NQ/CB", decision_on="22/11/2026")
    press(page.new, "Ctrl+S")

    assert names(page) == [("Trần Thị Hoa", "Phạm Thị An")]
    assert page.panel.facts.texts()["Nghị quyết"] == "15-NQ/CB ngày 22/11/2026"
    assert page.kinds.chips[WAITING].text() == "Chưa có người giúp 0"
    kind, text, action = told[-1]
    assert (kind, text, action.label) == ("success", "Đã phân công Phạm Thị An.", "Hoàn tác")
    action.run()
    qtbot.waitUntil(lambda: names(page) == [])
    assert page.right.currentWidget() is page.empty


def test_ctrl_n_by_keyboard_with_a_name_typed_without_marks(page, qtbot, unit):
    page.sheet.setFocus()
    press(page.sheet, "Ctrl+N")
    qtbot.waitUntil(lambda: page.right.currentWidget() is page.new)
    mentee = page.new.editors["mentee"].input
    qtbot.waitUntil(mentee.hasFocus)
    type_text(mentee, "tran thi hoa")
    press(mentee, Qt.Key.Key_Return)
    assert page.new.editors["mentee"].text() == unit.uids["Trần Thị Hoa"]
    assert "Lê Văn Đức" in offered(page, qtbot)
    press(page.new, Qt.Key.Key_Escape)
    assert page.right.currentWidget() is page.empty


def test_what_is_missing_stands_under_its_field_and_nothing_is_written(page, qtbot, unit):
    page.begin_new()
    page.new.save()
    assert page.new.editors["mentee"].message() == "" or "Chưa nhập" in page.new.editors["mentee"].message()
    choose(page.new, "mentee", unit.uids["Trần Thị Hoa"])
    offered(page, qtbot)
    fill(page.new, decision_no="15-NQ/CB")
    assert page.new.save() is None
    assert page.new.problem.text() == "Chưa nhập Người hướng dẫn."
    page.new.people.take(unit.uids["Phạm Thị An"])
    assert page.new.save() is None
    assert page.new.editors["decision_on"].message() == "Chưa nhập Ngày nghị quyết, quyết định."
    assert names(page) == []


def test_who_may_not_be_asked_is_refused_in_the_form(page, qtbot, unit):
    page.begin_new()
    choose(page.new, "mentee", unit.uids["Trần Thị Hoa"])
    offered(page, qtbot)
    page.new.people.take(unit.uids["Vũ Văn Bình"])
    assert "Còn là đảng viên dự bị" in page.new.chosen_line.text()
    fill(page.new, decision_no="15-NQ/CB", decision_on="22/11/2026")
    assert page.new.save() is None
    assert page.new.problem.text() == "Còn là đảng viên dự bị vào ngày 22/11/2026."


def test_a_search_finds_also_who_is_barred_without_marks(page, qtbot, unit):
    page.begin_new()
    choose(page.new, "mentee", unit.uids["Trần Thị Hoa"])
    offered(page, qtbot)
    type_text(page.new.people.search, "van binh")
    assert [e.name for e in page.new.people.model.entries] == ["Vũ Văn Bình"]


def test_a_proposal_is_marked_and_comes_into_force_with_its_resolution(page, unit, told):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức", decision_no="", decision_on="")
    page.show_assignment(made.uid)
    assert page.model.index(0, 4).data() == "Đề xuất"
    page.panel.begin_move(move(page.panel, MentoringState.ACTIVE))
    assert not page.panel.form.save()
    assert page.panel.form.editors["decision_no"].message() == "Chưa có số và ngày nghị quyết của chi bộ."
    fill(page.panel.form, decision_no="3-NQ/CB", decision_on="20/11/2026")
    press(page.panel.form, "Ctrl+S")
    assert page.panel.view.row.state is MentoringState.ACTIVE
    assert page.panel.form.isHidden()


def test_a_comment_is_added_in_place_and_moves_the_due_day(page, unit, told):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức", assigned_on="10/03/2026", decision_on="10/03/2026")
    page.show_assignment(made.uid)
    assert page.panel.banner.text.text() == "Quá hạn nhận xét từ 30/06/2026."
    page.panel.banner.button.click()
    form = page.panel.form
    assert {n: form.editors[n].text() for n in ("period", "review_on")} == {
        "period": "2026-Q2",
        "review_on": "22/11/2026",
    }
    fill(form, review_on="1/3/2026", tasks_done="Dự đủ sinh hoạt")
    form.save()
    assert form.editors["review_on"].message() == "Ngày nhận xét trước ngày phân công 10/03/2026."
    assert page.panel.is_dirty
    fill(form, review_on="20/11/2026")
    form.save()
    assert page.panel.facts.texts()["Hạn nhận xét"] == "31/03/2027"
    assert [r.text for r in page.panel.view.reviews] == ["Dự đủ sinh hoạt"]
    assert not page.panel.banner.isVisible()
    assert told[-1][1] == "Đã lưu: Nhận xét của Lê Văn Đức."


def test_another_helper_takes_the_place_and_the_page_shows_the_new_assignment(page, qtbot, unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức", assigned_on="10/06/2026", decision_on="10/06/2026")
    page.show_assignment(made.uid)
    page.panel.begin_move(move(page.panel, MentoringState.REPLACED))
    people = page.panel._people
    qtbot.waitUntil(lambda: bool(people.model.entries))
    assert "Lê Văn Đức" not in [e.name for e in people.model.entries]
    form = page.panel.form
    form.save()
    assert form.problem.text() == "Chưa chọn người hướng dẫn mới."
    people.take(unit.uids["Phạm Thị An"])
    fill(form, end_reason="Chuyển công tác", decision_no="20-NQ/CB", decision_on="22/11/2026")
    assert form.save()
    assert names(page) == [("Trần Thị Hoa", "Phạm Thị An")]
    assert (page.panel.view.row.mentor, page.panel.view.row.since) == ("Phạm Thị An", TODAY)
    page.ended.click()
    assert [r.state for r in page.model.rows()] == [MentoringState.REPLACED, MentoringState.ACTIVE]


def test_an_assignment_is_completed_with_a_proposed_reason(page, unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    page.show_assignment(made.uid)
    page.panel.begin_move(move(page.panel, MentoringState.COMPLETED))
    assert page.panel.form.editors["end_reason"].text() == "Đã kết nạp"
    page.panel.form.save()
    assert names(page) == []
    assert page.panel.view.row.ended_on == TODAY
    assert not page.panel.view.moves


def test_the_list_is_narrowed_by_kind_and_by_words_and_keeps_its_row(page, unit):
    unit.person("Tô Văn Học", title=DOCTOR)
    unit.person("Bác Sĩ Cũ", title=DOCTOR, licensed="2015-05-01")
    unit.assign("Tô Văn Học", "Bác Sĩ Cũ", MentoringKind.PRACTICE)
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    page.show_assignment(made.uid)
    page.show_kind("practice")
    assert names(page) == [("Tô Văn Học", "Bác Sĩ Cũ")]
    page.show_kind("")
    type_text(page.search, "duc")
    assert names(page) == [("Trần Thị Hoa", "Lê Văn Đức")]
    page.search.clear()
    unit.person("Người Khác")
    assert page.model.row_at(page.sheet.currentIndex()).uid == made.uid


def test_the_load_stands_beside_the_mentor(page, unit):
    unit.person("Mai Thị Lan", case=CaseState.SYMPATHISER)
    unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    unit.assign("Mai Thị Lan", "Lê Văn Đức")
    assert page.model.index(0, 1).data() == "Lê Văn Đức (2)"
    assert page.model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == "Lê Văn Đức đang giúp 2 người"


def test_a_technique_climbs_its_ladder_by_key_and_by_click(page, unit, workspace):
    unit.person("Bác Sĩ Cũ", title=DOCTOR, licensed="2015-05-01")
    with workspace.database.read() as session:
        partner = session.query(PartnerUnit).one().uid
    turn = {"partner_unit": partner, "assigned_on": "01/06/2026", "decision_no": "5/QĐ", "decision_on": "01/05/2026"}
    made = mentoring.assign(workspace, {"kind": MentoringKind.ROTATION, "mentor": unit.uids["Bác Sĩ Cũ"], **turn})
    page.show_kind("rotation")
    page.turns_sheet.setCurrentIndex(page.turns_model.index(0, 0))
    assert page.panel.line.text() == "Luân phiên tại Trung tâm Y tế Bình Liêu"
    page.panel.begin_technique()
    fill(page.panel.form, name="Siêu âm tim")
    page.panel.form.save()
    press(page.panel.ladders[0], Qt.Key.Key_Right)
    assert page.panel.view.techniques[0].level is TechniqueLevel.ASSISTED
    ladder = page.panel.ladders[0]
    QTest.mouseClick(ladder, Qt.MouseButton.LeftButton, pos=QPoint(int(ladder.place_of(3).x()), ladder.height() - 8))
    assert page.panel.view.techniques[0].level is TechniqueLevel.INDEPENDENT
    page.panel.begin_days()
    fill(page.panel.form, working_days="999")
    page.panel.form.save()
    assert "nhiều hơn" in page.panel.form.editors["working_days"].message()
    fill(page.panel.form, working_days="100")
    page.panel.form.save()
    assert page.turns_model.index(0, 4).data() == "100 / 132"
    assert mentoring_views.assignment(workspace, made.uid).row.techniques == 1


@pytest.mark.parametrize(
    ("said", "leaves", "kept"), [("Ở lại", False, True), ("Bỏ thay đổi", True, False), ("Lưu", False, True)]
)
def test_leaving_asks_once_about_what_is_not_saved(page, qtbot, unit, said, leaves, kept):
    page.begin_new()
    choose(page.new, "mentee", unit.uids["Trần Thị Hoa"])
    offered(page, qtbot)
    asked = answer(said)
    assert page.can_leave() is leaves
    assert asked == ["Lưu thay đổi của phân công đang nhập?"]
    assert page.new.is_dirty is kept


def test_a_link_opens_an_assignment_a_kind_or_a_new_one(page, unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    page.open_target(made.uid)
    assert page.panel.view.row.mentee == "Trần Thị Hoa"
    page.open_target("practice")
    assert page.kinds.key == "practice"
    page.open_target(("new", unit.uids["Trần Thị Hoa"]))
    assert page.right.currentWidget() is page.new
    assert page.new.editors["mentee"].text() == unit.uids["Trần Thị Hoa"]
    page.open_target("01a2008d-7595-79de-91c1-08eb392d5c30")
    assert page.right.currentWidget() is page.empty


def test_a_late_comment_is_red_and_one_soon_due_is_orange(page, unit):
    unit.person("Mai Thị Lan", case=CaseState.SYMPATHISER)
    unit.assign("Trần Thị Hoa", "Lê Văn Đức", assigned_on="10/03/2026", decision_on="10/03/2026")
    late = unit.assign("Mai Thị Lan", "Lê Văn Đức", assigned_on="10/03/2026", decision_on="10/03/2026")
    mentoring.add_review(unit.workspace, late.uid, {"period": "2026-Q4", "review_on": "20/11/2026"})
    due = page.model.columns[4]
    tones = {r.who: (r.review_due, due.tone(r)) for r in page.model.rows()}
    assert tones == {
        "Trần Thị Hoa": (date(2026, 6, 30), "danger"),
        "Mai Thị Lan": (date(2027, 3, 31), ""),
    }


def test_nothing_scrolls_sideways_on_a_narrow_screen(page, unit):
    unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    page.resize(900, 560)
    assert page.sheet.horizontalHeader().length() <= page.sheet.viewport().width()
    assert page.minimumSizeHint().width() <= 900
