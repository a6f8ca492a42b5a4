"""What each role may see and do, as a table."""

import pytest

from desktop.domain.fields import Sensitivity
from desktop.domain.mentoring import MentoringAssignment, MentoringReview
from desktop.domain.organisation import CellTarget, Department, PartyCell
from desktop.domain.party import PartyCase, PartyMembership
from desktop.domain.records import KINDS
from desktop.domain.rights import ROOMS, Rights
from desktop.domain.staff import SalaryStep, StaffMember
from desktop.domain.succession import SuccessionEntry
from desktop.domain.system import Role, SentReport, User
from desktop.ui.pages import PAGES

S = Sensitivity
ALL = set(Sensitivity)
SEEN = {
    Role.ADMIN: set(),
    Role.HR_CLERK: ALL - {S.PARTY},
    Role.PARTY_CLERK: ALL,
    Role.LEADER: ALL,
}
WRITTEN = {
    Role.ADMIN: (Department, User),
    Role.HR_CLERK: (Department, StaffMember, SalaryStep, SuccessionEntry, SentReport, MentoringAssignment),
    Role.PARTY_CLERK: (Department, StaffMember, SalaryStep, SentReport, PartyMembership, PartyCase, CellTarget),
    Role.LEADER: (SentReport,),
}
ASKED = (
    *(Department, User, StaffMember, SalaryStep, SuccessionEntry, SentReport, MentoringAssignment),
    *(PartyMembership, PartyCase, CellTarget),
)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Sensitivity)
def test_who_sees_which_kind_of_value(role, kind):
    assert (kind in Rights.of(role).sees) is (kind in SEEN[role])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_field_of_a_kind_that_is_not_seen_is_visible(role, kind):
    rights = Rights.of(role)
    shown = rights.visible(kind, kind.fields)

    hidden = {f.sensitive for name, f in kind.fields.items() if name not in shown}
    assert hidden <= ALL - SEEN[role]
    if kind not in (User, MentoringReview):  # of reviews the rows are hidden, of users nothing is shown but to admins
        assert {f.sensitive for f in shown.values()} - {None} <= SEEN[role]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.__name__)
def test_who_writes_which_records(role, kind):
    told = Rights.of(role).refusal(kind)

    assert (told is None) is (kind in WRITTEN[role] or (role is Role.PARTY_CLERK and kind in WRITTEN[Role.HR_CLERK]))
    assert told is None or told.endswith(".")


def test_an_hr_clerk_has_no_records_of_the_party_but_its_cells_by_name():
    rights = Rights.of(Role.HR_CLERK)

    assert {kind for kind in KINDS if not rights.opens(kind)} == {CellTarget, PartyMembership, PartyCase}
    assert rights.opens(PartyCell)


def test_an_administrator_opens_no_record_of_a_person():
    rights = Rights.of(Role.ADMIN)

    assert not rights.opens(StaffMember)
    assert not rights.opens(MentoringReview)
    assert rights.opens(Department)
    assert rights.opens(User)


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        (Role.ADMIN, {"settings", "help"}),
        (Role.HR_CLERK, ROOMS),
        (Role.PARTY_CLERK, ROOMS),
        (Role.LEADER, ROOMS - {"import", "settings"}),
    ],
)
def test_the_rooms_of_each_role(role, rooms):
    assert Rights.of(role).rooms == rooms


def test_every_room_of_the_window_belongs_to_somebody():
    assert {spec.parent or spec.key for spec in PAGES} == set(ROOMS)


@pytest.mark.parametrize(
    ("role", "imports", "exports", "reports", "users"),
    [
        (Role.ADMIN, False, False, False, True),
        (Role.HR_CLERK, True, True, True, False),
        (Role.PARTY_CLERK, True, True, True, False),
        (Role.LEADER, False, False, True, False),
    ],
)
def test_what_each_role_takes_in_and_out(role, imports, exports, reports, users):
    rights = Rights.of(role)

    assert (rights.may_import, rights.may_export, rights.may_report, rights.may_manage_users) == (
        imports,
        exports,
        reports,
        users,
    )


def test_without_users_everything_is_open():
    rights = Rights.all()

    assert all(rights.opens(kind) and rights.refusal(kind) is None for kind in KINDS)
