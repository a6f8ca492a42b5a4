"""Which people a list shows: conditions on columns, joined by and/or as deep as one likes, and what each means.

The values of a condition are text as a clerk types it («Khoa Nội», «DANG_LAM», «3/1990», «2,34»): one reading for the
filter of the window, for `--where`, for saved lists and for SQL (`storage.grid_where` is the twin of `predicate`).
Accents and case do not matter; a year or a month stands for every day in it.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from desktop.domain.codes import CodeList
from desktop.domain.dates import PartialDate, read_partial
from desktop.domain.errors import BadValue, UserError
from desktop.domain.fields import Choice, Code, Coded, Day, Exact, Field, Flag, Money, PartialDay, Reference, Whole
from desktop.domain.text import clean, label_key, search_key

Test = Callable[[Any], bool]
Predicate = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Condition:
    """One condition on a column. `values` are text; `title` says in words what it leaves, where the rest would not."""

    column: str
    operator: str
    values: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Joined:
    """Several conditions that must all hold, or of which one must (`either`). Of no conditions all hold, none does."""

    parts: "tuple[Node, ...]"
    either: bool = False


Node = Condition | Joined

OPERATORS: Mapping[str, str] = {
    "is": "là",
    "is_not": "không là",
    "has": "có chứa",
    "has_not": "không chứa",
    "starts": "bắt đầu bằng",
    "lt": "nhỏ hơn",
    "le": "không quá",
    "gt": "lớn hơn",
    "ge": "từ",
    "between": "trong khoảng",
    "month": "trong tháng",
    "within": "trong số ngày tới",
    "empty": "chưa có",
    "filled": "đã có",
}
_OF_DAYS: Mapping[str, str] = {"lt": "trước", "le": "đến hết", "gt": "sau"}
_PLAIN = ("empty", "filled")
_TEXT = ("has", "has_not", "starts", "is", "is_not", *_PLAIN)
_LISTED = ("is", "is_not", "has", *_PLAIN)
_DATED = ("is", "is_not", "lt", "le", "gt", "ge", "between", "month", "within", *_PLAIN)
_NUMBERED = ("is", "is_not", "lt", "le", "gt", "ge", "between", *_PLAIN)
_COUNTS = {"lt": 1, "le": 1, "gt": 1, "ge": 1, "between": 2, "within": 1}  # how many values an operator takes


class Named(Protocol):
    """What a condition can speak of: a column with a key, a heading and a field."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def field(self) -> Field: ...


def operators_for(field: Field) -> tuple[str, ...]:
    """The operators that make sense for a field, the likeliest first."""
    match field:
        case Day() | PartialDay():
            return _DATED
        case Whole() | Exact() | Money():
            return _NUMBERED
        case Flag():
            return ("is", *_PLAIN)
        case Choice() | Code() | Reference():
            return _LISTED
    return _TEXT


def operator_word(operator: str, field: Field | None) -> str:
    """An operator in words, as its kind of field reads it: «trước» a day, «nhỏ hơn» a number."""
    dated = _OF_DAYS.get(operator) if isinstance(field, Day | PartialDay) else None
    return dated or OPERATORS[operator]


@dataclass(frozen=True)
class Wanted:
    """The values of a condition, read once for a field. What is not of the field's kind is left at its nothing.

    `keys` are the words to look for, without marks; `isos` the days, months and years; `numbers` exact; `codes` the
    entries of the list, or None where a word names none (then the text as typed counts); `flags` yes or no.
    """

    keys: tuple[str, ...] = ()
    isos: tuple[PartialDate, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    codes: frozenset[str] = frozenset()
    flags: tuple[bool, ...] = ()


def read(condition: Condition, field: Field) -> Wanted:
    """The values of a condition as its field reads them. Raises BadValue with the sentence for the clerk."""
    operator, values = condition.operator, condition.values
    if operator not in OPERATORS:
        raise ValueError(operator)
    if operator in _PLAIN:
        return Wanted()
    if operator not in ("is", "is_not") and (not values or not all(map(clean, values))):
        raise BadValue(f"{field.label}: chưa nhập giá trị để so sánh.", "required")
    if len(values) < _COUNTS.get(operator, 0) or (operator in _COUNTS and len(values) > _COUNTS[operator]):
        raise BadValue(f"{field.label}: «{operator_word(operator, field)}» cần {_COUNTS[operator]} giá trị.", "count")
    if operator in ("has", "has_not", "starts"):
        return Wanted(keys=tuple(map(search_key, values)))
    if operator in ("month", "within"):
        if not isinstance(field, Day | PartialDay):
            raise BadValue(f"{field.label} không phải ngày, nên không lọc được theo {OPERATORS[operator]}.", "kind")
        return Wanted(numbers=tuple(Decimal(_whole(field, operator, value)) for value in values))
    match field:
        case Day() | PartialDay():
            return Wanted(isos=tuple(_date(field, value) for value in values))
        case Whole() | Exact() | Money():
            return Wanted(numbers=tuple(_number(field, value) for value in values))
    if operator not in ("is", "is_not"):
        raise BadValue(f"{field.label} không phải ngày hay số, nên không so lớn nhỏ được.", "kind")
    bare = dataclasses.replace(field, check=None, required=False)
    match bare:
        case Flag():
            return Wanted(flags=tuple(bool(bare.read(value)) for value in values))
        case Choice():
            return Wanted(codes=frozenset(str(bare.read(value).value) for value in values))
        case Code(codes=CodeList() as codes):
            found = [(codes.find(clean(value)), value) for value in values]
            return Wanted(
                keys=tuple(search_key(value) for code, value in found if code is None),
                codes=frozenset(same for code, _ in found if code is not None for same in _same(codes, code)),
            )
    return Wanted(keys=tuple(map(search_key, values)))


def problem(condition: Condition, field: Field) -> str | None:
    """Why the values of a condition cannot be read for a field, in one sentence; None where they can."""
    try:
        read(condition, field)
    except BadValue as error:
        return str(error)
    return None


def predicate(node: Node, fields: Mapping[str, Field], day: date | None = None) -> Predicate:
    """The meaning of conditions over rows of values by column. `day` is the day that «within» counts from.

    Raises UserError for a column that is not there or a value that cannot be read.
    """
    if isinstance(node, Joined):
        parts = [predicate(part, fields, day) for part in node.parts]
        how = any if node.either else all
        return lambda row: how(part(row) for part in parts)
    field = fields.get(node.column)
    if field is None:
        raise no_column(node.column)
    test = _test(node.operator, field, read(node, field), day)
    key = node.column
    return lambda row: test(row.get(key))


def no_column(name: str) -> UserError:
    """What is told where a condition speaks of a column that is not there, or that may not be seen."""
    return UserError(f"Điều kiện lọc dùng mục «{name}» không có hoặc bạn không được xem; hãy bỏ điều kiện đó.")


def dump(node: Node) -> dict[str, Any]:
    """Conditions as JSON holds them."""
    if isinstance(node, Joined):
        return {"either" if node.either else "all": [dump(part) for part in node.parts]}
    found: dict[str, Any] = {"column": node.column, "operator": node.operator, "values": list(node.values)}
    return {**found, "title": node.title} if node.title else found


def load(stored: Mapping[str, Any]) -> Node:
    """The conditions that `dump` wrote."""
    for how in ("all", "either"):
        if how in stored:
            return Joined(tuple(load(part) for part in stored[how]), how == "either")
    operator = stored["operator"]
    if operator not in OPERATORS:
        raise ValueError(operator)
    return Condition(stored["column"], operator, tuple(stored["values"]), stored.get("title", ""))


def leaves(node: Node) -> Sequence[Condition]:
    """The conditions of a tree, from left to right."""
    return [node] if isinstance(node, Condition) else [leaf for part in node.parts for leaf in leaves(part)]


def told(node: Node, columns: Mapping[str, Named]) -> str:
    """Conditions in words, for a chip or a heading: «Khoa, phòng là Khoa Nội và Ngày sinh trước 1980»."""
    if isinstance(node, Joined):
        parts = (
            f"({text})" if isinstance(part, Joined) and len(part.parts) > 1 else text
            for part in node.parts
            if (text := told(part, columns))
        )
        return (" hoặc " if node.either else " và ").join(parts)
    if node.title:
        return node.title
    column = columns.get(node.column)
    label = column.label if column else node.column
    shown = [_word(column.field, value) if column else value for value in node.values]
    if node.operator == "within" and shown:
        past = shown[0].startswith("-")
        return f"{label} trong {shown[0].lstrip('-')} ngày {'qua' if past else 'tới'}"
    link = " đến " if node.operator == "between" else ", "
    word = operator_word(node.operator, column.field if column else None)
    return " ".join(filter(None, (label, word, link.join(shown))))


def _test(operator: str, field: Field, wanted: Wanted, day: date | None) -> Test:
    match operator:
        case "empty":
            return lambda value: value is None
        case "filled":
            return lambda value: value is not None
        case "is":
            return _equal(field, wanted)
        case "is_not":
            same = _equal(field, wanted)
            return lambda value: not same(value)
        case "has":
            return lambda value: (
                value is not None and any(key in search_key(_shown(field, value)) for key in wanted.keys)
            )
        case "has_not":
            return lambda value: (
                value is None or not any(key in search_key(_shown(field, value)) for key in wanted.keys)
            )
        case "starts":
            return lambda value: value is not None and search_key(_shown(field, value)).startswith(wanted.keys)
        case "month":
            return lambda value: _month(value) in wanted.numbers
        case "within":
            if day is None:
                raise ValueError("within counts from a day")
            start, span = day, int(wanted.numbers[0])
            first, last = min(0, span), max(0, span)
            return lambda value: value is not None and first <= (measured(value) - start).days <= last
        case "between":
            low, high = limits(operator, wanted)
            return lambda value: value is not None and low <= measured(value) <= high
    (limit,) = limits(operator, wanted)
    ordered = _ORDER[operator]
    return lambda value: value is not None and ordered(measured(value), limit)


_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": lambda value, limit: bool(value < limit),
    "le": lambda value, limit: bool(value <= limit),
    "gt": lambda value, limit: bool(value > limit),
    "ge": lambda value, limit: bool(value >= limit),
}


def limits(operator: str, wanted: Wanted) -> tuple[Any, ...]:
    """What a value is compared with: of a year or a month its first day, or its last where it is to be included."""
    if not wanted.isos:
        return wanted.numbers
    if operator == "between":
        return wanted.isos[0].first, wanted.isos[1].last
    return tuple(iso.last if operator in ("gt", "le") else iso.first for iso in wanted.isos)


def measured(value: Any) -> Any:
    """A value as it is compared: a date by its first day, a number exactly."""
    if isinstance(value, PartialDate):
        return value.first
    return value if isinstance(value, date) else Decimal(str(value))


def _equal(field: Field, wanted: Wanted) -> Test:
    match field:
        case Day() | PartialDay():
            starts = tuple(iso.iso for iso in wanted.isos)
            return lambda value: value is not None and _iso(value).startswith(starts)
        case Whole() | Exact() | Money():
            return lambda value: value is not None and Decimal(str(value)) in wanted.numbers
        case Flag():
            return lambda value: value is not None and bool(value) in wanted.flags
    return lambda value: (
        value is not None
        and (str(getattr(value, "value", value)) in wanted.codes or search_key(_shown(field, value)) in wanted.keys)
    )


def _iso(value: Any) -> str:
    return value.iso if isinstance(value, PartialDate) else str(value.isoformat())


def _month(value: Any) -> int | None:
    """The month of a day, as far as it is known."""
    iso = _iso(value) if value is not None else ""
    return int(iso[5:7]) if len(iso) > 4 else None


def _shown(field: Field, value: Any) -> str:
    if isinstance(value, Coded):
        return value.label
    return str(value) if isinstance(field, Reference) else field.show(value)


def _same(codes: CodeList, code: str) -> set[str]:
    """Every entry that is called like this one: lists may carry one label twice."""
    called = label_key(codes.label(code))
    return {code, *(row.code for row in codes if label_key(row.label) == called)}


def _date(field: Field, text: str) -> PartialDate:
    try:
        return read_partial(text)
    except ValueError:
        raise BadValue(f"{field.label}: «{clean(text)}» không phải ngày, tháng hay năm.", "date") from None


def _number(field: Field, text: str) -> Decimal:
    # The limits of what may be entered are none for what may be asked.
    changes: dict[str, Any] = {"check": None, "required": True}
    if isinstance(field, Whole):
        changes.update(minimum=-(10**9), maximum=10**9)
    return Decimal(str(dataclasses.replace(field, **changes).read(text)))


def _whole(field: Field, operator: str, text: str) -> int:
    try:
        number = int(clean(text))
    except ValueError:
        raise BadValue(f"{field.label}: «{clean(text)}» không phải số nguyên.", "number") from None
    if operator == "month" and not 1 <= number <= 12:
        raise BadValue(f"{field.label}: không có tháng {number}.", "range")
    if operator == "within" and abs(number) > 100_000:
        raise BadValue(f"{field.label}: {number} ngày là quá xa.", "range")
    return number


def _word(field: Field, text: str) -> str:
    """A value as a list shows it, where it can be read; else as typed."""
    if isinstance(field, Code | Choice | Flag):
        try:
            return field.show(field.read(text)) or text
        except BadValue:
            return text
    return text
