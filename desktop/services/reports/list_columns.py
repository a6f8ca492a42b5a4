"""How columns of the list of people stand on paper: what their cells hold, how wide they are, which way the page lies,
and over how many sheets they go on where one is too narrow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from desktop.domain.fields import Code, Day, Exact, Field, Flag, Money, PartialDay, Reference, Text, Whole
from desktop.domain.text import label_key
from desktop.excel.columns import Column, TotalRule, row_number
from desktop.excel.measure import text_width
from desktop.excel.sheet import POINTS_PER_CHARACTER, Paper
from desktop.storage.grid import GridColumn

PORTRAIT, LANDSCAPE = (Paper(landscape=way).printable[0] / POINTS_PER_CHARACTER for way in (False, True))
_SMALLER = 0.85  # how far a sheet is shrunk before its words wrap
_SMALLEST = 0.75  # how far it is shrunk before it goes on beside: letters of 10 points are then 7.5
_MANY = 8  # from how many columns on the letters are smaller
_ORDER = 5.0  # width of the running number, in characters as all widths here
_IDENTIFIER = 40  # texts up to this length are codes and numbers, which stay text
_WIDEST, _WORD, _NAME = (
    34.0,
    18.0,
    26.0,
)  # of a column that may wrap: what it asks for at most, and what it keeps at least; what a name keeps
_MEASURED = 25  # the longest texts of a column, by letters, that are measured
_WHOSE = ("staff_code", "full_name")  # repeated on every sheet


@dataclass(frozen=True)
class Printed:
    """A column with what its cells hold; `place` is that of its value in a row.

    `natural` is the width at which nothing wraps but what is very long, `least` the one at which no word is torn.
    """

    key: str
    place: int
    column: Column
    natural: float
    least: float

    @property
    def usual(self) -> float:
        """The width that still looks well: between both."""
        return (self.natural + self.least) / 2


@dataclass(frozen=True)
class Part:
    """The columns of one sheet."""

    columns: tuple[Column, ...]
    landscape: bool


def letters(count: int) -> int:
    """The size of the letters, in points, for a number of columns."""
    return 11 if count <= _MANY else 10


def printed(columns: Sequence[GridColumn], rows: Sequence[Sequence[Any]]) -> list[Printed]:
    """Columns of the list for rows of their values, in the same order. Two headings never say the same."""
    size, taken = letters(len(columns)), {label_key("TT")}
    found = []
    for place, column in enumerate(columns):
        label, number = column.label, 1
        while label_key(label) in taken:
            number += 1
            label = f"{column.label} ({number})"
        taken.add(label_key(label))
        found.append(_printed(column, label, place, [row[place] for row in rows], size))
    return found


def parts(columns: Sequence[Printed]) -> list[Part]:
    """The sheets that the columns go onto: one, upright or across; several where they could not be read on one.

    Each sheet begins with whose row it is.
    """
    whole = _ORDER + sum(each.usual for each in columns)
    if whole <= PORTRAIT:
        return [_part(columns, PORTRAIT)]
    room = LANDSCAPE / _SMALLEST
    if whole <= room:
        return [_part(columns, LANDSCAPE)]
    lead = [each for each in columns if each.key in _WHOSE] or list(columns[:1])
    rest = [each for each in columns if each not in lead]
    free = max(room - _ORDER - sum(each.usual for each in lead), room / 3)
    over = sum(each.usual for each in rest)
    count = int(-(-over // free))
    sheets: list[list[Printed]] = [[] for _ in range(count)]
    begun = 0.0
    for each in rest:  # about as much on each sheet, so that none holds a last column alone
        middle = begun + each.usual / 2
        sheets[min(count - 1, int(count * middle / over))].append(each)
        begun += each.usual
    return [_part([*lead, *sheet], LANDSCAPE) for sheet in sheets if sheet]


def _part(columns: Sequence[Printed], room: float) -> Part:
    """Widths for a page `room` wide: shrunk a little first, then what may wrap gives way, then shrunk as far as needed."""
    free = room / _SMALLER - _ORDER
    natural, least = sum(each.natural for each in columns), sum(each.least for each in columns)
    share = 0.0 if natural <= free else min(1.0, (natural - free) / (natural - least)) if natural > least else 1.0
    widths = [each.natural - share * (each.natural - each.least) for each in columns]
    number = Column("TT", row_number, _ORDER, "order")
    sized = (replace(each.column, width=round(w, 1)) for each, w in zip(columns, widths, strict=True))
    return Part((number, *sized), room == LANDSCAPE)


def _printed(column: GridColumn, label: str, place: int, values: Sequence[Any], size: int) -> Printed:
    cell, form = _cell(column.field), _form(column.field)
    texts = sorted({column.field.show(v) for v in values if v is not None}, key=len)[-_MEASURED:]
    head = max(_wide(word, size - 1, bold=True) for word in label.split())
    widest = max((_wide(line, size) for text in texts for line in text.split("\n")), default=0.0)
    natural = max(head, widest, 4.0)
    least = natural
    if form == "text":
        word = max((_wide(word, size) for text in texts for word in text.split()), default=0.0)
        natural = max(head, min(widest, _WIDEST), 6.0)
        kept = _NAME if column.key == "full_name" else _WORD / 2
        least = min(natural, max(head, min(word, _WORD), min(widest, kept)))
    elif form == "code":
        natural = least = max(head, min(widest, _WIDEST))
    total: TotalRule = None if form in ("whole", "decimal1", "decimal2") else ""
    made = Column(label, lambda row: cell(row[place]), 12, form, total)
    return Printed(column.key, place, made, natural, least)


def _wide(text: str, size: float, *, bold: bool = False) -> float:
    return (text_width(text, size, bold) + 5) / POINTS_PER_CHARACTER + 0.1


def _form(field: Field) -> str:
    """The form of a column's cells: what is a number or a day in the file is one in the workbook."""
    match field:
        case Day() | PartialDay():
            return "day"
        case Money():
            return "whole"
        case Exact():
            # A number of the unit's own shows only the places that it has.
            return f"decimal{field.places}" if type(field) is Exact and field.places in (1, 2) else "centre"
        case Whole() | Flag():
            return "centre"
        case Text() if field.max_length <= _IDENTIFIER and not isinstance(field, Reference):
            return "code"
    return "text"


def _cell(field: Field) -> Callable[[Any], Any]:
    """What a cell holds for a value."""
    match field:
        case Day() | PartialDay() | Whole() | Money():
            return lambda value: value
        case Exact():
            return _plain
        case Code():
            return lambda value: field.show(value) or None
    return lambda value: None if value is None else field.show(value)


def _plain(value: Decimal | None) -> Decimal | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()
