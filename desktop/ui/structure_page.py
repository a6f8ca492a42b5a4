"""Tổ chức: departments, cells and partner units as they stood on a day, and the decisions that change them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.domain.conditions import Condition
from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.fields import Day
from desktop.domain.organisation import Department, PartnerUnit, PartyCell, Post, StructureChange, StructureKind, Unit
from desktop.domain.record import Record
from desktop.domain.structure import Body, Standing
from desktop.services import person, records, structure, structure_views
from desktop.services.settings import rows_of
from desktop.services.structure import Change, Done
from desktop.services.structure_lists import COLUMNS
from desktop.ui import structure_forms as forms
from desktop.ui import theme
from desktop.ui.candidate_list import CandidateList, Entry
from desktop.ui.chips import ChipBar, Flow
from desktop.ui.choice_input import Option
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.history_table import HistoryTable
from desktop.ui.inline_form import InlineForm, Texts
from desktop.ui.page import Page
from desktop.ui.questions import Leave, ask_to_save
from desktop.ui.record_sections import TableLayout
from desktop.ui.rows_model import RowsModel
from desktop.ui.structure_parts import BodyPanel, ComparePanel, RegisterPanel, WaitingPanel, body_columns
from desktop.ui.structure_preview import ChangePreview
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, button, column, label

_K = StructureKind
_POSTS = "posts"
_ENTITIES: dict[str, type[Record]] = {"departments": Department, "cells": PartyCell, "partners": PartnerUnit}
# What may be mended by hand: a slip of the pen, the order of lists. A new name by decision is a renaming.
_EDITED: dict[type[Record], tuple[str, ...]] = {
    Department: ("name", "code", "kind", "parent", "assigned_headcount", "order_no", "founded_on", "dissolved_on"),
    PartyCell: ("name", "code", "order_no", "founded_on", "dissolved_on"),
    PartnerUnit: ("name", "level", "founded_on", "dissolved_on"),
}


class StructurePage(Page):
    """The tree of a day on the left; on the right one body, the register, two days compared, who waits, or a form."""

    title = "Tổ chức"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.day = context.today
        self.entity: type[Record] = Department
        self.standing = Standing(self.day, "")
        self._change: Change | None = None
        self._asked: tuple[StructureKind, tuple[str, ...], Texts] | None = None
        self._stale = False
        may = context.rights.refusal(StructureChange) is None and context.rights.may_edit
        self._may_write = may
        self.day_editor = editor_for(Day(self.tr("Tính đến ngày"), required=True))
        self.day_editor.setFixedWidth(theme.px(118))
        self.day_editor.set_text(show_day(self.day))
        self.day_editor.committed.connect(self._on_day)
        self.today_button = button(self.tr("Hôm nay"), run=lambda: self.show_day(context.today))
        self.kinds = ChipBar(self._kinds(), self.tr("Tổ chức"))
        self.kinds.chosen.connect(self.show_kind)
        self.acts = {kind: button(forms.verb(kind), run=self._starter(kind)) for kind in _ORDER}
        self.acts[_K.FOUND].setToolTip("Ctrl+N")
        self.unit_button = button(self.tr("Đổi tên đơn vị"), run=self.begin_unit)
        self.model = RowsModel(body_columns(self.tr), key=lambda b: b.uid, parent=self)
        self.sheet = SheetView(self.tr("Tổ chức"))
        self.sheet.setModel(self.model)
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.summary = label("", "muted", wrap=True)
        self.posts = HistoryTable(context, _POST_TABLE, tallest=16)
        self.posts.saved.connect(self.reload)
        self.tabs = ChipBar((), self.tr("Xem"))
        self.tabs.chosen.connect(self.show_tab)
        self.body, self.register = BodyPanel(context), RegisterPanel(context)
        self.comparing, self.waiting = ComparePanel(context), WaitingPanel(context)
        self.body.edit_asked.connect(self.begin_edit)
        self.body.edit_button.setVisible(context.rights.refusal(Department) is None)
        self.body.people_asked.connect(self._show_people)
        self.waiting.placed.connect(self._place)
        self.form = InlineForm(is_foot=False)
        self.form.closed.connect(self._on_closed)
        self.preview = ChangePreview()
        self.preview.changed.connect(self.look)
        self.preview.back.connect(self._back)
        self.preview.confirmed.connect(self.carry_out)
        self._lay_out()
        new = QShortcut(QKeySequence("Ctrl+N"), self)
        new.setContext(Qt.ShortcutContext.WindowShortcut)
        new.activated.connect(lambda: self.begin(_K.FOUND))
        context.changed.connect(self._on_changed)
        self.reload()

    def _kinds(self) -> list[tuple[str, str]]:
        words = {
            "departments": self.tr("Khoa, phòng"),
            "cells": self.tr("Chi bộ"),
            "partners": self.tr("Đơn vị phối hợp"),
            _POSTS: self.tr("Chức vụ"),
        }
        rights = self.context.rights
        opened = {key for key, entity in _ENTITIES.items() if rights.opens(entity)}
        if not rights.sees_party:
            opened.discard("cells")
        return [(key, text) for key, text in words.items() if key in opened or key == _POSTS]

    def _lay_out(self) -> None:
        for control in (*self.acts.values(), self.unit_button):
            control.setVisible(self._may_write)
        caption = label(self.tr("Tính đến ngày"), "muted")
        tools = Flow(caption, self.day_editor, self.today_button, *self.acts.values(), self.unit_button)
        left, right = Card(), Card()
        self.lists = QStackedWidget()
        posts = QWidget()
        posts.setLayout(column(self.posts, None))
        for part in (self.sheet, posts):
            self.lists.addWidget(part)
        for widget in (self.kinds, self.summary):
            left.body.addWidget(widget)
        left.body.addWidget(self.lists, 1)
        form = QWidget()
        form.setLayout(column(self.form, None))
        self._form_page = form
        self.right = QStackedWidget()
        for part in (self.body, self.register, self.comparing, self.waiting, form, self.preview):
            self.right.addWidget(part)
        right.body.addWidget(self.tabs)
        right.body.addWidget(self.right, 1)
        right.setMinimumWidth(theme.px(460))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setStretchFactor(0, 50)
        self.split.setStretchFactor(1, 50)
        self.split.setSizes([560, 560])
        whole = column(tools, self.split, space=theme.M)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.sheet)

    # --- what is shown ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the unit again as it stood on the day."""
        self._stale = False
        self.standing = structure_views.standing(self.context.workspace, self.day)
        self.posts.show_rows("", rows_of(self.context.workspace, Post))
        self.show_kind(self.kinds.key)
        waiting = structure_views.waiting(self.context.workspace)
        self.waiting.show_waiting(waiting, self._places(self.context.today))
        self.tabs.set_choices(
            [
                ("body", self.tr("Chi tiết")),
                ("register", self.tr("Sổ thay đổi")),
                ("compare", self.tr("So sánh hai ngày")),
                ("waiting", self.tr("Chờ phân công ({})").format(len(waiting))),
            ]
        )
        if self.right.currentWidget() in (self.register, self.comparing):
            self.show_tab(self.tabs.key)

    def show_day(self, day: date) -> None:
        """Show the unit as it stood on another day."""
        self.day = day
        self.day_editor.set_text(show_day(day))
        self.reload()

    def show_kind(self, key: str) -> None:
        """Show departments, cells, partner units or posts."""
        if key == _POSTS:
            self.lists.setCurrentIndex(1)
            self.summary.setText(self.tr("Chức vụ dùng khi bổ nhiệm; thứ tự là thứ tự trong danh sách."))
            return
        self.kinds.choose(key)
        self.entity = _ENTITIES.get(key, Department)
        self.lists.setCurrentIndex(0)
        found = self.standing.of(self.entity)
        counted = self.entity is not PartnerUnit
        for place in range(1, 5):
            hidden = not counted or (self.entity is PartyCell and place > 2)
            self.sheet.setColumnHidden(place, hidden)
        self.sheet.set_columns(self.model.columns)
        self.model.set_rows([*found, *self._gone_with_people()])
        word = forms.word(self.entity)
        empty = self.tr("Chưa có {} nào vào ngày này.").format(word)
        self.sheet.set_empty(self.tr("{} Bấm «Thành lập» để ghi.").format(empty) if self._may_write else empty)
        parts = [self.tr("{} {}").format(len(found), word)]
        if self.entity is Department:
            parts.append(self.tr("{} người, {} có mặt").format(self.standing.in_headcount, self.standing.working))
            parts.append(self.tr("{} lãnh đạo, quản lý").format(len({m.uid for m in self.standing.managers})))
            if self.standing.assigned is not None:
                parts.append(self.tr("được giao {}").format(self.standing.assigned))
        self.summary.setText(" · ".join(parts))
        if not self.sheet.currentIndex().isValid() and found:
            self.sheet.selectRow(0)
        self._on_row(self.sheet.currentIndex())

    def _gone_with_people(self) -> Sequence[Body]:
        return self.standing.waiting if self.entity is Department else ()

    def show_tab(self, key: str) -> None:
        """Show one body, the register, the comparison or who waits; an open form is left if the clerk agrees."""
        if not self.can_leave():
            return
        self.tabs.choose(key)
        panel = {"register": self.register, "compare": self.comparing, "waiting": self.waiting}.get(key, self.body)
        if panel is self.register:
            self.register.reload()
        elif panel is self.comparing:
            self.comparing.compare()
        self.right.setCurrentWidget(panel)

    def current(self) -> Body | None:
        """The body of the current row."""
        found = self.model.row_at(self.sheet.currentIndex())
        return found if isinstance(found, Body) else None

    def _on_row(self, _index: QModelIndex, _before: QModelIndex | None = None) -> None:
        body = self.current()
        changes = structure_views.changes(self.context.workspace, body.uid) if body else []
        parent = next((b.name for b in self.standing.bodies if body and b.uid == body.parent), "")
        self.body.show_body(body, changes, parent)

    def _on_day(self) -> None:
        message = self.day_editor.check()
        self.day_editor.set_message(message or None)
        if not message:
            self.show_day(self.day_editor.field.read(self.day_editor.text()))

    def _show_people(self, name: str) -> None:
        if key := COLUMNS.get(self.entity):
            self.context.go("staff", (Condition(key, "is", (name,)),))

    def _places(self, day: date, without: Sequence[str] = ()) -> list[Option]:
        found = self.standing if day == self.day else structure_views.standing(self.context.workspace, day)
        return [Option(b.uid, b.name) for b in found.of(Department) if b.uid not in without]

    # --- changes ------------------------------------------------------------------------------------------------

    def _starter(self, kind: StructureKind) -> Callable[[], None]:
        return lambda: self.begin(kind)

    def begin(self, kind: StructureKind, texts: Mapping[str, str] | None = None) -> None:
        """Open the form of an act on what is chosen on the left."""
        if not self._may_write or not self.can_leave():
            return
        if self.kinds.key == _POSTS:
            if kind is _K.FOUND:
                self.posts.begin_new()
            else:
                self.context.tell(self.tr("Chức vụ được sửa ngay trong danh sách của nó."), "info")
            return
        chosen = self._chosen()
        if kind in (_K.SPLIT, _K.RENAME, _K.DISSOLVE) and not chosen:
            self.context.tell(self.tr("Hãy chọn ở danh sách bên trái nơi cần thay đổi."), "info")
            return
        if kind in (_K.SPLIT, _K.RENAME):
            chosen = chosen[:1]
        self._open(kind, tuple(body.uid for body in chosen), texts)

    def _chosen(self) -> list[Body]:
        rows = sorted(self.sheet.selectionModel().selectedRows(), key=lambda index: index.row())
        found = [body for index in rows if isinstance(body := self.model.row_at(index), Body) and body.exists]
        current = self.current()
        return found or ([current] if current is not None and current.exists else [])

    def _open(self, kind: StructureKind, sources: tuple[str, ...], texts: Mapping[str, str] | None = None) -> None:
        bodies = self.standing.of(self.entity)
        names = ", ".join(b.name for b in bodies if b.uid in sources)
        picker: CandidateList | None = None
        if kind is _K.MERGE:
            picker = CandidateList(self.tr("Chọn các nơi được sáp nhập"), many=True)
            picker.set_entries([Entry(b.uid, b.name, self._counted(b)) for b in bodies])
            for uid in sources:
                picker.take(uid)
        heading = forms.verb(kind) + ("" if kind in (_K.FOUND, _K.MERGE) else f": {names}")
        if kind in (_K.FOUND, _K.MERGE):
            heading = f"{heading} {forms.word(self.entity)}"
        editors = forms.fields_of(self.context.workspace, self.entity, kind, bodies)
        start = {
            editor.field.name: editor.field.show(editor.field.default) for editor in editors if editor.field.default
        }

        def run(typed: Texts) -> None:
            chosen = tuple(picker.uids) if picker is not None else sources
            self._asked = (kind, chosen, typed)
            self._look(forms.change_of(self.entity, kind, chosen, typed, bodies), editors)

        self.right.setCurrentWidget(self._form_page)
        self.form.ask(
            heading,
            editors,
            self.tr("Xem trước"),
            run,
            texts=texts or start,
            extra=picker,
            captions=forms.captions(self.entity),
        )

    def _counted(self, body: Body) -> str:
        if body.entity is PartnerUnit:
            return ""
        return self.tr("{} người").format(body.in_headcount)

    def _look(self, change: Change, editors: Sequence[Editor]) -> None:
        """Show the preview; what the change does not allow stands under the field of the form that it belongs to."""
        try:
            self.look(change)
        except Rejected as error:
            names = {editor.field.name for editor in editors}
            spare = next((name for name in ("new_name", "new_names", "target") if name in names), "")
            problems = [
                p if p.field in names else Problem(spare, p.message, p.code) if p.field == "name" and spare else p
                for p in error.problems
            ]
            raise Rejected(problems) from error

    def look(self, change: Change) -> None:
        """Show what a change would do."""
        told = structure.preview(self.context.workspace, change)
        self._change = change
        if change.kind is _K.SPLIT:
            names = {body.uid: body.name for body in self.standing.bodies}
            places = [
                Option(str(n), str(place.typed.get("name") or names.get(place.uid, "")))
                for n, place in enumerate(change.targets)
            ]
        else:
            places = self._places(told.effective_on, change.sources) if change.entity is Department else []
        posts = [Option(*entry) for entry in person.options(self.context.workspace, "Post")]
        self.preview.show_change(change, told, places, posts)

    def carry_out(self) -> None:
        """Write the change that was looked at."""
        if self._change is None:
            return
        try:
            done: Done = structure.carry_out(self.context.workspace, self._change)
        except UserError as error:
            self.context.tell(str(error), "danger")
            return
        self._change = self._asked = None
        undo = self.context.undoing()
        kind = "warning" if done.preview.warnings else "success"
        self.context.tell(self.tr("Đã ghi: {}.").format(done.preview.title), kind, undo)
        self.reload()
        self.show_tab("register")

    def _back(self) -> None:
        self._change = None
        if self._asked is None:
            self.right.setCurrentWidget(self.body)
            return
        kind, sources, texts = self._asked
        if self.entity is Unit or kind is _K.RENAME and sources and not self._is_body(sources[0]):
            self.begin_unit(texts)
        else:
            self._open(kind, sources, texts)

    def _is_body(self, uid: str) -> bool:
        return any(body.uid == uid for body in self.standing.bodies)

    def begin_unit(self, texts: Mapping[str, str] | None = None) -> None:
        """Open the form for a new name of the unit itself."""
        found = person.options(self.context.workspace, "Unit")
        if not found or not self.can_leave():
            return
        uid, name, _detail = found[0]
        editors = forms.fields_of(self.context.workspace, Unit, _K.RENAME, ())

        def run(typed: Texts) -> None:
            self._asked = (_K.RENAME, (uid,), typed)
            self._look(forms.change_of(Unit, _K.RENAME, (uid,), typed, ()), editors)

        self.right.setCurrentWidget(self._form_page)
        heading = self.tr("Đổi tên đơn vị: {}").format(self.standing.unit or name)
        self.form.ask(heading, editors, self.tr("Xem trước"), run, texts=texts, captions=forms.captions(Unit))

    def begin_edit(self) -> None:
        """Open the form to mend what is written of the current body."""
        body = self.current()
        if body is None or not self.can_leave():
            return
        workspace = self.context.workspace
        fields = workspace.catalogue.fields(body.entity)
        texts = records.load(workspace, body.entity, body.uid)
        editors = [
            editor_for(fields[name], self._places(self.day, (body.uid,)) if name == "parent" else None)
            for name in _EDITED[body.entity]
        ]

        def run(typed: Texts) -> None:
            records.save(workspace, body.entity, body.uid, typed, baseline=texts, wait=0.2)
            self.context.tell(self.tr("Đã lưu {}.").format(typed.get("name") or body.name), "success")

        self.right.setCurrentWidget(self._form_page)
        note = self.tr(
            "Chỉ để sửa chỗ ghi sai. Tên mới theo quyết định thì dùng «Đổi tên», để các ngày trước giữ tên cũ."
        )
        self._change = self._asked = None
        self.form.ask(self.tr("Sửa {}").format(body.name), editors, self.tr("Lưu"), run, texts=texts, note=note)

    def _place(self, people: Sequence[str], department: str, since: str) -> None:
        try:
            count = structure.place_people(self.context.workspace, dict.fromkeys(people, department), since)
        except UserError as error:
            self.context.tell(str(error), "danger")
            return
        undo = self.context.undoing()
        self.context.tell(self.tr("Đã xếp {} người.").format(count), "success", undo)
        self.reload()

    def _on_closed(self) -> None:
        self.right.setCurrentWidget(self.preview if self._change is not None else self.body)
        if self._stale and self._change is None:
            self.reload()

    # --- the window ---------------------------------------------------------------------------------------------

    def open_target(self, target: object) -> None:
        """The key of a list (departments, cells, partners, posts) or of a tab; the uid of a body chooses it."""
        if isinstance(target, date):
            self.show_day(target)
        elif target in self.kinds.chips:
            self.show_kind(str(target))
        elif target in self.tabs.chips:
            self.show_tab(str(target))
        elif body := next((b for b in self.standing.bodies if b.uid == target), None):
            self.show_kind(next(key for key, entity in _ENTITIES.items() if entity is body.entity))
            place = next((n for n, shown in enumerate(self.model.rows()) if shown.uid == body.uid), None)
            if place is not None:
                self.sheet.selectRow(place)

    def activated(self) -> None:
        if self._stale:
            self.reload()

    def can_leave(self) -> bool:
        if not self.form.is_dirty:
            return True
        answer = ask_to_save(self, self.form.heading.text())
        if answer is Leave.SAVE:
            return self.form.save()
        if answer is Leave.DISCARD:
            self.form.close_form()
        return answer is Leave.DISCARD

    def _on_changed(self, changes: object) -> None:
        self._stale = True
        if self.isVisible() and self.form.isHidden() and self.right.currentWidget() is not self.preview:
            self.reload()


_ORDER = (_K.FOUND, _K.MERGE, _K.SPLIT, _K.RENAME, _K.DISSOLVE)
_POST_TABLE = TableLayout(
    Post,
    "Chức vụ",
    ("name", "level", "is_manager", "is_party"),
    ("name", "code", "level", "order_no", "is_manager", "is_party"),
)
