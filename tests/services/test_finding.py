"""The finder answers the telephone: posts, numbers, birthdays."""

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department, Post
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, StaffMember
from desktop.services.finding import answers


@pytest.fixture
def unit(workspace):
    with workspace.database.write("Ba người") as session:
        wards = {name: Department(name=name) for name in ("Khoa Nội", "Khoa Ngoại")}
        posts = {
            name: Post(name=name, order_no=n) for n, name in enumerate(("Phó Trưởng khoa", "Trưởng khoa", "Giám đốc"))
        }
        for code, name, born, phone, ward, post, until in (
            ("VC0001", "Đỗ Thị Ánh", "1990-11-22", "0912345678", "Khoa Nội", "Trưởng khoa", None),
            ("VC0002", "Lê Văn Bình", "1985-03-08", "0912.345.999", "Khoa Nội", "Phó Trưởng khoa", None),
            ("VC0003", "Phạm Thị Hòa", "1979-03-08", "0988 111 222", "Khoa Ngoại", "Trưởng khoa", None),
            ("VC0004", "Trần Văn Cũ", "1960-11", None, "Khoa Nội", "Trưởng khoa", "2020-01-01"),
            ("VC0005", "Vũ Thị Giám", "1970", "0203", None, "Giám đốc", None),
        ):
            member = StaffMember(
                staff_code=code,
                full_name=name,
                birth_date=PartialDate(born),
                phone=phone,
                citizen_id=f"0220900{code[2:]}9",
            )
            session.add(member)
            EmploymentStatus(staff=member, status="DANG_LAM", starts_on=PartialDate("2015"))
            if ward:
                Placement(staff=member, department=wards[ward], starts_on=PartialDate("2015"))
            ends = PartialDate(until) if until else None
            Appointment(staff=member, post=posts[post], starts_on=PartialDate("2016"), ends_on=ends)
    return workspace


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("trưởng khoa nội", ["Đỗ Thị Ánh", "Lê Văn Bình"]),  # the deputy's post says it too, and stands second
        ("truong khoa noi", ["Đỗ Thị Ánh", "Lê Văn Bình"]),
        ("phó trưởng khoa", ["Lê Văn Bình"]),
        ("trưởng khoa ngoại", ["Phạm Thị Hòa"]),
        ("giám đốc", ["Vũ Thị Giám"]),
        ("22/11", ["Đỗ Thị Ánh"]),
        ("sinh nhật 8/3", ["Lê Văn Bình", "Phạm Thị Hòa"]),
        ("8.3", ["Lê Văn Bình", "Phạm Thị Hòa"]),
        ("sinh nhật", ["Đỗ Thị Ánh"]),  # today is 22/11
        ("sinh nhật hôm nay", ["Đỗ Thị Ánh"]),
        ("sinh nhật tháng 3", ["Lê Văn Bình", "Phạm Thị Hòa"]),
        ("0912345678", ["Đỗ Thị Ánh"]),
        ("0912 345 999", ["Lê Văn Bình"]),
        ("+84 912.345.678", ["Đỗ Thị Ánh"]),
        ("111222", ["Phạm Thị Hòa"]),
        ("022090000039", ["Phạm Thị Hòa"]),
        ("bình", []),
        ("45/13", []),
        ("30.1", []),
        ("khoa sản", []),
        ("", []),
    ],
)
def test_who_is_asked_for(unit, asked, names):
    assert [answer.name for answer in answers(unit, asked)] == names


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("trưởng khoa nội", "Trưởng khoa, Khoa Nội · 0912345678"),
        ("22/11", "sinh 22/11/1990, 36 tuổi · Khoa Nội"),
        ("0912345678", "Số điện thoại 0912345678 · Khoa Nội"),
    ],
)
def test_the_answer_says_what_was_asked(unit, asked, told):
    assert answers(unit, asked)[0].told == told


def test_somebody_removed_answers_no_more(unit):
    with unit.database.write("Xóa") as session:
        session.remove(session.query(StaffMember).filter_by(staff_code="VC0001").one())
    assert answers(unit, "22/11") == []
    assert [a.name for a in answers(unit, "trưởng khoa nội")] == ["Lê Văn Bình"]
