"""What is decided about a person, as declarations: the short form of each act, what guards it, and what it writes.

An act is not an edit of a status: it writes one decision, ends what it ends the day before and begins what it begins.
What is decided on paper is always taken in, except the impossible; guards stop an act that is still being planned.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.domain import act_guards as guards
from desktop.domain import act_writers as write
from desktop.domain.act_guards import Guard
from desktop.domain.act_steps import Step, Verb, gaps, overlaps
from desktop.domain.act_writers import JoinManner, LeaveManner, RelieveManner, Scene, Writer
from desktop.domain.codes import CodeList
from desktop.domain.errors import Problem
from desktop.domain.fields import Choice, Code, Coded, Day, Field, PartialDay, Text
from desktop.domain.record import Record, on_day
from desktop.domain.staff import Appointment, Contract, EmploymentStatus, JobHolding, Placement, SalaryStep
from desktop.domain.staff import StaffMember as Member
from desktop.domain.training import Enrolment

__all__ = ["ACTS", "Act", "ActGroup", "Scene", "Step", "Verb", "gaps", "in_headcount", "overlaps", "works_here"]


class ActGroup(Coded):
    """The parts of the menu of acts, in its order."""

    JOIN = "join", "Vào đơn vị"
    MOVE = "move", "Điều động, biệt phái"
    ABSENCE = "absence", "Đi học, nghỉ dài ngày"
    POST = "post", "Chức vụ"
    JOB = "job", "Chức danh, vị trí việc làm"
    CONTRACT = "contract", "Hợp đồng"
    LEAVE = "leave", "Rời đơn vị"


@dataclass(frozen=True)
class Act:
    """One act: `fields` are asked once for all its people, `each` for every one of them.

    `many` may take several people under one decision, `new_person` somebody who has no record yet. `guards` look at one
    person; of what they find, errors stop an act that is planned and are findings of one that is decided.
    """

    key: str
    title: str
    group: ActGroup
    hint: str
    writer: Writer
    fields: Mapping[str, Field]
    each: Mapping[str, Field] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    many: bool = True
    new_person: bool = False
    ends_service: bool = False

    @property
    def decision_kind(self) -> str:
        """What the register calls the decision."""
        return self.title

    def steps(self, person: Any, values: Mapping[str, Any], scene: Scene) -> list[Step]:
        """What the act changes about one person."""
        return list(self.writer(person, values, scene))

    def problems(self, person: Any, values: Mapping[str, Any], scene: Scene) -> list[Problem]:
        """The impossible as errors always; what the rules would stop as errors too while the act is only planned."""
        found = [p for guard in (*guards.COMMON, *self.guards) for p in guard(person, values, scene)]
        if scene.is_decided:
            found = [dataclasses.replace(p, severity="warning") for p in found]
        if self.key not in _WHO_LEFT_MAY:
            found += _weighed(guards.is_here(person, values, scene), scene)
        return [*guards.impossible(person, values, scene), *found]


def _weighed(found: Iterable[Problem], scene: Scene) -> list[Problem]:
    return [dataclasses.replace(p, severity="warning") if scene.is_decided else p for p in found]


_WHO_LEFT_MAY = frozenset({"join", "second_in"})


def in_headcount(statuses: Iterable[Any], day: date, known: CodeList) -> bool:
    """Whether somebody counts in the unit's headcount on a day, by the status that holds; nobody without one."""
    return _fact(statuses, day, known, "in_headcount")


def works_here(statuses: Iterable[Any], day: date, known: CodeList) -> bool:
    """Whether somebody is at work in the unit on a day, those seconded to it included."""
    return _fact(statuses, day, known, "working_here")


def _fact(statuses: Iterable[Any], day: date, known: CodeList, name: str) -> bool:
    row = on_day(statuses, day)
    return row is not None and known.extra(row.status, name) == "1"


def _of(record: type[Record], name: str, **told: Any) -> Field:
    """A field of a record as an act asks for it."""
    return dataclasses.replace(record.fields[name], **told)


def _form(**fields: Field) -> dict[str, Field]:
    asked: dict[str, Field] = {"effective_on": PartialDay("Từ ngày", required=True, width=12), **fields}
    for name, one in asked.items():
        one.name = name
    return asked


def _absence(returns: str, **fields: Field) -> dict[str, Field]:
    reason = _of(EmploymentStatus, "reason")
    return _form(returns_on=_of(EmploymentStatus, "returns_on", label=returns), **fields, reason=reason)


def _placed(required: bool = True) -> dict[str, Field]:
    return {
        "department": _of(Placement, "department", required=required, many=""),
        "job": _of(Placement, "job"),
    }


def _paid() -> dict[str, Field]:
    names = ("salary_table", "step", "coefficient", "percent", "amount", "counted_from")
    return {name: _of(SalaryStep, name, item="") for name in names}


def _contracted(required: bool = False) -> dict[str, Field]:
    return {
        "contract_kind": _of(Contract, "kind", required=required),
        "contract_number": _of(Contract, "number"),
        "signed_on": _of(Contract, "signed_on", label="Ngày ký hợp đồng"),
        "contract_ends_on": Day("Hợp đồng đến ngày", width=12),
    }


def _term() -> dict[str, Field]:
    return {
        "term_ends_on": _of(Appointment, "term_ends_on"),
        "term_basis": _of(Appointment, "term_basis"),
        "allowance": _of(Appointment, "allowance", item=""),
    }


_TITLE = Code("Chức danh nghề nghiệp", list="professional_title", width=24)
_REASON = Text("Lý do", max_length=500)
_POST_HELD = _of(Appointment, "post", label="Chức vụ đang giữ", required=False, many="")
_A, _G = Act, ActGroup

_ALL = (
    _A(
        "join",
        "Tuyển dụng, tiếp nhận",
        _G.JOIN,
        "Người mới vào đơn vị, hoặc người đã đi nay trở lại.",
        write.join,
        _form(
            manner=Choice("Hình thức", options=JoinManner, required=True, default=JoinManner.RECRUITED),
            place=Text("Nơi chuyển đến từ"),
            **_placed(),
            **{n: f for n, f in _contracted().items() if n != "signed_on"},
            title=dataclasses.replace(_TITLE),
            **_paid(),
        ),
        guards=(guards.not_here_already, guards.old_enough, guards.contract_rules),
        new_person=True,
    ),
    _A(
        "second_in",
        "Nhận biệt phái đến",
        _G.JOIN,
        "Người của đơn vị khác đến làm việc: không tính vào số người được giao.",
        write.second_in,
        _absence(
            "Biệt phái đến ngày",
            place=_of(EmploymentStatus, "place", label="Đơn vị cử đến", required=True),
            **_placed(),
        ),
        guards=(guards.not_here_already, guards.secondment_length),
        new_person=True,
    ),
    _A(
        "move",
        "Điều động trong đơn vị",
        _G.MOVE,
        "Sang khoa, phòng khác của đơn vị.",
        write.move,
        _form(**_placed(), reason=dataclasses.replace(_REASON)),
        guards=(guards.other_department,),
    ),
    _A(
        "second_out",
        "Cử biệt phái đi",
        _G.MOVE,
        "Vẫn tính vào số người của đơn vị, làm việc ở nơi khác.",
        write.status("BIET_PHAI_DI"),
        _absence("Biệt phái đến ngày", place=_of(EmploymentStatus, "place", label="Nơi biệt phái đến", required=True)),
        guards=(guards.at_work, guards.secondment_length),
    ),
    _A(
        "study",
        "Cử đi học tập trung",
        _G.ABSENCE,
        "Đi học dài hạn, không làm việc tại đơn vị.",
        write.study,
        _absence(
            "Dự kiến học xong",
            kind=_of(Enrolment, "kind"),
            topic=_of(Enrolment, "topic"),
            institution=_of(Enrolment, "institution"),
        ),
        guards=(guards.at_work, guards.not_disciplined),
    ),
    _A(
        "maternity",
        "Nghỉ thai sản",
        _G.ABSENCE,
        "Nghỉ sinh con, nhận con nuôi.",
        write.status("THAI_SAN"),
        _absence("Dự kiến trở lại"),
        guards=(guards.at_work,),
    ),
    _A(
        "sick",
        "Nghỉ ốm dài ngày",
        _G.ABSENCE,
        "Nghỉ điều trị dài ngày.",
        write.status("OM_DAU"),
        _absence("Dự kiến trở lại"),
        guards=(guards.at_work,),
    ),
    _A(
        "unpaid",
        "Nghỉ không lương",
        _G.ABSENCE,
        "Nghỉ việc riêng không hưởng lương; thời gian này không tính nâng bậc.",
        write.status("KHONG_LUONG"),
        _absence("Dự kiến trở lại"),
        guards=(guards.at_work,),
    ),
    _A(
        "suspend",
        "Tạm đình chỉ công tác",
        _G.ABSENCE,
        "Trong lúc xem xét kỷ luật hoặc điều tra.",
        write.status("TAM_DINH_CHI"),
        _absence("Đình chỉ đến ngày"),
        guards=(guards.suspension_length,),
    ),
    _A(
        "return",
        "Trở lại làm việc",
        _G.ABSENCE,
        "Hết nghỉ, học xong, hết biệt phái đi hoặc hết đình chỉ.",
        write.back,
        _form(
            status=Code("Tình trạng sau khi trở lại", list="staff_status", width=18, default=write.AT_WORK),
            **_placed(required=False),
            reason=_of(EmploymentStatus, "reason"),
        ),
        guards=(guards.is_away,),
    ),
    _A(
        "appoint",
        "Bổ nhiệm",
        _G.POST,
        "Giữ chức vụ chính có thời hạn; chức vụ chính đang giữ kết thúc.",
        write.appoint,
        _form(
            post=_of(Appointment, "post", many=""),
            department=_of(Appointment, "department", many=""),
            **_term(),
        ),
        guards=(guards.at_work, guards.not_disciplined, guards.term_before_retirement, guards.not_extended),
    ),
    _A(
        "reappoint",
        "Bổ nhiệm lại",
        _G.POST,
        "Thêm một nhiệm kỳ ở chức vụ đang giữ.",
        write.reappoint,
        _form(post=dataclasses.replace(_POST_HELD), **_term()),
        guards=(guards.holds_post, guards.not_disciplined, guards.term_before_retirement, guards.not_extended),
    ),
    _A(
        "concurrent",
        "Giao kiêm nhiệm",
        _G.POST,
        "Thêm một chức vụ bên cạnh chức vụ chính.",
        write.concurrent,
        _form(
            post=_of(Appointment, "post", many=""),
            department=_of(Appointment, "department", many=""),
            **_term(),
        ),
        guards=(guards.at_work, guards.not_disciplined, guards.term_before_retirement, guards.not_extended),
    ),
    _A(
        "relieve",
        "Thôi giữ chức vụ",
        _G.POST,
        "Miễn nhiệm, từ chức, cách chức, hết nhiệm kỳ: chức vụ kết thúc ngày hôm trước.",
        write.relieve,
        _form(
            post=dataclasses.replace(_POST_HELD),
            manner=Choice("Hình thức", options=RelieveManner, default=RelieveManner.RELIEVED),
            reason=dataclasses.replace(_REASON),
        ),
        guards=(guards.holds_post,),
    ),
    _A(
        "title",
        "Bổ nhiệm, thăng hạng chức danh",
        _G.JOB,
        "Chức danh nghề nghiệp mới, kèm xếp lương nếu quyết định có ghi.",
        write.title,
        _form(title=dataclasses.replace(_TITLE, required=True), **_paid()),
        guards=(guards.other_title,),
    ),
    _A(
        "job",
        "Xếp vị trí việc làm, bậc nghề nghiệp",
        _G.JOB,
        "Vị trí việc làm và bậc 1–5 theo NĐ 232/2026.",
        write.job,
        _form(
            position=_of(JobHolding, "position", item=""),
            level=_of(JobHolding, "level"),
            meets_standard=_of(JobHolding, "meets_standard"),
            standard_due_on=_of(JobHolding, "standard_due_on"),
            **_paid(),
        ),
        guards=(guards.level_of_position,),
    ),
    _A(
        "contract",
        "Ký, chuyển loại hợp đồng",
        _G.CONTRACT,
        "Hợp đồng mới; hợp đồng đang có kết thúc ngày hôm trước.",
        write.contract,
        _form(**_contracted(required=True)),
        guards=(guards.contract_rules,),
    ),
    _A(
        "renew",
        "Ký tiếp hợp đồng",
        _G.CONTRACT,
        "Ký tiếp hợp đồng cùng loại.",
        write.renew,
        _form(**_contracted()),
        guards=(guards.has_contract, guards.contract_rules),
    ),
    _A(
        "extend",
        "Kéo dài thời gian công tác",
        _G.CONTRACT,
        "Làm việc quá tuổi nghỉ hưu theo NĐ 50/2022: không giữ chức vụ quản lý.",
        write.extend,
        _form(
            contract_number=_of(Contract, "number"),
            contract_ends_on=Day("Kéo dài đến ngày", required=True, width=12),
            reason=dataclasses.replace(_REASON),
        ),
        guards=(guards.extension_rules,),
    ),
    _A(
        "leave",
        "Chuyển đi, thôi việc",
        _G.LEAVE,
        "Chuyển công tác, thôi việc, buộc thôi việc, bỏ việc, từ trần, hết biệt phái đến.",
        write.leave,
        _form(
            manner=Choice("Hình thức", options=LeaveManner, required=True, default=LeaveManner.TRANSFER),
            place=_of(EmploymentStatus, "place", label="Nơi chuyển đến"),
            reason=_of(EmploymentStatus, "reason"),
        ),
        guards=(guards.secondment_over,),
        ends_service=True,
    ),
    _A(
        "retire",
        "Nghỉ hưu",
        _G.LEAVE,
        "Hưởng lương hưu từ ngày ghi ở đây.",
        write.retire,
        _form(retirement_basis=_of(Member, "retirement_basis"), reason=_of(EmploymentStatus, "reason")),
        guards=(guards.retirement_rules,),
        ends_service=True,
    ),
    _A(
        "streamline",
        "Tinh giản biên chế",
        _G.LEAVE,
        "Nhiều người trong một quyết định, mỗi người một lý do.",
        write.streamline,
        _form(place=Text("Đợt tinh giản, văn bản phê duyệt")),
        each={"reason": dataclasses.replace(_REASON, name="reason")},
        guards=(guards.has_reason,),
        ends_service=True,
    ),
)
ACTS: Mapping[str, Act] = {act.key: act for act in _ALL}
