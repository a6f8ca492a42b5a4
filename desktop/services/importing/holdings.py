"""What the file holds already, read in a few narrow queries: the people of a list and the records of its parts."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import PartialDate
from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.domain.staff import StaffMember
from desktop.domain.text import equal_key, search_key
from desktop.services.importing.kinds import Part, Way
from desktop.services.importing.references import NAMED, References
from desktop.storage.mapping import ENTITIES, TABLES

_IDENTITY = ("staff_code", "citizen_id", "full_name", "birth_date")


@dataclass(slots=True, eq=False)
class Held:
    """A record of the file, as far as the list can name its fields. References are Ref where they have a name."""

    entity: type[Record]
    id: int
    uid: str
    owner: int | None
    values: dict[str, Any]


class Reader:
    """Reads live records as `Held`, with the fields that are asked for."""

    def __init__(self, session: Any, references: References, catalogue: Catalogue) -> None:
        self._session, self._references, self._catalogue = session, references, catalogue

    def all(self, entity: type[Record], names: Iterable[str], owner: str | None = None) -> list[Held]:
        """Every live record of a kind, the oldest first."""
        table = TABLES[entity.__name__]
        fields = entity.fields
        wanted = [name for name in dict.fromkeys(names) if name in fields]
        columns = [table.c[f"{n}_id" if isinstance(fields[n], Reference) else n] for n in wanted]
        owning = table.c[f"{owner}_id"] if owner else table.c.id
        query = (
            select(table.c.id, table.c.uid, owning, *columns).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
        )
        named: list[tuple[int, Callable[[Any], Any]]] = [
            (place, self._named(ENTITIES[described.to]))
            for place, name in enumerate(wanted)
            if isinstance(described := fields[name], Reference) and ENTITIES[described.to] in NAMED
        ]
        found = []
        for number, uid, owned_by, *values in self._session.execute(query):
            for place, name_of in named:
                values[place] = name_of(values[place])
            found.append(Held(entity, number, uid, owned_by if owner else None, dict(zip(wanted, values, strict=True))))
        self._add_own(entity, found)
        return found

    def _add_own(self, entity: type[Record], found: Sequence[Held]) -> None:
        """The values of the unit's own fields stand in a table of their own."""
        own = self._catalogue.own_fields(entity)
        if not own:
            return
        by_uid = {held.uid: held for held in found}
        values, fields = TABLES["OwnValue"], TABLES["OwnField"]
        query = (
            select(values.c.record_uid, fields.c.key, values.c.value)
            .join(fields, fields.c.id == values.c.field_id)
            .where(fields.c.entity == entity.__name__, fields.c.deleted_at.is_(None), values.c.deleted_at.is_(None))
        )
        for uid, key, value in self._session.execute(query):
            if value and key in own and uid in by_uid:
                by_uid[uid].values[key] = own[key].load(json.loads(value))

    def _named(self, entity: type[Record]) -> Callable[[Any], Any]:
        return lambda number: self._references.of_id(entity, number)


class People:
    """The people of the file, found as a list names them."""

    def __init__(self, members: Sequence[Held]) -> None:
        self.members = members
        self.by_id = {held.id: held for held in members}
        self.by_code = {str(held.values["staff_code"]).casefold(): held for held in members}
        self.by_citizen_id = {held.values["citizen_id"]: held for held in members if held.values["citizen_id"]}
        self._by_name: dict[str, list[Held]] = defaultdict(list)
        for held in members:
            self._by_name[search_key(held.values["full_name"] or "")].append(held)

    def named(self, full_name: str, born: PartialDate | None) -> list[Held]:
        """Those with a name and date of birth: spelt alike if there are such, else alike without marks.

        A birth date fits where one is known no further than the other says («1985» and «05/09/1985»).
        """
        alike = [
            held
            for held in self._by_name.get(search_key(full_name), ())
            if born is None or _fits(held.values["birth_date"], born)
        ]
        exact = [held for held in alike if equal_key(held.values["full_name"]) == equal_key(full_name)]
        return exact or alike


def _fits(known: PartialDate | None, given: PartialDate) -> bool:
    return known is not None and (known.iso.startswith(given.iso) or given.iso.startswith(known.iso))


def identity_fields() -> Collection[str]:
    """The fields by which people are found."""
    return _IDENTITY


def read_people(reader: Reader, names: Iterable[str]) -> People:
    """Everybody in the file, with the fields that a list names."""
    return People(reader.all(StaffMember, (*_IDENTITY, *names)))


def by_owner(rows: Iterable[Held], part: Part) -> dict[int | None, list[Held]]:
    """The records of a part by the record they belong to, as the part's fixed values allow."""
    found: dict[int | None, list[Held]] = defaultdict(list)
    fixed = part.fixed.items()
    for held in rows:
        if all(held.values.get(name) == value for name, value in fixed):
            found[held.owner].append(held)
    if part.way is Way.CURRENT:
        for rows_of_one in found.values():
            rows_of_one.sort(key=lambda h: (_start(h), h.id))
    return found


def _start(held: Held) -> str:
    start = held.values.get("starts_on")
    return start.iso if start else ""


def holding(rows: Sequence[Held], day: date) -> Held | None:
    """Of the rows of a history, oldest first, the one that holds on a day."""
    for held in reversed(rows):
        start, end = held.values.get("starts_on"), held.values.get("ends_on")
        if (start is None or start.first <= day) and (end is None or end.last >= day):
            return held
    return None
