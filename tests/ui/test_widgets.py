import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.ui.bars import Bar, BarList
from desktop.ui.chips import Chip, ChipBar, Flow
from desktop.ui.context import Action
from desktop.ui.search_field import SearchField
from desktop.ui.section_list import Section, SectionList
from desktop.ui.widgets import Banner, Card, ElidedLabel, EmptyState, Scroll, StatCard, button, disable, label
from tests.ui.hands import press, show, type_text


def test_text_that_a_clerk_typed_is_never_markup(qtbot):
    card = Card("<b>An</b>")
    for made in (label("<b>An</b>"), ElidedLabel("<b>An</b>"), card):
        qtbot.addWidget(made)
        shown = card.title if made is card else made
        assert shown.textFormat() == Qt.TextFormat.PlainText


def test_a_long_label_gives_way_and_tells_the_rest_in_its_tooltip(qtbot, dressed):
    text = "Trung tâm Y tế huyện Bình Liêu"
    shown = show(qtbot, ElidedLabel(text), 80, 24)
    assert shown.minimumSizeHint().width() < 80
    assert shown.toolTip() == text
    shown.resize(600, 24)
    assert shown.toolTip() == ""


def test_a_figure_is_read_out_whole_and_opens_its_list(qtbot, dressed):
    card = show(qtbot, StatCard("Quá hạn", "danger"), 200)
    card.set_figure("3", "chuyển chính thức, giấy phép")
    assert card.accessibleName() == "3 Quá hạn. chuyển chính thức, giấy phép"
    card.setFocus()
    for open_it in (lambda: press(card, Qt.Key.Key_Space), lambda: qtbot.mouseClick(card, Qt.MouseButton.LeftButton)):
        with qtbot.waitSignal(card.clicked):
            open_it()


def test_a_banner_does_what_it_asks_for_and_hides_without_text(qtbot):
    done = []
    banner = Banner("Hết 12 tháng dự bị.", "warning", Action("Mở hồ sơ Đảng", lambda: done.append(1)))
    show(qtbot, banner)
    qtbot.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    banner.show_text("")
    assert (done, banner.isHidden()) == ([1], True)


def test_an_empty_place_offers_the_first_step(qtbot, dressed):
    done = []
    steps = (Action("Nhập từ Excel", lambda: done.append("import")), Action("Thêm người", lambda: done.append("add")))
    empty = EmptyState("Chưa có hồ sơ nào", "Bắt đầu từ danh sách đang có.", *steps)
    show(qtbot, empty)
    for step in empty.buttons:
        qtbot.mouseClick(step, Qt.MouseButton.LeftButton)
    assert done == ["import", "add"]
    assert [b.property("role") for b in empty.buttons] == ["primary", ""]


def test_a_disabled_button_says_why(qtbot):
    save = button("Lưu")
    qtbot.addWidget(save)
    disable(save, "Đang nhập danh sách, xong sẽ lưu được.")
    assert (save.isEnabled(), save.toolTip()) == (False, "Đang nhập danh sách, xong sẽ lưu được.")
    disable(save, "")
    assert (save.isEnabled(), save.toolTip()) == (True, "")


@pytest.fixture
def chips(qtbot, dressed):
    return show(qtbot, ChipBar([("all", "Tất cả"), ("party", "Đảng"), ("pay", "Lương")], "Loại việc"), 400)


def test_one_chip_is_always_chosen(qtbot, chips):
    assert chips.key == "all"
    with qtbot.waitSignal(chips.chosen) as chosen:
        qtbot.mouseClick(chips.chips["pay"], Qt.MouseButton.LeftButton)
    assert (chosen.args, chips.key) == (["pay"], "pay")


def test_chips_are_one_stop_for_tab_and_arrows_go_through_them(chips):
    heard = []
    chips.chosen.connect(heard.append)
    chips.chips["all"].setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        press(QApplication.focusWidget(), key)
    assert heard == ["party", "pay", "all", "pay"]
    assert [k for k, c in chips.chips.items() if c.focusPolicy() == Qt.FocusPolicy.StrongFocus] == ["pay"]


def test_chips_with_new_counts_keep_the_choice_and_one_that_went_falls_back(chips):
    chips.choose("pay")
    chips.set_choices([("all", "Tất cả 9"), ("party", "Đảng 2"), ("pay", "Lương 7")])
    assert (chips.key, chips.chips["pay"].text()) == ("pay", "Lương 7")
    chips.set_choices([("all", "Tất cả"), ("cme", "CME")])
    assert chips.key == "all"


def test_chips_and_tool_bars_go_on_in_the_next_line(qtbot, dressed):
    bar = Flow(*(button(f"Nút số {n}") for n in range(6)))
    show(qtbot, bar, 700)
    assert bar.heightForWidth(240) >= 2 * bar.heightForWidth(700)
    assert bar.minimumSizeHint().width() < 150


def test_a_condition_is_taken_away_by_its_chip(qtbot, dressed):
    chip = show(qtbot, Chip("Khoa, phòng: Khoa Nội"))
    assert chip.accessibleName() == "Bỏ điều kiện: Khoa, phòng: Khoa Nội"
    with qtbot.waitSignal(chip.clicked):
        press(chip, Qt.Key.Key_Space)


def test_bars_of_a_list_stand_on_one_scale_and_mark_their_targets(qtbot, dressed):
    bars = BarList([Bar("Chi bộ Nội", 6, 5, "noi"), Bar("Chi bộ Ngoại", 3, 5), Bar("Chi bộ Dược", 1, 2)])
    show(qtbot, bars, 400)
    lengths = [row.length_of(row.bar.value) for row in bars.rows]
    assert len({row.track().width() for row in bars.rows}) == 1
    assert lengths[0] == bars.rows[0].track().width()
    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=1)
    assert lengths[2] == pytest.approx(lengths[0] / 6, abs=1)
    assert [row.bar.words for row in bars.rows] == ["6 / 5", "3 / 5", "1 / 2"]
    assert [row.bar.is_met for row in bars.rows] == [True, False, False]


def test_shares_put_all_targets_at_one_mark(qtbot, dressed):
    bars = show(qtbot, BarList([Bar("Sau đại học", 9, 12), Bar("CME", 212, 240)], shares=True), 400)
    assert len({row.length_of(row.bar.target) for row in bars.rows}) == 1


def test_a_bar_with_a_key_opens_the_list_behind_it(qtbot, dressed):
    bars = show(qtbot, BarList([Bar("Chi bộ Nội", 6, 5, "noi"), Bar("Chi bộ Ngoại", 3, 5)]), 400)
    with qtbot.waitSignal(bars.opened) as opened:
        press(bars.rows[0], Qt.Key.Key_Space)
    assert opened.args == ["noi"]
    assert bars.rows[1].focusPolicy() == Qt.FocusPolicy.NoFocus
    bars.set_bars([])
    assert bars.rows == []


def test_a_search_field_trims_empties_and_goes_down_to_its_results(qtbot):
    field, results = SearchField("Tìm theo tên"), QPushButton()
    qtbot.addWidget(results)
    show(qtbot, field)
    field.results = results
    heard = []
    field.searched.connect(heard.append)
    type_text(field, " nguyễn ")
    press(field, Qt.Key.Key_Escape)
    assert (heard, field.text(), field.accessibleName()) == (["nguyễn", ""], "", "Tìm theo tên")


def test_sections_show_how_complete_they_are_and_stay_chosen(qtbot, dressed):
    sections = [Section("a", "Thông tin chung"), Section("b", "Lương", "partial", "Thiếu 2 mục")]
    shown = show(qtbot, SectionList(sections))
    assert shown.key == "a"
    with qtbot.waitSignal(shown.chosen) as chosen:
        press(shown, Qt.Key.Key_Down)
    assert chosen.args == ["b"]
    shown.set_state("b", "complete")
    with qtbot.assertNotEmitted(shown.chosen):
        shown.set_sections(sections)
    assert (shown.key, shown.state_of("b"), shown.item(1).toolTip()) == ("b", "partial", "Thiếu 2 mục")


def test_a_scrolling_place_never_scrolls_sideways(qtbot, dressed):
    content = QLabel("\n".join(map(str, range(80))))
    scroll = show(qtbot, Scroll(content), 200, 200)
    assert scroll.horizontalScrollBar().maximum() == 0
    assert scroll.verticalScrollBar().maximum() > 0


def test_enter_presses_a_button_of_the_window_as_space_does(qtbot, dressed):
    heard = []
    made = show(qtbot, button("Lưu", run=lambda: heard.append("lưu")))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        press(made, key)
    assert heard == ["lưu"] * 3
