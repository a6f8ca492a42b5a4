"""A sheet on paper: the printer's dialog, then the same pages as in the preview."""

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from desktop.excel.sheet import Sheet
from desktop.ui.sheet_painter import SheetPainter


def print_sheet(sheet: Sheet, parent: QWidget) -> bool:
    """Ask for a printer and print; False where the clerk chose not to."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, sheet)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(sheet.pages()))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    print_pages(sheet, printer)
    return True


def set_up(printer: QPrinter, sheet: Sheet) -> None:
    """The sheet's paper and direction, to the very edges: the margins are part of the page that is painted."""
    sizes = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}
    turned = QPageLayout.Orientation.Landscape if sheet.paper.landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(QPageSize(sizes[sheet.paper.name]), turned, QMarginsF(0, 0, 0, 0)))
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
