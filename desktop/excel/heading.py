"""Finds the heading of a table among title rows: one to five rows, merged or not, and the row of column numbers below.

A heading is recognised by what its texts name, and its depth by how its cells stand over one another.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from desktop.domain.text import clean, label_key
from desktop.excel.raw import CellValue, Range, RawSheet

LOOK = 60  # rows in which a heading may begin
_DEPTH = 5
_SURE = 0.5  # a text known at least so surely names a field
_AS_GOOD = 0.8  # a heading further up that is nearly as good is the table's first
ORDER = frozenset({"stt", "tt", "so tt", "so thu tu", "s t t", "t t", "thu tu"})
# Words that stand over a table at its edge and belong to no column.
_BESIDE = re.compile(
    r"(don vi|co quan|dvt|bieu|mau|phu luc|ban hanh|kem theo|tinh den|ngay bao cao|ky bao cao|cong hoa|doc lap|so y te"
    r"|trang|tu ngay|thang|quy|nam)\b"
)


@dataclass(frozen=True)
class Header:
    """The heading of one column: `path` is its texts from the top down, as in ("Ngày sinh", "Nam"); () for none."""

    column: int
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        return " › ".join(self.path)

    @property
    def letter(self) -> str:
        return column_letter(self.column)


@dataclass(frozen=True)
class Heading:
    """Rows `first` to `last` hold the texts, `numbers` the column numbers below them."""

    first: int
    last: int
    headers: tuple[Header, ...]
    numbers: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        return max((self.last, *self.numbers))


def column_letter(index: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_heading(sheet: RawSheet, known: Callable[[str], float]) -> Heading | None:
    """The block of rows whose texts name most fields; the upper one of two equals. None where nothing is named."""
    known = cache(known)
    grid = _Grid(sheet)
    blocks: list[_Block] = []
    for first in range(1, min(LOOK, len(sheet.rows)) + 1):
        if grid.may_begin(first):
            block = _Block.of(grid.heading(first, grid.last_row_from(first)), known)
            if block.named >= max(1, min(2, len(block.heading.headers))):
                blocks.append(block)
    if not blocks:
        return None
    best = _best(blocks)
    enough = best.score * _AS_GOOD
    while earlier := [b for b in blocks if b.heading.last < best.heading.first and b.score >= enough]:
        best = _best(earlier)  # the better one further down repeats it: a page break
    first = best.heading.first
    while first > 1 and grid.stands_over(first - 1):
        first -= 1
    return grid.heading(first, best.heading.last)


@dataclass(frozen=True)
class _Block:
    """Rows that may be a heading: how surely their columns are named, and how many of their texts are known."""

    heading: Heading
    score: float
    named: int
    texts: int

    @classmethod
    def of(cls, heading: Heading, known: Callable[[str], float]) -> "_Block":
        scores = [max(known(header.text), known(header.path[-1])) for header in heading.headers]
        texts = {text for header in heading.headers for text in header.path}
        named = sum(score >= _SURE for score in scores)
        return cls(heading, sum(scores), named, sum(known(text) >= _SURE for text in texts))


def _best(blocks: Sequence[_Block]) -> _Block:
    """The block that names most; of two equal ones the upper, but the shorter where both end in one row.

    Rows above a heading may happen to touch it; they add nothing to it then.
    """
    return max(blocks, key=lambda b: (b.score, b.texts, -b.heading.last, b.heading.first))


def heading_at(sheet: RawSheet, first: int, last: int) -> Heading:
    """The heading that the clerk points out: its rows are taken as they are."""
    return _Grid(sheet).heading(first, last)


class _Grid:
    """The upper part of a sheet, seen with its merged cells."""

    def __init__(self, sheet: RawSheet) -> None:
        self._sheet = sheet
        self._merged = {
            (row, column): merged
            for merged in sheet.merged
            if merged.top <= LOOK + _DEPTH
            for row in range(merged.top, min(merged.bottom, LOOK + 2 * _DEPTH) + 1)
            for column in range(merged.left, min(merged.right, sheet.width) + 1)
        }

    def may_begin(self, row: int) -> bool:
        cells = list(self._cells(row))
        texts = {label_key(value) for _column, value in cells if isinstance(value, str)} - {""}
        others = sum(not isinstance(value, str) for _column, value in cells)
        if any(
            merged.top < row and self._text(row, column)
            for column in range(1, self._sheet.width + 1)
            if (merged := self._merged.get((row, column)))
        ):
            return False  # it is a lower row of something that began above
        return len(texts) >= min(2, self._sheet.width) and len(texts) >= 2 * others and not is_column_numbers(cells)

    def heading(self, first: int, last: int) -> Heading:
        headers = tuple(
            Header(column, path)
            for column in range(1, self._sheet.width + 1)
            if (path := self._path(first, last, column))
        )
        numbers: list[int] = []
        for row in (last + 1, last + 2):
            cells = list(self._cells(row))
            if cells and is_column_numbers(cells) and 2 * len(cells) > len(headers):
                numbers.append(row)
            elif cells:
                break
        return Heading(first, last, headers, tuple(numbers))

    def last_row_from(self, first: int) -> int:
        """The last row of a heading that begins at a row."""
        last = first
        while last - first < _DEPTH - 1:
            bottom = max(
                (m.bottom for row in range(first, last + 1) for m in self._merges_of(row) if m.bottom < first + _DEPTH),
                default=last,
            )
            if bottom > last:
                last = bottom
            elif self._goes_on(first, last):
                last += 1
            else:
                break
        return last

    def _goes_on(self, first: int, last: int) -> bool:
        """Does the next row divide what stands above it? Rows of data never do: they fill the columns on the left."""
        cells = list(self._cells(last + 1))
        if not cells or is_column_numbers(cells):
            return False
        headed = [c for c in range(1, self._sheet.width + 1) if self._lowest(first, last, c) is not None]
        spanned = {column for column in headed if self._is_spanning(first, last, column)}
        leading = [column for column in headed[:2] if column not in spanned]
        for column in range(2, self._sheet.width + 1):  # typed over the first of its columns, without merging
            if column - 1 in spanned and column not in headed:
                spanned.add(column)
        divides = repeats = 0
        for column, value in cells:
            above = self._text_above(first, last, column)
            said = clean(value) if isinstance(value, str) else ""
            if said.startswith("(") or (above and label_key(above) == label_key(said)):
                repeats += 1
            elif column in leading or not _is_subheading(value):
                return False
            elif column in spanned:
                divides += 1
            elif above:
                return False
        return divides > 1 or (repeats == len(cells) and repeats > 1)

    def stands_over(self, row: int) -> bool:
        """Is a row nothing but headings of groups, each merged over several headings of the next row?"""
        cells, below = list(self._cells(row)), {column for column, _value in self._cells(row + 1)}
        if not cells or not below or cells[0][0] <= min(below):
            return False
        for column, value in cells:
            merged = self._merged.get((row, column))
            if merged is None or merged.width < 2 or _BESIDE.match(label_key(str(value))):
                return False
            if not below.issuperset(range(merged.left, merged.right + 1)):
                return False
        return True

    def _cells(self, row: int) -> Iterator[tuple[int, CellValue]]:
        """The filled cells of a row; a merged one once."""
        if 1 <= row <= len(self._sheet.rows):
            for column, value in enumerate(self._sheet.rows[row - 1], 1):
                if value is not None and (not isinstance(value, str) or clean(value)):
                    merged = self._merged.get((row, column))
                    if merged is None or (merged.top, merged.left) == (row, column):
                        yield column, value

    def _merges_of(self, row: int) -> Iterator[Range]:
        for column, _value in self._cells(row):
            if (row, column) in self._merged:
                yield self._merged[row, column]

    def _text(self, row: int, column: int) -> str:
        """What a reader sees at a place: the text of the merged cell that covers it, too."""
        merged = self._merged.get((row, column))
        value = self._sheet.cell(merged.top, merged.left) if merged else self._sheet.cell(row, column)
        return "" if value is None else clean(str(value))

    def _lowest(self, first: int, last: int, column: int) -> int | None:
        """The lowest row of a block in which a column has a text."""
        return next((row for row in range(last, first - 1, -1) if self._text(row, column)), None)

    def _text_above(self, first: int, last: int, column: int) -> str:
        row = self._lowest(first, last, column)
        return self._text(row, column) if row is not None else ""

    def _is_spanning(self, first: int, last: int, column: int) -> bool:
        """Does the lowest text over a column stand over its neighbour as well?"""
        row = self._lowest(first, last, column)
        if row is None:
            return False
        merged = self._merged.get((row, column))
        if merged is not None:
            return merged.width > 1 and merged.bottom == row
        text = label_key(self._text(row, column))
        beside = [self._text(row, column - 1), self._text(row, column + 1)]
        if text and text in map(label_key, beside):
            return True
        return column < self._sheet.width and not beside[1] and (row, column + 1) not in self._merged

    def _path(self, first: int, last: int, column: int) -> tuple[str, ...]:
        path: list[str] = []
        for row in range(first, last + 1):
            text = self._text(row, column) or self._inherited(row, last, column)
            if text and not (path and label_key(path[-1]) == label_key(text)):
                path.append(text)
        return tuple(path)

    def _inherited(self, row: int, last: int, column: int) -> str:
        """The heading of a group that was typed over its first column alone, without merging."""

        def divided(column: int) -> bool:
            return any(
                (below, column) not in self._merged or self._merged[below, column].top > row
                for below in range(row + 1, last + 1)
                if self._text(below, column)
            )

        if row == last or not divided(column):
            return ""
        for left in range(column - 1, 0, -1):
            if not divided(left) or ((row, left) in self._merged and self._merged[row, left].width > 1):
                return ""
            if text := self._text(row, left):
                return text
        return ""


def _is_subheading(value: CellValue) -> bool:
    """A text, or a year that heads a column."""
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool) and 1990 <= value <= 2100)


_NUMBER = re.compile(r"[(\[]?(?:(\d{1,3})|[A-Za-zĐđ])[)\]]?")
_FORMULA = re.compile(r"[(\[]?\d{1,3}[)\]]?\s*=\s*[\d()\[\]\s+\-x*/:×÷,.%]+")


def is_column_numbers(cells: Sequence[tuple[int, CellValue]]) -> bool:
    """Are the cells of a row the numbers of the columns: A, B, 1, 2 … or (1), (2), 3=1+2, and nothing else?

    Excel makes -1 of a typed (1). Numbers go up by one; a number printed twice is met in real forms.
    """
    numbers: list[int] = []
    for _column, value in cells:
        if isinstance(value, bool) or not isinstance(value, int | str):
            return False
        if isinstance(value, int):
            numbers.append(abs(value))
            continue
        text = clean(value)
        if match := _NUMBER.fullmatch(text):
            if match[1]:
                numbers.append(int(match[1]))
        elif _FORMULA.fullmatch(text):
            numbers.append(int(re.findall(r"\d+", text)[0]))
        else:
            return False
    steps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    return (
        len(cells) >= 2 and len(numbers) >= 2 and numbers[0] in (0, 1, 2, 3) and all(step in (0, 1) for step in steps)
    )
