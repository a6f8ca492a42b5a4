"""Whether somebody is in the unit's headcount and works here on a day: two facts, so that a secondment counts once.

The sender counts who is sent (1) and has no one at work (0); the host has the work (1) and does not count (0).
The list of people works the same out in SQL (`storage.grid_columns`), tested equal.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.codes import CodeList
from desktop.domain.record import on_day


@dataclass(frozen=True)
class Facts:
    """The two facts about one person on one day."""

    in_headcount: bool
    working_here: bool


def came_by(member: Any, day: date) -> bool:
    """Whether somebody had come to the unit by a day: by the day of joining, else with the first status written down."""
    known = member.joined_unit_on or member.first_recruited_on
    if known is not None:
        return bool(known.first <= day)
    begun = [row.starts_on.first for row in member.statuses if row.deleted_at is None and row.starts_on is not None]
    return not begun or min(begun) <= day


def facts(member: Any, day: date, statuses: CodeList) -> Facts:
    """What the histories of a person say for a day; `statuses` is the list of employment statuses.

    Before the first status that is written down somebody who has come is taken to be at work; after a status that
    ended without another nobody is counted. A status that the list does not know counts until it is settled.
    """
    if not came_by(member, day):
        return Facts(in_headcount=False, working_here=False)
    live = [row for row in member.statuses if row.deleted_at is None]
    holding = on_day(live, day)
    if holding is None:
        unknown = not any(row.starts_on is None or row.starts_on.first <= day for row in live)
        return Facts(unknown, unknown)
    return Facts(
        in_headcount=statuses.extra(holding.status, "in_headcount") != "0",
        working_here=statuses.extra(holding.status, "working_here") != "0",
    )
