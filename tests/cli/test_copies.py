"""Copies, bringing them back, whether a file is whole, and the log of who did what."""

import hashlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Canbo, sentences

AT = ("--as-of", "2026-11-22")


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def records(canbo: Canbo, path: Path) -> dict[str, int]:
    found: dict[str, int] = canbo("verify", path, "--json").document["records"]
    return found


class TestBackupAndRestore:
    def test_a_copy_holds_the_same_records_and_is_whole(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        copy = tmp_path / "sao.canbo"
        ended = canbo("backup", centre_file, "--out", copy, *AT)

        assert ended.code == 0, ended.err
        assert canbo("verify", copy, "--json").document["ok"] is True
        assert records(canbo, copy) == records(canbo, centre_file)

    def test_a_copy_never_overwrites(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        there = tmp_path / "sao.canbo"
        there.write_bytes(b"something of mine")
        ended = canbo("backup", centre_file, "--out", there, *AT)

        assert (ended.code, len(sentences(ended.err))) == (3, 1)
        assert there.read_bytes() == b"something of mine"

    def test_while_another_program_reads(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        reading = (
            "import sqlite3, sys, threading; ended = threading.Event();"
            "threading.Thread(target=lambda: (sys.stdin.read(), ended.set())).start()\n"
            "while not ended.is_set():\n"
            "    c = sqlite3.connect(sys.argv[1]); c.execute('SELECT count(*) FROM staff_member').fetchone(); c.close()\n"
            "    print('read', flush=True)\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", reading, str(centre_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as reader:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "read\n"
            ended = canbo("backup", centre_file, "--out", tmp_path / "sao.canbo", *AT)
            reader.communicate("")

        assert ended.code == 0, ended.err
        assert reader.returncode == 0
        assert canbo("verify", tmp_path / "sao.canbo").code == 0

    def test_restore_brings_back_and_keeps_the_old_file_aside(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        copy, before = tmp_path / "sao.canbo", records(canbo, centre_file)
        canbo("backup", centre_file, "--out", copy, *AT)
        book = tmp_path / "them.csv"
        book.write_text("Mã NV;Họ và tên\nZZ1;Lê Văn Thêm\n", "utf-8")
        assert canbo("import", centre_file, book, "--kind", "staff", *AT).code == 0
        changed, of_copy = fingerprint(centre_file), fingerprint(copy)
        ended = canbo("restore", copy, centre_file, *AT)
        kept = list(tmp_path.glob("trung-tam-truoc-khoi-phuc-*.canbo"))

        assert ended.code == 0, ended.err
        assert records(canbo, centre_file) == before
        assert [fingerprint(path) for path in kept] == [changed]
        assert str(kept[0]) in ended.out
        assert fingerprint(copy) == of_copy

    def test_restore_where_nothing_stands_yet(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        copy, target = tmp_path / "sao.canbo", tmp_path / "moi.canbo"
        canbo("backup", centre_file, "--out", copy, *AT)

        assert canbo("restore", copy, target, *AT).code == 0
        assert records(canbo, target) == records(canbo, centre_file)

    def test_a_copy_that_is_none_changes_nothing(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        copy, before = tmp_path / "sao.canbo", fingerprint(centre_file)
        copy.write_bytes(b"not a copy" * 1000)
        ended = canbo("restore", copy, centre_file, *AT)

        assert (ended.code, len(sentences(ended.err))) == (3, 1)
        assert fingerprint(centre_file) == before
        assert sorted(path.name for path in tmp_path.glob("*.canbo")) == ["sao.canbo", "trung-tam.canbo"]

    def test_an_encrypted_copy_needs_the_same_password(
        self, canbo: Canbo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("CANBO_PASSWORD", "một mật khẩu")
        path, copy = tmp_path / "a.canbo", tmp_path / "sao.canbo"
        canbo("new", path, "--code", "X", "--name", "Đơn vị", *AT)
        assert canbo("backup", path, "--out", copy, *AT).code == 0
        assert b"SQLite format" not in copy.read_bytes()
        assert canbo("restore", copy, path, *AT).code == 0
        monkeypatch.setenv("CANBO_PASSWORD", "khác")

        assert canbo("verify", copy).code == 3


class TestVerify:
    def test_a_change_past_the_program_breaks_the_chain_and_ends_with_1(self, canbo: Canbo, centre_file: Path):
        with sqlite3.connect(centre_file) as connection:
            connection.execute("UPDATE operation SET user_name = 'ai đó' WHERE id = 1")
        connection.close()
        ended = canbo("verify", centre_file, "--json")

        assert ended.code == 1
        assert ended.document["ok"] is False
        assert ended.document["audit_chain"] != "ok"

    def test_a_link_to_nothing_ends_with_1(self, canbo: Canbo, centre_file: Path):
        with sqlite3.connect(centre_file) as connection:
            connection.execute("UPDATE placement SET department_id = 99999 WHERE id = 1")
        connection.close()
        ended = canbo("verify", centre_file, "--json")

        assert (ended.code, ended.document["foreign_keys"]) == (1, 1)


class TestAudit:
    def test_who_did_what_newest_first(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        canbo("backup", unit_file, "--out", tmp_path / "sao.canbo", "--user", "Nguyễn Thu Hà", *AT)
        found = canbo("audit", unit_file, "--json").document["operations"]

        assert [one["kind"] for one in found] == ["backup", "do"]
        assert [one["user"] for one in found] == ["Nguyễn Thu Hà", "dòng lệnh"]
        assert found[1]["title"] == "Khai báo đơn vị"
        assert found[1]["changes"] == 1

    def test_exports_stand_in_it(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        canbo("report", centre_file, "F06", *AT, "--out", tmp_path / "f06.xlsx")
        kinds = [one["kind"] for one in canbo("audit", centre_file, "--json").document["operations"]]

        assert "export" in kinds

    def test_one_person_with_old_and_new_values(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        book = tmp_path / "a.csv"
        for address in ("Số 1 Lê Lợi", "Số 2 Lê Lợi"):
            book.write_text(f"Mã NV;Họ và tên;Nơi ở hiện nay\nA1;Lê Văn Thử;{address}\nA2;Đỗ Thị Thử;x\n", "utf-8")
            assert canbo("import", unit_file, book, "--kind", "staff", *AT).code == 0
        found = canbo("audit", unit_file, "--staff", "A1", "--json").document["operations"]
        changed = [detail for one in found for detail in one["details"] if detail["field"] == "current_address"]

        assert [(detail["old"], detail["new"]) for detail in changed] == [("Số 1 Lê Lợi", "Số 2 Lê Lợi")]
        assert len(found) == 2

    def test_since_a_day(self, canbo: Canbo, unit_file: Path):
        assert len(canbo("audit", unit_file, "--since", "2000-01-01", "--json").document["operations"]) == 1
        assert canbo("audit", unit_file, "--since", "2999-01-01", "--json").document["operations"] == []

    def test_an_unknown_person(self, canbo: Canbo, unit_file: Path):
        ended = canbo("audit", unit_file, "--staff", "KHONG", "--json")

        assert (ended.code, ended.out, len(sentences(ended.err))) == (1, "", 1)

    def test_for_people_it_is_a_table(self, canbo: Canbo, unit_file: Path):
        assert "Khai báo đơn vị" in canbo("audit", unit_file).out
