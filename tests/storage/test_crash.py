"""Whatever ends a write (a copy by hand in the middle, a killed program, a power cut) leaves a whole file."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.domain.staff import StaffMember
from desktop.storage.database import Database
from tests.conftest import TODAY

WRITER = """
import signal, sys
from datetime import date
from pathlib import Path
from desktop.domain.staff import StaffMember
from desktop.storage.database import Database
from sqlalchemy import select

path, limit = Path(sys.argv[1]), int(sys.argv[2])
database = Database.open(path, today=date(2026, 11, 22))
with database.write("Nhập") as session:
    for member in session.scalars(select(StaffMember)):
        member.note = "đã sửa"
    session.add_all(StaffMember(staff_code=f"M{n}", full_name="Người mới", note="ghi chú " * 90) for n in range(400))
    session.flush()
    print("flushed", flush=True)
    if limit:
        import resource
        # The system ends the program at the write that would carry a file beyond this size.
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    else:
        sys.stdin.read()
print("committed", flush=True)
"""


@pytest.fixture
def filled(database) -> Path:
    with database.write("Nhập trước") as session:
        session.add_all(StaffMember(staff_code=f"C{n}", full_name="Người cũ", note="ghi chú " * 90) for n in range(300))
    database.close()
    return database.file.path


def writer(path: Path, limit: int = 0) -> subprocess.Popen[bytes]:
    program = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert program.stdout is not None
    assert program.stdout.readline().strip() == b"flushed"
    return program


def state(path: Path) -> tuple[bool, int, int]:
    """Whether a file is whole, how many people stand in it, and how many of them were edited."""
    database = Database.open(path, today=TODAY)
    try:
        verdict = database.verify()
        with database.read() as session:
            edited = session.scalar(select(func.count(StaffMember.id)).where(StaffMember.note == "đã sửa"))
    finally:
        database.close()
    return verdict.ok, verdict.records["staff_member"], edited or 0


BEFORE, AFTER = (True, 300, 0), (True, 700, 300)


def test_a_copy_by_hand_in_the_middle_of_a_write_is_whole(filled, tmp_path):
    program = writer(filled)
    copied = [sys.executable, "-c", "import shutil, sys; shutil.copy(*sys.argv[1:])", str(filled)]
    subprocess.run([*copied, str(tmp_path / "middle.canbo")], check=True)
    reader = Database.open(filled, today=TODAY)
    with reader.read() as session:
        assert session.scalar(select(func.count(StaffMember.id))) == 300
        subprocess.run([*copied, str(tmp_path / "read.canbo")], check=True)
    reader.close()
    program.communicate(timeout=60)
    subprocess.run([*copied, str(tmp_path / "after.canbo")], check=True)

    assert state(tmp_path / "middle.canbo") == BEFORE
    assert state(tmp_path / "read.canbo") == BEFORE
    assert state(tmp_path / "after.canbo") == AFTER


def test_a_program_killed_in_the_middle_of_a_write_leaves_nothing_of_it(filled):
    with writer(filled) as program:
        program.kill()
    assert state(filled) == BEFORE


@pytest.mark.parametrize(
    "grown_by",
    [-1, 0.0, 0.5, 0.98],
    ids=["among the old pages", "at the first new page", "half way", "near the end"],
)
def test_a_program_that_dies_in_the_middle_of_a_commit_leaves_nothing_of_it(filled, tmp_path, grown_by):
    pytest.importorskip("resource", reason="no limits of file size on this system")
    before = filled.stat().st_size
    whole = shutil.copy(filled, tmp_path / "whole.canbo")
    with writer(Path(whole)) as program:
        program.communicate(timeout=60)
    growth = Path(whole).stat().st_size - before
    assert growth > 100 * 4096

    limit = before // 2 if grown_by < 0 else before + int(growth * grown_by) // 4096 * 4096
    with writer(filled, limit) as program:
        said, _ = program.communicate(timeout=60)

    assert program.returncode < 0
    assert said == b""
    assert Path(f"{filled}-journal").exists()
    assert state(filled) == BEFORE
    assert not Path(f"{filled}-journal").exists()


def test_a_write_after_a_crash_goes_on_as_ever(filled):
    with writer(filled) as program:
        program.kill()
    with writer(filled) as program:
        said, _ = program.communicate(timeout=60)
    assert said.strip() == b"committed"
    assert state(filled) == AFTER
