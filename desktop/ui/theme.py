"""How the window looks: colours, spacing and text size in one place, and the style sheet made of them."""

import sys
from dataclasses import dataclass
from functools import cache
from string import Template

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from desktop.resources_dir import resource

BASE_POINTS = 9.75
SCALES = (0.9, 1.0, 1.15, 1.3, 1.5)
XS, S, M, L, XL = 4, 8, 12, 16, 20  # the only spacings there are, in pixels


@dataclass(frozen=True)
class Colours:
    """The colours of one look. Text stands at 4.5:1 or better on every ground that it is used on."""

    ink: str = "#1B2430"
    muted: str = "#5B6776"
    disabled: str = "#98A2AE"
    line: str = "#E3E8EE"
    field_line: str = "#C3CBD5"
    ground: str = "#F5F7F9"
    card: str = "#FFFFFF"
    stripe: str = "#FAFBFC"
    hover: str = "#EEF2F6"
    chip: str = "#EBEFF3"
    accent: str = "#0B6E5F"
    accent_dark: str = "#085548"
    accent_soft: str = "#E3F2EF"
    accent_pale: str = "#8DC3B9"
    warning: str = "#A84C08"
    warning_soft: str = "#FEF3E2"
    danger: str = "#B42318"
    danger_soft: str = "#FDECEA"
    info: str = "#1D4ED8"
    info_soft: str = "#E8EEFD"


LIGHT = Colours()

# A kind of message, badge or number: the colour of its text, and of the ground behind it.
KINDS = {
    "neutral": (LIGHT.muted, LIGHT.chip),
    "accent": (LIGHT.accent, LIGHT.accent_soft),
    "success": (LIGHT.accent, LIGHT.accent_soft),
    "info": (LIGHT.info, LIGHT.info_soft),
    "warning": (LIGHT.warning, LIGHT.warning_soft),
    "danger": (LIGHT.danger, LIGHT.danger_soft),
}

_scale = 1.0


def scale() -> float:
    """The text size in force, 1.0 being 9.75 pt."""
    return _scale


def px(length: int) -> int:
    """A length in pixels that grows with the text."""
    return round(length * _scale)


@cache
def colour(name: str) -> QColor:
    """A colour by the name of its token, or of its kind (the kind's text)."""
    return QColor(KINDS[name][0] if name in KINDS else getattr(LIGHT, name))


@cache
def soft(kind: str) -> QColor:
    """The ground behind text of a kind."""
    return QColor(KINDS[kind][1])


def font(points: float = BASE_POINTS, *, bold: bool = False) -> QFont:
    """The window's font at a size that follows the text scale."""
    made = QFont()
    made.setFamilies(["Segoe UI", "Noto Sans"] if sys.platform == "win32" else ["Noto Sans", "Segoe UI", "DejaVu Sans"])
    made.setPointSizeF(points * _scale)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def install(app: QApplication, text_scale: float = 1.0) -> None:
    """Dress the whole program. Called at start, and again when the clerk changes the size of the text."""
    global _scale  # one program, one size of text
    _scale = min(max(text_scale, SCALES[0]), SCALES[-1])
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    sheet = style_sheet()
    if app.styleSheet() == sheet:
        return  # dressed already: Qt would look at every widget again
    app.setPalette(_palette())
    app.setFont(font())
    app.setStyleSheet(sheet)


def next_scale(step: int) -> float:
    """The text size one step larger or smaller than now, within `SCALES`."""
    at = min(range(len(SCALES)), key=lambda n: abs(SCALES[n] - _scale))
    return SCALES[min(max(at + step, 0), len(SCALES) - 1)]


def style_sheet() -> str:
    """The style sheet: `resources/theme.qss` with the tokens filled in."""
    tokens: dict[str, object] = dict(vars(LIGHT))
    for name, points in (("small", 8.5), ("base", BASE_POINTS), ("lead", 11.0), ("title", 16.0), ("figure", 20.0)):
        tokens[f"pt_{name}"] = f"{points * _scale:.2f}pt"
    for length in (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20):
        tokens[f"px{length}"] = f"{px(length)}px"
    return Template(resource("theme.qss").read_text(encoding="utf-8")).substitute(tokens)


def _palette() -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for where, name in (
        (role.Window, "ground"),
        (role.WindowText, "ink"),
        (role.Base, "card"),
        (role.AlternateBase, "stripe"),
        (role.Text, "ink"),
        (role.Button, "card"),
        (role.ButtonText, "ink"),
        (role.ToolTipBase, "ink"),
        (role.ToolTipText, "card"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "card"),
        (role.Link, "accent"),
        (role.Accent, "accent"),
    ):
        made.setColor(where, colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, colour("disabled"))
    return made
