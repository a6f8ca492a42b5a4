"""Nâng lương: choose a round, see who is due and why, amend or leave out, enter the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.dates import add_months, month_end, show_day
from desktop.domain.fields import Day
from desktop.domain.merits import Appraisal, Award, Discipline
from desktop.domain.organisation import Department
from desktop.domain.pay import plain
from desktop.domain.staff import EmploymentStatus, Placement, RaiseKind, SalaryStep, StaffMember, TitleHolding
from desktop.domain.training import Enrolment
from desktop.services import pay, pay_decision, pay_export, pay_round
from desktop.services.pay_round import AMENDABLE, EARLY, Candidate, Draft, Round, Unknown
from desktop.ui import theme
from desktop.ui.chips import ChipBar
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.facts import Fact, FactGrid
from desktop.ui.inline_form import Texts
from desktop.ui.pay_parts import PayPart
from desktop.ui.rows_model import Column, Group
from desktop.ui.tick_sheet import TickSheet
from desktop.ui.widgets import Banner, Card, EmptyState, Scroll, button, column, disable, label, row

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.progress import Task

_SPANS = (("quarter", "Quý này"), ("next", "Quý sau"), ("half", "6 tháng tới"), ("year", "Cả năm nay"))


@dataclass(frozen=True)
class _Line:
    """A row of the sheet: a candidate with its draft, or somebody of whom nothing can be reckoned."""

    key: str
    uid: str
    code: str
    name: str
    department: str
    now: str
    becomes: str
    from_day: date | None
    why: str
    doubt: str
    candidate: Candidate | None = None


def span_of(key: str, today: date) -> tuple[date, date]:
    """The first and the last day of a round that a chip names."""
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    if key == "next":
        quarter = add_months(quarter, 3)
    if key == "half":
        return today.replace(day=1), month_end(add_months(today, 6))
    if key == "year":
        return date(today.year, 1, 1), date(today.year, 12, 31)
    return quarter, month_end(add_months(quarter, 2))


class RaisePart(PayPart):
    """The round of raises."""

    reads = (
        *(StaffMember, SalaryStep, TitleHolding, EmploymentStatus, Placement, Department),
        *(Discipline, Appraisal, Award, Enrolment),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.drafts: dict[str, Draft] = {}
        self._ticks: dict[str, bool] = {}  # what the clerk ticked or left out by hand
        self._done = ""
        self.spans = ChipBar([(key, self.tr(words)) for key, words in _SPANS], self.tr("Đợt nâng lương"))
        self.spans.chosen.connect(self._choose_span)
        self.first: Editor = editor_for(Day(self.tr("Từ ngày")))
        self.last: Editor = editor_for(Day(self.tr("Đến ngày")))
        for editor in (self.first, self.last):
            editor.setFixedWidth(theme.px(112))
            editor.committed.connect(self._on_days)
        self.export_button = button(self.tr("Xuất danh sách"), icon="export", run=self.begin_export)
        self.enter_button = button(self.tr("Nhập quyết định"), "primary", run=self.begin_decision, tip="Ctrl+Return")
        self.warning = Banner()
        self.sheet = TickSheet(
            self.tr("Người đến hạn nâng lương"),
            self._columns(),
            key=lambda line: line.key,
            may_tick=lambda line: line.candidate is not None,
        )
        self.sheet.ticks_changed.connect(self._on_ticks)
        self.sheet.opened.connect(self._open)
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self.empty = EmptyState(
            self.tr("Không có ai đến hạn nâng lương trong đợt này"),
            self.tr("Hãy chọn khoảng ngày khác; người thiếu mốc tính hoặc hệ số cũng được liệt kê ở đây."),
            icon="check-circle",
        )
        self._lay_out()
        self._choose_span("quarter", read=False)

    def _columns(self) -> list[Column]:
        return [
            Column("Họ và tên", weight=1.1, least=150, show=lambda r: r.name, bold=True, tip=lambda r: r.code),
            Column("Khoa, phòng", weight=0.9, least=130, show=lambda r: r.department, spare=True),
            Column("Hiện hưởng", width=150, show=lambda r: r.now),
            Column("Đề nghị", width=118, show=lambda r: r.becomes),
            Column(
                "Từ ngày",
                width=102,
                show=lambda r: show_day(r.from_day),
                sort=lambda r: r.from_day,
                tone=lambda r: "warning" if r.doubt else "",
            ),
            Column(
                "Lý do",
                weight=1.5,
                least=140,
                show=lambda r: f"{r.doubt}. {r.why}" if r.doubt else r.why,
                tone=lambda r: "warning" if r.doubt else "",
                tip=lambda r: "\n".join(part for part in (r.why, r.doubt) if part),
            ),
        ]

    def _lay_out(self) -> None:
        words = [label(editor.field.label) for editor in (self.first, self.last)]
        for caption, editor in zip(words, (self.first, self.last), strict=True):
            caption.setBuddy(editor)
        tools = self.tools(self.spans, words[0], self.first, words[1], self.last, self.export_button, self.enter_button)
        left = Card()
        self.count = label("", "muted")
        all_button = button(self.tr("Chọn hết"), "link", run=lambda: self.sheet.tick_all(True))
        none_button = button(self.tr("Bỏ chọn"), "link", run=lambda: self.sheet.tick_all(False))
        self.lists = QStackedWidget()
        self.lists.addWidget(self.sheet)
        self.lists.addWidget(self.empty)
        left.body.addLayout(row(self.count, None, all_button, none_button))
        left.body.addWidget(self.lists, 1)
        self.heading = label("", "lead", wrap=True)
        self.facts = FactGrid()
        self.edit_button = button(self.tr("Sửa đề nghị"), run=self.begin_edit, tip="F2")
        self.open_button = button(self.tr("Mở hồ sơ"), icon="chevron-right", run=lambda: self._open(None))
        self.quota = FactGrid()
        content = QWidget()
        content.setLayout(
            column(
                self.heading,
                self.facts,
                row(self.edit_button, self.open_button, None),
                label(self.tr("Nâng lương trước thời hạn do thành tích"), "strong"),
                self.quota,
                None,
            )
        )
        self.lay_out((tools, self.warning), left, Scroll(content))
        self.setFocusProxy(self.sheet)

    # The round

    def task(self) -> "Task[Round]":
        first, last = (editor.field.read(editor.text()) for editor in (self.first, self.last))
        return pay_round.rounding(self.context.workspace, first, last)

    def show_found(self, found: Round) -> None:
        known = {c.key: c.draft for c in found.candidates}
        amended = {key: draft for key, draft in self.drafts.items() if key in known and key in self._ticks}
        self.drafts = {**known, **amended}
        current = self.sheet.row()
        rows: list[object] = []
        for kind in (RaiseKind.REGULAR, RaiseKind.OVER_FRAME, *EARLY):
            lines = [self._line(c) for c in found.of_kind(kind)]
            if lines:
                rows += [Group(kind.label, self.tr("{} người").format(len(lines))), *lines]
        if found.unknown:
            rows += [Group(self.tr("Chưa tính được"), self.tr("{} người").format(len(found.unknown)))]
            rows += [_unknown(person) for person in found.unknown]
        ticked = {c.key for c in found.candidates if self._ticks.get(c.key, c.is_proposed)}
        self.lists.setCurrentWidget(self.sheet if rows else self.empty)
        self.sheet.set_rows(rows, ticked)
        share = found.quota
        self.quota.set_facts(
            [
                Fact(self.tr("Năm"), str(share.year)),
                Fact(self.tr("Số người trả lương"), str(share.people)),
                Fact(self.tr("Tối đa {}%").format(share.percent), str(share.most)),
                Fact(self.tr("Đã nâng"), str(share.used)),
                Fact(self.tr("Còn lại"), str(share.left), "danger" if share.left < 0 else ""),
            ]
        )
        if not (current and self.sheet.show_key(current.key)) and rows:
            self.sheet.setCurrentIndex(self.sheet.rows_model.index(1, 0))
        self._show_line()

    def _line(self, candidate: Candidate) -> _Line:
        draft, held = self.drafts[candidate.key], candidate.held
        return _Line(
            key=candidate.key,
            uid=candidate.staff_uid,
            code=candidate.staff_code,
            name=candidate.name,
            department=candidate.department,
            now=f"{held.table} · {_told(held.step, held.coefficient, held.over_frame_percent)}",
            becomes=_told(draft.step, draft.coefficient, draft.over_frame_percent),
            from_day=draft.starts_on,
            why=candidate.why,
            doubt="; ".join(candidate.doubts),
            candidate=candidate,
        )

    def _choose_span(self, key: str, read: bool = True) -> None:
        first, last = span_of(key, self.context.today)
        self.first.set_text(show_day(first))
        self.last.set_text(show_day(last))
        if read:
            self._ticks.clear()
            self.refresh()

    def _on_days(self) -> None:
        wrong = [
            editor.check() or ("" if editor.text() else self.tr("Chưa nhập ngày."))
            for editor in (self.first, self.last)
        ]
        for editor, message in zip((self.first, self.last), wrong, strict=True):
            editor.set_message(message or None)
        if not any(wrong):
            self.spans.choose("")
            self._ticks.clear()
            self.refresh()

    def chosen(self) -> dict[str, Draft]:
        """The drafts that are ticked, by key, in the order of the round."""
        if self.found is None:
            return {}
        return {c.key: self.drafts[c.key] for c in self.found.candidates if c.key in self.sheet.ticked}

    def _on_ticks(self) -> None:
        if self.found is None:
            return
        for candidate in self.found.candidates:
            ticked = candidate.key in self.sheet.ticked
            if ticked != candidate.is_proposed or candidate.key in self._ticks:
                self._ticks[candidate.key] = ticked
        count = len(self.sheet.ticked)
        whole = len(self.found.candidates)
        self.count.setText(self.tr("Đã chọn {} / {} người").format(count, whole))
        reason = "" if count else self.tr("Hãy chọn ít nhất một người")
        disable(self.enter_button, reason)
        self.enter_button.setVisible(self.context.rights.may_edit)
        self.export_button.setVisible(self.context.rights.may_export)
        disable(self.export_button, reason)
        if self.is_deciding:
            self.form.heading.setText(self._decision_heading())
        early = sum(draft.kind is RaiseKind.EARLY_MERIT for draft in self.chosen().values())
        left = self.found.quota.left
        self.warning.show_text(
            self.tr(
                "Đã chọn {} người nâng lương trước thời hạn do thành tích; tỷ lệ {}% của năm {} chỉ còn {}."
            ).format(early, self.found.quota.percent, self.found.quota.year, max(left, 0))
            if early > left
            else ""
        )

    # One person

    def _on_row(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._show_line()

    def _show_line(self) -> None:
        line = self.sheet.row()
        shown = isinstance(line, _Line)
        for part in (self.heading, self.facts, self.open_button):
            part.setVisible(shown)
        self.edit_button.setVisible(shown and line.candidate is not None and self.context.rights.may_edit)
        if not shown:
            return
        self.heading.setText(line.name)
        candidate: Candidate | None = line.candidate
        if candidate is None:
            self.facts.set_facts([Fact(self.tr("Chưa tính được vì"), line.why, "warning", wide=True)])
            return
        draft, held = self.drafts[candidate.key], candidate.held
        self.facts.set_facts(
            [
                Fact(self.tr("Chức danh"), candidate.title, wide=True),
                Fact(self.tr("Khoa, phòng"), candidate.department, wide=True),
                Fact(self.tr("Hiện hưởng"), line.now, wide=True),
                Fact(self.tr("Mốc tính"), held.counted_from.show() if held.counted_from else "", wide=True),
                Fact(self.tr("Đến hạn"), show_day(candidate.due_on), wide=True),
                Fact(self.tr("Đề nghị"), line.becomes, "success", wide=True),
                Fact(self.tr("Hưởng từ"), show_day(draft.starts_on), wide=True),
                Fact(self.tr("Mốc lần sau"), show_day(draft.counted_from), wide=True),
                Fact(self.tr("Lý do"), line.why, wide=True),
                Fact(self.tr("Lương tháng"), self._paid(line.uid), wide=True),
                Fact(self.tr("Cần xem"), line.doubt, "warning", wide=True),
            ]
        )

    def _paid(self, uid: str) -> str:
        """What somebody is paid today, all together."""
        found = pay.pay_of(self.context.workspace, uid, self.context.today)
        told = f"{found.total:,} đ".replace(",", ".")
        parts = "; ".join(f"{line.label.lower()} {line.measure}" for line in found.lines[1:])
        return f"{told} (gồm {parts})" if parts else told

    def begin_edit(self) -> None:
        """Open the form on the draft of the chosen person."""
        line = self.sheet.row()
        if line is None or line.candidate is None or not self.context.rights.may_edit:
            return
        workspace, candidate = self.context.workspace, line.candidate
        fields = workspace.catalogue.fields(SalaryStep)

        def keep(typed: Texts) -> None:
            self.drafts[candidate.key] = pay_round.amended(workspace, self.drafts[candidate.key], typed)
            self._ticks[candidate.key] = True
            self.show_found(self.found)

        self.show_form()
        self.form.ask(
            self.tr("Đề nghị cho {}").format(line.name),
            [fields[name] for name in AMENDABLE],
            self.tr("Giữ"),
            keep,
            texts=pay_round.draft_texts(workspace, self.drafts[candidate.key]),
            captions={"starts_on": self.tr("Hưởng từ ngày"), "counted_from": self.tr("Mốc tính lần sau")},
        )

    def _open(self, _index: object) -> None:
        line = self.sheet.row()
        if line is not None:
            self.context.go("staff", (line.uid, "SalaryStep"))

    # The decision

    def begin_decision(self) -> None:
        """Open the form of the decision for those who are ticked."""
        if not self.chosen() or not self.enter_button.isEnabled() or not self.context.rights.may_edit:
            return
        workspace = self.context.workspace

        def enter(typed: Mapping[str, object]) -> None:
            # Ticks may have changed while the form stood open.
            done = pay_round.enter(workspace, typed, list(self.chosen().values()))
            self._ticks.clear()
            self.drafts.clear()
            self.tell_done(self.tr("Đã nhập quyết định nâng lương cho {} người.").format(done.people), done.notes)

        self.show_form()
        self.is_deciding = True
        self.form.ask(
            self._decision_heading(),
            pay_decision.fields(workspace),
            self.tr("Nhập"),
            enter,
            note=self.tr(
                "Mỗi người thêm một dòng diễn biến lương; dòng cũ kết thúc ngày hôm trước. Một lần hoàn tác trả lại tất cả."
            ),
        )

    def _decision_heading(self) -> str:
        return self.tr("Quyết định nâng lương: {} người").format(len(self.chosen()))

    def begin_export(self) -> None:
        """Ask where the workbook of the round goes."""
        first = self.first.field.read(self.first.text())
        self.export(f"nang-luong-{first:%Y-%m}.xlsx", self.exporting)

    def exporting(self, path: "Path") -> "Task[Path]":
        """The writing of those who are ticked."""
        return pay_export.export_round(self.context.workspace, self.found, self.chosen(), path)


def _told(step: int | None, coefficient: Decimal | None, over: Decimal | None) -> str:
    """«bậc 4 · 3,33», «bậc 9 · 4,98 · VK 6%»."""
    parts = [f"bậc {step}"] if step else []
    if coefficient is not None:
        parts.append(f"{coefficient:.2f}".replace(".", ","))
    if over:
        parts.append(f"VK {plain(over)}%")
    return " · ".join(parts)


def _unknown(person: Unknown) -> _Line:
    why = person.why[:1].upper() + person.why[1:]
    return _Line(person.staff_uid, person.staff_uid, person.staff_code, person.name, "", "", "", None, why, "")
