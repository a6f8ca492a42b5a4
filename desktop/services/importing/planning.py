"""Making the plan: every row read and compared with the file; nothing is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.identity import citizen_id_doubts
from desktop.domain.staff import Sex
from desktop.domain.text import equal_key
from desktop.excel.layout import Table, find_table
from desktop.excel.raw import Book
from desktop.excel.reader import read_book
from desktop.services import lists
from desktop.services.importing.agreed import Edit, Outcome, Plan, PlannedRow
from desktop.services.importing.cells import Finding, error, warning
from desktop.services.importing.columns import ColumnMatch, Layout, Matcher, read_mapping
from desktop.services.importing.completing import COMPLETE, Facts
from desktop.services.importing.histories import Met, changed, meet_current, meet_membership
from desktop.services.importing.holdings import Held, Reader, by_owner, identity_fields, read_people
from desktop.services.importing.kinds import Column, Kind, Part, Way, kind_named
from desktop.services.importing.persons import Finder, Numbers, identity_keys
from desktop.services.importing.references import CODES, References
from desktop.services.importing.rows import ReadRow, RowReader
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace
from desktop.storage.mapping import operation

EVERY = 200  # rows between two reports of progress
WORKING = "DANG_LAM"


def plan(
    workspace: Workspace,
    source: Path | Book,
    kind: str | Kind,
    *,
    sheet: str | None = None,
    mapping: Path | Mapping[str, str | None] | None = None,
    header_rows: tuple[int, int] | None = None,
    as_of: date | None = None,
    create_departments: bool = False,
    accept_valid: bool = False,
) -> Task[Plan]:
    """Read a list and compare it with the file; nothing is written.

    `mapping` (a TOML file, or letters and headings to names of columns) decides columns by hand; what was decided
    last time for the same headings holds otherwise. `as_of` is the day on which the list was true (today).
    `header_rows` (first, last) where the heading was pointed out. Departments and Party cells that the unit does not
    have are errors, unless it has none yet or `create_departments`.
    Raises UserError where no table or no column is found, EnvironmentRefused where the workbook cannot be read.
    """
    described = kind_named(kind) if isinstance(kind, str) else kind
    yield Progress(0, 0, "Đọc tệp")
    book = source if isinstance(source, Book) else read_book(source, sheet)
    columns = described.columns(workspace.catalogue)
    matcher = Matcher(columns)
    table = find_table(book.sheet, matcher.known, header_rows)
    layout = Layout(described, table.headers)
    with workspace.database.read() as session:
        chosen = read_mapping(mapping) if isinstance(mapping, Path) else dict(mapping or {})
        settled = layout.settled({**(layout.learnt(session) if not chosen else {}), **chosen}, columns)
        matches = matcher.match(table.headers, settled)
        _refuse_unusable(described, matches, book)
        made = _Planner(workspace, described, session, columns, matches, as_of or workspace.today, create_departments)
        rows = yield from made.rows(table)
        stamp = session.scalar(select(func.max(operation.c.id))) or 0
    return Plan(
        kind=described,
        path=book.path,
        sheet=book.sheet,
        header_rows=table.header_rows,
        columns=matches,
        rows=rows,
        skipped=table.skipped,
        as_of=made.as_of,
        labels={(c.part.name, c.name): (c.key, c.label, c.field) for c in reversed(columns)},
        stamp=stamp,
        watched=made.watched(),
        mapping={
            h.letter: c.key if c else None for h in table.headers if h.column in settled for c in [settled[h.column]]
        }
        if chosen
        else {},
        accept_valid=accept_valid,
    )


def _refuse_unusable(kind: Kind, matches: Sequence[ColumnMatch], book: Book) -> None:
    found = {match.column.key for match in matches if match.column is not None}
    persons = [part for part in kind.parts if part.way in (Way.PERSON, Way.KNOWN)]
    if not found:
        raise UserError(f"Trang «{book.sheet.name}» không có cột nào của danh sách {kind.caption}.")
    for part in persons:
        keys = identity_keys(part) or {name: name for name in identity_fields()}
        if part.needs and not found & {
            keys[name] for name in ("staff_code", "citizen_id", "full_name") if name in keys
        }:
            raise UserError(
                f"Trang «{book.sheet.name}» không có cột cho biết dòng là của ai ({part.hints[0] if part.hints else 'nhân viên'}): "
                "cần một trong các cột «Mã nhân viên», «Số CCCD», «Họ và tên»."
            )


class _Planner:
    """Compares the rows of one table with the file."""

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
        self.as_of = as_of
        self._kind, self._workspace = kind, workspace
        self._today = PartialDate.of(as_of)
        references = References(session, create=create)
        self._rows = RowReader(matches, columns, references, workspace.catalogue)
        self._keys = {(c.part.name, c.name): c.key for c in reversed(columns)}
        self._labels = {c.key: c.label for c in columns}
        reader = Reader(session, references)
        wanted: dict[str, set[str]] = defaultdict(set)
        for column in columns:
            wanted[column.part.name].add(column.name)
        person = next((part for part in kind.parts if part.way is Way.PERSON), None)
        self._people = read_people(reader, wanted[person.name] if person else ())
        self._finders = {
            part.name: Finder(self._people, identity_keys(part))
            for part in kind.parts
            if part.way in (Way.PERSON, Way.KNOWN)
        }
        self._parts = [part for part in kind.parts if part.way in (Way.CURRENT, Way.LISTED)]
        self._held: dict[str, dict[int | None, list[Held]]] = {}
        loaded: dict[Any, list[Held]] = {}
        for part in self._parts:
            names = {
                "starts_on",
                "ends_on",
                *wanted[part.name],
                *part.fixed,
                *chain(*part.keys),
                *part.defining,
                *part.carried,
            }
            key = (part.entity, part.owner_field, frozenset(names))
            if key not in loaded:
                owner = part.owner_field if part.owner_field in part.entity.fields else None
                loaded[key] = reader.all(part.entity, names, owner)
            self._held[part.name] = by_owner(loaded[key], part)
        catalogue = workspace.catalogue
        self._facts = Facts(as_of, lists.salary_scales(), catalogue.list("professional_title"))
        self._places = frozenset(row.extra["citizen_prefix"] for row in catalogue.list("province_old"))
        self._numbers = Numbers(self._people)
        self._codes: set[str] = set()
        self._met: dict[Any, int] = {}
        self._persons: set[int] = set()
        self._assumed: list[ReadRow] = []
        self._numbered: list[ReadRow] = []

    def rows(self, table: Table) -> Task[list[PlannedRow]]:
        """The planned rows of a table."""
        total = len(table.rows)
        read: list[ReadRow] = []
        for done, row in enumerate(table.rows, start=1):
            if (values := self._rows.read(row)) is not None:
                read.append(values)
            if done % EVERY == 0:
                yield Progress(done, 2 * total, "Đọc các dòng")
        if self._kind.parts[0].way is Way.PERSON:
            self._codes.update(
                str(code).casefold() for row in read if (code := row.of("person").get("staff_code")) is not None
            )
        planned = []
        for done, values in enumerate(read, start=1):
            planned.append((values, *self._compare(values)))
            if done % EVERY == 0:
                yield Progress(total + done, 2 * total, "So với dữ liệu đang có")
        self._tell_made()
        return [self._planned(*found) for found in planned]

    def watched(self) -> frozenset[str]:
        """The records that the plan compared with."""
        found = {self._people.by_id[number].uid for number in self._persons}
        for held in self._held.values():
            for number in self._persons:
                found.update(h.uid for h in held.get(number, ()))
        return frozenset(found)

    def _compare(self, row: ReadRow) -> tuple[str, tuple[Edit, ...], bool]:
        """Whom a row is about, what it writes, and whether it makes a new main record."""
        person = self._kind.parts[0]
        assert person.way is Way.PERSON
        given = row.of(person.name)
        held, findings = self._finders[person.name].find(given)
        row.findings += findings
        self._check_person(row, given, held)
        if held is not None:
            self._persons.add(held.id)
        who = given.get("full_name") or (held.values["full_name"] if held else "")
        code = given.get("staff_code") or (held.values["staff_code"] if held else "")
        edits: list[Edit] = []
        owner: Edit | Held
        if held is None:
            owner = Edit(person, None, given)
            edits.append(owner)
            self._assume_status(row, given)
        else:
            owner = held
            if other := _differing_person(held, given):
                edits.append(Edit(person, held, other))
        for part in self._parts:
            values = row.given.get(part.name)
            if not values:
                continue
            met = self._meet(part, row, values, held)
            row.findings += met.findings
            for edit in met.edits:
                edit.owner = owner
                edits.append(edit)
        if held is None and not row.is_wrong and "staff_code" not in given:
            code = given["staff_code"] = self._numbers.take(self._codes)
            self._numbered.append(row)
        return (f"{who} ({code})" if code else who), tuple(edits), held is None

    def _meet(self, part: Part, row: ReadRow, given: dict[str, Any], owner: Held | None) -> Met:
        rows: Sequence[Held] = self._held[part.name].get(owner.id, ()) if owner is not None else ()
        if part.name == "party":
            tells = self._rows.has("party_official_on")
            return meet_membership(part, rows, given, self.as_of, tells_official=tells)
        findings: list[Finding] = []
        if complete := COMPLETE.get(part.name):
            self._facts.title = self._title(row, owner)
            self._facts.held = rows[-1].values if rows else None
            findings = complete(given, self._facts)
        if part.way is Way.CURRENT:
            default = self._today
            if part.name == "status" and not rows and given.get("status") == WORKING:
                default = row.of("person").get("joined_unit_on") or default
            met = meet_current(part, rows, given, self.as_of, default)
        else:
            met = self._meet_listed(part, rows, given)
        return Met(met.edits, (*met.findings, *findings)) if findings else met

    def _meet_listed(self, part: Part, rows: Sequence[Held], given: dict[str, Any]) -> Met:
        """One of many: the record with the same keys is changed, else one is added."""
        whole = {**part.fixed, **given}
        for keys in part.keys:
            if all(key in whole for key in keys):
                for held in reversed(rows):
                    if all(held.values.get(key) == whole[key] for key in keys):
                        return Met(changed(part, held, given))
        missing = next((name for name in part.needs if name not in whole), None)
        if missing is not None:
            if len(rows) == 1:
                return Met(changed(part, rows[0], given))
            called = (part.names or {})[missing]
            told = (
                f"Dòng này chưa có «{self._labels[called.key]}» nên các ô đi kèm ({part.entity.caption}) chưa được ghi."
            )
            return Met(findings=(warning(called.key, "missing", told),))
        return Met((Edit(part, None, whole),))

    def _title(self, row: ReadRow, owner: Held | None) -> str | None:
        title = row.given.get("title", {}).get("title")
        if title is None and owner is not None:
            rows = self._held.get("title", {}).get(owner.id, ())
            title = rows[-1].values.get("title") if rows else None
        return title

    def _check_person(self, row: ReadRow, given: Mapping[str, Any], held: Held | None) -> None:
        """What a row must have, may not repeat, and had better agree with."""
        known = held.values if held is not None else {}
        if held is None and not given.get("full_name") and not any(f.key == "full_name" for f in row.findings):
            row.findings.append(error("full_name", "required", "Chưa nhập Họ và tên."))
        same: list[tuple[str, Any]] = []
        if held is not None:
            same.append(("staff_code", held.id))
        else:
            same += [(name, given[name]) for name in ("staff_code", "citizen_id") if given.get(name)]
            if not same and given.get("full_name"):
                born = given.get("birth_date")
                same.append(("full_name", (equal_key(given["full_name"]), born.iso if born else "")))
        for key, value in same:
            first = self._met.setdefault((key, value), row.number)
            if first != row.number:
                told = f"Trùng với dòng {first} của tệp ({self._labels[key]}); mỗi người chỉ được một dòng."
                row.findings.append(error(key, "duplicate", told))
        number = given.get("citizen_id")
        if number:
            first = self._met.setdefault(("number", number), row.number)
            if first != row.number and not any(f.code.endswith(".duplicate") for f in row.findings):
                row.findings.append(error("citizen_id", "duplicate", f"Số CCCD trùng với dòng {first} của tệp."))
            sex = given.get("sex") or known.get("sex")
            born = given.get("birth_date") or known.get("birth_date")
            for told in citizen_id_doubts(
                number, sex is Sex.FEMALE if sex else None, born.first if born else None, self._places
            ):
                row.findings.append(warning("citizen_id", "doubt", told))

    def _assume_status(self, row: ReadRow, given: Mapping[str, Any]) -> None:
        """A new person of a list without a status works here, from the day of joining where that is known."""
        if not row.given.get("status"):
            row.of("status")["status"] = WORKING
            if not row.is_wrong:
                self._assumed.append(row)

    def _tell_made(self) -> None:
        """What the import adds by itself is told once, at the first row that asks for it."""
        for ref, (row, key) in self._rows.made.items():
            told = f"{self._labels[key]} «{ref.name}» chưa có trong danh mục, sẽ được thêm khi nhập."
            row.findings.append(Finding(key, f"{CODES[ref.entity]}.created", told, "warning"))
        if self._numbered:
            first, last = self._numbers.first, self._numbers.last
            told = f"{self._numbers.count} người chưa có mã nhân viên, được cấp mã từ {first} đến {last}."
            self._numbered[0].findings.append(warning("staff_code", "generated", told))
        if self._assumed:
            told = f"{len(self._assumed)} người mới không ghi tình trạng, được coi là đang làm việc."
            self._assumed[0].findings.append(warning("status", "assumed", told))

    def _planned(self, row: ReadRow, who: str, edits: tuple[Edit, ...], is_new: bool) -> PlannedRow:
        if row.is_wrong:
            outcome = Outcome.WRONG
        elif is_new:
            outcome = Outcome.NEW
        else:
            outcome = Outcome.CHANGED if edits else Outcome.SAME
        return PlannedRow(row.number, outcome, who, edits, self._rows.problems(row))


def _differing_person(held: Held, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a list changes of a person. Another spelling of the same name (capitals, place of the tone) is no change."""
    values = {name: value for name, value in given.items() if held.values.get(name) != value}
    name = values.get("full_name")
    if name is not None and equal_key(name) == equal_key(held.values["full_name"]):
        del values["full_name"]
    code = values.get("staff_code")
    if code is not None and str(code).casefold() == str(held.values["staff_code"]).casefold():
        del values["staff_code"]
    born, known = values.get("birth_date"), held.values.get("birth_date")
    if born is not None and known is not None and known.iso.startswith(born.iso):
        del values["birth_date"]  # the file knows the day, the list only the year
    return values
