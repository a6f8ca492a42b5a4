"""Vietnamese text: one normal form, a search key without marks, and the order of names."""

import re
import unicodedata

from desktop.domain.keystrokes import from_telex, from_vni

_PLAIN_D = str.maketrans("đĐ", "dD")
# Look-alikes and invisible characters that office files carry: Icelandic eth for Đ, no-break and zero-width spaces.
_MENDED = str.maketrans({"Ð": "Đ", "ð": "đ", "\u00a0": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": ""})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\u00ad\ufffe\uffff\ud800-\udfff]")
_ODD = re.compile(f"{_CONTROL.pattern}|[{''.join(map(chr, _MENDED))}]")  # hardly any text has one of them
# Order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng (CLDR, Vietnamese).
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ALPHABET = {letter: chr(0x41 + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}


def clean(text: str) -> str:
    """Compose the marks (NFC), drop what cannot be seen, collapse white space: equal text compares equal."""
    if _ODD.search(text):
        text = _CONTROL.sub("", text).translate(_MENDED)
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_lines(text: str) -> str:
    """Like `clean`, line by line, for text that may have several lines."""
    lines = (clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip("\n")


def search_key(text: str) -> str:
    """What a clerk types without marks: 'Đỗ Thị Ánh' gives 'do thi anh'."""
    letters = unicodedata.normalize("NFD", clean(text).casefold().translate(_PLAIN_D))
    return "".join(c for c in letters if not unicodedata.combining(c))


def search_forms(text: str) -> tuple[str, ...]:
    """Everything that a searched text may stand for: its search key, and what was meant where it looks like raw Telex
    or VNI keystrokes ('nguyeenx vawn', 'nguye6n4 va8n'). Old and new places of a tone have one key."""
    key = search_key(text)
    return tuple(dict.fromkeys(form for form in (key, from_telex(key), from_vni(key)) if form is not None))


def label_key(text: str) -> str:
    """A heading reduced to its letters and digits, so that case, marks, line breaks and stops do not matter."""
    return re.sub(r"[^0-9a-z]+", " ", search_key(text)).strip()


def _syllable(word: str) -> tuple[str, int]:
    """The letters of a word without its tone, and the tone: 'hoà' and 'hòa' give the same pair."""
    tone, letters = 0, []
    for character in unicodedata.normalize("NFD", word.casefold()):
        if character in _TONES:
            tone = _TONES[character]
        else:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters)), tone


def equal_key(text: str) -> str:
    """Equal for two spellings of one name: tone placement, case and stray marks do not matter, tones do."""
    return " ".join(f"{letters}{tone}" for letters, tone in map(_syllable, clean(text).split()))


def _word_key(word: str) -> str:
    letters, tone = _syllable(word)
    return "".join(_ALPHABET.get(c) or f"~{ord(c):06x}" for c in letters) + f"!{tone}"


def name_key(full_name: str) -> str:
    """A key that orders names as staff lists are kept, byte by byte: given name, family name, middle names.

    Letters and tones follow the Vietnamese alphabet: An < Ánh < Ăn < Ân.
    """
    words = clean(full_name).split()
    if len(words) > 1:
        words = [words[-1], words[0], *words[1:-1]]
    return " ".join(map(_word_key, words))


def sort_key(text: str) -> str:
    """The same order for text that is not a person's name (departments, lists): word by word from the left."""
    return " ".join(map(_word_key, clean(text).split()))
