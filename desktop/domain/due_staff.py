"""What falls due in employment: pay, contracts, retirement, terms of post, licences, the return from training."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import add_months, show_day
from desktop.domain.licence_rules import licence_expiry
from desktop.domain.pay import plain
from desktop.domain.policy import Policy
from desktop.domain.raises import Interruptions, next_rise
from desktop.domain.reminder import DueRule, Reminder, Subject, made
from desktop.domain.retirement import leaving
from desktop.domain.staff import LicenceState, PayBasis, Sex, StandardState
from desktop.domain.terms import term_of
from desktop.domain.training import STUDYING_STATES, EnrolmentState


def next_step(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """The next regular step, or the next percent over the frame. The row is the step that holds today.

    `row.interruptions`, where given, is what puts it off. Who is paid by position has no steps.
    """
    if getattr(row, "basis", None) is PayBasis.POSITION:
        return
    counted = row.counted_from or row.starts_on
    used = policy.rule("salary.next_step", counted.first if counted else today)
    found = next_rise(
        row.salary_table,
        row.step or policy.scales.step_of(row.salary_table, row.coefficient),
        counted,
        row.over_frame_percent,
        getattr(row, "interruptions", None) or Interruptions(),
        policy,
        today,
    )
    if found is None:
        return
    step = found.step
    if found.is_over_frame:
        becomes = f"Phụ cấp thâm niên vượt khung {plain(step.over_frame_percent)}%"
    else:
        becomes = f"Nâng lương lên bậc {step.step}, hệ số {step.coefficient:.2f}".replace(".", ",")
    notes = [f"mốc ghi {counted.show()}"] if step.assumed else []
    if found.delays:
        notes.append(f"lùi {found.delay_months} tháng: {'; '.join(delay.told for delay in found.delays)}")
    if found.goes_on:
        notes.append("đang có thời gian không tính, ngày còn lùi")
    told = f" ({'; '.join(notes)})" if notes else ""
    yield made(used, found.due_on, becomes + told, counted.first, ("SalaryStep", row, "starts_on"), row.staff)


def contract_end(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """A contract that ends, or has ended while its holder is still here. The row is the newest contract.

    `row.notice_days` may give the lead time of its kind.
    """
    if row.ends_on is None:
        return
    ends = row.ends_on.last
    used = policy.rule("contract.end", ends)
    found = made(
        used,
        ends,
        "Hợp đồng hết hạn" if ends >= today else "Hợp đồng đã hết hạn, chưa có hợp đồng mới",
        row.starts_on.first if row.starts_on else ends,
        ("Contract", row, "ends_on"),
        row.staff,
    )
    lead = getattr(row, "notice_days", None) or used.whole("notice_days")
    notice = (lead, *(days for days in found.notice if days < lead))
    yield replace(found, notice=notice)


def retirement_notice(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """Notice six months and decision three months before the day of retirement, then the day itself.

    The row is the member. Counted back from the first day of retirement: by age, or as a decision set it.
    """
    is_female = None if row.sex is None else row.sex is Sex.FEMALE
    decided, basis = getattr(row, "retires_on", None), getattr(row, "retirement_basis", None)
    leaves = leaving(row.birth_date, is_female, decided, basis, policy.retirement)
    if leaves is None:
        return
    found = leaves.usual
    used = policy.rule("retirement.notice", found.reaches_on)
    notice_on = add_months(leaves.pension_from, -used.whole("notice_months"))
    decision_on = add_months(leaves.pension_from, -used.whole("decision_months"))
    end = show_day(leaves.last_working_day)
    if leaves.is_decided:
        doubts = ["theo quyết định", *([leaves.basis] if leaves.basis else [])] if leaves.months_apart else []
    else:
        doubts = [f"ngày sinh chỉ ghi {row.birth_date.show()}"] if found.assumed else []
        doubts += ["đối chiếu phụ lục nghị định trước khi ra quyết định"] if found.doubtful else []
    tail = f" ({'; '.join(doubts)})" if doubts else ""
    steps = []
    if today <= decision_on:
        steps.append((notice_on, f"Thông báo nghỉ hưu; làm việc đến hết {end}{tail}"))
    if today <= leaves.last_working_day:
        steps.append((decision_on, f"Quyết định nghỉ hưu; làm việc đến hết {end}{tail}"))
        steps.append((leaves.last_working_day, f"Ngày làm việc cuối trước khi nghỉ hưu{tail}"))
    elif leaves.is_decided:
        steps.append(
            (leaves.last_working_day, f"Đã nghỉ hưu từ {show_day(leaves.pension_from)}, chưa ghi thôi làm việc{tail}")
        )
    else:
        steps.append((leaves.last_working_day, f"Đã quá tuổi nghỉ hưu từ {show_day(leaves.pension_from)}{tail}"))
    for due_on, subject in steps:
        yield made(used, due_on, subject, found.reaches_on, ("StaffMember", row, "birth_date"), row)


def term_end(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """A term that ends: prepared 120 days before, weighed 90 days before; reappoint, extend or release.

    The row is an appointment that holds today. A post of managing without an end on paper has the usual term;
    `row.retires_on` is the holder's first day of retirement, where known.
    """
    began = getattr(row, "reappointed_on", None) or row.starts_on
    if not row.term_ends_on and not getattr(row, "is_manager", False):
        return
    term = term_of(began, row.term_ends_on, getattr(row, "term_basis", None), getattr(row, "retires_on", None), policy)
    if term is None:
        return
    used = policy.rule("post.term_end", term.ends_on)
    told = f" ({term.basis[:1].lower()}{term.basis[1:]}, chưa ghi trên quyết định)" if term.is_assumed else ""
    prepare, review = (term.ends_on - timedelta(days=used.whole(f"{step}_days")) for step in ("prepare", "review"))
    ends = show_day(term.ends_on)
    steps = [(term.ends_on, f"Hết nhiệm kỳ {row.post}{told}")]
    if today <= term.ends_on:
        steps.insert(0, (review, f"Xem xét bổ nhiệm lại {row.post}, hết nhiệm kỳ {ends}{told}"))
    if today <= review:
        steps.insert(0, (prepare, f"Chuẩn bị bổ nhiệm lại {row.post}, hết nhiệm kỳ {ends}{told}"))
    anchor = began.first if began else term.ends_on
    for due_on, subject in steps:
        yield made(used, due_on, subject, anchor, ("Appointment", row, "term_ends_on"), row.staff)


def standard_due(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """The day by which the holder of a level must meet the standard of the title. The row is a job that holds today."""
    if row.standard_due_on is None or row.meets_standard is StandardState.MET:
        return
    used = policy.rule("level.standard", row.standard_due_on)
    subject = f"Hoàn thành chuẩn chức danh (bậc nghề nghiệp {row.level or 'chưa ghi'})"
    anchor = row.starts_on.first if row.starts_on else row.standard_due_on
    yield made(used, row.standard_due_on, subject, anchor, ("JobHolding", row, "standard_due_on"), row.staff)


def licence_end(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """A licence in force that ends; the renewal goes in sixty days before."""
    ends = licence_expiry(row.kind, row.issued_on, row.expires_on, policy)
    if ends is None or row.state not in (LicenceState.ACTIVE, LicenceState.RENEWAL_SENT, None):
        return
    used = policy.rule("licence.expiry", row.issued_on.first if row.issued_on else ends)
    if row.state is LicenceState.RENEWAL_SENT:
        step = "đã nộp gia hạn"
    else:
        until = ends - timedelta(days=used.whole("renewal_days"))
        words = "nộp gia hạn trước" if today <= until else "đã quá ngày nộp gia hạn"
        step = f"{words} {show_day(until)}"
    yield made(
        used,
        ends,
        f"{row.kind.label} {row.number} hết hạn; {step}",
        row.issued_on.first if row.issued_on else ends,
        ("Licence", row, "expires_on"),
        row.staff,
    )


def training_return(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """A course whose planned end comes, or that ended with no return to duty put down.

    Short courses end without one.
    """
    ends = row.ended_on or row.planned_end_on
    if ends is None or row.returned_on is not None:
        return
    due, used = ends.last, policy.rule("training.return", ends.first)
    finished = row.state in (EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED, EnrolmentState.DROPPED)
    starts = row.starts_on.first if row.starts_on else due
    if finished and (due - starts).days < used.whole("min_days"):
        return
    if row.state in STUDYING_STATES or finished:
        what = "Kết thúc đào tạo, trở lại công tác" if not finished else "Chưa ghi ngày trở lại công tác"
        topic = f" ({row.topic})" if row.topic else ""
        yield made(used, due, what + topic, starts, ("Enrolment", row, "returned_on"), row.staff)


def follow_up(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """What an act left to be done in another room, until somebody marks it done."""
    if row.due_on is None or row.is_done:
        return
    used = policy.rule("follow_up", row.due_on)
    who = f" ({row.assignee})" if row.assignee else ""
    found = made(used, row.due_on, f"{row.title}{who}", row.due_on, ("FollowUp", row, "is_done"), row.staff)
    yield replace(found, basis=row.basis or used.source)


STAFF_RULES: tuple[DueRule, ...] = (
    DueRule("salary.next_step", "Nâng bậc lương", Subject.SALARY, "SalaryStep", next_step),
    DueRule("contract.end", "Hợp đồng hết hạn", Subject.CONTRACT, "Contract", contract_end),
    DueRule("retirement.notice", "Nghỉ hưu", Subject.RETIREMENT, "StaffMember", retirement_notice),
    DueRule("post.term_end", "Hết nhiệm kỳ chức vụ", Subject.TERM, "Appointment", term_end),
    DueRule("level.standard", "Hoàn thành chuẩn chức danh", Subject.TRAINING, "JobHolding", standard_due),
    DueRule("licence.expiry", "Giấy phép hành nghề hết hạn", Subject.LICENCE, "Licence", licence_end),
    DueRule("training.return", "Trở lại sau đào tạo", Subject.TRAINING, "Enrolment", training_return),
    DueRule("follow_up", "Việc kéo theo", Subject.FOLLOW_UP, "FollowUp", follow_up),
)
