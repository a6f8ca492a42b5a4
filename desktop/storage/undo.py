"""Undo and redo: the inverse of an operation as an operation of its own, audited like any other.

Undo takes the acting user's own last operation; redo takes back the latest undo until that user does
something new. Both refuse what somebody changed since, and both end at a migration of the schema.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.storage.audit import WITH_TOMBSTONES, Kind, UnitOfWork
from desktop.storage.chain import ChangeRow, changes_of, dropped_up_to
from desktop.storage.links import blocks, references_to
from desktop.storage.mapping import ENTITIES, TABLES, change, operation, staff_current
from desktop.storage.types import utc_now

_DAWN = datetime(1970, 1, 1, tzinfo=UTC)


def last_done(connection: Connection, user: str) -> Row[Any] | None:
    """The user's last operation that is not undone, and that still can be."""
    return connection.execute(
        select(operation)
        .where(
            operation.c.user_name == user,
            operation.c.kind == "do",
            operation.c.is_undone.is_(False),
            operation.c.id > _floor(connection),
        )
        .order_by(operation.c.id.desc())
        .limit(1)
    ).one_or_none()


def last_undone(connection: Connection, user: str) -> Row[Any] | None:
    """The operation that redo would do again; None once the user has done something new."""
    newest = select(func.max(operation.c.id)).where(
        operation.c.user_name == user, operation.c.kind == "do", operation.c.is_undone.is_(False)
    )
    last_new = connection.scalar(newest) or 0
    undo = operation.alias("undo")
    return connection.execute(
        select(operation)
        .join(undo, undo.c.undoes == operation.c.id)
        .where(
            operation.c.user_name == user,
            operation.c.is_undone.is_(True),
            operation.c.is_buried.is_(False),
            operation.c.id > max(last_new, _floor(connection)),
            undo.c.kind == "undo",
        )
        .order_by(undo.c.id.desc())
        .limit(1)
    ).one_or_none()


def _floor(connection: Connection) -> int:
    """Operations up to this one are beyond undo: the schema was another, or their values are dropped."""
    migrated = connection.scalar(select(func.max(operation.c.id)).where(operation.c.kind == "migrate"))
    return max(migrated or 0, dropped_up_to(connection))


@dataclass(frozen=True)
class _Found:
    """Where a record stands now."""

    id: int
    is_live: bool


def apply(session: UnitOfWork, done: Row[Any], *, forward: bool) -> None:
    """Put every record of an operation back (or forward again), unless something has changed it since."""
    if done.first_change is None:
        return
    connection = session.connection()
    order = change.c.id if forward else change.c.id.desc()
    rows = connection.execute(select(change).where(changes_of(done)).order_by(order)).all()
    changed_since = UserError(
        f"Không {'làm lại' if forward else 'hoàn tác'} được «{done.title}»: hồ sơ đã được sửa tiếp sau đó."
    )
    if not forward and _touched_since(connection, done):
        raise changed_since
    found = _where_they_stand(connection, rows)
    was_live: dict[str, bool] = {}
    becomes_live: dict[str, bool] = {}
    for row in rows:
        if row.record_uid not in found:
            raise changed_since
        if row.kind != Kind.CHANGED:
            buries = (row.kind == Kind.DELETED) is forward
            was_live.setdefault(row.record_uid, buries)
            becomes_live[row.record_uid] = not buries
    if any(standing.is_live is not was_live.get(uid, True) for uid, standing in found.items()):
        raise changed_since
    entity_of = {row.record_uid: row.entity for row in rows}
    ends = {uid: live for uid, live in becomes_live.items() if live is not found[uid].is_live}
    # In this order, so that what must be unique is free again: bury, put values back, bring back.
    _set_live(session, _ids(entity_of, found, (u for u, live in ends.items() if not live)), False)
    _put_values(session, [row for row in rows if row.after is not None], found, changed_since, forward=forward)
    _set_live(session, _ids(entity_of, found, (u for u, live in ends.items() if live)), True)


def _where_they_stand(connection: Connection, rows: Iterable[Row[Any]]) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for name, uids in _by_entity(rows).items():
        table = TABLES[name]
        for block in blocks(uids):
            query = select(table.c.uid, table.c.id, table.c.deleted_at.is_(None)).where(table.c.uid.in_(block))
            found.update((uid, _Found(row_id, bool(live))) for uid, row_id, live in connection.execute(query))
    return found


def _by_entity(rows: Iterable[Any]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        wanted[row.entity].add(row.record_uid)
    return wanted


def _ids(entity_of: dict[str, str], found: dict[str, _Found], uids: Iterable[str]) -> dict[str, dict[int, str]]:
    by_entity: dict[str, dict[int, str]] = defaultdict(dict)
    for uid in uids:
        by_entity[entity_of[uid]][found[uid].id] = uid
    return by_entity


def _set_live(session: UnitOfWork, wanted: dict[str, dict[int, str]], live: bool) -> None:
    """Bury or bring back whole sets of records; written down like any other change."""
    now = utc_now()
    kind = Kind.RESTORED if live else Kind.DELETED
    for name, uids in wanted.items():
        table = TABLES[name]
        for block in blocks(uids):
            session.connection().execute(
                update(table)
                .where(table.c.id.in_(block))
                .values(deleted_at=None if live else now, version=table.c.version + 1, updated_at=now)
            )
        session.log.write(ChangeRow(name, uid, kind) for uid in uids.values())
        session.changes.records[ENTITIES[name]].update(uids)


def _put_values(
    session: Session, rows: Sequence[Row[Any]], found: dict[str, _Found], changed_since: UserError, *, forward: bool
) -> None:
    connection = session.connection()
    unique = {uid: found[uid] for uid in _changing_unique(rows)}
    by_entity = {name: {found[uid].id for uid in uids & unique.keys()} for name, uids in _by_entity(rows).items()}
    # Two records that swap a unique value do so one after the other: as tombstones they are not in each other's way.
    _step_aside(connection, by_entity, aside=True)
    records = _records(session, rows)
    uids = _Uids(connection)
    for row in rows:
        record = records[row.record_uid]
        was, becomes = (row.before, row.after) if forward else (row.after, row.before)
        expected = json.loads(was)
        if {name: _dumped(record, name, uids) for name in expected} != expected:
            raise changed_since
        for name, stored in json.loads(becomes).items():
            field = type(record).fields[name]
            if isinstance(field, Reference):
                setattr(record, f"{name}_id", uids.id_of(field.to, stored))
            else:
                setattr(record, name, field.load(stored))
    session.flush()
    _step_aside(connection, by_entity, aside=False)


def _changing_unique(rows: Iterable[Row[Any]]) -> set[str]:
    names = {name: {field for fields in kind.unique for field in fields} for name, kind in ENTITIES.items()}
    return {row.record_uid for row in rows if names[row.entity] & json.loads(row.after).keys()}


def _step_aside(connection: Connection, by_entity: dict[str, set[int]], *, aside: bool) -> None:
    """Make live records tombstones for a moment (`deleted_at` at the dawn of time), and live again."""
    for name, ids in by_entity.items():
        deleted_at = TABLES[name].c.deleted_at
        was, becomes = (None, _DAWN) if aside else (_DAWN, None)
        for block in blocks(ids):
            condition = deleted_at.is_(None) if was is None else deleted_at == was
            connection.execute(
                update(TABLES[name]).where(TABLES[name].c.id.in_(block), condition).values(deleted_at=becomes)
            )


class _Uids:
    """Ids of records by their uid and back, tombstones too; each is asked for once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids: dict[tuple[str, str], int] = {}
        self._uids: dict[tuple[str, int], str] = {}

    def id_of(self, entity: str, uid: str | None) -> int | None:
        if uid is None:
            return None
        if (entity, uid) not in self._ids:
            table = TABLES[entity]
            self._ids[entity, uid] = self._connection.scalars(select(table.c.id).where(table.c.uid == uid)).one()
        return self._ids[entity, uid]

    def uid_of(self, entity: str, record_id: int | None) -> str | None:
        if record_id is None:
            return None
        if (entity, record_id) not in self._uids:
            table = TABLES[entity]
            found = self._connection.scalars(select(table.c.uid).where(table.c.id == record_id)).one()
            self._uids[entity, record_id] = found
        return self._uids[entity, record_id]


def _dumped(record: Any, name: str, uids: _Uids) -> Any:
    field = type(record).fields[name]
    if isinstance(field, Reference):
        return uids.uid_of(field.to, getattr(record, f"{name}_id"))
    return field.dump(getattr(record, name))


def _touched_since(connection: Connection, done: Row[Any]) -> bool:
    """Whether a record that the operation made or removed was changed by a later operation that still stands."""
    mine, theirs = change.alias("mine"), change.alias("theirs")
    return bool(
        connection.scalar(
            select(theirs.c.id)
            .join(mine, mine.c.record_uid == theirs.c.record_uid)
            .join(operation, operation.c.id == theirs.c.operation_id)
            .where(
                mine.c.id.between(done.first_change, done.last_change),
                mine.c.kind != Kind.CHANGED,
                theirs.c.operation_id > done.id,
                operation.c.kind == "do",
                operation.c.is_undone.is_(False),
            )
            .limit(1)
        )
    )


def _records(session: Session, rows: Iterable[Row[Any]]) -> dict[str, Any]:
    """The records that changes are about, a few hundred to a query, tombstones too."""
    found: dict[str, Any] = {}
    for name, uids in _by_entity(rows).items():
        entity = ENTITIES[name]
        for block in blocks(uids):
            query = select(entity).where(entity.uid.in_(block))
            found.update(
                (record.uid, record) for record in session.scalars(query, execution_options={WITH_TOMBSTONES: True})
            )
    return found


def bury_for_good(connection: Connection, user: str) -> None:
    """Drop the rows of undone creations that redo can no longer bring back: the user is doing something new."""
    dead = connection.execute(
        select(operation).where(
            operation.c.user_name == user,
            operation.c.kind == "do",
            operation.c.is_undone.is_(True),
            operation.c.is_buried.is_(False),
        )
    ).all()
    if not dead:
        return
    doomed: dict[str, set[int]] = defaultdict(set)
    for done in dead:
        if done.first_change is None:
            continue
        made = connection.execute(
            select(change.c.entity, change.c.record_uid).where(changes_of(done), change.c.kind == Kind.CREATED)
        ).all()
        for name, uids in _by_entity(made).items():
            table = TABLES[name]
            for block in blocks(uids):
                buried = select(table.c.id).where(table.c.uid.in_(block), table.c.deleted_at.is_not(None))
                doomed[name].update(connection.scalars(buried))
    _spare_pointed_at(connection, doomed)
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for name, ids in doomed.items():
        table = TABLES[name]
        for block in blocks(ids):
            if name == "StaffMember":
                connection.execute(delete(staff_current).where(staff_current.c.staff_id.in_(block)))
            connection.execute(delete(table).where(table.c.id.in_(block)))
    connection.execute(update(operation).where(operation.c.id.in_([done.id for done in dead])).values(is_buried=True))


def _spare_pointed_at(connection: Connection, doomed: dict[str, set[int]]) -> None:
    """Leave a row where it is as long as any other row still points at it."""
    spared = True
    while spared:
        spared = False
        for name, ids in doomed.items():
            for other, column in references_to(ENTITIES[name]):
                kept = _kept_by(connection, other, column, ids, doomed.get(other.__name__, set()))
                if kept:
                    ids -= kept
                    spared = True


def _kept_by(
    connection: Connection, other: type[Record], column: str, ids: set[int], going: Collection[int]
) -> set[int]:
    table = TABLES[other.__name__]
    kept: set[int] = set()
    for block in blocks(ids):
        rows = connection.execute(select(table.c.id, table.c[column]).where(table.c[column].in_(block)))
        kept.update(target for row_id, target in rows if row_id not in going)
    return kept
