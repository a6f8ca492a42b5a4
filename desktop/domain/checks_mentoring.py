"""Faults on paper of assignments: who helps or guides whom, turns to lower units, and who is planned for which post."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from desktop.domain.checks import Found, Known, Life
from desktop.domain.checks_register import fault
from desktop.domain.dates import show_day
from desktop.domain.errors import Problem
from desktop.domain.mentoring import PARTY_KINDS, MentoringKind, MentoringState
from desktop.domain.party import PartyStage
from desktop.domain.party_rules import introducer_from
from desktop.domain.policy import Policy
from desktop.domain.record import holds_on
from desktop.domain.succession import SuccessionState

_PLANNED = (SuccessionState.APPROVED, SuccessionState.ACTIVE)


def is_official_on(memberships: Iterable[Any], day: date) -> bool:
    """Whether somebody's history of membership says: official member on a day."""
    return any(row.stage is PartyStage.OFFICIAL and holds_on(row, day) for row in memberships)


def assignment_problems(assignment: Any, mentor_memberships: Iterable[Any]) -> Iterator[Problem]:
    """Faults of one assignment: its dates, who helps whom, and whether the mentor was an official member."""
    if assignment.ended_on and assignment.ended_on < assignment.assigned_on:
        yield fault("E01", "ended_on", "Ngày kết thúc trước ngày phân công.")
    if assignment.mentee is not None and assignment.mentee is assignment.mentor:
        yield fault("E03", "mentor", "Người hướng dẫn và người được hướng dẫn là một.")
    if assignment.kind in PARTY_KINDS and not is_official_on(mentor_memberships, assignment.assigned_on):
        message = (
            f"Người giúp đỡ không phải đảng viên chính thức vào ngày phân công {show_day(assignment.assigned_on)}."
        )
        yield fault("E02", "mentor", message)
    if (
        assignment.kind is MentoringKind.PROBATIONER
        and assignment.state is MentoringState.REPLACED
        and not assignment.handover_comment_done
    ):
        yield fault("handover.missing", "handover_comment_done", "Người giúp đỡ cũ chưa có nhận xét bàn giao.")


def slot_problems(assignments: Iterable[Any]) -> Iterator[tuple[Any, Problem]]:
    """Two mentors in one place beside one person at the same time (E04); the later assignment is told of."""
    places: dict[tuple[int, MentoringKind, int], list[Any]] = {}
    for row in assignments:
        if row.mentee is not None and row.state in _IN_FORCE_OR_ENDED:
            places.setdefault((id(row.mentee), row.kind, row.slot or 1), []).append(row)
    for rows in places.values():
        rows.sort(key=lambda row: row.assigned_on)
        for one, other in combinations(rows, 2):
            if _end(one) > other.assigned_on and _end(other) > one.assigned_on:
                message = f"Người thứ {other.slot or 1} đã có {one.mentor.full_name} từ {show_day(one.assigned_on)}."
                yield other, fault("E04", "slot", message)
                break


_IN_FORCE_OR_ENDED = (
    MentoringState.ACTIVE,
    MentoringState.COMPLETED,
    MentoringState.REPLACED,
    MentoringState.STOPPED,
)


def _end(row: Any) -> date:
    if row.ended_on:
        day: date = row.ended_on
        return day
    # An assignment that is over without its last day is not known to overlap.
    started: date = row.assigned_on
    return date.max if row.state is MentoringState.ACTIVE else started


def load_problems(assignments: Iterable[Any], policy: Policy, today: date) -> Iterator[tuple[Any, Problem]]:
    """Mentors who help more people at once than they should: in the Party a warning, in practice a fault."""
    party: dict[int, list[Any]] = {}
    practice: dict[int, list[Any]] = {}
    for row in assignments:
        if row.state is MentoringState.ACTIVE and not row.ended_on and row.mentor is not None:
            if row.kind in PARTY_KINDS:
                party.setdefault(id(row.mentor), []).append(row)
            elif row.kind is MentoringKind.PRACTICE:
                practice.setdefault(id(row.mentor), []).append(row)
    limits = policy.rule("mentoring.load", today)
    for rows in party.values():
        if len(rows) > limits.whole("party_max"):
            yield rows[-1], fault("W10", "mentor", f"{rows[0].mentor.full_name} đang giúp đỡ {len(rows)} người.")
    for rows in practice.values():
        if len(rows) > limits.whole("practice_max"):
            message = f"{rows[0].mentor.full_name} đang hướng dẫn thực hành {len(rows)} người."
            yield rows[-1], fault("E21", "mentor", message)


def turn_problems(row: Any, policy: Policy) -> Iterator[Problem]:
    """A turn to a lower unit with more working days than the calendar has between its ends (E19)."""
    end = row.ended_on or row.planned_end_on
    if row.kind is not MentoringKind.ROTATION or row.working_days is None or end is None or end < row.assigned_on:
        return
    days = (row.assigned_on + timedelta(days=n) for n in range((end - row.assigned_on).days + 1))
    most = sum(policy.is_working(day) for day in days)
    if row.working_days > most:
        message = f"Ghi {row.working_days} ngày làm việc; từ {show_day(row.assigned_on)} đến {show_day(end)} có {most}."
        yield fault("E19", "working_days", message)


def introducer_problems(row: Any, meetings: Iterable[date], policy: Policy) -> Iterator[Problem]:
    """Who introduces has worked together with the sympathiser for twelve months when the cell considers admission (E05).

    `meetings` are those days of the sympathiser's cases; who took another's place is not asked.
    """
    if row.kind is not MentoringKind.SYMPATHISER or row.is_replacement or row.together_since is None:
        return
    since = introducer_from(row.together_since, policy)
    for met in meetings:
        if row.assigned_on <= met < since and (row.ended_on is None or met <= row.ended_on):
            message = f"Cùng công tác từ {show_day(row.together_since)}, chi bộ xét {show_day(met)}: chưa đủ 12 tháng."
            yield fault("E05", "together_since", message)
            return


def practice_problems(row: Any, reviewed: Collection[int]) -> Iterator[Problem]:
    """Practice that was certified without a written comment; `reviewed` holds the ids of assignments with one (E20)."""
    if row.kind is MentoringKind.PRACTICE and row.state is MentoringState.COMPLETED and row.id not in reviewed:
        yield fault("E20", "state", "Đã xác nhận hoàn thành thực hành mà chưa có nhận xét nào.")


def succession_problems(life: Life, known: Known) -> Iterator[Found]:
    """A person planned for a post no higher than the present one (E18), or for too many posts of one level (E17)."""
    entries = [row for row in life.of("SuccessionEntry") if row.state in _PLANNED]
    if not entries:
        return
    for row in entries:
        post = known.posts.get(row.planned_post_id)
        held = max(
            (
                other.level
                for act in life.of("Appointment")
                if holds_on(act, known.today)
                and (other := known.posts.get(act.post_id)) is not None
                and post is not None
                and other.is_party == post.is_party
                and other.level is not None
            ),
            default=None,
        )
        if post is not None and post.level is not None and held is not None and post.level <= held:
            message = f"Quy hoạch {post.name} không cao hơn chức vụ đang giữ."
            yield "SuccessionEntry", row, fault("E18", "planned_post", message)
    most = known.policy.rule("succession.limits", known.today).whole("posts")
    by_level: dict[Any, list[Any]] = {}
    for row in entries:
        post = known.posts.get(row.planned_post_id)
        if post is not None and post.level is not None:
            by_level.setdefault((row.term, post.level, post.is_party), []).append(row)
    for rows in by_level.values():
        for row in rows[most:]:
            message = f"Đã quy hoạch {most} chức danh cùng cấp trong nhiệm kỳ {row.term}."
            yield "SuccessionEntry", row, fault("E17", "planned_post", message)


def post_problems(entries: Iterable[Any], known: Known) -> Iterator[tuple[Any, Problem]]:
    """More people planned for one post of one place in one term than there may be (E17)."""
    most = known.policy.rule("succession.limits", known.today).whole("people")
    planned: dict[Any, list[Any]] = {}
    for row in entries:
        if row.state in _PLANNED:
            planned.setdefault((row.planned_post_id, row.department_id, row.term), []).append(row)
    for rows in planned.values():
        for row in rows[most:]:
            post = known.posts.get(row.planned_post_id)
            message = f"{post.name if post else 'Chức danh này'} đã có {most} người trong quy hoạch {row.term}."
            yield row, fault("E17", "planned_post", message)
