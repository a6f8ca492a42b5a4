"""Lương, nghỉ hưu, nhiệm kỳ: rounds of raises, the conversion to levels, who retires, whose term ends."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui import theme
from desktop.ui.chips import ChipBar
from desktop.ui.context import Context
from desktop.ui.leaving_part import RetiringPart, TermPart
from desktop.ui.level_part import LevelPart
from desktop.ui.page import Page
from desktop.ui.pay_parts import PayPart
from desktop.ui.raise_part import RaisePart
from desktop.ui.widgets import column

_PARTS: tuple[tuple[str, str, type[PayPart]], ...] = (
    ("raises", "Nâng lương", RaisePart),
    ("levels", "Vị trí việc làm, bậc", LevelPart),
    ("retirement", "Nghỉ hưu", RetiringPart),
    ("terms", "Nhiệm kỳ", TermPart),
)


class PayPage(Page):
    """Four parts behind chips; each is made when it is first shown."""

    title = "Lương, nghỉ hưu, nhiệm kỳ"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.parts: dict[str, PayPart] = {}
        self.chips = ChipBar([(key, self.tr(words)) for key, words, _part in _PARTS], self.tr("Nội dung"))
        self.chips.chosen.connect(self._on_chosen)
        self.stack = QStackedWidget()
        whole = column(self.chips, self.stack, space=theme.S)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        for keys, name in (("Ctrl+Return", "begin_decision"), ("F2", "begin_edit"), ("Ctrl+E", "begin_export")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda name=name: self._run(name))
        self.show_part(_PARTS[0][0])

    @property
    def part(self) -> PayPart:
        """The part in front."""
        return self.parts[self.chips.key]

    def show_part(self, key: str) -> None:
        """Bring a part to the front."""
        if key not in self.parts:
            made = next(part for name, _words, part in _PARTS if name == key)(self.context)
            self.parts[key] = made
            self.stack.addWidget(made)
        self.chips.choose(key)
        self.stack.setCurrentWidget(self.parts[key])
        self.setFocusProxy(self.parts[key])
        self.parts[key].come_front()

    def open_target(self, target: object) -> None:
        """One of the keys raises, levels, retirement, terms shows that part."""
        if any(target == key for key, _words, _part in _PARTS) and self.can_leave():
            self.show_part(str(target))

    def activated(self) -> None:
        """Reads again what changed while another page was in front."""
        self.part.come_front()

    def can_leave(self) -> bool:
        """Asks once about a form that is typed and not saved."""
        return all(part.can_leave() for part in self.parts.values())

    def _on_chosen(self, key: str) -> None:
        shown = next(name for name, part in self.parts.items() if part is self.stack.currentWidget())
        if self.can_leave():
            self.show_part(key)
        else:
            self.chips.choose(shown)

    def _run(self, name: str) -> None:
        run = getattr(self.part, name, None)
        if run is not None:
            run()
