"""Cells to values: each column reads its own, equal cells once; what was mended or doubtful is told."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.domain.dates import show_day
from desktop.domain.errors import BadValue
from desktop.domain.fields import Choice, Code, Coded, Day, Field, Flag, PartialDay, Reference
from desktop.domain.identity import restored_citizen_id
from desktop.domain.party import PartyStage
from desktop.domain.text import clean, label_key, search_key
from desktop.excel.raw import CellValue, Mark
from desktop.services.importing.columns import ColumnMatch
from desktop.services.importing.partials import read_partial_cell
from desktop.services.importing.references import References

MEMBER = "member"  # a mark in «Đảng viên»: a member, of which stage it does not say
_NOTHING = frozenset(["-", "–", "—", "--", "---", "…", "...", "..", ".", "/", "//", "x_x", "n/a", "na", "null", "none"])
_NOT_YET = frozenset(("khong", "khong co", "chua", "chua co", "ko", "k", "0"))
MARKS = frozenset(("x", "v", "✓", "✔", "√", "1", "co", "dung", "+"))


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or doubtful about one value; `key` names the column of the list."""

    key: str
    code: str
    message: str
    severity: str = "error"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def warning(key: str, code: str, message: str) -> Finding:
    """A finding that does not refuse the row."""
    return Finding(key, f"{key}.{code}", message, "warning")


def error(key: str, code: str, message: str) -> Finding:
    """A finding that refuses the row."""
    return Finding(key, f"{key}.{code}", message)


Read = tuple[Any, tuple[Finding, ...]]


class CellReader:
    """Reads the cells of one matched column. The value is None for an empty cell; a wrong one gives only findings."""

    def __init__(self, match: ColumnMatch, references: References) -> None:
        assert match.column is not None
        self.match, self.column = match, match.column
        self._field: Field = self.column.field
        self._references = references
        self._read: Callable[[Any], Read] = self._reading()
        self._seen: dict[tuple[type, CellValue], Read] = {}

    def read(self, raw: CellValue) -> Read:
        """The value of a cell and what there is to say about it."""
        if raw is None:
            return None, ()
        key = (type(raw), raw)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._read_new(raw)
        return found

    def refuse(self, mark: Mark) -> Finding | None:
        """Why a cell that is odd in the workbook has no value."""
        if mark.error:
            return error(self.column.key, "formula_error", f"{self.column.label}: ô có lỗi {mark.error} trong Excel.")
        if mark.without_value:
            return error(
                self.column.key,
                "no_value",
                f"{self.column.label}: công thức chưa có kết quả; hãy mở tệp bằng Excel rồi lưu lại.",
            )
        return None

    def _read_new(self, raw: CellValue) -> Read:
        if isinstance(raw, str):
            text = clean(raw)
            if not text or text.casefold() in _NOTHING:
                return None, ()
            if isinstance(self._field, Day | PartialDay | Reference) and search_key(text) in _NOT_YET:
                return None, ()
        try:
            return self._read(raw)
        except BadValue as refused:
            return None, (Finding(self.column.key, f"{self.column.key}.{refused.code}", str(refused)),)

    def _reading(self) -> Callable[[Any], Read]:
        if self.match.option is not None and not isinstance(self._field, PartialDay):
            return self._mark
        if isinstance(self._field, Reference):
            return self._reference
        if isinstance(self._field, Code):
            return self._code
        by_name: Mapping[str, Callable[[Any], Read]] = {
            "citizen_id": self._citizen_id,
            "phone": self._phone,
            "social_insurance_no": self._insurance,
            "step": self._step,
            "stage": self._stage,
        }
        return by_name.get(self.column.name, self._plain)

    def _reference(self, raw: Any) -> Read:
        found, told = self._references.find(self.column, clean(_text(raw)))
        return found, (warning(self.column.key, "merged", told),) if told else ()

    def _plain(self, raw: Any) -> Read:
        if isinstance(self._field, PartialDay):
            return read_partial_cell(self._field, raw), ()
        return self._field.read(raw), ()

    def _mark(self, raw: Any) -> Read:
        text = search_key(_text(raw))
        if text in MARKS:
            return self.match.option, ()
        if text in _NOT_YET:
            return None, ()
        raise BadValue(f"{self.match.header.text}: «{clean(_text(raw))}» không phải dấu x.", "choice")

    def _code(self, raw: Any) -> Read:
        value = self._field.read(raw)
        assert isinstance(self._field, Code)
        if value is None or self._field.is_known(value):
            return value, ()
        told = f"{self.column.label}: «{value}» chưa có trong danh mục, được giữ nguyên như đã ghi."
        return value, (warning(self.column.key, "unlisted", told),)

    def _citizen_id(self, raw: Any) -> Read:
        text = re.sub(r"[\s.\-']", "", _text(raw))
        if (whole := restored_citizen_id(text)) is not None:
            told = f"Số CCCD «{text}» thiếu {12 - len(text)} số 0 ở đầu (Excel đã bỏ), được bổ sung thành {whole}."
            return self._field.read(whole), (warning(self.column.key, "zeros_restored", told),)
        if text.isdigit() and len(text) not in (9, 12):
            raise BadValue(f"Số CCCD phải đủ 12 chữ số (đang có {len(text)}).", "length")
        return self._field.read(text), ()

    def _phone(self, raw: Any) -> Read:
        text = clean(_text(raw))
        if re.fullmatch(r"[35789]\d{8}", text):
            told = f"Số điện thoại «{text}» thiếu số 0 ở đầu, được bổ sung thành 0{text}."
            return self._field.read(f"0{text}"), (warning(self.column.key, "zero_restored", told),)
        return self._field.read(text), ()

    def _insurance(self, raw: Any) -> Read:
        text = re.sub(r"\s", "", _text(raw))
        if text.isdigit() and len(text) in (8, 9):
            whole = text.zfill(10)
            told = f"Số BHXH «{text}» thiếu số 0 ở đầu, được bổ sung thành {whole}."
            return self._field.read(whole), (warning(self.column.key, "zeros_restored", told),)
        return self._field.read(text), ()

    def _step(self, raw: Any) -> Read:
        """«3/9» is step 3 of 9; Excel may have made a day of it."""
        if isinstance(raw, str) and (found := re.fullmatch(r"\s*(\d{1,2})\s*/\s*\d{1,2}\s*", raw)):
            raw = found[1]
        if isinstance(raw, date):
            raise BadValue(
                f"{self.column.label}: Excel đã đổi bậc thành ngày {show_day(raw)}; hãy ghi lại số bậc.", "number"
            )
        return self._field.read(raw), ()

    def _stage(self, raw: Any) -> Read:
        key = label_key(_text(raw))
        if key in MARKS or search_key(_text(raw)) in MARKS:
            return MEMBER, ()
        if key in _NOT_YET or key == "quan chung":
            return None, ()
        if "du bi" in key:
            return PartyStage.PROBATIONARY, ()
        if "chinh thuc" in key:
            return PartyStage.OFFICIAL, ()
        if key in ("dang vien", "dv", "la dang vien"):
            return MEMBER, ()
        return self._plain(raw)


def _text(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw)


def cell_text(raw: CellValue) -> str:
    """What stood in a cell, as a problem quotes it."""
    if isinstance(raw, datetime):
        return show_day(raw.date()) if (raw.hour, raw.minute) == (0, 0) else f"{show_day(raw.date())} {raw:%H:%M}"
    if isinstance(raw, date):
        return show_day(raw)
    return "" if raw is None else _text(raw)


def shown(column_field: Field, value: Any) -> str:
    """A value of a plan as text: references by name."""
    if value is None:
        return ""
    if isinstance(column_field, Reference):
        return str(value)
    if isinstance(column_field, Choice) and not isinstance(value, Coded):
        return str(value)
    if isinstance(column_field, Flag) and isinstance(value, str):
        return value
    return column_field.show(value)
