"""The year at a glance, counted over a small unit whose figures can be checked by hand."""

from collections.abc import Iterator
from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringState
from desktop.domain.organisation import CellTarget, PartyCell, Unit
from desktop.domain.party import CaseState, PartyCase, PartyMembership, PartyStage
from desktop.domain.staff import Contract, EmploymentStatus, StaffMember
from desktop.domain.system import SentReport
from desktop.domain.training import Enrolment, EnrolmentState, LineState, TrainingLine, TrainingPlan
from desktop.services.overview import Overview, overview
from desktop.services.progress import run
from desktop.services.sample.figures import SAMPLE_FIGURES
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate
from desktop.services.workspace import Workspace
from desktop.storage.grid import PeopleGrid
from tests.units import fresh_unit


@pytest.fixture
def unit(tmp_path, today) -> Iterator[Workspace]:
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    yield workspace
    workspace.close()


def person(code, **values) -> StaffMember:
    return StaffMember(staff_code=code, full_name=f"Người {code}", **values)


def add(unit, *rows):
    with unit.database.write("Nhập") as session:
        session.add_all(rows)


def since(text):
    return PartialDate(text)


def listed(unit, figure):
    """The codes that the list of people shows behind a figure."""
    grid = PeopleGrid(unit.database.file, unit.catalogue)
    ids = grid.ids("", figure.behind)
    shown = sorted(row[0] for row in grid.rows(ids, ("staff_code",)).values())
    grid.close()
    return shown


def test_an_empty_file_counts_nobody_and_has_no_ratio(unit):
    found = overview(unit)
    assert (found.people.value, found.members.value, found.member_percent, found.assigned) == (0, 0, None, None)
    assert (found.year.done.value, found.year.target, found.year.cells) == (0, None, ())


def test_people_who_left_or_have_not_yet_come_are_not_counted_and_both_stand_in_the_change_of_the_year(unit):
    stayed, came, left, coming, guest = (person(code) for code in ("A", "B", "C", "D", "E"))
    stayed.joined_unit_on, left.joined_unit_on = since("2010"), since("2011")
    came.joined_unit_on, coming.joined_unit_on = since("2026-03-01"), since("2026-12-01")
    add(
        unit,
        EmploymentStatus(staff=stayed, status="DANG_LAM", starts_on=since("2010")),
        EmploymentStatus(staff=came, status="THAI_SAN", starts_on=since("2026-03-01")),
        EmploymentStatus(staff=left, status="DANG_LAM", starts_on=since("2011"), ends_on=since("2026-04-30")),
        EmploymentStatus(staff=left, status="NGHI_HUU", starts_on=since("2026-05-01")),
        EmploymentStatus(staff=guest, status="BIET_PHAI_DEN", starts_on=since("2026-01-01")),
        EmploymentStatus(staff=coming, status="DANG_LAM", starts_on=since("2026-12-01")),
    )

    found = overview(unit)

    assert (found.people.value, listed(unit, found.people)) == (2, ["A", "B"])
    assert (found.joined.value, listed(unit, found.joined)) == (1, ["B"])
    assert (found.left.value, listed(unit, found.left)) == (1, ["C"])


def test_people_by_the_ground_on_which_they_work_beside_the_assigned_number(unit):
    kinds = {"A": "HDLV_KXDTH", "B": "HDLV_XDTH", "C": "HD111_CM", "D": "HD235_HT_LD"}
    people = {code: person(code) for code in kinds}
    add(unit, Unit(code="BV", name="Bệnh viện", assigned_headcount=3))
    add(unit, *(Contract(staff=people[c], kind=kind, starts_on=since("2026-08-01")) for c, kind in kinds.items()))

    found = overview(unit)

    assert listed(unit, found.public) == ["A", "B"]
    assert listed(unit, found.professional) == ["C"]
    assert listed(unit, found.support) == ["D"]
    assert found.assigned == 3


def test_party_members_and_their_share_of_everybody(unit):
    official, probationer, mass, retired = (person(code) for code in ("A", "B", "C", "D"))
    add(
        unit,
        mass,
        PartyMembership(staff=official, stage=PartyStage.OFFICIAL, starts_on=since("2015")),
        PartyMembership(staff=probationer, stage=PartyStage.PROBATIONARY, starts_on=since("2026-02-03")),
        PartyMembership(staff=retired, stage=PartyStage.OFFICIAL, starts_on=since("1999")),
        EmploymentStatus(staff=retired, status="NGHI_HUU", starts_on=since("2020")),
    )

    found = overview(unit)

    assert (found.members.value, found.official.value, found.probationary.value) == (2, 1, 1)
    assert found.member_percent == pytest.approx(200 / 3)
    assert listed(unit, found.members) == ["A", "B"]
    assert listed(unit, found.probationary) == ["B"]


def admitted(code, cell, ceremony, **values):
    return PartyCase(staff=person(code), cell=cell, state=CaseState.PROBATION, ceremony_on=ceremony, **values)


def test_admissions_stand_in_the_year_and_term_of_the_ceremony_and_in_the_cell_that_held_it(unit):
    one, two = PartyCell(name="Chi bộ Nội", order_no=1), PartyCell(name="Chi bộ Ngoại", order_no=2)
    moved = admitted("B", one, date(2026, 5, 19))
    add(
        unit,
        admitted("A", one, date(2026, 2, 3)),
        moved,
        PartyMembership(staff=moved.staff, stage=PartyStage.PROBATIONARY, cell=two, starts_on=since("2026-05-19")),
        admitted("C", two, date(2025, 9, 2)),
        admitted("D", two, date(2025, 7, 31)),
        admitted("E", two, date(2020, 7, 31)),
        PartyCase(staff=person("F"), cell=one, state=CaseState.ADMISSION_CANCELLED, ceremony_on=date(2026, 3, 3)),
        CellTarget(cell=one, period="2026", value=1),
        CellTarget(cell=one, period="2025-2030", value=3),
        CellTarget(cell=two, period="2025–2030", value=4),
        CellTarget(cell=two, period="2020-2025", value=1),
    )

    found = overview(unit)

    assert [(c.name, c.done.value, c.target) for c in found.year.cells] == [
        ("Chi bộ Nội", 2, 1),
        ("Chi bộ Ngoại", 0, None),
    ]
    assert (found.term.done.value, found.term.target, found.term.percent) == (3, 7, 43)
    assert (found.last_term.done.value, found.last_term.target, found.last_term.percent) == (1, 1, 100)
    assert listed(unit, found.year.cells[0].done) == ["A", "B"]
    assert found.term.period.label == "nhiệm kỳ 2025–2030"


def test_without_a_case_the_beginning_of_probation_counts_unless_it_was_elsewhere(unit):
    cell = PartyCell(name="Chi bộ Nội")
    here, elsewhere, unknown = (person(code) for code in ("A", "B", "C"))
    here.joined_unit_on, elsewhere.joined_unit_on = since("2020"), since("2026-06-01")
    probation = {"stage": PartyStage.PROBATIONARY, "starts_on": since("2026-02-03")}
    add(
        unit,
        PartyMembership(staff=here, cell=cell, **probation),
        PartyMembership(staff=elsewhere, cell=cell, **probation),
        PartyMembership(staff=unknown, **probation),
    )

    year = overview(unit).year

    assert (year.done.value, listed(unit, year.done)) == (2, ["A", "C"])
    assert [(c.name, c.done.value) for c in year.cells] == [("Chi bộ Nội", 1), ("Chưa ghi chi bộ", 1)]


def test_sympathisers_with_and_without_somebody_who_helps_them(unit):
    helped, lost, alone = (person(code) for code in ("A", "B", "C"))
    mentor, gone = person("H1"), person("H2")
    cases = [PartyCase(staff=who, state=CaseState.SYMPATHISER) for who in (helped, lost, alone)]
    kind = {"kind": MentoringKind.SYMPATHISER, "state": MentoringState.ACTIVE, "assigned_on": date(2026, 1, 5)}
    add(
        unit,
        *cases,
        MentoringAssignment(mentee=helped, mentor=mentor, **kind),
        MentoringAssignment(mentee=lost, mentor=gone, **kind),
        EmploymentStatus(staff=gone, status="CHUYEN_DI", starts_on=since("2026-10-01")),
    )

    found = overview(unit)

    assert (found.sympathisers.value, found.helped.value, found.unhelped.value) == (3, 1, 2)
    assert listed(unit, found.unhelped) == ["B", "C"]


def test_training_sent_against_the_newest_plan_of_the_year_by_family(unit):
    old, plan = TrainingPlan(year=2026, revision=0), TrainingPlan(year=2026, revision=1)
    who = person("A")
    add(
        unit,
        TrainingLine(plan=old, kind="DT_CKI", headcount=9),
        TrainingLine(plan=plan, kind="DT_CKI", headcount=2),
        TrainingLine(plan=plan, kind="DT_THS", headcount=1, state=LineState.CANCELLED),
        TrainingLine(plan=plan, kind="BD_CM", headcount=20),
        TrainingLine(plan=TrainingPlan(year=2025), kind="DT_DH", headcount=5),
        Enrolment(staff=who, kind="DT_CKI", starts_on=since("2026-09-05"), state=EnrolmentState.STUDYING),
        Enrolment(staff=who, kind="DT_DH", starts_on=since("2026-09-05"), state=EnrolmentState.APPROVED),
        Enrolment(staff=who, kind="BD_CM", starts_on=since("2026-03"), state=EnrolmentState.CLOSED),
        Enrolment(staff=who, kind="BD_LLCT_TC", starts_on=since("2025-03"), state=EnrolmentState.CLOSED),
    )

    found = overview(unit)

    assert [(t.family, t.sent, t.planned) for t in found.training] == [
        ("postgraduate", 1, 3),
        ("degree", 0, 0),
        ("politics", 0, 0),
        ("", 1, 20),
    ]


def test_reports_made_for_this_year(unit):
    add(
        unit,
        SentReport(code="F06", period="2026", as_of=date(2026, 11, 22)),
        SentReport(code="F06", period="2025", as_of=date(2025, 12, 14)),
    )
    assert overview(unit).reports == 1


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Iterator[tuple[Workspace, Overview]]:
    day = date(2026, 11, 22)
    workspace = fresh_unit(tmp_path_factory.mktemp("sample") / "unit.canbo", today=day)
    run(fill(workspace.database, generate()))
    yield workspace, overview(workspace)
    workspace.close()


def test_the_sample_unit_has_the_figures_it_is_known_for(sample):
    _workspace, found = sample
    known = SAMPLE_FIGURES
    assert {
        "Tổng số người": found.people.value,
        "Tăng trong năm": found.joined.value,
        "Giảm trong năm": found.left.value,
        "Viên chức": found.public.value,
        "Hợp đồng chuyên môn": found.professional.value,
        "Hợp đồng hỗ trợ, phục vụ": found.support.value,
        "Số người làm việc được giao": found.assigned,
        "Đảng viên": found.members.value,
        "Đảng viên chính thức": found.official.value,
        "Đảng viên dự bị": found.probationary.value,
        "Kết nạp nhiệm kỳ 2020–2025": found.last_term.done.value,
        "Chỉ tiêu nhiệm kỳ 2020–2025": found.last_term.target,
        "Kết nạp nhiệm kỳ 2025–2030": found.term.done.value,
        "Chỉ tiêu nhiệm kỳ 2025–2030": found.term.target,
        "Kết nạp năm 2026": found.year.done.value,
        "Chỉ tiêu năm 2026": found.year.target,
        "Cảm tình Đảng": found.sympathisers.value,
        "Cảm tình Đảng đã có người giúp đỡ": found.helped.value,
        "Cảm tình Đảng chưa có người giúp đỡ": found.unhelped.value,
        "Đào tạo có bằng: kế hoạch năm": sum(
            t.planned for t in found.training if t.family in ("postgraduate", "degree")
        ),
        "Đào tạo có bằng: đã cử đi trong năm": sum(
            t.sent for t in found.training if t.family in ("postgraduate", "degree")
        ),
    }.items() <= known.items()
    assert (round(found.member_percent or 0, 1), found.last_term.percent) == (28.6, 128)


def test_every_figure_of_the_sample_unit_opens_a_list_of_as_many_people(sample):
    workspace, found = sample
    figures = [found.people, found.joined, found.left, found.public, found.professional, found.support]
    figures += [found.members, found.official, found.probationary, found.sympathisers, found.unhelped]
    figures += [found.year.done, found.term.done, found.last_term.done]
    assert [len(listed(workspace, figure)) for figure in figures] == [figure.value for figure in figures]
