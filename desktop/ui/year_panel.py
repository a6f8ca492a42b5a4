"""The year beside the list of what is due: admissions by cell, and training, against what was planned."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.services.overview import Admissions, CellResult, Overview
from desktop.ui import theme
from desktop.ui.bars import Bar, BarList
from desktop.ui.chips import ChipBar
from desktop.ui.context import Context
from desktop.ui.widgets import Card, Scroll, column


class YearPanel(QWidget):
    """Two cards; each bar opens the people behind it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: Overview | None = None
        self.period = ChipBar(name=self.tr("Kỳ của chỉ tiêu kết nạp"))
        self.period.chosen.connect(lambda _key: self._fill_cells())
        self.cells = BarList(dense=True)
        self.cells.opened.connect(self._open_cell)
        self.party = Card(self.tr("Kết nạp Đảng theo chi bộ"))
        self.party.setToolTip(self.tr("Số đã kết nạp so với chỉ tiêu; vạch đứng là chỉ tiêu của chi bộ"))
        scrolled = Scroll(self._topped(self.cells))
        self.party.body.addWidget(self.period)
        self.party.body.addWidget(scrolled, 1)
        self.party.body.setSpacing(theme.XS)
        self.courses = BarList(shares=True, dense=True)
        self.courses.opened.connect(lambda _key: context.go("training"))
        self.training = Card(self.tr("Đào tạo"), " ")
        self.training.body.addWidget(self.courses)
        whole = column(self.party, self.training, space=theme.M)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_overview(self, shown: Overview) -> None:
        """Fill the cards."""
        self._shown = shown
        self.period.set_choices(
            [
                ("year", _told(shown.year, str(shown.as_of.year))),
                ("term", _told(shown.term, _years(shown.term))),
                ("last_term", _told(shown.last_term, _years(shown.last_term))),
            ]
        )
        for key, results in (("year", shown.year), ("term", shown.term), ("last_term", shown.last_term)):
            share = "" if results.percent is None else self.tr(", đạt {} % chỉ tiêu").format(results.percent)
            told = self.tr("Kết nạp {}: {} người{}").format(results.period.label, results.done.value, share)
            self.period.chips[key].setToolTip(told)
        self._fill_cells()
        self.training.set_title(
            self.tr("Đào tạo năm {}").format(shown.as_of.year), self.tr("Đã cử đi so với kế hoạch, tính theo lượt")
        )
        self.courses.set_bars(
            [Bar(course.label, course.sent, course.planned or None, key=course.label) for course in shown.training]
        )

    def sizeHint(self) -> QSize:
        return QSize(theme.px(346), super().sizeHint().height())

    @staticmethod
    def _topped(inner: QWidget) -> QWidget:
        holder = QWidget()
        holder.setLayout(column(inner, None))
        return holder

    def _results(self) -> Admissions | None:
        return getattr(self._shown, self.period.key or "year", None) if self._shown else None

    def _fill_cells(self) -> None:
        results = self._results()
        if results is None:
            return
        self.cells.set_bars([_bar(cell) for cell in results.cells])

    def _open_cell(self, key: str) -> None:
        results = self._results()
        found = next((cell for cell in results.cells if _key(cell) == key), None) if results else None
        if found is not None and found.done.behind:
            self._context.go("staff", found.done.behind)


def _told(results: Admissions, words: str) -> str:
    done = results.done.value
    return f"{words}: {done}" if results.target is None else f"{words}: {done}/{results.target}"


def _key(cell: CellResult) -> str:
    return cell.uid or "none"


def _bar(cell: CellResult) -> Bar:
    name = cell.name.removeprefix("Chi bộ ")
    target = cell.target if cell.target or cell.done.value else None
    return Bar(name[:1].upper() + name[1:], cell.done.value, target or None, key=_key(cell) if cell.done.behind else "")


def _years(results: Admissions) -> str:
    return f"{results.period.first.year}–{results.period.last.year}"
