"""Results against targets as bars. All bars of a list stand on one scale, so that their lengths can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import theme


@dataclass(frozen=True)
class Bar:
    """One row: `value` reached of `target` (None: there is no target). `key` is what `opened` then says."""

    label: str
    value: float
    target: float | None = None
    key: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """The figures beside the bar: «6 / 5»."""
        if self.text:
            return self.text
        return f"{self.value:g} / {self.target:g}" if self.target is not None else f"{self.value:g}"

    @property
    def is_met(self) -> bool:
        return self.target is not None and self.value >= self.target


class BarRow(QAbstractButton):
    """A label, a bar drawn from 0 to `full`, a mark where the target stands, and the figures."""

    def __init__(self, bar: Bar, full: float, label_width: int, figures_width: int, *, dense: bool = False) -> None:
        super().__init__()
        self.bar, self.full, self._dense = bar, full, dense
        self._widths = label_width, figures_width
        self.setAccessibleName(f"{bar.label}: {bar.words}")
        self.setToolTip(f"{bar.label}: {bar.words}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if bar.key:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(240, self.fontMetrics().height() + theme.px(4 if self._dense else 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def track(self) -> QRect:
        """Where the bar may be drawn."""
        label, figures = self._widths
        label = min(label, self.width() * 58 // 100)
        left = label + theme.S
        return QRect(left, 0, max(self.width() - left - figures - theme.M, 20), self.height())

    def length_of(self, value: float) -> int:
        """Pixels from the left end of the track to `value`."""
        return round(self.track().width() * min(value / self.full, 1.0)) if self.full else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track, thick = self.track(), theme.px(8)
        top = (self.height() - thick) / 2
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        name = QRect(0, 0, track.left() - theme.S, self.height())
        painter.setPen(theme.colour("accent" if self.underMouse() and self.bar.key else "ink"))
        elided = self.fontMetrics().elidedText(self.bar.label, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, middle | Qt.AlignmentFlag.AlignLeft, elided)
        painter.setPen(theme.colour("accent" if self.bar.is_met else "ink"))
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, self.bar.words)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(QRectF(track.left(), top, track.width(), thick), thick / 2, thick / 2)
        if length := self.length_of(self.bar.value):
            painter.setBrush(theme.colour("accent" if self.bar.is_met else "accent_pale"))
            painter.drawRoundedRect(QRectF(track.left(), top, max(length, thick), thick), thick / 2, thick / 2)
        if self.bar.target:
            painter.setBrush(theme.colour("ink"))
            painter.drawRect(QRectF(track.left() + self.length_of(self.bar.target) - 1, top - 3, 2, thick + 6))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class BarList(QWidget):
    """Bars on one common scale. `opened(key)` when a row that has a key is chosen.

    `shares=True` draws each row as a part of its own target, so that all targets stand at one mark: for rows whose
    targets are of unlike size (12 people, 240 people). `dense` sets the rows of a long list close.
    """

    opened = Signal(str)

    def __init__(
        self,
        bars: Sequence[Bar] = (),
        *,
        shares: bool = False,
        dense: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shares, self._dense = shares, dense
        self.rows: list[BarRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0 if dense else 2)
        self.set_bars(bars)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        for old in self.rows:
            self._layout.removeWidget(old)
            old.deleteLater()
        metrics = self.fontMetrics()
        names = max((metrics.horizontalAdvance(b.label) for b in bars), default=0) + 2
        figures = max((metrics.horizontalAdvance(b.words) for b in bars), default=0) + 2
        common = max((max(b.value, b.target or 0) for b in bars), default=0)
        most = max((b.value / b.target for b in bars if b.target), default=1.0)
        self.rows = []
        for bar in bars:
            full = bar.target * max(most, 1.0) if self._shares and bar.target else common
            made = BarRow(bar, full, names, figures, dense=self._dense)
            if bar.key:
                made.clicked.connect(lambda _checked=False, key=bar.key: self.opened.emit(key))
            self._layout.addWidget(made)
            self.rows.append(made)
