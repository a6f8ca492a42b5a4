"""Where the periods of a history do not fit each other: rows that hold at once where one can, and days without a row."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from desktop.domain.checks_dates import overlap_problems, period_problems
from desktop.domain.dates import show_day
from desktop.domain.record import Record

# Histories of which one row holds at a time, and those that should leave no day out.
ONE_AT_A_TIME = frozenset(
    (
        *("EmploymentStatus", "Placement", "TitleHolding", "JobHolding", "SalaryStep", "Contract"),
        "PartyMembership",
    )
)
UNBROKEN = frozenset(("EmploymentStatus", "Placement", "TitleHolding", "SalaryStep", "Contract", "WorkHistory"))


def marks(kind: type[Record], rows: Iterable[Any]) -> dict[str, dict[str, str]]:
    """By the uid of a row and the field: the sentence that says what about its period is in doubt."""
    found: dict[str, dict[str, str]] = {}
    if "starts_on" not in kind.fields or "ends_on" not in kind.fields:
        return found
    held = list(rows)
    for row in held:
        for problem in period_problems(row):
            found.setdefault(row.uid, {})[problem.field] = problem.message
    if kind.__name__ in ONE_AT_A_TIME:
        for row, problem in overlap_problems(held):
            found.setdefault(row.uid, {})[problem.field] = problem.message
    if kind.__name__ in UNBROKEN:
        for row, message in gaps(held):
            found.setdefault(row.uid, {}).setdefault("starts_on", message)
    return found


def gaps(rows: Sequence[Any]) -> list[tuple[Any, str]]:
    """Rows before which no row holds though an earlier one ended, with the sentence that tells since when.

    Ends and beginnings known by month or year leave no gap where any of their days would close it.
    """
    found = []
    known = sorted((row for row in rows if row.starts_on), key=lambda row: row.starts_on.first)
    reached: date | None = None
    for row in known:
        begins: date = row.starts_on.first
        if reached is not None and begins > reached + timedelta(days=1):
            until = show_day(begins - timedelta(days=1))
            found.append((row, f"Trống từ {show_day(reached + timedelta(days=1))} đến {until}."))
        last: date = row.ends_on.last if row.ends_on else date.max - timedelta(days=1)
        reached = last if reached is None else max(reached, last)
    return found
