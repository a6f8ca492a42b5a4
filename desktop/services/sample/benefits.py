"""Allowances held for a period, and the first job positions of the new law."""

from datetime import date, timedelta
from decimal import Decimal

from desktop.domain.dates import add_months
from desktop.domain.party import PartyMembership
from desktop.domain.staff import Allowance, JobHolding, StandardState
from desktop.services.policy import load_policy
from desktop.services.sample.careers import CLINICIANS
from desktop.services.sample.dice import Dice
from desktop.services.sample.official import listed, table_of
from desktop.services.sample.plan import Person, UnitPlan, on
from desktop.services.sample.profiles import Bond, Profession

_P = Profession
_DAY = timedelta(days=1)
# Per cent of the profession allowance by department, and where it is raised at the base level in 2026.
_INCENTIVE = {"HSTC": 60, "CC": 60, "GPB": 60, "BNĐ": 60, "GMHS": 50, "NHI": 50, "XN": 50, "TNT": 50, "KSBT": 50}
_USUAL, _OFFICE = 40, 25
_SINCE, _RAISED_ON, _RAISED = date(2011, 8, 19), date(2026, 1, 1), {"station": 100, "centre": 70}
_HARM = {"XN": "0.20", "CDHA": "0.30", "GPB": "0.30", "XNCDHA": "0.20", "KSNK": "0.10"}
_REGION = {"station": "0.20", "centre": "0.10"}
JOBS = 8
# Positions of the new law by the group of the title.
_POSITIONS = {
    "doctor": "II.081",
    "nurse": "II.086",
    "midwife": "II.087",
    "technician": "II.088",
    "pharmacist": "II.084",
    "physician_assistant": "II.083",
}


def make_benefits(plan: UnitPlan) -> None:
    """Add allowances with their periods, and positions for the few who were placed already."""
    dice = plan.dice("benefits")
    party = {
        row.staff.uid: row
        for row in plan.of(PartyMembership)
        if row.position and "Đảng ủy" in row.position and row.ends_on is None
    }
    for person in [*plan.people, *plan.left]:
        for kind, start, ends, percent, coefficient in _allowances(plan, person):
            _add(plan, person, kind, start, ends, percent, coefficient)
        if person.member.uid in party and person.is_here:
            start = max(date(2020, 9, 1), party[person.member.uid].starts_on.first, person.joined)
            _add(plan, person, "PCDANG", start, None, None, "0.30")
        if person.post.endswith("trưởng") and person.post_level == 1:
            _add(
                plan, person, "PCTN", max(person.joined, add_months(plan.as_of, -40).replace(day=1)), None, None, "0.20"
            )
    _jobs(plan, dice)


_Told = tuple[str, date, date | None, int | None, str | None]


def _allowances(plan: UnitPlan, person: Person) -> list[_Told]:
    profile, code, start = plan.profile.key, person.spec.code, max(person.joined, _SINCE)
    found: list[_Told] = []
    if person.bond is not Bond.PUBLIC:
        return found
    if person.profession in CLINICIANS or person.profession is _P.PHARMACY:
        percent = _OFFICE if person.spec.kind.value == "office" else _INCENTIVE.get(code, _USUAL)
        raised = _RAISED.get(profile)
        if raised and plan.as_of >= _RAISED_ON and start < _RAISED_ON:
            found += [("PCUDN", start, _RAISED_ON - _DAY, percent, None), ("PCUDN", _RAISED_ON, None, raised, None)]
        else:
            found.append(("PCUDN", start, None, raised if raised and start >= _RAISED_ON else percent, None))
    if code in _HARM and person.profession in CLINICIANS:
        found.append(("PCDH", start, None, None, _HARM[code]))
    if profile in _REGION:
        found.append(("PCKV", start, None, None, _REGION[profile]))
    return found


def _add(
    plan: UnitPlan,
    person: Person,
    kind: str,
    start: date,
    ends: date | None,
    percent: int | None,
    coefficient: str | None,
) -> None:
    if person.left_on:
        ends = min(ends or person.left_on, person.left_on - _DAY)
    elif person.status == "DI_HOC" and ends is None and kind != "PCDANG":
        # It stops after three months away.
        stops = add_months(person.status_row.starts_on.first, 3) - _DAY
        ends = stops if start < stops < plan.as_of else None
    if plan.light and ends is not None:
        return
    if ends is None or start < ends:
        plan.add(
            Allowance,
            staff=person.member,
            kind=kind,
            percent=Decimal(percent) if percent else None,
            coefficient=Decimal(coefficient) if coefficient else None,
            starts_on=on(start),
            ends_on=on(ends) if ends else None,
        )


def _jobs(plan: UnitPlan, dice: Dice) -> None:
    """The conversion has hardly begun: the newest are placed, and one who still studies for the standard."""
    begun = date(2026, 9, 1)
    if plan.as_of < begun:
        return
    titles, tables = listed("professional_title"), load_policy().rule("level.conversion", plan.as_of).values["tables"]
    fit = [p for p in plan.people if p.bond is Bond.PUBLIC and titles.extra(p.title, "group") in _POSITIONS]
    fresh = [p for p in fit if p.joined.year >= 2026] + [p for p in dice.shuffled(fit) if p.degree == "TC"]
    for person in fresh[: plan.scale.of(JOBS)]:
        position = _POSITIONS[titles.extra(person.title, "group")]
        table = table_of(person.title)
        level = 4 if table == "A2.2" else tables.index(table) + 1 if table in tables else 0
        if not level:
            continue
        lowest = int(listed("job_position").extra(position, "level_min") or 1)
        upgrading = level < lowest
        plan.add(
            JobHolding,
            staff=person.member,
            position=position,
            level=level,
            salary_table=tables[level - 1],
            meets_standard=StandardState.UPGRADING if upgrading else StandardState.MET,
            standard_due_on=date(2027, 6, 30) if upgrading else None,
            starts_on=on(max(begun, person.joined)),
        )
