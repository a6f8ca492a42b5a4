"""The data file: encrypted on the disk, and every way in which it can refuse told in one sentence, untouched."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.errors import EnvironmentRefused
from desktop.domain.staff import StaffMember
from desktop.storage.connection import DataFile, PasswordNeeded, open_file
from desktop.storage.database import Database
from tests.conftest import PASSWORD, TODAY

NAME = "Đỗ Thị Ánh Nguyệt"


def add(database: Database, count: int = 1, name: str = NAME) -> None:
    with database.write("Thêm") as session:
        session.add_all(
            StaffMember(staff_code=f"{name}{n}", full_name=name, note="ghi chú " * 50) for n in range(count)
        )


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(StaffMember.full_name)))


@contextlib.contextmanager
def untouched(folder: Path) -> Iterator[None]:
    """Every file of a folder is the same afterwards, and none was added."""
    before = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.is_file()}
    yield
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.is_file()} == before


# Encryption


@pytest.mark.parametrize("is_encrypted", [True, False], ids=["encrypted", "plain"])
def test_an_encrypted_file_and_its_journal_name_nobody(request, is_encrypted):
    database = request.getfixturevalue("encrypted" if is_encrypted else "database")
    add(database, 20)
    with database.write("Sửa") as session:
        for member in session.scalars(select(StaffMember)):
            member.note = "đã sửa"
        session.flush()
        journal = Path(f"{database.file.path}-journal").read_bytes()
        file = database.file.path.read_bytes()

    # The plain file is the counter-check: what is looked for can be found.
    for found in (journal, file):
        assert (NAME.encode() in found) is not is_encrypted
        assert (b"CREATE TABLE" in found) is not is_encrypted
    assert not Path(f"{database.file.path}-journal").exists()


def test_a_wrong_password_leaves_no_word_of_the_library_on_the_terminal(encrypted, capfd):
    with pytest.raises(EnvironmentRefused):
        open_file(encrypted.file.path, "sai")

    assert capfd.readouterr() == ("", "")


def test_an_encrypted_file_opens_with_its_password_alone(tmp_path):
    path = tmp_path / "unit.canbo"
    made = Database.create(path, PASSWORD, today=TODAY)
    add(made)
    made.close()

    opened = Database.open(path, PASSWORD, today=TODAY)
    assert names(opened) == [NAME]
    assert opened.verify().ok
    opened.close()
    with untouched(tmp_path), pytest.raises(PasswordNeeded, match="được mã hóa; cần mật khẩu"):
        open_file(path)
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match="Mật khẩu của unit.canbo không đúng"):
        open_file(path, "mật khẩu khác")


def test_the_key_does_not_stand_in_what_is_printed(encrypted):
    assert encrypted.file.key not in repr(encrypted.file)


# What is no data file


def _folder(path: Path) -> None:
    path.mkdir()


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", os.urandom(20_000))


def _other_program(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE staff_member (id INTEGER)")
        other.commit()


def _truncated(path: Path) -> None:
    Database.create(path, today=TODAY).close()
    path.write_bytes(path.read_bytes()[:5000])


NOT_OURS = {
    "a folder": (_folder, "là một thư mục"),
    "an empty file": (lambda p: p.write_bytes(b""), "không phải là tệp dữ liệu CanBo"),
    "a few words": (lambda p: p.write_text("Danh sách viên chức"), "không phải là tệp dữ liệu CanBo"),
    "a pdf": (lambda p: p.write_bytes(b"%PDF-1.7\n" + b"0" * 8183), "không phải là tệp dữ liệu CanBo"),
    "a workbook": (_zip, "không phải là tệp dữ liệu CanBo"),
    "bytes without an end": (lambda p: p.write_bytes(os.urandom(4096 * 3 + 17)), "không phải là tệp dữ liệu CanBo"),
    "random pages": (lambda p: p.write_bytes(b"\1" + os.urandom(4096 * 3 - 1)), "Mật khẩu của unit.canbo không đúng"),
    "another program's database": (_other_program, "không phải tệp dữ liệu CanBo"),
}


@pytest.mark.parametrize(("make", "sentence"), NOT_OURS.values(), ids=NOT_OURS.keys())
def test_what_is_no_data_file_is_refused_and_left_alone(tmp_path, make, sentence):
    path = tmp_path / "unit.canbo"
    make(path)
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match=sentence) as refused:
        Database.open(path, PASSWORD, today=TODAY)
    assert "\n" not in str(refused.value)


def test_a_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "unit.canbo"
    _truncated(path)
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match="hỏng"):
        names(Database.open(path, today=TODAY))


def test_a_missing_file_is_told(tmp_path):
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match="Không tìm thấy tệp dữ liệu"):
        open_file(tmp_path / "unit.canbo")


def test_a_file_of_a_newer_program_is_refused(tmp_path, unit_file):
    with contextlib.closing(sqlite3.connect(unit_file)) as newer:
        newer.execute("PRAGMA user_version = 9999")
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match="phiên bản CanBo mới hơn"):
        open_file(unit_file)


# Making a new one


def test_a_new_file_never_takes_the_place_of_another(tmp_path):
    (tmp_path / "unit.canbo").write_text("thư")
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match="đã có; không ghi đè"):
        Database.create(tmp_path / "unit.canbo", PASSWORD, today=TODAY)


def test_a_new_file_needs_its_folder(tmp_path):
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match="Không có thư mục"):
        Database.create(tmp_path / "không có" / "unit.canbo", today=TODAY)


def test_a_file_that_could_not_be_made_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("desktop.storage.database.newest_schema", lambda: 1 // 0)
    with untouched(tmp_path), pytest.raises(ZeroDivisionError):
        Database.create(tmp_path / "unit.canbo", today=TODAY)


# Somebody else writes


@contextlib.contextmanager
def another_program(path: Path, *statements: str) -> Iterator[None]:
    """Another process holds the file after some statements, until the block ends."""
    script = (
        "import sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "for s in sys.argv[2:]: c.execute(s).fetchone()\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path), *statements], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        try:
            yield
        finally:
            other.stdin.close()


def test_a_file_that_another_program_writes_is_told(tmp_path, unit_file):
    with (
        another_program(unit_file, "BEGIN EXCLUSIVE"),
        untouched(tmp_path),
        pytest.raises(EnvironmentRefused, match="đang được chương trình khác ghi"),
    ):
        open_file(unit_file, patience=0)
    assert open_file(unit_file, patience=0).schema


@pytest.mark.parametrize(
    "held",
    [("BEGIN IMMEDIATE",), ("BEGIN", "SELECT count(*) FROM staff_member")],
    ids=["another writes", "another still reads"],
)
def test_a_write_that_another_program_keeps_out_changes_nothing(tmp_path, unit_file, held):
    database = Database.on(open_file(unit_file, patience=0), today=TODAY)
    with (
        another_program(unit_file, *held),
        untouched(tmp_path),
        pytest.raises(EnvironmentRefused, match="đang được chương trình khác ghi. Chưa có gì thay đổi"),
    ):
        add(database)
    add(database)
    assert names(database) == [NAME]
    database.close()


# The disk refuses


@pytest.fixture
def common_folder() -> Iterator[Path]:
    """A folder that another account may enter."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@contextlib.contextmanager
def as_an_ordinary_account() -> Iterator[None]:
    """Permissions mean nothing to root: be nobody for a while."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_file_that_may_only_be_read_can_be_read_and_not_written(common_folder, empty_unit):
    path = Path(shutil.copy(empty_unit, common_folder / "unit.canbo"))
    path.chmod(0o444)
    with untouched(common_folder), as_an_ordinary_account():
        database = Database.open(path, today=TODAY)
        assert names(database) == []
        with pytest.raises(EnvironmentRefused, match="chỉ cho đọc"):
            add(database)
        database.close()
    path.chmod(0o644)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be made read-only there")
def test_a_folder_in_which_nothing_may_be_written_is_told(common_folder, empty_unit):
    path = Path(shutil.copy(empty_unit, common_folder / "unit.canbo"))
    path.chmod(0o666)
    common_folder.chmod(0o555)
    try:
        with untouched(common_folder), as_an_ordinary_account():
            database = Database.open(path, today=TODAY)
            with pytest.raises(EnvironmentRefused, match="chép tệp sang thư mục ghi được"):
                add(database)
            database.close()
            with pytest.raises(EnvironmentRefused, match="Hãy kiểm tra quyền"):
                Database.create(common_folder / "new.canbo", today=TODAY)
    finally:
        common_folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are kept otherwise there")
def test_a_file_that_may_not_even_be_read_is_told(common_folder, empty_unit):
    path = Path(shutil.copy(empty_unit, common_folder / "unit.canbo"))
    path.chmod(0o000)
    with as_an_ordinary_account(), pytest.raises(EnvironmentRefused, match="Không mở được unit.canbo"):
        open_file(path)
    path.chmod(0o644)


@dataclass(frozen=True)
class AlmostFull(DataFile):
    """A file that cannot grow, as on a disk without room."""

    def connect(self, *, write: bool = True) -> Any:
        connection = super().connect(write=write)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection


def test_a_full_disk_is_told_and_changes_nothing(tmp_path, unit_file):
    database = Database.on(AlmostFull(unit_file), today=TODAY)
    with untouched(tmp_path), pytest.raises(EnvironmentRefused, match="Ổ đĩa đã đầy; unit.canbo được giữ như trước"):
        add(database, 200)
    database.close()
    again = Database.open(unit_file, today=TODAY)
    add(again, 200)
    assert again.verify().ok
    again.close()


def test_a_disk_that_fills_during_the_commit_changes_nothing(tmp_path, unit_file, database):
    resource = pytest.importorskip("resource", reason="no limits of file size on this system")
    add(database, 5)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with untouched(tmp_path):
        resource.setrlimit(resource.RLIMIT_FSIZE, (unit_file.stat().st_size + 3 * 4096, hard))
        try:
            with pytest.raises(EnvironmentRefused, match="Dữ liệu trước đó còn nguyên|Ổ đĩa đã đầy"):
                add(database, 300, "Người khác")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(database) == [NAME] * 5
    add(database, 300, "Người khác")
    assert database.verify().ok


# A damaged file


@pytest.mark.parametrize("kind", ["encrypted", "database"])
def test_a_damaged_file_gets_its_verdict(request, kind):
    database = request.getfixturevalue(kind)
    add(database, 200)
    database.close()
    path = database.file.path
    content = bytearray(path.read_bytes())
    for place in range(4096 * 20, len(content), 4096):
        content[place : place + 64] = os.urandom(64)
    path.write_bytes(content)

    verdict = Database(replace(database.file), today=TODAY).verify()
    assert not verdict.ok
    assert verdict.integrity != "ok"
