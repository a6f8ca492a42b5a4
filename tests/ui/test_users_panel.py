"""Thiết lập, Người dùng: begun with an administrator, kept up by the administrator."""

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop.domain.rights import Rights
from desktop.domain.system import Role
from desktop.services import users
from desktop.services.signing_in import has_users, sign_in
from desktop.services.workspace import Workspace
from desktop.ui.context import Context
from desktop.ui.settings_page import SettingsPage
from desktop.ui.users_panel import UsersPanel
from tests.ui.hands import show

SECRET = "mat khau 1"


@pytest.fixture
def panel(qtbot, dressed, context):
    panel = UsersPanel(context)
    show(qtbot, panel, 900, 600)
    return panel


@pytest.fixture
def told(context):
    heard = []
    context.message.connect(lambda text, kind, action: heard.append((kind, text, action)))
    return heard


def fill(panel, name, role, *passwords):
    panel.begin_new()
    for field, text in (("name", name), ("full_name", f"Cô {name}"), ("role", role)):
        panel.form.editors[field].set_text(text)
    for editor, text in zip(panel.passwords, passwords or (SECRET, SECRET), strict=True):
        editor.set_text(text)


def listed(panel):
    model = panel.sheet.model()
    return [tuple(model.index(n, c).data() for c in (0, 2, 3)) for n in range(model.rowCount())]


def choose(panel, row):
    panel.sheet.setCurrentIndex(panel.sheet.model().index(row, 0))


def test_users_begin_with_an_administrator_who_then_signs_in(panel, workspace, told, context):
    asked = []
    context.opening.connect(asked.append)
    assert "không cần" in panel.note.text()
    fill(panel, "an", "Lãnh đạo (chỉ xem)")
    assert not panel.save()
    assert panel.form.editors["role"].message() == "Người đầu tiên phải có quyền Quản trị."

    panel.begin_new()
    assert panel.form.texts()["role"] == "Quản trị"
    fill(panel, "an", "Quản trị")
    assert panel.save()
    assert listed(panel) == [("an", "Quản trị", "Có")]
    assert has_users(workspace.database.file)
    ((kind, text, action),) = told
    assert (kind, "phải đăng nhập" in text) == ("success", True)
    action.run()
    assert asked[0].file == workspace.database.file


def test_passwords_are_not_seen_and_are_typed_twice(panel, workspace):
    fill(panel, "an", "Quản trị", "mat khau 1", "mat khau 2")

    assert [e.input.echoMode() for e in panel.passwords] == [QLineEdit.EchoMode.Password] * 2
    assert not panel.save()
    assert "khác nhau" in panel._problem.text()
    fill(panel, "an", "Quản trị", "ngan", "ngan")
    assert not panel.save()
    assert "ít nhất 8 ký tự" in panel._problem.text()
    assert not has_users(workspace.database.file)


def test_a_role_is_changed_and_a_user_switched_off_and_on(panel, workspace, told):
    for name, role in (("an", "Quản trị"), ("binh", "Cán bộ tổ chức")):
        fill(panel, name, role)
        assert panel.save()
    choose(panel, 1)
    panel.edit()
    panel.form.editors["role"].set_text("Lãnh đạo (chỉ xem)")
    assert panel.save()
    assert listed(panel)[1] == ("binh", "Lãnh đạo (chỉ xem)", "Có")

    choose(panel, 1)
    panel.active_button.click()
    assert listed(panel)[1] == ("binh", "Lãnh đạo (chỉ xem)", "Đã ngừng")
    choose(panel, 1)
    assert panel.active_button.text() == "Cho dùng lại"
    panel.active_button.click()
    assert sign_in(workspace.database.file, "binh", SECRET).role is Role.LEADER

    choose(panel, 0)
    panel.active_button.click()
    assert told[-1][:2] == (
        "danger",
        "Cô an là người quản trị cuối cùng; chưa có gì thay đổi. Hãy giao quyền Quản trị cho người khác trước.",
    )


@pytest.mark.parametrize(("role", "is_there"), [(Role.ADMIN, True), (Role.PARTY_CLERK, False)])
def test_only_who_manages_users_finds_them_in_the_settings(qtbot, dressed, workspace, today, role, is_there):
    users.add(workspace, {"name": "an", "role": "Quản trị"}, SECRET)
    seen = Workspace.on(workspace.database.file, today=today, user="an", rights=Rights.of(role))
    context = Context(seen)
    page = SettingsPage(context)
    show(qtbot, page, 1100, 700)
    page.show_section("users")

    assert (page.sections.key == "users") is is_there
    assert ("targets" in page.tables) is not is_there
    context.tasks.shut_down()
    seen.close()
