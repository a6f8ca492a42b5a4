"""Taking one person's package in: who it is here, what stands as a row, and what is kept as text."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.biography import Attachment, DocumentKind
from desktop.domain.errors import BadValue, Problem, Rejected, UserError
from desktop.domain.fields import Code, Reference
from desktop.domain.mentoring import PARTY_KINDS, MentoringAssignment
from desktop.domain.organisation import Decision, Unit
from desktop.domain.record import RECORDS, Record
from desktop.domain.rights import Rights
from desktop.domain.schooling import WorkHistory
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, StaffMember
from desktop.domain.system import Role
from desktop.services import records
from desktop.services.acts import described, known_by
from desktop.services.person_package.opening import Item, Package
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.audit import WITH_TOMBSTONES, UnitOfWork

# Histories of belonging to one unit; in another they are lines of the work history.
OF_THE_UNIT: tuple[type[Record], ...] = (EmploymentStatus, Placement, Appointment)
_PREFIX = "VC"  # of the codes that this unit gives
_OPEN_TO_ALL = Rights.of(Role.HR_CLERK)  # who sees no matter of the Party


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
        typed = StaffMember.fields["staff_code"].read(staff_code) if staff_code.strip() else None
        code = typed or _free_code(workspace, session, package)
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
        self.own: dict[str, dict[str, Any]] = {}
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
            if not item.of_party:  # the work history is open to all
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
        self.own[item.uid] = self._own_values(item)
        self.rows.append(item)
        return True

    def _own_values(self, item: Item) -> dict[str, Any]:
        """The values of own fields that this unit has too, by the same label; the others are told."""
        own = {one.label: (name, one) for name, one in self._workspace.catalogue.own_fields(item.entity).items()}
        values = {}
        for label, text in item.own:
            name, one = own.get(label, ("", None))
            try:
                if one is not None:
                    values[name] = one.read(text)
                    continue
            except BadValue:
                pass
            self._tell(item, f"{label}: {text}")
        return values

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
        for uid, values in self.own.items():
            if values:
                records.put(self._workspace, session, made[uid], values)

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
