"""The narrow door to the list of people: plain SQL, no ORM, so that the first screen need not pay for one.

What it reads is the live people, the summary of what holds today (`staff_current`), and any other column of the record
only when it is asked for. `at` gives the same list as it stood on another day.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.conditions import Condition, Joined, Node
from desktop.domain.staff import StaffMember
from desktop.domain.text import search_forms, search_key
from desktop.storage.connection import DataFile, telling
from desktop.storage.grid_columns import GridColumn, Worked, made
from desktop.storage.grid_where import Where, functions, uid_text

__all__ = ["DEFAULT_COLUMNS", "Condition", "GridColumn", "GroupCount", "Joined", "Node", "PeopleGrid", "Worked"]

DEFAULT_COLUMNS = ("staff_code", "full_name", "department", "birth_date", "title", "party_stage")
_BLOCK = 500  # ids to a statement


@dataclass(frozen=True)
class GroupCount:
    """One group of the list: what its people have in common ("" for nothing entered), and how many they are."""

    label: str
    count: int


class PeopleGrid:
    """Reads the ids of people in order, and the rows behind a window of them. For one thread at a time.

    `today` is the day that ages and histories speak of; without it, the day of the file's summary. `worked` are
    columns that the caller works out. `day` is None for today's list.
    """

    def __init__(
        self, file: DataFile, catalogue: Catalogue, *, today: date | None = None, worked: Iterable[Worked] = ()
    ) -> None:
        self.day: date | None = None
        self._catalogue, self._today, self._worked = catalogue, today, tuple(worked)
        self._columns = made(catalogue, None, today, self._worked)
        self._door = _Door(file, self._functions)

    def at(self, day: date | None) -> "PeopleGrid":
        """The same list as it stood on a day: of those who had come by then, with what held then. None for today.

        It reads through the same connection.
        """
        other = object.__new__(type(self))
        other.day = None if day == self._today else day
        other._catalogue, other._today, other._worked = self._catalogue, self._today, self._worked
        other._door = self._door
        other._columns = made(self._catalogue, other.day, self._today, self._worked)
        return other

    @property
    def columns(self) -> Mapping[str, GridColumn]:
        """Every column that the user may see, by key, in the order of a chooser."""
        return self._columns.by_key

    def ids(
        self,
        text: str = "",
        conditions: Iterable[Node] = (),
        order: str = "full_name",
        descending: bool = False,
        group: str = "",
    ) -> list[int]:
        """The ids of the people that match every word of `text` (without marks) and every condition, in order.

        What is empty stands last, either way. `group` puts the groups of a column first, in the order of `groups`.
        """
        where, values, joins = self._where(text, conditions)
        ordered: list[str] = []
        if group:
            found = self.columns[group]
            joins += found.joins
            ordered += _group_order(found)
        direction = " DESC" if descending else ""
        if order == "full_name":
            ordered.append(f"s.name_key{direction}")
        else:
            found = self.columns[order]
            joins += found.joins
            ordered += [*_last(found), *(f"{part}{direction}" for part in found.order), "s.name_key"]
        query = f"SELECT s.id FROM {self._source(joins)} WHERE {where} ORDER BY {', '.join(ordered)}, s.id"
        return [row[0] for row in self._fetch(query, values)]

    def rows(self, ids: Sequence[int], columns: Sequence[str]) -> dict[int, tuple[str, ...]]:
        """The shown text of columns for some people, by id. The uid stands last."""
        shows = [self.columns[key].show for key in columns]
        return {
            number: (*(show(value) for show, value in zip(shows, stored, strict=True)), uid_text(uid) or "")
            for number, uid, *stored in self._stored(ids, columns)
        }

    def loaded(self, ids: Sequence[int], columns: Sequence[str]) -> dict[int, tuple[Any, ...]]:
        """The values of columns for some people, by id, as the fields of the columns know them; None for nothing."""
        loads = [self.columns[key].load for key in columns]
        return {
            number: tuple(load(value) for load, value in zip(loads, stored, strict=True))
            for number, _uid, *stored in self._stored(ids, columns)
        }

    def _stored(self, ids: Sequence[int], columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        """The rows of some people as they stand in the file: id, uid, then the columns."""
        chosen = [self.columns[key] for key in columns]
        selected = "".join(f", {column.sql}" for column in chosen)
        source = self._source(join for column in chosen for join in column.joins)
        for block in _blocks(ids):
            yield from self._fetch(f"SELECT s.id, s.uid{selected} FROM {source} WHERE s.id IN ({_marks(block)})", block)

    def groups(self, column: str, text: str = "", conditions: Iterable[Node] = ()) -> list[GroupCount]:
        """The groups of a column with their counts, in order; what has nothing entered stands last."""
        where, values, joins = self._where(text, conditions)
        found = self.columns[column]
        source = self._source([*joins, *found.joins])
        ordered = ", ".join(_group_order(found))
        query = f"SELECT min({found.sql}), count(*) FROM {source} WHERE {where} GROUP BY {ordered} ORDER BY {ordered}"
        return [GroupCount(found.show(value), count) for value, count in self._fetch(query, values)]

    def counts(self, column: str) -> dict[str, int]:
        """How many live people there are by the stored value of a column (empty text for none)."""
        return {values[0] or "": count for values, count in self.tally([column]).items()}

    def tally(self, columns: Sequence[str], conditions: Iterable[Node] = ()) -> dict[tuple[Any, ...], int]:
        """How many people have which stored values in some columns, together."""
        where, values, joins = self._where("", conditions)
        chosen = [self._columns.hidden.get(key) or self.columns[key] for key in columns]
        source = self._source([*joins, *(join for column in chosen for join in column.joins)])
        selected = ", ".join(column.sql for column in chosen)
        places = ", ".join(str(number) for number in range(1, len(chosen) + 1))
        query = f"SELECT {selected}, count(*) FROM {source} WHERE {where} GROUP BY {places}"
        return {tuple(row[:-1]): row[-1] for row in self._fetch(query, values)}

    def values(self, column: str) -> list[str]:
        """The stored values of a column that occur, in the order of the column."""
        found = self.columns[column]
        where, values, joins = self._where("", ())
        source = self._source([*joins, *found.joins])
        query = f"SELECT {found.sql} FROM {source} WHERE {where} GROUP BY 1 ORDER BY {', '.join(found.order)}"
        return [row[0] for row in self._fetch(query, values) if row[0] not in (None, "")]

    def choices(self, column: str) -> list[tuple[str, str]]:
        """What occurs in a column, for a menu: the text that a condition takes, and how it is shown."""
        found = self.columns[column]
        shown = dict.fromkeys(found.show(value) for value in self.values(column))
        return [(text, text) for text in shown if text]

    def ids_of(self, uids: Iterable[str]) -> dict[str, int]:
        """The local ids of people by uid; who is not there any more is left out."""
        found: dict[str, int] = {}
        for block in _blocks(list(uids)):
            query = f"SELECT id, uid FROM staff_member WHERE deleted_at IS NULL AND uid IN ({_marks(block)})"
            given = [bytes.fromhex(uid.replace("-", "")) for uid in block]
            found.update({uid_text(uid) or "": number for number, uid in self._fetch(query, given)})
        return found

    def uids(self, ids: Sequence[int]) -> list[str]:
        """The uids of people, in the order of their ids as given."""
        rows = self.rows(ids, ())
        return [rows[number][-1] for number in ids if number in rows]

    def id_of(self, uid: str) -> int | None:
        """The local id of a person by uid."""
        return self.ids_of([uid]).get(uid)

    def close(self) -> None:
        """Let the connection go."""
        self._door.close()

    def _where(self, text: str, conditions: Iterable[Node]) -> tuple[str, list[Any], list[str]]:
        """The condition on the rows, its values, and the joins that it reads from."""
        parts, values = ["s.deleted_at IS NULL"], list[Any]()
        if self.day is not None:
            parts.append(self._columns.came)
        sought = [_search(form) for form in search_forms(text)] if search_key(text) else []
        if sought:
            parts.append("(" + " OR ".join(sql for sql, _ in sought) + ")")
            values += [value for _, given in sought for value in given]
        where = Where(self.columns, self._columns.day, is_today=self.day is None)
        for node in conditions:
            sql, given = where.sql(node)
            parts.append(sql)
            values += given
        return " AND ".join(parts), values, where.joins

    def _source(self, joins: Iterable[str]) -> str:
        return self._columns.source(joins)

    def _fetch(self, query: str, values: Sequence[Any]) -> list[Any]:
        return self._door.fetch(query, values)

    def _functions(self) -> dict[str, tuple[int, Callable[..., Any]]]:
        """What the SQL calls; the columns of every day have the same keys and show alike."""
        worked = {f"worked_{each.key}": (len(each.args) + 1, each.work) for each in self._worked}
        return {**functions(self.columns, self._catalogue), **worked}


class _Door:
    """One connection, made when first asked, for the lists of all days."""

    def __init__(self, file: DataFile, called: Callable[[], Mapping[str, tuple[int, Callable[..., Any]]]]) -> None:
        self._file, self._called = file, called
        self._lock = threading.Lock()
        self._connection: Any = None

    def fetch(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._lock, telling(self._file.path):
            if self._connection is None:
                self._connection = self._file.connect()
                for name, (count, function) in self._called().items():
                    self._connection.create_function(name, count, function, deterministic=True)
            rows: list[Any] = self._connection.execute(query, values).fetchall()
            return rows

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None


def _search(form: str) -> tuple[str, list[Any]]:
    """The condition that every word of a search key is found."""
    parts, values = list[str](), list[Any]()
    for word in form.split():
        if word.isalpha():  # the start of a word: a letter alone would be found in almost every name
            parts.append("(instr(s.search_key, ?) OR instr(s.search_key, ?) OR substr(s.search_key, 1, ?) = ?)")
            values += [f" {word}", f"|{word}", len(word), word]
        else:  # any part of a code or a number
            parts.append("instr(s.search_key, ?) > 0")
            values.append(word)
    return "(" + " AND ".join(parts) + ")", values


def _last(column: GridColumn) -> list[str]:
    """What puts the empty ones last; nothing where none can be empty, so that an index answers."""
    is_filled = column.entity is StaffMember and column.field.required and not (column.is_own or column.is_worked)
    return [] if is_filled else [f"coalesce({column.sql}, '') = ''"]


def _group_order(column: GridColumn) -> list[str]:
    """The order of groups: that of the column, then of the shown words, so that one group is what looks the same."""
    return [*_last(column), *column.order, column.told]


def _blocks(values: Sequence[Any]) -> Iterator[list[Any]]:
    return (list(values[start : start + _BLOCK]) for start in range(0, len(values), _BLOCK))


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
