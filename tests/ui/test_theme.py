import re

import pytest
from PySide6.QtGui import QColor

from desktop.resources_dir import resource
from desktop.ui import icons, theme


def luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("card", "ground", "stripe", "hover", "chip", "accent_soft")


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["ink", "muted"])
def test_text_can_be_read_on_every_ground(text, ground):
    assert contrast(theme.colour(text), theme.colour(ground)) >= 4.5


@pytest.mark.parametrize("kind", theme.KINDS)
def test_coloured_words_can_be_read_on_their_own_ground_and_in_a_list(kind):
    for ground in (theme.soft(kind), theme.colour("card"), theme.colour("stripe"), theme.colour("hover")):
        assert contrast(theme.colour(kind), ground) >= 4.5


def test_white_can_be_read_on_the_main_button():
    assert contrast(theme.colour("card"), theme.colour("accent")) >= 4.5


def test_the_style_sheet_has_no_hole_and_no_colour_of_its_own():
    assert "$" not in theme.style_sheet()
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", resource("theme.qss").read_text(encoding="utf-8")) == []


def test_text_grows_in_steps_and_stops_at_both_ends(dressed):
    base = dressed.font().pointSizeF()
    theme.install(dressed, theme.next_scale(+1))
    assert dressed.font().pointSizeF() == pytest.approx(base * 1.15)
    theme.install(dressed, 99)
    assert theme.scale() == theme.next_scale(+1) == theme.SCALES[-1]
    theme.install(dressed, 0)
    assert theme.scale() == theme.next_scale(-1) == theme.SCALES[0]


def test_every_icon_paints_something(qapp):
    for name in icons.names():
        picture = icons.pixmap(name, "ink", 24).toImage()
        assert any(picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name


def test_an_icon_is_painted_once_and_an_unknown_one_is_an_error(qapp):
    assert icons.icon("people", "accent") is icons.icon("people", "accent")
    with pytest.raises(KeyError):
        icons.icon("no such icon")
