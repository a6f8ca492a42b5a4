"""A table of a person's record that is worked like a sheet: cells are typed into, a row is saved when it is left."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QSizePolicy,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.errors import Conflict, Rejected, UserError
from desktop.domain.fields import Instant
from desktop.services.person import TableRow, raw_texts
from desktop.ui.choice_input import ChoiceInput
from desktop.ui.context import Context
from desktop.ui.editable_rows import EditableRows
from desktop.ui.editors import Editor, LongTextEditor
from desktop.ui.history_table import DECISION, HistoryTable
from desktop.ui.record_sections import TableLayout
from desktop.ui.rows_model import CellRole, Index
from desktop.ui.sheet_delegate import SheetDelegate
from desktop.ui.table import SheetView
from desktop.ui.widgets import button, restyle

_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)


class CellDelegate(SheetDelegate):
    """Makes the editor of a field inside its cell."""

    def __init__(self, sheet: "EditSheet", table: "SheetTable") -> None:
        super().__init__(sheet)
        self._edit_sheet, self._table = sheet, table
        self._open: Editor | None = None

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = self._table.cell_editor(index)
        editor.setParent(parent)
        editor.input.setProperty("role", "cell")
        editor.input.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if isinstance(editor.input, QLineEdit):
            editor.input.setAlignment(Qt.AlignmentFlag(int(index.data(Qt.ItemDataRole.TextAlignmentRole))))
        editor.setAutoFillBackground(True)
        editor.input.installEventFilter(self)
        self._open = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, Editor):
            editor.set_text(self._table.raw_text(index))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, Editor) and isinstance(model, EditableRows):
            editor.tidy()
            shown = editor.input.text() if isinstance(editor.input, ChoiceInput) else editor.text()
            model.put(index, editor.text(), shown, editor.check())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        area = option.rect  # type: ignore[attr-defined]
        if isinstance(editor, LongTextEditor):  # several lines are written over the rows below
            room = self._edit_sheet.viewport().rect()
            area.setHeight(min(max(editor.sizeHint().height(), area.height()), room.height()))
            area.moveBottom(min(area.bottom(), room.bottom()))
        editor.setGeometry(area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        editor = self._open
        if isinstance(watched, Editor):
            return super().eventFilter(watched, event)
        if editor is None or watched is not editor.input:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(editor, event)
        leaving = isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut
        if leaving and event.reason() not in _PASSING:  # type: ignore[attr-defined]
            self.finish()
        return False

    def finish(self, *, keep: bool = True) -> None:
        """Close the open editor; its text is kept in the row, or dropped."""
        editor, self._open = self._open, None
        if editor is not None:
            if keep:
                self.commitData.emit(editor)
            self.closeEditor.emit(editor, SheetDelegate.EndEditHint.NoHint)

    def input(self) -> QWidget | None:
        """Where the cell that is open is typed into."""
        return self._open.input if self._open is not None else None

    @property
    def is_open(self) -> bool:
        """Whether a cell is being typed into."""
        return self._open is not None

    def _on_key(self, editor: Editor, event: QKeyEvent) -> bool:
        many = isinstance(editor, LongTextEditor) and event.modifiers() != Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.finish(keep=False)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not many:
            self._edit_sheet.step(1)
            return True
        return False


class EditSheet(SheetView):
    """The sheet of such a table. Typing, F2 or Enter edit a cell, Tab and Enter go on, Delete empties."""

    left = Signal()  # the focus went elsewhere
    past_end = Signal()  # the clerk goes on after the last cell

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.doubleClicked.disconnect(self._open)

    def cells(self) -> CellDelegate:
        """The delegate that edits."""
        found = self.itemDelegate()
        assert isinstance(found, CellDelegate)
        return found

    def step(self, step: int) -> None:
        """Leave the cell that is being typed into for the next or the one before."""
        self.cells().finish()
        model, at = self.model(), self.currentIndex()
        shown = [n for n in range(model.columnCount()) if not self.isColumnHidden(n)]
        places = [(r, c) for r in range(model.rowCount()) for c in shown if _may_edit(model.index(r, c))]
        here = (at.row(), at.column())
        following = [place for place in places if (place > here if step > 0 else place < here)]
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if following:
            self.setCurrentIndex(model.index(*following[0 if step > 0 else -1]))
        elif step > 0:
            self.past_end.emit()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Letters that an input method composes begin to edit a cell, as those of the keyboard do."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return _may_edit(self.currentIndex())
        return super().inputMethodQuery(query)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt opens the editor and drops letters that come composed at once; here they are the first ones typed."""
        at = self.currentIndex()
        if event.preeditString() or not event.commitString() or self.cells().is_open or not _may_edit(at):
            super().inputMethodEvent(event)
            return
        self.edit(at)
        if (editor := self.cells().input()) is not None:
            QApplication.sendEvent(editor, event)

    def focusNextPrevChild(self, next: bool) -> bool:
        if self.cells().is_open:
            self.step(1 if next else -1)
            return True
        return super().focusNextPrevChild(next)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            own = (Qt.Key.Key_F2, Qt.Key.Key_Delete)
            if event.key() in own and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and plain and at.isValid():
            if _may_edit(at):
                self.edit(at)
            else:
                self._open(at)
            return
        if event.key() == Qt.Key.Key_Delete and plain and _may_edit(at):
            model = self.model()
            if isinstance(model, EditableRows):
                model.put(at, "", "", "")
            return
        if event.key() == Qt.Key.Key_Down and at.isValid() and at.row() == self.model().rowCount() - 1:
            self.past_end.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.left.emit()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())


class SheetTable(HistoryTable):
    """The table with cells to type into; the form under it has every field and the decision of a row."""

    sheet: EditSheet

    def __init__(self, context: Context, layout: TableLayout, owner_field: str) -> None:
        self._saving = self._is_made = False
        super().__init__(context, layout, owner_field)
        self._rows: list[TableRow] = []
        self._cells = CellDelegate(self.sheet, self)
        self.sheet.setItemDelegate(self._cells)
        for control, told in (
            (self.edit_button, self.tr("Mọi mục của dòng, cùng quyết định")),
            (self.remove_button, self.tr("Xóa dòng (hoàn tác được)")),
        ):
            control.setText("")
            control.setToolTip(told)
            control.setAccessibleName(told)
        self.add_button.clicked.disconnect()
        self.add_button.clicked.connect(lambda: self.begin_row())
        self.undo_button = button(self.tr("Bỏ dòng đang nhập"), "link", run=self.drop_row)
        self.undo_button.hide()
        self.head.insertWidget(self.head.count() - 3, self.undo_button)
        self._model.edited.connect(self._on_edited)
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.sheet.past_end.connect(self._on_end)
        self.sheet.left.connect(lambda: QTimer.singleShot(0, self._on_left))
        self._is_made = True

    def _make_model(self) -> EditableRows:
        self._model: EditableRows
        columns = self._columns()
        names = (*self._layout.columns, DECISION)[: len(columns)]
        return EditableRows(columns, names, self)

    def _make_sheet(self) -> EditSheet:
        return EditSheet(self._layout.title)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """To the rows, or where there are none to what makes the first."""
        (self.sheet if self._model.rows() else self.add_button).setFocus(reason)

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        if self._is_made:
            self._tell()
        fields = self._fields()
        typed = {n for n in self._layout.columns if n in fields and not isinstance(fields[n], Instant)}
        self._model.editable = frozenset(typed) if self._is_open else frozenset()

    def _update_rows(self, rows: Sequence[TableRow]) -> None:
        new = [each for each in self._model.rows() if not each.uid and self._model.row_uid == ""]
        super()._update_rows(rows)
        self._rows = self._model.rows()
        if new:
            self._model.set_rows([*self._rows, *new])
            self._fit_sheet()
        self._tell()

    def show_rows(self, owner: str, rows: Sequence[TableRow]) -> None:
        if owner != self._owner:
            self._cells.finish(keep=False)
            self._model.drop()
        super().show_rows(owner, rows)

    @property
    def count(self) -> int:
        return sum(bool(each.uid) for each in self._model.rows())

    # Cells

    def cell_editor(self, index: Index) -> Editor:
        """A new editor for the field of a cell."""
        return self.editor(self._fields()[self._model.names[index.column()]])

    def raw_text(self, index: Index) -> str:
        """What an editor of a cell begins with."""
        row, name = self._model.row_at(index), self._model.names[index.column()]
        if row is None:
            return ""
        if row.uid == self._model.row_uid and name in self._model.typed:
            return self._model.typed[name]
        return self._model.raw(row, name)

    # One row

    @property
    def is_editing(self) -> bool:
        return bool(self._model.typed) or super().is_editing

    def begin_row(self) -> bool:
        """A new row at the end, with the focus in its first cell; the form where cells alone would not do."""
        if not self.save_row():
            return False
        needed = {n for n, f in self._fields().items() if f.required} - self._preset().keys()
        if not needed <= set(self._layout.columns):
            self.begin_new()
            return True
        blank = TableRow("", self._preset(), holds_today=False)
        self._model.set_rows([*self._rows, blank])
        self._fit_sheet()
        self._tell()
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        first = next(n for n, name in enumerate(self._model.names) if name in self._model.editable)
        self.sheet.setCurrentIndex(self._model.index(self._model.rowCount() - 1, first))
        self.sheet.scrollToBottom()
        return True

    def drop_row(self) -> None:
        """Forget what was typed into cells."""
        self._cells.finish(keep=False)
        self._model.drop()
        self._model.set_rows(self._rows)
        self._fit_sheet()
        self._tell()
        self.editing_changed.emit()

    def save(self) -> bool:
        return self.save_row() and (self.panel.isHidden() or not super().is_editing or super().save())

    def save_row(self) -> bool:
        """Save what was typed into cells; tells whether nothing is left to save. What is wrong stays, and is told."""
        self._cells.finish()
        model = self._model
        if not model.typed or self._saving:
            return True
        row = next(each for each in model.rows() if each.uid == model.row_uid)
        baseline = raw_texts(row, self._fields()) if row.uid else {}
        typed = {**(self._preset() if not row.uid else {}), **model.typed}
        self._saving = True
        try:
            uid = self._write(
                row.uid or None, typed, {n: baseline[n] for n in typed} if row.uid else {}, self._title(row.uid)
            )
        except Rejected as error:
            model.problems = {p.field: p.message for p in error.problems}
            self._say("\n".join(p.message for p in error.problems), "danger")
            return False
        except (Conflict, UserError) as error:
            self._say(str(error), "danger")
            return False
        finally:
            self._saving = False
        model.drop()
        self._tell()
        self.saved.emit()
        start = model.index(0, self.sheet.currentIndex().column() if self.sheet.currentIndex().isValid() else 0)
        found = model.match(start, CellRole.KEY, uid, 1, Qt.MatchFlag.MatchExactly) if start.isValid() else []
        if found and not self.sheet.currentIndex().isValid():
            self.sheet.setCurrentIndex(found[0])
        return True

    def open_row(self, uid: str, field: str = "") -> None:
        if self.save_row():
            super().open_row(uid, field)

    def _on_row(self, now: QModelIndex, before: QModelIndex) -> None:
        row = self._model.row_at(before)
        if self._saving or row is None or not self._model.typed or row.uid != self._model.row_uid:
            return
        wanted = self._model.row_at(now)
        column, uid = now.column(), wanted.uid if wanted is not None else ""
        QTimer.singleShot(0, lambda: self._leave_row(uid, column))

    def _leave_row(self, uid: str, column: int) -> None:
        stay = self._model.row_uid
        if not self.save_row():
            uid = stay or ""
        start = self._model.index(0, column)
        found = self._model.match(start, CellRole.KEY, uid, 1, Qt.MatchFlag.MatchExactly) if start.isValid() else []
        if found:
            self.sheet.setCurrentIndex(found[0])

    def _on_end(self) -> None:
        rows = self._model.rows()
        if self._is_open and (not rows or rows[-1].uid or self._model.typed):
            self.begin_row()

    def _on_left(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and not self.isAncestorOf(focused) and self.isVisible():
            self.save_row()

    def _on_edited(self) -> None:
        self._say("\n".join(self._model.problems.values()), "danger")
        self._tell()
        self.editing_changed.emit()

    def _tell(self) -> None:
        some = bool(self._model.rows())
        self._none.setText("" if some else self.tr("chưa có"))
        self.sheet.setVisible(some)
        self.edit_button.setVisible(some)
        self.remove_button.setVisible(some and self._is_open)
        self.undo_button.setVisible(bool(self._model.typed) or len(self._model.rows()) > len(self._rows))
        if not self._model.problems:
            doubts = [message for each in self._rows for message in each.marks.values()]
            self._say("\n".join(dict.fromkeys(doubts)), "warning")

    def _say(self, text: str, tone: str) -> None:
        self.foot.setText(text)
        restyle(self.foot, tone=tone)
        self.foot.setVisible(bool(text))


def _may_edit(index: Index) -> bool:
    return index.isValid() and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
