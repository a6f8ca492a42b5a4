"""Rows that are all in memory, as a table model: for pages of some hundreds of rows.

The list of people is another matter: it reads windows of rows from the data file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.text import sort_key

Index = QModelIndex | QPersistentModelIndex
Align = Qt.AlignmentFlag
ALIGN = {"left": Align.AlignLeft, "right": Align.AlignRight, "center": Align.AlignHCenter}


class CellRole(IntEnum):
    """What a cell tells the sheet beside its text. Any model may answer these."""

    ROW = Qt.ItemDataRole.UserRole  # the row itself
    TONE = Qt.ItemDataRole.UserRole + 1  # kind of colour of the text
    BOLD = Qt.ItemDataRole.UserRole + 2
    BADGE = Qt.ItemDataRole.UserRole + 3  # kind of badge to draw the text in
    KEY = Qt.ItemDataRole.UserRole + 4  # what stays the same when the rows are read again
    GROUP = Qt.ItemDataRole.UserRole + 5  # the `Group`, on a row that only heads others
    SPEC = Qt.ItemDataRole.UserRole + 6  # the `ColumnSpec`, as header data


@dataclass(frozen=True)
class ColumnSpec:
    """How wide a column stands and on which side: `width` pixels, or a share of what is left by `weight`.

    A column that shares is never narrower than `least`; where that does not fit, `spare` columns are hidden, the
    last one first.
    """

    title: str
    width: int = 0
    weight: float = 1.0
    align: str = "left"
    least: int = 72
    spare: bool = False


@dataclass(frozen=True)
class Column(ColumnSpec):
    """A column of a `RowsModel`: functions from a row to what its cell shows.

    `sort` gives the key to sort by (else the text, in Vietnamese order); `tone` and `badge` give a kind of
    `theme.KINDS` or "" for plain; `tip` gives the tooltip.
    """

    show: Callable[[Any], str] = str
    sort: Callable[[Any], Any] | None = None
    tone: Callable[[Any], str] | None = None
    badge: Callable[[Any], str] | None = None
    tip: Callable[[Any], str] | None = None
    bold: bool = False


@dataclass(frozen=True)
class Group:
    """A row that heads those after it: «Đợt nâng lương 01/01/2027», and a note such as «27 người»."""

    title: str
    note: str = ""


class RowsModel(QAbstractTableModel):
    """Rows (any objects, `Group`s among them) under columns. `key` tells which row is the same after `set_rows`."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Any] = (),
        *,
        key: Callable[[Any], object] = lambda row: row,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._all: list[Any] = list(rows)
        self._wanted: Callable[[Any], bool] | None = None
        self._order: tuple[int, bool] | None = None
        self._shown: list[Any] = list(rows)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows, in the order given until a header is clicked."""
        self._all = list(rows)
        self._arrange()

    def set_filter(self, wanted: Callable[[Any], bool] | None) -> None:
        """Show only the rows that are wanted; groups without rows go too."""
        self._wanted = wanted
        self._arrange()

    def rows(self) -> list[Any]:
        """The rows shown, as they stand, without the groups."""
        return [row for row in self._shown if not isinstance(row, Group)]

    def group_rows(self) -> list[int]:
        """Where the rows stand that only head others."""
        return [n for n, row in enumerate(self._shown) if isinstance(row, Group)]

    def row_at(self, index: Index) -> Any:
        """The row behind an index, or None for a group or no index."""
        row = self._shown[index.row()] if index.isValid() else None
        return None if isinstance(row, Group) else row

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._shown[index.row()], Group):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._shown[index.row()], self.columns[index.column()]
        if isinstance(row, Group):
            if role == CellRole.GROUP:
                return row
            return row.title if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.show(row)
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip(row) if column.tip else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return ALIGN[column.align] | Align.AlignVCenter
            case CellRole.ROW:
                return row
            case CellRole.KEY:
                return self._key(row)
            case CellRole.TONE:
                return column.tone(row) if column.tone else None
            case CellRole.BADGE:
                return column.badge(row) if column.badge else None
            case CellRole.BOLD:
                return column.bold
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self.columns[section] if role == CellRole.SPEC else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order == Qt.SortOrder.DescendingOrder) if 0 <= column < len(self.columns) else None
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        self._shown = []
        block: list[Any] = []
        head: Group | None = None
        for row in (*self._all, None):
            if row is None or isinstance(row, Group):
                if block:
                    self._shown += [head, *self._sorted(block)] if head else self._sorted(block)
                head, block = row, []
            elif self._wanted is None or self._wanted(row):
                block.append(row)
        self.endResetModel()

    def _sorted(self, rows: list[Any]) -> list[Any]:
        if self._order is None:
            return rows
        column, descending = self.columns[self._order[0]], self._order[1]
        if column.sort is None:
            return sorted(rows, key=lambda row: sort_key(column.show(row)), reverse=descending)
        key = column.sort
        filled = [row for row in rows if key(row) is not None]  # what is not known stands last, either way
        empty = [row for row in rows if key(row) is None]
        return sorted(filled, key=key, reverse=descending) + empty
