"""What the checks found: by subject and severity, grouped by kind or by person; opened, passed over, taken out."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from desktop.domain.checks_register import Subject
from desktop.domain.system import Acknowledgement
from desktop.domain.text import name_key, search_forms, search_key
from desktop.services import checking
from desktop.services.checking import CheckResult, Finding
from desktop.ui import theme
from desktop.ui.chips import ChipBar, Flow
from desktop.ui.context import Context
from desktop.ui.editors import editor_for
from desktop.ui.finding_part import FindingPart, open_finding
from desktop.ui.form_grid import FormGrid
from desktop.ui.rows_model import Column, Group, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.section_list import Section, SectionList
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, button, column, label, row

ALL = ""
ERROR, WARNING, IGNORED = "error", "warning", "ignored"
BY_KIND, BY_PERSON = "kind", "person"


class FindingsList(FindingPart):
    """`to_settle(text)` when a value that no list knows is to be settled."""

    to_settle = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.result = CheckResult((), 0)
        self.subjects = SectionList([], self.tr("Loại phát hiện"))
        self.subjects.setFixedWidth(theme.px(222))
        self.subjects.chosen.connect(lambda _key: self._show())
        self.severity = ChipBar([], self.tr("Mức"))
        self.severity.chosen.connect(lambda _key: self._show_all())
        self.grouping = ChipBar(
            [(BY_KIND, self.tr("Theo lỗi")), (BY_PERSON, self.tr("Theo người"))], self.tr("Nhóm theo")
        )
        self.grouping.chosen.connect(lambda _key: self._show())
        self.search = SearchField(self.tr("Tìm tên, mã, nội dung"))
        self.search.searched.connect(lambda _text: self._show())
        self.model = RowsModel(_columns(), key=lambda f: (f.rule, f.uid), parent=self)
        self.sheet = SheetView(self.tr("Kết quả kiểm tra"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Đang kiểm tra…"))
        self.sheet.opened.connect(lambda _index: self.open_current())
        self.sheet.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_detail())
        self.sheet.selectionModel().selectionChanged.connect(lambda *_rows: self._show_detail())
        self.search.results = self.sheet
        self.who, self.what = label("", "strong", wrap=True), label("", wrap=True)
        self.open_button = button(self.tr("Mở chỗ cần sửa"), icon="chevron-right", run=self.open_current, tip="Enter")
        self.settle_button = button(self.tr("Xác định mã…"), run=self._settle)
        self.ignore_button = button(self.tr("Bỏ qua…"), run=self.ask_reason, tip="B")
        self.again_button = button(self.tr("Xem lại"), icon="undo", run=self.look_again)
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        self.refresh_button = button(self.tr("Kiểm tra lại"), icon="refresh", run=self.refresh, tip="F5")
        self.asking = _ReasonPanel(context)
        self.asking.given.connect(self._ignore)
        self.asking.closed.connect(self._close_asking)
        self._lay_out()
        for keys, run in (("B", self.ask_reason), ("F5", self.refresh)):
            shortcut = QShortcut(QKeySequence(keys), self.sheet)
            shortcut.activated.connect(run)

    def _lay_out(self) -> None:
        self.detail = QFrame()
        self.detail.setProperty("role", "foot")
        acting = row(self.settle_button, self.ignore_button, self.again_button, self.open_button, space=theme.S)
        line = row(column(self.who, self.what, space=2), acting, space=theme.M)
        line.setStretch(0, 1)
        line.setContentsMargins(0, theme.S, 0, 0)
        self.detail.setLayout(line)
        tools = Flow(self.severity, self.grouping, self.refresh_button, self.export_button)
        left, right = Card(), Card()
        left.body.addWidget(self.search)
        left.body.addWidget(self.subjects)
        right.body.addWidget(tools)
        right.body.addWidget(self.sheet, 1)
        right.body.addWidget(self.detail)
        right.body.addWidget(self.asking)
        self.asking.hide()
        self.export_button.setVisible(self.context.rights.may_export)
        whole = row(left, right, space=theme.M)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.sheet)

    # Reading

    def compute(self) -> CheckResult:
        return checking.check(self.context.workspace)

    def show_found(self, found: Any) -> None:
        self.result = found
        self.sheet.set_empty(self.tr("Không thấy điều gì phải sửa."))
        self.counted.emit(f"{len(found.findings):,}".replace(",", "."))
        self._show_all()

    def _show_all(self) -> None:
        errors = sum(f.severity == "error" for f in self.result.findings)
        counts = {
            ALL: len(self.result.findings),
            ERROR: errors,
            WARNING: len(self.result.findings) - errors,
            IGNORED: len(self.result.ignored),
        }
        words = {
            ALL: self.tr("Tất cả"),
            ERROR: self.tr("Lỗi"),
            WARNING: self.tr("Cần xem"),
            IGNORED: self.tr("Đã bỏ qua"),
        }
        self.severity.set_choices([(key, f"{words[key]} {counts[key]}") for key in words])
        of_severity = self._of_severity()
        by_subject = {subject: [f for f in of_severity if f.subject is subject] for subject in Subject}
        sections = [Section(ALL, self.tr("Mọi loại ({})").format(len(of_severity)))]
        for subject, found in by_subject.items():
            if found:
                state = "error" if any(f.severity == "error" for f in found) else "warning"
                sections.append(Section(subject.value, f"{subject.label} ({len(found)})", state))
        self.subjects.set_sections(sections)
        self._show()

    def _of_severity(self) -> Sequence[Finding]:
        match self.severity.key:
            case "ignored":
                return self.result.ignored
            case "error" | "warning" as severity:
                return [f for f in self.result.findings if f.severity == severity]
        return self.result.findings

    def _show(self) -> None:
        forms = [form.split() for form in search_forms(self.search.text())]
        subject = self.subjects.key
        wanted = [
            f
            for f in self._of_severity()
            if (not subject or f.subject.value == subject) and (not any(forms) or _matches(f, forms))
        ]
        self.model.set_rows(_grouped(wanted, self.grouping.key))
        if not self.sheet.currentIndex().isValid() and (first := self._first_row()) is not None:
            self.sheet.setCurrentIndex(self.model.index(first, 0))
        self._show_detail()

    def _first_row(self) -> int | None:
        groups = set(self.model.group_rows())
        return next((n for n in range(self.model.rowCount()) if n not in groups), None)

    # What is chosen

    @property
    def current(self) -> Finding | None:
        """The finding that the list stands on."""
        found = self.model.row_at(self.sheet.currentIndex())
        return found if isinstance(found, Finding) else None

    def chosen(self) -> list[Finding]:
        """The findings that are marked."""
        rows = (self.model.row_at(index) for index in self.sheet.selectionModel().selectedRows())
        return [found for found in rows if isinstance(found, Finding)]

    def _show_detail(self) -> None:
        found, chosen = self.current, self.chosen()
        self.detail.setVisible(found is not None and self.asking.isHidden())
        if found is None:
            return
        may = self.context.rights.may_edit
        warnings = [f for f in chosen if f.severity != "error"]
        is_passed = self.severity.key == IGNORED
        self.who.setText(" · ".join(part for part in (found.name, found.staff_code, found.title) if part))
        self.what.setText(found.message)
        self.ignore_button.setVisible(not is_passed)
        self.again_button.setVisible(is_passed)
        self.again_button.setEnabled(may)
        self.ignore_button.setEnabled(may and len(warnings) == len(chosen) > 0)
        self.ignore_button.setText(self.tr("Bỏ qua {}…").format(len(chosen)) if len(chosen) > 1 else self.tr("Bỏ qua…"))
        self.ignore_button.setToolTip(
            "B" if len(warnings) == len(chosen) else self.tr("Lỗi thì phải sửa, không bỏ qua được.")
        )
        self.settle_button.setVisible(found.subject is Subject.CODES)

    def open_current(self) -> None:
        """Show the field that the finding speaks of."""
        if self.current is not None:
            open_finding(self.context, self.current)

    def _settle(self) -> None:
        if self.current is not None:
            self.to_settle.emit(self.current.message.partition("«")[2].partition("»")[0])

    # Passing over

    def ask_reason(self) -> None:
        """Ask why the marked warnings are passed over."""
        if self.ignore_button.isEnabled() and self.ignore_button.isVisibleTo(self):
            chosen = self.chosen()
            told = chosen[0].message if len(chosen) == 1 else self.tr("{} điều đã chọn").format(len(chosen))
            self.detail.hide()
            self.asking.show()
            self.asking.ask(self.tr("Bỏ qua: {}").format(told))

    def _ignore(self, reason: str) -> None:
        chosen = self.chosen()
        if self.do(
            lambda: checking.ignore(self.context.workspace, chosen, reason),
            self.tr("Đã bỏ qua {} điều; xem lại ở «Đã bỏ qua».").format(len(chosen)),
        ):
            self._close_asking()

    def _close_asking(self) -> None:
        self.asking.hide()
        self._show_detail()
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_again(self) -> None:
        """Take back that the marked ones are passed over."""
        chosen = self.chosen()
        self.do(
            lambda: checking.look_again(self.context.workspace, chosen),
            self.tr("{} điều trở lại danh sách.").format(len(chosen)),
        )

    def _ask_export(self) -> None:
        shown = self.model.rows()
        self.export("kiem-tra-du-lieu.xlsx", lambda path: checking.export_findings(self.context.workspace, path, shown))


class _ReasonPanel(QFrame):
    """Asks for a reason in place: `given(reason)`, or `closed`."""

    given = Signal(str)
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.heading = label("", "strong", wrap=True)
        self.form = FormGrid(columns=1)
        self.reason = self.form.add(editor_for(context.workspace.catalogue.fields(Acknowledgement)["reason"]))
        self.save_button = button(self.tr("Bỏ qua"), "primary", run=self._give)
        foot = row(None, button(self.tr("Thôi"), run=self.closed.emit), self.save_button)
        whole = column(self.heading, self.form, foot, space=theme.XS)
        whole.setContentsMargins(0, theme.S, 0, 0)
        self.setLayout(whole)

    def ask(self, heading: str) -> None:
        """Begin, with an empty reason."""
        self.heading.setText(heading)
        self.reason.set_text("")
        self.reason.set_message(None)
        self.reason.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        if not self.reason.text().strip():
            self.reason.set_message(self.tr("Chưa nhập lý do; lý do được ghi vào nhật ký."))
            self.reason.input.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.given.emit(self.reason.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _grouped(findings: Sequence[Finding], by: str) -> list[object]:
    """Findings under heads: the kinds with their errors first, or the people by name."""
    groups: dict[str, list[Finding]] = {}
    if by == BY_PERSON:
        for found in sorted(findings, key=lambda f: (name_key(f.name), f.staff_code)):
            head = f"{found.name} ({found.staff_code})" if found.staff_uid else "Của đơn vị"
            groups.setdefault(head, []).append(found)
    else:
        for found in findings:
            groups.setdefault(found.title, []).append(found)
    rows: list[object] = []
    for head, members in groups.items():
        rows += [Group(head, str(len(members))), *members]
    return rows


def _matches(found: Finding, forms: Sequence[Sequence[str]]) -> bool:
    told = search_key(f"{found.name} {found.staff_code} {found.message} {found.title}")
    return any(all(word in told for word in words) for words in forms)


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "Mức",
            width=84,
            show=lambda f: "Lỗi" if f.severity == "error" else "Cần xem",
            badge=lambda f: "danger" if f.severity == "error" else "warning",
        ),
        Column("Mã", width=82, show=lambda f: f.staff_code, spare=True),
        Column("Họ và tên", weight=0.6, least=130, show=lambda f: f.name, bold=True),
        Column("Nội dung", weight=1.7, least=220, show=lambda f: f.message, tip=lambda f: f.message),
    )
