"""The facts that the rules of the due list read: a few narrow SELECTs instead of ten thousand records.

What SQL leaves out here is only what no rule could report within the horizon; the rules alone decide.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import add_months
from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.domain.party import PROBATIONARY, SYMPATHISING
from desktop.domain.policy import Policy
from desktop.domain.retirement import leaving
from desktop.domain.staff import LicenceKind, Sex
from desktop.services.national import first_day, pending
from desktop.services.pay_facts import interruptions
from desktop.storage.current import holds
from desktop.storage.mapping import TABLES

_EARLIEST = date(1, 1, 1)
_EXTENDED = "HD50"  # a contract past the retirement age (NĐ 50/2022/NĐ-CP)


class Person:
    """Whose something is: code, name, and whether he or she has left the unit, and since when."""

    __slots__ = ("full_name", "has_left", "id", "left_on", "staff_code")

    def __init__(self, id: int, staff_code: str, full_name: str) -> None:
        self.id, self.staff_code, self.full_name = id, staff_code, full_name
        self.has_left, self.left_on = False, None


class Fact(SimpleNamespace):
    """One row with the attribute names of its kind of record."""


class DueFacts:
    """The rows of each kind of record as at `today`, of people who have not left."""

    def __init__(self, session: Session, catalogue: Catalogue, policy: Policy, today: date, horizon: date) -> None:
        self._session, self._catalogue, self._policy = session, catalogue, policy
        self._today, self._horizon = today, horizon

    def rows(self, entity: str) -> Iterator[Any]:
        """The rows that the rules over a kind of record are given."""
        rows: Iterator[Any] = getattr(self, f"_{TABLES[entity].name}")()
        return rows

    def settled(self) -> set[tuple[str, str, date]]:
        """Rule, record and due day of what needs no reminder today."""
        t = TABLES["Acknowledgement"]
        query = select(t.c.rule, t.c.subject_uid, t.c.due_on).where(
            t.c.deleted_at.is_(None), or_(t.c.until.is_(None), t.c.until > self._today)
        )
        return {tuple(row) for row in self._session.execute(query)}

    def departments(self) -> dict[int, str]:
        """The name of the department that each person works in today."""
        t, names = TABLES["Placement"], TABLES["Department"]
        query = (
            select(t.c.staff_id, names.c.name)
            .join(names, names.c.id == t.c.department_id)
            .where(holds(t, self._today))
            .order_by(t.c.starts_on_first, t.c.id)
        )
        return {staff: name for staff, name in self._session.execute(query)}

    def staff_uids(self, ids: set[int]) -> dict[int, str]:
        """The uid of the people with these ids."""
        t, every, found = TABLES["StaffMember"], sorted(ids), {}
        for start in range(0, len(every), 500):
            query = select(t.c.id, t.c.uid).where(t.c.id.in_(every[start : start + 500]))
            found.update({id: uid for id, uid in self._session.execute(query)})
        return found

    @cached_property
    def people(self) -> dict[int, Person]:
        """Everybody by id, also those who left."""
        t, s = TABLES["StaffMember"], TABLES["EmploymentStatus"]
        query = select(t.c.id, t.c.staff_code, t.c.full_name).where(t.c.deleted_at.is_(None))
        found = {row[0]: Person(*row) for row in self._session.execute(query)}
        gone = {
            row.code
            for row in self._catalogue.list("staff_status")
            if row.extra.get("in_headcount") == "0" and row.extra.get("working_here") == "0"
        }
        held = (
            select(s.c.staff_id, s.c.status, s.c.starts_on_first)
            .where(holds(s, self._today))
            .order_by(s.c.starts_on_first, s.c.id)
        )
        for staff, status, since in self._session.execute(held):
            if staff in found:
                found[staff].has_left, found[staff].left_on = status in gone, since
        return found

    def _read(
        self, entity: str, names: Sequence[str], *where: ColumnElement[bool], table: Any = None
    ) -> Iterator[Fact]:
        """Live rows whose person is here, with `staff`."""
        t = TABLES[entity] if table is None else table
        owner = t.c.staff_id if "staff_id" in t.c else t.c.id
        query = select(owner, *(t.c[name] for name in names)).where(t.c.deleted_at.is_(None), *where)
        people = self.people
        for staff, *values in self._session.execute(query):
            person = people.get(staff)
            if person is not None and not person.has_left:
                fact = Fact(**dict(zip(names, values, strict=True)))
                fact.staff = person
                yield fact

    def _party_case(self) -> Iterator[Fact]:
        t = TABLES["PartyCase"]
        helped = self._helped()
        names = [
            "uid",
            "state",
            "state_since",
            "list_resolution_on",
            "class_cert_on",
            "dossier_opened_on",
            "cell_meeting_on",
            "decision_issued_on",
            "decision_received_on",
            "ceremony_on",
            "off_cell_meeting_on",
            "off_decision_on",
        ]
        for fact in self._read("PartyCase", names, t.c.state.in_((*SYMPATHISING, *PROBATIONARY))):
            kind = MentoringKind.PROBATIONER if fact.state in PROBATIONARY else MentoringKind.SYMPATHISER
            fact.has_mentor = (fact.staff.id, kind) in helped
            yield fact

    def _helped(self) -> set[tuple[int, MentoringKind]]:
        t = TABLES["MentoringAssignment"]
        query = select(t.c.mentee_id, t.c.kind).where(
            t.c.deleted_at.is_(None), t.c.state == MentoringState.ACTIVE, t.c.ended_on.is_(None)
        )
        return {(mentee, kind) for mentee, kind in self._session.execute(query)}

    def _mentoring_assignment(self) -> Iterator[Fact]:
        t, r = TABLES["MentoringAssignment"], TABLES["MentoringReview"]
        latest = (
            select(r.c.assignment_id, func.max(r.c.review_on).label("last"))
            .where(r.c.deleted_at.is_(None))
            .group_by(r.c.assignment_id)
            .subquery()
        )
        names = ["uid", "kind", "state", "assigned_on", "ended_on"]
        query = (
            select(t.c.mentee_id, t.c.mentor_id, latest.c.last, *(t.c[name] for name in names))
            .outerjoin(latest, latest.c.assignment_id == t.c.id)
            .where(t.c.deleted_at.is_(None), t.c.state == MentoringState.ACTIVE)
        )
        for mentee, mentor, last, *values in self._session.execute(query):
            fact = Fact(**dict(zip(names, values, strict=True)))
            fact.mentee, fact.mentor, fact.last_review_on = self.people.get(mentee), self.people.get(mentor), last
            if fact.mentor and not (fact.mentee and fact.mentee.has_left) and (fact.mentee or not fact.mentor.has_left):
                yield fact

    def _salary_step(self) -> Iterator[Fact]:
        t = TABLES["SalaryStep"]
        counted = func.coalesce(t.c.counted_from_first, t.c.starts_on_first)
        shortest = min(self._policy.scales.step_months.values(), default=0)
        names = [
            "uid",
            "salary_table",
            "step",
            "coefficient",
            "over_frame_percent",
            "counted_from",
            "starts_on",
            "basis",
        ]
        rows = self._read(
            "SalaryStep",
            names,
            _newest_on(t, self._today),
            or_(
                counted <= add_months(self._horizon, -shortest),
                and_(t.c.over_frame_percent > 0, counted <= add_months(self._horizon, -min(12, shortest))),
            ),
        )
        lost = interruptions(self._session, self._catalogue, self._policy, self._today)
        for fact in rows:
            if fact.salary_table is None:
                fact.salary_table = self._tables.get(fact.staff.id)
            fact.interruptions = lost.get(fact.staff.id)
            yield fact

    @cached_property
    def _tables(self) -> dict[int, str]:
        """The salary table of each person's title today."""
        t, titles = TABLES["TitleHolding"], self._catalogue.list("professional_title")
        query = select(t.c.staff_id, t.c.title).where(holds(t, self._today)).order_by(t.c.starts_on_first, t.c.id)
        return {staff: titles.extra(title, "salary_table") for staff, title in self._session.execute(query)}

    def _contract(self) -> Iterator[Fact]:
        t = TABLES["Contract"]
        later = t.alias()
        kinds = self._catalogue.list("contract_type")
        newer = exists().where(later.c.staff_id == t.c.staff_id, later.c.deleted_at.is_(None), _after(later, t))
        for fact in self._read(
            "Contract", ["uid", "kind", "starts_on", "ends_on"], t.c.ends_on_last <= self._horizon, ~newer
        ):
            fact.notice_days = int(kinds.extra(fact.kind, "notice_days") or 0)
            yield fact

    def _staff_member(self) -> Iterator[Fact]:
        t, c = TABLES["StaffMember"], TABLES["Contract"]
        extended = set(self._session.scalars(select(c.c.staff_id).where(holds(c, self._today), c.c.kind == _EXTENDED)))
        ages = (self._policy.retirement.age_in(self._horizon.year, is_female) for is_female in (False, True))
        youngest = min(12 * years + months for years, months in ages)
        ahead = self._policy.rule("retirement.notice", self._horizon).whole("notice_months") + 1
        retiring = or_(
            t.c.birth_date_first <= add_months(self._horizon, ahead - youngest),
            t.c.retires_on <= add_months(self._horizon, ahead),
        )
        names = ["id", "uid", "staff_code", "full_name", "sex", "birth_date", "retires_on", "retirement_basis"]
        for fact in self._read("StaffMember", names, retiring):
            if fact.id not in extended or fact.retires_on is not None:
                yield fact

    def _appointment(self) -> Iterator[Fact]:
        t, posts = TABLES["Appointment"], TABLES["Post"]
        known = {row.id: row for row in self._session.execute(select(posts.c.id, posts.c.name, posts.c.is_manager))}
        rule = self._policy.rule("post.term_end", self._horizon)
        ahead = timedelta(days=rule.whole("prepare_days"))
        since = func.coalesce(t.c.reappointed_on_first, t.c.starts_on_first)
        leading = [id for id, row in known.items() if row.is_manager]
        # A usual term may end with the holder's retirement at any time: of these all are looked at.
        may_end = or_(t.c.term_ends_on <= self._horizon + ahead, and_(t.c.term_ends_on.is_(None), since.is_not(None)))
        names = ["uid", "post_id", "starts_on", "reappointed_on", "term_ends_on", "term_basis"]
        for fact in self._read("Appointment", names, may_end, holds(t, self._today)):
            if fact.term_ends_on is None and fact.post_id not in leading:
                continue
            post = known.get(fact.post_id)
            fact.post, fact.is_manager = (post.name, bool(post.is_manager)) if post else ("", False)
            fact.retires_on = self._retires_on(fact.staff.id) if fact.term_ends_on is None else None
            yield fact

    def _retires_on(self, staff: int) -> date | None:
        found = self._births.get(staff)
        if found is None:
            return None
        is_female = None if found.sex is None else found.sex is Sex.FEMALE
        leaves = leaving(found.birth_date, is_female, found.retires_on, None, self._policy.retirement)
        return leaves.pension_from if leaves else None

    @cached_property
    def _births(self) -> dict[int, Any]:
        t = TABLES["StaffMember"]
        query = select(t.c.id, t.c.birth_date, t.c.sex, t.c.retires_on).where(t.c.deleted_at.is_(None))
        return {row.id: row for row in self._session.execute(query)}

    def _job_holding(self) -> Iterator[Fact]:
        t = TABLES["JobHolding"]
        names = ["uid", "level", "meets_standard", "standard_due_on", "starts_on"]
        return self._read("JobHolding", names, t.c.standard_due_on <= self._horizon, holds(t, self._today))

    def _licence(self) -> Iterator[Fact]:
        t = TABLES["Licence"]
        old_end = self._policy.rule("licence.expiry", self._horizon).whole("old_certificates_end")
        may_end = or_(
            t.c.expires_on <= self._horizon,
            and_(
                t.c.expires_on.is_(None),
                t.c.issued_on_first <= self._horizon,
                *(() if self._horizon.year >= old_end else (t.c.kind != LicenceKind.CCHN,)),
            ),
        )
        return self._read("Licence", ["uid", "kind", "number", "issued_on", "expires_on", "state"], may_end)

    def _enrolment(self) -> Iterator[Fact]:
        t = TABLES["Enrolment"]
        ends = func.coalesce(t.c.ended_on_last, t.c.planned_end_on_last)
        names = ["uid", "topic", "starts_on", "planned_end_on", "ended_on", "returned_on", "state"]
        return self._read("Enrolment", names, t.c.returned_on.is_(None), ends <= self._horizon)

    def _national_entry(self) -> Iterator[Fact]:
        """Everybody here with changes that are not yet in the national database; the record to open is the person's."""
        waiting = pending(self._session, self._catalogue)
        people = {number: self.people[number] for number in waiting if number in self.people}
        uids = self.staff_uids(set(people))
        for number, person in people.items():
            if not person.has_left:
                what = "; ".join(dict.fromkeys(each.what for each in waiting[number]))
                day = first_day(waiting[number], self._today)
                yield Fact(uid=uids[number], changed_on=day, what=what, staff=person)

    def _rating_round(self) -> Iterator[Fact]:
        """The rounds of this year and the last; the unit stands in the place of a person."""
        t = TABLES["RatingRound"]
        names = ("uid", "year", "unit_rated_on", "met_on", "entered_on")
        query = select(*(t.c[name] for name in names)).where(t.c.deleted_at.is_(None), t.c.year >= self._today.year - 1)
        for values in self._session.execute(query):
            yield Fact(**dict(zip(names, values, strict=True)), staff=Person(0, "", "Toàn đơn vị"))

    def _follow_up(self) -> Iterator[Fact]:
        """What is left to be done about people, those who have left with the others: most of it follows their leaving."""
        t, names = TABLES["FollowUp"], ("uid", "title", "assignee", "due_on", "basis", "is_done")
        where = (t.c.deleted_at.is_(None), t.c.is_done.is_not(True), t.c.due_on <= self._horizon)
        for staff, *values in self._session.execute(select(t.c.staff_id, *(t.c[n] for n in names)).where(*where)):
            if (person := self.people.get(staff)) is not None:
                yield Fact(**dict(zip(names, values, strict=True)), staff=person)


def _started(table: Any) -> Any:
    return func.coalesce(table.c.starts_on_first, _EARLIEST)


def _after(later: Any, earlier: Any) -> ColumnElement[bool]:
    """Whether a row of a history counts before another, where both hold."""
    return or_(
        _started(later) > _started(earlier), and_(_started(later) == _started(earlier), later.c.id > earlier.c.id)
    )


def _newest_on(table: Table, day: date) -> ColumnElement[bool]:
    """The row of a person's history that counts on a day: it holds, and none that holds began later."""
    later = table.alias()
    newer = exists().where(later.c.staff_id == table.c.staff_id, holds(later, day), _after(later, table))
    return and_(holds(table, day), ~newer)
