"""`canbo form`: personal forms into one workbook or a folder of files."""

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import Canbo, sentences

DAY = ("--as-of", "2026-11-22")


def codes_of(canbo: Canbo, file: Path, count: int) -> list[str]:
    out = file.with_name("staff.json")
    assert canbo("export", file, "--kind", "staff", "--out", out, *DAY).code == 0
    return [row["staff_code"] for row in json.loads(out.read_text("utf-8"))["records"][:count]]


def test_a_workbook_has_a_sheet_for_each_person(canbo: Canbo, centre_file: Path, tmp_path: Path):
    codes = codes_of(canbo, centre_file, 2)
    ended = canbo("form", centre_file, "syll", "--staff", ",".join(codes), "--out", tmp_path / "phieu.xlsx", *DAY)
    assert (ended.code, ended.err) == (0, "")
    assert "Đã lập Sơ yếu lý lịch của 2 người" in ended.out
    assert load_workbook(tmp_path / "phieu.xlsx").sheetnames == codes


def test_a_folder_has_a_file_for_each_person_of_whom_the_condition_holds(
    canbo: Canbo, centre_file: Path, tmp_path: Path
):
    (code,) = codes_of(canbo, centre_file, 1)
    where = f'staff_code = "{code}"'
    ended = canbo("form", centre_file, "3A", "--where", where, "--out", tmp_path / "phieu", *DAY)
    assert ended.code == 0, ended.err
    (made,) = (tmp_path / "phieu").iterdir()
    assert made.name.startswith(f"3A_{code}_")


def test_a_supplement_tells_of_the_year_unless_told_otherwise(canbo: Canbo, centre_file: Path, tmp_path: Path):
    (code,) = codes_of(canbo, centre_file, 1)
    for more, first in (((), "01/01/2026"), (("--since", "2025-06-01"), "01/06/2025")):
        out = tmp_path / "f.xlsx"
        assert canbo("form", centre_file, "HS03", "--staff", code, "--out", out, *more, *DAY).code == 0
        told = [cell.value for row in load_workbook(out).active.iter_rows() for cell in row if cell.value]
        assert f"(Từ ngày {first} đến ngày 22/11/2026)" in told


def test_an_unknown_form_or_person_ends_with_1_and_writes_nothing(canbo: Canbo, centre_file: Path, tmp_path: Path):
    for arguments, told in (
        (("X9",), "Không có mẫu phiếu «X9»"),
        (("SYLL", "--staff", "KHONGCO"), "Không có ai mang mã nhân viên «KHONGCO»"),
    ):
        ended = canbo("form", centre_file, *arguments, "--out", tmp_path / "f.xlsx", *DAY)
        assert ended.code == 1
        assert len(sentences(ended.err)) == 1
        assert told in ended.err
    assert not (tmp_path / "f.xlsx").exists()
