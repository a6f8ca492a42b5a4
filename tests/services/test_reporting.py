"""The door of the reports: catalogue, periods, export, the register and the audit."""

import hashlib
import json
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.periods import of_day, parse
from desktop.domain.system import SentReport
from desktop.services import reporting
from desktop.services.progress import run
from desktop.services.reporting import REPORTS
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate
from desktop.storage.mapping import operation
from tests.services.small_unit import DAY, departments, person, unit
from tests.units import fresh_unit

CODES = ["BM01-A", "F06", "F10c", "R3", "R4"]


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    yield made
    made.close()


@pytest.fixture
def staffed(workspace):
    with workspace.database.write("Nhập") as session:
        (ward,) = departments(session, "Khoa Nội")
        person(session, "VC1", "Nguyễn Thị An", department=ward, ethnic_group="01")
    return workspace


def build(workspace, code="BM01-A", *args, **more):
    return run(reporting.build(workspace, code, *args, **more))


def operations(workspace):
    with workspace.database.read() as session:
        return [(row.kind, row.title) for row in session.execute(operation.select().order_by(operation.c.id))]


def register(workspace):
    with workspace.database.read() as session:
        return list(session.query(SentReport))


class TestCatalogue:
    def test_every_report_says_what_for_and_on_what_ground(self):
        assert list(REPORTS) == CODES
        for code, kind in REPORTS.items():
            told = kind.as_json()
            assert told["code"] == code
            assert all(told[key] for key in ("title", "period_kind", "recipients", "legal_basis"))

    def test_codes_are_found_however_they_are_written(self):
        assert reporting.find("bm01-a").code == "BM01-A"
        assert reporting.find("f10C").code == "F10c"

    def test_an_unknown_report_is_refused_with_the_known_ones(self, workspace):
        with pytest.raises(UserError, match="Không có báo cáo «XYZ».*BM01-A, F06, F10c, R3, R4"):
            build(workspace, "XYZ")

    def test_lists_of_named_people_say_what_they_show(self):
        assert {code: [kind.value for kind in REPORTS[code].sensitive] for code in ("F06", "R3", "R4", "BM01-A")} == {
            "F06": ["ethnicity", "party"],
            "R3": ["party"],
            "R4": ["party"],
            "BM01-A": [],
        }


class TestPeriod:
    @pytest.mark.parametrize(
        ("code", "period", "as_of", "found"),
        [
            ("BM01-A", None, None, "ASOF:2026-11-22"),
            ("BM01-A", None, date(2026, 6, 30), "ASOF:2026-06-30"),
            ("BM01-A", "ASOF:2026-01-31", None, "ASOF:2026-01-31"),
            ("BM01-A", "2025", None, "ASOF:2025-12-31"),
            ("BM01-A", "ADM_Y:2025", None, "ASOF:2025-12-14"),
            ("F10c", None, None, "ADM_Y:2026"),
            ("F10c", None, date(2026, 12, 15), "ADM_Y:2027"),
            ("F10c", "2025", None, "ADM_Y:2025"),
            ("F10c", "STAT_Q:2026-3", None, "STAT_Q:2026-3"),
        ],
    )
    def test_a_run_has_the_period_asked_for_or_the_running_one(self, workspace, code, period, as_of, found):
        assert build(workspace, code, period, as_of).period.id == found

    def test_a_report_of_a_stretch_has_no_figures_of_one_day(self, workspace):
        with pytest.raises(UserError, match="tính cho cả kỳ.*ADM_Y:2026"):
            build(workspace, "F10c", "ASOF:2026-11-22")

    def test_an_unknown_period_is_refused(self, workspace):
        with pytest.raises(UserError, match="Không hiểu kỳ báo cáo «2026Q3»"):
            build(workspace, "F10c", "2026Q3")

    def test_an_unknown_scope_is_refused(self, workspace):
        with pytest.raises(UserError, match="phạm vi"):
            build(workspace, "BM01-A", scope="half")

    @pytest.mark.parametrize(
        ("code", "period", "line"),
        [
            ("BM01-A", "ASOF:2026-06-30", "Tính đến ngày 30/06/2026"),
            ("F10c", "ADM_Y:2025", "Kỳ báo cáo: từ 15/12/2024 đến 14/12/2025"),
            ("F10c", "ADM_Y:2026", "Kỳ báo cáo: từ 15/12/2025 đến 14/12/2026 (số liệu đến ngày 22/11/2026)"),
        ],
    )
    def test_the_period_stands_under_the_title(self, workspace, code, period, line):
        assert line in [cell.value for cell in build(workspace, code, period).sheets[0].cells()]


@pytest.mark.parametrize("code", CODES)
class TestEveryReport:
    def test_heading_and_signatures_are_the_units(self, workspace, code):
        words = [cell.value for cell in build(workspace, code).sheets[0].cells()]

        for text in ("SỞ Y TẾ TỈNH MẪU", "BỆNH VIỆN THỬ NGHIỆM", "Mẫu, ngày 22 tháng 11 năm 2026"):
            assert text in words
        for text in ("NGƯỜI LẬP BIỂU", "Lê Thị Lập", "GIÁM ĐỐC", "Trần Văn Ký"):
            assert text in words

    def test_its_description_is_sound_and_it_fits_a4_landscape(self, workspace, code):
        sheet = build(workspace, code).sheets[0]

        assert sheet.faults == ()
        assert (sheet.paper.name, sheet.paper.landscape) == ("A4", True)
        assert sheet.scale >= 0.7

    def test_a_file_without_a_unit_still_gives_it_and_says_so(self, tmp_path, code):
        empty = fresh_unit(tmp_path / "none.canbo", today=DAY)
        report = build(empty, code)
        empty.close()

        assert "unit.missing" in [finding.code for finding in report.findings]

    def test_the_workbook_opens_with_its_table(self, staffed, tmp_path, code):
        report = build(staffed, code)
        path = tmp_path / report.file_name
        reporting.export(staffed, report, path)
        page = load_workbook(path)[code]

        assert page.page_setup.orientation == "landscape"
        assert page.max_column == len(report.sheets[0].widths)
        assert page.cell(report.sheets[0].header[1], 1).value in ("1", "A")


class TestExport:
    def test_it_is_written_entered_and_put_down(self, staffed, tmp_path):
        report = build(staffed)
        outcome = reporting.export(staffed, report, tmp_path / "x.xlsx")

        assert hashlib.sha256((tmp_path / "x.xlsx").read_bytes()).hexdigest() == outcome.sha256
        (sent,) = register(staffed)
        assert (sent.code, sent.period, sent.as_of) == ("BM01-A", "ASOF:2026-11-22", DAY)
        assert (sent.state, sent.file_name, sent.sha256) == ("EXPORTED", "x.xlsx", outcome.sha256)
        assert json.loads(sent.totals)["total"] == 1
        assert operations(staffed)[-2:] == [
            ("do", "Lập báo cáo BM01-A, ngày 22/11/2026"),
            ("export", "Xuất báo cáo BM01-A, ngày 22/11/2026: 1 dòng, x.xlsx"),
        ]

    def test_the_command_lines_json(self, staffed, tmp_path):
        told = reporting.export(staffed, build(staffed), tmp_path / "x.xlsx").as_json()

        assert list(told) == ["code", "period", "rows", "out", "sheets", "totals", "findings", "sha256"]
        assert told["code"] == "BM01-A"
        assert told["period"] == "ASOF:2026-11-22"
        assert told["rows"] == 1
        assert told["sheets"] == load_workbook(tmp_path / "x.xlsx").sheetnames
        assert told["totals"]["women"] == 1
        json.dumps(told)

    def test_equal_figures_give_equal_bytes(self, staffed, tmp_path):
        one = reporting.export(staffed, build(staffed), tmp_path / "1.xlsx")
        two = reporting.export(staffed, build(staffed), tmp_path / "2.xlsx")

        assert one.sha256 == two.sha256

    def test_building_writes_nothing(self, staffed):
        before = operations(staffed)
        build(staffed)

        assert operations(staffed) == before

    @pytest.fixture
    def broken(self, staffed):
        with staffed.database.write("Nhập") as session:
            person(session, "VC2", "Lê Văn Bình", born=None)
        return staffed

    def test_failed_checks_forbid_it_and_leave_the_old_file(self, broken, tmp_path):
        path = tmp_path / "x.xlsx"
        path.write_bytes(b"old")
        before = operations(broken)
        with pytest.raises(UserError, match="Chưa xuất báo cáo BM01-A: 3 chỗ làm sai số liệu.*bản dự thảo"):
            reporting.export(broken, build(broken), path)

        assert path.read_bytes() == b"old"
        assert (register(broken), operations(broken)) == ([], before)

    def test_a_draft_is_written_marked_and_not_entered(self, broken, tmp_path):
        report = build(broken, draft=True)
        reporting.export(broken, report, tmp_path / "x.xlsx")
        page = load_workbook(tmp_path / "x.xlsx")["BM01-A"]

        assert report.errors == 3
        assert "DỰ THẢO" in [cell.value for row in page.iter_rows() for cell in row]
        assert "DỰ THẢO" in page.oddHeader.center.text
        assert register(broken) == []
        assert operations(broken)[-1] == ("export", "Xuất báo cáo BM01-A, ngày 22/11/2026 (dự thảo): 2 dòng, x.xlsx")

    def test_where_it_cannot_be_written_nothing_is_entered(self, staffed, tmp_path):
        before = operations(staffed)
        with pytest.raises(EnvironmentRefused):
            reporting.export(staffed, build(staffed), tmp_path / "không có" / "x.xlsx")

        assert (register(staffed), operations(staffed)) == ([], before)

    @pytest.mark.parametrize(
        ("code", "period", "unit_code", "name"),
        [
            ("BM01-A", of_day(DAY), "BVĐK", "BM01-A_2026_BVDK_20261122.xlsx"),
            ("F10c", parse("ADM_Y:2026", today=DAY), "TTYT Đô Lương", "F10c_2026_TTYTDoLuong_20261122.xlsx"),
            ("F10c", parse("STAT_Q:2026-3", today=DAY), "", "F10c_2026-3_20260930.xlsx"),
            ("R3", of_day(DAY), "../..\\a:b", "R3_2026_ab_20261122.xlsx"),
        ],
    )
    def test_the_suggested_name_is_plain(self, code, period, unit_code, name):
        assert reporting.suggest_name(REPORTS[code], period, unit_code) == name

    def test_text_that_looks_like_a_formula_stays_text(self, workspace, tmp_path):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "=1+1")
            person(session, "VC1", "=HYPERLINK(0)", department=ward, ethnic_group="01", home_town="+1")
        path = tmp_path / "x.xlsx"
        reporting.export(workspace, build(workspace, "F06"), path)
        cells = [cell for row in load_workbook(path)["F06"].iter_rows() for cell in row]

        assert {cell.data_type for cell in cells if cell.value in ("=HYPERLINK(0)", "+1")} == {"s"}


class TestProgress:
    def test_it_tells_its_steps_and_can_be_left_in_the_middle(self, staffed):
        task = reporting.build(staffed, "BM01-A")
        notes = [next(task).note, next(task).note]
        task.close()

        assert notes == ["Đọc dữ liệu", "Lập biểu"]
        assert build(staffed).rows == 1


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample unit of 900 people."""
    made = fresh_unit(tmp_path_factory.mktemp("sample") / "s.canbo", today=DAY)
    run(fill(made.database, generate()))
    yield made
    made.close()


class TestSampleUnit:
    @pytest.mark.parametrize("code", CODES)
    def test_its_reports_hold_no_error(self, sample, code):
        report = build(sample, code)

        assert report.errors == 0
        assert report.sheets[0].faults == ()

    def test_number_and_quality(self, sample):
        totals, wide = build(sample).totals, build(sample, scope="all").totals

        assert (totals["assigned"], totals["total"]) == (790, 777)
        assert (wide["total"], wide["women"], wide["minority"], wide["party"]) == (900, 612, 97, 257)
        assert wide["degree_TS"] == 3 + 17  # tiến sĩ, chuyên khoa cấp II
        assert wide["degree_THS"] == 36 + 62 + 4  # thạc sĩ, chuyên khoa cấp I, bác sĩ nội trú
        degrees = [wide[f"degree_{level}"] for level in ("DH", "CD", "TC", "SC")]
        assert degrees == [402, 236, 82, 58]
        assert (wide["politics_CC"], wide["politics_TC"]) == (15, 61)

    def test_lists(self, sample):
        assert build(sample, "F06").rows == 900
        assert build(sample, "R3").rows == 12
        helped = build(sample, "R4")
        assert helped.rows == 71
        assert sum(finding.code == "mentor.missing" for finding in helped.findings) == 13

    def test_degree_study_of_the_year(self, sample):
        sheet = build(sample, "F10c").sheets[0]
        line = next(cells for cells in sheet.rows if cells and cells[0].value == "A")

        figures = [cell.value for cell in line if cell.column in (3, 4)]
        assert figures == [28, 23]

    def test_first_due_of_the_probationary_members(self, sample):
        sheet = build(sample, "R3").sheets[0]
        first = [cells for cells in sheet.rows if cells and cells[0].value in (1, 2)][-2:]

        assert [sheet.shown(row[9]) for row in first] == ["20/11/2026", "04/12/2026"]
        assert [bool(re.search("Quá hạn", str(row[19].value))) for row in first] == [True, False]
