"""How complete the records of the unit's people are against the 38-item form, person by person and item by item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.checks import Known, Life
from desktop.domain.completeness import ROW_FIELDS, Completeness, Item, measure, seen_items, wanted_fields
from desktop.domain.errors import UserError
from desktop.domain.record import RECORDS, on_day
from desktop.domain.staff import StaffMember
from desktop.domain.text import name_key

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class PersonCompleteness:
    """One person's record: what of the form it has, and what it lacks."""

    staff_code: str
    name: str
    department: str
    found: Completeness
    uid: str = field(default="", repr=False)

    @property
    def percent(self) -> int:
        """The share of owed items that are there."""
        return self.found.percent

    @property
    def missing(self) -> tuple[Item, ...]:
        """The items that are owed and not there."""
        return self.found.missing


@dataclass(frozen=True)
class ItemShare:
    """One item of the form over the whole unit: how many owe it, and how many lack it."""

    item: Item
    owed: int
    lacking: int

    @property
    def percent(self) -> int:
        """The share of those who owe it that have it."""
        return 100 * (self.owed - self.lacking) // self.owed if self.owed else 100


def completeness(workspace: "Workspace", uids: Iterable[str] | None = None) -> list[PersonCompleteness]:
    """Everybody of the unit today, or those with these uids: the least complete record first.

    What the user may not see is no item. Who has left is left out, unless asked for by uid.
    """
    # SQLAlchemy loads after the first paint.
    from sqlalchemy import select  # noqa: PLC0415

    from desktop.services.check_facts import read_rows, uid_of  # noqa: PLC0415

    known = Known(workspace.catalogue, workspace.policy, workspace.today)
    items = seen_items(known)
    person: Any = StaffMember
    with workspace.database.read() as session:
        wanted = None if uids is None else session.scalars(select(person.id).where(person.uid.in_(list(uids)))).all()
        own = RECORDS["StaffMember"].fields
        names = ("staff_code", "full_name", *sorted(wanted_fields(items)))
        lives = {row.id: Life(row) for row in read_rows(session, "StaffMember", {n: own[n] for n in names}, wanted)}
        for kind, of_kind in ROW_FIELDS.items():
            fields = RECORDS[kind].fields
            period = [name for name in ("starts_on", "ends_on") if name in fields]
            for row in read_rows(session, kind, {n: fields[n] for n in ("staff", *of_kind, *period)}, wanted):
                facts: Any = row
                if facts.staff_id in lives:
                    lives[facts.staff_id].rows.setdefault(kind, []).append(row)
        posts = RECORDS["Post"].fields
        known.posts = {row.id: row for row in read_rows(session, "Post", {"is_manager": posts["is_manager"]})}
        names_of = {"name": RECORDS["Department"].fields["name"]}
        known.departments = {row.id: row for row in read_rows(session, "Department", names_of)}
    found = []
    for life in lives.values():
        if wanted is None and known.has_left(life):
            continue
        held = on_day(life.of("Placement"), workspace.today)
        place = known.departments.get(held.department_id) if held is not None else None
        found.append(
            PersonCompleteness(
                staff_code=life.member.staff_code,
                name=life.member.full_name,
                department=place.name if place is not None else "",
                found=measure(life, known, items),
                uid=uid_of(life.member),
            )
        )
    return sorted(found, key=lambda one: (one.percent, name_key(one.name)))


def of_person(workspace: "Workspace", uid: str) -> PersonCompleteness:
    """One person's record. Raises UserError when it is gone."""
    found = completeness(workspace, [uid])
    if not found:
        raise UserError("Không còn hồ sơ này; có thể người khác đã xóa. Hãy tải lại danh sách.")
    return found[0]


def by_item(people: Iterable[PersonCompleteness]) -> list[ItemShare]:
    """The items of the form over all these people, the most often lacking first."""
    owed: dict[Item, int] = {}
    lacking: dict[Item, int] = {}
    for person in people:
        for item in person.found.owed:
            owed[item] = owed.get(item, 0) + 1
        for item in person.missing:
            lacking[item] = lacking.get(item, 0) + 1
    shares = [ItemShare(item, count, lacking.get(item, 0)) for item, count in owed.items()]
    return sorted(shares, key=lambda share: -share.lacking)


def average(people: Sequence[PersonCompleteness]) -> int:
    """The share of all owed items that are there, in percent, over the whole unit."""
    owed = sum(len(person.found.owed) for person in people)
    lacking = sum(len(person.missing) for person in people)
    return 100 * (owed - lacking) // owed if owed else 100


_HEADERS = ("Mã nhân viên", "Họ và tên", "Khoa, phòng", "Đủ (%)", "Thiếu", "Các mục còn thiếu")


def export_completeness(workspace: "Workspace", path: Path, people: Iterable[PersonCompleteness]) -> None:
    """Write the list to a workbook or CSV. Raises UserError for who may not, EnvironmentRefused."""
    from desktop.services.listing import export_rows  # noqa: PLC0415 - the workbook writer comes with it

    rows = [
        (p.staff_code, p.name, p.department, p.percent, len(p.missing), "; ".join(told(item) for item in p.missing))
        for p in people
    ]
    export_rows(workspace, path, "mức đầy đủ của hồ sơ", _HEADERS, rows)


def told(item: Item) -> str:
    """An item with its number, and what to write where there is nothing."""
    return f"{item.number}. {item.label}" + (" (không có thì ghi «Không»)" if item.wants_no else "")
