"""Empty workbooks to type into, and wrong rows given back: both come in again."""

import pytest
from openpyxl import load_workbook

from desktop.domain.errors import UserError
from desktop.services import importing
from desktop.services.importing import Outcome
from desktop.services.progress import run
from desktop.services.templates import MARK, template

KINDS = [kind.name for kind in importing.all_kinds()]
HEAD = ["Mã NV", "Họ và tên", "Ngày sinh", "Số CCCD"]


@pytest.fixture
def saved(tmp_path):
    def make(kind, workspace=None):
        template(workspace, kind, tmp_path / f"{kind}.xlsx")
        return tmp_path / f"{kind}.xlsx"

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_every_heading_of_a_template_is_known_and_the_example_is_no_data(workspace, saved, kind):
    plan = run(importing.plan(workspace, saved(kind), kind))
    assert [m.header.text for m in plan.columns if m.column is None] == ["STT"]
    assert {m.confidence for m in plan.columns if m.column} == {1.0}
    assert plan.rows == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_worked_example_would_come_in_without_an_error(workspace, saved, bring, kind):
    if kind != "staff":
        people = [
            ["VC0001", "Nguyễn Thị Mai", "05/09/1985", "001185012345"],
            ["VC0002", "Trần Văn Bình", 1996, "001096012345"],
        ]
        bring([HEAD, *people])
    path = saved(kind)
    book = load_workbook(path)
    assert book.worksheets[0]["A2"].value == MARK
    book.worksheets[0]["A2"].value = "1"
    book.save(path)
    plan = run(importing.plan(workspace, path, kind, create_departments=True))
    assert [p for p in plan.problems if p.severity == "error"] == []
    assert [row.outcome for row in plan.rows] == [Outcome.NEW]


def test_lists_to_choose_from_stand_on_a_hidden_sheet_with_the_departments_of_the_unit(workspace, saved, bring):
    bring([[*HEAD, "Khoa"], ["VC01", "Nguyễn Văn Đức", 1985, None, "Khoa Nội"]])
    book = load_workbook(saved("staff", workspace))
    page, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    offered = [cell.value for column in lists.iter_cols() for cell in column]
    assert {"Khoa Nội", "Kinh", "Nam", "Bác sĩ"} <= set(offered)
    places = {str(v.sqref).split(":")[0]: v.formula1 for v in page.data_validations.dataValidation}
    headings = {cell.value: cell.column_letter for cell in page[1]}
    assert f"{headings['Giới tính']}3" in places


def test_identifiers_and_days_stay_text_and_the_headings_stay_in_sight(saved):
    page = load_workbook(saved("staff")).worksheets[0]
    headings = {cell.value: cell for cell in page[1]}
    letters = [headings[name].column_letter for name in ("Số CCCD", "Mã nhân viên", "Ngày sinh")]
    assert {page.column_dimensions[letter].number_format for letter in letters} == {"@"}
    assert "12 chữ số" in headings["Số CCCD"].comment.text
    assert page.freeze_panes == "D2"


def test_an_unknown_kind_names_those_there_are(saved):
    with pytest.raises(UserError, match="staff.*targets"):
        saved("nhan_vien")


def test_wrong_rows_are_given_back_with_their_faults_in_the_cells(tmp_path, workspace, planned):
    plan = planned(
        [
            ["DANH SÁCH", None, None, None],
            HEAD,
            ["VC01", "Nguyễn Văn Đức", "05/09/1985", "040085000001"],
            ["VC02", "=1+1", "31/02/1990", "12345"],
        ]
    )
    assert importing.error_book(plan, tmp_path / "loi.xlsx") == 1
    page = load_workbook(tmp_path / "loi.xlsx").active
    assert [cell.value for cell in page[2]] == [*HEAD, "Lỗi"]
    assert [page["A3"].value, page["C3"].value, page["D3"].value] == ["VC02", "31/02/1990", "12345"]
    assert "không phải ngày" in page["C3"].comment.text
    assert page["C3"].fill.fgColor.rgb == "FFFDECEA"
    assert "12 chữ số" in page["E3"].value
    assert page.max_row == 3


def test_mended_the_wrong_rows_come_in_with_their_group(tmp_path, workspace, planned, person):
    plan = planned(
        [
            ["STT", "Mã NV", "Họ và tên", "Ngày sinh"],
            ["I", "Khoa Nội", None, None],
            [1, "VC01", "Nguyễn Văn Đức", "05/09/1985"],
            ["II", "Khoa Ngoại", None, None],
            [2, "VC02", "Đỗ Thị Ánh", "31/02/1990"],
        ],
        accept_valid=True,
    )
    run(importing.carry_out(workspace, plan))
    importing.error_book(plan, tmp_path / "loi.xlsx")
    book = load_workbook(tmp_path / "loi.xlsx")
    book.active["D3"].value = "28/02/1990"
    book.save(tmp_path / "loi.xlsx")
    again = run(importing.plan(workspace, tmp_path / "loi.xlsx", "staff", create_departments=True))
    run(importing.carry_out(workspace, again))
    assert person("VC02", lambda p: [str(x.department) for x in p.placements]) == ["Khoa Ngoại"]


def test_without_a_wrong_row_there_is_nothing_to_give_back(tmp_path, planned):
    plan = planned([HEAD, ["VC01", "Nguyễn Văn Đức", 1985, None]])
    with pytest.raises(UserError, match="Không có dòng nào sai"):
        importing.error_book(plan, tmp_path / "loi.xlsx")
