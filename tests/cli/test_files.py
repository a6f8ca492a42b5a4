"""The data file as a whole: new, verify, passwords, and every way in which a file can refuse."""

import hashlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from sqlalchemy import text

from desktop.services.credentials import remember
from desktop.storage.database import Database
from tests.cli.conftest import Canbo, sentences

NEW = ("--code", "BV01", "--name", "Bệnh viện thử", "--as-of", "2026-11-22")


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Store(KeyringBackend):
    """A credential store in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "mat-khau.txt"
    path.write_text("Mật khẩu dài 2026\n", "utf-8")
    return path


@pytest.fixture
def encrypted(canbo: Canbo, tmp_path: Path, password_file: Path) -> Path:
    path = tmp_path / "ma-hoa.canbo"
    assert canbo("new", path, *NEW, "--password-file", password_file).code == 0
    return path


class TestNew:
    def test_the_file_holds_the_unit_and_is_whole(self, canbo: Canbo, unit_file: Path):
        verdict = canbo("verify", unit_file, "--json").document

        assert verdict["ok"] is True
        assert (verdict["integrity"], verdict["foreign_keys"], verdict["audit_chain"]) == ("ok", 0, "ok")
        assert verdict["records"]["unit"] == 1
        assert verdict["records"]["staff"] == 0

    def test_an_encrypted_file_shows_nothing_of_what_it_holds(self, encrypted: Path):
        content = encrypted.read_bytes()

        assert "Bệnh viện thử".encode() not in content
        assert b"SQLite format" not in content

    def test_a_file_that_is_there_is_never_overwritten(self, canbo: Canbo, unit_file: Path):
        before = fingerprint(unit_file)
        ended = canbo("new", unit_file, *NEW, "--no-password")

        assert ended.code == 3
        assert "đã có" in ended.err
        assert fingerprint(unit_file) == before

    def test_without_a_password_and_without_a_terminal_nothing_is_made(
        self, canbo: Canbo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("sys.stdin", None)
        ended = canbo("new", tmp_path / "a.canbo", *NEW)

        assert ended.code == 3
        assert "--password-file" in ended.err
        assert not (tmp_path / "a.canbo").exists()

    def test_a_unit_that_may_not_be_saved_leaves_no_file(self, canbo: Canbo, tmp_path: Path):
        ended = canbo("new", tmp_path / "a.canbo", "--code", "X", "--name", " ", "--no-password")

        assert ended.code == 1
        assert len(sentences(ended.err)) == 1
        assert not (tmp_path / "a.canbo").exists()

    def test_a_folder_that_is_not_there_is_made(self, canbo: Canbo, tmp_path: Path):
        path = tmp_path / "don vi" / "năm 2026" / "a.canbo"

        assert canbo("new", path, *NEW, "--no-password").code == 0
        assert canbo("verify", path).code == 0

    def test_a_folder_that_cannot_be_made(self, canbo: Canbo, tmp_path: Path):
        (tmp_path / "a file").write_bytes(b"")
        ended = canbo("new", tmp_path / "a file" / "a.canbo", *NEW, "--no-password")

        assert (ended.code, len(sentences(ended.err))) == (3, 1)


class TestPassword:
    def test_from_a_file(self, canbo: Canbo, encrypted: Path, password_file: Path):
        assert canbo("verify", encrypted, "--password-file", password_file).code == 0

    def test_from_the_environment(self, canbo: Canbo, encrypted: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("CANBO_PASSWORD", "Mật khẩu dài 2026")

        assert canbo("verify", encrypted).code == 0

    def test_the_same_word_typed_with_separate_marks_opens_too(
        self, canbo: Canbo, encrypted: Path, monkeypatch: pytest.MonkeyPatch
    ):
        import unicodedata  # noqa: PLC0415

        monkeypatch.setenv("CANBO_PASSWORD", unicodedata.normalize("NFD", "Mật khẩu dài 2026"))

        assert canbo("verify", encrypted).code == 0

    @pytest.mark.parametrize("command", ["verify", "due", "check", "audit"])
    def test_a_wrong_one_is_refused_in_a_sentence(
        self, canbo: Canbo, encrypted: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ):
        monkeypatch.setenv("CANBO_PASSWORD", "sai")
        before = fingerprint(encrypted)
        ended = canbo(command, encrypted, "--json")

        assert (ended.code, ended.out) == (3, "")
        assert len(sentences(ended.err)) == 1
        assert "Mật khẩu" in ended.err
        assert "không đúng" in ended.err
        assert fingerprint(encrypted) == before

    def test_none_and_no_terminal(self, canbo: Canbo, encrypted: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("sys.stdin", None)
        ended = canbo("due", encrypted)

        assert ended.code == 3
        assert "CANBO_PASSWORD" in ended.err

    def test_a_password_file_that_is_not_there(self, canbo: Canbo, encrypted: Path, tmp_path: Path):
        ended = canbo("verify", encrypted, "--password-file", tmp_path / "none.txt")

        assert ended.code == 3
        assert "tệp mật khẩu" in ended.err

    def test_from_the_systems_credential_store(self, canbo: Canbo, encrypted: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("sys.stdin", None)
        before = keyring.get_keyring()
        keyring.set_keyring(Store())
        try:
            assert canbo("verify", encrypted).code == 3
            assert remember(encrypted, "Mật khẩu dài 2026")
            assert canbo("verify", encrypted).code == 0
            assert remember(encrypted, "sai")
            wrong = canbo("verify", encrypted)
        finally:
            keyring.set_keyring(before)

        assert (wrong.code, len(sentences(wrong.err))) == (3, 1)

    def test_it_is_no_argument(self, canbo: Canbo, encrypted: Path):
        assert canbo("verify", encrypted, "--password", "x").code == 2


class TestRefusals:
    """One sentence, exit code 3, the file as it was."""

    def refused(self, canbo: Canbo, path: Path, *words: str) -> None:
        before = fingerprint(path)
        ended = canbo("due", path, "--as-of", "2026-11-22")

        assert (ended.code, ended.out) == (3, "")
        assert len(sentences(ended.err)) == 1
        for word in words:
            assert word in ended.err
        assert fingerprint(path) == before

    def test_missing(self, canbo: Canbo, tmp_path: Path):
        ended = canbo("due", tmp_path / "none.canbo")

        assert ended.code == 3
        assert "Không tìm thấy" in ended.err

    def test_a_folder(self, canbo: Canbo, tmp_path: Path):
        assert canbo("due", tmp_path).code == 3

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04 a workbook", b"just text\n" * 20, b"%PDF-1.7" + bytes(8184)], ids=str
    )
    def test_not_a_data_file(self, canbo: Canbo, tmp_path: Path, content: bytes):
        path = tmp_path / "a.canbo"
        path.write_bytes(content)

        self.refused(canbo, path, "không phải là tệp dữ liệu CanBo")

    def test_another_programs_database(self, canbo: Canbo, tmp_path: Path):
        path = tmp_path / "a.canbo"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE t (x)")
        connection.close()

        self.refused(canbo, path, "không phải tệp dữ liệu CanBo")

    def test_a_newer_schema(self, canbo: Canbo, unit_file: Path):
        with sqlite3.connect(unit_file) as connection:
            connection.execute("PRAGMA user_version = 9999")
        connection.close()

        self.refused(canbo, unit_file, "mới hơn", "cập nhật chương trình")

    def test_damaged(self, canbo: Canbo, unit_file: Path):
        content = bytearray(unit_file.read_bytes())
        content[4096 : 4096 * 40] = b"\xa5" * (4096 * 39)
        unit_file.write_bytes(content)

        self.refused(canbo, unit_file, "hỏng")

    def test_locked_by_another_program(self, canbo: Canbo, unit_file: Path):
        hold = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE');"
            "print('held', flush=True); sys.stdin.read()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", hold, str(unit_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            self.refused(canbo, unit_file, "đang được chương trình khác ghi")
            holder.communicate("")

    def test_a_database_address(self, canbo: Canbo):
        ended = canbo("due", "postgresql+psycopg://ai:bi-mat@may-chu/canbo")

        assert ended.code == 3
        assert "phiên bản sau" in ended.err
        assert "bi-mat" not in ended.err


def test_an_error_of_the_program_is_a_sentence_that_names_the_log(
    canbo: Canbo, unit_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("số CCCD 001085123456 của Lê Thị Ánh")

    monkeypatch.setattr(Database, "verify", broken)
    ended = canbo("verify", unit_file)
    logs = list((tmp_path / "state").rglob("canbo.log"))

    assert (ended.code, ended.out) == (3, "")
    assert len(sentences(ended.err)) == 1
    assert len(logs) == 1
    assert str(logs[0]) in ended.err
    logged = logs[0].read_text("utf-8")
    assert "ZeroDivisionError" in logged
    assert "test_files.py" in logged
    assert "001085123456" not in logged


def test_no_value_of_a_record_stands_in_the_log(
    canbo: Canbo, unit_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def failing(database: Database) -> None:
        with database.read() as session:
            session.execute(
                text("SELECT no_such_thing FROM staff_member WHERE citizen_id = :id"), {"id": "001085123456"}
            )

    monkeypatch.setattr(Database, "verify", failing)
    assert canbo("verify", unit_file).code == 3
    logged = next((tmp_path / "state").rglob("canbo.log")).read_text("utf-8")

    assert "OperationalError" in logged
    assert "001085123456" not in logged


def test_stopping_changes_nothing_and_says_so(canbo: Canbo, unit_file: Path, monkeypatch: pytest.MonkeyPatch):
    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Database, "verify", stopped)
    ended = canbo("verify", unit_file)

    assert (ended.code, ended.err.strip()) == (3, "Đã dừng; chưa có gì thay đổi.")


def test_output_is_utf8_whatever_the_system_prefers(unit_file: Path):
    ended = subprocess.run(
        [sys.executable, "-m", "desktop", "verify", str(unit_file)],
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(unit_file.parent), "PYTHONIOENCODING": "ascii"},
        check=False,
    )

    assert ended.returncode == 0
    assert "Tệp nguyên vẹn." in ended.stdout.decode("utf-8")
