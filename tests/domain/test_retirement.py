"""Retirement: every row of the printed table by month of birth, against the yearly rule that the program uses."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate, add_months, month_end
from desktop.domain.retirement import RetirementTable, leaving, leaving_problems, retirement
from desktop.services.policy import load_policy

TABLE = load_policy().retirement
DATA = Path(__file__).parent / "data" / "retirement_by_birth.csv"
PRINTED = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))


def months(first: str, last: str) -> list[date]:
    start = date.fromisoformat(first + "-01")
    end = date.fromisoformat(last + "-01") if last else date(1985, 12, 1)
    return [add_months(start, n) for n in range(12 * (end.year - start.year) + end.month - start.month + 1)]


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: f"{row['sex']} {row['first']}")
def test_every_row_of_the_table_by_month_of_birth(row):
    for month in months(row["first"], row["last"]):
        for born in (PartialDate(f"{month:%Y-%m}"), PartialDate.of(month_end(month))):
            found = retirement(born, row["sex"] == "nu", TABLE)
            assert found.age == (int(row["years"]), int(row["months"]))
            assert found.doubtful == (row["doubtful"] == "1")


def test_the_rows_leave_no_month_out():
    for sex, first, last in (("nam", "1961-01", "1966-04"), ("nu", "1966-01", "1975-05")):
        rows = [row for row in PRINTED if row["sex"] == sex]
        covered = [month for row in rows for month in months(row["first"], row["last"])]
        assert covered[: len(months(first, last))] == months(first, last)


@pytest.mark.parametrize(
    ("year", "male", "female"),
    [(2021, (60, 3), (55, 4)), (2026, (61, 6), (57, 0)), (2028, (62, 0), (57, 8)), (2035, (62, 0), (60, 0))]
    + [(2020, (60, 0), (55, 0)), (2050, (62, 0), (60, 0))],
)
def test_ages_by_year(year, male, female):
    assert (TABLE.age_in(year, is_female=False), TABLE.age_in(year, is_female=True)) == (male, female)


@pytest.mark.parametrize("year", range(2021, 2036))
def test_the_yearly_table_rises_by_three_months_for_men_and_four_for_women(year):
    men, women = TABLE.age_in(year, is_female=False), TABLE.age_in(year, is_female=True)
    assert 12 * men[0] + men[1] == min(12 * 62, 12 * 60 + 3 * (year - 2020))
    assert 12 * women[0] + women[1] == min(12 * 60, 12 * 55 + 4 * (year - 2020))


def test_work_ends_with_the_month_and_the_pension_starts_the_next_day():
    found = retirement(PartialDate("1965-05-20"), False, TABLE)
    assert (found.age, found.reaches_on) == ((61, 6), date(2026, 11, 20))
    assert (found.last_working_day, found.pension_from) == (date(2026, 11, 30), date(2026, 12, 1))
    assert found.assumed is None


@pytest.mark.parametrize(("born", "assumed"), [("1965", "year"), ("1965-01", "month"), ("1965-01-01", None)])
def test_a_birth_date_without_its_day_counts_from_its_first(born, assumed):
    found = retirement(PartialDate(born), False, TABLE)
    assert (found.reaches_on, found.assumed) == (date(2026, 7, 1), assumed)


def test_who_reached_the_old_age_before_the_new_table_keeps_it():
    assert retirement(PartialDate("1960-12-31"), False, TABLE).last_working_day == date(2020, 12, 31)
    assert retirement(PartialDate("1965-12-15"), True, TABLE).age == (55, 0)


def test_without_a_table_the_old_ages_hold():
    assert retirement(PartialDate("1990-01-31"), True, RetirementTable()).reaches_on == date(2045, 1, 31)


@given(st.dates(date(1940, 1, 1), date(2005, 12, 31)), st.booleans(), st.integers(0, 400))
def test_who_is_born_later_never_retires_earlier(born, is_female, days):
    first = retirement(PartialDate.of(born), is_female, TABLE)
    later = retirement(PartialDate.of(born + timedelta(days=days)), is_female, TABLE)
    assert first.reaches_on <= later.reaches_on
    assert first.reaches_on <= first.last_working_day < first.pension_from
    assert first.pension_from.day == 1


# --- What was decided


def left(born="1970-05-20", retires_on=None, basis=None, is_female=False):
    return leaving(born and PartialDate(born), is_female, retires_on, basis, TABLE)


def test_a_recorded_day_goes_before_the_age():
    usual = left()
    assert (usual.pension_from, usual.last_working_day, usual.is_decided) == (
        date(2032, 6, 1),
        date(2032, 5, 31),
        False,
    )
    early = left(retires_on=date(2027, 6, 1), basis="Làm việc nặng nhọc, độc hại")
    assert (early.pension_from, early.months_apart, early.is_decided) == (date(2027, 6, 1), -60, True)


@pytest.mark.parametrize(("born", "is_female"), [(None, False), ("1970", None)])
def test_without_birth_date_or_sex_nothing_is_known(born, is_female):
    assert left(born, is_female=is_female) is None


@pytest.mark.parametrize(
    ("retires_on", "basis", "is_manager", "codes"),
    [
        (None, None, True, []),
        (date(2032, 6, 1), None, True, []),
        (date(2027, 6, 1), "Nặng nhọc", True, []),
        (date(2027, 6, 1), None, False, ["retirement.basis_missing"]),
        (date(2027, 5, 1), "Nặng nhọc", False, ["retirement.too_early"]),
        (date(2037, 6, 1), "Tiến sĩ (NĐ 50/2022)", False, []),
        (date(2037, 7, 1), "Tiến sĩ", False, ["retirement.too_late"]),
        (date(2035, 6, 1), "Tiến sĩ", True, ["retirement.manager_stays"]),
    ],
)
def test_a_recorded_day_that_is_unusual_is_marked_not_refused(retires_on, basis, is_manager, codes):
    found = list(leaving_problems(left(retires_on=retires_on, basis=basis), 60, 60, is_manager))
    assert [p.code for p in found] == codes
    assert all(p.severity == "warning" for p in found)
