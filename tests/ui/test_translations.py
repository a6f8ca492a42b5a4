import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QLineEdit, QMessageBox

from desktop.resources_dir import resource


@pytest.fixture
def vietnamese(qapp):
    translator = QTranslator(qapp)
    assert translator.load(str(resource("i18n", "qtbase_vi.qm")))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_the_buttons_of_qts_dialogs_are_vietnamese(qtbot, vietnamese):
    box = QMessageBox()
    qtbot.addWidget(box)
    wanted = QMessageBox.StandardButton
    box.setStandardButtons(wanted.Save | wanted.Discard | wanted.Cancel | wanted.Yes | wanted.No)
    assert {b.text().replace("&", "") for b in box.buttons()} == {"Lưu", "Bỏ thay đổi", "Hủy", "Có", "Không"}


def test_the_menu_of_a_text_field_is_vietnamese(qtbot, vietnamese):
    field = QLineEdit("x")
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    said = [a.text().split("\t")[0].replace("&", "") for a in menu.actions() if not a.isSeparator()]
    menu.deleteLater()
    assert said == ["Hoàn tác", "Làm lại", "Cắt", "Chép", "Dán", "Xóa", "Chọn hết"]
