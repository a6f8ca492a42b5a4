"""The rows of every other list: one record each, of a person that the file knows (or of none)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from desktop.domain.dates import PartialDate
from desktop.domain.text import label_key
from desktop.services.importing.agreed import Edit
from desktop.services.importing.cells import Finding, error, warning
from desktop.services.importing.comparing import Compared, Comparison
from desktop.services.importing.completing import complete_row
from desktop.services.importing.histories import changed, differing, meet_membership
from desktop.services.importing.holdings import Held
from desktop.services.importing.kinds import Part, Way
from desktop.services.importing.references import NAMED, Ref
from desktop.services.importing.rows import ReadRow

_DAY = timedelta(days=1)
Found = Edit | Held
F = TypeVar("F", Edit, Held, Edit | Held)


class RecordRows(Comparison):
    """Compares a list of records with the file."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._persons: dict[int, dict[str, Held | None]] = {}
        self._exact: set[int] = set()
        self._claimed: dict[tuple[str, int], ReadRow] = {}
        self._repeated: dict[Any, tuple[ReadRow, Edit, list[Finding]]] = {}
        self._made: dict[str, list[tuple[int | None, Edit]]] = defaultdict(list)
        self._main = self.kind.main
        self._own: list[tuple[ReadRow, Edit]] = []  # of a list of departments and the like: what its rows write
        self._kind_persons = {part.name for part in self.kind.parts if part.way is Way.KNOWN}

    def prepare(self, rows: Sequence[ReadRow]) -> None:
        """Find the people of all rows, and the records that some row names exactly: no other row may take those."""
        for row in rows:
            self._persons[id(row)] = {}
            for part in self.kind.parts:
                if part.way is Way.KNOWN:
                    self._find_person(row, part)
            for finding in complete_row(self.kind.name, row.given, self.facts):
                row.findings.append(finding)
        for row in rows:
            for part in self.parts:
                given, owner = row.given.get(part.name), self._owner_id(row, part)
                if given and part.keys and owner is not _NOBODY:
                    whole = {**part.fixed, **given, **self._linked_ids(row, part)}
                    named = _with_keys(self.held[part.name].get(owner, ()), part.keys[0], whole)
                    self._exact.update(map(id, named))

    def compare(self, row: ReadRow) -> Compared:
        persons = self._persons[id(row)]
        who = " – ".join(str(held.values["full_name"]) for held in persons.values() if held is not None)
        if any(persons[part.name] is None for part in self.kind.parts if part.name in persons and not part.is_optional):
            return who or self._called(row), (), False
        found: dict[str, Found | None] = dict(persons)
        edits: list[Edit] = []
        is_new = False
        sought = {name for part in self.parts if row.given.get(part.name) for name in part.seeks}
        for part in self.parts:
            given = row.given.get(part.name)
            if part.name in sought:
                if given:
                    found[part.name] = self._seek(row, part, given, found)
                continue
            if part.way is Way.CURRENT:
                edits += self._membership(row, part, given)
                continue
            for one in self._split(part, given):
                record, edit, new = self._meet(row, part, one, found)
                found[part.name] = record
                if edit is not None:
                    edits.append(edit)
                    if part.entity in NAMED:
                        self._own.append((row, edit))
                is_new = is_new or (new and not part.is_shared)
        return who or self._called(row), tuple(edits), is_new

    def finish(self, rows: Sequence[ReadRow]) -> None:
        """In a history of one row at a time, a new row ends the one before it; rows that name each other are tied."""
        self._tie()
        for part in self.parts:
            if part.closes:
                owners: dict[int | None, list[Edit]] = defaultdict(list)
                for owner, edit in self._made[part.name]:
                    owners[owner].append(edit)
                for owner, new in owners.items():
                    self._close(part, self.held[part.name].get(owner, ()), new)

    def _tie(self) -> None:
        """Departments of the list above departments of the list: each stands for the row that makes it."""
        named = {label_key(edit.values["name"]): edit for _row, edit in self._own if edit.values.get("name")}
        for row, edit in self._own:
            for name, ref in list(edit.values.items()):
                if type(ref) is not Ref or not ref.is_listed:
                    continue
                target = named.get(label_key(ref.name))
                if target is None or _leads_to(target, edit):
                    key = self.keys.get((edit.part.name, name), name)
                    told = f"«{ref.name}» không đứng trên được «{edit.values.get('name') or ''}»; hãy sửa lại."
                    row.findings.append(error(key, "circle", told))
                    continue
                del edit.values[name]
                edit.links[name] = target

    def _find_person(self, row: ReadRow, part: Part) -> None:
        given = row.given.get(part.name, {})
        persons = self._persons[id(row)]
        if part.is_optional and not any(given.get(name) for name in ("staff_code", "citizen_id", "full_name")):
            persons[part.name] = None
            return
        held, findings = self.finders[part.name].must_find(given)
        row.findings += findings
        persons[part.name] = held
        if held is not None:
            self.watch(held)

    def _owner_id(self, row: ReadRow, part: Part) -> Any:
        """The id of the person (or nobody) that a record of the row belongs to, where it is one."""
        if not part.owner:
            return None
        persons = self._persons[id(row)]
        if part.owner not in persons:
            return _NOBODY
        held = persons[part.owner]
        return held.id if held is not None else None

    def _linked_ids(self, row: ReadRow, part: Part) -> dict[str, int]:
        persons = self._persons[id(row)]
        return {name: held.id for name, other in part.links.items() if (held := persons.get(other)) is not None}

    def _split(self, part: Part, given: dict[str, Any] | None) -> Sequence[dict[str, Any]]:
        """The records that the cells of one part stand for: a list of techniques in one cell is one each."""
        if not given:
            return ()
        if part.name == "technique" and ";" in given.get("name", ""):
            return [{**given, "name": name.strip()} for name in given["name"].split(";") if name.strip()]
        return (given,)

    def _meet(
        self, row: ReadRow, part: Part, given: dict[str, Any], found: Mapping[str, Found | None]
    ) -> tuple[Found | None, Edit | None, bool]:
        """The record of a part, the edit it needs, and whether it is a new one."""
        owner = found.get(part.owner) if part.owner else None
        if isinstance(owner, Edit) and owner.held is not None:
            owner = owner.held
        links: dict[str, Edit] = {}
        whole = {**part.fixed, **given}
        for name, other in part.links.items():
            target = found.get(other)
            if isinstance(target, Held):
                whole[name] = target.id
            elif target is not None:
                links[name] = target
            elif other in self._kind_persons:
                whole[name] = None
        held_owner = owner.id if isinstance(owner, Held) else None
        rows = [] if isinstance(owner, Edit) else self.held[part.name].get(held_owner, [])
        held = None if links and any(name in links for name in part.keys[0]) else self._find(row, part, rows, whole)
        if held is not None:
            self.watch(held)
            if first := self._second_time(row, part, held):
                row.findings.append(_twice(self.keys, part, first))
            edits = changed(part, held, whole)
            edit = edits[0] if edits else None
            if links:
                edit = edit or Edit(part, held, {})
                edit.links.update(links)
            return held, edit, False
        same = (
            part.name,
            id(owner) if isinstance(owner, Edit) else held_owner,
            _identity(
                part, whole, links, by_keys=part.is_shared or bool(part.entity.unique) or self._has_children(part)
            ),
        )
        if (before := self._repeated.get(same)) is not None:
            if not part.is_shared and not self._has_children(part):
                row.findings.append(_twice(self.keys, part, before[0].number))
            row.findings += before[2]
            return before[1], None, False
        missing = self._missing(row, part, whole, owner, links)
        if missing and part.is_shared:
            # The day of a decision without its number: the row is worth keeping without the decision.
            row.findings += [warning(m.key, "missing", f"{m.message} Các ô đi kèm chưa được ghi.") for m in missing]
            return None, None, False
        row.findings += missing
        made = Edit(part, None, whole, owner, links)
        self._repeated[same] = (row, made, missing)
        if not row.is_wrong:
            self._made[part.name].append((held_owner, made))
        return made, made, True

    def _seek(
        self, row: ReadRow, part: Part, given: Mapping[str, Any], found: Mapping[str, Found | None]
    ) -> Found | None:
        """A record that the row only refers to: of the person if there is one, else of nobody in particular."""
        owner = found.get(part.owner) if part.owner else None
        if part.owner and owner is None:
            return None
        rows: list[Found] = [edit for _id, edit in self._made[part.name] if edit.owner is owner]
        if not isinstance(owner, Edit):
            rows += self.held[part.name].get(owner.id if owner is not None else None, [])
        for linked in (self._linked_ids(row, part), dict.fromkeys(part.links)):
            if (record := _meant(part, rows, {**given, **linked})) is not None:
                return record
        key = next(column.key for column in self.reader.matched if column.part.is_shared or column.part is part)
        told = f"Không tìm thấy {part.entity.caption} «{next(iter(given.values()))}» nên chưa gắn dòng này vào đó."
        row.findings.append(warning(key, "unknown", told))
        return None

    def _find(self, row: ReadRow, part: Part, rows: Sequence[Held], whole: Mapping[str, Any]) -> Held | None:
        taken: Held | None = None
        for place, keys in enumerate(part.keys):
            named = [held for held in _with_keys(rows, keys, whole) if place == 0 or id(held) not in self._exact]
            if place and part.is_shared:
                # The same number of another year is another decision, never the day of this one corrected.
                named = [held for held in named if not _contradicts_keys(part, held, whole)]
            free = [held for held in named if self._is_free(row, part, held)]
            if free:
                # Of several with the same keys, the one that is most like the row.
                return min(free, key=lambda held: len(differing(held, whole)))
            taken = taken or (named[0] if named else None)
        if taken is not None:
            return taken
        free = [held for held in rows if id(held) not in self._exact and self._is_free(row, part, held)]
        # A row that tells too little to name a record still means the one of which it says nothing new.
        return _alike(part, free, whole) or next((held for held in free if not differing(held, whole)), None)

    def _is_free(self, row: ReadRow, part: Part, held: Held) -> bool:
        """Whether a row may speak of a record: one that rows do not share belongs to the first that did."""
        return part.is_shared or self._claimed.get((part.name, held.id)) in (None, row)

    def _second_time(self, row: ReadRow, part: Part, held: Held) -> int:
        """The row that spoke of a record before, where a list may speak of it only once."""
        first = self._claimed.setdefault((part.name, held.id), row)
        return 0 if first is row or part.is_shared or self._has_children(part) else first.number

    def _has_children(self, part: Part) -> bool:
        return any(other.owner == part.name for other in self.parts)

    def _missing(
        self, row: ReadRow, part: Part, whole: Mapping[str, Any], owner: Found | None, links: Mapping[str, Edit]
    ) -> list[Finding]:
        """What a new record must have."""
        found = []
        for name, described in part.entity.fields.items():
            if not (described.required or name in part.needs) or described.default is not None:
                continue
            value = owner if name == part.owner_field and part.owner else whole.get(name, links.get(name))
            if value is not None or (name == part.owner_field and row.is_wrong) or name in part.links and row.is_wrong:
                continue
            key = self.keys.get((part.name, name), name)
            found.append(error(key, "required", f"Chưa nhập {self.labels.get(key, described.label)}."))
        return found

    def _membership(self, row: ReadRow, part: Part, given: dict[str, Any] | None) -> list[Edit]:
        held = self._persons[id(row)].get(part.owner)
        if not given or held is None:
            return []
        rows = self.held[part.name].get(held.id, [])
        if rows and not self.reader.has("party_cell"):
            # The cell of the case need not be the one where somebody is a member today.
            given = {name: value for name, value in given.items() if name != "cell"}
        self.watch(*rows)
        met = meet_membership(part, rows, given, self.as_of, tells_official=True)
        row.findings += met.findings
        for edit in met.edits:
            edit.owner = held
        return list(met.edits)

    def _close(self, part: Part, held: Sequence[Held], new: Sequence[Edit]) -> None:
        every: list[Edit | Held] = [*held, *new]
        rows = [(start, one) for one in every if (start := one.values.get("starts_on")) is not None]
        rows.sort(key=lambda found: found[0].iso)
        for (start, one), (following, later) in zip(rows, rows[1:], strict=False):
            if one.values.get("ends_on") is not None or following.first <= start.first:
                continue
            ends = PartialDate.of(following.first - _DAY)
            if isinstance(one, Edit):
                one.values["ends_on"] = ends
            elif isinstance(later, Edit):
                self.watch(one)
                later.also.append(Edit(part, one, {"ends_on": ends}))

    def _called(self, row: ReadRow) -> str:
        """What stands for a row that speaks of no person."""
        given = row.given.get(self._main.name, {})
        return " – ".join(str(value) for value in list(given.values())[:2])


_NOBODY = object()


def _with_keys(rows: Sequence[F], keys: Sequence[str], whole: Mapping[str, Any]) -> list[F]:
    """The records with the values of a row in some fields, the newest first; none where the row lacks one of them."""
    if not all(key in whole for key in keys):
        return []
    return [record for record in reversed(rows) if all(record.values.get(key) == whole[key] for key in keys)]


def _meant(part: Part, rows: Sequence[Found], whole: Mapping[str, Any]) -> Found | None:
    """The record that a row refers to: by the keys, else the one that contradicts none of them."""
    for keys in part.keys:
        if named := _with_keys(rows, keys, whole):
            return named[0]
    return _alike(part, rows, whole)


def _leads_to(edit: Edit, other: Edit) -> bool:
    """Whether a record needs another one, by whatever way."""
    return edit is other or any(_leads_to(needed, other) for needed in edit.links.values())


def _alike(part: Part, rows: Sequence[F], whole: Mapping[str, Any]) -> F | None:
    if part.loose is None or not all(name in whole for name in part.loose):
        return None
    every = {name for keys in part.keys for name in keys}
    for record in reversed(rows):
        if all(record.values.get(name) == whole[name] for name in part.loose) and not any(
            _contradicts(record.values.get(name), whole.get(name)) for name in every
        ):
            return record
    return None


def _contradicts_keys(part: Part, held: Held, whole: Mapping[str, Any]) -> bool:
    return any(_contradicts(held.values.get(name), whole.get(name)) for name in part.keys[0])


def _contradicts(held: Any, given: Any) -> bool:
    if held is None or given is None or held == given:
        return False
    if isinstance(held, PartialDate) and isinstance(given, PartialDate):
        return not (held.iso.startswith(given.iso) or given.iso.startswith(held.iso))
    return True


def _identity(part: Part, whole: Mapping[str, Any], links: Mapping[str, Edit], *, by_keys: bool) -> Any:
    """What tells new records of a list apart: their keys where many rows may speak of one, else everything."""
    if by_keys:
        return tuple(str(whole.get(key)) for key in part.keys[0])
    linked = tuple(sorted((name, id(edit)) for name, edit in links.items()))
    return tuple((name, str(whole[name])) for name in sorted(whole)), linked


def _twice(keys: Mapping[tuple[str, str], str], part: Part, first: int) -> Finding:
    key = keys.get((part.name, part.keys[0][-1]), part.name)
    return error(key, "duplicate", f"Trùng với dòng {first} của tệp; mỗi {part.entity.caption} chỉ được một dòng.")
