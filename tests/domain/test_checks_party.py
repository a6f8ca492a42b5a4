"""Faults on paper: Party cases, and who helps whom."""

from datetime import date
from types import SimpleNamespace as Row

import pytest

from desktop.domain import checks_mentoring, checks_party
from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.domain.party import CaseState, PartyCase, PartyStage
from desktop.services.policy import load_policy

POLICY = load_policy()
TODAY = date(2026, 11, 22)
BORN = PartialDate("1990-05-06")
WHOLE = {
    "class_cert_on": date(2024, 1, 10),
    "dossier_opened_on": date(2025, 3, 1),
    "cell_meeting_on": date(2025, 8, 1),
    "base_meeting_on": date(2025, 8, 20),
    "decision_issued_on": date(2025, 9, 10),
    "decision_received_on": date(2025, 9, 15),
    "ceremony_on": date(2025, 10, 10),
    "off_cell_meeting_on": date(2026, 10, 20),
    "off_base_meeting_on": date(2026, 10, 30),
    "off_decision_on": date(2026, 11, 10),
    "official_on": date(2026, 10, 10),
    "announced_on": date(2026, 11, 20),
}


def problems(born=BORN, state="OFFICIAL", **changes):
    case = Row(**{**dict.fromkeys(PartyCase.fields), **WHOLE, **changes, "state": CaseState(state)})
    return [(p.code, p.field) for p in checks_party.case_problems(case, born, POLICY)]


def test_a_case_in_order():
    assert problems() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"decision_issued_on": date(2025, 7, 31)}, ("E08", "decision_issued_on")),
        ({"decision_issued_on": date(2025, 8, 10)}, ("E08", "decision_issued_on")),
        ({"ceremony_on": date(2025, 9, 9), "official_on": date(2026, 9, 9)}, ("E09", "ceremony_on")),
        ({"off_decision_on": date(2026, 10, 15)}, ("E10", "off_decision_on")),
        ({"official_on": date(2026, 11, 10)}, ("E11", "official_on")),
        ({"off_cell_meeting_on": date(2026, 10, 9)}, ("E12", "off_cell_meeting_on")),
        ({"class_cert_on": date(2020, 7, 31)}, ("E14", "class_cert_on")),
        ({"class_cert_on": None}, ("E14", "class_cert_on")),
        ({"class_cert_on": date(2025, 8, 2)}, ("dates.order", "cell_meeting_on")),
        ({"ceremony_on": date(2025, 11, 20), "official_on": None}, ("W01", "ceremony_late_consent")),
        ({"off_cell_meeting_on": date(2026, 12, 1), "off_decision_on": None}, ("W02", "late_reason")),
        ({"off_decision_on": date(2026, 12, 31), "announced_on": None}, ("W03", "off_decision_on")),
        ({"dossier_opened_on": date(2024, 7, 1)}, ("W07", "dossier_opened_on")),
        ({"decision_issued_on": None, "decision_received_on": None}, ("W17", "decision_issued_on")),
        ({"announced_on": date(2026, 11, 9)}, ("dates.order", "announced_on")),
    ],
)
def test_each_fault_is_told(changes, found):
    assert found in problems(**changes)


@pytest.mark.parametrize(
    ("born", "found"),
    [("2007-09", ["E13"]), ("2007-08", []), ("1965-08", []), ("1965-07-31", ["W04"]), (None, [])],
)
def test_age_at_the_meeting(born, found):
    assert [code for code, _ in problems(born and PartialDate(born))] == found


def test_papers_that_excuse_lateness():
    late = {"ceremony_on": date(2025, 11, 20), "official_on": date(2026, 11, 20), "off_cell_meeting_on": None}
    ended = {"off_decision_on": None, "off_base_meeting_on": None, "announced_on": None}
    assert problems(**late, **ended) == [("W01", "ceremony_late_consent")]
    assert problems(**late, **ended, ceremony_late_consent="12-CV/ĐU") == []


def test_members_of_thirty_years_are_not_judged_by_todays_rules():
    old = dict.fromkeys(WHOLE) | {
        "cell_meeting_on": date(1996, 1, 10),
        "decision_issued_on": date(1996, 9, 10),
        "ceremony_on": date(1997, 1, 10),
        "official_on": date(1998, 1, 10),
        "off_cell_meeting_on": date(1999, 1, 10),
    }
    assert problems(PartialDate("1970"), **old) == []


def test_a_probationer_without_the_day_of_the_ceremony():
    empty = dict.fromkeys(WHOLE)
    assert problems(state="PROBATION", **empty) == [("ceremony_on.missing", "ceremony_on")]
    assert problems(state="SYMPATHISER", **empty) == []


# --- Mentors -----------------------------------------------------------------------------------------------------

ANH, DUC, MAI, NAM = (Row(full_name=name) for name in ("Đỗ Thị Ánh", "Nguyễn Văn Đức", "Lò Thị Mai", "Vi Văn Nam"))


def assignment(mentee=MAI, mentor=ANH, start=date(2026, 1, 10), **facts):
    usual = {
        "kind": MentoringKind.SYMPATHISER,
        "state": MentoringState.ACTIVE,
        "slot": 1,
        "ended_on": None,
        "handover_comment_done": False,
    }
    return Row(**{**usual, "mentee": mentee, "mentor": mentor, "assigned_on": start, **facts})


def membership(stage, start, end=None):
    return Row(stage=PartyStage(stage), starts_on=PartialDate(start), ends_on=end and PartialDate(end))


@pytest.mark.parametrize(
    ("memberships", "found"),
    [
        ([membership("official", "2010")], []),
        ([membership("probationary", "2025-01", "2026-01-09"), membership("official", "2026-01-10")], []),
        ([membership("probationary", "2025-01-11", "2026-01-10"), membership("official", "2026-01-11")], ["E02"]),
        ([membership("official", "2010", "2025-12-31")], ["E02"]),
        ([], ["E02"]),
    ],
)
def test_the_mentor_is_an_official_member_on_the_day(memberships, found):
    assert [p.code for p in checks_mentoring.assignment_problems(assignment(), memberships)] == found


def test_practice_asks_for_no_membership():
    assert list(checks_mentoring.assignment_problems(assignment(kind=MentoringKind.PRACTICE), [])) == []


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"ended_on": date(2026, 1, 9)}, "E01"),
        ({"mentee": ANH}, "E03"),
        ({"kind": MentoringKind.PROBATIONER, "state": MentoringState.REPLACED}, "handover.missing"),
    ],
)
def test_faults_of_an_assignment(facts, found):
    row = assignment(**facts)
    assert [p.code for p in checks_mentoring.assignment_problems(row, [membership("official", "2010")])] == [found]


@pytest.mark.parametrize(
    ("second", "faults"),
    [
        ({}, 1),
        ({"slot": 2}, 0),
        ({"mentee": NAM}, 0),
        ({"kind": MentoringKind.PROBATIONER}, 0),
        ({"state": MentoringState.PROPOSED}, 0),
        ({"start": date(2026, 6, 1)}, 0),  # the first had ended that day
        ({"start": date(2026, 5, 31)}, 1),
    ],
)
def test_two_mentors_in_one_place(second, faults):
    first = assignment(ended_on=date(2026, 6, 1), state=MentoringState.REPLACED)
    later = assignment(mentor=DUC, **{"start": date(2026, 2, 1), **second})
    found = list(checks_mentoring.slot_problems([later, first]))
    assert [(row, p.code) for row, p in found] == [(later, "E04")] * faults


def test_an_assignment_over_without_its_last_day_is_not_held_against_the_next():
    first = assignment(state=MentoringState.COMPLETED)
    assert list(checks_mentoring.slot_problems([first, assignment(mentor=DUC, start=date(2026, 2, 1))])) == []


@pytest.mark.parametrize(
    ("kind", "count", "found"),
    [("sympathiser", 3, []), ("sympathiser", 4, ["W10"]), ("practice", 5, []), ("practice", 6, ["E21"])],
)
def test_how_many_one_mentor_helps(kind, count, found):
    rows = [assignment(mentee=Row(), kind=MentoringKind(kind)) for _ in range(count)]
    ended = [assignment(mentee=Row(), kind=MentoringKind(kind), ended_on=date(2026, 2, 1)) for _ in range(3)]
    assert [p.code for _, p in checks_mentoring.load_problems([*rows, *ended], POLICY, TODAY)] == found
