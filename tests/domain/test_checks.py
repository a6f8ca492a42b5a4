"""Checks of one record's own data: staff, codes, pay, licences, periods. Rows are the facts alone."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import checks, checks_dates, checks_identity, checks_papers, checks_pay
from desktop.domain.checks import Known
from desktop.domain.checks_register import ALL_CODES, CHECKS
from desktop.domain.dates import PartialDate
from desktop.domain.record import RECORDS
from desktop.domain.staff import LicenceKind, Sex
from desktop.services.lists import catalogue, salary_scales, title_standards
from desktop.services.policy import load_policy

TODAY = date(2026, 11, 22)
STAFF = catalogue().fields(RECORDS["StaffMember"])
KNOWN = Known(catalogue(), load_policy(), TODAY, title_standards())


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
    return codes(checks_identity.member_problems(member(**facts), KNOWN))


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
        ({"citizen_id": "233190001234"}, []),  # born abroad
        ({"tax_code": "8012345678", "old_identity_no": "182345678", "health_insurance_card_no": "HC4401234567890"}, []),
        ({"tax_code": "801234567"}, [("tax_code.length", "warning")]),
        ({"old_identity_no": "18234567"}, [("old_identity_no.shape", "warning")]),
        ({"health_insurance_card_no": "HC123"}, [("health_insurance_card_no.shape", "warning")]),
        ({"email": "lan@bv.vn"}, []),
        ({"email": "lan@bv"}, [("email.shape", "warning")]),
        ({"blood_group": "O+"}, []),
        ({"blood_group": "C"}, [("blood_group.shape", "warning")]),
        ({"full_name": "H'Wing Ê-ban"}, []),
        ({"full_name": "Lò Thị Mai 2"}, [("full_name.shape", "warning")]),
        ({"citizen_id": "040190001234", "tax_code": "040190009999"}, [("tax_code.mismatch", "warning")]),
        ({"union_joined_on": PartialDate("2004-03")}, [("union_joined_on.young", "warning")]),
        ({"union_joined_on": PartialDate("2005-03")}, []),
        ({"military_discharged_on": PartialDate("2012")}, [("military.enlisted_missing", "warning")]),
        ({"home_town": "Xã Nam Thanh, tỉnh Nghệ An"}, []),
        ({"home_town": "xã Kim Liên - huyện Nam Đàn - Nghệ An"}, []),
        ({"home_town": "Xã Nam Thanh"}, [("address.no_province", "warning")]),
        ({"home_town": "Xã Nam Thanh", "home_province": "40"}, []),
        ({"home_town": "Lương Sơn, tỉnh Hòa Bình", "home_province": "25"}, []),  # Phú Thọ today
        ({"home_town": "Lương Sơn, tỉnh Hòa Bình", "home_province": "40"}, [("address.mismatch", "warning")]),
        ({"home_commune": "Xã Nam Thanh"}, [("address.commune_alone", "warning")]),
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
    (problem,) = checks_identity.member_problems(member(citizen_id="40190001234"), KNOWN)
    assert "040190001234" in problem.message
    assert problem.field == "citizen_id"


def test_what_contradicts_is_told_with_both_values():
    wrong = member(first_recruited_on=PartialDate("2012-03"), joined_unit_on=PartialDate("2011"))
    (problem,) = checks_identity.member_problems(wrong, KNOWN)
    assert problem.message == "Ngày tuyển dụng lần đầu 03/2012 sau Ngày vào đơn vị 2011."


def test_the_same_person_entered_twice():
    one = member(staff_code="A", full_name="Trần Thị Hoà")
    same = member(staff_code="B", full_name="TRẦN THỊ HÒA")  # the tone written elsewhere
    without = member(staff_code="C", full_name="Trần Thị Hoa")
    other_day = member(staff_code="D", full_name="Trần Thị Hòa", birth_date=PartialDate("1990-05-07"))
    only_year = member(staff_code="E", full_name="Trần Thị Hòa", birth_date=PartialDate("1990"))
    found = list(checks_identity.duplicates([one, same, without, other_day, only_year]))
    assert [(row.staff_code, p.code, p.severity) for row, p in found] == [
        ("B", "staff.near_duplicate", "warning"),
        ("C", "staff.near_duplicate", "warning"),  # marks are forgotten in lists
    ]
    assert "Trần Thị Hoà (A)" in found[0][1].message


def test_one_citizen_number_for_two_people():
    one, other = (
        member(staff_code="A", citizen_id="040190001234"),
        member(staff_code="B", full_name="Vi Văn Nam", citizen_id="040190001234"),
    )
    found = list(checks_identity.duplicates([one, other, member(staff_code="C", full_name="Hà Thị Hoa")]))
    assert [(row.staff_code, p.code, p.severity) for row, p in found] == [
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
    row = Row(salary_table=table, step=step, coefficient=coefficient and Decimal(coefficient), over_frame_percent=None)
    assert [p.code for p in checks_pay.salary_problems(row, salary_scales(), title_table)] == found


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
        ("CCHN_DUOC", "13075/CCHN-D-SYT-HCM", "2025", []),
    ],
)
def test_licences(kind, number, issued, found):
    row = Row(
        kind=LicenceKind(kind),
        number=number,
        issued_on=issued and PartialDate(issued),
    )
    assert [p.code for p in checks_papers.licence_problems(row)] == found


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
    assert codes(checks_dates.period_problems(period(start, end))) == [("E01", "error")] * faults


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
    found = checks_dates.overlap_problems([period(*row) for row in rows])
    assert [row.starts_on.iso for row, _ in found] == overlapping


@pytest.mark.parametrize(
    ("rows", "gaps"),
    [
        ([("2015", "2019-12-31"), ("2020-01-01", None)], []),
        ([("2015", "2019-12-31"), ("2020-01-02", None)], ["Trống 1 ngày: giai đoạn trước hết 31/12/2019."]),
        ([("2015", "2019"), ("2020", None)], []),
        ([("2015", "2019"), ("2021", None)], ["Trống 366 ngày: giai đoạn trước hết 2019."]),
        ([("2010", None), ("2012", "2013"), ("2015", None)], []),
    ],
)
def test_days_on_which_no_row_holds(rows, gaps):
    found = checks_dates.gap_problems([period(*row) for row in rows], lambda _day: False)
    assert [problem.message for _, problem in found] == gaps


def test_nothing_need_hold_while_somebody_is_away_from_the_unit():
    rows = [period("2015", "2019-12-31"), period("2021-01-01")]
    assert list(checks_dates.gap_problems(rows, lambda day: day == date(2020, 1, 1))) == []


def test_every_code_of_the_register_has_a_title_a_severity_and_a_subject():
    assert tuple(CHECKS[code].code for code in ALL_CODES) == ALL_CODES
    assert all(c.title and c.subject.label and c.severity in ("error", "warning") for c in CHECKS.values())


PARTIAL = st.builds(
    lambda day, length: PartialDate(day.isoformat()[:length]),
    st.dates(date(1950, 1, 1), date(2030, 12, 31)),
    st.sampled_from((4, 7, 10)),
)


@given(PARTIAL, PARTIAL)
def test_one_date_is_after_another_only_where_no_day_of_theirs_fits(one, other):
    assert checks.is_after(one, other) == (one.first > other.last)


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31)).map(PartialDate.of)


@given(st.lists(DAYS, min_size=2, max_size=12, unique=True))
def test_periods_that_follow_each_other_never_overlap(days):
    days = sorted(days)
    rows = [Row(starts_on=one, ends_on=other) for one, other in zip(days, days[1:], strict=False)]
    assert list(checks_dates.overlap_problems(reversed(rows))) == []


def test_a_code_of_several_fields_is_told_by_all_their_names():
    assert {"Loại phụ cấp", "Loại đào tạo"} <= set(
        CHECKS["kind.unknown"].title.removesuffix(" chưa có trong danh mục").split(", ")
    )
