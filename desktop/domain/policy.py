"""The dated numbers of the regulations, and the calendar of working days: data that the rules are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from desktop.domain.retirement import RetirementTable
from desktop.domain.salary_rules import BaseSalaries, SalaryScales


@dataclass(frozen=True)
class RuleSet:
    """What one regulation sets for one rule from one day on, until a newer row of the same code.

    `source` is cited as the basis; `confidence` is "confirmed", "recalled" or "default".
    """

    code: str
    since: date
    source: str
    confidence: str = "confirmed"
    values: Mapping[str, Any] = field(default_factory=dict)

    def whole(self, name: str) -> int:
        """A number of the row. Raises LookupError for a name that it does not have."""
        return int(self.values[name])

    def wholes(self, name: str) -> tuple[int, ...]:
        """Several numbers of the row; none where it has not the name."""
        return tuple(int(value) for value in self.values.get(name, ()))

    def text(self, name: str) -> str:
        """A word of the row. Raises LookupError for a name that it does not have."""
        return str(self.values[name])

    @cached_property
    def notice(self) -> tuple[int, ...]:
        """Lead times in days before the due day, longest first."""
        return tuple(sorted(self.wholes("notice"), reverse=True))


@dataclass(frozen=True)
class YearDays:
    """The weekdays off and the weekend days worked in one year."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


class WorkCalendar:
    """Which days are worked: Monday to Friday, less public holidays, plus days worked in exchange.

    `days_of` gives the public days of a year (asked once a year); `extra` holds what the unit entered,
    day by day, True for a working day, and goes before everything else.
    """

    def __init__(
        self,
        days_of: Callable[[int], YearDays] = lambda _year: YearDays(),
        extra: Mapping[date, bool] | None = None,
        announced_until: int = 9999,
    ) -> None:
        self._days_of = days_of
        self._extra = dict(extra or {})
        self._announced_until = announced_until
        self._years: dict[int, YearDays] = {}

    def is_working(self, day: date) -> bool:
        """Whether a day is worked."""
        if day in self._extra:
            return self._extra[day]
        if day.year not in self._years:
            self._years[day.year] = self._days_of(day.year)
        year = self._years[day.year]
        return day in year.worked or (day.weekday() < 5 and day not in year.off)

    def holidays_known(self, year: int) -> bool:
        """Whether the days off of a year have been announced, or entered by the unit; else they are computed."""
        return year <= self._announced_until or any(day.year == year for day in self._extra)


@dataclass(frozen=True)
class Policy:
    """Every number and table of law that the rules use. Nothing here is written in the program."""

    rules: Mapping[str, tuple[RuleSet, ...]]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    scales: SalaryScales = field(default_factory=SalaryScales)
    base_salaries: BaseSalaries = field(default_factory=BaseSalaries)
    retirement: RetirementTable = field(default_factory=RetirementTable)

    def rule(self, code: str, on: date) -> RuleSet:
        """The row in force on the day of the anchor event; the oldest one for events before every row.

        So a case keeps the numbers of its day when a new regulation comes. Raises LookupError for an unknown code.
        """
        rows = self.rules[code]
        return max((row for row in rows if row.since <= on), key=lambda row: row.since, default=rows[0])

    def is_working(self, day: date) -> bool:
        """Whether a day is worked."""
        return self.calendar.is_working(day)

    def holidays_known(self, year: int) -> bool:
        """Whether the days off of a year have been announced or entered."""
        return self.calendar.holidays_known(year)
