"""Whatever changes come one after another: nobody is lost, the days before stay, and undo brings all of it back."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.domain.organisation import Department, StructureKind
from desktop.domain.record import on_day
from desktop.domain.staff import Placement, StaffMember
from desktop.services import structure, structure_views
from desktop.services.progress import run
from desktop.services.sample.fill import fill
from desktop.services.sample.movements import generate_movements
from desktop.services.sample.profiles import STATION
from desktop.services.structure import Change, Place
from tests.units import fresh_unit

K = StructureKind
TODAY = date(2026, 11, 22)
STORY = generate_movements(STATION, 30, 4, TODAY, 1)
FIRST = date(2026, 1, 1)


def step(number, kind, chosen, day, bodies):
    """One change on the departments of the day; None where they are too few for it."""
    paper = {"effective_on": day, "number": f"{number}/QĐ"}
    new = Place(typed={"name": f"Nơi mới {number}"})
    first, second = bodies[chosen % len(bodies)], bodies[(chosen + 1) % len(bodies)]
    if kind is K.FOUND:
        return Change(kind, Department, paper, targets=(new,))
    if kind is K.RENAME:
        return Change(kind, Department, paper, (first,), name=f"Tên khác {number}")
    if len(bodies) < 2:
        return None
    if kind is K.MERGE:
        return Change(kind, Department, paper, (first, second), (new if chosen % 2 else Place(second),))
    if kind is K.SPLIT:
        places = (Place(first), new) if chosen % 2 else (new, Place(typed={"name": f"Nơi khác {number}"}))
        return Change(kind, Department, paper, (first,), places, rest=None if chosen % 3 else 1)
    return Change(kind, Department, paper, (first,), (Place(second),), rest=0 if chosen % 3 else None)


def state(workspace):
    """Where everybody is on each tenth day, and every row as it stands."""
    with workspace.database.read() as session:
        people = list(session.scalars(select(StaffMember).order_by(StaffMember.id)))
        days = [FIRST + timedelta(days=n) for n in range(0, 330, 10)]
        where = {
            (p.staff_code, day): row.department_id if (row := on_day(p.placements, day)) else None
            for p in people
            for day in days
        }
        rows = sorted(
            (r.uid, r.staff_id, r.department_id, str(r.starts_on), str(r.ends_on))
            for r in session.scalars(select(Placement))
        )
        bodies = sorted(
            (d.uid, d.name, str(d.founded_on), str(d.dissolved_on), d.successor_id)
            for d in session.scalars(select(Department))
        )
    return where, rows, bodies


changes = st.lists(st.tuples(st.sampled_from(list(K)), st.integers(0, 11), st.integers(0, 60)), min_size=1, max_size=4)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=changes)
def test_changes_lose_nobody_leave_the_days_before_and_are_undone(tmp_path_factory, asked):
    workspace = fresh_unit(tmp_path_factory.mktemp("unit") / "u.canbo", today=TODAY)
    run(fill(workspace.database, STORY.plan))
    begun = state(workspace)
    day, done = FIRST, 0
    for number, (kind, chosen, wait) in enumerate(asked):
        day += timedelta(days=1 + wait)
        before = state(workspace)[0]
        bodies = [body.uid for body in structure_views.standing(workspace, day).of(Department)]
        change = step(number, kind, chosen, day, bodies)
        if change is None:
            continue
        told = structure.carry_out(workspace, change).preview
        done += 1
        after = state(workspace)[0]
        assert {k: v for k, v in after.items() if k[1] < day} == {k: v for k, v in before.items() if k[1] < day}
        assert [k for k, v in before.items() if v is not None and after[k] is None] == [], "nobody falls out"
        assert [k for k, v in before.items() if v is None and after[k] is not None] == [], "nobody falls in"
        with workspace.database.read() as session:
            for member in session.scalars(select(StaffMember)):
                holding = [
                    r
                    for r in member.placements
                    if r.starts_on.first <= day and (not r.ends_on or r.ends_on.last >= day)
                ]
                assert len(holding) <= 1, "no two rows hold on one day"
        waiting = {w.uid for w in structure_views.waiting(workspace, day)}
        assert {line.uid for line in told.waiting} <= waiting
    for _ in range(done):
        workspace.database.undo()
    assert state(workspace) == begun
    workspace.close()
