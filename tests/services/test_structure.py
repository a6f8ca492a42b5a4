"""Departments, cells and partner units change by decision: who and what goes along, and that the days before stay."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from desktop.domain.errors import Rejected, UserError
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringState
from desktop.domain.organisation import (
    CellTarget,
    Department,
    DepartmentName,
    PartnerUnit,
    PartyCell,
    StructureChange,
    StructureKind,
    Unit,
    UnitName,
)
from desktop.domain.party import CaseState, PartyCase
from desktop.domain.record import RECORDS, on_day
from desktop.domain.staff import Allowance, Appointment, Placement, StaffMember
from desktop.domain.structure import BODIES, FOLLOWS
from desktop.domain.succession import SuccessionEntry
from desktop.domain.system import SavedList
from desktop.domain.training import TrainingLine, TrainingPlan
from desktop.excel.writer import save_table
from desktop.services import importing, structure, structure_views
from desktop.services.importing import Outcome
from desktop.services.overview import overview
from desktop.services.progress import run
from desktop.services.structure import Change, Kept, Place
from tests.services import small_unit as small

K = StructureKind
DAY = date(2026, 7, 1)
BEFORE = DAY - timedelta(days=1)
PAPER = {"effective_on": "01/07/2026", "number": "12/QĐ-SYT", "issued_on": "15/06/2026"}


@pytest.fixture
def made(tmp_path):
    """Three departments with five people, two heads, and what points at the departments."""
    workspace = small.unit(tmp_path)
    with workspace.database.write("Chuẩn bị") as session:
        noi, ngoai, san = small.departments(session, "Khoa Nội", "Khoa Ngoại", "Khoa Sản", assigned=(10, 8, 5))
        head = small.leading(session, "Trưởng khoa", 3)
        deputy = small.leading(session, "Phó Trưởng khoa", 2)
        for code, name, place in (
            ("VC1", "Lê Văn An", noi),
            ("VC2", "Trần Thị Bình", noi),
            ("VC3", "Phạm Văn Cường", ngoai),
            ("VC4", "Ngô Thị Dung", ngoai),
            ("VC5", "Vũ Thị Em", san),
        ):
            small.person(session, code, name, department=place)
        people = {p.staff_code: p for p in session.scalars(select(StaffMember))}
        for code, place, ends in (("VC1", noi, date(2028, 1, 31)), ("VC3", ngoai, date(2026, 8, 31))):
            Appointment(
                staff=people[code],
                post=head,
                department=place,
                starts_on=small.partial("2023-02-01"),
                term_ends_on=ends,
                allowance=Decimal("0.50"),
            )
            Allowance(
                staff=people[code], kind="PCCV", coefficient=Decimal("0.50"), starts_on=small.partial("2023-02-01")
            )
        Appointment(
            staff=people["VC5"],
            post=deputy,
            department=san,
            starts_on=small.partial("2024-01-01"),
            allowance=Decimal("0.40"),
        )
        plan = TrainingPlan(year=2026)
        TrainingLine(plan=plan, department=noi, kind="BD_CM", headcount=2)
        SuccessionEntry(staff=people["VC2"], planned_post=head, department=noi, term="2025-2030")
        session.add(Department(name="Tổ Hồi sức", parent=noi))
    yield workspace
    workspace.close()


def uid(workspace, name, entity=Department):
    with workspace.database.read() as session:
        return str(session.scalars(select(entity).where(entity.name == name)).one().uid)


def merge(workspace, names, into, entity=Department, **more):
    sources = tuple(uid(workspace, name, entity) for name in names)
    target = into if isinstance(into, Place) else Place(uid(workspace, into, entity))
    return Change(K.MERGE, entity, PAPER, sources, (target,), **more)


def where(workspace, code, day):
    """The name of the department somebody is in on a day, as it was called then."""
    with workspace.database.read() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.staff_code == code)).one()
        row = on_day(member.placements, day)
        return row.department.name if row else None


def counts(workspace, day):
    found = structure_views.standing(workspace, day)
    return {body.name: (body.in_headcount, body.assigned) for body in found.of(Department)}


def everything(workspace):
    """Every live record with every field, to see that undo brings all of it back."""
    found = {}
    with workspace.database.read() as session:
        for entity in RECORDS.values():
            if not entity.audited:
                continue
            for record in session.scalars(select(entity)):
                found[entity.__name__, record.uid] = {
                    name: str(
                        getattr(record, name).uid
                        if name in entity.references() and getattr(record, name)
                        else getattr(record, name)
                    )
                    for name in entity.fields
                }
    return found


def test_every_reference_to_a_body_says_how_it_follows():
    """A field added later that points at a department, cell or partner unit must be thought of."""
    bodies = {entity.__name__ for entity in BODIES}
    there = {(e.__name__, name) for e in RECORDS.values() for name, f in e.references().items() if f.to in bodies}
    assert set(FOLLOWS) == there


# --- merging -----------------------------------------------------------------------------------------------------


def test_a_merger_takes_everybody_and_the_days_before_stay(made):
    before = counts(made, BEFORE)
    done = structure.carry_out(made, merge(made, ["Khoa Nội", "Khoa Ngoại"], Place(typed={"name": "Khoa Điều trị"})))
    assert done.preview.people_moved == 4
    assert counts(made, BEFORE) == before
    assert counts(made, DAY) == {"Khoa Điều trị": (4, 18), "Khoa Sản": (1, 5), "Tổ Hồi sức": (0, None)}
    assert [where(made, "VC1", day) for day in (BEFORE, DAY)] == ["Khoa Nội", "Khoa Điều trị"]
    with made.database.read() as session:
        old = session.scalars(select(Department).where(Department.name == "Khoa Nội")).one()
        assert (old.dissolved_on, str(old.successor)) == (DAY, "Khoa Điều trị")
        assert old.successor.founded_on == DAY
        rows = session.scalars(select(Placement).where(Placement.decision_id.is_not(None))).all()
        assert {row.decision.number for row in rows} == {"12/QĐ-SYT"}


def test_what_points_at_a_merged_department_goes_along(made):
    structure.carry_out(made, merge(made, ["Khoa Nội", "Khoa Ngoại"], "Khoa Sản"))
    with made.database.read() as session:
        assert str(session.scalars(select(TrainingLine)).one().department) == "Khoa Sản"
        assert str(session.scalars(select(SuccessionEntry)).one().department) == "Khoa Sản"
        assert (
            str(session.scalars(select(Department).where(Department.name == "Tổ Hồi sức")).one().parent) == "Khoa Sản"
        )
    tree = {b.name: b.parent for b in structure_views.standing(made, BEFORE).of(Department)}
    assert tree["Tổ Hồi sức"] == uid(made, "Khoa Nội"), "the tree of the day before is the old one"


def test_a_head_loses_the_post_and_keeps_the_allowance_to_the_end_of_the_term_or_six_months(made):
    done = structure.carry_out(made, merge(made, ["Khoa Nội", "Khoa Ngoại"], "Khoa Sản"))
    assert [(p.person, p.kept_post, p.until) for p in done.preview.posts] == [
        ("Lê Văn An", "", date(2028, 1, 31)),
        ("Phạm Văn Cường", "", date(2026, 12, 31)),
    ]
    assert (done.preview.managers_before, done.preview.managers_after) == (3, 1)
    with made.database.read() as session:
        kept = session.scalars(select(Allowance).where(Allowance.kind == "CLBL").order_by(Allowance.id)).all()
        assert [(str(a.staff), a.coefficient, a.starts_on.day, a.ends_on.day) for a in kept] == [
            ("Lê Văn An", Decimal("0.50"), DAY, date(2028, 1, 31)),
            ("Phạm Văn Cường", Decimal("0.50"), DAY, date(2026, 12, 31)),
        ]
        posts = session.scalars(select(Appointment).where(Appointment.allowance == Decimal("0.50"))).all()
        assert {a.ends_on.day for a in posts} == {BEFORE}
        paid = session.scalars(select(Allowance).where(Allowance.kind == "PCCV")).all()
        assert {a.ends_on.day for a in paid} == {BEFORE}


def test_a_head_may_go_on_in_a_lower_post_and_keeps_the_difference(made):
    with made.database.read() as session:
        led = session.scalars(select(Appointment).join(Appointment.staff).where(StaffMember.staff_code == "VC1")).one()
        lower = str(session.scalars(select(RECORDS["Post"]).where(RECORDS["Post"].name == "Phó Trưởng khoa")).one().uid)
        change = merge(made, ["Khoa Nội"], "Khoa Sản", keeps={str(led.uid): Kept(post=lower)})
    structure.carry_out(made, change)
    with made.database.read() as session:
        an = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC1")).one()
        now = on_day(an.appointments, DAY)
        assert (str(now.post), str(now.department), now.allowance) == ("Phó Trưởng khoa", "Khoa Sản", Decimal("0.40"))
        kept = [a for a in an.allowances if a.kind == "CLBL"]
        assert [a.coefficient for a in kept] == [Decimal("0.10")]
        paid = on_day([a for a in an.allowances if a.kind == "PCCV"], DAY)
        assert paid.coefficient == Decimal("0.40")


def test_the_end_of_a_kept_allowance_may_be_decided(made):
    change = merge(made, ["Khoa Nội"], "Khoa Sản", allowance_until=date(2026, 9, 30))
    assert [p.until for p in structure.preview(made, change).posts] == [date(2026, 9, 30)]
    without = merge(made, ["Khoa Nội"], "Khoa Sản", keeps_allowance=False)
    assert [p.until for p in structure.preview(made, without).posts] == [None]


def test_the_preview_writes_nothing_and_says_what_the_deed_says(made):
    change = merge(made, ["Khoa Nội", "Khoa Ngoại"], Place(typed={"name": "Khoa Điều trị"}))
    before = everything(made)
    told = structure.preview(made, change)
    assert everything(made) == before
    assert structure.carry_out(made, change).preview == told


@pytest.mark.parametrize("kind", [K.FOUND, K.MERGE, K.SPLIT, K.RENAME, K.DISSOLVE])
def test_each_change_is_one_step_that_undo_takes_back_whole(made, kind):
    noi, ngoai = uid(made, "Khoa Nội"), uid(made, "Khoa Ngoại")
    changes = {
        K.FOUND: Change(kind, Department, PAPER, targets=(Place(typed={"name": "Khoa Mắt"}),)),
        K.MERGE: merge(made, ["Khoa Nội"], "Khoa Ngoại"),
        K.SPLIT: Change(kind, Department, PAPER, (noi,), (Place(noi), Place(typed={"name": "Khoa Tim"})), rest=1),
        K.RENAME: Change(kind, Department, PAPER, (noi,), name="Khoa Nội tổng hợp"),
        K.DISSOLVE: Change(kind, Department, PAPER, (noi,), (Place(ngoai),), rest=0),
    }
    before = everything(made)
    structure.carry_out(made, changes[kind])
    after = everything(made)
    assert after != before
    made.database.undo()
    assert everything(made) == before
    made.database.redo()
    assert everything(made) == after


def test_a_decision_that_is_there_already_is_not_made_twice(made):
    structure.carry_out(made, merge(made, ["Khoa Nội"], "Khoa Sản"))
    structure.carry_out(made, merge(made, ["Khoa Ngoại"], "Khoa Sản"))
    with made.database.read() as session:
        first, second = session.scalars(select(StructureChange).order_by(StructureChange.id))
        assert first.decision is second.decision


@pytest.mark.parametrize(
    ("names", "into", "paper", "field"),
    [
        (["Khoa Nội"], "Khoa Sản", {"effective_on": ""}, "effective_on"),
        (["Khoa Nội"], "Khoa Sản", {"number": ""}, "number"),
        (["Khoa Nội"], Place(typed={"name": ""}), {}, "name"),
        (["Khoa Nội", "Khoa Ngoại"], Place(typed={"name": "Khoa Sản"}), {}, "name"),
        (["Khoa Nội"], Place(typed={"name": "Khoa Mới"}), {}, "targets"),
        (["Khoa Sản"], "Khoa Sản", {}, "targets"),
    ],
)
def test_what_cannot_be_is_refused_in_words(made, names, into, paper, field):
    change = merge(made, names, into)
    asked = Change(K.MERGE, Department, {**PAPER, **paper}, change.sources, change.targets)
    with pytest.raises(Rejected) as error:
        structure.preview(made, asked)
    assert field in [p.field for p in error.value.problems]


def test_a_department_ends_once(made):
    structure.carry_out(made, merge(made, ["Khoa Nội"], "Khoa Sản"))
    with pytest.raises(Rejected, match="thôi hoạt động từ ngày 01/07/2026"):
        structure.preview(made, merge(made, ["Khoa Nội"], "Khoa Ngoại"))
    early = Change(
        K.MERGE,
        Department,
        {**PAPER, "effective_on": "01/01/2026"},
        (uid(made, "Khoa Nội"),),
        (Place(uid(made, "Khoa Ngoại")),),
    )
    with pytest.raises(Rejected, match="thôi hoạt động"):
        structure.preview(made, early)


def test_old_files_with_overlapping_rows_move_nobody_who_counts_elsewhere(made):
    with made.database.write("Dòng cũ quên kết thúc") as session:
        binh = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC2")).one()
        san = session.scalars(select(Department).where(Department.name == "Khoa Sản")).one()
        Placement(staff=binh, department=san, starts_on=small.partial("2020-01-01"))
    structure.carry_out(made, merge(made, ["Khoa Nội"], "Khoa Ngoại"))
    assert [where(made, "VC2", day) for day in (BEFORE, DAY)] == ["Khoa Sản", "Khoa Sản"]


def test_a_placement_that_begins_later_stands_in_the_new_place(made):
    with made.database.write("Điều động sắp tới") as session:
        em = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC5")).one()
        noi = session.scalars(select(Department).where(Department.name == "Khoa Nội")).one()
        em.placements[0].ends_on = small.partial("2026-12-31")
        Placement(staff=em, department=noi, starts_on=small.partial("2027-01-01"))
    structure.carry_out(made, merge(made, ["Khoa Nội"], "Khoa Ngoại"))
    assert [where(made, "VC5", day) for day in (DAY, date(2027, 1, 1))] == ["Khoa Sản", "Khoa Ngoại"]


def test_a_name_of_old_may_be_borne_again(made):
    structure.carry_out(made, merge(made, ["Khoa Nội"], "Khoa Ngoại"))
    again = Change(
        K.FOUND,
        Department,
        {**PAPER, "effective_on": "01/10/2026", "number": "30"},
        targets=(Place(typed={"name": "Khoa Nội"}),),
    )
    assert "nơi cũ sẽ ghi là «Khoa Nội (đến 30/06/2026)»" in structure.preview(made, again).warnings[0]
    structure.carry_out(made, again)
    names = [
        {b.name for b in structure_views.standing(made, day).of(Department)} for day in (BEFORE, date(2026, 10, 1))
    ]
    assert ["Khoa Nội" in found for found in names] == [True, True]
    assert where(made, "VC1", BEFORE) == "Khoa Nội (đến 30/06/2026)"


# --- splitting, dissolving, waiting ------------------------------------------------------------------------------


def test_a_split_places_people_by_list_by_rule_and_the_others_wait(made):
    noi, ngoai = uid(made, "Khoa Nội"), uid(made, "Khoa Ngoại")
    an = uid_of(made, "VC3")
    change = Change(
        K.SPLIT,
        Department,
        PAPER,
        (ngoai,),
        (Place(typed={"name": "Khoa Ngoại 1"}), Place(typed={"name": "Khoa Ngoại 2"})),
        assigned={an: 0},
        rules=(('staff_code = "VC9"', 1),),
    )
    told = structure.preview(made, change)
    assert [(p.name, p.target_name) for p in told.people] == [("Phạm Văn Cường", "Khoa Ngoại 1"), ("Ngô Thị Dung", "")]
    assert any("Còn 1 người chưa được xếp" in text for text in told.warnings)
    structure.carry_out(made, change)
    (left,) = structure_views.waiting(made)
    assert (left.name, left.department, left.since) == ("Ngô Thị Dung", "Khoa Ngoại", DAY)
    assert sum(n for n, _ in counts(made, DAY).values()) == 4, "who waits stands in no department that exists"
    assert structure_views.standing(made, DAY).in_headcount == 5, "and is still counted"
    assert structure.place_people(made, {left.uid: noi}, "") == 1
    assert where(made, "VC4", DAY) == "Khoa Nội"
    assert structure_views.waiting(made) == []
    with pytest.raises(UserError, match="không còn chờ phân công"):
        structure.place_people(made, {left.uid: noi}, "")


def test_a_rule_places_by_any_field_of_the_list(made):
    noi = uid(made, "Khoa Nội")
    change = Change(
        K.SPLIT,
        Department,
        PAPER,
        (noi,),
        (Place(noi), Place(typed={"name": "Khoa Tim mạch", "assigned_headcount": "4"})),
        rules=(('full_name ~ "binh"', 1),),
    )
    structure.carry_out(made, change)
    assert [where(made, code, DAY) for code in ("VC1", "VC2")] == ["Khoa Nội", "Khoa Tim mạch"]
    assert {name: counts(made, DAY)[name] for name in ("Khoa Nội", "Khoa Tim mạch")} == {
        "Khoa Nội": (1, 6),
        "Khoa Tim mạch": (1, 4),
    }
    assert [p.post for p in structure.preview(made, merge(made, ["Khoa Nội"], "Khoa Sản")).posts] == ["Trưởng khoa"]


def test_a_dissolved_department_gives_its_people_away(made):
    noi, ngoai, san = (uid(made, name) for name in ("Khoa Nội", "Khoa Ngoại", "Khoa Sản"))
    change = Change(
        K.DISSOLVE, Department, PAPER, (noi,), (Place(ngoai), Place(san)), assigned={uid_of(made, "VC2"): 1}, rest=0
    )
    structure.carry_out(made, change)
    assert [where(made, code, DAY) for code in ("VC1", "VC2")] == ["Khoa Ngoại", "Khoa Sản"]
    assert counts(made, DAY)["Khoa Ngoại"] == (3, 18)


# --- names -------------------------------------------------------------------------------------------------------


def rename(workspace, old, new, day, entity=Department, number="7"):
    paper = {"effective_on": day, "number": number}
    return structure.carry_out(workspace, Change(K.RENAME, entity, paper, (uid(workspace, old, entity),), name=new))


def names(workspace, day):
    return {body.name for body in structure_views.standing(workspace, day).bodies}


def test_a_renamed_department_bears_the_old_name_on_the_days_before(made):
    rename(made, "Khoa Nội", "Khoa Nội tổng hợp", "01/07/2026")
    assert "Khoa Nội" in names(made, BEFORE)
    assert "Khoa Nội tổng hợp" not in names(made, BEFORE)
    assert "Khoa Nội tổng hợp" in names(made, DAY)
    assert "Khoa Nội" not in names(made, DAY)


def test_renamings_may_be_entered_in_any_order(made):
    rename(made, "Khoa Nội", "Khoa Nội C", "01/01/2026", number="9")
    rename(made, "Khoa Nội C", "Khoa Nội B", "01/01/2024", number="8")
    assert [("Khoa Nội" in (n := names(made, d)), "Khoa Nội B" in n, "Khoa Nội C" in n) for d in DAYS] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    with made.database.read() as session:
        rows = session.scalars(select(DepartmentName).order_by(DepartmentName.ends_on_last)).all()
        assert [(r.name, str(r.starts_on or ""), str(r.ends_on)) for r in rows] == [
            ("Khoa Nội", "", "31/12/2023"),
            ("Khoa Nội B", "01/01/2024", "31/12/2025"),
        ]


DAYS = (date(2023, 12, 31), date(2025, 12, 31), date(2026, 1, 1))


def test_the_unit_itself_is_renamed(made):
    with made.database.read() as session:
        unit = str(session.scalars(select(Unit)).one().uid)
    structure.carry_out(made, Change(K.RENAME, Unit, PAPER, (unit,), name="Bệnh viện Khu vực"))
    assert [structure_views.standing(made, day).unit for day in (BEFORE, DAY)] == [
        "Bệnh viện Thử nghiệm",
        "Bệnh viện Khu vực",
    ]
    with made.database.read() as session:
        assert [row.name for row in session.scalars(select(UnitName))] == ["Bệnh viện Thử nghiệm"]


# --- cells and partner units -------------------------------------------------------------------------------------


@pytest.fixture
def party(made):
    with made.database.write("Chi bộ") as session:
        first, second = small.cells(session, "Chi bộ 1", "Chi bộ 2")
        people = {p.staff_code: p for p in session.scalars(select(StaffMember))}
        for code, cell in (("VC1", first), ("VC2", first), ("VC3", second)):
            RECORDS["PartyMembership"](
                staff=people[code], stage="official", cell=cell, starts_on=small.partial("2018-09-02")
            )
        small.case(session, people["VC4"], CaseState.SYMPATHISER, cell=second)
        small.case(session, people["VC3"], CaseState.OFFICIAL, cell=second)
        for cell, period, value in (
            (first, "2026", 3),
            (second, "2026", 2),
            (second, "2025", 4),
            (second, "2025-2030", 9),
        ):
            CellTarget(cell=cell, period=period, value=value)
    return made


def test_merged_cells_add_their_running_targets_up_and_keep_those_of_the_days_before(party):
    done = structure.carry_out(
        party, merge(party, ["Chi bộ 1", "Chi bộ 2"], Place(typed={"name": "Chi bộ Chung"}), PartyCell)
    )
    assert done.preview.people_moved == 3
    with party.database.read() as session:
        found = {(str(t.cell), t.period): t.value for t in session.scalars(select(CellTarget))}
        assert found == {
            ("Chi bộ 1", "2026"): 0,
            ("Chi bộ 2", "2026"): 0,
            ("Chi bộ Chung", "2026"): 5,
            ("Chi bộ 2", "2025"): 4,
            ("Chi bộ 2", "2025-2030"): 0,
            ("Chi bộ Chung", "2025-2030"): 9,
        }
        cells = {case.state: str(case.cell) for case in session.scalars(select(PartyCase))}
        assert cells == {CaseState.SYMPATHISER: "Chi bộ Chung", CaseState.OFFICIAL: "Chi bộ 2"}
    members = {b.name: b.in_headcount for b in structure_views.standing(party, BEFORE).of(PartyCell)}
    assert members == {"Chi bộ 1": 2, "Chi bộ 2": 1}
    assert {b.name: b.in_headcount for b in structure_views.standing(party, DAY).of(PartyCell)} == {"Chi bộ Chung": 3}


def test_a_split_cell_shares_its_target_and_tells_of_helpers_apart(party):
    with party.database.write("Giúp đỡ") as session:
        people = {p.staff_code: p for p in session.scalars(select(StaffMember))}
        MentoringAssignment(
            kind=MentoringKind.PROBATIONER,
            mentor=people["VC1"],
            mentee=people["VC2"],
            state=MentoringState.ACTIVE,
            assigned_on=date(2026, 1, 5),
        )
    first = uid(party, "Chi bộ 1", PartyCell)
    change = Change(
        K.SPLIT,
        PartyCell,
        PAPER,
        (first,),
        (Place(typed={"name": "Chi bộ 1A"}), Place(typed={"name": "Chi bộ 1B"})),
        assigned={uid_of(party, "VC1"): 0, uid_of(party, "VC2"): 1},
    )
    told = structure.carry_out(party, change).preview
    assert any("Lê Văn An" in text and "sẽ khác chi bộ" in text for text in told.warnings)
    with party.database.read() as session:
        found = {str(t.cell): t.value for t in session.scalars(select(CellTarget).where(CellTarget.period == "2026"))}
    assert found == {"Chi bộ 1": 0, "Chi bộ 2": 2, "Chi bộ 1A": 2, "Chi bộ 1B": 1}


def test_turns_under_way_go_to_the_unit_that_takes_the_partner_over(made):
    with made.database.write("Luân phiên") as session:
        an = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC1")).one()
        old, new = PartnerUnit(name="TTYT huyện A"), PartnerUnit(name="Bệnh viện khu vực B")
        session.add_all((old, new))
        for ended in (None, date(2025, 6, 30)):
            MentoringAssignment(
                kind=MentoringKind.ROTATION,
                mentor=an,
                partner_unit=old,
                state=MentoringState.ACTIVE if ended is None else MentoringState.COMPLETED,
                assigned_on=date(2025, 1, 5),
                ended_on=ended,
            )
    structure.carry_out(made, merge(made, ["TTYT huyện A"], "Bệnh viện khu vực B", PartnerUnit))
    with made.database.read() as session:
        places = {t.state: str(t.partner_unit) for t in session.scalars(select(MentoringAssignment))}
    assert places == {MentoringState.ACTIVE: "Bệnh viện khu vực B", MentoringState.COMPLETED: "TTYT huyện A"}


# --- lists, register, comparison ---------------------------------------------------------------------------------


def test_saved_lists_name_the_new_place_beside_the_old(made):
    condition = '{"all": [{"column": "department", "operator": "is", "values": ["Khoa Nội"]}]}'
    part = '{"column": "department", "operator": "has", "values": ["Ngoại"]}'
    with made.database.write("Danh sách") as session:
        session.add_all((SavedList(name="Nội", condition=condition), SavedList(name="Có chữ Ngoại", condition=part)))
    told = structure.carry_out(made, merge(made, ["Khoa Nội", "Khoa Ngoại"], "Khoa Sản")).preview
    assert ("Danh sách đã lưu", ("Nội",)) in told.others
    assert any("«Có chữ Ngoại»" in text for text in told.warnings)
    with made.database.read() as session:
        kept = {each.name: each.condition for each in session.scalars(select(SavedList))}
    assert '["Khoa Nội", "Khoa Sản"]' in kept["Nội"]
    assert kept["Có chữ Ngoại"] == part


def test_the_register_tells_what_was_before_and_after(made):
    structure.carry_out(made, merge(made, ["Khoa Nội", "Khoa Ngoại"], Place(typed={"name": "Khoa Điều trị"})))
    rename(made, "Khoa Sản", "Khoa Phụ sản", "01/09/2026")
    latest, first = structure_views.changes(made)
    assert (latest.kind, latest.before, latest.after) == (K.RENAME, ("Khoa Sản",), ("Khoa Phụ sản",))
    assert (first.before, first.after, first.people_moved) == (("Khoa Nội", "Khoa Ngoại"), ("Khoa Điều trị",), 4)
    assert "12/QĐ-SYT" in first.decision
    assert [line.kind for line in structure_views.changes(made, uid(made, "Khoa Phụ sản"))] == [K.RENAME]


def uid_of(workspace, code):
    with workspace.database.read() as session:
        return str(session.scalars(select(StaffMember).where(StaffMember.staff_code == code)).one().uid)


# --- what an import has learnt -----------------------------------------------------------------------------------


def imported(workspace, tmp_path, rows, kind="staff"):
    save_table(tmp_path / "ds.xlsx", rows[0], rows[1:], title="ds")
    return run(importing.plan(workspace, tmp_path / "ds.xlsx", kind))


def test_a_list_that_still_bears_the_old_names_comes_into_the_new_places(made, tmp_path):
    structure.carry_out(made, merge(made, ["Khoa Nội"], "Khoa Ngoại"))
    rename(made, "Khoa Sản", "Khoa Phụ sản", "01/09/2026")
    head = ["Mã NV", "Họ và tên", "Khoa/phòng"]
    plan = imported(made, tmp_path, [head, ["VC1", "Lê Văn An", "Khoa Nội"], ["VC5", "Vũ Thị Em", "Khoa Sản"]])
    assert [row.outcome for row in plan.rows] == [Outcome.SAME, Outcome.SAME]
    told = [p.message for p in plan.problems if p.code.endswith("merged")]
    assert told == ["Khoa, phòng: «Khoa Nội» đã sáp nhập vào «Khoa Ngoại»."]


def test_admissions_of_a_merged_cell_count_with_the_one_that_took_it_over(party):
    with party.database.write("Kết nạp") as session:
        em = session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC5")).one()
        cell = session.scalars(select(PartyCell).where(PartyCell.name == "Chi bộ 1")).one()
        small.case(session, em, CaseState.OFFICIAL, cell=cell, ceremony_on=date(2026, 3, 3))
    structure.carry_out(party, merge(party, ["Chi bộ 1"], "Chi bộ 2", PartyCell))
    year = overview(party).year
    assert [(r.name, r.done.value, r.target) for r in year.cells] == [("Chi bộ 2", 1, 5)]
    assert (year.done.value, year.target) == (1, 5)
