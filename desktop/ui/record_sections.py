"""How the record of a person is laid out: sections of fields and tables, in the order of the paper form.

Words, checks and numbers of the paper come from the fields; only the order stands here. A field that the unit
added joins the last section by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop.domain.catalogue import Catalogue
from desktop.domain.mentoring import MentoringAssignment
from desktop.domain.party import PartyCase, PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, Qualification, WorkHistory
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Licence,
    Placement,
    SalaryStep,
    StaffMember,
    TitleHolding,
)
from desktop.domain.succession import SuccessionEntry
from desktop.domain.training import Enrolment


@dataclass(frozen=True)
class TableLayout:
    """A table of the record: which columns its list shows, and which fields its form asks for."""

    entity: type[Record]
    title: str
    columns: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class SectionLayout:
    """A section: fields of the person, then tables."""

    key: str
    title: str
    fields: tuple[str, ...] = ()
    tables: tuple[TableLayout, ...] = ()
    title_alone: str = ""  # where the user may see none of the tables


_PERIOD = ("starts_on", "ends_on")

SECTIONS = (
    SectionLayout(
        "general",
        "Thông tin chung",
        fields=(
            "full_name",
            "sex",
            "other_names",
            "birth_date",
            "birth_place",
            "home_town",
            "ethnic_group",
            "religion",
            "citizen_id",
            "citizen_id_issued_on",
            "phone",
            "social_insurance_no",
            "health_insurance_card_no",
            "current_address",
            "permanent_address",
            "staff_code",
            "staff_no",
        ),
    ),
    SectionLayout(
        "service",
        "Công tác",
        fields=(
            "first_recruited_on",
            "joined_unit_on",
            "first_recruiting_agency",
            "occupation_before_recruitment",
            "main_duty",
            "strengths",
        ),
        tables=(
            TableLayout(Placement, "Khoa, phòng", ("department", "job", *_PERIOD), ("department", "job", *_PERIOD)),
            TableLayout(EmploymentStatus, "Tình trạng", ("status", "reason", *_PERIOD), ("status", "reason", *_PERIOD)),
            TableLayout(Contract, "Hợp đồng", ("kind", "number", *_PERIOD), ("kind", "number", "signed_on", *_PERIOD)),
        ),
    ),
    SectionLayout(
        "titles",
        "Chức danh, chức vụ",
        tables=(
            TableLayout(
                TitleHolding,
                "Chức danh nghề nghiệp",
                ("title", *_PERIOD),
                ("title", *_PERIOD),
            ),
            TableLayout(
                Appointment,
                "Chức vụ",
                ("post", "department", "starts_on", "term_ends_on"),
                ("post", "kind", "department", "allowance", *_PERIOD, "term_ends_on"),
            ),
        ),
    ),
    SectionLayout(
        "salary",
        "Lương",
        tables=(
            TableLayout(
                SalaryStep,
                "Diễn biến lương",
                ("salary_table", "step", "coefficient", "over_frame_percent", "starts_on"),
                (
                    "salary_table",
                    "step",
                    "coefficient",
                    "percent",
                    "over_frame_percent",
                    "counted_from",
                    "amount",
                    "reason",
                    *_PERIOD,
                ),
            ),
        ),
    ),
    SectionLayout(
        "education",
        "Trình độ",
        fields=("general_education_level", "academic_rank"),
        tables=(
            TableLayout(
                Qualification,
                "Chuyên môn",
                ("level", "major", "school", "graduated_on"),
                ("level", "major", "school", "study_mode", *_PERIOD, "graduated_on", "diploma", "diploma_no"),
            ),
            TableLayout(
                Certificate,
                "Chứng chỉ, bồi dưỡng",
                ("kind", "level", "name", "issued_on"),
                ("kind", "level", "name", "school", "number", "issued_on", *_PERIOD),
            ),
        ),
    ),
    SectionLayout(
        "history",
        "Quá trình công tác",
        tables=(
            TableLayout(
                WorkHistory,
                "Tóm tắt quá trình công tác",
                ("starts_on", "ends_on", "organisation", "position"),
                (*_PERIOD, "organisation", "position"),
            ),
        ),
    ),
    SectionLayout(
        "licence",
        "Giấy phép hành nghề",
        tables=(
            TableLayout(
                Licence,
                "Giấy phép, chứng chỉ hành nghề",
                ("number", "kind", "issued_on", "expires_on", "state"),
                ("kind", "number", "issued_on", "expires_on", "issuer", "scope_text", "state"),
            ),
        ),
    ),
    SectionLayout(
        "party",
        "Đảng, đoàn thể",
        title_alone="Đoàn thể",
        fields=("union_joined_on", "first_mass_org_joined_on"),
        tables=(
            TableLayout(
                PartyMembership,
                "Đảng tịch",
                ("stage", "cell", "position", "starts_on"),
                ("stage", "cell", "position", *_PERIOD, "end_reason"),
            ),
            TableLayout(
                PartyCase,
                "Hồ sơ phát triển Đảng",
                ("state", "cell", "list_resolution_on", "class_cert_on", "ceremony_on"),
                (
                    "state",
                    "state_since",
                    "cell",
                    "nominated_by",
                    "nominated_on",
                    "list_resolution_no",
                    "list_resolution_on",
                    "class_cert_no",
                    "class_cert_on",
                    "class_cert_issuer",
                    "dossier_allowed_on",
                    "dossier_opened_on",
                    "vetting_sent_on",
                    "vetting_done_on",
                    "cell_meeting_on",
                    "base_meeting_on",
                    "decision_no",
                    "decision_issued_on",
                    "decision_received_on",
                    "ceremony_on",
                    "ceremony_late_consent",
                    "new_member_class_no",
                    "new_member_class_on",
                    "has_self_review",
                    "has_mentor_comment",
                    "has_summary",
                    "off_cell_meeting_on",
                    "off_base_meeting_on",
                    "off_decision_no",
                    "off_decision_on",
                    "official_on",
                    "announced_on",
                    "expected_in",
                    "obstacle",
                    "late_reason",
                    "closed_on",
                    "closed_reason",
                    "paper_location",
                ),
            ),
        ),
    ),
    SectionLayout(
        "mentoring",
        "Được kèm cặp",
        tables=(
            TableLayout(
                MentoringAssignment,
                "Người hướng dẫn",
                ("kind", "mentor", "assigned_on", "state"),
                (
                    "kind",
                    "mentor",
                    "slot",
                    "decision_no",
                    "decision_on",
                    "assigned_on",
                    "together_since",
                    "state",
                    "ended_on",
                    "end_reason",
                    "note",
                ),
            ),
        ),
    ),
    SectionLayout(
        "training",
        "Đào tạo",
        tables=(
            TableLayout(
                Enrolment,
                "Cử đi đào tạo",
                ("kind", "topic", "institution", "starts_on", "state"),
                (
                    "kind",
                    "topic",
                    "institution",
                    "country",
                    "study_mode",
                    "starts_on",
                    "planned_end_on",
                    "ended_on",
                    "returned_on",
                    "decision_no",
                    "decision_on",
                    "state",
                    "result",
                    "diploma_no",
                    "diploma_on",
                    "cost_state",
                    "cost_unit",
                    "cost_self",
                    "cost_other",
                ),
            ),
            TableLayout(
                SuccessionEntry,
                "Quy hoạch",
                ("planned_post", "term", "decision_on", "state"),
                (
                    "planned_post",
                    "department",
                    "term",
                    "first_planned_on",
                    "decision_no",
                    "decision_on",
                    "approving_body",
                    "state",
                    "state_on",
                    "out_reason",
                    "last_review_on",
                    "last_review_result",
                ),
            ),
        ),
    ),
    SectionLayout(
        "person",
        "Bản thân, chính sách",
        fields=(
            "family_class_origin",
            "policy_beneficiary",
            "state_title",
            "military_enlisted_on",
            "military_discharged_on",
            "highest_military_rank",
            "health_status",
            "blood_group",
            "height_cm",
            "weight_kg",
            "note",
        ),
    ),
)

# The page's list: key of the column, title, width in pixels (0: shares), alignment, and whether it may give way.
LIST_COLUMNS = (
    ("staff_code", "Mã", 78),
    ("full_name", "Họ và tên", 0),
    ("birth_date", "Ngày sinh", 92),
    ("department", "Khoa, phòng", 0),
    ("title", "Chức danh", 0),
    ("party_stage", "Đảng", 84),
)


def tables(layouts: Iterable[SectionLayout] = SECTIONS) -> tuple[type[Record], ...]:
    """Every kind of record that the page shows in a table."""
    return tuple(table.entity for section in layouts for table in section.tables)


def seen(catalogue: Catalogue) -> tuple[SectionLayout, ...]:
    """The sections with what the user may see of them; a section of which nothing is left is left out."""
    found = []
    known = catalogue.fields(StaffMember)
    for layout in SECTIONS:
        fields = tuple(name for name in layout.fields if name in known)
        opened = tuple(_seen(each, catalogue) for each in layout.tables if catalogue.rights.opens(each.entity))
        title = layout.title_alone if layout.title_alone and not opened else layout.title
        if fields or opened:
            found.append(replace(layout, title=title, fields=fields, tables=opened))
    return tuple(found)


def _seen(layout: TableLayout, catalogue: Catalogue) -> TableLayout:
    known = catalogue.fields(layout.entity)
    columns, fields = (tuple(n for n in names if n in known) for names in (layout.columns, layout.fields))
    return replace(layout, columns=columns, fields=fields)
