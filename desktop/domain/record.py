"""The base of every record, and the register of all kinds.

A record declares its fields as plain class attributes; tables, forms, import and audit are made from
that declaration. Storage maps the classes from outside and puts its own attributes in their place.
"""

import copy
import math
import re
from datetime import date
from typing import Any, ClassVar

from desktop.domain.fields import Field, PartialDay, Reference

RECORDS: dict[str, type["Record"]] = {}


class Record:
    """One record of the data file.

    Class attributes: `fields` (all declared fields by name), `caption` (what one is called, Vietnamese),
    `table`, `unique` (sets of fields unique among live records), `indexes`, `audited`.
    """

    fields: ClassVar[dict[str, Field]] = {}
    caption: ClassVar[str] = "bản ghi"
    table: ClassVar[str] = ""
    unique: ClassVar[tuple[tuple[str, ...], ...]] = ()
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    audited: ClassVar[bool] = True

    # Kept by storage: outside audit, and outside the comparison that undo makes.
    id: Any
    uid: Any
    version: Any
    created_at: Any
    updated_at: Any
    deleted_at: Any

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        super().__init_subclass__()
        inherited = {
            name: f for base in reversed(cls.__mro__[1:]) for name, f in vars(base).get("declared", {}).items()
        }
        own = {name: f for name, f in vars(cls).items() if isinstance(f, Field)}
        cls.declared = {**inherited, **own}  # type: ignore[attr-defined]
        if abstract:
            return
        for name in inherited.keys() - own.keys():
            field = copy.copy(inherited[name])
            setattr(cls, name, field)
            cls.declared[name] = field  # type: ignore[attr-defined]
        cls.fields = dict(cls.declared)  # type: ignore[attr-defined]
        cls.table = cls.table or re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        RECORDS[cls.__name__] = cls

    def __init__(self, **values: Any) -> None:
        for name, field in type(self).fields.items():
            if field.default is not None and name not in values:
                setattr(self, name, field.default)
        for name, value in values.items():
            setattr(self, name, value)

    def derived(self) -> dict[str, Any]:
        """Values that follow from the others and that the file keeps to search and sort by."""
        return {}

    @classmethod
    def derived_columns(cls) -> tuple[str, ...]:
        """The names that `derived` gives, beyond the first and last days of partial dates."""
        return ()

    @classmethod
    def references(cls) -> dict[str, Reference]:
        """The fields that point at other records."""
        return {n: f for n, f in cls.fields.items() if isinstance(f, Reference)}


class History(Record, abstract=True):
    """A row that holds for a period, inclusive at both ends as on paper; an open end is None."""

    starts_on = PartialDay("Từ ngày", aliases=("Từ tháng/năm",), width=12)
    ends_on = PartialDay("Đến ngày", aliases=("Đến tháng/năm",), width=12)
    decision = Reference("Quyết định", to="Decision")


def holds_on(row: Any, day: date) -> bool:
    """Whether a history row holds on a day: from the first day it can have begun to the last it can have lasted."""
    return (row.starts_on is None or row.starts_on.first <= day) and (row.ends_on is None or row.ends_on.last >= day)


def on_day(rows: Any, day: date) -> Any | None:
    """The row of a history that holds on a day; where several do, the one that began last, or was added last."""
    holding = [row for row in rows if row.deleted_at is None and holds_on(row, day)]
    return max(holding, key=lambda r: (r.starts_on.first if r.starts_on else date.min, r.id or math.inf), default=None)
