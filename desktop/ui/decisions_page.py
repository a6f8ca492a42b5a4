"""Quyết định: the register of decisions, the form of a new act, and what acts left to be done."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QStackedWidget, QWidget

from desktop.domain.acts import ACTS, ActGroup
from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.organisation import Decision
from desktop.services import decisions, follow_ups, records
from desktop.services.decisions import DecisionDetails, DecisionLine, Filter
from desktop.ui import theme
from desktop.ui.act_panel import ActPanel
from desktop.ui.chips import ChipBar
from desktop.ui.choice_input import ChoiceInput, Option
from desktop.ui.context import Context
from desktop.ui.follow_up_list import FollowUpList
from desktop.ui.inline_form import InlineForm
from desktop.ui.latest import Latest
from desktop.ui.page import ReadingPage
from desktop.ui.rows_model import CellRole, Column, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, EmptyState, PushButton, button, column, label, row

ACT = "act"  # the target ("act", key, uids) begins an act
_PAPER = ("number", "issued_on", "effective_on", "kind", "issuer", "signer", "subject", "note")


class DecisionsPage(ReadingPage):
    """The register on the left; on the right a decision with what it made, or the form of an act."""

    title = "Quyết định về nhân sự"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._stale = False
        self._opened: DecisionDetails | None = None
        self._after = ""  # the decision to show when the register was read again
        self.tabs = ChipBar(
            [("register", self.tr("Sổ quyết định")), ("todo", self.tr("Việc kéo theo"))], self.tr("Phần của trang")
        )
        self.tabs.chosen.connect(self._show_tab)
        self.search = SearchField(self.tr("Tìm số, trích yếu, người"))
        self.search.searched.connect(lambda _text: self.reload())
        self.kind = ChoiceInput(self._kinds, closed=True)
        self.kind.setPlaceholderText(self.tr("Mọi loại"))
        self.kind.setAccessibleName(self.tr("Loại quyết định"))
        self.kind.chosen.connect(self.reload)
        self.kind.editingFinished.connect(self.reload)
        self.years = ChipBar([], self.tr("Năm"))
        self.years.chosen.connect(lambda _key: self.reload())
        self.model = RowsModel(_columns(), key=lambda line: line.uid, parent=self)
        self.sheet = SheetView(self.tr("Sổ quyết định"))
        self.sheet.set_sortable()
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Không có quyết định nào khớp, hoặc chưa ghi quyết định nào."))
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.search.results = self.sheet
        self.count = label("", "muted")
        self.todo = FollowUpList(context)
        self.todo.changed.connect(self.reload)
        self.new_button = PushButton(self.tr("Ra quyết định"))
        self.new_button.setProperty("role", "primary")
        self.new_button.setMenu(self._menu())
        self.take_button = button(self.tr("Nhận hồ sơ chuyển đến"), icon="import", run=self._ask_package)
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        self.act = ActPanel(context)
        self.act.done.connect(self._on_done)
        self.act.closed.connect(self._show_details)
        self._make_details()
        self._asking = Latest(context, self)
        self._asking.answered.connect(self._take)
        self._lay_out()
        shortcut = QShortcut(QKeySequence("Ctrl+F"), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.search.setFocus)
        context.changed.connect(self._on_changed)
        may = context.rights.may_edit
        for each in (self.new_button, self.take_button, self.edit_button):
            each.setVisible(may)
        self.export_button.setVisible(context.rights.may_export)
        self.reload()

    def _make_details(self) -> None:
        self.card = Card()
        self.facts = label("", "", wrap=True)
        self.missing = label("", "small", tone="warning", wrap=True)
        self.made = RowsModel(_made_columns(), key=lambda made: made.uid, parent=self)
        self.made_sheet = SheetView(self.tr("Những gì quyết định đã ghi"))
        self.made_sheet.setModel(self.made)
        self.made_sheet.set_empty(self.tr("Quyết định này chưa gắn với dòng nào của hồ sơ."))
        self.made_sheet.opened.connect(self._open_made)
        self.left = FollowUpList(self.context)
        self.left.changed.connect(self.reload)
        self.edit_button = button(self.tr("Sửa số, ngày, người ký"), icon="edit", run=self.begin_edit)
        self.form = InlineForm()
        self.form.done.connect(self.reload)
        self.card.body.addWidget(self.facts)
        self.card.body.addWidget(self.missing)
        self.card.body.addLayout(row(self.edit_button, None))
        self.card.body.addWidget(self.form)
        self.card.body.addWidget(label(self.tr("Đã ghi vào hồ sơ"), "strong"))
        self.card.body.addWidget(self.made_sheet, 2)
        self.card.body.addWidget(label(self.tr("Việc kéo theo"), "strong"))
        self.card.body.addWidget(self.left, 2)

    def _lay_out(self) -> None:
        tools = row(self.tabs, None, self.take_button, self.export_button, self.new_button, space=theme.S)
        left = Card()
        first = row(self.search, self.kind, space=theme.S)
        first.setStretch(0, 3)
        first.setStretch(1, 2)
        left.body.addLayout(first)
        second = row(self.years, self.count, space=theme.S)
        second.setStretch(0, 1)
        left.body.addLayout(second)
        left.body.addWidget(self.sheet, 1)
        self.none = EmptyState(
            self.tr("Chọn một quyết định"),
            self.tr("Hoặc bấm «Ra quyết định» để tiếp nhận, điều động, biệt phái, bổ nhiệm, cho nghỉ, nghỉ hưu…")
            if self.context.rights.may_edit
            else "",
            icon="report",
        )
        self.right = QStackedWidget()
        for part in (self.none, self.card, self.act):
            self.right.addWidget(part)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(self.right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setSizes([580, 560])
        todo = Card()
        todo.body.addWidget(self.todo)
        self.parts = QStackedWidget()
        self.parts.addWidget(self.split)
        self.parts.addWidget(todo)
        whole = column(tools, self.parts, space=theme.M)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.search)

    # Reading

    def reload(self) -> None:
        """Read the register under the filter again, off the window's thread."""
        self._stale = False
        workspace, wanted = self.context.workspace, self.filter()
        self._asking.ask(
            lambda: (decisions.register(workspace, wanted), decisions.years(workspace), follow_ups.open_for(workspace))
        )

    def filter(self) -> Filter:
        """The filter as it stands."""
        option = self.kind.option()
        year = self.years.key
        return Filter(
            kind=option.value if option else "",
            year=int(year) if year.isdigit() else None,
            text=self.search.text(),
            incomplete=year == "missing",
        )

    def _take(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        lines, years, todo = answer
        kept = self.years.key
        recent = [(str(year), str(year)) for year in years[:5]]
        self.years.set_choices([("all", self.tr("Mọi năm")), *recent, ("missing", self.tr("Còn thiếu"))])
        self.years.choose(kept if kept in self.years.chips else "all")
        self.model.set_rows(lines)
        self.count.setText(self.tr("{} quyết định").format(len(lines)))
        self.todo.show_items(todo)
        self.tabs.set_choices(
            [("register", self.tr("Sổ quyết định")), ("todo", self.tr("Việc kéo theo ({})").format(len(todo)))]
        )
        wanted = self._after or (self._opened.line.uid if self._opened is not None else "")
        self._after = ""
        if wanted and self.right.currentWidget() is not self.act:
            self.show_decision(wanted)

    def _kinds(self) -> list[Option]:
        everything = [Option("", self.tr("Mọi loại"))]
        return everything + [Option(kind, kind) for kind in decisions.kinds(self.context.workspace)]

    def _show_tab(self, key: str) -> None:
        self.parts.setCurrentIndex(int(key == "todo"))

    # One decision

    def show_decision(self, uid: str) -> None:
        """Show a decision with everything it made."""
        try:
            self._opened = decisions.details(self.context.workspace, uid)
        except UserError:
            self._opened = None
            self.right.setCurrentWidget(self.none)
            return
        self._show_details()
        for n in range(self.model.rowCount()):
            if self.model.index(n, 0).data(CellRole.KEY) == uid and self.sheet.currentIndex().row() != n:
                self.sheet.setCurrentIndex(self.model.index(n, 0))

    def _show_details(self) -> None:
        found = self._opened
        if found is None:
            self.right.setCurrentWidget(self.none)
            return
        line = found.line
        day = f" ngày {show_day(line.issued_on)}" if line.issued_on else ""
        self.card.set_title(f"{line.number or self.tr('(chưa có số)')}{day}", line.kind)
        told = [line.subject]
        if line.signer or line.issuer:
            told.append(self.tr("Người ký: {}").format(" – ".join(each for each in (line.signer, line.issuer) if each)))
        told.append(self.tr("{} người: {}").format(line.people, ", ".join(_people(found))) if line.people else "")
        self.facts.setText("\n".join(each for each in told if each))
        missing = self.tr("Còn thiếu: {}.").format(", ".join(line.missing).lower()) if line.missing else ""
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
        self.made.set_rows(found.rows)
        self.left.show_items(found.follow_ups)
        self.right.setCurrentWidget(self.card)

    def begin_edit(self) -> None:
        """Ask for the number, day and signer of the paper."""
        if self._opened is None:
            return
        uid, workspace = self._opened.line.uid, self.context.workspace
        known = workspace.catalogue.fields(Decision)
        texts = records.load(workspace, Decision, uid)
        self.form.ask(
            self.tr("Quyết định"),
            [known[name] for name in _PAPER],
            self.tr("Lưu"),
            lambda typed: records.save(workspace, Decision, uid, typed, baseline=texts, title="Sửa quyết định"),
            texts={name: texts[name] for name in _PAPER},
        )

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        line = now.data(CellRole.ROW) if now.isValid() else None
        if isinstance(line, DecisionLine) and (self._opened is None or line.uid != self._opened.line.uid):
            if self.right.currentWidget() is self.act and self.act.is_dirty:
                return
            self.form.close_form()
            self.show_decision(line.uid)

    def _open_made(self, index: QModelIndex) -> None:
        made = index.data(CellRole.ROW) if index.isValid() else None
        if made is not None and made.staff_uid:
            self.context.go("staff", (made.staff_uid, made.entity, made.uid))

    # Acts

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for group in ActGroup:
            inner = menu.addMenu(group.label)
            for act in ACTS.values():
                if act.group is group:
                    action = inner.addAction(act.title)
                    action.setToolTip(act.hint)
                    action.setEnabled(act.new_person)
                    action.triggered.connect(lambda _c=False, key=act.key: self.begin_act(key, ()))
        menu.addSeparator()
        note = menu.addAction(self.tr("Với người đang công tác: chọn ở danh sách «Hồ sơ» rồi bấm «Nhiều người»"))
        note.triggered.connect(lambda: self.context.go("staff"))
        return menu

    def begin_act(self, key: str, uids: Sequence[str]) -> None:
        """Open the form of an act for some people."""
        try:
            self.act.begin(key, uids)
        except UserError as error:
            self.context.tell(str(error), "danger")
            return
        self.tabs.choose("register")
        self._show_tab("register")
        self.right.setCurrentWidget(self.act)

    def _on_done(self, uid: str) -> None:
        self._after = uid
        self.right.setCurrentWidget(self.card)
        self.reload()

    def open_target(self, target: object) -> None:
        """("act", key, uids) begins an act; "todo" shows what is left; a uid shows a decision."""
        if isinstance(target, tuple) and len(target) == 3 and target[0] == ACT:
            self.begin_act(str(target[1]), tuple(map(str, target[2])))
        elif target == "todo":
            self.tabs.choose("todo")
            self._show_tab("todo")
        elif isinstance(target, str) and target:
            self.show_decision(target)

    # Files

    def _ask_export(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Xuất sổ quyết định"), "so-quyet-dinh.xlsx", self.tr("Excel (*.xlsx);;CSV (*.csv)")
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the register as it is shown to a workbook."""
        try:
            count = decisions.export(self.context.workspace, self.filter(), path)
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(self.tr("Đã xuất {} quyết định ra {}.").format(count, path.name), "success")

    def _ask_package(self) -> None:
        from desktop.ui.package_dialogs import take_in  # noqa: PLC0415 - rarely asked

        uid = take_in(self.context, self)
        if uid:
            self.begin_act("join", (uid,))

    # From elsewhere

    def can_leave(self) -> bool:
        if self.right.currentWidget() is self.act and self.act.is_dirty:
            self.context.tell(
                self.tr("Quyết định đang ghi dở: bấm «Thực hiện» hoặc «Bỏ» trước khi sang chỗ khác."), "warning"
            )
            return False
        return not self.form.is_dirty or self.form.save()


def _people(found: DecisionDetails) -> list[str]:
    named = [f"{each.name} ({each.reason})" if each.reason else each.name for each in found.people]
    return named[:12] + (["…"] if len(named) > 12 else [])


def _columns() -> list[Column]:
    return [
        Column("Số", width=112, show=lambda line: line.number or "(chưa có)", tone=_number_tone, bold=True),
        Column(
            "Ngày ký",
            width=92,
            show=lambda line: show_day(line.issued_on) if line.issued_on else "",
            sort=lambda line: line.issued_on,
        ),
        Column("Loại", weight=0.9, least=96, show=lambda line: line.kind, spare=True),
        Column("Những người liên quan", weight=1.2, least=130, show=_names),
        Column("Trích yếu", weight=1.2, least=110, show=lambda line: line.subject, spare=True),
        Column("Người", width=58, align="right", show=lambda line: str(line.people), sort=lambda line: line.people),
    ]


def _names(line: DecisionLine) -> str:
    more = line.people - len(line.names)
    return ", ".join(line.names) + (f" và {more} người khác" if more > 0 else "")


def _number_tone(line: DecisionLine) -> str:
    return "warning" if line.missing else ""


def _made_columns() -> list[Column]:
    return [
        Column("Họ và tên", weight=0.9, least=110, show=lambda made: made.name, bold=True),
        Column("Nội dung", weight=1.6, least=140, show=lambda made: f"{made.caption.capitalize()}: {made.text}"),
        Column("Từ ngày", width=92, show=lambda made: made.starts),
        Column("Đến ngày", width=92, show=lambda made: made.ends, spare=True),
    ]
