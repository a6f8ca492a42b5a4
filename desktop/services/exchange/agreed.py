"""What taking in whole records would do, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from desktop.services.exchange.graph import Node
from desktop.services.exchange.kinds import RecordKind
from desktop.services.importing.agreed import Outcome, RowProblem


@dataclass(slots=True)
class TakenRow:
    """One row: what it does, whom it is about; `changes` are the fields to write."""

    number: int
    outcome: Outcome
    who: str
    node: Node | None
    changes: dict[str, Any] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


@dataclass
class TakenSheet:
    """The rows of one kind. `unread` are headings that name no field."""

    kind: RecordKind
    title: str
    rows: list[TakenRow]
    unread: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)


@dataclass
class WholePlan:
    """Everything that an import of whole records would do. `stamp` is the last operation of the file at that time.

    `made` are records that rows name and nobody lists (a decision), `notes` what is told about the file as a whole.
    """

    path: Path
    sheets: list[TakenSheet]
    made: list[Node]
    papers: Mapping[str, bytes]
    notes: list[str]
    stamp: int

    def count(self, outcome: Outcome) -> int:
        """How many rows of all sheets have an outcome."""
        return sum(sheet.count(outcome) for sheet in self.sheets)

    @cached_property
    def problems(self) -> Sequence[tuple[str, RowProblem]]:
        """Everything wrong or doubtful with the sheet it stands on."""
        return [(sheet.title, problem) for sheet in self.sheets for row in sheet.rows for problem in row.problems]

    @property
    def may_commit(self) -> bool:
        """All rows or none."""
        return not self.count(Outcome.WRONG)

    @property
    def operation_title(self) -> str:
        """What the audit and undo call the import."""
        count = self.count(Outcome.NEW) + self.count(Outcome.CHANGED)
        return f"Nhập toàn bộ hồ sơ ({count} bản ghi) từ {self.path.name}"

    def as_json(self, committed: bool) -> dict[str, object]:
        """The document that the command line prints."""
        return {
            "kind": "all",
            "book": str(self.path),
            "sheets": [
                {
                    "sheet": sheet.title,
                    "kind": sheet.kind.name,
                    "rows": len(sheet.rows),
                    "created": sheet.count(Outcome.NEW),
                    "updated": sheet.count(Outcome.CHANGED),
                    "unchanged": sheet.count(Outcome.SAME),
                    "rejected": sheet.count(Outcome.WRONG),
                }
                for sheet in self.sheets
            ],
            "rows": sum(len(sheet.rows) for sheet in self.sheets),
            "created": self.count(Outcome.NEW),
            "updated": self.count(Outcome.CHANGED),
            "unchanged": self.count(Outcome.SAME),
            "rejected": self.count(Outcome.WRONG),
            "committed": committed,
            "notes": self.notes,
            "problems": [{"sheet": sheet, **problem.as_json()} for sheet, problem in self.problems],
        }
