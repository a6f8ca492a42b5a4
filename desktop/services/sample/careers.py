"""The histories of work: status, department, title, pay, contract, service and licence, from joining on."""

from datetime import date, timedelta
from decimal import Decimal

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.salary_rules import OverFrame
from desktop.domain.schooling import WorkHistory
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Licence,
    LicenceKind,
    Placement,
    RaiseKind,
    SalaryStep,
    TitleHolding,
)
from desktop.services.lists import salary_scales as scales
from desktop.services.sample.dice import Dice
from desktop.services.sample.official import listed, table_of
from desktop.services.sample.plan import Person, UnitPlan, month, on
from desktop.services.sample.profiles import Bond, Profession

_P = Profession
_DAY = timedelta(days=1)

# Titles of each profession from grade IV to grade I.
_GRADES: dict[str, tuple[str | None, ...]] = {
    _P.DOCTOR: (None, "V.08.01.03", "V.08.01.02", "V.08.01.01"),
    _P.NURSE: ("V.08.05.13", "V.08.05.12", "V.08.05.11", None),
    _P.MIDWIFE: ("V.08.06.16", "V.08.06.15", "V.08.06.14", None),
    _P.TECHNICIAN: ("V.08.07.19", "V.08.07.18", "V.08.07.17", None),
    _P.PHARMACY: ("V.08.08.23", "V.08.08.22", "V.08.08.21", "V.08.08.20"),
    _P.ASSISTANT: ("V.08.03.07", None, None, None),
    "accounting": ("06.032", "06.031", "06.030", None),
    "it": ("V11.06.15", "V11.06.14", "V11.06.13", None),
    "engineering": ("V.05.02.08", "V.05.02.07", "V.05.02.06", None),
    "social_work": ("V.09.04.03", "V.09.04.02", "V.09.04.01", None),
    "nutrition": ("V.08.09.26", "V.08.09.25", "V.08.09.24", None),
    "public_health": ("V.08.10.29", "V.08.04.10", "V.08.04.09", None),
    "population": ("V.08.10.29", "V.08.10.28", "V.08.10.27", None),
    "": ("01.004", "01.003", "01.002", None),
}
_SUPPORT_JOBS = (("01.009", 46), ("01.011", 12), ("01.010", 8), ("01.007", 8), ("01.008", 2))
_R = RaiseKind
_REASONS = {
    _R.FIRST: "Xếp lương khi tuyển dụng",
    _R.REGULAR: "Nâng bậc lương thường xuyên",
    _R.OVER_FRAME: "Phụ cấp thâm niên vượt khung",
    _R.EARLY_MERIT: "Nâng bậc lương trước thời hạn",
    _R.TITLE_CHANGE: "Thăng hạng, chuyển chức danh",
}
# How long people are away, in months, where it is known when they return.
_AWAY = {"THAI_SAN": 6, "BIET_PHAI_DI": 12, "KHONG_LUONG": 6}
_FIRST_WORK = {
    _P.DOCTOR: "Bác sĩ",
    _P.NURSE: "Điều dưỡng",
    _P.MIDWIFE: "Hộ sinh",
    _P.TECHNICIAN: "Kỹ thuật viên",
    _P.PHARMACY: "Dược sĩ",
    _P.ASSISTANT: "Y sĩ",
    _P.OFFICE: "Chuyên viên",
    _P.SUPPORT: "Nhân viên",
}
_ELSEWHERE = ("Trung tâm Y tế huyện", "Bệnh viện Đa khoa khu vực", "Trạm Y tế xã", "Bệnh viện Đa khoa tư nhân")
_PLACES = ("Yên Sơn", "Hưng Lộc", "Tân Lập", "Phú Xuân", "Minh Châu", "Nam Cường", "Đông Hiếu")
CLINICIANS = (_P.DOCTOR, _P.NURSE, _P.MIDWIFE, _P.TECHNICIAN, _P.ASSISTANT)

# Figures of the 900-strong unit: who is away today, and licences that end soon.
MATERNITY, SECONDED, SICK, UNPAID, ENDING_LICENCES = 4, 3, 1, 1, 6


def make_careers(plan: UnitPlan) -> None:
    """Add everybody's histories of work."""
    dice = plan.dice("careers")
    _absences(plan, dice)
    ending = plan.scale.of(ENDING_LICENCES)
    leading: dict[str, date] = {}
    for row in plan.of(Appointment):
        leading.setdefault(row.staff.uid, row.starts_on.first)
    for person in [*plan.people, *plan.left]:
        titles = _titles(plan, dice, person)
        _contracts(plan, dice, person)
        _statuses(plan, dice, person)
        _placements(plan, dice, person)
        _write_titles(plan, person, titles)
        _pay(plan, dice, person, titles)
        ending -= write_licence(plan, dice, person, ending)
        if not plan.light:
            _service(plan, dice, person, leading.get(person.member.uid))


def _last_day(person: Person) -> PartialDate | None:
    return on(person.left_on - _DAY) if person.left_on else None


def _end(plan: UnitPlan, person: Person) -> date:
    """The last day that the person's histories tell of."""
    return person.left_on - _DAY if person.left_on else plan.as_of


def _absences(plan: UnitPlan, dice: Dice) -> None:
    """Choose who is away on the story's day."""
    settled = [p for p in plan.people if not p.post and p.joined < plan.year_start and p.bond is Bond.PUBLIC]
    young = [p for p in settled if p.is_female and 24 <= plan.as_of.year - p.born.year <= 38]
    for person in dice.shuffled(young)[: plan.scale.of(MATERNITY)]:
        person.status = "THAI_SAN"
    rest = dice.shuffled([p for p in settled if p.status == "DANG_LAM" and p.profession in CLINICIANS])
    for status, count in (("BIET_PHAI_DI", SECONDED), ("OM_DAU", SICK), ("KHONG_LUONG", UNPAID)):
        for _ in range(min(plan.scale.of(count), len(rest))):
            rest.pop().status = status


def _statuses(plan: UnitPlan, dice: Dice, person: Person) -> None:
    rows: list[tuple[str, date, str | None]] = [("DANG_LAM", person.joined, None)]
    if person.is_female and not plan.light and person.bond is Bond.PUBLIC and person.status == "DANG_LAM":
        # Children between 24 and 37, at most two, each with six months of leave long over.
        birth = add_months(person.born, 12 * dice.between(24, 31) + dice.between(0, 11))
        for _ in range(dice.between(0, 2)):
            back = add_months(birth, 6)
            if birth > add_months(person.joined, 12) and back < min(_end(plan, person), add_months(plan.as_of, -8)):
                rows += [("THAI_SAN", birth, None), ("DANG_LAM", back, None)]
            birth = add_months(birth, dice.between(30, 60))
    last = rows[-1][1]
    host = f"{dice.pick(_ELSEWHERE[:2])} {dice.pick(_PLACES)}"
    reasons = {
        "THAI_SAN": "Nghỉ thai sản",
        "BIET_PHAI_DI": f"Biệt phái đến {host}",
        "OM_DAU": "Điều trị bệnh dài ngày",
        "KHONG_LUONG": "Nghỉ không lương theo nguyện vọng",
    }
    if person.status in reasons:
        start = max(last + _DAY, plan.as_of - timedelta(days=dice.between(20, 150)))
        rows.append((person.status, start, reasons[person.status]))
    if person.left_on:
        rows.append((person.leaves_as, person.left_on, None))
    for count, (status, start, reason) in enumerate(rows):
        ends = on(rows[count + 1][1] - _DAY) if count + 1 < len(rows) else None
        months = _AWAY.get(status) if ends is None else None
        person.status_row = plan.add(
            EmploymentStatus,
            staff=person.member,
            status=status,
            starts_on=on(start),
            ends_on=ends,
            place=host if status == "BIET_PHAI_DI" else None,
            returns_on=add_months(start, months) if months else None,
            reason=reason,
        )


def _placements(plan: UnitPlan, dice: Dice, person: Person) -> None:
    start = person.joined
    if not plan.light and dice.chance(0.2) and not person.post:
        moved = dice.day(add_months(start, 24), _end(plan, person)).replace(day=1)
        alike = [
            p.department
            for p in plan.people[:: max(1, len(plan.people) // 60)]
            if p.spec.kind is person.spec.kind and p.department is not person.department
        ]
        if alike and add_months(start, 12) < moved < add_months(_end(plan, person), -3):
            plan.add(
                Placement,
                staff=person.member,
                department=dice.pick(alike),
                starts_on=on(start),
                ends_on=on(moved - _DAY),
            )
            start = moved
    plan.add(
        Placement, staff=person.member, department=person.department, starts_on=on(start), ends_on=_last_day(person)
    )


def _titles(plan: UnitPlan, dice: Dice, person: Person) -> list[tuple[str, date]]:
    """The titles held, each with its first day."""
    if person.profession is _P.SUPPORT:
        job = dice.weighted([job for job, _ in _SUPPORT_JOBS], [weight for _, weight in _SUPPORT_JOBS])
        if person.degree == "CD":
            job = "01.007"
        person.title, person.job = job, listed("professional_title").label(job)
        return [(job, person.joined)]
    grades = _GRADES[person.profession if person.profession is not _P.OFFICE else person.spec.field_key]
    held: list[tuple[str, date]] = []
    graduate = next((day for level, day in person.levels if level == "DH"), None)
    # A doctor who began as a physician assistant was one first.
    lowest = grades[0] or ("V.08.03.07" if person.levels[0][0] == "TC" else grades[1])
    assert lowest is not None
    if graduate is not None and graduate <= person.joined and grades[1]:
        held.append((grades[1], person.joined))
    else:
        held.append((lowest, person.joined))
        wait = dice.between(1, 5) if person.profession is _P.DOCTOR else dice.between(8, 40)
        rise = add_months(graduate, wait).replace(day=1) if graduate else None
        if rise and grades[1] and grades[1] != lowest and rise < _end(plan, person):
            held.append((grades[1], max(rise, add_months(person.joined, 12))))
    higher = next((day for level, day in person.levels if level in ("CKI", "THS", "BSNT")), None)
    if higher and grades[2] and person.bond is Bond.PUBLIC:
        main = max(add_months(held[-1][1], 12 * 9), higher).replace(day=1)
        main = add_months(main, dice.between(2, 40))
        if main < _end(plan, person) and dice.chance(0.75):
            held.append((grades[2], main))
            top = next((day for level, day in person.levels if level in ("CKII", "TS")), None)
            if top and grades[3]:
                senior = add_months(max(add_months(main, 72), top).replace(day=1), dice.between(2, 30))
                if senior < _end(plan, person) and dice.chance(0.5):
                    held.append((grades[3], senior))
    held = [(title, day) for title, day in held if day < _end(plan, person)] or held[:1]
    person.title = held[-1][0]
    return held


def _write_titles(plan: UnitPlan, person: Person, titles: list[tuple[str, date]]) -> None:
    for count, (title, start) in enumerate(titles):
        last = count + 1 == len(titles)
        if plan.light and not last:
            continue
        ends = _last_day(person) if last else on(titles[count + 1][1] - _DAY)
        plan.add(TitleHolding, staff=person.member, title=title, starts_on=on(start), ends_on=ends)


def _pay(plan: UnitPlan, dice: Dice, person: Person, titles: list[tuple[str, date]]) -> None:
    """Every step of pay from joining on: regular rises, the change of table with a title, over-frame percent."""
    end = _end(plan, person)
    table = table_of(titles[0][0])
    step = 1
    first_degree = person.levels[0][0] if person.levels else ""
    if table == "B" and first_degree == "CD":
        step = 2
    rows: list[tuple[date, str, int, Decimal, date, RaiseKind]] = []
    start = counted = person.joined
    percent, kind = Decimal(0), _R.FIRST
    changes = titles[1:]
    early_done = False
    while True:
        rows.append((start, table, step, percent, counted, kind))
        rise = scales().next_regular_step(table, step, on(counted), percent or None, over_frame=OverFrame())
        due = rise.due_on if rise else date.max
        if rise and not rise.over_frame_percent and not early_done and dice.chance(0.04):
            due = add_months(due, -dice.between(6, 12))
            early_done = due > start
            due = due if early_done else rise.due_on
        if changes and changes[0][1] <= due:
            title, start = changes.pop(0)
            new, now = table_of(title), scales().coefficient(table, step)
            assert now is not None
            gain = (scales().coefficient(table, 2) or now) - (scales().coefficient(table, 1) or now)
            table, before = new, now
            step = next(
                (s for s in range(1, scales().steps(new) + 1) if _coefficient(new, s) >= now), scales().steps(new)
            )
            # The clock starts anew only where the change is worth a step of the old table.
            counted = start if _coefficient(new, step) - before >= gain else counted
            percent, kind = Decimal(0), _R.TITLE_CHANGE
            continue
        if rise is None or due > end:
            break
        start = counted = due
        step, percent = rise.step, rise.over_frame_percent
        kind = _R.OVER_FRAME if percent else _R.REGULAR if due == rise.due_on else _R.EARLY_MERIT
    # Two events on one day are one row: the later tells both.
    rows = [row for count, row in enumerate(rows) if count + 1 == len(rows) or rows[count + 1][0] > row[0]]
    for count, (start, table, step, percent, counted, kind) in enumerate(rows):
        last = count + 1 == len(rows)
        if plan.light and not last:
            continue
        plan.add(
            SalaryStep,
            staff=person.member,
            salary_table=table,
            step=step,
            coefficient=_coefficient(table, step),
            percent=Decimal("100.0"),
            over_frame_percent=percent or None,
            counted_from=on(counted),
            over_frame_from=on(start) if percent else None,
            raise_kind=kind,
            reason=_REASONS[kind],
            starts_on=on(start),
            ends_on=_last_day(person) if last else on(rows[count + 1][0] - _DAY),
        )


def _coefficient(table: str, step: int) -> Decimal:
    value = scales().coefficient(table, step)
    assert value is not None
    return value


def _contracts(plan: UnitPlan, dice: Dice, person: Person) -> None:
    rows = (
        _public_contracts(plan, dice, person) if person.bond is Bond.PUBLIC else _labour_contracts(plan, dice, person)
    )
    if person.left_on:
        rows = [row for row in rows if row[1] < person.left_on] or rows[:1]
    for count, (kind, start, ends) in enumerate(rows):
        last = count + 1 == len(rows)
        if plan.light and not last:
            continue
        if last and person.left_on:
            ends = person.left_on - _DAY
        plan.add(
            Contract,
            staff=person.member,
            kind=kind,
            number=f"{dice.between(1, 480):03d}/{start.year}/{'HĐLV' if person.bond is Bond.PUBLIC else 'HĐLĐ'}",
            signed_on=on(start),
            starts_on=on(start),
            ends_on=on(ends) if ends else None,
        )


def _public_contracts(plan: UnitPlan, dice: Dice, person: Person) -> list[tuple[str, date, date | None]]:
    joined = person.joined
    rows: list[tuple[str, date, date | None]] = []
    if joined < date(2012, 1, 1):
        # In posts by decision until the working contracts of the law of 2010.
        return _kept_on(plan, person, [("CCVC_CU", joined, date(2012, 12, 31)), ("HDLV_KXDTH", date(2013, 1, 1), None)])
    start = joined
    if joined < date(2026, 7, 1):
        months = 9 if person.profession is _P.DOCTOR else 12 if person.degree not in ("TC", "CD") else 6
        ends = min(add_months(start, months) - _DAY, date(2026, 6, 30))
        rows.append(("HDLV_LD", start, ends))
        start = ends + _DAY
    if joined < date(2020, 7, 1):
        rows.append(("HDLV_KXDTH", start, None))
        return _kept_on(plan, person, rows)
    while start <= plan.as_of:
        ends = add_months(start, dice.pick((36, 36, 48, 60))) - _DAY
        rows.append(("HDLV_XDTH", start, ends))
        start = ends + _DAY
    return rows


def _kept_on(
    plan: UnitPlan, person: Person, rows: list[tuple[str, date, date | None]]
) -> list[tuple[str, date, date | None]]:
    """Who works on past the age has a contract for that (NĐ 50/2022)."""
    retires = person.retires_on
    if person.is_here and retires is not None and retires < plan.as_of:
        kind, start, _ = rows.pop()
        ends = max(add_months(retires, 24), add_months(plan.as_of, 5))
        rows += [(kind, start, retires), ("HD50", retires + _DAY, ends)]
    return rows


def _labour_contracts(plan: UnitPlan, dice: Dice, person: Person) -> list[tuple[str, date, date | None]]:
    start = person.joined
    rows: list[tuple[str, date, date | None]] = []
    support = person.bond is Bond.SUPPORT
    if start < date(2023, 2, 22):
        if dice.chance(0.55):
            return [("HD68", start, None)]
        change = dice.pick((date(2023, 12, 31), date(2024, 3, 31), date(2024, 6, 30)))
        rows.append(("HD68", start, change))
        start = change + _DAY
    while start <= plan.as_of:
        if start < date(2026, 7, 1):
            kind = "HD111_HTPV" if support else "HD111_CM"
        else:
            kind = "HD235_HT_LD" if support else "HD235_CM_LD"
        ends = add_months(start, dice.pick((12, 24, 36))) - _DAY
        rows.append((kind, start, ends))
        start = ends + _DAY
    return rows


def write_licence(plan: UnitPlan, dice: Dice, person: Person, ending: int) -> bool:
    """Give a practitioner the licence; says whether it is one of the `ending` that are to end soon."""
    office = person.spec.kind.value == "office"
    if person.profession is _P.PHARMACY and person.levels[-1][0] != "TC":
        kind, ready = LicenceKind.CCHN_DUOC, add_months(person.levels[0][1], 24)
    elif person.profession in CLINICIANS and (not office or dice.chance(0.6)):
        kind, ready = LicenceKind.CCHN, add_months(max(person.levels[0][1], person.joined), 18)
        if person.profession is not _P.DOCTOR:
            ready = add_months(max(person.levels[0][1], person.joined), 9)
    else:
        return False
    day = dice.day(max(ready, date(2012, 4, 26)), max(ready, date(2012, 4, 26)) + timedelta(days=420))
    if kind is LicenceKind.CCHN and day > date(2024, 2, 1):
        kind, day = LicenceKind.GPHN, max(day, date(2024, 6, 17))
    if day > min(plan.as_of, _end(plan, person)):
        return False
    ends = kind is LicenceKind.CCHN and ending > 0 and person.is_here and not person.post and dice.chance(0.05)
    digits = dice.digits(6)
    while digits in plan.licence_numbers:
        digits = dice.digits(6)
    plan.licence_numbers.add(digits)
    number = digits + ("/CCHN-D-SYT-SL" if kind is LicenceKind.CCHN_DUOC else f"/SL-{kind.value}")
    expires = add_months(day, 60) if kind is LicenceKind.GPHN else None
    while expires is not None and expires <= _end(plan, person):
        expires = add_months(expires, 60)  # renewed in time
    if ends:
        expires = plan.as_of + timedelta(days=8 + 27 * (ending - 1) + dice.between(0, 12))
    person.licensed_on = day
    scope = {
        _P.DOCTOR: f"Khám bệnh, chữa bệnh chuyên khoa tại {person.spec.name}",
        _P.PHARMACY: "Hành nghề dược: nhà thuốc, dược lâm sàng",
        _P.TECHNICIAN: "Kỹ thuật y",
    }
    plan.add(
        Licence,
        staff=person.member,
        kind=kind,
        number=number,
        issuer=plan.profile.parent_name,
        issued_on=on(day),
        expires_on=expires,
        scope_text=scope.get(person.profession, "Theo quy định về tiêu chuẩn nghiệp vụ của chức danh"),
    )
    return ends


def _service(plan: UnitPlan, dice: Dice, person: Person, leading: date | None) -> None:
    """Service before this unit and in it, by months as such papers have it; `leading`: since when with a post."""
    work = person.job or _FIRST_WORK[person.profession]
    recruited = person.member.first_recruited_on.first
    if recruited < person.joined:
        plan.add(
            WorkHistory,
            staff=person.member,
            organisation=f"{dice.pick(_ELSEWHERE)} {dice.pick(_PLACES)}",
            position=work,
            starts_on=month(recruited),
            ends_on=month(add_months(person.joined, -1)),
        )
    place = f"{person.spec.name}, {plan.profile.unit_name}"
    start = person.joined
    if leading is not None and add_months(start, 1) < leading:
        before = month(add_months(leading, -1))
        plan.add(
            WorkHistory,
            staff=person.member,
            organisation=place,
            position=work,
            starts_on=month(start),
            ends_on=before,
        )
        start = leading
    plan.add(
        WorkHistory,
        staff=person.member,
        organisation=place,
        position=f"{work}, {person.post}" if person.post else work,
        starts_on=month(start),
        ends_on=month(person.left_on - _DAY) if person.left_on else None,
    )
