"""The columns of the lists of mentoring: what each shows of a row, and in which colour."""

from datetime import date, timedelta

from desktop.domain.dates import show_day
from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.services.mentoring_views import AssignmentRow
from desktop.ui.rows_model import Column

K, S = MentoringKind, MentoringState
_SOON = timedelta(days=14)


def columns(today: date) -> list[Column]:
    """The list of every kind."""
    return [
        Column("Được hướng dẫn", weight=1.3, least=132, show=_about, bold=True, tip=_problems_told),
        Column("Người hướng dẫn", weight=1.25, least=130, show=_by, tone=_mentor_tone, tip=_load_told),
        Column("Khoa, phòng", weight=1.0, least=96, show=lambda r: r.department, spare=True),
        Column("Từ ngày", width=92, show=lambda r: show_day(r.since), sort=lambda r: r.since, spare=True),
        Column(
            "Hạn nhận xét",
            width=106,
            show=_due_told,
            sort=lambda r: r.review_due,
            tone=lambda r: _due_tone(r, today),
            badge=lambda r: "" if r.state is S.ACTIVE and not _is_pressing(r) else _state_kind(r),
            tip=_problems_told,
        ),
        Column("Trạng thái", width=108, show=_state_told, badge=_state_kind, tip=_problems_told, spare=True),
        Column(
            "Nhận xét gần nhất",
            width=130,
            show=lambda r: show_day(r.last_review),
            sort=lambda r: r.last_review,
            spare=True,
        ),
    ]


def turn_columns() -> list[Column]:
    """The turns of rotation: where to, days against what an obligation takes, techniques."""
    return [
        Column("Người đi", weight=1.2, least=128, show=lambda r: r.mentor, bold=True, tip=_problems_told),
        Column("Đơn vị nhận", weight=1.5, least=140, show=lambda r: r.partner),
        Column("Khoa, phòng", weight=1.0, least=96, show=lambda r: r.department, spare=True),
        Column("Từ ngày", width=92, show=lambda r: show_day(r.since), sort=lambda r: r.since, spare=True),
        Column(
            "Ngày làm việc",
            width=106,
            align="right",
            show=lambda r: f"{r.days or 0} / {r.least_days}",
            sort=lambda r: r.days or 0,
            tone=lambda r: "success" if (r.days or 0) >= r.least_days else "",
        ),
        Column(
            "Kỹ thuật",
            width=76,
            align="right",
            show=lambda r: str(r.techniques or ""),
            sort=lambda r: r.techniques,
            spare=True,
        ),
        Column("Trạng thái", width=108, show=_state_told, badge=_state_kind, tip=_problems_told, spare=True),
    ]


def waiting_columns(today: date) -> list[Column]:
    """Those whom nobody helps."""
    return [
        Column("Họ và tên", weight=1.4, least=140, show=lambda w: w.name, bold=True),
        Column("Khoa, phòng", weight=1.2, least=110, show=lambda w: w.department),
        Column("Chi bộ", weight=1.0, least=96, show=lambda w: w.cell, spare=True),
        Column("Từ ngày", width=92, show=lambda w: show_day(w.since), sort=lambda w: w.since, spare=True),
        Column(
            "Đã chờ",
            width=84,
            align="right",
            show=lambda w: f"{(today - w.since).days} ngày" if w.since else "",
            sort=lambda w: -w.since.toordinal() if w.since else None,
            tone=lambda _w: "warning",
        ),
        Column(
            "Diện",
            width=122,
            show=lambda w: "Đảng viên dự bị" if w.kind is K.PROBATIONER else "Cảm tình Đảng",
            spare=True,
        ),
    ]


def _about(shown: AssignmentRow) -> str:
    return shown.who


def _by(shown: AssignmentRow) -> str:
    if not shown.mentee:
        return f"→ {shown.partner}"
    return f"{shown.mentor} ({shown.load})" if shown.load > 1 else shown.mentor


def _load_told(shown: AssignmentRow) -> str:
    return f"{shown.mentor} đang giúp {shown.load} người" if shown.mentee and shown.load else ""


def _mentor_tone(shown: AssignmentRow) -> str:
    worst = [p.severity for p in shown.problems if p.field == "mentor"]
    return "danger" if "error" in worst else "warning" if worst else ""


def _problems_told(shown: AssignmentRow) -> str:
    return "\n".join(p.message for p in shown.problems)


def _due_tone(shown: AssignmentRow, today: date) -> str:
    if shown.review_due is None:
        return ""
    return "danger" if shown.review_due < today else "warning" if shown.review_due <= today + _SOON else ""


def _is_pressing(shown: AssignmentRow) -> bool:
    return any(p.field == "mentor" and p.severity == "error" for p in shown.problems)


def _due_told(shown: AssignmentRow) -> str:
    """The day; of what is not simply under way, the state, which narrow screens show nowhere else."""
    return _state_told(shown) if shown.state is not S.ACTIVE or _is_pressing(shown) else show_day(shown.review_due)


def _state_told(shown: AssignmentRow) -> str:
    if _is_pressing(shown):
        return "Thay người" if shown.mentee else "Đã rời"
    if any(p.code == "planned_end" for p in shown.problems):
        return "Quá dự kiến"
    return {S.ACTIVE: "Đang giúp" if shown.mentee else "Đang đi", S.PROPOSED: "Đề xuất"}.get(
        shown.state, shown.state.label
    )


def _state_kind(shown: AssignmentRow) -> str:
    told = _state_told(shown)
    return _KINDS.get(told, "accent" if shown.state is S.ACTIVE else "neutral")


_KINDS = {"Thay người": "danger", "Đã rời": "danger", "Quá dự kiến": "warning", "Đề xuất": "info"}
