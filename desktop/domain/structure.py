"""Departments, cells and partner units over time: what holds on a day, what moves at a change, what became of them.

A body of the unit (a department, a Party cell, a partner unit) exists from `founded_on` up to the day before
`dissolved_on`. Histories that point at it are cut at the day of a change; what points at it without days of its own
is set anew, and a `StructureMove` keeps what stood there before.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.organisation import Department, DepartmentKind, PartnerUnit, PartyCell
from desktop.domain.policy import RuleSet
from desktop.domain.record import Record, on_day

_DAY = timedelta(days=1)

BODIES: tuple[type[Record], ...] = (Department, PartyCell, PartnerUnit)


class Follow(Enum):
    """How what points at a body goes along when the body merges, splits or ends."""

    HISTORY = "rows that hold on the day are cut there and go on in the new place"
    OPEN = "what is still under way points at the new place from then on; what is over stays"
    STAYS = "speaks of the body itself, or of the days before"


# Every reference to a body, by record and field. A test asks for each one there is: nothing is forgotten.
FOLLOWS: Mapping[tuple[str, str], Follow] = {
    ("Placement", "department"): Follow.HISTORY,
    ("Appointment", "department"): Follow.HISTORY,
    ("PartyMembership", "cell"): Follow.HISTORY,
    ("PartyCase", "cell"): Follow.OPEN,
    ("MentoringAssignment", "partner_unit"): Follow.OPEN,
    ("SuccessionEntry", "department"): Follow.OPEN,
    ("TrainingLine", "department"): Follow.OPEN,
    ("Department", "parent"): Follow.OPEN,
    ("CellTarget", "cell"): Follow.STAYS,  # its value goes over, see `targets_after`
    ("Department", "successor"): Follow.STAYS,
    ("PartyCell", "successor"): Follow.STAYS,
    ("PartnerUnit", "successor"): Follow.STAYS,
    ("DepartmentName", "department"): Follow.STAYS,
    ("StructurePart", "department"): Follow.STAYS,
    ("StructurePart", "cell"): Follow.STAYS,
    ("StructurePart", "partner"): Follow.STAYS,
}


def exists_on(body: Any, day: date) -> bool:
    """Whether a body is there on a day: founded by then, and not dissolved from that day or before."""
    return (body.founded_on is None or body.founded_on <= day) and (
        body.dissolved_on is None or body.dissolved_on > day
    )


def heir(body: Any, day: date) -> Any:
    """The body that has taken a dissolved one over, and what took that one over, as far as it went by `day`."""
    seen = set()
    while body.dissolved_on is not None and body.dissolved_on <= day and body.successor is not None:
        if id(body) in seen:  # typed by hand in a circle
            break
        seen.add(id(body))
        body = body.successor
    return body


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included; open where there is no end."""

    row: Any
    first: date
    ends_on: PartialDate | None


@dataclass(frozen=True)
class Carved:
    """What a change does to the rows of one history.

    `ended` are rows that end the day before; `continued` are periods in which they would have gone on counting;
    `moved` are rows that begin on the day or later and stand in the new place as a whole.
    """

    ended: tuple[Any, ...] = ()
    continued: tuple[Period, ...] = ()
    moved: tuple[Any, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.ended or self.moved)


def carve(rows: Iterable[Any], day: date, concerns: Callable[[Any], bool], *, alone: bool = False) -> Carved:
    """Cut the rows of one person's history that a change of `day` concerns.

    Days before `day` read as before; from `day` on a row goes on exactly where it would have counted (`on_day`), so
    that overlapping rows of old files move nobody who counts elsewhere. With `alone` each row counts for itself, as
    posts do: several may be held at once.
    """
    live = [row for row in rows if row.deleted_at is None]
    ended, moved, continued = [], [], []
    for row in live:
        if not concerns(row) or (row.ends_on is not None and row.ends_on.last < day):
            continue
        if row.starts_on is not None and row.starts_on.first >= day:
            moved.append(row)
            continue
        ended.append(row)
        continued += _counting(row, [row] if alone else live, day)
    return Carved(tuple(ended), tuple(continued), tuple(moved))


def _counting(row: Any, rows: Sequence[Any], day: date) -> list[Period]:
    """The periods from `day` on in which a row is the one that counts among `rows`."""
    marks = {day}
    for other in rows:
        if other.starts_on is not None and other.starts_on.first > day:
            marks.add(other.starts_on.first)
        if other.ends_on is not None and other.ends_on.last >= day:
            marks.add(other.ends_on.last + _DAY)
    steps = sorted(marks)
    found: list[list[date | None]] = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if on_day(rows, step) is not row:
            continue
        last = following - _DAY if following else None
        if found and found[-1][1] == step - _DAY:
            found[-1][1] = last
        else:
            found.append([step, last])
    return [Period(row, first, _end(row, last)) for first, last in found if first is not None]


def _end(row: Any, last: date | None) -> PartialDate | None:
    """An end as it stood on paper where it is the row's own."""
    if row.ends_on is not None and (last is None or row.ends_on.last == last):
        return row.ends_on  # type: ignore[no-any-return]
    return PartialDate.of(last) if last else None


def allowance_kept_until(rule: RuleSet, day: date, term_ends_on: date | None) -> date:
    """The last day on which the allowance of a post lost on `day` by a change of structure is paid.

    To the end of the term where the rule says so, and never for fewer months than it says.
    """
    least = add_months(day, rule.whole("least_months")) - _DAY
    if rule.values.get("until_term_end") and term_ends_on is not None:
        return max(least, term_ends_on)
    return least


def is_running(period: str, day: date) -> bool:
    """Whether a year or a term («2026», «2025-2030») that a target is named by is under way on a day."""
    years = [int(part) for part in period.replace("–", "-").split("-") if part.strip().isdigit()]
    return bool(years) and min(years) <= day.year <= max(years)


def targets_after(values: Sequence[int], shares: int = 1) -> list[int]:
    """Targets of a running period after cells come together (one share) or apart: nothing of the sum is lost."""
    whole = sum(values)
    return [whole // shares + (1 if place < whole % shares else 0) for place in range(shares)]


# --- what became of them -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Body:
    """A department, cell or partner unit as it stood on a day: `name`, `parent` and `assigned` are those of then."""

    entity: type[Record]
    uid: str
    name: str
    kind: DepartmentKind | None = None
    parent: str = ""
    depth: int = 0
    assigned: int | None = None
    in_headcount: int = 0
    working: int = 0
    heads: tuple[str, ...] = ()
    exists: bool = True


@dataclass(frozen=True)
class Manager:
    """Somebody in a post of leadership on a day."""

    uid: str
    name: str
    post: str
    department: str

    def __str__(self) -> str:
        return ", ".join(part for part in (f"{self.name}: {self.post}", self.department) if part)


@dataclass(frozen=True)
class Standing:
    """The unit as it stood on a day: its bodies in the order of their tree, who led, and how many people."""

    day: date
    unit: str
    bodies: tuple[Body, ...] = ()
    managers: tuple[Manager, ...] = ()
    in_headcount: int = 0
    working: int = 0
    assigned: int | None = None

    def of(self, entity: type[Record]) -> tuple[Body, ...]:
        """The bodies of one kind that exist on the day."""
        return tuple(body for body in self.bodies if body.entity is entity and body.exists)

    @property
    def waiting(self) -> tuple[Body, ...]:
        """Departments that are gone by the day and still have people who wait for a place."""
        return tuple(b for b in self.bodies if not b.exists and (b.in_headcount or b.working))


@dataclass(frozen=True)
class Counted:
    """One line of a comparison: how many on the first and on the second day, and what came, went or changed."""

    title: str
    before: int
    after: int
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """What became of the unit between two days, as counted lists."""

    before: date
    after: date
    lines: tuple[Counted, ...] = field(default=())

    def line(self, title: str) -> Counted:
        return next(line for line in self.lines if line.title == title)


DEPARTMENTS, UNITS, CELLS, PARTNERS = "Khoa, phòng", "Đơn vị trực thuộc", "Chi bộ", "Đơn vị phối hợp"
MANAGERS, HEADCOUNT, WORKING, ASSIGNED = "Lãnh đạo, quản lý", "Số người làm việc", "Người đang làm việc", "Số được giao"
UNIT_NAME = "Tên đơn vị"
# Centres and stations are units of their own below this one; offices and departments are parts of it.
_BELOW = (DepartmentKind.CENTRE, DepartmentKind.STATION)


def is_unit(body: Body) -> bool:
    """Whether a department is a unit of its own (a centre, a station)."""
    return body.kind in _BELOW


def compare(first: Standing, second: Standing) -> Comparison:
    """What is different on the second day: departments, units, cells, partner units, managers and people."""
    pairs: list[tuple[str, Callable[[Standing], Sequence[Body]]]] = [
        (DEPARTMENTS, lambda s: [b for b in s.of(Department) if not is_unit(b)]),
        (UNITS, lambda s: [b for b in s.of(Department) if is_unit(b)]),
        (CELLS, lambda s: s.of(PartyCell)),
        (PARTNERS, lambda s: s.of(PartnerUnit)),
    ]
    lines = [_bodies(title, taken(first), taken(second)) for title, taken in pairs]
    lines.append(_managers(first.managers, second.managers))
    lines.append(Counted(HEADCOUNT, first.in_headcount, second.in_headcount))
    lines.append(Counted(WORKING, first.working, second.working))
    if first.assigned is not None or second.assigned is not None:
        lines.append(Counted(ASSIGNED, first.assigned or 0, second.assigned or 0))
    if first.unit != second.unit:
        lines.insert(0, Counted(UNIT_NAME, 1, 1, changed=(f"{first.unit} → {second.unit}",)))
    return Comparison(first.day, second.day, tuple(lines))


def _bodies(title: str, first: Sequence[Body], second: Sequence[Body]) -> Counted:
    before, after = {b.uid: b for b in first}, {b.uid: b for b in second}
    return Counted(
        title,
        len(before),
        len(after),
        tuple(b.name for uid, b in before.items() if uid not in after),
        tuple(b.name for uid, b in after.items() if uid not in before),
        tuple(
            f"{b.name} → {after[uid].name}" for uid, b in before.items() if uid in after and after[uid].name != b.name
        ),
    )


def _managers(first: Sequence[Manager], second: Sequence[Manager]) -> Counted:
    """Counted by person: who holds two posts is one manager."""
    before, after = ({m.uid: m for m in reversed(of)} for of in (first, second))
    return Counted(
        MANAGERS,
        len(before),
        len(after),
        tuple(str(m) for uid, m in sorted(before.items(), key=_by_name) if uid not in after),
        tuple(str(m) for uid, m in sorted(after.items(), key=_by_name) if uid not in before),
        tuple(
            f"{m.name}: {_seat(m)} → {_seat(after[uid])}"
            for uid, m in sorted(before.items(), key=_by_name)
            if uid in after and _seat(after[uid]) != _seat(m)
        ),
    )


def _seat(manager: Manager) -> str:
    return ", ".join(part for part in (manager.post, manager.department) if part)


def _by_name(entry: tuple[str, Manager]) -> tuple[str, str]:
    return entry[1].department, entry[1].name


def kept_difference(old: Decimal | None, new: Decimal | None) -> Decimal | None:
    """The part of a post's allowance that is kept when the new one is lower; None where nothing is."""
    lost = (old or Decimal(0)) - (new or Decimal(0))
    return lost if lost > 0 else None


def earliest_first(rows: Iterable[Any]) -> list[Any]:
    """History rows by the day they began."""
    return sorted(rows, key=lambda r: (r.starts_on.first if r.starts_on else date.min, r.id or math.inf))
