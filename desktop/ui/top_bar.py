"""The bar over the page: its title, the finder, undo, what is saved, who works, how large the text is."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton, QWidget

from desktop.ui import icons, theme
from desktop.ui.finder import Finder, Provider
from desktop.ui.widgets import ElidedLabel, label, restyle, row


class TopBar(QFrame):
    """`text_size(step)` when the clerk asks for smaller (-1), usual (0) or larger (1) text."""

    text_size = Signal(int)

    def __init__(self, provider: Provider, user: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.title = ElidedLabel("", "title")
        self.finder = Finder(provider)
        self.finder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.finder.setMinimumWidth(160)
        self.finder.setMaximumWidth(420)
        self.state = label("", "muted")
        self.user = ElidedLabel(user, "muted")
        self.user.setVisible(bool(user))
        self.user_button = QToolButton()
        self.user_button.setIcon(icons.icon("user", "muted", 18))
        self.user_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.user_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.user_button.hide()
        self._undoing = row(space=0)
        sizes = [self._size_button(*which) for which in self._sizes()]
        who = row(self.user, self.user_button, space=0)
        layout = row(self.title, self.finder, self._undoing, self.state, row(*sizes, space=0), who, space=theme.M)
        layout.setStretch(0, 3)
        layout.setStretch(1, 2)
        layout.setContentsMargins(theme.L, theme.S, theme.L, theme.S)
        self.setLayout(layout)

    def add_action(self, action: QAction) -> None:
        """Show a command as a button beside the finder."""
        shown = QToolButton()
        shown.setDefaultAction(action)
        shown.setIconSize(QSize(18, 18))
        self._undoing.addWidget(shown)

    def set_title(self, title: str) -> None:
        self.title.setText(title)

    def show_saved(self, at: datetime | None) -> None:
        """Everything is in the file since this moment; None: nothing has been written since the start."""
        self.state.setText(self.tr("Đã lưu {}").format(f"{at:%H:%M}") if at else "")
        restyle(self.state, tone="")

    def show_unsaved(self, count: int) -> None:
        """So many changes stand on the page and not yet in the file."""
        self.state.setText(self.tr("{} thay đổi chưa lưu").format(count))
        restyle(self.state, tone="warning")

    def show_busy(self) -> None:
        """The file is being written."""
        self.state.setText(self.tr("Đang ghi…"))
        restyle(self.state, tone="")

    def set_user(self, name: str, menu: QMenu | None = None) -> None:
        """Who works; with a menu where it is somebody who signed in."""
        self.user.setText(name)
        self.user.setVisible(bool(name) and menu is None)
        shown = self.user_button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, theme.px(150))
        self.user_button.setText(shown)
        self.user_button.setToolTip(name)
        self.user_button.setAccessibleName(self.tr("Người dùng {}").format(name))
        self.user_button.setVisible(menu is not None)
        if menu is not None:
            self.user_button.setMenu(menu)

    def _sizes(self) -> tuple[tuple[str, int, str, str], ...]:
        return (
            ("A−", -1, "smaller", self.tr("Chữ nhỏ hơn (Ctrl+−)")),
            ("A", 0, "usual", self.tr("Cỡ chữ thường (Ctrl+0)")),
            ("A+", 1, "larger", self.tr("Chữ to hơn (Ctrl++)")),
        )

    def _size_button(self, text: str, step: int, role: str, tip: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setProperty("role", role)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.clicked.connect(lambda: self.text_size.emit(step))
        return made
