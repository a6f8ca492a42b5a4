"""Sheets and lists as files: read back from disk, swapped in whole, refused in words a clerk understands."""

import csv
import errno
import hashlib
import os
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop.domain.dates import PartialDate
from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.excel.report import (
    Column,
    Group,
    GroupRow,
    Heading,
    Ratio,
    Report,
    Signatures,
    Signer,
    as_of,
    lay_out,
    row_number,
)
from desktop.excel.writer import as_text, save_table, write


def count(label, key):
    return Column(label, lambda row: row.get(key), 5, "whole", "sum", key=key)


REPORT = Report(
    "F05",
    "BÁO CÁO ĐÀO TẠO",
    (
        Column("STT", row_number, 5, "order"),
        Column("Họ và tên", lambda row: row["name"], 20),
        Column("Ngày sinh", lambda row: row.get("born"), 11, "day"),
        Group("Số lượt", (count("Kế hoạch", "planned"), count("Thực hiện", "done"))),
        Column("Tỷ lệ (%)", form="percent", total="formula", formula=Ratio("done", "planned")),
    ),
    landscape=True,
)
ROWS = (
    GroupRow("Khoa Nội"),
    {"name": "Lê Bình", "born": date(1985, 9, 5), "planned": 4, "done": 3},
    {"name": "=1+1", "born": PartialDate("1990"), "done": 1},
)
HEADING = Heading("SỞ Y TẾ", "BỆNH VIỆN ĐA KHOA", period=as_of(date(2026, 11, 22)))
SIGNED = Signatures("Huế", date(2026, 11, 22), right=Signer("GIÁM ĐỐC", "", "Đỗ Ánh"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Báo cáo.xlsx"


class TestWorkbook:
    def test_the_whole_workbook(self, path):
        write(lay_out(REPORT, ROWS, HEADING, SIGNED), path)

        assert (
            as_text(path)
            == """\
[F05]
SỞ Y TẾ |  | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
BỆNH VIỆN ĐA KHOA |  | Độc lập - Tự do - Hạnh phúc

BÁO CÁO ĐÀO TẠO
Tính đến ngày 22/11/2026

STT | Họ và tên | Ngày sinh | Số lượt |  | Tỷ lệ (%)
 |  |  | Kế hoạch | Thực hiện
1 | 2 | 3 | 4 | 5 | 6=5/4×100
I | Khoa Nội
1 | Lê Bình | 1985-09-05 | 4 | 3 | =IF(N(D11)=0,"",N(E11)/N(D11)*100)
2 | '=1+1 | 1990 |  | 1 | =IF(N(D12)=0,"",N(E12)/N(D12)*100)
TỔNG CỘNG |  |  | =SUM(D10:D12) | =SUM(E10:E12) | =IF(N(D13)=0,"",N(E13)/N(D13)*100)

 |  |  | Huế, ngày 22 tháng 11 năm 2026
NGƯỜI LẬP BIỂU |  |  | GIÁM ĐỐC
(Ký, ghi rõ họ tên)




 |  |  | Đỗ Ánh
A1:B1
C1:F1
A2:B2
C2:F2
A4:F4
A5:F5
A7:A8
B7:B8
C7:C8
D7:E7
F7:F8
B10:F10
A13:C13
D15:F15
A16:C16
D16:F16
A17:C17
D22:F22
paper 9 landscape fit 1x0 titles $7:$9 area 'F05'!$A$1:$F$22 freeze A10
BIEU_F05 = 'F05'!$A$7:$F$13"""
        )

    def test_values_of_formulas_are_there_without_computing(self, path):
        write(lay_out(REPORT, ROWS), path)

        rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
        assert ["TỔNG CỘNG", "", "", 4.0, 4.0, 100.0] in rows
        assert [1.0, "Lê Bình", date(1985, 9, 5), 4.0, 3.0, 75.0] in rows
        assert [2.0, "=1+1", "1990", "", 1.0, ""] in rows

    def test_cells_keep_their_kind_and_look(self, path):
        sheet = lay_out(REPORT, ROWS)
        write(sheet, path)
        page = load_workbook(path)["F05"]
        first = sheet.body[0] + 1
        born, name = page.cell(first, 3), page.cell(first + 1, 2)

        assert (born.is_date, born.number_format) == (True, "dd/mm/yyyy")
        assert (name.value, name.data_type, name.quotePrefix) == ("=1+1", "s", True)
        assert page.cell(first, 4).number_format == "#,##0"
        styled = [page.cell(cell.row, cell.column) for cell in sheet.cells()]
        assert {cell.font.name for cell in styled} == {"Times New Roman"}
        head = page.cell(sheet.header[0], 1)
        assert (head.font.bold, head.fill.fgColor.rgb, head.border.left.style) == (True, "FFF2F2F2", "thin")

    def test_the_model_and_the_file_agree_cell_by_cell(self, path):
        sheet = lay_out(REPORT, ROWS, HEADING, SIGNED)
        write(sheet, path)
        page = load_workbook(path).worksheets[0]

        for cell in sheet.cells():
            expected = f"={cell.formula}" if cell.formula else cell.value
            found = page.cell(cell.row, cell.column).value
            assert (found.date() if isinstance(expected, date) else found) == expected
        assert [page.row_dimensions[i + 1].height for i in range(len(sheet.heights))] == list(sheet.heights)

    def test_page_set_up(self, path):
        write(lay_out(REPORT, ROWS), path)
        page = load_workbook(path).worksheets[0]

        assert page.page_setup.paperSize == 9
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_options.horizontalCentered
        assert page.oddFooter.center.text.endswith("Trang &P/&N")
        assert page.page_margins.left == pytest.approx(0.4)

    def test_the_end_of_a_long_list_keeps_together(self, path):
        sheet = lay_out(REPORT, [{"name": "Lê An"}] * 300, HEADING, SIGNED)
        write(sheet, path)

        assert f" break {sheet.body[1] - 1}" in as_text(path)

    def test_several_sheets_have_names_of_their_own(self, path):
        sheet = lay_out(REPORT, ROWS)
        write([sheet, sheet, lay_out(replace(REPORT, code="Biểu 2/A"), [])], path)

        assert load_workbook(path).sheetnames == ["F05", "F05 (2)", "Biểu 2-A"]

    def test_properties_name_the_unit_and_nobody_else(self, path):
        write(lay_out(REPORT, ROWS, HEADING), path)
        properties = load_workbook(path).properties

        assert (properties.title, properties.creator) == ("BÁO CÁO ĐÀO TẠO", "BỆNH VIỆN ĐA KHOA")
        assert (properties.lastModifiedBy, properties.contentStatus) == (None, None)

    def test_a_draft_is_marked_on_every_page(self, path):
        write(lay_out(REPORT, ROWS, draft=True), path)
        book = load_workbook(path)

        assert "DỰ THẢO" in book.worksheets[0].oddHeader.center.text
        assert book.properties.contentStatus == "Dự thảo"

    def test_equal_content_gives_equal_bytes(self, path):
        first = write(lay_out(REPORT, ROWS, HEADING), path)
        second = write(lay_out(REPORT, ROWS, HEADING), path.with_name("2.xlsx"))

        assert first == second == hashlib.sha256(path.read_bytes()).hexdigest()
        assert write(lay_out(REPORT, ROWS[:2], HEADING), path) != first

    def test_text_that_a_workbook_cannot_hold_or_would_decode(self, path):
        write(lay_out(REPORT, [{"name": "a\x0b\ud800<&> _x0041_\nb"}]), path)

        with zipfile.ZipFile(path) as archive:
            assert "a&lt;&amp;&gt; _x005F_x0041_\nb" in archive.read("xl/worksheets/sheet1.xml").decode()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
    @given(st.text(max_size=30))
    def test_any_name_can_be_written_and_is_never_a_formula(self, path, name):
        sheet = lay_out(REPORT, [{"name": name}])
        write(sheet, path)
        cell = load_workbook(path).worksheets[0].cell(sheet.body[0], 2)

        assert cell.data_type != "f"


class TestRefusals:
    def test_figures_that_do_not_hold_are_not_written_unless_as_a_draft(self, path):
        path.write_bytes(b"old")
        contradicted = {"planned": 5}

        with pytest.raises(
            UserError, match=r"Chưa xuất biểu F05: có 1 chỗ .* tổng trên biểu là 4 nhưng đếm lại được 5"
        ):
            write(lay_out(REPORT, ROWS, recount=contradicted), path)
        assert path.read_bytes() == b"old"

        write(lay_out(REPORT, ROWS, recount=contradicted, draft=True), path)
        assert path.read_bytes() != b"old"

    def test_a_missing_folder(self, tmp_path):
        with pytest.raises(EnvironmentRefused, match="Không tìm thấy thư mục"):
            write(lay_out(REPORT, ROWS), tmp_path / "không có" / "x.xlsx")

    def test_a_folder_of_that_name(self, tmp_path, path):
        path.mkdir()

        with pytest.raises(EnvironmentRefused, match="tên một thư mục"):
            write(lay_out(REPORT, ROWS), path)
        assert os.listdir(tmp_path) == [path.name]

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (PermissionError(errno.EACCES, "denied"), "đang mở trong Excel"),
            (OSError(errno.ENOSPC, "full"), "Ổ đĩa đã đầy"),
            (OSError(errno.EIO, "broken"), "broken"),
        ],
    )
    def test_a_file_that_cannot_be_swapped_in_stays_as_it_was(self, path, monkeypatch, error, words):
        write(lay_out(REPORT, ROWS), path)
        before = path.read_bytes()

        def refuse(source, target):
            raise error

        # What Windows answers while Excel holds the file, and what a full disk answers, cannot be had here otherwise.
        monkeypatch.setattr(os, "replace", refuse)
        with pytest.raises(EnvironmentRefused, match=words) as refusal:
            write(lay_out(REPORT, []), path)

        assert "\n" not in str(refusal.value)
        assert path.read_bytes() == before
        assert os.listdir(path.parent) == [path.name]

    def test_a_fault_while_writing_leaves_nothing_behind(self, path):
        def rows():
            yield ["An"]
            raise RuntimeError("the source broke")

        with pytest.raises(RuntimeError):
            save_table(path.with_suffix(".csv"), ["Tên"], rows())
        assert os.listdir(path.parent) == []

    def test_text_longer_than_a_cell_holds_is_refused_in_words(self, path):
        with pytest.raises(UserError, match="32767 ký tự"):
            save_table(path, ["Ghi chú"], [["a" * 32_768]])
        assert not path.exists()


class TestLists:
    HEADERS = ("Mã", "Họ và tên", "Ngày sinh", "Hệ số", "Số con", "Đảng viên")
    ROWS = (
        ("00123", "=HYPERLINK(1)", date(1985, 9, 5), Decimal("2.34"), 2, True),
        ("+84", "Đỗ; «Ánh»\ndòng 2", PartialDate("1990-05"), None, -1, False),
    )

    def test_a_workbook_keeps_codes_text_and_dates(self, path):
        save_table(path, self.HEADERS, self.ROWS)
        page = load_workbook(path).worksheets[0]

        assert list(page.iter_rows(values_only=True))[1:] == [
            ("00123", "=HYPERLINK(1)", load_workbook(path).worksheets[0]["C2"].value, 2.34, 2, "Có"),
            ("+84", "Đỗ; «Ánh»\ndòng 2", "05/1990", None, -1, "Không"),
        ]
        assert page["C2"].value.date() == date(1985, 9, 5)
        assert {page[place].data_type for place in ("A2", "B2", "A3")} == {"s"}
        assert {page[place].number_format for place in ("A2", "B2", "A3")} == {"@"}

    def test_a_workbook_can_be_filtered_under_frozen_headings(self, path):
        save_table(path, self.HEADERS, self.ROWS, title="Nhân viên")

        assert as_text(path).split("\n")[-1] == ("paper 9 portrait fit 1x0 titles $1:$1 area - freeze A2")
        page = load_workbook(path)["Nhân viên"]
        assert page.auto_filter.ref == "A1:F3"
        assert page["A1"].font.bold

    def test_an_empty_list_is_its_headings(self, path):
        save_table(path, self.HEADERS, [])

        assert list(load_workbook(path).worksheets[0].iter_rows(values_only=True)) == [self.HEADERS]

    def test_a_csv_opens_in_vietnamese_excel_and_starts_no_formula(self, tmp_path):
        path = tmp_path / "x.csv"
        digest = save_table(path, self.HEADERS, self.ROWS)

        assert path.read_bytes().startswith("\ufeffMã;Họ và tên".encode())
        assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        assert rows[1:] == [
            ["00123", "'=HYPERLINK(1)", "05/09/1985", "2,34", "2", "Có"],
            ["'+84", "Đỗ; «Ánh»\ndòng 2", "05/1990", "", "-1", "Không"],
        ]
