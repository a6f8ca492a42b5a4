"""The periods that reports speak of, by id: `ADM_Y:2026`, `STAT_Q:2026-3`, `TERM:2020-2025`, `ASOF:2026-11-22`.

ADM periods are those of administrative reports, from the 15th of one month to the 14th of another
(Nghị định 09/2019/NĐ-CP); STAT periods are calendar periods (Thông tư 37/2019/TT-BYT); ASOF is one day.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.dates import add_months, add_years, month_end, show_day
from desktop.domain.errors import UserError

AS_OF = "ASOF"
# First month of a Party term: congresses of base committees fall in the middle of the year.
_TERM_MONTH = 8

_MONTHS = {"M": 1, "Q": 3, "H": 6, "9M": 9, "Y": 12}
_COUNTED = re.compile(r"(ADM|STAT)_(M|Q|H|9M|Y):(\d{4})(?:-(\d{1,2}))?")
_HALF = re.compile(r"(ADM|STAT)_H([12]):(\d{4})")
_WORDS = {
    "M": "tháng {number} năm {year}",
    "Q": "quý {number} năm {year}",
    "H": "6 tháng {half} năm {year}",
    "9M": "9 tháng đầu năm {year}",
    "Y": "năm {year}",
}
KINDS = {
    "ADM_Y": "năm báo cáo hành chính, từ 15/12 năm trước đến 14/12",
    "ADM_H": "6 tháng báo cáo hành chính",
    "ADM_Q": "quý báo cáo hành chính",
    "ADM_M": "tháng báo cáo hành chính",
    "STAT_Y": "năm dương lịch",
    "STAT_9M": "9 tháng đầu năm",
    "STAT_H": "6 tháng",
    "STAT_Q": "quý",
    "STAT_M": "tháng",
    "TERM": "nhiệm kỳ",
    AS_OF: "tại một ngày",
}


@dataclass(frozen=True)
class Period:
    """A stretch of time from `first` to `last`, both inside; figures are those of `cut_off`."""

    id: str
    first: date
    last: date
    cut_off: date

    @property
    def kind(self) -> str:
        """ADM_Y, STAT_Q, …"""
        return self.id.partition(":")[0]

    @property
    def is_day(self) -> bool:
        """Whether it is one day, not a stretch."""
        return self.kind == AS_OF

    @property
    def year(self) -> int:
        """The year that the period is named by; of a term the last."""
        return self.last.year

    @property
    def label(self) -> str:
        """How a clerk names it: «năm 2026», «quý 3 năm 2026», «ngày 22/11/2026»."""
        if self.is_day:
            return f"ngày {show_day(self.last)}"
        if self.kind == "TERM":
            return f"nhiệm kỳ {self.first.year}–{self.last.year}"
        name, _, named = self.id.partition(":")
        size = name.partition("_")[2]
        year, _, number = named.partition("-")
        if size in ("H1", "H2"):
            size, number = "H", size[1]
        half = "đầu" if number == "1" else "cuối"
        return _WORDS[size].format(year=year, number=number, half=half)

    @property
    def is_over(self) -> bool:
        """Whether the figures speak of the whole of it."""
        return self.cut_off >= self.last


def of_day(day: date) -> Period:
    """One day as a period."""
    return Period(f"{AS_OF}:{day.isoformat()}", day, day, day)


def parse(text: str, *, today: date, yearly: str = "ADM_Y") -> Period:
    """The period that a text names; a bare year means the `yearly` kind of the form ("ASOF": the end of that year).

    Figures of a period that `today` lies in are those of today; of any other, those of its last day.
    Raises UserError, which names what may be written.
    """
    written = text.strip().upper()
    try:
        if re.fullmatch(r"\d{4}", written):
            if yearly == AS_OF:
                end = date(int(written), 12, 31)
                return of_day(today if today.year == end.year else end)
            written = f"{yearly}:{written}"
        first, last = _span(written)
    except (ValueError, KeyError, OverflowError):
        raise UserError(
            f"Không hiểu kỳ báo cáo «{text}». Hãy viết: 2026, ADM_Y:2026, ADM_H1:2026, ADM_Q:2026-3, ADM_M:2026-11, "
            "STAT_Y:2026, STAT_H1:2026, STAT_9M:2026, STAT_Q:2026-3, STAT_M:2026-11, TERM:2020-2025 "
            "hoặc ASOF:2026-11-22."
        ) from None
    return Period(written, first, last, today if first <= today <= last else last)


def running(kind: str, today: date) -> Period:
    """The period of a kind that `today` lies in, by the year (ADM_Y, STAT_Y) or as a day."""
    if kind == AS_OF:
        return of_day(today)
    period = parse(f"{kind}:{today.year}", today=today)
    return period if today <= period.last else parse(f"{kind}:{today.year + 1}", today=today)


def _span(written: str) -> tuple[date, date]:
    if match := re.fullmatch(r"ASOF:(\d{4}-\d{2}-\d{2})", written):
        day = date.fromisoformat(match[1])
        return day, day
    if match := re.fullmatch(r"TERM:(\d{4})-(\d{4})", written):
        start = date(int(match[1]), _TERM_MONTH, 1)
        end = date(int(match[2]), _TERM_MONTH, 1) - timedelta(days=1)
        if not start < end <= add_years(start, 10):
            raise ValueError(written)
        return start, end
    if match := _HALF.fullmatch(written):
        return _months(match[1], 6, int(match[3]), int(match[2]))
    match = _COUNTED.fullmatch(written)
    if not match:
        raise ValueError(written)
    length = _MONTHS[match[2]]
    if (match[4] is None) != (match[2] in ("9M", "Y")):
        raise ValueError(written)
    return _months(match[1], length, int(match[3]), int(match[4] or 1))


def _months(system: str, length: int, year: int, number: int) -> tuple[date, date]:
    if not 1 <= number <= 12 // length:
        raise ValueError(number)
    first = date(year, (number - 1) * length + 1, 1)
    last_month = add_months(first, length - 1)
    if system == "STAT":
        return first, month_end(last_month)
    return add_months(first, -1).replace(day=15), last_month.replace(day=14)
