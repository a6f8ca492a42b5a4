"""Assigning, replacing and ending those who help, guide or are sent, and what they write: each one step of undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain import mentoring_rules as rules
from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected
from desktop.domain.fields import Coded
from desktop.domain.mentoring import (
    ASSIGNMENT_WORKFLOW,
    MentoringAssignment,
    MentoringKind,
    MentoringReview,
    MentoringState,
    TechniqueTransfer,
)
from desktop.domain.staff import StaffMember
from desktop.services import records
from desktop.services.mentoring_facts import standings, taken_slots
from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class Outcome:
    """What was written, and what about it the rules would not have allowed or want looked at."""

    uid: str
    findings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be asked, or not: `reasons` say why not, `notes` what is worth knowing; `rank` 0 stands first."""

    uid: str
    name: str
    detail: str
    load: int
    eligible: bool
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rank: int = 0


def candidates(
    workspace: Workspace,
    kind: MentoringKind,
    mentee_uid: str | None,
    on: date,
    *,
    without: str | None = None,
    limit: int | None = None,
) -> list[Candidate]:
    """Everybody of the unit for an assignment on a day: who may, best first, then the others with what bars them.

    Best is who nothing speaks against, of the same department, helping the fewest. `without` is the uid of an
    assignment that ends with this one (a replacement). `limit` shortens the list; nobody who may is left out.
    """
    with workspace.database.read() as session:
        everybody = standings(session, workspace.catalogue, kind, on, without)
    mentee = everybody.get(mentee_uid) if mentee_uid else None
    made = []
    for person in everybody.values():
        problems = rules.mentor_problems(kind, person, mentee, on, workspace.policy)
        if person.has_left or any(p.code == "E03" for p in problems):
            continue
        barred = rules.errors(problems)
        hints = [p.message for p in problems if p not in barred]
        hints += rules.notes(kind, person, mentee, on, workspace.policy) if not barred else []
        away = mentee is None or person.department != mentee.department
        order = (bool(barred), len(barred), bool(hints), away, person.load)
        made.append((order, person, barred, hints))
    made.sort(key=lambda entry: entry[0])  # stable: names stay in their order
    shown = made if limit is None else made[: max(limit, sum(not barred for _o, _p, barred, _h in made))]
    return [
        Candidate(p.uid, p.name, p.detail, p.load, not barred, tuple(b.message for b in barred), tuple(hints), rank)
        for rank, (_order, p, barred, hints) in enumerate(shown)
    ]


def load_of(workspace: Workspace, mentor_uid: str, kind: MentoringKind = MentoringKind.SYMPATHISER) -> int:
    """How many people somebody helps today in the family of a kind."""
    with workspace.database.read() as session:
        found = standings(session, workspace.catalogue, kind, workspace.today).get(mentor_uid)
    return found.load if found else 0


def assign(workspace: Workspace, typed: Mapping[str, object]) -> Outcome:
    """A new assignment; with number and day of the resolution it is in force, without them it is a proposal.

    `typed` are the fields of the assignment, `mentee` and `mentor` as uids; the slot is proposed where none is named.
    What the rules refuse raises Rejected with every reason, unless the paper is of a day before today: then it is
    kept and told in `findings`.
    """
    values = _read(workspace, typed, ("kind", "mentor", "assigned_on"))
    kind, on = values["kind"], values["assigned_on"]
    mentee_uid, mentor_uid = values.get("mentee"), values["mentor"]
    with workspace.database.read() as session:
        everybody = standings(session, workspace.catalogue, kind, on)
        taken = taken_slots(session, kind, mentee_uid) if mentee_uid else {}
    problems = _whole(kind, values)
    mentor, mentee = everybody.get(mentor_uid), everybody.get(mentee_uid or "")
    if mentor is not None and (mentee is not None or kind is MentoringKind.ROTATION):
        problems += rules.mentor_problems(kind, mentor, mentee, on, workspace.policy)
        problems += rules.mentee_problems(kind, mentee) if mentee else []
    if mentee_uid:
        problems += _place(values, taken)
    if kind is MentoringKind.ROTATION:
        problems += _turn(workspace, values)
    problems = _weighed(workspace, values, problems)
    decided = bool(values.get("decision_no") and values.get("decision_on"))
    values["state"] = MentoringState.ACTIVE if decided else MentoringState.PROPOSED
    if mentor is not None and not values.get("together_since"):
        values["together_since"] = rules.together_since(mentor, mentee)
    names = f"{mentor.name if mentor else ''}" + (f" {_VERB[kind]} {mentee.name}" if mentee else "")
    with workspace.database.write(f"Phân công {names}".strip()) as session:
        record = MentoringAssignment()
        records.put(workspace, session, record, values)
        session.flush()
        return Outcome(str(record.uid), tuple(problems))


def confirm(workspace: Workspace, uid: str, typed: Mapping[str, object]) -> Outcome:
    """A proposal comes into force with its resolution (`assigned_on`, `decision_no`, `decision_on`)."""
    values = _read(workspace, typed, ())
    with workspace.database.write("Phân công theo đề xuất") as session:
        record = records.get(session, MentoringAssignment, uid)
        records.put(workspace, session, record, values)
        session.flush()
        everybody = standings(session, workspace.catalogue, record.kind, record.assigned_on)
        mentor = everybody[record.mentor.uid]
        mentee = everybody.get(record.mentee.uid) if record.mentee else None
        problems = rules.mentor_problems(record.kind, mentor, mentee, record.assigned_on, workspace.policy)
        if mentee is not None:
            problems += _place({"slot": record.slot}, taken_slots(session, record.kind, mentee.uid, uid))
        told = _weighed(workspace, {n: getattr(record, n) for n in ("decision_no", "decision_on")}, problems)
        ASSIGNMENT_WORKFLOW.advance(record, MentoringState.ACTIVE, record.assigned_on)
    return Outcome(uid, tuple(told))


def end(
    workspace: Workspace, uid: str, target: Coded, on: date, reason: str = "", handover_done: bool = False
) -> Outcome:
    """End an assignment on a day, completed or stopped. Raises Rejected with what is still missing."""
    if on > workspace.today:
        raise Rejected([Problem("ended_on", "Ngày kết thúc chưa đến; hãy ghi khi đã kết thúc.", "ended_on.future")])
    with workspace.database.write(f"{target.label} việc hướng dẫn") as session:
        record = records.get(session, MentoringAssignment, uid)
        _close(record, target, on, reason, handover_done)
    return Outcome(uid)


def replace(
    workspace: Workspace,
    uid: str,
    new_mentor_uid: str,
    on: date,
    reason: str,
    handover_done: bool = False,
    typed: Mapping[str, object] | None = None,
) -> Outcome:
    """Another mentor from a day on: the old assignment ends that day, a new one begins in its place; one operation.

    `typed` may hold the resolution (`decision_no`, `decision_on`). The time of work together is not asked of who
    replaces another (294-QĐ/TW, điểm 3.2.2). Returns the new assignment.
    """
    values = _read(workspace, typed or {}, ())
    with workspace.database.write("Thay người hướng dẫn") as session:
        old = records.get(session, MentoringAssignment, uid)
        everybody = standings(session, workspace.catalogue, old.kind, on, uid)
        mentor = everybody.get(new_mentor_uid)
        mentee = everybody.get(old.mentee.uid) if old.mentee else None
        problems = []
        if old.mentor.uid == new_mentor_uid:
            problems.append(Problem("mentor", "Người mới phải khác người đang hướng dẫn.", "E03"))
        if mentor is None:
            raise Rejected([Problem("mentor", "Chưa chọn người hướng dẫn mới.", "mentor.required")])
        if rules.is_party(old.kind) and not (values.get("decision_no") and values.get("decision_on")):
            problems.append(
                Problem("decision_no", "Chưa nhập số và ngày nghị quyết phân công người mới.", "decision.required")
            )
        problems += rules.mentor_problems(old.kind, mentor, mentee, on, workspace.policy)
        told = _weighed(workspace, values, problems)
        _close(old, MentoringState.REPLACED, on, reason, handover_done)
        made = MentoringAssignment()
        kept = {n: getattr(old, n) for n in ("kind", "slot", "planned_end_on", "partner_unit", "specialty", "mentee")}
        started = {"assigned_on": on, "mentor": new_mentor_uid, "is_replacement": True}
        since = {"together_since": rules.together_since(mentor, mentee), "state": MentoringState.ACTIVE}
        records.put(workspace, session, made, {**kept, **values, **started, **since})
        session.flush()
        return Outcome(str(made.uid), tuple(told))


def add_review(workspace: Workspace, uid: str, typed: Mapping[str, object]) -> Outcome:
    """A mentor's written comment of a period. Raises Rejected, also for a period that has one already."""
    values = records.read_values(workspace, MentoringReview, typed)
    problems = _missing(MentoringReview, values, ("period", "review_on"))
    with workspace.database.write(f"Nhận xét kỳ {values.get('period') or ''}".strip()) as session:
        record = records.get(session, MentoringAssignment, uid)
        day = values.get("review_on")
        if day and day < record.assigned_on:
            message = f"Ngày nhận xét trước ngày phân công {show_day(record.assigned_on)}."
            problems.append(Problem("review_on", message, "E01"))
        if day and day > workspace.today:
            problems.append(Problem("review_on", "Ngày nhận xét chưa đến.", "review_on.future"))
        if any(r.period == values.get("period") and r.deleted_at is None for r in record.reviews):
            message = f"Kỳ {values['period']} đã có nhận xét; hãy ghi kỳ khác."
            problems.append(Problem("period", message, "duplicate"))
        if problems:
            raise Rejected(problems)
        made = MentoringReview()
        records.put(workspace, session, made, {**values, "assignment": record})
        session.flush()
        return Outcome(str(made.uid))


def put_technique(workspace: Workspace, uid: str, technique: str | None, typed: Mapping[str, object]) -> Outcome:
    """A technique handed over in a turn of rotation: a new one, or how far one has come (`technique`: its uid)."""
    values = records.read_values(workspace, TechniqueTransfer, typed)
    if technique is None and (missing := _missing(TechniqueTransfer, values, ("name", "level"))):
        raise Rejected(missing)
    title = values.get("name") or (values["level"].label if values.get("level") else "")
    with workspace.database.write(f"Kỹ thuật chuyển giao: {title}") as session:
        turn = records.get(session, MentoringAssignment, uid)
        record = records.get(session, TechniqueTransfer, technique) if technique else TechniqueTransfer()
        records.put(workspace, session, record, values if technique else {**values, "assignment": turn})
        session.flush()
        return Outcome(str(record.uid))


def set_days(workspace: Workspace, uid: str, typed: Mapping[str, object]) -> Outcome:
    """The days really worked in a turn of rotation. Raises Rejected for more than the calendar has."""
    values = _read(workspace, typed, ("working_days",))
    with workspace.database.write("Số ngày luân phiên") as session:
        turn = records.get(session, MentoringAssignment, uid)
        until = min(turn.ended_on or workspace.today, workspace.today)
        calendar = working_days(workspace, turn.assigned_on, until)
        problems = rules.turn_problems(turn.assigned_on, None, values["working_days"], calendar, workspace.policy)
        if refused := rules.errors(problems):
            raise Rejected(refused)
        turn.working_days = values["working_days"]
    return Outcome(uid, tuple(problems))


def working_days(workspace: Workspace, first: date, last: date) -> int:
    """The working days of the calendar between two days, both counted."""
    days = range(first.toordinal(), last.toordinal() + 1)
    return sum(workspace.policy.is_working(date.fromordinal(n)) for n in days)


_VERB = {
    MentoringKind.SYMPATHISER: "giúp đỡ",
    MentoringKind.PROBATIONER: "giúp đỡ",
    MentoringKind.PRACTICE: "hướng dẫn",
    MentoringKind.ROTATION: "hướng dẫn",
    MentoringKind.SERVICE_PROBATION: "hướng dẫn",
}


def _read(workspace: Workspace, typed: Mapping[str, object], needed: tuple[str, ...]) -> dict[str, Any]:
    values = records.read_values(workspace, MentoringAssignment, typed)
    if missing := _missing(MentoringAssignment, values, needed):
        raise Rejected(missing)
    for name in ("mentee", "mentor"):
        if isinstance(values.get(name), StaffMember):
            values[name] = values[name].uid
    return values


def _missing(entity: Any, values: Mapping[str, Any], needed: tuple[str, ...]) -> list[Problem]:
    return [
        Problem(name, f"Chưa nhập {entity.fields[name].label}.", f"{name}.required")
        for name in needed
        if values.get(name) is None
    ]


def _whole(kind: MentoringKind, values: Mapping[str, Any]) -> list[Problem]:
    """What an assignment of a kind cannot do without."""
    found = []
    if kind is MentoringKind.ROTATION:
        found += _missing(MentoringAssignment, values, ("partner_unit",))
    else:
        found += _missing(MentoringAssignment, values, ("mentee",))
    for one, other in (("decision_no", "decision_on"), ("decision_on", "decision_no")):
        if values.get(one) and not values.get(other):
            label = MentoringAssignment.fields[other].label
            found.append(Problem(other, f"Chưa nhập {label}.", "decision.required"))
    if values.get("planned_end_on") and values["planned_end_on"] < values["assigned_on"]:
        found.append(Problem("planned_end_on", "Ngày dự kiến kết thúc trước ngày phân công.", "E01"))
    return found


def _place(values: dict[str, Any], taken: Mapping[int, str]) -> list[Problem]:
    """The place beside the person: proposed where none is named, told of where it is held (E04)."""
    if not values.get("slot"):
        values["slot"] = rules.free_slot(taken)
        if values["slot"] is None:
            values["slot"] = 1
            held = ", ".join(taken.values())
            return [Problem("mentee", f"Đã đủ {len(taken)} người giúp: {held}.", "E04")]
        return []
    holder = taken.get(values["slot"])
    return [Problem("slot", f"Người thứ {values['slot']} đang là {holder}.", "E04")] if holder else []


def _turn(workspace: Workspace, values: Mapping[str, Any]) -> list[Problem]:
    last = min(values.get("ended_on") or workspace.today, workspace.today)
    return rules.turn_problems(
        values["assigned_on"],
        values.get("decision_on"),
        values.get("working_days"),
        working_days(workspace, values["assigned_on"], last),
        workspace.policy,
    )


def _weighed(workspace: Workspace, values: Mapping[str, Any], problems: list[Problem]) -> list[Problem]:
    """Raise what refuses; what was decided on paper before today is kept and only told."""
    decided = values.get("decision_on")
    if values.get("decision_no") and decided and decided < workspace.today:
        formal = [p for p in problems if p.code.endswith("required")]
        problems = formal + rules.as_findings(p for p in problems if p not in formal)
    if refused := rules.errors(problems):
        raise Rejected([*refused, *(p for p in problems if p not in refused)])
    return problems


def _close(record: Any, target: Coded, on: date, reason: str, handover_done: bool) -> None:
    record.end_reason = reason.strip() or None
    if handover_done:
        record.handover_comment_done = True
    ASSIGNMENT_WORKFLOW.advance(record, target, on)
    record.ended_on = on
