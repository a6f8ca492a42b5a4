"""How far a technique has been handed over: five steps, from observed to taught on."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.mentoring import TechniqueLevel
from desktop.services.mentoring_views import TechniqueRow
from desktop.ui import theme

LEVELS = tuple(TechniqueLevel)


class TechniqueLadder(QWidget):
    """One technique: its name, its steps, and the name of the step reached. `raised(uid, level)` asks for another step.

    A click on a step or the arrow keys choose it.
    """

    raised = Signal(str, object)

    def __init__(self, technique: TechniqueRow, *, can_change: bool = True) -> None:
        super().__init__()
        self.technique, self._can_change = technique, can_change
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_change else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        told = self.tr("{}: {}").format(technique.name, technique.level.label)
        if technique.trainees:
            told += self.tr(", {} người học").format(technique.trainees)
        self.setAccessibleName(told)
        self.setToolTip(told + (self.tr(". Bấm vào một bậc để ghi mức đạt.") if can_change else ""))
        if can_change:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def step(self) -> int:
        """The place of the step reached, 0 being the first."""
        return LEVELS.index(self.technique.level)

    def place_of(self, step: int) -> QPointF:
        """Where a step is drawn."""
        gap = (self.width() - theme.px(16)) / (len(LEVELS) - 1)
        return QPointF(theme.px(8) + gap * step, self.height() - theme.px(10))

    def sizeHint(self) -> QSize:
        return QSize(240, self.fontMetrics().height() + theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self._raise(self.step + step)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if at.y() > self.height() / 2:
            self._raise(min(range(len(LEVELS)), key=lambda n: abs(self.place_of(n).x() - at.x())))

    def _raise(self, step: int) -> None:
        if self._can_change and 0 <= step < len(LEVELS) and step != self.step:
            self.raised.emit(self.technique.uid, LEVELS[step])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        middle = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine
        reached = self.technique.level.label
        painter.setPen(theme.colour("accent"))
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, reached)
        room = self.width() - metrics.horizontalAdvance(reached) - theme.M
        painter.setPen(theme.colour("ink"))
        painter.drawText(
            self.rect(), middle, metrics.elidedText(self.technique.name, Qt.TextElideMode.ElideRight, room)
        )
        size = theme.px(5)
        first, last, here = self.place_of(0), self.place_of(len(LEVELS) - 1), self.place_of(self.step)
        painter.setPen(QPen(theme.colour("line"), 3))
        painter.drawLine(first, last)
        painter.setPen(QPen(theme.colour("accent"), 3))
        painter.drawLine(first, here)
        for n in range(len(LEVELS)):
            at = self.place_of(n)
            done = n <= self.step
            painter.setPen(QPen(theme.colour("accent" if done else "field_line"), 2))
            painter.setBrush(theme.colour("accent" if done else "card"))
            painter.drawEllipse(at, size, size)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
