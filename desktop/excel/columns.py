"""The columns of a report as a tree, the forms of their cells, and the faults that a tree can have.

A report is described once, as data: `Group`s over `Column`s over one kind of row. Everything that is drawn, merged,
summed, numbered or checked follows from the tree.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, TypeGuard

from desktop.domain.text import clean

Horizontal = Literal["left", "center", "right"]
Number = int | float | Decimal
TotalRule = Literal["", "sum", "counta", "formula"] | None
UNSAID: Final = ""


@dataclass(frozen=True)
class Form:
    """How the cells of a column look: alignment, number format of the workbook, and whether they are figures."""

    horizontal: Horizontal
    number_format: str = "General"
    numeric: bool = False


FORMS: Final[dict[str, Form]] = {
    "text": Form("left"),
    "centre": Form("center"),
    "order": Form("center"),  # STT; as first column it takes the numerals of group rows
    "code": Form("center", "@"),  # identifiers: always text, zeros in front kept
    "mark": Form("center"),  # x where true
    "day": Form("center", "dd/mm/yyyy"),  # a real date; a partial date becomes text mm/yyyy or yyyy
    "whole": Form("right", "#,##0", numeric=True),
    "decimal1": Form("right", "#,##0.0", numeric=True),
    "decimal2": Form("right", "#,##0.00", numeric=True),
    "percent": Form("right", "0.0", numeric=True),  # in hundredths: 12.5 under a heading that says (%)
}


@dataclass(frozen=True)
class Sum:
    """A computed column: the columns `plus` added, those in `minus` taken off (keys of columns of the same row)."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return self.plus + self.minus

    def excel(self, address: Callable[[str], str]) -> str:
        # N() turns a blank or a word into 0, as SUM does; a bare + would give #VALUE! for a word.
        added = "+".join(f"N({address(key)})" for key in self.plus)
        return added + "".join(f"-N({address(key)})" for key in self.minus)

    def compute(self, value: Callable[[str], object]) -> Number | None:
        taken = (value(key) for key in self.minus)
        return add([*map(value, self.plus), *(-number for number in taken if is_number(number))])

    def printed(self, number: Callable[[str], str]) -> str:
        return "+".join(map(number, self.plus)) + "".join(f"-{number(key)}" for key in self.minus)


@dataclass(frozen=True)
class Ratio:
    """A computed column: `part` / `base` × `scale`; blank where there is no base or it is 0."""

    part: str
    base: str
    scale: int = 100

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.part, self.base)

    def excel(self, address: Callable[[str], str]) -> str:
        part, base = address(self.part), address(self.base)
        return f'IF(N({base})=0,"",N({part})/N({base})*{self.scale})'

    def compute(self, value: Callable[[str], object]) -> Number | None:
        base = value(self.base)
        if not is_number(base) or not base:
            return None
        return float(add([value(self.part)])) / float(base) * self.scale

    def printed(self, number: Callable[[str], str]) -> str:
        return f"{number(self.part)}/{number(self.base)}" + (f"×{self.scale}" if self.scale != 1 else "")


def _nothing(_row: Any) -> None:
    return None


def row_number(_row: Any) -> None:
    """Give it as the `value` of a column, and the engine counts the rows there: 1, 2, 3 …"""


@dataclass(frozen=True)
class Column:
    """One printed column.

    label    heading, Vietnamese
    value    cell value of one row: text, number, date, PartialDate, bool (printed x) or None; `row_number` counts
    width    characters at least; 4–5 suits a count under a heading turned by 90°
    form     a name in `FORMS`
    total    "sum", "counta" (cells filled), "formula" (the column's own formula over the totals), None: no total.
             A column of figures must say which; other columns need not.
    rotate   the heading stands upright (90°)
    number   printed under the heading: "3", "3=4+6+8"; without it the columns are numbered in order, and a computed
             column prints its formula. What a printed formula claims is checked in every row.
    key      the name by which formulas, identities and recounts know the column
    formula  makes it a computed column: a formula in the workbook and a value here; `value` is then not asked
    """

    label: str
    value: Callable[[Any], Any] = _nothing
    width: float = 12
    form: str = "text"
    total: TotalRule = UNSAID
    rotate: bool = False
    number: str = ""
    key: str = ""
    formula: Sum | Ratio | None = None

    @property
    def depth(self) -> int:
        return 1

    def leaves(self) -> Iterator["Column"]:
        yield self


@dataclass(frozen=True)
class Group:
    """A heading over several columns."""

    label: str
    parts: "tuple[Column | Group, ...]"

    @property
    def depth(self) -> int:
        return 1 + max(part.depth for part in self.parts)

    def leaves(self) -> Iterator[Column]:
        for part in self.parts:
            yield from part.leaves()


def leaves_of(columns: Iterable[Column | Group]) -> tuple[Column, ...]:
    """The printed columns, from the left."""
    return tuple(leaf for part in columns for leaf in part.leaves())


def is_number(value: object) -> TypeGuard[Number]:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def add(values: Iterable[object]) -> Number:
    """The sum as a workbook counts it: words and blanks are skipped; whole numbers and decimals stay exact."""
    total: Number = 0
    for value in values:
        if not is_number(value):
            continue
        if isinstance(value, float) or isinstance(total, float):
            total = float(total) + float(value)
        else:
            total = total + value
    return total


# --- numbers under the headings -------------------------------------------------------------------------------------

NumberStyle = Literal["1", "(1)", "A1", ""]


def printed_numbers(leaves: Sequence[Column], style: NumberStyle) -> tuple[str, ...]:
    """The row of column numbers: `1 2 3`, `(1) (2)`, or `A B 1 2` where text columns stand in front of the figures."""
    names = _names(leaves, style)
    by_key = {leaf.key: name for leaf, name in zip(leaves, names, strict=True) if leaf.key}
    printed = []
    for leaf, name in zip(leaves, names, strict=True):
        text = leaf.number or name
        if leaf.formula and "=" not in text:
            text += "=" + leaf.formula.printed(lambda key: by_key.get(key, "?"))
        printed.append(f"({text})" if style == "(1)" and not text.startswith("(") else text)
    return tuple(printed)


def _names(leaves: Sequence[Column], style: NumberStyle) -> list[str]:
    """What each column is called in formulas: its given number without the formula, or the next in order."""
    figures = next((i for i, leaf in enumerate(leaves) if FORMS[leaf.form].numeric or leaf.total), len(leaves))
    named, letter, number = [], 0, 0
    for place, leaf in enumerate(leaves):
        if leaf.number:
            name = leaf.number.split("=")[0].strip("() ")
            number = int(name) if name.isdigit() else number
        elif style == "A1" and place < figures and letter < 26:
            name = chr(ord("A") + letter)
        else:
            number += 1
            name = str(number)
        letter += len(name) == 1 and name.isalpha()
        named.append(name)
    return named


@dataclass(frozen=True)
class Identity:
    """A claim about one row by places of columns: `left` = or ≤ the sum of `plus` less `minus`."""

    text: str
    left: int
    plus: tuple[int, ...]
    minus: tuple[int, ...]
    at_most: bool = False


_CLAIM = re.compile(r"\(?\s*(\w+)\s*(=|<=|≤)\s*([\w\s+\-–]+)\)?")


def identities_of(leaves: Sequence[Column], style: NumberStyle, more: Iterable[str] = ()) -> tuple[Identity, ...]:
    """The claims printed in the row of numbers (`3=4+6+8`) and those in `more` (`4=9+10+11`, `5<=4`).

    Raises ValueError with the text of a claim that cannot be read or names a column that is not there.
    """
    names = _names(leaves, style)
    place = {name: i for i, name in enumerate(names)}
    printed = [leaf.number for leaf in leaves if "=" in leaf.number and not isinstance(leaf.formula, Ratio)]
    found = []
    for text in (*printed, *more):
        match = _CLAIM.fullmatch(text.strip())
        terms = re.findall(r"([+\-–]?)\s*(\w+)", match[3]) if match else []
        if not match or not all(name in place for name in (match[1], *(name for _, name in terms))):
            raise ValueError(text)
        plus = tuple(place[name] for sign, name in terms if sign in ("", "+"))
        minus = tuple(place[name] for sign, name in terms if sign not in ("", "+"))
        found.append(Identity(text.strip("() "), place[match[1]], plus, minus, match[2] != "="))
    return tuple(found)


# --- faults of a tree -----------------------------------------------------------------------------------------------


def problems(columns: Sequence[Column | Group], style: NumberStyle = "1", identities: Iterable[str] = ()) -> list[str]:
    """Faults in the description of a report, for its author; an empty list means that it can be laid out."""
    leaves = leaves_of(columns)
    if not leaves:
        return ["a report needs a column"]
    found = [f"unknown form {leaf.form!r}: {leaf.label}" for leaf in leaves if leaf.form not in FORMS]
    if found:
        return found
    found += _twins("", columns)
    found += _unsaid(leaves)
    found += _misnamed(leaves)
    found += _misnumbered(leaves, style)
    for text in (*(leaf.number for leaf in leaves if "=" in leaf.number), *identities):
        try:
            identities_of(leaves, style, [text] if text in identities else ())
        except ValueError as error:
            if (message := f"points to a column that is not there: {error}") not in found:
                found.append(message)
    return found


def _twins(over: str, parts: Sequence[Column | Group]) -> Iterator[str]:
    labels = [clean(part.label).casefold() for part in parts]
    for part, label in zip(parts, labels, strict=True):
        if not label:
            yield f"a heading without words under {over or 'the top'}"
        if isinstance(part, Group):
            yield from _twins(part.label, part.parts)
    for label in sorted({label for label in labels if label and labels.count(label) > 1}):
        yield f"two headings with one label under {over or 'the top'}: {label}"


def _unsaid(leaves: Sequence[Column]) -> Iterator[str]:
    for leaf in leaves:
        numeric = FORMS[leaf.form].numeric
        if numeric and leaf.total == UNSAID:
            yield f"figures without a rule for their total: {leaf.label}"
        if leaf.total == "formula" and not leaf.formula:
            yield f"total by formula, but no formula: {leaf.label}"
        if leaf.total in ("sum", "formula") and not numeric:
            yield f"only figures can be summed: {leaf.label}"
        if isinstance(leaf.formula, Ratio) and leaf.total in ("sum", "counta"):
            yield f"a ratio cannot be summed: {leaf.label}"
        if not 2 <= leaf.width <= 120:
            yield f"width out of bounds: {leaf.label}"
    if leaves[0].total:
        yield f"the first column has no room for the word total: {leaves[0].label}"


def _misnamed(leaves: Sequence[Column]) -> Iterator[str]:
    keys = [leaf.key for leaf in leaves if leaf.key]
    yield from (f"one key for two columns: {key}" for key in sorted({key for key in keys if keys.count(key) > 1}))
    computed = {leaf.key: leaf.formula for leaf in leaves if leaf.key and leaf.formula}

    def circular(key: str, seen: frozenset[str]) -> bool:
        formula = computed.get(key)
        return key in seen or (formula is not None and any(circular(k, seen | {key}) for k in formula.keys))

    for leaf in leaves:
        if leaf.formula:
            yield from (f"formula of {leaf.label} with unknown key {k}" for k in leaf.formula.keys if k not in keys)
            if any(circular(key, frozenset({leaf.key})) for key in leaf.formula.keys):
                yield f"formula that needs itself: {leaf.label}"


def _misnumbered(leaves: Sequence[Column], style: NumberStyle) -> Iterator[str]:
    names = _names(leaves, style)
    yield from (f"one number for two columns: {name}" for name in sorted({n for n in names if names.count(n) > 1}))
    whole = [int(name) for name in names if name.isdigit()]
    if whole != sorted(whole):
        yield "column numbers out of order"
