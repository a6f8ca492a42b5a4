"""The form for a new data file: whose it is, where it lies, its password; and the sheet that keeps the password."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.errors import EnvironmentRefused
from desktop.domain.fields import Text
from desktop.domain.organisation import Unit
from desktop.domain.text import label_key
from desktop.storage.connection import telling
from desktop.ui import theme
from desktop.ui.editors import LineEditor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.opening import documents
from desktop.ui.widgets import Banner, button, column, label, row

SHORTEST = 8  # letters of a password


@dataclass(frozen=True)
class NewFile:
    """What was asked for: where, with which password (None: not encrypted), and the unit's fields as typed."""

    path: Path
    password: str | None
    unit: Mapping[str, str]


class NewFileForm(QWidget):
    """`made(NewFile)` when everything is in order; `back` when the clerk changes their mind."""

    made = Signal(object)
    back = Signal()

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self._folder = folder or documents()
        self._own_place = False  # the clerk chose a place; until then it follows the name
        self.form = FormGrid(columns=2)
        self.name = self.form.add(editor_for(Unit.fields["name"]), wide=True)
        self.code = self.form.add(editor_for(Unit.fields["code"]))
        self.parent_name = self.form.add(editor_for(Unit.fields["parent_name"]))
        self.place = self.form.add(LineEditor(_text("path", self.tr("Nơi để tệp"), required=True)), wide=True)
        self.browse_button = button(self.tr("Chọn nơi để tệp…"), icon="folder", run=self._browse)
        self.form.add_widget(_left(self.browse_button))
        self.password = self._secret("password", self.tr("Mật khẩu của tệp"))
        self.again = self._secret("again", self.tr("Nhập lại mật khẩu"))
        QWidget.setTabOrder(self.place.input, self.browse_button)
        QWidget.setTabOrder(self.browse_button, self.password.input)
        self.seen = QCheckBox(self.tr("Hiện mật khẩu"))
        self.seen.toggled.connect(self._show_secret)
        self.without = QCheckBox(self.tr("Không đặt mật khẩu (chỉ để dùng thử, với dữ liệu không có thật)"))
        self.without.toggled.connect(self._on_without)
        self.warning = Banner(
            self.tr(
                "Hồ sơ viên chức và đảng viên là dữ liệu phải giữ kín. Quên mật khẩu thì không ai mở được tệp nữa, "
                "kể cả người làm chương trình. Bước sau cho in phiếu mật khẩu để cất."
            )
        )
        self._problem = label("", "small", tone="danger", wrap=True)
        self.back_button = button(self.tr("Quay lại"), run=self.back.emit)
        self.make_button = button(self.tr("Lập tệp"), "primary", run=self.make)
        self.make_button.setDefault(True)
        foot = row(self.back_button, None, self.make_button)
        title = label(self.tr("Tệp dữ liệu mới"), "title")
        boxes = column(self.seen, self.without, space=0)
        whole = column(title, self.form, boxes, self.warning, self._problem, None, foot, space=theme.S)
        self.setLayout(whole)
        self.name.edited.connect(self._propose_place)
        self.place.edited.connect(self._on_place)
        for editor in (self.name, self.code, self.place):
            editor.committed.connect(lambda editor=editor: editor.set_message(editor.check() or None))
        self._propose_place()

    def make(self) -> None:
        """Ask for the file, or say under its field what is missing."""
        problems = {editor: editor.check() for editor in (self.name, self.code, self.place)}
        problems[self.password], problems[self.again] = self._password_problems()
        for editor, problem in problems.items():
            editor.set_message(problem or None)
        wrong = next((editor for editor, problem in problems.items() if problem), None)
        if wrong is not None:
            wrong.input.setFocus()
            return
        self._problem.setText("")
        unit = {name: editor.text() for name, editor in self.form.editors.items() if name in Unit.fields}
        self.made.emit(NewFile(self.path(), None if self.without.isChecked() else self.password.text(), unit))

    def path(self) -> Path:
        """Where the file is to lie; the ending is added where it is missing."""
        typed = Path(self.place.text().strip()).expanduser()
        return typed if typed.suffix.lower() == ".canbo" else typed.with_name(f"{typed.name}.canbo")

    def refuse(self, error: Exception) -> None:
        """Say why the file could not be made."""
        self._problem.setText(str(error))

    def problem(self) -> str:
        """Why the file could not be made, or nothing."""
        return self._problem.text()

    def _password_problems(self) -> tuple[str, str]:
        if self.without.isChecked():
            return "", ""
        if len(self.password.text()) < SHORTEST:
            return self.tr("Mật khẩu cần ít nhất {} ký tự.").format(SHORTEST), ""
        return "", "" if self.password.text() == self.again.text() else self.tr("Hai lần nhập khác nhau.")

    def _secret(self, name: str, words: str) -> LineEditor:
        editor = LineEditor(_Secret(words, name=name, required=True, max_length=200))
        editor.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.form.add(editor)
        return editor

    def _show_secret(self, seen: bool) -> None:
        for editor in (self.password, self.again):
            editor.input.setEchoMode(QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password)

    def _on_without(self, without: bool) -> None:
        for editor in (self.password, self.again):
            editor.set_text("")
            editor.input.setEnabled(not without)
        self.seen.setEnabled(not without)

    def _propose_place(self) -> None:
        if not self._own_place:
            name = label_key(self.name.text()).replace(" ", "-") or "don-vi"
            self.place.set_text(str(self._folder / f"{name[:60]}.canbo"))

    def _on_place(self) -> None:
        self._own_place = True

    def _browse(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("Nơi để tệp"), self.place.text(), "CanBo (*.canbo)")
        if chosen:
            self._own_place = True
            self.place.set_text(chosen)


class RecoverySheet(QWidget):
    """The password on a sheet to be printed or saved, before it is forgotten. `done` when the clerk goes on."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sheet = QPlainTextEdit()
        self.sheet.setReadOnly(True)
        self.sheet.setFont(theme.font(11))
        self.sheet.setMinimumHeight(theme.px(190))
        self.sheet.setAccessibleName(self.tr("Phiếu mật khẩu"))
        self._proposed = Path()
        self.print_button = button(self.tr("In phiếu…"), icon="print", run=self._print)
        self.save_button = button(self.tr("Lưu ra tệp…"), icon="save", run=self._ask_save)
        self.kept = QCheckBox(self.tr("Tôi đã cất mật khẩu ở nơi an toàn"))
        self.done_button = button(self.tr("Mở chương trình"), "primary", run=self.done.emit)
        self.done_button.setEnabled(False)
        self.kept.toggled.connect(self.done_button.setEnabled)
        self._told = label("", "small", wrap=True)
        title = label(self.tr("Cất phiếu mật khẩu này"), "title")
        foot = row(self.print_button, self.save_button, None, self.kept, self.done_button)
        why = label(
            self.tr("Không có mật khẩu này thì không ai mở được tệp. In ra hoặc lưu lại trước khi đi tiếp."), "muted"
        )
        whole = column(title, why, self.sheet, self._told, foot, space=theme.M)
        whole.setStretchFactor(self.sheet, 1)
        self.setLayout(whole)

    def show_sheet(self, text: str, proposed: Path) -> None:
        """Show a sheet; `proposed` is where it would be saved."""
        self.sheet.setPlainText(text)
        self._proposed = proposed

    def save_to(self, path: Path) -> None:
        """Write the sheet as a text file."""
        try:
            with telling(path):
                path.write_text(self.sheet.toPlainText(), encoding="utf-8-sig")
        except EnvironmentRefused as error:
            self._told.setText(str(error))
        else:
            self._told.setText(self.tr("Đã lưu {}. Chép sang USB cất đi rồi xóa khỏi máy này.").format(path))

    def told(self) -> str:
        """What became of saving."""
        return self._told.text()

    def _ask_save(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Lưu phiếu mật khẩu"), str(self._proposed), self.tr("Văn bản (*.txt)")
        )
        if chosen:
            self.save_to(Path(chosen))

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - only to print

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            document = QTextDocument(self.sheet.toPlainText())
            document.setDefaultFont(self.sheet.font())
            document.print_(printer)


class _Secret(Text):
    """A password is taken as it is typed: no space is tidied away."""

    def _clean(self, text: str) -> str:
        return text


def _text(name: str, words: str, *, required: bool) -> Text:
    return Text(words, name=name, required=required, max_length=500)


def _left(part: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(part, None))
    return holder
