"""One way to write: named, whole or not at all, one at a time, and nothing goes past it."""

import threading
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, text, update

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected, UserError
from desktop.domain.mentoring import MentoringAssignment, MentoringKind
from desktop.domain.organisation import Department, Post
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, StaffMember
from desktop.domain.system import Draft
from desktop.storage.database import Busy, Database

ANH = {"staff_code": "VC001", "full_name": "Đỗ Thị Ánh", "citizen_id": "001185000001"}


@dataclass
class Heard:
    """What a view would be told."""

    told: list = field(default_factory=list)

    def __call__(self, changes) -> None:
        self.told.append((changes.title, {kind.__name__: len(ids) for kind, ids in changes.records.items()}))


def add(database: Database, *records, title: str = "Thêm") -> None:
    with database.write(title) as session:
        session.add_all(records)


def add_and_fail(session) -> None:
    session.add(StaffMember(**ANH))
    session.flush()
    raise ZeroDivisionError


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(StaffMember.full_name).order_by(StaffMember.name_key)))


def member(session, code: str = "VC001") -> StaffMember:
    return session.scalars(select(StaffMember).where(StaffMember.staff_code == code)).one()


def current(database: Database, column: str) -> dict[str, object]:
    query = f"SELECT s.staff_code, c.{column} FROM staff_member s JOIN staff_current c ON c.staff_id = s.id"
    with database.file.opened() as connection:
        return dict(connection.execute(query).fetchall())


# Whole or not at all


def test_what_is_written_is_there_and_told_once_under_its_title(database):
    heard = Heard()
    database.subscribe(heard)

    add(database, StaffMember(**ANH), Department(name="Khoa Nội"), title="Thêm hồ sơ Đỗ Thị Ánh")

    assert names(database) == ["Đỗ Thị Ánh"]
    assert heard.told == [("Thêm hồ sơ Đỗ Thị Ánh", {"StaffMember": 1, "Department": 1})]


def test_an_error_in_the_block_leaves_nothing(database):
    heard = Heard()
    database.subscribe(heard)
    with pytest.raises(ZeroDivisionError), database.write("Nhập") as session:
        add_and_fail(session)

    assert names(database) == []
    assert heard.told == []
    assert database.undo_title() is None
    assert database.verify().ok


def test_a_generator_that_is_closed_leaves_nothing(database):
    def work():
        with database.write("Nhập") as session:
            session.add(StaffMember(**ANH))
            session.flush()
            yield

    task = work()
    next(task)
    task.close()

    assert names(database) == []
    assert database.writing is None


def test_a_block_that_changes_nothing_is_no_operation(database):
    add(database, StaffMember(**ANH), title="Thêm hồ sơ")
    database.undo()
    with database.write("Xem") as session:
        session.scalars(select(StaffMember)).all()

    assert database.redo_title() == "Thêm hồ sơ"
    database.redo()
    with database.write("Sửa mà không đổi") as session:
        member(session).full_name = "Đỗ Thị Ánh"
    assert database.undo_title() == "Thêm hồ sơ"


def test_a_child_made_from_its_parent_is_saved_with_it(database):
    add(database, StaffMember(**ANH))
    with database.write("Tuyển dụng") as session:
        EmploymentStatus(staff=member(session), status="DANG_LAM")

    with database.read() as session:
        assert [row.status for row in member(session).statuses] == ["DANG_LAM"]
    assert current(database, "status") == {"VC001": "DANG_LAM"}


# Nothing goes past it


@pytest.mark.parametrize(
    "statement",
    [
        insert(Department).values(name="Khoa Nội"),
        update(Department).values(name="Khoa Ngoại"),
        delete(Department),
        text("DELETE FROM department"),
    ],
    ids=["insert", "update", "delete", "text"],
)
def test_bulk_statements_are_refused(database, statement):
    add(database, Department(name="Khoa Nội"))
    with pytest.raises(AssertionError, match="past the audit"), database.write("Sửa hàng loạt") as session:
        session.execute(statement)
    with database.read() as session:
        assert list(session.scalars(select(Department.name))) == ["Khoa Nội"]


@pytest.mark.parametrize("way", ["bulk_insert_mappings", "bulk_update_mappings"])
def test_bulk_mappings_are_refused(database, way):
    with pytest.raises(AssertionError, match="past the audit"), database.write("Sửa hàng loạt") as session:
        getattr(session, way)(Department, [{"id": 1, "name": "Khoa Nội"}])


def test_bulk_objects_are_refused(database):
    with pytest.raises(AssertionError, match="past the audit"), database.write("Sửa hàng loạt") as session:
        session.bulk_save_objects([Department(name="Khoa Nội")])


def test_deleting_is_refused_since_records_are_removed(database):
    add(database, Department(name="Khoa Nội"))
    with pytest.raises(AssertionError, match="remove"), database.write("Xóa") as session:
        session.delete(session.scalars(select(Department)).one())


def test_a_unit_of_work_inside_another_is_refused(database):
    with (
        pytest.raises(AssertionError, match="inside another"),
        database.write("Ngoài"),
        database.write("Trong"),
    ):
        pass


# Tombstones


@pytest.fixture
def with_anh(database):
    """One person with a status, in a department and a post."""
    anh = StaffMember(**ANH)
    add(
        database,
        anh,
        EmploymentStatus(staff=anh, status="DANG_LAM"),
        Placement(staff=anh, department=Department(name="Khoa Nội")),
        Appointment(staff=anh, post=Post(name="Trưởng khoa")),
        title="Thêm hồ sơ",
    )
    return database


def test_a_removed_person_takes_along_what_belongs_to_them(with_anh):
    with with_anh.write("Xóa hồ sơ") as session:
        session.remove(member(session))

    with with_anh.read() as session:
        for kind in (StaffMember, EmploymentStatus, Placement, Appointment):
            assert session.scalars(select(kind)).all() == []
        assert len(session.scalars(select(Department)).all()) == 1
        assert session.scalars(select(Department)).one().placements == []
    assert current(with_anh, "status") == {}


@pytest.mark.parametrize("is_known", [True, False], ids=["in the session already", "not yet loaded"])
def test_lazy_loads_see_no_tombstones(with_anh, is_known):
    with with_anh.write("Xóa tình trạng") as session:
        session.remove(member(session).statuses[0])

    with with_anh.write("Đọc") as session:
        anh = member(session)
        if is_known:
            session.flush()
            session.refresh(anh)
        assert anh.statuses == []
        assert session.get(EmploymentStatus, 1) is None


def test_a_new_record_sees_no_tombstones_of_its_neighbours(with_anh):
    with with_anh.write("Xóa phân công") as session:
        session.remove(member(session).placements[0])
    with with_anh.write("Thêm") as session:
        department = session.scalars(select(Department)).one()
        Placement(staff=member(session), department=department, job="Bác sĩ")
        session.flush()
        session.expire(department)
        assert [row.job for row in department.placements] == ["Bác sĩ"]


def test_a_unique_value_is_free_again_after_its_record_was_removed(with_anh):
    with with_anh.write("Xóa") as session:
        session.remove(member(session))
    add(with_anh, StaffMember(**{**ANH, "full_name": "Người khác"}))
    assert names(with_anh) == ["Người khác"]


def test_a_value_that_must_be_unique_is_told_at_its_field(with_anh):
    with pytest.raises(Rejected) as refused:
        add(with_anh, StaffMember(staff_code="VC002", full_name="Lê Văn Bình", citizen_id=ANH["citizen_id"]))

    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("citizen_id", "duplicate")
    assert problem.message == "Số CCCD này đã có trong danh sách."
    assert names(with_anh) == ["Đỗ Thị Ánh"]


def test_a_record_in_use_is_not_removed(with_anh):
    with (
        pytest.raises(UserError, match="Không xóa được khoa, phòng: còn 1 phân công công tác dùng đến"),
        with_anh.write("Xóa khoa") as session,
    ):
        session.refuse_if_used(session.scalars(select(Department)).one())

    with (
        pytest.raises(UserError, match="còn phân công công tác gắn với khoa, phòng này"),
        with_anh.write("Xóa khoa") as session,  # and the question was forgotten
    ):
        session.remove(session.scalars(select(Department)).one())
    with with_anh.read() as session:
        assert len(session.scalars(select(Department)).all()) == 1


def test_nothing_new_points_at_a_removed_record(with_anh):
    with with_anh.read() as session:
        seen = member(session)
    with with_anh.write("Xóa") as session:
        session.remove(member(session))
    with (
        pytest.raises(UserError, match="Nhân viên của tình trạng công tác đã bị xóa"),
        with_anh.write("Thêm") as session,
    ):
        session.add(EmploymentStatus(staff_id=seen.id, status="NGHI_HUU"))


def test_a_record_added_and_removed_in_one_operation_leaves_no_trace(database):
    with database.write("Đổi ý") as session:
        anh = StaffMember(**ANH)
        session.add(anh)
        session.remove(anh)
    assert names(database) == []
    database.undo()
    database.redo()
    assert names(database) == []
    assert database.verify().ok


# What holds now is kept with every write


def test_the_summary_follows_a_history_row_that_moves_to_somebody_else(with_anh):
    add(with_anh, StaffMember(staff_code="VC002", full_name="Lê Văn Bình"))
    with with_anh.write("Chuyển") as session:
        member(session).statuses[0].staff = member(session, "VC002")
    assert current(with_anh, "status") == {"VC001": None, "VC002": "DANG_LAM"}

    with_anh.undo()
    assert current(with_anh, "status") == {"VC001": "DANG_LAM", "VC002": None}


def test_the_summary_follows_the_day(open_database):
    database = open_database()
    anh = StaffMember(**ANH)
    add(
        database,
        anh,
        EmploymentStatus(staff=anh, status="DANG_LAM", ends_on=PartialDate("2026-11")),
        EmploymentStatus(staff=anh, status="NGHI_HUU", starts_on=PartialDate("2026-12")),
    )
    database.keep_current()
    assert current(database, "status") == {"VC001": "DANG_LAM"}
    assert not database.keep_current()
    database.close()

    later = open_database(today=date(2026, 12, 1))
    assert later.keep_current()
    assert current(later, "status") == {"VC001": "NGHI_HUU"}


# Two who write


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(open_database):
    database = open_database()
    add(database, StaffMember(**ANH))
    with database.read() as session:
        seen = member(session)
    with open_database(user="Lê Văn Bình").write("Sửa") as session:
        member(session).phone = "0912345678"

    seen.full_name = "Đỗ Thị Ánh Nguyệt"
    with pytest.raises(UserError, match="Hồ sơ vừa được người khác sửa"):
        add(database, seen)
    assert names(database) == ["Đỗ Thị Ánh"]


def test_a_second_writer_is_told_what_it_waits_for(database):
    started, told = threading.Event(), threading.Event()
    refused: list[str] = []

    def second() -> None:
        started.wait(10)
        try:
            with database.write("Sửa hồ sơ", wait=0):
                pass
        except Busy as error:
            refused.append(str(error))
        told.set()

    thread = threading.Thread(target=second)
    thread.start()
    with database.write("Nhập 2.000 hồ sơ") as session:
        session.add(StaffMember(**ANH))
        started.set()
        assert told.wait(10)
        assert database.writing == "Nhập 2.000 hồ sơ"
    thread.join(10)

    assert len(refused) == 1
    assert "«Nhập 2.000 hồ sơ»" in refused[0]
    assert names(database) == ["Đỗ Thị Ánh"]


def test_readers_go_on_during_a_long_write_and_see_what_was_before(database):
    add(database, StaffMember(**ANH))
    flushed, read = threading.Event(), threading.Event()
    seen: list[list[str]] = []

    def reader() -> None:
        flushed.wait(10)
        seen.append(names(database))
        read.set()

    thread = threading.Thread(target=reader)
    thread.start()
    with database.write("Nhập") as session:
        for number in range(3000):  # more than the page cache of a default connection
            session.add(StaffMember(staff_code=f"NV{number}", full_name=f"Người {number}", note="ghi chú " * 60))
        session.flush()
        flushed.set()
        assert read.wait(10), "the reader had to wait for the commit"
    thread.join(10)

    assert seen == [["Đỗ Thị Ánh"]]
    assert len(names(database)) == 3001


def test_a_write_waits_for_the_one_before_it(database):
    inside, order = threading.Event(), []

    def second() -> None:
        inside.wait(10)
        with database.write("Hai") as session:
            order.append("second")
            session.add(Department(name="Khoa Ngoại"))

    thread = threading.Thread(target=second)
    thread.start()
    with database.write("Một") as session:
        inside.set()
        session.add(Department(name="Khoa Nội"))
        session.flush()
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


# Outside audit and undo


def test_drafts_stand_outside_audit_and_undo(database):
    add(database, StaffMember(**ANH), title="Thêm hồ sơ")
    database.remember([Draft(form_key="StaffMember:new", values="{}")])

    assert database.undo_title() == "Thêm hồ sơ"
    database.forget(Draft, form_key="StaffMember:new")
    with database.read() as session:
        assert session.scalars(select(Draft)).all() == []
    assert database.verify().ok


def test_whom_others_need_as_a_mentor_stays(database):
    anh, binh = StaffMember(**ANH), StaffMember(staff_code="VC002", full_name="Lê Văn Bình")
    add(
        database,
        MentoringAssignment(kind=MentoringKind.PROBATIONER, mentee=anh, mentor=binh, assigned_on=date(2026, 1, 5)),
    )
    with pytest.raises(UserError, match="Không xóa được hồ sơ"), database.write("Xóa") as session:
        session.refuse_if_used(member(session, "VC002"))
    with database.write("Xóa") as session:
        session.refuse_if_used(member(session))
        session.remove(member(session))
    assert names(database) == ["Lê Văn Bình"]
