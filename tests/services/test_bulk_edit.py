"""One value for many people: shown first, written as one step, refused in a sentence."""

from datetime import date

import pytest
from sqlalchemy import select

from desktop.domain.errors import Rejected, UserError
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role
from desktop.services import bulk_edit, people_list, records
from desktop.services.workspace import Workspace
from desktop.storage.history import operations
from tests.conftest import TODAY
from tests.services.people_unit import fill

SINCE = date(2026, 12, 1)


@pytest.fixture
def unit(workspace):
    fill(workspace)
    return workspace


def uids(unit, *codes):
    with unit.database.read() as session:
        found = dict(session.execute(select(StaffMember.staff_code, StaffMember.uid)).all())
    return [found[code] for code in codes]


def shown(unit, column, day=None):
    grid = people_list.open_grid(unit)
    then = grid.at(day)
    found = {code: text for code, text in people_list.texts(then, then.ids(), ("staff_code", column))}
    grid.close()
    return found


def preview(plan):
    return [(change.code, change.before, change.after) for change in plan.to_do]


def test_a_field_of_the_record_is_set_for_many_in_one_step(unit):
    plan = bulk_edit.plan(unit, uids(unit, "VC01", "VC02", "VC04"), "home_town", "an  bình")
    assert preview(plan) == [
        ("VC01", "Xã Ân, huyện Đức", "an bình"),
        ("VC02", "", "an bình"),
        ("VC04", "An Bình", "an bình"),
    ]
    before = len(operations(unit.database))
    assert bulk_edit.carry_out(unit, plan) == 3
    assert shown(unit, "home_town") == {"VC01": "an bình", "VC02": "an bình", "VC04": "an bình", "VC03": "", "VC05": ""}
    assert len(operations(unit.database)) == before + 1
    assert unit.database.undo() == "Sửa Quê quán của 3 người"
    assert shown(unit, "home_town")["VC01"] == "Xã Ân, huyện Đức"


def test_a_department_changes_from_a_day_on_by_a_decision(unit):
    people = uids(unit, "VC01", "VC02", "VC05")
    decided = {"number": "55/QĐ-BV", "issued_on": "20/11/2026"}
    plan = bulk_edit.plan(unit, people, "department", "khoa ngoại", since=SINCE, decision=decided)
    assert preview(plan) == [("VC01", "Khoa Nội tổng hợp", "Khoa Ngoại"), ("VC05", "", "Khoa Ngoại")]
    assert plan.title == "Sửa Khoa, phòng của 2 người từ 01/12/2026"

    bulk_edit.carry_out(unit, plan)

    assert shown(unit, "department")["VC01"] == "Khoa Nội tổng hợp"
    assert shown(unit, "department", SINCE)["VC01"] == shown(unit, "department", SINCE)["VC05"] == "Khoa Ngoại"
    with unit.database.read() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC01")).one()
        rows = [(str(r.starts_on), str(r.ends_on or ""), str(r.decision or "")) for r in member.placements]
    assert sorted(rows) == [("01/09/1995", "30/11/2026", ""), ("01/12/2026", "", "55/QĐ-BV ngày 20/11/2026")]
    unit.database.undo()
    assert shown(unit, "department", SINCE)["VC01"] == "Khoa Nội tổng hợp"


def test_a_row_put_between_two_ends_before_the_later_one(unit):
    plan = bulk_edit.plan(unit, uids(unit, "VC02"), "department", "Khoa Ngoại", since=date(2023, 1, 1))
    assert preview(plan) == [("VC02", "Khoa Nội", "Khoa Ngoại")]
    bulk_edit.carry_out(unit, plan)
    with unit.database.read() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC02")).one()
        rows = sorted((str(r.starts_on), str(r.ends_on or ""), str(r.department)) for r in member.placements)
    assert rows == [
        ("01/01/2023", "29/02/2024", "Khoa Ngoại"),
        ("01/03/2024", "", "Khoa Ngoại"),
        ("2012", "31/12/2022", "Khoa Nội tổng hợp"),
    ]


@pytest.mark.parametrize(
    ("column", "raw", "after"),
    [
        ("title", "V.08.01.02", "Bác sĩ chính"),
        ("contract_kind", "Viên chức", "Viên chức - hợp đồng làm việc không xác định thời hạn"),
        ("status", "thai sản", "Nghỉ thai sản"),
        ("post", "Trưởng khoa", "Trưởng khoa"),
        ("job_level", "3", "3"),
    ],
)
def test_what_holds_changes_from_a_day_on(unit, column, raw, after):
    people = uids(unit, "VC02", "VC04")
    if column == "job_level":
        bulk_edit.carry_out(unit, bulk_edit.plan(unit, people, "job_position", "II.081", since=date(2026, 7, 1)))
    plan = bulk_edit.plan(unit, people, column, raw, since=SINCE)
    assert {change.after for change in plan.to_do} == {after}
    bulk_edit.carry_out(unit, plan)
    assert {code: text for code, text in shown(unit, column, SINCE).items() if code in ("VC02", "VC04")} == {
        "VC02": after,
        "VC04": after,
    }
    if column == "job_level":
        assert shown(unit, "job_position", SINCE)["VC02"] != ""


@pytest.mark.parametrize(
    ("column", "raw", "since", "said"),
    [
        ("birth_date", "hôm qua", None, "không phải ngày"),
        ("birth_date", "2030", None, "Ngày sinh ở tương lai."),
        ("full_name", "", None, "Chưa nhập Họ và tên."),
        ("citizen_id", "001188000001", None, "đã có ở người khác"),
        ("department", "Khoa Lạ", None, "chưa có «Khoa Lạ» trong danh mục"),
        ("department", "", None, "Chưa nhập Khoa, phòng."),
        ("department", "Khoa Ngoại", date(1960, 1, 1), "Ngày 01/01/1960 trước ngày sinh."),
    ],
)
def test_what_cannot_be_is_told_for_each_person_and_nothing_is_written(unit, column, raw, since, said):
    plan = bulk_edit.plan(unit, uids(unit, "VC01", "VC03"), column, raw, since=since)
    assert [said in change.problem for change in plan.problems] == [True, True]
    with pytest.raises(UserError, match="Còn 2 ô chưa đúng, chưa ghi gì"):
        bulk_edit.carry_out(unit, plan)
    assert bulk_edit.carry_out(unit, plan, skip_problems=True) == 0


def test_a_code_that_no_list_knows_is_kept_as_typed_and_said(unit):
    plan = bulk_edit.plan(unit, uids(unit, "VC01"), "ethnic_group", "Người lạ")
    assert [change.note for change in plan.changes] == ["Dân tộc: «Người lạ» chưa có trong danh mục."]
    assert bulk_edit.carry_out(unit, plan) == 1


def test_what_somebody_changed_since_the_preview_stops_all(unit):
    people = uids(unit, "VC01", "VC02")
    plan = bulk_edit.plan(unit, people, "phone", "0987654321")
    records.save(unit, StaffMember, people[0], {"phone": "0900000001"})
    with pytest.raises(UserError, match=r"Số điện thoại của Nguyễn Văn Ân vừa được người khác sửa"):
        bulk_edit.carry_out(unit, plan)
    assert shown(unit, "phone")["VC02"] == "0912345678"


def test_what_may_not_be_edited_is_refused(unit):
    people = uids(unit, "VC01")
    with pytest.raises(UserError, match="không sửa hàng loạt được"):
        bulk_edit.plan(unit, people, "age", "30")
    with pytest.raises(Rejected, match="Ngày ký: «hôm qua» không phải ngày"):
        bulk_edit.plan(unit, people, "title", "V.08.01.02", decision={"number": "1/QĐ", "issued_on": "hôm qua"})
    leader = Workspace.on(unit.database.file, today=TODAY, user="Lan", rights=Rights.of(Role.LEADER))
    assert bulk_edit.editable(leader) == {}
    with pytest.raises(UserError, match="không sửa hàng loạt được"):
        bulk_edit.plan(leader, people, "phone", "0900000001")
    leader.close()
    records.remove(unit, StaffMember, people[0])
    with pytest.raises(UserError, match="1 người không còn trong danh sách"):
        bulk_edit.plan(unit, people, "phone", "0900000001")
