"""Many cells of the list changed at once: what each would become is shown first, then all is written as one step.

A cell is a person and a column. Columns of the person's record take the value as it is; columns of a history (the
department, the title…) begin a new row on a day, which ends the one before it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.act_steps import Verb, begin
from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import BadValue, Rejected, UserError
from desktop.domain.fields import Code, Field, Reference
from desktop.domain.organisation import Department
from desktop.domain.record import RECORDS, on_day
from desktop.domain.staff import AppointmentKind, StaffMember
from desktop.domain.text import label_key
from desktop.services import records, row_decision
from desktop.services.counting import names_on
from desktop.services.people_list import open_grid
from desktop.services.workspace import Workspace
from desktop.storage.audit import UnitOfWork
from desktop.storage.grid import GridColumn, PeopleGrid
from desktop.storage.links import blocks


@dataclass(frozen=True)
class Dated:
    """A column of a history: the record, the list on the person's side, what a new row keeps of the one before it."""

    entity: str
    many: str
    name: str
    kept: tuple[str, ...] = ()
    same: Callable[[Any], bool] = lambda _row: True
    fixed: Mapping[str, Any] = field(default_factory=dict)


def _is_main(row: Any) -> bool:
    return row.kind is AppointmentKind.MAIN


DATED: Mapping[str, Dated] = {
    "department": Dated("Placement", "placements", "department"),
    "post": Dated("Appointment", "appointments", "post", same=_is_main, fixed={"kind": AppointmentKind.MAIN}),
    "status": Dated("EmploymentStatus", "statuses", "status"),
    "contract_kind": Dated("Contract", "contracts", "kind"),
    "title": Dated("TitleHolding", "titles", "title"),
    "job_position": Dated("JobHolding", "jobs", "position", ("level", "salary_table")),
    "job_level": Dated("JobHolding", "jobs", "level", ("position",)),
}


@dataclass(frozen=True)
class CellChange:
    """One cell: what it shows now and what it would show. With a `problem` it is not written; `note` only warns."""

    uid: str
    code: str
    name: str
    column: str
    label: str
    before: str
    after: str
    problem: str = ""
    note: str = ""
    value: Any = field(default=None, repr=False, compare=False)

    @property
    def is_change(self) -> bool:
        """Whether writing would change anything."""
        return not self.problem and self.before != self.after


@dataclass(frozen=True)
class EditPlan:
    """What would be written, cell by cell. `since` is the day on which new rows of histories begin."""

    title: str
    changes: tuple[CellChange, ...]
    since: date
    decision: Mapping[str, Any] = field(default_factory=dict)

    @property
    def to_do(self) -> tuple[CellChange, ...]:
        """The cells that would change."""
        return tuple(change for change in self.changes if change.is_change)

    @property
    def problems(self) -> tuple[CellChange, ...]:
        """The cells that cannot be written."""
        return tuple(change for change in self.changes if change.problem)

    @property
    def people(self) -> int:
        """How many people would be changed."""
        return len({change.uid for change in self.to_do})


def editable(workspace: Workspace) -> dict[str, GridColumn]:
    """The columns that may be changed in the list, by key: the person's record, own fields, and those of histories."""
    grid = open_grid(workspace)
    if workspace.rights.refusal(StaffMember) is not None:
        return {}
    return {key: column for key, column in grid.columns.items() if _target(column) is not None}


def is_dated(column: str) -> bool:
    """Whether a column is of a history, so that a change asks from which day."""
    return column in DATED


def prepare(
    workspace: Workspace,
    title: str,
    cells: Sequence[tuple[str, str, object]],
    *,
    since: date | None = None,
    decision: Mapping[str, str] | None = None,
) -> EditPlan:
    """Read cells (uid of the person, key of the column, what was typed) and tell what would become of each.

    Nothing is written. Raises UserError where the user may not edit, or a person is gone; Rejected for a decision that
    cannot be read.
    """
    if refusal := workspace.rights.refusal(StaffMember):
        raise UserError(refusal)
    day = since or workspace.today
    decided = row_decision.read(workspace, {f"{row_decision.PREFIX}{n}": text for n, text in (decision or {}).items()})
    grid = open_grid(workspace)
    try:
        changes = _Reading(workspace, grid, day, cells).changes()
    finally:
        grid.close()
    return EditPlan(title, tuple(changes), day, {n: v for n, v in decided.items() if v is not None})


def carry_out(workspace: Workspace, plan: EditPlan, *, skip_problems: bool = False) -> int:
    """Write what the plan shows as one step of undo; returns how many cells were changed.

    Raises UserError, and nothing is written, where the plan has problems (unless they are to be left out) or somebody
    changed one of its cells meanwhile.
    """
    if plan.problems and not skip_problems:
        first = plan.problems[0]
        raise UserError(
            f"Còn {len(plan.problems)} ô chưa đúng, chưa ghi gì. {first.name}: {first.problem} Hãy sửa hoặc bỏ các ô đó."
        )
    if not plan.to_do:
        return 0
    now = prepare(workspace, plan.title, [(c.uid, c.column, c.before) for c in plan.to_do], since=plan.since)
    moved = [new for new, old in zip(now.changes, plan.to_do, strict=True) if new.before != old.before]
    if moved:
        raise UserError(
            f"{moved[0].label} của {moved[0].name} vừa được người khác sửa; chưa ghi gì. Hãy xem lại rồi làm lại."
        )
    with workspace.database.write(plan.title) as session:
        _Writing(workspace, session, plan).run()
    return len(plan.to_do)


def _target(column: GridColumn) -> str | None:
    """Where the values of a column are written: the person's record, an own field, a history; None for nowhere."""
    if column.key in DATED:
        return "history"
    if column.is_own:
        return "own"
    return "person" if column.entity is StaffMember and not column.is_worked else None


class _Reading:
    """Reads what was typed into cells against what stands there."""

    def __init__(
        self, workspace: Workspace, grid: PeopleGrid, day: date, cells: Sequence[tuple[str, str, object]]
    ) -> None:
        self._workspace, self._grid, self._day, self._cells = workspace, grid, day, cells
        self._columns = grid.columns
        keys = list(dict.fromkeys(key for _, key, _ in cells if key in grid.columns))
        uids = list(dict.fromkeys(uid for uid, _, _ in cells))
        ids = grid.ids_of(uids)
        if missing := len(uids) - len(ids):
            raise UserError(f"{missing} người không còn trong danh sách; chưa có gì thay đổi. Hãy tải lại danh sách.")
        then = {key: (grid.at(day) if key in DATED else grid) for key in keys}
        self._shown: dict[str, dict[str, str]] = defaultdict(dict)
        self._person: dict[str, tuple[str, ...]] = {}
        numbers = list(ids.values())
        for row in grid.rows(numbers, ("staff_code", "full_name", "birth_date")).values():
            self._person[row[-1]] = row
        for source in dict.fromkeys(then.values()):
            wanted = [key for key in keys if then[key] is source]
            for row in source.rows(numbers, wanted).values():
                self._shown[row[-1]].update(zip(wanted, row, strict=False))
        self._read: dict[tuple[str, str], tuple[Any, str, str, str]] = {}
        self._named: dict[str, dict[str, tuple[str, str]]] = {}

    def changes(self) -> list[CellChange]:
        taken: dict[tuple[str, str], str] = {}
        found = []
        for uid, key, raw in self._cells:
            column = self._columns.get(key)
            code, name, born = self._person[uid][:3]
            before = self._shown[uid].get(key, "")
            if column is None or _target(column) is None:
                label = column.label if column else key
                text = "" if raw is None else str(raw)
                problem = "" if text == before else f"{label} không sửa được ở danh sách."
                found.append(CellChange(uid, code, name, key, label, before, before if not problem else text, problem))
                continue
            value, after, problem, note = self._value(column, raw)
            if not problem and key in DATED:
                problem = self._impossible(column, value, born)
            if not problem and value is not None and after != before and (key,) in StaffMember.unique:
                problem = self._not_unique(column, value, uid, taken)
            found.append(CellChange(uid, code, name, key, column.label, before, after, problem, note, value))
        return found

    def _value(self, column: GridColumn, raw: object) -> tuple[Any, str, str, str]:
        """The value of what was typed, how it is shown, why it cannot be, and what is odd about it; read once."""
        text = "" if raw is None else str(raw)
        known = self._read.get((column.key, text))
        if known is None:
            known = self._read[column.key, text] = self._fresh(column, raw, text)
        return known

    def _fresh(self, column: GridColumn, raw: object, text: str) -> tuple[Any, str, str, str]:
        described = self._field(column)
        if isinstance(described, Reference):
            return self._reference(column, described, text)
        try:
            if _target(column) == "history":
                value = described.read(raw)
            else:
                value = records.read_values(self._workspace, StaffMember, {column.name: raw})[column.name]
        except Rejected as error:
            return None, text, error.problems[0].message, ""
        except BadValue as error:
            return None, text, str(error), ""
        note = ""
        if isinstance(described, Code) and not described.is_known(value):
            note = f"{column.label}: «{value}» chưa có trong danh mục."
        return value, described.show(value), "", note

    def _field(self, column: GridColumn) -> Field:
        if column.key not in DATED:
            return column.field
        dated = DATED[column.key]
        return self._workspace.catalogue.fields(RECORDS[dated.entity])[dated.name]

    def _reference(self, column: GridColumn, described: Reference, text: str) -> tuple[Any, str, str, str]:
        """The uid behind a name (as it is, or as it was on the day) or behind a uid."""
        names = self._named.setdefault(described.to, self._names(described))
        if not text.strip():
            return None, "", f"Chưa nhập {column.label}.", ""
        found = names.get(text) or names.get(label_key(text))
        if found is None:
            return None, text, f"{column.label}: chưa có «{text}» trong danh mục của đơn vị.", ""
        return found[0], found[1], "", ""

    def _names(self, described: Reference) -> dict[str, tuple[str, str]]:
        entity: Any = RECORDS[described.to]
        with self._workspace.database.read() as session:
            then = names_on(session, self._day) if entity is Department else {}
            rows = [(str(r.uid), str(r), then.get(str(r.uid)) or str(r)) for r in session.scalars(select(entity))]
        found: dict[str, tuple[str, str]] = {}
        for uid, now, shown in rows:
            for text in (uid, label_key(shown)):
                found[text] = (uid, shown)
            found.setdefault(label_key(now), (uid, shown))
        return found

    def _impossible(self, column: GridColumn, value: Any, born: str) -> str:
        if value is None:
            return f"Chưa nhập {column.label}."
        if born and PartialDate.parse(born).first > self._day:
            return f"Ngày {show_day(self._day)} trước ngày sinh."
        return ""

    def _not_unique(self, column: GridColumn, value: Any, uid: str, taken: dict[tuple[str, str], str]) -> str:
        other = taken.setdefault((column.key, str(value)), uid)
        attribute = getattr(StaffMember, column.name)
        with self._workspace.database.read() as session:
            held = session.scalars(select(StaffMember.uid).where(attribute == value, StaffMember.uid != uid)).first()
        if other != uid or held is not None:
            return f"{column.label} «{value}» đã có ở người khác."
        return ""


class _Writing:
    """Puts the cells of a plan into the records."""

    def __init__(self, workspace: Workspace, session: UnitOfWork, plan: EditPlan) -> None:
        self._workspace, self._session, self._plan = workspace, session, plan
        self._own = workspace.catalogue.own_fields(StaffMember)
        self._targets: dict[tuple[str, str], Any] = {}

    def run(self) -> None:
        members = _members(self._session, {change.uid for change in self._plan.to_do})
        direct: dict[str, dict[str, Any]] = defaultdict(dict)
        dated: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        for change in self._plan.to_do:
            if change.column in DATED:
                dated[change.uid][DATED[change.column].entity][change.column] = change.value
            else:
                direct[change.uid][change.column] = change.value
        for uid, values in direct.items():
            records.put(self._workspace, self._session, members[uid], values)
        for uid, histories in dated.items():
            for columns in histories.values():
                self._begin(members[uid], columns)

    def _begin(self, member: Any, columns: Mapping[str, Any]) -> None:
        """A new row in a history; what the plan does not say of it is kept from the row that it follows."""
        described = [DATED[key] for key in columns]
        first = described[0]
        rows = list(getattr(member, first.many))
        before = on_day([row for row in rows if first.same(row)], self._plan.since)
        told = {
            each.name: self._loaded(first.entity, each.name, value)
            for each, value in zip(described, columns.values(), strict=True)
        }
        kept = {name: getattr(before, name) for each in described for name in each.kept if before is not None}
        values = {**first.fixed, **{n: v for n, v in kept.items() if v is not None}, **told}
        start = PartialDate.of(self._plan.since)
        for step in begin(rows, first.entity, start, values, same=first.same):
            if step.verb is Verb.BEGIN:
                row = RECORDS[step.entity](staff=member, **step.values)
                self._session.add(row)
                if self._plan.decision:
                    self._session.flush()
                    row_decision.put(self._session, row, self._plan.decision)
            elif step.verb is Verb.DROP:
                self._session.remove(step.row)
            else:
                for name, value in step.values.items():
                    setattr(step.row, name, value)

    def _loaded(self, entity: str, name: str, value: Any) -> Any:
        described = RECORDS[entity].fields[name]
        if not isinstance(described, Reference):
            return value
        if (described.to, value) not in self._targets:
            with self._session.no_autoflush:
                self._targets[described.to, value] = records.get(self._session, RECORDS[described.to], value)
        return self._targets[described.to, value]


def _members(session: Session, uids: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in blocks(list(uids)):
        found.update({str(m.uid): m for m in session.scalars(select(StaffMember).where(StaffMember.uid.in_(block)))})
    return found
