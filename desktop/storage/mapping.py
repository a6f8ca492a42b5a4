"""Tables made from the declarations of the records, and the classes mapped onto them from outside.

Importing this module maps every record; from then on their attributes are the mapper's, and the
declaration stays in `entity.fields`.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    column,
    event,
)
from sqlalchemy.orm import column_property, object_session, registry, relationship

from desktop.domain import fields
from desktop.domain.record import Record
from desktop.domain.records import KINDS
from desktop.storage.types import Uid, Utc, column_type, utc_now, uuid7

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
mapper_registry = registry(metadata=metadata)
TABLES: dict[str, Table] = {}
ENTITIES: dict[str, type[Record]] = {kind.__name__: kind for kind in KINDS}

# The audit is written with plain statements, inside the same transaction.
operation = Table(
    "operation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Uid, nullable=False),
    Column("at", Utc, nullable=False),
    Column("user_name", String(120), nullable=False),
    Column("account", String(120), nullable=False),
    Column("machine", String(120), nullable=False),
    Column("title", String(300), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", Text),
    Column("undoes", ForeignKey("operation.id")),
    Column("is_undone", Boolean(create_constraint=False), nullable=False, default=False),
    Column("is_buried", Boolean(create_constraint=False), nullable=False, default=False),
    # The changes of one operation stand together: a range needs no index of 20,000 entries for one import.
    Column("first_change", Integer),
    Column("last_change", Integer),
    Column("hash", LargeBinary(32)),
    sqlite_autoincrement=True,
)
# Asked with every write and every look at the undo button, in a log that only grows.
Index("ix_operation_kind", operation.c.kind)
Index(
    "ix_operation_undone",
    operation.c.user_name,
    sqlite_where=operation.c.is_undone.is_(True),
    postgresql_where=operation.c.is_undone.is_(True),
)
change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("operation_id", ForeignKey("operation.id"), nullable=False),
    Column("entity", String(40), nullable=False),
    Column("record_uid", Uid, nullable=False, index=True),
    Column("kind", SmallInteger, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("salt", LargeBinary(8)),
    Column("digest", LargeBinary(32)),
    sqlite_autoincrement=True,
)
# What holds today, for the grid: recomputed with every write and at the change of day; outside audit, never typed.
staff_current = Table(
    "staff_current",
    metadata,
    Column("staff_id", ForeignKey("staff_member.id"), primary_key=True, autoincrement=False),
    Column("status", String(250), index=True),
    Column("department_id", Integer),
    Column("title", String(250)),
    Column("salary_table", String(250)),
    Column("step", Integer),
    Column("coefficient", Integer),
    Column("contract_kind", String(250)),
    Column("post_id", Integer),
    Column("qualification", String(250)),
    Column("party_stage", String(40)),
    Column("cell_id", Integer),
)
# Facts about the file itself: the day `staff_current` speaks of, and the like.
file_fact = Table("file_fact", metadata, Column("key", String(60), primary_key=True), Column("value", Text))
# The bytes of attached papers, each once, named by their hash: the audit tells the record and never holds them.
attachment_content = Table(
    "attachment_content",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)


def _table_of(kind: type[Record]) -> Table:
    columns: list[Column[Any]] = [
        Column("id", Integer, primary_key=True),
        # By the uid a made row finds its record again, so that many rows go into one statement.
        Column("uid", Uid, nullable=False, unique=True, insert_sentinel=True),
        Column("version", Integer, nullable=False),
        Column("created_at", Utc, nullable=False, default=utc_now),
        Column("updated_at", Utc, nullable=False, default=utc_now, onupdate=utc_now),
        Column("deleted_at", Utc),
    ]
    for name, field in kind.fields.items():
        if isinstance(field, fields.Reference):
            target = ENTITIES[field.to].table
            indexed = (name,) not in kind.indexes
            columns.append(Column(f"{name}_id", ForeignKey(f"{target}.id"), nullable=not field.required, index=indexed))
            continue
        columns.append(Column(name, column_type(field), nullable=not field.required))
        if isinstance(field, fields.PartialDay):
            columns += (Column(f"{name}_first", Date), Column(f"{name}_last", Date))
    columns += (Column(name, Text, nullable=False, default="") for name in kind.derived_columns())
    table = Table(kind.table, metadata, *columns, sqlite_autoincrement=True)
    live = table.c.deleted_at.is_(None)
    for names in kind.unique:
        unique = [table.c[_column_name(kind, n)] for n in names]
        Index(f"uq_{kind.table}_{'_'.join(names)}", *unique, unique=True, sqlite_where=live, postgresql_where=live)
    for names in kind.indexes:
        Index(f"ix_{kind.table}_{'_'.join(names)}", *(table.c[_column_name(kind, n)] for n in names))
    return table


def _column_name(kind: type[Record], name: str) -> str:
    return f"{name}_id" if isinstance(kind.fields[name], fields.Reference) else name


def _map_all() -> None:
    # The criterion that hides tombstones names this attribute of the base, before it is put to each kind.
    Record.deleted_at = column("deleted_at")
    for kind in KINDS:
        TABLES[kind.__name__] = _table_of(kind)
    # Search and order in one narrow index over live people: a key press reads this and no row. All that the query
    # names stands in it, `deleted_at` too, since SQLite else fetches each row to look at it.
    people = TABLES["StaffMember"]
    live = people.c.deleted_at.is_(None)
    searched = (people.c.name_key, people.c.id, people.c.search_key, people.c.deleted_at)
    Index("ix_staff_member_search", *searched, sqlite_where=live, postgresql_where=live)
    for kind in KINDS:
        table = TABLES[kind.__name__]
        # active_history: the old value is known even if it was not loaded (audit and undo need it)
        properties: dict[str, Any] = {
            column.key: column_property(column, active_history=True)
            for column in table.c
            if column.key in kind.fields or column.key.removesuffix("_id") in kind.references()
        }
        for name, field in kind.references().items():
            properties[name] = relationship(
                ENTITIES[field.to],
                foreign_keys=[table.c[f"{name}_id"]],
                remote_side=[TABLES[field.to].c.id],
                back_populates=field.many or None,
            )
        for other in KINDS:
            for name, field in other.references().items():
                if ENTITIES[field.to] is kind and field.many:
                    properties[field.many] = relationship(
                        other,
                        foreign_keys=[TABLES[other.__name__].c[f"{name}_id"]],
                        back_populates=name,
                        passive_deletes="all",
                    )
        for name in kind.fields:
            delattr(kind, name)  # the mapper puts its own attribute there; `entity.fields` keeps the declaration
        mapper_registry.map_imperatively(
            kind, table, properties=properties, version_id_col=table.c.version, confirm_deleted_rows=True
        )
        event.listen(kind, "before_insert", _keep_derived)
        event.listen(kind, "before_update", _keep_derived)
    mapper_registry.configure()
    for kind in KINDS:
        for field in kind.references().values():
            if field.many:
                event.listen(getattr(ENTITIES[field.to], field.many), "append", _join_session)


def _join_session(owner: Any, child: Any, _initiator: object) -> None:
    """A record made for one that is being written is written with it, never left behind."""
    session = object_session(owner)
    if session is not None and child not in session:
        session.add(child)


def _keep_derived(_mapper: object, _connection: object, record: Any) -> None:
    kind = type(record)
    if record.uid is None:
        record.uid = uuid7()
    held = record.__dict__
    for name, first, last in _PARTIAL[kind]:
        value = getattr(record, name)
        days = (value.first, value.last) if value else (None, None)
        # Setting an attribute is dear in a file of thousands; most stay what they are.
        for key, day in zip((first, last), days, strict=True):
            if held.get(key) != day:
                setattr(record, key, day)
    for name, value in record.derived().items():
        if held.get(name) != value:
            setattr(record, name, value)


_PARTIAL = {
    kind: [(n, f"{n}_first", f"{n}_last") for n, field in kind.fields.items() if isinstance(field, fields.PartialDay)]
    for kind in KINDS
}
_map_all()
