"""The list of everybody: searched while typing, filtered, grouped, as at any day, in the columns that the clerk chose."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.domain.conditions import Condition, Node, told
from desktop.domain.dates import read_day, show_day
from desktop.domain.errors import UserError
from desktop.domain.system import CodeAlias, CodeEntry, OwnField
from desktop.storage.grid import DEFAULT_COLUMNS, PeopleGrid
from desktop.ui import theme
from desktop.ui.chips import Chip, Flow
from desktop.ui.context import Action, Context
from desktop.ui.kept_lists import KeptLists
from desktop.ui.list_look import GROUPS, QUICK, Look, joined, remember, remembered, spec, split
from desktop.ui.record_table import RecordTable
from desktop.ui.rows_model import CellRole, ColumnSpec
from desktop.ui.search_field import SearchField
from desktop.ui.wide_sheet import WideSheet
from desktop.ui.widgets import Banner, Card, PushButton, button, label, row

if TYPE_CHECKING:
    from desktop.ui.bulk_panel import BulkPanel
    from desktop.ui.columns_panel import ColumnsPanel
    from desktop.ui.filter_panel import FilterPanel


class StaffList(QWidget):
    """`opened(uid)` when a person is chosen; `showing(widget)` asks for room for a panel, `closing` gives it back."""

    opened = Signal(str)
    showing = Signal(QWidget)
    closing = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert context.grid is not None
        self.context = context
        self._base: PeopleGrid = context.grid
        self.grid = self._base
        self.look = replace(remembered(context.settings, self._base.columns), conditions=(self.here(),))
        self.search = SearchField(self.tr("Tìm theo tên, mã, CCCD, điện thoại (không cần dấu)"))
        self.search.setMinimumWidth(theme.px(200))
        self.search.setMaximumWidth(theme.px(380))
        self.search.searched.connect(self.show_matches)
        self.table = RecordTable(self.grid, self._specs(), tone=_tone, parent=self)
        self.sheet = WideSheet(self.tr("Danh sách viên chức, người lao động"))
        self.sheet.set_sortable()
        self.sheet.setModel(self.table)
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.sheet.selectionModel().selectionChanged.connect(lambda *_: self._show_count())
        self.sheet.pasted.connect(self.begin_paste)
        self.search.results = self.sheet
        self.count = label("", "muted")
        self.chips = Flow()
        self.banner = Banner("", "info")
        self.filter_button = PushButton(self.tr("Lọc"))
        self.filter_button.setMenu(self._filter_menu())
        self.view_button = PushButton(self.tr("Cột, nhóm"))
        self.view_button.setMenu(self._view_menu())
        self.kept = KeptLists(self)
        self.many_button = PushButton(self.tr("Nhiều người"))
        self._many_menu = self._many()
        self.many_button.setMenu(self._many_menu)
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self.ask_export)
        self._filter: FilterPanel | None = None
        self._columns: ColumnsPanel | None = None
        self._bulk: BulkPanel | None = None
        self.tools = row(
            self.search,
            self.kept.button,
            self.filter_button,
            self.view_button,
            self.many_button,
            self.count,
            None,
            self.export_button,
            space=theme.S,
        )
        self.tools.setStretch(0, 3)
        self.card = Card()
        self.card.body.addWidget(self.sheet)
        self._apply_look()

    # What is shown

    def show_matches(self, _text: str = "") -> None:
        """Ask the list again."""
        group = self.look.group if self.look.group in self.grid.columns else ""
        try:
            self.table.show_matches(self.search.text().strip(), self.look.conditions, group)
        except UserError as error:
            self.context.tell(str(error), "danger")
        self._show_count()

    def show_look(self, look: Look) -> None:
        """Show other columns, conditions, groups, or another day."""
        before, self.look = self.look, look
        if look.day != before.day:
            self.grid = self._base.at(look.day)
            self.table.use(self.grid)
        if (look.columns, look.frozen) != (before.columns, before.frozen):
            remember(self.context.settings, look)
        self._apply_look()

    def show_condition(self, condition: Condition) -> None:
        """Add a condition (one column has one of them alone); an empty one takes that of its column away."""
        kept = [n for n in self.look.conditions if not (isinstance(n, Condition) and n.column == condition.column)]
        if condition.values or condition.operator in ("empty", "filled"):
            kept.append(condition)
        self.show_look(replace(self.look, conditions=tuple(kept)))

    def show_only(self, conditions: Iterable[Node]) -> None:
        """The list under these conditions and no others: what stands behind a figure."""
        self.search.clear()
        self.show_look(replace(self.look, conditions=tuple(conditions), name="", uid=""))

    def show_everybody(self) -> None:
        """The list as it is when the program starts."""
        self.search.clear()
        self.show_look(Look(conditions=(self.here(),), columns=self.look.columns, frozen=self.look.frozen))

    def here(self) -> Condition:
        """The people of the unit: those whose status neither counts in the headcount nor works here are left out."""
        field = self._base.columns["status"].field
        codes = getattr(field, "codes", None) or ()
        gone = tuple(r.code for r in codes if r.extra.get("in_headcount") == "0" and r.extra.get("working_here") == "0")
        return Condition("status", "is_not", gone, self.tr("Đang thuộc đơn vị"))

    def use(self, grid: PeopleGrid) -> None:
        """Read through another door: the same file with the unit's own code lists and fields."""
        self._base, self.grid = grid, grid.at(self.look.day)
        known = tuple(key for key in self.look.columns if key in grid.columns)
        self.look = replace(self.look, columns=known or DEFAULT_COLUMNS)
        self.table.use(self.grid)
        self._apply_look()

    def chosen(self) -> list[str]:
        """The uids of the people that are selected, or of the whole list where nobody is."""
        rows = self.sheet.selectionModel().selectedRows()
        if rows:
            uids = [self.table.uid_at(index) for index in rows]
            return [uid for uid in uids if uid]
        return self.grid.uids(self.table.ids())

    def _apply_look(self) -> None:
        look = self.look
        if self.table.keys != tuple(key for key, _ in self._specs()):
            self.table.set_columns(self._specs())
            self.sheet.set_columns([spec for _, spec in self._specs()])
        self.sheet.set_scrolling(set(look.columns) - set(DEFAULT_COLUMNS) != set(), look.frozen)
        self.show_matches()
        self._show_chips()
        day = look.day
        if day is None:
            self.banner.show_text("")
        else:
            text = self.tr("Danh sách như ngày {}: khoa, chức danh, lương, tình trạng của ngày ấy.").format(
                show_day(day)
            )
            back = Action(self.tr("Về hôm nay"), lambda: self.show_look(replace(self.look, day=None)))
            self.banner.show_text(text, "info", back)
        self.kept.tell_name(look.name)

    def _specs(self) -> list[tuple[str, ColumnSpec]]:
        known = self.grid.columns
        return [(key, spec(key, known[key])) for key in self.look.columns if key in known]

    def _show_count(self) -> None:
        people = len(self.table.ids())
        if not people:
            self.sheet.set_empty(self._empty_told())
        rows = self.sheet.selectionModel().selectedRows()
        text = self.tr("{} người").format(_number(people))
        if len(rows) > 1:
            text = self.tr("{}/{} người").format(_number(len(rows)), _number(people))
        self.count.setText(text)

    def _empty_told(self) -> str:
        if self.grid.ids():
            return self.tr("Không có ai khớp. Bỏ bớt chữ hoặc điều kiện đang lọc.")
        if not self.context.rights.may_edit:
            return self.tr("Tệp này chưa có hồ sơ nào.")
        return self.tr("Chưa có hồ sơ nào. Bấm «Thêm người», hoặc vào «Nhập từ Excel» để nhập cả danh sách.")

    def _show_chips(self) -> None:
        self.chips.clear()
        for n, node in enumerate(self.look.conditions):
            chip = Chip(told(node, self.grid.columns) or self.tr("(mọi người)"))
            chip.clicked.connect(lambda _c=False, n=n: self._drop(n))
            self.chips.add(chip)
        if self.look.group in self.grid.columns:
            chip = Chip(self.tr("Nhóm theo {}").format(self.grid.columns[self.look.group].label))
            chip.clicked.connect(lambda _c=False: self.show_look(replace(self.look, group="")))
            self.chips.add(chip)
        self.chips.setVisible(bool(self.look.conditions or self.look.group))

    def _drop(self, place: int) -> None:
        kept = tuple(node for n, node in enumerate(self.look.conditions) if n != place)
        self.show_look(replace(self.look, conditions=kept))

    # Menus

    def _filter_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Bộ lọc nhiều điều kiện…"), self.open_filter)
        menu.addSeparator()
        menu.addAction(self.tr("Đang thuộc đơn vị"), lambda: self.show_condition(self.here()))
        for key in (each for each in QUICK if each in self._base.columns):
            inner = menu.addMenu(self._base.columns[key].label)
            inner.aboutToShow.connect(lambda key=key, inner=inner: self._fill_quick(key, inner))
        return menu

    def _fill_quick(self, key: str, menu: QMenu) -> None:
        menu.clear()
        for text, shown in self.grid.choices(key):
            action = menu.addAction(shown)
            action.triggered.connect(lambda _c=False, t=text: self.show_condition(Condition(key, "is", (t,))))
        menu.addAction(self.tr("(để trống)"), lambda: self.show_condition(Condition(key, "empty")))

    def _view_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Chọn cột…"), self.open_columns)
        inner = menu.addMenu(self.tr("Nhóm theo"))
        inner.addAction(self.tr("(không nhóm)"), lambda: self.group_by(""))
        for key in (each for each in GROUPS if each in self._base.columns):
            action = inner.addAction(self._base.columns[key].label)
            action.triggered.connect(lambda _c=False, key=key: self.group_by(key))
        menu.addSeparator()
        menu.addAction(self.tr("Như ở một ngày khác…"), self.ask_day)
        menu.addAction(self.tr("Như hôm nay"), lambda: self.show_look(replace(self.look, day=None)))
        return menu

    def group_by(self, key: str) -> None:
        """Put the people under headings by a column; "" for none."""
        self.show_look(replace(self.look, group=key))

    def _many(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Chọn tất cả"), self.sheet.selectAll)
        self.bulk_action = QAction(self.tr("Sửa hàng loạt…"), self)
        self.bulk_action.triggered.connect(self.begin_bulk)
        menu.addAction(self.bulk_action)
        self.paste_action = QAction(self.tr("Dán ô từ Excel (Ctrl+V)"), self)
        self.paste_action.triggered.connect(self.begin_paste)
        menu.addAction(self.paste_action)
        menu.addAction(self.tr("Chép các dòng đang chọn (Ctrl+C)"), self.sheet.copy)
        menu.addSeparator()
        self.acts_place = menu.addSeparator()
        self.forms_action = QAction(self.tr("In sơ yếu lý lịch…"), self)
        self.forms_action.triggered.connect(lambda: self.context.go("forms", tuple(self.chosen())))
        menu.addAction(self.forms_action)
        self.print_action = menu.addAction(self.tr("In danh sách…"), self.print_shown)
        return menu

    def dress(self) -> None:
        """Without the buttons for what the user may not do."""
        rights = self.context.rights
        self.export_button.setVisible(rights.may_export)
        if rights.may_edit:
            from desktop.ui.person_acts import many  # noqa: PLC0415 - the ORM comes with it

            self._many_menu.insertMenu(self.acts_place, many(self.context, self.chosen, self))
        for action in (self.bulk_action, self.paste_action):
            action.setEnabled(rights.may_edit)
        self.forms_action.setEnabled(rights.may_export)
        self.print_action.setEnabled(rights.may_export and rights.may_report)

    # Panels

    def open_filter(self) -> None:
        """Show the filter builder with the conditions in force."""
        if self._filter is None:
            from desktop.ui.filter_panel import FilterPanel  # noqa: PLC0415 - the first screen has none open

            self._filter = FilterPanel(lambda: self.grid)
            self._filter.applied.connect(lambda node: self.show_look(replace(self.look, conditions=split(node))))
            self._filter.saving.connect(lambda _node: self.kept.ask_name())
            self._filter.closed.connect(self.closing)
        self.showing.emit(self._filter)  # first: the cursor goes only into what is shown
        self._filter.show_node(joined(self.look.conditions))

    def open_columns(self) -> None:
        """Show the chooser of columns."""
        if self._columns is None:
            from desktop.ui.columns_panel import ColumnsPanel  # noqa: PLC0415 - the first screen has none open

            self._columns = ColumnsPanel(lambda: self.grid.columns, DEFAULT_COLUMNS)
            self._columns.applied.connect(
                lambda keys, frozen: self.show_look(replace(self.look, columns=tuple(keys), frozen=frozen))
            )
            self._columns.closed.connect(self.closing)
        self.showing.emit(self._columns)
        self._columns.show_choice(self.look.columns, self.look.frozen)

    def _bulk_panel(self) -> "BulkPanel":
        if self._bulk is None:
            from desktop.ui.bulk_panel import BulkPanel  # noqa: PLC0415 - the ORM comes with it

            self._bulk = BulkPanel(self.context)
            self._bulk.closed.connect(self.closing)
        return self._bulk

    def begin_bulk(self) -> None:
        """Ask which column of the chosen people becomes what."""
        if self.context.is_attached and self.context.rights.may_edit:
            panel = self._bulk_panel()
            self.showing.emit(panel)
            panel.begin_bulk(self.chosen())

    def begin_paste(self) -> None:
        """Lay the copied cells over the list from the current cell on, and show what would change."""
        at = self.sheet.currentIndex()
        if not self.context.is_attached or not self.context.rights.may_edit:
            return
        if not at.isValid():
            self.context.tell(self.tr("Hãy chọn ô đầu tiên sẽ nhận dữ liệu rồi dán."), "info")
            return
        several = self.sheet.selectionModel().selectedRows()
        if len(several) > 1:
            uids = self.chosen()
        else:
            place = self.table.place_of(at)
            uids = self.grid.uids(self.table.ids()[place:]) if place is not None else []
        panel = self._bulk_panel()
        try:
            text = QGuiApplication.clipboard().text()
            panel.begin_paste(uids, self.table.keys[at.column() :], text, fills=len(several) > 1)
        except UserError as error:
            self.context.tell(str(error), "warning")
        else:
            self.showing.emit(panel)

    def ask_day(self) -> None:
        """Ask for the day as at which the list is shown."""
        from PySide6.QtWidgets import QInputDialog  # noqa: PLC0415 - rarely asked

        now = show_day(self.look.day or self.context.today)
        text, taken = QInputDialog.getText(self, self.tr("Danh sách như ở ngày"), self.tr("Ngày"), text=now)
        if taken:
            self.show_day(text)

    def show_day(self, text: str) -> None:
        """Show the list as it stood on a day, typed as clerks do; nothing typed is today."""
        try:
            day = read_day(text) if text.strip() else None
        except ValueError:
            self.context.tell(self.tr("«{}» không phải ngày dạng 31/12/2026.").format(text), "danger")
            return
        self.show_look(replace(self.look, day=None if day == self.context.today else day))

    # Rows

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        uid = current.data(CellRole.KEY) if current.isValid() else None
        if uid:
            self.opened.emit(str(uid))

    def mark(self, uid: str | None) -> None:
        """Put the list on a person, where it shows them."""
        at = self.table.row_of(uid) if uid else None
        if at is not None and self.sheet.currentIndex().row() != at:
            self.sheet.setCurrentIndex(self.table.index(at, 1 if self.table.columnCount() > 1 else 0))

    def step(self, step: int) -> None:
        """Go to the next person (or the one before, negative), over headings."""
        heads = set(self.table.group_rows())
        at = self.sheet.currentIndex().row() + step
        while at in heads:
            at += step
        if 0 <= at < self.table.rowCount():
            self.sheet.setCurrentIndex(self.table.index(at, min(1, self.table.columnCount() - 1)))

    def on_changed(self, changes: object) -> None:
        """The data changed elsewhere."""
        touches = getattr(changes, "touches", lambda *_kinds: True)
        if touches(OwnField, CodeEntry, CodeAlias) and self.context.is_attached:
            self.reopen()
        else:
            self.show_matches()

    def reopen(self) -> None:
        """Open the list anew with every column that there is now."""
        from desktop.services.people_list import open_grid  # noqa: PLC0415 - the ORM comes with it

        self.use(open_grid(self.context.workspace))

    # Taking out

    def print_shown(self) -> None:
        """Show the list as it stands here in the room of reports, to be printed or written as a report."""
        from desktop.services.reports.saved_list import ShownList  # noqa: PLC0415 - the ORM comes with it
        from desktop.services.saved_lists import SavedView  # noqa: PLC0415

        look = self.look
        view = SavedView("", look.name, joined(look.conditions), look.columns, look.group, *self.table.order)
        self.context.go("reports", ShownList(view, self.search.text().strip(), look.day))

    def ask_export(self) -> None:
        """Ask for a file, and write the list as it is shown."""
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Xuất danh sách đang hiện"), "danh-sach.xlsx", self.tr("Excel (*.xlsx);;CSV (*.csv)")
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the list as it is shown to a workbook."""
        from desktop.services.listing import export_rows  # noqa: PLC0415 - the workbook writer comes with it
        from desktop.services.people_list import cells  # noqa: PLC0415

        columns = self._specs()
        rows = cells(self.grid, self.table.ids(), [key for key, _ in columns])
        try:
            export_rows(self.context.workspace, path, self.tr("danh sách nhân sự"), [s.title for _, s in columns], rows)
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(self.tr("Đã xuất {} người ra {}.").format(len(rows), path.name), "success")


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _tone(key: str, text: str) -> str:
    return "warning" if key == "party_stage" and "dự bị" in text else ""
