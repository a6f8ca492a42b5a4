"""What falls due on the way into the Party, and for those who help: mentors and their written comments."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from desktop.domain import party_rules
from desktop.domain.dates import add_months, month_end, show_day
from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.domain.party import PROBATIONARY, SYMPATHISING, CaseState
from desktop.domain.policy import Policy
from desktop.domain.reminder import DueRule, Reminder, Subject, made


def probation_end(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """Twelve months from the ceremony; from then on the cell's review is what is due."""
    if row.state is CaseState.PROBATION and row.ceremony_on:
        ends = party_rules.probation_end(row.ceremony_on, policy)
        if ends >= today:
            used = policy.rule("party.probation_end", row.ceremony_on)
            yield made(
                used, ends, "Hết 12 tháng dự bị", row.ceremony_on, ("PartyCase", row, "off_cell_meeting_on"), row.staff
            )


def cell_review(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """The cell has not yet considered a probationer whose twelve months are over."""
    if row.state is CaseState.PROBATION and row.ceremony_on and not row.off_cell_meeting_on:
        ends = party_rules.probation_end(row.ceremony_on, policy)
        if ends <= today:
            yield made(
                policy.rule("party.cell_review", ends),
                party_rules.cell_review_due(ends, policy),
                f"Chi bộ xét, đề nghị công nhận chính thức (hết dự bị {show_day(ends)})",
                ends,
                ("PartyCase", row, "off_cell_meeting_on"),
                row.staff,
            )


def official_decision(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """The cell has proposed a probationer and the decision is not yet there."""
    if row.state in PROBATIONARY and row.off_cell_meeting_on and not row.off_decision_on:
        met = row.off_cell_meeting_on
        last = party_rules.official_decision_due(met, policy, extended=True)
        yield made(
            policy.rule("party.official_decision", met),
            party_rules.official_decision_due(met, policy),
            f"Quyết định công nhận đảng viên chính thức (gia hạn tối đa đến {show_day(last)})",
            met,
            ("PartyCase", row, "off_decision_on"),
            row.staff,
        )


def admission_decision(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """The cell has resolved to propose admission and the decision is not yet there."""
    if row.state in SYMPATHISING and row.cell_meeting_on and not row.decision_issued_on and not row.ceremony_on:
        met = row.cell_meeting_on
        last = party_rules.admission_decision_due(met, policy, extended=True)
        yield made(
            policy.rule("party.admission_decision", met),
            party_rules.admission_decision_due(met, policy),
            f"Quyết định kết nạp (gia hạn tối đa đến {show_day(last)})",
            met,
            ("PartyCase", row, "decision_issued_on"),
            row.staff,
        )


def ceremony(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """Admission is decided and the ceremony has not been held."""
    if row.state in SYMPATHISING and row.decision_issued_on and not row.ceremony_on:
        issued = row.decision_issued_on
        used = policy.rule("party.ceremony", issued)
        received = row.decision_received_on if used.text("anchor") == "received" else None
        yield made(
            used,
            party_rules.ceremony_due(issued, row.decision_received_on, policy),
            "Tổ chức lễ kết nạp; quá hạn phải báo cáo cấp trên",
            received or issued,
            ("PartyCase", row, "ceremony_on"),
            row.staff,
        )


def certificate_expiry(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """The certificate of the awareness class must still count when the cell meets."""
    if row.state in SYMPATHISING and row.class_cert_on and not row.cell_meeting_on:
        yield made(
            policy.rule("party.certificate_expiry", row.class_cert_on),
            party_rules.certificate_valid_to(row.class_cert_on, policy),
            "Giấy chứng nhận lớp nhận thức về Đảng hết giá trị; xét kết nạp trước hoặc cử học lại",
            row.class_cert_on,
            ("PartyCase", row, "cell_meeting_on"),
            row.staff,
        )


def dossier_expiry(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """A dossier that the cell has not voted on within twelve months is made again."""
    if row.state in SYMPATHISING and row.dossier_opened_on and not row.cell_meeting_on:
        yield made(
            policy.rule("party.dossier_expiry", row.dossier_opened_on),
            party_rules.dossier_valid_to(row.dossier_opened_on, policy),
            "Hồ sơ kết nạp quá 12 tháng phải làm lại giấy giới thiệu và ý kiến",
            row.dossier_opened_on,
            ("PartyCase", row, "cell_meeting_on"),
            row.staff,
        )


def review_due(kind: MentoringKind, assigned_on: date, last_review_on: date | None, policy: Policy) -> date | None:
    """By when a mentor's next written comment is due; None where the unit asks for none.

    Sympathisers by calendar quarter, from the first that leaves a month; others every so many months from the
    assignment, probationers in the tenth month too. A comment counts for the period it was written in.
    """
    used = policy.rule("mentoring.review", assigned_on)
    months = used.whole(f"{kind.value}_months")
    if not months:
        return None
    if kind is MentoringKind.SYMPATHISER:
        first = add_months(assigned_on, 1)
        if last_review_on:
            first = max(first, _period_end(last_review_on, months) + timedelta(days=1))
        return _period_end(first, months)
    steps = sorted({*range(months, 601, months), *used.wholes(f"{kind.value}_extra_months")})
    # A comment written shortly before its day counts for that day.
    seen = last_review_on + timedelta(days=max(used.notice, default=0)) if last_review_on else assigned_on
    return next((day for step in steps if (day := add_months(assigned_on, step)) > seen), None)


def _period_end(day: date, months: int) -> date:
    """The last day of the quarter (or of so many months of the year) that a day lies in."""
    return month_end(add_months(day.replace(day=1), -day.month % months))


def mentor_review(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """The next written comment of a mentor. `row.last_review_on` is the day of the latest one, or None.

    Where several are missing, the latest missed one is due: nobody writes about a quarter of years ago.
    """
    if row.state is not MentoringState.ACTIVE or row.ended_on or row.mentor.has_left:
        return
    due = review_due(row.kind, row.assigned_on, row.last_review_on, policy)
    if due is None:
        return
    missed = 0
    while (later := review_due(row.kind, row.assigned_on, due, policy)) and later < today:
        due, missed = later, missed + 1
    kind = row.kind.label[0].lower() + row.kind.label[1:]
    behind = f"; {missed + 1} kỳ chưa có nhận xét" if missed else ""
    yield made(
        policy.rule("mentoring.review", row.assigned_on),
        due,
        f"{row.mentor.full_name} nhận xét người được hướng dẫn ({kind}){behind}",
        row.last_review_on or row.assigned_on,
        ("MentoringAssignment", row, "reviews"),
        row.mentee or row.mentor,
    )


def mentor_left(row: Any, policy: Policy, _today: date) -> Iterator[Reminder]:
    """The mentor of an assignment in force has left the unit: the cell assigns another, the old one comments."""
    if row.state is MentoringState.ACTIVE and not row.ended_on and row.mentor.has_left:
        left = row.mentor.left_on or row.assigned_on
        yield made(
            policy.rule("mentoring.mentor_left", left),
            left,
            f"Người hướng dẫn {row.mentor.full_name} đã rời đơn vị; phân công người khác",
            row.assigned_on,
            ("MentoringAssignment", row, "mentor"),
            row.mentee or row.mentor,
            code="mentoring.no_mentor",
        )


def no_mentor(row: Any, policy: Policy, today: date) -> Iterator[Reminder]:
    """A sympathiser or probationer whom nobody helps. `row.has_mentor` tells of an assignment in force."""
    if row.has_mentor:
        return
    if row.state in SYMPATHISING:
        since = row.list_resolution_on or row.state_since or today
        used = policy.rule("mentoring.no_mentor", since)
        subject = "Cảm tình Đảng chưa có đảng viên giúp đỡ; chi bộ phân công trong nghị quyết"
    elif row.state is CaseState.PROBATION:
        since = row.ceremony_on or row.state_since or today
        used = policy.rule("mentoring.probationer_no_mentor", since)
        subject = "Đảng viên dự bị chưa có đảng viên chính thức giúp đỡ"
    else:
        return
    yield made(used, since, subject, since, ("PartyCase", row, "staff"), row.staff, code="mentoring.no_mentor")


PARTY_RULES: tuple[DueRule, ...] = (
    DueRule("party.probation_end", "Hết thời gian dự bị", Subject.PARTY, "PartyCase", probation_end),
    DueRule("party.cell_review", "Chi bộ xét công nhận chính thức", Subject.PARTY, "PartyCase", cell_review),
    DueRule(
        "party.official_decision", "Quyết định công nhận chính thức", Subject.PARTY, "PartyCase", official_decision
    ),
    DueRule("party.admission_decision", "Quyết định kết nạp", Subject.PARTY, "PartyCase", admission_decision),
    DueRule("party.ceremony", "Lễ kết nạp", Subject.PARTY, "PartyCase", ceremony),
    DueRule(
        "party.certificate_expiry", "Giấy chứng nhận lớp nhận thức", Subject.PARTY, "PartyCase", certificate_expiry
    ),
    DueRule("party.dossier_expiry", "Hồ sơ kết nạp", Subject.PARTY, "PartyCase", dossier_expiry),
    DueRule(
        "mentoring.review", "Nhận xét của người hướng dẫn", Subject.MENTORING, "MentoringAssignment", mentor_review
    ),
    DueRule("mentoring.no_mentor", "Chưa có người hướng dẫn", Subject.MENTORING, "MentoringAssignment", mentor_left),
    DueRule("mentoring.no_mentor", "Chưa có người hướng dẫn", Subject.MENTORING, "PartyCase", no_mentor),
)
