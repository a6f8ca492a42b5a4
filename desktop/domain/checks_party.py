"""Faults on paper of Party cases and of assignments of mentors, by the numbers that clerks know them by.

What was already decided can always be entered; here it is told what contradicts the rules (E…) or needs a further
paper (W…). Rules about lateness and certificates are asked only of events since the first rule row there is.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Any

from desktop.domain import party_rules
from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import Problem
from desktop.domain.mentoring import PARTY_KINDS, MentoringKind, MentoringState
from desktop.domain.party import PROBATIONARY, PartyStage
from desktop.domain.policy import Policy
from desktop.domain.record import holds_on

# (code, earlier, later, sentence)
_ORDER = (
    ("E08", "cell_meeting_on", "decision_issued_on", "Quyết định kết nạp trước ngày chi bộ xét"),
    ("E08", "base_meeting_on", "decision_issued_on", "Quyết định kết nạp trước ngày đảng ủy cơ sở xét"),
    ("E09", "decision_issued_on", "ceremony_on", "Lễ kết nạp trước ngày quyết định kết nạp"),
    ("E10", "off_cell_meeting_on", "off_decision_on", "Quyết định chính thức trước ngày chi bộ xét"),
    ("E10", "off_base_meeting_on", "off_decision_on", "Quyết định chính thức trước ngày đảng ủy xét"),
    ("dates.order", "cell_meeting_on", "base_meeting_on", "Đảng ủy cơ sở xét trước chi bộ"),
    ("dates.order", "decision_issued_on", "decision_received_on", "Nhận quyết định trước ngày ký"),
    ("dates.order", "class_cert_on", "cell_meeting_on", "Chi bộ xét trước ngày cấp giấy chứng nhận lớp nhận thức"),
    ("dates.order", "vetting_sent_on", "vetting_done_on", "Xong thẩm tra trước ngày gửi"),
    ("dates.order", "off_decision_on", "announced_on", "Công bố trước ngày quyết định"),
)


def _warn(field: str, message: str, code: str) -> Problem:
    return Problem(field, message, code, "warning")


def case_problems(case: Any, born: PartialDate | None, policy: Policy) -> Iterator[Problem]:
    """What the dates of a Party case say against each other and against the rules of their day."""
    for code, earlier, later, sentence in _ORDER:
        one, other = getattr(case, earlier), getattr(case, later)
        if one and other and other < one:
            yield Problem(later, f"{sentence} ({show_day(other)} trước {show_day(one)}).", code)
    if case.ceremony_on is None and case.state in PROBATIONARY:
        yield _warn(
            "ceremony_on", "Chưa có ngày lễ kết nạp: không tính được hết 12 tháng dự bị.", "ceremony_on.missing"
        )
    if case.ceremony_on:
        yield from _official_problems(case, policy)
        if case.decision_issued_on is None:
            yield _warn("decision_issued_on", "Chưa có ngày quyết định kết nạp: không tính được tuổi Đảng.", "W17")
    if case.cell_meeting_on:
        yield from _meeting_problems(case, born, policy)
    yield from _late_problems(case, policy)


def _official_problems(case: Any, policy: Policy) -> Iterator[Problem]:
    ends = party_rules.probation_end(case.ceremony_on, policy)
    if case.official_on and case.official_on != ends:
        message = f"Ngày chính thức {show_day(case.official_on)} khác ngày hết 12 tháng dự bị {show_day(ends)}."
        yield Problem("official_on", message, "E11")
    if case.off_cell_meeting_on and case.off_cell_meeting_on < ends:
        message = f"Chi bộ xét chính thức {show_day(case.off_cell_meeting_on)} trước khi hết dự bị {show_day(ends)}."
        yield Problem("off_cell_meeting_on", message, "E12")


def _meeting_problems(case: Any, born: PartialDate | None, policy: Policy) -> Iterator[Problem]:
    met: date = case.cell_meeting_on
    if born is not None:
        age = party_rules.admission_age(born, met, policy)
        if age.verdict == "too_young":
            yield Problem("cell_meeting_on", age.message, "E13")
        elif age.verdict == "consent":
            yield _warn("cell_meeting_on", age.message, "W04")
    if case.class_cert_on:
        valid_to = party_rules.certificate_valid_to(case.class_cert_on, policy)
        if met > valid_to:
            message = f"Giấy chứng nhận lớp nhận thức hết giá trị {show_day(valid_to)}, chi bộ họp {show_day(met)}."
            yield Problem("class_cert_on", message, "E14")
    elif _is_ruled(met, "party.certificate_expiry", policy):
        yield Problem("class_cert_on", "Chưa có giấy chứng nhận lớp nhận thức khi chi bộ xét.", "E14")
    if case.dossier_opened_on and met > (end := party_rules.dossier_valid_to(case.dossier_opened_on, policy)):
        yield _warn("dossier_opened_on", f"Hồ sơ quá 12 tháng khi chi bộ xét (đến {show_day(end)}).", "W07")


def _late_problems(case: Any, policy: Policy) -> Iterator[Problem]:
    issued, ceremony, met = case.decision_issued_on, case.ceremony_on, case.cell_meeting_on
    if issued and ceremony and not case.ceremony_late_consent and _is_ruled(issued, "party.ceremony", policy):
        due = party_rules.ceremony_due(issued, case.decision_received_on, policy)
        if ceremony > due:
            message = f"Lễ kết nạp sau hạn {show_day(due)}; cần văn bản đồng ý của cấp trên."
            yield _warn("ceremony_late_consent", message, "W01")
    if ceremony and case.off_cell_meeting_on and not case.late_reason:
        ends = party_rules.probation_end(ceremony, policy)
        due = party_rules.cell_review_due(ends, policy)
        if _is_ruled(ends, "party.cell_review", policy) and case.off_cell_meeting_on > due:
            message = f"Chi bộ xét chính thức sau hạn {show_day(due)}; cần ghi lý do, trách nhiệm."
            yield _warn("late_reason", message, "W02")
    pairs: tuple[tuple[str, date | None, str, Callable[..., date]], ...] = (
        ("party.admission_decision", met, "decision_issued_on", party_rules.admission_decision_due),
        ("party.official_decision", case.off_cell_meeting_on, "off_decision_on", party_rules.official_decision_due),
    )
    for rule, anchor, field, due_of in pairs:
        decided = getattr(case, field)
        if anchor and decided and _is_ruled(anchor, rule, policy) and decided > (due := due_of(anchor, policy)):
            yield _warn(field, f"Quyết định sau hạn {show_day(due)}.", "W03")


def _is_ruled(day: date, code: str, policy: Policy) -> bool:
    return policy.rule(code, day).since <= day


def is_official_on(memberships: Iterable[Any], day: date) -> bool:
    """Whether somebody's history of membership says: official member on a day."""
    return any(row.stage is PartyStage.OFFICIAL and holds_on(row, day) for row in memberships)


def assignment_problems(assignment: Any, mentor_memberships: Iterable[Any]) -> Iterator[Problem]:
    """Faults of one assignment: its dates, who helps whom, and whether the mentor was an official member."""
    if assignment.ended_on and assignment.ended_on < assignment.assigned_on:
        yield Problem("ended_on", "Ngày kết thúc trước ngày phân công.", "E01")
    if assignment.mentee is not None and assignment.mentee is assignment.mentor:
        yield Problem("mentor", "Người hướng dẫn và người được hướng dẫn là một.", "E03")
    if assignment.kind in PARTY_KINDS and not is_official_on(mentor_memberships, assignment.assigned_on):
        message = (
            f"Người giúp đỡ không phải đảng viên chính thức vào ngày phân công {show_day(assignment.assigned_on)}."
        )
        yield Problem("mentor", message, "E02")
    if (
        assignment.kind is MentoringKind.PROBATIONER
        and assignment.state is MentoringState.REPLACED
        and not assignment.handover_comment_done
    ):
        yield _warn("handover_comment_done", "Người giúp đỡ cũ chưa có nhận xét bàn giao.", "handover.missing")


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
                yield other, Problem("slot", message, "E04")
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
            yield rows[-1], _warn("mentor", f"{rows[0].mentor.full_name} đang giúp đỡ {len(rows)} người.", "W10")
    for rows in practice.values():
        if len(rows) > limits.whole("practice_max"):
            message = f"{rows[0].mentor.full_name} đang hướng dẫn thực hành {len(rows)} người."
            yield rows[-1], Problem("mentor", message, "E21")
