from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from desktop.ui.rows_model import CellRole, Column, Group, RowsModel
from desktop.ui.table import SheetView
from tests.ui.hands import press, show

PEOPLE = [("VC1", "Lê Văn Đức", date(2026, 12, 1)), ("VC2", "Trần Ân", None), ("VC3", "Bùi An", date(2026, 11, 20))]
COLUMNS = [
    Column("Mã", 70, show=lambda r: r[0]),
    Column("Họ và tên", show=lambda r: r[1], weight=2.0, bold=True, least=120),
    Column("Hạn", show=lambda r: f"{r[2]:%d/%m/%Y}" if r[2] else "", sort=lambda r: r[2]),
]


def texts(model, column):
    return [model.index(row, column).data() for row in range(model.rowCount())]


@pytest.fixture
def model(qapp):
    return RowsModel(COLUMNS, PEOPLE, key=lambda r: r[0])


@pytest.fixture
def sheet(qtbot, dressed, model):
    sheet = SheetView("Danh sách")
    sheet.setModel(model)
    return show(qtbot, sheet, 600, 300)


def test_the_model_keeps_qts_rules(model, qtmodeltester):
    qtmodeltester.check(model)


def test_rows_with_groups_keep_qts_rules(qapp, qtmodeltester):
    model = RowsModel(COLUMNS, [Group("Quá hạn", "1 người"), PEOPLE[0], Group("Trống"), PEOPLE[1]])
    qtmodeltester.check(model)


def test_text_sorts_in_vietnamese_order_and_dates_by_day_with_unknown_ones_last(model):
    model.sort(1)
    assert texts(model, 1) == ["Bùi An", "Lê Văn Đức", "Trần Ân"]
    model.sort(2)
    assert texts(model, 0) == ["VC3", "VC1", "VC2"]
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert texts(model, 0) == ["VC1", "VC3", "VC2"]
    model.sort(-1)
    assert texts(model, 0) == ["VC1", "VC2", "VC3"]


def test_sorting_and_filtering_stay_within_groups_and_empty_groups_go(qapp):
    model = RowsModel(COLUMNS, [Group("A"), PEOPLE[0], PEOPLE[2], Group("B"), PEOPLE[1]])
    model.sort(1)
    assert texts(model, 0) == ["A", "VC3", "VC1", "B", "VC2"]
    model.set_filter(lambda row: row[0] != "VC2")
    assert texts(model, 0) == ["A", "VC3", "VC1"]
    assert model.rows() == [PEOPLE[2], PEOPLE[0]]


@pytest.mark.parametrize("width", [300, 420, 600, 1000])
def test_the_columns_always_fill_the_width_and_never_scroll_sideways(qtbot, dressed, model, width):
    sheet = SheetView()
    sheet.setModel(model)
    show(qtbot, sheet, width, 300)
    assert sum(sheet.columnWidth(n) for n in range(3)) == sheet.viewport().width()
    assert sheet.horizontalScrollBar().maximum() == 0


def test_spare_columns_give_way_and_come_back(qtbot, dressed):
    columns = [COLUMNS[0], COLUMNS[1], Column("Khoa", show=lambda r: "Khoa Nội", least=150, spare=True)]
    sheet = SheetView()
    sheet.setModel(RowsModel(columns, PEOPLE, parent=sheet))
    show(qtbot, sheet, 600, 200)
    assert not sheet.isColumnHidden(2)
    sheet.resize(300, 200)
    assert sheet.isColumnHidden(2)
    assert sheet.columnWidth(0) + sheet.columnWidth(1) == sheet.viewport().width()
    sheet.resize(600, 200)
    assert not sheet.isColumnHidden(2)
    assert sum(sheet.columnWidth(n) for n in range(3)) == sheet.viewport().width()


def test_a_column_that_was_dragged_keeps_its_width(sheet):
    sheet.horizontalHeader().resizeSection(0, 150)
    sheet.resize(700, 300)
    assert sheet.columnWidth(0) == 150
    assert sum(sheet.columnWidth(n) for n in range(3)) == sheet.viewport().width()


def test_headings_sort_only_once_they_are_clicked(qtbot, sheet, model):
    sheet.set_sortable()
    assert texts(model, 0) == ["VC1", "VC2", "VC3"]
    header = sheet.horizontalHeader()
    place = QPoint(sheet.columnViewportPosition(1) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert texts(model, 1) == ["Bùi An", "Lê Văn Đức", "Trần Ân"]


def test_the_clerk_stays_on_the_row_when_rows_are_read_again(sheet, model):
    sheet.selectRow(1)
    model.set_rows([("VC9", "Đỗ Mới", None), *PEOPLE])
    assert model.row_at(sheet.currentIndex()) == PEOPLE[1]
    model.set_rows([PEOPLE[0]])
    assert model.row_at(sheet.currentIndex()) is None


def test_enter_and_double_click_open_a_row(qtbot, sheet, model):
    opened = []
    sheet.opened.connect(lambda index: opened.append(model.row_at(index)[0]))
    sheet.selectRow(0)
    press(sheet, Qt.Key.Key_Return)
    press(sheet, Qt.Key.Key_Down)
    press(sheet, Qt.Key.Key_Enter)
    centre = sheet.visualRect(model.index(2, 0)).center()
    qtbot.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    qtbot.mouseDClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert opened == ["VC1", "VC2", "VC3"]


def test_arrow_keys_pass_over_the_heads_of_groups(qtbot, dressed):
    sheet = SheetView()
    model = RowsModel(COLUMNS, [PEOPLE[0], Group("Sau", "2 người"), PEOPLE[1]], parent=sheet)
    sheet.setModel(model)
    show(qtbot, sheet, 600, 300)
    sheet.selectRow(0)
    press(sheet, Qt.Key.Key_Down)
    assert model.row_at(sheet.currentIndex()) == PEOPLE[1]
    assert sheet.columnSpan(1, 0) == 3


def test_copied_cells_are_text_for_a_sheet(qtbot, dressed):
    rows = [("00123", "=1+1", "dòng một\ndòng hai"), ("-5", "+84 912", "<b>&")]
    sheet = SheetView()
    sheet.setModel(RowsModel([Column(str(n), show=lambda r, n=n: r[n]) for n in range(3)], rows, parent=sheet))
    show(qtbot, sheet, 600, 200)
    sheet.selectAll()
    press(sheet, "Ctrl+C")
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "00123\t'=1+1\tdòng một dòng hai\n-5\t+84 912\t<b>&"
    assert "<td style=\"mso-number-format:'\\@'\">00123</td>" in data.html()
    assert "&lt;b&gt;&amp;" in data.html()


def test_text_that_does_not_fit_is_shown_whole_in_a_tooltip(qtbot, dressed):
    long = "Trung tâm Y tế huyện Bình Liêu, tỉnh Quảng Ninh"
    sheet = SheetView()
    model = RowsModel(
        [Column("Nơi", show=str), Column("Ghi chú", show=lambda _r: "x", tip=lambda r: f"về {r}")], ["An", long]
    )
    sheet.setModel(model)
    show(qtbot, sheet, 200, 200)
    tips = {place: sheet.tip_at(sheet.visualRect(model.index(*place)).center()) for place in ((0, 0), (1, 0), (1, 1))}
    assert tips == {(0, 0): "", (1, 0): long, (1, 1): f"về {long}"}


def test_any_model_can_be_given_its_columns(qtbot, dressed, model):
    sheet = SheetView()
    sheet.set_columns([("Mã", 90, "left"), ("Họ và tên", 3.0, "left"), ("Hạn", 1.0, "right")])
    sheet.setModel(model)
    show(qtbot, sheet, 490, 200)
    assert [sheet.columnWidth(n) for n in range(2)] == [90, (sheet.viewport().width() - 90) * 3 // 4]


def test_it_paints_every_kind_of_cell(qtbot, dressed):
    columns = [
        Column("a", show=str, tone=lambda _r: "danger", bold=True),
        Column("b", show=str, badge=lambda _r: "warning"),
        Column("c", show=lambda _r: "", align="right"),
    ]
    sheet = SheetView()
    sheet.setModel(RowsModel(columns, [Group("Nhóm", "1"), "một", "hai"], parent=sheet))
    show(qtbot, sheet, 400, 200)
    sheet.setFocus()
    sheet.selectRow(1)
    assert sheet.model().index(1, 0).data(CellRole.TONE) == "danger"
    picture = sheet.grab().toImage()
    drawn = {picture.pixelColor(x, y).name() for x in range(0, 400, 2) for y in range(0, 160, 2)}
    assert {"#fef3e2", "#e3f2ef"} <= drawn  # the ground of the badge, and of the selected row


def test_an_empty_sheet_says_what_belongs_there(qtbot, dressed):
    sheet = SheetView()
    sheet.setModel(RowsModel(COLUMNS, parent=sheet))
    show(qtbot, sheet, 400, 200)
    before = sheet.viewport().grab().toImage()
    sheet.set_empty("Chưa có việc nào đến hạn.")
    assert sheet.viewport().grab().toImage() != before
