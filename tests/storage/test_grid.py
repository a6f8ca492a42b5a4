"""The list of people through its plain door: found without marks, ordered as staff lists are kept, from an index."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department
from desktop.domain.staff import EmploymentStatus, Placement, SalaryStep, StaffMember, TitleHolding
from desktop.services.workspace import Workspace
from desktop.storage.grid import Condition, PeopleGrid

PEOPLE = {
    "VC01": "Nguyễn Văn Ân",
    "VC02": "Trần Thị Ánh",
    "VC03": "Lê An",
    "VC04": "Đỗ Thị Ánh",
    "VC05": "Phạm Văn Đức",
    "VC06": "Hoàng Thị Ăn",
}


@pytest.fixture
def grid(database):
    with database.write("Nhập") as session:
        nội, ngoại = Department(name="Khoa Nội", order_no=2), Department(name="Khoa Ngoại", order_no=1)
        for number, (code, name) in enumerate(PEOPLE.items()):
            one = StaffMember(staff_code=code, full_name=name, birth_date=PartialDate(f"19{80 + number}"))
            session.add(one)
            Placement(staff=one, department=(nội, ngoại)[number % 2])
            EmploymentStatus(staff=one, status="NGHI_HUU" if code == "VC05" else "DANG_LAM")
        anh = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC04")).one()
        anh.phone, anh.citizen_id = "0912345678", "001185000001"
        TitleHolding(staff=anh, title="V.08.01.03")
        SalaryStep(staff=anh, coefficient=Decimal("2.67"))
    grid = PeopleGrid(database.file, Workspace(database).catalogue)
    yield grid
    grid.close()


def codes(grid, *args, **options) -> list[str]:
    ids = grid.ids(*args, **options)
    rows = grid.rows(ids, ["staff_code"])
    return [rows[row_id][0] for row_id in ids]


def test_people_stand_in_the_order_of_their_given_names(grid):
    assert [PEOPLE[code] for code in codes(grid)] == [
        "Lê An",
        "Đỗ Thị Ánh",
        "Trần Thị Ánh",
        "Hoàng Thị Ăn",
        "Nguyễn Văn Ân",
        "Phạm Văn Đức",
    ]
    assert codes(grid, descending=True) == codes(grid)[::-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anh", ["VC04", "VC02"]),
        ("ÁNH", ["VC04", "VC02"]),
        ("do anh", ["VC04"]),
        ("Đức", ["VC05"]),
        ("tran thi a", ["VC02"]),
        ("uc", []),
        ("vc03", ["VC03"]),
        ("0912", ["VC04"]),
        ("0011850", ["VC04"]),
        ("  ", ["VC03", "VC04", "VC02", "VC06", "VC01", "VC05"]),
        ("%", []),
        ("_", []),
        ("không có", []),
        ("' OR 1=1 --", []),
    ],
)
def test_people_are_found_without_marks_and_by_every_word(grid, text, found):
    assert codes(grid, text) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Condition("department", "is", ("Khoa Nội",)), ["VC03", "VC01", "VC05"]),
        (Condition("department", "is_not", ("Khoa Nội",)), ["VC04", "VC02", "VC06"]),
        (Condition("status", "is", ("NGHI_HUU",)), ["VC05"]),
        (Condition("status", "is_not", ("NGHI_HUU",)), ["VC03", "VC04", "VC02", "VC06", "VC01"]),
        (Condition("title", "empty"), ["VC03", "VC02", "VC06", "VC01", "VC05"]),
        (Condition("phone", "has", ("345",)), ["VC04"]),
    ],
    ids=lambda value: f"{value.column} {value.operator}" if isinstance(value, Condition) else None,
)
def test_conditions_narrow_the_list(grid, condition, found):
    assert codes(grid, conditions=[condition]) == found


def test_an_unknown_condition_is_a_bug(grid):
    with pytest.raises(ValueError, match="drop"):
        grid.ids(conditions=[Condition("phone", "drop")])


def test_any_column_orders_the_list(grid):
    assert codes(grid, order="department") == ["VC04", "VC02", "VC06", "VC03", "VC01", "VC05"]
    assert codes(grid, order="birth_date") == sorted(PEOPLE)
    for key in grid.columns:
        assert sorted(codes(grid, order=key)) == sorted(PEOPLE)
        assert sorted(codes(grid, order=key, descending=True)) == sorted(PEOPLE)


def test_rows_show_what_a_form_shows(grid):
    (anh,) = grid.ids("do anh")
    shown = grid.rows([anh], ["full_name", "birth_date", "department", "title", "coefficient", "phone"])[anh]
    assert shown[:-1] == (
        "Đỗ Thị Ánh",
        "1983",
        "Khoa Ngoại",
        grid.columns["title"].show("V.08.01.03"),
        "2,67",
        "0912345678",
    )
    assert grid.id_of(shown[-1]) == anh
    assert grid.id_of("01890000-0000-7000-8000-000000000000") is None


def test_counts_and_values_by_column(grid):
    assert grid.counts("status") == {"DANG_LAM": 5, "NGHI_HUU": 1}
    assert grid.counts("title") == {"": 5, "V.08.01.03": 1}
    assert grid.values("department") == ["Khoa Ngoại", "Khoa Nội"]


def test_a_removed_person_is_in_no_list(grid, database):
    with database.write("Xóa") as session:
        session.remove(session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC04")).one())
    assert "VC04" not in codes(grid)
    assert codes(grid, "do anh") == []
    assert grid.counts("status") == {"DANG_LAM": 4, "NGHI_HUU": 1}
    assert codes(grid, conditions=[Condition("status", "is_not", ("NGHI_HUU",))]) == ["VC03", "VC02", "VC06", "VC01"]


def test_search_and_order_read_one_index_and_no_row(database):
    query = "SELECT s.id FROM staff_member s WHERE s.deleted_at IS NULL AND {} ORDER BY s.name_key, s.id"
    with database.file.opened() as connection:
        for how in ("instr(s.search_key, 'anh') > 0", "s.search_key LIKE '%anh%'"):
            plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + query.format(how))]
            assert plan == ["SCAN s USING COVERING INDEX ix_staff_member_search"]
