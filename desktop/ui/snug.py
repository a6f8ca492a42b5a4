"""A place for a form that may be taller than its room."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.widgets import Scroll


class Snug(Scroll):
    """As tall as what stands in it where there is room; with less room it scrolls. `put` exchanges what stands in it."""

    def __init__(self, content: QWidget) -> None:
        self._content = content
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, theme.XS, 0)  # the scroll bar keeps its distance
        self._lines.addWidget(content)
        inner = QWidget()
        inner.setLayout(self._lines)
        super().__init__(inner)
        inner.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def put(self, content: QWidget) -> None:
        """Show other content; the former one is deleted."""
        self._lines.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content

    def sizeHint(self) -> QSize:
        inner = self.widget().sizeHint()
        return QSize(inner.width(), inner.height() + 2)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), min(least.height(), self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
