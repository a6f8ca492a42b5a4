"""Assignments as the page shows them: the list, one of them whole, and who has nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.dates import show_day
from desktop.domain.deadlines import review_due
from desktop.domain.errors import Problem
from desktop.domain.mentoring import (
    ASSIGNMENT_WORKFLOW,
    PARTY_KINDS,
    MentoringAssignment,
    MentoringKind,
    MentoringReview,
    MentoringState,
    TechniqueLevel,
)
from desktop.domain.mentoring_rules import Standing, family
from desktop.domain.party import PROBATIONARY, SYMPATHISING, CaseState
from desktop.domain.text import name_key
from desktop.domain.workflow import Move
from desktop.services import records
from desktop.services.mentoring import working_days
from desktop.services.mentoring_facts import loads, standings
from desktop.services.workspace import Workspace
from desktop.storage.mapping import TABLES


@dataclass(frozen=True)
class AssignmentRow:
    """One assignment in the list. A turn of rotation has no mentee: `mentor` is who is sent, `partner` where to.

    `load` counts whom the mentor helps now in the same family of kinds; `review_due` is None where none is asked
    for or the assignment has ended. Of a turn, `days` are those recorded against `least_days` of an obligation.
    """

    uid: str
    kind: MentoringKind
    state: MentoringState
    mentee_uid: str
    mentee: str
    mentor_uid: str
    mentor: str
    department: str
    cell: str
    partner: str
    since: date
    planned_end_on: date | None
    ended_on: date | None
    load: int
    last_review: date | None
    review_due: date | None
    days: int | None
    least_days: int = 0
    techniques: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def who(self) -> str:
        """The person the row is about."""
        return self.mentee or self.mentor


@dataclass(frozen=True)
class Waiting:
    """A sympathiser or probationer whom nobody helps, and since when."""

    uid: str
    name: str
    kind: MentoringKind
    department: str
    cell: str
    since: date | None


@dataclass(frozen=True)
class ReviewRow:
    """One written comment, as text."""

    uid: str
    period: str
    on: date
    rating: str
    text: str
    is_signed: bool


@dataclass(frozen=True)
class TechniqueRow:
    """One technique of a turn."""

    uid: str
    name: str
    level: TechniqueLevel
    trainees: int | None
    accepted: str


@dataclass(frozen=True)
class Turn:
    """The days of a turn: `days` recorded, `calendar` worked so far by the calendar, `total` of all turns of the
    person, against what an obligation takes (QĐ 14/2013/QĐ-TTg, Điều 5)."""

    days: int
    calendar: int
    total: int
    least: int
    most: int


@dataclass(frozen=True)
class AssignmentView:
    """One assignment whole: its row, its fields as text, and what belongs to it."""

    row: AssignmentRow
    texts: Mapping[str, str]
    reviews: Sequence[ReviewRow]
    techniques: Sequence[TechniqueRow]
    moves: Sequence[Move]
    next_period: str
    turn: Turn | None = None


def assignments(
    workspace: Workspace, kind: MentoringKind | None = None, active_only: bool = True
) -> list[AssignmentRow]:
    """Assignments in force and proposed (with `active_only` False, ended ones too), by the name of whom they are about."""
    with workspace.database.read() as session:
        return _rows(workspace, session, kind, active_only)


def assignment(workspace: Workspace, uid: str) -> AssignmentView:
    """One assignment with its comments, techniques and possible moves. Raises UserError when it is gone."""
    with workspace.database.read() as session:
        record = records.get(session, MentoringAssignment, uid)
        (row,) = _rows(workspace, session, record.kind, False, uid)
        rating = workspace.catalogue.fields(MentoringReview)["rating"]
        live = [r for r in record.reviews if r.deleted_at is None]
        return AssignmentView(
            row=row,
            texts=records.as_text(workspace, session, record),
            reviews=[
                ReviewRow(r.uid, r.period, r.review_on, rating.show(r.rating), _told(r), bool(r.is_signed))
                for r in sorted(live, key=lambda r: r.review_on, reverse=True)
            ],
            techniques=[
                TechniqueRow(t.uid, t.name, t.level, t.trainees, t.accepted_on.show() if t.accepted_on else "")
                for t in sorted(record.techniques, key=lambda t: t.name)
                if t.deleted_at is None
            ],
            moves=list(ASSIGNMENT_WORKFLOW.moves_from(record)),
            next_period=_next_period({r.period for r in live}, row.review_due or workspace.today),
            turn=_turn(workspace, session, record) if record.kind is MentoringKind.ROTATION else None,
        )


def mentees(workspace: Workspace, kind: MentoringKind) -> list[tuple[str, str, str]]:
    """Who may be helped in a way: uid, name and a detail; those whom nobody helps yet stand first."""
    alone = {w.uid for w in without_mentor(workspace) if w.kind is kind}
    with workspace.database.read() as session:
        everybody = standings(session, workspace.catalogue, kind, workspace.today)
    found = [p for p in everybody.values() if not p.has_left and _may_be_helped(kind, p)]
    found.sort(key=lambda p: p.uid not in alone)  # stable: names stay in their order
    return [(p.uid, p.name, p.detail + (" · chưa có người giúp đỡ" if p.uid in alone else "")) for p in found]


def _may_be_helped(kind: MentoringKind, person: Standing) -> bool:
    if kind is MentoringKind.SYMPATHISER:
        return person.is_sympathiser
    return person.stage == "probationary" if kind is MentoringKind.PROBATIONER else True


def without_mentor(workspace: Workspace) -> list[Waiting]:
    """Sympathisers and probationers whom nobody helps, by the day since when (38-HD/BTCTW, 1.1; 06-HD/TW, 3.8)."""
    t, c, cells = TABLES["MentoringAssignment"], TABLES["PartyCase"], TABLES["PartyCell"]
    helped = select(t.c.mentee_id, t.c.kind).where(
        t.c.deleted_at.is_(None), t.c.state == MentoringState.ACTIVE, t.c.ended_on.is_(None)
    )
    cases = (
        select(
            c.c.staff_id, c.c.state, c.c.list_resolution_on, c.c.state_since, c.c.ceremony_on, cells.c.name, _uid_of(c)
        )
        .outerjoin(cells, cells.c.id == c.c.cell_id)
        .where(c.c.deleted_at.is_(None), c.c.state.in_((*SYMPATHISING, CaseState.PROBATION)))
    )
    found = []
    with workspace.database.read() as session:
        have = {(mentee, kind) for mentee, kind in session.execute(helped)}
        rows = session.execute(cases).all()
        ids = {row.staff_id for row in rows}
        people = standings(session, workspace.catalogue, MentoringKind.SYMPATHISER, workspace.today, only=ids)
        for owner, state, listed, since, ceremony, cell, uid in rows:
            kind = MentoringKind.PROBATIONER if state in PROBATIONARY else MentoringKind.SYMPATHISER
            person = people.get(uid)
            if person is None or person.has_left or (owner, kind) in have:
                continue
            day = ceremony if kind is MentoringKind.PROBATIONER else listed
            found.append(Waiting(uid, person.name, kind, person.department, cell or "", day or since))
    return sorted(found, key=lambda w: (w.since or date.max, name_key(w.name)))


def _uid_of(table: Any) -> Any:
    people = TABLES["StaffMember"]
    return select(people.c.uid).where(people.c.id == table.c.staff_id).scalar_subquery()


def _rows(
    workspace: Workspace, session: Session, kind: MentoringKind | None, active_only: bool, uid: str | None = None
) -> list[AssignmentRow]:
    t, r, partners = TABLES["MentoringAssignment"], TABLES["MentoringReview"], TABLES["PartnerUnit"]
    people, techniques = TABLES["StaffMember"], TABLES["TechniqueTransfer"]
    mentee, mentor = people.alias(), people.alias()
    handed = (
        select(func.count())
        .where(techniques.c.assignment_id == t.c.id, techniques.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    latest = (
        select(r.c.assignment_id, func.max(r.c.review_on).label("last"))
        .where(r.c.deleted_at.is_(None))
        .group_by(r.c.assignment_id)
        .subquery()
    )
    query = (
        select(t, mentee.c.uid, mentor.c.uid, partners.c.name, latest.c.last, handed)
        .outerjoin(mentee, mentee.c.id == t.c.mentee_id)
        .join(mentor, mentor.c.id == t.c.mentor_id)
        .outerjoin(partners, partners.c.id == t.c.partner_unit_id)
        .outerjoin(latest, latest.c.assignment_id == t.c.id)
        .where(t.c.deleted_at.is_(None))
    )
    if kind is not None:
        query = query.where(t.c.kind == kind)
    if active_only:
        query = query.where(t.c.state.in_((MentoringState.ACTIVE, MentoringState.PROPOSED)))
    if uid is not None:
        query = query.where(t.c.uid == uid)
    found = session.execute(query).all()
    ids = {owner for row in found for owner in (row.mentee_id, row.mentor_id) if owner is not None}
    people_ = standings(session, workspace.catalogue, MentoringKind.SYMPATHISER, workspace.today, only=ids)
    helped = loads(session)
    made = [_row(workspace, row, people_, helped, row[-5:]) for row in found]
    return sorted(made, key=lambda row: (name_key(row.who), row.since))


def _row(
    workspace: Workspace, row: Any, people: Mapping[str, Standing], helped: Mapping[Any, int], joined: Any
) -> AssignmentRow:
    mentee_uid, mentor_uid, partner, last, techniques = joined
    mentee, mentor = people.get(mentee_uid or ""), people.get(mentor_uid)
    is_active = row.state is MentoringState.ACTIVE and row.ended_on is None
    due = review_due(row.kind, row.assigned_on, last, workspace.policy) if is_active else None
    if due and row.planned_end_on and due > row.planned_end_on:
        due = None
    about = mentee or mentor
    made = AssignmentRow(
        uid=row.uid,
        kind=row.kind,
        state=row.state,
        mentee_uid=mentee_uid or "",
        mentee=mentee.name if mentee else "",
        mentor_uid=mentor_uid,
        mentor=mentor.name if mentor else "",
        department=about.department if about else "",
        cell=about.cell_name if about and row.kind in PARTY_KINDS else "",
        partner=partner or "",
        since=row.assigned_on,
        planned_end_on=row.planned_end_on,
        ended_on=row.ended_on,
        load=sum(helped.get((mentor_uid, kind), 0) for kind in family(row.kind)),
        last_review=last,
        review_due=due,
        days=row.working_days,
        least_days=workspace.policy.rule("rotation.turn", row.assigned_on).whole("min_working_days"),
        techniques=techniques,
    )
    if not is_active:
        return made
    return AssignmentRow(**{**vars(made), "problems": tuple(_problems(workspace, made, mentee, mentor))})


def _problems(
    workspace: Workspace, row: AssignmentRow, mentee: Standing | None, mentor: Standing | None
) -> list[Problem]:
    today, found = workspace.today, []
    if mentor is not None and mentor.has_left:
        what = "phân công người khác" if row.mentee else "kết thúc lượt"
        found.append(Problem("mentor", f"{mentor.name} không còn ở đơn vị ({mentor.absence.lower()}); {what}.", "left"))
    elif mentor is not None and mentor.absence and row.kind is not MentoringKind.ROTATION:
        found.append(Problem("mentor", f"{mentor.name} đang vắng: {mentor.absence.lower()}.", "away", "warning"))
    if mentee is not None and mentee.has_left:
        found.append(Problem("mentee", f"{mentee.name} không còn ở đơn vị ({mentee.absence.lower()}).", "left"))
    if row.kind is MentoringKind.SYMPATHISER and mentee is not None and mentee.stage:
        found.append(Problem("state", f"{mentee.name} đã kết nạp; kết thúc việc giúp đỡ.", "stage", "warning"))
    if row.kind is MentoringKind.PROBATIONER and mentee is not None and mentee.stage == "official":
        found.append(Problem("state", f"{mentee.name} đã là đảng viên chính thức; kết thúc.", "stage", "warning"))
    if row.kind in PARTY_KINDS:
        most = workspace.policy.rule("mentoring.load", today).whole("party_max")
        if row.load > most:
            found.append(
                Problem("mentor", f"{row.mentor} đang giúp {row.load} người (nên ≤ {most}).", "W10", "warning")
            )
    if row.review_due is not None and row.review_due < today:
        found.append(Problem("reviews", f"Quá hạn nhận xét từ {show_day(row.review_due)}.", "review", "warning"))
    if row.planned_end_on and row.planned_end_on < today:
        message = f"Đã qua ngày dự kiến kết thúc {show_day(row.planned_end_on)}."
        found.append(Problem("planned_end_on", message, "planned_end", "warning"))
    return found


def _turn(workspace: Workspace, session: Session, record: Any) -> Turn:
    rule = workspace.policy.rule("rotation.turn", record.assigned_on)
    t = TABLES["MentoringAssignment"]
    total = session.scalar(
        select(func.sum(t.c.working_days)).where(
            t.c.mentor_id == record.mentor_id, t.c.kind == MentoringKind.ROTATION, t.c.deleted_at.is_(None)
        )
    )
    until = min(record.ended_on or workspace.today, workspace.today)
    return Turn(
        days=record.working_days or 0,
        calendar=working_days(workspace, record.assigned_on, until),
        total=total or 0,
        least=rule.whole("min_working_days"),
        most=rule.whole("max_working_days"),
    )


def _told(review: Any) -> str:
    parts = (review.tasks_done, review.points_to_note, review.recommendation)
    return " · ".join(" ".join(part.split()) for part in parts if part)


def _next_period(known: set[str], due: date) -> str:
    """The quarter of the comment that is due, written 2026-Q4; the next one where that has its comment."""
    year, quarter = due.year, (due.month + 2) // 3
    while (period := f"{year}-Q{quarter}") in known:
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return period
