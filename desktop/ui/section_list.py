"""The list of sections left of a form, each with a sign of how complete it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui import icons, theme

# The sign for how complete a section is: icon, colour.
SIGNS = {
    "complete": ("check-circle", "accent"),
    "partial": ("circle-half", "disabled"),
    "empty": ("circle", "disabled"),
    "warning": ("warning", "warning"),
    "error": ("warning", "danger"),
    "none": ("", ""),
}


@dataclass(frozen=True)
class Section:
    """`state` is one of `SIGNS`; `hint` says in words what is missing."""

    key: str
    title: str
    state: str = "none"
    hint: str = ""


@cache
def _blank() -> QIcon:
    """Keeps the titles in line where a section has no sign."""
    picture = QPixmap(16, 16)
    picture.fill(Qt.GlobalColor.transparent)
    return QIcon(picture)


class _Tall(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        return QSize(80, metrics.height() + theme.px(10))


class SectionList(QListWidget):
    """`chosen(key)` when the clerk goes to another section."""

    chosen = Signal(str)

    def __init__(self, sections: Iterable[Section] = (), name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or self.tr("Các phần của hồ sơ"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setIconSize(QSize(16, 16))
        self.setItemDelegate(_Tall(self))
        self.setMinimumWidth(theme.px(120))
        self.set_sections(sections)
        self.currentItemChanged.connect(self._moved)

    @property
    def key(self) -> str:
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def set_sections(self, sections: Iterable[Section]) -> None:
        """Show these; the section that was open stays open, otherwise the first one is. Nothing is told."""
        before = self.key
        self.blockSignals(True)
        self.clear()
        for section in sections:
            item = QListWidgetItem(section.title)
            item.setData(Qt.ItemDataRole.UserRole, section.key)
            self.addItem(item)
            self._dress(item, section)
        self.setCurrentRow(max(self._row_of(before), 0))
        self.blockSignals(False)

    def choose(self, key: str) -> None:
        """Go to a section; one that is not there is passed over."""
        if (row := self._row_of(key)) >= 0:
            self.setCurrentRow(row)

    def set_state(self, key: str, state: str, hint: str = "") -> None:
        """Change the sign of one section."""
        if (row := self._row_of(key)) >= 0:
            item = self.item(row)
            self._dress(item, Section(key, item.text(), state, hint))

    def state_of(self, key: str) -> str:
        """The sign that a section carries."""
        row = self._row_of(key)
        return str(self.item(row).data(Qt.ItemDataRole.UserRole + 1)) if row >= 0 else ""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(170), super().sizeHint().height())

    def _dress(self, item: QListWidgetItem, section: Section) -> None:
        name, colour = SIGNS[section.state]
        item.setData(Qt.ItemDataRole.UserRole + 1, section.state)
        item.setIcon(icons.icon(name, colour, 16) if name else _blank())
        item.setToolTip(section.hint or section.title)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{section.title}. {section.hint}".strip(". "))

    def _row_of(self, key: str) -> int:
        return next((n for n in range(self.count()) if self.item(n).data(Qt.ItemDataRole.UserRole) == key), -1)

    def _moved(self, now: QListWidgetItem | None, _before: object) -> None:
        if now is not None:
            self.chosen.emit(self.key)
