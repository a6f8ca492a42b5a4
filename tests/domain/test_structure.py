"""What a change of structure does to histories, and what became of a unit between two days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department, DepartmentKind, PartyCell
from desktop.domain.record import on_day
from desktop.domain.structure import (
    DEPARTMENTS,
    MANAGERS,
    UNITS,
    Body,
    Manager,
    Standing,
    allowance_kept_until,
    carve,
    compare,
    exists_on,
    heir,
    is_running,
    targets_after,
)
from desktop.services.policy import load_policy

START, DAYS = date(2026, 1, 1), 40
CHANGE = START + timedelta(days=20)


@dataclass
class Row:
    """One row of a history as the rules see it."""

    id: int
    place: str
    starts_on: PartialDate | None
    ends_on: PartialDate | None
    deleted_at: object = None


def day(offset):
    return START + timedelta(days=offset)


offsets = st.one_of(st.none(), st.integers(0, DAYS))


@st.composite
def histories(draw):
    """Rows that overlap, leave gaps, lack an end or a beginning: as old files have them."""
    rows = []
    for number in range(draw(st.integers(1, 5))):
        first, last = draw(offsets), draw(offsets)
        if first is not None and last is not None and last < first:
            first, last = last, first
        starts = PartialDate.of(day(first)) if first is not None else None
        if starts is not None and draw(st.booleans()) and draw(st.booleans()):
            starts = PartialDate(starts.iso[:7])
        ends = PartialDate.of(day(last)) if last is not None else None
        rows.append(Row(number, draw(st.sampled_from("ABC")), starts, ends))
    return rows


def counted(rows):
    """The place of each day, a month before and after the change."""
    return [getattr(on_day(rows, day(n)), "place", None) for n in range(-40, DAYS + 40)]


@settings(max_examples=150, deadline=None)
@given(histories(), st.sets(st.sampled_from("ABC"), min_size=1))
def test_a_cut_history_counts_as_before_and_then_in_the_new_place(rows, sources):
    """Days before read the same, days after read the same but for the sources: nobody is lost, nobody moved elsewhere."""
    before = counted(rows)
    made = carve(rows, CHANGE, lambda row: row.place in sources)
    after = [replace(row) for row in rows]
    for row in after:
        if any(row.id == ended.id for ended in made.ended):
            row.ends_on = PartialDate.of(CHANGE - timedelta(days=1))
        if any(row.id == moved.id for moved in made.moved):
            row.place = "new"
    for number, period in enumerate(made.continued, len(rows)):
        after.append(Row(number, "new", PartialDate.of(period.first), period.ends_on))
    expected = [
        "new" if place in sources and day(n) >= CHANGE else place
        for n, place in zip(range(-40, DAYS + 40), before, strict=True)
    ]
    assert counted(after) == expected
    starting = [p for p in made.continued]
    assert all(p.ends_on is None or p.ends_on.last >= p.first for p in starting), "no row ends before it begins"


def test_rows_that_are_over_are_left_alone():
    rows = [Row(1, "A", None, PartialDate.of(CHANGE - timedelta(days=1)))]
    assert carve(rows, CHANGE, lambda _row: True).is_nothing


def test_an_end_known_only_by_its_year_stays_as_written():
    rows = [Row(1, "A", PartialDate("2020"), PartialDate("2026"))]
    (period,) = carve(rows, CHANGE, lambda _row: True).continued
    assert (period.first, period.ends_on) == (CHANGE, PartialDate("2026"))


@pytest.mark.parametrize(
    ("changed", "term", "until"),
    [
        (date(2026, 7, 1), date(2028, 1, 31), date(2028, 1, 31)),  # to the end of the term
        (date(2026, 7, 1), date(2026, 8, 31), date(2026, 12, 31)),  # at least six months
        (date(2026, 7, 1), date(2026, 1, 31), date(2026, 12, 31)),  # the term is over already
        (date(2026, 7, 1), None, date(2026, 12, 31)),  # no term was written down
    ],
)
def test_the_allowance_of_a_lost_post_runs_to_the_end_of_the_term_at_least_six_months(changed, term, until):
    rule = load_policy().rule("structure.allowance_kept", changed)
    assert rule.confidence == "recalled", "the unit must be able to see that this is to be checked"
    assert allowance_kept_until(rule, changed, term) == until


@pytest.mark.parametrize(
    ("period", "running"),
    [("2026", True), ("2025", False), ("2025-2030", True), ("2020–2025", False), ("nhiệm kỳ", False)],
)
def test_a_target_runs_in_its_year_or_term(period, running):
    assert is_running(period, CHANGE) is running


@given(st.lists(st.integers(0, 50), min_size=1, max_size=5), st.integers(1, 6))
def test_targets_that_are_shared_out_keep_their_sum(values, shares):
    assert sum(targets_after(values, shares)) == sum(values)


@dataclass
class Place:
    founded_on: date | None = None
    dissolved_on: date | None = None
    successor: object = None


def test_a_body_exists_from_its_first_day_to_the_day_before_it_ends():
    body = Place(date(2020, 1, 1), date(2026, 7, 1))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [exists_on(body, day) for day in days] == [False, True, True, False]


def test_the_heir_is_found_through_several_changes_as_far_as_they_went():
    last = Place()
    middle = Place(None, date(2026, 7, 1), last)
    first = Place(None, date(2024, 7, 1), middle)
    assert [heir(first, day) for day in (date(2024, 1, 1), date(2025, 1, 1), date(2027, 1, 1))] == [first, middle, last]
    last.dissolved_on, last.successor = date(2027, 1, 1), first
    assert heir(first, date(2028, 1, 1)) in (first, middle, last), "a circle typed by hand ends somewhere"


def body(name, kind=None, uid="", entity=Department, **more):
    return Body(entity, uid or name, name, kind, **more)


def test_a_sector_that_loses_a_department_four_units_and_nineteen_managers_can_show_it():
    stations = [body(f"Trạm y tế {n}", DepartmentKind.STATION) for n in range(1, 9)]
    led = [Manager(f"p{n}", f"Người {n:02d}", "Phó Giám đốc", "") for n in range(60)]
    before = Standing(
        date(2024, 12, 31),
        "Sở Y tế",
        (body("Phòng A"), body("Phòng B"), body("Phòng C", uid="c"), *stations),
        tuple(led),
        500,
        490,
    )
    after = Standing(
        date(2026, 1, 1),
        "Sở Y tế",
        (body("Phòng A"), body("Phòng Nghiệp vụ", uid="c"), *stations[:4]),
        tuple(led[:41]),
        470,
        465,
    )
    found = compare(before, after)
    lines = {line.title: (line.before, line.after, line.difference) for line in found.lines}
    assert lines[DEPARTMENTS] == (3, 2, -1)
    assert lines[UNITS] == (8, 4, -4)
    assert lines[MANAGERS] == (60, 41, -19)
    assert found.line(DEPARTMENTS).gone == ("Phòng B",)
    assert found.line(DEPARTMENTS).changed == ("Phòng C → Phòng Nghiệp vụ",)
    assert len(found.line(MANAGERS).gone) == 19


def test_who_holds_two_posts_is_one_manager_and_a_new_seat_is_a_change():
    twice = (Manager("p", "An", "Trưởng khoa", "Khoa Nội"), Manager("p", "An", "Phó Giám đốc", ""))
    before = Standing(START, "", (), twice)
    after = Standing(CHANGE, "", (), (Manager("p", "An", "Giám đốc", ""),))
    line = compare(before, after).line(MANAGERS)
    assert (line.before, line.after, line.gone, line.new) == (1, 1, (), ())
    assert line.changed == ("An: Trưởng khoa, Khoa Nội → Giám đốc",)


def test_a_body_that_does_not_exist_on_the_day_is_not_counted_but_its_people_wait():
    gone = body("Khoa cũ", exists=False, in_headcount=3, working=2)
    found = Standing(CHANGE, "", (gone, body("Khoa mới"), body("Chi bộ 1", entity=PartyCell)))
    assert [b.name for b in found.of(Department)] == ["Khoa mới"]
    assert found.waiting == (gone,)
