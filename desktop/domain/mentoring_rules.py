"""Who may help, guide or be sent: what speaks against one person for one assignment on one day.

Refusals are for an assignment being planned. What was decided on paper before can always be entered; then the same
sentences are findings (`as_findings`), except for what is impossible whatever the paper says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.domain.dates import add_months, show_day
from desktop.domain.errors import Problem
from desktop.domain.mentoring import PARTY_KINDS, MentoringKind
from desktop.domain.party_rules import introducer_from
from desktop.domain.policy import Policy

IMPOSSIBLE = frozenset({"E01", "E03", "E19"})
MOST_SLOTS = 3


@dataclass(frozen=True)
class Standing:
    """What the rules ask about a person on the day of an assignment.

    `absence` is the status in words where the person is not at work here that day, `has_left` whether he or she is
    of the unit no longer. `stage` is "official", "probationary" or "". `load` counts the people helped now in the
    same family of kinds; `helps` holds the uids of those helped in the same kind.
    """

    uid: str
    name: str
    detail: str = ""
    absence: str = ""
    has_left: bool = False
    stage: str = ""
    cell: str = ""
    cell_name: str = ""
    department: str = ""
    profession: str = ""
    licensed_on: date | None = None
    joined_on: date | None = None
    load: int = 0
    helps: frozenset[str] = frozenset()
    is_sympathiser: bool = False


def is_party(kind: MentoringKind) -> bool:
    """Whether a kind of assignment is one of the Party's."""
    return kind in PARTY_KINDS


def family(kind: MentoringKind) -> tuple[MentoringKind, ...]:
    """The kinds whose assignments are counted together as one person's load."""
    return PARTY_KINDS if is_party(kind) else (kind,)


def mentor_problems(
    kind: MentoringKind, mentor: Standing, mentee: Standing | None, on: date, policy: Policy
) -> list[Problem]:
    """What speaks against a mentor: errors bar the assignment while it is planned, warnings are told."""
    found = list(_presence_problems(mentor))
    if mentee is not None and mentor.uid == mentee.uid:
        return [Problem("mentor", "Không thể tự hướng dẫn chính mình.", "E03")]
    if mentee is not None and mentee.uid in mentor.helps:
        found.append(Problem("mentor", f"Đang giúp {mentee.name} rồi.", "E04"))
    if is_party(kind):
        found += _party_problems(mentor, mentee, on, policy)
    elif kind is MentoringKind.PRACTICE:
        found += _practice_problems(mentor, mentee, on, policy)
    elif kind is MentoringKind.ROTATION:
        if mentor.licensed_on is None:
            found.append(Problem("mentor", "Chưa có giấy phép hành nghề còn hiệu lực.", "licence"))
        if mentor.load:
            found.append(Problem("mentor", "Đang đi luân phiên.", "load"))
    return found


def mentee_problems(kind: MentoringKind, mentee: Standing) -> list[Problem]:
    """What speaks against being helped in this way."""
    if mentee.has_left:
        return [Problem("mentee", f"{mentee.name} không còn ở đơn vị ({mentee.absence.lower()}).", "left")]
    if kind is MentoringKind.SYMPATHISER and mentee.stage:
        known = "đảng viên chính thức" if mentee.stage == "official" else "đảng viên dự bị"
        return [Problem("mentee", f"{mentee.name} đã là {known}.", "stage")]
    if kind is MentoringKind.SYMPATHISER and not mentee.is_sympathiser:
        message = f"{mentee.name} chưa có trong danh sách cảm tình Đảng; hãy nhập nghị quyết vào danh sách."
        return [Problem("mentee", message, "stage", "warning")]
    if kind is MentoringKind.PROBATIONER and mentee.stage != "probationary":
        return [Problem("mentee", f"{mentee.name} không phải đảng viên dự bị vào ngày này.", "stage")]
    return []


def notes(kind: MentoringKind, mentor: Standing, mentee: Standing | None, on: date, policy: Policy) -> list[str]:
    """What is worth knowing of a mentor and bars nothing: how long the two have worked together."""
    since = together_since(mentor, mentee)
    if kind is not MentoringKind.SYMPATHISER or since is None:
        return []
    may = introducer_from(since, policy)
    if may <= on:
        return []
    return [f"Cùng công tác từ {show_day(since)}, đủ 12 tháng để giới thiệu từ {show_day(may)}."]


def together_since(mentor: Standing, mentee: Standing | None) -> date | None:
    """Since when two people work in one unit, as far as the records tell."""
    if mentee is None or mentor.joined_on is None or mentee.joined_on is None:
        return None
    return max(mentor.joined_on, mentee.joined_on)


def free_slot(taken: Iterable[int]) -> int | None:
    """The first place beside a person that nobody holds; None where all are held."""
    held = set(taken)
    return next((n for n in range(1, MOST_SLOTS + 1) if n not in held), None)


def turn_problems(
    assigned_on: date, decision_on: date | None, days: int | None, calendar_days: int, policy: Policy
) -> list[Problem]:
    """A turn to a lower unit: the decision ten days ahead, days that fit the calendar, not over the longest turn
    (QĐ 14/2013/QĐ-TTg, Điều 5)."""
    rule, found = policy.rule("rotation.turn", assigned_on), []
    latest = assigned_on - timedelta(days=rule.whole("decision_days_ahead"))
    if decision_on is not None and decision_on > latest:
        ahead = rule.whole("decision_days_ahead")
        found.append(
            Problem("decision_on", f"Quyết định gửi trước ngày đi chưa đủ {ahead} ngày.", "turn.notice", "warning")
        )
    if days is not None and days > calendar_days:
        message = f"{days} ngày nhiều hơn {calendar_days} ngày làm việc theo lịch."
        found.append(Problem("working_days", message, "E19"))
    elif days is not None and days > rule.whole("max_working_days"):
        message = f"Quá {rule.whole('max_working_days')} ngày làm việc của một lượt."
        found.append(Problem("working_days", message, "turn.long", "warning"))
    return found


def as_findings(problems: Iterable[Problem]) -> list[Problem]:
    """The same problems for what stands on paper already: only the impossible is still refused."""
    return [p if p.code in IMPOSSIBLE else replace(p, severity="warning") for p in problems]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that refuse."""
    return [p for p in problems if p.severity == "error"]


def _presence_problems(mentor: Standing) -> Sequence[Problem]:
    if mentor.has_left:
        return [Problem("mentor", f"Không còn ở đơn vị ({mentor.absence.lower()}).", "left")]
    return [Problem("mentor", f"Đang vắng: {mentor.absence.lower()}.", "away")] if mentor.absence else []


def _party_problems(mentor: Standing, mentee: Standing | None, on: date, policy: Policy) -> list[Problem]:
    found = []
    if mentor.stage == "probationary":
        found.append(Problem("mentor", f"Còn là đảng viên dự bị vào ngày {show_day(on)}.", "E02"))
    elif not mentor.stage:
        found.append(Problem("mentor", f"Không phải đảng viên vào ngày {show_day(on)}.", "E02"))
    if mentor.stage and mentee is not None:
        if not mentee.cell:
            found.append(Problem("mentor", "Chưa ghi chi bộ của người được giúp đỡ.", "cell", "warning"))
        elif mentor.cell != mentee.cell:
            where = f" ({mentor.cell_name})" if mentor.cell_name else ""
            found.append(Problem("mentor", f"Sinh hoạt ở chi bộ khác{where}.", "cell"))
    most = policy.rule("mentoring.load", on).whole("party_max")
    if mentor.load >= most:
        found.append(Problem("mentor", f"Đang giúp {mentor.load} người, nên tối đa {most}.", "W10", "warning"))
    return found


def _practice_problems(mentor: Standing, mentee: Standing | None, on: date, policy: Policy) -> list[Problem]:
    found = []
    months = policy.rule("mentoring.practice_guide", on).whole("experience_months")
    if mentor.licensed_on is None:
        found.append(Problem("mentor", "Chưa có giấy phép hành nghề còn hiệu lực.", "licence"))
    elif (since := add_months(mentor.licensed_on, months)) > on:
        message = f"Hành nghề chưa đủ {months} tháng (đủ từ {show_day(since)})."
        found.append(Problem("mentor", message, "licence.months"))
    if mentee is not None and mentee.profession and mentor.profession != mentee.profession:
        found.append(Problem("mentor", "Khác nhóm chức danh nghề nghiệp.", "profession"))
    most = policy.rule("mentoring.load", on).whole("practice_max")
    if mentor.load >= most:
        found.append(Problem("mentor", f"Đang hướng dẫn {mentor.load} người, tối đa {most}.", "E21"))
    return found
