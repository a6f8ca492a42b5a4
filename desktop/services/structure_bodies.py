"""Which departments, cells or partner units a change begins and ends with, and whether that can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected
from desktop.domain.organisation import StructureKind
from desktop.services import records
from desktop.services.structure_request import Change
from desktop.services.workspace import Workspace
from desktop.storage.mapping import TABLES

_DAY = timedelta(days=1)


@dataclass
class Goal:
    """One target: the record, once it is there, its name, and the fields that a new one is made with."""

    name: str
    record: Any = None
    typed: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.record is None


@dataclass
class Bodies:
    """What a change begins with and ends with; `ending` are gone after it.

    `namesakes` are dissolved bodies whose name is taken up again.
    """

    sources: list[Any] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    ending: list[Any] = field(default_factory=list)
    namesakes: list[Any] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def find_bodies(workspace: Workspace, session: Session, change: Change, day: date) -> Bodies:
    """The bodies of a change. Raises Rejected with everything that makes it impossible."""
    return _Finder(workspace, session, change, day).made()


class _Finder:
    def __init__(self, workspace: Workspace, session: Session, change: Change, day: date) -> None:
        self._workspace, self._session, self._change, self._day = workspace, session, change, day
        self._found = Bodies()
        self._problems: list[Problem] = []

    def made(self) -> Bodies:
        work, change = self._found, self._change
        work.sources = [records.get(self._session, change.entity, uid) for uid in dict.fromkeys(change.sources)]
        for place in change.targets:
            if place.uid:
                found = records.get(self._session, change.entity, place.uid)
                work.goals.append(Goal(str(found), found))
            else:
                work.goals.append(self._new_goal(place.typed))
        kept = [goal.record for goal in work.goals if goal.record is not None]
        work.sources += [body for body in kept if body not in work.sources and change.kind is StructureKind.MERGE]
        if change.kind in (StructureKind.MERGE, StructureKind.SPLIT, StructureKind.DISSOLVE):
            work.ending = [body for body in work.sources if body not in kept]
        for body in dict.fromkeys([*work.sources, *kept]):
            self._must_exist(body, "sources" if body in work.sources else "targets")
        self._must_fit()
        if self._problems:
            raise Rejected(self._problems)
        return work

    def _new_goal(self, typed: Mapping[str, object]) -> Goal:
        try:
            values = records.read_values(self._workspace, self._change.entity, typed)
        except Rejected as error:
            self._problems += error.problems
            return Goal("")
        name = str(values.get("name") or "")
        if not name:
            self._problems.append(Problem("name", "Chưa nhập tên của nơi mới lập.", "name.required"))
        table = TABLES[self._change.entity.__name__]
        same = select(self._change.entity).where(table.c.name == name)
        found: list[Any] = list(self._session.scalars(same))
        for body in found:
            if body.dissolved_on is not None and body.dissolved_on <= self._day:
                self._found.namesakes.append(body)
                self._found.warnings.append(
                    f"Đã từng có «{name}», giải thể {show_day(body.dissolved_on)}; nơi cũ sẽ ghi là «{namesake(body)}»."
                )
            else:
                said = f"Đã có «{name}»; hãy chọn nơi ấy trong danh sách thay vì lập mới."
                self._problems.append(Problem("name", said, "name.taken"))
        return Goal(name, None, values)

    def _must_exist(self, body: Any, place: str) -> None:
        if body.founded_on is not None and body.founded_on > self._day:
            said = f"«{body}» thành lập ngày {show_day(body.founded_on)}, sau ngày {show_day(self._day)}."
            self._problems.append(Problem("effective_on", said, f"{place}.not_yet"))
        ends = body.dissolved_on
        if ends is not None and (ends <= self._day or body in self._found.ending):
            said = f"«{body}» đã thôi hoạt động từ ngày {show_day(ends)}."
            self._problems.append(Problem("effective_on", said, f"{place}.gone"))

    def _must_fit(self) -> None:
        kind, work = self._change.kind, self._found
        said = ""
        if kind is StructureKind.MERGE:
            if len(work.goals) != 1:
                said = "Sáp nhập phải có đúng một nơi tiếp nhận."
            elif not work.ending:
                said = "Chưa chọn nơi được sáp nhập."
            elif len(work.sources) < 2:
                said = "Sáp nhập phải có từ hai nơi trở lên; đổi tên một nơi thì dùng «Đổi tên»."
        elif kind is StructureKind.SPLIT:
            if len(work.sources) != 1:
                said = "Chia tách bắt đầu từ đúng một nơi."
            elif len(work.goals) < 2:
                said = "Chia tách phải có từ hai nơi sau khi chia; nơi cũ còn hoạt động thì tính là một."
        elif kind is StructureKind.DISSOLVE and not work.sources:
            said = "Chưa chọn nơi giải thể."
        elif kind is StructureKind.FOUND and (len(work.goals) != 1 or not work.goals[0].is_new):
            said = "Thành lập cần tên của nơi mới."
        if said:
            self._problems.append(Problem("targets", said, "structure.shape"))


def namesake(body: Any) -> str:
    """What a dissolved body is called once another bears its name."""
    return f"{body.name} (đến {show_day(body.dissolved_on - _DAY)})"
