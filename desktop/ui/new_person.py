"""The form for somebody new: what a record cannot do without, the rest follows in the record itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Rejected, UserError
from desktop.domain.fields import Reference
from desktop.domain.staff import StaffMember
from desktop.services import person
from desktop.ui import theme
from desktop.ui.choice_input import Option
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.widgets import Scroll, button, column, label, row

FIELDS = (
    "staff_code",
    "full_name",
    "birth_date",
    "sex",
    "citizen_id",
    "phone",
    "ethnic_group",
    "religion",
    "joined_unit_on",
)


class NewPersonForm(QWidget):
    """`added(uid)` when somebody was taken in, `cancelled` when the clerk thought better of it."""

    added = Signal(str)
    cancelled = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._start: dict[str, str] = {}
        self.form = FormGrid(columns=2)
        catalogue = context.workspace.catalogue.fields(StaffMember)
        for name in (n for n in FIELDS if n in catalogue):
            self.form.add(self._checked(editor_for(catalogue[name])))
        department = Reference("Khoa, phòng", to="Department", name="department")
        self.form.add(
            editor_for(
                department, lambda: [Option(*entry) for entry in person.options(context.workspace, "Department")]
            )
        )
        self._problem = label("", "small", tone="danger", wrap=True)
        self.save_button = button(self.tr("Thêm người"), "primary", run=self.save)
        foot = row(None, button(self.tr("Bỏ"), run=self._cancel), self.save_button, space=theme.S)
        content = QWidget()
        content.setLayout(column(self.form, None))
        note = label(self.tr("Các phần khác của hồ sơ nhập tiếp sau khi thêm."), "muted", wrap=True)
        whole = column(label(self.tr("Người mới"), "title"), note, Scroll(content), self._problem, foot, space=theme.S)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @property
    def editors(self) -> dict[str, Editor]:
        """The editors by the name of their field."""
        return self.form.editors

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed."""
        return self.form.texts() != self._start

    def begin(self) -> None:
        """An empty form with the next free code."""
        today = self._context.today
        self.form.set_texts(
            {"staff_code": person.next_code(self._context.workspace), "joined_unit_on": today.strftime("%d/%m/%Y")}
        )
        self.form.show_problems([])
        self._problem.setText("")
        self._start = self.form.texts()
        self.form.editors["full_name"].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> str | None:
        """Take the person in; the uid, or None with the messages under the fields."""
        texts = self.form.texts()
        department = texts.pop("department", "")
        try:
            uid = person.add(self._context.workspace, texts, department)
        except Rejected as error:
            rest = self.form.show_problems(error.problems)
            self._problem.setText("\n".join(p.message for p in rest))
            return None
        except UserError as error:
            self._problem.setText(str(error))
            return None
        self._start = self.form.texts()
        self._context.tell(self.tr("Đã thêm {}.").format(texts["full_name"]), "success")
        self.added.emit(uid)
        return uid

    def _cancel(self) -> None:
        self._start = self.form.texts()
        self.cancelled.emit()

    def _checked(self, editor: Editor) -> Editor:
        editor.committed.connect(lambda: editor.set_message(editor.check() or None))
        return editor
