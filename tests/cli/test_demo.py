"""The main job end to end, as a stranger runs it first: once for all of these tests."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop import cli
from desktop.services.sample.figures import SAMPLE_FIGURES
from tests.cli.conftest import Canbo, sentences

REPORTS = {"F06", "BM01-A", "R3", "R4", "F10c"}


@dataclass(frozen=True)
class Run:
    """One run of the demo."""

    folder: Path
    code: int
    out: str
    err: str

    @property
    def file(self) -> Path:
        return self.folder / "benh-vien-mau.canbo"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("demo")
    # As an earlier run left it, with a note of somebody's beside.
    (folder / ".canbo-demo.json").write_text(json.dumps(["benh-vien-mau.canbo", "man-hinh.png"]), "utf-8")
    for name in ("benh-vien-mau.canbo", "man-hinh.png", "ghi-chu.txt"):
        (folder / name).write_text("before", "utf-8")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(["demo", "--no-window", "--out", str(folder)])
    return Run(folder, code, out.getvalue(), err.getvalue())


@pytest.fixture
def reports(ran: Run) -> dict[str, Worksheet]:
    return {code: load_workbook(ran.folder / "bao-cao" / f"{code}.xlsx").worksheets[0] for code in REPORTS}


def test_it_ends_well_and_says_nothing_amiss(ran: Run):
    assert (ran.code, ran.err) == (0, "")


def test_everything_is_in_its_folder(ran: Run):
    assert ran.file.stat().st_size > 0
    assert len(list((ran.folder / "so-lieu").glob("*.xlsx"))) >= 4
    assert {path.stem for path in (ran.folder / "bao-cao").glob("*.xlsx")} == REPORTS
    assert (ran.folder / "man-hinh.png").read_bytes().startswith(b"\x89PNG")


def test_the_whole_list_of_what_is_due_stands_beside_the_reports(ran):
    names = [
        row[3] for row in load_workbook(ran.folder / "viec-can-lam.xlsx").worksheets[0].iter_rows(values_only=True)
    ]
    assert "Nguyễn Văn Đức" in names


def test_the_summary_has_every_figure_counted_from_the_data_as_it_must_be(ran: Run):
    told = {line[:40].strip(): line[40:].split() for line in ran.out.splitlines()}
    for name, value in SAMPLE_FIGURES.items():
        shown = f"{value:,}".replace(",", ".")
        assert any(line.startswith(name) and cells == [shown, shown, "đúng"] for line, cells in told.items()), name
    assert "900 người; 257 đảng viên (28,6 %)" in ran.out
    assert "64 / 50, đạt 128 %" in ran.out


def test_the_data_came_in_from_workbooks_and_the_log_says_so(ran: Run, canbo: Canbo):
    titles = [one["title"] for one in canbo("audit", ran.file, "--json").document["operations"]]

    for number in ("01-", "02-", "03-", "04-", "05-", "06-", "07-"):
        assert any(title.startswith("Nhập") and number in title for title in titles), number


def test_the_file_is_whole_and_can_be_asked_again(ran: Run, canbo: Canbo):
    items = canbo("due", ran.file, "--as-of", "2026-11-22", "--json").document["items"]

    assert canbo("verify", ran.file, "--json").document["ok"] is True
    assert f"Việc đến hạn trong 60 ngày: {len(items)} việc" in ran.out


def test_the_reports_print_on_one_page_width_of_a4_across(reports: dict[str, Worksheet]):
    for code, sheet in reports.items():
        assert sheet.page_setup.orientation == "landscape", code
        assert str(sheet.page_setup.paperSize) == "9", code
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, code
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0), code


def test_again_it_replaces_what_it_made_and_nothing_else(ran: Run):
    made = json.loads((ran.folder / ".canbo-demo.json").read_text("utf-8"))

    assert all((ran.folder / name).exists() for name in made)
    assert ran.file.read_bytes() != b"before"
    assert (ran.folder / "ghi-chu.txt").read_text("utf-8") == "before"


def test_a_file_that_it_did_not_make_is_never_replaced(canbo: Canbo, tmp_path: Path):
    mine = tmp_path / "benh-vien-mau.canbo"
    mine.write_bytes(b"mine")
    ended = canbo("demo", "--no-window", "--out", tmp_path)

    assert (ended.code, len(sentences(ended.err))) == (3, 1)
    assert mine.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["benh-vien-mau.canbo"]
