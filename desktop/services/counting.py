"""How many people the unit has on a day: in the headcount and at work here, by department, sex and Party.

A secondment counts once: with the sender in the headcount, with the host at work (`desktop.domain.headcount`).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.organisation import Department
from desktop.domain.party import PartyStage
from desktop.domain.record import on_day
from desktop.domain.staff import Sex
from desktop.services.people_list import open_grid
from desktop.services.workspace import Workspace


@dataclass
class Counts:
    """People of one place. `men`, `women`, `members`, `official` and `probationary` are of those in the headcount.

    `statuses` counts those in the headcount or at work by the code of their status ("" for none written down). The
    figures of the Party are None for who may not see them.
    """

    in_headcount: int = 0
    working_here: int = 0
    men: int = 0
    women: int = 0
    members: int | None = None
    official: int | None = None
    probationary: int | None = None
    statuses: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class DepartmentCounts:
    """A department as it was called on the day; an empty uid stands for those without one."""

    uid: str
    name: str
    counts: Counts


@dataclass(frozen=True)
class UnitCounts:
    """The unit on a day; departments in their order, those with nobody only while they were open."""

    day: date
    total: Counts
    departments: tuple[DepartmentCounts, ...]


def counts_on(workspace: Workspace, day: date) -> UnitCounts:
    """Count the unit as it stood, or will stand, on a day."""
    sees_party = workspace.rights.sees_party
    none = 0 if sees_party else None

    def nobody() -> Counts:
        return Counts(members=none, official=none, probationary=none)

    total, places = nobody(), defaultdict[str, Counts](nobody)
    grid = open_grid(workspace, day)
    wanted = [
        "department_uid",
        "in_headcount",
        "working_here",
        "sex",
        "status",
        *(["party_stage"] if sees_party else []),
    ]
    try:
        tally = grid.at(day).tally(wanted)
    finally:
        grid.close()
    for (uid, counted, working, sex, status, *stage), number in tally.items():
        for counts in (total, places[uid or ""]):
            _add(counts, number, bool(counted), bool(working), sex, status or "", stage[0] if stage else None)
    with workspace.database.read() as session:
        named = _departments(session, day)
    found = [
        DepartmentCounts(uid, name, places[uid])
        for uid, (name, is_open) in named.items()
        if is_open or _somebody(places.get(uid))
    ]
    rest = [DepartmentCounts("", "", places[""])] if _somebody(places.get("")) else []
    return UnitCounts(day, total, (*found, *rest))


def _add(
    counts: Counts, number: int, counted: bool, working: bool, sex: str | None, status: str, stage: str | None
) -> None:
    counts.in_headcount += number * counted
    counts.working_here += number * working
    if counted or working:
        counts.statuses[status] = counts.statuses.get(status, 0) + number
    if not counted:
        return
    counts.men += number * (sex == Sex.MALE.value)
    counts.women += number * (sex == Sex.FEMALE.value)
    if stage and counts.members is not None and counts.official is not None and counts.probationary is not None:
        counts.members += number
        counts.official += number * (stage == PartyStage.OFFICIAL.value)
        counts.probationary += number * (stage == PartyStage.PROBATIONARY.value)


def _somebody(counts: Counts | None) -> bool:
    return counts is not None and bool(counts.in_headcount or counts.working_here)


def names_on(session: Session, day: date) -> dict[str, str]:
    """What each department was called on a day, by uid, as the list of people shows it."""
    known: list[Any] = list(session.scalars(select(Department)))
    return {str(one.uid): str(then.name if (then := on_day(one.names, day)) else one.name) for one in known}


def _departments(session: Session, day: date) -> dict[str, tuple[str, bool]]:
    """The departments by uid in their order: the name that each had on the day, and whether it was open."""
    names = names_on(session, day)
    known: list[Any] = list(session.scalars(select(Department)))
    found = {}
    for department in sorted(known, key=lambda d: (d.order_no is None, d.order_no or 0, d.name_sort)):
        began = department.founded_on is None or department.founded_on <= day
        stands = department.dissolved_on is None or department.dissolved_on > day
        found[str(department.uid)] = (names[str(department.uid)], began and stands)
    return found
