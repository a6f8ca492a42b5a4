"""What checks of the data stand on: one person with every row of theirs, what is known beside, and shared rules.

Each subject has a module of its own (`checks_identity`, `checks_dates`, …) with `problems(life, known)`: everything
about one person, as (kind of record, row, Problem). Rows are anything with the attribute names of their kind of record;
what they refer to stands as an id (`post_id`). Nothing here refuses a record: what stands on paper can always be
entered. Dates known by month or year contradict only where no day of theirs would fit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.checks_register import fault
from desktop.domain.dates import PartialDate
from desktop.domain.errors import Problem
from desktop.domain.fields import Code, Field
from desktop.domain.policy import Policy
from desktop.domain.record import RECORDS, on_day
from desktop.domain.titles import TitleStandards

Found = tuple[str, Any, Problem]  # kind of record, row, what is the matter


@dataclass
class Life:
    """One person: their own row, and the rows of every kind of record that speak of them."""

    member: Any
    rows: dict[str, list[Any]] = field(default_factory=dict)

    def of(self, kind: str) -> Sequence[Any]:
        """The rows of one kind."""
        return self.rows.get(kind, ())


@dataclass
class Known:
    """What the checks know beside the records: lists, rules, standards, the day, and places that rows point at.

    `posts` and `departments` are rows by id.
    """

    catalogue: Catalogue
    policy: Policy
    today: date
    standards: TitleStandards = field(default_factory=TitleStandards)
    posts: Mapping[int, Any] = field(default_factory=dict)
    departments: Mapping[int, Any] = field(default_factory=dict)

    def fields(self, kind: str) -> Mapping[str, Field]:
        """The fields of a kind of record."""
        return self.catalogue.fields(RECORDS[kind])

    def extra(self, list_name: str, code: str | None, key: str) -> str:
        """A property of an entry of a list; empty where the list has none."""
        return self.catalogue.list(list_name).extra(code, key)

    def is_gone(self, status: str | None) -> bool:
        """Whether a status says that somebody is of the unit no longer."""
        return status is not None and self.working(status) == ("0", "0")

    def working(self, status: str | None) -> tuple[str, str]:
        """The two facts of a status: counted in the headcount, working here."""
        return self.extra("staff_status", status, "in_headcount"), self.extra("staff_status", status, "working_here")

    def has_left(self, life: Life) -> bool:
        """Whether somebody is of the unit no longer today."""
        held = on_day(life.of("EmploymentStatus"), self.today)
        return held is not None and self.is_gone(held.status)

    @cached_property
    def birth_places(self) -> frozenset[str]:
        """What the first three digits of a citizen number may be: the 63 old provinces, and countries."""
        rule = self.policy.rule("citizen_id.place", self.today)
        abroad = range(rule.whole("first_country"), rule.whole("last_country") + 1)
        old = (row.extra["citizen_prefix"] for row in self.catalogue.list("province_old"))
        return frozenset((*old, *map(str, abroad)))


def is_after(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether one date is later than the other on whatever days they mean."""
    if one is None or other is None:
        return False
    known = min(len(one.iso), len(other.iso))
    return one.iso[:known] > other.iso[:known]


def as_partial(value: Any) -> PartialDate | None:
    """A day of either kind of field."""
    return PartialDate.of(value) if isinstance(value, date) else value


def code_problems(row: Any, fields: Mapping[str, Field]) -> Iterator[Problem]:
    """Values that no code list knows: kept as typed, and counted nowhere until somebody says what they mean."""
    for name, described in fields.items():
        if isinstance(described, Code) and not described.is_known(value := getattr(row, name, None)):
            yield fault(f"{name}.unknown", name, f"{described.label}: «{value}» chưa có trong danh mục.")


def outdated_problems(row: Any, fields: Mapping[str, Field], on: PartialDate | None) -> Iterator[Problem]:
    """Codes that were not in use on the day on which the row begins."""
    if on is None:
        return
    for name, described in fields.items():
        if isinstance(described, Code) and described.codes is not None:
            entry = described.codes.get(getattr(row, name, None))
            if entry is None or (entry.valid_from is None and entry.valid_to is None):
                continue
            if (entry.valid_from and on.last < entry.valid_from) or (entry.valid_to and on.first > entry.valid_to):
                yield fault("code.outdated", name, f"«{entry.label}» không dùng vào {on.show()}.")


def doubled(rows: Iterable[Any], key: Any) -> Iterator[tuple[Any, Any]]:
    """Rows that say again what an earlier one said, each with the earlier one; a row without a key is passed over."""
    seen: dict[Any, Any] = {}
    for row in rows:
        told = key(row)
        if told is None:
            continue
        if told in seen:
            yield row, seen[told]
        else:
            seen[told] = row
