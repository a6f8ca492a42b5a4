"""The plan of a year as the page shows it: its lines by family with what became of them, people, and money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.codes import CodeList
from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringKind
from desktop.domain.text import name_key
from desktop.domain.training import (
    DEGREE_KINDS,
    ENROLMENT_WORKFLOW,
    PLAN_WORKFLOW,
    SENT_STATES,
    STUDYING_STATES,
    Enrolment,
    EnrolmentState,
    LineState,
    PlanState,
    TrainingLine,
    has_passed,
)
from desktop.domain.workflow import Move
from desktop.services import records
from desktop.services.mentoring_facts import standings
from desktop.services.training import newest_plan
from desktop.services.workspace import Workspace
from desktop.storage.mapping import TABLES

FAMILIES = {
    "degree": "Trung cấp, cao đẳng, đại học",
    "postgraduate": "Sau đại học",
    "specialist": "Chuyên khoa (chứng chỉ)",
    "politics": "Lý luận chính trị",
    "state_management": "Quản lý nhà nước",
    "title": "Tiêu chuẩn chức danh nghề nghiệp",
    "defence": "Quốc phòng và an ninh",
    "management": "Lãnh đạo, quản lý",
    "professional": "Chuyên môn ngắn hạn",
    "update": "Cập nhật kiến thức",
    "language": "Ngoại ngữ, tiếng dân tộc",
    "it": "Tin học, chuyển đổi số",
    "party_work": "Công tác Đảng, đoàn thể",
    "conference": "Hội nghị, hội thảo",
    "practice": "Thực hành khám bệnh, chữa bệnh",
    "": "Loại khác",
}
_PURSES = ("cost_state", "cost_unit", "cost_self", "cost_other")
_GIVEN_UP = (EnrolmentState.REJECTED, EnrolmentState.WITHDRAWN, EnrolmentState.CANCELLED)


@dataclass(frozen=True)
class Money:
    """Whole đồng by purse: state budget, the unit's own, the person's, others."""

    state: int = 0
    unit: int = 0
    own: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        return self.state + self.unit + self.own + self.other

    def __add__(self, more: "Money") -> "Money":
        return Money(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(Money)))


@dataclass(frozen=True)
class Counts:
    """People: planned (of them on cancelled lines), waiting to be sent, really sent; of those studying, done, failed."""

    planned: int = 0
    waiting: int = 0
    sent: int = 0
    studying: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0

    def __add__(self, more: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(Counts)))


@dataclass(frozen=True)
class LineRow:
    """One line of the plan, or (`uid` empty) a course outside the plan. `key` stays the same between two readings."""

    key: str
    uid: str
    family: str
    kind: str
    kind_label: str
    topic: str
    institution: str
    who: str
    period: str
    counts: Counts
    planned_money: Money
    spent: Money
    is_cancelled: bool = False

    @property
    def title(self) -> str:
        """What the course is, in a few words."""
        return self.topic or self.kind_label


@dataclass(frozen=True)
class Family:
    """The lines of one family of training with their sums."""

    key: str
    label: str
    lines: Sequence[LineRow]
    counts: Counts


@dataclass(frozen=True)
class PlanView:
    """The plan of a year. `uid` is empty and `state` None while there is none."""

    year: int
    uid: str
    state: PlanState | None
    paper: str
    moves: Sequence[Move]
    families: Sequence[Family]
    counts: Counts
    planned_money: Money
    spent: Money
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StudentRow:
    """One person of a course, with the moves there are from where he or she stands."""

    uid: str
    staff_uid: str
    name: str
    department: str
    state: EnrolmentState
    period: str
    paper: str
    note: str
    moves: Sequence[Move]
    texts: Mapping[str, str]


def plan_of_year(workspace: Workspace, year: int) -> PlanView:
    """The plan of a year with everything under it; people sent outside the plan in that year stand last."""
    with workspace.database.read() as session:
        plan = newest_plan(session, year)
        lines = _lines(session, plan.id) if plan is not None else []
        enrolled = _enrolments(session, [line.id for line in lines], year)
        kinds = workspace.catalogue.list("training_kind")
        rows = [_line_row(line, enrolled.get(line.id, []), kinds) for line in lines]
        rows += _outside(enrolled.get(None, []), kinds)
        texts = records.as_text(workspace, session, plan) if plan is not None else {}
        return PlanView(
            year=year,
            uid=plan.uid if plan is not None else "",
            state=plan.state if plan is not None else None,
            paper=_paper(plan.doc_no, plan.doc_on) if plan is not None else "",
            moves=list(PLAN_WORKFLOW.moves_from(plan)) if plan is not None else [],
            families=_families(rows),
            counts=sum((r.counts for r in rows), Counts()),
            planned_money=sum((r.planned_money for r in rows if not r.is_cancelled), Money()),
            spent=sum((r.spent for r in rows), Money()),
            texts=texts,
        )


def line_texts(workspace: Workspace, uid: str) -> dict[str, str]:
    """A line as a form takes it. Raises UserError when it is gone."""
    return records.load(workspace, TrainingLine, uid)


def students(workspace: Workspace, row: LineRow, year: int) -> list[StudentRow]:
    """The people of a line, or of a course outside the plan, those who still have something to do first."""
    t = TABLES["Enrolment"]
    lines, people, current, departments = (
        TABLES["TrainingLine"],
        TABLES["StaffMember"],
        TABLES["Placement"],
        TABLES["Department"],
    )
    place = (
        select(departments.c.name)
        .join(current, current.c.department_id == departments.c.id)
        .where(current.c.staff_id == t.c.staff_id, current.c.deleted_at.is_(None))
        .order_by(current.c.starts_on_first.desc(), current.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(t, people.c.uid, people.c.full_name, people.c.name_key, place)
        .join(people, people.c.id == t.c.staff_id)
        .where(t.c.deleted_at.is_(None))
    )
    if row.uid:
        query = query.join(lines, lines.c.id == t.c.line_id).where(lines.c.uid == row.uid)
    else:
        query = query.where(t.c.line_id.is_(None), t.c.kind == row.kind, *_within(t, year))
    found = []
    with workspace.database.read() as session:
        for person in session.execute(query):
            if row.uid or _outside_key(person.kind, person.topic) == row.key:
                *_rest, staff_uid, name, key, department = person
                found.append((_is_over(person.state), key, _student(workspace, person, staff_uid, name, department)))
    return [student for _over, _key, student in sorted(found, key=lambda entry: entry[:2])]


@dataclass(frozen=True)
class Choosable:
    """Somebody who may be put down for a course: `note` is worth knowing, `why` says what bars."""

    uid: str
    name: str
    detail: str
    note: str = ""
    why: str = ""


def choosable(workspace: Workspace, line_uid: str = "") -> list[Choosable]:
    """Everybody of the unit for a line of the plan (or outside it), by name; who is in the line already is barred."""
    t, people, lines = TABLES["Enrolment"], TABLES["StaffMember"], TABLES["TrainingLine"]
    kinds = workspace.catalogue.list("training_kind")
    under_way = (
        select(people.c.uid, t.c.kind)
        .join(people, people.c.id == t.c.staff_id)
        .where(t.c.deleted_at.is_(None), t.c.kind.in_(DEGREE_KINDS), t.c.state.in_(STUDYING_STATES))
    )
    in_line = (
        select(people.c.uid)
        .join(t, t.c.staff_id == people.c.id)
        .join(lines, lines.c.id == t.c.line_id)
        .where(t.c.deleted_at.is_(None), t.c.state.not_in(_GIVEN_UP))
    )
    with workspace.database.read() as session:
        everybody = standings(session, workspace.catalogue, MentoringKind.PRACTICE, workspace.today)
        studying = {uid: kind for uid, kind in session.execute(under_way)}
        there = set(session.scalars(in_line.where(lines.c.uid == line_uid))) if line_uid else set()
    found = []
    for person in everybody.values():
        if not person.has_left:
            kind = studying.get(person.uid)
            note = f"đang học {kinds.label(kind).lower()}" if kind else person.absence.lower()
            why = "Đã có trong dòng này." if person.uid in there else ""
            found.append(Choosable(person.uid, person.name, person.detail, note, why))
    return found


def _student(workspace: Workspace, row: Any, staff_uid: str, name: str, department: str | None) -> StudentRow:
    described = workspace.catalogue.fields(Enrolment)
    asked = {name for move in ENROLMENT_WORKFLOW.moves for name in move.asks}
    notes = (row.result, row.state_reason, row.diploma_no)
    return StudentRow(
        uid=row.uid,
        staff_uid=staff_uid,
        name=name,
        department=department or "",
        state=row.state,
        period=_period(row.starts_on, row.ended_on or row.planned_end_on),
        paper=_paper(row.decision_no, row.decision_on),
        note=" · ".join(note for note in notes if note),
        moves=list(ENROLMENT_WORKFLOW.moves_from(row)),
        texts={name: described[name].show(getattr(row, name)) for name in asked},
    )


def _is_over(state: EnrolmentState) -> bool:
    return not any(move.source is state for move in ENROLMENT_WORKFLOW.moves)


def _lines(session: Session, plan_id: int) -> Sequence[Any]:
    t, people, departments = TABLES["TrainingLine"], TABLES["StaffMember"], TABLES["Department"]
    query = (
        select(t, people.c.full_name.label("named"), departments.c.name.label("place"))
        .outerjoin(people, people.c.id == t.c.staff_id)
        .outerjoin(departments, departments.c.id == t.c.department_id)
        .where(t.c.plan_id == plan_id, t.c.deleted_at.is_(None))
    )
    return session.execute(query).all()


def _enrolments(session: Session, lines: Sequence[int], year: int) -> dict[int | None, list[Any]]:
    """The people of some lines, and under None those outside any plan who begin in a year."""
    t = TABLES["Enrolment"]
    names = ("id", "line_id", "kind", "topic", "institution", "state", "result", "starts_on", *_PURSES)
    columns = [t.c[name] for name in names]
    found: dict[int | None, list[Any]] = {}
    outside = select(*columns).where(t.c.line_id.is_(None), t.c.deleted_at.is_(None), *_within(t, year))
    queries = [outside]
    for start in range(0, len(lines), 500):
        queries.append(select(*columns).where(t.c.line_id.in_(lines[start : start + 500]), t.c.deleted_at.is_(None)))
    for query in queries:
        for row in session.execute(query):
            found.setdefault(row.line_id, []).append(row)
    return found


def _within(table: Any, year: int) -> tuple[Any, ...]:
    return (table.c.starts_on_first >= date(year, 1, 1), table.c.starts_on_first <= date(year, 12, 31))


def _counts(planned: int, people: Iterable[Any], *, cancelled: bool = False) -> Counts:
    states = [(p.state, p.result) for p in people]
    sent = [entry for entry in states if entry[0] in SENT_STATES]
    done = sum(has_passed(*entry) for entry in sent)
    studying = sum(state in STUDYING_STATES for state, _result in sent)
    waiting = sum(state not in SENT_STATES and state not in _GIVEN_UP for state, _result in states)
    failed = len(sent) - done - studying
    return Counts(planned, waiting, len(sent), studying, done, failed, planned if cancelled else 0)


def _spent(people: Iterable[Any]) -> Money:
    return sum((Money(*(getattr(p, purse) or 0 for purse in _PURSES)) for p in people if _was_sent(p)), Money())


def _was_sent(person: Any) -> bool:
    return person.state in SENT_STATES


def _line_row(line: Any, people: Sequence[Any], kinds: CodeList) -> LineRow:
    cancelled = line.state is LineState.CANCELLED
    family = kinds.extra(line.kind, "family")
    return LineRow(
        key=line.uid,
        uid=line.uid,
        family=family if family in FAMILIES else "",
        kind=line.kind,
        kind_label=kinds.label(line.kind),
        topic=line.topic or "",
        institution=line.institution or "",
        who=line.named or line.place or "",
        period=_period(line.planned_from, line.planned_to),
        counts=_counts(line.headcount or 1, people, cancelled=cancelled),
        planned_money=Money(line.cost_state or 0, line.cost_unit or 0, line.cost_self or 0),
        spent=_spent(people),
        is_cancelled=cancelled,
    )


OUTSIDE = "outside"


def _outside(people: Sequence[Any], kinds: CodeList) -> list[LineRow]:
    courses: dict[str, list[Any]] = {}
    for person in people:
        if person.state not in _GIVEN_UP:
            courses.setdefault(_outside_key(person.kind, person.topic), []).append(person)
    return [
        LineRow(
            key=key,
            uid="",
            family=OUTSIDE,
            kind=group[0].kind,
            kind_label=kinds.label(group[0].kind),
            topic=group[0].topic or "",
            institution=group[0].institution or "",
            who="",
            period=min(p.starts_on for p in group).show(),
            counts=_counts(0, group),
            planned_money=Money(),
            spent=_spent(group),
        )
        for key, group in courses.items()
    ]


def _outside_key(kind: str, topic: str | None) -> str:
    return f"{OUTSIDE}:{kind}:{topic or ''}"


def _families(rows: Sequence[LineRow]) -> list[Family]:
    found = []
    for key, label in (*FAMILIES.items(), (OUTSIDE, "Ngoài kế hoạch")):
        if mine := [row for row in rows if row.family == key]:
            mine.sort(key=lambda r: (r.is_cancelled, r.kind, name_key(r.who or r.title)))
            found.append(Family(key, label, mine, sum((r.counts for r in mine), Counts())))
    return found


def _paper(number: str | None, day: date | None) -> str:
    return " ngày ".join(part for part in (number or "", f"{day:%d/%m/%Y}" if day else "") if part)


def _period(first: PartialDate | None, last: PartialDate | None) -> str:
    """«14/06 – 16/06/2026»: what both ends share is said once."""
    if first is None:
        return ""
    if last is None or last.iso == first.iso:
        return first.show()
    begins = first.show()
    if len(first.iso) == len(last.iso) and first.iso[:4] == last.iso[:4]:
        begins = begins.removesuffix(f"/{first.iso[:4]}")
    return f"{begins} – {last.show()}"
