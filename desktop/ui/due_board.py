"""What is due, computed off the window's thread and kept for every page that shows a part of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.context import Action, Context
from desktop.ui.kept import Kept

if TYPE_CHECKING:
    from desktop.services.due import DueItem

WITHIN = 90  # days ahead


class DueBoard(QObject):
    """`items` in the order of their days; `updated` when they were computed anew (at start and after each write)."""

    updated = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        context.due = self
        self._kept: Kept[list[DueItem]] = Kept(context, self._compute, self.tr("Tính việc đến hạn"), self)
        self._kept.updated.connect(self.updated)

    @property
    def items(self) -> "Sequence[DueItem]":
        """Everything overdue, or due within `WITHIN` days."""
        return self._kept.value or ()

    @property
    def is_known(self) -> bool:
        """Whether the list was computed at least once."""
        return self._kept.is_known

    def refresh(self) -> None:
        """Compute anew: the day has changed."""
        self._kept.refresh()

    def told_for(self, uid: str) -> tuple[str, str, Action | None]:
        """The next thing due for a person: its sentence, its kind, and the button that opens it."""
        mine = [item for item in self.items if item.staff_uid == uid]
        if not mine:
            return "", "info", None
        item = mine[0]
        kind = {"overdue": "danger", "urgent": "warning", "warning": "warning"}.get(item.level, "info")
        more = self.tr("  (+{} việc khác)").format(len(mine) - 1) if len(mine) > 1 else ""
        action = Action(self.tr("Đến chỗ cần ghi"), lambda: self.open(item))
        return f"{item.subject} – {days_told(item.days_left)}{more}", kind, action

    def open(self, item: "DueItem") -> None:
        """Show the place that clears an item: an assignment, or the row and field of a person's record."""
        target = item.target
        if target.entity == "MentoringAssignment":
            self._context.go("mentoring", target.uid)
            return
        if target.entity in ("NationalEntry", "RatingRound"):
            self._context.go("national" if target.entity == "NationalEntry" else "rating", target.uid)
            return
        if item.rule == "mentoring.no_mentor":
            self._context.go("mentoring", ("new", item.staff_uid))
            return
        place = target.field if target.entity == "StaffMember" else target.entity
        row = "" if target.entity == "StaffMember" else target.uid
        self._context.go("staff", (item.staff_uid, place, row, target.field))

    def _compute(self) -> "list[DueItem]":
        from desktop.services.due import due_list  # noqa: PLC0415 - the ORM comes with it

        return due_list(self._context.workspace, within=WITHIN)


def days_told(left: int) -> str:
    """«quá 2 ngày», «hôm nay», «còn 6 ngày»."""
    return f"còn {left} ngày" if left > 0 else left_told(left).lower()


def left_told(left: int) -> str:
    """The same for a narrow column: «Quá 2 ngày», «Quá 4 tháng», «Hôm nay», «6 ngày»."""
    if left > 0:
        return f"{left} ngày"
    if left == 0:
        return "Hôm nay"
    late = -left
    if late < 60:
        return f"Quá {late} ngày"
    return f"Quá {late // 30} tháng" if late < 730 else f"Quá {late // 365} năm"
