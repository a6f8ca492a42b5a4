"""The rows of a table that is worked like a sheet, one of which may hold text that is not saved yet."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.services.person import TableRow, raw_texts
from desktop.ui.rows_model import CellRole, Column, Index, RowsModel


class EditableRows(RowsModel):
    """Rows of which one may hold typed text that is not saved yet. A new row stands last, with an empty uid."""

    edited = Signal()

    def __init__(self, columns: Sequence[Column], names: Sequence[str], parent: QObject) -> None:
        super().__init__(columns, key=lambda row: row.uid, parent=parent)
        self.names = tuple(names)
        self.editable: frozenset[str] = frozenset()
        self.typed: dict[str, str] = {}  # as it is saved: of references the uid
        self.shown: dict[str, str] = {}  # as it is seen
        self.problems: dict[str, str] = {}
        self.row_uid: str | None = None

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; what is typed stays where its row does."""
        if self.row_uid is not None and self.row_uid not in {row.uid for row in rows}:
            self.drop()
        super().set_rows(rows)

    def drop(self) -> None:
        """Forget what is typed."""
        self.typed, self.shown, self.problems, self.row_uid = {}, {}, {}, None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if index.isValid() and self._name(index) in self.editable:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None or row.uid != self.row_uid:
            return super().data(index, role)
        name = self._name(index)
        if role == Qt.ItemDataRole.DisplayRole and name in self.shown:
            return self.shown[name]
        if role == Qt.ItemDataRole.EditRole:
            return self.typed.get(name, self.raw(row, name))
        if role == CellRole.TONE and name in self.typed:
            return "danger" if name in self.problems else "accent"
        if role == Qt.ItemDataRole.ToolTipRole and name in self.problems:
            return self.problems[name]
        return super().data(index, role)

    def raw(self, row: TableRow, name: str) -> str:
        """A saved value as an editor takes it."""
        return raw_texts(row, (name,))[name]

    def put(self, index: Index, typed: str, shown: str, problem: str) -> None:
        """Keep what was typed into a cell."""
        row = self.row_at(index)
        if row is None:
            return
        name = self._name(index)
        if self.row_uid != row.uid:
            self.drop()
            self.row_uid = row.uid
        self.problems.pop(name, None)
        if typed == self.raw(row, name):
            self.typed.pop(name, None)
            self.shown.pop(name, None)
        else:
            self.typed[name], self.shown[name] = typed, shown
            if problem:
                self.problems[name] = problem
        if not self.typed and row.uid:
            self.row_uid = None
        self.dataChanged.emit(index, index)
        self.edited.emit()

    def _name(self, index: Index) -> str:
        return self.names[index.column()]
