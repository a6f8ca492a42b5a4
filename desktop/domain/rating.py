"""The yearly rating of people (NĐ 233/2026/NĐ-CP; NĐ 90/2020/NĐ-CP for a unit without a regulation of its own).

Points make a rating under the newer decree, 30 for general criteria and 70 for results; under the older one the rating
is given as such. The share of the best inside a group of like duties is capped, the head never stands above the unit,
and who worked less than six months of the year is not rated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.dates import add_months
from desktop.domain.errors import Problem
from desktop.domain.merits import DutyGroup
from desktop.domain.policy import Policy, RuleSet

BEST, GOOD, DONE, FAILED, UNRATED = "HTXS", "HTT", "HT", "KHT", "KXL"
_ORDER = (FAILED, DONE, GOOD, BEST)
BY_POINTS, BY_JUDGEMENT = "nd233", "nd90"
RULES = {BY_POINTS: "NĐ 233/2026/NĐ-CP", BY_JUDGEMENT: "NĐ 90/2020/NĐ-CP"}
_DAYS_OF_A_MONTH = 30  # of the days that are left over beside whole months


def rule_of(policy: Policy, rule: str, year: int) -> RuleSet:
    """The numbers of a round. Raises LookupError for an unknown rule."""
    return policy.rule(f"rating.{rule}", date(year, 12, 31))


def proper_rule(policy: Policy, year: int, regulation_on: date | None) -> str:
    """Which decree a year is rated under: the older one before 2026, and for 2026 without a regulation in time."""
    used = policy.rule(f"rating.{BY_POINTS}", date(year, 12, 31))
    if date(year, 12, 31) < used.since:
        return BY_JUDGEMENT
    until = date.fromisoformat(used.text("regulation_by"))
    if year == until.year and (regulation_on is None or regulation_on > until):
        return BY_JUDGEMENT
    return BY_POINTS


def months_worked(spans: Iterable[tuple[date, date]], year: int) -> int:
    """Whole months inside a year, of stretches of work (first and last day, inclusive); 30 odd days make a month."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    months = days = 0
    for begins, ends in _merged((max(a, first), min(b, last)) for a, b in spans):
        after = ends + timedelta(days=1)
        whole = 0
        while add_months(begins, whole + 1) <= after:
            whole += 1
        months += whole
        days += (after - add_months(begins, whole)).days
    return months + days // _DAYS_OF_A_MONTH


def _merged(spans: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    held: tuple[date, date] | None = None
    for begins, ends in sorted(span for span in spans if span[0] <= span[1]):
        if held is not None and begins <= held[1] + timedelta(days=1):
            held = (held[0], max(held[1], ends))
            continue
        if held is not None:
            yield held
        held = (begins, ends)
    if held is not None:
        yield held


def why_not_rated(months: int, used: RuleSet) -> str:
    """Why somebody is not rated, or nothing."""
    least = used.whole("least_months")
    return f"Làm việc {months} tháng trong năm, dưới {least} tháng." if months < least else ""


def rating_of(general: Decimal | None, results: Decimal | None, used: RuleSet) -> str | None:
    """The rating that points make; None where points are missing, or make none under this decree."""
    if general is None or results is None or "best_from" not in used.values:
        return None
    total = general + results
    for rating, name in ((BEST, "best_from"), (GOOD, "good_from"), (DONE, "done_from")):
        if total >= used.whole(name):
            return rating
    return FAILED


@dataclass(frozen=True)
class Share:
    """How many of a group may be rated best: `percent` of those rated good (`base`), rounded down, is `cap`."""

    group: str
    people: int
    rated: int
    base: int
    percent: int
    cap: int
    best: int

    @property
    def over(self) -> int:
        """How many are too many."""
        return max(0, self.best - self.cap)


def shares(rows: Sequence[Any], used: RuleSet, unit_rating: str | None) -> list[Share]:
    """The cap of each group of like duties with its numbers, in the order in which the groups first occur.

    Rows have `unit_group` and `rating`. The head of the unit is in no group: a share of one is none.
    """
    percent = used.whole("best_percent_of_best_unit" if unit_rating == BEST else "best_percent")
    found: dict[str, list[Any]] = {}
    for row in rows:
        if row.group is not DutyGroup.HEAD:
            found.setdefault(row.unit_group or "", []).append(row)
    made = []
    for group, members in found.items():
        base = sum(row.rating == GOOD for row in members)
        best = sum(row.rating == BEST for row in members)
        rated = sum(row.rating in _ORDER for row in members)
        made.append(Share(group, len(members), rated, base, percent, base * percent // 100, best))
    return made


def row_problems(row: Any, used: RuleSet, unit_rating: str | None) -> Iterator[Problem]:
    """What about one person's rating breaks the rules of the round."""
    for name, label in (("general_points", "tiêu chí chung"), ("result_points", "kết quả")):
        points = getattr(row, name)
        most = used.values.get("general_most" if name == "general_points" else "results_most")
        if points is not None and most is not None and not 0 <= points <= most:
            yield Problem(name, f"Điểm {label} phải từ 0 đến {most}.", "rating.points")
    if row.not_rated_reason and row.rating in _ORDER:
        yield Problem("rating", f"Đã xếp loại dù không thuộc diện: {row.not_rated_reason}", "rating.not_due", "warning")
    made = rating_of(row.general_points, row.result_points, used)
    if made is not None and row.rating in _ORDER and _ORDER.index(row.rating) > _ORDER.index(made):
        total = f"{row.general_points + row.result_points:f}".replace(".", ",")
        yield Problem("rating", f"Tổng {total} điểm không đủ mức đã xếp.", "rating.above_points", "warning")
    both = row.rating in _ORDER and unit_rating in _ORDER
    if row.group is DutyGroup.HEAD and both and _ORDER.index(row.rating) > _ORDER.index(unit_rating):
        yield Problem("rating", "Người đứng đầu xếp loại cao hơn đơn vị.", "rating.head_above_unit")


def share_problems(found: Iterable[Share]) -> Iterator[Problem]:
    """Groups with too many of the best."""
    for share in found:
        if share.over:
            told = share.group or "chưa xếp nhóm"
            yield Problem(
                "rating",
                f"Nhóm «{told}»: {share.best} người hoàn thành xuất sắc, tối đa {share.cap}"
                f" ({share.percent} % của {share.base} người hoàn thành tốt).",
                "rating.share",
            )


@dataclass(frozen=True)
class Clock:
    """One day of the round: what must be done by when, and whether it was."""

    title: str
    due_on: date
    done_on: date | None
    field: str


def clocks(round_: Any, policy: Policy) -> list[Clock]:
    """The days of a round: the unit's rating, the people's, and the entry into the national database."""
    used = policy.rule("rating.days", date(round_.year, 12, 31))
    made = [
        Clock("Xếp loại đơn vị", _day(round_.year, used.text("unit_by")), round_.unit_rated_on, "unit_rated_on"),
        Clock("Xếp loại cá nhân", _day(round_.year, used.text("people_by")), round_.met_on, "met_on"),
    ]
    if round_.met_on is not None and "database_days" in used.values:
        until = round_.met_on + timedelta(days=used.whole("database_days"))
        made.append(Clock("Cập nhật kết quả vào cơ sở dữ liệu", until, round_.entered_on, "entered_on"))
    return made


def _day(year: int, text: str) -> date:
    month, day = map(int, text.split("-"))
    return date(year, month, day)


@dataclass(frozen=True)
class TitleProposal:
    """An emulation title that somebody's year allows, and why."""

    staff: Any
    title: str
    reason: str


def titles(
    rows: Sequence[Any], used: RuleSet, initiatives: Mapping[Any, int], disciplined: frozenset[Any]
) -> list[TitleProposal]:
    """Who may be proposed for which emulation title: the basic one from «good» up, the next among the best of those.

    `initiatives` counts the accepted initiatives and topics of the year by person, `disciplined` holds who was
    disciplined in it. Rows have `staff` and `rating`. The higher title is capped at a percentage of the basic one.
    """
    basic = [row for row in rows if row.rating in (GOOD, BEST) and row.staff not in disciplined]
    proposals = [TitleProposal(row.staff, "LDTT", "hoàn thành tốt nhiệm vụ trở lên, không bị kỷ luật") for row in basic]
    most = len(basic) * used.whole("higher_percent") // 100
    able = [row for row in basic if row.rating == BEST or initiatives.get(row.staff)]
    able.sort(key=lambda row: (row.rating != BEST, -initiatives.get(row.staff, 0), -_total(row)))
    for row in able[:most]:
        count = initiatives.get(row.staff, 0)
        why = "hoàn thành xuất sắc nhiệm vụ" if row.rating == BEST else "có sáng kiến được công nhận"
        if count and row.rating == BEST:
            why += f"; {count} sáng kiến, đề tài được công nhận"
        proposals.append(TitleProposal(row.staff, "CSTDCS", why))
    return proposals


def _total(row: Any) -> Decimal:
    return (row.general_points or Decimal(0)) + (row.result_points or Decimal(0))
