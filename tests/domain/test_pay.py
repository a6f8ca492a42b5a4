"""Pay in đồng: worked examples by hand, and stretches over changes."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate
from desktop.domain.pay import changes_of, pay_on, pay_over, plain
from desktop.domain.staff import PayBasis
from desktop.services.lists import base_salaries

BASES = base_salaries()
DAY = date(2026, 8, 1)  # base salary 2,530,000


def salary(coefficient="3.33", percent=None, over=None, basis=None, amount=None):
    return Row(
        coefficient=coefficient and Decimal(coefficient),
        percent=percent and Decimal(percent),
        over_frame_percent=over and Decimal(over),
        basis=basis,
        amount=amount,
    )


def allowance(kind, percent=None, coefficient=None, amount=None):
    return Row(
        kind=kind, percent=percent and Decimal(percent), coefficient=coefficient and Decimal(coefficient), amount=amount
    )


def post(coefficient):
    return Row(allowance=coefficient and Decimal(coefficient))


@pytest.mark.parametrize(
    ("row", "allowances", "posts", "amounts"),
    [
        (salary(), [], [], [8_424_900]),
        (salary(percent="85"), [], [], [7_161_165]),
        (salary("4.98", over="7"), [], [], [12_599_400, 881_958]),
        (salary(), [], [post("0.5")], [8_424_900, 1_265_000]),
        (salary(), [], [post("0.2"), post("0.5"), post(None)], [8_424_900, 1_265_000]),  # the highest one, once
        (salary(), [allowance("PCKV", coefficient="0.3")], [], [8_424_900, 759_000]),
        # 40 % of coefficient, post and over-frame together: (4.98 + 0.3486 + 0.5) × 0.4
        (
            salary("4.98", over="7"),
            [allowance("PCUDN", percent="40")],
            [post("0.5")],
            [12_599_400, 881_958, 1_265_000, 5_898_543],
        ),
        (salary(), [allowance("PCTr", amount=300_000)], [], [8_424_900, 300_000]),
        (salary(), [allowance("PCTN", percent="50", coefficient="0.2")], [], [8_424_900, 253_000]),
        # what stands with the post or the step is not paid twice
        (salary("4.98", over="7"), [allowance("PCVK", percent="7")], [], [12_599_400, 881_958]),
        (salary(), [allowance("PCCV", coefficient="0.5")], [post("0.5")], [8_424_900, 1_265_000]),
        (
            salary(),
            [allowance("PCCV", coefficient="0.5"), allowance("PCUDN", percent="10")],
            [],
            [8_424_900, 1_265_000, 968_990],
        ),
        (salary(basis=PayBasis.POSITION, amount=15_000_000), [], [], [15_000_000]),
    ],
)
def test_the_pay_of_a_day(row, allowances, posts, amounts):
    found = pay_on(DAY, row, allowances, posts, BASES)
    assert [line.amount for line in found.lines] == amounts
    assert found.total == sum(amounts)
    assert not found.missing


@pytest.mark.parametrize(
    ("row", "allowances", "day", "missing"),
    [
        (None, [], DAY, "chưa có diễn biến lương"),
        (salary(None), [], DAY, "chưa có hệ số lương"),
        (salary(basis=PayBasis.POSITION), [], DAY, "lương theo vị trí việc làm chưa ghi số tiền"),
        (salary(), [allowance("PCTH")], DAY, "PCTH: chưa ghi hệ số, phần trăm hoặc số tiền"),
        (salary(), [], date(2004, 1, 1), "không có mức lương cơ sở của ngày này"),
    ],
)
def test_what_cannot_be_reckoned_is_said(row, allowances, day, missing):
    assert pay_on(day, row, allowances, [], BASES).missing == (missing,)


def test_the_words_of_a_line():
    found = pay_on(DAY, salary(percent="85"), [allowance("PCUDN", percent="40")], [], BASES, lambda code: f"«{code}»")
    assert [(line.label, line.measure) for line in found.lines] == [
        ("Lương theo hệ số", "hệ số 3,33, hưởng 85%"),
        ("«PCUDN»", "40%"),
    ]
    assert [plain(Decimal(n)) for n in ("5", "6.50", "3.33", "40")] == ["5", "6,5", "3,33", "40"]


def test_pay_across_a_change_of_the_base_salary_and_of_the_step():
    def of(day):
        return pay_on(day, salary("3.00" if day < date(2026, 8, 15) else "3.33"), [], [], BASES)

    found = pay_over(date(2026, 6, 1), date(2026, 9, 30), [date(2026, 8, 15), date(2026, 7, 10)], BASES, of)
    assert [(s.first, s.last, s.pay.total) for s in found] == [
        (date(2026, 6, 1), date(2026, 6, 30), 7_020_000),
        (date(2026, 7, 1), date(2026, 8, 14), 7_590_000),
        (date(2026, 8, 15), date(2026, 9, 30), 8_424_900),
    ]


def test_where_histories_begin_and_end_the_pay_may_change():
    rows = [Row(starts_on=PartialDate("2026-02"), ends_on=PartialDate("2026-04")), Row(starts_on=None, ends_on=None)]
    assert changes_of(rows, []) == {date(2026, 2, 1), date(2026, 5, 1)}


@given(
    st.dates(date(2020, 1, 1), date(2026, 12, 1)),
    st.integers(0, 500),
    st.sets(st.dates(date(2020, 1, 1), date(2028, 1, 1)), max_size=4),
)
@settings(max_examples=50)
def test_stretches_cover_every_day_once(first, length, changes):
    last = first + timedelta(days=length)

    def of(day):
        held = Decimal("2.34") + Decimal("0.33") * sum(change <= day for change in changes)
        return pay_on(day, salary(str(held)), [], [], BASES)

    found = pay_over(first, last, changes, BASES, of)
    assert (found[0].first, found[-1].last) == (first, last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in zip(found, found[1:], strict=False))
    for day in (first, last, first + timedelta(days=length // 2)):
        (held,) = [s for s in found if s.first <= day <= s.last]
        assert held.pay.total == of(day).total
