"""The dated numbers of the regulations with the unit's own rows beside them, and the calendar of working days."""

import json
import logging
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import BadValue
from desktop.domain.policy import Policy, RuleSet, WorkCalendar, YearDays
from desktop.domain.retirement import RetirementTable
from desktop.resources_dir import resource
from desktop.services.lists import base_salaries, retirement_ages, salary_scales

if TYPE_CHECKING:
    from desktop.storage.database import Database

_ROW = {"code", "since", "source", "confidence"}
_log = logging.getLogger(__name__)


def load_policy(database: "Database | None" = None) -> Policy:
    """The shipped rules, overlaid by the rules and days off that the unit entered in its file.

    A unit's row with the code and the day of a shipped one replaces it; numbers that it does not name stay as
    they were before that day.
    """
    rules = {code: tuple(rows) for code, rows in _shipped_rules().items()}
    extra: Mapping[date, bool] = {}
    if database is not None:
        overrides, extra = _added(database)
        rules = overlaid(rules, overrides)
    shipped = _shipped()
    calendar = WorkCalendar(public_days, extra, shipped["calendar"]["announced_until"])
    return Policy(rules, calendar, salary_scales(), base_salaries(), _retirement(rules))


def read_rule_values(text: str) -> dict[str, Any]:
    """The numbers of a unit's rule, written as JSON. Raises BadValue."""
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise BadValue('Các số của quy định phải viết dạng {"working_days": 30}.', "rule_values")
    return values


def overlaid(
    shipped: Mapping[str, tuple[RuleSet, ...]], overrides: Iterable[RuleSet]
) -> dict[str, tuple[RuleSet, ...]]:
    """The rules by code, oldest row first, with rows added beside the shipped ones or in their place."""
    rules = dict(shipped)
    for own in sorted(overrides, key=lambda row: row.since):
        rows = rules.get(own.code, ())
        before = max((r for r in rows if r.since <= own.since), key=lambda r: r.since, default=None)
        basis = before or (rows[0] if rows else None)
        merged = replace(
            own,
            source=own.source or (basis.source if basis else ""),
            values={**(basis.values if basis else {}), **own.values},
        )
        rules[own.code] = tuple(sorted([*(r for r in rows if r.since != own.since), merged], key=lambda r: r.since))
    return rules


def public_days(year: int) -> YearDays:
    """Days off and weekend days worked in a year, of the whole country (Bộ luật Lao động 2019, Điều 112)."""
    import holidays  # noqa: PLC0415 - loads after the first paint

    computed = holidays.country_holidays("VN", years=[year - 1, year, year + 1])
    worked: Iterable[date] = getattr(computed, "weekend_workdays", ())
    off = {day for day in computed if day.year == year}
    for row in _shipped()["holiday"]:
        if row["since"] <= year:
            off.add(date.fromisoformat(f"{year}-{row['day']}"))
    swaps = _shipped()["swap"]
    off.update(row["off"] for row in swaps if row["off"].year == year)
    return YearDays(
        frozenset(off), frozenset(day for day in (*worked, *(row["worked"] for row in swaps)) if day.year == year)
    )


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(resource("rules.toml").read_text(encoding="utf-8"))


@cache
def _shipped_rules() -> dict[str, list[RuleSet]]:
    rules: dict[str, list[RuleSet]] = {}
    for row in sorted(_shipped()["rule"], key=lambda row: row["since"]):
        values = {name: value for name, value in row.items() if name not in _ROW}
        found = RuleSet(row["code"], row["since"], row["source"], row["confidence"], values)
        rules.setdefault(found.code, []).append(found)
    return rules


def _retirement(rules: Mapping[str, tuple[RuleSet, ...]]) -> RetirementTable:
    newest = rules["retirement.age"][-1]
    return replace(
        retirement_ages(),
        old_male=(newest.whole("old_years_male"), 0),
        old_female=(newest.whole("old_years_female"), 0),
        doubtful=frozenset(newest.values["doubtful"]),
    )


def _added(database: "Database") -> tuple[list[RuleSet], dict[date, bool]]:
    # SQLAlchemy loads after the first paint.
    from sqlalchemy import select  # noqa: PLC0415

    from desktop.storage.mapping import TABLES  # noqa: PLC0415

    rules, days = TABLES["RuleOverride"], TABLES["Holiday"]
    with database.read() as session:
        written = session.execute(
            select(rules.c.code, rules.c.since, rules.c["values"], rules.c.source).where(rules.c.deleted_at.is_(None))
        ).all()
        entered = session.execute(select(days.c.day, days.c.is_working).where(days.c.deleted_at.is_(None))).all()
    overrides = []
    for code, since, values, source in written:
        try:
            overrides.append(RuleSet(code, since, source or "", "unit", read_rule_values(values)))
        except BadValue:
            # Refused when it is typed; a file from elsewhere must still open.
            _log.warning("rule %s of %s cannot be read and is left out", code, since)
    return overrides, {day: bool(is_working) for day, is_working in entered}
