"""What is exported comes in again: into an empty file it makes the same lists, into its own file it changes nothing."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.staff import Licence, ScopeChange, StaffMember
from desktop.domain.text import search_key
from desktop.services import importing
from desktop.services.exporting import export, read_rows
from desktop.services.importing import Outcome, kind_named
from desktop.services.progress import run
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate
from tests.storage.making import BY_NAME, Maker
from tests.units import fresh_unit

TODAY = date(2026, 11, 22)
KINDS = [kind.name for kind in importing.all_kinds()]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A unit with everything, and its lists as workbooks."""
    folder = tmp_path_factory.mktemp("don-vi")
    workspace = fresh_unit(folder / "a.canbo", today=TODAY)
    run(fill(workspace.database, generate(staff=100)))
    _fill_what_is_empty(workspace)
    for kind in KINDS:
        export(workspace, kind, folder / f"{kind}.xlsx")
    yield workspace, folder
    workspace.close()


def _fill_what_is_empty(workspace):
    """Three full records of each kind that the generated unit has none of, for three people."""
    maker = Maker()
    with workspace.database.write("Lập dữ liệu thử") as session:
        people = session.scalars(select(StaffMember).order_by(StaffMember.staff_code).limit(3)).all()
        for kind in map(kind_named, KINDS):
            entity = kind.main.entity
            if session.scalars(select(entity).limit(1)).first() is not None:
                continue
            for person in people:
                given = {}
                for name, field in entity.references().items():
                    target = BY_NAME[field.to]
                    found = session.scalars(select(target).limit(1)).first()
                    of_person = session.scalars(select(Licence).where(Licence.staff_id == person.id)).first()
                    given[name] = person if target is StaffMember else of_person if target is Licence else found
                if entity is not ScopeChange or given["licence"] is not None:
                    given.pop("round", None)
                    session.add(maker.record(entity, **given))
            session.flush()


@pytest.fixture(scope="module")
def plans(exported):
    """What importing each workbook into its own file would do."""
    workspace, folder = exported
    return {kind: run(importing.plan(workspace, folder / f"{kind}.xlsx", kind)) for kind in KINDS}


@pytest.fixture(scope="module")
def brought(exported, tmp_path_factory):
    """The workbooks imported into an empty file, the list of staff first."""
    _source, folder = exported
    workspace = fresh_unit(tmp_path_factory.mktemp("don-vi-moi") / "b.canbo", today=TODAY)
    for kind in KINDS:
        plan = run(importing.plan(workspace, folder / f"{kind}.xlsx", kind, create_departments=True))
        done = run(importing.carry_out(workspace, plan))
        assert done.committed, (kind, [p for p in plan.problems if p.severity == "error"][:3])
    yield workspace
    workspace.close()


def shown(workspace, kind):
    return [{key: str(value) for key, value in row.items()} for row in read_rows(workspace, kind_named(kind))]


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_rows_of_every_kind(exported, kind):
    assert shown(exported[0], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_an_export_is_known_by_its_heading(exported, plans, kind):
    workspace, plan = exported[0], plans[kind]
    assert [m.field for m in plan.columns] == [c.key for c in kind_named(kind).columns(workspace.catalogue)]
    assert {m.confidence for m in plan.columns} == {1.0}


@pytest.mark.parametrize("kind", KINDS)
def test_into_its_own_file_an_export_changes_nothing(plans, kind):
    plan = plans[kind]
    different = [(plan.differences(r)[:5], r.problems) for r in plan.rows if r.outcome is not Outcome.SAME]
    assert different == []


@pytest.mark.parametrize("kind", KINDS)
def test_into_an_empty_file_an_export_makes_the_same_list(exported, brought, kind):
    source, _folder = exported
    before, after = shown(source, kind), shown(brought, kind)
    assert len(after) == len(before)
    assert [row for row in after if row not in before] == []


def test_names_of_fields_and_iso_dates_in_json(exported, tmp_path):
    workspace, _folder = exported
    count = export(workspace, "staff", tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (told["kind"], told["as_of"], len(told["records"])) == ("staff", "2026-11-22", count)
    first = told["records"][0]
    assert {"staff_code", "full_name", "birth_date", "department", "title_code"} <= first.keys()
    assert date.fromisoformat(first["joined_unit_on"])


def test_an_export_as_csv_comes_in_again(exported, tmp_path):
    workspace, _folder = exported
    export(workspace, "staff", tmp_path / "a.csv")
    plan = run(importing.plan(workspace, tmp_path / "a.csv", "staff"))
    assert {row.outcome for row in plan.rows} == {Outcome.SAME}


def test_an_export_stands_in_the_audit(exported, tmp_path):
    workspace, _folder = exported
    export(workspace, "targets", tmp_path / "chi-tieu.xlsx")
    assert workspace.database.verify().ok


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ("sex = Nữ", lambda row: row.get("sex") == "nu"),
        ("full_name ~ thi", lambda row: "thi" in search_key(row["full_name"])),
        ("birth_date < 1980", lambda row: row["birth_date"] < "1980"),
        ("birth_date >= 01/01/1980 and sex=nam", lambda row: row["birth_date"] >= "1980" and row["sex"] == "nam"),
        ("(sex = Nam or salary_step > 5) and birth_date > 1970", None),
        ('"Khoa, phòng" ~ khoa', lambda row: "khoa" in search_key(row.get("department", ""))),
        ("party_stage =", lambda row: "party_stage" not in row),
    ],
)
def test_only_the_rows_that_a_condition_keeps(exported, tmp_path, where, holds):
    workspace, _folder = exported
    count = export(workspace, "staff", tmp_path / "a.json", where=where)
    records = json.loads((tmp_path / "a.json").read_text("utf-8"))["records"]
    assert 0 < count < 107
    assert holds is None or all(map(holds, records))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("tuoi > 5", "không có trường «tuoi».*full_name"),
        ("birth_date < hôm qua", "không phải ngày"),
        ("sex", "thiếu dấu so sánh"),
        ("(sex = Nam", "thiếu dấu ngoặc"),
        ("sex = Nam)", "không hiểu"),
    ],
)
def test_a_condition_that_cannot_be_understood_says_why(exported, tmp_path, where, told):
    workspace, _folder = exported
    with pytest.raises(UserError, match=told):
        export(workspace, "staff", tmp_path / "a.xlsx", where=where)
    assert not Path(tmp_path / "a.xlsx").exists()


def test_an_ending_that_nothing_writes(exported, tmp_path):
    with pytest.raises(UserError, match=r"\.xlsx, \.csv hoặc \.json"):
        export(exported[0], "staff", tmp_path / "a.pdf")


@pytest.mark.parametrize("kind", ["staff", "salary", "party", "family", "jobs", "departments"])
def test_an_export_as_json_comes_in_again(exported, tmp_path, kind):
    workspace, _folder = exported
    export(workspace, kind, tmp_path / "a.json")
    plan = run(importing.plan(workspace, tmp_path / "a.json", kind))
    assert [(plan.differences(r)[:3], r.problems) for r in plan.rows if r.outcome is not Outcome.SAME] == []


def test_a_json_of_another_kind_says_so(exported, tmp_path):
    workspace, _folder = exported
    export(workspace, "targets", tmp_path / "a.json")
    with pytest.raises(UserError, match="loại «targets», không phải «staff»"):
        run(importing.plan(workspace, tmp_path / "a.json", "staff"))
    (tmp_path / "b.json").write_text("{", "utf-8")
    with pytest.raises(UserError, match="không phải JSON nguyên vẹn"):
        run(importing.plan(workspace, tmp_path / "b.json", "staff"))
