"""One description of a value: read from what was typed or stood in a cell, shown, and kept as JSON."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.dates import PartialDate
from desktop.domain.errors import BadValue
from desktop.domain.fields import (
    Choice,
    Code,
    Coded,
    Day,
    Exact,
    Field,
    Flag,
    Instant,
    LongText,
    Money,
    PartialDay,
    Reference,
    Text,
    Whole,
)
from desktop.domain.organisation import Department
from desktop.domain.records import KINDS
from desktop.domain.text import label_key


class Colour(Coded):
    RED = "red", "Màu đỏ"
    BLUE = "blue", "Xanh lam"


LEVELS = CodeList("qualification", [CodeRow("DH", "Đại học", ("CN", "Cử nhân")), CodeRow("THS", "Thạc sĩ")])


def refusal(field: Field, raw: object) -> str:
    with pytest.raises(BadValue) as refused:
        field.read(raw)
    return str(refused.value)


# Each kind of value, read and shown


@pytest.mark.parametrize(
    ("field", "raw", "value", "shown"),
    [
        (Text("Tên"), "  Đỗ   Thị Ánh ", "Đỗ Thị Ánh", "Đỗ Thị Ánh"),
        (Text("Số CCCD"), 1185000001.0, "1185000001", "1185000001"),
        (Text("Mã"), 12, "12", "12"),
        (LongText("Ghi chú"), " một \r\n hai ", "một\nhai", "một\nhai"),
        (Day("Ngày"), "5/9/1985", date(1985, 9, 5), "05/09/1985"),
        (Day("Ngày"), 31295, date(1985, 9, 5), "05/09/1985"),
        (PartialDay("Ngày"), "9/1985", PartialDate("1985-09"), "09/1985"),
        (PartialDay("Ngày"), 1985, PartialDate("1985"), "1985"),
        (Choice("Màu", options=Colour), "màu ĐỎ", Colour.RED, "Màu đỏ"),
        (Choice("Màu", options=Colour), "blue", Colour.BLUE, "Xanh lam"),
        (Code("Trình độ", codes=LEVELS), "đại học", "DH", "Đại học"),
        (Code("Trình độ", codes=LEVELS), "cử nhân", "DH", "Đại học"),
        (Code("Trình độ", codes=LEVELS), "Bác sĩ nội trú", "Bác sĩ nội trú", "Bác sĩ nội trú"),
        (Code("Mã tỉnh"), 40.0, "40", "40"),
        (Whole("Bậc"), "3", 3, "3"),
        (Whole("Bậc"), 3.0, 3, "3"),
        (Exact("Hệ số"), "2,67", Decimal("2.67"), "2,67"),
        (Exact("Hệ số"), "2.67", Decimal("2.67"), "2,67"),
        (Exact("Hệ số"), 2.3399999999999999, Decimal("2.34"), "2,34"),
        (Exact("Hệ số"), 0.1 + 0.2, Decimal("0.30"), "0,30"),
        (Exact("Vượt khung", places=1), "5%", Decimal("5.0"), "5,0"),
        (Money("Lương"), "1.490.000 đ", 1490000, "1.490.000"),
        (Money("Lương"), "2,340,000", 2340000, "2.340.000"),
        (Money("Lương"), 2340000.0, 2340000, "2.340.000"),
        (Flag("Đảng viên"), "x", True, "Có"),
        (Flag("Đảng viên"), "Có", True, "Có"),
        (Flag("Đảng viên"), "không", False, "Không"),
        (Flag("Đảng viên"), 0.0, False, "Không"),
        (Flag("Đảng viên"), True, True, "Có"),
        (Instant("Lúc"), datetime(2026, 11, 22, 5, tzinfo=UTC), datetime(2026, 11, 22, 5, tzinfo=UTC), None),
    ],
)
def test_a_value_is_read_and_shown(field, raw, value, shown):
    found = field.read(raw)
    assert found == value
    assert type(found) is type(value)
    if shown is not None:
        assert field.show(found) == shown


@pytest.mark.parametrize(
    ("field", "raw", "sentence"),
    [
        (Text("Họ và tên", required=True), "  ", "Chưa nhập Họ và tên."),
        (Text("Họ và tên", required=True), None, "Chưa nhập Họ và tên."),
        (Text("Mã", max_length=3), "1234", "Mã dài quá 3 ký tự (đang có 4)."),
        (
            Day("Ngày sinh"),
            "31/02/1985",
            "Ngày sinh: «31/02/1985» không phải ngày có trong lịch; hãy xem lại ngày và tháng.",
        ),
        (Day("Ngày sinh"), "09/1985", "Ngày sinh: «09/1985» không phải ngày dạng 31/12/2026."),
        (Choice("Màu", options=Colour), "tím", "Màu: «tím» không có trong danh mục (Màu đỏ, Xanh lam)."),
        (Whole("Bậc"), "ba", "Bậc: «ba» không phải số nguyên."),
        (Whole("Bậc"), 2.5, "Bậc: «2.5» không phải số nguyên."),
        (Whole("Bậc", minimum=1, maximum=12), "13", "Bậc phải từ 1 đến 12."),
        (Exact("Hệ số"), "2,345", "Hệ số: «2,345» có quá 2 chữ số thập phân."),
        (Exact("Hệ số"), "1.234", "Hệ số: «1.234» có thể hiểu hai cách; hãy viết dấu phẩy thập phân."),
        (Exact("Hệ số"), "NaN", "Hệ số: «NaN» không phải số."),
        (Exact("Hệ số"), "Infinity", "Hệ số: «Infinity» không phải số."),
        (Money("Lương"), "1.490.00", "Lương: «1.490.00» không phải số tiền (đồng)."),
        (Money("Lương"), -5, "Lương không được âm."),
        (Flag("Đảng viên"), "có lẽ", "Đảng viên: «có lẽ» không phải Có hay Không."),
        (Text("Số", check=lambda v: f"«{v}» sai." if v == "9" else None), "9", "«9» sai."),
        (Reference("Khoa", to="Department"), "Khoa Nội", "Khoa: «Khoa Nội» không tìm thấy."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(field, raw, sentence):
    assert refusal(field, raw) == sentence


def test_a_month_or_a_year_is_told_as_an_example():
    assert "không phải ngày có trong lịch" in refusal(PartialDay("Từ"), "29/2/1990")
    assert refusal(PartialDay("Từ"), "xưa") == "Từ: «xưa» không phải ngày (31/12/2026), tháng (12/2026) hay năm (2026)."


@pytest.mark.parametrize("raw", [None, "", "  ", "\u00a0"])
@pytest.mark.parametrize("kind", [Text, LongText, Day, PartialDay, Code, Whole, Exact, Money, Flag, Instant])
def test_nothing_is_none_and_shown_as_nothing(kind, raw):
    field = kind("Giá trị")
    assert field.read(raw) is None
    assert (field.show(None), field.dump(None), field.load(None), field.cell(None)) == ("", None, None, None)


def test_a_reference_is_the_record_itself():
    department = Department(name="Khoa Nội")
    field = Reference("Khoa", to="Department")
    assert field.read(department) is department
    assert field.show(department) == "Khoa Nội"


# JSON


VALUES = {
    "text": (Text("a"), st.text(max_size=50).map(lambda t: Text("a").read(t)).filter(bool)),
    "day": (Day("a"), st.dates(date(1900, 1, 1), date(2150, 12, 31))),
    "partial": (
        PartialDay("a"),
        st.builds(
            lambda day, cut, text: PartialDate(day.isoformat()[:cut], text),
            st.dates(date(1900, 1, 1), date(2150, 12, 31)),
            st.sampled_from([4, 7, 10]),
            st.none() | st.sampled_from(["8/3/90", "khoảng 1985|1986"]),
        ),
    ),
    "choice": (Choice("a", options=Colour), st.sampled_from(Colour)),
    "code": (Code("a"), st.sampled_from(["DH", "Bác sĩ nội trú"])),
    "whole": (Whole("a"), st.integers(0, 10**9)),
    "exact": (Exact("a"), st.decimals(-(10**8), 10**8, places=2)),
    "money": (Money("a"), st.integers(0, 10**15)),
    "flag": (Flag("a"), st.booleans()),
    "instant": (Instant("a"), st.datetimes(timezones=st.just(UTC))),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_what_is_dumped_is_json_and_loads_back(kind, data):
    field, values = VALUES[kind]
    value = data.draw(values)
    stored = json.loads(json.dumps(field.dump(value)))
    loaded = field.load(stored)
    assert loaded == value
    assert type(loaded) is type(value)
    if isinstance(value, PartialDate):
        assert loaded.text == value.text


@pytest.mark.parametrize("kind", ["text", "day", "choice", "code", "whole", "exact", "money", "flag"])
@given(data=st.data())
def test_what_is_shown_can_be_typed_again(kind, data):
    field, values = VALUES[kind]
    value = data.draw(values)
    assert field.read(field.show(value)) == value


# Headings of sheets


@pytest.mark.parametrize(
    ("header", "is_mine"),
    [
        ("Họ và tên", True),
        ("HỌ VÀ TÊN", True),
        ("Ho va ten", True),
        ("Họ  và\ntên (*)", True),
        ("Họ tên", True),
        ("full_name", True),
        ("Họ và tên cha", False),
        ("Tên", False),
    ],
)
def test_a_heading_names_a_field_whatever_its_marks_and_case(header, is_mine):
    field = Text("Họ và tên", aliases=("Họ tên",), name="full_name")
    assert field.is_headed(header) is is_mine


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_two_fields_of_a_record_have_one_label(kind):
    labels = [label_key(field.label) for field in kind.fields.values()]
    assert sorted(set(labels)) == sorted(labels)


# Codes and labels


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_choice_reads_its_labels_and_codes_back(kind):
    for field in kind.fields.values():
        if isinstance(field, Choice):
            for option in field.options:
                assert field.read(option.label) is option
                assert field.read(option.value) is option
                assert field.load(field.dump(option)) is option


def test_an_unbound_code_keeps_what_it_is_given():
    field = Code("Trình độ", list="qualification")
    assert (field.read("đại học"), field.is_known("đại học")) == ("đại học", True)
    bound = field.bound(LEVELS)
    assert (bound.read("đại học"), bound.is_known("DH"), bound.is_known("khác")) == ("DH", True, False)
    assert bound.is_known(None)


def test_cells_of_a_workbook_hold_numbers_and_whole_days_as_such():
    assert Day("a").cell(date(1985, 9, 5)) == date(1985, 9, 5)
    assert PartialDay("a").cell(PartialDate("1985-09-05")) == date(1985, 9, 5)
    assert PartialDay("a").cell(PartialDate("1985-09")) == "09/1985"
    assert Exact("a").cell(Decimal("2.67")) == Decimal("2.67")
    assert Money("a").cell(1490000) == 1490000
    assert Text("a").cell("0012") == "0012"
    assert Flag("a").cell(True) == "Có"
