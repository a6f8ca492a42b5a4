"""Years of decisions in a made-up unit: people come, move, go away, return, lead and leave; departments change.

The story is told forward, month by month, and each decision is written twice: as rows of history with its paper, and
as an `Event` of the log. The log alone tells how the unit stood on any day, so that counts can be checked against it.
Same profile, size, seed and day, same story; it is independent of the sample unit.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.errors import UserError
from desktop.domain.organisation import Decision, Department, DepartmentKind, Post, Unit
from desktop.domain.schooling import Qualification
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Placement,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.services.sample.dice import share
from desktop.services.sample.movement_log import Event, Movements, Somebody
from desktop.services.sample.names import KINH, name_book
from desktop.services.sample.official import last_working_day
from desktop.services.sample.plan import UnitPlan, on
from desktop.services.sample.posts import post_specs
from desktop.services.sample.profiles import HOSPITAL, WOMEN, DepartmentSpec, Profession, Profile
from desktop.services.sample.reshaping import Reshaper

_P = Profession
_DAY = timedelta(days=1)
LARGEST = 20_000

__all__ = ["Event", "Movements", "Teller", "generate_movements"]

# Titles from the one that people begin with to the higher one.
_TITLES: Mapping[Profession, tuple[str, ...]] = {
    _P.DOCTOR: ("V.08.01.03", "V.08.01.02"),
    _P.NURSE: ("V.08.05.13", "V.08.05.12"),
    _P.MIDWIFE: ("V.08.06.16", "V.08.06.15"),
    _P.TECHNICIAN: ("V.08.07.19", "V.08.07.18"),
    _P.PHARMACY: ("V.08.08.23", "V.08.08.22"),
    _P.ASSISTANT: ("V.08.03.07",),
    _P.OFFICE: ("01.003", "01.002"),
    _P.SUPPORT: ("01.009",),
}
_DEGREES = {_P.DOCTOR: "DH", _P.OFFICE: "DH", _P.NURSE: "CD", _P.MIDWIFE: "CD", _P.TECHNICIAN: "CD", _P.PHARMACY: "CD"}
_LEADERS = (_P.DOCTOR, _P.OFFICE, _P.NURSE, _P.TECHNICIAN, _P.PHARMACY, _P.MIDWIFE)

# How many of a thousand leave in a month, and how; retirement comes with age.
_EXITS = (("THOI_VIEC", 1.6), ("CHUYEN_DI", 1.1), ("MAT", 0.06), ("TINH_GIAN", 0.2), ("BUOC_THOI_VIEC", 0.03))
# Ways to be away: status, of a thousand in a month, months away.
_AWAY = (
    ("DI_HOC", 1.6, (9, 36)),
    ("BIET_PHAI_DI", 0.6, (6, 24)),
    ("OM_DAU", 0.7, (1, 5)),
    ("KHONG_LUONG", 0.5, (1, 12)),
    ("TAM_DINH_CHI", 0.05, (1, 3)),
)
_MATERNITY, _MOVES, _RISES, _GUESTS = 6.0, 3.5, 3.0, 0.4
_KINDS = {
    "join": "Tuyển dụng",
    "second_in": "Tiếp nhận biệt phái",
    "move": "Điều động",
    "away": "Nghỉ, cử đi",
    "return": "Trở lại công tác",
    "exit": "Thôi phục vụ",
    "title": "Bổ nhiệm chức danh nghề nghiệp",
    "appoint": "Bổ nhiệm",
    "relieve": "Thôi giữ chức vụ",
}


def generate_movements(
    profile: Profile = HOSPITAL, staff: int = 1000, seed: int = 1, as_of: date = date(2026, 11, 22), years: int = 5
) -> Movements:
    """A unit of about `staff` invented people with `years` of decisions up to `as_of`.

    Raises UserError for a size or a span that the story cannot be told for.
    """
    if not 1 <= staff <= LARGEST:
        raise UserError(f"Số người của đơn vị mẫu phải từ 1 đến {LARGEST:,}.".replace(",", "."))
    if not 1 <= years <= 15:
        raise UserError("Số năm biến động phải từ 1 đến 15.")
    return Teller(profile, staff, seed, as_of, years).told()


class Teller:
    """Tells the story; the state of the unit is that of the day that has been reached."""

    def __init__(self, profile: Profile, staff: int, seed: int, as_of: date, years: int) -> None:
        self.plan = UnitPlan(profile, staff, seed, as_of)
        self.start = add_months(as_of, -12 * years).replace(day=1)
        self.end, self.size = as_of, staff
        self.log: list[Event] = []
        self.dice = self.plan.dice("movements")
        self.people: list[Somebody] = []
        self.departments: list[Any] = []
        self.posts: dict[str, Any] = {}
        self._numbers: dict[int, int] = defaultdict(int)
        self._taken: set[str] = set()
        self._specs: dict[str, DepartmentSpec] = {}
        self._places: dict[str, Any] = {}

    def told(self) -> Movements:
        """The whole story."""
        self._frame()
        self._first_day()
        reshaper = Reshaper(self)
        month = self.start
        while month <= self.end:
            self._month(month, reshaper)
            month = add_months(month, 1)
        return Movements(self.plan, self.start, self.log)

    # --- papers and rows ----------------------------------------------------------------------------------------

    def decide(self, day: date, kind: str, subject: str, people: tuple[str, ...] = (), **facts: str) -> Any:
        """Issue a decision that takes effect on a day, and put it into the log."""
        self._numbers[day.year] += 1
        number = f"{self._numbers[day.year]}/QĐ-{self.plan.profile.unit_code.split('-')[0]}"
        self.log.append(Event(day, number, kind, people, facts))
        return self.plan.add(
            Decision,
            number=number,
            issued_on=day - timedelta(days=self.dice.between(1, 9)),
            effective_on=day,
            issuer=self.plan.profile.unit_name,
            kind=_KINDS.get(kind, "Tổ chức bộ máy"),
            subject=subject,
        )

    def switch(self, person: Somebody, entity: type[Any], day: date, decision: Any, **values: Any) -> None:
        """End the row of a history and begin another."""
        self.finish(person, entity, day)
        person.rows[entity] = self.plan.add(entity, staff=person.member, starts_on=on(day), decision=decision, **values)
        person.last = day

    def finish(self, person: Somebody, entity: type[Any], day: date) -> None:
        """End the row of a history the day before; one that began on the day itself is still that of the day."""
        row = person.rows.pop(entity, None)
        if row is not None:
            row.ends_on = on(day - _DAY)

    # --- the first day ------------------------------------------------------------------------------------------

    def _frame(self) -> None:
        profile = self.plan.profile
        self.plan.add(
            Unit,
            code=profile.unit_code,
            name=profile.unit_name,
            parent_name=profile.parent_name,
            assigned_headcount=self.size,
            signer_title=profile.head_post.upper(),
        )
        for count, spec in enumerate(post_specs(profile.head_post, profile.deputy_post), 1):
            if not spec.is_party:
                self.posts[spec.name] = self.plan.add(
                    Post, name=spec.name, level=spec.level, is_manager=True, is_party=False, order_no=count
                )
        for count, part in enumerate(profile.departments, 1):
            place = self.plan.add(Department, code=part.code, name=part.name, kind=part.kind, order_no=count * 10)
            self._places[part.code], self._specs[place.uid] = place, part
            self.departments.append(place)

    def _first_day(self) -> None:
        weights = {
            (part.code, profession): count
            for part in self.plan.profile.departments
            for profession, count in part.staff.items()
        }
        for (code, profession), count in share(self.size, weights).items():
            for _ in range(count):
                age = self.dice.between(24, 58)
                joined = self.start - timedelta(days=self.dice.between(40, 365 * max(1, age - 23)))
                person = self._somebody(profession, self._places[code], age, joined)
                person.grade = int(len(_TITLES[profession]) > 1 and age > 38 and self.dice.chance(0.5))
                self._enter(person, joined, None)
                self.log.append(Event(self.start, "", "start", (person.code,), self._facts(person)))
        for department in self.departments:
            self.fill_posts(department, self.start - timedelta(days=self.dice.between(30, 1500)), is_start=True)

    def _somebody(self, profession: Profession, department: Any, age: int, joined: date) -> Somebody:
        base = {True: WOMEN[profession], False: 2 * max(WOMEN[profession], 1)}
        is_female = self.dice.chance(min(0.92, base[True] / max(base[False] - base[True] // 2, 1) + 0.1))
        born = self.dice.day(add_months(self.start, -12 * age - 11), add_months(self.start, -12 * age))
        number = len(self.plan.of(StaffMember)) + 1
        member = self.plan.add(
            StaffMember,
            staff_code=f"BD{number:05d}",
            full_name=name_book().draw(self.dice, is_female),
            sex=Sex.FEMALE if is_female else Sex.MALE,
            birth_date=on(born),
            ethnic_group=KINH,
            citizen_id=self._citizen_id(is_female, born),
            joined_unit_on=on(joined),
            first_recruited_on=on(joined),
        )
        person = Somebody(member, profession, born, is_female, department, joined)
        self.people.append(person)
        return person

    def _citizen_id(self, is_female: bool, born: date) -> str:
        while True:
            number = f"040{(0 if born.year < 2000 else 2) + is_female}{born:%y}{self.dice.digits(6)}"
            if number not in self._taken:
                self._taken.add(number)
                return number

    def _enter(self, person: Somebody, day: date, decision: Any) -> None:
        """The rows that somebody begins with."""
        title = _TITLES[person.profession][person.grade]
        self.switch(person, EmploymentStatus, day, decision, status=person.status)
        self.switch(person, Placement, day, decision, department=person.department)
        self.switch(person, TitleHolding, day, decision, title=title)
        if not person.is_guest:
            kind = "HD111_HTPV" if person.profession is _P.SUPPORT else "HDLV_KXDTH"
            self.switch(person, Contract, day, decision, kind=kind, number=f"{self.dice.between(1, 480)}/{day.year}/HĐ")
        level = _DEGREES.get(person.profession, "TC")
        graduated = PartialDate(str(person.born.year + 22))
        self.plan.add(Qualification, staff=person.member, level=level, graduated_on=graduated)

    def _facts(self, person: Somebody) -> dict[str, str]:
        return {
            "department": person.department.name,
            "title": _TITLES[person.profession][person.grade],
            "status": person.status,
        }

    # --- a month ------------------------------------------------------------------------------------------------

    def _month(self, month: date, reshaper: Reshaper) -> None:
        last = min(add_months(month, 1) - _DAY, self.end)
        self._retire(month)
        steps: list[tuple[date, int, Any]] = []
        for number, person in enumerate(self._drawn()):
            day = self.dice.day(month + _DAY, add_months(month, 1) - _DAY)
            steps.append((day, number, person))
        steps += [
            (max(p.back_on, month + _DAY), -1, (p, self._come_back))
            for p in self.people
            if p.back_on and p.back_on <= last
        ]
        due = sorted((s for s in steps if s[0] <= last), key=lambda s: (s[0], s[1]))
        half = month + timedelta(days=14)
        changed = False
        for day, _number, (person, act) in due:
            if not changed and day > half:
                reshaper.month(half)
                changed = True
            if day != half and person.last < day and person in self.people:
                act(person, day)
        if not changed and half <= self.end:
            reshaper.month(half)
        if month > self.start and last < self.end:
            self._fill_up(last)

    def _drawn(self) -> list[tuple[Somebody, Any]]:
        """What chance brings in a month: who, and what becomes of them."""
        found: list[tuple[Somebody, Any]] = []
        for person in self.people:
            if person.is_guest or not person.is_free:
                continue
            throw = self.dice.below(1_000_000) / 1000
            for limit, act in self._chances(person):
                if throw < limit:
                    found.append((person, act))
                    break
                throw -= limit
        return found

    def _chances(self, person: Somebody) -> list[tuple[float, Any]]:
        found = [(rate, self._leaver(way)) for way, rate in _EXITS if person.post is None or way != "TINH_GIAN"]
        if person.post is not None:
            return found
        age = (self.end - person.born).days // 365
        found += [(rate, self._goer(way, months)) for way, rate, months in _AWAY]
        if person.is_female and age < 42:
            found.append((_MATERNITY, self._goer("THAI_SAN", (6, 6))))
        found.append((_MOVES, self._move))
        if person.grade + 1 < len(_TITLES[person.profession]):
            found.append((_RISES, self._rise))
        return found

    def _retire(self, day: date) -> None:
        for person in list(self.people):
            if not person.is_guest and person.last < day and last_working_day(person.born, person.is_female) < day:
                self._exit(person, day, "NGHI_HUU")

    def _leaver(self, way: str) -> Any:
        return lambda person, day: self._exit(person, day, way)

    def _goer(self, status: str, months: tuple[int, int]) -> Any:
        def go(person: Somebody, day: date) -> None:
            decision = self.decide(
                day, "away", f"Nghỉ, cử đi: {person.member.full_name}", (person.code,), status=status
            )
            person.status = status
            person.back_on = add_months(day, self.dice.between(*months))
            self.switch(person, EmploymentStatus, day, decision, status=status)

        return go

    def _come_back(self, person: Somebody, day: date) -> None:
        if person.is_guest:
            self._exit(person, day, "CHUYEN_DI")
            return
        decision = self.decide(day, "return", f"Trở lại công tác: {person.member.full_name}", (person.code,))
        person.status, person.back_on = "DANG_LAM", None
        self.switch(person, EmploymentStatus, day, decision, status="DANG_LAM")

    def _exit(self, person: Somebody, day: date, way: str) -> None:
        decision = self.decide(day, "exit", f"Thôi phục vụ: {person.member.full_name}", (person.code,), status=way)
        self.switch(person, EmploymentStatus, day, decision, status=way)
        for entity in (Placement, TitleHolding, Contract, Appointment):
            self.finish(person, entity, day)
        person.status, person.post, person.back_on = way, None, None
        self.people.remove(person)

    def _move(self, person: Somebody, day: date) -> None:
        """To another department where the same profession works."""
        alike = [
            place
            for place in self.departments
            if place is not person.department
            and place.kind is person.department.kind
            and any(p.profession is person.profession and p.department is place for p in self.people)
        ]
        if alike:
            self.move_to(person, self.dice.pick(alike), day)

    def move_to(self, person: Somebody, place: Any, day: date) -> None:
        """Move one person by a decision of their own."""
        title = f"Điều động {person.member.full_name} đến {place.name}"
        decision = self.decide(day, "move", title, (person.code,), department=place.name)
        self.place(person, place, day, decision)

    def place(self, person: Somebody, place: Any, day: date, decision: Any) -> None:
        """Put a person into another department."""
        person.department = place
        self.switch(person, Placement, day, decision, department=place)

    def _rise(self, person: Somebody, day: date) -> None:
        person.grade += 1
        title = _TITLES[person.profession][person.grade]
        decision = self.decide(day, "title", f"Thăng hạng {person.member.full_name}", (person.code,), title=title)
        self.switch(person, TitleHolding, day, decision, title=title)

    def _fill_up(self, day: date) -> None:
        """Recruit for those who left, two months in the year more than in others; guests come as they come."""
        for department in list(self.departments):
            self.fill_posts(department, day)
        missing = self.size - sum(not person.is_guest for person in self.people)
        share_ = 1.0 if day.month in (4, 10) else 0.4
        for _ in range(round(missing * share_)):
            self._recruit(day, is_guest=False)
        if self.dice.chance(min(0.9, _GUESTS * self.size / 1000)):
            self._recruit(day, is_guest=True)

    def _recruit(self, day: date, *, is_guest: bool) -> None:
        specs = [self._specs[p.uid] for p in self.departments if p.uid in self._specs]
        # Nobody begins on the board.
        sizes = [0 if s.kind is DepartmentKind.BOARD else sum(s.staff.values()) for s in specs]
        spec = self.dice.weighted(specs, sizes)
        profession = self.dice.weighted(list(spec.staff), list(spec.staff.values()))
        age = self.dice.between(23, 34) - (day.year - self.start.year)
        person = self._somebody(profession, self._place_of(spec), max(age, 18), day)
        person.is_guest = is_guest
        person.status = "BIET_PHAI_DEN" if is_guest else "DANG_LAM"
        if is_guest:
            person.back_on = add_months(day, self.dice.between(6, 18))
        kind = "second_in" if is_guest else "join"
        facts = self._facts(person)
        decision = self.decide(day, kind, f"{_KINDS[kind]} {person.member.full_name}", (person.code,), **facts)
        self._enter(person, day, decision)

    def _place_of(self, spec: DepartmentSpec) -> Any:
        return self._places[spec.code]

    def took_over(self, old: Any, new: Any) -> None:
        """What recruited for a department recruits for the one that took it over."""
        spec = self._specs.pop(old.uid, None)
        if spec is not None:
            self._specs.setdefault(new.uid, spec)
        for code, place in self._places.items():
            if place is old:
                self._places[code] = new

    # --- posts --------------------------------------------------------------------------------------------------

    def fill_posts(self, department: Any, day: date, *, is_start: bool = False) -> None:
        """Appoint whoever is missing at the head of a department."""
        members = [p for p in self.people if p.department is department and not p.is_guest]
        for name, wanted in self._wanted(department, len(members)).items():
            held = sum(p.post is not None and p.post.name == name for p in members)
            fit = [
                p
                for p in members
                if p.post is None and p.is_free and p.profession in _LEADERS and (is_start or p.last < day)
            ]
            fit.sort(key=lambda p: (_LEADERS.index(p.profession), p.born, p.code))
            for person in fit[: max(0, wanted - held)]:
                self.appoint(person, name, day, is_start=is_start)

    def _wanted(self, department: Any, size: int) -> dict[str, int]:
        if not size:
            return {}
        if department.kind is DepartmentKind.BOARD:
            return {self.plan.profile.head_post: 1, self.plan.profile.deputy_post: min(3, size - 1)}
        word = "phòng" if department.kind is DepartmentKind.OFFICE else "khoa"
        return {f"Trưởng {word}": 1, f"Phó Trưởng {word}": 2 if size >= 25 else 1 if size >= 8 else 0}

    def appoint(self, person: Somebody, name: str, day: date, *, is_start: bool = False) -> None:
        """Give somebody a post of their department."""
        post = self.posts[name]
        if is_start:
            day = max(day, person.last + _DAY)
            self.log.append(Event(self.start, "", "appoint", (person.code,), {"post": name}))
            decision = None
        else:
            title = f"Bổ nhiệm {person.member.full_name} giữ chức vụ {name} {person.department.name}"
            decision = self.decide(day, "appoint", title, (person.code,), post=name)
        ends = add_months(day, 60) - _DAY
        person.post = post
        last = person.last
        self.switch(person, Appointment, day, decision, post=post, department=person.department, term_ends_on=ends)
        person.last = last if is_start else day

    def relieve(self, person: Somebody, day: date, decision_of: Any = None) -> None:
        """Take a post away, by the decision on the department or by one of its own."""
        self.log.append(Event(day, decision_of.number if decision_of else "", "relieve", (person.code,)))
        self.finish(person, Appointment, day)
        person.post = None
