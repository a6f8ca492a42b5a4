"""Passwords of people who sign in: kept as a salted hash alone, read back by comparison alone."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import BadValue
from desktop.domain.passwords import check_password, hashed, matches

WORDS = "Mật khẩu dài"


def test_the_hash_tells_the_password_and_no_other():
    stored = hashed(WORDS)

    assert stored.startswith("scrypt$16384$8$1$")
    assert WORDS not in stored
    assert matches(WORDS, stored)
    assert not matches("mật khẩu dài", stored)


def test_the_same_password_is_kept_differently_each_time():
    assert hashed(WORDS) != hashed(WORDS)


def test_marks_typed_one_way_or_the_other_are_the_same_password():
    assert matches(unicodedata.normalize("NFD", WORDS), hashed(unicodedata.normalize("NFC", WORDS)))


@pytest.mark.parametrize(
    "stored", [None, "", "12345678", "md5$1$1$1$00$00", "scrypt$x$8$1$00$00", "scrypt$16384$8$1$zz$0"]
)
def test_what_is_no_hash_matches_nothing(stored):
    assert not matches("", stored)
    assert not matches("12345678", stored)


@settings(max_examples=5, deadline=None)
@given(st.text(min_size=8), st.text(min_size=8))
def test_two_passwords_match_when_they_are_the_same_text(one, other):
    composed = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert matches(other, hashed(one)) is composed


@pytest.mark.parametrize("short", ["", "1234567", "       x", "ạạạ"])
def test_a_short_password_is_refused(short):
    with pytest.raises(BadValue, match="ít nhất 8 ký tự"):
        check_password(short)


def test_eight_letters_are_enough():
    assert check_password("tám chữ!") is None
