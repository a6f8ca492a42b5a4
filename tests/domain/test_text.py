"""Vietnamese text: one form inside, found without marks, ordered as staff lists are kept."""

import csv
import re
import unicodedata
from functools import cmp_to_key
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCollator, QLocale

from desktop.domain.text import clean, clean_lines, equal_key, label_key, name_key, search_forms, search_key, sort_key
from desktop.resources_dir import resource

ANY = st.text(max_size=40)
LETTERS = st.text(alphabet="aăâeêioôơuưyđbcdghklmnpqrstvx àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệ", max_size=30)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("  Đỗ   Thị\tÁnh ", "Đỗ Thị Ánh"),
        (unicodedata.normalize("NFD", "Đỗ Thị Ánh"), "Đỗ Thị Ánh"),
        ("Đỗ\u00a0Thị\u200bÁnh", "Đỗ ThịÁnh"),  # a no-break space is a space, a zero-width one nothing
        ("Ðỗ Thị Ánh", "Đỗ Thị Ánh"),  # an Icelandic eth that a font passed off as Đ
        ("\ufeffĐỗ\x00 Thị\x1f Ánh", "Đỗ Thị Ánh"),
        ("", ""),
        ("\ud800", ""),  # half a character
    ],
)
def test_text_has_one_form(found, kept):
    assert clean(found) == kept


def test_lines_stay_lines():
    assert clean_lines(" một \r\n\r\n hai\u00a0ba \rbốn\n\n") == "một\n\nhai ba\nbốn"


@given(ANY)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once)
    assert clean_lines(clean_lines(text)) == clean_lines(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đỗ Thị Ánh", "do thi anh"),
        ("ƯƠNG", "uong"),
        ("Nguyễn  Thị Thuỷ", "nguyen thi thuy"),
        ("ĐẶNG", "dang"),
        ("Số CCCD", "so cccd"),
    ],
)
def test_a_search_key_has_no_marks(text, key):
    assert search_key(text) == key


@given(ANY)
def test_a_search_key_is_its_own_key(text):
    assert search_key(search_key(text)) == search_key(text)


@given(LETTERS)
def test_what_is_typed_without_marks_finds_the_name(name):
    without = "".join(
        c
        for c in unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
        if not unicodedata.combining(c)
    )
    assert search_key(without) == search_key(name)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Ngày, tháng,\nnăm sinh", "ngay thang nam sinh"),
        ("Số CCCD/CMND (12 số)", "so cccd cmnd 12 so"),
        ("STT.", "stt"),
        ("---", ""),
    ],
)
def test_a_heading_is_its_letters_and_digits(heading, key):
    assert label_key(heading) == key


# The order of names


def test_names_stand_by_given_name_then_family_then_middle():
    names = ["Trần Văn An", "Lê An", "Lê Thị An", "Lê Văn An", "An", "Nguyễn Bình", "Ân", "Đỗ Đức", "Bùi Dung"]
    assert sorted(names, key=name_key) == [
        "An",
        "Lê An",
        "Lê Thị An",
        "Lê Văn An",
        "Trần Văn An",
        "Ân",
        "Nguyễn Bình",
        "Bùi Dung",
        "Đỗ Đức",
    ]


@pytest.mark.parametrize(
    "ordered",
    [
        ["an", "àn", "ản", "ãn", "án", "ạn", "ăn", "ân"],  # tones after the letter, then the next letter
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "k", "l", "m", "n", "o", "ô", "ơ", "p"],
        ["u", "ư", "v", "x", "y"],
        ["an", "anh", "ánh", "ảo"],
        ["hoa", "hòa", "hóa"],
    ],
)
def test_letters_and_tones_follow_the_vietnamese_alphabet(ordered):
    assert sorted(reversed(ordered), key=name_key) == ordered
    # SQLite compares bytes, so the order must hold there too.
    assert sorted(reversed(ordered), key=lambda name: name_key(name).encode()) == ordered


def test_the_place_of_a_tone_mark_does_not_matter():
    assert name_key("Hoà") == name_key("Hòa")
    assert equal_key("Nguyễn Thị Thuý") == equal_key("NGUYỄN thị  Thúy")
    assert equal_key("Thúy") != equal_key("Thùy")
    assert equal_key("Lan") != equal_key("Lân")


@given(LETTERS, LETTERS)
def test_equal_names_have_equal_keys(one, other):
    assert (equal_key(one) == equal_key(other)) == (name_key_letters(one) == name_key_letters(other))


def name_key_letters(name: str) -> str:
    return sort_key(name)


def test_departments_stand_word_by_word_from_the_left():
    departments = ["Khoa Nội", "Khoa Ngoại", "Ban Giám đốc", "Khoa Nội tim mạch", "Phòng Điều dưỡng", "Phòng Dược"]
    assert sorted(departments, key=sort_key) == [
        "Ban Giám đốc",
        "Khoa Ngoại",
        "Khoa Nội",
        "Khoa Nội tim mạch",
        "Phòng Dược",
        "Phòng Điều dưỡng",
    ]


# Searching: keystrokes of a keyboard that was off


@pytest.mark.parametrize(
    "typed",
    [
        "nguyeenx vawn ddwcs",
        "nguyeenx vawn dduwcs",
        "Nguyeenx Vawn Ddwcs",
        "nguyenex vawn ducwsd",  # marks typed at the end of the word
        "nguye6n4 va8n d9u71c",
        "nguye6n va8n d9u71c",
        "nguyen64 va8n duc791",
        "Nguyễn vawn đức",  # half of it with the keyboard on
        "nguyễn văn đức",
        "nguyen van duc",
    ],
)
def test_a_name_is_found_by_what_was_typed_with_the_keyboard_off(typed):
    assert "nguyen van duc" in search_forms(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("truwowngf", "truong"),
        ("thwowngr", "thuong"),
        ("nhw", "nhu"),
        ("tuees", "tue"),
        ("quoocs", "quoc"),
        ("hoafng thij", "hoang thi"),
        ("ng[if", "ngoi"),
        ("hu7o7ng", "huong"),
        ("nguyeen", "nguyen"),  # not finished
        ("nguyeenx v", "nguyen v"),
        ("buif thij dd", "bui thi d"),
    ],
)
def test_raw_keystrokes_are_read_as_letters(typed, meant):
    assert search_forms(typed) == (search_key(typed), meant)


@pytest.mark.parametrize(
    "typed",
    ["VC0001", "0912345678", "040085001234", "A1", "dd", "khoa 3", "ksor h'wing", "lass", "", "  ", "nguyen van an"],
)
def test_what_does_not_look_like_keystrokes_stands_for_itself(typed):
    assert search_forms(typed) == (search_key(typed),)


def test_both_places_of_a_tone_are_found():
    assert search_forms("hoà") == search_forms("hòa") == ("hoa",)
    assert search_forms("Thuý") == search_forms("Thúy") == ("thuy",)


_MARKS = {"\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "j"}
_TELEX = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_VNI = {"ă": "a8", "â": "a6", "đ": "d9", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7"}


def keys_of(word, letters, tones):
    """The keystrokes of a word, its tone at the end."""
    tone, plain = "", ""
    for character in unicodedata.normalize("NFD", word.casefold()):
        if character in _MARKS:
            tone = tones[_MARKS[character]]
        else:
            plain += character
    return "".join(letters.get(c, c) for c in unicodedata.normalize("NFC", plain)) + tone


def words_of(*books):
    found = set()
    for book in books:
        with resource("names", f"{book}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.update(row["name"].split())
    return sorted(found)


FAMILY, MIDDLE, GIVEN = words_of("family"), words_of("middle"), words_of("given")
WORDS = sorted({*FAMILY, *MIDDLE, *GIVEN})
FULL_NAMES = st.builds(
    lambda family, middle, given: " ".join((family, *middle, given)),
    st.sampled_from(FAMILY),
    st.lists(st.sampled_from(MIDDLE), max_size=2),
    st.sampled_from(GIVEN),
)


@given(FULL_NAMES)
def test_every_name_is_found_by_its_keystrokes(name):
    telex = " ".join(keys_of(word, _TELEX, {key: key for key in "frxsj"}) for word in name.split())
    vni = " ".join(keys_of(word, _VNI, dict(zip("sfrxj", "12345", strict=True))) for word in name.split())
    assert search_key(name) in search_forms(telex)
    assert search_key(name) in search_forms(vni)


# Order and folding against ICU and the Unicode tables

COLLATOR = QCollator(QLocale("vi_VN"))


def one_place(word):
    """A word with its tone in the old place (hòa, thúy): ICU tells the two places apart, lists do not."""
    spread = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", re.sub("([ou])([aey])([\u0300\u0309\u0303\u0301\u0323])$", r"\1\3\2", spread))


def sign(number):
    return (number > 0) - (number < 0)


def by_icu(one, other):
    """Words by ICU's Vietnamese order, the first that differ deciding."""
    for a, b in zip(one, other, strict=False):
        if difference := COLLATOR.compare(one_place(a), one_place(b)):
            return sign(difference)
    return sign(len(one) - len(other))


def by_key(one, other):
    return sign((one > other) - (one < other))


def test_the_words_of_all_names_stand_as_in_icu():
    assert len(WORDS) > 300
    wrong = [
        (one, other)
        for one, other in combinations(WORDS, 2)
        if by_key(sort_key(one), sort_key(other)) != by_icu([one], [other])
    ]
    assert wrong == []


@given(FULL_NAMES, FULL_NAMES)
def test_full_names_stand_by_given_family_and_middle_name_each_as_in_icu(one, other):
    def parts(name):
        words = name.split()
        return [words[-1], words[0], *words[1:-1]]

    assert by_key(name_key(one), name_key(other)) == by_icu(parts(one), parts(other))


@given(st.lists(FULL_NAMES, max_size=20))
def test_text_stands_word_by_word_as_in_icu(names):
    by_words = sorted(names, key=cmp_to_key(lambda a, b: by_icu(a.split(), b.split())))
    assert [sort_key(name) for name in by_words] == sorted(sort_key(name) for name in names)


def test_words_are_folded_as_unicode_takes_them_apart():
    for word in WORDS:
        plain = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
        assert search_key(word) == "".join(c for c in plain if unicodedata.category(c) != "Mn")
