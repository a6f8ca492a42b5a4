"""Everybody as the rules of mentoring look at them on one day, in a few narrow SELECTs."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from desktop.domain.catalogue import Catalogue
from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.domain.mentoring_rules import Standing, family, is_party
from desktop.domain.party import SYMPATHISING
from desktop.domain.staff import LicenceState
from desktop.storage.current import holds
from desktop.storage.mapping import TABLES

_PRACTISING = (LicenceState.ACTIVE, LicenceState.RENEWAL_SENT)
_BLOCK = 4_000  # ids to a statement; of more people everybody is read


def standings(
    session: Session,
    catalogue: Catalogue,
    kind: MentoringKind,
    on: date,
    without: str | None = None,
    only: Collection[int] | None = None,
) -> dict[str, Standing]:
    """Everybody by uid (or only some, by id), in the order of names. The load leaves out the assignment `without`."""
    facts = _Facts(session, catalogue, on, only if only is None or len(only) <= _BLOCK else None)
    statuses, places, titles = facts.statuses(), facts.departments(), facts.titles()
    parties, cases, licences = facts.memberships(), facts.cases(), facts.licences()
    helped = facts.helped(family(kind), without)
    cells = facts.names("PartyCell")
    people = TABLES["StaffMember"]
    query = (
        select(
            people.c.id,
            people.c.uid,
            people.c.full_name,
            people.c.staff_code,
            people.c.joined_unit_on_first,
            people.c.first_recruited_on_first,
        )
        .where(people.c.deleted_at.is_(None), *facts.of(people.c.id))
        .order_by(people.c.name_key, people.c.staff_code)
    )
    found = {}
    groups = catalogue.list("professional_title")
    listed = catalogue.list("staff_status")
    for person in session.execute(query):
        status = listed.get(statuses.get(person.id))
        away = status is not None and status.extra.get("working_here") == "0"
        stage, cell = parties.get(person.id, ("", None))
        cell = cell if cell is not None else cases.get(person.id)
        title = titles.get(person.id)
        mine = helped.get(person.id, ())
        department = places.get(person.id, "")
        parts = (department, cells.get(cell, ("", ""))[1] if is_party(kind) else groups.label(title) if title else "")
        found[person.uid] = Standing(
            uid=person.uid,
            name=person.full_name,
            detail=" · ".join(part for part in (person.staff_code, *parts) if part),
            absence=status.label if status is not None and away else "",
            has_left=away and status is not None and status.extra.get("in_headcount") == "0",
            stage=stage,
            cell=cells.get(cell, ("", ""))[0],
            cell_name=cells.get(cell, ("", ""))[1],
            department=department,
            profession=groups.extra(title, "group"),
            licensed_on=licences.get(person.id),
            joined_on=person.joined_unit_on_first or person.first_recruited_on_first,
            load=len(mine),
            helps=frozenset(uid for helped_kind, uid in mine if helped_kind is kind and uid),
            is_sympathiser=person.id in cases,
        )
    return found


class _Facts:
    def __init__(self, session: Session, catalogue: Catalogue, on: date, only: Collection[int] | None) -> None:
        self._session, self._catalogue, self._on, self._only = session, catalogue, on, only

    def of(self, owner: Any) -> tuple[Any, ...]:
        """The condition that keeps a query to the people asked for."""
        return () if self._only is None else (owner.in_(sorted(self._only)),)

    def _held(self, entity: str, *names: str) -> dict[int, Any]:
        """The row of a history that counts on the day, by person."""
        t = TABLES[entity]
        query = (
            select(t.c.staff_id, *(t.c[n] for n in names))
            .where(holds(t, self._on), *self.of(t.c.staff_id))
            .order_by(t.c.starts_on_first, t.c.id)
        )
        return {owner: tuple(values) for owner, *values in self._session.execute(query)}

    def statuses(self) -> dict[int, str]:
        return {owner: values[0] for owner, values in self._held("EmploymentStatus", "status").items()}

    def titles(self) -> dict[int, str]:
        return {owner: values[0] for owner, values in self._held("TitleHolding", "title").items()}

    def departments(self) -> dict[int, str]:
        names = self.names("Department")
        held = self._held("Placement", "department_id").items()
        return {owner: names.get(values[0], ("", ""))[1] for owner, values in held}

    def memberships(self) -> dict[int, tuple[str, int | None]]:
        held = self._held("PartyMembership", "stage", "cell_id").items()
        return {owner: (str(values[0].value), values[1]) for owner, values in held}

    def cases(self) -> dict[int, int | None]:
        """The cell of each person on the list of sympathisers."""
        t = TABLES["PartyCase"]
        query = select(t.c.staff_id, t.c.cell_id).where(
            t.c.deleted_at.is_(None), t.c.state.in_(SYMPATHISING), *self.of(t.c.staff_id)
        )
        return {owner: cell for owner, cell in self._session.execute(query)}

    def licences(self) -> dict[int, date]:
        """Since when each person practises: the first day of the oldest licence, where one is in force on the day."""
        t = TABLES["Licence"]
        query = select(t.c.staff_id, t.c.issued_on_first, t.c.expires_on, t.c.state).where(
            t.c.deleted_at.is_(None),
            t.c.issued_on_first.is_not(None),
            t.c.issued_on_first <= self._on,
            *self.of(t.c.staff_id),
        )
        since: dict[int, date] = {}
        in_force: set[int] = set()
        for owner, issued, expires, state in self._session.execute(query):
            since[owner] = min(since.get(owner, issued), issued)
            if (state is None or state in _PRACTISING) and (expires is None or expires >= self._on):
                in_force.add(owner)
        return {owner: day for owner, day in since.items() if owner in in_force}

    def helped(
        self, kinds: Collection[MentoringKind], without: str | None
    ) -> dict[int, list[tuple[MentoringKind, str | None]]]:
        """Whom each mentor helps now: kind and uid."""
        t, people = TABLES["MentoringAssignment"], TABLES["StaffMember"]
        query = (
            select(t.c.mentor_id, t.c.kind, people.c.uid)
            .outerjoin(people, people.c.id == t.c.mentee_id)
            .where(
                t.c.deleted_at.is_(None),
                t.c.kind.in_(kinds),
                t.c.state == MentoringState.ACTIVE,
                or_(t.c.ended_on.is_(None), t.c.ended_on >= self._on),
                *self.of(t.c.mentor_id),
                *((t.c.uid != without,) if without else ()),
            )
        )
        found: dict[int, list[tuple[MentoringKind, str | None]]] = {}
        for mentor, kind, mentee in self._session.execute(query):
            found.setdefault(mentor, []).append((kind, mentee))
        return found

    def names(self, entity: str) -> dict[int | None, tuple[str, str]]:
        t = TABLES[entity]
        return {id_: (uid, name) for id_, uid, name in self._session.execute(select(t.c.id, t.c.uid, t.c.name))}


def loads(session: Session) -> Counter[tuple[str, MentoringKind]]:
    """How many people each mentor (by uid) helps now, by kind."""
    t, people = TABLES["MentoringAssignment"], TABLES["StaffMember"]
    query = (
        select(people.c.uid, t.c.kind)
        .join(people, people.c.id == t.c.mentor_id)
        .where(t.c.deleted_at.is_(None), t.c.state == MentoringState.ACTIVE, t.c.ended_on.is_(None))
    )
    return Counter((uid, kind) for uid, kind in session.execute(query))


def taken_slots(session: Session, kind: MentoringKind, mentee_uid: str, without: str | None = None) -> dict[int, str]:
    """The places beside a person that are held now, with the name of who holds each."""
    t, people = TABLES["MentoringAssignment"], TABLES["StaffMember"]
    mentor = people.alias()
    query = (
        select(t.c.slot, mentor.c.full_name)
        .join(people, people.c.id == t.c.mentee_id)
        .join(mentor, mentor.c.id == t.c.mentor_id)
        .where(
            and_(people.c.uid == mentee_uid, t.c.deleted_at.is_(None), t.c.kind == kind),
            t.c.state == MentoringState.ACTIVE,
            t.c.ended_on.is_(None),
            *((t.c.uid != without,) if without else ()),
        )
    )
    return {slot or 1: name for slot, name in session.execute(query)}
