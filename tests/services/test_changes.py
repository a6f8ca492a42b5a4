"""Who changed what, as the clerk reads it; an old value comes back as a write like any other."""

from datetime import date, timedelta

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.organisation import Department
from desktop.domain.party import PartyMembership
from desktop.domain.rights import Rights
from desktop.domain.staff import Licence, Placement, ScopeChange, StaffMember
from desktop.domain.system import Role
from desktop.services import changes, person, records
from desktop.services.workspace import Workspace
from desktop.storage.database import Database


@pytest.fixture
def who(workspace):
    with workspace.database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Đỗ Thị Ánh", phone="0900000000")
        session.add(member)
        Placement(staff=member, department=Department(name="Khoa Nội"), starts_on=PartialDate("2015"))
        ScopeChange(licence=Licence(staff=member, number="000123/NA-CCHN", kind="CCHN"), scope_text="Siêu âm")
        session.flush()
        return member.uid


def set_value(workspace, uid, **values):
    with workspace.database.write("Sửa") as session:
        records.put(workspace, session, records.get(session, StaffMember, uid), values)


def found(workspace, uid, field):
    return next(each for each in changes.of_person(workspace, uid) if each.field == field)


def test_an_old_value_comes_back_and_can_be_taken_back_again(workspace, who):
    set_value(workspace, who, phone="0911111111")
    told = found(workspace, who, "phone")
    assert (told.old, told.new, told.operation.user) == ("0900000000", "0911111111", "Đỗ Thị Ánh")

    assert changes.bring_back(workspace, told) == "Khôi phục Số điện thoại: 0900000000"
    assert records.load(workspace, StaffMember, who)["phone"] == "0900000000"
    workspace.database.undo()
    assert records.load(workspace, StaffMember, who)["phone"] == "0911111111"


def test_an_empty_value_comes_back_too_but_never_where_something_must_stand(workspace, who):
    set_value(workspace, who, email="anh@example.vn")
    changes.bring_back(workspace, found(workspace, who, "email"))
    assert records.load(workspace, StaffMember, who)["email"] == ""


def test_a_reference_comes_back_to_the_record_it_named_unless_that_is_gone(workspace, who):
    (row,) = person.load(workspace, who, (Placement,)).tables["Placement"]
    with workspace.database.write("Chuyển khoa") as session:
        records.get(session, Placement, row.uid).department = Department(name="Khoa Nhi")
    moved = found(workspace, who, "department")
    assert (moved.old, moved.new) == ("Khoa Nội", "Khoa Nhi")
    changes.bring_back(workspace, moved)
    assert person.load(workspace, who, ()).department == "Khoa Nội"

    back = found(workspace, who, "department")
    with workspace.database.write("Giải thể") as session:
        session.remove(session.query(Department).filter_by(name="Khoa Nhi").one())
    with pytest.raises(UserError, match="Không còn khoa, phòng"):
        changes.bring_back(workspace, back)


def test_a_removed_row_comes_back_with_what_belonged_to_it(workspace, who):
    (licence,) = person.load(workspace, who, (Licence,)).tables["Licence"]
    records.remove(workspace, Licence, licence.uid)
    assert person.load(workspace, who, (ScopeChange,)).tables["ScopeChange"] == []
    gone = next(e for e in changes.of_person(workspace, who) if e.what == "Xóa" and e.entity is Licence)
    assert gone.called == "000123/NA-CCHN"

    changes.bring_back(workspace, gone)
    (scope,) = person.load(workspace, who, (ScopeChange,)).tables["ScopeChange"]
    assert scope.texts["licence"] == "000123/NA-CCHN"
    with pytest.raises(UserError, match="đã có lại"):
        changes.bring_back(workspace, gone)


def test_the_last_values_of_a_field_each_once_the_newest_first(workspace, who):
    for number in (1, 2, 1, *range(3, 18)):
        set_value(workspace, who, phone=f"09{number:08d}")
    past = [each.text for each in changes.past_values(workspace, who, "phone")]
    assert past == [f"09{number:08d}" for number in range(16, 4, -1)]
    assert changes.past_values(workspace, who, "email") == []


def test_what_the_fields_were_on_a_day_is_told_by_the_log(open_database):
    started = date.today() - timedelta(days=400)  # noqa: DTZ011 - the log bears the real moments
    database = open_database()
    workspace = Workspace(database)
    with database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Đỗ Thị Ánh", phone="0900000000")
        session.add(member)
        session.flush()
        uid = member.uid
    set_value(workspace, uid, phone="0911111111")
    assert changes.values_on(workspace, uid, started) == {}  # nobody knew then
    with database.file.opened() as connection:
        connection.execute("UPDATE operation SET at = '2024-05-01 08:00:00' WHERE title = 'Thêm'")
    assert changes.values_on(workspace, uid, date(2025, 1, 1)) == {"phone": "0900000000"}
    assert changes.values_on(workspace, uid, date(2030, 1, 1)) == {}


def test_what_may_not_be_seen_is_masked_and_does_not_come_back(workspace, who):
    with workspace.database.write("Đảng") as session:
        PartyMembership(staff=records.get(session, StaffMember, who), stage="official", position="Bí thư")
    clerk = Workspace(Database.on(workspace.database.file, today=workspace.today, rights=Rights.of(Role.HR_CLERK)))
    assert PartyMembership in {e.entity for e in changes.of_person(workspace, who)}
    assert PartyMembership not in {e.entity for e in changes.of_person(clerk, who)}
    leader = Workspace(Database.on(workspace.database.file, today=workspace.today, rights=Rights.of(Role.LEADER)))
    set_value(workspace, who, phone="0911111111")
    assert not changes.can_bring_back(leader, found(leader, who, "phone"))
    clerk.close()
    leader.close()
