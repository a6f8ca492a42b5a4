"""The record of one person: header, sections, fields with their messages under them, and tables."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from desktop.domain.errors import Conflict, Problem, Rejected, UserError
from desktop.domain.fields import LongText
from desktop.domain.identity import citizen_id_doubts
from desktop.domain.staff import Sex, StaffMember
from desktop.services import person, records
from desktop.ui import theme
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.history_table import HistoryTable
from desktop.ui.questions import Leave, ask_to_save
from desktop.ui.record_sections import SectionLayout, seen, tables
from desktop.ui.section_list import Section, SectionList
from desktop.ui.widgets import Badge, Banner, ElidedLabel, Scroll, button, column, row

DRAFT_AFTER = 1500  # milliseconds of quiet after which what is typed is kept aside


class RecordForm(QWidget):
    """Opens a person by uid. `saved(uid)` after a write; `unsaved(int)` tells how many fields differ."""

    saved = Signal(str)
    unsaved = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.ask = ask_to_save
        self.uid: str | None = None
        self._baseline: dict[str, str] = {}
        self.editors: dict[str, Editor] = {}
        self._grids: dict[str, FormGrid] = {}
        self.tables: dict[str, HistoryTable] = {}
        self._built: dict[str, QWidget] = {}
        self._shown: person.Person | None = None
        self._make_header()
        self._layouts = seen(context.workspace.catalogue)
        self.sections = SectionList([Section(s.key, s.title) for s in self._layouts])
        self.sections.setFixedWidth(theme.px(176))
        self.sections.chosen.connect(self.show_section)
        self._stack = QStackedWidget()
        self._state = ElidedLabel("", "muted")
        self.revert_button = button(self.tr("Bỏ thay đổi"), run=self.revert)
        self.save_button = button(self.tr("Lưu   Ctrl+S"), "primary", run=self.save)
        body = row(self.sections, self._stack, space=theme.M)
        body.setStretch(1, 1)
        foot = row(self._state, None, self.revert_button, self.save_button, space=theme.S)
        whole = column(self._header, self.banner, self._draft, body, foot, space=theme.S)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
        shortcut.activated.connect(self.save)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(DRAFT_AFTER)
        self._quiet.timeout.connect(self._keep_draft)
        for control in (self.revert_button, self.save_button, self._state):
            control.setVisible(context.rights.may_edit)
        self.show_section(self._layouts[0].key)

    # Opening

    def open(self, uid: str) -> None:
        """Show a person. Raises UserError when the record is gone."""
        found = person.load(self._context.workspace, uid, tables(self._layouts))
        self.uid, self._shown, self._baseline = uid, found, dict(found.texts)
        self._fill_header(found)
        for grid in self._grids.values():
            grid.set_texts(self._baseline)
        for name, table in self.tables.items():
            table.show_rows(uid, found.tables[name])
        self._mark_sections()
        self._offer_draft()
        self._tell_state()

    def show_section(self, key: str) -> None:
        """Bring a section to the front; its editors are made the first time."""
        layout = next((s for s in self._layouts if s.key == key), self._layouts[0])
        if layout.key not in self._built:
            self._build(layout)
        self._stack.setCurrentWidget(self._built[layout.key])
        if self.sections.key != layout.key:
            self.sections.choose(layout.key)

    def go_to(self, name: str, row: str = "", field: str = "") -> None:
        """Open the section of a field or of a kind of record, and put the focus there; of a kind of record also one
        row by its uid, at one of its fields.
        """
        for layout in self._layouts:
            if name in layout.fields or any(name == t.entity.__name__ for t in layout.tables):
                self.show_section(layout.key)
                target = self.editors.get(name) or self.tables.get(name)
                if target is not None:
                    target.setFocus(Qt.FocusReason.OtherFocusReason)
                if row and name in self.tables:
                    self.tables[name].open_row(row, field)
                return

    # Saving

    def changes(self) -> dict[str, str]:
        """The fields that differ from what is saved."""
        now = {name: editor.text() for name, editor in self.editors.items()}
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

    def _make_header(self) -> None:
        self._avatar = Initials()
        self._name = ElidedLabel("", "title")
        self._line = ElidedLabel("", "muted")
        self._badges = row(space=theme.XS)
        names = column(self._name, self._line, space=0)
        self._header = QWidget()
        head = row(self._avatar, names, self._badges, space=theme.M)
        head.setStretch(1, 1)
        self._header.setLayout(head)
        self.banner = Banner()
        self._draft = Banner()

    def _fill_header(self, found: person.Person) -> None:
        name = found.texts["full_name"]
        self._avatar.show_name(name)
        self._name.setText(name)
        parts = (found.texts["staff_code"], found.title, found.post, found.department)
        self._line.setText(" · ".join(part for part in parts if part))
        while item := self._badges.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for text, kind in ((found.party, "accent"), (found.status, "neutral")):
            if text:
                self._badges.addWidget(Badge(text, kind))

    def show_due(self, text: str, kind: str, action: Action | None) -> None:
        """The next thing that is due for this person, or nothing."""
        self.banner.show_text(text, kind, action)

    def _build(self, layout: SectionLayout) -> None:
        parts: list[QWidget] = []
        if layout.fields:
            grid = FormGrid(columns=2)
            catalogue = self._context.workspace.catalogue.fields(StaffMember)
            for name in layout.fields:
                editor = grid.add(editor_for(catalogue[name]), wide=isinstance(catalogue[name], LongText))
                self.editors[name] = editor
                editor.edited.connect(self._edited)
                editor.committed.connect(self._bound(editor))
            if layout is self._layouts[-1]:
                for name, field in self._context.workspace.catalogue.own_fields(StaffMember).items():
                    self.editors[name] = grid.add(editor_for(field))
                    self.editors[name].edited.connect(self._edited)
            grid.set_texts(self._baseline)
            for each in grid.editors.values():
                if not self._context.rights.may_edit:
                    each.set_read_only(True)
            self._grids[layout.key] = grid
            parts.append(grid)
        for made in layout.tables:
            owner = "staff" if "staff" in made.entity.fields else "mentee"
            table = HistoryTable(self._context, made, owner)
            table.saved.connect(self._table_saved)
            table.editing_changed.connect(self._tell_state)
            self.tables[made.entity.__name__] = table
            if self._shown is not None and self.uid is not None:
                table.show_rows(self.uid, self._shown.tables[made.entity.__name__])
            parts.append(table)
        content = QWidget()
        content.setLayout(column(*parts, None, space=theme.L))
        self._built[layout.key] = Scroll(content)
        self._stack.addWidget(self._built[layout.key])

    def _bound(self, editor: Editor) -> Callable[[], None]:
        return lambda: self._check(editor)

    def _check(self, editor: Editor) -> None:
        """The message under a field, as soon as the field is left."""
        message = editor.check()
        editor.set_message(message or None)
        if not message and editor.field.name in ("citizen_id", "birth_date", "sex"):
            self._check_identity()
        self._tell_state()

    def _check_identity(self) -> None:
        editor = self.editors.get("citizen_id")
        if editor is None or editor.check():
            return
        fields = self._context.workspace.catalogue.fields(StaffMember)
        values: dict[str, Any] = {}
        for name in ("citizen_id", "birth_date", "sex"):
            try:
                values[name] = fields[name].read(self.editors[name].text())
            except UserError:
                values[name] = None
        sex, born = values["sex"], values["birth_date"]
        provinces = frozenset(
            row.extra.get("cccd_prefix", "") for row in self._context.workspace.catalogue.list("province_old")
        )
        doubts = citizen_id_doubts(
            values["citizen_id"],
            None if sex is None else sex is Sex.FEMALE,
            born.first if born else None,
            provinces - {""},
        )
        editor.set_message("\n".join(doubts) or None, "warning")

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
        for layout in self._layouts:
            filled = sum(bool(self._baseline.get(name)) for name in layout.fields)
            rows = sum(bool(self._shown.tables[t.entity.__name__]) for t in layout.tables)
            of = len(layout.fields) + len(layout.tables)
            state = "complete" if filled + rows == of else "empty" if not filled + rows else "partial"
            self.sections.set_state(layout.key, state, self.tr("Có {} trên {} mục").format(filled + rows, of))

    def _table_saved(self) -> None:
        if self.uid is not None:
            kept = self.changes()
            self.open(self.uid)
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
        kept = person.draft(self._context.workspace, f"StaffMember:{self.uid}")
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


class Initials(QWidget):
    """The initials of a person on a coloured disc, where no photo is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str) -> None:
        """Given name first, as people are called: Nguyễn Văn Đức gives ĐN."""
        words = name.split()
        self._text = (words[-1][:1] + (words[0][:1] if len(words) > 1 else "")).upper() if words else ""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(48), theme.px(48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.soft("accent"))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        painter.setPen(theme.colour("accent"))
        painter.setFont(theme.font(12, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
