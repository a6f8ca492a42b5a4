"""Degrees and certificates: what somebody learned, where, and when."""

from datetime import date

from desktop.domain.dates import add_months
from desktop.domain.schooling import Certificate, CertificateKind, Qualification
from desktop.services.sample.dice import Dice
from desktop.services.sample.official import listed
from desktop.services.sample.plan import Person, UnitPlan, month, on, year
from desktop.services.sample.profiles import Bond, Profession

_P = Profession
_C = CertificateKind

# Figures of the 900-strong unit.
POLITICS = (("LLCT_CC", 15), ("LLCT_TC", 61), ("LLCT_SC", 148))
STATE_MANAGEMENT = (("QLNN_CVC", 24), ("QLNN_CV", 63))
ETHNIC_LANGUAGE = 19

_YEARS = {"TS": 4, "CKII": 2, "THS": 2, "CKI": 2, "BSNT": 3, "DH": 4, "CD": 3, "TC": 2, "SC": 1}
_FIELDS = {
    "NHI": "Nhi khoa",
    "PS": "Sản phụ khoa",
    "NGTH": "Ngoại khoa",
    "CTCH": "Chấn thương chỉnh hình",
    "GMHS": "Gây mê hồi sức",
    "UB": "Ung thư",
    "MAT": "Nhãn khoa",
    "TMH": "Tai Mũi Họng",
    "RHM": "Răng Hàm Mặt",
    "YHCT": "Y học cổ truyền",
    "PHCN": "Phục hồi chức năng",
    "XN": "Xét nghiệm y học",
    "CDHA": "Chẩn đoán hình ảnh",
    "GPB": "Giải phẫu bệnh",
    "BNĐ": "Truyền nhiễm",
    "HSTC": "Hồi sức cấp cứu",
    "CC": "Hồi sức cấp cứu",
    "NTM": "Tim mạch",
    "NTLK": "Nội tiết",
    "BGD": "Quản lý bệnh viện",
}
_OFFICE_FIELDS = {
    "accounting": "Kế toán",
    "it": "Công nghệ thông tin",
    "engineering": "Kỹ thuật y sinh",
    "social_work": "Công tác xã hội",
    "nutrition": "Dinh dưỡng",
    "public_health": "Y tế công cộng",
    "population": "Y tế công cộng",
    "hr": "Quản trị nhân lực",
    "planning": "Quản trị kinh doanh",
    "office": "Luật",
}
_DIPLOMAS = {
    "TS": "Bằng Tiến sĩ",
    "CKII": "Bằng Chuyên khoa cấp II",
    "THS": "Bằng Thạc sĩ",
    "CKI": "Bằng Chuyên khoa cấp I",
    "BSNT": "Bằng Bác sĩ nội trú",
    "DH": "Bằng tốt nghiệp đại học",
    "CD": "Bằng tốt nghiệp cao đẳng",
    "TC": "Bằng tốt nghiệp trung cấp",
    "SC": "Chứng chỉ sơ cấp nghề",
}
_LANGUAGES = {_C.ENGLISH: ("Tiếng Anh",), _C.LANGUAGE: ("Tiếng Pháp", "Tiếng Trung Quốc")}
_LANGUAGES[_C.ETHNIC_LANGUAGE] = ("Tiếng Thái", "Tiếng Mông")
# How many months a course takes; short ones end in the month in which they begin.
_MONTHS = {"LLCT_CC": 18, "LLCT_TC": 12, "LLCT_SC": 2, "QLNN_CVC": 2, "QLNN_CV": 2, "CDNN": 2, "LDQL": 3, "NN_DH": 48}
_EXTRA = (
    "An toàn tiêm chủng",
    "Kiểm soát nhiễm khuẩn bệnh viện",
    "Hồi sinh tim phổi nâng cao",
    "Giao tiếp, ứng xử y tế",
)
_BASIC = {
    _P.NURSE: "Điều dưỡng",
    _P.MIDWIFE: "Hộ sinh",
    _P.PHARMACY: "Dược học",
    _P.ASSISTANT: "Y sĩ đa khoa",
}
_SCHOOLS = {
    "medical": ("Trường Đại học Y khoa Vinh", "Trường Đại học Y Hà Nội", "Trường Đại học Y – Dược, Đại học Huế"),
    "nursing": ("Trường Đại học Y khoa Vinh", "Trường Đại học Điều dưỡng Nam Định", "Trường Cao đẳng Y tế Nghệ An"),
    "pharmacy": ("Trường Đại học Dược Hà Nội", "Trường Đại học Y – Dược, Đại học Huế", "Trường Đại học Y khoa Vinh"),
    "college": ("Trường Cao đẳng Y tế Nghệ An", "Trường Cao đẳng Y tế Hà Tĩnh", "Trường Cao đẳng Y tế Thanh Hóa"),
    "office": ("Trường Đại học Vinh", "Trường Đại học Kinh tế Quốc dân", "Đại học Bách khoa Hà Nội"),
    "trade": ("Trường Cao đẳng Kỹ thuật công nghiệp Việt Nam – Hàn Quốc", "Trung tâm Giáo dục nghề nghiệp Sông Lam"),
}


def major_of(person: Person, level: str) -> str:
    """The field that somebody of a profession and department studies at a level."""
    if person.profession is _P.DOCTOR:
        if level == "DH":
            return {"RHM": "Răng Hàm Mặt", "YHCT": "Y học cổ truyền"}.get(person.spec.code, "Y khoa")
        return "Y sĩ đa khoa" if level == "TC" else _FIELDS.get(person.spec.code, "Nội khoa")
    if person.profession is _P.TECHNICIAN:
        field = _FIELDS.get(person.spec.code, "Xét nghiệm y học")
        return field if field in ("Chẩn đoán hình ảnh", "Phục hồi chức năng") else "Xét nghiệm y học"
    if person.profession is _P.OFFICE:
        return _OFFICE_FIELDS.get(person.spec.field, "Hành chính học")
    if person.profession is _P.SUPPORT:
        return {"01.010": "Lái xe", "01.007": "Điện công nghiệp"}.get(person.title, "Nghiệp vụ phục vụ")
    return _BASIC[person.profession]


def school_of(dice: Dice, person: Person, level: str) -> str:
    """A school that teaches so."""
    if person.profession is _P.OFFICE:
        kind = "office"
    elif person.profession is _P.SUPPORT:
        kind = "trade"
    elif level in ("CD", "TC"):
        kind = "college"
    else:
        kind = {_P.DOCTOR: "medical", _P.PHARMACY: "pharmacy"}.get(person.profession, "nursing")
    return dice.pick(_SCHOOLS[kind][:2] if kind == "nursing" else _SCHOOLS[kind])


def make_schooling(plan: UnitPlan) -> None:
    """Add everybody's degrees and certificates."""
    dice = plan.dice("schooling")
    for person in [*plan.people, *plan.left]:
        write_degrees(plan, dice, person)
    _politics(plan, dice)
    _state_management(plan, dice)
    if not plan.light:
        more = plan.dice("more schooling")
        for person in [*plan.people, *plan.left]:
            _certificates(plan, dice, person)
            _further(plan, more, person)


def write_degrees(plan: UnitPlan, dice: Dice, person: Person) -> None:
    if not person.levels:
        plan.add(Qualification, staff=person.member, level="CQDT")
    for count, (level, day) in enumerate(person.levels):
        if plan.light and count + 1 < len(person.levels):
            continue
        later = day > person.joined
        years = 6 if person.profession is _P.DOCTOR and level == "DH" and not count else _YEARS[level]
        begun = min(date(day.year - years, 9, 1), day)
        old = day.year < 2005
        plan.add(
            Qualification,
            staff=person.member,
            level=level,
            major=major_of(person, level),
            school=school_of(dice, person, level),
            study_mode=("LT" if level in ("DH", "CD") and count else "VLVH" if later and level == "DH" else "CQ"),
            diploma="Bằng Bác sĩ" if person.profession is _P.DOCTOR and level == "DH" else _DIPLOMAS.get(level),
            diploma_no=f"{dice.pick('ABCĐ')}{dice.digits(6)}",
            starts_on=year(begun),
            ends_on=year(day),
            graduated_on=year(day) if old or dice.chance(0.1) else on(day),
        )


def _politics(plan: UnitPlan, dice: Dice) -> None:
    settled = [p for p in plan.people if p.bond is Bond.PUBLIC and p.joined < add_months(plan.as_of, -30) and p.levels]
    ranks = {5: 900.0, 4: 700.0, 3: 90.0, 2: 25.0, 1: 4.0, 0: 1.0}
    order = dice.weighted_order(settled, [ranks[p.post_level] for p in settled])
    start = 0
    for level, figure in POLITICS:
        chosen = order[start : start + plan.scale.of(figure)]
        start += len(chosen)
        for count, person in enumerate(chosen):
            person.politics = level
            first = max(add_months(person.joined, 20), add_months(person.born, 12 * 27), date(2008, 1, 1))
            first = min(first, add_months(plan.as_of, -1))
            day = dice.day(first, max(first, add_months(plan.as_of, -14)))
            if level == "LLCT_TC" and count % 20 == 3:
                day = dice.day(max(first, plan.year_start), plan.as_of)  # finished this year: the plan tells of it
            school = "Học viện Chính trị khu vực I" if level == "LLCT_CC" else "Trường Chính trị tỉnh Sông Lam"
            _add(plan, dice, person, _C.POLITICS, level, day, school)


def _state_management(plan: UnitPlan, dice: Dice) -> None:
    settled = [p for p in plan.people if p.bond is Bond.PUBLIC and p.joined < add_months(plan.as_of, -30) and p.levels]
    weights = [1 + 8.0 * p.post_level + (6 if p.profession is _P.OFFICE else 0) for p in settled]
    order = dice.weighted_order(settled, weights)
    start = 0
    for level, figure in STATE_MANAGEMENT:
        for person in order[start : start + plan.scale.of(figure)]:
            first = max(add_months(person.joined, 12), date(2008, 1, 1))
            day = dice.day(first, max(first, add_months(plan.as_of, -3)))
            _add(plan, dice, person, _C.STATE_MANAGEMENT, level, day, "Học viện Hành chính Quốc gia")
        start += plan.scale.of(figure)


def _certificates(plan: UnitPlan, dice: Dice, person: Person) -> None:
    if person.bond is Bond.SUPPORT or person.profession is _P.SUPPORT:
        return
    since = max(add_months(person.joined, -6), add_months(person.born, 12 * 20))
    end = add_months(plan.as_of, -2)
    old = since.year < 2016
    if dice.chance(0.86):
        level = dice.pick(("TH_A", "TH_B")) if old and dice.chance(0.6) else dice.weighted(("TH_CB", "TH_NC"), (9, 1))
        _dated(plan, dice, person, _C.IT, level, since, end)
    elif person.spec.field == "it":
        _dated(plan, dice, person, _C.IT, "TH_TC", since, end)
    if dice.chance(0.8):
        if old and dice.chance(0.6):
            level = dice.weighted(("NN_A", "NN_B", "NN_C"), (3, 6, 2))
        else:
            level = dice.weighted(("NN_A2", "NN_B1", "NN_B2"), (5, 4, 1))
        _dated(plan, dice, person, _C.ENGLISH, level, since, end)
    elif dice.chance(0.06):
        _add(plan, dice, person, _C.ENGLISH, "NN_DH", dice.day(since, max(since, end)), "Trường Đại học Vinh")
    if dice.chance(0.03):
        _add(plan, dice, person, _C.LANGUAGE, "NN_B", dice.day(since, max(since, end)), "Trường Đại học Vinh")
    if person.bond is Bond.PUBLIC and since > date(2012, 1, 1) and dice.chance(0.6):
        first = max(add_months(person.joined, 10), date(2017, 6, 1))
        if first < end:
            name = listed("professional_title").label(person.title)
            day = dice.day(first, end)
            _add(plan, dice, person, _C.TITLE, "CDNN", day, "Trường Đại học Y khoa Vinh", f"Tiêu chuẩn {name}")
    if person.post:
        first = max(add_months(person.joined, 24), date(2012, 1, 1))
        level = "QPAN_2" if person.post_level > 4 else "QPAN_3" if person.post_level > 2 else "QPAN_4"
        _add(plan, dice, person, _C.DEFENCE, level, dice.day(first, max(first, end)), "Trường Quân sự tỉnh")
        if dice.chance(0.6):
            _add(plan, dice, person, _C.MANAGEMENT, "LDQL", dice.day(first, max(first, end)), "Trường Đại học Y Hà Nội")
    elif dice.chance(0.3):
        _dated(plan, dice, person, _C.DEFENCE, "QPAN_4", since, end)
    if dice.chance(ETHNIC_LANGUAGE / 900):
        _dated(plan, dice, person, _C.ETHNIC_LANGUAGE, "DT", since, end)


def _further(plan: UnitPlan, dice: Dice, person: Person) -> None:
    """A short course of the profession, for some."""
    first, last = add_months(person.joined, 6), add_months(plan.as_of, -3)
    if person.profession in (_P.DOCTOR, _P.NURSE, _P.MIDWIFE) and first < last and dice.chance(0.3):
        day = dice.day(max(first, date(2012, 1, 1)), last)
        plan.add(
            Certificate,
            staff=person.member,
            kind=_C.OTHER,
            name=dice.pick(_EXTRA),
            study_mode="TT",
            school="Sở Y tế tỉnh Sông Lam",
            number=f"{dice.between(100, 9999)}/{day.year}",
            starts_on=month(day),
            ends_on=month(day),
            issued_on=on(day),
        )


def _dated(
    plan: UnitPlan, dice: Dice, person: Person, kind: CertificateKind, level: str, first: date, last: date
) -> None:
    # The old computing and language certificates ended in 2016.
    if level in ("TH_A", "TH_B", "NN_A", "NN_B", "NN_C"):
        last = min(last, date(2016, 6, 30))
    _add(plan, dice, person, kind, level, dice.day(first, max(first, last)), "Trường Đại học Vinh")


def _add(
    plan: UnitPlan,
    dice: Dice,
    person: Person,
    kind: CertificateKind,
    level: str,
    day: date,
    school: str,
    name: str | None = None,
) -> None:
    number = dice.between(100, 99999)
    languages = _LANGUAGES.get(kind)
    is_framed = languages is not None and level.startswith("NN_") and level[-1].isdigit()
    plan.add(
        Certificate,
        staff=person.member,
        kind=kind,
        language=languages[number % len(languages)] if languages else None,
        level=level,
        name=name or listed("training_level").label(level),
        study_mode="KTT" if kind in (_C.POLITICS, _C.ENGLISH, _C.LANGUAGE, _C.IT) else "TT",
        score=f"{5 + number % 40 // 10},{number % 10}" if is_framed else None,
        school=school,
        number=f"{number}/{day.year}",
        starts_on=month(add_months(day, -_MONTHS.get(level, 1))),
        ends_on=month(day),
        issued_on=on(day),
    )
