"""A report described as data becomes one sheet: headings, figures, totals, pages, and the checks of its figures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate
from desktop.excel.columns import identities_of, printed_numbers
from desktop.excel.report import (
    Column,
    Group,
    GroupRow,
    Heading,
    Ratio,
    Report,
    Signatures,
    Signer,
    Sum,
    as_of,
    between,
    lay_out,
    row_number,
)
from desktop.excel.sheet import Area, Paper, address, letters, recompute


def count(label, key, **more):
    return Column(label, lambda row: row.get(key), 5, "whole", "sum", key=key, **more)


HEADCOUNT = Report(
    "BM01",
    "BÁO CÁO SỐ LƯỢNG VIÊN CHỨC",
    (
        Column("STT", row_number, 5, "order"),
        Column("Đơn vị", lambda row: row["name"], 20),
        count("Tổng số", "all", rotate=True),
        Group("Trong đó", (count("Nam", "men"), count("Nữ", "women"))),
        Column("Tỷ lệ nữ (%)", form="percent", total="formula", formula=Ratio("women", "all"), key="share"),
    ),
)
WARDS = [
    {"name": "Khoa Nội", "all": 10, "men": 4, "women": 6},
    {"name": "Khoa Ngoại", "all": 5, "men": 5, "women": 0},
]


def column_values(sheet, column):
    return [cell.value for cell in sheet.cells() if cell.column == column and sheet.body[0] <= cell.row]


def table_text(sheet):
    """The table as lines: what stands on paper, one line per row, without empty cells at its end."""
    lines = []
    for cells in sheet.rows[sheet.table.top - 1 : sheet.table.bottom]:
        lines.append(" | ".join(sheet.shown(cell) for cell in cells).rstrip(" |"))
    return "\n".join(lines)


class TestTable:
    def test_headings_numbers_body_and_totals(self):
        sheet = lay_out(HEADCOUNT, WARDS)

        assert (
            table_text(sheet)
            == """\
STT | Đơn vị | Tổng số | Trong đó |  | Tỷ lệ nữ (%)
 |  |  | Nam | Nữ
1 | 2 | 3 | 4 | 5 | 6=5/3×100
1 | Khoa Nội | 10 | 4 | 6 | 60,0
2 | Khoa Ngoại | 5 | 5 | 0 | 0,0
TỔNG CỘNG |  | 15 | 9 | 6 | 40,0"""
        )
        assert sheet.totals == {"all": 15, "men": 9, "women": 6, "share": 40.0}
        assert sheet.row_count == 2
        assert sheet.faults == ()

    def test_totals_are_formulas_over_the_body(self):
        sheet = lay_out(HEADCOUNT, WARDS)
        first, last = sheet.body
        row = sheet.total_row

        assert [sheet.at(row, column).formula for column in range(3, 7)] == [
            f"SUM(C{first}:C{last})",
            f"SUM(D{first}:D{last})",
            f"SUM(E{first}:E{last})",
            f'IF(N(C{row})=0,"",N(E{row})/N(C{row})*100)',
        ]

    def test_a_heading_spans_its_columns_and_a_column_spans_the_levels_below(self):
        sheet = lay_out(HEADCOUNT, WARDS)
        top = sheet.header[0]

        assert {Area(top, 1, top + 1, 1), Area(top, 4, top, 5), Area(top, 6, top + 1, 6)} <= set(sheet.merges)
        assert not any(area.top == top + 1 for area in sheet.merges)

    def test_three_levels_of_headings(self):
        deep = Group("Trình độ", (Group("Chuyên môn", (count("Đại học", "u"), count("Khác", "o"))), count("Khác", "x")))
        sheet = lay_out(Report("R", "R", (Column("Đơn vị", lambda row: ""), deep)), [])
        top = sheet.header[0]

        assert sheet.header == (top, top + 3)
        assert table_text(sheet).split("\n")[:4] == [
            "Đơn vị | Trình độ",
            " | Chuyên môn |  | Khác",
            " | Đại học | Khác",
            "1 | 2 | 3 | 4",
        ]
        assert {Area(top, 1, top + 2, 1), Area(top, 2, top, 4), Area(top + 1, 4, top + 2, 4)} <= set(sheet.merges)

    def test_no_rows_still_prints_headings_a_sentence_and_zero_totals(self):
        sheet = lay_out(HEADCOUNT, [])

        assert table_text(sheet).split("\n")[3:] == [
            "(Không phát sinh trong kỳ báo cáo)",
            "TỔNG CỘNG |  | 0 | 0 | 0",
        ]
        assert sheet.faults == ()

    def test_one_row_is_its_own_total(self):
        sheet = lay_out(HEADCOUNT, WARDS[:1])

        assert table_text(sheet).split("\n")[-1] == "TỔNG CỘNG |  | 10 | 4 | 6 | 60,0"
        assert sheet.at(sheet.total_row, 3).formula == f"SUM(C{sheet.body[0]}:C{sheet.body[0]})"

    def test_a_list_without_figures_has_no_row_of_totals(self):
        sheet = lay_out(Report("R", "R", (Column("Họ tên", str),)), ["An"])

        assert sheet.total_row == 0
        assert sheet.table.bottom == sheet.body[1]


class TestGroups:
    ROWS = (GroupRow("Khối lâm sàng"), *WARDS, GroupRow("Khối cận lâm sàng"), {"name": "Xét nghiệm", "all": 1})

    def test_group_rows_carry_roman_numerals_and_leave_the_totals_right(self):
        sheet = lay_out(HEADCOUNT, self.ROWS)

        assert (
            table_text(sheet).split("\n", 3)[3]
            == """\
I | Khối lâm sàng
1 | Khoa Nội | 10 | 4 | 6 | 60,0
2 | Khoa Ngoại | 5 | 5 | 0 | 0,0
II | Khối cận lâm sàng
3 | Xét nghiệm | 1 |  |  | 0,0
TỔNG CỘNG |  | 16 | 9 | 6 | 37,5"""
        )
        assert Area(sheet.body[0], 2, sheet.body[0], 6) in sheet.merges
        assert sheet.faults == ()

    def test_totals_of_groups_are_not_counted_twice(self):
        sheet = lay_out(replace(HEADCOUNT, group_totals=True, restart=True), self.ROWS)
        first, last = sheet.body

        assert (
            table_text(sheet).split("\n", 3)[3]
            == """\
I | Khối lâm sàng | 15 | 9 | 6 | 40,0
1 | Khoa Nội | 10 | 4 | 6 | 60,0
2 | Khoa Ngoại | 5 | 5 | 0 | 0,0
II | Khối cận lâm sàng | 1 | 0 | 0 | 0,0
1 | Xét nghiệm | 1 |  |  | 0,0
TỔNG CỘNG |  | 16 | 9 | 6 | 37,5"""
        )
        assert sheet.at(first, 3).formula == f"SUBTOTAL(9,C{first + 1}:C{first + 2})"
        assert sheet.at(sheet.total_row, 3).formula == f"SUBTOTAL(9,C{first}:C{last})"
        assert sheet.faults == ()

    def test_groups_within_groups(self):
        rows = [GroupRow("A"), GroupRow("A1", level=2), {"name": "x", "all": 1}, GroupRow("A2", level=2)]
        rows += [{"name": "y", "all": 2}, GroupRow("B", number="B"), {"name": "z", "all": 4}]
        sheet = lay_out(replace(HEADCOUNT, group_totals=True), rows)

        assert column_values(sheet, 1) == ["I", "1", 1, "2", 2, "B", 3, "TỔNG CỘNG"]
        assert column_values(sheet, 3) == [3, 1, 1, 2, 2, 4, 4, 7]
        assert sheet.faults == ()

    def test_a_group_without_rows_comes_to_nothing(self):
        sheet = lay_out(replace(HEADCOUNT, group_totals=True), [GroupRow("Trống"), GroupRow("Đủ"), WARDS[0]])

        assert column_values(sheet, 3) == [0, 10, 10, 10]
        assert sheet.faults == ()

    def test_a_form_of_fixed_rows_prints_its_own_numbers(self):
        kinds = Report(
            "F10c",
            "KẾT QUẢ ĐÀO TẠO, BỒI DƯỠNG",
            (
                Column("STT", lambda row: row["no"], 5, "order"),
                Column("Nội dung", lambda row: row["name"], 30),
                count("Kế hoạch", "planned"),
                count("Thực hiện", "done"),
                Column("Tỷ lệ (%)", form="percent", total="formula", formula=Ratio("done", "planned")),
            ),
            group_totals=True,
        )
        rows = [
            GroupRow("Đào tạo", number="A"),
            {"no": "1", "name": "Chuyên khoa I", "planned": 4, "done": 3},
            {"no": "2", "name": "Thạc sĩ", "planned": 0, "done": 0},
            GroupRow("Bồi dưỡng", number="B"),
            {"no": "1", "name": "Lý luận chính trị", "planned": 4, "done": 5},
        ]

        assert (
            table_text(lay_out(kinds, rows))
            == """\
STT | Nội dung | Kế hoạch | Thực hiện | Tỷ lệ (%)
1 | 2 | 3 | 4 | 5=4/3×100
A | Đào tạo | 4 | 3 | 75,0
1 | Chuyên khoa I | 4 | 3 | 75,0
2 | Thạc sĩ | 0 | 0
B | Bồi dưỡng | 4 | 5 | 125,0
1 | Lý luận chính trị | 4 | 5 | 125,0
TỔNG CỘNG |  | 8 | 8 | 100,0"""
        )

    @given(
        st.lists(
            st.one_of(
                st.builds(GroupRow, st.just("Nhóm"), level=st.sampled_from([1, 2])),
                st.fixed_dictionaries(
                    {"name": st.text(max_size=5)}, optional={"all": st.integers(0, 9999), "women": st.integers(0, 99)}
                ),
            ),
            max_size=12,
        ),
        st.booleans(),
    )
    def test_every_formula_comes_to_what_was_counted(self, rows, group_totals):
        sheet = lay_out(replace(HEADCOUNT, group_totals=group_totals), rows)

        assert sheet.faults == ()
        assert sheet.totals["all"] == sum(row.get("all", 0) for row in rows if isinstance(row, dict))


class TestCells:
    def one(self, value, form, **more):
        sheet = lay_out(
            Report("R", "R", (Column("Tên", lambda row: "x"), Column("Cột", lambda row: row, 9, form, **more))), [value]
        )
        return sheet, sheet.at(sheet.body[0], 2)

    @pytest.mark.parametrize(
        ("value", "form", "kept", "shown"),
        [
            (date(1985, 9, 5), "day", date(1985, 9, 5), "05/09/1985"),
            (PartialDate("1985-09-05"), "day", date(1985, 9, 5), "05/09/1985"),
            (PartialDate("1985-09"), "day", "09/1985", "09/1985"),
            (PartialDate("1985"), "day", "1985", "1985"),
            (1234567, "whole", 1234567, "1.234.567"),
            (Decimal("4.98"), "decimal2", Decimal("4.98"), "4,98"),
            (-1234.5, "decimal1", -1234.5, "-1.234,5"),
            ("chưa rõ", "whole", "chưa rõ", "chưa rõ"),
            (True, "mark", "x", "x"),
            (False, "mark", None, ""),
            (None, "whole", None, ""),
            (0, "whole", 0, "0"),
            ("001085000123", "code", "001085000123", "001085000123"),
            (7, "code", "7", "7"),
            ("Nguyễn\x07 Văn   A", "text", "Nguyễn Văn A", "Nguyễn Văn A"),
        ],
    )
    def test_what_a_cell_holds_and_shows(self, value, form, kept, shown):
        sheet, cell = self.one(value, form, total=None)

        assert (cell.value, sheet.shown(cell)) == (kept, shown)

    def test_a_zero_may_be_left_blank_and_is_still_a_figure(self):
        sheet = lay_out(replace(HEADCOUNT, zeros="blank"), [{"name": "Khoa Nội", "all": 0}])
        cell = sheet.at(sheet.body[0], 3)

        assert (cell.value, sheet.shown(cell)) == (0, "")

    @pytest.mark.parametrize("text", ["=1+1", "+84 912", "-", "@x"])
    def test_text_that_looks_like_a_formula_is_quoted(self, text):
        sheet, cell = self.one(text, "text")

        assert (cell.value, cell.formula) == (text, "")
        assert sheet.styles[cell.style].quoted

    def test_marks_are_counted(self):
        report = Report(
            "R", "R", (Column("Tên", str), Column("Đạt", lambda row: row > "b", 5, "mark", "counta", key="ok"))
        )
        sheet = lay_out(report, ["a", "c", "d"])

        assert sheet.totals == {"ok": 2}
        assert sheet.at(sheet.total_row, 2).formula == f"COUNTA(B{sheet.body[0]}:B{sheet.body[1]})"

    def test_what_no_cell_can_hold_is_a_fault_of_the_report(self):
        with pytest.raises(TypeError, match="dict"):
            self.one({}, "text")

    def test_every_style_is_times_new_roman_with_borders_in_the_table(self):
        sheet = lay_out(HEADCOUNT, WARDS)
        table = [cell for cell in sheet.cells() if sheet.table.top <= cell.row <= sheet.table.bottom]

        assert all(sheet.styles[cell.style].border for cell in table)
        assert len(table) == 6 * 6  # merged places too, or the frame would have gaps


class TestComputedColumns:
    def test_a_sum_is_a_formula_of_its_row_and_prints_it(self):
        report = Report(
            "R",
            "R",
            (
                Column("Tên", lambda row: "x"),
                Column("Cộng", form="whole", total="sum", formula=Sum(("a", "b"), minus=("c",)), key="s"),
                *(Column(key, lambda row, key=key: row[key], form="whole", total="sum", key=key) for key in "abc"),
            ),
        )
        sheet = lay_out(report, [{"a": 5, "b": None, "c": Decimal("1.5")}])
        row = sheet.body[0]

        assert sheet.at(row, 2).formula == f"N(C{row})+N(D{row})-N(E{row})"
        assert sheet.at(row, 2).value == Decimal("3.5")
        assert sheet.at(row - 1, 2).value == "2=3+4-5"
        assert sheet.totals["s"] == Decimal("3.5")

    def test_a_ratio_without_base_is_blank(self):
        sheet = lay_out(HEADCOUNT, [{"name": "Khoa Mới", "women": 3}])

        assert sheet.at(sheet.body[0], 6).value is None


class TestChecks:
    def checked(self, row, **more):
        report = Report(
            "R",
            "R",
            (
                Column("Khoa", lambda row: "Nội"),
                Column("Tổng", lambda row: row[0], form="whole", total="sum", number="2=3+4", key="all"),
                Column("Nam", lambda row: row[1], form="whole", total="sum", number="3"),
                Column("Nữ", lambda row: row[2], form="whole", total="sum", number="4"),
            ),
            identities=("4<=2",),
        )
        return lay_out(report, [row], **more)

    def test_a_printed_claim_that_holds(self):
        assert self.checked((5, 2, 3)).faults == ()

    def test_a_printed_claim_that_fails_names_its_cell(self):
        (fault,) = self.checked((6, 2, 3)).faults

        assert fault.kind == "identity"
        assert fault.message == f"Ô {fault.cell}: cột 2=3+4 không khớp (6 so với 5)."
        assert fault.cell.startswith("B")

    def test_a_claim_of_at_most(self):
        assert [fault.message.split(":")[1] for fault in self.checked((2, -1, 3)).faults] == [
            " cột 4<=2 không khớp (3 so với 2)."
        ]

    def test_a_total_that_another_count_contradicts(self):
        (fault,) = self.checked((5, 2, 3), recount={"all": 6}).faults

        assert fault.kind == "recount"
        assert "tổng trên biểu là 5 nhưng đếm lại được 6" in fault.message

    def test_a_formula_that_does_not_come_to_the_carried_value_is_found(self):
        sheet = lay_out(HEADCOUNT, WARDS)
        row = sheet.body[0] - 1
        changed = [cell._replace(value=11) if cell.value == 10 else cell for cell in sheet.rows[row]]
        spoilt = replace(sheet, rows=(*sheet.rows[:row], tuple(changed), *sheet.rows[row + 1 :]))

        assert {fault.cell for fault in recompute(spoilt)} == {
            address(sheet.body[0], 6),
            address(sheet.total_row, 3),
        }


class TestPaper:
    HEADING = Heading(
        parent="SỞ Y TẾ",
        unit="BỆNH VIỆN ĐA KHOA",
        period=as_of(date(2026, 11, 22)),
        measure="người",
        lines=("Năm 2026",),
    )
    SIGNED = Signatures("Hà Giang", date(2026, 2, 5), Signer("NGƯỜI LẬP BIỂU", "(Ký)", "Lê An"))

    def words(self, sheet):
        return [[cell.value for cell in row if cell.value is not None] for row in sheet.rows]

    def test_heading_and_signatures_stand_around_the_table(self):
        sheet = lay_out(HEADCOUNT, WARDS, self.HEADING, self.SIGNED)
        words = self.words(sheet)

        assert words[: sheet.header[0] - 1] == [
            ["SỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["BỆNH VIỆN ĐA KHOA", "Độc lập - Tự do - Hạnh phúc"],
            [],
            ["BÁO CÁO SỐ LƯỢNG VIÊN CHỨC"],
            ["Năm 2026"],
            ["Tính đến ngày 22/11/2026"],
            ["Đơn vị tính: người"],
        ]
        assert [line for line in words[sheet.total_row :] if line] == [
            ["Hà Giang, ngày 05 tháng 02 năm 2026"],
            ["NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"],
            ["(Ký)", "(Ký tên, đóng dấu)"],
            ["Lê An"],
        ]
        assert sheet.unit == "BỆNH VIỆN ĐA KHOA"

    def test_a_form_code_takes_the_place_of_the_motto(self):
        heading = replace(self.HEADING, form_code="Mẫu số 04", issued="Ban hành kèm theo Thông tư 09/2004/TT-BNV")
        words = self.words(lay_out(HEADCOUNT, [], heading))

        assert words[0] == ["SỞ Y TẾ", "Mẫu số 04"]
        assert words[1] == ["BỆNH VIỆN ĐA KHOA", "(Ban hành kèm theo Thông tư 09/2004/TT-BNV)"]

    def test_a_draft_says_so(self):
        sheet = lay_out(HEADCOUNT, [], draft=True)

        assert ["DỰ THẢO"] in self.words(sheet)
        assert sheet.draft

    def test_days_to_fill_in_by_hand(self):
        assert Signatures("Huế").date_line == "Huế, ngày …… tháng …… năm ………"
        assert between(date(2025, 12, 15), date(2026, 12, 14)) == "Kỳ báo cáo: từ 15/12/2025 đến 14/12/2026"

    def test_one_column_is_enough(self):
        sheet = lay_out(Report("R", "R", (Column("Họ tên", str),)), ["An"], self.HEADING, self.SIGNED)

        assert len(sheet.widths) == 1
        assert ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] in self.words(sheet)

    def test_forty_columns_fit_a_page_and_stay_readable(self):
        narrow = tuple(count(f"Số người có trình độ {i}", f"k{i}", rotate=True) for i in range(38))
        report = Report(
            "R", "R", (Column("STT", row_number, 4, "order"), Column("Đơn vị", str, 22), Group("Chia theo", narrow))
        )
        sheet = lay_out(replace(report, columns=report.columns), [])

        assert sheet.paper == Paper("A4", landscape=True)
        assert sum(sheet.column_points) * sheet.scale <= sheet.paper.printable[0] + 0.01
        assert sheet.styles["body.whole"].size * sheet.scale >= 6.5

    def test_few_columns_stand_upright_and_fill_the_page(self):
        sheet = lay_out(HEADCOUNT, WARDS)

        assert not sheet.paper.landscape
        assert sheet.scale == 1
        assert 0.95 < sum(sheet.column_points) / sheet.paper.printable[0] <= 1

    def test_long_lists_break_between_rows_under_repeated_headings(self):
        columns = tuple(Column(f"Cột {i}", lambda row: "Bác sĩ chuyên khoa cấp I khoa Nội", 12) for i in range(25))
        sheet = lay_out(Report("R", "R", columns), range(900), self.HEADING, self.SIGNED)
        pages = sheet.pages()
        room = sheet.paper.printable[1] / sheet.scale
        repeated = sum(sheet.heights[sheet.header[0] - 1 : sheet.header[1]])

        assert [row for first, last in pages for row in range(first, last + 1)] == list(
            range(1, len(sheet.heights) + 1)
        )
        assert all(sum(sheet.heights[first - 1 : last]) + repeated <= room for first, last in pages[1:])
        assert sheet.freeze == address(sheet.body[0], 1)

    @pytest.mark.parametrize("count", range(20, 45))
    def test_signatures_are_never_torn_from_the_last_row(self, count):
        sheet = lay_out(HEADCOUNT, WARDS * count, self.HEADING, self.SIGNED)
        first, last = sheet.pages()[-1]

        assert first <= sheet.body[1]
        assert last == len(sheet.heights)

    def test_a_short_report_stays_on_one_page(self):
        sheet = lay_out(HEADCOUNT, WARDS, self.HEADING, self.SIGNED)

        assert (sheet.page_break, len(sheet.pages())) == (0, 1)

    def test_a_wrapped_cell_makes_its_row_higher(self):
        sheet = lay_out(HEADCOUNT, [{"name": "Nội"}, {"name": "Khoa Hồi sức tích cực và Chống độc người lớn " * 3}])
        low, high = sheet.heights[sheet.body[0] - 1 : sheet.body[1]]

        assert high > 2 * low

    def test_a_turned_heading_gets_the_height_of_its_words(self):
        long = lay_out(
            replace(
                HEADCOUNT, columns=(*HEADCOUNT.columns[:2], count("Tổng số biên chế được giao", "all", rotate=True))
            ),
            [],
        )
        short = lay_out(replace(HEADCOUNT, columns=(*HEADCOUNT.columns[:2], count("Nữ", "all", rotate=True))), [])

        assert long.heights[long.header[0] - 1] > 2 * short.heights[short.header[0] - 1]

    def test_a_column_widens_for_its_figures(self):
        rich = lay_out(HEADCOUNT, [{"name": "x", "all": 123_456_789_012}])

        assert rich.widths[2] > 2 * lay_out(HEADCOUNT, [{"name": "x", "all": 1}]).widths[2]

    def test_letters_of_columns(self):
        assert [letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


class TestProblems:
    TEXT = Column("Tên", str)

    @pytest.mark.parametrize(
        ("columns", "problem"),
        [
            ((), "a report needs a column"),
            ((TEXT, Column("Tên", str)), "two headings with one label under the top: tên"),
            (
                (TEXT, Group("Giới", (Column("Nữ", str), Column("nữ", str)))),
                "two headings with one label under Giới: nữ",
            ),
            ((TEXT, Column("Số", len, form="whole")), "figures without a rule for their total: Số"),
            ((TEXT, Column("Số", len, form="whole", total="formula")), "total by formula, but no formula: Số"),
            ((TEXT, Column("Chữ", str, total="sum")), "only figures can be summed: Chữ"),
            ((Column("Số", len, form="whole", total="sum"),), "the first column has no room for the word total: Số"),
            ((TEXT, Column("a", str, number="2"), Column("b", str, number="2")), "one number for two columns: 2"),
            ((TEXT, Column("a", str, number="3"), Column("b", str, number="2")), "column numbers out of order"),
            ((TEXT, Column("a", str, number="2=3+9")), "points to a column that is not there: 2=3+9"),
            ((TEXT, Column("a", str, key="k"), Column("b", str, key="k")), "one key for two columns: k"),
            (
                (TEXT, Column("a", form="whole", total=None, formula=Sum(("k",)))),
                "formula of a with unknown key k",
            ),
            (
                (TEXT, Column("a", form="whole", total=None, formula=Sum(("k",)), key="k")),
                "formula that needs itself: a",
            ),
            ((TEXT, Column("a", str, form="money")), "unknown form 'money': a"),
        ],
    )
    def test_faults_of_a_description_are_told(self, columns, problem):
        report = Report("R", "R", columns)

        assert problem in report.problems()
        with pytest.raises(ValueError, match="report R"):
            lay_out(report, [])

    def test_labels_may_repeat_under_different_groups_and_numbers_may_skip(self):
        sex = (Column("Nam", str, 8), Column("Nữ", str, 8))
        columns = (self.TEXT, Group("Năm sinh", sex), Group("Số", sex), Column("Hết", str, number="9"))

        assert Report("R", "R", columns).problems() == []

    def test_an_unreadable_claim_is_a_fault(self):
        assert Report("R", "R", (self.TEXT,), identities=("1~2",)).problems() == [
            "points to a column that is not there: 1~2"
        ]

    def test_words_may_be_lettered_and_figures_numbered(self):
        leaves = (self.TEXT, Column("Khoa", str), Column("Số", len, form="whole", total="sum"))

        assert printed_numbers(leaves, "A1") == ("A", "B", "1")
        assert printed_numbers(leaves, "(1)") == ("(1)", "(2)", "(3)")

    def test_claims_are_read_with_brackets_and_signs(self):
        leaves = tuple(Column(f"c{i}", str, number=str(i)) for i in range(1, 5))
        (claim,) = identities_of(leaves, "1", ["(1 = 2 + 3 - 4)"])

        assert (claim.left, claim.plus, claim.minus, claim.at_most) == (0, (1, 2), (3,), False)
