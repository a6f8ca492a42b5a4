"""The record page whole: every field and table of a person, found by the paper's number, on any day, never forgotten."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.biography import Attachment, FamilyMember, FamilySide
from desktop.domain.dates import PartialDate
from desktop.domain.fields import Reference
from desktop.domain.merits import Award
from desktop.domain.organisation import Department
from desktop.domain.party import PartyMembership
from desktop.domain.records import KINDS
from desktop.domain.rights import Rights
from desktop.domain.schooling import Certificate, CertificateKind
from desktop.domain.staff import EmploymentStatus, Placement, SalaryStep, StaffMember
from desktop.domain.system import Role
from desktop.services import attachments, records
from desktop.services.workspace import Workspace
from desktop.storage.database import Database
from desktop.ui.context import Action, Context
from desktop.ui.photo import LARGEST, scaled_jpeg
from desktop.ui.record_form import RecordForm
from desktop.ui.record_places import Place, find
from desktop.ui.record_sections import ELSEWHERE, SECTIONS, tables
from tests.ui.hands import press, show, type_text


@pytest.fixture
def who(workspace):
    with workspace.database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Nguyễn Văn Đức", phone="0912345678")
        other = StaffMember(staff_code="VC0002", full_name="Lê Thị Ánh")
        session.add_all([member, other])
        EmploymentStatus(staff=member, status="DANG_LAM", starts_on=PartialDate("2015-03-01"))
        for name, begin, end in (("Khoa Nội", "2015-03-01", "2019-12-31"), ("Khoa Nhi", "2020-01-01", None)):
            ends = PartialDate(end) if end else None
            Placement(staff=member, department=Department(name=name), starts_on=PartialDate(begin), ends_on=ends)
        for step, since in ((1, "2015-03-01"), (2, "2018-03-01")):
            SalaryStep(
                staff=member, step=step, starts_on=PartialDate(since), ends_on=PartialDate(f"{since[:3]}9-12-31")
            )
        Certificate(staff=member, kind=CertificateKind.IT, name="Tin học cơ bản")
        Certificate(staff=member, kind=CertificateKind.ENGLISH, language="Anh")
        FamilyMember(staff=member, side=FamilySide.SPOUSE, relation="CHA_DE", name="Trần Văn Cha")
        FamilyMember(staff=member, side=None, relation="ME_DE", name="Đỗ Thị Mẹ")
        Award(staff=member, year=2024, form="LDTT")
        PartyMembership(staff=member, stage="official", starts_on=PartialDate("2018-09-02"))
        session.flush()
        return member.uid, other.uid


@pytest.fixture
def form(qtbot, dressed, context, who):
    form = RecordForm(context)
    show(qtbot, form, 720, 620)
    form.open(who[0])
    return form


def cells(table) -> list[list[str]]:
    model = table.sheet.model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


# Nothing is forgotten


def owned_by_a_person() -> set:
    found, before = {StaffMember}, 0
    while len(found) > before:
        before = len(found)
        found |= {
            kind
            for kind in KINDS
            for field in kind.references().values()
            if field.owned and field.to in {each.__name__ for each in found}
        }
    return found - {StaffMember}


def test_every_kind_of_record_of_a_person_stands_on_the_page():
    shown_by_its_own_view = {Attachment}
    assert set(tables()) | shown_by_its_own_view == owned_by_a_person()


@pytest.mark.parametrize("kind", tables(), ids=lambda kind: kind.__name__)
def test_every_field_of_every_kind_can_be_typed_on_the_page(kind):
    layouts = [table for section in SECTIONS for table in section.tables if table.entity is kind]
    owners = {name for name, field in kind.references().items() if field.owned and field.to == "StaffMember"}
    elsewhere = {field for entity, field in ELSEWHERE if entity == kind.__name__}
    for table in layouts:
        assert set(table.fields) == set(kind.fields) - owners - elsewhere
        assert set(table.columns) <= set(table.fields)


def test_what_is_left_to_other_rooms_is_still_there_to_be_left():
    fields = {(kind.__name__, name) for kind in KINDS for name in kind.fields}
    assert fields >= ELSEWHERE


@pytest.mark.parametrize(
    "kind", [k for k in tables() if any(t.only for s in SECTIONS for t in s.tables if t.entity is k)]
)
def test_where_one_kind_fills_several_tables_every_value_has_exactly_one(kind):
    layouts = [t for s in SECTIONS for t in s.tables if t.entity is kind]
    name = layouts[0].only[0]
    field = kind.fields[name]
    wanted = [value for table in layouts for value in table.only[1]]
    assert len(wanted) == len(set(wanted))
    assert set(wanted) == {*field.options, *(() if field.required else (None,))}


def test_rows_stand_in_the_table_of_their_kind(form):
    form.show_section("education")
    assert [row[1] for row in cells(form.tables["Certificate:it"])] == ["Tin học cơ bản"]
    assert [row[1] for row in cells(form.tables["Certificate:languages"])] == ["Anh"]
    assert cells(form.tables["Certificate:politics"]) == []
    form.show_section("family")
    assert [row[1] for row in cells(form.tables["FamilyMember:spouse"])] == ["Trần Văn Cha"]
    assert [row[1] for row in cells(form.tables["FamilyMember:own"])] == ["Đỗ Thị Mẹ"]  # nobody said which side


def test_a_new_row_of_such_a_table_is_of_its_kind(form, workspace):
    form.show_section("education")
    table = form.tables["Certificate:it"]
    table.begin_new()
    table.form.editors["name"].set_text("IC3")
    assert table.save()
    assert [row[1] for row in cells(table)] == ["Tin học cơ bản", "IC3"]


def enter(workspace, role) -> Context:
    return Context(Workspace(Database.on(workspace.database.file, today=workspace.today, rights=Rights.of(role))))


def test_sections_and_fields_that_may_not_be_seen_are_not_there(qtbot, dressed, workspace, who):
    context = enter(workspace, Role.HR_CLERK)
    form = RecordForm(context)
    show(qtbot, form, 720, 620)
    form.open(who[0])
    titles = [form.sections.item(n).text() for n in range(form.sections.count())]
    assert "Đoàn thể" in titles
    assert "Đảng, đoàn thể" not in titles
    form.show_section("party")
    assert not form.tables.keys() & {"PartyMembership", "PartyCase"}
    assert form.hits("15") == []
    context.tasks.shut_down()
    context.workspace.close()


def test_who_may_only_look_sees_every_row_and_changes_none(qtbot, dressed, workspace, who):
    context = enter(workspace, Role.LEADER)
    form = RecordForm(context)
    show(qtbot, form, 720, 620)
    form.open(who[0])
    form.show_section("salary")
    table = form.tables["SalaryStep"]
    assert len(cells(table)) == 2
    assert not table.add_button.isVisible()
    assert not table.sheet.model().flags(table.sheet.model().index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert form.editors["phone"].input.isReadOnly()
    context.tasks.shut_down()
    context.workspace.close()


# The number of the paper


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("8a", ["8a. Số CCCD"]),
        ("36", ["36.1. Gia đình bản thân", "36. Quan hệ"]),
        ("36.2", ["36.2. Gia đình bên vợ hoặc chồng"]),
        ("30.1đ", ["30.1d. Bậc lương"]),
        ("cccd", ["8a. Số CCCD", "8b. Ngày cấp CCCD"]),
        ("luong phu", []),
        ("phu cap", ["37.2. Phụ cấp"]),
        ("999", []),
        ("", []),
    ],
)
def test_an_item_number_or_words_find_the_place(form, typed, labels):
    found = [hit.title for hit in form.hits(typed)]
    assert [label for label in labels if label in found] == labels
    assert bool(found) == bool(labels)


def test_every_item_of_the_paper_form_leads_somewhere(form):
    assert [number for number in range(1, 39) if not form.hits(str(number))] == []


def test_an_item_without_more_digits_is_not_taken_for_another():
    known = [Place(item, item, "", item) for item in ("3", "30.1a", "31a", "35.1", "3b")]
    assert [place.item for place in find(known, "3")] == ["3", "3b"]
    assert [place.item for place in find(known, "30.1")] == ["30.1a"]


def test_typing_the_number_and_enter_goes_there(form):
    form.finder.setFocus()
    type_text(form.finder, "9a")
    press(form.finder, Qt.Key.Key_Return)
    assert form.editors["social_insurance_no"].input.hasFocus()

    form.finder.setFocus()
    type_text(form.finder, "37.1")
    press(form.finder, Qt.Key.Key_Return)
    assert form.sections.key == "salary"
    assert form.tables["SalaryStep"].sheet.hasFocus()


def test_the_number_stands_beside_the_label(form):
    captions = {e.field.name: e.parentWidget() for e in form.editors.values()}
    words = [part.text() for part in captions["citizen_id"].findChildren(type(form.editors["phone"]._message))]
    assert "8a." in words


# Typing


@pytest.mark.parametrize(
    ("typed", "shown"), [("8/3/90", "08/03/1990"), ("08031990", "08/03/1990"), ("3/1990", "03/1990"), ("1990", "1990")]
)
def test_enter_brings_a_date_into_its_form_and_goes_on(form, typed, shown):
    editor = form.editors["birth_date"]
    editor.input.setFocus()
    type_text(editor.input, typed)
    press(editor.input, Qt.Key.Key_Return)
    assert editor.text() == shown
    assert form.editors["birth_place"].input.hasFocus()


def test_an_address_of_before_proposes_the_province_of_today(form):
    place, province = form.editors["birth_place"], form.editors["birth_province"]
    place.input.setFocus()
    type_text(place.input, "Phường Trần Phú, TP Hà Giang, tỉnh Hà Giang")
    press(place.input, Qt.Key.Key_Return)
    assert province.text() == "Tỉnh Tuyên Quang"
    assert "Gợi ý" in province.message()

    province.set_text("Tỉnh Lào Cai")
    place.input.selectAll()
    type_text(place.input, "Bắc Kạn")
    press(place.input, Qt.Key.Key_Return)
    assert province.text() == "Tỉnh Lào Cai"  # what the clerk chose stays


def test_an_old_name_typed_for_the_province_becomes_the_one_that_took_it_in(form):
    province = form.editors["home_province"]
    province.input.setFocus()
    type_text(province.input, "ha giang")
    assert province.input.offered() == ["Tỉnh Tuyên Quang  ·  Hà Giang cũ"]
    province.input._completer.popup().hide()
    form.editors["phone"].input.setFocus()
    assert province.text() == "Tỉnh Tuyên Quang"


# As at a day


def test_the_record_as_it_stood_on_a_day_can_be_read_and_not_changed(form, workspace):
    form.header.day.setText("31/12/2016")
    form.header.day.editingFinished.emit()

    assert "Khoa Nội" in form.header.line.text()
    form.show_section("service")
    assert [row[0] for row in cells(form.tables["Placement"])] == ["Khoa Nội"]
    form.show_section("salary")
    assert len(cells(form.tables["SalaryStep"])) == 1
    assert not form.tables["SalaryStep"].add_button.isVisible()
    assert not form.save_button.isVisible()
    form.show_section("general")
    assert form.editors["phone"].input.isReadOnly()
    assert "31/12/2016" in form._as_at.text.text()

    form._as_at.button.click()
    assert "Khoa Nhi" in form.header.line.text()
    assert not form.editors["phone"].input.isReadOnly()
    assert form.header.day.text() == ""


def test_today_and_days_to_come_are_the_record_as_it_is(form, today):
    form.set_day(today)
    assert form.day is None
    form.set_day(date(2030, 1, 1))
    assert form.day is None


def test_no_day_is_no_day(form):
    form.header.day.setText("hôm qua")
    form.header.day.editingFinished.emit()
    assert form.day is None
    assert form.header.day.property("severity") == "error"


# What was before


def test_the_values_before_of_a_field_are_offered_and_typed_again(form, workspace, who):
    for number in ("0911111111", "0922222222"):
        before = records.load(workspace, StaffMember, who[0])
        records.save(workspace, StaffMember, who[0], {"phone": number}, baseline=before)
    form.open(who[0])
    menu = form.past_values_menu(form.editors["phone"])
    assert [action.text().split()[0] for action in menu.actions()] == ["0911111111", "0912345678"]

    menu.actions()[1].trigger()
    assert form.changes() == {"phone": "0912345678"}
    assert form.save()
    assert records.load(workspace, StaffMember, who[0])["phone"] == "0912345678"


def test_a_change_is_brought_back_from_the_history_of_the_record(form, workspace, who, qtbot):
    records.save(workspace, StaffMember, who[0], {"phone": "0911111111"}, baseline={"phone": "0912345678"})
    form.open(who[0])
    form.show_section("changes")
    view = form.parts["changes"].view
    qtbot.waitUntil(lambda: bool(view.model.rows()))
    shown = next(n for n in range(view.model.rowCount()) if view.model.index(n, 0).data() == "Số điện thoại")
    assert [view.model.index(shown, c).data() for c in (1, 2)] == ["0912345678", "0911111111"]
    assert not view.back_button.isEnabled()
    view.sheet.setCurrentIndex(view.model.index(shown, 0))
    QTest.mouseClick(view.back_button, Qt.MouseButton.LeftButton)

    assert records.load(workspace, StaffMember, who[0])["phone"] == "0912345678"
    form.show_section("general")
    assert form.editors["phone"].text() == "0912345678"


def test_the_history_is_narrowed_by_words(form, workspace, who, qtbot):
    records.save(workspace, StaffMember, who[0], {"phone": "0911111111"}, baseline={"phone": "0912345678"})
    form.open(who[0])
    form.show_section("changes")
    view = form.parts["changes"].view
    qtbot.waitUntil(lambda: bool(view.model.rows()))
    type_text(view.search, "dien thoai")
    assert [row.label for row in view.model.rows()] == ["Số điện thoại"]


# The axis


def test_the_axis_opens_the_row_that_is_clicked_and_arrow_keys_go_through_it(form, qtbot):
    form.show_section("timeline")
    view = form.parts["timeline"].view.view
    QApplication.processEvents()
    nhi = next(span for span in view.spans() if span.label == "Khoa Nhi")
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of(nhi).center())
    assert form.sections.key == "service"
    assert form.tables["Placement"].panel.isVisible()

    form.show_section("timeline")
    view.setFocus()
    first = view.current()
    assert first is view.spans()[0]
    press(view, Qt.Key.Key_Right)
    assert view.current() is view.spans()[1]
    assert view.accessibleDescription() == view.current().detail
    press(view, Qt.Key.Key_Down)
    assert view.current().entity == "SalaryStep"
    with qtbot.waitSignal(view.opened) as opened:
        press(view, Qt.Key.Key_Return)
    assert opened.args[0] is view.current()


def test_spans_of_a_lane_that_overlap_stand_under_each_other(form, workspace, who):
    with workspace.database.write("Thêm") as session:
        member = records.get(session, StaffMember, who[0])
        ward = session.query(Department).filter_by(name="Khoa Nội").one()
        Placement(staff=member, department=ward, starts_on=PartialDate("2016"), ends_on=PartialDate("2018"))
    form.open(who[0])
    form.show_section("timeline")
    view = form.parts["timeline"].view.view
    places = [view.place_of(span) for span in view.spans()]
    for n, one in enumerate(places):
        assert one.right() <= view.width()
        assert not any(one.adjusted(2, 0, -2, 0).intersects(other) for other in places[n + 1 :])


def test_the_same_is_there_as_a_list(form, qtbot):
    form.show_section("timeline")
    panel = form.parts["timeline"].view
    QTest.mouseClick(panel.list_button, Qt.MouseButton.LeftButton)
    assert panel.sheet.isVisible()
    titles = [panel.model.index(n, 0).data() for n in panel.model.group_rows()]
    assert titles == ["Khoa, phòng", "Lương", "Đảng", "Khen thưởng, kỷ luật"]
    with qtbot.waitSignal(panel.opened) as opened:
        panel.sheet.setCurrentIndex(panel.model.index(1, 0))
        press(panel.sheet, Qt.Key.Key_Return)
    assert opened.args[0] == "Placement"


# Papers


@pytest.fixture
def papers(form):
    form.show_section("papers")
    return form.parts["papers"].view


def test_a_paper_is_attached_looked_at_and_taken_away(papers, workspace, who, tmp_path):
    path = tmp_path / "bang.pdf"
    path.write_bytes(b"%PDF 1")
    papers.attach(path)
    papers.form.editors["kind"].set_text("Văn bằng, chứng chỉ")
    papers.form.editors["number"].set_text("B 12")
    assert papers.form.save()
    assert [(p.kind, p.number, p.file_name) for p in attachments.papers(workspace, who[0])] == [
        ("Văn bằng, chứng chỉ", "B 12", "bang.pdf")
    ]

    seen = []
    papers.show_file = lambda copy: seen.append(copy.read_bytes())
    papers.sheet.setCurrentIndex(papers.model.index(0, 0))
    QTest.mouseClick(papers.open_button, Qt.MouseButton.LeftButton)
    assert seen == [b"%PDF 1"]
    attachments.forget_copies()

    papers.save_to(tmp_path / "ra.pdf")
    assert (tmp_path / "ra.pdf").read_bytes() == b"%PDF 1"
    QTest.mouseClick(papers.remove_button, Qt.MouseButton.LeftButton)
    assert papers.model.rows() == []


def test_a_file_that_is_too_large_is_told_before_it_is_asked_about(papers, context, tmp_path):
    told = []
    context.message.connect(lambda text, kind, _action: told.append((kind, text)))
    path = tmp_path / "quet.pdf"
    with path.open("wb") as file:
        file.truncate(attachments.MOST + 1)
    papers.attach(path)
    assert papers.form.isHidden()
    assert "quá 5,0 MB" in told[0][1]


def test_a_photo_is_scaled_down_and_stands_in_the_head(papers, form, workspace, who, tmp_path):
    picture = QImage(2400, 3200, QImage.Format.Format_ARGB32)
    for y in range(0, 3200, 4):  # noise that JPEG cannot press together
        for x in range(0, 2400, 4):
            picture.setPixelColor(x, y, QColor((x * y) % 255, (x + y) % 255, (x ^ y) % 255))
    path = tmp_path / "anh.png"
    picture.save(str(path))

    papers.set_photo(path)
    kept = attachments.photo(workspace, who[0])
    assert kept is not None
    assert len(kept) <= attachments.PHOTO_MOST
    shown = QImage.fromData(kept)
    assert (shown.width(), shown.height()) == (LARGEST.width(), LARGEST.height())
    assert form.header.photo._picture is not None
    form.open(who[1])
    assert form.header.photo._picture is None


def test_what_is_no_picture_is_no_photo(papers, context, tmp_path):
    told = []
    context.message.connect(lambda text, _kind, _action: told.append(text))
    path = tmp_path / "anh.jpg"
    path.write_bytes(b"not a picture")
    papers.set_photo(path)
    assert told == ["«anh.jpg» không phải ảnh đọc được. Hãy chọn tệp JPG hoặc PNG."]


def test_a_small_picture_is_left_its_size(qapp, tmp_path):
    path = tmp_path / "nho.png"
    QImage(120, 160, QImage.Format.Format_RGB32).save(str(path))
    assert QImage.fromData(scaled_jpeg(path)).width() == 120


# The head


def test_other_rooms_put_badges_and_acts_into_the_head(form, who):
    done = []
    form.add_badge("national", "Chưa cập nhật CSDL quốc gia", "warning", lambda: done.append("badge"))
    form.add_badge("findings", "2 chỗ cần xem", "info")
    form.add_badge("findings", "1 chỗ cần xem", "info")
    assert form.header.badges() == ["Chưa cập nhật CSDL quốc gia", "1 chỗ cần xem"]
    form.header._own["national"].click()

    assert form.header.acts.isHidden()
    form.set_actions([Action("Cử đi học…", lambda: done.append("act"))])
    form.header.acts.menu().actions()[0].trigger()
    assert done == ["badge", "act"]

    form.open(who[1])
    assert form.header.badges() == []
    form.set_actions([])
    assert form.header.acts.isHidden()


def test_what_is_typed_in_one_section_waits_while_a_table_of_another_is_saved(form, workspace, who):
    type_text(form.editors["other_names"].input, "Đức Anh")
    form.show_section("salary")
    table = form.tables["SalaryStep"]
    table.begin_new()
    table.form.editors["starts_on"].set_text("1/1/2026")
    assert table.save()
    assert form.changes() == {"other_names": "Đức Anh"}
    assert form.save()
    assert records.load(workspace, StaffMember, who[0])["other_names"] == "Đức Anh"


def test_what_is_dropped_is_dropped_in_fields_and_in_cells(form, workspace, who):
    form.show_section("salary")
    table = form.tables["SalaryStep"]
    table.sheet.setFocus()
    table.sheet.setCurrentIndex(table.sheet.model().index(0, 4))
    type_text(table.sheet, "ba phẩy")
    press(QApplication.focusWidget(), Qt.Key.Key_Return)
    type_text(form.editors["other_names"].input, "Đức Anh")
    assert form.is_dirty
    form.revert()
    assert not form.is_dirty
    assert cells(table)[0][4] == ""


def test_the_page_stays_within_the_smallest_screen_in_every_section(form):
    form.add_badge("a", "Một việc đến hạn rất dài phải xuống dòng", "warning")
    for section in SECTIONS:
        form.show_section(section.key)
        QApplication.processEvents()
    assert form.minimumSizeHint().width() <= 620


def test_no_reference_of_a_table_offers_what_belongs_to_somebody_else():
    offered = {
        (table.entity.__name__, name)
        for section in SECTIONS
        for table in section.tables
        for name in table.fields
        if isinstance(table.entity.fields[name], Reference) and table.entity.fields[name].owned
    }
    assert offered == {
        ("ScopeChange", "licence"),
        ("MentoringReview", "assignment"),
        ("TechniqueTransfer", "assignment"),
    }
