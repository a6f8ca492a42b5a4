"""Who works in the unit: professions, degrees, ages and departments in the shares of a real one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate, add_months, month_end
from desktop.domain.organisation import Department, DepartmentKind, PartyCell, Unit
from desktop.domain.staff import Sex, StaffMember
from desktop.services.sample.dice import Dice, share
from desktop.services.sample.names import KINH, name_book
from desktop.services.sample.official import last_working_day
from desktop.services.sample.plan import Person, UnitPlan, on
from desktop.services.sample.profiles import DEGREES, ON_CONTRACT, PLACE, WOMEN, Bond, DepartmentSpec, Profession

_P = Profession

# Figures of the 900-strong unit.
ASSIGNED, JOINED, LEFT, MINORITY, RETIRING, PAST_AGE = 790, 12, 7, 97, 8, 2

_MINORITIES = {"03": 42, "06": 14, "02": 12, "24": 12, "08": 7, "07": 5, "09": 5}
_PROVINCES = {"040": ("tỉnh Nghệ An", 70), "042": ("tỉnh Hà Tĩnh", 13), "038": ("tỉnh Thanh Hóa", 10)}
_ELSEWHERE = {"001": "thành phố Hà Nội", "031": "thành phố Hải Phòng", "014": "tỉnh Sơn La", "046": "thành phố Huế"}
_COMMUNES = (
    *("Yên Sơn", "Hưng Lộc", "Đại Đồng", "Tân Lập", "Thanh Bình", "Phú Xuân", "Minh Châu", "Quang Trung"),
    *("Nam Cường", "Đông Hiếu", "Vĩnh Thành", "Kim Liên", "Hòa Sơn", "Thịnh Lộc", "Cẩm Bình", "Diễn Phúc"),
    *("Quỳnh Lâm", "Nghi Phong", "Tam Hợp", "Châu Hồng", "Mường Xén", "Tiên Kỳ", "Bình Chuẩn", "Lượng Minh"),
)
_STREETS = ("Trần Phú", "Lê Lợi", "Nguyễn Du", "Phan Bội Châu", "Hồ Tùng Mậu", "Lê Hồng Phong", "Trường Chinh")

# Recruitment rounds: decisions take effect in spring and autumn, hardly ever about the New Year.
_ROUNDS = (0.4, 0.6, 1.5, 1.3, 1.2, 1.2, 1.0, 1.2, 1.6, 1.3, 0.9, 0.3)


@dataclass
class Seat:
    """A place to be filled, before anybody is found for it."""

    profession: Profession
    degree: str
    is_female: bool
    bond: Bond
    spec: DepartmentSpec
    is_new: bool = False
    left_on: date | None = None
    leaves_as: str = ""
    retires_in: date | None = None  # the last working day, where it decides the age
    ages: tuple[int, int] | None = None


def make_people(plan: UnitPlan) -> None:
    """Add the unit, its departments and cells, and everybody who works there or left this year."""
    seats = _seats(plan)
    manned = {seat.spec.code for seat in seats}
    places = _places(plan, [spec for spec in plan.profile.departments if spec.code in manned], seats)
    dice = plan.dice("people")
    numbers: set[str] = set()
    everybody = [add_person(plan, dice, seat, places[seat.spec.code], numbers) for seat in seats]
    everybody.sort(key=lambda person: person.joined)
    here = [person for person in everybody if person.is_here]
    _ethnicity(plan, dice, here)
    _names(dice, everybody)
    width = max(4, len(str(len(everybody))))
    for count, person in enumerate(everybody, 1):
        person.member.staff_code = f"VC{count:0{width}d}"
    plan.people = here
    plan.left = [person for person in everybody if not person.is_here]


def _seats(plan: UnitPlan) -> list[Seat]:
    dice = plan.dice("seats")
    of_profession: dict[Profession, int] = dict.fromkeys(_P, 0)
    for spec in plan.profile.departments:
        for profession, count in spec.staff.items():
            of_profession[profession] += count
    seats: list[Seat] = []
    for profession, count in share(plan.staff, of_profession).items():
        seats += _seats_of(plan, dice, profession, count)
    seats = dice.shuffled(seats)
    settled = [s for s in seats if s.bond is Bond.PUBLIC and s.ages is None and s.degree in ("DH", "CD", "TC")]
    for seat in settled[: plan.scale.of(RETIRING)]:
        seat.retires_in = month_end(add_months(plan.as_of, dice.between(1, 11)))
    learned = [s for s in seats if s.bond is Bond.PUBLIC and s.ages is None and s.degree in ("CKII", "TS", "THS")]
    for seat in learned[: plan.scale.of(PAST_AGE)]:
        seat.retires_in = month_end(add_months(plan.as_of, -dice.between(2, 10)))
    fresh = [s for s in seats if s.degree in ("DH", "CD") and s.ages is None and s.retires_in is None]
    for seat in fresh[: plan.scale.of(JOINED)]:
        seat.is_new = True
    return seats + _leavers(plan, dice, [s for s in seats if s.bond is Bond.PUBLIC and s.ages is None])


def _seats_of(plan: UnitPlan, dice: Dice, profession: Profession, count: int) -> list[Seat]:
    weights = {spec.code: spec.staff.get(profession, 0) for spec in plan.profile.departments}
    specs = {spec.code: spec for spec in plan.profile.departments}
    rooms = dice.shuffled([specs[code] for code, n in share(count, weights).items() for _ in range(n)])
    degrees = dice.shuffled([level for level, n in share(count, DEGREES[profession]).items() for _ in range(n)])
    base = sum(DEGREES[profession].values())
    women = share(count, {True: WOMEN[profession], False: base - WOMEN[profession]})
    sexes = dice.shuffled([True] * women[True] + [False] * women[False])
    if profession is _P.SUPPORT:
        bonds = [Bond.SUPPORT] * count
    else:
        part = share(count, {Bond.PROFESSIONAL: ON_CONTRACT[profession], Bond.PUBLIC: base - ON_CONTRACT[profession]})
        # Those on contracts are beginners: they take the seats whose degree is reached first.
        bonds = [Bond.PUBLIC] * part[Bond.PUBLIC] + [Bond.PROFESSIONAL] * part[Bond.PROFESSIONAL]
        degrees.sort(key=lambda level: level in ("DH", "CD"))
        mixed = dice.shuffled(degrees[: part[Bond.PUBLIC]])
        degrees = mixed + degrees[part[Bond.PUBLIC] :]
    if profession is _P.DOCTOR:
        # The board is filled from the most learned.
        rooms.sort(key=lambda spec: spec.kind is not DepartmentKind.BOARD)
        order = sorted(range(count), key=lambda i: degrees[i] not in ("CKII", "TS"))
        degrees, bonds = [degrees[i] for i in order], [bonds[i] for i in order]
    made = [
        Seat(profession, degree, is_female, bond, spec)
        for degree, is_female, bond, spec in zip(degrees, sexes, bonds, rooms, strict=True)
    ]
    for seat in made:
        if seat.spec.kind is DepartmentKind.BOARD:
            seat.ages = (45, 53)
    return made


def _leavers(plan: UnitPlan, dice: Dice, models: list[Seat]) -> list[Seat]:
    """Who left this year: retired, resigned, moved away; the last of them this very month."""
    if not models:
        return []
    left = []
    ways = ("CHUYEN_DI", "NGHI_HUU", "THOI_VIEC", "NGHI_HUU", "CHUYEN_DI", "NGHI_HUU", "THOI_VIEC")
    for count in range(plan.scale.of(LEFT)):
        model, way = dice.pick(models), ways[count % len(ways)]
        seat = Seat(model.profession, model.degree, model.is_female, Bond.PUBLIC, model.spec, leaves_as=way)
        # The first day away.
        first = min(plan.year_start + timedelta(days=1), plan.as_of)
        seat.left_on = dice.day(first, plan.as_of)
        if count == 0:
            seat.left_on = max(first, plan.as_of.replace(day=1), plan.as_of - timedelta(days=12))
            seat.ages = (44, 50)
        elif way == "NGHI_HUU":
            seat.retires_in = month_end(add_months(plan.year_start, dice.between(0, plan.as_of.month - 1)))
        left.append(seat)
    return left


def _places(plan: UnitPlan, specs: list[DepartmentSpec], seats: list[Seat]) -> dict[str, Any]:
    profile = plan.profile
    plan.add(
        Unit,
        code=profile.unit_code,
        name=profile.unit_name,
        parent_name=profile.parent_name,
        place=PLACE,
        address=f"Số 1 đường Trần Phú, {PLACE}",
        assigned_headcount=plan.scale.of(ASSIGNED),
        signer_title=profile.head_post.upper(),
    )
    public = {spec.code: 0 for spec in specs}
    for seat in seats:
        if seat.bond is Bond.PUBLIC and seat.left_on is None:
            public[seat.spec.code] += 1
    assigned = share(plan.scale.of(ASSIGNED), public)
    places = {}
    for count, spec in enumerate(specs, 1):
        places[spec.code] = plan.add(
            Department,
            code=spec.code,
            name=spec.name,
            kind=spec.kind,
            order_no=count,
            assigned_headcount=assigned[spec.code],
        )
    for count, name in enumerate(profile.cells, 1):
        plan.add(PartyCell, code=f"CB{count:02d}", name=name, order_no=count)
    return places


# The way to a degree: the levels on it with the years between them, and how usual it is.
_WAYS: dict[str, tuple[tuple[tuple[tuple[str, int, int], ...], float], ...]] = {
    "doctor/TS": (((("DH", 0, 0), ("THS", 4, 7), ("TS", 6, 9)), 1),),
    "doctor/CKII": (((("DH", 0, 0), ("CKI", 4, 8), ("CKII", 5, 8)), 1),),
    "doctor/THS": (((("DH", 0, 0), ("THS", 3, 9)), 1),),
    "doctor/CKI": (((("DH", 0, 0), ("CKI", 4, 11)), 1),),
    "doctor/BSNT": (((("DH", 0, 0), ("BSNT", 3, 3)), 1),),
    "doctor/DH": (((("DH", 0, 0),), 8), ((("TC", -3, -3), ("DH", 7, 10)), 2)),
    "CKII": (((("DH", 0, 0), ("CKI", 5, 8), ("CKII", 5, 8)), 1),),
    "CKI": (((("DH", 0, 0), ("CKI", 6, 11)), 1),),
    "THS": (((("DH", 0, 0), ("THS", 4, 10)), 1),),
    "DH": (((("DH", 0, 0),), 5), ((("CD", -1, -1), ("DH", 5, 9)), 3), ((("TC", -2, -2), ("DH", 6, 12)), 3)),
    "CD": (((("CD", 0, 0),), 6), ((("TC", -1, -1), ("CD", 5, 11)), 4)),
    "TC": (((("TC", 0, 0),), 1),),
    "SC": (((("SC", 0, 0),), 1),),
    "CQDT": (((), 1),),
}
_AGE_OF = {"DH": 22, "CD": 21, "TC": 20, "SC": 20}


def add_person(plan: UnitPlan, dice: Dice, seat: Seat, department: Any, numbers: set[str]) -> Person:
    born, levels = _youth(plan, dice, seat)
    joined, recruited = _start(plan, dice, seat, born, levels)
    province = dice.weighted([*_PROVINCES, "-"], [*(weight for _, weight in _PROVINCES.values()), 7])
    if province == "-":
        province = dice.pick(list(_ELSEWHERE))
    town = f"Xã {dice.pick(_COMMUNES)}, {_PROVINCES[province][0] if province in _PROVINCES else _ELSEWHERE[province]}"
    member = plan.add(
        StaffMember,
        sex=Sex.FEMALE if seat.is_female else Sex.MALE,
        birth_date=on(born) if dice.chance(0.985) else PartialDate(f"{born:%Y}"),
        birth_place=town,
        home_town=town,
        religion=dice.weighted(("00", "02", "01"), (94, 4, 2)),
        citizen_id=_citizen_id(dice, province, seat.is_female, born, numbers),
        citizen_id_issued_on=_workday(dice.day(date(2021, 4, 1), date(2024, 6, 28))),
        phone=dice.pick(("03", "05", "07", "08", "09")) + dice.digits(8),
        social_insurance_no=_unique(dice, numbers, "40", 8),
        current_address=f"Số {dice.between(1, 290)} đường {dice.pick(_STREETS)}, {PLACE}",
        permanent_address=town,
        first_recruited_on=on(recruited),
        first_recruiting_agency=plan.profile.parent_name,
        joined_unit_on=on(joined),
        general_education_level="12/12" if seat.degree != "CQDT" else dice.pick(("12/12", "9/12")),
        union_joined_on=PartialDate(f"{born.year + 15}-03-26") if dice.chance(0.9) else None,
        health_status=dice.weighted(("Loại I", "Loại II", "Loại III"), (2, 6, 2)),
        height_cm=dice.between(*((150, 166) if seat.is_female else (158, 178))),
        blood_group=dice.weighted(("O", "B", "A", "AB"), (45, 30, 20, 5)),
    )
    retires_on = last_working_day(born, seat.is_female)
    left_on, leaves_as = seat.left_on, seat.leaves_as
    if leaves_as == "NGHI_HUU":
        # They go on the day after their last month, where the year has come so far.
        in_year = plan.year_start <= retires_on < plan.as_of
        left_on, leaves_as = (retires_on + timedelta(days=1), leaves_as) if in_year else (left_on, "THOI_VIEC")
    return Person(
        member=member,
        profession=seat.profession,
        degree=seat.degree,
        bond=seat.bond,
        spec=seat.spec,
        department=department,
        is_female=seat.is_female,
        born=born,
        levels=levels,
        joined=joined,
        left_on=left_on,
        leaves_as=leaves_as,
        retires_on=retires_on,
    )


def _youth(plan: UnitPlan, dice: Dice, seat: Seat) -> tuple[date, list[tuple[str, date]]]:
    """When somebody was born, and the degrees with their days."""
    key = f"{seat.profession}/{seat.degree}"
    ways = _WAYS[key if key in _WAYS else seat.degree]
    way = dice.weighted([way for way, _ in ways], [weight for _, weight in ways])
    if seat.is_new or seat.bond is Bond.PROFESSIONAL:
        way = next((short for short, _ in ways if len(short) == 1), way)
    age, gaps = 20, []
    for count, (level, low, high) in enumerate(way):
        if count == 0:
            age = _AGE_OF[level] + (2 if seat.profession is _P.DOCTOR and level == "DH" else 0)
            age = max(20, age + dice.between(0, 1))
            gaps.append((level, 0))
        else:
            gaps.append((level, dice.between(low, high)))
    oldest = 55 if seat.is_female else 59
    ready = age + sum(years for _, years in gaps) + 2
    if seat.retires_in is not None:
        born = _born_to_retire(dice, seat.retires_in, seat.is_female)
    else:
        if seat.is_new:
            years = age + 2
        elif seat.bond is Bond.PROFESSIONAL:
            years = max(ready, dice.between(age + 2, age + 6))
        else:
            first, last = seat.ages or dice.weighted(
                ((22, 30), (31, 40), (41, 50), (51, oldest)), (24, 43, 24, 9) if not seat.left_on else (2, 6, 2, 0)
            )
            years = dice.between(first, last)
            if years < ready:
                years = min(ready + dice.between(0, 5), oldest)
        born = dice.day(add_months(plan.as_of, -12 * years - 11), add_months(plan.as_of, -12 * years))
    levels = []
    for level, gap in gaps:
        age += gap
        levels.append((level, date(born.year + age, dice.between(6, 9), dice.between(1, 28))))
    return born, levels


def _born_to_retire(dice: Dice, last: date, is_female: bool) -> date:
    """A birthday whose holder's last working day is `last`."""
    for months in range(12 * 55, 12 * 63):
        born = add_months(last.replace(day=1), -months) + timedelta(days=dice.between(0, 26))
        if last_working_day(born, is_female) == last:
            return born
    # A step of the rising age skips some months: the nearest month will do.
    return _born_to_retire(dice, month_end(last + timedelta(days=1)), is_female)


def _start(plan: UnitPlan, dice: Dice, seat: Seat, born: date, levels: list[tuple[str, date]]) -> tuple[date, date]:
    """The days of joining the unit, and of the first recruitment."""
    ready = max(levels[0][1] if levels else date.min, add_months(born, 12 * 20))
    if seat.is_new:
        joined = _round(dice, plan.year_start, plan.as_of)
        return joined, joined
    latest = plan.year_start - timedelta(days=31)
    if seat.bond is Bond.PROFESSIONAL:
        first = max(date(2023, 3, 1), ready + timedelta(days=40))
        joined = _round(dice, min(first, latest), latest)
        return joined, joined
    first = ready + timedelta(days=60)
    last = min(latest, add_months(first, 30))
    if seat.bond is Bond.SUPPORT:
        last = latest  # support workers come from all walks of life
    recruited = _round(dice, min(first, latest), max(first, last)) if first < latest else latest
    moved = dice.chance(0.18) and add_months(recruited, 36) < latest
    joined = _round(dice, add_months(recruited, 18), min(latest, add_months(recruited, 120))) if moved else recruited
    return joined, recruited


def _round(dice: Dice, first: date, last: date) -> date:
    """The day of a recruitment round: the first or the fifteenth of a month, in the months of such rounds."""
    start = first.year * 12 + first.month - 1
    months = range(start, max(start, last.year * 12 + last.month - 1) + 1)
    year, month = divmod(dice.weighted(months, [_ROUNDS[count % 12] for count in months]), 12)
    day = date(year, month + 1, 1 if dice.chance(0.75) else 15)
    return min(max(day, first), last)


def _workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _citizen_id(dice: Dice, province: str, is_female: bool, born: date, numbers: set[str]) -> str:
    century = (0 if born.year < 2000 else 2) + is_female
    return _unique(dice, numbers, f"{province}{century}{born:%y}", 6)


def _unique(dice: Dice, numbers: set[str], prefix: str, digits: int) -> str:
    while True:
        number = prefix + dice.digits(digits)
        if number not in numbers:
            numbers.add(number)
            return number


def _ethnicity(plan: UnitPlan, dice: Dice, here: list[Person]) -> None:
    groups = [code for code, n in share(plan.scale.of(MINORITY), _MINORITIES).items() for _ in range(n)]
    for person, code in zip(dice.shuffled(here), groups, strict=False):
        person.member.ethnic_group = code


def _names(dice: Dice, everybody: list[Person]) -> None:
    taken: set[str] = set()
    for person in everybody:
        person.member.ethnic_group = person.member.ethnic_group or KINH
        for _ in range(4):
            name = name_book().draw(dice, person.is_female, person.member.ethnic_group)
            # A unit has few people of one name, but some.
            if name not in taken or dice.chance(0.12):
                break
        taken.add(name)
        person.member.full_name = name
