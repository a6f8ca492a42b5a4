"""Signing in: after the file is open and before anything of it is shown; and again where the window was locked."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox, QWidget

from desktop.domain.errors import UserError
from desktop.services.signing_in import SignedIn, has_users, sign_in
from desktop.storage.connection import DataFile
from desktop.ui import theme
from desktop.ui.widgets import button, column, label, row

WIDTH = 400


def identify(file: DataFile) -> tuple[bool, SignedIn | None]:
    """Whether to go on with a file, and who works: nobody by name where it has no users."""
    try:
        if not has_users(file):
            return True, None
    except UserError as error:
        QMessageBox(QMessageBox.Icon.Warning, "CanBo", str(error)).exec()
        return False, None
    dialog = SignInDialog(file)
    return dialog.exec() == QDialog.DialogCode.Accepted, dialog.signed


class SignInForm(QWidget):
    """`done(SignedIn)` once name and password are right. A fixed name is asked for its password alone."""

    done = Signal(object)

    def __init__(self, file: DataFile, verb: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self.name = _line(self.tr("Tên đăng nhập"), name)
        self.password = _line(self.tr("Mật khẩu"), secret=True)
        self.problem = label("", "small", tone="danger", wrap=True)
        self.problem.hide()
        self.enter_button = button(verb, "primary", run=self.try_it)
        self.enter_button.setDefault(True)
        name_label, password_label = label(self.tr("Tên đăng nhập")), label(self.tr("Mật khẩu"))
        name_label.setBuddy(self.name)
        password_label.setBuddy(self.password)
        for part in (name_label, self.name):
            part.setVisible(not name)
        fields = (name_label, self.name, password_label, self.password, self.problem)
        self.setLayout(column(*fields, space=theme.XS))
        self.setFocusProxy(self.password if name else self.name)

    def try_it(self) -> None:
        """Sign in with what was typed, or say why not."""
        if not self.name.text().strip():
            self.say(self.tr("Chưa nhập tên đăng nhập."))
            self.name.setFocus()
            return
        try:
            signed = sign_in(self._file, self.name.text(), self.password.text())
        except UserError as error:
            self.say(str(error))
            self.password.selectAll()
            self.password.setFocus()
            return
        self.say("")
        self.password.clear()
        self.done.emit(signed)

    def say(self, text: str) -> None:
        """What is wrong, or nothing."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


class SignInDialog(QDialog):
    """Accepted with `signed`, or rejected when another file is to be opened."""

    def __init__(self, file: DataFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.signed: SignedIn | None = None
        self.setWindowTitle(self.tr("Đăng nhập CanBo"))
        self.form = SignInForm(file, self.tr("Đăng nhập"))
        self.form.done.connect(self._on_done)
        self.other_button = button(self.tr("Mở tệp khác"), run=self.reject)
        foot = row(self.other_button, None, self.form.enter_button)
        heading = label("CanBo", "title", tone="accent")
        about = label(file.path.stem, "muted", wrap=True)
        self.setLayout(column(heading, about, self.form, foot, space=theme.M, margin=theme.XL))
        self.setMinimumWidth(theme.px(WIDTH))
        self.form.setFocus()

    def _on_done(self, signed: SignedIn) -> None:
        self.signed = signed
        self.accept()


class LockDialog(QDialog):
    """Stands over a locked window until its user types the password. `switching` asks for another user instead."""

    unlocked = Signal()
    switching = Signal()

    def __init__(self, file: DataFile, signed: SignedIn, parent: QWidget | None = None) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        self._may_close = False
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(self.tr("Đã khóa"))
        self.form = SignInForm(file, self.tr("Mở khóa"), signed.name)
        self.form.done.connect(self._on_done)
        self.switch_button = button(self.tr("Đổi người dùng"), run=self.switching.emit)
        heading = label(signed.shown, "title")
        about = label(self.tr("Màn hình đã khóa. Nội dung đang nhập được giữ."), "muted", wrap=True)
        foot = row(self.switch_button, None, self.form.enter_button)
        self.setLayout(column(heading, about, self.form, foot, space=theme.M, margin=theme.XL))
        self.setMinimumWidth(theme.px(WIDTH))
        self.form.setFocus()

    def leave(self) -> None:
        """Go away without unlocking: the window closes."""
        self._may_close = True
        self.close()

    def reject(self) -> None:
        """Escape does not unlock."""
        if self._may_close:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()

    def _on_done(self, _signed: SignedIn) -> None:
        self._may_close = True
        self.accept()
        self.unlocked.emit()


class PasswordsDialog(QDialog):
    """Asks for a new password twice, after the old one where there is one to know; `save(old, new)` may refuse."""

    def __init__(
        self, title: str, save: Callable[[str, str], object], *, with_old: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._save = save
        self.setWindowTitle(title)
        self.old = _line(self.tr("Mật khẩu hiện nay"), secret=True)
        self.new = _line(self.tr("Mật khẩu mới"), secret=True)
        self.again = _line(self.tr("Nhập lại mật khẩu mới"), secret=True)
        self.problem = label("", "small", tone="danger", wrap=True)
        parts: list[QWidget] = []
        for line in (self.old, self.new, self.again) if with_old else (self.new, self.again):
            caption = label(line.accessibleName())
            caption.setBuddy(line)
            parts += [caption, line]
        self.save_button = button(self.tr("Đặt mật khẩu"), "primary", run=self.try_it)
        self.save_button.setDefault(True)
        foot = row(None, button(self.tr("Bỏ"), run=self.reject), self.save_button)
        fields = column(*parts, space=theme.XS)
        note = label(self.tr("Ít nhất 8 ký tự; chữ hoa, chữ thường và dấu đều tính."), "muted", wrap=True)
        self.setLayout(column(note, fields, self.problem, foot, space=theme.M, margin=theme.XL))
        self.setMinimumWidth(theme.px(WIDTH))

    def try_it(self) -> None:
        """Set the password, or say why not."""
        if self.new.text() != self.again.text():
            self.problem.setText(self.tr("Hai lần nhập mật khẩu mới khác nhau; chưa đổi."))
            self.again.setFocus()
            return
        try:
            self._save(self.old.text(), self.new.text())
        except UserError as error:
            self.problem.setText(str(error))
            return
        self.accept()


def _line(name: str, text: str = "", *, secret: bool = False) -> QLineEdit:
    made = QLineEdit(text)
    made.setAccessibleName(name)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
