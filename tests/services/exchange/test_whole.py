"""Whole records go out and come back: every field of every kind of record, as it was."""

import json
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from desktop.domain.biography import Attachment
from desktop.domain.errors import UserError
from desktop.domain.merits import Award
from desktop.domain.organisation import Unit
from desktop.domain.records import KINDS
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role, User
from desktop.services.exchange import LEFT_OUT, carry_out_all, export_all, plan_all, record_kinds
from desktop.services.importing import Outcome
from desktop.services.progress import run
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate
from desktop.services.workspace import Workspace
from desktop.storage import contents
from tests.services.exchange.world import KIND, PAPER, make_world, told
from tests.units import fresh_unit

TODAY = date(2026, 11, 22)
ENDINGS = (".xlsx", ".json")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A unit with everything, exported whole both ways."""
    folder = tmp_path_factory.mktemp("nguon")
    workspace = fresh_unit(folder / "a.canbo", today=TODAY)
    make_world(workspace)
    for ending in ENDINGS:
        export_all(workspace, folder / f"tat-ca{ending}")
    yield workspace, folder
    workspace.close()


@pytest.fixture(scope="module", params=ENDINGS)
def brought(request, source, tmp_path_factory):
    """The same taken into an empty file."""
    _workspace, folder = source
    workspace = fresh_unit(tmp_path_factory.mktemp("dich") / "b.canbo", today=TODAY)
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


def test_the_content_of_papers_leaves_in_json_and_comes_back(source, brought):
    with brought[0].database.read() as session:
        name = session.scalars(select(Attachment.sha256)).one()
        if brought[1].suffix == ".json":
            assert contents.get(session, name) == PAPER
        else:
            with pytest.raises(UserError, match="chưa có nội dung"):
                contents.get(session, name)


def test_no_password_leaves(source, tmp_path):
    workspace, folder = source
    with workspace.database.write("Thêm người dùng") as session:
        session.add(User(name="lan", password_hash="muoi-va-bam"))
    for ending in ENDINGS:
        export_all(workspace, tmp_path / f"a{ending}")
    assert "muoi-va-bam" not in (tmp_path / "a.json").read_text("utf-8")
    shown = {cell.value for page in load_workbook(tmp_path / "a.xlsx") for row in page.iter_rows() for cell in row}
    assert "muoi-va-bam" not in shown
    assert workspace.database.undo() == "Thêm người dùng"


# --- one person out of many ------------------------------------------------------------------------------------------


@pytest.fixture
def target(tmp_path):
    """An empty file."""
    workspace = fresh_unit(tmp_path / "moi.canbo", today=TODAY)
    yield workspace
    workspace.close()


def bring(workspace, path):
    plan = run(plan_all(workspace, path))
    run(carry_out_all(workspace, plan))
    return plan


def errors(plan):
    return [(sheet, p.row, p.code) for sheet, p in plan.problems if p.severity == "error"]


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    """A generated unit of a few people."""
    workspace = fresh_unit(tmp_path_factory.mktemp("don-vi") / "a.canbo", today=TODAY)
    run(fill(workspace.database, generate(staff=20)))
    yield workspace
    workspace.close()


@pytest.mark.parametrize("ending", ENDINGS)
def test_of_chosen_people_everything_that_is_theirs_goes_and_nothing_of_others(unit, target, tmp_path, ending):
    left = export_all(unit, tmp_path / f"mot{ending}", "staff_code = VC0005 or staff_code = VC0012")
    assert left.people == 2
    plan = bring(target, tmp_path / f"mot{ending}")
    assert (errors(plan), plan.notes) == ([], [])
    before, after = told(unit), told(target)
    people = {uid for uid, values in after.items() if values[KIND] == "StaffMember"}
    assert {before[uid]["staff_code"] for uid in people} == {"VC0005", "VC0012"}
    theirs = {uid for uid, v in before.items() if v.get("staff") in people and v[KIND] != "TrainingLine"}
    assert theirs <= after.keys()
    assert [after[uid] for uid in theirs if after[uid] != before[uid]] == []
    assert {v["staff"] for v in after.values() if v.get("staff")} <= people
    kinds = {values[KIND] for values in after.values()}
    assert not kinds & {"Unit", "CellTarget", "Setting"}


def test_a_rule_for_whom_to_export_may_be_wrong(unit, tmp_path):
    with pytest.raises(UserError, match="không có trường «tuoi»"):
        export_all(unit, tmp_path / "a.xlsx", "tuoi > 5")
    with pytest.raises(UserError, match=r"\.xlsx hoặc \.json"):
        export_all(unit, tmp_path / "a.csv")


def test_one_undo_takes_the_whole_import_back(unit, target, tmp_path):
    export_all(unit, tmp_path / "a.xlsx")
    bring(target, tmp_path / "a.xlsx")
    assert target.database.undo_title().startswith("Nhập toàn bộ hồ sơ")
    target.database.undo()
    assert told(target) == {}
    assert run(plan_all(target, tmp_path / "a.xlsx")).may_commit  # the uids of removed records are not taken again
    bring(target, tmp_path / "a.xlsx")
    assert target.database.verify().ok
    assert len(told(target)) == len(told(unit))


def test_stopped_in_the_middle_nothing_is_left(unit, target, tmp_path):
    export_all(unit, tmp_path / "a.xlsx")
    task = carry_out_all(target, run(plan_all(target, tmp_path / "a.xlsx")))
    for _step in range(5):
        next(task)
    task.close()
    assert told(target) == {}


def test_a_file_that_changed_since_is_not_written_over(unit, target, tmp_path):
    export_all(unit, tmp_path / "a.json")
    plan = run(plan_all(target, tmp_path / "a.json"))
    with target.database.write("Khác") as session:
        session.add(StaffMember(staff_code="X1", full_name="Lê Minh"))
    with pytest.raises(UserError, match="đã thay đổi từ lúc xem trước"):
        run(carry_out_all(target, plan))


# --- as people work on it in Excel -----------------------------------------------------------------------------------


@pytest.fixture
def book(unit, tmp_path):
    """The workbook of one person, open to be changed; `save` gives its path."""
    export_all(unit, tmp_path / "sua.xlsx", "staff_code = VC0005")
    opened = load_workbook(tmp_path / "sua.xlsx")

    def save():
        opened.save(tmp_path / "sua.xlsx")
        return tmp_path / "sua.xlsx"

    return opened, save


def column(page, heading):
    return next(cell.column for cell in page[1] if cell.value == heading)


def test_a_changed_cell_changes_and_an_emptied_one_leaves_alone(unit, book):
    opened, save = book
    page = opened["Hồ sơ"]
    page.cell(2, column(page, "Họ và tên")).value = None
    page.cell(2, column(page, "Ghi chú")).value = "Đã sửa trong Excel"
    plan = run(plan_all(unit, save()))
    changed = [row.changes for sheet in plan.sheets for row in sheet.rows if row.outcome is not Outcome.SAME]
    assert changed == [{"note": "Đã sửa trong Excel"}]


def test_a_row_typed_by_hand_finds_its_person_its_code_and_its_decision(book, target):
    opened, save = book
    opened.remove(opened["Khen thưởng"])
    page = opened.create_sheet("Khen thưởng")
    page.append(["Danh sách khen thưởng"])
    page.append(["Nhân viên", "Năm khen thưởng", "Hình thức khen thưởng", "Quyết định"])
    page.append(["VC0005", 2025, "Bằng khen lạ của tỉnh bạn", "99/QĐ-UBND ngày 02/09/2025"])
    path = save()
    plan = bring(target, path)
    assert [(p.severity, p.code) for sheet, p in plan.problems if sheet == "Khen thưởng"] == [
        ("warning", "form.unlisted")
    ]
    with target.database.read() as session:
        award = session.scalars(select(Award)).one()
        assert (award.staff.staff_code, award.form) == ("VC0005", "Bằng khen lạ của tỉnh bạn")
        assert str(award.decision) == "99/QĐ-UBND ngày 02/09/2025"
    again = run(plan_all(target, path))
    assert {row.outcome for sheet in again.sheets for row in sheet.rows} == {Outcome.SAME}


def test_one_wrong_cell_and_nothing_comes_in(book, target):
    opened, save = book
    page = opened["Hồ sơ"]
    page.cell(2, column(page, "Ngày sinh")).value = "31/02/1990"
    history = opened["Diễn biến lương"]
    history.cell(2, column(history, "Nhân viên")).value = "VC9999"
    path = save()
    plan = run(plan_all(target, path))
    assert errors(plan) == [("Hồ sơ", 2, "birth_date.date"), ("Diễn biến lương", 2, "staff.unknown")]
    assert not run(carry_out_all(target, plan)).committed
    assert told(target) == {}


def test_sheets_and_columns_that_are_strange_are_told(book, target):
    opened, save = book
    opened.create_sheet("Ghi chép").append(["gì đó"])
    page = opened["Hồ sơ"]
    page.cell(1, page.max_column + 1).value = "Cột lạ"
    page.cell(2, page.max_column).value = "x"
    plan = run(plan_all(target, save()))
    assert [note for note in plan.notes if "Ghi chép" in note or "Cột lạ" in note] == [
        "Trang «Ghi chép» không phải trang của loại bản ghi nào nên không được đọc.",
        "Trang «Hồ sơ»: cột «Cột lạ» không có ở đây (hoặc bạn không có quyền) nên không đọc.",
    ]


def test_a_code_that_is_somebody_elses_is_refused(book, target):
    _opened, save = book
    with target.database.write("Thêm") as session:
        session.add(StaffMember(staff_code="VC0005", full_name="Người Khác"))
    assert errors(run(plan_all(target, save())))[0] == ("Hồ sơ", 2, "staff_code.other_person")


def test_the_record_of_another_unit_is_not_written_over_ours(unit, target, tmp_path):
    with target.database.write("Khai báo") as session:
        session.add(Unit(code="KHAC", name="Đơn vị khác"))
    export_all(unit, tmp_path / "a.json")
    plan = bring(target, tmp_path / "a.json")
    assert ("unit", "code.other_unit") in [(sheet, p.code) for sheet, p in plan.problems]
    with target.database.read() as session:
        assert session.scalars(select(Unit.name)).all() == ["Đơn vị khác"]


def test_a_list_is_no_workbook_of_whole_records(target, tmp_path):
    made = Workbook()
    made.active.append(["Mã NV", "Họ và tên"])
    made.save(tmp_path / "ds.xlsx")
    with pytest.raises(UserError, match="hãy chọn đúng loại danh sách"):
        run(plan_all(target, tmp_path / "ds.xlsx"))
    (tmp_path / "ds.json").write_text(json.dumps({"kind": "staff", "records": []}), "utf-8")
    with pytest.raises(UserError, match="loại «staff»"):
        run(plan_all(target, tmp_path / "ds.json"))


# --- what a user may not see ------------------------------------------------------------------------------------------


def test_who_may_not_see_the_party_takes_nothing_of_it_out_or_in(unit, target, tmp_path):
    clerk = Workspace.on(unit.database.file, today=TODAY, user="lan", rights=Rights.of(Role.HR_CLERK))
    export_all(clerk, tmp_path / "cua-lan.json")
    out = json.loads((tmp_path / "cua-lan.json").read_text("utf-8"))["records"]
    clerk.close()
    assert not out.keys() & {"party_membership", "party_case", "cell_target"}
    assert "employment_status" in out
    export_all(unit, tmp_path / "tat-ca.json")
    here = Workspace.on(target.database.file, today=TODAY, user="lan", rights=Rights.of(Role.HR_CLERK))
    plan = bring(here, tmp_path / "tat-ca.json")
    here.close()
    assert errors(plan) == []
    assert any("party_case" in note and "không có quyền" in note for note in plan.notes)
    assert {values[KIND] for values in told(target).values()} & {"PartyMembership", "PartyCase"} == set()
    bring(target, tmp_path / "tat-ca.json")  # the Party clerk brings the rest
    assert len(told(target)) == len(told(unit))


def test_a_leader_takes_no_records_out(unit, tmp_path):
    leader = Workspace.on(unit.database.file, today=TODAY, user="giam-doc", rights=Rights.of(Role.LEADER))
    with pytest.raises(UserError, match="không có quyền xuất"):
        export_all(leader, tmp_path / "a.json")
    with pytest.raises(UserError, match="không có quyền nhập"):
        run(plan_all(leader, tmp_path / "a.json"))
    leader.close()
