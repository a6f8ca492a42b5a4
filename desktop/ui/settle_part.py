"""The queue of texts that no list knows: settled once for all rows, or taken in as the unit's own code."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSplitter, QWidget

from desktop.domain.text import search_forms, search_key
from desktop.services import settling
from desktop.services.settling import PROVINCE, Unsettled
from desktop.ui import theme
from desktop.ui.chips import Flow
from desktop.ui.choice_input import ChoiceInput, Option
from desktop.ui.context import Context
from desktop.ui.finding_part import FindingPart
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, Scroll, button, column, disable, label, row


class SettlePart(FindingPart):
    """The queue on the left; on the right where a text stands, and what it may mean."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.entries: list[Unsettled] = []
        self._wanted = ""
        self.search = SearchField(self.tr("Tìm theo cách ghi, danh mục"))
        self.search.searched.connect(lambda _text: self._show())
        self.model = RowsModel(_columns(), key=_key, parent=self)
        self.sheet = SheetView(self.tr("Giá trị chờ xác định mã"))
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Mọi giá trị đều có trong danh mục."))
        self.sheet.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_entry())
        self.search.results = self.sheet
        self.sure_button = button("", icon="check", run=self.settle_sure)
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        self.heading, self.where = label("", "lead", wrap=True), label("", "muted", wrap=True)
        self.suggested = Flow()
        self.code = ChoiceInput(self._options, closed=True)
        self.code.setAccessibleName(self.tr("Mã trong danh mục"))
        self.code.chosen.connect(self._dress)
        self.code.textChanged.connect(lambda _text: self._dress())
        self.use_button = button(self.tr("Dùng mã này"), "primary", run=self.settle)
        self.own_label = QLineEdit()
        self.own_label.setMaxLength(250)
        self.own_label.setAccessibleName(self.tr("Tên của mã mới"))
        self.own_button = button(self.tr("Thêm vào danh mục của đơn vị"), icon="add", run=self.settle_as_own)
        self._lay_out()
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.activated.connect(self.settle)

    def _lay_out(self) -> None:
        left, self.right = Card(), Card()
        tools = row(self.search, self.sure_button, self.export_button, space=theme.S)
        tools.setStretch(0, 1)
        left.body.addLayout(tools)
        left.body.addWidget(self.sheet, 1)
        self.own_caption = label(self.tr("Hoặc thêm thành mã riêng, với tên"), "muted")
        form = QWidget()
        form.setLayout(
            column(
                self.heading,
                self.where,
                label(self.tr("Có thể là"), "muted"),
                self.suggested,
                label(self.tr("Mã trong danh mục"), "muted"),
                self.code,
                row(None, self.use_button),
                self.own_caption,
                self.own_label,
                row(None, self.own_button),
                None,
            )
        )
        self.right.body.addWidget(Scroll(form))
        self.right.setMinimumWidth(theme.px(320))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, self.right):
            self.split.addWidget(part)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([760, 360])
        self.setLayout(column(self.split))
        self.setFocusProxy(self.sheet)
        self.export_button.setVisible(self.context.rights.may_export)
        self._show_entry()

    # Reading

    def compute(self) -> list[Unsettled]:
        return settling.queue(self.context.workspace)

    def show_found(self, found: Any) -> None:
        self.entries = found
        self.counted.emit(str(len(found)))
        sure = [entry for entry in found if entry.sure]
        self.sure_button.setVisible(bool(sure))
        self.sure_button.setText(self.tr("Nhận {} tỉnh đã rõ").format(len(sure)))
        self.sure_button.setToolTip(
            self.tr("Ghi tỉnh, thành phố hiện nay cho mọi địa chỉ nêu rõ tên tỉnh, kể cả tỉnh trước 01/7/2025")
        )
        self._show()

    def _show(self) -> None:
        forms = [form.split() for form in search_forms(self.search.text())]
        found = [
            entry
            for entry in self.entries
            if not any(forms)
            or any(all(w in search_key(f"{entry.text} {settling.list_title(entry)}") for w in words) for words in forms)
        ]
        self.model.set_rows(found)
        wanted = next((n for n, entry in enumerate(found) if self._wanted and entry.text == self._wanted), None)
        if wanted is not None or (found and not self.sheet.currentIndex().isValid()):
            self.sheet.setCurrentIndex(self.model.index(wanted or 0, 0))
            self._wanted = ""
        self._show_entry()

    def show_text(self, text: str) -> None:
        """Go to a text of the queue, now or as soon as it is read."""
        self._wanted = text
        self.search.clear()
        if self.is_known:
            self._show()

    # One text

    @property
    def current(self) -> Unsettled | None:
        """The entry that the queue stands on."""
        found = self.model.row_at(self.sheet.currentIndex())
        return found if isinstance(found, Unsettled) else None

    def _show_entry(self) -> None:
        entry = self.current
        self.right.setVisible(entry is not None)
        if entry is None:
            return
        self.heading.setText(f"«{entry.text}»")
        self.where.setText("\n".join(self.tr("{}: {} dòng").format(place.label, place.count) for place in entry.places))
        self.suggested.clear()
        for code, words in entry.suggestions:
            self.suggested.add(button(words, "chip", run=partial(self.choose, code)))
        self.code.set_value(entry.suggestions[0][0] if entry.sure else "")
        self.own_label.setText(entry.text)
        for part in (self.own_caption, self.own_label, self.own_button):
            part.setVisible(entry.list_name != PROVINCE)
        self._dress()

    def choose(self, code: str) -> None:
        """Take a suggestion into the field."""
        self.code.set_value(code)
        self._dress()
        self.use_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _options(self) -> list[Option]:
        entry = self.current
        if entry is None:
            return []
        codes = self.context.workspace.catalogue.list(entry.list_name)
        return [Option(each.code, each.label, each.code, " ".join(each.aliases)) for each in codes]

    def _dress(self) -> None:
        rights = self.context.rights
        closed = "" if rights.may_edit and rights.may_configure else self.tr("Cần quyền sửa hồ sơ và danh mục.")
        disable(self.use_button, closed or ("" if self.code.option() else self.tr("Chọn một mã trong danh mục.")))
        disable(self.own_button, closed)
        disable(self.sure_button, closed)

    # Settling

    def settle(self) -> None:
        """Give every row the chosen code."""
        entry, option = self.current, self.code.option()
        if entry is None or option is None or not self.use_button.isEnabled():
            return
        self.do(
            lambda: settling.settle(self.context.workspace, entry, option.value),
            self.tr("«{}» từ nay là {}: đã sửa {} dòng.").format(entry.text, option.label, entry.count),
        )

    def settle_as_own(self) -> None:
        """Take the text in as the unit's own code."""
        entry = self.current
        if entry is not None:
            self.do(
                lambda: settling.settle_as_own(self.context.workspace, entry, self.own_label.text()),
                self.tr("«{}» đã có trong danh mục của đơn vị.").format(self.own_label.text().strip() or entry.text),
            )

    def settle_sure(self) -> None:
        """Take every province that the addresses name."""
        entries = list(self.entries)
        count = sum(entry.count for entry in entries if entry.sure)
        self.do(
            lambda: settling.settle_sure(self.context.workspace, entries),
            self.tr("Đã ghi tỉnh, thành phố cho {} địa chỉ.").format(count),
        )

    def _ask_export(self) -> None:
        shown = self.model.rows()
        self.export("cho-xac-dinh-ma.xlsx", lambda path: settling.export_queue(self.context.workspace, path, shown))


def _key(entry: Unsettled) -> object:
    return entry.list_name, entry.text, entry.is_place


def _columns() -> tuple[Column, ...]:
    return (
        Column("Ghi là", weight=1.2, least=150, show=lambda e: e.text, bold=True),
        Column("Danh mục", weight=1.0, least=130, show=settling.list_title),
        Column("Số dòng", width=76, align="right", show=lambda e: str(e.count), sort=lambda e: e.count),
        Column(
            "Có thể là",
            weight=1.1,
            least=120,
            show=lambda e: e.suggestions[0][1] if e.suggestions else "",
            tone=lambda e: "accent" if e.sure else "neutral",
        ),
    )
