"""A paper form on pages: nothing cut, nothing torn apart that belongs together, headings of tables again on each page."""

import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop.excel.form import (
    Column,
    Corner,
    Entry,
    Form,
    Line,
    Note,
    PhotoBeside,
    Prose,
    Section,
    Signer,
    Signing,
    Table,
    Titles,
)
from desktop.excel.form_sheet import lay_out_form
from desktop.excel.measure import height_of, text_width, wrapped
from desktop.excel.pictures import image_of
from desktop.excel.writer import write

HEADINGS = ("Từ tháng/năm", "Đơn vị công tác")
COLUMNS = (Column(HEADINGS[0], 20, "center"), Column(HEADINGS[1], 80))
SIGNING = Signing(
    Signer("Người khai", "(Ký tên)", "Đỗ Thị Ánh", words="Tôi xin cam đoan"),
    Signer("Giám đốc", "(Ký tên, đóng dấu)", "Trần Văn Ký", above="Huế, ngày 22 tháng 11 năm 2026"),
)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x04\x08\x02\x00\x00\x00" + b"\x00" * 8
)  # the beginning of a picture of 3 x 4
WORDS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyABĐ0123456789=@,", min_size=1, max_size=60)
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)


def lay(*parts, **more):
    return lay_out_form(Form("VC001", "Sơ yếu lý lịch - Đỗ Ánh", parts, **more))


def text_of(sheet, row):
    return " ".join(str(cell.value) for cell in sheet.rows[row - 1] if cell.value)


def page_of(sheet, row):
    return next(n for n, (first, last) in enumerate(sheet.pages()) if first <= row <= last)


def rows_with(sheet, text):
    return [row for row in range(1, len(sheet.rows) + 1) if text in text_of(sheet, row)]


def lines(count):
    return [Line(Entry(f"{n}) Mục: ", f"giá trị {n}")) for n in range(count)]


class TestLines:
    def test_entries_stand_beside_each_other_as_far_as_they_fit(self):
        sheet = lay(Line(Entry("6) Dân tộc: ", "Kinh"), Entry("7) Tôn giáo: ", "Không")))
        assert [text_of(sheet, row) for row in range(1, len(sheet.rows) + 1)] == [
            "6) Dân tộc:  Kinh 7) Tôn giáo:  Không"
        ]

    def test_what_does_not_fit_goes_on_in_the_next_row_in_its_order(self):
        long = "Trường Đại học Y Dược " * 3
        sheet = lay(Line(Entry("a: ", "1"), Entry("b: ", long.strip()), Entry("c: ", "3")))
        told = [text_of(sheet, row) for row in range(1, len(sheet.rows) + 1)]
        assert " ".join(told).split() == f"a: 1 b: {long} c: 3".split()

    def test_an_empty_value_keeps_a_dotted_place(self):
        sheet = lay(Line(Entry("2) Tên gọi khác: ")))
        dotted = [cell for cell in sheet.cells() if sheet.styles[cell.style].ruled]
        assert len(dotted) > 20

    def test_a_value_longer_than_its_line_takes_several(self):
        sheet = lay(Line(Entry("28) Công việc: ", "khám và điều trị " * 40)))
        assert sheet.heights[0] > 5 * 14

    def test_a_long_label_stands_over_its_value(self):
        sheet = lay(
            Line(Entry("Khai rõ từng việc một cách đầy đủ, thời gian nào, ở đâu, với ai, về việc gì: ", "chữ " * 60))
        )
        assert text_of(sheet, 1).startswith("Khai rõ")
        assert text_of(sheet, 2).startswith("chữ")

    @settings(max_examples=60, deadline=None)
    @given(label=WORDS, value=TEXTS, is_bold=st.booleans())
    def test_every_text_has_the_height_it_needs_and_loses_no_word(self, label, value, is_bold):
        sheet = lay(Line(Entry(f"{label}: ", value, bold=is_bold)))
        room = dict(enumerate(sheet.column_points, start=1))
        areas = {(area.top, area.left): area for area in sheet.merges}
        for row, cells in enumerate(sheet.rows, start=1):
            assert sheet.heights[row - 1] <= 409
            for cell in (c for c in cells if c.value and c.style != "label"):
                area = areas.get((row, cell.column))
                width = sum(room[c] for c in range(cell.column, (area.right if area else cell.column) + 1))
                style = sheet.styles[cell.style]
                assert sheet.heights[row - 1] >= height_of(str(cell.value), width, style.size, style.bold) - 0.5
        shown = "".join(text_of(sheet, row) for row in range(1, len(sheet.rows) + 1))
        assert "".join(shown.split()) == "".join(f"{label}:{value}".split())


class TestPages:
    def test_the_page_is_wide_enough_for_its_columns_in_every_program(self):
        sheet = lay(*lines(3))
        assert len(sheet.widths) * 2.0 * 5.5 <= sheet.paper.printable[0]  # LibreOffice takes 5.5 points for a character
        assert sheet.scale == 1.0

    @settings(max_examples=40, deadline=None)
    @given(before=st.integers(0, 80), rows=st.integers(0, 90), after=st.integers(0, 60))
    def test_no_page_is_overfull_and_nothing_is_torn_apart(self, before, rows, after):
        table = Table(COLUMNS, [(f"0{n % 9 + 1}/2020", f"Đơn vị {n}") for n in range(rows)])
        sheet = lay(*lines(before), Section("33) QUÁ TRÌNH"), table, *lines(after), SIGNING)
        room = sheet.paper.printable[1]
        for first, last in sheet.pages():
            assert sum(sheet.heights[first - 1 : last]) <= room
        (section,), heads = rows_with(sheet, "33) QUÁ TRÌNH"), rows_with(sheet, HEADINGS[1])
        assert heads[0] == section + 1
        assert page_of(sheet, section) == page_of(sheet, section + 2)
        (declared,), (signed,) = rows_with(sheet, "cam đoan"), rows_with(sheet, "Trần Văn Ký")
        assert page_of(sheet, declared) == page_of(sheet, signed)
        assert text_of(sheet, sheet.pages()[page_of(sheet, signed)][0]) not in ("", "Huế, ngày 22 tháng 11 năm 2026")
        body = (
            rows_with(sheet, "Đơn vị ")[1:] if not rows else [r for r in rows_with(sheet, "Đơn vị ") if r not in heads]
        )
        assert len(body) == rows
        assert {page_of(sheet, row) for row in body} <= {page_of(sheet, row) for row in heads}

    def test_pages_begin_where_the_workbook_breaks(self, tmp_path):
        sheet = lay(*lines(120), footer="Đỗ Ánh & con")
        write(sheet, tmp_path / "f.xlsx")
        page = load_workbook(tmp_path / "f.xlsx").active
        assert [cut.id + 1 for cut in page.row_breaks.brk] == list(sheet.breaks)
        assert page.page_setup.fitToHeight is None or not page.sheet_properties.pageSetUpPr.fitToPage
        assert page.oddFooter.center.text.endswith(f"Trang &P/{len(sheet.pages())}")
        assert page.oddFooter.left.text.endswith("Đỗ Ánh && con")
        assert page.print_title_rows is None

    def test_a_row_longer_than_any_page_is_told_in_several(self):
        told = " ".join(f"chữ{n}" for n in range(1500))
        sheet = lay(Table(COLUMNS, [("2020", told)]))
        assert len(sheet.pages()) > 1
        shown = " ".join(text_of(sheet, row) for row in range(1, len(sheet.rows) + 1))
        assert [word for word in shown.split() if word.startswith("chữ")] == told.split()

    def test_blank_rows_of_a_table_stand_together(self):
        for before in range(30, 45):
            sheet = lay(*lines(before), Table(COLUMNS, (), blank=4))
            head = rows_with(sheet, HEADINGS[1])
            assert len(head) == 1
            assert page_of(sheet, head[0]) == page_of(sheet, len(sheet.rows) - 1)


class TestThePhoto:
    PARTS = (Titles(("SƠ YẾU LÝ LỊCH",)), *lines(4))

    def test_the_frame_is_4_by_6_centimetres_and_asks_for_a_photo(self):
        sheet = lay(PhotoBeside(self.PARTS))
        frame = next(area for area in sheet.merges if area.bottom > area.top)
        assert sum(sheet.column_points[frame.left - 1 : frame.right]) == pytest.approx(113.4, abs=3)
        assert sum(sheet.heights[frame.top - 1 : frame.bottom]) == pytest.approx(170, abs=20)
        assert "4 x 6" in str(sheet.at(frame.top, frame.left).value)
        assert not sheet.pictures

    def test_a_photo_stands_inside_the_frame_of_the_workbook(self, tmp_path):
        sheet = lay(PhotoBeside(self.PARTS, PNG))
        write([sheet, lay(*lines(2)), sheet], tmp_path / "f.xlsx")
        with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
            names = archive.namelist()
            assert archive.read("xl/media/form1_1.png") == archive.read("xl/media/form3_1.png") == PNG
            assert b'Extension="png"' in archive.read("[Content_Types].xml")
            assert archive.read("[Content_Types].xml").count(b'Extension="png"') == 1
            assert b"<drawing" not in archive.read("xl/worksheets/sheet2.xml")
            assert b'r:id="rId1"' in archive.read("xl/worksheets/sheet3.xml")
        assert {"xl/drawings/drawing1.xml", "xl/worksheets/_rels/sheet3.xml.rels"} <= set(names)
        assert len(names) == len(set(names))

    def test_what_is_no_picture_is_told(self):
        assert image_of(PNG) == ("png", 3, 4)
        assert image_of(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x10\x00\x0c\x03") == ("jpeg", 12, 16)
        assert image_of(b"GIF89a") is None
        assert image_of(PNG[:20]) is None


class TestTheWorkbook:
    def test_what_was_typed_is_text_whatever_it_looks_like(self, tmp_path):
        sheet = lay(
            Corner("Mẫu 2C"),
            Line(Entry("28) Công việc: ", "=SUM(A1:A9)")),
            Prose("@chữ\n+dòng hai"),
            Table(COLUMNS, [("01/2020", "=1+1"), ("2,34", "-2")]),
            Note("(ghi chú)"),
        )
        write(sheet, tmp_path / "f.xlsx")
        page = load_workbook(tmp_path / "f.xlsx").active
        values = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in values} == {"s"}
        assert {"=SUM(A1:A9)", "=1+1", "-2", "@chữ\n+dòng hai"} <= {cell.value for cell in values}
        assert all(cell.number_format == "@" for cell in values)

    def test_equal_forms_give_equal_bytes(self, tmp_path):
        made = [write(lay(*lines(50), SIGNING), tmp_path / f"{n}.xlsx") for n in range(2)]
        assert made[0] == made[1]


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, width=st.floats(20, 400))
def test_wrapped_lines_fit_and_keep_every_letter(text, width):
    found = wrapped(text, width, 12)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(line.strip()) <= 1 or text_width(line.strip(), 12) <= max(width - 4, 8.4) + 1e-6 for line in found)
