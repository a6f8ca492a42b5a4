from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import rating
from desktop.domain.merits import DutyGroup
from desktop.services.policy import load_policy

POLICY = load_policy()
POINTS = rating.rule_of(POLICY, rating.BY_POINTS, 2026)
JUDGED = rating.rule_of(POLICY, rating.BY_JUDGEMENT, 2026)


def row(group="Bác sĩ", made="HTT", general=None, results=None, duty=DutyGroup.PROFESSIONAL, **more):
    values = {"staff": object(), "not_rated_reason": None, **more}
    return SimpleNamespace(
        unit_group=group, rating=made, general_points=general, result_points=results, group=duty, **values
    )


@pytest.mark.parametrize(
    ("year", "regulation", "rule"),
    [
        (2025, None, "nd90"),
        (2026, None, "nd90"),
        (2026, date(2026, 11, 30), "nd233"),
        (2026, date(2026, 12, 1), "nd90"),
        (2027, None, "nd233"),
    ],
)
def test_2026_is_rated_under_the_older_decree_where_the_unit_has_no_regulation_in_time(year, regulation, rule):
    assert rating.proper_rule(POLICY, year, regulation) == rule


@pytest.mark.parametrize(
    ("general", "results", "made"),
    [
        ("30", "60", "HTXS"),
        ("29.5", "60", "HTT"),
        ("20", "50", "HTT"),
        ("19.99", "50", "HT"),
        ("0", "50", "HT"),
        ("0", "49.99", "KHT"),
    ],
)
def test_points_make_the_rating_at_the_borders(general, results, made):
    assert rating.rating_of(Decimal(general), Decimal(results), POINTS) == made


def test_points_make_no_rating_when_one_is_missing_or_the_decree_knows_none():
    assert rating.rating_of(Decimal(30), None, POINTS) is None
    assert rating.rating_of(Decimal(30), Decimal(70), JUDGED) is None


@given(st.decimals(0, 30, places=2), st.decimals(0, 70, places=2), st.decimals(0, 5, places=2))
def test_more_points_never_rate_lower(general, results, more):
    order = ["KHT", "HT", "HTT", "HTXS"]
    before, after = (rating.rating_of(general, results + extra, POINTS) for extra in (Decimal(0), more))
    assert order.index(before) <= order.index(after)


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([(date(2026, 1, 1), date(2026, 6, 30))], 6),
        ([(date(2026, 1, 1), date(2026, 6, 29))], 5),
        ([(date(2026, 7, 3), date(2026, 12, 31))], 5),
        ([(date(2020, 3, 1), date(9999, 12, 31))], 12),
        ([(date(2026, 1, 1), date(2026, 3, 15)), (date(2026, 9, 16), date(2026, 12, 31))], 6),  # 2.5 and 3.5 months
        ([(date(2026, 1, 1), date(2026, 2, 28)), (date(2026, 2, 1), date(2026, 4, 30))], 4),  # not twice
        ([], 0),
    ],
)
def test_months_of_work_inside_a_year(spans, months):
    assert rating.months_worked(spans, 2026) == months


@given(st.lists(st.tuples(st.dates(date(2025, 6, 1), date(2027, 6, 1)), st.integers(0, 300)), max_size=5))
def test_months_of_work_never_exceed_the_year_nor_the_days(spans):
    spans = [(begins, begins + timedelta(days=length)) for begins, length in spans]
    days = {d for a, b in spans for d in (a + timedelta(n) for n in range((b - a).days + 1)) if d.year == 2026}
    assert 0 <= rating.months_worked(spans, 2026) <= min(12, len(days) // 28)


def test_who_worked_less_than_six_months_is_not_rated_and_the_reason_says_so():
    assert rating.why_not_rated(6, POINTS) == ""
    assert "5 tháng" in rating.why_not_rated(5, POINTS)


def test_the_best_are_at_most_a_fifth_of_the_good_in_their_group_and_a_quarter_in_a_unit_rated_best():
    rows = [row(made="HTT") for _ in range(19)] + [row(made="HTXS") for _ in range(4)] + [row("Điều dưỡng", "HT")]
    doctors, nurses = rating.shares(rows, POINTS, "HTT")
    assert (doctors.group, doctors.base, doctors.cap, doctors.best, doctors.over) == ("Bác sĩ", 19, 3, 4, 1)
    assert (nurses.base, nurses.cap, nurses.over) == (0, 0, 0)
    assert rating.shares(rows, POINTS, "HTXS")[0].cap == 4
    (problem,) = rating.share_problems([doctors, nurses])
    assert "4 người" in problem.message
    assert "tối đa 3" in problem.message
    assert "19" in problem.message


def test_the_head_stands_in_no_group_and_never_above_the_unit():
    head = row("Lãnh đạo", "HTXS", duty=DutyGroup.HEAD)
    assert rating.shares([head], POINTS, "HTT") == []
    assert [p.code for p in rating.row_problems(head, POINTS, "HTT")] == ["rating.head_above_unit"]
    assert list(rating.row_problems(head, POINTS, "HTXS")) == []


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        (row(general=Decimal(31), results=Decimal(40)), ["rating.points"]),
        (row(made="HTXS", general=Decimal(25), results=Decimal(60)), ["rating.above_points"]),
        (row(made="HT", general=Decimal(30), results=Decimal(70)), []),  # lower than the points, by cause
        (row(not_rated_reason="Làm việc 3 tháng."), ["rating.not_due"]),
        (row(made="KXL", not_rated_reason="Làm việc 3 tháng."), []),
    ],
)
def test_what_breaks_the_rules_of_the_round_is_told(who, codes):
    assert [p.code for p in rating.row_problems(who, POINTS, "HTT")] == codes


def test_the_days_of_a_round():
    held = SimpleNamespace(year=2026, unit_rated_on=None, met_on=date(2026, 12, 10), entered_on=None)
    found = [(clock.field, clock.due_on) for clock in rating.clocks(held, POLICY)]
    assert found == [
        ("unit_rated_on", date(2026, 12, 15)),
        ("met_on", date(2026, 12, 15)),
        ("entered_on", date(2026, 12, 15)),
    ]
    held.met_on = None
    assert len(rating.clocks(held, POLICY)) == 2


def test_titles_follow_the_ratings_and_the_higher_one_is_capped():
    used = POLICY.rule("emulation.titles", date(2026, 12, 31))
    rows = [row(made="HTT") for _ in range(16)] + [row(made="HTXS") for _ in range(4)] + [row(made="HT")]
    inventor, best, punished = rows[0], rows[16], rows[17]
    found = rating.titles(rows, used, {inventor.staff: 2, best.staff: 1}, frozenset((punished.staff,)))
    basic = [p.staff for p in found if p.title == "LDTT"]
    higher = [p.staff for p in found if p.title == "CSTDCS"]
    assert len(basic) == 19
    assert punished.staff not in basic
    assert len(higher) == 19 * 15 // 100
    assert higher[0] is best.staff
