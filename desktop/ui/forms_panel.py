"""In phiếu cá nhân: choose a form and a day, see it as it will print, print it, or save it as PDF or workbook."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMenu, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.fields import Day
from desktop.excel.sheet import Sheet
from desktop.services import forms
from desktop.services.forms import FORMS, Asked, Outcome
from desktop.services.progress import Task
from desktop.ui import theme
from desktop.ui.chips import ChipBar
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.page import Page
from desktop.ui.preview import FIT, SheetPreview
from desktop.ui.widgets import Banner, Card, EmptyState, PushButton, button, column, disable, label, row

MOST_PAPER = 60  # people in one print job or PDF: they are painted while the window waits


class FormsPanel(QWidget):
    """The forms of some people, by their uids; one is shown, all are printed and saved.

    `outcome` is what was written last.
    """

    def __init__(self, context: Context, uids: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.uids: tuple[str, ...] = ()
        self.outcome: Outcome | None = None
        self._at = 0
        self._cancel: Callable[[], None] = lambda: None
        self._make_controls()
        self._make_preview()
        self._lay_out()
        self._bind_keys()
        context.changed.connect(self._on_changed)
        self.show_people(uids)

    # Layout

    def _make_controls(self) -> None:
        self.kinds = ChipBar([(kind.code, kind.title) for kind in FORMS.values()], self.tr("Mẫu phiếu"))
        self.kinds.choose(next(iter(FORMS)))
        self.kinds.chosen.connect(lambda _code: self._choose())
        self.since: Editor = editor_for(Day(self.tr("Thay đổi từ ngày")))
        self.day: Editor = editor_for(Day(self.tr("Tính đến ngày")))
        today = self.context.today
        self.day.set_text(show_day(today))
        self.since.set_text(show_day(date(today.year, 1, 1)))
        self.since_label, self.day_label = label(self.since.field.label), label(self.day.field.label)
        for editor, caption in ((self.since, self.since_label), (self.day, self.day_label)):
            editor.setMinimumWidth(theme.px(108))
            editor.setMaximumWidth(theme.px(120))
            caption.setBuddy(editor)
            editor.committed.connect(self.show_form)
        self.none_box = QCheckBox(self.tr("Ghi «Không» vào mục không có gì"))
        self.none_box.setToolTip(self.tr("Bỏ chọn thì những mục đó để trống để viết tay"))
        self.none_box.toggled.connect(lambda _on: self.show_form())
        self.print_button = button(self.tr("In…"), icon="print", run=self.print_forms, tip="Ctrl+P")
        self.pdf_button = button(self.tr("Lưu PDF"), icon="file", run=self._ask_pdf)
        self.book_button = PushButton(self.tr("Xuất Excel"))
        self.book_button.setProperty("role", "primary")
        menu = QMenu(self)
        menu.addAction(self.tr("Một tệp, mỗi người một trang…")).triggered.connect(lambda: self._ask_book())
        menu.addAction(self.tr("Một thư mục, mỗi người một tệp…")).triggered.connect(lambda: self._ask_folder())
        self.book_button.setMenu(menu)
        self.done = Banner()

    def _make_preview(self) -> None:
        self.preview = SheetPreview(self.tr("Bản xem trước"))
        self.page_label, self.zoom_label = label("", "muted"), label("", "muted")
        self.preview.turned.connect(
            lambda page, pages: self.page_label.setText(self.tr("Trang {}/{}").format(page, pages) if pages else "")
        )
        self.preview.zoomed.connect(lambda percent: self.zoom_label.setText(f"{percent} %"))
        self.fit_button = button(
            self.tr("Vừa chiều rộng"), "link", run=lambda: self.preview.set_zoom(FIT), tip="Ctrl+0"
        )
        self.person_label = label("", "strong")
        self.before = button("", icon="chevron-left", run=lambda: self.step(-1))
        self.after = button("", icon="chevron-right", run=lambda: self.step(1))
        for control, told in (
            (self.before, self.tr("Người trước (Alt+↑)")),
            (self.after, self.tr("Người sau (Alt+↓)")),
        ):
            control.setToolTip(told)
            control.setAccessibleName(told)

    def _lay_out(self) -> None:
        self.card = Card(" ", " ")
        self.card.head.addWidget(self.print_button)
        self.card.head.addWidget(self.pdf_button)
        self.card.head.addWidget(self.book_button)
        asked = row(self.since_label, self.since, self.day_label, self.day, self.none_box, None)
        tools = row(
            self.before, self.person_label, self.after, None,
            self.page_label, self.zoom_label, self.fit_button, space=theme.S,
        )  # fmt: skip
        for part in (self.kinds, self.done):
            self.card.body.addWidget(part)
        self.card.body.insertLayout(1, asked)
        self.card.body.addLayout(tools)
        self.card.body.addWidget(self.preview, 1)
        whole = column(self.card)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)
        self.setFocusProxy(self.preview)

    def _bind_keys(self) -> None:
        for keys, run in (
            ("Ctrl+P", self.print_forms),
            ("F5", self.show_form),
            ("Alt+Up", lambda: self.step(-1)),
            ("Alt+Down", lambda: self.step(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(run)

    # Choosing

    @property
    def code(self) -> str:
        """The form that is chosen."""
        return self.kinds.key or next(iter(FORMS))

    def show_people(self, uids: Sequence[str], code: str = "") -> None:
        """The forms of these people, from the first; `code` chooses the form too."""
        self.uids, self._at = tuple(uids), 0
        if code in FORMS:
            self.kinds.choose(code)
        self._choose()

    def step(self, step: int) -> None:
        """Show the next person (1) or the one before (-1)."""
        if 0 <= self._at + step < len(self.uids):
            self._at += step
            self.show_form()

    def _choose(self) -> None:
        kind = FORMS[self.code]
        for part in (self.since, self.since_label):
            part.setVisible(kind.has_period)
        self.none_box.setVisible(not kind.has_period)
        sure = (
            "" if kind.confidence == "confirmed" else self.tr(" · câu chữ theo bản thường dùng, chưa đối chiếu bản in")
        )
        self.card.set_title(kind.title, f"{kind.basis}{sure}")
        self.show_form()

    def asked(self) -> Asked | None:
        """What is asked for, or None where a day cannot be read; then the field says why."""
        editors = (self.since, self.day) if FORMS[self.code].has_period else (self.day,)
        for editor in editors:
            message = editor.check() or ("" if editor.text() else self.tr("Chưa nhập ngày."))
            editor.set_message(message)
            if message:
                return None
        since = self.since.field.read(self.since.text()) if len(editors) == 2 else None
        return Asked(self.day.field.read(self.day.text()), since, write_none=self.none_box.isChecked())

    # Showing

    def show_form(self) -> None:
        """Fill the chosen form for the person in view and show it; a run under way is cancelled."""
        self._cancel()
        self.done.show_text("")
        asked = self.asked()
        many = len(self.uids) > 1
        for part in (self.before, self.after):
            part.setVisible(many)
        if asked is None or not self.uids:
            self._show([], "" if self.uids else self.tr("Chưa chọn người nào. Hãy chọn người ở danh sách hồ sơ."))
            return
        task = forms.filling(self.context.workspace, self.code, [self.uids[self._at]], asked)
        self._cancel = self.context.tasks.start(
            task, title=self.tr("Lập phiếu"), done=self._show, cancelled=lambda: None, failed=self._fail
        )

    def _show(self, sheets: list[Sheet], hint: str = "") -> None:
        sheet = sheets[0] if sheets else None
        self.preview.set_sheet(sheet, hint)
        name = sheet.title.rpartition(" - ")[2] if sheet else ""
        count = f"{self._at + 1}/{len(self.uids)}  " if len(self.uids) > 1 else ""
        self.person_label.setText(f"{count}{name} ({sheet.code})" if sheet else "")
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at + 1 < len(self.uids))
        wanting = "" if sheet else self.tr("Chưa có phiếu.")
        workspace = self.context.workspace
        may_not = self.tr("Bạn không có quyền xuất hồ sơ ra tệp.")
        disable(self.print_button, wanting or ("" if forms.may_print(workspace) else self.tr("Bạn không có quyền in.")))
        for control in (self.pdf_button, self.book_button):
            disable(control, wanting or ("" if forms.may_export(workspace) else may_not))

    def _fail(self, error: Exception) -> None:
        self._show([], str(error) if isinstance(error, UserError) else self.tr("Chưa lập được phiếu."))
        self._told_fault(error)

    def _told_fault(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.context.tell(str(error), "danger")
        else:
            self.context.tasks.failed.emit(error)

    def _on_changed(self, changes: object) -> None:
        """Somebody wrote to the file: what is shown may be others. The entry of an export itself changes none."""
        if self.isVisible() and getattr(changes, "records", True):
            self.show_form()

    # Taking out

    def print_forms(self) -> None:
        """Ask for a printer, and print the forms of everybody."""
        if self.print_button.isEnabled():
            self._with_all(self._print)

    def _print(self, sheets: list[Sheet]) -> None:
        from desktop.ui.printing import print_sheets  # noqa: PLC0415 - the printers of the PC are asked only then

        if print_sheets(sheets, self):
            self.context.tasks.start(forms.printed(self.context.workspace, self.code, sheets))

    def _ask_pdf(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Lưu phiếu thành PDF"), self._suggested(".pdf"), self.tr("PDF (*.pdf)")
        )
        if chosen:
            self.save_pdf(_ended(Path(chosen), ".pdf"))

    def save_pdf(self, path: Path) -> None:
        """Write the forms of everybody into one PDF document."""

        def paint(sheets: list[Sheet]) -> None:
            from desktop.ui.printing import as_pdf  # noqa: PLC0415 - with the printers of the PC

            content = as_pdf(sheets, sheets[0].title)
            self._write(forms.saving_pdf(self.context.workspace, self.code, sheets, content, path))

        self._with_all(paint)

    def _with_all(self, use: Callable[[list[Sheet]], None]) -> None:
        asked = self.asked()
        if asked is None or not self.uids:
            return
        if len(self.uids) > MOST_PAPER:
            told = self.tr("Mỗi lần in hoặc lưu PDF tối đa {} người (đang chọn {}); hãy chia nhỏ hoặc xuất Excel.")
            self.context.tell(told.format(MOST_PAPER, len(self.uids)), "warning")
            return
        self.context.tasks.start(
            forms.filling(self.context.workspace, self.code, self.uids, asked),
            title=self.tr("Lập phiếu"),
            done=use,
            failed=self._told_fault,
        )

    def _ask_book(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Xuất phiếu ra Excel"), self._suggested(".xlsx"), self.tr("Excel (*.xlsx)")
        )
        if chosen:
            self.export_to(_ended(Path(chosen), ".xlsx"))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Thư mục để ghi, mỗi người một tệp"))
        if chosen:
            self.export_into(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the forms of everybody into one workbook, a sheet for each person."""
        if (asked := self.asked()) is not None:
            self._write(forms.exporting(self.context.workspace, self.code, self.uids, asked, path))

    def export_into(self, folder: Path) -> None:
        """Write a workbook for each person into a folder."""
        if (asked := self.asked()) is not None:
            self._write(forms.exporting_folder(self.context.workspace, self.code, self.uids, asked, folder))

    def _write(self, task: Task[Outcome]) -> None:
        self.context.tasks.start(task, title=self.tr("Ghi phiếu"), done=self._written, failed=self._told_fault)

    def _written(self, outcome: Outcome) -> None:
        self.outcome = outcome
        told = self.tr("Đã ghi phiếu của {} người ra {}.").format(outcome.people, outcome.path.name)
        open_it = Action(self.tr("Mở"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(outcome.path))))
        self.done.show_text(told, "success", open_it)

    def _suggested(self, ending: str) -> str:
        sheet = self.preview.sheet
        if len(self.uids) == 1 and sheet is not None:
            return forms.file_name(FORMS[self.code], sheet, ending)
        return f"{self.code}_{len(self.uids)}-nguoi{ending}"


class FormsPage(Page):
    """The panel as a room of its own; its target names people: a uid, several, or ((uid, …), code of a form)."""

    title = "In phiếu cá nhân"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.panel = FormsPanel(context)
        self.empty = EmptyState(
            self.tr("Chưa chọn người nào"),
            self.tr("Mở một hồ sơ rồi bấm «In sơ yếu lý lịch», hoặc chọn nhiều người trong danh sách."),
            Action(self.tr("Về danh sách hồ sơ"), lambda: context.go("staff")),
            icon="print",
        )
        self.back = button(self.tr("Về hồ sơ"), "link", "chevron-left", self._go_back)
        head = row(self.back, None)
        whole = column(head, self.panel, self.empty, space=theme.XS)
        whole.setStretch(1, 1)
        whole.setStretch(2, 1)
        whole.setContentsMargins(theme.L, theme.S, theme.L, theme.L)
        self.setLayout(whole)
        self.setFocusProxy(self.panel)
        self._show_whom(())

    def open_target(self, target: object) -> None:
        parts = target if isinstance(target, tuple) else (target,)
        code = ""
        if len(parts) == 2 and isinstance(parts[0], tuple):
            parts, code = parts[0], str(parts[1])
        uids = tuple(str(part) for part in parts if isinstance(part, str) and part)
        self._show_whom(uids)
        self.panel.show_people(uids, code)

    def _show_whom(self, uids: Sequence[str]) -> None:
        self.panel.setVisible(bool(uids))
        self.empty.setVisible(not uids)
        self.back.setVisible(bool(uids))

    def _go_back(self) -> None:
        self.context.go("staff", self.panel.uids[0] if len(self.panel.uids) == 1 else None)


def _ended(path: Path, ending: str) -> Path:
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)
