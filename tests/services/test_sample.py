"""The sample unit: its figures, its likeness to life, and that the same seed gives the same people."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.biography import FamilyMember, FamilySide
from desktop.domain.dates import add_months, age_on
from desktop.domain.due_party import review_due
from desktop.domain.errors import UserError
from desktop.domain.fields import Reference
from desktop.domain.identity import citizen_id_doubts, citizen_id_problem, phone_problem, social_insurance_problem
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringReview, MentoringState
from desktop.domain.merits import Appraisal, Discipline
from desktop.domain.organisation import Decision, Department
from desktop.domain.party import PartyCase, PartyMembership, PartyStage
from desktop.domain.record import RECORDS, holds_on
from desktop.domain.schooling import Qualification, WorkHistory
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Licence,
    LicenceKind,
    Placement,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.domain.succession import SuccessionEntry
from desktop.domain.text import clean
from desktop.domain.training import Enrolment, TrainingPlan
from desktop.services.lists import salary_scales, shipped_lists
from desktop.services.policy import load_policy
from desktop.services.sample.dice import Dice
from desktop.services.sample.figures import (
    SAMPLE_DAY,
    SAMPLE_FIGURES,
    counted,
    in_headcount,
    share_of_members,
    term_result,
)
from desktop.services.sample.generate import generate
from desktop.services.sample.names import name_book
from desktop.services.sample.plan import UnitPlan
from desktop.services.sample.profiles import PROFILES, Bond

# Written down once: a machine or a version of Python that throws otherwise would make another unit.
THROWS = [509, 553, 882, 5, 656, 539]
SHUFFLED = list("baefcd")

HISTORIES = (EmploymentStatus, Placement, TitleHolding, SalaryStep, Contract)
BY_THE_SENDER = (SalaryStep, Contract)  # of who is seconded here
LICENCE_NUMBER = re.compile(r"\d{4,7}/[A-ZĐ]{2,5}-(CCHN|GPHN)|\d{1,6}/CCHN-D-SYT-[A-ZĐ]{2,5}")


@pytest.fixture(scope="module")
def unit() -> UnitPlan:
    return generate()


def by_staff(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.staff.uid].append(row)
    return found


def text_of(plan: UnitPlan) -> list[str]:
    """Every value of every record, as text, in order."""
    told = []
    for kind, row in plan.records():
        values = {}
        for name, field in kind.fields.items():
            value = getattr(row, name)
            if value is not None:
                values[name] = value.uid if isinstance(field, Reference) else field.dump(value)
        told.append(f"{kind.__name__} {row.uid} {values}")
    return told


class TestFigures:
    @pytest.mark.parametrize("label", SAMPLE_FIGURES)
    def test_are_those_of_the_sample_unit(self, unit: UnitPlan, label: str) -> None:
        assert counted(unit.of, unit.as_of)[label] == SAMPLE_FIGURES[label]

    def test_tell_the_shares_as_they_are_printed(self, unit: UnitPlan) -> None:
        figures = counted(unit.of, unit.as_of)
        assert share_of_members(figures) == "28,6 %"
        assert term_result(figures) == "128 %"

    def test_do_not_depend_on_the_seed(self) -> None:
        assert counted(generate(seed=77).of, SAMPLE_DAY) == SAMPLE_FIGURES

    def test_add_up_by_department(self, unit: UnitPlan) -> None:
        here = in_headcount(unit.of, unit.as_of)
        placed = Counter(
            row.department.uid for row in unit.of(Placement) if holds_on(row, unit.as_of) and row.staff.uid in here
        )
        assert sum(placed.values()) == 900
        assert set(placed) == {d.uid for d in unit.of(Department)}


class TestSameSeed:
    def test_gives_the_same_records_and_uids(self) -> None:
        assert text_of(generate(staff=60, seed=5)) == text_of(generate(staff=60, seed=5))

    def test_and_another_seed_gives_other_people(self) -> None:
        names = [{m.full_name for m in generate(staff=60, seed=seed).of(StaffMember)} for seed in (5, 6)]
        assert len(names[0] & names[1]) < 10

    def test_falls_the_same_way_on_every_machine_and_version(self) -> None:
        dice = Dice(5, "hospital")
        assert [dice.below(1000) for _ in range(6)] == THROWS
        assert dice.shuffled("abcdef") == SHUFFLED


class TestPeople:
    def test_have_numbers_that_fit_them_and_nobody_else(self, unit: UnitPlan) -> None:
        members = unit.of(StaffMember)
        prefixes = frozenset(row.extra["citizen_prefix"] for row in shipped_lists()["province_old"])
        for m in members:
            assert citizen_id_problem(m.citizen_id) is None
            assert citizen_id_doubts(m.citizen_id, m.sex is Sex.FEMALE, m.birth_date.first, prefixes) == []
            assert phone_problem(m.phone) is None
            assert social_insurance_problem(m.social_insurance_no) is None
        for number in ("staff_code", "citizen_id", "social_insurance_no"):
            assert len({getattr(m, number) for m in members}) == len(members)

    def test_joined_as_grown_ups_and_after_their_first_degree(self, unit: UnitPlan) -> None:
        degrees = by_staff(unit.of(Qualification))
        for m in unit.of(StaffMember):
            first, joined = m.first_recruited_on.first, m.joined_unit_on.first
            assert age_on(m.birth_date.first, first) >= 18
            assert first <= joined <= unit.as_of
            graduated = [row.graduated_on.first for row in degrees[m.uid] if row.graduated_on]
            assert not graduated or min(graduated) <= first
            assert all(day <= unit.as_of for day in graduated)

    def test_have_their_group_and_religion_written_down(self, unit: UnitPlan) -> None:
        assert all(m.ethnic_group and m.religion for m in unit.of(StaffMember))
        minority = [m for m in unit.of(StaffMember) if m.ethnic_group != "01"]
        assert {m.full_name.split()[0] for m in minority} & {"Lò", "Lường", "Quách", "Nông", "Vi", "Giàng"}

    def test_have_believable_names(self, unit: UnitPlan) -> None:
        names = Counter(m.full_name for m in unit.of(StaffMember))
        women = [m.full_name for m in unit.of(StaffMember) if m.sex is Sex.FEMALE]
        assert 0.5 < sum(" Thị " in name for name in women) / len(women) < 0.85
        assert 0 < sum(count - 1 for count in names.values()) < 40
        assert all(name == clean(name) and len(name.split()) >= 3 for name in names)
        assert names["Nguyễn Văn Đức"] >= 2

    def test_named_in_the_guides_is_a_probationer_until_20_december(self, unit: UnitPlan) -> None:
        (member,) = (m for m in unit.of(StaffMember) if m.staff_code == "VC0208")
        (case,) = (c for c in unit.of(PartyCase) if c.staff is member)
        assert (member.full_name, case.ceremony_on) == ("Nguyễn Văn Đức", date(2025, 12, 20))

    def test_past_or_near_retirement_are_a_handful(self, unit: UnitPlan) -> None:
        ends = [p.retires_on for p in unit.people if p.retires_on]
        assert 1 <= sum(day < unit.as_of for day in ends) <= 2
        assert 6 <= sum(unit.as_of <= day < add_months(unit.as_of, 12) for day in ends) <= 12


class TestHistories:
    @pytest.mark.parametrize("kind", HISTORIES, ids=lambda kind: kind.__name__)
    def test_run_from_joining_without_gap_or_overlap(self, unit: UnitPlan, kind: type) -> None:
        rows = by_staff(unit.of(kind))
        guests = {p.member.uid for p in unit.guests} if kind in BY_THE_SENDER else set()
        assert guests.isdisjoint(rows)
        for m in unit.of(StaffMember):
            if m.uid in guests:
                continue
            own = rows[m.uid]
            assert own[0].starts_on.first == m.joined_unit_on.first
            for before, after in zip(own, own[1:], strict=False):
                assert before.ends_on.first + timedelta(days=1) == after.starts_on.first
                assert before.starts_on.first <= before.ends_on.first
            assert own[-1].starts_on.first <= unit.as_of

    def test_of_work_are_told_by_month(self, unit: UnitPlan) -> None:
        assert all(row.starts_on.precision == "month" for row in unit.of(WorkHistory))

    def test_of_those_who_left_are_closed(self, unit: UnitPlan) -> None:
        assert len(unit.left) == 7
        for person in unit.left:
            for kind in (Placement, TitleHolding, SalaryStep, Contract):
                last = by_staff(unit.of(kind))[person.member.uid][-1]
                assert last.ends_on.first == person.left_on - timedelta(days=1)

    def test_of_pay_stand_on_the_tables(self, unit: UnitPlan) -> None:
        table_of = {row.code: row.extra["salary_table"] for row in shipped_lists()["professional_title"]}
        titles = by_staff(unit.of(TitleHolding))
        for uid, rows in by_staff(unit.of(SalaryStep)).items():
            for row in rows:
                assert salary_scales().coefficient(row.salary_table, row.step) == row.coefficient
            assert rows[-1].salary_table == table_of[titles[uid][-1].title]
            assert [r.coefficient for r in rows] == sorted(r.coefficient for r in rows)

    def test_of_pay_leave_some_rises_for_the_next_sixty_days(self, unit: UnitPlan) -> None:
        due = []
        for rows in by_staff(unit.of(SalaryStep)).values():
            row = rows[-1]
            rise = salary_scales().next_regular_step(
                row.salary_table, row.step, row.counted_from, row.over_frame_percent
            )
            if rise and row.ends_on is None:
                due.append(rise.due_on)
        assert min(due) > unit.as_of
        assert 15 <= sum(day <= unit.as_of + timedelta(days=60) for day in due) <= 45

    def test_of_contracts_use_kinds_of_their_day(self, unit: UnitPlan) -> None:
        kinds = shipped_lists()["contract_type"]
        assert all(kinds[row.kind].valid_on(row.starts_on.first) for row in unit.of(Contract))
        current = [row for row in unit.of(Contract) if holds_on(row, unit.as_of) and row.ends_on]
        soon = [row for row in current if row.ends_on.first <= unit.as_of + timedelta(days=60)]
        assert 3 <= len(soon) <= 25

    def test_show_people_away(self, unit: UnitPlan) -> None:
        here = in_headcount(unit.of, unit.as_of)
        status = Counter(
            row.status for row in unit.of(EmploymentStatus) if holds_on(row, unit.as_of) and row.staff.uid in here
        )
        assert 3 <= status["THAI_SAN"] <= 5
        assert 5 <= status["DI_HOC"] <= 12
        assert status["BIET_PHAI_DI"] == 3


class TestLicences:
    def test_have_numbers_of_their_kind_and_time(self, unit: UnitPlan) -> None:
        for row in unit.of(Licence):
            assert LICENCE_NUMBER.fullmatch(row.number)
            if row.kind is LicenceKind.GPHN:
                assert row.issued_on.first >= date(2024, 6, 17)
            if row.kind is LicenceKind.CCHN:
                assert date(2012, 4, 26) <= row.issued_on.first <= date(2024, 2, 1)
        assert len({row.number for row in unit.of(Licence)}) == len(unit.of(Licence))

    def test_some_end_soon(self, unit: UnitPlan) -> None:
        ends = [row.expires_on for row in unit.of(Licence) if row.expires_on]
        assert 3 <= sum(day <= unit.as_of + timedelta(days=180) for day in ends) <= 8


class TestParty:
    def test_cells_have_three_full_members_and_a_secretary(self, unit: UnitPlan) -> None:
        official = [
            row for row in unit.of(PartyMembership) if row.stage is PartyStage.OFFICIAL and holds_on(row, unit.as_of)
        ]
        cells = Counter(row.cell.name for row in official)
        assert len(cells) == 14
        assert min(cells.values()) >= 3
        secretaries = [row for row in official if row.position and "Bí thư chi bộ" in row.position.split(", ")]
        assert len(secretaries) == 14

    def test_cases_go_forward_in_time(self, unit: UnitPlan) -> None:
        steps = (
            "nominated_on",
            "list_resolution_on",
            "class_cert_on",
            "dossier_allowed_on",
            "dossier_opened_on",
            "vetting_sent_on",
            "vetting_done_on",
            "cell_meeting_on",
            "base_meeting_on",
            "decision_issued_on",
            "decision_received_on",
            "ceremony_on",
            "off_cell_meeting_on",
            "off_base_meeting_on",
            "off_decision_on",
        )
        for case in unit.of(PartyCase):
            days = [day for step in steps if (day := getattr(case, step))]
            assert days == sorted(days), case.staff.staff_code
            assert days[0] >= case.staff.joined_unit_on.first
            assert days[-1] <= unit.as_of
            if case.official_on:
                assert case.official_on == add_months(case.ceremony_on, 12) <= case.off_cell_meeting_on

    def test_members_were_grown_up_at_their_ceremony(self, unit: UnitPlan) -> None:
        for row in unit.of(PartyMembership):
            if row.stage is PartyStage.PROBATIONARY:
                assert age_on(row.staff.birth_date.first, row.starts_on.first) >= 18

    def test_two_reviews_wait(self, unit: UnitPlan) -> None:
        probation = sorted(c.ceremony_on for c in unit.of(PartyCase) if c.state == "PROBATION")
        assert probation[:3] == [date(2025, 10, 10), date(2025, 10, 22), date(2025, 12, 20)]
        assert add_months(probation[2], 12) > unit.as_of


class TestMentoring:
    def test_mentors_are_full_members_of_the_cell_with_three_at_most(self, unit: UnitPlan) -> None:
        membership = by_staff(unit.of(PartyMembership))
        load: Counter[str] = Counter()
        for row in unit.of(MentoringAssignment):
            if row.kind not in (MentoringKind.SYMPATHISER, MentoringKind.PROBATIONER):
                continue
            assert row.mentor is not row.mentee
            on_day = [m for m in membership[row.mentor.uid] if holds_on(m, row.assigned_on)]
            assert [m.stage for m in on_day] == [PartyStage.OFFICIAL]
            (case,) = (c for c in unit.of(PartyCase) if c.staff is row.mentee)
            assert on_day[0].cell is case.cell
            if row.kind is MentoringKind.SYMPATHISER and case.dossier_opened_on:
                # Who introduces somebody has worked with them for a year.
                assert add_months(row.together_since, 12) <= case.dossier_opened_on
            load[row.mentor.uid] += row.state is MentoringState.ACTIVE
        assert max(load.values()) <= 3

    def test_every_probationer_has_a_helper(self, unit: UnitPlan) -> None:
        helped = {
            row.mentee.uid
            for row in unit.of(MentoringAssignment)
            if row.kind is MentoringKind.PROBATIONER and row.state is MentoringState.ACTIVE
        }
        assert helped == {c.staff.uid for c in unit.of(PartyCase) if c.state == "PROBATION"}

    def test_most_have_the_review_of_last_quarter_and_some_not(self, unit: UnitPlan) -> None:
        due = [
            row
            for row in unit.of(MentoringAssignment)
            if row.state is MentoringState.ACTIVE
            and row.kind in (MentoringKind.SYMPATHISER, MentoringKind.PROBATIONER)
            and row.assigned_on < date(2026, 7, 1)
            and row.slot == 1
        ]
        done = {row.assignment.uid for row in unit.of(MentoringReview) if row.period == "2026-Q3"}
        reviewed = sum(row.uid in done for row in due)
        assert 0.6 < reviewed / len(due) < 1
        last = {row.assignment.uid: row.review_on for row in unit.of(MentoringReview)}
        late = [
            row
            for row in due
            if (day := review_due(row.kind, row.assigned_on, last.get(row.uid), load_policy())) and day < unit.as_of
        ]
        assert 3 <= len(late) <= 15


class TestSuccession:
    def test_keeps_the_limits(self, unit: UnitPlan) -> None:
        level = {row.staff.uid: row.post.level for row in unit.of(Appointment) if holds_on(row, unit.as_of)}
        entries = unit.of(SuccessionEntry)
        assert max(Counter((e.planned_post.name, e.department.name) for e in entries).values()) <= 3
        assert max(Counter((e.staff.uid, e.planned_post.level) for e in entries).values()) <= 3
        assert all(e.planned_post.level > level.get(e.staff.uid, 0) for e in entries)
        old = [e for e in entries if e.last_review_on < add_months(unit.as_of, -12)]
        assert 1 <= len(old) < 25


class TestTraining:
    def test_plan_of_the_year_is_approved_with_many_kinds_and_money(self, unit: UnitPlan) -> None:
        (plan,) = (p for p in unit.of(TrainingPlan) if p.year == 2026)
        assert plan.state.name == "APPROVED"
        sent = [e for e in unit.of(Enrolment) if e.line is not None and e.line.plan is plan]
        assert len({e.kind for e in sent}) >= 15
        assert sum((e.cost_unit or 0) + (e.cost_state or 0) for e in sent) > 500_000_000
        assert {e.country for e in sent} > {"Việt Nam"}

    def test_nobody_studies_twice_at_a_time_and_everybody_holds_what_it_asks(self, unit: UnitPlan) -> None:
        needs = {"DT_CKI": {"DH"}, "DT_THS": {"DH"}, "DT_CKII": {"CKI"}, "DT_TS": {"THS"}, "DT_DH": {"CD", "TC"}}
        held = by_staff(unit.of(Qualification))
        studying = [e for e in unit.of(Enrolment) if e.state.name == "STUDYING" and e.kind.startswith("DT_")]
        degree = [e for e in studying if e.kind in needs]
        assert len({e.staff.uid for e in degree}) == len(degree)
        for row in degree:
            assert {q.level for q in held[row.staff.uid]} & needs[row.kind]
        assert all(e.starts_on.first <= unit.as_of < e.planned_end_on.last for e in degree)


class TestWholeRecords:
    """Every table of a record is filled for some, so that a made-up unit shows everything that a real one has."""

    # Service before 1975, papers on file, and the marks of daily work are nothing that a story can begin with.
    EMPTY = frozenset(("OldRegimeService", "Attachment", "NationalEntry", "FollowUp", "StaffAct"))

    def test_no_table_of_a_person_is_empty(self, unit: UnitPlan) -> None:
        owned = {
            name
            for name, kind in RECORDS.items()
            if (owner := kind.references().get("staff")) is not None and owner.owned
        }
        assert {name for name in owned if not unit.of(RECORDS[name])} == self.EMPTY

    def test_relatives_are_of_an_age_to_be_what_they_are(self, unit: UnitPlan) -> None:
        for row in unit.of(FamilyMember):
            older = row.staff.birth_date.first.year - row.birth_year
            if row.relation in ("CHA_DE", "ME_DE"):
                assert 18 <= older <= 45
            elif row.relation == "CON":
                assert -50 <= older <= -18
            assert row.birth_year <= unit.as_of.year
        sides = Counter(row.side for row in unit.of(FamilyMember))
        assert sides[FamilySide.SPOUSE] > 900

    def test_the_best_of_a_year_keep_under_their_share_in_each_group(self, unit: UnitPlan) -> None:
        rated: dict[tuple[int, Any], Counter[str]] = defaultdict(Counter)
        for row in unit.of(Appraisal):
            rated[row.year, row.group][row.rating] += 1
        assert all(5 * counts["HTXS"] <= counts["HTT"] for counts in rated.values())
        years = [len(rows) for rows in by_staff(unit.of(Appraisal)).values()]
        assert max(row.year for row in unit.of(Appraisal)) == unit.as_of.year - 1
        assert 2 <= sum(years) / len(years) <= 8

    def test_of_discipline_there_is_little_and_one_measure_still_counts(self, unit: UnitPlan) -> None:
        lapses = sorted(add_months(row.decided_on.first, 12) > unit.as_of for row in unit.of(Discipline))
        assert lapses == [False, False, True]

    def test_every_step_of_pay_tells_why_and_by_which_decision(self, unit: UnitPlan) -> None:
        public = {p.member.uid for p in (*unit.people, *unit.left) if p.bond is Bond.PUBLIC}
        for row in unit.of(SalaryStep):
            assert row.raise_kind is not None
            assert (row.decision is not None) or row.staff.uid not in public
            assert (row.over_frame_from is not None) == bool(row.over_frame_percent)

    def test_decisions_have_number_day_and_signer_and_none_is_idle(self, unit: UnitPlan) -> None:
        decisions = unit.of(Decision)
        assert all(row.number and row.issued_on and row.signer and row.issuer for row in decisions)
        assert len({(row.number, row.issued_on.year, row.issuer) for row in decisions}) == len(decisions)
        used = {row.decision.uid for _kind, row in unit.records() if getattr(row, "decision", None) is not None}
        assert {row.uid for row in decisions} == used

    def test_a_guest_works_here_and_counts_elsewhere(self, unit: UnitPlan) -> None:
        statuses = {p.member.staff_code: p.status_row.status for p in unit.guests}
        assert statuses == {"BP01": "BIET_PHAI_DEN", "BP02": "BIET_PHAI_DEN"}
        assert in_headcount(unit.of, unit.as_of).isdisjoint(p.member.uid for p in unit.guests)


class TestAnySize:
    @settings(max_examples=25, deadline=None)
    @given(
        st.sampled_from(sorted(PROFILES)),
        st.integers(1, 260),
        st.integers(0, 10**6),
        st.dates(date(2025, 1, 1), date(2032, 12, 31)),
        st.booleans(),
    )
    def test_makes_a_unit_without_contradiction(
        self, profile: str, staff: int, seed: int, as_of: date, light: bool
    ) -> None:
        plan = generate(PROFILES[profile], staff, seed, as_of, light=light)
        assert len(in_headcount(plan.of, as_of)) == staff
        members = plan.of(StaffMember)
        assert len({m.citizen_id for m in members}) == len({m.staff_code for m in members}) == len(members)
        uids = [row.uid for _kind, row in plan.records()]
        assert len(set(uids)) == len(uids) == len(plan)
        known = set(uids)
        for kind, row in plan.records():
            for name, field in kind.fields.items():
                value = getattr(row, name)
                assert value is not None or not field.required, (kind.__name__, name)
                if isinstance(field, Reference) and value is not None:
                    assert value.uid in known
        for m in members:
            assert age_on(m.birth_date.first, m.joined_unit_on.first) >= 18
            assert m.joined_unit_on.first <= as_of
        for kind in HISTORIES:
            for row in plan.of(kind):
                assert row.ends_on is None or row.starts_on.first <= row.ends_on.first

    def test_keeps_the_shares_of_the_sample_unit(self) -> None:
        figures = counted(generate(staff=1800).of, SAMPLE_DAY)
        for label in ("Viên chức", "Nữ", "Bác sĩ", "Đại học", "Đảng viên", "Cảm tình Đảng"):
            assert figures[label] == 2 * SAMPLE_FIGURES[label]

    @pytest.mark.parametrize(("staff", "as_of"), [(0, SAMPLE_DAY), (300_000, SAMPLE_DAY), (10, date(2020, 1, 1))])
    def test_refuses_what_it_cannot_tell(self, staff: int, as_of: date) -> None:
        with pytest.raises(UserError, match="Đơn vị mẫu|đơn vị mẫu"):
            generate(staff=staff, as_of=as_of)


def test_names_of_the_book_are_clean() -> None:
    dice = Dice("names")
    names = [name_book().draw(dice, bool(n % 2), "08") for n in range(50)]
    assert all(name == clean(name) for name in names)
