"""A person's service on one axis: every row with a day stands where it belongs, and only what may be seen."""

from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.merits import Award
from desktop.domain.organisation import Department, Post
from desktop.domain.party import PartyMembership
from desktop.domain.rights import Rights
from desktop.domain.schooling import Qualification
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, SalaryStep, StaffMember
from desktop.domain.system import Role
from desktop.services.timeline import timeline
from desktop.services.workspace import Workspace
from desktop.storage.database import Database
from tests.storage.making import AUDITED, Maker


def d(text):
    return PartialDate(text) if text else None


@pytest.fixture
def who(workspace):
    with workspace.database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Đỗ Thị Ánh")
        session.add(member)
        ward = Department(name="Khoa Nội")
        Placement(staff=member, department=ward, starts_on=d("2020-05-01"))
        Placement(staff=member, department=ward, starts_on=d("2015-03"), ends_on=d("2020-04"))
        Placement(staff=member, department=ward)  # nobody knows when
        post = Post(name="Trưởng khoa")
        Appointment(staff=member, post=post, department=ward, starts_on=d("2021-01-01"))
        SalaryStep(staff=member, step=3, coefficient="3.00", starts_on=d("2022-01-01"))
        EmploymentStatus(staff=member, status="DANG_LAM", starts_on=d("2015-03-01"))
        EmploymentStatus(staff=member, status="DI_HOC", starts_on=d("2018"), ends_on=d("2019"))
        Qualification(staff=member, level="DH", graduated_on=d("2012-07"))
        PartyMembership(staff=member, stage="official", starts_on=d("2018-09-02"))
        Award(staff=member, year=2024, form="LDTT")
        session.flush()
        return member.uid


def shown(workspace, uid):
    return {lane.key: [(s.label, s.first, s.last) for s in lane.spans] for lane in timeline(workspace, uid).lanes}


def test_every_lane_in_the_order_of_days(workspace, who):
    assert shown(workspace, who) == {
        "posts": [("Trưởng khoa Khoa Nội", date(2021, 1, 1), None)],
        "places": [("Khoa Nội", date(2015, 3, 1), date(2020, 4, 30)), ("Khoa Nội", date(2020, 5, 1), None)],
        "pay": [("3,00 · bậc 3", date(2022, 1, 1), None)],
        "away": [("Đi học tập trung dài hạn", date(2018, 1, 1), date(2019, 12, 31))],
        "learning": [("Đại học", date(2012, 7, 1), date(2012, 7, 1))],
        "party": [("Đảng viên chính thức", date(2018, 9, 2), None)],
        "merits": [("Lao động tiên tiến", date(2024, 1, 1), date(2024, 1, 1))],
    }


def test_the_axis_runs_from_the_first_day_to_today_and_each_thing_says_what_it_is(workspace, who):
    found = timeline(workspace, who)
    assert (found.first, found.last) == (date(2012, 7, 1), workspace.today)
    (award,) = next(lane for lane in found.lanes if lane.key == "merits").spans
    assert award.is_point
    assert award.detail == "Khen thưởng: Lao động tiên tiến (2024)"
    assert (award.entity, bool(award.uid)) == ("Award", True)


def test_what_may_not_be_seen_stands_on_no_lane(workspace, who):
    clerk = Workspace(Database.on(workspace.database.file, today=workspace.today, rights=Rights.of(Role.HR_CLERK)))
    assert "party" not in shown(clerk, who)
    assert "places" in shown(clerk, who)
    clerk.close()


def test_somebody_of_whom_nothing_is_known_has_an_empty_axis(workspace):
    with workspace.database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Đỗ Thị Ánh")
        session.add(member)
        session.flush()
    assert timeline(workspace, member.uid).lanes == ()


def test_a_record_with_everything_in_it_stands_on_every_lane(workspace):
    maker = Maker()
    with workspace.database.write("Tất cả") as session:
        member = maker.bare(StaffMember)
        session.add(member)
        for kind in AUDITED:
            for name, field in kind.references().items():
                if field.to == "StaffMember" and (field.owned or name == "mentor"):
                    session.add(maker.record(kind, **{name: member}))
        session.flush()
        uid = member.uid
    found = timeline(workspace, uid)
    assert [lane.key for lane in found.lanes] == [
        *("posts", "places", "titles", "pay", "away", "learning", "helping", "party", "merits", "history")
    ]
    for lane in found.lanes:
        for span in lane.spans:
            assert span.label
            assert found.first <= span.first
