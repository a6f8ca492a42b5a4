"""The record of one person: header, sections, fields with their messages under them, tables, and views of its life."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.biography import Attachment
from desktop.domain.dates import show_day
from desktop.domain.errors import Conflict, Problem, Rejected, UserError
from desktop.domain.fields import Code, Field, LongText
from desktop.domain.organisation import Decision
from desktop.domain.staff import StaffMember
from desktop.services import attachments, changes, person, records
from desktop.storage.audit import Changes
from desktop.ui import record_places, theme
from desktop.ui.attachments_panel import AttachmentsPanel
from desktop.ui.change_history import ChangeHistory
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.finder import Finder, Hit
from desktop.ui.form_grid import FormGrid
from desktop.ui.history_sheet import SheetTable
from desktop.ui.past_values import PastValues
from desktop.ui.photo import pixmap_of
from desktop.ui.questions import Leave, ask_to_save
from desktop.ui.record_doubts import say_doubts
from desktop.ui.record_header import RecordHeader
from desktop.ui.record_sections import PAPERS, TIMELINE, WIDE, SectionLayout, TableLayout, seen, tables
from desktop.ui.section_list import Section, SectionList
from desktop.ui.timeline import TimelinePanel
from desktop.ui.widgets import Banner, ElidedLabel, Scroll, button, column, row

DRAFT_AFTER = 1500  # milliseconds of quiet after which what is typed is kept aside
View = AttachmentsPanel | TimelinePanel | ChangeHistory


class RecordForm(QWidget):
    """Opens a person by uid. `opened(uid)` when one is shown, `saved(uid)` after a write; `unsaved(int)` tells how many
    fields differ. Other rooms put what concerns them into the head: `add_badge`, `set_actions`, `show_due`.
    """

    opened = Signal(str)
    saved = Signal(str)
    unsaved = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.ask = ask_to_save
        self.uid: str | None = None
        self.day: date | None = None  # as at which the record is shown; None for today, when it can be changed
        self._baseline: dict[str, str] = {}
        self.editors: dict[str, Editor] = {}
        self._grids: dict[str, FormGrid] = {}
        self.tables: dict[str, SheetTable] = {}
        self.views: dict[str, View] = {}
        self._stale: set[str] = set()  # sections that still show what was; filled when they come to the front
        self._built: dict[str, QWidget] = {}
        self._shown: person.Person | None = None
        self.header = RecordHeader()
        self.header.day_chosen.connect(self.set_day)
        self.header.photo_clicked.connect(lambda: self.show_section(PAPERS))
        self.banner = Banner()
        self._draft = Banner()
        self._as_at = Banner()
        self._layouts = seen(context.workspace.catalogue)
        self._places = record_places.places(self._layouts, context.workspace.catalogue)
        self.sections = SectionList([Section(s.key, s.title) for s in self._layouts])
        self.sections.chosen.connect(self.show_section)
        self.finder = Finder(self.hits)
        self.finder.setPlaceholderText(self.tr("Số mục, tên mục"))
        self.finder.setToolTip(self.tr("Gõ số mục trên tờ khai (30.1, 36) hoặc tên mục rồi Enter"))
        self.finder.setAccessibleName(self.tr("Tìm mục trong hồ sơ"))
        side = QWidget()
        side.setFixedWidth(theme.px(176))
        side.setLayout(column(self.finder, self.sections, space=theme.S))
        self._stack = QStackedWidget()
        self._state = ElidedLabel("", "muted")
        self.revert_button = button(self.tr("Bỏ thay đổi"), run=self.revert)
        self.save_button = button(self.tr("Lưu   Ctrl+S"), "primary", run=self.save)
        body = row(side, self._stack, space=theme.M)
        body.setStretch(1, 1)
        foot = row(self._state, None, self.revert_button, self.save_button, space=theme.S)
        whole = column(self.header, self.banner, self._as_at, self._draft, body, foot, space=theme.S)
        whole.setStretch(4, 1)
        self.setLayout(whole)
        for keys, run in ((QKeySequence.StandardKey.Save, self.save), ("Ctrl+H", self._ask_past_values)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
            shortcut.activated.connect(run)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(DRAFT_AFTER)
        self._quiet.timeout.connect(self._keep_draft)
        self._show_controls()
        self.show_section(self._layouts[0].key)

    # Opening

    def open(self, uid: str) -> None:
        """Show a person, as at the chosen day. Raises UserError when the record is gone."""
        workspace = self._context.workspace
        found = person.load(workspace, uid, tables(self._layouts), self.day)
        texts = {**found.texts, **(changes.values_on(workspace, uid, self.day) if self.day else {})}
        self.uid, self._shown, self._baseline = uid, found, texts
        self.header.show_person(found, pixmap_of(attachments.photo(workspace, uid)))
        self._stale = set(self._built)
        self._fill(self.sections.key)
        self._mark_sections()
        self._offer_draft()
        self._tell_state()
        self.opened.emit(uid)

    def concerns(self, done: Changes) -> bool:
        """Whether an operation wrote records of a kind that is shown here."""
        return done.touches(StaffMember, Attachment, Decision, *tables(self._layouts))

    def set_day(self, day: date | None) -> None:
        """Show the record as it stood on a day, to be read only; None shows it as it is."""
        if day is not None and day >= self._context.today:
            day = None
        if not self.leave():
            self.header.set_day(self.day)
            return
        self.day = day
        self.header.set_day(day)
        told = self.tr("Hồ sơ như ngày {}: chỉ xem. Mục không có lịch sử lấy theo nhật ký sửa đổi của tệp.")
        back = Action(self.tr("Về hôm nay"), lambda: self.set_day(None))
        self._as_at.show_text(told.format(show_day(day)) if day else "", "info", back)
        self._show_controls()
        if self.uid is not None:
            self.open(self.uid)

    def show_section(self, key: str) -> None:
        """Bring a section to the front; its editors are made the first time."""
        layout = next((s for s in self._layouts if s.key == key), self._layouts[0])
        if layout.key not in self._built:
            self._build(layout)
        self._stack.setCurrentWidget(self._built[layout.key])
        if self.sections.key != layout.key:
            self.sections.choose(layout.key)
        self._fill(layout.key)

    def go_to(self, name: str, row: str = "", field: str = "") -> None:
        """Open the section of a field, of a kind of record or a view, and put the focus there; of a kind of record also
        one row by its uid, at one of its fields.
        """
        for layout in self._layouts:
            named = [t.key for t in layout.tables if name in (t.key, t.entity.__name__)]
            if name not in layout.fields and not named and name != layout.key:
                continue
            self.show_section(layout.key)
            if named:
                table = next(
                    (self.tables[key] for key in named if self.tables[key].has_row(row)), self.tables[named[0]]
                )
                self._scroll_to(table)
                table.setFocus(Qt.FocusReason.OtherFocusReason)
                if row:
                    table.open_row(row, field)
            elif name in self.editors:
                self._scroll_to(self.editors[name])
                self.editors[name].setFocus(Qt.FocusReason.OtherFocusReason)
            elif layout.key in self.views:
                self.views[layout.key].setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def hits(self, text: str) -> Sequence[Hit]:
        """The fields and tables of this record that a text means: an item number of the paper form, or words."""
        return [
            Hit(
                f"{place.item}. {place.label}" if place.item else place.label,
                place.section,
                "edit",
                lambda place=place: self.go_to(place.target, "", place.column),  # type: ignore[misc]
            )
            for place in record_places.find(self._places, text)
        ]

    # What others put into the head

    def add_badge(self, key: str, text: str, kind: str = "neutral", run: Callable[[], object] | None = None) -> None:
        """A badge of another room for the person shown (see `RecordHeader.add_badge`); gone when somebody else is."""
        self.header.add_badge(key, text, kind, run)

    def set_actions(self, actions: Sequence[Action]) -> None:
        """What «Việc…» in the head offers."""
        self.header.set_actions(actions)

    def show_due(self, text: str, kind: str, action: Action | None) -> None:
        """The next thing that is due for this person, or nothing."""
        self.banner.show_text(text, kind, action)

    # Saving

    def changes(self) -> dict[str, str]:
        """The fields that differ from what is saved."""
        filled = [grid for key, grid in self._grids.items() if key not in self._stale]
        now = {name: text for grid in filled for name, text in grid.texts().items()}
        return {name: text for name, text in now.items() if text != self._baseline.get(name, "")}

    @property
    def is_dirty(self) -> bool:
        """Whether anything typed here is not saved."""
        return bool(self.changes()) or any(table.is_editing for table in self.tables.values())

    def save(self) -> bool:
        """Save what was changed; tells whether all of it was saved."""
        for table in self.tables.values():
            if table.is_editing and not table.save():
                return False
        changed = self.changes()
        if self.uid is None or not changed:
            return True
        # The draft goes first: after the save every page reads again, and a second commit would wait for them here.
        self._drop_draft()
        if not self._write(self.uid, changed):
            self._keep_draft()
            return False
        uid = self.uid
        self.open(uid)
        self.saved.emit(uid)
        return True

    def _write(self, uid: str, changed: dict[str, str]) -> bool:
        try:
            records.save(
                self._context.workspace,
                StaffMember,
                uid,
                changed,
                baseline=self._baseline,
                title=self.tr("Sửa hồ sơ {}").format(self._baseline["full_name"]),
                wait=0.2,
            )
        except Rejected as error:
            self._show_problems(error.problems)
            return False
        except Conflict as error:
            self._show_problems(
                [
                    Problem(c.field, self.tr("Hiện đã là «{}».").format(c.theirs), severity="warning")
                    for c in error.clashes
                ],
                str(error),
            )
            # Told once; who saves again has seen the other value and means this one.
            self._baseline = {**self._baseline, **{c.field: c.theirs for c in error.clashes}}
            return False
        except UserError as error:
            self._context.tell(str(error), "danger")
            return False
        return True

    def revert(self) -> None:
        """Put back what is saved."""
        self._drop_draft()
        if self.uid is not None:
            self.open(self.uid)

    def leave(self) -> bool:
        """Before another record: asks once what becomes of changes. False keeps the clerk here."""
        if not self.is_dirty:
            return True
        match self.ask(self, self.tr("hồ sơ {}").format(self._baseline.get("full_name", ""))):
            case Leave.SAVE:
                return self.save()
            case Leave.DISCARD:
                self.revert()
                return True
        return False

    # Parts

    @property
    def _may_write(self) -> bool:
        return self._context.rights.may_edit and self.day is None

    def _show_controls(self) -> None:
        for control in (self.revert_button, self.save_button, self._state):
            control.setVisible(self._may_write)
        for layout in self._layouts:
            if layout.key in self._built:
                self._show_controls_of(layout)

    def _show_controls_of(self, layout: SectionLayout) -> None:
        for editor in self._grids[layout.key].editors.values() if layout.key in self._grids else ():
            editor.set_read_only(not self._may_write)
        for each in layout.tables:
            self.tables[each.key].set_read_only(not self._may_write)
        if layout.key in self.views:
            self.views[layout.key].set_read_only(not self._may_write)

    def _build(self, layout: SectionLayout) -> None:
        if layout.view:
            self.views[layout.key] = self._made_view(layout.view)
            self._built[layout.key] = self.views[layout.key]
        else:
            content = QWidget()
            grid = [self._make_grid(layout)] if layout.fields or layout.has_own_fields else []
            content.setLayout(column(*grid, *map(self._make_table, layout.tables), None, space=theme.L))
            self._built[layout.key] = Scroll(content)
        self._stack.addWidget(self._built[layout.key])
        self._stale.add(layout.key)
        self._show_controls_of(layout)

    def _made_view(self, view: str) -> View:
        if view == TIMELINE:
            timeline = TimelinePanel(self._context)
            timeline.opened.connect(self._open_span)
            return timeline
        made = AttachmentsPanel(self._context) if view == PAPERS else ChangeHistory(self._context)
        made.saved.connect(self._table_saved)
        return made

    def _make_grid(self, layout: SectionLayout) -> FormGrid:
        grid = FormGrid(columns=2)
        catalogue, headings = self._context.workspace.catalogue, dict(layout.headings)
        own = catalogue.own_fields(StaffMember) if layout.has_own_fields else {}
        for name in (*layout.fields, *own):
            field = catalogue.fields(StaffMember)[name]
            if name in headings:
                grid.add_heading(headings[name])
            editor = grid.add(self._editor(field), wide=isinstance(field, LongText) or name in WIDE)
            self.editors[name] = editor
            editor.edited.connect(self._edited)
            editor.committed.connect(self._bound(editor))
        grid.history_asked.connect(self._show_past_values)
        self._grids[layout.key] = grid
        return grid

    def _editor(self, field: Field) -> Editor:
        if isinstance(field, Code) and field.list == "province":
            return editor_for(field, lambda: record_places.province_options(self._context.workspace.catalogue))
        return editor_for(field)

    def _make_table(self, layout: TableLayout) -> SheetTable:
        table = SheetTable(self._context, layout, "mentee" if "mentee" in layout.entity.fields else "staff")
        table.saved.connect(self._table_saved)
        table.editing_changed.connect(self._tell_state)
        self.tables[layout.key] = table
        return table

    def _scroll_to(self, widget: QWidget) -> None:
        scroll = self._stack.currentWidget()
        if isinstance(scroll, Scroll):
            QTimer.singleShot(0, lambda: scroll.ensureWidgetVisible(widget, 0, theme.L))

    def _fill(self, key: str) -> None:
        """Let a section show who is shown; the others wait until they come to the front."""
        if key not in self._stale or self.uid is None or self._shown is None:
            return
        self._stale.discard(key)
        if key in self._grids:
            self._grids[key].set_texts(self._baseline)
        if key in self.views:
            self.views[key].show_person(self.uid)
        for each in next(s for s in self._layouts if s.key == key).tables:
            self.tables[each.key].show_rows(self.uid, self._shown.tables[each.entity.__name__])

    def _open_span(self, entity: str, uid: str) -> None:
        """A thing on the axis: its row in this record, or the room that keeps it."""
        if any(uid == each.uid for each in (self._shown.tables.get(entity, ()) if self._shown else ())):
            self.go_to(entity, uid)
        elif entity == "MentoringAssignment":
            self._context.go("mentoring", uid)

    # Values before

    def _ask_past_values(self) -> None:
        """The values before, of the field that has the focus."""
        editor = next((e for e in self.editors.values() if e.input.hasFocus()), None)
        if editor is not None:
            self._show_past_values(editor, editor.mapToGlobal(QPoint(0, editor.height())))

    def _show_past_values(self, editor: Editor, place: QPoint) -> None:
        menu = self.past_values_menu(editor)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def past_values_menu(self, editor: Editor) -> PastValues:
        """The last values of a field before this one; choosing one types it, to be saved like anything typed."""
        past = changes.past_values(self._context.workspace, self.uid, editor.field.name) if self.uid else []
        return PastValues(past, (lambda text: self._retype(editor, text)) if self._may_write else None, self)

    def _retype(self, editor: Editor, text: str) -> None:
        editor.set_text(text)
        editor.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self._check(editor)
        self._edited()

    def _bound(self, editor: Editor) -> Callable[[], None]:
        return lambda: self._check(editor)

    def _check(self, editor: Editor) -> None:
        """The message under a field, as soon as the field is left."""
        message = editor.check()
        editor.set_message(message or None)
        if not message:
            say_doubts(editor, self.editors, self._context.workspace.catalogue)
        self._tell_state()

    def _show_problems(self, problems: list[Problem], told: str = "") -> None:
        first = next((p.field for p in problems if p.field), "")
        self.go_to(first)
        for grid in self._grids.values():
            grid.show_problems([p for p in problems if p.field in grid.editors])
        if first in self.editors:
            self.editors[first].input.setFocus(Qt.FocusReason.OtherFocusReason)
        told = told or self.tr("Chưa lưu: còn {} chỗ cần sửa, ghi ngay dưới ô.").format(len(problems))
        self._context.tell(told, "warning")

    def _mark_sections(self) -> None:
        assert self._shown is not None
        catalogue = self._context.workspace.catalogue.fields(StaffMember)
        for layout in self._layouts:
            if layout.view:
                continue
            asked = [n for n in layout.fields if catalogue[n].item or catalogue[n].required] or list(layout.fields)
            filled = sum(bool(self._baseline.get(name)) for name in asked)
            rows = sum(any(map(_in(t), self._shown.tables[t.entity.__name__])) for t in layout.tables)
            of = len(asked) + len(layout.tables)
            state = "complete" if filled + rows == of else "empty" if not filled + rows else "partial"
            self.sections.set_state(layout.key, state, self.tr("Có {} trên {} mục").format(filled + rows, of))

    def _table_saved(self) -> None:
        """A table wrote a row: read all anew, and leave what is typed elsewhere as it is."""
        if self.uid is not None:
            kept = self.changes()
            self.open(self.uid)
            for key, grid in self._grids.items():
                if grid.editors.keys() & kept.keys():
                    self._fill(key)
            for name, text in kept.items():
                self.editors[name].set_text(text)
            self.saved.emit(self.uid)
            self._tell_state()

    # Drafts

    def _edited(self) -> None:
        self._quiet.start()
        self._tell_state()

    def _tell_state(self) -> None:
        count = len(self.changes()) + sum(table.is_editing for table in self.tables.values())
        self._state.setText(
            self.tr("{} thay đổi chưa lưu").format(count) if count else self.tr("Không có thay đổi chưa lưu")
        )
        self.save_button.setEnabled(bool(count))
        self.revert_button.setEnabled(bool(count))
        self.unsaved.emit(count)

    def _keep_draft(self) -> None:
        changed = self.changes()
        if self.uid is not None and changed and not self._context.workspace.database.writing:
            person.keep_draft(self._context.workspace, f"StaffMember:{self.uid}", changed)

    def _drop_draft(self) -> None:
        self._quiet.stop()
        self._draft.show_text("")
        if self.uid is not None and not self._context.workspace.database.writing:
            person.forget_draft(self._context.workspace, f"StaffMember:{self.uid}")

    def _offer_draft(self) -> None:
        kept = person.draft(self._context.workspace, f"StaffMember:{self.uid}") if self._may_write else None
        self._draft.show_text("")
        if kept is None:
            return
        texts, at = kept
        self._draft.show_text(
            self.tr("Có {} ô đã nhập lúc {} mà chưa lưu.").format(
                len(texts), at.astimezone().strftime("%H:%M ngày %d/%m/%Y")
            ),
            "info",
            Action(self.tr("Lấy lại"), lambda: self._take_draft(texts)),
        )

    def _take_draft(self, texts: dict[str, str]) -> None:
        for layout in self._layouts:
            if set(layout.fields) & texts.keys():
                self.show_section(layout.key)
        for name, text in texts.items():
            if name in self.editors:
                self.editors[name].set_text(text)
        self._draft.show_text("")
        self._tell_state()


def _in(layout: TableLayout) -> Callable[[person.TableRow], bool]:
    """Whether a row stands in a table."""
    return lambda row: layout.holds(row.texts)
