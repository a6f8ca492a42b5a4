"""When somebody reaches retirement age (NĐ 135/2020/NĐ-CP, Điều 4): by year and sex, men to 62 in 2028, women to 60 in 2035."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop.domain.dates import PartialDate, Precision, add_months, month_end, show_day
from desktop.domain.errors import Problem

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


@dataclass(frozen=True)
class Leaving:
    """When somebody really leaves for retirement.

    `usual` is the day by age and table, `pension_from` the first day of retirement that counts: the recorded one where
    a decision set it (`is_decided`), else the usual; `basis` why it stands apart from the usual one.
    """

    usual: Retirement
    pension_from: date
    is_decided: bool = False
    basis: str = ""

    @property
    def last_working_day(self) -> date:
        return self.pension_from - timedelta(days=1)

    @property
    def months_apart(self) -> int:
        """Whole months that the recorded day stands after the usual one; negative before it."""
        usual, real = self.usual.pension_from, self.pension_from
        return 12 * (real.year - usual.year) + real.month - usual.month


def leaving(
    born: PartialDate | None, is_female: bool | None, retires_on: date | None, basis: str | None, table: RetirementTable
) -> Leaving | None:
    """When somebody leaves: `retires_on` (first day of retirement, as recorded) goes before the age.

    None where the birth date or the sex is not known.
    """
    if born is None or is_female is None:
        return None
    usual = retirement(born, is_female, table)
    if retires_on is None:
        return Leaving(usual, usual.pension_from, basis=basis or "")
    return Leaving(usual, retires_on, True, basis or "")


def leaving_problems(
    found: Leaving, lower_months: int, higher_months: int, is_manager: bool = False
) -> Iterator[Problem]:
    """What about a recorded day is unusual. Warnings all: it is kept as the paper has it.

    `lower_months` and `higher_months` are how far a day may stand before and after the usual one; who stays on past
    the age holds no post of managing (NĐ 50/2022).
    """
    if not found.is_decided or not found.months_apart:
        return
    apart, usual = found.months_apart, show_day(found.usual.pension_from)
    if not found.basis:
        message = f"Ngày nghỉ hưu khác ngày theo tuổi ({usual}) mà chưa ghi lý do."
        yield Problem("retirement_basis", message, "retirement.basis_missing", "warning")
    if -apart > lower_months:
        message = f"Nghỉ hưu sớm hơn tuổi quy định quá {lower_months // 12} năm (theo tuổi: {usual})."
        yield Problem("retires_on", message, "retirement.too_early", "warning")
    elif apart > higher_months:
        message = f"Nghỉ hưu muộn hơn tuổi quy định quá {higher_months // 12} năm (theo tuổi: {usual})."
        yield Problem("retires_on", message, "retirement.too_late", "warning")
    if apart > 0 and is_manager:
        message = "Người kéo dài thời gian công tác sau tuổi nghỉ hưu không giữ chức vụ quản lý."
        yield Problem("retires_on", message, "retirement.manager_stays", "warning")
