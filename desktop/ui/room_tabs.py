"""The rooms behind one button of the rail, side by side above the page."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.ui import theme
from desktop.ui.pages import PageSpec


class RoomTabs(QTabBar):
    """`chosen(key)` when another room of the same kind is asked for, by mouse or by Ctrl+Page Down and Ctrl+Page Up.

    Hidden where a page has no neighbours.
    """

    chosen = Signal(str)

    def __init__(self, specs: Iterable[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs = [spec for spec in specs if not spec.is_hidden]
        self._kept: list[str] = []
        self.setObjectName("rooms")
        self.setAccessibleName(self.tr("Các phần của trang"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContentsMargins(theme.L, 0, theme.L, 0)
        self.tabBarClicked.connect(self._on_clicked)
        self.currentChanged.connect(self._on_current)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda step=step: self._turn(step))
        self.hide()

    @property
    def keys(self) -> list[str]:
        """The keys of the rooms that are shown."""
        return list(self._kept)

    def show_for(self, key: str) -> None:
        """Show the neighbours of a page, and it as the open one, without telling."""
        family = next((spec.parent or spec.key for spec in self._specs if spec.key == key), "")
        around = [spec for spec in self._specs if family and family in (spec.key, spec.parent)]
        self.blockSignals(True)
        if [spec.key for spec in around] != self._kept:
            self._kept = [spec.key for spec in around]
            while self.count():
                self.removeTab(0)
            for spec in around:
                self.addTab(spec.tab_title)
        if key in self._kept:
            self.setCurrentIndex(self._kept.index(key))
        self.blockSignals(False)
        self.setVisible(len(self._kept) > 1)

    def _turn(self, step: int) -> None:
        if self.isVisible():
            self.chosen.emit(self._kept[(self.currentIndex() + step) % len(self._kept)])

    def _on_clicked(self, index: int) -> None:
        if 0 <= index < len(self._kept):
            self.chosen.emit(self._kept[index])

    def _on_current(self, index: int) -> None:
        if self.hasFocus() and 0 <= index < len(self._kept):  # the arrow keys
            self.chosen.emit(self._kept[index])
