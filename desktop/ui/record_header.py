"""The head of a record: photo, who it is, what is to be noticed about them, what can be done, and as at which day."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.fields import Day
from desktop.services.person import Person
from desktop.ui import icons, theme
from desktop.ui.chips import Flow
from desktop.ui.context import Action
from desktop.ui.widgets import Badge, ElidedLabel, PushButton, button, column, label, restyle, row


class RecordHeader(QWidget):
    """`day_chosen(date | None)` when the record is wanted as at a day, or as it is; `photo_clicked`."""

    day_chosen = Signal(object)
    photo_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photo = Photo()
        self.photo.clicked.connect(self.photo_clicked)
        self.name = ElidedLabel("", "title")
        self.line = ElidedLabel("", "muted")
        self._badges = Flow()
        self._own: dict[str, QWidget] = {}
        self.acts = PushButton(self.tr("Việc…"))
        self.acts.setToolTip(self.tr("Việc có thể làm cho người này"))
        self.acts.hide()
        self.day = QLineEdit()
        self.day.setPlaceholderText(self.tr("hôm nay"))
        self.day.setFixedWidth(theme.px(104))
        self.day.setToolTip(self.tr("Xem hồ sơ như ở một ngày đã qua; để trống là hôm nay"))
        self.day.editingFinished.connect(self._on_day)
        self._asked = label(self.tr("Tính đến"), "muted")
        self._asked.setBuddy(self.day)
        self._given: date | None = None
        names = column(self.name, self.line, self._badges, space=2)
        tools = column(self.acts, row(self._asked, self.day, space=theme.XS), None, space=theme.XS)
        whole = row(self.photo, names, tools, space=theme.M)
        whole.setStretch(1, 1)
        whole.setAlignment(self.photo, Qt.AlignmentFlag.AlignTop)
        self.setLayout(whole)

    def show_person(self, found: Person, photo: QPixmap | None) -> None:
        """Show who the record is about; badges that others added for the one before go."""
        name = found.texts["full_name"]
        self.photo.show_person(name, photo)
        self.name.setText(name)
        parts = (found.texts.get("staff_code", ""), found.title, found.post, found.department)
        self.line.setText(" · ".join(part for part in parts if part))
        self._badges.clear()
        self._own.clear()
        for text, kind in ((found.status, "neutral"), (found.party, "accent")):
            if text:
                self._badges.add(Badge(text, kind))

    def add_badge(
        self, key: str, text: str, kind: str = "neutral", run: Callable[[], object] | None = None, *, tip: str = ""
    ) -> None:
        """Put a badge into the head, or another one in the place of that with the same key; empty text takes it away.

        With `run` it is a button. Kinds as in `theme.KINDS`; `tip` is its tooltip.
        """
        if (old := self._own.pop(key, None)) is not None:
            self._badges.remove(old)
        if not text:
            return
        if run is None:
            made: QWidget = Badge(text, kind)
        else:
            made = button(text, "badge", run=run)
            restyle(made, kind=kind)
        made.setToolTip(tip)
        self._own[key] = made
        self._badges.add(made)

    def badges(self) -> list[str]:
        """What the badges that others added say."""
        return [str(part.property("text")) for part in self._own.values()]

    def set_actions(self, actions: Sequence[Action]) -> None:
        """What «Việc…» offers; without actions the button is not there."""
        menu = QMenu(self.acts)
        for action in actions:
            menu.addAction(action.label).triggered.connect(lambda _checked=False, run=action.run: run())
        old = self.acts.menu()
        self.acts.setMenu(menu)
        if old is not None:
            old.deleteLater()
        self.acts.setVisible(bool(actions))

    def set_day(self, day: date | None) -> None:
        """Show as at which day the record stands, without telling."""
        self._given = day
        self.day.setText(show_day(day))
        restyle(self.day, severity="")

    def _on_day(self) -> None:
        typed = self.day.text().strip()
        try:
            day = Day(self.tr("Ngày")).read(typed)
        except UserError as error:
            restyle(self.day, severity="error")
            self.day.setToolTip(str(error))
            return
        restyle(self.day, severity="")
        if day != self._given:
            self.day_chosen.emit(day)


class Photo(QWidget):
    """The photo of a person, or their initials where none is kept; a click asks for the papers."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Ảnh và giấy tờ"))

    def show_person(self, name: str, picture: QPixmap | None) -> None:
        """Given name first, as people are called: Nguyễn Văn Đức gives ĐN."""
        words = name.split()
        self._text = (words[-1][:1] + (words[0][:1] if len(words) > 1 else "")).upper() if words else ""
        self._picture = picture
        self.setAccessibleName(self.tr("Ảnh của {}").format(name) if picture else self.tr("Chưa có ảnh"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(54), theme.px(72))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        frame = QPainterPath()
        frame.addRoundedRect(area, 6, 6)
        if self._picture is None:
            painter.fillPath(frame, theme.soft("accent"))
            if not self._text:
                side = min(self.width(), self.height()) // 2
                middle = QRect(0, 0, side, side)
                middle.moveCenter(self.rect().center())
                icons.paint(painter, "user", middle, theme.colour("accent_pale"))
                return
            painter.setPen(theme.colour("accent"))
            painter.setFont(theme.font(13, bold=True))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
            return
        painter.setClipPath(frame)
        fill = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        scaled = self._picture.scaled(
            self.size() * self.devicePixelRatioF(), fill, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(self.devicePixelRatioF())
        size = scaled.deviceIndependentSize()
        painter.drawPixmap(round((self.width() - size.width()) / 2), 0, scaled)
