"""Which language a certificate is of, as lists write it: «Tiếng Pháp B1», «Anh văn B», «tiếng Mông», «TOEIC 500»."""

import re
from dataclasses import dataclass

from desktop.domain.schooling import CertificateKind
from desktop.domain.text import label_key

_FOREIGN = {
    "anh": "Tiếng Anh",
    "phap": "Tiếng Pháp",
    "nga": "Tiếng Nga",
    "trung quoc": "Tiếng Trung",
    "trung": "Tiếng Trung",
    "hoa": "Tiếng Trung",
    "nhat": "Tiếng Nhật",
    "han quoc": "Tiếng Hàn",
    "han": "Tiếng Hàn",
    "duc": "Tiếng Đức",
    "lao": "Tiếng Lào",
    "thai lan": "Tiếng Thái Lan",
    "campuchia": "Tiếng Campuchia",
    "tay ban nha": "Tiếng Tây Ban Nha",
    "bo dao nha": "Tiếng Bồ Đào Nha",
}
_ETHNIC = {
    "dan toc thieu so": "Tiếng dân tộc thiểu số",
    "dan toc": "Tiếng dân tộc thiểu số",
    "h mong": "Tiếng Mông",
    "mong": "Tiếng Mông",
    "tay": "Tiếng Tày",
    "nung": "Tiếng Nùng",
    "dao": "Tiếng Dao",
    "thai": "Tiếng Thái",
    "muong": "Tiếng Mường",
    "khmer": "Tiếng Khmer",
    "kho me": "Tiếng Khmer",
    "cham": "Tiếng Chăm",
    "e de": "Tiếng Ê Đê",
    "ede": "Tiếng Ê Đê",
    "ba na": "Tiếng Ba Na",
    "gia rai": "Tiếng Gia Rai",
    "jrai": "Tiếng Gia Rai",
    "xo dang": "Tiếng Xơ Đăng",
    "co ho": "Tiếng Cơ Ho",
    "m nong": "Tiếng M'Nông",
}
_NAMES = "|".join(sorted((*_FOREIGN, *_ETHNIC), key=len, reverse=True))
# «tiếng Pháp», «Pháp văn», or the name of a well-known language at the beginning.
_NAMED = re.compile(rf"\btieng ({_NAMES})\b|\b({_NAMES}) (?:van|ngu)\b|^(anh|phap|nga|nhat|trung|duc)\b")
_FILLERS = re.compile(r"\b(?:trinh do|chung chi|bang|cap do)\b")
_ENGLISH_TESTS = re.compile(r"\b(ielts|toefl|toeic|cambridge|fce|pet|ket)\b")


@dataclass(frozen=True)
class Named:
    """A language named in a text: the kind of certificate, the language, and what else the text says (as a key)."""

    kind: CertificateKind
    language: str
    rest: str


def language_in(text: str) -> Named | None:
    """The language that a text names; None where it names none."""
    key = label_key(text)
    found = _NAMED.search(key)
    if found is None:
        return Named(CertificateKind.ENGLISH, _FOREIGN["anh"], key) if _ENGLISH_TESTS.search(key) else None
    name = found[1] or found[2] or found[3]
    rest = " ".join(_FILLERS.sub(" ", f"{key[: found.start()]} {key[found.end() :]}").split())
    return _named(name, rest)


def language_called(text: str) -> Named | None:
    """The language of a cell that holds nothing but its name: «Pháp», «Tiếng Anh»."""
    key = label_key(text).removeprefix("tieng ")
    return _named(key, "") if key in _FOREIGN or key in _ETHNIC else None


def _named(name: str, rest: str) -> Named:
    if name in _ETHNIC:
        return Named(CertificateKind.ETHNIC_LANGUAGE, _ETHNIC[name], rest)
    is_english = name == "anh"
    return Named(CertificateKind.ENGLISH if is_english else CertificateKind.LANGUAGE, _FOREIGN[name], rest)
