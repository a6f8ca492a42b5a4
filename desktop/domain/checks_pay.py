"""Pay and allowances against their tables (NĐ 204/2004/NĐ-CP), the title, and the level of the job position."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from desktop.domain.checks import Found, Known, Life
from desktop.domain.checks_dates import last_day
from desktop.domain.checks_register import fault
from desktop.domain.dates import add_months, show_day
from desktop.domain.errors import Problem
from desktop.domain.record import on_day
from desktop.domain.salary_rules import SalaryScales
from desktop.domain.staff import PayBasis, RaiseKind, StandardState


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about one person's pay, allowances and job levels."""
    steps = sorted(life.of("SalaryStep"), key=lambda row: row.starts_on.first if row.starts_on else known.today)
    before: Any = None
    for row in steps:
        tables = _tables(life, known, row)
        for problem in (
            *salary_problems(row, known.policy.scales, tables[0] if tables else None),
            *_table_problems(row, tables),
            *_percent_problems(row, known),
            *_rise_problems(before, row, known.policy.scales),
        ):
            yield "SalaryStep", row, problem
        before = row
    for row in life.of("Allowance"):
        for problem in allowance_problems(row, known.extra("allowance_type", row.kind, "measure")):
            yield "Allowance", row, problem
    for one, other in combinations(life.of("Allowance"), 2):
        if one.kind == other.kind and one.starts_on and other.starts_on and _together(one, other):
            later = max(one, other, key=lambda row: (row.starts_on.first, row.id))
            yield "Allowance", later, fault("allowance.overlap", "starts_on", "Phụ cấp này đã ghi cho cùng thời gian.")
    for row in life.of("JobHolding"):
        for problem in job_problems(row, known):
            yield "JobHolding", row, problem


def _tables(life: Life, known: Known, step: Any) -> list[str]:
    """The tables that the title, else the job, give on the day on which a step begins."""
    day = step.starts_on.last if step.starts_on else known.today
    found = []
    title = on_day(life.of("TitleHolding"), day)
    if title is not None and (table := known.extra("professional_title", title.title, "salary_table")):
        found.append(table)
    job = on_day(life.of("JobHolding"), day)
    if job is not None and job.salary_table:
        found.append(job.salary_table)
    return found


def salary_problems(step: Any, scales: SalaryScales, table: str | None = None) -> Iterator[Problem]:
    """Pay that does not stand on its table; `table` is that of the title, where none is written."""
    table = step.salary_table or table
    if not table or table not in scales:
        return
    number = "" if step.coefficient is None else _shown(step.coefficient)
    if step.coefficient is not None and scales.step_of(table, step.coefficient) is None:
        yield fault("coefficient.off_scale", "coefficient", f"Hệ số {number} không có trong bảng lương {table}.")
    elif step.step is not None:
        expected = scales.coefficient(table, step.step)
        if expected is None:
            message = f"Bảng lương {table} chỉ có {scales.steps(table)} bậc, hồ sơ ghi bậc {step.step}."
            yield fault("step.off_scale", "step", message)
        elif step.coefficient is not None and expected != step.coefficient:
            message = f"Bậc {step.step} bảng {table} là {_shown(expected)}, hồ sơ ghi {number}."
            yield fault("step.mismatch", "step", message)
    if step.over_frame_percent and step.step is not None and step.step < scales.steps(table):
        message = f"Hưởng vượt khung ở bậc {step.step}/{scales.steps(table)} của bảng {table}."
        yield fault("over_frame.early", "over_frame_percent", message)


def _table_problems(step: Any, tables: list[str]) -> Iterator[Problem]:
    if step.salary_table and tables and step.salary_table not in tables:
        message = f"Chức danh, vị trí lúc đó theo bảng {tables[0]}, hồ sơ lương ghi bảng {step.salary_table}."
        yield fault("salary.table", "salary_table", message)


def _percent_problems(step: Any, known: Known) -> Iterator[Problem]:
    if step.percent is not None and not 0 < step.percent <= 100:
        yield fault("salary.percent", "percent", f"Phần trăm hưởng lương ghi {_shown(step.percent)}.")
    rule = known.policy.rule("salary.next_step", step.starts_on.first if step.starts_on else known.today)
    first = rule.whole("over_frame_first_percent")
    if step.over_frame_percent and step.over_frame_percent < first:
        yield fault("over_frame.percent", "over_frame_percent", f"Vượt khung thấp nhất là {first}%.")
    if step.basis is PayBasis.POSITION and step.amount is None:
        yield fault("salary.no_amount", "amount", "Trả lương theo vị trí việc làm mà chưa ghi số tiền.")


def _rise_problems(before: Any, step: Any, scales: SalaryScales) -> Iterator[Problem]:
    if before is None or not step.salary_table or before.salary_table != step.salary_table:
        return
    if before.step is None or step.step is None:
        return
    if step.step < before.step and step.raise_kind is not RaiseKind.CORRECTION:
        message = f"Từ bậc {before.step} xuống bậc {step.step} trong cùng bảng {step.salary_table}."
        yield fault("step.backwards", "step", message)
    if step.raise_kind is RaiseKind.REGULAR and step.step == before.step + 1:
        counted, months = before.counted_from or before.starts_on, scales.step_months.get(step.salary_table)
        if counted and months and step.starts_on and step.starts_on.last < (due := add_months(counted.first, months)):
            message = f"Nâng bậc thường xuyên trước {show_day(due)} (đủ {months} tháng từ {counted.show()})."
            yield fault("salary.early", "starts_on", message)


def allowance_problems(row: Any, measure: str) -> Iterator[Problem]:
    """An allowance without its amount, or with that of another kind; `measure` is how its kind is counted."""
    given = {"%": row.percent, "hệ số": row.coefficient, "đồng": row.amount}
    if all(value is None for value in given.values()):
        field = {"%": "percent", "đồng": "amount"}.get(measure, "coefficient")
        yield fault("allowance.empty", field, "Chưa ghi hệ số, phần trăm hay số tiền.")
    elif measure in given and given[measure] is None:
        name = {"%": "percent", "hệ số": "coefficient", "đồng": "amount"}[measure]
        words = {"%": "phần trăm", "hệ số": "hệ số", "đồng": "số tiền"}
        written = next(words[kind] for kind, value in given.items() if value is not None)
        message = f"Phụ cấp này tính theo {words[measure]}, hồ sơ ghi {written}."
        yield fault("allowance.measure", name, message)


def job_problems(row: Any, known: Known) -> Iterator[Problem]:
    """The level of a job position: inside what the position allows, and on the table that the level has."""
    lowest = known.extra("job_position", row.position, "level_min")
    highest = known.extra("job_position", row.position, "level_max")
    # Who is still on the way to the standard sits a level below (NĐ 232/2026, Điều 18).
    least = int(lowest) - (row.meets_standard in (StandardState.UPGRADING, StandardState.UNMET)) if lowest else 1
    if row.level is not None and highest and not least <= row.level <= int(highest):
        message = f"Vị trí này có bậc {lowest}–{highest}, hồ sơ ghi bậc {row.level}."
        yield fault("level.range", "level", message)
    level = known.extra("salary_table", row.salary_table, "job_level")
    if level and row.level is not None and int(level) != row.level:
        message = f"Bảng {row.salary_table} là của bậc {level}, hồ sơ ghi bậc {row.level}."
        yield fault("level.table", "salary_table", message)
    if row.meets_standard is StandardState.UPGRADING and row.standard_due_on is None:
        yield fault("standard.no_due", "standard_due_on", "Đang nâng chuẩn mà chưa ghi hạn hoàn thành.")


def _together(one: Any, other: Any) -> bool:
    first: date = one.starts_on.last
    return last_day(one) > other.starts_on.last and last_day(other) > first


def _shown(number: Decimal) -> str:
    return f"{number:.2f}".replace(".", ",")
