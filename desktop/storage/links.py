"""What points at what: nothing that is live may point at a record that was removed."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from desktop.domain.record import Record
from desktop.storage.mapping import ENTITIES, TABLES

BLOCK = 500


def blocks(values: Collection[Any]) -> Iterator[list[Any]]:
    """Some hundred values at a time, in order: as many as one statement takes well."""
    every = sorted(values)
    for start in range(0, len(every), BLOCK):
        yield every[start : start + BLOCK]


def references_to(entity: type[Record]) -> list[tuple[type[Record], str]]:
    """Every kind of record with a field that points at `entity`, and the name of its column."""
    return [
        (other, f"{name}_id")
        for other in ENTITIES.values()
        for name, field in other.references().items()
        if ENTITIES[field.to] is entity
    ]


def count_users(connection: Connection, record: Record) -> Iterator[tuple[type[Record], int]]:
    """How many live records that do not belong to a record point at it, by kind."""
    for other in ENTITIES.values():
        table = TABLES[other.__name__]
        for name, reference in other.references().items():
            if not reference.owned and isinstance(record, ENTITIES[reference.to]):
                pointing = (table.c[f"{name}_id"] == record.id, table.c.deleted_at.is_(None))
                if count := connection.scalar(select(func.count()).select_from(table).where(*pointing)):
                    yield other, count


def dangling(connection: Connection, touched: Mapping[type[Record], Collection[int]]) -> str | None:
    """Why some of these records cannot stand as they are: live ones with a removed target, or the other way round."""
    for entity, ids in touched.items():
        table = TABLES[entity.__name__]
        for block in blocks(ids):
            mine = table.c.id.in_(block)
            for name, field in entity.references().items():
                target = TABLES[field.to].alias()
                gone = (
                    select(table.c.id)
                    .join(target, target.c.id == table.c[f"{name}_id"])
                    .where(mine, table.c.deleted_at.is_(None), target.c.deleted_at.is_not(None))
                )
                if connection.scalar(gone.limit(1)) is not None:
                    return f"{field.label} của {entity.caption} đã bị xóa"
            removed = connection.scalars(select(table.c.id).where(mine, table.c.deleted_at.is_not(None))).all()
            if removed and (left := _pointing_at(connection, entity, removed)):
                return f"còn {left.caption} gắn với {entity.caption} này"
    return None


def _pointing_at(connection: Connection, entity: type[Record], ids: Collection[int]) -> type[Record] | None:
    for other, column in references_to(entity):
        table = TABLES[other.__name__]
        pointing = select(table.c.id).where(table.c[column].in_(ids), table.c.deleted_at.is_(None))
        if connection.scalar(pointing.limit(1)) is not None:
            return other
    return None
