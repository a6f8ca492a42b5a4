"""Who helps whom on a day, for the reports about sympathisers and probationary members."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_

from desktop.domain.mentoring import MentoringKind, MentoringState
from desktop.domain.party import PartyStage
from desktop.services.reports.source import Person, Source
from desktop.storage.mapping import TABLES


@dataclass(frozen=True)
class Help:
    """One running assignment."""

    id: int
    uid: str
    mentor: int
    slot: int
    assigned_on: date
    together_since: date | None


def helpers(source: Source, kind: MentoringKind) -> dict[int, list[Help]]:
    """The assignments of a kind that ran on the day, by the person helped, the first helper first."""
    t = TABLES["MentoringAssignment"]
    running = or_(
        and_(t.c.state == MentoringState.ACTIVE, t.c.ended_on.is_(None)),
        and_(t.c.state != MentoringState.PROPOSED, t.c.ended_on > source.day),
    )
    where = and_(t.c.kind == kind, t.c.assigned_on <= source.day, running)
    columns = ("mentee_id", "id", "uid", "mentor_id", "slot", "assigned_on", "together_since")
    found: dict[int, list[Help]] = {}
    for mentee, *facts in source.rows("MentoringAssignment", *columns, where=where, order=(t.c.slot, t.c.id)):
        found.setdefault(mentee, []).append(Help(*facts))
    return found


def official_spans(source: Source) -> dict[int, list[tuple[date, date]]]:
    """By person, from when to when somebody was an official member."""
    t = TABLES["PartyMembership"]
    spans: dict[int, list[tuple[date, date]]] = {}
    columns = ("staff_id", "starts_on_first", "ends_on_last")
    for staff, first, last in source.rows("PartyMembership", *columns, where=t.c.stage == PartyStage.OFFICIAL):
        spans.setdefault(staff, []).append((first or date.min, last or date.max))
    return spans


def check_helpers(source: Source, person: Person, found: list[Help], spans: dict[int, Any]) -> None:
    """Find helpers who may not help: gone from the unit, no official member on the day of assignment, oneself."""
    for each in found:
        mentor = source.everybody.get(each.mentor)
        if mentor is None:
            continue
        told = ""
        if each.mentor == person.id:
            code, told = "mentor.self", "không thể tự giúp đỡ mình"
        elif each.mentor not in source.headcount:
            code, told = "mentor.left", "không còn công tác tại đơn vị; cần phân công người khác"
        elif not any(first <= each.assigned_on <= last for first, last in spans.get(each.mentor, ())):
            code, told = "mentor.not_official", "chưa là đảng viên chính thức vào ngày được phân công"
        if told:
            message = f"Người giúp đỡ {person.full_name} là {mentor.full_name} {told}."
            source.find(code, message, person, entity="MentoringAssignment", uid=each.uid, field="mentor")
