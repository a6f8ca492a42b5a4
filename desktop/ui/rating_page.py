"""Đánh giá, xếp loại: the round of a year as a sheet to fill in, its caps beside it, its decision and its papers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QStackedWidget, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.fields import Day, Field, Text
from desktop.domain.merits import Appraisal, RatingRound
from desktop.domain.rating import Share
from desktop.domain.text import search_key
from desktop.services import emulation, rating
from desktop.services.emulation import Proposal
from desktop.services.rating import PersonRow, RoundView
from desktop.ui import rating_rows, theme
from desktop.ui.chips import ChipBar
from desktop.ui.context import Action, Context
from desktop.ui.inline_form import InlineForm, Texts
from desktop.ui.latest import Latest
from desktop.ui.page import ReadingPage
from desktop.ui.rows_model import CellRole, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import Badge, Banner, Card, EmptyState, PushButton, button, column, label, row


class RatingPage(ReadingPage):
    """Years above; on the left everybody by group, on the right the caps, the days, and the form of what is chosen."""

    title = "Đánh giá, xếp loại hằng năm"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.year = context.today.year
        self.view: RoundView | None = None
        self._rounds: list[tuple[str, int, bool]] = []
        self._stale = False
        self.years = ChipBar([], self.tr("Năm đánh giá"))
        self.years.chosen.connect(lambda key: self.show_year(int(key)))
        self.badge = Badge()
        self.search = SearchField(self.tr("Tìm người, khoa, nhóm"))
        self.search.searched.connect(lambda _text: self._filter())
        self.model = RowsModel(rating_rows.columns(self._label), key=lambda each: each.uid, parent=self)
        self.sheet = SheetView(self.tr("Kết quả xếp loại của từng người"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Không có ai khớp."))
        self.sheet.opened.connect(lambda _index: self.begin_rating())
        self.sheet.selectionModel().selectionChanged.connect(lambda *_: self._dress())
        self.search.results = self.sheet
        self.caps = RowsModel(rating_rows.share_columns(), key=lambda each: each.group, parent=self)
        self.caps_sheet = SheetView(self.tr("Tỷ lệ hoàn thành xuất sắc theo nhóm"))
        self.caps_sheet.setModel(self.caps)
        self.caps_sheet.opened.connect(self._show_group)
        self.clocks = label("", "muted", wrap=True)
        self.warning = Banner("", "warning")
        self.form = InlineForm()
        self.form.done.connect(self.reload)
        self.rate_button = button(self.tr("Xếp loại…"), "primary", icon="edit", run=self.begin_rating, tip="F2")
        self.head_button = button(self.tr("Thông tin đợt"), run=self.begin_head)
        self.close_button = button(self.tr("Chốt bằng quyết định"), run=self.begin_close)
        self.titles_button = button(self.tr("Danh hiệu thi đua"), run=self.begin_titles)
        self.papers_button = PushButton(self.tr("Giấy tờ"))
        self._papers = QMenu(self)
        self._papers.addAction(self.tr("Biên bản họp (Excel)"), self._ask_minutes)
        self._papers.addAction(self.tr("Phiếu đánh giá của những người đang chọn"), lambda: self._ask_slips(True))
        self._papers.addAction(self.tr("Phiếu đánh giá của tất cả"), lambda: self._ask_slips(False))
        self.papers_button.setMenu(self._papers)
        self._asking = Latest(context, self)
        self._asking.answered.connect(self._take)
        self._lay_out()
        for keys, run in (("F2", self.begin_rating), ("Ctrl+F", self.search.setFocus)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(run)
        context.changed.connect(self._on_changed)
        self.reload()

    def _lay_out(self) -> None:
        tools = row(
            self.years, self.badge, None, self.titles_button, self.papers_button, self.close_button, space=theme.S
        )
        left, right = Card(), Card(self.tr("Tỷ lệ «xuất sắc» theo nhóm"))
        found = row(self.search, self.rate_button, space=theme.S)
        found.setStretch(0, 1)
        left.body.addLayout(found)
        left.body.addWidget(self.sheet, 1)
        right.head.addWidget(self.head_button)
        right.body.addWidget(self.clocks)
        right.body.addWidget(self.caps_sheet, 1)
        right.body.addWidget(self.form, 2)
        right.setMinimumWidth(theme.px(400))
        split = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, right):
            split.addWidget(part)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.M)
        split.setSizes([700, 440])
        work = QWidget()
        inner = column(self.warning, split, space=theme.M)
        inner.setStretch(1, 1)
        work.setLayout(inner)
        self.empty = EmptyState("", "", Action(self.tr("Lập đợt đánh giá"), self.begin_round), icon="check-circle")
        self.empty.buttons[0].setHidden(not self.context.rights.may_edit)
        self.start_form = InlineForm(is_foot=False)
        self.start_form.done.connect(self._on_begun)
        start = QWidget()
        first = column(self.empty, self.start_form, space=theme.M)
        first.setAlignment(self.start_form, Qt.AlignmentFlag.AlignTop)  # its few lines would be torn apart
        start.setLayout(first)
        self.rooms = QStackedWidget()
        self.rooms.addWidget(start)
        self.rooms.addWidget(work)
        whole = column(tools, self.rooms, space=theme.M)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.sheet)

    # Reading

    def show_year(self, year: int) -> None:
        """Show the round of another year."""
        if self.can_leave():
            self.year = year
            self.form.close_form()
            self.reload()
        else:
            self.years.choose(str(self.year))

    def reload(self) -> None:
        """Read the rounds again, off the window's thread."""
        self._stale = False
        workspace, year = self.context.workspace, self.year

        def read() -> tuple[list[tuple[str, int, bool]], RoundView | None]:
            found = rating.rounds(workspace)
            uid = next((uid for uid, of_year, _closed in found if of_year == year), None)
            return found, rating.view(workspace, uid) if uid else None

        self._asking.ask(read)

    def _take(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        self._rounds, self.view = answer
        today = self.context.today.year
        known = sorted({today - 1, today, self.year, *(year for _uid, year, _closed in self._rounds)})
        self.years.set_choices([(str(year), str(year)) for year in known])
        self.years.choose(str(self.year))
        self.rooms.setCurrentIndex(0 if self.view is None else 1)
        if self.view is None:
            self.empty.say(
                self.tr("Chưa có đợt đánh giá năm {}").format(self.year),
                self.tr(
                    "Đợt gồm mọi người trong biên chế, xếp sẵn theo nhóm nhiệm vụ; ai làm việc dưới 6 tháng được ghi rõ."
                ),
            )
            self.badge.hide()
        else:
            self._show(self.view)
        self._dress()

    def _show(self, view: RoundView) -> None:
        waiting = view.counts[""]
        self.badge.show()
        if view.is_closed:
            self.badge.show_as(self.tr("Đã chốt"), "success")
        elif waiting:
            self.badge.show_as(self.tr("{} người chưa xếp loại").format(waiting), "warning")
        else:
            self.badge.show_as(self.tr("Đã xếp loại đủ"), "info")
        self.set_title(self.tr("Đánh giá, xếp loại năm {} · {}").format(view.year, view.rule_title))
        for place in rating_rows.POINTS:
            self.sheet.setColumnHidden(place, not view.by_points)
        self.model.set_rows(rating_rows.grouped(view.rows))
        self._filter()
        self.caps.set_rows(view.shares)
        self.clocks.setText("\n".join(self._told(clock.title, clock.due_on, clock.done_on) for clock in view.clocks))
        faults = [*view.problems, *(problem for each in view.rows for problem in each.problems)]
        text = faults[0].message if faults else ""
        if len(faults) > 1:
            text += self.tr(" Còn {} điều khác cần xem.").format(len(faults) - 1)
        self.warning.show_text(text, "warning")

    def _told(self, title: str, due: object, done: object) -> str:
        day = show_day(due)  # type: ignore[arg-type]
        if done:
            return self.tr("{}: đã xong ngày {}").format(title, show_day(done))  # type: ignore[arg-type]
        return self.tr("{}: trước {}").format(title, day)

    def _filter(self) -> None:
        words = search_key(self.search.text()).split()
        self.model.set_filter(
            (lambda each: all(word in rating_rows.searched(each) for word in words)) if words else None
        )

    def _show_group(self, index: QModelIndex) -> None:
        share = index.data(CellRole.ROW)
        if isinstance(share, Share):
            self.search.setText(share.group)

    def _dress(self) -> None:
        may = self.context.rights.may_edit
        is_open = self.view is not None and not self.view.is_closed
        chosen = len(self._chosen())
        self.rate_button.setEnabled(may and is_open and chosen > 0)
        self.rate_button.setText(self.tr("Xếp loại {} người…").format(chosen) if chosen > 1 else self.tr("Xếp loại…"))
        self.head_button.setEnabled(self.view is not None)
        for each in (self.rate_button, self.head_button, self.close_button, self.titles_button):
            each.setVisible(may and self.view is not None)
        self.close_button.setText(self.tr("Chốt bằng quyết định") if is_open else self.tr("Mở lại đợt"))
        self.papers_button.setVisible(self.view is not None and self.context.rights.may_export)

    def _chosen(self) -> list[PersonRow]:
        rows = (index.data(CellRole.ROW) for index in self.sheet.selectionModel().selectedRows())
        return [each for each in rows if isinstance(each, PersonRow)]

    def _label(self, code: str) -> str:
        return self.context.workspace.catalogue.list("evaluation_rating").label(code)

    # Acts

    def begin_round(self) -> None:
        """Ask for what a new round needs, and make it."""
        fields = self._fields(RatingRound, "regulation_no", "regulation_on")

        def run(texts: Texts) -> None:
            day = fields[1].read(texts["regulation_on"])
            rating.begin(self.context.workspace, self.year, texts["regulation_no"], day)

        self.empty.hide()
        note = self.tr(
            "Đơn vị chưa có quy chế riêng trước 30/11/2026 thì năm 2026 xếp loại theo NĐ 90/2020; để trống hai ô."
        )
        self.start_form.ask(
            self.tr("Đợt đánh giá năm {}").format(self.year), fields, self.tr("Lập đợt"), run, note=note
        )
        self.start_form.closed.connect(self.empty.show)

    def _on_begun(self) -> None:
        self.reload()
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_head(self) -> None:
        """Ask for the unit's rating, the meeting and the days of the round."""
        if self.view is None:
            return
        uid = self.view.uid
        texts = rating.head(self.context.workspace, uid)
        self.form.ask(
            self.tr("Thông tin đợt đánh giá"),
            self._fields(RatingRound, *rating.HEAD_FIELDS),
            self.tr("Lưu"),
            lambda typed: rating.save_head(self.context.workspace, uid, typed, texts),
            texts=texts,
        )

    def begin_rating(self) -> None:
        """Ask for points, rating and group of the chosen people; what is left empty stays as it is for several."""
        chosen = self._chosen()
        if not chosen or self.view is None or self.view.is_closed or not self.context.rights.may_edit:
            return
        uid, several = self.view.uid, len(chosen) > 1
        names = ["general_points", "result_points"] if self.view.by_points else []
        names += ["rating", "not_rated_reason", "group", "unit_group"]
        fields = self._fields(Appraisal, *names)
        start = {} if several else self._texts(chosen[0], fields)

        def run(texts: Texts) -> None:
            typed = {name: text for name, text in texts.items() if text != start.get(name, "")}
            if typed:
                rating.rate(self.context.workspace, uid, {each.uid: typed for each in chosen})

        heading = self.tr("{} người").format(len(chosen)) if several else f"{chosen[0].name} · {chosen[0].department}"
        note = self.tr("Ô để trống giữ nguyên của từng người.") if several else _months_told(chosen[0])
        self.form.ask(heading, fields, self.tr("Lưu"), run, texts=start, note=note)

    def begin_close(self) -> None:
        """Ask for the decision that settles the round, or open a settled one again."""
        if self.view is None:
            return
        uid = self.view.uid
        if self.view.is_closed:
            self._do(lambda: rating.reopen(self.context.workspace, uid), self.tr("Đã mở lại đợt đánh giá."))
            return
        number, day, signer = (
            Text(self.tr("Số quyết định"), max_length=60, name="number"),
            Day(self.tr("Ngày quyết định"), required=True, name="decided_on"),
            Text(self.tr("Người ký"), name="signer"),
        )

        def run(texts: Texts) -> None:
            told = rating.close(
                self.context.workspace, uid, texts["number"], day.read(texts["decided_on"]), texts["signer"]
            )
            if told:
                some = self.tr("Đã chốt; còn {} điều chưa đúng quy định: {}").format(len(told), told[0].message)
                self.context.tell(some, "warning")
            else:
                self.context.tell(self.tr("Đã chốt kết quả; nhớ cập nhật vào cơ sở dữ liệu trong 5 ngày."), "success")

        self.form.ask(self.tr("Quyết định công nhận kết quả"), (number, day, signer), self.tr("Chốt"), run)

    def begin_titles(self) -> None:
        """Show who may be proposed for emulation titles, and enter those that were decided."""
        if self.view is None:
            return
        try:
            found = emulation.propose_titles(self.context.workspace, self.view.uid)
        except UserError as error:
            self.context.tell(str(error), "danger")
            return
        if not found:
            self.context.tell(self.tr("Không còn ai đủ điều kiện mà chưa có danh hiệu trong năm."), "info")
            return
        year = self.view.year
        model = RowsModel(
            rating_rows.title_columns(), found, key=lambda each: (each.staff_uid, each.title), parent=self
        )
        listed = SheetView(self.tr("Người có thể được đề nghị danh hiệu"))
        listed.setModel(model)
        listed.selectAll()
        number, day, by = (
            Text(self.tr("Số quyết định"), max_length=60, name="number"),
            Day(self.tr("Ngày quyết định"), required=True, name="decided_on"),
            Text(self.tr("Cấp quyết định"), name="decided_by"),
        )

        def run(texts: Texts) -> None:
            rows = (index.data(CellRole.ROW) for index in listed.selectionModel().selectedRows())
            chosen = [each for each in rows if isinstance(each, Proposal)]
            count = emulation.enter_titles(
                self.context.workspace,
                year,
                chosen,
                texts["number"],
                day.read(texts["decided_on"]),
                texts["decided_by"],
            )
            self.context.tell(self.tr("Đã ghi danh hiệu của {} người.").format(count), "success")

        self.form.ask(
            self.tr("Danh hiệu thi đua năm {}").format(year),
            (number, day, by),
            self.tr("Ghi danh hiệu đã quyết định"),
            run,
            note=self.tr("Bỏ chọn (Ctrl+bấm) ai không được công nhận."),
            extra=listed,
        )

    def _ask_minutes(self) -> None:
        if self.view is not None:
            name = self.tr("Bien-ban-xep-loai-{}.xlsx").format(self.view.year)
            if path := self._ask_path(name):
                self.save_minutes(path)

    def save_minutes(self, path: Path) -> None:
        """Write the minutes of the round."""
        from desktop.services import rating_papers  # noqa: PLC0415 - the workbook writer comes with it

        assert self.view is not None
        uid = self.view.uid
        self._do(
            lambda: rating_papers.save_minutes(self.context.workspace, uid, path),
            self.tr("Đã ghi biên bản ra {}.").format(path.name),
        )

    def _ask_slips(self, only_chosen: bool) -> None:
        if self.view is None:
            return
        chosen = [each.uid for each in self._chosen()] if only_chosen else []
        if only_chosen and not chosen:
            self.context.tell(self.tr("Hãy chọn người cần in phiếu."), "info")
        elif path := self._ask_path(self.tr("Phieu-danh-gia-{}.xlsx").format(self.view.year)):
            self.save_slips(path, chosen)

    def save_slips(self, path: Path, appraisals: list[str]) -> None:
        """Write the slips of some people, or of all, on the worker."""
        from desktop.services import rating_papers  # noqa: PLC0415 - the workbook writer comes with it

        assert self.view is not None
        self.context.tasks.start(
            rating_papers.save_slips(self.context.workspace, self.view.uid, path, appraisals),
            done=lambda count: self.context.tell(self.tr("Đã ghi {} phiếu ra {}.").format(count, path.name), "success"),
            title=self.tr("Lập phiếu đánh giá"),
        )

    def _ask_path(self, name: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Ghi ra tệp"), name, self.tr("Excel (*.xlsx)"))
        return Path(chosen) if chosen else None

    def _do(self, act: Callable[[], object], told: str) -> None:
        try:
            act()
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(told, "success")

    def _fields(self, entity: type, *names: str) -> list[Field]:
        known = self.context.workspace.catalogue.fields(entity)
        return [known[name] for name in names if name in known]

    def _texts(self, person: PersonRow, fields: list[Field]) -> Texts:
        return {field.name: field.show(getattr(person, field.name)) for field in fields}

    def can_leave(self) -> bool:
        return not self.form.is_dirty or self.form.save()


def _months_told(person: PersonRow) -> str:
    told = f"Làm việc {person.months} tháng trong năm."
    return f"{told} {person.not_rated_reason}" if person.not_rated_reason else told
