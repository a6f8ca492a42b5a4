"""Emulation titles after a rating round: who may be proposed for which, and the decision that awards them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain import rating
from desktop.domain.errors import UserError
from desktop.domain.merits import Award, ScientificKind
from desktop.domain.organisation import Decision
from desktop.domain.staff import StaffMember
from desktop.domain.text import name_key
from desktop.services import records
from desktop.services.rating import PersonRow, members_of, view
from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class Proposal:
    """An emulation title that somebody may be proposed for, with the reason."""

    staff_uid: str
    staff_code: str
    name: str
    department: str
    title: str
    title_label: str
    reason: str


def propose_titles(workspace: Workspace, uid: str) -> list[Proposal]:
    """Who may be proposed for which emulation title after a round, and why; the higher titles first."""
    shown = view(workspace, uid)
    used = workspace.policy.rule("emulation.titles", date(shown.year, 12, 31))
    with workspace.database.read() as session:
        members = {str(member.uid): member for member in members_of(session)}
        ideas, punished = _merits(members.values(), shown.year)
        known = {
            (member_uid, award.form)
            for member_uid, member in members.items()
            for award in member.awards
            if award.deleted_at is None and award.year == shown.year
        }
    rows = [row for row in shown.rows if row.staff_uid in members]
    by_uid = {row.staff_uid: row for row in rows}
    found = rating.titles([_Rated(row) for row in rows], used, ideas, punished)
    labels = workspace.catalogue.list("award")
    made = [
        Proposal(
            p.staff,
            by_uid[p.staff].staff_code,
            by_uid[p.staff].name,
            by_uid[p.staff].department,
            p.title,
            labels.label(p.title),
            p.reason,
        )  # fmt: skip
        for p in found
        if (p.staff, p.title) not in known
    ]
    return sorted(made, key=lambda each: (each.title == "LDTT", name_key(each.name)))


def enter_titles(
    workspace: Workspace, year: int, chosen: Sequence[Proposal], number: str, decided_on: date, decided_by: str = ""
) -> int:
    """Write the titles that were decided into the records of the people: one decision, one step of undo."""
    if not chosen:
        raise UserError("Chưa chọn ai để ghi danh hiệu; chưa có gì thay đổi.")
    with workspace.database.write(f"Ghi danh hiệu thi đua năm {year}: {len(chosen)} người") as session:
        decision = Decision(
            number=number or None,
            issued_on=decided_on,
            effective_on=decided_on,
            issuer=decided_by or None,
            kind="Khen thưởng",
            subject=f"Công nhận danh hiệu thi đua năm {year}",
        )
        session.add(decision)
        for each in chosen:
            member = records.get(session, StaffMember, each.staff_uid)
            session.add(
                Award(
                    staff=member,
                    year=year,
                    form=each.title,
                    content=each.reason,
                    decided_by=decided_by or None,
                    decision_no=number or None,
                    decision=decision,
                )
            )
    return len(chosen)


class _Rated:
    """A row of the view as the rules read it, with the person named by uid."""

    def __init__(self, row: PersonRow) -> None:
        self.staff, self.rating = row.staff_uid, row.rating
        self.general_points, self.result_points = row.general_points, row.result_points


def _merits(members: Iterable[Any], year: int) -> tuple[dict[str, int], frozenset[str]]:
    """Accepted initiatives and topics of a year by person, and who was disciplined in it."""
    ideas: dict[str, int] = defaultdict(int)
    punished = set()
    first, last = date(year, 1, 1), date(year, 12, 31)
    for member in members:
        for work in member.scientific_works:
            accepted = work.accepted_on
            is_idea = work.kind in (ScientificKind.INITIATIVE, ScientificKind.TOPIC, ScientificKind.TECHNIQUE)
            if work.deleted_at is None and is_idea and accepted and first <= accepted.first <= last:
                ideas[str(member.uid)] += 1
        for measure in member.disciplines:
            if measure.deleted_at is None and measure.decided_on.first.year == year:
                punished.add(str(member.uid))
    return dict(ideas), frozenset(punished)
