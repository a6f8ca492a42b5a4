"""What falls due for the unit's clerk as such: the national database and the days of the yearly rating."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from desktop.domain import national, rating
from desktop.domain.policy import Policy
from desktop.domain.reminder import DueRule, Reminder, Subject, made


def national_update(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """A change that is not yet in the national database. The row has the day of the change and what it was in words."""
    used = policy.rule(national.UPDATE_RULE, row.changed_on)
    told = f"Cập nhật cơ sở dữ liệu quốc gia: {row.what}"
    due = national.due_on(row.changed_on, policy)
    yield made(used, due, told, row.changed_on, ("NationalEntry", row, "entered_on"), row.staff)


def rating_days(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """The days of a round that are not done with. The row is the round, with the unit in the place of a person."""
    used = policy.rule("rating.days", date(row.year, 12, 31))
    for clock in rating.clocks(row, policy):
        if clock.done_on is None:
            told = f"{clock.title} năm {row.year}"
            anchor = row.met_on or date(row.year, 12, 31)
            yield made(used, clock.due_on, told, min(anchor, today), ("RatingRound", row, clock.field), row.staff)


UNIT_RULES = (
    DueRule(
        national.UPDATE_RULE, "Cập nhật cơ sở dữ liệu quốc gia", Subject.NATIONAL, "NationalEntry", national_update
    ),
    DueRule("rating.days", "Đánh giá, xếp loại hằng năm", Subject.RATING, "RatingRound", rating_days),
)
