"""Which province a printed address names: today's 34, or one of the 63 before 01/7/2025 and where it went."""

import re

from desktop.domain.codes import CodeList
from desktop.domain.text import label_key

_PARTS = re.compile(r"[,;\n]|\s[-–—]\s?|\s?[-–—]\s")
_SHORT = re.compile(r"^(?:tp|t|tinh|thanh pho)\s+")


def province_text(printed: str) -> str:
    """The part of an address that should name its province: the last one."""
    parts = [part.strip(" .") for part in _PARTS.split(printed) if part.strip(" .")]
    return parts[-1] if parts else ""


def province_of(printed: str, provinces: CodeList, old: CodeList) -> str | None:
    """The code of today's province that a printed address lies in, or None where it names none.

    A name that was kept when provinces were joined means today's; `old` holds the 63 with the code of their successor.
    """
    text = province_text(printed)
    if not text:
        return None
    code, short = provinces.find(text), _SHORT.sub("", label_key(text))
    if code in provinces or (code := provinces.find(short)) in provinces:
        return code
    before = old.find(text) or old.find(short)
    return old.extra(before, "new_code") or None if before in old else None
