"""What stands in a person's own row beside name and birth: places, numbers, health, youth, service in the army, remarks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.biography import ForeignRelation, ForeignTrip, Household
from desktop.domain.dates import PartialDate, add_months
from desktop.domain.staff import SalaryStep
from desktop.domain.text import search_key
from desktop.domain.training import Enrolment
from desktop.services.lists import base_salaries
from desktop.services.sample.dice import Dice
from desktop.services.sample.plan import Person, UnitPlan, month, on
from desktop.services.sample.profiles import PLACE, Profession

_P = Profession
_DAY = timedelta(days=1)
ISSUER = "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
# Of the old provinces by the beginning of the citizen number: today's code, and districts as old papers print them.
_DISTRICTS = {
    "040": ("40", ("Nam Đàn", "Diễn Châu", "Quỳnh Lưu", "Yên Thành", "Đô Lương", "Con Cuông", "Quỳ Hợp")),
    "042": ("42", ("Đức Thọ", "Can Lộc", "Hương Sơn", "Thạch Hà")),
    "038": ("38", ("Tĩnh Gia", "Như Xuân", "Thọ Xuân", "Hoằng Hóa")),
    "001": ("01", ("Ba Vì", "Thường Tín")),
    "031": ("31", ("Vĩnh Bảo", "Tiên Lãng")),
    "014": ("14", ("Mai Sơn", "Mộc Châu")),
    "046": ("46", ("Phú Lộc", "Phong Điền")),
}
_PROVINCE_HERE = "40"
_DUTIES = {
    _P.DOCTOR: "Khám bệnh, chữa bệnh",
    _P.NURSE: "Chăm sóc người bệnh",
    _P.MIDWIFE: "Chăm sóc sản phụ và trẻ sơ sinh, đỡ đẻ",
    _P.TECHNICIAN: "Thực hiện kỹ thuật y",
    _P.PHARMACY: "Cung ứng, cấp phát và tư vấn sử dụng thuốc",
    _P.ASSISTANT: "Khám sơ bộ, theo dõi và chăm sóc người bệnh",
    _P.OFFICE: "Công việc chuyên môn của phòng",
    _P.SUPPORT: "Công việc hỗ trợ, phục vụ",
}
_STRENGTHS = {
    _P.DOCTOR: "Khám, điều trị theo chuyên khoa",
    _P.NURSE: "Chăm sóc người bệnh",
    _P.MIDWIFE: "Đỡ đẻ, chăm sóc sau sinh",
    _P.TECHNICIAN: "Vận hành thiết bị, làm kỹ thuật",
    _P.PHARMACY: "Dược lâm sàng, quản lý kho thuốc",
    _P.ASSISTANT: "Khám, sơ cứu",
    _P.OFFICE: "Tham mưu, tổng hợp, lập báo cáo",
    _P.SUPPORT: "Hậu cần",
}
_BEFORE = ("Sinh viên", "Sinh viên", "Sinh viên", "Học sinh", "Lao động tự do")
_ORIGINS = (("Nông dân", 62), ("Công nhân", 14), ("Viên chức", 16), ("Trí thức", 8))
_TRIPS = (("Hàn Quốc", "Hội nghị khoa học"), ("Nhật Bản", "Học tập ngắn hạn"), ("Thái Lan", "Tham quan, học tập"))


def make_personal(plan: UnitPlan) -> None:
    """Fill everybody's own row."""
    dice = plan.dice("personal")
    taken = {str(p.member.citizen_id) for p in [*plan.people, *plan.left, *plan.guests]}
    for count, person in enumerate([*plan.people, *plan.left, *plan.guests], 1):
        member = person.member
        member.staff_no = f"SL.{member.staff_code[2:]}"
        _places(dice, member)
        _numbers(dice, person, taken)
        _life(plan, dice, person)
        _army(plan, dice, person)
        _body(dice, person)
        if count % 16 == 5:
            # Some records wait for what nobody has brought yet.
            member.family_class_origin = member.strengths = member.blood_group = member.health_insurance_card_no = None
    if not plan.light:
        _households(plan, dice)
        _abroad(plan, dice)


def _places(dice: Dice, member: Any) -> None:
    """Commune and province of today beside what is printed: old papers have a district between them."""
    province, districts = _DISTRICTS[member.citizen_id[:3]]
    commune, _, printed_province = str(member.birth_place).partition(", ")
    if dice.chance(0.6):
        printed = f"{commune}, huyện {dice.pick(districts)}, {printed_province}"
        member.birth_place = printed
        if dice.chance(0.8):
            member.home_town = printed
    for stem in ("birth", "home"):
        setattr(member, f"{stem}_commune", commune)
        setattr(member, f"{stem}_province", province)
    if dice.chance(0.55):
        member.permanent_address = member.current_address
        member.permanent_commune, member.permanent_province = f"Phường {PLACE}", _PROVINCE_HERE
    else:
        member.permanent_commune, member.permanent_province = commune, province
    member.current_commune, member.current_province = f"Phường {PLACE}", _PROVINCE_HERE


def _numbers(dice: Dice, person: Person, taken: set[str]) -> None:
    member = person.member
    member.citizen_id_issuer = ISSUER
    member.tax_code = member.citizen_id if dice.chance(0.7) else _unique(dice, taken, "8", 9)
    member.health_insurance_card_no = f"DN440{member.social_insurance_no}"
    if person.born.year < 1998 and dice.chance(0.6):
        member.old_identity_no = _unique(dice, taken, "1", 8)
    *before, given = search_key(member.full_name).split()
    if dice.chance(0.7):
        letters = "".join(part[0] for part in before)
        member.email = f"{given}{letters}.{member.staff_code[2:]}@songlam.example".lower()


def _unique(dice: Dice, taken: set[str], prefix: str, digits: int) -> str:
    while (number := prefix + dice.digits(digits)) in taken:
        pass
    taken.add(number)
    return number


def _life(plan: UnitPlan, dice: Dice, person: Person) -> None:
    member = person.member
    member.first_mass_org_joined_on = member.union_joined_on or on(person.joined)
    member.family_class_origin = dice.weighted([word for word, _ in _ORIGINS], [weight for _, weight in _ORIGINS])
    member.occupation_before_recruitment = "Lao động tự do" if not person.levels else dice.pick(_BEFORE)
    duty = person.job or _DUTIES[person.profession]
    lead = f"Quản lý, điều hành {person.spec.name}; " if person.post_level > 1 else ""
    member.main_duty = f"{lead}{duty}" if lead else f"{duty} tại {person.spec.name}"
    member.strengths = _STRENGTHS[person.profession]
    member.policy_beneficiary, member.personal_history = "Không", "Không"
    if person.born.year < 1985 and dice.chance(0.05):
        member.policy_family = dice.pick(("Con thương binh", "Con bệnh binh", "Con liệt sĩ"))
        member.policy_beneficiary = member.policy_family
    if person.profession in (_P.DOCTOR, _P.NURSE, _P.TECHNICIAN, _P.MIDWIFE) and dice.chance(0.15):
        field = person.spec.name.removeprefix("Khoa ").removeprefix("Phòng ")
        member.specialised_training = f"Kỹ thuật chuyên khoa {field}"
    if dice.chance(0.5):
        member.unit_comment = dice.pick(
            (
                "Có phẩm chất đạo đức tốt, chấp hành nghiêm quy định của đơn vị, hoàn thành tốt nhiệm vụ được giao.",
                "Chuyên môn vững, tận tình với người bệnh, đoàn kết với đồng nghiệp.",
                "Có tinh thần trách nhiệm, chủ động trong công việc, có ý thức học tập nâng cao trình độ.",
            )
        )
    if dice.chance(0.2):
        member.self_comment = "Bản thân luôn chấp hành chủ trương, chính sách và hoàn thành nhiệm vụ được giao."
    if person.is_here and person.retires_on and plan.as_of <= person.retires_on < add_months(plan.as_of, 3):
        member.retires_on = person.retires_on + _DAY


_STUDY = {"doctor": 6}


def _army(plan: UnitPlan, dice: Dice, person: Person) -> None:
    """Two years in the army for some men, before they studied or between the diploma and the first post."""
    if person.is_female or not dice.chance(0.25):
        return
    grown = add_months(person.born, 12 * 18)
    recruited = person.member.first_recruited_on.first
    first = person.levels[0][1] if person.levels else recruited
    studied = _STUDY.get(person.profession, 4) if person.levels else 0
    for since, until in ((grown, date(first.year - studied, 9, 1)), (first, recruited)):
        enlisted = date(since.year + 1, 2, dice.between(10, 25))
        if since < enlisted and add_months(enlisted, 24) < until and recruited < plan.as_of:
            person.member.military_enlisted_on = on(enlisted)
            person.member.military_discharged_on = month(add_months(enlisted, 23))
            person.member.highest_military_rank = dice.pick(("Binh nhất", "Hạ sĩ", "Trung sĩ", "Thượng sĩ"))
            if person.born.year < 1972 and dice.chance(0.2):
                person.member.war_invalid_class, person.member.policy_beneficiary = "4/4", "Thương binh hạng 4/4"
            return


def _body(dice: Dice, person: Person) -> None:
    member = person.member
    size = (member.height_cm - 100) * Decimal("0.9")
    member.weight_kg = (size + dice.between(-60, 90) / Decimal(10)).quantize(Decimal("0.1"))


def _households(plan: UnitPlan, dice: Dice) -> None:
    """Income and housing: those who lead declare every year, some others once."""
    paid = {row.staff.uid: row.coefficient for row in plan.of(SalaryStep) if row.ends_on is None}
    year = plan.as_of.year - 1
    base = base_salaries().on(date(year, 12, 31)) or 0
    for person in plan.people:
        if not person.post_level and not dice.chance(0.2):
            continue
        salary = int(paid.get(person.member.uid, Decimal(2)) * base * 12)
        has_house = dice.chance(0.85)
        area = Decimal(dice.between(60, 180))
        kind = dice.pick(("Nhà cấp III", "Nhà cấp IV", "Căn hộ chung cư"))
        land = area + dice.between(0, 120) if has_house and kind.startswith("Nhà") else None
        plan.add(
            Household,
            staff=person.member,
            declared_on=PartialDate(f"{year}-12"),
            income_salary=salary,
            income_other=dice.between(0, 12) * 5_000_000,
            house_own_type=kind if has_house else None,
            house_own_area=area if has_house else None,
            house_own_certificate=f"C{dice.pick('ABDM')} {dice.digits(6)}" if has_house else None,
            house_granted_type=None if has_house else "Nhà công vụ",
            house_granted_area=None if has_house else Decimal(24),
            land_own_area=land,
        )


def _abroad(plan: UnitPlan, dice: Dice) -> None:
    """Journeys to study abroad, and a few others; ties with organisations abroad are rare."""
    for row in plan.of(Enrolment):
        if row.country not in (None, "Việt Nam") and row.ended_on is not None:
            plan.add(
                ForeignTrip,
                staff=row.staff,
                destination=row.country,
                purpose=f"Học tập: {row.topic}",
                funding="Chương trình hợp tác",
                starts_on=row.starts_on,
                ends_on=row.ended_on,
            )
    for person in plan.people:
        first = max(person.joined, add_months(plan.as_of, -96))
        last = add_months(plan.as_of, -2)
        if person.profession is not _P.DOCTOR or first >= last or not dice.chance(0.06):
            continue
        country, purpose = dice.pick(_TRIPS)
        day = dice.day(first, last)
        plan.add(
            ForeignTrip,
            staff=person.member,
            destination=country,
            purpose=purpose,
            funding=dice.pick(("Nhà tài trợ", "Tự túc", "Kinh phí đơn vị")),
            starts_on=on(day),
            ends_on=on(day + dice.between(3, 12) * _DAY),
        )
        if dice.chance(0.2):
            plan.add(
                ForeignRelation,
                staff=person.member,
                detail=f"Hội hữu nghị và trao đổi y tế, {country}: tham gia chương trình trao đổi chuyên môn",
                starts_on=month(day),
            )
