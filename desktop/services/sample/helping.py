"""Who helps whom: helpers of sympathisers and probationers, guides of practice, turns of rotation; with reviews."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.mentoring import (
    MentoringAssignment,
    MentoringKind,
    MentoringReview,
    MentoringState,
    ReviewRating,
    TechniqueLevel,
    TechniqueTransfer,
)
from desktop.domain.organisation import PartnerUnit
from desktop.domain.party import SYMPATHISING, PartyCase
from desktop.services.policy import load_policy
from desktop.services.sample.careers import CLINICIANS
from desktop.services.sample.dice import Dice
from desktop.services.sample.party import SYMPATHISERS, cell_of
from desktop.services.sample.plan import Person, UnitPlan
from desktop.services.sample.profiles import Bond, Profession

_P = Profession
_K = MentoringKind
_DAY = timedelta(days=1)

# Figures of the 900-strong unit.
MENTORED, TURNS, PRACTICE = 58, 16, 9
LOAD = 3

_PARTNERS = (
    ("Trung tâm Y tế khu vực Yên Sơn", "cơ bản"),
    ("Trung tâm Y tế khu vực Hưng Lộc", "cơ bản"),
    ("Trung tâm Y tế khu vực Tân Lập", "cơ bản"),
    ("Trạm Y tế xã Mường Xén", "ban đầu"),
    ("Trạm Y tế xã Châu Hồng", "ban đầu"),
)
# What is handed over, and in which departments those who can teach it work.
_TECHNIQUES = (
    ("Phẫu thuật nội soi cắt ruột thừa", ("NGTH", "NGOAI")),
    ("Mổ lấy thai lần đầu", ("PS", "NGOAI")),
    ("Siêu âm tim qua thành ngực", ("NTM", "XNCDHA")),
    ("Siêu âm ổ bụng cấp cứu", ("CDHA", "XNCDHA")),
    ("Kết hợp xương cẳng tay", ("CTCH", "NGOAI")),
    ("Đặt nội khí quản khó", ("GMHS", "HSTC", "CC")),
    ("Hồi sức sơ sinh tại phòng đẻ", ("NHI", "NOI")),
    ("Xử trí sốc phản vệ", ("CC", "HSTC")),
    ("Điện châm điều trị liệt nửa người", ("YHCT",)),
)


def make_helping(plan: UnitPlan) -> None:
    """Add assignments of every kind, their reviews, and the techniques handed over."""
    dice = plan.dice("helping")
    _Helpers(plan, dice).assign()
    _practice(plan, dice)
    _rotation(plan, dice)


class _Helpers:
    """Full members of a cell share the sympathisers and probationers among them, three each at most."""

    def __init__(self, plan: UnitPlan, dice: Dice) -> None:
        self.plan, self.dice = plan, dice
        self.by_uid = {p.member.uid: p for p in [*plan.people, *plan.left]}
        self.load: Counter[str] = Counter()
        self.cells: dict[str, list[Person]] = {}
        for person in plan.people:
            if person.official_on is not None and person.status == "DANG_LAM":
                self.cells.setdefault(cell_of(plan, person).uid, []).append(person)

    def assign(self) -> None:
        cases = self.dice.shuffled(self.plan.of(PartyCase))
        cases.sort(key=lambda case: case.state not in ("PROBATION",))
        left_behind = self._left_behind(cases)
        wanted = self.plan.scale.of(MENTORED)
        # Those without a helper are the newest on the list: the cell has yet to choose.
        spare = self.plan.scale.of(SYMPATHISERS) - wanted - (left_behind is not None)
        listed = sorted(
            (c for c in cases if c.state in SYMPATHISING and c is not left_behind), key=lambda c: c.list_resolution_on
        )
        without = {case.uid for case in (listed[len(listed) - spare :] if spare > 0 else ())}
        for case in cases:
            person = self.by_uid[case.staff.uid]
            if case.state in SYMPATHISING:
                if case is not left_behind and case.uid not in without:
                    self._help_sympathiser(case, person)
            elif not self.plan.light or case.state == "PROBATION":
                self._help_member(case, person)

    def _left_behind(self, cases: list[Any]) -> Any:
        """A sympathiser whose helper left this month: the assignment ended with the helper's last day."""
        gone = [
            p for p in self.plan.left if p.official_on and p.left_on and p.left_on >= self.plan.as_of.replace(day=1)
        ]
        for mentor in gone:
            cell = cell_of(self.plan, mentor)
            for case in cases:
                person = self.by_uid[case.staff.uid]
                if case.state not in SYMPATHISING or case.cell is not cell or not mentor.left_on:
                    continue
                assigned = max(case.list_resolution_on, add_months(self.plan.as_of, -14))
                if assigned > add_months(mentor.left_on, -3):
                    continue
                self._write(
                    _K.SYMPATHISER,
                    person,
                    mentor,
                    assigned,
                    no=case.list_resolution_no,
                    decided=case.list_resolution_on,
                    ended=mentor.left_on - _DAY,
                    state=MentoringState.STOPPED,
                    reason="Đảng viên giúp đỡ chuyển công tác",
                )
                return case
        return None

    def _mentor(self, person: Person, cell: Any, day: date, active: bool) -> Person | None:
        members = self.cells.get(cell.uid, [])
        chosen = None
        for turn in range(24 if members else 0):
            one = self.dice.pick(members)
            # Somebody of one's own department rather than of another.
            if self._may_help(one, person, day, active) and (turn > 11 or one.department is person.department):
                chosen = one
                break
        chosen = chosen or next((m for m in members if self._may_help(m, person, day, active)), None)
        if active and chosen is not None:
            self.load[chosen.member.uid] += 1
        return chosen

    def _may_help(self, mentor: Person, person: Person, day: date, active: bool) -> bool:
        return (
            mentor.was_official(day)
            and mentor is not person
            and add_months(mentor.joined, 12) <= day
            and not (active and self.load[mentor.member.uid] >= LOAD)
        )

    def _help_sympathiser(self, case: Any, person: Person) -> None:
        day = case.list_resolution_on
        mentor = self._mentor(person, case.cell, day, active=True)
        if mentor is None:
            return
        made = self._write(_K.SYMPATHISER, person, mentor, day, no=case.list_resolution_no, decided=day)
        _reviews(self.plan, self.dice, made, self.plan.as_of)
        if self.dice.chance(0.15):
            second = self._mentor(person, case.cell, day, active=True)
            if second is not None and second is not mentor:
                made = self._write(_K.SYMPATHISER, person, second, day, no=case.list_resolution_no, decided=day, slot=2)
                _reviews(self.plan, self.dice, made, self.plan.as_of)
            elif second is not None:
                self.load[second.member.uid] -= 1

    def _help_member(self, case: Any, person: Person) -> None:
        """The help before the ceremony, which is over, and the help through the year after it."""
        day = case.list_resolution_on
        before = self._mentor(person, case.cell, day, active=False)
        if before is not None and not self.plan.light:
            self._write(
                _K.SYMPATHISER,
                person,
                before,
                day,
                no=case.list_resolution_no,
                decided=day,
                ended=case.ceremony_on,
                state=MentoringState.COMPLETED,
                reason="Đã kết nạp",
            )
        on_probation = person.official_on is None
        helper = self._mentor(person, case.cell, case.ceremony_on, active=on_probation)
        if helper is None:
            return
        made = self._write(
            _K.PROBATIONER,
            person,
            helper,
            case.ceremony_on,
            no=f"{self.dice.between(2, 40)}-NQ/CB",
            decided=case.ceremony_on,
            planned=add_months(case.ceremony_on, 12),
            ended=None if on_probation else case.off_decision_on,
            state=MentoringState.ACTIVE if on_probation else MentoringState.COMPLETED,
            reason=None if on_probation else "Đã công nhận chính thức",
        )
        if on_probation:
            _reviews(self.plan, self.dice, made, min(self.plan.as_of, add_months(case.ceremony_on, 12) + _DAY))

    def _write(
        self,
        kind: MentoringKind,
        person: Person,
        mentor: Person,
        day: date,
        *,
        no: str,
        decided: date,
        planned: date | None = None,
        ended: date | None = None,
        state: MentoringState = MentoringState.ACTIVE,
        reason: str | None = None,
        slot: int = 1,
    ) -> Any:
        return self.plan.add(
            MentoringAssignment,
            kind=kind,
            mentee=person.member,
            mentor=mentor.member,
            slot=slot,
            state=state,
            decision_no=no,
            decision_on=decided,
            assigned_on=day,
            planned_end_on=planned,
            ended_on=ended,
            end_reason=reason,
            together_since=max(person.joined, mentor.joined),
        )


def _reviews(plan: UnitPlan, dice: Dice, assignment: Any, until: date) -> None:
    """A comment for each period that is over; some were forgotten."""
    forgetful = dice.chance(0.1)
    days = _review_days(assignment.kind, assignment.assigned_on, until)
    written: set[str] = set()
    # Practice is certified upon the last comment.
    certified = assignment.kind is _K.PRACTICE and assignment.state is MentoringState.COMPLETED
    for due in days[-6:] if not plan.light else days[-1:]:
        forgotten = (forgetful and due > add_months(plan.as_of, -6)) or dice.chance(0.03)
        if forgotten and not (certified and due == days[-1]):
            continue
        year, quarter = due.year, (due.month + 2) // 3
        if f"{year}-Q{quarter}" in written:
            year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
        written.add(f"{year}-Q{quarter}")
        plan.add(
            MentoringReview,
            assignment=assignment,
            period=f"{year}-Q{quarter}",
            review_on=due - dice.between(0, 11) * _DAY,
            rating=dice.weighted((ReviewRating.GOOD, ReviewRating.FAIR, ReviewRating.SLOW), (5, 5, 1)),
            tasks_done="Tham gia sinh hoạt, hoàn thành việc được giao",
            is_signed=True,
        )


def _review_days(kind: MentoringKind, start: date, until: date) -> list[date]:
    """By when comments were due: sympathisers by calendar quarter, others every three months and in the tenth."""
    if kind is not MentoringKind.SYMPATHISER:
        steps = (3, 6, 9, 10, 12) if kind is MentoringKind.PROBATIONER else (3, 6, 9, 12)
        return [day for step in steps if (day := add_months(start, step)) < until]
    first = add_months(start, 1)
    ends = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    found = []
    while (day := add_months(ends, 3) - _DAY) < until:
        found.append(day)
        ends = add_months(ends, 3)
    return found


def _practice(plan: UnitPlan, dice: Dice) -> None:
    """Beginners without a licence learn under somebody of their profession who has had one for three years."""
    beginners = [
        p
        for p in plan.people
        if p.profession in CLINICIANS and p.licensed_on is None and p.joined > add_months(plan.as_of, -14)
    ]
    colleagues: dict[tuple[str, str], list[Person]] = {}
    for p in plan.people:
        colleagues.setdefault((p.spec.code, p.profession), []).append(p)
    for person in dice.shuffled(beginners)[: plan.scale.some(PRACTICE)]:
        fit = [
            p
            for p in colleagues[person.spec.code, person.profession]
            if p.licensed_on is not None and add_months(p.licensed_on, 36) <= person.joined and p.status == "DANG_LAM"
        ]
        if not fit:
            continue
        months = 12 if person.profession is _P.DOCTOR else 9 if person.profession is _P.ASSISTANT else 6
        start = person.joined + dice.between(5, 20) * _DAY
        planned = add_months(start, months) - _DAY
        done = planned < plan.as_of
        if start > plan.as_of:
            continue
        made = plan.add(
            MentoringAssignment,
            kind=_K.PRACTICE,
            mentee=person.member,
            mentor=dice.pick(fit).member,
            state=MentoringState.COMPLETED if done else MentoringState.ACTIVE,
            decision_no=f"{dice.between(20, 900)}/QĐ-{plan.profile.unit_code.split('-')[0]}",
            decision_on=start - 2 * _DAY,
            assigned_on=start,
            planned_end_on=planned,
            ended_on=planned if done else None,
            end_reason="Hoàn thành thực hành" if done else None,
            specialty=f"Thực hành khám bệnh, chữa bệnh tại {person.spec.name}",
        )
        _reviews(plan, dice, made, min(plan.as_of, planned + 2 * _DAY))


def _rotation(plan: UnitPlan, dice: Dice) -> None:
    """Turns to lower units within this year, and the techniques handed over there."""
    partners = [plan.add(PartnerUnit, name=name, level=level) for name, level in _PARTNERS]
    fit = [
        p
        for p in plan.people
        if p.licensed_on is not None
        and add_months(p.licensed_on, 36) <= plan.year_start
        and p.bond is Bond.PUBLIC
        and p.post_level < 2
        and p.status == "DANG_LAM"
    ]
    order = dice.weighted_order(fit, [6 if p.profession is _P.DOCTOR else 1 for p in fit])
    for count in range(min(plan.scale.of(TURNS), len(order))):
        technique, departments = _TECHNIQUES[count % len(_TECHNIQUES)]
        person = next((p for p in order if p.spec.code in departments), order[0])
        order.remove(person)
        turn = _turn(plan, dice, person, partners[count % len(partners)])
        ended = turn.state is MentoringState.COMPLETED
        taught = TechniqueLevel.INDEPENDENT if dice.chance(0.6) else TechniqueLevel.SUPERVISED
        plan.add(
            TechniqueTransfer,
            assignment=turn,
            name=technique,
            level=taught if ended else TechniqueLevel.ASSISTED,
            trainees=dice.between(1, 4),
            accepted_on=PartialDate.of(turn.ended_on) if ended else None,
        )


def _turn(plan: UnitPlan, dice: Dice, person: Person, partner: Any) -> Any:
    start = dice.day(plan.year_start + 5 * _DAY, max(plan.year_start + 5 * _DAY, plan.as_of - 40 * _DAY))
    start += timedelta(days=(7 - start.weekday()) % 7)
    planned = add_months(start, dice.pick((3, 6, 6))) - _DAY
    done = planned < plan.as_of
    return plan.add(
        MentoringAssignment,
        kind=_K.ROTATION,
        mentor=person.member,
        state=MentoringState.COMPLETED if done else MentoringState.ACTIVE,
        decision_no=f"{dice.between(20, 900)}/QĐ-{plan.profile.unit_code.split('-')[0]}",
        decision_on=start - dice.between(10, 20) * _DAY,
        assigned_on=start,
        planned_end_on=planned,
        ended_on=planned if done else None,
        end_reason="Hoàn thành lượt luân phiên" if done else None,
        partner_unit=partner,
        specialty=person.spec.name.removeprefix("Khoa "),
        working_days=_working_days(start, min(planned, plan.as_of)),
    )


def _working_days(first: date, last: date) -> int:
    """The days worked between two days, both counted in, public holidays left out."""
    calendar = load_policy().calendar
    return sum(calendar.is_working(first + n * _DAY) for n in range((last - first).days + 1))
