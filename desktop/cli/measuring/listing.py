"""The list filtered and under groups, with twelve columns, against bare SELECTs of the same shape."""

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop.cli.measuring.figure import Figure, beside, timed
from desktop.cli.terminal import whole
from desktop.domain.catalogue import Catalogue
from desktop.services.lists import shipped_lists
from desktop.storage.connection import DataFile
from desktop.storage.grid import Condition, Joined, PeopleGrid

_COLUMNS = (
    *("staff_code", "full_name", "sex", "birth_date", "age", "citizen_id", "phone"),
    *("department", "title", "title_code", "status", "party_stage"),
)
_GROUP = "department"
_LINES = 40  # rows that a screen shows
_BORN = "1975"
_TAKEN = """
    SELECT s.id, s.name_key, s.staff_code, s.full_name, s.sex, s.birth_date, s.citizen_id, s.phone,
           d.name, d.order_no, c.title, c.status, c.party_stage
    FROM staff_member s JOIN staff_current c ON c.staff_id = s.id JOIN department d ON d.id = c.department_id
"""
_MADE = """
    CREATE TABLE person (id INTEGER PRIMARY KEY, name_key, staff_code, full_name, sex, birth_date, citizen_id, phone,
                         department, department_order, title, status, party_stage)
"""
_WHERE = "WHERE sex = 'nu' AND (birth_date < ? OR title IS NOT NULL) AND status <> 'NGHI_HUU'"
_IDS = f"SELECT id FROM person {_WHERE} ORDER BY department_order, name_key, id"
_COUNTS = f"SELECT department, count(*) FROM person {_WHERE} GROUP BY department_order, department"
_ROWS = f"SELECT * FROM person WHERE id IN ({','.join('?' * _LINES)})"


def listing(file: DataFile, people: int, folder: Path, runs: int) -> list[Figure]:
    """From the choice of conditions and a group to the first screen of rows."""
    grid = PeopleGrid(file, Catalogue(shipped_lists()))
    conditions = (
        Condition("sex", "is", ("Nữ",)),
        Joined((Condition("birth_date", "lt", (_BORN,)), Condition("title", "filled")), either=True),
        Condition("status", "is_not", ("NGHI_HUU",)),
    )

    def ours() -> None:
        ids = grid.ids(conditions=conditions, group=_GROUP)
        grid.groups(_GROUP, conditions=conditions)
        grid.rows(ids[:_LINES], _COLUMNS)

    with file.opened() as connection:
        rows = [tuple(row) for row in connection.execute(_TAKEN)]
    with closing(sqlite3.connect(folder / f"bare-list-{people}.db")) as bare:
        bare.execute(_MADE)
        bare.executemany(f"INSERT INTO person VALUES ({','.join('?' * len(rows[0]))})", rows)
        bare.commit()

        def reference() -> None:
            ids = [row[0] for row in bare.execute(_IDS, (_BORN,))]
            bare.execute(_COUNTS, (_BORN,)).fetchall()
            shown = ids[:_LINES]
            bare.execute(_ROWS, shown + [0] * (_LINES - len(shown))).fetchall()

        name = f"Danh sách {len(_COLUMNS)} cột, lọc và nhóm, {whole(people)} người"
        figure = beside(name, timed(ours), "SELECT trần cùng dạng", timed(reference), runs)
    grid.close()
    return [figure]
