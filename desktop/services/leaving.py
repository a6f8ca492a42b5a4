"""Who retires when, and whose term of post ends when: lists over the whole unit, with what is doubtful about a line."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.dates import PartialDate, add_months, show_day
from desktop.domain.retirement import leaving_problems
from desktop.domain.staff import Sex
from desktop.domain.terms import term_of, term_problems
from desktop.services.pay_facts import PayFacts
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace
from desktop.storage.current import holds
from desktop.storage.mapping import TABLES


@dataclass(frozen=True)
class RetiringLine:
    """Somebody who retires. `doubts` are sentences for the clerk; `basis` why the day is not that of the age."""

    staff_uid: str
    staff_code: str
    name: str
    sex: Sex
    birth_date: PartialDate
    department: str
    title: str
    post: str
    age: tuple[int, int]
    notice_on: date
    decision_on: date
    last_working_day: date
    pension_from: date
    is_decided: bool
    basis: str
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class TermLine:
    """A post held, and when its term ends. `is_assumed`: reckoned, since no paper says so."""

    staff_uid: str
    appointment_uid: str
    staff_code: str
    name: str
    department: str
    post: str
    since: PartialDate | None
    ends_on: date
    prepare_on: date
    review_on: date
    basis: str
    is_assumed: bool
    pension_from: date | None
    doubts: tuple[str, ...]


def retiring(workspace: Workspace, first: date, last: date) -> list[RetiringLine]:
    """Who has the last working day between two days, both inside, the earliest first; those past it stand before.

    A birth date known only by year or month counts as its first day, and the line says so.
    """
    policy = workspace.policy
    with workspace.database.read() as session:
        facts = PayFacts(session, workspace.catalogue, policy, workspace.today)
        people, posts = facts.people(), _posts(session, workspace.today)
    titles, found = workspace.catalogue.list("professional_title"), []
    notice = policy.rule("retirement.notice", last)
    span = policy.rule("retirement.span", last)
    months = span.whole("lower_months"), span.whole("higher_months")
    for person in people.values():
        leaves = person.leaving(policy)
        if leaves is None or person.birth_date is None or person.sex is None or leaves.last_working_day > last:
            continue
        if leaves.last_working_day < first and leaves.last_working_day >= workspace.today:
            continue
        title, held = titles.get(person.title), posts.get(person.id, [])
        doubts = [p.message for p in leaving_problems(leaves, *months, any(row.is_manager for row in held))]
        if not leaves.is_decided:
            doubts += [f"ngày sinh chỉ ghi {person.birth_date.show()}"] if leaves.usual.assumed else []
            doubts += ["đối chiếu phụ lục NĐ 135/2020 trước khi ra quyết định"] if leaves.usual.doubtful else []
        if leaves.last_working_day < workspace.today:
            doubts.append("đã qua ngày nghỉ hưu mà hồ sơ vẫn đang làm việc")
        found.append(
            RetiringLine(
                staff_uid=person.uid,
                staff_code=person.staff_code,
                name=person.full_name,
                sex=person.sex,
                birth_date=person.birth_date,
                department=person.department,
                title=title.label if title else "",
                post=", ".join(row.name for row in held),
                age=leaves.usual.age,
                notice_on=add_months(leaves.pension_from, -notice.whole("notice_months")),
                decision_on=add_months(leaves.pension_from, -notice.whole("decision_months")),
                last_working_day=leaves.last_working_day,
                pension_from=leaves.pension_from,
                is_decided=leaves.is_decided,
                basis=leaves.basis,
                doubts=tuple(doubts),
            )
        )
    return sorted(found, key=lambda line: line.last_working_day)


def term_list(workspace: Workspace, last: date) -> list[TermLine]:
    """The posts of today whose terms end by a day, the earliest first. Posts of managing without an end have the usual."""
    policy, today = workspace.policy, workspace.today
    with workspace.database.read() as session:
        people = PayFacts(session, workspace.catalogue, policy, today).people()
        posts = _posts(session, today)
    found = []
    for id, person in people.items():
        leaves = person.leaving(policy)
        retires = leaves.pension_from if leaves else None
        for row in posts.get(id, ()):
            if row.term_ends_on is None and not row.is_manager:
                continue
            since = row.reappointed_on or row.starts_on
            term = term_of(since, row.term_ends_on, row.term_basis, retires, policy)
            if term is None or term.ends_on > last:
                continue
            rule = policy.rule("post.term_end", term.ends_on)
            doubts = [p.message for p in term_problems(since, row.term_ends_on, row.term_basis, retires, policy)]
            if term.is_assumed:
                doubts.append("quyết định chưa ghi ngày hết nhiệm kỳ")
            found.append(
                TermLine(
                    staff_uid=person.uid,
                    appointment_uid=row.uid,
                    staff_code=person.staff_code,
                    name=person.full_name,
                    department=row.department or person.department,
                    post=row.name,
                    since=since,
                    ends_on=term.ends_on,
                    prepare_on=term.ends_on - timedelta(days=rule.whole("prepare_days")),
                    review_on=term.ends_on - timedelta(days=rule.whole("review_days")),
                    basis=term.basis,
                    is_assumed=term.is_assumed,
                    pension_from=retires,
                    doubts=tuple(doubts),
                )
            )
    return sorted(found, key=lambda line: line.ends_on)


def finding_retiring(workspace: Workspace, first: date, last: date) -> Task[list[RetiringLine]]:
    """`retiring` as a task for the window's worker."""
    yield Progress(0, 0, "Lập danh sách nghỉ hưu")
    return retiring(workspace, first, last)


def finding_terms(workspace: Workspace, last: date) -> Task[list[TermLine]]:
    """`term_list` as a task for the window's worker."""
    yield Progress(0, 0, f"Lập danh sách hết nhiệm kỳ đến {show_day(last)}")
    return term_list(workspace, last)


def _posts(session: Session, day: date) -> dict[int, list[Any]]:
    """The appointments that hold on a day by person, with the name of their post and department."""
    a, p, d = TABLES["Appointment"], TABLES["Post"], TABLES["Department"]
    query = (
        select(
            a.c.staff_id,
            a.c.uid,
            a.c.starts_on,
            a.c.reappointed_on,
            a.c.term_ends_on,
            a.c.term_basis,
            p.c.name,
            p.c.is_manager,
            d.c.name.label("department"),
        )
        .join(p, p.c.id == a.c.post_id)
        .outerjoin(d, d.c.id == a.c.department_id)
        .where(holds(a, day), p.c.is_party.is_not(True))
        .order_by(a.c.starts_on_first, a.c.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.staff_id, []).append(row)
    return found
