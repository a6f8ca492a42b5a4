"""The list of people: any column, any conditions, in groups, as it stands and as it stood on any day."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.domain.conditions import Condition, Joined, operators_for, predicate
from desktop.domain.dates import PartialDate, age_on
from desktop.domain.errors import UserError
from desktop.domain.fields import Choice, Code, Day, Exact, Flag, Money, PartialDay, Whole
from desktop.domain.headcount import came_by, facts
from desktop.domain.organisation import Department
from desktop.domain.record import on_day
from desktop.domain.rights import Rights
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.domain.system import OwnField, Role
from desktop.services import counting, own_fields, people_list, records
from desktop.services.workspace import Workspace
from desktop.storage.grid import DEFAULT_COLUMNS, GroupCount, PeopleGrid
from tests.conftest import TODAY
from tests.services.people_unit import fill

OWN = {"text": "Cỡ giày", "number": "Số con", "date": "Ngày khám", "list": "Cỡ áo", "flag": "Ở tập thể"}


@pytest.fixture(scope="module")
def unit(empty_unit, tmp_path_factory) -> Iterator[Workspace]:
    path = shutil.copy(empty_unit, tmp_path_factory.mktemp("people") / "unit.canbo")
    workspace = Workspace.open(Path(path), None, today=TODAY)
    fill(workspace)
    keys = {
        kind: own_fields.add(workspace, label, kind, ("S", "M") if kind == "list" else ())
        for kind, label in OWN.items()
    }
    with workspace.database.read() as session:
        ánh, ân = (
            session.scalars(select(StaffMember.uid).where(StaffMember.staff_code == code)).one()
            for code in ("VC02", "VC01")
        )
    typed = {"text": "Số 38", "number": "2,5", "date": "5/1/2026", "list": "M", "flag": "có"}
    records.save(workspace, StaffMember, ánh, {keys[kind]: text for kind, text in typed.items()})
    records.save(workspace, StaffMember, ân, {keys["number"]: "-1", keys["flag"]: "không"})
    workspace.database.keep_current()
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def grid(unit) -> Iterator[PeopleGrid]:
    grid = people_list.open_grid(unit)
    yield grid
    grid.close()


def codes(grid, *args, **options):
    ids = grid.ids(*args, **options)
    return [row[0] for row in people_list.texts(grid, ids, ("staff_code",))]


def shown(grid, code, *columns):
    ids = grid.ids(conditions=[Condition("staff_code", "is", (code,))])
    return tuple(people_list.texts(grid, ids, columns)[0])


def test_every_field_of_a_person_and_what_holds_is_a_column(grid):
    assert StaffMember.fields.keys() <= grid.columns.keys()
    assert set(DEFAULT_COLUMNS) <= grid.columns.keys()
    assert {column.group for column in grid.columns.values()} == {
        *("Bản thân", "Công tác", "Chức danh, lương", "Trình độ, hành nghề", "Đảng", "Trường riêng")
    }
    assert shown(grid, "VC01", "post", "concurrent_posts", "term_ends_on", "qualification", "major", "title_grade") == (
        *("Trưởng khoa", "Trưởng phòng khám", "31/12/2024", "Tiến sĩ", "Nội khoa", "Hạng II"),
    )
    assert shown(grid, "VC01", "certificate_politics", "party_joined_on", "party_official_on", "cell", "age") == (
        *("Sơ cấp", "19/05/2005", "19/05/2006", "Chi bộ 1", "56"),
    )
    assert shown(grid, "VC02", "job", "title_code", "step", "contract_no", "licence_no", "licence_expires_on") == (
        *("Phòng mổ", "V.08.01.03", "3", "12/HĐLV", "000123/GPHN", "15/12/2026"),
    )
    assert shown(grid, "VC04", "status", "status_place", "returns_on", "in_headcount", "working_here") == (
        *("Biệt phái đi", "TTYT Mẫu", "31/01/2027", "Có", "Không"),
    )
    assert shown(grid, "VC02", "retirement_on", "years_in_unit") == ("01/12/2048", "14")
    own = [key for key, column in grid.columns.items() if column.is_own]
    assert shown(grid, "VC02", *own) == ("Số 38", "2,5", "05/01/2026", "M", "Có")


def test_the_key_of_an_own_field_that_came_in_with_a_file_is_no_sql(workspace):
    key = "size', ''); DROP TABLE staff_member; --"
    with workspace.database.write("Nhập") as session:
        session.add(OwnField(entity="StaffMember", key=key, label="Cỡ áo", kind="text"))
        session.add(StaffMember(staff_code="VC01", full_name="Đỗ Thị Ánh"))
        session.add(StaffMember(staff_code="VC02", full_name="Lê Ân"))
    with workspace.database.read() as session:
        uid = session.scalars(select(StaffMember.uid).where(StaffMember.staff_code == "VC01")).one()
    records.save(workspace, StaffMember, uid, {key: "Số 38"})
    workspace.database.keep_current()
    grid = people_list.open_grid(workspace)
    try:
        assert codes(grid, conditions=[Condition(key, "is", ("so 38",))]) == ["VC01"]
        assert codes(grid, order=key) == ["VC01", "VC02"]
        assert [(group.label, group.count) for group in grid.groups(key)] == [("Số 38", 1), ("", 1)]
    finally:
        grid.close()


def test_any_column_orders_the_list_and_what_is_empty_stands_last(grid):
    everybody = sorted(codes(grid))
    for key in grid.columns:
        for descending in (False, True):
            found = grid.ids(order=key, descending=descending)
            values = [row[0] for row in people_list.texts(grid, found, (key,))]
            assert sorted(codes(grid, order=key)) == everybody
            assert values == sorted(values, key=lambda value: value == ""), key
    assert codes(grid, order="licence_no") == ["VC02", "VC01", "VC03", "VC05", "VC04"]
    assert codes(grid, order="age", descending=True)[0] == "VC03"


def typed_values(field):
    """What a clerk may type for a field, right values most of the time."""
    match field:
        case Day() | PartialDay():
            return ["1990", "5/2012", "12/05/1970", "1988", "15/12/2026", "2024"]
        case Choice():
            return [option.label for option in field.options]
        case Flag():
            return ["có", "không"]
        case Whole() | Money():
            return ["2", "3", "14", "37"]
        case Exact():
            return ["2,5", "3,00", "-1"]
        case Code():
            rows = list(field.codes or ())[:8]
            return [*(row.label for row in rows), *(row.code for row in rows), "không có trong danh mục"]
    return ["Khoa Ngoại", "an", "DUC", "Chi bộ 1", "0912345678", "2", "3", "14"]


def conditions_on(columns):
    """Any condition on any column whose values can be read for it."""

    def one(key):
        field = columns[key].field
        return st.sampled_from(operators_for(field)).flatmap(
            lambda operator: st.builds(Condition, st.just(key), st.just(operator), values_for(field, operator))
        )

    return st.sampled_from(sorted(columns)).flatmap(one)


def values_for(field, operator):
    if operator in ("empty", "filled"):
        return st.just(())
    if operator == "month":
        return st.lists(st.integers(1, 12).map(str), min_size=1, max_size=3).map(tuple)
    if operator == "within":
        return st.integers(-9000, 9000).map(lambda days: (str(days),))
    if operator in ("has", "has_not", "starts"):
        return st.sampled_from(["an", "Đ", "khoa", "0", "đại học", "hạng i", "1"]).map(lambda text: (text,))
    count = 2 if operator == "between" else 1
    most = 3 if operator in ("is", "is_not") else count
    return st.lists(st.sampled_from(typed_values(field)), min_size=count, max_size=most).map(tuple)


def loaded(column, stored):
    if stored is None or stored == "":
        return None
    if isinstance(column.field, Exact):
        return column.field.load(str(stored / 10**column.field.places))
    if isinstance(column.field, Flag):
        return bool(stored)
    return column.field.load(stored)


@settings(deadline=None, max_examples=120)
@given(data=st.data())
def test_sql_and_python_keep_the_same_people(grid, data):
    then = data.draw(st.sampled_from([None, date(2023, 1, 1), date(2026, 6, 1)]))
    asked = grid.at(then)
    part = conditions_on(asked.columns)
    trees = st.recursive(
        part, lambda p: st.builds(Joined, st.lists(p, max_size=3).map(tuple), st.booleans()), max_leaves=4
    )
    node = data.draw(trees)
    keys = sorted({leaf.column for leaf in _leaves(node)})
    wanted = predicate(node, {key: asked.columns[key].field for key in keys}, then or TODAY)
    people = asked.ids()
    held = {values[0]: values[1:] for values in asked.tally(["staff_code", *keys])}
    expected = [
        number
        for number, (code,) in zip(people, people_list.texts(asked, people, ("staff_code",)), strict=True)
        if wanted({key: loaded(asked.columns[key], value) for key, value in zip(keys, held[code], strict=True)})
    ]
    assert asked.ids(conditions=[node]) == expected


def _leaves(node):
    return [node] if isinstance(node, Condition) else [leaf for part in node.parts for leaf in _leaves(part)]


def test_groups_stand_in_their_order_with_their_rows(grid):
    assert grid.groups("department") == [
        GroupCount("Khoa Ngoại", 2),
        GroupCount("Khoa Nội tổng hợp", 2),
        GroupCount("", 1),
    ]
    assert codes(grid, group="department") == ["VC02", "VC04", "VC01", "VC03", "VC05"]
    assert codes(grid, group="department", order="age", descending=True) == ["VC04", "VC02", "VC03", "VC01", "VC05"]
    women = [Condition("sex", "is", ("Nữ",))]
    assert grid.groups("title_grade", conditions=women) == [GroupCount("Hạng III", 1), GroupCount("", 1)]
    for key in grid.columns:
        ids = grid.ids(group=key)
        told = [row[0] for row in people_list.texts(grid, ids, (key,))]
        runs = [text for place, text in enumerate(told) if place == 0 or told[place - 1] != text]
        assert runs == [group.label for group in grid.groups(key)]
        assert [told.count(text) for text in runs] == [group.count for group in grid.groups(key)]


def test_people_are_found_when_the_keyboard_was_not_switched_on(grid):
    assert codes(grid, "nguyeenx vawn aan") == codes(grid, "nguye6n4 va8n a6n") == ["VC01"]
    assert codes(grid, "0912") == codes(grid, "001188") == ["VC02"]


def test_choices_for_a_menu_are_conditions(grid):
    for text, label in grid.choices("department"):
        assert text == label
        assert codes(grid, conditions=[Condition("department", "is", (text,))])


def test_the_list_of_a_day_before(grid):
    then = grid.at(date(2023, 3, 1))
    assert codes(then) == ["VC02", "VC01", "VC03", "VC04"]  # Lan has not come
    assert shown(then, "VC02", "department", "job", "step") == ("Khoa Nội", "", "")
    assert shown(then, "VC03", "status", "age", "in_headcount") == ("Đang làm việc", "61", "Có")
    assert then.groups("department") == [GroupCount("Khoa Ngoại", 1), GroupCount("Khoa Nội", 3)]
    assert codes(then, conditions=[Condition("department", "is", ("Khoa Nội",))]) == ["VC02", "VC01", "VC03"]
    assert shown(then.at(None), "VC02", "department") == ("Khoa Ngoại",)
    assert grid.at(TODAY).day is None
    assert codes(grid.at(date(1980, 1, 1))) == []


def test_conditions_are_checked_before_they_are_used(grid):
    people_list.check(grid, Condition("age", "gt", ("30",)))
    with pytest.raises(UserError, match="Tuổi: «già» không phải số nguyên"):
        people_list.check(grid, Joined((Condition("age", "gt", ("già",)),)))
    with pytest.raises(UserError, match="không có hoặc bạn không được xem"):
        people_list.check(grid, Condition("luong", "empty"))


def test_who_may_not_see_the_party_has_none_of_its_columns(unit):
    clerk = Workspace.on(unit.database.file, today=TODAY, user="Lan", rights=Rights.of(Role.HR_CLERK))
    grid = people_list.open_grid(clerk)
    closed = {key for key, column in people_list.open_grid(unit).columns.items() if column.group == "Đảng"}
    assert closed == {"party_stage", "cell", "party_position", "party_since", "party_joined_on", "party_official_on"}
    assert not closed & grid.columns.keys()
    with pytest.raises(UserError, match="bạn không được xem"):
        grid.ids(conditions=[Condition("party_stage", "filled")])
    counted = counting.counts_on(clerk, TODAY).total
    assert (counted.in_headcount, counted.members) == (3, None)
    grid.close()
    clerk.close()


DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))
PARTIAL = st.builds(lambda day, cut: PartialDate(day.isoformat()[:cut]), DAYS, st.sampled_from([4, 7, 10]))
STATUSES = ("DANG_LAM", "BIET_PHAI_DI", "BIET_PHAI_DEN", "NGHI_HUU", "chưa rõ")
ROWS = st.lists(st.tuples(st.sampled_from(STATUSES), st.none() | PARTIAL, st.none() | PARTIAL), max_size=4)


@settings(deadline=None, max_examples=40)
@given(rows=ROWS, joined=st.none() | PARTIAL, born=PARTIAL, asked=st.lists(DAYS, min_size=1, max_size=4))
def test_what_is_counted_on_a_day_is_one_answer_in_python_and_sql(unit, grid, rows, joined, born, asked):
    statuses = unit.catalogue.list("staff_status")
    with unit.database.write("Thêm") as session:
        one = StaffMember(staff_code="TMP", full_name="Thử", joined_unit_on=joined, birth_date=born)
        session.add(one)
        session.flush()
        for status, starts_on, ends_on in rows:
            EmploymentStatus(staff=one, status=status, starts_on=starts_on, ends_on=ends_on)
            session.flush()
        number = one.id
    ends = [day for row in rows for part in row[1:] if part for day in (part.first, part.last)]
    days = {*asked, TODAY, *ends, *(day + timedelta(days=1) for day in ends)}
    try:
        with unit.database.read() as session:
            member = session.get_one(StaffMember, number)
            expected = {
                day: (came_by(member, day), facts(member, day, statuses), age_on(born.first, day)) for day in days
            }
        for day, (came, counted, age) in expected.items():
            then = grid.at(day)
            assert (number in then.ids("TMP")) == (came or day == TODAY)
            told = then.rows([number], ("in_headcount", "working_here", "age"))[number]
            assert told[:2] == tuple("Có" if fact else "Không" for fact in (counted.in_headcount, counted.working_here))
            assert told[2] == str(age)
    finally:
        unit.database.undo()


def test_the_unit_is_counted_by_department_on_any_day(unit):
    today, before = counting.counts_on(unit, TODAY), counting.counts_on(unit, date(2023, 3, 1))
    told = {place.name: (place.counts.in_headcount, place.counts.working_here) for place in today.departments}

    # Minh is sent away (1, 0); Lan is lent to the unit (0, 1) and stands in no department.
    assert told == {"Khoa Ngoại": (2, 1), "Khoa Nội tổng hợp": (1, 1), "": (0, 1)}
    assert (today.total.in_headcount, today.total.working_here) == (3, 3)
    assert (today.total.men, today.total.women, today.total.members, today.total.official) == (2, 1, 1, 1)
    assert today.total.statuses == {"DANG_LAM": 2, "BIET_PHAI_DI": 1, "BIET_PHAI_DEN": 1}
    assert [(place.name, place.counts.in_headcount) for place in before.departments] == [
        ("Khoa Ngoại", 1),
        ("Khoa Nội", 3),
    ]


@settings(deadline=None, max_examples=25)
@given(day=st.dates(date(1990, 1, 1), date(2027, 12, 31)))
def test_counts_equal_a_recount_over_the_records(unit, day):
    statuses = unit.catalogue.list("staff_status")
    counted = counting.counts_on(unit, day)
    recount: dict[str, int] = {}
    with unit.database.read() as session:
        for member in session.scalars(select(StaffMember)):
            found = facts(member, day, statuses)
            placed = on_day(member.placements, day)
            uid = placed.department.uid if placed else ""
            recount[uid] = recount.get(uid, 0) + found.in_headcount
        names = {department.uid: department for department in session.scalars(select(Department))}
        assert {place.uid for place in counted.departments} <= {*names, ""}
    assert {place.uid: place.counts.in_headcount for place in counted.departments if place.counts.in_headcount} == {
        uid: count for uid, count in recount.items() if count
    }
    assert counted.total.in_headcount == sum(recount.values())
