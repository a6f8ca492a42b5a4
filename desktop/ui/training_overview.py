"""The year's training in figures: people sent against the plan by family, and money by purse."""

from PySide6.QtWidgets import QWidget

from desktop.services.training_views import PlanView
from desktop.ui import theme, training_rows
from desktop.ui.bars import Bar, BarList
from desktop.ui.facts import Fact, FactGrid
from desktop.ui.widgets import Scroll, column, label, row


class YearOverview(Scroll):
    """What stands on the right while no line is chosen."""

    def __init__(self) -> None:
        self.progress = BarList(shares=True)
        self.money = FactGrid()
        self.hint = label("", "muted", wrap=True)
        content = QWidget()
        super().__init__(content)
        self._of_the_year = (
            label(self.tr("Đã cử so với kế hoạch"), "lead"),
            self.progress,
            label(self.tr("Kinh phí"), "lead"),
            self.money,
        )
        content.setLayout(column(*self._of_the_year, self.hint, None, space=theme.S))

    def show_plan(self, view: PlanView) -> None:
        """Show the figures of a year."""
        for part in self._of_the_year:
            part.setVisible(bool(view.families))
        self.hint.setText(
            self.tr("Chọn một dòng để xem người được cử và ghi bước tiếp theo.")
            if view.families
            else self.tr("Tiến độ và kinh phí của năm hiện ở đây khi kế hoạch có dòng.")
        )
        planned = [f for f in view.families if f.counts.planned]
        self.progress.set_bars([Bar(f.label, f.counts.sent, f.counts.planned, key=f.key) for f in planned])
        self.money.set_facts(
            [
                Fact(self.tr("Dự toán"), training_rows.money_told(view.planned_money.total), wide=True),
                Fact("", training_rows.purses_told(view.planned_money), wide=True),
                Fact(self.tr("Đã chi"), training_rows.money_told(view.spent.total), wide=True),
                Fact("", training_rows.purses_told(view.spent), wide=True),
            ]
        )


class Figure(QWidget):
    """A number over what it counts."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._value, self._caption = label("0", "lead"), label(caption, "muted")
        self.setLayout(row(self._value, self._caption, space=theme.XS))

    def set_value(self, value: int) -> None:
        """Show a number."""
        self._value.setText(f"{value:,}".replace(",", "."))
        self.setAccessibleName(f"{self._value.text()} {self._caption.text()}")

    @property
    def value(self) -> str:
        """The number as it is shown."""
        return self._value.text()
