"""Who somebody is: numbers, names, addresses, and people entered twice."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from desktop.domain.checks import Found, Known, Life, as_partial, is_after
from desktop.domain.checks_register import fault
from desktop.domain.dates import age_on
from desktop.domain.errors import Problem
from desktop.domain.identity import (
    citizen_id_doubts,
    citizen_id_problem,
    email_problem,
    health_insurance_problem,
    old_identity_problem,
    phone_problem,
    restored_citizen_id,
    social_insurance_problem,
    tax_code_problem,
)
from desktop.domain.places import province_of
from desktop.domain.staff import Sex
from desktop.domain.text import search_key

# What comes after what in a life: (earlier, later).
_LIFE = (
    ("birth_date", "citizen_id_issued_on"),
    ("birth_date", "union_joined_on"),
    ("birth_date", "first_mass_org_joined_on"),
    ("birth_date", "military_enlisted_on"),
    ("birth_date", "first_recruited_on"),
    ("birth_date", "joined_unit_on"),
    ("military_enlisted_on", "military_discharged_on"),
    ("first_recruited_on", "joined_unit_on"),
    ("joined_unit_on", "retires_on"),
)
_SHAPES = (
    ("old_identity_no", "old_identity_no.shape", old_identity_problem),
    ("social_insurance_no", "social_insurance_no.length", social_insurance_problem),
    ("health_insurance_card_no", "health_insurance_card_no.shape", health_insurance_problem),
    ("tax_code", "tax_code.length", tax_code_problem),
    ("phone", "phone.shape", phone_problem),
    ("email", "email.shape", email_problem),
)
# Since 2025 the citizen number stands in their place (TT 86/2024/TT-BTC; BHXH from 01/8/2025).
_SAME_AS_CITIZEN = (
    ("social_insurance_no", "social_insurance_no.mismatch", "Số BHXH"),
    ("tax_code", "tax_code.mismatch", "Mã số thuế"),
)
_ADDRESSES = (
    ("birth_place", "birth", "Nơi sinh"),
    ("home_town", "home", "Quê quán"),
    ("current_address", "current", "Nơi ở"),
    ("permanent_address", "permanent", "Thường trú"),
)
# Where the province must be told; where somebody lives is often written without it.
_ASKED = ("birth", "home")
_BLOOD = re.compile(r"(?:A|B|AB|O)(?: ?(?:Rh)? ?[+-])?")
_ODD_NAME = re.compile(r"[^\w\s.'’()-]|[\d_]")
# Doubts that are nobody's work any more once somebody has left.
_OF_THOSE_HERE = frozenset({"error"})


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about a person's own data. Of who has left only contradictions are told, no gaps and doubts."""
    left = known.has_left(life)
    for problem in member_problems(life.member, known):
        if not left or problem.severity in _OF_THOSE_HERE:
            yield "StaffMember", life.member, problem


def member_problems(member: Any, known: Known) -> Iterator[Problem]:
    """What about a person's own data is missing, wrong or in doubt."""
    if member.birth_date is None:
        yield fault("birth_date.missing", "birth_date", "Chưa có ngày sinh: không tính được tuổi và ngày nghỉ hưu.")
    if member.sex is None:
        yield fault("sex.missing", "sex", "Chưa có giới tính: không tính được ngày nghỉ hưu.")
    if odd := _ODD_NAME.search(member.full_name or ""):
        yield fault("full_name.shape", "full_name", f"Họ tên «{member.full_name}» có ký tự lạ «{odd[0]}».")
    yield from _citizen_id_problems(member, known.birth_places)
    for name, code, problem_of in _SHAPES:
        if (value := getattr(member, name)) and (message := problem_of(value)):
            yield fault(code, name, message)
    for name, code, label in _SAME_AS_CITIZEN:
        number, value = member.citizen_id or "", getattr(member, name) or ""
        if len(value) == len(number) == 12 and value != number:
            yield fault(code, name, f"{label} 12 số phải là số CCCD, hồ sơ ghi khác.")
    if member.blood_group and not _BLOOD.fullmatch(member.blood_group):
        yield fault("blood_group.shape", "blood_group", f"Nhóm máu «{member.blood_group}» không phải A, B, AB hay O.")
    fields = known.fields("StaffMember")
    for earlier, later in _LIFE:
        before, after = as_partial(getattr(member, earlier)), as_partial(getattr(member, later))
        if before and after and is_after(before, after) and earlier in fields and later in fields:
            told = f"{fields[earlier].label} {before.show()} sau {fields[later].label} {after.show()}."
            yield fault("dates.order", later, told)
    if member.military_discharged_on and not member.military_enlisted_on:
        message = f"Xuất ngũ {member.military_discharged_on.show()} mà chưa ghi ngày nhập ngũ."
        yield fault("military.enlisted_missing", "military_enlisted_on", message)
    yield from _age_problems(member, known)
    yield from _address_problems(member, known)


def _citizen_id_problems(member: Any, places: frozenset[str]) -> Iterator[Problem]:
    number = member.citizen_id
    if not number:
        return
    if message := citizen_id_problem(number):
        if whole := restored_citizen_id(number):
            message += f" Có thể mất số 0 ở đầu: {whole}."
        yield fault("citizen_id.length" if number.isdigit() else "citizen_id.digits", "citizen_id", message)
    elif len(number) == 9:
        yield fault("citizen_id.old", "citizen_id", "Số CMND 9 số không còn giá trị; cần số CCCD 12 số.")
    told: set[str] = set()
    female = None if member.sex is None else member.sex is Sex.FEMALE
    born = member.birth_date.first if member.birth_date else None
    for code, doubts in (
        ("citizen_id.province", citizen_id_doubts(number, None, None, places)),
        ("citizen_id.sex", citizen_id_doubts(number, female, None, frozenset())),
        ("citizen_id.year", citizen_id_doubts(number, None, born, frozenset())),
    ):
        for doubt in doubts:
            if doubt not in told:
                told.add(doubt)
                yield fault(code, "citizen_id", doubt)


def _age_problems(member: Any, known: Known) -> Iterator[Problem]:
    born, today = member.birth_date, known.today
    if born is None:
        return
    rule = known.policy.rule("check.ages", today)
    working, joining = rule.whole("working"), rule.whole("union")
    recruited = member.first_recruited_on
    if recruited and not is_after(born, recruited) and age_on(born.first, recruited.last) < working:
        yield fault("first_recruited_on.under_age", "first_recruited_on", f"Tuyển dụng khi chưa đủ {working} tuổi.")
    union = member.union_joined_on
    if union and not is_after(born, union) and union.first.year - born.first.year < joining:
        yield fault("union_joined_on.young", "union_joined_on", f"Vào Đoàn trước năm {joining} tuổi.")
    if born.first > today:
        yield fault("birth_date.future", "birth_date", "Ngày sinh ở tương lai.")
    elif age_on(born.last, today) < working:
        yield fault("birth_date.young", "birth_date", f"Chưa đủ {working} tuổi.")
    elif age_on(born.last, today) > rule.whole("oldest"):
        yield fault("birth_date.old", "birth_date", f"Trên {rule.whole('oldest')} tuổi mà vẫn trong danh sách.")


def _address_problems(member: Any, known: Known) -> Iterator[Problem]:
    """Places that cannot be counted by province: none printed, none chosen, or two that differ."""
    provinces, old = known.catalogue.list("province"), known.catalogue.list("province_old")
    for name, stem, label in _ADDRESSES:
        printed, chosen = getattr(member, name), getattr(member, f"{stem}_province")
        if getattr(member, f"{stem}_commune") and not chosen:
            yield fault("address.commune_alone", f"{stem}_province", f"{label}: có xã, phường mà chưa chọn tỉnh.")
        elif printed and not chosen and stem in _ASKED and not province_of(printed, provinces, old):
            message = f"{label} «{printed}» không cho biết tỉnh, thành phố nào."
            yield fault("address.no_province", f"{stem}_province", message)
        elif printed and chosen and (read := province_of(printed, provinces, old)) and read != chosen:
            message = f"{label} ghi «{printed}», nay là {provinces.label(read)}; đang chọn {provinces.label(chosen)}."
            yield fault("address.mismatch", f"{stem}_province", message)


def duplicates(members: Iterable[Any]) -> Iterator[tuple[Any, Problem]]:
    """People entered twice: one number, or one name (marks aside) and day of birth.

    The later of two is told of, naming the earlier. A citizen number is the same with a lost zero before it, and the
    old number counts beside the new one.
    """
    groups: dict[tuple[str, str, str], dict[Any, list[Any]]] = {}
    for member in members:
        for kind, key in _names_of(member):
            same = groups.setdefault(kind, {}).setdefault(key, [])
            if member not in same:
                same.append(member)
    for (code, field, words), by_key in groups.items():
        for same in by_key.values():
            for place, member in enumerate(same):
                if place:
                    others = ", ".join(f"{m.full_name} ({m.staff_code})" for m in same[:place])
                    yield member, fault(code, field, f"{words} {others}.")


_BY_CITIZEN = ("citizen_id.duplicate", "citizen_id", "Trùng số CCCD, CMND với")
_BY_INSURANCE = ("social_insurance_no.duplicate", "social_insurance_no", "Trùng số BHXH với")
_BY_NAME = ("staff.near_duplicate", "full_name", "Cùng họ tên và ngày sinh với")


def _names_of(member: Any) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """What somebody is known by: numbers, name with day of birth."""
    if member.citizen_id:
        yield _BY_CITIZEN, restored_citizen_id(member.citizen_id) or member.citizen_id
    if member.old_identity_no:
        yield _BY_CITIZEN, member.old_identity_no
    if member.social_insurance_no:
        yield _BY_INSURANCE, member.social_insurance_no
    if member.birth_date and member.birth_date.precision == "day":
        yield _BY_NAME, (search_key(member.full_name), member.birth_date.iso)
