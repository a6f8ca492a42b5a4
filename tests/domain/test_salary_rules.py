import csv
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.salary_rules import BaseSalaries, SalaryScales
from desktop.resources_dir import resource
from desktop.services.lists import base_salaries, salary_scales, shipped_lists

SCALES = salary_scales()


@pytest.mark.parametrize(
    ("table", "first", "between", "steps", "last", "months"),
    [
        ("A3.1", "6.20", "0.36", 6, "8.00", 36),
        ("A3.2", "5.75", "0.36", 6, "7.55", 36),
        ("A2.1", "4.40", "0.34", 8, "6.78", 36),
        ("A2.2", "4.00", "0.34", 8, "6.38", 36),
        ("A1", "2.34", "0.33", 9, "4.98", 36),
        ("A0", "2.10", "0.31", 10, "4.89", 36),
        ("B", "1.86", "0.20", 12, "4.06", 24),
        ("C1", "1.65", "0.18", 12, "3.63", 24),
        ("C2-VC", "2.00", "0.18", 12, "3.98", 24),
        ("C2", "1.50", "0.18", 12, "3.48", 24),
        ("C3", "1.35", "0.18", 12, "3.33", 24),
        ("NV2.05", "2.05", "0.18", 12, "4.03", 24),
        ("NV1.65", "1.65", "0.18", 12, "3.63", 24),
        ("NV1.50", "1.50", "0.18", 12, "3.48", 24),
        ("NV1.35", "1.35", "0.18", 12, "3.33", 24),
        ("NV1.00", "1.00", "0.18", 12, "2.98", 24),
        ("CGCC", "8.80", "0.60", 3, "10.00", 60),
    ],
)
def test_every_step_of_every_table(table, first, between, steps, last, months):
    expected = [Decimal(first) + n * Decimal(between) for n in range(steps)]
    assert [SCALES.coefficient(table, n + 1) for n in range(steps)] == expected
    assert expected[-1] == Decimal(last)
    assert SCALES.steps(table) == steps
    assert SCALES.step_months[table] == months


SHIPPED = list(csv.DictReader(resource("codes", "salary_scale.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: f"{row['table']} {row['step']}")
def test_every_row_of_the_printed_tables(row):
    """Step and coefficient answer each other, and the next rise comes when and where the row and its neighbour say."""
    table, step, coefficient = row["table"], int(row["step"]), Decimal(row["coefficient"])
    assert SCALES.coefficient(table, step) == coefficient
    assert SCALES.step_of(table, coefficient) == step
    found = SCALES.next_regular_step(table, step, PartialDate("2020-01-01"))
    if row["months_to_next"]:
        (following,) = [r for r in SHIPPED if (r["table"], r["step"]) == (table, str(step + 1))]
        assert found.due_on == add_months(date(2020, 1, 1), int(row["months_to_next"]))
        assert (found.step, found.coefficient) == (step + 1, Decimal(following["coefficient"]))
    else:
        assert SCALES.steps(table) == step
        assert (found is None) == (table not in SCALES.over_frame_months)
        assert found is None or (found.step, found.over_frame_percent) == (step, Decimal(5))


def test_every_title_names_a_table_that_has_steps():
    for title in shipped_lists()["professional_title"]:
        assert title.extra["salary_table"] in SCALES, title.code


@pytest.mark.parametrize(
    ("table", "coefficient", "step"),
    [("A1", "3.33", 4), ("A1", "3.36", None), ("B", "2.06", 2), ("A1", "2.06", None), ("Z", "2.34", None)],
)
def test_a_coefficient_tells_its_step_inside_one_table_only(table, coefficient, step):
    assert SCALES.step_of(table, Decimal(coefficient)) == step


@given(st.sampled_from(sorted(SCALES.coefficients)), st.integers(-2, 15))
def test_step_and_coefficient_answer_each_other(table, step):
    coefficient = SCALES.coefficient(table, step)
    assert (coefficient is not None) == (1 <= step <= SCALES.steps(table))
    if coefficient is not None:
        assert SCALES.step_of(table, coefficient) == step


@pytest.mark.parametrize(
    ("table", "step", "percent", "delay", "due", "becomes"),
    [
        ("A1", 3, None, 0, date(2026, 12, 1), (4, "3.33", "0")),
        ("B", 3, None, 0, date(2025, 12, 1), (4, "2.46", "0")),
        ("A1", 3, None, 6, date(2027, 6, 1), (4, "3.33", "0")),  # a warning delays by six months
        ("A1", 9, None, 0, date(2026, 12, 1), (9, "4.98", "5")),
        ("B", 12, None, 0, date(2025, 12, 1), (12, "4.06", "5")),
        ("A1", 9, "5", 0, date(2024, 12, 1), (9, "4.98", "6")),  # each further year one percent
        ("A1", 9, "8.0", 0, date(2024, 12, 1), (9, "4.98", "9")),
    ],
)
def test_the_next_rise(table, step, percent, delay, due, becomes):
    found = SCALES.next_regular_step(table, step, PartialDate("2023-12-01"), percent and Decimal(percent), delay)
    assert found.due_on == due
    assert (found.step, found.coefficient, found.over_frame_percent) == (becomes[0], *map(Decimal, becomes[1:]))
    assert not found.assumed


def test_a_day_known_by_its_month_is_taken_from_its_first_and_said_so():
    found = SCALES.next_regular_step("A1", 1, PartialDate("2023-12"))
    assert (found.due_on, found.assumed) == (date(2026, 12, 1), True)


def test_29_february_becomes_28():
    assert SCALES.next_regular_step("A1", 1, PartialDate("2024-02-29")).due_on == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("table", "step", "counted"),
    [
        (None, 1, "2023"),
        ("A1", None, "2023"),
        ("A1", 10, "2023"),
        ("A1", 1, None),
        ("Z", 1, "2023"),
        ("CGCC", 3, "2023"),
    ],
)
def test_nothing_is_guessed(table, step, counted):
    assert SCALES.next_regular_step(table, step, counted and PartialDate(counted)) is None


def test_the_last_step_of_a_unit_table_without_over_frame_has_nothing_ahead():
    scales = SalaryScales({"X": (Decimal("1.00"),)}, {"X": 12})
    assert scales.next_regular_step("X", 1, PartialDate("2020")) is None


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2004, 9, 30), None),
        (date(2023, 7, 1), 1_800_000),
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_the_base_salary_of_a_day(day, amount):
    assert base_salaries().on(day) == amount


def test_no_base_salary_is_known_of_an_empty_table():
    assert BaseSalaries().on(date(2026, 1, 1)) is None
