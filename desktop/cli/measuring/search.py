"""A key press in the search of the list, against a bare SELECT of the same shape in a database without anything else."""

import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from desktop.cli.measuring.figure import Figure, beside
from desktop.cli.terminal import whole
from desktop.domain.catalogue import Catalogue
from desktop.domain.text import search_key
from desktop.services.lists import shipped_lists
from desktop.storage.connection import DataFile
from desktop.storage.grid import Condition, PeopleGrid

FRAME = 1 / 60  # seconds that a screen shows one picture
_TYPED = "nguyen van d"
_SHOWN = ("staff_code", "full_name", "birth_date", "department", "title", "party_stage")
_LINES = 40  # rows that a screen shows
_BARE = "SELECT id FROM person WHERE instr(search_key, ?) > 0 ORDER BY name_key, id"


def search(file: DataFile, people: int, folder: Path, runs: int) -> list[Figure]:
    """The key press at a number of people, beside the bare query and beside one screen frame."""
    grid = PeopleGrid(file, Catalogue(shipped_lists()))
    here = Condition("status", "is_not", ("NGHI_HUU",))
    plain = folder / f"bare-{people}.db"
    with file.opened() as connection:
        rows = connection.execute("SELECT id, name_key, search_key FROM staff_member").fetchall()
    with closing(sqlite3.connect(plain)) as bare:
        bare.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name_key TEXT, search_key TEXT)")
        bare.execute("CREATE INDEX found ON person (name_key, search_key)")
        bare.executemany("INSERT INTO person VALUES (?, ?, ?)", rows)
        bare.commit()

        def ours(text: str) -> None:
            grid.rows(grid.ids(text, [here])[:_LINES], _SHOWN)

        def reference(text: str) -> None:
            bare.execute(_BARE, (search_key(text),)).fetchall()

        name = f"Tìm, một phím gõ, {whole(people)} người"
        figure = beside(name, _typing(ours), "SELECT trần cùng dạng", _typing(reference), runs)
    grid.close()
    frame = Figure(name, figure.ours, FRAME, "một khung hình màn hình (16,7 ms)", runs, 1.0)
    return [figure, frame]


def _typing(answer: Callable[[str], None]) -> Callable[[], float]:
    """The median seconds of a key press while a name is being typed."""

    def measure() -> float:
        taken = []
        for end in range(1, len(_TYPED) + 1):
            began = time.perf_counter()
            answer(_TYPED[:end])
            taken.append(time.perf_counter() - began)
        return statistics.median(taken)

    return measure
