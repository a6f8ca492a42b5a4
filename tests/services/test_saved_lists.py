"""Lists of people under a name: kept, found, shared, drawn over by exports; and undone like everything else."""

import csv
from datetime import date

import pytest

from desktop.domain.conditions import Condition, Joined
from desktop.domain.errors import UserError
from desktop.domain.rights import Rights
from desktop.domain.system import Role
from desktop.services import exporting, people_list, saved_lists
from desktop.services.workspace import Workspace
from tests.conftest import TODAY
from tests.services.people_unit import fill

INTERNAL = Condition("department", "is", ("Khoa Nội tổng hợp", "Khoa Nội"))
WOMEN = Condition("sex", "is", ("nữ",))


@pytest.fixture
def unit(workspace):
    fill(workspace)
    return workspace


def as_other(workspace, role=Role.HR_CLERK):
    return Workspace.on(workspace.database.file, today=TODAY, user="Lan", rights=Rights.of(role))


def test_a_list_keeps_its_conditions_columns_groups_and_order(unit):
    condition = Joined((INTERNAL, WOMEN), either=True)
    uid = saved_lists.save(
        unit,
        "Nội và nữ",
        condition=condition,
        columns=("staff_code", "full_name", "age"),
        group_by="department",
        order_by="age",
        descending=True,
        note="cho giao ban",
    )
    view = saved_lists.find(unit, "noi va nu")

    assert (view.uid, view.condition, view.columns) == (uid, condition, ("staff_code", "full_name", "age"))
    assert (view.group_by, view.order_by, view.descending, view.note) == ("department", "age", True, "cho giao ban")
    assert view.is_mine
    grid = people_list.open_grid(unit)
    found = people_list.texts(grid, saved_lists.people(unit, uid), ("staff_code",))
    grid.close()
    assert found == [["VC02"], ["VC03"], ["VC01"], ["VC05"]]


def test_a_list_is_of_the_day_that_is_asked_for(unit):
    uid = saved_lists.save(unit, "Nội", condition=INTERNAL)
    assert saved_lists.codes_on(unit, uid) == {"VC01", "VC03"}
    assert saved_lists.codes_on(unit, uid, date(2023, 1, 1)) == {"VC01", "VC02", "VC03"}


def test_a_list_is_renamed_put_anew_dropped_and_undone(unit):
    uid = saved_lists.save(unit, "Nội", condition=INTERNAL)
    saved_lists.rename(unit, uid, "Khối nội")
    saved_lists.save(unit, "Khối nội", condition=WOMEN, uid=uid)
    assert saved_lists.find(unit, uid).condition == WOMEN
    saved_lists.remove(unit, uid)
    assert saved_lists.listed(unit) == []
    for expected in (("Khối nội", WOMEN), ("Khối nội", INTERNAL), ("Nội", INTERNAL)):
        unit.database.undo()
        (view,) = saved_lists.listed(unit)
        assert (view.name, view.condition) == expected
    unit.database.undo()
    assert saved_lists.listed(unit) == []


def test_what_cannot_be_kept_is_told_in_a_sentence(unit):
    saved_lists.save(unit, "Nội", condition=INTERNAL)
    for name, more, said in (
        ("NOI", {}, "Đã có danh sách «Nội»"),
        ("  ", {}, "Chưa nhập Tên danh sách"),
        ("Tuổi", {"condition": Condition("age", "gt", ("già",))}, "không phải số nguyên"),
        ("Cột", {"columns": ("luong",)}, "không có cột «luong»"),
    ):
        with pytest.raises(UserError, match=said):
            saved_lists.save(unit, name, **more)
    with pytest.raises(UserError, match=r"Không có danh sách đã lưu «Ngoại»; các danh sách: «Nội»\."):
        saved_lists.find(unit, "Ngoại")


def test_others_see_what_is_shared_and_change_nothing(unit):
    mine = saved_lists.save(unit, "Riêng", shared=False)
    common = saved_lists.save(unit, "Chung", condition=Condition("party_stage", "filled"))
    leader, clerk = as_other(unit, Role.LEADER), as_other(unit)

    assert [view.name for view in saved_lists.listed(leader)] == ["Chung"]
    with pytest.raises(UserError, match="là của Đỗ Thị Ánh"):
        saved_lists.rename(leader, common, "Khác")
    with pytest.raises(UserError, match="bạn không được xem"):
        saved_lists.people(clerk, "Chung")
    saved_lists.share(unit, mine, True)
    assert [view.name for view in saved_lists.listed(leader)] == ["Chung", "Riêng"]
    # Who may only look may still keep a list.
    own = saved_lists.save(leader, "Của lãnh đạo", condition=WOMEN)
    assert saved_lists.find(leader, own).is_mine
    leader.close()
    clerk.close()


def test_an_export_takes_the_people_of_a_list(unit, tmp_path):
    saved_lists.save(unit, "Khối nội", condition=INTERNAL)
    count = exporting.export(unit, "staff", tmp_path / "a.csv", "list:khối nội")

    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert count == 2
    assert [row[0] for row in rows[1:]] == ["VC01", "VC03"]
    with pytest.raises(UserError, match="Không có danh sách đã lưu «Lạ»"):
        exporting.export(unit, "staff", tmp_path / "b.csv", "list:Lạ")
    assert exporting.export(unit, "staff", tmp_path / "c.csv", "birth_date tháng (5, 11) and sex = nam") == 1
