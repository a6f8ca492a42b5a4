"""How the columns of a workbook were understood, and the clerk's say in it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.services.importing import ColumnMatch
from desktop.ui import theme
from desktop.ui.choice_input import ChoiceInput, Option
from desktop.ui.widgets import Card, ElidedLabel, Scroll, label

SURE = 0.9


class MappingPanel(Card):
    """One line for each heading with the field that it was taken for. `changed(letter, field)`: empty leaves it out."""

    changed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.set_title(self.tr("Cột của tệp"), self.tr("Sửa chỗ nhận sai; lần sau mẫu này được nhớ."))
        self.inputs: dict[str, ChoiceInput] = {}
        self._place: Scroll | None = None
        self.setMinimumWidth(theme.px(280))

    def show_columns(self, matches: Sequence[ColumnMatch], fields: Sequence[tuple[str, str]]) -> None:
        """Show the headings of a workbook, and what each can be."""
        options = [Option("", self.tr("(bỏ qua)"))]
        seen: set[str] = set()
        for key, text in fields:
            options.append(Option(key, text if text not in seen else f"{text} ({key})"))
            seen.add(text)
        content, grid = QWidget(), QGridLayout()
        grid.setContentsMargins(0, 0, theme.S, 0)
        grid.setVerticalSpacing(theme.XS)
        self.inputs = {}
        for line, match in enumerate(m for m in matches if m.header.path):
            letter = match.header.letter
            heading = ElidedLabel(match.header.text)
            choice = ChoiceInput(lambda: options, closed=True)
            choice.set_value(match.field or "")
            if match.field is None:
                choice.setText(options[0].label)
            choice.setAccessibleName(match.header.text)
            choice.chosen.connect(lambda letter=letter, choice=choice: self._chosen(letter, choice))
            if match.field is not None and match.confidence < SURE:
                choice.setToolTip(self.tr("Đoán, độ chắc {} %").format(round(match.confidence * 100)))
            self.inputs[letter] = choice
            grid.addWidget(label(letter, "muted"), line, 0)
            grid.addWidget(heading, line, 1)
            grid.addWidget(choice, line, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(self.inputs), 1)
        content.setLayout(grid)
        before, self._place = self._place, Scroll(content)
        self.body.addWidget(self._place, 1)
        if before is not None:
            before.hide()
            before.deleteLater()

    def _chosen(self, letter: str, choice: ChoiceInput) -> None:
        if (option := choice.option()) is not None:
            self.changed.emit(letter, option.value)
