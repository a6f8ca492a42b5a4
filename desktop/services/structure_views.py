"""The unit's structure as it stood on any day, the register of its changes, and what became of it between two days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.conditions import Condition
from desktop.domain.dates import show_day
from desktop.domain.organisation import (
    Department,
    DepartmentKind,
    PartnerUnit,
    PartyCell,
    StructureChange,
    StructureKind,
    StructurePart,
    StructureRole,
)
from desktop.domain.record import Record
from desktop.domain.structure import Body, Comparison, Manager, Standing, exists_on
from desktop.domain.text import sort_key
from desktop.services.listing import export_rows
from desktop.services.people_list import open_grid
from desktop.services.structure_days import DaysBefore
from desktop.services.unit import unit
from desktop.services.workspace import Workspace
from desktop.storage.current import holds, latest_first, value_on
from desktop.storage.mapping import TABLES


@dataclass(frozen=True)
class _Person:
    uid: str
    name: str
    department: int | None
    cell: int | None
    in_headcount: bool
    working: bool


@dataclass(frozen=True)
class ChangeLine:
    """One line of the register of changes; `before` and `after` are the names that the bodies bore then."""

    uid: str
    kind: StructureKind
    effective_on: date
    summary: str
    decision: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    people_moved: int
    managers_before: int
    managers_after: int


@dataclass(frozen=True)
class Waiting:
    """Somebody whose department is gone and who was not placed anew."""

    uid: str
    staff_code: str
    name: str
    department: str
    since: date


def standing(workspace: Workspace, day: date) -> Standing:
    """The unit as it stood on a day: every body with its name, place in the tree, people and heads of that day."""
    here = _here(workspace, day)
    with workspace.database.read() as session:
        days = DaysBefore(session, day)
        people = _people(session, day, here)
        managers, by_department = _managers(session, day, people, _names(session, days))
        bodies = [
            *_departments(session, day, days, people, by_department),
            *_others(session, PartyCell, day, days, people),
            *_others(session, PartnerUnit, day, days, {}),
        ]
        found: Any = unit(session)
        return Standing(
            day,
            days.text(str(found.uid), "name", str(found.name)) if found is not None else "",
            tuple(bodies),
            tuple(managers),
            sum(person.in_headcount for person in people.values()),
            sum(person.working for person in people.values()),
            days.number(str(found.uid), "assigned_headcount", found.assigned_headcount) if found is not None else None,
        )


def _here(workspace: Workspace, day: date) -> dict[int, tuple[bool, bool]]:
    """Who is in the headcount and who works here on a day, as the list of people counts them; by id."""
    grid = open_grid(workspace, day)
    try:
        counted, working = (
            set(grid.ids(conditions=[Condition(column, "is", ("Có",))])) for column in ("in_headcount", "working_here")
        )
    finally:
        grid.close()
    return {number: (number in counted, number in working) for number in counted | working}


def _people(session: Session, day: date, here: dict[int, tuple[bool, bool]]) -> dict[int, _Person]:
    """Those who are here on a day with their department and cell, by id."""
    table = TABLES["StaffMember"]
    query = select(
        table.c.id,
        table.c.uid,
        table.c.full_name,
        value_on("Placement", "department_id", day, table.c.id),
        value_on("PartyMembership", "cell_id", day, table.c.id),
    ).where(table.c.deleted_at.is_(None))
    return {
        number: _Person(str(uid), name, department, cell, *here[number])
        for number, uid, name, department, cell in session.execute(query)
        if number in here
    }


def _names(session: Session, days: DaysBefore) -> dict[int, str]:
    table = TABLES["Department"]
    query = select(table.c.id, table.c.uid, table.c.name).where(table.c.deleted_at.is_(None))
    return {number: days.text(str(uid), "name", name) for number, uid, name in session.execute(query)}


def _managers(
    session: Session, day: date, people: dict[int, _Person], names: dict[int, str]
) -> tuple[list[Manager], dict[int | None, list[str]]]:
    """Who holds a post of leadership on a day, the highest post of each first, and the heads by department."""
    posts, held = TABLES["Post"], TABLES["Appointment"]
    query = (
        select(held.c.staff_id, held.c.department_id, posts.c.name)
        .join(posts, posts.c.id == held.c.post_id)
        .where(holds(held, day), posts.c.is_manager.is_(True), posts.c.deleted_at.is_(None))
        .order_by(posts.c.order_no.is_(None), posts.c.order_no, *latest_first(held))
    )
    managers: list[Manager] = []
    heads: dict[int | None, list[str]] = defaultdict(list)
    for staff, department, post in session.execute(query):
        person = people.get(staff)
        if person is None:
            continue
        place = department if department is not None else person.department
        managers.append(Manager(person.uid, person.name, post, names.get(place, "") if place is not None else ""))
        heads[place].append(f"{person.name} ({post})")
    return managers, heads


def _departments(
    session: Session,
    day: date,
    days: DaysBefore,
    people: dict[int, _Person],
    heads: dict[int | None, list[str]],
) -> list[Body]:
    """The departments in the order of their tree as it was on the day."""
    rows: dict[str, Any] = {str(body.uid): body for body in session.scalars(select(Department))}
    ids = {body.id: str(body.uid) for body in rows.values()}
    counts = _counts(people, "department")
    children: dict[str, list[str]] = defaultdict(list)
    for uid, body in rows.items():
        parent = days.reference(uid, "parent", ids.get(body.parent_id, ""))
        children[parent if parent in rows else ""].append(uid)
    found: list[Body] = []
    seen: set[str] = set()

    def walk(parent: str, depth: int) -> None:
        for uid in sorted(children[parent], key=lambda uid: _place(rows[uid])):
            if uid in seen:
                continue
            seen.add(uid)
            body = rows[uid]
            in_headcount, working = counts.get(body.id, (0, 0))
            found.append(
                Body(
                    Department,
                    uid,
                    days.text(uid, "name", str(body.name)),
                    body.kind if isinstance(body.kind, DepartmentKind) else None,
                    parent,
                    depth,
                    days.number(uid, "assigned_headcount", body.assigned_headcount),
                    in_headcount,
                    working,
                    tuple(heads.get(body.id, ())),
                    exists_on(body, day),
                )
            )
            walk(uid, depth + 1)

    walk("", 0)
    for uid in rows:  # a circle of parents is nobody's child
        if uid not in seen:
            children[f"circle {uid}"] = [uid]
            walk(f"circle {uid}", 0)
    return found


def _others(
    session: Session, entity: type[Record], day: date, days: DaysBefore, people: dict[int, _Person]
) -> list[Body]:
    rows: list[Any] = sorted(session.scalars(select(entity)), key=_place)
    counts = _counts(people, "cell")
    return [
        Body(
            entity,
            str(body.uid),
            days.text(str(body.uid), "name", str(body.name)),
            in_headcount=counts.get(body.id, (0, 0))[0],
            working=counts.get(body.id, (0, 0))[1],
            exists=exists_on(body, day),
        )
        for body in rows
    ]


def _counts(people: dict[int, _Person], where: str) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for person in people.values():
        place = getattr(person, where)
        if place is not None:
            in_headcount, working = found.get(place, (0, 0))
            found[place] = (in_headcount + person.in_headcount, working + person.working)
    return found


def _place(body: Any) -> tuple[int, str]:
    order = getattr(body, "order_no", None)
    return (order if order is not None else 1_000_000), sort_key(str(body))


# --- the register ------------------------------------------------------------------------------------------------


def changes(workspace: Workspace, uid: str = "") -> list[ChangeLine]:
    """The register of changes, the newest first; those of one body where its uid is given."""
    with workspace.database.read() as session:
        found: list[Any] = list(
            session.scalars(
                select(StructureChange).order_by(StructureChange.effective_on.desc(), StructureChange.id.desc())
            )
        )
        lines = []
        for change in found:
            parts = [part for part in change.parts if part.deleted_at is None]
            if uid and uid not in {str(body.uid) for part in parts if (body := _body(part)) is not None}:
                continue
            lines.append(
                ChangeLine(
                    str(change.uid),
                    change.kind,
                    change.effective_on,
                    str(change.summary or ""),
                    str(change.decision or ""),
                    _called(parts, StructureRole.SOURCE),
                    _called(parts, StructureRole.TARGET),
                    change.people_moved or 0,
                    change.managers_before or 0,
                    change.managers_after or 0,
                )
            )
        return lines


def _body(part: StructurePart) -> Any:
    return part.department or part.cell or part.partner


def _called(parts: Sequence[Any], role: StructureRole) -> tuple[str, ...]:
    return tuple(str(part.name or _body(part) or "") for part in parts if part.role is role)


def waiting(workspace: Workspace, day: date | None = None) -> list[Waiting]:
    """Who belongs to a department that is gone by a day (today) and waits for a place."""
    on = day or workspace.today
    departments, people = TABLES["Department"], TABLES["StaffMember"]
    with workspace.database.read() as session:
        gone = {
            number: (name, ended)
            for number, name, ended in session.execute(
                select(departments.c.id, departments.c.name, departments.c.dissolved_on).where(
                    departments.c.deleted_at.is_(None), departments.c.dissolved_on <= on
                )
            )
        }
        if not gone:  # on most days: nobody need be looked at
            return []
        here = _people(session, on, _here(workspace, on))
        ids = [number for number, person in here.items() if person.department in gone]
        query = select(people.c.id, people.c.staff_code).where(people.c.id.in_(ids)).order_by(people.c.name_key)
        found = []
        for number, code in session.execute(query):
            person = here[number]
            assert person.department is not None
            found.append(Waiting(person.uid, code, person.name, *gone[person.department]))
        return found


def export_comparison(workspace: Workspace, path: Path, found: Comparison) -> None:
    """Write what became of the unit as a list: a line for each count, then what went, came and changed."""
    rows: list[tuple[object, ...]] = []
    for line in found.lines:
        rows.append((line.title, line.before, line.after, line.difference, None))
        for word, names in (("Bớt", line.gone), ("Thêm", line.new), ("Đổi", line.changed)):
            rows += [(None, None, None, word, name) for name in names]
    heads = ("Mục", f"Ngày {show_day(found.before)}", f"Ngày {show_day(found.after)}", "Tăng, giảm", "Cụ thể")
    export_rows(workspace, path, "so sánh tổ chức giữa hai ngày", heads, rows)


def export_changes(workspace: Workspace, path: Path, lines: Sequence[ChangeLine]) -> None:
    """Write the register of changes as a list."""
    heads = ("Từ ngày", "Việc", "Nội dung", "Quyết định", "Trước", "Sau", "Số người chuyển", "Lãnh đạo trước", "sau")
    export_rows(
        workspace,
        path,
        "sổ thay đổi tổ chức",
        heads,
        [
            (
                line.effective_on,
                line.kind.label,
                line.summary,
                line.decision,
                "; ".join(line.before),
                "; ".join(line.after),
                line.people_moved,
                line.managers_before,
                line.managers_after,
            )
            for line in lines
        ],
    )
