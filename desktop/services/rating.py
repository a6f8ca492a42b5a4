"""The yearly rating round: who is rated, in which group, with what result, and what follows from it.

What was decided on paper can always be entered; what breaks the rules of the round stands beside it as a finding.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from desktop.domain import rating
from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.merits import Appraisal, DutyGroup, RatingRound
from desktop.domain.organisation import Decision, Post
from desktop.domain.policy import RuleSet
from desktop.domain.rating import Clock, Share
from desktop.domain.record import on_day
from desktop.domain.staff import StaffMember
from desktop.domain.text import name_key
from desktop.services import records
from desktop.services.workspace import Workspace

_SMALL_GROUP = "Chuyên môn khác"
_HEADS = ("I.001", "I.002")  # head and deputies of the unit among the job positions


@dataclass(frozen=True)
class PersonRow:
    """One person of a round. `months` counts the work of the year, `problems` what breaks the rules."""

    uid: str
    staff_uid: str
    staff_code: str
    name: str
    department: str
    group: DutyGroup | None
    unit_group: str
    months: int
    general_points: Any
    result_points: Any
    rating: str | None
    not_rated_reason: str | None
    problems: tuple[Problem, ...] = ()
    staff: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class RoundView:
    """A round as it stands: its head data, its people in Vietnamese order, the caps of its groups, its days."""

    uid: str
    year: int
    rule: str
    rule_title: str
    by_points: bool
    is_closed: bool
    unit_rating: str | None
    rows: tuple[PersonRow, ...]
    shares: tuple[Share, ...]
    clocks: tuple[Clock, ...]
    problems: tuple[Problem, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many people have each rating; under "" those who wait for one."""
        return Counter(row.rating or "" for row in self.rows)


def rounds(workspace: Workspace) -> list[tuple[str, int, bool]]:
    """Every round: uid, year, whether it is closed; the newest first."""
    with workspace.database.read() as session:
        found = sorted(session.scalars(select(RatingRound)), key=lambda each: -each.year)
        return [(str(each.uid), int(each.year), bool(each.is_closed)) for each in found]


def begin(workspace: Workspace, year: int, regulation_no: str = "", regulation_on: date | None = None) -> str:
    """Open the round of a year with everybody who belongs to the unit at its end (or today), each in a group; the uid.

    People outside the assigned headcount are left out: the head of the unit may add them. Raises UserError for a year
    that has a round already, or is yet to come.
    """
    if year > workspace.today.year:
        raise UserError(f"Năm {year} chưa đến; chưa lập đợt đánh giá nào.")
    rule = rating.proper_rule(workspace.policy, year, regulation_on)
    used = rating.rule_of(workspace.policy, rule, year)
    day = min(date(year, 12, 31), workspace.today)
    with workspace.database.write(f"Lập đợt đánh giá, xếp loại năm {year}") as session:
        if session.scalar(select(RatingRound).where(RatingRound.year == year)) is not None:
            raise UserError(f"Năm {year} đã có đợt đánh giá; hãy mở đợt ấy.")
        held = RatingRound(
            year=year,
            rule=rule,
            regulation_no=regulation_no or None,
            regulation_on=regulation_on,
        )
        session.add(held)
        levels = _levels(session)
        for member in members_of(session):
            if not _is_rated_kind(workspace.catalogue, member, day):
                continue
            known = next((a for a in member.appraisals if a.deleted_at is None and a.year == year), None)
            appraisal = known or Appraisal(staff=member, year=year)
            appraisal.round = held
            group, unit_group = group_of(workspace.catalogue, member, day, levels)
            appraisal.group = appraisal.group or group
            appraisal.unit_group = appraisal.unit_group or unit_group
            reason = rating.why_not_rated(_months(workspace, member, year), used)
            if reason and appraisal.rating is None:
                appraisal.rating, appraisal.not_rated_reason = rating.UNRATED, reason
            session.add(appraisal)
        session.flush()
        return str(held.uid)


def view(workspace: Workspace, uid: str) -> RoundView:
    """A round as it stands. Raises UserError when it is gone."""
    with workspace.database.read() as session:
        held = records.get(session, RatingRound, uid)
        used = rating.rule_of(workspace.policy, held.rule, held.year)
        day = min(date(held.year, 12, 31), workspace.today)
        members = {member.id: member for member in members_of(session)}
        rows = [
            _row(workspace, members[appraisal.staff_id], appraisal, used, held, day)
            for appraisal in held.appraisals
            if appraisal.deleted_at is None and appraisal.staff_id in members
        ]
        rows.sort(key=lambda row: (list(DutyGroup).index(row.group) if row.group else 9, name_key(row.name)))
        found = rating.shares(rows, used, held.unit_rating)
        return RoundView(
            uid=uid,
            year=held.year,
            rule=held.rule,
            rule_title=rating.RULES.get(held.rule, held.rule),
            by_points="best_from" in used.values,
            is_closed=bool(held.is_closed),
            unit_rating=held.unit_rating,
            rows=tuple(rows),
            shares=tuple(found),
            clocks=tuple(rating.clocks(held, workspace.policy)),
            problems=tuple(rating.share_problems(found)),
        )


def rate(workspace: Workspace, uid: str, typed: Mapping[str, Mapping[str, str]]) -> None:
    """Enter points, ratings and groups of some people: by the uid of each appraisal, the texts of its fields.

    Points that are both there make the rating where none is typed. One step of undo; all or nothing. Raises Rejected
    with every problem, UserError for a closed round.
    """
    fields = workspace.catalogue.fields(Appraisal)
    problems: list[Problem] = []
    with workspace.database.write(f"Nhập kết quả xếp loại của {len(typed)} người") as session:
        held = _open_round(session, uid)
        used = rating.rule_of(workspace.policy, held.rule, held.year)
        for appraisal_uid, texts in typed.items():
            appraisal = records.get(session, Appraisal, appraisal_uid)
            for name, text in texts.items():
                try:
                    setattr(appraisal, name, fields[name].read(text))
                except UserError as error:
                    problems.append(Problem(f"{appraisal_uid}:{name}", f"{appraisal.staff}: {error}", "value"))
            if "rating" not in texts and {"general_points", "result_points"} & texts.keys():
                made = rating.rating_of(appraisal.general_points, appraisal.result_points, used)
                appraisal.rating = made or appraisal.rating
            if appraisal.rating not in (None, rating.UNRATED):
                appraisal.not_rated_reason = None
            problems += [
                Problem(f"{appraisal_uid}:{p.field}", f"{appraisal.staff}: {p.message}", p.code)
                for p in rating.row_problems(appraisal, used, held.unit_rating)
                if p.code == "rating.points"
            ]
        if problems:
            raise Rejected(problems)


def add_people(workspace: Workspace, uid: str, staff: Iterable[str]) -> int:
    """Put people into a round that it left out (workers under contract, say); tells how many were new."""
    day = workspace.today
    with workspace.database.write("Thêm người vào đợt đánh giá") as session:
        held = _open_round(session, uid)
        levels = _levels(session)
        here = {appraisal.staff_id for appraisal in held.appraisals if appraisal.deleted_at is None}
        count = 0
        for staff_uid in staff:
            member = records.get(session, StaffMember, staff_uid)
            if member.id in here:
                continue
            group, unit_group = group_of(workspace.catalogue, member, day, levels)
            session.add(Appraisal(staff=member, year=held.year, round=held, group=group, unit_group=unit_group))
            count += 1
        return count


def drop_people(workspace: Workspace, uid: str, appraisals: Iterable[str]) -> None:
    """Take people out of a round; their appraisal of the year goes with it."""
    with workspace.database.write("Bỏ người khỏi đợt đánh giá") as session:
        _open_round(session, uid)
        for appraisal_uid in appraisals:
            session.remove(records.get(session, Appraisal, appraisal_uid))


HEAD_FIELDS = ("regulation_no", "regulation_on", "unit_rating", "unit_rated_on", "met_on", "minutes_no", "entered_on")


def head(workspace: Workspace, uid: str) -> dict[str, str]:
    """The data of the round itself as texts of a form."""
    return {name: text for name, text in records.load(workspace, RatingRound, uid).items() if name in HEAD_FIELDS}


def save_head(workspace: Workspace, uid: str, typed: Mapping[str, object], baseline: Mapping[str, str]) -> None:
    """Save the data of the round itself; the day of the unit's regulation decides under which decree it is rated.

    Raises like `records.save`.
    """
    values, before = dict(typed), dict(baseline)
    if str(values.get("regulation_on", "")) != before.get("regulation_on", "") and "regulation_on" in values:
        held = records.load(workspace, RatingRound, uid)
        described = workspace.catalogue.fields(RatingRound)["regulation_on"]
        with suppress(UserError):  # what cannot be read is told by the form
            day = described.read(values["regulation_on"])
            values["rule"] = rating.proper_rule(workspace.policy, int(held["year"]), day)
            before["rule"] = held["rule"]
    records.save(workspace, RatingRound, uid, values, baseline=before, title="Sửa đợt đánh giá, xếp loại")


def close(workspace: Workspace, uid: str, number: str, decided_on: date, signer: str = "") -> list[Problem]:
    """Enter the decision on the results: every rating of the round is decided on its day; tells what breaks the rules.

    Raises UserError while somebody has neither a rating nor a reason for having none, or the decision is not dated
    after the year began.
    """
    shown = view(workspace, uid)
    waiting = [row.name for row in shown.rows if row.rating is None]
    if waiting:
        some = ", ".join(waiting[:3]) + ("…" if len(waiting) > 3 else "")
        raise UserError(f"Còn {len(waiting)} người chưa xếp loại ({some}); hãy nhập hoặc ghi lý do không xếp loại.")
    if decided_on < date(shown.year, 1, 1):
        raise UserError(f"Quyết định ngày {show_day(decided_on)} trước năm đánh giá {shown.year}; hãy xem lại ngày.")
    with workspace.database.write(f"Chốt kết quả đánh giá, xếp loại năm {shown.year}") as session:
        held = _open_round(session, uid)
        decision = Decision(
            number=number or None,
            issued_on=decided_on,
            effective_on=decided_on,
            signer=signer or None,
            kind="Đánh giá, xếp loại",
            subject=f"Công nhận kết quả đánh giá, xếp loại chất lượng năm {shown.year}",
        )
        session.add(decision)
        held.decision, held.is_closed = decision, True
        held.met_on = held.met_on or decided_on
        for appraisal in held.appraisals:
            if appraisal.deleted_at is None:
                appraisal.decision, appraisal.decided_on = decision, decided_on
    return [*shown.problems, *(problem for row in shown.rows for problem in row.problems)]


def reopen(workspace: Workspace, uid: str) -> None:
    """Let a closed round be changed again; its decision stays where it was entered."""
    with workspace.database.write("Mở lại đợt đánh giá, xếp loại") as session:
        records.get(session, RatingRound, uid).is_closed = False


def group_of(catalogue: Catalogue, member: Any, day: date, levels: Sequence[int] = ()) -> tuple[DutyGroup, str]:
    """The group of duties somebody stands in on a day, and the words for the group of like duties.

    `levels` are those of the unit's managing posts, the highest first: the first is the head's, the next the deputies'.
    """
    appointment = on_day(member.appointments, day)
    post = appointment.post if appointment is not None else None
    if post is not None and post.is_manager and not post.is_party:
        job = on_day(member.jobs, day)
        rank = levels.index(post.level) if post.level in levels else 2
        if rank == 0 or (job is not None and job.position == _HEADS[0]):
            return DutyGroup.HEAD, DutyGroup.HEAD.label
        if rank == 1 or (job is not None and job.position == _HEADS[1]):
            return DutyGroup.DEPUTY, DutyGroup.DEPUTY.label
        return DutyGroup.MANAGER, DutyGroup.MANAGER.label
    contract = on_day(member.contracts, day)
    if contract is not None and catalogue.list("contract_type").extra(contract.kind, "support") == "1":
        return DutyGroup.SUPPORT, DutyGroup.SUPPORT.label
    held = on_day(member.titles, day)
    family = catalogue.list("professional_title").extra(held.title, "group") if held is not None else ""
    return DutyGroup.PROFESSIONAL, _FAMILIES.get(family, _SMALL_GROUP)


def _levels(session: Session) -> list[int]:
    """The levels of the unit's managing posts, the highest first."""
    found = {post.level for post in session.scalars(select(Post)) if post.is_manager and not post.is_party}
    return sorted((level for level in found if level is not None), reverse=True)


_FAMILIES = {
    "doctor": "Bác sĩ",
    "pharmacist": "Dược",
    "physician_assistant": "Y sĩ",
    "nurse": "Điều dưỡng",
    "midwife": "Hộ sinh",
    "technician": "Kỹ thuật y",
}


def members_of(session: Session) -> list[Any]:
    """Everybody with the histories that a round reads, in a few queries."""
    kinds: Any = StaffMember
    loaded = [
        selectinload(getattr(kinds, name))
        for name in ("statuses", "placements", "appointments", "jobs", "contracts", "titles", "appraisals")
    ]
    more = [selectinload(getattr(kinds, name)) for name in ("awards", "disciplines", "scientific_works")]
    return list(session.scalars(select(StaffMember).options(*loaded, *more)))


def _open_round(session: Session, uid: str) -> Any:
    held = records.get(session, RatingRound, uid)
    if held.is_closed:
        raise UserError(f"Đợt đánh giá năm {held.year} đã chốt; hãy mở lại đợt trước khi sửa.")
    return held


def _is_rated_kind(catalogue: Catalogue, member: Any, day: date) -> bool:
    """Whether somebody belongs to the unit on a day and stands in its assigned headcount."""
    status = on_day(member.statuses, day)
    if status is not None:
        listed = catalogue.list("staff_status")
        if "1" not in (listed.extra(status.status, "in_headcount"), listed.extra(status.status, "working_here")):
            return False
    contract = on_day(member.contracts, day)
    return contract is None or catalogue.list("contract_type").extra(contract.kind, "in_headcount") != "0"


def _months(workspace: Workspace, member: Any, year: int) -> int:
    """Months of work in a year: what no status takes away, from the first to the last day in the unit."""
    away = set(workspace.policy.rule("rating.absence", date(year, 12, 31)).values["away"])
    spans = []
    for status in member.statuses:
        if status.deleted_at is None and status.status not in away:
            begins = status.starts_on.first if status.starts_on else date(year, 1, 1)
            ends = status.ends_on.last if status.ends_on else date(year, 12, 31)
            spans.append((begins, ends))
    if not any(status.deleted_at is None for status in member.statuses):
        known = member.joined_unit_on or member.first_recruited_on
        spans.append((known.first if known else date(year, 1, 1), date(year, 12, 31)))
    return rating.months_worked(spans, year)


def _row(workspace: Workspace, member: Any, appraisal: Any, used: RuleSet, held: Any, day: date) -> PersonRow:
    placement = on_day(member.placements, day)
    return PersonRow(
        uid=str(appraisal.uid),
        staff_uid=str(member.uid),
        staff_code=str(member.staff_code),
        name=str(member.full_name),
        department=str(placement.department) if placement is not None else "",
        group=appraisal.group,
        unit_group=appraisal.unit_group or "",
        months=_months(workspace, member, held.year),
        general_points=appraisal.general_points,
        result_points=appraisal.result_points,
        rating=appraisal.rating,
        not_rated_reason=appraisal.not_rated_reason,
        problems=tuple(rating.row_problems(appraisal, used, held.unit_rating)),
        staff=str(member.uid),
    )
