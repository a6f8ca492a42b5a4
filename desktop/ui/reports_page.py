"""Báo cáo: choose a report and a period, see it as it will print, mend what would send it back, export it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QSplitter, QToolButton, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.fields import Day, Reference
from desktop.domain.periods import AS_OF
from desktop.domain.system import SavedList, SentReport
from desktop.services import reporting
from desktop.services.reporting import Built, Finding, Outcome, ReportKind
from desktop.services.reports.saved_list import ShownList, kind_of
from desktop.ui import icons, theme
from desktop.ui.chips import ChipBar
from desktop.ui.choice_input import Option
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.page import Page
from desktop.ui.preview import FIT, SheetPreview
from desktop.ui.report_list import ReportList
from desktop.ui.rows_model import CellRole, Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Banner, Card, button, column, disable, label, row

if TYPE_CHECKING:
    from desktop.storage.audit import Changes

_LEVELS = {"error": ("Sai số liệu", "danger"), "warning": ("Nên bổ sung", "warning")}
COLUMNS = (
    Column("Mức", width=126, show=lambda f: _LEVELS[f.severity][0], badge=lambda f: _LEVELS[f.severity][1]),
    Column("Mã", width=70, show=lambda f: f.staff_code),
    Column("Nội dung cần xem lại", weight=1, show=lambda f: f.message),
)


class ReportsPage(Page):
    """The catalogue on the left; the report on the right, with its findings under it."""

    title = "Báo cáo"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.built: Built | None = None
        self.outcome: Outcome | None = None
        self._cancel: Callable[[], None] = lambda: None
        self._stale = False
        self._shown: ReportKind | None = None  # the list that the clerk was looking at when asked to print it
        self._kinds: dict[str, ReportKind] = {}
        self.list = ReportList((), self.tr("Danh mục báo cáo"))
        self._fill()
        self.list.chosen.connect(self._choose)
        self._make_controls()
        self._make_preview()
        self._make_findings()
        self._lay_out()
        self._bind_keys()
        self.setFocusProxy(self.list)
        context.changed.connect(self._on_changed)
        self.list.choose(next(iter(self._kinds)))

    def _fill(self) -> None:
        """The catalogue as it is now: forms, and the lists that are kept."""
        kinds = [*([self._shown] if self._shown else []), *reporting.offered(self.context.workspace)]
        self._kinds = {kind.code: kind for kind in kinds}
        self.list.set_kinds(kinds)

    # Layout

    def _make_controls(self) -> None:
        self.day: Editor = editor_for(Day(self.tr("Tính đến ngày")))
        self.day.setMinimumWidth(theme.px(108))
        self.day.setMaximumWidth(theme.px(120))
        self.period: Editor = editor_for(Reference(self.tr("Kỳ báo cáo"), to="Period"), self._periods)
        self.period.setMinimumWidth(theme.px(150))
        self.period.setMaximumWidth(theme.px(330))
        self.day_label, self.period_label = label(self.day.field.label), label(self.period.field.label)
        for editor, caption in ((self.day, self.day_label), (self.period, self.period_label)):
            caption.setBuddy(editor)
            editor.committed.connect(self.preview_report)
        self.scopes = ChipBar([], self.tr("Phạm vi"))
        self.scopes.chosen.connect(lambda _key: self.preview_report())
        self.build_button = button(self.tr("Xem trước"), icon="eye", run=self.preview_report, tip="F5")
        self.export_button = button(self.tr("Xuất Excel"), "primary", "export", self._ask_export, tip="Ctrl+E")
        self.banner = Banner()
        self.done = Banner()
        self.folder_button = button(self.tr("Mở thư mục"), run=self._open_folder)
        beside = self.done.layout()
        assert beside is not None
        beside.addWidget(self.folder_button)

    def _make_preview(self) -> None:
        self.page_label, self.zoom_label = label("", "muted"), label("", "muted")
        self.preview = SheetPreview(self.tr("Bản xem trước"))
        self.preview.turned.connect(self._show_page)
        self.preview.zoomed.connect(lambda percent: self.zoom_label.setText(f"{percent} %"))
        self.parts = ChipBar([], self.tr("Phần"))
        self.parts.chosen.connect(self._show_part)
        self.before = _tool("chevron-left", self.tr("Trang trước (Page Up)"), lambda: self._turn(-1))
        self.after = _tool("chevron-right", self.tr("Trang sau (Page Down)"), lambda: self._turn(1))
        self.fit_button = button(
            self.tr("Vừa chiều rộng"), "link", run=lambda: self.preview.set_zoom(FIT), tip="Ctrl+0"
        )
        self.full_button = button("100 %", "link", run=lambda: self.preview.set_zoom(1.0), tip="Ctrl+1")
        self.full_button.setToolTip(self.tr("Cỡ thật trên giấy"))
        self.print_button = button(self.tr("In…"), icon="print", run=self._print, tip="Ctrl+P")

    def _make_findings(self) -> None:
        self.model = RowsModel(COLUMNS, key=id, parent=self)
        self.findings = SheetView(self.tr("Những chỗ cần xem lại"))
        self.findings.setModel(self.model)
        self.findings.opened.connect(self._open_index)
        self.findings_title = label("", "strong")
        self.open_button = button(
            self.tr("Mở hồ sơ"),
            icon="chevron-right",
            run=lambda: self._open_index(self.findings.currentIndex()),
            tip="Enter",
        )
        box = QWidget()
        head = row(self.findings_title, None, self.open_button)
        layout = column(head, self.findings, space=theme.XS)
        layout.setStretch(1, 1)
        layout.setContentsMargins(0, theme.XS, 0, 0)
        box.setLayout(layout)
        self.findings_box = box

    def _lay_out(self) -> None:
        catalogue, self.card = Card(self.tr("Danh mục")), Card(" ", " ")
        catalogue.body.addWidget(self.list)
        catalogue.setFixedWidth(theme.px(252))
        controls = row(
            *(self.day_label, self.day, self.period_label, self.period, None),
            *(self.build_button, self.export_button),
        )
        controls.setContentsMargins(0, theme.XS, 0, 0)
        self.card.head.addWidget(self.print_button)
        tools = row(
            self.before, self.page_label, self.after, None, self.zoom_label, self.fit_button, self.full_button,
            space=theme.XS,
        )  # fmt: skip
        paper = QWidget()
        sheet = column(self.parts, tools, self.preview, space=theme.XS)
        sheet.setStretch(2, 1)
        paper.setLayout(sheet)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(paper)
        self.split.addWidget(self.findings_box)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.S)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([480, theme.px(150)])
        self.card.body.addLayout(controls)
        self.card.body.addWidget(self.scopes)
        self.card.body.addWidget(self.banner)
        self.card.body.addWidget(self.done)
        self.card.body.addWidget(self.split, 1)
        whole = row(catalogue, self.card, space=theme.M)
        whole.setStretch(1, 1)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.setLayout(whole)

    def _bind_keys(self) -> None:
        for keys, run in (("F5", self.preview_report), ("Ctrl+E", self._ask_export), ("Ctrl+P", self._print)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
            shortcut.activated.connect(run)

    # Choosing

    @property
    def kind(self) -> ReportKind:
        """The report that is chosen."""
        return self._kinds[self.list.code or next(iter(self._kinds))]

    def open_target(self, target: object) -> None:
        """The code of a report, or a list as it stands on the screen (`ShownList`)."""
        if not isinstance(target, ShownList):
            self.list.choose(str(target))
            return
        self._shown = kind_of(self.context.workspace, target)
        self._stale = False
        self._fill()
        self.day.set_text(show_day(target.day or self.context.today))
        if self.list.code == self._shown.code:
            self._choose(self._shown.code)
        else:
            self.list.choose(self._shown.code)

    def activated(self) -> None:
        if self._stale:
            self._make_anew()

    def _make_anew(self) -> None:
        """The catalogue and the chosen report of what the file holds now."""
        before = self.list.code
        self._fill()
        if self.list.code == before:
            self.preview_report()
        else:  # the list is no more
            self.list.choose(next(iter(self._kinds)))

    def _choose(self, code: str) -> None:
        kind, today = self._kinds[code], self.context.today
        is_day = kind.period_kind == AS_OF
        for part in (self.day, self.day_label):
            part.setVisible(is_day)
        for part in (self.period, self.period_label):
            part.setVisible(not is_day)
        if not self.day.text():
            self.day.set_text(show_day(today))
        if not is_day:
            self.period.set_text(reporting.offered_periods(kind, today)[0].id)
        self.scopes.set_choices(list(kind.scopes.items()))
        self.scopes.setVisible(len(kind.scopes) > 1)
        if kind.scopes:
            self.scopes.choose(next(iter(kind.scopes)))
        about = " · ".join(filter(None, (kind.recipients, kind.legal_basis)))
        self.card.set_title(kind.heading, about or kind.group)
        self.preview_report()

    def _periods(self) -> list[Option]:
        return [
            Option(
                period.id,
                period.label[0].upper() + period.label[1:],
                f"{show_day(period.first)} – {show_day(period.last)}",
            )
            for period in reporting.offered_periods(self.kind, self.context.today)
        ]

    def _period_id(self) -> str | None:
        """The period as it is typed, or None where it cannot be read; then the field says why."""
        editor = self.day if self.kind.period_kind == AS_OF else self.period
        message = editor.check() or ("" if editor.text() else self.tr("Chưa nhập {}.").format(editor.field.label))
        editor.set_message(message)
        if message:
            return None
        return f"{AS_OF}:{self.day.field.read(editor.text()).isoformat()}" if editor is self.day else editor.text()

    # Making it

    def preview_report(self) -> None:
        """Make the chosen report ready and show it; a run under way is cancelled."""
        period = self._period_id()
        if period is None:
            return
        self._cancel()
        self._stale = False
        self._show_built(None, self.tr("Đang lập biểu…"))
        task = reporting.build(self.context.workspace, self.kind, period, scope=self.scopes.key or None)
        self._cancel = self.context.tasks.start(
            task,
            title=self.tr("Lập {}").format(self.kind.called),
            done=self._show_built,
            cancelled=lambda: None,
            failed=self._fail,
        )

    def _show_built(self, built: Built | None, hint: str = "") -> None:
        self.built = built
        self.outcome = None
        self.done.show_text("")
        numbers = [str(number) for number, _ in enumerate(built.sheets if built else (), start=1)]
        self.parts.set_choices([(number, self.tr("Phần {}").format(number)) for number in numbers])
        self.parts.setVisible(len(numbers) > 1)
        self.preview.set_sheet(built.sheets[int(self.parts.key) - 1] if built else None, hint)
        found = list(built.findings) if built else []
        self.model.set_rows(found)
        self.findings_title.setText(self._told(built))
        self.findings_box.setVisible(bool(found))
        if found:
            self.findings.setCurrentIndex(self.model.index(0, 0))
        errors = built.errors if built else 0
        text = self.tr("{} chỗ làm sai số liệu: sửa rồi xem trước lại, hoặc xuất bản có dấu DỰ THẢO.").format(errors)
        draft = Action(self.tr("Xuất bản dự thảo"), self._ask_draft)
        self.banner.show_text(text if errors else "", "danger", draft)
        wanting = "" if built else self.tr("Chưa có biểu để xuất.")
        disable(self.print_button, wanting)
        disable(self.export_button, self.tr("Số liệu còn chỗ sai; xem danh sách bên dưới.") if errors else wanting)
        if built and not errors:
            self.export_button.setToolTip("Ctrl+E")

    def _told(self, built: Built | None) -> str:
        if built is None:
            return ""
        rest = len(built.findings) - built.errors
        parts = [self.tr("{} chỗ sai số liệu").format(built.errors)] if built.errors else []
        parts += [self.tr("{} chỗ nên bổ sung trước khi gửi").format(rest)] if rest else []
        return ", ".join(parts)

    def _fail(self, error: Exception) -> None:
        self._show_built(None, str(error) if isinstance(error, UserError) else self.tr("Chưa lập được biểu."))
        if isinstance(error, UserError):
            self.context.tell(str(error), "danger")
        else:
            self.context.tasks.failed.emit(error)

    def _on_changed(self, changes: "Changes") -> None:
        """Somebody wrote to the file: the figures may be others. The entry of an export itself changes none."""
        written = set(changes.records) - {SentReport}
        if written == {SavedList} and not self.kind.is_list:
            self._fill()
        elif written:
            self._stale = True
            if self.isVisible():
                again = Action(self.tr("Lập lại"), self._make_anew)
                self.banner.show_text(self.tr("Dữ liệu vừa thay đổi sau khi lập biểu này."), "warning", again)

    # Preview

    def _show_part(self, number: str) -> None:
        if self.built:
            self.preview.set_sheet(self.built.sheets[int(number) - 1])

    def _turn(self, step: int) -> None:
        self.preview.show_page(self.preview.page + step)
        self.preview.setFocus()

    def _show_page(self, page: int, pages: int) -> None:
        rows = f" · {self.built.rows:,} dòng".replace(",", ".") if self.built else ""
        self.page_label.setText(self.tr("Trang {}/{}").format(page, pages) + rows if pages else "")
        self.before.setEnabled(page > 1)
        self.after.setEnabled(page < pages)

    # Findings

    def _open_index(self, index: QModelIndex) -> None:
        found = index.data(CellRole.ROW) if index.isValid() else None
        if isinstance(found, Finding):
            page, target = place_of(found)
            if page:
                self.context.go(page, target)

    # Export

    def _ask_export(self) -> None:
        if self.export_button.isEnabled():
            self._ask(draft=False)

    def _ask_draft(self) -> None:
        self._ask(draft=True)

    def _ask(self, *, draft: bool) -> None:
        if self.built is None:
            return
        name = self.built.file_name if not draft else self.built.file_name.replace(".xlsx", "_du-thao.xlsx")
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Xuất báo cáo"), name, self.tr("Excel (*.xlsx)"))
        if chosen:
            path = Path(chosen)
            self.export_to(path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx"), draft=draft)

    def export_to(self, path: Path, *, draft: bool = False) -> None:
        """Write the report that is shown to a workbook."""
        built = self.built
        if built is None:
            return
        workspace = self.context.workspace
        task = (
            reporting.exporting_draft(workspace, built, path) if draft else reporting.exporting(workspace, built, path)
        )
        self.context.tasks.start(
            task,
            title=self.tr("Xuất {}").format(built.kind.called),
            done=self._exported,
            failed=self._export_failed,
        )

    def _exported(self, outcome: Outcome) -> None:
        self.outcome = outcome
        told = self.tr("Đã xuất {} dòng ra {}.").format(outcome.built.rows, outcome.path.name)
        self.done.show_text(told, "success", Action(self.tr("Mở tệp"), self._open_file))
        self.done.button.setFocus()

    def _export_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.context.tell(str(error), "danger")
        else:
            self.context.tasks.failed.emit(error)

    def _open_file(self) -> None:
        if self.outcome:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.outcome.path)))

    def _open_folder(self) -> None:
        if self.outcome:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.outcome.path.parent)))

    def _print(self) -> None:
        if self.built is None or not self.print_button.isEnabled():
            return
        from desktop.ui.printing import print_sheets  # noqa: PLC0415 - the printers of the PC are asked only then

        if print_sheets(self.built.sheets, self):
            self.context.tasks.start(reporting.printed(self.context.workspace, self.built))


def place_of(found: Finding) -> tuple[str, object]:
    """The page that mends a finding, and what to open there."""
    if found.entity == "Unit":
        return "settings", "unit"
    if found.code == "mentor.missing" and found.staff_uid:
        return "mentoring", ("new", found.staff_uid)
    if found.entity == "TrainingPlan":
        return "training", found.uid or None
    if not found.staff_uid:
        return "", None
    if found.entity == "StaffMember":
        return "staff", (found.staff_uid, found.field)
    line = found.uid if found.uid != found.staff_uid else ""
    return "staff", (found.staff_uid, found.entity, line, found.field)


def _tool(icon: str, tip: str, run: Callable[[], object]) -> QToolButton:
    made = QToolButton()
    made.setIcon(icons.icon(icon, "muted", 18))
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.clicked.connect(lambda: run())
    return made
