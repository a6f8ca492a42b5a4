"""Undo and redo: whose, until when, what they refuse, and what they leave in the file.

That they bring back the same data is shown for every kind of record in test_contract.py.
"""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.organisation import Department
from desktop.domain.schooling import Qualification
from desktop.domain.staff import Contract, EmploymentStatus, Placement, SalaryStep, StaffMember, TitleHolding
from desktop.storage.database import Database


def add(database: Database, code: str, *, title: str = "", **values) -> None:
    with database.write(title or f"Thêm {code}") as session:
        session.add(StaffMember(staff_code=code, full_name=values.pop("full_name", f"Người {code}"), **values))


def edit(database: Database, code: str, *, title: str = "", **values) -> None:
    with database.write(title or f"Sửa {code}") as session:
        record = member(session, code)
        for name, value in values.items():
            setattr(record, name, value)


def remove(database: Database, code: str) -> None:
    with database.write(f"Xóa {code}") as session:
        session.remove(member(session, code))


def member(session, code: str) -> StaffMember:
    return session.scalars(select(StaffMember).where(StaffMember.staff_code == code)).one()


def people(database: Database) -> dict[str, str | None]:
    with database.read() as session:
        return {m.staff_code: m.phone for m in session.scalars(select(StaffMember).order_by(StaffMember.staff_code))}


def test_undo_and_redo_go_step_by_step(database):
    add(database, "A")
    edit(database, "A", phone="0912345678")
    assert (database.undo_title(), database.redo_title()) == ("Sửa A", None)

    assert database.undo() == "Sửa A"
    assert (database.undo_title(), database.redo_title()) == ("Thêm A", "Sửa A")
    assert database.undo() == "Thêm A"
    assert database.undo() is None
    assert people(database) == {}

    assert [database.redo(), database.redo(), database.redo()] == ["Thêm A", "Sửa A", None]
    assert people(database) == {"A": "0912345678"}


def test_undo_survives_a_restart(database, open_database):
    add(database, "A")
    database.close()
    assert open_database().undo() == "Thêm A"


def test_views_are_told_of_an_undo(database):
    add(database, "A")
    told = []
    database.subscribe(told.append)
    database.undo()
    (changes,) = told
    assert changes.title == "Hoàn tác: Thêm A"
    assert changes.touches(StaffMember)
    assert not changes.touches(Department)


# Whose, and until when


def test_undo_takes_back_the_acting_users_own_last_operation(database, open_database):
    other = open_database(user="Lê Văn Bình")
    add(database, "A")
    add(other, "B")
    assert (database.undo_title(), other.undo_title()) == ("Thêm A", "Thêm B")

    assert database.undo() == "Thêm A"
    assert people(database) == {"B": None}
    assert (database.redo_title(), other.redo_title()) == ("Thêm A", None)


def test_redo_ends_with_something_new_and_not_with_another_users_work(database, open_database):
    add(database, "A")
    database.undo()
    add(open_database(user="Lê Văn Bình"), "B")
    assert database.redo_title() == "Thêm A"

    add(database, "C")
    assert database.redo_title() is None
    assert database.redo() is None
    assert people(database) == {"B": None, "C": None}


def test_undo_and_redo_end_at_a_migration(database):
    add(database, "A")
    add(database, "B")
    database.undo()
    database.note("Nâng cấp tệp lên lược đồ 0002", kind="migrate")
    assert (database.undo_title(), database.redo_title()) == (None, None)
    assert (database.undo(), database.redo()) == (None, None)

    edit(database, "A", phone="0912345678")
    assert database.undo() == "Sửa A"
    assert database.undo() is None
    assert people(database) == {"A": None}


# What it refuses


@pytest.fixture
def other(open_database):
    return open_database(user="Lê Văn Bình")


def refused(database: Database, *, redo: bool = False) -> str:
    before = people(database)
    with pytest.raises(UserError) as error:
        _ = database.redo() if redo else database.undo()
    assert people(database) == before
    assert database.verify().ok
    return str(error.value)


def test_undo_refuses_a_field_that_was_changed_since(database, other):
    add(database, "A")
    edit(database, "A", phone="0912345678")
    edit(other, "A", phone="0987654321")
    assert refused(database) == "Không hoàn tác được «Sửa A»: hồ sơ đã được sửa tiếp sau đó."


def test_undo_leaves_alone_another_field_that_was_changed_since(database, other):
    add(database, "A")
    edit(database, "A", phone="0912345678")
    edit(other, "A", note="ghi chú của Bình")
    database.undo()
    with database.read() as session:
        assert (member(session, "A").phone, member(session, "A").note) == (None, "ghi chú của Bình")


def test_undo_refuses_to_bury_what_was_changed_since(database, other):
    add(database, "A")
    edit(other, "A", note="ghi chú của Bình")
    assert refused(database) == "Không hoàn tác được «Thêm A»: hồ sơ đã được sửa tiếp sau đó."
    other.undo()
    assert database.undo() == "Thêm A"


def test_undo_refuses_to_bury_what_others_have_come_to_point_at(database, other):
    with database.write("Thêm khoa") as session:
        session.add(Department(name="Khoa Nội"))
    with other.write("Tuyển dụng") as session:
        anh = StaffMember(staff_code="A", full_name="Đỗ Thị Ánh")
        session.add(anh)
        Placement(staff=anh, department=session.scalars(select(Department)).one())
    assert refused(database) == (
        "Không hoàn tác được «Thêm khoa»: còn phân công công tác gắn với khoa, phòng này. Chưa có gì thay đổi."
    )


def test_undo_refuses_to_bring_back_a_child_whose_parent_is_gone(database, other):
    add(other, "A")
    with database.write("Thêm tình trạng") as session:
        EmploymentStatus(staff=member(session, "A"), status="DANG_LAM")
    with database.write("Xóa tình trạng") as session:
        session.remove(member(session, "A").statuses[0])
    remove(other, "A")
    assert "Nhân viên của tình trạng công tác đã bị xóa" in refused(database)


def test_undo_refuses_an_edit_of_a_record_that_is_gone(database, other):
    add(other, "A")
    edit(database, "A", phone="0912345678")
    remove(other, "A")
    assert "đã được sửa tiếp sau đó" in refused(database)
    other.undo()
    assert database.undo() == "Sửa A"


def test_redo_refuses_what_was_changed_since(database, other):
    add(other, "A")
    edit(database, "A", phone="0912345678")
    database.undo()
    edit(other, "A", phone="0987654321")
    assert refused(database, redo=True) == "Không làm lại được «Sửa A»: hồ sơ đã được sửa tiếp sau đó."


def test_redo_refuses_to_edit_what_is_gone(database, other):
    add(other, "A")
    edit(database, "A", phone="0912345678")
    database.undo()
    remove(other, "A")
    assert "đã được sửa tiếp" in refused(database, redo=True)


def test_a_unique_value_that_was_taken_meanwhile_is_told(database, other):
    add(database, "A", citizen_id="001185000001")
    remove(database, "A")
    add(other, "B", citizen_id="001185000001")
    assert refused(database) == (
        "Không hoàn tác được «Xóa A»: Số CCCD này đã có trong danh sách. "
        "Hãy sửa chỗ trùng rồi làm lại; chưa có gì thay đổi."
    )
    edit(other, "B", citizen_id="001185000002")
    assert database.undo() == "Xóa A"


# Values that must be unique, handed from one record to another in one operation


def test_a_unique_value_handed_on_in_one_operation_comes_back(database):
    add(database, "A", citizen_id="001185000001")
    with database.write("Thay hồ sơ") as session:
        session.remove(member(session, "A"))
        session.flush()
        session.add(StaffMember(staff_code="A", full_name="Người mới", citizen_id="001185000001", phone="1"))
    database.undo()
    assert people(database) == {"A": None}
    database.redo()
    assert people(database) == {"A": "1"}


def test_two_records_that_swapped_a_unique_value_swap_back(database):
    add(database, "A", phone="1")
    add(database, "B", phone="2")
    with database.write("Đổi mã") as session:
        a, b = member(session, "A"), member(session, "B")
        for record, code in ((a, "tạm"), (b, "A"), (a, "B")):
            record.staff_code = code
            session.flush()
    assert people(database) == {"A": "2", "B": "1"}
    database.undo()
    assert people(database) == {"A": "1", "B": "2"}
    database.redo()
    assert people(database) == {"A": "2", "B": "1"}
    assert database.verify().ok


def test_the_wording_of_a_partial_date_is_a_change_like_any_other(database):
    add(database, "A", birth_date=PartialDate("1985"))
    edit(database, "A", birth_date=PartialDate("1985", "khoảng năm 1985"))

    def wording() -> str | None:
        with database.read() as session:
            return member(session, "A").birth_date.text

    assert wording() == "khoảng năm 1985"
    assert database.undo() == "Sửa A"
    assert wording() is None


# An import, its undo, and the size of the file


def import_people(database: Database, count: int) -> None:
    """One operation with people and six histories each."""
    since = PartialDate("2010-01-01")
    with database.write(f"Nhập {count} hồ sơ") as session:
        department = Department(name="Khoa Nội")
        for number in range(count):
            code = f"VC{number:05}"
            one = StaffMember(staff_code=code, full_name=f"Nguyễn Văn Đức {number}", birth_date=PartialDate("1985-05"))
            session.add(one)
            EmploymentStatus(staff=one, status="DANG_LAM", starts_on=since)
            Placement(staff=one, department=department, starts_on=since)
            TitleHolding(staff=one, title="V.08.01.03", starts_on=since)
            SalaryStep(staff=one, salary_table="A1", step=2, coefficient=Decimal("2.67"), starts_on=since)
            Contract(staff=one, kind="HDLV_KXDTH", starts_on=since)
            Qualification(staff=one, level="DH")
            if number % 500 == 0:
                session.flush()


def rows_in(database: Database) -> int:
    with database.file.opened() as connection:
        return sum(connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("staff_member", "contract"))


def test_what_redo_can_no_longer_bring_back_is_dropped_from_the_file(database):
    import_people(database, 3)
    database.undo()
    assert rows_in(database) == 6
    import_people(database, 3)
    assert rows_in(database) == 6
    assert people(database) == {f"VC{number:05}": None for number in range(3)}
    assert database.verify().ok


def test_a_dead_row_stays_while_something_points_at_it(database, other):
    import_people(database, 1)
    with other.write("Thêm phân công") as session:
        placement = Placement(staff=member(session, "VC00000"), job="kiêm nhiệm")
        placement.department = Department(name="Khoa Ngoại")
    other.undo()
    assert database.undo() == "Nhập 1 hồ sơ"
    import_people(database, 1)
    verdict = database.verify()
    assert verdict.ok
    assert verdict.records["staff_member"] == 1
    assert "đã bị xóa" in refused(other, redo=True)


def test_import_undo_import_keeps_the_file_small(database):
    """The slow one: two thousand people in seven kinds of record."""
    import_people(database, 2000)
    once = database.file.path.stat().st_size
    assert database.undo() == "Nhập 2000 hồ sơ"
    assert people(database) == {}
    import_people(database, 2000)

    assert database.file.path.stat().st_size < 2 * once
    assert database.file.path.stat().st_size < 3 * live_bytes(database)
    verdict = database.verify()
    assert verdict.ok
    assert verdict.records["staff_member"] == 2000


def live_bytes(database: Database) -> int:
    """What the live records take up by themselves: a file into which they alone were copied."""
    with database.file.opened() as connection:
        connection.execute("ATTACH ':memory:' AS bare")
        names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if name not in ("change", "operation") and not name.startswith("sqlite_"):
                columns = [r[1] for r in connection.execute(f"PRAGMA table_info({name})")]
                live = " WHERE deleted_at IS NULL" if "deleted_at" in columns else ""
                connection.execute(f"CREATE TABLE bare.{name} AS SELECT * FROM main.{name}{live}")
        pages = connection.execute("PRAGMA bare.page_count").fetchone()[0]
        return int(pages * connection.execute("PRAGMA bare.page_size").fetchone()[0])


def test_an_undo_of_many_is_seen_by_the_summary(database):
    import_people(database, 3)
    database.undo()
    database.redo()
    with database.file.opened() as connection:
        rows = connection.execute("SELECT status, contract_kind FROM staff_current").fetchall()
    assert rows == [("DANG_LAM", "HDLV_KXDTH")] * 3


def test_a_day_later_undo_keeps_the_summary_at_that_day(database, open_database):
    add(database, "A")
    with database.write("Nghỉ hưu") as session:
        EmploymentStatus(staff=member(session, "A"), status="NGHI_HUU", starts_on=PartialDate("2026-12-01"))
    with database.write("Sửa lý do") as session:
        member(session, "A").statuses[0].reason = "đủ tuổi"
    later = open_database(today=date(2026, 12, 2))
    later.undo()
    with later.file.opened() as connection:
        assert connection.execute("SELECT status FROM staff_current").fetchall() == [("NGHI_HUU",)]
