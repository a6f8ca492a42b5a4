"""The tray «changed, not yet in the national database»: what is waiting, what to copy, and the mark that clears it.

What waits is read from the audit: nothing is stored but the moment from which the unit keeps track, and for each person
the moment up to which the changes were entered. A change that was undone waits no longer.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain import national
from desktop.domain.biography import NationalEntry
from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.record import Record
from desktop.domain.staff import StaffMember
from desktop.domain.system import Acknowledgement, Setting
from desktop.services import records
from desktop.services.person import rows_of
from desktop.services.workspace import Workspace
from desktop.storage.audit import Kind
from desktop.storage.links import blocks
from desktop.storage.mapping import ENTITIES, TABLES, change, operation, staff_current
from desktop.storage.types import utc_now

SINCE = "national.tracking_since"
_VERBS = {Kind.CREATED: "thêm {}", Kind.DELETED: "bỏ {}", Kind.RESTORED: "khôi phục {}"}


@dataclass(frozen=True)
class Waiting:
    """A person with changes that are not yet in the national database.

    `changed_on` is the day of the first of them, `due_on` the last day to enter it, `days_left` the working days until
    then (negative: overdue); `what` says in words what changed, `touched` holds the uids of the records that changed.
    """

    uid: str
    staff_code: str
    name: str
    department: str
    changed_on: date
    due_on: date
    days_left: int
    what: tuple[str, ...]
    touched: frozenset[str] = frozenset()
    fields: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class CardLine:
    """One line to copy from: the number on the form, the label, the value now, and whether it is what changed."""

    item: str
    label: str
    value: str
    is_changed: bool = False
    is_heading: bool = False


def tracking_since(workspace: Workspace) -> datetime | None:
    """The moment from which changes are kept track of; None before «Bắt đầu theo dõi»."""
    with workspace.database.read() as session:
        return _since(session)


def begin_tracking(workspace: Workspace) -> None:
    """Take what stands in the file as entered already: from now on changes wait in the tray. One step of undo."""
    with workspace.database.write("Bắt đầu theo dõi cập nhật cơ sở dữ liệu quốc gia") as session:
        found = session.scalar(select(Setting).where(TABLES["Setting"].c.key == SINCE)) or Setting(key=SINCE)
        found.value = utc_now().isoformat()
        session.add(found)


def tray(workspace: Workspace, uids: Collection[str] | None = None) -> list[Waiting]:
    """Everybody (or those of `uids`) whose changes wait, the most pressing first. Empty before tracking began."""
    with workspace.database.read() as session:
        waiting = list(pending(session, workspace.catalogue).items())
        people = _people(session, [number for number, _ in waiting])
    today, policy = workspace.today, workspace.policy
    rows = []
    for number, changes in waiting:
        uid, code, name, department = people[number]
        if uids is not None and uid not in uids:
            continue
        first = first_day(changes, today)
        due = national.due_on(first, policy)
        rows.append(
            Waiting(
                uid=uid,
                staff_code=code,
                name=name,
                department=department or "",
                changed_on=first,
                due_on=due,
                days_left=national.working_days_left(today, due, policy.is_working),
                what=tuple(dict.fromkeys(each.what for each in changes)),
                touched=frozenset(each.record_uid for each in changes),
                fields=frozenset(name for each in changes for name in each.fields),
            )
        )
    return sorted(rows, key=lambda row: (row.due_on, row.staff_code))


def card(workspace: Workspace, waiting: Waiting) -> list[CardLine]:
    """What to copy into the national database, in the order of the form. Raises UserError when the person is gone."""
    fields = workspace.catalogue.fields(StaffMember)
    lines = []
    with workspace.database.read() as session:
        member = records.get(session, StaffMember, waiting.uid)
        texts = records.as_text(workspace, session, member)
        own_changed = waiting.uid in waiting.touched
        for name in national.held_fields(StaffMember, fields):
            value = texts.get(name, "")
            is_changed = own_changed and (not waiting.fields or name in waiting.fields)
            if value or is_changed:
                lines.append(CardLine(fields[name].item, fields[name].label, value, is_changed))
        for entity in national.TABLES_HELD:
            if workspace.rights.opens(entity):
                lines += _table(workspace, session, member, entity, waiting.touched)
    return lines


def mark_entered(workspace: Workspace, uids: Iterable[str], on: date, note: str = "") -> int:
    """Say that the changes of some people stand in the national database since `on`; tells how many people.

    Raises UserError for a day ahead.
    """
    if on > workspace.today:
        raise UserError(f"Ngày cập nhật {show_day(on)} ở sau hôm nay; hãy ghi ngày đã nhập thật.")
    wanted = list(dict.fromkeys(uids))
    moment = utc_now()
    title = f"Đã cập nhật cơ sở dữ liệu quốc gia: {len(wanted)} người"
    with workspace.database.write(title) as session:
        for uid in wanted:
            member = records.get(session, StaffMember, uid)
            session.add(NationalEntry(staff=member, entered_on=on, covers_until=moment, note=note or None))
    return len(wanted)


@dataclass(frozen=True)
class SignOff:
    """The signing of a month's data: its days, and when it was done (None: not yet)."""

    month: date
    first: date
    last: date
    done_on: date | None = None


def sign_off(workspace: Workspace) -> SignOff:
    """The signing of the running month."""
    first, last = national.sign_off_days(workspace.today, workspace.policy)
    t = TABLES["Acknowledgement"]
    query = select(t.c.reason).where(t.c.rule == national.SIGN_OFF_RULE, t.c.due_on == last, t.c.deleted_at.is_(None))
    with workspace.database.read() as session:
        told = session.scalar(query)
    return SignOff(first.replace(day=1), first, last, date.fromisoformat(told) if told else None)


def mark_signed(workspace: Workspace) -> None:
    """Say that the running month's data were signed off today. One step of undo."""
    month = sign_off(workspace)
    if month.done_on is not None:
        return
    with workspace.database.write(f"Đã ký xác nhận dữ liệu tháng {month.month:%m/%Y}") as session:
        session.add(
            Acknowledgement(
                rule=national.SIGN_OFF_RULE, subject_uid="unit", due_on=month.last, reason=workspace.today.isoformat()
            )
        )


@dataclass(frozen=True)
class Change:
    """One change that the national database should have: when, of which record, in words, and the fields it names."""

    at: datetime
    record_uid: str
    what: str
    fields: tuple[str, ...]


def _since(session: Session) -> datetime | None:
    t = TABLES["Setting"]
    value = session.scalar(select(t.c.value).where(t.c.key == SINCE, t.c.deleted_at.is_(None)))
    return datetime.fromisoformat(value) if value else None


def _entered(session: Session) -> dict[int, datetime]:
    t = TABLES["NationalEntry"]
    query = select(t.c.staff_id, func.max(t.c.covers_until)).where(t.c.deleted_at.is_(None)).group_by(t.c.staff_id)
    return {staff: until for staff, until in session.execute(query)}


def _people(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str, str, str | None]]:
    s, c, d = TABLES["StaffMember"], staff_current, TABLES["Department"]
    found = {}
    for block in blocks(ids):
        query = (
            select(s.c.id, s.c.uid, s.c.staff_code, s.c.full_name, d.c.name)
            .outerjoin(c, c.c.staff_id == s.c.id)
            .outerjoin(d, d.c.id == c.c.department_id)
            .where(s.c.id.in_(block))
        )
        for number, *told in session.execute(query):
            found[number] = tuple(told)
    return found


def pending(session: Session, catalogue: Catalogue) -> dict[int, list[Change]]:
    """The changes that wait, by the id of the person; nothing before tracking began."""
    since = _since(session)
    if since is None:
        return {}
    entered = _entered(session)
    found = {}
    for number, changes in _changed(session, catalogue, since).items():
        open_ones = [each for each in changes if number not in entered or each.at > entered[number]]
        if open_ones:
            found[number] = open_ones
    return found


def first_day(changes: Iterable[Change], today: date) -> date:
    """The day of the first of some changes, by this PC's calendar."""
    return min(min(each.at for each in changes).astimezone().date(), today)


def _changed(session: Session, catalogue: Catalogue, since: datetime) -> dict[int, list[Change]]:
    """What was changed after a moment and not undone, by the id of the person; of people who are still in the file."""
    held = [e.__name__ for e in ENTITIES.values() if national.holds(e) and catalogue.rights.opens(e)]
    query = (
        select(operation.c.at, change.c.entity, change.c.record_uid, change.c.kind, change.c.after)
        .join(operation, operation.c.id == change.c.operation_id)
        .where(operation.c.kind == "do", operation.c.is_undone.is_(False), operation.c.at > since)
        .where(change.c.entity.in_(held))
        .order_by(change.c.id)
    )
    by_entity: dict[str, list[tuple[datetime, str, int, str | None]]] = defaultdict(list)
    for at, entity, uid, kind, after in session.execute(query):
        by_entity[entity].append((at, uid, kind, after))
    found: dict[int, list[Change]] = defaultdict(list)
    for name, rows in by_entity.items():
        owners = _owners(session, name, {row[1] for row in rows})
        for at, uid, kind, after in rows:
            told = _told(catalogue, ENTITIES[name], Kind(kind), after)
            if told is not None and uid in owners:
                found[owners[uid]].append(Change(at, uid, *told))
    return found


def _owners(session: Session, entity: str, uids: set[str]) -> dict[str, int]:
    """Whose the records are; people who were removed have nothing to enter."""
    t, s = TABLES[entity], TABLES["StaffMember"]
    owner = t.c.id if entity == "StaffMember" else t.c.staff_id
    found: dict[str, int] = {}
    for block in blocks(uids):
        query = select(t.c.uid, owner).join(s, s.c.id == owner).where(t.c.uid.in_(block), s.c.deleted_at.is_(None))
        if entity == "Appraisal":  # a round is entered as a whole, within days of its own
            query = query.where(t.c.round_id.is_(None))
        if entity == "StaffMember":
            query = select(s.c.uid, s.c.id).where(s.c.uid.in_(block), s.c.deleted_at.is_(None))
        found.update({uid: number for uid, number in session.execute(query)})
    return found


def _told(
    catalogue: Catalogue, entity: type[Record], kind: Kind, after: str | None
) -> tuple[str, tuple[str, ...]] | None:
    """A change in words, and the fields that it names; None for what the database does not hold."""
    if kind is not Kind.CHANGED:
        return _VERBS[kind].format(entity.caption).capitalize(), ()
    fields = catalogue.fields(entity)
    names = tuple(national.held_fields(entity, json.loads(after) if after else fields))
    names = tuple(name for name in names if name in fields)
    if not names:
        return None
    if entity is StaffMember:
        return ", ".join(fields[name].label for name in names), names
    return entity.caption.capitalize(), ()


def _table(
    workspace: Workspace, session: Session, member: Any, entity: type[Record], touched: Collection[str]
) -> list[CardLine]:
    """The rows of a table: a heading for each, and under it one line for each value."""
    fields = workspace.catalogue.fields(entity)
    held = national.held_fields(entity, fields)
    lines = []
    for row in rows_of(workspace, session, member, entity):
        is_changed = row.uid in touched
        since = row.texts.get("starts_on") or row.texts.get("year") or ""
        title = f"{entity.caption.capitalize()} ({since})" if since else entity.caption.capitalize()
        lines.append(CardLine("", title, "", is_changed, is_heading=True))
        for name in held:
            if text := row.texts.get(name, ""):
                lines.append(CardLine(fields[name].item, fields[name].label, text, is_changed))
    return lines
