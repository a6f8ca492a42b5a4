"""A data file with very many people and little about each, made fast: for measuring only."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from desktop.domain.staff import Sex
from desktop.domain.text import name_key, search_key
from desktop.services.sample.dice import Dice
from desktop.services.sample.names import name_book
from desktop.storage.connection import DataFile, open_file
from desktop.storage.database import Database
from desktop.storage.types import uuid7

_DEPARTMENTS = 40
_TITLES = ("V.08.01.03", "V.08.05.12", "V.08.05.13", "V.08.06.15", "V.08.07.18")
_BORN = date(1966, 1, 1)
_MEMBER = (
    "id, uid, version, created_at, updated_at, staff_code, full_name, sex, "
    "birth_date, birth_date_first, birth_date_last, citizen_id, phone, name_key, search_key"
)


def crowd(path: Path, people: int, today: date, password: str | None = None) -> DataFile:
    """A new data file with `people` people, and of what holds today their status, department and title.

    The rows go past histories and audit, which is why nothing but a measurement may use this.
    """
    Database.create(path, password, today=today).close()
    file = open_file(path, password)
    with file.opened() as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        moment = f"{today.isoformat()} 00:00:00.000000"
        connection.executemany(
            "INSERT INTO department (id, uid, version, created_at, updated_at, name, order_no, name_sort) "
            "VALUES (?, ?, 1, ?, ?, ?, ?, '')",
            [(n, _uid(), moment, moment, f"Khoa số {n}", n) for n in range(1, _DEPARTMENTS + 1)],
        )
        marks = ", ".join("?" * (_MEMBER.count(",") + 1))
        connection.executemany(
            f"INSERT INTO staff_member ({_MEMBER}) VALUES ({marks})",
            _members(people, moment),
        )
        connection.executemany(
            "INSERT INTO staff_current (staff_id, status, department_id, title) VALUES (?, 'DANG_LAM', ?, ?)",
            ((n, 1 + n % _DEPARTMENTS, _TITLES[n % len(_TITLES)]) for n in range(1, people + 1)),
        )
        connection.execute("INSERT INTO file_fact (key, value) VALUES ('current_day', ?)", (today.isoformat(),))
        connection.execute("COMMIT")
    return file


def _members(people: int, moment: str) -> Iterator[tuple[Any, ...]]:
    dice, book = Dice("crowd", people), name_book()
    names = [book.draw(dice, n % 3 != 0) for n in range(800)]
    keys = {name: (name_key(name), search_key(name)) for name in names}
    days = [(_BORN + timedelta(days=n)).isoformat() for n in range(38 * 365)]
    for n in range(1, people + 1):
        name = dice.pick(names)
        by_name, by_text = keys[name]
        born = dice.pick(days)
        code, citizen, phone = f"VC{n:06d}", f"0{n:011d}", f"09{dice.digits(8)}"
        sex = (Sex.MALE if n % 3 == 0 else Sex.FEMALE).value
        found = "|".join((by_text, code.lower(), citizen, phone))
        yield n, _uid(), 1, moment, moment, code, name, sex, born, born, born, citizen, phone, by_name, found


def _uid() -> bytes:
    return bytes.fromhex(uuid7().replace("-", ""))
