"""Code lists: matched without marks by code, label, alias or what an import taught; old entries stay readable."""

from datetime import date

import pytest

from desktop.domain.codes import CodeList, CodeRow

ROWS = [
    CodeRow("DH", "Đại học", ("Cử nhân", "ĐH"), rank=3),
    CodeRow("THS", "Thạc sĩ", ("Thạc sỹ",), rank=5, extra={"years": "2"}),
    CodeRow("SC", "Sơ cấp", valid_to=date(2020, 12, 31)),
    CodeRow("CN", "Chứng nhận"),
]


@pytest.fixture
def levels() -> CodeList:
    return CodeList("qualification", ROWS, {"bsnt": "THS"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DH", "DH"),
        ("dh", "DH"),
        ("đại học", "DH"),
        ("DAI HOC.", "DH"),
        ("Cử  nhân", "DH"),
        ("Thạc sỹ", "THS"),
        ("BSNT", "THS"),  # learnt
        ("Tiến sĩ", None),
        ("", None),
    ],
)
def test_a_text_finds_its_code(levels, text, code):
    assert levels.find(text) == code


def test_codes_come_before_labels_and_labels_before_aliases():
    found = CodeList("x", [CodeRow("1", "Hai", ("Ba",)), CodeRow("2", "Ba", ("1",)), CodeRow("HAI", "Bốn")])
    assert (found.find("hai"), found.find("ba"), found.find("1")) == ("HAI", "2", "1")


def test_what_was_learnt_goes_before_everything(levels):
    taught = CodeList("qualification", ROWS, {"cn": "DH"})
    assert (levels.find("cn"), taught.find("cn")) == ("CN", "DH")
    assert taught.find("CN") == "CN"  # the code itself, exactly as it is


def test_a_value_that_no_list_knows_is_its_own_label(levels):
    assert (levels.label("DH"), levels.label("khác")) == ("Đại học", "khác")
    assert levels.get("khác") is None
    assert levels.get(None) is None
    assert "khác" not in levels


def test_an_old_entry_is_readable_and_no_longer_offered(levels):
    assert levels.label("SC") == "Sơ cấp"
    assert levels["SC"].valid_on(date(2020, 12, 31))
    assert not levels["SC"].valid_on(date(2021, 1, 1))
    assert CodeRow("A", "a", valid_from=date(2026, 7, 1)).valid_on(date(2026, 7, 1))
    assert not CodeRow("A", "a", valid_from=date(2026, 7, 1)).valid_on(date(2026, 6, 30))


def test_a_list_keeps_its_order_and_its_extras(levels):
    assert [row.code for row in levels] == ["DH", "THS", "SC", "CN"]
    assert len(levels) == 4
    assert (levels.extra("THS", "years"), levels.extra("DH", "years"), levels.extra(None, "years")) == ("2", "", "")


def test_a_later_entry_of_a_code_takes_the_place_of_the_shipped_one():
    found = CodeList("x", [CodeRow("A", "Cũ"), CodeRow("A", "Mới")])
    assert (found.label("A"), len(found)) == ("Mới", 1)
