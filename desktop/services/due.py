"""The list of what is due: rules over the whole unit as at today, less what was put off or dealt with."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop.domain.deadlines import RULES, DueRule, Level, Reminder, Subject, Target, reminders
from desktop.domain.errors import UserError
from desktop.domain.record import RECORDS
from desktop.domain.system import Acknowledgement

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class DueItem:
    """One line of the list. `target` is the record and field to open; `staff_uid` the record of the person."""

    rule: str
    title: str
    kind: Subject
    due_on: date
    days_left: int
    level: Level
    staff_code: str
    name: str
    department: str
    subject: str
    basis: str
    anchor: date
    target: Target
    staff_uid: str = field(default="", repr=False)

    def as_json(self) -> dict[str, Any]:
        """The item as the command line prints it."""
        return {
            "rule": self.rule,
            "due_on": self.due_on.isoformat(),
            "days_left": self.days_left,
            "level": self.level.value,
            "staff_code": self.staff_code,
            "name": self.name,
            "department": self.department,
            "subject": self.subject,
            "basis": self.basis,
            "anchor": self.anchor.isoformat(),
        }


def due_list(workspace: "Workspace", within: int = 60, rules: Collection[str] | None = None) -> list[DueItem]:
    """Everything overdue, or due within so many days of today, the earliest first.

    `rules` limits to rule codes, or to families of them ("party"). People who left have nothing due. What was
    acknowledged for its record and due day is left out: for good, or until the day it was put off to.
    Raises UserError for an unknown rule.
    """
    # SQLAlchemy loads after the first paint.
    from desktop.services.due_facts import DueFacts  # noqa: PLC0415

    chosen = [rule for rule in _chosen(rules) if workspace.rights.opens(RECORDS[rule.entity])]
    today, policy = workspace.today, workspace.policy
    horizon = today + timedelta(days=within)
    kinds = {rule.code: rule for rule in chosen}
    found: list[Reminder] = []
    with workspace.database.read() as session:
        facts = DueFacts(session, workspace.catalogue, policy, today, horizon)
        for entity in dict.fromkeys(rule.entity for rule in chosen):
            of_entity = [rule for rule in chosen if rule.entity == entity]
            found += (
                reminder
                for reminder in reminders(of_entity, facts.rows(entity), policy, today)
                if reminder.due_on <= horizon
            )
        settled = facts.settled()
        found = [r for r in found if (r.rule, r.target.uid, r.due_on) not in settled]
        departments, uids = facts.departments(), facts.staff_uids({r.staff.id for r in found})
    found.sort(key=lambda r: (r.due_on, r.rule, r.staff.staff_code, r.target.uid))
    return [
        DueItem(
            rule=r.rule,
            title=kinds[r.rule].title,
            kind=kinds[r.rule].kind,
            due_on=r.due_on,
            days_left=r.days_left(today),
            level=r.level(today),
            staff_code=r.staff.staff_code,
            name=r.staff.full_name,
            department=departments.get(r.staff.id, ""),
            subject=r.subject,
            basis=r.basis,
            anchor=r.anchor,
            target=r.target,
            staff_uid=uids.get(r.staff.id, ""),
        )
        for r in found
    ]


def acknowledge(workspace: "Workspace", item: DueItem, until: date | None, reason: str) -> None:
    """Take an item off the list: until a day, or for good (`until` None). One step of undo.

    Raises UserError where no reason is given or the day is not ahead.
    """
    from sqlalchemy import select  # noqa: PLC0415

    if not reason.strip():
        raise UserError("Chưa nhập lý do hoãn hoặc đánh dấu đã xử lý.")
    if until is not None and until <= workspace.today:
        raise UserError("Ngày nhắc lại phải sau hôm nay.")
    mapped: Any = Acknowledgement
    with workspace.database.write(
        f"{'Để sau' if until else 'Đã xử lý'} việc đến hạn: {item.name}, {item.title.lower()}", reason=reason
    ) as session:
        known = session.scalar(
            select(mapped).where(
                mapped.rule == item.rule, mapped.subject_uid == item.target.uid, mapped.due_on == item.due_on
            )
        )
        kept = known or Acknowledgement(rule=item.rule, subject_uid=item.target.uid, due_on=item.due_on)
        kept.until, kept.reason = until, reason.strip()
        session.add(kept)


def _chosen(rules: Collection[str] | None) -> list[DueRule]:
    if rules is None:
        return list(RULES)
    for name in rules:
        if not any(_names(name, rule) for rule in RULES):
            known = ", ".join(dict.fromkeys(rule.code for rule in RULES))
            raise UserError(f"Không có quy tắc «{name}». Các quy tắc: {known}.")
    return [rule for rule in RULES if any(_names(name, rule) for name in rules)]


def _names(name: str, rule: DueRule) -> bool:
    return rule.code == name or rule.code.startswith(f"{name}.")
