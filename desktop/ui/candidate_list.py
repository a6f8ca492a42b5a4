"""People who may be asked, best first; the others greyed, each with what bars them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.text import search_key
from desktop.ui import theme
from desktop.ui.search_field import SearchField
from desktop.ui.widgets import column

_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_SHOWN_BARRED = 40  # unless somebody is searched for


@dataclass(frozen=True)
class Entry:
    """One person: `detail` under the name, `aside` at the right, `why` in place of the detail where something bars."""

    uid: str
    name: str
    detail: str = ""
    aside: str = ""
    why: str = ""
    warns: bool = False


class _Entries(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        words = ". ".join(part for part in (entry.name, entry.aside, entry.why or entry.detail) if part)
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return words
        return entry if role == Qt.ItemDataRole.UserRole else None


class _TwoLines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: object) -> QSize:
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        return QSize(120, metrics.height() * 2 + theme.px(10))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(area, theme.colour("accent_soft" if chosen else "hover" if hovered else "card"))
        if chosen:
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), theme.colour("accent"))
        room = area.adjusted(theme.px(10), theme.px(4), -theme.px(10), -theme.px(4))
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        lower = upper.translated(0, upper.height())
        small = theme.font(8.5)
        painter.setFont(small)
        aside = QFontMetrics(small).horizontalAdvance(entry.aside)
        painter.setPen(theme.colour("warning" if entry.warns and not entry.why else "muted"))
        painter.drawText(upper, _MIDDLE | Qt.AlignmentFlag.AlignRight, entry.aside)
        under = QFontMetrics(small).elidedText(entry.why or entry.detail, Qt.TextElideMode.ElideRight, lower.width())
        painter.setPen(theme.colour("muted"))
        painter.drawText(lower, _MIDDLE | Qt.AlignmentFlag.AlignLeft, under)
        bold = theme.font(bold=not entry.why)
        painter.setFont(bold)
        painter.setPen(theme.colour("disabled" if entry.why and not chosen else "ink"))
        width = upper.width() - aside - theme.px(8)
        name = QFontMetrics(bold).elidedText(entry.name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(upper, _MIDDLE | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()


class CandidateList(QWidget):
    """A search field over the list. `chosen(uid)` when another person is taken; `uid` is the one taken.

    With `many` several people can be taken, `uids` in the order of the list.
    """

    chosen = Signal(str)

    def __init__(self, hint: str, *, many: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Entry] = ()
        self._kept: set[str] = set()
        self._filling = False
        self.search = SearchField(hint)
        self.view = QListView()
        self.view.setAccessibleName(hint)
        self.model = _Entries(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_TwoLines(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if many:
            self.view.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.search.results = self.view
        self.search.searched.connect(lambda _text: self._show())
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        layout = column(self.search, self.view, space=theme.XS)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setMinimumHeight(theme.px(150))

    @property
    def uid(self) -> str:
        """Who is taken; empty for nobody."""
        return next(iter(self.uids), "")

    @property
    def uids(self) -> list[str]:
        """Everybody taken, those who do not match the search too."""
        return [entry.uid for entry in self._all if entry.uid in self._kept]

    def entry(self, uid: str) -> Entry | None:
        """What the list says of a person."""
        return next((entry for entry in self._all if entry.uid == uid), None)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these people; who was taken stays taken where still listed."""
        self._all = entries
        self._kept &= {entry.uid for entry in entries}
        self._show()

    def take(self, uid: str) -> None:
        """Take a person as a click does."""
        for place, entry in enumerate(self.model.entries):
            if entry.uid == uid:
                self.view.setCurrentIndex(self.model.index(place))
                flags = QItemSelectionModel.SelectionFlag.Select
                self.view.selectionModel().select(self.model.index(place), flags)

    def clear(self) -> None:
        """Nobody is taken, nobody searched for."""
        self._kept.clear()
        self.search.clear()
        self._show()

    def _show(self) -> None:
        words = search_key(self.search.text()).split()
        if words:
            shown = [e for e in self._all if all(w in search_key(f"{e.name} {e.detail}") for w in words)]
        else:
            fit = [e for e in self._all if not e.why]
            shown = fit + [e for e in self._all if e.why][:_SHOWN_BARRED]
        self._filling = True
        self.model.show(shown)
        for place, entry in enumerate(shown):
            if entry.uid in self._kept:
                self.view.selectionModel().select(self.model.index(place), QItemSelectionModel.SelectionFlag.Select)
        self._filling = False

    def _on_selection(self) -> None:
        if self._filling:
            return
        shown = {entry.uid for entry in self.model.entries}
        taken = {self.model.entries[i.row()].uid for i in self.view.selectionModel().selectedIndexes()}
        many = self.view.selectionMode() == QAbstractItemView.SelectionMode.MultiSelection
        self._kept = (self._kept - shown if many else set()) | taken
        self.chosen.emit(self.uid)
