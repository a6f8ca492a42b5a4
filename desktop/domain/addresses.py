"""Provinces in printed addresses: since 01/07/2025 there are 34, and papers go on naming the 63 of before."""

import re

from desktop.domain.codes import CodeList
from desktop.domain.text import label_key

_PREFIX = re.compile(r"^(tinh|thanh pho|tp|t) ")


def province_of(address: str, today: CodeList, old: CodeList) -> str | None:
    """The code of today's province that a printed address lies in, by the last part of it that names a province.

    `old` are the provinces of before, each with the `new_code` of the one it went into. None where no part names one.
    """
    whole = re.split(r"[,;]", address)
    # «Bà Rịa - Vũng Tàu» is one name; in «Quận 1 - TP Hồ Chí Minh» the same stroke parts two.
    parts = [piece for part in reversed(whole) for piece in (part, *reversed(re.split(r"–| - ", part)))]
    for key in filter(None, map(_bare, parts)):
        # Today's name first: a province that kept its name may have taken others in, not the other way round.
        for codes, code_of in ((today, lambda code: code), (old, lambda code: old.extra(code, "new_code"))):
            for row in codes:
                if key in {_bare(name) for name in (row.label, *row.aliases)}:
                    return code_of(row.code) or None
    return None


def gone_provinces(today: CodeList, old: CodeList) -> list[tuple[str, str]]:
    """The names that no province of today bears, in the order of the old list, each with the code of its province."""
    borne = {_bare(row.label) for row in today}
    names = ((short(row.label), old.extra(row.code, "new_code")) for row in old)
    return [(name, code) for name, code in names if code in today and _bare(name) not in borne]


def short(name: str) -> str:
    """A province without the word for what it is: «Hà Giang» of «Tỉnh Hà Giang»."""
    for word in ("Tỉnh ", "Thành phố "):
        name = name.removeprefix(word)
    return name


def _bare(name: str) -> str:
    return _PREFIX.sub("", label_key(name))
