"""Making the plan: every row read and compared with the file; nothing is written."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from desktop.domain.errors import UserError
from desktop.excel.layout import find_table
from desktop.excel.old_fonts import recovered
from desktop.excel.raw import Book
from desktop.excel.reader import read_book
from desktop.services.importing.agreed import Plan
from desktop.services.importing.columns import ColumnMatch, Layout, Matcher, read_mapping
from desktop.services.importing.comparing import Comparison
from desktop.services.importing.holdings import identity_fields
from desktop.services.importing.json_list import json_book, json_table
from desktop.services.importing.kinds import Kind, Way, kind_named
from desktop.services.importing.persons import identity_keys
from desktop.services.importing.record_rows import RecordRows
from desktop.services.importing.staff_rows import StaffRows
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace
from desktop.storage.mapping import operation


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
    last time for the same headings holds otherwise. Text of the old fonts (TCVN3, VNI) is read as Unicode. `as_of` is the day on which the list was true (today).
    `header_rows` (first, last) where the heading was pointed out. Departments and Party cells that the unit does not
    have are errors, unless it has none yet or `create_departments`. A .json is what an export wrote.
    Raises UserError where no table or no column is found, EnvironmentRefused where the workbook cannot be read.
    """
    described = kind_named(kind) if isinstance(kind, str) else kind
    if not workspace.rights.may_import or not workspace.rights.opens(described.main.entity):
        raise UserError(f"Bạn không có quyền nhập {described.caption}; chưa có gì thay đổi.")
    yield Progress(0, 0, "Đọc tệp")
    is_json = isinstance(source, Path) and source.suffix.lower() == ".json"
    if isinstance(source, Book):
        book = source
    else:
        book = json_book(source, described) if is_json else read_book(source, sheet)
    columns = described.columns(workspace.catalogue)
    matcher = Matcher(columns)
    sheet_read, encoding = (book.sheet, "unicode") if is_json else recovered(book.sheet)
    table = json_table(sheet_read) if is_json else find_table(sheet_read, matcher.known, header_rows)
    layout = Layout(described, table.headers)
    with workspace.database.read() as session:
        chosen = read_mapping(mapping) if isinstance(mapping, Path) else dict(mapping or {})
        settled = layout.settled({**(layout.learnt(session) if not chosen else {}), **chosen}, columns)
        matches = matcher.match(table.headers, settled)
        _refuse_unusable(described, matches, book)
        made = _comparison(described)(
            workspace, described, session, columns, matches, as_of or workspace.today, create_departments
        )
        with _without_collector():
            rows = yield from made.rows(table)
        stamp = session.scalar(select(func.max(operation.c.id))) or 0
    return Plan(
        kind=described,
        path=book.path,
        sheet=sheet_read,
        header_rows=table.header_rows,
        columns=matches,
        rows=rows,
        skipped=table.skipped,
        as_of=made.as_of,
        encoding=encoding,
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


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing that a plan is made of dies before its end: looking for rubbish meanwhile takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _comparison(kind: Kind) -> type[Comparison]:
    return StaffRows if kind.parts[0].way is Way.PERSON else RecordRows


def _refuse_unusable(kind: Kind, matches: Sequence[ColumnMatch], book: Book) -> None:
    found = {match.column.key for match in matches if match.column is not None}
    if not found:
        raise UserError(f"Trang «{book.sheet.name}» không có cột nào của danh sách {kind.caption}.")
    for part in kind.parts:
        if part.way not in (Way.PERSON, Way.KNOWN) or part.is_optional:
            continue
        keys = identity_keys(part) or {name: name for name in identity_fields()}
        if not found & {keys[name] for name in ("staff_code", "citizen_id", "full_name") if name in keys}:
            whom = part.caption or "nhân viên"
            raise UserError(
                f"Trang «{book.sheet.name}» không có cột cho biết {whom} là ai: cần mã, số CCCD hoặc họ và tên. "
                "Hãy chọn đúng trang, hoặc chỉ ra cột đó."
            )
