"""Captions and values in two columns: what is known of something, read and not typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui import theme
from desktop.ui.widgets import label


@dataclass(frozen=True)
class Fact:
    """One line; `tone` is a kind of `theme.KINDS`, `wide` takes the whole width."""

    caption: str
    value: str
    tone: str = ""
    wide: bool = False


class FactGrid(QWidget):
    """Facts side by side, two to a line. Empty values are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.S)
        self._grid.setVerticalSpacing(theme.XS)
        for place in (1, 3):
            self._grid.setColumnStretch(place, 1)

    def set_facts(self, facts: Iterable[Fact]) -> None:
        """Show these."""
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._labels = []
        line = place = 0
        top = Qt.AlignmentFlag.AlignTop
        for fact in facts:
            if not fact.value:
                continue
            if fact.wide and place:
                line, place = line + 1, 0
            caption, value = label(fact.caption, "muted"), label(fact.value, tone=fact.tone, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._labels += [caption, value]
            self._grid.addWidget(caption, line, place * 2, top)
            self._grid.addWidget(value, line, place * 2 + 1, 1, 3 if fact.wide else 1, top)
            place += 2 if fact.wide else 1
            if place >= 2:
                line, place = line + 1, 0

    def texts(self) -> dict[str, str]:
        """What is shown, by caption."""
        words = [part.text() for part in self._labels]
        return dict(zip(words[::2], words[1::2], strict=True))
