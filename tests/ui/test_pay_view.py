"""What somebody is paid on any day, on the record's page."""

from decimal import Decimal

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.staff import Allowance, SalaryStep, StaffMember
from desktop.ui.pay_view import PayView
from tests.services.small_unit import departments, person
from tests.ui.hands import show


@pytest.fixture
def uid(workspace):
    with workspace.database.write("Lương") as session:
        (noi,) = departments(session, "Khoa Nội")
        member = person(session, "VC01", "Trần Thị Hà", department=noi)
        SalaryStep(
            staff=member, salary_table="A1", step=3, coefficient=Decimal("3.00"), starts_on=PartialDate("2024-05-01")
        )
        Allowance(staff=member, kind="PCUDN", percent=Decimal(40), starts_on=PartialDate("2025-01-01"))
    with workspace.database.read() as session:
        return str(session.query(StaffMember).one().uid)


@pytest.fixture
def view(qtbot, dressed, context, uid):
    made = PayView(context)
    show(qtbot, made, 800, 600)
    made.show_person(uid)
    qtbot.waitUntil(lambda: made.lines.rowCount() > 0)
    return made


def test_the_pay_of_today_is_told_line_by_line(view):
    assert view.total.text() == "10.626.000 đ"  # 3,00 and 40 % of it, at 2.530.000
    assert [view.lines.index(n, 2).data() for n in range(view.lines.rowCount())] == ["7.590.000", "3.036.000"]


def test_another_day_has_the_base_salary_and_the_rows_of_that_day(qtbot, view):
    view.on.set_text("01/06/2024")
    view.reload()
    qtbot.waitUntil(lambda: view.total.text() == "5.400.000 đ")
    assert "1.800.000" in view.note.text()


def test_the_course_shows_each_change_the_newest_first(view):
    rows = [(view.course.index(n, 0).data(), view.course.index(n, 4).data()) for n in range(view.course.rowCount())]
    assert rows[:4] == [
        ("01/07/2026", "10.626.000"),
        ("01/01/2025", "9.828.000"),
        ("01/07/2024", "7.020.000"),
        ("01/05/2024", "5.400.000"),
    ]


def test_a_day_that_is_none_stands_under_its_field(view):
    view.on.set_text("31/02/2026")
    view.reload()
    assert "không phải ngày" in view.on.message()
    assert view.total.text() == "10.626.000 đ"
