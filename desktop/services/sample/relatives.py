"""Families: parents, brothers and sisters, husband or wife with their parents, and children, as the record form asks."""

from typing import Any

from desktop.domain.biography import FamilyMember, FamilySide
from desktop.domain.staff import EmploymentStatus
from desktop.services.sample.dice import Dice
from desktop.services.sample.names import KINH, name_book
from desktop.services.sample.plan import Person, UnitPlan
from desktop.services.sample.profiles import PLACE, Bond

_SIDE = FamilySide
_POOL = 160
_JOBS = (
    *("Giáo viên", "Công nhân", "Kinh doanh", "Kế toán doanh nghiệp", "Công chức xã", "Kỹ sư xây dựng", "Lái xe"),
    *("Nhân viên ngân hàng", "Điều dưỡng", "Dược sĩ", "Làm ruộng", "Lao động tự do", "Bộ đội", "Thợ điện"),
)
_OLD_JOBS = ("Làm ruộng", "Làm ruộng", "Hưu trí, nguyên giáo viên", "Hưu trí, nguyên công nhân", "Buôn bán nhỏ")
_ABROAD = ("Nhật Bản", "Hàn Quốc", "Đài Loan (Trung Quốc)", "Cộng hòa Liên bang Đức")


def make_relatives(plan: UnitPlan) -> None:
    """Add everybody's family on both sides."""
    births: dict[str, list[int]] = {}
    for row in plan.of(EmploymentStatus):
        if row.status == "THAI_SAN":
            births.setdefault(row.staff.uid, []).append(row.starts_on.first.year)
    dice = plan.dice("relatives")
    names = _Names(dice)
    for person in [*plan.people, *plan.left, *plan.guests]:
        _Family(plan, dice, names, person).write(births.get(person.member.uid, []))


class _Names:
    """Names of relatives: a stock of them, drawn once, is enough for a unit of any size."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._stock: dict[tuple[str, bool], list[str]] = {}

    def whole(self, group: str, is_female: bool) -> str:
        """A full name of an ethnic group."""
        stock = self._stock.setdefault((group, is_female), [])
        if not stock:
            stock += [name_book().draw(self._dice, is_female, group) for _ in range(_POOL)]
        return self._dice.pick(stock)

    def of_family(self, family: str, is_female: bool) -> str:
        """A name with a given family name."""
        given = self.whole(KINH, is_female).split()[1:]
        return " ".join([family, *(part for part in given if part != family)])


class _Family:
    """The relatives of one person while they are written."""

    def __init__(self, plan: UnitPlan, dice: Dice, names: _Names, person: Person) -> None:
        self.plan, self.dice, self.names, self.person = plan, dice, names, person
        self.year, self.now = person.born.year, plan.as_of.year
        self.town = str(person.member.home_town)
        self.address = str(person.member.current_address)
        self.taken: set[tuple[str, str]] = set()
        self.written = 0

    def write(self, births: list[int]) -> None:
        """Add all of them; `births` are the years of maternity leave."""
        person, dice = self.person, self.dice
        age = self.now - self.year
        family = str(person.member.full_name).split()[0]
        group = person.member.ethnic_group or KINH
        father = self.year - dice.between(22, 36)
        mother = max(father - 2, self.year - dice.between(20, 34))
        mother_family = self.names.whole(group, True).split()[0]
        self._add("CHA_DE", father, family, False)
        self._add("ME_DE", mother, mother_family, True)
        gaps = dice.shuffled((-7, -5, -4, -2, 2, 4, 6, 8))[: dice.weighted((0, 1, 2, 3), (2, 4, 3, 1))]
        for gap in sorted(gaps):
            self._sibling(family, mother, self.year + gap)
        married = bool(births) or dice.chance(0.25 if age < 26 else 0.7 if age < 31 else 0.93)
        if married:
            spouse = self._spouse()
            self._children(births, family if not person.is_female else spouse.split()[0])

    def _sibling(self, family: str, mother: int, born: int) -> None:
        dice = self.dice
        if not mother + 18 <= born <= mother + 44 or born > self.now:
            return
        is_female = dice.chance(0.5)
        relation = "EM_RUOT" if born > self.year else "CHI_RUOT" if is_female else "ANH_RUOT"
        row = self._add(relation, born, family, is_female)
        if dice.chance(0.01) and 22 <= self.now - born <= 45:
            row.country = dice.pick(_ABROAD)
            row.detail = f"Quê quán: {self.town}; lao động tại nước ngoài"
            told = f"{row.name}, sinh năm {born}, đang lao động tại {row.country}"
            self.person.member.relatives_abroad = told

    def _spouse(self) -> str:
        person, dice = self.person, self.dice
        born = self.year + (dice.between(-6, 1) if person.is_female else dice.between(-2, 6))
        born = min(born, self.now - 20)
        group = person.member.ethnic_group if dice.chance(0.7) else KINH
        name = self.names.whole(group, not person.is_female)
        family = name.split()[0]
        own_town, kin = self.town, "CHONG" if person.is_female else "VO"
        self.town = str(dice.pick(self.plan.people).member.home_town)
        self._add(kin, born, family, not person.is_female, name=name, is_here=True)
        father = born - dice.between(22, 36)
        mother_family = self.names.whole(group, True).split()[0]
        self._add(f"CHA_{kin}", father, family, False, side=_SIDE.SPOUSE)
        self._add(f"ME_{kin}", father + dice.between(0, 2), mother_family, True, side=_SIDE.SPOUSE)
        if dice.chance(0.6):
            older, is_female = dice.chance(0.5), dice.chance(0.5)
            relation = f"{('CHI' if is_female else 'ANH') if older else 'EM'}_{kin}"
            year = born - dice.between(2, 4) if older else born + dice.between(2, 6)
            self._add(relation, max(year, father + 18), family, is_female, side=_SIDE.SPOUSE)
        self.town = own_town
        return name

    def _children(self, births: list[int], family: str) -> None:
        person, dice = self.person, self.dice
        years = list(births)
        first = self.year + dice.between(24, 31) + (0 if person.is_female else 3)
        # A child of a woman who has a post here was born before she came, or while she was on leave.
        last = person.joined.year - 1 if person.is_female and person.bond is Bond.PUBLIC else self.now
        for year in (first, first + dice.between(2, 6)):
            if len(years) < 2 and year <= last and all(abs(year - known) > 1 for known in years):
                years.append(year)
        for year in sorted(years):
            self._add("CON", year, family, dice.chance(0.48), is_here=True)

    def _add(
        self,
        relation: str,
        born: int,
        family: str,
        is_female: bool,
        *,
        side: FamilySide = _SIDE.OWN,
        name: str = "",
        is_here: bool = False,
    ) -> Any:
        name = name or self.names.of_family(family, is_female)
        while (relation, name) in self.taken:
            name = self.names.of_family(family, is_female)
        self.taken.add((relation, name))
        self.written += 1
        return self.plan.add(
            FamilyMember,
            staff=self.person.member,
            side=side,
            relation=relation,
            name=name,
            birth_year=born,
            detail=self._detail(self.now - born, born, is_here),
            order_no=self.written,
        )

    def _detail(self, age: int, born: int, is_here: bool) -> str:
        dice, home = self.dice, self.address if is_here else self.town
        if age > 68 and dice.chance((age - 64) / 60):
            return f"Quê quán: {self.town}; đã mất năm {dice.between(max(born + 60, self.now - 15), self.now - 1)}"
        if age < 6:
            work = "Còn nhỏ"
        elif age < 18:
            school = "Tiểu học" if age < 11 else "Trung học cơ sở" if age < 15 else "Trung học phổ thông"
            work = f"Học sinh Trường {school} {PLACE}"
        elif age < 23:
            work = "Sinh viên"
        elif age > 60:
            work = dice.pick(_OLD_JOBS)
        else:
            work = dice.pick(_JOBS)
        return f"Quê quán: {self.town}; {work}; nơi ở: {home}"
