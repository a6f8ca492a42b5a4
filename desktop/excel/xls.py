"""What a value reader hides in .xls (Excel 97–2003), told by xlrd."""

import os
from pathlib import Path

import xlrd

from desktop.excel.raw import Mark, Range
from desktop.excel.tally import Tally, is_old_font, place


def tally(path: Path, sheet: str) -> Tally:
    """Look through one sheet of an .xls file."""
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        xlrd.open_workbook(path, logfile=nowhere, formatting_info=True, ragged_rows=True, on_demand=True) as book,
    ):
        return _tally(book, book.sheet_by_name(sheet))


def _tally(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Tally:
    found = Tally()
    for top, below, left, behind in sheet.merged_cells:
        found.merged.append(Range(top + 1, left + 1, below, behind))
    found.hidden_rows.update(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    found.hidden_columns.update(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    marks = _marks_by_style(book)
    for row in range(sheet.nrows):
        kinds, styles = sheet.row_types(row), [sheet.cell_xf_index(row, c) for c in range(sheet.row_len(row))]
        for column, (kind, style) in enumerate(zip(kinds, styles, strict=True)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            found.reach(row + 1, column + 1)
            mark = marks[style]
            if kind == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(sheet.cell_value(row, column), "#")
                mark = (mark or Mark()) | Mark(error=text)
            if mark is not None:
                found.marked[mark].append(place(row + 1, column + 1))
    return found


def _marks_by_style(book: xlrd.Book) -> list[Mark | None]:
    marks: list[Mark | None] = []
    for style in book.xf_list:
        font = book.font_list[style.font_index]
        mark = Mark(struck=bool(font.struck_out), font=font.name if is_old_font(font.name) else "")
        marks.append(mark if mark != Mark() else None)
    return marks
