"""Nghỉ hưu and Nhiệm kỳ: who retires in a year, whose term of post ends by the end of one."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget

from desktop.domain.dates import show_day
from desktop.domain.organisation import Department, Post
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, StaffMember, TitleHolding
from desktop.services import leaving, pay_export
from desktop.services.leaving import RetiringLine, TermLine
from desktop.ui.chips import ChipBar
from desktop.ui.context import Context
from desktop.ui.pay_parts import PayPart
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, EmptyState, button, column, disable, label, row

if TYPE_CHECKING:
    from desktop.services.progress import Task

_YEARS = 4


class _YearPart(PayPart):
    """A list of one year, chosen by a chip; Enter opens the record."""

    heading = ""
    nothing = ""
    file_name = ""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.years = ChipBar(self._choices(), self.tr("Năm"))
        self.years.choose(self._usual())
        self.years.chosen.connect(lambda _key: self.refresh())
        self.count = label("", "muted")
        self.export_button = button(self.tr("Xuất danh sách"), "primary", icon="export", run=self.begin_export)
        self.open_button = button(self.tr("Mở hồ sơ"), icon="chevron-right", run=self._open, tip="Enter")
        self.model = RowsModel(self.columns(), key=self.key_of, parent=self)
        self.sheet = SheetView(self.heading)
        self.sheet.setModel(self.model)
        self.sheet.set_sortable()
        self.sheet.opened.connect(lambda _index: self._open())
        self.empty = EmptyState(self.nothing, icon="check-circle")
        self.lists = QStackedWidget()
        self.lists.addWidget(self.sheet)
        self.lists.addWidget(self.empty)
        card = Card()
        card.body.addLayout(row(self.count, None, self.open_button))
        card.body.addWidget(self.lists, 1)
        whole = column(self.tools(self.years, self.export_button), card)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.sheet)

    def columns(self) -> list[Column]:
        """The columns of the list."""
        raise NotImplementedError

    def key_of(self, line: Any) -> str:
        """What tells a line from others."""
        return str(line.staff_uid)

    def sentence(self, count: int) -> str:
        """What stands over the list."""
        raise NotImplementedError

    def exporting(self, path: Path) -> "Task[Path]":
        """The writing of the list."""
        raise NotImplementedError

    @property
    def year(self) -> int:
        return int(self.years.key)

    def show_found(self, found: list[Any]) -> None:
        self.model.set_rows(found)
        self.lists.setCurrentWidget(self.sheet if found else self.empty)
        self.count.setText(self.sentence(len(found)))
        reason = "" if found else self.tr("Danh sách trống")
        disable(self.export_button, reason)
        self.export_button.setVisible(self.context.rights.may_export)
        disable(self.open_button, reason)

    def can_leave(self) -> bool:
        return True

    def begin_export(self) -> None:
        """Ask where the workbook goes."""
        self.export(f"{self.file_name}-{self.year}.xlsx", self.exporting)

    def _choices(self) -> list[tuple[str, str]]:
        first = self.context.today.year
        return [(str(year), self.tr("Năm {}").format(year)) for year in range(first, first + _YEARS)]

    def _usual(self) -> str:
        return str(self.context.today.year + 1)

    def _open(self) -> None:
        line = self.model.row_at(self.sheet.currentIndex())
        if line is not None:
            self.context.go("staff", self.target(line))

    def target(self, line: Any) -> object:
        """Where a line leads."""
        return line.staff_uid


class RetiringPart(_YearPart):
    """Who retires in a year."""

    reads = (StaffMember, EmploymentStatus, Placement, TitleHolding, Appointment, Post, Department)
    heading = "Danh sách nghỉ hưu"
    nothing = "Không có ai nghỉ hưu trong năm này"
    file_name = "nghi-huu"

    def columns(self) -> list[Column]:
        return [
            Column("Họ và tên", weight=1.1, least=130, show=lambda r: r.name, bold=True, tip=lambda r: r.staff_code),
            Column("Ngày sinh", width=92, show=lambda r: r.birth_date.show(), sort=lambda r: r.birth_date.first),
            Column("Khoa, phòng", weight=1.0, least=110, show=lambda r: r.department),
            Column("Chức vụ, chức danh", weight=1.0, least=110, show=lambda r: r.post or r.title, spare=True),
            Column("Tuổi", width=104, show=_age, sort=lambda r: r.age, spare=True),
            Column(
                "Thông báo",
                width=92,
                show=lambda r: show_day(r.notice_on),
                sort=lambda r: r.notice_on,
                tone=lambda r: "warning" if r.notice_on <= self.context.today else "",
            ),
            Column(
                "Quyết định",
                width=92,
                show=lambda r: show_day(r.decision_on),
                sort=lambda r: r.decision_on,
                tone=lambda r: "danger" if r.decision_on <= self.context.today else "",
            ),
            Column(
                "Làm đến hết", width=96, show=lambda r: show_day(r.last_working_day), sort=lambda r: r.last_working_day
            ),
            Column("Ghi chú", weight=1.2, least=100, show=_retiring_note, tip=_retiring_note, tone=_doubtful),
        ]

    def task(self) -> "Task[list[RetiringLine]]":
        return leaving.finding_retiring(self.context.workspace, date(self.year, 1, 1), date(self.year, 12, 31))

    def sentence(self, count: int) -> str:
        return self.tr("{} người nghỉ hưu năm {}, cả người đã quá tuổi mà còn trong danh sách").format(count, self.year)

    def exporting(self, path: Path) -> "Task[Path]":
        span = pay_export.span_of(date(self.year, 1, 1), date(self.year, 12, 31))
        return pay_export.export_retiring(self.context.workspace, self.model.rows(), span, path)

    def target(self, line: RetiringLine) -> object:
        return line.staff_uid, "birth_date"


class TermPart(_YearPart):
    """Whose term ends by the end of a year."""

    reads = (StaffMember, EmploymentStatus, Placement, Appointment, Post, Department)
    heading = "Danh sách hết nhiệm kỳ"
    nothing = "Không có chức vụ nào hết nhiệm kỳ đến cuối năm này"
    file_name = "het-nhiem-ky"

    def columns(self) -> list[Column]:
        return [
            Column("Họ và tên", weight=1.1, least=130, show=lambda r: r.name, bold=True, tip=lambda r: r.staff_code),
            Column("Chức vụ", weight=1.0, least=110, show=lambda r: r.post),
            Column("Khoa, phòng", weight=1.0, least=110, show=lambda r: r.department, spare=True),
            Column(
                "Bổ nhiệm từ",
                width=96,
                show=lambda r: r.since.show() if r.since else "",
                sort=lambda r: r.since.first if r.since else None,
            ),
            Column(
                "Chuẩn bị",
                width=92,
                show=lambda r: show_day(r.prepare_on),
                sort=lambda r: r.prepare_on,
                tone=self._late,
            ),
            Column(
                "Xem xét", width=92, show=lambda r: show_day(r.review_on), sort=lambda r: r.review_on, tone=self._late
            ),
            Column(
                "Hết nhiệm kỳ",
                width=112,
                show=lambda r: show_day(r.ends_on),
                sort=lambda r: r.ends_on,
                tone=lambda r: "danger" if r.ends_on < self.context.today else "",
            ),
            Column("Ghi chú", weight=1.3, least=100, show=_term_note, tip=_term_note, tone=_doubtful),
        ]

    def _late(self, line: TermLine) -> str:
        return "warning" if line.review_on <= self.context.today else ""

    def key_of(self, line: Any) -> str:
        return str(line.appointment_uid)

    def task(self) -> "Task[list[TermLine]]":
        return leaving.finding_terms(self.context.workspace, date(self.year, 12, 31))

    def sentence(self, count: int) -> str:
        return self.tr("{} chức vụ hết nhiệm kỳ đến hết năm {}").format(count, self.year)

    def exporting(self, path: Path) -> "Task[Path]":
        span = self.tr("Hết nhiệm kỳ đến ngày 31/12/{}").format(self.year)
        return pay_export.export_terms(self.context.workspace, self.model.rows(), span, path)

    def target(self, line: TermLine) -> object:
        return line.staff_uid, "Appointment", line.appointment_uid, "term_ends_on"


def _age(line: RetiringLine) -> str:
    years, months = line.age
    return f"{years} tuổi {months} th." if months else f"{years} tuổi"


def _retiring_note(line: RetiringLine) -> str:
    return "; ".join([*([line.basis or "theo quyết định"] if line.is_decided else []), *line.doubts])


def _term_note(line: TermLine) -> str:
    return "; ".join([*line.doubts, line.basis])


def _doubtful(line: Any) -> str:
    return "warning" if line.doubts else ""
