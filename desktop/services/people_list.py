"""The list of people as services open it: every column that the user may see, the unit's own and worked ones too."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from desktop.domain.conditions import Node, leaves, no_column, problem
from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.fields import Day
from desktop.domain.retirement import RetirementTable, retirement
from desktop.domain.staff import Sex, StaffMember
from desktop.services.workspace import Workspace
from desktop.storage.grid import PeopleGrid
from desktop.storage.grid_columns import Worked
from desktop.storage.grid_declared import WORK

_BLOCK = 500


def open_grid(workspace: Workspace, day: date | None = None) -> PeopleGrid:
    """The list of the unit as it stands today, or as it stood on a day. The caller closes it."""
    grid = _grid(workspace, workspace.today)
    return grid if day is None else grid.at(day)


def open_on(workspace: Workspace, day: date) -> PeopleGrid:
    """The list as it stood on a day, whichever day the file's summary speaks of: for who only reads the file.

    The caller closes it.
    """
    return _grid(workspace, workspace.today if workspace.database.is_current else None).at(day)


def _grid(workspace: Workspace, today: date | None) -> PeopleGrid:
    worked = [_retirement(workspace.policy.retirement)]
    return PeopleGrid(workspace.database.file, workspace.catalogue, today=today, worked=worked)


def check(grid: PeopleGrid, node: Node) -> None:
    """Raise UserError, in one sentence, where conditions speak of a column or a value that the list has not."""
    for condition in leaves(node):
        column = grid.columns.get(condition.column)
        if column is None:
            raise no_column(condition.column)
        if wrong := problem(condition, column.field):
            raise UserError(f"Điều kiện lọc: {wrong}")


def texts(grid: PeopleGrid, ids: Sequence[int], columns: Sequence[str]) -> list[list[str]]:
    """The shown text of columns for people in the order given: what is copied to Excel, or taken out."""
    found: list[list[str]] = []
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        rows = grid.rows(block, columns)
        found += [list(rows[number][:-1]) for number in block if number in rows]
    return found


def cells(grid: PeopleGrid, ids: Sequence[int], columns: Sequence[str]) -> list[list[object]]:
    """The values of columns for people in the order given, as cells of a workbook hold them: days as days, numbers so."""
    fields = [grid.columns[key].field for key in columns]
    found: list[list[object]] = []
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        rows = grid.loaded(block, columns)
        for number in block:
            if number in rows:
                found.append([field.cell(value) for field, value in zip(fields, rows[number], strict=True)])
    return found


def _retirement(table: RetirementTable) -> Worked:
    """From which day somebody is retired: by the decision, else by age (NĐ 135/2020/NĐ-CP)."""

    @lru_cache(maxsize=20_000)
    def retires(born: str | None, sex: str | None, decided: str | None, _day: Any) -> str | None:
        if decided or not born or not sex:
            return decided
        return retirement(PartialDate(born.partition("|")[0]), sex == Sex.FEMALE.value, table).pension_from.isoformat()

    return Worked(
        "retirement_on",
        Day("Nghỉ hưu từ", width=12),
        ("s.birth_date", "s.sex", "s.retires_on"),
        retires,
        WORK,
        ((StaffMember, "birth_date"), (StaffMember, "sex")),
    )
