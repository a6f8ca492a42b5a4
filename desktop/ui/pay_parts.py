"""What the parts of the room of pay have in common: reading off the thread, exporting, and forms at the right."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.inline_form import InlineForm
from desktop.ui.questions import Leave, ask_to_save
from desktop.ui.widgets import Card, column, row

if TYPE_CHECKING:
    from desktop.services.progress import Task


class PayPart(QWidget):
    """One part of the room. A subclass says what to read (`task`) and shows what was read (`show_found`).

    What was read is read again when something of it changed, while the part is in front.
    """

    reads: tuple[Any, ...] = ()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.found: Any = None
        self._asked = 0
        self._stale = True
        self.is_deciding = False  # the open form is that of a decision for those who are ticked
        self.form = InlineForm(is_foot=False)
        self.form.closed.connect(self._on_form_closed)
        context.changed.connect(self._on_changed)

    def task(self) -> "Task[Any]":
        """The reading, for the worker."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again on the worker; of several readings the last one asked for is shown."""
        self._stale = False
        self._asked += 1
        number = self._asked

        def take(found: Any) -> None:
            if number == self._asked:
                self.found = found
                self.show_found(found)

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                self.context.tasks.failed.emit(error)
            elif number == self._asked:
                self.context.tell(str(error), "warning")

        self.context.tasks.start(self.task(), done=take, failed=failed)

    def come_front(self) -> None:
        """The part is shown; what changed meanwhile is read again."""
        if self._stale:
            self.refresh()

    def can_leave(self) -> bool:
        """Asks once about a form that is typed and not saved."""
        if not self.form.is_dirty:
            return True
        answer = ask_to_save(self, self.form.heading.text().lower())
        if answer is Leave.SAVE:
            return self.form.save()
        if answer is Leave.DISCARD:
            self.form.close_form()
        return answer is Leave.DISCARD

    def tools(self, chips: QWidget, *parts: QWidget) -> QHBoxLayout:
        """A line of chips on the left, fields and buttons on the right."""
        line = row(chips, *parts)
        line.setStretch(0, 1)
        line.setAlignment(chips, Qt.AlignmentFlag.AlignVCenter)
        return line

    def lay_out(self, tools: Any, left: Card, aside: QWidget, least: int = 330) -> None:
        """Tools above; the list on the left; on the right what is said of the chosen row, or the open form."""
        page = QWidget()
        page.setLayout(column(self.form, None))
        self.aside = aside
        self.right = QStackedWidget()
        self.right.addWidget(aside)
        self.right.addWidget(page)
        self._form_page = page
        card = Card()
        card.body.addWidget(self.right)
        card.setMinimumWidth(theme.px(least))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(card)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.M)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([790, least])
        whole = column(*tools, split, space=theme.S)
        whole.setStretch(len(tools), 1)
        self.setLayout(whole)

    def show_form(self) -> None:
        """Bring the form to the front of the right side; call before `form.ask`."""
        self.right.setCurrentWidget(self._form_page)

    def export(self, name: str, make: "Callable[[Path], Task[Path]]") -> None:
        """Ask where to, and write there on the worker."""
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Xuất danh sách"), name, self.tr("Excel (*.xlsx)"))
        if chosen:
            self.export_to(Path(chosen), make)

    def export_to(self, path: Path, make: "Callable[[Path], Task[Path]]") -> None:
        """Write a list to a file on the worker, and say so."""
        try:
            task = make(path)
        except UserError as error:
            self.context.tell(str(error), "warning")
            return
        self.context.tasks.start(
            task,
            title=self.tr("Xuất danh sách"),
            done=lambda written: self.context.tell(self.tr("Đã xuất danh sách ra {}.").format(written.name), "success"),
            failed=self._export_failed,
        )

    def tell_done(self, text: str, notes: tuple[str, ...] = ()) -> None:
        """Say what was entered, with the way back."""
        undo = self.context.undoing()
        self.context.tell(" ".join((text, *notes)), "warning" if notes else "success", undo)

    def _export_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.context.tell(str(error), "danger")
        else:
            self.context.tasks.failed.emit(error)

    def _on_form_closed(self) -> None:
        self.is_deciding = False
        self.right.setCurrentWidget(self.aside)
        if self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # not to whatever Qt thinks comes next

    def _on_changed(self, changes: object) -> None:
        touches = getattr(changes, "touches", lambda *_kinds: True)
        if not touches(*self.reads):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
