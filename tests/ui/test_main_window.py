import subprocess
import sys
from datetime import datetime

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout

from desktop.domain.errors import UserError
from desktop.domain.organisation import Department
from desktop.services.progress import Progress
from desktop.ui import theme
from desktop.ui.context import Action, Context
from desktop.ui.finder import Hit
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Page
from desktop.ui.pages import PAGES, PageSpec
from tests.ui.hands import press, show, type_text


class Room(Page):
    """A page that remembers what happened to it."""

    def __init__(self, context, parent=None):
        super().__init__(context, parent)
        self.heard = []
        self.leave = True
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusProxy(self.field)

    def open_target(self, target):
        self.heard.append(target)

    def activated(self):
        self.heard.append("activated")

    def can_leave(self):
        return self.leave


class Staff(Room):
    title = "Hồ sơ viên chức"


ROOMS = (
    PageSpec("due", "Việc cần làm", "dashboard", f"{__name__}:Room"),
    PageSpec("staff", "Hồ sơ", "people", f"{__name__}:Staff"),
    PageSpec("help", "Trợ giúp", "help", f"{__name__}:Room", below=True, keys="F1"),
)


@pytest.fixture
def people():
    """What the finder was asked, and what was opened."""
    return {"asked": [], "opened": []}


@pytest.fixture
def window(qtbot, dressed, context, people):
    def find(text):
        people["asked"].append(text)
        return [Hit(f"Nguyễn Văn {n}", f"VC{n}", "user", lambda n=n: people["opened"].append(n)) for n in "AB"]

    window = MainWindow(
        context,
        unit="Bệnh viện tỉnh",
        finder=find,
        pages=ROOMS,
        now=lambda: datetime(2026, 11, 22, 9, 41),  # noqa: DTZ001
    )
    return show(qtbot, window, 1100, 680)


def add_department(workspace, name="Khoa Nội"):
    with workspace.database.write(f"Thêm {name}") as work:
        work.add(Department(name=name))


def test_the_first_page_is_made_and_the_others_wait(window):
    assert window.current_key == "due"
    assert window.page("staff") is None
    assert window.windowTitle() == "Bệnh viện tỉnh – CanBo"


def test_a_page_opens_from_the_rail_by_keys_and_from_elsewhere(qtbot, window, context):
    qtbot.mouseClick(window.rail.buttons["staff"], Qt.MouseButton.LeftButton)
    assert (window.current_key, window.top_bar.title.text()) == ("staff", "Hồ sơ viên chức")
    press(window, "Ctrl+1")
    assert window.current_key == "due"
    press(window, "F1")
    assert (window.current_key, window.rail.buttons["help"].isChecked()) == ("help", True)
    context.go("staff", "uid-7")
    assert window.page("staff").heard == ["activated", "activated", "uid-7"]


def test_a_page_that_may_not_be_left_stays(window):
    window.page().leave = False
    assert window.show_page("staff") is False
    assert (window.current_key, window.rail.buttons["due"].isChecked()) == ("due", True)
    assert window.close() is False


def test_a_page_may_change_its_title_only_while_it_is_open(window):
    due = window.page()
    due.set_title("Việc cần làm hôm nay")
    assert window.top_bar.title.text() == "Việc cần làm hôm nay"
    window.show_page("staff")
    due.set_title("Khác")
    assert window.top_bar.title.text() == "Hồ sơ viên chức"


def test_the_finder_opens_by_keys_and_marks_do_not_matter(window, people):
    press(window, "Ctrl+K")
    finder = window.top_bar.finder
    assert finder.hasFocus()
    type_text(finder, "ho so")
    assert [hit.title for hit in finder.hits] == ["Hồ sơ", "Nguyễn Văn A", "Nguyễn Văn B"]
    assert finder.popup.isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        press(finder, key)
    assert people["opened"] == ["A"]
    assert (finder.text(), finder.popup.isVisible()) == ("", False)


def test_the_finder_goes_to_pages(window):
    press(window, "Ctrl+K")
    type_text(window.top_bar.finder, "tro giup")
    press(window.top_bar.finder, Qt.Key.Key_Return)
    assert window.current_key == "help"


def test_escape_leaves_the_finder_as_it_was_found(window, people):
    press(window, "Ctrl+K")
    type_text(window.top_bar.finder, "a")
    press(window.top_bar.finder, Qt.Key.Key_Escape)
    assert (window.top_bar.finder.text(), window.top_bar.finder.hits, people["opened"]) == ("", [], [])


def test_a_message_is_shown_with_its_button(qtbot, window, context):
    done = []
    context.tell("Đã lưu hồ sơ Lê Anh.", "success", Action("Hoàn tác", lambda: done.append(1)))
    assert window.messages.isVisible()
    assert window.messages.text.text() == "Đã lưu hồ sơ Lê Anh."
    qtbot.mouseClick(window.messages.button, Qt.MouseButton.LeftButton)
    assert (done, window.messages.isVisible()) == ([1], False)


def test_what_was_just_done_is_seen_and_a_warning_comes_back_until_it_is_closed(qtbot, window, context):
    context.tell("Không ghi được bản sao lưu.", "danger")
    context.tell("Ngày không đúng.", "danger")
    context.tell("Đã lưu.", "success")
    seen = []
    while window.messages.isVisible():
        seen.append(window.messages.text.text())
        qtbot.mouseClick(window.messages.closer, Qt.MouseButton.LeftButton)
    assert seen == ["Đã lưu.", "Ngày không đúng.", "Không ghi được bản sao lưu."]


def test_the_same_warning_twice_is_closed_once(qtbot, window, context):
    for text in ("Ngày không đúng.", "Không ghi được bản sao lưu.", "Ngày không đúng."):
        context.tell(text, "danger")
    qtbot.mouseClick(window.messages.closer, Qt.MouseButton.LeftButton)
    assert window.messages.text.text() == "Không ghi được bản sao lưu."
    qtbot.mouseClick(window.messages.closer, Qt.MouseButton.LeftButton)
    assert not window.messages.isVisible()


def test_a_save_is_told_with_its_time_and_unsaved_changes_are_counted(window, workspace):
    assert window.top_bar.state.text() == ""
    add_department(workspace)
    assert window.top_bar.state.text() == "Đã lưu 09:41"
    window.page().unsaved.emit(3)
    assert window.top_bar.state.text() == "3 thay đổi chưa lưu"
    window.page().unsaved.emit(0)
    assert window.top_bar.state.text() == "Đã lưu 09:41"


def test_undo_names_what_it_takes_back_and_offers_to_do_it_again(qtbot, window, workspace):
    undo, redo = window.undo.undo, window.undo.redo
    assert (undo.isEnabled(), undo.toolTip()) == (False, "Chưa có gì để hoàn tác")
    add_department(workspace)
    assert undo.text() == "Hoàn tác: Thêm Khoa Nội"
    undo.trigger()
    qtbot.waitUntil(window.messages.isVisible)
    assert window.messages.text.text() == "Đã hoàn tác: Thêm Khoa Nội"
    assert (undo.isEnabled(), redo.text()) == (False, "Làm lại: Thêm Khoa Nội")
    qtbot.mouseClick(window.messages.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(undo.isEnabled)
    assert (undo.text(), redo.isEnabled()) == ("Hoàn tác: Thêm Khoa Nội", False)


def test_ctrl_z_in_a_field_takes_back_typing_never_a_saved_step(qtbot, window, workspace):
    add_department(workspace)
    field = window.page().field
    field.setFocus()
    type_text(field, "abc")
    for _ in range(3):
        press(field, "Ctrl+Z")
    assert field.text() == ""
    assert window.undo.undo.text() == "Hoàn tác: Thêm Khoa Nội"
    field.clearFocus()
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: window.undo.redo.isEnabled())


def test_a_long_task_shows_its_step_and_count_and_can_be_cancelled(qtbot, window, context):
    def work():
        while True:
            yield Progress(420, 1987, "Ghi hồ sơ")

    heard = []
    context.tasks.start(work(), title="Nhập ds.xlsx", cancelled=lambda: heard.append("hủy"))
    qtbot.waitUntil(lambda: window.progress.count.text() == "420 / 1.987")
    assert window.progress.isVisible()
    assert window.progress.note.text() == "Nhập ds.xlsx: Ghi hồ sơ"
    assert window.top_bar.state.text() == "Đang ghi…"
    qtbot.mouseClick(window.progress.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: heard == ["hủy"])
    assert window.progress.isHidden()


def test_closing_waits_for_the_task_that_runs(qtbot, window, context):
    go_on = []

    def work():
        while not go_on:
            yield Progress(1, 2)

    context.tasks.start(work(), title="Sao lưu")
    assert window.close() is False
    assert window.messages.text.text() == "Cửa sổ sẽ đóng khi xong: Sao lưu."
    go_on.append(True)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_what_a_task_says_to_the_clerk_is_shown(qtbot, window, context):
    def work():
        yield Progress(0, 1)
        raise UserError("Tệp đang mở trong Excel; hãy đóng rồi thử lại.")

    context.tasks.start(work(), title="Xuất")
    qtbot.waitUntil(window.messages.isVisible)
    assert (window.messages.text.text(), window.messages.kind) == (
        "Tệp đang mở trong Excel; hãy đóng rồi thử lại.",
        "danger",
    )


def test_the_text_grows_and_the_window_still_fits(window, dressed):
    press(window, "Ctrl++")
    assert theme.scale() == 1.15
    assert dressed.font().pointSizeF() == pytest.approx(theme.BASE_POINTS * 1.15)
    press(window, "Ctrl+0")
    assert theme.scale() == 1.0


@pytest.mark.parametrize("scale", theme.SCALES)
def test_the_shell_never_needs_more_than_a_small_screen(qtbot, window, scale):
    window.set_text_size(scale)
    window.resize(1366, 768)
    QApplication.processEvents()
    least = window.centralWidget().minimumSizeHint()
    assert least.width() <= 1366
    assert least.height() <= 768


def test_a_narrow_window_keeps_only_the_icons_of_the_rail(window):
    assert window.rail.buttons["staff"].text().strip() == "Hồ sơ"
    window.resize(920, 600)
    assert window.rail.buttons["staff"].text() == ""
    assert window.rail.buttons["staff"].accessibleName() == "Hồ sơ"


def test_the_pc_remembers_the_page_and_the_text_size(qtbot, dressed, context, window, tmp_path):
    settings = QSettings(str(tmp_path / "pc.ini"), QSettings.Format.IniFormat)
    first = show(qtbot, MainWindow(context, pages=ROOMS, settings=settings))
    first.show_page("staff")
    first.set_text_size(1.15)
    first.close()
    second = MainWindow(context, pages=ROOMS, settings=settings)
    qtbot.addWidget(second)
    assert second.current_key == "staff"
    assert float(settings.value("text_scale")) == 1.15


def test_the_window_stands_before_the_data_file_is_open(qtbot, dressed, workspace, window):
    context = Context()
    early = show(qtbot, MainWindow(context, pages=ROOMS))
    assert (early.page(), early.undo.undo.isEnabled()) == (None, False)
    add_department(workspace)
    context.attach(workspace)
    assert early.page().heard == ["activated"]
    assert early.undo.undo.text() == "Hoàn tác: Thêm Khoa Nội"
    context.tasks.shut_down()


def test_a_start_of_the_window_imports_neither_the_mapper_nor_workbooks():
    heavy = "{'sqlalchemy', 'openpyxl', 'alembic', 'holidays', 'keyring', 'sqlcipher3'}"
    code = f"import sys, desktop.ui.main_window; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_rooms_of_the_program_have_distinct_keys_icons_and_sources():
    for part in ("key", "label", "icon", "source"):
        assert len({getattr(spec, part) for spec in PAGES}) == len(PAGES)


def test_the_button_that_undoes_is_gone_as_soon_as_something_else_was_done(window, context):
    def written(name):
        with context.workspace.database.write(f"Thêm {name}") as session:
            session.add(Department(name=name))

    written("Khoa Nội")
    context.tell("Đã thêm Khoa Nội.", "warning", context.undoing())
    context.tell("Đã xem.", "info")
    written("Khoa Ngoại")
    window.messages.dismiss()
    assert window.messages.text.text() == "Đã thêm Khoa Nội."
    assert not window.messages.button.isVisible()
    context.tell("Đã thêm Khoa Ngoại.", "success", context.undoing())
    window.messages.button.click()
    with context.workspace.database.read() as session:
        assert [each.name for each in session.query(Department)] == ["Khoa Nội"]
