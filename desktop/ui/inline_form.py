"""A short form that opens in place, for one step: a few fields, what is wrong with them, and the verb that does it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid

from desktop.domain.errors import Rejected, UserError
from desktop.domain.fields import Field, LongText
from desktop.ui import theme
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.snug import Snug
from desktop.ui.widgets import button, column, label, row

Texts = dict[str, str]


class InlineForm(QFrame):
    """Hidden until `ask`. `done` when the step was taken, `closed` whenever the form goes away. Escape closes it."""

    done = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, columns: int = 2, *, is_foot: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("role", "foot" if is_foot else "")  # a foot has a line above it
        self._columns = columns
        self._run: Callable[[Texts], object] = lambda _texts: None
        self._start: Texts = {}
        self._extra: QWidget | None = None
        self._came_from: QWidget | None = None  # where the cursor goes back to
        self.form = FormGrid(columns)
        self._scroll = Snug(self.form)
        self.heading = label("", "strong", wrap=True)
        self.note = label("", "muted", wrap=True)
        self.problem = label("", "small", tone="danger", wrap=True)
        self.save_button = button("", "primary", run=self.save, tip="Ctrl+S")
        self.cancel_button = button(self.tr("Bỏ"), run=self.close_form, tip="Esc")
        foot = row(None, self.save_button, self.cancel_button, space=theme.S)
        self._lines = column(self.heading, self.note, self._scroll, self.problem, foot, space=theme.S)
        self._lines.setContentsMargins(0, theme.S if is_foot else 0, 0, 0)
        self.setLayout(self._lines)
        self.hide()

    @property
    def editors(self) -> dict[str, Editor]:
        """The editors of the open form by the name of their field."""
        return self.form.editors

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return not self.isHidden() and self.form.texts() != self._start

    def ask(
        self,
        heading: str,
        fields: Sequence[Field | Editor],
        do: str,
        run: Callable[[Texts], object],
        *,
        texts: Mapping[str, str] | None = None,
        note: str = "",
        extra: QWidget | None = None,
        captions: Mapping[str, str] | None = None,
    ) -> None:
        """Open the form. `run` is given the texts; what it refuses stands under its field and the form stays open.

        `extra` is shown between the fields and the buttons, and taken away with the form.
        """
        if self.isHidden():
            self._came_from = QApplication.focusWidget()
        fresh = FormGrid(self._columns)
        for entry in fields:
            editor = entry if isinstance(entry, Editor) else editor_for(entry)
            wide = isinstance(editor.field, LongText)
            fresh.add(editor, wide=wide, caption=(captions or {}).get(editor.field.name, ""))
            editor.committed.connect(self._checker(editor))
        self._drop_extra()
        if extra is not None:
            self._extra = extra
            self._lines.insertWidget(self._lines.indexOf(self.problem), extra, 1)
        self._scroll.put(fresh)
        self.form, self._run = fresh, run
        self.heading.setText(heading)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._say("")
        self.save_button.setText(do)
        fresh.set_texts(dict(texts or {}))
        self._start = fresh.texts()
        last: QWidget = list(fresh.editors.values())[-1].input if fresh.editors else self.heading
        if extra is not None:
            QWidget.setTabOrder(last, extra)
        elif fresh.editors:
            QWidget.setTabOrder(last, self.save_button)
        QWidget.setTabOrder(self.save_button, self.cancel_button)
        self.show()
        first = next((e for e in fresh.editors.values() if not e.text()), None)
        target = first or next(iter(fresh.editors.values()), None)
        (target.input if target else self.save_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> bool:
        """Take the step; tells whether it was taken."""
        if self.isHidden():
            return False
        try:
            self._run(self.form.texts())
        except Rejected as error:
            rest = self.form.show_problems(error.problems)
            self._say("\n".join(p.message for p in rest))
            return False
        except UserError as error:
            self._say(str(error))
            return False
        self.close_form()
        self.done.emit()
        return True

    def close_form(self) -> None:
        """Put the form away; what was typed in it is dropped."""
        if not self.isHidden():
            held, came_from = QApplication.focusWidget(), self._came_from
            goes_back = held is None or self.isAncestorOf(held)
            self._came_from = None
            self.hide()
            self._drop_extra()
            if goes_back and came_from is not None and isValid(came_from) and came_from.isVisible():
                came_from.setFocus(Qt.FocusReason.OtherFocusReason)
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save()
        else:
            super().keyPressEvent(event)

    def _drop_extra(self) -> None:
        if self._extra is not None:
            self._lines.removeWidget(self._extra)
            self._extra.hide()
            self._extra.deleteLater()
            self._extra = None

    def _checker(self, editor: Editor) -> Callable[[], None]:
        return lambda: editor.set_message(editor.check() or None)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
