"""Người dùng: who signs in to this file, with which rights; or the sentence that says how to begin."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.errors import Rejected, UserError
from desktop.domain.fields import Text
from desktop.domain.system import Role, User
from desktop.services import users
from desktop.ui import theme
from desktop.ui.context import Action, Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.opening import Opened
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.sign_in import PasswordsDialog
from desktop.ui.table import SheetView
from desktop.ui.widgets import button, column, label, row

TALLEST = 10
TOLD = {
    Role.ADMIN: "quản lý người dùng, thiết lập, tệp dữ liệu; không xem hồ sơ",
    Role.HR_CLERK: "làm mọi việc về hồ sơ, không thấy dữ liệu về Đảng",
    Role.PARTY_CLERK: "làm mọi việc về hồ sơ, cả công tác Đảng",
    Role.LEADER: "xem tất cả và xuất báo cáo, không sửa",
}


class UsersPanel(QWidget):
    """The list of users, and under it the form in which one is added or changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._uid: str | None = None
        self.note = label("", "muted", wrap=True)
        self._model = RowsModel(
            [
                Column(self.tr("Tên đăng nhập"), show=lambda user: user.name),
                Column(self.tr("Họ và tên"), weight=1.4, show=lambda user: user.full_name or ""),
                Column(self.tr("Quyền"), weight=1.6, show=lambda user: user.role.label),
                Column(self.tr("Đang dùng"), width=90, show=lambda user: "Có" if user.is_active else "Đã ngừng"),
            ],
            key=lambda user: str(user.uid),
            parent=self,
        )
        self.sheet = SheetView(self.tr("Người dùng"))
        self.sheet.setModel(self._model)
        self.sheet.set_empty(self.tr("Chưa có người dùng nào: ai mở được tệp đều làm được mọi việc."))
        self.sheet.opened.connect(lambda _index: self.edit())
        self.sheet.selectionModel().currentRowChanged.connect(lambda *_rows: self._tell_buttons())
        self.add_button = button(self.tr("Thêm người dùng"), icon="add", run=self.begin_new)
        self.edit_button = button(self.tr("Sửa"), icon="edit", run=self.edit)
        self.password_button = button(self.tr("Đặt lại mật khẩu…"), icon="lock", run=self.ask_password)
        self.active_button = button(self.tr("Ngừng"), run=self.toggle_active)
        self._make_form()
        heading = label(self.tr("Người dùng"), "strong")
        head = row(heading, None, self.add_button, self.edit_button, self.password_button, self.active_button)
        self.setLayout(column(self.note, head, self.sheet, self.panel, None, space=theme.S))
        context.changed.connect(self._on_changed)
        self.reload()

    def _make_form(self) -> None:
        fields = self._context.workspace.catalogue.fields(User)
        self.form = FormGrid(columns=2)
        for name in ("name", "full_name", "role"):
            self.form.add(editor_for(fields[name]))
        self.passwords = [self._secret(self.tr("Mật khẩu")), self._secret(self.tr("Nhập lại mật khẩu"))]
        roles = "\n".join(f"{role.label}: {told}." for role, told in TOLD.items())
        self._problem = label("", "small", tone="danger", wrap=True)
        self.save_button = button(self.tr("Lưu"), "primary", run=self.save)
        foot = row(None, button(self.tr("Bỏ"), run=self.close_form), self.save_button)
        self.panel = QWidget()
        self.panel.setLayout(column(self.form, label(roles, "muted", wrap=True), self._problem, foot, space=theme.S))
        self.panel.hide()

    def _secret(self, caption: str) -> Editor:
        editor = editor_for(Text(caption, name=f"password{len(self.form.editors)}"))
        control = editor.input
        set_echo = getattr(control, "setEchoMode", None)
        if set_echo is not None:
            set_echo(control.EchoMode.Password)  # type: ignore[attr-defined]
        return self.form.add(editor)

    # The list

    def reload(self) -> None:
        """Read the users again."""
        found = users.users(self._context.workspace)
        self._model.set_rows(found)
        height = self.sheet.verticalHeader().defaultSectionSize()
        self.sheet.setFixedHeight(height * (min(max(len(found), 1), TALLEST) + 1) + 4)
        self.note.setText(
            self.tr("Mỗi người đăng nhập bằng tên và mật khẩu riêng; tên đó đứng trong nhật ký.")
            if found
            else self.tr(
                "Khi nhiều người dùng chung tệp này, hãy thêm người dùng: người đầu tiên là quản trị, sau đó thêm "
                "từng cán bộ và lãnh đạo với quyền của họ. Một người làm tất cả thì không cần."
            )
        )
        self._tell_buttons()

    def current(self) -> User | None:
        """The user whose row is chosen."""
        found = self._model.row_at(self.sheet.currentIndex())
        return found if isinstance(found, User) else None

    def _on_changed(self, changes: object) -> None:
        if getattr(changes, "touches", lambda *_kinds: True)(User):
            self.reload()

    def _tell_buttons(self) -> None:
        chosen = self.current()
        for control in (self.edit_button, self.password_button, self.active_button):
            control.setEnabled(chosen is not None)
        self.active_button.setText(self.tr("Ngừng") if chosen is None or chosen.is_active else self.tr("Cho dùng lại"))

    # Adding and changing

    @property
    def is_editing(self) -> bool:
        """Whether the form is open."""
        return not self.panel.isHidden()

    def begin_new(self) -> None:
        """Open the form for a new user; the first one is an administrator."""
        role = Role.PARTY_CLERK if self._model.rowCount() else Role.ADMIN
        self._open(None, {"role": role.label})

    def edit(self) -> None:
        """Open the form on the chosen user; the name to sign in with stays."""
        if (chosen := self.current()) is not None:
            texts = {"name": chosen.name, "full_name": chosen.full_name or "", "role": chosen.role.label}
            self._open(str(chosen.uid), texts)

    def save(self) -> bool:
        """Save what was typed; tells whether it was saved."""
        texts = self.form.texts()
        typed = {name: texts[name] for name in ("name", "full_name", "role")}
        first, again = (editor.text() for editor in self.passwords)
        is_first = not self._model.rowCount()
        self._problem.setText("")
        try:
            if self._uid is not None:
                users.change(self._context.workspace, self._uid, typed)
            elif first != again:
                self._problem.setText(self.tr("Hai lần nhập mật khẩu khác nhau; chưa thêm."))
                return False
            else:
                users.add(self._context.workspace, typed, first)
        except Rejected as error:
            self._problem.setText("\n".join(problem.message for problem in self.form.show_problems(error.problems)))
            return False
        except UserError as error:
            self._problem.setText(str(error))
            return False
        self.close_form()
        if is_first:
            told = self.tr("Từ lần mở sau phải đăng nhập. Hãy thêm người làm hồ sơ: quản trị không xem hồ sơ.")
            self._context.tell(told, "success", Action(self.tr("Đăng nhập ngay"), self._sign_in_now))
        return True

    def close_form(self) -> None:
        """Put the form away."""
        self._uid = None
        self.form.set_texts({})
        self.panel.hide()

    def toggle_active(self) -> None:
        """Let the chosen user sign in no more, or again."""
        if (chosen := self.current()) is not None:
            step = users.deactivate if chosen.is_active else users.activate
            self._try(lambda: step(self._context.workspace, str(chosen.uid)))

    def ask_password(self) -> None:
        """Set a new password for the chosen user."""
        if (chosen := self.current()) is None:
            return
        dialog = PasswordsDialog(
            self.tr("Đặt lại mật khẩu của {}").format(chosen),
            lambda _old, new: users.reset_password(self._context.workspace, str(chosen.uid), new),
            with_old=False,
            parent=self,
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._context.tell(self.tr("Đã đặt lại mật khẩu của {}.").format(chosen), "success")

    def _open(self, uid: str | None, texts: dict[str, str]) -> None:
        self._uid = uid
        self._problem.setText("")
        self.form.set_texts(texts)
        self.form.show_problems([])
        self.form.editors["name"].set_read_only(uid is not None)
        for editor in self.passwords:
            editor.set_read_only(uid is not None)
        self.panel.show()
        self.form.editors["full_name" if uid else "name"].input.setFocus()

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except UserError as error:
            self._context.tell(str(error), "danger")

    def _sign_in_now(self) -> None:
        self._context.opening.emit(Opened(self._context.workspace.database.file))
