"""The declared workflows: every state can be reached, and every state that is not an end leads on."""

from datetime import date
from types import SimpleNamespace

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected
from desktop.domain.mentoring import ASSIGNMENT_WORKFLOW, MentoringAssignment, MentoringState
from desktop.domain.training import (
    DEGREE_KINDS,
    ENROLMENT_WORKFLOW,
    PLAN_WORKFLOW,
    Enrolment,
    EnrolmentState,
    LineState,
    PlanState,
    TrainingPlan,
    has_passed,
)
from desktop.services.lists import shipped_lists

E = EnrolmentState
WORKFLOWS = {
    "assignment": (
        ASSIGNMENT_WORKFLOW,
        MentoringState,
        MentoringState.PROPOSED,
        {MentoringState.COMPLETED, MentoringState.REPLACED, MentoringState.STOPPED},
        MentoringAssignment,
    ),
    "plan": (PLAN_WORKFLOW, PlanState, PlanState.DRAFT, {PlanState.CLOSED}, TrainingPlan),
    "enrolment": (ENROLMENT_WORKFLOW, E, E.PROPOSED, {E.CLOSED, E.REJECTED, E.WITHDRAWN, E.CANCELLED}, Enrolment),
}
each = pytest.mark.parametrize("name", WORKFLOWS)


@each
def test_every_state_can_be_reached_from_the_first(name):
    workflow, states, first, _ends, _entity = WORKFLOWS[name]
    reached, edge = {first}, {first}
    while edge:
        edge = {m.target for m in workflow.moves if m.source in edge} - reached
        reached |= edge
    assert reached == set(states)


@each
def test_every_state_but_the_ends_leads_on_and_the_ends_do_not(name):
    workflow, states, _first, ends, _entity = WORKFLOWS[name]
    assert {s for s in states if not any(m.source is s for m in workflow.moves)} == ends


@each
def test_no_two_arrows_join_the_same_states_and_each_has_a_label(name):
    moves = WORKFLOWS[name][0].moves
    assert len({(m.source, m.target) for m in moves}) == len(moves)
    assert all(m.label for m in moves)


@each
def test_a_move_asks_only_for_fields_that_the_record_has(name):
    workflow, *_rest, entity = WORKFLOWS[name]
    assert {field for move in workflow.moves for field in move.asks} <= entity.fields.keys()


def enrolment(**values):
    blank = dict.fromkeys(Enrolment.fields)
    return SimpleNamespace(
        **{**blank, "kind": "BD_CM", "line": object(), "starts_on": PartialDate("2026-09"), **values}
    )


def refused(record, target, on=date(2026, 11, 22), workflow=ENROLMENT_WORKFLOW):
    with pytest.raises(Rejected) as error:
        workflow.advance(record, target, on)
    return {p.field for p in error.value.problems}


def test_a_step_that_is_not_drawn_is_refused_in_words():
    with pytest.raises(Rejected, match="«Đề xuất» sang «Hoàn thành»"):
        ENROLMENT_WORKFLOW.advance(enrolment(state=E.PROPOSED), E.COMPLETED, date(2026, 11, 22))


def test_nobody_is_sent_without_a_decision():
    record = enrolment(state=E.APPROVED)
    assert refused(record, E.SENT) == {"decision_no", "decision_on"}
    assert record.state is E.APPROVED
    record.decision_no, record.decision_on = "12/QĐ-BV", date(2026, 8, 20)
    ENROLMENT_WORKFLOW.advance(record, E.SENT, date(2026, 8, 20))
    assert record.state is E.SENT


def test_who_is_not_in_the_plan_needs_a_reason():
    record = enrolment(state=E.REVIEWED, line=None)
    assert refused(record, E.APPROVED) == {"outside_plan_reason"}
    record.outside_plan_reason = "Sở Y tế triệu tập"
    ENROLMENT_WORKFLOW.advance(record, E.APPROVED, date(2026, 8, 20))


def test_a_degree_is_completed_with_its_diploma_a_short_course_without():
    degree = enrolment(state=E.STUDYING, kind="DT_CKI", ended_on=PartialDate("2026-10-30"))
    assert refused(degree, E.COMPLETED) == {"diploma_no"}
    short = enrolment(state=E.STUDYING, ended_on=PartialDate("2026-10-30"))
    ENROLMENT_WORKFLOW.advance(short, E.COMPLETED, date(2026, 11, 1))
    assert short.state is E.COMPLETED


def test_a_course_cannot_end_before_it_began_nor_be_studied_before_it_begins():
    record = enrolment(state=E.STUDYING, ended_on=PartialDate("2026-08-30"))
    assert refused(record, E.COMPLETED) == {"ended_on"}
    ahead = enrolment(state=E.STUDYING, ended_on=PartialDate("2026-12"))
    assert refused(ahead, E.COMPLETED) == {"ended_on"}
    early = enrolment(state=E.SENT, starts_on=PartialDate("2026-12-01"))
    assert refused(early, E.STUDYING) == {"starts_on"}


def test_coming_back_has_a_day_not_before_the_end():
    record = enrolment(state=E.COMPLETED, ended_on=PartialDate("2026-10-30"))
    assert refused(record, E.RETURNED) == {"returned_on"}
    record.returned_on = date(2026, 10, 1)
    assert refused(record, E.RETURNED) == {"returned_on"}
    record.returned_on = date(2026, 11, 2)
    ENROLMENT_WORKFLOW.advance(record, E.RETURNED, date(2026, 11, 2))


@pytest.mark.parametrize("target", [E.PAUSED, E.DROPPED, E.NOT_COMPLETED])
def test_what_goes_wrong_has_a_reason(target):
    record = enrolment(state=E.STUDYING, ended_on=PartialDate("2026-10"))
    assert refused(record, target) == {"state_reason"}


def test_an_extension_ends_later_than_the_day_it_is_given():
    record = enrolment(state=E.STUDYING, planned_end_on=PartialDate("2026-10"), state_reason="Chờ bảo vệ luận văn")
    assert refused(record, E.EXTENDED) == {"planned_end_on"}


def test_a_plan_is_submitted_with_lines_and_approved_with_a_paper():
    line = SimpleNamespace(deleted_at=None, state=LineState.CANCELLED)
    plan = SimpleNamespace(state=PlanState.CONSOLIDATED, lines=[line], doc_no=None, doc_on=None, note=None)
    assert refused(plan, PlanState.SUBMITTED, workflow=PLAN_WORKFLOW) == {"state"}
    line.state = LineState.PLANNED
    PLAN_WORKFLOW.advance(plan, PlanState.SUBMITTED, date(2026, 1, 10))
    assert refused(plan, PlanState.APPROVED, workflow=PLAN_WORKFLOW) == {"doc_no", "doc_on"}


def test_the_degrees_of_the_rules_are_those_of_the_list():
    assert {row.code for row in shipped_lists()["training_kind"] if row.extra["is_degree"] == "1"} == DEGREE_KINDS


def test_success_is_told_from_failure_after_the_return_too():
    assert has_passed(E.RETURNED, "Khá")
    assert not has_passed(E.RETURNED, "Không đạt")
    assert not has_passed(E.STUDYING, None)
