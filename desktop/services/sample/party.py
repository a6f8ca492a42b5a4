"""The Party organisation: members by cell, the cases of those admitted since 2020, sympathisers, targets."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import add_months
from desktop.domain.organisation import CellTarget, PartyCell
from desktop.domain.party import CaseState, PartyCase, PartyMembership, PartyStage
from desktop.services.sample.dice import Dice, share
from desktop.services.sample.names import KINH
from desktop.services.sample.plan import Person, UnitPlan, on
from desktop.services.sample.profiles import Bond, Profession

_P = Profession
_S = CaseState
_DAY = timedelta(days=1)

# Figures of the 900-strong unit as at the story's day. The term runs from one congress of the unit to the next.
STORY = date(2026, 11, 22)
CLOSED_TERM = (date(2020, 8, 1), date(2025, 7, 31))
OFFICIAL, PROBATION, THIS_YEAR, RUNNING = 245, 12, 9, 13
CLOSED = {2020: 5, 2021: 14, 2022: 15, 2023: 13, 2024: 12, 2025: 5}
TERM_TARGETS = {"2020-2025": 50, "2025-2030": 60}
YEAR_TARGET = 12
SYMPATHISERS = 71
STATES = {
    _S.SYMPATHISER: 26,
    _S.CLASS_PROPOSED: 11,
    _S.CLASS_DONE: 16,
    _S.DOSSIER_ALLOWED: 5,
    _S.DOSSIER_OPEN: 5,
    _S.VETTING: 3,
    _S.CELL_VOTED: 2,
    _S.BASE_VOTED: 2,
    _S.DECIDED: 1,
}
WITH_CERTIFICATE = tuple(STATES)[2:]

NAMED = ("VC0208", "Nguyễn Văn Đức")


@dataclass
class _Slot:
    """An admission that took place: its ceremony, and whether its place in the story is a special one."""

    ceremony: date
    named: bool = False


def cell_of(plan: UnitPlan, person: Person) -> Any:
    """The cell whose members work where a person does; small units have fewer cells."""
    cells = plan.of(PartyCell)
    return cells[person.spec.cell * len(cells) // len(plan.profile.cells)]


def make_party(plan: UnitPlan) -> None:
    """Add members, cases, sympathisers and targets."""
    dice = plan.dice("party")
    _fewer_cells(plan)
    _admissions(plan, dice)
    _seniors(plan, dice)
    _leavers(plan, dice)
    _name_one(plan)
    for person in [*plan.people, *plan.left]:
        if person.ceremony_on is not None:
            _member(plan, dice, person)
    _offices(plan)
    _sympathisers(plan, dice)
    _targets(plan, dice)


def _fewer_cells(plan: UnitPlan) -> None:
    """A cell needs three full members: a small unit has fewer cells than departments would fill."""
    wanted = max(1, min(len(plan.profile.cells), plan.scale.of(OFFICIAL) // 5))
    del plan.of(PartyCell)[wanted:]


def _slots(plan: UnitPlan, dice: Dice) -> list[_Slot]:
    """The admissions since 2020, in the numbers of the story, with its two late cases."""
    moved = plan.as_of - STORY
    scale = plan.scale
    slots = []
    for count_year, count in share(scale.of(sum(CLOSED.values())), CLOSED).items():
        first = max(CLOSED_TERM[0], date(count_year, 1, 5)) + moved
        last = min(CLOSED_TERM[1], date(count_year, 12, 25)) + moved
        slots += [_Slot(_meeting_day(dice, first, last)) for _ in range(count)]
    new = min(scale.of(THIS_YEAR), scale.of(PROBATION))
    last_year = scale.of(PROBATION) - new
    running = max(0, scale.of(RUNNING) - scale.of(PROBATION))
    # Full members by now, admitted after the congress.
    slots += [_Slot(date(2025, 9, 3) + moved) for _ in range(running)]
    # The year over and the cell's review overdue; the year over and the review still to come; the year nearly over.
    special = [_Slot(date(2025, 10, 22)), _Slot(date(2025, 10, 10)), _Slot(date(2025, 12, 20), named=True)]
    special += [_Slot(_meeting_day(dice, date(2025, 11, 26), date(2025, 12, 28))) for _ in range(last_year)]
    slots += [_Slot(slot.ceremony + moved, slot.named) for slot in special[:last_year]]
    first = max(add_months(plan.as_of, -10), plan.year_start + 4 * _DAY)
    slots += [_Slot(_meeting_day(dice, first, plan.as_of - 9 * _DAY)) for _ in range(new)]
    return slots


def _meeting_day(dice: Dice, first: date, last: date) -> date:
    """A working day, as far as there is one."""
    day = dice.day(first, max(first, last))
    return day - timedelta(days=max(0, day.weekday() - 4)) if day - first >= 2 * _DAY else day


def _admissions(plan: UnitPlan, dice: Dice) -> None:
    """Find somebody for each admission: here for two years at the ceremony, and between 22 and 48."""
    fit = [p for p in plan.people if p.levels and p.bond is not Bond.SUPPORT]
    order = [
        (p, max(add_months(p.joined, 24), add_months(p.born, 12 * 22)), add_months(p.born, 12 * 48))
        for p in dice.weighted_order(fit, [_liking(p) for p in fit])
    ]
    for slot in sorted(_slots(plan, dice), key=lambda slot: (not slot.named, slot.ceremony)):
        for place, (person, ready, late) in enumerate(order):
            if not ready <= slot.ceremony <= late:
                continue
            if slot.named and (
                person.is_female or person.member.ethnic_group != KINH or person.post or person.profession != _P.DOCTOR
            ):
                continue
            if person.post_level > 3 or (person.post and slot.ceremony.year > 2022):
                continue
            if person.status != "DANG_LAM" and slot.ceremony > add_months(plan.as_of, -14):
                continue
            del order[place]
            person.ceremony_on = slot.ceremony
            ended = add_months(slot.ceremony, 12)
            recognised = ended + timedelta(days=50) <= plan.as_of
            person.official_on = ended if recognised else None
            break


def _liking(person: Person) -> float:
    base = {_P.DOCTOR: 2.4, _P.OFFICE: 2.4, _P.SUPPORT: 0.4, _P.PHARMACY: 1.3}.get(person.profession, 1.0)
    return base * (5 if person.post_level >= 2 else 3 if person.post else 1)


def _seniors(plan: UnitPlan, dice: Dice) -> None:
    """Members from before the closed term: leaders first of all."""
    moved = plan.as_of - STORY
    end = CLOSED_TERM[0] + moved - _DAY
    officials = sum(p.official_on is not None for p in plan.people)
    fit = [
        p
        for p in plan.people
        if p.ceremony_on is None and add_months(p.born, 12 * 22) < add_months(end, -6) and p.levels
    ]
    order = dice.weighted_order(fit, [_liking(p) * (30 if p.post_level > 3 else 1) for p in fit])
    for person in order[: max(0, plan.scale.of(OFFICIAL) - officials)]:
        first = add_months(person.born, 12 * dice.between(21, 30))
        person.ceremony_on = _meeting_day(dice, min(first, end), min(end, add_months(first, 84)))
        person.official_on = add_months(person.ceremony_on, 12)


def _leavers(plan: UnitPlan, dice: Dice) -> None:
    """Of those who left this year, some were members; the one who left last helped a sympathiser."""
    end = CLOSED_TERM[0] + (plan.as_of - STORY) - _DAY
    for count, person in enumerate(sorted(plan.left, key=lambda p: p.left_on or date.min, reverse=True)):
        first = add_months(person.born, 12 * 23)
        if count % 3 == 0 and first < end:
            person.ceremony_on = _meeting_day(dice, first, min(end, add_months(first, 84)))
            person.official_on = add_months(person.ceremony_on, 12)


def _name_one(plan: UnitPlan) -> None:
    """Give one probationer the name and code that the guides speak of; another man has the same name."""
    wanted = date(2025, 12, 20) + (plan.as_of - STORY)
    everybody = [*plan.people, *plan.left]
    one = next((p for p in plan.people if p.ceremony_on == wanted and not p.is_female), None)
    holder = next((p for p in everybody if p.member.staff_code == NAMED[0]), None)
    if one is None or holder is None:
        return
    holder.member.staff_code, one.member.staff_code = one.member.staff_code, NAMED[0]
    one.member.full_name = NAMED[1]
    younger = plan.people[len(plan.people) // 2 :]
    other = next((p for p in younger if p is not one and not p.is_female and p.member.ethnic_group == KINH), one)
    other.member.full_name = NAMED[1]


def _member(plan: UnitPlan, dice: Dice, person: Person) -> None:
    """The history of membership, and the case of those whom this unit admitted."""
    ceremony, official = person.ceremony_on, person.official_on
    assert ceremony is not None
    cell = cell_of(plan, person)
    left = person.left_on - _DAY if person.left_on else None
    for stage, start, ends in (
        (PartyStage.PROBATIONARY, ceremony, official - _DAY if official else None),
        (PartyStage.OFFICIAL, official, left),
    ):
        if start is None or (plan.light and stage is PartyStage.PROBATIONARY and official):
            continue
        plan.add(
            PartyMembership,
            staff=person.member,
            stage=stage,
            cell=cell,
            starts_on=on(start),
            ends_on=on(ends) if ends else None,
            end_reason="Chuyển sinh hoạt Đảng" if ends and ends == left else None,
        )
    if ceremony >= CLOSED_TERM[0] + (plan.as_of - STORY):
        _case(plan, dice, person, cell)


def _case(plan: UnitPlan, dice: Dice, person: Person, cell: Any) -> None:
    ceremony, official = person.ceremony_on, person.official_on
    assert ceremony is not None
    decided = _workday(ceremony - timedelta(days=dice.between(10, 24)))
    base = _workday(decided - timedelta(days=dice.between(14, 30)))
    meeting = _workday(base - timedelta(days=dice.between(6, 20)))
    opened = _workday(add_months(meeting, -dice.between(3, 6)))
    listed = _workday(max(person.joined + timedelta(days=60), add_months(meeting, -dice.between(11, 26))))
    certified = _workday(max(listed + timedelta(days=15), add_months(opened, -dice.between(1, 9))))
    allowed = max(certified, opened - timedelta(days=dice.between(5, 15)))
    opened = max(opened, allowed)
    ended = add_months(ceremony, 12)
    values: dict[str, Any] = {"state": CaseState.PROBATION, "state_since": ceremony}
    taught = _workday(ceremony + timedelta(days=dice.between(80, 270)))
    if taught <= plan.as_of:
        values |= {"new_member_class_no": f"{dice.between(10, 400)}/GCN", "new_member_class_on": taught}
    if official is not None:
        reviewed = _workday(ended + timedelta(days=dice.between(6, 20)))
        off_base = _workday(reviewed + timedelta(days=dice.between(4, 12)))
        off_decided = min(_workday(off_base + timedelta(days=dice.between(5, 14))), plan.as_of)
        values |= {
            "state": CaseState.OFFICIAL,
            "state_since": off_decided,
            "has_self_review": True,
            "has_mentor_comment": True,
            "has_summary": True,
            "off_cell_meeting_on": reviewed,
            "off_base_meeting_on": off_base,
            "off_decision_no": f"{dice.between(100, 999)}-QĐ/ĐU",
            "off_decision_on": off_decided,
            "official_on": official,
        }
    plan.add(
        PartyCase,
        staff=person.member,
        cell=cell,
        nominated_by=dice.pick(("Đoàn cơ sở", "Công đoàn cơ sở")),
        nominated_on=_workday(max(person.joined + timedelta(days=30), listed - timedelta(days=25))),
        list_resolution_no=f"{dice.between(2, 40)}-NQ/CB",
        list_resolution_on=listed,
        class_cert_no=f"{dice.between(100, 999)}/GCN",
        class_cert_on=certified,
        class_cert_issuer="Trung tâm Chính trị Sông Lam",
        dossier_allowed_on=allowed,
        dossier_opened_on=opened,
        vetting_sent_on=min(opened + timedelta(days=14), meeting),
        vetting_done_on=min(opened + timedelta(days=50), meeting),
        cell_meeting_on=meeting,
        base_meeting_on=base,
        decision_no=f"{dice.between(100, 999)}-QĐ/ĐU",
        decision_issued_on=decided,
        decision_received_on=decided + timedelta(days=dice.between(1, 4)),
        ceremony_on=ceremony,
        paper_location=f"Tủ hồ sơ Đảng số {dice.between(1, 4)}",
        **values,
    )


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _offices(plan: UnitPlan) -> None:
    """Who leads each cell and the committee: the highest post first."""
    memberships = {
        row.staff.uid: row for row in plan.of(PartyMembership) if row.stage is PartyStage.OFFICIAL and not row.ends_on
    }
    members = sorted(
        (p for p in plan.people if p.official_on), key=lambda p: (-p.post_level, p.official_on, p.member.uid)
    )
    for person, position in zip(
        members, ("Bí thư Đảng ủy", "Phó Bí thư Đảng ủy", *["Đảng ủy viên"] * plan.scale.of(9)), strict=False
    ):
        memberships[person.member.uid].position = position
    led: dict[str, int] = {}
    for person in members:
        row = memberships[person.member.uid]
        rank = led.get(row.cell.uid, 0)
        if row.position in ("Bí thư Đảng ủy", "Phó Bí thư Đảng ủy") or rank > 2:
            continue
        led[row.cell.uid] = rank + 1
        own = ("Bí thư chi bộ", "Phó Bí thư chi bộ", "Chi ủy viên")[rank]
        row.position = f"{row.position}, {own}" if row.position else own


def _sympathisers(plan: UnitPlan, dice: Dice) -> None:
    """The list of sympathisers, spread over the cells as their full members are."""
    full: dict[str, int] = {}
    for person in plan.people:
        if person.official_on:
            uid = cell_of(plan, person).uid
            full[uid] = full.get(uid, 0) + 1
    # One who goes leaves a sympathiser behind: that cell has one at least.
    fit = [
        p
        for p in plan.people
        if p.ceremony_on is None
        and p.levels
        and p.bond is not Bond.SUPPORT
        and p.status == "DANG_LAM"
        and p.joined <= add_months(plan.as_of, -22)
        and 22 <= plan.as_of.year - p.born.year <= 44
    ]
    by_cell: dict[str, list[Person]] = {}
    for person in dice.weighted_order(fit, [_liking(p) for p in fit]):
        by_cell.setdefault(cell_of(plan, person).uid, []).append(person)
    wanted = share(min(plan.scale.of(SYMPATHISERS), len(fit)), full)
    chosen = [person for uid, count in wanted.items() for person in by_cell.get(uid, [])[:count]]
    spare = [person for uid, people in by_cell.items() for person in people[wanted.get(uid, 0) :]]
    chosen += spare[: plan.scale.of(SYMPATHISERS) - len(chosen)]
    states = [state for state, count in share(len(chosen), STATES).items() for _ in range(count)]
    for count, (person, state) in enumerate(zip(dice.shuffled(chosen), states, strict=True)):
        _candidate(plan, dice, person, state, expired=count == 0)


def _candidate(plan: UnitPlan, dice: Dice, person: Person, state: CaseState, expired: bool) -> None:
    """The case of one sympathiser: dates as far as the state has come."""
    months = {_S.SYMPATHISER: (1, 14), _S.CLASS_PROPOSED: (5, 20)}.get(state, (13, 30))
    earliest = person.joined + timedelta(days=60)
    listed = _workday(max(earliest, add_months(plan.as_of, -dice.between(*months)) - dice.between(0, 27) * _DAY))
    far = WITH_CERTIFICATE.index(state) if state in WITH_CERTIFICATE else -1
    values: dict[str, Any] = {"state_since": listed}
    certified = _workday(max(listed + timedelta(days=20), add_months(plan.as_of, -dice.between(9, 22))))
    if expired and add_months(person.joined, 3) < add_months(plan.as_of, -64):
        values["class_cert_on"] = _workday(add_months(plan.as_of, -62))
        listed = values["state_since"] = _workday(add_months(plan.as_of, -64))
    if far >= 0:
        values |= {"class_cert_on": certified, "state_since": certified}
    if "class_cert_on" in values:
        values |= {
            "class_cert_no": f"{dice.between(100, 999)}/GCN",
            "class_cert_issuer": "Trung tâm Chính trị Sông Lam",
        }
    # Each step with the months before the story's day; the last one reached is where the case stands.
    steps = (
        (1, "dossier_allowed_on", 7),
        (2, "dossier_opened_on", 6),
        (3, "vetting_sent_on", 4),
        (4, "vetting_done_on", 3),
        (4, "cell_meeting_on", 2),
        (5, "base_meeting_on", 1),
    )
    last = certified
    for stage, name, ago in steps:
        if far >= stage:
            last = max(last + _DAY, _workday(add_months(plan.as_of, -ago) + dice.between(0, 12) * _DAY))
            values |= {name: last, "state_since": last}
    if state is _S.DECIDED:
        last = max(last + 2 * _DAY, _workday(plan.as_of - 11 * _DAY))
        values |= {
            "decision_no": f"{dice.between(100, 999)}-QĐ/ĐU",
            "decision_issued_on": last,
            "decision_received_on": last + 2 * _DAY,
            "state_since": last,
        }
    quarter = (plan.as_of.month - 1) // 3 + 1
    ahead = quarter + (1 if far >= 4 else 2 if far >= 1 else 4)
    plan.add(
        PartyCase,
        staff=person.member,
        cell=cell_of(plan, person),
        state=state,
        nominated_by=dice.pick(("Đoàn cơ sở", "Công đoàn cơ sở")),
        nominated_on=_workday(listed - timedelta(days=25)),
        list_resolution_no=f"{dice.between(2, 40)}-NQ/CB",
        list_resolution_on=listed,
        expected_in=f"Q{(ahead - 1) % 4 + 1}/{plan.as_of.year + (ahead - 1) // 4}",
        **values,
    )


def _targets(plan: UnitPlan, dice: Dice) -> None:
    """What each cell was set for the two terms and for the year, as the congress and the yearly plan did."""
    cells = {cell.uid: cell for cell in plan.of(PartyCell)}
    weights = {uid: 2.0 + dice.below(3) for uid in cells}
    year = str(plan.as_of.year)
    for period, target in (*TERM_TARGETS.items(), (year, YEAR_TARGET)):
        for uid, value in share(plan.scale.of(target), weights).items():
            term = "-" in period
            set_on = date(int(period[:4]), 7, 25) if term else date(plan.as_of.year, 1, 15)
            plan.add(
                CellTarget,
                cell=cells[uid],
                period=period,
                value=value,
                set_by="Nghị quyết Đại hội Đảng bộ" if term else f"Kế hoạch công tác phát triển đảng viên năm {year}",
                set_on=on(set_on),
            )
