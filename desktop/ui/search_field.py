"""A field to search with."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui import icons, theme
from desktop.ui.undo_keys import leave_to_window


class SearchField(QLineEdit):
    """A search field with its sign and a cross to empty it. `searched(text)` at every change, trimmed.

    Escape empties it; arrow down goes on to `results`, when that is set.
    """

    searched = Signal(str)

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results: QWidget | None = None
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setToolTip(hint)
        self.setMaxLength(200)
        self.setTextMargins(-theme.XS, 0, 0, 0)  # the sign already keeps its distance
        self.addAction(QAction(icons.icon("search", "muted", 16), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(icons.icon("close", "muted", 16), self.tr("Xóa chữ đang tìm"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self.textChanged.connect(self._changed)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and leave_to_window(self, event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down and self.results is not None:
            self.results.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.searched.emit(text.strip())
