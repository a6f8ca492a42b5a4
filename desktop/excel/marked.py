"""A clerk's own rows given back: the headings as they stood, the rows that are wrong, each fault marked in its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.excel.raw import CellValue, Range
from desktop.excel.writer import replace_file

_WRONG = PatternFill("solid", fgColor="FFFDECEA")
_DOUBTFUL = PatternFill("solid", fgColor="FFFEF3E2")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDEST, _NARROWEST = 45, 8


@dataclass(frozen=True)
class CellNote:
    """What to say at a cell: `row` and `column` count from 1 in the sheet that was read."""

    row: int
    column: int
    text: str
    is_error: bool = True


def save_marked(
    path: Path,
    *,
    name: str,
    heading: Sequence[Sequence[CellValue]],
    merged: Sequence[Range],
    rows: Mapping[int, Sequence[CellValue]],
    notes: Sequence[CellNote],
    told: Mapping[int, str],
    told_heading: str,
) -> None:
    """Write a workbook with a sheet's heading (its rows from the first on) and some of its rows below.

    `rows` and `told` are by the row's number in the sheet that was read; `told` fills one more column, `told_heading`.
    Text stays text. Raises EnvironmentRefused where the file cannot be written; an old file is then whole.
    """
    book = Workbook()
    page = book.active
    page.title = name
    width = max(map(len, [*heading, *rows.values()]), default=0)
    for number, cells in enumerate(heading, start=1):
        _put(page, number, cells)
    _put(page, len(heading), [told_heading], width + 1)
    page.cell(len(heading), width + 1).font = Font(bold=True, color="FFB42318")
    for area in merged:
        if area.bottom <= len(heading):
            page.merge_cells(start_row=area.top, start_column=area.left, end_row=area.bottom, end_column=area.right)
    places = {}
    for number, (row, cells) in enumerate(rows.items(), start=len(heading) + 1):
        places[row] = number
        _put(page, number, cells)
        _put(page, number, [told.get(row, "")], width + 1)
        page.cell(number, width + 1).alignment = _WRAPPED
    for note in notes:
        if note.row in places:
            cell = page.cell(places[note.row], note.column)
            cell.fill = _WRONG if note.is_error or cell.fill == _WRONG else _DOUBTFUL
            text = f"{cell.comment.text}\n{note.text}" if cell.comment else note.text
            cell.comment = Comment(text, "CanBo", width=320, height=110)
    for column in range(1, width + 1):
        longest = max((len(_text(cells, column)) for cells in [*heading[-2:], *rows.values()]), default=0)
        page.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(_NARROWEST, longest + 2))
    page.column_dimensions[get_column_letter(width + 1)].width = 70
    page.freeze_panes = page.cell(len(heading) + 1, 1)
    replace_file(path, book.save)


def _put(page: Worksheet, row: int, cells: Sequence[CellValue], first: int = 1) -> None:
    for column, value in enumerate(cells, start=first):
        if value is None:
            continue
        cell = page.cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type, cell.number_format = "s", "@"  # never a formula, codes keep their zeros
        elif isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"


def _text(cells: Sequence[CellValue], column: int) -> str:
    value = cells[column - 1] if column <= len(cells) else None
    return "" if value is None else "31/12/2026" if isinstance(value, date) else str(value)
