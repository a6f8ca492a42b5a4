"""Departments, cells, posts and partner units, as lists name them: found by name, or made with the import."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from desktop.domain.errors import BadValue
from desktop.domain.organisation import Department, PartnerUnit, PartyCell, Post
from desktop.domain.record import Record
from desktop.domain.text import clean, label_key
from desktop.services.importing.kinds import Column, Way, entity_of
from desktop.services.structure_days import heirs_by, old_names
from desktop.storage.mapping import TABLES

# What a list may always bring along; of the others only into a file that has none yet, or when asked to.
_FREE: tuple[type[Record], ...] = (Post, PartnerUnit)
NAMED: tuple[type[Record], ...] = (Department, PartyCell, Post, PartnerUnit)
CODES: dict[type[Record], str] = {
    Department: "department",
    PartyCell: "party_cell",
    Post: "post",
    PartnerUnit: "partner_unit",
}


@dataclass(eq=False)
class Ref:
    """A record that a cell names. `id` is None for one that the import makes, by itself or (`is_listed`) from a row."""

    entity: type[Record]
    name: str
    id: int | None = None
    is_listed: bool = False

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Ref)
            and self.entity is other.entity
            and (self is other or (self.id is not None and self.id == other.id))
        )

    def __hash__(self) -> int:
        return hash((self.entity, self.id if self.id is not None else self.name))


class References:
    """The named records of the file, and those that the list adds.

    A name of old is understood too; what holds now (`Way.CURRENT`) and names a department or cell that was merged by
    `day` means the one that took it over.
    """

    def __init__(self, session: Any, *, create: bool = False, day: date | None = None) -> None:
        self._known: dict[type[Record], dict[str, Ref]] = {}
        self._by_id: dict[type[Record], dict[int, Ref]] = {}
        self._open: dict[type[Record], bool] = {}
        self._old: dict[type[Record], dict[str, Ref]] = {}
        self._heirs: dict[type[Record], dict[int, int]] = {}
        for entity in NAMED:
            table = TABLES[entity.__name__]
            rows = session.execute(select(table.c.id, table.c.name).where(table.c.deleted_at.is_(None))).all()
            refs = [Ref(entity, name, number) for number, name in rows]
            self._known[entity] = {label_key(ref.name): ref for ref in refs}
            self._by_id[entity] = {ref.id: ref for ref in refs if ref.id is not None}
            self._open[entity] = create or entity in _FREE or not refs
            if entity is not Post:
                old = {label_key(name): self._by_id[entity][number] for name, number in old_names(session, entity)}
                self._old[entity] = {key: ref for key, ref in old.items() if key not in self._known[entity]}
                self._heirs[entity] = heirs_by(session, entity, day) if day else {}

    def find(self, column: Column, text: str) -> tuple[Ref, str]:
        """What a cell names, and what should be said about it. Raises BadValue with the nearest name where nothing is called so and nothing may be made."""
        entity = entity_of(column.field)  # type: ignore[arg-type]
        key = label_key(text)
        known = self._known[entity]
        found = known.get(key) or self._old.get(entity, {}).get(key)
        if found is not None:
            return self._today(column, found)
        if not key:
            raise BadValue(f"{column.label}: «{text}» không phải tên.", "unknown")
        if not self._open[entity]:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
            advice = f" Có phải «{known[near[0]].name}»?" if near else ""
            raise BadValue(f"{column.label}: chưa có «{text}» trong danh mục của đơn vị.{advice}", "unknown")
        made = known[key] = Ref(entity, clean(text))
        return made, ""

    def _today(self, column: Column, found: Ref) -> tuple[Ref, str]:
        """The one that is meant where a list tells what holds now."""
        heirs = self._heirs.get(found.entity, {})
        heir = self.of_id(found.entity, heirs.get(found.id)) if found.id is not None else None
        if heir is None or column.part.way is not Way.CURRENT:
            return found, ""
        return heir, f"{column.label}: «{found.name}» đã sáp nhập vào «{heir.name}»."

    def expect(self, entity: type[Record], text: str) -> None:
        """A row of the list itself makes this one, where the file has none of that name."""
        key = label_key(text)
        if key and entity in NAMED and key not in self._known[entity]:
            self._known[entity][key] = Ref(entity, clean(text), is_listed=True)

    def of_id(self, entity: type[Record], number: int | None) -> Ref | None:
        """The named record behind a reference of the file."""
        return None if number is None else self._by_id[entity].get(number)

    def made(self) -> list[Ref]:
        """What the list adds, in the order in which it was met."""
        return [ref for entity in NAMED for ref in self._known[entity].values() if ref.id is None]

    def counts(self) -> Mapping[type[Record], int]:
        """How many of each there are, with those to be made."""
        return {entity: len(refs) for entity, refs in self._known.items()}
