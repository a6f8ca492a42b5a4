"""The right side of the structure page: one body, the register of changes, two days compared, who waits for a place."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.fields import Day, Reference
from desktop.domain.organisation import PartnerUnit
from desktop.domain.structure import Body, Comparison, Counted, compare
from desktop.services import structure_views
from desktop.services.structure_views import ChangeLine, Waiting
from desktop.ui import theme
from desktop.ui.choice_input import Option
from desktop.ui.context import Context
from desktop.ui.editors import Editor, ReferenceEditor, editor_for
from desktop.ui.facts import Fact, FactGrid
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import ElidedLabel, EmptyState, button, column, label, row


def body_columns(tr: Callable[[str], str]) -> list[Column]:
    """The tree of bodies: deeper ones stand further in."""
    return [
        Column(
            tr("Tên"),
            show=lambda b: f"{'      ' * b.depth}{b.name}",
            bold=True,
            weight=3.4,
            least=210,
            tone=lambda b: "" if b.exists else "warning",
            tip=lambda b: "" if b.exists else tr("Đã thôi hoạt động, còn người chờ phân công"),
        ),
        Column(
            tr("Số người"),
            width=74,
            align="right",
            show=lambda b: _count(b.in_headcount),
            sort=lambda b: b.in_headcount,
        ),
        Column(tr("Có mặt"), width=66, align="right", show=lambda b: _count(b.working), sort=lambda b: b.working),
        Column(
            tr("Được giao"),
            width=84,
            align="right",
            show=lambda b: "" if b.assigned is None else str(b.assigned),
            sort=lambda b: b.assigned,
            tone=lambda b: "warning" if b.assigned is not None and b.in_headcount > b.assigned else "",
        ),
        Column(tr("Lãnh đạo"), show=lambda b: "; ".join(b.heads), weight=1.8, spare=True),
    ]


def register_columns(tr: Callable[[str], str]) -> list[Column]:
    """The register of changes; what each did stands in its own words, the decision where there is room."""
    return [
        Column(tr("Từ ngày"), width=96, show=lambda r: show_day(r.effective_on), sort=lambda r: r.effective_on),
        Column(tr("Nội dung"), show=lambda r: r.summary, bold=True, weight=2.4, least=190, tip=_change_tip),
        Column(tr("Quyết định"), show=lambda r: r.decision, least=150, spare=True),
        Column(
            tr("Người"), width=70, align="right", show=lambda r: _count(r.people_moved), sort=lambda r: r.people_moved
        ),
    ]


def _change_tip(line: ChangeLine) -> str:
    led = f"\nLãnh đạo: {line.managers_before} → {line.managers_after}" if line.managers_before else ""
    return f"{line.summary}\n{line.decision}{led}".strip()


def _count(number: int) -> str:
    return str(number) if number else ""


def ask_path(parent: QWidget, name: str) -> Path | None:
    """Where to write a list to."""
    kinds = "Excel (*.xlsx);;CSV (*.csv)"
    chosen, _kind = QFileDialog.getSaveFileName(parent, parent.tr("Ghi ra tệp"), name, kinds)
    return Path(chosen) if chosen else None


class BodyPanel(QWidget):
    """One body as it stood on the day: who leads it, how many people, its changes. `people_asked` opens its people."""

    people_asked = Signal(str)
    edit_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._body: Body | None = None
        self.empty = EmptyState(self.tr("Chọn một nơi ở bên trái"), "", icon="hospital")
        self.name = ElidedLabel("", "title")
        self.facts = FactGrid()
        self.changes = RowsModel(register_columns(self.tr), key=lambda r: r.uid, parent=self)
        self.sheet = SheetView(self.tr("Các lần thay đổi"))
        self.sheet.setModel(self.changes)
        self.sheet.set_empty(self.tr("Chưa có thay đổi nào được ghi."))
        self.people_button = button(self.tr("Xem người"), icon="people", run=self._ask_people)
        self.edit_button = button(self.tr("Sửa thông tin"), icon="edit", run=self.edit_asked.emit)
        self.shown = QWidget()
        head = row(self.name, self.people_button, self.edit_button, space=theme.S)
        head.setStretch(0, 1)
        inner = column(head, self.facts, label(self.tr("Các lần thay đổi"), "strong"), self.sheet, space=theme.M)
        inner.setStretch(3, 1)
        self.shown.setLayout(inner)
        self.setLayout(column(self.empty, self.shown))
        self.show_body(None, (), "")

    def show_body(self, body: Body | None, changes: Sequence[ChangeLine], parent: str) -> None:
        """Show a body, or that none is chosen."""
        self._body = body
        self.empty.setVisible(body is None)
        self.shown.setVisible(body is not None)
        if body is None:
            return
        self.name.setText(body.name)
        counted = body.entity is not PartnerUnit
        self.facts.set_facts(
            [
                Fact(self.tr("Loại"), body.kind.label if body.kind else ""),
                Fact(self.tr("Trực thuộc"), parent),
                Fact(self.tr("Số người"), str(body.in_headcount) if counted else ""),
                Fact(self.tr("Có mặt làm việc"), str(body.working) if counted else ""),
                Fact(self.tr("Được giao"), "" if body.assigned is None else str(body.assigned)),
                Fact(self.tr("Lãnh đạo"), "\n".join(body.heads), wide=True),
            ]
        )
        self.people_button.setVisible(counted)
        self.changes.set_rows(list(changes))

    def _ask_people(self) -> None:
        if self._body is not None:
            self.people_asked.emit(self._body.name)


class RegisterPanel(QWidget):
    """Every change of structure there was, to look at and take out."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.model = RowsModel(register_columns(self.tr), key=lambda r: r.uid, parent=self)
        self.sheet = SheetView(self.tr("Sổ thay đổi tổ chức"))
        self.sheet.setModel(self.model)
        self.sheet.set_sortable()
        self.sheet.set_empty(self.tr("Chưa có quyết định nào về tổ chức."))
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        self.setLayout(column(self.sheet, row(None, self.export_button), space=theme.S))

    def reload(self) -> None:
        """Read the register again."""
        self.model.set_rows(structure_views.changes(self._context.workspace))

    def export_to(self, path: Path) -> None:
        """Write the register."""
        try:
            structure_views.export_changes(self._context.workspace, path, self.model.rows())
        except UserError as error:
            self._context.tell(str(error), "danger")
        else:
            self._context.tell(self.tr("Đã xuất sổ thay đổi ra {}.").format(path.name), "success")

    def _ask_export(self) -> None:
        if path := ask_path(self, "so-thay-doi-to-chuc.xlsx"):
            self.export_to(path)


class ComparePanel(QWidget):
    """What became of the unit between two days: counts, and under each what went, came and changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.found: Comparison | None = None
        self.first, self.second = self._day(self.tr("Từ ngày")), self._day(self.tr("Đến ngày"))
        today = context.today
        self.first.set_text(show_day(date(today.year - 1, 12, 31)))
        self.second.set_text(show_day(today))
        for editor in (self.first, self.second):
            editor.committed.connect(self.compare)
        self.model = RowsModel(self._columns(), key=str, parent=self)
        self.sheet = SheetView(self.tr("So sánh hai ngày"))
        self.sheet.setModel(self.model)
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        days = row(self.first, label("→", "muted"), self.second, None, self.export_button, space=theme.S)
        whole = column(days, self.sheet, space=theme.S)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def compare(self) -> None:
        """Count both days anew."""
        days = []
        for editor in (self.first, self.second):
            message = editor.check()
            editor.set_message(message or None)
            day = None if message else editor.field.read(editor.text())
            if day is None:
                return
            days.append(day)
        first, second = (structure_views.standing(self._context.workspace, day) for day in days)
        self.found = compare(first, second)
        rows: list[Any] = []
        for line in self.found.lines:
            rows.append(line)
            for word, names in (
                (self.tr("Bớt"), line.gone),
                (self.tr("Thêm"), line.new),
                (self.tr("Đổi"), line.changed),
            ):
                rows += [(line.title, word, name) for name in names]
        self.model.set_rows(rows)

    def export_to(self, path: Path) -> None:
        """Write the comparison."""
        if self.found is None:
            return
        try:
            structure_views.export_comparison(self._context.workspace, path, self.found)
        except UserError as error:
            self._context.tell(str(error), "danger")
        else:
            self._context.tell(self.tr("Đã xuất bảng so sánh ra {}.").format(path.name), "success")

    def _ask_export(self) -> None:
        if path := ask_path(self, "so-sanh-to-chuc.xlsx"):
            self.export_to(path)

    def _day(self, caption: str) -> Editor:
        made = editor_for(Day(caption, required=True))
        made.setFixedWidth(theme.px(120))
        return made

    def _columns(self) -> list[Column]:
        def of(take: Callable[[Counted], str]) -> Callable[[Any], str]:
            return lambda r: take(r) if isinstance(r, Counted) else ""

        return [
            Column(
                self.tr("Mục"),
                show=lambda r: r.title if isinstance(r, Counted) else f"      {r[1]}: {r[2]}",
                weight=3.0,
                least=200,
                tone=lambda r: "" if isinstance(r, Counted) else "neutral",
            ),
            Column(self.tr("Ngày đầu"), width=86, align="right", show=of(lambda r: str(r.before))),
            Column(self.tr("Ngày cuối"), width=90, align="right", show=of(lambda r: str(r.after))),
            Column(
                self.tr("Tăng, giảm"),
                width=94,
                align="right",
                show=of(lambda r: f"{r.difference:+d}".replace("-", "−") if r.difference else "0"),
            ),
        ]


class WaitingPanel(QWidget):
    """Those whose department is gone and who wait for a place; marked ones are placed together."""

    placed = Signal(object, str, str)  # the people (uids), the department (uid), the day as typed

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._options: list[Option] = []
        self.model = RowsModel(self._columns(), key=lambda r: r.uid, parent=self)
        self.sheet = SheetView(self.tr("Chờ phân công"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Không ai chờ phân công."))
        place = editor_for(Reference(self.tr("Khoa, phòng mới"), to="Department"), lambda: self._options)
        assert isinstance(place, ReferenceEditor)
        self.place = place
        self.place.input.setPlaceholderText(self.tr("Khoa, phòng mới"))
        self.since = editor_for(Day(self.tr("Từ ngày")))
        self.since.setFixedWidth(theme.px(130))
        self.place_button = button(self.tr("Xếp người đã chọn"), "primary", run=self._place)
        tools = row(self.place, self.since, self.place_button, space=theme.S)
        tools.setStretch(0, 1)
        note = label(self.tr("Để trống ngày: tính từ ngày nơi cũ thôi hoạt động."), "muted", wrap=True)
        whole = column(self.sheet, tools, note, space=theme.S)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_waiting(self, people: Sequence[Waiting], places: Sequence[Option]) -> None:
        """Show who waits, and where they may be placed."""
        self._options = list(places)
        self.model.set_rows(list(people))

    def _place(self) -> None:
        chosen = [
            found.uid
            for index in self.sheet.selectionModel().selectedRows()
            if (found := self.model.row_at(index)) is not None
        ]
        option = self.place.input.option()
        if not chosen or option is None:
            self._context.tell(self.tr("Hãy chọn người ở danh sách và khoa, phòng mới."), "info")
            return
        self.placed.emit(chosen, option.value, self.since.text())

    def _columns(self) -> list[Column]:
        return [
            Column(self.tr("Mã"), width=78, show=lambda r: r.staff_code),
            Column(self.tr("Họ và tên"), show=lambda r: r.name, bold=True),
            Column(self.tr("Nơi cũ"), show=lambda r: r.department),
            Column(self.tr("Từ ngày"), width=92, show=lambda r: show_day(r.since), sort=lambda r: r.since),
        ]
