"""Hướng dẫn, kèm cặp: who helps whom, whose written comment is due, and who has nobody."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QSplitter, QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.domain.mentoring import (
    PARTY_KINDS,
    MentoringAssignment,
    MentoringKind,
    MentoringReview,
    TechniqueTransfer,
)
from desktop.domain.organisation import Department, PartnerUnit, PartyCell
from desktop.domain.party import PartyCase, PartyMembership
from desktop.domain.staff import EmploymentStatus, Placement, StaffMember
from desktop.domain.text import search_key
from desktop.services import mentoring_views
from desktop.services.mentoring_views import AssignmentRow, Waiting
from desktop.ui import mentoring_rows, theme
from desktop.ui.assign_form import AssignForm
from desktop.ui.assignment_panel import AssignmentPanel
from desktop.ui.chips import ChipBar
from desktop.ui.context import Action, Context
from desktop.ui.page import Page
from desktop.ui.questions import Leave, ask_to_save
from desktop.ui.rows_model import CellRole, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, EmptyState, button, column, row

K = MentoringKind
WAITING = "waiting"
_READ = (
    MentoringAssignment,
    MentoringReview,
    TechniqueTransfer,
    PartnerUnit,
    PartyCase,
    PartyMembership,
    PartyCell,
    StaffMember,
    EmploymentStatus,
    Placement,
    Department,
)


class MentoringPage(Page):
    """The list by kind on the left; the chosen assignment, or a new one, on the right."""

    title = "Hướng dẫn, kèm cặp"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.rows: Sequence[AssignmentRow] = ()
        self.waiting: Sequence[Waiting] = ()
        self._stale = self._marking = False
        self.kinds = ChipBar([("", self.tr("Tất cả"))], self.tr("Loại hướng dẫn"))
        self.kinds.chosen.connect(lambda _key: self._choose_kind())
        self.search = SearchField(self.tr("Tìm trong danh sách"))
        self.search.setMaximumWidth(theme.px(280))
        self.search.searched.connect(lambda _text: self._filter())
        self.ended = QCheckBox(self.tr("Cả đã kết thúc"))
        self.ended.toggled.connect(lambda _on: self.reload())
        self.add_button = button(self.tr("Phân công mới"), "primary", icon="add", run=self.begin_new, tip="Ctrl+N")
        self.add_button.setVisible(context.rights.may_edit)
        self._make_sheets()
        self.panel = AssignmentPanel(context)
        self.panel.changed.connect(self._after_write)
        self.new = AssignForm(context)
        self.new.assigned.connect(self._after_write)
        self.new.cancelled.connect(self._close_new)
        self.new.edited.connect(self._tell_unsaved)
        self._lay_out()
        self._bind_keys()
        context.changed.connect(self._on_changed)
        self.reload()

    def _make_sheets(self) -> None:
        today = self.context.today
        self.model = RowsModel(mentoring_rows.columns(today), key=lambda r: r.uid, parent=self)
        self.turns_model = RowsModel(mentoring_rows.turn_columns(), key=lambda r: r.uid, parent=self)
        self.sheet = self._sheet_of(self.model, self.tr("Danh sách hướng dẫn"))
        self.turns_sheet = self._sheet_of(self.turns_model, self.tr("Các lượt luân phiên"))
        for sheet in (self.sheet, self.turns_sheet):
            sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.waiting_model = RowsModel(mentoring_rows.waiting_columns(today), key=lambda w: w.uid, parent=self)
        self.waiting_sheet = self._sheet_of(self.waiting_model, self.tr("Chưa có người giúp đỡ"))
        self.waiting_sheet.opened.connect(self._assign_to)
        self.waiting_sheet.selectionModel().currentRowChanged.connect(lambda now, _old: self._assign_to(now))
        self.search.results = self.sheet

    def _sheet_of(self, model: RowsModel, name: str) -> SheetView:
        sheet = SheetView(name)
        sheet.setModel(model)
        sheet.set_sortable()
        return sheet

    def _lay_out(self) -> None:
        tools = row(self.kinds, self.add_button, space=theme.M)
        tools.setStretch(0, 1)
        tools.setAlignment(self.kinds, Qt.AlignmentFlag.AlignVCenter)
        self.sheets = QStackedWidget()
        for sheet in (self.sheet, self.turns_sheet, self.waiting_sheet):
            self.sheets.addWidget(sheet)
        left, right = Card(), Card()
        above = row(self.search, None, self.ended, space=theme.S)
        above.setStretch(0, 3)
        left.body.addLayout(above)
        left.body.addWidget(self.sheets)
        self.empty = EmptyState(
            self.tr("Chọn một phân công trong danh sách"),
            self.tr("Nhận xét, kỹ thuật và việc thay người hiện ở đây."),
            Action(self.tr("Phân công mới"), self.begin_new),
            icon="mentoring",
        )
        self.empty.buttons[0].setHidden(not self.context.rights.may_edit)
        self.right = QStackedWidget()
        for part in (self.empty, self.panel, self.new):
            self.right.addWidget(part)
        right.body.addWidget(self.right)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setStretchFactor(0, 62)
        self.split.setStretchFactor(1, 38)
        right.setMinimumWidth(theme.px(460))  # two columns of fields beside a scroll bar
        self.split.setSizes([660, 460])
        whole = column(tools, self.split, space=theme.M)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.sheet)

    def _bind_keys(self) -> None:
        for keys, run in (
            ("Ctrl+F", self.search.setFocus),
            ("Ctrl+N", self.begin_new),
            ("Alt+Down", lambda: self._step(1)),
            ("Alt+Up", lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
            shortcut.activated.connect(run)

    # The list

    def reload(self) -> None:
        """Read the lists again; the row that was chosen stays chosen."""
        workspace = self.context.workspace
        self.rows = mentoring_views.assignments(workspace, active_only=not self.ended.isChecked())
        self.waiting = mentoring_views.without_mentor(workspace)
        self._stale = False
        sees_party = self.context.rights.sees_party
        counts = {kind: sum(r.kind is kind for r in self.rows) for kind in K}
        choices = [("", self.tr("Tất cả {}").format(len(self.rows)))]
        choices += [
            (kind.value, f"{name} {counts[kind]}")
            for kind, name in _CHIPS.items()
            if sees_party or kind not in PARTY_KINDS
        ]
        if sees_party:
            choices.append((WAITING, self.tr("Chưa có người giúp {}").format(len(self.waiting))))
        self.kinds.set_choices(choices)
        self.model.set_rows(self.rows)
        self.turns_model.set_rows([r for r in self.rows if r.kind is K.ROTATION])
        self.waiting_model.set_rows(self.waiting)
        self._choose_kind()

    def show_kind(self, key: str) -> None:
        """Show one kind by its code, `WAITING`, or all (empty)."""
        self.kinds.choose(key)
        self._choose_kind()

    def _choose_kind(self) -> None:
        key = self.kinds.key
        self.sheets.setCurrentWidget(
            {WAITING: self.waiting_sheet, K.ROTATION.value: self.turns_sheet}.get(key, self.sheet)
        )
        self.search.results = self.sheets.currentWidget()
        self.ended.setEnabled(key != WAITING)
        self._filter()

    def _filter(self) -> None:
        key, words = self.kinds.key, search_key(self.search.text()).split()

        def fits(*texts: str) -> bool:
            found = search_key(" ".join(texts))
            return all(word in found for word in words)

        def wanted(shown: AssignmentRow) -> bool:
            return fits(shown.mentee, shown.mentor, shown.department, shown.partner, shown.cell)

        nothing = self.tr("Không có ai khớp; bỏ bớt chữ đang tìm.")
        for sheet in (self.sheet, self.turns_sheet):
            sheet.set_empty(nothing if words else self.tr("Chưa có phân công nào. Ctrl+N để phân công."))
        self.waiting_sheet.set_empty(nothing if words else self.tr("Ai cũng đã có người giúp đỡ."))
        self.model.set_filter(lambda r: key in ("", r.kind.value) and wanted(r))
        self.turns_model.set_filter(wanted)
        self.waiting_model.set_filter(lambda w: fits(w.name, w.department, w.cell))
        if self.panel.view is not None:
            self._mark(self.panel.uid)

    # One assignment

    def open_target(self, target: object) -> None:
        """A uid opens that assignment; ("new", uid of a person) begins one for that person; `WAITING` or a kind filters."""
        if isinstance(target, tuple) and len(target) == 2 and target[0] == "new":
            found = next((w for w in self.waiting if w.uid == target[1]), None)
            self._begin(found.kind if found else K.SYMPATHISER, str(target[1]))
        elif isinstance(target, str) and target in self.kinds.chips:
            self.show_kind(target)
        elif isinstance(target, str):
            self.show_assignment(target)

    def show_assignment(self, uid: str) -> None:
        """Open an assignment, and the list on it where it shows it."""
        try:
            self.panel.open(uid)
        except UserError as error:
            self.context.tell(str(error), "warning")
            self.right.setCurrentWidget(self.empty)
            return
        self.right.setCurrentWidget(self.panel)
        if self.kinds.key == WAITING:
            self.show_kind("")
        self._mark(uid)

    def begin_new(self) -> None:
        """Open the form of a new assignment, of the kind that the list shows; what was being typed is still there."""
        if not self.context.rights.may_edit:
            return
        if self.new.is_dirty:
            self.right.setCurrentWidget(self.new)
            return
        waits = self._waiting_now()
        kind = next((k for k in _CHIPS if k.value == self.kinds.key), K.SYMPATHISER)
        self._begin(waits.kind if waits else kind, waits.uid if waits else "")

    def _begin(self, kind: MentoringKind, mentee: str) -> None:
        self.right.setCurrentWidget(self.new)
        self.new.begin(kind, mentee)

    def can_leave(self) -> bool:
        """Asks once about an assignment or a comment that is typed and not saved."""
        if self.new.is_dirty and not self._settle(self.new, self._save_new, self.new.discard):
            return False
        form = self.panel.form
        return not self.panel.is_dirty or self._settle(self.panel, form.save, form.close_form)

    def _settle(self, part: QWidget, save: Callable[[], bool], drop: Callable[[], None]) -> bool:
        self.right.setCurrentWidget(part)
        answer = ask_to_save(self, self.tr("phân công đang nhập"))
        if answer is Leave.SAVE:
            return save()
        if answer is Leave.DISCARD:
            drop()
        return answer is Leave.DISCARD

    def _save_new(self) -> bool:
        return self.new.save() is not None

    def activated(self) -> None:
        """Reads again what changed while another page was in front."""
        if self._stale:
            self.reload()

    def _waiting_now(self) -> Waiting | None:
        if self.kinds.key != WAITING:
            return None
        found = self.waiting_model.row_at(self.waiting_sheet.currentIndex())
        return found if isinstance(found, Waiting) else None

    def _assign_to(self, index: QModelIndex) -> None:
        found = self.waiting_model.row_at(index)
        if found is None or (self.new.is_dirty and self.right.currentWidget() is self.new):
            return
        had_focus = self.waiting_sheet.hasFocus()
        self._begin(found.kind, found.uid)
        if had_focus:  # the arrow keys go on through the list; Enter or Tab goes to the form
            self.waiting_sheet.setFocus()

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        model = current.model()
        found = model.row_at(current) if isinstance(model, RowsModel) else None
        if found is None or self._marking or self.panel.is_dirty:
            return
        if found.uid != self.panel.uid:
            self.show_assignment(found.uid)
        else:
            self.right.setCurrentWidget(self.panel)

    def _mark(self, uid: str) -> None:
        sheet = self.sheets.currentWidget()
        if not isinstance(sheet, SheetView):
            return
        model = sheet.model()
        start = model.index(0, 0)
        found = model.match(start, CellRole.KEY, uid, 1, Qt.MatchFlag.MatchExactly) if start.isValid() else []
        if found and sheet.currentIndex().row() != found[0].row():
            self._marking = True  # the list follows the panel here, not the other way round
            sheet.setCurrentIndex(found[0])
            self._marking = False

    def _step(self, step: int) -> None:
        sheet = self.sheets.currentWidget()
        if isinstance(sheet, SheetView):
            at = sheet.currentIndex().row() + step
            if 0 <= at < sheet.model().rowCount():
                sheet.setCurrentIndex(sheet.model().index(at, 0))

    def _close_new(self) -> None:
        self.right.setCurrentWidget(self.panel if self.panel.view else self.empty)
        self._tell_unsaved()
        self.sheets.currentWidget().setFocus()

    def _after_write(self, uid: str) -> None:
        self._tell_unsaved()
        self.reload()
        self.show_assignment(uid)
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)  # the form that had it is gone

    def _tell_unsaved(self) -> None:
        self.unsaved.emit(int(self.new.is_dirty) + int(self.panel.is_dirty))

    def _on_changed(self, changes: object) -> None:
        touches = getattr(changes, "touches", lambda *_kinds: True)
        if not touches(*_READ):
            return
        if not self.isVisible():
            self._stale = True
            return
        self.reload()
        if self.panel.view is not None and not self.panel.is_dirty:
            try:
                self.panel.open(self.panel.uid)
            except UserError:  # taken back: there is nothing to show any more
                self.panel.view = None
                if self.right.currentWidget() is self.panel:
                    self.right.setCurrentWidget(self.empty)


_CHIPS = {
    K.SYMPATHISER: "Cảm tình Đảng",
    K.PROBATIONER: "Đảng viên dự bị",
    K.PRACTICE: "Thực hành",
    K.ROTATION: "Luân phiên, kỹ thuật",
}
