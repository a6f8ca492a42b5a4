"""What a value reader hides in .xlsx and .xlsm: merged, hidden, struck, errors, formulas never computed, old fonts.

It also tells how far the values reach before anything is unpacked into a rectangle: two cells can span the whole
sheet, and a rectangle of that size would bring the program down.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import IO

from desktop.excel.kinds import BROKEN, COPY_AGAIN, Unreadable
from desktop.excel.raw import Mark, Range
from desktop.excel.tally import Tally, is_old_font, place
from desktop.excel.xml_walk import blocks, safe_parser

_WHOLE = 64 * 2**20  # parts up to this size are looked through as one piece, which is many times faster
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Attributes = dict[str, str]


class Package:
    """An opened .xlsx or .xlsm."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = {name.lower().replace("\\", "/"): name for name in package.namelist()}
        self._styles: list[Mark | None] | None = None

    def read_to_the_end(self, part: str) -> None:
        """Unpack a part and throw it away: its declared size and checksum are then known to be true."""
        if part in self._names:
            with self._open(part) as stream:
                for _block in blocks(stream):
                    pass

    def sheet_part(self, sheet: str) -> str | None:
        """The part that holds a sheet; None where the package does not say."""
        keys: dict[str, str] = {}
        targets: dict[str, str] = {}

        def on_sheet(name: str, attributes: Attributes) -> None:
            if name == "sheet" and "name" in attributes:
                keys[attributes["name"]] = next((v for k, v in attributes.items() if _local(k) == "id"), "")

        def on_relation(name: str, attributes: Attributes) -> None:
            if name == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        self._parse("xl/workbook.xml", on_sheet)
        self._parse("xl/_rels/workbook.xml.rels", on_relation)
        target = targets.get(keys.get(sheet, ""), "").replace("\\", "/")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        return part.lower() if part.lower() in self._names else None

    def tally(self, part: str) -> Tally:
        """Look through a sheet's part."""
        scan = _SheetScan(self.styles())
        with self._open(part) as stream:
            if self._package.getinfo(self._names[part]).file_size > _WHOLE:
                scan.all_of(blocks(stream))
            else:
                scan.whole(stream.read())
        return scan.tally

    def styles(self) -> list[Mark | None]:
        """By style number: what a cell of that style is marked with."""
        if self._styles is None:
            self._styles = self._read_styles() if "xl/styles.xml" in self._names else []
        return self._styles

    def _read_styles(self) -> list[Mark | None]:
        fonts: list[Mark | None] = []
        used: list[int] = []
        within: list[str] = []  # names of the elements around

        def on_start(name: str, attributes: Attributes) -> None:
            around = within[-1] if within else ""
            within.append(name)
            if name == "font" and around == "fonts":
                fonts.append(None)
            elif around == "font" and within[-3:-2] == ["fonts"]:
                if name == "strike" and attributes.get("val", "1") not in ("0", "false"):
                    fonts[-1] = (fonts[-1] or Mark()) | Mark(struck=True)
                elif name == "name" and is_old_font(attributes.get("val", "")):
                    fonts[-1] = (fonts[-1] or Mark()) | Mark(font=attributes["val"])
            elif name == "xf" and around == "cellXfs":
                used.append(_number(attributes.get("fontId", "0")))

        self._parse("xl/styles.xml", on_start, lambda _name: within.pop())
        return [fonts[font] if font < len(fonts) else None for font in used]

    def _open(self, part: str) -> IO[bytes]:
        return self._package.open(self._names[part])

    def _parse(
        self, part: str, on_start: Callable[[str, Attributes], object], on_end: Callable[[str], object] | None = None
    ) -> None:
        """Walk through a small part; names come without their namespace prefix."""
        if part not in self._names:
            raise Unreadable(BROKEN, COPY_AGAIN)
        parser = safe_parser()
        parser.StartElementHandler = lambda name, attributes: on_start(_local(name), attributes)
        if on_end is not None:
            parser.EndElementHandler = lambda name: on_end(_local(name))
        with self._open(part) as stream:
            for block in blocks(stream):
                parser.Parse(block)
        parser.Parse(b"", True)


class _SheetScan:
    """Goes through the XML of one sheet, and through as little of it as it can."""

    # What makes a sheet worth a full walk; a cell's text may say the same by chance, which only costs time.
    _TELLING = (b"<!", b' hidden="', b' t="e"', b"<f>", b"<f ", b"<f/", b":row", b":c>", b":c ")
    _ROW = re.compile(rb'<row r="(\d+)"')
    _CELL = re.compile(rb'<c r="([A-Z]{1,3})\d')

    def __init__(self, styles: list[Mark | None]) -> None:
        self.tally = Tally()
        self._styles = styles

    def whole(self, xml: bytes) -> None:
        """`xml` is the whole part."""
        begin, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
        if 0 <= begin < end and b"\x00" not in xml[:64] and self._is_plain(xml, begin, end):
            self.all_of((xml[:begin], b"<sheetData>", xml[end:]))
        else:
            self.all_of((xml,))

    def _is_plain(self, xml: bytes, begin: int, end: int) -> bool:
        """Are all rows as every office program writes them, and free of marks? Their reach is noted then."""
        if any(xml.find(telling, begin, end) >= 0 for telling in self._TELLING):
            return False
        marked = "|".join(str(number) for number, mark in enumerate(self._styles) if mark)
        if marked and re.compile(rb' s="(?:%b)"' % marked.encode()).search(xml, begin, end):
            return False
        rows, columns = self._ROW.findall(xml, begin, end), self._CELL.findall(xml, begin, end)
        if len(rows) != xml.count(b"<row", begin, end) or len(columns) != xml.count(b"<c", begin, end):
            return False
        last_row = max(map(int, rows), default=0)
        last_column = max((column_number(letters.decode()) for letters in set(columns)), default=0)
        if last_row * last_column > 1_000_000:  # styles without values may reach that far: look closer
            return False
        self.tally.reach(last_row, last_column)
        return True

    def all_of(self, xml: Iterable[bytes]) -> None:
        """Walk through every element."""
        tally, styles = self.tally, self._styles
        parser = safe_parser()
        columns_by_letters: dict[str, int] = {}
        prefix = ""
        row = column = 0
        style: Mark | None = None
        kind = ""
        error: list[str] | None = None  # pieces of the text of the error cell that the walk is in

        def leave_cell() -> None:
            nonlocal error
            if error is not None:
                tally.marked[Mark(error="".join(error).strip() or "#")].append(place(row, column))
                error = parser.CharacterDataHandler = None

        def on_start(name: str, attributes: Attributes) -> None:
            nonlocal row, column, style, kind, error
            if prefix:
                name = name.removeprefix(prefix)
            if name == "c":
                leave_cell()
                reference = attributes.get("r")
                if reference is None:
                    column += 1
                else:
                    letters = reference.rstrip("0123456789")
                    known = columns_by_letters.get(letters)
                    if known is None:
                        known = columns_by_letters[letters] = column_number(letters)
                    column = known
                kind = attributes.get("t", "")
                number = attributes.get("s")
                style = styles[int(number)] if number is not None and int(number) < len(styles) else None
            elif name in ("v", "is"):
                tally.reach(row, column)
                if style is not None:
                    tally.marked[style].append(place(row, column))
                    style = None
                if kind == "e":
                    error = []
                    parser.CharacterDataHandler = error.append
            elif name == "f":
                if kind != "str":
                    tally.formulas.append(place(row, column))
            elif name == "row":
                leave_cell()
                row, column = _number(attributes.get("r", str(row + 1))), 0
                if attributes.get("hidden") in ("1", "true"):
                    tally.hidden_rows.add(row)
            elif name == "mergeCell":
                if merged := _range(attributes.get("ref", "")):
                    tally.merged.append(merged)
            elif name == "col" and attributes.get("hidden") in ("1", "true"):
                first, last = _number(attributes.get("min", "0")), _number(attributes.get("max", "0"))
                tally.hidden_columns.update(range(first, min(last, LAST_COLUMN) + 1))

        def on_root(name: str, _attributes: Attributes) -> None:
            nonlocal prefix
            prefix = name.removesuffix(_local(name))
            parser.StartElementHandler = on_start

        parser.StartElementHandler = on_root
        for block in xml:
            parser.Parse(block)
        parser.Parse(b"", True)
        leave_cell()
        if tally.rows > LAST_ROW or tally.columns > LAST_COLUMN:
            raise Unreadable(BROKEN, COPY_AGAIN)


def column_number(letters: str) -> int:
    """'A' is 1, 'Z' 26, 'AA' 27; letters that no sheet has give a number past the last column."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + ord(letter) - 64
    return number


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def _range(reference: str) -> Range | None:
    if not (match := _REFERENCE.fullmatch(reference)):
        return None
    left, top, right, bottom = match.groups()
    return Range(int(top), column_number(left), int(bottom), column_number(right))
