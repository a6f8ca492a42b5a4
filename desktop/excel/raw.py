"""A sheet as it was read: values where they stand, and what the values alone do not tell.

Rows and columns are counted from 1, as the sheet itself numbers its rows.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CellValue = str | int | float | bool | datetime.date | datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Range:
    """A block of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1


@dataclass(frozen=True, slots=True)
class Mark:
    """What is odd about one cell.

    `without_value`: a formula whose result was never stored. `error`: what Excel shows instead of a value ("#REF!").
    `struck`: struck through. `font`: the name of a font of the TCVN3 (".Vn…") or VNI encoding; a hint, not a proof.
    """

    without_value: bool = False
    error: str = ""
    struck: bool = False
    font: str = ""

    def __or__(self, other: "Mark") -> "Mark":
        return Mark(
            self.without_value or other.without_value,
            self.error or other.error,
            self.struck or other.struck,
            self.font or other.font,
        )


@dataclass(frozen=True)
class RawSheet:
    """One sheet: a rectangle of values that begins at A1 and ends with the last used row and column."""

    name: str
    rows: list[list[CellValue]]
    merged: tuple[Range, ...] = ()
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def cell(self, row: int, column: int) -> CellValue:
        """The value at a place; None outside the rectangle."""
        if 1 <= row <= len(self.rows) and 1 <= column <= self.width:
            return self.rows[row - 1][column - 1]
        return None


@dataclass(frozen=True)
class SheetName:
    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A workbook of which one sheet was read."""

    path: Path
    sheets: tuple[SheetName, ...]
    sheet: RawSheet


@dataclass(frozen=True)
class Limits:
    """What one workbook may cost. A unit of 10,000 people in 40 columns uses about a tenth of it."""

    file_bytes: int = 128 * 2**20
    unpacked_bytes: int = 512 * 2**20
    packing: int = 250  # unpacked to packed, asked of parts over `packing_floor`
    packing_floor: int = 32 * 2**20
    cells: int = 2_500_000
    memory_bytes: int = 1536 * 2**20
    seconds: float = 120.0
