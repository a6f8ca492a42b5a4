"""What acts left to be done elsewhere: the open list, marking done and not done, and what a clerk adds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from desktop.domain.biography import FollowUp
from desktop.domain.consequences import room_of
from desktop.domain.errors import UserError
from desktop.domain.policy import Policy
from desktop.domain.reminder import Level, Reminder, Target
from desktop.domain.staff import StaffMember
from desktop.services import records
from desktop.services.workspace import Workspace

OWN = "own"  # the code of what a clerk wrote down


@dataclass(frozen=True)
class FollowUpItem:
    """One follow-up as a list shows it. `target` is the record that it is dealt with in; `level` how pressing it is."""

    uid: str
    staff_uid: str
    staff_code: str
    name: str
    act: str
    act_uid: str
    code: str
    title: str
    room: str
    target: Target
    assignee: str
    due_on: date | None
    basis: str
    is_done: bool
    done_on: date | None
    note: str
    level: Level | None


def open_for(
    workspace: Workspace,
    staff_uid: str | None = None,
    *,
    act_uid: str | None = None,
    with_done: bool = False,
) -> list[FollowUpItem]:
    """What is still to be done, of one person, of one decision, or of everybody; the earliest first.

    Those about the Party are there only for who works for the Party. `with_done` tells the finished ones too.
    """
    mapped: Any = FollowUp
    query = select(mapped).join(mapped.staff)
    if staff_uid is not None:
        query = query.where(StaffMember.uid == staff_uid)
    if act_uid is not None:
        query = query.where(mapped.act_uid == act_uid)
    if not with_done:
        query = query.where(mapped.is_done.is_not(True))
    with workspace.database.read() as session:
        rows = sorted(session.scalars(query), key=lambda r: (bool(r.is_done), r.due_on or date.max, r.id))
        return [_item(row, workspace.policy, workspace.today) for row in rows]


def _item(row: Any, policy: Policy, today: date) -> FollowUpItem:
    room = room_of(row.code)
    about = row.record_uid or ""
    level = None
    if row.due_on is not None and not row.is_done:
        notice = policy.rule("follow_up", row.due_on).notice
        told = Target("FollowUp", row.uid, "is_done")
        level = Reminder("follow_up", row.due_on, row.title, "", row.due_on, told, notice).level(today)
    return FollowUpItem(
        uid=row.uid,
        staff_uid=row.staff.uid,
        staff_code=row.staff.staff_code,
        name=row.staff.full_name,
        act=row.act or "",
        act_uid=row.act_uid or "",
        code=row.code,
        title=row.title,
        room=row.room or room.page,
        target=Target(room.entity, about, room.field) if about else Target("StaffMember", row.staff.uid, "full_name"),
        assignee=row.assignee or "",
        due_on=row.due_on,
        basis=row.basis or "",
        is_done=bool(row.is_done),
        done_on=row.done_on,
        note=row.note or "",
        level=level,
    )


def mark(
    workspace: Workspace, uids: str | Sequence[str], done: bool, note: str | None = None, on: date | None = None
) -> None:
    """Put follow-ups down as done (on a day, today unless told) or as open again; one step of undo.

    `note` replaces the note, None leaves it. Raises UserError for a day ahead.
    """
    day = on or workspace.today
    if day > workspace.today:
        raise UserError("Ngày xong chưa đến; hãy ghi khi việc đã xong.")
    chosen: Iterable[str] = [uids] if isinstance(uids, str) else uids
    with workspace.database.write("Việc kéo theo: đã xong" if done else "Việc kéo theo: chưa xong") as session:
        for uid in chosen:
            row = records.get(session, FollowUp, uid)
            row.is_done, row.done_on = done, day if done else None
            if note is not None:
                row.note = note.strip() or None


def add(workspace: Workspace, staff_uid: str, typed: Mapping[str, object]) -> str:
    """A follow-up of the clerk's own for a person (`title` is required), and its uid. Raises Rejected."""
    values = records.read_values(workspace, FollowUp, {"title": None, "code": OWN, "room": "staff", **typed})
    with workspace.database.write(f"Thêm việc kéo theo: {values['title']}") as session:
        made = FollowUp(staff=records.get(session, StaffMember, staff_uid))
        records.put(workspace, session, made, values)
        session.flush()
        return str(made.uid)
