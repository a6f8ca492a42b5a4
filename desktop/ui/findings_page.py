"""Kiểm tra dữ liệu: what the checks found, values waiting for a code, and how complete the records are."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui import theme
from desktop.ui.chips import ChipBar
from desktop.ui.completeness_part import CompletenessPart
from desktop.ui.context import Context
from desktop.ui.finding_part import FindingPart
from desktop.ui.findings_list import FindingsList
from desktop.ui.page import Page
from desktop.ui.settle_part import SettlePart
from desktop.ui.widgets import column

FOUND, SETTLE, COMPLETE = "found", "settle", "complete"


class FindingsPage(Page):
    """Three parts behind chips that tell their figures; each is read when it comes to the front."""

    title = "Kiểm tra dữ liệu"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.findings, self.queue, self.complete = FindingsList(context), SettlePart(context), CompletenessPart(context)
        self._parts: dict[str, FindingPart] = {FOUND: self.findings, SETTLE: self.queue, COMPLETE: self.complete}
        self._told: dict[str, str] = {}
        self.chips = ChipBar([], self.tr("Nội dung"))
        self.chips.chosen.connect(self.show_part)
        self.stack = QStackedWidget()
        for key, part in self._parts.items():
            self.stack.addWidget(part)
            part.counted.connect(lambda told, key=key: self._count(key, told))
        self.findings.to_settle.connect(self._settle)
        whole = column(self.chips, self.stack, space=theme.S)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        shortcut = QShortcut(QKeySequence("Ctrl+F"), self)
        shortcut.activated.connect(self._search)
        self._name_chips()
        self.show_part(FOUND)

    @property
    def part(self) -> FindingPart:
        """The part in front."""
        return self._parts[self.chips.key]

    def show_part(self, key: str) -> None:
        """Bring one of found, settle, complete to the front."""
        self.chips.choose(key)
        self.stack.setCurrentWidget(self._parts[key])
        self.setFocusProxy(self._parts[key])
        self._parts[key].come_front()

    def open_target(self, target: object) -> None:
        """The key of a part shows it; («settle», text) goes to a text of the queue."""
        if isinstance(target, tuple) and len(target) == 2 and target[0] == SETTLE:
            self._settle(str(target[1]))
        elif isinstance(target, str) and target in self._parts:
            self.show_part(target)

    def activated(self) -> None:
        self.part.come_front()

    def _settle(self, text: str) -> None:
        self.queue.show_text(text)
        self.show_part(SETTLE)

    def _search(self) -> None:
        for part in (self.findings, self.queue, self.complete):
            if part is self.part:
                part.search.setFocus()

    def _count(self, key: str, told: str) -> None:
        is_first = not self._told
        self._told[key] = told
        self._name_chips()
        for part in self._parts.values() if is_first else ():
            part.come_front()  # the other figures follow, one after another

    def _name_chips(self) -> None:
        words = {
            FOUND: self.tr("Phát hiện"),
            SETTLE: self.tr("Chờ xác định mã"),
            COMPLETE: self.tr("Mức đầy đủ hồ sơ"),
        }
        self.chips.set_choices([(key, f"{text} {self._told.get(key, '')}".strip()) for key, text in words.items()])
