"""Records with every field filled, made from the declarations alone: a kind added later needs nothing here."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from desktop.domain import fields
from desktop.domain.dates import PartialDate
from desktop.domain.record import Record
from desktop.domain.records import KINDS

BY_NAME = {kind.__name__: kind for kind in KINDS}
AUDITED = [kind for kind in KINDS if kind.audited]


class Maker:
    """Gives values that differ from each other, and records full of them."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    def value(self, field: fields.Field, old: Any = None) -> Any:
        """A value of a field, other than `old`."""
        number = next(self._numbers)
        match field:
            case fields.PartialDay():
                day = date(1960, 1, 1) + timedelta(days=number)
                cut = (4, 7, 10)[number % 3]
                text = f"khoảng {day:%m/%Y}" if number % 2 else None
                return PartialDate(day.isoformat()[:cut], text)
            case fields.Day():
                return date(2000, 1, 1) + timedelta(days=number)
            case fields.Choice():
                options = list(field.options)
                return next((option for option in options if option is not old), options[0])
            case fields.Code():
                return f"MA{number}"
            case fields.Whole():
                span = min(field.maximum - field.minimum, 1000) + 1
                value = field.minimum + number % span
                return value if value != old else field.minimum + (number + 1) % span
            case fields.Exact():
                return Decimal(number % 900).scaleb(-field.places)
            case fields.Money():
                return 1_000_000 + number
            case fields.Flag():
                return not old
            case fields.Instant():
                return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
            case fields.LongText():
                return f"Dòng một\nDòng {number}: Đỗ Thị Ánh"
            case fields.Text():
                return f"Ă{number} {field.label}"[: field.max_length].strip()
        raise AssertionError(f"no value for a field of kind {type(field).__name__}")

    def record(self, kind: type[Record], **given: Any) -> Any:
        """A record with every field filled; what it refers to is made with it, as bare as it may be."""
        values = dict(given)
        for name, field in kind.fields.items():
            if name in values:
                continue
            if isinstance(field, fields.Reference):
                values[name] = self.bare(BY_NAME[field.to])
            else:
                values[name] = self.value(field)
        return kind(**values)

    def bare(self, kind: type[Record]) -> Any:
        """A record with only what it must have."""
        values: dict[str, Any] = {}
        for name, field in kind.fields.items():
            if isinstance(field, fields.Reference):
                if field.required:
                    values[name] = self.bare(BY_NAME[field.to])
            elif field.required:
                values[name] = self.value(field)
        return kind(**values)
