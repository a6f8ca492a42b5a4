"""What stands in a workbook or JSON document of whole records, before anything is understood of its values."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.text import label_key
from desktop.excel.heading import column_letter
from desktop.excel.raw import Mark, RawSheet
from desktop.excel.reader import read_every_sheet
from desktop.services.exchange.kinds import RecordKind, record_kinds
from desktop.services.exchange.values import UID, UID_HEADING
from desktop.services.importing.json_file import read_json

_HEAD_ROWS = 10  # so many rows down the heading may stand, below a title that somebody added


@dataclass
class Given:
    """The rows of one kind: `headings` with their letters (JSON: names, no letters), cells in the same order."""

    kind: RecordKind
    title: str
    headings: Sequence[tuple[str, str]]
    rows: Sequence[tuple[int, Sequence[Any]]]
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)  # by row and place of the column


@dataclass
class Document:
    """Everything that a file brings: rows by kind, contents of papers by hash, sheets that are of no kind."""

    path: Path
    given: list[Given]
    is_json: bool = False
    papers: Mapping[str, bytes] = field(default_factory=dict)
    unknown: Sequence[str] = ()


def read_document(path: Path) -> Document:
    """Read what `export_all` wrote, also after somebody worked on it in Excel. Raises UserError, EnvironmentRefused."""
    return _of_json(path) if path.suffix.lower() == ".json" else _of_workbook(path)


def _of_workbook(path: Path) -> Document:
    by_heading = {heading: kind for kind in record_kinds() for heading in kind.headings}
    given, unknown = [], []
    for book in read_every_sheet(path):
        kind = by_heading.get(label_key(book.sheet.name))
        found = _table(book.sheet, kind) if kind is not None else None
        if found is not None:
            given.append(found)
        else:
            unknown.append(book.sheet.name)
    if not given:
        raise UserError(
            f"Tệp «{path.name}» không có trang nào do lệnh xuất toàn bộ hồ sơ ghi ra; "
            "nếu đây là một danh sách, hãy chọn đúng loại danh sách rồi nhập."
        )
    return Document(path, given, unknown=unknown)


def _table(sheet: RawSheet, kind: RecordKind) -> Given | None:
    """The table of a sheet: its heading is the first row with the column of uids, else with two known headings."""
    uid = {label_key(UID_HEADING), UID}
    known = {key for field in kind.entity.fields.values() for key in field.headings()}
    for number, row in enumerate(sheet.rows[:_HEAD_ROWS], start=1):
        keys = [label_key(str(value)) for value in row if value is not None]
        if uid & set(keys) or len(known & set(keys)) >= 2:
            places = [place for place, value in enumerate(row) if value is not None]
            headings = [(column_letter(place + 1), str(row[place])) for place in places]
            rows = [
                (line, [cells[place] for place in places])
                for line, cells in enumerate(sheet.rows[number:], start=number + 1)
                if any(cells[place] is not None for place in places)
                or any((line, place + 1) in sheet.marks for place in places)
            ]
            at = {place + 1: index for index, place in enumerate(places)}
            marks = {(r, at[c]): mark for (r, c), mark in sheet.marks.items() if c in at and r > number}
            return Given(kind, sheet.name, headings, rows, marks)
    return None


def _of_json(path: Path) -> Document:
    content = read_json(path)
    if content["kind"] != "all":
        raise UserError(
            f"Tệp «{path.name}» là danh sách loại «{content['kind']}»; hãy nhập với đúng loại đó, không phải toàn bộ hồ sơ."
        )
    records, papers = content["records"], content.get("papers", {})
    by_name = {kind.name: kind for kind in record_kinds()}
    if not isinstance(records, dict) or not all(_are_rows(rows) for rows in records.values()):
        raise UserError(f"Tệp «{path.name}» không đúng dạng toàn bộ hồ sơ; hãy xuất lại từ CanBo.")
    given = []
    for name, rows in records.items():
        if name in by_name:
            names = list(dict.fromkeys(key for row in rows for key in row))
            cells = [(number, [row.get(key) for key in names]) for number, row in enumerate(rows, start=1)]
            given.append(Given(by_name[name], name, [("", key) for key in names], cells))
    try:
        contents = {name: b64decode(data, validate=True) for name, data in papers.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise UserError(f"Giấy tờ đính kèm trong «{path.name}» bị hỏng; hãy xuất lại từ CanBo.") from error
    return Document(path, given, is_json=True, papers=contents, unknown=[n for n in records if n not in by_name])


def _are_rows(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
