"""What a reminder is, and what a rule is that finds reminders."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.domain.fields import Coded
from desktop.domain.policy import Policy, RuleSet


class Level(Coded):
    """How pressing a reminder is."""

    OVERDUE = "overdue", "Quá hạn"
    URGENT = "urgent", "Gấp"
    WARNING = "warning", "Sắp đến hạn"
    INFO = "info", "Trong kỳ tới"


class Subject(Coded):
    """What a rule is about: the tabs of the list of what is due."""

    PARTY = "party", "Công tác Đảng"
    MENTORING = "mentoring", "Hướng dẫn"
    SALARY = "salary", "Nâng lương"
    CONTRACT = "contract", "Hợp đồng"
    RETIREMENT = "retirement", "Nghỉ hưu"
    LICENCE = "licence", "Giấy phép"
    TRAINING = "training", "Đào tạo"
    TERM = "term", "Nhiệm kỳ"
    FOLLOW_UP = "follow_up", "Việc kéo theo"
    NATIONAL = "national", "CSDL quốc gia"
    RATING = "rating", "Đánh giá"


@dataclass(frozen=True)
class Target:
    """What a reminder opens: a record by kind and uid, and the field to be filled in."""

    entity: str
    uid: str
    field: str


@dataclass(frozen=True)
class Reminder:
    """One thing that falls due on a day.

    `anchor` is the event it is counted from, `basis` the source of the rule, `notice` the lead times in days,
    longest first; `staff` is whose it is, as the row gave it.
    """

    rule: str
    due_on: date
    subject: str
    basis: str
    anchor: date
    target: Target
    notice: tuple[int, ...] = ()
    staff: Any = field(default=None, compare=False, repr=False)

    def days_left(self, today: date) -> int:
        """Days until the due day; negative once it has passed."""
        return (self.due_on - today).days

    def level(self, today: date) -> Level:
        """Past the due day overdue, within the last lead time urgent, within the one before a warning."""
        left = self.days_left(today)
        if left < 0:
            return Level.OVERDUE
        steps = self.notice[::-1] or (7,)
        if left <= steps[0]:
            return Level.URGENT
        return Level.WARNING if len(steps) > 1 and left <= steps[1] else Level.INFO


Rule = Callable[[Any, Policy, date], Iterator[Reminder]]


@dataclass(frozen=True)
class DueRule:
    """A rule of the list: its code, its title, what it is about, and the kind of record that it reads."""

    code: str
    title: str
    kind: Subject
    entity: str
    find: Rule


def made(
    used: RuleSet, due_on: date, subject: str, anchor: date, target: tuple[str, Any, str], staff: Any, code: str = ""
) -> Reminder:
    """A reminder of the rule row used; `target` is the kind of record, its row and the field to be filled in."""
    entity, row, name = target
    return Reminder(
        rule=code or used.code,
        due_on=due_on,
        subject=subject,
        basis=used.source,
        anchor=anchor,
        target=Target(entity, str(row.uid), name),
        notice=used.notice,
        staff=staff,
    )
