"""Nhập từ Excel: a clerk drops a list, sees what it would do, mends a column, takes it in and takes it back."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from sqlalchemy import select

from desktop.domain.staff import StaffMember
from desktop.services.exchange import export_all
from desktop.services.importing import Outcome
from desktop.ui.import_page import ImportPage
from tests.ui.hands import show
from tests.units import fresh_unit

ROWS = (
    ("VC0001", "Nguyễn Văn Đức", "08/11/1990", "", "Khoa Nội"),
    ("VC0002", "Lê Thị Ánh", "", "1/2/1985", "Khoa Nội"),
    ("VC0003", "Trần Văn Ân", "31/02/1990", "", "Khoa Ngoại"),
)


@pytest.fixture
def page(qtbot, dressed, context):
    page = ImportPage(context)
    show(qtbot, page, 1160, 660)
    return page


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "ds.xlsx", ROWS)


def write_book(path: Path, rows) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (
        ("BỆNH VIỆN ĐA KHOA",),
        ("DANH SÁCH VIÊN CHỨC",),
        ("Mã NV", "Họ và tên", "Ngày sinh", None, "Khoa, phòng", "Ghi chú lạ"),
        (None, None, "Nam", "Nữ"),
        *rows,
        ("Tổng cộng: 3 người",),
    ):
        sheet.append(line)
    for merged in ("A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4"):
        sheet.merge_cells(merged)
    book.save(path)
    return path


def read(page, qtbot, path: Path) -> None:
    page.read_file(path)
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy, timeout=30_000)


def names(workspace) -> list[str]:
    with workspace.database.read() as session:
        return list(session.scalars(select(StaffMember.full_name).order_by(StaffMember.staff_code)))


def test_a_dropped_list_is_shown_row_by_row_and_nothing_is_written(page, qtbot, book, workspace):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(book))])
    no = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, no)
    page.drop.dropEvent(drop)
    qtbot.waitUntil(lambda: page.plan is not None, timeout=30_000)

    assert [row.outcome for row in page.plan.rows] == [Outcome.NEW, Outcome.NEW, Outcome.WRONG]
    assert "31/02/1990" in page.sheet.model().index(2, 3).data()
    assert not page.import_button.isEnabled()
    assert "1 dòng sai" in page.banner.text.text()
    assert names(workspace) == []


def test_the_good_rows_alone_are_taken_in_as_one_step_and_taken_back(page, qtbot, book, workspace):
    read(page, qtbot, book)
    page.only_valid.setChecked(True)
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy and page.import_button.isEnabled(), timeout=30_000)
    page.carry_out()
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy, timeout=30_000)

    assert names(workspace) == ["Nguyễn Văn Đức", "Lê Thị Ánh"]
    assert workspace.database.undo() is not None
    assert names(workspace) == []


def test_wrong_rows_go_back_to_the_clerk_marked(page, qtbot, book, tmp_path):
    read(page, qtbot, book)
    page.save_error_book(tmp_path / "loi.xlsx")

    texts = [str(cell) for row in load_workbook(tmp_path / "loi.xlsx").worksheets[0].values for cell in row if cell]
    assert "Trần Văn Ân" in texts
    assert any("31/02/1990" in text and "không phải" in text for text in texts)


def test_a_column_that_was_not_known_is_said_and_can_be_given_a_field(page, qtbot, tmp_path, workspace):
    rows = [(*row, "ghi nhớ") for row in ROWS[:2]]
    read(page, qtbot, write_book(tmp_path / "ds.xlsx", rows))
    assert "«Ghi chú lạ»" in page.banner.text.text()

    page.mapping.changed.emit("F", "note")
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy, timeout=30_000)
    page.carry_out()
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy, timeout=30_000)

    with workspace.database.read() as session:
        assert set(session.scalars(select(StaffMember.note))) == {"ghi nhớ"}


def test_a_file_that_is_no_list_is_refused_in_a_sentence_and_the_page_stays(page, qtbot, tmp_path):
    (tmp_path / "thư.xlsx").write_bytes(b"%PDF-1.7 khong phai so")
    read(page, qtbot, tmp_path / "thư.xlsx")

    assert "PDF" in page.fault.text.text()
    assert page.plan is None
    assert page.drop.isVisible()


def test_an_empty_workbook_for_the_list_is_saved(page, tmp_path):
    page.save_template(tmp_path / "mau.xlsx")

    heads = [cell for row in load_workbook(tmp_path / "mau.xlsx").worksheets[0].values for cell in row if cell]
    assert any("Họ và tên" in str(head) for head in heads)


def test_the_column_of_row_numbers_is_no_unknown_column_and_a_new_file_begins_with_its_rows(page, qtbot, tmp_path):
    path = tmp_path / "stt.csv"
    path.write_text("TT,Mã NV,Họ và tên,Ngày sinh\n1,VC0001,Lê Anh,1990\n", encoding="utf-8")
    read(page, qtbot, path)
    assert page.banner.text.text() == ""
    page.columns_button.click()
    assert page.mapping.isVisible()
    page.begin_again()
    read(page, qtbot, path)
    assert not page.mapping.isVisible()


def test_whole_records_of_another_file_come_in_as_one_step(qtbot, page, workspace, tmp_path, today):
    other = fresh_unit(tmp_path / "khac.canbo", today=today)
    with other.database.write("Thêm") as session:
        session.add(StaffMember(staff_code="VC77", full_name="Đỗ Thị Ánh"))
    export_all(other, tmp_path / "ho-so.json")
    other.close()
    before = names(workspace)

    page.kinds.chips["more"].click()
    page.kinds.chips["all"].click()
    read(page, qtbot, tmp_path / "ho-so.json")
    assert page.whole.isVisible()
    assert page.whole.import_button.text() == "Nhập 1 bản ghi"

    page.whole.import_button.click()
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy, timeout=30_000)
    assert names(workspace) == [*before, "Đỗ Thị Ánh"]
    workspace.database.undo()
    assert names(workspace) == before


def test_a_list_is_refused_as_whole_records_in_words(qtbot, page, book):
    page.open_target("all")
    read(page, qtbot, book)
    assert "hãy chọn đúng loại danh sách" in page.fault.text.text()
    assert not page.template_button.isEnabled()
