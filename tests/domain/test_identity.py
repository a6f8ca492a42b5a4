"""Numbers that name a person: their structure, and what a citizen number tells of its holder."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.identity import (
    citizen_id_doubts,
    citizen_id_problem,
    email_problem,
    phone_problem,
    restored_citizen_id,
    social_insurance_problem,
)
from desktop.services.lists import shipped_lists


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("001185000001", None),
        ("012345678", None),  # the old number of nine digits stands in histories
        ("0011850000", "Số CCCD phải đủ 12 chữ số (đang có 10)."),
        ("00118500000x", "Số CCCD chỉ gồm chữ số."),
    ],
)
def test_a_citizen_number_has_twelve_digits(number, problem):
    assert citizen_id_problem(number) == problem


@pytest.mark.parametrize(
    ("number", "restored"),
    [
        ("1185000001", "001185000001"),  # a sheet ate two zeros
        ("40185000001", "040185000001"),
        ("97185000001", None),  # there is no place 097
        ("40885000001", None),  # nor such a century
        ("040185000001", None),  # nothing is missing
        ("185000001", None),  # the old number, as it is
        ("4018500000x", None),
    ],
)
def test_zeros_that_a_sheet_ate_come_back_where_they_can_be_told(number, restored):
    assert restored_citizen_id(number) == restored


BORN = date(1985, 9, 5)
PLACES = frozenset({"001", "040"})


@pytest.mark.parametrize(
    ("number", "is_female", "born", "doubts"),
    [
        ("001185000001", True, BORN, []),
        ("001085000001", False, BORN, []),
        ("001185000001", None, None, []),
        (None, True, BORN, []),
        ("012345678", True, BORN, []),
        ("001085000001", True, BORN, ["Số CCCD không khớp giới tính."]),
        ("001186000001", True, BORN, ["Số CCCD cho năm sinh 1986, hồ sơ ghi 1985."]),
        ("001385000001", True, BORN, ["Số CCCD cho năm sinh 2085, hồ sơ ghi 1985."]),
        ("001285000001", True, BORN, ["Số CCCD không khớp giới tính.", "Số CCCD cho năm sinh 2085, hồ sơ ghi 1985."]),
        ("999185000001", True, BORN, ["Ba số đầu 999 của CCCD không có trong danh mục nơi đăng ký khai sinh."]),
        ("001985000001", True, BORN, ["Số thứ tư (9) của CCCD không hợp lệ."]),
    ],
)
def test_what_does_not_fit_its_holder_is_doubted(number, is_female, born, doubts):
    assert citizen_id_doubts(number, is_female, born, PLACES) == doubts


def test_without_a_list_of_places_none_is_doubted():
    assert citizen_id_doubts("999185000001", True, BORN, frozenset()) == []


@pytest.mark.parametrize(
    "number", ["0912345678", "091 234 56 78", "+84 912345678", "0243.9741723", "02839741723", "0351234567"]
)
def test_telephone_numbers(number):
    assert phone_problem(number) is None


@pytest.mark.parametrize("number", ["912345678", "0112345678", "09123456789", "không có", "0612345678"])
def test_what_is_no_telephone_number(number):
    assert phone_problem(number) is not None


def test_a_social_insurance_number_may_be_the_citizen_number():
    assert social_insurance_problem("0123456789") is None
    assert social_insurance_problem("001185000001") is None  # since 01/8/2025
    assert social_insurance_problem("12345") == "Số BHXH phải có 10 hoặc 12 chữ số (đang có 5)."


@pytest.mark.parametrize("address", ["lan@bv.vn", "a.b-c@benhvien.nghean.gov.vn"])
def test_e_mail_addresses(address):
    assert email_problem(address) is None


@pytest.mark.parametrize("address", ["lan", "lan@bv", "lan@@bv.vn", "lan @bv.vn", "@bv.vn"])
def test_what_is_no_e_mail_address(address):
    assert email_problem(address) is not None


PREFIXES = [row.extra["citizen_prefix"] for row in shipped_lists()["province_old"]]
BIRTHS = st.dates(date(1940, 1, 1), date(2008, 12, 31))


@given(st.sampled_from(PREFIXES), BIRTHS, st.booleans(), st.integers(0, 999999))
def test_a_number_made_for_somebody_is_never_doubted(prefix, born, is_female, serial):
    century = (0 if born.year < 2000 else 2) + is_female
    number = f"{prefix}{century}{born.year % 100:02d}{serial:06d}"
    assert citizen_id_problem(number) is None
    assert citizen_id_doubts(number, is_female, born, frozenset(PREFIXES)) == []
    assert citizen_id_doubts(number, not is_female, born, frozenset(PREFIXES)) == ["Số CCCD không khớp giới tính."]
    assert len(citizen_id_doubts(number, is_female, born.replace(year=born.year - 1, day=1), frozenset(PREFIXES))) == 1


@given(st.sampled_from(PREFIXES), BIRTHS, st.booleans(), st.integers(0, 999999))
def test_a_lost_zero_comes_back(prefix, born, is_female, serial):
    number = f"{prefix}{(0 if born.year < 2000 else 2) + is_female}{born.year % 100:02d}{serial:06d}"
    eaten = number.lstrip("0")
    if len(eaten) in (10, 11):
        assert restored_citizen_id(eaten) == number
