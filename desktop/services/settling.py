"""Values that no code list knows, settled once for all rows: the code they mean, or a code of the unit's own.

The spelling is learnt with it, so that the next import reads it. Printed addresses whose province is not chosen are
settled the same way: by the text of the province, old or new.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.errors import UserError
from desktop.domain.fields import Code
from desktop.domain.places import named_province, province_of, province_text
from desktop.domain.record import RECORDS
from desktop.domain.system import CodeAlias, CodeEntry
from desktop.domain.text import label_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.services.workspace import Workspace

PROVINCE = "province"
# Where an address stands as printed, and the field of its province.
_ADDRESSES = (
    ("birth_place", "birth_province"),
    ("home_town", "home_province"),
    ("current_address", "current_province"),
    ("permanent_address", "permanent_province"),
)
_MOST_CODE = 60  # characters of a code
_SUGGESTED = 5
_LIKE = 0.5


@dataclass(frozen=True)
class Where:
    """A field in which a text stands, and in how many rows."""

    entity: str
    field: str
    label: str
    count: int


@dataclass(frozen=True)
class Unsettled:
    """A text that a list does not know: where it stands, and what it may mean, the likeliest first.

    `is_place` marks the province of printed addresses, whose own field is still empty; `sure` a suggestion that the
    list itself gives (an old province and the one it went into).
    """

    list_name: str
    text: str
    places: tuple[Where, ...]
    suggestions: tuple[tuple[str, str], ...] = ()
    is_place: bool = False
    sure: bool = False

    @property
    def count(self) -> int:
        """How many rows wait for it."""
        return sum(place.count for place in self.places)


def queue(workspace: "Workspace", *, places: bool = True) -> list[Unsettled]:
    """Everything that waits to be settled, the most frequent first; printed provinces last, those that are sure first."""
    with workspace.database.read() as session:
        found = list(_unknown(workspace, session))
        printed = list(_printed(workspace, session)) if places else []
    found.sort(key=lambda one: (-one.count, one.list_name, label_key(one.text)))
    printed.sort(key=lambda one: (not one.sure, -one.count, label_key(one.text)))
    return found + printed


def _unknown(workspace: "Workspace", session: "Session") -> Iterator[Unsettled]:
    # SQLAlchemy loads after the first paint.
    from sqlalchemy import func, select  # noqa: PLC0415

    from desktop.storage.mapping import TABLES  # noqa: PLC0415

    standing: dict[tuple[str, str], list[Where]] = {}
    for entity, name, field in _coded(workspace):
        column = TABLES[entity].c[name]
        query = (
            select(column, func.count())
            .where(TABLES[entity].c.deleted_at.is_(None), column.is_not(None))
            .group_by(column)
        )
        codes = field.codes
        assert codes is not None
        for text, count in session.execute(query):
            if text not in codes:
                label = f"{RECORDS[entity].caption.capitalize()}: {field.label}"
                standing.setdefault((field.list, text), []).append(Where(entity, name, label, count))
    for (list_name, text), places in standing.items():
        near = suggestions(workspace.catalogue.list(list_name), text)
        sure = None
        if list_name == PROVINCE:
            sure = named_province(text, workspace.catalogue.list(PROVINCE), workspace.catalogue.list("province_old"))
        yield Unsettled(
            list_name, text, tuple(places), _first(near, sure, workspace.catalogue.list(list_name)), sure=bool(sure)
        )


def _printed(workspace: "Workspace", session: "Session") -> Iterator[Unsettled]:
    """The provinces of addresses whose own field is empty, by the text they are printed with."""
    provinces, old = workspace.catalogue.list(PROVINCE), workspace.catalogue.list("province_old")
    standing: dict[str, dict[str, int]] = {}
    spelled: dict[str, str] = {}
    meant: dict[str, str | None] = {}
    fields = workspace.catalogue.fields(RECORDS["StaffMember"])
    for name, _field, printed, count in _addresses(workspace, session):
        text = province_text(printed)
        key = label_key(text)
        if key:
            spelled.setdefault(key, text)
            meant[key] = meant.get(key) or province_of(printed, provinces, old)
            counts = standing.setdefault(key, {})
            counts[name] = counts.get(name, 0) + count
    for key, counts in standing.items():
        near = suggestions(provinces, spelled[key])
        places = tuple(Where("StaffMember", name, fields[name].label, n) for name, n in counts.items())
        sure = meant[key]
        yield Unsettled(
            PROVINCE, spelled[key], places, _first(near, sure, provinces), is_place=True, sure=sure is not None
        )


def _addresses(workspace: "Workspace", session: "Session") -> Iterator[tuple[str, str, str, int]]:
    """Printed addresses without a chosen province: field, field of the province, text, how many."""
    from sqlalchemy import func, select  # noqa: PLC0415

    from desktop.storage.mapping import TABLES  # noqa: PLC0415

    table = TABLES["StaffMember"]
    seen = workspace.catalogue.fields(RECORDS["StaffMember"])
    for name, province in _ADDRESSES:
        if name in seen and province in seen:
            query = (
                select(table.c[name], func.count())
                .where(table.c.deleted_at.is_(None), table.c[name].is_not(None), table.c[province].is_(None))
                .group_by(table.c[name])
            )
            for printed, count in session.execute(query):
                yield name, province, printed, count


def suggestions(codes: CodeList, text: str) -> list[tuple[str, str]]:
    """Codes with labels like a text, the likeliest first; marks, case and stops do not matter."""
    key = label_key(text)
    words = set(key.split())
    scored: list[tuple[float, int, CodeRow]] = []
    for row in codes:
        best = 0.0
        for spelling in (row.label, row.code, *row.aliases):
            other = label_key(spelling)
            ratio = difflib.SequenceMatcher(None, key, other).ratio()
            shared = set(other.split()) & words
            if shared and (shared == words or shared == set(other.split())):
                ratio = max(ratio, 0.75)  # one is contained in the other
            best = max(best, ratio)
        if best >= _LIKE:
            scored.append((-best, row.rank, row))
    return [(row.code, row.label) for _, _, row in sorted(scored, key=lambda one: one[:2])[:_SUGGESTED]]


def settle(workspace: "Workspace", found: Unsettled, code: str) -> int:
    """Say what a text means: every row gets the code, and the spelling is learnt. One step of undo.

    Returns how many rows were changed. Raises UserError for a code that the list does not have.
    """
    codes = workspace.catalogue.list(found.list_name)
    if code not in codes:
        raise UserError("Mã vừa chọn không còn trong danh mục; chưa có gì thay đổi. Hãy chọn lại.")
    with workspace.database.write(f"Xác định «{found.text}» là {codes.label(code)}") as session:
        _learn(session, found, code, codes)
        if found.is_place:
            return _set_provinces(workspace, session, found, code)
        return _set_code(session, found, code)


def settle_sure(workspace: "Workspace", entries: Iterable[Unsettled]) -> int:
    """Take every sure suggestion (old provinces, mostly) at once, as one step of undo; returns how many rows changed."""
    sure = [entry for entry in entries if entry.sure and entry.suggestions]
    if not sure:
        return 0
    changed = 0
    with workspace.database.write(f"Xác định {len(sure)} cách ghi tỉnh, thành phố") as session:
        for entry in sure:
            code = entry.suggestions[0][0]
            if entry.is_place:
                changed += _set_provinces(workspace, session, entry, code)
            else:
                changed += _set_code(session, entry, code)
    return changed


def settle_as_own(workspace: "Workspace", found: Unsettled, label: str = "") -> int:
    """Take a text into the list as the unit's own code. One step of undo; returns how many rows stand under it.

    Raises UserError for the province of an address, whose list is the country's.
    """
    if found.list_name == PROVINCE:
        raise UserError("Danh mục tỉnh, thành phố của cả nước không thêm được; hãy chọn một tỉnh trong danh mục.")
    code, label = found.text, (label.strip() or found.text)
    if len(code) > _MOST_CODE:
        code = label_key(code)[:_MOST_CODE].strip()
    if code != found.text and code in workspace.catalogue.list(found.list_name):
        raise UserError(f"Danh mục đã có mã «{code}»; hãy chọn mã ấy hoặc rút gọn cách ghi.")
    with workspace.database.write(f"Thêm «{label}» vào danh mục của đơn vị") as session:
        session.add(CodeEntry(list_name=found.list_name, code=code, label=label, source="Đơn vị"))
        return found.count if code == found.text else _set_code(session, found, code)


def _learn(session: Any, found: Unsettled, code: str, codes: CodeList) -> None:
    """Keep the spelling for the next import; one that the list reads rightly by itself needs no keeping."""
    from sqlalchemy import select  # noqa: PLC0415

    key = label_key(found.text)
    if not key or codes.find(found.text) == code:
        return
    alias: Any = CodeAlias
    known = session.scalar(select(alias).where(alias.list_name == found.list_name, alias.alias_key == key))
    kept = known or CodeAlias(list_name=found.list_name, alias_key=key)
    kept.code = code
    session.add(kept)


def _set_code(session: Any, found: Unsettled, code: str) -> int:
    from sqlalchemy import select  # noqa: PLC0415

    changed = 0
    for place in found.places:
        entity: Any = RECORDS[place.entity]
        for row in session.scalars(select(entity).where(getattr(entity, place.field) == found.text)).all():
            setattr(row, place.field, code)
            changed += 1
    return changed


def _set_provinces(workspace: "Workspace", session: Any, found: Unsettled, code: str) -> int:
    """The province of every address that ends with the text, where none is chosen yet."""
    from sqlalchemy import select  # noqa: PLC0415

    person: Any = RECORDS["StaffMember"]
    key, changed = label_key(found.text), 0
    asked = {place.field for place in found.places}
    for name, province in _ADDRESSES:
        if name not in asked:
            continue
        printed = getattr(person, name)
        rows = session.scalars(select(person).where(printed.is_not(None), getattr(person, province).is_(None))).all()
        for row in rows:
            if label_key(province_text(getattr(row, name))) == key:
                setattr(row, province, code)
                changed += 1
    return changed


def _coded(workspace: "Workspace") -> Iterator[tuple[str, str, Code]]:
    """Every coded field that the user may see: kind of record, name, field with its list."""
    for entity, kind in RECORDS.items():
        if not kind.audited or not workspace.rights.opens(kind):
            continue
        seen = workspace.catalogue.fields(kind)
        for name in kind.fields:
            field = seen.get(name)
            if isinstance(field, Code) and field.codes is not None:
                yield entity, name, field


def _first(near: Sequence[tuple[str, str]], sure: str | None, codes: CodeList) -> tuple[tuple[str, str], ...]:
    """Suggestions with the sure one before the others."""
    if sure is None:
        return tuple(near)
    return ((sure, codes.label(sure)), *(one for one in near if one[0] != sure))


_HEADERS = ("Danh mục", "Ghi là", "Số dòng", "Ở đâu", "Gợi ý")


def export_queue(workspace: "Workspace", path: Path, entries: Iterable[Unsettled]) -> None:
    """Write the queue to a workbook or CSV. Raises UserError for who may not, EnvironmentRefused."""
    from desktop.services.listing import export_rows  # noqa: PLC0415 - the workbook writer comes with it

    rows = [
        (
            list_title(entry),
            entry.text,
            entry.count,
            "; ".join(f"{place.label} ({place.count})" for place in entry.places),
            "; ".join(label for _, label in entry.suggestions),
        )
        for entry in entries
    ]
    export_rows(workspace, path, "giá trị chờ xác định mã", _HEADERS, rows)


def list_title(entry: Unsettled) -> str:
    """What a list is called: after the field that the text stands in."""
    if entry.is_place:
        return "Tỉnh, thành phố trên địa chỉ"
    kind, field = RECORDS[entry.places[0].entity], entry.places[0].field
    return kind.fields[field].label
