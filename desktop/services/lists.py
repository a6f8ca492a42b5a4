"""The code lists and tables of pay and retirement: those shipped with the program, and what the unit added."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.catalogue import Catalogue, OwnFieldSpec
from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.rights import Rights
from desktop.domain.text import clean, clean_lines, label_key
from desktop.resources_dir import resource

if TYPE_CHECKING:
    from desktop.domain.retirement import RetirementTable, Years
    from desktop.domain.salary_rules import BaseSalaries, SalaryScales
    from desktop.domain.titles import TitleStandards
    from desktop.storage.database import Database

_COLUMNS = (
    "code",
    "label",
    "aliases",
    "valid_from",
    "valid_to",
    "rank",
    "source",
    "confidence",
    "external_code",
)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _table(name: str) -> Iterator[dict[str, str]]:
    return _rows(resource("codes", f"{name}.csv"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _code_row(row: Mapping[str, str]) -> CodeRow:
    return CodeRow(
        code=row["code"],
        label=row["label"],
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        rank=int(row["rank"] or 0),
        source=row["source"],
        confidence=row["confidence"],
        external_code=row["external_code"],
        extra={key: value for key, value in row.items() if key not in _COLUMNS},
    )


@cache
def shipped_lists() -> dict[str, CodeList]:
    """Every code list shipped with the program, by name. Each is read when it is first needed; not to be changed."""
    found = {}
    for path in sorted(resource("codes").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            columns = tuple(next(csv.reader(file), ()))
        if columns[: len(_COLUMNS)] == _COLUMNS:
            found[path.stem] = CodeList(path.stem, partial(_entries, path))
    return found


def _entries(path: Path) -> Iterator[CodeRow]:
    return map(_code_row, _rows(path))


@cache
def salary_scales() -> "SalaryScales":
    """The salary tables with their steps (NĐ 204/2004/NĐ-CP)."""
    from desktop.domain.salary_rules import SalaryScales  # noqa: PLC0415 - the first screen shows no pay

    coefficients: dict[str, list[Decimal]] = {}
    months: dict[str, int] = {}
    for row in _table("salary_scale"):
        coefficients.setdefault(row["table"], []).append(Decimal(row["coefficient"]))
        if row["months_to_next"]:
            months[row["table"]] = int(row["months_to_next"])
    over_frame = {row.code: row.extra["over_frame_months"] for row in shipped_lists()["salary_table"]}
    return SalaryScales(
        {table: tuple(steps) for table, steps in coefficients.items()},
        months,
        {table: int(value) for table, value in over_frame.items() if value},
    )


@cache
def base_salaries() -> "BaseSalaries":
    """The base salary by the day it began."""
    from desktop.domain.salary_rules import BaseSalaries  # noqa: PLC0415 - as above

    return BaseSalaries(
        tuple(sorted((date.fromisoformat(row["since"]), int(row["amount"])) for row in _table("base_salary")))
    )


@cache
def retirement_ages() -> "RetirementTable":
    """The retirement age by year and sex (NĐ 135/2020/NĐ-CP)."""
    from desktop.domain.retirement import RetirementTable  # noqa: PLC0415 - as above

    ages: dict[str, dict[int, Years]] = {"nam": {}, "nu": {}}
    for row in _table("retirement_age"):
        ages[row["sex"]][int(row["year"])] = (int(row["years"]), int(row["months"]))
    return RetirementTable(male=ages["nam"], female=ages["nu"])


@cache
def title_standards() -> "TitleStandards":
    """The degree that each professional title asks for, by the day from which it does."""
    from desktop.domain.titles import TitleStandard, TitleStandards  # noqa: PLC0415 - as above

    rows: dict[str, list[TitleStandard]] = {}
    for row in _table("title_standard"):
        made = TitleStandard(
            title=row["title"],
            since=date.fromisoformat(row["since"]),
            degree=row["degree"],
            wording=row["wording"],
            promoted_from=row["promoted_from"],
            years=int(row["years"]) if row["years"] else None,
            source=row["source"],
            confidence=row["confidence"],
        )
        rows.setdefault(made.title, []).append(made)
    return TitleStandards({title: tuple(sorted(found, key=lambda r: r.since)) for title, found in rows.items()})


def qualification_ranks() -> dict[str, int]:
    """How degrees are ordered, by code: the higher number is the higher degree."""
    return {row.code: row.rank for row in shipped_lists()["qualification"]}


def catalogue(database: "Database | None" = None) -> Catalogue:
    """Fields and lists at run time: what is shipped, with the unit's codes, learnt spellings and own fields."""
    if database is None:
        return Catalogue(shipped_lists())
    entries, aliases, own = _added(database)
    return catalogue_of(entries, aliases, [row for row in own if row["retired_on"] is None], database.rights)


def catalogue_of(
    entries: "Iterable[Row]", aliases: "Iterable[Row]", own: "Iterable[Row]", rights: Rights | None = None
) -> Catalogue:
    """The same from rows in hand, by field: those of the file, or those that come in with an import."""
    entries, aliases, lists = list(entries), list(aliases), dict(shipped_lists())
    for name in {row["list_name"] for row in (*entries, *aliases)}:
        lists[name] = _merged(
            name,
            lists.get(name, CodeList(name, ())),
            [row for row in entries if row["list_name"] == name],
            {label_key(row["alias_key"]): row["code"] for row in aliases if row["list_name"] == name},
        )
    return Catalogue(lists, [_own_field(row) for row in own], rights)


def _merged(name: str, shipped: CodeList, entries: Iterable[Mapping[str, Any]], aliases: Mapping[str, str]) -> CodeList:
    """A shipped list with the unit's rows: a row of a known code replaces its label and dates, others come last."""
    rows = {row.code: row for row in shipped}
    last = max((row.rank for row in shipped), default=0)
    for number, entry in enumerate(entries, start=1):
        old = rows.get(entry["code"], CodeRow(entry["code"], "", rank=last + number, confidence="unit"))
        rows[entry["code"]] = replace(
            old,
            label=entry["label"],
            aliases=(*old.aliases, *([old.label] if old.label else [])),
            valid_from=entry["valid_from"] or old.valid_from,
            valid_to=entry["valid_to"] or old.valid_to,
            source=entry["source"] or old.source,
            external_code=entry["external_code"] or old.external_code,
        )
    return CodeList(name, rows.values(), aliases)


def _own_field(row: Mapping[str, Any]) -> OwnFieldSpec:
    return OwnFieldSpec(
        entity=row["entity"],
        name=row["key"],
        label=row["label"],
        kind=row["kind"],
        options=_options(row["options"] or ""),
    )


def _options(text: str) -> tuple[str, ...]:
    """The choices of an own list field: a JSON list, or one a line."""
    try:
        listed = json.loads(text)
    except ValueError:
        listed = clean_lines(text).split("\n")
    return tuple(clean(str(option)) for option in listed if clean(str(option))) if isinstance(listed, list) else ()


Row = Mapping[str, Any]
Rows = list[Row]


def _added(database: "Database") -> tuple[Rows, Rows, Rows]:
    # SQLAlchemy loads after the first paint.
    from sqlalchemy import select  # noqa: PLC0415

    from desktop.storage.mapping import TABLES  # noqa: PLC0415

    def live(name: str, *order: str) -> Rows:
        table = TABLES[name]
        query = select(table).where(table.c.deleted_at.is_(None)).order_by(*(table.c[o] for o in order), table.c.id)
        return [dict(row) for row in session.execute(query).mappings()]

    with database.read() as session:
        return live("CodeEntry"), live("CodeAlias"), live("OwnField", "entity", "order_no")
