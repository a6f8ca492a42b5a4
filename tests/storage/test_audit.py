"""Who changed what when: told to whom may see it, and no page of it can be torn out or rewritten unseen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.fields import Sensitivity
from desktop.domain.organisation import Department
from desktop.domain.party import CaseState, PartyCase
from desktop.domain.rights import Rights
from desktop.domain.staff import EmploymentStatus, Placement, StaffMember
from desktop.domain.system import Role
from desktop.services.workspace import Workspace
from desktop.storage.database import Database
from desktop.storage.history import CLOSED, DROPPED, MASK, changes_in, history_of, operations
from tests.conftest import TODAY


def member(session) -> StaffMember:
    return session.scalars(select(StaffMember)).one()


@pytest.fixture
def told(database):
    """A file with four operations: a person is added, edited twice and moved to another department."""
    with database.write("Thêm hồ sơ") as session:
        anh = StaffMember(staff_code="VC001", full_name="Đỗ Thị Ánh", citizen_id="001185000001")
        session.add_all([anh, EmploymentStatus(staff=anh, status="DANG_LAM")])
        Placement(staff=anh, department=Department(name="Khoa Nội"))
    with database.write("Sửa số điện thoại", reason="Đổi số") as session:
        member(session).phone = "0912345678"
    with database.write("Sửa CCCD") as session:
        member(session).citizen_id = "001185000002"
    with database.write("Điều động") as session:
        member(session).placements[0].department = Department(name="Khoa Ngoại")
    return database


def uid(database) -> str:
    with database.read() as session:
        return member(session).uid


def tamper(database, statement: str) -> None:
    with database.file.opened() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        assert connection.execute(statement).rowcount > 0


# What is written down


def test_an_operation_tells_who_when_and_why(told):
    before = datetime.now(UTC) - timedelta(hours=1)
    (last, *_, first) = operations(told, since=before)

    assert (last.title, first.title) == ("Điều động", "Thêm hồ sơ")
    assert {operation.user for operation in operations(told)} == {"Đỗ Thị Ánh"}
    assert [o.reason for o in operations(told) if o.title == "Sửa số điện thoại"] == ["Đổi số"]
    assert first.machine
    assert first.account
    assert operations(told, since=datetime.now(UTC) + timedelta(hours=1)) == []
    assert [o.title for o in operations(told, limit=2)] == ["Điều động", "Sửa CCCD"]


def test_an_export_is_an_operation_without_changes(told):
    told.note("Xuất danh sách viên chức ra Excel", kind="export")
    (export,) = operations(told, kinds=["export"])
    assert (export.title, export.changes) == ("Xuất danh sách viên chức ra Excel", 0)
    assert told.undo_title() == "Điều động"


def test_a_creation_stores_no_values(told):
    with told.file.opened() as connection:
        stored = connection.execute(
            "SELECT count(*), count(before), count(after), count(digest) FROM change"
        ).fetchone()
    # Four records of the first operation and the second department are only named; three changes have values.
    assert stored == (8, 3, 3, 3)


def test_a_history_tells_old_and_new_values_newest_first(told):
    found = [(c.operation.title, c.what, c.entity.caption, c.label, c.old, c.new) for c in history_of(told, uid(told))]
    assert found == [
        ("Điều động", "Sửa", "phân công công tác", "Khoa, phòng", "Khoa Nội", "Khoa Ngoại"),
        ("Sửa CCCD", "Sửa", "hồ sơ", "Số CCCD", MASK, MASK),
        ("Sửa số điện thoại", "Sửa", "hồ sơ", "Số điện thoại", "", "0912345678"),
        *[("Thêm hồ sơ", "Thêm", c, "", "", "") for c in captions_of_first(told)],
    ]


def captions_of_first(database) -> list[str]:
    first = operations(database)[-1]
    return [c.entity.caption for c in reversed(changes_in(database, first.uid)) if c.entity is not Department]


@pytest.mark.parametrize(
    ("allowed", "shown"),
    [
        (False, (MASK, MASK)),
        (True, ("001185000001", "001185000002")),
        ([Sensitivity.IDENTITY], ("001185000001", "001185000002")),
        ([Sensitivity.PARTY], (MASK, MASK)),
    ],
    ids=["nobody", "all", "who may see identity", "who may see the Party"],
)
def test_sensitive_values_are_masked_unless_allowed(told, allowed, shown):
    found = [c for c in history_of(told, uid(told), allowed=allowed) if c.field == "citizen_id"]
    assert [(c.old, c.new) for c in found] == [shown]
    operation = next(o for o in operations(told) if o.title == "Sửa CCCD")
    assert [(c.old, c.new) for c in changes_in(told, operation.uid, allowed=allowed)] == [shown]


def test_codes_are_told_by_their_labels(told):
    with told.write("Nghỉ hưu") as session:
        member(session).statuses[0].status = "NGHI_HUU"
    catalogue = Workspace(told).catalogue
    (change,) = changes_in(told, operations(told)[0].uid, catalogue=catalogue)
    labels = catalogue.list("staff_status")
    assert (change.old, change.new) == (labels.label("DANG_LAM"), labels.label("NGHI_HUU"))
    assert change.new != "NGHI_HUU"


def test_a_removal_and_its_undo_stand_in_the_history(told):
    with told.write("Xóa hồ sơ") as session:
        session.remove(member(session))
    told.undo()
    found = [(c.operation.title, c.what) for c in history_of(told, uid(told), with_owned=False)]
    assert found[:2] == [("Hoàn tác: Xóa hồ sơ", "Khôi phục"), ("Xóa hồ sơ", "Xóa")]


# What the rights of the reader close


@pytest.fixture
def hr_clerk(told):
    """The same file, read by somebody who may not see what is of the Party."""
    with told.write("Kết nạp Đỗ Thị Ánh") as session:
        session.add(PartyCase(staff=member(session), state=CaseState.PROBATION))
    reader = Database(told.file, today=TODAY, user="Cán bộ tổ chức", rights=Rights.of(Role.HR_CLERK))
    yield reader
    reader.close()


def test_what_is_closed_is_told_to_nobody_without_the_right(told, hr_clerk):
    assert [o.title for o in operations(hr_clerk)][:2] == [CLOSED, "Điều động"]
    assert operations(told)[0].title == "Kết nạp Đỗ Thị Ánh"
    assert "PartyCase" in [c.entity.__name__ for c in history_of(told, uid(told))]
    assert "PartyCase" not in [c.entity.__name__ for c in history_of(hr_clerk, uid(told), allowed=True)]
    assert changes_in(hr_clerk, operations(told)[0].uid, allowed=True) == []


def test_what_is_open_is_told_as_far_as_the_caller_asks(told, hr_clerk):
    (change,) = [c for c in history_of(hr_clerk, uid(told), allowed=True) if c.field == "citizen_id"]
    assert (change.old, change.new) == ("001185000001", "001185000002")


# The chain


TAMPERINGS = {
    "an old value": """UPDATE change SET before = '{"phone":"0900000000"}' WHERE after LIKE '%phone%'""",
    "a new value": "UPDATE change SET after = replace(after, '678', '679') WHERE after LIKE '%phone%'",
    "the salt of a value": "UPDATE change SET salt = zeroblob(8) WHERE salt IS NOT NULL",
    "the digest of a value": "UPDATE change SET digest = zeroblob(32) WHERE digest IS NOT NULL",
    "a title": "UPDATE operation SET title = 'Sửa ghi chú' WHERE title = 'Sửa CCCD'",
    "a user": "UPDATE operation SET user_name = 'Người khác' WHERE title = 'Sửa CCCD'",
    "a moment": "UPDATE operation SET at = '2020-01-01 00:00:00.000000' WHERE title = 'Sửa CCCD'",
    "a reason": "UPDATE operation SET reason = NULL WHERE reason IS NOT NULL",
    "the record of a change": "UPDATE change SET record_uid = zeroblob(16) WHERE id = 1",
    "a change that is missing": "DELETE FROM change WHERE id = 2",
    "a change put in": (
        "INSERT INTO change (operation_id, entity, record_uid, kind) VALUES (1, 'StaffMember', zeroblob(16), 3)"
    ),
    "an operation missing at the beginning": "DELETE FROM operation WHERE id = 1",
    "an operation missing in between": "DELETE FROM operation WHERE title = 'Sửa số điện thoại'",
    "the last operation missing": "DELETE FROM operation WHERE title = 'Điều động'",
    "a hash": "UPDATE operation SET hash = zeroblob(32) WHERE id = 2",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_the_chain_shows(told, statement):
    assert told.verify().audit_chain == "ok"
    tamper(told, statement)
    verdict = told.verify()
    assert not verdict.ok
    assert verdict.audit_chain.startswith("đứt ở thao tác")


def test_an_operation_and_its_changes_cannot_both_be_cut_off_the_end(told):
    tamper(told, "DELETE FROM change WHERE operation_id = 4")
    tamper(told, "DELETE FROM operation WHERE id = 4")
    assert not told.verify().ok


def test_an_empty_file_has_a_whole_chain(database):
    assert database.verify().ok


# Old values


def later(minutes: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_dropped_values_are_gone_and_the_chain_still_holds(told):
    assert told.drop_old_values(later(1)) == 3

    assert told.verify().ok
    with told.file.opened() as connection:
        assert connection.execute("SELECT count(before), count(after), count(digest) FROM change").fetchone() == (
            0,
            0,
            3,
        )
    edited = [c for c in history_of(told, uid(told), allowed=True) if c.what == "Sửa"]
    assert [(c.old, c.new) for c in edited] == [(DROPPED, DROPPED)] * 3
    assert operations(told)[0].title == "Xóa giá trị cũ của 3 thay đổi trong nhật ký"


def test_what_lost_its_values_cannot_be_undone(told):
    told.drop_old_values(later(1))
    assert told.undo_title() is None
    assert told.undo() is None
    with told.write("Sửa ghi chú") as session:
        member(session).note = "mới"
    assert told.undo() == "Sửa ghi chú"
    assert told.undo_title() is None


def test_nothing_is_dropped_that_is_not_old(told):
    assert told.drop_old_values(later(-60)) == 0
    assert told.undo_title() == "Điều động"
    assert [c.label for c in history_of(told, uid(told)) if c.old == DROPPED] == []


def test_values_are_dropped_once(told):
    told.drop_old_values(later(1))
    assert told.drop_old_values(later(1)) == 0


def test_the_chain_goes_on_in_a_file_opened_again(told, open_database):
    told.close()
    again = open_database(user="Lê Văn Bình", today=date(2026, 11, 23))
    with again.write("Sửa ghi chú") as session:
        member(session).note = "mới"
    assert again.verify().ok
    assert [o.user for o in operations(again, limit=2)] == ["Lê Văn Bình", "Đỗ Thị Ánh"]
