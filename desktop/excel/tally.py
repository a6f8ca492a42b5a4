"""What a pass over a sheet's own text finds, beside the values that the value reader gives."""

from array import array
from collections import defaultdict
from dataclasses import dataclass, field

from desktop.excel.raw import Mark, Range

_COLUMN_BITS = 16


def place(row: int, column: int) -> int:
    """One number for a cell: a great many of them fit in little room."""
    return row << _COLUMN_BITS | column


def row_and_column(place: int) -> tuple[int, int]:
    return place >> _COLUMN_BITS, place & (1 << _COLUMN_BITS) - 1


@dataclass
class Tally:
    """`rows` and `columns` tell how far values reach; `formulas` are cells whose value comes from a formula."""

    rows: int = 0
    columns: int = 0
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    marked: dict[Mark, "array[int]"] = field(default_factory=lambda: defaultdict(lambda: array("Q")))
    formulas: "array[int]" = field(default_factory=lambda: array("Q"))

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def is_old_font(name: str) -> bool:
    """Fonts of the two encodings that Unicode replaced: .VnTime and its kin (TCVN3), VNI-Times and its kin."""
    return name.lower().startswith((".vn", "vni-", "vni "))
