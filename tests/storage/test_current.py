"""What holds on a day is one answer: in Python over a record's histories, and in SQL over the tables."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.domain.dates import PartialDate
from desktop.domain.record import History, holds_on, on_day
from desktop.domain.schooling import Qualification
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.storage.current import holds, value_on
from desktop.storage.database import Database
from desktop.storage.mapping import TABLES
from tests.conftest import TODAY
from tests.storage.making import AUDITED

# A few years only, so that rows meet each other and the days that are asked about.
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
PARTIAL = st.builds(lambda day, cut: PartialDate(day.isoformat()[:cut]), DAYS, st.sampled_from([4, 7, 10]))
ROWS = st.lists(st.tuples(st.none() | PARTIAL, st.none() | PARTIAL, st.booleans()), max_size=6)


@pytest.fixture(scope="module")
def database(empty_unit, tmp_path_factory) -> Iterator[Database]:
    path = shutil.copy(empty_unit, tmp_path_factory.mktemp("current") / "unit.canbo")
    database = Database.open(Path(path), today=TODAY, user="Đỗ Thị Ánh", ranks={"TS": 3, "THS": 2, "DH": 1})
    yield database
    database.close()


_numbers = iter(range(10**6))


def with_histories(database: Database, rows) -> int:
    """A new person with statuses 0, 1, 2… from rows of (from, to, is removed); returns the person's id."""
    with database.write("Thêm") as session:
        member = StaffMember(staff_code=f"VC{next(_numbers)}", full_name="Đỗ Thị Ánh")
        session.add(member)
        made = []
        for number, (starts_on, ends_on, _) in enumerate(rows):
            made.append(EmploymentStatus(staff=member, status=str(number), starts_on=starts_on, ends_on=ends_on))
            session.flush()
        for row, (_, _, is_removed) in zip(made, rows, strict=True):
            if is_removed:
                session.remove(row)
        session.flush()
        return member.id


@settings(deadline=None, max_examples=80)
@given(rows=ROWS, asked=st.lists(DAYS, min_size=1, max_size=4))
def test_python_and_sql_agree_on_what_holds(database, rows, asked):
    owner = with_histories(database, rows)
    # The ends of each row are where the two could part.
    ends = [d for row in rows for part in row[:2] if part for d in (part.first, part.last)]
    days = {*asked, *ends, *(day + timedelta(days=1) for day in ends), *(day - timedelta(days=1) for day in ends)}
    table = TABLES["EmploymentStatus"]
    with database.read() as session:
        histories = list(session.get_one(StaffMember, owner).statuses)
        for day in days:
            found = on_day(histories, day)
            assert session.scalar(select(value_on("EmploymentStatus", "status", day, owner))) == (
                found.status if found else None
            )
            held = select(table.c.status).where(table.c.staff_id == owner, holds(table, day))
            assert set(session.scalars(held)) == {row.status for row in histories if holds_on(row, day)}


@settings(deadline=None, max_examples=60)
@given(rows=ROWS)
def test_the_summary_is_what_holds_today(database, rows):
    owner = with_histories(database, rows)
    with database.file.opened() as connection:
        query = "SELECT status FROM staff_current WHERE staff_id = ?"
        (summed,) = connection.execute(query, [owner]).fetchone()
    with database.read() as session:
        found = on_day(session.get_one(StaffMember, owner).statuses, TODAY)
    assert summed == (found.status if found else None)


@settings(deadline=None, max_examples=40)
@given(starts_on=st.none() | PARTIAL, ends_on=st.none() | PARTIAL, then=st.none() | PARTIAL)
def test_first_and_last_days_stand_beside_a_partial_date(database, starts_on, ends_on, then):
    owner = with_histories(database, [(starts_on, ends_on, False)])
    stored = "SELECT starts_on_first, starts_on_last, ends_on_first, ends_on_last FROM employment_status"

    def beside() -> tuple[str | None, ...]:
        with database.file.opened() as connection:
            return connection.execute(f"{stored} WHERE staff_id = ?", [owner]).fetchone()

    def expected(*dates: PartialDate | None) -> tuple[str | None, ...]:
        return tuple(str(end) if d else None for d in dates for end in ((d.first, d.last) if d else (None, None)))

    assert beside() == expected(starts_on, ends_on)
    with database.write("Sửa") as session:
        session.get_one(StaffMember, owner).statuses[0].starts_on = then
    assert beside() == expected(then, ends_on)
    database.undo()
    assert beside() == expected(starts_on, ends_on)


def test_the_highest_degree_counts_from_the_day_it_was_given(database):
    with database.write("Thêm") as session:
        member = StaffMember(staff_code="A", full_name="Đỗ Thị Ánh")
        session.add(member)
        for level, graduated in (("DH", "2008"), ("TS", "2027"), ("THS", "2015-06"), ("DH", "2019")):
            Qualification(staff=member, level=level, graduated_on=PartialDate(graduated), ends_on=PartialDate("2015"))
        session.flush()
        owner = member.id
    with database.file.opened() as connection:
        query = "SELECT qualification FROM staff_current WHERE staff_id = ?"
        assert connection.execute(query, [owner]).fetchall() == [("THS",)]


def test_every_history_of_a_person_can_be_asked_as_at_a_day(database):
    with database.read() as session:
        for kind in AUDITED:
            if issubclass(kind, History) and "staff" in kind.fields:
                assert session.scalar(select(value_on(kind.__name__, "id", TODAY, 10**9))) is None
