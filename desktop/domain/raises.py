"""When the next rise of pay falls due, what puts it off, and what brings it forward (TT 08/2013/TT-BNV, TT 03/2021/TT-BNV).

Discipline and a year not fulfilled lengthen the period by months; time not worked does not count at all. Both look only
at what fell inside the period, which itself grows with them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.dates import PartialDate, add_months, show_day
from desktop.domain.fields import Coded
from desktop.domain.policy import Policy, RuleSet
from desktop.domain.salary_rules import NextStep, OverFrame

_DAY = timedelta(days=1)
IsWorking = Callable[[date], bool]


class Cause(Coded):
    """Why a period of pay is longer than the table says."""

    DISCIPLINE = "discipline", "Kỷ luật"
    RATING = "rating", "Không hoàn thành nhiệm vụ"
    ABSENCE = "absence", "Thời gian không tính"
    SICKNESS = "sickness", "Nghỉ ốm quá 6 tháng"
    STUDY = "study", "Học quá thời hạn"


@dataclass(frozen=True)
class Event:
    """Something of a day that lengthens the running period by `months`; `told` is what the clerk reads."""

    cause: Cause
    on: date
    months: int
    told: str


@dataclass(frozen=True)
class Absence:
    """Time that does not count, both days inside; without `last` it goes on today."""

    cause: Cause
    first: date
    last: date | None
    told: str

    def within(self, start: date, end: date, today: date) -> tuple[date, date] | None:
        """The part that lies in [start, end): its first day and the day after its last, or None."""
        after = (self.last or max(today, self.first)) + _DAY
        first, after = max(self.first, start), min(after, end)
        return (first, after) if first < after else None


@dataclass(frozen=True)
class Interruptions:
    """Everything of one person that may put a rise off."""

    events: tuple[Event, ...] = ()
    absences: tuple[Absence, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.events or self.absences)


@dataclass(frozen=True)
class Delay:
    """One cause of a period that grew: by how many months, and what it was."""

    cause: Cause
    months: int
    told: str


@dataclass(frozen=True)
class Rise:
    """The next regular rise with what put it off.

    `due_on` is the day; `regular_on` the day it would be without delays. `goes_on`: time that does not count runs on
    today, so that the day still moves.
    """

    step: NextStep
    regular_on: date
    delays: tuple[Delay, ...] = ()
    goes_on: bool = False

    @property
    def due_on(self) -> date:
        return self.step.due_on

    @property
    def delay_months(self) -> int:
        return sum(delay.months for delay in self.delays)

    @property
    def is_over_frame(self) -> bool:
        """Whether it is a percentage over the last step, not a step."""
        return bool(self.step.over_frame_percent)


@dataclass
class _Time:
    """Time in whole months and working days left over."""

    months: int = 0
    days: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, first: date, after: date, is_working: IsWorking) -> None:
        months = 0
        while add_months(first, months + 1) <= after:
            months += 1
        rest = add_months(first, months)
        self.months += months
        while rest < after:
            self.days += is_working(rest)
            rest += _DAY

    def whole(self, rule: RuleSet) -> int:
        """Whole months: left-over days that make a month are one, of the rest enough of them count as one."""
        more, left = divmod(self.days, rule.whole("working_days_in_month"))
        return self.months + more + (left >= rule.whole("working_days_for_month"))


def delays(
    start: date, end: date, found: Interruptions, rule: RuleSet, is_working: IsWorking, today: date
) -> tuple[Delay, ...]:
    """What puts off a rise whose period runs from `start` to before `end`, by cause.

    Working days left over of all the time that does not count are summed: fewer than 11 are nothing, 11 or more a
    month. Of sick leave six months, summed within the period, count.
    """
    made = [Delay(e.cause, e.months, e.told) for e in found.events if start <= e.on < end and e.months]
    lost: dict[Cause, _Time] = {}
    for absence in found.absences:
        part = absence.within(start, end, today)
        if part is None:
            continue
        time = lost.setdefault(absence.cause, _Time())
        time.add(*part, is_working)
        time.told.append(absence.told)
    whole = _Time()
    sick = lost.get(Cause.SICKNESS)
    if sick is not None:
        allowed = rule.whole("sick_months")
        more, sick.days = divmod(sick.days, rule.whole("working_days_in_month"))
        sick.months += more - allowed
        if sick.months < 0:
            del lost[Cause.SICKNESS]
    for time in lost.values():
        whole.months, whole.days = whole.months + time.months, whole.days + time.days
    total = whole.whole(rule)
    if total:
        # One figure for all of it: the days left over belong to no cause alone.
        cause = next(iter(lost)) if len(lost) == 1 else Cause.ABSENCE
        made.append(Delay(cause, total, "; ".join(told for time in lost.values() for told in time.told)))
    return tuple(made)


def next_rise(
    table: str | None,
    step: int | None,
    counted: PartialDate | None,
    over_frame_percent: Decimal | None,
    found: Interruptions,
    policy: Policy,
    today: date,
) -> Rise | None:
    """The next regular step or percentage over the frame with its delays; None where nothing is ahead or known.

    The period that is looked at grows with every delay found in it, until no more comes in.
    """
    rule = policy.rule("salary.delay", today)
    over = over_frame(policy, counted.first if counted else today)

    def rise(months: int) -> NextStep | None:
        return policy.scales.next_regular_step(table, step, counted, over_frame_percent, months, over)

    plain = rise(0)
    if plain is None or counted is None:
        return None
    causes: tuple[Delay, ...] = ()
    current = plain
    while found:
        again = delays(counted.first, current.due_on, found, rule, policy.is_working, today)
        if sum(d.months for d in again) <= sum(d.months for d in causes):
            break
        causes = again
        current = rise(sum(d.months for d in causes)) or plain
    open_ended = any(a.last is None and a.within(counted.first, current.due_on, today) for a in found.absences)
    return Rise(current, plain.due_on, causes, open_ended)


def over_frame(policy: Policy, on: date) -> OverFrame:
    """The percentages over the frame as on a day."""
    used = policy.rule("salary.next_step", on)
    return OverFrame(*(used.whole(f"over_frame_{name}") for name in ("first_percent", "step_percent", "step_months")))


# --- Early rises -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EarlyFacts:
    """What an early rise is judged by.

    `awards` are (year, code, words) of the person; `last_was_early` tells that the step held now came early.
    """

    awards: tuple[tuple[int, str, str], ...] = ()
    last_was_early: bool = False
    retires_on: date | None = None
    notice_on: date | None = None


@dataclass(frozen=True)
class EarlyRise:
    """An early rise that is open to somebody: from which day, by how many months, and why."""

    from_day: date
    months: int
    why: str
    basis: str


def early_merit(rise: Rise, table: str | None, facts: EarlyFacts, year: int, policy: Policy) -> EarlyRise | None:
    """The early rise for achievement in a year, or None.

    At most twelve months early, only towards a step, only where nothing put the period off, and never twice running.
    How many months an award gives is the unit's rule; the share of people is held by `quota`. A rise that would begin
    before the year was that year's.
    """
    end = date(year, 12, 31)
    rule = policy.rule("salary.early_merit", end)
    most = rule.whole("max_months")
    if rise.is_over_frame or rise.delays or rise.goes_on or facts.last_was_early:
        return None
    if rise.due_on > add_months(end, most):
        return None
    is_lower = table in rule.values["lower_tables"]
    since = year - rule.whole("look_back_years_lower" if is_lower else "look_back_years") + 1
    best: tuple[int, str] | None = None
    for won, code, words in sorted(facts.awards, reverse=True):
        months = _award_months(rule, code)
        if since <= won <= year and months and (best is None or months > best[0]):
            best = (months, f"{words} năm {won}")
    if best is None:
        return None
    months = min(best[0], most)
    from_day = add_months(rise.due_on, -months)
    return EarlyRise(from_day, months, best[1], rule.source) if from_day.year >= year else None


def _award_months(rule: RuleSet, code: str) -> int:
    return max((int(row["months"]) for row in rule.values["months_by_award"] if code in row["awards"]), default=0)


def early_retirement(rise: Rise, facts: EarlyFacts, policy: Policy) -> EarlyRise | None:
    """The early rise of who has been told of retirement: twelve months early, if that day comes before leaving.

    Not from before the notice; outside the share of people. Where the regular day comes before the notice there is
    nothing to bring forward.
    """
    if facts.retires_on is None or facts.notice_on is None or rise.is_over_frame or rise.delays or rise.goes_on:
        return None
    rule = policy.rule("salary.early_retirement", facts.notice_on)
    months = rule.whole("months")
    day = max(add_months(rise.due_on, -months), facts.notice_on)
    if not day < facts.retires_on or day >= rise.due_on:
        return None
    return EarlyRise(day, months, f"Nghỉ hưu từ {show_day(facts.retires_on)}", rule.source)


@dataclass(frozen=True)
class Quota:
    """The share of early rises for achievement in a year: people on the pay list, the most allowed, those given."""

    year: int
    people: int
    percent: int
    used: int

    @property
    def most(self) -> int:
        """Whole people only: ten on the list make one."""
        return self.people * self.percent // 100

    @property
    def left(self) -> int:
        """How many more may be; negative where too many were."""
        return self.most - self.used


def quota(year: int, people: int, used: int, policy: Policy) -> Quota:
    """The share of a year for a pay list of so many people."""
    return Quota(year, people, policy.rule("salary.early_merit", date(year, 12, 31)).whole("quota_percent"), used)


# --- What puts a rise off, from records ------------------------------------------------------------------------------


def discipline_events(
    rows: Iterable[Any], months: Mapping[str, int], labels: Mapping[str, str], rule: RuleSet
) -> list[Event]:
    """The measures of one person (rows of `Discipline`) as events; `months` by form.

    A measure of the Party counts where no administrative one was taken within a year of it.
    """
    every = [row for row in rows if row.decided_on is not None]
    official = [row.decided_on.first for row in every if row.sphere != "party"]
    made = []
    for row in every:
        on = row.decided_on.first
        if row.sphere == "party":
            answered = any(add_months(on, -12) <= day <= add_months(on, 12) for day in official)
            if answered or not rule.values.get("party_counts", True):
                continue
        length = months.get(row.form, 0)
        if length:
            told = f"{labels.get(row.form, row.form)} ngày {row.decided_on.show()}: kéo dài {length} tháng"
            made.append(Event(Cause.DISCIPLINE, on, length, told))
    return made


def rating_events(rows: Iterable[Any], rule: RuleSet) -> list[Event]:
    """The years not fulfilled of one person (rows of `Appraisal`): each counts on the day it was decided, else at its end."""
    months = rule.whole("rating_months")
    by_year = {
        row.year: Event(
            Cause.RATING,
            row.decided_on or date(row.year, 12, 31),
            months,
            f"Không hoàn thành nhiệm vụ năm {row.year}: kéo dài {months} tháng",
        )
        for row in rows
        if row.rating == rule.text("rating")
    }
    return [by_year[year] for year in sorted(by_year)]


def status_absences(rows: Iterable[Any], labels: Mapping[str, str], rule: RuleSet) -> list[Absence]:
    """The statuses of one person whose time does not count, or counts in part (rows of `EmploymentStatus`)."""
    made = []
    for row in rows:
        sick = row.status in rule.values["sick"]
        if row.starts_on is None or not (sick or row.status in rule.values["uncounted"]):
            continue
        first, last = row.starts_on.first, row.ends_on.last if row.ends_on else None
        words = labels.get(row.status, row.status)
        told = f"{words} từ {show_day(first)}" + (f" đến {show_day(last)}" if last else "")
        made.append(Absence(Cause.SICKNESS if sick else Cause.ABSENCE, first, last, told))
    return made


def study_absences(rows: Iterable[Any]) -> list[Absence]:
    """Study beyond the term that was set (rows of `Enrolment`)."""
    made = []
    for row in rows:
        if row.planned_end_on is None:
            continue
        first = row.planned_end_on.last + _DAY
        if row.ended_on is not None:
            last: date | None = row.ended_on.last
        elif row.returned_on is not None:
            last = row.returned_on - _DAY
        elif row.is_studying:
            last = None
        else:
            continue
        if last is None or last >= first:
            told = f"Học quá thời hạn từ {show_day(first)}" + (f" đến {show_day(last)}" if last else "")
            made.append(Absence(Cause.STUDY, first, last, told))
    return made
