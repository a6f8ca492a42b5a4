"""How people were judged: ratings and rewards by year, the few measures of discipline, and scientific work."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.merits import (
    Appraisal,
    Award,
    Discipline,
    DisciplineSphere,
    DutyGroup,
    RatingRound,
    ScientificKind,
    ScientificLevel,
    ScientificWork,
)
from desktop.domain.party import PartyCase
from desktop.domain.rating import BY_JUDGEMENT
from desktop.domain.staff import RaiseKind, SalaryStep
from desktop.domain.succession import SuccessionEntry
from desktop.domain.training import Enrolment
from desktop.services.sample.dice import Dice
from desktop.services.sample.plan import Person, UnitPlan, on
from desktop.services.sample.profiles import Bond, Profession
from desktop.services.sample.schooling import major_of

_P = Profession
_DAY = timedelta(days=1)
# Shares of a hundred rated in one group; the best stay well under the cap.
BEST, PLAIN = 14, 6
RUNNING, LAPSED = 1, 2
_EMULATION = {"HTXS": "Chiến sĩ thi đua cơ sở", "HTT": "Lao động tiên tiến"}
_THEMES = (
    ("Đánh giá kết quả điều trị {}", ScientificKind.TOPIC),
    ("Khảo sát đặc điểm người bệnh {} tại đơn vị", ScientificKind.TOPIC),
    ("Cải tiến quy trình tiếp đón, phân luồng người bệnh {}", ScientificKind.INITIATIVE),
    ("Bảng kiểm an toàn người bệnh {}", ScientificKind.INITIATIVE),
    ("Nhận xét kết quả chẩn đoán và xử trí {}", ScientificKind.ARTICLE),
    ("Triển khai kỹ thuật mới trong {}", ScientificKind.TECHNIQUE),
)
_WORKED = "Công tác chưa đủ 6 tháng trong năm"


def make_merits(plan: UnitPlan) -> None:
    """Add ratings, rewards, discipline and scientific work of the years up to last year."""
    dice = plan.dice("merits")
    punished = _discipline(plan, dice)
    best = _ratings(plan, dice, punished)
    _science(plan, dice, best)
    _rewards(plan, dice, punished)


def _discipline(plan: UnitPlan, dice: Dice) -> dict[str, Any]:
    """A few measures, of which one still counts; all within the running period of pay, which they lengthen."""
    counted = {row.staff.uid: row for row in plan.of(SalaryStep) if row.ends_on is None}
    bound = {row.staff.uid for kind in (Enrolment, SuccessionEntry, PartyCase) for row in plan.of(kind)}
    since = add_months(plan.as_of, -17)
    fit = [
        p
        for p in plan.people
        if p.bond is Bond.PUBLIC and not p.post and p.status == "DANG_LAM" and p.member.uid not in bound
        if (step := counted.get(p.member.uid)) is not None and step.counted_from.first < since
        if not step.over_frame_percent
    ]
    lapsed = plan.scale.some(LAPSED)
    found = {}
    for count, person in enumerate(dice.shuffled(fit)[: lapsed + plan.scale.of(RUNNING)]):
        months = dice.between(14, 16) if count < lapsed else dice.between(3, 8)
        day = add_months(plan.as_of, -months) - dice.between(0, 20) * _DAY
        day -= max(0, day.weekday() - 4) * _DAY
        in_party = count == 1 and person.official_on is not None and person.official_on < day
        found[person.member.uid] = plan.add(
            Discipline,
            staff=person.member,
            sphere=DisciplineSphere.PARTY if in_party else DisciplineSphere.ADMINISTRATION,
            form="CC" if count == 1 else "KT",
            decided_on=on(day),
            violation=dice.pick(("Vi phạm quy định về giờ giấc làm việc", "Vi phạm quy chế chuyên môn")),
            decided_by="Đảng ủy" if in_party else plan.profile.unit_name,
        )
    return found


def _group(person: Person) -> DutyGroup:
    if person.post_level >= 5:
        return DutyGroup.HEAD
    if person.post_level == 4:
        return DutyGroup.DEPUTY
    if person.post_level:
        return DutyGroup.MANAGER
    return DutyGroup.SUPPORT if person.profession is _P.SUPPORT else DutyGroup.PROFESSIONAL


# Groups of like duties, inside which the share of the best is capped.
_ALIKE = {
    _P.DOCTOR: "Bác sĩ",
    _P.NURSE: "Điều dưỡng",
    _P.MIDWIFE: "Hộ sinh",
    _P.TECHNICIAN: "Kỹ thuật y",
    _P.PHARMACY: "Dược",
    _P.ASSISTANT: "Y sĩ",
    _P.OFFICE: "Chuyên môn khác",
    _P.SUPPORT: DutyGroup.SUPPORT.label,
}


def _ratings(plan: UnitPlan, dice: Dice, punished: dict[str, Any]) -> dict[str, list[int]]:
    """The rating of each year, two to eight years back; returns the years in which somebody was among the best."""
    by_group: dict[tuple[int, DutyGroup, str], list[Person]] = defaultdict(list)
    last = plan.as_of.year - 1
    for person in [*plan.people, *plan.left]:
        first = last - dice.weighted((1, 2, 3, 4, 6, 7), (1, 3, 5, 4, 2, 1))
        for year in range(max(first, person.joined.year), last + 1):
            group = _group(person)
            alike = _ALIKE[person.profession] if group is DutyGroup.PROFESSIONAL else group.label
            by_group[year, group, alike].append(person)
    rounds = {}
    for year in (last - 1, last):
        met = date(year, 12, 10)
        rounds[year] = plan.add(
            RatingRound,
            year=year,
            rule=BY_JUDGEMENT,
            unit_rating="HTT",
            unit_rated_on=date(year, 12, 14),
            met_on=met,
            minutes_no=f"{dice.between(40, 90)}/BB",
            entered_on=date(year, 12, 22) if year >= 2026 else None,
            is_closed=True,
        )
    best: dict[str, list[int]] = defaultdict(list)
    for (year, group, alike), people in sorted(by_group.items()):
        rated = [p for p in people if p.joined <= date(year, 7, 1)]
        order = dice.shuffled(rated)
        top = len(order) * BEST // 100
        low = top + (len(order) * PLAIN + 50) // 100
        ratings = {p.member.uid: "HTXS" if n < top else "HT" if n < low else "HTT" for n, p in enumerate(order)}
        for person in people:
            measure = punished.get(person.member.uid)
            rating = ratings.get(person.member.uid)
            if measure is not None and measure.decided_on.first.year == year:
                rating = "KHT"
            if rating == "HTXS":
                best[person.member.uid].append(year)
            plan.add(
                Appraisal,
                staff=person.member,
                year=year,
                rating=rating or "KXL",
                not_rated_reason=None if rating else _WORKED,
                group=group,
                unit_group=alike,
                emulation_rating=_EMULATION.get(rating or ""),
                decided_on=date(year, 12, 15),
                decided_by=plan.profile.head_post,
                round=rounds.get(year),
            )
    return best


def _science(plan: UnitPlan, dice: Dice, best: dict[str, list[int]]) -> None:
    """Initiatives of those who were among the best, and the work of learned doctors."""
    for person in plan.people:
        field = (major_of(person, person.degree) or person.spec.name).lower()
        for year in best.get(person.member.uid, []):
            _work(plan, dice, person, field, year, ScientificKind.INITIATIVE)
        learned = person.profession is _P.DOCTOR and person.degree in ("TS", "CKII", "THS", "CKI")
        if learned:
            for year in range(max(person.joined.year + 1, plan.as_of.year - 9), plan.as_of.year):
                if dice.chance(0.22):
                    _work(plan, dice, person, field, year, None)


def _work(plan: UnitPlan, dice: Dice, person: Person, field: str, year: int, kind: ScientificKind | None) -> None:
    theme, of_kind = dice.pick([t for t in _THEMES if kind in (None, t[1])])
    level = ScientificLevel.PROVINCE if dice.chance(0.1) else ScientificLevel.UNIT
    is_article = of_kind is ScientificKind.ARTICLE
    plan.add(
        ScientificWork,
        staff=person.member,
        kind=of_kind,
        name=f"{theme.format(field)}, năm {year}",
        level=None if is_article else level,
        role=dice.pick(("Chủ nhiệm", "Chủ nhiệm", "Thành viên chính")) if kind is None else "Tác giả",
        started_on=PartialDate(f"{year}-02"),
        accepted_on=PartialDate(f"{year}-11"),
        acceptance=None if is_article else dice.pick(("Đạt", "Khá", "Tốt")),
        decision_no=None if is_article else f"{dice.between(11, 400)}/QĐ-{plan.profile.unit_code.split('-')[0]}",
        published_in="Tạp chí Y học thực hành" if is_article else plan.profile.unit_name,
    )


def _rewards(plan: UnitPlan, dice: Dice, punished: dict[str, Any]) -> None:
    """Titles and papers that follow from the ratings, rewards for long service, and what an early rise was given for."""
    everybody = {p.member.uid: p for p in [*plan.people, *plan.left]}
    won: set[tuple[str, int, str]] = set()

    def award(person: Person, year: int, form: str, content: str) -> None:
        # Who came this year was rewarded for nothing before; one reward of a kind a year.
        if (person.member.uid, year, form) in won or year < person.joined.year or year >= plan.as_of.year:
            return
        won.add((person.member.uid, year, form))
        day = date(year + 1, 1, 15)
        plan.add(
            Award,
            staff=person.member,
            year=year,
            form=form,
            content=content,
            awarded_on=on(day if day <= plan.as_of else date(year, 12, 28)),
            decided_by=_DECIDED_BY.get(form, plan.profile.unit_name),
        )

    for row in plan.of(Appraisal):
        person = everybody[row.staff.uid]
        if row.rating == "HTXS" and dice.chance(0.8):
            award(person, row.year, "CSTDCS", "Thành tích xuất sắc trong phong trào thi đua")
        elif row.rating in _EMULATION:
            if dice.chance(0.85):
                award(person, row.year, "LDTT", "Hoàn thành tốt nhiệm vụ năm")
            if dice.chance(0.06):
                award(person, row.year, "GK", "Thành tích trong công tác chuyên môn")
        if row.rating == "HTXS" and dice.chance(0.12):
            award(person, row.year, "BKBT", "Thành tích xuất sắc hai năm liên tục")
    for row in plan.of(SalaryStep):
        if row.raise_kind is RaiseKind.EARLY_MERIT:
            content = "Thành tích xuất sắc trong phong trào thi đua"
            award(everybody[row.staff.uid], row.starts_on.first.year - 1, "CSTDCS", content)
    for person in plan.people:
        served = person.member.first_recruited_on.first.year + 20
        if dice.chance(0.4) and person.member.uid not in punished:
            award(person, max(served, 2010), "KNC", "Vì sức khỏe nhân dân")
        if person.post_level >= 3 and person.degree in ("TS", "CKII") and dice.chance(0.25):
            award(person, 2020 if dice.chance(0.5) else 2023, "TTUT", "Cống hiến cho sự nghiệp y tế")
            if (person.member.uid, 2020, "TTUT") in won or (person.member.uid, 2023, "TTUT") in won:
                person.member.state_title = "Thầy thuốc Ưu tú"
        if person.post_level >= 4 and dice.chance(0.4):
            award(person, plan.as_of.year - 4, "BKTTG", "Thành tích trong công tác từ năm năm trở lên")


_DECIDED_BY = {
    "BKBT": "Ủy ban nhân dân tỉnh Sông Lam",
    "KNC": "Bộ Y tế",
    "BKTTG": "Thủ tướng Chính phủ",
    "TTUT": "Chủ tịch nước",
}
