"""One person as the record page shows them: own fields, every table of the record, what holds today; and drafts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected
from desktop.domain.fields import Reference
from desktop.domain.organisation import Department
from desktop.domain.record import RECORDS, Record, on_day
from desktop.domain.staff import EmploymentStatus, Placement, StaffMember
from desktop.domain.system import Draft
from desktop.services import records
from desktop.services.continuity import marks
from desktop.services.workspace import Workspace
from desktop.storage.types import utc_now

AT_WORK = "DANG_LAM"


@dataclass(frozen=True)
class TableRow:
    """One row of a table of the record: its uid, its fields as text, and whether it holds today (or as at the day).

    `marks` says by field what about its period is in doubt: it overlaps another row, or leaves a gap.
    """

    uid: str
    texts: Mapping[str, str]
    holds_today: bool
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """A person as shown: `texts` as a form takes them (references as uids), `tables` by kind of record."""

    uid: str
    texts: Mapping[str, str]
    tables: Mapping[str, Sequence[TableRow]]
    title: str
    department: str
    post: str
    status: str
    party: str


def load(workspace: Workspace, uid: str, tables: Sequence[type[Record]], on: date | None = None) -> Person:
    """Everything that the page shows of a person, in one read. Raises UserError when the record is gone.

    With `on`, rows are those that had begun by that day, and what holds is what held on it; the person's own fields
    have no dates and stand as they are (`services.changes.values_on` tells what they were in the file).
    """
    with workspace.database.read() as session:
        member = records.get(session, StaffMember, uid)
        today = on or workspace.today

        def shown(rows: Any, entity: str, field: str) -> str:
            row = on_day(rows, today)
            value = getattr(row, field, None)
            if isinstance(value, Record):
                return str(value)
            described = workspace.catalogue.fields(RECORDS[entity]).get(field)
            return described.show(value) if described else ""

        return Person(
            uid=uid,
            texts=records.as_text(workspace, session, member),
            tables={kind.__name__: rows_of(workspace, session, member, kind, on) for kind in tables},
            title=shown(member.titles, "TitleHolding", "title"),
            department=shown(member.placements, "Placement", "department"),
            post=shown(member.appointments, "Appointment", "post"),
            status=shown(member.statuses, "EmploymentStatus", "status"),
            party=shown(member.party_memberships, "PartyMembership", "stage"),
        )


def rows_of(
    workspace: Workspace, session: Session, member: Any, kind: type[Record], on: date | None = None
) -> list[TableRow]:
    """The rows of one table of a person's record, the newest first; with `on`, those that had begun by that day.

    Of a kind that belongs to another kind of the person's (a change of scope to a licence), those of all of them.
    """
    day = on or workspace.today
    found = [row for row in belonging(member, kind) if on is None or _age(row) <= on]
    rows = sorted(found, key=lambda row: (_age(row), row.id), reverse=True)
    doubts = marks(kind, rows)
    return [
        TableRow(row.uid, shown_texts(workspace, session, row), _holds(row, day), doubts.get(row.uid, {}))
        for row in rows
    ]


def belonging(member: Any, kind: type[Record]) -> list[Any]:
    """The live records of a kind that belong to a person, or to something of the person's."""
    for name, described in kind.references().items():
        if described.owned and described.to == "StaffMember" and name in ("staff", "mentee"):
            return list(getattr(member, described.many))
        if described.owned:
            owners = belonging(member, RECORDS[described.to])
            return [row for owner in owners for row in getattr(owner, described.many)]
    raise ValueError(kind.__name__)


def shown_texts(workspace: Workspace, session: Session, row: Record) -> dict[str, str]:
    """A record as a list shows it: references by their label, with the uid under «name.uid»."""
    texts = records.as_text(workspace, session, row)
    for name, described in type(row).fields.items():
        if isinstance(described, Reference) and name in texts:
            target = getattr(row, name)
            texts[f"{name}.uid"] = texts[name]
            texts[name] = called(target) if target is not None else ""
    return texts


def raw_texts(row: TableRow, names: Iterable[str]) -> dict[str, str]:
    """The fields of a shown row as a form takes them: references by uid."""
    return {name: row.texts.get(f"{name}.uid", row.texts.get(name, "")) for name in names}


def called(record: Any) -> str:
    """What a record is called in a list, of kinds too that have no name of their own."""
    match type(record).__name__:
        case "MentoringAssignment":
            parts = (record.kind.label if record.kind else "", str(record.mentor or ""), _shown(record.assigned_on))
            return ", ".join(part for part in parts if part)
        case "TrainingLine":
            return str(record.topic or record.kind or "")
    return str(record)


def options(workspace: Workspace, entity: str, of: str = "") -> list[tuple[str, str, str]]:
    """What a reference can point at: uid, label and a detail that tells twins apart, in the order of lists.

    Records that belong to a person are those of the person `of` (a uid) alone.
    """
    kind = RECORDS[entity]
    with workspace.database.read() as session:
        if of and kind is not StaffMember and any(each.owned for each in kind.references().values()):
            mine = belonging(records.get(session, StaffMember, of), kind)
            return [(record.uid, called(record), "") for record in sorted(mine, key=_age, reverse=True)]
        if kind is StaffMember:
            people = session.execute(
                select(StaffMember.uid, StaffMember.full_name, StaffMember.staff_code).order_by(StaffMember.name_key)
            )
            return [(row.uid, row.full_name, row.staff_code) for row in people]
        found = sorted(session.scalars(select(kind)), key=lambda r: (getattr(r, "order_no", None) or 9999, str(r)))
        return [(record.uid, called(record), "") for record in found]


def next_code(workspace: Workspace, prefix: str = "VC") -> str:
    """A free staff code, one beyond the highest of those with this prefix."""
    with workspace.database.read() as session:
        codes = session.scalars(select(StaffMember.staff_code).where(StaffMember.staff_code.startswith(prefix)))
        numbers = [int(code[len(prefix) :]) for code in codes if code[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:04d}"


def add(workspace: Workspace, typed: Mapping[str, object], department: str) -> str:
    """Take a new person in: the record, at work and in a department from the day of joining. Returns the uid.

    `department` is the uid of one, or empty. Raises Rejected with every problem.
    """
    problems = []
    try:
        values = records.read_values(workspace, StaffMember, typed)
    except Rejected as error:
        problems = error.problems
    if problems:
        raise Rejected(problems)
    since = values.get("joined_unit_on") or PartialDate.of(workspace.today)
    with workspace.database.write(f"Thêm hồ sơ {values.get('full_name') or ''}".strip()) as session:
        member = StaffMember()
        records.put(workspace, session, member, values)
        EmploymentStatus(staff=member, status=AT_WORK, starts_on=since)
        if department:
            Placement(staff=member, department=records.get(session, Department, department), starts_on=since)
        session.flush()
        return str(member.uid)


def keep_draft(workspace: Workspace, key: str, texts: Mapping[str, str]) -> None:
    """Keep what is typed and not yet saved: a power cut does not lose it."""
    forget_draft(workspace, key)
    workspace.database.remember([Draft(form_key=key, values=json.dumps(dict(texts)), saved_at=utc_now())])


def draft(workspace: Workspace, key: str) -> tuple[dict[str, str], datetime] | None:
    """What was typed in a form and never saved, and when; None when there is nothing."""
    with workspace.database.read() as session:
        found = session.scalars(select(Draft).where(Draft.form_key == key)).first()
        return (json.loads(found.values), found.saved_at) if found else None


def forget_draft(workspace: Workspace, key: str) -> None:
    """Drop a draft: it was saved, or the clerk does not want it."""
    if draft(workspace, key) is not None:  # most forms were saved before a draft was kept
        workspace.database.forget(Draft, form_key=key)


# What tells how old a row is, the first of these that it has and that is known.
_DATED = (
    *("starts_on", "assigned_on", "issued_on", "graduated_on", "list_resolution_on", "ceremony_on"),
    *("decided_on", "awarded_on", "review_on", "declared_on", "entered_on", "started_on", "accepted_on"),
    *("first_planned_on", "decision_on", "due_on"),
)


def _age(row: Any) -> date:
    for name in _DATED:
        value = getattr(row, name, None)
        if value is not None:
            found: date = value.first if isinstance(value, PartialDate) else value
            return found
    year = getattr(row, "year", None)
    return date(year, 12, 31) if year else date.min


def _shown(day: date | None) -> str:
    return PartialDate.of(day).show() if day else ""


def _holds(row: Any, today: date) -> bool:
    if not hasattr(row, "starts_on") or not hasattr(row, "ends_on"):
        return False
    return on_day([row], today) is not None
