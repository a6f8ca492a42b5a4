"""Days, partial dates, and the counting of months and working days.

Months end on the same day number, or on the last day of a month that has no such day
(Bộ luật Dân sự 2015, Điều 148). The day of an event is not counted (Điều 147).
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from desktop.domain.text import clean, search_key

Precision = Literal["year", "month", "day"]
_EPOCH = date(1899, 12, 30)  # serial 0 of the 1900 system
_SERIALS = range(10_000, 80_000)  # 1927 to 2119
EARLIEST, LATEST = 1900, 2150


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 28 February."""
    return add_months(day, 12 * years)


def month_end(day: date) -> date:
    """The last day of the month that `day` lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_between(start: date, end: date) -> int:
    """Months by calendar month alone, as ages are counted for admission to the Party."""
    return 12 * (end.year - start.year) + end.month - start.month


def age_on(birth: date, day: date) -> int:
    """Completed years of age."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def add_working_days(day: date, count: int, is_working: Callable[[date], bool]) -> date:
    """The last of `count` working days, counted from the day after `day`."""
    if count < 0:
        raise ValueError("working days are counted forward")
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def show_day(day: date | None) -> str:
    """dd/mm/yyyy, or nothing."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if day else ""


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date as far as it is known: a year, a month or a day.

    `iso` is ISO text cut to its precision; `text` is how it was found, kept only where that says more.
    """

    iso: str
    text: str | None = field(default=None, compare=False)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        return cls(day.isoformat())

    @classmethod
    def parse(cls, raw: str) -> "PartialDate":
        """Read what a clerk or a sheet wrote: 8/3/90, 08031990, 3/1990, 1990, 'tháng 5 năm 1985', 1985-05.

        Day before month, always; raises ValueError for anything else, never swaps.
        """
        if whole := _PLAIN.fullmatch(raw):
            return _made(whole[3], whole[2], whole[1])
        text = clean(raw)
        found = _read(text)
        written = [int(part) for part in re.findall(r"\d+", text)]
        known = [int(part) for part in found.iso.split("-")]
        plain = written in (known, known[::-1]) or re.fullmatch(r"\d{8}|[\d-]{10}[ T][\d:]+", text)
        return found if plain else cls(found.iso, text)

    @property
    def precision(self) -> Precision:
        return {4: "year", 7: "month"}.get(len(self.iso), "day")  # type: ignore[return-value]

    @property
    def first(self) -> date:
        """The first day that it can mean."""
        return date.fromisoformat(self.iso + "-01-01"[len(self.iso) - 4 :] if len(self.iso) < 10 else self.iso)

    @property
    def last(self) -> date:
        """The last day that it can mean."""
        if len(self.iso) == 4:
            return date(int(self.iso), 12, 31)
        return month_end(self.first) if len(self.iso) == 7 else self.first

    @property
    def day(self) -> date | None:
        """The day itself, where it is known."""
        return self.first if len(self.iso) == 10 else None

    def show(self) -> str:
        """dd/mm/yyyy, mm/yyyy or yyyy."""
        return "/".join(reversed(self.iso.split("-")))

    def __str__(self) -> str:
        return self.show()


_PLAIN = re.compile(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/(\d{4})")  # nearly every date of a list; read at once
_DMY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_YMD = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
_MY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")
_YM = re.compile(r"(\d{4})-(\d{1,2})")
_WORDS = re.compile(r"(?:ngay\s+(\d{1,2})\s+)?(?:thang\s+(\d{1,2})\s+)?nam\s+(\d{4})")


def _read(text: str) -> PartialDate:
    text = re.sub(r"([/.\-])\1+", r"\1", text).strip("'` ")
    if match := _DMY.fullmatch(text):
        day, month, year = match.groups()
        if int(day) == 0 and int(month) == 0:  # 00/00/1965: only the year is known
            return _made(year)
        if int(day) == 0:
            return _made(year, month)
        return _made(year, month, day)
    if match := _YMD.fullmatch(text):
        return _made(*match.groups())
    if re.fullmatch(r"\d{8}", text):
        return _made(text[4:], text[2:4], text[:2])
    if match := _MY.fullmatch(text):
        return _made(match[2], match[1])
    if match := _YM.fullmatch(text):
        return _made(match[1], match[2])
    if re.fullmatch(r"\d{4}", text):
        return _made(text)
    if match := _WORDS.fullmatch(search_key(text)):
        return _made(match[3], match[2], match[1])
    raise ValueError(text)


def _made(year: str, month: str | None = None, day: str | None = None) -> PartialDate:
    number = int(year)
    if len(year) == 2:
        # Only where one century is possible: nobody on a staff list was born before 1941, no term runs past 2040.
        if 30 <= number <= 40:
            raise ValueError(year)
        number += 2000 if number < 30 else 1900
    if not EARLIEST <= number <= LATEST:
        raise ValueError(year)
    if month is None:
        return PartialDate(f"{number:04d}")
    if day is None:
        return PartialDate(date(number, int(month), 1).isoformat()[:7])
    return PartialDate.of(date(number, int(month), int(day)))


def read_partial(raw: object) -> PartialDate:
    """A partial date from typed text or from a cell (date, serial number, year). Raises ValueError."""
    if isinstance(raw, PartialDate):
        return raw
    if isinstance(raw, datetime):
        return PartialDate.of(raw.date())
    if isinstance(raw, date):
        return PartialDate.of(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, int) and raw in _SERIALS:
        return PartialDate.of(_EPOCH + timedelta(days=raw))
    return PartialDate.parse(str(raw))


def read_day(raw: object) -> date:
    """A whole day from typed text or from a cell. Raises ValueError, also for a month or a year alone."""
    found = read_partial(raw).day
    if found is None:
        raise ValueError(str(raw))
    return found


def is_beyond_month(raw: object) -> bool:
    """Whether a text that cannot be read is written as a day all the same, of a month that has none such: 29/2/1990."""
    match = _DMY.fullmatch(str(raw).strip())
    return match is not None and len(match[3]) == 4 and EARLIEST <= int(match[3]) <= LATEST
