"""The lists beside the list of staff: schooling, service, pay, contracts, licences, Party, mentoring, training, plans."""

import dataclasses
from collections.abc import Iterable, Mapping

from desktop.domain.fields import Field, PartialDay, Sensitivity
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringReview, TechniqueTransfer
from desktop.domain.organisation import CellTarget
from desktop.domain.party import PartyCase, PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Qualification, WorkHistory
from desktop.domain.staff import Contract, Licence, SalaryStep, StaffMember
from desktop.domain.succession import SuccessionEntry
from desktop.domain.training import Enrolment, TrainingLine, TrainingPlan
from desktop.services.importing.completing import TrainingState
from desktop.services.importing.kinds import Kind, Name, Part, Way, register
from desktop.services.importing.parts import HISTORY, PERIOD, decision_part, person_part
from desktop.services.importing.staff_list import DEPARTMENT


def _party_to(part: str, whom: str, prefix: str, *, is_optional: bool = False) -> Part:
    """One of two people of a row, called by what they are to each other («người hướng dẫn»)."""
    title = whom[0].upper() + whom[1:]
    names = {
        "staff_code": Name(f"{prefix}_code", f"Mã {whom}", (f"Mã NV {whom}",)),
        "full_name": Name(f"{prefix}_name", title, (f"Họ và tên {whom}", f"Họ tên {whom}", f"Tên {whom}")),
        "birth_date": Name(f"{prefix}_birth_date", f"Ngày sinh {whom}"),
        "citizen_id": Name(f"{prefix}_citizen_id", f"Số CCCD {whom}"),
    }
    return Part(part, StaffMember, Way.KNOWN, names, is_optional=is_optional, caption=whom)


def _names(entity: type[Record], hidden: Iterable[str] = (), **called: Name) -> Mapping[str, Name] | None:
    """Every field of a record by its own name, but for some; own fields are not among them."""
    return {name: called.get(name, Name(name)) for name in entity.fields if name not in hidden}


def _party_day() -> Field:
    return PartialDay("", sensitive=Sensitivity.PARTY, width=12)


_TURN = ("planned_end_on", "ended_on", "end_reason", "decision_no", "decision_on", "working_days", "state", "note")

register(
    Kind(
        "qualifications",
        "trình độ",
        (
            person_part(),
            decision_part(),
            Part(
                "qualification_row",
                Qualification,
                Way.LISTED,
                hidden=HISTORY,
                called={"level": Name("level", "", ("Văn bằng, trình độ",))},
                keys=(("level", "major", "graduated_on"), ("level", "diploma_no")),
                loose=("level",),
                links={"decision": "decision"},
            ),
        ),
        title="Trình độ, văn bằng",
    )
)
register(
    Kind(
        "work_history",
        "dòng quá trình công tác",
        (
            person_part(),
            decision_part(),
            Part(
                "work",
                WorkHistory,
                Way.LISTED,
                hidden=HISTORY,
                keys=(("starts_on", "organisation", "position"), ("starts_on", "organisation")),
                loose=("organisation", "position"),
                links={"decision": "decision"},
            ),
        ),
        title="Quá trình công tác",
    )
)
register(
    Kind(
        "salary",
        "bậc lương",
        (
            person_part(),
            decision_part(),
            Part(
                "salary",
                SalaryStep,
                Way.LISTED,
                hidden=HISTORY,
                called={**PERIOD, "amount": Name("amount", "", ("Tiền lương theo VTVL", "Lương theo mức tiền"))},
                keys=(("starts_on",),),
                needs=("starts_on",),
                closes=True,
                links={"decision": "decision"},
            ),
        ),
        title="Diễn biến lương",
    )
)
register(
    Kind(
        "contracts",
        "hợp đồng",
        (
            person_part(),
            decision_part(),
            Part(
                "contract_row",
                Contract,
                Way.LISTED,
                hidden=HISTORY,
                called=PERIOD,
                keys=(("kind", "number", "starts_on"), ("number",), ("kind", "starts_on")),
                loose=("kind",),
                closes=True,
                links={"decision": "decision"},
            ),
        ),
        title="Hợp đồng",
    )
)
register(
    Kind(
        "licences",
        "giấy phép hành nghề",
        (person_part(), Part("licence", Licence, Way.LISTED, hidden=("staff",), keys=(("number",),))),
        title="Giấy phép, chứng chỉ hành nghề",
    )
)
register(
    Kind(
        "party",
        "hồ sơ phát triển Đảng",
        (
            person_part(),
            Part(
                "case",
                PartyCase,
                Way.LISTED,
                hidden=("staff",),
                keys=(("ceremony_on",), ("decision_no",), ("list_resolution_on",), ("nominated_on",)),
                loose=(),
            ),
            Part(
                "membership",
                PartyMembership,
                Way.CURRENT,
                {"position": Name("party_position", "Chức vụ Đảng", ("Chức vụ trong Đảng",))},
                extra={
                    "joined_on": (Name("party_joined_on", "Đảng viên dự bị từ ngày"), _party_day()),
                    "official_on": (Name("party_official_on", "Đảng viên chính thức từ ngày"), _party_day()),
                    "cell": (Name("party_cell", "Chi bộ đang sinh hoạt"), PartyMembership.fields["cell"]),
                },
                carried=("cell", "stage"),
            ),
        ),
        title="Phát triển Đảng",
    )
)
register(
    Kind(
        "mentoring",
        "phân công hướng dẫn",
        (
            _party_to("mentee", "người được hướng dẫn", "mentee", is_optional=True),
            _party_to("mentor", "người hướng dẫn", "mentor"),
            Part(
                "assignment",
                MentoringAssignment,
                Way.LISTED,
                hidden=("mentee", "mentor", "partner_unit", "working_days"),
                keys=(("kind", "mentor", "assigned_on"),),
                owner="mentee",
                owner_field="mentee",
                links={"mentor": "mentor"},
            ),
            Part(
                "review",
                MentoringReview,
                Way.LISTED,
                _names(MentoringReview, ("assignment",)),
                keys=(("period",),),
                owner="assignment",
                owner_field="assignment",
            ),
        ),
        title="Phân công hướng dẫn, kèm cặp",
    )
)
register(
    Kind(
        "rotation",
        "lượt luân phiên",
        (
            person_part(),
            Part(
                "turn",
                MentoringAssignment,
                Way.LISTED,
                {
                    "partner_unit": Name("partner_unit", "Đơn vị nhận", ("Đơn vị đến", "Nơi đến", "Đơn vị tuyến dưới")),
                    "specialty": Name("specialty", "Chuyên khoa, nội dung", ("Nội dung", "Chuyên khoa")),
                    "assigned_on": Name("assigned_on", "Ngày phân công", ("Từ ngày", "Ngày bắt đầu", "Ngày đi")),
                    **{name: Name(name) for name in _TURN},
                },
                fixed={"kind": MentoringKind.ROTATION},
                keys=(("assigned_on", "partner_unit"), ("assigned_on",)),
                owner_field="mentor",
            ),
            Part(
                "technique",
                TechniqueTransfer,
                Way.LISTED,
                {
                    "name": Name("technique", "Kỹ thuật chuyển giao", ("Kỹ thuật", "Tên kỹ thuật")),
                    "level": Name("technique_level", "Mức đạt"),
                    "trainees": Name("trainees", "Số người học"),
                    "accepted_on": Name("accepted_on", "Nghiệm thu", ("Ngày nghiệm thu",)),
                },
                keys=(("name",),),
                owner="turn",
                owner_field="assignment",
            ),
        ),
        title="Luân phiên, chuyển giao kỹ thuật",
    )
)


def _state() -> dict[str, tuple[Name, Field]]:
    made = TrainingState(
        **{f.name: getattr(Enrolment.fields["state"], f.name) for f in dataclasses.fields(TrainingState)}
    )
    made.name = "state"
    return {"state": (Name("state"), made)}


_YEAR = Name("plan_year", "Năm kế hoạch", ("Năm", "Kế hoạch năm"))
register(
    Kind(
        "training",
        "dòng đào tạo",
        (
            dataclasses.replace(person_part(), is_optional=True),
            Part("plan", TrainingPlan, Way.LISTED, {"year": _YEAR}, keys=(("year",),), owner="", is_shared=True),
            Part(
                "line",
                TrainingLine,
                Way.LISTED,
                {
                    "department": Name("department", "Khoa, phòng", DEPARTMENT),
                    "headcount": Name("headcount"),
                    "planned_from": Name("planned_from"),
                    "planned_to": Name("planned_to"),
                    "reason": Name("reason", "Lý do", ("Sự cần thiết",)),
                    "cancel_reason": Name("cancel_reason"),
                },
                keys=(("staff", "department", "kind", "topic", "institution", "planned_from"),),
                loose=("staff", "kind"),
                owner="plan",
                owner_field="plan",
                links={"staff": "person"},
            ),
            Part(
                "enrolment",
                Enrolment,
                Way.LISTED,
                _names(
                    Enrolment,
                    ("staff", "line", "state"),
                    state_reason=Name("state_reason", "Lý do chuyển trạng thái"),
                    cost_self=Name("cost_self", "", ("Kinh phí cá nhân, nguồn khác (đồng)", "Kinh phí cá nhân (đồng)")),
                ),
                extra=_state(),
                keys=(("starts_on", "kind", "topic"), ("starts_on", "kind")),
                loose=("kind", "topic"),
                links={"line": "line"},
                seeks=("plan", "line"),
            ),
        ),
        title="Kế hoạch và kết quả đào tạo, bồi dưỡng",
    )
)
register(
    Kind(
        "succession",
        "lượt quy hoạch",
        (
            person_part(),
            Part(
                "entry",
                SuccessionEntry,
                Way.LISTED,
                hidden=("staff",),
                keys=(("planned_post", "term", "department"),),
                loose=("planned_post", "term"),
            ),
        ),
        title="Quy hoạch cán bộ",
    )
)
register(
    Kind(
        "targets",
        "chỉ tiêu",
        (Part("target", CellTarget, Way.LISTED, keys=(("cell", "period"),), owner=""),),
        title="Chỉ tiêu phát triển Đảng",
    )
)
