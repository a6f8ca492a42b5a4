"""Days and partial dates: read as clerks write them, counted as the law counts them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.dates import (
    PartialDate,
    add_months,
    add_working_days,
    add_years,
    age_on,
    month_end,
    months_between,
    read_day,
    read_partial,
    show_day,
)

DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))


# Reading


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("05/09/1985", "1985-09-05"),
        ("5/9/1985", "1985-09-05"),
        ("5-9-1985", "1985-09-05"),
        ("5.9.1985", "1985-09-05"),
        ("5 / 9 / 1985", "1985-09-05"),
        ("05//09/1985", "1985-09-05"),
        ("05091985", "1985-09-05"),
        ("1985-09-05", "1985-09-05"),
        ("1985-09-05 00:00:00", "1985-09-05"),
        ("1985-09-05T00:00", "1985-09-05"),
        ("'05/09/1985", "1985-09-05"),
        ("8/3/90", "1990-03-08"),
        ("8/3/05", "2005-03-08"),
        ("09/1985", "1985-09"),
        ("9-1985", "1985-09"),
        ("1985-09", "1985-09"),
        ("1985", "1985"),
        ("00/00/1965", "1965"),
        ("00/09/1965", "1965-09"),
        ("ngày 5 tháng 9 năm 1985", "1985-09-05"),
        ("Tháng 5 năm 1985", "1985-05"),
        ("năm 1985", "1985"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_what_clerks_write_is_read(written, iso):
    assert PartialDate.parse(written).iso == iso


@pytest.mark.parametrize(
    "written",
    [
        "",
        "không rõ",
        "31/02/1985",
        "29/02/2023",
        "13/13/1985",
        "9/13/1985",
        "05/09/1885",
        "2200",
        "8/3/35",
        "1985-9-5-1",
    ],
)
def test_what_is_no_date_is_refused_and_never_swapped(written):
    with pytest.raises(ValueError):  # noqa: PT011 - no promise about the text
        PartialDate.parse(written)


def test_the_wording_is_kept_where_it_says_more():
    assert PartialDate.parse("00/00/1965").text == "00/00/1965"
    assert PartialDate.parse("8/3/90").text == "8/3/90"  # the century was guessed
    assert PartialDate.parse("05/09/1985").text is None
    assert PartialDate.parse("5/9/1985").text is None
    assert PartialDate.parse("tháng 5 năm 1985").text is None


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        (31295, "1985-09-05"),  # serial number of a workbook
        (31295.0, "1985-09-05"),
        (1985, "1985"),
        (1985.0, "1985"),
        (datetime(1985, 9, 5, 7, 30), "1985-09-05"),  # noqa: DTZ001 - cells carry no zone
        (date(1985, 9, 5), "1985-09-05"),
        (PartialDate("1985-09"), "1985-09"),
    ],
)
def test_cells_are_read(cell, iso):
    assert read_partial(cell).iso == iso


def test_a_whole_day_is_not_guessed_from_a_month():
    assert read_day("5/9/1985") == date(1985, 9, 5)
    with pytest.raises(ValueError, match="09/1985"):
        read_day("09/1985")


@given(DAYS)
def test_a_day_shown_is_read_back(day):
    assert read_day(show_day(day)) == day
    assert PartialDate.of(day) == PartialDate.parse(day.isoformat()) == PartialDate.parse(day.strftime("%d%m%Y"))


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_partial_date_shown_is_read_back(day, cut):
    found = PartialDate(day.isoformat()[:cut])
    assert PartialDate.parse(found.show()) == found
    assert PartialDate.parse(found.show()).text is None


# What a partial date can mean


@pytest.mark.parametrize(
    ("iso", "precision", "first", "last", "shown"),
    [
        ("1985", "year", date(1985, 1, 1), date(1985, 12, 31), "1985"),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "02/2024"),
        ("1985-09-05", "day", date(1985, 9, 5), date(1985, 9, 5), "05/09/1985"),
    ],
)
def test_first_and_last_day(iso, precision, first, last, shown):
    found = PartialDate(iso)
    assert (found.precision, found.first, found.last, found.show()) == (precision, first, last, shown)
    assert found.day == (first if precision == "day" else None)


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_day_lies_within_every_shortening_of_it(day, cut):
    found = PartialDate(day.isoformat()[:cut])
    assert found.first <= day <= found.last
    assert PartialDate(found.last.isoformat()[:cut]) == found


# Counting


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),  # Bộ luật Dân sự 2015, Điều 148
        (date(2025, 12, 20), 12, date(2026, 12, 20)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, end):
    assert add_months(day, months) == end


@given(DAYS.filter(lambda d: d.year < 2100), st.integers(0, 240))
def test_adding_months_keeps_day_and_count(day, months):
    end = add_months(day, months)
    assert months_between(day, end) == months
    assert end.day == min(day.day, month_end(end).day)


def test_years_are_twelve_months():
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1990, 11, 22), date(2026, 11, 22), 36),
        (date(1990, 11, 23), date(2026, 11, 22), 35),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
    ],
)
def test_age_is_completed_years(birth, day, age):
    assert age_on(birth, day) == age


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # from Friday to Monday
        (date(2026, 11, 22), 30, date(2027, 1, 1)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, count, end):
    assert add_working_days(day, count, is_weekday) == end


def test_working_days_are_not_counted_back():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 22), -1, is_weekday)


@given(DAYS.filter(lambda d: d.year < 2150), st.integers(1, 60))
def test_the_last_working_day_is_one_and_the_count_is_right(day, count):
    end = add_working_days(day, count, is_weekday)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert is_weekday(end)
    assert sum(map(is_weekday, between)) == count
