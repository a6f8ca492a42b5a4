"""The pay that an act would give by the rules, as its form is typed."""

from decimal import Decimal

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.staff import SalaryStep, StaffMember
from desktop.services.acts import Request
from desktop.services.pay_proposal import propose
from tests.services.small_unit import departments, person, unit


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    with made.database.write("Danh sách") as session:
        (noi,) = departments(session, "Khoa Nội")
        nurse = person(session, "VC01", "Trần Thị Hà", department=noi, title="V.08.05.13", degree="DH")
        SalaryStep(
            staff=nurse, salary_table="B", step=5, coefficient=Decimal("2.66"), starts_on=PartialDate("2025-03-01")
        )
        person(session, "VC02", "Lê Văn Minh", department=noi, title="V.08.01.03", degree="THS")
    yield made
    made.close()


def uid(workspace, code):
    with workspace.database.read() as session:
        return next(str(m.uid) for m in session.query(StaffMember) if m.staff_code == code)


def texts(workspace, key, code=None, **values):
    people = (uid(workspace, code),) if code else ()
    return propose(workspace, Request(key, people, values))


def test_a_nurse_who_rises_to_grade_iii_gets_the_equal_or_next_higher_coefficient(workspace):
    found = texts(workspace, "title", "VC01", title="V.08.05.12", effective_on="01/12/2026")
    assert (found.texts["step"], found.texts["coefficient"]) == ("2", "2,67")
    assert found.texts["counted_from"] == "01/03/2025"  # the gain is less than a step: the old day stays
    assert not found.is_sure


def test_the_level_of_work_gives_its_table(workspace):
    found = texts(workspace, "job", "VC01", level="3", effective_on="01/12/2026")
    assert found.texts["salary_table"] == "Viên chức loại A1"
    assert found.texts["coefficient"] == "2,67"


def test_a_doctor_recruited_now_begins_on_the_second_step(workspace):
    found = texts(workspace, "join", title="V.08.01.03", effective_on="01/12/2026")
    assert (found.texts["step"], found.texts["coefficient"]) == ("2", "2,67")


def test_a_degree_gives_the_first_step_of_who_is_known_already(workspace):
    found = texts(workspace, "join", "VC02", title="V.08.04.10", effective_on="01/06/2024")
    assert found.texts["step"] == "2"
    assert "thạc sĩ" in found.why


@pytest.mark.parametrize(
    ("key", "values", "told"),
    [
        ("title", {"title": "V.08.05.12"}, "ngày bắt đầu"),
        ("title", {"effective_on": "01/12/2026"}, "Chưa đủ dữ liệu"),
        ("move", {"effective_on": "01/12/2026"}, "không xếp lương"),
    ],
)
def test_too_little_is_told_in_a_sentence(workspace, key, values, told):
    with pytest.raises(UserError, match=told):
        texts(workspace, key, "VC01", **values)
