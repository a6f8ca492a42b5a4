"""Việc cần làm: what is due, nearest first, and the year at a glance."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QMenu, QStackedWidget, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.party import PartyMembership
from desktop.services.due import DueItem
from desktop.services.founding import open_sample
from desktop.services.ics import export_calendar
from desktop.services.listing import export_due
from desktop.services.overview import Overview, overview
from desktop.storage.grid import Condition
from desktop.ui import due_rows, theme
from desktop.ui.chips import Chip, ChipBar
from desktop.ui.context import Action, Context
from desktop.ui.due_board import DueBoard
from desktop.ui.due_rows import Member, Round
from desktop.ui.kept import Kept
from desktop.ui.opening import Opened, documents
from desktop.ui.page import Page
from desktop.ui.rows_model import RowsModel
from desktop.ui.snooze_panel import SnoozePanel
from desktop.ui.staff_page import NEW
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, EmptyState, PushButton, StatCard, button, column, label, row
from desktop.ui.year_panel import YearPanel

OVERDUE = ("overdue",)
MONTH = ("today", "week", "month")
NARROW_BELOW = 960  # pixels at plain text size: under this the list and the year stand in one place


class DuePage(Page):
    """The first page: figures that are links, the list of deadlines, the year beside it."""

    title = "Việc cần làm"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.board = context.due or DueBoard(context)
        self._unfolded: set[str] = set()
        self._spans: tuple[str, ...] = ()
        self._make_cards()
        self._make_list()
        self.year = YearPanel(context)
        self._lay_out()
        self.board.updated.connect(self._show)
        self.overview: Kept[Overview] = Kept(
            context, lambda: overview(context.workspace), self.tr("Tính số liệu năm"), self
        )
        self.overview.updated.connect(self._show_figures)
        self._show()

    # Layout

    def _make_cards(self) -> None:
        self.people = StatCard(self.tr("Viên chức, người lao động"))
        self.members = StatCard(self.tr("Đảng viên"), "accent")
        self.overdue = StatCard(self.tr("Quá hạn"), "danger")
        self.coming = StatCard(self.tr("Đến hạn trong 30 ngày"), "warning")
        self.people.clicked.connect(lambda: self._open_figure("people"))
        self.members.clicked.connect(lambda: self._open_figure("members"))
        self.overdue.clicked.connect(lambda: self.show_spans(OVERDUE))
        self.coming.clicked.connect(lambda: self.show_spans(MONTH))

    def _make_list(self) -> None:
        self.kinds = ChipBar([("", self.tr("Tất cả"))], self.tr("Loại việc"))
        self.kinds.layout().setSpacing(theme.XS)  # type: ignore[union-attr]  # nine chips stand in one line
        self.kinds.chosen.connect(lambda _key: self._show())
        self.model = RowsModel(due_rows.columns(), key=due_rows.row_key, parent=self)
        self.sheet = SheetView(self.tr("Việc đến hạn"))
        self.sheet.setModel(self.model)
        self.sheet.opened.connect(self._open_index)
        self.sheet.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_detail())
        self.sheet.clicked.connect(self._toggle_index)
        self.span_chip = Chip("")
        self.span_chip.clicked.connect(lambda: self.show_spans(()))
        self.span_chip.hide()
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        self.calendar_button = PushButton(self.tr("Lịch (.ics)"))
        menu = QMenu(self)
        menu.addAction(self.tr("Chỉ loại việc và mã nhân viên")).triggered.connect(lambda: self._ask_calendar(False))
        menu.addAction(self.tr("Có họ tên và nội dung")).triggered.connect(lambda: self._ask_calendar(True))
        self.calendar_button.setMenu(menu)
        self.who, self.what, self.why = (
            label("", "strong", wrap=True),
            label("", wrap=True),
            label("", "muted", wrap=True),
        )
        self.open_button = button(self.tr("Mở hồ sơ"), icon="chevron-right", run=self._open_current, tip="Enter")
        self.later_button = button(self.tr("Để sau…"), icon="clock", run=self._ask_later, tip="S")
        self.detail = QFrame()
        self.detail.setProperty("role", "foot")
        told = column(self.who, self.what, self.why, space=2)
        acting = column(self.open_button, self.later_button, None, space=theme.XS)
        line = row(told, acting, space=theme.M)
        line.setStretch(0, 1)
        line.setContentsMargins(0, theme.S, 0, 0)
        self.detail.setLayout(line)
        self.snooze = SnoozePanel(self.context)
        self.snooze.done.connect(self._close_snooze)
        self.snooze.closed.connect(self._close_snooze)
        self.snooze.hide()
        for keys, run in (("S", self._ask_later), ("Ctrl+F", self.sheet.setFocus)):
            shortcut = QShortcut(QKeySequence(keys), self.sheet)
            shortcut.activated.connect(run)

    def _lay_out(self) -> None:
        cards = QGridLayout()
        cards.setSpacing(theme.M)
        for place, card in enumerate((self.people, self.members, self.overdue, self.coming)):
            cards.addWidget(card, 0, place)
            cards.setColumnStretch(place, 1)
        self.list_card = Card(self.tr("Việc đến hạn"))
        self.year_button = button(self.tr("Số liệu năm"), run=lambda: self._share_room(year_first=True))
        self.list_button = button(self.tr("Việc đến hạn"), run=lambda: self._share_room(year_first=False))
        self.list_card.head.addWidget(self.span_chip)
        self.list_card.head.addWidget(self.year_button)
        self.list_card.head.addWidget(self.export_button)
        self.list_card.head.addWidget(self.calendar_button)
        self.list_card.body.addWidget(self.kinds)
        self.list_card.body.addWidget(self.sheet, 1)
        self.list_card.body.addWidget(self.detail)
        self.list_card.body.addWidget(self.snooze)
        below = row(self.list_card, self.year, space=theme.M)
        below.setStretch(0, 1)
        whole = column(cards, below, space=theme.M)
        whole.setStretch(1, 1)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        sees_party = self.context.rights.opens(PartyMembership)
        self.members.setVisible(sees_party)
        self.year.party.setVisible(sees_party)
        (self.year.party if sees_party else self.year.training).head.addWidget(self.list_button)
        self.later_button.setEnabled(self.context.rights.may_edit)
        for control in (self.export_button, self.calendar_button):
            control.setVisible(self.context.rights.may_export)
        full = QWidget()
        full.setLayout(whole)
        self.empty = EmptyState(
            self.tr("Chưa có ai trong tệp này"),
            self.tr("Việc đến hạn và số liệu của năm hiện ra ở đây khi đã có hồ sơ. Bước đầu tiên:"),
            Action(self.tr("Nhập danh sách từ Excel"), lambda: self.context.go("import")),
            Action(self.tr("Thêm từng người"), lambda: self.context.go("staff", NEW)),
            Action(self.tr("Xem đơn vị mẫu"), self._open_sample),
            icon="people",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.stack.addWidget(self.empty)
        self.setLayout(column(self.stack))
        self.setFocusProxy(self.sheet)

    # What is shown

    def items(self) -> list[DueItem]:
        """The items under the chips in force, the earliest first."""
        return due_rows.wanted(self.board.items, self.kinds.key, self._spans)

    def show_spans(self, spans: tuple[str, ...]) -> None:
        """Only what is overdue (`OVERDUE`) or due within a month (`MONTH`); empty for all."""
        self._spans = spans
        self._share_room(year_first=False)
        words = {OVERDUE: self.tr("Chỉ việc quá hạn"), MONTH: self.tr("Chỉ trong 30 ngày tới")}.get(spans, "")
        self.span_chip.setText(words)
        self.span_chip.setVisible(bool(words))
        self._show()
        self.sheet.setFocus()
        self._go_to_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room(year_first=False)

    def _share_room(self, *, year_first: bool) -> None:
        """Where both do not fit, buttons bring the year into the place of the list, and back."""
        narrow = self.width() < theme.px(NARROW_BELOW)
        self.year_button.setVisible(narrow)
        self.list_button.setVisible(narrow)
        self.list_card.setVisible(not (narrow and year_first))
        self.year.setVisible(not narrow or year_first)

    def _show(self) -> None:
        found = self.board.items
        self.kinds.set_choices(due_rows.counts(due_rows.wanted(found, spans=self._spans)))
        self.model.set_rows(due_rows.rows(self.items(), self._unfolded))
        late = due_rows.wanted(found, spans=OVERDUE)
        soon = due_rows.wanted(found, spans=MONTH)
        if self.board.is_known:
            self.overdue.set_figure(str(len(late)), _most(late) or self.tr("không có việc nào"))
            self.coming.set_figure(str(len(soon)), _most(soon) or self.tr("không có việc nào"))
        self.sheet.set_empty(
            self.tr("Không có việc nào quá hạn hay đến hạn trong 90 ngày tới.")
            if self.board.is_known
            else self.tr("Đang tính việc đến hạn…")
        )
        if not self.sheet.currentIndex().isValid():
            self._go_to_first()
        self._show_detail()

    def _show_figures(self) -> None:
        found = self.overview.value
        if found is None:
            return
        self.stack.setCurrentIndex(0 if found.people.value or self.board.items else 1)
        change = self.tr("{} tăng · {} giảm trong năm").format(found.joined.value, found.left.value)
        self.people.set_figure(_dotted(found.people.value), change)
        assigned = self.tr(" trên {} được giao").format(_dotted(found.assigned)) if found.assigned else ""
        self.people.setToolTip(
            self.tr("{}{}, {} hợp đồng chuyên môn, {} hợp đồng hỗ trợ, phục vụ; tăng, giảm so với 31/12/{}").format(
                self.tr("{} viên chức").format(_dotted(found.public.value)),
                assigned,
                found.professional.value,
                found.support.value,
                found.as_of.year - 1,
            )
        )
        percent = found.member_percent
        share = "" if percent is None else f" · {percent:.1f} %".replace(".", ",")
        self.members.set_figure(
            _dotted(found.members.value),
            self.tr("{} chính thức · {} dự bị").format(found.official.value, found.probationary.value),
            self.tr("Đảng viên{}").format(share),
        )
        self.members.setToolTip(
            self.tr(
                "{} đảng viên trên {} người, tính đến {}. {} cảm tình Đảng: {} có người giúp đỡ, {} chưa có."
            ).format(
                found.members.value,
                _dotted(found.people.value),
                show_day(found.as_of),
                found.sympathisers.value,
                found.helped.value,
                found.unhelped.value,
            )
        )
        self.year.show_overview(found)

    def _open_figure(self, name: str) -> None:
        if self.overview.value is not None and (behind := getattr(self.overview.value, name).behind):
            self.context.go("staff", behind)

    def _open_sample(self) -> None:
        workspace = self.context.workspace
        self.context.tasks.start(
            open_sample(documents(), today=workspace.today, user=workspace.database.user),
            title=self.tr("Đơn vị mẫu"),
            done=lambda file: self.context.opening.emit(Opened(file, "due")),
        )

    # One row

    def _current(self) -> object:
        return self.model.row_at(self.sheet.currentIndex())

    def _item(self) -> DueItem | None:
        found = self._current()
        found = found.item if isinstance(found, Member) else found
        return found if isinstance(found, DueItem) else None

    def _show_detail(self) -> None:
        found, item = self._current(), self._item()
        self.detail.setVisible(found is not None and self.snooze.isHidden())
        self.later_button.setVisible(item is not None)
        if item is not None:
            self.who.setText(" · ".join(part for part in (item.name, item.staff_code, item.department) if part))
            self.what.setText(item.subject)
            told = self.tr("Hạn {}, tính từ {}. Căn cứ: {}")
            self.why.setText(told.format(show_day(item.due_on), show_day(item.anchor), item.basis))
            self.open_button.setText(self.tr("Mở hồ sơ"))
        elif isinstance(found, Round):
            self.who.setText(f"{found.title} – {len(found.items)} người")
            self.what.setText(self.tr("Enter hoặc bấm vào dòng để mở ra, gấp lại."))
            self.why.setText(self.tr("Căn cứ: {}").format(found.items[0].basis))
            self.open_button.setText(self.tr("Mở danh sách"))

    def _open_index(self, index: QModelIndex) -> None:
        found = self.model.row_at(index)
        if isinstance(found, Round):
            self._toggle(found)
        elif (item := self._item()) is not None:
            self.board.open(item)

    def _toggle_index(self, index: QModelIndex) -> None:
        if isinstance(found := self.model.row_at(index), Round):
            self._toggle(found)

    def _toggle(self, found: Round) -> None:
        self._unfolded ^= {found.key}
        self.model.set_rows(due_rows.rows(self.items(), self._unfolded))
        self._show_detail()

    def _open_current(self) -> None:
        found = self._current()
        if isinstance(found, Round):
            codes = tuple(dict.fromkeys(item.staff_code for item in found.items))
            self.context.go("staff", (Condition("staff_code", "is", codes, found.title),))
        elif (item := self._item()) is not None:
            self.board.open(item)

    def _go_to_first(self) -> None:
        first = next((n for n in range(self.model.rowCount()) if self.model.row_at(self.model.index(n, 0))), None)
        if first is not None:
            self.sheet.setCurrentIndex(self.model.index(first, 0))
            self.sheet.scrollToTop()

    # Putting off

    def _ask_later(self) -> None:
        item = self._item()
        if item is None or not self.context.rights.may_edit:
            return
        self.detail.hide()
        self.snooze.show()
        self.snooze.ask(item)

    def _close_snooze(self) -> None:
        self.snooze.hide()
        self._show_detail()
        self.sheet.setFocus()

    # Taking out

    def export_to(self, path: Path) -> None:
        """Write the list as it is filtered to a workbook."""
        self._take_out(path, lambda: export_due(self.context.workspace, path, self.items()))

    def export_calendar_to(self, path: Path, *, named: bool) -> None:
        """Write the list as it is filtered to a calendar file."""
        stamp = datetime.now().astimezone()
        self._take_out(path, lambda: export_calendar(self.context.workspace, path, self.items(), stamp, named=named))

    def _take_out(self, path: Path, write: Callable[[], None]) -> None:
        try:
            write()
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(self.tr("Đã xuất {} việc ra {}.").format(len(self.items()), path.name), "success")

    def _ask_export(self) -> None:
        name = f"viec-can-lam-{self.context.today:%Y-%m-%d}.xlsx"
        kinds = self.tr("Excel (*.xlsx);;CSV (*.csv)")
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Xuất việc cần làm"), name, kinds)
        if chosen:
            self.export_to(Path(chosen))

    def _ask_calendar(self, named: bool) -> None:
        name = f"viec-can-lam-{self.context.today:%Y-%m-%d}.ics"
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Lịch việc cần làm"), name, self.tr("Lịch (*.ics)"))
        if chosen:
            self.export_calendar_to(Path(chosen), named=named)


def _dotted(number: int | None) -> str:
    return "" if number is None else f"{number:,}".replace(",", ".")


def _most(items: list[DueItem]) -> str:
    """The two kinds that most of the items are of: «hướng dẫn, lương»."""
    named = [(words.lower() if key != "party" else words, kinds) for key, words, kinds in due_rows.KINDS]
    sizes = [(sum(item.kind in kinds for item in items), words) for words, kinds in named]
    return ", ".join(f"{words} {size}" for size, words in sorted(sizes, key=lambda s: -s[0])[:3] if size)
