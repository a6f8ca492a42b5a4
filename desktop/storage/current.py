"""What holds on a day, in SQL: the twin of `domain.record.on_day`, and the summary that the grid reads."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Insert, and_, bindparam, case, delete, insert, or_, select

from desktop.domain.fields import Reference
from desktop.domain.record import Record
from desktop.storage.links import blocks
from desktop.storage.mapping import ENTITIES, TABLES, staff_current


def holds(table: Any, day: date) -> ColumnElement[bool]:
    """The rows of a history (a table or an alias) that are live and hold on `day`, both ends included."""
    return and_(
        table.c.deleted_at.is_(None),
        or_(table.c.starts_on_first.is_(None), table.c.starts_on_first <= day),
        or_(table.c.ends_on_last.is_(None), table.c.ends_on_last >= day),
    )


def latest_first(table: Any) -> tuple[ColumnElement[Any], ...]:
    """The order in which the first row is the one that counts, where several hold."""
    return (table.c.starts_on_first.desc().nulls_last(), table.c.id.desc())


def value_on(entity: str, column: str, day: date, owner: Any, *extra: ColumnElement[bool], order: Any = ()) -> Any:
    """A scalar subquery: a column of the row of a person's history that holds on a day."""
    table = TABLES[entity].alias()
    return (
        select(table.c[column])
        .where(table.c.staff_id == owner, holds(table, day), *(condition(table) for condition in extra))  # type: ignore[operator]
        .order_by(*(part(table) for part in order), *latest_first(table))
        .limit(1)
        .scalar_subquery()
    )


def refresh(connection: Connection, day: date, ranks: Mapping[str, int], staff: Collection[int] | None = None) -> None:
    """Compute the summary as at `day` anew, for some people (ids) or for all.

    `ranks` orders the codes of qualifications; the highest is kept.
    """
    order = tuple(ranks.items())
    if staff is None:
        connection.execute(delete(staff_current))
        connection.execute(_summary(order, some=False), {"day": day})
        return
    for block in blocks(staff):
        connection.execute(delete(staff_current).where(staff_current.c.staff_id.in_(block)))
        connection.execute(_summary(order, some=True), {"day": day, "block": block})


@lru_cache(maxsize=4)
def _summary(ranks: tuple[tuple[str, int], ...], *, some: bool) -> Insert:
    """The statement that computes the summary as at :day, for the people in :block or for all."""
    day: Any = bindparam("day", type_=Date)
    people = TABLES["StaffMember"]
    rank = (lambda t: case(dict(ranks), value=t.c.level, else_=0).desc(),) if ranks else ()
    main_first = (lambda t: case((t.c.kind == "main", 0), else_=1),)
    owner = people.c.id
    columns = {
        "staff_id": owner,
        "status": value_on("EmploymentStatus", "status", day, owner),
        "department_id": value_on("Placement", "department_id", day, owner),
        "title": value_on("TitleHolding", "title", day, owner),
        "salary_table": value_on("SalaryStep", "salary_table", day, owner),
        "step": value_on("SalaryStep", "step", day, owner),
        "coefficient": value_on("SalaryStep", "coefficient", day, owner),
        "contract_kind": value_on("Contract", "kind", day, owner),
        "post_id": value_on("Appointment", "post_id", day, owner, order=main_first),
        "qualification": _highest(day, owner, rank),
        "party_stage": value_on("PartyMembership", "stage", day, owner),
        "cell_id": value_on("PartyMembership", "cell_id", day, owner),
    }
    query = select(*columns.values()).where(people.c.deleted_at.is_(None))
    if some:
        query = query.where(people.c.id.in_(bindparam("block", expanding=True)))
    return insert(staff_current).from_select(list(columns), query)


def _highest(day: date, owner: Any, order: Any) -> Any:
    """A degree is held from the day it was given: its own period is the time of study."""
    table = TABLES["Qualification"].alias()
    return (
        select(table.c.level)
        .where(table.c.staff_id == owner, table.c.deleted_at.is_(None))
        .where(or_(table.c.graduated_on_first.is_(None), table.c.graduated_on_first <= day))
        .order_by(*(part(table) for part in order), table.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def touched_staff(connection: Connection, records: Mapping[type[Record], Collection[int]]) -> set[int]:
    """The people whose summary may have changed with these records."""
    found: set[int] = set()
    for entity, ids in records.items():
        if entity is ENTITIES["StaffMember"]:
            found.update(ids)
            continue
        staff = entity.fields.get("staff")
        if not isinstance(staff, Reference):
            continue
        table = TABLES[entity.__name__]
        for block in blocks(ids):
            found.update(connection.scalars(select(table.c.staff_id).where(table.c.id.in_(block))))
    found.discard(None)
    return found
