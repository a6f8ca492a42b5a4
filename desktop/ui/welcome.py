"""The first start: bring in one's own list, begin with an empty file, or look at the sample unit."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOption,
    QWidget,
)

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.services.founding import found_unit, open_sample, recovery_sheet
from desktop.storage.connection import DataFile, owner_name
from desktop.ui import icons, theme
from desktop.ui.new_file_form import NewFile, NewFileForm, RecoverySheet
from desktop.ui.opening import Opened, documents, unlock
from desktop.ui.progress_strip import ProgressStrip
from desktop.ui.tasks import TaskRunner
from desktop.ui.widgets import Scroll, button, column, label, row


class ChoiceCard(QAbstractButton):
    """A large button: a picture, what is done, and for whom it is."""

    def __init__(self, icon: str, title: str, text: str) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(icons.pixmap(icon, "accent", theme.px(32), self.devicePixelRatioF()))
        self.title = label(title, "lead", wrap=True)
        told = label(text, "muted", wrap=True)
        self.setLayout(column(picture, self.title, told, None, margin=theme.L))
        for part in (picture, self.title, told):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(f"{title}. {text}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, QPainter(self), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(230), theme.px(170))


class Welcome(QDialog):
    """Accepted with `opened` set, or rejected when the clerk closes it. `recent` are files opened before."""

    def __init__(
        self,
        recent: Sequence[Path] = (),
        *,
        folder: Path | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.opened: Opened | None = None
        self._folder, self._today = folder or documents(), today
        self._first_page = ""
        self._asked: NewFile | None = None
        self.tasks = TaskRunner(self)
        self.progress = ProgressStrip(self.tasks)
        self.setWindowTitle("CanBo")
        self.resize(theme.px(860), theme.px(600))
        self.stack = QStackedWidget()
        self.choices = self._choices(recent)
        self.new_file = NewFileForm(self._folder)
        self.new_file.made.connect(self._make)
        self.new_file.back.connect(lambda: self.stack.setCurrentIndex(0))
        self.recovery = RecoverySheet()
        self.recovery.done.connect(self.accept)
        for page in (self.choices, Scroll(self.new_file), self.recovery):
            self.stack.addWidget(page)
        inner = column(self.stack, margin=theme.XL)
        whole = column(self.progress, inner, space=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.tasks.busy.connect(lambda busy: self.stack.setEnabled(not busy))

    # Choices

    def _choices(self, recent: Sequence[Path]) -> QWidget:
        self.import_card = ChoiceCard(
            "import",
            self.tr("Nhập danh sách của tôi"),
            self.tr("Đã có danh sách viên chức trong Excel: lập tệp rồi đưa danh sách vào."),
        )
        self.empty_card = ChoiceCard(
            "file", self.tr("Bắt đầu với tệp trống"), self.tr("Lập tệp cho đơn vị rồi thêm khoa, phòng và từng người.")
        )
        self.sample_card = ChoiceCard(
            "hospital",
            self.tr("Xem đơn vị mẫu"),
            self.tr("Một bệnh viện 900 người, tên và số liệu do máy nghĩ ra, để xem và thử mọi thứ."),
        )
        self.import_card.clicked.connect(lambda: self._begin_new("import"))
        self.empty_card.clicked.connect(lambda: self._begin_new("settings"))
        self.sample_card.clicked.connect(self.open_sample)
        cards = row(self.import_card, self.empty_card, self.sample_card, space=theme.M)
        self.open_button = button(self.tr("Mở tệp có sẵn…"), icon="folder", run=self._browse)
        self.problem = label("", tone="danger", wrap=True)
        self.problem.hide()
        self.recent_buttons = [self._recent_button(path) for path in recent[:5]]
        holder = QWidget()
        heading = label(self.tr("Tệp mở gần đây"), "strong")
        heading.setVisible(bool(recent))
        holder.setLayout(
            column(
                label("CanBo", "title", tone="accent"),
                label(
                    self.tr("Hồ sơ nhân sự, hướng dẫn, phát triển Đảng, đào tạo và báo cáo của đơn vị y tế"), "muted"
                ),
                cards,
                self.problem,
                heading,
                column(*(row(each, None) for each in self.recent_buttons), space=0),
                row(self.open_button, None),
                None,
                space=theme.M,
            )
        )
        return holder

    def _recent_button(self, path: Path) -> QPushButton:
        made = button("", "link", "file", run=lambda: self.open_path(path), tip=str(path))
        place = self.fontMetrics().elidedText(str(path.parent), Qt.TextElideMode.ElideMiddle, theme.px(480))
        made.setText(self.tr("{}  trong {}").format(path.stem, place))
        return made

    def open_path(self, path: Path) -> None:
        """Open a file, asking for its password where it has one."""
        file = unlock(path)
        if file is not None:
            self._finish(file, "")

    def open_sample(self) -> None:
        """Open the sample unit; made the first time, in the clerk's documents."""
        self.problem.hide()
        self.tasks.start(
            open_sample(self._folder, today=self._today(), user=owner_name()),
            title=self.tr("Đơn vị mẫu"),
            done=lambda file: self._finish(file, "due"),
            failed=self._failed,
        )

    def _browse(self) -> None:
        start = str(self._folder if self._folder.is_dir() else Path.home())
        chosen, _kind = QFileDialog.getOpenFileName(self, self.tr("Mở tệp có sẵn"), start, "CanBo (*.canbo)")
        if chosen:
            self.open_path(Path(chosen))

    # A new file

    def _begin_new(self, first_page: str) -> None:
        self._first_page = first_page
        self.stack.setCurrentIndex(1)
        self.new_file.name.input.setFocus()

    def _make(self, asked: NewFile) -> None:
        self._asked = asked
        self.tasks.start(
            found_unit(asked.path, asked.password, asked.unit, today=self._today(), user=owner_name()),
            title=self.tr("Lập tệp dữ liệu"),
            done=self._made,
            failed=self._refused,
        )

    def _made(self, file: DataFile) -> None:
        asked = self._asked
        assert asked is not None
        self.opened = Opened(file, self._first_page)
        if asked.password is None:
            self.accept()
            return
        text = recovery_sheet(file.path, asked.password, asked.unit.get("name", ""), show_day(self._today()))
        self.recovery.show_sheet(text, file.path.with_name(f"{file.path.stem}-phieu-mat-khau.txt"))
        self.stack.setCurrentIndex(2)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.new_file.refuse(error)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.problem.setText(str(error))
        self.problem.show()

    def _finish(self, file: DataFile, page: str) -> None:
        self.opened = Opened(file, page)
        self.accept()

    def done(self, result: int) -> None:
        self.tasks.shut_down()
        super().done(result)

    def reject(self) -> None:
        """Esc: from the form back to the choices; a file that was made is opened, even when its sheet is left so."""
        if self.stack.currentIndex() == 1:
            self.stack.setCurrentIndex(0)
        else:
            self.done(QDialog.DialogCode.Accepted if self.opened else QDialog.DialogCode.Rejected)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.done(QDialog.DialogCode.Accepted if self.opened else QDialog.DialogCode.Rejected)
        event.accept()
