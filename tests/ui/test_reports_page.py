"""Báo cáo: a clerk chooses a report, sees it, mends what is wrong, and exports it."""

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.conditions import Condition
from desktop.domain.party import CaseState
from desktop.domain.staff import StaffMember
from desktop.domain.system import SentReport
from desktop.services import records, saved_lists
from desktop.services.reporting import Finding
from desktop.services.reports.saved_list import ShownList
from desktop.services.saved_lists import SavedView
from desktop.services.workspace import Workspace
from desktop.ui.context import Context
from desktop.ui.reports_page import ReportsPage, place_of
from tests.services.small_unit import DAY, case, cells, departments, person, unit
from tests.ui.hands import press, show, type_text


@pytest.fixture
def workspace(tmp_path):
    made: Workspace = unit(tmp_path)
    with made.database.write("Nhập") as session:
        (ward,) = departments(session, "Khoa Nội")
        (cell,) = cells(session, "Chi bộ 1")
        person(session, "VC1", "Nguyễn Thị An", department=ward, ethnic_group="01")
        alone = person(session, "VC2", "Trần Thị Bình", department=ward, ethnic_group="01")
        case(session, alone, CaseState.SYMPATHISER, cell=cell, list_resolution_on=date(2026, 5, 6))
    yield made
    made.close()


@pytest.fixture
def context(qapp, workspace):
    made = Context(workspace)
    yield made
    made.tasks.shut_down()


@pytest.fixture
def page(qtbot, dressed, context):
    made = show(qtbot, ReportsPage(context), 1170, 700)
    wait(qtbot, made)
    return made


def wait(qtbot, page):
    qtbot.waitUntil(lambda: not page.context.tasks.is_busy)


def choose(qtbot, page, code):
    page.open_target(code)
    wait(qtbot, page)


def uid_of(workspace, code):
    with workspace.database.read() as session:
        return session.query(StaffMember).filter_by(staff_code=code).one().uid


class TestChoosing:
    def test_the_first_report_stands_ready_with_todays_figures(self, page):
        assert page.kind.code == "BM01-A"
        assert page.day.text() == "22/11/2026"
        assert page.built.totals["total"] == 2
        assert page.preview.sheet is page.built.sheets[0]
        assert page.page_label.text() == "Trang 1/1 · 1 dòng"

    def test_going_down_the_list_shows_the_next_report(self, page, qtbot):
        page.list.setFocus()
        press(page.list, Qt.Key.Key_Down)
        wait(qtbot, page)

        assert page.built.kind.code == "F06"
        assert "trích ngang" in page.card.title.text()

    def test_a_code_opens_its_report(self, page, qtbot):
        choose(qtbot, page, "R4")

        assert page.built.kind.code == "R4"
        assert not page.scopes.isVisible()

    def test_a_report_of_a_year_asks_for_a_period_instead_of_a_day(self, page, qtbot):
        choose(qtbot, page, "F10c")

        assert page.period.isVisible()
        assert not page.day.isVisible()
        assert page.period.text() == "ADM_Y:2026"
        assert page.built.period.id == "ADM_Y:2026"

    def test_another_period_is_found_by_typing(self, page, qtbot):
        choose(qtbot, page, "F10c")
        page.period.input.selectAll()
        type_text(page.period.input, "nam 2025")
        press(page.period.input, Qt.Key.Key_Return)
        wait(qtbot, page)

        assert page.built.period.id == "ADM_Y:2025"

    def test_another_day_gives_the_figures_of_that_day(self, page, qtbot):
        page.day.input.selectAll()
        type_text(page.day.input, "1/2/2015")
        press(page.day.input, Qt.Key.Key_Return)
        wait(qtbot, page)

        assert page.built.period.cut_off == date(2015, 2, 1)
        assert page.built.totals["total"] == 0

    def test_a_day_that_cannot_be_read_says_so_under_the_field(self, page, qtbot):
        before = page.built
        page.day.input.selectAll()
        type_text(page.day.input, "31/2/2026")
        page.build_button.click()
        wait(qtbot, page)

        assert "không phải ngày" in page.day.message()
        assert page.built is before

    def test_the_scope_is_a_chip(self, page, qtbot):
        page.scopes.chips["all"].click()
        wait(qtbot, page)

        assert page.built.scope == "all"


class TestFindings:
    def test_none_are_shown_where_there_are_none(self, page):
        assert not page.findings_box.isVisible()
        assert page.export_button.isEnabled()

    def test_each_opens_the_record(self, page, qtbot, workspace):
        with workspace.database.write("Nhập") as session:
            person(session, "VC3", "Lê Thị Chi", ethnic_group="01")
        choose(qtbot, page, "F06")
        assert page.findings_title.text() == "1 chỗ nên bổ sung trước khi gửi"
        with qtbot.waitSignal(page.context.going) as going:
            press(page.findings, Qt.Key.Key_Return)

        assert going.args == ["staff", (uid_of(workspace, "VC3"), "Placement", "", "department")]

    def test_a_sympathiser_without_a_helper_opens_the_assignment(self, page, qtbot, workspace):
        choose(qtbot, page, "R4")
        with qtbot.waitSignal(page.context.going) as going:
            page.open_button.click()

        assert going.args == ["mentoring", ("new", uid_of(workspace, "VC2"))]

    @pytest.mark.parametrize(
        ("entity", "uid", "field", "place"),
        [
            ("StaffMember", "s", "birth_date", ("staff", ("s", "birth_date"))),
            ("Contract", "c", "ends_on", ("staff", ("s", "Contract", "c", "ends_on"))),
            ("Unit", "u", "signer_name", ("settings", "unit")),
        ],
    )
    def test_the_place_to_mend_it(self, entity, uid, field, place):
        found = Finding("x", "warning", "VC1", field, "…", entity=entity, uid=uid, staff_uid="s")
        assert place_of(found) == place

    def test_the_place_of_a_training_plan(self):
        assert place_of(Finding("plan.missing", "warning", "", "year", "…", entity="TrainingPlan")) == (
            "training",
            None,
        )

    def test_a_fault_of_a_figure_opens_nothing(self):
        assert place_of(Finding("figures.identity", "error", "", "D12", "…")) == ("", None)


class TestExport:
    def test_the_workbook_is_written_and_can_be_opened_from_the_page(self, page, qtbot, tmp_path, workspace):
        page.export_to(tmp_path / "x.xlsx")
        wait(qtbot, page)

        assert load_workbook(tmp_path / "x.xlsx").sheetnames == ["BM01-A"]
        assert page.done.isVisible()
        assert page.done.text.text() == "Đã xuất 1 dòng ra x.xlsx."
        assert (page.done.button.text(), page.folder_button.text()) == ("Mở tệp", "Mở thư mục")
        assert not page.banner.isVisible()
        with workspace.database.read() as session:
            assert session.query(SentReport).count() == 1

    def test_the_file_dialog_proposes_a_name_and_its_answer_gets_the_ending(self, page, qtbot, tmp_path, monkeypatch):
        proposed = []

        def answer(_parent, _title, name, _kinds):
            proposed.append(name)
            return str(tmp_path / "báo cáo.v1"), ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
        press(page, "Ctrl+E")
        wait(qtbot, page)

        assert proposed == ["BM01-A_2026_BVTT_20261122.xlsx"]
        assert (tmp_path / "báo cáo.v1.xlsx").exists()

    def test_a_folder_that_is_not_there_is_told(self, page, qtbot, tmp_path):
        with qtbot.waitSignal(page.context.message) as told:
            page.export_to(tmp_path / "không có" / "x.xlsx")

        assert told.args[1] == "danger"
        assert "Không tìm thấy thư mục" in told.args[0]

    def test_wrong_figures_can_only_leave_as_a_draft(self, page, qtbot, tmp_path, workspace, monkeypatch):
        records.save(workspace, StaffMember, uid_of(workspace, "VC1"), {"birth_date": ""})
        page.preview_report()
        wait(qtbot, page)
        assert not page.export_button.isEnabled()
        assert page.export_button.toolTip()
        assert "2 chỗ làm sai số liệu" in page.banner.text.text()
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "nháp.xlsx"), ""))
        page.banner.button.click()
        wait(qtbot, page)

        cells_ = [cell.value for row in load_workbook(tmp_path / "nháp.xlsx")["BM01-A"].iter_rows() for cell in row]
        assert "DỰ THẢO" in cells_


class TestFreshness:
    def test_a_change_of_the_data_is_told_and_takes_effect_when_asked(self, page, qtbot, workspace):
        with workspace.database.write("Nhập") as session:
            person(session, "VC3", "Lê Thị Chi", ethnic_group="01")
        assert "Dữ liệu vừa thay đổi" in page.banner.text.text()
        page.banner.button.click()
        wait(qtbot, page)

        assert page.built.totals["total"] == 3

    def test_coming_back_to_the_page_makes_a_stale_report_anew(self, page, qtbot, workspace):
        page.hide()
        with workspace.database.write("Nhập") as session:
            person(session, "VC3", "Lê Thị Chi", ethnic_group="01")
        page.show()
        page.activated()
        wait(qtbot, page)

        assert page.built.totals["total"] == 3
        assert page.context.today == DAY


class TestRoom:
    def test_it_holds_in_the_smallest_window_without_side_scrolling(self, page):
        assert page.minimumSizeHint().width() <= 1366 - 196
        assert page.minimumSizeHint().height() <= 640

    def test_every_control_has_a_name(self, page):
        for part in (
            page.list,
            page.preview,
            page.findings,
            page.day.input,
            page.period.input,
            page.before,
            page.after,
        ):
            assert isinstance(part, QWidget)
            assert part.accessibleName()


class TestLists:
    def keep(self, qtbot, page, name="Phụ nữ", **more):
        saved_lists.save(page.context.workspace, name, condition=Condition("sex", "is", ("nữ",)), **more)
        qtbot.waitUntil(lambda: page.list.findItems(name, Qt.MatchFlag.MatchExactly) != [])

    def test_a_list_kept_meanwhile_stands_under_its_heading_and_the_chosen_report_stays(self, page, qtbot):
        before = page.built
        self.keep(qtbot, page)

        texts = [page.list.item(row).text() for row in range(page.list.count())]
        assert texts[-2:] == ["Danh sách đã lưu", "Phụ nữ"]
        assert page.built is before
        assert not page.banner.isVisible()

    def test_it_is_previewed_as_at_a_day_and_written_but_not_entered(self, page, qtbot, workspace, tmp_path):
        self.keep(qtbot, page, columns=("full_name", "department"))
        choose(qtbot, page, "list:Phụ nữ")
        assert page.card.title.text() == "Phụ nữ"
        assert page.built.rows == 2
        page.day.input.selectAll()
        type_text(page.day.input, "1/2/2015")
        press(page.day.input, Qt.Key.Key_Return)
        wait(qtbot, page)
        assert page.built.rows == 0

        page.export_to(tmp_path / "a.xlsx")
        wait(qtbot, page)
        assert "TỔNG CỘNG" not in str([row for row in load_workbook(tmp_path / "a.xlsx").active.values])
        with workspace.database.read() as session:
            assert session.query(SentReport).count() == 0

    def test_the_list_on_the_screen_comes_as_it_stands_there(self, page, qtbot):
        view = SavedView("", "", Condition("full_name", "has", ("Bình",)), ("full_name",))
        page.open_target(ShownList(view, day=date(2026, 1, 2)))
        wait(qtbot, page)
        assert (page.kind.group, page.built.rows) == ("Danh sách đang xem", 1)
        assert page.day.text() == "02/01/2026"

        page.open_target(ShownList(replace(view, condition=None), "an"))
        wait(qtbot, page)
        assert (page.built.rows, page.day.text()) == (1, "22/11/2026")

    def test_a_list_that_is_dropped_gives_way_to_the_first_report(self, page, qtbot, workspace):
        self.keep(qtbot, page)
        choose(qtbot, page, "list:Phụ nữ")
        saved_lists.remove(workspace, saved_lists.find(workspace, "Phụ nữ").uid)
        qtbot.waitUntil(page.banner.isVisible)
        page.banner.button.click()
        wait(qtbot, page)

        assert page.kind.code == "BM01-A"
        assert page.built.kind.code == "BM01-A"

    def test_a_list_over_several_sheets_is_seen_part_by_part(self, page, qtbot):
        columns = tuple(page.context.workspace.catalogue.fields(StaffMember))
        self.keep(qtbot, page, columns=columns)
        choose(qtbot, page, "list:Phụ nữ")
        assert page.parts.isVisible()
        page.parts.chips["2"].click()

        assert page.preview.sheet is page.built.sheets[1]
        choose(qtbot, page, "R4")
        assert not page.parts.isVisible()
        assert page.preview.sheet is page.built.sheets[0]
