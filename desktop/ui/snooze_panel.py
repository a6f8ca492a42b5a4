"""Putting a deadline off, in place: until which day, and why."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from desktop.domain.dates import add_months, show_day
from desktop.domain.errors import UserError
from desktop.domain.system import Acknowledgement
from desktop.services.due import DueItem, acknowledge
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.editors import editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.widgets import button, column, label, row


class SnoozePanel(QFrame):
    """Asks for a day and a reason for one item; `done` once it is put off, `closed` when the clerk leaves it."""

    done = Signal()
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self._context = context
        self._item: DueItem | None = None
        fields = context.workspace.catalogue.fields(Acknowledgement)
        self.heading = label("", "strong", wrap=True)
        self.form = FormGrid(columns=2)
        self.until = self.form.add(editor_for(fields["until"]))
        self.reason = self.form.add(editor_for(fields["reason"]))
        self._problem = label("", "small", tone="danger", wrap=True)
        self._problem.hide()
        quick = [button(words, "link", run=self._filler(key)) for key, words in self._choices()]
        self.settle_button = button(
            self.tr("Đã xong, không nhắc nữa"),
            run=self.settle,
            tip=self.tr("Bỏ hẳn khỏi danh sách; vẫn hoàn tác được bằng Ctrl+Z"),
        )
        self.cancel_button = button(self.tr("Bỏ"), run=self.closed.emit)
        self.save_button = button(self.tr("Để sau"), "primary", run=self.save)
        foot = row(*quick, None, self.settle_button, self.cancel_button, self.save_button)
        whole = column(self.heading, self.form, self._problem, foot, space=theme.XS)
        whole.setContentsMargins(0, theme.S, 0, 0)
        self.setLayout(whole)

    def ask(self, item: DueItem) -> None:
        """Begin with an item; the day of a week from now is proposed."""
        self._item = item
        self.heading.setText(self.tr("Để sau: {} – {}").format(item.name, item.subject))
        self._say("")
        self.form.set_texts({"until": show_day(self._context.today + timedelta(days=7))})
        self.reason.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Put the item off until the day given."""
        problem = self.until.check() or ("" if self.until.text() else self.tr("Chưa nhập ngày nhắc lại."))
        self.until.set_message(problem or None)
        if not problem:
            self._acknowledge(for_good=False)

    def settle(self) -> None:
        """Take the item off the list for good."""
        self._acknowledge(for_good=True)

    def _acknowledge(self, *, for_good: bool) -> None:
        if self._item is None:
            return
        if not self.reason.text().strip():
            self.reason.set_message(self.tr("Chưa nhập lý do; lý do được ghi vào nhật ký."))
            self.reason.input.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.reason.set_message(None)
        until = None if for_good else self.until.field.read(self.until.text())
        try:
            acknowledge(self._context.workspace, self._item, until, self.reason.text())
        except UserError as error:
            self._say(str(error))
            return
        told = (
            self.tr("Đã bỏ khỏi danh sách: {}.").format(self._item.name)
            if until is None
            else self.tr("Sẽ nhắc lại ngày {}: {}.").format(show_day(until), self._item.name)
        )
        self._context.tell(told, "success", self._context.undoing())
        self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _choices(self) -> Sequence[tuple[str, str]]:
        return (("7", self.tr("1 tuần")), ("14", self.tr("2 tuần")), ("month", self.tr("1 tháng")))

    def _filler(self, key: str) -> Callable[[], None]:
        def fill() -> None:
            today = self._context.today
            day = add_months(today, 1) if key == "month" else today + timedelta(days=int(key))
            self.until.set_text(show_day(day))

        return fill

    def problem(self) -> str:
        """Why the last attempt was refused, or nothing."""
        return "" if self._problem.isHidden() else self._problem.text()

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
