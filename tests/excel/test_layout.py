import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries

from desktop.domain.errors import UserError
from desktop.domain.text import label_key
from desktop.excel.layout import NoTable, Table, column_letter, find_table
from desktop.excel.raw import CellValue, Mark, Range, RawSheet
from desktop.excel.reader import read_book

FIELDS = {
    *("stt", "tt", "ho va ten", "ngay sinh", "nam", "nu", "ngay sinh nam", "ngay sinh nu", "chuc vu", "khoa phong"),
    *("he so", "bac", "ma so", "so cccd", "ghi chu", "trinh do", "gioi tinh", "dang huong bac", "dang huong he so"),
}


def known(text: str) -> float:
    return 1.0 if label_key(text) in FIELDS else 0.0


def sheet(*rows: list[CellValue], merged: str = "", **more: object) -> RawSheet:
    width = max(map(len, rows))
    ranges = []
    for reference in merged.split():
        left, top, right, bottom = range_boundaries(reference)
        ranges.append(Range(top, left, bottom, right))
    return RawSheet("DS", [[*row, *[None] * (width - len(row))] for row in rows], tuple(ranges), **more)


def paths(table: Table) -> list[tuple[str, ...]]:
    return [header.path for header in table.headers]


def names(table: Table) -> list[object]:
    place = next(i for i, header in enumerate(table.headers) if header.text.startswith("Họ và tên"))
    return [row.cells[place] for row in table.rows]


SIMPLE = ["TT", "Họ và tên", "Chức vụ", "Hệ số"]
AN, BINH = [1, "Nguyễn Văn An", "Bác sĩ", 2.34], [2, "Lê Thị Bình", "Điều dưỡng", 3.0]


# The heading


def test_a_heading_in_the_first_row():
    table = find_table(sheet(SIMPLE, AN, BINH), known)

    assert table.header_rows == [1]
    assert [(header.letter, header.text) for header in table.headers] == [
        ("A", "TT"),
        ("B", "Họ và tên"),
        ("C", "Chức vụ"),
        ("D", "Hệ số"),
    ]
    assert [(row.row, row.cells) for row in table.rows] == [(2, tuple(AN)), (3, tuple(BINH))]
    assert table.skipped == []


def test_a_heading_under_the_titles_of_an_official_list():
    table = find_table(
        sheet(
            ["SỞ Y TẾ TỈNH A", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["BỆNH VIỆN ĐA KHOA", None, None, "Độc lập - Tự do - Hạnh phúc"],
            ["DANH SÁCH VIÊN CHỨC"],
            ["Tính đến ngày 22/11/2026", None, None, "Biểu số 04"],
            SIMPLE,
            AN,
            BINH,
            merged="A1:C1 D1:F1 A2:C2 D2:F2 A3:F3 A4:C4 D4:F4",
        ),
        known,
    )

    assert table.header_rows == [5]
    assert names(table) == ["Nguyễn Văn An", "Lê Thị Bình"]
    assert table.skipped == [(row, "phía trên bảng") for row in (1, 2, 3, 4)]


def test_a_heading_of_two_rows_merged_across_and_down():
    table = find_table(
        sheet(
            ["DANH SÁCH"],
            ["TT", "Họ và tên", "Ngày sinh", None, "Chức vụ"],
            [None, None, "Nam", "Nữ", None],
            [1, "Nguyễn Văn An", "5/9/1985", None, "Bác sĩ"],
            merged="A1:E1 A2:A3 B2:B3 C2:D2 E2:E3",
        ),
        known,
    )

    assert table.header_rows == [2, 3]
    assert paths(table) == [("TT",), ("Họ và tên",), ("Ngày sinh", "Nam"), ("Ngày sinh", "Nữ"), ("Chức vụ",)]
    assert table.headers[2].text == "Ngày sinh › Nam"
    assert table.rows[0].row == 4


def test_the_same_heading_without_any_merging():
    table = find_table(
        sheet(
            ["TT", "Họ và tên", "Ngày sinh", None, "Chức vụ"],
            [None, None, "Nam", "Nữ", None],
            [1, "Nguyễn Văn An", "5/9/1985", None, "Bác sĩ"],
        ),
        known,
    )

    assert table.header_rows == [1, 2]
    assert paths(table) == [("TT",), ("Họ và tên",), ("Ngày sinh", "Nam"), ("Ngày sinh", "Nữ"), ("Chức vụ",)]


def test_the_same_heading_with_the_upper_text_typed_into_every_column():
    table = find_table(
        sheet(
            ["TT", "Họ và tên", "Ngày sinh", "Ngày sinh", "Chức vụ"],
            ["TT", "Họ và tên", "Nam", "Nữ", "Chức vụ"],
            [1, "Nguyễn Văn An", "5/9/1985", None, "Bác sĩ"],
        ),
        known,
    )

    assert table.header_rows == [1, 2]
    assert paths(table) == [("TT",), ("Họ và tên",), ("Ngày sinh", "Nam"), ("Ngày sinh", "Nữ"), ("Chức vụ",)]


def test_a_heading_of_three_rows_and_its_column_numbers():
    table = find_table(
        sheet(
            ["STT", "Họ và tên", "Trình độ đào tạo", None, None, None, "Ghi chú"],
            [None, None, "Chuyên môn", None, "Tin học", None, None],
            [None, None, "Thạc sĩ", "Đại học", "Đại học", "Chứng chỉ", None],
            ["A", "B", 1, 2, 3, "4=1+2", 5],
            [1, "Nguyễn Văn An", "x", None, None, "x", None],
            merged="A1:A3 B1:B3 C1:F1 C2:D2 E2:F2 G1:G3",
        ),
        known,
    )

    assert table.header_rows == [1, 2, 3]
    assert paths(table)[2:6] == [
        ("Trình độ đào tạo", "Chuyên môn", "Thạc sĩ"),
        ("Trình độ đào tạo", "Chuyên môn", "Đại học"),
        ("Trình độ đào tạo", "Tin học", "Đại học"),
        ("Trình độ đào tạo", "Tin học", "Chứng chỉ"),
    ]
    assert table.skipped == [(4, "dòng số thứ tự cột")]
    assert names(table) == ["Nguyễn Văn An"]


def test_headings_of_groups_that_stand_alone_over_the_others():
    table = find_table(
        sheet(
            ["Đơn vị tính: đồng"],
            [None, None, "Đang hưởng", None, "Đề nghị", None],
            ["TT", "Họ và tên", "Bậc", "Hệ số", "Bậc", "Hệ số"],
            [1, "Nguyễn Văn An", 2, 2.67, 3, 3.0],
            merged="C2:D2 E2:F2",
        ),
        known,
    )

    assert table.header_rows == [2, 3]
    assert paths(table)[2:] == [
        ("Đang hưởng", "Bậc"),
        ("Đang hưởng", "Hệ số"),
        ("Đề nghị", "Bậc"),
        ("Đề nghị", "Hệ số"),
    ]


def test_a_note_merged_over_the_heading_belongs_to_no_column():
    table = find_table(
        sheet([None, None, "Đơn vị tính: triệu đồng", None], SIMPLE, AN, merged="C1:D1"),
        known,
    )

    assert table.header_rows == [2]
    assert paths(table) == [("TT",), ("Họ và tên",), ("Chức vụ",), ("Hệ số",)]


def test_years_may_head_columns():
    table = find_table(
        sheet(
            ["TT", "Họ và tên", "Xếp loại", None],
            [None, None, 2024, 2025],
            [1, "Nguyễn Văn An", "Tốt", "Tốt"],
            merged="A1:A2 B1:B2 C1:D1",
        ),
        known,
    )

    assert paths(table)[2:] == [("Xếp loại", "2024"), ("Xếp loại", "2025")]


@pytest.mark.parametrize(
    "numbers",
    [
        [1, 2, 3, 4],
        ["A", "B", 1, 2],
        ["(1)", "(2)", "(3)", "(4)"],
        [-1, -2, -3, -4],
        ["a", "b", "1", "2=1+3"],
        [1, 2, 2, 3],
        ["[1]", "[2]", "[3]", "(4)=(2)+(3)"],
    ],
)
def test_rows_of_column_numbers(numbers):
    table = find_table(sheet(SIMPLE, numbers, AN), known)

    assert table.skipped == [(2, "dòng số thứ tự cột")]
    assert names(table) == ["Nguyễn Văn An"]


def test_a_first_row_of_figures_is_not_a_row_of_column_numbers():
    table = find_table(sheet(["TT", "Họ và tên", "Bậc", "Hệ số"], [1, "Nguyễn Văn An", 2, 3]), known)

    assert names(table) == ["Nguyễn Văn An"]


def test_a_group_under_the_heading_is_no_part_of_it():
    table = find_table(
        sheet(
            ["TT", "Họ và tên", None, "Chức vụ"], [None, "Khoa Nội"], [1, "Nguyễn Văn", "An", "Bác sĩ"], merged="B1:C1"
        ),
        known,
    )

    assert table.header_rows == [1]
    assert [row.group for row in table.rows] == ["Khoa Nội"]
    assert table.rows[0].cells == (1, "Nguyễn Văn", "An", "Bác sĩ")


def test_columns_with_values_but_without_a_heading_are_kept():
    table = find_table(sheet(["TT", "Họ và tên", None, "Hệ số"], [1, "Nguyễn Văn An", "x", 2.34, None, "lạ"]), known)

    assert [(header.letter, header.text) for header in table.headers] == [
        ("A", "TT"),
        ("B", "Họ và tên"),
        ("C", ""),
        ("D", "Hệ số"),
        ("F", ""),
    ]
    assert table.rows[0].cells == (1, "Nguyễn Văn An", "x", 2.34, "lạ")


def test_the_clerk_may_point_out_the_heading():
    found = find_table(sheet(["Tên", "Việc"], ["An", "Trực"]), known, header_rows=(1, 1))

    assert paths(found) == [("Tên",), ("Việc",)]
    assert [row.cells for row in found.rows] == [("An", "Trực")]


@pytest.mark.parametrize("rows", [[["Kính gửi:", "Sở Y tế"], ["Nội dung", "…"]], [[None]], [[1, 2], [3, 4]]])
def test_a_sheet_without_a_table_is_told(rows):
    with pytest.raises(NoTable, match="Không nhận ra dòng tiêu đề cột trong trang «DS»") as caught:
        find_table(sheet(*rows), known)

    assert isinstance(caught.value, UserError)


# Groups, totals, signatures


@pytest.mark.parametrize(
    ("row", "merged", "group"),
    [
        (["I", "Khoa Nội tổng hợp"], "", "Khoa Nội tổng hợp"),
        (["II.", "Khoa Ngoại", None, 12], "", "Khoa Ngoại"),
        (["A", "Ban Giám đốc"], "", "Ban Giám đốc"),
        (["II. Khoa Nội (12 người)"], "A2:D2", "Khoa Nội"),
        (["KHOA NỘI: 12"], "A2:D2", "KHOA NỘI"),
        ([None, "Khoa Nội"], "", "Khoa Nội"),
        ([None, "Phòng Tổ chức cán bộ", "12 người"], "", "Phòng Tổ chức cán bộ"),
        ([3, "Khoa Nội"], "", "Khoa Nội"),
        ([None, "Nhân viên hợp đồng", None, None], "B2:D2", "Nhân viên hợp đồng"),
        (["Vi sinh"], "A2:D2", "Vi sinh"),
        (["X-quang"], "A2:D2", "X-quang"),
    ],
)
def test_rows_that_head_a_group(row, merged, group):
    table = find_table(sheet(SIMPLE, row, AN, BINH, merged=merged), known)

    assert [kept.group for kept in table.rows] == [group, group]
    assert table.skipped == [(2, f"dòng nhóm «{group}»")]


def test_each_row_belongs_to_the_group_above_it():
    table = find_table(
        sheet(SIMPLE, AN, ["I", "Khoa Nội"], BINH, ["Cộng", None, None, 1], ["II", "Khoa Nhi"], AN), known
    )

    assert [row.group for row in table.rows] == [None, "Khoa Nội", "Khoa Nhi"]


@pytest.mark.parametrize(
    "row",
    [
        [None, "Tổng cộng", None, 5.34],
        ["Cộng"],
        ["TỔNG SỐ: 35"],
        ["Tổng số: 35 người"],
        [None, "Cộng:", "2 người"],
        ["Tổng"],
    ],
)
def test_totals_are_left_out(row):
    table = find_table(sheet(SIMPLE, AN, row), known)

    assert table.skipped == [(3, "dòng tổng cộng")]
    assert names(table) == ["Nguyễn Văn An"]


def test_signatures_and_notes_below_the_table_are_left_out():
    table = find_table(
        sheet(
            SIMPLE,
            AN,
            BINH,
            [None, "Danh sách này gồm 02 người./."],
            [None, None, "Hà Nội, ngày 22 tháng 11 năm 2026"],
            ["NGƯỜI LẬP BIỂU", None, "THỦ TRƯỞNG ĐƠN VỊ"],
            ["(Ký, ghi rõ họ tên)", None, "(Ký tên, đóng dấu)"],
            [],
            ["Trần Thị Cúc", None, "Phạm Văn Dũng"],
        ),
        known,
    )

    assert names(table) == ["Nguyễn Văn An", "Lê Thị Bình"]
    assert table.skipped == [(4, "ghi chú"), *((row, "phần ký tên dưới bảng") for row in (5, 6, 7, 9))]


def test_a_heading_repeated_at_a_page_break():
    table = find_table(
        sheet(
            ["TT", "Họ và tên", "Ngày sinh", None],
            [None, None, "Nam", "Nữ"],
            [1, 2, 3, 4],
            [1, "Nguyễn Văn An", "1985", None],
            ["TT", "Họ và tên", "Ngày sinh", None],
            [None, None, "Nam", "Nữ"],
            [1, 2, 3, 4],
            [2, "Lê Thị Bình", None, "1990"],
        ),
        known,
    )

    assert names(table) == ["Nguyễn Văn An", "Lê Thị Bình"]
    assert table.skipped == [
        (3, "dòng số thứ tự cột"),
        (5, "tiêu đề lặp lại"),
        (6, "tiêu đề lặp lại"),
        (7, "dòng số thứ tự cột"),
    ]


def test_the_first_heading_counts_even_where_a_repeated_one_is_fuller():
    table = find_table(
        sheet(["TT", "Họ và tên", "Chức vụ", "Hệ số", "Bậc", "HSL"], AN, [*SIMPLE, "Bậc", "Mã số"], BINH), known
    )

    assert table.header_rows == [1]
    assert names(table)[0] == "Nguyễn Văn An"


@pytest.mark.parametrize(
    "row",
    [
        [3, "Tống Văn Cộng"],
        [None, "Tống Thị Tổng", "Bác sĩ", 2.34],
        [3, "Ghi chú"],
        [3, "NGƯỜI LẬP BIỂU", "Kế toán"],
        ["3.", "Tổng Văn Dần", None, None],
        [None, "Tô Thị Khoa"],
        [None, "Y Ban Niê", None, 3],
        ["V", "Siu Hương", "Bác sĩ", 2.34],
        [None, "Nguyễn Văn An", "Giám đốc", None],
        [3, "Khoa Nội", "Trưởng khoa"],
        ["04", "Rơ Châm H’Linh"],
    ],
)
def test_whoever_may_be_a_person_is_kept(row):
    table = find_table(sheet(SIMPLE, AN, row), known)

    assert table.skipped == []
    assert table.rows[1].cells == tuple([*row, *[None] * (4 - len(row))])


def test_people_below_a_signature_are_kept():
    table = find_table(
        sheet(SIMPLE, AN, [None, "NGƯỜI LẬP BIỂU"], [None, "Trần Cúc"], SIMPLE, BINH, [None, "Đỗ Mơ", "Y sĩ", 1.86]),
        known,
    )

    assert names(table) == ["Nguyễn Văn An", "Lê Thị Bình", "Đỗ Mơ"]


def test_rows_prepared_but_not_filled_are_left_out():
    table = find_table(sheet(SIMPLE, AN, [2], [3, " "]), known)

    assert table.skipped == [(3, "chỉ có số thứ tự"), (4, "chỉ có số thứ tự")]


def test_rows_whose_formulas_were_never_computed_do_not_vanish():
    marks = {(2, 2): Mark(without_value=True), (3, 2): Mark(error="#REF!")}
    table = find_table(sheet(SIMPLE, [1], [None], marks=marks), known)

    assert [row.row for row in table.rows] == [2]
    assert table.rows[0].marks == {2: Mark(without_value=True)}
    assert table.skipped == [(3, "chỉ có công thức chưa tính hoặc bị lỗi")]


def test_hidden_rows_are_kept_and_told():
    table = find_table(sheet(SIMPLE, AN, BINH, hidden_rows=frozenset({3})), known)

    assert [(row.row, row.hidden) for row in table.rows] == [(2, False), (3, True)]


def test_a_cell_merged_downwards_holds_for_every_row_beside_it():
    table = find_table(
        sheet(
            ["Khoa, phòng", "TT", "Họ và tên", "Chức vụ"],
            ["Khoa Nội", *AN[:3]],
            [None, *BINH[:3]],
            [],
            merged="A2:A4",
        ),
        known,
    )

    assert [row.cells[0] for row in table.rows] == ["Khoa Nội", "Khoa Nội"]


# What holds for every sheet

_NAMES = st.sampled_from(["Nguyễn Văn An", "Trần Thị Tổng", "Lê Cộng", "Tống Khoa", "Đỗ Phòng", "Ngô Ban", "Hà Ghi"])
_PEOPLE = st.lists(
    st.tuples(_NAMES, st.sampled_from(["Bác sĩ", "Y sĩ", None]), st.none() | st.floats(1, 9)), max_size=8
)
_CELLS: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.integers(-3, 2100),
    st.floats(0, 10),
    st.booleans(),
    st.dates(datetime.date(1950, 1, 1)),
    st.sampled_from(
        [*SIMPLE, "Nam", "Nữ", "Ngày sinh", "Tổng cộng", "I", "A", "Khoa Nội", "(1)", " ", "NGƯỜI LẬP BIỂU"]
    ),
    st.text(max_size=5),
)


@given(people=st.lists(_PEOPLE, min_size=1, max_size=4), titles=st.integers(0, 5), numbered=st.booleans())
def test_all_people_of_all_groups_are_found_in_order(people, titles, numbered):
    rows: list[list[CellValue]] = [["BỆNH VIỆN ĐA KHOA", None, None, "Mẫu 2"]] * titles + [SIMPLE]
    rows += [[1, 2, 3, 4]] if numbered else []
    expected, number = [], 0
    for place, members in enumerate(people, 1):
        rows.append(["I" * place if place < 4 else "IV", f"Khoa số {place}"])
        for name, office, factor in members:
            number += 1
            rows.append([number, name, office, factor])
            expected.append((name, f"Khoa số {place}"))
        rows += [[None, "Cộng", None, len(members)], []]
    rows += [[None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"], [], [None, "Trần Cúc"]]

    table = find_table(sheet(*rows), known)

    assert [(row.cells[1], row.group) for row in table.rows] == expected


@given(rows=st.lists(st.lists(_CELLS, min_size=1, max_size=6), min_size=1, max_size=15), data=st.data())
def test_no_row_is_lost_or_counted_twice(rows, data):
    height, width = len(rows), max(map(len, rows))
    corners = st.tuples(st.integers(1, height), st.integers(1, width), st.integers(0, 3), st.integers(0, 3))
    merged = [
        Range(t, left, min(t + h, height), min(left + w, width))
        for t, left, h, w in data.draw(st.lists(corners, max_size=3))
    ]
    raw = RawSheet("DS", [[*row, *[None] * (width - len(row))] for row in rows], tuple(merged))
    first = data.draw(st.integers(1, height))

    try:
        table = find_table(raw, known, data.draw(st.sampled_from([None, (first, min(first + 1, height))])))
    except NoTable:
        return

    told = [*table.header_rows, *(row.row for row in table.rows), *(row for row, _reason in table.skipped)]
    full = [
        n for n, row in enumerate(raw.rows, 1) if any(v is not None and not str(v).isspace() and v != "" for v in row)
    ]
    assert len(told) == len(set(told))
    assert set(told) >= set(full)
    for row in table.rows:
        values = raw.rows[row.row - 1]
        shown = {header.column for header in table.headers}
        assert all(v is None or v == "" or str(v).isspace() for c, v in enumerate(values, 1) if c not in shown)


@given(st.integers(1, 20_000))
def test_letters_of_columns(index):
    letters = column_letter(index)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64

    assert number == index


# A whole workbook, as departments keep them


def test_an_ugly_workbook_from_end_to_end(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ["SỞ Y TẾ TỈNH A", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["BỆNH VIỆN ĐA KHOA B", None, None, None, "Độc lập – Tự do – Hạnh phúc"],
        [],
        ["DANH SÁCH TRÍCH NGANG\nNĂM 2026"],
        ["STT", "Họ và tên", "Ngày sinh", None, "Ngạch lương hiện hưởng", None, None, "Ghi\nchú"],
        [None, None, "Nam", "Nữ", "Mã số", "Bậc", "Hệ số", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["I. BAN GIÁM ĐỐC (1 người)"],
        [1, "Nguyễn Văn An", datetime.date(1970, 5, 4), None, "V.08.01.02", 3, 5.08, None],
        ["II. KHOA NỘI"],
        [2, " Lê Thị  Bình", None, "3/1985", "V.08.05.12", 2, "2,67", "Nghỉ thai sản"],
        [3, "Trần Văn Cường", "1990", None, "V.08.05.12", "=F11", 2.34, None],
        ["Tổng số: 3 người"],
        [None, None, None, None, "A, ngày 22 tháng 11 năm 2026"],
        ["Người lập bảng", None, None, None, "Giám đốc"],
    ):
        page.append(row)
    areas = "A1:C1 E1:H1 A2:C2 E2:H2 A4:H4 A5:A6 B5:B6 C5:D5 E5:G5 H5:H6 A8:H8 A10:H10 A13:H13 E14:H14"
    for area in areas.split():
        page.merge_cells(area)
    page.row_dimensions[12].hidden = True
    book.save(tmp_path / "ds.xlsx")

    table = find_table(read_book(tmp_path / "ds.xlsx").sheet, known)

    assert table.header_rows == [5, 6]
    assert [header.text for header in table.headers] == [
        "STT",
        "Họ và tên",
        "Ngày sinh › Nam",
        "Ngày sinh › Nữ",
        "Ngạch lương hiện hưởng › Mã số",
        "Ngạch lương hiện hưởng › Bậc",
        "Ngạch lương hiện hưởng › Hệ số",
        "Ghi chú",
    ]
    assert [(row.row, row.cells[1], row.group, row.hidden) for row in table.rows] == [
        (9, "Nguyễn Văn An", "BAN GIÁM ĐỐC", False),
        (11, " Lê Thị  Bình", "KHOA NỘI", False),
        (12, "Trần Văn Cường", "KHOA NỘI", True),
    ]
    assert table.rows[2].marks == {6: Mark(without_value=True)}
    assert [reason for _row, reason in table.skipped] == [
        "phía trên bảng",
        "phía trên bảng",
        "phía trên bảng",
        "dòng số thứ tự cột",
        "dòng nhóm «BAN GIÁM ĐỐC»",
        "dòng nhóm «KHOA NỘI»",
        "dòng tổng cộng",
        "phần ký tên dưới bảng",
        "phần ký tên dưới bảng",
    ]
