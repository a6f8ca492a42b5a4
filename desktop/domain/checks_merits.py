"""How somebody was judged: ratings, awards, discipline, and what discipline bars for a time."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.checks import Found, Known, Life, as_partial, doubled
from desktop.domain.checks_register import fault
from desktop.domain.dates import add_months, show_day
from desktop.domain.errors import Problem
from desktop.domain.merits import DisciplineSphere
from desktop.domain.rating import BY_POINTS, rule_of
from desktop.domain.record import holds_on
from desktop.domain.succession import SuccessionState
from desktop.domain.text import label_key

# What is not done for a disciplined person while it counts: (kind, the day of it, what it is).
_BARRED = (
    ("Enrolment", ("decision_on", "starts_on"), "cử đi đào tạo"),
    ("Appointment", ("starts_on",), "bổ nhiệm"),
    ("SuccessionEntry", ("decision_on",), "quy hoạch"),
)
_PLANNED = (SuccessionState.APPROVED, SuccessionState.ACTIVE)


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about one person's ratings, awards and discipline."""
    recruited = life.member.first_recruited_on
    for row in life.of("Appraisal"):
        for problem in appraisal_problems(row, known):
            yield "Appraisal", row, problem
        if recruited and row.year is not None and row.year < recruited.first.year:
            message = f"Xếp loại năm {row.year}, tuyển dụng {recruited.show()}."
            yield "Appraisal", row, fault("appraisal.before_recruitment", "year", message)
    for row, _first in doubled(life.of("Appraisal"), lambda row: row.year):
        yield "Appraisal", row, fault("appraisal.duplicate", "year", f"Năm {row.year} đã có một lần xếp loại.")
    for row in life.of("Award"):
        if recruited and row.year < recruited.first.year:
            message = f"Khen thưởng năm {row.year}, tuyển dụng {recruited.show()}."
            yield "Award", row, fault("award.before_recruitment", "year", message)
        # An award of a year is often decided at the beginning of the next one.
        if row.awarded_on and row.year is not None and row.awarded_on.first.year not in (row.year, row.year + 1):
            message = f"Khen thưởng năm {row.year} mà ngày ghi {row.awarded_on.show()}."
            yield "Award", row, fault("award.year", "awarded_on", message)
    for row, _first in doubled(life.of("Award"), lambda row: (row.year, row.form, label_key(row.content or ""))):
        yield "Award", row, fault("award.duplicate", "form", f"Khen thưởng này của năm {row.year} đã có.")
    for row in life.of("Discipline"):
        if row.sphere is not DisciplineSphere.PARTY and row.decided_on:
            yield from _discipline_problems(row, life, known)


def appraisal_problems(row: Any, known: Known) -> Iterator[Problem]:
    """Points over what there is, and a rating that the points do not give (NĐ 233/2026)."""
    listed = known.catalogue.list("evaluation_rating")
    rule = rule_of(known.policy, BY_POINTS, max(row.year or 0, known.today.year))
    for name, most in (("general_points", rule.whole("general_most")), ("result_points", rule.whole("results_most"))):
        points: Decimal | None = getattr(row, name)
        if points is not None and points > most:
            yield fault("appraisal.points", name, f"Điểm tối đa là {most}.")
            return
    if row.rating is None:
        is_under_way = row.round_id is not None and row.decided_on is None
        if not row.not_rated_reason and not is_under_way:
            yield fault("appraisal.empty", "rating", f"Năm {row.year} chưa có xếp loại hay lý do không xếp loại.")
        return
    low, high = listed.extra(row.rating, "score_from"), listed.extra(row.rating, "score_to")
    if low and high and row.general_points is not None and row.result_points is not None:
        total = row.general_points + row.result_points
        if total >= Decimal(high) + Decimal("0.01"):
            message = f"{_shown(total)} điểm cao hơn mức «{listed.label(row.rating)}»."
            yield fault("appraisal.rating", "rating", message)
        elif total < Decimal(low):
            message = f"{_shown(total)} điểm chưa đến mức «{listed.label(row.rating)}» (từ {low})."
            yield fault("appraisal.rating", "rating", message)


def _discipline_problems(row: Any, life: Life, known: Known) -> Iterator[Found]:
    decided: date = row.decided_on.last
    if known.extra("discipline_form", row.form, "managers_only") == "1":
        leads = (
            holds_on(post, row.decided_on.first)
            for post in life.of("Appointment")
            if (held := known.posts.get(post.post_id)) is not None and held.is_manager
        )
        if not any(leads):
            message = "Hình thức này chỉ dùng với người giữ chức vụ; lúc đó không giữ chức vụ nào."
            yield "Discipline", row, fault("discipline.managers_only", "form", message)
    months = known.policy.rule("discipline.block", decided).values["months"].get(row.form)
    if months is None:
        return
    ends = row.expires_on or add_months(decided, months)
    label = known.catalogue.list("discipline_form").label(row.form).lower()
    for kind, names, what in _BARRED:
        for act in life.of(kind):
            day = next((as_partial(value) for name in names if (value := getattr(act, name))), None)
            if day is not None and decided < day.first and day.last < ends:
                message = f"Đang trong thời hạn {label} đến {show_day(ends)}: chưa được {what}."
                yield kind, act, fault("E07", names[0], message)
    for entry in life.of("SuccessionEntry"):
        planned = entry.decision_on or entry.first_planned_on
        if entry.state in _PLANNED and decided <= known.today < ends and planned and planned <= decided:
            message = f"Bị {label} ngày {row.decided_on.show()}; cần rà soát quy hoạch."
            yield "SuccessionEntry", entry, fault("W21", "state", message)


def _shown(number: Decimal) -> str:
    return f"{number:.2f}".replace(".", ",")
