"""What holds on a day as columns of the list of people: which record, field and table each one shows.

A new column is a line in `SAID`; `storage.grid_columns` writes the SQL.
"""

from dataclasses import dataclass

from desktop.domain.organisation import Department, PartyCell, Post
from desktop.domain.party import PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Qualification
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    JobHolding,
    Licence,
    Placement,
    SalaryStep,
    TitleHolding,
)

PERSON, WORK, PAY, LEARNT, PARTY, OWN = (
    "Bản thân",
    "Công tác",
    "Chức danh, lương",
    "Trình độ, hành nghề",
    "Đảng",
    "Trường riêng",
)


@dataclass(frozen=True)
class Said:
    """A column of what holds on the day: the record and field behind it, and the table that it is read from."""

    key: str
    entity: type[Record]
    name: str
    join: str
    label: str = ""
    group: str = WORK
    over: tuple[type[Record], ...] = ()  # further records that must be open to the user


SAID = (
    Said("department", Department, "name", "d", "Khoa, phòng", over=(Placement,)),
    Said("department_since", Placement, "starts_on", "pl", "Ở khoa, phòng từ"),
    Said("job", Placement, "job", "pl"),
    Said("post", Post, "name", "p", over=(Appointment,)),
    Said("post_since", Appointment, "starts_on", "ap", "Giữ chức vụ từ"),
    Said("reappointed_on", Appointment, "reappointed_on", "ap"),
    Said("term_ends_on", Appointment, "term_ends_on", "ap"),
    Said("post_allowance", Appointment, "allowance", "ap"),
    Said("status", EmploymentStatus, "status", "st"),
    Said("status_since", EmploymentStatus, "starts_on", "st", "Tình trạng từ"),
    Said("status_place", EmploymentStatus, "place", "st"),
    Said("returns_on", EmploymentStatus, "returns_on", "st"),
    Said("contract_kind", Contract, "kind", "ct"),
    Said("contract_no", Contract, "number", "ct"),
    Said("contract_signed_on", Contract, "signed_on", "ct", "Ngày ký hợp đồng"),
    Said("contract_since", Contract, "starts_on", "ct", "Hợp đồng từ"),
    Said("contract_until", Contract, "ends_on", "ct", "Hợp đồng đến"),
    Said("title", TitleHolding, "title", "tt", group=PAY),
    Said("title_since", TitleHolding, "starts_on", "tt", "Giữ chức danh từ", PAY),
    Said("job_position", JobHolding, "position", "jb", group=PAY),
    Said("job_level", JobHolding, "level", "jb", group=PAY),
    Said("job_salary_table", JobHolding, "salary_table", "jb", group=PAY),
    Said("meets_standard", JobHolding, "meets_standard", "jb", group=PAY),
    Said("standard_due_on", JobHolding, "standard_due_on", "jb", group=PAY),
    Said("job_since", JobHolding, "starts_on", "jb", "Giữ vị trí việc làm từ", PAY),
    Said("salary_table", SalaryStep, "salary_table", "ss", group=PAY),
    Said("step", SalaryStep, "step", "ss", group=PAY),
    Said("coefficient", SalaryStep, "coefficient", "ss", group=PAY),
    Said("pay_percent", SalaryStep, "percent", "ss", group=PAY),
    Said("over_frame_percent", SalaryStep, "over_frame_percent", "ss", group=PAY),
    Said("over_frame_from", SalaryStep, "over_frame_from", "ss", group=PAY),
    Said("counted_from", SalaryStep, "counted_from", "ss", group=PAY),
    Said("salary_since", SalaryStep, "starts_on", "ss", "Hưởng lương từ", PAY),
    Said("pay_basis", SalaryStep, "basis", "ss", group=PAY),
    Said("pay_amount", SalaryStep, "amount", "ss", group=PAY),
    Said("raise_kind", SalaryStep, "raise_kind", "ss", group=PAY),
    Said("qualification", Qualification, "level", "q", group=LEARNT),
    Said("major", Qualification, "major", "q", group=LEARNT),
    Said("school", Qualification, "school", "q", group=LEARNT),
    Said("graduated_on", Qualification, "graduated_on", "q", group=LEARNT),
    Said("licence_kind", Licence, "kind", "lc", "Loại giấy phép hành nghề", LEARNT),
    Said("licence_no", Licence, "number", "lc", group=LEARNT),
    Said("licence_issued_on", Licence, "issued_on", "lc", "Ngày cấp giấy phép", LEARNT),
    Said("licence_issuer", Licence, "issuer", "lc", "Nơi cấp giấy phép", LEARNT),
    Said("licence_expires_on", Licence, "expires_on", "lc", "Giấy phép hết hạn", LEARNT),
    Said("licence_scope", Licence, "scope_text", "lc", group=LEARNT),
    Said("licence_state", Licence, "state", "lc", "Trạng thái giấy phép", LEARNT),
    Said("party_stage", PartyMembership, "stage", "pm", group=PARTY),
    Said("cell", PartyCell, "name", "l", group=PARTY, over=(PartyMembership,)),
    Said("party_position", PartyMembership, "position", "pm", group=PARTY),
    Said("party_since", PartyMembership, "starts_on", "pm", "Giai đoạn đảng viên từ", PARTY),
)

# What today's list reads from the summary, and the join that this takes in the place of the history.
SUMMED = {
    "department": ("d.name", "d"),
    "post": ("p.name", "p"),
    "title": ("c.title", "c"),
    "status": ("c.status", "c"),
    "contract_kind": ("c.contract_kind", "c"),
    "salary_table": ("c.salary_table", "c"),
    "step": ("c.step", "c"),
    "coefficient": ("c.coefficient", "c"),
    "qualification": ("c.qualification", "c"),
    "party_stage": ("c.party_stage", "c"),
    "cell": ("l.name", "l"),
}
ORDERS = {
    "full_name": ("s.name_key",),
    "department": ("d.order_no IS NULL", "d.order_no", "d.name_sort"),
    "post": ("p.order_no IS NULL", "p.order_no", "p.name"),
    "cell": ("l.order_no IS NULL", "l.order_no", "l.name"),
}
HISTORIES = {
    "pl": Placement,
    "ap": Appointment,
    "st": EmploymentStatus,
    "ct": Contract,
    "tt": TitleHolding,
    "jb": JobHolding,
    "ss": SalaryStep,
    "pm": PartyMembership,
}
NAMED = {"d": (Department, "department", "pl"), "p": (Post, "post", "ap"), "l": (PartyCell, "cell", "pm")}
