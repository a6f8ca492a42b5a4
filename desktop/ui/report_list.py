"""The catalogue of reports as a list: code and title of each, under the headings of their groups."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.services.reporting import ReportKind
from desktop.ui import theme

_KIND = Qt.ItemDataRole.UserRole
_HEAD = 6  # room above a heading of a group


class ReportList(QListWidget):
    """`chosen(code)` when the clerk goes to another report."""

    chosen = Signal(str)

    def __init__(self, kinds: Iterable[ReportKind], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_Entry(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        self.set_kinds(kinds)
        self.currentItemChanged.connect(self._moved)

    def set_kinds(self, kinds: Iterable[ReportKind]) -> None:
        """Offer these reports, without telling; the one chosen before stays chosen where it is among them."""
        before = self.code
        self.blockSignals(True)
        self.clear()
        groups: dict[str, list[ReportKind]] = {}
        for kind in kinds:
            groups.setdefault(kind.group, []).append(kind)
        for group, inside in groups.items():
            head = QListWidgetItem(group, self)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            for kind in inside:
                item = QListWidgetItem(kind.heading, self)
                item.setData(_KIND, kind)
                item.setToolTip("\n".join(filter(None, (kind.title, kind.recipients, kind.legal_basis))))
        self.choose(before)
        self.blockSignals(False)

    @property
    def code(self) -> str:
        """The code of the report that is chosen, or nothing."""
        item = self.currentItem()
        kind = item.data(_KIND) if item else None
        return kind.code if kind else ""

    def choose(self, code: str) -> bool:
        """Go to a report; False where there is none of this code."""
        for row in range(self.count()):
            kind = self.item(row).data(_KIND)
            if kind is not None and kind.code == code:
                self.setCurrentRow(row)
                return True
        return False

    def sizeHint(self) -> QSize:
        return QSize(theme.px(230), super().sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.scheduleDelayedItemsLayout()  # titles wrap by the width

    def _moved(self, now: QListWidgetItem | None, _before: object) -> None:
        if now is not None and self.code:
            self.chosen.emit(self.code)


class _Entry(QStyledItemDelegate):
    """Draws a heading, or the code over the title; a long title goes on in a second line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        kind, font = index.data(_KIND), QFontMetrics(theme.font())
        if kind is None:
            return QSize(80, QFontMetrics(theme.font(8.5)).height() + theme.px(_HEAD + 8))
        title = font.boundingRect(QRect(0, 0, self._room(), 500), Qt.TextFlag.TextWordWrap, kind.title)
        above = 0 if kind.is_list else font.height()
        return QSize(80, above + title.height() + theme.px(14))

    def _room(self) -> int:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListWidget) else theme.px(200)
        return width - 2 * theme.M

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        kind = index.data(_KIND)
        area: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if kind is None:
            painter.setFont(theme.font(8.5, bold=True))
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextSingleLine
            inner = area.adjusted(theme.S, 0, -theme.S, -theme.px(3))
            painter.drawText(
                inner, flags, painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
            )
            painter.restore()
            return
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        picked = bool(state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if picked else "hover" if state & QStyle.StateFlag.State_MouseOver else ""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = area.adjusted(2, 1, -2, -1)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(plate, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(plate, 6, 6)
        inner = area.adjusted(theme.M, theme.px(6), -theme.M, -theme.px(6))
        below = inner.adjusted(0, 0, 0, 2)
        if not kind.is_list:
            painter.setFont(theme.font(bold=True))
            painter.setPen(theme.colour("accent"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, kind.code)
            below.setTop(inner.top() + QFontMetrics(theme.font()).height())
        painter.setFont(theme.font())
        painter.setPen(theme.colour("ink"))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, kind.title)
        painter.restore()
