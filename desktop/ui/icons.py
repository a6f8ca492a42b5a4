"""Icons, painted from a small font that is loaded when the first one is asked for."""

from functools import cache

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPixmap

from desktop.resources_dir import resource
from desktop.ui import theme


def icon(name: str, colour: str = "muted", size: int = 18, on: str = "") -> QIcon:
    """The icon called `name` (see resources/icons/canbo-icons.txt) in a colour of the theme.

    `size` is in pixels of a plain screen; `on` is the colour while the button is checked. Raises KeyError for an
    unknown name. GUI thread only.
    """
    return _icon(name, colour, size, on, frozenset(screen.devicePixelRatio() for screen in QGuiApplication.screens()))


@cache
def _icon(name: str, colour: str, size: int, on: str, densities: frozenset[float]) -> QIcon:
    """The icon in the densities of the screens at hand; on another one Qt scales what comes nearest."""
    if name not in names():
        raise KeyError(name)
    made = QIcon()
    for density in sorted(densities):
        made.addPixmap(_pixmap(name, theme.colour(colour), size, density))
        made.addPixmap(_pixmap(name, theme.colour("disabled"), size, density), QIcon.Mode.Disabled)
        if on:
            made.addPixmap(_pixmap(name, theme.colour(on), size, density), QIcon.Mode.Normal, QIcon.State.On)
    return made


def pixmap(name: str, colour: str = "muted", size: int = 18, density: float = 1.0) -> QPixmap:
    """The same as a picture, for labels and painters."""
    return icon(name, colour, size).pixmap(QSize(size, size), density)


def paint(painter: QPainter, name: str, area: QRect, colour: QColor) -> None:
    """Paint an icon in the middle of `area`, as large as its shorter side."""
    family, points = _font()
    glyph = points[name]
    painter.save()
    face = QFont(family)
    side = min(area.width(), area.height())
    face.setPixelSize(side)
    painter.setFont(face)
    painter.setPen(colour)
    square = QRect(QPoint(0, 0), QSize(side, side))
    square.moveCenter(area.center())
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, glyph)
    painter.restore()


def names() -> frozenset[str]:
    """Every icon there is."""
    return frozenset(_font()[1])


def _pixmap(name: str, colour: QColor, size: int, density: float) -> QPixmap:
    made = QPixmap(QSize(round(size * density), round(size * density)))
    made.setDevicePixelRatio(density)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter, name, QRect(0, 0, size, size), colour)
    painter.end()
    return made


@cache
def _font() -> tuple[str, dict[str, str]]:
    number = QFontDatabase.addApplicationFont(str(resource("icons", "canbo-icons.ttf")))
    families = QFontDatabase.applicationFontFamilies(number)
    lines = resource("icons", "canbo-icons.txt").read_text(encoding="utf-8").splitlines()
    return (families or [""])[0], {name: chr(int(point, 16)) for name, point in map(str.split, lines)}
