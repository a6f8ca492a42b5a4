"""Partial dates in cells and in JSON: what the paper says stands beside the date that was understood.

A workbook shows «05/1985 (khoảng tháng 5)», JSON holds "1985-05|khoảng tháng 5"; both come in again as they were.
"""

import re
from datetime import date

from desktop.domain.dates import PartialDate
from desktop.domain.errors import BadValue
from desktop.domain.fields import PartialDay

_FIRST_SAFE = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_NOTED = re.compile(r"(.{4,40}?)\s+\((.+)\)")
_STORED = re.compile(r"(\d{4}(?:-\d\d){0,2})\|(.+)")


def partial_cell(value: PartialDate) -> date | str:
    """A partial date as a cell holds it: a whole day as such, else text from which `read_partial_cell` reads it again."""
    if value.text is None:
        return day_cell(value.day) if value.day else value.show()
    try:
        said = PartialDate.parse(value.text)
    except ValueError:
        said = None
    if said is not None and (said.iso, said.text) == (value.iso, value.text):
        return value.text
    return f"{value.show()} ({value.text})"


def day_cell(value: date) -> date | str:
    """A day as a cell holds it; as text where Excel cannot count it."""
    return value if value >= _FIRST_SAFE else f"{value:%d/%m/%Y}"


def read_partial_cell(field: PartialDay, raw: object) -> PartialDate | None:
    """The partial date of a cell or of a JSON value. Raises BadValue with the sentence for the clerk."""
    if not isinstance(raw, str) or not (found := _NOTED.fullmatch(raw.strip()) or _STORED.fullmatch(raw.strip())):
        value: PartialDate | None = field.read(raw)
        return value
    try:
        plain: PartialDate | None = field.read(found[1])
    except BadValue:
        if (whole := _whole(raw)) is not None:
            return whole
        raise
    return PartialDate(plain.iso, found[2]) if plain is not None else None


def _whole(raw: str) -> PartialDate | None:
    try:
        return PartialDate.parse(raw)
    except ValueError:
        return None
