"""How much room text takes in Times New Roman: Excel does not compute the height of merged or turned cells."""

import unicodedata
from functools import lru_cache

LINE = 1.16  # height of a line, in sizes of the letter
_PADDING = 4.0  # points that a cell keeps free on both sides together
_EM = {
    **dict.fromkeys("ijlt,.;:'|!/\\ `", 0.28),
    **dict.fromkeys("frsI()[]-", 0.36),
    **dict.fromkeys("abcdeghknopquvxyz", 0.48),
    **dict.fromkeys("0123456789$_*?", 0.5),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZw&+=<>", 0.7),
    **dict.fromkeys("mMW%@", 0.88),
}

# The letters of Times New Roman themselves, in thousandths of their size; a letter with a mark is as wide as without.
_TIMES = {
    letter: width / 1000
    for width, letters in {
        250: " .,",
        278: "ijlt:;/\\",
        333: "frI()[]-!'",
        389: "sJ",
        444: "acez?",
        500: "bdghknopquvxy0123456789–",
        556: "FPS",
        611: "ELTZ",
        667: "BCR",
        722: "wADGHKNOQUVXY",
        778: "m",
        833: "%",
        889: "M",
        944: "W",
    }.items()
    for letter in letters
}


def plain_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in points, as it prints: for words that must not be followed by a hole."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ems = sum(
        0.02 if unicodedata.combining(c) == 216 else 0.0 if unicodedata.combining(c) else _TIMES.get(c, 0.6)
        for c in plain
    )
    return ems * size * (1.06 if bold else 1.0)


@lru_cache(maxsize=65536)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in points, a little generous."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ems = sum(0.0 if unicodedata.combining(c) else _EM.get(c, 0.6) for c in plain)
    return ems * size * (1.07 if bold else 1.0)


def line_count(text: str, width: float, size: float, bold: bool = False) -> int:
    """Lines that text takes in a cell `width` points wide; a word too long for a line is cut, as Excel does."""
    room = max(width - _PADDING, size * 0.7)
    return sum(_lines_of(line, room, size, bold) for line in text.split("\n"))


def _lines_of(text: str, room: float, size: float, bold: bool) -> int:
    if text_width(text, size, bold) <= room:
        return 1
    lines, used, space = 1, 0.0, text_width(" ", size, bold)
    for word in text.split():
        need = text_width(word, size, bold)
        if used and used + space + need <= room:
            used += space + need
            continue
        lines += bool(used)
        extra = int(need / room) if need > room else 0
        lines += extra
        used = need - extra * room
    return lines


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The lines that text takes in a cell `width` points wide, as `line_count` counts them.

    A line that ends a paragraph ends with a line feed, the last one excepted; a word too long for a line is cut.
    """
    room = max(width - _PADDING, size * 0.7)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if text_width(joined, size, bold) <= room:
                line = joined
                continue
            if line:
                lines.append(line)
            while text_width(word, size, bold) > room and len(word) > 1:
                fits = next(n for n in range(len(word), 0, -1) if n == 1 or text_width(word[:n], size, bold) <= room)
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        lines.append(f"{line}\n")
    lines[-1] = lines[-1].removesuffix("\n")
    return lines


def height_of(text: str, width: float, size: float, bold: bool = False) -> float:
    """Points that a row needs so that the wrapped text is whole."""
    return line_count(text, width, size, bold) * size * LINE + _PADDING


def turned_height(text: str, width: float, size: float, bold: bool = False) -> float:
    """Points that text turned by 90° needs in a column `width` points wide: it wraps into as many lines as fit."""
    lines = max(1, int((width - 1) / (size * LINE)))
    height = max((text_width(word, size, bold) for word in text.split()), default=0.0) + _PADDING + 2
    while line_count(text, height, size, bold) > lines:
        height += size / 2
    return height
