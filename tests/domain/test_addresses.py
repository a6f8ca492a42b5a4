"""Provinces in printed addresses, old names and new."""

import pytest

from desktop.domain.addresses import gone_provinces, province_of, short
from desktop.services.lists import shipped_lists

TODAY, OLD = shipped_lists()["province"], shipped_lists()["province_old"]


@pytest.mark.parametrize(
    ("address", "province"),
    [
        ("Xã Nghi Kim, TP Vinh, tỉnh Nghệ An", "Tỉnh Nghệ An"),
        ("xa nghi kim, tp vinh, nghe an", "Tỉnh Nghệ An"),
        ("Phường Trần Phú, Thành phố Hà Giang, Tỉnh Hà Giang", "Tỉnh Tuyên Quang"),
        ("Bắc Kạn", "Tỉnh Thái Nguyên"),
        ("Quận 1 - TP Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Xã A, huyện B", None),
        ("", None),
        (", ,", None),
    ],
)
def test_the_province_of_an_address(address, province):
    code = province_of(address, TODAY, OLD)
    assert (TODAY.label(code) if code else None) == province


def test_every_old_province_has_its_place_in_one_of_today():
    for row in OLD:
        assert province_of(row.label, TODAY, OLD) in TODAY, row.label


def test_the_names_that_are_gone_are_those_no_province_bears():
    gone = dict(gone_provinces(TODAY, OLD))
    assert TODAY.label(gone["Hà Giang"]) == "Tỉnh Tuyên Quang"
    assert "Nghệ An" not in gone
    assert len(gone) == 63 - 34
    assert short("Thành phố Hà Nội") == "Hà Nội"
