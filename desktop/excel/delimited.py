"""Tables kept as text: .csv and .txt, in the encodings and with the separators that office programs write.

Values stay text: a citizen number keeps the zeros in front.
"""

import codecs
import csv
import io
import re

from desktop.excel.kinds import BROKEN, COPY_AGAIN, Unreadable
from desktop.excel.raw import CellValue

_SEPARATORS = ";\t,|"
_MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_VOWELS = set("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_SAMPLE = 200_000
_SEP_LINE = re.compile(r"sep=(.)", re.IGNORECASE)


def decode(content: bytes) -> str:
    """The text of a file whose encoding nobody told: UTF-8, UTF-16, Windows-1258, else Windows-1252.

    Text of TCVN3 and VNI fonts comes out as the Windows-1252 letters that it is stored as.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(BROKEN, COPY_AGAIN) from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_windows_1258(content[:_SAMPLE]):
        return content.decode("cp1258", "replace")
    # The five codes that Windows-1252 leaves open still stand for letters of TCVN3: keep them apart.
    return "".join(_WINDOWS_1252[byte] for byte in content)


_WINDOWS_1252 = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]


def _is_windows_1258(content: bytes) -> bool:
    """In Windows-1258 a tone is a character of its own and follows its vowel; elsewhere its codes are letters."""
    text = content.decode("cp1258", "replace")
    after_vowel = sum(mark in _MARKS and before in _VOWELS for before, mark in zip(text, text[1:], strict=False))
    tones = sum(character in _MARKS for character in text)
    return tones > 0 and after_vowel * 10 >= tones * 9


def rows_of(text: str) -> list[list[CellValue]]:
    """The records of a delimited text, as long as they are; an empty field is None, an empty line an empty record.

    A first line "sep=;", by which programs tell Excel the separator, counts as an empty record.
    """
    separator = _separator(text)
    if declared := _SEP_LINE.match(text):
        separator = declared[1]
        text = text[declared.end() :].removeprefix(separator)
    csv.field_size_limit(2**24)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [[field or None for field in record] for record in records]
    except csv.Error as error:
        raise Unreadable(BROKEN, COPY_AGAIN) from error


def _separator(text: str) -> str:
    """The separator that most lines use equally often."""
    lines = [line for line in _without_quoted(text[:_SAMPLE]).splitlines() if line.strip()][:50]

    def agreement(separator: str) -> tuple[int, int]:
        counts = [count for line in lines if (count := line.count(separator))]
        if not counts:
            return 0, 0
        usual = max(set(counts), key=counts.count)
        return counts.count(usual), usual

    return max(_SEPARATORS, key=agreement) if lines else ","


def _without_quoted(text: str) -> str:
    return re.sub(r'"[^"]*"', "", text)
