"""The preview shows a report's pages as they will print, and is worked by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.excel.report import Column, Group, Heading, Report, Signatures, lay_out, row_number
from desktop.ui.preview import FIT, SheetPreview
from desktop.ui.printing import print_pages, set_up
from desktop.ui.sheet_painter import SheetPainter
from tests.ui.hands import press, show

REPORT = Report(
    "T1",
    "DANH SÁCH THỬ",
    (
        Column("STT", row_number, 5, "order"),
        Column("Họ và tên", lambda row: row[0], 26),
        Group("Ngày sinh", (Column("Nam", lambda _row: None, 11), Column("Nữ", lambda row: row[1], 11))),
        Column("Số lượng", lambda row: row[2], 6, "whole", "sum", rotate=True),
    ),
    landscape=True,
)


def sheet(rows=120, **more):
    people = [(f"Nguyễn Thị Số {n}", "05/09/1985", n) for n in range(rows)]
    return lay_out(REPORT, people, Heading("SỞ Y TẾ", "BỆNH VIỆN"), Signatures("Vinh"), **more)


@pytest.fixture
def preview(qtbot, dressed):
    made = show(qtbot, SheetPreview("Bản xem trước"), 900, 600)
    made.set_sheet(sheet())
    return made


def painted(page_sheet, page=0, scale=1.0):
    painter = SheetPainter(page_sheet)
    width, height = (round(side * scale) for side in painter.size)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    brush = QPainter(image)
    painter.paint(brush, page, scale)
    brush.end()
    return image


def is_blank(image, left, top, right, bottom):
    white = QColor("white").rgb()
    return all(image.pixel(x, y) == white for x in range(left, right) for y in range(top, bottom))


class TestPages:
    def test_they_are_those_of_the_sheet(self, preview):
        assert preview.pages == len(preview.sheet.pages()) > 2
        assert preview.page == 1

    def test_headings_stand_on_every_page(self):
        painter = SheetPainter(sheet())
        top, bottom = painter.sheet.header

        assert list(painter.rows_of(0))[0] == 1
        assert list(painter.rows_of(1))[: bottom - top + 2] == [*range(top, bottom + 1), painter.pages[1][0]]

    def test_every_row_is_painted_once_beside_the_repeated_headings(self):
        painter = SheetPainter(sheet())
        rows = [row for page in range(len(painter.pages)) for row in painter.rows_of(page)]
        heads = range(painter.sheet.header[0], painter.sheet.header[1] + 1)

        assert sorted({*rows}) == list(range(1, len(painter.sheet.rows) + 1))
        assert all(rows.count(row) == (len(painter.pages) if row in heads else 1) for row in {*rows})


class TestPaint:
    def test_a_page_is_white_paper_to_its_edges_with_ink_inside_its_margins(self):
        image = painted(sheet())
        width, height = image.width(), image.height()

        assert is_blank(image, 0, 0, width, 30)
        assert is_blank(image, 0, 0, 26, height)
        assert is_blank(image, width - 26, 0, width, height)
        assert not is_blank(image, 30, 36, width - 30, height - 60)

    def test_the_number_of_the_page_stands_in_the_lower_margin(self):
        image = painted(sheet())
        middle = image.width() // 2

        assert not is_blank(image, middle - 40, image.height() - 44, middle + 40, image.height() - 15)

    def test_a_draft_says_so_in_the_upper_margin(self):
        plain, draft = painted(sheet()), painted(sheet(draft=True))
        middle = plain.width() // 2

        assert is_blank(plain, middle - 60, 14, middle + 60, 34)
        assert not is_blank(draft, middle - 60, 14, middle + 60, 34)

    def test_the_table_is_as_wide_as_the_paper_lets_it_be(self):
        small = sheet(5)
        wide = replace(small, widths=tuple(width * 3 for width in small.widths))

        assert wide.scale < 0.5
        assert is_blank(painted(wide), 0, 0, 26, 100)


class TestKeys:
    def test_page_down_and_up_turn_pages(self, preview, qtbot):
        with qtbot.waitSignal(preview.turned):
            press(preview, Qt.Key.Key_PageDown)
        assert preview.page == 2
        press(preview, Qt.Key.Key_PageDown)
        assert preview.page == 3
        press(preview, Qt.Key.Key_PageUp)
        assert preview.page == 2

    def test_end_and_home(self, preview):
        press(preview, Qt.Key.Key_End)
        assert preview.page == preview.pages
        press(preview, Qt.Key.Key_Home)
        assert preview.page == 1

    def test_zoom_fits_the_width_or_is_as_on_paper(self, preview):
        assert preview.is_fitted
        assert not preview.horizontalScrollBar().maximum()
        fitted = preview.zoom
        preview.set_zoom(1.0)
        assert preview.zoom == 1.0
        assert preview.horizontalScrollBar().maximum() > 0
        press(preview, "Ctrl+=")
        assert preview.zoom == 1.25
        press(preview, "Ctrl+-")
        press(preview, "Ctrl+-")
        assert preview.zoom == 0.75
        press(preview, "Ctrl+0")
        assert preview.zoom == fitted

    def test_the_page_in_view_stays_while_zooming_and_resizing(self, preview):
        preview.show_page(3)
        preview.set_zoom(1.5)
        assert preview.page == 3
        preview.set_zoom(FIT)
        preview.resize(700, 500)
        assert preview.page == 3

    def test_without_a_sheet_there_is_nothing_to_turn(self, preview):
        preview.set_sheet(None, "Chọn một báo cáo")
        press(preview, Qt.Key.Key_PageDown)

        assert (preview.page, preview.pages, preview.sheet) == (0, 0, None)


class TestPrinter:
    def printer(self, tmp_path, printed):
        made = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(tmp_path / "x.pdf"))
        set_up(made, printed)
        return made

    def test_each_page_becomes_one_of_a4_landscape(self, qapp, tmp_path):
        printed = sheet()
        printer = self.printer(tmp_path, printed)
        print_pages(printed, printer)
        made = (tmp_path / "x.pdf").read_bytes()

        assert made.count(b"/Type /Page\n") == len(printed.pages())
        assert b"/MediaBox [0 0 842" in made or b"/MediaBox [0 0 841" in made

    def test_only_the_pages_that_were_asked_for(self, qapp, tmp_path):
        printed = sheet()
        printer = self.printer(tmp_path, printed)
        printer.setFromTo(2, 3)
        print_pages(printed, printer)

        assert (tmp_path / "x.pdf").read_bytes().count(b"/Type /Page\n") == 2
