"""What the makers take from the shipped code lists: pay tables, the table of each title, the age of retirement."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache

from desktop.domain.dates import PartialDate
from desktop.domain.retirement import RetirementTable, retirement
from desktop.domain.salary_rules import SalaryScales
from desktop.resources_dir import resource


def _rows(name: str) -> list[dict[str, str]]:
    with resource("codes", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def listed(name: str) -> dict[str, dict[str, str]]:
    """A code list as its file has it, by code."""
    return {row["code"]: row for row in _rows(name)}


@cache
def scales() -> SalaryScales:
    """The pay tables (NĐ 204/2004/NĐ-CP)."""
    coefficients: dict[str, list[Decimal]] = {}
    months: dict[str, int] = {}
    for row in _rows("salary_scale"):
        coefficients.setdefault(row["table"], []).append(Decimal(row["coefficient"]))
        if row["months_to_next"]:
            months[row["table"]] = int(row["months_to_next"])
    over = {
        code: int(row["over_frame_months"]) for code, row in listed("salary_table").items() if row["over_frame_months"]
    }
    return SalaryScales({table: tuple(steps) for table, steps in coefficients.items()}, months, over)


def table_of(title: str) -> str:
    """The pay table of a professional title."""
    return listed("professional_title")[title]["salary_table"]


@cache
def _retirement_table() -> RetirementTable:
    ages: dict[str, dict[int, tuple[int, int]]] = {"nam": {}, "nu": {}}
    for row in _rows("retirement_age"):
        ages[row["sex"]][int(row["year"])] = (int(row["years"]), int(row["months"]))
    return RetirementTable(ages["nam"], ages["nu"])


def last_working_day(born: date, is_female: bool) -> date:
    """The end of the month in which somebody reaches retirement age."""
    return retirement(PartialDate.of(born), is_female, _retirement_table()).last_working_day
