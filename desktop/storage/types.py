"""How values stand in the file: exact numbers as integers, partial dates with their text, codes, uids as 16 bytes."""

import secrets
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, LargeBinary, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from desktop.domain import fields
from desktop.domain.dates import PartialDate


class Uid(TypeDecorator[str]):
    """A UUID as 16 bytes in the file, as text in the program."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        return None if value is None else bytes.fromhex(value.replace("-", ""))

    def process_result_value(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else _written(bytes(value).hex())


class PartialDateType(TypeDecorator[PartialDate]):
    """ISO text cut to its precision; behind a bar, the text as it was found."""

    impl = String(300)
    cache_ok = True

    def compare_values(self, x: Any, y: Any) -> bool:
        """The text counts too: a date that was found in other words is a change, though the day is the same."""
        return bool(x == y) and (x is None or x.text == y.text)

    def process_bind_param(self, value: PartialDate | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.iso if value.text is None else f"{value.iso}|{value.text}"

    def process_result_value(self, value: Any, _dialect: Dialect) -> PartialDate | None:
        if value is None:
            return None
        iso, _, text = value.partition("|")
        return PartialDate(iso, text or None)


class ExactType(TypeDecorator[Decimal]):
    """A number with fixed places, as a whole number of its last place: never a float, in SQLite too."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        return None if value is None else int(round(Decimal(value), self.places).scaleb(self.places))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class CodedType(TypeDecorator[fields.Coded]):
    """A closed list by its code."""

    impl = String(40)
    cache_ok = True

    def __init__(self, options: type[fields.Coded]) -> None:
        super().__init__()
        self.options = options
        self._by_code = {option.value: option for option in options}

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> fields.Coded | None:
        return None if value is None else self._by_code[value]


class Utc(TypeDecorator[datetime]):
    """An instant: aware in the program, UTC without a zone in the file."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def column_type(field: fields.Field) -> TypeEngine[Any]:
    """The column type of a kind of field."""
    from_kind: TypeEngine[Any]
    match field:
        case fields.PartialDay():
            from_kind = PartialDateType()
        case fields.Day():
            from_kind = Date()
        case fields.Exact():
            from_kind = ExactType(field.places)
        case fields.Choice():
            from_kind = CodedType(field.options)
        case fields.Whole() | fields.Money():
            from_kind = BigInteger()
        case fields.Flag():
            from_kind = Boolean(create_constraint=False)
        case fields.Instant():
            from_kind = Utc()
        case fields.LongText():
            from_kind = Text()
        case fields.Text():
            from_kind = String(field.max_length)
        case _:
            from_kind = String(250)
    return from_kind


def utc_now() -> datetime:
    """The instant that stands in created_at, updated_at and the audit."""
    return datetime.now(UTC)


def uuid7() -> str:
    """A new UUIDv7 (RFC 9562): sorts by its time of making, so that the index on it grows at one end."""
    millis, chance = time.time_ns() // 1_000_000, secrets.randbits(74)
    bits = millis << 80 | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance & (1 << 62) - 1
    return _written(f"{bits:032x}")


def _written(digits: str) -> str:
    """The usual spelling of a UUID from its 32 digits: an import makes and reads tens of thousands of them."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
