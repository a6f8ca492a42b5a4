"""The figures of a report: read from its rows, added up, and held against what the report claims."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.dates import PartialDate
from desktop.domain.text import clean_lines
from desktop.excel.columns import Column, Identity, Number, add, is_number, row_number
from desktop.excel.sheet import CellValue, Fault, Sheet, address, same

if TYPE_CHECKING:
    from desktop.excel.report import GroupRow

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass
class Line:
    """One line of the body: the values of a row, or a group (label and number) with the values of its totals."""

    values: list[CellValue]
    label: str = ""
    number: str = ""
    level: int = 0  # 0: a row
    last: int = 0  # of a group: place of its last line in the body


@dataclass
class Table:
    lines: list[Line]
    totals: dict[int, CellValue] = field(default_factory=dict)  # by place of the column

    @property
    def rows(self) -> list[Line]:
        return [line for line in self.lines if not line.level]


def read_table(leaves: Sequence[Column], rows: Iterable[Any], marker: "type[GroupRow]", *, restart: bool) -> Table:
    """Ask every column for every row, and add up groups and totals from the rows themselves."""
    lines: list[Line] = []
    counted, numbers = 0, [0, 0]
    for row in rows:
        if isinstance(row, marker):
            numbers = [numbers[0] + 1, 0] if row.level == 1 else [numbers[0], numbers[1] + 1]
            counted = 0 if restart else counted
            number = row.number or (roman(numbers[0]) if row.level == 1 else str(numbers[1]))
            lines.append(Line([], clean_lines(row.label), number, row.level))
        else:
            counted += 1
            lines.append(Line(_values(leaves, row, counted)))
    table = Table(lines, _totals(leaves, [line for line in lines if not line.level]))
    for place, line in enumerate(lines):
        if line.level:
            inside = place + 1
            while inside < len(lines) and not 0 < lines[inside].level <= line.level:
                inside += 1
            line.last = inside - 1
            totals = _totals(leaves, [under for under in lines[place + 1 : inside] if not under.level])
            line.values = [totals.get(i) for i in range(len(leaves))]
    return table


def _values(leaves: Sequence[Column], row: Any, counted: int) -> list[CellValue]:
    values: list[CellValue] = [
        counted if leaf.value is row_number else None if leaf.formula else cell_value(leaf.value(row), leaf.form)
        for leaf in leaves
    ]
    _compute(leaves, values, [i for i, leaf in enumerate(leaves) if leaf.formula])
    return values


def _compute(leaves: Sequence[Column], values: "list[CellValue] | dict[int, CellValue]", places: Iterable[int]) -> None:
    """Fill in the computed columns; one formula may use another."""
    wanted = list(places)
    if not wanted:
        return
    at = {leaf.key: i for i, leaf in enumerate(leaves) if leaf.key}
    done: set[int] = set()

    def value(place: int) -> CellValue:
        formula = leaves[place].formula
        if formula and place in wanted and place not in done:
            done.add(place)
            values[place] = formula.compute(lambda key: value(at[key]))
        return values.get(place) if isinstance(values, dict) else values[place]

    for place in wanted:
        value(place)


def _totals(leaves: Sequence[Column], rows: Sequence[Line]) -> dict[int, CellValue]:
    totals: dict[int, CellValue] = {}
    for i, leaf in enumerate(leaves):
        if leaf.total == "sum":
            totals[i] = add(line.values[i] for line in rows)
        elif leaf.total == "counta":
            totals[i] = sum(1 for line in rows if line.values[i] is not None)
    _compute(leaves, totals, [i for i, leaf in enumerate(leaves) if leaf.total == "formula"])
    return totals


def cell_value(raw: object, form: str = "text") -> CellValue:
    """A value as a cell can hold it; a flag becomes x or nothing, empty text nothing. Raises TypeError for others."""
    if raw is None or raw is False or raw == "":
        return None
    if raw is True:
        return "x"
    if isinstance(raw, PartialDate):
        return raw.day or raw.show()
    if isinstance(raw, str):
        return clean_lines(raw) or None
    if is_number(raw):
        return str(raw) if form == "code" else raw
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    raise TypeError(f"{type(raw).__name__} cannot stand in a cell")


def roman(number: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        count, number = divmod(number, worth)
        text += sign * count
    return text


# --- checks of the figures -----------------------------------------------------------------------------------------


def broken(identities: Sequence[Identity], table: Table, first: int) -> Iterator[Fault]:
    """Rows in which a claim such as 3=4+6+8 does not hold; a row without any of these figures claims nothing."""
    for offset, line in enumerate(table.lines):
        for claim in identities if not line.level else ():
            values = line.values
            if all(values[i] is None for i in (claim.left, *claim.plus, *claim.minus)):
                continue
            left = float(add([values[claim.left]]))
            right = float(add(values[i] for i in claim.plus)) - float(add(values[i] for i in claim.minus))
            if not same(left, right) and not (claim.at_most and left < right):
                place = address(first + offset, claim.left + 1)
                told = f"{left:g} so với {right:g}".replace(".", ",")
                yield Fault("identity", place, f"Ô {place}: cột {claim.text} không khớp ({told}).")


def contradicted(leaves: Sequence[Column], sheet: Sheet, recount: Mapping[str, Number]) -> Iterator[Fault]:
    """Totals that differ from those counted in another way."""
    at = {leaf.key: i + 1 for i, leaf in enumerate(leaves)}
    for key, number in recount.items():
        if not same(sheet.totals[key], number):
            place = address(sheet.total_row, at[key])
            message = f"Ô {place}: tổng trên biểu là {sheet.totals[key]} nhưng đếm lại được {number}."
            yield Fault("recount", place, message)
