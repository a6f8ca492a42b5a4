"""The language of conditions: read as a clerk writes it, written so that it reads back the same."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.conditions import Condition, Joined
from desktop.domain.errors import UserError
from desktop.domain.staff import StaffMember
from desktop.services.filtering import parse, parse_tree, write

COLUMNS = [SimpleNamespace(key=key, label=field.label, field=field) for key, field in StaffMember.fields.items()]
C = Condition


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("full_name = Lê An", C("full_name", "is", ("Lê An",))),
        ('"Họ và tên" ~ "an"', C("full_name", "has", ("an",))),
        ("full_name !~ an", C("full_name", "has_not", ("an",))),
        ("full_name ^= Lê", C("full_name", "starts", ("Lê",))),
        ("phone =", C("phone", "empty")),
        ("phone !=", C("phone", "filled")),
        ("sex in (Nam, Nữ)", C("sex", "is", ("Nam", "Nữ"))),
        ("full_name không thuộc ('Lê An', \"An, Bình\")", C("full_name", "is_not", ("Lê An", "An, Bình"))),
        ("home_town = Xã A, huyện B", C("home_town", "is", ("Xã A, huyện B",))),
        ("birth_date >= 1/2/1990", C("birth_date", "ge", ("1/2/1990",))),
        ("birth_date từ 1980 .. 1985", C("birth_date", "between", ("1980", "1985"))),
        ("birth_date between 1980..1985", C("birth_date", "between", ("1980", "1985"))),
        ("birth_date tháng (5, 6)", C("birth_date", "month", ("5", "6"))),
        ("citizen_id_issued_on trong 30 ngày tới", C("citizen_id_issued_on", "within", ("30",))),
        ("weight_kg > 50,5", C("weight_kg", "gt", ("50,5",))),
        (
            "sex = nữ và (birth_date < 1980 hoặc full_name ~ duc)",
            Joined(
                (
                    C("sex", "is", ("nữ",)),
                    Joined((C("birth_date", "lt", ("1980",)), C("full_name", "has", ("duc",))), either=True),
                )
            ),
        ),
    ],
)
def test_what_a_text_means(text, tree):
    assert parse_tree(text, COLUMNS) == tree
    assert parse_tree(write(tree), COLUMNS) == tree


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("luong > 5", "không có trường «luong»"),
        ("birth_date < chiều", "không phải ngày, tháng hay năm"),
        ("birth_date", "thiếu dấu so sánh"),
        ("birth_date là 1990", "phải là một trong các dấu"),
        ("(sex = nữ", "thiếu dấu ngoặc đóng"),
        ("sex = nữ and", "thiếu một điều kiện"),
        ("sex in (nam, nữ", "thiếu dấu ngoặc đóng"),
        ("birth_date from 1980 to", "phải là một trong các dấu"),
        ("birth_date between 1980", "cần 2 giá trị"),
        ("sex = nữ )", "không hiểu «)»"),
        ("!", "không hiểu «!»"),
    ],
)
def test_a_text_that_cannot_be_read_is_told_in_a_sentence(text, said):
    with pytest.raises(UserError, match=r"Điều kiện lọc") as refused:
        parse_tree(text, COLUMNS)
    assert said in str(refused.value)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=12
).filter(lambda text: bool(text.strip()))
LEAVES = st.one_of(
    st.builds(
        C,
        st.just("full_name"),
        st.sampled_from(["has", "has_not", "starts"]),
        st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(C, st.just("home_town"), st.sampled_from(["is", "is_not"]), st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(C, st.sampled_from(["phone", "birth_date"]), st.sampled_from(["empty", "filled"])),
    st.builds(C, st.just("birth_date"), st.sampled_from(["lt", "le", "gt", "ge", "is"]), st.just(("3/1990",))),
    st.builds(C, st.just("birth_date"), st.just("between"), st.just(("1980", "12/1985"))),
    st.builds(C, st.just("birth_date"), st.just("within"), st.integers(-90, 90).map(lambda n: (str(n),))),
    st.builds(
        C,
        st.just("birth_date"),
        st.just("month"),
        st.lists(st.integers(1, 12).map(str), min_size=1, max_size=3).map(tuple),
    ),
)
TREES = st.recursive(
    LEAVES, lambda part: st.builds(Joined, st.lists(part, max_size=3).map(tuple), st.booleans()), max_leaves=6
)


@settings(deadline=None, max_examples=150)
@given(TREES)
def test_every_tree_is_written_so_that_it_reads_back_the_same(tree):
    assert parse_tree(write(tree), COLUMNS) == tree


def test_rows_are_kept_by_their_values():
    keep = parse("full_name ~ anh and phone !=", COLUMNS)
    assert keep({"full_name": "Đỗ Thị Ánh", "phone": "0912"})
    assert not keep({"full_name": "Đỗ Thị Ánh"})
