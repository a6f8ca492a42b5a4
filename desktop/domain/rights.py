"""What each role may see and do. A pure table: storage veils what is not seen and refuses what may not be written.

The protected kinds of value are those of the fields (NĐ 356/2025/NĐ-CP, Điều 4). A kind of record is closed to who may
not see one of its required values: nothing sensible is left of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.fields import Field, Sensitivity
from desktop.domain.mentoring import PARTY_KINDS
from desktop.domain.record import Record
from desktop.domain.system import Role

ROOMS = frozenset(("due", "staff", "mentoring", "training", "reports", "import", "settings", "help"))

# Kinds of record that speak of the unit, not of people.
UNIT_KINDS = frozenset(
    (
        *("Unit", "Department", "Post", "PartyCell", "PartnerUnit", "CellTarget", "Setting"),
        *("DepartmentName", "UnitName", "StructureChange", "StructurePart", "StructureMove"),
        *("CodeEntry", "CodeAlias", "OwnField", "RuleOverride", "Holiday"),
    )
)
_OTHER_KINDS = frozenset(("User", "SentReport", "ImportLayout", "Draft"))
# Of these some rows are a matter of the Party and some are not: which, tells the kind of help.
PARTLY_PARTY = frozenset(("MentoringAssignment", "MentoringReview"))
PARTY_HELP = frozenset(kind.value for kind in PARTY_KINDS)


@dataclass(frozen=True)
class Rights:
    """What the acting user may do.

    `rooms` are the keys of pages, `sees` the protected kinds of value that are shown. `sees_people` opens the records
    of people at all; `may_edit` lets them be changed; `may_configure` lets the unit's own lists and settings be.
    `may_export` takes lists out, `may_report` makes and takes out reports.
    """

    rooms: frozenset[str] = ROOMS
    sees: frozenset[Sensitivity] = frozenset(Sensitivity)
    sees_people: bool = True
    may_edit: bool = True
    may_configure: bool = True
    may_manage_users: bool = True
    may_import: bool = True
    may_export: bool = True
    may_report: bool = True

    @classmethod
    def all(cls) -> "Rights":
        """Everything: of a unit without users, and of the command line, for who has the password of the file."""
        return cls()

    @classmethod
    def of(cls, role: Role) -> "Rights":
        """The rights of a role."""
        return _TABLE[role]

    @property
    def sees_party(self) -> bool:
        """Whether the work of the Party is open."""
        return Sensitivity.PARTY in self.sees

    def shows(self, field: Field) -> bool:
        """Whether the values of a field may be seen."""
        return field.sensitive is None or field.sensitive in self.sees

    def opens(self, entity: type[Record]) -> bool:
        """Whether records of a kind may be seen, at least some of them."""
        name = entity.__name__
        if not self.sees_people and name not in UNIT_KINDS | _OTHER_KINDS:
            return False
        return name in PARTLY_PARTY or all(self.shows(f) for f in entity.fields.values() if f.required)

    def visible(self, entity: type[Record], fields: Mapping[str, Field]) -> dict[str, Field]:
        """Of the fields of a kind of record, those that may be seen."""
        if entity.__name__ in PARTLY_PARTY or entity.__name__ == "User":
            return dict(fields)
        return {name: field for name, field in fields.items() if self.shows(field)}

    def refusal(self, entity: type[Record]) -> str | None:
        """Why records of a kind may not be written; None where they may."""
        name = entity.__name__
        if name == "User":
            return None if self.may_manage_users else "Chỉ người quản trị được sửa danh sách người dùng."
        if name == "SentReport":
            return None if self.may_report else "Bạn không có quyền lập báo cáo."
        if name in UNIT_KINDS and not self.may_configure:
            return "Bạn không có quyền sửa thiết lập và danh mục của đơn vị."
        if name not in UNIT_KINDS and not self.may_edit:
            return "Bạn chỉ được xem, không được sửa hồ sơ."
        if not self.opens(entity):
            return "Việc này động đến dữ liệu về Đảng; chỉ người làm công tác Đảng được sửa."
        return None


_TABLE = {
    Role.ADMIN: Rights(
        rooms=frozenset(("settings", "help")),
        sees=frozenset(),
        sees_people=False,
        may_edit=False,
        may_import=False,
        may_export=False,
        may_report=False,
    ),
    Role.HR_CLERK: Rights(may_manage_users=False, sees=frozenset(Sensitivity) - {Sensitivity.PARTY}),
    Role.PARTY_CLERK: Rights(may_manage_users=False),
    Role.LEADER: Rights(
        rooms=ROOMS - {"import", "settings"},
        may_edit=False,
        may_configure=False,
        may_manage_users=False,
        may_import=False,
        may_export=False,
    ),
}
