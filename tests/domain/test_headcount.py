"""In the headcount and at work: two facts of one day, so that a secondment counts once."""

from datetime import date
from types import SimpleNamespace

import pytest

from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.dates import PartialDate
from desktop.domain.headcount import Facts, came_by, facts

STATUSES = CodeList(
    "staff_status",
    [
        CodeRow(code, code, extra={"in_headcount": counted, "working_here": working})
        for code, counted, working in (("work", "1", "1"), ("sent", "1", "0"), ("lent", "0", "1"), ("left", "0", "0"))
    ],
)
DAY = date(2026, 11, 22)


def partial(text):
    return PartialDate(text) if text else None


def member(*rows, joined=None):
    statuses = [
        SimpleNamespace(status=status, starts_on=partial(start), ends_on=partial(end), deleted_at=None, id=number)
        for number, (status, start, end) in enumerate(rows, 1)
    ]
    return SimpleNamespace(joined_unit_on=partial(joined), first_recruited_on=None, statuses=statuses)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (member(("work", "2020", None)), Facts(True, True)),
        (member(("work", "2020", "2025"), ("sent", "2026", None)), Facts(True, False)),
        (member(("lent", "2026-03-01", None)), Facts(False, True)),
        (member(("work", "2010", "2023"), ("left", "2024", None)), Facts(False, False)),
        (member(("kept as typed", "2020", None)), Facts(True, True)),
        (member(joined="2015"), Facts(True, True)),  # no status was ever written down
        (member(("left", "2027", None), joined="2015"), Facts(True, True)),  # the first one is still to come
        (member(("work", "2015", "2025-12-31"), joined="2015"), Facts(False, False)),  # it ended, nothing followed
        (member(("work", "2015", None), joined="2027"), Facts(False, False)),  # has not come
        (member(("work", "2027", None)), Facts(False, False)),
    ],
)
def test_two_facts_of_one_day(one, expected):
    assert facts(one, DAY, STATUSES) == expected


def test_somebody_comes_on_the_day_of_joining_else_with_the_first_status():
    assert came_by(member(("work", "2020", None), joined="2026-11-22"), DAY)
    assert not came_by(member(("work", "2020", None), joined="2026-11-23"), DAY)
    assert came_by(member(("work", "2026-11-22", None), ("sent", "2027", None)), DAY)
    assert not came_by(member(("work", "2026-11-23", None)), DAY)
    assert came_by(member(("work", None, None)), DAY)
