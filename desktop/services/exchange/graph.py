"""The records of a file as nodes that know each other, for whoever has to see them all at once."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from desktop.domain.catalogue import Catalogue
from desktop.domain.fields import Field, Reference
from desktop.domain.record import Record
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import CodeAlias, CodeEntry, OwnField
from desktop.services import lists
from desktop.services.exchange.kinds import record_kinds
from desktop.storage.mapping import TABLES


@dataclass(slots=True, eq=False)
class Node:
    """One record: its values by field, references as nodes, own fields among them. `id` is None until it is made."""

    entity: type[Record]
    uid: str
    values: dict[str, Any]
    id: int | None = None

    def __str__(self) -> str:
        """What a clerk calls the record."""
        if self.entity.__str__ is not object.__str__:
            plain = SimpleNamespace(**{**dict.fromkeys(self.entity.fields), **self.values})
            if text := self.entity.__str__(plain):
                return text
        told = (
            field.show(self.values.get(name))
            for name, field in self.entity.fields.items()
            if field.required and not isinstance(field, Reference)
        )
        return " – ".join(filter(None, told)) or self.entity.caption


class Stock:
    """Every live record of the file that may be seen. `catalogue` tells the fields, retired ones of the unit too."""

    def __init__(self, session: Any, rights: Rights) -> None:
        self.nodes: dict[type[Record], list[Node]] = {}
        self._by_id: dict[type[Record], dict[int, Node]] = {}
        for entity in (OwnField, CodeEntry, CodeAlias):
            self._load(session, entity, entity.fields)
        self.catalogue = catalogue_of(self.nodes, rights)
        for kind in record_kinds():
            if kind.entity not in self.nodes and rights.opens(kind.entity):
                self._load(session, kind.entity, self.catalogue.fields(kind.entity))
        self._add_own(session)

    def of(self, entity: type[Record]) -> list[Node]:
        """The records of a kind, the oldest first."""
        return self.nodes.get(entity, [])

    def _load(self, session: Any, entity: type[Record], fields: Mapping[str, Field]) -> None:
        table = TABLES[entity.__name__]
        names = [name for name in fields if name in entity.fields]
        columns = [table.c[f"{n}_id" if isinstance(fields[n], Reference) else n] for n in names]
        query = select(table.c.id, table.c.uid, *columns).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
        found = [
            Node(entity, uid, dict(zip(names, values, strict=True)), number)
            for number, uid, *values in session.execute(query)
        ]
        self.nodes[entity] = found
        self._by_id[entity] = {node.id: node for node in found if node.id is not None}
        targets = {name: field.to for name, field in fields.items() if isinstance(field, Reference)}
        by_name = {kind.__name__: nodes for kind, nodes in self._by_id.items()}
        for name, target in targets.items():
            known = by_name.get(target, {})
            for node in found:
                node.values[name] = known.get(node.values[name])

    def _add_own(self, session: Any) -> None:
        """The values of the unit's own fields stand in a table of their own."""
        keys = {node.id: (node.values["entity"], node.values["key"]) for node in self.of(OwnField)}
        if not keys:
            return
        by_uid = {(node.entity.__name__, node.uid): node for nodes in self.nodes.values() for node in nodes}
        own = {entity.__name__: self.catalogue.own_fields(entity) for entity in self.nodes}
        table = TABLES["OwnValue"]
        query = select(table.c.record_uid, table.c.field_id, table.c.value).where(table.c.deleted_at.is_(None))
        for uid, field_id, value in session.execute(query):
            entity, key = keys.get(field_id, ("", ""))
            node = by_uid.get((entity, uid))
            if node is not None and value and key in own.get(entity, {}):
                node.values[key] = own[entity][key].load(json.loads(value))


def catalogue_of(nodes: Mapping[type[Record], Iterable[Node]], rights: Rights) -> Catalogue:
    """The fields there are with these codes, spellings and own fields, retired ones among them."""
    entries, aliases, own = ([n.values for n in nodes.get(e, ())] for e in (CodeEntry, CodeAlias, OwnField))
    return lists.catalogue_of(entries, aliases, own, rights)


def same(one: Any, other: Any) -> bool:
    """Whether two values are one; of a partial date the words of the paper count too."""
    return bool(one == other) and getattr(one, "text", None) == getattr(other, "text", None)


def grouped(nodes: Iterable[Node]) -> dict[type[Record], list[Node]]:
    """Nodes by their kind."""
    found: dict[type[Record], list[Node]] = defaultdict(list)
    for node in nodes:
        found[node.entity].append(node)
    return found


def whose(node: Node) -> str:
    """The person that a record belongs to, as a clerk calls them; empty where there is none."""
    if node.entity is StaffMember:
        return f"{node.values.get('full_name') or ''} ({node.values.get('staff_code') or ''})"
    for name, field in node.entity.references().items():
        target = node.values.get(name)
        if (field.owned or field.to == StaffMember.__name__) and isinstance(target, Node):
            return whose(target)
    return ""
