"""What the parts of the page of findings have in common: reading off the window's thread when they are in front."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.errors import UserError
from desktop.services.checking import Finding
from desktop.ui.context import Context
from desktop.ui.latest import Latest


class FindingPart(QWidget):
    """One part. A subclass says what to read (`compute`, on the worker) and shows it (`show_found`).

    `counted(text)` tells what stands beside the name of the part. What was read is read again when the data changed
    and the part comes to the front.
    """

    counted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.is_known = False
        self._stale = True
        self._asking = Latest(context, self)
        self._asking.answered.connect(self._take)
        context.changed.connect(self._on_changed)

    def compute(self) -> Any:
        """The reading; runs on the worker, nothing of Qt may be touched."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again."""
        self._stale = False
        self._asking.ask(self.compute)

    def come_front(self) -> None:
        """The part is shown: what changed meanwhile is read again."""
        if self._stale:
            self.refresh()

    def export(self, name: str, write: Callable[[Path], object]) -> None:
        """Ask where to, write, and tell."""
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Xuất danh sách"), name, self.tr("Excel (*.xlsx);;CSV (*.csv)")
        )
        if chosen:
            self.do(lambda: write(Path(chosen)), self.tr("Đã xuất ra {}.").format(Path(chosen).name), can_undo=False)

    def do(self, run: Callable[[], object], told: str, *, can_undo: bool = True) -> bool:
        """Do something that the clerk asked for, and say what was done or why not."""
        try:
            run()
        except UserError as error:
            self.context.tell(str(error), "danger")
            return False
        undo = self.context.undoing()
        self.context.tell(told, "success", undo if can_undo else None)
        return True

    def _take(self, found: object) -> None:
        self.is_known = True
        self.show_found(found)

    def _on_changed(self, _changes: object) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()


def open_finding(context: Context, finding: Finding) -> None:
    """Show the very field that a finding speaks of, in the room where it is written."""
    if finding.entity == "MentoringAssignment":
        context.go("mentoring", finding.uid)
    elif finding.entity == "StaffMember":
        context.go("staff", (finding.staff_uid, finding.field))
    elif finding.entity in _ROOMS:
        context.go(_ROOMS[finding.entity], finding.uid)
    elif finding.entity == "ScopeChange":
        context.go("staff", (finding.staff_uid, "Licence"))
    elif finding.staff_uid:
        context.go("staff", (finding.staff_uid, finding.entity, finding.uid, finding.field))


# Records that are not shown in a person's record: the room that keeps them.
_ROOMS = {"Decision": "decisions", "RatingRound": "rating", "TrainingLine": "training"}
