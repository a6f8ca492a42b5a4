"""A person's service painted on one axis, lane under lane; the same as a list for who would rather read."""

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QToolTip, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.services.timeline import Lane, Span, Timeline, timeline
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.rows_model import Column, Group, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Scroll, button, column, label, row

GUTTER, BAR, GAP, PAD = 96, 20, 4, 8  # pixels at plain text size
_STEPS = (1, 2, 5, 10, 20)  # years between two ticks
_ELIDE = Qt.TextElideMode.ElideRight


class TimelineView(QWidget):
    """The axis with its lanes. `opened(Span)` at a click or Enter; `pointed(str)` tells what is under focus or mouse."""

    opened = Signal(object)
    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Timeline((), date(2000, 1, 1), date(2000, 1, 1))
        self._today = date(2000, 1, 1)
        self._places: list[tuple[Span, int, QRectF]] = []  # span, number of its lane, where it stands
        self._lanes: list[tuple[Lane, int, int]] = []  # lane, top, height
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Dòng thời gian"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_timeline(self, shown: Timeline, today: date) -> None:
        """Show the lanes of a person."""
        self._shown, self._today, self._at = shown, today, -1
        self._arrange()
        self.updateGeometry()
        self.update()

    def spans(self) -> list[Span]:
        """What is shown, in the order in which the arrow keys go through it."""
        return [span for span, _lane, _place in self._places]

    def current(self) -> Span | None:
        """The span that has the focus."""
        return self._places[self._at][0] if 0 <= self._at < len(self._places) else None

    def place_of(self, span: Span) -> QRect:
        """Where a span is painted."""
        return next(place for each, _lane, place in self._places if each is span).toAlignedRect()

    def sizeHint(self) -> QSize:
        bottom = self._lanes[-1][1] + self._lanes[-1][2] if self._lanes else self._head() + theme.px(60)
        return QSize(theme.px(420), bottom + theme.px(PAD))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(260), self.sizeHint().height())

    def resizeEvent(self, _event: object) -> None:
        self._arrange()
        if self.minimumHeight() != self.sizeHint().height():
            self.setMinimumHeight(self.sizeHint().height())

    # Layout

    def _head(self) -> int:
        return QFontMetrics(theme.font(8.5)).height() + theme.px(PAD)

    def _years(self) -> tuple[date, date]:
        first = date(self._shown.first.year, 1, 1)
        return first, date(max(self._shown.last.year + 1, first.year + 2), 1, 1)

    def _x(self, day: date) -> float:
        first, last = self._years()
        left = theme.px(GUTTER)
        room = max(self.width() - left - theme.px(PAD), 1)
        return left + room * (min(max(day, first), last) - first).days / max((last - first).days, 1)

    def _arrange(self) -> None:
        """Give each span its place; what overlaps in a lane goes into a line of its own."""
        metrics = QFontMetrics(theme.font(8.5))
        bar, gap = theme.px(BAR), theme.px(GAP)
        self._places, self._lanes = [], []
        top = self._head()
        for number, lane in enumerate(self._shown.lanes):
            ends: list[float] = []  # of the lines of this lane, how far each is taken
            for span in lane.spans:
                left = self._x(span.first)
                if span.is_point:
                    width = float(min(bar + metrics.horizontalAdvance(span.label) + gap, theme.px(150)))
                    left = min(left - bar / 2, self.width() - width - gap)
                else:
                    until = (span.last or max(self._shown.last, self._today)) + timedelta(days=1)
                    width = max(self._x(until) - left - 1, 5.0)
                line = next((n for n, end in enumerate(ends) if end <= left + 0.5), len(ends))
                if line == len(ends):
                    ends.append(0.0)
                ends[line] = left + width
                place = QRectF(left, top + gap + line * (bar + gap), width, bar)
                self._places.append((span, number, place))
            height = gap + max(len(ends), 1) * (bar + gap) + gap
            self._lanes.append((lane, top, height))
            top += height

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._lanes:
            painter.setPen(theme.colour("muted"))
            told = self.tr("Chưa có dòng nào có ngày tháng: chức vụ, khoa phòng, lương, đào tạo… sẽ hiện ở đây.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, told)
            return
        self._paint_lanes(painter)
        self._paint_axis(painter)
        for number, (span, _lane, place) in enumerate(self._places):
            self._paint_span(painter, span, place, focused=number == self._at and self.hasFocus())

    def _paint_lanes(self, painter: QPainter) -> None:
        painter.setFont(theme.font(8.5, bold=True))
        metrics = painter.fontMetrics()
        for number, (lane, top, height) in enumerate(self._lanes):
            if number % 2:
                painter.fillRect(QRect(0, top, self.width(), height), theme.colour("stripe"))
            painter.setPen(theme.colour("line"))
            painter.drawLine(0, top + height, self.width(), top + height)
            painter.setPen(theme.colour("muted"))
            room = QRect(theme.px(4), top, theme.px(GUTTER - 10), height)
            title = metrics.elidedText(lane.title, _ELIDE, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)

    def _paint_axis(self, painter: QPainter) -> None:
        first, last = self._years()
        bottom = self._lanes[-1][1] + self._lanes[-1][2]
        painter.setFont(theme.font(8.5))
        wide = painter.fontMetrics().horizontalAdvance("2000") + theme.px(10)
        each = (self._x(last) - self._x(first)) / max(last.year - first.year, 1)
        step = next((s for s in _STEPS if s * each >= wide), _STEPS[-1])
        for year in range(first.year, last.year + 1):
            if year % step:
                continue
            x = self._x(date(year, 1, 1))
            painter.setPen(theme.colour("line"))
            painter.drawLine(QPointF(x, self._head()), QPointF(x, bottom))
            if x + wide < self.width():
                painter.setPen(theme.colour("muted"))
                painter.drawText(QPointF(x + 3, self._head() - theme.px(5)), str(year))
        now = self._x(self._today)
        painter.setPen(theme.colour("danger"))
        painter.drawLine(QPointF(now, self._head() - 2), QPointF(now, bottom))

    def _paint_span(self, painter: QPainter, span: Span, place: QRectF, *, focused: bool) -> None:
        font = theme.font(8.5)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(Qt.PenStyle.NoPen)
        if span.is_point:
            side = place.height() / 2
            centre = QPointF(place.left() + side, place.center().y())
            painter.setBrush(theme.colour(span.tone))
            half = side * 0.6
            painter.drawPolygon(
                QPolygonF([centre + QPointF(*p) for p in ((0, -half), (half, 0), (0, half), (-half, 0))])
            )
            room = place.adjusted(place.height(), 0, 0, 0)
            painter.setPen(theme.colour("ink"))
        else:
            painter.setBrush(theme.soft(span.tone))
            painter.drawRoundedRect(place, 4, 4)
            painter.setBrush(theme.colour(span.tone))
            painter.drawRect(QRectF(place.left(), place.top(), 3, place.height()))
            room = place.adjusted(7, 0, -3, 0)
            painter.setPen(theme.colour(span.tone))
        if room.width() > metrics.averageCharWidth() * 2:
            short = span.label.partition(" · ")[0]  # the first part alone, where all of it does not fit
            label_ = span.label if metrics.horizontalAdvance(span.label) <= room.width() else short
            painter.drawText(room, middle, metrics.elidedText(label_, _ELIDE, int(room.width())))
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("ink"))
            painter.drawRoundedRect(place.adjusted(-1, -1, 1, 1), 4, 4)

    # Mouse and keys

    def span_at(self, point: QPointF) -> Span | None:
        """What is painted at a point."""
        return next((span for span, _lane, place in reversed(self._places) if place.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.span_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        if found:
            self.pointed.emit(found.detail)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (found := self.span_at(event.position())):
            self.opened.emit(found)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.span_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), found.detail if found else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (found := self.current()):
            self.opened.emit(found)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left) and self._places:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._point(min(max(self._at + step, 0), len(self._places) - 1))
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._places:
            self._go_lane(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at < 0 and self._places:
            self._point(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _go_lane(self, step: int) -> None:
        """To the span of the next lane that lies nearest below or above."""
        if self._at < 0:
            self._point(0)
            return
        _span, lane, here = self._places[self._at]
        others = [n for n, (_s, number, _p) in enumerate(self._places) if number == lane + step]
        if others:
            self._point(min(others, key=lambda n: abs(self._places[n][2].center().x() - here.center().x())))

    def _point(self, number: int) -> None:
        self._at = number
        detail = self._places[number][0].detail
        self.setAccessibleDescription(detail)
        self.pointed.emit(detail)
        self.update()


class TimelinePanel(QWidget):
    """The axis in a scroll area, the sentence about what is pointed at, and the list. `opened(entity, uid)`."""

    opened = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.view = TimelineView()
        self.view.opened.connect(self._open)
        self.view.pointed.connect(self._point)
        self._told = label(self.tr("Chỉ vào một đoạn để xem; bấm hoặc Enter để mở dòng ấy."), "muted", wrap=True)
        self.model = RowsModel(_columns(), key=lambda span: (span.entity, span.uid), parent=self)
        self.sheet = SheetView(self.tr("Dòng thời gian, dạng danh sách"))
        self.sheet.setModel(self.model)
        self.sheet.opened.connect(lambda index: self._open(self.model.row_at(index)))
        self.list_button = button(self.tr("Dạng danh sách"), icon="menu", run=self.toggle)
        self._stack = QStackedWidget()
        self._stack.addWidget(Scroll(self.view))
        self._stack.addWidget(self.sheet)
        head = row(self._told, self.list_button, space=theme.S)
        head.setStretch(0, 1)
        whole = column(head, self._stack, space=theme.S)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_person(self, uid: str) -> None:
        """Show the service of a person."""
        try:
            found = timeline(self._context.workspace, uid)
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        self.view.show_timeline(found, self._context.today)
        rows: list[Span | Group] = []
        for lane in found.lanes:
            rows += [Group(lane.title), *lane.spans]
        self.model.set_rows(rows)

    def set_read_only(self, _read_only: bool) -> None:
        """Nothing is written here."""

    def toggle(self) -> None:
        """The axis, or the list."""
        as_list = self._stack.currentWidget() is not self.sheet
        self._stack.setCurrentIndex(1 if as_list else 0)
        self.list_button.setText(self.tr("Dạng trục thời gian") if as_list else self.tr("Dạng danh sách"))
        (self.sheet if as_list else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, span: object) -> None:
        if isinstance(span, Span):
            self.opened.emit(span.entity, span.uid)

    def _point(self, told: str) -> None:
        self._told.setText(told)


def _columns() -> list[Column]:
    return [
        Column("Từ", width=92, show=lambda s: show_day(s.first)),
        Column("Đến", width=92, show=lambda s: show_day(s.last) if s.last and not s.is_point else ""),
        Column("Nội dung", show=lambda s: s.label, bold=True, tip=lambda s: s.detail),
    ]
