from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import national
from desktop.domain.mentoring import MentoringAssignment
from desktop.domain.staff import SalaryStep, StaffMember
from desktop.services.policy import load_policy

POLICY = load_policy()
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 19)),  # Monday to Thursday
        (date(2026, 11, 19), date(2026, 11, 25)),  # over a weekend, and 24/11 is a day off
        (date(2026, 11, 21), date(2026, 11, 26)),  # a Saturday counts from Monday
    ],
)
def test_a_change_must_stand_in_the_database_three_working_days_later(changed, due):
    assert national.due_on(changed, POLICY) == due


@given(DAYS)
def test_on_the_day_of_the_change_three_working_days_are_left(day):
    due = national.due_on(day, POLICY)
    assert national.working_days_left(day, due, POLICY.is_working) == 3
    assert POLICY.is_working(due)


@given(DAYS, st.integers(-20, 20))
def test_days_left_fall_by_one_with_each_working_day_and_never_on_a_day_off(day, offset):
    due = national.due_on(day, POLICY)
    now = day + timedelta(days=offset)
    left, next_left = (
        national.working_days_left(each, due, POLICY.is_working) for each in (now, now + timedelta(days=1))
    )
    assert left - next_left == int(POLICY.is_working(now + timedelta(days=1)))


def test_a_month_is_signed_off_on_its_last_five_days():
    assert national.sign_off_days(date(2026, 11, 22), POLICY) == (date(2026, 11, 26), date(2026, 11, 30))
    assert national.sign_off_days(date(2028, 2, 1), POLICY) == (date(2028, 2, 25), date(2028, 2, 29))


def test_the_database_holds_the_form_and_not_what_is_the_units_own():
    assert national.held_fields(StaffMember, ("note", "full_name", "staff_code")) == ["full_name"]
    assert national.held_fields(SalaryStep, ("step", "decision")) == ["step"]
    assert national.held_fields(MentoringAssignment, ("state",)) == []
