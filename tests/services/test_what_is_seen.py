"""What a role may not see is not in anything that it is given; what it may not do is refused before anything changes."""

import csv
from datetime import date

import pytest

from desktop.domain.errors import Rejected, UserError
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringReview
from desktop.domain.party import CaseState, PartyCase, PartyMembership, PartyStage
from desktop.domain.record import RECORDS
from desktop.domain.rights import Rights
from desktop.domain.staff import Appointment, StaffMember
from desktop.domain.system import Role, SentReport
from desktop.services import exporting, importing, overview, person, records, reporting
from desktop.services.due import due_list
from desktop.services.listing import export_rows
from desktop.services.progress import run
from desktop.services.workspace import Workspace
from desktop.storage.grid import PeopleGrid
from tests.services.small_unit import DAY, cells, departments, leading, unit
from tests.services.small_unit import person as somebody

MINH = "VC01"
TABLES = [PartyMembership, PartyCase, MentoringAssignment, Appointment]


@pytest.fixture
def whole(tmp_path):
    """A member who helps a sympathiser and guides somebody in practice, seen with all rights."""
    workspace = unit(tmp_path)
    with workspace.database.write("Người") as session:
        (ward,) = departments(session, "Khoa Nội")
        (cell,) = cells(session, "Chi bộ Nội")
        secretary = leading(session, "Bí thư chi bộ", 3, is_party=True)
        minh = somebody(
            session, MINH, "Trần Văn Minh", "nam", department=ward, party="official", cell=cell, post=secretary,
            religion="Phật giáo", citizen_id="001090000001",
        )  # fmt: skip
        lan = somebody(session, "VC02", "Lê Thị Lan", department=ward)
        hoa = somebody(session, "VC03", "Vũ Thị Hoa", department=ward)
        PartyCase(staff=lan, state=CaseState.SYMPATHISER, cell=cell, class_cert_on=date(2021, 12, 1))
        for mentee, kind in ((lan, MentoringKind.SYMPATHISER), (hoa, MentoringKind.PRACTICE)):
            assigned = MentoringAssignment(
                kind=kind, mentee=mentee, mentor=minh, assigned_on=date(2026, 5, 1), decision_no="1"
            )
            session.add(assigned)
            MentoringReview(assignment=assigned, period=kind.value, review_on=date(2026, 6, 1), tasks_done="Tốt")
    workspace.database.keep_current()
    yield workspace
    workspace.close()


@pytest.fixture
def enter(whole):
    opened = []

    def _enter(role):
        opened.append(Workspace.on(whole.database.file, today=DAY, user=role.value, rights=Rights.of(role)))
        return opened[-1]

    yield _enter
    for each in opened:
        each.close()


def uid_of(whole, code=MINH):
    with whole.database.read() as session:
        return session.query(StaffMember).filter_by(staff_code=code).one().uid


def count(workspace, entity, **read):
    with workspace.database.read(**read) as session:
        return session.query(entity).count()


def test_an_hr_clerk_reads_no_record_of_the_party(whole, enter):
    clerk = enter(Role.HR_CLERK)

    assert (count(clerk, StaffMember), count(clerk, PartyMembership), count(clerk, PartyCase)) == (3, 0, 0)
    assert count(clerk, Appointment) == 0  # the one post is that of a cell's secretary
    with clerk.database.read() as session:
        assert [a.kind for a in session.query(MentoringAssignment)] == [MentoringKind.PRACTICE]
        assert [r.period for r in session.query(MentoringReview)] == ["practice"]
    assert count(whole, PartyMembership) == count(enter(Role.PARTY_CLERK), PartyMembership) == 1


def test_the_record_of_a_person_has_no_party_for_an_hr_clerk(whole, enter):
    shown = person.load(enter(Role.HR_CLERK), uid_of(whole), TABLES)

    assert (shown.party, shown.post) == ("", "")
    assert [len(shown.tables[kind.__name__]) for kind in TABLES] == [0, 0, 0, 0]
    assert shown.texts["religion"] == "Phật giáo"
    assert person.load(enter(Role.LEADER), uid_of(whole), TABLES).party == "Đảng viên chính thức"


def test_the_list_of_people_has_no_column_of_the_party_for_an_hr_clerk(enter):
    def listed(role):
        workspace = enter(role)
        grid = PeopleGrid(workspace.database.file, workspace.catalogue)
        return grid, set(grid.columns)

    clerk, columns = listed(Role.HR_CLERK)
    leader, all_columns = listed(Role.LEADER)
    admin, _columns = listed(Role.ADMIN)

    assert all_columns - columns == {
        *("party_stage", "cell", "party_position", "party_since", "party_joined_on", "party_official_on"),
    }
    assert (len(clerk.ids()), len(leader.ids()), len(admin.ids())) == (3, 3, 0)
    ids = clerk.ids("minh")
    assert clerk.rows(ids, ("full_name", "religion", "post"))[ids[0]][:3] == ("Trần Văn Minh", "Phật giáo", "")
    assert leader.rows(ids, ("post",))[ids[0]][0] == "Bí thư chi bộ"


def test_an_administrator_reads_nobody(enter):
    admin = enter(Role.ADMIN)

    assert [
        kind.__name__ for kind in RECORDS.values() if kind.__module__.endswith(".staff") and count(admin, kind)
    ] == []
    assert due_list(admin, within=3650) == []
    with pytest.raises(UserError, match="không có quyền lập báo cáo"):
        run(reporting.build(admin, "BM01-A"))


def test_what_is_due_for_the_party_is_left_out_for_an_hr_clerk(enter):
    rules = {item.rule for item in due_list(enter(Role.PARTY_CLERK), within=400)}
    without = {item.rule for item in due_list(enter(Role.HR_CLERK), within=400)}

    assert any(rule.startswith("party.") for rule in rules)
    assert without <= rules
    assert not any(rule.startswith("party.") for rule in without)


def test_the_figures_of_the_year_count_no_member_for_an_hr_clerk(enter):
    assert overview.overview(enter(Role.LEADER)).members.value == 1
    figures = overview.overview(enter(Role.HR_CLERK))

    assert (figures.people.value, figures.members.value, figures.sympathisers.value, figures.helped.value) == (
        3,
        0,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.ADMIN, []),
        (Role.HR_CLERK, ["BM01-A", "F10c"]),
        (Role.PARTY_CLERK, ["BM01-A", "F06", "F10c", "R3", "R4"]),
        (Role.LEADER, ["BM01-A", "F06", "F10c", "R3", "R4"]),
    ],
)
def test_the_reports_of_each_role(enter, role, codes):
    workspace = enter(role)

    assert sorted(kind.code for kind in reporting.offered(workspace)) == codes
    for code in {"R3", "R4", "F06"} - set(codes):
        with pytest.raises(UserError, match="không có quyền lập báo cáo"):
            run(reporting.build(workspace, code))


def test_the_totals_of_a_report_are_the_same_whoever_makes_it(enter):
    """A report that names nobody still counts the members: else it would be wrong."""
    made = [run(reporting.build(enter(role), "BM01-A")).totals for role in (Role.HR_CLERK, Role.PARTY_CLERK)]

    assert made[0] == made[1]
    assert made[0]["party"] == 1


def test_a_leader_takes_out_reports_and_no_lists(enter, tmp_path):
    leader = enter(Role.LEADER)
    built = run(reporting.build(leader, "BM01-A", draft=True))
    assert reporting.export(leader, built, tmp_path / "bm.xlsx").path.exists()

    with pytest.raises(UserError, match="không có quyền xuất"):
        exporting.export(leader, "staff", tmp_path / "ds.csv")
    with pytest.raises(UserError, match="không có quyền xuất"):
        export_rows(leader, tmp_path / "ds.csv", "danh sách", ["Mã"], [[MINH]])
    assert not (tmp_path / "ds.csv").exists()


def test_the_list_that_an_hr_clerk_takes_out_has_no_column_of_the_party(enter, tmp_path):
    def headings(role):
        exporting.export(enter(role), "staff", tmp_path / "ds.csv")
        with open(tmp_path / "ds.csv", encoding="utf-8-sig", newline="") as file:
            return set(next(csv.reader(file, delimiter=";")))

    hidden = headings(Role.PARTY_CLERK) - headings(Role.HR_CLERK)

    assert {"Ngày vào Đảng", "Ngày chính thức", "Chi bộ"} <= hidden
    assert "Tôn giáo" not in hidden
    with pytest.raises(UserError, match="không có quyền xuất"):
        exporting.export(enter(Role.HR_CLERK), "party", tmp_path / "dang.csv")


def test_the_kinds_of_list_that_an_hr_clerk_takes_in(enter, tmp_path):
    rights = {role: {kind.name for kind in importing.all_kinds(Rights.of(role))} for role in Role}

    assert rights[Role.PARTY_CLERK] - rights[Role.HR_CLERK] == {"party", "party_memberships", "targets"}
    with pytest.raises(UserError, match="không có quyền nhập"):
        run(importing.plan(enter(Role.HR_CLERK), tmp_path / "dang.csv", "party"))
    with pytest.raises(UserError, match="không có quyền nhập"):
        run(importing.plan(enter(Role.LEADER), tmp_path / "ds.csv", "staff"))


def test_a_party_column_of_a_staff_list_is_passed_over_for_an_hr_clerk(whole, enter, tmp_path):
    book = tmp_path / "ds.csv"
    book.write_text("Mã nhân viên,Họ và tên,Ngày vào Đảng\nVC03,Vũ Thị Hoa Mai,01/02/2020\n", encoding="utf-8")
    clerk = enter(Role.HR_CLERK)
    plan = run(importing.plan(clerk, book, "staff"))
    run(importing.carry_out(clerk, plan))

    with whole.database.read() as session:
        hoa = session.query(StaffMember).filter_by(staff_code="VC03").one()
        assert (hoa.full_name, list(hoa.party_memberships)) == ("Vũ Thị Hoa Mai", [])


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMIN])
def test_who_may_not_edit_changes_nothing(whole, enter, role):
    for typed, uid in (({"full_name": "Khác"}, uid_of(whole)), ({"staff_code": "X", "full_name": "Người mới"}, None)):
        with pytest.raises(UserError):
            records.save(enter(role), StaffMember, uid, typed)

    with whole.database.read() as session:
        assert sorted(m.full_name for m in session.query(StaffMember)) == ["Lê Thị Lan", "Trần Văn Minh", "Vũ Thị Hoa"]


def test_a_leader_removes_nobody_and_undoes_nothing_of_others(whole, enter):
    leader = enter(Role.LEADER)
    with pytest.raises(UserError, match="chỉ được xem"):
        records.remove(leader, StaffMember, uid_of(whole, "VC03"))

    assert leader.database.undo() is None
    assert count(whole, StaffMember) == 3


def test_an_hr_clerk_writes_no_record_of_the_party(whole, enter):
    clerk = enter(Role.HR_CLERK)
    with pytest.raises((Rejected, UserError)):
        records.save(clerk, PartyMembership, None, {"stage": "Chính thức", "staff": uid_of(whole, "VC03")})
    with pytest.raises(UserError, match="dữ liệu về Đảng"), clerk.database.write("Ghi thẳng") as session:
        PartyMembership(staff=records.get(session, StaffMember, uid_of(whole, "VC03")), stage=PartyStage.OFFICIAL)
    assert count(whole, PartyMembership) == 1


@pytest.mark.parametrize(
    ("kind", "allowed"), [(MentoringKind.PRACTICE, True), (MentoringKind.SYMPATHISER, False)], ids=["practice", "party"]
)
def test_an_hr_clerk_assigns_guides_but_no_party_helpers(whole, enter, kind, allowed):
    typed = {"kind": kind.label, "mentee": uid_of(whole, "VC03"), "mentor": uid_of(whole), "assigned_on": "1/6/2026"}

    def save():
        return records.save(enter(Role.HR_CLERK), MentoringAssignment, None, typed)

    if allowed:
        assert save()
    else:
        with pytest.raises(UserError, match="dữ liệu về Đảng"):
            save()
    assert count(whole, MentoringAssignment) == 2 + allowed


def test_an_hr_clerk_does_not_remove_a_person_with_their_party_record(whole, enter):
    with pytest.raises(UserError, match="Đảng"):
        records.remove(enter(Role.HR_CLERK), StaffMember, uid_of(whole, "VC02"))

    assert count(whole, PartyCase) == 1


def test_an_hr_clerk_saves_a_person_and_keeps_what_is_not_seen(whole, enter):
    uid = uid_of(whole)
    clerk = enter(Role.HR_CLERK)
    baseline = records.load(clerk, StaffMember, uid)
    records.save(clerk, StaffMember, uid, {**baseline, "phone": "0912345678"}, baseline=baseline)

    assert records.load(whole, StaffMember, uid)["phone"] == "0912345678"
    ids = PeopleGrid(whole.database.file, whole.catalogue)
    (found,) = ids.ids("minh")
    assert ids.rows([found], ("party_stage", "cell"))[found][:2] == ("Đảng viên chính thức", "Chi bộ Nội")


def test_a_report_that_was_sent_stands_in_the_register_whoever_sent_it(whole, enter, tmp_path):
    leader = enter(Role.LEADER)
    built = run(reporting.build(leader, "R3"))
    if built.errors:
        pytest.fail(str(built.findings))
    reporting.export(leader, built, tmp_path / "r3.xlsx")

    assert count(whole, SentReport) == 1


def test_the_file_is_whole_and_copied_whole_under_any_role(enter, tmp_path):
    for role in Role:
        workspace = enter(role)
        assert workspace.database.verify().records["party_case"] == 1
        copy = tmp_path / f"{role.value}.canbo"
        workspace.database.backup(copy)
        opened = Workspace.open(copy, None, today=DAY)
        assert count(opened, PartyCase) == 1
        opened.close()
