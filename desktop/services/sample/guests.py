"""People of other units who work here for a time: on the list, but in nobody's headcount here."""

from datetime import timedelta

from desktop.domain.dates import add_months
from desktop.domain.organisation import DepartmentKind
from desktop.domain.schooling import WorkHistory
from desktop.domain.staff import EmploymentStatus, Placement, StaffMember, TitleHolding
from desktop.services.sample.careers import write_licence
from desktop.services.sample.names import name_book
from desktop.services.sample.people import Seat, add_person
from desktop.services.sample.plan import UnitPlan, month, on
from desktop.services.sample.profiles import Bond, Profession
from desktop.services.sample.schooling import write_degrees

# Figure of the 900-strong unit.
GUESTS = 2
_HOMES = ("Bệnh viện Đa khoa khu vực Yên Sơn", "Trung tâm Y tế khu vực Hưng Lộc")
_DAY = timedelta(days=1)


def make_guests(plan: UnitPlan) -> None:
    """Add those who were seconded here this year."""
    dice = plan.dice("guests")
    rooms = {p.spec.code: p for p in plan.people if p.spec.kind is DepartmentKind.CLINICAL}
    members = plan.of(StaffMember)
    numbers = {number for m in members for number in (m.citizen_id, m.social_insurance_no)}
    for count in range(plan.scale.of(GUESTS) if rooms else 0):
        room = rooms[dice.pick(sorted(rooms))]
        seat = Seat(Profession.DOCTOR, "DH", bool(count % 2), Bond.PUBLIC, room.spec, ages=(31, 38))
        person = add_person(plan, dice, seat, room.department, numbers)
        came = dice.day(add_months(plan.as_of, -9), add_months(plan.as_of, -2)).replace(day=1)
        person.joined, person.status, person.title = came, "BIET_PHAI_DEN", "V.08.01.03"
        member, home = person.member, _HOMES[count % len(_HOMES)]
        member.joined_unit_on = on(came)
        recruited = min(person.levels[-1][1] + 90 * _DAY, came - 400 * _DAY)
        member.first_recruited_on, member.first_recruiting_agency = on(recruited), home
        member.staff_code = f"BP{count + 1:02d}"
        member.ethnic_group = "01"
        member.full_name = name_book().draw(dice, person.is_female)
        person.status_row = plan.add(
            EmploymentStatus,
            staff=member,
            status="BIET_PHAI_DEN",
            place=home,
            returns_on=add_months(came, 12) - _DAY,
            starts_on=on(came),
        )
        plan.add(Placement, staff=member, department=room.department, starts_on=on(came))
        plan.add(TitleHolding, staff=member, title=person.title, starts_on=on(came))
        write_degrees(plan, dice, person)
        write_licence(plan, dice, person, 0)
        plan.add(
            WorkHistory,
            staff=member,
            organisation=home,
            position="Bác sĩ",
            starts_on=month(recruited),
            ends_on=month(came - 20 * _DAY),
        )
        plan.add(
            WorkHistory,
            staff=member,
            organisation=f"{room.spec.name}, {plan.profile.unit_name} (biệt phái)",
            position="Bác sĩ",
            starts_on=month(came),
        )
        plan.guests.append(person)
