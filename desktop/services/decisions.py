"""The register of decisions: every paper with what it made and for whom, what it still lacks, and its workbook."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.organisation import Decision, Unit
from desktop.domain.record import RECORDS, Record
from desktop.domain.staff import StaffAct
from desktop.domain.text import search_key
from desktop.excel.writer import save_table
from desktop.services import records
from desktop.services.acts import described
from desktop.services.follow_ups import FollowUpItem, open_for
from desktop.services.workspace import Workspace
from desktop.storage.mapping import TABLES

_NEEDED = ("number", "issued_on", "signer")
_NAMED = 3


@dataclass(frozen=True)
class Filter:
    """Which decisions: of a kind, a year (of signing, else of effect), a text in any of their words, a person."""

    kind: str = ""
    year: int | None = None
    text: str = ""
    staff_uid: str = ""
    incomplete: bool = False


@dataclass(frozen=True)
class DecisionLine:
    """One decision in the register. `everybody` names its people, in order; `missing` labels what it lacks."""

    uid: str
    number: str
    issued_on: date | None
    effective_on: date | None
    kind: str
    subject: str
    issuer: str
    signer: str
    everybody: tuple[str, ...]
    rows: int
    missing: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many people it is about."""
        return len(self.everybody)

    @property
    def names(self) -> tuple[str, ...]:
        """The first few of its people."""
        return self.everybody[:_NAMED]

    @property
    def year(self) -> int | None:
        """The year that it is filed under."""
        day = self.issued_on or self.effective_on
        return day.year if day else None


@dataclass(frozen=True)
class MadeRow:
    """A record that a decision made: which, whose, what it says, and for how long."""

    entity: str
    uid: str
    staff_uid: str
    name: str
    caption: str
    text: str
    starts: str
    ends: str


@dataclass(frozen=True)
class Affected:
    """Somebody a decision is about, and the reason where one is told."""

    staff_uid: str
    staff_code: str
    name: str
    reason: str


@dataclass(frozen=True)
class DecisionDetails:
    """A decision with everything it made and left to be done."""

    line: DecisionLine
    people: tuple[Affected, ...]
    rows: tuple[MadeRow, ...]
    follow_ups: tuple[FollowUpItem, ...]


def register(workspace: Workspace, wanted: Filter = Filter()) -> list[DecisionLine]:
    """The decisions that a filter lets through, the newest first; those without a day stand last."""
    with workspace.database.read() as session:
        lines = list(_lines(session))
        of_person = _of_person(session, wanted.staff_uid) if wanted.staff_uid else None
    words = search_key(wanted.text).split()
    found = [
        line
        for line in lines
        if (not wanted.kind or line.kind == wanted.kind)
        and (wanted.year is None or line.year == wanted.year)
        and (of_person is None or line.uid in of_person)
        and (not wanted.incomplete or line.missing)
        and all(word in _searched(line) for word in words)
    ]
    return sorted(found, key=lambda line: (line.issued_on or line.effective_on or date.min, line.number), reverse=True)


def kinds(workspace: Workspace) -> list[str]:
    """The kinds of decision there are, in the order of the alphabet."""
    with workspace.database.read() as session:
        t = TABLES["Decision"]
        found = session.execute(select(t.c.kind).where(t.c.deleted_at.is_(None), t.c.kind.is_not(None)).distinct())
        return sorted((kind for (kind,) in found), key=search_key)


def years(workspace: Workspace) -> list[int]:
    """The years that decisions are filed under, newest first."""
    with workspace.database.read() as session:
        return sorted({line.year for line in _lines(session) if line.year is not None}, reverse=True)


def details(workspace: Workspace, uid: str) -> DecisionDetails:
    """A decision with the people it is about, the rows it made and what it left to be done. Raises UserError."""
    with workspace.database.read() as session:
        record = records.get(session, Decision, uid)
        (line,) = (line for line in _lines(session, record.id))
        people: dict[str, Affected] = {}
        for act in record.acts:
            person = act.staff
            people[person.uid] = Affected(person.uid, person.staff_code, person.full_name, act.reason or "")
        rows = []
        for entity, name in _pointing():
            kind: Any = entity
            for row in session.scalars(select(kind).where(getattr(kind, name) == record).order_by(kind.id)):
                if entity is StaffAct:
                    continue
                person = getattr(row, "staff", None)
                if person is not None:
                    affected = Affected(person.uid, person.staff_code, person.full_name, "")
                    people.setdefault(person.uid, affected)
                rows.append(_made(workspace, entity, row, person))
    ordered = sorted(people.values(), key=lambda a: a.staff_code)
    return DecisionDetails(line, tuple(ordered), tuple(rows), tuple(open_for(workspace, act_uid=uid, with_done=True)))


def _made(workspace: Workspace, entity: type[Record], row: Any, person: Any) -> MadeRow:
    values = {name: getattr(row, name) for name in entity.fields}
    days = [values.get(name) for name in ("starts_on", "ends_on")]
    return MadeRow(
        entity=entity.__name__,
        uid=row.uid,
        staff_uid=person.uid if person is not None else "",
        name=str(person) if person is not None else "",
        caption=entity.caption,
        text=described(workspace, entity, values),
        starts=days[0].show() if days[0] is not None else "",
        ends=days[1].show() if days[1] is not None else "",
    )


def export(workspace: Workspace, wanted: Filter, path: Path) -> int:
    """Save the register as a workbook (or .csv), and return how many decisions it has; the audit notes it.

    Raises UserError without the right to take lists out, EnvironmentRefused where the file cannot be written.
    """
    if not workspace.rights.may_export:
        raise UserError("Bạn không có quyền xuất sổ quyết định; chưa có tệp nào được ghi.")
    lines = register(workspace, wanted)
    with workspace.database.read() as session:
        unit = session.scalars(select(Unit)).first()
        name = unit.name if unit is not None else ""
    headers = ["STT", "Số quyết định", "Ngày ký", "Ngày hiệu lực", "Loại", "Trích yếu", "Cơ quan ban hành", "Người ký"]
    headers += ["Số người", "Những người liên quan", "Còn thiếu"]
    rows = [
        [
            *(count, line.number or None, line.issued_on, line.effective_on, line.kind or None, line.subject or None),
            *(line.issuer or None, line.signer or None, line.people, _named(line), ", ".join(line.missing) or None),
        ]
        for count, line in enumerate(lines, 1)
    ]
    save_table(path, headers, rows, title="Sổ quyết định", unit=name or "")
    workspace.database.note(f"Xuất sổ quyết định ({len(rows)} quyết định) ra {path.name}", kind="export")
    return len(rows)


def _named(line: DecisionLine) -> str | None:
    more = line.people - len(line.names)
    return ", ".join(line.names) + (f" và {more} người khác" if more > 0 else "") or None


@cache
def _pointing() -> tuple[tuple[type[Record], str], ...]:
    """Every kind of record with a field that names a decision, and that field; acts first."""
    found = [
        (kind, name)
        for kind in RECORDS.values()
        for name, one in kind.fields.items()
        if isinstance(one, Reference) and one.to == "Decision"
    ]
    return tuple(sorted(found, key=lambda pair: pair[0] is not StaffAct))


def _lines(session: Session, only: int | None = None) -> Iterator[DecisionLine]:
    t = TABLES["Decision"]
    columns = ("uid", "number", "issued_on", "effective_on", "kind", "subject", "issuer", "signer")
    query = select(t.c.id, *(t.c[name] for name in columns)).where(t.c.deleted_at.is_(None))
    if only is not None:
        query = query.where(t.c.id == only)
    people, rows = _counted(session)
    names = _names(session, {staff for ids in people.values() for staff in ids})
    for id, *told in session.execute(query):
        values: Mapping[str, Any] = dict(zip(columns, told, strict=True))
        yield DecisionLine(
            uid=values["uid"],
            number=values["number"] or "",
            issued_on=values["issued_on"],
            effective_on=values["effective_on"],
            kind=values["kind"] or "",
            subject=values["subject"] or "",
            issuer=values["issuer"] or "",
            signer=values["signer"] or "",
            everybody=tuple(names[staff] for staff in people.get(id, ()) if staff in names),
            rows=rows.get(id, 0),
            missing=tuple(Decision.fields[n].label for n in _NEEDED if not values[n]),
        )


def _counted(session: Session) -> tuple[dict[int, list[int]], dict[int, int]]:
    """By decision: the people it is about, in order, and how many records it made."""
    people: dict[int, dict[int, None]] = defaultdict(dict)
    rows: dict[int, int] = defaultdict(int)
    for kind, name in _pointing():
        t = TABLES[kind.__name__]
        decision = t.c[f"{name}_id"]
        where = (decision.is_not(None), t.c.deleted_at.is_(None))
        if "staff_id" not in t.c:
            for id, count in session.execute(select(decision, func.count()).where(*where).group_by(decision)):
                rows[id] += count
            continue
        for id, staff in session.execute(select(decision, t.c.staff_id).where(*where).order_by(t.c.id)):
            people[id][staff] = None
            rows[id] += kind is not StaffAct
    return {id: list(staff) for id, staff in people.items()}, rows


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    t, every, found = TABLES["StaffMember"], sorted(ids), {}
    for start in range(0, len(every), 500):
        query = select(t.c.id, t.c.full_name).where(t.c.id.in_(every[start : start + 500]))
        found.update({id: name for id, name in session.execute(query)})
    return found


def _of_person(session: Session, staff_uid: str) -> set[str]:
    people, decisions = TABLES["StaffMember"], TABLES["Decision"]
    found: set[str] = set()
    for kind, name in _pointing():
        t = TABLES[kind.__name__]
        if "staff_id" in t.c:
            query = (
                select(decisions.c.uid)
                .join(t, t.c[f"{name}_id"] == decisions.c.id)
                .join(people, people.c.id == t.c.staff_id)
                .where(people.c.uid == staff_uid, t.c.deleted_at.is_(None))
            )
            found.update(uid for (uid,) in session.execute(query))
    return found


def _searched(line: DecisionLine) -> str:
    return search_key(" ".join((line.number, line.kind, line.subject, line.issuer, line.signer, *line.everybody)))
