"""Values that a change of structure set anew, as they stood on any day."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.fields import Reference
from desktop.domain.organisation import StructureChange, StructureMove
from desktop.domain.record import RECORDS, Record
from desktop.services import records
from desktop.storage.audit import UnitOfWork
from desktop.storage.mapping import TABLES


def dumped(record: Any, name: str, value: Any) -> str | None:
    """A value as a move keeps it: JSON, a reference as the uid of its record."""
    described = type(record).fields[name]
    if value is None:
        return None
    if isinstance(described, Reference):
        return str(value.uid)
    return json.dumps(described.dump(value), ensure_ascii=False)


def loaded(session: Session, entity: type[Record], name: str, text: str | None) -> Any:
    """The value that a move keeps."""
    if not text:
        return None
    described = entity.fields[name]
    if isinstance(described, Reference):
        return records.get(session, RECORDS[described.to], text)
    return described.load(json.loads(text))


def set_from(session: UnitOfWork, change: Any, record: Any, name: str, value: Any, day: date) -> None:
    """Let a field have another value from a day on, and keep what stood there before.

    Where a later change has set it again already, the value holds until then.
    """
    later = _moves(session, record.uid, name, after=day)
    before = later[0].before if later else dumped(record, name, getattr(record, name))
    after = dumped(record, name, value)
    if before == after:
        return
    if later:
        later[0].before = after
    else:
        setattr(record, name, value)
    StructureMove(
        change=change,
        entity=type(record).__name__,
        record_uid=record.uid,
        field_name=name,
        before=before,
        after=after,
    )
    session.flush()


def _moves(session: Session, uid: str, name: str, after: date) -> list[Any]:
    query = (
        select(StructureMove)
        .join(StructureMove.change)
        .where(StructureMove.record_uid == uid, StructureMove.field_name == name)
        .where(StructureChange.effective_on > after)
        .order_by(StructureChange.effective_on, StructureMove.id)
    )
    return list(session.scalars(query))


class DaysBefore:
    """The fields that later changes set anew, as they stood on one day; those not named here stand as the record says."""

    def __init__(self, session: Session, day: date) -> None:
        moves, changes = TABLES["StructureMove"], TABLES["StructureChange"]
        query = (
            select(moves.c.record_uid, moves.c.field_name, moves.c.before)
            .join(changes, changes.c.id == moves.c.change_id)
            .where(moves.c.deleted_at.is_(None), changes.c.deleted_at.is_(None), changes.c.effective_on > day)
            .order_by(changes.c.effective_on.desc(), moves.c.id.desc())
        )
        # The earliest change after the day is read last: what it found is what stood on the day.
        self._kept: dict[tuple[str, str], str | None] = {
            (str(uid), name): before for uid, name, before in session.execute(query)
        }

    def text(self, uid: str, name: str, now: str) -> str:
        """A text field of a record as it stood on the day; `now` is what the record says."""
        found = self._value(uid, name, now)
        return str(found) if found else ""

    def number(self, uid: str, name: str, now: int | None) -> int | None:
        """The same for a whole number."""
        found = self._value(uid, name, now)
        return int(found) if found is not None else None

    def reference(self, uid: str, name: str, now: str) -> str:
        """The same for a reference, as the uid of the record that it points at; empty for none."""
        return self._kept[uid, name] or "" if (uid, name) in self._kept else now

    def _value(self, uid: str, name: str, now: Any) -> Any:
        if (uid, name) not in self._kept:
            return now
        kept = self._kept[uid, name]
        return json.loads(kept) if kept else None


def names_on(session: Session, entity: type[Record], day: date, ids: Iterable[int] | None = None) -> dict[int, str]:
    """The names of departments, cells or partner units as they were on a day, by id."""
    table = TABLES[entity.__name__]
    query = select(table.c.id, table.c.uid, table.c.name).where(table.c.deleted_at.is_(None))
    if ids is not None:
        query = query.where(table.c.id.in_(list(ids)))
    days = DaysBefore(session, day)
    return {number: days.text(str(uid), "name", name) for number, uid, name in session.execute(query)}


def old_names(session: Session, entity: type[Record]) -> list[tuple[str, int]]:
    """Every name that departments, cells or partner units bore before, with the id of who bore it last."""
    table, moves, changes = TABLES[entity.__name__], TABLES["StructureMove"], TABLES["StructureChange"]
    query = (
        select(moves.c.before, moves.c.record_uid)
        .join(changes, changes.c.id == moves.c.change_id)
        .where(moves.c.entity == entity.__name__, moves.c.field_name == "name", moves.c.before.is_not(None))
        .where(moves.c.deleted_at.is_(None), changes.c.deleted_at.is_(None))
        .order_by(changes.c.effective_on, moves.c.id)
    )
    kept = session.execute(query).all()
    live = select(table.c.uid, table.c.id).where(table.c.deleted_at.is_(None))
    ids = {str(uid): number for uid, number in session.execute(live)} if kept else {}
    return [(str(json.loads(before)), ids[uid]) for before, uid in kept if uid in ids]


def heirs_by(session: Session, entity: type[Record], day: date) -> dict[int, int]:
    """Which body has taken each one over that was gone by a day, as far as it went by then; by id."""
    table = TABLES[entity.__name__]
    query = select(table.c.id, table.c.successor_id).where(
        table.c.deleted_at.is_(None), table.c.successor_id.is_not(None), table.c.dissolved_on <= day
    )
    gone = {number: heir for number, heir in session.execute(query)}
    found = {}
    for number, heir in gone.items():
        seen = {number}
        while heir in gone and heir not in seen:  # typed by hand it may be a circle
            seen.add(heir)
            heir = gone[heir]
        found[number] = heir
    return found
