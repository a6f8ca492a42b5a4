"""The legal clocks of admission to the Party, each from its own event.

A day of an event is not counted (Bộ luật Dân sự 2015, Điều 147–148, by analogy). Days of status (end of probation,
official day, badge) are never moved off a weekend; what has to be done is counted in working days.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from desktop.domain.dates import PartialDate, add_months, add_working_days, add_years, months_between
from desktop.domain.policy import Policy


def _working(code: str, anchor: date, policy: Policy, *names: str) -> date:
    rule = policy.rule(code, anchor)
    return add_working_days(anchor, sum(rule.whole(name) for name in names), policy.is_working)


def probation_end(ceremony: date, policy: Policy) -> date:
    """The end of probation: twelve months from the cell's ceremony of admission (Điều lệ Đảng, Điều 5, khoản 1)."""
    return add_months(ceremony, policy.rule("party.probation_end", ceremony).whole("months"))


def official_on(ceremony: date, policy: Policy) -> date:
    """The official day of who is recognised: the end of probation, however late the meeting or the decision
    (294-QĐ/TW, điểm 4.2.2)."""
    return probation_end(ceremony, policy)


def cell_review_due(probation_ended: date, policy: Policy) -> date:
    """By when the cell considers a probationer: 30 working days from the end of probation (294-QĐ/TW, 4.2.1)."""
    return _working("party.cell_review", probation_ended, policy, "working_days")


def admission_decision_due(cell_resolution: date, policy: Policy, *, extended: bool = False) -> date:
    """By when admission is decided: 45 working days from the cell's resolution, 15 more at most (294-QĐ/TW, 4.3.1)."""
    names = ("working_days", "extension_working_days") if extended else ("working_days",)
    return _working("party.admission_decision", cell_resolution, policy, *names)


def official_decision_due(cell_resolution: date, policy: Policy, *, extended: bool = False) -> date:
    """By when the official decision is made: 30 working days from the cell's resolution, 15 more at most
    (294-QĐ/TW, điểm 4.3.1)."""
    names = ("working_days", "extension_working_days") if extended else ("working_days",)
    return _working("party.official_decision", cell_resolution, policy, *names)


def ceremony_due(issued: date, received: date | None, policy: Policy) -> date:
    """By when the ceremony is held: 30 working days from the decision.

    From the day the cell received it (294-QĐ/TW, điểm 4.1), since 26/7/2026 from the day of issue (208-QĐ/TW);
    where the day of receipt is not known, from the day of issue too, which is the earlier end.
    """
    rule = policy.rule("party.ceremony", issued)
    anchor = received if rule.text("anchor") == "received" and received else issued
    return add_working_days(anchor, rule.whole("working_days"), policy.is_working)


def certificate_valid_to(issued: date, policy: Policy) -> date:
    """The last day on which the certificate of the awareness class counts at the cell's meeting: 60 months
    (06-HD/TW, điểm 5.4)."""
    return add_months(issued, policy.rule("party.certificate_expiry", issued).whole("months"))


def dossier_valid_to(opened: date, policy: Policy) -> date:
    """The last day of a dossier without the cell's resolution: 12 months (06-HD/TW, điểm 5.4)."""
    return add_months(opened, policy.rule("party.dossier_expiry", opened).whole("months"))


def introducer_from(together_since: date, policy: Policy) -> date:
    """From when somebody may introduce: 12 months of work together (294-QĐ/TW, điểm 3.2.1)."""
    return add_months(together_since, policy.rule("party.introducer", together_since).whole("months"))


def transfer_due(effective: date, policy: Policy) -> date:
    """By when Party life is transferred: 60 working days from the day the move takes effect (294-QĐ/TW, 6.3.1)."""
    return _working("party.transfer", effective, policy, "working_days")


@dataclass(frozen=True)
class AdmissionAge:
    """Whether the age allows admission at the cell's meeting.

    `verdict`: "allowed"; "boundary": allowed, and the day of birth decides or 60 is near; "too_young"; "consent":
    over the limit, only with written consent of the committee above.
    """

    months: int
    verdict: Literal["allowed", "boundary", "too_young", "consent"]
    message: str = ""


def admission_age(born: PartialDate, meeting: date, policy: Policy) -> AdmissionAge:
    """The age at the cell's meeting, counted in months: 18 to 60 years (294-QĐ/TW, điểm 1.1).

    A birth date without its day is taken from its first day; the month alone decides anyway.
    """
    rule = policy.rule("party.age", meeting)
    lowest, highest = rule.whole("min_months"), rule.whole("max_months")
    months = months_between(born.first, meeting)
    if months < lowest:
        return AdmissionAge(months, "too_young", f"Chưa đủ {lowest // 12} tuổi vào ngày chi bộ họp.")
    if months > highest:
        return AdmissionAge(months, "consent", f"Quá {highest // 12} tuổi: phải có văn bản đồng ý của cấp trên.")
    if months == highest:
        return AdmissionAge(months, "boundary", f"Tháng họp là tháng đủ {highest // 12} tuổi.")
    if months >= rule.whole("warn_from_months"):
        return AdmissionAge(months, "boundary", f"Sắp đủ {highest // 12} tuổi.")
    if months == lowest and meeting.day < born.last.day:
        return AdmissionAge(months, "boundary", f"Đủ {lowest // 12} tuổi theo tháng, chưa đến ngày sinh.")
    return AdmissionAge(months, "allowed")


@dataclass(frozen=True)
class Badge:
    """A badge of Party age: how many years, the day they are complete, and the round in which it is given."""

    years: int
    complete_on: date
    round_on: date


def badge(decision_issued: date, years: int, policy: Policy, days_outside: int = 0) -> Badge:
    """A badge by Party age, which runs from the day of the admission decision, less days outside Party life
    (294-QĐ/TW, điểm 4.5); given at 3/2, 19/5, 2/9 or 7/11 (06-HD/TW, điểm 18)."""
    complete = add_years(decision_issued, years) + timedelta(days=days_outside)
    return Badge(years, complete, badge_round(complete, policy))


def badge_round(complete: date, policy: Policy) -> date:
    """The round of award that takes in badges completed on a day."""
    for row in policy.rule("party.badge", complete).values["rounds"]:
        if complete.month in row["months"]:
            next_year = complete.month > row["month"] and complete.month == 12
            return date(complete.year + next_year, row["month"], row["day"])
    raise LookupError(complete.month)


def next_badge(decision_issued: date, today: date, policy: Policy, days_outside: int = 0) -> Badge | None:
    """The first badge completed on or after a day, or None after the last one."""
    for years in policy.rule("party.badge", today).wholes("years"):
        found = badge(decision_issued, years, policy, days_outside)
        if found.complete_on >= today:
            return found
    return None
