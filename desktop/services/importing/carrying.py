"""Carrying a plan out: one operation, all or nothing, one step to undo."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.services.importing.agreed import Edit, Outcome, Plan, PlannedRow
from desktop.services.importing.columns import Layout
from desktop.services.importing.holdings import Held
from desktop.services.importing.kinds import entity_of
from desktop.services.importing.references import Ref
from desktop.services.progress import Progress, Task
from desktop.services.records import put
from desktop.services.workspace import Workspace
from desktop.storage.adding import add_rows
from desktop.storage.audit import Kind as ChangeKind
from desktop.storage.audit import UnitOfWork
from desktop.storage.mapping import change

BLOCK = 200  # rows between two reports of progress


@dataclass(frozen=True)
class Done:
    """What an import came to. `committed` is false where nothing was written."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    committed: bool = False


def carry_out(workspace: Workspace, plan: Plan, *, accept_valid: bool | None = None) -> Task[Done]:
    """Write what a plan says, as one operation; closing the task before its end leaves nothing.

    With a wrong row nothing is written, unless the good ones are accepted alone (`accept_valid`; the plan's own
    choice otherwise). Nothing to write makes no operation. Raises UserError where the file has changed since the plan
    was made in a way that could change it.
    """
    accept = plan.accept_valid if accept_valid is None else accept_valid
    rejected, unchanged = plan.count(Outcome.WRONG), plan.count(Outcome.SAME)
    if rejected and not accept:
        return Done(unchanged=unchanged, rejected=rejected)
    rows = plan.ready
    if rows:
        with workspace.database.write(plan.operation_title) as session:
            _refuse_changed(session, plan)
            writer = _Writer(workspace, session, rows)
            for start in range(0, len(rows), BLOCK):
                yield Progress(start, len(rows), rows[start].who)
                writer.write(rows[start : start + BLOCK])
            yield Progress(len(rows), len(rows), "Ghi vào tệp")
    if plan.mapping:
        Layout(plan.kind, [match.header for match in plan.columns]).remember(workspace, plan.mapping)
    created, updated = plan.count(Outcome.NEW), plan.count(Outcome.CHANGED)
    return Done(created, updated, unchanged, rejected, committed=True)


def _refuse_changed(session: UnitOfWork, plan: Plan) -> None:
    """Since the plan: was a record changed that it compared with, or one made or removed that it might have met?"""
    entities = {part.entity.__name__ for part in plan.kind.parts} | {ref.__name__ for ref in _referenced(plan)}
    later = select(change.c.record_uid, change.c.kind).where(
        change.c.operation_id > plan.stamp, change.c.entity.in_(entities)
    )
    for uid, kind in session.connection().execute(later):
        if kind != ChangeKind.CHANGED or uid in plan.watched:
            raise UserError("Dữ liệu đã thay đổi từ lúc xem trước nên chưa nhập gì; hãy xem trước lại rồi nhập.")


def _referenced(plan: Plan) -> Iterable[type[Record]]:
    fields = [match.column.field for match in plan.columns if match.column is not None]
    return {entity_of(described) for described in fields if isinstance(described, Reference)}


class _Writer:
    """Writes blocks of planned rows: new records of one kind together, those to be changed loaded together."""

    def __init__(self, workspace: Workspace, session: UnitOfWork, rows: Sequence[PlannedRow]) -> None:
        self._workspace, self._session = workspace, session
        self._ids: dict[Edit, int] = {}
        self._made: dict[Ref, int] = {}

    def write(self, rows: Sequence[PlannedRow]) -> None:
        edits = self._with_needed([edit for row in rows for edit in row.edits])
        self._make_named(edits)
        new: dict[tuple[int, type[Record]], list[Edit]] = defaultdict(list)
        for edit in edits:
            if edit.held is None:
                new[_depth(edit), edit.part.entity].append(edit)
        for _depth_first, entity in sorted(new, key=lambda found: found[0]):
            self._add(entity, new[_depth_first, entity])
        # Last, for they may point at what is new.
        self._change([edit for edit in edits if edit.held is not None])
        self._session.flush()
        self._session.expunge_all()

    def _with_needed(self, edits: list[Edit]) -> list[Edit]:
        """The edits with the new records of other rows that they need and that are not written yet."""
        there = dict.fromkeys(edits)
        for edit in edits:
            for other in (edit.owner, *edit.links.values()):
                if isinstance(other, Edit) and other.held is None and other not in self._ids:
                    there.update(dict.fromkeys(self._with_needed([other]) if other not in there else ()))
        return [edit for edit in there if edit not in self._ids]

    def _add(self, entity: type[Record], edits: Sequence[Edit]) -> None:
        own = self._workspace.catalogue.own_fields(entity)
        rows = [self._plain(edit, own) for edit in edits]
        ids = add_rows(self._session, entity, rows)
        self._ids.update(zip(edits, ids, strict=True))
        for edit in edits:
            if own and own.keys() & edit.values.keys():
                record = self._session.get_one(entity, self._ids[edit])
                put(self._workspace, self._session, record, {n: v for n, v in edit.values.items() if n in own})

    def _plain(self, edit: Edit, own: Mapping[str, Any]) -> dict[str, Any]:
        values = {
            name: self._number(value) if type(value) is Ref else value
            for name, value in edit.values.items()
            if name not in own
        }
        if edit.owner is not None and edit.part.owner_field in edit.part.entity.fields:
            values[edit.part.owner_field] = self._id_of(edit.owner)
        for name, other in edit.links.items():
            values[name] = self._id_of(other)
        return values

    def _change(self, edits: Sequence[Edit]) -> None:
        wanted: dict[type[Record], set[int]] = defaultdict(set)
        for edit in edits:
            assert edit.held is not None
            wanted[edit.held.entity].add(edit.held.id)
        for entity, ids in wanted.items():
            # Loaded together; the session keeps them for the look-ups below.
            kept = list(self._session.scalars(select(entity).where(entity.id.in_(ids))))
            by_id = {record.id: record for record in kept}
            for edit in edits:
                if edit.held is not None and edit.held.entity is entity:
                    self._set(by_id[edit.held.id], edit)

    def _set(self, record: Any, edit: Edit) -> None:
        own = self._workspace.catalogue.own_fields(type(record))
        for name, value in edit.values.items():
            if type(value) is Ref:
                setattr(record, f"{name}_id", self._number(value))
            elif name in edit.part.links:
                setattr(record, f"{name}_id", value)  # what was there already, by its id
            elif name not in own:
                setattr(record, name, value)
        for name, other in edit.links.items():
            setattr(record, f"{name}_id", self._id_of(other))
        if own and own.keys() & edit.values.keys():
            put(self._workspace, self._session, record, {n: v for n, v in edit.values.items() if n in own})

    def _make_named(self, edits: Sequence[Edit]) -> None:
        """Departments, posts and the like that only the list knows, with the first row that names them."""
        for edit in edits:
            for value in edit.values.values():
                if type(value) is Ref and value.id is None and value not in self._made:
                    (self._made[value],) = add_rows(self._session, value.entity, [{"name": value.name}])

    def _number(self, ref: Ref) -> int:
        return ref.id if ref.id is not None else self._made[ref]

    def _id_of(self, found: Edit | Held) -> int:
        if isinstance(found, Held):
            return found.id
        return found.held.id if found.held is not None else self._ids[found]


def _depth(edit: Edit) -> int:
    """How many records of its row must be there before this one."""
    above = [other for other in (edit.owner, *edit.links.values()) if isinstance(other, Edit) and other.held is None]
    return 1 + max(map(_depth, above)) if above else 0
