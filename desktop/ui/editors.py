"""One editor for each kind of field. An editor speaks text: what `Field.show` gives, what `Field.read` takes."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain import fields
from desktop.domain.errors import UserError
from desktop.ui import theme
from desktop.ui.choice_input import ChoiceInput, Option
from desktop.ui.undo_keys import leave_to_window
from desktop.ui.widgets import restyle

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)


class Editor(QWidget):
    """A field to type in, with room for one message under it.

    `edited` at every change that the clerk makes; `committed` when the field is left or Enter is pressed, after
    the text has been put into its usual form. Setting the text from the program tells nothing.
    `input` is the widget that has the focus.
    """

    edited = Signal()
    committed = Signal()

    def __init__(self, field: fields.Field, control: QWidget) -> None:
        super().__init__()
        self.field, self.input = field, control
        self._touched = False
        self.setFocusProxy(control)
        control.setAccessibleName(field.label)
        control.installEventFilter(self)
        self._message = QLabel()
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(control)
        layout.addWidget(self._message)

    def text(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put text into the field; takes the message away."""
        self._put(text)
        self._touched = False
        self.set_message(None)

    def check(self) -> str:
        """The sentence that says why this text cannot be kept, or nothing."""
        try:
            self.field.read(self.text())
        except UserError as error:
            return str(error)
        return ""

    def message(self) -> str:
        """The message shown under the field."""
        return "" if self._message.isHidden() else self._message.text()

    def set_message(self, message: str | None, severity: str = "error") -> None:
        """Show a message under the field (severity "error" or "warning"), or none."""
        self._message.setText(message or "")
        self._message.setVisible(bool(message))
        restyle(self._message, role="small", tone={"error": "danger"}.get(severity, severity) if message else "")
        restyle(self.input, severity=severity if message else "")
        self.input.setAccessibleDescription(message or "")

    def set_read_only(self, read_only: bool) -> None:
        """Show only, or let type again."""
        self.input.setEnabled(not read_only)

    def tidy(self) -> None:
        """Put the text into its usual form, if it can be read: 8/3/90 becomes 08/03/1990."""
        try:
            value = self.field.read(self.text())
        except UserError:
            return
        self._put(self.field.show(value))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and leave_to_window(self.input, event):
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._leaves(event):
            self._commit()
            self.focusNextChild()
            return True
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and event.reason() not in _PASSING:
            self._commit()
        return False

    def _leaves(self, event: QKeyEvent) -> bool:
        return event.key() in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )

    def _commit(self) -> None:
        if self._touched:
            self._touched = False
            self.tidy()
            self.committed.emit()

    def _on_edited(self) -> None:
        self._touched = True
        self.edited.emit()

    def _put(self, text: str) -> None:
        raise NotImplementedError


class LineEditor(Editor):
    """A line: text, days, numbers, money."""

    input: QLineEdit

    def __init__(self, field: fields.Field) -> None:
        control = QLineEdit()
        super().__init__(field, control)
        if isinstance(field, fields.Text):
            control.setMaxLength(field.max_length * 2)  # too much is said in words, not cut off while pasting
        if isinstance(field, (fields.Whole, fields.Exact, fields.Money)):
            control.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        hint = ""
        if isinstance(field, fields.Day):
            hint = self.tr("ngày/tháng/năm")
        elif isinstance(field, fields.PartialDay):
            hint = self.tr("ngày/tháng/năm, hoặc chỉ năm")
        control.setPlaceholderText(hint)
        control.textEdited.connect(self._on_edited)

    def text(self) -> str:
        return self.input.text()

    def set_read_only(self, read_only: bool) -> None:
        self.input.setReadOnly(read_only)

    def _put(self, text: str) -> None:
        if text != self.input.text():
            self.input.setText(text)
            self.input.setCursorPosition(0)


class LongTextEditor(Editor):
    """Several lines. Enter begins a new one, Ctrl+Enter or Tab goes on to the next field."""

    input: QPlainTextEdit

    def __init__(self, field: fields.Field) -> None:
        control = _Lines()
        super().__init__(field, control)
        control.setTabChangesFocus(True)
        control.textChanged.connect(self._on_edited)

    def text(self) -> str:
        return self.input.toPlainText()

    def set_read_only(self, read_only: bool) -> None:
        self.input.setReadOnly(read_only)

    def _leaves(self, event: QKeyEvent) -> bool:
        return event.key() in _ENTER and event.modifiers() == Qt.KeyboardModifier.ControlModifier

    def _put(self, text: str) -> None:
        if text != self.input.toPlainText():
            self.input.blockSignals(True)
            self.input.setPlainText(text)
            self.input.blockSignals(False)


class _Lines(QPlainTextEdit):
    def sizeHint(self) -> QSize:
        return QSize(240, self.fontMetrics().lineSpacing() * 3 + theme.px(16))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


class ChoiceEditor(Editor):
    """One of a list that is filtered while typing, marks or not.

    An `open` list (code lists grow) keeps text that it does not know; a closed one says so in a message.
    """

    input: ChoiceInput

    def __init__(self, field: fields.Field, options: Callable[[], Iterable[Option]], *, closed: bool) -> None:
        super().__init__(field, ChoiceInput(options, closed=closed))
        self.input.textEdited.connect(self._on_edited)
        self.input.chosen.connect(self._on_edited)

    def text(self) -> str:
        return self.input.text()

    def set_read_only(self, read_only: bool) -> None:
        self.input.set_read_only(read_only)

    def tidy(self) -> None:
        self.input.settle()
        super().tidy()

    def _put(self, text: str) -> None:
        if text != self.input.text():
            self.input.setText(text)
            self.input.setCursorPosition(0)


class ReferenceEditor(ChoiceEditor):
    """Another record: shown by its label, its `text()` is the `value` (uid) of the option that was chosen."""

    def text(self) -> str:
        known = self.input.option()
        return known.value if known else self.input.text().strip()

    def check(self) -> str:
        typed = self.input.text().strip()
        if not typed:
            return self.tr("Chưa nhập {}.").format(self.field.label) if self.field.required else ""
        if self.input.option():
            return ""
        return self.tr("{}: «{}» không có trong danh sách; hãy chọn một dòng.").format(self.field.label, typed)

    def tidy(self) -> None:
        self.input.settle()

    def _put(self, text: str) -> None:
        self.input.set_value(text)


class FlagEditor(Editor):
    """Yes or no, where one of the two always holds."""

    input: QCheckBox

    def __init__(self, field: fields.Field) -> None:
        control = QCheckBox()
        super().__init__(field, control)
        control.setText(self.tr("Có"))
        control.clicked.connect(self._on_edited)
        control.clicked.connect(self._commit)

    def text(self) -> str:
        return self.field.show(self.input.isChecked())

    def _put(self, text: str) -> None:
        self.input.setChecked(bool(text) and self.field.read(text) is True)


def editor_for(field: fields.Field, options: Callable[[], Iterable[Option]] | Sequence[Option] | None = None) -> Editor:
    """The editor for a field of the catalogue.

    `options` fills a Reference (asked each time the list opens), or narrows a Code list (to what is valid on a day).
    """
    given: Callable[[], Iterable[Option]] | None = None
    if options is not None:
        given = options if callable(options) else lambda: options
    match field:
        case fields.LongText():
            return LongTextEditor(field)
        case fields.Choice():
            known = [Option(o.label, o.label) for o in field.options]
            return ChoiceEditor(field, lambda: known, closed=True)
        case fields.Code():
            return ChoiceEditor(field, given or (lambda: _codes(field)), closed=False)
        case fields.Reference():
            return ReferenceEditor(field, given or (lambda: ()), closed=True)
        case fields.Flag() if field.required or field.default is not None:
            return FlagEditor(field)
        case fields.Flag():
            both = [Option(text, text) for text in (field.show(True), field.show(False))]
            return ChoiceEditor(field, lambda: both, closed=True)
        case fields.Instant():
            shown = LineEditor(field)
            shown.set_read_only(True)
            return shown
    return LineEditor(field)


def _codes(field: fields.Code) -> list[Option]:
    codes: Any = field.codes or ()
    return [Option(row.label, row.label, also=row.code) for row in codes]
