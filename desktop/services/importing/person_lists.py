"""Lists that follow from the declaration of their record: one row each, of a person or of the unit.

Every field is a column by itself, own fields of the unit too; only how a record is known again is said here.
"""

from typing import Any

from desktop.domain.biography import FamilyMember, ForeignRelation, ForeignTrip, Household, OldRegimeService
from desktop.domain.merits import Appraisal, Award, Discipline, ScientificWork
from desktop.domain.organisation import Decision, Department, PartnerUnit, PartyCell, Post
from desktop.domain.party import PartyMembership
from desktop.domain.record import History, Record
from desktop.domain.schooling import Certificate
from desktop.domain.staff import (
    Allowance,
    Appointment,
    EmploymentStatus,
    JobHolding,
    Licence,
    Placement,
    ScopeChange,
    TitleHolding,
)
from desktop.services.importing.kinds import Kind, Name, Part, Way, register
from desktop.services.importing.parts import HISTORY, PERIOD, decision_part, person_part, registered_decision_part
from desktop.services.importing.staff_list import DEPARTMENT

Keys = tuple[tuple[str, ...], ...]


def _of_person(
    name: str,
    title: str,
    entity: type[Record],
    part: str,
    keys: Keys,
    *,
    called: dict[str, Name] | None = None,
    hidden: tuple[str, ...] = HISTORY,
    **facts: Any,
) -> None:
    """Make a list known whose rows are records of people, with the decision behind each where there is one."""
    fields = entity.fields
    period = PERIOD if issubclass(entity, History) else {}
    links = {"decision": "decision"} if "decision" in fields else {}
    paper = [registered_decision_part() if "decision_no" in fields else decision_part()] if links else []
    row = Part(
        part, entity, Way.LISTED, hidden=hidden, called={**period, **(called or {})}, keys=keys, links=links, **facts
    )
    register(Kind(name, entity.caption, (person_part(), *paper, row), title=title))


def _of_unit(name: str, title: str, entity: type[Record], keys: Keys, **facts: Any) -> None:
    """Make a list known whose rows speak of no person."""
    register(Kind(name, entity.caption, (Part("row", entity, Way.LISTED, keys=keys, owner="", **facts),), title=title))


_DEPARTMENT = Name("department", "Khoa, phòng", DEPARTMENT)

_of_person(
    "statuses",
    "Tình trạng công tác",
    EmploymentStatus,
    "status_row",
    (("starts_on", "status"),),
    loose=("status",),
    closes=True,
)
_of_person(
    "placements",
    "Phân công công tác",
    Placement,
    "placement_row",
    (("starts_on", "department"),),
    called={"department": _DEPARTMENT},
    loose=("department",),
    closes=True,
)
_of_person(
    "titles",
    "Chức danh nghề nghiệp",
    TitleHolding,
    "title_row",
    (("starts_on", "title"),),
    loose=("title",),
    closes=True,
)
_of_person(
    "jobs",
    "Vị trí việc làm, bậc",
    JobHolding,
    "job_row",
    (("starts_on", "position", "level"),),
    loose=("position",),
    closes=True,
)
_of_person(
    "appointments",
    "Chức vụ, bổ nhiệm",
    Appointment,
    "appointment",
    (("starts_on", "post"),),
    called={"department": _DEPARTMENT},
    loose=("post",),
)
_of_person("allowances", "Phụ cấp", Allowance, "allowance", (("starts_on", "kind"),), loose=("kind",))
_of_person(
    "certificates",
    "Chứng chỉ, bồi dưỡng",
    Certificate,
    "certificate",
    (("kind", "language", "level", "issued_on"), ("kind", "language", "level")),
    loose=("kind",),
)
_of_person(
    "family",
    "Quan hệ gia đình",
    FamilyMember,
    "relative",
    (("side", "relation", "name"), ("relation", "name")),
    called={"name": Name("name", "", ("Họ và tên", "Họ tên"))},
    hints=("gia dinh", "than nhan", "nguoi than"),
)
_of_person("appraisals", "Đánh giá, xếp loại", Appraisal, "appraisal", (("year",),), hidden=(*HISTORY, "round"))
_of_person("awards", "Khen thưởng", Award, "award", (("year", "form", "content"), ("year", "form")))
_of_person("discipline", "Kỷ luật", Discipline, "discipline", (("decided_on", "form"),), loose=("form",))
_of_person("scientific_works", "Công trình khoa học", ScientificWork, "work_row", (("kind", "name"),))
_of_person(
    "foreign_relations",
    "Quan hệ nước ngoài",
    ForeignRelation,
    "relation",
    (("starts_on", "detail"),),
    loose=("detail",),
)
_of_person(
    "foreign_trips", "Đi nước ngoài", ForeignTrip, "trip", (("starts_on", "destination"),), loose=("destination",)
)
_of_person(
    "old_regime", "Làm việc trong chế độ cũ", OldRegimeService, "service", (("starts_on", "detail"),), loose=("detail",)
)
_of_person("households", "Thu nhập, nhà ở", Household, "household", (("declared_on",),))
_of_person(
    "party_memberships",
    "Đảng tịch",
    PartyMembership,
    "member",
    (("starts_on", "stage"),),
    loose=("stage",),
    closes=True,
)

_LICENCE = Name("licence_no", "Số giấy phép hành nghề", ("Số giấy phép", "Số CCHN", "Số GPHN"))
register(
    Kind(
        "scope_changes",
        "bổ sung phạm vi hành nghề",
        (
            person_part(),
            Part("licence", Licence, Way.LISTED, {"number": _LICENCE}, keys=(("number",),), is_shared=True),
            Part(
                "scope",
                ScopeChange,
                Way.LISTED,
                hidden=("licence",),
                keys=(("scope_text", "decision_no"), ("scope_text",)),
                owner="licence",
                owner_field="licence",
            ),
        ),
        title="Bổ sung phạm vi hành nghề",
    )
)

_of_unit("departments", "Khoa, phòng", Department, (("name",), ("code",)))
_of_unit("posts", "Danh mục chức vụ", Post, (("name",),))
_of_unit("party_cells", "Chi bộ", PartyCell, (("name",),))
_of_unit("partner_units", "Đơn vị phối hợp", PartnerUnit, (("name",),))
_of_unit("decisions", "Quyết định", Decision, (("number", "issued_on"), ("number",)))
