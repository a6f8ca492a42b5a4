"""What somebody is in the unit: title and degree, posts, contracts, department."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from desktop.domain.checks import Found, Known, Life, outdated_problems
from desktop.domain.checks_dates import last_day
from desktop.domain.checks_register import fault
from desktop.domain.dates import add_months, show_day
from desktop.domain.errors import Problem
from desktop.domain.mentoring import MentoringKind
from desktop.domain.record import holds_on, on_day
from desktop.domain.retirement import leaving, leaving_problems
from desktop.domain.staff import AppointmentKind, Sex
from desktop.domain.terms import term_problems
from desktop.domain.text import label_key

# Whose codes are asked to have been in use on the day the row begins.
_DATED = ("EmploymentStatus", "TitleHolding", "JobHolding", "Contract", "Allowance")
# The kinds of certificate that share the levels of languages.
_LEVELS = {"english": "language"}


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about one person's titles, posts, contracts and certificates."""
    for row in life.of("TitleHolding"):
        for problem in _degree_problems(row, life, known):
            yield "TitleHolding", row, problem
    for row in life.of("Contract"):
        for problem in contract_problems(row, known):
            # Who leaves ends the contract early.
            if problem.code != "contract.length" or not _ends_by_leaving(row, life, known):
                yield "Contract", row, problem
    for kind in _DATED:
        for row in life.of(kind):
            for problem in outdated_problems(row, known.fields(kind), row.starts_on):
                # That nobody begins as a learner any more has a code of its own.
                if not (kind == "Contract" and _is_first_contract(row)):
                    yield kind, row, problem
    yield from _appointment_problems(life, known)
    yield from _end_problems(life, known)
    for row in life.of("Placement"):
        place = known.departments.get(row.department_id)
        if place is not None and place.dissolved_on and last_day(row) > place.dissolved_on:
            message = f"{place.name} giải thể {show_day(place.dissolved_on)}; chưa phân công nơi mới."
            yield "Placement", row, fault("placement.dissolved", "department", message)
    for row in life.of("Certificate"):
        level = known.extra("training_level", row.level, "kind")
        if level and row.kind is not None and level != _LEVELS.get(row.kind.value, row.kind.value):
            label = known.catalogue.list("training_level").label(row.level)
            message = f"«{label}» không phải trình độ của {row.kind.label.lower()}."
            yield "Certificate", row, fault("certificate.level", "level", message)


def _degree_problems(row: Any, life: Life, known: Known) -> Iterator[Problem]:
    """A title held with a lower degree than the standard of that day asks; nobody is asked whose degrees are unknown."""
    start = row.starts_on
    standard = known.standards.on(row.title, start.last if start else known.today)
    ranks = known.catalogue.list("qualification")
    needed = ranks.get(standard.degree) if standard else None
    if standard is None or needed is None:
        return
    earned = [
        entry
        for degree in life.of("Qualification")
        if (entry := ranks.get(degree.level)) is not None
        and (start is None or degree.graduated_on is None or degree.graduated_on.first <= start.last)
    ]
    if earned and (best := max(earned, key=lambda entry: entry.rank)).rank < needed.rank:
        title = known.catalogue.list("professional_title").label(row.title)
        message = f"{title} cần {standard.wording.lower()} ({standard.source}); lúc đó có {best.label.lower()}."
        yield fault("title.degree", "title", message)


def _ends_by_leaving(row: Any, life: Life, known: Known) -> bool:
    held = on_day(life.of("EmploymentStatus"), row.ends_on.last + timedelta(days=1))
    return held is not None and known.is_gone(held.status)


def contract_problems(row: Any, known: Known) -> Iterator[Problem]:
    """A contract against its kind: its end and its length, and the kind that ended with the new law."""
    start, ends = row.starts_on, row.ends_on
    if known.extra("contract_type", row.kind, "has_end_date") == "1" and ends is None and not _is_first_contract(row):
        yield fault("contract.no_end", "ends_on", "Hợp đồng xác định thời hạn mà chưa ghi ngày hết hạn.")
    rule = known.policy.rule("check.contract_length", known.today)
    if row.kind in rule.values["kinds"] and start and ends and start.day and ends.day and start.day <= ends.day:
        least, most = rule.whole("min_months"), rule.whole("max_months")
        after = ends.day + timedelta(days=1)
        if not add_months(start.day, least) <= after <= add_months(start.day, most) + timedelta(days=1):
            message = f"Thời hạn {start.show()}–{ends.show()} ngoài mức {least}–{most} tháng."
            yield fault("contract.length", "ends_on", message)
    if _is_first_contract(row) and start and start.first >= _no_more_learners(known):
        yield fault("E22", "kind", f"Từ {show_day(_no_more_learners(known))} không còn chế độ tập sự.")


def learner_problems(assignment: Any, known: Known) -> Iterator[Problem]:
    """A guide given to a learner after learners were no more."""
    since = _no_more_learners(known)
    if assignment.kind is MentoringKind.SERVICE_PROBATION and assignment.assigned_on >= since:
        yield fault("E22", "kind", f"Từ {show_day(since)} không còn chế độ tập sự.")


def _no_more_learners(known: Known) -> date:
    return date.fromisoformat(known.policy.rule("check.service_probation", known.today).text("ended_on"))


def _is_first_contract(row: Any) -> bool:
    return bool(row.kind == "HDLV_LD")


def _appointment_problems(life: Life, known: Known) -> Iterator[Found]:
    managing = []
    for row in life.of("Appointment"):
        post = known.posts.get(row.post_id)
        if post is not None and post.is_manager and not post.is_party:
            managing.append(row)
    titles = life.of("TitleHolding")
    for row in managing if titles else ():
        start = row.starts_on
        if start and not any(holds_on(title, day) for title in titles for day in (start.first, start.last)):
            message = f"Bổ nhiệm {start.show()}, lúc đó chưa có chức danh nghề nghiệp nào."
            yield "Appointment", row, fault("appointment.title", "starts_on", message)
    main = [r for r in managing if r.kind in (None, AppointmentKind.MAIN) and r.starts_on]
    for one, other in combinations(sorted(main, key=lambda row: row.starts_on.first), 2):
        if last_day(one) > other.starts_on.last and last_day(other) > one.starts_on.last:
            post = known.posts[one.post_id].name
            message = (
                f"Đã giữ {post} từ {one.starts_on.show()}; chức vụ sau nên ghi kiêm nhiệm, hoặc ghi ngày thôi giữ."
            )
            yield "Appointment", other, fault("appointment.two_main", "kind", message)
            break


def _end_problems(life: Life, known: Known) -> Iterator[Found]:
    """A day of retirement or the end of a term that stands apart from the usual one."""
    member, policy = life.member, known.policy
    is_female = None if member.sex is None else member.sex is Sex.FEMALE
    leaves = leaving(member.birth_date, is_female, member.retires_on, member.retirement_basis, policy.retirement)
    held = [row for row in life.of("Appointment") if holds_on(row, known.today)]
    posts = {row.id: known.posts.get(row.post_id) for row in held}
    managing = [row for row in held if (post := posts[row.id]) is not None and post.is_manager and not post.is_party]
    if leaves is not None:
        span = policy.rule("retirement.span", leaves.pension_from)
        months = span.whole("lower_months"), span.whole("higher_months")
        for problem in leaving_problems(leaves, *months, bool(managing)):
            yield "StaffMember", member, problem
    retires = leaves.pension_from if leaves is not None else None
    for row in managing:
        since = row.reappointed_on or row.starts_on
        for problem in term_problems(since, row.term_ends_on, row.term_basis, retires, policy):
            yield "Appointment", row, problem


def degree_key(row: Any) -> Any:
    """What makes two degrees one: level, major, and the day."""
    if row.level is None or row.graduated_on is None:
        return None
    return row.level, label_key(row.major or ""), row.graduated_on.iso
