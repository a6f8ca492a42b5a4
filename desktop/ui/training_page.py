"""Đào tạo: the plan of a year, what became of each line, and the people sent."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.organisation import Department
from desktop.domain.staff import StaffMember
from desktop.domain.training import Enrolment, PlanState, TrainingLine, TrainingPlan
from desktop.domain.workflow import Move
from desktop.services import person, training, training_views
from desktop.services.training_views import LineRow, PlanView
from desktop.ui import theme, training_rows
from desktop.ui.candidate_list import CandidateList, Entry
from desktop.ui.chips import ChipBar, Flow
from desktop.ui.choice_input import Option
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.inline_form import InlineForm, Texts
from desktop.ui.latest import Latest
from desktop.ui.line_panel import LinePanel
from desktop.ui.page import ReadingPage
from desktop.ui.questions import Leave, ask_to_save
from desktop.ui.rows_model import CellRole, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.training_overview import Figure, YearOverview
from desktop.ui.widgets import Badge, Card, ElidedLabel, EmptyState, button, column, label, row

_LINE = (
    "kind",
    "topic",
    "institution",
    "study_mode",
    "headcount",
    "staff",
    "department",
    "reason",
    "planned_from",
    "planned_to",
    "cost_state",
    "cost_unit",
    "cost_self",
)
_OUTSIDE = (
    "kind",
    "topic",
    "institution",
    "country",
    "decision_no",
    "decision_on",
    "starts_on",
    "planned_end_on",
    "outside_plan_reason",
    "cost_unit",
)
_READ = (TrainingPlan, TrainingLine, Enrolment, StaffMember, Department)


class TrainingPage(ReadingPage):
    """Years above, the lines of the plan on the left, one line or a form on the right."""

    title = "Đào tạo"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.year = context.today.year
        self.view: PlanView | None = None
        self._stale = self._marking = False
        self._told: list[str] = []
        self._made = self._said = ""
        self.years = ChipBar([], self.tr("Năm kế hoạch"))
        self.years.chosen.connect(lambda key: self.show_year(int(key)))
        self.badge = Badge()
        self.paper = ElidedLabel("", "muted")
        self.moves = Flow()
        self.add_button = button(self.tr("Thêm dòng"), "primary", icon="add", run=self.begin_line, tip="Ctrl+N")
        self.outside_button = button(self.tr("Cử ngoài kế hoạch"), run=self.begin_outside)
        self.figures = [Figure(words) for words in self._captions()]
        self.model = RowsModel(training_rows.columns(), key=lambda r: r.key, parent=self)
        self.sheet = SheetView(self.tr("Các dòng kế hoạch đào tạo"))
        self.sheet.setModel(self.model)
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.panel = LinePanel(context)
        self.panel.changed.connect(self.reload)
        self.panel.editing.connect(self.begin_edit)
        self.form = InlineForm(is_foot=False)
        self.form.done.connect(self._on_done)
        self.form.closed.connect(self._on_closed)
        self._asking = Latest(context, self)
        self._asking.answered.connect(self._show_people)
        self._people: CandidateList | None = None
        self._lay_out()
        self._bind_keys()
        context.changed.connect(self._on_changed)
        self.reload()

    def _captions(self) -> tuple[str, ...]:
        return (self.tr("Kế hoạch"), self.tr("Đã cử"), self.tr("Đang học"), self.tr("Hoàn thành"))

    def _lay_out(self) -> None:
        for each in (self.add_button, self.outside_button):
            each.setVisible(self.context.rights.may_edit)
        tools = row(self.years, self.badge, self.paper, self.outside_button, self.add_button, space=theme.S)
        tools.setStretch(2, 1)
        tools.setAlignment(self.years, Qt.AlignmentFlag.AlignVCenter)
        left, right = Card(), Card()
        self.empty = EmptyState("", "", Action(self.tr("Lập kế hoạch"), self.begin_plan), icon="training")
        self.lists = QStackedWidget()
        self.lists.addWidget(self.sheet)
        self.lists.addWidget(self.empty)
        left.body.addWidget(Flow(*self.figures))
        left.body.addWidget(self.lists, 1)
        self.foot = QWidget()
        foot = row(label(self.tr("Kế hoạch, bước tiếp theo:"), "muted"), self.moves, space=theme.S)
        foot.setStretch(1, 1)
        self.foot.setLayout(foot)
        left.body.addWidget(self.foot)
        form = QWidget()
        inner = column(self.form, None)
        form.setLayout(inner)
        self.right = QStackedWidget()
        self.overview, self._form_page = YearOverview(), form
        self.overview.progress.opened.connect(self._open_family)
        for part in (self.overview, self.panel, form):
            self.right.addWidget(part)
        right.body.addWidget(self.right)
        right.setMinimumWidth(theme.px(460))  # two columns of fields beside a scroll bar
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setStretchFactor(0, 60)
        self.split.setStretchFactor(1, 40)
        self.split.setSizes([660, 460])
        whole = column(tools, self.split, space=theme.M)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.sheet)

    def _bind_keys(self) -> None:
        for keys, run in (
            ("Ctrl+N", self.begin_line),
            ("Ctrl+Return", self._send),
            ("Alt+Down", lambda: self._step(1)),
            ("Alt+Up", lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
            shortcut.activated.connect(run)

    # The plan

    def show_year(self, year: int) -> None:
        """Show the plan of another year."""
        if not self.can_leave():
            self.years.choose(str(self.year))
            return
        self.year = year
        self.panel.row = None
        self.right.setCurrentWidget(self.overview)
        self.reload()

    def reload(self) -> None:
        """Read the plan again; the line that was chosen stays chosen."""
        workspace = self.context.workspace
        self._stale = False
        known = training.years(workspace)
        self.years.set_choices([(str(year), str(year)) for year in sorted({*known, self.year})])
        self.years.choose(str(self.year))
        self.view = view = training_views.plan_of_year(workspace, self.year)
        self.model.set_rows(training_rows.grouped(view.families))
        self._show_plan(view)
        self._show_line()

    def _show_plan(self, view: PlanView) -> None:
        if view.state is None:
            self.badge.show_as(self.tr("Chưa lập kế hoạch"), "warning")
        else:
            self.badge.show_as(view.state.label, training_rows.PLAN_KINDS[view.state])
        self.paper.setText(view.paper)
        self.moves.clear()
        for place, move in enumerate(view.moves):
            made = button(move.label, run=self._opener(move))
            if place == 0:
                made.setToolTip(self.tr("Bước tiếp theo của kế hoạch năm {}").format(view.year))
            self.moves.add(made)
        self.foot.setVisible(bool(view.moves))
        counts = view.counts
        for figure, value in zip(
            self.figures, (counts.planned, counts.sent, counts.studying, counts.done), strict=True
        ):
            figure.set_value(value)
        self.figures[0].setToolTip(training_rows.counts_told(counts))
        self.lists.setCurrentWidget(self.sheet if view.families else self.empty)
        self._show_empty(view)
        closed = view.state is PlanState.CLOSED
        self.add_button.setEnabled(not closed)
        self.add_button.setToolTip(self.tr("Kế hoạch năm đã kết thúc") if closed else "Ctrl+N")
        self.overview.show_plan(view)

    def _show_empty(self, view: PlanView) -> None:
        if view.state is None:
            title = self.tr("Năm {} chưa có kế hoạch đào tạo").format(view.year)
            text = self.tr("Lập kế hoạch rồi thêm từng nhu cầu: một người, hoặc số người của một khoa.")
            step = self.tr("Lập kế hoạch năm {}").format(view.year)
        else:
            title = self.tr("Kế hoạch năm {} chưa có dòng nào").format(view.year)
            text = self.tr("Thêm từng nhu cầu: một người, hoặc số người của một khoa.")
            step = self.tr("Thêm dòng")
        self.empty.say(title, text)
        self.empty.buttons[0].setText(step)

    def begin_plan(self) -> None:
        """Make the plan of the year, or where there is one, its first line."""
        assert self.view is not None
        if self.view.state is not None:
            self.begin_line()
            return
        training.ensure_plan(self.context.workspace, self.year)
        undo = self.context.undoing()
        self.context.tell(self.tr("Đã lập kế hoạch đào tạo năm {}.").format(self.year), "success", undo)
        self.reload()

    def begin_plan_move(self, move: Move) -> None:
        """Open the form of the plan's next step; a step that asks for nothing is taken at once."""
        assert self.view is not None
        uid, today = self.view.uid, self.context.today
        fields = self.context.workspace.catalogue.fields(TrainingPlan)

        def run(typed: Texts) -> Any:
            return training.advance_plan(self.context.workspace, uid, move.target, today, typed)

        heading = self.tr("Kế hoạch năm {}: {}").format(self.year, move.label.lower())
        if move.asks:
            texts = {name: self.view.texts.get(name, "") for name in move.asks}
            self._ask(heading, [fields[name] for name in move.asks], move.label, run, texts=texts)
            return
        try:
            run({})
        except UserError as error:
            self.context.tell(str(error), "warning")
            return
        self._say(heading)
        self.reload()

    # Lines

    def begin_line(self) -> None:
        """Open the form for a new line."""
        if not self.add_button.isEnabled() or not self.context.rights.may_edit:
            return
        family = self._family_kind()
        self._ask(
            self.tr("Thêm dòng vào kế hoạch năm {}").format(self.year),
            self._line_editors(),
            self.tr("Thêm dòng"),
            lambda typed: training.add_line(self.context.workspace, self.year, typed),
            texts={"headcount": "1", "kind": family},
            captions=_COSTS,
        )

    def begin_edit(self, uid: str) -> None:
        """Open the form on a line."""
        texts = training_views.line_texts(self.context.workspace, uid)
        self._ask(
            self.tr("Sửa dòng kế hoạch"),
            self._line_editors(),
            self.tr("Lưu dòng"),
            lambda typed: training.edit_line(self.context.workspace, uid, typed, texts),
            texts={name: texts[name] for name in _LINE},
            captions=_COSTS,
        )

    def begin_outside(self) -> None:
        """Open the form to send people to a course that is not in the plan."""
        workspace = self.context.workspace
        fields = workspace.catalogue.fields(Enrolment)
        self._people = people = CandidateList(self.tr("Tìm người đi học"), many=True)
        self._ask(
            self.tr("Cử ngoài kế hoạch năm {}").format(self.year),
            [fields[name] for name in _OUTSIDE],
            self.tr("Cử người"),
            lambda typed: training.enrol(workspace, None, people.uids, typed),
            texts={"country": "Việt Nam"},
            captions={"cost_unit": self.tr("Kinh phí đơn vị, mỗi người")},
            extra=people,
        )
        self._asking.ask(lambda: training_views.choosable(workspace))

    def _line_editors(self) -> list[Editor]:
        workspace = self.context.workspace
        fields = workspace.catalogue.fields(TrainingLine)

        def known(entity: str) -> Callable[[], Sequence[Option]]:
            found = [Option(*entry) for entry in person.options(workspace, entity)]
            return lambda: found

        options = {"staff": known("StaffMember"), "department": known("Department")}
        return [editor_for(fields[name], options.get(name)) for name in _LINE]

    def _family_kind(self) -> str:
        found = self.model.row_at(self.sheet.currentIndex())
        return found.kind_label if isinstance(found, LineRow) else ""

    def _ask(self, heading: str, fields: Sequence[Any], do: str, run: Callable[[Texts], Any], **more: Any) -> None:
        def kept(typed: Texts) -> None:
            for name, editor in self.form.editors.items():
                if message := editor.check() if name in ("staff", "department") else "":
                    raise Rejected([Problem(name, message)])
            made = run(typed)
            self._told = [p.message for p in made.findings]
            self._made = made.uids[0] if made.uids else ""

        self._said = heading
        self.right.setCurrentWidget(self._form_page)
        self.form.ask(heading, fields, do, kept, **more)

    def _show_people(self, found: Any) -> None:
        if self._people is not None:
            self._people.set_entries([Entry(p.uid, p.name, p.detail, p.note, p.why, warns=bool(p.note)) for p in found])

    def _on_done(self) -> None:
        self._say(self._said, self._told)
        self.reload()
        if self._made:
            self.show_line(self._made)

    def _on_closed(self) -> None:
        self._asking.forget()
        self._people = None
        self.right.setCurrentWidget(self.panel if self.panel.row else self.overview)

    def _say(self, text: str, findings: Sequence[str] = ()) -> None:
        undo = self.context.undoing()
        told = " ".join((self.tr("Đã lưu: {}.").format(text), *findings))
        self.context.tell(told, "warning" if findings else "success", undo)

    def _send(self) -> None:
        if self.right.currentWidget() is self.panel and self.panel.send_button.isVisible():
            self.panel.begin_enrol()

    def _opener(self, move: Move) -> Callable[[], None]:
        return lambda: self.begin_plan_move(move)

    # The chosen line

    def open_target(self, target: object) -> None:
        """A year (number or text) shows its plan; the uid of a line opens it."""
        if isinstance(target, int) or (isinstance(target, str) and target.isdigit()):
            self.show_year(int(target))
        elif isinstance(target, str):
            self.show_line(target)

    def show_line(self, key: str) -> None:
        """Open a line, and the list on it. What the year does not show is passed over."""
        start = self.model.index(0, 0)
        found = self.model.match(start, CellRole.KEY, key, 1, Qt.MatchFlag.MatchExactly) if start.isValid() else []
        if found:
            self.sheet.setCurrentIndex(found[0])
            self._open_index(found[0])

    def show_overview(self) -> None:
        """No line: the year's progress and money."""
        if self.panel.is_dirty or self.form.is_dirty:
            return
        self.sheet.clearSelection()
        self.panel.row = None
        self.right.setCurrentWidget(self.overview)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:  # nobody nearer wanted it: no open form, no search
            self.show_overview()
        else:
            super().keyPressEvent(event)

    def _open_family(self, key: str) -> None:
        assert self.view is not None
        found = next((family for family in self.view.families if family.key == key), None)
        if found is not None:
            self.show_line(found.lines[0].key)

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._marking:
            self._open_index(current)

    def _open_index(self, index: QModelIndex) -> None:
        found = self.model.row_at(index)
        if isinstance(found, LineRow) and not self.panel.is_dirty and not self.form.is_dirty:
            assert self.view is not None
            self.form.close_form()
            self.panel.show_line(found, self.year, self.view.state)
            self.right.setCurrentWidget(self.panel)

    def _show_line(self) -> None:
        """After reading again: the same line, with what is known now."""
        if self.panel.row is None or self.panel.is_dirty or self.view is None:
            return
        found = next((r for f in self.view.families for r in f.lines if r.key == self.panel.key), None)
        if found is not None:
            self.panel.show_line(found, self.year, self.view.state)
            return
        self.panel.row = None
        if self.right.currentWidget() is self.panel:
            self.right.setCurrentWidget(self.overview)

    def _step(self, step: int) -> None:
        at = self.sheet.currentIndex().row() + step
        while 0 <= at < self.model.rowCount() and self.model.row_at(self.model.index(at, 0)) is None:
            at += step
        if 0 <= at < self.model.rowCount():
            self.sheet.setCurrentIndex(self.model.index(at, 0))

    # Leaving, and changes from elsewhere

    def can_leave(self) -> bool:
        """Asks once about a form that is typed and not saved."""
        for part, form, dirty in (
            (self._form_page, self.form, self.form.is_dirty or bool(self._people and self._people.uids)),
            (self.panel, self.panel.form, self.panel.is_dirty),
        ):
            if not dirty:
                continue
            self.right.setCurrentWidget(part)
            answer = ask_to_save(self, form.heading.text().lower())
            if answer is Leave.STAY or (answer is Leave.SAVE and not form.save()):
                return False
            if answer is Leave.DISCARD:
                form.close_form()
        return True

    def _on_changed(self, changes: object) -> None:
        touches = getattr(changes, "touches", lambda *_kinds: True)
        if touches(*_READ):
            super()._on_changed(changes)


_COSTS = {
    "cost_state": "NSNN (đồng)",
    "cost_unit": "Đơn vị (đồng)",
    "cost_self": "Cá nhân, khác (đồng)",
    "staff": "Người đi học (nếu đích danh)",
}
