"""One laid-out sheet, ready to be written to a workbook or painted on the screen: the same model for both.

Everything is decided here: text, figures, styles, merged areas, sizes, pages. The writer and the window's preview only
repeat it. A cell that holds a formula also carries its value, so the preview can show it, programs that do not
calculate (mail, telephone, Protected View) find it in the workbook, and `faults` can compare both.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from desktop.domain.dates import show_day
from desktop.excel.columns import Horizontal, Number, add, is_number

FONT = "Times New Roman"
CellValue = str | int | float | Decimal | date | None
Vertical = Literal["top", "center", "bottom"]
POINTS_PER_CHARACTER = 5.25  # a column one character wider is 7 pixels of 1/96 inch wider (Times New Roman 11)
_INCH, _MILLIMETRE = 72.0, 72.0 / 25.4
_SIZES = {"A4": (210, 297, 9), "A3": (297, 420, 8)}  # millimetres, and the number that Excel gives the paper


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int, *, fixed: bool = False) -> str:
    """(9, 4) → D9, or $D$9."""
    return f"${letters(column)}${row}" if fixed else f"{letters(column)}{row}"


@dataclass(frozen=True)
class Style:
    """The look of a cell. `size` in points, `rotate` in degrees; colours as RRGGBB, "" for none; borders are thin.

    `ruled` draws the dotted line of a paper form under the cell.
    """

    size: int = 11
    bold: bool = False
    italic: bool = False
    underline: bool = False
    horizontal: Horizontal = "left"
    vertical: Vertical = "center"
    wrap: bool = True
    rotate: int = 0
    border: bool = False
    ruled: bool = False
    fill: str = ""
    colour: str = ""
    number_format: str = "General"
    quoted: bool = False  # text that would read as a formula once it is edited: Excel shows it with a leading '


class Cell(NamedTuple):
    """One cell. `value` is what is shown; with a `formula` (no leading =) it is what the formula must come to."""

    row: int
    column: int
    value: CellValue
    style: str
    formula: str = ""


class Area(NamedTuple):
    """A rectangle of cells, both corners inside."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{address(self.top, self.left)}:{address(self.bottom, self.right)}"

    @property
    def fixed(self) -> str:
        return f"{address(self.top, self.left, fixed=True)}:{address(self.bottom, self.right, fixed=True)}"


class Picture(NamedTuple):
    """A PNG or JPEG image, whole and as large as it can be in the middle of an area."""

    content: bytes
    area: Area


class Fault(NamedTuple):
    """A figure that does not hold: where, and one Vietnamese sentence. kind: formula, identity or recount."""

    kind: str
    cell: str
    message: str


@dataclass(frozen=True)
class Paper:
    """The printed page; margins in inches, as Excel has them."""

    name: str = "A4"
    landscape: bool = True
    left: float = 0.4
    right: float = 0.4
    top: float = 0.5
    bottom: float = 0.6
    header: float = 0.2
    footer: float = 0.3

    @property
    def number(self) -> int:
        """paperSize of the workbook format."""
        return _SIZES[self.name][2]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        short, long = (side * _MILLIMETRE for side in _SIZES[self.name][:2])
        return (long, short) if self.landscape else (short, long)

    @property
    def printable(self) -> tuple[float, float]:
        """Width and height in points, without the margins."""
        width, height = self.size
        return width - (self.left + self.right) * _INCH, height - (self.top + self.bottom) * _INCH


@dataclass(frozen=True)
class Sheet:
    """A sheet as it stands on paper. Rows and columns count from 1; sizes in points unless said otherwise.

    rows      cells by row; a merged area has a (blank, styled) cell in each of its places; not every place has a cell
    widths    of the columns in characters, as Excel has them; `column_points` gives points
    heights   of the rows
    fitted    rows whose height must hold, because no program computes it again (merged or turned text)
    header    first and last of the rows repeated on each page (headings and column numbers); (1, 0): there are none
    table     headings, body and totals together; `body` the data rows; `total_row` 0 where there are no totals
    end_block first row of what must not be torn apart: last row of the body, totals, notes, signatures
    breaks    rows above which a page begins, decided by the layout; None: pages are filled as far as they reach
    footer    words at the left of the foot of each page
    totals    key of a column → its total, as computed here
    """

    code: str
    title: str
    unit: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[Area, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    fitted: frozenset[int]
    header: tuple[int, int]
    body: tuple[int, int]
    total_row: int
    styles: Mapping[str, Style]
    paper: Paper = Paper()
    draft: bool = False
    totals: Mapping[str, CellValue] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    row_count: int = 0
    end_block: int = 0
    breaks: tuple[int, ...] | None = None
    footer: str = ""
    pictures: tuple[Picture, ...] = ()

    @property
    def has_header(self) -> bool:
        """Whether there is a table whose heading is repeated on each page."""
        return self.header[0] <= self.header[1]

    @property
    def table(self) -> Area:
        return Area(self.header[0], 1, self.total_row or self.body[1], len(self.widths))

    @property
    def print_area(self) -> Area:
        return Area(1, 1, len(self.heights), len(self.widths))

    @property
    def column_points(self) -> tuple[float, ...]:
        return tuple(width * POINTS_PER_CHARACTER for width in self.widths)

    @property
    def scale(self) -> float:
        """How much the page shrinks the sheet so that every column fits; at most 1."""
        return min(1.0, self.paper.printable[0] / sum(self.column_points))

    @property
    def zoom(self) -> int:
        """Per cent at which an office screen (1366 pixels wide) shows the columns; between 70 and 100."""
        return max(70, min(100, int(100 * 960 / sum(self.column_points))))

    @property
    def freeze(self) -> str:
        """Where the panes freeze, or "" where the frozen part would leave a small screen no room for rows."""
        if not self.has_header:
            return ""
        above = sum(self.heights[: self.header[1]]) * self.zoom / 100
        return address(self.header[1] + 1, 1) if above <= 270 else ""

    @property
    def page_break(self) -> int:
        """The row above which a page must begin, so that no signature stands alone on a page; 0: none is needed.

        Other programs measure rows and columns a little differently, so on the first pages the end must fit with room
        to spare, and further on, where the differences add up, it always gets a page of its own.
        """
        if not self.end_block:
            return 0
        pages = self._pages(1.0, 0)
        torn = any(first > self.end_block for spare in (0.88, 1.0, 1.1) for first, _ in self._pages(spare, 0))
        return self.end_block if torn or len(pages) > 3 else 0

    def pages(self) -> list[tuple[int, int]]:
        """First and last row of each printed page. From the second on, the rows of `header` stand above them."""
        if self.breaks is not None:
            firsts = (1, *self.breaks)
            return list(zip(firsts, [row - 1 for row in (*self.breaks, len(self.heights) + 1)], strict=True))
        return self._pages(1.0, self.page_break)

    def _pages(self, spare: float, forced: int) -> list[tuple[int, int]]:
        room = self.paper.printable[1] / self.scale * spare
        repeated = sum(self.heights[self.header[0] - 1 : self.header[1]])
        found, first, used = [], 1, 0.0
        for row, height in enumerate(self.heights, start=1):
            if row > first and (used + height > room or row == forced):
                found.append((first, row - 1))
                first, used = row, repeated if row > self.header[1] else 0.0
            used += height
        return [*found, (first, len(self.heights))]

    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row

    @cached_property
    def _places(self) -> dict[tuple[int, int], Cell]:
        return {(cell.row, cell.column): cell for cell in self.cells()}

    def at(self, row: int, column: int) -> Cell | None:
        return self._places.get((row, column))

    def shown(self, cell: Cell) -> str:
        """The cell's text as a Vietnamese Excel shows it: 1.234,50 and 05/09/1985; a zero may be left out."""
        return show(cell.value, self.styles[cell.style].number_format)


def show(value: CellValue, number_format: str) -> str:
    """A value under a number format as a Vietnamese Excel shows it."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return show_day(value)
    if not value and number_format.endswith(";;@"):
        return ""
    if number_format in ("General", "@"):
        return str(value).replace(".", ",")
    places = len(number_format.split(";")[0].partition(".")[2])
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,.{places}f}".translate(str.maketrans(",.", ".,"))


# --- recomputing the formulas --------------------------------------------------------------------------------------

_CALL = re.compile(r"(SUM|COUNTA|SUBTOTAL)\((?:(3|9),)?([A-Z]+)(\d+):([A-Z]+)(\d+)\)")
_RATIO = re.compile(r'IF\(N\(([A-Z]+)(\d+)\)=0,"",N\(([A-Z]+)(\d+)\)/N\(\1\2\)\*(\d+)\)')
_TERM = re.compile(r"([+-]?)N\(([A-Z]+)(\d+)\)")
_SMALL = 1e-6


def recompute(sheet: Sheet) -> list[Fault]:
    """Work out every formula from the cells that it names, as Excel will, and tell where the carried value differs."""
    found = []
    for cell in sheet.cells():
        if cell.formula:
            value = _evaluate(sheet, cell.formula)
            if not same(value, cell.value):
                place = address(cell.row, cell.column)
                message = f"Ô {place}: công thức cho {_told(value)} nhưng chương trình đếm được {_told(cell.value)}."
                found.append(Fault("formula", place, message))
    return found


def same(left: object, right: object) -> bool:
    """Equal as figures, within what a workbook can hold; blank equals blank."""
    if is_number(left) and is_number(right):
        one, other = float(left), float(right)
        return abs(one - other) <= _SMALL * max(1.0, abs(one), abs(other))
    return left in (None, "") and right in (None, "")


def _told(value: object) -> str:
    return "trống" if value in (None, "") else f"{value}".replace(".", ",")


def _column(text: str) -> int:
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def _evaluate(sheet: Sheet, formula: str) -> object:
    def number(column: str, row: str) -> Number:
        cell = sheet.at(int(row), _column(column))
        return add([cell.value if cell else None])

    if match := _CALL.fullmatch(formula):
        name, which = match[1], match[2]
        column = _column(match[3])
        cells = [cell for row in range(int(match[4]), int(match[6]) + 1) if (cell := sheet.at(row, column))]
        if name == "SUBTOTAL":  # leaves out the subtotals inside its range
            cells = [cell for cell in cells if not cell.formula.startswith("SUBTOTAL")]
        if name == "COUNTA" or which == "3":
            return sum(1 for cell in cells if cell.formula or cell.value not in (None, ""))
        return add(cell.value for cell in cells)
    if match := _RATIO.fullmatch(formula):
        base = number(match[1], match[2])
        return float(number(match[3], match[4])) / float(base) * int(match[5]) if base else None
    terms = list(_TERM.finditer(formula))
    if "".join(term[0] for term in terms) != formula:
        raise ValueError(formula)  # a formula that this program does not make
    signed = (number(term[2], term[3]) for term in terms)
    return add(-value if term[1] == "-" else value for term, value in zip(terms, signed, strict=True))
