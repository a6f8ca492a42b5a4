import pytest

from desktop.ui.main_window import MainWindow
from desktop.ui.pages import PageSpec
from tests.ui.hands import press, show
from tests.ui.test_main_window import Room

HERE = f"{Room.__module__}:Room"
ROOMS = (
    PageSpec("due", "Việc cần làm", "dashboard", HERE),
    PageSpec("staff", "Hồ sơ", "people", HERE, tab="Danh sách"),
    PageSpec("pay", "Lương, nghỉ hưu", "people", HERE, parent="staff", tab="Lương"),
    PageSpec("tray", "Cơ sở dữ liệu quốc gia", "people", HERE, parent="staff"),
    PageSpec("forms", "In sơ yếu lý lịch", "people", HERE, parent="staff", is_hidden=True),
)


@pytest.fixture
def window(qtbot, dressed, context):
    made = MainWindow(context, pages=ROOMS, first="staff")
    return show(qtbot, made)


def told(tabs):
    return [tabs.tabText(i) for i in range(tabs.count())]


def test_the_rooms_behind_one_button_stand_side_by_side_and_the_rail_shows_the_button_alone(window):
    assert told(window.tabs) == ["Danh sách", "Lương", "Cơ sở dữ liệu quốc gia"]
    assert list(window.rail.buttons) == ["due", "staff"]


def test_a_tab_opens_its_room_and_the_rail_keeps_its_button(window):
    window.tabs.tabBarClicked.emit(1)
    assert window.current_key == "pay"
    assert window.rail.buttons["staff"].isChecked()
    assert window.tabs.currentIndex() == 1


def test_page_keys_turn_the_rooms_round(window):
    press(window, "Ctrl+PgUp")
    assert window.current_key == "tray"
    press(window, "Ctrl+PgDown")
    assert window.current_key == "staff"


def test_a_page_without_neighbours_has_no_tabs_and_a_hidden_one_no_tab(window):
    window.show_page("due")
    assert not window.tabs.isVisible()
    window.show_page("forms", "x")
    assert window.current_key == "forms"
    assert window.rail.buttons["staff"].isChecked()


def test_a_room_that_may_not_be_left_keeps_its_tab(window):
    window.page().leave = False
    window.tabs.tabBarClicked.emit(1)
    assert window.current_key == "staff"
    assert window.tabs.currentIndex() == 0
