"""Conditions on the list of people as SQL: the twin of `desktop.domain.conditions.predicate`, tested equal to it.

Two functions of the program are called from SQL: `told_key(column, value)` gives the words of a value without marks, as
the list shows it, and `place_of(column, value)` its place in the order of the list.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.conditions import Condition, Joined, Node, Wanted, limits, no_column, read
from desktop.domain.fields import Choice, Code, Day, Exact, Flag, Money, PartialDay, Whole
from desktop.domain.text import search_key, sort_key
from desktop.storage.grid_columns import GridColumn

Sql = tuple[str, list[Any]]
_KEPT = 50_000  # values whose words are remembered: a list of everybody, a few columns
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}


class Where:
    """Writes conditions on the columns of one day's list. `day` is that day, as SQL."""

    def __init__(self, columns: Mapping[str, GridColumn], day: str, *, is_today: bool) -> None:
        self._columns, self._day, self._is_today = columns, day, is_today
        self.joins: list[str] = []

    def sql(self, node: Node) -> Sql:
        """The text of a condition with its values. `joins` then names what it reads from. Raises UserError."""
        if isinstance(node, Joined):
            if not node.parts:
                return ("0" if node.either else "1"), []
            found = [self.sql(part) for part in node.parts]
            link = " OR " if node.either else " AND "
            return f"({link.join(text for text, _ in found)})", [value for _, values in found for value in values]
        column = self._columns.get(node.column)
        if column is None:
            raise no_column(node.column)
        wanted = read(node, column.field)
        if node.operator == "is_not" and node.column == "status" and self._is_today and not wanted.keys:
            # Answered from the index of the summary, without a look at each person.
            codes = sorted(wanted.codes)
            return f"s.id NOT IN (SELECT staff_id FROM staff_current WHERE status IN ({_marks(codes)}))", [*codes]
        self.joins += column.joins
        return self._one(node, column, wanted)

    def _one(self, condition: Condition, column: GridColumn, wanted: Wanted) -> Sql:
        sql, told = column.sql, column.told
        match condition.operator:
            case "empty":
                return f"coalesce({sql}, '') = ''", []
            case "filled":
                return f"coalesce({sql}, '') <> ''", []
            case "is":
                return self._equal(column, wanted)
            case "is_not":
                text, values = self._equal(column, wanted)
                return f"NOT coalesce({text}, 0)", values
            case "has" | "has_not" as how:
                text = " OR ".join(["instr(" + told + ", ?) > 0"] * len(wanted.keys))
                return (f"({text})" if how == "has" else f"NOT coalesce({text}, 0)"), [*wanted.keys]
            case "starts":
                text = " OR ".join([f"substr({told}, 1, ?) = ?"] * len(wanted.keys))
                return f"({text})", [part for key in wanted.keys for part in (len(key), key)]
            case "month":
                months = [f"{int(number):02d}" for number in wanted.numbers]
                return f"(substr({sql}, 5, 1) = '-' AND substr({sql}, 6, 2) IN ({_marks(months)}))", [*months]
            case "within":
                span = int(wanted.numbers[0])
                apart = f"julianday({column.first}) - julianday({self._day})"
                return f"({apart} BETWEEN ? AND ?)", [min(0, span), max(0, span)]
            case "between":
                return f"({_measured(column)} BETWEEN ? AND ?)", _bound(column, limits("between", wanted))
        return f"{_measured(column)} {_SIGNS[condition.operator]} ?", _bound(column, limits(condition.operator, wanted))

    def _equal(self, column: GridColumn, wanted: Wanted) -> Sql:
        sql, field = column.sql, column.field
        match field:
            case Day() | PartialDay():
                text = " OR ".join([f"substr({sql}, 1, ?) = ?"] * len(wanted.isos)) or "0"
                return f"({text})", [part for iso in wanted.isos for part in (len(iso.iso), iso.iso)]
            case Whole() | Exact() | Money():
                values = _bound(column, wanted.numbers)
                return f"{sql} IN ({_marks(values)})", values
            case Flag():
                return f"{sql} IN ({_marks(wanted.flags)})", [int(flag) for flag in wanted.flags]
            case Choice() | Code():
                codes = sorted(wanted.codes)
                text = f"{sql} IN ({_marks(codes)})"
                if not wanted.keys:
                    return text, [*codes]
                return f"({text} OR {column.told} IN ({_marks(wanted.keys)}))", [*codes, *wanted.keys]
        return f"{column.told} IN ({_marks(wanted.keys)})", [*wanted.keys]


def _measured(column: GridColumn) -> str:
    return column.first or column.sql


def _bound(column: GridColumn, values: Sequence[Any]) -> list[Any]:
    """Days as ISO text, numbers as they stand in the file."""
    if column.first:
        return [value.isoformat() for value in values]
    places = column.field.places if isinstance(column.field, Exact) else 0
    return [int(Decimal(value).scaleb(places)) for value in values]


def _marks(values: Any) -> str:
    return ",".join("?" * len(values))


def functions(columns: Mapping[str, GridColumn], catalogue: Catalogue) -> dict[str, tuple[int, Callable[..., Any]]]:
    """What SQL may call, by name: how many values each function takes, and the function."""

    @lru_cache(_KEPT)
    def told_key(key: str, stored: Any) -> str | None:
        return None if stored is None else search_key(columns[key].show(stored))

    @lru_cache(_KEPT)
    def place_of(key: str, stored: Any) -> Any:
        if stored is None:
            return None
        # What the list does not know stands after it, in the order of the alphabet.
        return places(key).get(stored) or sort_key(columns[key].show(stored))

    @lru_cache(_KEPT)
    def rank_of(name: str, code: str | None) -> int:
        row = catalogue.list(name).get(code)
        return row.rank if row is not None and row.confidence != "unit" else 0

    @lru_cache(_KEPT)
    def places(key: str) -> dict[Any, int]:
        field = columns[key].field
        if isinstance(field, Choice):
            return {option.value: place for place, option in enumerate(field.options, 1)}
        if not isinstance(field, Code) or field.codes is None:
            return {}
        order: dict[str, int] = {}
        return {row.code: order.setdefault(row.label, len(order) + 1) for row in field.codes}

    return {
        "told_key": (2, told_key),
        "place_of": (2, place_of),
        "rank_of": (2, rank_of),
        "uid_text": (1, lru_cache(_KEPT)(uid_text)),
    }


def uid_text(stored: bytes | None) -> str | None:
    """A uid as it is written, from its 16 bytes."""
    if stored is None:
        return None
    low = stored.hex()
    return f"{low[:8]}-{low[8:12]}-{low[12:16]}-{low[16:20]}-{low[20:]}"
