"""Levels of work: which level and table a title turns into, and the shares that a position may have."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.levels import counted, deadline, level_of, proposed, shares
from desktop.domain.staff import StandardState
from desktop.services.lists import shipped_lists
from desktop.services.policy import load_policy

POLICY = load_policy()
DAY = date(2026, 11, 22)
LEVELS = {row.code: row.extra["job_level"] for row in shipped_lists()["salary_table"] if row.extra["job_level"]}


@pytest.mark.parametrize(
    ("title", "table", "has_degree", "level", "becomes", "standard"),
    [
        ("V.08.01.03", "A1", None, 3, "A1", None),
        ("V.08.01.02", "A2.1", None, 4, "A2.1", None),
        ("06.030", "A2.2", None, 4, "A2.1", None),  # re-ranked
        ("06.029", "A3.2", None, 5, "A3.1", None),
        ("V.08.09.26", "A0", None, 2, "A0", None),
        ("V.08.03.07", "B", False, 1, "B", None),  # its standard was not raised
        ("V.08.05.13", "B", False, 1, "B", StandardState.UPGRADING),
        ("V.08.05.13", "B", None, 1, "B", StandardState.UPGRADING),
        ("V.08.08.23", "B", True, 2, "A0", StandardState.MET),
    ],
)
def test_the_level_that_a_title_turns_into(title, table, has_degree, level, becomes, standard):
    found = proposed(title, table, has_degree, LEVELS, POLICY, DAY)
    assert (found.level, found.table, found.standard) == (level, becomes, standard)


@pytest.mark.parametrize("table", [None, "C1", "NV2.05", "CGCC", "Z"])
def test_tables_without_a_level_are_not_converted(table):
    assert level_of(table, LEVELS) is None
    assert proposed("x", table, True, LEVELS, POLICY, DAY) is None


def test_everybody_is_placed_by_july_2027():
    assert deadline(POLICY, DAY) == date(2027, 7, 1)


@pytest.mark.parametrize(
    ("bounds", "by_level", "expected"),
    [
        ((3, 5), {3: 3, 4: 4, 5: 3}, [(5, 3, 3, False), (4, 4, 4, False)]),
        ((3, 5), {3: 2, 4: 4, 5: 4}, [(5, 4, 3, True), (4, 4, 4, False)]),
        ((2, 4), {2: 1, 3: 1, 4: 3}, [(4, 3, 2, True)]),
        ((1, 2), {1: 1, 2: 1}, [(2, 1, 1, False)]),
        ((3, 4), {3: 1, 4: 2}, [(4, 2, 1, True)]),  # two levels only: half
        ((1, 3), {1: 1, 3: 9}, []),
        (None, {3: 5}, []),
        ((3, 5), {}, []),
    ],
)
def test_shares_against_their_limits(bounds, by_level, expected):
    found = shares({"II.081": by_level}, {"II.081": bounds} if bounds else {}, POLICY, DAY)
    assert [(s.level, s.count, s.most, s.is_over) for s in found] == expected


@given(st.lists(st.tuples(st.sampled_from(["II.081", "II.088", "III.038"]), st.integers(1, 5)), max_size=60))
@settings(max_examples=50)
def test_the_numbers_of_a_share_agree(people):
    bounds = {"II.081": (3, 5), "II.088": (2, 4), "III.038": (3, 4)}
    for share in shares(counted(people), bounds, POLICY, DAY):
        assert share.count == sum(pair == (share.position, share.level) for pair in people)
        assert share.people == sum(position == share.position for position, _ in people)
        assert share.is_over == (share.count > share.most)
        assert share.is_over == (share.actual > share.percent)
