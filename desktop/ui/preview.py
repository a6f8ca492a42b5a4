"""The preview of a report: its pages under one another on a grey desk, each exactly as it will print."""

from collections import OrderedDict

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.excel.sheet import Sheet
from desktop.ui import theme
from desktop.ui.sheet_painter import SheetPainter

FIT = 0.0  # the zoom at which a page is as wide as the view
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_SCREEN = 96 / 72  # pixels of a plain screen in a point
_GAP = 14
_KEPT = 6  # painted pages: those in view, and the neighbours


class SheetPreview(QAbstractScrollArea):
    """Shows one sheet. Page Up and Page Down turn pages, Ctrl+0 fits the width, Ctrl with + and - zooms.

    `turned(page, pages)` when another page stands in view (counted from 1); `zoomed(per cent)` when the size changes.
    Only the pages in view are painted, and painted pages are kept while they may be needed again.
    """

    turned = Signal(int, int)
    zoomed = Signal(int)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self._painter: SheetPainter | None = None
        self._zoom = FIT
        self._kept: OrderedDict[int, QPixmap] = OrderedDict()
        self._hint = ""
        self._at = 1  # the page in view before the size of the view changed
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # What is shown

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that is shown."""
        return self._painter.sheet if self._painter else None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._painter.pages) if self._painter else 0

    @property
    def page(self) -> int:
        """The page in view, from 1: the one that holds the upper third of the view; 0 where there is none."""
        if not self.pages:
            return 0
        if self.verticalScrollBar().value() == self.verticalScrollBar().maximum() > 0:
            return self.pages
        upper = self.verticalScrollBar().value() + self.viewport().height() // 3
        return min(self.pages, max(1, upper // self._pitch() + 1))

    def set_sheet(self, sheet: Sheet | None, hint: str = "") -> None:
        """Show a sheet from its first page, or `hint` where there is none."""
        self._painter = SheetPainter(sheet) if sheet else None
        self._hint = hint
        self._kept.clear()
        self._at = 1
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self._measure()
        self.turned.emit(self.page, self.pages)

    # Zoom

    @property
    def is_fitted(self) -> bool:
        """Whether a page is as wide as the view."""
        return self._zoom == FIT

    @property
    def zoom(self) -> float:
        """The size of a page on the screen against paper."""
        if self._zoom != FIT or self._painter is None:
            return self._zoom or 1.0
        room = self.viewport().width() - 2 * _GAP
        return max(0.2, room / (self._painter.size[0] * _SCREEN))

    def set_zoom(self, zoom: float) -> None:
        """Set the size, or fit the width with `FIT`; the page in view stays in view."""
        page = max(self.page, 1)
        self._zoom = zoom
        self._kept.clear()
        self._measure()
        self.show_page(page)

    def zoom_by(self, step: int) -> None:
        """One size larger (1) or smaller (-1)."""
        now = self.zoom
        larger = [z for z in ZOOMS if z > now + 0.01]
        smaller = [z for z in ZOOMS if z < now - 0.01]
        self.set_zoom((larger[:1] or ZOOMS[-1:])[0] if step > 0 else (smaller[-1:] or ZOOMS[:1])[0])

    def show_page(self, page: int) -> None:
        """Bring a page (from 1) to the top of the view."""
        self.verticalScrollBar().setValue((max(1, min(page, self.pages)) - 1) * self._pitch() if self.pages else 0)

    # Geometry

    def _page_size(self) -> QSize:
        assert self._painter is not None
        width, height = self._painter.size
        return QSize(round(width * _SCREEN * self.zoom), round(height * _SCREEN * self.zoom))

    def _pitch(self) -> int:
        return self._page_size().height() + _GAP if self._painter else 1

    def _measure(self) -> None:
        view = self.viewport().size()
        if self._painter is None:
            self.verticalScrollBar().setRange(0, 0)
            self.horizontalScrollBar().setRange(0, 0)
        else:
            size = self._page_size()
            self.verticalScrollBar().setRange(0, max(0, self.pages * self._pitch() + _GAP - view.height()))
            self.verticalScrollBar().setPageStep(view.height())
            self.verticalScrollBar().setSingleStep(40)
            self.horizontalScrollBar().setRange(0, max(0, size.width() + 2 * _GAP - view.width()))
            self.horizontalScrollBar().setPageStep(view.width())
        self.zoomed.emit(round(self.zoom * 100))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(600, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_fitted and event.size().width() != event.oldSize().width():
            page = self._at
            self._kept.clear()
            self._measure()
            if page > 1:
                self.show_page(page)
        else:
            self._measure()

    def _on_scrolled(self) -> None:
        self._at = self.page
        self.viewport().update()
        self.turned.emit(self.page, self.pages)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("chip" if self._painter else "ground"))
        if self._painter is None:
            painter.setPen(theme.colour("muted"))
            area = self.viewport().rect().adjusted(theme.XL, theme.XL, -theme.XL, -theme.XL)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
            return
        size, pitch = self._page_size(), self._pitch()
        top = self.verticalScrollBar().value()
        left = max(_GAP, (self.viewport().width() - size.width()) // 2) - self.horizontalScrollBar().value()
        for page in range(
            max(0, (top - _GAP) // pitch), min(self.pages, (top + self.viewport().height()) // pitch + 1)
        ):
            place = QRect(QPoint(left, _GAP + page * pitch - top), size)
            if place.intersects(event.rect()):
                painter.fillRect(place.translated(2, 3), theme.colour("field_line"))
                painter.drawPixmap(place.topLeft(), self._picture(page, size))

    def _picture(self, page: int, size: QSize) -> QPixmap:
        assert self._painter is not None
        if page in self._kept:
            self._kept.move_to_end(page)
            return self._kept[page]
        density = self.devicePixelRatioF()
        made = QPixmap(size * density)
        made.setDevicePixelRatio(density)
        brush = QPainter(made)
        brush.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._painter.paint(brush, page, _SCREEN * self.zoom)
        brush.end()
        self._kept[page] = made
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made

    # Keys and wheel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        bar = self.verticalScrollBar()
        if control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif control and key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif control and key == Qt.Key.Key_0:
            self.set_zoom(FIT)
        elif key == Qt.Key.Key_PageDown:
            self._turn(1)
        elif key == Qt.Key.Key_PageUp:
            self._turn(-1)
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def _turn(self, step: int) -> None:
        """To the top of the next page, or of this one when going back from its middle."""
        if not self.pages:
            return
        at, pitch = self.verticalScrollBar().value(), self._pitch()
        page, below = divmod(at, pitch)
        self.verticalScrollBar().setValue((page + 1 if step > 0 else page if below else page - 1) * pitch)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)
