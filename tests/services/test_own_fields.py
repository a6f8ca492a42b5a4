"""Fields that the unit adds by itself: one of each kind through everything that a field goes through."""

import json

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from desktop.domain.conditions import Condition
from desktop.domain.errors import UserError
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role
from desktop.services import bulk_edit, exporting, importing, own_fields, pasting, people_list, records, saved_lists
from desktop.services.changes import bring_back, of_person
from desktop.services.progress import run
from desktop.services.workspace import Workspace
from tests.conftest import TODAY
from tests.services.people_unit import fill

# kind: heading, typed, shown, typed next, shown next, a condition that the first value meets and the next does not
KINDS = {
    "text": ("Cỡ giày", "số 38", "số 38", "số 40", "số 40", ("has", "38")),
    "number": ("Số con", "2", "2", "2,5", "2,5", ("le", "2")),
    "date": ("Ngày khám sức khỏe", "5/1/2026", "05/01/2026", "6/2/2027", "06/02/2027", ("lt", "2027")),
    "list": ("Cỡ áo", "m", "M", "Cỡ S", "Cỡ S", ("is", "M")),
    "flag": ("Ở tập thể", "x", "Có", "không", "Không", ("is", "Có")),
}
OPTIONS = ("Cỡ S", "M")


@pytest.fixture
def unit(workspace):
    fill(workspace)
    return workspace


def add(unit, kind):
    return own_fields.add(unit, KINDS[kind][0], kind, OPTIONS if kind == "list" else ())


def uid_of(unit, code):
    with unit.database.read() as session:
        return session.scalars(select(StaffMember.uid).where(StaffMember.staff_code == code)).one()


def shown(unit, key):
    grid = people_list.open_grid(unit)
    found = dict(people_list.texts(grid, grid.ids(), ("staff_code", key)))
    grid.close()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_of_ones_own_goes_wherever_a_field_goes(unit, tmp_path, kind):
    label, typed, text, typed_next, text_next, (operator, value) = KINDS[kind]
    key = add(unit, kind)
    ânn, ánh = uid_of(unit, "VC01"), uid_of(unit, "VC02")

    # The record: saved, loaded, undone, its history told.
    records.save(unit, StaffMember, ânn, {key: typed})
    assert records.load(unit, StaffMember, ânn)[key] == text
    records.save(unit, StaffMember, ânn, {key: typed_next})
    (done, *_older) = of_person(unit, ânn)
    assert (done.called, done.label, done.old, done.new) == (label, label, text, text_next)
    bring_back(unit, done)
    assert records.load(unit, StaffMember, ânn)[key] == text
    unit.database.undo()
    unit.database.undo()
    assert records.load(unit, StaffMember, ânn)[key] == text

    # The list: a column, an order, groups, a condition, a saved list.
    condition = Condition(key, operator, (value,))
    grid = people_list.open_grid(unit)
    assert grid.columns[key].label == label
    assert grid.ids(order=key)[0] == grid.ids_of([ânn])[ânn] == grid.ids(conditions=[condition])[0]
    assert [(group.label, group.count) for group in grid.groups(key)] == [(text, 1), ("", 4)]
    grid.close()
    saved_lists.save(unit, "Có giá trị", condition=condition, columns=("staff_code", key))
    assert saved_lists.codes_on(unit, "Có giá trị") == {"VC01"}

    # Bulk edit and paste, one step each.
    bulk_edit.carry_out(unit, bulk_edit.plan(unit, [ânn, ánh], key, typed_next))
    assert (shown(unit, key)["VC01"], shown(unit, key)["VC02"]) == (text_next, text_next)
    unit.database.undo()
    assert (shown(unit, key)["VC01"], shown(unit, key)["VC02"]) == (text, "")
    pasting.carry_out(unit, pasting.plan(unit, [ánh], [key], [[typed_next]]))
    assert shown(unit, key)["VC02"] == text_next
    assert saved_lists.codes_on(unit, "Có giá trị") == {"VC01"}

    # Out as a workbook and as JSON, conditions on it too; and in again where the value is another.
    assert exporting.export(unit, "staff", tmp_path / "a.xlsx", f'"{label}" !=') == 2
    sheet = load_workbook(tmp_path / "a.xlsx").active
    headings = [[cell.value for cell in row] for row in sheet.iter_rows() if label in [cell.value for cell in row]]
    assert len(headings) == 1
    exporting.export(unit, "staff", tmp_path / "a.json")
    people = {row["staff_code"]: row for row in json.loads((tmp_path / "a.json").read_text("utf-8"))["records"]}
    field = unit.catalogue.own_fields(StaffMember)[key]
    assert [field.show(field.load(people[code].get(key))) for code in ("VC01", "VC02", "VC03")] == [text, text_next, ""]

    run(importing.carry_out(unit, run(importing.plan(unit, tmp_path / "a.xlsx", "staff"))))
    assert (shown(unit, key)["VC01"], shown(unit, key)["VC02"]) == (text, text_next)
    book = Workbook()
    for row in (("Mã nhân viên", "Họ và tên", label), ("VC03", "Phạm Văn Đức", text)):
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    run(importing.carry_out(unit, run(importing.plan(unit, tmp_path / "b.xlsx", "staff"))))
    assert shown(unit, key)["VC03"] == text


def test_a_field_is_renamed_retired_and_used_again_with_its_values(unit):
    key = add(unit, "text")
    records.save(unit, StaffMember, uid_of(unit, "VC01"), {key: "38"})
    own_fields.rename(unit, key, "Giày")
    assert [(view.label, view.uses, view.is_retired) for view in own_fields.listed(unit)] == [("Giày", 1, False)]
    assert unit.catalogue.fields(StaffMember)[key].label == "Giày"

    own_fields.retire(unit, key)
    assert own_fields.listed(unit) == []
    assert [(view.key, view.is_retired) for view in own_fields.listed(unit, retired=True)] == [(key, True)]
    assert key not in unit.catalogue.fields(StaffMember)
    grid = people_list.open_grid(unit)
    assert key not in grid.columns
    grid.close()

    own_fields.bring_back(unit, key)
    assert shown(unit, key)["VC01"] == "38"
    for title in ("Dùng lại trường riêng", "Ngừng dùng trường riêng", "Đổi tên trường riêng thành «Giày»"):
        assert unit.database.undo() == title
    assert shown(unit, key)["VC01"] == "38"
    assert own_fields.listed(unit)[0].label == "Cỡ giày"


def test_fields_stand_in_the_order_that_is_given(unit):
    first, second, third = (add(unit, kind) for kind in ("text", "number", "flag"))
    own_fields.move(unit, third, 0)
    assert [view.key for view in own_fields.listed(unit)] == [third, first, second]
    assert [key for key in unit.catalogue.fields(StaffMember) if key.startswith("own_")] == [third, first, second]


def test_the_choices_of_a_list_change_and_old_values_stay(unit):
    key = add(unit, "list")
    records.save(unit, StaffMember, uid_of(unit, "VC01"), {key: "M"})
    own_fields.set_options(unit, key, ["L", " XL ", "L"])
    assert own_fields.listed(unit)[0].options == ("L", "XL")
    assert shown(unit, key)["VC01"] == "M"
    with pytest.raises(UserError, match="không phải danh sách"):
        own_fields.set_options(unit, add(unit, "text"), ["a"])


@pytest.mark.parametrize(
    ("label", "kind", "said"),
    [
        ("Mã nhân viên", "text", "Đã có mục «Mã nhân viên»"),
        ("Họ và tên", "text", "Đã có mục «Họ và tên»"),
        ("cỡ ÁO", "text", "Đã có mục «Cỡ áo»"),
        ("", "text", "Chưa nhập Tên trường"),
        ("!!!", "text", "không phải tên trường"),
        ("Mũ", "list", "cần ít nhất một lựa chọn"),
    ],
)
def test_a_heading_names_one_column_alone(unit, label, kind, said):
    add(unit, "list")
    with pytest.raises(UserError, match=said):
        own_fields.add(unit, label, kind)
    assert len(own_fields.listed(unit)) == 1


def test_who_may_not_configure_adds_no_field(unit):
    leader = Workspace.on(unit.database.file, today=TODAY, user="Lan", rights=Rights.of(Role.LEADER))
    with pytest.raises(UserError, match="không có quyền sửa thiết lập"):
        own_fields.add(leader, "Cỡ mũ", "text")
    leader.close()
    assert own_fields.listed(unit) == []
