"""Five years of decisions: the counts of any day equal a recount that reads the log of decisions alone."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest

from desktop.domain.errors import UserError
from desktop.domain.organisation import Department
from desktop.domain.staff import StaffMember
from desktop.domain.structure import MANAGERS, compare
from desktop.services import structure_views
from desktop.services.people_list import open_grid
from desktop.services.progress import run
from desktop.services.sample.fill import fill
from desktop.services.sample.movements import generate_movements
from desktop.services.sample.profiles import CENTRE, STATION
from tests.units import fresh_unit

TODAY = date(2026, 11, 22)
GONE = {"THOI_VIEC", "CHUYEN_DI", "MAT", "TINH_GIAN", "BUOC_THOI_VIEC", "NGHI_HUU"}


@dataclass
class Known:
    """One person as the decisions tell."""

    department: str
    title: str
    status: str
    post: str = ""

    @property
    def in_headcount(self):
        return self.status not in GONE and self.status != "BIET_PHAI_DEN"

    @property
    def working(self):
        return self.status in ("DANG_LAM", "BIET_PHAI_DEN")


@dataclass
class Recount:
    """The unit as its decisions up to a day tell; nothing is read but the log."""

    people: dict = field(default_factory=dict)
    departments: set = field(default_factory=set)

    def hear(self, event):
        people, facts = self.people, event.facts
        known = [people[code] for code in event.people if code in people]
        match event.kind:
            case "start" | "join" | "second_in":
                (code,) = event.people
                people[code] = Known(facts["department"], facts["title"], facts["status"])
            case "move":
                known[0].department = facts["department"]
            case "away" | "exit":
                known[0].status = facts["status"]
                if event.kind == "exit":
                    known[0].post = ""
            case "return":
                known[0].status = "DANG_LAM"
            case "title":
                known[0].title = facts["title"]
            case "appoint":
                known[0].post = facts["post"]
            case "relieve":
                known[0].post = ""
            case "found":
                self.departments.add(facts["target"])
            case "merge" | "dissolve":
                sources = facts["sources"].split("; ")
                self.departments = (self.departments - set(sources)) | {facts["target"]}
                for person in people.values():
                    if person.department in sources:
                        person.department = facts["target"]
            case "split":
                self.departments.add(facts["target"])
                for person in known:
                    person.department = facts["target"]
            case "rename":
                self.departments = (self.departments - {facts["source"]}) | {facts["target"]}
                for person in people.values():
                    if person.department == facts["source"]:
                        person.department = facts["target"]
            case _:
                raise AssertionError(event.kind)

    def here(self):
        return [p for p in self.people.values() if p.in_headcount or p.working]


@pytest.fixture(scope="module")
def story():
    return generate_movements(staff=1000, seed=7, as_of=TODAY)


@pytest.fixture(scope="module")
def unit(story, tmp_path_factory):
    workspace = fresh_unit(tmp_path_factory.mktemp("movements") / "unit.canbo", today=TODAY)
    run(fill(workspace.database, story.plan))
    workspace.database.keep_current()
    yield workspace
    workspace.close()


def recount(story, day):
    made = Recount(departments={spec.name for spec in story.plan.profile.departments})
    for event in story.log:
        if event.day <= day:
            made.hear(event)
    return made


def fifty_days(story):
    chance, span = Random(50), (TODAY - story.start).days
    return sorted(story.start + timedelta(days=n) for n in chance.sample(range(span + 1), 50))


def test_the_story_is_long_enough_to_be_worth_counting(story):
    kinds = Counter(event.kind for event in story.log)
    assert kinds["start"] == 1000
    assert min(kinds[k] for k in ("join", "move", "away", "return", "exit", "title", "appoint", "second_in")) > 10
    assert all(kinds[kind] for kind in ("merge", "split", "found", "dissolve", "rename"))
    assert {event.facts["status"] for event in story.log if event.kind == "exit"} >= {"NGHI_HUU", "CHUYEN_DI"}


def test_counts_of_fifty_days_equal_a_recount_of_the_decisions(story, unit):
    grid = open_grid(unit)
    for day in fifty_days(story):
        told = recount(story, day)
        here = told.here()
        expected = Counter((p.department, p.in_headcount, p.working) for p in here)
        titles = Counter(p.title for p in here)
        # The list of people as it stood on the day.
        then = grid.at(day)
        found, found_titles = Counter(), Counter()
        columns = ["department", "title", "in_headcount", "working_here"]
        for (department, title, counted, working), count in then.tally(columns).items():
            if counted or working:
                found[department, bool(counted), bool(working)] += count
                found_titles[title] += count
        assert found == expected, day
        assert found_titles == titles, day
        # The structure of the unit on the day: every department, its people, and who leads.
        standing = structure_views.standing(unit, day)
        assert standing.in_headcount == sum(p.in_headcount for p in here), day
        assert standing.working == sum(p.working for p in here), day
        assert {b.name for b in standing.of(Department)} == told.departments, day
        by_department = {
            b.name: (b.in_headcount, b.working) for b in standing.of(Department) if b.in_headcount + b.working
        }
        assert by_department == {
            name: (
                sum(n for (d, counted, _w), n in expected.items() if d == name and counted),
                sum(n for (d, _c, working), n in expected.items() if d == name and working),
            )
            for name in {p.department for p in here}
        }, day
        assert len({m.uid for m in standing.managers}) == sum(bool(p.post) for p in here), day
    grid.close()


def test_what_became_of_the_unit_in_five_years_agrees_with_its_decisions(story, unit):
    first, last = recount(story, story.start), recount(story, TODAY)
    found = compare(structure_views.standing(unit, story.start), structure_views.standing(unit, TODAY))
    line = found.line(MANAGERS)
    assert (line.before, line.after) == tuple(sum(bool(p.post) for p in r.here()) for r in (first, last))
    departments = found.lines[0]
    assert departments.difference == len(last.departments) - len(first.departments)
    renamed = {f"{e.facts['source']} → {e.facts['target']}" for e in story.log if e.kind == "rename"}
    assert set(departments.changed) == renamed


def test_the_same_seed_tells_the_same_story_and_another_seed_another():
    first, again, other = (generate_movements(STATION, 60, seed, TODAY, 2) for seed in (1, 1, 2))
    assert first.log == again.log
    assert first.log != other.log
    assert [vars(row) for row in first.plan.of(StaffMember)] == [vars(row) for row in again.plan.of(StaffMember)]


def test_no_row_ends_before_it_begins(story):
    for rows in story.plan.rows.values():
        for row in rows:
            ends, starts = getattr(row, "ends_on", None), getattr(row, "starts_on", None)
            assert ends is None or starts is None or ends.last >= starts.first, vars(row)


def test_other_profiles_tell_theirs():
    made = generate_movements(CENTRE, 120, 3, TODAY, 3)
    assert any(event.kind == "merge" for event in made.log)


@pytest.mark.parametrize(("staff", "years"), [(0, 5), (100_000, 5), (100, 0), (100, 40)])
def test_sizes_and_spans_that_cannot_be_told_are_refused(staff, years):
    with pytest.raises(UserError):
        generate_movements(staff=staff, years=years)
