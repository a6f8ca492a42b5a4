"""Signing in before anything is shown; the rooms of each role; a locked window shows nothing."""

from datetime import date

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop import app
from desktop.domain.organisation import Department
from desktop.domain.party import PartyCase, PartyMembership, PartyStage
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.services import users
from desktop.services.signing_in import sign_in
from desktop.storage.connection import open_file
from desktop.ui.sign_in import PasswordsDialog, SignInDialog, identify
from desktop.ui.user_menu import UserMenu
from tests.ui.hands import press, show, type_text
from tests.units import fresh_unit

DAY = date(2026, 11, 22)
SECRET = "mat khau 1"
NAMES = {"quan.tri": "Quản trị", "to.chuc": "Cán bộ tổ chức", "dang": "Cán bộ tổ chức và công tác Đảng"}
NAMES["giam.doc"] = "Lãnh đạo (chỉ xem)"


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    path = tmp_path_factory.mktemp("unit") / "unit.canbo"
    workspace = fresh_unit(path, today=DAY)
    with workspace.database.write("Một người") as session:
        member = StaffMember(staff_code="VC0001", full_name="Nguyễn Văn Đức", ethnic_group="Kinh")
        session.add_all([member, Department(name="Khoa Nội")])
        EmploymentStatus(staff=member, status="DANG_LAM")
        PartyMembership(staff=member, stage=PartyStage.OFFICIAL)
    workspace.database.keep_current()
    for name, role in NAMES.items():
        users.add(workspace, {"name": name, "full_name": f"Cô {name}", "role": role}, SECRET)
    workspace.close()
    return open_file(path)


@pytest.fixture
def enter(qtbot, dressed, unit):
    """Opens the window as one who signed in, until the unit is open."""
    opened = []

    def _enter(name, first="staff", settings=None):
        window = app.assemble(unit, DAY, first=first, signed=sign_in(unit, name, SECRET), settings=settings)
        opened.append(window)
        window.show()
        app.settle(window)
        return window

    yield _enter
    for window in opened:
        menu = window.findChild(UserMenu)
        if menu is not None and menu.lock_screen is not None:
            menu.lock_screen.leave()
        window.context.tasks.shut_down()
        window.context.workspace.close()
        window.close()
        window.deleteLater()  # its timers go with it


def menu_of(window):
    return window.findChild(UserMenu)


# Signing in


def test_a_file_without_users_asks_nobody(qapp, unit_file):
    assert identify(open_file(unit_file)) == (True, None)


def test_name_and_password_let_in(qtbot, dressed, unit):
    dialog = SignInDialog(unit)
    show(qtbot, dialog)
    type_text(dialog.form.name, "giam.doc")
    type_text(dialog.form.password, SECRET)
    press(dialog.form.password, "Return")

    assert dialog.result() == dialog.DialogCode.Accepted
    assert dialog.signed.shown == "Cô giam.doc"


def test_a_wrong_password_is_told_in_place_and_may_be_typed_again(qtbot, dressed, unit):
    dialog = SignInDialog(unit)
    show(qtbot, dialog)
    press(dialog.form.password, "Return")
    assert dialog.form.problem.text() == "Chưa nhập tên đăng nhập."

    type_text(dialog.form.name, "giam.doc")
    type_text(dialog.form.password, "sai roi nhe")
    press(dialog.form.password, "Return")
    assert "không đúng" in dialog.form.problem.text()
    assert (dialog.signed, dialog.isVisible()) == (None, True)
    assert dialog.form.password.selectedText() != ""
    assert dialog.form.password.echoMode() is QLineEdit.EchoMode.Password

    type_text(dialog.form.password, SECRET)
    press(dialog.form.password, "Return")
    assert dialog.signed.name == "giam.doc"


def test_who_gives_up_is_not_let_in(qtbot, dressed, unit):
    def give_up():
        press(QApplication.activeModalWidget(), "Esc")

    QTimer.singleShot(0, give_up)

    assert identify(unit) == (False, None)


# Rooms and what is in them


@pytest.mark.parametrize(
    ("name", "rooms"),
    [
        ("quan.tri", ["settings", "help"]),
        ("to.chuc", ["due", "staff", "mentoring", "training", "reports", "import", "settings", "help"]),
        ("giam.doc", ["due", "staff", "mentoring", "training", "reports", "help"]),
    ],
)
def test_the_rail_shows_the_rooms_of_the_role_alone(enter, name, rooms):
    window = enter(name)

    assert list(window.rail.buttons) == rooms
    assert window.current_key == ("staff" if "staff" in rooms else "settings")
    assert not window.show_page("party")
    assert window.top_bar.user_button.text().startswith("Cô ")
    assert window.context.workspace.database.user == name


def sections(form):
    return [layout.title for layout in form.layouts], set(form.tables) | set(form.editors)


def open_person(window):
    ((_id, row),) = window.context.grid.rows(window.context.grid.ids("duc"), ("full_name",)).items()
    window.context.go("staff", row[-1])
    form = window.page("staff")._record
    for layout in form.layouts:
        form.show_section(layout.key)
    return form


def test_an_hr_clerk_finds_nothing_of_the_party_in_a_record(enter):
    titles, parts = sections(open_person(enter("to.chuc")))

    assert "Đảng, đoàn thể" not in titles
    assert "Đoàn thể" in titles
    assert not {PartyMembership.__name__, PartyCase.__name__} & parts
    assert "ethnic_group" in parts


def test_a_party_clerk_finds_all_of_it(enter):
    window = enter("dang")
    titles, parts = sections(open_person(window))

    assert "Đảng, đoàn thể" in titles
    assert {PartyMembership.__name__, PartyCase.__name__} <= parts
    assert window.page("staff").table.keys[-1] == "party_stage"


def test_the_list_of_an_hr_clerk_has_no_party_column_from_the_first_paint(enter):
    page = enter("to.chuc").page("staff")

    assert "party_stage" not in page.table.keys
    assert "Đảng" not in {action.text() for action in page.list.filter_button.menu().actions()}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("to.chuc", {"", "practice", "rotation"}),
        ("dang", {"", "sympathiser", "probationer", "practice", "rotation", "waiting"}),
    ],
)
def test_the_kinds_of_help_that_a_clerk_is_shown(enter, name, kinds):
    page = enter(name, "mentoring").page("mentoring")
    page.begin_new()

    assert set(page.kinds.chips) - {"service_probation"} == kinds
    assert set(page.new.kinds.chips) == kinds - {"", "waiting"}


@pytest.mark.parametrize(("name", "shown"), [("to.chuc", False), ("dang", True)])
def test_the_first_page_counts_members_for_who_may_see_them(enter, name, shown):
    page = enter(name, "due").page("due")

    assert page.members.isVisibleTo(page) is shown
    assert page.year.party.isVisibleTo(page) is shown


def test_a_leader_reads_and_is_offered_nothing_to_change(enter):
    window = enter("giam.doc")
    form = open_person(window)
    page = window.page("staff")

    assert (page.add_button.isVisible(), page.export_button.isVisible()) == (False, False)
    assert not form.save_button.isVisible()
    assert form.editors["full_name"].input.isReadOnly()
    assert not form.tables["Placement"].add_button.isVisibleTo(form.tables["Placement"])
    page.begin_new()
    assert page._new is None


def test_a_leader_finds_no_dead_button_in_the_rooms_of_pay_and_decisions(qtbot, enter):
    window = enter("giam.doc", "pay")
    part = window.page("pay").part
    qtbot.waitUntil(lambda: part.found is not None)
    assert [each.isVisibleTo(part) for each in (part.enter_button, part.export_button, part.edit_button)] == [False] * 3
    part.begin_edit()
    part.begin_decision()
    assert part.form.isHidden()


def test_the_finder_of_an_administrator_finds_nobody(enter):
    window = enter("quan.tri")

    assert [hit.title for hit in window._hits("duc")] == []
    assert window.context.grid is None


# Locking


@pytest.fixture
def window(enter):
    return enter("dang")


def test_a_locked_window_shows_nothing_until_the_password_is_typed(qtbot, window):
    menu = menu_of(window)
    menu.lock_action.trigger()

    assert menu.is_locked
    assert not window.centralWidget().isVisible()
    press(menu.lock_screen, "Esc")
    menu.lock_screen.close()
    assert menu.lock_screen.isVisible()

    type_text(menu.lock_screen.form.password, "sai roi nhe")
    press(menu.lock_screen.form.password, "Return")
    assert "không đúng" in menu.lock_screen.form.problem.text()
    assert not window.centralWidget().isVisible()

    type_text(menu.lock_screen.form.password, SECRET)
    press(menu.lock_screen.form.password, "Return")
    assert not menu.is_locked
    assert window.centralWidget().isVisible()


def test_the_window_locks_by_itself_when_nobody_is_there(window):
    menu = menu_of(window)
    assert menu.idle.interval() == 10 * 60_000
    menu.idle.timeout.emit()

    assert menu.is_locked


def test_typing_tells_that_somebody_is_there_and_silence_does_not(window):
    menu = menu_of(window)
    field = window.page("staff").search
    field.setFocus()
    menu.pulse.timeout.emit()
    menu.idle.stop()
    menu.pulse.timeout.emit()
    assert not menu.idle.isActive()

    type_text(field, "a")
    menu.pulse.timeout.emit()
    assert menu.idle.isActive()


def test_after_how_many_minutes_is_kept_on_this_pc(enter, tmp_path):
    settings = QSettings(str(tmp_path / "pc.ini"), QSettings.Format.IniFormat)
    menu_of(enter("dang", settings=settings)).set_minutes(30)

    assert menu_of(enter("dang", settings=settings)).idle.interval() == 30 * 60_000


def test_another_user_is_let_in_by_opening_the_file_anew(window, unit):
    asked = []
    window.context.opening.connect(asked.append)
    menu_of(window).switch_action.trigger()
    menu_of(window).lock()
    menu_of(window).lock_screen.switch_button.click()

    assert [other.file.path for other in asked] == [unit.path, unit.path]
    assert not menu_of(window).is_locked


def test_nobody_else_is_let_in_over_what_is_not_saved(window):
    form = open_person(window)
    form.editors["phone"].set_text("0912345678")
    form.unsaved.emit(1)
    menu = menu_of(window)
    menu.lock()
    menu.lock_screen.switch_button.click()

    assert "chưa lưu" in menu.lock_screen.form.problem.text()
    assert menu.is_locked
    form.revert()


# Passwords


def test_one_changes_ones_password(qtbot, window, unit):
    dialog = PasswordsDialog("Đổi mật khẩu", menu_of(window).change_password, with_old=True)
    show(qtbot, dialog)
    for old, new, again, told in (
        (SECRET, "mat khau 2", "mat khau 3", "Hai lần nhập"),
        ("sai roi nhe", "mat khau 2", "mat khau 2", "không đúng"),
        (SECRET, "ngan", "ngan", "ít nhất 8 ký tự"),
    ):
        for line, text in ((dialog.old, old), (dialog.new, new), (dialog.again, again)):
            line.setText(text)
        dialog.try_it()
        assert told in dialog.problem.text()
    dialog.old.setText(SECRET)
    for line in (dialog.new, dialog.again):
        line.setText("mat khau 2")
    dialog.try_it()

    assert dialog.result() == dialog.DialogCode.Accepted
    assert sign_in(unit, "dang", "mat khau 2").name == "dang"
    users.change_password(window.context.workspace, "dang", "mat khau 2", SECRET)
