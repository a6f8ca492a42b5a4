"""What is due, computed off the window's thread and kept for every page that shows a part of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.services.progress import Progress, Task
from desktop.ui.context import Action, Context

if TYPE_CHECKING:
    from desktop.services.due import DueItem

WITHIN = 90  # days ahead


class DueBoard(QObject):
    """`items` in the order of their days; `updated` when they were computed anew (at start and after each write)."""

    updated = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.items: Sequence[DueItem] = ()
        self.is_known = False
        self._running = self._again = False
        context.due = self
        context.attached.connect(self.refresh)
        context.changed.connect(self._on_changed)
        if context.is_attached:
            self.refresh()

    def refresh(self) -> None:
        """Compute anew; a second call meanwhile is remembered and made once."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._context.tasks.start(self._compute(), done=self._take)

    def told_for(self, uid: str) -> tuple[str, str, Action | None]:
        """The next thing due for a person: its sentence, its kind, and the button that opens it."""
        mine = [item for item in self.items if item.staff_uid == uid]
        if not mine:
            return "", "info", None
        item = mine[0]
        kind = {"overdue": "danger", "urgent": "warning", "warning": "warning"}.get(item.level, "info")
        more = self.tr("  (+{} việc khác)").format(len(mine) - 1) if len(mine) > 1 else ""
        return f"{item.subject} – {days_told(item.days_left)}{more}", kind, None

    def _compute(self) -> "Task[list[DueItem]]":
        from desktop.services.due import due_list  # noqa: PLC0415 - the ORM comes with it

        yield Progress(0, 1, self.tr("Tính việc đến hạn"))
        return due_list(self._context.workspace, within=WITHIN)

    def _take(self, items: Any) -> None:
        self.items, self.is_known, self._running = items, True, False
        self.updated.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _on_changed(self, _changes: object) -> None:
        self.refresh()


def days_told(left: int) -> str:
    """«quá 2 ngày», «hôm nay», «còn 6 ngày»."""
    if left < 0:
        return f"quá {-left} ngày"
    return "hôm nay" if left == 0 else f"còn {left} ngày"
