"""One person's whole record as an encrypted file for the next unit, and taking such a file in.

What belongs to the person goes with its uids; what a row points at elsewhere (a department, a post, a mentor) goes as
text beside its uid. At the next unit, service in the old one is history: statuses, departments and posts become lines
of the work history there, unless the file is of the same unit. Nothing that cannot stand as a row is lost: it is
kept as text, in a paper of its own.
"""

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop import __version__
from desktop.domain.biography import Attachment, DocumentKind
from desktop.domain.errors import EnvironmentRefused, Problem, Rejected, UserError
from desktop.domain.fields import Code, Field, Flag, Money, Reference, Sensitivity, Text, Whole
from desktop.domain.mentoring import PARTY_KINDS, MentoringAssignment, MentoringReview
from desktop.domain.organisation import Decision, Unit
from desktop.domain.passwords import check_password
from desktop.domain.record import RECORDS, Record
from desktop.domain.rights import Rights
from desktop.domain.schooling import WorkHistory
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, StaffMember
from desktop.domain.system import Role
from desktop.services import records
from desktop.services.acts import described, known_by
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.audit import WITH_TOMBSTONES, UnitOfWork, owned
from desktop.storage.connection import newest_schema
from desktop.storage.package import Packed, PackedRecord, read_package, write_package

SUFFIX = ".canbo-nguoi"
FORMAT = "1"
# What stays behind: the sender's own tasks, marks and register are no part of the person's record.
LEFT_BEHIND = frozenset({"FollowUp", "NationalEntry", "StaffAct"})
# Histories of belonging to one unit; in another they are lines of the work history.
OF_THE_UNIT: tuple[type[Record], ...] = (EmploymentStatus, Placement, Appointment)
# The words of a mentor about somebody on the way into the Party are a paper of the Party.
_PARTY_WORDS = frozenset(
    n for n, f in MentoringReview.fields.items() if f.sensitive is Sensitivity.PARTY and not f.required
)
_PREFIX = "VC"  # of the codes that this unit gives
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_OPEN_TO_ALL = Rights.of(Role.HR_CLERK)  # who sees no matter of the Party


@dataclass(frozen=True)
class Sent:
    """A package that was made. `password` is shown once: nothing keeps it. `left_out` tells what did not go along."""

    path: Path
    password: str = field(repr=False)
    name: str = ""
    records: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One record of a package: values as the file keeps them, references as (uid, text), own fields as (label, text)."""

    entity: type[Record]
    uid: str
    values: Mapping[str, Any]
    points_at: Mapping[str, tuple[str, str]]
    own: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Package:
    """A package that was opened: from which unit, when, and its records, the person first."""

    name: str
    unit: str
    unit_uid: str
    made_on: date
    items: tuple[Item, ...] = field(repr=False)
    papers: Mapping[str, bytes] = field(repr=False)
    labels: Mapping[str, Mapping[str, str]] = field(repr=False)

    @property
    def member(self) -> Item:
        """The person's own record."""
        return next(item for item in self.items if item.entity is StaffMember)


@dataclass(frozen=True)
class Known:
    """Somebody in this file who is the person of a package: by uid, or by the citizen number."""

    uid: str
    name: str
    staff_code: str
    why: str


@dataclass(frozen=True)
class TakeIn:
    """What taking a package in would do. `as_text` is what would be kept as text, `same` who the person is here."""

    name: str
    unit: str
    made_on: date
    staff_code: str
    records: Mapping[str, int]
    as_text: tuple[str, ...]
    same: Known | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Taken:
    """What was taken in."""

    staff_uid: str
    records: Mapping[str, int]
    as_text: tuple[str, ...]


# --- out --------------------------------------------------------------------------------------------------------------


def send_out(workspace: Workspace, staff_uid: str, path: Path, password: str | None = None) -> Sent:
    """Write one person's record to a new encrypted file; without a password one is made. The audit notes it.

    Raises UserError without the right to take records out or for a short password, EnvironmentRefused where the file
    cannot be written; then nothing stands there.
    """
    if not workspace.rights.may_export:
        raise UserError("Bạn không có quyền xuất hồ sơ; chưa có tệp nào được ghi.")
    if password is not None:
        check_password(password)
    secret = password or new_password()
    with workspace.database.read() as session:
        member = records.get(session, StaffMember, staff_uid)
        packer = _Packer(workspace, session)
        packed = packer.pack(member)
        name = str(member)
    write_package(path, secret, packed)
    workspace.database.note(f"Xuất gói hồ sơ của {name} ra {path.name}", kind="export")
    counted = Counter(RECORDS[row.entity].caption for row in packed.records)
    return Sent(path, secret, name, dict(counted), tuple(packer.left_out))


def new_password() -> str:
    """A password that can be read out on the telephone: four groups of four, some 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def tree(member: Record) -> Iterator[Record]:
    """A person and every live record that belongs to them, owners before what they own."""
    waiting = [member]
    while waiting:
        record = waiting.pop(0)
        yield record
        waiting += sorted(owned(record), key=lambda child: (type(child).__name__, child.id))


class _Packer:
    """Turns the records of a person into what a package holds."""

    def __init__(self, workspace: Workspace, session: Session) -> None:
        self._workspace, self._session = workspace, session
        self._labels: dict[str, dict[str, str]] = {}
        self._papers: dict[str, bytes] = {}
        self.left_out: list[str] = []

    def pack(self, member: Record) -> Packed:
        found = [r for r in tree(member) if type(r).__name__ not in LEFT_BEHIND]
        papers: dict[str, Record] = {}
        for record in found:
            for name, one in type(record).references().items():
                if one.to == "Decision" and (paper := getattr(record, name)) is not None:
                    papers[paper.uid] = paper
        rows = [self._row(record) for record in (*papers.values(), *found)]
        unit = self._session.scalars(select(Unit)).first()
        header = {
            "format": FORMAT,
            "schema": str(newest_schema()),
            "program": __version__,
            "name": str(member),
            "unit": (unit.name if unit is not None else "") or "",
            "unit_uid": str(unit.uid) if unit is not None else "",
            "made_on": self._workspace.today.isoformat(),
            "labels": json.dumps(self._labels, ensure_ascii=False),
        }
        return Packed(header, tuple(rows), self._papers)

    def _row(self, record: Any) -> PackedRecord:
        entity = type(record)
        values, points_at = {}, {}
        for name, one in self._workspace.catalogue.fields(entity).items():
            if name not in entity.fields:
                continue
            value = getattr(record, name)
            if value is None or (name in _PARTY_WORDS and _is_party_review(record)):
                continue
            if isinstance(one, Reference):
                points_at[name] = (str(value.uid), str(value))
            else:
                values[name] = one.dump(value)
                self._note_label(one, value)
        if entity is Attachment and record.sha256:
            self._keep_paper(record)
        content = {"values": values, "points_at": points_at, "own": self._own(record)}
        return PackedRecord(entity.__name__, str(record.uid), json.dumps(content, ensure_ascii=False))

    def _note_label(self, one: Field, value: Any) -> None:
        if isinstance(one, Code) and one.codes is not None and value in one.codes:
            self._labels.setdefault(one.list, {})[value] = one.codes.label(value)

    def _keep_paper(self, record: Any) -> None:
        try:
            self._papers[record.sha256] = contents.get(self._session, record.sha256)
        except UserError:
            self.left_out.append(f"Nội dung giấy tờ «{record}»")

    def _own(self, record: Any) -> list[tuple[str, str]]:
        own = self._workspace.catalogue.own_fields(type(record))
        if not own:
            return []
        texts = records.as_text(self._workspace, self._session, record)
        return [(one.label, texts[name]) for name, one in own.items() if texts.get(name)]


def _is_party_review(record: Any) -> bool:
    return isinstance(record, MentoringReview) and record.assignment.kind in PARTY_KINDS


# --- in ---------------------------------------------------------------------------------------------------------------


def look(path: Path, password: str) -> Package:
    """Open a package. Raises EnvironmentRefused in one sentence: wrong password, damaged, newer, another kind of file."""
    packed = read_package(path, password)
    header = packed.header
    if header.get("format") != FORMAT or int(header.get("schema", "0")) > newest_schema():
        raise EnvironmentRefused(
            f"Gói hồ sơ {path.name} do phiên bản CanBo mới hơn lập. Hãy cập nhật chương trình rồi mở lại."
        )
    try:
        items = tuple(_item(row) for row in packed.records)
        made = Package(
            name=header["name"],
            unit=header["unit"],
            unit_uid=header["unit_uid"],
            made_on=date.fromisoformat(header["made_on"]),
            items=items,
            papers=packed.papers,
            labels=json.loads(header["labels"]),
        )
        assert made.member
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, StopIteration) as error:
        raise EnvironmentRefused(f"Gói hồ sơ {path.name} bị hỏng; hãy xin đơn vị gửi lập lại gói khác.") from error
    return made


def _item(row: PackedRecord) -> Item:
    """A record as it was packed. What no program of ours would have packed is damage: a package comes from outside."""
    entity, content = RECORDS[row.entity], json.loads(row.content)
    if row.entity not in personal_kinds() and entity is not Decision:
        raise ValueError(row.entity)
    values = {name: _loaded(entity.fields[name], stored) for name, stored in content["values"].items()}
    points_at = {name: (str(uid), str(text)) for name, (uid, text) in content["points_at"].items()}
    if any(f.required and name not in values and name not in points_at for name, f in entity.fields.items()):
        raise ValueError(row.entity)
    if points_at.keys() - entity.references().keys():
        raise ValueError(row.entity)
    return Item(entity, row.uid, values, points_at, tuple((str(label), str(text)) for label, text in content["own"]))


def _loaded(one: Field, stored: Any) -> Any:
    wanted = bool if isinstance(one, Flag) else int if isinstance(one, (Whole, Money)) else str
    if isinstance(one, Reference) or type(stored) is not wanted:
        raise ValueError(one.name)
    if isinstance(one, Text) and len(str(stored)) > one.max_length:
        raise ValueError(one.name)
    return one.load(stored)


@cache
def personal_kinds() -> frozenset[str]:
    """The kinds of record that belong to a person, by what owns them; those that stay behind are not among them."""
    found = {"StaffMember"}
    while True:
        more = {
            kind.__name__
            for kind in RECORDS.values()
            if any(f.owned and f.to in found for f in kind.references().values()) and kind.__name__ not in LEFT_BEHIND
        }
        if more <= found:
            return frozenset(found)
        found |= more


def preview(workspace: Workspace, package: Package) -> TakeIn:
    """What taking a package in would do here; nothing is written."""
    with workspace.database.read() as session:
        plan = _Plan(workspace, session, package)
        same = _known(session, package)
        code = same.staff_code if same is not None else _free_code(workspace, session, package)
        problems = []
        if same is not None and same.why == _BY_NUMBER:
            message = f"Số CCCD này là của {same.name} ({same.staff_code}); hãy chọn nhập vào hồ sơ đó."
            problems.append(Problem("into", message, "package.known"))
        return TakeIn(
            name=package.name,
            unit=package.unit,
            made_on=package.made_on,
            staff_code=code,
            records=plan.counted,
            as_text=tuple(plan.as_text),
            same=same,
            problems=tuple(problems),
        )


def take_in(workspace: Workspace, package: Package, *, staff_code: str = "", into: str = "") -> Taken:
    """Write a package as one step of undo: the person with every row, and as text what cannot stand as a row.

    `staff_code` is the person's code here, `into` the uid of a record that is the same person. The act of joining is
    left to the clerk. Raises Rejected where the person is known by the citizen number and `into` does not say so.
    """
    if not workspace.rights.may_import or not workspace.rights.may_edit:
        raise UserError("Bạn không có quyền nhập hồ sơ; chưa có gì thay đổi.")
    with workspace.database.write(f"Nhận gói hồ sơ {package.name} từ {package.unit or 'đơn vị khác'}") as session:
        same = _known(session, package)
        if same is not None and same.why == _BY_NUMBER and into != same.uid:
            message = f"Số CCCD này là của {same.name} ({same.staff_code}); hãy chọn nhập vào hồ sơ đó."
            raise Rejected([Problem("into", message, "package.known")])
        plan = _Plan(workspace, session, package)
        here = into or (same.uid if same is not None else "")
        member = records.get(session, StaffMember, here) if here else None
        code = staff_code.strip() or _free_code(workspace, session, package)
        uid = plan.write(session, member, code)
        return Taken(uid, plan.counted, tuple(plan.as_text))


_BY_UID, _BY_NUMBER = "Cùng mã hồ sơ", "Cùng số CCCD"


def _known(session: Session, package: Package) -> Known | None:
    found = session.scalars(select(StaffMember).where(StaffMember.uid == package.member.uid)).first()
    why = _BY_UID
    if found is None and (number := package.member.values.get("citizen_id")):
        found, why = known_by(session, number), _BY_NUMBER
    return Known(found.uid, found.full_name, found.staff_code, why) if found is not None else None


def _free_code(workspace: Workspace, session: Session, package: Package) -> str:
    """The code that the person had, where it is free here, else the next one of this unit."""
    wanted = str(package.member.values.get("staff_code") or "")
    taken = session.scalars(select(StaffMember.uid).where(StaffMember.staff_code == wanted)).first()
    if wanted and (taken is None or taken == package.member.uid):
        return wanted
    codes = session.scalars(select(StaffMember.staff_code).where(StaffMember.staff_code.startswith(_PREFIX)))
    numbers = [int(code[len(_PREFIX) :]) for code in codes if code[len(_PREFIX) :].isdigit()]
    return f"{_PREFIX}{max(numbers, default=0) + 1:04d}"


class _Plan:
    """How each record of a package stands in this file: as it was, as a line of the work history, or as text."""

    def __init__(self, workspace: Workspace, session: Session, package: Package) -> None:
        self._workspace, self._session, self._package = workspace, session, package
        unit = session.scalars(select(Unit)).first()
        self._is_home = unit is not None and str(unit.uid) == package.unit_uid
        self._coming = {item.uid for item in package.items}
        self._targets: dict[tuple[str, str], Any] = {}
        self.rows: list[Item] = []
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.as_text: list[str] = []
        dropped: set[str] = set()
        for item in package.items:
            if not self._sort(item, dropped):
                dropped.add(item.uid)
        captions = [item.entity.caption for item in self.rows] + [WorkHistory.caption] * len(self.lines)
        self.counted: Mapping[str, int] = dict(Counter(captions))

    def _sort(self, item: Item, dropped: set[str]) -> bool:
        """Put a record where it goes; False where it has no row of its own here."""
        if not self._workspace.rights.opens(item.entity):
            return False
        if not self._is_home and item.entity in OF_THE_UNIT:
            self.lines.append((item.uid, self._as_service(item)))
            return False
        unknown = []
        for name, (uid, text) in item.points_at.items():
            one = item.entity.fields[name]
            assert isinstance(one, Reference)
            if uid in dropped or (one.owned and uid not in self._coming):
                return False
            if uid not in self._coming and self._target(one.to, uid) is None:
                unknown.append((name, one, text))
        if any(one.required for _name, one, _text in unknown) or (
            item.entity is MentoringAssignment and item.values.get("kind") in PARTY_KINDS and unknown
        ):
            self._tell(item, "")
            return False
        for name, one, text in unknown:
            if _OPEN_TO_ALL.shows(one) and name != "round":
                self._tell(item, f"{one.label}: {text}")
        self.rows.append(item)
        return True

    def _tell(self, item: Item, only: str) -> None:
        """Keep a record, or one thing of it, as a line of text; matters of the Party go the Party's own way."""
        if not _OPEN_TO_ALL.opens(item.entity) or item.values.get("kind") in PARTY_KINDS:
            return
        days = " – ".join(item.values[n].show() for n in ("starts_on", "ends_on") if item.values.get(n) is not None)
        what = only or self._described(item)
        self.as_text.append(f"{item.entity.caption}{f' ({days})' if days else ''}: {what}")

    def _described(self, item: Item) -> str:
        pointed = {n: text for n, (_uid, text) in item.points_at.items() if n not in ("staff", "mentee", "decision")}
        return described(self._workspace, item.entity, {**self._translated(item), **pointed}, labelled=True)

    def _as_service(self, item: Item) -> dict[str, Any]:
        """A status, a department or a post of the old unit as a line of the work history."""
        pointed = {name: text for name, (_uid, text) in item.points_at.items()}
        values, labels = self._translated(item), self._workspace.catalogue.fields(item.entity)
        place = ", ".join(part for part in (pointed.get("department"), self._package.unit) if part)
        match item.entity.__name__:
            case "Placement":
                position = values.get("job")
            case "Appointment":
                position = pointed.get("post")
            case _:
                position = labels["status"].show(values.get("status"))
                position = "; ".join(p for p in (position, values.get("place"), values.get("reason")) if p)
        told = {
            "organisation": (place or "Đơn vị cũ")[:250],
            "position": (position or "")[:250] or None,
            "starts_on": values.get("starts_on"),
            "ends_on": values.get("ends_on"),
        }
        return {name: value for name, value in told.items() if value is not None}

    def _translated(self, item: Item) -> dict[str, Any]:
        """The values with codes as this file has them: the same code, that of the same label, else the label as typed."""
        found = dict(item.values)
        for name, value in item.values.items():
            one = item.entity.fields[name]
            if isinstance(one, Code):
                known = self._workspace.catalogue.list(one.list)
                label = self._package.labels.get(one.list, {}).get(value, value)
                found[name] = value if value in known else known.find(label) or label
        return found

    def _target(self, entity: str, uid: str) -> Any | None:
        if (entity, uid) not in self._targets:
            kind: Any = RECORDS[entity]
            self._targets[entity, uid] = self._session.scalars(select(kind).where(kind.uid == uid)).first()
        return self._targets[entity, uid]

    def write(self, session: UnitOfWork, member: Any, staff_code: str) -> str:
        """Make everything; returns the uid of the person."""
        made: dict[str, Any] = {}
        with session.no_autoflush:
            for item in self.rows:
                if item.entity is StaffMember and member is not None:
                    self._fill(member, item)
                    made[item.uid] = member
                    continue
                values = self._translated(item)
                if item.entity is StaffMember:
                    values["staff_code"] = staff_code
                elif item.entity is Decision and not values.get("issuer"):
                    values["issuer"] = self._package.unit or None
                made[item.uid] = self._make(session, item, values, made)
        who = made[self._package.member.uid]
        session.flush()
        for uid, values in self.lines:
            if self._standing(session, WorkHistory, uid) is None:
                session.add(WorkHistory(staff=who, uid=uid, **values))
        for item in self.rows:
            if item.entity is Attachment and (data := self._package.papers.get(item.values.get("sha256") or "")):
                contents.put(session, data)
        session.flush()
        self._put_own(session, made)
        self._keep_text(session, who)
        session.flush()
        return str(who.uid)

    def _make(self, session: UnitOfWork, item: Item, values: Mapping[str, Any], made: Mapping[str, Any]) -> Any:
        """A record with its uid; one that was removed here comes back, one that is here stays as it is."""
        there = self._standing(session, item.entity, item.uid)
        if there is not None and there.deleted_at is None:
            return there
        record = there if there is not None else item.entity(uid=item.uid)
        for name, value in values.items():
            setattr(record, name, value)
        for name, (uid, _text) in item.points_at.items():
            one = item.entity.fields[name]
            assert isinstance(one, Reference)
            setattr(record, name, made.get(uid) or self._target(one.to, uid))
        if there is not None:
            record.deleted_at = None
        session.add(record)
        return record

    def _standing(self, session: UnitOfWork, entity: Any, uid: str) -> Any | None:
        query = select(entity).where(entity.uid == uid).execution_options(**{WITH_TOMBSTONES: True})
        return session.scalars(query).first()

    def _fill(self, member: Any, item: Item) -> None:
        """Into a person who is here only what is not known yet."""
        for name, value in self._translated(item).items():
            if getattr(member, name) is None:
                setattr(member, name, value)

    def _put_own(self, session: UnitOfWork, made: Mapping[str, Any]) -> None:
        for item in self.rows:
            own = {one.label: (name, one) for name, one in self._workspace.catalogue.own_fields(item.entity).items()}
            values = {}
            for label, text in item.own:
                if label in own:
                    name, one = own[label]
                    values[name] = one.read(text)
                else:
                    self._tell(item, f"{label}: {text}")
            if values:
                records.put(self._workspace, session, made[item.uid], values)

    def _keep_text(self, session: UnitOfWork, who: Any) -> None:
        if not self.as_text:
            return
        head = f"{self._package.name}: phần hồ sơ của {self._package.unit or 'đơn vị cũ'} giữ dạng chữ"
        data = "\r\n".join([head, *self.as_text, ""]).encode("utf-8-sig")
        name = contents.put(session, data)
        if any(paper.sha256 == name and paper.deleted_at is None for paper in who.attachments):
            return
        made = Attachment(
            staff=who,
            kind=DocumentKind.RECORD,
            title=head[:250],
            file_name="ho-so-don-vi-cu.txt",
            size=len(data),
            sha256=name,
        )
        session.add(made)
