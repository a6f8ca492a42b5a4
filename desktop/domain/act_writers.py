"""What each act writes about one person: the steps over the histories, from what its short form was told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.act_steps import Step, Verb, begin, end_all, ended, first_day, live
from desktop.domain.codes import CodeList
from desktop.domain.dates import PartialDate, add_months
from desktop.domain.fields import Coded
from desktop.domain.policy import Policy
from desktop.domain.record import holds_on, on_day
from desktop.domain.staff import AppointmentKind, PayBasis, RaiseKind
from desktop.domain.training import STUDYING_STATES, EnrolmentState

AT_WORK, SECONDED_IN, EXTENDED = "DANG_LAM", "BIET_PHAI_DEN", "HD50"
_WAITING = (EnrolmentState.PROPOSED, EnrolmentState.REVIEWED, EnrolmentState.APPROVED, EnrolmentState.ADMITTED)


class JoinManner(Coded):
    RECRUITED = "recruited", "Tuyển dụng"
    RECEIVED = "received", "Tiếp nhận từ đơn vị khác"
    CONTRACTED = "contracted", "Ký hợp đồng lao động"
    BACK = "back", "Trở lại đơn vị"


class LeaveManner(Coded):
    TRANSFER = "transfer", "Chuyển công tác"
    RESIGNED = "resigned", "Thôi việc theo nguyện vọng"
    CONTRACT_ENDED = "contract_ended", "Hết hạn, chấm dứt hợp đồng"
    DISMISSED = "dismissed", "Buộc thôi việc"
    ABANDONED = "abandoned", "Tự ý bỏ việc"
    DIED = "died", "Từ trần"
    SECONDMENT_OVER = "secondment_over", "Hết thời hạn biệt phái đến"


STATUS_OF_LEAVING = {
    LeaveManner.TRANSFER: "CHUYEN_DI",
    LeaveManner.RESIGNED: "THOI_VIEC",
    LeaveManner.CONTRACT_ENDED: "THOI_VIEC",
    LeaveManner.DISMISSED: "BUOC_THOI_VIEC",
    LeaveManner.ABANDONED: "BO_VIEC",
    LeaveManner.DIED: "MAT",
    LeaveManner.SECONDMENT_OVER: "CHUYEN_DI",
}


class RelieveManner(Coded):
    RELIEVED = "relieved", "Miễn nhiệm"
    RESIGNED = "resigned", "Cho từ chức, thôi giữ chức vụ"
    REMOVED = "removed", "Cách chức"
    TERM_OVER = "term_over", "Hết nhiệm kỳ, không bổ nhiệm lại"


@dataclass(frozen=True)
class Scene:
    """What an act is looked at with: today, the dated rules, the code lists, and whether it is decided already.

    `decided_on` is the day of the paper, where it is known.
    """

    today: date
    policy: Policy
    lists: Callable[[str], CodeList]
    is_decided: bool = False
    decision_no: str | None = None
    decided_on: date | None = None


Values = Mapping[str, Any]
Writer = Callable[[Any, Values, Scene], Iterator[Step]]


def starts(values: Values) -> PartialDate:
    """The day from which the act holds."""
    day: PartialDate = values["effective_on"]
    return day


def _given(values: Values, *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if values.get(name) is not None}


def status(code: str) -> Writer:
    """The writer of an absence: one row of status, with the place and the day of the expected return."""

    def write(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
        yield from _status(person, values, code)

    return write


def _status(person: Any, values: Values, code: str) -> Iterator[Step]:
    told = {"status": code, **_given(values, "place", "returns_on", "reason")}
    yield from begin(person.statuses, "EmploymentStatus", starts(values), told)


def _placement(person: Any, values: Values) -> Iterator[Step]:
    if values.get("department") is not None:
        told = _given(values, "department", "job")
        yield from begin(person.placements, "Placement", starts(values), told)


def _contract(person: Any, values: Values, kind: str | None, signed_on: PartialDate | None = None) -> Iterator[Step]:
    if kind is None:
        return
    told: dict[str, Any] = {"kind": kind}
    if values.get("contract_number"):
        told["number"] = values["contract_number"]
    if (signed := values.get("signed_on") or signed_on) is not None:
        told["signed_on"] = signed
    yield from begin(person.contracts, "Contract", starts(values), told, ends_on=values.get("contract_ends_on"))


def table_of(values: Values, scene: Scene) -> str | None:
    """The salary table told, else that of the title told."""
    table = values.get("salary_table") or scene.lists("professional_title").extra(values.get("title"), "salary_table")
    return table or None


def _pay(person: Any, values: Values, scene: Scene, kind: RaiseKind) -> Iterator[Step]:
    """A row of pay where the form tells any: by step or coefficient of a table, or as an amount."""
    told = _given(values, "step", "coefficient", "percent", "amount")
    if not told.keys() & {"step", "coefficient", "amount"}:
        return
    table = table_of(values, scene)
    scales = scene.policy.scales
    step = told.get("step") or scales.step_of(table, told.get("coefficient"))
    coefficient = told.get("coefficient") or scales.coefficient(table, told.get("step"))
    found = {**told, "salary_table": table, "step": step, "coefficient": coefficient, "raise_kind": kind}
    found["counted_from"] = values.get("counted_from") or starts(values)
    found["basis"] = PayBasis.POSITION if told.get("amount") is not None and coefficient is None else PayBasis.TITLE
    kept = {name: value for name, value in found.items() if value is not None}
    yield from begin(person.salary_steps, "SalaryStep", starts(values), kept)


def join(person: Any, values: Values, scene: Scene) -> Iterator[Step]:
    """Somebody comes to the unit: at work, in a department, with contract, title, first pay and first days."""
    yield from _status(person, values, AT_WORK)
    yield from _placement(person, values)
    yield from _contract(person, values, values.get("contract_kind"), starts(values))
    if values.get("title"):
        yield from begin(person.titles, "TitleHolding", starts(values), {"title": values["title"]})
    kind = RaiseKind.CORRECTION if values.get("manner") is JoinManner.RECEIVED else RaiseKind.FIRST
    yield from _pay(person, values, scene, kind)
    first: dict[str, Any] = {}
    if person.joined_unit_on is None or values.get("manner") is JoinManner.BACK:
        first["joined_unit_on"] = starts(values)
    if person.first_recruited_on is None and values.get("manner") is JoinManner.RECRUITED:
        first["first_recruited_on"] = starts(values)
    if first:
        yield Step(Verb.CHANGE, "StaffMember", person, first)


def second_in(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """Somebody of another unit works here for a time: outside the headcount, in a department."""
    yield from _status(person, values, SECONDED_IN)
    yield from _placement(person, values)


def move(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """Another department of the unit."""
    yield from _placement(person, values)


def study(person: Any, values: Values, scene: Scene) -> Iterator[Step]:
    """Away to study full time; the course of the training plan that waits for its decision is sent with it."""
    yield from _status(person, {**values, "place": values.get("institution")}, "DI_HOC")
    sent = {
        "state": EnrolmentState.SENT,
        "starts_on": starts(values),
        **({"planned_end_on": PartialDate.of(values["returns_on"])} if values.get("returns_on") else {}),
        **_given(values, "topic", "institution"),
        **({"decision_no": scene.decision_no} if scene.decision_no else {}),
        **({"decision_on": scene.decided_on} if scene.decided_on else {}),
    }
    courses = [row for row in live(person.enrolments) if row.kind == values["kind"]]
    if any(row.state in STUDYING_STATES for row in courses):
        return
    waiting = next((row for row in courses if row.state in _WAITING), None)
    if waiting is not None:
        yield Step(Verb.CHANGE, "Enrolment", waiting, sent)
    else:
        outside = {"kind": values["kind"], "outside_plan_reason": "Theo quyết định cử đi học"}
        yield Step(Verb.BEGIN, "Enrolment", None, {**outside, **sent})


def back(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """Back from leave, study or secondment; to another department where one is told."""
    yield from _status(person, values, values.get("status") or AT_WORK)
    yield from _placement(person, values)


def main_post(person: Any, day: date) -> Any | None:
    """The main post that somebody holds on a day, those of the Party aside; None without one."""
    return on_day([row for row in live(person.appointments) if _is_main(row)], day)


def _is_main(row: Any) -> bool:
    return row.kind is not AppointmentKind.CONCURRENT and not row.post.is_party


def held(person: Any, post: Any, day: date) -> Any | None:
    """The appointment that is meant on a day: to the post told, else the main one, else the only one."""
    rows = [row for row in live(person.appointments) if holds_on(row, day)]
    if post is not None:
        return next((row for row in rows if row.post is post), None)
    return main_post(person, day) or (rows[0] if len(rows) == 1 else None)


def held_since(appointments: Any, row: Any) -> PartialDate | None:
    """Since when the post of a row is held without a break, through its reappointments (item 23b of the form)."""
    since, found = first_day(row), row.starts_on
    for other in sorted(live(appointments), key=first_day, reverse=True):
        if other.post is row.post and first_day(other) < since and other.ends_on is not None:
            if (since - other.ends_on.last).days > 1:
                break
            since, found = first_day(other), other.starts_on
    return found  # type: ignore[no-any-return]


def term_end(values: Values, scene: Scene) -> date | None:
    """The last day of a term: as told, else the months of the rule from its first day."""
    if values.get("term_ends_on") is not None:
        return values["term_ends_on"]  # type: ignore[no-any-return]
    first = starts(values).first
    return add_months(first, scene.policy.rule("appointment.term", first).whole("months"))


def appoint(person: Any, values: Values, scene: Scene) -> Iterator[Step]:
    """A main post from a day, with the end of its term; the main post held before ends."""
    yield from _appointment(person, values, scene, AppointmentKind.MAIN)


def concurrent(person: Any, values: Values, scene: Scene) -> Iterator[Step]:
    """A further post beside the main one."""
    yield from _appointment(person, values, scene, AppointmentKind.CONCURRENT)


def _appointment(person: Any, values: Values, scene: Scene, kind: AppointmentKind) -> Iterator[Step]:
    post = values["post"]
    told = {"kind": kind, **_given(values, "post", "department", "term_basis", "allowance")}
    ends = term_end(values, scene) if kind is AppointmentKind.MAIN else values.get("term_ends_on")
    if ends is not None:
        told["term_ends_on"] = ends
    only = kind is AppointmentKind.MAIN and not post.is_party

    def same(row: Any) -> bool:
        return row.post is post or (only and _is_main(row))

    yield from begin(person.appointments, "Appointment", starts(values), told, same=same)


def reappoint(person: Any, values: Values, scene: Scene) -> Iterator[Step]:
    """A further term in a post that is held: a row of its own, so that each term keeps its decision."""
    row = held(person, values.get("post"), _before(values))
    if row is None:
        return
    told = {"post": row.post, "kind": row.kind, "reappointed_on": starts(values)}
    told["term_ends_on"] = term_end(values, scene)
    kept = {name: getattr(row, name) for name in ("department", "allowance") if getattr(row, name) is not None}
    told |= kept | _given(values, "term_basis", "allowance")
    yield from begin(person.appointments, "Appointment", starts(values), told, same=lambda r: r.post is row.post)


def relieve(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """A post ends, the day before the day told being its last."""
    row = held(person, values.get("post"), _before(values))
    if row is not None:
        yield ended("Appointment", row, _before(values))


def _before(values: Values) -> date:
    return date.fromordinal(starts(values).first.toordinal() - 1)


def title(person: Any, values: Values, scene: Scene) -> Iterator[Step]:
    """Another professional title, with its pay where the decision tells it."""
    yield from begin(person.titles, "TitleHolding", starts(values), {"title": values["title"]})
    yield from _pay(person, values, scene, RaiseKind.TITLE_CHANGE)


def job(person: Any, values: Values, scene: Scene) -> Iterator[Step]:
    """A job position with its professional level (NĐ 232/2026/NĐ-CP); the table follows the level unless told."""
    table = values.get("salary_table") or table_of_level(values.get("level"), scene)
    told = _given(values, "position", "level", "meets_standard", "standard_due_on")
    if table:
        told["salary_table"] = table
    yield from begin(person.jobs, "JobHolding", starts(values), told)
    yield from _pay(person, {**values, "salary_table": table}, scene, RaiseKind.LEVEL_CHANGE)


def table_of_level(level: int | None, scene: Scene) -> str | None:
    """The first salary table that a level is paid by."""
    rows = (row.code for row in scene.lists("salary_table") if row.extra.get("job_level") == str(level))
    return next(rows, None) if level is not None else None


def contract(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """A contract of another kind, or the first one."""
    yield from _contract(person, values, values["contract_kind"])


def renew(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """The contract goes on under a new paper; its kind is that of the last one unless told."""
    yield from _contract(person, values, values.get("contract_kind") or last_kind(person, starts(values).first))


def last_kind(person: Any, day: date) -> str | None:
    """The kind of the contract that holds on a day or was the last before it."""
    before = [row for row in live(person.contracts) if first_day(row) <= day]
    return str(max(before, key=first_day).kind) if before else None


def extend(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """Work goes on past the retirement age (NĐ 50/2022/NĐ-CP), without a post of management, until a day."""
    yield from _contract(person, values, EXTENDED)


def leave(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """Away for good from the day told on: everything that holds ends the day before."""
    yield from _gone(person, values, STATUS_OF_LEAVING[values["manner"]])


def retire(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """The pension begins on the day told."""
    yield from _gone(person, values, "NGHI_HUU")
    told = {"retires_on": starts(values).first, **_given(values, "retirement_basis")}
    yield Step(Verb.CHANGE, "StaffMember", person, told)


def streamline(person: Any, values: Values, _scene: Scene) -> Iterator[Step]:
    """One of those who go by streamlining (tinh giản biên chế), each with the reason."""
    yield from _gone(person, values, "TINH_GIAN")


def _gone(person: Any, values: Values, code: str) -> Iterator[Step]:
    yield from _status(person, values, code)
    yield from end_all(person, starts(values).first)
