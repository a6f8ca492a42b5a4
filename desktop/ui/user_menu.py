"""Who works, in the top bar: change the password, lock, let somebody else in. Locks by itself when nobody is there."""

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QWindow
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from desktop.services.signing_in import SignedIn
from desktop.storage.connection import DataFile
from desktop.ui.context import Context
from desktop.ui.main_window import MainWindow
from desktop.ui.opening import Opened
from desktop.ui.sign_in import LockDialog, PasswordsDialog

MINUTES = (5, 10, 30)
USUAL = 10
_KEY = "lock_minutes"
_INPUT = frozenset(
    (
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel),
        *(QEvent.Type.InputMethod, QEvent.Type.TouchBegin),
    )
)


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
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

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

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.idle.start()
        return False

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

    def _watch(self, window: QWindow | None) -> None:
        """Input is heard where it reaches a window of the program, one filter for each."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
            self.idle.start()

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
