"""What the checks read, one plain SELECT a kind of record, and which checks are asked of whom."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, String, select, type_coerce
from sqlalchemy.orm import Session

from desktop.domain import (
    checks_dates,
    checks_family,
    checks_identity,
    checks_mentoring,
    checks_merits,
    checks_papers,
    checks_party,
    checks_pay,
    checks_post,
)
from desktop.domain.catalogue import Catalogue
from desktop.domain.checks import Known, Life, code_problems
from desktop.domain.dates import PartialDate
from desktop.domain.errors import Problem
from desktop.domain.fields import Code, Field, LongText, PartialDay, Reference, Text
from desktop.domain.policy import Policy
from desktop.domain.record import RECORDS
from desktop.services.lists import title_standards
from desktop.storage.mapping import TABLES

Found = tuple[str, Any, Any, Problem]  # kind of record, row, its owner, what is the matter

_SUBJECTS = (
    checks_identity.problems,
    checks_dates.problems,
    checks_post.problems,
    checks_pay.problems,
    checks_papers.problems,
    checks_merits.problems,
    checks_family.problems,
    checks_party.problems,
    checks_mentoring.succession_problems,
)
# Lines of text that some check reads; all others stay in the file. Of a person's own row every line is read.
_TEXTS = {
    "Appointment": ("term_basis",),
    "Qualification": ("major",),
    "FamilyMember": ("name",),
    "Attachment": ("title", "file_name"),
    "Licence": ("number",),
    "ScopeChange": ("decision_no",),
    "Appraisal": ("not_rated_reason",),
    "Award": ("content",),
    "PartyCase": ("decision_no", "off_decision_no", "ceremony_late_consent", "late_reason"),
    "MentoringAssignment": ("decision_no",),
    "SuccessionEntry": ("term", "decision_no"),
    "Enrolment": ("decision_no",),
    "Decision": ("number",),
    "Department": ("name",),
    "Post": ("name",),
}
# Kinds without a person: of the unit, or of another record.
_OF_UNIT = ("Decision", "RatingRound", "TrainingLine", "ScopeChange")


class Row:
    """One record as plain attributes; references stand as ids."""

    id: int
    staff: Any

    def __init__(self, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self.__dict__.update(zip(names, values, strict=True))


class CheckFacts:
    """Every live row that the checks look at: `lives` by id of the person, `of_unit` by kind; `count` of all.

    With `people` (ids) only their own rows are read: nothing of the unit, nothing that takes others to see.
    """

    def __init__(self, session: Session, people: Collection[int] | None = None) -> None:
        self._session, self._people = session, people
        self.lives: dict[int, Life] = {row.id: Life(row) for row in self._read("StaffMember")}
        self.count = len(self.lives)
        self.of_unit: dict[str, list[Row]] = {kind: self._read(kind) if people is None else [] for kind in _OF_UNIT}
        self.assignments = self._assignments() if people is None else []
        for kind in _personal_kinds():
            self._hang(kind, self._read(kind))
        self._hang_scopes()
        self.posts = {row.id: row for row in self._read("Post")}
        self.departments = {row.id: row for row in self._read("Department")}
        reviews = self._read("MentoringReview") if people is None else []
        self.reviewed = {row.__dict__["assignment_id"] for row in reviews}
        self.count += sum(map(len, self.of_unit.values())) + len(self.assignments)

    def _read(self, kind: str) -> list[Row]:
        is_personal = kind == "StaffMember" or kind in _personal_kinds()
        return read_rows(self._session, kind, _read_fields(kind), self._people if is_personal else None)

    def _hang(self, kind: str, rows: list[Row]) -> None:
        for row in rows:
            life = self.lives.get(row.staff_id)  # type: ignore[attr-defined]
            if life is not None:
                row.staff = life.member
                life.rows.setdefault(kind, []).append(row)
                self.count += 1

    def _hang_scopes(self) -> None:
        """Changes of scope belong to a licence, and with it to a person."""
        owners = {row.id: row.staff_id for life in self.lives.values() for row in life.of("Licence")}
        for row in self.of_unit["ScopeChange"]:
            row.__dict__["staff_id"] = owners.get(row.licence_id)  # type: ignore[attr-defined]
        scopes = self.of_unit.pop("ScopeChange")
        self._hang("ScopeChange", scopes)

    def _assignments(self) -> list[Row]:
        rows = self._read("MentoringAssignment")
        for row in rows:
            facts = row.__dict__
            for side in ("mentee", "mentor"):
                life = self.lives.get(facts[f"{side}_id"])
                facts[side] = life.member if life else None
        return rows


def read_rows(
    session: Session, kind: str, fields: Mapping[str, Field], people: Collection[int] | None = None
) -> list[Row]:
    """The live rows of a kind in the order of their entry, with some of their fields; references as ids.

    `people` limits to the rows of these (ids of staff members).
    """
    table = TABLES[kind]
    names, columns = ["id", "uid_bytes", "deleted_at"], [table.c.id, type_coerce(table.c.uid, LargeBinary)]
    columns.append(table.c.deleted_at)
    partial = []
    for name, field in fields.items():
        if isinstance(field, Reference):
            names.append(f"{name}_id")
            columns.append(table.c[f"{name}_id"])
            continue
        if isinstance(field, PartialDay):
            partial.append(len(names))
        names.append(name)
        columns.append(type_coerce(table.c[name], String) if isinstance(field, PartialDay) else table.c[name])
    told = tuple(names)
    rows = []
    query = select(*columns).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
    if people is not None:
        query = query.where((table.c.id if kind == "StaffMember" else table.c.staff_id).in_(people))
    for found in session.execute(query):
        values = list(found)
        for place in partial:
            if values[place] is not None:
                values[place] = _date(values[place])
        rows.append(Row(told, tuple(values)))
    return rows


def uid_of(row: Any) -> str:
    """The uid of a row as text."""
    return str(UUID(bytes=bytes(row.uid_bytes)))


@cache
def _date(stored: str) -> PartialDate:
    iso, _, text = stored.partition("|")
    return PartialDate(iso, text or None)


@cache
def _personal_kinds() -> tuple[str, ...]:
    """Every audited kind whose rows belong to one person."""
    return tuple(
        name
        for name, kind in RECORDS.items()
        if kind.audited and (owner := kind.references().get("staff")) is not None and owner.owned
    )


@cache
def _read_fields(kind: str) -> Mapping[str, Field]:
    fields = RECORDS[kind].fields
    if kind == "StaffMember":
        return {name: field for name, field in fields.items() if not isinstance(field, LongText)}
    wanted = _TEXTS.get(kind, ())
    return {name: f for name, f in fields.items() if name in wanted or not isinstance(f, Text)}


def found_in(facts: CheckFacts, catalogue: Catalogue, policy: Policy, today: Any) -> Iterator[Found]:
    """Everything that the checks find."""
    known = Known(catalogue, policy, today, title_standards(), facts.posts, facts.departments)
    coded = {
        kind: {name: field for name, field in catalogue.fields(RECORDS[kind]).items() if isinstance(field, Code)}
        for kind in ("StaffMember", *_OF_UNIT, *_personal_kinds())
    }
    for life in facts.lives.values():
        for subject in _SUBJECTS:
            for kind, row, problem in subject(life, known):
                yield kind, row, life.member, problem
        for kind, rows in (("StaffMember", [life.member]), *life.rows.items()):
            if fields := coded[kind]:
                for row in rows:
                    for problem in code_problems(row, fields):
                        yield kind, row, life.member, problem
    yield from _of_unit(facts, known, coded)
    yield from _of_assignments(facts, known)


def _of_unit(facts: CheckFacts, known: Known, coded: Mapping[str, Mapping[str, Field]]) -> Iterator[Found]:
    members = [life.member for life in facts.lives.values()]
    for member, problem in checks_identity.duplicates(members):
        yield "StaffMember", member, member, problem
    licences = [row for life in facts.lives.values() for row in life.of("Licence")]
    for row, problem in checks_papers.same_numbers(sorted(licences, key=lambda row: row.id)):
        yield "Licence", row, row.staff, problem
    entries = [row for life in facts.lives.values() for row in life.of("SuccessionEntry")]
    for row, problem in checks_mentoring.post_problems(sorted(entries, key=lambda row: row.id), known):
        yield "SuccessionEntry", row, row.staff, problem
    for kind, rows in facts.of_unit.items():
        for row in rows:
            owner = facts.lives.get(getattr(row, "staff_id", None) or 0)
            for problem in code_problems(row, coded[kind]):
                yield kind, row, owner.member if owner else None, problem
    for row in facts.of_unit["Decision"]:
        for problem in checks_papers.decision_problems(row):
            yield "Decision", row, None, problem
    for row in facts.of_unit["TrainingLine"]:
        owner = facts.lives.get(row.staff_id or 0)  # type: ignore[attr-defined]
        for problem in checks_dates.pair_problems("TrainingLine", row, known):
            yield "TrainingLine", row, owner.member if owner else None, problem


def _of_assignments(facts: CheckFacts, known: Known) -> Iterator[Found]:
    kind, policy = "MentoringAssignment", known.policy
    for row in facts.assignments:
        mentor = facts.lives.get(row.mentor_id or 0)  # type: ignore[attr-defined]
        mentee = facts.lives.get(row.mentee_id or 0)  # type: ignore[attr-defined]
        memberships = mentor.of("PartyMembership") if mentor else ()
        meetings = [case.cell_meeting_on for case in mentee.of("PartyCase") if case.cell_meeting_on] if mentee else []
        for problem in (
            *checks_mentoring.assignment_problems(row, memberships),
            *checks_mentoring.turn_problems(row, policy),
            *checks_mentoring.introducer_problems(row, meetings, policy),
            *checks_mentoring.practice_problems(row, facts.reviewed),
            *checks_post.learner_problems(row, known),
            *checks_papers.half_problems(kind, row, known),
        ):
            yield kind, row, row.mentee or row.mentor, problem  # type: ignore[attr-defined]
    for row, problem in checks_mentoring.slot_problems(facts.assignments):
        yield kind, row, row.mentee or row.mentor, problem
    for row, problem in checks_mentoring.load_problems(facts.assignments, policy, known.today):
        yield kind, row, row.mentor, problem
