"""Chips: a choice out of a few, and conditions that can be taken away."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLayout, QLayoutItem, QSizePolicy, QWidget

from desktop.ui import icons, theme
from desktop.ui.widgets import PushButton


class FlowLayout(QLayout):
    """Parts side by side that go on in the next line where the width ends."""

    def __init__(self, parent: QWidget | None = None, space: int = theme.S) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(space)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(s.width() for s in sizes) + self.spacing() * max(len(sizes) - 1, 0)
        return QSize(width, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:
        return QSize(*(max((getattr(i.minimumSize(), side)() for i in self._items), default=0) for side in _SIDES))

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._arrange(area, move=True)

    def _arrange(self, area: QRect, *, move: bool) -> int:
        lines: list[list[tuple[QLayoutItem, QRect]]] = [[]]
        x, y, tall = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > area.x() and x + size.width() > area.right() + 1:
                x, y, tall = area.x(), y + tall + self.spacing(), 0
                lines.append([])
            lines[-1].append((item, QRect(QPoint(x, y), size)))
            x, tall = x + size.width() + self.spacing(), max(tall, size.height())
        if move:
            for line in lines:
                highest = max((place.height() for _item, place in line), default=0)
                for item, place in line:
                    item.setGeometry(place.translated(0, (highest - place.height()) // 2))
        return y + tall - area.y()


_SIDES = ("width", "height")


class Flow(QWidget):
    """Buttons, chips and fields in a line that goes on in the next one where the width ends: for tool bars."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)
        for part in parts:
            self.add(part)

    def add(self, part: QWidget) -> None:
        self._flow.addWidget(part)

    def remove(self, part: QWidget) -> None:
        """Take one part away and delete it."""
        self._flow.removeWidget(part)
        part.hide()
        part.deleteLater()

    def clear(self) -> None:
        """Take all parts away and delete them."""
        while (item := self._flow.takeAt(0)) is not None:
            if part := item.widget():
                part.hide()
                part.deleteLater()


class ChipBar(QWidget):
    """One choice out of a few, as chips; `chosen(key)` when the clerk takes another one.

    One stop for Tab, arrow keys go from chip to chip. Chips go on in a second line where the width ends.
    """

    chosen = Signal(str)

    def __init__(self, choices: Iterable[tuple[str, str]] = (), name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self, theme.S)
        self._group = QButtonGroup(self)
        self.chips: dict[str, PushButton] = {}
        self.set_choices(choices)

    @property
    def key(self) -> str:
        """The key of the chip that is chosen."""
        return next((key for key, chip in self.chips.items() if chip.isChecked()), "")

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Choices as (key, text) pairs; the one chosen before stays chosen, otherwise the first one is."""
        choices, before = list(choices), self.key
        if list(self.chips) == [key for key, _ in choices]:
            for key, text in choices:
                self.chips[key].setText(text)
            return
        for chip in self.chips.values():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self.chips = {}
        for key, text in choices:
            chip = PushButton(text, self)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            chip.installEventFilter(self)
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self.chips[key] = chip
        if self.chips:
            self.choose(before if before in self.chips else next(iter(self.chips)))

    def choose(self, key: str) -> None:
        """Choose without telling."""
        for name, chip in self.chips.items():
            chip.setChecked(name == key)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == key else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        step = _STEPS.get(Qt.Key(event.key()), 0) if pressed else 0  # type: ignore[attr-defined]
        if not step:
            return False
        chips = list(self.chips.values())
        following = chips[(chips.index(watched) + step) % len(chips)]  # type: ignore[arg-type]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        following.click()
        self.choose(self.key)
        return True


_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class Chip(PushButton):
    """A condition in force; choosing it takes it away (`clicked`)."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "condition")
        self.setAutoDefault(False)
        self.setIcon(icons.icon("close", "accent", 14))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the words
        self.setToolTip(self.tr("Bỏ điều kiện này"))
        self.setAccessibleName(self.tr("Bỏ điều kiện: {}").format(text))
