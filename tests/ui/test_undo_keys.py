"""Ctrl+Z with the cursor in a field: what was typed first, then what was saved."""

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from desktop.domain.staff import StaffMember
from desktop.ui.editors import editor_for
from desktop.ui.search_field import SearchField
from tests.ui.hands import press, show, type_text


class Window(QMainWindow):
    def __init__(self):
        super().__init__()
        self.has_unsaved = False
        self.taken_back = 0
        action = QAction(self)
        action.setShortcut(QKeySequence("Ctrl+Z"))
        action.triggered.connect(self._take_back)
        self.addAction(action)

    def _take_back(self):
        self.taken_back += 1


@pytest.fixture
def window(qtbot, dressed):
    return Window()


@pytest.mark.parametrize("name", ["full_name", "sex", "birth_date", "note"])
def test_a_field_where_nothing_was_typed_leaves_it_to_the_window(qtbot, window, name):
    editor = editor_for(StaffMember.fields[name])
    editor.set_text("Nam")
    window.setCentralWidget(editor)
    show(qtbot, window, 400, 200)
    editor.input.setFocus()
    press(editor.input, "Ctrl+Z")
    assert window.taken_back == 1


def test_what_was_typed_is_taken_back_and_one_press_too_many_does_nothing(qtbot, window):
    editor = editor_for(StaffMember.fields["full_name"])
    window.setCentralWidget(editor)
    show(qtbot, window, 400, 200)
    editor.input.setFocus()
    type_text(editor.input, "Lê An")
    for _ in range(3):
        press(editor.input, "Ctrl+Z")
    assert (editor.text(), window.taken_back) == ("", 0)


def test_with_unsaved_changes_elsewhere_nothing_saved_is_taken_back(qtbot, window):
    field = SearchField("Tìm")
    window.setCentralWidget(field)
    show(qtbot, window, 400, 200)
    window.has_unsaved = True
    press(field, "Ctrl+Z")
    assert window.taken_back == 0
    window.has_unsaved = False
    press(field, "Ctrl+Z")
    assert window.taken_back == 1
