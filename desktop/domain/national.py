"""What of a record the national database of officials holds, and by when a change must stand in it (NĐ 27/2026/NĐ-CP).

The annex with its 194 fields is not public in full: what the record form asks for (TT 06/2023/TT-BNV) is taken as held.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from desktop.domain.biography import FamilyMember, ForeignRelation, Household, OldRegimeService
from desktop.domain.dates import add_working_days
from desktop.domain.merits import Appraisal, Award, Discipline
from desktop.domain.party import PartyMembership
from desktop.domain.policy import Policy
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, Qualification, WorkHistory
from desktop.domain.staff import (
    Allowance,
    Appointment,
    Contract,
    EmploymentStatus,
    JobHolding,
    Placement,
    SalaryStep,
    StaffMember,
    TitleHolding,
)

UPDATE_RULE, SIGN_OFF_RULE = "national.update", "national.sign_off"

# In the order of the form, so that the card reads as the clerk types.
TABLES_HELD: tuple[type[Record], ...] = (
    EmploymentStatus,
    Placement,
    Contract,
    PartyMembership,
    Appointment,
    TitleHolding,
    SalaryStep,
    Allowance,
    JobHolding,
    Qualification,
    Certificate,
    WorkHistory,
    OldRegimeService,
    ForeignRelation,
    Award,
    Appraisal,
    Discipline,
    FamilyMember,
    Household,
)

# Of the person's own fields these are the unit's, not the database's.
_OURS = frozenset(("staff_code", "note", "self_comment", "email", "retires_on", "retirement_basis"))


def holds(entity: type[Record]) -> bool:
    """Whether records of a kind stand in the national database."""
    return entity is StaffMember or entity in TABLES_HELD


def held_fields(entity: type[Record], names: Iterable[str]) -> list[str]:
    """Of some fields of a kind of record, those that the national database holds, in the order of the form."""
    if not holds(entity):
        return []
    wanted = set(names)
    held = [name for name in entity.fields if name in wanted and name not in ("staff", "decision", "round")]
    return [name for name in held if entity is not StaffMember or name not in _OURS]


def due_on(changed_on: date, policy: Policy) -> date:
    """The last day for a change of `changed_on`: three working days after it."""
    days = policy.rule(UPDATE_RULE, changed_on).whole("working_days")
    return add_working_days(changed_on, days, policy.is_working)


def sign_off_days(day: date, policy: Policy) -> tuple[date, date]:
    """First and last day of the days at the end of a month on which that month's data are signed off."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return last - timedelta(days=policy.rule(SIGN_OFF_RULE, day).whole("last_days") - 1), last


def working_days_left(today: date, due: date, is_working: Callable[[date], bool]) -> int:
    """Working days from tomorrow to the due day; negative for those that have passed since."""
    step = 1 if due >= today else -1
    days = 0
    day = today
    while day != due:
        if step == 1:
            day += timedelta(days=1)
            days += is_working(day)
        else:
            days -= is_working(day)
            day -= timedelta(days=1)
    return days
