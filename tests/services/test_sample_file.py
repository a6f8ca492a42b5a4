"""The sample unit in a data file, and the workbooks that a unit has before it has this program."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.organisation import Department, Unit
from desktop.domain.staff import StaffMember
from desktop.domain.text import clean, label_key
from desktop.excel.layout import Table, find_table
from desktop.excel.reader import read_book
from desktop.services import importing
from desktop.services.checking import check
from desktop.services.progress import Progress, run
from desktop.services.sample.books import BOOKS, write_sample_books
from desktop.services.sample.figures import SAMPLE_DAY, SAMPLE_FIGURES, counted
from desktop.services.sample.fill import count_file, fill
from desktop.services.sample.generate import generate
from desktop.services.sample.profiles import PROFILES
from desktop.services.workspace import Workspace
from tests.units import fresh_unit


@pytest.fixture
def workspace(tmp_path: Path, today: date) -> Iterator[Workspace]:
    made = fresh_unit(tmp_path / "u.canbo", today=today)
    yield made
    made.close()


class TestFilling:
    def test_a_file_gives_back_the_figures_of_the_sample_unit(self, workspace: Workspace) -> None:
        plan = generate()
        assert run(fill(workspace.database, plan)) == len(plan)
        assert count_file(workspace.database, plan.as_of) == SAMPLE_FIGURES
        verdict = workspace.database.verify()
        assert verdict.ok
        assert verdict.records["staff_member"] == 900 + 7 + 2  # here, left this year, seconded here

    def test_is_one_step_to_undo(self, workspace: Workspace) -> None:
        run(fill(workspace.database, generate(staff=40)))
        assert workspace.database.undo() == "Tạo đơn vị mẫu 40 người"
        assert workspace.database.verify().records["staff_member"] == 0

    def test_tells_how_far_it_is(self, workspace: Workspace) -> None:
        heard: list[Progress] = []
        plan = generate(staff=40)
        run(fill(workspace.database, plan), heard.append)
        assert [p.done for p in heard] == sorted(p.done for p in heard)
        assert heard[-1].done == heard[-1].total == len(plan)

    def test_leaves_nothing_when_it_is_stopped(self, workspace: Workspace) -> None:
        task = fill(workspace.database, generate(staff=40))
        for _ in range(9):
            next(task)
        task.close()
        assert sum(workspace.database.verify().records.values()) == 0

    def test_keeps_the_name_of_the_unit_that_the_file_was_made_for(self, workspace: Workspace) -> None:
        with workspace.database.write("Lập đơn vị") as session:
            session.add(Unit(code="X1", name="Bệnh viện Ven Sông"))
        run(fill(workspace.database, generate(staff=40)))
        with workspace.database.read() as session:
            unit = session.scalars(select(Unit)).one()
            assert (unit.code, unit.name) == ("X1", "Bệnh viện Ven Sông")
            assert unit.assigned_headcount == 35

    def test_can_lay_the_frame_alone(self, workspace: Workspace) -> None:
        run(fill(workspace.database, generate(), frame_only=True))
        with workspace.database.read() as session:
            assert len(session.scalars(select(Department)).all()) == 37
            assert session.scalars(select(StaffMember)).all() == []

    @pytest.mark.parametrize(
        ("profile", "staff", "seed"), [("hospital", 260, 3), ("centre", 110, 4), ("station", 28, 5)]
    )
    def test_the_checks_find_nothing(self, workspace: Workspace, profile: str, staff: int, seed: int) -> None:
        run(fill(workspace.database, generate(PROFILES[profile], staff, seed)))
        assert check(workspace).findings == ()

    def test_refuses_a_file_with_people(self, workspace: Workspace) -> None:
        run(fill(workspace.database, generate(staff=20)))
        with pytest.raises(UserError, match="đã có hồ sơ"):
            run(fill(workspace.database, generate(staff=20, seed=2)))


def read(path: Path, known: set[str], sheet: str | None = None) -> Table:
    keys = {label_key(label) for label in known}
    return find_table(read_book(path, sheet).sheet, lambda heading: float(label_key(heading) in keys))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_sample_books(generate(), tmp_path_factory.mktemp("books"))


class TestBooks:
    def test_there_is_one_for_each_kind_of_list(self, books: dict[str, Path]) -> None:
        assert list(books) == list(BOOKS)
        assert all(path.is_file() for path in books.values())

    def test_the_staff_list_has_everybody_under_three_rows_of_headings(self, books: dict[str, Path]) -> None:
        table = read(books["staff"], {"Mã NV", "Họ và tên", "Số CCCD", "Khoa, phòng", "Hệ số lương"})
        assert len(table.header_rows) == 3
        assert len(table.rows) == 900 + 7 + 2
        paths = [header.path for header in table.headers]
        assert ("Ngày, tháng, năm sinh", "Nữ") in paths
        assert ("Trình độ", "Chuyên môn", "Chuyên ngành") in paths
        reasons = " ".join(reason for _row, reason in table.skipped)
        assert {"dòng tổng cộng", "dòng số thứ tự cột", "phần ký tên dưới bảng"} <= {r for _, r in table.skipped}
        assert reasons.count("dòng nhóm") == 39

    def test_the_staff_list_is_as_untidy_as_such_lists_are(self, books: dict[str, Path]) -> None:
        table = read(books["staff"], {"Mã NV", "Họ và tên", "Số CCCD", "Khoa, phòng", "Hệ số lương"})
        column = [header.path[-1] for header in table.headers]
        numbers = [row.cells[column.index("Số CCCD")] for row in table.rows]
        assert 3 <= sum(isinstance(number, (int, float)) for number in numbers) <= 40
        texts = [cell for row in table.rows for cell in row.cells if isinstance(cell, str)]
        assert any(text != clean(text) for text in texts)
        paid = [row for row in table.rows if str(row.cells[column.index("Mã NV")]).startswith("VC")]
        assert all("," in str(row.cells[column.index("Hệ số lương")]) for row in paid)

    @pytest.mark.parametrize(
        ("kind", "known", "rows"),
        [
            ("party", {"Mã NV", "Họ và tên", "Chi bộ", "Bước hiện tại"}, 148),
            ("targets", {"Chi bộ", "Năm hoặc nhiệm kỳ", "Chỉ tiêu kết nạp"}, 42),
            ("succession", {"Mã NV", "Chức danh quy hoạch", "Nhiệm kỳ"}, 84),
            ("rotation", {"Mã NV", "Đơn vị nhận", "Số ngày làm việc"}, 16),
        ],
    )
    def test_the_other_lists_have_all_their_rows(
        self, books: dict[str, Path], kind: str, known: set[str], rows: int
    ) -> None:
        assert len(read(books[kind], known).rows) == rows

    def test_imported_tell_the_figures_of_the_unit(self, workspace: Workspace, books: dict[str, Path]) -> None:
        run(fill(workspace.database, generate(), frame_only=True))
        for kind, path in books.items():
            agreed = run(importing.plan(workspace, path, kind))
            assert [p.message for p in agreed.problems if p.severity == "error"] == []
            assert [m.header.path for m in agreed.columns if m.column is None] == [("TT",)]
            assert run(importing.carry_out(workspace, agreed)).created == len(agreed.rows)
        assert count_file(workspace.database, SAMPLE_DAY) == SAMPLE_FIGURES

    def test_cannot_be_written_where_there_is_no_room(self, tmp_path: Path) -> None:
        (tmp_path / BOOKS["staff"]).mkdir()
        with pytest.raises(EnvironmentRefused, match="Không ghi được tệp"):
            write_sample_books(generate(staff=12), tmp_path)


def test_figures_of_an_empty_unit_are_noughts(today: date) -> None:
    assert set(counted(lambda _kind: [], today).values()) == {0}
