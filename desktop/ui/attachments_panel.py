"""Papers and photo of a person: attach, look at, save elsewhere, take away."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.biography import Attachment, DocumentKind
from desktop.domain.errors import UserError
from desktop.domain.fields import Field
from desktop.services import attachments, records
from desktop.services.attachments import Paper
from desktop.ui import theme
from desktop.ui.chips import Flow
from desktop.ui.context import Context
from desktop.ui.inline_form import InlineForm, Texts
from desktop.ui.photo import pixmap_of, scaled_jpeg
from desktop.ui.record_header import Photo
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Banner, button, column, disable, label, row

FIELDS = ("kind", "title", "number", "issued_on", "expires_on")


class AttachmentsPanel(QWidget):
    """The papers of one person. `saved` after one was added, changed or taken away."""

    saved = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._uid = ""
        self._read_only = False
        self.show_file: Callable[[Path], object] = lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self.photo = Photo()
        self.photo.setFixedSize(theme.px(90), theme.px(120))
        self.photo.clicked.connect(self._choose_photo)
        self.photo_button = button(self.tr("Chọn ảnh…"), icon="upload", run=self._choose_photo)
        self.no_photo_button = button(self.tr("Bỏ ảnh"), run=self._drop_photo)
        note = self.tr(
            "Giấy tờ và ảnh nằm ngay trong tệp dữ liệu, cùng được mã hóa và sao lưu. Mỗi giấy tờ tối đa {}; "
            "ảnh tự thu nhỏ. Không lưu giấy tờ về Đảng."
        ).format(attachments.told_size(attachments.MOST))
        self._weight = label("", "muted", wrap=True)
        about = column(
            label(note, "muted", wrap=True),
            self._weight,
            row(self.photo_button, self.no_photo_button, None),
            None,
            space=theme.S,
        )
        top = row(self.photo, about, space=theme.M)
        top.setStretch(1, 1)
        self.heavy = Banner()
        self.model = RowsModel(_columns(), key=lambda paper: paper.uid, parent=self)
        self.sheet = SheetView(self.tr("Giấy tờ đính kèm"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Chưa có giấy tờ nào. Kéo thả tệp vào đây, hoặc bấm «Đính kèm»."))
        self.sheet.opened.connect(lambda _index: self._open())
        self.sheet.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.add_button = button(self.tr("Đính kèm…"), icon="add", run=self._choose)
        self.open_button = button(self.tr("Mở"), icon="eye", run=self._open)
        self.save_button = button(self.tr("Lưu ra tệp…"), icon="download", run=self._choose_target)
        self.edit_button = button(self.tr("Sửa"), icon="edit", run=self._edit)
        self.remove_button = button(self.tr("Bỏ"), icon="delete", run=self._remove)
        tools = Flow(self.add_button, self.open_button, self.save_button, self.edit_button, self.remove_button)
        self.form = InlineForm()
        self.form.done.connect(self.saved)
        self.form.closed.connect(self._to_list)
        whole = column(top, self.heavy, tools, self.sheet, self.form, space=theme.M)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.setAcceptDrops(True)

    def show_person(self, uid: str) -> None:
        """Show the papers of a person; a form that is open is put away."""
        if uid != self._uid:
            self.form.close_form()
        self._uid = uid
        found = attachments.papers(self._context.workspace, uid)
        self.model.set_rows([paper for paper in found if not paper.is_photo])
        self.photo.show_person("", pixmap_of(attachments.photo(self._context.workspace, uid)))
        self.no_photo_button.setVisible(self._may_write and any(paper.is_photo for paper in found))
        total, warning = attachments.weight_told(self._context.workspace)
        self._weight.setText(self.tr("Giấy tờ của cả tệp dữ liệu: {}.").format(total))
        self.heavy.show_text(warning, "warning")
        self._tell()

    def set_read_only(self, read_only: bool) -> None:
        """Only show, or let write what the user may write."""
        self._read_only = read_only
        for control in (self.photo_button, self.add_button, self.edit_button, self.remove_button):
            control.setVisible(self._may_write)
        self.setAcceptDrops(self._may_write)

    def attach(self, path: Path) -> None:
        """Ask what a file is, and attach it; one that is too large or of no use is refused before it is read."""
        try:
            size = path.stat().st_size
            if reason := attachments.refusal(path.name, size):
                raise UserError(reason)
            data = path.read_bytes()
        except OSError as error:
            told = self.tr("Không đọc được {} ({}).").format(path.name, error.strerror or "")
            self._context.tell(told, "danger")
            return
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        self.form.ask(
            self.tr("Đính kèm {} ({})").format(path.name, attachments.told_size(size)),
            [self._fields()[name] for name in FIELDS],
            self.tr("Đính kèm"),
            lambda texts: self._add(path.name, data, texts),
        )

    def set_photo(self, path: Path) -> None:
        """Put a picture file in the place of the photo."""
        try:
            attachments.set_photo(self._context.workspace, self._uid, scaled_jpeg(path))
        except UserError as error:
            self._context.tell(str(error), "danger")
            return
        self.saved.emit()

    def save_to(self, path: Path) -> None:
        """Write the current paper to a file."""
        paper = self._current()
        if paper is None:
            return
        try:
            attachments.save_as(self._context.workspace, paper.uid, path)
        except UserError as error:
            self._context.tell(str(error), "danger")
        else:
            self._context.tell(self.tr("Đã lưu {}.").format(path.name), "success")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in self._dropped(event)[:1]:
            self.attach(path)

    @property
    def _may_write(self) -> bool:
        return not self._read_only and self._context.rights.refusal(Attachment) is None

    def _fields(self) -> dict[str, Field]:
        return self._context.workspace.catalogue.fields(Attachment)

    def _dropped(self, event: QDropEvent) -> list[Path]:
        urls = event.mimeData().urls() if self._may_write else []
        return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]

    def _add(self, name: str, data: bytes, texts: Texts) -> None:
        if texts["kind"] == DocumentKind.PHOTO.label:
            raise UserError(self.tr("Ảnh của người này chọn bằng nút «Chọn ảnh»; nút ấy tự thu nhỏ ảnh."))
        attachments.add(self._context.workspace, self._uid, name, data, texts)

    def _to_list(self) -> None:
        """Back from the form to the papers, the last one added being the current one."""
        if self.model.rowCount() and not self.sheet.currentIndex().isValid():
            self.sheet.setCurrentIndex(self.model.index(self.model.rowCount() - 1, 0))
        (self.sheet if self.model.rowCount() else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in sorted(attachments.SUFFIXES))
        chosen, _kind = QFileDialog.getOpenFileName(
            self, self.tr("Đính kèm giấy tờ"), "", f"{self.tr('Giấy tờ')} ({kinds})"
        )
        if chosen:
            self.attach(Path(chosen))

    def _choose_photo(self) -> None:
        if not self._may_write:
            return
        chosen, _kind = QFileDialog.getOpenFileName(
            self, self.tr("Chọn ảnh"), "", self.tr("Ảnh (*.jpg *.jpeg *.png *.webp *.bmp)")
        )
        if chosen:
            self.set_photo(Path(chosen))

    def _drop_photo(self) -> None:
        for paper in attachments.papers(self._context.workspace, self._uid):
            if paper.is_photo:
                self._run(lambda uid=paper.uid: attachments.remove(self._context.workspace, uid))  # type: ignore[misc]

    def _choose_target(self) -> None:
        paper = self._current()
        if paper is None:
            return
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Lưu giấy tờ ra tệp"), paper.file_name)
        if chosen:
            self.save_to(Path(chosen))

    def _open(self) -> None:
        if (paper := self._current()) is not None:
            self._run(lambda: self.show_file(attachments.open_copy(self._context.workspace, paper.uid)), saves=False)

    def _edit(self) -> None:
        paper = self._current()
        if paper is None:
            return
        workspace = self._context.workspace
        before = {name: text for name, text in records.load(workspace, Attachment, paper.uid).items() if name in FIELDS}
        self.form.ask(
            self.tr("Sửa {}").format(paper.title),
            [self._fields()[name] for name in FIELDS],
            self.tr("Lưu"),
            lambda texts: records.save(workspace, Attachment, paper.uid, texts, baseline=before, wait=0.2),
            texts=before,
        )

    def _remove(self) -> None:
        paper = self._current()
        if paper is None:
            return
        if self._run(lambda: attachments.remove(self._context.workspace, paper.uid)):
            undo = self._context.undoing()
            self._context.tell(self.tr("Đã bỏ {}.").format(paper.title), "success", undo)

    def _run(self, step: Callable[[], object], *, saves: bool = True) -> bool:
        try:
            step()
        except UserError as error:
            self._context.tell(str(error), "danger")
            return False
        if saves:
            self.saved.emit()
        return True

    def _current(self) -> Paper | None:
        found = self.model.row_at(self.sheet.currentIndex())
        return found if isinstance(found, Paper) else None

    def _tell(self) -> None:
        reason = "" if self._current() is not None else self.tr("Hãy chọn một giấy tờ trong danh sách.")
        for control in (self.open_button, self.save_button, self.edit_button, self.remove_button):
            disable(control, reason)


def _columns() -> list[Column]:
    return [
        Column("Loại", weight=1.2, least=110, show=lambda p: p.kind),
        Column("Tên giấy tờ", weight=1.6, least=130, show=lambda p: p.title, bold=True, tip=lambda p: p.file_name),
        Column("Số", show=lambda p: p.number, spare=True),
        Column("Ngày cấp", width=92, show=lambda p: p.issued_on, spare=True),
        Column("Hết hạn", width=92, show=lambda p: p.expires_on, tone=lambda p: "danger" if p.is_expired else ""),
        Column("Cỡ", width=64, align="right", show=lambda p: attachments.told_size(p.size)),
    ]
