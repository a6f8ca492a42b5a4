"""Put a made-up unit into a data file: one operation of the audit, one step to undo."""

from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.mentoring import MentoringAssignment
from desktop.domain.organisation import Department, PartnerUnit, PartyCell, Post, Unit
from desktop.domain.record import Record
from desktop.domain.staff import StaffMember
from desktop.domain.training import TrainingPlan
from desktop.services.progress import Progress, Task
from desktop.services.sample.figures import counted
from desktop.services.sample.plan import ORDER, UnitPlan
from desktop.storage.adding import add_rows
from desktop.storage.audit import UnitOfWork
from desktop.storage.database import Database

_BLOCK = 1000


# What stands before anybody is on the list.
_FRAME: tuple[type[Record], ...] = (Unit, Department, PartyCell, Post, PartnerUnit, TrainingPlan)


def fill(database: Database, plan: UnitPlan, *, frame_only: bool = False) -> Task[int]:
    """Write every record of the plan, all or nothing, and return how many were written.

    With `frame_only` what stands before anybody is on the list, from departments to the plans of training: the people
    come by import.
    The file's own unit keeps its code and name. Raises UserError where the file already has people.
    """
    kinds = _FRAME if frame_only else ORDER
    total = sum(len(plan.of(kind)) for kind in kinds)
    done = 0
    title = f"Lập khung đơn vị mẫu {plan.profile.unit_name}" if frame_only else f"Tạo đơn vị mẫu {plan.staff} người"
    with database.write(title) as session:
        if session.scalars(select(StaffMember).limit(1)).first() is not None:
            raise UserError("Tệp đã có hồ sơ nhân viên; đơn vị mẫu chỉ tạo vào tệp mới, chưa có hồ sơ nào.")
        ids: dict[str, int] = {}
        late: list[tuple[type[Record], Any, str]] = []
        for kind in kinds:
            rows = iter(plan.of(kind))
            while block := list(islice(rows, _BLOCK)):
                if kind is Unit and _kept_unit(session, block[0]):
                    continue
                late += _not_yet(kind, block, ids)
                made = add_rows(session, kind, [_values(kind, row, ids) for row in block])
                ids.update(zip((row.uid for row in block), made, strict=True))
                done += len(block)
                yield Progress(done, total, f"Đang tạo {kind.caption}")
        for kind, row, name in late:
            setattr(session.get_one(kind, ids[row.uid]), f"{name}_id", ids[getattr(row, name).uid])
    return total


def _not_yet(kind: type[Record], block: list[Any], ids: dict[str, int]) -> list[tuple[type[Record], Any, str]]:
    """References to records of the same kind that are written with this block or after it."""
    own = [name for name, field in kind.references().items() if field.to == kind.__name__]
    return [
        (kind, row, name)
        for row in block
        for name in own
        if (target := getattr(row, name)) is not None and target.uid not in ids
    ]


def _values(kind: type[Record], row: Any, ids: dict[str, int]) -> dict[str, Any]:
    """The values of a row by field, what it points at by id."""
    values: dict[str, Any] = {"uid": row.uid}
    for name, field in kind.fields.items():
        value = getattr(row, name)
        if value is None:
            continue
        if not isinstance(field, Reference):
            values[name] = value
        elif field.to != kind.__name__ or value.uid in ids:
            values[name] = ids[value.uid]
    return values


def _kept_unit(session: UnitOfWork, row: Any) -> bool:
    """A file that was made for a unit has that unit already: it is given only what it does not say."""
    kept = session.scalars(select(Unit).limit(1)).first()
    if kept is None:
        return False
    for name in Unit.fields:
        value = getattr(row, name)
        if value is not None and (getattr(kept, name) is None or name == "signer_title"):
            setattr(kept, name, value)
    return True


def count_file(database: Database, as_of: date) -> dict[str, int]:
    """The figures of the sample unit as a data file gives them."""
    kept: dict[type[Record], list[Any]] = {}
    with database.read() as session:

        def rows(kind: type[Record]) -> list[Any]:
            # What rows point at stays loaded, so that asking a row for its person asks no file.
            if kind not in kept:
                kept[kind] = list(session.scalars(select(kind)))
            return kept[kind]

        for kind in (StaffMember, Department, TrainingPlan, MentoringAssignment, PartnerUnit, PartyCell):
            rows(kind)
        return counted(rows, as_of)
