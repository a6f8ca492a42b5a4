"""What somebody is paid on a day, in đồng: coefficient and percentages times the base salary, allowances, fixed amounts.

Amounts are whole đồng, each line rounded by itself. Nothing of taxes or insurance.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from desktop.domain.salary_rules import BaseSalaries
from desktop.domain.staff import PayBasis

_POST, _OVER_FRAME = "PCCV", "PCVK"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PayLine:
    """One part of the pay: what it is, how it is measured («hệ số 3,33», «5%»), and its đồng."""

    label: str
    measure: str
    amount: int
    code: str = ""


@dataclass(frozen=True)
class Pay:
    """The pay of a day. `missing` says in words what could not be reckoned; then `total` is only what is known."""

    on: date
    base: int | None
    lines: tuple[PayLine, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True)
class Stretch:
    """Days, both inside, on which the pay is the same."""

    first: date
    last: date
    pay: Pay


def pay_on(
    day: date,
    salary: Any | None,
    allowances: Iterable[Any],
    posts: Iterable[Any],
    bases: BaseSalaries,
    name_of: Callable[[str], str] = str,
) -> Pay:
    """The pay of a day from the rows that hold on it.

    `salary` is a row of `SalaryStep` or None, `allowances` rows of `Allowance`, `posts` rows of `Appointment` (the
    highest allowance of a post is paid, once); `name_of` gives the words of an allowance's code.
    A percentage is of the coefficient, the allowance of the post and what is over the frame, together.
    """
    base = bases.on(day)
    lines: list[PayLine] = []
    missing: list[str] = []
    if salary is None:
        return Pay(day, base, (), ("chưa có diễn biến lương",))
    share = Decimal(salary.percent) / 100 if salary.percent is not None else Decimal(1)
    part = "" if share == 1 else f", hưởng {plain(salary.percent)}%"
    if salary.basis is PayBasis.POSITION:
        if salary.amount is None:
            missing.append("lương theo vị trí việc làm chưa ghi số tiền")
        else:
            lines.append(PayLine("Lương theo vị trí việc làm", f"theo vị trí{part}", _dong(salary.amount * share)))
    elif salary.coefficient is None:
        missing.append("chưa có hệ số lương")
    if base is None:
        return Pay(day, None, tuple(lines), (*missing, "không có mức lương cơ sở của ngày này"))
    reckoned = Decimal(0)  # coefficients that percentages are taken of
    if salary.basis is not PayBasis.POSITION and salary.coefficient is not None:
        reckoned = salary.coefficient * share
        lines.append(PayLine("Lương theo hệ số", f"hệ số {plain(salary.coefficient)}{part}", _dong(reckoned * base)))
        if salary.over_frame_percent:
            over = reckoned * salary.over_frame_percent / 100
            reckoned += over
            measure = f"{plain(salary.over_frame_percent)}%"
            lines.append(PayLine("Phụ cấp thâm niên vượt khung", measure, _dong(over * base), _OVER_FRAME))
    held = list(allowances)
    post = max((row.allowance for row in posts if row.allowance), default=None)
    if post is not None:
        reckoned += post
        lines.append(PayLine(name_of(_POST), f"hệ số {plain(post)}", _dong(post * base), _POST))
    for row in held:
        if row.coefficient is not None and row.kind == _POST and post is None:
            reckoned += row.coefficient
    for row in held:
        # What stands with the post or with the step already is not paid twice.
        if (row.kind == _POST and post is not None) or (row.kind == _OVER_FRAME and salary.over_frame_percent):
            continue
        line = _allowance(row, reckoned, base, name_of(row.kind))
        if line is None:
            missing.append(f"{name_of(row.kind)}: chưa ghi hệ số, phần trăm hoặc số tiền")
        else:
            lines.append(line)
    return Pay(day, base, tuple(lines), tuple(missing))


def _allowance(row: Any, reckoned: Decimal, base: int, words: str) -> PayLine | None:
    """An allowance by what is filled in: a coefficient (of which a percentage may be received), a percentage, an amount."""
    if row.coefficient is not None:
        share = row.percent / 100 if row.percent is not None else Decimal(1)
        part = "" if share == 1 else f", hưởng {plain(row.percent)}%"
        measure = f"hệ số {plain(row.coefficient)}{part}"
        return PayLine(words, measure, _dong(row.coefficient * share * base), row.kind)
    if row.percent is not None:
        return PayLine(words, f"{plain(row.percent)}%", _dong(reckoned * row.percent / 100 * base), row.kind)
    if row.amount is not None:
        return PayLine(words, "số tiền", row.amount, row.kind)
    return None


def pay_over(
    first: date,
    last: date,
    changes: Iterable[date],
    bases: BaseSalaries,
    pay_of: Callable[[date], Pay],
) -> list[Stretch]:
    """The pay over days, both inside, in stretches.

    It changes on days of `changes` (where something of the person begins, or the day after it ends) and with the base
    salary. Neighbouring stretches with the same lines are one.
    """
    starts = sorted({first, *(day for day in (*changes, *(since for since, _ in bases.rows)) if first < day <= last)})
    found: list[Stretch] = []
    for start, following in zip(starts, [*starts[1:], last + _DAY], strict=True):
        pay = pay_of(start)
        before = found[-1] if found else None
        if before and (before.pay.lines, before.pay.base) == (pay.lines, pay.base):
            found[-1] = Stretch(before.first, following - _DAY, before.pay)
        else:
            found.append(Stretch(start, following - _DAY, pay))
    return found


def changes_of(*histories: Sequence[Any]) -> set[date]:
    """The days on which rows of histories begin or have just ended."""
    days: set[date] = set()
    for row in (row for rows in histories for row in rows):
        if row.starts_on is not None:
            days.add(row.starts_on.first)
        if row.ends_on is not None and row.ends_on.last < date.max:
            days.add(row.ends_on.last + _DAY)
    return days


def plain(number: Decimal | int) -> str:
    """A number without idle zeros and with a decimal comma: 5, 6,5, 3,33."""
    whole, _, part = f"{number:f}".partition(".")
    return f"{whole},{part.rstrip('0')}".rstrip(",")


def _dong(amount: Decimal | int) -> int:
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))
