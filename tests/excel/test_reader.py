import datetime
import io
import os
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.excel.reader import Cancelled, Limits, Mark, Range, read_book
from tests.excel.raw_books import ods, xlsx

STAFF_2003 = Path(__file__).parents[1] / "data" / "staff_2003.xls"
PEOPLE = [
    ["TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Hệ số", "Đảng viên"],
    [1, "Nguyễn Văn Ất", date(1985, 9, 5), "022085000123", 2.34, True],
    [2, "Trần Thị Bính", "3/1990", "022190000456", 3.0, None],
]


def workbook(path: Path, rows: list[list[object]], title: str = "DS") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return book


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(EnvironmentRefused) as caught:
        read_book(path, **options)
    told = str(caught.value)
    assert path.name in told
    assert "\n" not in told
    assert told.endswith(".")
    return told


# What is read


def test_values_keep_the_type_they_are_stored_with(tmp_path):
    workbook(tmp_path / "ds.xlsx", PEOPLE)

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert sheet.name == "DS"
    assert sheet.rows[1] == [1, "Nguyễn Văn Ất", date(1985, 9, 5), "022085000123", 2.34, True]
    assert [type(value) for value in sheet.rows[1]] == [int, str, date, str, float, bool]
    assert sheet.rows[2] == [2, "Trần Thị Bính", "3/1990", "022190000456", 3, None]


def test_the_rectangle_begins_at_a1_so_that_rows_keep_their_numbers(tmp_path):
    book = openpyxl.Workbook()
    book.active["C4"] = "Họ và tên"
    book.save(tmp_path / "ds.xlsx")

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert sheet.rows == [[None, None, None]] * 3 + [[None, None, "Họ và tên"]]
    assert sheet.cell(4, 3) == "Họ và tên"
    assert sheet.cell(5, 3) is None


def test_times_and_moments(tmp_path):
    moment = datetime.datetime.combine(date(2026, 1, 2), datetime.time(3, 4))
    workbook(tmp_path / "ds.xlsx", [[datetime.time(7, 30), datetime.timedelta(hours=26), moment]])

    assert read_book(tmp_path / "ds.xlsx").sheet.rows == [["07:30", "26:00", moment]]


def test_the_first_visible_sheet_with_anything_on_it_is_taken_unless_one_is_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    book.create_sheet("Danh mục").append(["A"])
    book["Danh mục"].sheet_state = "hidden"
    book.create_sheet("Khoa Nội").append(["B"])
    book.save(tmp_path / "ds.xlsx")

    read = read_book(tmp_path / "ds.xlsx")

    assert [(sheet.name, sheet.hidden) for sheet in read.sheets] == [
        ("Bìa", False),
        ("Danh mục", True),
        ("Khoa Nội", False),
    ]
    assert read.sheet.name == "Khoa Nội"
    assert read_book(tmp_path / "ds.xlsx", "Danh mục").sheet.rows == [["A"]]
    assert read_book(tmp_path / "ds.xlsx", " khoa nội ").sheet.rows == [["B"]]
    assert read_book(tmp_path / "ds.xlsx", "Bìa").sheet.rows == []


def test_a_sheet_that_does_not_exist_names_those_that_do(tmp_path):
    workbook(tmp_path / "ds.xlsx", PEOPLE)

    with pytest.raises(UserError, match="không có trang «Khoa Ngoại»; hãy chọn một trong các trang: «DS»") as caught:
        read_book(tmp_path / "ds.xlsx", "Khoa Ngoại")

    assert not isinstance(caught.value, EnvironmentRefused)


def test_merged_ranges_hidden_rows_and_hidden_columns(tmp_path):
    book = workbook(tmp_path / "ds.xlsx", PEOPLE)
    book.active.merge_cells("C1:D1")
    book.active.merge_cells("A1:A2")
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["E"].hidden = True
    book.save(tmp_path / "ds.xlsx")

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert sheet.merged == (Range(1, 1, 2, 1), Range(1, 3, 1, 4))
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {5}


def test_struck_cells_old_fonts_and_formulas_never_computed_are_marked(tmp_path):
    book = workbook(tmp_path / "ds.xlsx", PEOPLE)
    book.active["B2"].font = Font(strike=True)
    book.active["B3"].font = Font(name=".VnTime")
    book.active["D3"].font = Font(name="VNI-Times", strike=True)
    book.active["E3"] = "=E2+1"
    book.active["F9"].font = Font(strike=True)  # empty: nothing to say
    book.save(tmp_path / "ds.xlsx")

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert sheet.marks == {
        (2, 2): Mark(struck=True),
        (3, 2): Mark(font=".VnTime"),
        (3, 4): Mark(font="VNI-Times", struck=True),
        (3, 5): Mark(without_value=True),
    }
    assert sheet.cell(3, 5) is None


def test_error_cells_are_marked_even_at_the_edge(tmp_path):
    xlsx(
        tmp_path / "ds.xlsx",
        '<sheetData><row r="1"><c r="A1" t="e"><f>B9</f><v>#REF!</v></c><c r="B1"><v>7</v></c></row>'
        '<row r="3"><c r="D3" t="e"><v>#N/A</v></c></row></sheetData>',
    )

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert sheet.rows == [[None, 7, None, None], [None] * 4, [None] * 4]
    assert {place: mark.error for place, mark in sheet.marks.items()} == {(1, 1): "#REF!", (3, 4): "#N/A"}


def test_a_formula_with_a_value_is_a_value(tmp_path):
    xlsx(
        tmp_path / "ds.xlsx",
        '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="str"><f>A1&amp;"x"</f><v>2x</v></c></row></sheetData>',
    )

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert sheet.rows == [[2, None, "2x"]]
    assert sheet.marks == {}


@pytest.mark.parametrize(
    "worksheet",
    [
        '<x:worksheet xmlns:x="{ns}"><x:sheetData><x:row r="2" hidden="1"><x:c r="B2" t="e"><x:v>#N/A</x:v></x:c><x:c r="C2"><x:v>5</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="B2:B3"/></x:mergeCells></x:worksheet>',
        "<worksheet xmlns='{ns}'><sheetData><row r='2' hidden='true'><c t='e' r='B2'><v>#N/A</v></c><c r='C2'><v>5</v></c></row></sheetData><mergeCells><mergeCell ref='B2:B3'/></mergeCells></worksheet>",
        '<worksheet xmlns="{ns}"><sheetData><row/><row hidden="1"><c/><c t="e"><v>#N/A</v></c><c><v>5</v></c></row></sheetData><!-- <c r="Z9"> --><mergeCells><mergeCell ref="B2:B3"/></mergeCells></worksheet>',
    ],
    ids=["namespace prefix", "single quotes", "no references"],
)
def test_every_legal_way_to_write_a_sheet_is_understood(tmp_path, worksheet):
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xlsx(tmp_path / "ds.xlsx", worksheet=worksheet.replace("{ns}", namespace))

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert sheet.rows == [[None] * 3, [None, None, 5]]
    assert sheet.marks == {(2, 2): Mark(error="#N/A")}
    assert sheet.hidden_rows == {2}
    assert sheet.merged == (Range(2, 2, 3, 2),)


def test_styled_empty_cells_far_below_are_cut_off(tmp_path):
    book = workbook(tmp_path / "ds.xlsx", PEOPLE)
    for row in (900, 1_048_576):
        book.active.cell(row, 16_384).font = Font(bold=True)
    book.save(tmp_path / "ds.xlsx")

    sheet = read_book(tmp_path / "ds.xlsx").sheet

    assert (len(sheet.rows), sheet.width) == (3, 6)


@given(
    rows=st.lists(
        st.lists(
            st.none()
            | st.booleans()
            | st.integers(-(10**12), 10**12)
            | st.integers(-(10**9), 10**9).map(lambda n: n / 1000)
            | st.dates(date(1930, 1, 1), date(2090, 1, 1))
            | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda t: t[0] != "="),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_cells_comes_back(tmp_path, rows):
    workbook(tmp_path / "ds.xlsx", rows)

    read = read_book(tmp_path / "ds.xlsx").sheet.rows

    width = max((place for row in rows for place, value in enumerate(row, 1) if value is not None), default=0)
    while rows and all(value is None for value in rows[-1]):
        rows = rows[:-1]
    assert read == [(row + [None] * width)[:width] for row in rows]


# The other formats


def test_an_excel_2003_workbook(tmp_path):
    book = read_book(STAFF_2003)

    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Danh sách", False), ("Ẩn", True)]
    assert book.sheet.rows[3] == [1, "Nguyễn Văn Ất", date(1985, 9, 5), None, 2.34, None]
    assert book.sheet.rows[5] == [3, "Lª V¨n §inh", "1979", None, 3, "0022090001234"]
    assert Range(2, 3, 2, 4) in book.sheet.merged
    assert book.sheet.hidden_rows == {5}
    assert book.sheet.hidden_columns == {6}
    assert book.sheet.marks == {
        (5, 2): Mark(struck=True),
        (5, 5): Mark(error="#REF!"),
        (6, 2): Mark(font=".VnTime"),
    }


def test_an_opendocument_sheet(tmp_path):
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    ods(
        tmp_path / "ds.ods",
        "<table:table-column/><table:table-column table:visibility='collapse'/><table:table-column/>"
        "<table:table-row>"
        + cell.format(' table:number-columns-spanned="2"', "Ngày sinh")
        + "<table:covered-table-cell/>"
        + cell.format(' table:style-name="ce1"', "Ghi chú")
        + '</table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        '<table:table-row table:visibility="filter"><table:table-cell office:value-type="date" office:date-value="1985-09-05"/>'
        '<table:table-cell/><table:table-cell office:value-type="float" office:value="2.34"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048572"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        styles='<style:style style:name="ce1" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid" style:font-name=".VnTime"/></style:style>',
    )

    sheet = read_book(tmp_path / "ds.ods").sheet

    assert sheet.rows == [["Ngày sinh", None, "Ghi chú"], [None] * 3, [None] * 3, [date(1985, 9, 5), None, 2.34]]
    assert sheet.merged == (Range(1, 1, 1, 2),)
    assert sheet.hidden_rows == {4}
    assert sheet.hidden_columns == {2}
    assert sheet.marks == {(1, 3): Mark(struck=True, font=".VnTime")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_text_table_in_every_usual_encoding_and_separator(tmp_path, encoding, separator):
    lines = ["TT|Họ và tên|Số CCCD|Hệ số", '1|"Nguyễn Văn Ất"|022085000123|"2,34"', "", "2|Trần Thị Bính||3"]
    (tmp_path / "ds.csv").write_bytes("\r\n".join(lines).replace("|", separator).encode(encoding))

    book = read_book(tmp_path / "ds.csv")

    assert book.sheet.name == "ds"
    assert book.sheet.rows == [
        ["TT", "Họ và tên", "Số CCCD", "Hệ số"],
        ["1", "Nguyễn Văn Ất", "022085000123", "2,34"],
        [None] * 4,
        ["2", "Trần Thị Bính", None, "3"],
    ]


def test_a_text_table_in_windows_1258(tmp_path):
    in_1258 = "Ho\u0323 va\u0300 tên,Nguyê\u0303n Thi\u0323 Đa\u0300o".encode("cp1258")
    (tmp_path / "ds.csv").write_bytes(in_1258)

    assert read_book(tmp_path / "ds.csv").sheet.rows == [["Ho\u0323 va\u0300 tên", "Nguyê\u0303n Thi\u0323 Đa\u0300o"]]


def test_text_of_an_old_font_is_left_as_it_is_stored(tmp_path):
    (tmp_path / "ds.csv").write_bytes("Hä vµ tªn;NguyÔn V¨n §øc".encode("cp1252"))

    assert read_book(tmp_path / "ds.csv").sheet.rows == [["Hä vµ tªn", "NguyÔn V¨n §øc"]]


def test_a_line_for_excel_that_names_the_separator(tmp_path):
    (tmp_path / "ds.csv").write_text("sep=|\r\nA;B|C\r\n", encoding="utf-8")

    assert read_book(tmp_path / "ds.csv").sheet.rows == [[None, None], ["A;B", "C"]]


def test_the_kind_is_told_by_the_bytes_not_by_the_name(tmp_path):
    workbook(tmp_path / "ds.xls", PEOPLE)
    (tmp_path / "ds.xlsx").write_bytes(STAFF_2003.read_bytes())
    (tmp_path / "bang.xls").write_bytes("TT\tHọ tên\n1\tĐỗ Ánh".encode())

    assert read_book(tmp_path / "ds.xls").sheet.cell(2, 2) == "Nguyễn Văn Ất"
    assert read_book(tmp_path / "ds.xlsx").sheet.cell(4, 2) == "Nguyễn Văn Ất"
    assert read_book(tmp_path / "bang.xls").sheet.rows == [["TT", "Họ tên"], ["1", "Đỗ Ánh"]]


def test_names_with_marks_and_spaces_open(tmp_path):
    path = tmp_path / "Danh sách – khoa Nội (bản cuối).xlsx"
    workbook(path, PEOPLE)

    assert read_book(path).path == path


def test_a_book_that_is_open_in_excel_is_read_all_the_same(tmp_path):
    workbook(tmp_path / "ds.xlsx", PEOPLE)
    (tmp_path / "~$ds.xlsx").write_bytes(b"\x05Admin")

    assert read_book(tmp_path / "ds.xlsx").sheet.cell(1, 2) == "Họ và tên"


# What is refused, in one sentence


def test_a_missing_file_a_folder_and_an_empty_file(tmp_path):
    (tmp_path / "trong.xlsx").touch()

    assert refusal(tmp_path / "khong-co.xlsx").startswith("Không tìm thấy tệp")
    assert "đây là thư mục" in refusal(tmp_path)
    assert "tệp trống" in refusal(tmp_path / "trong.xlsx")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may open every file")
def test_a_file_without_permission(tmp_path):
    workbook(tmp_path / "ds.xlsx", PEOPLE)
    (tmp_path / "ds.xlsx").chmod(0)

    assert "không có quyền mở" in refusal(tmp_path / "ds.xlsx")


_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (_OLE2 + "EncryptedPackage\0".encode("utf-16-le"), "tệp được đặt mật khẩu mở; hãy mở bằng Excel, bỏ mật khẩu"),
        (_OLE2 + "WordDocument\0".encode("utf-16-le"), "đây là văn bản Word"),
        (b"%PDF-1.7\n%\xe2\xe3", "đây là tệp PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "đây là tệp ảnh PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "đây là tệp ảnh JPEG"),
        (b"{\\rtf1\\ansi", "đây là văn bản RTF"),
        (b"Rar!\x1a\x07\x00", "đây là tệp nén RAR"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0", "đây là một chương trình"),
        (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "đây là trang web (HTML) mang tên tệp Excel"),
        ("<table><tr><td>1".encode("utf-16"), "đây là trang web (HTML) mang tên tệp Excel"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "sổ tính XML 2003"),
        (b"\0\x01\x02\x03" * 100, "tệp không phải là sổ tính"),
        (_OLE2 + "Workbook\0".encode("utf-16-le"), "tệp bị hỏng"),
        (b"PK\x03\x04" + bytes(100), "tệp bị hỏng hoặc chép chưa trọn"),
    ],
)
def test_a_file_that_is_something_else_is_called_by_its_name(tmp_path, content, told):
    (tmp_path / "ds.xls").write_bytes(content)

    assert told in refusal(tmp_path / "ds.xls")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"word/document.xml": "<d/>"}, "đây là văn bản Word"),
        ({"ppt/presentation.xml": "<d/>"}, "đây là bài trình chiếu"),
        ({"xl/workbook.bin": ""}, "sổ tính nhị phân .xlsb"),
        ({"ảnh.jpg": "", "danh-sach.xlsx": ""}, "đây là tệp nén ZIP"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "đây là văn bản Word"),
        ({"xl/workbook.xml": "<workbook/>"}, "tệp"),
    ],
)
def test_other_packages_are_called_by_their_name(tmp_path, parts, told):
    with zipfile.ZipFile(tmp_path / "ds.xlsx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)

    assert told in refusal(tmp_path / "ds.xlsx")


def test_a_protected_opendocument_sheet(tmp_path):
    ods(tmp_path / "ds.ods", "", manifest="<manifest:encryption-data/>")

    assert "tệp được đặt mật khẩu mở" in refusal(tmp_path / "ds.ods")


def test_a_workbook_cut_short_or_damaged_anywhere(tmp_path):
    workbook(tmp_path / "goc.xlsx", PEOPLE)
    whole = (tmp_path / "goc.xlsx").read_bytes()

    for length in (len(whole) // 3, len(whole) - 30):
        (tmp_path / "ds.xlsx").write_bytes(whole[:length])
        assert "tệp bị hỏng" in refusal(tmp_path / "ds.xlsx")

    xlsx(tmp_path / "xml.xlsx", worksheet="<worksheet><sheetData><row r='1'><c r='A1'>")
    assert "tệp bị hỏng" in refusal(tmp_path / "xml.xlsx")


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_read_or_refused_never_a_traceback(tmp_path, data):
    whole = bytearray(STAFF_2003.read_bytes())
    for _times in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "ds.xls").write_bytes(whole)

    try:
        read = len(read_book(tmp_path / "ds.xls").sheet.rows)
    except EnvironmentRefused as refused:
        read = -len(str(refused))

    assert read != 0


# What would bring the program down


def test_two_cells_that_span_the_whole_sheet_are_refused(tmp_path):
    xlsx(
        tmp_path / "ds.xlsx",
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    )

    assert "bảng tính quá lớn (tới dòng 1048576, cột 16384 của trang «DS»)" in refusal(tmp_path / "ds.xlsx")


def test_a_cell_beyond_the_last_column_is_refused(tmp_path):
    xlsx(tmp_path / "ds.xlsx", '<sheetData><row r="1"><c r="ZZZZZZ1"><v>1</v></c></row></sheetData>')

    assert "tệp bị hỏng" in refusal(tmp_path / "ds.xlsx")


def test_a_cell_repeated_over_the_whole_sheet_is_refused(tmp_path):
    ods(
        tmp_path / "ds.ods",
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
        'office:value-type="float" office:value="1"/></table:table-row>',
    )

    assert "bảng tính quá lớn" in refusal(tmp_path / "ds.ods")


def test_a_zip_bomb_is_refused(tmp_path):
    xlsx(tmp_path / "ds.xlsx", xl__sharedStrings=" " * (40 * 2**20))

    assert "tệp nén bất thường" in refusal(tmp_path / "ds.xlsx")
    assert "bung ra quá lớn" in refusal(tmp_path / "ds.xlsx", limits=Limits(unpacked_bytes=2**20))


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path):
    xlsx(tmp_path / "ds.xlsx", xl__sharedStrings=" " * (40 * 2**20))
    real, told = struct.pack("<I", 40 * 2**20), struct.pack("<I", 1000)
    (tmp_path / "ds.xlsx").write_bytes((tmp_path / "ds.xlsx").read_bytes().replace(real, told))

    assert "tệp bị hỏng" in refusal(tmp_path / "ds.xlsx")


def test_entities_that_multiply_are_refused(tmp_path):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 10))
    xlsx(
        tmp_path / "ds.xlsx",
        worksheet=f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "aaaa">{entities}]><worksheet>&e9;</worksheet>',
    )

    assert "tệp bị hỏng" in refusal(tmp_path / "ds.xlsx")


def test_too_large_a_file_and_too_many_cells(tmp_path):
    workbook(tmp_path / "ds.xlsx", PEOPLE)
    (tmp_path / "ds.csv").write_text("a,b\n" * 10, encoding="utf-8")

    assert "tệp quá lớn" in refusal(tmp_path / "ds.xlsx", limits=Limits(file_bytes=100))
    assert "bảng tính quá lớn" in refusal(tmp_path / "ds.xlsx", limits=Limits(cells=10))
    assert "bảng tính quá lớn (10 dòng, 2 cột)" in refusal(tmp_path / "ds.csv", limits=Limits(cells=10))


@pytest.mark.skipif(os.name != "posix", reason="on Windows the limit is set by other means")
def test_a_reading_process_that_dies_takes_nothing_with_it(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="ALL{n}"><v>1</v></c></row>' for n in range(1, 2401))
    xlsx(tmp_path / "ds.xlsx", f"<sheetData>{rows}</sheetData>")

    told = refusal(tmp_path / "ds.xlsx", limits=Limits(memory_bytes=60 * 2**20))

    assert "quá lớn" in told
    assert read_book(tmp_path / "ds.xlsx").sheet.width == 1000


def test_a_reading_that_takes_too_long_is_ended(tmp_path):
    workbook(tmp_path / "ds.xlsx", PEOPLE)

    assert "đọc quá lâu" in refusal(tmp_path / "ds.xlsx", limits=Limits(seconds=0))


def test_the_clerk_can_stop_the_reading(tmp_path):
    workbook(tmp_path / "ds.xlsx", PEOPLE)
    asked = io.StringIO()

    def cancel() -> bool:
        asked.write("?")
        return True

    with pytest.raises(Cancelled, match="không có gì thay đổi"):
        read_book(tmp_path / "ds.xlsx", cancel=cancel)

    assert asked.getvalue() == "?"
