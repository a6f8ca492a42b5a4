"""The list of what is due, over a real data file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringReview
from desktop.domain.organisation import Department, Post
from desktop.domain.party import CaseState, PartyCase
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Licence,
    LicenceKind,
    Placement,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.domain.system import Holiday, RuleOverride
from desktop.domain.training import Enrolment, EnrolmentState
from desktop.services.due import acknowledge, due_list
from desktop.services.workspace import Workspace
from tests.units import fresh_unit


@pytest.fixture
def unit(tmp_path, today) -> Iterator[Workspace]:
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    with workspace.database.write("Khoa") as session:
        session.add(Department(name="Khoa Ngoại"))
    yield workspace
    workspace.close()


def person(code="VC0208", name="Nguyễn Văn Đức", **values) -> StaffMember:
    return StaffMember(staff_code=code, full_name=name, **values)


def add(unit, *rows):
    with unit.database.write("Nhập") as session:
        session.add_all(rows)


def listed(unit, *rules, within=60):
    return [(i.staff_code, i.rule, i.due_on) for i in due_list(unit, within, rules or None)]


def probationer(code="VC0208", ceremony=date(2025, 12, 20), **values):
    who = person(code)
    mentor = person(code + "H", "Đỗ Thị Ánh")
    helper = MentoringAssignment(
        kind=MentoringKind.PROBATIONER, mentee=who, mentor=mentor, assigned_on=date(2026, 11, 20)
    )
    return [who, PartyCase(staff=who, state=CaseState.PROBATION, ceremony_on=ceremony, **values), helper]


def test_an_item_in_the_shape_of_the_command_line(unit):
    who, *rest = probationer()
    add(unit, who, *rest, Placement(staff=who, department=_department(unit), starts_on=PartialDate("2020")))

    (item,) = due_list(unit)

    assert item.as_json() == {
        "rule": "party.probation_end",
        "due_on": "2026-12-20",
        "days_left": 28,
        "level": "info",
        "staff_code": "VC0208",
        "name": "Nguyễn Văn Đức",
        "department": "Khoa Ngoại",
        "subject": "Hết 12 tháng dự bị",
        "basis": "Điều lệ Đảng, Điều 5",
        "anchor": "2025-12-20",
    }
    assert (item.target.entity, item.target.field) == ("PartyCase", "off_cell_meeting_on")
    with unit.database.read() as session:
        assert session.query(PartyCase).filter_by(uid=item.target.uid).one().staff.uid == item.staff_uid


def _department(unit):
    with unit.database.read() as session:
        return session.query(Department).one()


@pytest.mark.parametrize(
    ("ceremony", "expected"),
    [
        (date(2025, 10, 22), [("VC0208", "party.cell_review", date(2026, 12, 4))]),
        (date(2024, 10, 10), [("VC0208", "party.cell_review", date(2025, 11, 21))]),
        (
            date(2025, 11, 22),
            [
                ("VC0208", "party.probation_end", date(2026, 11, 22)),
                ("VC0208", "party.cell_review", date(2027, 1, 5)),
            ],
        ),
    ],
)
def test_vectors_of_probation(unit, ceremony, expected):
    add(unit, *probationer(ceremony=ceremony))
    assert listed(unit, "party") == expected


def test_everything_that_falls_due_for_one_person_the_earliest_first(unit):
    who = person(sex=Sex.FEMALE, birth_date=PartialDate("1969-11-20"))
    add(
        unit,
        who,
        EmploymentStatus(staff=who, status="DANG_LAM", starts_on=PartialDate("2000")),
        SalaryStep(staff=who, salary_table="A1", step=3, counted_from=PartialDate("2023-12-01")),
        Contract(staff=who, kind="HDLV_XDTH", starts_on=PartialDate("2024"), ends_on=PartialDate("2026-12-31")),
        Licence(staff=who, kind=LicenceKind.GPHN, number="000123/NA-GPHN", expires_on=date(2026, 12, 5)),
        Enrolment(
            staff=who,
            kind="DT_CKI",
            starts_on=PartialDate("2024-12"),
            planned_end_on=PartialDate("2026-11"),
            state=EnrolmentState.STUDYING,
        ),
        Appointment(
            staff=who, post=Post(name="Trưởng khoa"), starts_on=PartialDate("2022"), term_ends_on=date(2027, 1, 10)
        ),
    )
    assert [(i.rule, i.due_on) for i in due_list(unit)] == [
        ("retirement.notice", date(2026, 9, 1)),
        ("post.term_end", date(2026, 10, 12)),
        ("retirement.notice", date(2026, 11, 30)),
        ("training.return", date(2026, 11, 30)),
        ("salary.next_step", date(2026, 12, 1)),
        ("licence.expiry", date(2026, 12, 5)),
        ("contract.end", date(2026, 12, 31)),
        ("post.term_end", date(2027, 1, 10)),
    ]
    assert len(due_list(unit, within=13)) == 6
    assert [i.rule for i in due_list(unit, rules=["salary", "contract.end"])] == ["salary.next_step", "contract.end"]


def test_an_unknown_rule_is_refused_with_those_there_are(unit):
    with pytest.raises(UserError, match="party.cell_review"):
        due_list(unit, rules=["lương"])


@pytest.mark.parametrize(("status", "count"), [("NGHI_HUU", 0), ("CHUYEN_DI", 0), ("DI_HOC", 1), ("THAI_SAN", 1)])
def test_nothing_is_due_for_people_who_left(unit, status, count):
    who, *rest = probationer()
    add(unit, who, *rest, EmploymentStatus(staff=who, status=status, starts_on=PartialDate("2026-06-01")))
    assert len(due_list(unit)) == count


def test_who_will_leave_later_is_still_here(unit):
    who, *rest = probationer()
    add(
        unit,
        who,
        *rest,
        EmploymentStatus(
            staff=who, status="DANG_LAM", starts_on=PartialDate("2020"), ends_on=PartialDate("2026-12-31")
        ),
        EmploymentStatus(staff=who, status="CHUYEN_DI", starts_on=PartialDate("2027-01-01")),
    )
    assert len(due_list(unit)) == 1


def test_a_deleted_record_has_nothing_due(unit):
    add(unit, *probationer())
    with unit.database.write("Xóa") as session:
        session.remove(session.query(PartyCase).one())
    assert due_list(unit) == []


def test_only_the_newest_contract_and_the_step_that_holds_count(unit):
    who = person()
    add(
        unit,
        who,
        Contract(staff=who, kind="HD111_CM", starts_on=PartialDate("2022"), ends_on=PartialDate("2024-12-31")),
        Contract(staff=who, kind="HDLV_KXDTH", starts_on=PartialDate("2025-01-01")),
        SalaryStep(
            staff=who, salary_table="A1", step=1, counted_from=PartialDate("2018-01-01"), starts_on=PartialDate("2018")
        ),
        SalaryStep(
            staff=who, salary_table="A1", step=2, counted_from=PartialDate("2025-01-01"), starts_on=PartialDate("2025")
        ),
    )
    assert due_list(unit) == []


def test_a_contract_that_ran_out_stays_until_there_is_a_new_one(unit):
    who = person()
    add(
        unit,
        who,
        Contract(staff=who, kind="HD111_CM", starts_on=PartialDate("2022"), ends_on=PartialDate("2026-10-31")),
    )
    (item,) = due_list(unit)
    assert (item.rule, item.level.value, item.days_left) == ("contract.end", "overdue", -22)


def test_a_step_without_its_table_is_read_in_the_table_of_the_title(unit):
    who = person()
    add(
        unit,
        who,
        TitleHolding(staff=who, title="V.08.05.13", starts_on=PartialDate("2020")),
        SalaryStep(staff=who, coefficient=Decimal("2.26"), counted_from=PartialDate("2024-12-01")),
    )
    (item,) = due_list(unit)
    assert (item.due_on, item.subject) == (date(2026, 12, 1), "Nâng lương lên bậc 4, hệ số 2,46")


def test_work_past_the_retirement_age_by_contract_is_not_overdue(unit):
    who = person(sex=Sex.MALE, birth_date=PartialDate("1963-01-01"))
    add(unit, who)
    assert [i.rule for i in due_list(unit)] == ["retirement.notice"]
    add(unit, Contract(staff=who, kind="HD50", starts_on=PartialDate("2023-11"), ends_on=PartialDate("2028-10")))
    assert due_list(unit) == []


def test_who_has_no_mentor_and_whose_mentor_left(unit):
    alone, helped, left = person("A", "Lò Thị Mai"), person("B", "Vi Văn Nam"), person("C", "Hà Thị Hoa")
    mentor, gone = person("M", "Đỗ Thị Ánh"), person("G", "Lê Văn Cảnh")
    sympathiser = {"state": CaseState.SYMPATHISER, "list_resolution_on": date(2026, 10, 1)}
    kind = MentoringKind.SYMPATHISER
    add(
        unit,
        *(PartyCase(staff=who, **sympathiser) for who in (alone, helped, left)),
        MentoringAssignment(kind=kind, mentee=helped, mentor=mentor, assigned_on=date(2026, 10, 1)),
        MentoringAssignment(kind=kind, mentee=left, mentor=gone, assigned_on=date(2026, 10, 1)),
        EmploymentStatus(staff=gone, status="NGHI_HUU", starts_on=PartialDate("2026-11-01")),
    )
    assert listed(unit, "mentoring") == [
        ("A", "mentoring.no_mentor", date(2026, 10, 1)),
        ("C", "mentoring.no_mentor", date(2026, 11, 1)),
        ("B", "mentoring.review", date(2026, 12, 31)),
    ]


def test_the_latest_comment_counts(unit):
    who, mentor = person("A"), person("M", "Đỗ Thị Ánh")
    given = MentoringAssignment(kind=MentoringKind.SYMPATHISER, mentee=who, mentor=mentor, assigned_on=date(2026, 1, 5))
    given.reviews += [
        MentoringReview(period="2026-Q3", review_on=date(2026, 9, 20)),
        MentoringReview(period="2026-Q1", review_on=date(2026, 3, 20)),
    ]
    add(unit, given)
    assert listed(unit) == [("A", "mentoring.review", date(2026, 12, 31))]


def test_what_is_put_off_comes_back_and_what_is_dealt_with_does_not(unit, tmp_path):
    add(unit, *probationer())
    (item,) = due_list(unit)

    acknowledge(unit, item, date(2026, 12, 1), "Đã báo chi bộ")
    assert due_list(unit) == []
    unit.database.today = date(2026, 12, 1)
    assert due_list(unit) == [_later(item, 9)]

    acknowledge(unit, item, None, "Đã làm xong")
    assert due_list(unit) == []

    unit.database.undo()
    assert len(due_list(unit)) == 1


def _later(item, days):
    return replace(item, days_left=item.days_left - days)


def test_an_acknowledgement_is_of_one_due_day_only(unit):
    who, case, helper = probationer()
    add(unit, who, case, helper)
    acknowledge(unit, due_list(unit)[0], None, "Xong")
    with unit.database.write("Sửa ngày") as session:
        session.query(PartyCase).one().ceremony_on = date(2025, 12, 30)
    assert listed(unit) == [("VC0208", "party.probation_end", date(2026, 12, 30))]


@pytest.mark.parametrize(("until", "reason"), [(None, "  "), (date(2026, 11, 22), "hoãn")])
def test_putting_off_needs_a_reason_and_a_day_ahead(unit, until, reason):
    add(unit, *probationer())
    (item,) = due_list(unit)
    with pytest.raises(UserError):
        acknowledge(unit, item, until, reason)
    assert due_list(unit) == [item]


def test_the_units_own_days_off_and_numbers_count_at_once(unit):
    add(unit, *probationer(ceremony=date(2025, 10, 22)))
    assert listed(unit)[0][2] == date(2026, 12, 4)
    add(unit, Holiday(day=date(2026, 11, 25), name="Ngày truyền thống"))
    assert listed(unit)[0][2] == date(2026, 12, 7)
    add(
        unit,
        RuleOverride(
            code="party.cell_review", since=date(2026, 10, 1), values='{"working_days": 20}', source="Tỉnh ủy"
        ),
    )
    (item,) = due_list(unit)
    assert (item.due_on, item.basis) == (date(2026, 11, 19), "Tỉnh ủy")


def test_a_rule_that_cannot_be_read_does_not_close_the_file(unit, caplog):
    add(unit, *probationer(ceremony=date(2025, 10, 22)))
    add(unit, RuleOverride(code="party.cell_review", since=date(2026, 10, 1), values="hai mươi ngày"))
    assert listed(unit)[0][2] == date(2026, 12, 4)
    assert "party.cell_review" in caplog.text


def test_as_at_another_day(unit):
    add(unit, *probationer(ceremony=date(2025, 10, 22)))
    unit.database.today = date(2026, 10, 1)
    assert listed(unit) == [("VC0208", "party.probation_end", date(2026, 10, 22))]
    unit.database.today = date(2026, 10, 22) + timedelta(days=1)
    assert listed(unit) == [("VC0208", "party.cell_review", date(2026, 12, 4))]
