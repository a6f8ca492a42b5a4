"""Text typed with the fonts that Unicode replaced: TCVN3 (.VnTime) and VNI (VNI-Times), told by the text itself.

A font's name is a hint and no proof. Cells that hold letters which only Unicode has are left as they are.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from desktop.excel.raw import CellValue, RawSheet
from desktop.resources_dir import resource

UNICODE, TCVN3, VNI = "unicode", "tcvn3", "vni"
_ONLY_UNICODE = re.compile("[\u1e00-\u1effăơưđĂƠƯĐ]")
_SAMPLE = 600  # words that decide
_SURE, _BETTER = 0.75, 0.25  # so many syllables must be possible after decoding, and so many more than before

_FIRST = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx]"
_VOWELS = "[aeiouy]{1,3}"
_LAST = "ng|nh|ch|[cmnpt]"
_SYLLABLE = re.compile(f"(?:{_FIRST})?(?:{_VOWELS})(?:{_LAST})?")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MARKS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True)
class _Encoding:
    letters: dict[str, str]
    pattern: re.Pattern[str]

    def decode(self, text: str) -> str:
        return self.pattern.sub(lambda found: self.letters[found[0]], text)


@cache
def _encoding(name: str) -> _Encoding:
    with resource("encodings", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        letters = {
            "".join(chr(int(point, 16)) for point in row["old"].split()): row["new"] for row in csv.DictReader(file)
        }
    longest_first = sorted(letters, key=len, reverse=True)
    return _Encoding(letters, re.compile("|".join(map(re.escape, longest_first))))


def decode(text: str, encoding: str) -> str:
    """Text of an old encoding in Unicode; text that is Unicode already as it is."""
    if encoding == UNICODE or text.isascii() or _ONLY_UNICODE.search(text):
        return text
    return _encoding(encoding).decode(text)


def recovered(sheet: RawSheet) -> tuple[RawSheet, str]:
    """A sheet with its text in Unicode, and the encoding that it had: "unicode", "tcvn3" or "vni"."""
    encoding = _told_by(_suspicious(sheet.rows))
    if encoding == UNICODE:
        return sheet, UNICODE
    capitals = {
        place for place, mark in sheet.marks.items() if mark.font.lower().startswith(".vn") and mark.font.endswith("H")
    }

    def read(value: CellValue, row: int, column: int) -> CellValue:
        if not isinstance(value, str):
            return value
        text = decode(value, encoding)
        # The capital fonts of TCVN3 draw small letters large.
        return text.upper() if (row, column) in capitals else text

    rows = [[read(v, row, column) for column, v in enumerate(cells, 1)] for row, cells in enumerate(sheet.rows, 1)]
    return replace(sheet, rows=rows), encoding


def _suspicious(rows: Iterable[Iterable[CellValue]]) -> Iterator[str]:
    """Cells with letters beyond ASCII of which none is Unicode's alone."""
    for cells in rows:
        for value in cells:
            if isinstance(value, str) and not value.isascii() and not _ONLY_UNICODE.search(value):
                yield value


def _told_by(texts: Iterator[str]) -> str:
    """The encoding in which most words with marks can be Vietnamese syllables."""
    words: list[str] = []
    for text in texts:
        words += [word for word in text.split() if not word.isascii()]
        if len(words) >= _SAMPLE:
            break
    if not words:
        return UNICODE
    plain = _share(words)
    best, encoding = max((_share(_encoding(name).decode(word) for word in words), name) for name in (TCVN3, VNI))
    return encoding if best >= _SURE and best - plain >= _BETTER else UNICODE


def _share(words: Iterable[str]) -> float:
    told = [_is_syllable(word) for word in words]
    return sum(told) / len(told)


def _is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable: its letters, at most one tone, its order of sounds."""
    letters = unicodedata.normalize("NFD", word.strip(".,;:()[]\"'–-").casefold().replace("đ", "d"))
    if sum(letters.count(tone) for tone in _TONES) > 1:
        return False
    return _SYLLABLE.fullmatch(_MARKS.sub("", letters)) is not None
