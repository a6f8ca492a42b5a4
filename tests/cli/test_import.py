"""Lists come in: all rows or none, the document of the contract, and workbooks that cannot be read."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Canbo, sentences
from tests.excel.raw_books import xlsx

AT = ("--as-of", "2026-11-22")
HEADINGS = ("STT", "Mã NV", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Ghi chú lạ")
GOOD = (1, "VC001", "Lê Thị Thử", "05/09/1985", "Nữ", "001185000017", "x")
WRONG = (2, "VC002", "Trần Văn Thử", "31/02/1990", "Nam", "0220900012345", "")


def book(path: Path, *rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> Path:
    made = Workbook()
    sheet = made.active
    sheet.title = "DS"
    sheet.append(["DANH SÁCH NHÂN VIÊN"])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    made.save(path)
    return path


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def people(canbo: Canbo, path: Path) -> int:
    count = canbo("verify", path, "--json").document["records"]["staff"]
    assert isinstance(count, int)
    return count


class TestImport:
    def test_the_document_is_that_of_the_contract(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        ended = canbo("import", unit_file, book(tmp_path / "a.xlsx", GOOD), "--kind", "staff", *AT, "--json")
        found = ended.document

        assert ended.code == 0, ended.err
        assert {"kind", "book", "sheet", "header_rows", "encoding", "columns", "rows"} < set(found)
        assert (found["kind"], found["sheet"], found["header_rows"], found["encoding"]) == (
            "staff",
            "DS",
            [2],
            "unicode",
        )
        assert [found[key] for key in ("rows", "created", "updated", "unchanged", "rejected")] == [1, 1, 0, 0, 0]
        assert found["committed"] is True
        fields = {column["header"]: column["field"] for column in found["columns"]}
        assert fields["Họ và tên"] == "full_name"
        assert fields["Ghi chú lạ"] is None
        assert people(canbo, unit_file) == 1

    def test_a_wrong_row_keeps_everything_out_and_is_told_by_cell(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        before = fingerprint(unit_file)
        path = book(tmp_path / "a.xlsx", GOOD, WRONG)
        ended = canbo("import", unit_file, path, "--kind", "staff", *AT, "--json")
        found = ended.document
        cells = {(p["row"], p["column"], p["field"]) for p in found["problems"] if p["severity"] == "error"}

        assert ended.code == 1
        assert (found["committed"], found["rejected"]) == (False, 1)
        assert (4, "D", "birth_date") in cells
        assert (4, "F", "citizen_id") in cells
        assert set(found["problems"][0]) == {"row", "column", "field", "value", "severity", "code", "message"}
        assert fingerprint(unit_file) == before

    def test_the_good_rows_alone_where_that_is_asked_for(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = book(tmp_path / "a.xlsx", GOOD, WRONG)
        ended = canbo("import", unit_file, path, "--kind", "staff", "--accept-valid", *AT, "--json")

        assert (ended.code, ended.document["committed"], ended.document["created"]) == (1, True, 1)
        assert people(canbo, unit_file) == 1

    def test_a_dry_run_never_writes(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        before = fingerprint(unit_file)
        path = book(tmp_path / "a.xlsx", GOOD)
        ended = canbo("import", unit_file, path, "--kind", "staff", "--dry-run", *AT, "--json")

        assert (ended.code, ended.document["committed"], ended.document["created"]) == (0, False, 1)
        assert fingerprint(unit_file) == before

    def test_the_same_list_again_changes_nothing(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = book(tmp_path / "a.xlsx", GOOD)
        canbo("import", unit_file, path, "--kind", "staff", *AT)
        again = canbo("import", unit_file, path, "--kind", "staff", *AT, "--json").document

        assert [again[key] for key in ("created", "updated", "unchanged")] == [0, 0, 1]

    def test_a_text_table(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = tmp_path / "a.csv"
        path.write_text("Mã NV;Họ và tên\nVC9;Đỗ Văn Thử\n", "utf-8-sig")

        assert canbo("import", unit_file, path, "--kind", "staff", *AT).code == 0
        assert people(canbo, unit_file) == 1

    def test_columns_may_be_told_by_hand(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = book(tmp_path / "a.xlsx", ("VC1", "Đỗ Văn Thử", "Lê Lợi"), headings=("Mã NV", "Họ và tên", "Chỗ lạ"))
        mapping = tmp_path / "m.toml"
        mapping.write_text('[columns]\n"Chỗ lạ" = "current_address"\n', "utf-8")
        found = canbo("import", unit_file, path, "--kind", "staff", "--mapping", mapping, *AT, "--json").document

        assert {c["header"]: c["field"] for c in found["columns"]}["Chỗ lạ"] == "current_address"

    def test_the_acting_user_stands_in_the_audit(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = book(tmp_path / "a.xlsx", GOOD)
        canbo("import", unit_file, path, "--kind", "staff", "--user", "Nguyễn Thu Hà", *AT)
        told = canbo("audit", unit_file, "--json").out

        assert "Nguyễn Thu Hà" in told
        assert "dòng lệnh" in told  # who made the file

    def test_for_people_problems_are_lines(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        ended = canbo("import", unit_file, book(tmp_path / "a.xlsx", GOOD, WRONG), "--kind", "staff", *AT)

        assert ended.code == 1
        assert "Chưa nhập dòng nào" in ended.out
        assert "--accept-valid" in ended.out


class TestBooksThatCannotBeRead:
    """One sentence, the file as it was, exit code 3 (or 1 where the workbook lacks what was asked for)."""

    def refused(self, canbo: Canbo, unit_file: Path, path: Path, code: int, *extra: str) -> str:
        before = fingerprint(unit_file)
        ended = canbo("import", unit_file, path, "--kind", "staff", *AT, "--json", *extra)

        assert (ended.code, ended.out) == (code, "")
        assert len(sentences(ended.err)) == 1
        assert fingerprint(unit_file) == before
        return ended.err

    def test_missing(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        assert "Không tìm thấy" in self.refused(canbo, unit_file, tmp_path / "none.xlsx", 3)

    def test_broken(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = book(tmp_path / "a.xlsx", GOOD)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

        assert "Không đọc được" in self.refused(canbo, unit_file, path, 3)

    def test_protected_by_a_password(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"))

        assert "mật khẩu" in self.refused(canbo, unit_file, path, 3)

    def test_huge(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

        assert "Không đọc được" in self.refused(canbo, unit_file, xlsx(tmp_path / "a.xlsx", corners), 3)

    def test_another_kind_of_file(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"%PDF-1.7\n" + bytes(200))

        self.refused(canbo, unit_file, path, 3)

    def test_a_sheet_that_is_not_there(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = book(tmp_path / "a.xlsx", GOOD)

        assert "«DS»" in self.refused(canbo, unit_file, path, 1, "--sheet", "Khác")

    def test_a_sheet_without_a_table(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        self.refused(canbo, unit_file, book(tmp_path / "a.xlsx", headings=("một", "hai")), 1)

    def test_a_mapping_that_is_not_there(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        path = book(tmp_path / "a.xlsx", GOOD)

        self.refused(canbo, unit_file, path, 3, "--mapping", str(tmp_path / "none.toml"))


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_killed_in_the_middle_nothing_of_the_import_stays(canbo: Canbo, unit_file: Path, tmp_path: Path):
    rows = [(n, f"VC{n:05d}", f"Lê Văn Thử {n}", "05/09/1985", "Nam", None, None) for n in range(1, 3001)]
    path = book(tmp_path / "a.xlsx", *rows)
    command = [sys.executable, "-m", "desktop", "import", str(unit_file), str(path), "--kind", "staff", *AT]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        journal = unit_file.with_name(f"{unit_file.name}-journal")
        end = time.monotonic() + 60
        while not journal.exists() and process.poll() is None and time.monotonic() < end:
            pass  # the journal stands from the first write on
        process.send_signal(signal.SIGKILL)
    verdict = canbo("verify", unit_file, "--json").document

    assert verdict["ok"] is True
    assert verdict["records"]["staff"] in (0, 3000)
