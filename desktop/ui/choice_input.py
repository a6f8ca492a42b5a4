"""A line that is filled from a list, filtered while typing, with or without marks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QWidget

from desktop.domain.text import search_key
from desktop.ui import icons

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
MOST = 200  # rows offered at once; typing narrows further


@dataclass(frozen=True)
class Option:
    """One line of a list: `value` is what is kept, `label` what is shown, `detail` tells twins apart.

    `also` is found by typing it, and not shown (a code).
    """

    value: str
    label: str
    detail: str = ""
    also: str = ""

    @property
    def line(self) -> str:
        return f"{self.label}  ·  {self.detail}" if self.detail else self.label


class ChoiceInput(QLineEdit):
    """`chosen` when a line of the list is taken. `options` is asked each time the list opens or the text changes.

    Arrow down, F4 or the sign at the end opens the whole list. In a closed list the best match is taken by Enter
    and Tab; in an open one only by Enter, so that text which the list does not know can be typed.
    The mouse wheel does nothing here: it would change a record while scrolling.
    """

    chosen = Signal()

    def __init__(self, options: Callable[[], Iterable[Option]], *, closed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options, self._closed = options, closed
        self._offered: list[Option] = []
        self._picked: Option | None = None
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._completer.setMaxVisibleItems(10)
        self._completer.popup().setObjectName("completions")
        self._completer.popup().installEventFilter(self)
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self._opener = QAction(icons.icon("chevron-down", "muted", 16), self.tr("Mở danh sách"), self)
        self._opener.triggered.connect(self.open_list)
        self.addAction(self._opener, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self._narrow)

    def offered(self) -> list[str]:
        """The lines of the list as they are offered now."""
        return [option.line for option in self._offered]

    def option(self) -> Option | None:
        """The option that the text stands for: the one taken, or the only one of that label."""
        if self._picked and self._picked.label == self.text():
            return self._picked
        key = search_key(self.text())
        if not key:
            return None
        same = [o for o in self._options() if key in map(search_key, (o.label, o.line, o.also))]
        return same[0] if len(same) == 1 else None

    def set_value(self, value: str) -> None:
        """Show the option that has this value; a value that is not offered shows as it is."""
        self._picked = next((o for o in self._options() if o.value == value), None) if value else None
        self.setText(self._picked.label if self._picked else value)
        self.setCursorPosition(0)

    def settle(self) -> None:
        """Write the text as the list writes it, where it means exactly one line."""
        if (known := self.option()) and known.label != self.text():
            self._picked = known
            self.setText(known.label)

    def set_read_only(self, read_only: bool) -> None:
        self.setReadOnly(read_only)
        self._opener.setVisible(not read_only)

    def open_list(self) -> None:
        """Offer everything, whatever is typed."""
        if not self.isReadOnly():
            self._offer("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self._closed and event.button() == Qt.MouseButton.LeftButton:
            self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and not self._completer.popup().isVisible():
            self.open_list()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        popup = self._completer.popup()
        if watched is popup and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Tab and not self._closed:
                popup.setCurrentIndex(QModelIndex())  # an open list does not overrule what was typed
            elif event.key() == Qt.Key.Key_Tab and popup.currentIndex().isValid():
                self._take(popup.currentIndex())  # Qt moves on without taking it
                popup.hide()
            elif event.key() in _ENTER and popup.currentIndex().isValid():
                self._take(popup.currentIndex())
                popup.hide()
                QApplication.sendEvent(self, QKeyEvent(event))  # and goes on as in any other field
                return True
            elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
                popup.hide()
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        self._picked = None
        key = search_key(typed)
        if key:
            self._offer(key)
        else:
            self._completer.popup().hide()

    def _offer(self, key: str) -> None:
        ranked = []
        for option in self._options():
            label = search_key(option.label)
            if not key or label.startswith(key):
                ranked.append((0, option))
            elif f" {key}" in f" {label}":
                ranked.append((1, option))
            elif key in label or any(search_key(t).startswith(key) for t in (option.detail, option.also)):
                ranked.append((2, option))
        self._offered = [option for _rank, option in sorted(ranked, key=lambda pair: pair[0])[:MOST]]
        self._lines.setStringList(self.offered())
        popup = self._completer.popup()
        if not self._offered:
            popup.hide()
            return
        self._completer.complete()
        if key:
            popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._offered):
            self._picked = self._offered[index.row()]
            self.setText(self._picked.label)
            self.chosen.emit()
