"""Dates in the order of a life, and histories of which exactly one row holds at a time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from desktop.domain.checks import Found, Known, Life, as_partial, is_after
from desktop.domain.checks_register import fault
from desktop.domain.dates import PartialDate, age_on, show_day
from desktop.domain.errors import Problem
from desktop.domain.record import RECORDS, on_day

# Histories of which one row can hold at a time; with those marked, one always does while somebody is of the unit.
ONE_AT_A_TIME = (
    "EmploymentStatus",
    "Placement",
    "TitleHolding",
    "JobHolding",
    "SalaryStep",
    "Contract",
    "PartyMembership",
)
_WITHOUT_GAPS = ("EmploymentStatus", "Placement", "TitleHolding", "SalaryStep", "Contract")
_CLOSED_BY_LEAVING = ("Placement", "Contract", "Appointment")
_IN_THIS_UNIT = ("EmploymentStatus", "Placement", "Contract")

# Beginnings and ends beside starts_on and ends_on, and what follows what: (kind, earlier, later, code).
_PAIRS = (
    ("Licence", "issued_on", "expires_on", "E01"),
    ("Attachment", "issued_on", "expires_on", "E01"),
    ("Enrolment", "starts_on", "planned_end_on", "E01"),
    ("Enrolment", "starts_on", "ended_on", "E01"),
    ("Enrolment", "ended_on", "returned_on", "E01"),
    ("TrainingLine", "planned_from", "planned_to", "E01"),
    ("Discipline", "decided_on", "expires_on", "E01"),
    ("Appointment", "starts_on", "term_ends_on", "E01"),
    ("EmploymentStatus", "starts_on", "returns_on", "E01"),
    ("ScientificWork", "started_on", "accepted_on", "dates.order"),
    ("Qualification", "starts_on", "graduated_on", "dates.order"),
)
# What has happened when it is written down.
_PAST = (
    ("StaffMember", "citizen_id_issued_on"),
    ("StaffMember", "union_joined_on"),
    ("StaffMember", "first_mass_org_joined_on"),
    ("StaffMember", "military_enlisted_on"),
    ("Qualification", "graduated_on"),
    ("Certificate", "issued_on"),
    ("Licence", "issued_on"),
    ("Award", "awarded_on"),
    ("Discipline", "decided_on"),
    ("Contract", "signed_on"),
    ("Household", "declared_on"),
)
# Dates that are no events of the person's own life.
_NOT_OF_LIFE = frozenset(
    ("StaffMember", "MentoringAssignment", "TrainingLine", "FollowUp", "NationalEntry", "FamilyMember", "Decision")
)


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about the dates of one person's rows."""
    for kind, rows in life.rows.items():
        for row in rows:
            for problem in (*period_problems(row), *pair_problems(kind, row, known)):
                yield kind, row, problem
    yield from _before_birth(life, known)
    yield from _in_future(life, known)
    yield from _too_young(life, known)
    yield from _in_this_unit(life, known)
    for kind in ONE_AT_A_TIME:
        for row, problem in overlap_problems(life.of(kind)):
            yield kind, row, problem
    yield from _gaps(life, known)
    yield from _ends(life, known)


def period_problems(row: Any) -> Iterator[Problem]:
    """A period that ends before it begins."""
    starts, ends = getattr(row, "starts_on", None), getattr(row, "ends_on", None)
    if starts is not None and ends is not None and is_after(starts, ends):
        yield fault("E01", "ends_on", f"Đến ngày {ends.show()} trước từ ngày {starts.show()}.")


def pair_problems(kind: str, row: Any, known: Known) -> Iterator[Problem]:
    """Other ends before their beginnings, by the kind of record."""
    for of, earlier, later, code in _PAIRS:
        if of != kind:
            continue
        before, after = as_partial(getattr(row, earlier)), as_partial(getattr(row, later))
        if before and after and is_after(before, after):
            fields = known.fields(kind)
            told = f"{fields[earlier].label} {before.show()} sau {fields[later].label} {after.show()}."
            yield fault(code, later, told)


def _before_birth(life: Life, known: Known) -> Iterator[Found]:
    """Anything in a life that stands before its beginning; one fault a row."""
    born = life.member.birth_date
    if born is None:
        return
    for kind, rows in life.rows.items():
        if kind in _NOT_OF_LIFE:
            continue
        fields = known.fields(kind)
        for row in rows:
            for name, value in vars(row).items():
                if isinstance(value, (PartialDate, date)) and name in fields and is_after(born, as_partial(value)):
                    shown = fields[name].show(value)
                    message = f"{fields[name].label} {shown} trước ngày sinh {born.show()}."
                    yield kind, row, fault("dates.before_birth", name, message)
                    break


def _in_future(life: Life, known: Known) -> Iterator[Found]:
    today = PartialDate.of(known.today)
    for kind, name in _PAST:
        for row in (life.member,) if kind == "StaffMember" else life.of(kind):
            value = as_partial(getattr(row, name))
            if value is not None and is_after(value, today):
                label = known.fields(kind)[name].label
                yield kind, row, fault("dates.future", name, f"{label} {value.show()} chưa đến.")
    for kind in ("Appraisal", "Award"):
        for row in life.of(kind):
            if row.year is not None and row.year > known.today.year:
                yield kind, row, fault("dates.future", "year", f"Năm {row.year} chưa đến.")


def _too_young(life: Life, known: Known) -> Iterator[Found]:
    born = life.member.birth_date
    if born is None:
        return
    rule = known.policy.rule("check.ages", known.today)
    for kind, name, code, words, least in (
        ("Qualification", "graduated_on", "study.young", "Tốt nghiệp", rule.whole("study")),
        ("WorkHistory", "starts_on", "service.young", "Bắt đầu công tác", rule.whole("service")),
    ):
        for row in life.of(kind):
            value = getattr(row, name)
            if value and not is_after(born, value) and age_on(born.first, value.last) < least:
                yield kind, row, fault(code, name, f"{words} {value.show()} khi chưa đủ {least} tuổi.")


def _in_this_unit(life: Life, known: Known) -> Iterator[Found]:
    """Rows of this unit that begin before the person came to it."""
    joined, born = life.member.joined_unit_on, life.member.birth_date
    for kind in _IN_THIS_UNIT:
        for row in life.of(kind) if joined else ():
            if is_after(joined, row.starts_on) and not is_after(born, row.starts_on):
                message = f"Từ ngày {row.starts_on.show()}, trước ngày vào đơn vị {joined.show()}."
                yield kind, row, fault("history.before_joining", "starts_on", message)


def overlap_problems(rows: Iterable[Any]) -> Iterator[tuple[Any, Problem]]:
    """Rows of one history of one person that hold at once, where only one can; the later row is told of.

    A row that ends on the day the next one begins is let through.
    """
    reach: Any = None
    for row in _in_order(rows):
        if reach is not None and (reach.ends_on is None or reach.ends_on.first > row.starts_on.last):
            until = f"đến {reach.ends_on.show()}" if reach.ends_on else "chưa ghi ngày kết thúc"
            message = f"Chồng lên giai đoạn từ {reach.starts_on.show()} ({until})."
            yield row, fault("history.overlap", "starts_on", message)
        if reach is None or last_day(row) >= last_day(reach):
            reach = row


def gap_problems(rows: Iterable[Any], is_covered: Callable[[date], bool]) -> Iterator[tuple[Any, Problem]]:
    """Days between two rows of one history on which none holds; the later row is told of.

    `is_covered` tells a day on which nothing need hold, because the person was of the unit no longer.
    """
    reach: Any = None
    for row in _in_order(rows):
        if reach is not None and reach.ends_on is not None and not is_after(reach.starts_on, reach.ends_on):
            first = reach.ends_on.last + timedelta(days=1)
            days = (row.starts_on.first - first).days
            if days > 0 and not is_covered(first):
                message = f"Trống {days} ngày: giai đoạn trước hết {reach.ends_on.show()}."
                yield row, fault("history.gap", "starts_on", message)
        if reach is None or last_day(row) >= last_day(reach):
            reach = row


def _gaps(life: Life, known: Known) -> Iterator[Found]:
    statuses = life.of("EmploymentStatus")

    def is_away(day: date) -> bool:
        held = on_day(statuses, day)
        return held is not None and known.is_gone(held.status)

    for kind in _WITHOUT_GAPS:
        covered = (lambda _day: False) if kind == "EmploymentStatus" else is_away
        for row, problem in gap_problems(life.of(kind), covered):
            yield kind, row, problem


def _ends(life: Life, known: Known) -> Iterator[Found]:
    """What ended without a next row while somebody goes on working, and what goes on though somebody has left."""
    status = on_day(life.of("EmploymentStatus"), known.today)
    if status is not None and known.is_gone(status.status):
        since = status.starts_on
        for kind in _CLOSED_BY_LEAVING if since else ():
            for row in life.of(kind):
                begun = row.starts_on is None or row.starts_on.first <= since.first
                if begun and (row.ends_on is None or is_after(row.ends_on, since)):
                    message = f"Đã nghỉ từ {since.show()} mà {_caption(kind)} chưa kết thúc."
                    yield kind, row, fault("leaving.open", "ends_on", message)
        return
    for kind in _WITHOUT_GAPS:
        rows = _in_order(life.of(kind))
        if (kind != "EmploymentStatus" and status is None) or not rows:
            continue
        last = max(rows, key=last_day)
        if last.ends_on is not None and last.ends_on.last < known.today and not is_after(last.starts_on, last.ends_on):
            if kind == "Contract":
                message = (
                    f"Hợp đồng hết hạn {last.ends_on.show()} mà vẫn ghi đang làm việc; chưa có hợp đồng tiếp theo."
                )
                yield kind, last, fault("contract.ended", "ends_on", message)
            else:
                message = f"Hết ngày {show_day(last.ends_on.last)}, chưa ghi {_caption(kind)} tiếp theo."
                yield kind, last, fault("history.ended", "ends_on", message)


def _caption(kind: str) -> str:
    return RECORDS[kind].caption


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """Rows whose beginning is known, the earliest first."""
    return sorted((row for row in rows if row.starts_on), key=lambda row: row.starts_on.first)


def last_day(row: Any) -> date:
    """The last day that a row can hold; the end of time where it is open."""
    last: date = row.ends_on.last if row.ends_on else date.max
    return last
