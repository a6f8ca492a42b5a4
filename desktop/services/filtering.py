"""The text of conditions: what `--where` takes, and what a filter of the window can be written down as.

    department = "Khoa Nội" and (birth_date < 1980 or full_name ~ "duc")

`=` and `!=` compare as a list shows and reads values (accents and case do not matter), `~` and `!~` look for a part of
the text, `^=` for its beginning; `<` `<=` `>` `>=` compare days and numbers; `field =` alone asks for an empty one,
`field !=` for a filled one. `in (a, b)` (or `thuộc`) takes any of several, `not in` (`không thuộc`) none of them;
`between a .. b` (`từ`) both ends and what lies between; `month 5` (`tháng`) that month of any year; `within 30`
(`trong`) the next days, `within -30` the last. `and`/`và`, `or`/`hoặc`, brackets. A field goes by its name or heading.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop.domain.conditions import Condition, Joined, Named, Node, Predicate, predicate, problem
from desktop.domain.errors import UserError
from desktop.domain.text import clean, label_key

__all__ = ["Named", "Predicate", "parse", "parse_tree", "write"]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')|(?P<sign><=|>=|!=|!~|\^=|\.\.|[=~<>()]|,(?!\w))"""
    r"""|(?P<word>(?:(?!\.\.|\^=|,(?!\w))[^\s=~<>()!"'])+))"""
)
_AND, _OR = ("and", "và", "&"), ("or", "hoặc", "|")
_SIGNS = {"=": "is", "!=": "is_not", "~": "has", "!~": "has_not", "^=": "starts"}
_ORDERED = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_WORDS = {
    "between": "between",
    "từ": "between",
    "month": "month",
    "tháng": "month",
    "within": "within",
    "trong": "within",
}
_IN, _NOT = ("in", "thuộc"), ("not", "không")
_WRITTEN = {
    **{operator: sign for sign, operator in {**_SIGNS, **_ORDERED}.items()},
    **{"between": "between", "month": "month", "within": "within"},
}
_UNITS = re.compile(r"\s+(?:ngày|days?)(?:\s+tới)?$", re.IGNORECASE)
_SAFE = re.compile(r"[\w./:-]+")


def parse(text: str, columns: Sequence[Any], day: date | None = None) -> Predicate:
    """The condition that a text means, over rows of values by column key. `day` is the one that «within» counts from.

    Raises UserError saying what is wrong.
    """
    fields = {column.key: column.field for column in columns}
    return predicate(parse_tree(text, columns), fields, day)


def parse_tree(text: str, columns: Sequence[Any]) -> Node:
    """The conditions that a text means, on columns with `key`, `label` and `field`. Raises UserError."""
    return _Parser(text, columns).whole()


def write(node: Node) -> str:
    """Conditions as text that `parse_tree` reads back the same. Their own titles are not written."""
    if isinstance(node, Joined):
        if not node.parts:
            return "()" if not node.either else "(or)"
        if len(node.parts) == 1:
            return f"({'or' if node.either else 'and'} {write(node.parts[0])})"
        parts = (
            f"({write(part)})" if isinstance(part, Joined) and len(part.parts) > 1 else write(part)
            for part in node.parts
        )
        return (" or " if node.either else " and ").join(parts)
    name, values = _quoted(node.column), [_quoted(value) for value in node.values]
    if node.operator in ("empty", "filled"):
        return f"{name} {'=' if node.operator == 'empty' else '!='}"
    if node.operator == "between" and len(values) == 2:
        return f"{name} between {values[0]} .. {values[1]}"
    if node.operator in ("is", "is_not") and len(values) != 1:
        return f"{name} {'in' if node.operator == 'is' else 'not in'} ({', '.join(values)})"
    sign = _WRITTEN[node.operator]
    return f"{name} {sign} {values[0]}" if len(values) == 1 else f"{name} {sign} ({', '.join(values)})"


def _quoted(value: str) -> str:
    plain = _SAFE.fullmatch(value) and ".." not in value
    if plain and value.casefold() not in {*_AND, *_OR, *_IN, *_NOT, *_WORDS}:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


class _Parser:
    def __init__(self, text: str, columns: Sequence[Any]) -> None:
        self._text = text
        self._columns = {key: column for column in reversed(columns) for key in (label_key(column.label), column.key)}
        self._names = [column.key for column in columns]
        self._tokens = list(self._split(text))
        self._place = 0

    def whole(self) -> Node:
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
            found = match[kind]
            yield kind, found[1:-1].replace(found[0] * 2, found[0]) if kind == "text" else found
            place = match.end()

    def _either(self) -> Node:
        parts = [self._both()]
        while self._next_is(_OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), either=True)

    def _both(self) -> Node:
        parts = [self._one()]
        while self._next_is(_AND):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts))

    def _one(self) -> Node:
        kind, text = self._take("một điều kiện")
        if (kind, text) == ("sign", "("):
            return self._bracket()
        column = self._columns.get(text) or self._columns.get(label_key(text))
        if kind == "sign" or column is None:
            raise UserError(f"Điều kiện lọc: không có trường «{text}»; các trường: {', '.join(self._names)}.")
        condition = self._condition(column, text)
        if wrong := problem(condition, column.field):
            raise self._fault(wrong.rstrip("."))
        return condition

    def _bracket(self) -> Node:
        """What stands in brackets; «(or …)» and «(and …)» hold a single part or none."""
        found: Node
        if self._next_is(_OR):
            found = Joined((), either=True) if self._closes() else Joined((self._either(),), either=True)
        elif self._next_is(_AND):
            found = Joined((self._either(),))
        else:
            found = Joined(()) if self._closes() else self._either()
        if self._take("dấu ngoặc đóng")[1] != ")":
            raise self._fault("thiếu dấu ngoặc đóng")
        return found

    def _condition(self, column: Any, text: str) -> Condition:
        kind, sign = self._take("dấu so sánh")
        known = sign.casefold()
        if kind == "word" and known in _NOT and self._next_is(_IN):
            return Condition(column.key, "is_not", self._several())
        if kind == "word" and known in _IN:
            return Condition(column.key, "is", self._several())
        if kind == "word" and known in _WORDS:
            operator = _WORDS[known]
            values = self._span() if operator == "between" else self._several()
            return Condition(column.key, operator, tuple(_UNITS.sub("", value) for value in values))
        if kind != "sign" or sign not in (*_SIGNS, *_ORDERED):
            raise self._fault(
                f"sau «{text}» phải là một trong các dấu = != ~ !~ ^= < <= > >=, hoặc thuộc, từ, tháng, trong"
            )
        if sign in _ORDERED:
            return Condition(column.key, _ORDERED[sign], (self._value(),))
        values = self._several()
        if not any(map(clean, values)) and sign in ("=", "!="):
            return Condition(column.key, "empty" if sign == "=" else "filled")
        return Condition(column.key, _SIGNS[sign], values)

    def _several(self) -> tuple[str, ...]:
        """One value, or several in brackets with commas between them."""
        if not self._opens():
            return (self._value(),)
        self._place += 1
        if self._closes():
            self._place += 1
            return ()
        values = [self._value(listed=True)]
        while self._next_sign(","):
            values.append(self._value(listed=True))
        if self._take("dấu ngoặc đóng")[1] != ")":
            raise self._fault("thiếu dấu ngoặc đóng")
        return tuple(values)

    def _span(self) -> tuple[str, ...]:
        """The two ends of «between»."""
        first = self._value()
        return (first, self._value()) if self._next_sign("..") else (first,)

    def _opens(self) -> bool:
        return self._place < len(self._tokens) and self._tokens[self._place] == ("sign", "(")

    def _next_sign(self, sign: str) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place] == ("sign", sign):
            self._place += 1
            return True
        return False

    def _closes(self) -> bool:
        return self._place < len(self._tokens) and self._tokens[self._place] == ("sign", ")")

    def _value(self, *, listed: bool = False) -> str:
        """The words up to the next «and», «or», sign or bracket; none for an empty value. A comma ends one of a list."""
        words: list[str] = []
        while self._place < len(self._tokens):
            kind, text = self._tokens[self._place]
            if kind == "sign" and text == "," and not listed and words:
                words[-1] += ","
            elif kind == "sign" or (kind == "word" and text.casefold() in (*_AND, *_OR)):
                break
            else:
                words.append(text)
            self._place += 1
        return " ".join(words)

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
