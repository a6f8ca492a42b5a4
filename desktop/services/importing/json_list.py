"""A list that was exported as JSON, taken in again as if it were a sheet whose headings are names of fields."""

from pathlib import Path
from typing import Any

from desktop.domain.errors import UserError
from desktop.excel.heading import Header
from desktop.excel.layout import Table, TableRow
from desktop.excel.raw import Book, RawSheet, SheetName
from desktop.services.importing.json_file import read_json
from desktop.services.importing.kinds import Kind


def json_book(path: Path, kind: Kind) -> Book:
    """The records of an export as a sheet. Raises UserError where it is of another kind, EnvironmentRefused."""
    content = read_json(path)
    records = content["records"]
    if content["kind"] != kind.name:
        raise UserError(
            f"Tệp «{path.name}» là của loại «{content['kind']}», không phải «{kind.name}»; hãy chọn đúng loại."
        )
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise UserError(f"Tệp «{path.name}» không đúng dạng danh sách; hãy xuất lại từ CanBo.")
    names = list(dict.fromkeys(name for record in records for name in record))
    rows: list[list[Any]] = [list(names), *([_cell(record.get(name)) for name in names] for record in records)]
    return Book(path, (SheetName(kind.name),), RawSheet(kind.name, rows))


def json_table(sheet: RawSheet) -> Table:
    """The table of such a sheet: every row is one of the list."""
    headers = [Header(place, (str(name),)) for place, name in enumerate(sheet.rows[0], start=1)]
    rows = [TableRow(number, tuple(cells)) for number, cells in enumerate(sheet.rows[1:], start=2)]
    return Table([1], headers, rows, [])


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
