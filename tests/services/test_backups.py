"""Copies by themselves, and bringing one back: nothing that matters is ever lost by it."""

import hashlib
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.domain.errors import EnvironmentRefused
from desktop.domain.staff import StaffMember
from desktop.services.backups import automatic, made_by_itself, note_restored, restore, too_many, verify
from desktop.services.workspace import Workspace
from desktop.storage.connection import DataFile, open_file
from desktop.storage.database import Database
from desktop.storage.history import operations
from tests.conftest import PASSWORD, TODAY
from tests.storage.test_connection import another_program

MORNING = datetime(2026, 11, 22, 8, 0)  # noqa: DTZ001 - local time, as in the names of copies


def add(workspace: Workspace, code: str) -> None:
    with workspace.database.write(f"Thêm {code}") as session:
        session.add(StaffMember(staff_code=code, full_name="Đỗ Thị Ánh"))


def codes(path: Path, key: str | None = None) -> list[str]:
    database = Database(DataFile(path, key), today=TODAY)
    with database.read() as session:
        found = list(session.scalars(select(StaffMember.staff_code).order_by(StaffMember.staff_code)))
    database.close()
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# By themselves


def test_a_copy_is_made_where_something_changed_and_not_too_often(workspace, tmp_path):
    folder = tmp_path / "sao lưu"
    add(workspace, "A")
    first = automatic(workspace, folder, MORNING)
    assert first is not None
    assert first.path.name == "unit-20261122-0800.canbo"
    assert first.records["staff_member"] == 1
    assert codes(first.path) == ["A"]

    assert automatic(workspace, folder, MORNING + timedelta(hours=3)) is None, "nothing has changed"
    add(workspace, "B")
    assert automatic(workspace, folder, MORNING + timedelta(minutes=29)) is None, "too soon"
    second = automatic(workspace, folder, MORNING + timedelta(minutes=30))
    assert second is not None
    assert codes(second.path) == ["A", "B"]
    assert [path.name for path in sorted(folder.iterdir())] == [first.path.name, second.path.name]


def test_reading_and_copying_are_no_change(workspace, tmp_path):
    add(workspace, "A")
    assert automatic(workspace, tmp_path / "sao", MORNING)
    workspace.database.note("Xuất danh sách", kind="export")
    assert automatic(workspace, tmp_path / "sao", MORNING + timedelta(days=1)) is None
    workspace.database.undo()
    assert automatic(workspace, tmp_path / "sao", MORNING + timedelta(days=1)) is not None


def test_a_copy_of_an_encrypted_file_opens_with_the_same_password(encrypted, tmp_path):
    add(Workspace(encrypted), "A")
    copy = automatic(Workspace(encrypted), tmp_path / "sao", MORNING)
    assert copy is not None
    assert verify(copy.path, PASSWORD).ok
    assert codes(copy.path, encrypted.file.key) == ["A"]
    assert "Ánh".encode() not in copy.path.read_bytes()


def test_aged_copies_go_and_what_is_no_copy_of_this_file_stays(workspace, tmp_path):
    folder = tmp_path / "sao"
    folder.mkdir()
    others = ["unit-cũ.canbo", "unit.canbo", "benh-vien-20200101-0800.canbo", "unit-20200101-0800.xlsx"]
    aged = ["unit-20200101-0800.canbo", "unit-20200102-0800.canbo"]
    for name in (*others, *aged):
        (folder / name).write_bytes(b"x")
    add(workspace, "A")
    copy = automatic(workspace, folder, MORNING)
    assert copy is not None
    assert {path.name for path in folder.iterdir()} == {*others, copy.path.name}


def test_a_folder_that_cannot_be_written_is_told(workspace, tmp_path):
    (tmp_path / "sao").write_text("a file, no folder")
    add(workspace, "A")
    with pytest.raises(EnvironmentRefused):
        automatic(workspace, tmp_path / "sao", MORNING)


MOMENTS = st.sets(st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 22)), max_size=200)  # noqa: DTZ001


@given(made=MOMENTS)
def test_thinning_keeps_the_newest_and_one_of_each_span(made):
    kept = made - too_many(made, TODAY)
    assert not made or max(made) in kept
    assert {m for m in made if (TODAY - m.date()).days < 2} <= kept
    for days, span in ((14, datetime.date), (62, lambda m: m.isocalendar()[:2]), (731, lambda m: (m.year, m.month))):
        young = {m for m in made if (TODAY - m.date()).days < days}
        assert {span(m) for m in young} == {span(m) for m in kept & young}
    assert len([m for m in kept if (TODAY - m.date()).days >= 2]) <= 12 + 10 + 25


@given(made=MOMENTS)
def test_thinning_twice_is_thinning_once(made):
    kept = made - too_many(made, TODAY)
    assert too_many(kept, TODAY) == set()


def test_two_years_of_work_leave_a_few_dozen_copies():
    kept: set[datetime] = set()
    for day in range(730):
        for hour in range(8, 17):
            now = datetime(2024, 11, 22, hour) + timedelta(days=day)  # noqa: DTZ001
            kept.add(now)
        kept -= too_many(kept, now.date())
    assert 40 <= len(kept) <= 70
    assert min(kept) < datetime(2025, 1, 1)  # noqa: DTZ001


def test_copies_are_known_by_their_names(tmp_path):
    assert made_by_itself(tmp_path / "none", "unit") == {}
    (tmp_path / "unit-20261122-0800.canbo").touch()
    assert made_by_itself(tmp_path, "unit") == {MORNING: tmp_path / "unit-20261122-0800.canbo"}
    assert made_by_itself(tmp_path, "uni") == {}


# Bringing one back


@pytest.fixture
def copied(workspace, tmp_path) -> Path:
    """A copy with A in it; the file has gone on to hold B as well, and is closed."""
    add(workspace, "A")
    copy = tmp_path / "copy.canbo"
    workspace.database.backup(copy)
    add(workspace, "B")
    workspace.close()
    return copy


def test_a_copy_comes_back_and_the_file_that_it_replaces_is_kept(copied, unit_file, open_database):
    before = digest(copied)
    kept = restore(open_file(copied), unit_file)

    assert kept is not None
    assert kept.name == "unit-truoc-khoi-phuc-1.canbo"
    assert (codes(unit_file), codes(kept), digest(copied)) == (["A"], ["A", "B"], before)
    note_restored(Workspace(again := open_database()), copied)
    assert operations(again)[0].title == "Khôi phục từ bản sao copy.canbo"
    assert again.verify().ok


def test_what_was_kept_before_is_never_written_over(copied, unit_file):
    kept = [restore(open_file(copied), unit_file) for _ in range(3)]
    assert len(set(kept)) == 3
    assert all(path is not None and path.exists() for path in kept)


def test_a_damaged_copy_is_refused_before_anything_moves(copied, unit_file, tmp_path):
    content = bytearray(copied.read_bytes())
    for place in range(4096 * 30, len(content) - 64, 4096):
        content[place : place + 64] = os.urandom(64)
    copied.write_bytes(content)
    before = {path.name: digest(path) for path in tmp_path.iterdir()}
    with pytest.raises(EnvironmentRefused):
        restore(open_file(copied), unit_file)
    assert {path.name: digest(path) for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "held",
    [("BEGIN IMMEDIATE",), ("BEGIN", "SELECT count(*) FROM staff_member")],
    ids=["writes", "reads"],
)
def test_nothing_moves_while_another_program_is_at_the_file(copied, unit_file, held):
    before = digest(unit_file)
    with (
        another_program(unit_file, *held),
        pytest.raises(EnvironmentRefused, match="đang được chương trình khác"),
    ):
        restore(open_file(copied), unit_file)
    assert digest(unit_file) == before
    assert restore(open_file(copied), unit_file)


def test_a_damaged_file_is_replaced_and_kept(copied, unit_file):
    unit_file.write_bytes(b"rubbish" * 1000)
    kept = restore(open_file(copied), unit_file)
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 1000
    assert codes(unit_file) == ["A"]


def test_a_journal_goes_with_the_file_it_belongs_to(copied, unit_file):
    Path(f"{unit_file}-journal").write_bytes(b"")
    kept = restore(open_file(copied), unit_file)
    assert kept is not None
    assert not Path(f"{unit_file}-journal").exists()
    assert codes(unit_file) == ["A"]


def test_a_copy_is_verified_like_the_file(copied, tmp_path, empty_encrypted_unit):
    assert verify(copied).ok
    assert verify(copied).records["staff_member"] == 1
    locked = Path(shutil.copy(empty_encrypted_unit.path, tmp_path / "locked.canbo"))
    assert verify(locked, PASSWORD).ok
    with pytest.raises(EnvironmentRefused, match="không đúng"):
        verify(locked, "mật khẩu khác")


def test_a_copy_to_where_something_stands_is_refused(workspace, tmp_path):
    (tmp_path / "copy.canbo").write_text("thư")
    with pytest.raises(EnvironmentRefused, match="đã có; không ghi đè"):
        workspace.database.backup(tmp_path / "copy.canbo")
    assert (tmp_path / "copy.canbo").read_text() == "thư"
