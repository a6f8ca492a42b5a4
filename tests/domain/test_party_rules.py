"""The legal clocks of admission, with the public holidays and swapped days of the shipped calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import party_rules
from desktop.domain.dates import PartialDate, add_months
from desktop.services.policy import load_policy

POLICY = load_policy()
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("ceremony", "ends", "review"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), date(2025, 4, 14)),  # no 29 February; Giỗ Tổ on Monday 7/4
        (date(2024, 10, 10), date(2025, 10, 10), date(2025, 11, 21)),
        (date(2025, 10, 22), date(2026, 10, 22), date(2026, 12, 4)),  # 24/11 is a day off since 2026
        (date(2025, 11, 22), date(2026, 11, 22), date(2027, 1, 5)),  # a Sunday is not moved; 1/1 does not count
    ],
)
def test_probation_ends_after_twelve_months_and_the_cell_has_thirty_working_days(ceremony, ends, review):
    assert party_rules.probation_end(ceremony, POLICY) == ends
    assert party_rules.official_on(ceremony, POLICY) == ends
    assert party_rules.cell_review_due(ends, POLICY) == review


def test_admission_is_decided_in_forty_five_working_days_and_fifteen_more_at_most():
    assert party_rules.admission_decision_due(date(2026, 10, 5), POLICY) == date(2026, 12, 8)
    assert party_rules.admission_decision_due(date(2026, 10, 5), POLICY, extended=True) == date(2026, 12, 29)


def test_the_official_decision_takes_thirty_working_days_and_fifteen_more_at_most():
    assert party_rules.official_decision_due(date(2026, 11, 5), POLICY) == date(2026, 12, 18)
    assert party_rules.official_decision_due(date(2026, 11, 5), POLICY, extended=True) == date(2027, 1, 11)


@pytest.mark.parametrize(
    ("issued", "received", "due"),
    [
        (date(2026, 10, 20), date(2026, 10, 30), date(2026, 12, 2)),  # new rule: from the day of issue
        (date(2026, 3, 2), date(2026, 3, 9), date(2026, 4, 20)),  # old rule: from the day of receipt
        (date(2026, 3, 2), None, date(2026, 4, 13)),  # receipt unknown: the earlier end
    ],
)
def test_the_ceremony_is_due_by_the_rule_of_the_day_of_issue(issued, received, due):
    assert party_rules.ceremony_due(issued, received, POLICY) == due


@pytest.mark.parametrize(
    ("clock", "start", "end"),
    [
        (party_rules.certificate_valid_to, date(2020, 1, 15), date(2025, 1, 15)),
        (party_rules.certificate_valid_to, date(2024, 2, 29), date(2029, 2, 28)),
        (party_rules.dossier_valid_to, date(2026, 1, 31), date(2027, 1, 31)),
        (party_rules.transfer_due, date(2026, 11, 1), date(2027, 1, 26)),
        (party_rules.introducer_from, date(2025, 11, 30), date(2026, 11, 30)),
    ],
)
def test_other_clocks(clock, start, end):
    assert clock(start, POLICY) == end


@pytest.mark.parametrize(
    ("complete", "round_on"),
    [
        (date(2027, 3, 2), date(2027, 5, 19)),
        (date(2026, 12, 1), date(2027, 2, 3)),
        (date(2027, 2, 28), date(2027, 2, 3)),
        (date(2027, 6, 1), date(2027, 9, 2)),
        (date(2027, 9, 30), date(2027, 9, 2)),
        (date(2027, 10, 1), date(2027, 11, 7)),
        (date(2027, 11, 30), date(2027, 11, 7)),
    ],
)
def test_badges_are_given_in_four_rounds(complete, round_on):
    assert party_rules.badge_round(complete, POLICY) == round_on


def test_party_age_runs_from_the_decision_less_days_outside():
    plain = party_rules.badge(date(1997, 3, 2), 30, POLICY)
    assert (plain.complete_on, plain.round_on) == (date(2027, 3, 2), date(2027, 5, 19))
    assert party_rules.badge(date(1997, 3, 2), 30, POLICY, days_outside=10).complete_on == date(2027, 3, 12)
    assert party_rules.badge(date(1996, 2, 29), 30, POLICY).complete_on == date(2026, 2, 28)


def test_the_next_badge_is_the_first_one_still_ahead():
    assert party_rules.next_badge(date(1997, 3, 2), date(2026, 11, 22), POLICY).years == 30
    assert party_rules.next_badge(date(1997, 3, 2), date(2027, 3, 3), POLICY).years == 40
    assert party_rules.next_badge(date(1930, 2, 3), date(2026, 11, 22), POLICY) is None


@pytest.mark.parametrize(
    ("born", "months", "verdict"),
    [
        ("1966-11-30", 720, "boundary"),  # the month of 60: allowed, and warned of
        ("1966-10-31", 721, "consent"),
        ("1967-11-01", 708, "boundary"),
        ("1990-05", 438, "allowed"),
        ("2008-11-30", 216, "boundary"),  # 18 by the month, eight days short by the day
        ("2008-11-22", 216, "allowed"),
        ("2008-12-01", 215, "too_young"),
    ],
)
def test_age_at_the_meeting_counts_months(born, months, verdict):
    found = party_rules.admission_age(PartialDate(born), date(2026, 11, 22), POLICY)
    assert (found.months, found.verdict) == (months, verdict)
    assert bool(found.message) == (verdict != "allowed")


@given(DAYS)
def test_what_has_to_be_done_never_falls_on_a_day_off(day):
    for clock in (
        party_rules.cell_review_due,
        party_rules.admission_decision_due,
        party_rules.official_decision_due,
        party_rules.transfer_due,
    ):
        due = clock(day, POLICY)
        assert POLICY.is_working(due)
        assert due > day


@given(DAYS, DAYS)
def test_a_later_event_never_makes_an_earlier_end(one, other):
    early, late = sorted((one, other))
    for clock in (party_rules.probation_end, party_rules.cell_review_due, party_rules.certificate_valid_to):
        assert clock(early, POLICY) <= clock(late, POLICY)


@given(DAYS)
def test_probation_ends_before_the_review_is_due_and_keeps_its_day(ceremony):
    ends = party_rules.probation_end(ceremony, POLICY)
    assert ends < party_rules.cell_review_due(ends, POLICY)
    assert ends == add_months(ceremony, 12)
    assert ends.day == ceremony.day or (ceremony.month, ceremony.day) == (2, 29)


@given(DAYS)
def test_an_extension_is_always_later(day):
    for clock in (party_rules.admission_decision_due, party_rules.official_decision_due):
        assert clock(day, POLICY) < clock(day, POLICY, extended=True)
