"""Terms of appointment: five years, cut by retirement; what is unusual is marked, never refused."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.dates import PartialDate, add_months, add_years
from desktop.domain.terms import term_of, term_problems, usual_term
from desktop.services.policy import load_policy

POLICY = load_policy()
SINCE = PartialDate("2022-02-01")


@pytest.mark.parametrize(
    ("since", "retires", "ends"),
    [
        (SINCE, None, date(2027, 1, 31)),
        (PartialDate("2022-02"), None, date(2027, 1, 31)),
        (SINCE, date(2025, 6, 1), date(2025, 5, 31)),
        (SINCE, date(2027, 2, 1), date(2027, 1, 31)),
        (SINCE, date(2021, 1, 1), date(2027, 1, 31)),  # appointed after retirement: nothing to cut
        (PartialDate("2024-02-29"), None, date(2029, 2, 27)),
    ],
)
def test_the_usual_term(since, retires, ends):
    found = usual_term(since, retires, POLICY)
    assert (found.ends_on, found.is_assumed) == (ends, True)


def test_a_term_on_paper_goes_before_the_usual_one():
    found = term_of(SINCE, date(2024, 1, 31), "Bổ nhiệm có thời hạn 2 năm", None, POLICY)
    assert (found.ends_on, found.basis, found.is_assumed) == (date(2024, 1, 31), "Bổ nhiệm có thời hạn 2 năm", False)
    assert term_of(SINCE, date(2024, 1, 31), None, None, POLICY).basis == "Theo quyết định"
    assert term_of(None, None, None, None, POLICY) is None


@pytest.mark.parametrize(
    ("ends", "basis", "retires", "codes"),
    [
        (date(2027, 1, 31), None, None, []),
        (date(2027, 2, 1), None, None, []),  # papers count either way
        (date(2025, 1, 31), None, None, ["term.basis_missing"]),
        (date(2025, 1, 31), "Thời hạn 3 năm", None, []),
        (date(2028, 1, 31), "", None, ["term.basis_missing"]),
        (date(2027, 1, 31), None, date(2026, 5, 1), ["term.past_retirement"]),
        (date(2026, 4, 30), None, date(2026, 5, 1), []),
        (None, None, None, []),
    ],
)
def test_unusual_terms_are_marked(ends, basis, retires, codes):
    found = list(term_problems(SINCE, ends, basis, retires, POLICY))
    assert [p.code for p in found] == codes
    assert all(p.severity == "warning" for p in found)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(-24, 100))
@settings(max_examples=60)
def test_a_usual_term_never_passes_retirement_nor_five_years(since, months):
    retires = add_months(since.replace(day=1), months)
    found = usual_term(PartialDate.of(since), retires, POLICY)
    assert since <= found.ends_on < add_years(since, 5)
    if since < retires:
        assert found.ends_on < retires
