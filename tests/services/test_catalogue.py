"""Fields and lists at run time: what is shipped, with what the unit added to its file."""

from collections.abc import Iterator
from datetime import date

import pytest

from desktop.domain.staff import StaffMember, TitleHolding
from desktop.domain.system import CodeAlias, CodeEntry, OwnField
from desktop.services.lists import shipped_lists
from desktop.services.workspace import Workspace
from tests.units import fresh_unit


@pytest.fixture
def unit(tmp_path, today) -> Iterator[Workspace]:
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    yield workspace
    workspace.close()


def add(unit, *rows):
    with unit.database.write("Danh mục") as session:
        session.add_all(rows)


def test_an_empty_file_has_what_is_shipped(unit):
    assert unit.catalogue.lists.keys() == shipped_lists().keys()
    assert len(unit.catalogue.list("religion")) == len(shipped_lists()["religion"])


def test_a_code_of_the_unit_comes_last_and_is_understood(unit):
    add(unit, CodeEntry(list_name="religion", code="DM", label="Đạo Mẫu", valid_from=date(2026, 1, 1)))
    religions = unit.catalogue.list("religion")
    assert [row.code for row in religions][-1] == "DM"
    assert religions.find("đạo mẫu") == "DM"
    assert not religions["DM"].valid_on(date(2025, 12, 31))
    assert "DM" not in shipped_lists()["religion"]


def test_a_row_of_the_unit_replaces_the_label_and_keeps_what_the_list_knows(unit):
    add(unit, CodeEntry(list_name="professional_title", code="V.08.05.12", label="Điều dưỡng (hạng 3)"))
    title = unit.catalogue.list("professional_title")["V.08.05.12"]
    assert (title.label, title.extra["salary_table"], title.extra["group"]) == ("Điều dưỡng (hạng 3)", "A1", "nurse")
    assert unit.catalogue.fields(TitleHolding)["title"].read("Điều dưỡng hạng III") == "V.08.05.12"


def test_a_spelling_once_learnt_is_understood(unit):
    field = unit.catalogue.fields(TitleHolding)["title"]
    assert field.read("ĐD đại học") == "ĐD đại học"
    add(unit, CodeAlias(list_name="professional_title", alias_key="ĐD đại học", code="V.08.05.12"))
    assert unit.catalogue.fields(TitleHolding)["title"].read("đd ĐẠI HỌC") == "V.08.05.12"


def test_a_list_that_only_the_unit_has(unit):
    add(unit, CodeEntry(list_name="shift", code="D", label="Ca đêm"))
    assert unit.catalogue.list("shift").label("D") == "Ca đêm"


@pytest.mark.parametrize("options", ['["Nội trú", "Ngoại trú"]', "Nội trú\nNgoại trú\n"])
def test_fields_of_the_unit_come_after_the_shipped_ones_in_their_order(unit, options):
    add(
        unit,
        OwnField(entity="StaffMember", key="parking", label="Biển số xe", kind="text", order_no=2),
        OwnField(entity="StaffMember", key="housing", label="Nhà ở", kind="list", options=options, order_no=1),
    )
    fields = unit.catalogue.fields(StaffMember)
    assert list(fields)[-2:] == ["housing", "parking"]
    assert list(fields)[0] == next(iter(StaffMember.fields))
    assert fields["housing"].read("ngoại trú") == "Ngoại trú"
    assert fields["parking"].read(" 37A-123.45 ") == "37A-123.45"
