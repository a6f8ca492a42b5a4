"""Names of provinces that are gone since 01/07/2025, when 63 became 34: papers go on naming them."""

from desktop.domain.codes import CodeList
from desktop.domain.text import label_key


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
