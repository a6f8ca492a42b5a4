"""Writing a change of structure that was worked out."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import (
    CellTarget,
    Decision,
    Department,
    DepartmentName,
    PartnerUnit,
    PartyCell,
    StructureChange,
    StructurePart,
    StructureRole,
)
from desktop.domain.record import Record
from desktop.domain.staff import Allowance
from desktop.services import records
from desktop.services.structure_bodies import namesake
from desktop.services.structure_days import set_from
from desktop.services.structure_request import Preview
from desktop.services.structure_work import KEPT_ALLOWANCE, POST_ALLOWANCE, PersonMove, PostMove, Work
from desktop.services.workspace import Workspace
from desktop.storage.audit import UnitOfWork
from desktop.storage.mapping import TABLES

_DAY = timedelta(days=1)
PART_FIELD: Mapping[type[Record], str] = {Department: "department", PartyCell: "cell", PartnerUnit: "partner"}
_HISTORY_FIELD: Mapping[type[Record], str] = {Department: "department", PartyCell: "cell"}


def paper_of(session: UnitOfWork, paper: Mapping[str, Any], day: date, subject: str) -> Any:
    """The decision behind a change: the one that is there already, or a new one."""
    table = TABLES["Decision"]
    same = select(Decision).where(table.c.number == paper["number"], table.c.issued_on == paper.get("issued_on"))
    for found in session.scalars(same):
        if not paper.get("issuer") or found.issuer in (None, paper["issuer"]):
            return found
    values = {name: value for name, value in paper.items() if value is not None}
    made = Decision(**values, effective_on=day, kind="Tổ chức bộ máy", subject=subject)
    session.add(made)
    return made


class Writer:
    """Writes what was worked out."""

    def __init__(self, workspace: Workspace, session: UnitOfWork, work: Work) -> None:
        self._workspace, self._session, self._work = workspace, session, work
        self._day, self._last = work.day, PartialDate.of(work.day - _DAY)

    def write(self, paper: Mapping[str, Any], told: Preview) -> Any:
        work, session = self._work, self._session
        self._decision = paper_of(session, paper, self._day, told.title)
        change = StructureChange(
            kind=work.change.kind,
            effective_on=self._day,
            decision=self._decision,
            summary=told.title,
            people_moved=told.people_moved,
            managers_before=work.managers_before,
            managers_after=work.managers_after,
        )
        session.add(change)
        self._change = change
        self._parts(StructureRole.SOURCE, [(body, str(body)) for body in work.sources])
        self._make_goals()
        self._parts(StructureRole.TARGET, [(goal.record, goal.name) for goal in work.goals])
        for body in work.ending:
            body.dissolved_on = self._day
            body.successor = work.goals[0].record if len(work.goals) == 1 else None
        session.flush()
        self._set_fields()
        for move in work.people:
            self._move_person(move)
        for post in work.posts:
            self._move_post(post)
        return change

    def _parts(self, role: StructureRole, bodies: Iterable[tuple[Any, str]]) -> None:
        name = PART_FIELD[self._work.change.entity]
        for body, called in bodies:
            StructurePart(change=self._change, role=role, name=called, **{name: body})

    def _make_goals(self) -> None:
        entity = self._work.change.entity
        for body in self._work.namesakes:
            name = str(body.name)
            if entity is Department:
                _keep_name(self._session, body, name, body.founded_on, body.dissolved_on - _DAY, self._decision)
            set_from(self._session, self._change, body, "name", namesake(body), self._day)
        model = next(iter(self._work.sources), None)
        for goal in self._work.goals:
            if not goal.is_new:
                continue
            goal.record = entity()
            values = dict(goal.typed)
            # A new place stands where the old one stood, until the clerk orders it otherwise.
            for name in ("order_no", "kind", "parent", "level"):
                if model is not None and name in entity.fields and values.get(name) is None:
                    values[name] = getattr(model, name)
            values.pop("assigned_headcount", None)
            records.put(self._workspace, self._session, goal.record, {**values, "founded_on": self._day})
        self._session.flush()

    def _set_fields(self) -> None:
        work, session, change, day = self._work, self._session, self._change, self._day
        for record, name, value in work.fields:
            set_from(session, change, record, name, value, day)
        for goal, count in work.assigned.items():
            set_from(session, change, work.goals[goal].record, "assigned_headcount", count, day)
        for pointer in work.pointers:
            body = work.goals[pointer.goal].record if pointer.goal is not None else pointer.body
            set_from(session, change, pointer.record, pointer.name, body, day)
        for move in work.targets:
            cell = work.goals[move.goal].record
            for row in move.rows:
                set_from(session, change, row, "value", 0, day)
            own = [t for t in cell.targets if t.deleted_at is None and t.period == move.period]
            target = own[0] if own else CellTarget(cell=cell, period=move.period, value=0)
            session.flush()
            set_from(session, change, target, "value", target.value + move.value, day)

    def _move_person(self, move: PersonMove) -> None:
        if move.goal is None:
            return
        name = _HISTORY_FIELD[self._work.change.entity]
        self._go_on(move.carved, name, self._work.goals[move.goal].record)

    def _go_on(self, carved: Any, name: str, body: Any, **values: Any) -> None:
        """End rows the day before, and begin those that go on."""
        for row in carved.ended:
            row.ends_on = self._last
        for period in carved.continued:
            entity = type(period.row)
            kept = {n: getattr(period.row, n) for n in _kept_fields(entity)}
            kept |= {name: body, "starts_on": PartialDate.of(period.first), "ends_on": period.ends_on, **values}
            self._session.add(entity(**{**kept, "decision": self._decision}))
        for row in carved.moved:
            setattr(row, name, body)

    def _move_post(self, move: PostMove) -> None:
        if move.kept is None:
            for row in move.carved.ended:
                row.ends_on = self._last
        else:
            body = self._work.goals[move.kept.target].record
            self._go_on(move.carved, "department", body, post=move.post, allowance=move.becomes)
        staff = move.row.staff
        if move.was != move.becomes:
            self._change_pay(move, staff)
        lost = (move.was or 0) - (move.becomes or 0)
        if move.kept_until is not None and lost > 0:
            Allowance(
                staff=staff,
                kind=KEPT_ALLOWANCE,
                coefficient=lost,
                starts_on=PartialDate.of(self._day),
                ends_on=PartialDate.of(move.kept_until),
                decision=self._decision,
                reason=f"Bảo lưu phụ cấp {str(move.row.post).lower()} khi sắp xếp tổ chức",
            )

    def _change_pay(self, move: PostMove, staff: Any) -> None:
        """The allowance for the post ends with it; where another post comes, its own begins."""
        running = [p for p in move.paid if p.starts_on is None or p.starts_on.first < self._day]
        for paid in running:
            paid.ends_on = self._last
        if running and move.becomes:
            Allowance(
                staff=staff,
                kind=POST_ALLOWANCE,
                coefficient=move.becomes,
                starts_on=PartialDate.of(self._day),
                decision=self._decision,
                reason=f"Giữ chức vụ {str(move.post).lower()}",
            )


def _kept_fields(entity: type[Any]) -> list[str]:
    """What a row that goes on keeps of the one before."""
    return [name for name in entity.fields if name not in ("starts_on", "ends_on", "decision")]


def _keep_name(session: UnitOfWork, body: Any, name: str, first: date | None, last: date, decision: Any) -> None:
    """Put down a name that a department bore from one day to another."""
    row = DepartmentName(
        department=body,
        name=name,
        starts_on=PartialDate.of(first) if first else None,
        ends_on=PartialDate.of(last),
        decision=decision,
    )
    session.add(row)
