"""Sheets on paper, or as PDF: the printer's dialog, then the same pages as in the preview."""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from desktop.excel.sheet import Sheet
from desktop.ui.sheet_painter import SheetPainter

_PDF_DOTS = 300  # to the inch


def print_sheets(sheets: Sequence[Sheet], parent: QWidget) -> bool:
    """Ask for a printer and print several sheets of one paper as one job; False where the clerk chose not to."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, sheets[0])
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, len(sheets) == 1)
    if len(sheets) == 1:
        dialog.setMinMax(1, len(sheets[0].pages()))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    if len(sheets) == 1:
        print_pages(sheets[0], printer)
    else:
        _paint_all(sheets, printer, printer.resolution())
    return True


def as_pdf(sheets: Sequence[Sheet], title: str) -> bytes:
    """Several sheets of one paper as one PDF document."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QPdfWriter(buffer)
    device.setTitle(title)
    device.setCreator("CanBo")
    device.setResolution(_PDF_DOTS)
    device.setPageLayout(_layout(sheets[0]))
    _paint_all(sheets, device, _PDF_DOTS)
    buffer.close()
    return bytes(buffer.data().data())


def _paint_all(sheets: Sequence[Sheet], device: QPdfWriter | QPrinter, dots: int) -> None:
    brush = QPainter(device)
    is_first = True
    for sheet in sheets:
        pages = SheetPainter(sheet)
        for page in range(len(pages.pages)):
            if not is_first:
                device.newPage()
            is_first = False
            pages.paint(brush, page, dots / 72)
    brush.end()


def _layout(sheet: Sheet) -> QPageLayout:
    """The sheet's paper and direction, to the very edges: the margins are part of the page that is painted."""
    sizes = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}
    turned = QPageLayout.Orientation.Landscape if sheet.paper.landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(sizes[sheet.paper.name]), turned, QMarginsF(0, 0, 0, 0))


def set_up(printer: QPrinter, sheet: Sheet) -> None:
    """Give a printer the paper of a sheet."""
    printer.setPageLayout(_layout(sheet))
    printer.setFullPage(True)
    printer.setDocName(sheet.code)


def print_pages(sheet: Sheet, printer: QPrinter) -> None:
    """Print the pages that were asked for, each as in the preview."""
    pages = SheetPainter(sheet)
    first, last = printer.fromPage() or 1, printer.toPage() or len(pages.pages)
    brush = QPainter(printer)
    for page in range(first - 1, min(last, len(pages.pages))):
        if page > first - 1:
            printer.newPage()
        pages.paint(brush, page, printer.resolution() / 72)
    brush.end()
