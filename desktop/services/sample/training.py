"""Plans of training, who was sent to what, with results and money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.schooling import Certificate, CertificateKind, Qualification
from desktop.domain.staff import EmploymentStatus
from desktop.domain.training import Enrolment, EnrolmentState, LineState, PlanState, TrainingLine, TrainingPlan
from desktop.services.sample.dice import Dice, share
from desktop.services.sample.plan import Person, UnitPlan, on
from desktop.services.sample.profiles import Bond, Profession
from desktop.services.sample.schooling import major_of, school_of

_P = Profession
_E = EnrolmentState
_DAY = timedelta(days=1)

# Figures of the 900-strong unit: degree study planned and begun this year, under way in all; who is away full time.
PLANNED, SENT, STUDYING, FULL_TIME = 28, 23, 58, 12

_DEGREE = {"CKI": 24, "CKII": 6, "THS": 11, "TS": 2, "DH": 12, "CD": 3}
_YEARS = {"CKI": 2, "CKII": 2, "THS": 2, "TS": 4, "DH": 3, "CD": 2}
_NEEDS = {"CKI": ("DH",), "CKII": ("CKI",), "THS": ("DH",), "TS": ("THS",), "DH": ("CD", "TC"), "CD": ("TC",)}
_FEES = {"CKI": 32, "CKII": 42, "THS": 30, "TS": 48, "DH": 14, "CD": 9}  # million đồng a year


@dataclass(frozen=True)
class _Course:
    """A short course of the year: how many were planned and sent, how long it is, what one place costs."""

    kind: str
    topic: str
    school: str
    planned: int
    sent: int
    days: int
    fee: int  # thousand đồng
    leaders: bool = False
    done: bool = True
    country: str = "Việt Nam"
    mode: str = "TT"


_COURSES = (
    _Course(
        "BD_LLCT_CC",
        "Cao cấp lý luận chính trị",
        "Học viện Chính trị khu vực I",
        2,
        2,
        540,
        18000,
        True,
        False,
        mode="KTT",
    ),
    _Course(
        "BD_LLCT_TC",
        "Trung cấp lý luận chính trị",
        "Trường Chính trị tỉnh Sông Lam",
        6,
        5,
        300,
        9500,
        True,
        False,
        mode="KTT",
    ),
    _Course(
        "BD_QLNN_CVC", "Quản lý nhà nước ngạch chuyên viên chính", "Học viện Hành chính Quốc gia", 4, 4, 56, 3200, True
    ),
    _Course("BD_QLNN_CV", "Quản lý nhà nước ngạch chuyên viên", "Trường Chính trị tỉnh Sông Lam", 8, 7, 56, 2600),
    _Course("BD_CDNN", "Tiêu chuẩn chức danh điều dưỡng hạng III", "Trường Đại học Y khoa Vinh", 15, 14, 30, 2500),
    _Course("BD_QPAN_3", "Kiến thức quốc phòng và an ninh đối tượng 3", "Trường Quân sự tỉnh", 3, 3, 11, 0, True),
    _Course("BD_QPAN_4", "Kiến thức quốc phòng và an ninh đối tượng 4", "Trường Quân sự tỉnh", 10, 10, 5, 0),
    _Course("BD_KNQL", "Quản lý bệnh viện", "Trường Đại học Y tế Công cộng", 5, 4, 90, 9000, True),
    _Course("BD_TH", "Bệnh án điện tử, chuyển đổi số trong bệnh viện", "Sở Y tế tỉnh Sông Lam", 40, 38, 2, 150),
    _Course("BD_NN", "Tiếng Anh chuyên ngành y", "Trường Đại học Vinh", 10, 8, 60, 4000),
    _Course("BD_KTM", "Cập nhật phác đồ điều trị", "Bệnh viện Bạch Mai", 20, 22, 3, 1200),
    _Course("BD_CM", "Siêu âm tim nâng cao", "Bệnh viện Bạch Mai", 4, 3, 90, 12000),
    _Course("BD_CM", "Phẫu thuật nội soi tiêu hóa", "Bệnh viện Hữu nghị Việt Đức", 3, 3, 90, 15000),
    _Course("BD_CM", "Chăm sóc người bệnh hồi sức", "Bệnh viện Bạch Mai", 12, 12, 30, 3500),
    _Course("BD_CM", "Phòng ngừa và kiểm soát nhiễm khuẩn", "Bệnh viện Đa khoa tỉnh Sông Lam", 60, 57, 2, 200),
    _Course("BD_CM", "Hồi sức sơ sinh", "Bệnh viện Nhi Trung ương", 6, 5, 14, 4200),
    _Course(
        "BD_CM", "Can thiệp tim mạch qua da", "Bệnh viện Đại học Quốc gia Seoul", 1, 1, 80, 60000, country="Hàn Quốc"
    ),
    _Course(
        "DT_CKCB", "Chuyên khoa cơ bản Chẩn đoán hình ảnh", "Trường Đại học Y Hà Nội", 3, 2, 270, 25000, done=False
    ),
    _Course("HN_HT", "Hội nghị khoa học thường niên", "Hội Y học Việt Nam", 16, 15, 2, 1000),
)


def make_training(plan: UnitPlan) -> None:
    """Add last year's plan and this year's, with their lines and the people sent."""
    dice = plan.dice("training")
    this_year = _plan(plan, plan.as_of.year, PlanState.APPROVED)
    last_year = _plan(plan, plan.as_of.year - 1, PlanState.CLOSED)
    _degree_study(plan, dice, this_year, last_year)
    if not plan.light:
        _short_courses(plan, dice, this_year)


def _plan(plan: UnitPlan, year: int, state: PlanState) -> Any:
    return plan.add(
        TrainingPlan,
        year=year,
        state=state,
        doc_no=f"{145 + year % 100}/KH-{plan.profile.unit_code.split('-')[0]}",
        doc_on=date(year, 1, 20),
        signer=plan.profile.head_post,
    )


def _degree_study(plan: UnitPlan, dice: Dice, this_year: Any, last_year: Any) -> None:
    sent, total = plan.scale.of(SENT), plan.scale.of(STUDYING)
    waiting = plan.scale.of(PLANNED) - sent
    fit = [
        p
        for p in dice.shuffled(plan.people)
        if p.bond is Bond.PUBLIC
        and p.post_level < 4
        and p.status == "DANG_LAM"
        and p.profession not in (_P.SUPPORT, _P.ASSISTANT)
        and p.retires_on is not None
        and p.retires_on > add_months(plan.as_of, 120)
    ]
    aims = [aim for aim, count in share(total + waiting, _DEGREE).items() for _ in range(count)]
    found: list[tuple[Person, str]] = []
    taken: set[str] = set()
    able = {aim: _able(plan, fit, aim, taken) for aim in _DEGREE}
    for wanted in aims:
        # Where nobody holds what one aim asks for, somebody studies for another.
        for aim in (wanted, *_DEGREE):
            person = next(able[aim], None)
            if person is not None:
                taken.add(person.member.uid)
                found.append((person, aim))
                break
    found = dice.shuffled(found)
    waiting_people, studying = found[:waiting], found[waiting:]
    away = plan.scale.of(FULL_TIME)
    for count, (person, aim) in enumerate(studying):
        if count < sent:
            begun = _autumn(dice, plan, 0)
            line = _line(plan, dice, this_year, person, aim, begun)
        else:
            begun = _autumn(dice, plan, dice.between(1, _YEARS[aim] - 1) if _YEARS[aim] > 1 else 1)
            line = _line(plan, dice, last_year, person, aim, begun) if begun.year == last_year.year else None
        full_time = aim in ("CKI", "CKII", "THS", "TS") and away > 0 and not person.post
        state = _E.STUDYING
        if count == sent:
            state = _E.EXTENDED
        elif count == sent + 1:
            state = _E.PAUSED
        elif begun > plan.as_of - 25 * _DAY:
            state = _E.SENT
        course = _enrol(plan, dice, person, aim, line, begun, state, full_time)
        if full_time and state is _E.STUDYING:
            away -= 1
            _goes_away(plan, person, begun, course)
    for count, (person, aim) in enumerate(waiting_people):
        cancelled = count == 0 and waiting > 2
        planned = date(plan.as_of.year, 12, 1)
        line = _line(plan, dice, this_year, person, aim, planned, cancelled=cancelled)
        if not cancelled:
            state = _E.ADMITTED if count % 2 else _E.APPROVED
            _enrol(plan, dice, person, aim, line, planned, state, False)
    _finished(plan, dice)


def _able(plan: UnitPlan, fit: list[Person], aim: str, taken: set[str]) -> Iterator[Person]:
    return (p for p in fit if p.member.uid not in taken and _may_study(plan, p, aim))


def _may_study(plan: UnitPlan, person: Person, aim: str) -> bool:
    if person.degree not in _NEEDS[aim] or person.ceremony_on == date(2025, 12, 20):
        return False
    if aim in ("CKI", "CKII", "TS") and person.profession is not _P.DOCTOR:
        return False
    if person.profession is _P.DOCTOR and aim in ("DH", "CD"):
        return False
    return person.joined < add_months(plan.as_of, -24) and person.levels[-1][1] < add_months(plan.as_of, -24)


def _autumn(dice: Dice, plan: UnitPlan, years_ago: int) -> date:
    """A day on which courses begin: in autumn; those of this year have begun."""
    day = date(plan.as_of.year - years_ago, dice.pick((9, 10, 10, 11)), dice.between(2, 18))
    if years_ago == 0 and day > plan.as_of:
        day = dice.day(plan.year_start + 3 * _DAY, plan.as_of)
    return day


def _line(
    plan: UnitPlan, dice: Dice, training_plan: Any, person: Person, aim: str, begun: date, cancelled: bool = False
) -> Any:
    fee = _FEES[aim] * 1_000_000
    return plan.add(
        TrainingLine,
        plan=training_plan,
        staff=person.member,
        headcount=1,
        department=person.department,
        kind=f"DT_{aim}",
        topic=major_of(person, aim),
        institution=school_of(dice, person, aim),
        planned_from=PartialDate(f"{begun:%Y-%m}"),
        planned_to=PartialDate(f"{begun.year + _YEARS[aim]}-{begun:%m}"),
        reason=dice.pick(("Nhu cầu khoa, phòng", "Chuẩn hóa chức danh", "Triển khai kỹ thuật mới", "Quy hoạch")),
        cost_unit=fee // 2,
        cost_self=fee - fee // 2,
        state=LineState.CANCELLED if cancelled else LineState.PLANNED,
        cancel_reason="Cá nhân xin hoãn" if cancelled else None,
    )


def _enrol(
    plan: UnitPlan, dice: Dice, person: Person, aim: str, line: Any, begun: date, state: EnrolmentState, full_time: bool
) -> Any:
    fee = _FEES[aim] * 1_000_000
    sent = state not in (_E.ADMITTED, _E.APPROVED)
    ends = add_months(begun, 12 * _YEARS[aim])
    if sent and ends <= plan.as_of:
        ends = add_months(plan.as_of, dice.between(1, 9))
    decided = begun - dice.between(8, 25) * _DAY
    return plan.add(
        Enrolment,
        staff=person.member,
        line=line,
        kind=f"DT_{aim}",
        topic=line.topic if line else major_of(person, aim),
        institution=line.institution if line else school_of(dice, person, aim),
        study_mode="TT" if full_time else "LT" if aim in ("DH", "CD") else "KTT",
        starts_on=on(begun),
        planned_end_on=on(ends),
        decision_no=f"{dice.between(30, 980)}/QĐ-{plan.profile.unit_code.split('-')[0]}" if sent else None,
        decision_on=decided if sent else None,
        state=state,
        state_on=min(begun, plan.as_of),
        cost_unit=fee // 2 if sent else None,
        cost_self=fee - fee // 2 if sent else None,
    )


def _goes_away(plan: UnitPlan, person: Person, begun: date, course: Any) -> None:
    """Full-time study far away is a status of its own; the last status ends the day before."""
    last = person.status_row
    if last.status != "DANG_LAM" or last.starts_on.first >= begun:
        return
    person.status = "DI_HOC"
    last.ends_on = on(begun - _DAY)
    person.status_row = plan.add(
        EmploymentStatus,
        staff=person.member,
        status="DI_HOC",
        starts_on=on(begun),
        place=course.institution,
        returns_on=course.planned_end_on.first,
        reason="Học tập trung",
    )


def _finished(plan: UnitPlan, dice: Dice) -> None:
    """Those whose last degree came while they worked here, within six years: they were sent, came back, and serve."""
    here = {p.member.uid: p for p in plan.people}
    for row in plan.of(Qualification):
        person = here.get(row.staff.uid)
        if person is None or not person.levels or row.level != person.levels[-1][0] or row.level not in _YEARS:
            continue
        day = person.levels[-1][1]
        begun = add_months(day, -12 * _YEARS[row.level])
        if begun <= person.joined or day < add_months(plan.as_of, -72) or (plan.light and day.year < 2025):
            continue
        serving = add_months(day, 24 * _YEARS[row.level]) > plan.as_of
        plan.add(
            Enrolment,
            staff=row.staff,
            kind=f"DT_{row.level}",
            topic=row.major,
            institution=row.school,
            study_mode="KTT",
            starts_on=on(begun),
            planned_end_on=on(day),
            ended_on=on(day),
            returned_on=day + 10 * _DAY,
            decision_no=f"{dice.between(30, 980)}/QĐ-{plan.profile.unit_code.split('-')[0]}",
            decision_on=begun - 12 * _DAY,
            state=_E.SERVING if serving else _E.FULFILLED,
            state_on=day + 10 * _DAY,
            result="Đạt",
            diploma_no=row.diploma_no,
            diploma_on=row.graduated_on,
            cost_unit=_FEES[row.level] * 500_000 * _YEARS[row.level],
            cost_self=_FEES[row.level] * 500_000 * _YEARS[row.level],
        )


def _short_courses(plan: UnitPlan, dice: Dice, this_year: Any) -> None:
    certified = {
        row.staff.uid
        for row in plan.of(Certificate)
        if row.kind is CertificateKind.POLITICS
        and row.level == "LLCT_TC"
        and row.issued_on.first.year == plan.as_of.year
    }
    working = [p for p in plan.people if p.status == "DANG_LAM" and p.profession is not _P.SUPPORT and p.levels]
    for course in _COURSES:
        leaders = [p for p in working if p.post]
        crowd = dice.shuffled(leaders if course.leaders else working)
        if course.kind == "BD_LLCT_TC":
            # Who has the certificate of this year went to the course; the others still go.
            crowd = [p for p in working if p.member.uid in certified] + [
                p for p in crowd if p.politics in ("", "LLCT_SC")
            ]
        elif course.kind == "BD_LLCT_CC":
            crowd = [p for p in crowd if p.politics == "LLCT_TC"]
        people = crowd[: plan.scale.some(course.sent)]
        planned = max(plan.scale.some(course.planned), 1)
        start = dice.day(plan.year_start + 40 * _DAY, max(plan.year_start + 40 * _DAY, plan.as_of - 100 * _DAY))
        line = plan.add(
            TrainingLine,
            plan=this_year,
            headcount=planned,
            department=people[0].department if len(people) == 1 else None,
            kind=course.kind,
            topic=course.topic,
            institution=course.school,
            study_mode=course.mode,
            planned_from=PartialDate(f"{start:%Y-%m}"),
            planned_to=PartialDate(f"{start + course.days * _DAY:%Y-%m}"),
            reason="Nhu cầu khoa, phòng",
            cost_unit=planned * course.fee * 1000,
        )
        for count, person in enumerate(people):
            first = max(start, person.joined + _DAY)
            _attend(plan, dice, course, line, person, first, failed=course.days > 40 and course.done and count == 3)


def _attend(plan: UnitPlan, dice: Dice, course: _Course, line: Any, person: Person, start: date, failed: bool) -> None:
    ends = start + course.days * _DAY
    done = course.done and ends <= plan.as_of
    certificate = next(
        (
            row
            for row in (plan.of(Certificate) if course.kind == "BD_LLCT_TC" else ())
            if row.staff is person.member and row.level == "LLCT_TC"
        ),
        None,
    )
    if certificate is not None:
        ends, done = certificate.issued_on.first, True
        start = max(plan.year_start + 5 * _DAY, ends - 200 * _DAY) if ends.timetuple().tm_yday > 6 else ends
    state = _E.NOT_COMPLETED if failed and done else _E.CLOSED if done else _E.STUDYING
    by_state = course.kind.startswith(("BD_LLCT", "BD_QPAN"))
    abroad = course.country != "Việt Nam"
    plan.add(
        Enrolment,
        staff=person.member,
        line=line,
        kind=course.kind,
        topic=course.topic,
        institution=course.school,
        country=course.country,
        study_mode=course.mode,
        starts_on=on(min(start, plan.as_of)),
        planned_end_on=on(ends),
        ended_on=on(ends) if done else None,
        decision_no=f"{dice.between(30, 980)}/QĐ-{plan.profile.unit_code.split('-')[0]}",
        decision_on=min(start, plan.as_of) - 8 * _DAY,
        state=state,
        state_on=min(max(start, ends if done else start), plan.as_of),
        state_reason="Vắng quá số tiết" if state is _E.NOT_COMPLETED else None,
        result="Không đạt" if state is _E.NOT_COMPLETED else dice.pick(("Khá", "Giỏi", "Đạt")) if done else None,
        diploma_no=certificate.number
        if certificate
        else f"{dice.between(100, 9999)}/CN"
        if state is _E.CLOSED
        else None,
        cost_state=course.fee * 1000 if by_state else None,
        cost_unit=course.fee * 1000 if not by_state and not abroad else None,
        cost_other=course.fee * 1000 if abroad else None,
    )
