"""How the record of a person is laid out: sections of fields and tables, in the order of the paper form.

Words, checks and numbers of the paper come from the fields; only the order stands here. A field that the unit
added joins the section that says so by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from desktop.domain.biography import (
    FamilyMember,
    FamilySide,
    FollowUp,
    ForeignRelation,
    ForeignTrip,
    Household,
    NationalEntry,
    OldRegimeService,
)
from desktop.domain.catalogue import Catalogue
from desktop.domain.fields import Coded
from desktop.domain.mentoring import MentoringAssignment, MentoringReview, TechniqueTransfer
from desktop.domain.merits import Appraisal, Award, Discipline, ScientificWork
from desktop.domain.party import PartyCase, PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, CertificateKind, Qualification, WorkHistory
from desktop.domain.staff import (
    Allowance,
    Appointment,
    Contract,
    EmploymentStatus,
    JobHolding,
    Licence,
    Placement,
    SalaryStep,
    ScopeChange,
    StaffAct,
    StaffMember,
    TitleHolding,
)
from desktop.domain.succession import SuccessionEntry
from desktop.domain.training import Enrolment

PAPERS, PAY, TIMELINE, CHANGES = "papers", "pay", "timeline", "changes"  # views of a person that are no form

# What hangs together behind the clerk's back: links that other rooms keep, and what a view of its own shows.
ELSEWHERE = frozenset(
    (
        ("Enrolment", "line"),
        ("FollowUp", "act_uid"),
        ("FollowUp", "record_uid"),
        ("NationalEntry", "covers_until"),
    )
)


@dataclass(frozen=True)
class TableLayout:
    """A table of the record: which columns its list shows, and which fields its form asks for.

    `only` names a field and the values of it that stand in this table, where one kind of record fills several (None
    among them: rows without a value). `item` is the number of the table on the paper. `key` tells two tables apart.
    """

    entity: type[Record]
    title: str
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    item: str = ""
    only: tuple[str, tuple[Coded | None, ...]] | None = None
    part: str = ""

    @property
    def key(self) -> str:
        """The name of the kind of record, and of the part of it."""
        return f"{self.entity.__name__}:{self.part}" if self.part else self.entity.__name__

    def holds(self, texts: Mapping[str, str]) -> bool:
        """Whether a row, as text, stands in this table."""
        if self.only is None:
            return True
        name, wanted = self.only
        return texts.get(name, "") in {each.label if each else "" for each in wanted}


@dataclass(frozen=True)
class SectionLayout:
    """A section: fields of the person, then tables; or a view. `headings` stand over the field that they name."""

    key: str
    title: str
    fields: tuple[str, ...] = ()
    tables: tuple[TableLayout, ...] = ()
    title_alone: str = ""  # where the user may see none of the tables
    headings: tuple[tuple[str, str], ...] = ()
    has_own_fields: bool = False
    view: str = ""


_PERIOD = ("starts_on", "ends_on")
_SCHOOL = (*_PERIOD, "school")

# Text of a place as printed, then its commune and province of today.
PLACES = {
    "birth_place": ("birth_commune", "birth_province"),
    "home_town": ("home_commune", "home_province"),
    "current_address": ("current_commune", "current_province"),
    "permanent_address": ("permanent_commune", "permanent_province"),
}
WIDE = frozenset(PLACES)


def _table(
    entity: type[Record],
    title: str,
    columns: tuple[str, ...],
    more: tuple[str, ...] = (),
    *,
    item: str = "",
    only: tuple[str, tuple[Coded | None, ...]] | None = None,
    part: str = "",
) -> TableLayout:
    """A table whose form asks for its columns, then for what there is `more`, then for the decision."""
    decided = ("decision",) if "decision" in entity.fields else ()
    return TableLayout(entity, title, columns, (*columns, *more, *decided), item, only, part)


def _certificates(part: str, title: str, item: str, columns: tuple[str, ...], *kinds: CertificateKind) -> TableLayout:
    every = ("kind", "language", "level", "name", "study_mode", "score", "school", "number", "issued_on", *_PERIOD)
    more = tuple(name for name in every if name not in columns)
    return _table(Certificate, title, columns, more, item=item, only=("kind", kinds), part=part)


_GENERAL = SectionLayout(
    "general",
    "Thông tin chung",
    fields=(
        *("staff_code", "staff_no", "full_name", "sex", "other_names", "birth_date"),
        *("birth_place", "birth_commune", "birth_province"),
        *("home_town", "home_commune", "home_province"),
        *("ethnic_group", "religion"),
        *("citizen_id", "citizen_id_issued_on", "citizen_id_issuer", "old_identity_no", "phone", "email"),
        *("social_insurance_no", "health_insurance_card_no", "tax_code"),
        *("current_address", "current_commune", "current_province"),
        *("permanent_address", "permanent_commune", "permanent_province"),
    ),
    headings=(
        ("birth_place", "Nơi sinh, quê quán (ghi như giấy tờ; xã, tỉnh theo địa giới từ 01/07/2025)"),
        ("ethnic_group", "Dân tộc, giấy tờ, liên hệ"),
        ("current_address", "Nơi ở"),
    ),
)
_RECRUITMENT = SectionLayout(
    "recruitment",
    "Tuyển dụng, lai lịch",
    fields=(
        *("family_class_origin", "occupation_before_recruitment", "first_recruited_on", "first_recruiting_agency"),
        *("joined_unit_on", "military_enlisted_on", "military_discharged_on", "highest_military_rank"),
        *("policy_beneficiary", "war_invalid_class", "policy_family", "state_title"),
    ),
)
_PARTY = SectionLayout(
    "party",
    "Đảng, đoàn thể",
    title_alone="Đoàn thể",
    fields=("first_mass_org_joined_on", "union_joined_on"),
    tables=(
        _table(PartyMembership, "Đảng tịch", ("stage", "cell", "position", *_PERIOD), ("end_reason",), item="15"),
        _table(
            PartyCase,
            "Hồ sơ phát triển Đảng",
            ("state", "cell", "list_resolution_on", "class_cert_on", "ceremony_on"),
            (
                *("state_since", "rule_name", "nominated_by", "nominated_on", "list_resolution_no", "class_cert_no"),
                *("class_cert_issuer", "dossier_allowed_on", "dossier_opened_on", "vetting_sent_on"),
                *("vetting_done_on", "cell_meeting_on", "base_meeting_on", "decision_no", "decision_issued_on"),
                *("decision_received_on", "ceremony_late_consent", "new_member_class_no", "new_member_class_on"),
                *("has_self_review", "has_mentor_comment", "has_summary", "off_cell_meeting_on"),
                *("off_base_meeting_on", "off_decision_no", "off_decision_on", "official_on", "announced_on"),
                *("expected_in", "obstacle", "late_reason", "closed_on", "closed_reason", "paper_location"),
            ),
        ),
    ),
)
_EDUCATION = SectionLayout(
    "education",
    "Trình độ, đào tạo",
    fields=("general_education_level", "academic_rank", "specialised_training"),
    tables=(
        _table(
            Qualification,
            "Chuyên môn",
            ("level", "major", "school", "study_mode", "graduated_on"),
            ("diploma", "diploma_no", *_PERIOD),
            item="32.1",
        ),
        _certificates(
            "politics",
            "Lý luận chính trị",
            "32.2",
            ("level", "school", "study_mode", "name", "issued_on"),
            CertificateKind.POLITICS,
        ),
        _certificates(
            "professional",
            "Quản lý nhà nước, chức danh nghề nghiệp, nghiệp vụ",
            "32.3",
            ("kind", "name", "school", "issued_on"),
            *(CertificateKind.STATE_MANAGEMENT, CertificateKind.TITLE),
            *(CertificateKind.MANAGEMENT, CertificateKind.OTHER),
        ),
        _certificates(
            "defence", "Quốc phòng, an ninh", "32.4", ("level", "name", "school", "issued_on"), CertificateKind.DEFENCE
        ),
        _certificates("it", "Tin học", "32.5", ("level", "name", "school", "issued_on"), CertificateKind.IT),
        _certificates(
            "languages",
            "Ngoại ngữ, tiếng dân tộc",
            "32.6",
            ("kind", "language", "level", "score", "school", "issued_on"),
            *(CertificateKind.ENGLISH, CertificateKind.LANGUAGE, CertificateKind.ETHNIC_LANGUAGE),
        ),
    ),
)
_SERVICE = SectionLayout(
    "service",
    "Công tác",
    fields=("main_duty", "strengths", "retires_on", "retirement_basis"),
    tables=(
        _table(Placement, "Khoa, phòng", ("department", "job", *_PERIOD)),
        _table(EmploymentStatus, "Tình trạng", ("status", "reason", *_PERIOD), ("place", "returns_on")),
        _table(Contract, "Hợp đồng", ("kind", "number", *_PERIOD), ("signed_on",)),
    ),
)
_TITLES = SectionLayout(
    "titles",
    "Chức vụ, vị trí",
    tables=(
        _table(
            Appointment,
            "Chức vụ",
            ("post", "department", "starts_on", "term_ends_on", "ends_on"),
            ("kind", "allowance", "reappointed_on", "term_basis"),
            item="23",
        ),
        _table(TitleHolding, "Chức danh nghề nghiệp", ("title", *_PERIOD), item="30.1"),
        _table(
            JobHolding,
            "Vị trí việc làm",
            ("position", "level", "meets_standard", *_PERIOD),
            ("salary_table", "standard_due_on"),
            item="30.3",
        ),
    ),
)
_SALARY = SectionLayout(
    "salary",
    "Lương, phụ cấp",
    tables=(
        _table(
            SalaryStep,
            "Diễn biến lương",
            ("starts_on", "ends_on", "salary_table", "step", "coefficient", "over_frame_percent"),
            ("percent", "counted_from", "over_frame_from", "basis", "amount", "raise_kind", "reason"),
            item="37.1",
        ),
        _table(
            Allowance,
            "Phụ cấp",
            ("kind", "coefficient", "percent", *_PERIOD),
            ("amount", "basis", "reason"),
            item="37.2",
        ),
    ),
)
_LICENCE = SectionLayout(
    "licence",
    "Hành nghề",
    tables=(
        _table(
            Licence,
            "Giấy phép, chứng chỉ hành nghề",
            ("number", "kind", "issued_on", "expires_on", "state"),
            ("issuer", "scope_text"),
        ),
        _table(ScopeChange, "Bổ sung phạm vi", ("licence", "decision_no", "decided_on", "scope_text")),
    ),
)
_LIFE = SectionLayout(
    "life",
    "Sức khỏe, bản thân",
    fields=(
        *("health_status", "blood_group", "height_cm", "weight_kg"),
        *("personal_history", "relatives_abroad"),
    ),
    tables=(
        _table(OldRegimeService, "Làm việc trong chế độ cũ", ("detail", *_PERIOD), item="34.2"),
        _table(ForeignRelation, "Quan hệ với tổ chức nước ngoài", ("detail", *_PERIOD), item="34.3"),
        _table(ForeignTrip, "Đi nước ngoài", ("destination", "purpose", *_PERIOD), ("funding",)),
    ),
)
_HISTORY = SectionLayout(
    "history",
    "Quá trình công tác",
    tables=(_table(WorkHistory, "Tóm tắt quá trình công tác", (*_PERIOD, "organisation", "position"), item="33"),),
)
_MERITS = SectionLayout(
    "merits",
    "Đánh giá, thi đua",
    tables=(
        _table(
            Appraisal,
            "Đánh giá, xếp loại hằng năm",
            ("year", "rating", "emulation_rating", "decided_on"),
            (
                *("general_points", "result_points", "group", "unit_group", "not_rated_reason", "decided_by"),
                *("round", "comment"),
            ),
            item="35.1",
        ),
        _table(
            Award,
            "Khen thưởng",
            ("year", "form", "content", "decided_by"),
            ("awarded_on", "decision_no"),
            item="35.1",
        ),
        _table(
            Discipline,
            "Kỷ luật",
            ("form", "decided_on", "expires_on", "violation"),
            ("sphere", "decided_by", "decision_no"),
            item="35.2",
        ),
        _table(
            ScientificWork,
            "Công trình khoa học",
            ("kind", "name", "level", "role", "accepted_on"),
            ("started_on", "acceptance", "decision_no", "published_in"),
        ),
    ),
)
_FAMILY = SectionLayout(
    "family",
    "Gia đình, kinh tế",
    tables=(
        *(
            _table(
                FamilyMember,
                title,
                ("relation", "name", "birth_year", "detail"),
                ("side", "country", "order_no"),
                item=item,
                only=("side", sides),
                part=part,
            )
            for part, title, item, sides in (
                ("own", "Gia đình bản thân", "36.1", (FamilySide.OWN, None)),
                ("spouse", "Gia đình bên vợ hoặc chồng", "36.2", (FamilySide.SPOUSE,)),
            )
        ),
        _table(
            Household,
            "Thu nhập, nhà ở, đất đai",
            ("declared_on", "income_salary", "income_other", "house_own_type", "house_own_area"),
            (
                *("house_own_certificate", "house_granted_type", "house_granted_area", "house_granted_certificate"),
                *("land_own_area", "land_own_certificate", "land_granted_area", "land_granted_certificate"),
                "business_land",
            ),
            item="37.3",
        ),
    ),
)
_COMMENTS = SectionLayout(
    "comments", "Nhận xét, ghi chú", fields=("self_comment", "unit_comment", "note"), has_own_fields=True
)
_MENTORING = SectionLayout(
    "mentoring",
    "Được kèm cặp",
    tables=(
        _table(
            MentoringAssignment,
            "Người hướng dẫn",
            ("kind", "mentor", "assigned_on", "ended_on", "state"),
            (
                *("slot", "decision_no", "decision_on", "planned_end_on", "end_reason", "together_since"),
                *("is_replacement", "handover_comment_done", "partner_unit", "specialty", "working_days", "note"),
            ),
        ),
        _table(
            MentoringReview,
            "Nhận xét của người hướng dẫn",
            ("assignment", "period", "review_on", "rating"),
            ("tasks_done", "points_to_note", "recommendation", "is_signed"),
        ),
        _table(
            TechniqueTransfer,
            "Kỹ thuật được chuyển giao",
            ("assignment", "name", "level", "accepted_on"),
            ("trainees",),
        ),
    ),
)
_TRAINING = SectionLayout(
    "training",
    "Đi học, quy hoạch",
    tables=(
        _table(
            Enrolment,
            "Cử đi đào tạo",
            ("kind", "topic", "institution", "starts_on", "state"),
            (
                *("country", "study_mode", "planned_end_on", "ended_on", "returned_on", "decision_no", "decision_on"),
                *("state_on", "state_reason", "result", "diploma_no", "diploma_on", "cost_state", "cost_unit"),
                *("cost_self", "cost_other", "outside_plan_reason"),
            ),
        ),
        _table(
            SuccessionEntry,
            "Quy hoạch",
            ("planned_post", "term", "decision_on", "state"),
            (
                *("department", "first_planned_on", "decision_no", "approving_body", "state_on", "out_reason"),
                *("last_review_on", "last_review_result"),
            ),
            item="24",
        ),
    ),
)
_FOLLOW_UP = SectionLayout(
    "follow_up",
    "Việc kéo theo",
    tables=(
        _table(StaffAct, "Việc đã quyết định", ("act", "effective_on", "reason")),
        _table(
            FollowUp,
            "Việc phải làm sau một quyết định",
            ("title", "assignee", "due_on", "is_done"),
            ("code", "act", "room", "basis", "done_on", "note"),
        ),
        _table(NationalEntry, "Đã cập nhật cơ sở dữ liệu quốc gia", ("entered_on", "note")),
    ),
)

SECTIONS = (
    _GENERAL,
    _RECRUITMENT,
    _PARTY,
    _EDUCATION,
    _SERVICE,
    _TITLES,
    _SALARY,
    _LICENCE,
    _LIFE,
    _HISTORY,
    _MERITS,
    _FAMILY,
    _COMMENTS,
    _MENTORING,
    _TRAINING,
    _FOLLOW_UP,
    SectionLayout(PAPERS, "Giấy tờ, ảnh", view=PAPERS),
    SectionLayout(PAY, "Tiền lương từng ngày", view=PAY),
    SectionLayout(TIMELINE, "Dòng thời gian", view=TIMELINE),
    SectionLayout(CHANGES, "Lịch sử thay đổi", view=CHANGES),
)
# Histories that a decision makes: it stands beside the row however narrow the page is.
BY_DECISION = frozenset((Placement, EmploymentStatus, TitleHolding, JobHolding, SalaryStep, Appointment))
READ_ONLY = frozenset((NationalEntry, StaffAct))  # the tray of changes and the acts write these


def tables(layouts: Iterable[SectionLayout] = SECTIONS) -> tuple[type[Record], ...]:
    """Every kind of record that the page shows in a table, each once."""
    return tuple(dict.fromkeys(table.entity for section in layouts for table in section.tables))


def seen(catalogue: Catalogue) -> tuple[SectionLayout, ...]:
    """The sections with what the user may see of them; a section of which nothing is left is left out."""
    found = []
    known = catalogue.fields(StaffMember)
    for layout in SECTIONS:
        fields = tuple(name for name in layout.fields if name in known)
        opened = tuple(_seen(each, catalogue) for each in layout.tables if catalogue.rights.opens(each.entity))
        title = layout.title_alone if layout.title_alone and not opened else layout.title
        if fields or opened or layout.view:
            found.append(replace(layout, title=title, fields=fields, tables=opened))
    return tuple(found)


def _seen(layout: TableLayout, catalogue: Catalogue) -> TableLayout:
    known = catalogue.fields(layout.entity)
    own = tuple(catalogue.own_fields(layout.entity))
    columns, fields = (tuple(n for n in names if n in known) for names in (layout.columns, layout.fields))
    return replace(layout, columns=columns, fields=(*fields, *own))
