"""Working out what a change of structure does, from the records alone; the preview and the deed share it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.domain import structure as rules
from desktop.domain.mentoring import PARTY_KINDS, MentoringAssignment, MentoringKind, MentoringState
from desktop.domain.organisation import (
    CellTarget,
    Department,
    PartnerUnit,
    PartyCell,
    StructureKind,
)
from desktop.domain.party import PROBATIONARY, SYMPATHISING, CaseState, PartyCase, PartyMembership
from desktop.domain.record import Record, on_day
from desktop.domain.staff import Allowance, Appointment, Placement
from desktop.domain.structure import Carved, carve
from desktop.domain.succession import SuccessionEntry, SuccessionState
from desktop.domain.training import LineState, PlanState, TrainingLine
from desktop.services import records
from desktop.services.structure_bodies import Goal, find_bodies
from desktop.services.structure_request import Change, Kept
from desktop.services.workspace import Workspace
from desktop.storage.links import blocks
from desktop.storage.mapping import TABLES

_DAY = timedelta(days=1)
_OPEN_CASES = (*SYMPATHISING, *PROBATIONARY, CaseState.MASS, CaseState.NOMINATED, CaseState.PAUSED)
_PLANNED = (
    SuccessionState.POOL,
    SuccessionState.PROPOSED,
    SuccessionState.VOTED,
    SuccessionState.APPROVED,
    SuccessionState.ACTIVE,
)
POST_ALLOWANCE, KEPT_ALLOWANCE = "PCCV", "CLBL"


@dataclass
class PersonMove:
    """One person and the rows of the history that put them into a source; `goal` is None for who waits there."""

    staff: Any
    source: Any
    goal: int | None
    carved: Carved = field(default_factory=Carved)


@dataclass
class PostMove:
    """One appointment that ends or goes along, and the allowance that is kept of it."""

    row: Any
    kept: Kept | None
    post: Any
    carved: Carved
    was: Decimal | None
    becomes: Decimal | None
    kept_until: date | None
    paid: tuple[Any, ...] = ()  # rows of the allowance for the post


@dataclass
class Pointer:
    """A record without days of its own that points at a source, and where it points from now on."""

    record: Any
    name: str
    goal: int | None
    body: Any = None  # where it is a body that stands already
    label: str = ""


@dataclass
class TargetMove:
    """The running target of cells that end, as it goes to one of the goals: `rows` give theirs up."""

    period: str
    rows: tuple[Any, ...]
    goal: int
    value: int


@dataclass
class Work:
    """All that a change does. Bodies that end are `ending`; `fields` are (record, field, value from the day on)."""

    change: Change
    day: date
    sources: list[Any] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    ending: list[Any] = field(default_factory=list)
    people: list[PersonMove] = field(default_factory=list)
    posts: list[PostMove] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    targets: list[TargetMove] = field(default_factory=list)
    fields: list[tuple[Any, str, Any]] = field(default_factory=list)
    assigned: dict[int, int] = field(default_factory=dict)  # headcount by goal
    namesakes: list[Any] = field(default_factory=list)  # dissolved bodies whose name is taken up again
    warnings: list[str] = field(default_factory=list)
    managers_before: int = 0
    managers_after: int = 0

    def goal_name(self, goal: int | None) -> str:
        return self.goals[goal].name if goal is not None else ""


def work_out(workspace: Workspace, session: Session, change: Change, day: date, allotted: Mapping[str, int]) -> Work:
    """What a change does on the records as they are in `session`; writes nothing.

    `allotted` is the target by person (uid) as far as people are placed one by one. Raises Rejected with what makes
    the change impossible.
    """
    return _Maker(workspace, session, Work(change, day), allotted).made()


class _Maker:
    def __init__(self, workspace: Workspace, session: Session, work: Work, allotted: Mapping[str, int]) -> None:
        self._workspace, self._session, self._work, self._allotted = workspace, session, work, allotted
        self._change, self._day = work.change, work.day

    def made(self) -> Work:
        work, entity = self._work, self._change.entity
        found = find_bodies(self._workspace, self._session, self._change, self._day)
        work.sources, work.goals, work.ending = found.sources, found.goals, found.ending
        work.namesakes, work.warnings = found.namesakes, found.warnings
        if entity is Department:
            self._move_people(Placement, "department")
            self._move_posts()
            self._open_pointers(TrainingLine, "department", self._is_planned)
            self._open_pointers(SuccessionEntry, "department", lambda e: e.state in _PLANNED)
            self._children()
            self._headcount()
            self._mentors_apart(lambda a: a.kind is MentoringKind.PRACTICE, "placements", "department", "khoa, phòng")
        elif entity is PartyCell:
            self._move_people(PartyMembership, "cell")
            self._open_pointers(PartyCase, "cell", lambda case: case.state in _OPEN_CASES)
            self._targets()
            self._mentors_apart(lambda a: a.kind in PARTY_KINDS, "party_memberships", "cell", "chi bộ")
        elif entity is PartnerUnit:
            self._open_pointers(MentoringAssignment, "partner_unit", self._is_under_way)
        return work

    # --- people and posts ---------------------------------------------------------------------------------------

    def _goal_of(self, staff: Any) -> int | None:
        if self._change.kind is StructureKind.MERGE:
            return 0
        return self._allotted.get(str(staff.uid), self._change.rest)

    def _heir(self) -> int | None:
        """Where what belongs to nobody in particular goes."""
        if self._change.rest is not None:
            return self._change.rest
        return 0 if self._work.goals and self._change.kind is not StructureKind.FOUND else None

    def _move_people(self, entity: type[Record], name: str) -> None:
        founding = self._change.kind is StructureKind.FOUND
        uids = list(self._allotted) if founding else []
        for staff, rows in self._histories(entity, name, uids).items():
            goal = self._goal_of(staff)
            body = self._work.goals[goal].record if goal is not None else None

            def concerns(row: Any, goal: int | None = goal, body: Any = body) -> bool:
                held = getattr(row, name)
                return goal is not None and held is not body and (founding or held in self._work.sources)

            carved = carve(rows, self._day, concerns)
            now = on_day(rows, self._day)
            counted = now is not None and (founding or getattr(now, name) in self._work.sources)
            if not counted and carved.is_nothing:
                continue
            ends_there = goal is None and now is not None and getattr(now, name) in self._work.ending
            if not carved.is_nothing or ends_there:
                source = getattr(now, name) if counted else getattr((*carved.moved, *carved.ended)[0], name)
                self._work.people.append(PersonMove(staff, source, goal, carved))
        self._work.people.sort(key=lambda move: move.staff.name_key)

    def _histories(self, entity: type[Record], name: str, uids: Iterable[str]) -> dict[Any, list[Any]]:
        """Every row of the people who have one in a source on the day or later, by person."""
        table = TABLES[entity.__name__]
        bodies = [body.id for body in self._work.sources]
        query = select(table.c.staff_id).where(
            table.c.deleted_at.is_(None),
            table.c[f"{name}_id"].in_(bodies),
            or_(table.c.ends_on_last.is_(None), table.c.ends_on_last >= self._day),
        )
        ids = set(self._session.scalars(query))
        people = TABLES["StaffMember"]
        for block in blocks(list(uids)):
            ids.update(self._session.scalars(select(people.c.id).where(people.c.uid.in_(block))))
        found: dict[Any, list[Any]] = defaultdict(list)
        for block in blocks(ids):
            for row in self._session.scalars(select(entity).where(table.c.staff_id.in_(block)).order_by(table.c.id)):
                found[row.staff].append(row)  # type: ignore[attr-defined]
        return found

    def _move_posts(self) -> None:
        bodies = [body.id for body in self._work.sources]
        table = TABLES["Appointment"]
        query = (
            select(Appointment)
            .where(table.c.department_id.in_(bodies))
            .where(or_(table.c.ends_on_last.is_(None), table.c.ends_on_last >= self._day))
            .order_by(table.c.id)
        )
        leaders_before, leaders_after = set(), set()
        moved = {move.staff: move.goal for move in self._work.people}
        for row in self._session.scalars(query):
            if row.post is None or row.post.is_party:
                continue
            holds = row.post.is_manager and _began(row, self._day)
            if holds:
                leaders_before.add(row.staff)
            kept = self._change.keeps.get(str(row.uid))
            goal = moved.get(row.staff)
            goes_away = goal is not None and self._work.goals[goal].record is not row.department
            if kept is None and row.department not in self._work.ending and not goes_away:
                if holds:
                    leaders_after.add(row.staff)
                continue
            if kept is not None and holds:
                leaders_after.add(row.staff)
            self._work.posts.append(self._post(row, kept))
        # Before as on the last day of the old order, after as on the first of the new.
        self._work.managers_before, self._work.managers_after = len(leaders_before), len(leaders_after)

    def _post(self, row: Any, kept: Kept | None) -> PostMove:
        carved = carve([row], self._day, lambda _row: True, alone=True)
        post = row.post
        if kept is not None and kept.post and kept.post != str(row.post.uid):
            post = records.get(self._session, type(row.post), kept.post)
        paid = self._paid(row)
        was = row.allowance if row.allowance is not None else next((p.coefficient for p in paid), None)
        becomes = None if kept is None else was if post is row.post else self._usual(post)
        until = None
        lost = rules.kept_difference(was, becomes)
        if lost is not None and self._change.keeps_allowance and _began(row, self._day):
            rule = self._workspace.policy.rule("structure.allowance_kept", self._day)
            until = self._change.allowance_until or rules.allowance_kept_until(rule, self._day, row.term_ends_on)
        return PostMove(row, kept, post, carved, was, becomes, until, tuple(paid))

    def _paid(self, row: Any) -> list[Any]:
        """The rows of the allowance that is paid for a post."""
        table = TABLES["Allowance"]
        query = select(Allowance).where(
            table.c.staff_id == row.staff_id,
            table.c.kind == POST_ALLOWANCE,
            or_(table.c.ends_on_last.is_(None), table.c.ends_on_last >= self._day),
        )
        found = list(self._session.scalars(query))
        return [p for p in found if row.allowance is None or p.coefficient in (None, row.allowance)]

    def _usual(self, post: Any) -> Decimal | None:
        """What others in a post are paid, those appointed last first."""
        table = TABLES["Appointment"]
        query = (
            select(table.c.allowance)
            .where(table.c.post_id == post.id, table.c.allowance.is_not(None), table.c.deleted_at.is_(None))
            .order_by(table.c.starts_on_first.desc().nulls_last())
            .limit(1)
        )
        return self._session.scalar(query)

    # --- what has no days of its own ----------------------------------------------------------------------------

    def _open_pointers(self, entity: type[Record], name: str, is_open: Callable[[Any], bool]) -> None:
        bodies = [body.id for body in self._work.sources]
        column = TABLES[entity.__name__].c[f"{name}_id"]
        for record in self._session.scalars(select(entity).where(column.in_(bodies))):
            body = getattr(record, name)
            if not is_open(record):
                continue
            person = getattr(record, "staff", None)
            goal = self._goal_of(person) if person is not None else None
            if goal is None and body in self._work.ending:
                goal = self._heir()
            if goal is None:
                if body in self._work.ending:
                    said = f"Còn {type(record).caption} gắn với «{body}»: {self._label(record)}."
                    self._work.warnings.append(said)
                continue
            if self._work.goals[goal].record is not body:
                self._work.pointers.append(Pointer(record, name, goal, label=self._label(record)))

    def _label(self, record: Any) -> str:
        """What a record is called in a line: whom it is about, else its subject."""
        for name in ("staff", "mentee", "mentor", "topic"):
            if value := getattr(record, name, None):
                return str(value)
        kind = self._workspace.catalogue.fields(type(record)).get("kind")
        return kind.show(record.kind) if kind is not None else str(record)

    def _children(self) -> None:
        for body in self._work.ending:
            for child in body.children:
                if child.deleted_at is not None or child in self._work.ending:
                    continue
                goal = self._heir()
                if goal is None or self._work.goals[goal].record is child:
                    self._work.pointers.append(Pointer(child, "parent", None, body.parent, str(child)))
                else:
                    self._work.pointers.append(Pointer(child, "parent", goal, label=str(child)))

    def _is_planned(self, line: Any) -> bool:
        plan = line.plan
        return line.state is LineState.PLANNED and plan.year >= self._day.year and plan.state is not PlanState.CLOSED

    def _is_under_way(self, turn: Any) -> bool:
        return turn.state in (MentoringState.PROPOSED, MentoringState.ACTIVE) and (
            turn.ended_on is None or turn.ended_on >= self._day
        )

    def _headcount(self) -> None:
        """What was assigned to bodies that come together adds up; what is given to parts is taken from the whole."""
        work = self._work
        given = {n: g.typed.get("assigned_headcount") for n, g in enumerate(work.goals) if g.is_new}
        asked: dict[int, int] = {n: int(str(value)) for n, value in given.items() if value is not None}
        had = [body.assigned_headcount for body in work.sources if body.assigned_headcount is not None]
        heir = self._heir()
        if self._change.kind in (StructureKind.MERGE, StructureKind.DISSOLVE) and heir is not None and had:
            body = work.goals[heir].record
            own = (body.assigned_headcount or 0) if body is not None and body not in work.sources else 0
            work.assigned.setdefault(heir, sum(had) + own)
        elif self._change.kind is StructureKind.SPLIT and had:
            left = max(had[0] - sum(asked.values()), 0)
            stays = next((n for n, g in enumerate(work.goals) if g.record is work.sources[0]), None)
            rest = stays if stays is not None else next((n for n in range(len(work.goals)) if n not in asked), None)
            if rest is not None and asked:
                work.assigned[rest] = left
        work.assigned.update(asked)
        if work.assigned or not had:
            work.fields += [(b, "assigned_headcount", None) for b in work.ending if b.assigned_headcount is not None]
        elif work.ending:
            work.warnings.append(f"Số người được giao ({sum(had)}) chưa chia cho nơi nào; hãy sửa ở từng nơi.")

    def _targets(self) -> None:
        """Targets of the running year and term go over; those of the days before stay where they were met."""
        rows: dict[str, list[Any]] = defaultdict(list)
        bodies = [body.id for body in self._work.ending]
        column = TABLES["CellTarget"].c.cell_id
        for target in self._session.scalars(select(CellTarget).where(column.in_(bodies))):
            if rules.is_running(target.period, self._day) and target.value:
                rows[target.period].append(target)
        goals = list(range(len(self._work.goals)))
        for period, targets in sorted(rows.items()):
            values = [target.value for target in targets]
            if not goals:
                self._work.warnings.append(f"Chỉ tiêu kết nạp {period} ({sum(values)}) chưa có chi bộ nào nhận.")
                continue
            heirs = goals if self._change.kind is StructureKind.SPLIT else [self._heir() or 0]
            for goal, share in zip(heirs, rules.targets_after(values, len(heirs)), strict=True):
                given_up = tuple(targets) if goal == heirs[0] else ()
                self._work.targets.append(TargetMove(period, given_up, goal, share))

    # --- what should be looked at -------------------------------------------------------------------------------

    def _mentors_apart(self, wanted: Callable[[Any], bool], many: str, name: str, word: str) -> None:
        """Pairs who were together and are not any more."""
        goals = {move.staff: move.goal for move in self._work.people if move.goal is not None}
        if not goals or self._change.kind is StructureKind.MERGE:
            return
        ids = [staff.id for staff in goals]
        table = TABLES["MentoringAssignment"]
        query = select(MentoringAssignment).where(
            table.c.state == MentoringState.ACTIVE,
            table.c.ended_on.is_(None),
            or_(table.c.mentee_id.in_(ids), table.c.mentor_id.in_(ids)),
        )
        for pair in self._session.scalars(query):
            if not wanted(pair) or pair.mentee is None:
                continue
            held = [on_day(getattr(person, many), self._day) for person in (pair.mentor, pair.mentee)]
            before = [getattr(row, name) if row else None for row in held]
            after = [
                self._work.goals[goals[person]].name if person in goals else str(body)
                for person, body in zip((pair.mentor, pair.mentee), before, strict=True)
            ]
            if before[0] is before[1] and after[0] != after[1]:
                said = f"{pair.mentor} đang {pair.kind.label.lower()} cho {pair.mentee} nhưng sẽ khác {word}."
                self._work.warnings.append(said)


def _began(row: Any, day: date) -> bool:
    return row.starts_on is None or bool(row.starts_on.first < day)
