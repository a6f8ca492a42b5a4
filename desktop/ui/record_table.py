"""The list of people as a table model: every id is held, rows are fetched a window at a time."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.storage.grid import GroupCount, Node, PeopleGrid
from desktop.ui.rows_model import ALIGN, CellRole, ColumnSpec, Group, Index

WINDOW, KEPT = 64, 32
Role = Qt.ItemDataRole


class RecordTable(QAbstractTableModel):
    """Read-only rows of people. `CellRole.KEY` gives the uid behind a row.

    Ids and not pages: the scroll bar tells the truth, and all rows can be selected. A key press costs one query
    that answers from a narrow index, and one for the rows that are seen.
    """

    def __init__(
        self,
        grid: PeopleGrid,
        columns: Sequence[tuple[str, ColumnSpec]],
        *,
        tone: Callable[[str, str], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._grid, self._columns, self._tone = grid, tuple(columns), tone
        self._keys = tuple(key for key, _ in columns)
        self._ids: list[int] = []
        self._windows: OrderedDict[int, dict[int, tuple[str, ...]]] = OrderedDict()
        self._text, self._conditions = "", tuple[Node, ...]()
        self._order, self._descending = "full_name", False
        self._group = ""
        self._groups: list[GroupCount] = []
        self._heads: list[int] = []  # the rows that head the groups

    def reload(self) -> None:
        """Ask for the ids again; rows follow as they scroll into view."""
        ids = self._grid.ids(self._text, self._conditions, self._order, self._descending, self._group)
        groups = self._grid.groups(self._group, self._text, self._conditions) if self._group else []
        self.beginResetModel()
        self._ids, self._groups = ids, groups
        before = accumulate((group.count for group in groups[:-1]), initial=0) if groups else ()
        self._heads = [people + heads for heads, people in enumerate(before)]
        self._windows.clear()
        self.endResetModel()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the columns, in their order."""
        return self._keys

    @property
    def order(self) -> tuple[str, bool]:
        """The key of the column that the list is sorted by, and whether it runs down."""
        return self._order, self._descending

    def set_columns(self, columns: Sequence[tuple[str, ColumnSpec]]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._keys = tuple(key for key, _ in columns)
        self._windows.clear()
        if self._order not in self._keys:
            self._order, self._descending = "full_name", False
        self.endResetModel()

    def sort_by(self, column: str, descending: bool) -> None:
        """Order the list by the key of a column, shown or not."""
        self._order, self._descending = column, descending
        self.reload()

    def group_rows(self) -> list[int]:
        """The rows that only head others."""
        return list(self._heads)

    def show_matches(self, text: str, conditions: Iterable[Node], group: str = "") -> None:
        """Show the people that match every word and every condition, under headings by a column where `group` is one."""
        self._text, self._conditions, self._group = text, tuple(conditions), group
        self.reload()

    def use(self, grid: PeopleGrid) -> None:
        """Read from another door (the same file with the unit's own code lists); `show_matches` then asks it."""
        self._grid = grid
        self._windows.clear()

    def ids(self) -> list[int]:
        """The ids of all the people shown, in their order."""
        return list(self._ids)

    def row_of(self, uid: str) -> int | None:
        """The row of a person, or None where the list does not show them."""
        found = self._grid.id_of(uid)
        if found not in self._ids:
            return None
        place = self._ids.index(found)
        return place + self._heads_before(place)

    def place_of(self, index: Index) -> int | None:
        """The place of a row's person among all; None for a heading."""
        row = index.row()
        return None if self._head_at(row) is not None else row - bisect_right(self._heads, row)

    def uid_at(self, index: Index) -> str | None:
        """The uid of the person on a row."""
        row = self._row(index.row()) if index.isValid() else None
        return row[-1] if row else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids) + len(self._heads)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if self._heads and (head := self._head_at(index.row())) is not None:
            group = self._groups[head]
            if role == CellRole.GROUP:
                return Group(group.label or self.tr("(chưa có)"), self.tr("{} người").format(_number(group.count)))
            return group.label if role == Role.DisplayRole and index.column() == 0 else None
        key, spec = self._columns[index.column()]
        if role == Role.TextAlignmentRole:
            return ALIGN[spec.align] | Qt.AlignmentFlag.AlignVCenter
        if role == CellRole.BOLD:
            return key == "full_name"
        if role not in (Role.DisplayRole, CellRole.KEY, CellRole.TONE):
            return None
        row = self._row(index.row())
        if row is None:
            return None
        if role == CellRole.KEY:
            return row[-1]
        text = row[index.column()]
        if role == CellRole.TONE:
            return self._tone(key, text) if self._tone else ""
        return text

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._head_at(index.row()) is not None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        spec = self._columns[section][1]
        return spec.title if role == Role.DisplayRole else spec if role == CellRole.SPEC else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = self._keys[column] if column >= 0 else "full_name"
        self._descending = column >= 0 and order == Qt.SortOrder.DescendingOrder
        self.reload()

    def match(
        self, start: Index, role: int, value: Any, hits: int = 1, flags: Qt.MatchFlag = Qt.MatchFlag.MatchExactly
    ) -> list[QModelIndex]:
        """Where a person stands, without reading every row on the way."""
        if role == CellRole.KEY:
            row = self.row_of(value) if isinstance(value, str) else None
            return [] if row is None else [self.index(row, 0)]
        return super().match(start, role, value, hits, flags)

    def _head_at(self, row: int) -> int | None:
        """Which group a row heads, or None for a person."""
        at = bisect_right(self._heads, row) - 1
        return at if at >= 0 and self._heads[at] == row else None

    def _heads_before(self, place: int) -> int:
        """How many headings stand above the person at a place among all."""
        return bisect_right([row - number for number, row in enumerate(self._heads)], place)

    def _row(self, row: int) -> tuple[str, ...] | None:
        """The texts of a person's row; None for a heading."""
        if self._head_at(row) is not None:
            return None
        number = row - bisect_right(self._heads, row)
        start = number - number % WINDOW
        if start not in self._windows:
            self._windows[start] = self._grid.rows(self._ids[start : start + WINDOW], self._keys)
            if len(self._windows) > KEPT:
                self._windows.popitem(last=False)
        return self._windows[start].get(self._ids[number])


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
