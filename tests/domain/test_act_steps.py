"""Rows put into a history in any order: no overlap, and the newest row of a day counts."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.act_steps import Verb, begin, gaps, overlaps
from desktop.domain.dates import PartialDate
from desktop.domain.record import on_day


@dataclass(eq=False)
class Row:
    """A row of a history as the steps see one."""

    starts_on: PartialDate | None
    ends_on: PartialDate | None = None
    word: str = ""
    id: int = 0
    deleted_at: object = field(default=None)


def put(rows, start, word, **options):
    """The rows after one more was begun."""
    rows = list(rows)
    for step in begin(rows, "EmploymentStatus", start, {"word": word}, **options):
        if step.verb is Verb.BEGIN:
            rows.append(Row(**step.values, id=len(rows) + 1))
        elif step.verb is Verb.DROP:
            rows.remove(step.row)
        else:
            step.row.ends_on = step.values["ends_on"]
    return rows


FIRST = date(2010, 1, 1)
STARTS = st.builds(
    lambda count, length: PartialDate((FIRST + timedelta(days=count)).isoformat()[:length]),
    st.integers(0, 5000),
    st.sampled_from((4, 7, 10)),
)


@given(st.lists(STARTS, min_size=1, max_size=12))
def test_rows_begun_in_any_order_follow_one_another_without_overlap_or_gap(starts):
    rows: list[Row] = []
    for count, start in enumerate(starts):
        rows = put(rows, start, str(count))

    assert overlaps(rows) == []
    assert gaps(rows, date(2100, 1, 1)) == []
    said = {start.first: str(count) for count, start in enumerate(starts)}
    for day in {s.first + timedelta(days=shift) for s in starts for shift in (-1, 0, 1)}:
        known = [since for since in said if since <= day]
        held = on_day(rows, day)
        assert (held.word if held else None) == (said[max(known)] if known else None)


def test_a_row_with_an_end_stops_there_or_before_the_next():
    rows = put([], PartialDate("2020-01-01"), "a", ends_on=date(2021, 12, 31))
    rows = put(rows, PartialDate("2019-01-01"), "b", ends_on=date(2030, 12, 31))

    assert sorted((r.word, r.starts_on.iso, r.ends_on.iso) for r in rows) == [
        ("a", "2020-01-01", "2021-12-31"),
        ("b", "2019-01-01", "2019-12-31"),
    ]
    assert gaps(rows, date(2022, 1, 31)) == [(date(2022, 1, 1), date(2022, 1, 31))]


def test_rows_of_another_track_are_left_alone():
    rows = put([], PartialDate("2020-01-01"), "a")
    rows = put(rows, PartialDate("2021-01-01"), "b", same=lambda row: row.word == "b")

    assert [row.ends_on for row in rows] == [None, None]


def test_a_row_without_a_first_day_ends_where_the_next_begins():
    rows = put([Row(None, word="a")], PartialDate("2020-05"), "b")

    assert [(r.word, r.ends_on.iso if r.ends_on else "") for r in rows] == [("a", "2020-04-30"), ("b", "")]


def test_overlaps_and_gaps_name_their_days():
    rows = [
        Row(PartialDate("2020-01-01"), PartialDate("2020-06-30")),
        Row(PartialDate("2020-06-01"), PartialDate("2020-12-31")),
        Row(PartialDate("2021-02-01")),
    ]

    assert overlaps(rows) == [(date(2020, 6, 1), date(2020, 6, 30))]
    assert gaps(rows) == [(date(2021, 1, 1), date(2021, 1, 31))]
