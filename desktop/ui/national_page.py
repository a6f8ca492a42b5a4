"""Cơ sở dữ liệu quốc gia: who changed and is not yet entered there, a card to copy from, and the mark that clears it."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QSplitter, QStackedWidget, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.fields import Day
from desktop.domain.text import search_key
from desktop.services import national
from desktop.services.national import CardLine, SignOff, Waiting
from desktop.ui import theme
from desktop.ui.context import Action, Context
from desktop.ui.editors import editor_for
from desktop.ui.latest import Latest
from desktop.ui.page import ReadingPage
from desktop.ui.rows_model import CellRole, Column, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import Banner, Card, EmptyState, button, column, label, row


class NationalPage(ReadingPage):
    """The waiting people on the left, the card of one of them on the right."""

    title = "Cập nhật cơ sở dữ liệu quốc gia"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._waiting: list[Waiting] = []
        self._card: list[CardLine] = []
        self._month: SignOff | None = None
        self._stale = True
        self.search = SearchField(self.tr("Tìm theo tên, mã, khoa"))
        self.search.searched.connect(lambda _text: self._filter())
        self.count = label("", "muted")
        self.month = Banner("", "info")
        self.people = RowsModel(_people_columns(), key=lambda each: each.uid, parent=self)
        self.sheet = SheetView(self.tr("Những người có thay đổi chưa cập nhật"))
        self.sheet.setModel(self.people)
        self.sheet.set_empty(self.tr("Mọi thay đổi đã có trong cơ sở dữ liệu quốc gia."))
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.sheet.selectionModel().selectionChanged.connect(lambda *_: self._say())
        self.search.results = self.sheet
        self.lines = RowsModel(_card_columns(), parent=self)
        self.card = SheetView(self.tr("Phiếu để chép sang cơ sở dữ liệu quốc gia"))
        self.card.setModel(self.lines)
        self.only_changed = QCheckBox(self.tr("Chỉ phần đã thay đổi"))
        self.only_changed.setChecked(True)
        self.only_changed.toggled.connect(lambda _on: self._show_card())
        self.entered_on = editor_for(Day(self.tr("Ngày cập nhật"), name="entered_on"))
        self.entered_button = button(self.tr("Đã nhập xong"), "primary", run=self.mark_entered, tip="Ctrl+Enter")
        self.copy_button = button(self.tr("Chép giá trị"), icon="copy", run=self.copy_value, tip="Ctrl+C")
        self.open_button = button(self.tr("Mở hồ sơ"), run=self._open)
        self._asking = Latest(context, self)
        self._asking.answered.connect(self._take)
        self._lay_out()
        for keys, run in (("Ctrl+F", self.search.setFocus), ("Ctrl+Return", self.mark_entered)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(run)
        context.changed.connect(self._on_changed)
        self.reload()

    def _lay_out(self) -> None:
        left, self._right = Card(), Card()
        tools = row(self.search, self.count, space=theme.S)
        tools.setStretch(0, 1)
        left.body.addLayout(tools)
        left.body.addWidget(self.sheet, 1)
        self._right.head.addWidget(self.only_changed)
        self._right.body.addWidget(self.card, 1)
        self._right.body.addLayout(row(self.copy_button, self.open_button, None, space=theme.S))
        foot = row(
            label(self.tr("Đã nhập vào CSDL quốc gia ngày"), "muted"), self.entered_on, None, self.entered_button
        )
        self.entered_on.setMaximumWidth(theme.px(150))
        self._right.body.addLayout(foot)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, self._right):
            self.split.addWidget(part)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setSizes([520, 620])
        start = EmptyState(
            self.tr("Chưa theo dõi"),
            self.tr(
                "Từ lúc bắt đầu, mỗi thay đổi của hồ sơ sẽ chờ ở đây đến khi được nhập vào cơ sở dữ liệu quốc gia,"
                " có đếm ngược 3 ngày làm việc. Dữ liệu đang có được coi là đã nhập."
            ),
            Action(self.tr("Bắt đầu theo dõi"), self.begin),
            icon="check",
        )
        self.start_button = start.buttons[0]
        work = QWidget()
        whole = column(self.month, self.split, space=theme.M)
        whole.setStretch(1, 1)
        work.setLayout(whole)
        self.rooms = QStackedWidget()
        self.rooms.addWidget(start)
        self.rooms.addWidget(work)
        layout = column(self.rooms)
        layout.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.setLayout(layout)
        self.setFocusProxy(self.sheet)

    # Reading

    def reload(self) -> None:
        """Ask for the tray again, off the window's thread."""
        self._stale = False
        workspace = self.context.workspace
        self._asking.ask(
            lambda: (national.tracking_since(workspace), national.tray(workspace), national.sign_off(workspace))
        )

    def _take(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        since, self._waiting, self._month = answer
        self.rooms.setCurrentIndex(0 if since is None else 1)
        self.start_button.setEnabled(self.context.rights.may_configure)
        self.start_button.setToolTip("" if self.context.rights.may_configure else self.tr("Cần quyền sửa thiết lập."))
        self.people.set_rows(self._waiting)
        self._filter()
        self._show_month()
        if self._waiting and not self.sheet.currentIndex().isValid():
            self.sheet.setCurrentIndex(self.people.index(0, 0))
        self._show_card()

    def _filter(self) -> None:
        words = search_key(self.search.text()).split()
        self.people.set_filter(lambda each: all(word in _searched(each) for word in words))
        self._say()

    def _say(self) -> None:
        late = sum(each.days_left < 0 for each in self._waiting)
        told = self.tr("{} người chờ").format(len(self._waiting))
        self.count.setText(self.tr("{}, {} quá hạn").format(told, late) if late else told)
        chosen = len(self._chosen())
        self.entered_button.setText(
            self.tr("Đã nhập xong {} người").format(chosen) if chosen > 1 else self.tr("Đã nhập xong")
        )
        self.entered_button.setEnabled(chosen > 0 and self.context.rights.may_edit)

    def _show_month(self) -> None:
        month = self._month
        if month is None or month.done_on is not None or self.context.today < month.first:
            self.month.show_text("")
            return
        text = self.tr("Ký xác nhận dữ liệu tháng {} trên cơ sở dữ liệu quốc gia: từ {} đến {}.").format(
            f"{month.month:%m/%Y}", show_day(month.first), show_day(month.last)
        )
        self.month.show_text(text, "warning", Action(self.tr("Đã ký xác nhận"), self._sign))

    # The card

    def _current(self) -> Waiting | None:
        found = self.sheet.currentIndex().data(CellRole.ROW) if self.sheet.currentIndex().isValid() else None
        return found if isinstance(found, Waiting) else None

    def _chosen(self) -> list[Waiting]:
        rows = self.sheet.selectionModel().selectedRows()
        return [each for each in (index.data(CellRole.ROW) for index in rows) if isinstance(each, Waiting)]

    def _on_row(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_card()

    def _show_card(self) -> None:
        waiting = self._current()
        self._right.setEnabled(waiting is not None)
        if waiting is None:
            self._right.set_title(self.tr("Phiếu cập nhật"))
            self.lines.set_rows([])
            return
        self._right.set_title(f"{waiting.name} · {waiting.staff_code}", "; ".join(waiting.what))
        try:
            self._card = national.card(self.context.workspace, waiting)
        except UserError as error:
            self._card = []
            self.context.tell(str(error), "danger")
        shown = [line for line in self._card if line.is_changed or not self.only_changed.isChecked()]
        self.lines.set_rows(shown)
        if not self.entered_on.text():
            self.entered_on.set_text(show_day(self.context.today))
        self._say()

    def copy_value(self) -> None:
        """Put the value of the chosen line on the clipboard, ready to paste into one field."""
        line = self.card.currentIndex().data(CellRole.ROW) if self.card.currentIndex().isValid() else None
        if isinstance(line, CardLine) and line.value:
            QGuiApplication.clipboard().setText(line.value)
            self.context.tell(self.tr("Đã chép {}.").format(line.label or self.tr("dòng đã chọn")), "info")

    def _open(self) -> None:
        if waiting := self._current():
            self.context.go("staff", waiting.uid)

    # Acts

    def begin(self) -> None:
        """From now on changes wait here."""
        self._do(lambda: national.begin_tracking(self.context.workspace), self.tr("Đã bắt đầu theo dõi thay đổi."))

    def mark_entered(self) -> None:
        """The chosen people were entered on the day that is written."""
        chosen = self._chosen()
        if not chosen:
            return
        if problem := self.entered_on.check():
            self.entered_on.set_message(problem)
            return
        day = self.entered_on.field.read(self.entered_on.text()) or self.context.today
        self._do(
            lambda: national.mark_entered(self.context.workspace, [each.uid for each in chosen], day),
            self.tr("Đã đánh dấu cập nhật {} người.").format(len(chosen)),
        )

    def _sign(self) -> None:
        self._do(lambda: national.mark_signed(self.context.workspace), self.tr("Đã ghi nhận ký xác nhận tháng này."))

    def _do(self, act: object, told: str) -> None:
        assert callable(act)
        try:
            act()
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(told, "success")
            self.reload()

    def open_target(self, target: object) -> None:
        """A uid shows that person's card."""
        for n in range(self.people.rowCount()):
            index = self.people.index(n, 0)
            if index.data(CellRole.KEY) == target:
                self.sheet.setCurrentIndex(index)
                return


def _searched(each: Waiting) -> str:
    return search_key(f"{each.name} {each.staff_code} {each.department}")


def _people_columns() -> list[Column]:
    return [
        Column("Mã", width=72, show=lambda each: each.staff_code),
        Column("Họ và tên", weight=1.4, least=130, show=lambda each: each.name, bold=True),
        Column("Khoa, phòng", weight=1.1, least=90, spare=True, show=lambda each: each.department),
        Column("Thay đổi", weight=1.3, least=96, spare=True, show=lambda each: "; ".join(each.what)),
        Column(
            "Hạn nhập",
            width=92,
            show=lambda each: show_day(each.due_on),
            sort=lambda each: each.due_on,
        ),
        Column("Còn (ngày làm việc)", width=130, show=_left, badge=_tone, sort=lambda each: each.days_left),
    ]


def _card_columns() -> list[Column]:
    return [
        Column("Mục", width=64, show=lambda line: line.item),
        Column("Nội dung", weight=1.0, least=120, show=lambda line: line.label, tone=_heading),
        Column(
            "Giá trị hiện nay",
            weight=1.8,
            least=160,
            show=lambda line: line.value or ("" if line.is_heading else "(trống)"),
            tone=lambda line: "accent" if line.is_changed and not line.is_heading else "",
        ),
    ]


def _heading(line: CardLine) -> str:
    return "info" if line.is_heading else ""


def _left(each: Waiting) -> str:
    if each.days_left < 0:
        return f"quá {-each.days_left} ngày"
    return "hôm nay" if each.days_left == 0 else f"{each.days_left} ngày"


def _tone(each: Waiting) -> str:
    if each.days_left < 0:
        return "danger"
    return "warning" if each.days_left <= 1 else "neutral"
