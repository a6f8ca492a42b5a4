"""What falls due, from a record's facts, the rules in force and today's date alone.

A rule is given one row: anything with the attribute names of its kind of record, whose `staff` (for an assignment
`mentee` and `mentor`) has at least `full_name`. Nothing is stored: a reminder disappears when the record changes.
Days of status (end of probation, of a contract, of a licence) are never moved off a weekend; what has to be done is
counted in working days.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from desktop.domain.due_party import PARTY_RULES, review_due
from desktop.domain.due_staff import STAFF_RULES
from desktop.domain.due_unit import UNIT_RULES
from desktop.domain.policy import Policy
from desktop.domain.reminder import DueRule, Level, Reminder, Subject, Target

__all__ = [
    "RULES",
    "DueRule",
    "Level",
    "Reminder",
    "Subject",
    "Target",
    "reminders",
    "review_due",
    "titles",
]

RULES: tuple[DueRule, ...] = (*PARTY_RULES, *STAFF_RULES, *UNIT_RULES)


def titles() -> dict[str, str]:
    """The title of each rule code."""
    return {rule.code: rule.title for rule in RULES}


def reminders(rules: Iterable[DueRule], rows: Iterable[Any], policy: Policy, today: date) -> Iterator[Reminder]:
    """Everything that falls due for rows of one kind of record."""
    finders = [rule.find for rule in rules]
    for row in rows:
        for find in finders:
            yield from find(row, policy, today)
