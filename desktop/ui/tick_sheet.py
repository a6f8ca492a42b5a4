"""A sheet whose rows are ticked: a click in the first column, or the space bar for the rows that are selected."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.rows_model import CellRole, Column, RowsModel
from desktop.ui.table import SheetView

_TICKED, _PLAIN = "☑", "☐"


class TickSheet(SheetView):
    """Rows with a tick before them. `key` tells rows apart, `may_tick` which of them have a tick at all.

    `ticks_changed` after the clerk ticked or took a tick away; `ticked` are the keys, in no order.
    """

    ticks_changed = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        key: Callable[[Any], str],
        may_tick: Callable[[Any], bool] = lambda _row: True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._key, self._may_tick = key, may_tick
        self.ticked: set[str] = set()
        mark = Column("✓", width=38, align="center", show=self._mark, sort=lambda row: self._mark(row) != _TICKED)
        self.rows_model = RowsModel([mark, *columns], key=key, parent=self)
        self.setModel(self.rows_model)
        self.clicked.connect(self._on_clicked)

    def set_rows(self, rows: Sequence[Any], ticked: Collection[str]) -> None:
        """Show other rows with these ticked."""
        self.ticked = set(ticked)
        self.rows_model.set_rows(rows)
        self.ticks_changed.emit()

    def row(self) -> Any:
        """The row that is current, or None."""
        return self.rows_model.row_at(self.currentIndex())

    def tick_all(self, ticked: bool) -> None:
        """Tick every row that is shown, or none of them."""
        keys = {self._key(row) for row in self.rows_model.rows() if self._may_tick(row)}
        self.ticked = self.ticked | keys if ticked else self.ticked - keys
        self._show_ticks()

    def show_key(self, key: str) -> bool:
        """Make the row with a key current; False where it is not shown."""
        start = self.rows_model.index(0, 0)
        if not start.isValid():
            return False
        found = self.rows_model.match(start, CellRole.KEY, key, 1, Qt.MatchFlag.MatchExactly)
        if found:
            self.setCurrentIndex(found[0])
        return bool(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            chosen = [self.rows_model.row_at(index) for index in self.selectionModel().selectedRows()]
            self._toggle([row for row in chosen or [self.row()] if row is not None])
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.rows_model.row_at(index)
        if index.column() == 0 and row is not None:
            self._toggle([row])

    def _toggle(self, rows: Sequence[Any]) -> None:
        keys = {self._key(row) for row in rows if self._may_tick(row)}
        if not keys:
            return
        self.ticked = self.ticked - keys if keys <= self.ticked else self.ticked | keys
        self._show_ticks()

    def _show_ticks(self) -> None:
        model = self.rows_model
        if model.rowCount():
            model.dataChanged.emit(model.index(0, 0), model.index(model.rowCount() - 1, 0))
        self.ticks_changed.emit()

    def _mark(self, row: Any) -> str:
        if not self._may_tick(row):
            return ""
        return _TICKED if self._key(row) in self.ticked else _PLAIN
