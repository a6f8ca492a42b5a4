"""Who changed what in a record and when, old and new side by side, with the button that brings the old value back."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.text import search_key
from desktop.services import changes
from desktop.storage.history import FieldChange
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.latest import Latest
from desktop.ui.rows_model import Column, Group, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import button, column, disable, label, row

MOST = 500


class ChangeHistory(QWidget):
    """The changes of one person's record, the newest first. `saved` after a value was brought back."""

    saved = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._read_only = False
        self._found: list[FieldChange] = []
        self.search = SearchField(self.tr("Lọc theo mục, giá trị, người sửa"))
        self.search.searched.connect(self._show)
        self.model = RowsModel(_columns(), key=lambda done: (done.id, done.field), parent=self)
        self.sheet = SheetView(self.tr("Lịch sử thay đổi của hồ sơ"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Hồ sơ chưa có thay đổi nào."))
        self.search.results = self.sheet
        self.sheet.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.back_button = button(self.tr("Khôi phục giá trị này"), icon="undo", run=self.bring_back)
        self._more = label("", "muted")
        head = row(self.search, self.back_button, space=theme.S)
        head.setStretch(0, 1)
        whole = column(head, self.sheet, self._more, space=theme.S)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._latest = Latest(context, self)
        self._latest.answered.connect(self._take)

    def show_person(self, uid: str) -> None:
        """Ask for the changes of a person; they are shown when they are there."""
        workspace = self._context.workspace
        self._latest.ask(lambda: changes.of_person(workspace, uid, MOST))

    def set_read_only(self, read_only: bool) -> None:
        """Only show: nothing is brought back into a record as at another day."""
        self._read_only = read_only
        self._tell()

    def bring_back(self) -> None:
        """Put the old value of the current line back."""
        done = self.model.row_at(self.sheet.currentIndex())
        if not isinstance(done, FieldChange):
            return
        try:
            title = changes.bring_back(self._context.workspace, done)
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        undo = self._context.undoing()
        self._context.tell(self.tr("Đã {}.").format(title[:1].lower() + title[1:]), "success", undo)
        self.saved.emit()

    def _take(self, found: object) -> None:
        self._found = list(found) if isinstance(found, list) else []
        full = len(self._found) >= MOST
        self._more.setText(self.tr("Hiện {} thay đổi gần nhất.").format(MOST) if full else "")
        self._more.setVisible(full)
        self._show()

    def _show(self, _text: str = "") -> None:
        words = search_key(self.search.text()).split()
        shown = [done for done in self._found if all(word in _searched(done) for word in words)]
        self.model.set_rows(_grouped(shown))
        self._tell()

    def _tell(self) -> None:
        done = self.model.row_at(self.sheet.currentIndex())
        self.back_button.setVisible(not self._read_only and self._context.rights.may_edit)
        if not isinstance(done, FieldChange):
            disable(self.back_button, self.tr("Hãy chọn một dòng thay đổi."))
        elif not changes.can_bring_back(self._context.workspace, done):
            disable(self.back_button, self.tr("Dòng này không có giá trị cũ để khôi phục."))
        else:
            disable(self.back_button, "")


def _grouped(found: Sequence[FieldChange]) -> list[FieldChange | Group]:
    """Under a line for each operation: its title, when and by whom."""
    rows: list[FieldChange | Group] = []
    before = ""
    for done in found:
        if done.operation.uid != before:
            before = done.operation.uid
            when = done.operation.at.astimezone().strftime("%d/%m/%Y %H:%M")
            rows.append(Group(done.operation.title, f"{when} · {done.operation.user}"))
        rows.append(done)
    return rows


def _searched(done: FieldChange) -> str:
    parts = (
        done.label,
        done.old,
        done.new,
        done.entity.caption,
        done.called,
        done.operation.user,
        done.operation.title,
    )
    return search_key(" ".join(parts))


def _what(done: FieldChange) -> str:
    row_ = "" if done.entity.__name__ == "StaffMember" else done.called or done.entity.caption
    if not done.field:
        return f"{done.what} {done.entity.caption}" + (f": {row_}" if row_ and row_ != done.entity.caption else "")
    return f"{done.label} ({row_})" if row_ else done.label


def _columns() -> list[Column]:
    return [
        Column("Mục", weight=1.3, show=_what, bold=True),
        Column("Trước", show=lambda d: d.old or ("–" if d.field else ""), tone=lambda d: "neutral"),
        Column("Sau", show=lambda d: d.new or ("–" if d.field else "")),
    ]
