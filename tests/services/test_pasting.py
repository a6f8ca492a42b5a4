"""Cells from Excel laid over the list: read as cells, shown first, written as one step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.staff import StaffMember
from desktop.services import own_fields, pasting, people_list
from tests.services.people_unit import fill


@pytest.fixture
def unit(workspace):
    fill(workspace)
    return workspace


@pytest.fixture
def people(unit):
    with unit.database.read() as session:
        return list(session.scalars(select(StaffMember.uid).order_by(StaffMember.staff_code)))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a", [["a"]]),
        ("a\tb\nc", [["a", "b"], ["c", ""]]),
        ('"hai\ndòng"\tb', [["hai\ndòng", "b"]]),
        ('"nói ""à"""\t', [['nói "à"', ""]]),
        ('"Hoa" Nguyễn\tx', [['"Hoa" Nguyễn', "x"]]),
        ("\tb", [["", "b"]]),
        ("a\r\n\r\nb", [["a"], [""], ["b"]]),
    ],
)
def test_the_clipboard_is_read_as_cells(text, cells):
    assert pasting.read_block(text) == cells


@given(st.lists(st.lists(st.text(st.sampled_from("aă \"\n\t'1")), min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_excel_copies_is_read_back(cells):
    quoted = ["\t".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    if any(any(row) for row in cells):
        assert pasting.read_block("\r\n".join(quoted) + "\r\n") == cells


@pytest.mark.parametrize("text", ["", "\r\n", "\t\t\n\t"])
def test_an_empty_clipboard_is_told(text):
    with pytest.raises(UserError, match="không có ô nào để dán"):
        pasting.read_block(text)


def test_a_block_is_laid_over_rows_and_columns(unit, people):
    flat = own_fields.add(unit, "Ở tập thể", "flag")
    block = pasting.read_block("0911111111\tkhoa ngoại\tx\n\tKhoa Ngoại\tkhông\n")
    plan = pasting.plan(unit, people, ["phone", "department", flat, "note"], block)

    assert [(c.code, c.label, c.before, c.after) for c in plan.to_do] == [
        ("VC01", "Số điện thoại", "", "0911111111"),
        ("VC01", "Khoa, phòng", "Khoa Nội tổng hợp", "Khoa Ngoại"),
        ("VC01", "Ở tập thể", "", "Có"),
        ("VC02", "Số điện thoại", "0912345678", ""),
        ("VC02", "Ở tập thể", "", "Không"),
    ]
    assert (len(plan.changes), plan.people, plan.problems) == (6, 2, ())
    assert pasting.carry_out(unit, plan) == 5
    grid = people_list.open_grid(unit)
    ids = [grid.ids_of(people[:2])[uid] for uid in people[:2]]
    assert people_list.texts(grid, ids, ("phone", "department", flat)) == [
        ["0911111111", "Khoa Ngoại", "Có"],
        ["", "Khoa Ngoại", "Không"],
    ]
    grid.close()
    assert unit.database.undo() == "Dán 6 ô vào danh sách"


def test_one_cell_fills_what_is_chosen(unit, people):
    plan = pasting.plan(unit, people[:3], ["note"], [["đã khám"]])
    assert [change.after for change in plan.to_do] == ["đã khám"] * 3
    row = pasting.plan(unit, people[:2], ["note", "phone"], [["đã khám", "0911111111"]])
    assert [change.after for change in row.to_do] == ["đã khám", "0911111111"] * 2


def test_each_wrong_cell_says_why_and_the_good_ones_may_go(unit, people):
    block = [["hôm qua", "40"], ["5/1990", "56"]]
    plan = pasting.plan(unit, people, ["birth_date", "age"], block)
    assert [(c.code, c.label) for c in plan.problems] == [("VC01", "Ngày sinh"), ("VC01", "Tuổi"), ("VC02", "Tuổi")]
    assert plan.problems[1].problem == "Tuổi không sửa được ở danh sách."
    with pytest.raises(UserError, match="Còn 3 ô chưa đúng"):
        pasting.carry_out(unit, plan)
    assert pasting.carry_out(unit, plan, skip_problems=True) == 1


def test_a_cell_that_cannot_be_edited_may_be_pasted_over_with_itself(unit, people):
    plan = pasting.plan(unit, people[:1], ["age", "note"], [["56", "x"]])
    assert (plan.problems, [change.column for change in plan.to_do]) == ((), ["note"])


def test_a_block_that_reaches_beyond_the_list_is_refused(unit, people):
    with pytest.raises(UserError, match=r"Vùng dán có 3 dòng, 1 cột, lớn hơn phần danh sách .*\(2 dòng, 1 cột\)"):
        pasting.plan(unit, people[:2], ["note"], [["a"], ["b"], ["c"]])


def test_two_people_do_not_get_one_code(unit, people):
    plan = pasting.plan(unit, people, ["staff_code"], [["VC10"], ["VC10"], ["VC05"], ["VC04"]])
    assert [(c.code, "đã có ở người khác" in c.problem) for c in plan.problems] == [("VC02", True), ("VC03", True)]
