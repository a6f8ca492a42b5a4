"""How complete a record is against the 38-item form: what is owed by whom, what is missing, over the whole unit."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from desktop.domain.biography import Attachment, DocumentKind, FamilyMember, FamilySide, Household
from desktop.domain.completeness import ITEMS, ROW_FIELDS
from desktop.domain.dates import PartialDate
from desktop.domain.merits import Appraisal
from desktop.domain.organisation import Department, Post
from desktop.domain.party import PartyMembership, PartyStage
from desktop.domain.record import RECORDS
from desktop.domain.rights import Rights
from desktop.domain.schooling import Qualification, WorkHistory
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Placement,
    SalaryStep,
    StaffMember,
    TitleHolding,
)
from desktop.domain.system import Role
from desktop.services.completeness import average, by_item, completeness, export_completeness, of_person
from desktop.services.workspace import Workspace
from tests.units import fresh_unit

P = PartialDate


@pytest.fixture
def unit(tmp_path, today) -> Iterator[Workspace]:
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    yield workspace
    workspace.close()


def whole_person(session):
    """Somebody of whom every item of the form is there."""
    who = StaffMember(
        staff_code="A",
        full_name="Lò Văn Đủ",
        sex="nam",
        birth_date=P("1985-01-02"),
        **{
            name: "Có ghi"
            for name in (
                *("birth_place", "home_town", "ethnic_group", "religion", "citizen_id", "phone", "social_insurance_no"),
                *("health_insurance_card_no", "current_address", "family_class_origin", "first_recruiting_agency"),
                *("occupation_before_recruitment", "policy_beneficiary", "general_education_level", "main_duty"),
                *("strengths", "health_status", "blood_group", "personal_history"),
            )
        },
        citizen_id_issued_on=date(2021, 5, 5),
        first_recruited_on=P("2010-03"),
        joined_unit_on=P("2010-03"),
        first_mass_org_joined_on=P("2000"),
        height_cm=165,
        weight_kg=Decimal("60.0"),
    )
    session.add(who)
    Placement(staff=who, department=Department(name="Khoa Nội"), starts_on=P("2010"))
    Attachment(staff=who, kind=DocumentKind.PHOTO, file_name="anh.jpg")
    Qualification(staff=who, level="DH", school="Đại học Y")
    TitleHolding(staff=who, title="V.08.01.03", starts_on=P("2010"))
    SalaryStep(staff=who, step=3, coefficient=Decimal("3.00"), starts_on=P("2022"))
    WorkHistory(staff=who, organisation="Bệnh viện", starts_on=P("2010"))
    Appraisal(staff=who, year=2025, rating="HTT")
    FamilyMember(staff=who, relation="CHA_DE", name="Lò Văn Cha")
    FamilyMember(staff=who, relation="ME_DE", name="Lò Thị Mẹ")
    Household(staff=who, declared_on=P("2025"))
    return who


def missing(found):
    return [item.number for item in found.missing]


def test_a_record_with_every_item_is_whole(unit):
    with unit.database.write("Nhập") as session:
        whole_person(session)
    (found,) = completeness(unit)
    assert (found.percent, found.missing, found.department) == (100, (), "Khoa Nội")


def test_every_item_opens_a_field_that_there_is():
    for item in ITEMS:
        assert item.field in RECORDS[item.entity].fields, item
        assert item.entity == "StaffMember" or item.entity in ROW_FIELDS


@pytest.mark.parametrize(
    ("added", "number"),
    [
        (lambda who: setattr(who, "highest_military_rank", "Trung sĩ"), ["17a", "17b"]),
        (lambda who: PartyMembership(staff=who, stage=PartyStage.PROBATIONARY), ["15a"]),
        (lambda who: PartyMembership(staff=who, stage=PartyStage.OFFICIAL), ["15a", "15b"]),
        (lambda who: Appointment(staff=who, post=Post(name="Trưởng khoa", is_manager=True)), ["23b"]),
        (lambda who: FamilyMember(staff=who, relation="VO", name="Vi Thị Hoa"), ["36.2"]),
        (lambda who: setattr(who, "religion", None), ["7"]),
        (lambda who: setattr(who, "birth_place", None), ["4"]),
    ],
)
def test_an_item_is_owed_by_whom_it_concerns(unit, added, number):
    with unit.database.write("Nhập") as session:
        added(whole_person(session))
    (found,) = completeness(unit)
    assert missing(found) == number
    assert found.percent < 100


def test_a_place_by_commune_and_province_counts_as_one_printed(unit):
    with unit.database.write("Nhập") as session:
        who = whole_person(session)
        who.birth_place, who.birth_province = None, "40"
    assert completeness(unit)[0].percent == 100


def test_a_spouses_family_that_is_there_counts(unit):
    with unit.database.write("Nhập") as session:
        who = whole_person(session)
        FamilyMember(staff=who, relation="VO", name="Vi Thị Hoa")
        FamilyMember(staff=who, relation="CHA_VO", name="Vi Văn Nhạc", side=FamilySide.SPOUSE)
    assert completeness(unit)[0].percent == 100


def test_who_works_in_support_under_contract_owes_no_title(unit):
    with unit.database.write("Nhập") as session:
        who = whole_person(session)
        session.remove(who.titles[0])
        session.remove(who.salary_steps[0])
    assert missing(completeness(unit)[0]) == ["30.1a", "30.1c", "30.1d", "30.1e", "30.1f"]
    with unit.database.write("Nhập") as session:
        Contract(staff=session.query(StaffMember).one(), kind="HD68", starts_on=P("2015"))
    assert completeness(unit)[0].percent == 100


def test_who_joined_late_last_year_was_not_rated(unit):
    with unit.database.write("Nhập") as session:
        who = whole_person(session)
        session.remove(who.appraisals[0])
    assert missing(completeness(unit)[0]) == ["35.1"]
    with unit.database.write("Sửa") as session:
        session.query(StaffMember).one().joined_unit_on = P("2025-08")
    assert completeness(unit)[0].percent == 100


def test_the_list_begins_with_the_least_complete_and_leaves_out_who_left(unit):
    with unit.database.write("Nhập") as session:
        whole_person(session)
        bare = StaffMember(staff_code="B", full_name="Vi Văn Thiếu")
        gone = StaffMember(staff_code="C", full_name="Vi Văn Đi")
        EmploymentStatus(staff=gone, status="NGHI_HUU", starts_on=P("2020"))
        session.add_all([bare, gone])
        session.flush()
        uid = gone.uid
    people = completeness(unit)
    assert [person.staff_code for person in people] == ["B", "A"]
    assert of_person(unit, uid).staff_code == "C"
    shares = by_item(people)
    assert {(share.owed, share.lacking, share.percent) for share in shares[:5]} == {(2, 1, 50)}
    assert 0 < average(people) < 100


def test_what_is_not_seen_is_not_owed(unit):
    with unit.database.write("Nhập") as session:
        PartyMembership(staff=whole_person(session), stage=PartyStage.OFFICIAL)
    assert missing(completeness(unit)[0]) == ["15a", "15b"]
    seen = Workspace.on(unit.database.file, today=unit.today, user="lan", rights=Rights.of(Role.HR_CLERK))
    assert completeness(seen)[0].percent == 100
    seen.close()


def test_the_list_goes_into_a_workbook(unit, tmp_path):
    with unit.database.write("Nhập") as session:
        whole_person(session).religion = None
    export_completeness(unit, tmp_path / "du.xlsx", completeness(unit))
    rows = [[cell.value for cell in line] for line in load_workbook(tmp_path / "du.xlsx").active]
    assert rows[1][0] == "A"
    assert rows[1][-1] == "7. Tôn giáo (không có thì ghi «Không»)"
