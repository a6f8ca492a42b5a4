"""The words of a form: days and numbers as paper shows them, when something happened, what a change comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.biography import Household
from desktop.domain.dates import PartialDate, show_day
from desktop.domain.merits import Appraisal, Award, Discipline
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, Qualification

_HAPPENED: dict[type[Record], tuple[str, ...]] = {
    Qualification: ("graduated_on", "ends_on", "starts_on"),
    Certificate: ("issued_on", "ends_on", "starts_on"),
    Award: ("awarded_on",),
    Appraisal: ("decided_on",),
    Discipline: ("decided_on",),
    Household: ("declared_on",),
}


@dataclass(frozen=True)
class NetChange:
    """One field of a record before and after a period; without a field: what was done to the record."""

    entity: type[Record]
    record_uid: str
    what: str
    field: str
    label: str
    old: str
    new: str

    def told(self) -> str:
        """The change in words."""
        if not self.old:
            return f"{self.label}: {self.new}."
        return f"{self.label}: từ «{self.old}» thành «{self.new}»." if self.new else f"{self.label}: bỏ «{self.old}»."


def month(value: PartialDate | date | None) -> str:
    """mm/yyyy, or the year where no more is known."""
    if value is None:
        return ""
    iso = value.iso if isinstance(value, PartialDate) else value.isoformat()
    return "/".join(reversed(iso[:7].split("-")))


def shown_date(value: PartialDate | date | None) -> str:
    """A date as far as it is known."""
    if value is None:
        return ""
    return value.show() if isinstance(value, PartialDate) else show_day(value)


def period(start: str, end: str) -> str:
    """From – to in one cell."""
    return " - ".join(part for part in (start, end) if part)


def listed(texts: Iterable[str], between: str = "; ") -> str:
    """The texts that say something, put together."""
    return between.join(text for text in texts if text)


def with_level(name: str, level: str) -> str:
    """A name with the level, where it does not tell it."""
    return f"{name}, {level}" if name and level and level.casefold() not in name.casefold() else name or level


def shown_number(value: Decimal) -> str:
    """A coefficient with its two places; anything else without zeros that say nothing."""
    text = f"{value:f}"
    if "." in text and len(text.rpartition(".")[2]) != 2:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def first_of(value: PartialDate | date) -> date:
    """The first day that a date can mean."""
    return value.first if isinstance(value, PartialDate) else value


def last_of(value: PartialDate | None) -> date:
    """The last day that a date can mean; the end of all days for none."""
    return value.last if value is not None else date.max


def happened_on(row: Any) -> date | None:
    """The day on which something a list holds had happened, or a history began; None where no date tells."""
    for name in _HAPPENED.get(type(row), ("starts_on",)):
        value = getattr(row, name, None)
        if value is not None:
            return first_of(value)
    return None


def in_order(row: Any) -> tuple[date, int]:
    """What orders the rows of a table: the day, or the year."""
    for name in ("starts_on", "declared_on", "decided_on", "awarded_on", "graduated_on", "issued_on"):
        value = getattr(row, name, None)
        if value is not None:
            return first_of(value), 0
    return date(getattr(row, "year", None) or 1, 1, 1), 1
