"""Checks of one record's own data: staff, codes, pay, licences, periods. Rows are the facts alone."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import checks
from desktop.domain.dates import PartialDate
from desktop.domain.record import RECORDS
from desktop.domain.staff import LicenceKind, Sex
from desktop.services.lists import catalogue, salary_scales

TODAY = date(2026, 11, 22)
STAFF = catalogue().fields(RECORDS["StaffMember"])
PLACES = frozenset({"040", "001"})


def member(**facts):
    usual = {
        **dict.fromkeys(STAFF),
        "staff_code": "VC0001",
        "full_name": "Lò Thị Mai",
        "sex": Sex.FEMALE,
        "birth_date": PartialDate("1990-05-06"),
    }
    return Row(**{**usual, **facts})


def codes(problems):
    return [(p.code, p.severity) for p in problems]


def of_member(**facts):
    return codes(checks.member_problems(member(**facts), STAFF, PLACES, TODAY))


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"birth_date": None}, [("birth_date.missing", "warning")]),
        ({"sex": None}, [("sex.missing", "warning")]),
        ({"citizen_id": "040190001234"}, []),
        ({"citizen_id": "040190001"}, [("citizen_id.old", "warning")]),
        ({"citizen_id": "40190001234"}, [("citizen_id.length", "error")]),
        ({"citizen_id": "04019000123A"}, [("citizen_id.digits", "error")]),
        ({"citizen_id": "099190001234"}, [("citizen_id.province", "warning")]),
        ({"citizen_id": "040090001234"}, [("citizen_id.sex", "warning")]),
        ({"citizen_id": "040191001234"}, [("citizen_id.year", "warning")]),
        ({"citizen_id": "040390001234"}, [("citizen_id.year", "warning")]),  # born 2090
        ({"citizen_id": "040990001234"}, [("citizen_id.province", "warning")]),  # no such century, told once
        ({"citizen_id": "040190001234", "birth_date": PartialDate("1990")}, []),
        ({"phone": "0912345678"}, []),
        ({"phone": "912345678"}, [("phone.shape", "warning")]),
        ({"social_insurance_no": "4012345678"}, []),
        ({"social_insurance_no": "040190001234"}, []),
        ({"social_insurance_no": "401234567"}, [("social_insurance_no.length", "warning")]),
        ({"first_recruited_on": PartialDate("2008-05-05")}, [("first_recruited_on.under_age", "warning")]),
        ({"first_recruited_on": PartialDate("2008-05")}, []),
        ({"first_recruited_on": PartialDate("2008-05-06")}, []),
        ({"first_recruited_on": PartialDate("1989")}, [("dates.order", "error")]),
        ({"first_recruited_on": PartialDate("2012-03"), "joined_unit_on": PartialDate("2012")}, []),
        (
            {"first_recruited_on": PartialDate("2012-03"), "joined_unit_on": PartialDate("2011-12")},
            [("dates.order", "error")],
        ),
        (
            {"military_enlisted_on": PartialDate("2010"), "military_discharged_on": PartialDate("2009")},
            [("dates.order", "error")],
        ),
        ({"birth_date": PartialDate("2026-12-01")}, [("birth_date.future", "error")]),
        ({"birth_date": PartialDate("2008-11-23")}, [("birth_date.young", "warning")]),
        ({"birth_date": PartialDate("2008-11-22")}, []),
        ({"birth_date": PartialDate("1955-11-22")}, [("birth_date.old", "warning")]),
        ({"birth_date": PartialDate("1956")}, []),
    ],
)
def test_a_persons_own_data(facts, found):
    assert of_member(**facts) == found


def test_a_number_that_lost_its_zero_is_shown_whole():
    (problem,) = checks.member_problems(member(citizen_id="40190001234"), STAFF, PLACES, TODAY)
    assert "040190001234" in problem.message
    assert problem.field == "citizen_id"


def test_what_contradicts_is_told_with_both_values():
    wrong = member(first_recruited_on=PartialDate("2012-03"), joined_unit_on=PartialDate("2011"))
    (problem,) = checks.member_problems(wrong, STAFF, PLACES, TODAY)
    assert problem.message == "Ngày tuyển dụng lần đầu 03/2012 sau Ngày vào đơn vị 2011."


def test_the_same_person_entered_twice():
    one = member(staff_code="A", full_name="Trần Thị Hoà")
    same = member(staff_code="B", full_name="TRẦN THỊ HÒA")  # the tone written elsewhere
    other_tone = member(staff_code="C", full_name="Trần Thị Hoa")
    other_day = member(staff_code="D", full_name="Trần Thị Hòa", birth_date=PartialDate("1990-05-07"))
    only_year = member(staff_code="E", full_name="Trần Thị Hòa", birth_date=PartialDate("1990"))
    found = list(checks.near_duplicates([one, same, other_tone, other_day, only_year]))
    assert [(row.staff_code, p.code, p.severity) for row, p in found] == [
        ("A", "staff.near_duplicate", "warning"),
        ("B", "staff.near_duplicate", "warning"),
    ]
    assert "B" in found[0][1].message


def test_one_citizen_number_for_two_people():
    one, other = (
        member(staff_code="A", citizen_id="040190001234"),
        member(staff_code="B", full_name="Vi Văn Nam", citizen_id="040190001234"),
    )
    found = list(checks.near_duplicates([one, other, member(staff_code="C", full_name="Hà Thị Hoa")]))
    assert [(row.staff_code, p.code, p.severity) for row, p in found] == [
        ("A", "citizen_id.duplicate", "error"),
        ("B", "citizen_id.duplicate", "error"),
    ]


def test_a_value_that_no_list_knows():
    assert codes(checks.code_problems(member(ethnic_group="02", religion="Đạo lạ"), STAFF)) == [
        ("religion.unknown", "warning")
    ]
    title = Row(title="V.08.08.25")  # a slip that circulates
    fields = catalogue().fields(RECORDS["TitleHolding"])
    (problem,) = checks.code_problems(title, fields)
    assert (problem.code, problem.field) == ("title.unknown", "title")
    assert "V.08.08.25" in problem.message


@pytest.mark.parametrize(
    ("table", "step", "coefficient", "title_table", "found"),
    [
        ("A1", 4, "3.33", None, []),
        ("A1", None, "3.33", None, []),
        ("A1", 4, None, None, []),
        ("A1", 5, "3.36", None, ["coefficient.off_scale"]),
        ("A1", 5, "3.33", None, ["step.mismatch"]),
        ("A1", 10, None, None, ["step.off_scale"]),
        (None, 4, "2.46", "B", []),
        (None, 4, "3.33", "B", ["coefficient.off_scale"]),
        (None, 4, "3.33", None, []),
        ("lạ", 4, "3.33", None, []),
    ],
)
def test_pay_and_its_scale(table, step, coefficient, title_table, found):
    row = Row(salary_table=table, step=step, coefficient=coefficient and Decimal(coefficient))
    assert [p.code for p in checks.salary_problems(row, salary_scales(), title_table)] == found


@pytest.mark.parametrize(
    ("kind", "number", "issued", "found"),
    [
        ("GPHN", "000123/NA-GPHN", "2024-06-17", []),
        ("GPHN", "0001234/BYT-GPHN", None, []),
        ("CCHN", "000123/ĐNAI-CCHN", "2015", []),
        ("CCHN", "000123/CCHN-BQP", "2015", []),
        ("CCHN", "123/NA-CCHN", "2015", ["licence.shape"]),
        ("CCHN", "000123", "2015", ["licence.shape"]),
        ("GPHN", "000123/NA-CCHN", "2024-06-17", ["licence.kind"]),
        ("CCHN", "000123/NA-CCHN", "2024-03-01", ["licence.date"]),
        ("GPHN", "000123/NA-GPHN", "2023-12-31", ["licence.date"]),
        ("GPHN", "000123/NA-GPHN", "2029", ["E01"]),
        ("CCHN_DUOC", "13075/CCHN-D-SYT-HCM", "2025", []),
    ],
)
def test_licences(kind, number, issued, found):
    row = Row(
        kind=LicenceKind(kind),
        number=number,
        issued_on=issued and PartialDate(issued),
        expires_on=date(2028, 1, 1) if issued == "2029" else None,
    )
    assert [p.code for p in checks.licence_problems(row)] == found


def period(start, end=None):
    return Row(starts_on=start and PartialDate(start), ends_on=end and PartialDate(end))


@pytest.mark.parametrize(
    ("start", "end", "faults"),
    [
        ("2020", "2019", 1),
        ("2020-05", "2020", 0),
        ("2020-05-02", "2020-05-01", 1),
        (None, "2019", 0),
        ("2020", None, 0),
    ],
)
def test_a_period_that_ends_before_it_begins(start, end, faults):
    assert codes(checks.period_problems(period(start, end))) == [("E01", "error")] * faults


@pytest.mark.parametrize(
    ("rows", "overlapping"),
    [
        ([("2015", "2019-12-31"), ("2020-01-01", None)], []),
        ([("2015", "2020-01-01"), ("2020-01-01", None)], []),  # the last day is the first of the next
        ([("2015", "2020"), ("2020-06", None)], []),  # a year fits
        ([("2015", "2020-02-01"), ("2020-01-01", None)], ["2020-01-01"]),
        ([("2015", None), ("2020-01-01", None)], ["2020-01-01"]),
        ([("2020", None), ("2015", "2016")], []),  # order of entry does not matter
        ([("2010", "2025"), ("2012", "2013"), ("2015", "2016")], ["2012", "2015"]),
        ([(None, None), ("2015", None)], []),
    ],
)
def test_rows_of_one_history_that_hold_at_once(rows, overlapping):
    found = checks.overlap_problems([period(*row) for row in rows])
    assert [row.starts_on.iso for row, _ in found] == overlapping


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31)).map(PartialDate.of)


@given(st.lists(DAYS, min_size=2, max_size=12, unique=True))
def test_periods_that_follow_each_other_never_overlap(days):
    days = sorted(days)
    rows = [Row(starts_on=one, ends_on=other) for one, other in zip(days, days[1:], strict=False)]
    assert list(checks.overlap_problems(reversed(rows))) == []
