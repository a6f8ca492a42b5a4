"""A table of one kind of record: its rows, and under them the form in which one is added or changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Conflict, Problem, Rejected, UserError
from desktop.domain.fields import Day, Exact, Field, Flag, LongText, Money, PartialDay, Reference, Whole
from desktop.domain.record import Record
from desktop.services import person, records, row_decision
from desktop.services.person import TableRow
from desktop.ui import theme
from desktop.ui.choice_input import Option
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.record_sections import BY_DECISION, READ_ONLY, TableLayout
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import ElidedLabel, button, column, label, row

DECISION = "decision"


class HistoryTable(QWidget):
    """Rows of one kind of record: those of one person, or all of them where there is no `owner_field`.

    `saved` after a row was written or removed. At most `tallest` rows are seen without scrolling; buttons of the page
    may join `head`.
    """

    saved = Signal()
    editing_changed = Signal()

    def __init__(self, context: Context, layout: TableLayout, owner_field: str = "", *, tallest: int = 6) -> None:
        super().__init__()
        self._tallest = tallest
        self._context, self._layout, self._owner_field = context, layout, owner_field
        self._owner = ""
        self._uid: str | None = None
        self._baseline: dict[str, str] = {}
        self._model = self._make_model()
        self.sheet = self._make_sheet()
        self.sheet.setModel(self._model)
        self.sheet.set_empty(self.tr("Chưa có dòng nào."))
        self.sheet.opened.connect(self._open_index)
        self.add_button = button(self.tr("Thêm dòng"), icon="add", run=self.begin_new)
        self.edit_button = button(self.tr("Sửa"), icon="edit", run=self._open_current)
        self.remove_button = button(self.tr("Xóa"), icon="delete", run=self._remove)
        self._none = label("", "muted")
        self._may_write = context.rights.refusal(layout.entity) is None and layout.entity not in READ_ONLY
        self.form = FormGrid(columns=2)
        self._editors_made = False
        self._heading = label("", "strong")
        self._problem = label("", "small", tone="danger", wrap=True)
        self.save_button = button(self.tr("Lưu dòng"), "primary", run=self.save)
        self.cancel_button = button(self.tr("Bỏ"), run=self.close_form)
        self.panel = QWidget()
        self.panel.setLayout(
            column(
                self._heading, self.form, self._problem, row(None, self.cancel_button, self.save_button), space=theme.S
            )
        )
        self.panel.hide()
        named = [label(f"{layout.item}.", "small")] if layout.item else []
        self.head = row(
            *named,
            ElidedLabel(layout.title, "strong"),
            self._none,
            None,
            self.add_button,
            self.edit_button,
            self.remove_button,
            space=theme.S,
        )
        self.foot = label("", "small", tone="warning", wrap=True)
        self.foot.hide()
        self.setLayout(column(self.head, self.sheet, self.foot, self.panel, space=theme.S))
        self.set_read_only(False)

    # What a table that is worked like a sheet does in another way

    def _make_model(self) -> RowsModel:
        return RowsModel(self._columns(), key=lambda r: r.uid, parent=self)

    def _make_sheet(self) -> SheetView:
        return SheetView(self._layout.title)

    def _columns(self) -> list[Column]:
        fields = self._context.workspace.catalogue.fields(self._layout.entity)
        widest = 100 if self._owner_field else 146
        found = [_column(fields[name], name, n == 0, widest) for n, name in enumerate(self._layout.columns)]
        if self._owner_field and DECISION in fields:
            found.append(
                Column(
                    fields[DECISION].label,
                    least=72,
                    spare=self._layout.entity not in BY_DECISION,
                    show=lambda r: r.texts.get(DECISION, ""),
                )
            )
        return found

    # Rows

    def show_rows(self, owner: str, rows: Sequence[TableRow]) -> None:
        """Show the rows of a person (or of everybody, the owner being empty); an open form is closed.

        Of a person, the rows that stand in this table, in the order of the paper: the newest last.
        """
        if self.is_editing and owner == self._owner:
            self._update_rows(rows)  # another table was saved: what is typed here stays
            return
        self._owner = owner
        self.close_form()
        self._update_rows(rows)

    def _update_rows(self, rows: Sequence[TableRow]) -> None:
        shown = [each for each in reversed(rows) if self._layout.holds(each.texts)] if self._owner_field else list(rows)
        self._model.set_rows(shown)
        self._fit_sheet()
        if self._owner_field:
            self.sheet.scrollToBottom()
        doubts = [message for each in shown for message in each.marks.values()]
        self.foot.setText("\n".join(dict.fromkeys(doubts)))
        self.foot.setVisible(bool(doubts))

    @property
    def entity(self) -> type[Record]:
        """The kind of record whose rows stand here."""
        return self._layout.entity

    @property
    def count(self) -> int:
        """How many rows are shown."""
        return len(self._model.rows())

    def has_row(self, uid: str) -> bool:
        """Whether the row with a uid is shown here."""
        return any(each.uid == uid for each in self._model.rows())

    def current_uid(self) -> str | None:
        """The record of the current row."""
        found = self._model.row_at(self.sheet.currentIndex())
        return found.uid if found is not None else None

    def set_read_only(self, read_only: bool) -> None:
        """Only show, or let write what the user may write."""
        self._is_open = self._may_write and not read_only
        for control in (self.add_button, self.edit_button, self.remove_button):
            control.setVisible(self._is_open)

    @property
    def is_editing(self) -> bool:
        """Whether a row is open with text that is not saved."""
        return not self.panel.isHidden() and self._texts() != self._baseline

    def begin_new(self) -> None:
        """Open the form for a new row."""
        self._open(None, self._preset())

    def open_row(self, uid: str, field: str = "") -> None:
        """Open the form on a row, at a field where it has that one."""
        try:
            texts = records.load(self._context.workspace, self._layout.entity, uid)
            if DECISION in self._layout.fields:
                texts |= row_decision.texts(self._context.workspace, texts.get(DECISION, ""))
            self._open(uid, texts)
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        at = f"{row_decision.PREFIX}number" if field == DECISION else field
        if at in self.form.editors:
            self.form.editors[at].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> bool:
        """Save the open row; tells whether it was saved."""
        texts = self._texts()
        decision = {name: text for name, text in texts.items() if name.startswith(row_decision.PREFIX)}
        typed: dict[str, object] = {name: text for name, text in texts.items() if name not in decision}
        changed = any(text != self._baseline.get(name, "") for name, text in decision.items())
        title = self._title(self._uid)
        try:
            self._write(self._uid, typed, self._baseline, title, decision if changed else None)
        except Rejected as error:
            self._show_problems(error.problems)
            return False
        except Conflict as error:
            self._show_problems([Problem(c.field, f"Hiện là «{c.theirs}»", severity="warning") for c in error.clashes])
            self._problem.setText(str(error))
            # Told once; who saves again has seen the other value and means this one.
            self._baseline = {**self._baseline, **{c.field: c.theirs for c in error.clashes}}
            return False
        except UserError as error:
            self._problem.setText(str(error))
            return False
        self.close_form()
        self.saved.emit()
        self._context.tell(self.tr("Đã lưu: {}.").format(title), "success")
        return True

    def close_form(self) -> None:
        """Put the form away; what was typed in it is dropped."""
        self._uid, self._baseline = None, {}
        focused = self.focusWidget()
        if focused is not None and self.panel.isAncestorOf(focused):
            self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        self.panel.hide()
        self._fit_sheet()
        self.editing_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.panel.isHidden():
            self.close_form()
        elif event.matches(QKeySequence.StandardKey.Save) and not self.panel.isHidden():
            self.save()
        else:
            super().keyPressEvent(event)

    def _write(
        self,
        uid: str | None,
        typed: Mapping[str, object],
        baseline: Mapping[str, str],
        title: str,
        decision: Mapping[str, str] | None = None,
    ) -> str:
        """Write a row as one step: what differs from the baseline, or a new one that belongs to the person."""
        owned = (
            {self._owner_field: self._owner} if uid is None and self._owner_field in self._layout.entity.fields else {}
        )
        return records.save(
            self._context.workspace,
            self._layout.entity,
            uid,
            {**typed, **owned},
            baseline=baseline if uid else None,
            title=title,
            wait=0.2,
            decision=decision,
        )

    def _title(self, uid: str | None) -> str:
        return f"{self.tr('Sửa') if uid else self.tr('Thêm')} {self._layout.entity.caption}"

    def _preset(self) -> dict[str, str]:
        """What stands in a new row from the beginning."""
        found = {n: f.show(f.default) for n, f in self._fields().items() if f.default is not None}
        if self._layout.only is not None:
            name, wanted = self._layout.only
            found[name] = next((each.label for each in wanted if each), "") if len(wanted) < 3 else ""
        return found

    def _fit_sheet(self) -> None:
        """As high as its rows; while a row is being edited a long list makes room for the form."""
        most = self._tallest if self.panel.isHidden() else min(self._tallest, 6)
        height = self.sheet.verticalHeader().defaultSectionSize()
        self.sheet.setFixedHeight(height * (min(max(self._model.rowCount(), 1), most) + 1) + 4)
        self.sheet.scrollTo(self.sheet.currentIndex())

    def _open(self, uid: str | None, texts: Mapping[str, str]) -> None:
        self._make_editors()
        self._uid = uid
        self._heading.setText(self.tr("Sửa dòng") if uid else self.tr("Dòng mới"))
        self._problem.setText("")
        self.form.set_texts(dict(texts))
        for editor in self.form.editors.values():
            editor.set_read_only(not self._is_open)
        self.save_button.setVisible(self._is_open)
        self._baseline = self._texts()
        self.panel.show()
        self._fit_sheet()
        next(iter(self.form.editors.values())).input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editing_changed.emit()

    def _make_editors(self) -> None:
        """Editors are made when the first row is opened: a page of ten tables opens at once."""
        if self._editors_made:
            return
        for field in self._fields().values():
            self._add_editor(self.editor(field))
        if DECISION in self._layout.fields:
            self.form.add_heading(self.tr("Quyết định"))
            for field in row_decision.fields(self._context.workspace):
                self._add_editor(editor_for(field))
        self._editors_made = True

    def _add_editor(self, editor: Editor) -> None:
        self.form.add(editor, wide=isinstance(editor.field, LongText))
        editor.committed.connect(self._check)
        editor.edited.connect(self.editing_changed)

    def editor(self, field: Field) -> Editor:
        """The editor for a field of a row; references offer what a row of this person can point at."""
        if not isinstance(field, Reference):
            return editor_for(field)
        return editor_for(field, self._options(field.to))

    def _options(self, to: str) -> Callable[[], list[Option]]:
        return lambda: [Option(*entry) for entry in person.options(self._context.workspace, to, self._owner)]

    def _fields(self) -> dict[str, Field]:
        """The fields of a row, the decision left out: it has a block of its own."""
        known = self._context.workspace.catalogue.fields(self._layout.entity)
        return {name: known[name] for name in self._layout.fields if name != DECISION}

    def _texts(self) -> dict[str, str]:
        return self.form.texts()

    def _check(self) -> None:
        editor = self.sender()
        if isinstance(editor, Editor):
            editor.set_message(editor.check() or None)

    def _show_problems(self, problems: list[Problem]) -> None:
        rest = self.form.show_problems(problems)
        self._problem.setText("\n".join(p.message for p in rest))

    def _open_index(self, index: Any) -> None:
        if (found := self._model.row_at(index)) is not None and found.uid:
            self.open_row(found.uid)

    def _open_current(self) -> None:
        self._open_index(self.sheet.currentIndex())

    def _remove(self) -> None:
        found = self._model.row_at(self.sheet.currentIndex())
        if found is None or not found.uid:
            self._context.tell(self.tr("Hãy chọn dòng cần xóa."), "info")
            return
        try:
            records.remove(self._context.workspace, self._layout.entity, found.uid)
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        self.saved.emit()
        self._context.tell(self.tr("Đã xóa một dòng."), "success", self._context.undoing())


def _column(field: Field, name: str, first: bool, widest: int) -> Column:
    """The column of a field. Where the width is short, text that need not be there gives way first."""
    title = heading_of(field)
    heading = max(64, min(len(title) * 7 + 24, widest))
    is_day, is_number = isinstance(field, (Day, PartialDay)), isinstance(field, (Exact, Whole, Money))
    fixed = 92 if is_day else heading if is_number or isinstance(field, Flag) else 0
    return Column(
        title,
        width=fixed,
        align="right" if is_number else "left",
        show=lambda r: r.texts.get(name, ""),
        sort=(lambda r: _day_key(r.texts.get(name, ""))) if is_day else None,
        tone=lambda r: "warning" if name in r.marks else "",
        tip=lambda r: r.marks.get(name, ""),
        weight=1.7 if first else 1.0,
        least=132 if first else 92,
        spare=not (fixed or first or field.required),
        bold=first and not fixed,
    )


def heading_of(field: Field) -> str:
    """The label of a field, or its shortest other name that is a part of it: «Hệ số» for «Hệ số lương»."""
    parts = [name for name in field.aliases if name.casefold() in field.label.casefold() and len(name) > 2]
    return min([field.label, *parts], key=len)


def _day_key(text: str) -> str | None:
    return "".join(reversed(text.split("/"))) or None
