"""How a cell of the sheet is painted: plain, coloured, bold, or as a badge; and rows that head others."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui import theme
from desktop.ui.rows_model import CellRole, Group

PAD = 10
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class SheetDelegate(QStyledItemDelegate):
    """Paints what the roles of `CellRole` tell."""

    def __init__(self, sheet: QTableView) -> None:
        super().__init__(sheet)
        self._sheet = sheet

    @staticmethod
    def font_of(base: QFont, index: QModelIndex | QPersistentModelIndex) -> QFont:
        """The font that a cell's text is painted in."""
        if not index.data(CellRole.BOLD):
            return base
        bold = QFont(base)
        bold.setWeight(QFont.Weight.DemiBold)
        return bold

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        group = index.data(CellRole.GROUP)
        if isinstance(group, Group):
            # Where columns stand still, the heading is painted by them, over the whole row.
            painted = getattr(option.widget, "frozen", 0) == 0  # type: ignore[attr-defined]
            self._paint_group(painter, area, group if painted else Group(""))
        else:
            self._paint_ground(painter, area, index, selected=bool(state & QStyle.StateFlag.State_Selected))
            self._paint_text(painter, area, index)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, area: QRect, index: QModelIndex | QPersistentModelIndex, *, selected: bool
    ) -> None:
        hovered = getattr(self._sheet, "hovered_row", -1) == index.row()
        name = "accent_soft" if selected else "hover" if hovered else "stripe" if index.row() % 2 else "card"
        painter.fillRect(area, theme.colour(name))
        current = self._sheet.currentIndex()
        if not self._sheet.hasFocus() or current.row() != index.row():
            return
        by_row = self._sheet.selectionBehavior() == QTableView.SelectionBehavior.SelectRows
        if by_row and self._sheet.columnViewportPosition(index.column()) <= 0:
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), theme.colour("accent"))
        elif not by_row and current.column() == index.column():
            painter.setPen(theme.colour("accent"))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _paint_text(self, painter: QPainter, area: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        text = index.data()
        if text is None or text == "":
            return
        text = str(text).replace("\n", " ")
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        align = Qt.AlignmentFlag.AlignLeft | _MIDDLE if align is None else Qt.AlignmentFlag(int(align)) | _MIDDLE
        room = area.adjusted(PAD, 0, -PAD, 0)
        if kind := index.data(CellRole.BADGE):
            self._paint_badge(painter, room, text, str(kind))
            return
        font = self.font_of(self._sheet.font(), index)
        painter.setFont(font)
        painter.setPen(theme.colour(str(index.data(CellRole.TONE) or "ink")))
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align | Qt.TextFlag.TextSingleLine, elided)

    def _paint_badge(self, painter: QPainter, room: QRect, text: str, kind: str) -> None:
        font = theme.font(8.5, bold=True)
        metrics = QFontMetrics(font)
        inset = theme.px(8)
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width() - 2 * inset)
        width = min(metrics.horizontalAdvance(elided) + 2 * inset, room.width())
        height = metrics.height() + theme.px(4)
        pill = QRectF(room.left(), room.center().y() - height / 2 + 1, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.soft(kind))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(theme.colour(kind))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, elided)

    def _paint_group(self, painter: QPainter, area: QRect, group: Group) -> None:
        painter.fillRect(area, theme.colour("card"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        room = area.adjusted(PAD, theme.px(4), -PAD, 0)
        font = theme.font(bold=True)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.colour("ink"))
        note_width = QFontMetrics(self._sheet.font()).horizontalAdvance(group.note)
        title = metrics.elidedText(
            group.title, Qt.TextElideMode.ElideRight, max(room.width() - note_width - theme.L, 40)
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | _MIDDLE, title)
        painter.setFont(self._sheet.font())
        painter.setPen(theme.colour("muted"))
        room.setLeft(room.left() + metrics.horizontalAdvance(title) + theme.M)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | _MIDDLE, group.note)
