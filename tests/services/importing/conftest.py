from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from desktop.domain.staff import StaffMember
from desktop.services import importing
from desktop.services.importing import Plan
from desktop.services.progress import run
from desktop.services.workspace import Workspace
from tests.units import fresh_unit

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def workspace(tmp_path: Path, today: date):
    made = fresh_unit(tmp_path / "don-vi.canbo", today=today)
    yield made
    made.close()


@pytest.fixture
def other_workspace(tmp_path: Path, today: date):
    made = fresh_unit(tmp_path / "don-vi-khac.canbo", today=today)
    yield made
    made.close()


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Saves rows as a workbook, with merged cells where given, and returns its path."""

    def save(rows: Rows, merged: Sequence[str] = (), name: str = "ds.xlsx") -> Path:
        made = Workbook()
        for row in rows:
            made.active.append(list(row))
        for area in merged:
            made.active.merge_cells(area)
        made.save(tmp_path / name)
        return tmp_path / name

    return save


@pytest.fixture
def planned(workspace: Workspace, book: Callable[..., Path]) -> Callable[..., Plan]:
    """The plan for rows of a list of staff."""

    def make(rows: Rows, merged: Sequence[str] = (), kind: str = "staff", **options: Any) -> Plan:
        return run(importing.plan(workspace, book(rows, merged), kind, **options))

    return make


@pytest.fixture
def bring(workspace: Workspace, planned: Callable[..., Plan]) -> Callable[..., Plan]:
    """Imports rows and returns the plan that was carried out."""

    def go(rows: Rows, merged: Sequence[str] = (), kind: str = "staff", **options: Any) -> Plan:
        plan = planned(rows, merged, kind, **options)
        run(importing.carry_out(workspace, plan))
        return plan

    return go


@pytest.fixture
def person(workspace: Workspace) -> Callable[..., Any]:
    """Reads one person, by code, inside a short session: `person("VC01", lambda p: p.full_name)`."""

    def read(code: str, ask: Callable[[Any], Any]) -> Any:
        with workspace.database.read() as session:
            return ask(session.scalars(select(StaffMember).where(StaffMember.staff_code == code)).one())

    return read
