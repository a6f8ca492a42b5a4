"""What falls due in employment: pay, contracts, retirement, terms of post, licences, the return from training."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.dates import add_months, show_day
from desktop.domain.licence_rules import licence_expiry
from desktop.domain.policy import Policy
from desktop.domain.reminder import DueRule, Reminder, Subject, made
from desktop.domain.retirement import retirement
from desktop.domain.salary_rules import OverFrame
from desktop.domain.staff import LicenceState, Sex
from desktop.domain.training import STUDYING_STATES, EnrolmentState


def next_step(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """The next regular step, or the next percent over the frame. The row is the step that holds today."""
    counted = row.counted_from or row.starts_on
    used = policy.rule("salary.next_step", counted.first if counted else today)
    over = OverFrame(*(used.whole(f"over_frame_{name}") for name in ("first_percent", "step_percent", "step_months")))
    found = policy.scales.next_regular_step(
        row.salary_table,
        row.step or policy.scales.step_of(row.salary_table, row.coefficient),
        counted,
        row.over_frame_percent,
        over_frame=over,
    )
    if found is None:
        return
    if found.over_frame_percent:
        becomes = f"Phụ cấp thâm niên vượt khung {_plain(found.over_frame_percent)}%"
    else:
        becomes = f"Nâng lương lên bậc {found.step}, hệ số {found.coefficient:.2f}".replace(".", ",")
    assumed = f" (mốc ghi {counted.show()})" if found.assumed else ""
    yield made(used, found.due_on, becomes + assumed, counted.first, ("SalaryStep", row, "starts_on"), row.staff)


def _plain(number: Decimal) -> str:
    """A number without idle zeros: 5, 6,5."""
    whole, _, part = f"{number:f}".partition(".")
    return f"{whole},{part.rstrip('0')}".rstrip(",")


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

    The row is the member. Counted back from the first day of the pension.
    """
    if row.birth_date is None or row.sex is None:
        return
    found = retirement(row.birth_date, row.sex is Sex.FEMALE, policy.retirement)
    used = policy.rule("retirement.notice", found.reaches_on)
    notice_on = add_months(found.pension_from, -used.whole("notice_months"))
    decision_on = add_months(found.pension_from, -used.whole("decision_months"))
    end = show_day(found.last_working_day)
    doubts = (
        *((f"ngày sinh chỉ ghi {row.birth_date.show()}",) if found.assumed else ()),
        *(("đối chiếu phụ lục nghị định trước khi ra quyết định",) if found.doubtful else ()),
    )
    tail = f" ({'; '.join(doubts)})" if doubts else ""
    steps = []
    if today <= decision_on:
        steps.append((notice_on, f"Thông báo nghỉ hưu; làm việc đến hết {end}{tail}"))
    if today <= found.last_working_day:
        steps.append((decision_on, f"Quyết định nghỉ hưu; làm việc đến hết {end}{tail}"))
        steps.append((found.last_working_day, f"Ngày làm việc cuối trước khi nghỉ hưu{tail}"))
    else:
        steps.append((found.last_working_day, f"Đã quá tuổi nghỉ hưu từ {show_day(found.pension_from)}{tail}"))
    for due_on, subject in steps:
        yield made(used, due_on, subject, found.reaches_on, ("StaffMember", row, "birth_date"), row)


def term_end(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """A term that ends: reappoint, extend or release. The row is an appointment that holds today."""
    if row.term_ends_on:
        yield made(
            policy.rule("post.term_end", row.term_ends_on),
            row.term_ends_on,
            f"Hết nhiệm kỳ {row.post}",
            row.starts_on.first if row.starts_on else row.term_ends_on,
            ("Appointment", row, "term_ends_on"),
            row.staff,
        )


def licence_end(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """A licence in force that ends; the renewal goes in sixty days before."""
    ends = licence_expiry(row.kind, row.issued_on, row.expires_on, policy)
    if ends is None or row.state not in (LicenceState.ACTIVE, LicenceState.RENEWAL_SENT, None):
        return
    used = policy.rule("licence.expiry", row.issued_on.first if row.issued_on else ends)
    if row.state is LicenceState.RENEWAL_SENT:
        step = "đã nộp gia hạn"
    else:
        step = f"nộp gia hạn trước {show_day(ends - timedelta(days=used.whole('renewal_days')))}"
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


STAFF_RULES: tuple[DueRule, ...] = (
    DueRule("salary.next_step", "Nâng bậc lương", Subject.SALARY, "SalaryStep", next_step),
    DueRule("contract.end", "Hợp đồng hết hạn", Subject.CONTRACT, "Contract", contract_end),
    DueRule("retirement.notice", "Nghỉ hưu", Subject.RETIREMENT, "StaffMember", retirement_notice),
    DueRule("post.term_end", "Hết nhiệm kỳ chức vụ", Subject.TERM, "Appointment", term_end),
    DueRule("licence.expiry", "Giấy phép hành nghề hết hạn", Subject.LICENCE, "Licence", licence_end),
    DueRule("training.return", "Trở lại sau đào tạo", Subject.TRAINING, "Enrolment", training_return),
)
