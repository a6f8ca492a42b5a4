"""What one value of a record is: how it is read, shown, checked, stored as text, and headed in a sheet.

A field says nothing about where the value stands on a screen. On a class a field answers for the
declaration; on an instance it answers for the value.
"""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.domain.dates import PartialDate, is_beyond_month, read_day, read_partial, show_day
from desktop.domain.errors import BadValue
from desktop.domain.text import clean, clean_lines, label_key, search_key

if TYPE_CHECKING:
    from desktop.domain.codes import CodeList


class Sensitivity(StrEnum):
    """Kinds of value that the law protects (NĐ 356/2025, Điều 4; Luật 91/2025): rights, masking and audit follow."""

    IDENTITY = "identity"
    HEALTH = "health"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    PARTY = "party"
    DISCIPLINE = "discipline"


class Coded(StrEnum):
    """A closed list on which logic branches: stored by a short code, shown by its Vietnamese label."""

    label: str

    def __new__(cls, code: str, label: str) -> "Coded":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


@dataclass(eq=False)
class Field:
    """The description that every value of a record carries.

    `item` is the number on the printed record form (sơ yếu lý lịch, TT 06/2023/TT-BNV), where it has one;
    `check` returns a sentence when a value cannot be right.
    """

    label: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    width: int = 16
    item: str = ""
    sensitive: Sensitivity | None = None
    check: Callable[[Any], str | None] | None = None
    default: Any = None
    name: str = ""

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name = name

    # Any, for two readings: before mapping the class answers with its field, afterwards with a mapped column.
    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else instance.__dict__.get(self.name)

    def __set__(self, instance: object, value: Any) -> None:
        instance.__dict__[self.name] = value

    def read(self, raw: object) -> Any:
        """Turn what was typed, or what stood in a cell, into a value; None for nothing.

        Raises BadValue with the sentence for the clerk.
        """
        if raw is None or (isinstance(raw, str) and not clean(raw)):
            if self.required:
                raise BadValue(f"Chưa nhập {self.label}.", "required")
            return None
        value = self._read(raw)
        if value is not None and self.check and (message := self.check(value)):
            raise BadValue(message, "implausible")
        return value

    def show(self, value: Any) -> str:
        """The text of a value on screen and in lists."""
        return "" if value is None else self._show(value)

    def dump(self, value: Any) -> Any:
        """A value as JSON holds it: in the audit, in exports, between units."""
        return None if value is None else self._dump(value)

    def load(self, stored: Any) -> Any:
        """The value that `dump` wrote."""
        return None if stored is None else self._load(stored)

    def cell(self, value: Any) -> Any:
        """A value as a cell of a workbook holds it: numbers and whole days as such, all else as text."""
        return None if value is None else self._cell(value)

    def headings(self) -> set[str]:
        """Every heading of a sheet, reduced by `label_key`, that names this field."""
        return {label_key(h) for h in (self.label, self.name, *self.aliases)}

    def is_headed(self, header: str) -> bool:
        """Whether a sheet's header names this field."""
        return label_key(header) in self.headings()

    def _read(self, raw: object) -> Any:
        raise NotImplementedError

    def _show(self, value: Any) -> str:
        return str(value)

    def _dump(self, value: Any) -> Any:
        return value

    def _load(self, stored: Any) -> Any:
        return stored

    def _cell(self, value: Any) -> Any:
        return self._show(value)


@dataclass(eq=False)
class Text(Field):
    """A line of text. Identifiers are text too: a number that a sheet made of one is written out again."""

    max_length: int = 250

    def _read(self, raw: object) -> str | None:
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        text = self._clean(str(raw))
        if len(text) > self.max_length:
            raise BadValue(f"{self.label} dài quá {self.max_length} ký tự (đang có {len(text)}).", "length")
        return text or None

    def _clean(self, text: str) -> str:
        return clean(text)


@dataclass(eq=False)
class LongText(Text):
    """Several lines of text."""

    max_length: int = 4000

    def _clean(self, text: str) -> str:
        return clean_lines(text)


_NO_SUCH_DAY = "không phải ngày có trong lịch; hãy xem lại ngày và tháng."


@dataclass(eq=False)
class Day(Field):
    """A whole day."""

    def _read(self, raw: object) -> date:
        try:
            return read_day(raw)
        except ValueError:
            wrong = _NO_SUCH_DAY if is_beyond_month(raw) else "không phải ngày dạng 31/12/2026."
            raise BadValue(f"{self.label}: «{clean(str(raw))}» {wrong}", "date") from None

    def _show(self, value: date) -> str:
        return show_day(value)

    def _dump(self, value: date) -> str:
        return value.isoformat()

    def _load(self, stored: str) -> date:
        return date.fromisoformat(stored)

    def _cell(self, value: date) -> date:
        return value


@dataclass(eq=False)
class PartialDay(Field):
    """A day, a month or a year, as far as the papers tell."""

    def _read(self, raw: object) -> PartialDate:
        try:
            return read_partial(raw)
        except ValueError:
            kinds = "không phải ngày (31/12/2026), tháng (12/2026) hay năm (2026)."
            wrong = _NO_SUCH_DAY if is_beyond_month(raw) else kinds
            raise BadValue(f"{self.label}: «{clean(str(raw))}» {wrong}", "date") from None

    def _show(self, value: PartialDate) -> str:
        return value.show()

    def _dump(self, value: PartialDate) -> str:
        return value.iso if value.text is None else f"{value.iso}|{value.text}"

    def _load(self, stored: str) -> PartialDate:
        iso, _, text = stored.partition("|")
        return PartialDate(iso, text or None)

    def _cell(self, value: PartialDate) -> date | str:
        return value.day or value.show()


@dataclass(eq=False)
class Choice(Field):
    """One of a closed list on which logic branches."""

    options: type[Coded] = Coded

    def _read(self, raw: object) -> Coded:
        key = label_key(str(raw))
        for option in self.options:
            if key in (label_key(option.label), label_key(option.value)):
                return option
        known = ", ".join(o.label for o in self.options)
        raise BadValue(f"{self.label}: «{clean(str(raw))}» không có trong danh mục ({known}).", "choice")

    def _show(self, value: Coded) -> str:
        return value.label

    def _dump(self, value: Coded) -> str:
        return value.value

    def _load(self, stored: str) -> Coded:
        return next(option for option in self.options if option.value == stored)


@dataclass(eq=False)
class Code(Field):
    """A value of a code list that grows: the code where the list knows it, else the text as it was typed.

    The list is bound by the catalogue at run time; an unbound field keeps and shows what it is given.
    """

    list: str = ""
    codes: "CodeList | None" = None

    def bound(self, codes: "CodeList") -> "Code":
        """The same field with its list."""
        return dataclasses.replace(self, codes=codes)

    def _read(self, raw: object) -> str | None:
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        text = clean(str(raw))
        return (self.codes.find(text) if self.codes else None) or text or None

    def is_known(self, value: str | None) -> bool:
        """Whether the list has this value (nothing counts as known)."""
        return value is None or self.codes is None or value in self.codes

    def _show(self, value: str) -> str:
        return self.codes.label(value) if self.codes else value


@dataclass(eq=False)
class Whole(Field):
    """A whole number."""

    minimum: int = 0
    maximum: int = 10**9

    def _read(self, raw: object) -> int:
        try:
            number = int(raw) if isinstance(raw, float) and raw.is_integer() else int(clean(str(raw)))
        except ValueError:
            raise BadValue(f"{self.label}: «{clean(str(raw))}» không phải số nguyên.", "number") from None
        if not self.minimum <= number <= self.maximum:
            raise BadValue(f"{self.label} phải từ {self.minimum} đến {self.maximum}.", "range")
        return number

    def _cell(self, value: int) -> int:
        return value


@dataclass(eq=False)
class Exact(Field):
    """A number with fixed places (coefficients, percents), never a float."""

    places: int = 2

    def _read(self, raw: object) -> Decimal:
        text = repr(raw) if isinstance(raw, float) else clean(str(raw)).removesuffix("%").strip()
        if not isinstance(raw, float):
            if re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
                raise BadValue(f"{self.label}: «{text}» có thể hiểu hai cách; hãy viết dấu phẩy thập phân.", "number")
            text = text.replace(",", ".")
        try:
            number = Decimal(text)
            rounded = round(number, self.places)
        except (InvalidOperation, ValueError):
            raise BadValue(f"{self.label}: «{clean(str(raw))}» không phải số.", "number") from None
        if not number.is_finite() or abs(number) >= 10**9:
            raise BadValue(f"{self.label}: «{clean(str(raw))}» không phải số.", "number")
        # A cell may carry 2.3399999999999999; a typed third place is another matter.
        if abs(number - rounded) > Decimal(10) ** -(self.places + 4):
            raise BadValue(f"{self.label}: «{clean(str(raw))}» có quá {self.places} chữ số thập phân.", "number")
        return rounded

    def _show(self, value: Decimal) -> str:
        return f"{value:.{self.places}f}".replace(".", ",")

    def _dump(self, value: Decimal) -> str:
        return f"{value:.{self.places}f}"

    def _load(self, stored: str) -> Decimal:
        return Decimal(stored)

    def _cell(self, value: Decimal) -> Decimal:
        return value


@dataclass(eq=False)
class Money(Field):
    """Whole đồng."""

    def _read(self, raw: object) -> int:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool) and float(raw).is_integer():
            number = int(raw)
        else:
            text = re.sub(r"\s|đ$|vnđ$|vnd$", "", clean(str(raw)).casefold())
            if not re.fullmatch(r"\d{1,15}|\d{1,3}([.,])\d{3}(\1\d{3})*", text):
                raise BadValue(f"{self.label}: «{clean(str(raw))}» không phải số tiền (đồng).", "number")
            number = int(re.sub(r"[.,]", "", text))
        if number < 0:
            raise BadValue(f"{self.label} không được âm.", "range")
        return number

    def _show(self, value: int) -> str:
        return f"{value:,}".replace(",", ".")

    def _cell(self, value: int) -> int:
        return value


_YES = {"co", "x", "1", "true", "yes", "dung", "da", "roi", "v", "✓"}
_NO = {"khong", "0", "false", "no", "chua", "sai"}


@dataclass(eq=False)
class Flag(Field):
    """Yes or no."""

    def _read(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        key = search_key(str(raw)).removesuffix(".0")
        if key in _YES:
            return True
        if key in _NO:
            return False
        raise BadValue(f"{self.label}: «{clean(str(raw))}» không phải Có hay Không.", "choice")

    def _show(self, value: bool) -> str:
        return "Có" if value else "Không"


@dataclass(eq=False)
class Instant(Field):
    """A moment, UTC; shown in local time."""

    def _read(self, raw: object) -> datetime:
        if isinstance(raw, datetime):
            return raw if raw.tzinfo else raw.replace(tzinfo=UTC)
        try:
            return self._load(str(raw))
        except ValueError:
            raise BadValue(f"{self.label}: «{raw}» không phải thời điểm.", "date") from None

    def _show(self, value: datetime) -> str:
        return value.astimezone().strftime("%d/%m/%Y %H:%M")

    def _dump(self, value: datetime) -> str:
        return value.isoformat()

    def _load(self, stored: str) -> datetime:
        value = datetime.fromisoformat(stored)
        return value if value.tzinfo else value.replace(tzinfo=UTC)


@dataclass(eq=False)
class Reference(Field):
    """Another record. `many` is the name of the list on its side; an `owned` record goes with the one it belongs to."""

    to: str = ""
    many: str = ""
    owned: bool = False

    def _read(self, raw: object) -> Any:
        if type(raw).__name__ != self.to:
            raise BadValue(f"{self.label}: «{raw}» không tìm thấy.", "reference")
        return raw

    def uid(self, text: str) -> str:
        """The uid that a form gives. Raises BadValue for words that were typed where a row is to be chosen."""
        try:
            UUID(text)
        except ValueError:
            told = f"{self.label}: «{clean(text)}» không có trong danh sách; hãy chọn một dòng."
            raise BadValue(told, "reference") from None
        return text
