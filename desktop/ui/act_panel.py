"""The short form of an act: what is decided, about whom, by which paper; what it would change is shown before."""

from collections.abc import Mapping, Sequence
from copy import copy

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.domain.consequences import Draft
from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.fields import Field, LongText, Reference
from desktop.services import acts, pay_proposal, person
from desktop.services.acts import Line, Preview, Request
from desktop.ui import theme
from desktop.ui.choice_input import Option
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Banner, Card, Scroll, button, column, label, row

_PAPER, _PERSON = "decision.", "person."


class ActPanel(Card):
    """`done(decision uid)` after an act was written, `closed` when the panel goes without one."""

    done = Signal(str)
    closed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._key = ""
        self._people: list[tuple[str, str]] = []  # uid and name
        self._start: dict[str, str] = {}
        self.form = FormGrid(2)
        self._holder = QWidget()
        self._inside = column(self.form, None)
        self._holder.setLayout(self._inside)
        self.warning = Banner("", "warning")
        self.people = label("", "muted", wrap=True)
        self.lines = RowsModel(_line_columns(), parent=self)
        self.sheet = SheetView(self.tr("Những gì sẽ được ghi"))
        self.sheet.setModel(self.lines)
        self.sheet.setFixedHeight(theme.px(132))
        self.sheet.hide()
        self.told = label("", "muted", wrap=True)
        self.problem = label("", "small", tone="danger", wrap=True)
        self.preview_button = button(self.tr("Xem trước"), run=self.preview)
        self.save_button = button(self.tr("Thực hiện"), "primary", run=self.save, tip="Ctrl+S")
        self.pay_button = button(self.tr("Đề xuất xếp lương"), run=self.propose_pay)
        close_button = button(self.tr("Bỏ"), run=self.close_panel, tip="Esc")
        foot = row(self.save_button, self.preview_button, self.pay_button, None, close_button, space=theme.S)
        self.body.addWidget(self.people)
        self.body.addWidget(self.warning)
        self.body.addWidget(Scroll(self._holder), 1)
        self.body.addWidget(self.told)
        self.body.addWidget(self.sheet)
        self.body.addWidget(self.problem)
        self.body.addLayout(foot)

    @property
    def editors(self) -> Mapping[str, Editor]:
        """The editors by name; those of the paper under «decision.…», of somebody new «person.…», per person «uid.…»."""
        return self.form.editors

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not carried out."""
        return bool(self._key) and self.form.texts() != self._start

    def begin(self, key: str, uids: Sequence[str]) -> None:
        """Open the form of an act for some people. Raises UserError for an unknown act or a record that is gone."""
        workspace = self._context.workspace
        asked = acts.form(workspace, key)
        named = {uid: (name, code) for uid, name, code in person.options(workspace, "StaffMember")}
        self._people = [(uid, named[uid][0]) for uid in uids if uid in named]
        self._key = key
        self.set_title(asked.act.title, asked.act.hint)
        fresh = FormGrid(2)
        if asked.person and not self._people:
            fresh.add_heading(self.tr("Người mới"))
            self._add(fresh, asked.person, _PERSON)
        fresh.add_heading(self.tr("Nội dung"))
        self._add(fresh, asked.fields, "")
        if asked.each:
            fresh.add_heading(self.tr("Từng người"))
            for uid, name in self._people:
                self._add(fresh, asked.each, f"{uid}.", name)
        fresh.add_heading(self.tr("Quyết định"))
        self._add(fresh, asked.decision, _PAPER)
        self._inside.removeWidget(self.form)
        self.form.hide()
        self.form.deleteLater()
        self.form = fresh
        self._inside.insertWidget(0, fresh)
        fresh.set_texts(acts.defaults(workspace, key, [uid for uid, _ in self._people]))
        self._start = fresh.texts()
        self.pay_button.setVisible(key in pay_proposal.KEYS and len(self._people) <= 1)
        self._show_people()
        self._forget()
        first = next((e for e in fresh.editors.values() if not e.text()), None)
        if first is not None:
            first.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def request(self) -> Request:
        """The act as typed."""
        texts = self.form.texts()
        each = {
            uid: {name.removeprefix(f"{uid}."): text for name, text in texts.items() if name.startswith(f"{uid}.")}
            for uid, _ in self._people
        }
        prefixes = (_PAPER, _PERSON, *(f"{uid}." for uid, _ in self._people))
        return Request(
            self._key,
            tuple(uid for uid, _ in self._people),
            {name: text for name, text in texts.items() if not name.startswith(prefixes)},
            {name.removeprefix(_PAPER): text for name, text in texts.items() if name.startswith(_PAPER)},
            {uid: told for uid, told in each.items() if told},
            {name.removeprefix(_PERSON): text for name, text in texts.items() if name.startswith(_PERSON)},
        )

    def preview(self) -> Preview | None:
        """Show what the act would write and what speaks against it."""
        try:
            found = acts.preview(self._context.workspace, self.request())
        except Rejected as error:
            self._show_problems(error.problems)
            return None
        except UserError as error:
            self._say(str(error))
            return None
        self._show_problems(found.problems)
        self.lines.set_rows(found.lines)
        self.sheet.setVisible(bool(found.lines))
        state = (
            self.tr("Đã có quyết định: ghi theo giấy tờ.")
            if found.is_decided
            else self.tr("Dự kiến, chưa có quyết định.")
        )
        self.told.setText(f"{state} {self._follow_told(found.follow_ups)}".strip())
        self.told.show()
        return found

    def save(self) -> bool:
        """Carry the act out; tells whether it was."""
        try:
            made = acts.carry_out(self._context.workspace, self.request())
        except Rejected as error:
            self._show_problems(error.problems)
            return False
        except UserError as error:
            self._say(str(error))
            return False
        undo = self._context.undoing()
        if made.findings:
            text = self.tr("Đã ghi theo quyết định; có {} điều khác quy định hôm nay: {}").format(
                len(made.findings), made.findings[0].message
            )
            self._context.tell(text, "warning", undo)
        else:
            self._context.tell(
                self.tr("Đã ghi «{}»; {} việc kéo theo.").format(self.title.text(), len(made.follow_ups)),
                "success",
                undo,
            )
        self._key = ""
        self.done.emit(made.decision_uid)
        return True

    def propose_pay(self) -> None:
        """Fill in the pay that the rules give for what is typed so far, and say why."""
        try:
            found = pay_proposal.propose(self._context.workspace, self.request())
        except UserError as error:
            self._say(str(error))
            return
        for name, text in found.texts.items():
            self.form.editors[name].set_text(text)
        self._forget()
        doubt = "" if found.is_sure else self.tr(" Quy định này chưa đối chiếu văn bản gốc: hãy kiểm tra lại.")
        self.told.setText(self.tr("Xếp lương: {} ({}).{}").format(found.why, found.basis, doubt))
        self.told.show()

    def close_panel(self) -> None:
        """Put the form away; what was typed in it is dropped."""
        self._key = ""
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save()
        else:
            super().keyPressEvent(event)

    def _add(self, grid: FormGrid, fields: Mapping[str, Field], prefix: str, caption: str = "") -> None:
        for name, field in fields.items():
            editor = self._editor(field, f"{prefix}{name}")
            grid.add(editor, wide=isinstance(field, LongText), caption=f"{caption}: {field.label}" if caption else "")
            editor.edited.connect(self._forget)
            editor.committed.connect(lambda editor=editor: editor.set_message(editor.check() or None))

    def _editor(self, field: Field, key: str) -> Editor:
        named = _renamed(field, key)
        if isinstance(field, Reference):
            return editor_for(
                named, lambda: [Option(*each) for each in person.options(self._context.workspace, field.to)]
            )
        return editor_for(named)

    def _show_people(self) -> None:
        names = [name for _uid, name in self._people]
        more = len(names) - 6
        text = ", ".join(names[:6]) + (self.tr(" và {} người khác").format(more) if more > 0 else "")
        self.people.setText(text)
        self.people.setVisible(bool(text))

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        rest = self.form.show_problems(list(problems))
        errors = [p.message for p in rest if p.severity == "error"]
        self._say("\n".join(dict.fromkeys(errors)))
        self.warning.show_text("\n".join(dict.fromkeys(p.message for p in rest if p.severity != "error")), "warning")

    def _follow_told(self, drafts: Sequence[Draft]) -> str:
        if not drafts:
            return self.tr("Không có việc kéo theo.")
        some = "; ".join(
            f"{draft.title}{f' (hạn {show_day(draft.due_on)})' if draft.due_on else ''}" for draft in drafts[:2]
        )
        more = self.tr(" và {} việc khác").format(len(drafts) - 2) if len(drafts) > 2 else ""
        return self.tr("Việc kéo theo: {}{}.").format(some, more)

    def _forget(self) -> None:
        self.sheet.hide()
        self.told.hide()
        self._say("")
        self.warning.show_text("")

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _renamed(field: Field, name: str) -> Field:
    made = copy(field)
    made.name = name
    return made


def _line_columns() -> list[Column]:
    return [
        Column("Họ và tên", weight=1.0, least=110, show=lambda line: line.name, bold=True),
        Column("Việc", width=76, show=lambda line: line.what),
        Column("Nội dung", weight=1.8, least=150, show=_line_text),
    ]


def _line_text(line: Line) -> str:
    days = " – ".join(each for each in (line.starts, line.ends) if each)
    text = f"{line.caption.capitalize()}: {line.text}" if line.text else line.caption.capitalize()
    return f"{text} ({days})" if days else text
