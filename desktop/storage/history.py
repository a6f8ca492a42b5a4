"""The audit as people read it: who did what when, and how the values of a record came to be what they are.

Sensitive values are masked unless the reader may see them; what the rights of the acting user close (a Party case,
say) is not told at all. Where values were dropped, that is said.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select
from sqlalchemy.orm import Session

from desktop.domain.catalogue import Catalogue
from desktop.domain.fields import Field, Reference, Sensitivity
from desktop.domain.record import Record
from desktop.domain.rights import PARTLY_PARTY, Rights
from desktop.storage.audit import WITH_TOMBSTONES, Kind
from desktop.storage.chain import changes_of
from desktop.storage.database import Database
from desktop.storage.links import BLOCK, blocks
from desktop.storage.mapping import ENTITIES, TABLES, change, operation

MASK = "••••••"
CLOSED = "(nội dung không được xem)"
DROPPED = "(đã xóa khỏi nhật ký)"
_CALLED = {
    Kind.CREATED: "Thêm",
    Kind.CHANGED: "Sửa",
    Kind.DELETED: "Xóa",
    Kind.RESTORED: "Khôi phục",
}


@dataclass(frozen=True)
class Operation:
    """One operation of the log. `at` is UTC; `kind` is do, undo, redo, export, read, migrate or drop."""

    uid: str
    at: datetime
    user: str
    account: str
    machine: str
    title: str
    kind: str
    reason: str | None
    is_undone: bool
    changes: int


@dataclass(frozen=True)
class FieldChange:
    """One value that an operation changed, as text; `field` is empty where the record was added, removed or restored.

    `id` names the change in the log: `value_before` tells by it what stood there. `called` is what the record is called.
    """

    operation: Operation
    what: str
    entity: type[Record]
    record_uid: str
    field: str = ""
    label: str = ""
    old: str = ""
    new: str = ""
    is_masked: bool = False
    id: int = 0
    called: str = ""


def operations(
    database: Database,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    user: str | None = None,
    kinds: Collection[str] | None = None,
    with_changes: bool = False,
    limit: int = 500,
) -> list[Operation]:
    """The operations of the log, the newest first; `since` and `until` (UTC) are included.

    `with_changes` leaves out what changed no record (exports, copies).
    """
    wanted: list[ColumnElement[bool]] = []
    if since is not None:
        wanted.append(operation.c.at >= since)
    if until is not None:
        wanted.append(operation.c.at <= until)
    if user is not None:
        wanted.append(operation.c.user_name == user)
    if kinds is not None:
        wanted.append(operation.c.kind.in_(list(kinds)))
    if with_changes:
        wanted.append(operation.c.first_change.is_not(None))
    query = select(operation).where(*wanted).order_by(operation.c.id.desc()).limit(limit)
    with database.read() as session:
        connection = session.connection()
        found = [
            (_operation(row), row.first_change is not None and _is_closed(connection, database, row))
            for row in connection.execute(query).all()
        ]
    return [replace(done, title=CLOSED, reason=None) if closed else done for done, closed in found]


def history_of(
    database: Database,
    uid: str,
    *,
    catalogue: Catalogue | None = None,
    allowed: bool | Collection[Sensitivity] = False,
    with_owned: bool = True,
    limit: int = 2000,
) -> list[FieldChange]:
    """What was done to one record and, unless told otherwise, to what belongs to it; the newest first.

    `allowed` tells which sensitive values are shown: none, all (True), or those of some kinds. With a catalogue,
    codes are shown by their labels.
    """
    with database.read() as session:
        connection = session.connection()
        uids = _family(connection, uid) if with_owned else [uid]
        rows = [
            row
            for start in range(0, len(uids), BLOCK)
            for row in connection.execute(select(change).where(change.c.record_uid.in_(uids[start : start + BLOCK])))
        ]
        rows = sorted(rows, key=lambda row: -row.id)[:limit]
        return _Teller(session, database.rights, catalogue, allowed).told(rows)


def changes_in(
    database: Database,
    operation_uid: str,
    *,
    catalogue: Catalogue | None = None,
    allowed: bool | Collection[Sensitivity] = False,
    limit: int = 2000,
) -> list[FieldChange]:
    """What one operation did, in the order in which it was done."""
    with database.read() as session:
        connection = session.connection()
        done = connection.execute(select(operation).where(operation.c.uid == operation_uid)).one_or_none()
        if done is None or done.first_change is None:
            return []
        query = select(change).where(changes_of(done)).order_by(change.c.id).limit(limit)
        return _Teller(session, database.rights, catalogue, allowed).told(connection.execute(query).all())


def value_before(session: Session, change_id: int, name: str) -> Any:
    """What a field of a record held before a change of the log, as it is stored; KeyError where it was dropped."""
    stored = session.connection().scalar(select(change.c.before).where(change.c.id == change_id))
    return json.loads(stored or "{}")[name]


def removed_with(session: Session, change_id: int) -> list[tuple[str, str]]:
    """The records (kind, uid) that one operation removed together with the record of a change, that one first.

    A record takes along what belongs to it; what the same operation removed beside it is not meant.
    """
    connection = session.connection()
    row = connection.execute(select(change).where(change.c.id == change_id)).one()
    family = set(_family(connection, row.record_uid))
    removed = select(change.c.entity, change.c.record_uid).where(
        change.c.operation_id == row.operation_id, change.c.kind == Kind.DELETED
    )
    found = [(entity, uid) for entity, uid in connection.execute(removed) if uid in family]
    return sorted(found, key=lambda one: one[1] != row.record_uid)


class _Teller:
    """Turns rows of the log into text, asking for each operation and each record that is named only once."""

    def __init__(
        self,
        session: Session,
        rights: Rights,
        catalogue: Catalogue | None,
        allowed: bool | Collection[Sensitivity],
    ) -> None:
        self._session, self._rights, self._catalogue, self._allowed = session, rights, catalogue, allowed
        self._names: dict[str, str] = {}

    def told(self, rows: Sequence[Row[Any]]) -> list[FieldChange]:
        ids = {row.operation_id for row in rows}
        done = {
            row.id: _operation(row)
            for block in blocks(ids)
            for row in self._session.connection().execute(select(operation).where(operation.c.id.in_(block)))
        }
        return [found for row in rows if self._is_open(row) for found in self._one(row, done[row.operation_id])]

    def _is_open(self, row: Row[Any]) -> bool:
        entity = ENTITIES[row.entity]
        if not self._rights.opens(entity):
            return False
        if row.entity not in PARTLY_PARTY or Sensitivity.PARTY in self._rights.sees:
            return True
        query = select(entity.id).where(entity.uid == row.record_uid)  # through the veil
        return self._session.scalar(query, execution_options={WITH_TOMBSTONES: True}) is not None

    def _one(self, row: Row[Any], done: Operation) -> Iterator[FieldChange]:
        entity = ENTITIES[row.entity]
        kind = Kind(row.kind)
        about = {"id": row.id, "called": self._name(row.entity, row.record_uid)}
        if kind is not Kind.CHANGED:
            yield FieldChange(done, _CALLED[kind], entity, row.record_uid, **about)
        elif row.after is None:
            yield FieldChange(done, _CALLED[kind], entity, row.record_uid, "", "", DROPPED, DROPPED, **about)
        if row.after is None:
            return
        fields = self._catalogue.fields(entity) if self._catalogue else entity.fields
        before, after = json.loads(row.before), json.loads(row.after)
        for name in after:
            field = fields.get(name)
            if field is None:  # a field of an older program
                continue
            masked = field.sensitive is not None and not self._may_see(field.sensitive)
            if row.entity == "OwnValue" and name == "value" and (own := self._own_field(row.record_uid)):
                field = own
                before[name], after[name] = (json.loads(values[name] or "null") for values in (before, after))
            old, new = (self._shown(field, values[name], masked) for values in (before, after))
            yield FieldChange(
                done,
                _CALLED[Kind.CHANGED],
                entity,
                row.record_uid,
                name,
                field.label,
                old,
                new,
                is_masked=masked,
                **about,
            )

    def _own_field(self, uid: str) -> Field | None:
        """The unit's own field that a value belongs to, while it is in use."""
        values, fields = TABLES["OwnValue"], TABLES["OwnField"]
        query = select(fields.c.entity, fields.c.key).join(values, values.c.field_id == fields.c.id)
        found = self._session.connection().execute(query.where(values.c.uid == uid)).one_or_none()
        if found is None or self._catalogue is None:
            return None
        return self._catalogue.own_fields(ENTITIES[found.entity]).get(found.key)

    def _may_see(self, kind: Sensitivity) -> bool:
        allowed = self._allowed if isinstance(self._allowed, bool) else kind in self._allowed
        return allowed and kind in self._rights.sees

    def _shown(self, field: Field, stored: Any, masked: bool) -> str:
        if stored is None:
            return ""
        if masked:
            return MASK
        if isinstance(field, Reference):
            return self._name(field.to, stored)
        return field.show(field.load(stored))

    def _name(self, entity: str, uid: str) -> str:
        if uid not in self._names:
            kind = ENTITIES[entity]
            query = select(kind).where(kind.uid == uid)
            record = self._session.scalars(query, execution_options={WITH_TOMBSTONES: True}).one_or_none()
            has_name = record is not None and type(record).__str__ is not object.__str__
            self._names[uid] = str(record) if has_name else kind.caption
        return self._names[uid]


def _operation(row: Row[Any]) -> Operation:
    count = 0 if row.first_change is None else row.last_change - row.first_change + 1
    return Operation(
        row.uid,
        row.at,
        row.user_name,
        row.account,
        row.machine,
        row.title,
        row.kind,
        row.reason,
        bool(row.is_undone),
        count,
    )


def _is_closed(connection: Connection, database: Database, done: Row[Any]) -> bool:
    """Whether an operation touched a kind of record that the acting user may not see: its title would tell of it."""
    rights = database.rights
    if rights == Rights.all():
        return False
    touched = connection.scalars(select(change.c.entity).where(changes_of(done)).distinct())
    sees_party = Sensitivity.PARTY in rights.sees
    return any(not rights.opens(ENTITIES[name]) or (name in PARTLY_PARTY and not sees_party) for name in touched)


def _family(connection: Connection, uid: str) -> list[str]:
    """A record and everything that belongs or belonged to it, by uid."""
    entity = connection.scalar(select(change.c.entity).where(change.c.record_uid == uid).limit(1))
    if entity is None:
        return [uid]
    table = TABLES[entity]
    found = {uid: None}
    ids = {entity: set(connection.scalars(select(table.c.id).where(table.c.uid == uid)))}
    while ids:
        children: dict[str, set[int]] = {}
        for other in ENTITIES.values():
            table = TABLES[other.__name__]
            for name, field in other.references().items():
                if not field.owned or field.to not in ids:
                    continue
                for block in blocks(ids[field.to]):
                    query = select(table.c.id, table.c.uid).where(table.c[f"{name}_id"].in_(block))
                    for child_id, child_uid in connection.execute(query):
                        if child_uid not in found:
                            found[child_uid] = None
                            children.setdefault(other.__name__, set()).add(child_id)
        ids = children
    own = TABLES["OwnValue"]
    for block in blocks(found.keys()):
        found.update(dict.fromkeys(connection.scalars(select(own.c.uid).where(own.c.record_uid.in_(block)))))
    return list(found)
