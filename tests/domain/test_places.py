"""Provinces that are gone, and where they went."""

from desktop.domain.places import gone_provinces, short
from desktop.services.lists import shipped_lists

TODAY, OLD = shipped_lists()["province"], shipped_lists()["province_old"]


def test_the_names_that_are_gone_are_those_no_province_bears():
    gone = dict(gone_provinces(TODAY, OLD))
    assert TODAY.label(gone["Hà Giang"]) == "Tỉnh Tuyên Quang"
    assert "Nghệ An" not in gone
    assert len(gone) == 63 - 34
    assert short("Thành phố Hà Nội") == "Hà Nội"
