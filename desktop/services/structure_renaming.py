"""A department, cell, partner unit or the unit itself has another name from a day on."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import Problem, Rejected
from desktop.domain.organisation import (
    Department,
    DepartmentName,
    StructureChange,
    StructureKind,
    StructurePart,
    StructureRole,
    Unit,
    UnitName,
)
from desktop.services import records
from desktop.services.structure_days import DaysBefore, set_from
from desktop.services.structure_lists import COLUMNS, follow_lists
from desktop.services.structure_request import Change, Done, Preview
from desktop.services.structure_writing import PART_FIELD, paper_of
from desktop.services.workspace import Workspace

_DAY = timedelta(days=1)


class Renaming:
    """A body, or the unit itself, has another name from a day on."""

    def __init__(self, workspace: Workspace, session: Any, change: Change, day: date) -> None:
        self._workspace, self._session, self._day = workspace, session, day
        self._entity, self._change = change.entity, change
        if len(change.sources) != 1:
            raise Rejected([Problem("sources", "Hãy chọn một nơi để đổi tên.", "sources.one")])
        self._body = records.get(session, change.entity, change.sources[0])
        try:
            values = records.read_values(workspace, change.entity, {"name": change.name})
        except Rejected:
            values = {}
        self._name = str(values.get("name") or "")
        # The name of the day before, and until when the new one holds: a later renaming may be known already.
        self._old = DaysBefore(session, day).text(str(self._body.uid), "name", str(self._body.name))
        self._refuse()

    @property
    def title(self) -> str:
        """The change in one line."""
        return f"Đổi tên {self._old} thành {self._name} từ {show_day(self._day)}"[:300]

    def _refuse(self) -> None:
        problems = []
        if not self._name:
            problems.append(Problem("name", "Chưa nhập tên mới.", "name.required"))
        elif self._name == self._old:
            problems.append(Problem("name", "Tên mới giống tên cũ.", "name.same"))
        founded = getattr(self._body, "founded_on", None)
        dissolved = getattr(self._body, "dissolved_on", None)
        if founded is not None and founded > self._day:
            said = f"«{self._old}» thành lập ngày {show_day(founded)}, sau ngày đổi tên."
            problems.append(Problem("effective_on", said, "sources.not_yet"))
        if dissolved is not None and dissolved <= self._day:
            said = f"«{self._old}» đã thôi hoạt động từ ngày {show_day(dissolved)}."
            problems.append(Problem("effective_on", said, "sources.gone"))
        if problems:
            raise Rejected(problems)

    def _lists(self, *, write: bool) -> tuple[list[str], list[str]]:
        column = COLUMNS.get(self._entity)
        changes = {(column, self._old): (self._name,)} if column else {}
        return follow_lists(self._session, changes, write=write)

    def preview(self, *, write: bool = False) -> Preview:
        lists, doubtful = self._lists(write=write)
        warnings = [f"Danh sách đã lưu «{name}»: hãy xem lại điều kiện lọc." for name in doubtful]
        if self._day > self._workspace.today:
            warnings.append("Tên mới hiện trong danh sách ngay từ bây giờ; xem tại ngày trước đó vẫn thấy tên cũ.")
        others = (("Danh sách đã lưu", tuple(lists)),) if lists else ()
        return Preview(self.title, self._day, others=others, warnings=tuple(warnings))

    def write(self, paper: Mapping[str, Any]) -> Done:
        session, body = self._session, self._body
        told = self.preview(write=True)
        decision = paper_of(session, paper, self._day, self.title)
        change = StructureChange(
            kind=StructureKind.RENAME, effective_on=self._day, decision=decision, summary=self.title, people_moved=0
        )
        session.add(change)
        part = PART_FIELD.get(self._entity)
        for role, name in ((StructureRole.SOURCE, self._old), (StructureRole.TARGET, self._name)):
            StructurePart(change=change, role=role, name=name, **({part: body} if part else {}))
        session.flush()
        self._keep_names(decision)
        set_from(session, change, body, "name", self._name, self._day)
        return Done(str(change.uid), (str(body.uid),), told)

    def _keep_names(self, decision: Any) -> None:
        """The register of old names: the old one up to the day before, the new one where it is not the last."""
        if self._entity not in (Department, Unit):
            return
        owner = "department" if self._entity is Department else "unit"
        entity = DepartmentName if self._entity is Department else UnitName
        known = sorted(
            (row for row in self._body.names if row.deleted_at is None),
            key=lambda r: r.starts_on.first if r.starts_on else date.min,
        )
        last = PartialDate.of(self._day - _DAY)
        holding = next((row for row in known if row.ends_on is None or row.ends_on.last >= self._day), None)
        if holding is not None:
            # A later renaming is known: the name that it ended was this new one.
            made = entity(**{owner: self._body}, name=self._old, starts_on=holding.starts_on, ends_on=last)
            holding.name, holding.starts_on = self._name, PartialDate.of(self._day)
        else:
            before = known[-1].ends_on if known else None
            first = before.last + _DAY if before is not None else getattr(self._body, "founded_on", None)
            made = entity(
                **{owner: self._body},
                name=self._old,
                starts_on=PartialDate.of(first) if first else None,
                ends_on=last,
            )
        made.decision = decision
        self._session.add(made)
