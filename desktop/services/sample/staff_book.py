"""The staff list as a clerk keeps it by hand: titles, merged headings, groups, a total, signatures, and small untidiness."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import show_day
from desktop.domain.organisation import Department, Unit
from desktop.domain.party import PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, CertificateKind, Qualification
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    Licence,
    Placement,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.excel.raw_book import HandSheet, RawCell
from desktop.services.lists import catalogue, qualification_ranks
from desktop.services.sample.dice import Dice
from desktop.services.sample.figures import now
from desktop.services.sample.plan import UnitPlan

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")

Get = Callable[["Facts"], Any]


@dataclass
class Facts:
    """What the list tells of one person: the rows that hold, by kind of record."""

    member: Any
    rows: dict[type[Record], Any]
    certificates: dict[CertificateKind, Any]
    ceremony: Any = None
    official: Any = None

    def of(self, kind: type[Record], name: str) -> Any:
        row = self.rows.get(kind)
        return getattr(row, name) if row is not None else None


@dataclass(frozen=True)
class Col:
    """A column: its headings from above, how its values are shown, and where they come from."""

    headings: tuple[str, ...]
    kind: type[Record]
    name: str
    width: float = 12
    get: Get | None = None
    code: bool = False

    def value(self, facts: Facts) -> Any:
        if self.get is not None:
            return self.get(facts)
        return getattr(facts.member, self.name) if self.kind is StaffMember else facts.of(self.kind, self.name)


def _born(sex: Sex) -> Get:
    return lambda facts: facts.member.birth_date if facts.member.sex is sex else None


def _level(kind: CertificateKind) -> Get:
    return lambda facts: facts.certificates[kind].level if kind in facts.certificates else None


def _status_since(facts: Facts) -> Any:
    row = facts.rows[EmploymentStatus]
    return row.starts_on if row.status != "DANG_LAM" else None


_S = StaffMember
COLUMNS: tuple[Col, ...] = (
    Col(("Mã NV",), _S, "staff_code", 9),
    Col(("Họ và tên",), _S, "full_name", 26),
    Col(("Ngày, tháng, năm sinh", "Nam"), _S, "birth_date", 11, _born(Sex.MALE)),
    Col(("Ngày, tháng, năm sinh", "Nữ"), _S, "birth_date", 11, _born(Sex.FEMALE)),
    Col(("Số CCCD",), _S, "citizen_id", 14),
    Col(("Ngày cấp CCCD",), _S, "citizen_id_issued_on", 11),
    Col(("Quê quán",), _S, "home_town", 26),
    Col(("Nơi ở hiện nay",), _S, "current_address", 26),
    Col(("Số điện thoại",), _S, "phone", 12),
    Col(("Dân tộc",), _S, "ethnic_group", 8),
    Col(("Tôn giáo",), _S, "religion", 10),
    Col(("Số BHXH",), _S, "social_insurance_no", 12),
    Col(("Khoa, phòng",), Placement, "department", 26),
    Col(("Ngày về khoa, phòng",), Placement, "starts_on", 11),
    Col(("Chức vụ", "Chức vụ"), Appointment, "post", 18),
    Col(("Chức vụ", "Ngày bổ nhiệm"), Appointment, "starts_on", 11),
    Col(("Chức vụ", "Hết nhiệm kỳ"), Appointment, "term_ends_on", 11),
    Col(("Chức danh nghề nghiệp", "Mã số CDNN"), TitleHolding, "title", 12, code=True),
    Col(("Chức danh nghề nghiệp", "Ngày bổ nhiệm CDNN"), TitleHolding, "starts_on", 11),
    Col(("Trình độ", "Chuyên môn", "Trình độ chuyên môn"), Qualification, "level", 12),
    Col(("Trình độ", "Chuyên môn", "Chuyên ngành"), Qualification, "major", 18),
    Col(("Trình độ", "Chuyên môn", "Cơ sở đào tạo"), Qualification, "school", 24),
    Col(("Trình độ", "Chuyên môn", "Năm tốt nghiệp"), Qualification, "graduated_on", 11),
    Col(("Trình độ", "LLCT"), Certificate, "level", 10, _level(CertificateKind.POLITICS)),
    Col(("Trình độ", "QLNN"), Certificate, "level", 12, _level(CertificateKind.STATE_MANAGEMENT)),
    Col(("Trình độ", "Tiếng Anh"), Certificate, "level", 10, _level(CertificateKind.ENGLISH)),
    Col(("Trình độ", "Tin học"), Certificate, "level", 10, _level(CertificateKind.IT)),
    Col(("Lương hiện hưởng", "Bảng lương"), SalaryStep, "salary_table", 8, code=True),
    Col(("Lương hiện hưởng", "Bậc lương"), SalaryStep, "step", 6),
    Col(("Lương hiện hưởng", "Hệ số lương"), SalaryStep, "coefficient", 7),
    Col(("Lương hiện hưởng", "Vượt khung (%)"), SalaryStep, "over_frame_percent", 8),
    Col(("Lương hiện hưởng", "Ngày hưởng lương"), SalaryStep, "starts_on", 11),
    Col(("Lương hiện hưởng", "Mốc tính nâng bậc lần sau"), SalaryStep, "counted_from", 11),
    Col(("Hợp đồng", "Loại hợp đồng"), Contract, "kind", 24),
    Col(("Hợp đồng", "Số hợp đồng"), Contract, "number", 14),
    Col(("Hợp đồng", "Hợp đồng từ ngày"), Contract, "starts_on", 11),
    Col(("Hợp đồng", "Hợp đồng đến ngày"), Contract, "ends_on", 11),
    Col(("Ngày tuyển dụng",), _S, "first_recruited_on", 11),
    Col(("Ngày vào đơn vị",), _S, "joined_unit_on", 11),
    Col(("Ngày vào Đoàn",), _S, "union_joined_on", 11),
    Col(("Đảng", "Ngày vào Đảng"), PartyMembership, "starts_on", 11, lambda facts: facts.ceremony),
    Col(("Đảng", "Ngày chính thức"), PartyMembership, "starts_on", 11, lambda facts: facts.official),
    Col(("Đảng", "Chi bộ"), PartyMembership, "cell", 22),
    Col(("Đảng", "Chức vụ Đảng"), PartyMembership, "position", 18),
    Col(("Giấy phép hành nghề", "Số giấy phép hành nghề"), Licence, "number", 16),
    Col(("Giấy phép hành nghề", "Ngày cấp giấy phép hành nghề"), Licence, "issued_on", 11),
    Col(("Giấy phép hành nghề", "Ngày hết hạn giấy phép"), Licence, "expires_on", 11),
    Col(("Giấy phép hành nghề", "Phạm vi hành nghề"), Licence, "scope_text", 26),
    Col(("Tình trạng",), EmploymentStatus, "status", 14),
    Col(("Tình trạng từ ngày",), EmploymentStatus, "starts_on", 11, _status_since),
)


def staff_sheet(plan: UnitPlan) -> HandSheet:
    """The list of everybody, by department, with those who left this year in a group of their own at the end."""
    sheet = HandSheet("DS nhan su", widths=(5, *(column.width for column in COLUMNS)))
    width = len(COLUMNS) + 1
    unit = plan.of(Unit)[0]
    letterhead(sheet, unit, width)
    _title(sheet, width, "DANH SÁCH VIÊN CHỨC, NGƯỜI LAO ĐỘNG", f"(Tính đến ngày {show_day(plan.as_of)})")
    sheet.add()
    first = _heading(sheet)
    _rows(plan, sheet, width)
    sheet.table = (first, len(sheet.rows))
    signatures(sheet, plan, unit, width)
    return sheet


def letterhead(sheet: HandSheet, unit: Any, width: int) -> None:
    """The unit on the left, the state's name and motto on the right."""
    half = max(3, width // 2)
    for left, right in zip((unit.parent_name.upper(), unit.name.upper()), MOTTO, strict=True):
        row = sheet.add(left, *[None] * (half - 1), right, bold=True, centred=True)
        sheet.merge(row, 1, row, half)
        sheet.merge(row, half + 1, row, max(width, half + 1))
    sheet.add()


def _title(sheet: HandSheet, width: int, *lines: str) -> None:
    for line in lines:
        row = sheet.add(line, bold=True, centred=True)
        sheet.merge(row, 1, row, width)


def _heading(sheet: HandSheet) -> int:
    """Three rows of headings, merged across and down, and a row of column numbers."""
    paths = [("TT",), *(column.headings for column in COLUMNS)]
    depth = max(map(len, paths))
    first = len(sheet.rows) + 1
    for level in range(depth):
        sheet.add(*(path[level] if level < len(path) else None for path in paths))
    for column, path in enumerate(paths, start=1):
        sheet.merge(first + len(path) - 1, column, first + depth - 1, column)
        for level in range(len(path) - 1):
            if column > 1 and paths[column - 2][: level + 1] == path[: level + 1]:
                continue
            last = column
            while last < len(paths) and paths[last][: level + 1] == path[: level + 1]:
                last += 1
            sheet.merge(first + level, column, first + level, last)
    sheet.add(*range(1, len(paths) + 1))
    sheet.heading = depth + 1
    return first


def _rows(plan: UnitPlan, sheet: HandSheet, width: int) -> None:
    dice = plan.dice("staff book")
    told = facts_of(plan)
    shown = catalogue()
    groups = [(d.name, [p for p in plan.people if p.department is d]) for d in plan.of(Department)]
    groups.append((f"Các viên chức đã nghỉ, chuyển đi trong năm {plan.as_of.year}", plan.left))
    groups.append(("Viên chức của đơn vị khác biệt phái đến", plan.guests))
    number = 0
    for count, (name, people) in enumerate((g for g in groups if g[1]), start=1):
        row = sheet.add(roman(count), name, bold=True)
        sheet.merge(row, 2, row, width)
        for person in sorted(people, key=lambda p: (-p.post_level, p.member.staff_code)):
            number += 1
            facts = told[person.member.uid]
            sheet.add(number, *(_untidy(dice, column, _shown(dice, shown, column, facts)) for column in COLUMNS))
    row = sheet.add(None, f"Tổng cộng: {number} người", bold=True)
    sheet.merge(row, 2, row, 6)


def signatures(sheet: HandSheet, plan: UnitPlan, unit: Any, width: int) -> None:
    """Place and day, and who signs."""
    half = max(3, width // 2)
    sheet.add()
    day = f"{unit.place}, ngày {plan.as_of.day} tháng {plan.as_of.month:02d} năm {plan.as_of.year}"
    lines = (
        (None, day),
        ("NGƯỜI LẬP BIỂU", unit.signer_title),
        ("(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"),
        *[(None, None)] * 3,
        (unit.preparer_name, unit.signer_name),
    )
    for left, right in lines:
        row = sheet.add(left, *[None] * (half - 1), right, bold=bool(left) and left[0] != "(", centred=True)
        sheet.merge(row, 1, row, half)
        sheet.merge(row, half + 1, row, max(width, half + 1))


def facts_of(plan: UnitPlan) -> dict[str, Facts]:
    """For everybody, what holds on the story's day."""
    found = {member.uid: Facts(member, {}, {}) for member in plan.of(StaffMember)}
    single = (EmploymentStatus, Placement, TitleHolding, SalaryStep, Contract, Appointment, PartyMembership)
    for kind in single:
        for row in plan.of(kind):
            if row.starts_on.first <= plan.as_of:
                found[row.staff.uid].rows.setdefault(kind, row)
        for uid, row in now(plan.of(kind), plan.as_of).items():
            found[uid].rows[kind] = row
    ranks = qualification_ranks()
    for row in plan.of(Qualification):
        known = found[row.staff.uid].rows.get(Qualification)
        if known is None or ranks[row.level] >= ranks[known.level]:
            found[row.staff.uid].rows[Qualification] = row
    for row in plan.of(Licence):
        found[row.staff.uid].rows[Licence] = row
    for row in plan.of(Certificate):
        found[row.staff.uid].certificates[row.kind] = row
    for person in (*plan.people, *plan.left):
        facts = found[person.member.uid]
        facts.ceremony, facts.official = person.ceremony_on, person.official_on
        for kind in (TitleHolding, SalaryStep, Contract, Placement):
            if person.left_on:
                facts.rows[kind] = [row for row in plan.of(kind) if row.staff is person.member][-1]
    return found


def roman(number: int) -> str:
    """I, II, III, IV…"""
    text = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            text, number = text + sign, number - value
    return text


_SPELT = ("level", "kind")


def _shown(dice: Dice, shown: Catalogue, column: Col, facts: Facts) -> str:
    """The text of a cell: codes by one of the ways they are written, days as dd/mm/yyyy."""
    value = column.value(facts)
    if value is None:
        return ""
    if hasattr(value, "name"):
        return str(value.name)
    field = shown.fields(column.kind)[column.name]
    codes = getattr(field, "codes", None)
    if column.code or (codes is not None and value not in codes):
        return str(value)
    if codes is not None and column.kind is Qualification and dice.chance(0.5):
        ways = [alias for alias in codes[value].aliases if codes.find(alias) == value]
        # The word for a degree is that of the profession: a nurse is no «Bác sĩ».
        fitting = [alias for alias in ways if len(alias) <= 5 or alias.startswith(codes[value].label[:5])]
        return str(dice.pick(fitting or [codes[value].label]))
    if hasattr(value, "isoformat"):
        return show_day(value)
    return str(field.show(value))


def _untidy(dice: Dice, column: Col, text: str) -> RawCell:
    """What hands and other programs do to a cell."""
    if not text:
        return None
    if column.name == "citizen_id" and dice.chance(0.01):
        return int(text)  # typed into a cell of numbers: the zeros in front are gone
    if column.name in ("staff_code", "number", "citizen_id", "social_insurance_no", "phone", "title"):
        return text
    if re.fullmatch(r"\d\d/\d\d/\d{4}", text) and dice.chance(0.02):
        day, month, year = text.split("/")
        return dice.pick((f"{int(day)}/{int(month)}/{year}", f"{day}.{month}.{year}", f"{day}-{month}-{year}"))
    if dice.chance(0.01):
        return unicodedata.normalize("NFD", text)
    if dice.chance(0.01):
        return text.replace("Đ", "Ð")
    if dice.chance(0.01):
        return dice.pick((f"{text} ", f" {text}", text.replace(" ", "\u00a0", 1)))
    return text
