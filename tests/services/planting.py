"""One planted fault of each kind that the checks know, each on people of its own who are otherwise without fault."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from desktop.domain.biography import Attachment, DocumentKind, FamilyMember, FamilySide
from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringState
from desktop.domain.merits import Appraisal, Award, Discipline, RatingRound
from desktop.domain.organisation import Decision, Department, Post
from desktop.domain.party import CaseState, PartyCase, PartyMembership, PartyStage
from desktop.domain.schooling import Certificate, CertificateKind, Qualification, WorkHistory
from desktop.domain.staff import (
    Allowance,
    Appointment,
    Contract,
    EmploymentStatus,
    JobHolding,
    Licence,
    LicenceKind,
    PayBasis,
    Placement,
    RaiseKind,
    SalaryStep,
    Sex,
    StaffMember,
    StandardState,
    TitleHolding,
)
from desktop.domain.succession import SuccessionEntry
from desktop.domain.training import Enrolment

P = PartialDate
_GIVEN = ("An", "Bình", "Cúc", "Dũng", "Giang", "Hạnh", "Khoa", "Liên", "Mai", "Nga", "Oanh", "Phúc", "Quý", "Sơn")
_FAMILY = ("Lò", "Vi", "Lang", "Kha", "Lộc", "Xeo", "Moong", "Cụt", "Hờ", "Và", "Già", "Lầu", "Xồng", "Lỳ", "Cự", "Thò")
_MALE, _EARLY = "040085001234", "1985-01-02"


class Bed:
    """Where faults are planted: people without fault, a post, a department."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self._people = count()
        self.posts = [Post(name=f"Chức vụ thử {n}", level=3, is_manager=True) for n in range(6)]
        self.ward = Department(name="Khoa thử")
        session.add_all([*self.posts, self.ward])

    def person(self, **values: Any) -> StaffMember:
        """Somebody about whom nothing is wrong, but for what is given."""
        number = next(self._people)
        name = f"{_FAMILY[number // len(_GIVEN)]} Văn {_GIVEN[number % len(_GIVEN)]}"
        usual = {"full_name": name, "sex": Sex.MALE, "birth_date": P(_EARLY)}
        made = StaffMember(staff_code=f"LOI{number:03d}", **{**usual, **values})
        self.session.add(made)
        return made

    def official(self) -> StaffMember:
        """Somebody who is an official member of the Party."""
        made = self.person()
        PartyMembership(staff=made, stage=PartyStage.OFFICIAL, starts_on=P("2010-05-19"))
        return made

    def working(self, **values: Any) -> StaffMember:
        """Somebody who works here since 2010."""
        made = self.person(**values)
        EmploymentStatus(staff=made, status="DANG_LAM", starts_on=P("2010-01-01"))
        return made

    def case(self, state: CaseState, born: str = _EARLY, **values: Any) -> None:
        """A Party case of somebody."""
        days = {name: date.fromisoformat(v) if isinstance(v, str) else v for name, v in values.items()}
        PartyCase(staff=self.person(birth_date=P(born)), state=state, **days)

    def assignment(self, kind: MentoringKind, mentor: Any, mentee: Any, on: str = "2025-10-10", **more: Any) -> None:
        """Somebody is helped by somebody."""
        made = MentoringAssignment(kind=kind, mentor=mentor, mentee=mentee, assigned_on=date.fromisoformat(on), **more)
        self.session.add(made)


def _own(**values: Any) -> Callable[[Bed], object]:
    """A fault in a person's own data."""
    return lambda bed: bed.person(**values)


def _row(entity: Any, /, **values: Any) -> Callable[[Bed], object]:
    """A fault in one row of a person."""
    return lambda bed: entity(staff=bed.person(), **values)


def _working_row(entity: Any, /, **values: Any) -> Callable[[Bed], object]:
    """The same of somebody who works here."""
    return lambda bed: entity(staff=bed.working(), **values)


def _rows(*rows: tuple[Any, dict[str, Any]], **own: Any) -> Callable[[Bed], object]:
    """A fault that takes several rows of one person."""

    def plant(bed: Bed) -> None:
        who = bed.person(**own)
        for kind, values in rows:
            kind(staff=who, **values)

    return plant


def _two(**values: Any) -> Callable[[Bed], object]:
    """Two people with the same data."""
    return lambda bed: (bed.person(**values), bed.person(**values))


def _case(state: str, born: str = _EARLY, **values: Any) -> Callable[[Bed], object]:
    return lambda bed: bed.case(CaseState(state), born, **values)


def _left(bed: Bed) -> None:
    who = bed.person()
    EmploymentStatus(staff=who, status="DANG_LAM", starts_on=P("2010-01-01"), ends_on=P("2019-12-31"))
    EmploymentStatus(staff=who, status="NGHI_HUU", starts_on=P("2020-01-01"))
    Placement(staff=who, department=bed.ward, starts_on=P("2010-01-01"))


def _dissolved(bed: Bed) -> None:
    gone = Department(name="Khoa đã giải thể", dissolved_on=date(2024, 6, 30))
    Placement(staff=bed.person(), department=gone, starts_on=P("2010-01-01"))


def _appointments(*starts: str, title: str = "") -> Callable[[Bed], object]:
    def plant(bed: Bed) -> None:
        who = bed.person()
        if title:
            TitleHolding(staff=who, title="V.08.01.03", starts_on=P(title))
        for post, start in zip(bed.posts, starts, strict=False):
            Appointment(staff=who, post=post, starts_on=P(start))

    return plant


def _term(start: str, end: str) -> Callable[[Bed], object]:
    def plant(bed: Bed) -> None:
        Appointment(staff=bed.person(), post=bed.posts[0], starts_on=P(start), term_ends_on=date.fromisoformat(end))

    return plant


def _manager_who_stays(bed: Bed) -> None:
    who = bed.person(retires_on=date(2048, 2, 1), retirement_basis="Kéo dài theo NĐ 50/2022")
    Appointment(staff=who, post=bed.posts[0], starts_on=P("2024-01-01"))


def _same_licence(bed: Bed) -> None:
    for _ in range(2):
        Licence(staff=bed.person(), kind=LicenceKind.CCHN, number="000111/NA-CCHN", issued_on=P("2015-05-05"))


def _planned(bed: Bed, who: Any, post: Any, **values: Any) -> None:
    SuccessionEntry(staff=who, planned_post=post, term="2025-2030", **values)


def _too_many_planned(bed: Bed) -> None:
    for _ in range(4):
        _planned(bed, bed.person(), bed.posts[5])


def _no_higher(bed: Bed) -> None:
    who = bed.person()
    Appointment(staff=who, post=bed.posts[0], starts_on=P("2022-01-01"))
    _planned(bed, who, bed.posts[1])


def _disciplined_on_the_list(bed: Bed) -> None:
    who = bed.person()
    _planned(bed, who, bed.posts[2], decision_no="1-QĐ/ĐU", decision_on=date(2024, 5, 1))
    Discipline(staff=who, form="KT", decided_on=P("2026-05-04"))


def _introducer(bed: Bed) -> None:
    mentee = bed.person()
    PartyCase(
        staff=mentee, state=CaseState.CELL_VOTED, cell_meeting_on=date(2026, 3, 2), class_cert_on=date(2025, 7, 1)
    )
    since = date(2025, 10, 1)
    bed.assignment(MentoringKind.SYMPATHISER, bed.official(), mentee, together_since=since)


def _two_guides(bed: Bed) -> None:
    mentee = bed.person()
    for _ in range(2):
        bed.assignment(MentoringKind.PRACTICE, bed.person(), mentee)


def _self_guided(bed: Bed) -> None:
    who = bed.person()
    bed.assignment(MentoringKind.PRACTICE, who, who)


def _loaded(kind: MentoringKind, load: int) -> Callable[[Bed], object]:
    def plant(bed: Bed) -> None:
        mentor = bed.official()
        for _ in range(load):
            bed.assignment(kind, mentor, bed.person())

    return plant


_A1 = {"salary_table": "A1", "starts_on": P("2015-01-01")}
_JOB = {"position": "II.081", "starts_on": P("2026-07-02")}
_GRADUATED = {"level": "DH", "graduated_on": P("2008-06-15")}

PLANTS: dict[str, Callable[[Bed], object]] = {
    "birth_date.missing": _own(birth_date=None),
    "birth_date.future": _own(birth_date=P("2027-01-01")),
    "birth_date.young": _own(birth_date=P("2010-01-01")),
    "birth_date.old": _own(birth_date=P("1950-01-01")),
    "sex.missing": _own(sex=None),
    "full_name.shape": _own(full_name="Lò Văn Ba 3"),
    "citizen_id.digits": _own(citizen_id="04008500123X"),
    "citizen_id.length": _own(citizen_id="0400850012"),
    "citizen_id.old": _own(citizen_id="182345678"),
    "citizen_id.province": _own(citizen_id="099085001234"),
    "citizen_id.sex": _own(citizen_id="040185001234"),
    "citizen_id.year": _own(citizen_id="040086001234"),
    "citizen_id.duplicate": _two(old_identity_no="182345000"),
    "old_identity_no.shape": _own(old_identity_no="18234567"),
    "social_insurance_no.length": _own(social_insurance_no="401234567"),
    "social_insurance_no.mismatch": _own(citizen_id="040085001235", social_insurance_no="040085009999"),
    "social_insurance_no.duplicate": _two(social_insurance_no="4012345000"),
    "health_insurance_card_no.shape": _own(health_insurance_card_no="HC1"),
    "tax_code.length": _own(tax_code="801234567"),
    "tax_code.mismatch": _own(citizen_id="040085001236", tax_code="040085009998"),
    "phone.shape": _own(phone="912345678"),
    "email.shape": _own(email="lan.bv.vn"),
    "blood_group.shape": _own(blood_group="C"),
    "staff.near_duplicate": _two(full_name="Lò Thị Xuân", sex=Sex.FEMALE),
    "licence.duplicate": _same_licence,
    "E01": _row(WorkHistory, organisation="Trạm", starts_on=P("2015"), ends_on=P("2014")),
    "dates.before_birth": _row(Certificate, kind=CertificateKind.IT, issued_on=P("1980")),
    "dates.order": _own(first_recruited_on=P("2012-03"), joined_unit_on=P("2011")),
    "dates.future": _row(Certificate, kind=CertificateKind.IT, issued_on=P("2027-05")),
    "first_recruited_on.under_age": _own(first_recruited_on=P("2001-05")),
    "union_joined_on.young": _own(union_joined_on=P("1995-03-26")),
    "military.enlisted_missing": _own(military_discharged_on=P("2006")),
    "study.young": _row(Qualification, level="DH", graduated_on=P("1998")),
    "service.young": _row(WorkHistory, organisation="Trạm", starts_on=P("1998")),
    "history.before_joining": lambda bed: Placement(
        staff=bed.person(joined_unit_on=P("2015")), department=bed.ward, starts_on=P("2014-05-05")
    ),
    "history.overlap": _rows(
        (EmploymentStatus, {"status": "DANG_LAM", "starts_on": P("2010")}),
        (EmploymentStatus, {"status": "DI_HOC", "starts_on": P("2024")}),
    ),
    "history.gap": _rows(
        (EmploymentStatus, {"status": "DANG_LAM", "starts_on": P("2010"), "ends_on": P("2019-12-30")}),
        (EmploymentStatus, {"status": "DANG_LAM", "starts_on": P("2020-01-01")}),
    ),
    "history.ended": lambda bed: Placement(
        staff=bed.working(), department=bed.ward, starts_on=P("2010-01-01"), ends_on=P("2020-12-31")
    ),
    "leaving.open": _left,
    "E22": _row(Contract, kind="HDLV_LD", starts_on=P("2026-08-01"), ends_on=P("2027-07-31")),
    "title.degree": _rows(
        (TitleHolding, {"title": "V.08.01.01", "starts_on": P("2020-01-01")}), (Qualification, _GRADUATED)
    ),
    "contract.ended": _working_row(Contract, kind="HDLV_KXDTH", starts_on=P("2010-01-01"), ends_on=P("2020-12-31")),
    "contract.no_end": _row(Contract, kind="HDLV_XDTH", starts_on=P("2024-01-01")),
    "contract.length": _row(Contract, kind="HDLV_XDTH", starts_on=P("2022-01-01"), ends_on=P("2022-03-31")),
    "appointment.title": _appointments("2012-05-05", title="2015-01-01"),
    "appointment.two_main": _appointments("2012-05-05", "2014-05-05"),
    "placement.dissolved": _dissolved,
    "code.outdated": _row(Contract, kind="HD68", starts_on=P("2025-01-01")),
    "level.range": _row(JobHolding, level=2, **_JOB),
    "level.table": _row(JobHolding, level=4, salary_table="A1", **_JOB),
    "standard.no_due": _row(JobHolding, level=3, meets_standard=StandardState.UPGRADING, **_JOB),
    "term.past_retirement": _term("2024-01-01", "2050-01-01"),
    "term.basis_missing": _term("2024-01-01", "2026-12-31"),
    "retirement.basis_missing": _own(retires_on=date(2046, 2, 1)),
    "retirement.too_early": _own(retires_on=date(2041, 1, 1), retirement_basis="Nghề nặng nhọc"),
    "retirement.too_late": _own(retires_on=date(2053, 1, 1), retirement_basis="Kéo dài"),
    "retirement.manager_stays": _manager_who_stays,
    "coefficient.off_scale": _row(SalaryStep, coefficient=Decimal("3.36"), **_A1),
    "step.off_scale": _row(SalaryStep, step=10, **_A1),
    "step.mismatch": _row(SalaryStep, step=5, coefficient=Decimal("3.33"), **_A1),
    "step.backwards": _rows(
        (SalaryStep, {"step": 5, "ends_on": P("2017-12-31"), **_A1}),
        (SalaryStep, {**_A1, "step": 3, "starts_on": P("2018-01-01")}),
    ),
    "salary.table": _rows(
        (TitleHolding, {"title": "V.08.01.03", "starts_on": P("2010-01-01")}),
        (SalaryStep, {**_A1, "salary_table": "B", "step": 1}),
    ),
    "salary.early": _rows(
        (SalaryStep, {"step": 2, "ends_on": P("2016-12-31"), **_A1}),
        (SalaryStep, {**_A1, "step": 3, "starts_on": P("2017-01-01"), "raise_kind": RaiseKind.REGULAR}),
    ),
    "salary.percent": _row(SalaryStep, step=3, percent=Decimal("120.0"), **_A1),
    "salary.no_amount": _row(SalaryStep, step=3, basis=PayBasis.POSITION, **_A1),
    "over_frame.early": _row(SalaryStep, step=3, over_frame_percent=Decimal("5.0"), **_A1),
    "over_frame.percent": _row(SalaryStep, step=9, over_frame_percent=Decimal("3.0"), **_A1),
    "allowance.measure": _row(Allowance, kind="PCCV", percent=Decimal("50.0"), starts_on=P("2015")),
    "allowance.empty": _row(Allowance, kind="PCCV", starts_on=P("2015")),
    "allowance.overlap": _rows(
        (Allowance, {"kind": "PCKV", "coefficient": Decimal("0.30"), "starts_on": P("2015")}),
        (Allowance, {"kind": "PCKV", "coefficient": Decimal("0.50"), "starts_on": P("2018")}),
    ),
    "certificate.level": _row(Certificate, kind=CertificateKind.IT, level="LLCT_SC"),
    "qualification.duplicate": _rows((Qualification, _GRADUATED), (Qualification, _GRADUATED)),
    "licence.shape": _row(Licence, kind=LicenceKind.CCHN, number="12/NA"),
    "licence.kind": _row(Licence, kind=LicenceKind.GPHN, number="000124/NA-CCHN", issued_on=P("2024-06-17")),
    "licence.date": _row(Licence, kind=LicenceKind.CCHN, number="000125/NA-CCHN", issued_on=P("2024-03-05")),
    "licence.expired": _row(Licence, kind=LicenceKind.CCHN, number="000126/NA-CCHN", expires_on=date(2025, 1, 1)),
    "family.birth_order": _row(FamilyMember, relation="CHA_DE", name="Lò Văn Cha", birth_year=1990),
    "family.age_gap": _row(FamilyMember, relation="ME_DE", name="Lò Thị Mẹ", birth_year=1975),
    "family.side": _row(FamilyMember, relation="CHA_VO", name="Lò Văn Nhạc", side=FamilySide.OWN),
    "family.two_parents": _rows(
        (FamilyMember, {"relation": "CHA_DE", "name": "Lò Văn Một", "birth_year": 1950}),
        (FamilyMember, {"relation": "CHA_DE", "name": "Lò Văn Hai", "birth_year": 1951}),
    ),
    "family.duplicate": _rows(*[(FamilyMember, {"relation": "CON", "name": "Lò Văn Út", "birth_year": 2012})] * 2),
    "E07": _rows(
        (Discipline, {"form": "CC", "decided_on": P("2025-03-01")}),
        (
            Enrolment,
            {"kind": "DT_DH", "starts_on": P("2025-06-15"), "decision_no": "5/QĐ", "decision_on": date(2025, 6, 1)},
        ),
    ),
    "W21": _disciplined_on_the_list,
    "appraisal.duplicate": _rows(*[(Appraisal, {"year": 2020, "rating": "HTT"})] * 2),
    "appraisal.before_recruitment": _rows(
        (Appraisal, {"year": 2010, "rating": "HTT"}), first_recruited_on=P("2015-03-01")
    ),
    "appraisal.points": _row(Appraisal, year=2026, rating="HTXS", general_points=Decimal("35.00")),
    "appraisal.rating": _row(
        Appraisal, year=2026, rating="HTXS", general_points=Decimal("20.00"), result_points=Decimal("40.00")
    ),
    "appraisal.empty": _row(Appraisal, year=2020),
    "award.before_recruitment": _rows((Award, {"year": 2010, "form": "LDTT"}), first_recruited_on=P("2015-03-01")),
    "award.duplicate": _rows(*[(Award, {"year": 2020, "form": "LDTT"})] * 2),
    "award.year": _row(Award, year=2020, form="LDTT", awarded_on=P("2023-05-01")),
    "discipline.managers_only": _row(Discipline, form="CCH", decided_on=P("2018-03-01")),
    "address.no_province": _own(home_town="Xã Nam Thanh"),
    "address.mismatch": _own(birth_place="Xã Lương Sơn, tỉnh Hòa Bình", birth_province="40"),
    "address.commune_alone": _own(current_commune="Phường Thành Vinh"),
    "decision.no_date": lambda bed: bed.session.add(Decision(number="1/QĐ-BV")),
    "decision.no_number": lambda bed: bed.session.add(Decision(number=None, issued_on=date(1996, 5, 1))),
    "decision.half": _row(Enrolment, kind="DT_DH", starts_on=P("2020"), decision_no="5/QĐ-BV"),
    "attachment.expired": _row(Attachment, kind=DocumentKind.HEALTH, file_name="kham.pdf", expires_on=date(2025, 1, 1)),
    "E08": _case("OFFICIAL", decision_issued_on="2015-05-01", cell_meeting_on="2015-06-01", ceremony_on="2015-05-10"),
    "E09": _case("OFFICIAL", decision_issued_on="2015-05-01", ceremony_on="2015-04-01"),
    "E10": _case(
        "OFFICIAL",
        decision_issued_on="2015-03-01",
        ceremony_on="2015-04-01",
        off_cell_meeting_on="2016-06-01",
        off_decision_on="2016-05-01",
    ),
    "E11": _case("OFFICIAL", decision_issued_on="2015-03-01", ceremony_on="2015-04-01", official_on="2016-05-01"),
    "E12": _case(
        "OFFICIAL", decision_issued_on="2015-03-01", ceremony_on="2015-04-01", off_cell_meeting_on="2016-03-01"
    ),
    "E13": _case("OFFICIAL", "2000-01-05", cell_meeting_on="2015-01-10"),
    "E14": _case("CELL_VOTED", cell_meeting_on="2026-01-10"),
    "E15": _rows(*[(PartyCase, {"state": CaseState.SYMPATHISER})] * 2),
    "E16": _rows(
        *[
            (PartyCase, {"state": state, "decision_issued_on": date(year, 3, 1), "ceremony_on": date(year, 4, 1)})
            for year, state in ((1990, CaseState.LEFT_PARTY), (2000, CaseState.LEFT_PARTY), (2010, CaseState.OFFICIAL))
        ],
        birth_date=P("1965-01-01"),
    ),
    "ceremony_on.missing": _case("PROBATION", decision_issued_on="2026-05-01"),
    "party.young": _row(PartyMembership, stage=PartyStage.OFFICIAL, starts_on=P("2000-05-01")),
    "party.stage_order": _rows(
        (PartyMembership, {"stage": PartyStage.OFFICIAL, "starts_on": P("2010"), "ends_on": P("2010-12-31")}),
        (PartyMembership, {"stage": PartyStage.PROBATIONARY, "starts_on": P("2011-01-01")}),
    ),
    "party.official_mismatch": _rows(
        (
            PartyCase,
            {
                "state": CaseState.OFFICIAL,
                "decision_issued_on": date(2015, 3, 1),
                "ceremony_on": date(2015, 4, 1),
                "official_on": date(2016, 4, 1),
            },
        ),
        (PartyMembership, {"stage": PartyStage.OFFICIAL, "starts_on": P("2016-05-01")}),
    ),
    "W01": _case("PROBATION", decision_issued_on="2026-01-05", ceremony_on="2026-06-01"),
    "W02": _case(
        "OFFICIAL_CELL_VOTED",
        decision_issued_on="2025-01-02",
        ceremony_on="2025-01-10",
        off_cell_meeting_on="2026-09-01",
    ),
    "W03": _case("DECIDED", class_cert_on="2025-07-01", cell_meeting_on="2026-01-05", decision_issued_on="2026-06-01"),
    "W04": _case("CELL_VOTED", "1965-01-05", class_cert_on="2025-07-01", cell_meeting_on="2026-05-04"),
    "W07": _case(
        "CELL_VOTED", class_cert_on="2025-07-01", dossier_opened_on="2025-01-02", cell_meeting_on="2026-05-04"
    ),
    "W17": _case("OFFICIAL", ceremony_on="2015-04-01"),
    "E02": lambda bed: bed.assignment(MentoringKind.SYMPATHISER, bed.person(), bed.person()),
    "E03": _self_guided,
    "E04": _two_guides,
    "E05": _introducer,
    "E19": lambda bed: bed.assignment(
        MentoringKind.ROTATION,
        bed.person(),
        None,
        "2026-03-02",
        ended_on=date(2026, 3, 13),
        working_days=30,
        state=MentoringState.COMPLETED,
    ),
    "E20": lambda bed: bed.assignment(
        MentoringKind.PRACTICE,
        bed.person(),
        bed.person(),
        ended_on=date(2026, 6, 1),
        state=MentoringState.COMPLETED,
    ),
    "E21": _loaded(MentoringKind.PRACTICE, 6),
    "W10": _loaded(MentoringKind.SYMPATHISER, 4),
    "handover.missing": lambda bed: bed.assignment(
        MentoringKind.PROBATIONER,
        bed.official(),
        bed.person(),
        ended_on=date(2026, 6, 1),
        state=MentoringState.REPLACED,
    ),
    "E17": _too_many_planned,
    "E18": _no_higher,
    # Values that no list knows, one for each name of a coded field.
    **{
        f"{name}.unknown": _own(**{name: f"Chưa rõ {name}"})
        for name in (
            "birth_province",
            "home_province",
            "current_province",
            "permanent_province",
            "ethnic_group",
            "religion",
            "academic_rank",
        )
    },
    "status.unknown": _row(EmploymentStatus, status="Chưa rõ"),
    "title.unknown": _row(TitleHolding, title="V.08.08.25"),
    "position.unknown": _row(JobHolding, position="Chưa rõ"),
    "salary_table.unknown": _row(SalaryStep, salary_table="A9"),
    "kind.unknown": _row(Allowance, kind="PC lạ", coefficient=Decimal("0.30")),
    "level.unknown": _row(Qualification, level="Bằng lạ"),
    "study_mode.unknown": _row(Qualification, level="DH", study_mode="Hệ lạ"),
    "relation.unknown": _row(FamilyMember, relation="Người quen", name="Lò Văn Quen"),
    "rating.unknown": _row(Appraisal, year=2020, rating="Loại lạ"),
    "form.unknown": _row(Award, year=2020, form="Thưởng lạ"),
    "unit_rating.unknown": lambda bed: bed.session.add(RatingRound(year=2020, rule="NĐ 90", unit_rating="Loại lạ")),
}
