"""Thiết lập: the unit and who signs, its lists, its days off, the data file, the size of the text."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import Conflict, Problem, Rejected, UserError
from desktop.domain.organisation import CellTarget, Department, PartyCell, Post, Unit
from desktop.domain.record import Record
from desktop.domain.system import Holiday
from desktop.services import settings
from desktop.ui import theme
from desktop.ui.chips import ChipBar
from desktop.ui.context import Context
from desktop.ui.editors import editor_for
from desktop.ui.file_panel import FilePanel
from desktop.ui.form_grid import FormGrid
from desktop.ui.history_table import HistoryTable
from desktop.ui.own_fields_panel import OwnFieldsPanel
from desktop.ui.page import Page
from desktop.ui.record_sections import TableLayout
from desktop.ui.section_list import Section, SectionList
from desktop.ui.users_panel import UsersPanel
from desktop.ui.widgets import Card, Scroll, button, column, label, row

TALLEST = 12


@dataclass(frozen=True)
class ListLayout:
    """A list of the unit: its section, its table, a sentence about it, and whether its order can be changed."""

    key: str
    table: TableLayout
    note: str = ""
    ordered: bool = True

    @property
    def entity(self) -> type[Record]:
        return self.table.entity


_UNIT = "unit"
_FILE = "file"
_USERS = "users"
_LOOK = "look"
_OWN = "own"

UNIT_FIELDS = (
    ("name", "code", "parent_name", "address", "place", "assigned_headcount"),
    ("signer_title", "signer_name", "preparer_name"),
)
LISTS = (
    ListLayout(
        "departments",
        TableLayout(
            Department,
            "Khoa, phòng",
            ("name", "kind", "parent", "assigned_headcount"),
            ("name", "code", "kind", "parent", "assigned_headcount", "order_no", "founded_on", "dissolved_on"),
        ),
        "Thứ tự ở đây là thứ tự trong danh sách và báo cáo. Khoa, phòng còn người thì không xóa được; hãy ghi ngày giải thể.",
    ),
    ListLayout(
        "posts",
        TableLayout(
            Post,
            "Chức vụ",
            ("name", "is_manager", "is_party"),
            ("name", "code", "level", "order_no", "is_manager", "is_party"),
        ),
    ),
    ListLayout("cells", TableLayout(PartyCell, "Chi bộ", ("name", "code"), ("name", "code", "order_no"))),
    ListLayout(
        "targets",
        TableLayout(
            CellTarget,
            "Chỉ tiêu kết nạp",
            ("cell", "period", "value", "set_by", "set_on"),
            ("cell", "period", "value", "set_by", "set_on", "note"),
        ),
        "Kỳ là một năm (2026) hoặc một nhiệm kỳ (2025-2030).",
        ordered=False,
    ),
    ListLayout(
        "holidays",
        TableLayout(Holiday, "Ngày nghỉ riêng", ("day", "name", "is_working"), ("day", "name", "is_working")),
        "Các ngày lễ, tết đã công bố có sẵn trong chương trình. Ở đây chỉ ghi ngày nghỉ thêm, hoặc thứ bảy làm bù.",
        ordered=False,
    ),
)


class SettingsPage(Page):
    """Sections on the left; on the right the form of the unit, a list, the data file, or the look."""

    title = "Thiết lập"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._uid: str | None = None
        self._baseline: dict[str, str] = {}
        self.tables: dict[str, HistoryTable] = {}
        self._lists = [each for each in LISTS if context.rights.opens(each.entity)]
        self.sections = SectionList(
            [
                Section(_UNIT, self.tr("Đơn vị, người ký")),
                *(Section(each.key, each.table.title) for each in self._lists),
                *([Section(_OWN, self.tr("Trường riêng"))] if context.rights.sees_people else []),
                *([Section(_USERS, self.tr("Người dùng"))] if context.rights.may_manage_users else []),
                Section(_FILE, self.tr("Tệp dữ liệu")),
                Section(_LOOK, self.tr("Cỡ chữ")),
            ],
            self.tr("Các phần thiết lập"),
        )
        self.sections.setFixedWidth(theme.px(180))
        self.sections.chosen.connect(self.show_section)
        self.stack = QStackedWidget()
        self._built: dict[str, QWidget] = {}
        self.form = self._unit_form()
        self.file = FilePanel(context)
        self._add(_UNIT, self._unit_panel())
        for each in self._lists:
            self._add(each.key, self._list_panel(each))
        if context.rights.sees_people:
            self.own = OwnFieldsPanel(context)
            self._add(_OWN, self.own)
        if context.rights.may_manage_users:
            self.users = UsersPanel(context)
            self._add(_USERS, self.users)
        self._add(_FILE, self.file)
        self._add(_LOOK, self._look_panel())
        left, right = Card(), Card()
        left.body.addWidget(self.sections)
        right.body.addWidget(self.stack)
        whole = row(left, right, space=theme.M)
        whole.setStretch(1, 1)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.setLayout(whole)
        self.setFocusProxy(self.sections)
        saving = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        saving.setContext(Qt.ShortcutContext.WindowShortcut)
        saving.activated.connect(self.save)
        context.changed.connect(self._on_changed)
        self._read_unit()
        for each in self._lists:
            self._read_list(each)

    # Sections

    def show_section(self, key: str) -> None:
        """Bring a section to the front."""
        if key in self._built:
            self.stack.setCurrentWidget(self._built[key])
            if self.sections.key != key:
                self.sections.choose(key)

    def open_target(self, target: object) -> None:
        """The key of a section."""
        self.show_section(str(target))

    def activated(self) -> None:
        self.file.refresh()

    def _add(self, key: str, panel: QWidget) -> None:
        self._built[key] = Scroll(panel)
        self.stack.addWidget(self._built[key])

    # The unit

    def _unit_form(self) -> FormGrid:
        form = FormGrid(columns=2)
        fields = self.context.workspace.catalogue.fields(Unit)
        for names, heading in zip(UNIT_FIELDS, (self.tr("Đơn vị"), self.tr("Người lập biểu, người ký")), strict=True):
            form.add_heading(heading)
            for name in names:
                editor = form.add(editor_for(fields[name]), wide=name in ("name", "address"))
                editor.edited.connect(self._tell_state)
                editor.committed.connect(lambda editor=editor: editor.set_message(editor.check() or None))
        return form

    def _unit_panel(self) -> QWidget:
        self._state = label("", "muted")
        self._problem = label("", "small", tone="danger", wrap=True)
        self.revert_button = button(self.tr("Bỏ thay đổi"), run=self._read_unit)
        self.save_button = button(self.tr("Lưu   Ctrl+S"), "primary", run=self.save)
        note = label(self.tr("Tên, người lập biểu và người ký đứng trên mọi báo cáo."), "muted", wrap=True)
        panel = QWidget()
        foot = row(self._state, None, self.revert_button, self.save_button)
        panel.setLayout(column(note, self.form, self._problem, foot, None, space=theme.M))
        return panel

    def changes(self) -> dict[str, str]:
        """What differs from what is saved of the unit."""
        return {name: text for name, text in self.form.texts().items() if text != self._baseline.get(name, "")}

    @property
    def is_dirty(self) -> bool:
        """Whether anything typed here is not saved."""
        return bool(self.changes()) or any(table.is_editing for table in self.tables.values())

    def save(self) -> bool:
        """Save the unit and an open row of a list; tells whether all was saved."""
        for key, table in self.tables.items():
            if table.is_editing and not table.save():
                self.show_section(key)
                return False
        if not self.changes():
            return True
        self._problem.setText("")
        try:
            settings.save_unit(self.context.workspace, self._uid, self.form.texts(), self._baseline)
        except Rejected as error:
            self._refuse(error.problems, "")
            return False
        except Conflict as error:
            self._refuse([Problem(c.field, f"Hiện là «{c.theirs}».", severity="warning") for c in error.clashes], error)
            # Told once; who saves again has seen the other value and means this one.
            self._baseline = {**self._baseline, **{c.field: c.theirs for c in error.clashes}}
            return False
        except UserError as error:
            self._refuse([], error)
            return False
        self._read_unit()
        self.context.tell(self.tr("Đã lưu thông tin đơn vị."), "success")
        return True

    def can_leave(self) -> bool:
        """What is right is saved; what is wrong keeps the clerk here, with the message under its field."""
        return not self.is_dirty or self.save()

    def _refuse(self, problems: list[Problem], error: object) -> None:
        self.show_section(_UNIT)
        rest = self.form.show_problems(problems)
        self._problem.setText("\n".join([str(error), *(problem.message for problem in rest)]).strip())

    def _read_unit(self) -> None:
        self._uid, texts = settings.load_unit(self.context.workspace)
        self.form.set_texts(texts)
        self._baseline = self.form.texts() if self._uid else {}
        self._problem.setText("")
        self._tell_state()

    def _tell_state(self) -> None:
        count = len(self.changes()) if self._uid else sum(map(bool, self.form.texts().values()))
        self._state.setText(
            self.tr("{} thay đổi chưa lưu").format(count) if self.is_dirty else self.tr("Không có thay đổi chưa lưu")
        )
        for control in (self.save_button, self.revert_button):
            control.setEnabled(bool(self.changes()))
        self.unsaved.emit(len(self.changes()) + sum(table.is_editing for table in self.tables.values()))

    # Lists

    def _list_panel(self, layout: ListLayout) -> QWidget:
        table = HistoryTable(self.context, layout.table, tallest=TALLEST)
        self.tables[layout.key] = table
        table.saved.connect(lambda: self._read_list(layout))
        table.editing_changed.connect(lambda: self._on_editing(layout.key))
        if layout.ordered:
            up = button("", icon="chevron-up", run=lambda: self._move(layout, -1), tip=self.tr("Lên một dòng"))
            down = button("", icon="chevron-down", run=lambda: self._move(layout, 1), tip=self.tr("Xuống một dòng"))
            for place, (control, name) in enumerate(((up, self.tr("Lên")), (down, self.tr("Xuống")))):
                control.setAccessibleName(name)
                table.head.insertWidget(2 + place, control)
        note = label(layout.note, "muted", wrap=True)
        note.setVisible(bool(layout.note))
        panel = QWidget()
        panel.setLayout(column(note, table, None, space=theme.S))
        return panel

    def _read_list(self, layout: ListLayout) -> None:
        table = self.tables[layout.key]
        if not table.is_editing:
            table.show_rows("", settings.rows_of(self.context.workspace, layout.entity))

    def _move(self, layout: ListLayout, step: int) -> None:
        uid = self.tables[layout.key].current_uid()
        if uid is None:
            self.context.tell(self.tr("Hãy chọn dòng cần chuyển."), "info")
            return
        try:
            settings.move(self.context.workspace, layout.entity, uid, step)
        except UserError as error:
            self.context.tell(str(error), "danger")

    def _on_editing(self, key: str) -> None:
        self._tell_state()
        table, scrolled = self.tables[key], self._built[key]
        if table.panel.isVisible() and isinstance(scrolled, Scroll):
            scrolled.ensureWidgetVisible(table.save_button)

    def _on_changed(self, changes: Any) -> None:
        if changes.touches(Unit) and not self.changes():
            self._read_unit()
        for layout in self._lists:
            if changes.touches(layout.entity, PartyCell):
                self._read_list(layout)

    # Look

    def _look_panel(self) -> QWidget:
        self.sizes = ChipBar(
            [(str(scale), f"{scale:.0%}".replace("%", " %")) for scale in theme.SCALES], self.tr("Cỡ chữ")
        )
        self.sizes.choose(str(min(theme.SCALES, key=lambda scale: abs(scale - theme.scale()))))
        self.sizes.chosen.connect(self._resize_text)
        panel = QWidget()
        told = label(self.tr("Cỡ chữ của cả chương trình trên máy này. Cũng đổi được bằng Ctrl và + hoặc −."), "muted")
        told.setWordWrap(True)
        panel.setLayout(column(label(self.tr("Cỡ chữ"), "strong"), told, self.sizes, None, space=theme.S))
        return panel

    def _resize_text(self, scale: str) -> None:
        resize = getattr(self.window(), "set_text_size", None)
        if resize is not None:
            resize(float(scale))
