"""Many rows at once stand in the file like records made one by one, and are undone like them."""

import pytest
from sqlalchemy import select

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected
from desktop.domain.fields import Reference
from desktop.domain.organisation import Department
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.domain.system import Draft
from desktop.storage.adding import add_rows
from desktop.storage.history import changes_in, operations
from tests.storage.making import AUDITED, Maker

OWN = {"id", "uid", "created_at", "updated_at", "version"}


def stored(database, kind) -> list[dict[str, object]]:
    with database.file.opened() as connection:
        rows = connection.execute(f"SELECT * FROM {kind.table} WHERE deleted_at IS NULL ORDER BY id")
        names = [column[0] for column in rows.description]
        return [{n: v for n, v in zip(names, row, strict=True) if n not in OWN} for row in rows]


@pytest.mark.parametrize("kind", AUDITED, ids=lambda kind: kind.__name__)
def test_a_row_is_what_a_record_is(database, kind):
    maker = Maker()
    with database.write("Thêm một bản ghi") as session:
        record = maker.record(kind)
        session.add(record)
        session.flush()
        values = {
            name: getattr(record, f"{name}_id" if isinstance(field, Reference) else name)
            for name, field in kind.fields.items()
        }
        uid = record.uid
    as_record = stored(database, kind)
    with database.write("Bỏ đi") as session:
        session.remove(session.scalars(select(kind).where(kind.uid == uid)).one())
    others = stored(database, kind)

    with database.write("Thêm nhiều dòng") as session:
        (made,) = add_rows(session, kind, [values])
    assert [row for row in stored(database, kind) if row not in others] == [
        row for row in as_record if row not in others
    ]
    assert [c.what for c in changes_in(database, operations(database)[0].uid)] == ["Thêm"]

    assert database.undo() == "Thêm nhiều dòng"
    assert stored(database, kind) == others
    assert database.redo() == "Thêm nhiều dòng"
    with database.read() as session:
        assert session.get_one(kind, made).id == made
    assert database.verify().ok


def test_ids_come_in_the_order_of_the_rows(database):
    with database.write("Nhập") as session:
        ids = add_rows(session, StaffMember, [{"staff_code": f"VC{n}", "full_name": f"Người {n}"} for n in range(2500)])
        add_rows(session, EmploymentStatus, [{"staff": i, "status": str(n)} for n, i in enumerate(ids)])
    with database.file.opened() as connection:
        query = "SELECT s.staff_code, c.status FROM staff_member s JOIN staff_current c ON c.staff_id = s.id"
        assert sorted(connection.execute(query)) == sorted((f"VC{n}", str(n)) for n in range(2500))


def test_what_is_not_given_has_its_default(database):
    with database.write("Nhập") as session:
        add_rows(session, Department, [{"name": "Khoa Nội"}, {"name": "Khoa Ngoại", "order_no": 2}])
    with database.read() as session:
        found = session.execute(select(Department.name, Department.order_no).order_by(Department.id)).all()
    assert [tuple(row) for row in found] == [("Khoa Nội", None), ("Khoa Ngoại", 2)]


def test_a_row_that_clashes_takes_the_whole_operation_back(database):
    with pytest.raises(Rejected, match="Mã nhân viên này đã có"), database.write("Nhập") as session:
        add_rows(
            session, StaffMember, [{"staff_code": "A", "full_name": "Một"}, {"staff_code": "A", "full_name": "Hai"}]
        )
    assert stored(database, StaffMember) == []
    assert database.undo_title() is None


def test_rows_and_records_may_be_mixed_in_one_operation(database):
    with database.write("Nhập") as session:
        anh = StaffMember(staff_code="A", full_name="Đỗ Thị Ánh")
        session.add(anh)
        session.flush()
        add_rows(session, EmploymentStatus, [{"staff": anh.id, "status": "DANG_LAM", "starts_on": PartialDate("2010")}])
        anh.phone = "0912345678"
    database.undo()
    assert (stored(database, StaffMember), stored(database, EmploymentStatus)) == ([], [])
    database.redo()
    assert [row["phone"] for row in stored(database, StaffMember)] == ["0912345678"]


def test_rows_outside_the_audit_and_no_rows_are_no_operation(database):
    with database.write("Không có gì") as session:
        assert add_rows(session, Department, []) == []
        add_rows(session, Draft, [{"form_key": "x", "values": "{}"}])
    assert operations(database) == []
    assert len(stored(database, Draft)) == 1
