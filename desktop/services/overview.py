"""The year at a glance: how many people, members, admissions and courses there are today, and who is behind each figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from desktop.domain.catalogue import Catalogue
from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.domain.organisation import PartyCell
from desktop.domain.party import SYMPATHISING, CaseState, PartyStage
from desktop.domain.periods import Period, parse
from desktop.domain.training import SENT_STATES
from desktop.services.structure_days import heirs_by
from desktop.services.workspace import Workspace
from desktop.storage.current import holds
from desktop.storage.grid import Condition
from desktop.storage.mapping import TABLES

# Families of the list of training kinds, as the plan of the year is reported; all others are short courses.
_FAMILIES = {
    "postgraduate": "Sau đại học",
    "degree": "Đại học, cao đẳng",
    "politics": "Lý luận chính trị",
    "": "Ngắn hạn",
}
_CONGRESS_MONTH = 8  # terms of five years change with the congresses of the middle of the year


@dataclass(frozen=True)
class Figure:
    """A number, and the conditions under which the list of people shows exactly those counted (none for nobody)."""

    value: int
    behind: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class CellResult:
    """What one cell reached of its target; `target` is None where none was set. An empty uid: no cell is recorded."""

    uid: str
    name: str
    done: Figure
    target: int | None


@dataclass(frozen=True)
class Admissions:
    """Admissions to the Party in a period, in all and by the cell where the ceremony was held."""

    period: Period
    done: Figure
    target: int | None
    cells: tuple[CellResult, ...]

    @property
    def percent(self) -> int | None:
        """The share of the target that was reached."""
        return round(100 * self.done.value / self.target) if self.target else None


@dataclass(frozen=True)
class Training:
    """People sent in the year to one family of courses, against the places in the year's plan."""

    family: str
    label: str
    sent: int
    planned: int


@dataclass(frozen=True)
class Overview:
    """The unit as at `as_of`. `joined` and `left` are since the last day of the year before."""

    as_of: date
    people: Figure
    joined: Figure
    left: Figure
    public: Figure
    professional: Figure
    support: Figure
    assigned: int | None
    members: Figure
    official: Figure
    probationary: Figure
    year: Admissions
    term: Admissions
    last_term: Admissions
    sympathisers: Figure
    helped: Figure
    unhelped: Figure
    training: tuple[Training, ...]
    reports: int

    @property
    def member_percent(self) -> float | None:
        """Party members of all people counted in the headcount."""
        return 100 * self.members.value / self.people.value if self.people.value else None


class _Person(NamedTuple):
    code: str
    joined: date | None


class _Admission(NamedTuple):
    staff: int
    day: date
    cell: int | None


def overview(workspace: Workspace) -> Overview:
    """Count the unit as at `workspace.today`."""
    with workspace.database.read() as session:
        return _Counting(session, workspace.catalogue, workspace.today).overview()


class _Counting:
    """One read of the file. People are counted by id; a figure names them by code."""

    def __init__(self, session: Session, catalogue: Catalogue, today: date) -> None:
        self._session, self._catalogue, self._today = session, catalogue, today
        statuses = catalogue.list("staff_status")
        self._outside = tuple(row.code for row in statuses if row.extra.get("in_headcount") == "0")
        t, s = TABLES["StaffMember"], TABLES["EmploymentStatus"]
        # Who has no day of joining came with the first status that is written down.
        first = (
            select(func.min(s.c.starts_on_first))
            .where(s.c.staff_id == t.c.id, s.c.deleted_at.is_(None))
            .scalar_subquery()
        )
        since = func.coalesce(t.c.joined_unit_on_first, t.c.first_recruited_on_first, first)
        query = select(t.c.id, t.c.staff_code, since).where(t.c.deleted_at.is_(None))
        self._people = {id: _Person(code, day) for id, code, day in session.execute(query)}
        self._here = self._headcount(today)

    def overview(self) -> Overview:
        today, here = self._today, self._here
        before = self._headcount(date(today.year - 1, 12, 31))
        kinds: Mapping[int, str] = self._values("Contract", "kind")
        stages: Mapping[int, PartyStage] = self._values("PartyMembership", "stage")
        contracts = self._catalogue.list("contract_type")
        by_bond: dict[str, set[int]] = defaultdict(set)
        for staff in here & kinds.keys():
            kind = kinds[staff]
            public, support = contracts.extra(kind, "in_headcount") == "1", contracts.extra(kind, "support") == "1"
            by_bond["public" if public else "support" if support else "professional"].add(staff)
        listed = self._sympathisers()
        helped = listed & self._helped()
        admitted = self._admissions()
        years = (today.year - (today.month < _CONGRESS_MONTH)) // 5 * 5
        return Overview(
            as_of=today,
            people=Figure(len(here), self._headcount_list()),
            joined=self._figure(here - before, f"Tăng trong năm {today.year}"),
            left=self._figure(before - here, f"Giảm trong năm {today.year}"),
            public=self._figure(by_bond["public"], "Viên chức"),
            professional=self._figure(by_bond["professional"], "Hợp đồng chuyên môn"),
            support=self._figure(by_bond["support"], "Hợp đồng hỗ trợ, phục vụ"),
            assigned=self._assigned(),
            members=self._members(stages, *PartyStage),
            official=self._members(stages, PartyStage.OFFICIAL),
            probationary=self._members(stages, PartyStage.PROBATIONARY),
            year=self._against(admitted, f"STAT_Y:{today.year}", str(today.year)),
            term=self._against(admitted, f"TERM:{years}-{years + 5}", f"{years}-{years + 5}"),
            last_term=self._against(admitted, f"TERM:{years - 5}-{years}", f"{years - 5}-{years}"),
            sympathisers=self._figure(listed, "Cảm tình Đảng"),
            helped=self._figure(helped, "Cảm tình Đảng đã có người giúp đỡ"),
            unhelped=self._figure(listed - helped, "Cảm tình Đảng chưa có người giúp đỡ"),
            training=self._training(),
            reports=self._reports(),
        )

    # Who is counted

    def _headcount(self, day: date) -> set[int]:
        """Who counts as the unit's on a day: has come by then, and stands in no status outside the headcount."""
        status = self._values("EmploymentStatus", "status", day)
        return {
            id
            for id, person in self._people.items()
            if (person.joined is None or person.joined <= day) and status.get(id) not in self._outside
        }

    def _headcount_list(self) -> tuple[Condition, ...]:
        still_to_come = tuple(p.code for p in self._people.values() if p.joined is not None and p.joined > self._today)
        inside = Condition("status", "is_not", self._outside, "Tính vào số người của đơn vị")
        return (
            (inside, Condition("staff_code", "is_not", still_to_come, "Đã nhận việc")) if still_to_come else (inside,)
        )

    def _values(self, entity: str, name: str, day: date | None = None) -> dict[int, Any]:
        """A column of each person's row that holds on a day; of several the one that began last."""
        t = TABLES[entity]
        query = (
            select(t.c.staff_id, t.c[name]).where(holds(t, day or self._today)).order_by(t.c.starts_on_first, t.c.id)
        )
        return {staff: value for staff, value in self._session.execute(query)}

    def _figure(self, staff: Iterable[int], title: str) -> Figure:
        codes = tuple(self._people[id].code for id in staff)
        return Figure(len(codes), (Condition("staff_code", "is", codes, title),) if codes else ())

    def _members(self, stages: Mapping[int, PartyStage], *wanted: PartyStage) -> Figure:
        count = sum(stages.get(staff) in wanted for staff in self._here)
        return Figure(
            count, (*self._headcount_list(), Condition("party_stage", "is", tuple(stage.value for stage in wanted)))
        )

    def _assigned(self) -> int | None:
        t = TABLES["Unit"]
        found = self._session.scalar(select(func.sum(t.c.assigned_headcount)).where(t.c.deleted_at.is_(None)))
        return int(found) if found is not None else None

    # Party

    def _admissions(self) -> list[_Admission]:
        """Who was admitted here: by the day of the ceremony, in the cell that held it.

        The case tells; for who has none, the beginning of probation, unless it was before they came to this unit.
        """
        c, m = TABLES["PartyCase"], TABLES["PartyMembership"]
        by_case = select(c.c.staff_id, c.c.ceremony_on, c.c.cell_id).where(
            c.c.deleted_at.is_(None), c.c.ceremony_on <= self._today, c.c.state != CaseState.ADMISSION_CANCELLED
        )
        found = [_Admission(*row) for row in self._session.execute(by_case) if row[0] in self._people]
        known = {admission.staff for admission in found}
        by_membership = select(m.c.staff_id, m.c.starts_on_first, m.c.cell_id).where(
            m.c.deleted_at.is_(None), m.c.stage == PartyStage.PROBATIONARY, m.c.starts_on_first <= self._today
        )
        for row in self._session.execute(by_membership):
            admission = _Admission(*row)
            person = self._people.get(admission.staff)
            if person and admission.staff not in known and (person.joined is None or person.joined <= admission.day):
                found.append(admission)
        return found

    def _against(self, admitted: Iterable[_Admission], period_id: str, named: str) -> Admissions:
        """The admissions of a period, beside the targets that are named by it («2026», «2025-2030»)."""
        period = parse(period_id, today=self._today)
        cells, t = TABLES["PartyCell"], TABLES["CellTarget"]
        targets: dict[int, int] = {
            cell: value
            for cell, value in self._session.execute(
                select(t.c.cell_id, func.sum(t.c.value, type_=Integer))
                .where(t.c.deleted_at.is_(None), func.replace(t.c.period, "–", "-") == named)
                .group_by(t.c.cell_id)
            )
        }
        done: dict[int | None, list[int]] = defaultdict(list)
        heirs = heirs_by(self._session, PartyCell, self._today)
        for admission in admitted:
            if period.first <= admission.day <= period.last:
                # A cell that was merged hands its admissions over with its target.
                done[heirs.get(admission.cell or 0, admission.cell)].append(admission.staff)
        rows = self._session.execute(
            select(cells.c.id, cells.c.uid, cells.c.name)
            .where(cells.c.deleted_at.is_(None))
            .order_by(cells.c.order_no.is_(None), cells.c.order_no, cells.c.name)
        ).all()
        told = f"Kết nạp {period.label}"
        results = [
            CellResult(uid, name, self._figure(done.pop(id, ()), f"{told}, {name}"), targets.get(id))
            for id, uid, name in rows
            if id not in heirs
        ]
        elsewhere = [staff for staffs in done.values() for staff in staffs]
        if elsewhere:
            results.append(CellResult("", "Chưa ghi chi bộ", self._figure(elsewhere, f"{told}, chưa ghi chi bộ"), None))
        everybody = [a.staff for a in admitted if period.first <= a.day <= period.last]
        return Admissions(
            period,
            self._figure(everybody, told),
            sum(targets.values()) if targets else None,
            tuple(results),
        )

    def _sympathisers(self) -> set[int]:
        t = TABLES["PartyCase"]
        query = select(t.c.staff_id).where(t.c.deleted_at.is_(None), t.c.state.in_(SYMPATHISING))
        return self._here & set(self._session.scalars(query))

    def _helped(self) -> set[int]:
        """Whom a helper who is still here helps today."""
        t = TABLES["MentoringAssignment"]
        query = select(t.c.mentee_id, t.c.mentor_id).where(
            t.c.deleted_at.is_(None),
            t.c.kind == MentoringKind.SYMPATHISER,
            t.c.state == MentoringState.ACTIVE,
            t.c.ended_on.is_(None),
        )
        return {mentee for mentee, mentor in self._session.execute(query) if mentor in self._here}

    # Training, reports

    def _training(self) -> tuple[Training, ...]:
        """The plan is the newest version of the year's, with what was cancelled of it; sent is who began this year."""
        kinds = self._catalogue.list("training_kind")
        families = [family for family in _FAMILIES if family]

        def family_of(kind: str) -> str:
            family = kinds.extra(kind, "family")
            return family if family in families else ""

        plans, lines, sent_table = TABLES["TrainingPlan"], TABLES["TrainingLine"], TABLES["Enrolment"]
        newest = (
            select(plans.c.id)
            .where(plans.c.deleted_at.is_(None), plans.c.year == self._today.year)
            .order_by(plans.c.revision.desc())
            .limit(1)
            .scalar_subquery()
        )
        planned: dict[str, int] = defaultdict(int)
        for kind, count in self._session.execute(
            select(lines.c.kind, lines.c.headcount).where(lines.c.deleted_at.is_(None), lines.c.plan_id == newest)
        ):
            planned[family_of(kind)] += count or 1
        sent: dict[str, int] = defaultdict(int)
        for kind in self._session.scalars(
            select(sent_table.c.kind).where(
                sent_table.c.deleted_at.is_(None),
                sent_table.c.state.in_(SENT_STATES),
                sent_table.c.starts_on_first.between(date(self._today.year, 1, 1), self._today),
            )
        ):
            sent[family_of(kind)] += 1
        return tuple(Training(key, label, sent[key], planned[key]) for key, label in _FAMILIES.items())

    def _reports(self) -> int:
        t, year = TABLES["SentReport"], self._today.year
        of_this_year = t.c.as_of.between(date(year, 1, 1), date(year, 12, 31))
        return self._session.scalar(select(func.count(t.c.id)).where(t.c.deleted_at.is_(None), of_this_year)) or 0
