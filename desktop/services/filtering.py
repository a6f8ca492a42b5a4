"""Which rows to keep: a small language of conditions on the columns of a list.

    department = "Khoa Nội" and (birth_date < 1980 or full_name ~ "duc")

`=` and `!=` compare as a list shows and reads values (accents and case do not matter), `~` looks for a part of the
text, `<` `<=` `>` `>=` compare days and numbers; `field =` alone asks for an empty one. `and`/`và`, `or`/`hoặc`, brackets.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from desktop.domain.dates import PartialDate, read_partial
from desktop.domain.errors import BadValue, UserError
from desktop.domain.fields import Coded, Day, Exact, Field, Money, PartialDay, Reference, Whole
from desktop.domain.text import label_key, search_key

Predicate = Callable[[Mapping[str, Any]], bool]

_TOKEN = re.compile(r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<sign><=|>=|!=|[=~<>()])|(?P<word>[^\s=~<>()!"']+))""")
_AND, _OR = ("and", "và", "&"), ("or", "hoặc", "|")


class Named(Protocol):
    """What a condition can speak of: a column with a name, a heading and a field."""

    key: str
    label: str
    field: Field


def parse(text: str, columns: Sequence[Any]) -> Predicate:
    """The condition that a text means, over rows of values by column key. Raises UserError saying what is wrong."""
    return _Parser(text, columns).whole()


class _Parser:
    def __init__(self, text: str, columns: Sequence[Any]) -> None:
        self._text = text
        self._columns = {key: column for column in reversed(columns) for key in (label_key(column.label), column.key)}
        self._names = [column.key for column in columns]
        self._tokens = list(self._split(text))
        self._place = 0

    def whole(self) -> Predicate:
        found = self._either()
        if self._place < len(self._tokens):
            raise self._fault(f"không hiểu «{self._tokens[self._place][1]}»")
        return found

    def _split(self, text: str) -> Any:
        place = 0
        while text[place:].strip():
            match = _TOKEN.match(text, place)
            if match is None:
                raise self._fault(f"không hiểu «{text[place:].strip()[:20]}»")
            kind = match.lastgroup or "word"
            yield kind, match[kind].strip("\"'") if kind == "text" else match[kind]
            place = match.end()

    def _either(self) -> Predicate:
        parts = [self._both()]
        while self._next_is(_OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _both(self) -> Predicate:
        parts = [self._one()]
        while self._next_is(_AND):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _one(self) -> Predicate:
        kind, text = self._take("một điều kiện")
        if (kind, text) == ("sign", "("):
            inside = self._either()
            if self._take("dấu ngoặc đóng")[1] != ")":
                raise self._fault("thiếu dấu ngoặc đóng")
            return inside
        column = self._columns.get(text) or self._columns.get(label_key(text))
        if kind == "sign" or column is None:
            raise UserError(f"Điều kiện lọc: không có trường «{text}»; các trường: {', '.join(self._names)}.")
        kind, sign = self._take("dấu so sánh")
        if kind != "sign" or sign in "()":
            raise self._fault(f"sau «{text}» phải là một trong các dấu = != ~ < <= > >=")
        return self._compared(column, sign, self._value())

    def _value(self) -> str:
        """The words up to the next «and», «or» or bracket; none for an empty value."""
        words: list[str] = []
        while self._place < len(self._tokens):
            kind, text = self._tokens[self._place]
            if kind == "sign" or (kind == "word" and text.casefold() in (*_AND, *_OR)):
                break
            words.append(text)
            self._place += 1
        return " ".join(words)

    def _compared(self, column: Any, sign: str, wanted: str) -> Predicate:
        key, field = column.key, column.field
        if sign in ("=", "!="):
            same = self._equal(field, wanted)
            return (lambda row: same(row.get(key))) if sign == "=" else (lambda row: not same(row.get(key)))
        if sign == "~":
            part = search_key(wanted)
            return lambda row: row.get(key) is not None and part in search_key(_shown(field, row[key]))
        ordered = _ORDER[sign]
        try:
            limit = _limit(field, wanted, to_its_end=sign in (">", "<="))
        except (BadValue, ValueError):
            raise self._fault(f"«{wanted}» không phải ngày hoặc số để so với «{column.label}»") from None
        return lambda row: row.get(key) is not None and ordered(_measured(row[key]), limit)

    def _equal(self, field: Field, wanted: str) -> Callable[[Any], bool]:
        if not wanted:
            return lambda value: value is None
        try:
            read = None if isinstance(field, Reference) else field.read(wanted)
        except BadValue:
            read = None
        plain = search_key(wanted)
        if isinstance(read, PartialDate):
            # A year means every day in it.
            return lambda value: value is not None and value.iso.startswith(read.iso)
        return lambda value: value is not None and (value == read or search_key(_shown(field, value)) == plain)

    def _next_is(self, words: Sequence[str]) -> bool:
        if self._place < len(self._tokens):
            kind, text = self._tokens[self._place]
            if kind == "word" and text.casefold() in words:
                self._place += 1
                return True
        return False

    def _take(self, what: str) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise self._fault(f"thiếu {what}")
        self._place += 1
        found: tuple[str, str] = self._tokens[self._place - 1]
        return found

    def _fault(self, what: str) -> UserError:
        return UserError(f'Điều kiện lọc «{self._text}»: {what}. Ví dụ: department="Khoa Nội" and birth_date<1980.')


_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda value, limit: bool(value < limit),
    "<=": lambda value, limit: bool(value <= limit),
    ">": lambda value, limit: bool(value > limit),
    ">=": lambda value, limit: bool(value >= limit),
}


def _limit(field: Field, text: str, *, to_its_end: bool) -> Any:
    """What a value is compared with: a day (of a year or month its first, or its last), or a number."""
    if isinstance(field, Day | PartialDay):
        read = read_partial(text)
        return read.last if to_its_end else read.first
    if isinstance(field, Whole | Exact | Money):
        return Decimal(str(field.read(text)))
    raise ValueError(text)


def _measured(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.first
    return value if isinstance(value, date) else Decimal(str(value))


def _shown(field: Field, value: Any) -> str:
    if isinstance(value, Coded):
        return value.label
    return str(value) if isinstance(field, Reference) else field.show(value)
