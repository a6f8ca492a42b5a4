"""Whole records that another CanBo gave out: what each sheet would do, what is wrong, and taking all of it in."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.domain.errors import UserError
from desktop.services import exchange
from desktop.services.importing import Outcome
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Banner, Card, ElidedLabel, button, column, disable, row


class WholePanel(QWidget):
    """All rows or none, one step to undo. `shown` once a file was read, `refused(error)`, `left` when it is done with."""

    shown = Signal()
    refused = Signal(object)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.plan: exchange.WholePlan | None = None
        self._file_line = ElidedLabel("", "lead")
        self.again_button = button(self.tr("Chọn tệp khác"), icon="file", run=self.left.emit)
        self.import_button = button(self.tr("Nhập"), "primary", run=self.carry_out)
        self.banner = Banner()
        self._sheets = RowsModel((_named(self.tr("Trang")), *map(_counted, _COUNTED)), parent=self)
        self._problems = RowsModel(
            (
                Column(self.tr("Trang"), width=150, show=lambda p: p[0]),
                Column(self.tr("Dòng"), width=58, align="right", show=lambda p: str(p[1].row)),
                Column(
                    self.tr("Nội dung"),
                    weight=1.0,
                    least=200,
                    show=lambda p: p[1].message,
                    tone=lambda p: "danger" if p[1].severity == "error" else "warning",
                ),
            ),
            parent=self,
        )
        split = QSplitter(Qt.Orientation.Horizontal)
        for name, model in ((self.tr("Các trang"), self._sheets), (self.tr("Cần xem"), self._problems)):
            sheet = SheetView(name)
            sheet.setModel(model)
            card = Card(name)
            card.body.addWidget(sheet, 1)
            split.addWidget(card)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.M)
        head = row(self._file_line, self.again_button, space=theme.S)
        head.setStretch(0, 1)
        whole = column(head, self.banner, split, row(None, self.import_button), space=theme.S)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def read_file(self, path: Path) -> None:
        """Read a file of whole records and compare it, off the window's thread; nothing is written."""
        self.context.tasks.start(
            exchange.plan_all(self.context.workspace, path),
            title=self.tr("Đọc {}").format(path.name),
            done=self._show_plan,
            failed=self.refused.emit,
        )

    def _show_plan(self, plan: exchange.WholePlan) -> None:
        self.plan = plan
        self._file_line.setText(plan.path.name)
        self._sheets.set_rows(plan.sheets)
        errors_first = sorted(plan.problems, key=lambda p: p[1].severity != "error")
        self._problems.set_rows(errors_first)
        wrong, ready = plan.count(Outcome.WRONG), plan.count(Outcome.NEW) + plan.count(Outcome.CHANGED)
        self.import_button.setText(self.tr("Nhập {} bản ghi").format(ready))
        reason = ""
        if wrong:
            reason = self.tr("Còn {} dòng sai nên chưa nhập được dòng nào. Sửa trong tệp rồi đọc lại.").format(wrong)
        elif not ready:
            reason = self.tr("Không có bản ghi nào mới hay thay đổi.")
        disable(self.import_button, reason)
        self.banner.show_text(" ".join([reason, *plan.notes]).strip(), "warning" if wrong else "info")
        self.shown.emit()

    def carry_out(self) -> None:
        """Write what the plan says, as one operation; «Hủy» leaves everything as it was."""
        if self.plan is None or not self.import_button.isEnabled():
            return
        self.context.tasks.start(
            exchange.carry_out_all(self.context.workspace, self.plan),
            title=self.tr("Nhập {}").format(self.plan.path.name),
            done=self._on_done,
            cancelled=lambda: self.context.tell(self.tr("Đã hủy, không có gì thay đổi."), "info"),
            failed=self._on_refused,
        )

    def _on_done(self, done: Any) -> None:
        assert self.plan is not None
        told = self.tr("Đã nhập {}: {} bản ghi mới, {} bản ghi thay đổi.")
        undo = self.context.undoing()
        self.context.tell(told.format(self.plan.path.name, done.created, done.updated), "success", undo)
        self.left.emit()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.banner.show_text(str(error), "danger")
        else:
            self.context.tasks.failed.emit(error)


_COUNTED = ((Outcome.NEW, "Mới"), (Outcome.CHANGED, "Sửa"), (Outcome.SAME, "Không đổi"), (Outcome.WRONG, "Sai"))


def _named(heading: str) -> Column:
    return Column(heading, weight=1.0, least=160, show=lambda sheet: sheet.kind.title, bold=True)


def _counted(described: tuple[Outcome, str]) -> Column:
    outcome, heading = described
    return Column(
        heading,
        width=84,
        align="right",
        show=lambda sheet: str(sheet.count(outcome) or ""),
        tone=lambda sheet: "danger" if outcome is Outcome.WRONG and sheet.count(outcome) else "",
    )
