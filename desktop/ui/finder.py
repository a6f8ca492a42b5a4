"""The finder in the top bar: type a few letters, go to a person, a page, a report, a command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import icons, theme
from desktop.ui.search_field import SearchField

MOST = 12


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, a word about it, and what opens it."""

    title: str
    detail: str
    icon: str
    open: Callable[[], object]


Provider = Callable[[str], Sequence[Hit]]


class Finder(SearchField):
    """A search field over a list of what `provider` finds for the text: arrows choose, Enter opens, Escape closes.

    The list is laid over the window it belongs to; the field keeps the focus.
    """

    opened = Signal(str)

    def __init__(self, provider: Provider, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.provider = provider
        self.hits: list[Hit] = []
        self.setPlaceholderText(self.tr("Tìm người, trang, báo cáo…   Ctrl+K"))
        self.setAccessibleName(self.tr("Tìm người, trang, báo cáo"))
        self.popup: QFrame | None = None
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(lambda item: self._open(self._list.row(item)))
        self.searched.connect(self._search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.hits:
            self._list.setCurrentRow((self._list.currentRow() + step) % len(self.hits))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._list.currentRow())
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.popup:
            self.popup.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
        self._search(self.text().strip())

    def current(self) -> Hit | None:
        """What Enter would open."""
        row = self._list.currentRow()
        return self.hits[row] if 0 <= row < len(self.hits) else None

    def _search(self, text: str) -> None:
        self.hits = list(self.provider(text))[:MOST] if text else []
        self._list.clear()
        for hit in self.hits:
            item = QListWidgetItem(icons.icon(hit.icon, "muted", 18), hit.title)
            item.setData(Qt.ItemDataRole.UserRole, hit.detail)
            self._list.addItem(item)
        nothing = text and not self.hits
        if nothing:
            item = QListWidgetItem(self.tr("Không tìm thấy «{}».").format(text))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(item)
        self._list.setCurrentRow(0 if self.hits else -1)
        if text and self.hasFocus():
            self._show()
        elif self.popup:
            self.popup.hide()

    def _show(self) -> None:
        if self.popup is None:
            self.popup = QFrame(self.window())
            self.popup.setProperty("role", "popup")
            layout = QVBoxLayout(self.popup)
            layout.setContentsMargins(theme.XS, theme.XS, theme.XS, theme.XS)
            layout.addWidget(self._list)
        below = self.mapTo(self.window(), QPoint(0, self.height() + 4))
        width = max(self.width(), theme.px(440))
        left = max(min(below.x(), self.window().width() - width - theme.S), 0)
        height = self._list.sizeHintForRow(0) * self._list.count() + 2 * theme.XS + 4
        self.popup.setGeometry(left, below.y(), width, min(height, self.window().height() - below.y() - theme.S))
        self.popup.show()
        self.popup.raise_()

    def _open(self, row: int) -> None:
        if not 0 <= row < len(self.hits):
            return
        hit = self.hits[row]
        self.clear()
        self.clearFocus()
        self.opened.emit(hit.title)
        hit.open()


class _HitDelegate(QStyledItemDelegate):
    """Title in ink, the word about it in grey at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: object) -> QSize:
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        return QSize(120, metrics.height() + theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        area: QRect = option.rect  # type: ignore[attr-defined]
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(area, theme.colour("accent_soft"))
        room = area.adjusted(theme.S, 0, -theme.S, 0)
        if picture := index.data(Qt.ItemDataRole.DecorationRole):
            picture.paint(painter, QRect(room.left(), room.center().y() - 9, 18, 18))
            room.setLeft(room.left() + 18 + theme.S)
        detail = str(index.data(Qt.ItemDataRole.UserRole) or "")
        elide = Qt.TextElideMode.ElideRight
        left = room.width() - metrics.horizontalAdvance(str(index.data())) - theme.M
        detail = metrics.elidedText(detail, elide, max(left, room.width() // 2))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setPen(theme.colour("muted"))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, detail)
        room.setRight(room.right() - metrics.horizontalAdvance(detail) - theme.M)
        painter.setPen(theme.colour("ink" if index.flags() & Qt.ItemFlag.ItemIsEnabled else "muted"))
        title = metrics.elidedText(str(index.data()), elide, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, title)
        painter.restore()
