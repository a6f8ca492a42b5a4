"""Conditions on the columns of a list: what each operator means, in JSON, in words."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.conditions import (
    OPERATORS,
    Condition,
    Joined,
    dump,
    leaves,
    load,
    operators_for,
    predicate,
    problem,
    told,
)
from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.fields import Choice, Code, Day, Exact, Flag, PartialDay, Text, Whole
from desktop.domain.staff import Sex

DAY = date(2026, 11, 22)
LEVELS = CodeList("level", [CodeRow("DH", "Đại học"), CodeRow("TS", "Tiến sĩ"), CodeRow("DH2", "Đại học")])
FIELDS = {
    "name": Text("Họ và tên"),
    "sex": Choice("Giới tính", options=Sex),
    "level": Code("Trình độ", codes=LEVELS),
    "born": PartialDay("Ngày sinh"),
    "expires": Day("Hết hạn"),
    "age": Whole("Tuổi", minimum=18, maximum=70),
    "rate": Exact("Hệ số"),
    "manager": Flag("Lãnh đạo"),
}


def holds(column, operator, *values, of):
    return predicate(Condition(column, operator, values), FIELDS, DAY)({column: of})


@pytest.mark.parametrize(
    ("column", "operator", "values", "inside", "outside"),
    [
        ("name", "is", ("ĐỖ thị anh",), "Đỗ Thị Ánh", "Đỗ Thị Ánh Hoa"),
        ("name", "is", ("a", "Lê An"), "Lê Ân", None),
        ("name", "is_not", ("Lê An",), None, "le an"),
        ("name", "has", ("thi",), "Đỗ Thị Ánh", "Lê An"),
        ("name", "has_not", ("thi",), None, "Đỗ Thị Ánh"),
        ("name", "starts", ("do",), "Đỗ Thị Ánh", "Lê Đỗ"),
        ("name", "empty", (), None, "An"),
        ("name", "filled", (), "An", None),
        ("sex", "is", ("Nữ",), Sex.FEMALE, Sex.MALE),
        ("sex", "is", ("nu",), Sex.FEMALE, None),
        ("level", "is", ("dai hoc",), "DH2", "TS"),
        ("level", "is", ("TS",), "TS", "DH"),
        ("level", "is", ("Sau đại học",), "sau dai hoc", "DH"),
        ("level", "has", ("đại",), "DH", "TS"),
        ("born", "is", ("1990",), PartialDate("1990-05-12"), PartialDate("1991")),
        ("born", "is", ("5/1990",), PartialDate("1990-05"), PartialDate("1990")),
        ("born", "lt", ("1990",), PartialDate("1989-12-31"), PartialDate("1990-01-01")),
        ("born", "le", ("1990",), PartialDate("1990-12-31"), PartialDate("1991-01-01")),
        ("born", "gt", ("5/1990",), PartialDate("1990-06"), PartialDate("1990-05-31")),
        ("born", "ge", ("5/1990",), PartialDate("1990-05-01"), PartialDate("1990")),
        ("born", "between", ("1980", "1985"), PartialDate("1985-12-31"), PartialDate("1986")),
        ("born", "month", ("5", "11"), PartialDate("1970-11"), PartialDate("1970")),
        ("expires", "within", ("30",), date(2026, 12, 22), date(2026, 12, 23)),
        ("expires", "within", ("30",), DAY, date(2026, 11, 21)),
        ("expires", "within", ("-30",), date(2026, 10, 23), date(2026, 11, 23)),
        ("age", "gt", ("100",), 101, 100),
        ("age", "between", ("30", "40"), 40, 41),
        ("rate", "is", ("2,34",), Decimal("2.34"), Decimal("2.30")),
        ("rate", "ge", ("2,34",), Decimal("2.34"), None),
        ("manager", "is", ("không",), False, None),
    ],
)
def test_what_a_condition_means(column, operator, values, inside, outside):
    assert holds(column, operator, *values, of=inside)
    assert not holds(column, operator, *values, of=outside)


def test_parts_join_as_deep_as_one_likes():
    node = Joined(
        (
            Condition("sex", "is", ("Nữ",)),
            Joined((Condition("age", "lt", ("30",)), Condition("level", "empty")), either=True),
        )
    )
    wanted = predicate(node, FIELDS)

    assert wanted({"sex": Sex.FEMALE, "age": 25, "level": "DH"})
    assert wanted({"sex": Sex.FEMALE, "age": 50, "level": None})
    assert not wanted({"sex": Sex.MALE, "age": 25, "level": None})
    assert predicate(Joined(()), FIELDS)({})
    assert not predicate(Joined((), either=True), FIELDS)({})
    assert [leaf.column for leaf in leaves(node)] == ["sex", "age", "level"]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition("born", "is", ("hôm qua",)), "Ngày sinh: «hôm qua» không phải ngày, tháng hay năm."),
        (Condition("age", "ge", ("nhiều",)), "Tuổi: «nhiều» không phải số nguyên."),
        (Condition("sex", "is", ("khác",)), "Giới tính: «khác» không có trong danh mục (Nam, Nữ)."),
        (Condition("name", "lt", ("An",)), "Họ và tên không phải ngày hay số, nên không so lớn nhỏ được."),
        (Condition("name", "month", ("5",)), "Họ và tên không phải ngày, nên không lọc được theo trong tháng."),
        (Condition("born", "month", ("13",)), "Ngày sinh: không có tháng 13."),
        (Condition("name", "has", ()), "Họ và tên: chưa nhập giá trị để so sánh."),
        (Condition("born", "between", ("1980",)), "Ngày sinh: «trong khoảng» cần 2 giá trị."),
        (Condition("expires", "within", ("999999",)), "Hết hạn: 999999 ngày là quá xa."),
        (Condition("born", "is", ("1990",)), None),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(condition, said):
    assert problem(condition, FIELDS[condition.column]) == said


def test_a_column_that_is_not_there_is_told():
    with pytest.raises(UserError, match="không có hoặc bạn không được xem"):
        predicate(Condition("salary", "empty"), FIELDS)


def test_json_keeps_a_tree():
    node = Joined((Condition("name", "is", ("A", "B"), "Hai người"), Joined((Condition("age", "empty"),), either=True)))
    assert load(dump(node)) == node
    with pytest.raises(ValueError, match="drop"):
        load({"column": "name", "operator": "drop", "values": []})


def test_every_field_has_operators_that_can_be_read():
    for field in FIELDS.values():
        assert operators_for(field)
        assert set(operators_for(field)) <= OPERATORS.keys()


class Column:
    def __init__(self, key):
        self.key, self.field, self.label = key, FIELDS[key], FIELDS[key].label


def test_conditions_are_told_in_words():
    columns = {key: Column(key) for key in FIELDS}
    node = Joined(
        (
            Condition("level", "is", ("DH", "TS")),
            Joined(
                (Condition("born", "between", ("1980", "1985")), Condition("expires", "within", ("30",))), either=True
            ),
            Condition("name", "empty"),
            Condition("age", "is", ("1",), "Theo tên riêng"),
        )
    )
    assert told(node, columns) == (
        "Trình độ là Đại học, Tiến sĩ và (Ngày sinh trong khoảng 1980 đến 1985 hoặc Hết hạn trong 30 ngày tới) "
        "và Họ và tên chưa có và Theo tên riêng"
    )


@pytest.mark.parametrize(
    ("operator", "of_a_day", "of_a_number"),
    [
        ("lt", "trước 1985", "nhỏ hơn 1985"),
        ("le", "đến hết 1985", "không quá 1985"),
        ("gt", "sau 1985", "lớn hơn 1985"),
        ("ge", "từ 1985", "từ 1985"),
    ],
)
def test_an_operator_is_told_as_its_kind_of_field_reads_it(operator, of_a_day, of_a_number):
    columns = {key: Column(key) for key in FIELDS}
    assert told(Condition("born", operator, ("1985",)), columns) == f"Ngày sinh {of_a_day}"
    assert told(Condition("rate", operator, ("1985",)), columns) == f"Hệ số {of_a_number}"
