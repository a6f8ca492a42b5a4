"""How complete a record is against the 38-item form (sơ yếu lý lịch, TT 06/2023/TT-BNV): what it owes, and what is missing.

Not every item is owed by everybody: military service only by who served, the Party's dates by its members, a spouse's
family by who is married. Some items may not stay blank where there is nothing: the form wants «Không» written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.biography import DocumentKind, FamilySide
from desktop.domain.checks import Known, Life
from desktop.domain.party import PartyStage
from desktop.domain.record import RECORDS, on_day

Asked = Callable[[Life, Known], bool]


@dataclass(frozen=True)
class Item:
    """One item of the form: its number and label, the record and field that it opens, who owes it, whether it is there.

    `wants_no` marks an item where «Không» is written if there is nothing.
    """

    number: str
    label: str
    entity: str
    field: str
    filled: Asked
    owed: Asked
    wants_no: bool = False


@dataclass(frozen=True)
class Completeness:
    """What one person's record owes and has: `percent` of the owed items, whole, never rounded up to 100."""

    owed: tuple[Item, ...]
    missing: tuple[Item, ...]

    @property
    def percent(self) -> int:
        """The share of owed items that are there."""
        return 100 * (len(self.owed) - len(self.missing)) // len(self.owed) if self.owed else 100


def measure(life: Life, known: Known, items: Sequence[Item] | None = None) -> Completeness:
    """What a person's record owes, and what of it is missing. `items`: those that the user may see."""
    owed = tuple(item for item in (ITEMS if items is None else items) if item.owed(life, known))
    return Completeness(owed, tuple(item for item in owed if not item.filled(life, known)))


def seen_items(known: Known) -> tuple[Item, ...]:
    """The items that the user may see."""
    rights = known.catalogue.rights
    return tuple(
        item for item in ITEMS if rights.opens(RECORDS[item.entity]) and item.field in known.fields(item.entity)
    )


def wanted_fields(items: Iterable[Item]) -> frozenset[str]:
    """The fields of a person's own row that the items look at."""
    return frozenset(item.field for item in items if item.entity == "StaffMember") | _BESIDE


# Who owes an item


def _all(_life: Life, _known: Known) -> bool:
    return True


def _served(life: Life, _known: Known) -> bool:
    m = life.member
    return bool(m.military_enlisted_on or m.military_discharged_on or m.highest_military_rank)


def _is_member(life: Life, _known: Known) -> bool:
    return bool(life.of("PartyMembership"))


def _is_official(life: Life, _known: Known) -> bool:
    return any(row.stage is PartyStage.OFFICIAL for row in life.of("PartyMembership"))


def _leads(life: Life, known: Known) -> bool:
    row = on_day(life.of("Appointment"), known.today)
    return row is not None and (post := known.posts.get(row.post_id)) is not None and bool(post.is_manager)


def _has_title(life: Life, known: Known) -> bool:
    """Everybody but who works in support under a labour contract."""
    contract = on_day(life.of("Contract"), known.today)
    support = contract is not None and known.extra("contract_type", contract.kind, "support") == "1"
    return bool(life.of("TitleHolding")) or not support


def _has_job(life: Life, _known: Known) -> bool:
    return bool(life.of("JobHolding"))


def _was_rated(life: Life, known: Known) -> bool:
    """Who worked at least half of last year is rated for it."""
    joined = life.member.joined_unit_on or life.member.first_recruited_on
    return joined is not None and (joined.first.year, joined.first.month) <= (known.today.year - 1, 7)


def _is_married(life: Life, _known: Known) -> bool:
    return any(row.relation in ("VO", "CHONG") for row in life.of("FamilyMember"))


# Whether an item is there


def _any_of(*names: str) -> Asked:
    return lambda life, _known: any(getattr(life.member, name) not in (None, "") for name in names)


def _rows(kind: str, *names: str) -> Asked:
    """At least one row of a kind, and in one row everything named."""
    return lambda life, _known: any(all(getattr(row, name) is not None for name in names) for row in life.of(kind))


def _today(kind: str, *names: str) -> Asked:
    """The row that holds today has everything named."""

    def has(life: Life, known: Known) -> bool:
        row = on_day(life.of(kind), known.today)
        return row is not None and all(getattr(row, name) is not None for name in names)

    return has


def _relation(*codes: str) -> Asked:
    return lambda life, _known: any(row.relation in codes for row in life.of("FamilyMember"))


def _has_photo(life: Life, _known: Known) -> bool:
    return any(row.kind is DocumentKind.PHOTO for row in life.of("Attachment"))


def _rated_last_year(life: Life, known: Known) -> bool:
    return any(row.year == known.today.year - 1 for row in life.of("Appraisal"))


def _has_side(life: Life, _known: Known) -> bool:
    return any(row.side is FamilySide.SPOUSE for row in life.of("FamilyMember"))


def _began(stage: PartyStage | None) -> Asked:
    def has(life: Life, _known: Known) -> bool:
        rows: Iterable[Any] = life.of("PartyMembership")
        return any(row.starts_on for row in rows if stage is None or row.stage is stage)

    return has


def _own(number: str, label: str, *names: str, owed: Asked = _all, wants_no: bool = False) -> Item:
    """An item of the person's own row, there where any of the fields is filled; the first one is opened."""
    return Item(number, label, "StaffMember", names[0], _any_of(*names), owed, wants_no)


_BESIDE = frozenset(
    (
        *("birth_province", "home_province", "current_province", "union_joined_on", "joined_unit_on"),
        *("first_recruited_on", "military_enlisted_on", "military_discharged_on", "highest_military_rank"),
    )
)

ITEMS: tuple[Item, ...] = (
    Item("0b", "Khoa, phòng đang công tác", "Placement", "department", _today("Placement", "department_id"), _all),
    Item("0e", "Ảnh 4x6", "Attachment", "kind", _has_photo, _all),
    _own("1b", "Giới tính", "sex"),
    _own("3", "Ngày sinh", "birth_date"),
    _own("4", "Nơi sinh", "birth_place", "birth_province"),
    _own("5", "Quê quán", "home_town", "home_province"),
    _own("6", "Dân tộc", "ethnic_group"),
    _own("7", "Tôn giáo", "religion", wants_no=True),
    _own("8a", "Số CCCD", "citizen_id"),
    _own("8b", "Ngày cấp CCCD", "citizen_id_issued_on"),
    _own("8c", "Số điện thoại", "phone"),
    _own("9a", "Số BHXH", "social_insurance_no"),
    _own("9b", "Số thẻ BHYT", "health_insurance_card_no"),
    _own("10", "Nơi ở hiện nay", "current_address", "current_province"),
    _own("11", "Thành phần gia đình xuất thân", "family_class_origin"),
    _own("12", "Nghề nghiệp trước khi tuyển dụng", "occupation_before_recruitment"),
    _own("13a", "Ngày tuyển dụng lần đầu", "first_recruited_on"),
    _own("13b", "Cơ quan tuyển dụng", "first_recruiting_agency"),
    _own("14", "Ngày vào đơn vị", "joined_unit_on"),
    Item("15a", "Ngày vào Đảng", "PartyMembership", "starts_on", _began(None), _is_member),
    Item("15b", "Ngày chính thức", "PartyMembership", "starts_on", _began(PartyStage.OFFICIAL), _is_official),
    _own("16", "Ngày tham gia tổ chức chính trị - xã hội đầu tiên", "first_mass_org_joined_on", "union_joined_on"),
    _own("17a", "Ngày nhập ngũ", "military_enlisted_on", owed=_served),
    _own("17b", "Ngày xuất ngũ", "military_discharged_on", owed=_served),
    _own("17c", "Quân hàm cao nhất", "highest_military_rank", owed=_served),
    _own("18", "Đối tượng chính sách", "policy_beneficiary", wants_no=True),
    _own("19", "Trình độ giáo dục phổ thông", "general_education_level"),
    Item("20", "Trình độ chuyên môn cao nhất", "Qualification", "level", _rows("Qualification", "level"), _all),
    Item("23b", "Ngày bổ nhiệm chức vụ", "Appointment", "starts_on", _today("Appointment", "starts_on"), _leads),
    _own("28", "Công việc chính được giao", "main_duty"),
    _own("29", "Sở trường công tác", "strengths"),
    Item("30.1a", "Chức danh nghề nghiệp", "TitleHolding", "title", _today("TitleHolding", "title"), _has_title),
    Item(
        "30.1c", "Ngày bổ nhiệm chức danh", "TitleHolding", "starts_on", _today("TitleHolding", "starts_on"), _has_title
    ),
    Item("30.1d", "Bậc lương", "SalaryStep", "step", _today("SalaryStep", "step"), _has_title),
    Item("30.1e", "Hệ số lương", "SalaryStep", "coefficient", _today("SalaryStep", "coefficient"), _has_title),
    Item("30.1f", "Ngày hưởng lương", "SalaryStep", "starts_on", _today("SalaryStep", "starts_on"), _has_title),
    Item("30.3a", "Bậc của vị trí việc làm", "JobHolding", "level", _today("JobHolding", "level"), _has_job),
    _own("31a", "Tình trạng sức khỏe", "health_status"),
    _own("31b", "Chiều cao", "height_cm"),
    _own("31c", "Cân nặng", "weight_kg"),
    _own("31d", "Nhóm máu", "blood_group"),
    Item(
        "32.1",
        "Quá trình đào tạo: trường, chuyên ngành",
        "Qualification",
        "school",
        _rows("Qualification", "school"),
        _all,
    ),
    Item("33", "Tóm tắt quá trình công tác", "WorkHistory", "organisation", _rows("WorkHistory"), _all),
    _own("34.1", "Lịch sử bản thân: bị bắt, bị tù", "personal_history", wants_no=True),
    Item("35.1", "Xếp loại năm trước", "Appraisal", "rating", _rated_last_year, _was_rated),
    Item("36.1", "Cha", "FamilyMember", "name", _relation("CHA_DE", "CHA_NUOI", "CHA_KE"), _all),
    Item("36.1", "Mẹ", "FamilyMember", "name", _relation("ME_DE", "ME_NUOI", "ME_KE"), _all),
    Item("36.2", "Gia đình bên vợ hoặc chồng", "FamilyMember", "side", _has_side, _is_married),
    Item("37.3", "Thu nhập, nhà ở, đất ở", "Household", "declared_on", _rows("Household"), _all),
)
# Of the rows of these kinds the named fields are looked at, beside their period.
ROW_FIELDS: dict[str, tuple[str, ...]] = {
    "EmploymentStatus": ("status",),
    "Placement": ("department",),
    "Attachment": ("kind",),
    "PartyMembership": ("stage",),
    "Qualification": ("level", "school"),
    "Appointment": ("post",),
    "TitleHolding": ("title",),
    "SalaryStep": ("step", "coefficient"),
    "JobHolding": ("level",),
    "Contract": ("kind",),
    "WorkHistory": (),
    "Appraisal": ("year",),
    "FamilyMember": ("relation", "side"),
    "Household": (),
}
