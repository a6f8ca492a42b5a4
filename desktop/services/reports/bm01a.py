"""BM01-A: báo cáo số lượng, chất lượng viên chức. One row a department, 40 columns, every block adds up to column 4.

Layout of the BM family (Thông tư 11/2012/TT-BNV, used for Thông tư 07/2019/TT-BNV): columns in their order, a cell
without people left blank.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select

from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.dates import PartialDate, age_on
from desktop.domain.retirement import RetirementTable, retirement
from desktop.domain.schooling import CertificateKind
from desktop.domain.staff import Sex
from desktop.excel.columns import Number
from desktop.excel.report import Column, Group, Report, row_number
from desktop.services.reports.base import Content, ReportKind
from desktop.services.reports.people import (
    ALL,
    SCOPES_OFFICIAL_FIRST,
    UNPLACED,
    check_membership,
    check_unit,
    covered,
)
from desktop.services.reports.source import Person, Source
from desktop.storage.current import value_on
from desktop.storage.mapping import TABLES


def _count(label: str, key: str) -> Column:
    return Column(label, lambda row: row.figures[key] or None, 3.9, "whole", "sum", rotate=True, key=key)


REPORT = Report(
    "BM01-A",
    "BÁO CÁO SỐ LƯỢNG, CHẤT LƯỢNG VIÊN CHỨC",
    (
        Column("STT", row_number, 4.8, "order"),
        Column("Đơn vị", lambda row: row.name, 26.5),
        Column(
            "Tổng số biên chế, số người làm việc được giao",
            lambda row: row.assigned,
            5,
            "whole",
            "sum",
            rotate=True,
            key="assigned",
        ),
        _count("Tổng số hiện có", "total"),
        Group(
            "Trong đó",
            (
                _count("Nữ", "women"),
                _count("Đảng viên", "party"),
                _count("Dân tộc thiểu số", "minority"),
                _count("Tôn giáo", "religious"),
            ),
        ),
        Group(
            "Chia theo ngạch",
            (
                _count("CVCC và tương đương", "grade_cvcc"),
                _count("CVC và tương đương", "grade_cvc"),
                _count("CV và tương đương", "grade_cv"),
                _count("Cán sự và tương đương", "grade_cs"),
                _count("Nhân viên", "grade_nv"),
            ),
        ),
        Group(
            "Chia theo trình độ",
            (
                Group(
                    "Chuyên môn",
                    (
                        _count("Tiến sĩ", "degree_TS"),
                        _count("Thạc sĩ", "degree_THS"),
                        _count("Đại học", "degree_DH"),
                        _count("Cao đẳng", "degree_CD"),
                        _count("Trung cấp", "degree_TC"),
                        _count("Sơ cấp", "degree_SC"),
                    ),
                ),
                Group(
                    "Chính trị",
                    (
                        _count("Cử nhân", "politics_CN"),
                        _count("Cao cấp", "politics_CC"),
                        _count("Trung cấp", "politics_TC"),
                        _count("Sơ cấp", "politics_SC"),
                    ),
                ),
                Group("Tin học", (_count("Trung cấp trở lên", "it_degree"), _count("Chứng chỉ", "it_certificate"))),
                Group(
                    "Ngoại ngữ",
                    (
                        Group(
                            "Tiếng Anh",
                            (
                                _count("Đại học trở lên", "english_degree"),
                                _count("Chứng chỉ", "english_certificate"),
                            ),
                        ),
                        Group(
                            "Khác",
                            (
                                _count("Đại học trở lên", "language_degree"),
                                _count("Chứng chỉ", "language_certificate"),
                            ),
                        ),
                    ),
                ),
                _count("Chứng chỉ tiếng dân tộc", "ethnic_language"),
                Group(
                    "QLNN",
                    (
                        _count("CVCC và TĐ", "state_CVCC"),
                        _count("CVC và TĐ", "state_CVC"),
                        _count("CV và TĐ", "state_CV"),
                    ),
                ),
            ),
        ),
        Group(
            "Chia theo độ tuổi",
            (
                _count("Từ 30 trở xuống", "age_30"),
                _count("Từ 31 đến 40", "age_40"),
                _count("Từ 41 đến 50", "age_50"),
                Group(
                    "Từ 51 đến 60",
                    (
                        _count("Tổng số", "age_60"),
                        _count("Nữ từ 51 đến 55", "age_women_55"),
                        _count("Nam từ 56 đến 60", "age_men_60"),
                    ),
                ),
                _count("Trên tuổi nghỉ hưu", "age_retired"),
            ),
        ),
    ),
    zeros="blank",
    identities=(
        "4=9+10+11+12+13",
        "4=14+15+16+17+18+19",
        "4=34+35+36+37+40",
        "38<=37-39",
        *(f"{number}<=4" for number in (5, 6, 7, 8)),
    ),
)

# Pay tables of NĐ 204/2004 by the printed grade; what stands in none of them (C, support work) is a worker.
_GRADES = {"A3": "grade_cvcc", "A2": "grade_cvc", "A1": "grade_cv", "A0": "grade_cs", "B": "grade_cs"}
_WORKER_TITLES = {"01.005"}  # the title «Nhân viên» itself, though paid by table B
_STATES = {"QLNN_CVCC": "state_CVCC", "QLNN_CVC": "state_CVC", "QLNN_CV": "state_CV"}
_HIGHER = {"TH_TC", "NN_DH"}  # degrees in computing and languages among the certificates
_LEVELLED = (CertificateKind.POLITICS, CertificateKind.STATE_MANAGEMENT)
_SHOWN = ("CKII", "CKI", "BSNT")


@dataclass
class _Row:
    name: str
    assigned: int | None
    figures: Counter[str]


def grade_of(title: str | None, titles: CodeList) -> str:
    """The column of a professional title: by its pay table; unknown or none counts as a worker."""
    table = titles.extra(title, "salary_table").partition(".")[0]
    return "grade_nv" if title in _WORKER_TITLES else _GRADES.get(table, "grade_nv")


def age_class(born: PartialDate, sex: Sex | None, day: date, ages: RetirementTable) -> str:
    """The one class of age in which somebody stands on a day, by completed years.

    Over the own retirement month goes before everything; the last printed class holds everyone else over 50.
    A birth date without day or month is taken from its first day (NĐ 135/2020/NĐ-CP, Điều 3); without a sex, the
    later retirement age of men counts.
    """
    if day > retirement(born, sex is Sex.FEMALE, ages).last_working_day:
        return "age_retired"
    age = age_on(born.first, day)
    return "age_30" if age <= 30 else "age_40" if age <= 40 else "age_50" if age <= 50 else "age_60"


def degree_column(row: CodeRow | None, settings: dict[str, str]) -> str:
    """The column of a degree: of the unit's setting where the form leaves a choice, else as listed; none: Sơ cấp."""
    if row is None:
        return "degree_SC"
    choices = row.extra.get("bm01_choices", "").split()
    chosen = settings.get(f"bm01.{row.code}", "")
    bucket = chosen if chosen in choices else row.extra.get("bm01", "")
    return "degree_SC" if bucket in ("", "CQDT") else f"degree_{bucket}"


def _make(source: Source) -> Content:
    rows, people = [], covered(source)
    for place, inside in source.by_place(people):
        figures: Counter[str] = Counter()
        for person in inside:
            _add(figures, source, person)
        name = ("– " * place.depth + place.name) if place else UNPLACED
        rows.append(_Row(name, place.assigned if place else None, figures))
    check_unit(source)
    check_membership(source, error=True)
    for person in people.values():
        _check(source, person)
    _check_assigned(source, [row.assigned or 0 for row in rows])
    title = REPORT.title + (", NGƯỜI LAO ĐỘNG" if source.scope == ALL else "")
    return Content(
        replace(REPORT, title=title, footnotes=_footnotes(source)),
        rows,
        recount=_recount(source),
        measure="người",
        form_code="Mẫu BM01-VC/BNV",
        issued="Ban hành kèm theo Thông tư số 07/2019/TT-BNV",
    )


def _add(figures: Counter[str], source: Source, person: Person) -> None:
    figures["total"] += 1
    figures["women"] += person.sex is Sex.FEMALE
    figures["party"] += person.id in source.members
    figures["minority"] += source.codes("ethnic_group").extra(person.ethnic_group, "is_minority") == "1"
    figures["religious"] += person.religion not in (None, "00")
    figures[grade_of(source.titles.get(person.id), source.codes("professional_title"))] += 1
    degree = source.degrees.get(person.id)
    level = source.codes("qualification").get(degree.level if degree else None)
    figures[degree_column(level, source.settings)] += 1
    _add_certificates(figures, source.certificates.get(person.id, {}))
    if person.birth_date is not None:
        column = age_class(person.birth_date, _sex(person), source.day, source.policy.retirement)
        figures[column] += 1
        age = age_on(person.birth_date.first, source.day)
        figures["age_women_55"] += column == "age_60" and person.sex is Sex.FEMALE and age <= 55
        figures["age_men_60"] += column == "age_60" and person.sex is Sex.MALE and 56 <= age <= 60


def _sex(person: Person) -> Sex | None:
    return person.sex if isinstance(person.sex, Sex) else None


def _add_certificates(figures: Counter[str], held: dict[CertificateKind, str | None]) -> None:
    politics = held.get(CertificateKind.POLITICS)
    if politics and politics != "LLCT_0":
        figures[politics.replace("LLCT", "politics")] += 1
    for kind, column in (
        (CertificateKind.IT, "it"),
        (CertificateKind.ENGLISH, "english"),
        (CertificateKind.LANGUAGE, "language"),
    ):
        if kind in held:
            figures[f"{column}_{'degree' if held[kind] in _HIGHER else 'certificate'}"] += 1
    figures["ethnic_language"] += CertificateKind.ETHNIC_LANGUAGE in held
    state = _STATES.get(held.get(CertificateKind.STATE_MANAGEMENT) or "")
    if state:
        figures[state] += 1


def _footnotes(source: Source) -> tuple[str, ...]:
    qualifications, titles = source.codes("qualification"), {row.key: row.label for row in REPORT.leaves}
    put: dict[str, list[str]] = {}
    for code in _SHOWN:
        row = qualifications.get(code)
        if row is not None:
            put.setdefault(titles[degree_column(row, source.settings)], []).append(row.label.lower())
    degrees = "; ".join(f"{', '.join(labels)} tính ở cột {column}" for column, labels in put.items())
    return (
        "Ghi chú: (1) Mỗi người chỉ đứng ở một nhóm tuổi: cột 40 tính theo tháng nghỉ hưu của từng người "
        "(Nghị định 135/2020/NĐ-CP) và được xét trước; cột 37 gồm tất cả những người còn lại trên 50 tuổi.",
        f"(2) Trình độ chuyên môn tính theo bằng cao nhất; {degrees}; cột Sơ cấp gồm cả người chưa qua đào tạo.",
        "(3) Ngạch xếp theo bảng lương của chức danh nghề nghiệp: A3 là CVCC, A2 là CVC, A1 là CV, "
        "A0 và B là cán sự và tương đương; còn lại là nhân viên.",
    )


def _check(source: Source, person: Person) -> None:
    name = person.full_name
    if person.birth_date is None:
        source.find(
            "birth_date.missing",
            f"{name} chưa có ngày sinh nên không đứng ở nhóm tuổi nào.",
            person,
            error=True,
            field="birth_date",
        )
    if person.sex is None:
        message = f"{name} chưa có giới tính; cột Nữ và tuổi nghỉ hưu có thể sai."
        source.find("sex.missing", message, person, error=True, field="sex")
    if person.ethnic_group not in source.codes("ethnic_group"):
        message = f"{name} chưa có dân tộc theo danh mục; không tính vào cột Dân tộc thiểu số."
        source.find("ethnic_group.missing", message, person, field="ethnic_group")
    if source.departments.get(person.id) not in source.place_names:
        source.find(
            "department.missing",
            f"{name} chưa được phân khoa, phòng.",
            person,
            error=True,
            entity="Placement",
            field="department",
        )
    title = source.titles.get(person.id)
    if title not in source.codes("professional_title") and source.is_official(person.id):
        told = "chưa có chức danh nghề nghiệp" if title is None else f"có chức danh «{title}» không có trong danh mục"
        message = f"{name} {told}; đang tính ở cột Nhân viên."
        source.find("title.missing", message, person, entity="TitleHolding", field="title")
    degree = source.degrees.get(person.id)
    if degree is None or degree.level not in source.codes("qualification"):
        message = f"{name} chưa có trình độ chuyên môn theo danh mục; đang tính ở cột Sơ cấp."
        source.find("qualification.missing", message, person, entity="Qualification", field="level")
    for kind, level in source.certificates.get(person.id, {}).items():
        if kind in _LEVELLED and level not in source.codes("training_level"):
            message = f"Chứng chỉ {kind.label.lower()} của {name} chưa ghi trình độ nên không được tính."
            source.find("certificate.level", message, person, entity="Certificate", field="level")


def _check_assigned(source: Source, assigned: list[int]) -> None:
    unit = source.unit
    whole = unit.assigned_headcount if unit else None
    if whole is not None and whole != sum(assigned):
        message = (
            f"Số người làm việc được giao của đơn vị là {whole}, nhưng giao cho các khoa, phòng cộng lại là "
            f"{sum(assigned)}."
        )
        source.find("assigned.sum", message, entity="Unit", uid=unit.uid if unit else "", field="assigned_headcount")


def _recount(source: Source) -> dict[str, Number]:
    """Totals counted by the data file itself, person by person, not from the rows of the report."""
    people, contracts = TABLES["StaffMember"], TABLES["Contract"].alias()
    owner, day = people.c.id, source.day
    last_contract = (
        select(contracts.c.kind)
        .where(contracts.c.staff_id == owner, contracts.c.deleted_at.is_(None))
        .where(func.coalesce(contracts.c.starts_on_first, date.min) <= day)
        .order_by(contracts.c.starts_on_first.desc(), contracts.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    kind = func.coalesce(value_on("Contract", "kind", day, owner), last_contract)
    counting = and_(
        people.c.deleted_at.is_(None),
        value_on("EmploymentStatus", "status", day, owner).in_(sorted(source.counting_statuses)),
    )
    if source.scope != ALL:
        official = sorted(source.official_contracts)
        counting = and_(counting, func.coalesce(kind, official[0] if official else "").in_(official))
    minorities = [row.code for row in source.codes("ethnic_group") if row.extra.get("is_minority") == "1"]

    def counted(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    total, women, party, minority = source.session.execute(
        select(
            func.count(),
            counted(people.c.sex == Sex.FEMALE),
            counted(value_on("PartyMembership", "stage", day, owner).is_not(None)),
            counted(people.c.ethnic_group.in_(minorities)),
        ).where(counting)
    ).one()
    return {"total": total, "women": women, "party": party, "minority": minority}


BM01A = ReportKind(
    code="BM01-A",
    title="Báo cáo số lượng, chất lượng viên chức",
    group="Số lượng, chất lượng",
    period_kind="ASOF",
    recipients="Sở Y tế (để tổng hợp gửi Sở Nội vụ)",
    legal_basis="Thông tư 07/2019/TT-BNV",
    make=_make,
    scopes=SCOPES_OFFICIAL_FIRST,
)
