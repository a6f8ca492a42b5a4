"""Any sequence of acts: histories of one track do not overlap, and what holds is what a replay of the decisions says."""

import shutil
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.acts import overlaps, works_here
from desktop.domain.errors import Rejected
from desktop.domain.staff import StaffMember
from desktop.services import records
from desktop.services.workspace import Workspace
from tests.services.acts_unit import TODAY, Hospital

BEGUN = date(2012, 3, 1)
HERE = "DANG_LAM"
ABSENCES = {
    "second_out": "BIET_PHAI_DI",
    "maternity": "THAI_SAN",
    "sick": "OM_DAU",
    "unpaid": "KHONG_LUONG",
    "suspend": "TAM_DINH_CHI",
}
DEPARTMENTS = ("Khoa Ngoại", "Khoa Nội")
TITLES = ("V.08.01.03", "V.08.01.02")


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    hospital = Hospital.founded(tmp_path_factory.mktemp("acts") / "unit.canbo")
    hospital.workspace.close()
    return hospital


class Replay:
    """What the decisions say about one person, kept by day: the latest decision up to a day tells its matter."""

    def __init__(self):
        self.said = {"status": {BEGUN: HERE}, "department": {BEGUN: "Khoa Ngoại"}, "title": {BEGUN: TITLES[0]}}

    def on(self, matter, day):
        days = [since for since in self.said[matter] if since <= day]
        return self.said[matter][max(days)] if days else None


ACTS = st.one_of(
    st.tuples(st.sampled_from(sorted(ABSENCES)), st.none()),
    st.tuples(st.just("return"), st.sampled_from((None, *DEPARTMENTS))),
    st.tuples(st.just("move"), st.sampled_from(DEPARTMENTS)),
    st.tuples(st.just("title"), st.sampled_from(TITLES)),
    st.tuples(st.sampled_from(("leave", "streamline")), st.none()),
    st.tuples(st.just("join"), st.sampled_from(DEPARTMENTS)),
)
DAYS = st.integers(1, (TODAY - BEGUN).days).map(lambda count: BEGUN + timedelta(days=count))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(DAYS, ACTS), min_size=1, max_size=7))
def test_a_replay_of_the_decisions_gives_every_day_the_same(founded, tmp_path, made):
    path = tmp_path / "unit.canbo"
    shutil.copyfile(founded.workspace.database.file.path, path)
    unit = Hospital(Workspace.open(path, None, today=TODAY), founded.uids)
    replay, count, days = Replay(), 0, {BEGUN}
    try:
        # In the order of their days: what holds after a leaving depends on what came before it.
        for day, (key, where) in sorted(made, key=lambda one: one[0]):
            if day in days:
                continue
            days.add(day)
            count += carried_out(unit, replay, key, day, where)
        check(unit, replay, sorted(days))
        while count:
            unit.workspace.database.undo()
            count -= 1
        check(unit, Replay(), sorted(days))
    finally:
        unit.workspace.close()
        path.unlink()


def carried_out(unit, replay, key, day, where):
    """Carry an act out and put down what its decision says; 0 where it is impossible."""
    typed = {
        "effective_on": day.strftime("%d/%m/%Y"),
        "decision": {"number": f"{day:%Y%m%d}", "issued_on": f"{day:%d/%m/%Y}"},
    }
    if key in ("move", "return", "join") and where:
        typed["department"] = where
    if key == "title":
        typed["title"] = where
    if key in ("leave", "join"):
        typed["manner"] = {"leave": "resigned", "join": "back"}[key]
    if key == "second_out":
        typed["place"] = "Sở Y tế"
    try:
        unit.do(key, "An", each={"An": {"reason": "Dôi dư"}} if key == "streamline" else None, **typed)
    except Rejected:
        return 0
    if key in ("leave", "streamline"):
        replay.said["status"][day] = {"leave": "THOI_VIEC", "streamline": "TINH_GIAN"}[key]
        replay.said["department"][day] = replay.said["title"][day] = None
        return 1
    if key in ABSENCES:
        replay.said["status"][day] = ABSENCES[key]
    elif key in ("return", "join"):
        replay.said["status"][day] = HERE
    if key in ("move", "return", "join") and where:
        replay.said["department"][day] = where
    if key == "title":
        replay.said["title"][day] = where
    return 1


def check(unit, replay, days):
    """Nothing overlaps, and each matter stands as the replay says on the days around each decision and today."""
    known = unit.workspace.catalogue.list("staff_status")
    with unit.workspace.database.read() as session:
        who = records.get(session, StaffMember, unit.uids["An"])
        for rows in (who.statuses, who.placements, who.titles, who.contracts, who.salary_steps):
            assert overlaps(rows) == []
        here = {day: works_here(who.statuses, day, known) for day in days}
    around = {day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)} | {TODAY}
    for day in sorted(day for day in around if day >= BEGUN):
        found = unit.on("An", day)
        assert {m: found.get(m) for m in replay.said} == {m: replay.on(m, day) for m in replay.said}, day
    assert here == {day: replay.on("status", day) == HERE for day in days}
