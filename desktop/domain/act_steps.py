"""What an act ends and begins in the histories of one person: pure steps, carried out elsewhere.

A person is anything with the lists of history rows that a staff member has (`statuses`, `placements`, …). A row that is
begun ends the one before it on the day before, and itself ends before the next that is there already, so that old papers
can be entered in any order and histories of one track never overlap.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate
from desktop.domain.fields import Coded
from desktop.domain.record import holds_on

_DAY = timedelta(days=1)


class Verb(Coded):
    """What a step does to a row."""

    END = "end", "Kết thúc"
    BEGIN = "begin", "Bắt đầu"
    CHANGE = "change", "Ghi"
    DROP = "drop", "Bỏ"


@dataclass(frozen=True)
class Step:
    """One change of one row: `row` is the row that stands, None for one that begins; `values` by field name."""

    verb: Verb
    entity: str
    row: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)


# The histories that stop when somebody leaves the unit; the status says the rest.
ENDED_BY_LEAVING = {
    "Placement": "placements",
    "Appointment": "appointments",
    "Contract": "contracts",
    "TitleHolding": "titles",
    "JobHolding": "jobs",
    "SalaryStep": "salary_steps",
    "Allowance": "allowances",
}
HISTORIES = {"EmploymentStatus": "statuses", **ENDED_BY_LEAVING}


def live(rows: Iterable[Any]) -> list[Any]:
    """The rows that were not deleted."""
    return [row for row in rows if getattr(row, "deleted_at", None) is None]


def first_day(row: Any) -> date:
    """The first day that a row can hold; the beginning of time where none is told."""
    return row.starts_on.first if row.starts_on is not None else date.min


def begin(
    rows: Iterable[Any],
    entity: str,
    starts_on: PartialDate,
    values: Mapping[str, Any],
    *,
    ends_on: date | None = None,
    same: Callable[[Any], bool] = lambda _row: True,
) -> Iterator[Step]:
    """The steps that put a new row into its history; `same` tells which rows are of the same track.

    A row that begins on the very day is replaced: two papers of one day about one thing are a correction.
    """
    start, last = starts_on.first, ends_on
    for row in live(rows):
        if not same(row):
            continue
        began = first_day(row)
        if began == start:
            yield Step(Verb.DROP, entity, row)
        elif began > start:
            last = min(last or date.max, began - _DAY)
        elif holds_on(row, start):
            yield ended(entity, row, start - _DAY)
    ends = {"ends_on": PartialDate.of(last)} if last is not None else {}
    yield Step(Verb.BEGIN, entity, None, {**values, "starts_on": starts_on, **ends})


def ended(entity: str, row: Any, last: date) -> Step:
    """The end of a row after a day; one that would end before it began goes."""
    if last < first_day(row):
        return Step(Verb.DROP, entity, row)
    return Step(Verb.END, entity, row, {"ends_on": PartialDate.of(last)})


def end_all(person: Any, first_away: date, names: Mapping[str, str] = ENDED_BY_LEAVING) -> Iterator[Step]:
    """The end of everything that holds on the first day that somebody is away for good."""
    for entity, name in names.items():
        for row in live(getattr(person, name)):
            if holds_on(row, first_away):
                yield ended(entity, row, first_away - _DAY)


def overlaps(rows: Iterable[Any]) -> list[tuple[date, date]]:
    """Stretches of days on which more than one row of a history holds, first and last day; rows of one track."""
    found = []
    ordered = sorted(live(rows), key=first_day)
    reached: date | None = None
    for row in ordered:
        start, last = first_day(row), row.ends_on.last if row.ends_on is not None else date.max
        if last < start:
            continue
        if reached is not None and start <= reached:
            found.append((start, min(reached, last)))
        reached = last if reached is None else max(reached, last)
    return found


def gaps(rows: Iterable[Any], until: date | None = None) -> list[tuple[date, date]]:
    """Stretches of days between the first row of a history and the last (or `until`) on which none holds."""
    found = []
    reached: date | None = None
    for row in sorted(live(rows), key=first_day):
        start, last = first_day(row), row.ends_on.last if row.ends_on is not None else date.max
        if reached is not None and reached < date.max and start > reached + _DAY:
            found.append((reached + _DAY, start - _DAY))
        reached = last if reached is None else max(reached, last)
    if until is not None and reached is not None and reached < until:
        found.append((reached + _DAY, until))
    return found
