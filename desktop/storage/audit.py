"""What every write changed, written down in the same transaction; it is the undo stack too.

A creation stores no values (the row tells them), so that imports do not swell the file. Values that changed
stand as JSON beside a salted digest; the chain of hashes covers the digests, so that old values can be
dropped later and the chain still holds.
"""

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Row, event, func, insert, select, update
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.storage.mapping import ENTITIES, TABLES, change, operation
from desktop.storage.types import utc_now, uuid7

WITH_TOMBSTONES = "with_tombstones"
Values = dict[str, Any]


class Kind(IntEnum):
    """What happened to a record."""

    CREATED = 1
    CHANGED = 2
    DELETED = 3
    RESTORED = 4


@dataclass
class Changes:
    """What an operation touched; views look at this to decide whether to refresh."""

    title: str = ""
    operation_id: int = 0
    records: dict[type[Record], set[int]] = field(default_factory=lambda: defaultdict(set))

    def touches(self, *entities: type[Record]) -> bool:
        """Whether records of one of these kinds were written."""
        return any(self.records.get(entity) for entity in entities)


class UnitOfWork(Session):
    """The session inside `Database.write`: everything that it flushes is audited, nothing goes past it."""

    def remove(self, record: Record) -> None:
        """Delete a record: it becomes a tombstone, and what it owns goes with it."""
        for child in owned(record):
            self.remove(child)
        record.deleted_at = utc_now()

    def refuse_if_used(self, record: Record) -> None:
        """Raise UserError while live records that do not belong to `record` point at it."""
        for other in ENTITIES.values():
            for name, reference in other.references().items():
                if reference.owned or not isinstance(record, ENTITIES[reference.to]):
                    continue
                table = TABLES[other.__name__]
                used = select(func.count()).where(table.c[f"{name}_id"] == record.id, table.c.deleted_at.is_(None))
                if count := self.connection().scalar(used):
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
                yield from (child for child in getattr(record, reference.many) if child.deleted_at is None)


def hide_tombstones(session: Session) -> None:
    """Let every query of a session see live records alone, unless it asks for tombstones."""

    @event.listens_for(session, "do_orm_execute")
    def _live_only(state: ORMExecuteState) -> None:
        if (
            state.is_select
            and not state.is_column_load
            and not state.is_relationship_load
            and not state.execution_options.get(WITH_TOMBSTONES)
        ):
            state.statement = state.statement.options(
                with_loader_criteria(Record, lambda kind: kind.deleted_at.is_(None), include_aliases=True)
            )


def watch(session: UnitOfWork, operation_id: int, changes: Changes) -> None:
    """Write down what `session` flushes from now on under an operation, and refuse what would go past it."""
    created: set[Any] = set()

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
                row: Values = {"kind": Kind.CREATED}
            else:
                kind, before, after = _difference(session, record)
                if kind is None or (state in created and kind is Kind.CHANGED):
                    continue
                row = {"kind": kind, "before": _json(before), "after": _json(after)}
            changes.records[type(record)].add(record.id)
            rows.append({"entity": type(record).__name__, "record_uid": record.uid, **row})
        write_changes(session.connection(), operation_id, rows)

    @event.listens_for(session, "do_orm_execute")
    def _refuse_bulk(state: ORMExecuteState) -> None:
        if not state.is_select:
            raise AssertionError("bulk INSERT, UPDATE and DELETE go past the audit; change the records instead")


def write_changes(connection: Connection, operation_id: int, rows: Iterable[Values]) -> None:
    """Insert change rows, with salted digests of their values."""
    whole = []
    for row in rows:
        salted: Values = {"before": None, "after": None, "salt": None, "digest": None}
        if row.get("after") is not None:
            salted["salt"] = secrets.token_bytes(8)
            salted["digest"] = _digest(salted["salt"], row["before"], row["after"])
        whole.append({**salted, **row, "operation_id": operation_id})
    if whole:
        connection.execute(insert(change), whole)


def begin(connection: Connection, **facts: Any) -> int:
    """Open an operation and return its id."""
    made = insert(operation).values(uid=uuid7(), at=utc_now(), **facts).returning(operation.c.id)
    return int(connection.scalars(made).one())


def seal(connection: Connection, operation_id: int) -> None:
    """Close an operation: note the range of its changes, and chain its hash to the one before."""
    before = select(func.max(operation.c.last_change)).where(operation.c.id < operation_id)
    rows = connection.execute(
        select(change).where(change.c.id > (connection.scalar(before) or 0)).order_by(change.c.id)
    ).all()
    previous = connection.scalar(
        select(operation.c.hash).where(operation.c.id < operation_id).order_by(operation.c.id.desc()).limit(1)
    )
    facts = connection.execute(select(operation).where(operation.c.id == operation_id)).one()
    connection.execute(
        update(operation)
        .where(operation.c.id == operation_id)
        .values(
            hash=chained(previous, facts, rows),
            first_change=rows[0].id if rows else None,
            last_change=rows[-1].id if rows else None,
        )
    )


def chained(previous: bytes | None, facts: Row[Any], rows: Iterable[Row[Any]]) -> bytes:
    """The hash of an operation over the one before it, its own facts, and the digests of its changes."""
    chain = hashlib.sha256(previous or b"")
    told = (facts.uid, facts.at.isoformat(), facts.user_name, facts.account, facts.machine, facts.title, facts.kind)
    chain.update(json.dumps([*told, facts.reason, facts.undoes], ensure_ascii=False).encode())
    for row in rows:
        chain.update(f"{row.entity}|{row.record_uid}|{row.kind}|".encode() + (row.digest or b""))
    return chain.digest()


def broken_link(connection: Connection) -> int | None:
    """The first operation whose hash does not fit its facts and changes; None when the chain holds."""
    previous: bytes | None = None
    for facts in connection.execute(select(operation).order_by(operation.c.id)).all():
        rows: Iterable[Row[Any]] = ()
        if facts.first_change is not None:
            rows = connection.execute(
                select(change)
                .where(change.c.id.between(facts.first_change, facts.last_change), change.c.operation_id == facts.id)
                .order_by(change.c.id)
            ).all()
        for row in rows:
            if row.after is not None and row.digest != _digest(row.salt, row.before, row.after):
                return int(facts.id)
        if facts.hash != chained(previous, facts, rows):
            return int(facts.id)
        previous = facts.hash
    return None


def _difference(session: Session, record: Any) -> tuple[Kind | None, Values, Values]:
    """What a flush changed in a record that was there before."""
    before: Values = {}
    after: Values = {}
    for name, described in type(record).fields.items():
        is_reference = isinstance(described, Reference)
        history = get_history(record, f"{name}_id" if is_reference else name, PASSIVE_NO_INITIALIZE)
        if history.added and history.added != history.deleted:
            old, new = (history.deleted or (None,))[0], history.added[0]
            if is_reference:
                before[name], after[name] = _uid(session, described.to, old), _uid(session, described.to, new)
            else:
                before[name], after[name] = described.dump(old), described.dump(new)
    buried = get_history(record, "deleted_at", PASSIVE_NO_INITIALIZE)
    if buried.added:
        kind = Kind.DELETED if record.deleted_at is not None else Kind.RESTORED
        return kind, before, after
    return (Kind.CHANGED if after else None), before, after


def _uid(session: Session, entity: str, record_id: int | None) -> str | None:
    """Outside the row a record is named by its uid."""
    if record_id is None:
        return None
    table = TABLES[entity]
    return session.connection().scalar(select(table.c.uid).where(table.c.id == record_id))


def _json(values: Values) -> str | None:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else None


def _digest(salt: bytes, before: str | None, after: str | None) -> bytes:
    return hashlib.sha256(salt + (before or "").encode() + b"\0" + (after or "").encode()).digest()
