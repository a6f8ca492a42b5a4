"""The rail on the left: the unit, and a button for each page."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.pages import PageSpec
from desktop.ui.widgets import PushButton, column, label

WIDTH, NARROW = 206, 56


class Rail(QFrame):
    """`chosen(key)` when a page is asked for, by mouse, keyboard or shortcut. Only icons show when it is narrow."""

    chosen = Signal(str)

    def __init__(self, specs: Iterable[PageSpec], unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.buttons: dict[str, PushButton] = {}
        self._titles: dict[str, str] = {}
        self._group = QButtonGroup(self)
        brand = label("CanBo")
        brand.setObjectName("brand")
        self.unit = label(unit, "small", wrap=True)
        self._brand = QWidget()
        words = column(brand, self.unit, space=0)
        words.setContentsMargins(theme.S, theme.XS, theme.S, theme.S)
        self._brand.setLayout(words)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.S, theme.S, theme.S, theme.S)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._brand)
        specs = list(specs)
        self._parents = {spec.key: spec.parent for spec in specs if spec.parent}
        specs = [spec for spec in specs if not spec.parent]
        above = [spec for spec in specs if not spec.below]
        for number, spec in enumerate(above, start=1):
            self._add(spec, spec.keys or f"Ctrl+{number}")
        self._layout.addStretch(1)
        for spec in specs:
            if spec.below:
                self._add(spec, spec.keys)
        self._narrow = False
        self.set_narrow(False)

    def mark(self, key: str) -> None:
        """Show which page is open, without telling."""
        key = self._parents.get(key, key)
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        """Icons alone (their names are in the tooltips), or icons with names."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else theme.px(WIDTH))
        self._brand.setVisible(not narrow)
        for key, button in self.buttons.items():
            button.setText("" if narrow else f"  {self._titles[key]}")

    def refit(self) -> None:
        """The text has another size."""
        self.set_narrow(self._narrow)

    def _add(self, spec: PageSpec, keys: str) -> None:
        button = PushButton()
        button.setProperty("role", "room")
        button.setCheckable(True)
        button.setIcon(icons.icon(spec.icon, "muted", 20, on="accent"))
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(spec.title)
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{spec.title}  ({shown})" if shown else spec.title)
        button.clicked.connect(lambda _checked=False, key=spec.key: self.chosen.emit(key))
        if keys:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda key=spec.key: self.chosen.emit(key))
        self._titles[spec.key] = spec.title
        self.buttons[spec.key] = button
        self._group.addButton(button)
        self._layout.addWidget(button)
