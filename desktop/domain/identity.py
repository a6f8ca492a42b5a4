"""Checks of identity numbers: structure, and what the citizen number tells of its holder.

A citizen number has 12 digits: place of birth registration (3), century and sex (1), year of birth (2), serial (6)
(TT 59/2021/TT-BCA). A mismatch with sex or year is a strong warning, never a refusal: births are re-registered.
"""

import re
from datetime import date

_CENTURIES = {"0": 1900, "1": 1900, "2": 2000, "3": 2000, "4": 2100, "5": 2100}


def citizen_id_problem(number: str) -> str | None:
    """Why a citizen number cannot be one, or None. The old nine-digit number is let through (history)."""
    if re.fullmatch(r"\d{12}|\d{9}", number):
        return None
    if not number.isdigit():
        return "Số CCCD chỉ gồm chữ số."
    return f"Số CCCD phải đủ 12 chữ số (đang có {len(number)})."


def restored_citizen_id(number: str) -> str | None:
    """The number with the zeros that a sheet ate, or None where it cannot tell.

    Place codes run from 001 to 096, so that one or two zeros can be lost.
    """
    if number.isdigit() and len(number) in (10, 11):
        whole = number.zfill(12)
        if 1 <= int(whole[:3]) <= 96 and whole[3] in "0123":
            return whole
    return None


def citizen_id_doubts(
    number: str | None, is_female: bool | None, born: date | None, provinces: frozenset[str]
) -> list[str]:
    """What about a citizen number does not fit its holder, as sentences.

    `provinces` holds the place codes in use ("001"…); an empty set checks none.
    """
    if not number or not re.fullmatch(r"\d{12}", number):
        return []
    doubts = []
    if provinces and number[:3] not in provinces:
        doubts.append(f"Ba số đầu {number[:3]} của CCCD không có trong danh mục nơi đăng ký khai sinh.")
    if number[3] not in _CENTURIES:
        doubts.append(f"Số thứ tư ({number[3]}) của CCCD không hợp lệ.")
        return doubts
    if is_female is not None and (number[3] in "135") != is_female:
        doubts.append("Số CCCD không khớp giới tính.")
    if born is not None and _CENTURIES[number[3]] + int(number[4:6]) != born.year:
        doubts.append(f"Số CCCD cho năm sinh {_CENTURIES[number[3]] + int(number[4:6])}, hồ sơ ghi {born.year}.")
    return doubts


def phone_problem(number: str) -> str | None:
    """Why a telephone number cannot be one, or None."""
    digits = re.sub(r"[ .\-()]", "", number).replace("+84", "0")
    if re.fullmatch(r"0[35789]\d{8}|02\d{9}", digits):
        return None
    return "Số điện thoại phải có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09 (máy bàn: 02 và 11 chữ số)."


def social_insurance_problem(number: str) -> str | None:
    """Why a social insurance number cannot be one, or None: 10 digits, or the citizen number since 01/8/2025."""
    return (
        None
        if re.fullmatch(r"\d{10}|\d{12}", number)
        else f"Số BHXH phải có 10 hoặc 12 chữ số (đang có {len(number)})."
    )


def old_identity_problem(number: str) -> str | None:
    """Why an identity number of before the citizen number (CMND) cannot be one, or None: 9 digits, 12 in its last years."""
    return None if re.fullmatch(r"\d{9}|\d{12}", number) else f"Số CMND có 9 chữ số (đang có {len(number)})."


def tax_code_problem(number: str) -> str | None:
    """Why a personal tax code cannot be one, or None: 10 digits, or the citizen number since 01/7/2025 (TT 86/2024)."""
    return (
        None
        if re.fullmatch(r"\d{10}|\d{12}", number)
        else f"Mã số thuế cá nhân có 10 hoặc 12 chữ số (đang có {len(number)})."
    )


def health_insurance_problem(number: str) -> str | None:
    """Why a health insurance card number cannot be one, or None: the insurance number, or two letters and 13 digits."""
    if re.fullmatch(r"[A-Za-z]{2}\d{13}|\d{10}|\d{12}", number.replace(" ", "")):
        return None
    return "Số thẻ BHYT có 15 ký tự (2 chữ cái, 13 chữ số), hoặc 10 hay 12 chữ số."


def email_problem(address: str) -> str | None:
    """Why an e-mail address cannot be one, or None."""
    if re.fullmatch(r"[^@\s,;]+@[^@\s,;.]+(?:\.[^@\s,;.]+)+", address):
        return None
    return f"Thư điện tử «{address}» không có dạng ten@donvi.vn."
