"""The decision behind a row of a history, typed in place: found by its number and day, or made.

Two rows that name the same paper point at one record, so that a signer is corrected once. A paper of old years may
lack its number; it is then the row's own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from desktop.domain.errors import BadValue, Problem, Rejected
from desktop.domain.fields import Field
from desktop.domain.organisation import Decision
from desktop.domain.record import Record
from desktop.services.workspace import Workspace
from desktop.storage import links
from desktop.storage.audit import UnitOfWork

FIELDS = ("number", "issued_on", "signer", "issuer")
PREFIX = "decision."


def fields(workspace: Workspace) -> list[Field]:
    """The fields of a decision that a row asks for, under the names «decision.number», …; none is required."""
    known = workspace.catalogue.fields(Decision)
    return [replace(known[name], name=f"{PREFIX}{name}", required=False) for name in FIELDS]


def texts(workspace: Workspace, uid: str) -> dict[str, str]:
    """What stands in the decision with a uid, under the same names; empty for no decision."""
    known = workspace.catalogue.fields(Decision)
    if not uid:
        return {f"{PREFIX}{name}": "" for name in FIELDS}
    with workspace.database.read() as session:
        found = session.scalars(select(Decision).where(Decision.uid == uid)).one_or_none()
        return {f"{PREFIX}{name}": known[name].show(getattr(found, name, None)) for name in FIELDS}


def read(workspace: Workspace, typed: Mapping[str, str]) -> dict[str, Any]:
    """The values typed for a decision by the names of its own fields. Raises Rejected with the prefixed names."""
    known, problems = {field.name: field for field in fields(workspace)}, []
    values: dict[str, Any] = {}
    for name, text in typed.items():
        try:
            values[name.removeprefix(PREFIX)] = known[name].read(text)
        except BadValue as error:
            problems.append(Problem(name, str(error), error.code))
    if problems:
        raise Rejected(problems)
    return values


def put(session: UnitOfWork, row: Any, values: Mapping[str, Any]) -> None:
    """Let `row` point at the decision with these values: the one it has, one that is there already, or a new one."""
    before: Any = row.decision
    if not any(values.values()):
        row.decision = None
        _drop_if_alone(session, before)
        return
    named = (values.get("number"), values.get("issued_on"))
    if before is not None and (before.number, before.issued_on) == named:
        found: Any = before
    else:
        same = select(Decision).where(Decision.number == named[0], Decision.issued_on == named[1])
        found = session.scalars(same).first() if named[0] else None  # a paper without a number is like no other
        if found is None and before is not None and _used(session, before) == 1:
            found = before  # its number or day was mistyped
    if found is None:
        found = Decision()
        session.add(found)
    for name, value in values.items():
        if value is not None or found is before:
            setattr(found, name, value)
    row.decision = found
    if before is not found:
        _drop_if_alone(session, before)


def _used(session: UnitOfWork, decision: Record) -> int:
    session.flush()
    return sum(count for _kind, count in links.count_users(session.connection(), decision))


def _drop_if_alone(session: UnitOfWork, decision: Any) -> None:
    """A decision that nothing names any more was a slip of the keyboard."""
    if decision is not None and not _used(session, decision):
        session.remove(decision)
