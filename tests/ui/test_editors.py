import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from desktop.domain import fields
from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.errors import Problem
from desktop.ui.choice_input import Option
from desktop.ui.editors import ChoiceEditor, Editor, FlagEditor, LongTextEditor, ReferenceEditor, editor_for
from desktop.ui.form_grid import FormGrid
from tests.ui.hands import press, show, turn_wheel, type_text


class Stage(fields.Coded):
    NONE = "none", "Chưa vào Đảng"
    PROBATION = "probation", "Dự bị"
    FULL = "full", "Chính thức"


ETHNIC = CodeList(
    "ethnic", [CodeRow("01", "Kinh"), CodeRow("02", "Tày"), CodeRow("05", "Khơ-me"), CodeRow("09", "Nùng")]
)


def kinds() -> list[tuple[fields.Field, str]]:
    """A field of each kind, and a value as it is shown."""
    return [
        (fields.Text("Họ và tên"), "Nguyễn Văn Đức"),
        (fields.LongText("Ghi chú"), "dòng một\ndòng hai"),
        (fields.Day("Ngày sinh"), "08/03/1990"),
        (fields.PartialDay("Ngày vào Đảng"), "03/1990"),
        (fields.Choice("Đảng", options=Stage), "Dự bị"),
        (fields.Code("Dân tộc", codes=ETHNIC), "Tày"),
        (fields.Whole("Số con"), "2"),
        (fields.Exact("Hệ số"), "2,34"),
        (fields.Money("Học phí"), "5.000.000"),
        (fields.Flag("Có nhà riêng"), "Có"),
        (fields.Flag("Đang dùng", default=True), "Không"),
    ]


@pytest.fixture
def place(qtbot, dressed):
    """Puts editors into a window, a plain field after them, and returns the last editor."""

    def put(*editors: Editor) -> Editor:
        window = QWidget()
        layout = QVBoxLayout(window)
        for editor in editors:
            layout.addWidget(editor)
        layout.addWidget(QLineEdit(objectName="next"))
        show(qtbot, window, 300)
        editors[-1].setFocus()
        editors[-1].window_kept = window
        return editors[-1]

    return put


@pytest.mark.parametrize(("field", "shown"), kinds(), ids=lambda v: type(v).__name__)
def test_every_kind_gives_back_what_was_put_in_and_tells_nothing(qtbot, dressed, field, shown):
    editor = editor_for(field)
    qtbot.addWidget(editor)
    with qtbot.assertNotEmitted(editor.edited), qtbot.assertNotEmitted(editor.committed):
        editor.set_text(shown)
    assert (editor.text(), editor.check()) == (shown, "")
    assert editor.input.accessibleName() == field.label


@pytest.mark.parametrize(
    ("typed", "shown"), [("8/3/90", "08/03/1990"), ("08031990", "08/03/1990"), ("31/02/1990", "31/02/1990")]
)
def test_a_day_is_shown_in_full_when_the_field_is_left(qtbot, place, typed, shown):
    editor = place(editor_for(fields.Day("Ngày sinh")))
    type_text(editor.input, typed)
    with qtbot.waitSignal(editor.committed):
        press(editor.input, Qt.Key.Key_Tab)
    assert editor.text() == shown


@pytest.mark.parametrize(("typed", "shown"), [("3/1990", "03/1990"), ("1990", "1990"), ("8/3/90", "08/03/1990")])
def test_a_partial_day_may_be_a_month_or_a_year(place, typed, shown):
    editor = place(editor_for(fields.PartialDay("Ngày cấp")))
    type_text(editor.input, typed)
    press(editor.input, Qt.Key.Key_Return)
    assert editor.text() == shown


def test_enter_goes_to_the_next_field_and_commits_once(place):
    editor = place(editor_for(fields.Money("Học phí")))
    told = []
    editor.edited.connect(lambda: told.append("edited"))
    editor.committed.connect(lambda: told.append("committed"))
    type_text(editor.input, "5000000")
    press(editor.input, Qt.Key.Key_Return)
    assert QApplication.focusWidget().objectName() == "next"
    assert (told, editor.text()) == (["edited", "committed"], "5.000.000")


def test_a_field_that_was_only_passed_through_commits_nothing(qtbot, place):
    editor = place(editor_for(fields.Text("Họ và tên")))
    with qtbot.assertNotEmitted(editor.committed):
        press(editor.input, Qt.Key.Key_Tab)


def test_enter_in_a_long_text_begins_a_line_and_ctrl_enter_goes_on(place):
    editor = place(editor_for(fields.LongText("Ghi chú")))
    assert isinstance(editor, LongTextEditor)
    type_text(editor.input, "một")
    press(editor.input, Qt.Key.Key_Return)
    type_text(editor.input, "hai")
    press(editor.input, "Ctrl+Return")
    assert editor.text() == "một\nhai"
    assert QApplication.focusWidget().objectName() == "next"


def test_a_message_stands_under_the_field_and_goes_with_new_text(place):
    editor = place(editor_for(fields.Day("Ngày sinh", required=True)))
    editor.set_message(editor.check())
    assert editor.message() == "Chưa nhập Ngày sinh."
    assert editor.input.property("severity") == "error"
    assert editor.input.accessibleDescription() == "Chưa nhập Ngày sinh."
    editor.set_text("08/03/1990")
    assert (editor.message(), editor.input.property("severity")) == ("", "")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("kho", ["Khơ-me"]), ("TAY", ["Tày"]), ("ung", ["Nùng"]), ("n", ["Nùng", "Kinh"]), ("xyz", [])],
)
def test_a_list_filters_while_typing_without_marks_best_first(place, typed, offered):
    field = fields.Choice("Dân tộc", options=fields.Coded("Ethnic", {r.code: (r.code, r.label) for r in ETHNIC}))
    editor = place(editor_for(field))
    type_text(editor.input, typed)
    assert editor.input.offered() == offered


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_enter_and_tab_take_the_best_match_of_a_closed_list(place, key):
    editor = place(editor_for(fields.Choice("Đảng", options=Stage)))
    assert isinstance(editor, ChoiceEditor)
    type_text(editor.input, "du b")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    press(popup, key)
    assert (editor.text(), editor.check()) == ("Dự bị", "")
    assert QApplication.focusWidget().objectName() == "next"


def test_an_open_list_keeps_what_it_does_not_know(place):
    field = fields.Code("Dân tộc", codes=ETHNIC)
    editor = place(editor_for(field))
    type_text(editor.input, "Kin")
    press(QApplication.activePopupWidget() or editor.input, Qt.Key.Key_Tab)
    assert (editor.text(), editor.check()) == ("Kin", "")


def test_a_code_or_an_unmarked_name_becomes_the_name_when_left(place):
    for typed in ("05", "kho me"):
        editor = place(editor_for(fields.Code("Dân tộc", codes=ETHNIC)))
        type_text(editor.input, typed)
        editor.input.clearFocus()
        assert editor.text() == "Khơ-me"


def test_arrow_down_opens_the_whole_list(place):
    editor = place(editor_for(fields.Choice("Đảng", options=Stage)))
    editor.set_text("Dự bị")
    press(editor.input, Qt.Key.Key_Down)
    assert editor.input.offered() == [stage.label for stage in Stage]


def test_a_click_into_a_closed_list_opens_it(place):
    editor = place(editor_for(fields.Choice("Đảng", options=Stage)))
    QTest.mouseClick(editor.input, Qt.MouseButton.LeftButton)

    assert editor.input.offered() == [stage.label for stage in Stage]


@pytest.mark.parametrize(("field", "shown"), kinds()[4:7], ids=lambda v: type(v).__name__)
def test_the_wheel_changes_nothing(place, field, shown):
    editor = place(editor_for(field))
    editor.set_text(shown)
    turn_wheel(editor.input)
    assert editor.text() == shown


def test_a_reference_is_chosen_by_name_and_kept_by_uid(place):
    people = [Option("u1", "Nguyễn Văn Đức", "VC0208"), Option("u2", "Nguyễn Văn Đức", "VC0777"), Option("u3", "Lê An")]
    editor = place(editor_for(fields.Reference("Người hướng dẫn", to="StaffMember", required=True), people))
    assert isinstance(editor, ReferenceEditor)
    assert editor.check() == "Chưa nhập Người hướng dẫn."
    type_text(editor.input, "van duc")
    assert editor.input.offered() == ["Nguyễn Văn Đức  ·  VC0208", "Nguyễn Văn Đức  ·  VC0777"]
    popup = QApplication.activePopupWidget()
    press(popup, Qt.Key.Key_Down)
    press(popup, Qt.Key.Key_Return)
    assert (editor.text(), editor.input.text(), editor.check()) == ("u2", "Nguyễn Văn Đức", "")
    editor.set_text("u3")
    assert (editor.text(), editor.input.text()) == ("u3", "Lê An")


def test_a_reference_that_means_nobody_or_two_is_not_accepted(qtbot, dressed):
    people = [Option("u1", "Lê An", "VC1"), Option("u2", "Lê An", "VC2")]
    editor = editor_for(fields.Reference("Người hướng dẫn", to="StaffMember"), people)
    qtbot.addWidget(editor)
    for typed in ("Lê An", "Ai đó"):
        editor.input.setText(typed)
        assert editor.check() == f"Người hướng dẫn: «{typed}» không có trong danh sách; hãy chọn một dòng."
    editor.input.setText("")
    assert editor.check() == ""


def test_yes_or_no_is_a_box_to_tick_and_unknown_is_a_list(place):
    ticked = place(editor_for(fields.Flag("Đang dùng", default=True)))
    assert isinstance(ticked, FlagEditor)
    press(ticked.input, Qt.Key.Key_Space)
    assert ticked.text() == "Có"
    unknown = editor_for(fields.Flag("Có nhà riêng"))
    assert unknown.text() == ""
    unknown.deleteLater()


def test_a_read_only_editor_takes_no_typing(place):
    for field, shown in kinds():
        editor = place(editor_for(field))
        editor.set_text(shown)
        editor.set_read_only(True)
        type_text(editor.input, "9")
        press(editor.input, Qt.Key.Key_Space)
        assert editor.text() == shown


@pytest.fixture
def form(qtbot, dressed):
    form = FormGrid(columns=2)
    described = [
        fields.Text("Họ và tên", required=True, item="1", name="full_name"),
        fields.Day("Ngày sinh", item="3", name="born"),
        fields.LongText("Ghi chú", name="note"),
    ]
    for field in described:
        form.add(editor_for(field), wide=isinstance(field, fields.LongText))
    return show(qtbot, form, 520, 300)


def test_a_form_is_filled_and_read_by_the_names_of_its_fields(form):
    form.set_texts({"full_name": "Lê An", "born": "08/03/1990"})
    assert form.texts() == {"full_name": "Lê An", "born": "08/03/1990", "note": ""}


def test_tab_goes_through_a_form_in_its_order(form):
    form.editors["full_name"].setFocus()
    order = [QApplication.focusWidget().accessibleName()]
    for _ in range(2):
        press(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget().accessibleName())
    assert order == ["Họ và tên", "Ngày sinh", "Ghi chú"]


def test_problems_stand_under_their_fields_and_the_first_has_the_focus(form):
    left = form.show_problems(
        [
            Problem("note", "Ghi chú hơi dài.", severity="warning"),
            Problem("born", "Ngày sinh chưa đúng."),
            Problem("born", "Chưa đủ 18 tuổi."),
            Problem("party", "Thiếu chi bộ."),
        ]
    )
    assert [p.field for p in left] == ["party"]
    assert form.editors["born"].message() == "Ngày sinh chưa đúng.\nChưa đủ 18 tuổi."
    assert form.editors["note"].input.property("severity") == "warning"
    assert form.editors["born"].input.hasFocus()
    form.show_problems([])
    assert [e.message() for e in form.editors.values()] == ["", "", ""]


def test_a_narrow_form_stands_in_one_column(qtbot, form):
    born, name = (form.editors[n] for n in ("born", "full_name"))
    assert born.mapTo(form, born.rect().topLeft()).x() > name.mapTo(form, name.rect().topLeft()).x()
    form.resize(300, 400)
    qtbot.waitUntil(lambda: born.mapTo(form, born.rect().topLeft()).x() == name.mapTo(form, name.rect().topLeft()).x())
    assert form.minimumSizeHint().width() <= 200
