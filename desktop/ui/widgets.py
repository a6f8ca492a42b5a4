"""Pieces that pages are put together from: text, surfaces, badges, bands, empty places."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import icons, theme
from desktop.ui.context import Action


def label(text: str = "", role: str = "", *, tone: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label. Roles: title, lead, strong, muted, small, figure; tones: the kinds of `theme.KINDS`."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # what a clerk typed is never markup
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


class ElidedLabel(QLabel):
    """A label of one line that gives way instead of widening the window; the whole text is in its tooltip."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        full = super().minimumSizeHint()
        return QSize(min(full.width(), self.fontMetrics().averageCharWidth() * 6), full.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self._shown() != self.text() else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, self._shown())

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())


class PushButton(QPushButton):
    """A push button that Enter presses too, wherever it stands; Qt does so in dialogs alone. Ctrl+Enter is the page's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    text: str, role: str = "", icon: str = "", run: Callable[[], object] | None = None, *, tip: str = ""
) -> QPushButton:
    """A push button. Roles: primary (one on a page), danger, link, or none for all others."""
    made = PushButton(text)
    made.setProperty("role", role)
    if icon:
        made.setIcon(icons.icon(icon, {"primary": "card", "danger": "danger", "link": "accent"}.get(role, "ink"), 16))
    if run:
        made.clicked.connect(lambda: run())
    made.setToolTip(tip)
    made.setAutoDefault(False)
    return made


def disable(control: QWidget, reason: str) -> None:
    """Disable a control and say why; an empty reason enables it again."""
    control.setEnabled(not reason)
    control.setToolTip(reason)


def column(*parts: QWidget | QLayout | None, space: int = theme.S, margin: int = 0) -> QVBoxLayout:
    """Parts under one another; None stands for the room that is left."""
    layout = QVBoxLayout()
    _fill(layout, parts, space, margin)
    return layout


def row(*parts: QWidget | QLayout | None, space: int = theme.S, margin: int = 0) -> QHBoxLayout:
    """Parts side by side; None stands for the room that is left."""
    layout = QHBoxLayout()
    _fill(layout, parts, space, margin)
    return layout


def _fill(layout: QBoxLayout, parts: Sequence[QWidget | QLayout | None], space: int, margin: int) -> None:
    layout.setSpacing(space)
    layout.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


class Card(QFrame):
    """A white surface with a heading; add to `body`, put buttons or chips into `head` (right of the heading)."""

    def __init__(self, title: str = "", note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title = ElidedLabel(title, "lead")
        self.note = ElidedLabel(note, "muted")
        self.head = row(self.title, space=theme.S)
        self.head.setStretch(0, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.S)
        layout = column(self.head, self.note, self.body, space=theme.XS, margin=theme.M)
        layout.setStretch(2, 1)
        self.title.setVisible(bool(title))
        self.note.setVisible(bool(note))
        self.setLayout(layout)

    def set_title(self, title: str, note: str = "") -> None:
        for text, shown in ((title, self.title), (note, self.note)):
            shown.setText(text)
            shown.setVisible(bool(text))


class StatCard(QAbstractButton):
    """A figure, what it counts, and a word beside it; a click opens the list behind it (`clicked`)."""

    def __init__(self, caption: str, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = label("–", "figure", tone=tone)
        self._caption = ElidedLabel(caption, "strong")
        self._note = ElidedLabel("", "muted")
        self._parts = layout = column(self._figure, self._caption, self._note, space=2, margin=theme.M)
        for part in (self._figure, self._caption, self._note):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_figure(self, figure: str, note: str = "", caption: str | None = None) -> None:
        """Show a figure; `note` is the line under its caption."""
        self._figure.setText(figure)
        self._note.setText(note)
        if caption is not None:
            self._caption.setText(caption)
        self.setAccessibleName(f"{figure} {self._caption.text()}. {note}".strip())
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, QPainter(self), self)

    def sizeHint(self) -> QSize:
        return self._parts.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._parts.minimumSize()


class Badge(QLabel):
    """A short word on a coloured ground: a state, a kind. Kinds as in `theme.KINDS`."""

    def __init__(self, text: str = "", kind: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "badge")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_as(text, kind)

    def show_as(self, text: str, kind: str = "neutral") -> None:
        self.setText(text)
        restyle(self, kind=kind)


class Banner(QFrame):
    """A sentence that stays on the page, with a button that does what it asks for. Hidden while it has no text."""

    def __init__(self, text: str = "", kind: str = "warning", action: Action | None = None) -> None:
        super().__init__()
        self.setProperty("role", "band")
        self.text = label("", "strong", wrap=True)
        self.button = button("", run=self._run)
        self._action: Action | None = None
        layout = row(self.text, self.button, space=theme.M)
        layout.setStretch(0, 1)
        layout.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        self.setLayout(layout)
        self.show_text(text, kind, action)

    def show_text(self, text: str, kind: str = "warning", action: Action | None = None) -> None:
        self._action = action
        self.text.setText(text)
        self.button.setText(action.label if action else "")
        self.button.setVisible(action is not None)
        restyle(self, kind=kind)
        self.setVisible(bool(text))

    def _run(self) -> None:
        if self._action:
            self._action.run()


class EmptyState(QWidget):
    """What belongs in an empty place, and the first step to fill it."""

    def __init__(self, title: str, text: str = "", *steps: Action, icon: str = "info") -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(icons.pixmap(icon, "accent_pale", theme.px(40), self.devicePixelRatioF()))
        self.buttons = [button(s.label, "" if n else "primary", run=s.run) for n, s in enumerate(steps)]
        self._title, self._text = label(title, "lead", wrap=True), label(text, "muted", wrap=True)
        words = [picture, self._title, self._text]
        for part in words:
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(None, *words, row(None, *self.buttons, None), None, space=theme.M, margin=theme.XL)
        self.setLayout(layout)

    def say(self, title: str, text: str) -> None:
        """Change what it says."""
        self._title.setText(title)
        self._text.setText(text)


class Scroll(QScrollArea):
    """A place that scrolls downwards only; its content is never wider than it is."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setProperty("role", "scrolled")
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        inner = self.widget().minimumSizeHint() if self.widget() else QSize()
        return QSize(inner.width() + self.verticalScrollBar().sizeHint().width(), 80)


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet look at the widget and its children again."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    for part in (widget, *widget.findChildren(QWidget)):
        part.style().unpolish(part)
        part.style().polish(part)
