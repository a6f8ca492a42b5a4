"""A sheet of many columns: it scrolls sideways while its first columns stay where they are."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.ui import theme
from desktop.ui.table import SheetHeader, SheetView

LEAST = 120  # pixels of a column that has no width of its own


class WideSheet(SheetView):
    """A `SheetView` that, once told to scroll, keeps every column at its own width and the first ones in view."""

    pasted = Signal()  # Ctrl+V

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        self._frozen = 0
        self._scrolls = False
        self._still: QTableView | None = None
        super().__init__(name, parent)

    def set_scrolling(self, scrolls: bool, frozen: int = 0) -> None:
        """Let columns keep their width and scroll sideways with the first `frozen` standing still, or share the width."""
        self._scrolls, self._frozen = scrolls, frozen
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        else:
            super().keyPressEvent(event)

    @property
    def frozen(self) -> int:
        """How many columns stand still at present; none where all columns have room."""
        return self._frozen if self._still is not None and not self._still.isHidden() else 0

    def _lay_out(self) -> None:
        model = self.model()
        if not self._scrolls or model is None:
            super()._lay_out()
            self._show_still(False)
            return
        wanted = [theme.px(self.spec(n).width or max(self.spec(n).least, LEAST)) for n in range(model.columnCount())]
        if sum(wanted) <= self.viewport().width():
            super()._lay_out()
            self._show_still(False)
            return
        if self._laying_out:
            return
        self._laying_out = True
        for n in self._spared:
            self.setColumnHidden(n, False)
        self._spared = set()
        for n, width in enumerate(wanted):
            self.setColumnWidth(n, width)
        self._laying_out = False
        self._show_still(0 < self._frozen < len(wanted))

    def on_dragged(self, section: int, width: int) -> None:
        super().on_dragged(section, width)
        if self.frozen:
            self._place_still()

    def _after_reset(self) -> None:
        super()._after_reset()
        if self._still is not None:
            self._span_still()

    # The columns that stand still are a second view of the same model over the left side of this one.

    def _show_still(self, shown: bool) -> None:
        if not shown:
            if self._still is not None:
                self._still.hide()
            return
        if self._still is None:
            self._still = self._made_still()
        still = self._still
        if still.model() is not self.model():
            still.setModel(self.model())
            still.setSelectionModel(self.selectionModel())
        for n in range(self.model().columnCount()):
            still.setColumnHidden(n, n >= self._frozen)
        self._span_still()
        self._place_still()
        still.show()
        still.raise_()
        still.verticalScrollBar().setValue(self.verticalScrollBar().value())

    def _made_still(self) -> QTableView:
        still = _Still(self)
        still.setItemDelegate(self.itemDelegate())
        still.setHorizontalHeader(SheetHeader(self))
        still.horizontalHeader().sectionResized.disconnect()  # it follows the sheet's own, never the other way
        still.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        still.horizontalHeader().setSortIndicatorShown(self.horizontalHeader().isSortIndicatorShown())
        still.horizontalHeader().sectionClicked.connect(self._sort_by)
        still.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(still.verticalScrollBar().setValue)
        self.horizontalHeader().sortIndicatorChanged.connect(still.horizontalHeader().setSortIndicator)
        still.doubleClicked.connect(self._open)
        return still

    def _sort_by(self, section: int) -> None:
        header = self.horizontalHeader()
        same = header.sortIndicatorSection() == section
        down = same and header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        self.sortByColumn(section, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)

    def _span_still(self) -> None:
        if self._still is None:
            return
        self._still.clearSpans()
        rows = getattr(self.model(), "group_rows", None)
        if rows is not None and self._frozen > 1:
            for n in rows():
                self._still.setSpan(n, 0, 1, self._frozen)

    def _place_still(self) -> None:
        still = self._still
        if still is None:
            return
        header = self.horizontalHeader().height()
        still.horizontalHeader().setFixedHeight(header)
        still.verticalHeader().setMinimumSectionSize(self.verticalHeader().minimumSectionSize())
        still.verticalHeader().setDefaultSectionSize(self.verticalHeader().defaultSectionSize())
        for n in range(self._frozen):
            still.setColumnWidth(n, self.columnWidth(n))
        width = sum(self.columnWidth(n) for n in range(self._frozen)) + 1
        frame = self.frameWidth()
        still.setGeometry(frame, frame, width, self.viewport().height() + header)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.frozen:
            self._place_still()

    def _hover(self, row: int) -> None:
        super()._hover(row)
        if self.frozen and self._still is not None:
            self._still.viewport().update()


class _Still(QTableView):
    """The columns that stand still: shown alone, driven by the sheet below."""

    def __init__(self, sheet: WideSheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self.setObjectName("still")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAccessibleName(self.tr("Các cột đứng yên"))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._sheet.setFocus(Qt.FocusReason.MouseFocusReason)
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
