"""What is to be noticed about the open record: how much of the form it has, and the national database."""

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.services import checking, completeness, national, records
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


def test_what_cannot_be_right_is_counted_and_a_click_goes_to_the_first(form, workspace):
    records.save(workspace, StaffMember, form.uid, {"military_enlisted_on": "2012", "military_discharged_on": "2010"})
    form.open(form.uid)
    form.state.look()
    badge = form.header._own["faults"]
    (fault,) = [f for f in checking.of_person(workspace, form.uid).findings if f.severity == "error"]
    assert badge.text().startswith("1 lỗi")
    assert fault.message in badge.toolTip()
    badge.click()
    assert form.editors[fault.field].isVisible()


def test_one_person_is_checked_as_in_the_whole_file(form, workspace):
    with workspace.database.write("Người nữa") as session:
        session.add(StaffMember(staff_code="VC0002", full_name="Lê Thị Ánh"))
    whole = [f for f in checking.check(workspace).findings if f.staff_uid == form.uid]
    assert list(checking.of_person(workspace, form.uid).findings) == whole
