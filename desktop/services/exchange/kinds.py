"""The kinds of record that leave a file whole and come into another: their names, their order, how one is known again.

Everything follows from the declarations: a kind of record added later has its sheet by itself. What cannot leave stands
in `LEFT_OUT`, with the reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from desktop.domain.biography import Attachment, FollowUp, ForeignRelation, NationalEntry
from desktop.domain.fields import Text
from desktop.domain.mentoring import MentoringAssignment
from desktop.domain.merits import ScientificWork
from desktop.domain.organisation import Decision, Post, StructureChange, StructureMove, StructurePart, Unit
from desktop.domain.party import PartyCase
from desktop.domain.record import History, Record
from desktop.domain.records import KINDS
from desktop.domain.schooling import Certificate, Qualification, WorkHistory
from desktop.domain.staff import (
    Allowance,
    Contract,
    JobHolding,
    Licence,
    SalaryStep,
    ScopeChange,
    StaffAct,
    StaffMember,
)
from desktop.domain.succession import SuccessionEntry
from desktop.domain.system import (
    Acknowledgement,
    CodeAlias,
    CodeEntry,
    Draft,
    Holiday,
    ImportLayout,
    OwnField,
    OwnValue,
    RuleOverride,
    SavedList,
    SentReport,
    Setting,
    User,
)
from desktop.domain.text import label_key
from desktop.domain.training import Enrolment, TrainingLine

LEFT_OUT: Mapping[type[Record], str] = {
    User: "Người đăng nhập và mật khẩu thuộc về tệp dữ liệu, không đi cùng hồ sơ.",
    OwnValue: "Giá trị của trường riêng đứng thành cột của bản ghi mà nó thuộc về.",
    ImportLayout: "Cách ghép cột đã học là của máy này.",
    Draft: "Bản nháp chưa lưu không phải là hồ sơ.",
}

# What else comes first: the fields and codes with which the rest is read.
FIRST: tuple[type[Record], ...] = (OwnField, CodeEntry, CodeAlias)
_ASIDE = (Unit, Setting, *FIRST, RuleOverride, Holiday, SavedList, SentReport, Acknowledgement)

_TITLES: Mapping[type[Record], str] = {
    ForeignRelation: "Quan hệ nước ngoài",
    Post: "Danh mục chức vụ",
    StructurePart: "Bộ phận thay đổi tổ chức",
    NationalEntry: "Đã cập nhật CSDL quốc gia",
}

# By which fields a row without a known uid finds its record, beyond what must be unique and beyond the owner. Others
# are known by what they must have and the day they begin.
_KNOWN_BY: Mapping[type[Record], tuple[str, ...]] = {
    Qualification: ("level", "major", "starts_on", "graduated_on", "diploma_no"),
    Certificate: ("kind", "language", "level", "name", "starts_on", "issued_on", "number"),
    WorkHistory: ("starts_on", "organisation", "position"),
    SalaryStep: ("starts_on", "step", "coefficient"),
    JobHolding: ("starts_on", "position", "level"),
    Allowance: ("starts_on", "kind"),
    Contract: ("kind", "number", "starts_on"),
    Licence: ("number",),
    ScopeChange: ("decision_no", "decided_on", "scope_text"),
    PartyCase: ("nominated_on", "list_resolution_on", "decision_no", "ceremony_on"),
    MentoringAssignment: ("kind", "mentor", "assigned_on", "partner_unit"),
    TrainingLine: ("staff", "department", "kind", "topic", "institution", "planned_from"),
    Enrolment: ("starts_on", "kind", "topic"),
    SuccessionEntry: ("planned_post", "term", "department"),
    ScientificWork: ("kind", "name", "accepted_on"),
    Attachment: ("kind", "file_name", "sha256"),
    NationalEntry: ("entered_on", "covers_until"),
    StaffAct: ("act", "effective_on"),
    FollowUp: ("code", "title", "act_uid", "due_on"),
    Decision: ("number", "issued_on", "issuer"),
    StructureChange: ("kind", "effective_on", "summary"),
    StructurePart: ("role", "department", "cell", "partner", "name"),
    RuleOverride: ("code", "since"),
    SentReport: ("code", "period", "made_at"),
}


@dataclass(frozen=True)
class RecordKind:
    """One kind of record as it stands in a workbook (`title`) and in JSON (`name`)."""

    entity: type[Record]
    name: str
    title: str

    @cached_property
    def owner(self) -> str | None:
        """The reference to what a record belongs to."""
        return next((name for name, field in self.entity.references().items() if field.owned), None)

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The text fields in which the uid of a record of any kind may stand."""
        named = (n for n, field in self.entity.fields.items() if n.endswith("_uid") and isinstance(field, Text))
        return (*named, *(("before", "after") if self.entity is StructureMove else ()))

    @cached_property
    def known_by(self) -> tuple[str, ...]:
        """The fields that tell a record of this kind from another, the owner among them."""
        entity = self.entity
        names = _KNOWN_BY.get(entity) or (
            *(n for n, field in entity.fields.items() if field.required),
            *(("starts_on",) if issubclass(entity, History) else ()),
        )
        owner = (self.owner,) if self.owner else ()
        return tuple(dict.fromkeys((*owner, *names)))

    @cached_property
    def headings(self) -> frozenset[str]:
        """What a sheet of this kind may be called, reduced by `label_key`."""
        return frozenset(map(label_key, (self.title, self.name, self.entity.table)))


@cache
def record_kinds() -> tuple[RecordKind, ...]:
    """Every kind that leaves and comes, each after those it refers to."""
    placed: dict[type[Record], None] = {}

    def place(entity: type[Record]) -> None:
        for field in entity.references().values():
            target = next(kind for kind in KINDS if kind.__name__ == field.to)
            if target is not entity and target not in placed:
                place(target)
        placed.setdefault(entity)

    for entity in (*FIRST, StaffMember, *KINDS):
        if entity not in LEFT_OUT:
            place(entity)
    return tuple(RecordKind(entity, entity.table, _title(entity)) for entity in placed)


def shown_order() -> Iterator[RecordKind]:
    """The kinds as a workbook shows them: people, what belongs to them, the unit, then what the program needs."""
    kinds = record_kinds()
    yield from (kind for kind in kinds if kind.entity is StaffMember)
    yield from (kind for kind in kinds if kind.entity is not StaffMember and of_people(kind.entity))
    yield from (kind for kind in kinds if not of_people(kind.entity) and kind.entity not in _ASIDE)
    yield from (kind for kind in kinds if kind.entity in _ASIDE)


def of_people(entity: type[Record]) -> bool:
    """Whether records of a kind belong to people, by whatever way."""
    targets = {field.to for field in entity.references().values() if field.owned or field.to == StaffMember.__name__}
    return entity is StaffMember or any(
        of_people(kind) for kind in KINDS if kind.__name__ in targets - {entity.__name__}
    )


def _title(entity: type[Record]) -> str:
    title = _TITLES.get(entity) or entity.caption[0].upper() + entity.caption[1:]
    return title if len(title) <= _LONGEST else title[:_LONGEST].rstrip(" ,")


_LONGEST = 27  # characters of a sheet's name that are left when a number has to follow
