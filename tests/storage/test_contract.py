"""The contract of writing: whatever is done to any kind of record can be undone, and done again, without a trace.

The kinds come from the declarations, so that a kind added later is held to the contract as well.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.domain.records import KINDS
from desktop.storage.audit import UnitOfWork
from desktop.storage.database import Database
from tests.storage.making import AUDITED, Maker

KEPT_ASIDE = {"version", "created_at", "updated_at"}


@pytest.fixture(scope="module")
def database(empty_unit, tmp_path_factory) -> Iterator[Database]:
    """One file for all kinds: each story leaves nothing live behind, and its tombstones go with the next."""
    path = shutil.copy(empty_unit, tmp_path_factory.mktemp("contract") / "unit.canbo")
    database = Database.open(Path(path), today=date(2026, 11, 22), user="Đỗ Thị Ánh")
    yield database
    database.close()


def everything(database: Database) -> dict[tuple[str, bytes], dict[str, Any]]:
    """All live records as the file holds them, by kind and uid, without what undo does not answer for."""
    found = {}
    with database.file.opened() as connection:
        for kind in KINDS:
            rows = connection.execute(f"SELECT * FROM {kind.table} WHERE deleted_at IS NULL")
            names = [column[0] for column in rows.description]
            for row in rows:
                values = {name: value for name, value in zip(names, row, strict=True) if name not in KEPT_ASIDE}
                found[kind.table, values["uid"]] = values
    return found


class Story:
    """What happens to one record of a kind, one operation after the other."""

    def __init__(self, database: Database, kind: type[Record]) -> None:
        self.database, self.kind, self.maker = database, kind, Maker()
        self.uid = ""

    def mine(self, session: UnitOfWork) -> Any:
        return session.query(self.kind).filter_by(uid=self.uid).one()

    def create(self, session: UnitOfWork) -> None:
        record = self.maker.record(self.kind)
        session.add(record)
        for child in owned_kinds(self.kind):
            name = next(n for n, f in child.references().items() if f.owned and f.to == self.kind.__name__)
            session.add(self.maker.record(child, **{name: record}))
        session.flush()
        self.uid = record.uid

    def edit_every_field(self, session: UnitOfWork) -> None:
        record = self.mine(session)
        for name, field in self.kind.fields.items():
            if not isinstance(field, Reference):
                setattr(record, name, self.maker.value(field, getattr(record, name)))

    def clear_what_may_be_empty(self, session: UnitOfWork) -> None:
        record = self.mine(session)
        for name, field in self.kind.fields.items():
            if not field.required and not isinstance(field, Reference):
                setattr(record, name, None)

    def move(self, session: UnitOfWork) -> None:
        record = self.mine(session)
        for name, field in self.kind.references().items():
            setattr(record, name, self.maker.bare(next(k for k in KINDS if k.__name__ == field.to)))

    def replace(self, session: UnitOfWork) -> None:
        """Another record takes the place of this one, unique values and parents included."""
        old = self.mine(session)
        session.remove(old)
        session.flush()
        new = self.kind(**{name: getattr(old, name) for name in self.kind.fields})
        session.add(new)
        session.flush()
        self.uid = new.uid

    def edit_twice_in_one_operation(self, session: UnitOfWork) -> None:
        for _ in range(2):
            self.edit_every_field(session)
            session.flush()

    def delete(self, session: UnitOfWork) -> None:
        session.remove(self.mine(session))

    STEPS = (create, edit_every_field, clear_what_may_be_empty, move, replace, edit_twice_in_one_operation, delete)


def step_applies(step: Any, kind: type[Record]) -> bool:
    if step is Story.move:
        return bool(kind.references())
    if step is Story.clear_what_may_be_empty:
        return any(not field.required for field in kind.fields.values() if not isinstance(field, Reference))
    return True


def owned_kinds(kind: type[Record]) -> list[type[Record]]:
    return [
        other
        for other in AUDITED
        if any(field.owned and field.to == kind.__name__ and field.many for field in other.references().values())
    ]


@pytest.mark.parametrize("kind", AUDITED, ids=lambda kind: kind.__name__)
def test_whatever_is_done_to_a_record_is_undone_and_done_again(database, kind):
    story = Story(database, kind)
    states: list[Any] = [{}]
    titles = []
    for step in Story.STEPS:
        if not step_applies(step, kind):
            continue
        titles.append(f"{step.__name__} {kind.caption}")
        with database.write(titles[-1]) as session:
            step(story, session)
        states.append(everything(database))
        assert states[-1] != states[-2], titles[-1]
    assert not any(table == kind.table and values["uid"] == story.uid for (table, _), values in states[-1].items())

    for number in reversed(range(len(titles))):
        assert database.undo() == titles[number]
        assert everything(database) == states[number], f"undo of {titles[number]}"
    assert database.undo_title() is None
    for number, title in enumerate(titles):
        assert database.redo() == title
        assert everything(database) == states[number + 1], f"redo of {title}"
    assert database.redo_title() is None
    for number in reversed(range(len(titles))):
        assert database.undo() == titles[number]
    assert everything(database) == states[0]

    verdict = database.verify()
    assert verdict.ok, verdict


@pytest.mark.parametrize("kind", [k for k in AUDITED if owned_kinds(k)], ids=lambda kind: kind.__name__)
def test_children_go_with_their_parent_and_come_back_with_it(database, kind):
    story = Story(database, kind)
    with database.write("Thêm") as session:
        story.create(session)
        parent_id = story.mine(session).id

    def children() -> set[str]:
        held = set()
        for (table, _), values in everything(database).items():
            for child in owned_kinds(kind):
                names = [n for n, f in child.references().items() if f.owned and f.to == kind.__name__]
                if child.table == table and parent_id in [values[f"{name}_id"] for name in names]:
                    held.add(table)
        return held

    every = {child.table for child in owned_kinds(kind)}
    assert children() == every
    with database.write("Xóa") as session:
        story.delete(session)
    assert children() == set()
    database.undo()
    assert children() == every
    database.undo()
    assert everything(database) == {}
