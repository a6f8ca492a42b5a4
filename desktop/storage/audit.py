"""What every write changed, written down in the same transaction; it is the undo stack too.

A creation stores no values (the row tells them), so that imports do not swell the file. What changed stands as
JSON of the changed fields.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.domain.system import OwnValue
from desktop.storage import links
from desktop.storage.chain import ChangeRow, Log
from desktop.storage.mapping import ENTITIES, TABLES
from desktop.storage.types import utc_now

WITH_TOMBSTONES = "with_tombstones"


class Kind(IntEnum):
    """What happened to a record."""

    CREATED = 1
    CHANGED = 2
    DELETED = 3
    RESTORED = 4


@dataclass
class Changes:
    """What an operation touched; views look at this to decide whether to refresh.

    `left` holds the ids of people from whom a history row was moved away.
    """

    title: str = ""
    operation_id: int = 0
    records: dict[type[Record], set[int]] = field(default_factory=lambda: defaultdict(set))
    left: set[int] = field(default_factory=set)

    def touches(self, *entities: type[Record]) -> bool:
        """Whether records of one of these kinds were written."""
        return any(self.records.get(entity) for entity in entities)


class UnitOfWork(Session):
    """The session inside `Database.write`: everything that it flushes is audited, nothing goes past it."""

    # What `watch` gives it, for the door that adds many rows at once (storage/adding.py).
    log: Log
    changes: Changes

    def remove(self, record: Record) -> None:
        """Delete a record: it becomes a tombstone, and what it owns goes with it."""
        if inspect(record).pending:
            self.flush()
        for child in [*owned(record), *self._own_values(record)]:
            self.remove(child)
        if record.deleted_at is None:
            record.deleted_at = utc_now()

    def _own_values(self, record: Record) -> list[Record]:
        """The values of the unit's own fields: they name their record by uid, whatever its kind."""
        if isinstance(record, OwnValue):
            return []
        return list(self.scalars(select(OwnValue).where(OwnValue.record_uid == record.uid)))

    def refuse_if_used(self, record: Record) -> None:
        """Raise UserError while live records that do not belong to `record` point at it."""
        self.flush()
        for other, count in links.count_users(self.connection(), record):
            raise UserError(f"Không xóa được {record.caption}: còn {count} {other.caption} dùng đến.")

    def delete(self, instance: object) -> None:
        raise AssertionError("records are removed, not deleted: use remove()")

    def _bulk_save_mappings(self, *_args: Any, **_options: Any) -> Any:
        raise AssertionError("bulk writing goes past the audit; change the records instead")


def owned(record: Record) -> Iterator[Record]:
    """The live records that belong to a record and go where it goes."""
    for other in ENTITIES.values():
        for reference in other.references().values():
            if reference.owned and reference.many and isinstance(record, ENTITIES[reference.to]):
                yield from [child for child in getattr(record, reference.many) if child.deleted_at is None]


def hide_tombstones(session: Session) -> None:
    """Let every query and every lazy load of a session see live records alone, unless it asks for tombstones."""

    @event.listens_for(session, "do_orm_execute")
    def _live_only(state: ORMExecuteState) -> None:
        if state.is_select and not state.is_column_load and not state.execution_options.get(WITH_TOMBSTONES):
            state.statement = state.statement.options(
                with_loader_criteria(
                    Record, lambda kind: kind.deleted_at.is_(None), include_aliases=True, propagate_to_loaders=False
                )
            )


def watch(session: UnitOfWork, log: Log, changes: Changes) -> None:
    """Write down what `session` flushes from now on, and refuse what would go past it."""
    session.log, session.changes = log, changes
    created: set[Any] = set()

    @event.listens_for(session, "before_flush")
    def _open(_session: Session, _context: object, _instances: object) -> None:
        if log.operation_id is None and (
            any(record.audited for record in session.new)
            or any(record.audited and session.is_modified(record) for record in session.dirty)
        ):
            log.open()

    @event.listens_for(session, "after_flush")
    def _record(_session: Session, context: UOWTransaction) -> None:
        rows = []
        # `states` holds every row really written; session.new, dirty and deleted miss orphans.
        for state, (is_deleted, list_only) in context.states.items():
            record = state.obj()
            if list_only or record is None or not record.audited:
                continue
            if is_deleted:
                raise AssertionError("records are removed, not deleted")
            if state.key is None:
                created.add(state)
                kind, before, after = Kind.CREATED, None, None
            else:
                found, before, after = _difference(session, state, record, changes)
                if found is None or (state in created and found is Kind.CHANGED):
                    continue
                kind = found
            changes.records[type(record)].add(record.id)
            rows.append(ChangeRow(type(record).__name__, record.uid, kind, before, after))
        if rows:
            log.write(rows)

    @event.listens_for(session, "do_orm_execute")
    def _refuse_bulk(state: ORMExecuteState) -> None:
        if not state.is_select:
            raise AssertionError("bulk INSERT, UPDATE and DELETE go past the audit; change the records instead")


def _difference(
    session: Session, state: Any, record: Any, changes: Changes
) -> tuple[Kind | None, str | None, str | None]:
    """What a flush changed in a record that was there before, and the changed values as JSON."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, described in type(record).fields.items():
        is_reference = isinstance(described, Reference)
        key = f"{name}_id" if is_reference else name
        if key not in state.committed_state:
            continue
        old, new = _old_and_new(record, key)
        if is_reference:
            if old == new:
                continue
            if name == "staff" and old is not None:
                changes.left.add(old)
            before[name], after[name] = _uid(session, described.to, old), _uid(session, described.to, new)
        elif (was := described.dump(old)) != (becomes := described.dump(new)):
            before[name], after[name] = was, becomes
    kind = Kind.CHANGED if after else None
    if "deleted_at" in state.committed_state:
        was, becomes = _old_and_new(record, "deleted_at")
        if (was is None) != (becomes is None):
            kind = Kind.RESTORED if becomes is None else Kind.DELETED
    return kind, _json(before), _json(after)


def _old_and_new(record: Any, key: str) -> tuple[Any, Any]:
    history = get_history(record, key, PASSIVE_NO_INITIALIZE)
    return (history.deleted or (None,))[0], (history.added or (None,))[0]


def _uid(session: Session, entity: str, record_id: int | None) -> str | None:
    """Outside the row a record is named by its uid."""
    if record_id is None:
        return None
    table = TABLES[entity]
    return session.connection().scalar(select(table.c.uid).where(table.c.id == record_id))


def _json(values: dict[str, Any]) -> str | None:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else None
