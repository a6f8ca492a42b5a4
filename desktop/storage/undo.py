"""Undo and redo: the inverse of an operation as an operation of its own, audited like any other.

Undo takes the acting user's own last operation; redo takes back the latest undo until that user does
something new. Both refuse what somebody changed since.
"""

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.storage.audit import WITH_TOMBSTONES, Kind
from desktop.storage.mapping import ENTITIES, TABLES, change, operation, staff_current
from desktop.storage.types import utc_now

_BLOCK = 500


def last_done(connection: Connection, user: str) -> Row[Any] | None:
    """The user's last operation that is not undone, and not older than the last migration."""
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
    migrated = select(func.max(operation.c.id)).where(operation.c.kind == "migrate")
    return connection.scalar(migrated) or 0


def apply(session: Session, done: Row[Any], *, forward: bool) -> None:
    """Put every record of an operation back (or forward again), unless something has changed it since."""
    if done.first_change is None:
        return
    rows = (
        session.connection()
        .execute(
            select(change)
            .where(change.c.id.between(done.first_change, done.last_change), change.c.operation_id == done.id)
            .order_by(change.c.id if forward else change.c.id.desc())
        )
        .all()
    )
    changed_since = UserError(f"Không hoàn tác được «{done.title}»: hồ sơ đã được sửa tiếp sau đó.")
    if not forward and _touched_since(session.connection(), done):
        raise changed_since
    records = _records(session, rows)
    born = {row.record_uid for row in rows if row.kind == Kind.CREATED}
    touched: set[Any] = set()
    for row in rows:
        record = records.get(row.record_uid)
        if record is None:
            raise changed_since
        if not forward and row.kind == Kind.CREATED:
            touched.add(record)
        _put(session, row, record, changed_since, forward=forward)
    _refuse_if_pointed_at(session, touched, born, done.title)


def _put(session: Session, row: Row[Any], record: Any, changed_since: UserError, *, forward: bool) -> None:
    was, becomes = (row.before, row.after) if forward else (row.after, row.before)
    if was:
        expected = json.loads(was)
        now = {name: _dumped(record, name) for name in expected}
        if now != expected:
            raise changed_since
        for name, stored in json.loads(becomes).items():
            _load(session, record, name, stored)
    buries = row.kind == Kind.DELETED if forward else row.kind in (Kind.CREATED, Kind.RESTORED)
    digs_up = row.kind in (Kind.CREATED, Kind.RESTORED) if forward else row.kind == Kind.DELETED
    if buries:
        record.deleted_at = utc_now()
    elif digs_up:
        record.deleted_at = None


def _dumped(record: Any, name: str) -> Any:
    field = type(record).fields[name]
    value = getattr(record, name)
    if isinstance(field, Reference):
        return value.uid if value is not None else None
    return field.dump(value)


def _load(session: Session, record: Any, name: str, stored: Any) -> None:
    field = type(record).fields[name]
    if not isinstance(field, Reference):
        setattr(record, name, field.load(stored))
        return
    target = ENTITIES[field.to]
    found = None
    if stored is not None:
        query = select(target).where(target.uid == stored)
        found = session.scalars(query, execution_options={WITH_TOMBSTONES: True}).one()
    setattr(record, name, found)


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


def _records(session: Session, rows: Any) -> dict[str, Any]:
    """The records that changes are about, a few hundred to a query, tombstones too."""
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        wanted[row.entity][row.record_uid] = None
    found: dict[str, Any] = {}
    for name, uids in wanted.items():
        entity, every = ENTITIES[name], list(uids)
        for start in range(0, len(every), _BLOCK):
            query = select(entity).where(entity.uid.in_(every[start : start + _BLOCK]))
            found.update(
                (record.uid, record) for record in session.scalars(query, execution_options={WITH_TOMBSTONES: True})
            )
    return found


def references_to(entity: type[Record]) -> list[tuple[type[Record], str]]:
    """Every kind of record with a field that points at `entity`, and the name of its column."""
    return [
        (other, f"{name}_id")
        for other in ENTITIES.values()
        for name, field in other.references().items()
        if ENTITIES[field.to] is entity
    ]


def _refuse_if_pointed_at(session: Session, records: set[Any], born: set[str], title: str) -> None:
    """A record that others have come to point at since must stay."""
    by_kind: dict[type[Record], list[int]] = defaultdict(list)
    for record in records:
        by_kind[type(record)].append(record.id)
    session.flush()
    for entity, ids in by_kind.items():
        for other, column in references_to(entity):
            table = TABLES[other.__name__]
            for start in range(0, len(ids), _BLOCK):
                block = ids[start : start + _BLOCK]
                pointing = select(table.c.uid).where(table.c[column].in_(block), table.c.deleted_at.is_(None)).limit(1)
                if (uid := session.connection().scalar(pointing)) is not None and uid not in born:
                    raise UserError(f"Không hoàn tác được «{title}»: đã có {other.caption} gắn với hồ sơ này.")


def bury_for_good(connection: Connection, user: str) -> None:
    """Drop the rows of undone creations that redo can no longer bring back: the user is doing something new."""
    dead = connection.scalars(
        select(operation.c.id).where(
            operation.c.user_name == user,
            operation.c.kind == "do",
            operation.c.is_undone.is_(True),
            operation.c.is_buried.is_(False),
        )
    ).all()
    if not dead:
        return
    made = connection.execute(
        select(change.c.entity, change.c.record_uid).where(
            change.c.operation_id.in_(dead), change.c.kind == Kind.CREATED
        )
    ).all()
    by_entity: dict[str, list[str]] = defaultdict(list)
    for row in made:
        by_entity[row.entity].append(row.record_uid)
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    doomed: dict[str, set[int]] = {}
    for name, uids in by_entity.items():
        table = TABLES[name]
        doomed[name] = set()
        for start in range(0, len(uids), _BLOCK):
            buried = select(table.c.id).where(
                table.c.uid.in_(uids[start : start + _BLOCK]), table.c.deleted_at.is_not(None)
            )
            doomed[name].update(connection.scalars(buried))
    _spare_pointed_at(connection, doomed)
    for name, ids in doomed.items():
        table, every = TABLES[name], sorted(ids)
        for start in range(0, len(every), _BLOCK):
            block = every[start : start + _BLOCK]
            if name == "StaffMember":
                connection.execute(delete(staff_current).where(staff_current.c.staff_id.in_(block)))
            connection.execute(delete(table).where(table.c.id.in_(block)))
    connection.execute(update(operation).where(operation.c.id.in_(dead)).values(is_buried=True))


def _spare_pointed_at(connection: Connection, doomed: dict[str, set[int]]) -> None:
    """Leave a row where it is as long as any other row still points at it."""
    spared = True
    while spared:
        spared = False
        for name, ids in doomed.items():
            for other, column in references_to(ENTITIES[name]):
                table = TABLES[other.__name__]
                going = doomed.get(other.__name__, set())
                every = sorted(ids)
                for start in range(0, len(every), _BLOCK):
                    rows = connection.execute(
                        select(table.c.id, table.c[column]).where(table.c[column].in_(every[start : start + _BLOCK]))
                    )
                    kept = {target for row_id, target in rows if row_id not in going}
                    if kept:
                        ids -= kept
                        spared = True
