"""Faults on paper of Party cases and memberships, by the numbers that clerks know them by.

What was already decided can always be entered; here it is told what contradicts the rules (E…) or needs a further
paper (W…). Rules about lateness and certificates are asked only of events since the first rule row there is.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from desktop.domain import party_rules
from desktop.domain.checks import Found, Known, Life, is_after
from desktop.domain.checks_register import fault
from desktop.domain.dates import PartialDate, age_on, show_day
from desktop.domain.errors import Problem
from desktop.domain.party import PROBATIONARY, SYMPATHISING, CaseState, PartyStage
from desktop.domain.policy import Policy

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

_UNDER_WAY = (CaseState.NOMINATED, CaseState.PAUSED, *SYMPATHISING, *PROBATIONARY)
_MOST_ADMISSIONS = 2  # once, and once again (Điều lệ Đảng, Điều 5)


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about one person's cases and membership."""
    born = life.member.birth_date
    cases, memberships = life.of("PartyCase"), life.of("PartyMembership")
    for row in cases:
        for problem in case_problems(row, born, known.policy):
            yield "PartyCase", row, problem
    for row in [row for row in cases if row.state in _UNDER_WAY][1:]:
        yield "PartyCase", row, fault("E15", "state", "Đã có một hồ sơ phát triển Đảng đang làm.")
    admitted = sorted((row for row in cases if row.ceremony_on), key=lambda row: row.ceremony_on)
    for row in admitted[_MOST_ADMISSIONS:]:
        yield "PartyCase", row, fault("E16", "ceremony_on", "Kết nạp lại lần thứ hai; chỉ được kết nạp lại một lần.")
    least = known.policy.rule("party.age", known.today).whole("min_months") // 12
    official = [row for row in memberships if row.stage is PartyStage.OFFICIAL and row.starts_on]
    for row in memberships:
        start = row.starts_on
        if start and born and not is_after(born, start) and age_on(born.first, start.last) < least:
            message = f"Vào Đảng {start.show()} khi chưa đủ {least} tuổi."
            yield "PartyMembership", row, fault("party.young", "starts_on", message)
        swapped = row.stage is PartyStage.PROBATIONARY and len(memberships) == 2 and official
        if swapped and is_after(start, official[0].starts_on):
            message = f"Dự bị từ {start.show()}, chính thức từ {official[0].starts_on.show()}."
            yield "PartyMembership", row, fault("party.stage_order", "starts_on", message)
    if len(admitted) == 1 and len(official) == 1 and admitted[0].official_on:
        told, held = PartialDate.of(admitted[0].official_on), official[0].starts_on
        if is_after(told, held) or is_after(held, told):
            message = f"Đảng tịch ghi chính thức {held.show()}, hồ sơ phát triển Đảng ghi {told.show()}."
            yield "PartyMembership", official[0], fault("party.official_mismatch", "starts_on", message)


def case_problems(case: Any, born: PartialDate | None, policy: Policy) -> Iterator[Problem]:
    """What the dates of a Party case say against each other and against the rules of their day."""
    for code, earlier, later, sentence in _ORDER:
        one, other = getattr(case, earlier), getattr(case, later)
        if one and other and other < one:
            yield fault(code, later, f"{sentence} ({show_day(other)} trước {show_day(one)}).")
    if case.ceremony_on is None and case.state in PROBATIONARY:
        yield fault(
            "ceremony_on.missing", "ceremony_on", "Chưa có ngày lễ kết nạp: không tính được hết 12 tháng dự bị."
        )
    if case.ceremony_on:
        yield from _official_problems(case, policy)
        if case.decision_issued_on is None:
            yield fault("W17", "decision_issued_on", "Chưa có ngày quyết định kết nạp: không tính được tuổi Đảng.")
    if case.cell_meeting_on:
        yield from _meeting_problems(case, born, policy)
    yield from _late_problems(case, policy)


def _official_problems(case: Any, policy: Policy) -> Iterator[Problem]:
    ends = party_rules.probation_end(case.ceremony_on, policy)
    if case.official_on and case.official_on != ends:
        message = f"Ngày chính thức {show_day(case.official_on)} khác ngày hết 12 tháng dự bị {show_day(ends)}."
        yield fault("E11", "official_on", message)
    if case.off_cell_meeting_on and case.off_cell_meeting_on < ends:
        message = f"Chi bộ xét chính thức {show_day(case.off_cell_meeting_on)} trước khi hết dự bị {show_day(ends)}."
        yield fault("E12", "off_cell_meeting_on", message)


def _meeting_problems(case: Any, born: PartialDate | None, policy: Policy) -> Iterator[Problem]:
    met: date = case.cell_meeting_on
    if born is not None:
        age = party_rules.admission_age(born, met, policy)
        if age.verdict == "too_young":
            yield fault("E13", "cell_meeting_on", age.message)
        elif age.verdict == "consent":
            yield fault("W04", "cell_meeting_on", age.message)
    if case.class_cert_on:
        valid_to = party_rules.certificate_valid_to(case.class_cert_on, policy)
        if met > valid_to:
            message = f"Giấy chứng nhận lớp nhận thức hết giá trị {show_day(valid_to)}, chi bộ họp {show_day(met)}."
            yield fault("E14", "class_cert_on", message)
    elif _is_ruled(met, "party.certificate_expiry", policy):
        yield fault("E14", "class_cert_on", "Chưa có giấy chứng nhận lớp nhận thức khi chi bộ xét.")
    if case.dossier_opened_on and met > (end := party_rules.dossier_valid_to(case.dossier_opened_on, policy)):
        yield fault("W07", "dossier_opened_on", f"Hồ sơ quá 12 tháng khi chi bộ xét (đến {show_day(end)}).")


def _late_problems(case: Any, policy: Policy) -> Iterator[Problem]:
    issued, ceremony, met = case.decision_issued_on, case.ceremony_on, case.cell_meeting_on
    if issued and ceremony and not case.ceremony_late_consent and _is_ruled(issued, "party.ceremony", policy):
        due = party_rules.ceremony_due(issued, case.decision_received_on, policy)
        if ceremony > due:
            message = f"Lễ kết nạp sau hạn {show_day(due)}; cần văn bản đồng ý của cấp trên."
            yield fault("W01", "ceremony_late_consent", message)
    if ceremony and case.off_cell_meeting_on and not case.late_reason:
        ends = party_rules.probation_end(ceremony, policy)
        due = party_rules.cell_review_due(ends, policy)
        if _is_ruled(ends, "party.cell_review", policy) and case.off_cell_meeting_on > due:
            message = f"Chi bộ xét chính thức sau hạn {show_day(due)}; cần ghi lý do, trách nhiệm."
            yield fault("W02", "late_reason", message)
    pairs: tuple[tuple[str, date | None, str, Callable[..., date]], ...] = (
        ("party.admission_decision", met, "decision_issued_on", party_rules.admission_decision_due),
        ("party.official_decision", case.off_cell_meeting_on, "off_decision_on", party_rules.official_decision_due),
    )
    for rule, anchor, field, due_of in pairs:
        decided = getattr(case, field)
        if anchor and decided and _is_ruled(anchor, rule, policy) and decided > (due := due_of(anchor, policy)):
            yield fault("W03", field, f"Quyết định sau hạn {show_day(due)}.")


def _is_ruled(day: date, code: str, policy: Policy) -> bool:
    return policy.rule(code, day).since <= day
