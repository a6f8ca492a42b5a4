"""Which columns the list shows, in which order, and how many stand still while it scrolls sideways."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.domain.text import search_key
from desktop.storage.grid import GridColumn
from desktop.ui import theme
from desktop.ui.search_field import SearchField
from desktop.ui.widgets import button, column, label, row

_KEY = Qt.ItemDataRole.UserRole
FIXED = "full_name"  # nobody is known without a name


class ColumnsPanel(QWidget):
    """`applied(keys, frozen)` when the clerk takes a choice of columns; `closed` when the panel goes."""

    applied = Signal(object, int)
    closed = Signal()

    def __init__(
        self, columns: Callable[[], Mapping[str, GridColumn]], usual: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns, self._usual = columns, tuple(usual)
        self.search = SearchField(self.tr("Tìm cột"))
        self.search.searched.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.tr("Các cột có thể hiện"))
        self.tree.itemChanged.connect(self._on_ticked)
        self.order = QListWidget()
        self.order.setAccessibleName(self.tr("Thứ tự các cột"))
        self.order.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.frozen = QSpinBox()
        self.frozen.setRange(0, 4)
        self.frozen.setAccessibleName(self.tr("Số cột đứng yên"))
        self.up_button = button("", icon="chevron-up", run=lambda: self._move(-1), tip=self.tr("Lên (sang trái)"))
        self.down_button = button("", icon="chevron-down", run=lambda: self._move(1), tip=self.tr("Xuống (sang phải)"))
        self.apply_button = button(self.tr("Hiện các cột này"), "primary", run=self.apply)
        usual_button = button(self.tr("Như lúc đầu"), run=lambda: self.show_choice(self._usual, 2))
        close_button = button(self.tr("Đóng"), run=self.closed.emit, tip="Esc")
        left = column(self.search, self.tree, space=theme.S)
        tools = row(label(self.tr("Thứ tự"), "muted"), None, self.up_button, self.down_button, space=theme.XS)
        still = row(label(self.tr("Giữ yên số cột đầu"), "muted"), self.frozen, None, space=theme.S)
        right = column(tools, self.order, still, space=theme.S)
        middle = row(left, right, space=theme.M)
        middle.setStretch(0, 1)
        middle.setStretch(1, 1)
        foot = row(self.apply_button, usual_button, None, close_button, space=theme.S)
        whole = column(label(self.tr("Chọn cột"), "lead"), middle, foot, space=theme.S)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_choice(self, keys: Sequence[str], frozen: int) -> None:
        """Show what is chosen at present."""
        known = self._columns()
        chosen = [key for key in keys if key in known]
        self.tree.blockSignals(True)
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for key, found in known.items():
            if found.group not in groups:
                groups[found.group] = QTreeWidgetItem(self.tree, [found.group])
                groups[found.group].setFlags(Qt.ItemFlag.ItemIsEnabled)
            item = QTreeWidgetItem(groups[found.group], [found.label])
            item.setData(0, _KEY, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked)
            if key == FIXED:
                item.setDisabled(True)
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self.order.clear()
        for key in chosen:
            self._append(key)
        self.frozen.setValue(frozen)
        self.search.clear()
        self._narrow("")
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[str, ...]:
        """The chosen columns, in order."""
        return tuple(str(self.order.item(n).data(_KEY)) for n in range(self.order.count()))

    def tick(self, key: str, on: bool = True) -> None:
        """Choose a column, or take it away."""
        for n in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(n)
            for at in range(group.childCount()):
                item = group.child(at)
                if item.data(0, _KEY) == key:
                    item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def apply(self) -> None:
        """Use the choice."""
        self.applied.emit(self.keys(), self.frozen.value())

    def _append(self, key: str) -> None:
        item = QListWidgetItem(self._columns()[key].label)
        item.setData(_KEY, key)
        self.order.addItem(item)

    def _on_ticked(self, item: QTreeWidgetItem, _column: int) -> None:
        key = item.data(0, _KEY)
        if key is None:
            return
        keys = self.keys()
        if item.checkState(0) == Qt.CheckState.Checked and key not in keys:
            self._append(str(key))
        elif item.checkState(0) == Qt.CheckState.Unchecked and key in keys:
            self.order.takeItem(keys.index(str(key)))

    def _move(self, step: int) -> None:
        at = self.order.currentRow()
        if at >= 0 and 0 <= at + step < self.order.count():
            self.order.insertItem(at + step, self.order.takeItem(at))
            self.order.setCurrentRow(at + step)

    def _narrow(self, text: str) -> None:
        key = search_key(text)
        for n in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(n)
            seen = False
            for at in range(group.childCount()):
                item = group.child(at)
                hidden = bool(key) and key not in search_key(item.text(0))
                item.setHidden(hidden)
                seen = seen or not hidden
            group.setHidden(not seen)
