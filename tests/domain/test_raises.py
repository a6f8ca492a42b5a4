"""Delays and early rises: worked examples, and what holds whatever the facts."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.raises import (
    Absence,
    Cause,
    EarlyFacts,
    Event,
    Interruptions,
    discipline_events,
    early_merit,
    early_retirement,
    next_rise,
    quota,
    rating_events,
    status_absences,
    study_absences,
)
from desktop.services.policy import load_policy

POLICY = load_policy()
RULE = POLICY.rule("salary.delay", date(2026, 1, 1))
TODAY = date(2026, 11, 22)
COUNTED = PartialDate("2023-12-01")  # step 3 of A1: step 4 is due on 01/12/2026


def event(on, months, cause=Cause.DISCIPLINE):
    return Event(cause, on, months, f"{months} tháng")


def away(first, last, cause=Cause.ABSENCE):
    return Absence(cause, first, last, "nghỉ")


def rise(*facts, table="A1", step=3, percent=None, counted=COUNTED, today=TODAY):
    events = tuple(f for f in facts if isinstance(f, Event))
    absences = tuple(f for f in facts if isinstance(f, Absence))
    return next_rise(table, step, counted, percent, Interruptions(events, absences), POLICY, today)


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ((), date(2026, 12, 1)),
        ((event(date(2024, 5, 1), 3),), date(2027, 3, 1)),
        ((event(date(2024, 5, 1), 6), event(date(2025, 12, 31), 6, Cause.RATING)), date(2027, 12, 1)),
        ((event(date(2023, 11, 30), 12),), date(2026, 12, 1)),  # before the period
        ((event(date(2026, 12, 1), 12),), date(2026, 12, 1)),  # the rise is due on that day already
        # A second fault inside the time that the first one added counts too.
        ((event(date(2026, 11, 30), 6), event(date(2027, 5, 1), 3)), date(2027, 9, 1)),
        # Three months and two days: the two days are fewer than 11 working days.
        ((away(date(2025, 1, 1), date(2025, 4, 2)),), date(2027, 3, 1)),
        ((away(date(2025, 3, 3), date(2025, 3, 16)),), date(2026, 12, 1)),  # 10 working days
        ((away(date(2025, 3, 3), date(2025, 3, 17)),), date(2027, 1, 1)),  # 11 working days
        # Days left over are summed: twice 8 working days are 16.
        ((away(date(2025, 3, 3), date(2025, 3, 12)), away(date(2025, 6, 2), date(2025, 6, 11))), date(2027, 1, 1)),
        # Six months of sickness count, what is beyond does not; summed within the step.
        ((away(date(2025, 1, 1), date(2025, 6, 30), Cause.SICKNESS),), date(2026, 12, 1)),
        ((away(date(2025, 1, 1), date(2025, 8, 31), Cause.SICKNESS),), date(2027, 2, 1)),
        (
            (
                away(date(2024, 1, 1), date(2024, 4, 30), Cause.SICKNESS),
                away(date(2025, 1, 1), date(2025, 4, 30), Cause.SICKNESS),
            ),
            date(2027, 2, 1),
        ),
        # Sickness of the step before is the step before's.
        ((away(date(2023, 5, 1), date(2024, 4, 30), Cause.SICKNESS),), date(2026, 12, 1)),
    ],
)
def test_what_puts_a_rise_off(facts, due):
    assert rise(*facts).due_on == due


def test_delays_are_told_by_cause():
    found = rise(event(date(2024, 5, 1), 6), away(date(2025, 1, 1), date(2025, 3, 31), Cause.STUDY))
    assert [(d.cause, d.months) for d in found.delays] == [(Cause.DISCIPLINE, 6), (Cause.STUDY, 3)]
    assert (found.regular_on, found.due_on) == (date(2026, 12, 1), date(2027, 9, 1))


def test_leave_that_goes_on_moves_the_day_and_says_so():
    first = rise(away(date(2026, 9, 1), None), today=date(2026, 11, 30))
    assert (first.due_on, first.goes_on) == (date(2027, 3, 1), True)
    assert rise(away(date(2026, 9, 1), date(2026, 11, 30))).goes_on is False


def test_delays_hold_for_the_percentage_over_the_frame_too():
    found = rise(event(date(2026, 3, 1), 6), step=9, percent=Decimal(5), counted=PartialDate("2025-12-01"))
    assert (found.due_on, found.step.over_frame_percent) == (date(2027, 6, 1), Decimal(6))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.dates(date(2022, 1, 1), date(2029, 12, 31)), st.sampled_from([3, 6, 12])), max_size=4),
    st.lists(st.tuples(st.dates(date(2022, 1, 1), date(2029, 12, 31)), st.integers(0, 300)), max_size=3),
)
def test_a_rise_is_never_early_and_every_cause_lies_in_its_period(events, leaves):
    made = [event(on, months) for on, months in events]
    absences = [away(first, first + timedelta(days=length)) for first, length in leaves]
    found = rise(*made, *absences)
    assert found.due_on == add_months(date(2023, 12, 1), 36 + found.delay_months)
    assert found.due_on >= found.regular_on
    inside = [e for e in made if date(2023, 12, 1) <= e.on < found.due_on]
    assert sum(d.months for d in found.delays if d.cause is Cause.DISCIPLINE) == sum(e.months for e in inside)


@given(st.integers(1, 400), st.integers(0, 400))
@settings(max_examples=40)
def test_longer_leave_never_brings_the_rise_nearer(days, more):
    first = date(2024, 1, 8)
    short = rise(away(first, first + timedelta(days=days)))
    long = rise(away(first, first + timedelta(days=days + more)))
    assert short.due_on <= long.due_on


# --- From records


MONTHS = {"KT": 3, "CC": 6, "CCH": 12}
LABELS = {"KT": "Khiển trách", "CC": "Cảnh cáo"}


def measure(form, on, sphere="administration"):
    return Row(form=form, decided_on=on and PartialDate(on), sphere=sphere)


@pytest.mark.parametrize(
    ("rows", "months"),
    [
        ([measure("KT", "2025-03-01")], [3]),
        ([measure("CC", "2025-03")], [6]),
        ([measure("CCH", "2025-03-01"), measure("KT", "2026-01-01")], [12, 3]),
        ([measure("BTV", "2025-03-01")], []),
        ([measure("KT", None)], []),
        # One fault punished twice counts once, by the administrative measure; one of the Party alone counts.
        ([measure("CC", "2025-02-01", "party"), measure("KT", "2025-03-01")], [3]),
        ([measure("CC", "2025-02-01", "party")], [6]),
    ],
)
def test_measures_lengthen_the_period(rows, months):
    assert [e.months for e in discipline_events(rows, MONTHS, LABELS, RULE)] == months


def test_each_year_not_fulfilled_counts_once_on_its_day():
    rows = [
        Row(rating="KHT", year=2024, decided_on=None),
        Row(rating="KHT", year=2025, decided_on=date(2025, 12, 10)),
        Row(rating="KHT", year=2025, decided_on=date(2025, 12, 10)),
        Row(rating="HT", year=2023, decided_on=None),
    ]
    found = rating_events(rows, RULE)
    assert [(e.on, e.months) for e in found] == [(date(2024, 12, 31), 6), (date(2025, 12, 10), 6)]


def test_which_statuses_do_not_count():
    def held(status, first, last=None):
        return Row(status=status, starts_on=first and PartialDate(first), ends_on=last and PartialDate(last))

    rows = [
        held("KHONG_LUONG", "2025-01-10", "2025-03"),
        held("OM_DAU", "2025-05"),
        held("THAI_SAN", "2024-01-01"),
        held("AN_TREO", None),
    ]
    found = status_absences(rows, {"KHONG_LUONG": "Nghỉ không lương"}, RULE)
    assert [(a.cause, a.first, a.last) for a in found] == [
        (Cause.ABSENCE, date(2025, 1, 10), date(2025, 3, 31)),
        (Cause.SICKNESS, date(2025, 5, 1), None),
    ]
    assert found[0].told == "Nghỉ không lương từ 10/01/2025 đến 31/03/2025"


def test_study_beyond_its_term_does_not_count():
    def study(planned, ended=None, returned=None, studying=False):
        return Row(
            planned_end_on=planned and PartialDate(planned),
            ended_on=ended and PartialDate(ended),
            returned_on=returned,
            is_studying=studying,
        )

    rows = [
        study("2025-06-30", "2025-06-15"),
        study("2025-06-30", "2025-09-30"),
        study("2025-06", returned=date(2025, 8, 1)),
        study("2026-06-30", studying=True),
        study("2026-06-30"),
        study(None, "2026-01-01"),
    ]
    assert [(a.first, a.last) for a in study_absences(rows)] == [
        (date(2025, 7, 1), date(2025, 9, 30)),
        (date(2025, 7, 1), date(2025, 7, 31)),
        (date(2026, 7, 1), None),
    ]


# --- Early rises


def merit(*awards, counted="2024-06-01", early=False, year=2026, table="A1", step=3, facts=()):
    found = rise(*facts, counted=PartialDate(counted), table=table, step=step)
    return early_merit(found, table, EarlyFacts(tuple(awards), early), year, POLICY)


@pytest.mark.parametrize(
    ("awards", "more", "months"),
    [
        ([(2025, "CSTDTQ", "CSTĐ toàn quốc")], {}, 12),
        ([(2025, "CSTDBT", "CSTĐ cấp tỉnh")], {}, 9),
        ([(2024, "CSTDCS", "CSTĐ cơ sở"), (2025, "GK", "Giấy khen")], {}, 6),
        ([(2025, "LDTT", "LĐTT")], {}, None),
        ([(2021, "BKBT", "Bằng khen")], {}, 9),
        ([(2020, "BKBT", "Bằng khen")], {}, None),  # six years: 2021 to 2026
        ([(2022, "BKBT", "Bằng khen")], {"table": "B", "counted": "2025-06-01"}, None),  # four years on table B
        ([(2025, "BKBT", "Bằng khen")], {"early": True}, None),  # not twice running
        ([(2025, "BKBT", "Bằng khen")], {"counted": "2025-02-01"}, None),  # more than 12 months are left at the end
        ([(2025, "BKBT", "Bằng khen")], {"facts": (event(date(2025, 1, 1), 3),)}, None),  # disciplined
        ([(2025, "BKBT", "Bằng khen")], {"step": 9}, None),  # over the frame
        ([], {}, None),
    ],
)
def test_who_may_rise_early_for_achievement(awards, more, months):
    found = merit(*awards, **more)
    assert (found.months if found else None) == months
    if found:
        assert found.from_day == add_months(date(2027, 6, 1), -months)


@given(st.dates(date(2022, 1, 1), date(2025, 12, 31)), st.sampled_from(["CSTDTQ", "CSTDBT", "CSTDCS"]))
@settings(max_examples=50)
def test_no_early_rise_is_more_than_twelve_months_early(counted, award):
    found = merit((2025, award, "x"), counted=counted.isoformat())
    due = add_months(counted, 36)
    if found:
        assert add_months(due, -12) <= found.from_day < due
        assert due <= date(2027, 12, 31)


@pytest.mark.parametrize(
    ("people", "used", "most", "left"), [(100, 3, 10, 7), (109, 0, 10, 10), (9, 0, 0, 0), (20, 3, 2, -1)]
)
def test_at_most_a_tenth_of_the_pay_list_a_year(people, used, most, left):
    found = quota(2026, people, used, POLICY)
    assert (found.most, found.left) == (most, left)


@pytest.mark.parametrize(
    ("due", "retires", "from_day"),
    [
        (date(2027, 6, 1), date(2027, 2, 1), date(2026, 8, 1)),  # not from before the notice
        (date(2027, 12, 1), date(2027, 2, 1), date(2026, 12, 1)),
        (date(2028, 3, 1), date(2027, 2, 1), None),  # twelve months early is still after leaving
        (date(2026, 7, 1), date(2027, 2, 1), None),  # the regular day came before the notice
    ],
)
def test_who_retires_may_rise_a_year_early(due, retires, from_day):
    found = rise(counted=PartialDate.of(add_months(due, -36)))
    early = early_retirement(found, EarlyFacts(retires_on=retires, notice_on=add_months(retires, -6)), POLICY)
    assert (early.from_day if early else None) == from_day


def test_without_a_day_of_retirement_nothing_is_brought_forward():
    assert early_retirement(rise(), EarlyFacts(), POLICY) is None
