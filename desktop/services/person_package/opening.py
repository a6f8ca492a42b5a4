"""What a package of one person holds, and opening one: nothing is believed that no program of ours would have packed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from desktop.domain.errors import EnvironmentRefused
from desktop.domain.fields import Field, Flag, Money, Reference, Text, Whole
from desktop.domain.organisation import Decision
from desktop.domain.record import RECORDS, Record
from desktop.domain.staff import StaffMember
from desktop.storage.connection import newest_schema
from desktop.storage.package import PackedRecord, read_package

SUFFIX = ".canbo-nguoi"
FORMAT = "1"
# What stays behind: the sender's own tasks, marks and register are no part of the person's record.
LEFT_BEHIND = frozenset({"FollowUp", "NationalEntry", "StaffAct"})


@dataclass(frozen=True)
class Item:
    """One record of a package: values as the file keeps them, references as (uid, text), own fields as (label, text).

    `of_party` marks a post held in the Party.
    """

    entity: type[Record]
    uid: str
    values: Mapping[str, Any]
    points_at: Mapping[str, tuple[str, str]]
    own: tuple[tuple[str, str], ...] = ()
    of_party: bool = False


@dataclass(frozen=True)
class Package:
    """A package that was opened: from which unit, when, and its records, the person first."""

    name: str
    unit: str
    unit_uid: str
    made_on: date
    items: tuple[Item, ...] = field(repr=False)
    papers: Mapping[str, bytes] = field(repr=False)
    labels: Mapping[str, Mapping[str, str]] = field(repr=False)

    @property
    def member(self) -> Item:
        """The person's own record."""
        return next(item for item in self.items if item.entity is StaffMember)


def look(path: Path, password: str) -> Package:
    """Open a package. Raises EnvironmentRefused in one sentence: wrong password, damaged, newer, another kind of file."""
    packed = read_package(path, password)
    header = packed.header
    try:
        if header["format"] != FORMAT or int(header["schema"]) > newest_schema():
            raise EnvironmentRefused(
                f"Gói hồ sơ {path.name} do phiên bản CanBo mới hơn lập. Hãy cập nhật chương trình rồi mở lại."
            )
        items = tuple(_item(row) for row in packed.records)
        made = Package(
            name=header["name"],
            unit=header["unit"],
            unit_uid=header["unit_uid"],
            made_on=date.fromisoformat(header["made_on"]),
            items=items,
            papers=packed.papers,
            labels={name: dict(labels) for name, labels in json.loads(header["labels"]).items()},
        )
        if sum(item.entity is StaffMember for item in items) != 1:
            raise ValueError("one person")
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise EnvironmentRefused(f"Gói hồ sơ {path.name} bị hỏng; hãy xin đơn vị gửi lập lại gói khác.") from error
    return made


def _item(row: PackedRecord) -> Item:
    """A record as it was packed. What no program of ours would have packed is damage: a package comes from outside."""
    entity, content = RECORDS[row.entity], json.loads(row.content)
    if row.entity not in personal_kinds() and entity is not Decision:
        raise ValueError(row.entity)
    values = {name: _loaded(entity.fields[name], stored) for name, stored in content["values"].items()}
    points_at = {name: (str(uid), str(text)) for name, (uid, text) in content["points_at"].items()}
    if any(f.required and name not in values and name not in points_at for name, f in entity.fields.items()):
        raise ValueError(row.entity)
    if points_at.keys() - entity.references().keys():
        raise ValueError(row.entity)
    own = tuple((str(label), str(text)) for label, text in content["own"])
    return Item(entity, row.uid, values, points_at, own, bool(content.get("of_party")))


def _loaded(one: Field, stored: Any) -> Any:
    wanted = bool if isinstance(one, Flag) else int if isinstance(one, (Whole, Money)) else str
    if isinstance(one, Reference) or type(stored) is not wanted:
        raise ValueError(one.name)
    if isinstance(one, Text) and len(str(stored)) > one.max_length:
        raise ValueError(one.name)
    return one.load(stored)


@cache
def personal_kinds() -> frozenset[str]:
    """The kinds of record that belong to a person, by what owns them; those that stay behind are not among them."""
    found = {"StaffMember"}
    while True:
        more = {
            kind.__name__
            for kind in RECORDS.values()
            if any(f.owned and f.to in found for f in kind.references().values()) and kind.__name__ not in LEFT_BEHIND
        }
        if more <= found:
            return frozenset(found)
        found |= more
