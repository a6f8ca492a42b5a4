"""What the checks read, one plain SELECT a kind of record, and which checks are asked of which kind."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain import checks, checks_party
from desktop.domain.catalogue import Catalogue
from desktop.domain.codes import CodeList
from desktop.domain.errors import Problem
from desktop.domain.fields import Code, Reference
from desktop.domain.policy import Policy
from desktop.domain.record import RECORDS, on_day
from desktop.storage.mapping import TABLES

Found = tuple[str, Any, Any, Problem]  # kind of record, row, its owner, what is the matter

# Histories of which one row can hold at a time; those with a period alone; and others that are looked at.
_ONE_AT_A_TIME = ("EmploymentStatus", "Placement", "TitleHolding", "SalaryStep", "Contract", "PartyMembership")
_PERIODS = ("Appointment", "Qualification", "Certificate", "WorkHistory")
_OTHERS = ("Licence", "PartyCase", "Enrolment", "TrainingLine")


class CheckFacts:
    """Every live row that the checks look at, by kind; `people` by id; `count` of all."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.people: dict[int, Any] = {
            row.id: row for row in self._read("StaffMember", list(RECORDS["StaffMember"].fields))
        }
        self.rows = {name: self._owned(name) for name in (*_ONE_AT_A_TIME, *_PERIODS, *_OTHERS)}
        self.assignments = self._assignments()
        self.count = len(self.people) + sum(map(len, self.rows.values())) + len(self.assignments)

    def _read(self, entity: str, names: Sequence[str]) -> list[Any]:
        t = TABLES[entity]
        every = ["id", "uid", "deleted_at", *names]
        query = select(*(t.c[name] for name in every)).where(t.c.deleted_at.is_(None))
        return [SimpleNamespace(**dict(zip(every, row, strict=True))) for row in self._session.execute(query)]

    def _owned(self, entity: str) -> list[Any]:
        fields = RECORDS[entity].fields
        names = [name for name, field in fields.items() if not isinstance(field, Reference)]
        rows = self._read(entity, [*names, "staff_id"])
        for row in rows:
            row.staff = self.people.get(row.staff_id)
        return sorted((row for row in rows if row.staff or row.staff_id is None), key=lambda row: row.staff_id or 0)

    def _assignments(self) -> list[Any]:
        fields = RECORDS["MentoringAssignment"].fields
        names = [name for name, field in fields.items() if not isinstance(field, Reference)]
        rows = self._read("MentoringAssignment", [*names, "mentee_id", "mentor_id"])
        for row in rows:
            row.mentee, row.mentor = self.people.get(row.mentee_id), self.people.get(row.mentor_id)
        return rows


def found_in(facts: CheckFacts, catalogue: Catalogue, policy: Policy, today: date) -> Iterator[Found]:
    """Everything that the checks find."""
    yield from _of_people(facts, catalogue, today)
    yield from _of_histories(facts, catalogue, policy)
    yield from _of_party(facts, policy, today)


def _of_people(facts: CheckFacts, catalogue: Catalogue, today: date) -> Iterator[Found]:
    fields = catalogue.fields(RECORDS["StaffMember"])
    prefixes = frozenset(row.extra["citizen_prefix"] for row in catalogue.list("province_old"))
    gone = _gone(facts, catalogue.list("staff_status"), today)
    for member in facts.people.values():
        for problem in checks.member_problems(member, fields, prefixes, today):
            # Gaps and doubts in the papers of who has left are nobody's work any more.
            if member.id not in gone or problem.severity == "error":
                yield "StaffMember", member, member, problem
        for problem in checks.code_problems(member, fields):
            yield "StaffMember", member, member, problem
    for member, problem in checks.near_duplicates(facts.people.values()):
        yield "StaffMember", member, member, problem


def _gone(facts: CheckFacts, statuses: CodeList, today: date) -> set[int]:
    """The people whose status on a day says that they have left."""
    held = {id: on_day(rows, today) for id, rows in _by_person(facts.rows["EmploymentStatus"])}
    return {
        id
        for id, row in held.items()
        if row and statuses.extra(row.status, "in_headcount") == statuses.extra(row.status, "working_here") == "0"
    }


def _by_person(rows: Iterable[Any]) -> Iterator[tuple[int, list[Any]]]:
    """Rows sorted by person, a group each."""
    return ((id, list(group)) for id, group in groupby(rows, key=lambda row: row.staff_id))


def _of_histories(facts: CheckFacts, catalogue: Catalogue, policy: Policy) -> Iterator[Found]:
    for entity, rows in facts.rows.items():
        fields = catalogue.fields(RECORDS[entity])
        coded = {name: field for name, field in fields.items() if isinstance(field, Code)}
        for row in rows:
            for problem in checks.code_problems(row, coded):
                yield entity, row, row.staff, problem
            if entity in (*_ONE_AT_A_TIME, *_PERIODS):
                for problem in checks.period_problems(row):
                    yield entity, row, row.staff, problem
    for entity in _ONE_AT_A_TIME:
        for _, rows in _by_person(facts.rows[entity]):
            for row, problem in checks.overlap_problems(rows):
                yield entity, row, row.staff, problem
    titles = catalogue.list("professional_title")
    tables = {row.staff_id: titles.extra(row.title, "salary_table") for row in facts.rows["TitleHolding"]}
    for row in facts.rows["SalaryStep"]:
        for problem in checks.salary_problems(row, policy.scales, tables.get(row.staff_id)):
            yield "SalaryStep", row, row.staff, problem
    for row in facts.rows["Licence"]:
        for problem in checks.licence_problems(row):
            yield "Licence", row, row.staff, problem


def _of_party(facts: CheckFacts, policy: Policy, today: date) -> Iterator[Found]:
    for case in facts.rows["PartyCase"]:
        for problem in checks_party.case_problems(case, case.staff.birth_date, policy):
            yield "PartyCase", case, case.staff, problem
    memberships = dict(_by_person(facts.rows["PartyMembership"]))
    for row in facts.assignments:
        for problem in checks_party.assignment_problems(row, memberships.get(row.mentor_id, ())):
            yield "MentoringAssignment", row, row.mentee or row.mentor, problem
    for row, problem in checks_party.slot_problems(facts.assignments):
        yield "MentoringAssignment", row, row.mentee or row.mentor, problem
    for row, problem in checks_party.load_problems(facts.assignments, policy, today):
        yield "MentoringAssignment", row, row.mentor, problem
