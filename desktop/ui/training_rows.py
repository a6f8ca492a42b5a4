"""The columns of the plan and of the people of a course, and figures in words."""

from collections.abc import Sequence

from desktop.domain.training import FAILED_STATES, STUDYING_STATES, EnrolmentState, PlanState, has_passed
from desktop.services.training_views import Counts, Family, Money, StudentRow
from desktop.ui.rows_model import Column, Group

_E = EnrolmentState


def columns() -> list[Column]:
    """The lines of a plan."""
    return [
        Column(
            "Nội dung",
            weight=1.2,
            least=116,
            show=lambda r: f"{r.title} (đã hủy)" if r.is_cancelled else r.title,
            tone=lambda r: "disabled" if r.is_cancelled else "",
            tip=lambda r: ". ".join(part for part in (r.title, r.kind_label, r.institution) if part),
            bold=True,
        ),
        Column("Người, khoa", weight=1.0, least=110, show=lambda r: r.who, spare=True),
        Column(
            "Kế hoạch", width=80, align="right", show=lambda r: _n(r.counts.planned), sort=lambda r: r.counts.planned
        ),
        Column("Đã cử", width=60, align="right", show=lambda r: _n(r.counts.sent), sort=lambda r: r.counts.sent),
        Column(
            "Đang học",
            width=84,
            align="right",
            show=lambda r: _n(r.counts.studying),
            sort=lambda r: r.counts.studying,
            spare=True,
        ),
        Column(
            "Hoàn thành",
            width=94,
            align="right",
            show=lambda r: _n(r.counts.done),
            sort=lambda r: r.counts.done,
            tone=lambda r: "success" if r.counts.planned and r.counts.done >= r.counts.planned else "",
        ),
        Column("Thời gian", width=150, show=lambda r: r.period, spare=True),
    ]


def people_columns() -> list[Column]:
    """The people of a course."""
    return [
        Column("Họ và tên", weight=1.3, least=120, show=lambda s: s.name, bold=True, tip=lambda s: s.department),
        Column("Thời gian", width=170, show=lambda s: s.period, spare=True),
        Column("Trạng thái", width=122, show=state_told, badge=state_kind, tip=lambda s: s.note),
    ]


def grouped(families: Sequence[Family]) -> list[object]:
    """Lines under the headings of their families."""
    rows: list[object] = []
    for family in families:
        rows.append(Group(family.label, counts_told(family.counts)))
        rows += family.lines
    return rows


def counts_told(counts: Counts) -> str:
    """«đã cử 5 / 7 · hoàn thành 3»."""
    sent = f"đã cử {counts.sent} / {counts.planned}" if counts.planned else f"đã cử {counts.sent}"
    parts = [sent]
    if counts.done:
        parts.append(f"hoàn thành {counts.done}")
    if counts.failed:
        parts.append(f"không đạt {counts.failed}")
    if counts.cancelled:
        parts.append(f"hủy {counts.cancelled}")
    return " · ".join(parts)


def money_told(amount: int) -> str:
    """Whole đồng as it is written: 1.390.300.000 đ."""
    return f"{amount:,} đ".replace(",", ".")


def purses_told(money: Money) -> str:
    """The parts of an amount by purse, those that are not nought."""
    parts = (("NSNN", money.state), ("đơn vị", money.unit), ("cá nhân", money.own), ("khác", money.other))
    return " · ".join(f"{name} {money_told(amount)}" for name, amount in parts if amount)


def state_told(student: StudentRow) -> str:
    """The state in few words."""
    return _SHORT.get(student.state, student.state.label)


def state_kind(student: StudentRow) -> str:
    """The colour of a state."""
    if student.state in FAILED_STATES or student.state in (_E.BREACHED, _E.REJECTED):
        return "danger"
    if student.state in (_E.EXTENDED, _E.PAUSED):
        return "warning"
    if student.state in STUDYING_STATES:
        return "info"
    passed = has_passed(student.state, student.texts.get("result"))
    return "success" if passed else "neutral"


PLAN_KINDS = {
    PlanState.APPROVED: "success",
    PlanState.SUBMITTED: "info",
    PlanState.CLOSED: "neutral",
    PlanState.DRAFT: "neutral",
    PlanState.COLLECTING: "warning",
    PlanState.CONSOLIDATED: "warning",
}
_SHORT = {
    _E.APPROVED: "Đã duyệt",
    _E.ADMITTED: "Có giấy báo",
    _E.PAUSED: "Tạm dừng",
    _E.NOT_COMPLETED: "Không đạt",
    _E.RETURNED: "Đã trở lại",
    _E.SERVING: "Đang phục vụ",
    _E.BREACHED: "Vi phạm",
    _E.CLOSED: "Kết thúc",
}


def _n(count: int) -> str:
    return str(count) if count else "–"
