"""Whole records go out and come back: every field of every kind of record, as it was."""

from datetime import date

import pytest

from desktop.domain.records import KINDS
from desktop.services.exchange import LEFT_OUT, carry_out_all, export_all, plan_all, record_kinds
from desktop.services.importing import Outcome
from desktop.services.progress import run
from desktop.services.workspace import Workspace
from tests.services.exchange.world import KIND, make_world, told

TODAY = date(2026, 11, 22)
ENDINGS = (".xlsx", ".json")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A unit with everything, exported whole both ways."""
    folder = tmp_path_factory.mktemp("nguon")
    workspace = Workspace.create(folder / "a.canbo", None, today=TODAY)
    make_world(workspace)
    for ending in ENDINGS:
        export_all(workspace, folder / f"tat-ca{ending}")
    yield workspace, folder
    workspace.close()


@pytest.fixture(scope="module", params=ENDINGS)
def brought(request, source, tmp_path_factory):
    """The same taken into an empty file."""
    _workspace, folder = source
    workspace = Workspace.create(tmp_path_factory.mktemp("dich") / "b.canbo", None, today=TODAY)
    plan = run(plan_all(workspace, folder / f"tat-ca{request.param}"))
    assert [p for p in plan.problems if p[1].severity == "error"] == []
    assert run(carry_out_all(workspace, plan)).committed
    yield workspace, folder / f"tat-ca{request.param}"
    workspace.close()


def test_no_field_of_the_world_is_empty(source):
    """Else a field could be lost on the way and nobody would see it."""
    whole = {}
    for values in told(source[0]).values():
        for name, value in values.items():
            whole[values[KIND], name] = whole.get((values[KIND], name)) or value is not None
    empty = {key for key, is_filled in whole.items() if not is_filled}
    assert empty == set()
    assert {entity for entity, _name in whole} == {kind.__name__ for kind in KINDS if kind not in LEFT_OUT}


def test_every_field_of_every_record_comes_back_as_it_was(source, brought):
    before, after = told(source[0]), told(brought[0])
    assert after.keys() == before.keys()
    assert [(values, after[uid]) for uid, values in before.items() if after[uid] != values] == []


def test_into_the_file_it_came_from_it_changes_nothing(source, brought):
    plan = run(plan_all(source[0], brought[1]))
    assert {row.outcome for sheet in plan.sheets for row in sheet.rows} == {Outcome.SAME}


def test_taken_in_a_second_time_it_changes_nothing(brought):
    plan = run(plan_all(brought[0], brought[1]))
    assert {row.outcome for sheet in plan.sheets for row in sheet.rows} == {Outcome.SAME}


def test_what_cannot_leave_is_listed_with_its_reason():
    """The bytes of papers leave in JSON only: a workbook holds no files."""
    assert {kind.__name__ for kind in LEFT_OUT} == {"User", "OwnValue", "ImportLayout", "Draft"}
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())
    assert {kind.entity for kind in record_kinds()} == {*KINDS} - LEFT_OUT.keys()
