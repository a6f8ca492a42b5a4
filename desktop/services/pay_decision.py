"""The decision that a whole list is entered by: found by number and day, or made; and rows that follow one another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import Problem, Rejected
from desktop.domain.fields import Field
from desktop.domain.organisation import Decision
from desktop.domain.staff import StaffMember
from desktop.services import records
from desktop.services.workspace import Workspace
from desktop.storage.audit import UnitOfWork
from desktop.storage.links import blocks

FIELDS = ("number", "issued_on", "signer", "issuer")


@dataclass(frozen=True)
class Entered:
    """What entering a list did: how many people, and what about it is worth knowing."""

    people: int
    notes: tuple[str, ...] = field(default=())


def fields(workspace: Workspace) -> list[Field]:
    """The fields that a clerk types of the decision."""
    known = workspace.catalogue.fields(Decision)
    return [known[name] for name in FIELDS if name in known]


def read(workspace: Workspace, typed: Mapping[str, object]) -> dict[str, Any]:
    """The values typed. Raises Rejected: a list is entered when its decision is there, so its number is asked for."""
    values = records.read_values(workspace, Decision, typed)
    problems = [
        Problem(name, f"Chưa nhập {Decision.fields[name].label.lower()}.", f"{name}.required")
        for name in ("number", "issued_on")
        if values.get(name) is None
    ]
    if problems:
        raise Rejected(problems)
    return values


def decided(session: UnitOfWork, values: Mapping[str, Any], kind: str, subject: str) -> Decision:
    """The decision with these values: the one of the same number and day, else a new one."""
    mapped: Any = Decision
    found = session.scalars(
        select(mapped).where(mapped.number == values["number"], mapped.issued_on == values["issued_on"])
    ).first()
    if found is None:
        found = Decision(kind=kind, subject=subject)
        session.add(found)
    for name, value in values.items():
        if value is not None:
            setattr(found, name, value)
    made: Decision = found
    return made


def members(session: UnitOfWork, uids: Collection[str]) -> dict[str, Any]:
    """The people with these uids, by uid. Raises Rejected where one is not there any more."""
    mapped: Any = StaffMember
    found: dict[str, Any] = {}
    for block in blocks(uids):
        found.update({member.uid: member for member in session.scalars(select(mapped).where(mapped.uid.in_(block)))})
    if len(found) < len(set(uids)):
        raise Rejected([Problem("", "Có người trong danh sách đã bị xóa; hãy lập lại danh sách.", "gone")])
    return found


def histories(session: UnitOfWork, entity: type[Any], staff: Collection[Any]) -> dict[int, list[Any]]:
    """The live rows of a history of these people, by id of the person, the earliest first."""
    found: dict[int, list[Any]] = {member.id: [] for member in staff}
    for block in blocks([member.id for member in staff]):
        for row in session.scalars(select(entity).where(entity.staff_id.in_(block))):
            found[row.staff_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.starts_on.first if row.starts_on else date.min, row.id))
    return found


def later_row(rows: Collection[Any], day: date) -> Any | None:
    """A row that begins on a day or after it, so that another one from that day cannot follow the last."""
    return next((row for row in rows if row.starts_on is not None and row.starts_on.first >= day), None)


def end_before(rows: Collection[Any], day: date) -> Any | None:
    """End the rows that would still hold on a day with the day before it; returns the one that held last."""
    last = None
    for row in rows:
        last = row
        if row.ends_on is None or row.ends_on.last >= day:
            row.ends_on = PartialDate.of(day - timedelta(days=1))
    return last


def clash(name: str, caption: str, row: Any) -> Problem:
    """The problem of somebody whose history has gone on already."""
    since = show_day(row.starts_on.first)
    return Problem("", f"{name} đã có {caption} từ ngày {since}; hãy bỏ người này hoặc sửa trong hồ sơ.", "row.later")
