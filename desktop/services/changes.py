"""Who changed what in a person's record and when, and bringing an old value back as a write like any other."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.record import RECORDS, Record
from desktop.domain.staff import StaffMember
from desktop.services import records
from desktop.services.workspace import Workspace
from desktop.storage.audit import WITH_TOMBSTONES, Kind
from desktop.storage.history import DROPPED, FieldChange, history_of, removed_with, value_before
from desktop.storage.mapping import change, operation

PAST_VALUES = 12


@dataclass(frozen=True)
class PastValue:
    """What a field held until somebody changed it: the value as text, since when it is gone, and who changed it."""

    text: str
    until: datetime
    user: str


def of_person(workspace: Workspace, uid: str, limit: int = 500) -> list[FieldChange]:
    """Everything that was done to a person's record and its rows, the newest first, as the acting user may see it."""
    return history_of(
        workspace.database, uid, catalogue=workspace.catalogue, allowed=workspace.rights.sees, limit=limit
    )


def past_values(workspace: Workspace, uid: str, field: str, most: int = PAST_VALUES) -> list[PastValue]:
    """The last values of one field of a record before today's, the newest first, each once."""
    done = history_of(
        workspace.database, uid, catalogue=workspace.catalogue, allowed=workspace.rights.sees, with_owned=False
    )
    found: dict[str, PastValue] = {}
    for each in done:
        if each.field == field and not each.is_masked and each.old not in ("", DROPPED):
            found.setdefault(each.old, PastValue(each.old, each.operation.at, each.operation.user))
    return list(found.values())[:most]


def can_bring_back(workspace: Workspace, done: FieldChange) -> bool:
    """Whether `bring_back` has anything to do for a change, and the acting user may do it."""
    if workspace.rights.refusal(done.entity) is not None:
        return False
    if done.field:
        return not done.is_masked and done.old != DROPPED
    return done.what == "Xóa"


def bring_back(workspace: Workspace, done: FieldChange) -> str:
    """Put the old value of a change back, or a removed row with what belonged to it; returns the title of the step.

    Raises UserError where the record is gone or what the value pointed at is.
    """
    if not can_bring_back(workspace, done):
        raise UserError("Không có giá trị cũ nào để khôi phục ở dòng này.")
    if done.field:
        return _put_value_back(workspace, done)
    return _put_record_back(workspace, done)


def values_on(workspace: Workspace, uid: str, day: date) -> dict[str, str]:
    """Of a person's own fields those that were others in the file at the end of a day, as text.

    Empty where the file did not hold the person yet: what is known today is then the best that is known.
    """
    end = datetime.combine(day, time.max).astimezone()
    about = select(change.c.kind, change.c.before, operation.c.at).join(
        operation, operation.c.id == change.c.operation_id
    )
    with workspace.database.read() as session:
        query = about.where(change.c.record_uid == uid).order_by(change.c.id.desc())
        rows = session.connection().execute(query).all()
    if not rows or rows[-1].at > end:
        return {}
    stood: dict[str, Any] = {}
    for row in rows:
        if row.at > end and row.kind == Kind.CHANGED and row.before:
            stood |= json.loads(row.before)
    fields = workspace.catalogue.fields(StaffMember)
    return {name: fields[name].show(fields[name].load(value)) for name, value in stood.items() if name in fields}


def _put_value_back(workspace: Workspace, done: FieldChange) -> str:
    field = workspace.catalogue.fields(done.entity)[done.field]
    title = f"Khôi phục {field.label}: {done.old or '(trống)'}"
    with workspace.database.write(title, wait=0.2) as session:
        record = records.get(session, done.entity, done.record_uid)
        stored = value_before(session, done.id, done.field)
        if isinstance(field, Reference) and stored is not None:
            value: Any = records.get(session, RECORDS[field.to], stored)
        else:
            value = field.load(stored)
        if field.required and value is None:
            raise UserError(f"{field.label} không được để trống; giá trị cũ là trống nên không khôi phục được.")
        records.put(workspace, session, record, {done.field: value})
    return title


def _put_record_back(workspace: Workspace, done: FieldChange) -> str:
    title = f"Khôi phục {done.entity.caption} đã xóa"
    with workspace.database.write(title, wait=0.2) as session:
        for entity, uid in removed_with(session, done.id):
            query = select(RECORDS[entity]).where(RECORDS[entity].uid == uid)
            found: Sequence[Record] = session.scalars(query, execution_options={WITH_TOMBSTONES: True}).all()
            for record in found:
                if uid == done.record_uid and record.deleted_at is None:
                    raise UserError(f"{done.entity.caption.capitalize()} này đã có lại trong hồ sơ.")
                record.deleted_at = None
    return title
