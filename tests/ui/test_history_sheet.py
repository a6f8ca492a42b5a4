"""A table of the record is worked like a sheet: cells are typed into, a row is saved when it is left, doubts are marked."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from sqlalchemy import select

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Decision, Department
from desktop.domain.record import RECORDS
from desktop.domain.staff import SalaryStep, StaffMember
from desktop.services import person
from desktop.ui.history_sheet import SheetTable
from desktop.ui.record_sections import SECTIONS
from tests.ui.hands import press, show, type_text


@pytest.fixture
def who(workspace):
    with workspace.database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Nguyễn Văn Đức")
        session.add(member)
        for name in ("Khoa Nội", "Khoa Ngoại", "Khoa Nhi"):
            session.add(Department(name=name))
        for step, begin, end in ((1, "2015-03-01", "2018-02-28"), (2, "2018-03-01", None)):
            ends = PartialDate(end) if end else None
            SalaryStep(staff=member, step=step, salary_table="A1", starts_on=PartialDate(begin), ends_on=ends)
        session.flush()
        return member.uid


class Desk(QWidget):
    """A table and a field beside it, as on the page; every save reads the rows again."""

    def __init__(self, context, who, entity):
        super().__init__()
        layout = next(t for s in SECTIONS for t in s.tables if t.key == entity)
        self.context, self.who, self.kind = context, who, RECORDS[entity]
        self.table, self.beside = SheetTable(context, layout, "staff"), QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(self.beside)
        self.table.saved.connect(self.read)
        self.read()

    def read(self):
        shown = person.load(self.context.workspace, self.who, (self.kind,))
        self.table.show_rows(self.who, shown.tables[self.kind.__name__])

    @property
    def cells(self):
        model = self.table.sheet.model()
        return [[model.index(r, c).data() for c in range(len(self.columns))] for r in range(model.rowCount())]

    @property
    def columns(self):
        return self.table._layout.columns

    def stored(self):
        rows = person.load(self.context.workspace, self.who, (self.kind,)).tables[self.kind.__name__]
        return [[row.texts[name] for name in self.columns] for row in reversed(rows)]

    def stand_on(self, row, name):
        self.table.sheet.setFocus()
        self.table.sheet.setCurrentIndex(self.table.sheet.model().index(row, self.columns.index(name)))

    def type(self, text, then=Qt.Key.Key_Return):
        """Type over the current cell and go on."""
        type_text(self.table.sheet, text)
        editor = QApplication.focusWidget()
        editor._completer.popup().hide() if hasattr(editor, "_completer") else None
        press(editor, then)
        QApplication.processEvents()

    @property
    def at(self):
        index = self.table.sheet.currentIndex()
        return index.row(), self.columns[index.column()]


@pytest.fixture
def desk(qtbot, dressed, context, who):
    def make(entity="SalaryStep"):
        desk = Desk(context, who, entity)
        show(qtbot, desk, 640, 420)
        desk.table.sheet.setFocus()
        return desk

    return make


def test_rows_stand_in_the_order_of_the_paper(desk):
    assert [row[0] for row in desk().cells] == ["01/03/2015", "01/03/2018"]


def test_a_cell_is_typed_over_and_the_row_is_saved_when_it_is_left_in_one_step(desk, workspace):
    sheet = desk()
    sheet.stand_on(0, "coefficient")
    sheet.type("2,34")
    assert sheet.at == (0, "over_frame_percent")
    assert sheet.stored()[0][4:] == ["", ""]  # nothing is written in the middle of a row
    assert sheet.table.is_editing

    sheet.type("5")  # Enter in the last cell of a row goes to the next one
    assert sheet.at == (1, "starts_on")
    assert sheet.stored()[0][4:] == ["2,34", "5,0"]
    assert not sheet.table.is_editing
    assert workspace.database.undo() == "Sửa diễn biến lương"
    assert sheet.stored()[0][4:] == ["", ""]


def test_tab_goes_on_and_back_and_dates_take_their_form(desk):
    sheet = desk()
    sheet.stand_on(1, "ends_on")
    sheet.type("31122020", Qt.Key.Key_Tab)
    assert sheet.at == (1, "salary_table")
    assert sheet.cells[1][1] == "31/12/2020"
    sheet.type("B", Qt.Key.Key_Backtab)
    assert sheet.at == (1, "ends_on")


def test_f2_edits_what_stands_in_the_cell_and_escape_leaves_it(desk):
    sheet = desk()
    sheet.stand_on(0, "starts_on")
    press(sheet.table.sheet, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor.text() == "01/03/2015"
    editor.setText("1/1/1999")
    press(editor, Qt.Key.Key_Escape)
    assert sheet.cells[0][0] == "01/03/2015"
    assert not sheet.table.is_editing
    assert sheet.table.sheet.hasFocus()


def test_delete_empties_a_cell(desk):
    sheet = desk()
    sheet.stand_on(0, "ends_on")
    press(sheet.table.sheet, Qt.Key.Key_Delete)
    assert sheet.cells[0][1] == ""
    assert sheet.table.save()
    assert sheet.stored()[0][1] == ""


def test_a_new_row_at_the_end_comes_from_the_button_and_from_going_on(desk):
    sheet = desk()
    sheet.table.add_button.click()
    assert sheet.at == (2, "starts_on")
    sheet.type("1/3/2021")
    sheet.stand_on(2, "over_frame_percent")
    sheet.type("7")  # Enter in the last cell saves the row and begins the next one
    assert [row[0] for row in sheet.stored()] == ["01/03/2015", "01/03/2018", "01/03/2021"]
    assert sheet.at == (3, "starts_on")
    assert sheet.cells[3][0] == ""

    sheet.table.drop_row()
    assert len(sheet.cells) == 3


def test_what_cannot_be_read_keeps_the_clerk_on_the_row_with_the_message_under_it(desk):
    sheet = desk()
    sheet.stand_on(0, "coefficient")
    sheet.type("ba phẩy")
    assert "không phải số" in sheet.table.foot.text()
    press(sheet.table.sheet, Qt.Key.Key_Down)
    QApplication.processEvents()
    assert sheet.at[0] == 0
    assert sheet.cells[0][4] == "ba phẩy"
    assert sheet.stored()[0][4] == ""

    sheet.stand_on(0, "coefficient")
    sheet.type("3,00")
    press(sheet.table.sheet, Qt.Key.Key_Down)
    QApplication.processEvents()
    assert sheet.stored()[0][4] == "3,00"
    assert sheet.at[0] == 1


def test_leaving_the_table_saves_the_row(desk):
    sheet = desk()
    sheet.stand_on(0, "coefficient")
    sheet.type("2,34")
    sheet.beside.setFocus()
    QApplication.processEvents()
    assert sheet.stored()[0][4] == "2,34"


def test_a_cell_that_is_still_open_is_saved_too(desk):
    sheet = desk()
    sheet.stand_on(0, "coefficient")
    type_text(sheet.table.sheet, "2,67")
    assert sheet.table.save()
    assert sheet.stored()[0][4] == "2,67"


def test_a_row_without_what_it_must_have_is_told_and_stays(desk):
    sheet = desk("Placement")
    sheet.table.begin_row()
    sheet.stand_on(0, "job")
    sheet.type("Điều dưỡng trưởng")
    assert not sheet.table.save()
    assert sheet.table.foot.text() == "Chưa nhập Khoa, phòng."
    assert sheet.cells[0][1] == "Điều dưỡng trưởng"

    sheet.stand_on(0, "department")
    sheet.type("Khoa Nhi")
    assert sheet.cells[0][0] == "Khoa Nhi"
    assert sheet.table.save()
    assert sheet.stored() == [["Khoa Nhi", "Điều dưỡng trưởng", "", ""]]


def test_what_must_be_typed_and_has_no_cell_is_asked_for_in_the_form(desk):
    sheet = desk("FollowUp")
    sheet.table.add_button.click()
    assert sheet.table.panel.isVisible()


def test_overlaps_and_gaps_are_marked_in_their_cell_and_told_under_the_table(desk, workspace):
    sheet = desk()
    assert sheet.table.foot.isHidden()
    sheet.stand_on(0, "ends_on")
    sheet.type("28/02/2017")
    sheet.table.save()
    assert sheet.table.foot.text() == "Trống từ 01/03/2017 đến 28/02/2018."
    begin = sheet.table.sheet.model().index(1, 0)
    assert begin.data(Qt.ItemDataRole.ToolTipRole) == "Trống từ 01/03/2017 đến 28/02/2018."

    sheet.stand_on(0, "ends_on")
    sheet.type("30/06/2018")
    sheet.table.save()
    assert "Chồng lên giai đoạn từ 01/03/2015" in sheet.table.foot.text()


def test_an_end_before_its_beginning_is_the_one_thing_marked_as_wrong(desk):
    sheet = desk()
    sheet.stand_on(0, "ends_on")
    sheet.type("1/1/2010")
    sheet.table.save()
    assert "trước từ ngày" in sheet.table.foot.text()


def test_the_decision_of_a_row_is_typed_in_its_form(desk, workspace):
    sheet = desk()
    sheet.stand_on(1, "starts_on")
    sheet.table.edit_button.click()
    form = sheet.table.form
    for name, text in (("number", "45/QĐ-BV"), ("issued_on", "1/3/18"), ("signer", "Trần Văn Ký")):
        form.editors[f"decision.{name}"].set_text(text)
    assert sheet.table.save()
    with workspace.database.read() as session:
        (made,) = session.scalars(select(Decision))
        assert (made.number, made.signer) == ("45/QĐ-BV", "Trần Văn Ký")
    shown = person.load(workspace, sheet.who, (SalaryStep,)).tables["SalaryStep"][0]
    assert shown.texts["decision"] == "45/QĐ-BV ngày 01/03/2018"

    sheet.table.open_row(shown.uid, "decision")
    assert form.editors["decision.number"].input.hasFocus()
    form.editors["decision.issued_on"].set_text("32/3/18")
    assert not sheet.table.save()
    assert "không phải ngày" in form.editors["decision.issued_on"].message()


def test_a_removed_row_is_brought_back_by_the_offered_undo(desk, context):
    sheet = desk()
    offered = []
    context.message.connect(lambda _text, _kind, action: offered.append(action))
    sheet.stand_on(0, "step")
    sheet.table.remove_button.click()
    assert len(sheet.cells) == 1
    offered[-1].run()
    sheet.read()
    assert len(sheet.cells) == 2


def test_what_is_typed_stays_when_the_rows_are_read_again(desk):
    sheet = desk()
    sheet.stand_on(0, "coefficient")
    sheet.type("2,34")
    sheet.read()
    assert sheet.cells[0][4] == "2,34"
    assert sheet.table.is_editing


def test_a_row_that_somebody_else_changed_meanwhile_is_told_and_nothing_is_lost(desk, workspace):
    sheet = desk()
    sheet.stand_on(0, "coefficient")
    sheet.type("2,34")
    with workspace.database.write("Người khác") as session:
        session.query(SalaryStep).filter_by(step=1).one().coefficient = Decimal("2.10")
    assert not sheet.table.save()
    assert "vừa được người khác sửa" in sheet.table.foot.text()
    assert sheet.cells[0][4] == "2,34"
    assert sheet.stored()[0][4] == "2,10"


def test_an_empty_table_takes_one_line_and_says_so(desk):
    sheet = desk("Allowance")
    assert sheet.table.sheet.isHidden()
    assert sheet.table._none.text() == "chưa có"
    assert sheet.table.sizeHint().height() < 80
    sheet.table.add_button.click()
    assert sheet.table.sheet.isVisible()


def test_cells_are_copied_as_cells(desk):
    sheet = desk()
    sheet.table.sheet.selectAll()
    sheet.table.sheet.copy()
    assert QApplication.clipboard().text().split("\n")[0].split("\t")[0] == "01/03/2015"
