"""One line under the top bar: what was just done or went wrong, and a button that does what comes next."""

from collections import deque

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from desktop.ui import icons, theme
from desktop.ui.context import Action
from desktop.ui.widgets import button, label, restyle, row

LASTS_MS = 10_000  # good news goes by itself; bad news stays until it is closed
MOST_BEHIND = 20
_ICONS = {"info": "info", "success": "check-circle", "warning": "alert", "danger": "warning"}
_PASSING = ("info", "success")


class MessageBar(QFrame):
    """Shows one message at a time, the latest. A warning that has not been closed comes back after what came later."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "band")
        self.kind = ""
        self._action: Action | None = None
        self._behind: deque[tuple[str, str, Action | None]] = deque(maxlen=MOST_BEHIND)
        self._sign = label()
        self.text = label("", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = button("", run=self._run)
        self.closer = QToolButton()
        self.closer.setIcon(icons.icon("close", "muted", 16))
        self.closer.setToolTip(self.tr("Đóng thông báo"))
        self.closer.setAccessibleName(self.tr("Đóng thông báo"))
        self.closer.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._expire)
        layout = row(self._sign, self.text, self.button, self.closer, space=theme.M)
        layout.setStretch(1, 1)
        layout.setContentsMargins(theme.M, theme.XS, theme.S, theme.XS)
        self.setLayout(layout)
        self.hide()

    def show_message(self, text: str, kind: str = "info", action: Action | None = None) -> None:
        """Show a message at once: what was just done must be seen to have been done."""
        if not self.isHidden() and self.kind not in _PASSING and text != self.text.text():
            self._behind.append((self.text.text(), self.kind, self._action))
        self._behind = deque((each for each in self._behind if each[0] != text), maxlen=MOST_BEHIND)
        self.kind, self._action = kind, action
        self.text.setText(text)
        self._sign.setPixmap(icons.pixmap(_ICONS.get(kind, "info"), kind, 18, self.devicePixelRatioF()))
        self.button.setText(action.label if action else "")
        self.button.setVisible(action is not None)
        restyle(self, kind=kind)
        self.setAccessibleName(text)
        self.show()
        self._timer.stop()
        if kind in _PASSING:
            self._timer.start(LASTS_MS)

    def forget_undo(self) -> None:
        """Something else was done: undoing now would take that back, and not what a message speaks of."""
        if self._action is not None and self._action.is_undo:
            self._action = None
            self.button.hide()
        self._behind = deque(
            ((text, kind, None if action and action.is_undo else action) for text, kind, action in self._behind),
            maxlen=MOST_BEHIND,
        )

    def dismiss(self) -> None:
        """Close the message; the warning that it stood before comes back."""
        self._timer.stop()
        self.hide()
        if self._behind:
            self.show_message(*self._behind.pop())

    def _expire(self) -> None:
        if self.underMouse():
            self._timer.start(LASTS_MS)
        else:
            self.dismiss()

    def _run(self) -> None:
        action = self._action
        self.dismiss()
        if action:
            action.run()
