"""The sheet: a table that fits its width, is worked by keyboard, and copies as cells."""

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from desktop.ui import icons, theme
from desktop.ui.rows_model import ALIGN, CellRole, ColumnSpec, Index
from desktop.ui.sheet_delegate import PAD, SheetDelegate

NARROWEST = 36
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s.,]*$)")


class SheetView(QTableView):
    """A table in the manner of the house. `opened(index)` at Enter or a double click; Ctrl+C copies cells.

    Column widths come from the model (`CellRole.SPEC` of its header, as `RowsModel` gives) or from `set_columns`.
    Columns share the width there is: text that does not fit is elided and shown whole in a tooltip.
    The current row is found again when the model is reset, by `CellRole.KEY`.
    """

    opened = Signal(QModelIndex)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs: Sequence[ColumnSpec] = ()
        self._empty = ""
        self._kept: tuple[object, int, int] | None = None
        self._laying_out = False
        self._spared: set[int] = set()  # columns hidden for want of room, not by the clerk
        self.hovered_row = -1
        self.setAccessibleName(name)
        self.setHorizontalHeader(SheetHeader(self))
        self.setItemDelegate(SheetDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._open)
        self._measure()

    # Columns

    def set_columns(self, columns: Sequence[ColumnSpec | tuple[str, int | float, str]]) -> None:
        """Say how wide the columns are, as specs or (title, width, align): an int is pixels, a float is a weight."""
        self._specs = [c if isinstance(c, ColumnSpec) else _spec(*c) for c in columns]
        self._lay_out()

    def set_sortable(self) -> None:
        """Let the headings sort; until one is clicked the rows stand in the model's own order."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def set_empty(self, text: str) -> None:
        """What stands in the sheet while it has no rows."""
        self._empty = text
        self.viewport().update()

    def setModel(self, model: object) -> None:
        super().setModel(model)  # type: ignore[arg-type]
        made = self.model()
        if made is None:
            return
        made.modelAboutToBeReset.connect(self._keep)
        made.modelReset.connect(self._after_reset)
        specs = [self._header_spec(n) for n in range(made.columnCount())]
        if not self._specs and all(specs):
            self._specs = [spec for spec in specs if spec]
        self._after_reset()

    def _header_spec(self, section: int) -> ColumnSpec | None:
        spec = self.model().headerData(section, Qt.Orientation.Horizontal, CellRole.SPEC)
        return spec if isinstance(spec, ColumnSpec) else None

    def spec(self, section: int) -> ColumnSpec:
        """The spec of a column, a plain one where none was given."""
        return self._specs[section] if section < len(self._specs) else ColumnSpec("")

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.verticalHeader().defaultSectionSize() * 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectRow(self.currentIndex().row())  # Qt makes the first row current without marking it

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()
            self._lay_out()

    def _measure(self) -> None:
        height = QFontMetrics(self.font()).height() + theme.px(14)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(height)

    def _lay_out(self) -> None:
        """Share the width out: fixed columns first, the rest by weight; if that is too narrow, all give way."""
        count = self.model().columnCount() if self.model() else 0
        room = self.viewport().width()
        shown = [n for n in range(count) if not self.isColumnHidden(n) or n in self._spared]
        if not shown or room <= 0 or self._laying_out:
            return
        self._laying_out = True  # none of what follows is the clerk's doing
        shown = self._spare(shown, room)
        fixed = {n: theme.px(self.spec(n).width) for n in shown if self.spec(n).width}
        weights = {n: self.spec(n).weight for n in shown if n not in fixed}
        left = room - sum(fixed.values())
        least = theme.px(sum(self.spec(n).least for n in weights))
        if left < least:
            shrink = max(room - least, 0) / max(sum(fixed.values()), 1)
            fixed = {n: max(int(width * min(shrink, 1)), NARROWEST) for n, width in fixed.items()}
            left = max(room - sum(fixed.values()), 0)
        whole = sum(weights.values()) or 1.0
        widths = fixed | {n: max(int(left * weight / whole), NARROWEST) for n, weight in weights.items()}
        last = max(weights, default=shown[-1])
        widths[last] += max(room - sum(widths.values()), 0)
        for n, width in widths.items():
            self.setColumnWidth(n, width)
        self._laying_out = False

    def _spare(self, shown: list[int], room: int) -> list[int]:
        """Hide spare columns until the others have the least they need; show those again that now have room."""
        spares = [n for n in shown if self.spec(n).spare]
        while spares and theme.px(sum(self.spec(n).width or self.spec(n).least for n in shown)) > room:
            shown = [n for n in shown if n != spares[-1]]
            spares.pop()
        gone = {n for n in range(self.model().columnCount()) if self.spec(n).spare and n not in shown}
        for n in self._spared - gone:
            self.setColumnHidden(n, False)
        newly = {n for n in gone if not self.isColumnHidden(n)}
        for n in newly:
            self.setColumnHidden(n, True)
        self._spared = (self._spared & gone) | newly
        return shown

    def on_dragged(self, section: int, width: int) -> None:
        """A heading was dragged: the column keeps that width, the others share what is left."""
        if self._laying_out or not self._specs or section >= len(self._specs):
            return
        spec, specs = self._specs[section], list(self._specs)
        specs[section] = replace(spec, width=max(round(width / theme.scale()), NARROWEST))
        if any(not s.width for n, s in enumerate(specs) if not self.isColumnHidden(n)):
            self._specs = specs
        self._lay_out()

    # Rows

    def _keep(self) -> None:
        self._laying_out = True  # the headings are made anew: their widths are nobody's wish
        key = self.currentIndex().data(CellRole.KEY) if self.currentIndex().isValid() else None
        self._kept = (key, self.currentIndex().column(), self.verticalScrollBar().value()) if key is not None else None

    def _after_reset(self) -> None:
        self._laying_out = False
        model = self.model()
        self.clearSpans()
        heads = getattr(model, "group_rows", None)
        if heads is not None and model.columnCount() > 1:  # of other models no row heads others
            for n in heads():
                self.setSpan(n, 0, 1, model.columnCount())
        self._lay_out()
        if self._kept:
            key, column, scrolled = self._kept
            start = model.index(0, 0)
            found = model.match(start, CellRole.KEY, key, 1, Qt.MatchFlag.MatchExactly) if start.isValid() else []
            if found:
                self.setCurrentIndex(found[0].siblingAtColumn(column))
                self.verticalScrollBar().setValue(scrolled)
        self._kept = None

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and not index.data(CellRole.GROUP):
            self.opened.emit(index)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected cells on the clipboard: as text, and as cells that a sheet takes over as text.

        Codes keep their leading noughts, and nothing that was typed becomes a formula.
        """
        chosen = sorted((i.row(), i.column()) for i in self.selectedIndexes() if not self.isColumnHidden(i.column()))
        lines: dict[int, list[str]] = {}
        for row, column in chosen:
            text = self.model().index(row, column).data()
            lines.setdefault(row, []).append(" ".join(str("" if text is None else text).split()))
        if not lines:
            return
        from html import escape  # noqa: PLC0415 - its table of entities can wait

        data = QMimeData()
        data.setText("\n".join("\t".join(map(_plain, cells)) for cells in lines.values()))
        cell = "<td style=\"mso-number-format:'\\@'\">{}</td>"
        body = "".join(f"<tr>{''.join(cell.format(escape(c)) for c in cells)}</tr>" for cells in lines.values())
        data.setHtml(f"<table>{body}</table>")
        QGuiApplication.clipboard().setMimeData(data)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, place: QPoint) -> str:
        """The tooltip at a place: the model's own, or the whole text where the cell does not show all of it."""
        index = self.indexAt(place)
        own = index.data(Qt.ItemDataRole.ToolTipRole)
        if own or not index.isValid():
            return str(own or "")
        text = str(index.data() or "")
        room = self.visualRect(index).width() - 2 * PAD
        font = SheetDelegate.font_of(self.font(), index)
        return text if QFontMetrics(font).horizontalAdvance(text) > room else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and self.model() and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.colour("muted"))
            area = self.viewport().rect().adjusted(theme.XL, theme.XL, -theme.XL, -theme.XL)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)


class SheetHeader(QHeaderView):
    """Headings over their columns, with an arrow on the one that the rows are sorted by."""

    def __init__(self, sheet: SheetView) -> None:
        super().__init__(Qt.Orientation.Horizontal, sheet)
        self._sheet = sheet
        self.setHighlightSections(False)
        self.setMinimumSectionSize(NARROWEST)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setSectionsClickable(True)
        self.sectionResized.connect(lambda n, _old, new: sheet.on_dragged(n, new))

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(area, theme.colour("ground"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        room = area.adjusted(PAD, 0, -PAD, 0)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            side = theme.px(14)
            arrow = QRect(area.right() - side - 2, area.center().y() - side // 2, side, side)
            icons.paint(painter, "chevron-up" if up else "chevron-down", arrow, theme.colour("accent"))
            room.setRight(arrow.left() - 2)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(9.0, bold=True))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, ALIGN[self._sheet.spec(section).align] | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.restore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            section = self.logicalIndexAt(event.pos())
            text = self.model().headerData(section, Qt.Orientation.Horizontal) if section >= 0 else ""
            QToolTip.showText(event.globalPos(), str(text or ""), self)
            return True
        return super().event(event)


def _spec(title: str, width: int | float, align: str) -> ColumnSpec:
    return (
        ColumnSpec(title, weight=width, align=align)
        if isinstance(width, float)
        else ColumnSpec(title, width, 1.0, align)
    )


def _plain(text: str) -> str:
    """A cell as plain text; one that a sheet would take for a formula is marked as text."""
    return f"'{text}" if _FORMULA.match(text) else text


__all__ = ["CellRole", "ColumnSpec", "Index", "SheetHeader", "SheetView"]
