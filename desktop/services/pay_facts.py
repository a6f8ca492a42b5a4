"""What the rules of pay read of many people at once: a few narrow SELECTs, whatever the number of people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import PartialDate, add_months
from desktop.domain.policy import Policy
from desktop.domain.raises import (
    EarlyFacts,
    Interruptions,
    discipline_events,
    rating_events,
    status_absences,
    study_absences,
)
from desktop.domain.retirement import Leaving, leaving
from desktop.domain.staff import RaiseKind, Sex
from desktop.domain.training import STUDYING_STATES
from desktop.storage.current import holds
from desktop.storage.mapping import TABLES


@dataclass(eq=False)
class PaidPerson:
    """Somebody of the unit on a day, with what holds then. Rows are those of the tables, or None."""

    id: int
    uid: str
    staff_code: str
    full_name: str
    name_key: str
    sex: Sex | None
    birth_date: PartialDate | None
    retires_on: date | None
    retirement_basis: str | None
    first_recruited_on: PartialDate | None
    department: str = ""
    status: str = ""
    title: str | None = None
    salary: Any = None
    job: Any = None
    degree_rank: int = -1
    degree: str | None = None

    def leaving(self, policy: Policy) -> Leaving | None:
        """When this person retires; None where birth date or sex is not known."""
        is_female = None if self.sex is None else self.sex is Sex.FEMALE
        return leaving(self.birth_date, is_female, self.retires_on, self.retirement_basis, policy.retirement)


@dataclass
class PayFacts:
    """One session's reading of everybody in the headcount on a day."""

    session: Session
    catalogue: Catalogue
    policy: Policy
    day: date

    def people(self, *, jobs: bool = False, degrees: bool = False) -> dict[int, PaidPerson]:
        """Who is in the headcount on the day, in the order of names, each with the step of pay that holds.

        `jobs` reads the position and level too, `degrees` the highest degree held on the day.
        """
        t = TABLES["StaffMember"]
        names = (
            *("id", "uid", "staff_code", "full_name", "name_key", "sex", "birth_date"),
            *("retires_on", "retirement_basis", "first_recruited_on"),
        )
        query = select(*(t.c[name] for name in names)).where(t.c.deleted_at.is_(None)).order_by(t.c.name_key, t.c.id)
        everybody = {row.id: PaidPerson(*row) for row in self.session.execute(query)}
        counting = {row.code for row in self.catalogue.list("staff_status") if row.extra.get("in_headcount") == "1"}
        for row in self._held("EmploymentStatus", "status"):
            if row.staff_id in everybody:
                everybody[row.staff_id].status = row.status
        found = {id: person for id, person in everybody.items() if person.status in counting}
        departments = dict(self.session.execute(select(TABLES["Department"].c.id, TABLES["Department"].c.name)).all())
        for row in self._held("Placement", "department_id"):
            if row.staff_id in found:
                found[row.staff_id].department = departments.get(row.department_id, "")
        for row in self._held("TitleHolding", "title"):
            if row.staff_id in found:
                found[row.staff_id].title = row.title
        for row in self._held(
            "SalaryStep",
            *("id", "uid", "salary_table", "step", "coefficient", "percent", "over_frame_percent"),
            *("counted_from", "over_frame_from", "starts_on", "basis", "raise_kind"),
        ):
            if row.staff_id in found:
                found[row.staff_id].salary = row
        if jobs:
            columns = ("id", "uid", "position", "level", "salary_table", "meets_standard", "standard_due_on")
            for row in self._held("JobHolding", *columns):
                if row.staff_id in found:
                    found[row.staff_id].job = row
        if degrees:
            self._add_degrees(found)
        return found

    def table_of(self, person: PaidPerson) -> str | None:
        """The salary table somebody is paid by: as the step says, else that of the title."""
        if person.salary is not None and person.salary.salary_table:
            return str(person.salary.salary_table)
        return self.catalogue.list("professional_title").extra(person.title or "", "salary_table") or None

    def step_of(self, person: PaidPerson) -> int | None:
        """The step somebody holds: as recorded, else that of the coefficient."""
        if person.salary is None:
            return None
        return person.salary.step or self.policy.scales.step_of(self.table_of(person), person.salary.coefficient)

    def _held(self, entity: str, *columns: str) -> list[Any]:
        """The rows of a history that hold on the day; the one that counts comes last."""
        t = TABLES[entity]
        query = select(t.c.staff_id, *(t.c[name] for name in columns)).where(holds(t, self.day))
        return list(self.session.execute(query.order_by(t.c.starts_on_first, t.c.id)))

    def _add_degrees(self, people: dict[int, PaidPerson]) -> None:
        t, ranks = TABLES["Qualification"], self.catalogue.list("qualification")
        held = or_(t.c.graduated_on_first.is_(None), t.c.graduated_on_first <= self.day)
        query = select(t.c.staff_id, t.c.level).where(t.c.deleted_at.is_(None), held)
        for staff, level in self.session.execute(query):
            person, row = people.get(staff), ranks.get(level)
            if person is not None and row is not None and row.rank > person.degree_rank:
                person.degree, person.degree_rank = level, row.rank

    def early_facts(self, people: Iterable[PaidPerson], year: int) -> dict[int, EarlyFacts]:
        """What early rises of a year are judged by, for each of the people."""
        t, forms = TABLES["Award"], self.catalogue.list("award")
        known = self.policy.rule("salary.early_merit", date(year, 12, 31))
        oldest = year - max(known.whole("look_back_years"), known.whole("look_back_years_lower"))
        query = select(t.c.staff_id, t.c.year, t.c.form).where(t.c.deleted_at.is_(None), t.c.year > oldest)
        awards: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        for staff, won, form in self.session.execute(query):
            row = forms.get(form)
            awards[staff].append((won, form, row.label if row else form))
        months = self.policy.rule("retirement.notice", self.day).whole("notice_months")
        made = {}
        for person in people:
            leaves = person.leaving(self.policy)
            made[person.id] = EarlyFacts(
                awards=tuple(awards.get(person.id, ())),
                last_was_early=bool(person.salary and person.salary.raise_kind is RaiseKind.EARLY_MERIT),
                retires_on=leaves.pension_from if leaves else None,
                notice_on=add_months(leaves.pension_from, -months) if leaves else None,
            )
        return made

    def used_early(self, year: int) -> int:
        """How many early rises for achievement began in a year."""
        t = TABLES["SalaryStep"]
        query = select(t.c.staff_id).where(
            t.c.deleted_at.is_(None),
            t.c.raise_kind == RaiseKind.EARLY_MERIT,
            t.c.starts_on_first >= date(year, 1, 1),
            t.c.starts_on_first <= date(year, 12, 31),
        )
        return len(set(self.session.scalars(query)))


def interruptions(session: Session, catalogue: Catalogue, policy: Policy, today: date) -> dict[int, Interruptions]:
    """What may put rises off, by the id of the person; whoever has nothing of the kind is not in it."""
    rule = policy.rule("salary.delay", today)
    events: dict[int, list[Any]] = defaultdict(list)
    absences: dict[int, list[Any]] = defaultdict(list)
    t = TABLES["Discipline"]
    forms = catalogue.list("discipline_form")
    months = {row.code: int(row.extra["raise_delay_months"]) for row in forms if row.extra.get("raise_delay_months")}
    labels = {row.code: row.label for row in forms}
    for staff, rows in _by_staff(session, "Discipline", t.c.form.in_(months), "form", "sphere", "decided_on").items():
        events[staff] += discipline_events(rows, months, labels, rule)
    t = TABLES["Appraisal"]
    rated = _by_staff(session, "Appraisal", t.c.rating == rule.text("rating"), "rating", "year", "decided_on")
    for staff, rows in rated.items():
        events[staff] += rating_events(rows, rule)
    t = TABLES["EmploymentStatus"]
    lost = (*rule.values["sick"], *rule.values["uncounted"])
    words = {row.code: row.label for row in catalogue.list("staff_status")}
    for staff, rows in _by_staff(
        session, "EmploymentStatus", t.c.status.in_(lost), "status", "starts_on", "ends_on"
    ).items():
        absences[staff] += status_absences(rows, words, rule)
    t = TABLES["Enrolment"]
    over = or_(
        t.c.ended_on_last > t.c.planned_end_on_last,
        t.c.returned_on > t.c.planned_end_on_last,
        t.c.state.in_(STUDYING_STATES) & (t.c.planned_end_on_last < today),
    )
    for staff, rows in _by_staff(
        session, "Enrolment", over, "planned_end_on", "ended_on", "returned_on", "state"
    ).items():
        absences[staff] += study_absences([_Study(row) for row in rows])
    return {
        staff: Interruptions(tuple(sorted(events[staff], key=lambda e: e.on)), tuple(absences[staff]))
        for staff in {*events, *absences}
        if events[staff] or absences[staff]
    }


class _Study:
    """A row of `Enrolment` with what its state says."""

    def __init__(self, row: Any) -> None:
        self.planned_end_on, self.ended_on, self.returned_on = row.planned_end_on, row.ended_on, row.returned_on
        self.is_studying = row.state in STUDYING_STATES


def _by_staff(session: Session, entity: str, where: Any, *columns: str) -> dict[int, list[Any]]:
    t = TABLES[entity]
    query = select(t.c.staff_id, *(t.c[name] for name in columns)).where(t.c.deleted_at.is_(None), where)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query.order_by(t.c.id)):
        found[row.staff_id].append(row)
    return found
