"""How complete the records are: the people with what each lacks, or the items of the form with how many lack them."""

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter

from desktop.domain.completeness import Item
from desktop.domain.text import search_forms, search_key
from desktop.services import completeness
from desktop.services.completeness import ItemShare, PersonCompleteness
from desktop.ui import theme
from desktop.ui.chips import Chip
from desktop.ui.context import Context
from desktop.ui.finding_part import FindingPart
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.search_field import SearchField
from desktop.ui.table import SheetView
from desktop.ui.widgets import Card, button, label, row


class CompletenessPart(FindingPart):
    """People on the left; on the right the items of the unit, or those that the chosen person lacks."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.people: list[PersonCompleteness] = []
        self._item: Item | None = None
        self.search = SearchField(self.tr("Tìm theo tên, mã, khoa"))
        self.search.searched.connect(lambda _text: self._show())
        self.count = label("", "muted")
        self.item_chip = Chip("")
        self.item_chip.clicked.connect(lambda: self.show_lacking(None))
        self.item_chip.hide()
        self.model = RowsModel(_people_columns(), key=lambda person: person.uid, parent=self)
        self.sheet = SheetView(self.tr("Mức đầy đủ của hồ sơ"))
        self.sheet.set_sortable()
        self.sheet.setModel(self.model)
        self.sheet.set_empty(self.tr("Không có ai khớp."))
        self.sheet.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_person())
        self.sheet.opened.connect(self._open_person)
        self.search.results = self.sheet
        self.items = RowsModel(_item_columns(), key=lambda item: (item.number, item.label), parent=self)
        self.item_sheet = SheetView(self.tr("Các mục còn thiếu"))
        self.item_sheet.setModel(self.items)
        self.item_sheet.set_empty(self.tr("Hồ sơ này đã đủ các mục."))
        self.item_sheet.opened.connect(self._open_item)
        self.shares = RowsModel(_share_columns(), key=lambda share: (share.item.number, share.item.label), parent=self)
        self.share_sheet = SheetView(self.tr("Mức đầy đủ theo mục của cả đơn vị"))
        self.share_sheet.setModel(self.shares)
        self.share_sheet.opened.connect(self._open_share)
        self.export_button = button(self.tr("Xuất Excel"), icon="export", run=self._ask_export)
        self.open_button = button(self.tr("Mở mục"), icon="chevron-right", run=self._open_current, tip="Enter")
        self._lay_out()

    def _lay_out(self) -> None:
        left, self.of_person, of_unit = Card(), Card(), Card(self.tr("Cả đơn vị theo mục"))
        tools = row(self.search, self.item_chip, self.count, self.export_button, space=theme.S)
        tools.setStretch(0, 1)
        left.body.addLayout(tools)
        left.body.addWidget(self.sheet, 1)
        self.of_person.head.addWidget(self.open_button)
        self.of_person.body.addWidget(self.item_sheet, 1)
        of_unit.body.addWidget(self.share_sheet, 1)
        right = QSplitter(Qt.Orientation.Vertical)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for outer, parts in ((right, (self.of_person, of_unit)), (self.split, (left, right))):
            for part in parts:
                outer.addWidget(part)
            outer.setChildrenCollapsible(False)
            outer.setHandleWidth(theme.M)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([620, 500])
        whole = row(self.split)
        self.setLayout(whole)
        self.setFocusProxy(self.sheet)
        self.export_button.setVisible(self.context.rights.may_export)

    # Reading

    def compute(self) -> tuple[list[PersonCompleteness], int, list[ItemShare]]:
        found = completeness.completeness(self.context.workspace)
        return found, completeness.average(found), completeness.by_item(found)

    def show_found(self, found: Any) -> None:
        self.people, average, shares = found
        self.counted.emit(f"{average}%")
        self.shares.set_rows(shares)
        self._show()

    def _show(self) -> None:
        forms = [form.split() for form in search_forms(self.search.text())]
        shown = [
            person
            for person in self.people
            if (self._item is None or self._item in person.missing)
            and (not any(forms) or any(all(word in _searched(person) for word in words) for words in forms))
        ]
        self.model.set_rows(shown)
        self.count.setText(self.tr("{} người").format(f"{len(shown):,}".replace(",", ".")))
        if shown and not self.sheet.currentIndex().isValid():
            self.sheet.setCurrentIndex(self.model.index(0, 0))
        self._show_person()

    def show_lacking(self, item: Item | None) -> None:
        """Only the people who lack an item; None for everybody."""
        self._item = item
        self.item_chip.setVisible(item is not None)
        self.item_chip.setText(self.tr("Thiếu {}").format(item.label) if item else "")
        self._show()

    # What is chosen

    @property
    def current(self) -> PersonCompleteness | None:
        """The person that the list stands on."""
        found = self.model.row_at(self.sheet.currentIndex())
        return found if isinstance(found, PersonCompleteness) else None

    def _show_person(self) -> None:
        person = self.current
        self.items.set_rows(person.missing if person else ())
        title = f"{person.name}: {person.percent}%" if person else self.tr("Chưa chọn ai")
        note = self.tr("Còn thiếu {} mục").format(len(person.missing)) if person else ""
        self.of_person.set_title(title, note)
        self.open_button.setEnabled(person is not None and bool(person.missing))
        if person and person.missing and not self.item_sheet.currentIndex().isValid():
            self.item_sheet.setCurrentIndex(self.items.index(0, 0))

    def _open_person(self, _index: QModelIndex) -> None:
        if self.current is not None:
            self.context.go("staff", self.current.uid)

    def _open_item(self, index: QModelIndex) -> None:
        person, item = self.current, self.items.row_at(index)
        if person is not None and isinstance(item, Item):
            self.context.go("staff", (person.uid, item.field if item.entity == "StaffMember" else item.entity))

    def _open_current(self) -> None:
        self._open_item(self.item_sheet.currentIndex())

    def _open_share(self, index: QModelIndex) -> None:
        share = self.shares.row_at(index)
        if isinstance(share, ItemShare):
            self.show_lacking(share.item)

    def _ask_export(self) -> None:
        shown = self.model.rows()
        self.export(
            "muc-day-du-ho-so.xlsx",
            lambda path: completeness.export_completeness(self.context.workspace, path, shown),
        )


def _searched(person: PersonCompleteness) -> str:
    return search_key(f"{person.name} {person.staff_code} {person.department}")


def _tone(percent: int) -> str:
    return "danger" if percent < 50 else "warning" if percent < 80 else "accent" if percent == 100 else ""


def _people_columns() -> tuple[Column, ...]:
    return (
        Column("Mã", width=78, show=lambda p: p.staff_code, spare=True),
        Column("Họ và tên", weight=1.3, least=140, show=lambda p: p.name, bold=True),
        Column("Khoa, phòng", weight=1.2, least=120, show=lambda p: p.department, spare=True),
        Column(
            "Đủ",
            width=64,
            align="right",
            show=lambda p: f"{p.percent}%",
            sort=lambda p: p.percent,
            tone=lambda p: _tone(p.percent),
            bold=True,
        ),
        Column("Thiếu", width=84, align="right", show=lambda p: f"{len(p.missing)} mục", sort=lambda p: len(p.missing)),
    )


def _item_columns() -> tuple[Column, ...]:
    return (
        Column("Mục", width=64, show=lambda item: item.number),
        Column("Còn thiếu", weight=1.1, least=150, show=lambda item: item.label),
        Column(
            "Ghi chú",
            weight=0.9,
            least=170,
            show=lambda item: "Không có thì ghi «Không»" if item.wants_no else "",
            tone=lambda _item: "neutral",
            spare=True,
        ),
    )


def _share_columns() -> tuple[Column, ...]:
    return (
        Column("Mục", width=64, show=lambda share: share.item.number),
        Column("Nội dung", weight=1.4, least=150, show=lambda share: share.item.label),
        Column("Thiếu", width=76, align="right", show=lambda share: f"{share.lacking:,}".replace(",", ".")),
        Column(
            "Đủ",
            width=64,
            align="right",
            show=lambda share: f"{share.percent}%",
            tone=lambda share: _tone(share.percent),
        ),
    )
