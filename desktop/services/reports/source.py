"""What reports read: everybody on one day, through a few narrow SELECTs; and what they find wrong on the way.

Each history is read once and only when a report asks for it, one row a person: the one that holds on the day.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from desktop.domain.catalogue import Catalogue
from desktop.domain.codes import CodeList
from desktop.domain.dates import PartialDate
from desktop.domain.fields import Coded
from desktop.domain.periods import Period
from desktop.domain.policy import Policy
from desktop.domain.schooling import CertificateKind
from desktop.services import checking
from desktop.storage.current import holds
from desktop.storage.mapping import TABLES


@dataclass(frozen=True)
class Finding(checking.Finding):
    """Something in the data for which a report would be sent back. An error makes its figures wrong.

    `staff_uid` is the record of the person whose it is.
    """

    staff_uid: str = dataclasses.field(default="", repr=False)


@dataclass(eq=False, slots=True)
class Person:
    """Somebody of the staff list, with what does not change by the day."""

    id: int
    uid: str
    staff_code: str
    full_name: str
    name_key: str
    sex: Coded | None
    birth_date: PartialDate | None
    home_town: str | None
    ethnic_group: str | None
    religion: str | None
    union_joined_on: PartialDate | None


@dataclass(eq=False, slots=True)
class Place:
    """A department: how deep it stands in the tree, and how many people it was assigned."""

    id: int
    uid: str
    name: str
    depth: int
    assigned: int | None
    is_open: bool


@dataclass(eq=False)
class Source:
    """One session, one day, and the lists; made for one run of one report."""

    session: Session
    catalogue: Catalogue
    policy: Policy
    period: Period
    scope: str = ""
    findings: list[Finding] = dataclasses.field(default_factory=list)

    @property
    def day(self) -> date:
        """The day whose figures the report gives."""
        return self.period.cut_off

    def codes(self, name: str) -> CodeList:
        """A code list as the unit has it."""
        return self.catalogue.list(name)

    def find(
        self,
        code: str,
        message: str,
        person: Person | None = None,
        *,
        error: bool = False,
        entity: str = "StaffMember",
        uid: str = "",
        field: str = "",
    ) -> None:
        """Put down something wrong, with the record to open (a person's own, unless `uid` tells another)."""
        self.findings.append(
            Finding(
                code=code,
                severity="error" if error else "warning",
                staff_code=person.staff_code if person else "",
                field=field,
                message=message,
                name=person.full_name if person else "",
                entity=entity,
                uid=uid or (person.uid if person else ""),
                staff_uid=person.uid if person else "",
            )
        )

    # --- rows ------------------------------------------------------------------------------------------------------

    def rows(self, entity: str, *columns: str, where: Any = None, order: Any = None) -> list[Any]:
        """Live rows of a kind of record, only these columns."""
        table = TABLES[entity]
        query = select(*(table.c[name] for name in columns)).where(table.c.deleted_at.is_(None))
        if where is not None:
            query = query.where(where)
        return list(self.session.execute(query.order_by(*(order or (table.c.id,)))))

    def held(self, entity: str, *columns: str, where: Any = None) -> dict[int, Any]:
        """By person, the row of a history that holds on the day; of several the one that began last."""
        table = TABLES[entity]
        condition = holds(table, self.day) if where is None else and_(holds(table, self.day), where)
        order = (table.c.starts_on_first, table.c.id)
        return {row.staff_id: row for row in self.rows(entity, "staff_id", *columns, where=condition, order=order)}

    @cached_property
    def unit(self) -> Any | None:
        """The unit's own row, or None in a file without one."""
        found = self.rows(
            "Unit",
            *("uid", "code", "name", "parent_name", "place", "assigned_headcount"),
            *("preparer_name", "signer_title", "signer_name"),
        )
        return found[0] if found else None

    @cached_property
    def settings(self) -> dict[str, str]:
        """The unit's settings by key."""
        return {key: value or "" for key, value in self.rows("Setting", "key", "value")}

    @cached_property
    def everybody(self) -> dict[int, Person]:
        """Every person of the file by id, those who left too."""
        names = Person.__slots__
        return {row[0]: Person(*row) for row in self.rows("StaffMember", *names)}

    @cached_property
    def places(self) -> list[Place]:
        """The departments in the order of their tree: parents before what belongs to them."""
        table = TABLES["Department"]
        order = (table.c.order_no.is_(None), table.c.order_no, table.c.name_sort)
        names = ("id", "uid", "name", "parent_id", "assigned_headcount", "founded_on", "dissolved_on")
        children: dict[int | None, list[Any]] = {}
        rows = self.rows("Department", *names, order=order)
        known = {row.id for row in rows}
        for row in rows:
            children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
        found: list[Place] = []

        def walk(parent: int | None, depth: int) -> None:
            for row in children.pop(parent, ()):
                closed = row.dissolved_on is not None and row.dissolved_on <= self.day
                is_open = not closed and (row.founded_on is None or row.founded_on <= self.day)
                found.append(Place(row.id, row.uid, row.name, depth, row.assigned_headcount, is_open))
                walk(row.id, depth + 1)

        walk(None, 0)
        for left in list(children):  # a circle of parents is nobody's child
            walk(left, 1)
        return found

    @cached_property
    def place_names(self) -> dict[int, str]:
        return {place.id: place.name for place in self.places}

    # --- what holds on the day --------------------------------------------------------------------------------------

    @cached_property
    def statuses(self) -> dict[int, str]:
        return {staff: row.status for staff, row in self.held("EmploymentStatus", "status").items()}

    @cached_property
    def departments(self) -> dict[int, int]:
        """The id of the department by person."""
        return {staff: row.department_id for staff, row in self.held("Placement", "department_id").items()}

    @cached_property
    def titles(self) -> dict[int, str]:
        """The code of the professional title by person."""
        return {staff: row.title for staff, row in self.held("TitleHolding", "title").items()}

    @cached_property
    def contracts(self) -> dict[int, Any]:
        """By person, the contract that holds, else the last one before the day: who stays keeps what was agreed."""
        table = TABLES["Contract"]
        names = ("uid", "kind", "starts_on", "ends_on")
        begun = or_(table.c.starts_on_first.is_(None), table.c.starts_on_first <= self.day)
        order = (table.c.starts_on_first, table.c.id)
        last = {row.staff_id: row for row in self.rows("Contract", "staff_id", *names, where=begun, order=order)}
        return {**last, **self.held("Contract", *names)}

    @cached_property
    def posts(self) -> dict[int, Any]:
        """The post that a person leads in: of several the highest main one. Party posts stand apart."""
        return self._appointed(is_party=False)

    @cached_property
    def party_posts(self) -> dict[int, Any]:
        return self._appointed(is_party=True)

    def _appointed(self, *, is_party: bool) -> dict[int, Any]:
        a, p = TABLES["Appointment"], TABLES["Post"]
        query = (
            select(a.c.staff_id, a.c.starts_on, a.c.kind, p.c.name, p.c.level, p.c.is_manager, p.c.order_no)
            .join(p, p.c.id == a.c.post_id)
            .where(holds(a, self.day), p.c.is_party.is_(True) if is_party else p.c.is_party.is_not(True))
        )
        rows = sorted(
            self.session.execute(query),
            key=lambda row: (row.kind == "main", row.level or 0, -(row.order_no or 0)),
        )
        return {row.staff_id: row for row in rows}

    @cached_property
    def members(self) -> dict[int, Any]:
        """Party membership by person."""
        return self.held("PartyMembership", "stage", "cell_id", "position", "starts_on")

    @cached_property
    def degrees(self) -> dict[int, Any]:
        """The highest degree that a person held on the day, by its rank in the list."""
        table, ranks = TABLES["Qualification"], self.codes("qualification")
        given = or_(table.c.graduated_on_first.is_(None), table.c.graduated_on_first <= self.day)
        best: dict[int, Any] = {}
        for row in self.rows("Qualification", "staff_id", "level", "major", where=given):
            known = best.get(row.staff_id)
            if known is None or _rank(ranks, row.level) >= _rank(ranks, known.level):
                best[row.staff_id] = row
        return best

    @cached_property
    def certificates(self) -> dict[int, dict[CertificateKind, str | None]]:
        """By person and kind, the highest level that a person held on the day (None: a certificate without one)."""
        table, ranks = TABLES["Certificate"], self.codes("training_level")
        given = or_(table.c.issued_on_first.is_(None), table.c.issued_on_first <= self.day)
        best: dict[int, dict[CertificateKind, str | None]] = {}
        for row in self.rows("Certificate", "staff_id", "kind", "level", where=given):
            levels = best.setdefault(row.staff_id, {})
            if row.kind not in levels or _rank(ranks, row.level) >= _rank(ranks, levels[row.kind]):
                levels[row.kind] = row.level
        return best

    @cached_property
    def cells(self) -> dict[int, str]:
        """The name of each Party cell."""
        return {row.id: row.name for row in self._cells}

    @cached_property
    def cell_order(self) -> dict[int, int]:
        return {row.id: place for place, row in enumerate(self._cells)}

    @cached_property
    def _cells(self) -> list[Any]:
        table = TABLES["PartyCell"]
        order = (table.c.order_no.is_(None), table.c.order_no, table.c.name)
        return self.rows("PartyCell", "id", "name", order=order)

    # --- people -----------------------------------------------------------------------------------------------------

    @cached_property
    def counting_statuses(self) -> set[str]:
        return {row.code for row in self.codes("staff_status") if row.extra.get("in_headcount") == "1"}

    @cached_property
    def official_contracts(self) -> set[str]:
        return {row.code for row in self.codes("contract_type") if row.extra.get("in_headcount") == "1"}

    @cached_property
    def headcount(self) -> dict[int, Person]:
        """Who belongs to the unit on the day, in order of names."""
        here = {id: p for id, p in self.everybody.items() if self.statuses.get(id) in self.counting_statuses}
        return dict(sorted(here.items(), key=lambda item: (item[1].name_key, item[1].staff_code)))

    def is_official(self, staff: int) -> bool:
        """Whether somebody is viên chức: by the contract; where none was ever entered, taken to be."""
        contract = self.contracts.get(staff)
        return contract is None or contract.kind in self.official_contracts

    def is_manager(self, staff: int) -> bool:
        """Whether somebody holds a post of leading or managing."""
        post = self.posts.get(staff)
        return post is not None and bool(post.is_manager)

    def by_place(self, people: Mapping[int, Person]) -> Iterator[tuple[Place | None, list[Person]]]:
        """Each open department, or one with people, with its people: managers first, then by name; last, without one."""
        found: dict[int | None, list[Person]] = {}
        known = self.place_names
        for id, person in people.items():
            place = self.departments.get(id)
            found.setdefault(place if place in known else None, []).append(person)
        for each in self.places:
            inside = found.pop(each.id, [])
            if inside or each.is_open:
                yield each, sorted(inside, key=self._leading)
        if None in found:
            yield None, found[None]

    def _leading(self, person: Person) -> tuple[bool, int, int, str, str]:
        post = self.posts.get(person.id)
        if post is None or not post.is_manager:
            return (True, 0, 0, person.name_key, person.staff_code)
        return (False, -(post.level or 0), post.order_no or 0, person.name_key, person.staff_code)


def _rank(codes: CodeList, code: str | None) -> int:
    row = codes.get(code)
    return row.rank if row else -1
