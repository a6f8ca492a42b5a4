"""Workbooks: an import against openpyxl merely reading the same sheet, a report against a writer of the same cells."""

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side

from desktop.cli.measuring.figure import Figure, Measured, beside, timed
from desktop.cli.terminal import whole
from desktop.excel.sheet import FONT, Sheet, Style
from desktop.excel.writer import write
from desktop.services import importing, reporting
from desktop.services.importing.carrying import carry_out
from desktop.services.progress import run
from desktop.services.sample.books import write_sample_books
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate
from desktop.services.workspace import Workspace
from desktop.storage.connection import DataFile, open_file

_ROWS = 1_000


def importing_staff(folder: Path, today: date, password: str, runs: int) -> list[Figure]:
    """Reading, comparing and writing a list of 1,000 people into an encrypted file; and taking that back."""
    book = write_sample_books(generate(staff=_ROWS, as_of=today), folder / "books")["staff"]
    empty = folder / "empty.canbo"
    Workspace.create(empty, password, today=today).close()
    key = open_file(empty, password).key
    numbers = count()

    def fresh() -> Workspace:
        path = folder / f"import-{next(numbers)}.canbo"
        shutil.copy(empty, path)
        workspace = Workspace.on(DataFile(path, key), today=today, user="bench")
        workspace.catalogue, workspace.policy  # noqa: B018 - read when the program starts, not with each import
        return workspace

    def ours() -> float:
        workspace = fresh()
        taken = timed(lambda: run(carry_out(workspace, run(importing.plan(workspace, book, "staff")))))()
        workspace.close()
        return taken

    def write_alone(step: Callable[[Workspace], object]) -> Measured:
        def measure() -> float:
            workspace = fresh()
            agreed = run(importing.plan(workspace, book, "staff"))
            began = time.perf_counter()
            run(carry_out(workspace, agreed))
            written = time.perf_counter() - began
            began = time.perf_counter()
            undone = step(workspace)
            taken = time.perf_counter() - began
            workspace.close()
            return taken if undone else written

        return measure

    def reading() -> None:
        sheet = load_workbook(book, read_only=True, data_only=True).worksheets[0]
        for _row in sheet.iter_rows(values_only=True):
            pass

    return [
        beside("Nhập 1.000 người (đọc, so, ghi)", ours, "openpyxl chỉ đọc trang đó", timed(reading), runs, 1.0),
        beside(
            "Hoàn tác lần nhập đó",
            write_alone(lambda workspace: workspace.database.undo()),
            "ghi lần nhập đó",
            write_alone(lambda workspace: None),
            runs,
        ),
    ]


def reports(folder: Path, today: date, runs: int) -> list[Figure]:
    """Writing two reports of 900 people beside XlsxWriter, and beside openpyxl, writing the same cells and styles."""
    workspace = Workspace.create(folder / "reports.canbo", None, today=today, user="bench")
    run(fill(workspace.database, generate(as_of=today)))
    found = []
    for code in ("F06", "BM01-A"):
        sheets = run(reporting.build(workspace, code)).sheets
        cells = sum(1 for sheet in sheets for _cell in sheet.cells())
        for name, other in _writers().items():
            found.append(
                beside(
                    f"Ghi báo cáo {code} ({whole(cells)} ô)",
                    timed(lambda sheets=sheets: write(sheets, folder / "ours.xlsx")),  # type: ignore[misc]
                    f"{name} ghi cùng các ô",
                    timed(lambda sheets=sheets, other=other: other(sheets[0], folder / "other.xlsx")),  # type: ignore[misc]
                    runs,
                )
            )
    workspace.close()
    return found


Writer = Callable[[Sheet, Path], None]


def _writers() -> dict[str, Writer]:
    found: dict[str, Writer] = {"openpyxl": _with_openpyxl}
    try:
        import xlsxwriter  # noqa: F401, PLC0415 - only where the tools for tests are installed
    except ImportError:
        return found
    return {"XlsxWriter": _with_xlsxwriter, **found}


def _with_openpyxl(sheet: Sheet, path: Path) -> None:
    book = Workbook()
    page = book.active
    looks = {name: _look(style) for name, style in sheet.styles.items()}
    for cell in sheet.cells():
        value = f"={cell.formula}" if cell.formula else cell.value
        made = page.cell(cell.row, cell.column, value)
        made.font, made.alignment, made.border, made.number_format = looks[cell.style]
    for area in sheet.merges:
        page.merge_cells(str(area))
    book.save(path)


def _look(style: Style) -> tuple[Font, Alignment, Border, str]:
    line = Side("thin") if style.border else Side()
    return (
        Font(name=FONT, size=style.size, bold=style.bold, italic=style.italic),
        Alignment(horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap),
        Border(left=line, right=line, top=line, bottom=line),
        style.number_format,
    )


def _with_xlsxwriter(sheet: Sheet, path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as scratch, xlsxwriter.Workbook(path, {"tmpdir": scratch}) as book:
        page = book.add_worksheet()
        looks = {
            name: book.add_format(
                {
                    "font_name": FONT,
                    "font_size": style.size,
                    "bold": style.bold,
                    "italic": style.italic,
                    "align": style.horizontal,
                    "valign": "vcenter",
                    "text_wrap": style.wrap,
                    "border": int(style.border),
                    "num_format": style.number_format,
                }
            )
            for name, style in sheet.styles.items()
        }
        for cell in sheet.cells():
            place, look = (cell.row - 1, cell.column - 1), looks[cell.style]
            if cell.formula:
                page.write_formula(*place, f"={cell.formula}", look, cell.value)
            elif cell.value is None:
                page.write_blank(*place, None, look)
            elif isinstance(cell.value, str):
                page.write_string(*place, cell.value, look)
            elif isinstance(cell.value, date):
                page.write_datetime(*place, cell.value, look)
            else:
                page.write_number(*place, float(cell.value), look)
