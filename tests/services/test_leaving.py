"""Who retires next year and whose term ends, over a real data file."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from desktop.domain.dates import PartialDate
from desktop.domain.staff import Allowance, Appointment
from desktop.services import leaving, pay, pay_export
from desktop.services.due import due_list
from desktop.services.progress import run
from tests.services.small_unit import leading, partial, person, unit
from tests.services.small_unit import pay as step

YEAR = (date(2027, 1, 1), date(2027, 12, 31))


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    with made.database.write("Nhân sự") as session:
        head = leading(session, "Trưởng khoa", 5)
        person(session, "M1", "Nguyễn Văn Anh", "nam", "1965-09-10")  # 61 years 9 months: 10/06/2027
        person(session, "F1", "Trần Thị Bích", "nu", "1970")  # only the year: 1 January
        person(session, "F2", "Lê Thị Chi", "nu", "1985-01-01")
        person(
            session,
            "M2",
            "Phạm Văn Duy",
            "nam",
            "1970-02-02",
            retires_on=date(2027, 3, 1),
            retirement_basis="Nặng nhọc",
        )
        person(session, "M3", "Hồ Văn Êm", "nam", "1960-02-02")  # past the age and still at work
        person(session, "M4", "Võ Văn Gấm", "nam", "1958-02-02", status="NGHI_HUU")
        person(session, "N1", "Người Không Rõ", None, "1966-01-01")
        near = person(session, "T1", "Mai Văn Hạnh", "nam", "1966-02-10")
        session.add(Appointment(staff=near, post=head, starts_on=PartialDate("2024-01-01")))
        plain = person(session, "T2", "Đào Thị In", "nu", "1980-05-05")
        session.add(
            Appointment(
                staff=plain,
                post=head,
                starts_on=PartialDate("2022-03-01"),
                term_ends_on=date(2027, 2, 28),
                allowance=Decimal("0.5"),
            )
        )
        step(plain, "A1", 3, Decimal("3.00"), "2026-01-01")
        session.add(Allowance(staff=plain, kind="PCUDN", percent=Decimal(40), starts_on=partial("2020")))
    yield made
    made.close()


def test_next_years_retirements_in_their_order(workspace):
    found = {line.staff_code: line for line in leaving.retiring(workspace, *YEAR)}
    assert list(found) == ["M3", "M2", "F1", "M1", "T1"]
    assert (found["M1"].last_working_day, found["M1"].pension_from) == (date(2027, 6, 30), date(2027, 7, 1))
    assert (found["M1"].notice_on, found["M1"].decision_on) == (date(2027, 1, 1), date(2027, 4, 1))
    assert found["F1"].doubts == ("ngày sinh chỉ ghi 1970",)
    assert found["F1"].last_working_day == date(2027, 5, 31)
    assert (found["M2"].is_decided, found["M2"].basis, found["M2"].pension_from) == (
        True,
        "Nặng nhọc",
        date(2027, 3, 1),
    )
    assert found["M3"].doubts == ("đã qua ngày nghỉ hưu mà hồ sơ vẫn đang làm việc",)


def test_the_due_list_speaks_of_the_same_days(workspace):
    due = {i.due_on for i in due_list(workspace, 400, ["retirement"]) if i.staff_code == "M2"}
    assert due == {date(2026, 9, 1), date(2026, 12, 1), date(2027, 2, 28)}


def test_terms_that_end_also_those_that_no_paper_tells(workspace):
    found = {line.staff_code: line for line in leaving.term_list(workspace, date(2028, 12, 31))}
    assert list(found) == ["T2", "T1"]
    assert (found["T2"].ends_on, found["T2"].is_assumed, found["T2"].doubts) == (date(2027, 2, 28), False, ())
    assert (found["T2"].prepare_on, found["T2"].review_on) == (date(2026, 10, 31), date(2026, 11, 30))
    # Born 10/02/1966: retires from 01/12/2027, before the five years are over.
    assert (found["T1"].ends_on, found["T1"].is_assumed) == (date(2027, 11, 30), True)
    assert found["T1"].basis == "Đến khi nghỉ hưu (01/12/2027)"
    due = [(i.staff_code, i.due_on) for i in due_list(workspace, 110, ["post.term_end"])]
    assert due == [("T2", date(2026, 10, 31)), ("T2", date(2026, 11, 30)), ("T2", date(2027, 2, 28))]


def test_the_lists_as_workbooks(workspace, tmp_path):
    lines, terms = leaving.retiring(workspace, *YEAR), leaving.term_list(workspace, YEAR[1])
    retired = run(pay_export.export_retiring(workspace, lines, pay_export.span_of(*YEAR), tmp_path / "huu.xlsx"))
    ended = run(pay_export.export_terms(workspace, terms, "Đến ngày 31/12/2027", tmp_path / "nk.xlsx"))
    text = [str(value) for path in (retired, ended) for row in load_workbook(path).active.values for value in row]
    assert {"Nguyễn Văn Anh", "61 tuổi 9 tháng", "Mai Văn Hạnh", "Từ ngày 01/01/2027 đến ngày 31/12/2027"} <= set(text)


def test_what_one_person_is_paid_also_across_a_new_base_salary(workspace):
    uid = next(line.staff_uid for line in leaving.term_list(workspace, YEAR[1]) if line.staff_code == "T2")
    day = pay.pay_of(workspace, uid, date(2026, 8, 1))
    # 3.00, 0.5 of the post, 40 % of both
    assert [line.amount for line in day.lines] == [7_590_000, 1_265_000, 3_542_000]
    assert day.lines[1].label == "Phụ cấp chức vụ"
    found = pay.pay_between(workspace, uid, date(2026, 6, 1), date(2026, 8, 31))
    assert [(s.first, s.last, s.pay.base) for s in found] == [
        (date(2026, 6, 1), date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), date(2026, 8, 31), 2_530_000),
    ]
