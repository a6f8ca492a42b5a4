"""Hồ sơ: the list of everybody, searched while typing, and the record of the one who is chosen."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.storage.grid import Condition, PeopleGrid
from desktop.ui import theme
from desktop.ui.chips import Chip, Flow
from desktop.ui.context import Context
from desktop.ui.page import Page
from desktop.ui.record_table import RecordTable
from desktop.ui.rows_model import CellRole, ColumnSpec
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, PushButton, button, column, label, row

if TYPE_CHECKING:
    from desktop.ui.new_person import NewPersonForm
    from desktop.ui.record_form import RecordForm

COLUMNS = (
    ("staff_code", ColumnSpec("Mã", width=72)),
    ("full_name", ColumnSpec("Họ và tên", weight=1.75, least=172)),
    ("department", ColumnSpec("Khoa, phòng", weight=1.3, least=122, spare=True)),
    ("birth_date", ColumnSpec("Ngày sinh", width=96, spare=True)),
    ("title", ColumnSpec("Chức danh", weight=1.1, least=96, spare=True)),
    ("party_stage", ColumnSpec("Đảng", weight=1.05, least=80, spare=True)),
)
FILTERS = ("department", "title", "qualification", "post", "party_stage", "cell", "contract_kind", "status", "sex")
NEW = "new"  # the target that begins a new person
HERE = Condition("status", "is_not", ())  # the values come from the list: every status of those who have left


class StaffPage(Page):
    """The list is there before the rest of the program: it reads through `context.grid` alone."""

    title = "Hồ sơ viên chức, người lao động"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        assert context.grid is not None
        self._grid: PeopleGrid = context.grid
        self._conditions: list[Condition] = [self._here()]
        self._record: RecordForm | None = None
        self._new: NewPersonForm | None = None
        self._opened: str | None = None
        self._going = False
        self.search = SearchField(self.tr("Tìm theo tên, mã, CCCD, điện thoại (không cần dấu)"))
        self.search.setMinimumWidth(theme.px(250))
        self.search.setMaximumWidth(theme.px(420))
        self.search.searched.connect(self._show)
        self._columns = tuple(each for each in COLUMNS if each[0] in self._grid.columns)
        self.table = RecordTable(self._grid, self._columns, tone=_tone, parent=self)
        self.sheet = SheetView(self.tr("Danh sách viên chức, người lao động"))
        self.sheet.set_sortable()
        self.sheet.setModel(self.table)
        self.sheet.set_empty(self.tr("Không có ai khớp. Bỏ bớt chữ hoặc điều kiện đang lọc."))
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.search.results = self.sheet
        self.setFocusProxy(self.search)
        self.count = label("", "muted")
        self.filter_button = PushButton(self.tr("Thêm điều kiện"))
        self.filter_button.setMenu(self._filter_menu())
        self.chips = Flow()
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        self.add_button = button(self.tr("Thêm người"), "primary", icon="add", run=self.begin_new, tip="Ctrl+N")
        self._right = QStackedWidget()
        self._lay_out()
        self._bind_keys()
        context.changed.connect(self._on_changed)
        context.attached.connect(self._on_attached)
        if context.is_attached:
            self._dress()
        self._show()

    def _lay_out(self) -> None:
        tools = row(
            self.search, self.filter_button, self.count, None, self.export_button, self.add_button, space=theme.S
        )
        tools.setStretch(0, 3)
        tools.setStretch(3, 1)
        left, right = Card(), Card()
        self._right_side = right
        right.hide()  # the list has the whole width until somebody is opened
        left.body.addWidget(self.sheet)
        right.body.addWidget(self._right)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setStretchFactor(0, 42)
        self.split.setStretchFactor(1, 58)
        whole = column(tools, self.chips, self.split, space=theme.S)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._show_chips()

    def _bind_keys(self) -> None:
        for keys, run in (
            ("Ctrl+F", self.search.setFocus),
            ("Ctrl+N", self.begin_new),
            ("Alt+Down", lambda: self._step(1)),
            ("Alt+Up", lambda: self._step(-1)),
            ("F2", self._edit),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
            shortcut.activated.connect(run)

    # The list

    def show_condition(self, condition: Condition) -> None:
        """Add a condition (one column has one); an empty one takes that of its column away."""
        self._conditions = [c for c in self._conditions if c.column != condition.column]
        if condition.values or condition.operator == "empty":
            self._conditions.append(condition)
        self._show_chips()
        self._show()

    def _show(self, _text: str = "") -> None:
        self.table.show_matches(self.search.text().strip(), self._conditions)
        shown = self.table.rowCount()
        self.count.setText(self.tr("{} người").format(f"{shown:,}".replace(",", ".")))

    def _here(self) -> Condition:
        """The people of the unit today: those whose status neither counts in the headcount nor works here are left out."""
        field = self._grid.columns["status"].field
        codes = getattr(field, "codes", None) or ()
        gone = tuple(r.code for r in codes if r.extra.get("in_headcount") == "0" and r.extra.get("working_here") == "0")
        return Condition("status", "is_not", gone)

    def _show_chips(self) -> None:
        self.chips.clear()
        for condition in self._conditions:
            chip = Chip(self._told(condition))
            chip.clicked.connect(
                lambda _c=False, column_=condition.column: self.show_condition(Condition(column_, "is"))
            )
            self.chips.add(chip)
        self.chips.setVisible(bool(self._conditions))

    def _told(self, condition: Condition) -> str:
        if condition.title:
            return condition.title
        found = self._grid.columns[condition.column]
        if condition.operator == "is_not":
            return self.tr("Đang thuộc đơn vị")
        if condition.operator == "empty":
            return self.tr("{}: để trống").format(found.field.label)
        return f"{found.field.label}: {', '.join(found.show(v) for v in condition.values)}"

    def _filter_menu(self) -> QMenu:
        menu = QMenu(self)
        here = menu.addAction(self.tr("Đang thuộc đơn vị"))
        here.triggered.connect(lambda: self.show_condition(self._here()))
        for key in (each for each in FILTERS if each in self._grid.columns):
            inner = menu.addMenu(self._grid.columns[key].field.label)
            inner.aboutToShow.connect(lambda key=key, inner=inner: self._fill_menu(key, inner))
        return menu

    def _fill_menu(self, key: str, menu: QMenu) -> None:
        menu.clear()
        found = self._grid.columns[key]
        for value in self._grid.values(key):
            action = menu.addAction(found.show(value))
            action.triggered.connect(lambda _c=False, v=value: self.show_condition(Condition(key, "is", (v,))))
        action = menu.addAction(self.tr("(để trống)"))
        action.triggered.connect(lambda: self.show_condition(Condition(key, "empty")))

    # The record

    def open_target(self, target: object) -> None:
        """A uid opens that person; (uid, field or kind of record) goes to that place of the record, and with the uid
        of a row and a field (uid, kind, row, field) opens that row. Conditions show the list under them alone; NEW
        begins a new person.
        """
        if target == NEW:
            self.begin_new()
            return
        parts = target if isinstance(target, tuple) else (target,)
        if isinstance(target, Condition) or (parts and all(isinstance(part, Condition) for part in parts)):
            self.show_only([part for part in parts if isinstance(part, Condition)])
            return
        uid, *place = parts
        if isinstance(uid, str) and self.show_person(uid) and place and self._record is not None:
            self._record.go_to(*map(str, place))

    def show_only(self, conditions: Iterable[Condition]) -> None:
        """The list under these conditions and no others: what stands behind a figure."""
        self._conditions = list(conditions)
        self.search.clear()
        self._show_chips()
        self._show()

    def show_person(self, uid: str) -> bool:
        """Open a person, and the list on them where it shows them. False when the open record would not be left."""
        if self._going:
            return False
        self._going = True  # saving and marking move the current row, which must not open anything
        try:
            if uid != self._opened and not self.can_leave():
                self._mark(self._opened)
                return False
            self._record_form().open(uid)
            self._opened = uid
            self._show_right(self._record_form())
            self._mark(uid)
            self._show_due()
        except UserError as error:
            self.context.tell(str(error), "danger")
            return False
        finally:
            self._going = False
        return True

    def can_leave(self) -> bool:
        """What is right is saved; what is wrong keeps the clerk here, with the message under its field."""
        if self._new is not None and self._right.currentWidget() is self._new and self._new.is_dirty:
            return self._new.save() is not None
        return self._record is None or self._record.leave()

    def begin_new(self) -> None:
        """Open the form for a new person."""
        if not self.context.is_attached or not self.context.rights.may_edit or not self.can_leave():
            return
        if self._new is None:
            from desktop.ui.new_person import NewPersonForm  # noqa: PLC0415 - the ORM comes with it

            self._new = NewPersonForm(self.context)
            self._new.added.connect(self.show_person)
            self._new.cancelled.connect(self._close_new)
            self._right.addWidget(self._new)
        self._new.begin()
        self._show_right(self._new)

    def _close_new(self) -> None:
        if self._opened and self._record:
            self._show_right(self._record)
        else:
            self._right_side.hide()
            self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_right(self, shown: QWidget) -> None:
        self._right.setCurrentWidget(shown)
        if self._right_side.isHidden():
            self._right_side.show()
            self.split.setSizes([410, 720])

    def _record_form(self) -> "RecordForm":
        if self._record is None:
            from desktop.ui.record_form import RecordForm  # noqa: PLC0415 - the ORM comes with it

            self._record = RecordForm(self.context)
            self._record.unsaved.connect(self.unsaved)
            self._right.addWidget(self._record)
        return self._record

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        uid = current.data(CellRole.KEY) if current.isValid() else None
        if uid and uid != self._opened and self.context.is_attached:
            self.show_person(str(uid))

    def _mark(self, uid: str | None) -> None:
        at = self.table.row_of(uid) if uid else None
        if at is not None and self.sheet.currentIndex().row() != at:
            self.sheet.setCurrentIndex(self.table.index(at, 1))

    def _step(self, step: int) -> None:
        at = self.sheet.currentIndex().row() + step
        if 0 <= at < self.table.rowCount():
            self.sheet.setCurrentIndex(self.table.index(at, 1))

    def _edit(self) -> None:
        if self._record is not None and self._opened:
            self._record.go_to("full_name")

    def _show_due(self) -> None:
        board = self.context.due
        if self._record is not None and board is not None and self._opened:
            self._record.show_due(*board.told_for(self._opened))

    # Changes from elsewhere

    def _on_attached(self) -> None:
        self._dress()
        self._grid = PeopleGrid(self.context.workspace.database.file, self.context.workspace.catalogue)
        self.table.use(self._grid)

    def _dress(self) -> None:
        """Without the buttons for what the user may not do."""
        self.add_button.setVisible(self.context.rights.may_edit)
        self.export_button.setVisible(self.context.rights.may_export)

    def _on_changed(self, changes: object) -> None:
        self._show()
        if self._record is None or self._opened is None or self._record.is_dirty:
            return
        touches = getattr(changes, "touches", lambda *_kinds: True)
        if touches(StaffMember) or touches(EmploymentStatus):
            try:
                self._record.open(self._opened)
            except UserError:
                self._opened = None
                self._right_side.hide()

    def activated(self) -> None:
        self._show_due()

    # Taking out

    def _ask_export(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Xuất danh sách đang hiện"), "danh-sach.xlsx", self.tr("Excel (*.xlsx);;CSV (*.csv)")
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the list as it is shown to a workbook."""
        from desktop.services.listing import export_rows  # noqa: PLC0415 - the workbook writer comes with it

        keys = [key for key, _ in self._columns]
        ids = self.table.ids()
        rows: list[tuple[str, ...]] = []
        for block in _blocks(ids):
            found = self._grid.rows(block, keys)
            rows += [found[i][:-1] for i in block]
        try:
            export_rows(
                self.context.workspace, path, self.tr("danh sách nhân sự"), [s.title for _, s in self._columns], rows
            )
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(self.tr("Đã xuất {} người ra {}.").format(len(rows), path.name), "success")


def _blocks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def _tone(key: str, text: str) -> str:
    return "warning" if key == "party_stage" and "dự bị" in text else ""
