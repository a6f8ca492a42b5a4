"""Many people changed at once: a column and a value, or cells pasted from Excel; what would change is shown first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.domain.errors import Rejected, UserError
from desktop.domain.fields import Day, Reference, Text
from desktop.domain.record import RECORDS
from desktop.services import bulk_edit, edit_plan, pasting, person
from desktop.services.edit_plan import DATED, CellChange, EditPlan
from desktop.ui import theme
from desktop.ui.choice_input import ChoiceInput, Option
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import button, column, label, row


class BulkPanel(QWidget):
    """`done` after the change was written, `closed` when the panel goes."""

    done = Signal()
    closed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._uids: list[str] = []
        self._block: list[list[str]] = []
        self._across: list[str] = []
        self._key = ""
        self.plan: EditPlan | None = None
        self.heading = label("", "lead", wrap=True)
        self.note = label("", "muted", wrap=True)
        self.choice = ChoiceInput(self._choices, closed=True)
        self.choice.setPlaceholderText(self.tr("Chọn cột cần sửa"))
        self.choice.setAccessibleName(self.tr("Cột cần sửa"))
        self.choice.chosen.connect(self._on_column)
        self.choice.editingFinished.connect(self._on_column)
        self.value: Editor | None = None
        self.value_place = column(space=0)
        self.since = editor_for(Day(self.tr("Từ ngày"), name="since"))
        self.number = editor_for(Text(self.tr("Số quyết định"), max_length=60, name="number"))
        self.issued = editor_for(Day(self.tr("Ngày ký"), name="issued_on"))
        self.signer = editor_for(Text(self.tr("Người ký"), name="signer"))
        self.dated = FormGrid(columns=2)
        for each in (self.since, self.number, self.issued, self.signer):
            self.dated.add(each)
        self.model = RowsModel(_columns(), key=lambda each: (each.uid, each.column), parent=self)
        self.sheet = SheetView(self.tr("Những ô sẽ thay đổi"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Bấm «Xem trước» để thấy từng người sẽ đổi thế nào."))
        self.only_changes = QCheckBox(self.tr("Chỉ ô thay đổi hoặc có lỗi"))
        self.only_changes.setChecked(True)
        self.only_changes.toggled.connect(lambda _on: self._show_plan())
        self.problem = label("", "small", tone="danger", wrap=True)
        self.preview_button = button(self.tr("Xem trước"), run=self.preview)
        self.apply_button = button(self.tr("Thay đổi"), "primary", run=self.apply, tip="Ctrl+Enter")
        self.skip = QCheckBox(self.tr("Bỏ qua các ô có lỗi"))
        self.skip.toggled.connect(lambda _on: self._dress())
        close_button = button(self.tr("Đóng"), run=self.closed.emit, tip="Esc")
        tools = row(self.only_changes, None, self.preview_button, space=theme.S)
        foot = row(self.apply_button, self.skip, None, close_button, space=theme.S)
        whole = column(
            self.heading,
            self.note,
            self.choice,
            self.value_place,
            self.dated,
            tools,
            self.sheet,
            self.problem,
            foot,
            space=theme.S,
        )
        whole.setStretch(6, 1)
        self.setLayout(whole)

    def begin_bulk(self, uids: Sequence[str]) -> None:
        """Ask which column of these people becomes what."""
        self._uids, self._block = list(uids), []
        self.heading.setText(self.tr("Sửa hàng loạt {} người").format(len(self._uids)))
        self.note.setText(self.tr("Mọi người đang chọn nhận cùng một giá trị; hoàn tác được bằng một lần Ctrl+Z."))
        self.choice.show()
        self.choice.setText("")
        self._set_column("")
        self._begin_afresh()
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_paste(self, uids: Sequence[str], across: Sequence[str], text: str, *, fills: bool = False) -> None:
        """Lay cells over people and columns from the first on; `fills`: one row of cells goes to all the people.

        Raises UserError where nothing fits.
        """
        self._block = pasting.read_block(text)
        high, wide = len(self._block), len(self._block[0])
        self._uids = list(uids) if fills or high > 1 else list(uids[:1])
        self._across = list(across[:wide])
        self.heading.setText(self.tr("Dán {} dòng, {} cột từ Excel").format(high, wide))
        self.note.setText(self.tr("Chưa có gì được ghi: hãy xem từng ô rồi bấm «Thay đổi»."))
        self.choice.hide()
        self._set_column("")
        self.dated.setVisible(any(edit_plan.is_dated(key) for key in self._across[:wide]))
        self._begin_afresh()
        self._make_plan()

    def preview(self) -> bool:
        """Show what would change; what cannot be read is said."""
        try:
            self._make_plan()
        except Rejected as error:
            self._say("\n".join(p.message for p in error.problems))
        except UserError as error:
            self._say(str(error))
        else:
            return True
        return False

    def apply(self) -> None:
        """Write what the preview shows, as one step; what was not shown yet is shown first."""
        plan = self.plan
        if plan is None:
            self.preview()
            return
        try:
            count = edit_plan.carry_out(self._context.workspace, plan, skip_problems=self.skip.isChecked())
        except Rejected as error:
            self._say("\n".join(p.message for p in error.problems))
            return
        except UserError as error:
            self._say(str(error))
            return
        told = self.tr("Đã đổi {} ô của {} người.").format(count, plan.people)
        undo = self._context.undoing()
        self._context.tell(told, "success", undo)
        self.done.emit()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            self.apply()
        else:
            super().keyPressEvent(event)

    def _make_plan(self) -> None:
        workspace = self._context.workspace
        since = self.since.field.read(self.since.text()) if not self.dated.isHidden() else None
        decision = {each.field.name: each.text() for each in (self.number, self.issued, self.signer) if each.text()}
        if self._block:
            self.plan = pasting.plan(workspace, self._uids, self._across, self._block, since=since, decision=decision)
        else:
            if not self._key:
                raise UserError(self.tr("Chưa chọn cột cần sửa."))
            text = self.value.text() if self.value is not None else ""
            self.plan = bulk_edit.plan(workspace, self._uids, self._key, text, since=since, decision=decision)
        self._say("")
        self._show_plan()

    def _show_plan(self) -> None:
        if self.plan is None:
            return
        shown = [c for c in self.plan.changes if c.is_change or c.problem or not self.only_changes.isChecked()]
        self.model.set_rows(shown)
        self.sheet.set_empty(self.tr("Không có ô nào thay đổi."))
        told = self.tr("{} ô của {} người sẽ đổi").format(len(self.plan.to_do), self.plan.people)
        if self.plan.problems:
            told += self.tr(", {} ô có lỗi").format(len(self.plan.problems))
        self.note.setText(told + ".")
        self._dress()

    def _dress(self) -> None:
        plan = self.plan
        self.skip.setVisible(plan is not None and bool(plan.problems))
        may = plan is None or (bool(plan.to_do) and (not plan.problems or self.skip.isChecked()))
        self.apply_button.setEnabled(may)
        self.apply_button.setText(
            self.tr("Thay đổi {} ô").format(len(plan.to_do)) if plan is not None else self.tr("Thay đổi")
        )

    def _begin_afresh(self) -> None:
        for each in (self.since, self.number, self.issued, self.signer):
            each.set_text("")  # the decision of the change before is not that of this one
        self._forget()

    def _forget(self) -> None:
        self.plan = None
        self.skip.setChecked(False)
        self.model.set_rows([])
        self._say("")
        self._dress()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _choices(self) -> list[Option]:
        known = edit_plan.editable(self._context.workspace)
        return [Option(key, found.label, found.group) for key, found in known.items()]

    def _on_column(self) -> None:
        self.choice.settle()
        option = self.choice.option()
        key = option.value if option else ""
        if key != self._key:
            self._set_column(key)
            self._forget()

    def _set_column(self, key: str) -> None:
        self._key = key
        if self.value is not None:
            self.value_place.removeWidget(self.value)
            self.value.hide()
            self.value.deleteLater()
            self.value = None
        self.dated.setVisible(edit_plan.is_dated(key))
        if key:
            self.value = self._editor(key)
            self.value.edited.connect(self._forget)
            if isinstance(self.value.input, QLineEdit) and not self.value.input.placeholderText():
                self.value.input.setPlaceholderText(self.tr("Giá trị mới"))
            self.value_place.addWidget(self.value)
            self.value.show()  # at once: Tab is already on its way here
            QWidget.setTabOrder(self.choice, self.value.input)  # made later, it would be reached last of all

    def _editor(self, key: str) -> Editor:
        workspace = self._context.workspace
        if key not in DATED:
            return editor_for(edit_plan.editable(workspace)[key].field)
        dated = DATED[key]
        field = workspace.catalogue.fields(RECORDS[dated.entity])[dated.name]
        if not isinstance(field, Reference):
            return editor_for(field)
        return editor_for(field, lambda: [Option(*each) for each in person.options(workspace, field.to)])


def _columns() -> list[Column]:
    return [
        Column("Mã", width=72, show=lambda each: each.code),
        Column("Họ và tên", weight=1.2, least=120, show=lambda each: each.name, bold=True),
        Column("Cột", weight=0.9, least=80, show=lambda each: each.label, spare=True),
        Column("Đang là", weight=1.0, least=90, show=lambda each: each.before or "(trống)", tone=lambda _each: "muted"),
        Column(
            "Sẽ là",
            weight=1.2,
            least=100,
            show=lambda each: f"{each.after or '(trống)'}{'  ⚠ ' + each.problem if each.problem else ''}",
            tone=_tone,
            tip=lambda each: each.problem or each.note,
        ),
    ]


def _tone(each: CellChange) -> str:
    if each.problem:
        return "danger"
    if each.note:
        return "warning"
    return "accent" if each.is_change else "muted"
