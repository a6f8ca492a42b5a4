"""One line that tells how far a long task is, with the button that cancels it."""

from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from desktop.services.progress import Progress
from desktop.ui import theme
from desktop.ui.tasks import TaskRunner
from desktop.ui.widgets import ElidedLabel, button, label, row


class ProgressStrip(QFrame):
    """Shown while the task runner is busy. «Hủy» leaves everything as it was before the task."""

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.setProperty("role", "strip")
        self.note = ElidedLabel("", "strong")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(120)
        self.count = label("", "muted")
        self.cancel = button(self.tr("Hủy"), run=self._cancel)
        layout = row(self.note, self.bar, self.count, self.cancel, space=theme.M)
        layout.setStretch(0, 2)
        layout.setStretch(1, 3)
        layout.setContentsMargins(theme.L, theme.XS, theme.L, theme.XS)
        self.setLayout(layout)
        self.hide()
        tasks.busy.connect(self._on_busy)
        tasks.progressed.connect(self.show_progress)

    def show_progress(self, title: str, at: Progress) -> None:
        """Tell the step and the count; a total of 0 is not known yet."""
        self.note.setText(": ".join(part for part in (title, at.note) if part))
        self.bar.setRange(0, at.total)
        self.bar.setValue(min(at.done, at.total))
        shown = f"{at.done:,} / {at.total:,}".replace(",", ".")
        self.count.setText(shown if at.total else "")

    def _on_busy(self, busy: bool) -> None:
        self.cancel.setEnabled(True)
        # Work that has no name (an undo, a search) is over before a line could be read.
        self.setVisible(busy and bool(self._tasks.title))

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.note.setText(self.tr("Đang hủy, không có gì thay đổi…"))
        self._tasks.cancel()
