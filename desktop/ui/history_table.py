"""A table of one kind of record: its rows, and under them the form in which one is added or changed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Conflict, Problem, Rejected, UserError
from desktop.domain.fields import Day, Exact, Flag, LongText, PartialDay, Reference, Whole
from desktop.services import person, records
from desktop.ui import theme
from desktop.ui.choice_input import Option
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.record_sections import TableLayout
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import button, column, label, row


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
        fields = context.workspace.catalogue.fields(layout.entity)
        self._model = RowsModel(
            [_column(fields[name], name, n == 0, 86 if owner_field else 146) for n, name in enumerate(layout.columns)],
            key=lambda r: r.uid,
            parent=self,
        )
        self.sheet = SheetView(layout.title)
        self.sheet.setModel(self._model)
        self.sheet.set_empty(self.tr("Chưa có dòng nào."))
        self.sheet.opened.connect(self._open_index)
        self.add_button = button(self.tr("Thêm dòng"), icon="add", run=self.begin_new)
        self.edit_button = button(self.tr("Sửa"), icon="edit", run=self._open_current)
        self.remove_button = button(self.tr("Xóa"), icon="delete", run=self._remove)
        self._may_write = context.rights.refusal(layout.entity) is None
        for control in (self.add_button, self.edit_button, self.remove_button):
            control.setVisible(self._may_write)
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
        self.head = row(
            label(layout.title, "strong"), None, self.add_button, self.edit_button, self.remove_button, space=theme.S
        )
        self.setLayout(column(self.head, self.sheet, self.panel, space=theme.S))

    def show_rows(self, owner: str, rows: Any) -> None:
        """Show the rows of a person (or of everybody, the owner being empty); an open form is closed."""
        self._owner = owner
        self.close_form()
        self._model.set_rows(list(rows))
        self._fit_sheet()

    def current_uid(self) -> str | None:
        """The record of the current row."""
        found = self._model.row_at(self.sheet.currentIndex())
        return found.uid if found is not None else None

    @property
    def is_editing(self) -> bool:
        """Whether a row is open with text that is not saved."""
        return not self.panel.isHidden() and self._texts() != self._baseline

    def begin_new(self) -> None:
        """Open the form for a new row."""
        self._open(None, {n: f.show(f.default) for n, f in self._fields().items() if f.default is not None})

    def open_row(self, uid: str, field: str = "") -> None:
        """Open the form on a row, at a field where it has that one."""
        try:
            self._open(uid, records.load(self._context.workspace, self._layout.entity, uid))
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        if field in self.form.editors:
            self.form.editors[field].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> bool:
        """Save the open row; tells whether it was saved."""
        typed: dict[str, object] = dict(self._texts())
        if self._uid is None and self._owner_field:
            typed[self._owner_field] = self._owner
        workspace = self._context.workspace
        title = f"{self.tr('Sửa') if self._uid else self.tr('Thêm')} {self._layout.entity.caption}"
        try:
            records.save(
                workspace,
                self._layout.entity,
                self._uid,
                typed,
                baseline=self._baseline if self._uid else None,
                title=title,
                wait=0.2,
            )
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
        self._baseline = self._texts()
        self.panel.show()
        self._fit_sheet()
        next(iter(self.form.editors.values())).input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editing_changed.emit()

    def _make_editors(self) -> None:
        """Editors are made when the first row is opened: a page of ten tables opens at once."""
        if self._editors_made:
            return
        for name in self._layout.fields:
            field = self._fields()[name]
            editor = self.form.add(self._editor(field), wide=isinstance(field, LongText))
            editor.committed.connect(self._check)
            editor.edited.connect(self.editing_changed)
        self._editors_made = True

    def _editor(self, field: Any) -> Editor:
        if not isinstance(field, Reference):
            return editor_for(field)
        workspace, to = self._context.workspace, field.to
        return editor_for(field, lambda: [Option(*entry) for entry in person.options(workspace, to)])

    def _fields(self) -> dict[str, Any]:
        return {n: self._context.workspace.catalogue.fields(self._layout.entity)[n] for n in self._layout.fields}

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
        if (found := self._model.row_at(index)) is not None and self._may_write:
            self.open_row(found.uid)

    def _open_current(self) -> None:
        self._open_index(self.sheet.currentIndex())

    def _remove(self) -> None:
        found = self._model.row_at(self.sheet.currentIndex())
        if found is None:
            self._context.tell(self.tr("Hãy chọn dòng cần xóa."), "info")
            return
        try:
            records.remove(self._context.workspace, self._layout.entity, found.uid)
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        self.saved.emit()
        database = self._context.workspace.database
        self._context.tell(self.tr("Đã xóa một dòng."), "success", Action(self.tr("Hoàn tác"), database.undo))


def _column(field: Any, name: str, first: bool, widest: int) -> Column:
    heading = max(86, min(len(field.label) * 7 + 20, widest))
    fixed = 92 if isinstance(field, (Day, PartialDay)) else heading if isinstance(field, (Exact, Whole, Flag)) else 0
    return Column(
        field.label,
        width=fixed,
        align="right" if isinstance(field, (Exact, Whole)) else "left",
        show=lambda r: r.texts.get(name, ""),
        sort=(lambda r: _day_key(r.texts.get(name, ""))) if isinstance(field, (Day, PartialDay)) else None,
        weight=1.7 if first else 1.0,
        bold=first,
    )


def _day_key(text: str) -> str | None:
    return "".join(reversed(text.split("/"))) or None
