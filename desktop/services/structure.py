"""Departments, Party cells, partner units and the unit itself: founded, merged, split, renamed, dissolved by decision.

Each change is looked at first (`preview`) and written as one step of undo (`carry_out`). People, posts, plans, targets,
saved lists and what an import has learnt go along; the days before read as they did.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.organisation import Decision, Department, StructureChange, StructureKind
from desktop.domain.staff import Placement, StaffMember
from desktop.services import exporting, records
from desktop.services.filtering import parse
from desktop.services.importing.kinds import kind_named
from desktop.services.structure_lists import COLUMNS, follow_lists
from desktop.services.structure_renaming import Renaming
from desktop.services.structure_request import Change, Done, Kept, PersonLine, Place, PostLine, Preview, read_paper
from desktop.services.structure_work import Work, work_out
from desktop.services.structure_writing import Writer, paper_of
from desktop.services.workspace import Workspace
from desktop.storage.audit import UnitOfWork

__all__ = [
    "Change",
    "Done",
    "Kept",
    "PersonLine",
    "Place",
    "PostLine",
    "Preview",
    "carry_out",
    "place_people",
    "preview",
    "title_of",
]

_DAY = timedelta(days=1)


def preview(workspace: Workspace, change: Change) -> Preview:
    """What a change would do; nothing is written. Raises Rejected with what makes it impossible."""
    day, _paper = read_paper(workspace, change)
    allotted = _allot(workspace, change)
    with workspace.database.read() as session:
        if change.kind is StructureKind.RENAME:
            return Renaming(workspace, session, change, day).preview()
        work = work_out(workspace, session, change, day, allotted)
        lists, doubtful = follow_lists(session, _renamed(work), write=False)
        return _told(work, lists, doubtful)


def carry_out(workspace: Workspace, change: Change) -> Done:
    """Write a change with its decision, as one step of undo. Raises Rejected like `preview`."""
    day, paper = read_paper(workspace, change)
    allotted = _allot(workspace, change)
    with workspace.database.read() as session:
        title = (
            Renaming(workspace, session, change, day).title
            if change.kind is StructureKind.RENAME
            else title_of(work_out(workspace, session, change, day, allotted))
        )
    with workspace.database.write(title) as session:
        if change.kind is StructureKind.RENAME:
            return Renaming(workspace, session, change, day).write(paper)
        work = work_out(workspace, session, change, day, allotted)
        lists, doubtful = follow_lists(session, _renamed(work), write=True)
        told = _told(work, lists, doubtful)
        record = Writer(workspace, session, work).write(paper, told)
        return Done(str(record.uid), tuple(str(goal.record.uid) for goal in work.goals), told)


def _allot(workspace: Workspace, change: Change) -> dict[str, int]:
    """The target of each person whom a name or a rule places. Raises UserError for a rule that cannot be read."""
    wrong = [n for n in [*change.assigned.values(), *(n for _c, n in change.rules)] if n >= len(change.targets)]
    if wrong:
        raise Rejected([Problem("targets", "Có người được xếp vào nơi không có trong danh sách.", "targets.unknown")])
    if not change.rules:
        return dict(change.assigned)
    kind = kind_named("staff")
    columns = kind.columns(workspace.catalogue)
    rules = [(parse(condition, columns), target) for condition, target in change.rules if condition.strip()]
    with workspace.database.read() as session:
        uids = {code: str(uid) for code, uid in session.execute(select(StaffMember.staff_code, StaffMember.uid))}
    found: dict[str, int] = {}
    for row in exporting.read_rows(workspace, kind):
        target = next((target for holds, target in rules if holds(row)), None)
        if target is not None:
            found[uids[row["staff_code"]]] = target
    return {**found, **change.assigned}


def _renamed(work: Work) -> dict[tuple[str, str], tuple[str, ...]]:
    """By column of a list of people and name of a body that ends: the names that come in its place."""
    column = COLUMNS.get(work.change.entity)
    if column is None or not work.goals:
        return {}
    return {(column, str(body)): tuple(goal.name for goal in work.goals) for body in work.ending}


def title_of(work: Work) -> str:
    """A change in one line, for the undo stack and the register."""
    sources = ", ".join(str(body) for body in work.ending or work.sources)
    goals = ", ".join(goal.name for goal in work.goals)
    since = show_day(work.day)
    match work.change.kind:
        case StructureKind.FOUND:
            said = f"Thành lập {goals} từ {since}"
        case StructureKind.MERGE:
            said = f"Sáp nhập {sources} vào {goals} từ {since}"
        case StructureKind.SPLIT:
            said = f"Chia tách {work.sources[0]} thành {goals} từ {since}"
        case _:
            said = f"Giải thể {sources} từ {since}"
    return said if len(said) <= 300 else f"{said[:297]}…"


def _told(work: Work, lists: Iterable[str], doubtful: Iterable[str]) -> Preview:
    people = tuple(
        PersonLine(
            str(move.staff.uid),
            str(move.staff),
            str(move.staff.staff_code),
            str(move.source),
            move.goal,
            work.goal_name(move.goal),
        )
        for move in work.people
    )
    posts = tuple(
        PostLine(
            str(move.row.uid),
            str(move.row.staff),
            str(move.row.post),
            str(move.row.department),
            str(move.post) if move.kept else "",
            move.was,
            move.kept_until,
        )
        for move in work.posts
    )
    others = _others(work)
    if kept := tuple(lists):
        others["Danh sách đã lưu"] = list(kept)
    warnings = [*work.warnings, *(f"Danh sách đã lưu «{name}»: hãy xem lại điều kiện lọc." for name in doubtful)]
    if work.change.kind is not StructureKind.MERGE and (waiting := sum(line.target is None for line in people)):
        warnings.append(f"Còn {waiting} người chưa được xếp; họ nằm ở mục «Chờ phân công» đến khi được xếp.")
    return Preview(
        title_of(work),
        work.day,
        people,
        posts,
        tuple((caption, tuple(said)) for caption, said in others.items()),
        tuple(warnings),
        work.managers_before,
        work.managers_after,
    )


def _others(work: Work) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pointer in work.pointers:
        goes = work.goal_name(pointer.goal) or str(pointer.body or "")
        caption = type(pointer.record).caption
        found.setdefault(caption[:1].upper() + caption[1:], []).append(
            f"{pointer.label} → {goes or 'trực thuộc đơn vị'}"
        )
    for move in work.targets:
        found.setdefault("Chỉ tiêu kết nạp", []).append(f"{move.period}: {move.value} → {work.goal_name(move.goal)}")
    for goal, count in sorted(work.assigned.items()):
        found.setdefault("Số người được giao", []).append(f"{work.goal_name(goal)}: {count}")
    return found


def place_people(
    workspace: Workspace, people: Mapping[str, str], since: object, paper: Mapping[str, object] | None = None
) -> int:
    """Put people who wait in a department that is gone into others (uid of the person → uid of the department).

    The day is theirs, or the day the old department ended where none is given. Returns how many were placed.
    Raises Rejected for a day that cannot be read, UserError where a person does not wait.
    """
    typed = {name: value for name, value in (paper or {}).items() if value}
    values = records.read_values(workspace, Decision, typed) if typed.get("number") else {}
    given = records.read_values(workspace, StructureChange, {"effective_on": since})["effective_on"] if since else None
    with workspace.database.write(f"Xếp {len(people)} người chờ phân công") as session:
        decision = paper_of(session, values, given or workspace.today, "Phân công công tác") if values else None
        for uid, place in people.items():
            _place_one(session, uid, place, given, decision)
    return len(people)


def _place_one(session: UnitOfWork, uid: str, place: str, given: date | None, decision: Any) -> None:
    member = records.get(session, StaffMember, uid)
    department = records.get(session, Department, place)
    gone = [
        row
        for row in member.placements
        if row.deleted_at is None
        and row.department.dissolved_on is not None
        and (row.ends_on is None or row.ends_on.last >= row.department.dissolved_on)
    ]
    if not gone:
        raise UserError(f"{member} không còn chờ phân công; hãy tải lại danh sách.")
    for row in gone:
        day = given or row.department.dissolved_on
        if not (department.founded_on is None or department.founded_on <= day):
            raise UserError(f"{department} thành lập ngày {show_day(department.founded_on)}, sau ngày phân công.")
        ends, began = row.ends_on, row.starts_on
        if began is not None and began.first >= day:
            row.department = department
            continue
        row.ends_on = PartialDate.of(day - _DAY)
        made = Placement(
            staff=member,
            department=department,
            job=row.job,
            starts_on=PartialDate.of(day),
            ends_on=ends,
            decision=decision,
        )
        session.add(made)
