from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.dates import add_working_days
from desktop.domain.policy import Policy, RuleSet, WorkCalendar, YearDays
from desktop.services.policy import load_policy, overlaid, public_days, read_rule_values

SHIPPED = load_policy()
OLD = RuleSet("r", date(2020, 1, 1), "cũ", values={"months": 6, "notice": [7, 30]})
NEW = RuleSet("r", date(2026, 7, 26), "mới", values={"months": 12})


@pytest.mark.parametrize(
    ("day", "source"),
    [
        (date(2010, 1, 1), "cũ"),  # before every row: the oldest
        (date(2020, 1, 1), "cũ"),
        (date(2026, 7, 25), "cũ"),
        (date(2026, 7, 26), "mới"),
        (date(2099, 1, 1), "mới"),
    ],
)
def test_the_row_in_force_on_the_day_of_the_event_counts(day, source):
    assert Policy({"r": (OLD, NEW)}).rule("r", day).source == source


def test_an_unknown_rule_is_a_fault_of_the_program():
    with pytest.raises(LookupError):
        Policy({}).rule("r", date(2026, 1, 1))


def test_lead_times_are_given_longest_first():
    assert OLD.notice == (30, 7)
    assert NEW.notice == ()


def test_every_shipped_rule_says_its_source_and_how_sure_it_is():
    assert len(SHIPPED.rules) > 20
    for rows in SHIPPED.rules.values():
        assert [row.since for row in rows] == sorted({row.since for row in rows})
        for row in rows:
            assert row.source
            assert row.confidence in {"confirmed", "recalled", "default"}


def test_a_row_of_the_unit_stands_beside_the_shipped_one_and_keeps_what_it_does_not_name():
    own = RuleSet("r", date(2026, 9, 1), "NQ tỉnh", values={"months": 9})
    rows = overlaid({"r": (OLD, NEW)}, [own])["r"]
    assert [(row.since, row.values["months"], row.source) for row in rows] == [
        (OLD.since, 6, "cũ"),
        (NEW.since, 12, "mới"),
        (own.since, 9, "NQ tỉnh"),
    ]
    early = RuleSet("r", date(2020, 1, 1), "", values={"months": 5})
    (replaced, _) = overlaid({"r": (OLD, NEW)}, [early])["r"]
    assert (replaced.values["months"], replaced.source, replaced.notice) == (5, "cũ", (30, 7))


def test_a_rule_of_the_unit_alone():
    own = RuleSet("mine", date(2026, 1, 1), "đơn vị", values={"days": 3})
    assert overlaid({}, [own])["mine"] == (own,)


@pytest.mark.parametrize("text", ["", "30", "[1]", "{working_days: 30}"])
def test_what_cannot_be_read_as_numbers_is_refused(text):
    with pytest.raises(Exception, match="working_days"):
        read_rule_values(text)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 2, 8), date(2024, 2, 14)),
        (date(2025, 1, 27), date(2025, 1, 31)),
        (date(2026, 2, 16), date(2026, 2, 20)),
        (date(2027, 2, 4), date(2027, 2, 10)),
    ],
)
def test_tet_is_off_and_the_days_around_it_are_worked(first, last):
    day = first
    while day <= last:
        assert not SHIPPED.is_working(day)
        day += timedelta(days=1)
    before = first - timedelta(days=1 if first.weekday() else 3)
    after = last + timedelta(days=3 if last.weekday() == 4 else 1)
    assert SHIPPED.is_working(before)
    assert SHIPPED.is_working(after)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),  # exchanged for Saturday 10/1
        (date(2026, 1, 10), True),
        (date(2026, 4, 27), False),  # Giỗ Tổ falls on a Sunday
        (date(2026, 4, 30), False),
        (date(2026, 8, 22), True),  # Saturday, for Monday 31/8
        (date(2026, 8, 31), False),
        (date(2025, 11, 24), True),
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam since 2026
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 1, 1), False),
        (date(2027, 11, 24), False),
    ],
)
def test_days_off_and_days_worked_in_their_place(day, worked):
    assert SHIPPED.is_working(day) is worked


def test_the_days_of_the_unit_go_before_the_calendar():
    calendar = WorkCalendar(
        public_days, {date(2026, 11, 23): False, date(2026, 11, 24): True, date(2026, 11, 28): True}
    )
    assert not calendar.is_working(date(2026, 11, 23))
    assert calendar.is_working(date(2026, 11, 24))
    assert calendar.is_working(date(2026, 11, 28))


def test_whether_the_days_off_of_a_year_are_announced():
    calendar = WorkCalendar(extra={date(2028, 2, 1): False}, announced_until=2026)
    assert [calendar.holidays_known(year) for year in (2026, 2027, 2028)] == [True, False, True]
    assert SHIPPED.holidays_known(2026)
    assert not SHIPPED.holidays_known(2027)


def test_a_year_is_asked_for_once():
    asked = []

    def days_of(year):
        asked.append(year)
        return YearDays()

    calendar = WorkCalendar(days_of)
    assert [calendar.is_working(date(2026, 11, day)) for day in (20, 21, 23)] == [True, False, True]
    assert asked == [2026]


@given(st.dates(date(2023, 1, 1), date(2029, 12, 31)), st.integers(1, 60), st.integers(0, 60))
def test_working_days_add_up_and_end_on_one(day, some, more):
    end = add_working_days(day, some, SHIPPED.is_working)
    assert SHIPPED.is_working(end)
    assert add_working_days(end, more, SHIPPED.is_working) == add_working_days(day, some + more, SHIPPED.is_working)
