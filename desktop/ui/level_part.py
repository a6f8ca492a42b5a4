"""Vị trí việc làm, bậc: who is to be placed by 01/07/2027 and where to, who lacks the degree, the shares of levels."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import BadValue, Problem, Rejected
from desktop.domain.fields import Day
from desktop.domain.organisation import Department
from desktop.domain.schooling import Qualification
from desktop.domain.staff import (
    EmploymentStatus,
    JobHolding,
    Placement,
    SalaryStep,
    StaffMember,
    StandardState,
    TitleHolding,
)
from desktop.services import levels, pay_decision, pay_export
from desktop.services.levels import AMENDABLE, Conversion, Line
from desktop.ui.bars import Bar, BarList
from desktop.ui.chips import ChipBar
from desktop.ui.context import Context
from desktop.ui.facts import Fact, FactGrid
from desktop.ui.inline_form import Texts
from desktop.ui.pay_parts import PayPart
from desktop.ui.rows_model import Column
from desktop.ui.tick_sheet import TickSheet
from desktop.ui.widgets import Banner, Card, EmptyState, Scroll, button, column, disable, label, row

if TYPE_CHECKING:
    from desktop.services.progress import Task

_VIEWS = (
    ("waiting", "Chưa xếp"),
    ("lacking", "Còn thiếu bằng để lên bậc 2"),
    ("open", "Chưa đề xuất được"),
    ("placed", "Đã xếp"),
)
_SINCE = "since"


class LevelPart(PayPart):
    """The conversion to job positions and levels."""

    reads = (StaffMember, SalaryStep, TitleHolding, EmploymentStatus, Placement, Department, JobHolding, Qualification)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._amended: dict[str, Line] = {}
        self.views = ChipBar([(key, self.tr(words)) for key, words in _VIEWS], self.tr("Ai"))
        self.views.chosen.connect(lambda _key: self._show_view())
        self.export_button = button(self.tr("Xuất danh sách"), icon="export", run=self.begin_export)
        self.enter_button = button(self.tr("Nhập quyết định"), "primary", run=self.begin_decision, tip="Ctrl+Return")
        self.banner = Banner()
        self.sheet = TickSheet(
            self.tr("Xếp vị trí việc làm và bậc nghề nghiệp"),
            self._columns(),
            key=lambda line: line.staff_uid,
            may_tick=lambda line: not line.is_placed and line.draft is not None,
        )
        self.sheet.ticks_changed.connect(self._on_ticks)
        self.sheet.opened.connect(lambda _index: self._open())
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.empty = EmptyState(self.tr("Không có ai trong mục này"), icon="check-circle")
        self._lay_out()

    def _columns(self) -> list[Column]:
        return [
            Column("Họ và tên", weight=1.1, least=150, show=lambda r: r.name, bold=True, tip=lambda r: r.staff_code),
            Column("Khoa, phòng", weight=0.9, least=120, show=lambda r: r.department, spare=True),
            Column("Chức danh", weight=1.0, least=110, show=lambda r: f"{r.title} · {r.table}" if r.table else r.title),
            Column("Vị trí việc làm", weight=1.0, least=100, show=lambda r: r.position or "–"),
            Column("Bậc", width=48, align="center", show=_level, sort=lambda r: _level(r)),
            Column("Bảng", width=56, align="center", show=lambda r: r.draft.table if r.draft else r.table),
            Column("Chuẩn", width=136, show=_standard, badge=_standard_kind),
            Column("Căn cứ", weight=1.3, least=100, show=lambda r: r.why, tip=lambda r: r.why, spare=True),
        ]

    def _lay_out(self) -> None:
        tools = self.tools(self.views, self.export_button, self.enter_button)
        left = Card()
        self.count = label("", "muted")
        all_button = button(self.tr("Chọn hết"), "link", run=lambda: self.sheet.tick_all(True))
        none_button = button(self.tr("Bỏ chọn"), "link", run=lambda: self.sheet.tick_all(False))
        self.ticking = QWidget()
        self.ticking.setLayout(row(self.count, None, all_button, none_button))
        self.lists = QStackedWidget()
        self.lists.addWidget(self.sheet)
        self.lists.addWidget(self.empty)
        left.body.addWidget(self.ticking)
        left.body.addWidget(self.lists, 1)
        self.heading = label("", "lead", wrap=True)
        self.facts = FactGrid()
        self.edit_button = button(self.tr("Sửa đề xuất"), run=self.begin_edit, tip="F2")
        self.open_button = button(self.tr("Mở hồ sơ"), icon="chevron-right", run=self._open)
        self.bars = BarList(shares=True, dense=True)
        self.shares_note = label("", "muted", wrap=True)
        content = QWidget()
        content.setLayout(
            column(
                self.heading,
                self.facts,
                row(self.edit_button, self.open_button, None),
                label(self.tr("Tỷ lệ bậc khi xếp theo đề xuất"), "strong"),
                self.bars,
                self.shares_note,
                None,
            )
        )
        self.lay_out((tools, self.banner), left, Scroll(content))
        self.setFocusProxy(self.sheet)

    def task(self) -> "Task[Conversion]":
        return levels.converting(self.context.workspace)

    def show_found(self, found: Conversion) -> None:
        lines = {"waiting": found.waiting, "lacking": found.lacking, "open": found.open_lines}
        lines["placed"] = [line for line in found.lines if line.is_placed]
        self._by_view = lines
        self.views.set_choices([(key, f"{self.tr(words)} ({len(lines[key])})") for key, words in _VIEWS])
        left, waiting = (found.deadline - found.day).days, len(found.waiting)
        told = self.tr("{} trên {} người chưa xếp bậc; hạn {}, còn {} ngày ({}).").format(
            waiting, len(found.lines), show_day(found.deadline), max(left, 0), found.basis
        )
        self.banner.show_text(told if waiting else "", "danger" if left < 30 else "warning" if left < 120 else "info")
        names = found.position_names
        shown = [share for share in found.shares_planned if share.count]
        self.bars.set_bars(
            [
                Bar(
                    self.tr("{}, bậc {}").format(names.get(s.position, s.position), s.level),
                    s.count,
                    max(s.most, 0) or None,
                    text=f"{s.count}/{s.people} = {s.actual:.0f}% (≤ {s.percent}%)",
                )
                for s in shown
            ]
        )
        over = [s for s in found.shares_planned if s.is_over]
        self.shares_note.setText(
            self.tr(
                "Vượt tỷ lệ: {}. Đến 01/07/2027 phải đưa về trong tỷ lệ; đến lúc đó không đổi bậc, không tuyển thêm vào bậc ấy."
            ).format(
                "; ".join(
                    self.tr("{} bậc {}: {} người, tối đa {}").format(
                        names.get(s.position, s.position), s.level, s.count, s.most
                    )
                    for s in over
                )
            )
            if over
            else self.tr("Không vị trí nào vượt tỷ lệ.")
        )
        self._show_view()

    def _show_view(self) -> None:
        if self.found is None:
            return
        current = self.sheet.row()
        rows = [self._amended.get(line.staff_uid, line) for line in self._by_view[self.views.key]]
        may = {line.staff_uid for line in rows if not line.is_placed and line.draft}
        self.lists.setCurrentWidget(self.sheet if rows else self.empty)
        self.ticking.setVisible(bool(may))
        self.sheet.set_rows(rows, {uid for uid in self.sheet.ticked if uid in may})
        if not (current and self.sheet.show_key(current.staff_uid)) and rows:
            self.sheet.setCurrentIndex(self.sheet.rows_model.index(0, 0))
        self._show_line()

    def chosen(self) -> list[Line]:
        """The people who are ticked, in the order of the list."""
        if self.found is None:
            return []
        lines = (self._amended.get(line.staff_uid, line) for line in self.found.waiting)
        return [line for line in lines if line.staff_uid in self.sheet.ticked]

    def _on_ticks(self) -> None:
        count = len(self.chosen())
        self.count.setText(self.tr("Đã chọn {} người").format(count))
        reason = "" if count else self.tr("Hãy chọn ít nhất một người")
        disable(self.enter_button, reason)
        self.enter_button.setVisible(self.context.rights.may_edit)
        self.export_button.setVisible(self.context.rights.may_export)
        if self.is_deciding:
            self.form.heading.setText(self._decision_heading())

    def _on_row(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._show_line()

    def _show_line(self) -> None:
        line: Line | None = self.sheet.row()
        for part in (self.heading, self.facts, self.open_button):
            part.setVisible(line is not None)
        can_edit = line is not None and not line.is_placed and line.draft is not None
        self.edit_button.setVisible(can_edit and self.context.rights.may_edit)
        if line is None:
            return
        self.heading.setText(line.name)
        due = line.draft.standard_due_on if line.draft else line.standard_due_on
        self.facts.set_facts(
            [
                Fact(self.tr("Chức danh"), line.title, wide=True),
                Fact(self.tr("Đang hưởng"), f"{line.table} · {line.coefficient or '–'}".replace(".", ","), wide=True),
                Fact(
                    self.tr("Vị trí"),
                    line.position or self.tr("chưa rõ"),
                    "" if line.position else "warning",
                    wide=True,
                ),
                Fact(self.tr("Bậc"), _level(line)),
                Fact(self.tr("Bảng"), line.draft.table if line.draft else line.table),
                Fact(self.tr("Chuẩn"), _standard(line)),
                Fact(self.tr("Hạn chuẩn"), show_day(due)),
                Fact(self.tr("Căn cứ"), line.why, wide=True),
            ]
        )

    def begin_edit(self) -> None:
        """Open the form on what is proposed for the chosen person."""
        line: Line | None = self.sheet.row()
        if line is None or line.draft is None or line.is_placed or not self.context.rights.may_edit:
            return
        workspace = self.context.workspace
        fields = workspace.catalogue.fields(JobHolding)

        def keep(typed: Texts) -> None:
            assert line.draft is not None
            draft = levels.amended(workspace, line.draft, typed)
            named = self.found.position_names.get(draft.position, draft.position or "")
            self._amended[line.staff_uid] = replace(line, draft=draft, position=named)
            self.sheet.ticked.add(line.staff_uid)
            self._show_view()

        self.show_form()
        self.form.ask(
            self.tr("Đề xuất cho {}").format(line.name),
            [fields[name] for name in AMENDABLE],
            self.tr("Giữ"),
            keep,
            texts=levels.draft_texts(workspace, line.draft),
            captions={"starts_on": self.tr("Từ ngày (nếu khác cả đợt)")},
        )

    def begin_decision(self) -> None:
        """Open the form of the decision for those who are ticked."""
        if not self.chosen() or not self.enter_button.isEnabled() or not self.context.rights.may_edit:
            return
        workspace = self.context.workspace
        since = Day(self.tr("Xếp từ ngày"), required=True, name=_SINCE)

        def enter(typed: Mapping[str, str]) -> None:
            try:
                day: date = since.read(typed[_SINCE])
            except BadValue as error:
                raise Rejected([Problem(_SINCE, str(error))]) from error
            paper = {name: text for name, text in typed.items() if name != _SINCE}
            # Ticks may have changed while the form stood open.
            done = levels.enter(workspace, paper, [line.draft for line in self.chosen() if line.draft], day)
            self._amended.clear()
            self.sheet.ticked.clear()
            self.tell_done(self.tr("Đã xếp vị trí việc làm, bậc cho {} người.").format(done.people), done.notes)

        self.show_form()
        self.is_deciding = True
        self.form.ask(
            self._decision_heading(),
            [*pay_decision.fields(workspace), since],
            self.tr("Nhập"),
            enter,
            note=self.tr("Ai đổi bảng lương thì có thêm dòng diễn biến lương: hệ số bằng hoặc cao hơn gần nhất."),
        )

    def _decision_heading(self) -> str:
        return self.tr("Quyết định xếp vị trí việc làm: {} người").format(len(self.chosen()))

    def begin_export(self) -> None:
        """Ask where the workbook goes."""
        self.export(f"xep-vi-tri-viec-lam-{self.context.today:%Y-%m-%d}.xlsx", self.exporting)

    def exporting(self, path: Path) -> "Task[Path]":
        """The writing of those who are ticked, else of those who are shown, with the shares."""
        lines = self.chosen() or self.sheet.rows_model.rows()
        return pay_export.export_levels(self.context.workspace, self.found, lines, path)

    def _open(self) -> None:
        line = self.sheet.row()
        if line is not None:
            self.context.go("staff", (line.staff_uid, "JobHolding"))


def _level(line: Line) -> str:
    level = line.level or (line.draft.level if line.draft else None)
    return str(level) if level else "–"


def _standard_of(line: Line) -> StandardState | None:
    return line.standard if line.is_placed else line.draft.standard if line.draft else None


def _standard(line: Line) -> str:
    state = _standard_of(line)
    return state.label if state else ""


def _standard_kind(line: Line) -> str:
    state = _standard_of(line)
    return "" if state is None else "success" if state is StandardState.MET else "warning"
