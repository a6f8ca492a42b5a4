"""When somebody reaches retirement age (NĐ 135/2020/NĐ-CP, Điều 4): by year and sex, men to 62 in 2028, women to 60 in 2035."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop.domain.dates import PartialDate, Precision, add_months, month_end

Years = tuple[int, int]  # years and months of age


@dataclass(frozen=True)
class RetirementTable:
    """The age of each year as (years, months), by sex; before the first year the old ages, after the last its age.

    `doubtful` holds births ("nu 1969-05") whose row in printed tables differs from the yearly rule.
    """

    male: Mapping[int, Years] = field(default_factory=dict)
    female: Mapping[int, Years] = field(default_factory=dict)
    old_male: Years = (60, 0)
    old_female: Years = (55, 0)
    doubtful: frozenset[str] = frozenset()

    def age_in(self, year: int, is_female: bool) -> Years:
        """The age asked of those who retire in a year."""
        ages = self.female if is_female else self.male
        if not ages or year < min(ages):
            return self.old_female if is_female else self.old_male
        return ages[min(year, max(ages))]


@dataclass(frozen=True)
class Retirement:
    """When somebody retires.

    `reaches_on` is the day the age is reached, `last_working_day` the end of that month, `pension_from` the day
    after. `assumed` is the precision of a birth date that was completed ("month", "year": its first day is taken,
    Điều 3), else None. `doubtful`: read the annex of the decree before a decision is issued.
    """

    age: Years
    reaches_on: date
    last_working_day: date
    pension_from: date
    doubtful: bool = False
    assumed: Precision | None = None


def retirement(born: PartialDate, is_female: bool, table: RetirementTable) -> Retirement:
    """When somebody born on a day, in a month or in a year retires in normal conditions.

    The first year whose age is reached in it or before it decides.
    """
    birth = born.first
    year = birth.year + 50
    while True:
        age = table.age_in(year, is_female)
        reached = add_months(birth, 12 * age[0] + age[1])
        if reached.year <= year:
            break
        year += 1
    last = month_end(reached)
    return Retirement(
        age=age,
        reaches_on=reached,
        last_working_day=last,
        pension_from=last + timedelta(days=1),
        doubtful=f"{'nu' if is_female else 'nam'} {birth:%Y-%m}" in table.doubtful,
        assumed=None if born.precision == "day" else born.precision,
    )
