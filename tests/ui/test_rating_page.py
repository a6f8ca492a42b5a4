"""Đánh giá, xếp loại: a round as a clerk works it."""

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from desktop.domain.merits import Appraisal, Award
from desktop.services import rating
from desktop.services.workspace import Workspace
from desktop.ui.context import Context
from desktop.ui.rating_page import RatingPage
from tests.services.small_unit import departments, leading, person
from tests.ui.hands import press, show, type_text


@pytest.fixture
def unit(workspace):
    with workspace.database.write("Danh sách") as session:
        (noi,) = departments(session, "Khoa Nội")
        person(session, "VC01", "Trần Văn An", "nam", department=noi, post=leading(session, "Giám đốc", 5))
        for n, name in enumerate(("Đỗ Thị Ánh", "Lê Thị Bình", "Vũ Thị Cúc"), 2):
            person(session, f"VC{n:02}", name, department=noi, title="V.08.05.12")
    return workspace


@pytest.fixture
def page(qtbot, dressed, context, unit):
    made = RatingPage(context)
    show(qtbot, made, 1150, 680)
    qtbot.waitUntil(lambda: not context.tasks.is_busy)
    return made


@pytest.fixture
def begun(qtbot, unit, page):
    rating.begin(unit, 2026, "1/QC", date(2026, 10, 1))
    qtbot.waitUntil(lambda: page.view is not None)
    return page


def listed(page, at):
    model = page.model
    return [model.index(n, at).data() for n in range(model.rowCount())]


def choose(page, *names):
    page.sheet.clearSelection()
    for n in range(page.model.rowCount()):
        if page.model.index(n, 1).data() in names:
            page.sheet.selectionModel().select(
                page.model.index(n, 0),
                page.sheet.selectionModel().SelectionFlag.Select | page.sheet.selectionModel().SelectionFlag.Rows,
            )


def fill(page, name, text):
    editor = page.form.editors[name]
    editor.input.setFocus()
    editor.set_text("")
    type_text(editor.input, text)


def test_a_year_without_a_round_offers_to_make_one(qtbot, page):
    assert page.rooms.currentIndex() == 0
    page.begin_round()
    editor = page.start_form.editors["regulation_on"]
    editor.set_text("01/10/2026")
    assert page.start_form.save()
    qtbot.waitUntil(lambda: page.rooms.currentIndex() == 1)
    assert page.badge.text() == "4 người chưa xếp loại"
    assert listed(page, 1)[1:2] == ["Trần Văn An"]


def test_points_of_one_person_make_the_rating(qtbot, begun):
    choose(begun, "Đỗ Thị Ánh")
    press(begun, "F2")
    fill(begun, "general_points", "28,5")
    fill(begun, "result_points", "60")
    press(begun.form, "Ctrl+S")
    qtbot.waitUntil(lambda: begun.view.counts["HTT"] == 1)
    assert "Tốt" in listed(begun, 6)


def test_points_that_cannot_be_stay_in_the_form_with_the_reason(unit, begun):
    choose(begun, "Đỗ Thị Ánh")
    begun.begin_rating()
    fill(begun, "general_points", "31")
    fill(begun, "result_points", "60")
    begun.form.save_button.click()
    assert not begun.form.isHidden()
    assert "từ 0 đến 30" in begun.form.problem.text()
    with unit.database.read() as session:
        assert {a.general_points for a in session.query(Appraisal)} == {None}


def test_several_are_rated_at_once_and_too_many_of_the_best_are_told(qtbot, begun):
    choose(begun, "Đỗ Thị Ánh", "Lê Thị Bình", "Vũ Thị Cúc")
    assert begun.rate_button.text() == "Xếp loại 3 người…"
    begun.sheet.setFocus()
    begun.begin_rating()
    begun.form.editors["rating"].set_text("Hoàn thành xuất sắc nhiệm vụ")
    begun.form.save()
    assert begun.sheet.hasFocus()  # the next ones are chosen at once
    qtbot.waitUntil(lambda: begun.view.counts["HTXS"] == 3)
    assert "tối đa 0" in begun.warning.text.text()


def test_a_round_is_settled_by_decision_and_the_titles_follow(qtbot, unit, begun):
    begun.sheet.selectAll()
    begun.begin_rating()
    begun.form.editors["rating"].set_text("Hoàn thành tốt nhiệm vụ")
    begun.form.save()
    qtbot.waitUntil(lambda: begun.view.counts["HTT"] == 4)
    begun.begin_close()
    begun.form.editors["number"].set_text("99/QĐ-BV")
    begun.form.editors["decided_on"].set_text("10/12/2026")
    begun.form.save()
    qtbot.waitUntil(lambda: begun.view.is_closed)
    assert not begun.rate_button.isEnabled()
    begun.begin_titles()
    begun.form.editors["decided_on"].set_text("20/12/2026")
    begun.form.save()
    with unit.database.read() as session:
        assert sorted(a.form for a in session.query(Award)) == ["LDTT"] * 4


def test_the_papers_are_workbooks_with_every_person(qtbot, tmp_path, context, unit, begun):
    begun.save_minutes(tmp_path / "bb.xlsx")
    texts = {str(cell.value) for line in load_workbook(tmp_path / "bb.xlsx").active.iter_rows() for cell in line}
    assert {"Trần Văn An", "Vũ Thị Cúc"} <= texts
    begun.save_slips(tmp_path / "phieu.xlsx", [])
    qtbot.waitUntil(lambda: (tmp_path / "phieu.xlsx").exists())
    assert len(load_workbook(tmp_path / "phieu.xlsx").sheetnames) == 4


def test_points_have_columns_only_in_a_round_by_points(qtbot, unit, page):
    rating.begin(unit, 2026, "", None)
    qtbot.waitUntil(lambda: page.view is not None)
    assert not page.view.by_points
    assert [page.sheet.isColumnHidden(n) for n in (4, 5, 6)] == [True, True, False]


def test_points_of_a_round_by_points_are_seen(begun):
    assert begun.view.by_points
    assert not any(begun.sheet.isColumnHidden(n) for n in (4, 5, 6))


def test_a_reader_is_not_offered_a_round(qtbot, dressed, unit):
    rights = replace(unit.rights, may_edit=False)
    reading = Context(Workspace.on(unit.database.file, today=unit.today, user="giam.doc", rights=rights))
    made = RatingPage(reading)
    show(qtbot, made, 1150, 680)
    qtbot.waitUntil(lambda: not reading.tasks.is_busy)
    assert made.empty.buttons[0].isHidden()
    reading.tasks.shut_down()
    reading.workspace.close()
