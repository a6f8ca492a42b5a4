"""What follows from the values of a row: the salary table of a title, the kind of a licence, the stages of membership.

Each function takes what a row gives for one record, adds what follows, and returns what is doubtful.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.codes import CodeList
from desktop.domain.salary_rules import SalaryScales
from desktop.domain.staff import LicenceKind
from desktop.domain.text import label_key
from desktop.services.importing.cells import Finding, warning


@dataclass(slots=True)
class Facts:
    """What completing a row may ask: the day of the list, the pay tables, the title in the row or in the file."""

    as_of: date
    scales: SalaryScales
    titles: CodeList
    title: str | None = None
    held: Mapping[str, Any] | None = None


def complete_salary(given: dict[str, Any], facts: Facts) -> list[Finding]:
    """The table from the title, the step from the coefficient; a coefficient that the scale does not have is doubtful."""
    held = facts.held or {}
    table = given.get("salary_table") or facts.titles.extra(facts.title, "salary_table") or held.get("salary_table")
    step, coefficient = given.get("step"), given.get("coefficient")
    if not table or table not in facts.scales:
        return []
    given["salary_table"] = table
    if step is None and coefficient is not None:
        found = facts.scales.step_of(table, coefficient)
        if found is not None:
            given["step"] = found
            return []
    elif step is None or coefficient is None:
        return []
    due = facts.scales.coefficient(table, step)
    if due == coefficient:
        return []
    shown = f"{coefficient:.2f}".replace(".", ",")
    if step is None:
        told = f"Hệ số {shown} không có trong bảng lương {table}."
    elif due is None:
        told = f"Bảng lương {table} không có bậc {step}."
    else:
        told = f"Hệ số {shown} không khớp bậc {step} của bảng lương {table} ({due:.2f})".replace(".", ",") + "."
    return [warning("salary_coefficient", "scale", told)]


def complete_licence(given: dict[str, Any], _facts: Facts) -> list[Finding]:
    """The kind of a licence from its number: 001234/NA-GPHN, 13075/CCHN-D-SYT-HCM."""
    if "kind" not in given and given.get("number"):
        given["kind"] = licence_kind(given["number"])
    return []


def licence_kind(number: str) -> LicenceKind:
    """The kind that a licence number names; the old certificate where it names none."""
    key = label_key(number)
    if "gphn" in key:
        return LicenceKind.GPHN
    if "cchnd" in key or " cchn d " in f" {key} ":
        return LicenceKind.CCHN_DUOC
    return LicenceKind.CCHN


COMPLETE: Mapping[str, Callable[[dict[str, Any], Facts], list[Finding]]] = {
    "salary": complete_salary,
    "licence": complete_licence,
}
