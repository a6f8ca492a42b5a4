"""A new assignment: what kind, for whom, and the people who may be asked with what bars the others."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.mentoring import PARTY_KINDS, MentoringAssignment, MentoringKind
from desktop.services import mentoring, mentoring_views, person
from desktop.services.mentoring import Candidate
from desktop.ui import theme
from desktop.ui.candidate_list import CandidateList, Entry
from desktop.ui.chips import ChipBar
from desktop.ui.choice_input import Option
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.latest import Latest
from desktop.ui.snug import Snug
from desktop.ui.widgets import button, column, label, row

K = MentoringKind
KINDS = (K.SYMPATHISER, K.PROBATIONER, K.PRACTICE, K.ROTATION)
_PAPER = ("assigned_on", "decision_no", "decision_on")
_FIELDS = {
    K.SYMPATHISER: ("mentee", *_PAPER),
    K.PROBATIONER: ("mentee", *_PAPER),
    K.PRACTICE: ("mentee", *_PAPER, "planned_end_on", "specialty"),
    K.ROTATION: ("partner_unit", *_PAPER, "planned_end_on", "specialty"),
}


class Asking(Latest):
    """Computes the candidates for an assignment; `answered(candidates)` follows."""

    def about(self, kind: MentoringKind, mentee: str, on: date, without: str | None = None) -> None:
        """Begin. `mentee` is a uid or empty, `without` the uid of an assignment that ends."""
        workspace = self._context.workspace
        self.ask(lambda: mentoring.candidates(workspace, kind, mentee or None, on, without=without))


def kinds_of(context: Context) -> tuple[MentoringKind, ...]:
    """The kinds of assignment that the user may make: without those of the Party where these are closed."""
    return tuple(kind for kind in KINDS if context.rights.sees_party or kind not in PARTY_KINDS)


def entries(candidates: Iterable[Candidate], kind: MentoringKind) -> list[Entry]:
    """Candidates as the list shows them: «đang giúp 1 người»."""
    return [
        Entry(
            uid=c.uid,
            name=c.name,
            detail=" ".join((*c.notes, c.detail)) if c.notes else c.detail,
            aside=load_told(c.load, kind),
            why=" ".join(c.reasons),
            warns=bool(c.notes),
        )
        for c in candidates
    ]


def load_told(load: int, kind: MentoringKind) -> str:
    """How many people somebody helps, in words."""
    if kind is K.ROTATION:
        return "đang luân phiên" if load else ""
    return f"đang giúp {load} người" if load else "chưa giúp ai"


class AssignForm(QWidget):
    """`assigned(uid)` when it was saved, `cancelled` when the clerk thought better of it."""

    assigned = Signal(str)
    cancelled = Signal()
    edited = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._start: dict[str, str] = {}
        self.kinds = ChipBar([(k.value, _CHIPS[k]) for k in kinds_of(context)], self.tr("Loại hướng dẫn"))
        self.kinds.chosen.connect(lambda _key: self._on_kind())
        self.form = FormGrid()
        self.note = label("", "small", wrap=True)
        self.people_label = label(self.tr("Người hướng dẫn"), "strong")
        self.people = CandidateList(self.tr("Tìm người hướng dẫn"))
        self.people.chosen.connect(lambda _uid: self._tell_chosen())
        self.chosen_line = label("", "small", wrap=True)
        self.problem = label("", "small", tone="danger", wrap=True)
        self.save_button = button(self.tr("Phân công"), "primary", run=self.save, tip="Ctrl+S")
        self.cancel_button = button(self.tr("Bỏ"), run=self._cancel, tip="Esc")
        self._asking = Asking(context, self)
        self._asking.answered.connect(self._show_candidates)
        foot = row(None, self.save_button, self.cancel_button, space=theme.S)
        self._place = Snug(self.form)
        self._lines = column(
            label(self.tr("Phân công mới"), "title"),
            self.kinds,
            self._place,
            self.note,
            self.people_label,
            self.people,
            self.chosen_line,
            self.problem,
            foot,
            space=theme.S,
        )
        self._lines.setStretch(5, 1)
        self.setLayout(self._lines)
        self._make_form()
        self._start = self.form.texts()

    @property
    def kind(self) -> MentoringKind:
        """The kind of assignment that is being made."""
        return next(kind for kind in KINDS if kind.value == self.kinds.key)

    @property
    def editors(self) -> dict[str, Editor]:
        """The editors by the name of their field."""
        return self.form.editors

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed or chosen."""
        return bool(self.people.uid) or self.form.texts() != self._start

    def begin(self, kind: MentoringKind = K.SYMPATHISER, mentee: str = "") -> None:
        """An empty form of a kind, for a person where one is named."""
        offered = kinds_of(self._context)
        self.kinds.choose((kind if kind in offered else offered[0]).value)
        self._make_form()
        today = show_day(self._context.today)
        self.form.set_texts({"mentee": mentee, "assigned_on": today})
        self._start = self.form.texts()
        self.people.clear()
        self._say([])
        self._ask()
        first = "decision_no" if mentee else next(iter(self.editors))
        self.editors[first].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> str | None:
        """Make the assignment; its uid, or None with the messages under the fields."""
        if "mentee" in self.editors and (message := self.editors["mentee"].check()):
            self.form.show_problems([Problem("mentee", message)])
            return None
        typed: dict[str, object] = {**self.form.texts(), "kind": self.kind.label, "mentor": self.people.uid}
        try:
            made = mentoring.assign(self._context.workspace, typed)
        except Rejected as error:
            self._say(error.problems)
            return None
        except UserError as error:
            self._say([Problem("", str(error))])
            return None
        self._tell_done(made.findings, bool(typed["decision_no"]))
        self._start = self.form.texts()
        self.people.clear()
        self.assigned.emit(made.uid)
        return made.uid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save()
        else:
            super().keyPressEvent(event)

    def discard(self) -> None:
        """Drop what was typed."""
        self.form.set_texts(self._start)
        self.people.clear()
        self._asking.forget()

    def _cancel(self) -> None:
        self.discard()
        self.cancelled.emit()

    def _on_kind(self) -> None:
        kept = self.form.texts()
        self._make_form()
        self.form.set_texts({**kept, "mentee": "", "partner_unit": ""})
        self._start = {name: "" for name in self.editors} | {"assigned_on": self._start.get("assigned_on", "")}
        self.people.clear()
        self._say([])
        self._ask()

    def _make_form(self) -> None:
        workspace = self._context.workspace
        fields = workspace.catalogue.fields(MentoringAssignment)
        fresh = FormGrid(columns=2)
        kind = self.kind
        paper = self.tr("nghị quyết") if kind in PARTY_KINDS else self.tr("quyết định")
        captions = {"decision_no": self.tr("Số {}").format(paper), "decision_on": self.tr("Ngày {}").format(paper)}
        for name in _FIELDS[kind]:
            options: Callable[[], list[Option]] | None = None
            if name == "mentee":  # read when the list is first asked for: it looks at everybody
                options = cache(lambda: [Option(*entry) for entry in mentoring_views.mentees(workspace, kind)])
            elif name == "partner_unit":
                known = [Option(*entry) for entry in person.options(workspace, "PartnerUnit")]
                options = lambda known=known: known  # noqa: E731
            editor = fresh.add(editor_for(fields[name], options), caption=captions.get(name, ""))
            editor.committed.connect(self._on_committed)
            editor.edited.connect(self._on_edited)
        self._place.put(fresh)
        self.form = fresh
        QWidget.setTabOrder(list(fresh.editors.values())[-1].input, self.people.search)
        is_turn = kind is K.ROTATION
        self.people_label.setText(self.tr("Người đi luân phiên") if is_turn else self.tr("Người hướng dẫn"))
        self.note.setText(self.tr("Chưa có {}: để trống số và ngày, lưu là đề xuất.").format(paper))

    def _on_committed(self) -> None:
        editor = self.sender()
        if not isinstance(editor, Editor):
            return
        editor.set_message(editor.check() or None)
        if editor.field.name in ("mentee", "assigned_on"):
            self._ask()

    def _on_edited(self) -> None:
        editor = self.sender()
        if isinstance(editor, Editor) and editor.field.name == "mentee" and editor.text() and not editor.check():
            self._ask()
        self.edited.emit()

    def _ask(self) -> None:
        mentee = self.editors.get("mentee")
        on = self._day()
        if on is None or (mentee is not None and (not mentee.text() or mentee.check())):
            self._asking.forget()
            self.people.set_entries([])
            self.people.view.setEnabled(False)
            self.chosen_line.setText(
                self.tr("Chọn người được hướng dẫn để xem ai có thể nhận.") if mentee is not None else ""
            )
            return
        self._asking.about(self.kind, mentee.text() if mentee else "", on)

    def _day(self) -> date | None:
        editor = self.editors["assigned_on"]
        try:
            day: date | None = editor.field.read(editor.text())
        except UserError:
            return None
        return day

    def _show_candidates(self, found: Sequence[Candidate]) -> None:
        self.people.view.setEnabled(True)
        self.people.set_entries(entries(found, self.kind))
        fit = sum(c.eligible for c in found)
        if not self.people.uid:
            self.chosen_line.setText(
                self.tr("{} người có thể nhận; những người khác mờ đi, kèm lý do.").format(fit)
                if fit
                else self.tr("Chưa ai đủ điều kiện; lý do ghi dưới từng người.")
            )
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        taken = self.people.entry(self.people.uid)
        if taken is not None:
            words = " · ".join(word for word in (taken.name, taken.aside) if word)
            self._say([])
            self.chosen_line.setText(f"{words}. {taken.why}" if taken.why else words)
        self.edited.emit()

    def _say(self, problems: Sequence[Problem]) -> None:
        rest = self.form.show_problems(list(problems))
        self.problem.setText("\n".join(p.message for p in rest if p.severity == "error" or not self.people.uid))
        self.problem.setVisible(bool(self.problem.text()))
        taken = self.people.entry(self.people.uid)
        if taken is not None and taken.why and self.problem.text():
            self.chosen_line.setText(taken.name)  # what bars is said once

    def _tell_done(self, findings: Sequence[Problem], decided: bool) -> None:
        undo = self._context.undoing()
        taken = self.people.entry(self.people.uid)
        name = taken.name if taken else ""
        said = self.tr("Đã phân công {}.") if decided else self.tr("Đã lưu đề xuất phân công {}.")
        told = said.format(name)
        if findings:
            told += " " + " ".join(p.message for p in findings)
        self._context.tell(told, "warning" if findings else "success", undo)


_CHIPS = {
    K.SYMPATHISER: "Cảm tình Đảng",
    K.PROBATIONER: "Dự bị",
    K.PRACTICE: "Thực hành",
    K.ROTATION: "Luân phiên",
}
