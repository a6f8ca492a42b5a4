"""People who sign in: added by the administrator, known by a password that nobody can read."""

import pytest

from desktop.domain.errors import BadValue, Rejected, UserError
from desktop.domain.organisation import Department
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role, User
from desktop.services import records, users
from desktop.services.signing_in import has_users, sign_in
from desktop.services.workspace import Workspace
from desktop.storage.history import operations

SECRET = "mật khẩu 1"


@pytest.fixture
def chief(workspace):
    """The uid of the first user, an administrator."""
    return users.add(workspace, {"name": "quan.tri", "full_name": "Trần Quản Trị", "role": "Quản trị"}, SECRET)


@pytest.fixture
def enter(workspace, today):
    """Opens the same file as a user with a role sees it."""
    opened = []

    def _enter(role, name="can.bo"):
        rights = Rights.of(role)
        opened.append(Workspace.on(workspace.database.file, today=today, user=name, rights=rights))
        return opened[-1]

    yield _enter
    for each in opened:
        each.close()


def problems(call):
    with pytest.raises(Rejected) as refused:
        call()
    return {problem.field: problem.message for problem in refused.value.problems}


def stored(workspace, uid):
    with workspace.database.read() as session:
        return records.get(session, User, uid)


def test_nobody_signs_in_to_a_file_without_users(workspace):
    assert not has_users(workspace.database.file)
    assert users.users(workspace) == []
    with pytest.raises(UserError, match="không đúng"):
        sign_in(workspace.database.file, "", "")


def test_who_was_added_signs_in_with_name_and_password(workspace, chief):
    signed = sign_in(workspace.database.file, " Quan.Tri ", SECRET)

    assert has_users(workspace.database.file)
    assert (signed.uid, signed.name, signed.shown, signed.role) == (chief, "quan.tri", "Trần Quản Trị", Role.ADMIN)
    assert signed == users.sign_in(workspace, "quan.tri", SECRET)
    assert SECRET not in stored(workspace, chief).password_hash


def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(workspace, chief):
    told = set()
    for name, password in (("quan.tri", "sai mật khẩu"), ("ai.do", SECRET), ("quan.tri", "")):
        with pytest.raises(UserError) as refused:
            sign_in(workspace.database.file, name, password)
        told.add(str(refused.value))

    assert told == {"Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại, hoặc nhờ người quản trị đặt lại mật khẩu."}


def test_the_first_one_is_an_administrator(workspace):
    told = problems(lambda: users.add(workspace, {"name": "an", "role": "Lãnh đạo (chỉ xem)"}, SECRET))

    assert told == {"role": "Người đầu tiên phải có quyền Quản trị."}
    assert not has_users(workspace.database.file)


def test_what_is_wrong_with_a_new_user_is_told_at_once(workspace, chief):
    told = problems(lambda: users.add(workspace, {"name": "", "role": "Giám đốc"}, "ngắn"))

    assert told["name"] == "Chưa nhập Tên đăng nhập."
    assert "không có trong danh mục" in told["role"]
    assert "ít nhất 8 ký tự" in told["password_hash"]


def test_a_name_is_given_once_in_whatever_letters(workspace, chief):
    told = problems(lambda: users.add(workspace, {"name": "QUAN.TRI", "role": "Quản trị"}, SECRET))

    assert told == {"name": "Tên đăng nhập này đã có."}


def test_the_last_administrator_stays(workspace, chief):
    with pytest.raises(UserError, match="quản trị cuối cùng"):
        users.deactivate(workspace, chief)
    with pytest.raises(UserError, match="quản trị cuối cùng"):
        users.change(workspace, chief, {"role": "Cán bộ tổ chức"})
    assert stored(workspace, chief).is_active

    second = users.add(workspace, {"name": "hai", "role": "Quản trị"}, SECRET)
    users.deactivate(workspace, chief)
    with pytest.raises(UserError, match="không đúng"):
        sign_in(workspace.database.file, "quan.tri", SECRET)
    with pytest.raises(UserError, match="quản trị cuối cùng"):
        users.deactivate(workspace, second)
    assert [user.name for user in users.users(workspace)] == ["hai", "quan.tri"]
    users.activate(workspace, chief)
    assert sign_in(workspace.database.file, "quan.tri", SECRET).uid == chief


def test_one_changes_ones_own_password_whatever_ones_rights(workspace, chief, enter):
    users.add(workspace, {"name": "giam.doc", "role": "Lãnh đạo (chỉ xem)"}, SECRET)
    at_work = enter(Role.LEADER, "giam.doc")
    with pytest.raises(UserError, match="không đúng"):
        users.change_password(at_work, "giam.doc", "đoán mò thôi", "mật khẩu 2")
    with pytest.raises(BadValue, match="ít nhất 8"):
        users.change_password(at_work, "giam.doc", SECRET, "ngắn")

    users.change_password(at_work, "giam.doc", SECRET, "mật khẩu 2")

    assert sign_in(workspace.database.file, "giam.doc", "mật khẩu 2").role is Role.LEADER
    with pytest.raises(UserError, match="không đúng"):
        sign_in(workspace.database.file, "giam.doc", SECRET)


def test_a_forgotten_password_is_set_anew_by_the_administrator_alone(workspace, chief, enter):
    clerk = users.add(workspace, {"name": "can.bo", "role": "Cán bộ tổ chức"}, SECRET)
    with pytest.raises(UserError, match="Chỉ người quản trị"):
        users.reset_password(enter(Role.HR_CLERK), clerk, "mật khẩu 2")
    with pytest.raises(UserError, match="Chỉ người quản trị"):
        users.add(enter(Role.HR_CLERK), {"name": "ban", "role": "Quản trị"}, SECRET)

    users.reset_password(enter(Role.ADMIN, "quan.tri"), clerk, "mật khẩu 2")

    assert sign_in(workspace.database.file, "can.bo", "mật khẩu 2").uid == clerk


def test_undo_never_brings_an_old_password_back(workspace, chief):
    users.change_password(workspace, "quan.tri", SECRET, "mật khẩu 2")

    assert workspace.database.undo_title() is None
    assert [done.kind for done in operations(workspace.database)] == ["account", "account"]


def test_the_audit_has_the_name_and_undo_is_each_ones_own(workspace, chief, enter):
    first, second = enter(Role.PARTY_CLERK, "lan"), enter(Role.HR_CLERK, "hoa")
    records.save(first, StaffMember, None, {"staff_code": "VC1", "full_name": "Lê Thị Ánh"})
    records.save(second, Department, None, {"name": "Khoa Nội"})

    assert [done.user for done in operations(workspace.database)][:2] == ["hoa", "lan"]
    assert "Lê Thị Ánh" in (first.database.undo() or "")
    assert "Khoa Nội" in (second.database.undo_title() or "")
