"""What the unit sets up for itself: who it is and signs, its departments, posts, cells, targets and days off."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from desktop.domain.organisation import CellTarget, Department, Unit
from desktop.domain.record import Record
from desktop.domain.system import Holiday
from desktop.domain.text import sort_key
from desktop.services import records
from desktop.services.person import TableRow, shown_texts
from desktop.services.unit import unit
from desktop.services.workspace import Workspace
from desktop.storage.mapping import TABLES


def load_unit(workspace: Workspace) -> tuple[str | None, dict[str, str]]:
    """The unit of the file: its uid and its fields as text; no uid and the usual values where none is set up yet."""
    with workspace.database.read() as session:
        found = unit(session)
        if found is None:
            fields = workspace.catalogue.fields(Unit)
            return None, {name: field.show(field.default) for name, field in fields.items()}
        return str(found.uid), records.as_text(workspace, session, found)


def save_unit(
    workspace: Workspace, uid: str | None, typed: Mapping[str, object], baseline: Mapping[str, str] | None = None
) -> str:
    """Save what was changed of the unit. Raises like `records.save`."""
    title = "Sửa thông tin đơn vị" if uid else "Khai báo đơn vị"
    return records.save(workspace, Unit, uid, typed, baseline=baseline if uid else None, title=title, wait=0.2)


def rows_of(workspace: Workspace, entity: type[Record]) -> list[TableRow]:
    """Every record of a kind, in its own order (`order_no`), else by name; the newest day or period first."""
    with workspace.database.read() as session:
        found: list[Any] = sorted(session.scalars(select(entity)), key=_place)
        if entity is CellTarget:
            found.sort(key=lambda target: str(target.period), reverse=True)  # the running year first, in cell order
        return [TableRow(str(record.uid), shown_texts(workspace, session, record), False) for record in found]


def move(workspace: Workspace, entity: type[Record], uid: str, step: int) -> None:
    """Put a record so many places further down (or up, negative) in its order. One step of undo."""
    with workspace.database.write(f"Sắp lại thứ tự {entity.caption}", wait=0.2) as session:
        found: list[Any] = sorted(session.scalars(select(entity)), key=_place)
        at = next(n for n, record in enumerate(found) if record.uid == uid)
        found.insert(min(max(at + step, 0), len(found) - 1), found.pop(at))
        for number, record in enumerate(found, start=1):
            if record.order_no != number:
                record.order_no = number


def shared_out(workspace: Workspace) -> int:
    """How many of the assigned headcount are given to departments."""
    t = TABLES[Department.__name__]
    with workspace.database.read() as session:
        return session.scalar(select(func.sum(t.c.assigned_headcount)).where(t.c.deleted_at.is_(None))) or 0


def _place(record: Any) -> tuple[int, str]:
    if isinstance(record, Holiday):
        return -record.day.toordinal(), ""
    record = record.cell if isinstance(record, CellTarget) else record
    return (record.order_no if record.order_no is not None else 1_000_000), sort_key(str(record))
