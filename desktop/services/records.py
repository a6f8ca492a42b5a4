"""Editing any record: read what was typed, check it all, save only what the clerk changed, as one operation."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import BadValue, Clash, Conflict, Problem, Rejected, UserError
from desktop.domain.fields import Reference
from desktop.domain.record import RECORDS, Record
from desktop.domain.staff import StaffMember
from desktop.domain.system import OwnField, OwnValue
from desktop.services import row_decision
from desktop.services.workspace import Workspace
from desktop.storage.audit import UnitOfWork


def read_values(workspace: Workspace, entity: type[Record], typed: Mapping[str, object]) -> dict[str, Any]:
    """Turn typed text into values; Rejected tells every field that is wrong, not only the first.

    References are given as records, or as the uid of one.
    """
    described, problems = workspace.catalogue.fields(entity), []
    values: dict[str, Any] = {}
    for name, raw in typed.items():
        field = described.get(name)
        if field is None:
            problems.append(Problem(name, "Bạn không có quyền sửa mục này.", f"{name}.forbidden"))
            continue
        try:
            if isinstance(field, Reference) and isinstance(raw, str) and raw:
                values[name] = field.uid(raw)
                continue
            values[name] = field.read(raw)
        except BadValue as error:
            problems.append(Problem(name, str(error), f"{name}.{error.code}"))
    born = values.get("birth_date") if entity is StaffMember else None
    if born is not None and born.first > workspace.today:
        problems.append(Problem("birth_date", "Ngày sinh ở tương lai.", "birth_date.future"))
    if problems:
        raise Rejected(problems)
    return values


def load(workspace: Workspace, entity: type[Record], uid: str) -> dict[str, str]:
    """A record as text, for a form; references as the uid of what they point at. Raises UserError when it is gone."""
    with workspace.database.read() as session:
        record = get(session, entity, uid)
        return as_text(workspace, session, record)


def as_text(workspace: Workspace, session: Session, record: Record) -> dict[str, str]:
    """Every field of a record as a form shows it, the unit's own fields with it."""
    text: dict[str, str] = {}
    own = workspace.catalogue.own_fields(type(record))
    own_values = _own_values(session, record.uid) if own else {}
    for name, field in workspace.catalogue.fields(type(record)).items():
        if name in own:
            text[name] = field.show(field.load(own_values.get(name)))
        elif isinstance(field, Reference):
            target = getattr(record, name)
            text[name] = target.uid if target is not None else ""
        else:
            text[name] = field.show(getattr(record, name))
    return text


def get(session: Session, entity: type[Record], uid: str) -> Any:
    """The live record with a uid. Raises UserError when there is none."""
    found = session.scalars(select(entity).where(entity.uid == uid)).one_or_none()
    if found is None:
        raise UserError(f"Không còn {entity.caption} này; có thể người khác đã xóa. Hãy tải lại danh sách.")
    return found


def save(
    workspace: Workspace,
    entity: type[Record],
    uid: str | None,
    typed: Mapping[str, object],
    *,
    baseline: Mapping[str, str] | None = None,
    title: str = "",
    wait: float = 30,
    decision: Mapping[str, str] | None = None,
) -> str:
    """Save a new record (`uid` None) or the changes to one, and return its uid.

    `baseline` is the text that the form had loaded: only what differs from it is written, and a field that
    somebody else changed since is a Conflict showing both values. `decision` is what was typed of the decision
    behind the row («decision.number», …), where it was changed. Raises Rejected with every problem.
    """
    changed = {n: raw for n, raw in typed.items() if baseline is None or _plain(raw) != baseline.get(n, "")}
    problems: list[Problem] = []
    values = _gathered(lambda: read_values(workspace, entity, changed), problems)
    decided = _gathered(lambda: row_decision.read(workspace, decision or {}), problems)
    if not uid and not problems:
        problems += _missing(workspace, entity, values)
    if problems:
        raise Rejected(problems)
    if uid is not None and not values and decision is None:
        return uid
    named = values.get("full_name") or values.get("name") or typed.get("full_name") or typed.get("name") or ""
    title = title or f"{'Sửa' if uid else 'Thêm'} {entity.caption} {named}".strip()
    with workspace.database.write(title, wait=wait) as session:
        record = get(session, entity, uid) if uid else entity()
        if uid and baseline is not None:
            _refuse_clashes(workspace, session, record, values, baseline, changed)
        put(workspace, session, record, values)
        if decision is not None:
            row_decision.put(session, record, decided)
        session.flush()
        return str(record.uid)


def _gathered(read: Callable[[], dict[str, Any]], problems: list[Problem]) -> dict[str, Any]:
    """What `read` gives; what it refuses joins the problems, so that all of them are told at once."""
    try:
        return read()
    except Rejected as error:
        problems += error.problems
        return {}


def put(workspace: Workspace, session: UnitOfWork, record: Record, values: Mapping[str, Any]) -> None:
    """Set values on a record inside a unit of work, own fields and references (by uid) included."""
    entity = type(record)
    own = workspace.catalogue.own_fields(entity)
    session.add(record)
    for name, value in values.items():
        if name in own:
            continue
        field = entity.fields[name]
        if isinstance(field, Reference) and isinstance(value, str):
            with session.no_autoflush:  # the record is not whole yet
                value = get(session, RECORDS[field.to], value)
        setattr(record, name, value)
    if own.keys() & values.keys():
        session.flush()
        _put_own(workspace, session, record, {n: values[n] for n in own.keys() & values.keys()})


def remove(workspace: Workspace, entity: type[Record], uid: str, *, title: str = "") -> None:
    """Delete a record with what belongs to it. Raises UserError while others still point at it."""
    with workspace.database.write(title or f"Xóa {entity.caption}") as session:
        record = get(session, entity, uid)
        session.refuse_if_used(record)
        session.remove(record)


def _missing(workspace: Workspace, entity: type[Record], values: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(name, f"Chưa nhập {field.label}.", f"{name}.required")
        for name, field in workspace.catalogue.fields(entity).items()
        if field.required and values.get(name) is None and field.default is None
    ]


def _refuse_clashes(
    workspace: Workspace,
    session: Session,
    record: Record,
    values: Mapping[str, Any],
    baseline: Mapping[str, str],
    typed: Mapping[str, object],
) -> None:
    now = as_text(workspace, session, record)
    fields = workspace.catalogue.fields(type(record))
    clashes = []
    for name, value in values.items():
        # What was typed in other words (1/2/2010) is compared as it would be shown (01/02/2010).
        yours = _plain(value) if isinstance(fields[name], Reference) else fields[name].show(value)
        if now[name] != baseline.get(name, "") and now[name] != yours:
            clashes.append(Clash(name, fields[name].label, now[name], _plain(typed[name])))
    if clashes:
        raise Conflict(clashes)


def _plain(raw: object) -> str:
    return "" if raw is None else str(raw)


def _own_values(session: Session, uid: str) -> dict[str, Any]:
    rows = session.execute(select(OwnField.key, OwnValue.value).join(OwnValue.field).where(OwnValue.record_uid == uid))
    return {key: json.loads(value) for key, value in rows if value}


def _put_own(workspace: Workspace, session: UnitOfWork, record: Record, values: Mapping[str, Any]) -> None:
    fields = workspace.catalogue.own_fields(type(record))
    specs = {
        spec.key: spec for spec in session.scalars(select(OwnField).where(OwnField.entity == type(record).__name__))
    }
    held = {
        value.field.key: value for value in session.scalars(select(OwnValue).where(OwnValue.record_uid == record.uid))
    }
    for name, value in values.items():
        row = held.get(name) or OwnValue(record_uid=record.uid, field=specs[name])
        stored = json.dumps(fields[name].dump(value), ensure_ascii=False)
        if row.value != stored:
            row.value = stored
            session.add(row)
