"""Workbooks as people keep them: cells where they stand, merged headings, no engine behind.

For the sample unit's own lists and for tests; what the program sends out is written by `desktop.excel.writer`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.domain.errors import EnvironmentRefused

RawCell = str | int | float | Decimal | date | None
_LINE = Border(*(Side(style="thin"),) * 4)


@dataclass
class HandSheet:
    """One sheet: its rows from the first on, areas to merge (top, left, bottom, right; counted from 1), a table's rows.

    `table` is the first and last row that get lines; of these the first `heading` are bold and centred.
    """

    name: str
    rows: list[Sequence[RawCell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    widths: Sequence[float] = ()
    bold: set[int] = field(default_factory=set)
    centred: set[int] = field(default_factory=set)
    table: tuple[int, int] | None = None
    heading: int = 1

    def add(self, *cells: RawCell, bold: bool = False, centred: bool = False) -> int:
        """Add a row and return its number."""
        self.rows.append(cells)
        number = len(self.rows)
        if bold:
            self.bold.add(number)
        if centred:
            self.centred.add(number)
        return number

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))


def write_raw(path: Path, sheets: Sequence[HandSheet]) -> None:
    """Write the sheets as an .xlsx. Raises EnvironmentRefused where the file cannot be written."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    try:
        book.save(path)
    except OSError as error:
        raise EnvironmentRefused(
            f"Không ghi được tệp «{path.name}» ({error.strerror or error}); hãy đóng tệp nếu đang mở, "
            "hoặc chọn thư mục khác."
        ) from error


def _fill(page: Worksheet, sheet: HandSheet) -> None:
    plain, strong = Font(name="Times New Roman", size=11), Font(name="Times New Roman", size=11, bold=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    first, last = sheet.table or (0, -1)
    for number, cells in enumerate(sheet.rows, start=1):
        in_table = first <= number <= last
        in_heading = in_table and number < first + sheet.heading
        for column, value in enumerate(cells, start=1):
            if value is None and not in_table:
                continue
            cell = page.cell(number, column)
            if isinstance(value, str):
                cell.value, cell.data_type, cell.number_format = value, "s", "@"  # text, whatever it looks like
            else:
                cell.value = value
            cell.font = strong if in_heading or number in sheet.bold else plain
            if in_heading or number in sheet.centred:
                cell.alignment = middle
            if in_table:
                cell.border = _LINE
    for top, left, bottom, right in sheet.merges:
        page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for column, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
