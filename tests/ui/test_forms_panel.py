"""In phiếu cá nhân: the form as it will print, for one or many, on paper, as PDF or workbook."""

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QColor, QImage, QPainter
from sqlalchemy import select

from desktop.domain.organisation import Unit
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role
from desktop.services import attachments
from desktop.services.workspace import Workspace
from desktop.storage.history import operations
from desktop.ui.context import Context
from desktop.ui.forms_panel import FormsPage, FormsPanel
from desktop.ui.pages import PAGES
from desktop.ui.printing import as_pdf
from desktop.ui.sheet_painter import SheetPainter
from tests.services.full_person import bare_person, full_person
from tests.ui.hands import show, type_text


@pytest.fixture
def uids(workspace):
    with workspace.database.write("Nhập người") as session:
        session.add(Unit(code="BV", name="Bệnh viện Thử nghiệm"))
        members = [full_person(session), bare_person(session)]
        session.flush()
        return tuple(member.uid for member in members)


@pytest.fixture
def panel(qtbot, dressed, context, uids):
    made = show(qtbot, FormsPanel(context, uids), 1000, 640)
    qtbot.waitUntil(lambda: made.preview.sheet is not None)
    return made


def told(panel):
    return " ".join(str(cell.value) for cell in panel.preview.sheet.cells() if cell.value)


def settled(qtbot, context):
    qtbot.waitUntil(lambda: not context.tasks.is_busy)


class TestShowing:
    def test_the_first_person_stands_there_as_they_will_print(self, panel):
        assert "ĐẶNG THỊ NGỌC ÁNH" in told(panel)
        assert panel.preview.pages == len(panel.preview.sheet.pages()) > 3
        assert panel.person_label.text() == "1/2  Đặng Thị Ngọc Ánh (VC0100)"

    def test_the_next_person_and_back(self, qtbot, panel, context):
        panel.after.click()
        settled(qtbot, context)
        assert "LÒ VĂN ÚN" in told(panel)
        assert not panel.after.isEnabled()
        panel.before.click()
        settled(qtbot, context)
        assert "ĐẶNG THỊ NGỌC ÁNH" in told(panel)

    def test_another_form(self, qtbot, panel, context):
        panel.kinds.chips["2C"].click()
        settled(qtbot, context)
        assert "Mẫu 2C-BNV/2008" in told(panel)
        assert not panel.since.isVisible()
        panel.kinds.chips["HS03"].click()
        settled(qtbot, context)
        assert "(Từ ngày 01/01/2026 đến ngày 22/11/2026)" in told(panel)
        assert panel.since.isVisible()

    def test_as_at_another_day(self, qtbot, panel, context):
        panel.day.input.clear()
        type_text(panel.day.input, "30/6/2015")
        panel.day.committed.emit()
        settled(qtbot, context)
        assert "Phó trưởng khoa VC0100" in told(panel)

    def test_a_day_that_is_none_is_told_under_its_field(self, qtbot, panel, context):
        panel.day.set_text("32/13/2026")
        panel.show_form()
        settled(qtbot, context)
        assert "32/13/2026" in panel.day.message()
        assert panel.preview.sheet is None
        assert not panel.print_button.isEnabled()

    def test_none_is_written_where_the_clerk_says_so(self, qtbot, panel, context, uids):
        panel.show_people(uids[1:])
        settled(qtbot, context)
        assert "Không" not in told(panel).split()
        panel.none_box.click()
        settled(qtbot, context)
        assert "Không" in told(panel).split()

    def test_a_change_elsewhere_is_seen(self, qtbot, panel, context, workspace):
        with workspace.database.write("Sửa") as session:
            session.scalars(select(StaffMember).where(StaffMember.staff_code == "VC0100")).one().phone = "0988776655"
        qtbot.waitUntil(lambda: panel.preview.sheet is not None and "0988776655" in told(panel))


class TestTakingOut:
    def test_a_workbook_of_everybody(self, qtbot, panel, context, tmp_path):
        panel.export_to(tmp_path / "phieu.xlsx")
        settled(qtbot, context)
        assert load_workbook(tmp_path / "phieu.xlsx").sheetnames == ["VC0100", "VC0999"]
        assert panel.outcome.people == 2
        assert "2 người" in panel.done.text.text()

    def test_a_folder_of_workbooks(self, qtbot, panel, context, tmp_path):
        panel.export_into(tmp_path / "phieu")
        settled(qtbot, context)
        assert len(list((tmp_path / "phieu").iterdir())) == 2

    def test_a_pdf_has_every_page_of_everybody_and_is_noted(self, qtbot, panel, context, workspace, tmp_path):
        panel.save_pdf(tmp_path / "phieu.pdf")
        qtbot.waitUntil(lambda: panel.outcome is not None)
        content = (tmp_path / "phieu.pdf").read_bytes()
        assert content.startswith(b"%PDF")
        assert content.count(b"/Type /Page\n") > panel.preview.pages + 2
        assert "phieu.pdf" in operations(workspace.database, kinds=["export"])[0].title

    def test_a_fault_is_told_and_the_form_stays(self, qtbot, panel, context, tmp_path):
        with qtbot.waitSignal(context.message) as heard:
            panel.export_to(tmp_path / "none" / "phieu.xlsx")
        assert "Không tìm thấy thư mục" in heard.args[0]
        assert panel.preview.sheet is not None

    def test_who_may_not_export_has_the_printer_alone(self, qtbot, dressed, workspace, uids):
        leader = Workspace.on(workspace.database.file, today=workspace.today, user="LĐ", rights=Rights.of(Role.LEADER))
        context = Context(leader)
        panel = show(qtbot, FormsPanel(context, uids), 1000, 640)
        qtbot.waitUntil(lambda: panel.preview.sheet is not None)
        assert panel.print_button.isEnabled()
        assert not panel.book_button.isEnabled()
        assert not panel.pdf_button.isEnabled()
        context.tasks.shut_down()
        leader.close()


class TestThePage:
    def test_it_is_reached_from_elsewhere_with_people_and_a_form(self, qtbot, dressed, context, uids):
        spec = next(spec for spec in PAGES if spec.key == "forms")
        assert spec.is_hidden
        page = spec.make(context)
        assert isinstance(page, FormsPage)
        show(qtbot, page, 1000, 640)
        assert page.empty.isVisible()
        assert not page.panel.isVisible()
        page.open_target((uids, "3A"))
        qtbot.waitUntil(lambda: page.panel.preview.sheet is not None)
        assert "TIỂU SỬ TÓM TẮT" in told(page.panel)
        page.open_target(uids[1])
        qtbot.waitUntil(lambda: page.panel.preview.sheet is not None and "LÒ VĂN ÚN" in told(page.panel))
        with qtbot.waitSignal(context.going) as gone:
            page.back.click()
        assert gone.args == ["staff", uids[1]]


def test_photo_and_dotted_lines_are_painted(qtbot, panel, context, workspace, uids):
    picture = QImage(30, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("#3366aa"))
    file = workspace.database.file.path.with_name("photo.png")
    assert picture.save(str(file))
    attachments.set_photo(workspace, uids[0], file.read_bytes())
    qtbot.waitUntil(lambda: panel.preview.sheet is not None and bool(panel.preview.sheet.pictures))
    painter = SheetPainter(panel.preview.sheet)
    image = QImage(595, 842, QImage.Format.Format_RGB32)
    brush = QPainter(image)
    painter.paint(brush, 0, 1.0)
    brush.end()
    blue = sum(image.pixelColor(x, y) == QColor("#3366aa") for x in range(40, 180, 4) for y in range(80, 300, 4))
    assert blue > 300
    assert as_pdf([panel.preview.sheet], "Phiếu").startswith(b"%PDF")
