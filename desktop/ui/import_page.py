"""Nhập từ Excel: drop a workbook, see how its columns were understood and what each row would do, then take it in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QSplitter, QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.domain.text import label_key
from desktop.services import importing
from desktop.services.importing import Outcome, Plan, PlannedRow
from desktop.services.templates import template
from desktop.ui import theme
from desktop.ui.chips import ChipBar
from desktop.ui.context import Action, Context
from desktop.ui.mapping_panel import MappingPanel
from desktop.ui.page import Page
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.whole_panel import WholePanel
from desktop.ui.widgets import Banner, Card, ElidedLabel, Scroll, button, column, disable, label, restyle, row

BOOKS = "*.xlsx *.xlsm *.xls *.ods *.csv *.txt *.json"
MORE, WHOLE = "more", "all"  # chips that are no kind of list: show the others; whole records
ORDINALS = {"tt", "stt", "so tt", "so thu tu"}  # numbers of rows: nobody misses them
# What a row would do: its word, and the kind of badge.
TOLD = {
    Outcome.NEW: ("Mới", "success"),
    Outcome.CHANGED: ("Thay đổi", "info"),
    Outcome.SAME: ("Không đổi", "neutral"),
    Outcome.WRONG: ("Sai", "danger"),
}


class ImportPage(Page):
    """Nothing is written before «Nhập»; the whole import is one step that one «Hoàn tác» takes back."""

    title = "Nhập từ Excel"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plan: Plan | None = None
        self._path: Path | None = None
        self._kind = "staff"
        self._wanted: dict[str, str | None] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(self._first_step())
        self._stack.addWidget(self._second_step())
        self.whole = WholePanel(context)
        self.whole.shown.connect(lambda: self._stack.setCurrentIndex(2))
        self.whole.refused.connect(self._on_failed)
        self.whole.left.connect(self.begin_again)
        self._stack.addWidget(self.whole)
        whole = column(self._stack)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.setLayout(whole)

    # The first step: which list, which workbook

    def _first_step(self) -> QWidget:
        listed = [(k.name, k.title or k.caption) for k in importing.all_kinds(self.context.rights)]
        self._every_kind = [*listed, (WHOLE, self.tr("Toàn bộ hồ sơ (tệp CanBo đã xuất)"))]
        frequent = [found for found in listed if found[0] in importing.FREQUENT]
        self.kinds = ChipBar([*frequent, (MORE, self.tr("Danh sách khác…"))], self.tr("Loại danh sách"))
        self.kinds.chosen.connect(self._choose_kind)
        self.drop = DropArea()
        self.drop.dropped.connect(self.read_file)
        self.drop.choose_button.clicked.connect(self._ask_file)
        self.template_button = button(self.tr("Tải mẫu trống"), icon="download", run=self._ask_template)
        self.fault = Banner()
        card = Card(self.tr("1. Danh sách gì?"))
        card.body.addWidget(self.kinds)
        second = Card(self.tr("2. Tệp nào?"))
        second.head.addWidget(self.template_button)
        second.body.addWidget(self.fault)
        second.body.addWidget(self.drop, 1)
        made = QWidget()
        layout = column(card, second, space=theme.M)
        layout.setStretch(1, 1)
        made.setLayout(layout)
        return made

    def _choose_kind(self, kind: str) -> None:
        if kind == MORE:
            self._show_every_kind()
            self.kinds.choose(self._kind)
            return
        self._kind = kind
        disable(self.template_button, self.tr("Toàn bộ hồ sơ không có mẫu trống.") if kind == WHOLE else "")

    def _show_every_kind(self) -> None:
        self.kinds.set_choices(self._every_kind)

    def open_target(self, target: object) -> None:
        """A path reads that workbook; a kind of list is chosen."""
        if isinstance(target, Path):
            self.read_file(target)
        elif isinstance(target, str):
            if target not in self.kinds.chips:
                self._show_every_kind()
            self.kinds.choose(target)
            self._choose_kind(target)

    def _ask_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, self.tr("Chọn tệp danh sách"), "", self.tr("Danh sách ({});;Mọi tệp (*)").format(BOOKS)
        )
        if chosen:
            self.read_file(Path(chosen))

    def _ask_template(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Lưu mẫu trống"), f"mau-{self._kind}.xlsx", self.tr("Excel (*.xlsx)")
        )
        if chosen:
            self.save_template(Path(chosen))

    def save_template(self, path: Path) -> None:
        """Write an empty workbook for this kind of list."""
        try:
            template(self.context.workspace, self._kind, path)
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(self.tr("Đã lưu mẫu trống {}.").format(path.name), "success", _opening(path))

    # Reading and comparing

    def read_file(self, path: Path) -> None:
        """Read a workbook and compare it with the file, off the window's thread."""
        self._path, self._wanted = path, {}
        self.columns_button.setChecked(False)
        self._toggle_columns()
        self._read()

    def _read(self) -> None:
        assert self._path is not None
        self.fault.show_text("")
        if self._kind == WHOLE:
            self.whole.read_file(self._path)
            return
        task = importing.plan(
            self.context.workspace,
            self._path,
            self._kind,
            mapping=self._wanted or None,
            accept_valid=self.only_valid.isChecked(),
        )
        self.context.tasks.start(
            task, title=self.tr("Đọc {}").format(self._path.name), done=self._show_plan, failed=self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            self.context.tasks.failed.emit(error)
            return
        self._stack.setCurrentIndex(0)
        self.fault.show_text(str(error), "danger")

    # The second step: how it was understood, what it would do

    def _second_step(self) -> QWidget:
        self._file_line = ElidedLabel("", "lead")
        self._sheet_line = ElidedLabel("", "muted")
        self.again_button = button(self.tr("Chọn tệp khác"), icon="file", run=self.begin_again)
        self.columns_button = button(self.tr("Cột"), icon="filter", run=self._toggle_columns)
        self.columns_button.setCheckable(True)
        self.error_button = button(self.tr("Lưu dòng sai ra Excel"), icon="export", run=self._ask_error_book)
        self.only_valid = QCheckBox(self.tr("Chỉ nhập dòng đúng"))
        self.only_valid.toggled.connect(self._on_only_valid)
        self.import_button = button(self.tr("Nhập"), "primary", run=self.carry_out)
        self.banner = Banner()
        self.outcomes = ChipBar(name=self.tr("Lọc theo kết quả"))
        self.outcomes.chosen.connect(self._filter)
        self._model = RowsModel(
            (
                Column(self.tr("Dòng"), width=58, align="right", show=lambda r: str(r.number), sort=lambda r: r.number),
                Column(
                    self.tr("Kết quả"), width=96, show=lambda r: TOLD[r.outcome][0], badge=lambda r: TOLD[r.outcome][1]
                ),
                Column(self.tr("Ai"), weight=1.5, least=190, show=lambda r: r.who, bold=True),
                Column(self.tr("Sẽ làm gì"), weight=1.8, least=180, show=self._told, tone=self._tone),
            ),
            key=lambda r: r.number,
            parent=self,
        )
        self.sheet = SheetView(self.tr("Các dòng của danh sách"))
        self.sheet.setModel(self._model)
        self.sheet.set_sortable()
        self.sheet.selectionModel().currentRowChanged.connect(self._on_row)
        self._details = RowDetails()
        self.mapping = MappingPanel()
        self.mapping.changed.connect(self._on_mapping)
        self.mapping.hide()
        table = Card()
        table.body.addWidget(self.outcomes)
        table.body.addWidget(self.sheet, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.mapping, table, self._details):
            self._split.addWidget(part)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(theme.M)
        for place, stretch in enumerate((32, 66, 34)):
            self._split.setStretchFactor(place, stretch)
        lines = column(self._file_line, self._sheet_line, space=0)
        head = row(lines, self.columns_button, self.again_button, space=theme.S)
        head.setStretch(0, 1)
        foot = row(self.error_button, None, self.only_valid, self.import_button, space=theme.M)
        made = QWidget()
        layout = column(head, self.banner, self._split, foot, space=theme.S)
        layout.setStretch(2, 1)
        made.setLayout(layout)
        return made

    def begin_again(self) -> None:
        """Back to the choice of a workbook."""
        self.plan = None
        self._stack.setCurrentIndex(0)
        self.drop.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_plan(self, plan: Plan) -> None:
        self.plan = plan
        self._file_line.setText(plan.path.name)
        lines = [self.tr("Trang «{}»").format(plan.sheet.name)]
        if plan.header_rows:
            lines.append(
                self.tr("tiêu đề ở dòng {}").format(
                    "–".join(map(str, sorted({plan.header_rows[0], plan.header_rows[-1]})))
                )
            )
        lines.append(self.tr("{} dòng").format(len(plan.rows)))
        if plan.skipped:
            lines.append(self.tr("bỏ qua {} dòng tiêu đề, tổng cộng, chữ ký").format(len(plan.skipped)))
        self._sheet_line.setText(" · ".join(lines))
        self._sheet_line.setToolTip("\n".join(self.tr("Dòng {}: {}").format(n, why) for n, why in plan.skipped))
        counts = {outcome: plan.count(outcome) for outcome in TOLD}
        choices = [("all", self.tr("Tất cả {}").format(len(plan.rows)))]
        choices += [(o.value, f"{TOLD[o][0]} {n}") for o, n in counts.items() if n]
        self.outcomes.set_choices(choices)
        unread = [
            m.header.text
            for m in plan.columns
            if m.field is None and m.header.text and label_key(m.header.text) not in ORDINALS
        ]
        self._tell_plan(counts, unread)
        self._model.set_rows(plan.rows)
        self._filter(self.outcomes.key)
        kind_columns = plan.kind.columns(self.context.workspace.catalogue)
        self.mapping.show_columns(plan.columns, [(c.key, c.label) for c in kind_columns])
        self._stack.setCurrentIndex(1)
        if self._model.rowCount():
            self.sheet.setCurrentIndex(self._model.index(0, 0))
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_plan(self, counts: Mapping[Outcome, int], unread: list[str]) -> None:
        ready, wrong = counts[Outcome.NEW] + counts[Outcome.CHANGED], counts[Outcome.WRONG]
        self.only_valid.setVisible(bool(wrong))
        self.error_button.setVisible(bool(wrong))
        self.import_button.setText(self.tr("Nhập {} dòng").format(ready))
        blocked = wrong and not self.only_valid.isChecked()
        reason = ""
        if blocked:
            reason = self.tr("Còn {} dòng sai. Sửa trong tệp rồi đọc lại, hoặc chọn «Chỉ nhập dòng đúng».").format(
                wrong
            )
        elif not ready:
            reason = self.tr("Không có dòng nào mới hay thay đổi.")
        disable(self.import_button, reason)
        if blocked:
            self.banner.show_text(reason, "warning")
        elif unread:
            named = ", ".join(f"«{text}»" for text in unread[:4]) + ("…" if len(unread) > 4 else "")
            self.banner.show_text(
                self.tr("{} cột chưa nhận ra và sẽ bỏ qua: {}.").format(len(unread), named),
                "info",
                Action(self.tr("Xem cột"), self._show_columns),
            )
        else:
            self.banner.show_text("")

    def _told(self, planned: PlannedRow) -> str:
        errors = [p.message for p in planned.problems if p.severity == "error"]
        if errors:
            return " ".join(errors)
        if self.plan is None or planned.outcome is Outcome.SAME:
            return ""
        found = self.plan.differences(planned)
        if planned.outcome is Outcome.NEW:
            return self.tr("Thêm mới, {} mục").format(len(found))
        return "; ".join(f"{d.label}: {d.old or '(trống)'} → {d.new}" for d in found)

    def _tone(self, planned: PlannedRow) -> str:
        if planned.outcome is Outcome.WRONG:
            return "danger"
        return "warning" if planned.problems else ""

    def _filter(self, key: str) -> None:
        self._model.set_filter(None if key in ("", "all") else lambda r: r.outcome.value == key)

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        planned = self._model.row_at(current)
        self._details.show_row(self.plan, planned)

    def _toggle_columns(self) -> None:
        self.mapping.setVisible(self.columns_button.isChecked())
        self._details.setVisible(not self.columns_button.isChecked())  # three panes side by side would be too narrow

    def _show_columns(self) -> None:
        self.columns_button.setChecked(True)
        self._toggle_columns()

    def _on_mapping(self, letter: str, field: str) -> None:
        assert self.plan is not None
        decided: dict[str, str | None] = {m.header.letter: m.field for m in self.plan.columns if m.header.path}
        self._wanted = {**decided, **self._wanted, letter: field or None}
        self._read()

    def _on_only_valid(self) -> None:
        if self.plan is not None:
            self._read()

    # Taking in

    def carry_out(self) -> None:
        """Write what the plan says, as one operation; «Hủy» leaves everything as it was."""
        if self.plan is None or not self.import_button.isEnabled():
            return
        self.context.tasks.start(
            importing.carry_out(self.context.workspace, self.plan),
            title=self.tr("Nhập {}").format(self.plan.path.name),
            done=self._on_done,
            cancelled=lambda: self.context.tell(self.tr("Đã hủy, không có gì thay đổi."), "info"),
            failed=self._on_refused,
        )

    def _on_done(self, _result: Any) -> None:
        assert self.plan is not None
        made, changed = self.plan.count(Outcome.NEW), self.plan.count(Outcome.CHANGED)
        told = self.tr("Đã nhập {}: {} dòng mới, {} dòng thay đổi.").format(self.plan.path.name, made, changed)
        self.context.tell(told, "success", self.context.undoing())
        self.begin_again()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.banner.show_text(str(error), "danger", Action(self.tr("Đọc lại"), self._read))
        else:
            self.context.tasks.failed.emit(error)

    def _ask_error_book(self) -> None:
        assert self.plan is not None
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Lưu dòng sai"), f"{self.plan.path.stem}-loi.xlsx", self.tr("Excel (*.xlsx)")
        )
        if chosen:
            self.save_error_book(Path(chosen))

    def save_error_book(self, path: Path) -> None:
        """Give the clerk's rows back with their faults marked in the cells."""
        assert self.plan is not None
        try:
            importing.error_book(self.plan, path)
        except UserError as error:
            self.context.tell(str(error), "danger")
        else:
            self.context.tell(self.tr("Đã lưu {}.").format(path.name), "success", _opening(path))


class DropArea(QFrame):
    """Where a workbook is dropped; `dropped(path)`."""

    dropped = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setProperty("role", "drop")
        self.choose_button = button(self.tr("Chọn tệp…"), "primary", icon="folder")
        words = label(self.tr("Thả tệp Excel vào đây"), "lead")
        hint = label(
            self.tr(
                "Nhận .xlsx, .xls, .xlsm, .ods, .csv và .json do CanBo xuất. Không cần sửa tệp trước: dòng tiêu đề, tiêu đề gộp ô, dòng khoa phòng, "
                "dòng tổng cộng và chữ ký được tự nhận ra. Chưa có gì được ghi cho đến khi bấm «Nhập»."
            ),
            "muted",
            wrap=True,
        )
        hint.setMaximumWidth(theme.px(560))
        for part in (words, hint):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(None, words, row(None, hint, None), row(None, self.choose_button, None), None, space=theme.M)
        layout.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        self.setLayout(layout)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData().urls()):
            restyle(self, over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, over=False)
        if path := _dropped(event.mimeData().urls()):
            event.acceptProposedAction()
            self.dropped.emit(path)


class RowDetails(Card):
    """Everything about one row: what is wrong with it, and each field before and after."""

    def __init__(self) -> None:
        super().__init__()
        self._problems = label("", "", wrap=True)
        self._model = RowsModel(
            (
                Column("Mục", weight=1.0, least=80, show=lambda d: d.label),
                Column("Đang có", weight=0.9, least=70, show=lambda d: d.old, tone=lambda _d: "muted"),
                Column("Sẽ là", weight=1.1, least=70, show=lambda d: d.new, bold=True),
            ),
            parent=self,
        )
        self.sheet = SheetView(self.tr("Các mục của dòng"))
        self.sheet.setModel(self._model)
        self._place = Scroll(self._problems)
        self._place.setMaximumHeight(theme.px(190))
        self.body.addWidget(self._place)
        self.body.addWidget(self.sheet, 1)

    def show_row(self, plan: Plan | None, planned: PlannedRow | None) -> None:
        """Show a row of a plan, or nothing."""
        if plan is None or planned is None:
            self._model.set_rows([])
            self._problems.setText("")
            return
        self.set_title(
            planned.who or self.tr("Dòng {}").format(planned.number), self.tr("Dòng {} của tệp").format(planned.number)
        )
        lines = [f"• {p.column + ': ' if p.column else ''}{p.message}" for p in planned.problems]
        wrong = any(p.severity == "error" for p in planned.problems)
        self._problems.setText("\n".join(lines))
        self._place.setVisible(bool(lines))
        restyle(self._problems, tone="danger" if wrong else "warning")
        self._model.set_rows(plan.differences(planned))


def _dropped(urls: list[QUrl]) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None


def _opening(path: Path) -> Action:
    return Action("Mở tệp", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
