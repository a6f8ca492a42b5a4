"""What is due as a calendar file (iCalendar, RFC 5545), which Outlook and telephones take in."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.services.due import DueItem
from desktop.services.workspace import Workspace
from desktop.storage.connection import telling

_LINE = 75  # octets of a line, its break not counted (3.1)


def export_calendar(
    workspace: Workspace, path: Path, items: Sequence[DueItem], stamp: datetime, *, named: bool = False
) -> None:
    """Write items to an .ics file and put down in the audit who took out what. Raises EnvironmentRefused.

    Calendars are seen by others: only `named` puts names and matters into it, else the kind and the staff code.
    """
    if not workspace.rights.may_export:
        raise UserError("Bạn không có quyền xuất danh sách; chưa có tệp nào được ghi.")
    aside = path.with_name(f"~{path.name}.tmp")
    with telling(path):
        aside.write_bytes(calendar(items, workspace.today, stamp, named=named))
        os.replace(aside, path)
    reason = "có họ tên" if named else "chỉ mã nhân viên"
    workspace.database.note(f"Xuất lịch việc đến hạn: {len(items)} việc", kind="export", reason=reason)


def calendar(items: Iterable[DueItem], today: date, stamp: datetime, *, named: bool = False) -> bytes:
    """The calendar: an event of one day for each item; what is overdue stands on `today`.

    `stamp` is the moment of writing, with its time zone. Taken in again, an event replaces the one of before.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CanBo//CanBo//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for item in items:
        lines += _event(item, today, stamp.astimezone(UTC), named)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(item: DueItem, today: date, stamp: datetime, named: bool) -> Iterator[str]:
    day = max(item.due_on, today)
    late = f"Quá hạn từ {show_day(item.due_on)}: " if item.due_on < today else ""
    summary = f"{late}{item.title} – {item.name}" if named else f"{late}{item.kind.label} – {item.staff_code}"
    told = [f"Hạn {show_day(item.due_on)}"]
    if named:
        told += [item.subject, item.department, f"Căn cứ: {item.basis} (tính từ {show_day(item.anchor)})"]
    yield "BEGIN:VEVENT"
    yield f"UID:{item.rule}-{item.target.uid}-{item.due_on:%Y%m%d}@canbo"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(summary)}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(part for part in told if part))}"
    yield f"CATEGORIES:{_escaped(item.kind.label if named else 'CanBo')}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_escaped(summary)}"
    yield "TRIGGER:-PT16H"  # eight o'clock in the morning of the day before
    yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """Text as a value (3.3.11)."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> Iterator[str]:
    """A line cut into parts of at most 75 octets, never inside a letter; each part after the first begins with a space."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LINE:
            yield part
            part, size = " ", 1
        part += letter
        size += octets
    yield part
