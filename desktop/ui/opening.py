"""Before the window: which file, and its password."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox

from desktop.domain.errors import UserError
from desktop.storage.connection import DataFile, PasswordNeeded, open_file
from desktop.ui import theme
from desktop.ui.widgets import button, column, label, row

MOST_RECENT = 8


@dataclass(frozen=True)
class Opened:
    """A file that was opened, and the page to begin with (empty: the one last open)."""

    file: DataFile
    page: str = ""


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
        QMessageBox(QMessageBox.Icon.Warning, "CanBo", str(error)).exec()
        return None


def choose_file(settings: QSettings) -> Opened | None:
    """Let the clerk open a file, make one, or look at the sample unit; None when they close the window."""
    from desktop.ui.welcome import Welcome  # noqa: PLC0415 - only where no file is known

    welcome = Welcome(recent_files(settings))
    return welcome.opened if welcome.exec() == QDialog.DialogCode.Accepted else None


def recent_files(settings: QSettings) -> list[Path]:
    """The files opened on this PC, the latest first, as far as they are still there."""
    kept = settings.value("files") or []
    names = [kept] if isinstance(kept, str) else list(kept) if isinstance(kept, (list, tuple)) else []
    return [path for name in names if (path := Path(str(name))).is_file()]


def keep_recent(settings: QSettings, path: Path) -> None:
    """Put a file first in the list of those opened on this PC."""
    path = path.absolute()
    others = [str(known) for known in recent_files(settings) if known != path]
    settings.setValue("files", [str(path), *others][:MOST_RECENT])


def documents() -> Path:
    """Where a clerk's files lie: the folder CanBo in the user's documents."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place or Path.home()) / "CanBo"


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
        foot = row(None, button(self.tr("Mở tệp khác"), run=self.reject), self.open_button)
        self.setLayout(column(caption, self.password, self._message, foot, space=theme.M, margin=theme.XL))
        self.setMinimumWidth(theme.px(380))

    def message(self) -> str:
        """Why the last attempt failed, or nothing."""
        return self._message.text()

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
