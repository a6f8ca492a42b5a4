"""The decisions behind the histories of a made-up unit, so that its register of decisions is full.

Papers of one day and one kind are one decision, as they are written: a round of recruitment, a quarter's rises of pay,
a year's ratings. Numbers run up through each year, apart for each office that decides.
"""

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from desktop.domain.acts import ACTS
from desktop.domain.dates import add_months
from desktop.domain.merits import Appraisal, Award, Discipline
from desktop.domain.organisation import (
    Decision,
    Department,
    DepartmentName,
    StructureChange,
    StructureKind,
    StructureMove,
    StructurePart,
    StructureRole,
    Unit,
)
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, RaiseKind, SalaryStep, TitleHolding
from desktop.domain.training import Enrolment
from desktop.services.sample.dice import Dice
from desktop.services.sample.names import name_book
from desktop.services.sample.official import listed
from desktop.services.sample.plan import Person, UnitPlan, on
from desktop.services.sample.profiles import Bond

_DAY = timedelta(days=1)
# What a department was called before, by the code of its profile; the day of the new name.
_RENAMED = {"BNĐ": "Khoa Truyền nhiễm", "KSBT": "Khoa Y tế dự phòng"}
_RENAMED_ON = date(2021, 7, 1)

_ACTS = {
    "BIET_PHAI_DI": "second_out",
    "BIET_PHAI_DEN": "second_in",
    "DI_HOC": "study",
    "THAI_SAN": "maternity",
    "OM_DAU": "sick",
    "KHONG_LUONG": "unpaid",
    "NGHI_HUU": "retire",
    "CHUYEN_DI": "leave",
    "THOI_VIEC": "leave",
}
_RISES = {
    RaiseKind.REGULAR: "Nâng bậc lương thường xuyên",
    RaiseKind.OVER_FRAME: "Nâng bậc lương thường xuyên",
    RaiseKind.EARLY_MERIT: "Nâng bậc lương trước thời hạn",
}
# Who else decides, by the form of reward, and who has signed for them; all of them invented.
ABOVE = {
    "BKBT": ("Ủy ban nhân dân tỉnh Sông Lam", "Hồ Sỹ Quang Vinh"),
    "KNC": ("Bộ Y tế", "Đinh Thế Nguyên"),
    "BKTTG": ("Thủ tướng Chính phủ", "Mai Quốc Thịnh"),
    "TTUT": ("Chủ tịch nước", "Tạ Hoàng Bách"),
    "": ("Đảng ủy", "Trần Đăng Khánh"),
}
_PARENT_SIGNERS = ("Phan Huy Chước", "Võ Thị Minh Tâm")


def make_papers(plan: UnitPlan) -> None:
    """Give every row that was decided its decision, tell of a department's old name, and number everything."""
    papers = _Papers(plan)
    everybody = {p.member.uid: p for p in [*plan.people, *plan.left, *plan.guests]}
    papers.of_joining(everybody)
    papers.of_work(everybody)
    papers.of_pay()
    papers.of_merits()
    papers.of_structure()
    papers.number()


class _Papers:
    """Decisions while they are made: one for each key, numbered at the end."""

    def __init__(self, plan: UnitPlan) -> None:
        self.plan, self.dice = plan, plan.dice("papers")
        self.made: dict[tuple[object, ...], Any] = {}
        self.unit, self.parent = plan.profile.unit_name, plan.profile.parent_name
        self.heads = _heads(plan, self.dice)
        for decision in plan.of(Decision):
            decision.signer = self.signer(decision.issuer, decision.issued_on)

    def signer(self, issuer: str, day: date) -> str | None:
        """Who signed for an office on a day."""
        if issuer == self.unit:
            return next(name for since, name in self.heads if since <= day)
        if issuer == self.parent:
            return _PARENT_SIGNERS[day.year >= 2021]
        return next((name for office, name in ABOVE.values() if office == issuer), None)

    def paper(self, key: tuple[object, ...], kind: str, subject: str, day: date, issuer: str = "") -> Any:
        """The decision of a key, made where there is none; `day` is that of its effect."""
        if key not in self.made:
            issuer = issuer or self.unit
            issued = day - self.dice.between(3, 16) * _DAY
            issued -= max(0, issued.weekday() - 4) * _DAY
            self.made[key] = self.plan.add(
                Decision,
                issued_on=issued,
                effective_on=day,
                issuer=issuer,
                signer=self.signer(issuer, issued),
                kind=kind,
                subject=subject,
            )
        return self.made[key]

    def of_joining(self, everybody: dict[str, Person]) -> None:
        """The decision by which somebody came, behind the first row of everything; a labour contract needs none."""
        for entity in (EmploymentStatus, Placement, TitleHolding, SalaryStep):
            for row in self.plan.of(entity):
                person = everybody[row.staff.uid]
                if person.bond is Bond.PUBLIC and row.starts_on.first == person.joined:
                    row.decision = self._joining(person)

    def _joining(self, person: Person) -> Any:
        """One decision for all recruited on a day; who comes from another unit has one of their own."""
        member, join = person.member, ACTS["join"].title
        if person.status == "BIET_PHAI_DEN":
            subject = f"Tiếp nhận {member.full_name} biệt phái đến"
            return self.paper((member.uid, "guest"), ACTS["second_in"].title, subject, person.joined)
        if member.first_recruited_on.first < person.joined:
            subject = f"Tiếp nhận {member.full_name} về công tác và xếp lương"
            return self.paper((member.uid, "came"), join, subject, person.joined)
        subject = "Tuyển dụng, bổ nhiệm chức danh nghề nghiệp và xếp lương viên chức"
        return self.paper(("joined", person.joined), join, subject, person.joined)

    def of_work(self, everybody: dict[str, Person]) -> None:
        """Moves, absences, leaving, and changes of title."""
        for row in self.plan.of(EmploymentStatus):
            act = _ACTS.get(row.status)
            if row.decision is None and act is not None:
                key, label = (row.staff.uid, row.status, row.starts_on.iso), listed("staff_status").label(row.status)
                subject = f"{label}: {row.staff.full_name}"
                row.decision = self.paper(key, ACTS[act].title, subject, row.starts_on.first)
        for row in self.plan.of(Placement):
            if row.decision is None and row.starts_on.first > everybody[row.staff.uid].joined:
                subject = f"Điều động {row.staff.full_name} đến {row.department.name}"
                key = (row.staff.uid, "moved", row.starts_on.iso)
                row.decision = self.paper(key, ACTS["move"].title, subject, row.starts_on.first)
        for row in self.plan.of(TitleHolding):
            if row.decision is None and row.starts_on.first > everybody[row.staff.uid].joined:
                day, subject = row.starts_on.first, "Bổ nhiệm, xếp lương chức danh nghề nghiệp"
                row.decision = self.paper(("title", day), ACTS["title"].title, subject, day)

    def of_pay(self) -> None:
        """Rises by the quarter; what a change of title gives stands on the same paper as the title."""
        for row in self.plan.of(SalaryStep):
            if row.decision is not None or row.raise_kind is RaiseKind.FIRST:
                continue
            day = row.starts_on.first
            if row.raise_kind is RaiseKind.TITLE_CHANGE:
                row.decision = self.made.get(("title", day))
                continue
            words, quarter = _RISES[row.raise_kind], (day.month + 2) // 3
            starts = date(day.year, 3 * quarter - 2, 1)
            subject = f"{words} quý {'I' * quarter if quarter < 4 else 'IV'} năm {day.year}"
            row.decision = self.paper((words, starts), words, subject, starts)

    def of_merits(self) -> None:
        """Ratings of a year, rewards of a year by their form, and each disciplinary measure."""
        for row in self.plan.of(Appraisal):
            subject = f"Công nhận kết quả đánh giá, xếp loại chất lượng năm {row.year}"
            row.decision = self.paper(("rated", row.year), "Đánh giá, xếp loại", subject, row.decided_on)
        forms = listed("award")
        for row in self.plan.of(Award):
            issuer = ABOVE[row.form][0] if row.form in ABOVE else self.unit
            key = (row.form, row.year)
            if key not in self.made:
                subject = f"Tặng {forms.label(row.form)} năm {row.year}"
                made = self.paper(key, "Khen thưởng", subject, row.awarded_on.first, issuer)
                made.issued_on = made.effective_on
            row.decision = self.made[key]
        for row in self.plan.of(Discipline):
            key, subject = (row.staff.uid, row.form), f"Kỷ luật {row.staff.full_name}"
            row.decision = self.paper(key, "Kỷ luật", subject, row.decided_on.first, row.decided_by)
            row.decision.issued_on = row.decided_on.first

    def of_structure(self) -> None:
        """A department that was called otherwise until some years ago."""
        plan = self.plan
        for place in plan.of(Department):
            old = _RENAMED.get(place.code)
            if old is None:
                continue
            title = f"Đổi tên {old} thành {place.name}"
            decision = self.paper(("renamed", place.uid), "Đổi tên", title, _RENAMED_ON)
            plan.add(DepartmentName, department=place, name=old, ends_on=on(_RENAMED_ON - _DAY), decision=decision)
            change = plan.add(
                StructureChange,
                kind=StructureKind.RENAME,
                effective_on=_RENAMED_ON,
                decision=decision,
                summary=title,
                people_moved=0,
            )
            for role, name in ((StructureRole.SOURCE, old), (StructureRole.TARGET, place.name)):
                plan.add(StructurePart, change=change, role=role, department=place, name=name)
            before, after = (json.dumps(name, ensure_ascii=False) for name in (old, place.name))
            plan.add(
                StructureMove,
                change=change,
                entity="Department",
                record_uid=place.uid,
                field_name="name",
                before=before,
                after=after,
            )

    def number(self) -> None:
        """Numbers in the order of the days, with the gaps of all the other papers of an office."""
        by_year: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for decision in self.plan.of(Decision):
            by_year[decision.issuer, decision.issued_on.year].append(decision)
        unit_code = self.plan.profile.unit_code.split("-")[0]
        marks = {self.unit: unit_code, self.parent: "SYT", "Thủ tướng Chính phủ": "TTg", "Chủ tịch nước": "CTN"}
        marks |= {"Ủy ban nhân dân tỉnh Sông Lam": "UBND", "Bộ Y tế": "BYT", "Đảng ủy": "ĐU"}
        for (issuer, _year), decisions in by_year.items():
            last = 0
            for decision in sorted(decisions, key=lambda d: (d.issued_on, d.uid)):
                day = decision.issued_on.timetuple().tm_yday
                last = max(last + 1, day * 3 + self.dice.between(0, 2))
                decision.number = f"{last}/QĐ-{marks.get(issuer, unit_code)}"
        for row in [*self.plan.of(Award), *self.plan.of(Discipline)]:
            row.decision_no = row.decision.number
        away = {
            (row.staff.uid, row.starts_on.iso): row.decision
            for row in self.plan.of(EmploymentStatus)
            if row.status == "DI_HOC"
        }
        for row in self.plan.of(Enrolment):
            if (sent := away.get((row.staff.uid, row.starts_on.iso))) is not None and row.decision_no:
                row.decision_no, row.decision_on = sent.number, sent.issued_on


def _heads(plan: UnitPlan, dice: Dice) -> list[tuple[date, str]]:
    """Who signed for the unit, from which day on, the newest first; of those before today's head only names are known."""
    unit = plan.of(Unit)[0]
    starts = [
        row.starts_on.first
        for row in plan.of(Appointment)
        if row.post.name == plan.profile.head_post and row.staff.full_name == unit.signer_name
    ]
    since = min(starts, default=add_months(plan.as_of, -60))
    heads = [(since, unit.signer_name)]
    for years in (9, 200):
        since = add_months(since, -12 * years) if years < 100 else date.min
        heads.append((since, name_book().draw(dice, False)))
    return heads
