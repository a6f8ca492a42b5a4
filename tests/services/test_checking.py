"""The findings over a whole data file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.mentoring import MentoringAssignment, MentoringKind
from desktop.domain.party import CaseState, PartyCase, PartyMembership, PartyStage
from desktop.domain.rights import Rights
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
from desktop.domain.system import CodeEntry, Role
from desktop.services.checking import check, export_findings, ignore, look_again, summary
from desktop.services.workspace import Workspace
from tests.units import fresh_unit


@pytest.fixture
def unit(tmp_path, today) -> Iterator[Workspace]:
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
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


def test_a_warning_is_passed_over_with_a_reason_until_the_value_changes(unit):
    who = person("A", "Vi Văn Nam", phone="912345678")
    add(unit, who)
    (finding,) = check(unit).findings
    with pytest.raises(UserError, match="Chưa nhập lý do"):
        ignore(unit, [finding], " ")

    assert ignore(unit, [finding], "Số máy nội bộ") == 1
    result = check(unit)
    assert (result.findings, [f.code for f in result.ignored]) == ((), ["phone.shape"])
    assert unit.database.undo_title() == "Bỏ qua khi kiểm tra: Số điện thoại sai dạng của Vi Văn Nam"

    with unit.database.write("Sửa") as session:
        session.query(StaffMember).one().citizen_id = "040186001234"
    assert found(unit) == [("A", "citizen_id.sex"), ("A", "citizen_id.year")]


def test_what_was_passed_over_can_be_looked_at_again(unit):
    add(unit, person("A", "Vi Văn Nam", phone="912345678"), person("B", "Lò Văn Ba", phone="12"))
    ignore(unit, check(unit).findings, "Đã hỏi")
    assert found(unit) == []
    assert look_again(unit, check(unit).ignored) == 2
    assert found(unit) == [("A", "phone.shape"), ("B", "phone.shape")]
    unit.database.undo()
    assert found(unit) == []


def test_an_error_is_not_passed_over(unit):
    add(unit, person("A", "Vi Văn Nam", birth_date=PartialDate("2027-01-01")))
    with pytest.raises(UserError, match="không bỏ qua được"):
        ignore(unit, check(unit).findings, "Kệ")


def test_findings_go_into_a_workbook(unit, tmp_path):
    add(unit, person("A", "Vi Văn Nam", phone="912345678"))
    export_findings(unit, tmp_path / "loi.xlsx", check(unit).findings)
    rows = [[cell.value for cell in line] for line in load_workbook(tmp_path / "loi.xlsx").active]
    assert rows[0][:4] == ["Mức", "Nhóm", "Mã nhân viên", "Họ và tên"]
    assert rows[1][:5] == ["Cần xem", "Giấy tờ, định danh", "A", "Vi Văn Nam", "Số điện thoại sai dạng"]


def test_what_a_clerk_may_not_see_is_not_found(unit):
    add(unit, person("A", "Vi Văn Nam"))
    with unit.database.write("Đảng") as session:
        PartyCase(staff=session.query(StaffMember).one(), state=CaseState.OFFICIAL, ceremony_on=date(2015, 4, 1))
    seen = Workspace.on(unit.database.file, today=unit.today, user="lan", rights=Rights.of(Role.HR_CLERK))
    assert (found(unit), found(seen)) == ([("A", "W17")], [])
    seen.close()
