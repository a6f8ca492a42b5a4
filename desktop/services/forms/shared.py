"""Lines and tables that several forms of the staff record have in common."""

from typing import Any

from desktop.domain.biography import FamilySide
from desktop.domain.schooling import Certificate, Qualification
from desktop.domain.staff import AppointmentKind
from desktop.excel.form import Column, Entry, Line
from desktop.services.forms.facts import Facts
from desktop.services.forms.wording import month, period

_PLACES = {
    "birth": ("birth_place", "birth_commune", "birth_province"),
    "home": ("home_town", "home_commune", "home_province"),
    "current": ("current_address", "current_commune", "current_province"),
    "permanent": ("permanent_address", "permanent_commune", "permanent_province"),
}


def place(facts: Facts, which: str) -> str:
    """A place as it was printed; where that is not known, commune and province of today."""
    printed, commune, province = (facts.own(name) for name in _PLACES[which])
    return printed or ", ".join(text for text in (commune, province) if text)


def name_entry(facts: Facts) -> Line:
    """The first line of every form."""
    return Line(Entry("1) Họ và tên khai sinh (viết chữ in hoa): ", facts.own("full_name").upper(), 8, bold=True))


def every_post(facts: Facts) -> str:
    """All posts held, those of the Party and beside the main one with them; else the title."""
    main = [str(row.post) for row in facts.posts(is_party=False, kind=AppointmentKind.MAIN)]
    found = [*main, facts.concurrent, facts.party_post, facts.party_concurrent]
    return "; ".join(text for text in found if text) or facts.text(facts.title, "title")


def mass_organisation(facts: Facts) -> str:
    """The first organisation, or the Youth Union, with its day."""
    return facts.own("first_mass_org_joined_on") or facts.own("union_joined_on")


SCHOOLED = (
    Column("Tên trường", 26),
    Column("Chuyên ngành đào tạo, bồi dưỡng", 20),
    Column("Từ tháng, năm - đến tháng, năm", 20, "center"),
    Column("Hình thức đào tạo", 13),
    Column("Văn bằng, chứng chỉ, trình độ gì", 21),
)
RELATIVES = (
    Column("Mối quan hệ", 14),
    Column("Họ và tên", 24),
    Column("Năm sinh", 9, "center"),
    Column(
        "Quê quán, nghề nghiệp, chức danh, chức vụ, đơn vị công tác, học tập, nơi ở (trong, ngoài nước); thành viên các "
        "tổ chức chính trị - xã hội",
        53,
    ),
)


def schooled(facts: Facts) -> list[tuple[str, ...]]:
    """Degrees and certificates in one table."""
    return [schooled_row(facts, row) for row in (*facts.rows(Qualification), *facts.rows(Certificate))]


def schooled_row(facts: Facts, row: Any) -> tuple[str, ...]:
    """A degree or certificate: school, subject, from – to, mode, what was given."""
    is_degree = isinstance(row, Qualification)
    given = "graduated_on" if is_degree else "issued_on"
    return (
        facts.text(row, "school"),
        facts.text(row, "major") if is_degree else facts.language(row) or row.kind.label,
        period(month(row.starts_on), facts.until(row, "ends_on", given)),
        facts.text(row, "study_mode"),
        facts.diploma(row) if is_degree else facts.certificate(row),
    )


def served(facts: Facts) -> list[tuple[str, str]]:
    """Service in two columns: from – to; as what and where."""
    return [
        (period(start, end), ", ".join(text for text in (position, where) if text))
        for start, end, where, position in facts.served()
    ]


def relatives(facts: Facts, side: FamilySide) -> list[tuple[str, ...]]:
    """The rows of a table of relatives."""
    return [
        (facts.text(row, "relation"), facts.text(row, "name"), facts.text(row, "birth_year"), facts.relative(row))
        for row in facts.family(side)
    ]
