"""Paints a laid-out sheet page by page, as Excel will print it: for the preview on the screen, and for a printer.

All lengths are points of the paper. The painter works in twentieths of a point, so that letters stand exactly
where they stand on paper at any zoom.
"""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QTextLayout, QTextOption

from desktop.excel.sheet import FONT, Area, Cell, Sheet, Style

FINE = 20  # units of the painter in a point
_INCH = 72.0
_PADDING = 1.5
_NUMBER_POINTS, _FOOTER_POINTS = 10.0, 9.0
_LINE, _ASCENT = 1.15, 0.89  # of Times New Roman, in sizes of the letter
_ACROSS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_DOWN = {
    "top": Qt.AlignmentFlag.AlignTop,
    "center": Qt.AlignmentFlag.AlignVCenter,
    "bottom": Qt.AlignmentFlag.AlignBottom,
}


def paper_font(points: float, *, bold: bool = False, italic: bool = False, underline: bool = False) -> QFont:
    """The font of state reports, or its twin where it is not installed, for a painter in twentieths of a point."""
    font = QFont()
    font.setFamilies([FONT, "Liberation Serif", "Tinos", "Noto Serif", "DejaVu Serif"])
    font.setPixelSize(max(1, round(points * FINE)))
    font.setBold(bold)
    font.setItalic(italic)
    font.setUnderline(underline)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class SheetPainter:
    """Paints the pages of one sheet. `pages` holds the first and last row of each."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pages = sheet.pages()
        self._lefts = [0.0]
        for width in sheet.column_points:
            self._lefts.append(self._lefts[-1] + width)
        self._areas = {(area.top, area.left): area for area in sheet.merges}
        self._covered = {
            (row, column)
            for area in sheet.merges
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        } - set(self._areas)
        self._fonts: dict[tuple[int, bool, bool, bool], tuple[QFont, QFontMetricsF]] = {}

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a page in points."""
        return self.sheet.paper.size

    def rows_of(self, page: int) -> Iterator[int]:
        """The rows that stand on a page (from 0), the repeated headings first."""
        first, last = self.pages[page]
        top, bottom = self.sheet.header
        if first > bottom:
            yield from range(top, bottom + 1)
        yield from range(first, last + 1)

    def paint(self, painter: QPainter, page: int, scale: float) -> None:
        """Paint a page with its upper left corner at the painter's origin; `scale` is device units in a point."""
        sheet, paper = self.sheet, self.sheet.paper
        width, height = self.size
        painter.save()
        painter.scale(scale / FINE, scale / FINE)
        painter.fillRect(QRectF(0, 0, width * FINE, height * FINE), QColor("white"))
        self._margins(painter, page)
        table = self._lefts[-1] * sheet.scale
        left = paper.left * _INCH + (paper.printable[0] - table) / 2
        painter.translate(left * FINE, paper.top * _INCH * FINE)
        painter.scale(sheet.scale, sheet.scale)
        tops, y = {}, 0.0
        rows = list(self.rows_of(page))
        for row in rows:
            tops[row] = y
            y += sheet.heights[row - 1]
        for row in rows:
            for cell in sheet.rows[row - 1]:
                if (row, cell.column) not in self._covered:
                    area = self._areas.get((row, cell.column), Area(row, cell.column, row, cell.column))
                    self._cell(painter, cell, self._rect(area, tops[row]))
        for picture in sheet.pictures:
            if picture.area.top in tops:
                self._picture(painter, picture.content, self._rect(picture.area, tops[picture.area.top]))
        painter.restore()

    def _rect(self, area: Area, top: float) -> QRectF:
        height = sum(self.sheet.heights[area.top - 1 : area.bottom])
        left, right = self._lefts[area.left - 1], self._lefts[area.right]
        return QRectF(left * FINE, top * FINE, (right - left) * FINE, height * FINE)

    def _margins(self, painter: QPainter, page: int) -> None:
        """What stands in the margins: the number of the page below, the word of a draft above."""
        paper = self.sheet.paper
        width, height = self.size
        line = QRectF(0, (height - paper.footer * _INCH - 14) * FINE, width * FINE, 14 * FINE)
        painter.setPen(QColor("black"))
        painter.setFont(paper_font(_NUMBER_POINTS))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, f"Trang {page + 1}/{len(self.pages)}")
        if self.sheet.draft:
            painter.setPen(QColor("#A6A6A6"))
            painter.setFont(paper_font(20, bold=True))
            above = QRectF(0, paper.header * _INCH * FINE, width * FINE, 24 * FINE)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, "DỰ THẢO")
        if self.sheet.footer:
            painter.setFont(paper_font(_FOOTER_POINTS))
            beside = line.adjusted(paper.left * _INCH * FINE, 0, 0, 0)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            painter.drawText(beside, flags, self.sheet.footer)

    @staticmethod
    def _picture(painter: QPainter, content: bytes, area: QRectF) -> None:
        image = QImage.fromData(content)
        inner = area.adjusted(FINE, FINE, -FINE, -FINE)
        size = QSizeF(image.size()).scaled(inner.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(), size)
        place.moveCenter(inner.center())
        painter.drawImage(place, image)

    def _cell(self, painter: QPainter, cell: Cell, area: QRectF) -> None:
        style = self.sheet.styles[cell.style]
        if style.fill:
            painter.fillRect(area, QColor(f"#{style.fill}"))
        if text := self.sheet.shown(cell):
            self._text(painter, text, style, area)
        if style.border:
            painter.setPen(QPen(QColor("black"), FINE * 0.5))
            painter.drawRect(area)
        elif style.ruled:
            painter.setPen(QPen(QColor("black"), FINE * 0.5, Qt.PenStyle.DotLine))
            painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _font(self, style: Style) -> tuple[QFont, QFontMetricsF]:
        key = (style.size, style.bold, style.italic, style.underline)
        if key not in self._fonts:
            font = paper_font(style.size, bold=style.bold, italic=style.italic, underline=style.underline)
            self._fonts[key] = font, QFontMetricsF(font)
        return self._fonts[key]

    def _text(self, painter: QPainter, text: str, style: Style, area: QRectF) -> None:
        font, metrics = self._font(style)
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(f"#{style.colour}" if style.colour else "black"))
        painter.setClipRect(area)
        if style.rotate:
            painter.translate(area.left(), area.bottom())
            painter.rotate(-90)
            area = QRectF(0, 0, area.height(), area.width())
        pad = _PADDING * FINE
        inner = area if style.rotate else area.adjusted(pad, 0, -pad, 0)
        flags = _ACROSS[style.horizontal] | _DOWN[style.vertical]
        if style.rotate:
            flags = Qt.AlignmentFlag.AlignCenter
        if "\n" not in text and metrics.horizontalAdvance(text) <= inner.width():
            painter.drawText(inner, flags | Qt.TextFlag.TextSingleLine, text)
        else:
            _lines(painter, text, style, font, inner)
        painter.restore()


def _lines(painter: QPainter, text: str, style: Style, font: QFont, area: QRectF) -> None:
    """Several lines, as far apart as Times New Roman sets them: a letter taken from another font moves none."""
    size = style.size * FINE
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter if style.rotate else _ACROSS[style.horizontal])
    wraps = style.wrap or "\n" in text
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if wraps else QTextOption.WrapMode.NoWrap)
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(area.width())
        line.setPosition(QPointF(0, height + _ASCENT * size - line.ascent()))
        height += _LINE * size
    layout.endLayout()
    free = area.height() - height
    down = 0.0 if style.vertical == "top" else free if style.vertical == "bottom" else free / 2
    layout.draw(painter, QPointF(area.left(), area.top() + down))
