"""Everything of one kind out of the file, in the columns that an import takes back unchanged."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.fields import Code, Coded, Reference
from desktop.domain.party import PartyStage
from desktop.domain.staff import LicenceState
from desktop.domain.training import LineState
from desktop.excel.writer import replace_file, save_table
from desktop.services import saved_lists
from desktop.services.filtering import Predicate, parse
from desktop.services.importing.holdings import Held, People, Reader, by_owner, holding, read_people
from desktop.services.importing.kinds import Column, Kind, Part, Way, kind_named
from desktop.services.importing.partials import partial_cell
from desktop.services.importing.references import References
from desktop.services.workspace import Workspace

Row = dict[str, Any]  # values by column key; what is empty is missing
ENDINGS = (".xlsx", ".csv", ".json")


def export(workspace: Workspace, kind: str, path: Path, where: str | None = None) -> int:
    """Save every record of a kind of list, and return how many rows there are; the audit notes it.

    The ending decides: .xlsx or .csv with the headings of the list, .json with the names of the fields and ISO dates.
    `where` keeps the rows for which it holds (see `desktop.services.filtering`), or with «list:Tên danh sách» those of
    the people on a saved list.
    Raises UserError for an unknown kind, field or ending, EnvironmentRefused where the file cannot be written.
    """
    described = kind_named(kind)
    if not workspace.rights.may_export or not workspace.rights.opens(described.main.entity):
        raise UserError(f"Bạn không có quyền xuất {described.caption}; chưa có tệp nào được ghi.")
    if path.suffix.lower() not in ENDINGS:
        raise UserError(f"Không biết ghi ra «{path.name}»; tên tệp phải kết thúc bằng .xlsx, .csv hoặc .json.")
    columns = described.columns(workspace.catalogue)
    keep = _kept(workspace, where, columns)
    rows = [row for row in read_rows(workspace, described) if keep(row)]
    if path.suffix.lower() == ".json":
        replace_file(path, lambda file: _write_json(file, described, workspace.today, columns, rows))
    else:
        cells = [[_cell(column, row.get(column.key)) for column in columns] for row in rows]
        save_table(path, [column.label for column in columns], cells, title=described.title or described.caption)
    workspace.database.note(f"Xuất {len(rows)} {described.caption} ra {path.name}", kind="export")
    return len(rows)


def _kept(workspace: Workspace, where: str | None, columns: Sequence[Column]) -> Predicate:
    """Which rows are asked for."""
    if not where:
        return lambda _row: True
    if not where.startswith(saved_lists.PREFIX):
        return parse(where, columns, workspace.today)
    if all(column.key != "staff_code" for column in columns):
        raise UserError("Danh sách này không có mã nhân viên, nên không lọc được theo danh sách đã lưu.")
    codes = saved_lists.codes_on(workspace, where.removeprefix(saved_lists.PREFIX))
    return lambda row: row.get("staff_code") in codes


def read_rows(workspace: Workspace, kind: Kind) -> list[Row]:
    """The rows of a list as the file holds them today, in the order of staff codes."""
    with workspace.database.read() as session:
        made = _Rows(workspace, kind, session)
        return made.staff() if kind.parts[0].way is Way.PERSON else list(made.records())


def _write_json(file: IO[bytes], kind: Kind, day: date, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    records = [{c.key: _dumped(c, row[c.key]) for c in columns if row.get(c.key) is not None} for row in rows]
    text = TextIOWrapper(file, encoding="utf-8", newline="\n")
    json.dump({"kind": kind.name, "as_of": day.isoformat(), "records": records}, text, ensure_ascii=False, indent=1)
    text.write("\n")
    text.detach()


def _dumped(column: Column, value: Any) -> Any:
    if isinstance(column.field, Reference):
        return str(value)
    return value.value if isinstance(value, Coded) else column.field.dump(value)


def _cell(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.field, Reference):
        return str(value)
    if isinstance(value, Coded):
        return value.label
    if isinstance(value, PartialDate):
        return partial_cell(value)
    if isinstance(column.field, Code) and not column.is_code:
        label, codes = column.field.show(value), column.field.codes
        return label if codes is None or codes.find(label) == value else value  # two codes may share a label
    return str(value) if column.is_code else column.field.cell(value)


class _Rows:
    """Puts the rows of a list together from its parts."""

    def __init__(self, workspace: Workspace, kind: Kind, session: Any) -> None:
        self._kind, self._today = kind, workspace.today
        self._catalogue = workspace.catalogue
        self._columns = kind.columns(workspace.catalogue)
        reader = Reader(session, References(session), workspace.catalogue)
        self._people: People = read_people(reader, [c.name for c in self._columns if c.part.name == "person"])
        self._held: dict[str, dict[int | None, list[Held]]] = {}
        for part in kind.parts:
            if part.way in (Way.CURRENT, Way.LISTED):
                owner = part.owner_field if part.owner else None
                self._held[part.name] = by_owner(reader.all(part.entity, part.entity.fields, owner), part)
        self._by_id = {name: {h.id: h for rows in held.values() for h in rows} for name, held in self._held.items()}
        self._by_part: dict[str, list[Column]] = {}
        for column in self._columns:
            self._by_part.setdefault(column.part.name, []).append(column)

    def staff(self) -> list[Row]:
        """One row for each person, with what holds today."""
        rows = []
        for person in self._ordered():
            row = self._values("person", person.values)
            for part in self._kind.parts[1:]:
                held = self._held[part.name].get(person.id, [])
                row.update(self._membership(held) if part.name == "party" else self._current(part, held))
            rows.append(row)
        return rows

    def records(self) -> Iterator[Row]:
        """One row for each record of the list, or for each record that belongs to it."""
        main = self._kind.main
        if self._kind.name == "training":
            yield from self._training()
            return
        if main.owner and self._kind.part(main.owner).way is Way.LISTED:
            yield from self._below(main)
            return
        done: set[int] = set()
        children = [part for part in self._kind.parts if part.owner == main.name]
        by_owner_ids = self._held[main.name]
        for owner in [*(person.id for person in self._ordered()), None]:
            for held in sorted(by_owner_ids.get(owner, ()), key=_when):
                if self._kind.name == "mentoring" and held.values["kind"].value == "rotation":
                    continue
                row = self._row(main, held, owner)
                if self._kind.name == "party" and owner is not None:
                    row.update(self._position(owner, done))
                below = [h for part in children for h in self._held[part.name].get(held.id, ())]
                for child in below:
                    yield {**row, **self._values(children[0].name, child.values)}
                if not below:
                    yield row
            if self._kind.name == "party" and owner is not None and owner not in done:
                yield from self._member_without_case(owner)

    def _below(self, main: Part) -> Iterator[Row]:
        """The records of what belongs to people: a licence's later scopes."""
        above = self._kind.part(main.owner)
        for person in self._ordered():
            for owner in sorted(self._held[above.name].get(person.id, ()), key=_when):
                for held in sorted(self._held[main.name].get(owner.id, ()), key=_when):
                    row = {**self._values("person", person.values), **self._values(above.name, owner.values)}
                    yield {**row, **self._values(main.name, held.values)}

    def _ordered(self) -> list[Held]:
        return sorted(self._people.members, key=lambda held: str(held.values["staff_code"]))

    def _values(self, part: str, values: Mapping[str, Any]) -> Row:
        found = {}
        for column in self._by_part.get(part, ()):
            value = values.get(column.name)
            if value is not None:
                found[column.key] = value
        return found

    def _row(self, part: Part, held: Held, owner: int | None) -> Row:
        """A record with the person it belongs to and what it refers to."""
        row: Row = {}
        if owner is not None:
            row.update(self._values(part.owner, self._people.by_id[owner].values))
        row.update(self._values(part.name, held.values))
        for name, other in part.links.items():
            number = held.values.get(name)
            kept = self._by_id[other] if other in self._held else self._people.by_id
            target = kept.get(number) if number else None
            if target is not None:
                row.update(self._values(other, target.values))
        return row

    def _current(self, part: Part, rows: Sequence[Held]) -> Row:
        if part.way is Way.CURRENT:
            held = holding(rows, self._today)
        else:
            held = max(rows, key=lambda h: self._rank(part, h), default=None)
        return self._values(part.name, held.values) if held is not None else {}

    def _rank(self, part: Part, held: Held) -> Any:
        """Which of many stands for all: the highest degree or certificate, the licence in force issued last."""
        if part.name == "licence":
            issued = held.values.get("issued_on")
            return held.values.get("state") is LicenceState.ACTIVE, issued.iso if issued else "", held.id
        entry = self._catalogue.list("qualification" if part.name == "qualification" else "training_level")
        row = entry.get(held.values.get("level"))
        return row.rank if row else -1, held.id

    def _membership(self, rows: Sequence[Held]) -> Row:
        now = holding(rows, self._today)
        if now is None:
            return {}
        row = self._values("party", now.values)
        for held in rows:
            started = held.values.get("starts_on")
            is_official = held.values["stage"] is PartyStage.OFFICIAL
            row["party_official_on" if is_official else "party_joined_on"] = started
        return {key: value for key, value in row.items() if value is not None}

    def _position(self, owner: int, done: set[int]) -> Row:
        """The post and the cell of a member stand in the first row of the person only."""
        rows = self._held["membership"].get(owner, [])
        if owner in done:
            return {}
        done.add(owner)
        return self._members_row(rows)

    def _members_row(self, rows: Sequence[Held]) -> Row:
        now = holding(rows, self._today)
        if now is None:
            return {}
        row = self._values("membership", now.values)
        for held in rows:
            is_official = held.values["stage"] is PartyStage.OFFICIAL
            row["party_official_on" if is_official else "party_joined_on"] = held.values.get("starts_on")
        return {key: value for key, value in row.items() if value is not None}

    def _member_without_case(self, owner: int) -> Iterator[Row]:
        row = self._members_row(self._held["membership"].get(owner, []))
        if row:
            yield {**self._values("person", self._people.by_id[owner].values), **row}

    def _training(self) -> Iterator[Row]:
        """The lines of the plans, then the people who were sent."""
        plans, lines = self._by_id["plan"], self._by_id["line"]
        for line in sorted(lines.values(), key=lambda h: (plans[h.owner or 0].values["year"], h.id)):
            staff = line.values.get("staff")
            row = self._values("person", self._people.by_id[staff].values) if staff else {}
            # The columns that both kinds of rows share are those of the people sent.
            shared = {**line.values, "reason": None}
            row.update(self._values("enrolment", shared))
            row.update(self._values("line", line.values))
            row.update(self._values("plan", plans[line.owner or 0].values))
            if line.values["state"] is LineState.CANCELLED:
                row["state"] = LineState.CANCELLED
            yield row
        for person in self._ordered():
            for held in sorted(self._held["enrolment"].get(person.id, ()), key=_when):
                row = {**self._values("person", person.values), **self._values("enrolment", held.values)}
                sent_by = lines.get(held.values.get("line") or 0)
                if sent_by is not None:
                    row.update(self._values("plan", plans[sent_by.owner or 0].values))
                yield row


_WHEN = ("starts_on", "assigned_on", "graduated_on", "issued_on", "ceremony_on", "year", "decided_on", "period")


def _when(held: Held) -> tuple[str, int]:
    """Histories in the order of their days."""
    for name in _WHEN:
        value = held.values.get(name)
        if value is not None:
            return str(getattr(value, "iso", value)), held.id
    return "", held.id
