"""Trường riêng: fields that the unit adds to people, because letters ask for columns that nobody foresaw."""

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.domain.catalogue import OWN_KINDS
from desktop.domain.errors import UserError
from desktop.domain.fields import Choice, Coded, Field, LongText, Text
from desktop.services import own_fields
from desktop.services.own_fields import OwnFieldView
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.inline_form import InlineForm, Texts
from desktop.ui.rows_model import CellRole, Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import button, column, label, row


class OwnKind(Coded):
    """The kinds of value that such a field may have, in the words of the panel."""

    TEXT = "text", OWN_KINDS["text"]
    NUMBER = "number", OWN_KINDS["number"]
    DATE = "date", OWN_KINDS["date"]
    LIST = "list", OWN_KINDS["list"]
    FLAG = "flag", OWN_KINDS["flag"]


@dataclass(frozen=True)
class _Asked:
    label: Field
    kind: Field
    options: Field


class OwnFieldsPanel(QWidget):
    """The list of the unit's own fields, and under it the form in which one is added or changed."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = _Asked(
            Text(self.tr("Tên trường"), required=True, max_length=80, name="label"),
            Choice(self.tr("Kiểu"), required=True, options=OwnKind, name="kind"),
            LongText(self.tr("Các lựa chọn (mỗi dòng một lựa chọn)"), name="options"),
        )
        self.model = RowsModel(_columns(), key=lambda view: view.key, parent=self)
        self.sheet = SheetView(self.tr("Trường riêng của đơn vị"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Chưa có trường riêng nào."))
        self.sheet.opened.connect(lambda _index: self.begin_edit())
        self.sheet.selectionModel().currentRowChanged.connect(lambda *_rows: self._dress())
        self.retired = QCheckBox(self.tr("Cả trường đã ngừng dùng"))
        self.retired.toggled.connect(lambda _on: self.reload())
        self.add_button = button(self.tr("Thêm trường"), icon="add", run=self.begin_new)
        self.edit_button = button(self.tr("Sửa"), icon="edit", run=self.begin_edit)
        self.up_button = button("", icon="chevron-up", run=lambda: self._move(-1), tip=self.tr("Lên"))
        self.down_button = button("", icon="chevron-down", run=lambda: self._move(1), tip=self.tr("Xuống"))
        self.retire_button = button(self.tr("Ngừng dùng"), run=self.toggle)
        self.form = InlineForm()
        self.form.done.connect(self.reload)
        note = label(
            self.tr(
                "Trường riêng có mặt ngay trong hồ sơ, danh sách, bộ lọc, nhập, xuất và sửa hàng loạt. "
                "Ngừng dùng thì giá trị vẫn được giữ trong tệp."
            ),
            "muted",
            wrap=True,
        )
        head = row(
            label(self.tr("Trường riêng"), "strong"),
            None,
            self.add_button,
            self.edit_button,
            self.up_button,
            self.down_button,
            self.retire_button,
            space=theme.S,
        )
        whole = column(note, head, self.sheet, self.retired, self.form, None, space=theme.S)
        self.setLayout(whole)
        context.changed.connect(lambda _changes: self.reload())
        self.reload()

    def reload(self) -> None:
        """Read the fields again."""
        self.model.set_rows(own_fields.listed(self._context.workspace, retired=self.retired.isChecked()))
        self._dress()

    def begin_new(self) -> None:
        """Ask for the name and kind of a new field."""

        def run(texts: Texts) -> None:
            kind = self._asked.kind.read(texts["kind"])
            name = self._asked.label.read(texts["label"])
            own_fields.add(self._context.workspace, name, kind.value, _lines(texts["options"]))

        fields = (self._asked.label, self._asked.kind, self._asked.options)
        self.form.ask(self.tr("Trường mới"), fields, self.tr("Thêm"), run, texts={"kind": OwnKind.TEXT.label})

    def begin_edit(self) -> None:
        """Ask for another name, or other choices."""
        view = self._current()
        if view is None:
            return
        fields: list[Field] = [self._asked.label]
        texts = {"label": view.label}
        if view.kind == OwnKind.LIST:
            fields.append(self._asked.options)
            texts["options"] = "\n".join(view.options)

        def run(typed: Texts) -> None:
            workspace = self._context.workspace
            if typed["label"] != view.label:
                own_fields.rename(workspace, view.key, self._asked.label.read(typed["label"]))
            if "options" in typed and _lines(typed["options"]) != list(view.options):
                own_fields.set_options(workspace, view.key, _lines(typed["options"]))

        self.form.ask(self.tr("Sửa «{}»").format(view.label), fields, self.tr("Lưu"), run, texts=texts)

    def toggle(self) -> None:
        """Take the chosen field out of use, or into it again."""
        view = self._current()
        if view is None:
            return
        act = own_fields.bring_back if view.is_retired else own_fields.retire
        self._do(lambda: act(self._context.workspace, view.key))

    def _move(self, step: int) -> None:
        view = self._current()
        used = [each.key for each in own_fields.listed(self._context.workspace)]
        if view is not None and view.key in used:
            place = max(0, min(used.index(view.key) + step, len(used) - 1))
            self._do(lambda: own_fields.move(self._context.workspace, view.key, place))

    def _do(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except UserError as error:
            self._context.tell(str(error), "danger")
        else:
            self.reload()

    def _current(self) -> OwnFieldView | None:
        index = self.sheet.currentIndex()
        found = index.data(CellRole.ROW) if index.isValid() else None
        return found if isinstance(found, OwnFieldView) else None

    def _dress(self) -> None:
        view, may = self._current(), self._context.rights.may_configure
        self.add_button.setEnabled(may)
        for each in (self.edit_button, self.up_button, self.down_button, self.retire_button):
            each.setEnabled(may and view is not None)
        self.retire_button.setText(
            self.tr("Dùng lại") if view is not None and view.is_retired else self.tr("Ngừng dùng")
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _columns() -> list[Column]:
    return [
        Column("Tên trường", weight=1.4, least=140, show=lambda view: view.label, bold=True),
        Column("Kiểu", width=100, show=lambda view: OWN_KINDS.get(view.kind, view.kind)),
        Column("Các lựa chọn", weight=1.4, least=120, show=lambda view: ", ".join(view.options), spare=True),
        Column("Đã nhập", width=90, align="right", show=lambda view: f"{view.uses} người"),
        Column("", width=110, show=lambda view: "Đã ngừng" if view.is_retired else "", tone=lambda _view: "muted"),
    ]
