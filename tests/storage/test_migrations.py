"""Older files: a verified copy first, all steps or none, and in the end the schema of the program."""

import contextlib
import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.errors import EnvironmentRefused
from desktop.domain.organisation import Department
from desktop.domain.staff import Placement, StaffMember
from desktop.storage import connection, migrate
from desktop.storage.connection import DataFile, newest_schema, open_file
from desktop.storage.database import Database
from desktop.storage.history import operations
from tests.conftest import TODAY
from tests.storage.making import AUDITED
from tests.storage.test_connection import another_program

REAL = Path(migrate.__file__).with_name("migrations") / "versions"
NOW = newest_schema()  # the steps below come after those that there are
LAST_RELEASED = 1  # raise it with each release that brings a schema, beside the filled file of that schema
RELEASED = sorted(Path(__file__).parents[1].joinpath("data").glob("v*.canbo"))

HEADER = "from alembic import op\nimport sqlalchemy as sa\n\nrevision = '{:04d}'\ndown_revision = '{:04d}'\n\n\n"
ADDS_A_COLUMN = """def upgrade():
    op.add_column('staff_member', sa.Column('nickname', sa.String(60)))
    op.execute("UPDATE staff_member SET nickname = 'Bé ' || full_name")
"""
REBUILDS_A_TABLE = """def upgrade():
    with op.batch_alter_table('department') as table:
        table.alter_column('code', type_=sa.String(80))
        table.drop_column('founded_on')
"""
FAILS_IN_THE_MIDDLE = """def upgrade():
    op.add_column('staff_member', sa.Column('nickname', sa.String(60)))
    op.execute("UPDATE staff_member SET full_name = 'mất'")
    op.add_column('no_such_table', sa.Column('x', sa.Integer()))
"""
HAS_A_BUG = """def upgrade():
    op.execute("UPDATE staff_member SET full_name = 'mất'")
    raise KeyError('x')
"""
BREAKS_FOREIGN_KEYS = """def upgrade():
    op.execute('DELETE FROM department')
"""


def steps(folder: Path, *bodies: str) -> Path:
    """A folder of steps: the real ones, and one more step for each body."""
    versions = folder / "steps" / "versions"
    shutil.copytree(REAL, versions, ignore=shutil.ignore_patterns("__pycache__"))
    for number, body in enumerate(bodies, start=NOW + 1):
        (versions / f"{number:04d}_step.py").write_text(HEADER.format(number, number - 1) + body, encoding="utf-8")
    return versions.parent


@pytest.fixture
def old(database) -> DataFile:
    with database.write("Thêm") as session:
        anh = StaffMember(staff_code="VC001", full_name="Đỗ Thị Ánh")
        session.add(anh)
        Placement(staff=anh, department=Department(name="Khoa Nội"))
    database.close()
    return database.file


def ask(path: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shape(path: Path) -> dict[str, object]:
    """Columns, foreign keys and indexes of every table, whatever the wording of the statements that made them."""
    found: dict[str, object] = {}
    with contextlib.closing(sqlite3.connect(path)) as db:
        for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = sorted(row[1:] for row in db.execute(f"PRAGMA table_info({name})"))
            keys = sorted(row[2:] for row in db.execute(f"PRAGMA foreign_key_list({name})"))
            indexes = []
            for _, index, unique, *_ in db.execute(f"PRAGMA index_list({name})").fetchall():
                on = [row[2] for row in db.execute(f"PRAGMA index_info({index})")]
                made = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [index]).fetchone()
                where = made[0].partition(" WHERE ")[2] if made and made[0] else ""
                indexes.append((on, unique, where))
            found[name] = (columns, keys, sorted(indexes), "AUTOINCREMENT" in sql)
    return found


# A step


def test_a_step_brings_an_older_file_up_and_keeps_a_copy(tmp_path, old):
    before = shape(old.path)
    copy = migrate.upgrade(old, steps(tmp_path, ADDS_A_COLUMN), to=NOW + 1)

    assert ask(old.path, "SELECT full_name, nickname FROM staff_member") == [("Đỗ Thị Ánh", "Bé Đỗ Thị Ánh")]
    assert ask(old.path, "PRAGMA user_version") == [(NOW + 1,)]
    assert ask(old.path, "SELECT version_num FROM alembic_version") == [(f"{NOW + 1:04d}",)]
    assert ask(old.path, "PRAGMA integrity_check") == [("ok",)]
    assert copy.name == f"unit-truoc-nang-cap-{NOW:04d}.canbo"
    assert shape(copy) == before
    assert Database.open(copy, today=TODAY).verify().ok


def test_several_steps_are_taken_in_one_go(tmp_path, old):
    migrate.upgrade(old, steps(tmp_path, ADDS_A_COLUMN, REBUILDS_A_TABLE), to=NOW + 2)
    assert ask(old.path, "PRAGMA user_version") == [(NOW + 2,)]
    assert ask(old.path, "SELECT nickname FROM staff_member") == [("Bé Đỗ Thị Ánh",)]


def test_rebuilding_a_table_keeps_what_points_at_it(tmp_path, old):
    migrate.upgrade(old, steps(tmp_path, REBUILDS_A_TABLE), to=NOW + 1)
    assert ask(old.path, "SELECT d.name FROM placement p JOIN department d ON d.id = p.department_id") == [
        ("Khoa Nội",)
    ]
    assert ask(old.path, "PRAGMA foreign_key_check") == []


def test_an_encrypted_file_is_brought_up_and_stays_encrypted(tmp_path, encrypted):
    with encrypted.write("Thêm") as session:
        session.add(StaffMember(staff_code="VC001", full_name="Đỗ Thị Ánh"))
    encrypted.close()
    copy = migrate.upgrade(encrypted.file, steps(tmp_path, ADDS_A_COLUMN), to=NOW + 1)

    with encrypted.file.opened() as opened:
        assert opened.execute("SELECT nickname FROM staff_member").fetchall() == [("Bé Đỗ Thị Ánh",)]
    for path in (encrypted.file.path, copy):
        assert "Ánh".encode() not in path.read_bytes()


# A step that fails


@pytest.mark.parametrize(
    "body", [FAILS_IN_THE_MIDDLE, HAS_A_BUG, BREAKS_FOREIGN_KEYS], ids=["in the middle", "a bug", "broken foreign keys"]
)
def test_a_failing_step_leaves_the_file_as_it_was(tmp_path, old, body):
    before = digest(old.path)
    with pytest.raises(EnvironmentRefused, match=r"Không nâng cấp được unit.canbo. Tệp được giữ nguyên"):
        migrate.upgrade(old, steps(tmp_path, ADDS_A_COLUMN.replace("nickname", "pet_name"), body), to=NOW + 2)

    assert digest(old.path) == before
    assert not Path(f"{old.path}-journal").exists()
    assert Database.open(old.path, today=TODAY).verify().ok


def test_a_copy_made_before_is_never_written_over(tmp_path, old):
    first = migrate.upgrade(old, steps(tmp_path, ADDS_A_COLUMN), to=NOW + 1)
    kept = digest(first)
    old.path.write_bytes(first.read_bytes())  # restored by hand, and brought up once more
    second = migrate.upgrade(old, tmp_path / "steps", to=NOW + 1)

    assert second.name == f"unit-truoc-nang-cap-{NOW:04d}-2.canbo"
    assert digest(first) == kept


def test_a_file_in_use_elsewhere_is_not_brought_up(tmp_path, old):
    before = digest(old.path)
    impatient = DataFile(old.path, patience=0)
    with (
        another_program(old.path, "BEGIN", "SELECT count(*) FROM staff_member"),
        pytest.raises(EnvironmentRefused, match="đang được chương trình khác ghi"),
    ):
        migrate.upgrade(impatient, steps(tmp_path, ADDS_A_COLUMN), to=NOW + 1)
    assert digest(old.path) == before


# The file of a program is opened by a later one


def test_opening_an_older_file_brings_it_up_and_puts_it_down(tmp_path, old, monkeypatch):
    folder = steps(tmp_path, ADDS_A_COLUMN)
    monkeypatch.setattr(connection, "_VERSIONS", folder / "versions")
    monkeypatch.setattr(migrate, "STEPS", folder)

    opened = Database.open(old.path, today=TODAY, user="Đỗ Thị Ánh")
    assert operations(opened)[0].title == f"Nâng cấp tệp lên lược đồ {NOW + 1:04d}"
    assert opened.undo_title() is None
    assert opened.verify().ok
    opened.close()
    again = Database.open(old.path, today=TODAY)
    assert len(operations(again)) == 2
    again.close()


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_the_filled_file_of_every_schema_opens_whole(tmp_path, empty_unit, released):
    """After all steps a file has the shape of a new one. See tools/filled_file.py for where such files come from."""
    path = Path(shutil.copy(released, tmp_path / "unit.canbo"))
    database = Database.open(path, today=TODAY)
    verdict = database.verify()
    assert verdict.ok
    assert {table for table, count in verdict.records.items() if count} >= {kind.table for kind in AUDITED}
    assert shape(path) == shape(empty_unit), "a field was added: write a step, or make the unreleased file anew"
    with database.read() as session:
        for kind in AUDITED:
            names = kind.fields.keys() - kind.references().keys()
            fullest = max(
                sum(bool(kind.fields[name].show(getattr(record, name))) for name in names)
                for record in session.scalars(select(kind))
            )
            assert fullest > 0, kind.__name__
    database.close()


def test_there_is_a_filled_file_of_every_released_schema():
    assert [path.stem for path in RELEASED] == [f"v{number}" for number in range(1, LAST_RELEASED + 1)]
    assert all(open_file(path).schema == number for number, path in enumerate(RELEASED, start=1))
