"""What is asked before somebody is sent to study, and what follows after: conditions told as warnings.

Conditions are those for viên chức (NĐ 101/2017/NĐ-CP as amended by NĐ 89/2021/NĐ-CP); none of them stops the clerk, since the
province may set others: each is told and the decision stays with who signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.dates import PartialDate, add_months, months_between, show_day
from desktop.domain.errors import Problem
from desktop.domain.policy import Policy
from desktop.domain.training import DEGREE_KINDS

HOME = "Việt Nam"
PLANNED_LEADERS_ONLY = frozenset({"BD_LLCT_CC"})


@dataclass(frozen=True)
class Candidate:
    """Who is to be sent, as the conditions look at him or her.

    `studying` names the degree course under way, `absence` the status where the person is not at work,
    `serves_until` the end of an earlier commitment, `is_planned` whether he or she stands in a succession list.
    """

    name: str
    absence: str = ""
    has_left: bool = False
    studying: str = ""
    serves_until: date | None = None
    last_working_day: date | None = None
    is_planned: bool = False


def months_of(starts_on: PartialDate, ends_on: PartialDate) -> int:
    """How many months a course lasts, a begun month counted whole; dates known by month or year count from their first day."""
    months = max(months_between(starts_on.first, ends_on.first), 0)
    return max(months + (add_months(starts_on.first, months) < ends_on.first), 1)


def commitment_end(starts_on: PartialDate, ends_on: PartialDate, policy: Policy) -> date:
    """Until when who studied for a degree serves: twice the time of study, from the day after it (NĐ 101/2017)."""
    times = policy.rule("training.commitment", starts_on.first).whole("times")
    return add_months(ends_on.last, times * months_of(starts_on, ends_on))


def conditions(
    person: Candidate,
    kind: str,
    starts_on: PartialDate | None,
    ends_on: PartialDate | None,
    country: str | None,
    policy: Policy,
) -> list[Problem]:
    """What speaks against sending a person to a course, as warnings; who has left is refused."""
    if person.has_left:
        return [Problem("staff", f"{person.name} không còn ở đơn vị ({person.absence.lower()}).", "left")]
    found: list[Problem] = []
    if person.absence:
        found.append(_warn(f"{person.name} đang vắng: {person.absence.lower()}.", "away"))
    if kind in DEGREE_KINDS:
        if person.studying:
            found.append(_warn(f"{person.name} đang học {person.studying}.", "E11"))
        if person.serves_until and starts_on and person.serves_until > starts_on.first:
            until = show_day(person.serves_until)
            found.append(_warn(f"{person.name} còn cam kết phục vụ đến {until}.", "E11"))
        if starts_on and ends_on and person.last_working_day:
            until_ = commitment_end(starts_on, ends_on, policy)
            if until_ > person.last_working_day:
                message = (
                    f"{person.name} nghỉ hưu {show_day(person.last_working_day)}, "
                    f"trước khi hết cam kết phục vụ {show_day(until_)}."
                )
                found.append(_warn(message, "E12"))
    if kind in PLANNED_LEADERS_ONLY and not person.is_planned:
        found.append(_warn(f"{person.name} chưa có trong quy hoạch.", "E10"))
    if country and country != HOME and starts_on and ends_on and person.last_working_day:
        found += _abroad(person, starts_on, ends_on, policy)
    return found


def _abroad(person: Candidate, starts_on: PartialDate, ends_on: PartialDate, policy: Policy) -> Sequence[Problem]:
    """Study abroad: 18 months of service left for less than a month, two years for more."""
    rule = policy.rule("training.abroad", starts_on.first)
    is_short = ends_on.last - starts_on.first < timedelta(days=30)
    months = rule.whole("short_months_left" if is_short else "long_months_left")
    if person.last_working_day and add_months(starts_on.first, months) > person.last_working_day:
        return [_warn(f"{person.name} còn dưới {months} tháng công tác khi đi học nước ngoài.", "E08")]
    return []


def _warn(message: str, code: str) -> Problem:
    return Problem("staff", message, code, "warning")
