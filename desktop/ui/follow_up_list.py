"""Việc kéo theo: what acts left to be done, by whom and by when; each opens the room where it is done."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.consequences import room_of
from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.services import follow_ups
from desktop.services.follow_ups import FollowUpItem
from desktop.ui.context import Context
from desktop.ui.rows_model import CellRole, Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import button, column, row

_KINDS = {"overdue": "danger", "urgent": "warning", "warning": "warning", "info": "neutral"}


class FollowUpList(QWidget):
    """Shows follow-ups; Enter or a double click opens the place, «Đã xong» settles the chosen ones. `changed` after it."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = RowsModel(_columns(), key=lambda each: each.uid, parent=self)
        self.sheet = SheetView(self.tr("Việc kéo theo"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Không còn việc kéo theo nào."))
        self.sheet.opened.connect(self._open_index)
        self.sheet.selectionModel().selectionChanged.connect(lambda *_: self._dress())
        self.done_button = button(self.tr("Đã xong"), icon="check", run=self.settle)
        self.open_button = button(self.tr("Mở chỗ làm"), run=lambda: self._open_index(self.sheet.currentIndex()))
        whole = column(self.sheet, row(self.open_button, self.done_button, None))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._dress()

    def show_items(self, items: Sequence[FollowUpItem]) -> None:
        """Show these, the earliest first as given."""
        chosen = {item.uid for item in self._chosen()}
        self.model.set_rows(items)
        how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for place in range(self.model.rowCount()):  # a list read anew behind the clerk's back keeps the choice
            row = self.model.row_at(self.model.index(place, 0))
            if row is not None and row.uid in chosen:
                self.sheet.selectionModel().select(self.model.index(place, 0), how)
        self._dress()

    def settle(self) -> None:
        """The chosen ones are done; those that were are open again."""
        chosen = self._chosen()
        if not chosen:
            return
        done = not all(item.is_done for item in chosen)
        try:
            follow_ups.mark(self._context.workspace, [item.uid for item in chosen], done)
        except UserError as error:
            self._context.tell(str(error), "danger")
        else:
            self.changed.emit()

    def _chosen(self) -> list[FollowUpItem]:
        rows = (index.data(CellRole.ROW) for index in self.sheet.selectionModel().selectedRows())
        return [each for each in rows if isinstance(each, FollowUpItem)]

    def _dress(self) -> None:
        chosen = self._chosen()
        self.open_button.setEnabled(bool(chosen))
        self.done_button.setEnabled(bool(chosen) and self._context.rights.may_edit)
        undone = bool(chosen) and all(item.is_done for item in chosen)
        self.done_button.setText(self.tr("Chưa xong") if undone else self.tr("Đã xong"))

    def _open_index(self, index: QModelIndex) -> None:
        item = index.data(CellRole.ROW) if index.isValid() else None
        if isinstance(item, FollowUpItem):
            open_follow_up(self._context, item)


def open_follow_up(context: Context, item: FollowUpItem) -> None:
    """Show the place where a follow-up is done: an assignment, a row and field of a record, or its room."""
    target = item.target
    if target.entity == "MentoringAssignment":
        context.go("mentoring", target.uid)
    elif item.room in ("mentoring", "training", "national", "pay", "structure", "decisions"):
        context.go(item.room, target.uid)
    elif target.entity == "StaffMember":
        place = room_of(item.code).entity  # no row yet: the table where it will stand
        context.go("staff", (item.staff_uid, target.field if place == "StaffMember" else place))
    else:
        context.go("staff", (item.staff_uid, target.entity, target.uid, target.field))


def _columns() -> list[Column]:
    return [
        Column(
            "Hạn",
            width=96,
            show=lambda item: show_day(item.due_on) if item.due_on else "",
            badge=lambda item: _KINDS.get(str(item.level), "") if item.level else "",
            sort=lambda item: item.due_on,
        ),
        Column("Họ và tên", weight=0.9, least=110, show=lambda item: item.name, bold=True),
        Column(
            "Việc phải làm",
            weight=1.8,
            least=150,
            show=lambda item: f"✓ {item.title}" if item.is_done else item.title,
            tone=lambda item: "muted" if item.is_done else "",
            tip=lambda item: "\n".join(each for each in (item.title, item.basis, item.note) if each),
        ),
        Column("Người làm", weight=0.8, least=80, show=lambda item: item.assignee, spare=True),
        Column("Từ việc", weight=0.9, least=90, show=lambda item: item.act, spare=True),
    ]
