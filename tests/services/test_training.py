"""The year's plan and the people sent, over a real data file."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.errors import Rejected, UserError
from desktop.domain.training import EnrolmentState, PlanState, TrainingLine
from desktop.domain.training_rules import commitment_end, months_of
from desktop.services import training, training_views
from desktop.services.policy import load_policy
from tests.services.training_unit import SENT, TODAY, Unit
from tests.units import fresh_unit

E = EnrolmentState


@pytest.fixture
def unit(tmp_path, today):
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    made = Unit(workspace)
    for name in ("Lê Văn Đức", "Trần Thị Hoa", "Phạm Thị An"):
        made.person(name)
    yield made
    workspace.close()


def fields(error):
    return {p.field for p in error.value.problems}


# The plan


def test_a_year_without_a_plan_says_so_and_the_first_line_makes_one(unit):
    assert unit.view().state is None
    unit.line()
    view = unit.view()
    assert (view.state, [m.label for m in view.moves]) == (PlanState.DRAFT, ["Thu nhu cầu"])
    assert training.years(unit.workspace) == [2027, 2026]
    unit.workspace.database.undo()
    assert unit.view().state is None


def test_a_plan_is_made_once(unit):
    assert training.ensure_plan(unit.workspace, 2026) == training.ensure_plan(unit.workspace, 2026)


def test_lines_stand_by_family_with_people_and_money(unit):
    unit.line(headcount="2", cost_unit="30.000.000", cost_state="5.000.000")
    unit.line("BD_CM", topic="Siêu âm tim", headcount="3", cost_unit="1.000.000")
    unit.line("BD_CM", topic="Hồi sức", headcount="4")
    view = unit.view()
    assert [(f.label, len(f.lines), f.counts.planned) for f in view.families] == [
        ("Sau đại học", 1, 2),
        ("Chuyên môn ngắn hạn", 2, 7),
    ]
    assert (view.counts.planned, view.planned_money.total, view.planned_money.state) == (9, 36_000_000, 5_000_000)


def test_a_line_says_all_that_is_wrong_with_it(unit):
    with pytest.raises(Rejected) as error:
        training.add_line(
            unit.workspace,
            2026,
            {
                "topic": "Nội",
                "planned_from": "10/2026",
                "planned_to": "9/2026",
                "staff": unit.uids["Lê Văn Đức"],
                "headcount": "3",
            },
        )
    assert fields(error) == {"kind", "planned_to", "headcount"}


def test_an_empty_plan_is_not_submitted_and_approval_has_a_paper(unit):
    plan = training.ensure_plan(unit.workspace, 2026)
    training.advance_plan(unit.workspace, plan, PlanState.COLLECTING, TODAY)
    training.advance_plan(unit.workspace, plan, PlanState.CONSOLIDATED, TODAY)
    with pytest.raises(Rejected, match="chưa có dòng nào"):
        training.advance_plan(unit.workspace, plan, PlanState.SUBMITTED, TODAY)
    unit.line()
    training.advance_plan(unit.workspace, plan, PlanState.SUBMITTED, TODAY)
    with pytest.raises(Rejected) as error:
        training.advance_plan(unit.workspace, plan, PlanState.APPROVED, TODAY, {"doc_no": "1/KH"})
    assert fields(error) == {"doc_on"}
    assert unit.view().state is PlanState.SUBMITTED


def test_an_approved_plan_takes_a_line_with_a_reason_and_a_closed_one_none(unit):
    unit.line()
    plan = unit.approve()
    with pytest.raises(Rejected) as error:
        unit.line(topic="Tim mạch")
    assert fields(error) == {"reason"}
    unit.line(topic="Tim mạch", reason="Triển khai kỹ thuật mới")
    training.advance_plan(unit.workspace, plan, PlanState.CLOSED, TODAY)
    with pytest.raises(Rejected, match="đã kết thúc"):
        unit.line(reason="Bổ sung")


def test_a_line_is_changed_removed_before_and_only_cancelled_after_submission(unit):
    line, spare = unit.line(), unit.line(topic="Nhầm")
    training.edit_line(unit.workspace, line, {"topic": "Ngoại tiêu hóa", "headcount": "2"})
    training.remove_line(unit.workspace, spare)
    assert [(r.topic, r.counts.planned) for f in unit.view().families for r in f.lines] == [("Ngoại tiêu hóa", 2)]
    unit.approve()
    with pytest.raises(UserError, match="chỉ hủy và ghi lý do"):
        training.remove_line(unit.workspace, line)
    with pytest.raises(Rejected):
        training.cancel_line(unit.workspace, line, " ")
    training.cancel_line(unit.workspace, line, "Cá nhân xin hoãn")
    assert unit.row(line).is_cancelled
    assert (unit.view().counts.planned, unit.view().counts.cancelled, unit.view().planned_money.total) == (2, 2, 0)


def test_a_line_whose_people_are_away_is_not_cancelled(unit):
    line = unit.line()
    unit.enrol(line, "Lê Văn Đức", **SENT)
    with pytest.raises(UserError, match="Lê Văn Đức đang học theo dòng này"):
        training.cancel_line(unit.workspace, line, "Thôi")


# People


def test_several_people_are_put_down_in_one_step_and_take_over_what_the_line_says(unit):
    line = unit.line("BD_CM", headcount="3", planned_from="09/2026", planned_to="10/2026")
    unit.approve()
    unit.enrol(line, "Trần Thị Hoa", "Lê Văn Đức")
    assert [(s.name, s.state, s.period) for s in unit.students(line)] == [
        ("Lê Văn Đức", E.APPROVED, "09 – 10/2026"),
        ("Trần Thị Hoa", E.APPROVED, "09 – 10/2026"),
    ]
    assert (unit.row(line).counts.waiting, unit.row(line).counts.sent) == (2, 0)
    assert unit.workspace.database.undo() == "Cử đi đào tạo"
    assert unit.students(line) == []


def test_with_a_decision_they_are_sent_at_once_and_before_approval_they_are_proposed(unit):
    line = unit.line(headcount="2")
    unit.enrol(line, "Lê Văn Đức", **SENT)
    unit.enrol(line, "Trần Thị Hoa", starts_on="05/09/2026")
    assert {s.name: s.state for s in unit.students(line)} == {"Lê Văn Đức": E.SENT, "Trần Thị Hoa": E.PROPOSED}


def test_approval_of_the_plan_approves_those_who_were_considered(unit):
    line = unit.line(headcount="2", planned_from="09/2026")
    first = unit.enrol(line, "Lê Văn Đức").uids[0]
    unit.enrol(line, "Trần Thị Hoa")
    training.advance(unit.workspace, first, E.REVIEWED, TODAY)
    unit.approve()
    assert {s.name: s.state for s in unit.students(line)} == {"Lê Văn Đức": E.APPROVED, "Trần Thị Hoa": E.PROPOSED}


def test_who_is_there_already_who_is_not_named_and_no_one_are_refused(unit):
    line = unit.line(planned_from="09/2026", staff=unit.uids["Lê Văn Đức"])
    with pytest.raises(Rejected, match="Dòng này dành cho Lê Văn Đức"):
        unit.enrol(line, "Trần Thị Hoa")
    unit.enrol(line, "Lê Văn Đức")
    with pytest.raises(Rejected, match="Đã có trong dòng này: Lê Văn Đức"):
        unit.enrol(line, "Lê Văn Đức")
    with pytest.raises(Rejected, match="Chưa chọn người"):
        unit.enrol(line)


def test_more_people_than_planned_are_told_of(unit):
    line = unit.line("BD_CM", planned_from="09/2026")
    outcome = unit.enrol(line, "Lê Văn Đức", "Trần Thị Hoa")
    assert [p.message for p in outcome.findings] == ["2 người, kế hoạch 1 người."]


def test_outside_the_plan_there_is_a_reason_and_the_year_shows_it(unit):
    with pytest.raises(Rejected) as error:
        unit.enrol(None, "Lê Văn Đức", kind="BD_CM", topic="Ghép thận", **SENT)
    assert fields(error) == {"outside_plan_reason"}
    unit.enrol(None, "Lê Văn Đức", kind="BD_CM", topic="Ghép thận", outside_plan_reason="Bộ Y tế triệu tập", **SENT)
    (family,) = unit.view().families
    (row,) = family.lines
    assert (family.label, row.topic, row.counts.planned, row.counts.sent) == ("Ngoài kế hoạch", "Ghép thận", 0, 1)
    assert [s.name for s in training_views.students(unit.workspace, row, 2026)] == ["Lê Văn Đức"]
    assert training_views.plan_of_year(unit.workspace, 2025).families == []


def test_conditions_are_told_and_stop_nobody_but_who_has_left(unit):
    unit.person("Hồ Sắp Hưu", born="1966-03-01")
    unit.person("Ngô Nghỉ Việc", status="THOI_VIEC")
    unit.person("Mai Thai Sản", status="THAI_SAN")
    line = unit.line(headcount="9")
    unit.enrol(line, "Lê Văn Đức", **SENT)
    other = unit.line("DT_THS", headcount="9")
    assert [p.code for p in unit.enrol(other, "Lê Văn Đức", **SENT).findings] == ["E11"]
    assert [p.code for p in unit.enrol(other, "Hồ Sắp Hưu", **SENT).findings] == ["E12"]
    assert [p.code for p in unit.enrol(other, "Mai Thai Sản", **SENT).findings] == ["away"]
    with pytest.raises(Rejected, match="Ngô Nghỉ Việc không còn ở đơn vị"):
        unit.enrol(other, "Phạm Thị An", "Ngô Nghỉ Việc", **SENT)
    assert "Phạm Thị An" not in [s.name for s in unit.students(other)]


def test_political_theory_of_the_highest_level_asks_for_succession(unit):
    unit.person("Vũ Quy Hoạch", planned=True)
    line = unit.line("BD_LLCT_CC", headcount="2")
    assert [p.code for p in unit.enrol(line, "Lê Văn Đức", "Vũ Quy Hoạch", **SENT).findings] == ["E10"]


@pytest.mark.parametrize(("until", "codes"), [("20/06/2026", []), ("20/12/2026", ["E08"])])
def test_study_abroad_asks_for_years_of_service_left(unit, until, codes):
    unit.person("Hồ Sắp Hưu", born="1966-03-01")  # retires at the end of 2027
    typed = {**SENT, "country": "Nhật Bản", "starts_on": "01/06/2026", "planned_end_on": until}
    assert [p.code for p in unit.enrol(unit.line("BD_CM"), "Hồ Sắp Hưu", **typed).findings] == codes


def test_one_persons_way_from_the_decision_to_the_commitment(unit):
    line = unit.line()
    uid = unit.enrol(line, "Lê Văn Đức", **{**SENT, "starts_on": "05/09/2024", "planned_end_on": "04/09/2026"}).uids[0]
    steps = (
        (E.STUDYING, {}),
        (E.COMPLETED, {"ended_on": "04/09/2026", "result": "Khá", "diploma_no": "B123"}),
        (E.RETURNED, {"returned_on": "10/09/2026"}),
        (E.SERVING, {}),
    )
    for target, typed in steps:
        training.advance(unit.workspace, uid, target, date(2026, 9, 10), typed)
    (student,) = unit.students(line)
    assert (student.state, student.note) == (E.SERVING, "Khá · B123")
    assert [m.label for m in student.moves] == ["Hết cam kết", "Vi phạm cam kết"]
    assert (unit.row(line).counts.done, unit.row(line).counts.studying) == (1, 0)
    finding = unit.enrol(unit.line("DT_CKII"), "Lê Văn Đức", starts_on="10/2026").findings
    assert [p.message for p in finding] == ["Lê Văn Đức còn cam kết phục vụ đến 04/09/2030."]


def test_a_step_says_what_it_misses_and_nothing_is_kept(unit):
    line = unit.line()
    uid = unit.enrol(line, "Lê Văn Đức", **SENT).uids[0]
    training.advance(unit.workspace, uid, E.STUDYING, TODAY)
    with pytest.raises(Rejected) as error:
        training.advance(unit.workspace, uid, E.COMPLETED, TODAY, {"ended_on": "01/11/2026", "result": "Giỏi"})
    assert fields(error) == {"diploma_no"}
    with pytest.raises(Rejected) as error:
        training.advance(unit.workspace, uid, E.PAUSED, date(2026, 12, 1), {"state_reason": "Ốm"})
    assert fields(error) == {"state_on"}
    (student,) = unit.students(line)
    assert (student.state, student.texts["ended_on"]) == (E.STUDYING, "")


def test_who_fails_is_not_counted_as_done_even_after_coming_back(unit):
    line = unit.line()
    uid = unit.enrol(line, "Lê Văn Đức", **SENT).uids[0]
    typed = {"ended_on": "01/11/2026", "state_reason": "Việc gia đình"}
    for target, given_ in ((E.STUDYING, {}), (E.DROPPED, typed), (E.RETURNED, {"returned_on": "05/11/2026"})):
        training.advance(unit.workspace, uid, target, TODAY, given_)
    counts = unit.row(line).counts
    assert (counts.sent, counts.done, counts.failed) == (1, 0, 1)


def test_money_really_spent_is_of_those_sent(unit):
    line = unit.line(headcount="2")
    unit.enrol(line, "Lê Văn Đức", cost_unit="10.000.000", cost_other="2.000.000", **SENT)
    unit.enrol(line, "Trần Thị Hoa", cost_unit="10.000.000", starts_on="9/2026")
    assert (unit.view().spent.unit, unit.view().spent.other) == (10_000_000, 2_000_000)


# Rules


POLICY = load_policy()
days = st.dates(date(2018, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        ("2026-09-05", "2028-09-04", 24),
        ("2026-09-05", "2028-09-05", 24),
        ("2026-09", "2028-09", 24),
        ("2026-09-01", "2026-09-03", 1),
        ("2026", "2028", 24),
    ],
)
def test_a_course_lasts_so_many_months(starts, ends, months):
    assert months_of(PartialDate(starts), PartialDate(ends)) == months


@given(start=days, months=st.integers(1, 60))
def test_a_commitment_is_twice_the_study(start, months):
    ends = add_months(start, months)
    until = commitment_end(PartialDate.of(start), PartialDate.of(ends), POLICY)
    assert until == add_months(ends, 2 * months_of(PartialDate.of(start), PartialDate.of(ends)))
    assert until > ends


def test_a_line_that_is_gone_is_told_in_a_sentence(unit):
    line = unit.line()
    unit.workspace.database.undo()
    with pytest.raises(UserError, match="Không còn dòng kế hoạch đào tạo này"):
        training_views.line_texts(unit.workspace, line)
    with unit.workspace.database.read() as session:
        assert session.query(TrainingLine).count() == 0
