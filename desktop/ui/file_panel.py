"""The data file: where it is, when it was last copied; copying it, looking it over, and what to do when it is lost."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.errors import UserError
from desktop.services import unit_file
from desktop.ui import theme
from desktop.ui.chips import Flow
from desktop.ui.context import Action, Context
from desktop.ui.facts import Fact, FactGrid
from desktop.ui.opening import Opened, unlock
from desktop.ui.widgets import Banner, button, column, label

OLD_COPY_DAYS = 7


class FilePanel(QWidget):
    """Facts of the open file, and what can be done with it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.warning = Banner()
        self.facts = FactGrid()
        self.backup_button = button(self.tr("Sao lưu ngay…"), "primary", icon="save", run=self._ask_backup)
        self.verify_button = button(self.tr("Kiểm tra tệp"), icon="check-circle", run=self.look_over)
        self.folder_button = button(self.tr("Mở thư mục"), icon="folder", run=self._open_folder)
        self.restore_button = button(self.tr("Khôi phục…"), icon="history", run=self._toggle_restore)
        self.verdict = Banner()
        self.restoring = label(
            self.tr(
                "Bản sao lưu cũng là một tệp CanBo, mở bằng cùng mật khẩu. Khi tệp chính hỏng hoặc mất:\n"
                "1. Đóng chương trình. Giữ lại tệp hỏng, đổi tên để không nhầm.\n"
                "2. Chép bản sao lưu gần nhất vào chỗ của tệp chính và đặt lại tên cũ.\n"
                "3. Mở chương trình, vào đây chọn «Kiểm tra tệp».\n"
                "Những gì nhập sau lần sao lưu đó phải nhập lại. Chỉ sửa nhầm thì không cần khôi phục: dùng Hoàn tác "
                "(Ctrl+Z), lùi được từng bước kể cả sau khi đã đóng chương trình."
            ),
            wrap=True,
        )
        self.restoring.hide()
        self.other_button = button(self.tr("Mở tệp khác…"), icon="file", run=self._ask_other)
        acting = Flow(
            self.backup_button, self.verify_button, self.folder_button, self.restore_button, self.other_button
        )
        parts = (
            label(self.tr("Tệp dữ liệu"), "strong"),
            self.warning,
            self.facts,
            acting,
            self.verdict,
            self.restoring,
        )
        self.setLayout(column(*parts, None, space=theme.M))
        self.refresh()

    def refresh(self) -> None:
        """Read the facts again."""
        workspace = self._context.workspace
        known = unit_file.file_facts(workspace)
        copied = known.copied_at.astimezone() if known.copied_at else None
        self.facts.set_facts(
            [
                Fact(self.tr("Nơi để tệp"), str(known.path), wide=True),
                Fact(self.tr("Cỡ tệp"), _size(known.size)),
                Fact(
                    self.tr("Mật khẩu"),
                    self.tr("Có, tệp được mã hóa") if known.is_encrypted else self.tr("Không (tệp không mã hóa)"),
                    tone="" if known.is_encrypted else "warning",
                ),
                Fact(
                    self.tr("Sao lưu gần nhất"),
                    copied.strftime("%H:%M ngày %d/%m/%Y") if copied else self.tr("Chưa lần nào"),
                    tone="" if copied else "warning",
                ),
                Fact(self.tr("Lược đồ"), known.schema),
                Fact(self.tr("Bản sao ở"), known.copied_to, wide=True),
            ]
        )
        age = (workspace.today - copied.date()).days if copied else None
        self.warning.show_text(
            ""
            if age is not None and age <= OLD_COPY_DAYS
            else self.tr("Chưa có bản sao lưu nào làm từ chương trình này.")
            if age is None
            else self.tr("Bản sao lưu gần nhất đã {} ngày.").format(age),
            "warning",
        )

    def back_up_to(self, target: Path) -> None:
        """Copy the file to `target` on the worker."""
        self._context.tasks.start(
            unit_file.back_up(self._context.workspace, target),
            title=self.tr("Sao lưu"),
            done=self._backed_up,
            failed=self._failed,
        )

    def look_over(self) -> None:
        """See on the worker whether the file is whole."""
        self._context.tasks.start(
            unit_file.look_over(self._context.workspace),
            title=self.tr("Kiểm tra tệp"),
            done=self._looked_over,
            failed=self._failed,
        )

    def _backed_up(self, target: Any) -> None:
        self.refresh()
        told = self.tr("Đã sao lưu ra {} và kiểm tra bản sao: nguyên vẹn.").format(Path(target).name)
        self._context.tell(told, "success", Action(self.tr("Mở thư mục"), lambda: _show_folder(Path(target))))

    def _looked_over(self, verdict: Any) -> None:
        if verdict.ok:
            count = f"{sum(verdict.records.values()):,}".replace(",", ".")
            self.verdict.show_text(self.tr("Tệp nguyên vẹn: {} bản ghi, nhật ký liền mạch.").format(count), "success")
        else:
            self.verdict.show_text(
                self.tr(
                    "Tệp KHÔNG nguyên vẹn ({}, {} liên kết hỏng, nhật ký {}, {} giấy tờ hỏng nội dung). "
                    "Hãy khôi phục từ bản sao lưu."
                ).format(verdict.integrity, verdict.foreign_keys, verdict.audit_chain, verdict.damaged_papers),
                "danger",
                Action(self.tr("Cách khôi phục"), self._toggle_restore),
            )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            self._context.tasks.failed.emit(error)
            return
        self._context.tell(str(error), "danger")

    def _ask_backup(self) -> None:
        path = self._context.workspace.database.file.path.absolute()
        proposed = path.with_name(f"{path.stem}-{self._context.today:%Y-%m-%d}{path.suffix}")
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Sao lưu ra"), str(proposed), "CanBo (*.canbo)")
        if chosen:
            self.back_up_to(Path(chosen))

    def open_other(self, path: Path) -> None:
        """Close this file and go on with another; its password is asked for first."""
        if (file := unlock(path)) is not None:
            self._context.opening.emit(Opened(file))

    def _ask_other(self) -> None:
        here = str(self._context.workspace.database.file.path.absolute().parent)
        chosen, _kind = QFileDialog.getOpenFileName(self, self.tr("Mở tệp khác"), here, "CanBo (*.canbo)")
        if chosen:
            self.open_other(Path(chosen))

    def _open_folder(self) -> None:
        _show_folder(self._context.workspace.database.file.path.absolute())

    def _toggle_restore(self) -> None:
        self.restoring.setVisible(self.restoring.isHidden())


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _size(count: int) -> str:
    """Bytes as a clerk reads them."""
    return f"{count / 1_000_000:.1f} MB".replace(".", ",") if count >= 1_000_000 else f"{max(count // 1000, 1)} kB"
