"""A form: the label above its field with the number of the paper form, the message under it."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.domain.errors import Problem
from desktop.ui import theme
from desktop.ui.editors import Editor
from desktop.ui.widgets import ElidedLabel, column, label, row

NARROWEST = 200  # pixels for one column of fields at plain text size


class FieldCell(QWidget):
    """An editor under its label."""

    def __init__(self, editor: Editor, caption: str = "") -> None:
        super().__init__()
        self.editor = editor
        field = editor.field
        self.caption = ElidedLabel(caption or field.label, "muted")
        self.caption.setBuddy(editor.input)
        parts: list[QWidget | None] = [label(f"{field.item}.", "small")] if field.item else []
        parts.append(self.caption)
        if field.required:
            star = label("*", "strong", tone="danger")
            star.setToolTip(self.tr("Bắt buộc"))
            parts.append(star)
        self.setLayout(column(row(*parts, None, space=theme.XS), editor, None, space=3))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class FormGrid(QWidget):
    """Editors in as many equal columns as fit (at most `columns`), in the order in which Tab goes through them.

    `history_asked(Editor, QPoint)` when a label is clicked with the right button: what stood in the field before.
    """

    history_asked = Signal(Editor, QPoint)

    def __init__(self, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most, self._columns = columns, 0
        self._cells: list[tuple[QWidget, bool]] = []
        self.editors: dict[str, Editor] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.M)
        self._grid.setVerticalSpacing(theme.S)

    def add(self, editor: Editor, *, caption: str = "", wide: bool = False) -> Editor:
        """Add an editor under its field's label (or `caption`); `wide` takes a whole line. Returns the editor."""
        before = list(self.editors.values())[-1] if self.editors else None
        self.editors[editor.field.name or editor.field.label] = editor
        cell = FieldCell(editor, caption)
        cell.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        cell.customContextMenuRequested.connect(lambda at: self.history_asked.emit(editor, cell.mapToGlobal(at)))
        self._place(cell, wide=wide)
        if before:
            QWidget.setTabOrder(before.input, editor.input)
        return editor

    def add_heading(self, text: str) -> None:
        """A heading over the fields that follow."""
        self._place(label(text, "strong"), wide=True)

    def add_widget(self, widget: QWidget) -> None:
        """Anything else, over the whole width."""
        self._place(widget, wide=True)

    def texts(self) -> dict[str, str]:
        """What stands in the fields, by the name of the field."""
        return {name: editor.text() for name, editor in self.editors.items()}

    def set_texts(self, texts: dict[str, str]) -> None:
        """Fill the fields; those not named become empty."""
        for name, editor in self.editors.items():
            editor.set_text(texts.get(name, ""))

    def show_problems(self, problems: list[Problem]) -> list[Problem]:
        """Put each message under its field, take the others away, go to the first. Returns those without a field here."""
        for editor in self.editors.values():
            editor.set_message(None)
        first: Editor | None = None
        for problem in problems:
            editor_ = self.editors.get(problem.field)
            if editor_ is None:
                continue
            said = editor_.message()
            editor_.set_message(f"{said}\n{problem.message}" if said else problem.message, problem.severity)
            if first is None and problem.severity == "error":
                first = editor_
        if first:
            first.input.setFocus()
        return [p for p in problems if p.field not in self.editors]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = max(1, min(self._most, (self.width() + theme.M) // (theme.px(NARROWEST) + theme.M)))
        if fitting != self._columns:
            self._columns = fitting
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(NARROWEST), super().minimumSizeHint().height())

    def _place(self, widget: QWidget, *, wide: bool) -> None:
        self._cells.append((widget, wide))
        widget.setParent(self)
        self._columns = self._columns or self._most
        self._arrange()

    def _arrange(self) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        line = place = 0
        for widget, wide in self._cells:
            if wide and place:
                line, place = line + 1, 0
            span = self._columns if wide else 1
            self._grid.addWidget(widget, line, place, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
            if place >= self._columns:
                line, place = line + 1, 0
        for n in range(self._most):
            self._grid.setColumnStretch(n, 1 if n < self._columns else 0)
