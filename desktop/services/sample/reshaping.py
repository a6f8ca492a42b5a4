"""How the departments of a made-up unit change over the years: merged, split, founded, dissolved, renamed."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop.domain.organisation import (
    Department,
    DepartmentKind,
    DepartmentName,
    StructureChange,
    StructureKind,
    StructureMove,
    StructurePart,
    StructureRole,
)
from desktop.services.sample.movement_log import Somebody
from desktop.services.sample.plan import on

if TYPE_CHECKING:
    from desktop.services.sample.movements import Teller

_DAY = timedelta(days=1)
_K = StructureKind

# The month of the story, what happens, to whom (codes of the profile) and what comes of it. Codes that a profile has
# not are passed over.
_STORY: Sequence[tuple[int, StructureKind, tuple[str, ...], str]] = (
    (7, _K.MERGE, ("MAT", "TMH", "RHM"), "Khoa Liên chuyên khoa Mắt – Tai Mũi Họng – Răng Hàm Mặt"),
    (13, _K.MERGE, ("NOI", "CC"), "Khoa Nội – Nhi – Cấp cứu"),
    (16, _K.RENAME, ("VTTB",), "Phòng Vật tư – Trang thiết bị"),
    (22, _K.SPLIT, ("NGTH",), "Khoa Ngoại tiêu hóa"),
    (27, _K.RENAME, ("ATTP",), "Khoa An toàn thực phẩm – Sức khỏe môi trường"),
    (30, _K.MERGE, ("KHTH", "DTCDT", "CTXH"), ""),
    (36, _K.FOUND, ("NTM",), "Khoa Đột quỵ"),
    (44, _K.DISSOLVE, ("DDLS", "KSNK"), ""),
    (50, _K.MERGE, ("CDHA", "TDCN"), ""),
    (55, _K.RENAME, ("GMHS",), "Khoa Gây mê hồi sức"),
)


class Reshaper:
    """Changes the departments of a story in the months that `_STORY` names."""

    def __init__(self, teller: "Teller") -> None:
        self._teller = teller
        self._of_code = {department.code: department for department in teller.departments}
        self._month = 0

    def month(self, day: date) -> None:
        """What the middle of the next month brings."""
        self._month += 1
        for month, kind, codes, name in _STORY:
            if month == self._month and all(code in self._of_code for code in codes):
                self._change(kind, [self._of_code[code] for code in codes], name, day)

    def _change(self, kind: StructureKind, places: list[Any], name: str, day: date) -> None:
        match kind:
            case _K.MERGE:
                self._merge(places, name, day)
            case _K.SPLIT:
                self._split(places[0], name, day)
            case _K.FOUND:
                self._found(places[0], name, day)
            case _K.DISSOLVE:
                self._dissolve(places[0], places[1], day)
            case _K.RENAME:
                self._rename(places[0], name, day)

    def _merge(self, places: list[Any], name: str, day: date) -> None:
        """All into a new department, or into the first of them where there is no new name."""
        target = self._new(places[0], name, day) if name else places[0]
        ending = [place for place in places if place is not target]
        title = f"Sáp nhập {', '.join(p.name for p in ending)} vào {target.name}"
        decision = self._teller.decide(day, "merge", title, (), sources=_names(ending), target=target.name)
        self._end(ending, target, day)
        moved = self._take(ending, target, day, decision)
        self._write(_K.MERGE, title, day, decision, places, [target], moved)
        self._teller.fill_posts(target, day + _DAY)

    def _split(self, place: Any, name: str, day: date) -> None:
        """Every third person goes into the new department; the old one goes on."""
        target = self._new(place, name, day)
        members = [p for p in self._members(place) if p.post is None and p.last < day]
        going = members[::3]
        title = f"Chia tách {place.name} thành {place.name}, {name}"
        people = tuple(p.code for p in going)
        decision = self._teller.decide(day, "split", title, people, source=place.name, target=name)
        for person in going:
            self._teller.place(person, target, day, decision)
        self._write(_K.SPLIT, title, day, decision, [place], [place, target], len(going))
        self._teller.fill_posts(target, day + _DAY)

    def _found(self, model: Any, name: str, day: date) -> None:
        target = self._new(model, name, day)
        title = f"Thành lập {name}"
        decision = self._teller.decide(day, "found", title, (), target=name)
        self._write(_K.FOUND, title, day, decision, [], [target], 0)
        for person in [p for p in self._members(model) if p.post is None and p.is_free and p.last < day][:8]:
            self._teller.move_to(person, target, day + _DAY)

    def _dissolve(self, place: Any, heir: Any, day: date) -> None:
        title = f"Giải thể {place.name}"
        decision = self._teller.decide(day, "dissolve", title, (), sources=place.name, target=heir.name)
        self._end([place], heir, day)
        moved = self._take([place], heir, day, decision)
        self._write(_K.DISSOLVE, title, day, decision, [place], [heir], moved)

    def _rename(self, place: Any, name: str, day: date) -> None:
        old = place.name
        title = f"Đổi tên {old} thành {name}"
        decision = self._teller.decide(day, "rename", title, (), source=old, target=name)
        change = self._write(_K.RENAME, title, day, decision, [place], [place], 0)
        place.name = name
        self._part(change, StructureRole.TARGET, place, name)
        plan = self._teller.plan
        plan.add(DepartmentName, department=place, name=old, starts_on=None, ends_on=on(day - _DAY), decision=decision)
        plan.add(
            StructureMove,
            change=change,
            entity="Department",
            record_uid=place.uid,
            field_name="name",
            before=json.dumps(old, ensure_ascii=False),
            after=json.dumps(name, ensure_ascii=False),
        )

    def _members(self, place: Any) -> list[Somebody]:
        return [p for p in self._teller.people if p.department is place]

    def _new(self, model: Any, name: str, day: date) -> Any:
        kind = model.kind if isinstance(model.kind, DepartmentKind) else DepartmentKind.CLINICAL
        made = self._teller.plan.add(Department, name=name, kind=kind, order_no=model.order_no + 1, founded_on=day)
        self._teller.departments.append(made)
        return made

    def _end(self, places: Sequence[Any], heir: Any, day: date) -> None:
        for place in places:
            place.dissolved_on, place.successor = day, heir
            self._teller.departments.remove(place)
            self._teller.took_over(place, heir)

    def _take(self, places: Sequence[Any], target: Any, day: date, decision: Any) -> int:
        """Everybody goes along, the heads without their posts."""
        going = [person for place in places for person in self._members(place)]
        for person in going:
            if person.post is not None:
                self._teller.relieve(person, day, decision)
            self._teller.place(person, target, day, decision)
        return len(going)

    def _write(
        self,
        kind: StructureKind,
        title: str,
        day: date,
        decision: Any,
        sources: Sequence[Any],
        targets: Sequence[Any],
        moved: int,
    ) -> Any:
        change = self._teller.plan.add(
            StructureChange,
            kind=kind,
            effective_on=day,
            decision=decision,
            summary=f"{title} từ {day:%d/%m/%Y}",
            people_moved=moved,
        )
        for place in sources:
            self._part(change, StructureRole.SOURCE, place, place.name)
        if kind is not _K.RENAME:
            for place in targets:
                self._part(change, StructureRole.TARGET, place, place.name)
        return change

    def _part(self, change: Any, role: StructureRole, place: Any, name: str) -> None:
        self._teller.plan.add(StructurePart, change=change, role=role, department=place, name=name)


def _names(places: Sequence[Any]) -> str:
    return "; ".join(place.name for place in places)
