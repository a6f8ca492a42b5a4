"""One line of the training plan: what it is, who was put down for it, and the next step of each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.training import DEGREE_KINDS, Enrolment, EnrolmentState, PlanState, TrainingLine
from desktop.domain.workflow import Move
from desktop.services import training, training_views
from desktop.services.training_views import Choosable, LineRow, StudentRow
from desktop.ui import theme, training_rows
from desktop.ui.candidate_list import CandidateList, Entry
from desktop.ui.chips import Flow
from desktop.ui.context import Context
from desktop.ui.editors import editor_for
from desktop.ui.facts import Fact, FactGrid
from desktop.ui.inline_form import InlineForm, Texts
from desktop.ui.latest import Latest
from desktop.ui.rows_model import RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Badge, ElidedLabel, button, column, label, row

E = EnrolmentState
_SEND = ("decision_no", "decision_on", "starts_on", "planned_end_on")
_FREE = (PlanState.DRAFT, PlanState.COLLECTING, PlanState.CONSOLIDATED)


class LinePanel(QWidget):
    """`changed` when something was written; `editing(uid)` asks for the form of the line itself."""

    changed = Signal()
    editing = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.row: LineRow | None = None
        self._year = 0
        self._plan_state: PlanState | None = None
        self.title = ElidedLabel("", "title")
        self.line = ElidedLabel("", "muted")
        self.badge = Badge()
        self.facts = FactGrid()
        self.send_button = button(self.tr("Cử người"), "primary", icon="add", run=self.begin_enrol, tip="Ctrl+Enter")
        self.edit_button = button(self.tr("Sửa dòng"), icon="edit", run=self._edit)
        self.cancel_button = button(self.tr("Hủy dòng"), run=self.begin_cancel)
        self.remove_button = button(self.tr("Xóa dòng"), icon="delete", run=self._remove)
        self.model = RowsModel(training_rows.people_columns(), key=lambda s: s.uid, parent=self)
        self.sheet = SheetView(self.tr("Người của dòng kế hoạch"))
        self.sheet.setModel(self.model)
        self.sheet.set_sortable()
        self.sheet.set_empty(self.tr("Chưa có ai. «Cử người» để chọn một hay nhiều người."))
        self.sheet.selectionModel().selectionChanged.connect(lambda *_: self._show_moves())
        self.sheet.opened.connect(lambda _index: self._open_record())
        self.people_head = label(self.tr("Người được cử"), "strong")
        self.moves_head = label("", "small", wrap=True)
        self.moves = Flow()
        self.form = InlineForm()
        self.form.done.connect(self._on_done)
        self.form.closed.connect(self._on_closed)
        self._asking = Latest(context, self)
        self._asking.answered.connect(self._show_people)
        self._people: CandidateList | None = None
        self._told: list[str] = []
        self._said = self._named = ""
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(column(self.title, self.line, space=0), self.badge, space=theme.S)
        head.setStretch(0, 1)
        self.tools = Flow(self.send_button, self.edit_button, self.cancel_button, self.remove_button)
        self._list = QWidget()
        inner = column(self.people_head, self.sheet, space=theme.XS)
        inner.setStretch(1, 1)
        self._list.setLayout(inner)
        self._foot = QFrame()
        self._foot.setProperty("role", "foot")
        foot = column(self.moves_head, self.moves, space=theme.XS)
        foot.setContentsMargins(0, theme.S, 0, 0)
        self._foot.setLayout(foot)
        self.facts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        whole = column(head, self.facts, self.tools, self._list, self.form, self._foot, space=theme.M)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    # Showing

    @property
    def key(self) -> str:
        """What line is shown; empty for none."""
        return self.row.key if self.row else ""

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed or chosen that is not saved."""
        return self.form.is_dirty or bool(self._people and self._people.uids)

    def show_line(self, shown: LineRow, year: int, plan_state: PlanState | None) -> None:
        """Show a line of the plan of a year, or a course outside it."""
        if shown.key != self.key:
            self.form.close_form()
        self.row, self._year, self._plan_state = shown, year, plan_state
        self.title.setText(shown.title)
        self.line.setText(" · ".join(p for p in (shown.kind_label, shown.institution) if p and p != shown.title))
        texts = training_views.line_texts(self._context.workspace, shown.uid) if shown.uid else {}
        self._show_badge(shown)
        self.facts.set_facts(
            [
                Fact(self.tr("Dự kiến") if shown.uid else self.tr("Từ"), shown.period, wide=True),
                Fact(self.tr("Số người"), training_rows.counts_told(shown.counts), wide=True),
                Fact(self.tr("Người, khoa"), shown.who, wide=True),
                Fact(self.tr("Lý do"), texts.get("reason", ""), wide=True),
                Fact(self.tr("Lý do hủy"), texts.get("cancel_reason", ""), "danger", wide=True),
                Fact(self.tr("Dự toán"), _money(shown.planned_money), wide=True),
                Fact(self.tr("Đã chi"), _money(shown.spent), wide=True),
            ]
        )
        is_open = bool(shown.uid) and not shown.is_cancelled and plan_state is not PlanState.CLOSED
        self.send_button.setVisible(is_open)
        self.edit_button.setVisible(is_open)
        self.remove_button.setVisible(is_open and plan_state in _FREE and not shown.counts.sent)
        self.cancel_button.setVisible(is_open and plan_state not in _FREE)
        self.model.set_rows(training_views.students(self._context.workspace, shown, year))
        self.people_head.setText(self.tr("Người được cử ({})").format(len(self.model.rows())))
        self._show_moves()

    def _show_badge(self, shown: LineRow) -> None:
        if shown.is_cancelled:
            self.badge.show_as(self.tr("Đã hủy"), "danger")
        elif not shown.uid:
            self.badge.show_as(self.tr("Ngoài kế hoạch"), "warning")
        elif shown.counts.planned and shown.counts.done >= shown.counts.planned:
            self.badge.show_as(self.tr("Đủ"), "success")
        else:
            self.badge.show_as(self.tr("Trong kế hoạch"), "neutral")

    def chosen(self) -> list[StudentRow]:
        """The people selected in the list."""
        found = [self.model.row_at(index) for index in self.sheet.selectionModel().selectedRows()]
        return [student for student in found if student is not None]

    def _show_moves(self) -> None:
        self.moves.clear()
        chosen = self.chosen()
        states = {student.state for student in chosen}
        self._foot.setVisible(bool(chosen) and self.form.isHidden())
        if not chosen:
            return
        who = chosen[0].name if len(chosen) == 1 else self.tr("{} người").format(len(chosen))
        if len(states) > 1:
            self.moves_head.setText(self.tr("{}: chọn những người cùng trạng thái để ghi một lần.").format(who))
            return
        details = (chosen[0].paper, chosen[0].note) if len(chosen) == 1 else ()
        self.moves_head.setText(". ".join(part for part in (who, *details) if part))
        for place, move in enumerate(chosen[0].moves):
            role = "danger" if move.target in _BAD else "" if place else "primary"
            self.moves.add(button(move.label, role, run=self._opener(move)))
        if len(chosen) == 1:
            self.moves.add(button(self.tr("Mở hồ sơ"), "link", run=self._open_record))

    # Doing

    def begin_enrol(self) -> None:
        """Open the form to put people down for this line."""
        shown = self._row()
        fields = self._fields(Enrolment)
        texts = training_views.line_texts(self._context.workspace, shown.uid)
        self._people = people = CandidateList(self.tr("Tìm người đi học"), many=True)
        people.chosen.connect(lambda _uid: self._tell_chosen())
        approved = self._plan_state is PlanState.APPROVED
        note = (
            self.tr("Có số và ngày quyết định: ghi là đã cử đi; để trống: đã duyệt, chờ cử.")
            if approved
            else self.tr("Có số và ngày quyết định: ghi là đã cử đi; để trống: đề xuất.")
        )
        self._ask(
            self.tr("Cử người: {}").format(shown.title),
            [fields[name] for name in _SEND],
            self.tr("Cử người"),
            lambda typed: training.enrol(self._context.workspace, shown.uid, people.uids, typed),
            texts={"starts_on": texts["planned_from"], "planned_end_on": texts["planned_to"]},
            note=note,
            extra=people,
        )
        self._named = texts["staff"]
        workspace = self._context.workspace
        self._asking.ask(lambda: training_views.choosable(workspace, shown.uid))

    def begin_move(self, move: Move) -> None:
        """Open the short form of a step for the people selected."""
        chosen = self.chosen()
        many = len(chosen) > 1
        fields = self._fields(Enrolment)
        asks = [n for n in move.asks if not (many and n == "diploma_no" and self._row().kind not in DEGREE_KINDS)]
        day = editor_for(fields["state_on"])
        told = {n: t for n, t in chosen[0].texts.items() if n in asks} if not many else {}
        first = chosen[0]
        texts: dict[str, str] = {**told, "state_on": show_day(self._context.today)}
        if move.target in _ENDS and not texts.get("ended_on"):
            texts["ended_on"] = self._end_of(first)
        if move.target is E.RETURNED:
            texts["returned_on"] = show_day(self._context.today)
        if move.target is E.EXTENDED:
            texts["planned_end_on"] = ""
        uids = [student.uid for student in chosen]
        self._ask(
            f"{move.label}: " + (first.name if not many else self.tr("{} người").format(len(chosen))),
            [*(fields[name] for name in asks), day],
            move.label,
            lambda typed: self._advance(uids, move, typed),
            texts=texts,
            captions={"state_on": self.tr("Ngày ghi")},
        )

    def _end_of(self, student: StudentRow) -> str:
        """The planned end where it has come, else today."""
        planned = self._fields(Enrolment)["planned_end_on"].read(student.texts.get("planned_end_on", ""))
        today = self._context.today
        return planned.show() if planned and planned.last <= today else show_day(today)

    def begin_cancel(self) -> None:
        """Open the form that cancels the line."""
        shown = self._row()
        self._ask(
            self.tr("Hủy dòng: {}").format(shown.title),
            [self._fields(TrainingLine)["cancel_reason"]],
            self.tr("Hủy dòng"),
            lambda typed: training.cancel_line(self._context.workspace, shown.uid, typed["cancel_reason"]),
        )

    def _advance(self, uids: Sequence[str], move: Move, typed: Mapping[str, str]) -> Any:
        field = self._fields(Enrolment)["state_on"]
        try:
            on = field.read(typed["state_on"])
        except UserError as error:
            raise Rejected([Problem("state_on", str(error))]) from error
        if on is None:
            raise Rejected([Problem("state_on", self.tr("Chưa nhập ngày ghi."))])
        rest = {name: text for name, text in typed.items() if name != "state_on"}
        return training.advance(self._context.workspace, uids, move.target, on, rest)

    def _ask(self, heading: str, fields: Sequence[Any], do: str, run: Callable[[Texts], Any], **more: Any) -> None:
        def kept(typed: Texts) -> None:
            self._told = [p.message for p in run(typed).findings]

        self._said = heading
        self._foot.hide()
        self._list.setVisible(more.get("extra") is None)
        self.facts.setVisible(more.get("extra") is None)
        self.tools.hide()
        self.form.ask(heading, fields, do, kept, **more)

    def _show_people(self, found: Any) -> None:
        """Those of the line's department first; of a line with a name, that person alone, taken already."""
        if self._people is None:
            return
        who = self._row().who
        if self._named:
            self._people.set_entries([_entry(p) for p in found if p.uid == self._named])
            self._people.take(self._named)
            return
        self._people.set_entries([_entry(p) for p in sorted(found, key=lambda p: not who or who not in p.detail)])

    def _tell_chosen(self) -> None:
        if self._people is not None:
            count = len(self._people.uids)
            self.form.save_button.setText(self.tr("Cử {} người").format(count) if count > 1 else self.tr("Cử người"))

    def _on_done(self) -> None:
        undo = self._context.undoing()
        text = " ".join((self.tr("Đã lưu: {}.").format(self._said), *self._told))
        self._context.tell(text, "warning" if self._told else "success", undo)
        self.changed.emit()

    def _on_closed(self) -> None:
        self._asking.forget()
        self._people = None
        self._list.show()
        self.facts.show()
        self.tools.show()
        self._show_moves()

    def _edit(self) -> None:
        self.editing.emit(self._row().uid)

    def _remove(self) -> None:
        try:
            training.remove_line(self._context.workspace, self._row().uid)
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        undo = self._context.undoing()
        self._context.tell(self.tr("Đã xóa dòng {}.").format(self._row().title), "success", undo)
        self.changed.emit()

    def _open_record(self) -> None:
        if chosen := self.chosen():
            self._context.go("staff", (chosen[0].staff_uid, "Enrolment"))

    def _opener(self, move: Move) -> Callable[[], None]:
        return lambda: self.begin_move(move)

    def _fields(self, entity: Any) -> Mapping[str, Any]:
        return self._context.workspace.catalogue.fields(entity)

    def _row(self) -> LineRow:
        assert self.row is not None
        return self.row


def _entry(person: Choosable) -> Entry:
    return Entry(person.uid, person.name, person.detail, person.note, person.why, warns=bool(person.note))


def _money(money: training_views.Money) -> str:
    if not money.total:
        return ""
    parts = training_rows.purses_told(money)
    whole = training_rows.money_told(money.total)
    return f"{whole} ({parts})" if " · " in parts else parts


_ENDS = (E.COMPLETED, E.NOT_COMPLETED, E.DROPPED)
_BAD = (E.NOT_COMPLETED, E.DROPPED, E.CANCELLED, E.REJECTED, E.BREACHED)
