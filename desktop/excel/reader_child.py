"""The process that opens a workbook from outside, so that a damaged or hostile file can harm nothing else.

It takes a request as JSON on standard input and answers with one pickle of plain values on standard output; see
`reader.read_book`, which starts it. It loads nothing of the program beyond what reading needs.
"""

import datetime
import gc
import json
import os
import pickle
import sys
import traceback
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import python_calamine

from desktop.excel import delimited, ods
from desktop.excel.kinds import BROKEN, COPY_AGAIN, PROTECTED, REMOVE_PASSWORD, Kind, Unreadable, kind_of
from desktop.excel.ooxml import Package
from desktop.excel.process_limits import limit_this_process
from desktop.excel.raw import CellValue, Limits, Mark
from desktop.excel.tally import Tally, place, row_and_column

TOO_LARGE = "bảng tính quá lớn"
FEWER = "hãy xóa các dòng, cột trống ở cuối hoặc chia thành nhiều tệp"
_Sheets = list[tuple[str, bool]]


class _NoSheet(Exception):
    """The sheet that was asked for does not exist."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


def main() -> int:
    """Answer one request: `(outcome, content)`, where the outcome is "book", "no sheet", "unreadable" or "failed"."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not come between
    request = json.loads(sys.stdin.buffer.read())
    limits = Limits(**request["limits"])
    limit_this_process(limits.memory_bytes, limits.seconds)
    gc.disable()
    answer: tuple[str, Any]
    try:
        answer = "book", read(Path(request["path"]), request["sheet"], limits, every=request["every"])
    except _NoSheet as error:
        answer = "no sheet", error.names
    except Unreadable as error:
        answer = "unreadable", (error.what, error.advice)
    except MemoryError:
        answer = "unreadable", (TOO_LARGE, FEWER)
    except python_calamine.PasswordError:
        answer = "unreadable", (PROTECTED, REMOVE_PASSWORD)
    except Exception as error:  # whatever a parser stumbles over: the file is at fault, not the program
        answer = "failed", _trace(error)
    with answers:
        pickle.dump(answer, answers, protocol=5)
    return 0


def _trace(error: Exception) -> str:
    """Where it went wrong, for the log: without the message, which may quote a cell."""
    places = (f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__))
    return f"{type(error).__name__} at {' > '.join(places)}"


def read(path: Path, sheet: str | None, limits: Limits, *, every: bool = False) -> dict[str, Any]:
    """Read one sheet, without a name the first visible one that holds anything; or `every` sheet that does."""
    kind = kind_of(path)
    if kind is Kind.TEXT:
        text = _read_text(path, sheet, limits)
        return {"sheets": text["sheets"], "every": [text]} if every else text
    read_from = _read_every if every else _read_workbook
    if kind is Kind.XLS:
        return read_from(path, sheet, limits, lambda name: _tally_xls(path, name))
    with zipfile.ZipFile(path) as package:
        _check_packing(package, limits)
        if kind is Kind.ODS:
            tallies = ods.tallies(package)
            for name, found in tallies.items():  # the value reader unpacks all sheets at once
                _check_reach(name, found, limits)
            return read_from(path, sheet, limits, tallies.__getitem__)
        opened = Package(package)
        opened.read_to_the_end("xl/sharedstrings.xml")

        def tally(name: str) -> Tally:
            part = opened.sheet_part(name)
            if part is None:
                raise Unreadable(BROKEN, COPY_AGAIN)
            return opened.tally(part)

        return read_from(path, sheet, limits, tally)


def _check_packing(package: zipfile.ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    if len(entries) > 10_000 or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Unreadable("tệp bung ra quá lớn", FEWER)
    for entry in entries:
        if entry.file_size > max(limits.packing_floor, limits.packing * entry.compress_size):
            raise Unreadable("tệp nén bất thường, bung ra quá lớn", FEWER)


def _check_reach(sheet: str, found: Tally, limits: Limits) -> None:
    if found.rows * found.columns > limits.cells:
        raise Unreadable(f"{TOO_LARGE} (tới dòng {found.rows}, cột {found.columns} của trang «{sheet}»)", FEWER)


def _read_workbook(path: Path, sheet: str | None, limits: Limits, tally: Callable[[str], Tally]) -> dict[str, Any]:
    with path.open("rb") as stream, python_calamine.CalamineWorkbook.from_filelike(stream) as book:
        sheets = _sheets_of(book)
        for name in _wanted(sheet, sheets):
            rows, found = _rows_of(book, name, limits, tally)
            if rows or sheet is not None:
                break
    return _content(sheets, name, rows, found)


def _read_every(path: Path, _sheet: str | None, limits: Limits, tally: Callable[[str], Tally]) -> dict[str, Any]:
    """All sheets that hold anything, each within the limits of one."""
    contents = []
    with path.open("rb") as stream, python_calamine.CalamineWorkbook.from_filelike(stream) as book:
        sheets = _sheets_of(book)
        for name, _hidden in sheets:
            rows, found = _rows_of(book, name, limits, tally)
            if rows:
                contents.append(_content(sheets, name, rows, found))
    return {"sheets": sheets, "every": contents}


def _sheets_of(book: Any) -> _Sheets:
    return [
        (entry.name, entry.visible != python_calamine.SheetVisibleEnum.Visible)
        for entry in book.sheets_metadata
        if entry.typ in (python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetTypeEnum.MacroSheet)
    ]


def _rows_of(
    book: Any, name: str, limits: Limits, tally: Callable[[str], Tally]
) -> tuple[list[list[CellValue]], Tally]:
    found = tally(name)
    _check_reach(name, found, limits)
    rows = _typed(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    return _trimmed(rows, found), found


def _wanted(sheet: str | None, sheets: _Sheets) -> list[str]:
    """The sheets to try, in order."""
    names = [name for name, _hidden in sheets]
    if sheet is not None:
        for same in (str, _folded):
            for name in names:
                if same(name) == same(sheet):
                    return [name]
        raise _NoSheet(names)
    if not names:
        raise Unreadable("sổ tính không có trang nào", COPY_AGAIN)
    return [name for name, hidden in sheets if not hidden] or names


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _typed(rows: list[list[Any]]) -> list[list[CellValue]]:
    """Values as they are stored: a whole number is whole, nothing is None, equal texts are one object."""
    texts: dict[str, str] = {}
    days: dict[Any, Any] = {}
    typed: list[list[CellValue]] = []
    for row in rows:
        line: list[CellValue] = []
        for value in row:
            kind = type(value)
            if kind is str:
                line.append(texts.setdefault(value, value) if value else None)
            elif kind is float:
                line.append(int(value) if -1e15 < value < 1e15 and value.is_integer() else value)
            elif kind is datetime.date or kind is datetime.datetime:
                line.append(days.setdefault(value, value))
            elif kind is datetime.time:
                line.append(value.strftime("%H:%M:%S" if value.second else "%H:%M"))
            elif kind is datetime.timedelta:
                minutes = round(value.total_seconds() / 60)
                line.append(f"{minutes // 60}:{minutes % 60:02}")
            else:
                line.append(value)
        typed.append(line)
    return typed


def _trimmed(rows: list[list[CellValue]], found: Tally) -> list[list[CellValue]]:
    """Cut off the rows and columns after the last value or error; styles alone do not count."""
    errors = [row_and_column(p) for mark, places in found.marked.items() if mark.error for p in places]
    height = max((row for row, _column in errors), default=0)
    width = max((column for _row, column in errors), default=0)
    for number in range(len(rows), height, -1):
        if any(value is not None for value in rows[number - 1]):
            height = number
            break
    for row in rows[:height]:
        for column in range(len(row), width, -1):
            if row[column - 1] is not None:
                width = column
                break
    rows = [row[:width] + [None] * (width - len(row)) for row in rows[:height]]
    rows.extend([None] * width for _missing in range(height - len(rows)))
    return rows


def _content(sheets: _Sheets, name: str, rows: list[list[CellValue]], found: Tally) -> dict[str, Any]:
    """What goes to the parent: plain values alone."""
    height, width = len(rows), len(rows[0]) if rows else 0
    without_value = found.marked[Mark(without_value=True)]
    for number in found.formulas:
        row, column = row_and_column(number)
        if row <= height and column <= width and rows[row - 1][column - 1] is None:
            without_value.append(place(row, column))
    return {
        "sheets": sheets,
        "name": name,
        "rows": rows,
        "merged": [(r.top, r.left, r.bottom, r.right) for r in found.merged],
        "marks": [
            ((mark.without_value, mark.error, mark.struck, mark.font), places.tobytes())
            for mark, places in found.marked.items()
            if places
        ],
        "hidden_rows": [row for row in found.hidden_rows if row <= height],
        "hidden_columns": [column for column in found.hidden_columns if column <= width],
    }


def _tally_xls(path: Path, sheet: str) -> Tally:
    from desktop.excel import xls  # noqa: PLC0415 - xlrd takes longer to load than most sheets take to read

    return xls.tally(path, sheet)


def _read_text(path: Path, sheet: str | None, limits: Limits) -> dict[str, Any]:
    name = path.stem
    if sheet is not None and _folded(sheet) != _folded(name):
        raise _NoSheet([name])
    rows = delimited.rows_of(delimited.decode(path.read_bytes()))
    width = max(map(len, rows), default=0)
    if len(rows) * width > limits.cells:
        raise Unreadable(f"{TOO_LARGE} ({len(rows)} dòng, {width} cột)", FEWER)
    found = Tally()
    return _content([(name, False)], name, _trimmed(rows, found), found)


if __name__ == "__main__":
    sys.exit(main())
