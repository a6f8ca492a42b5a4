"""Lists go out in the columns that the import takes back unchanged."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Canbo, sentences

AT = ("--as-of", "2026-11-22")


@pytest.mark.parametrize(
    "kind",
    [
        "staff",
        "qualifications",
        "work_history",
        "salary",
        "contracts",
        "licences",
        "party",
        "mentoring",
        "training",
        "succession",
        "rotation",
        "targets",
    ],
)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_back_unchanged(canbo: Canbo, centre_file: Path, tmp_path: Path, kind: str, ending: str):
    out = tmp_path / f"{kind}.{ending}"
    exported = canbo("export", centre_file, "--kind", kind, "--out", out, *AT)
    back = canbo("import", centre_file, out, "--kind", kind, *AT, "--dry-run", "--json")

    assert exported.code == 0, exported.err
    assert back.code == 0, back.err
    assert [back.document[key] for key in ("created", "updated", "rejected")] == [0, 0, 0]


def test_json_has_field_names_and_iso_dates(canbo: Canbo, centre_file: Path, tmp_path: Path):
    out = tmp_path / "staff.json"
    canbo("export", centre_file, "--kind", "staff", "--out", out, *AT)
    document = json.loads(out.read_text("utf-8"))

    assert (document["kind"], document["as_of"]) == ("staff", "2026-11-22")
    assert all("full_name" in record for record in document["records"])
    assert any(len(record.get("birth_date", "")) == 10 for record in document["records"])


def test_only_those_for_whom_a_condition_holds(canbo: Canbo, centre_file: Path, tmp_path: Path):
    out = tmp_path / "nu.json"
    ended = canbo("export", centre_file, "--kind", "staff", "--out", out, "--where", "sex = nữ", *AT)
    records = json.loads(out.read_text("utf-8"))["records"]

    assert ended.code == 0
    assert records
    assert {record["sex"] for record in records} == {"nu"}


def test_a_condition_that_cannot_be_read_writes_nothing(canbo: Canbo, centre_file: Path, tmp_path: Path):
    ended = canbo("export", centre_file, "--kind", "staff", "--out", tmp_path / "a.csv", "--where", "sex =", *AT)
    wrong = canbo("export", centre_file, "--kind", "staff", "--out", tmp_path / "a.csv", "--where", "tuổi > (", *AT)

    assert ended.code == 0  # asks for those without one
    assert wrong.code == 1
    assert len(sentences(wrong.err)) == 1


def test_an_ending_that_cannot_be_written_is_wrong_usage(canbo: Canbo, centre_file: Path, tmp_path: Path):
    ended = canbo("export", centre_file, "--kind", "staff", "--out", tmp_path / "a.pdf", *AT)

    assert ended.code == 2
    assert ".xlsx hoặc .csv hoặc .json" in ended.err


def test_a_kind_that_comes_later_says_so(canbo: Canbo, centre_file: Path, tmp_path: Path):
    ended = canbo("export", centre_file, "--kind", "cme", "--out", tmp_path / "a.xlsx", *AT)

    assert ended.code == 1
    assert "chưa có trong phiên bản này" in ended.err


def test_text_is_never_a_formula(canbo: Canbo, unit_file: Path, tmp_path: Path):
    book = tmp_path / "a.csv"
    book.write_text("Mã NV;Họ và tên;Ghi chú\nA1;Lê Văn Thử;=1+1\n", "utf-8")
    assert canbo("import", unit_file, book, "--kind", "staff", *AT).code == 0
    for ending in ("xlsx", "csv"):
        canbo("export", unit_file, "--kind", "staff", "--out", tmp_path / f"out.{ending}", *AT)

    cells = [cell for row in load_workbook(tmp_path / "out.xlsx").active.iter_rows() for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells if cell.value == "=1+1"] == [("=1+1", "s")]
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "'=1+1" in list(csv.reader(file, delimiter=";"))[1]


def test_wrong_rows_go_back_as_a_workbook_that_can_be_imported_once_mended(
    canbo: Canbo, unit_file: Path, tmp_path: Path
):
    book, errors = tmp_path / "a.csv", tmp_path / "loi.xlsx"
    book.write_text("Mã NV;Họ và tên;Ngày sinh\nA1;Lê Văn Thử;01/02/1990\nA2;Đỗ Thị Thử;31/02/1990\n", "utf-8")
    first = canbo("import", unit_file, book, "--kind", "staff", "--accept-valid", "--errors", errors, *AT)
    sheet = load_workbook(errors)
    page = sheet.active
    wrong = next(cell for row in page.iter_rows() for cell in row if cell.value == "31/02/1990")

    assert first.code == 1
    assert "A1" not in [cell.value for row in page.iter_rows() for cell in row]
    assert wrong.comment is not None
    wrong.value = "28/02/1990"
    sheet.save(errors)
    again = canbo("import", unit_file, errors, "--kind", "staff", *AT, "--json")
    assert (again.code, again.document["created"]) == (0, 1)


@pytest.mark.parametrize("kind", ["staff", "party", "mentoring", "training", "salary"])
def test_a_template_has_headings_and_one_example_that_never_comes_in(
    canbo: Canbo, unit_file: Path, tmp_path: Path, kind: str
):
    out = tmp_path / f"{kind}.xlsx"
    made = canbo("template", kind, "--out", out)
    imported = canbo("import", unit_file, out, "--kind", kind, *AT, "--dry-run", "--json")
    columns = imported.document["columns"]

    assert made.code == 0, made.err
    assert imported.document["rows"] == 0
    assert columns
    assert all(column["field"] for column in columns if column["header"] not in ("", "STT", "TT"))


def test_a_row_typed_into_a_template_comes_in(canbo: Canbo, unit_file: Path, tmp_path: Path):
    out = tmp_path / "staff.xlsx"
    canbo("template", "staff", "--out", out)
    book = load_workbook(out)
    page = book.worksheets[0]
    heading = next(row for row in page.iter_rows() if any(cell.value == "Họ và tên" for cell in row))
    places = {cell.value: cell.column for cell in heading}
    line = page.max_row + 1
    page.cell(line, places["Mã nhân viên"], "VC77")
    page.cell(line, places["Họ và tên"], "Lê Thị Thử")
    book.save(out)
    imported = canbo("import", unit_file, out, "--kind", "staff", *AT, "--json")

    assert imported.code == 0, imported.out + imported.err
    assert imported.document["created"] == 1


def test_whole_records_go_out_and_come_into_an_empty_file(canbo: Canbo, unit_file: Path, tmp_path: Path):
    made = canbo("generate", unit_file, "--staff", "12", "--as-of", "2026-11-22")
    assert made.code == 0, made.err
    for ending in ("xlsx", "json"):
        book, other = tmp_path / f"tat-ca.{ending}", tmp_path / f"{ending}.canbo"
        assert canbo("export", unit_file, "--kind", "all", "--out", book, "--as-of", "2026-11-22").code == 0
        canbo("new", other, "--code", "BV01", "--name", "Bệnh viện thử", "--no-password")
        tried = canbo("import", other, book, "--kind", "all", "--dry-run", "--json", "--as-of", "2026-11-22")
        assert (tried.code, tried.document["committed"], tried.document["rejected"]) == (0, False, 0)
        assert canbo("import", other, book, "--kind", "all", "--as-of", "2026-11-22").code == 0
        counted = [canbo("verify", file, "--json").document["records"] for file in (unit_file, other)]
        assert counted[0] == counted[1]


def test_options_of_a_single_list_are_refused_for_whole_records(canbo: Canbo, unit_file: Path, tmp_path: Path):
    ended = canbo("import", unit_file, tmp_path / "a.xlsx", "--kind", "all", "--accept-valid")
    assert ended.code == 1
    assert "--accept-valid" in ended.err
