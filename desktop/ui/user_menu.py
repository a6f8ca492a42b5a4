"""Who works, in the top bar: change the password, lock, let somebody else in. Locks by itself when nobody is there."""

import ctypes
import sys

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop.services.signing_in import SignedIn
from desktop.storage.connection import DataFile
from desktop.ui.context import Context
from desktop.ui.main_window import MainWindow
from desktop.ui.opening import Opened
from desktop.ui.sign_in import LockDialog, PasswordsDialog

MINUTES = (5, 10, 30)
USUAL = 10
_KEY = "lock_minutes"
PULSE_MS = 10_000


def signs_of_life() -> tuple[object, ...]:
    """What is different once somebody has moved the mouse or typed: the system's last input, where it tells."""
    if sys.platform == "win32":
        info = _LastInput(ctypes.sizeof(_LastInput), 0)
        if ctypes.windll.user32.GetLastInputInfo(ctypes.byref(info)):
            return (info.tick,)
    focused = QApplication.focusWidget()
    typed = focused.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText) if focused is not None else None
    return (QCursor.pos().toTuple(), id(focused), hash(str(typed or "")))  # never the text itself


class _LastInput(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint), ("tick", ctypes.c_uint))


class UserMenu(QObject):
    """Belongs to the window. `settings` keep after how many minutes it locks on this PC."""

    def __init__(
        self, window: MainWindow, context: Context, file: DataFile, signed: SignedIn, settings: QSettings | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._context, self._file, self._signed = window, context, file, signed
        self._settings = settings
        self._focused: QWidget | None = None
        self.lock_screen: LockDialog | None = None
        self.menu = QMenu(window)
        self.password_action = self.menu.addAction(self.tr("Đổi mật khẩu…"), self.ask_password)
        self.lock_action = QAction(self.tr("Khóa màn hình"), self)
        self.lock_action.setShortcut("Ctrl+L")
        self.lock_action.triggered.connect(self.lock)
        window.add_command(self.lock_action)
        self.menu.addAction(self.lock_action)
        self.menu.addMenu(self._minutes_menu())
        self.menu.addSeparator()
        self.switch_action = self.menu.addAction(self.tr("Đổi người dùng…"), self.switch)
        window.top_bar.set_user(signed.shown, self.menu)
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.timeout.connect(self.lock)
        self.set_minutes(self._kept_minutes())
        # Signs of life are looked for now and then: a filter on every event would be asked about objects that are going.
        self._signs = signs_of_life()
        self.pulse = QTimer(self)
        self.pulse.setInterval(PULSE_MS)
        self.pulse.timeout.connect(self._look)
        self.pulse.start()

    # Locking

    @property
    def is_locked(self) -> bool:
        return self.lock_screen is not None

    def lock(self) -> None:
        """Hide everything until the password is typed again."""
        if self.is_locked:
            return
        self._focused = self._window.focusWidget()
        self._window.centralWidget().hide()
        made = LockDialog(self._file, self._signed, self._window)
        made.unlocked.connect(self._unlock)
        made.switching.connect(self._switch_locked)
        self.lock_screen = made
        made.show()

    def set_minutes(self, minutes: int) -> None:
        """After how many minutes without a key or a move of the mouse the window locks."""
        self.idle.setInterval(minutes * 60_000)
        self.idle.start()
        for action in self._choices.actions():
            action.setChecked(action.data() == minutes)
        if self._settings is not None:
            self._settings.setValue(_KEY, minutes)

    def _look(self) -> None:
        signs = signs_of_life()
        if signs != self._signs:
            self._signs = signs
            self.idle.start()

    def _unlock(self) -> None:
        self._forget_screen()
        self._window.centralWidget().show()
        if self._focused is not None:
            self._focused.setFocus()
        self.idle.start()

    def _forget_screen(self) -> None:
        if self.lock_screen is not None:
            self.lock_screen.deleteLater()
        self.lock_screen = None

    # The rest of the menu

    def ask_password(self) -> None:
        """Let the user change the password."""
        dialog = PasswordsDialog(self.tr("Đổi mật khẩu"), self.change_password, with_old=True, parent=self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._context.tell(self.tr("Đã đổi mật khẩu; dùng mật khẩu mới từ lần đăng nhập sau."), "success")

    def change_password(self, old: str, new: str) -> None:
        """Raises UserError."""
        from desktop.services import users  # noqa: PLC0415 - the ORM, after the first paint

        users.change_password(self._context.workspace, self._signed.name, old, new)

    def switch(self) -> None:
        """Close this user's window, and let another sign in."""
        self._context.opening.emit(Opened(self._file))

    def _switch_locked(self) -> None:
        screen = self.lock_screen
        if screen is None:
            return
        if self._window.has_unsaved or self._context.tasks.is_busy:
            told = self.tr("{} còn nội dung chưa lưu hoặc việc đang chạy; phải mở khóa trước.")
            screen.form.say(told.format(self._signed.shown))
            return
        screen.leave()
        self._forget_screen()
        self.switch()

    def _minutes_menu(self) -> QMenu:
        made = QMenu(self.tr("Tự khóa sau"), self.menu)
        self._choices = QActionGroup(self)
        for minutes in MINUTES:
            action = made.addAction(self.tr("{} phút").format(minutes))
            action.setData(minutes)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, minutes=minutes: self.set_minutes(minutes))
            self._choices.addAction(action)
        return made

    def _kept_minutes(self) -> int:
        kept = str(self._settings.value(_KEY, USUAL)) if self._settings is not None else ""
        return int(kept) if kept.isdigit() and int(kept) in MINUTES else USUAL
