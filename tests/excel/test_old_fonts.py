import pytest

from desktop.excel.old_fonts import TCVN3, UNICODE, VNI, _encoding, decode, recovered
from desktop.excel.raw import Mark, RawSheet

NAMES = [
    "Họ và tên",
    "Nguyễn Văn Đức",
    "Đỗ Thị Ánh",
    "Trần Thị Hường",
    "Khoa Nội tổng hợp",
    "Phó Trưởng khoa",
    "Nghệ An",
]


def written(texts, encoding):
    """Text as the old programs stored it: the way back through the tables of letters."""
    letters: dict[str, str] = {}
    for old, new in _encoding(encoding).letters.items():
        letters.setdefault(new, old)
        letters.setdefault(new.upper(), old)
    return ["".join(letters.get(character, character) for character in text) for text in texts]


@pytest.mark.parametrize(
    ("old", "new", "encoding"),
    [
        ("NguyÔn V¨n §øc", "Nguyễn Văn Đức", TCVN3),
        ("Khoa Néi tæng hîp", "Khoa Nội tổng hợp", TCVN3),
        ("Nguyeãn Vaên Ñöùc", "Nguyễn Văn Đức", VNI),
        ("Traàn Thò Höôøng", "Trần Thị Hường", VNI),
    ],
)
def test_old_letters_become_unicode(old, new, encoding):
    assert decode(old, encoding) == new


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
def test_a_sheet_tells_its_encoding_by_its_words(encoding):
    sheet = RawSheet("DS", [[text, 1] for text in written(NAMES, encoding)])
    found, told = recovered(sheet)
    assert told == encoding
    assert [str(row[0]).casefold() for row in found.rows] == [name.casefold() for name in NAMES]


@pytest.mark.parametrize("texts", [NAMES, ["Hà", "Lê", "Võ"], ["abc"], ["Café", "Müller", "Strauß", "Škoda"]])
def test_unicode_is_left_as_it_is(texts):
    sheet = RawSheet("DS", [[text] for text in texts])
    assert recovered(sheet) == (sheet, UNICODE)


def test_a_cell_that_is_unicode_stays_in_an_old_sheet():
    texts = [*written(NAMES, TCVN3), "Bệnh viện"]
    assert recovered(RawSheet("DS", [[text] for text in texts]))[0].rows[-1] == ["Bệnh viện"]


def test_a_capital_font_draws_capitals():
    texts = written(NAMES, TCVN3)
    sheet = RawSheet("DS", [[text] for text in texts], marks={(2, 1): Mark(font=".VnTimeH")})
    assert recovered(sheet)[0].rows[1] == ["NGUYỄN VĂN ĐỨC"]
