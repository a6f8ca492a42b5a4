"""The record of one person: header, sections, fields with their messages under them, tables, and views of its life."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.biography import Attachment
from desktop.domain.dates import show_day
from desktop.domain.errors import Conflict, Problem, Rejected, UserError
from desktop.domain.organisation import Decision
from desktop.domain.staff import StaffMember
from desktop.services import attachments, changes, person, records
from desktop.storage.audit import Changes
from desktop.ui import record_places, theme
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor
from desktop.ui.finder import Finder, Hit
from desktop.ui.history_sheet import SheetTable
from desktop.ui.past_values import PastValues
from desktop.ui.photo import pixmap_of
from desktop.ui.questions import Leave, ask_to_save
from desktop.ui.record_doubts import say_doubts
from desktop.ui.record_draft import DraftBand
from desktop.ui.record_header import RecordHeader
from desktop.ui.record_section import RecordSection
from desktop.ui.record_sections import PAPERS, SectionLayout, TableLayout, seen, tables
from desktop.ui.section_list import Section, SectionList
from desktop.ui.widgets import Banner, ElidedLabel, button, column, row


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
        self.parts: dict[str, RecordSection] = {}  # the sections that have been made, by their key
        self._shown: person.Person | None = None
        self.header = RecordHeader()
        self.header.day_chosen.connect(self.set_day)
        self.header.photo_clicked.connect(lambda: self.show_section(PAPERS))
        self.banner = Banner()
        self.draft = DraftBand(context, self.changes, self._take_draft)
        self._as_at = Banner()
        self.layouts = seen(context.workspace.catalogue)
        self._places = record_places.places(self.layouts, context.workspace.catalogue)
        self.sections = SectionList([Section(s.key, s.title) for s in self.layouts])
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
        whole = column(self.header, self.banner, self._as_at, self.draft, body, foot, space=theme.S)
        whole.setStretch(4, 1)
        self.setLayout(whole)
        for keys, run in ((QKeySequence.StandardKey.Save, self.save), ("Ctrl+H", self._ask_past_values)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
            shortcut.activated.connect(run)
        self._show_controls()
        self.show_section(self.layouts[0].key)

    @property
    def editors(self) -> dict[str, Editor]:
        """The editors made so far, by the name of their field."""
        return {name: editor for part in self.parts.values() for name, editor in part.editors.items()}

    @property
    def tables(self) -> dict[str, SheetTable]:
        """The tables made so far, by their key."""
        return {key: table for part in self.parts.values() for key, table in part.tables.items()}

    # Opening

    def open(self, uid: str) -> None:
        """Show a person, as at the chosen day. Raises UserError when the record is gone."""
        workspace = self._context.workspace
        found = person.load(workspace, uid, tables(self.layouts), self.day)
        texts = {**found.texts, **(changes.values_on(workspace, uid, self.day) if self.day else {})}
        self.uid, self._shown, self._baseline = uid, found, texts
        self.header.show_person(found, pixmap_of(attachments.photo(workspace, uid)))
        for part in self.parts.values():
            part.is_stale = True
        self._fill(self.sections.key)
        self._mark_sections()
        self.draft.offer(uid, may_write=self._may_write)
        self._tell_state()
        self.opened.emit(uid)

    def concerns(self, done: Changes) -> bool:
        """Whether an operation wrote records of a kind that is shown here."""
        return done.touches(StaffMember, Attachment, Decision, *tables(self.layouts))

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
        layout = next((s for s in self.layouts if s.key == key), self.layouts[0])
        if layout.key not in self.parts:
            self._make(layout)
        self._stack.setCurrentWidget(self.parts[layout.key])
        if self.sections.key != layout.key:
            self.sections.choose(layout.key)
        self._fill(layout.key)

    def go_to(self, name: str, row: str = "", field: str = "") -> None:
        """Open the section of a field, of a kind of record or a view, and put the focus there; of a kind of record also
        one row by its uid, at one of its fields.
        """
        for layout in self.layouts:
            named = [t.key for t in layout.tables if name in (t.key, t.entity.__name__)]
            if name not in layout.fields and not named and name != layout.key:
                continue
            self.show_section(layout.key)
            part = self.parts[layout.key]
            if named:
                table = next(
                    (part.tables[key] for key in named if part.tables[key].has_row(row)), part.tables[named[0]]
                )
                part.scroll_to(table)
                table.setFocus(Qt.FocusReason.OtherFocusReason)
                if row:
                    table.open_row(row, field)
            elif name in part.editors:
                part.scroll_to(part.editors[name])
                part.editors[name].setFocus(Qt.FocusReason.OtherFocusReason)
            elif part.view is not None:
                part.view.setFocus(Qt.FocusReason.OtherFocusReason)
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

    def add_badge(
        self, key: str, text: str, kind: str = "neutral", run: Callable[[], object] | None = None, *, tip: str = ""
    ) -> None:
        """A badge of another room for the person shown (see `RecordHeader.add_badge`); gone when somebody else is."""
        self.header.add_badge(key, text, kind, run, tip=tip)

    def set_actions(self, actions: Sequence[Action]) -> None:
        """What «Việc…» in the head offers."""
        self.header.set_actions(actions)

    def show_due(self, text: str, kind: str, action: Action | None) -> None:
        """The next thing that is due for this person, or nothing."""
        self.banner.show_text(text, kind, action)

    # Saving

    def changes(self) -> dict[str, str]:
        """The fields that differ from what is saved."""
        now = {name: text for part in self.parts.values() for name, text in part.texts().items()}
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
        self.draft.drop()
        if not self._write(self.uid, changed):
            self.draft.keep()
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
        """Put back what is saved, in fields and tables."""
        self.draft.drop()
        for table in self.tables.values():
            table.drop_row()
            table.close_form()
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
        for part in self.parts.values():
            part.set_read_only(not self._may_write)

    def _make(self, layout: SectionLayout) -> None:
        part = RecordSection(self._context, layout)
        part.edited.connect(self._edited)
        part.committed.connect(self._check)
        part.saved.connect(self._table_saved)
        part.editing_changed.connect(self._tell_state)
        part.past_asked.connect(self._show_past_values)
        part.span_opened.connect(self._open_span)
        part.set_read_only(not self._may_write)
        self.parts[layout.key] = part
        self._stack.addWidget(part)

    def _fill(self, key: str) -> None:
        """Let a section show who is shown; the others wait until they come to the front."""
        part = self.parts.get(key)
        if part is not None and part.is_stale and self.uid is not None and self._shown is not None:
            part.show_person(self.uid, self._shown, self._baseline)

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

    def _check(self, editor: Editor) -> None:
        """The message under a field, as soon as the field is left."""
        message = editor.check()
        editor.set_message(message or None)
        if message:
            self.parts[self.sections.key].scroll_to(editor)  # with the line that has just come under it
        else:
            say_doubts(editor, self.editors, self._context.workspace.catalogue)
        self._tell_state()

    def _show_problems(self, problems: list[Problem], told: str = "") -> None:
        first = next((p.field for p in problems if p.field), "")
        self.go_to(first)
        for part in self.parts.values():
            if part.grid is not None:
                part.grid.show_problems([p for p in problems if p.field in part.editors])
        if first in self.editors:
            self.editors[first].input.setFocus(Qt.FocusReason.OtherFocusReason)
        told = told or self.tr("Chưa lưu: còn {} chỗ cần sửa, ghi ngay dưới ô.").format(len(problems))
        self._context.tell(told, "warning")

    def _mark_sections(self) -> None:
        assert self._shown is not None
        catalogue = self._context.workspace.catalogue.fields(StaffMember)
        for layout in self.layouts:
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
            for key, part in self.parts.items():
                if part.editors.keys() & kept.keys():
                    self._fill(key)
            editors = self.editors
            for name, text in kept.items():
                editors[name].set_text(text)
            self.saved.emit(self.uid)
            self._tell_state()

    # What is typed

    def _edited(self) -> None:
        self.draft.touch()
        self._tell_state()

    def _tell_state(self) -> None:
        count = len(self.changes()) + sum(table.is_editing for table in self.tables.values())
        self._state.setText(
            self.tr("{} thay đổi chưa lưu").format(count) if count else self.tr("Không có thay đổi chưa lưu")
        )
        self.save_button.setEnabled(bool(count))
        self.revert_button.setEnabled(bool(count))
        self.unsaved.emit(count)

    def _take_draft(self, texts: dict[str, str]) -> None:
        for layout in self.layouts:
            if set(layout.fields) & texts.keys():
                self.show_section(layout.key)
        editors = self.editors
        for name in editors.keys() & texts.keys():
            editors[name].set_text(texts[name])
        self.draft.show_text("")
        self._tell_state()


def _in(layout: TableLayout) -> Callable[[person.TableRow], bool]:
    """Whether a row stands in a table."""
    return lambda row: layout.holds(row.texts)
