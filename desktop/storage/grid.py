"""The narrow door to the list of people: plain SQL, no ORM, so that the first screen need not pay for one.

What it reads is the live people and the summary of what holds today (`staff_current`).
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.fields import Code, Exact, Field
from desktop.domain.organisation import Department, PartyCell, Post
from desktop.domain.party import PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Qualification
from desktop.domain.staff import Contract, EmploymentStatus, SalaryStep, StaffMember, TitleHolding
from desktop.domain.text import search_key
from desktop.storage.connection import DataFile, telling

_FROM = """staff_member s
LEFT JOIN staff_current c ON c.staff_id = s.id
LEFT JOIN department d ON d.id = c.department_id
LEFT JOIN post p ON p.id = c.post_id
LEFT JOIN party_cell l ON l.id = c.cell_id"""

# Columns beyond the person's own: the record and field that describe them, where they stand, what they sort by.
_CURRENT: dict[str, tuple[type[Record], str, str, str]] = {
    "department": (Department, "name", "d.name", "d.order_no, d.name_sort"),
    "post": (Post, "name", "p.name", "p.order_no, p.name"),
    "title": (TitleHolding, "title", "c.title", "c.title"),
    "status": (EmploymentStatus, "status", "c.status", "c.status"),
    "contract_kind": (Contract, "kind", "c.contract_kind", "c.contract_kind"),
    "salary_table": (SalaryStep, "salary_table", "c.salary_table", "c.salary_table"),
    "step": (SalaryStep, "step", "c.step", "c.step"),
    "coefficient": (SalaryStep, "coefficient", "c.coefficient", "c.coefficient"),
    "qualification": (Qualification, "level", "c.qualification", "c.qualification"),
    "party_stage": (PartyMembership, "stage", "c.party_stage", "c.party_stage"),
    "cell": (PartyCell, "name", "l.name", "l.order_no, l.name"),
}


@dataclass(frozen=True)
class GridColumn:
    """One column of the list: its key, the field that shows its values, and where it stands in the file."""

    key: str
    field: Field
    sql: str
    order: str
    show: Callable[[Any], str]


@dataclass(frozen=True)
class Condition:
    """One condition on the list: `operator` is "is", "is_not" (of several values), "has" (part of the text), "empty".

    `title` says in words what it leaves, where the column and values would not tell a clerk.
    """

    column: str
    operator: str
    values: tuple[str, ...] = ()
    title: str = ""


class PeopleGrid:
    """Reads the ids of people in order, and the rows behind a window of them. For one thread at a time."""

    def __init__(self, file: DataFile, catalogue: Catalogue) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._connection: Any = None
        self.columns = _columns(catalogue)

    def ids(
        self,
        text: str = "",
        conditions: Iterable[Condition] = (),
        order: str = "full_name",
        descending: bool = False,
    ) -> list[int]:
        """The ids of the people that match every word of `text` (without marks) and every condition, in order."""
        where, values = ["s.deleted_at IS NULL"], []
        for word in search_key(text).split():
            if word.isalpha():  # the start of a word: a letter alone would be found in almost every name
                where.append("(instr(s.search_key, ?) OR instr(s.search_key, ?) OR substr(s.search_key, 1, ?) = ?)")
                values += [f" {word}", f"|{word}", len(word), word]
            else:  # any part of a code or a number
                where.append("instr(s.search_key, ?) > 0")
                values.append(word)
        joined = order != "full_name"
        for condition in conditions:
            sql, given, needs_join = self._condition(condition)
            where.append(sql)
            values += given
            joined = joined or needs_join
        direction = " DESC" if descending else ""
        keys = "s.name_key" if order == "full_name" else self.columns[order].order
        ordered = ", ".join(f"{part.strip()}{direction}" for part in keys.split(","))
        tail = "" if order == "full_name" else ", s.name_key"
        source = _FROM if joined else "staff_member s"
        query = f"SELECT s.id FROM {source} WHERE {' AND '.join(where)} ORDER BY {ordered}{tail}, s.id"
        return [row[0] for row in self._fetch(query, values)]

    def rows(self, ids: Sequence[int], columns: Sequence[str]) -> dict[int, tuple[str, ...]]:
        """The shown text of columns for some people, by id. The uid stands last."""
        chosen = [self.columns[key] for key in columns]
        selected = ", ".join(column.sql for column in chosen)
        marks = ",".join("?" * len(ids))
        query = f"SELECT s.id, {selected}, hex(s.uid) FROM {_FROM} WHERE s.id IN ({marks})"
        return {
            row[0]: (*(column.show(value) for column, value in zip(chosen, row[1:-1], strict=True)), _uid(row[-1]))
            for row in self._fetch(query, list(ids))
        }

    def counts(self, column: str) -> dict[str, int]:
        """How many live people there are by the stored value of a column (empty text for none)."""
        query = f"SELECT {self.columns[column].sql}, count(*) FROM {_FROM} WHERE s.deleted_at IS NULL GROUP BY 1"
        return {value or "": count for value, count in self._fetch(query, [])}

    def values(self, column: str) -> list[str]:
        """The stored values of a column that occur, in the order of the column."""
        found = self.columns[column]
        query = f"SELECT {found.sql} FROM {_FROM} WHERE s.deleted_at IS NULL GROUP BY 1 ORDER BY {found.order}"
        return [row[0] for row in self._fetch(query, []) if row[0]]

    def id_of(self, uid: str) -> int | None:
        """The local id of a person by uid."""
        found = self._fetch("SELECT id FROM staff_member WHERE uid = ?", [bytes.fromhex(uid.replace("-", ""))])
        return found[0][0] if found else None

    def close(self) -> None:
        """Let the connection go."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _condition(self, condition: Condition) -> tuple[str, list[Any], bool]:
        sql = self.columns[condition.column].sql
        joined = not sql.startswith("s.")
        marks = ",".join("?" * len(condition.values))
        match condition.operator:
            case "is":
                return f"{sql} IN ({marks})", list(condition.values), joined
            case "is_not" if condition.column == "status":
                # Answered from the index of the summary, without a look at each person.
                inside = f"SELECT staff_id FROM staff_current WHERE status IN ({marks})"
                return f"s.id NOT IN ({inside})", list(condition.values), False
            case "is_not":
                return f"coalesce({sql}, '') NOT IN ({marks})", list(condition.values), joined
            case "has":
                return f"instr(lower({sql}), lower(?)) > 0", list(condition.values), joined
            case "empty":
                return f"coalesce({sql}, '') = ''", [], joined
        raise ValueError(condition.operator)

    def _fetch(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._lock, telling(self._file.path):
            if self._connection is None:
                self._connection = self._file.connect()
            rows: list[Any] = self._connection.execute(query, values).fetchall()
            return rows


def _columns(catalogue: Catalogue) -> Mapping[str, GridColumn]:
    own = {
        name: GridColumn(name, field, f"s.{name}", _order(name), _shower(field))
        for name, field in catalogue.fields(StaffMember).items()
        if name in StaffMember.fields
    }
    current = {}
    for key, (entity, name, sql, order) in _CURRENT.items():
        field = catalogue.fields(entity).get(name)
        if field is not None and (key != "cell" or catalogue.rights.opens(PartyMembership)):
            current[key] = GridColumn(key, field, sql, order, _shower(field))
    return {**own, **current}


def _order(name: str) -> str:
    if name == "full_name":
        return "s.name_key"
    return "s.birth_date_first" if name == "birth_date" else f"s.{name}"


def _shower(field: Field) -> Callable[[Any], str]:
    """How a value as it stands in the file is shown."""
    if isinstance(field, Exact):
        places = field.places
        return lambda stored: "" if stored is None else field.show(Decimal(stored).scaleb(-places))
    if isinstance(field, Code):
        return field.show
    return lambda stored: "" if stored is None else field.show(field.load(stored))


def _uid(text: str) -> str:
    low = text.lower()
    return f"{low[:8]}-{low[8:12]}-{low[12:16]}-{low[16:20]}-{low[20:]}"
