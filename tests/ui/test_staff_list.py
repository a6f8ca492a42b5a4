"""The list of people: columns, frozen ones, filter builder, groups, days, saved lists, bulk edit and paste."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.conditions import Condition, Joined
from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department
from desktop.domain.staff import Placement, StaffMember
from desktop.services import own_fields, saved_lists
from desktop.storage.grid import PeopleGrid
from desktop.ui.rows_model import CellRole
from desktop.ui.staff_page import StaffPage
from tests.services.small_unit import departments, person
from tests.ui.hands import press, show, type_text

WIDE = ("staff_code", "full_name", "department", "phone", "birth_date", "religion", "title", "qualification", "age")


@pytest.fixture
def people(workspace):
    with workspace.database.write("Năm người") as session:
        noi, ngoai = departments(session, "Khoa Nội", "Khoa Ngoại")
        for code, name, ward, born in (
            ("VC01", "Nguyễn Văn Đức", noi, "1980-11-08"),
            ("VC02", "Lê Thị Ánh", noi, "1990-03-01"),
            ("VC03", "Trần Văn Ân", ngoai, "1985"),
            ("VC04", "Đỗ Văn An", ngoai, "1995-11-30"),
        ):
            person(session, code, name, born=born, department=ward, phone="0912345678")
    workspace.database.keep_current()
    return workspace


@pytest.fixture
def page(qtbot, dressed, context, people):
    context.grid = PeopleGrid(people.database.file, people.catalogue)
    made = StaffPage(context)
    show(qtbot, made, 1150, 650)
    yield made
    context.grid.close()


@pytest.fixture
def listing(page):
    return page.list


def shown(listing, column=1):
    model = listing.table
    rows = [model.index(n, column) for n in range(model.rowCount())]
    return [f"[{i.data(CellRole.GROUP).title}]" if i.data(CellRole.GROUP) else i.data() for i in rows]


def headings(listing):
    model = listing.table
    return [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]


def test_columns_are_chosen_in_order_and_the_first_stand_still_while_the_rest_scrolls(listing):
    listing.open_columns()
    panel = listing._columns
    for key in ("phone", "religion", "qualification", "contract_kind", "age", "height_cm", "home_town"):
        panel.tick(key)
    panel.tick("birth_date", False)
    panel.order.setCurrentRow(len(panel.keys()) - 1)
    panel.up_button.click()
    panel.apply_button.click()
    QApplication.processEvents()

    assert "Ngày sinh" not in headings(listing)
    assert headings(listing)[-2:] == ["Quê quán", "Chiều cao (cm)"]
    assert listing.sheet.frozen == 2
    still = listing.sheet._still
    listing.sheet.horizontalScrollBar().setValue(400)
    assert [still.isColumnHidden(n) for n in range(3)] == [False, False, True]
    assert still.geometry().left() <= 1
    assert still.columnWidth(1) == listing.sheet.columnWidth(1)


def test_a_column_is_looked_for_at_once_and_escape_closes_the_chooser(qtbot, listing):
    listing.open_columns()
    panel = listing._columns
    assert panel.search.hasFocus()
    type_text(panel.search, "so cccd")
    assert panel.search.text() == "so cccd"
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel.search, Qt.Key.Key_Escape)


def test_the_choice_of_columns_is_kept_on_this_pc(qtbot, tmp_path, dressed, context, people):
    context.grid = PeopleGrid(people.database.file, people.catalogue)
    context.settings = QSettings(str(tmp_path / "pc.ini"), QSettings.Format.IniFormat)
    first = StaffPage(context)
    qtbot.addWidget(first)
    first.list.show_look(replace(first.list.look, columns=WIDE, frozen=1))
    again = StaffPage(context)
    qtbot.addWidget(again)
    assert (again.list.look.columns, again.list.look.frozen) == (WIDE, 1)
    context.grid.close()


def test_people_stand_under_their_department_with_the_count_and_alt_down_steps_over_headings(listing):
    listing.group_by("department")
    assert shown(listing) == ["[Khoa Nội]", "Lê Thị Ánh", "Nguyễn Văn Đức", "[Khoa Ngoại]", "Đỗ Văn An", "Trần Văn Ân"]
    assert listing.table.index(0, 0).data(CellRole.GROUP).note == "2 người"
    listing.sheet.setCurrentIndex(listing.table.index(2, 1))
    listing.step(1)
    assert listing.sheet.currentIndex().data() == "Đỗ Văn An"
    type_text(listing.search, "tran")
    assert shown(listing) == ["[Khoa Ngoại]", "Trần Văn Ân"]


def test_the_filter_builder_joins_conditions_and_groups(listing):
    listing.open_filter()
    panel = listing._filter
    panel.clear()
    first = panel.group.parts[0]
    first.column.set_value("department")
    first._on_column()
    first.values[0].setText("Khoa Nội")
    panel.group.group_button.click()
    inner = panel.group.parts[-1]
    for key, operator, value in (("birth_date", "lt", "1985"), ("birth_date", "month", "3")):
        line = inner.parts[0] if not inner.parts[0].condition() else inner.add_row()
        line.column.set_value(key)
        line._on_column()
        line.operator.set_value(operator)
        line._on_operator()
        line.values[0].setText(value)
    panel.apply_button.click()
    assert shown(listing) == ["Lê Thị Ánh", "Nguyễn Văn Đức"]
    assert listing.look.conditions[1] == Joined(
        (Condition("birth_date", "lt", ("1985",)), Condition("birth_date", "month", ("3",))), True
    )


def test_a_new_condition_is_typed_at_once(listing):
    listing.open_filter()
    panel = listing._filter
    panel.group.add_button.click()
    assert panel.group.parts[-1].column.hasFocus()
    panel.group.group_button.click()
    assert panel.group.parts[-1].parts[0].column.hasFocus()


def test_a_condition_is_typed_with_the_keyboard_alone(listing):
    listing.open_filter()
    panel = listing._filter
    panel.clear()
    QApplication.processEvents()  # the new line is shown
    line = panel.group.parts[0]
    line.column.set_value("birth_date")
    line._on_column()
    (value,) = line.values
    value.setFocus()
    line.operator.setText("trước")
    line._on_operator()
    assert line.operator.nextInFocusChain() is value
    assert line.values == [value]  # the cursor that stands in it stays
    type_text(value, "1985")
    QTest.keyClick(value, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert listing.look.conditions == (Condition("birth_date", "lt", ("1985",)),)
    QTest.keyClick(value, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_condition_that_cannot_be_read_says_why_and_the_list_stays(listing):
    before = shown(listing)
    listing.open_filter()
    panel = listing._filter
    line = panel.group.add_row()
    line.column.set_value("birth_date")
    line._on_column()
    line.values[0].setText("hôm qua")
    panel.apply_button.click()
    assert "không phải ngày" in line.message.text()
    assert shown(listing) == before


def test_the_conditions_in_force_are_shown_again_to_be_changed(listing):
    listing.show_condition(Condition("department", "is", ("Khoa Nội",)))
    listing.open_filter()
    node = listing._filter.node()
    assert isinstance(node, Joined)
    assert node.parts == listing.look.conditions


def test_a_list_is_kept_under_a_name_and_shown_again(listing, people):
    listing.show_look(replace(listing.look, columns=WIDE, group="department"))
    listing.show_condition(Condition("birth_date", "ge", ("1990",)))
    listing.kept.save_as("Trẻ")
    listing.show_everybody()
    assert len(shown(listing)) == 4
    (view,) = saved_lists.listed(people)
    listing.kept.show(view)
    assert shown(listing) == ["[Khoa Nội]", "Lê Thị Ánh", "[Khoa Ngoại]", "Đỗ Văn An"]
    assert listing.kept.button.text() == "Trẻ"


def test_a_list_whose_keeping_was_undone_is_kept_anew(listing, people):
    listing.kept.save_as("Trẻ")
    people.database.undo()
    listing.kept.save_as("Trẻ")
    assert [view.name for view in saved_lists.listed(people)] == ["Trẻ"]


def test_the_list_stands_as_it_did_on_another_day(listing, people):
    with people.database.write("Chuyển khoa") as session:
        member = next(m for m in session.query(StaffMember) if m.staff_code == "VC01")
        member.placements[0].ends_on = PartialDate("2026-05-31")
        ngoai = next(d for d in session.query(Department) if d.name == "Khoa Ngoại")
        session.add(Placement(staff=member, department=ngoai, starts_on=PartialDate("2026-06-01")))
    listing.show_condition(Condition("department", "is", ("Khoa Ngoại",)))
    assert "Nguyễn Văn Đức" in shown(listing)
    listing.show_day("31/5/2026")
    assert "Nguyễn Văn Đức" not in shown(listing)
    assert "31/05/2026" in listing.banner.text.text()
    listing.banner.button.click()
    assert "Nguyễn Văn Đức" in shown(listing)
    assert listing.look.day is None


def test_a_day_that_is_none_is_told_and_nothing_changes(listing, context):
    heard = []
    context.message.connect(lambda text, *_: heard.append(text))
    listing.show_day("31/2/2026")
    assert "không phải ngày" in heard[0]
    assert listing.look.day is None


def test_many_people_are_changed_at_once_after_a_preview_and_in_one_step(page, listing, people):
    listing.sheet.selectAll()
    listing.begin_bulk()
    panel = listing._bulk
    assert panel.choice.hasFocus()
    panel.choice.set_value("religion")
    panel._on_column()
    assert panel.choice.nextInFocusChain() is panel.value.input
    panel.value.set_text("Phật giáo")
    panel.preview_button.click()
    assert [(c.name, c.after) for c in panel.plan.to_do][:1] == [("Đỗ Văn An", "Phật giáo")]
    assert panel.apply_button.text() == "Thay đổi 4 ô"
    assert religions(people) == {None}
    panel.apply_button.click()
    assert len(religions(people)) == 1
    assert religions(people) != {None}
    people.database.undo()
    assert religions(people) == {None}


def test_moving_many_asks_from_which_day_and_keeps_the_days_before(listing, people):
    listing.sheet.selectAll()
    listing.begin_bulk()
    panel = listing._bulk
    panel.choice.set_value("department")
    panel._on_column()
    assert not panel.dated.isHidden()
    panel.value.input.setText("Khoa Ngoại")
    panel.value.tidy()
    panel.since.set_text("01/12/2026")
    panel.number.set_text("12/QĐ-BV")
    panel.apply_button.click()
    assert panel.plan.to_do  # shown, and not yet written
    panel.apply_button.click()
    listing.begin_bulk()
    assert (panel.since.text(), panel.number.text()) == ("", "")  # the next change has a decision of its own
    listing.show_day("30/11/2026")
    listing.group_by("department")
    assert shown(listing)[0] == "[Khoa Nội]"
    listing.show_day("01/12/2026")
    assert shown(listing)[0] == "[Khoa Ngoại]"


def test_pasted_cells_are_shown_first_and_wrong_ones_keep_everything_back(listing, people):
    QGuiApplication.clipboard().setText("0987654321\n123\n")
    listing.show_look(replace(listing.look, columns=WIDE))
    listing.sheet.setCurrentIndex(listing.table.index(0, WIDE.index("phone")))
    press(listing.sheet, "Ctrl+V")
    panel = listing._bulk
    assert [(c.code, c.after, bool(c.problem)) for c in panel.plan.changes] == [
        ("VC04", "0987654321", False),
        ("VC02", "123", True),
    ]
    assert not panel.apply_button.isEnabled()
    panel.skip.setChecked(True)
    panel.apply_button.click()
    with people.database.read() as session:
        phones = {m.staff_code: m.phone for m in session.query(StaffMember)}
    assert phones == {"VC01": "0912345678", "VC02": "0912345678", "VC03": "0912345678", "VC04": "0987654321"}


def test_a_field_of_the_units_own_is_a_column_as_soon_as_it_is_there(listing, people):
    key = own_fields.add(people, "Cỡ áo blouse", "list", ("S", "M", "L"))
    listing.open_columns()
    listing._columns.tick(key)
    listing._columns.apply()
    assert headings(listing)[-1] == "Cỡ áo blouse"
    listing.sheet.selectAll()
    listing.begin_bulk()
    panel = listing._bulk
    panel.choice.set_value(key)
    panel._on_column()
    panel.value.set_text("M")
    panel.apply()
    panel.apply()
    listing.show_condition(Condition(key, "is", ("M",)))
    assert len(shown(listing)) == 4


def religions(people):
    with people.database.read() as session:
        return {m.religion for m in session.query(StaffMember)}


def test_nobody_with_this_day_is_lost(listing):
    listing.show_day(date(2026, 11, 22).strftime("%d/%m/%Y"))
    assert listing.look.day is None


def test_the_list_goes_to_the_room_of_reports_as_it_stands(listing, context):
    went = []
    context.going.connect(lambda page, target: went.append((page, target)))
    nội = Condition("department", "is", ("Khoa Nội",))
    listing.show_look(
        replace(listing.look, columns=("full_name", "age"), conditions=(nội,), group="sex", day=date(2023, 1, 1))
    )
    listing.search.setText("an")
    listing.table.sort_by("age", True)
    listing.print_action.trigger()

    (page, shown) = went[0]
    assert page == "reports"
    assert (shown.text, shown.day) == ("an", date(2023, 1, 1))
    view = shown.view
    assert (view.condition, view.columns, view.group_by) == (nội, ("full_name", "age"), "sex")
    assert (view.order_by, view.descending) == ("age", True)


def test_what_goes_out_holds_days_as_days_and_codes_as_text(tmp_path, listing):
    listing.show_look(replace(listing.look, columns=("staff_code", "full_name", "birth_date", "phone", "age")))
    listing.export_to(tmp_path / "ds.xlsx")
    rows = list(load_workbook(tmp_path / "ds.xlsx").active.iter_rows(values_only=True))
    (duc,) = [row for row in rows if "VC01" in row]
    assert [day.date() for day in duc if isinstance(day, datetime)] == [date(1980, 11, 8)]
    assert "0912345678" in duc
    assert 46 in duc
