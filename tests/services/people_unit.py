"""A small unit with histories that change: for tests of the list of people and of what is done in it."""

from datetime import date
from decimal import Decimal

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Decision, Department, DepartmentName, PartyCell, Post
from desktop.domain.party import PartyMembership, PartyStage
from desktop.domain.schooling import Certificate, Qualification
from desktop.domain.staff import (
    Appointment,
    AppointmentKind,
    Contract,
    EmploymentStatus,
    Licence,
    LicenceKind,
    LicenceState,
    Placement,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.services.workspace import Workspace

DAY = date(2026, 11, 22)


def partial(text):
    return PartialDate(text) if text else None


def fill(workspace: Workspace) -> None:
    """Five people: Ân (head of Nội), Ánh (moved to Ngoại in 2024), Đức (retired), Minh (sent away), Lan (from elsewhere)."""
    with workspace.database.write("Nhập") as session:
        nội, ngoại = Department(name="Khoa Nội tổng hợp", order_no=2), Department(name="Khoa Ngoại", order_no=1)
        DepartmentName(department=nội, name="Khoa Nội", ends_on=PartialDate("2023-06-30"))
        head = Post(name="Trưởng khoa", order_no=1, is_manager=True)
        cell, second = PartyCell(name="Chi bộ 1"), Post(name="Trưởng phòng khám", order_no=2)
        session.add_all((nội, ngoại, head, cell, second, Decision(number="1/QĐ")))

        def person(code, name, sex, born, joined, **more):
            one = StaffMember(
                staff_code=code,
                full_name=name,
                sex=Sex(sex),
                birth_date=partial(born),
                joined_unit_on=partial(joined),
                **more,
            )
            session.add(one)
            return one

        ân = person("VC01", "Nguyễn Văn Ân", "nam", "1970-05-12", "1995-09-01", home_town="Xã Ân, huyện Đức")
        ánh = person("VC02", "Đỗ Thị Ánh", "nu", "1988-11-30", "2012", phone="0912345678", citizen_id="001188000001")
        đức = person("VC03", "Phạm Văn Đức", "nam", "1962", "1990")
        minh = person("VC04", "Trần Minh", "nam", "1985-02", "2010-01-15", home_town="An Bình")
        lan = person("VC05", "Lê Thị Lan", "nu", "1990-12-01", None)
        for one, where, since in ((ân, nội, "1995-09-01"), (đức, nội, "1990"), (minh, ngoại, "2010-01-15")):
            Placement(staff=one, department=where, starts_on=partial(since))
        Placement(staff=ánh, department=nội, starts_on=partial("2012"), ends_on=partial("2024-02-29"))
        Placement(staff=ánh, department=ngoại, starts_on=partial("2024-03-01"), job="Phòng mổ")
        for one in (ân, ánh, đức, minh):
            ends = {"VC03": "2023-08-31", "VC04": "2026-01-31"}.get(one.staff_code)
            EmploymentStatus(staff=one, status="DANG_LAM", starts_on=one.joined_unit_on, ends_on=partial(ends))
        EmploymentStatus(staff=đức, status="NGHI_HUU", starts_on=partial("2023-09-01"))
        EmploymentStatus(
            staff=minh,
            status="BIET_PHAI_DI",
            starts_on=partial("2026-02-01"),
            place="TTYT Mẫu",
            returns_on=date(2027, 1, 31),
        )
        EmploymentStatus(staff=lan, status="BIET_PHAI_DEN", starts_on=partial("2026-03-01"))
        TitleHolding(staff=ân, title="V.08.01.02", starts_on=partial("2015"))
        TitleHolding(staff=ánh, title="V.08.01.03", starts_on=partial("2012"))
        SalaryStep(staff=ánh, salary_table="A1", step=3, coefficient=Decimal("3.00"), starts_on=partial("2024-01-01"))
        Contract(staff=ánh, kind="HDLV_KXDTH", number="12/HĐLV", starts_on=partial("2012"))
        Appointment(staff=ân, post=head, starts_on=partial("2020-01-01"), term_ends_on=date(2024, 12, 31))
        Appointment(staff=ân, post=second, kind=AppointmentKind.CONCURRENT, starts_on=partial("2021"))
        Qualification(staff=ân, level="DH", graduated_on=partial("1994"))
        Qualification(staff=ân, level="TS", major="Nội khoa", graduated_on=partial("2018"))
        Certificate(staff=ân, kind="politics", level="LLCT_SC", issued_on=partial("2010"))
        Licence(
            staff=ánh,
            kind=LicenceKind.GPHN,
            number="000123/GPHN",
            expires_on=date(2026, 12, 15),
            state=LicenceState.ACTIVE,
        )
        PartyMembership(
            staff=ân,
            stage=PartyStage.PROBATIONARY,
            cell=cell,
            starts_on=partial("2005-05-19"),
            ends_on=partial("2006-05-18"),
        )
        PartyMembership(staff=ân, stage=PartyStage.OFFICIAL, cell=cell, starts_on=partial("2006-05-19"))
