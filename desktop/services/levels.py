"""Placing people into job positions and levels before the old regime ends: who, where to, what is missing, the shares.

`conversion` reads; the clerk chooses people and may change position, level or table; `enter` writes the rows of position
and, where the table changes, the rows of pay, as one undo step.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import Problem, Rejected
from desktop.domain.levels import Share, counted, deadline, proposed, rule_of, shares
from desktop.domain.placing import Placing, placing_on_change
from desktop.domain.policy import Policy
from desktop.domain.staff import JobHolding, PayBasis, RaiseKind, SalaryStep, StandardState
from desktop.resources_dir import resource
from desktop.services import pay_decision, records
from desktop.services.pay_decision import Entered
from desktop.services.pay_facts import PaidPerson, PayFacts
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace

AMENDABLE = ("position", "level", "salary_table", "meets_standard", "standard_due_on", "starts_on")


@dataclass(frozen=True)
class LevelDraft:
    """The row of position that somebody would get. Where `table` is another than that of the pay, pay is placed anew."""

    staff_uid: str
    position: str | None
    level: int
    table: str
    standard: StandardState | None
    standard_due_on: date | None = None
    starts_on: date | None = None


@dataclass(frozen=True)
class Line:
    """One person of the conversion. `draft` is None where nothing can be proposed, and `why` says why not."""

    staff_uid: str
    staff_code: str
    name: str
    department: str
    title: str
    table: str
    coefficient: Decimal | None
    position: str
    level: int | None
    standard: StandardState | None
    standard_due_on: date | None
    why: str
    draft: LevelDraft | None = None

    @property
    def is_placed(self) -> bool:
        """Whether somebody stands in a position already."""
        return self.level is not None

    @property
    def lacks_degree(self) -> bool:
        """Whether the degree for level 2 is still missing."""
        state = self.standard if self.is_placed else self.draft.standard if self.draft else None
        return state in (StandardState.UPGRADING, StandardState.UNMET)


@dataclass(frozen=True)
class Conversion:
    """Everybody of the headcount on a day, placed or not; the shares as they are and as they would be."""

    day: date
    deadline: date
    basis: str
    lines: tuple[Line, ...]
    shares_now: tuple[Share, ...]
    shares_planned: tuple[Share, ...]
    position_names: Mapping[str, str]

    @property
    def waiting(self) -> list[Line]:
        """Who is not placed yet and could be."""
        return [line for line in self.lines if not line.is_placed and line.draft]

    @property
    def lacking(self) -> list[Line]:
        """Who still lacks the degree for level 2."""
        return [line for line in self.lines if line.lacks_degree]

    @property
    def open_lines(self) -> list[Line]:
        """Of whom nothing can be proposed."""
        return [line for line in self.lines if not line.is_placed and line.draft is None]


@cache
def title_positions() -> tuple[tuple[str, str], ...]:
    """The job position that titles turn into, by the beginning of their code, the longest first."""
    with resource("codes", "title_position.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["prefix"], row["position"]) for row in csv.DictReader(file)]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def position_of(title: str | None) -> str | None:
    """The code of the job position that a title turns into, or None where a person must say."""
    return next((position for prefix, position in title_positions() if (title or "").startswith(prefix)), None)


def conversion(workspace: Workspace) -> Conversion:
    """The state of the conversion as at today, with a proposal for everybody who is not placed."""
    day, policy, catalogue = workspace.today, workspace.policy, workspace.catalogue
    with workspace.database.read() as session:
        facts = PayFacts(session, catalogue, policy, day)
        people = facts.people(jobs=True, degrees=True)
    levels = {row.code: row.extra.get("job_level", "") for row in catalogue.list("salary_table")}
    ranks = catalogue.list("qualification")
    wanted = ranks.get(rule_of(policy, day).text("raised_degree"))
    least = wanted.rank if wanted else 0
    lines = tuple(_line(facts, person, levels, least, policy, day) for person in people.values())
    bounds = position_bounds(catalogue)
    placed = [(person.job.position, person.job.level) for person in people.values() if _is_placed(person)]
    planned = [(line.draft.position, line.draft.level) for line in lines if line.draft and line.draft.position]
    return Conversion(
        day=day,
        deadline=deadline(policy, day),
        basis=rule_of(policy, day).source,
        lines=lines,
        shares_now=tuple(shares(counted(placed), bounds, policy, day)),
        shares_planned=tuple(shares(counted([*placed, *planned]), bounds, policy, day)),
        position_names={row.code: row.label for row in catalogue.list("job_position")},
    )


def converting(workspace: Workspace) -> Task[Conversion]:
    """`conversion` as a task for the window's worker."""
    yield Progress(0, 0, "Đối chiếu chức danh với vị trí việc làm")
    return conversion(workspace)


def position_bounds(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    """The lowest and highest level of each position that has levels."""
    return {
        row.code: (int(row.extra["level_min"]), int(row.extra["level_max"]))
        for row in catalogue.list("job_position")
        if row.extra.get("level_min") and row.extra.get("level_max")
    }


def _is_placed(person: PaidPerson) -> bool:
    return person.job is not None and person.job.level is not None


def _line(
    facts: PayFacts, person: PaidPerson, levels: Mapping[str, str], least: int, policy: Policy, day: date
) -> Line:
    catalogue, table = facts.catalogue, facts.table_of(person)
    title, positions = catalogue.list("professional_title").get(person.title), catalogue.list("job_position")
    job = person.job
    code = job.position if job is not None else position_of(person.title)
    known = positions.get(code) if code else None
    line = Line(
        staff_uid=person.uid,
        staff_code=person.staff_code,
        name=person.full_name,
        department=person.department,
        title=title.label if title else (person.title or ""),
        table=table or "",
        coefficient=person.salary.coefficient if person.salary is not None else None,
        position=known.label if known else (code or ""),
        level=job.level if job is not None else None,
        standard=job.meets_standard if job is not None else None,
        standard_due_on=job.standard_due_on if job is not None else None,
        why="",
    )
    if line.is_placed:
        return replace(line, why="Đã xếp")
    has_degree = person.degree_rank >= least if person.degree_rank >= 0 else None
    found = proposed(person.title, table, has_degree, levels, policy, day)
    if found is None:
        return replace(line, why=f"Bảng lương {table} chưa có bậc tương ứng" if table else "Chưa rõ bảng lương")
    why = found.why if code else f"{found.why}; chưa rõ vị trí việc làm, hãy chọn"
    bounds = position_bounds(catalogue).get(code or "")
    if bounds is not None and not bounds[0] <= found.level <= bounds[1] and found.standard is None:
        why += f"; vị trí này có bậc {bounds[0]}–{bounds[1]}"
    why = why[:1].upper() + why[1:]
    draft = LevelDraft(person.uid, code, found.level, found.table, found.standard)
    return replace(line, why=why, draft=draft)


def draft_texts(workspace: Workspace, draft: LevelDraft) -> dict[str, str]:
    """A draft as its form shows it, by the names in `AMENDABLE`."""
    fields = workspace.catalogue.fields(JobHolding)
    values = {
        "position": draft.position,
        "level": draft.level,
        "salary_table": draft.table,
        "meets_standard": draft.standard,
        "standard_due_on": draft.standard_due_on,
        "starts_on": PartialDate.of(draft.starts_on) if draft.starts_on else None,
    }
    return {name: fields[name].show(value) for name, value in values.items()}


def amended(workspace: Workspace, draft: LevelDraft, typed: Mapping[str, object]) -> LevelDraft:
    """A draft with what the clerk typed. Raises Rejected with every problem."""
    values = records.read_values(workspace, JobHolding, {name: typed[name] for name in AMENDABLE if name in typed})
    since = values.pop("starts_on", None)
    problems = []
    if since is not None and since.day is None:
        problems.append(Problem("starts_on", "Từ ngày: hãy nhập đủ ngày, tháng, năm.", "starts_on.whole"))
    for name in ("level", "salary_table"):
        if name in values and values[name] is None:
            problems.append(Problem(name, f"Chưa nhập {JobHolding.fields[name].label.lower()}.", f"{name}.required"))
    if problems:
        raise Rejected(problems)
    named = {"salary_table": "table", "meets_standard": "standard"}
    found = replace(draft, **{named.get(name, name): value for name, value in values.items()})
    return replace(found, starts_on=since.day) if since is not None else found


def placing_of(workspace: Workspace, salary: Any, table: str, on: date) -> Placing | None:
    """The step of pay that a row of pay turns into when its holder gets another table on a day; None: it stays."""
    if salary is None or salary.basis is PayBasis.POSITION or salary.salary_table in (None, table):
        return None
    return placing_on_change(
        salary.salary_table,
        salary.coefficient,
        salary.over_frame_percent,
        salary.counted_from or salary.starts_on,
        table,
        on,
        workspace.policy,
    )


def enter(workspace: Workspace, decision: Mapping[str, object], drafts: Sequence[LevelDraft], since: date) -> Entered:
    """Write positions and levels from `since` on (or a draft's own day), and pay where the table changes; one undo step.

    Raises Rejected where the decision has no number or day, nobody is chosen, a position is missing, or somebody has a
    row from that day or a later one; then nothing is written.
    """
    values = pay_decision.read(workspace, decision)
    problems = [] if drafts else [Problem("", "Chưa chọn ai trong danh sách.", "empty")]
    if any(draft.position is None for draft in drafts):
        count = sum(draft.position is None for draft in drafts)
        problems.append(
            Problem("", f"{count} người chưa có vị trí việc làm; hãy chọn hoặc bỏ họ.", "position.required")
        )
    if problems:
        raise Rejected(problems)
    title = f"Xếp vị trí việc làm, bậc nghề nghiệp theo quyết định {values['number']}: {len(drafts)} người"
    unsure = 0
    with workspace.database.write(title) as session:
        people = pay_decision.members(session, [draft.staff_uid for draft in drafts])
        jobs = pay_decision.histories(session, JobHolding, list(people.values()))
        pays = pay_decision.histories(session, SalaryStep, list(people.values()))
        for draft in drafts:
            member, day = people[draft.staff_uid], draft.starts_on or since
            if later := pay_decision.later_row(jobs[member.id], day):
                problems.append(pay_decision.clash(str(member.full_name), JobHolding.caption, later))
        if problems:
            raise Rejected(problems)
        paper = pay_decision.decided(session, values, "Xếp vị trí việc làm", title)
        for draft in drafts:
            member, day = people[draft.staff_uid], draft.starts_on or since
            pay_decision.end_before(jobs[member.id], day)
            session.add(
                JobHolding(
                    staff=member,
                    starts_on=PartialDate.of(day),
                    position=draft.position,
                    level=draft.level,
                    salary_table=draft.table,
                    meets_standard=draft.standard,
                    standard_due_on=draft.standard_due_on,
                    decision=paper,
                )
            )
            held = _held(pays[member.id], day)
            placing = placing_of(workspace, held, draft.table, day)
            if placing is None:
                continue
            if later := pay_decision.later_row(pays[member.id], day):
                problems.append(pay_decision.clash(str(member.full_name), SalaryStep.caption, later))
                continue
            pay_decision.end_before(pays[member.id], day)
            unsure += not placing.is_sure
            session.add(_pay_row(member, held, placing, day, paper))
        if problems:
            raise Rejected(problems)
    notes: tuple[str, ...] = ()
    if unsure:
        rule = workspace.policy.rule("salary.title_change", since).source
        notes = (f"{unsure} người đổi bảng lương, xếp theo {rule}; quy định này chưa đối chiếu bản gốc, hãy xem lại.",)
    return Entered(len(drafts), notes)


def _held(rows: Sequence[Any], day: date) -> Any | None:
    before = [row for row in rows if row.starts_on is None or row.starts_on.first < day]
    return before[-1] if before else None


def _pay_row(member: Any, held: Any, placing: Placing, day: date, paper: Any) -> SalaryStep:
    reason = f"Xếp lương khi xếp bậc nghề nghiệp từ {show_day(day)}: {placing.why}"
    if placing.kept_difference:
        reason += f" ({placing.kept_difference})"
    return SalaryStep(
        staff=member,
        starts_on=PartialDate.of(day),
        salary_table=placing.table,
        step=placing.step,
        coefficient=placing.coefficient,
        percent=held.percent,
        basis=held.basis,
        over_frame_percent=placing.over_frame_percent,
        over_frame_from=held.over_frame_from if placing.over_frame_percent else None,
        counted_from=placing.counted_from,
        raise_kind=RaiseKind.LEVEL_CHANGE,
        reason=reason[:250],
        decision=paper,
    )
