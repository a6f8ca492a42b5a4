"""The tray of changes that are not yet in the national database, over a real data file."""

import itertools
import re
from datetime import timedelta

import pytest

from desktop.domain import national as law
from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.party import PartyMembership, PartyStage
from desktop.domain.rights import Rights
from desktop.domain.staff import SalaryStep, StaffMember
from desktop.domain.system import Role
from desktop.services import national, rating, records
from desktop.services.due import due_list
from desktop.services.workspace import Workspace
from tests.services.small_unit import DAY, departments, person, unit


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    with made.database.write("Nhập danh sách ban đầu") as session:
        (noi,) = departments(session, "Khoa Nội")
        for code, name in (("VC01", "Trần Thị Hà"), ("VC02", "Lê Văn Minh")):
            person(session, code, name, department=noi, phone="0912345678")
    yield made
    made.close()


@pytest.fixture
def tracked(workspace):
    national.begin_tracking(workspace)
    return workspace


def uid(workspace, code):
    with workspace.database.read() as session:
        return next(m.uid for m in session.query(StaffMember) if m.staff_code == code)


def change(workspace, code, **typed):
    found = uid(workspace, code)
    records.save(workspace, StaffMember, found, typed, baseline=records.load(workspace, StaffMember, found))


def waiting(workspace):
    return {row.staff_code: row for row in national.tray(workspace)}


def test_the_first_import_is_the_baseline_and_nothing_waits_before_tracking_begins(workspace):
    change(workspace, "VC01", phone="0987654321")
    assert national.tracking_since(workspace) is None
    assert national.tray(workspace) == []
    national.begin_tracking(workspace)
    assert national.tray(workspace) == []


def test_a_changed_person_waits_with_the_words_for_what_changed_and_a_day(tracked):
    change(tracked, "VC02", phone="0987654321", religion="Phật giáo")
    (row,) = national.tray(tracked)
    assert (row.staff_code, row.name, row.department) == ("VC02", "Lê Văn Minh", "Khoa Nội")
    assert row.what == ("Tôn giáo, Số điện thoại",)
    assert row.due_on == law.due_on(row.changed_on, tracked.policy)
    assert row.days_left == law.working_days_left(DAY, row.due_on, tracked.policy.is_working)


def test_a_new_row_of_a_history_waits_and_a_note_of_the_units_own_does_not(tracked):
    change(tracked, "VC01", note="nhắc nộp bằng")
    with tracked.database.write("Nâng lương") as session:
        member = records.get(session, StaffMember, uid(tracked, "VC02"))
        session.add(SalaryStep(staff=member, salary_table="A1", step=3, starts_on=PartialDate("2026-11-01")))
    assert {code: row.what for code, row in waiting(tracked).items()} == {"VC02": ("Thêm diễn biến lương",)}


def test_what_was_undone_waits_no_longer_and_waits_again_when_done_again(tracked):
    change(tracked, "VC01", phone="0987654321")
    tracked.database.undo()
    assert waiting(tracked) == {}
    tracked.database.redo()
    assert set(waiting(tracked)) == {"VC01"}


def test_entered_on_clears_a_person_until_the_next_change_and_can_be_undone(tracked):
    change(tracked, "VC01", phone="0987654321")
    change(tracked, "VC02", phone="0987654322")
    assert national.mark_entered(tracked, [uid(tracked, "VC01")], DAY) == 1
    assert set(waiting(tracked)) == {"VC02"}
    tracked.database.undo()
    assert set(waiting(tracked)) == {"VC01", "VC02"}
    tracked.database.redo()
    change(tracked, "VC01", phone="0987654329")
    assert set(waiting(tracked)) == {"VC01", "VC02"}


def test_a_day_ahead_is_refused_and_nothing_is_cleared(tracked):
    change(tracked, "VC01", phone="0987654321")
    with pytest.raises(UserError, match="ở sau hôm nay"):
        national.mark_entered(tracked, [uid(tracked, "VC01")], DAY + timedelta(days=1))
    assert set(waiting(tracked)) == {"VC01"}


def test_the_card_stands_in_the_order_of_the_form_with_what_changed_marked(tracked):
    change(tracked, "VC01", phone="0987654321", birth_place="")
    (row,) = national.tray(tracked)
    card = national.card(tracked, row)
    own = list(itertools.takewhile(lambda line: not line.is_heading, card))
    numbers = [int(re.match(r"\d+", line.item)[0]) for line in own if line.item]
    assert numbers == sorted(numbers)
    assert [line.label for line in card if line.is_heading][:2] == [
        "Tình trạng công tác (01/03/2015)",
        "Phân công công tác (01/03/2015)",
    ]
    changed = [(line.label, line.value) for line in card if line.is_changed]
    assert changed == [("Số điện thoại", "0987654321")]
    assert any("Khoa Nội" in line.value for line in card)


def test_a_removed_person_has_nothing_to_enter(tracked):
    change(tracked, "VC01", phone="0987654321")
    with tracked.database.write("Xóa hồ sơ") as session:
        session.remove(records.get(session, StaffMember, uid(tracked, "VC01")))
    assert waiting(tracked) == {}


def test_who_may_not_see_a_value_is_not_told_that_it_changed(tracked):
    with tracked.database.write("Đảng tịch") as session:
        member = records.get(session, StaffMember, uid(tracked, "VC01"))
        session.add(PartyMembership(staff=member, stage=PartyStage.OFFICIAL, starts_on=PartialDate("2020-01-01")))
    assert waiting(tracked)["VC01"].what == ("Thêm đảng tịch",)
    clerk = Workspace.on(tracked.database.file, today=DAY, user="cán bộ", rights=Rights.of(Role.HR_CLERK))
    assert national.tray(clerk) == []
    clerk.close()


def test_the_month_is_signed_off_once_and_the_mark_can_be_undone(tracked):
    month = national.sign_off(tracked)
    assert (month.first.day, month.last.day, month.done_on) == (26, 30, None)
    national.mark_signed(tracked)
    national.mark_signed(tracked)
    assert national.sign_off(tracked).done_on == DAY
    tracked.database.undo()
    assert national.sign_off(tracked).done_on is None


def test_what_waits_stands_in_the_list_of_what_is_due_until_it_is_entered(tracked):
    change(tracked, "VC01", phone="0987654321")
    (item,) = due_list(tracked, within=60, rules=["national"])
    assert (item.staff_code, item.anchor) == ("VC01", national.tray(tracked)[0].changed_on)
    assert item.due_on == law.due_on(item.anchor, tracked.policy)
    national.mark_entered(tracked, [uid(tracked, "VC01")], DAY)
    assert due_list(tracked, within=60, rules=["national"]) == []


def test_a_round_of_rating_is_entered_as_a_whole_and_puts_nobody_into_the_tray(tracked):
    rating.begin(tracked, 2026)
    assert waiting(tracked) == {}
