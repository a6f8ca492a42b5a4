"""Values that no list knows are settled once: rows corrected, the spelling learnt, or a code of the unit's own."""

from collections.abc import Iterator

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.record import RECORDS
from desktop.domain.rights import Rights
from desktop.domain.schooling import Qualification
from desktop.domain.staff import StaffMember
from desktop.domain.system import CodeAlias, CodeEntry, Role
from desktop.services.checking import check
from desktop.services.settling import export_queue, queue, settle, settle_as_own, settle_sure
from desktop.services.workspace import Workspace
from tests.units import fresh_unit


@pytest.fixture
def unit(tmp_path, today) -> Iterator[Workspace]:
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    yield workspace
    workspace.close()


def add(unit, *rows):
    with unit.database.write("Nhập") as session:
        session.add_all(rows)


def person(code, **values):
    return StaffMember(staff_code=code, full_name=f"Lò Văn {code}", birth_date=PartialDate("1985"), sex="nam", **values)


def of(unit, text):
    return next(entry for entry in queue(unit) if entry.text == text)


def values(unit, kind, name):
    with unit.database.read() as session:
        return [getattr(row, name) for row in session.query(kind).order_by(kind.id)]


def test_each_unknown_text_stands_once_with_its_count_and_where(unit):
    one, other = person("A", religion="Phật tử"), person("B", religion="Phật tử")
    add(unit, one, other, Qualification(staff=one, level="Bác sĩ đa khoá"), Qualification(staff=other, level="DH"))
    assert [(e.list_name, e.text, e.count, [(w.entity, w.field) for w in e.places]) for e in queue(unit)] == [
        ("religion", "Phật tử", 2, [("StaffMember", "religion")]),
        ("qualification", "Bác sĩ đa khoá", 1, [("Qualification", "level")]),
    ]


@pytest.mark.parametrize(
    ("text", "list_name", "field", "likeliest"),
    [
        ("Phật tử", "religion", "religion", "01"),
        ("phat giao VN", "religion", "religion", "01"),
        ("Dân tộc Thai", "ethnic_group", "ethnic_group", "03"),
    ],
)
def test_the_likeliest_codes_are_suggested_without_marks(unit, text, list_name, field, likeliest):
    add(unit, person("A", **{field: text}))
    assert of(unit, text).suggestions[0][0] == likeliest


def test_settling_corrects_every_row_and_learns_the_spelling_in_one_step(unit):
    add(unit, person("A", religion="Phật tử"), person("B", religion="Phật tử"), person("C", religion="00"))
    assert settle(unit, of(unit, "Phật tử"), "01") == 2
    assert values(unit, StaffMember, "religion") == ["01", "01", "00"]
    assert queue(unit) == []
    assert unit.catalogue.fields(RECORDS["StaffMember"])["religion"].read("PHẬT TỬ") == "01"
    assert unit.database.undo_title() == "Xác định «Phật tử» là Phật giáo"

    unit.database.undo()
    assert values(unit, StaffMember, "religion") == ["Phật tử", "Phật tử", "00"]
    assert values(unit, CodeAlias, "code") == []
    assert unit.catalogue.fields(RECORDS["StaffMember"])["religion"].read("PHẬT TỬ") == "PHẬT TỬ"


def test_a_spelling_that_was_learnt_otherwise_means_the_new_code(unit):
    add(unit, CodeAlias(list_name="religion", alias_key="phat tu", code="02"), person("A", religion="Phật tử"))
    settle(unit, of(unit, "Phật tử"), "01")
    assert values(unit, CodeAlias, "code") == ["01"]


def test_a_text_becomes_the_units_own_code(unit):
    add(unit, person("A", religion="Đạo Mẫu"))
    assert settle_as_own(unit, of(unit, "Đạo Mẫu"), "Đạo Mẫu (thờ Mẫu)") == 1
    assert queue(unit) == []
    assert unit.catalogue.list("religion").label("Đạo Mẫu") == "Đạo Mẫu (thờ Mẫu)"
    assert [f.code for f in check(unit).findings] == []
    unit.database.undo()
    assert values(unit, CodeEntry, "code") == []


def test_a_long_text_gets_a_short_code(unit):
    text = "Văn bằng do cơ sở đào tạo ở nước ngoài cấp, chưa có quyết định công nhận của Bộ"
    add(unit, Qualification(staff=person("A"), level=text))
    settle_as_own(unit, of(unit, text))
    (level,) = values(unit, Qualification, "level")
    assert len(level) <= 60
    assert unit.catalogue.list("qualification").label(level) == text


def test_old_provinces_of_printed_addresses_mean_those_they_went_into(unit):
    add(
        unit,
        person("A", birth_place="Xã Lương Sơn, tỉnh Hòa Bình", home_town="xã Kim Liên - Nghệ An"),
        person("B", home_town="Xã Cao Sơn, Hoà Bình"),
        person("C", home_town="Bản Mường Xa"),
    )
    entries = {entry.text: entry for entry in queue(unit)}
    assert entries["tỉnh Hòa Bình"].suggestions[0] == ("25", "Tỉnh Phú Thọ")
    assert entries["Hoà Bình"].sure
    assert not entries["Bản Mường Xa"].sure

    assert settle_sure(unit, entries.values()) == 3
    assert values(unit, StaffMember, "birth_province") == ["25", None, None]
    assert values(unit, StaffMember, "home_province") == ["40", "25", None]
    assert [entry.text for entry in queue(unit)] == ["Bản Mường Xa"]
    unit.database.undo()
    assert values(unit, StaffMember, "home_province") == [None, None, None]


def test_a_place_that_names_no_province_is_settled_by_hand(unit):
    add(unit, person("A", home_town="Thị trấn Sông Lam"), person("B", home_town="số 3, thị trấn Sông Lam"))
    assert settle(unit, of(unit, "Thị trấn Sông Lam"), "40") == 2
    assert values(unit, StaffMember, "home_province") == ["40", "40"]
    add(unit, person("C", home_town="Nơi khác"))
    other = of(unit, "Nơi khác")
    with pytest.raises(UserError, match="không thêm được"):
        settle_as_own(unit, other)


def test_a_code_that_is_not_in_the_list_is_refused(unit):
    add(unit, person("A", religion="Phật tử"))
    with pytest.raises(UserError, match="không còn trong danh mục"):
        settle(unit, of(unit, "Phật tử"), "99")


def test_the_queue_goes_into_a_workbook(unit, tmp_path):
    add(unit, person("A", religion="Phật tử"))
    export_queue(unit, tmp_path / "cho.csv", queue(unit))
    assert "Phật tử" in (tmp_path / "cho.csv").read_text(encoding="utf-8-sig")


def test_who_only_reads_settles_nothing(unit):
    add(unit, person("A", religion="Phật tử"))
    seen = Workspace.on(unit.database.file, today=unit.today, user="lan", rights=Rights.of(Role.LEADER))
    with pytest.raises(UserError, match="chỉ được xem|không có quyền"):
        settle(seen, of(unit, "Phật tử"), "01")
    assert values(unit, StaffMember, "religion") == ["Phật tử"]
    seen.close()
