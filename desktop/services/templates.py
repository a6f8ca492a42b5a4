"""Empty data-entry workbooks for every kind of list; what is typed into one comes in unchanged."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from desktop.domain.fields import Choice, Code, Day, Exact, Field, Flag, Money, PartialDay, Reference, Whole
from desktop.domain.organisation import Department, PartnerUnit, PartyCell, Post
from desktop.excel.template_book import TemplateColumn, save_template
from desktop.services import lists
from desktop.services.importing.kinds import Column, Kind, entity_of, kind_named
from desktop.services.workspace import Workspace
from desktop.storage.mapping import TABLES

MARK = "VÍ DỤ – xóa dòng này"
_NAMED = {"Department": Department, "PartyCell": PartyCell, "Post": Post, "PartnerUnit": PartnerUnit}
_LONGEST_LIST = 400  # a longer list helps nobody to choose

# One invented person and what may be told of her; other columns show a value of their kind.
_EXAMPLES: Mapping[str, str | int | float] = {
    "staff_code": "VC0001",
    "full_name": "Nguyễn Thị Mai",
    "sex": "Nữ",
    "birth_date": "05/09/1985",
    "citizen_id": "001185012345",
    "citizen_id_issued_on": "12/05/2021",
    "phone": "0912345678",
    "social_insurance_no": "0110123456",
    "ethnic_group": "Kinh",
    "religion": "Không",
    "home_town": "xã Yên Sơn, tỉnh Nghệ An",
    "current_address": "số 12 Trần Phú",
    "department": "Khoa Nội tổng hợp",
    "current_position": "Phó Trưởng khoa",
    "title_name": "Bác sĩ",
    "title_code": "V.08.01.03",
    "salary_table": "Viên chức loại A1",
    "salary_step": 3,
    "step": 3,
    "salary_coefficient": 3.0,
    "coefficient": 3.0,
    "contract_kind": "Viên chức - hợp đồng làm việc không xác định thời hạn",
    "status": "Đang làm việc",
    "party_stage": "Đảng viên chính thức",
    "party_cell": "Chi bộ Nội",
    "cell": "Chi bộ Nội",
    "party_joined_on": "03/02/2015",
    "party_official_on": "03/02/2016",
    "highest_qualification": "Đại học",
    "major": "Y đa khoa",
    "politics_level": "Trung cấp",
    "state_management_level": "Ngạch chuyên viên",
    "english_level": "B1 (bậc 3)",
    "licence_expires_on": "01/07/2029",
    "licence_no": "001234/NA-CCHN",
    "number": "001234/NA-CCHN",
    "decision_no": "123/QĐ-SYT",
    "organisation": "Bệnh viện Đa khoa khu vực",
    "position": "Bác sĩ",
    "topic": "Y đa khoa",
    "plan_year": 2026,
    "period": "2026",
    "term": "2025-2030",
    "mentee_code": "VC0002",
    "mentee_name": "Trần Văn Bình",
    "mentee_birth_date": "1996",
    "mentee_citizen_id": "001096012345",
    "mentor_code": "VC0001",
    "mentor_name": "Nguyễn Thị Mai",
    "mentor_birth_date": "05/09/1985",
    "mentor_citizen_id": "001185012345",
    "planned_post": "Trưởng khoa",
    "partner_unit": "Trung tâm Y tế Yên Sơn",
    "technique": "Nội soi dạ dày",
}
# What the same heading holds on one list and not on another.
_OF_KIND: Mapping[str, Mapping[str, str | int]] = {
    "family": {
        "relation": "Con đẻ",
        "name": "Trần Minh Khôi",
        "birth_year": 2015,
        "detail": "Học sinh, số 12 Trần Phú",
    },
    "appraisals": {"year": 2025, "rating": "Hoàn thành tốt nhiệm vụ"},
    "awards": {"year": 2025},
    "appointments": {"post": "Phó Trưởng khoa"},
    "scientific_works": {"name": "Đánh giá kết quả nội soi dạ dày", "role": "Chủ nhiệm"},
    "foreign_relations": {"detail": "Hội Nhi khoa châu Á, thành viên"},
    "foreign_trips": {"destination": "Nhật Bản", "purpose": "Hội thảo", "funding": "Nơi mời chi trả"},
    "old_regime": {"detail": "Y tá, Bệnh viện tỉnh"},
    "scope_changes": {"scope_text": "Siêu âm tim", "decision_no": "45/QĐ-SYT"},
    "departments": {"name": "Khoa Nội tổng hợp", "code": "K01", "order_no": 1, "parent": "", "successor": ""},
    "posts": {"name": "Phó Trưởng khoa", "code": "PTK", "order_no": 1},
    "party_cells": {"name": "Chi bộ Nội", "code": "CB01", "order_no": 1, "successor": ""},
    "partner_units": {"name": "Trung tâm Y tế Yên Sơn", "successor": ""},
    "decisions": {"number": "123/QĐ-SYT", "issued_on": "20/02/2020"},
}
_STARTS, _ENDS = ("01/03/2020", "28/02/2025")


def template(workspace: Workspace | None, kind: str, path: Path) -> None:
    """Save an empty workbook for a kind of list: headings with notes, drop-down lists, one marked example row.

    With a workspace its departments, cells, posts, own codes and own fields are in it.
    Raises UserError for an unknown kind, EnvironmentRefused where the file cannot be written.
    """
    described = kind_named(kind)
    catalogue = workspace.catalogue if workspace is not None else lists.catalogue()
    columns = described.columns(catalogue)
    if described.template:
        own = {name for part in described.parts for name in catalogue.own_fields(part.entity)}
        by_key = {column.key: column for column in columns}
        columns = [by_key[key] for key in (*described.template, *sorted(own))]
    names = _names_of(workspace)
    save_template(
        path,
        title=described.title or described.caption,
        columns=[_column(column, described, names) for column in columns],
        mark=MARK,
    )


def _names_of(workspace: Workspace | None) -> dict[str, tuple[str, ...]]:
    """The departments, Party cells, posts and partner units of the unit, by kind of record."""
    if workspace is None:
        return {}
    with workspace.database.read() as session:
        found = {}
        for name in _NAMED:
            table = TABLES[name]
            query = select(table.c.name).where(table.c.deleted_at.is_(None)).order_by(table.c.name)
            found[name] = tuple(session.execute(query).scalars())
    return found


def _column(column: Column, kind: Kind, names: Mapping[str, tuple[str, ...]]) -> TemplateColumn:
    described = column.field
    choices, is_closed = _choices(column, names)
    needed = column.name in column.part.needs if column.part.needs else described.required
    is_required = needed and column.part is kind.main
    return TemplateColumn(
        heading=column.label,
        note=_note(column, described, is_required, bool(choices)),
        example=_example(kind, column, choices),
        choices=choices,
        is_closed=is_closed,
        is_required=is_required,
        is_text=not isinstance(described, Whole | Exact | Money),
        width=float(max(described.width, 10, min(24, len(column.label) * 0.8))),
    )


def _choices(column: Column, names: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], bool]:
    described = column.field
    found: tuple[str, ...] = ()
    if isinstance(described, Reference):
        found = names.get(entity_of(described).__name__, ())
    elif isinstance(described, Code) and described.codes is not None:
        found = tuple(row.code if column.is_code else row.label for row in described.codes)
    elif isinstance(described, Choice):
        return tuple(option.label for option in described.options), True
    elif isinstance(described, Flag):
        return ("Có", "Không"), True
    return (found if len(found) <= _LONGEST_LIST else ()), False


def _note(column: Column, described: Field, is_required: bool, has_list: bool) -> str:
    told = []
    if is_required:
        told.append("Bắt buộc.")
    if isinstance(described, PartialDay):
        told.append("Ngày (31/12/1985), tháng (12/1985) hoặc năm (1985).")
    elif isinstance(described, Day):
        told.append("Ngày dạng 31/12/2026.")
    elif isinstance(described, Exact):
        told.append("Số, dùng dấu phẩy thập phân.")
    elif isinstance(described, Money):
        told.append("Số tiền tính bằng đồng.")
    if column.name == "citizen_id":
        told.append("12 chữ số, giữ nguyên số 0 ở đầu.")
    if has_list:
        told.append("Chọn trong danh sách.")
    if described.item:
        told.append(f"Mục {described.item} của sơ yếu lý lịch.")
    return " ".join(told)


def _example(kind: Kind, column: Column, choices: tuple[str, ...]) -> str | int | float:
    described = column.field
    if (own := _OF_KIND.get(kind.name, {}).get(column.key)) is not None:
        return own
    if column.key in _EXAMPLES and not (choices and str(_EXAMPLES[column.key]) not in choices):
        return _EXAMPLES[column.key]
    if isinstance(described, Day | PartialDay):
        return _ENDS if column.name.endswith(("ends_on", "ended_on", "to")) else _STARTS
    if choices:
        return choices[0]
    if isinstance(described, Whole):
        return max(1, described.minimum)
    return ""
