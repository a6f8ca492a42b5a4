"""Vietnamese text: one form inside, found without marks, ordered as staff lists are kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.text import clean, clean_lines, equal_key, label_key, name_key, search_key, sort_key

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
