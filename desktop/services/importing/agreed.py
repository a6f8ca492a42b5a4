"""A plan: what importing a list would do, row by row, before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from desktop.domain.fields import Field
from desktop.excel.raw import CellValue, RawSheet
from desktop.services.importing.cells import shown
from desktop.services.importing.columns import ColumnMatch
from desktop.services.importing.holdings import Held
from desktop.services.importing.kinds import Kind, Part


class Outcome(Enum):
    """What importing a row does."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing about one cell (or one row: `column` empty): `row` is the sheet's own number, `column` its letter."""

    row: int
    column: str
    field: str
    value: str
    severity: str
    code: str
    message: str

    def as_json(self) -> dict[str, object]:
        return {
            "row": self.row,
            "column": self.column or None,
            "field": self.field or None,
            "value": self.value,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
        }


@dataclass(slots=True, eq=False)
class Edit:
    """One record to make (`held` None) or to change, with the values to set. `owner` is what it belongs to.

    `links` are references to records of the same row; `also` are records that change because of this one.
    """

    part: Part
    held: Held | None
    values: dict[str, Any]
    owner: "Edit | Held | None" = None
    links: dict[str, "Edit"] = field(default_factory=dict)
    also: list["Edit"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a row before and after, as text; `label` is its heading."""

    label: str
    old: str
    new: str
    field: str = ""


@dataclass(slots=True, eq=False)
class PlannedRow:
    """One row of the list: whom it is about, and what importing it does."""

    number: int
    outcome: Outcome
    who: str
    edits: tuple[Edit, ...] = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass(eq=False)
class Plan:
    """Everything an import would do. Nothing has been written.

    `stamp` is the last operation of the file when the plan was made; `watched` the records that it compared with.
    """

    kind: Kind
    path: Path
    sheet: RawSheet
    header_rows: list[int]
    columns: list[ColumnMatch]
    rows: list[PlannedRow]
    skipped: list[tuple[int, str]]
    as_of: date
    labels: Mapping[tuple[str, str], tuple[str, str, Field]]
    encoding: str = "unicode"
    stamp: int = 0
    watched: frozenset[str] = frozenset()
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    accept_valid: bool = False

    def count(self, outcome: Outcome) -> int:
        """How many rows have an outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @cached_property
    def problems(self) -> list[RowProblem]:
        """Everything wrong or doubtful, in the order of the sheet."""
        return [problem for row in self.rows for problem in row.problems]

    @property
    def ready(self) -> list[PlannedRow]:
        """The rows that would be written."""
        return [row for row in self.rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]

    @property
    def may_commit(self) -> bool:
        """Whether carrying out may write: no row is wrong, or the good ones are accepted alone."""
        return self.accept_valid or not self.count(Outcome.WRONG)

    @property
    def operation_title(self) -> str:
        """What the audit and undo call the import: «Nhập 1.987 hồ sơ từ ds.xlsx»."""
        count = f"{len(self.ready):,}".replace(",", ".")
        return f"Nhập {count} {self.kind.caption} từ {self.path.name}"

    def differences(self, row: PlannedRow) -> list[Difference]:
        """What a row changes, field by field, as text. A new record shows what it is made with."""
        return [difference for edit in row.edits for difference in self._told(edit)]

    def _told(self, edit: Edit) -> Iterator[Difference]:
        for name, new in edit.values.items():
            key, label, described = self.labels.get((edit.part.name, name), ("", "", None))
            if described is None:
                described = edit.part.entity.fields.get(name)
                if described is None or name in edit.part.fixed:
                    continue
                label = f"{described.label} ({edit.part.entity.caption})"
            old = edit.held.values.get(name) if edit.held else None
            yield Difference(label, shown(described, old), shown(described, new), key)

    def values_at(self, row: int) -> Sequence[CellValue]:
        """The cells of a row of the sheet."""
        return self.sheet.rows[row - 1]

    def as_json(self, committed: bool) -> dict[str, object]:
        """The document that the command line prints."""
        return {
            "kind": self.kind.name,
            "book": str(self.path),
            "sheet": self.sheet.name,
            "header_rows": self.header_rows,
            "encoding": self.encoding,
            "columns": [{"header": m.header.text, "field": m.field, "confidence": m.confidence} for m in self.columns],
            "rows": len(self.rows),
            "created": self.count(Outcome.NEW),
            "updated": self.count(Outcome.CHANGED),
            "unchanged": self.count(Outcome.SAME),
            "rejected": self.count(Outcome.WRONG),
            "committed": committed,
            "problems": [problem.as_json() for problem in self.problems],
        }
