"""Sheets and plain lists to files. The only module that writes workbooks.

openpyxl makes everything but the cells: styles, page set-up, names, properties. The rows are written here as text into
the finished archive: openpyxl cannot store the value of a formula beside the formula, so that mail programs, telephones
and Excel's Protected View would show empty totals; and it is several times faster. Equal content gives equal bytes.
"""

import csv
import errno
import hashlib
import io
import math
import os
import re
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as ScratchCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.excel.measure import text_width
from desktop.excel.pictures import declare, drawing_of
from desktop.excel.sheet import FONT, POINTS_PER_CHARACTER, Area, Sheet, Style, letters

_EPOCH = date(1899, 12, 30).toordinal()
_LONGEST = 32_767  # characters in a cell
_MOST_ROWS = 1_048_576
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can hold: bytes do not depend on the clock
_CLOCK = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_SHEET_PART = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WINDOWS_DISK_FULL = {39, 112}


@dataclass(frozen=True)
class _Body:
    """What openpyxl does not write of a sheet: its cells as text, their extent, merged areas, further parts."""

    rows: Iterable[str]
    extent: Area
    merges: Sequence[Area] = ()
    end: str = ""  # elements that stand last in the sheet
    parts: Mapping[str, bytes] = field(default_factory=dict)


def write(sheets: Sheet | Sequence[Sheet], path: Path | str) -> str:
    """Write one or several sheets as a workbook; return the SHA-256 of its bytes (hexadecimal).

    Raises UserError where a figure does not hold (unless the sheet is a draft), EnvironmentRefused where the file
    cannot be written. In both cases a file that was there before is whole, and nothing is left beside it.
    """
    found = [sheets] if isinstance(sheets, Sheet) else list(sheets)
    if not found:
        raise ValueError("a workbook needs a sheet")
    for sheet in found:
        if sheet.faults and not sheet.draft:
            raise UserError(
                f"Chưa xuất biểu {sheet.code}: có {len(sheet.faults)} chỗ số liệu không khớp, tệp cũ không bị thay đổi. "
                f"{sheet.faults[0].message} Hãy sửa số liệu rồi xuất lại, hoặc xuất bản dự thảo."
            )
    book = _book(found[0].title, found[0].unit)
    looks: dict[Style, int] = {}
    bodies = []
    for number, sheet in enumerate(found, start=1):
        page = _page(book, sheet)
        ids = {name: _style_id(page, style, looks) for name, style in sheet.styles.items()}
        shown = drawing_of(sheet, number)
        bodies.append(_Body(_sheet_rows(sheet, ids), sheet.print_area, sheet.merges, shown.end, shown.parts))
    if any(sheet.draft for sheet in found):
        book.properties.contentStatus = "Dự thảo"
    return replace_file(Path(path), lambda file: _pack(book, bodies, file))


def save_table(
    path: Path | str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "Danh sách",
    unit: str = "",
    widths: Sequence[float] = (),
) -> str:
    """Save a plain list; return the SHA-256 of the file. The ending decides: .xlsx, or .csv for everything else.

    Cells: str, int, float, Decimal, bool (Có, Không), date, datetime, PartialDate, None. In .xlsx text stays text
    (codes keep their zeros, nothing becomes a formula), with filter and frozen headings. In .csv (UTF-8 with mark,
    semicolons, decimal comma, for Vietnamese Excel) text that would start a formula gets a leading apostrophe.
    Without `widths` (characters) the columns fit the first 200 rows. Raises like `write`.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        return replace_file(target, lambda file: _csv(headers, rows, file))
    return save_tables(target, [PlainTable(title, headers, rows)], title=title, unit=unit, widths=widths)


@dataclass(frozen=True)
class PlainTable:
    """A plain list on a sheet of its own."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[object]]


def save_tables(
    path: Path | str, tables: Sequence[PlainTable], *, title: str, unit: str = "", widths: Sequence[float] = ()
) -> str:
    """Save plain lists as the sheets of one .xlsx, each like `save_table` does; return the SHA-256 of the file."""
    book, looks = _book(title, unit), dict[Style, int]()
    bodies = [_list_page(book, table, looks, widths) for table in tables]
    return replace_file(Path(path), lambda file: _pack(book, bodies, file))


def _list_page(book: Workbook, table: PlainTable, looks: dict[Style, int], widths: Sequence[float]) -> _Body:
    headers = table.headers
    body = table.rows if isinstance(table.rows, Sequence) else list(table.rows)
    if len(body) >= _MOST_ROWS:
        raise UserError("Danh sách dài quá một trang tính (1.048.575 dòng); hãy lọc bớt hoặc xuất ra tệp .csv.")
    extent = Area(1, 1, len(body) + 1, len(headers))
    page = _new_page(book, table.title)
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    _set_up(page, landscape=len(headers) > 6)
    for column, header in enumerate(headers, start=1):
        wide = max(
            (text_width(_listed(row[column - 1]), 11) / POINTS_PER_CHARACTER + 2 for row in body[:200]), default=0.0
        )
        fit = max(8.0, text_width(header, 11, bold=True) / POINTS_PER_CHARACTER + 4, min(60.0, wide))
        page.column_dimensions[letters(column)].width = round(widths[column - 1] if widths else fit, 1)
    plain = Style(wrap=False)
    ids = {
        str: _style_id(page, Style(wrap=False, number_format="@"), looks),
        date: _style_id(page, Style(wrap=False, horizontal="center", number_format="dd/mm/yyyy"), looks),
        float: _style_id(page, plain, looks),
    }
    head = Style(bold=True, horizontal="center", border=True, fill="F2F2F2", number_format="@")
    head_id = _style_id(page, head, looks)
    page.auto_filter.ref = str(extent)

    def lines() -> Iterator[str]:
        for row, values in enumerate(chain([headers], body), start=1):
            yield f'<row r="{row}">'
            for column, raw in enumerate(values, start=1):
                value = _plain(raw)
                kind = str if isinstance(value, str) else date if isinstance(value, date) else float
                yield _cell(f"{letters(column)}{row}", value, head_id if row == 1 else ids[kind])
            yield "</row>"

    return _Body(lines(), extent)


# --- the workbook without its cells ---------------------------------------------------------------------------------


def _book(title: str, unit: str) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    # The font of the style "Normal" decides how wide a column is; openpyxl has no public way to change it.
    book._fonts[0] = Font(name=FONT, size=11, family=1)  # noqa: SLF001
    book.calculation.fullCalcOnLoad = False  # the values are there: Excel need not ask to save at closing
    book.properties.title = _legal(title)
    book.properties.creator = _legal(unit) or "CanBo"
    return book


def _new_page(book: Workbook, wanted: str) -> Worksheet:
    name = re.sub(r"[\[\]:*?/\\']", "-", _legal(wanted)).strip()[:27] or "Trang"
    taken = {title.casefold() for title in book.sheetnames}
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    return book.create_sheet(free)


def _set_up(page: Worksheet, *, landscape: bool, paper: int = 9, fitted: bool = True) -> None:
    setup = page.page_setup
    setup.paperSize, setup.orientation = paper, "landscape" if landscape else "portrait"
    if fitted:  # a page that is fitted may pass over its breaks: a layout with breaks of its own is fitted already
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        setup.fitToWidth, setup.fitToHeight = 1, 0
    page.print_options.horizontalCentered = True
    page.oddFooter.center.text = f'&"{FONT},Regular"&10Trang &P/&N'


def _page(book: Workbook, sheet: Sheet) -> Worksheet:
    page = _new_page(book, sheet.code)
    paper = sheet.paper
    _set_up(page, landscape=paper.landscape, paper=paper.number, fitted=sheet.breaks is None)
    margins = page.page_margins
    margins.left, margins.right, margins.top, margins.bottom = paper.left, paper.right, paper.top, paper.bottom
    margins.header, margins.footer = paper.header, paper.footer
    if sheet.draft:
        page.oddHeader.center.text = f'&"{FONT},Bold"&20&KA6A6A6DỰ THẢO'
    for column, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[letters(column)].width = width
    for row in (sheet.page_break,) if sheet.breaks is None else sheet.breaks:
        if row:
            page.row_breaks.append(Break(id=row - 1))
    if sheet.breaks is not None:  # of several sheets in a workbook each counts its own pages
        page.page_setup.firstPageNumber, page.page_setup.useFirstPageNumber = 1, True
        page.oddFooter.center.text = f'&"{FONT},Regular"&10Trang &P/{len(sheet.breaks) + 1}'
    if sheet.footer:
        told = _legal(sheet.footer).replace("&", "&&")
        page.oddFooter.left.text = f'&"{FONT},Regular"&9{told}'
    page.freeze_panes = sheet.freeze or None
    page.sheet_view.zoomScale = sheet.zoom
    page.print_area = str(sheet.print_area)
    if not sheet.has_header:
        page.sheet_view.showGridLines = False
        return page
    page.print_title_rows = f"{sheet.header[0]}:{sheet.header[1]}"
    # A code such as F06 would be read as a cell; the prefix makes it a name.
    name = "BIEU_" + (re.sub(r"\W", "_", sheet.code) or "_")
    page.defined_names[name] = DefinedName(name, attr_text=f"'{page.title}'!{sheet.table.fixed}")
    return page


def _style_id(page: Worksheet, style: Style, known: dict[Style, int]) -> int:
    """The number of a style in the workbook: each is registered once, cells only name it."""
    if style not in known:
        cell = ScratchCell(page, row=1, column=1)
        cell.font = Font(
            name=FONT,
            family=1,
            size=style.size,
            bold=style.bold,
            italic=style.italic,
            underline="single" if style.underline else None,
            color=f"FF{style.colour or '000000'}",
        )
        cell.alignment = Alignment(
            horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap, text_rotation=style.rotate
        )
        if style.border:
            side = Side(style="thin")
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        elif style.ruled:
            cell.border = Border(bottom=Side(style="dotted"))
        if style.fill:
            cell.fill = PatternFill("solid", fgColor=f"FF{style.fill}")
        cell.number_format = style.number_format
        cell.quotePrefix = style.quoted
        known[style] = cell.style_id
    return known[style]


# --- the cells ------------------------------------------------------------------------------------------------------


def _sheet_rows(sheet: Sheet, ids: Mapping[str, int]) -> Iterator[str]:
    for row, (cells, height) in enumerate(zip(sheet.rows, sheet.heights, strict=True), start=1):
        # Without customHeight the height is a first guess, which Excel and LibreOffice may better.
        held = ' customHeight="1"' if row in sheet.fitted else ""
        yield f'<row r="{row}" ht="{height:g}"{held}>'
        for cell in cells:
            yield _cell(f"{letters(cell.column)}{row}", cell.value, ids[cell.style], cell.formula)
        yield "</row>"


def _cell(place: str, value: object, style: int, formula: str = "") -> str:
    head = f'<c r="{place}" s="{style}"'
    if formula:
        shown = f' t="str"><f>{escape(formula)}</f><v></v></c>'
        return head + (f"><f>{escape(formula)}</f><v>{_number(value)}</v></c>" if value not in (None, "") else shown)
    if value is None or value == "":
        return head + "/>"
    if isinstance(value, str):
        text = escape(_ESCAPE_LIKE.sub("_x005F_", _legal(value)))
        if len(value) > _LONGEST:
            raise UserError(
                f"Nội dung ô {place} dài quá {_LONGEST} ký tự nên Excel không nhận; hãy rút gọn rồi xuất lại."
            )
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
        return f'{head} t="inlineStr"><is><t{space}>{text}</t></is></c>'
    return f"{head}><v>{_number(value)}</v></c>"


def _number(value: object) -> str:
    if isinstance(value, date):
        serial = value.toordinal() - _EPOCH
        if isinstance(value, datetime):
            return repr(serial + (value.hour * 3600 + value.minute * 60 + value.second) / 86_400)
        return str(serial)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(value)
    return str(value)


def _legal(text: str) -> str:
    """Text without the characters that a workbook cannot hold."""
    return _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _plain(value: object) -> object:
    """A value of a list as a cell holds it."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, PartialDate):
        return value.day or value.show()
    if value is None or isinstance(value, str | int | float | Decimal | date):
        return value
    raise TypeError(f"{type(value).__name__} cannot stand in a cell")


def _listed(value: object) -> str:
    """A value of a list as text: dd/mm/yyyy, decimal comma."""
    value = _plain(value)
    if isinstance(value, datetime):
        return f"{show_day(value.date())} {value:%H:%M:%S}"
    if isinstance(value, date):
        return show_day(value)
    if isinstance(value, float | Decimal):
        return f"{value}".replace(".", ",")
    return "" if value is None else str(value)


def _csv(headers: Sequence[str], rows: Iterable[Sequence[object]], file: IO[bytes]) -> None:
    def safe(value: object) -> str:
        text = _listed(value)
        return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_SIGNS) else text

    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    sheet = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in chain([headers], rows):
        sheet.writerow([safe(value) for value in row])
    text.detach()


# --- the file -------------------------------------------------------------------------------------------------------


def _pack(book: Workbook, bodies: Sequence[_Body], file: IO[bytes]) -> None:
    """The archive that openpyxl makes, with the rows put into its sheets."""
    shell = io.BytesIO()
    book.save(shell)
    with zipfile.ZipFile(shell) as parts, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = parts.read(name)
            if match := _SHEET_PART.fullmatch(name):
                with archive.open(entry, "w") as part:
                    _fill(part, content.decode(), bodies[int(match[1]) - 1])
                continue
            if name == "docProps/core.xml":
                content = _CLOCK.sub(b"", content)
            if name == "[Content_Types].xml":
                content = declare(content, [part for body in bodies for part in body.parts])
            archive.writestr(entry, content)
        for name, content in (part for body in bodies for part in body.parts.items()):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _fill(part: IO[bytes], shell: str, body: _Body) -> None:
    head, empty, tail = shell.partition("<sheetData></sheetData>")
    if not empty:
        raise ValueError("openpyxl writes an empty sheet in another way")
    head = re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{body.extent}"', head, count=1)
    part.write(f"{head}<sheetData>".encode())
    pieces = iter(body.rows)
    while block := "".join(islice(pieces, 20_000)):
        part.write(block.encode())
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in body.merges)
    counted = f'<mergeCells count="{len(body.merges)}">{merges}</mergeCells>' if merges else ""
    if body.end:
        tail = tail.replace("</worksheet>", f"{body.end}</worksheet>")
    part.write(f"</sheetData>{counted}{tail}".encode())


def replace_file(path: Path, fill: Callable[[IO[bytes]], None]) -> str:
    """Write a file aside and swap it in; return the SHA-256 of its bytes."""
    # Made like any file of the folder: one of mkstemp would stay closed to everybody else on a shared drive.
    aside = path.parent / f"~canbo-{secrets.token_hex(6)}.tmp"
    try:
        with open(aside, "x+b") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.replace(aside, path)
    except OSError as error:
        raise EnvironmentRefused(_refusal(path, error)) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return digest


def _refusal(path: Path, error: OSError) -> str:
    safe = "tệp cũ (nếu có) vẫn còn nguyên"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"Không tìm thấy thư mục «{path.parent}» nên chưa ghi được tệp; hãy chọn thư mục khác rồi xuất lại."
    if error.errno in _DISK_FULL or getattr(error, "winerror", None) in _WINDOWS_DISK_FULL:
        return f"Ổ đĩa đã đầy nên chưa ghi được «{path.name}», {safe}; hãy xóa bớt hoặc chọn ổ đĩa khác rồi xuất lại."
    if isinstance(error, IsADirectoryError):
        return f"«{path.name}» là tên một thư mục nên chưa ghi được tệp; hãy đặt tên khác rồi xuất lại."
    if isinstance(error, PermissionError):
        return (
            f"Chưa ghi được «{path.name}», {safe}: tệp đang mở trong Excel hoặc thư mục không cho ghi; "
            "hãy đóng tệp đó hoặc chọn thư mục khác rồi xuất lại."
        )
    return f"Chưa ghi được «{path.name}», {safe} ({error.strerror or error}); hãy chọn nơi khác rồi xuất lại."


# --- reading back ---------------------------------------------------------------------------------------------------


def as_text(source: Path | str | Workbook) -> str:
    """A workbook as lines to compare in tests: cells (formulas as such, text like '=1), merged areas, page set-up, names.

    Empty cells at the end of a line are left out; dates read yyyy-mm-dd.
    """
    book = source if isinstance(source, Workbook) else load_workbook(source)
    lines: list[str] = []
    for page in book.worksheets:
        lines.append(f"[{page.title}]")
        for row in page.iter_rows():
            lines.append(" | ".join(_told(cell) for cell in row).rstrip(" |"))
        setup, scope = page.page_setup, page.defined_names
        lines += sorted((str(area) for area in page.merged_cells.ranges), key=_by_place)
        lines.append(
            f"paper {setup.paperSize} {setup.orientation} fit {setup.fitToWidth}x{setup.fitToHeight}"
            f" titles {page.print_title_rows or '-'} area {page.print_area or '-'} freeze {page.freeze_panes or '-'}"
            f"{''.join(f' break {cut.id}' for cut in page.row_breaks.brk)}"
        )
        lines += [f"{name} = {scope[name].attr_text}" for name in sorted(scope)]
    return "\n".join(lines)


def _told(cell: Any) -> str:
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    text = "" if value is None else str(value).replace("\n", "⏎")
    return f"'{text}" if text.startswith("=") and cell.data_type == "s" else text


def _by_place(area: str) -> tuple[int, int, str]:
    column, row = re.match(r"([A-Z]+)(\d+)", area).groups()  # type: ignore[union-attr]
    return int(row), len(column), area
