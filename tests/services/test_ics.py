"""The calendar of what is due: the form that RFC 5545 asks for, and nothing in it that others should not see."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.deadlines import Level, Subject, Target
from desktop.domain.errors import EnvironmentRefused
from desktop.services.due import DueItem
from desktop.services.ics import calendar, export_calendar
from tests.units import fresh_unit

TODAY = date(2026, 11, 22)
STAMP = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=7)))
ITEM = DueItem(
    rule="party.probation_end",
    title="Hết thời gian dự bị",
    kind=Subject.PARTY,
    due_on=date(2026, 12, 20),
    days_left=28,
    level=Level.INFO,
    staff_code="VC0208",
    name="Nguyễn Văn Đức",
    department="Khoa Nội; tim mạch, lão khoa",
    subject="Hết 12 tháng dự bị",
    basis="Điều lệ Đảng, Điều 5",
    anchor=date(2025, 12, 20),
    target=Target("PartyCase", "0193-uid", "off_cell_meeting_on"),
)


def unfolded(data: bytes) -> list[str]:
    """The lines as a reading program sees them."""
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def values(data: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(data) if re.split("[:;]", line)[0] == name]


def read(text: str) -> str:
    """The text that an escaped value means."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text)


def test_an_item_is_an_event_of_one_day_in_universal_time():
    data = calendar([ITEM], TODAY, STAMP, named=True)
    assert values(data, "DTSTART") == ["20261220"]
    assert values(data, "DTEND") == ["20261221"]
    assert values(data, "DTSTAMP") == ["20261122T013000Z"]
    assert values(data, "UID") == ["party.probation_end-0193-uid-20261220@canbo"]
    assert read(values(data, "SUMMARY")[0]) == "Hết thời gian dự bị – Nguyễn Văn Đức"
    assert "Căn cứ: Điều lệ Đảng, Điều 5 (tính từ 20/12/2025)" in read(values(data, "DESCRIPTION")[0]).split("\n")


def test_without_names_nobody_is_told_who_and_what():
    text = calendar([ITEM], TODAY, STAMP).decode()
    assert "Công tác Đảng – VC0208" in text.replace("\r\n ", "")
    for secret in ("Nguyễn", "Đức", "dự bị", "Khoa Nội"):
        assert secret not in text


def test_what_is_overdue_stands_on_today_and_says_since_when():
    late = replace(ITEM, due_on=date(2026, 11, 1))
    data = calendar([late], TODAY, STAMP)
    assert values(data, "DTSTART") == ["20261122"]
    assert read(values(data, "SUMMARY")[0]).startswith("Quá hạn từ 01/11/2026: ")


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200))
def test_any_text_comes_back_from_lines_of_at_most_75_octets(text):
    data = calendar([replace(ITEM, subject=text or "x")], TODAY, STAMP, named=True)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        line.decode()  # no letter is cut in two
    assert read(values(data, "DESCRIPTION")[0]).startswith(f"Hạn 20/12/2026\n{text or 'x'}\nKhoa")


def test_an_export_is_noted_in_the_audit_and_a_bad_place_is_refused_in_a_sentence(tmp_path, today):
    unit = fresh_unit(tmp_path / "unit.canbo", today=today)
    export_calendar(unit, tmp_path / "viec.ics", [ITEM], STAMP)
    assert (tmp_path / "viec.ics").read_bytes() == calendar([ITEM], today, STAMP.astimezone(UTC))
    with unit.database.file.opened() as connection:
        assert ("Xuất lịch việc đến hạn: 1 việc", "export") in connection.execute(
            "SELECT title, kind FROM operation"
        ).fetchall()
    with pytest.raises(EnvironmentRefused, match="Không mở được"):
        export_calendar(unit, tmp_path / "nowhere" / "viec.ics", [ITEM], STAMP)
    unit.close()
