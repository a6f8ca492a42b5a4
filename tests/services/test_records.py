"""Editing any record through typed text: every problem at once, only what the clerk changed, and nobody overrun."""

import json

import pytest
from sqlalchemy import select

from desktop.domain.errors import Conflict, Rejected, UserError
from desktop.domain.fields import Instant
from desktop.domain.organisation import Department
from desktop.domain.records import KINDS
from desktop.domain.staff import EmploymentStatus, Placement, StaffMember
from desktop.domain.system import OwnField, OwnValue
from desktop.services import records
from desktop.services.workspace import Workspace
from desktop.storage.history import changes_in, operations
from tests.storage.making import AUDITED, Maker

ANH = {"staff_code": "VC001", "full_name": "Đỗ Thị Ánh", "birth_date": "2/9/1985"}


def save(workspace, typed, uid=None, **options) -> str:
    return records.save(workspace, StaffMember, uid, typed, **options)


def changed_fields(workspace) -> list[str]:
    """What the last operation wrote."""
    database = workspace.database
    return [change.field for change in changes_in(database, operations(database)[0].uid)]


# Reading and saving


def test_a_record_comes_back_as_it_was_typed(workspace):
    uid = save(workspace, {**ANH, "sex": "nữ", "phone": "0912 345 678", "height_cm": "158", "weight_kg": "49,5"})

    shown = records.load(workspace, StaffMember, uid)
    assert {name: text for name, text in shown.items() if text} == {
        "staff_code": "VC001",
        "full_name": "Đỗ Thị Ánh",
        "birth_date": "02/09/1985",
        "sex": "Nữ",
        "phone": "0912 345 678",
        "height_cm": "158",
        "weight_kg": "49,5",
    }
    assert workspace.database.undo_title() == "Thêm hồ sơ Đỗ Thị Ánh"


def test_every_problem_is_told_and_nothing_is_saved(workspace):
    with pytest.raises(Rejected) as refused:
        save(workspace, {"birth_date": "31/02/1985", "citizen_id": "12345", "height_cm": "cao"})
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("birth_date", "birth_date.date"),
        ("citizen_id", "citizen_id.implausible"),
        ("height_cm", "height_cm.number"),
    ]
    assert workspace.database.undo_title() is None


def test_what_must_be_there_is_asked_for(workspace):
    with pytest.raises(Rejected) as refused:
        save(workspace, {"phone": "0912345678"})
    assert [p.message for p in refused.value.problems] == ["Chưa nhập Mã nhân viên.", "Chưa nhập Họ và tên."]


def test_a_required_field_cannot_be_emptied(workspace):
    uid = save(workspace, ANH)
    with pytest.raises(Rejected, match="Chưa nhập Họ và tên"):
        save(workspace, {"full_name": " "}, uid)


def test_a_code_that_is_taken_is_told_at_its_field(workspace):
    save(workspace, ANH)
    with pytest.raises(Rejected) as refused:
        save(workspace, {"staff_code": "VC001", "full_name": "Lê Văn Bình"})
    assert [(p.field, p.message) for p in refused.value.problems] == [
        ("staff_code", "Mã nhân viên này đã có trong danh sách.")
    ]


@pytest.mark.parametrize("kind", AUDITED, ids=lambda kind: kind.__name__)
def test_what_a_form_shows_of_any_record_can_be_saved_again_without_a_change(workspace, kind):
    with workspace.database.write("Thêm") as session:
        record = Maker().record(kind)
        session.add(record)
        session.flush()
        uid = record.uid
    loaded = records.load(workspace, kind, uid)
    assert records.save(workspace, kind, uid, loaded, baseline=loaded) == uid
    assert workspace.database.undo_title() == "Thêm"

    records.save(workspace, kind, uid, _typed_again(kind, loaded))
    assert records.load(workspace, kind, uid) == loaded


def _typed_again(kind, loaded):
    """What a clerk could type: no moments, and no identity numbers, since the made ones are none."""
    fields = kind.fields.items()
    return {name: loaded[name] for name, field in fields if field.check is None and not isinstance(field, Instant)}


# References


def test_a_reference_is_given_by_uid(workspace):
    department = records.save(workspace, Department, None, {"name": "Khoa Nội"})
    member = save(workspace, ANH)
    placement = records.save(workspace, Placement, None, {"staff": member, "department": department})

    shown = records.load(workspace, Placement, placement)
    assert (shown["staff"], shown["department"]) == (member, department)


def test_a_reference_to_what_is_gone_is_refused(workspace):
    member = save(workspace, ANH)
    records.remove(workspace, StaffMember, member)
    with pytest.raises(UserError, match="Không còn hồ sơ này"):
        records.save(workspace, EmploymentStatus, None, {"staff": member, "status": "DANG_LAM"})


def test_words_that_name_no_row_are_a_problem_of_their_field(workspace):
    member = save(workspace, ANH)
    with pytest.raises(Rejected, match="không có trong danh sách") as refused:
        records.save(workspace, Placement, None, {"staff": member, "department": "Khoa không có"})
    assert [p.field for p in refused.value.problems] == ["department"]


def test_a_missing_reference_is_a_problem_of_its_field(workspace):
    member = save(workspace, ANH)
    with pytest.raises(Rejected) as refused:
        records.save(workspace, Placement, None, {"staff": member, "department": ""})
    assert [p.field for p in refused.value.problems] == ["department"]


# Only what the clerk changed


def test_only_what_differs_from_what_was_loaded_is_written(workspace):
    uid = save(workspace, ANH)
    loaded = records.load(workspace, StaffMember, uid)
    save(workspace, {**loaded, "phone": "0912345678"}, uid, baseline=loaded)
    assert changed_fields(workspace) == ["phone"]


def test_saving_without_a_change_is_no_operation(workspace):
    uid = save(workspace, ANH)
    loaded = records.load(workspace, StaffMember, uid)
    save(workspace, loaded, uid, baseline=loaded)
    save(workspace, {"full_name": "Đỗ Thị Ánh"}, uid)
    assert workspace.database.undo_title() == "Thêm hồ sơ Đỗ Thị Ánh"


def test_two_clerks_may_change_different_fields(workspace):
    uid = save(workspace, ANH)
    loaded = records.load(workspace, StaffMember, uid)
    save(workspace, {**loaded, "phone": "0912345678"}, uid, baseline=loaded)
    save(workspace, {**loaded, "note": "ghi chú"}, uid, baseline=loaded)

    shown = records.load(workspace, StaffMember, uid)
    assert (shown["phone"], shown["note"]) == ("0912345678", "ghi chú")


def test_a_field_that_changed_underneath_shows_both_values(workspace):
    uid = save(workspace, ANH)
    loaded = records.load(workspace, StaffMember, uid)
    save(workspace, {**loaded, "phone": "0912345678"}, uid, baseline=loaded)

    with pytest.raises(Conflict) as conflict:
        save(workspace, {**loaded, "phone": "0987654321", "note": "ghi chú"}, uid, baseline=loaded)
    (clash,) = conflict.value.clashes
    assert (clash.label, clash.theirs, clash.yours) == ("Số điện thoại", "0912345678", "0987654321")
    assert "hiện là «0912345678», bạn nhập «0987654321»" in str(conflict.value)
    assert records.load(workspace, StaffMember, uid)["note"] == ""


def test_two_clerks_may_come_to_the_same_value(workspace):
    uid = save(workspace, ANH)
    loaded = records.load(workspace, StaffMember, uid)
    for _ in range(2):
        save(workspace, {**loaded, "phone": "0912345678"}, uid, baseline=loaded)
    assert records.load(workspace, StaffMember, uid)["phone"] == "0912345678"


def test_the_same_value_in_other_words_is_no_conflict(workspace):
    uid = save(workspace, ANH)
    loaded = records.load(workspace, StaffMember, uid)
    save(workspace, {**loaded, "joined_unit_on": "01/02/2010"}, uid, baseline=loaded)
    save(workspace, {**loaded, "joined_unit_on": "1/2/2010"}, uid, baseline=loaded)
    assert records.load(workspace, StaffMember, uid)["joined_unit_on"] == "01/02/2010"


def test_a_record_that_somebody_removed_meanwhile_is_told(workspace):
    uid = save(workspace, ANH)
    loaded = records.load(workspace, StaffMember, uid)
    records.remove(workspace, StaffMember, uid)
    with pytest.raises(UserError, match="Không còn hồ sơ này; có thể người khác đã xóa"):
        save(workspace, {**loaded, "phone": "0912345678"}, uid, baseline=loaded)
    with pytest.raises(UserError, match="Không còn hồ sơ này"):
        records.load(workspace, StaffMember, uid)


# Removing


def test_what_others_need_is_not_removed(workspace):
    department = records.save(workspace, Department, None, {"name": "Khoa Nội"})
    member = save(workspace, ANH)
    records.save(workspace, Placement, None, {"staff": member, "department": department})
    with pytest.raises(UserError, match="còn 1 phân công công tác dùng đến"):
        records.remove(workspace, Department, department)

    records.remove(workspace, StaffMember, member)
    records.remove(workspace, Department, department)
    with workspace.database.read() as session:
        assert session.scalars(select(Department)).all() == []


# The unit's own fields


@pytest.fixture
def with_own_fields(workspace) -> Workspace:
    with workspace.database.write("Thêm trường") as session:
        for key, label, kind in (
            ("shirt", "Cỡ áo", "text"),
            ("bonus", "Hệ số riêng", "number"),
            ("since", "Từ", "date"),
        ):
            session.add(OwnField(entity="StaffMember", key=key, label=label, kind=kind))
    return workspace


def test_own_fields_are_read_shown_and_saved_like_any_other(with_own_fields):
    uid = save(with_own_fields, {**ANH, "shirt": "XL", "bonus": "1,5", "since": "1/2/2010"})
    shown = records.load(with_own_fields, StaffMember, uid)
    assert (shown["shirt"], shown["bonus"], shown["since"]) == ("XL", "1,5", "01/02/2010")

    save(with_own_fields, {**shown, "shirt": "L"}, uid, baseline=shown)
    assert records.load(with_own_fields, StaffMember, uid)["shirt"] == "L"
    assert changed_fields(with_own_fields) == ["value"]
    with_own_fields.database.undo()
    assert records.load(with_own_fields, StaffMember, uid)["shirt"] == "XL"


def test_a_wrong_own_value_is_a_problem_like_any_other(with_own_fields):
    with pytest.raises(Rejected) as refused:
        save(with_own_fields, {**ANH, "bonus": "nhiều"})
    assert [p.field for p in refused.value.problems] == ["bonus"]


def test_an_own_value_is_emptied(with_own_fields):
    uid = save(with_own_fields, {**ANH, "shirt": "XL"})
    shown = records.load(with_own_fields, StaffMember, uid)
    save(with_own_fields, {**shown, "shirt": ""}, uid, baseline=shown)
    assert records.load(with_own_fields, StaffMember, uid)["shirt"] == ""


def test_an_own_value_goes_with_its_record(with_own_fields):
    uid = save(with_own_fields, {**ANH, "shirt": "XL"})
    records.remove(with_own_fields, StaffMember, uid)
    with with_own_fields.database.read() as session:
        assert session.scalars(select(OwnValue)).all() == []
    with_own_fields.database.undo()
    assert records.load(with_own_fields, StaffMember, uid)["shirt"] == "XL"


def test_an_own_value_is_json_of_its_kind(with_own_fields):
    save(with_own_fields, {**ANH, "bonus": "1,5"})
    with with_own_fields.database.read() as session:
        assert [json.loads(row.value) for row in session.scalars(select(OwnValue))] == ["1.50"]


def test_every_kind_can_be_loaded_by_a_form(workspace):
    assert all(workspace.catalogue.fields(kind).keys() >= kind.fields.keys() for kind in KINDS)


def test_nobody_is_born_in_the_future(workspace):
    with pytest.raises(Rejected, match=r"Ngày sinh ở tương lai\."):
        records.save(workspace, StaffMember, None, {"staff_code": "VC01", "full_name": "An", "birth_date": "2030"})
