"""One assignment: who and since when, the written comments, the techniques of a turn, and what can be done with it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.mentoring import (
    PARTY_KINDS,
    MentoringAssignment,
    MentoringKind,
    MentoringReview,
    MentoringState,
    TechniqueLevel,
    TechniqueTransfer,
)
from desktop.domain.workflow import Move
from desktop.services import mentoring, mentoring_views
from desktop.services.mentoring_views import AssignmentView
from desktop.ui import theme
from desktop.ui.assign_form import Asking, entries, load_told
from desktop.ui.bars import Bar, BarList
from desktop.ui.candidate_list import CandidateList
from desktop.ui.chips import Flow
from desktop.ui.context import Action, Context
from desktop.ui.facts import Fact, FactGrid
from desktop.ui.inline_form import InlineForm, Texts
from desktop.ui.technique_ladder import TechniqueLadder
from desktop.ui.widgets import Badge, Banner, ElidedLabel, Scroll, button, column, label, row

K, S = MentoringKind, MentoringState
_REVIEW = ("period", "review_on", "rating", "is_signed", "tasks_done", "points_to_note", "recommendation")
_FEW = 4
_STATES = {S.PROPOSED: "info", S.ACTIVE: "accent", S.COMPLETED: "neutral", S.REPLACED: "neutral", S.STOPPED: "neutral"}


class AssignmentPanel(QWidget):
    """`changed(uid)` when something was written; `uid` is then the assignment to show."""

    changed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.view: AssignmentView | None = None
        self.title = ElidedLabel("", "title")
        self.line = ElidedLabel("", "muted")
        self.badge = Badge()
        self.open_button = button(self.tr("Mở hồ sơ"), "link", run=self._open_record)
        self.banner = Banner()
        self.facts = FactGrid()
        self.days = BarList()
        self.reviews_head = label(self.tr("Nhận xét"), "strong")
        self.reviews = QVBoxLayout()
        self.reviews.setSpacing(theme.XS)
        self.review_button = button(self.tr("Thêm nhận xét"), icon="add", run=self.begin_review)
        self.techniques_head = label(self.tr("Kỹ thuật chuyển giao"), "strong")
        self.techniques = QVBoxLayout()
        self.techniques.setSpacing(theme.XS)
        self.ladders: list[TechniqueLadder] = []
        self.technique_button = button(self.tr("Thêm kỹ thuật"), icon="add", run=self.begin_technique)
        self.days_button = button(self.tr("Ghi số ngày"), icon="edit", run=self.begin_days)
        self.moves = Flow()
        self.form = InlineForm()
        self.form.done.connect(self._on_done)
        self.form.closed.connect(self._on_closed)
        self._asking = Asking(context, self)
        self._asking.answered.connect(self._show_candidates)
        self._people: CandidateList | None = None
        self._made = self._heading = ""
        self._told: list[str] = []
        self._lay_out()

    def _lay_out(self) -> None:
        names = column(self.title, self.line, space=0)
        aside = column(row(None, self.badge), row(None, self.open_button), space=2)
        head = row(names, aside, space=theme.S)
        head.setStretch(0, 1)
        self._turn = QWidget()
        turn_head = row(self.techniques_head, None, self.days_button, self.technique_button, space=theme.S)
        self._turn.setLayout(column(self.days, turn_head, self.techniques, space=theme.S))
        self._comments = QWidget()
        self._comments.setLayout(column(row(self.reviews_head, None, self.review_button), self.reviews, space=theme.S))
        content = QWidget()
        content.setLayout(column(self.facts, self._turn, self._comments, None, space=theme.L))
        self._content = Scroll(content)
        foot = QFrame()
        foot.setProperty("role", "foot")
        inner = column(self.moves)
        inner.setContentsMargins(0, theme.S, 0, 0)
        foot.setLayout(inner)
        self._foot = foot
        whole = column(head, self.banner, self._content, self.form, foot, space=theme.S)
        whole.setStretch(2, 1)
        self.banner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(whole)

    # Showing

    @property
    def uid(self) -> str:
        """The assignment that is shown; empty for none."""
        return self.view.row.uid if self.view else ""

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.form.is_dirty

    def open(self, uid: str) -> None:
        """Show an assignment. Raises UserError when it is gone."""
        found = mentoring_views.assignment(self._context.workspace, uid)
        if uid != self.uid:
            self.form.close_form()
        self.view = found
        self._show_head(found)
        self._show_facts(found)
        self._show_turn(found)
        self._show_reviews(found)
        self._show_moves(found)

    def _show_head(self, view: AssignmentView) -> None:
        shown = view.row
        self.title.setText(shown.who)
        if shown.kind is K.ROTATION:
            self.line.setText(self.tr("Luân phiên tại {}").format(shown.partner))
        else:
            self.line.setText(self.tr("{} · {}").format(shown.kind.label, shown.mentor))
        self.badge.show_as(shown.state.label, _STATES[shown.state])
        worst = min(shown.problems, key=lambda p: p.severity != "error", default=None)
        if worst is None:
            self.banner.show_text("")
            return
        kind = "danger" if worst.severity == "error" else "warning"
        replace = next((m for m in view.moves if m.target is S.REPLACED), None)
        action = None
        if worst.code in ("left", "away") and worst.field == "mentor" and replace is not None and shown.mentee:
            action = Action(self.tr("Thay người"), lambda: self.begin_move(replace))
        elif worst.code == "review":
            action = Action(self.tr("Thêm nhận xét"), self.begin_review)
        self.banner.show_text(" ".join(p.message for p in shown.problems), kind, action)

    def _show_facts(self, view: AssignmentView) -> None:
        shown, texts = view.row, view.texts
        party = shown.kind in PARTY_KINDS
        paper = " ngày ".join(part for part in (texts["decision_no"], texts["decision_on"]) if part)
        due = shown.review_due
        tone = "" if due is None else "danger" if due < self._context.today else ""
        self.facts.set_facts(
            [
                Fact(self.tr("Từ ngày"), show_day(shown.since)),
                Fact(self.tr("Đến ngày"), show_day(shown.ended_on)),
                Fact(self.tr("Dự kiến đến"), show_day(shown.planned_end_on) if not shown.ended_on else ""),
                Fact(self.tr("Hạn nhận xét"), show_day(due), tone),
                Fact(
                    self.tr("Người hướng dẫn"),
                    f"{shown.mentor} ({load_told(shown.load, shown.kind)})" if shown.mentee else "",
                    wide=True,
                ),
                Fact(
                    self.tr("Nghị quyết") if party else self.tr("Quyết định"), paper or self.tr("chưa ghi"), wide=True
                ),
                Fact(self.tr("Khoa, phòng"), shown.department, wide=True),
                Fact(self.tr("Chi bộ"), shown.cell, wide=True),
                Fact(self.tr("Chuyên khoa"), texts["specialty"], wide=True),
                Fact(self.tr("Cùng công tác từ"), texts["together_since"] if party else "", wide=True),
                Fact(self.tr("Lý do kết thúc"), texts["end_reason"], wide=True),
                Fact(self.tr("Ghi chú"), texts["note"], wide=True),
            ]
        )

    def _show_turn(self, view: AssignmentView) -> None:
        self._turn.setVisible(view.turn is not None)
        if view.turn is None:
            return
        turn = view.turn
        words = self.tr("{} / {} ngày").format(turn.total, turn.least)
        self.days.set_bars([Bar(self.tr("Ngày làm việc"), turn.total, turn.least, text=words)])
        told = self.tr("Lượt này {} ngày; theo lịch đã có {} ngày làm việc; cả các lượt {} ngày.")
        self.days.setToolTip(told.format(turn.days, turn.calendar, turn.total))
        _clear(self.techniques)
        active = view.row.state is S.ACTIVE
        self.ladders = []
        for technique in view.techniques:
            ladder = TechniqueLadder(technique, can_change=active)
            ladder.raised.connect(self._raise)
            self.ladders.append(ladder)
            self.techniques.addWidget(ladder)
        if not self.ladders:
            self.techniques.addWidget(label(self.tr("Chưa ghi kỹ thuật nào."), "muted"))
        self.technique_button.setVisible(active)
        self.days_button.setVisible(active)

    def _show_reviews(self, view: AssignmentView) -> None:
        asked = view.row.kind is not K.ROTATION or bool(view.reviews)
        self._comments.setVisible(asked)
        _clear(self.reviews)
        for review in view.reviews:
            head = label(self.tr("Kỳ {} · {}").format(review.period, show_day(review.on)))
            parts: list[QWidget | None] = [head, None]
            if review.rating:
                parts.append(Badge(review.rating, _RATINGS.get(review.rating, "neutral")))
            if not review.is_signed:
                parts.append(Badge(self.tr("chưa ký"), "warning"))
            line = QWidget()
            line.setLayout(column(row(*parts), label(review.text, "muted", wrap=True), space=0))
            self.reviews.addWidget(line)
        if not view.reviews:
            self.reviews.addWidget(label(self.tr("Chưa có nhận xét nào."), "muted"))
        self.review_button.setVisible(view.row.state is S.ACTIVE)

    def _show_moves(self, view: AssignmentView) -> None:
        self.moves.clear()
        for move in view.moves:
            if move.target is S.REPLACED and not view.row.mentee:
                continue
            self.moves.add(button(move.label, _ROLES.get(move.target, ""), run=self._opener(move)))
        self._foot.setVisible(bool(view.moves) and self.form.isHidden())

    def _open_record(self) -> None:
        shown = self._view().row
        self._context.go("staff", (shown.mentee_uid or shown.mentor_uid, "MentoringAssignment"))

    # Doing

    def begin_review(self) -> None:
        """Open the form for a written comment of the period that is due."""
        view = self._view()
        fields = self._context.workspace.catalogue.fields(MentoringReview)
        texts = {"period": view.next_period, "review_on": show_day(self._context.today), "is_signed": "Có"}
        self._ask(
            self.tr("Nhận xét của {}").format(view.row.mentor),
            [fields[name] for name in _REVIEW],
            self.tr("Lưu nhận xét"),
            lambda typed: mentoring.add_review(self._context.workspace, view.row.uid, typed),
            texts=texts,
        )

    def begin_technique(self) -> None:
        """Open the form for a technique."""
        view = self._view()
        fields = self._context.workspace.catalogue.fields(TechniqueTransfer)
        self._ask(
            self.tr("Kỹ thuật chuyển giao cho {}").format(view.row.partner),
            [fields[name] for name in ("name", "level", "trainees")],
            self.tr("Thêm kỹ thuật"),
            lambda typed: mentoring.put_technique(self._context.workspace, view.row.uid, None, typed),
            texts={"level": TechniqueLevel.OBSERVED.label},
        )

    def begin_days(self) -> None:
        """Open the form for the days really worked."""
        view = self._view()
        fields = self._context.workspace.catalogue.fields(MentoringAssignment)
        calendar = view.turn.calendar if view.turn else 0
        self._ask(
            self.tr("Số ngày làm việc thực tế của lượt"),
            [fields["working_days"]],
            self.tr("Lưu số ngày"),
            lambda typed: mentoring.set_days(self._context.workspace, view.row.uid, typed),
            texts={"working_days": str(view.turn.days or calendar) if view.turn else ""},
            note=self.tr("Theo lịch đã có {} ngày làm việc.").format(calendar),
        )

    def begin_move(self, move: Move) -> None:
        """Open the short form of a step."""
        view = self._view()
        fields = self._context.workspace.catalogue.fields(MentoringAssignment)
        probationer = view.row.kind is K.PROBATIONER
        asks = [name for name in move.asks if name != "handover_comment_done" or probationer]
        today = show_day(self._context.today)
        texts = {"ended_on": today, "assigned_on": view.texts["assigned_on"], "handover_comment_done": "Không"}
        if move.target is S.COMPLETED:
            texts["end_reason"] = _REASONS.get(view.row.kind, "")
        if move.target is S.REPLACED:
            self._begin_replace(asks, texts)
            return
        self._ask(
            self.tr("{}: {}").format(move.label, view.row.who),
            [fields[name] for name in asks],
            move.label,
            self._mover(move, view.row.uid),
            texts=texts,
            captions={"end_reason": self.tr("Lý do, kết quả")},
        )

    def _begin_replace(self, asks: list[str], texts: Texts) -> None:
        view, fields = self._view(), self._context.workspace.catalogue.fields(MentoringAssignment)
        self._people = people = CandidateList(self.tr("Tìm người hướng dẫn mới"))
        people.chosen.connect(lambda _uid: self.form.form.show_problems([]))
        self._ask(
            self.tr("Thay người hướng dẫn của {}").format(view.row.who),
            [fields[name] for name in (*asks, "decision_no", "decision_on")],
            self.tr("Thay người"),
            lambda typed: self._replace(view.row.uid, people.uid, typed),
            texts=texts,
            extra=people,
            captions={"ended_on": self.tr("Từ ngày"), "decision_no": self.tr("Số nghị quyết")},
        )
        mentee = view.row.mentee_uid
        self._asking.about(view.row.kind, mentee, self._context.today, view.row.uid)

    def _ask(self, heading: str, fields: Sequence[Any], do: str, run: Callable[[Texts], Any], **more: Any) -> None:
        self._foot.hide()
        self.banner.hide()
        self._made = ""

        def kept(typed: Texts) -> None:
            made = run(typed)
            self._made = made.uid if more.get("extra") is not None else ""  # who replaces is shown next
            self._told = [p.message for p in made.findings]

        self._heading = heading
        self.form.ask(heading, fields, do, kept, **more)
        # A list of people, or a long form, needs the room.
        self._content.setVisible(more.get("extra") is None and len(fields) <= _FEW)

    def _mover(self, move: Move, uid: str) -> Callable[[Texts], Any]:
        def run(typed: Texts) -> Any:
            workspace = self._context.workspace
            if move.target is S.ACTIVE:
                return mentoring.confirm(workspace, uid, typed)
            on = self._day(typed, "ended_on")
            handover = typed.get("handover_comment_done", "") == "Có"
            made = mentoring.end(workspace, uid, move.target, on, typed.get("end_reason", ""), handover)
            return mentoring.Outcome(uid, made.findings)

        return run

    def _replace(self, uid: str, mentor: str, typed: Texts) -> Any:
        on = self._day(typed, "ended_on")
        if not mentor:
            raise Rejected([Problem("mentor", self.tr("Chưa chọn người hướng dẫn mới."), "mentor.required")])
        return mentoring.replace(
            self._context.workspace,
            uid,
            mentor,
            on,
            typed["end_reason"],
            typed.get("handover_comment_done", "") == "Có",
            {name: typed[name] for name in ("decision_no", "decision_on")},
        )

    def _day(self, typed: Texts, name: str) -> date:
        field = self._context.workspace.catalogue.fields(MentoringAssignment)[name]
        try:
            day = field.read(typed[name])
        except UserError as error:
            raise Rejected([Problem(name, str(error))]) from error
        if day is None:
            raise Rejected([Problem(name, self.tr("Chưa nhập {}.").format(field.label), f"{name}.required")])
        found: date = day
        return found

    def _raise(self, technique: str, level: object) -> None:
        view = self._view()
        assert isinstance(level, TechniqueLevel)
        try:
            mentoring.put_technique(self._context.workspace, view.row.uid, technique, {"level": level.label})
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        self._say(self.tr("Mức đạt: {}.").format(level.label.lower()))
        self.changed.emit(view.row.uid)

    def _opener(self, move: Move) -> Callable[[], None]:
        return lambda: self.begin_move(move)

    def _on_done(self) -> None:
        self._say(self.tr("Đã lưu: {}.").format(self._heading), self._told)
        self.changed.emit(self._made or self.uid)

    def _on_closed(self) -> None:
        self._asking.forget()
        self._people = None
        self._content.show()
        self.banner.setVisible(bool(self.banner.text.text()))
        self._foot.setVisible(self.view is not None and bool(self.view.moves))

    def _say(self, text: str, findings: Sequence[str] = ()) -> None:
        undo = self._context.undoing()
        self._context.tell(" ".join((text, *findings)), "warning" if findings else "success", undo)

    def _show_candidates(self, found: Any) -> None:
        if self._people is not None and self.view is not None:
            mine = self.view.row.mentor_uid
            self._people.set_entries([e for e in entries(found, self.view.row.kind) if e.uid != mine])

    def _view(self) -> AssignmentView:
        assert self.view is not None
        return self.view


def _clear(layout: QVBoxLayout) -> None:
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


_ROLES: dict[object, str] = {S.ACTIVE: "primary", S.STOPPED: "danger"}
_RATINGS = {"Tiến bộ rõ": "success", "Đạt": "neutral", "Chậm": "warning", "Không đạt": "danger"}
_REASONS = {
    K.SYMPATHISER: "Đã kết nạp",
    K.PROBATIONER: "Đã công nhận chính thức",
    K.PRACTICE: "Hoàn thành thực hành",
    K.ROTATION: "Hoàn thành lượt luân phiên",
}
