"""Before the window: which file, and its password."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QMessageBox

from desktop.domain.errors import UserError
from desktop.storage.connection import DataFile, PasswordNeeded, open_file
from desktop.ui import theme
from desktop.ui.widgets import button, column, label, row


def _tr(text: str) -> str:
    return QCoreApplication.translate("opening", text)


def unlock(path: Path, password: str | None = None, *, asking: bool = True) -> DataFile | None:
    """The data file at `path`, its password asked for where it has one; None when the clerk gives up.

    Raises UserError only where nobody is asked.
    """
    if not asking:
        return open_file(path, password)
    try:
        return open_file(path, password)
    except PasswordNeeded:
        dialog = PasswordDialog(path)
        return dialog.file if dialog.exec() == QDialog.DialogCode.Accepted else None
    except UserError as error:
        QMessageBox.warning(None, _tr("CanBo"), str(error))  # type: ignore[call-overload]
        return None


class PasswordDialog(QDialog):
    """Asks for the password of a file until it is right or the clerk gives up; `file` is the file then."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.file: DataFile | None = None
        self.setWindowTitle(self.tr("Mật khẩu của {}").format(path.name))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(self.tr("Mật khẩu"))
        self._message = label("", "small", tone="danger", wrap=True)
        caption = label(self.tr("Nhập mật khẩu của tệp {}").format(path.name), wrap=True)
        caption.setBuddy(self.password)
        self.open_button = button(self.tr("Mở"), "primary", run=self.try_password)
        self.open_button.setDefault(True)
        foot = row(None, button(self.tr("Bỏ qua"), run=self.reject), self.open_button)
        self.setLayout(column(caption, self.password, self._message, foot, space=theme.M, margin=theme.XL))
        self.setMinimumWidth(theme.px(380))

    def try_password(self) -> None:
        """Open the file with what was typed, or say why not."""
        try:
            self.file = open_file(self._path, self.password.text())
        except UserError as error:
            self._message.setText(str(error))
            self.password.selectAll()
            self.password.setFocus()
        else:
            self.accept()


def ask_for_file(settings: QSettings) -> DataFile | None:
    """Let the clerk choose a file to open; None when they do not."""
    folder = str(Path(str(settings.value("file") or "")).parent)
    chosen, _kind = QFileDialog.getOpenFileName(None, _tr("Mở tệp dữ liệu CanBo"), folder, "CanBo (*.canbo)")  # type: ignore[call-overload]
    return unlock(Path(chosen)) if chosen else None
