"""On which step somebody is placed: when first appointed, and when title, table or level changes.

A placing says what it rests on and how sure the rule is; what is already decided on paper may differ and is kept.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.domain.dates import PartialDate
from desktop.domain.policy import Policy, RuleSet


@dataclass(frozen=True)
class Placing:
    """The step given.

    `counted_from` is the day that the next rise counts from; `kept_difference` the coefficient kept beside a last
    step that is lower than the pay before (hệ số chênh lệch bảo lưu), else 0. `is_sure` is false where the rule was
    not read in its original.
    """

    table: str
    step: int
    coefficient: Decimal
    counted_from: PartialDate
    why: str
    basis: str
    over_frame_percent: Decimal | None = None
    kept_difference: Decimal = Decimal(0)
    is_sure: bool = True


def first_placing(table: str | None, title: str | None, degree: str | None, on: date, policy: Policy) -> Placing | None:
    """The first placing of who is recruited on a day into a title with a degree (code), or None for a table not known.

    A degree gives its step where the title's table asks for less; a title may give one by itself; the highest counts.
    """
    rule = policy.rule("salary.first_placing", on)
    step, why = 1, "bậc 1 của bảng lương"
    for row in rule.values.get("by_degree", ()):
        if row["table"] == table and row["degree"] == degree and row["step"] > step:
            step, why = row["step"], f"có bằng {_DEGREES.get(row['degree'], row['degree'])}"
    for row in rule.values.get("by_title", ()):
        if title in row["titles"] and row["step"] > step:
            step, why = row["step"], f"chức danh được xếp từ bậc {row['step']}"
    coefficient = policy.scales.coefficient(table, step)
    if table is None or coefficient is None:
        return None
    return Placing(
        table, step, coefficient, PartialDate.of(on), why, rule.source, is_sure=rule.confidence == "confirmed"
    )


_DEGREES = {"TS": "tiến sĩ", "THS": "thạc sĩ", "CD": "cao đẳng"}


def placing_on_change(
    old_table: str | None,
    old_coefficient: Decimal | None,
    old_over_frame: Decimal | None,
    old_counted: PartialDate | None,
    new_table: str | None,
    on: date,
    policy: Policy,
) -> Placing | None:
    """The placing of who is appointed to a title or level with another table on a day; None where too little is known.

    The coefficient (with what is held over the frame) becomes the equal or next higher one of the new table. The clock
    starts at the appointment where the gain reaches one step of the old table, or where something over the frame was
    held; else the old day stays. Above the new table's last step, the last step with the difference kept.
    Inside one table nothing changes.
    """
    steps = policy.scales.coefficients.get(new_table or "", ())
    if not steps or old_coefficient is None or new_table is None:
        return None
    rule = policy.rule("salary.title_change", on)
    appointed = PartialDate.of(on)
    if new_table == old_table:
        step = policy.scales.step_of(new_table, old_coefficient)
        if step is None:
            return None
        kept = old_counted or appointed
        return _made(rule, new_table, step, steps, kept, "cùng bảng lương: giữ bậc và mốc", over=old_over_frame)
    held = old_coefficient * (1 + (old_over_frame or Decimal(0)) / 100)
    above = [n for n, coefficient in enumerate(steps, start=1) if coefficient >= held]
    if not above:
        difference = (held - steps[-1]).quantize(Decimal("0.01"))
        why = "hệ số cũ cao hơn bậc cuối: xếp bậc cuối, giữ chênh lệch bảo lưu"
        return _made(rule, new_table, len(steps), steps, appointed, why, kept=difference)
    if old_over_frame:
        why = "hệ số cũ cộng vượt khung, xếp hệ số bằng hoặc cao hơn gần nhất; mốc tính từ ngày bổ nhiệm"
        return _made(rule, new_table, above[0], steps, appointed, why)
    gain = steps[above[0] - 1] - old_coefficient
    one_step = _one_step(policy.scales.coefficients.get(old_table or "", ()), old_coefficient)
    if one_step is None or gain >= one_step or old_counted is None:
        why = "hệ số bằng hoặc cao hơn gần nhất; chênh lệch từ một bậc trở lên: mốc tính từ ngày bổ nhiệm"
        return _made(rule, new_table, above[0], steps, appointed, why)
    why = "hệ số bằng hoặc cao hơn gần nhất; chênh lệch chưa đến một bậc: giữ mốc cũ"
    return _made(rule, new_table, above[0], steps, old_counted, why)


def _one_step(steps: tuple[Decimal, ...], coefficient: Decimal) -> Decimal | None:
    """How far two neighbouring steps stand apart where a coefficient stands; None for a table of one step."""
    at = max((n for n, each in enumerate(steps) if each <= coefficient), default=0)
    if at + 1 < len(steps):
        return steps[at + 1] - steps[at]
    return steps[-1] - steps[-2] if len(steps) > 1 else None


def _made(
    rule: RuleSet,
    table: str,
    step: int,
    steps: tuple[Decimal, ...],
    counted: PartialDate,
    why: str,
    *,
    over: Decimal | None = None,
    kept: Decimal = Decimal(0),
) -> Placing:
    return Placing(
        table, step, steps[step - 1], counted, why, rule.source, over or None, kept, rule.confidence == "confirmed"
    )
