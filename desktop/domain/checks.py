"""What about a record cannot be right or is in doubt: staff, pay, licences, periods.

Each check yields Problems: "error" for what contradicts itself or a rule, "warning" for what should be looked at.
Nothing here refuses a record: what stands on paper can always be entered. Rows are anything with the attribute
names of their kind of record. Dates known by month or year contradict only where no day of theirs would fit.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from desktop.domain.dates import PartialDate, age_on
from desktop.domain.errors import Problem
from desktop.domain.fields import Code, Field
from desktop.domain.identity import (
    citizen_id_doubts,
    citizen_id_problem,
    phone_problem,
    restored_citizen_id,
    social_insurance_problem,
)
from desktop.domain.salary_rules import SalaryScales
from desktop.domain.staff import LicenceKind, Sex
from desktop.domain.text import equal_key

_WORKING_AGE = 18  # years, at recruitment (Luật Viên chức)
_OLDEST = 70
# Practice licences of the old and the new law: 000123/NA-CCHN, 0001234/BYT-GPHN, the army's 000123/CCHN-BQP.
_LICENCE_NO = re.compile(r"\d{4,7}/(?:[A-ZĐ]{2,5}-(?:CCHN|GPHN)|(?:CCHN|GPHN)-[A-ZĐ]{2,5})")
_LAST_OLD, _FIRST_NEW = date(2024, 2, 29), date(2024, 1, 1)

# What comes after what in a life: (earlier, later).
_LIFE = (
    ("birth_date", "union_joined_on"),
    ("birth_date", "first_mass_org_joined_on"),
    ("birth_date", "military_enlisted_on"),
    ("birth_date", "first_recruited_on"),
    ("birth_date", "joined_unit_on"),
    ("military_enlisted_on", "military_discharged_on"),
    ("first_recruited_on", "joined_unit_on"),
)


def _warn(field: str, message: str, code: str) -> Problem:
    return Problem(field, message, code, "warning")


def _is_after(one: PartialDate | None, other: PartialDate | None) -> bool:
    return one is not None and other is not None and one.first > other.last


def member_problems(
    member: Any, fields: Mapping[str, Field], provinces: frozenset[str], today: date
) -> Iterator[Problem]:
    """What about a person's own data is missing, wrong or in doubt. `provinces`: place codes of citizen numbers."""
    if member.birth_date is None:
        yield _warn("birth_date", "Chưa có ngày sinh: không tính được tuổi và ngày nghỉ hưu.", "birth_date.missing")
    if member.sex is None:
        yield _warn("sex", "Chưa có giới tính: không tính được ngày nghỉ hưu.", "sex.missing")
    yield from _citizen_id_problems(member, provinces)
    if member.phone and (message := phone_problem(member.phone)):
        yield _warn("phone", message, "phone.shape")
    if member.social_insurance_no and (message := social_insurance_problem(member.social_insurance_no)):
        yield _warn("social_insurance_no", message, "social_insurance_no.length")
    for earlier, later in _LIFE:
        if _is_after(getattr(member, earlier), getattr(member, later)):
            one, other = (f"{fields[n].label} {getattr(member, n).show()}" for n in (earlier, later))
            yield Problem(later, f"{one} sau {other}.", "dates.order")
    yield from _age_problems(member, today)


def _citizen_id_problems(member: Any, provinces: frozenset[str]) -> Iterator[Problem]:
    number = member.citizen_id
    if not number:
        return
    if message := citizen_id_problem(number):
        if whole := restored_citizen_id(number):
            message += f" Có thể mất số 0 ở đầu: {whole}."
        yield Problem("citizen_id", message, "citizen_id.length" if number.isdigit() else "citizen_id.digits")
    elif len(number) == 9:
        yield _warn("citizen_id", "Số CMND 9 số không còn giá trị; cần số CCCD 12 số.", "citizen_id.old")
    told: set[str] = set()
    female = None if member.sex is None else member.sex is Sex.FEMALE
    born = member.birth_date.first if member.birth_date else None
    for code, doubts in (
        ("citizen_id.province", citizen_id_doubts(number, None, None, provinces)),
        ("citizen_id.sex", citizen_id_doubts(number, female, None, frozenset())),
        ("citizen_id.year", citizen_id_doubts(number, None, born, frozenset())),
    ):
        for doubt in doubts:
            if doubt not in told:
                told.add(doubt)
                yield _warn("citizen_id", doubt, code)


def _age_problems(member: Any, today: date) -> Iterator[Problem]:
    born = member.birth_date
    if born is None:
        return
    recruited = member.first_recruited_on
    if recruited and not _is_after(born, recruited) and age_on(born.first, recruited.last) < _WORKING_AGE:
        yield _warn(
            "first_recruited_on", f"Tuyển dụng khi chưa đủ {_WORKING_AGE} tuổi.", "first_recruited_on.under_age"
        )
    if born.first > today:
        yield Problem("birth_date", "Ngày sinh ở tương lai.", "birth_date.future")
    elif age_on(born.last, today) < _WORKING_AGE:
        yield _warn("birth_date", f"Chưa đủ {_WORKING_AGE} tuổi.", "birth_date.young")
    elif age_on(born.last, today) > _OLDEST:
        yield _warn("birth_date", f"Trên {_OLDEST} tuổi mà vẫn trong danh sách.", "birth_date.old")


def near_duplicates(members: Iterable[Any]) -> Iterator[tuple[Any, Problem]]:
    """People with one name and one day of birth, or with one citizen number: perhaps entered twice."""
    by_name: dict[tuple[str, str], list[Any]] = {}
    by_number: dict[str, list[Any]] = {}
    for member in members:
        if member.birth_date and member.birth_date.precision == "day":
            by_name.setdefault((equal_key(member.full_name), member.birth_date.iso), []).append(member)
        if member.citizen_id:
            by_number.setdefault(member.citizen_id, []).append(member)
    for same in by_number.values():
        for member in same if len(same) > 1 else ():
            others = ", ".join(m.staff_code for m in same if m is not member)
            yield member, Problem("citizen_id", f"Trùng số CCCD với {others}.", "citizen_id.duplicate")
    for same in by_name.values():
        for member in same if len(same) > 1 else ():
            others = ", ".join(m.staff_code for m in same if m is not member)
            yield member, _warn("full_name", f"Cùng họ tên và ngày sinh với {others}.", "staff.near_duplicate")


def code_problems(row: Any, fields: Mapping[str, Field]) -> Iterator[Problem]:
    """Values that no code list knows: kept as typed, and counted nowhere until somebody says what they mean."""
    for name, field in fields.items():
        if isinstance(field, Code) and not field.is_known(value := getattr(row, name, None)):
            yield _warn(name, f"{field.label}: «{value}» chưa có trong danh mục.", f"{name}.unknown")


def salary_problems(step: Any, scales: SalaryScales, table: str | None = None) -> Iterator[Problem]:
    """Pay that does not stand on its table (NĐ 204/2004/NĐ-CP); `table` is that of the title, where none is written."""
    table = step.salary_table or table
    if not table or table not in scales:
        return
    number = "" if step.coefficient is None else f"{step.coefficient:.2f}".replace(".", ",")
    if step.coefficient is not None and scales.step_of(table, step.coefficient) is None:
        yield _warn("coefficient", f"Hệ số {number} không có trong bảng lương {table}.", "coefficient.off_scale")
    elif step.step is not None:
        expected = scales.coefficient(table, step.step)
        if expected is None:
            message = f"Bảng lương {table} chỉ có {scales.steps(table)} bậc, hồ sơ ghi bậc {step.step}."
            yield _warn("step", message, "step.off_scale")
        elif step.coefficient is not None and expected != step.coefficient:
            shown = f"{expected:.2f}".replace(".", ",")
            yield _warn("step", f"Bậc {step.step} bảng {table} là {shown}, hồ sơ ghi {number}.", "step.mismatch")


def licence_problems(licence: Any) -> Iterator[Problem]:
    """Doubts about the number of a practice licence and its day. Pharmacists' numbers have shapes of their own."""
    number = (licence.number or "").upper().replace(" ", "")
    if licence.kind is LicenceKind.CCHN_DUOC or not number:
        return
    if not _LICENCE_NO.fullmatch(number):
        yield _warn("number", f"Số «{licence.number}» không theo mẫu 000123/NA-GPHN.", "licence.shape")
    elif licence.kind is not None and licence.kind.value not in number:
        yield _warn("kind", f"Số «{licence.number}» không phải {licence.kind.label.lower()}.", "licence.kind")
    issued = licence.issued_on
    if issued and licence.kind is LicenceKind.CCHN and issued.first > _LAST_OLD:
        yield _warn("issued_on", "Chứng chỉ hành nghề ghi cấp sau tháng 02/2024.", "licence.date")
    if issued and licence.kind is LicenceKind.GPHN and issued.last < _FIRST_NEW:
        yield _warn("issued_on", "Giấy phép hành nghề ghi cấp trước năm 2024.", "licence.date")
    if issued and licence.expires_on and issued.first > licence.expires_on:
        yield Problem("expires_on", "Ngày hết hạn trước ngày cấp.", "E01")


def period_problems(row: Any) -> Iterator[Problem]:
    """A period that ends before it begins."""
    if _is_after(row.starts_on, row.ends_on):
        yield Problem("ends_on", f"Đến ngày {row.ends_on.show()} trước từ ngày {row.starts_on.show()}.", "E01")


def overlap_problems(rows: Iterable[Any]) -> Iterator[tuple[Any, Problem]]:
    """Rows of one history of one person that hold at once, where only one can; the later row is told of.

    A row that ends on the day the next one begins is let through.
    """
    known = sorted((row for row in rows if row.starts_on), key=lambda row: row.starts_on.first)
    reach: Any = None
    for row in known:
        if reach is not None and (reach.ends_on is None or reach.ends_on.first > row.starts_on.last):
            until = f"đến {reach.ends_on.show()}" if reach.ends_on else "chưa ghi ngày kết thúc"
            message = f"Chồng lên giai đoạn từ {reach.starts_on.show()} ({until})."
            yield row, _warn("starts_on", message, "history.overlap")
        if reach is None or _until(row) >= _until(reach):
            reach = row


def _until(row: Any) -> date:
    last: date = row.ends_on.last if row.ends_on else date.max
    return last
