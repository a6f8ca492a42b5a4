"""F06: danh sách trích ngang cán bộ, viên chức, người lao động. One line a person, by departments."""

from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.dates import PartialDate, age_on
from desktop.domain.fields import Sensitivity
from desktop.domain.party import PartyStage
from desktop.domain.schooling import CertificateKind
from desktop.domain.staff import Sex
from desktop.excel.report import Column, Group, GroupRow, Report, row_number
from desktop.services.reports.base import Content, ReportKind
from desktop.services.reports.people import (
    OFFICIAL,
    SCOPES_ALL_FIRST,
    UNPLACED,
    check_membership,
    check_unit,
    covered,
)
from desktop.services.reports.source import Person, Source
from desktop.storage.mapping import TABLES

_YEARS = 6


@dataclass
class _Row:
    """One person as printed."""

    name: str
    home_town: str | None
    born: PartialDate | None
    sex: object
    age: int | None
    ethnic_group: str
    degree: str
    politics: str
    union: PartialDate | None
    party: PartialDate | None
    work: str
    party_post: str
    appointed: PartialDate | None
    title: str | None
    step: str
    coefficient: object
    over_frame: object
    counted_from: PartialDate | None


def _columns(year: int) -> tuple[Column | Group, ...]:
    def born(sex: Sex) -> Any:
        return lambda row: row.born if row.sex is sex else None

    return (
        Column("TT", row_number, 4, "order"),
        Column("Họ và tên", lambda row: row.name, 16.5),
        Column("Quê quán", lambda row: row.home_town, 14),
        Group(
            "Ngày, tháng, năm sinh",
            (Column("Nam", born(Sex.MALE), 9.7, "day"), Column("Nữ", born(Sex.FEMALE), 9.7, "day")),
        ),
        Column("Tuổi", lambda row: row.age, 4.6, "centre"),
        Column("Dân tộc", lambda row: row.ethnic_group, 5.4, "centre"),
        Group(
            "Trình độ",
            (
                Column("Chuyên môn", lambda row: row.degree, 11.5),
                Column("LLCT", lambda row: row.politics, 5.6, "centre"),
            ),
        ),
        Column("Ngày vào Đoàn", lambda row: row.union, 9.7, "day"),
        Column("Ngày vào Đảng", lambda row: row.party, 9.7, "day"),
        Column("Chức vụ, đơn vị công tác hiện nay", lambda row: row.work, 12.5),
        Column("Chức vụ Đảng (nếu có)", lambda row: row.party_post, 8),
        Column("Thời gian bổ nhiệm (nếu có)", lambda row: row.appointed, 9.7, "day"),
        Group(
            "Mức lương hiện hưởng",
            (
                Column("Ngạch lương", lambda row: row.title, 9.8, "code"),
                Column("Bậc lương", lambda row: row.step, 5.4, "centre"),
                Column("Hệ số", lambda row: row.coefficient, 4.8, "decimal2", None),
                Column("PC thâm niên vượt khung (%)", lambda row: row.over_frame, 6.4, "whole", None, rotate=True),
                Column("Thời gian tính cho lần nâng bậc tiếp theo", lambda row: row.counted_from, 9.7, "day"),
            ),
        ),
        Group(
            "Danh hiệu thi đua 6 năm gần nhất",
            # The record holds no awards yet: the columns stand ready to be filled in by hand.
            tuple(
                Column(f"Năm {each}", width=3.6, rotate=True, form="centre")
                for each in range(year - _YEARS + 1, year + 1)
            ),
        ),
    )


REPORT = Report("F06", "DANH SÁCH TRÍCH NGANG CÁN BỘ, VIÊN CHỨC, NGƯỜI LAO ĐỘNG", _columns(2000))


def _make(source: Source) -> Content:
    check_unit(source)
    check_membership(source, error=False)
    rows: list[Any] = []
    facts = _Facts(source)
    for place, inside in source.by_place(covered(source)):
        if inside:
            rows.append(GroupRow(f"{place.name if place else UNPLACED} ({len(inside)} người)", level=_level(place)))
            rows += (facts.row(person) for person in inside)
            for person in inside:
                _check(source, person)
    title = "DANH SÁCH TRÍCH NGANG VIÊN CHỨC" if source.scope == OFFICIAL else REPORT.title
    return Content(replace(REPORT, title=title, columns=_columns(source.day.year)), rows)


def _level(place: Any) -> int:
    return 2 if place is not None and place.depth else 1


class _Facts:
    """What a line takes from the histories."""

    def __init__(self, source: Source) -> None:
        self.source = source
        columns = ("salary_table", "step", "coefficient", "over_frame_percent", "counted_from", "starts_on")
        self.salaries = source.held("SalaryStep", *columns)
        self.joined = _joined(source)

    def row(self, person: Person) -> _Row:
        source, id = self.source, person.id
        pay, post, member = self.salaries.get(id), source.posts.get(id), source.members.get(id)
        title = source.titles.get(id)
        party_post = source.party_posts.get(id)
        held = source.certificates.get(id, {}).get(CertificateKind.POLITICS)
        return _Row(
            name=person.full_name,
            home_town=person.home_town,
            born=person.birth_date,
            sex=person.sex,
            age=age_on(person.birth_date.first, source.day) if person.birth_date else None,
            ethnic_group=_label(source, "ethnic_group", person.ethnic_group),
            degree=self._degree(id),
            politics="" if held in (None, "LLCT_0") else _label(source, "training_level", held),
            union=person.union_joined_on,
            party=self.joined.get(id) if member else None,
            work=post.name if post else _label(source, "professional_title", title),
            party_post=(member.position if member else None) or (party_post.name if party_post else ""),
            appointed=post.starts_on if post else None,
            title=title,
            step=self._step(pay, title) if pay else "",
            coefficient=pay.coefficient if pay else None,
            over_frame=pay.over_frame_percent if pay and pay.over_frame_percent else None,
            counted_from=(pay.counted_from or pay.starts_on) if pay else None,
        )

    def _degree(self, id: int) -> str:
        row = self.source.degrees.get(id)
        if row is None:
            return ""
        codes = self.source.codes("qualification")
        short = codes.extra(row.level, "short") or codes.label(row.level)
        return f"{short} {row.major}" if row.major else short

    def _step(self, pay: Any, title: str | None) -> str:
        """Step of all steps, 3/9, where the pay table is known."""
        if pay.step is None:
            return ""
        table = pay.salary_table or self.source.codes("professional_title").extra(title, "salary_table")
        steps = self.source.policy.scales.steps(table)
        return f"{pay.step}/{steps}" if steps else str(pay.step)


def _label(source: Source, name: str, code: str | None) -> str:
    return source.codes(name).label(code) if code else ""


def _joined(source: Source) -> dict[int, PartialDate]:
    """The day of admission of each member: the beginning of probation, else of what is known."""
    table = TABLES["PartyMembership"]
    begun = table.c.starts_on_first <= source.day
    found: dict[int, PartialDate] = {}
    columns, order = ("staff_id", "stage", "starts_on"), (table.c.starts_on_first, table.c.id)
    rows = source.rows("PartyMembership", *columns, where=begun, order=order)
    for staff, stage, starts_on in rows:
        if stage is PartyStage.PROBATIONARY or staff not in found:
            found[staff] = starts_on
    return found


def _check(source: Source, person: Person) -> None:
    name = person.full_name
    if person.birth_date is None:
        source.find("birth_date.missing", f"{name} chưa có ngày sinh.", person, field="birth_date")
    elif person.sex is None:
        message = f"{name} chưa có giới tính nên ngày sinh không đứng ở cột nào."
        source.find("sex.missing", message, person, field="sex")
    if source.departments.get(person.id) not in source.place_names:
        message = f"{name} chưa được phân khoa, phòng."
        source.find("department.missing", message, person, entity="Placement", field="department")
    if source.degrees.get(person.id) is None:
        message = f"{name} chưa có trình độ chuyên môn."
        source.find("qualification.missing", message, person, entity="Qualification", field="level")
    if source.titles.get(person.id) is None and source.is_official(person.id):
        message = f"{name} chưa có chức danh nghề nghiệp."
        source.find("title.missing", message, person, entity="TitleHolding", field="title")


F06 = ReportKind(
    code="F06",
    title="Danh sách trích ngang cán bộ, viên chức, người lao động",
    group="Danh sách nhân sự",
    period_kind="ASOF",
    recipients="Sở Y tế",
    legal_basis="Theo yêu cầu của Sở Y tế",
    make=_make,
    sensitive=(Sensitivity.ETHNICITY, Sensitivity.PARTY),
    scopes=SCOPES_ALL_FIRST,
)
