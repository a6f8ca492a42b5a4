"""What was meant by words typed while the Vietnamese keyboard was off: raw Telex or VNI keystrokes, read as letters.

Marks do not matter to a search, so that only the plain letters are told: 'nguyeenx' and 'nguye6n4' are 'nguyen'.
"""

import re
from collections.abc import Callable

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
_SYLLABLE = re.compile(f"{_ONSET}[aeiouy]{{1,3}}(?:ng|nh|ch|[cmnpt])?")
# The last word may still be on its way: the first letters of a syllable.
_BEGUN = re.compile(f"{_ONSET}(?:[aeiouy]{{1,3}}(?:ng|nh|ch|[cmnpt])?)?")
_VOWELS = frozenset("aeiouy")
_TELEX_TONES = frozenset("sfrxjz")
# VNI: the letters that a digit may put its mark on.
_VNI_MARKS = {"6": "aeo", "7": "ou", "8": "a", "9": "d"}
_LONGEST = 14  # keystrokes of one syllable


def from_telex(words: str) -> str | None:
    """The plain letters of words in raw Telex keystrokes, or None where no word looks like them.

    `words` is a search key: lower case, without marks. A last word that is not finished is read too.
    """
    return _read(words, _telex)


def from_vni(words: str) -> str | None:
    """The same for VNI keystrokes: tones 1 to 5, marks 6 to 9."""
    return _read(words, _vni)


def _read(words: str, decode: Callable[[str], str | None]) -> str | None:
    typed = words.split()
    meant = []
    for place, word in enumerate(typed):
        plain = decode(word) if len(word) <= _LONGEST else None
        shape = _SYLLABLE if place + 1 < len(typed) else _BEGUN
        meant.append(plain if plain and plain != word and shape.fullmatch(plain) else word)
    told = " ".join(meant)
    return told if meant != typed and len(told) > 1 else None  # one letter would find nearly everybody


def _telex(word: str) -> str | None:
    """Letters less tone keys, w and doubled letters, which may be typed at once or at the end of the word."""
    letters: list[str] = []
    tones = 0
    for key in word.replace("[", "o").replace("]", "u"):
        has_vowel = not _VOWELS.isdisjoint(letters)
        if has_vowel and key in _TELEX_TONES:
            tones += 1
        elif key == "w":
            if not set("aou") & set(letters[_onset(letters) :]):
                letters.append("u")  # w alone is ư
        elif (key == "d" and "d" in letters[:1] and (has_vowel or letters == ["d"])) or (
            key in "aeo" and has_vowel and _doubles(key, letters)
        ):
            continue  # đ, â, ê, ô
        else:
            letters.append(key)
    return "".join(letters) if tones <= 1 else None


def _onset(letters: list[str]) -> int:
    """Where the vowels of a syllable begin; the u of qu is none of them."""
    start = next((n for n, letter in enumerate(letters) if letter in _VOWELS), len(letters))
    return start + 1 if letters[:2] == ["q", "u"] else start


def _doubles(key: str, letters: list[str]) -> bool:
    """Whether a vowel only puts its mark on the same one before: at once, or after the consonants at the end."""
    return letters[-1] == key or (letters[-1] not in _VOWELS and key in letters)


def _vni(word: str) -> str | None:
    letters: list[str] = []
    tones = 0
    for key in word:
        if key.isalpha():
            letters.append(key)
        elif key in "12345" and not _VOWELS.isdisjoint(letters):
            tones += 1
        elif not set(_VNI_MARKS.get(key, "")) & set(letters):
            return None
    return "".join(letters) if tones <= 1 else None
