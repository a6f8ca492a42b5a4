"""Tổ chức: the tree of a day, changes by decision with their preview, the register, two days compared, who waits."""

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelectionModel
from sqlalchemy import select

from desktop.domain.conditions import Condition
from desktop.domain.organisation import Department, PartyCell, Post, StructureKind
from desktop.domain.staff import Appointment, StaffMember
from desktop.services import structure_views
from desktop.ui.structure_page import StructurePage
from tests.services import small_unit as small
from tests.ui.answers import answer
from tests.ui.hands import press, show, type_text

K = StructureKind
PAPER = {"effective_on": "01/07/2026", "number": "12/QĐ-SYT"}


@pytest.fixture
def told(context):
    heard = []
    context.message.connect(lambda text, kind, action: heard.append((kind, text, action)))
    return heard


@pytest.fixture
def page(qtbot, dressed, workspace, context, told):
    with workspace.database.write("Chuẩn bị") as session:
        places = small.departments(session, "Khoa Nội", "Khoa Ngoại", "Khoa Sản")
        head = small.leading(session, "Trưởng khoa", 3)
        for code, name, place in (
            ("VC1", "Lê Văn An", places[0]),
            ("VC2", "Trần Thị Bình", places[0]),
            ("VC3", "Phạm Văn Cường", places[1]),
        ):
            member = small.person(session, code, name, department=place)
            if code == "VC1":
                Appointment(staff=member, post=head, department=place, starts_on=small.SINCE)
        small.cells(session, "Chi bộ 1")
    return show(qtbot, StructurePage(context), 1160, 690)


def names(page):
    return [body.name for body in page.model.rows()]


def choose(page, *wanted):
    page.sheet.clearSelection()
    for place, body in enumerate(page.model.rows()):
        if body.name in wanted:
            if not page.sheet.selectionModel().hasSelection():
                page.sheet.setCurrentIndex(page.model.index(place, 0))
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            page.sheet.selectionModel().select(page.model.index(place, 0), flags)


def fill(page, **texts):
    for name, text in texts.items():
        editor = page.form.editors[name]
        editor.input.setFocus()
        editor.input.selectAll()
        type_text(editor.input, text)


def mark(sheet, *rows):
    sheet.clearSelection()
    for number in rows:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        sheet.selectionModel().select(sheet.model().index(number, 0), flags)


def test_the_tree_tells_people_and_heads_of_the_day(page):
    assert names(page) == ["Khoa Nội", "Khoa Ngoại", "Khoa Sản"]
    texts = [page.model.index(0, column).data() for column in (1, 2, 4)]
    assert texts == ["2", "2", "Lê Văn An (Trưởng khoa)"]
    assert page.summary.text().startswith("3 khoa, phòng · 3 người, 3 có mặt · 1 lãnh đạo")
    assert page.body.name.text() == "Khoa Nội"
    assert page.body.facts.texts()["Lãnh đạo"] == "Lê Văn An (Trưởng khoa)"


def test_a_merger_is_looked_at_and_then_written(page, told):
    choose(page, "Khoa Nội", "Khoa Ngoại")
    page.acts[K.MERGE].click()
    fill(page, new_name="Khoa Điều trị", **PAPER)
    page.form.save_button.click()
    assert page.right.currentWidget() is page.preview
    assert page.preview.heading.text() == "Sáp nhập Khoa Nội, Khoa Ngoại vào Khoa Điều trị từ 01/07/2026"
    assert [line.name for line in page.preview.people.rows()] == ["Lê Văn An", "Trần Thị Bình", "Phạm Văn Cường"]
    assert names(page) == ["Khoa Nội", "Khoa Ngoại", "Khoa Sản"], "nothing is written yet"
    page.preview.save_button.click()
    assert names(page) == ["Khoa Điều trị", "Khoa Sản"]
    kind, text, undo = told[-1]
    assert (kind, text) == ("success", "Đã ghi: Sáp nhập Khoa Nội, Khoa Ngoại vào Khoa Điều trị từ 01/07/2026.")
    assert page.right.currentWidget() is page.register
    assert [line.kind for line in page.register.model.rows()] == [K.MERGE]
    page.show_day(date(2026, 6, 30))
    assert names(page) == ["Khoa Nội", "Khoa Ngoại", "Khoa Sản"]
    undo.run()
    page.show_day(date(2026, 11, 22))
    assert names(page) == ["Khoa Nội", "Khoa Ngoại", "Khoa Sản"]


def test_a_post_may_be_kept_in_the_preview(page):
    choose(page, "Khoa Nội")
    page.begin(K.MERGE)
    target = next(b.uid for b in page.standing.of(Department) if b.name == "Khoa Sản")
    page.form.editors["target"].set_text(target)
    fill(page, **PAPER)
    page.form.save_button.click()
    assert [line.kept_post for line in page.preview.posts.rows()] == [""]
    mark(page.preview.posts_sheet, 0)
    page.preview.keep_button.click()
    assert [line.kept_post for line in page.preview.posts.rows()] == ["Trưởng khoa"]
    mark(page.preview.posts_sheet, 0)
    page.preview.lose_button.click()
    assert [line.kept_post for line in page.preview.posts.rows()] == [""]
    mark(page.preview.posts_sheet, 0)
    page.preview.keep_button.click()
    page.preview.save_button.click()
    assert {b.name: b.heads for b in page.standing.of(Department)}["Khoa Sản"] == ("Lê Văn An (Trưởng khoa)",)


def test_a_split_places_some_and_lets_the_others_wait_until_they_are_placed(page, workspace):
    choose(page, "Khoa Nội")
    page.begin(K.SPLIT)
    fill(page, new_names="Khoa Tim mạch\nKhoa Hô hấp", **PAPER)
    page.form.editors["keeps_old"].input.click()
    page.form.save_button.click()
    mark(page.preview.people_sheet, 0)
    page.preview.place.set_text("1")
    page.preview.place_button.click()
    assert [line.target_name for line in page.preview.people.rows()] == ["Khoa Hô hấp", ""]
    page.preview.save_button.click()
    assert page.tabs.chips["waiting"].text() == "Chờ phân công (1)"
    assert "Khoa Nội" in names(page), "who waits can be found under the department that is gone"
    page.show_tab("waiting")
    mark(page.waiting.sheet, 0)
    place = next(b.uid for b in page.standing.of(Department) if b.name == "Khoa Tim mạch")
    page.waiting.place.set_text(place)
    page.waiting.place_button.click()
    assert structure_views.waiting(workspace) == []
    assert {b.name: b.in_headcount for b in page.model.rows()} == {
        "Khoa Tim mạch": 1,
        "Khoa Hô hấp": 1,
        "Khoa Ngoại": 1,
        "Khoa Sản": 0,
    }


def test_a_dissolved_department_sends_its_people_where_the_clerk_says(page):
    choose(page, "Khoa Nội")
    page.begin(K.DISSOLVE)
    fill(page, **PAPER)
    page.form.save_button.click()
    assert "Còn 2 người chưa được xếp" in page.preview.warnings.text.text()
    mark(page.preview.people_sheet, 0, 1)
    page.preview.place.set_text(next(b.uid for b in page.standing.of(Department) if b.name == "Khoa Sản"))
    page.preview.place_button.click()
    page.preview.save_button.click()
    assert {b.name: b.in_headcount for b in page.model.rows()} == {"Khoa Ngoại": 1, "Khoa Sản": 2}


def test_what_is_missing_stands_under_its_field_and_the_form_stays(page):
    choose(page, "Khoa Nội", "Khoa Ngoại")
    page.begin(K.MERGE)
    fill(page, new_name="Khoa Sản", effective_on="01/07/2026")
    page.form.save_button.click()
    assert page.form.editors["number"].message() == "Chưa nhập số quyết định."
    fill(page, number="12")
    page.form.save_button.click()
    assert "Đã có «Khoa Sản»" in page.form.editors["new_name"].message()
    assert page.right.currentWidget() is not page.preview


def test_a_rule_that_cannot_be_read_is_told_under_its_field(page):
    choose(page, "Khoa Nội")
    page.begin(K.SPLIT)
    fill(page, new_names="Khoa Tim mạch", rules="giới tính = Nam", **PAPER)
    page.form.save_button.click()
    assert "hãy viết điều kiện, dấu => rồi tên" in page.form.editors["rules"].message()
    fill(page, rules='full_name ~ "binh" => Khoa Tim mạch')
    page.form.save_button.click()
    assert [(p.name, p.target_name) for p in page.preview.people.rows()] == [("Trần Thị Bình", "Khoa Tim mạch")]


def test_the_preview_leads_back_to_the_form_as_it_was(page):
    choose(page, "Khoa Nội")
    page.begin(K.RENAME)
    fill(page, new_name="Khoa Nội tổng hợp", **PAPER)
    page.form.save_button.click()
    page.preview.back_button.click()
    assert page.form.editors["new_name"].text() == "Khoa Nội tổng hợp"
    assert page.form.editors["number"].text() == "12/QĐ-SYT"
    page.form.save_button.click()
    page.preview.save_button.click()
    assert "Khoa Nội tổng hợp" in names(page)
    page.show_day(date(2026, 6, 30))
    assert "Khoa Nội" in names(page)


def test_a_new_department_is_founded_by_decision(page):
    press(page, "Ctrl+N")
    fill(page, new_name="Khoa Mắt", assigned_headcount="6", **PAPER)
    page.form.save_button.click()
    page.preview.save_button.click()
    assert {b.name: b.assigned for b in page.model.rows()}["Khoa Mắt"] == 6
    page.show_day(date(2026, 6, 30))
    assert "Khoa Mắt" not in names(page)


def test_a_slip_of_the_pen_is_mended_without_a_decision(page, workspace):
    choose(page, "Khoa Sản")
    page.body.edit_button.click()
    fill(page, name="Khoa Phụ sản", assigned_headcount="9")
    page.form.save_button.click()
    assert ("Khoa Phụ sản", 9) in [(b.name, b.assigned) for b in page.model.rows()]
    assert structure_views.changes(workspace) == []


def test_cells_partners_and_posts_have_their_lists(page, workspace):
    page.kinds.chips["cells"].click()
    assert names(page) == ["Chi bộ 1"]
    page.begin(K.FOUND)
    fill(page, new_name="Chi bộ 2", **PAPER)
    page.form.save_button.click()
    page.preview.save_button.click()
    assert names(page) == ["Chi bộ 1", "Chi bộ 2"]
    page.kinds.chips["posts"].click()
    page.posts.begin_new()
    page.posts.form.editors["name"].set_text("Điều dưỡng trưởng")
    page.posts.save_button.click()
    with workspace.database.read() as session:
        assert session.scalars(select(Post.name).order_by(Post.id)).all() == ["Trưởng khoa", "Điều dưỡng trưởng"]
        assert len(session.scalars(select(PartyCell)).all()) == 2


def test_two_days_are_compared_and_taken_out(page, tmp_path):
    choose(page, "Khoa Nội", "Khoa Ngoại")
    page.begin(K.MERGE)
    fill(page, new_name="Khoa Điều trị", **PAPER)
    page.form.save_button.click()
    page.preview.save_button.click()
    page.show_tab("compare")
    rows = [[page.comparing.model.index(n, c).data() for c in range(4)] for n in range(6)]
    assert rows[0] == ["Khoa, phòng", "3", "2", "−1"]
    assert [r[0].strip() for r in rows[1:4]] == ["Bớt: Khoa Nội", "Bớt: Khoa Ngoại", "Thêm: Khoa Điều trị"]
    page.comparing.export_to(tmp_path / "so-sanh.xlsx")
    written = load_workbook(tmp_path / "so-sanh.xlsx").active
    cells = [[cell.value for cell in line] for line in written.iter_rows()]
    assert ["Khoa, phòng", 3, 2, -1, None] in cells
    assert [None, None, None, "Bớt", "Khoa Nội"] in cells
    page.register.reload()
    page.register.export_to(tmp_path / "so.xlsx")
    assert "Khoa Nội; Khoa Ngoại" in [
        c.value for line in load_workbook(tmp_path / "so.xlsx").active.iter_rows() for c in line
    ]


def test_the_people_of_a_department_open_in_the_list(page, context):
    gone = []
    context.going.connect(lambda where, target: gone.append((where, target)))
    choose(page, "Khoa Nội")
    page.body.people_button.click()
    assert gone == [("staff", (Condition("department", "is", ("Khoa Nội",)),))]


def test_a_form_with_text_is_not_left_without_asking(page):
    choose(page, "Khoa Nội")
    page.begin(K.RENAME)
    fill(page, new_name="Tên gõ dở")
    asked = answer("Ở lại")
    assert not page.can_leave()
    assert asked
    answer("Bỏ thay đổi")
    assert page.can_leave()


def test_a_target_chooses_a_body_a_list_or_a_tab(page):
    page.open_target("cells")
    assert names(page) == ["Chi bộ 1"]
    uid = next(b.uid for b in page.standing.of(Department) if b.name == "Khoa Ngoại")
    page.open_target(uid)
    assert page.body.name.text() == "Khoa Ngoại"
    page.open_target("compare")
    assert page.right.currentWidget() is page.comparing


def test_a_change_made_elsewhere_is_seen(page, workspace):
    with workspace.database.write("Nơi khác") as session:
        session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC3")).one()
        session.add(Department(name="Khoa Mới", order_no=9))
    assert "Khoa Mới" in names(page)
