"""What happens to errors nobody caught: the clerk's own go to the message bar, bugs to a log and a calm dialog.

The log holds where and what kind, never the message of the error: it may quote a person's data.
"""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, QSysInfo, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from desktop.domain.errors import UserError, describe
from desktop.ui import theme
from desktop.ui.widgets import button, column, label, row

log = logging.getLogger("desktop")


class ErrorDesk(QObject):
    """Takes errors from any thread and shows them on the GUI thread.

    `tell(text, kind, action)` speaks to the clerk (`Context.tell`). Only the first bug of a kind opens a dialog;
    the same one again is logged in silence.
    """

    _arrived = Signal(object)

    def __init__(self, tell: Callable[[str, str], object], window: QWidget | None = None) -> None:
        super().__init__(window)
        self._tell, self._window = tell, window
        self._told: set[str] = set()
        self._is_logging = False
        self.dialog: CrashDialog | None = None
        self._arrived.connect(self._show, Qt.ConnectionType.AutoConnection)

    def install(self) -> None:
        """Be asked about every error that nobody catches, on any thread."""
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error

    def handle(self, error: BaseException) -> None:
        """Show one error. May be called on any thread."""
        self._arrived.emit(error)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, UserError) and sys.stderr is not None:  # None in a program without a console
            sys.__excepthook__(kind, error, trace)
        self.handle(error)

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_error(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._tell(str(error), "danger")
            return
        details = describe(error)
        self._begin_log()
        log.error("%s", details)
        if details in self._told or (self.dialog and self.dialog.isVisible()):
            return
        self._told.add(details)
        self.dialog = CrashDialog(details, self._window)
        self.dialog.open()

    def _begin_log(self) -> None:
        """The log file is opened by the first bug: most days need none, and the start need not pay for it."""
        if not self._is_logging:
            from desktop.services.logs import start_log  # noqa: PLC0415 - sockets and more come with its handler

            start_log()
            self._is_logging = True


class CrashDialog(QDialog):
    """Says that the program made a mistake, what is safe, and gives the details to hand on."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Chương trình gặp lỗi"))
        python = ".".join(map(str, sys.version_info[:3]))
        self.details = f"{QSysInfo.prettyProductName()}, Python {python}, Qt {qVersion()}\n\n{details}"
        shown = QPlainTextEdit(self.details)
        shown.setReadOnly(True)
        shown.setAccessibleName(self.tr("Chi tiết lỗi"))
        said = self.tr(
            "Việc vừa làm chưa xong vì một lỗi của chương trình. Dữ liệu đã lưu vẫn an toàn; "
            "phần đang nhập dở vẫn còn trên màn hình. Có thể đóng cửa sổ này và làm tiếp; nếu lỗi lặp lại, "
            "hãy chép chi tiết gửi người phụ trách."
        )
        copy = button(self.tr("Chép chi tiết"), icon="copy", run=self.copy)
        close = button(self.tr("Đóng và làm tiếp"), "primary", run=self.accept)
        self.setLayout(
            column(
                label(self.tr("Chương trình gặp lỗi"), "lead"),
                label(said, wrap=True),
                shown,
                row(copy, None, close),
                space=theme.M,
                margin=theme.XL,
            )
        )
        self.resize(theme.px(560), theme.px(360))
        close.setFocus()

    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details)
