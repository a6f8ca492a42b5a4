"""Hồ sơ: a clerk finds somebody, changes the record, adds rows and people, and takes things back."""

from decimal import Decimal

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department
from desktop.domain.staff import EmploymentStatus, Placement, SalaryStep, Sex, StaffMember
from desktop.services import person, records
from desktop.storage.grid import Condition, PeopleGrid
from desktop.ui.questions import Leave
from desktop.ui.record_sections import SECTIONS, tables
from desktop.ui.staff_page import StaffPage
from tests.ui.hands import press, show, type_text

NAMES = ("Nguyễn Văn Đức", "Lê Thị Ánh", "Trần Văn Ân", "Phạm Thị Hòa", "Đỗ Văn An")


@pytest.fixture
def people(workspace):
    with workspace.database.write("Năm người") as session:
        ward = Department(name="Khoa Nội")
        for number, name in enumerate(NAMES, start=1):
            member = StaffMember(
                staff_code=f"VC000{number}",
                full_name=name,
                sex=Sex.FEMALE if "Thị" in name else Sex.MALE,
                birth_date=PartialDate("1990-11-08"),
                phone="0912345678",
            )
            session.add(member)
            status = "NGHI_HUU" if name == "Phạm Thị Hòa" else "DANG_LAM"
            EmploymentStatus(staff=member, status=status, starts_on=PartialDate("2015-01-01"))
            if number < 4:
                Placement(staff=member, department=ward, starts_on=PartialDate("2015-01-01"))
    return workspace


@pytest.fixture
def page(qtbot, dressed, context, people):
    context.grid = PeopleGrid(people.database.file, people.catalogue)
    page = StaffPage(context)
    show(qtbot, page, 1100, 650)
    yield page
    context.grid.close()


def shown(page) -> list[str]:
    return [page.table.index(n, 1).data() for n in range(page.table.rowCount())]


def open_person(page, name: str) -> None:
    page.sheet.setCurrentIndex(page.table.index(shown(page).index(name), 1))


def test_the_list_stands_in_vietnamese_order_by_given_name_without_those_who_left(page):
    assert shown(page) == ["Đỗ Văn An", "Lê Thị Ánh", "Trần Văn Ân", "Nguyễn Văn Đức"]


@pytest.mark.parametrize("typed", ["nguyen van d", "NGUYEN", "đức", "vc0001", "duc van"])
def test_a_search_without_marks_finds_the_person(page, typed):
    type_text(page.search, typed)

    assert shown(page) == ["Nguyễn Văn Đức"]


def test_a_condition_is_a_chip_that_can_be_taken_away(page):
    page.show_condition(Condition("department", "is", ("Khoa Nội",)))
    assert shown(page) == ["Lê Thị Ánh", "Trần Văn Ân", "Nguyễn Văn Đức"]

    page.show_condition(Condition("status", "is"))
    page.show_condition(Condition("department", "is"))
    assert len(shown(page)) == 5


def test_the_list_has_the_whole_width_until_somebody_is_opened_and_then_names_are_not_cut(page):
    def headings():
        header = [page.table.headerData(n, Qt.Orientation.Horizontal) for n in range(page.table.columnCount())]
        return [text for n, text in enumerate(header) if not page.sheet.isColumnHidden(n)]

    QApplication.processEvents()
    assert headings() == ["Mã", "Họ và tên", "Khoa, phòng", "Ngày sinh", "Chức danh", "Đảng"]

    open_person(page, "Nguyễn Văn Đức")
    QApplication.processEvents()
    assert "Ngày sinh" not in headings()
    name = page.table.index(0, 1)
    assert page.sheet.columnWidth(1) > page.fontMetrics().horizontalAdvance("Nguyễn Thị Phương Thảo")
    assert name.data() == "Đỗ Văn An"


def test_a_field_is_changed_saved_and_taken_back(page, people, qtbot):
    open_person(page, "Nguyễn Văn Đức")
    form = page._record
    editor = form.editors["birth_date"]
    editor.input.clear()
    type_text(editor.input, "8/3/85")
    press(editor.input, Qt.Key.Key_Return)
    assert editor.text() == "08/03/1985"

    with qtbot.waitSignal(form.saved) as saved:
        QTest.mouseClick(form.save_button, Qt.MouseButton.LeftButton)

    assert records.load(people, StaffMember, saved.args[0])["birth_date"] == "08/03/1985"
    assert people.database.undo() == "Sửa hồ sơ Nguyễn Văn Đức"
    assert records.load(people, StaffMember, saved.args[0])["birth_date"] == "08/11/1990"
    assert form.editors["birth_date"].text() == "08/11/1990"


def test_a_message_stands_under_its_field_as_soon_as_it_is_left_and_nothing_is_saved(page, people, qtbot):
    open_person(page, "Nguyễn Văn Đức")
    form = page._record
    editor = form.editors["citizen_id"]
    type_text(editor.input, "02209000123")
    press(editor.input, Qt.Key.Key_Return)
    assert editor.message() == "Số CCCD phải đủ 12 chữ số (đang có 11)."

    with qtbot.assertNotEmitted(form.saved):
        assert not form.save()
    assert records.load(people, StaffMember, form.uid)["citizen_id"] == ""
    assert editor.text() == "02209000123"


def test_a_number_that_does_not_fit_the_person_is_a_warning_and_can_be_saved(page, people):
    open_person(page, "Nguyễn Văn Đức")
    form = page._record
    editor = form.editors["citizen_id"]
    type_text(editor.input, "040190000123")
    press(editor.input, Qt.Key.Key_Return)
    assert editor.message() == "Số CCCD không khớp giới tính."

    assert form.save()
    assert records.load(people, StaffMember, form.uid)["citizen_id"] == "040190000123"


def test_another_row_asks_once_and_keeps_the_clerk_where_something_is_wrong(page, people):
    open_person(page, "Nguyễn Văn Đức")
    first = page._record.uid
    page._record.ask = lambda *_: Leave.SAVE
    type_text(page._record.editors["other_names"].input, "Đức Anh")
    open_person(page, "Lê Thị Ánh")
    assert records.load(people, StaffMember, first)["other_names"] == "Đức Anh"

    second = page._record.uid
    type_text(page._record.editors["phone"].input, "12")
    open_person(page, "Đỗ Văn An")
    assert page._record.uid == second
    assert "Số điện thoại" in page._record.editors["phone"].message()

    page._record.ask = lambda *_: Leave.STAY
    open_person(page, "Đỗ Văn An")
    assert page._record.uid == second
    page._record.ask = lambda *_: Leave.DISCARD
    open_person(page, "Đỗ Văn An")
    assert page._record.uid != second
    assert records.load(people, StaffMember, second)["phone"] == "0912345678"


def test_what_somebody_else_changed_meanwhile_is_shown_beside_the_own_value(page, people):
    open_person(page, "Nguyễn Văn Đức")
    form = page._record
    form.editors["phone"].set_text("0987654321")
    with people.database.write("Người khác sửa") as session:
        records.get(session, StaffMember, form.uid).phone = "0900000000"

    assert not form.save()
    assert form.editors["phone"].message() == "Hiện đã là «0900000000»."
    assert form.editors["phone"].text() == "0987654321"
    assert records.load(people, StaffMember, form.uid)["phone"] == "0900000000"

    assert form.save()  # having seen the other value, the clerk means their own
    assert records.load(people, StaffMember, form.uid)["phone"] == "0987654321"


def test_a_row_of_a_history_is_added_changed_and_removed(page, people):
    open_person(page, "Nguyễn Văn Đức")
    page._record.show_section("salary")
    table = page._record.tables["SalaryStep"]
    table.begin_new()
    for name, text in (("step", "3"), ("coefficient", "3,00"), ("starts_on", "01/03/2025")):
        table.form.editors[name].set_text(text)
    assert table.save()
    with people.database.read() as session:
        (step,) = records.get(session, StaffMember, page._record.uid).salary_steps
        assert (step.step, step.coefficient, step.starts_on.iso) == (3, Decimal("3.00"), "2025-03-01")
        uid = step.uid

    page._record.tables["SalaryStep"].open_row(uid)
    table.form.editors["coefficient"].set_text("ba phẩy")
    assert not table.save()
    assert "không phải số" in table.form.editors["coefficient"].message()
    table.form.editors["coefficient"].set_text("3,33")
    assert table.save()
    assert records.load(people, SalaryStep, uid)["coefficient"] == "3,33"

    table.sheet.setCurrentIndex(table.sheet.model().index(0, 0))
    table._remove()
    assert table.sheet.model().rowCount() == 0


def test_somebody_new_is_taken_in_with_department_and_status(page, people):
    page.begin_new()
    form = page._new
    assert form.editors["staff_code"].text() == "VC0006"
    form.editors["full_name"].set_text("Hồ Thị Ấn")
    form.editors["birth_date"].set_text("1999")
    ((ward, _label, _detail),) = person.options(people, "Department")
    form.editors["department"].set_text(ward)

    uid = form.save()

    assert "Hồ Thị Ấn" in shown(page)
    found = person.load(people, uid, tables())
    assert (found.department, found.status, found.texts["birth_date"]) == ("Khoa Nội", "Đang làm việc", "1999")
    assert page._record.editors["full_name"].input.hasFocus()


def test_somebody_new_without_a_name_or_with_a_code_in_use_is_refused_at_the_field(page, people):
    page.begin_new()
    form = page._new
    form.editors["staff_code"].set_text("VC0001")
    assert form.save() is None
    assert form.editors["full_name"].message() == "Chưa nhập Họ và tên."
    form.editors["full_name"].set_text("Ai Đó")
    assert form.save() is None
    assert form.editors["staff_code"].message() == "Mã nhân viên này đã có trong danh sách."


def test_what_was_typed_and_not_saved_is_offered_back(page, people):
    open_person(page, "Nguyễn Văn Đức")
    form = page._record
    type_text(form.editors["other_names"].input, "Đức Anh")
    form.draft.keep()

    form.open(form.uid)
    assert "mà chưa lưu" in form.draft.text.text()
    form._take_draft(person.draft(people, f"StaffMember:{form.uid}")[0])
    assert form.editors["other_names"].text() == "Đức Anh"
    form.revert()
    assert person.draft(people, f"StaffMember:{form.uid}") is None


def test_the_list_goes_out_as_it_is_shown_and_the_audit_knows(page, people, tmp_path):
    type_text(page.search, "van")
    page.export_to(tmp_path / "ds.xlsx")

    sheet = load_workbook(tmp_path / "ds.xlsx").worksheets[0]
    names = [row[1] for row in sheet.iter_rows(values_only=True) if row[0] and str(row[0]).startswith("VC")]
    assert names == ["Đỗ Văn An", "Trần Văn Ân", "Nguyễn Văn Đức"]
    with people.database.read() as session:
        titles = (
            session.connection().exec_driver_sql("SELECT title FROM operation WHERE kind = 'export'").scalars().all()
        )
    assert titles == ["Xuất danh sách nhân sự: 3 dòng"]


def test_a_page_of_ten_thousand_asks_once_for_a_window_of_rows(page, people, qtbot):
    with people.database.write("Nhiều người") as session:
        for number in range(300):
            session.add(StaffMember(staff_code=f"X{number:04d}", full_name=f"Người Thứ {number}"))
    asked = []
    rows = page._grid.rows
    page._grid.rows = lambda ids, columns: asked.append(len(ids)) or rows(ids, columns)
    page.table.reload()

    assert [page.table.index(n, 1).data() for n in (10, 20, 30)]
    assert len(asked) == 1


@pytest.mark.parametrize("layout", SECTIONS, ids=lambda s: s.key)
def test_every_section_opens_with_fields_and_columns_that_exist(page, layout):
    open_person(page, "Nguyễn Văn Đức")
    page._record.show_section(layout.key)

    assert set(layout.fields) <= StaffMember.fields.keys()
    for table in layout.tables:
        assert set(table.columns) | set(table.fields) <= table.entity.fields.keys()
    assert page._record.sections.key == layout.key


def test_every_field_of_a_person_stands_in_exactly_one_section():
    placed = [name for section in SECTIONS for name in section.fields]

    assert sorted(placed) == sorted(StaffMember.fields)


@pytest.mark.parametrize("width", [1100, 1366])
def test_the_page_never_asks_for_more_width_than_the_smallest_screen(page, width):
    open_person(page, "Nguyễn Văn Đức")
    for section in SECTIONS:
        page._record.show_section(section.key)

    assert page.minimumSizeHint().width() <= 1366 - 196
    assert isinstance(page, QWidget)


def test_whoever_comes_to_the_page_types_into_the_search(page):
    page.setFocus()
    assert page.search.hasFocus()


def test_the_keys_of_the_page_work_from_anywhere_in_the_window(qtbot, dressed, context, people):
    context.grid = PeopleGrid(people.database.file, people.catalogue)
    window, bar, page = QWidget(), QLineEdit(), StaffPage(context)
    layout = QVBoxLayout(window)
    layout.addWidget(bar)
    layout.addWidget(page)
    show(qtbot, window, 1100, 650)
    bar.setFocus()
    press(bar, "Ctrl+F")
    assert page.search.hasFocus()
    press(page.search, Qt.Key.Key_Down)
    assert page.sheet.selectionModel().isRowSelected(page.sheet.currentIndex().row())
    context.grid.close()
