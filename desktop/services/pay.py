"""What one person is paid on a day, or over days: from the rows of the record, in đồng."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.domain.pay import Pay, Stretch, changes_of, pay_on, pay_over
from desktop.domain.record import holds_on, on_day
from desktop.domain.staff import StaffMember
from desktop.services import records
from desktop.services.workspace import Workspace


def pay_of(workspace: Workspace, staff_uid: str, day: date) -> Pay:
    """The pay of somebody on a day. Raises UserError when the person is gone."""
    with workspace.database.read() as session:
        return _reckoner(workspace, session, staff_uid)[0](day)


def pay_between(workspace: Workspace, staff_uid: str, first: date, last: date) -> list[Stretch]:
    """The pay of somebody over days, both inside, in stretches of the same pay; also across a new base salary."""
    with workspace.database.read() as session:
        reckon, changes = _reckoner(workspace, session, staff_uid)
        return pay_over(first, last, changes, workspace.policy.base_salaries, reckon)


def _reckoner(workspace: Workspace, session: Session, staff_uid: str) -> tuple[Callable[[date], Pay], set[date]]:
    member: Any = records.get(session, StaffMember, staff_uid)
    steps, allowances, posts = (
        [row for row in rows if row.deleted_at is None]
        for rows in (member.salary_steps, member.allowances, member.appointments)
    )
    kinds = workspace.catalogue.list("allowance_type")

    def name_of(code: str) -> str:
        row = kinds.get(code)
        return row.label if row else code

    def reckon(day: date) -> Pay:
        return pay_on(
            day,
            on_day(steps, day),
            [row for row in allowances if holds_on(row, day)],
            [row for row in posts if holds_on(row, day)],
            workspace.policy.base_salaries,
            name_of,
        )

    return reckon, changes_of(steps, allowances, posts)
