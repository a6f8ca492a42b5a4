"""Comparing the rows of a table with the file: what every kind of list needs for it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any

from desktop.domain.dates import PartialDate
from desktop.excel.layout import Table
from desktop.services import lists
from desktop.services.importing.agreed import Edit, Outcome, PlannedRow
from desktop.services.importing.cells import Finding, warning
from desktop.services.importing.columns import ColumnMatch
from desktop.services.importing.completing import Facts
from desktop.services.importing.holdings import Held, Reader, by_owner, read_people
from desktop.services.importing.kinds import Column, Kind, Way
from desktop.services.importing.persons import Finder, identity_keys
from desktop.services.importing.references import CODES, NAMED, References
from desktop.services.importing.rows import ReadRow, RowReader
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace

EVERY = 200  # rows between two reports of progress

Compared = tuple[str, tuple[Edit, ...], bool]  # whom a row is about, what it writes, whether it makes its main record


class Comparison:
    """Compares the rows of one table with the file. A kind of list says how in `compare`."""

    def __init__(
        self,
        workspace: Workspace,
        kind: Kind,
        session: Any,
        columns: Sequence[Column],
        matches: Sequence[ColumnMatch],
        as_of: date,
        create: bool,
    ) -> None:
        self.as_of, self.kind, self.workspace = as_of, kind, workspace
        self.on_day = PartialDate.of(as_of)
        references = References(session, create=create, day=as_of)
        self.reader = RowReader(matches, columns, references, workspace.catalogue)
        self.labels = {column.key: column.label for column in columns}
        self.keys = {(column.part.name, column.name): column.key for column in reversed(columns)}
        reader = Reader(session, references, workspace.catalogue)
        wanted: dict[str, set[str]] = defaultdict(set)
        for column in columns:
            wanted[column.part.name].add(column.name)
        person = next((part for part in kind.parts if part.way is Way.PERSON), None)
        self.people = read_people(reader, wanted[person.name] if person else ())
        self.finders = {
            part.name: Finder(self.people, identity_keys(part))
            for part in kind.parts
            if part.way in (Way.PERSON, Way.KNOWN)
        }
        self.parts = [part for part in kind.parts if part.way in (Way.CURRENT, Way.LISTED)]
        self.held: dict[str, dict[int | None, list[Held]]] = {}
        loaded: dict[Any, list[Held]] = {}
        for part in self.parts:
            names = {
                "starts_on",
                "ends_on",
                *wanted[part.name],
                *part.fixed,
                *part.defining,
                *part.carried,
            }
            names.update(chain(*part.keys))
            if person is None:
                names.update(part.entity.fields)
            owner = part.owner_field if part.owner else None
            key = (part.entity, owner, frozenset(names))
            if key not in loaded:
                loaded[key] = reader.all(part.entity, names, owner)
            self.held[part.name] = by_owner(loaded[key], part)
        catalogue = workspace.catalogue
        self.facts = Facts(
            as_of, lists.salary_scales(), catalogue.list("professional_title"), catalogue.list("training_level")
        )
        self.touched: set[str] = set()

    def compare(self, row: ReadRow) -> Compared:
        """What a row does; findings are added to the row."""
        raise NotImplementedError

    def prepare(self, rows: Sequence[ReadRow]) -> None:
        """Look at all rows before the first is compared."""

    def finish(self, rows: Sequence[ReadRow]) -> None:
        """Look at all rows after the last was compared."""

    def rows(self, table: Table) -> Task[list[PlannedRow]]:
        """The planned rows of a table."""
        total = len(table.rows)
        if self.kind.main.entity in NAMED:
            self.reader.expect(table.rows, self.kind.main.name, self.kind.main.entity)
        read: list[ReadRow] = []
        hidden: list[ReadRow] = []
        for done, row in enumerate(table.rows, start=1):
            if (values := self.reader.read(row)) is not None:
                read.append(values)
                hidden += [values] if row.hidden else []
            if done % EVERY == 0:
                yield Progress(done, 2 * total, "Đọc các dòng")
        self.prepare(read)
        compared = []
        for done, values in enumerate(read, start=1):
            compared.append((values, *self.compare(values)))
            if done % EVERY == 0:
                yield Progress(total + done, 2 * total, "So với dữ liệu đang có")
        self._tell_made()
        self.finish(read)
        if hidden:
            told = f"{len(hidden)} dòng đang bị ẩn trong Excel, vẫn được đọc như các dòng khác."
            self.warn_once(hidden[0], "row", "hidden", told)
        return [self._planned(*found) for found in compared]

    def watched(self) -> frozenset[str]:
        """The records that the plan compared with."""
        return frozenset(self.touched)

    def watch(self, *found: Held) -> None:
        """Remember records whose change would make the plan another one."""
        self.touched.update(held.uid for held in found)

    def warn_once(self, row: ReadRow, key: str, code: str, told: str) -> None:
        """Put a warning about the whole list at one row."""
        row.findings.append(warning(key, code, told))

    def _tell_made(self) -> None:
        """What the import adds to the lists of the unit is told once, at the first row that names it."""
        for ref, (row, key) in self.reader.made.items():
            told = f"{self.labels[key]} «{ref.name}» chưa có trong danh mục, sẽ được thêm khi nhập."
            row.findings.append(Finding(key, f"{CODES[ref.entity]}.created", told, "warning"))

    def _planned(self, row: ReadRow, who: str, edits: tuple[Edit, ...], is_new: bool) -> PlannedRow:
        if row.is_wrong:
            outcome = Outcome.WRONG
        elif is_new:
            outcome = Outcome.NEW
        else:
            outcome = Outcome.CHANGED if edits else Outcome.SAME
        edits = (*edits, *(other for edit in edits for other in edit.also))
        return PlannedRow(row.number, outcome, who, edits, self.reader.problems(row))
