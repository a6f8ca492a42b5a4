"""Periods of reports by their ids: administrative periods run from the 15th to the 14th, statistics by the calendar."""

from datetime import date

import pytest

from desktop.domain.errors import UserError
from desktop.domain.periods import of_day, parse, running

TODAY = date(2026, 11, 22)


def span(text, **more):
    period = parse(text, today=TODAY, **more)
    return period.first, period.last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("ADM_Y:2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("ADM_H1:2026", date(2025, 12, 15), date(2026, 6, 14)),
        ("ADM_H2:2026", date(2026, 6, 15), date(2026, 12, 14)),
        ("ADM_H:2026-2", date(2026, 6, 15), date(2026, 12, 14)),
        ("ADM_Q:2026-1", date(2025, 12, 15), date(2026, 3, 14)),
        ("ADM_Q:2026-3", date(2026, 6, 15), date(2026, 9, 14)),
        ("ADM_M:2026-1", date(2025, 12, 15), date(2026, 1, 14)),
        ("ADM_M:2026-11", date(2026, 10, 15), date(2026, 11, 14)),
        ("STAT_Y:2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("STAT_9M:2026", date(2026, 1, 1), date(2026, 9, 30)),
        ("STAT_H1:2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("STAT_H2:2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("STAT_Q:2026-3", date(2026, 7, 1), date(2026, 9, 30)),
        ("STAT_M:2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("TERM:2020-2025", date(2020, 8, 1), date(2025, 7, 31)),
        ("ASOF:2026-11-22", TODAY, TODAY),
        (" adm_y:2026 ", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(text, first, last):
    assert span(text) == (first, last)


def test_a_bare_year_is_the_yearly_period_of_the_form():
    assert span("2026") == span("ADM_Y:2026")
    assert span("2026", yearly="STAT_Y") == span("STAT_Y:2026")


def test_a_bare_year_of_a_headcount_is_its_end_or_today():
    assert span("2025", yearly="ASOF") == (date(2025, 12, 31), date(2025, 12, 31))
    assert span("2026", yearly="ASOF") == (TODAY, TODAY)


def test_figures_of_a_running_period_are_those_of_today():
    assert parse("ADM_Y:2026", today=TODAY).cut_off == TODAY
    assert not parse("ADM_Y:2026", today=TODAY).is_over
    assert parse("ADM_Y:2025", today=TODAY).cut_off == date(2025, 12, 14)
    assert parse("ADM_Y:2025", today=TODAY).is_over


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 12, 14), "ADM_Y:2026"),
        (date(2026, 12, 15), "ADM_Y:2027"),
        (date(2026, 1, 1), "ADM_Y:2026"),
    ],
)
def test_the_running_year_changes_on_15_december(today, found):
    assert running("ADM_Y", today).id == found


def test_a_day_is_a_period_of_its_own():
    assert running("ASOF", TODAY) == of_day(TODAY)
    assert of_day(TODAY).id == "ASOF:2026-11-22"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("ADM_Y:2026", "năm 2026"),
        ("STAT_Q:2026-3", "quý 3 năm 2026"),
        ("ADM_H2:2026", "6 tháng cuối năm 2026"),
        ("STAT_9M:2026", "9 tháng đầu năm 2026"),
        ("STAT_M:2026-11", "tháng 11 năm 2026"),
        ("TERM:2020-2025", "nhiệm kỳ 2020–2025"),
        ("ASOF:2026-11-05", "ngày 05/11/2026"),
    ],
)
def test_a_period_has_a_name(text, label):
    assert parse(text, today=TODAY).label == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "26",
        "ADM_Y",
        "ADM_Y:26",
        "ADM_Q:2026-5",
        "ADM_Q:2026",
        "ADM_M:2026-13",
        "ADM_M:2026-0",
        "STAT_Y:2026-1",
    ]
    + ["ASOF:2026-02-30", "ASOF:22/11/2026", "TERM:2025-2020", "TERM:2020", "STAT_H3:2026", "ADM_Y:0000"],
)
def test_what_is_no_period_is_refused_in_one_sentence(text):
    with pytest.raises(UserError, match="Không hiểu kỳ báo cáo") as refused:
        parse(text, today=TODAY)
    assert f"«{text}»" in str(refused.value)
    assert "STAT_Q:2026-3" in str(refused.value)
