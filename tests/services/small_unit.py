"""A hand-made unit for tests of reports: a few people whose every figure can be counted on the fingers."""

from datetime import date

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department, PartyCell, Post, Unit
from desktop.domain.party import PartyCase, PartyMembership, PartyStage
from desktop.domain.schooling import Certificate, Qualification
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Placement,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from tests.units import fresh_unit

DAY = date(2026, 11, 22)
SINCE = PartialDate("2015-03-01")


def partial(text):
    return PartialDate(text) if text else None


def unit(tmp_path, name="unit.canbo"):
    """A new data file whose unit is named and signed for, and nothing else."""
    workspace = fresh_unit(tmp_path / name, today=DAY)
    with workspace.database.write("Khai đơn vị") as session:
        session.add(
            Unit(
                code="BVTT",
                name="Bệnh viện Thử nghiệm",
                parent_name="Sở Y tế tỉnh Mẫu",
                place="Mẫu",
                preparer_name="Lê Thị Lập",
                signer_title="GIÁM ĐỐC",
                signer_name="Trần Văn Ký",
            )
        )
    return workspace


def departments(session, *names, assigned=()):
    made = []
    for order, name in enumerate(names, 1):
        count = assigned[order - 1] if assigned else None
        made.append(Department(name=name, order_no=order, assigned_headcount=count))
        session.add(made[-1])
    return made


def person(
    session,
    code,
    name,
    sex="nu",
    born="1990-05-02",
    *,
    department=None,
    title="V.08.05.12",
    contract="HDLV_KXDTH",
    degree="DH",
    major=None,
    status="DANG_LAM",
    since=SINCE,
    post=None,
    certificates=(),
    party="",
    cell=None,
    **more,
):
    """Somebody with one row of each history; None leaves a history out."""
    member = StaffMember(
        staff_code=code, full_name=name, sex=Sex(sex) if sex else None, birth_date=partial(born), **more
    )
    session.add(member)
    if status:
        EmploymentStatus(staff=member, status=status, starts_on=since)
    if department:
        Placement(staff=member, department=department, starts_on=since)
    if title:
        TitleHolding(staff=member, title=title, starts_on=since)
    if contract:
        Contract(staff=member, kind=contract, starts_on=since)
    if degree:
        Qualification(staff=member, level=degree, major=major, graduated_on=PartialDate("2012"))
    for kind, level in certificates:
        Certificate(staff=member, kind=kind, level=level, issued_on=PartialDate("2020"))
    if post:
        Appointment(staff=member, post=post, starts_on=PartialDate("2024-02-01"))
    if party:
        PartyMembership(staff=member, stage=PartyStage(party), cell=cell, starts_on=PartialDate("2018-09-02"))
    return member


def pay(member, table, step, coefficient, since="2025-01-01", **more):
    return SalaryStep(
        staff=member, salary_table=table, step=step, coefficient=coefficient, starts_on=PartialDate(since), **more
    )


def leading(session, name, level, *, is_party=False):
    post = Post(name=name, level=level, is_manager=not is_party, is_party=is_party)
    session.add(post)
    return post


def cells(session, *names):
    made = [PartyCell(name=name, order_no=order) for order, name in enumerate(names, 1)]
    for cell in made:
        session.add(cell)
    return made


def case(session, member, state, **more):
    made = PartyCase(staff=member, state=state, **more)
    session.add(made)
    return made


def table_text(sheet):
    """The table as it stands on paper, one line a row, without empty cells at its end."""
    lines = []
    for cells in sheet.rows[sheet.table.top - 1 : sheet.table.bottom]:
        line = " | ".join(sheet.shown(cell).replace("\n", "⏎") for cell in cells)
        lines.append(line.rstrip(" |"))
    return "\n".join(lines)


def body_text(sheet):
    """The same without the headings: rows, groups and totals."""
    heads = sheet.header[1] - sheet.header[0] + 1
    return "\n".join(table_text(sheet).split("\n")[heads:])


def found(built):
    """What was found, as (code, staff code)."""
    return [(finding.code, finding.staff_code) for finding in built.findings]
