"""The log of operations: opened with the first change, hashed as it grows, sealed at the end.

The hash of an operation covers the one before it, its own facts, and salted digests of the values that it
changed: old values can be dropped later and the chain still holds. The last hash also stands among the facts of
the file, so that operations missing at the end are noticed too.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from desktop.storage.mapping import change, file_fact, operation
from desktop.storage.types import utc_now, uuid7

_HEAD = "audit_head"
_DROPPED = "audit_values_dropped"


class ChangeRow(NamedTuple):
    """One change of one record; `before` and `after` are JSON of the changed fields, None where none are kept."""

    entity: str
    record_uid: str
    kind: int
    before: str | None = None
    after: str | None = None


class Log:
    """The operation that is being written. It stands in the file from its first change, or from `open`."""

    def __init__(self, connection: Connection, facts: dict[str, Any], on_open: Callable[[], None]) -> None:
        self._connection = connection
        self._facts = facts
        self._on_open = on_open
        self._floor = 0
        self._any = False
        self._hash: Any = None
        self.operation_id: int | None = None

    def open(self) -> None:
        """Begin the operation, unless it has begun."""
        if self.operation_id is not None:
            return
        self._on_open()
        previous = self._connection.scalar(select(operation.c.hash).order_by(operation.c.id.desc()).limit(1))
        self._floor = self._connection.scalar(select(func.max(change.c.id))) or 0
        made = insert(operation).values(uid=uuid7(), at=utc_now(), **self._facts).returning(operation)
        facts = self._connection.execute(made).one()
        self.operation_id = int(facts.id)
        self._hash = _begun(previous, facts)

    def write(self, rows: Iterable[ChangeRow]) -> None:
        """Add changes, with salted digests of their values."""
        whole = []
        for row in rows:
            salt = digest = None
            if row.after is not None:
                salt = secrets.token_bytes(8)
                digest = _digest(salt, row.before, row.after)
            whole.append({**row._asdict(), "operation_id": self.operation_id, "salt": salt, "digest": digest})
            self._hash.update(_told(row, digest))
        if whole:
            self._any = True
            self._connection.execute(insert(change), whole)

    def seal(self) -> None:
        """Close the operation: note the range of its changes and its hash."""
        first = last = None
        if self._any:
            grown = select(func.min(change.c.id), func.max(change.c.id)).where(change.c.id > self._floor)
            first, last = self._connection.execute(grown).one()
        sealed = self._hash.digest()
        self._connection.execute(
            update(operation)
            .where(operation.c.id == self.operation_id)
            .values(hash=sealed, first_change=first, last_change=last)
        )
        _put_fact(self._connection, _HEAD, sealed.hex())


def changes_of(done: Row[Any]) -> Any:
    """The condition that picks the changes of one operation."""
    return change.c.id.between(done.first_change, done.last_change) & (change.c.operation_id == done.id)


def broken_link(connection: Connection) -> int | None:
    """The first operation that does not fit its hash or its changes (0 for missing ones at the end); None if all do."""
    rows = connection.execution_options(yield_per=2000).execute(select(change).order_by(change.c.id))
    groups = groupby(rows, key=lambda row: row.operation_id)
    pending = next(groups, None)
    previous: bytes | None = None
    last = 0
    for facts in connection.execute(select(operation).order_by(operation.c.id)).all():
        last = int(facts.id)
        chain = _begun(previous, facts)
        if pending is not None and pending[0] == last:
            for row in pending[1]:
                kept = row.before is not None or row.after is not None
                if kept and row.digest != _digest(row.salt or b"", row.before, row.after):
                    return last
                chain.update(_told(row, row.digest))
            pending = next(groups, None)
        previous = facts.hash
        if previous != chain.digest():
            return last
    if pending is not None:
        return int(pending[0])
    head = connection.scalar(select(file_fact.c.value).where(file_fact.c.key == _HEAD))
    return None if head == (previous.hex() if previous else None) else last


def drop_values(connection: Connection, before: datetime) -> int:
    """Forget the values of changes made before an instant; who, when and which record stay. Returns how many."""
    last = connection.scalar(select(func.max(operation.c.id)).where(operation.c.at < before))
    if last is None:
        return 0
    old = update(change).where(change.c.operation_id <= last, change.c.after.is_not(None))
    dropped = connection.execute(old.values(before=None, after=None)).rowcount
    _put_fact(connection, _DROPPED, str(last))
    return int(dropped)


def dropped_up_to(connection: Connection) -> int:
    """The last operation whose values were dropped; 0 when none were."""
    return int(connection.scalar(select(file_fact.c.value).where(file_fact.c.key == _DROPPED)) or 0)


def _put_fact(connection: Connection, key: str, value: str) -> None:
    connection.execute(delete(file_fact).where(file_fact.c.key == key))
    connection.execute(insert(file_fact).values(key=key, value=value))


def _begun(previous: bytes | None, facts: Row[Any]) -> Any:
    chain = hashlib.sha256(previous or b"")
    told = (facts.uid, facts.at.isoformat(), facts.user_name, facts.account, facts.machine, facts.title, facts.kind)
    chain.update(json.dumps([*told, facts.reason, facts.undoes], ensure_ascii=False).encode())
    return chain


def _told(row: Any, digest: bytes | None) -> bytes:
    return f"{row.entity}|{row.record_uid}|{int(row.kind)}|".encode() + (digest or b"")


def _digest(salt: bytes, before: str | None, after: str | None) -> bytes:
    return hashlib.sha256(salt + (before or "").encode() + b"\0" + (after or "").encode()).digest()
