"""Each rule as a table of dates; rows are the facts alone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import records
from desktop.domain.dates import PartialDate
from desktop.domain.deadlines import RULES, Level, Reminder, Target, reminders, review_due, titles
from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.domain.party import CaseState
from desktop.domain.raises import Cause, Event, Interruptions
from desktop.domain.staff import LicenceKind, LicenceState, Sex, StandardState
from desktop.domain.training import EnrolmentState
from desktop.services.policy import load_policy

POLICY = load_policy()
TODAY = date(2026, 11, 22)
DUC = Row(full_name="Nguyễn Văn Đức", has_left=False, left_on=None)
ANH = Row(full_name="Đỗ Thị Ánh", has_left=False, left_on=None)
GONE = Row(full_name="Lê Văn Cảnh", has_left=True, left_on=date(2026, 11, 1))


def found(entity, row, *codes, today=TODAY):
    rules = [rule for rule in RULES if rule.entity == entity and (not codes or rule.code in codes)]
    return list(reminders(rules, [row], POLICY, today))


def dates(entity, row, *codes, today=TODAY):
    return [(r.rule, r.due_on) for r in found(entity, row, *codes, today=today)]


def case(state="SYMPATHISER", **facts):
    names = [
        "state_since",
        "list_resolution_on",
        "class_cert_on",
        "dossier_opened_on",
        "cell_meeting_on",
        "decision_issued_on",
        "decision_received_on",
        "ceremony_on",
        "off_cell_meeting_on",
        "off_decision_on",
    ]
    return Row(
        **{"uid": "u1", "staff": DUC, "has_mentor": True, **dict.fromkeys(names), **facts, "state": CaseState(state)}
    )


def test_every_rule_reads_a_kind_of_record_and_opens_a_field_of_it():
    for rule in RULES:
        assert rule.entity in records.RECORDS
    assert titles().keys() == {
        "party.probation_end",
        "party.cell_review",
        "party.official_decision",
        "party.certificate_expiry",
        "party.dossier_expiry",
        "party.ceremony",
        "party.admission_decision",
        "salary.next_step",
        "level.standard",
        "contract.end",
        "retirement.notice",
        "licence.expiry",
        "training.return",
        "mentoring.review",
        "mentoring.no_mentor",
        "post.term_end",
        "follow_up",
        "national.update",
        "rating.days",
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code} {rule.entity}")
def test_every_rule_has_its_numbers_and_lead_times(rule):
    assert POLICY.rule(rule.code, TODAY).notice


# --- Party -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ceremony", "today", "expected"),
    [
        (date(2025, 12, 20), TODAY, [("party.probation_end", date(2026, 12, 20))]),
        (date(2025, 10, 22), TODAY, [("party.cell_review", date(2026, 12, 4))]),
        (date(2024, 10, 10), TODAY, [("party.cell_review", date(2025, 11, 21))]),
        # On its last day both are told: probation ends on a Sunday and is not moved.
        (
            date(2025, 11, 22),
            TODAY,
            [("party.probation_end", date(2026, 11, 22)), ("party.cell_review", date(2027, 1, 5))],
        ),
        (date(2024, 2, 29), date(2025, 2, 1), [("party.probation_end", date(2025, 2, 28))]),
        (None, TODAY, []),
    ],
)
def test_a_probationer(ceremony, today, expected):
    assert dates("PartyCase", case("PROBATION", ceremony_on=ceremony), today=today) == expected


def test_what_a_reminder_tells():
    (reminder,) = found("PartyCase", case("PROBATION", ceremony_on=date(2025, 12, 20)))
    assert reminder == Reminder(
        rule="party.probation_end",
        due_on=date(2026, 12, 20),
        subject="Hết 12 tháng dự bị",
        basis="Điều lệ Đảng, Điều 5",
        anchor=date(2025, 12, 20),
        target=Target("PartyCase", "u1", "off_cell_meeting_on"),
        notice=(90, 60, 30, 15, 7),
    )
    assert (reminder.days_left(TODAY), reminder.level(TODAY)) == (28, Level.INFO)
    assert reminder.staff is DUC


def test_the_review_disappears_when_the_cell_has_met_and_the_decision_is_waited_for():
    met = case("PROBATION", ceremony_on=date(2025, 10, 22), off_cell_meeting_on=date(2026, 11, 5))
    (decision,) = found("PartyCase", met)
    assert (decision.rule, decision.due_on) == ("party.official_decision", date(2026, 12, 18))
    assert "11/01/2027" in decision.subject  # with the extension
    done = case("OFFICIAL_BASE_VOTED", ceremony_on=date(2025, 10, 22), off_cell_meeting_on=date(2026, 11, 5))
    assert dates("PartyCase", done) == [("party.official_decision", date(2026, 12, 18))]
    done.off_decision_on = date(2026, 11, 20)
    assert dates("PartyCase", done) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"class_cert_on": date(2022, 1, 15)}, [("party.certificate_expiry", date(2027, 1, 15))]),
        (
            {"class_cert_on": date(2024, 2, 29), "dossier_opened_on": date(2026, 1, 31)},
            [("party.certificate_expiry", date(2029, 2, 28)), ("party.dossier_expiry", date(2027, 1, 31))],
        ),
        (
            {"class_cert_on": date(2022, 1, 15), "cell_meeting_on": date(2026, 10, 5)},
            [("party.admission_decision", date(2026, 12, 8))],
        ),
        (
            {"cell_meeting_on": date(2026, 8, 3), "decision_issued_on": date(2026, 10, 20)},
            [("party.ceremony", date(2026, 12, 2))],
        ),
        (
            {"decision_issued_on": date(2026, 3, 2), "decision_received_on": date(2026, 3, 9)},
            [("party.ceremony", date(2026, 4, 20))],
        ),
    ],
)
def test_a_sympathiser_on_the_way(facts, expected):
    assert dates("PartyCase", case(**facts)) == expected


def test_the_ceremony_is_anchored_where_its_rule_says():
    (old,) = found("PartyCase", case(decision_issued_on=date(2026, 3, 2), decision_received_on=date(2026, 3, 9)))
    (new,) = found("PartyCase", case(decision_issued_on=date(2026, 10, 20), decision_received_on=date(2026, 10, 30)))
    assert (old.anchor, old.basis) == (date(2026, 3, 9), "294-QĐ/TW, điểm 4.1")
    assert (new.anchor, new.basis) == (date(2026, 10, 20), "208-QĐ/TW")


@pytest.mark.parametrize("state", ["OFFICIAL", "REMOVED_FROM_LIST", "LEFT_PARTY", "PAUSED", "MASS"])
def test_a_case_that_is_closed_or_not_begun_has_nothing_due(state):
    every = dict.fromkeys(("class_cert_on", "cell_meeting_on", "ceremony_on", "list_resolution_on"), date(2020, 1, 1))
    assert found("PartyCase", case(state, has_mentor=False, **every)) == []


# --- Mentoring ---------------------------------------------------------------------------------------------------


def assignment(kind="sympathiser", state="active", **facts):
    usual = {
        "uid": "u2",
        "mentee": ANH,
        "mentor": DUC,
        "assigned_on": date(2026, 1, 10),
        "ended_on": None,
        "last_review_on": None,
    }
    return Row(**{**usual, **facts, "kind": MentoringKind(kind), "state": MentoringState(state)})


@pytest.mark.parametrize(
    ("assigned", "last", "due"),
    [
        (date(2026, 1, 10), None, date(2026, 3, 31)),
        (date(2026, 3, 10), None, date(2026, 6, 30)),  # too little of the first quarter is left
        (date(2025, 12, 20), None, date(2026, 3, 31)),
        (date(2026, 1, 10), date(2026, 7, 5), date(2026, 12, 31)),  # written early in the quarter, counts for it
        (date(2026, 1, 10), date(2026, 9, 30), date(2026, 12, 31)),
        (date(2026, 1, 10), date(2026, 10, 1), date(2027, 3, 31)),
    ],
)
def test_a_sympathisers_mentor_writes_each_quarter(assigned, last, due):
    assert review_due(MentoringKind.SYMPATHISER, assigned, last, POLICY) == due


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, date(2026, 3, 10)),
        (date(2026, 3, 1), date(2026, 6, 10)),  # nine days early: counts
        (date(2026, 2, 1), date(2026, 3, 10)),  # too early
        (date(2026, 9, 12), date(2026, 10, 10)),  # the tenth month too
        (date(2026, 10, 9), date(2026, 12, 10)),
    ],
)
def test_a_probationers_mentor_writes_every_three_months_and_in_the_tenth(last, due):
    assigned = date(2025, 12, 10)
    assert review_due(MentoringKind.PROBATIONER, assigned, last, POLICY) == due


def test_rotations_ask_for_no_periodic_comment():
    assert review_due(MentoringKind.ROTATION, date(2026, 1, 10), None, POLICY) is None


@given(
    st.sampled_from([MentoringKind.SYMPATHISER, MentoringKind.PROBATIONER, MentoringKind.PRACTICE]),
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.integers(0, 600),
)
def test_a_comment_always_moves_the_next_one_ahead(kind, assigned, days):
    last = assigned + timedelta(days=days)
    due = review_due(kind, assigned, last, POLICY)
    assert due > last
    assert (due - last).days <= 190
    assert review_due(kind, assigned, None, POLICY) <= due


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"last_review_on": date(2026, 9, 1)}, [("mentoring.review", date(2026, 12, 31))]),
        ({"state": "completed"}, []),
        ({"ended_on": date(2026, 11, 1)}, []),
        ({"mentor": GONE}, [("mentoring.no_mentor", date(2026, 11, 1))]),
        ({"kind": "rotation", "mentee": None}, []),
    ],
)
def test_assignments(facts, expected):
    assert dates("MentoringAssignment", assignment(**facts)) == expected


@pytest.mark.parametrize(
    ("assigned", "last", "due", "told"),
    [
        (date(2021, 7, 22), None, date(2026, 9, 30), "21 kỳ chưa có nhận xét"),
        (date(2026, 1, 10), date(2026, 3, 1), date(2026, 9, 30), "2 kỳ chưa có nhận xét"),
        (date(2026, 1, 10), date(2026, 6, 1), date(2026, 9, 30), "(giúp đỡ cảm tình Đảng)"),
    ],
)
def test_of_several_missed_comments_the_latest_is_due(assigned, last, due, told):
    (reminder,) = found("MentoringAssignment", assignment(assigned_on=assigned, last_review_on=last))
    assert reminder.due_on == due
    assert reminder.subject.endswith(told)


def test_a_mentor_who_left_is_the_concern_of_the_one_who_was_helped():
    (reminder,) = found("MentoringAssignment", assignment(mentor=GONE))
    assert reminder.staff is ANH
    assert "Lê Văn Cảnh" in reminder.subject
    assert reminder.target.field == "mentor"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (case(list_resolution_on=date(2026, 9, 1), has_mentor=False), [date(2026, 9, 1)]),
        (case(state_since=date(2026, 9, 2), has_mentor=False), [date(2026, 9, 2)]),
        (case(has_mentor=False), [TODAY]),
        (case("PROBATION", ceremony_on=date(2026, 10, 1), has_mentor=False), [date(2026, 10, 1)]),
        (case(list_resolution_on=date(2026, 9, 1)), []),
        (case("NOMINATED", has_mentor=False), []),
    ],
)
def test_who_has_no_mentor(row, expected):
    assert [due for _, due in dates("PartyCase", row, "mentoring.no_mentor")] == expected


# --- Pay, contracts, retirement, posts ---------------------------------------------------------------------------


def step(**facts):
    usual = {
        "uid": "u3",
        "staff": DUC,
        "salary_table": "A1",
        "step": 3,
        "coefficient": Decimal("3.00"),
        "over_frame_percent": None,
        "counted_from": PartialDate("2023-12-01"),
        "starts_on": PartialDate("2024-01-01"),
    }
    return Row(**{**usual, **facts})


@pytest.mark.parametrize(
    ("facts", "due", "subject"),
    [
        ({}, date(2026, 12, 1), "Nâng lương lên bậc 4, hệ số 3,33"),
        ({"step": None}, date(2026, 12, 1), "Nâng lương lên bậc 4, hệ số 3,33"),
        ({"counted_from": None}, date(2027, 1, 1), "Nâng lương lên bậc 4, hệ số 3,33"),
        (
            {"counted_from": PartialDate("2023-12")},
            date(2026, 12, 1),
            "Nâng lương lên bậc 4, hệ số 3,33 (mốc ghi 12/2023)",
        ),
        ({"salary_table": "B", "step": 3}, date(2025, 12, 1), "Nâng lương lên bậc 4, hệ số 2,46"),
        ({"step": 9}, date(2026, 12, 1), "Phụ cấp thâm niên vượt khung 5%"),
        ({"step": 9, "over_frame_percent": Decimal("6.0")}, date(2024, 12, 1), "Phụ cấp thâm niên vượt khung 7%"),
    ],
)
def test_the_next_step_of_pay(facts, due, subject):
    (reminder,) = found("SalaryStep", step(**facts))
    assert (reminder.due_on, reminder.subject) == (due, subject)


@pytest.mark.parametrize(
    "facts",
    [{"salary_table": None}, {"step": None, "coefficient": Decimal("3.10")}, {"counted_from": None, "starts_on": None}],
)
def test_pay_that_is_not_on_a_scale_has_nothing_due(facts):
    assert found("SalaryStep", step(**facts)) == []


@pytest.mark.parametrize(
    ("ends", "due", "level"),
    [
        ("2026-12-31", date(2026, 12, 31), Level.INFO),
        ("2026-12-15", date(2026, 12, 15), Level.WARNING),
        ("2026-12", date(2026, 12, 31), Level.INFO),
        ("2026-11-30", date(2026, 11, 30), Level.URGENT),
        ("2026-11-21", date(2026, 11, 21), Level.OVERDUE),
    ],
)
def test_a_contract_ends(ends, due, level):
    row = Row(uid="u", staff=DUC, starts_on=PartialDate("2024-01"), ends_on=PartialDate(ends), notice_days=60)
    (reminder,) = found("Contract", row)
    assert (reminder.due_on, reminder.level(TODAY)) == (due, level)
    assert reminder.notice == (60, 30, 15)


def test_a_contract_without_end_never_ends_and_each_kind_has_its_lead_time():
    row = Row(uid="u", staff=DUC, starts_on=None, ends_on=None, notice_days=0)
    assert found("Contract", row) == []
    row.ends_on = PartialDate("2026-12-31")
    assert found("Contract", row)[0].notice == (60, 30, 15)
    row.notice_days = 45
    assert found("Contract", row)[0].notice == (45, 30, 15)


def member(born, sex=Sex.MALE):
    return Row(uid="u5", full_name="Nguyễn Văn Đức", birth_date=born and PartialDate(born), sex=sex)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 5, 1), [date(2026, 6, 1), date(2026, 9, 1), date(2026, 11, 30)]),
        (date(2026, 9, 2), [date(2026, 9, 1), date(2026, 11, 30)]),  # the notice is past and has been told of
        (date(2026, 12, 1), [date(2026, 11, 30)]),
    ],
)
def test_retirement_is_told_six_and_three_months_ahead_and_when_it_is_past(today, expected):
    assert [due for _, due in dates("StaffMember", member("1965-05-20"), today=today)] == expected


def test_what_retirement_assumes_is_said():
    partial = found("StaffMember", member("1965"))
    assert all("ngày sinh chỉ ghi 1965" in r.subject for r in partial)
    doubtful = found("StaffMember", member("1969-05-10", Sex.FEMALE), today=date(2025, 12, 1))
    assert all("đối chiếu phụ lục" in r.subject for r in doubtful)
    assert found("StaffMember", member(None)) == []
    assert found("StaffMember", member("1965", None)) == []


def held_back(*told, months=6, on=date(2025, 6, 1)):
    return Interruptions(tuple(Event(Cause.DISCIPLINE, on, months, words) for words in told))


def test_what_puts_a_rise_off_is_told_with_its_cause():
    (reminder,) = found("SalaryStep", step(interruptions=held_back("Cảnh cáo ngày 01/06/2025: kéo dài 6 tháng")))
    assert reminder.due_on == date(2027, 6, 1)
    assert reminder.subject == (
        "Nâng lương lên bậc 4, hệ số 3,33 (lùi 6 tháng: Cảnh cáo ngày 01/06/2025: kéo dài 6 tháng)"
    )


def test_a_day_of_retirement_set_by_decision_goes_before_the_age():
    row = Row(
        uid="u5",
        full_name="Nguyễn Văn Đức",
        birth_date=PartialDate("1970-05-20"),
        sex=Sex.MALE,
        retires_on=date(2027, 2, 1),
        retirement_basis="Suy giảm khả năng lao động",
    )
    due = found("StaffMember", row)
    assert [r.due_on for r in due] == [date(2026, 11, 1), date(2027, 1, 31)]
    assert "theo quyết định; Suy giảm khả năng lao động" in due[0].subject


def term(**facts):
    usual = {"uid": "u", "staff": DUC, "post": "Trưởng khoa", "starts_on": PartialDate("2022-01-01")}
    return Row(**{**usual, "term_ends_on": date(2027, 1, 1), **facts})


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 8, 1), [date(2026, 9, 3), date(2026, 10, 3), date(2027, 1, 1)]),  # 120 and 90 days before
        (date(2026, 11, 22), [date(2026, 10, 3), date(2027, 1, 1)]),
        (date(2027, 1, 2), [date(2027, 1, 1)]),
    ],
)
def test_a_term_of_post_is_prepared_weighed_and_ends(today, expected):
    assert [due for _, due in dates("Appointment", term(), today=today)] == expected
    assert found("Appointment", term(), today=today)[-1].subject == "Hết nhiệm kỳ Trưởng khoa"


def test_a_term_without_an_end_is_five_years_for_who_manages_and_says_so():
    assert found("Appointment", term(term_ends_on=None)) == []
    last = found("Appointment", term(term_ends_on=None, is_manager=True))[-1]
    assert last.due_on == date(2026, 12, 31)
    assert last.subject == "Hết nhiệm kỳ Trưởng khoa (thời hạn 5 năm, chưa ghi trên quyết định)"
    near = found("Appointment", term(term_ends_on=None, is_manager=True, retires_on=date(2026, 12, 1)))[-1]
    assert near.due_on == date(2026, 11, 30)
    renewed = term(term_ends_on=None, is_manager=True, reappointed_on=PartialDate("2024-03"))
    assert found("Appointment", renewed)[-1].due_on == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("standard", "due_on", "count"),
    [
        (StandardState.UPGRADING, date(2027, 6, 30), 1),
        (StandardState.MET, date(2027, 6, 30), 0),
        (StandardState.UPGRADING, None, 0),
    ],
)
def test_a_standard_that_is_being_caught_up_with(standard, due_on, count):
    row = Row(uid="u", staff=DUC, level=1, meets_standard=standard, standard_due_on=due_on, starts_on=None)
    due = found("JobHolding", row)
    assert [r.due_on for r in due] == [due_on] * count


# --- Licences and training ---------------------------------------------------------------------------------------


def licence(**facts):
    usual = {
        "uid": "u",
        "staff": DUC,
        "kind": LicenceKind.GPHN,
        "number": "000123/NA-GPHN",
        "issued_on": PartialDate("2024-06-17"),
        "expires_on": None,
        "state": LicenceState.ACTIVE,
    }
    return Row(**{**usual, **facts})


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({}, [date(2029, 6, 17)]),
        ({"expires_on": date(2026, 12, 31)}, [date(2026, 12, 31)]),
        ({"kind": LicenceKind.CCHN, "issued_on": PartialDate("2012-04-26")}, [date(2035, 4, 26)]),
        ({"issued_on": PartialDate("2024")}, []),
        ({"issued_on": None}, []),
        ({"state": LicenceState.REVOKED}, []),
        ({"state": LicenceState.RENEWAL_SENT}, [date(2029, 6, 17)]),
    ],
)
def test_a_licence_ends(facts, due):
    assert [r.due_on for r in found("Licence", licence(**facts))] == due


def test_the_renewal_goes_in_sixty_days_before():
    assert "nộp gia hạn trước 18/04/2029" in found("Licence", licence())[0].subject
    assert "đã nộp gia hạn" in found("Licence", licence(state=LicenceState.RENEWAL_SENT))[0].subject


def study(state="STUDYING", **facts):
    usual = {
        "uid": "u",
        "staff": DUC,
        "topic": "Ngoại khoa",
        "starts_on": PartialDate("2024-10"),
        "planned_end_on": PartialDate("2026-10"),
        "ended_on": None,
        "returned_on": None,
    }
    return Row(**{**usual, **facts, "state": EnrolmentState(state)})


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (study(), [date(2026, 10, 31)]),
        (study(ended_on=PartialDate("2026-11-10")), [date(2026, 11, 10)]),
        (study(returned_on=date(2026, 11, 1)), []),
        (study(planned_end_on=None), []),
        (study("COMPLETED", ended_on=PartialDate("2026-10-15")), [date(2026, 10, 15)]),
        (study("COMPLETED", starts_on=PartialDate("2026-09-01"), ended_on=PartialDate("2026-09-03")), []),
        (study("RETURNED"), []),
        (study("CANCELLED"), []),
        (study("PROPOSED"), []),
    ],
)
def test_the_return_from_training(row, due):
    assert [r.due_on for r in found("Enrolment", row)] == due


# --- Levels ------------------------------------------------------------------------------------------------------

SOME = Reminder("r", TODAY, "s", "b", TODAY, Target("E", "u", "f"), (90, 60, 30, 15, 7))


@pytest.mark.parametrize(
    ("left", "level"),
    [(-1, "overdue"), (0, "urgent"), (7, "urgent"), (8, "warning"), (15, "warning"), (16, "info"), (400, "info")],
)
def test_how_pressing_it_is(left, level):
    assert SOME.level(TODAY - timedelta(days=left)).value == level


@pytest.mark.parametrize(("notice", "levels"), [((), "urgent info"), ((5,), "urgent info"), ((14, 0), "warning info")])
def test_levels_of_short_lead_times(notice, levels):
    short = replace(SOME, notice=notice)
    assert f"{short.level(TODAY - timedelta(days=5)).value} {short.level(TODAY - timedelta(days=20)).value}" == levels


@given(st.integers(-400, 400), st.integers(0, 100), st.lists(st.integers(0, 200), max_size=5))
def test_a_reminder_never_becomes_less_pressing(left, passed, notice):
    order = [Level.INFO, Level.WARNING, Level.URGENT, Level.OVERDUE]
    reminder = replace(SOME, notice=tuple(sorted(set(notice), reverse=True)))
    now = TODAY - timedelta(days=left)
    assert order.index(reminder.level(now)) <= order.index(reminder.level(now + timedelta(days=passed)))
