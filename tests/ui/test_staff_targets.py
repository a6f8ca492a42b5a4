"""What other pages send the list of people to: a person, a row of a record, the people behind a figure, a new one."""

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.staff import Contract, EmploymentStatus, StaffMember
from desktop.storage.grid import Condition, PeopleGrid
from desktop.ui.staff_page import NEW, StaffPage
from tests.ui.hands import show


@pytest.fixture
def page(qtbot, dressed, context, workspace):
    with workspace.database.write("Ba người") as session:
        for number in (1, 2, 3):
            who = StaffMember(staff_code=f"VC000{number}", full_name=f"Nguyễn Văn {number}")
            session.add(who)
            EmploymentStatus(
                staff=who, status="NGHI_HUU" if number == 3 else "DANG_LAM", starts_on=PartialDate("2015-01-01")
            )
            Contract(staff=who, kind="HDLV_XDTH", starts_on=PartialDate("2024"), ends_on=PartialDate("2026-12-31"))
    context.grid = PeopleGrid(workspace.database.file, workspace.catalogue)
    page = StaffPage(context)
    show(qtbot, page, 1100, 650)
    yield page
    context.grid.close()


def shown(page) -> list[str]:
    return [page.table.index(n, 0).data() for n in range(page.table.rowCount())]


def test_the_people_behind_a_figure_stand_alone_under_its_name_also_those_who_left(page):
    page.search.setText("1")
    page.open_target((Condition("staff_code", "is", ("VC0001", "VC0003"), "Giảm trong năm 2026"),))
    assert shown(page) == ["VC0001", "VC0003"]
    assert page.search.text() == ""
    assert [page.chips.layout().itemAt(n).widget().text() for n in range(page.chips.layout().count())] == [
        "Giảm trong năm 2026"
    ]


def test_a_row_of_a_record_opens_at_its_field(page, workspace):
    with workspace.database.read() as session:
        contract = session.query(Contract).join(StaffMember).filter(StaffMember.staff_code == "VC0002").one()
        target = (contract.staff.uid, "Contract", contract.uid, "ends_on")

    page.open_target(target)

    table = page._record.tables["Contract"]
    assert table.panel.isVisible()
    assert table.form.editors["ends_on"].text() == "31/12/2026"
    assert table.form.editors["ends_on"].input.hasFocus()


def test_a_new_person_begins_at_once(page):
    page.open_target(NEW)
    assert page._right.currentWidget() is page._new
