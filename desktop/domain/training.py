"""Training: the year's plan, its lines, and the people who were sent."""

from datetime import date
from typing import Any

from desktop.domain.errors import Problem
from desktop.domain.fields import Choice, Code, Coded, Day, LongText, Money, PartialDay, Reference, Text, Whole
from desktop.domain.record import Record
from desktop.domain.workflow import Guard, Move, Workflow


class PlanState(Coded):
    DRAFT = "DRAFT", "Nháp"
    COLLECTING = "COLLECTING", "Thu nhu cầu khoa, phòng"
    CONSOLIDATED = "CONSOLIDATED", "Đã tổng hợp"
    SUBMITTED = "SUBMITTED", "Đã trình"
    APPROVED = "APPROVED", "Đã phê duyệt"
    CLOSED = "CLOSED", "Đã kết thúc"


class TrainingPlan(Record):
    """The unit's plan for one year; an adjustment is a new version."""

    caption = "kế hoạch đào tạo"
    unique = (("year", "revision"),)

    year = Whole("Năm", required=True, minimum=2000, maximum=2100, width=8)
    revision = Whole("Lần điều chỉnh", default=0, width=8)
    state = Choice("Trạng thái", options=PlanState, default=PlanState.DRAFT, width=16)
    doc_no = Text("Số văn bản", max_length=60)
    doc_on = Day("Ngày văn bản", width=12)
    signer = Text("Người ký")
    note = LongText("Ghi chú")

    def __str__(self) -> str:
        return f"Kế hoạch đào tạo năm {self.year}"


class LineState(Coded):
    PLANNED = "PLANNED", "Trong kế hoạch"
    CANCELLED = "CANCELLED", "Đã hủy"


class TrainingLine(Record):
    """One need in a plan: a named person, or so many people of a department."""

    caption = "dòng kế hoạch đào tạo"
    indexes = (("plan",),)

    plan = Reference("Kế hoạch", to="TrainingPlan", many="lines", required=True, owned=True)
    staff = Reference("Người đi học", to="StaffMember", many="training_lines", width=24)
    headcount = Whole("Số người", minimum=1, default=1, width=8)
    department = Reference("Khoa, phòng", to="Department", many="training_lines", width=24)
    kind = Code("Loại đào tạo", list="training_kind", required=True, width=24, aliases=("Loại hình đào tạo",))
    topic = Text("Nội dung, chuyên ngành", width=28, max_length=300)
    institution = Text("Cơ sở đào tạo", width=24)
    study_mode = Code("Hình thức", list="study_mode")
    planned_from = PartialDay("Dự kiến từ", width=10)
    planned_to = PartialDay("Dự kiến đến", width=10)
    reason = Text("Lý do")
    cost_state = Money("Kinh phí NSNN (đồng)", width=14)
    cost_unit = Money("Kinh phí đơn vị (đồng)", width=14)
    cost_self = Money("Kinh phí cá nhân, nguồn khác (đồng)", width=14)
    state = Choice("Trạng thái", options=LineState, default=LineState.PLANNED)
    cancel_reason = Text("Lý do hủy")


class EnrolmentState(Coded):
    PROPOSED = "PROPOSED", "Đề xuất"
    REVIEWED = "REVIEWED", "Đã xét"
    APPROVED = "APPROVED", "Phê duyệt trong kế hoạch"
    ADMITTED = "ADMITTED", "Trúng tuyển, có giấy báo"
    SENT = "SENT", "Đã cử đi"
    STUDYING = "STUDYING", "Đang học"
    EXTENDED = "EXTENDED", "Gia hạn"
    PAUSED = "PAUSED", "Tạm dừng, bảo lưu"
    COMPLETED = "COMPLETED", "Hoàn thành"
    NOT_COMPLETED = "NOT_COMPLETED", "Không hoàn thành"
    DROPPED = "DROPPED", "Bỏ học"
    RETURNED = "RETURNED", "Trở lại công tác"
    SERVING = "SERVING", "Đang phục vụ cam kết"
    FULFILLED = "FULFILLED", "Hết cam kết"
    BREACHED = "BREACHED", "Vi phạm cam kết"
    CLOSED = "CLOSED", "Đã kết thúc"
    REJECTED = "REJECTED", "Không duyệt"
    WITHDRAWN = "WITHDRAWN", "Rút đề xuất"
    CANCELLED = "CANCELLED", "Đã hủy"


_E = EnrolmentState
# Everyone who was really sent: what a yearly result counts; of these, who is away studying now.
SENT_STATES = tuple(
    EnrolmentState[name]
    for name in [
        "SENT",
        "STUDYING",
        "EXTENDED",
        "PAUSED",
        "COMPLETED",
        "NOT_COMPLETED",
        "DROPPED",
        "RETURNED",
        "SERVING",
        "FULFILLED",
        "BREACHED",
        "CLOSED",
    ]
)
STUDYING_STATES = (EnrolmentState.SENT, EnrolmentState.STUDYING, EnrolmentState.EXTENDED, EnrolmentState.PAUSED)
FAILED_STATES = (EnrolmentState.NOT_COMPLETED, EnrolmentState.DROPPED)


class Enrolment(Record):
    """One person in one course of training."""

    caption = "cử đi đào tạo"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="enrolments", required=True, owned=True, width=24)
    line = Reference("Dòng kế hoạch", to="TrainingLine", many="enrolments")
    kind = Code(
        "Loại đào tạo", list="training_kind", required=True, width=24, aliases=("Loại hình đào tạo", "Trình độ đào tạo")
    )
    topic = Text("Nội dung, chuyên ngành", width=28, max_length=300, aliases=("Chuyên ngành", "Nội dung đào tạo"))
    institution = Text("Cơ sở đào tạo", width=24, aliases=("Nơi đào tạo",))
    country = Text("Nước", default="Việt Nam", max_length=60)
    study_mode = Code("Hình thức", list="study_mode", aliases=("Hình thức đào tạo",))
    starts_on = PartialDay("Từ ngày", required=True, width=12, aliases=("Ngày bắt đầu",))
    planned_end_on = PartialDay("Đến ngày (dự kiến)", width=12, aliases=("Đến ngày", "Ngày kết thúc dự kiến"))
    ended_on = PartialDay("Đến ngày (thực tế)", width=12, aliases=("Ngày kết thúc",))
    returned_on = Day("Ngày trở lại", width=12)
    decision_no = Text("Số QĐ cử đi", max_length=60, aliases=("Số quyết định",))
    decision_on = Day("Ngày QĐ cử đi", width=12, aliases=("Ngày quyết định",))
    state = Choice("Trạng thái", options=EnrolmentState, default=EnrolmentState.PROPOSED, width=18)
    state_on = Day("Ngày chuyển trạng thái")
    state_reason = Text("Lý do")
    result = Text("Kết quả", max_length=60)
    diploma_no = Text("Số bằng, chứng chỉ", max_length=60)
    diploma_on = PartialDay("Ngày cấp bằng", width=12)
    cost_state = Money("Kinh phí NSNN (đồng)", width=14)
    cost_unit = Money("Kinh phí đơn vị (đồng)", width=14)
    cost_self = Money("Kinh phí cá nhân (đồng)", width=14)
    cost_other = Money("Kinh phí tài trợ, khác (đồng)", width=14)
    outside_plan_reason = Text("Lý do ngoài kế hoạch")


# Degree study (đào tạo): a diploma ends it, and a commitment to serve follows. The list `training_kind` says the same.
DEGREE_KINDS = frozenset({"DT_TC", "DT_CD", "DT_DH", "DT_THS", "DT_TS", "DT_CKI", "DT_CKII", "DT_BSNT"})
# Those who have got through a course, whatever became of them since; who failed is known by `result`.
DONE_STATES = (_E.COMPLETED, _E.RETURNED, _E.SERVING, _E.FULFILLED, _E.BREACHED, _E.CLOSED)
FAILED_RESULTS = ("Không đạt", "Bỏ học")


def has_passed(state: EnrolmentState, result: str | None) -> bool:
    """Whether a course was brought to its end with success."""
    return state in DONE_STATES and result not in FAILED_RESULTS


def asked(name: str, message: str) -> Guard:
    """A guard: the field must be filled in."""

    def guard(record: Any, _on: date) -> Problem | None:
        return None if getattr(record, name) else Problem(name, message, f"{name}.required")

    return guard


def _has_lines(record: Any, _on: date) -> Problem | None:
    if any(line.deleted_at is None and line.state is LineState.PLANNED for line in record.lines):
        return None
    return Problem("state", "Kế hoạch chưa có dòng nào; hãy thêm nhu cầu trước khi trình.", "plan.empty")


_doc_no = asked("doc_no", "Chưa nhập số văn bản phê duyệt.")
_doc_on = asked("doc_on", "Chưa nhập ngày văn bản phê duyệt.")
_reason = asked("state_reason", "Chưa nhập lý do.")
_P = PlanState
PLAN_WORKFLOW = Workflow(
    "state",
    (
        Move(_P.DRAFT, _P.COLLECTING, "Thu nhu cầu"),
        Move(_P.COLLECTING, _P.CONSOLIDATED, "Tổng hợp"),
        Move(_P.CONSOLIDATED, _P.SUBMITTED, "Trình duyệt", (_has_lines,)),
        Move(_P.SUBMITTED, _P.APPROVED, "Phê duyệt", (_doc_no, _doc_on), ("doc_no", "doc_on", "signer")),
        Move(_P.SUBMITTED, _P.CONSOLIDATED, "Trả lại", (asked("note", "Chưa nhập lý do trả lại."),), ("note",)),
        Move(_P.APPROVED, _P.CLOSED, "Kết thúc năm"),
    ),
)


def _is_planned(record: Any, _on: date) -> Problem | None:
    """Who is sent stands in the year's plan, or it is told why not."""
    if record.line is not None or record.outside_plan_reason:
        return None
    return Problem("outside_plan_reason", "Ngoài kế hoạch: chưa nhập lý do.", "E09")


def _has_begun(record: Any, on: date) -> Problem | None:
    if record.starts_on is None or record.starts_on.first <= on:
        return None
    return Problem("starts_on", f"Khóa học bắt đầu {record.starts_on.show()}, chưa đến ngày.", "starts_on.future")


def _has_ended(record: Any, on: date) -> Problem | None:
    if record.ended_on and record.ended_on.first > on:
        return Problem("ended_on", f"Ngày kết thúc {record.ended_on.show()} chưa đến.", "ended_on.future")
    if record.ended_on and record.starts_on and record.ended_on.last < record.starts_on.first:
        return Problem("ended_on", f"Ngày kết thúc trước ngày bắt đầu {record.starts_on.show()}.", "E01")
    return None


def _has_diploma(record: Any, _on: date) -> Problem | None:
    if record.kind not in DEGREE_KINDS or record.diploma_no:
        return None
    return Problem("diploma_no", "Đào tạo trình độ: chưa nhập số bằng.", "diploma_no.required")


def _returns_after_end(record: Any, _on: date) -> Problem | None:
    earliest = record.ended_on or record.starts_on
    if record.returned_on and earliest and record.returned_on < earliest.first:
        return Problem("returned_on", f"Ngày trở lại trước ngày kết thúc khóa {earliest.show()}.", "E01")
    return None


def _ends_later(record: Any, on: date) -> Problem | None:
    if record.planned_end_on is None or record.planned_end_on.last < on:
        return Problem("planned_end_on", "Chưa nhập ngày kết thúc mới, sau ngày gia hạn.", "planned_end_on.required")
    return None


# What each state asks for on the way in: the fields of its short form, and what must hold.
_ENTERING: dict[EnrolmentState, tuple[tuple[str, ...], tuple[Guard, ...]]] = {
    _E.APPROVED: ((), (_is_planned,)),
    _E.SENT: (
        ("decision_no", "decision_on", "starts_on", "planned_end_on"),
        (
            asked("decision_no", "Chưa nhập số quyết định cử đi."),
            asked("decision_on", "Chưa nhập ngày quyết định cử đi."),
            _is_planned,
        ),
    ),
    _E.STUDYING: ((), (_has_begun,)),
    _E.EXTENDED: (("planned_end_on", "state_reason"), (_ends_later, _reason)),
    _E.PAUSED: (("state_reason",), (_reason,)),
    _E.COMPLETED: (
        ("ended_on", "result", "diploma_no", "diploma_on"),
        (asked("ended_on", "Chưa nhập ngày kết thúc khóa học."), _has_ended, _has_diploma),
    ),
    _E.NOT_COMPLETED: (
        ("ended_on", "state_reason"),
        (asked("ended_on", "Chưa nhập ngày kết thúc khóa học."), _has_ended, _reason),
    ),
    _E.DROPPED: (
        ("ended_on", "state_reason"),
        (asked("ended_on", "Chưa nhập ngày thôi học."), _has_ended, _reason),
    ),
    _E.RETURNED: (
        ("returned_on",),
        (asked("returned_on", "Chưa nhập ngày trở lại công tác."), _returns_after_end),
    ),
    _E.BREACHED: (("state_reason",), (_reason,)),
    _E.CANCELLED: (("state_reason",), (_reason,)),
    _E.REJECTED: (("state_reason",), (_reason,)),
    _E.WITHDRAWN: (("state_reason",), (_reason,)),
}


def _move(source: EnrolmentState, target: EnrolmentState, label: str) -> Move:
    asks, guards = _ENTERING.get(target, ((), ()))
    return Move(source, target, label, guards, asks)


ENROLMENT_WORKFLOW = Workflow(
    "state",
    tuple(
        _move(source, target, label)
        for source, target, label in (
            (_E.PROPOSED, _E.REVIEWED, "Đã xét"),
            (_E.PROPOSED, _E.WITHDRAWN, "Rút đề xuất"),
            (_E.PROPOSED, _E.REJECTED, "Không duyệt"),
            (_E.REVIEWED, _E.APPROVED, "Phê duyệt"),
            (_E.REVIEWED, _E.REJECTED, "Không duyệt"),
            (_E.APPROVED, _E.ADMITTED, "Có giấy báo nhập học"),
            (_E.APPROVED, _E.SENT, "Cử đi"),
            (_E.APPROVED, _E.CANCELLED, "Hủy"),
            (_E.ADMITTED, _E.SENT, "Cử đi"),
            (_E.ADMITTED, _E.CANCELLED, "Hủy"),
            (_E.SENT, _E.STUDYING, "Bắt đầu học"),
            (_E.SENT, _E.CANCELLED, "Hủy quyết định"),
            (_E.STUDYING, _E.EXTENDED, "Gia hạn"),
            (_E.STUDYING, _E.PAUSED, "Tạm dừng"),
            (_E.STUDYING, _E.COMPLETED, "Hoàn thành"),
            (_E.STUDYING, _E.NOT_COMPLETED, "Không hoàn thành"),
            (_E.STUDYING, _E.DROPPED, "Bỏ học"),
            (_E.EXTENDED, _E.COMPLETED, "Hoàn thành"),
            (_E.EXTENDED, _E.NOT_COMPLETED, "Không hoàn thành"),
            (_E.EXTENDED, _E.DROPPED, "Bỏ học"),
            (_E.PAUSED, _E.STUDYING, "Học tiếp"),
            (_E.PAUSED, _E.DROPPED, "Bỏ học"),
            (_E.COMPLETED, _E.RETURNED, "Trở lại công tác"),
            (_E.COMPLETED, _E.CLOSED, "Kết thúc"),
            (_E.NOT_COMPLETED, _E.RETURNED, "Trở lại công tác"),
            (_E.DROPPED, _E.RETURNED, "Trở lại công tác"),
            (_E.RETURNED, _E.SERVING, "Bắt đầu cam kết"),
            (_E.RETURNED, _E.CLOSED, "Kết thúc"),
            (_E.SERVING, _E.FULFILLED, "Hết cam kết"),
            (_E.SERVING, _E.BREACHED, "Vi phạm cam kết"),
            (_E.FULFILLED, _E.CLOSED, "Kết thúc"),
            (_E.BREACHED, _E.CLOSED, "Kết thúc"),
        )
    ),
)
