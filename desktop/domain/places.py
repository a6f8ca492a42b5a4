"""Which province a printed address names: today's 34, or one of the 63 before 01/7/2025 and where it went.

Papers go on naming those that are gone.

By look-ups in the lists alone, for going over the addresses of a whole unit.
"""

import re
from collections.abc import Iterator

from desktop.domain.codes import CodeList
from desktop.domain.text import label_key

_WHOLE = re.compile(r"[,;\n]")
_DASH = re.compile(r"\s[-–—]\s?|\s?[-–—]\s|–")
_SHORT = re.compile(r"^(?:tp|t|tinh|thanh pho)\s+")


def province_text(printed: str) -> str:
    """The part of an address that should name its province: the last one."""
    return next(_parts(printed), "")


def province_of(printed: str, provinces: CodeList, old: CodeList) -> str | None:
    """The code of today's province that a printed address lies in, by its last part that names one; None without any.

    A name that was kept when provinces were joined means today's; `old` holds the 63 with the code of their successor.
    """
    for part in _parts(printed):
        # «Bà Rịa - Vũng Tàu» is one name; in «Quận 1 - TP Hồ Chí Minh» the same stroke parts two.
        for text in (part, *reversed(_DASH.split(part))):
            if code := named_province(text, provinces, old):
                return code
    return None


def named_province(text: str, provinces: CodeList, old: CodeList) -> str | None:
    """The code of today's province that a name stands for, old or new, in full or short."""
    short = _SHORT.sub("", label_key(text))
    for name in (text, short):
        if name and (code := provinces.find(name)) in provinces:
            return code
    for name in (text, short):
        if name and (before := old.find(name)) in old:
            return old.extra(before, "new_code") or None
    return None


def gone_provinces(today: CodeList, old: CodeList) -> list[tuple[str, str]]:
    """The names that no province of today bears, in the order of the old list, each with the code of its province."""
    borne = {label_key(short(row.label)) for row in today}
    names = ((short(row.label), old.extra(row.code, "new_code")) for row in old)
    return [(name, code) for name, code in names if code in today and label_key(name) not in borne]


def short(name: str) -> str:
    """A province without the word for what it is: «Hà Giang» of «Tỉnh Hà Giang»."""
    for word in ("Tỉnh ", "Thành phố "):
        name = name.removeprefix(word)
    return name


def _parts(printed: str) -> Iterator[str]:
    return (part.strip(" .") for part in reversed(_WHOLE.split(printed)) if part.strip(" ."))
