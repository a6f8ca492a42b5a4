"""Pay by tables, steps and coefficients (NĐ 204/2004/NĐ-CP), and when the next step falls due (TT 08/2013/TT-BNV)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from desktop.domain.dates import PartialDate, add_months


@dataclass(frozen=True)
class OverFrame:
    """Seniority allowance beyond the last step: `first` percent at once, then `step` percent each `months`."""

    first: int = 5
    step: int = 1
    months: int = 12


@dataclass(frozen=True)
class NextStep:
    """What falls due next: a step with its coefficient, or a percentage over the last step's coefficient.

    `assumed` is true where the day to count from was known only by month or year, and its first day was taken.
    """

    due_on: date
    step: int
    coefficient: Decimal
    over_frame_percent: Decimal
    months: int
    assumed: bool = False


@dataclass(frozen=True)
class SalaryScales:
    """The salary tables: by table, the coefficients from step 1 up, the months between steps, and before over-frame.

    A table without months before over-frame has no such allowance.
    """

    coefficients: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    step_months: Mapping[str, int] = field(default_factory=dict)
    over_frame_months: Mapping[str, int] = field(default_factory=dict)

    def __contains__(self, table: object) -> bool:
        return table in self.coefficients

    def steps(self, table: str | None) -> int:
        """How many steps a table has; 0 for an unknown one."""
        return len(self.coefficients.get(table or "", ()))

    def coefficient(self, table: str | None, step: int | None) -> Decimal | None:
        """The coefficient of a step, or None where the table has no such step."""
        steps = self.coefficients.get(table or "", ())
        return steps[step - 1] if step is not None and 1 <= step <= len(steps) else None

    def step_of(self, table: str | None, coefficient: Decimal | None) -> int | None:
        """The step of a coefficient inside one table, or None: a coefficient alone does not tell its table."""
        steps = self.coefficients.get(table or "", ())
        return steps.index(coefficient) + 1 if coefficient in steps else None

    def next_regular_step(
        self,
        table: str | None,
        step: int | None,
        counted_from: PartialDate | None,
        over_frame_percent: Decimal | None = None,
        delay_months: int = 0,
        over_frame: OverFrame = OverFrame(),
    ) -> NextStep | None:
        """The next regular rise, or None where the table, the step or the day to count from is not known.

        36 months for tables A, 24 for B, C and support staff, lengthened by `delay_months` (discipline,
        years not fulfilled); after the last step 5 % over the frame, then 1 % each further year.
        """
        now = self.coefficient(table, step)
        if now is None or table is None or step is None or counted_from is None:
            return None
        percent = over_frame_percent or Decimal(0)
        if higher := self.coefficient(table, step + 1):
            months, step, now, percent = self.step_months[table], step + 1, higher, Decimal(0)
        elif percent:
            months, percent = over_frame.months, percent + over_frame.step
        elif table in self.over_frame_months:
            months, percent = self.over_frame_months[table], Decimal(over_frame.first)
        else:
            return None
        due = add_months(counted_from.first, months + delay_months)
        return NextStep(due, step, now, percent, months + delay_months, counted_from.day is None)


@dataclass(frozen=True)
class BaseSalaries:
    """The base salary in đồng by the day it began (lương cơ sở), oldest first."""

    rows: tuple[tuple[date, int], ...] = ()

    def on(self, day: date) -> int | None:
        """The amount in force on a day, in đồng; None before the first row."""
        return max(((since, amount) for since, amount in self.rows if since <= day), default=(day, None))[1]
