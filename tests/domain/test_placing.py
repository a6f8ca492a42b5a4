"""Placing by degree, and on a change of title or level, as worked examples and as laws that hold everywhere."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate
from desktop.domain.placing import first_placing, placing_on_change
from desktop.services.policy import load_policy

POLICY = load_policy()
SCALES = POLICY.scales
OLD, NEW = PartialDate("2024-03-01"), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("table", "title", "degree", "on", "step"),
    [
        ("A1", "V.08.05.12", "DH", date(2026, 3, 1), 1),
        ("A1", "V.08.05.12", "THS", date(2026, 3, 1), 2),
        ("A1", "V.08.05.12", "TS", date(2026, 3, 1), 3),
        ("B", "V.08.05.13", "TC", date(2026, 3, 1), 1),
        ("B", "V.08.05.13", "CD", date(2026, 3, 1), 2),
        ("A1", "V.08.01.03", "DH", date(2025, 12, 31), 1),
        ("A1", "V.08.01.03", "DH", date(2026, 1, 1), 2),  # doctors recruited from 2026 start at 2.67
        ("A1", "V.08.02.06", "DH", date(2026, 1, 1), 2),
        ("A1", "V.08.08.22", "DH", date(2026, 1, 1), 2),
        ("A1", "V.08.01.03", "TS", date(2026, 1, 1), 3),
        ("A1", "V.08.04.10", "DH", date(2026, 1, 1), 1),
        ("A2.1", "V.08.01.02", "TS", date(2026, 1, 1), 1),
    ],
)
def test_the_first_step_by_degree_title_and_day(table, title, degree, on, step):
    found = first_placing(table, title, degree, on, POLICY)
    assert (found.step, found.coefficient) == (step, SCALES.coefficient(table, step))
    assert found.counted_from == PartialDate.of(on)


def test_a_table_that_is_not_known_places_nobody():
    assert first_placing("Z", "V.08.01.03", "DH", NEW, POLICY) is None
    assert first_placing(None, None, None, NEW, POLICY) is None
    assert placing_on_change("A1", Decimal("3.00"), None, OLD, "Z", NEW, POLICY) is None
    assert placing_on_change("A1", None, None, OLD, "A2.1", NEW, POLICY) is None


@pytest.mark.parametrize(
    ("old", "coefficient", "over", "new", "step", "becomes", "counted", "kept"),
    [
        # B 2.66 → A0 2.72: gain 0.06 < 0.20, the clock runs on
        ("B", "2.66", None, "A0", 3, "2.72", OLD, "0"),
        # A1 3.99 → A2.1 4.40: gain 0.41 ≥ 0.33, a new clock
        ("A1", "3.99", None, "A2.1", 1, "4.40", PartialDate.of(NEW), "0"),
        ("A1", "4.32", None, "A2.1", 1, "4.40", OLD, "0"),
        ("A1", "4.65", None, "A2.1", 2, "4.74", OLD, "0"),
        ("B", "1.86", None, "A1", 1, "2.34", PartialDate.of(NEW), "0"),
        # 4.06 with 5 % over the frame is 4.263: next higher of A1 is 4.32; a new clock
        ("B", "4.06", "5", "A1", 7, "4.32", PartialDate.of(NEW), "0"),
        # above the last step: the last one and the difference kept
        ("A1", "4.98", "10", "A0", 10, "4.89", PartialDate.of(NEW), "0.59"),
        # inside one table nothing changes
        ("A1", "3.33", None, "A1", 4, "3.33", OLD, "0"),
        # the last step of the old table measures by the step before it
        ("A2.2", "6.38", None, "A3.2", 3, "6.47", OLD, "0"),
        ("A2.2", "4.00", None, "A2.1", 1, "4.40", PartialDate.of(NEW), "0"),
    ],
)
def test_placing_on_a_change_of_title_or_level(old, coefficient, over, new, step, becomes, counted, kept):
    found = placing_on_change(old, Decimal(coefficient), over and Decimal(over), OLD, new, NEW, POLICY)
    assert (found.step, found.coefficient, found.counted_from) == (step, Decimal(becomes), counted)
    assert found.kept_difference == Decimal(kept)
    assert not found.is_sure  # the rule was not read in its original


def test_over_the_frame_stays_inside_one_table():
    found = placing_on_change("A1", Decimal("4.98"), Decimal(7), OLD, "A1", NEW, POLICY)
    assert (found.over_frame_percent, found.counted_from) == (Decimal(7), OLD)


@given(
    st.sampled_from(["B", "A0", "A1", "A2.1", "A2.2", "A3.1", "A3.2"]),
    st.sampled_from(["B", "A0", "A1", "A2.1", "A2.2", "A3.1", "A3.2"]),
    st.integers(1, 12),
    st.one_of(st.none(), st.integers(5, 20)),
)
@settings(max_examples=150)
def test_nobody_loses_by_a_change(old, new, step, percent):
    coefficient = SCALES.coefficient(old, step)
    if coefficient is None:
        return
    over = Decimal(percent) if percent and step == SCALES.steps(old) else None
    found = placing_on_change(old, coefficient, over, OLD, new, NEW, POLICY)
    held = coefficient * (1 + (over or Decimal(0)) / 100)
    after = found.coefficient * (1 + (found.over_frame_percent or Decimal(0)) / 100) + found.kept_difference
    assert after >= held - Decimal("0.005")
    assert SCALES.coefficient(new, found.step) == found.coefficient
    if found.step > 1 and new != old and not found.kept_difference:
        assert SCALES.coefficient(new, found.step - 1) < held  # the equal or next higher, not more
