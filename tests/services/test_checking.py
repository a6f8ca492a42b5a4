"""The findings over a whole data file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringAssignment, MentoringKind
from desktop.domain.party import CaseState, PartyCase, PartyMembership, PartyStage
from desktop.domain.staff import (
    Contract,
    EmploymentStatus,
    Licence,
    LicenceKind,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.domain.system import CodeEntry
from desktop.services.checking import check, summary
from desktop.services.workspace import Workspace


@pytest.fixture
def unit(tmp_path, today) -> Iterator[Workspace]:
    workspace = Workspace.create(tmp_path / "unit.canbo", None, today=today)
    yield workspace
    workspace.close()


def person(code, name, **values) -> StaffMember:
    return StaffMember(
        staff_code=code, full_name=name, **{"sex": Sex.MALE, "birth_date": PartialDate("1985-01-02"), **values}
    )


def add(unit, *rows):
    with unit.database.write("Nhập") as session:
        session.add_all(rows)


def found(unit):
    return [(f.staff_code, f.code) for f in check(unit).findings]


def test_a_file_without_faults(unit):
    who = person("A", "Vi Văn Nam", citizen_id="040085001234")
    add(
        unit,
        who,
        TitleHolding(staff=who, title="V.08.01.03", starts_on=PartialDate("2012")),
        SalaryStep(staff=who, step=3, coefficient=Decimal("3.00"), starts_on=PartialDate("2023")),
        Contract(staff=who, kind="HDLV_KXDTH", starts_on=PartialDate("2012")),
    )
    result = check(unit)
    assert result.findings == ()
    assert result.as_json() == {"findings": [], "records": 4}
    assert result.ignored == ()


def test_findings_in_the_shape_of_the_command_line_errors_first(unit):
    who = person("A", "Vi Văn Nam", citizen_id="040085001234")
    add(
        unit,
        who,
        TitleHolding(staff=who, title="V.08.01.99"),
        Contract(staff=who, kind="HDLV_XDTH", starts_on=PartialDate("2024"), ends_on=PartialDate("2023")),
    )
    result = check(unit)
    assert [f.as_json() for f in result.findings] == [
        {
            "code": "E01",
            "severity": "error",
            "staff_code": "A",
            "field": "ends_on",
            "message": "Đến ngày 2023 trước từ ngày 2024.",
        },
        {
            "code": "title.unknown",
            "severity": "warning",
            "staff_code": "A",
            "field": "title",
            "message": "Chức danh nghề nghiệp: «V.08.01.99» chưa có trong danh mục.",
        },
    ]
    assert result.findings[0].entity == "Contract"
    with unit.database.read() as session:
        assert session.query(Contract).one().uid == result.findings[0].uid


def test_every_kind_of_record_is_looked_at(unit):
    one, same = person("A", "Trần Văn Hoà"), person("B", "Trần Văn Hòa")
    mentee = person("C", "Vi Văn Nam", citizen_id="040185001234")
    add(
        unit,
        one,
        same,
        mentee,
        SalaryStep(staff=one, salary_table="A1", coefficient=Decimal("3.36"), starts_on=PartialDate("2023")),
        EmploymentStatus(staff=one, status="DANG_LAM", starts_on=PartialDate("2010")),
        EmploymentStatus(staff=one, status="DI_HOC", starts_on=PartialDate("2024")),
        Licence(staff=one, kind=LicenceKind.CCHN, number="12/NA"),
        PartyCase(
            staff=one,
            state=CaseState.OFFICIAL,
            decision_issued_on=date(2015, 5, 1),
            ceremony_on=date(2015, 4, 1),
            official_on=date(2016, 4, 1),
        ),
        PartyMembership(staff=one, stage=PartyStage.OFFICIAL, starts_on=PartialDate("2016-04-01")),
        MentoringAssignment(kind=MentoringKind.SYMPATHISER, mentee=mentee, mentor=one, assigned_on=date(2026, 1, 5)),
        MentoringAssignment(kind=MentoringKind.SYMPATHISER, mentee=mentee, mentor=same, assigned_on=date(2026, 2, 5)),
    )
    assert found(unit) == [
        ("A", "E09"),
        ("C", "E02"),
        ("C", "E04"),
        ("A", "history.overlap"),
        ("A", "licence.shape"),
        ("A", "coefficient.off_scale"),
        ("B", "staff.near_duplicate"),
        ("C", "citizen_id.sex"),
    ]
    assert summary(check(unit).findings) == {
        "E02": 1,
        "E04": 1,
        "E09": 1,
        "citizen_id.sex": 1,
        "coefficient.off_scale": 1,
        "history.overlap": 1,
        "licence.shape": 1,
        "staff.near_duplicate": 1,
    }


def test_gaps_in_the_papers_of_who_left_are_not_asked_for(unit):
    who = person("A", "Vi Văn Nam", birth_date=None, sex=None)
    add(unit, who)
    assert found(unit) == [("A", "birth_date.missing"), ("A", "sex.missing")]
    add(unit, EmploymentStatus(staff=who, status="NGHI_HUU", starts_on=PartialDate("2020")))
    assert found(unit) == []


def test_a_code_of_the_unit_is_known(unit):
    add(unit, person("A", "Vi Văn Nam", religion="Đạo Mẫu"))
    assert found(unit) == [("A", "religion.unknown")]
    add(unit, CodeEntry(list_name="religion", code="Đạo Mẫu", label="Đạo Mẫu"))
    assert found(unit) == []


def test_removed_records_are_not_looked_at(unit):
    add(unit, person("A", "Vi Văn Nam", sex=None))
    with unit.database.write("Xóa") as session:
        session.remove(session.query(StaffMember).one())
    assert (found(unit), check(unit).records) == ([], 0)
