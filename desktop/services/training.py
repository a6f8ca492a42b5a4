"""The year's plan of training and the people sent: every act checked, each one step of undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain import training_rules as rules
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.fields import Coded
from desktop.domain.mentoring_rules import errors
from desktop.domain.record import on_day
from desktop.domain.retirement import retirement
from desktop.domain.staff import Sex, StaffMember
from desktop.domain.succession import SuccessionState
from desktop.domain.training import (
    DEGREE_KINDS,
    ENROLMENT_WORKFLOW,
    PLAN_WORKFLOW,
    STUDYING_STATES,
    Enrolment,
    EnrolmentState,
    LineState,
    PlanState,
    TrainingLine,
    TrainingPlan,
)
from desktop.services import records
from desktop.services.workspace import Workspace

_FROM_LINE = ("kind", "topic", "institution", "study_mode")
_UNDER_WAY = (EnrolmentState.ADMITTED, *STUDYING_STATES)
_FREE_TO_REMOVE = (PlanState.DRAFT, PlanState.COLLECTING, PlanState.CONSOLIDATED)


@dataclass(frozen=True)
class Outcome:
    """What was written (uids), and what about it should be looked at."""

    uids: tuple[str, ...]
    findings: tuple[Problem, ...] = ()


def newest_plan(session: Session, year: int) -> Any | None:
    """The plan of a year in its last revision, or None."""
    query = select(TrainingPlan).where(TrainingPlan.year == year).order_by(TrainingPlan.revision.desc())
    return session.scalars(query).first()


def years(workspace: Workspace) -> list[int]:
    """The years that have a plan, and this one and the next, newest first."""
    with workspace.database.read() as session:
        known = set(session.scalars(select(TrainingPlan.year)))
    return sorted(known | {workspace.today.year, workspace.today.year + 1}, reverse=True)


def ensure_plan(workspace: Workspace, year: int) -> str:
    """The uid of the plan of a year, made as a draft where there is none."""
    with workspace.database.read() as session:
        found = newest_plan(session, year)
        if found is not None:
            return str(found.uid)
    return records.save(
        workspace, TrainingPlan, None, {"year": year, "revision": 0}, title=f"Lập kế hoạch đào tạo năm {year}"
    )


def advance_plan(
    workspace: Workspace, uid: str, target: Coded, on: date, typed: Mapping[str, object] | None = None
) -> Outcome:
    """Take a plan one step on. Its approval approves the people in it who were considered."""
    values = records.read_values(workspace, TrainingPlan, typed or {})
    with workspace.database.write(f"Kế hoạch đào tạo: {target.label.lower()}") as session:
        plan = records.get(session, TrainingPlan, uid)
        records.put(workspace, session, plan, values)
        PLAN_WORKFLOW.advance(plan, target, on)
        if target is PlanState.APPROVED:
            for enrolment in (e for line in _live(plan.lines) for e in _live(line.enrolments)):
                if enrolment.state is EnrolmentState.REVIEWED:
                    ENROLMENT_WORKFLOW.advance(enrolment, EnrolmentState.APPROVED, on)
                    enrolment.state_on = on
    return Outcome((uid,))


def add_line(workspace: Workspace, year: int, typed: Mapping[str, object]) -> Outcome:
    """A need in the plan of a year (made where there is none); in an approved plan it is an adjustment with a reason."""
    values = records.read_values(workspace, TrainingLine, typed)
    problems = _line_problems(values)
    with workspace.database.write(f"Thêm nhu cầu đào tạo năm {year}") as session:
        plan = newest_plan(session, year)
        if plan is None:
            plan = TrainingPlan(year=year)
            session.add(plan)
        problems += _plan_problems(plan, values.get("reason"))
        if problems:
            raise Rejected(problems)
        line = TrainingLine()
        records.put(workspace, session, line, {"headcount": 1, **_filled(values), "plan": plan})
        session.flush()
        return Outcome((str(line.uid),))


def edit_line(
    workspace: Workspace, uid: str, typed: Mapping[str, object], baseline: Mapping[str, str] | None = None
) -> Outcome:
    """Change a line; what is not in `typed`, or equals `baseline`, stays."""
    with workspace.database.read() as session:
        line = records.get(session, TrainingLine, uid)
        problems = _plan_problems(line.plan, "sửa")
    if problems:
        raise Rejected(problems)
    values = records.read_values(workspace, TrainingLine, typed)
    if problems := _line_problems({"kind": "", **values}):
        raise Rejected(problems)
    records.save(workspace, TrainingLine, uid, typed, baseline=baseline, title="Sửa dòng kế hoạch đào tạo", wait=0.2)
    return Outcome((uid,))


def cancel_line(workspace: Workspace, uid: str, reason: str) -> Outcome:
    """Cancel a line with its reason; a line stays readable. Refused while people of it are away studying."""
    if not reason.strip():
        raise Rejected([Problem("cancel_reason", "Chưa nhập lý do hủy.", "cancel_reason.required")])
    with workspace.database.write("Hủy dòng kế hoạch đào tạo") as session:
        line = records.get(session, TrainingLine, uid)
        away = [e for e in _live(line.enrolments) if e.state in STUDYING_STATES]
        if away:
            names = ", ".join(str(e.staff) for e in away[:3])
            raise UserError(f"Không hủy được: {names} đang học theo dòng này. Hãy hủy quyết định cử đi trước.")
        line.state, line.cancel_reason = LineState.CANCELLED, reason.strip()
    return Outcome((uid,))


def remove_line(workspace: Workspace, uid: str) -> None:
    """Take a line out of a plan that is not submitted yet. Raises UserError afterwards, or while people stand in it."""
    with workspace.database.read() as session:
        line = records.get(session, TrainingLine, uid)
        if line.plan.state not in _FREE_TO_REMOVE:
            raise UserError("Kế hoạch đã trình: dòng không xóa được, chỉ hủy và ghi lý do.")
    records.remove(workspace, TrainingLine, uid, title="Xóa dòng kế hoạch đào tạo")


def enrol(
    workspace: Workspace, line_uid: str | None, staff_uids: Sequence[str], typed: Mapping[str, object]
) -> Outcome:
    """Put people down for a line of the plan, or outside the plan with a reason; one operation for all of them.

    With number and day of the decision they are sent at once; else they are approved where the plan is, or
    proposed. What a line says is taken over where `typed` says nothing. Conditions are told in `findings`.
    """
    values = _filled(records.read_values(workspace, Enrolment, typed))
    problems = [] if staff_uids else [Problem("staff", "Chưa chọn người đi học.", "staff.required")]
    told: list[Problem] = []
    with workspace.database.write("Cử đi đào tạo") as session:
        line = records.get(session, TrainingLine, line_uid) if line_uid else None
        if line is not None:
            problems += _full_line(line, staff_uids, told)
            taken = {name: getattr(line, name) for name in _FROM_LINE}
            taken |= {"starts_on": line.planned_from, "planned_end_on": line.planned_to}
            values = {**_filled(taken), **values}
        elif not values.get("outside_plan_reason"):
            problems.append(Problem("outside_plan_reason", "Ngoài kế hoạch: chưa nhập lý do.", "E09"))
        problems += _course_problems(values)
        state = _first_state(values, line)
        if problems:
            raise Rejected(problems)
        made = []
        for uid in staff_uids:
            person = records.get(session, StaffMember, uid)
            found = rules.conditions(
                candidate(workspace, person),
                values["kind"],
                values.get("starts_on"),
                values.get("planned_end_on"),
                values.get("country"),
                workspace.policy,
            )
            told += found
            enrolment = Enrolment()
            kept = {**values, "staff": person, "line": line, "state": state, "state_on": workspace.today}
            records.put(workspace, session, enrolment, kept)
            made.append(enrolment)
        if refused := errors(told):
            raise Rejected(refused)
        session.flush()
        return Outcome(tuple(str(e.uid) for e in made), tuple(told))


def advance(
    workspace: Workspace,
    uids: str | Sequence[str],
    target: Coded,
    on: date,
    typed: Mapping[str, object] | None = None,
) -> Outcome:
    """Take one person's study, or that of several, one step on, with the fields that the step asks for.

    Raises Rejected with what is missing, also for a day ahead of today; then nothing is written for anybody.
    """
    values = records.read_values(workspace, Enrolment, typed or {})
    if on > workspace.today:
        raise Rejected([Problem("state_on", "Ngày chưa đến; hãy ghi khi việc đã diễn ra.", "state_on.future")])
    chosen = [uids] if isinstance(uids, str) else list(uids)
    told: list[Problem] = []
    with workspace.database.write(f"Đào tạo: {target.label.lower()}") as session:
        for uid in chosen:
            enrolment = records.get(session, Enrolment, uid)
            records.put(workspace, session, enrolment, _filled(values))
            if target is EnrolmentState.SENT:
                told += _conditions_of(workspace, enrolment)
            ENROLMENT_WORKFLOW.advance(enrolment, target, on)
            if target is EnrolmentState.NOT_COMPLETED:
                enrolment.result = "Không đạt"
            elif target is EnrolmentState.DROPPED:
                enrolment.result = "Bỏ học"
            enrolment.state_on = on
        if refused := errors(told):
            raise Rejected(refused)
    return Outcome(tuple(chosen), tuple(told))


def _conditions_of(workspace: Workspace, enrolment: Any) -> list[Problem]:
    return rules.conditions(
        candidate(workspace, enrolment.staff, enrolment.uid),
        enrolment.kind,
        enrolment.starts_on,
        enrolment.planned_end_on,
        enrolment.country,
        workspace.policy,
    )


def candidate(workspace: Workspace, person: Any, without: str = "") -> rules.Candidate:
    """A person as the conditions look at him or her today; `without` is the uid of the study that is asked about."""
    today = workspace.today
    status = on_day(person.statuses, today)
    row = workspace.catalogue.list("staff_status").get(status.status) if status else None
    away = row is not None and row.extra.get("working_here") == "0"
    studies = [e for e in _live(person.enrolments) if e.uid != without and e.kind in DEGREE_KINDS]
    kinds = workspace.catalogue.list("training_kind")
    last = None
    if person.birth_date is not None and person.sex is not None:
        last = retirement(person.birth_date, person.sex is Sex.FEMALE, workspace.policy.retirement).last_working_day
    return rules.Candidate(
        name=str(person),
        absence=row.label if row is not None and away else "",
        has_left=away and row is not None and row.extra.get("in_headcount") == "0",
        studying=next((kinds.label(e.kind).lower() for e in studies if e.state in _UNDER_WAY), ""),
        serves_until=max((day for e in studies if (day := serves_until(workspace, e)) is not None), default=None),
        last_working_day=last,
        is_planned=any(s.state is SuccessionState.ACTIVE for s in _live(person.succession)),
    )


def serves_until(workspace: Workspace, enrolment: Any) -> date | None:
    """The end of the commitment that runs from a completed degree course, or None."""
    if enrolment.state not in (EnrolmentState.SERVING, EnrolmentState.RETURNED, EnrolmentState.COMPLETED):
        return None
    if enrolment.kind not in DEGREE_KINDS or enrolment.starts_on is None or enrolment.ended_on is None:
        return None
    return rules.commitment_end(enrolment.starts_on, enrolment.ended_on, workspace.policy)


def _line_problems(values: Mapping[str, Any]) -> list[Problem]:
    found = []
    if values.get("kind") is None:
        found.append(Problem("kind", "Chưa chọn loại đào tạo.", "kind.required"))
    starts, ends = values.get("planned_from"), values.get("planned_to")
    if starts and ends and ends.last < starts.first:
        found.append(Problem("planned_to", f"Dự kiến đến trước dự kiến từ {starts.show()}.", "E01"))
    if values.get("staff") and (values.get("headcount") or 1) > 1:
        found.append(Problem("headcount", "Dòng ghi tên một người thì số người là 1.", "headcount"))
    return found


def _plan_problems(plan: Any, reason: str | None) -> list[Problem]:
    if plan.state is PlanState.CLOSED:
        return [Problem("state", f"{plan} đã kết thúc, không sửa được.", "plan.closed")]
    if plan.state is PlanState.APPROVED and not reason:
        return [Problem("reason", "Kế hoạch đã phê duyệt: nhập lý do bổ sung.", "reason.required")]
    return []


def _full_line(line: Any, staff_uids: Sequence[str], told: list[Problem]) -> list[Problem]:
    """What a line says against more people; more than planned is told, not refused."""
    if line.state is LineState.CANCELLED:
        return [Problem("line", "Dòng kế hoạch này đã hủy.", "line.cancelled")]
    found = []
    there = {str(e.staff.uid): str(e.staff) for e in _live(line.enrolments) if e.state not in _GIVEN_UP}
    if again := [there[uid] for uid in staff_uids if uid in there]:
        found.append(Problem("staff", f"Đã có trong dòng này: {', '.join(again)}.", "duplicate"))
    if line.staff is not None and any(uid != line.staff.uid for uid in staff_uids):
        found.append(Problem("staff", f"Dòng này dành cho {line.staff}.", "line.named"))
    many, planned = len(there) + len(staff_uids), line.headcount or 1
    if many > planned:
        told.append(Problem("staff", f"{many} người, kế hoạch {planned} người.", "line.full", "warning"))
    return found


_GIVEN_UP = (EnrolmentState.REJECTED, EnrolmentState.WITHDRAWN, EnrolmentState.CANCELLED)


def _course_problems(values: Mapping[str, Any]) -> list[Problem]:
    found = []
    if not values.get("kind"):
        found.append(Problem("kind", "Chưa chọn loại đào tạo.", "kind.required"))
    starts, ends = values.get("starts_on"), values.get("planned_end_on")
    if starts is None:
        found.append(Problem("starts_on", "Chưa nhập ngày bắt đầu.", "starts_on.required"))
    elif ends is not None and ends.last < starts.first:
        found.append(Problem("planned_end_on", f"Ngày kết thúc trước ngày bắt đầu {starts.show()}.", "E01"))
    for one, other, what in (
        ("decision_no", "decision_on", "ngày quyết định cử đi"),
        ("decision_on", "decision_no", "số quyết định cử đi"),
    ):
        if values.get(one) and not values.get(other):
            found.append(Problem(other, f"Chưa nhập {what}.", f"{other}.required"))
    return found


def _first_state(values: Mapping[str, Any], line: Any) -> EnrolmentState:
    if values.get("decision_no") and values.get("decision_on"):
        return EnrolmentState.SENT
    approved = line is not None and line.plan.state is PlanState.APPROVED
    return EnrolmentState.APPROVED if approved else EnrolmentState.PROPOSED


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _live(rows: Any) -> list[Any]:
    return [row for row in rows if row.deleted_at is None]
