"""Everything out of the file: one workbook with a sheet for each kind of record, or one JSON document with the papers."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from desktop.domain.biography import Attachment
from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.organisation import Unit
from desktop.domain.record import Record
from desktop.domain.staff import StaffMember
from desktop.excel.writer import PlainTable, replace_file, save_tables
from desktop.services.exchange.graph import Node, Stock, grouped
from desktop.services.exchange.kinds import RecordKind, of_people, record_kinds, shown_order
from desktop.services.exchange.values import UID, UID_HEADING, cell, dumped, headings
from desktop.services.exporting import read_rows
from desktop.services.filtering import parse
from desktop.services.importing.kinds import kind_named
from desktop.services.workspace import Workspace
from desktop.storage import contents

ENDINGS = (".xlsx", ".json")
FORMAT = 1


@dataclass(frozen=True)
class Left:
    """What went out: people, records of all kinds, and rows that stayed because they belong to others as well."""

    people: int
    records: int
    stayed: int = 0


def export_all(
    workspace: Workspace,
    path: Path,
    where: str | None = None,
    *,
    people: Sequence[str] | None = None,
) -> Left:
    """Save whole records with everything that belongs to them; the audit notes it.

    `where` (see `desktop.services.filtering`) or `people` (uids) choose people: then only what is theirs goes out, with
    what it refers to. The ending decides: .xlsx with words, or .json with names of fields, ISO dates and attached papers.
    What the user may not see does not go out. Raises UserError, EnvironmentRefused where the file cannot be written.
    """
    if not workspace.rights.may_export or not workspace.rights.opens(StaffMember):
        raise UserError("Bạn không có quyền xuất hồ sơ; chưa có tệp nào được ghi.")
    if path.suffix.lower() not in ENDINGS:
        raise UserError(f"Không biết ghi ra «{path.name}»; xuất toàn bộ hồ sơ cần tên tệp .xlsx hoặc .json.")
    codes = _codes(workspace, where) if where else None
    with workspace.database.read() as session:
        stock = Stock(session, workspace.rights)
        chosen = None
        if codes is not None or people is not None:
            wanted = set(people or ())
            chosen = [n for n in stock.of(StaffMember) if n.uid in wanted or n.values["staff_code"] in (codes or ())]
        picked = _Picked(stock, chosen)
        tables = [(kind, picked.of[kind.entity]) for kind in shown_order() if picked.of.get(kind.entity)]
        if path.suffix.lower() == ".json":
            head = {"kind": "all", "format": FORMAT, "as_of": workspace.today.isoformat(), "unit": _unit_code(stock)}
            papers = _papers(session, picked.of.get(Attachment, ()))
            replace_file(path, lambda file: _write_json(file, head, stock, tables, papers))
        else:
            save_tables(path, [_sheet(stock, kind, nodes) for kind, nodes in tables], title="Toàn bộ hồ sơ")
    left = Left(len(picked.of.get(StaffMember, ())), sum(len(nodes) for _kind, nodes in tables), picked.stayed)
    workspace.database.note(
        f"Xuất toàn bộ hồ sơ của {left.people} người ({left.records} bản ghi) ra {path.name}", kind="export"
    )
    return left


def _codes(workspace: Workspace, where: str) -> set[Any]:
    staff = kind_named("staff")
    keep = parse(where, staff.columns(workspace.catalogue))
    return {row["staff_code"] for row in read_rows(workspace, staff) if keep(row)}


def _unit_code(stock: Stock) -> str:
    return next((str(unit.values["code"]) for unit in stock.of(Unit)), "")


class _Picked:
    """The records that go out: all, or those of some people with what they refer to."""

    def __init__(self, stock: Stock, chosen: Sequence[Node] | None) -> None:
        self.stayed = 0
        self.of: dict[type[Record], list[Node]] = {}
        if chosen is None:
            self.of = {kind.entity: list(stock.of(kind.entity)) for kind in record_kinds()}
            return
        kept: dict[Node, None] = dict.fromkeys(chosen)
        people = set(chosen)
        for kind in record_kinds():
            if kind.entity is not StaffMember and of_people(kind.entity):
                for node in stock.of(kind.entity):
                    if self._is_theirs(kind, node, kept, people):
                        kept[node] = None
        self._close(kept, people)
        self.of = grouped(kept)

    def _is_theirs(self, kind: RecordKind, node: Node, kept: Mapping[Node, None], people: set[Node]) -> bool:
        owner = node.values.get(kind.owner) if kind.owner else None
        if isinstance(owner, Node) and of_people(owner.entity):
            theirs = owner in kept
        else:
            theirs = any(value in people for value in node.values.values() if isinstance(value, Node))
        if theirs and any(
            field.required and field.to == StaffMember.__name__ and node.values.get(name) not in people
            for name, field in kind.entity.references().items()
        ):
            self.stayed += 1  # it cannot stand without somebody who stays
            return False
        return theirs

    @staticmethod
    def _close(kept: dict[Node, None], people: set[Node]) -> None:
        """What the records refer to goes with them; other people do not."""
        waiting = list(kept)
        while waiting:
            node = waiting.pop()
            for name, value in list(node.values.items()):
                if not isinstance(value, Node):
                    continue
                if value.entity is StaffMember:
                    if value not in people:
                        node.values[name] = None
                elif value not in kept:
                    kept[value] = None
                    waiting.append(value)


def _sheet(stock: Stock, kind: RecordKind, nodes: Sequence[Node]) -> PlainTable:
    fields = stock.catalogue.fields(kind.entity)
    names = list(fields)
    if kind.owner in fields:
        names.remove(kind.owner)
        names.insert(0, kind.owner)
    called = headings(stock.catalogue, kind.entity)
    rows = [[*(cell(fields[name], node.values.get(name)) for name in names), node.uid] for node in nodes]
    return PlainTable(kind.title, [*(called[name] for name in names), UID_HEADING], rows)


def _papers(session: Any, attachments: Sequence[Node]) -> Iterator[tuple[str, bytes]]:
    """The contents of attached papers by hash; one that is not in the file is passed over."""
    for name in dict.fromkeys(node.values.get("sha256") for node in attachments):
        if name:
            try:
                yield name, contents.get(session, name)
            except EnvironmentRefused:
                raise
            except UserError:
                continue


def _write_json(
    file: IO[bytes],
    head: Mapping[str, Any],
    stock: Stock,
    tables: Sequence[tuple[RecordKind, Sequence[Node]]],
    papers: Iterator[tuple[str, bytes]],
) -> None:
    """Piece by piece: the papers of a unit need not stand in memory together."""
    text = TextIOWrapper(file, encoding="utf-8", newline="\n")
    text.write(json.dumps(head, ensure_ascii=False)[:-1])
    text.write(', "records": {')
    for place, (kind, nodes) in enumerate(tables):
        text.write(f'{"," if place else ""}\n"{kind.name}": [')
        fields = stock.catalogue.fields(kind.entity)
        for number, node in enumerate(nodes):
            told = {name: dumped(fields[name], value) for name, value in node.values.items() if name in fields}
            told = {UID: node.uid, **{name: value for name, value in told.items() if value is not None}}
            text.write(f"{',' if number else ''}\n {json.dumps(told, ensure_ascii=False)}")
        text.write("]")
    text.write('},\n"papers": {')
    for place, (name, data) in enumerate(papers):
        text.write(f'{"," if place else ""}\n"{name}": "{b64encode(data).decode()}"')
    text.write("}}\n")
    text.detach()
