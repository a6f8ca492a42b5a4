"""Empty workbooks to type lists into: headings with notes, drop-down lists, one worked example row."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desktop.excel.sheet import FONT
from desktop.excel.writer import replace_file

LISTS = "Danh mục"
_ROWS = 2000  # rows prepared for typing
_HEAD = PatternFill("solid", fgColor="FFE3F2EF")
_MUST = PatternFill("solid", fgColor="FFFEF3E2")
_EXAMPLE = Font(name=FONT, size=11, italic=True, color="FF5B6776")
_LINE = Border(*(Side(style="thin", color="FFBFC7D1"),) * 4)


@dataclass(frozen=True)
class TemplateColumn:
    """One column: its heading, a note for the clerk, an example, and the values to choose from.

    `is_closed`: nothing but the values listed may be typed. `is_text`: what is typed stays text (codes, days, numbers
    with leading zeros); other columns hold numbers.
    """

    heading: str
    note: str = ""
    example: str | int | float = ""
    choices: tuple[str, ...] = ()
    is_closed: bool = False
    is_required: bool = False
    is_text: bool = True
    width: float = 14


def save_template(path: Path, *, title: str, columns: Sequence[TemplateColumn], mark: str) -> None:
    """Write the workbook: headings in the first row, below them the example, whose first cell says `mark`.

    Raises EnvironmentRefused where the file cannot be written; an old file is then whole.
    """
    book = Workbook()
    page = book.active
    page.title = title[:31]
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    order = TemplateColumn("STT", "Số thứ tự; có thể bỏ trống.", mark, is_text=True, width=max(8.0, len(mark) + 2))
    offered: dict[tuple[str, ...], str] = {}
    for number, column in enumerate((order, *columns), start=1):
        letter = get_column_letter(number)
        _head(page, number, column)
        shown = page.cell(2, number, column.example if column.example != "" else None)
        if isinstance(column.example, str):
            shown.data_type = "s" if column.example else "n"
        shown.font, shown.border = _EXAMPLE, _LINE
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = "@" if column.is_text else "General"
        shown.number_format = page.column_dimensions[letter].number_format
        if column.choices:
            if column.choices not in offered:
                offered[column.choices] = _offer(lists, len(offered) + 1, column)
            page.add_data_validation(_validation(column, offered[column.choices], f"{letter}3:{letter}{_ROWS + 2}"))
    page.row_dimensions[1].height = 48
    page.freeze_panes = "D2" if len(columns) > 3 else "A2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.print_title_rows = "1:1"
    replace_file(path, book.save)


def _head(page: Worksheet, number: int, column: TemplateColumn) -> None:
    cell = page.cell(1, number, column.heading)
    cell.font = Font(name=FONT, size=11, bold=True)
    cell.fill = _MUST if column.is_required else _HEAD
    cell.border = _LINE
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if column.note:
        cell.comment = Comment(column.note, "CanBo", width=300, height=120)


def _offer(lists: Worksheet, number: int, column: TemplateColumn) -> str:
    """Put a list on the hidden sheet and return its range."""
    letter = get_column_letter(number)
    lists.cell(1, number, column.heading)
    for row, choice in enumerate(column.choices, start=2):
        cell = lists.cell(row, number, choice)
        cell.data_type = "s"
    return f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(column.choices) + 1}"


def _validation(column: TemplateColumn, source: str, cells: str) -> DataValidation:
    made = DataValidation(type="list", formula1=f"={source}", allow_blank=True, showDropDown=False)
    made.errorStyle = "stop" if column.is_closed else "information"
    made.showErrorMessage = True
    made.errorTitle = column.heading[:32]
    made.error = (
        "Hãy chọn một giá trị trong danh sách."
        if column.is_closed
        else "Giá trị này chưa có trong danh sách; có thể giữ lại nếu đúng."
    )
    made.add(cells)
    return made
