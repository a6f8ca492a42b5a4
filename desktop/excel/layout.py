"""From a sheet as it was read to the table on it: its headings, its rows, and what was left out, with the reason.

Real workbooks hold titles above, groups and totals between, signatures below. A row that may be a person is never left
out; of what is left out nothing is lost without a word: every row with content is a heading, a row or `skipped`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.errors import UserError
from desktop.domain.text import clean, label_key, search_key
from desktop.excel.heading import (
    ORDER,
    Header,
    Heading,
    column_letter,
    find_heading,
    heading_at,
    is_column_numbers,
)
from desktop.excel.raw import CellValue, Mark, RawSheet

__all__ = ["Header", "NoTable", "Table", "TableRow", "column_letter", "find_table"]


class NoTable(UserError):
    """No row of the sheet looks like the heading of a table."""


@dataclass(frozen=True)
class TableRow:
    """One row: `row` is the sheet's own number, `cells` stand in the order of the table's headers.

    `group` is the heading of the group above ("Khoa Nội"), `marks` tell what is odd, by the sheet's column.
    """

    row: int
    cells: tuple[CellValue, ...]
    group: str | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    header_rows: list[int]
    headers: list[Header]
    rows: list[TableRow]
    skipped: list[tuple[int, str]]


def find_table(sheet: RawSheet, known: Callable[[str], float], header_rows: tuple[int, int] | None = None) -> Table:
    """Find the table of a sheet.

    `known` says how surely a heading names a field, from 0 to 1; it is asked for a column's last text alone and for
    its whole path joined by " › ". `header_rows` (first and last) settles the heading when the clerk has pointed it out.
    A column that has values but no heading gets a header with an empty path. Raises `NoTable`.
    """
    heading = heading_at(sheet, *header_rows) if header_rows else find_heading(sheet, known)
    if heading is None or not heading.headers:
        raise NoTable(
            f"Không nhận ra dòng tiêu đề cột trong trang «{sheet.name}»; hãy chọn đúng trang, "
            "hoặc chỉ ra dòng tiêu đề có các cột như «Họ và tên», «Ngày sinh»."
        )
    body = _Body(sheet, heading)
    body.read()
    headers = _all_headers(heading, body.kept, sheet)
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    for (row, column), mark in sheet.marks.items():
        marks[row][column] = mark
    rows = [
        TableRow(row, tuple(values[h.column - 1] for h in headers), group, marks.get(row, {}), row in sheet.hidden_rows)
        for row, values, group in body.kept
    ]
    return Table(list(range(heading.first, heading.last + 1)), headers, rows, sorted(body.skipped))


_Kept = tuple[int, Sequence[CellValue], str | None]


def _all_headers(heading: Heading, kept: Sequence[_Kept], sheet: RawSheet) -> list[Header]:
    headed = {header.column: header for header in heading.headers}
    unheaded = [column for column in range(1, sheet.width + 1) if column not in headed]
    for column in unheaded:
        if any(_is_filled(values[column - 1]) for _row, values, _group in kept):
            headed[column] = Header(column, ())
    return [headed[column] for column in sorted(headed)]


ABOVE = "phía trên bảng"
COLUMN_NUMBERS = "dòng số thứ tự cột"
HEADING_AGAIN = "tiêu đề lặp lại"
NUMBER_ONLY = "chỉ có số thứ tự"
FORMULA_ONLY = "chỉ có công thức chưa tính hoặc bị lỗi"
TOTAL = "dòng tổng cộng"
SIGNATURE = "phần ký tên dưới bảng"
NOTE = "ghi chú"

# Read with their marks: «Tống» and «Tô» are family names, «tổng» and «tổ» are not.
_TOTAL = re.compile(r"(tổng cộng|tổng số|tổng|cộng|tong cong|tong so|total)(?![\w])", re.IGNORECASE)
_UNIT = re.compile(
    r"(khoa|phòng|trung tâm|ban|tổ|đội|trạm|bộ phận|đơn nguyên|bệnh viện|khối|viện|nhóm|các|chi bộ|đảng bộ|chi nhánh"
    r"|cơ sở|lãnh đạo|hợp đồng|biên chế|đơn vị|văn phòng|phân hiệu|phòng khám)(?![\w])",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?=[IVXLC])(?:X{0,3}|XL|L)(?:IX|IV|V?I{0,3})")
_NUMBERED = re.compile(r"^(?:(?=[IVXL])[IVXL]+|[A-HĐ]|\d{1,2})(?:[.):]+\s*|\s+[-–]\s+|\s*/\s*)(?=\S)")
_COUNTED = re.compile(r"\s*(?:[(:–-]\s*)+\d+\s*(?:người|nhân viên|viên chức|đ/c|đồng chí|nv)?\s*\)?\s*$", re.IGNORECASE)
_ORDINAL = re.compile(r"\d{1,5}(?:\.\d{1,3})*[.)]?")
_DATED = re.compile(r"([^,]{0,60},\s*)?ngay\s*[\d.…_ ]*\s*thang\s*[\d.…_ ]*\s*nam\b")
_SIGNED = re.compile(
    r"nguoi (lap|tong hop|bao cao|ky)\b|thu truong|ky ten|\(?ky\b.*ho ten|xac nhan cua|noi nhan|(tm|kt|tl)\. "
)
_OFFICE = re.compile(
    r"(pho )?(giam doc|truong phong|truong khoa|hieu truong|chu tich|ke toan)|phu trach|t/?m |xac nhan|truong don vi|phong |khoa "
)
_REMARK = re.compile(r"(ghi chu|chu thich|luu y|chu y|danh sach (nay |tren )?(co|gom)|an dinh danh sach|nguon)\b|[*(]")
_LONG = 100
_FEW_TEXTS = 4  # a row with more is neither a total nor a group nor a signature


class _Body:
    """Goes through the rows under a heading and judges each."""

    def __init__(self, sheet: RawSheet, heading: Heading) -> None:
        self.kept: list[_Kept] = []
        self.skipped: list[tuple[int, str]] = []
        self._sheet, self._heading = sheet, heading
        self._columns = [header.column for header in heading.headers]
        self._order = next(
            (h.column for h in heading.headers if label_key(h.path[-1]) in ORDER or label_key(h.path[0]) in ORDER), None
        )
        self._many = max(3, (2 * len(self._columns) + 4) // 5)  # so many filled cells speak for a row of the table
        self._merged_across = {(m.top, m.left): m.width for m in sheet.merged if m.top > heading.end and m.width > 1}
        # Cells that would hold something, had their formulas been computed.
        self._owing = {
            row
            for (row, column), mark in sheet.marks.items()
            if (mark.without_value or mark.error) and column != self._order
        }
        self._group: str | None = None
        self._ended = self._after_heading = False

    def read(self) -> None:
        heading = self._heading
        for row in range(1, heading.first):
            if any(map(_is_filled, self._sheet.rows[row - 1])):
                self.skipped.append((row, ABOVE))
        self.skipped.extend((row, COLUMN_NUMBERS) for row in heading.numbers)
        carried = self._carried()
        for row in range(heading.end + 1, len(self._sheet.rows) + 1):
            values: Sequence[CellValue] = self._sheet.rows[row - 1]
            if not any(map(_is_filled, values)):
                if row in self._owing:
                    self.skipped.append((row, FORMULA_ONLY))
                continue
            if row in carried:
                values = [carried[row].get(column, value) for column, value in enumerate(values, 1)]
            if reason := self._reason_to_skip(row, values):
                self.skipped.append((row, reason))
            else:
                self.kept.append((row, values, self._group))

    def _carried(self) -> dict[int, dict[int, CellValue]]:
        """Values of cells merged downwards: they hold for every row that the reader sees them beside."""
        carried: dict[int, dict[int, CellValue]] = defaultdict(dict)
        for merged in self._sheet.merged:
            if merged.width == 1 and merged.height > 1 and merged.top > self._heading.end:
                value = self._sheet.cell(merged.top, merged.left)
                if _is_filled(value):
                    for row in range(merged.top + 1, min(merged.bottom, len(self._sheet.rows)) + 1):
                        carried[row][merged.left] = value
        return carried

    def _reason_to_skip(self, row: int, values: Sequence[CellValue]) -> str:
        """Why a row is left out; empty for a row of the table. Groups, ends and headings on the way are remembered."""
        after_heading, self._after_heading = self._after_heading, False
        numbered = self._order is not None and is_ordinal(values[self._order - 1])
        if numbered and not after_heading and len(values) - values.count(None) > _FEW_TEXTS:
            return ""  # most rows of most tables
        filled = [
            (column, value)
            for column, value in enumerate(values, 1)
            if value is not None and (value.__class__ is not str or _is_filled(value))
        ]
        if numbered:
            others = [(column, value) for column, value in filled if column != self._order]
            if not others:
                return "" if row in self._owing else NUMBER_ONLY
            if after_heading and is_column_numbers(filled):
                return COLUMN_NUMBERS
            if len(others) == 1 and isinstance(others[0][1], str) and _UNIT.match(clean(others[0][1])):
                return self._begin_group(clean(others[0][1]))
            return ""
        if self._repeats_heading(filled) or (after_heading and is_column_numbers(filled)):
            self._after_heading, self._ended = True, False
            return HEADING_AGAIN if not is_column_numbers(filled) else COLUMN_NUMBERS
        if len(filled) >= self._many and sum(isinstance(value, str) for _column, value in filled) > _FEW_TEXTS:
            return ""
        texts = [clean(value) for _column, value in filled if isinstance(value, str)]
        if texts and _TOTAL.match(texts[0]) and len(texts) <= 2:
            return TOTAL
        if texts and len(texts) == len(filled) and len(texts) <= _FEW_TEXTS and _is_signature(texts):
            self._ended = True
            return SIGNATURE
        if self._ended and len(filled) < self._many:
            return SIGNATURE
        if len(filled) == 1 and texts and (_REMARK.match(search_key(texts[0])) or len(texts[0]) > _LONG):
            return NOTE
        if group := self._group_of(row, filled, texts):
            return self._begin_group(group)
        return ""

    def _begin_group(self, text: str) -> str:
        self._group = _COUNTED.sub("", _NUMBERED.sub("", text, count=1)).rstrip(" :.") or text
        return f"dòng nhóm «{self._group}»"

    def _repeats_heading(self, filled: Sequence[tuple[int, CellValue]]) -> bool:
        headings = {header.column: header for header in self._heading.headers}
        return len(filled) >= min(2, len(self._columns)) and all(
            isinstance(value, str) and column in headings and label_key(value) in map(label_key, headings[column].path)
            for column, value in filled
        )

    def _group_of(self, row: int, filled: Sequence[tuple[int, CellValue]], texts: Sequence[str]) -> str:
        """The text of a row that heads a group; empty for any other row. Counts may stand in it, further texts not."""
        if not texts or len(texts) > 2 or not isinstance(filled[0][1], str):
            return ""
        first = filled[0][0]
        if len(texts) == 2:
            in_order = first == self._order or (self._order is None and len(filled) == 2)
            numbering = texts[0].rstrip(".):")
            if in_order and (_ROMAN.fullmatch(numbering) or (self._order is not None and len(numbering) == 1)):
                return texts[1]
            if _COUNTED.fullmatch(f": {texts[1]}") and self._heads_group(row, first, texts[0]):
                return texts[0]
            return ""
        if len(filled) > 2 and first != self._order:
            return ""
        if len(filled) > 1 and self._order is None:
            return ""
        return texts[0] if self._heads_group(row, first, texts[0]) else ""

    def _heads_group(self, row: int, column: int, text: str) -> bool:
        across = self._merged_across.get((row, column), 1)
        return (
            (column == self._order and len(self._columns) > 1)
            or across >= min(3, len(self._columns))
            or (len(self._columns) > 1 and bool(_UNIT.match(text) or _NUMBERED.match(text)))
        )


def is_ordinal(value: CellValue) -> bool:
    """A number of the order column: 1, 1.0, "01", "2."; Roman numerals count groups, not people."""
    if isinstance(value, str):
        return bool(_ORDINAL.fullmatch(clean(value)))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_filled(value: CellValue) -> bool:
    return value is not None and (not isinstance(value, str) or not value.isspace())


def _is_signature(texts: Sequence[str]) -> bool:
    keys = [search_key(text) for text in texts]
    clear = [bool(_DATED.match(key) or _SIGNED.match(key)) for key in keys]
    return any(clear) and all(sure or bool(_OFFICE.match(key)) for key, sure in zip(keys, clear, strict=True))
