"""What is to be noticed about the open record: how much of the form it has, and the national database."""

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.services import completeness, national, records
from desktop.ui.record_form import RecordForm
from desktop.ui.record_state import RecordState
from tests.ui.hands import show


@pytest.fixture
def form(qtbot, dressed, context, workspace):
    with workspace.database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Nguyễn Văn Đức", birth_date=PartialDate("1990"))
        session.add(member)
        EmploymentStatus(staff=member, status="DANG_LAM", starts_on=PartialDate("2015"))
        session.flush()
        uid = member.uid
    form = RecordForm(context)
    state = RecordState(context, form)
    show(qtbot, form, 720, 620)
    form.open(uid)
    state.look()
    form.state = state
    return form


def test_the_share_of_the_form_stands_in_the_head_and_leads_to_what_is_missing(form, workspace):
    found = completeness.of_person(workspace, form.uid)
    badge = form.header._own["share"]
    assert badge.text() == f"Đủ {found.percent} %"
    assert completeness.told(found.missing[0]) in badge.toolTip()

    badge.click()
    assert found.missing[0].entity == "Placement"
    assert form.sections.key == "service"


def test_a_section_tells_by_its_sign_and_in_words_what_it_lacks(form):
    lacking = form.sections.item(0)
    assert form.sections.state_of("general") == "partial"
    assert "Thiếu" in lacking.toolTip()
    assert "1. Họ và tên" not in lacking.toolTip()
    assert form.sections.state_of("merits") in ("empty", "partial")


def test_a_change_that_the_national_database_lacks_is_told_with_its_days(form, workspace):
    assert "national" not in form.header._own
    national.begin_tracking(workspace)
    records.save(workspace, StaffMember, form.uid, {"phone": "0912345678"}, baseline={"phone": ""})
    form.open(form.uid)
    form.state.look()
    assert form.header._own["national"].text().startswith("Chưa vào CSDL quốc gia: ")


def test_of_a_day_that_is_past_there_is_nothing_to_notice(form):
    form.set_day(PartialDate("2020-01-01").first)
    form.state.look()
    assert form.header.badges() == []
