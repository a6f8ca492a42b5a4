"""Who is helping whom: Party helpers, practice guides, rotation turns to lower units; with reviews and techniques."""

from datetime import date
from typing import Any

from desktop.domain.dates import show_day
from desktop.domain.errors import Problem
from desktop.domain.fields import Choice, Coded, Day, Flag, LongText, PartialDay, Reference, Sensitivity, Text, Whole
from desktop.domain.party import PartyStage
from desktop.domain.record import Record, on_day
from desktop.domain.workflow import Move, Workflow


class MentoringKind(Coded):
    SYMPATHISER = "sympathiser", "Giúp đỡ cảm tình Đảng"
    PROBATIONER = "probationer", "Giúp đỡ đảng viên dự bị"
    PRACTICE = "practice", "Hướng dẫn thực hành"
    ROTATION = "rotation", "Luân phiên, chuyển giao kỹ thuật"
    SERVICE_PROBATION = "service_probation", "Hướng dẫn tập sự"


PARTY_KINDS = (MentoringKind.SYMPATHISER, MentoringKind.PROBATIONER)


class MentoringState(Coded):
    PROPOSED = "proposed", "Đề xuất"
    ACTIVE = "active", "Đang hướng dẫn"
    COMPLETED = "completed", "Hoàn thành"
    REPLACED = "replaced", "Đã thay người"
    STOPPED = "stopped", "Dừng"


class MentoringAssignment(Record):
    """One person helping another, or one turn of rotation, from a decision to its end."""

    caption = "phân công hướng dẫn"
    indexes = (("mentee",), ("mentor",))

    kind = Choice("Loại hướng dẫn", options=MentoringKind, required=True, width=22, aliases=("Loại",))
    mentee = Reference("Người được hướng dẫn", to="StaffMember", many="mentored_by", owned=True, width=24)
    mentor = Reference("Người hướng dẫn", to="StaffMember", many="mentoring", required=True, width=24)
    slot = Whole("Người thứ", minimum=1, maximum=3, default=1, width=8)
    state = Choice("Trạng thái", options=MentoringState, default=MentoringState.ACTIVE, width=14)
    decision_no = Text("Số nghị quyết, quyết định", max_length=60, aliases=("Số nghị quyết", "Số quyết định"))
    decision_on = Day("Ngày nghị quyết, quyết định", width=12, aliases=("Ngày nghị quyết",))
    assigned_on = Day("Ngày phân công", required=True, width=12, aliases=("Từ ngày", "Ngày bắt đầu"))
    planned_end_on = Day("Dự kiến kết thúc", width=12)
    ended_on = Day("Ngày kết thúc", width=12, aliases=("Đến ngày",))
    end_reason = Text("Lý do kết thúc")
    together_since = Day("Cùng công tác từ", width=12)
    is_replacement = Flag("Thay người trước", default=False)
    handover_comment_done = Flag("Đã có nhận xét bàn giao", default=False)
    partner_unit = Reference("Đơn vị nhận", to="PartnerUnit", many="rotations", width=24)
    specialty = Text("Chuyên khoa, nội dung")
    working_days = Whole("Số ngày làm việc", maximum=2000, width=8)
    note = LongText("Ghi chú")


class ReviewRating(Coded):
    GOOD = "good", "Tiến bộ rõ"
    FAIR = "fair", "Đạt"
    SLOW = "slow", "Chậm"
    POOR = "poor", "Không đạt"


class MentoringReview(Record):
    """A periodic written comment of the mentor."""

    caption = "nhận xét hướng dẫn"
    unique = (("assignment", "period"),)

    assignment = Reference(
        "Phân công", to="MentoringAssignment", many="reviews", required=True, owned=True, sensitive=Sensitivity.PARTY
    )
    period = Text("Kỳ nhận xét", required=True, max_length=20, width=10)
    review_on = Day("Ngày nhận xét", required=True, width=12)
    rating = Choice("Đánh giá", options=ReviewRating, sensitive=Sensitivity.PARTY)
    tasks_done = LongText("Việc đã làm", sensitive=Sensitivity.PARTY)
    points_to_note = LongText("Điểm cần chú ý", sensitive=Sensitivity.PARTY)
    recommendation = LongText("Đề nghị", sensitive=Sensitivity.PARTY)
    is_signed = Flag("Đã ký", default=False)


class TechniqueLevel(Coded):
    OBSERVED = "observed", "Quan sát"
    ASSISTED = "assisted", "Phụ làm"
    SUPERVISED = "supervised", "Làm có giám sát"
    INDEPENDENT = "independent", "Tự làm"
    TEACHES = "teaches", "Hướng dẫn lại"


class TechniqueTransfer(Record):
    """One technique handed over in a turn of rotation, and how far the lower unit has come with it."""

    caption = "kỹ thuật chuyển giao"
    unique = (("assignment", "name"),)

    assignment = Reference("Lượt luân phiên", to="MentoringAssignment", many="techniques", required=True, owned=True)
    name = Text("Kỹ thuật", required=True, width=30)
    level = Choice("Mức đạt", options=TechniqueLevel, required=True)
    trainees = Whole("Số người học", width=8)
    accepted_on = PartialDay("Nghiệm thu", width=12)


def _has_decision(record: Any, _on: date) -> Problem | None:
    if record.kind in PARTY_KINDS and not (record.decision_no and record.decision_on):
        return Problem("decision_no", "Chưa có số và ngày nghị quyết của chi bộ.", "decision.required")
    return None


def _mentor_is_official(record: Any, _on: date) -> Problem | None:
    """06-HD/TW, 3.8 and 38-HD/BTCTW, 1.1: a helper is an official member on the day of the assignment."""
    if record.kind not in PARTY_KINDS:
        return None
    held = on_day(record.mentor.party_memberships, record.assigned_on)
    if held is not None and held.stage is PartyStage.OFFICIAL:
        return None
    return Problem("mentor", f"{record.mentor} chưa là đảng viên chính thức vào ngày phân công.", "E02")


def _has_end(record: Any, on: date) -> Problem | None:
    if on < record.assigned_on:
        return Problem("ended_on", f"Ngày kết thúc trước ngày phân công {show_day(record.assigned_on)}.", "E01")
    return None


def _has_reason(record: Any, _on: date) -> Problem | None:
    return None if record.end_reason else Problem("end_reason", "Chưa nhập lý do kết thúc.", "end_reason.required")


def _has_comment(record: Any, _on: date) -> Problem | None:
    """A guide answers for a written comment at the end of practice (NĐ 96/2023/NĐ-CP)."""
    if record.kind is not MentoringKind.PRACTICE or any(r.deleted_at is None for r in record.reviews):
        return None
    return Problem("state", "Chưa có nhận xét của người hướng dẫn; hãy thêm nhận xét trước.", "E20")


def _has_handover(record: Any, on: date) -> Problem | None:
    """06-HD/TW, 3.10: who stops helping a probationer comments first; a mentor who is gone cannot."""
    if record.kind is not MentoringKind.PROBATIONER or record.handover_comment_done or not record.mentor:
        return None
    status = on_day(record.mentor.statuses, on)
    if status is not None and status.status in GONE:
        return None
    return Problem(
        "handover_comment_done",
        f"{record.mentor} chưa viết nhận xét bàn giao về đảng viên dự bị.",
        "handover.required",
    )


# Statuses in which somebody is no longer of the unit and writes nothing more for it.
GONE = frozenset({"CHUYEN_DI", "NGHI_HUU", "THOI_VIEC", "BO_VIEC", "BUOC_THOI_VIEC", "MAT", "TINH_GIAN"})

_S = MentoringState
_END = ("ended_on", "end_reason")
ASSIGNMENT_WORKFLOW = Workflow(
    "state",
    (
        Move(
            _S.PROPOSED,
            _S.ACTIVE,
            "Phân công",
            (_has_decision, _mentor_is_official),
            ("assigned_on", "decision_no", "decision_on"),
        ),
        Move(_S.PROPOSED, _S.STOPPED, "Bỏ đề xuất", (_has_reason,), _END),
        Move(_S.ACTIVE, _S.COMPLETED, "Hoàn thành", (_has_end, _has_comment), _END),
        Move(
            _S.ACTIVE,
            _S.REPLACED,
            "Thay người hướng dẫn",
            (_has_end, _has_reason, _has_handover),
            (*_END, "handover_comment_done"),
        ),
        Move(_S.ACTIVE, _S.STOPPED, "Dừng", (_has_end, _has_reason, _has_handover), (*_END, "handover_comment_done")),
    ),
)
