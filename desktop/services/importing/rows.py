"""The rows of a table as values: every cell read, every fault of a row found at once, groups and marks understood."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.codes import CodeList
from desktop.domain.errors import BadValue
from desktop.domain.fields import PartialDay
from desktop.domain.record import Record
from desktop.domain.staff import Sex
from desktop.domain.text import clean, label_key, search_key
from desktop.excel.layout import TableRow
from desktop.excel.raw import CellValue
from desktop.services.importing.agreed import RowProblem
from desktop.services.importing.cells import MARKS, CellReader, Finding, cell_text, warning
from desktop.services.importing.columns import ColumnMatch
from desktop.services.importing.kinds import Column
from desktop.services.importing.references import Ref, References

EXAMPLE = "VÍ DỤ"  # with this the example row of a template begins; it is never data


@dataclass(slots=True, eq=False)
class ReadRow:
    """One row: `given` holds the values by part and field, without the empty cells."""

    number: int
    cells: Sequence[CellValue]
    given: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, part: str) -> dict[str, Any]:
        """What the row gives for a part; to be filled."""
        return self.given.setdefault(part, {})

    @property
    def is_wrong(self) -> bool:
        return any(finding.is_error for finding in self.findings)


def _is_example(row: TableRow) -> bool:
    return any(isinstance(cell, str) and cell[:1] == "V" and clean(cell).startswith(EXAMPLE) for cell in row.cells)


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self, matches: Sequence[ColumnMatch], columns: Sequence[Column], references: References, catalogue: Catalogue
    ) -> None:
        self._matches = matches
        self._readers = [(place, CellReader(m, references)) for place, m in enumerate(matches) if m.column is not None]
        # A code says more surely than a name which title is meant: it is read last and wins.
        self._readers.sort(key=lambda found: found[1].column.is_code)
        self._places = {reader.column.key: place for place, reader in reversed(self._readers)}
        self._references = references
        self._grouped = self._group_columns(columns)
        self._contracts: CodeList = catalogue.list("contract_type")
        self._lone_sex = self._find_lone_sex()
        self.made: dict[Ref, tuple[ReadRow, str]] = {}

    def expect(self, rows: Iterable[TableRow], part: str, entity: type[Record]) -> None:
        """What the rows of a list of named records are called: they may name each other."""
        for place, reader in self._readers:
            if (reader.column.part.name, reader.column.name) == (part, "name"):
                for row in rows:
                    if (text := row.cells[place]) is not None and not _is_example(row):
                        self._references.expect(entity, str(text))

    def read(self, row: TableRow) -> ReadRow | None:
        """The values of a row; None for the worked example of a template."""
        if _is_example(row):
            return None
        read = ReadRow(row.row, row.cells)
        for place, reader in self._readers:
            raw = row.cells[place]
            mark = row.marks.get(reader.match.header.column) if row.marks else None
            if mark is not None and (refused := reader.refuse(mark)) is not None:
                read.findings.append(refused)
                continue
            if raw is not None:
                self._take(read, reader, raw)
        if row.marks and any(mark.struck for mark in row.marks.values()):
            told = "Dòng có chữ bị gạch ngang trong Excel; hãy xem có còn dùng không."
            read.findings.append(warning("row", "struck", told))
        if self._lone_sex is not None:
            read.of("person").setdefault("sex", self._lone_sex)
        if row.group:
            self._take_group(read, row.group)
        return read

    def problems(self, read: ReadRow) -> tuple[RowProblem, ...]:
        """What was found in a row, with the cells it was found in."""
        if not read.findings:
            return ()
        told = []
        for finding in dict.fromkeys(read.findings):
            place = self._places.get(finding.key)
            letter = self._matches[place].header.letter if place is not None else ""
            value = cell_text(read.cells[place]) if place is not None else ""
            told.append(
                RowProblem(read.number, letter, finding.key, value, finding.severity, finding.code, finding.message)
            )
        return tuple(told)

    def has(self, key: str) -> bool:
        """Whether the table has a column."""
        return key in self._places

    @property
    def matched(self) -> Iterable[Column]:
        return [reader.column for _place, reader in self._readers]

    def _take(self, read: ReadRow, reader: CellReader, raw: CellValue) -> None:
        column, option = reader.column, reader.match.option
        given = read.of(column.part.name)
        if isinstance(option, Sex) and isinstance(column.field, PartialDay):
            given["sex"] = option
            if isinstance(raw, str) and search_key(raw) in MARKS:
                return
        value, findings = reader.read(raw)
        if findings:
            read.findings.extend(findings)
        if value is None:
            return
        if column.is_code and given.get(column.name, value) != value:
            read.findings.append(
                warning(
                    column.key,
                    "mismatch",
                    f"{column.label} «{clean(str(raw))}» không khớp với tên chức danh trong dòng.",
                )
            )
        given[column.name] = value
        if type(value) is Ref and value.id is None and not value.is_listed:
            self.made.setdefault(value, (read, column.key))

    def _find_lone_sex(self) -> Sex | None:
        """A single column «Nữ» with marks: everybody without a mark is of the other sex."""
        lone = [m for m in self._matches if isinstance(m.option, Sex)]
        if len(lone) != 1 or len(lone[0].header.path) != 1 or lone[0].column is None:
            return None
        return Sex.MALE if lone[0].option is Sex.FEMALE else Sex.FEMALE

    def _group_columns(self, columns: Sequence[Column]) -> dict[str, Column]:
        return {
            c.key: c for c in columns if c.key in ("department", "contract_kind", "party_cell") and not self.has(c.key)
        }

    def _take_group(self, read: ReadRow, group: str) -> None:
        """The heading of a group stands for the column that the table has not: contract, Party cell or department."""
        if (column := self._grouped.get("contract_kind")) and (code := self._contracts.find(group)) is not None:
            read.of(column.part.name)[column.name] = code
            return
        key = "party_cell" if label_key(group).startswith("chi bo") else "department"
        column = self._grouped.get(key)
        if column is None:
            return
        try:
            value, _nothing = self._references.find(column, group)
        except BadValue as refused:
            read.findings.append(Finding(column.key, f"{column.key}.{refused.code}", str(refused)))
            return
        read.of(column.part.name)[column.name] = value
        if value.id is None:
            self.made.setdefault(value, (read, column.key))
