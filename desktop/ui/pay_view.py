"""What somebody is paid on any day, line by line, and how the pay changed over days."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.dates import add_years, show_day
from desktop.domain.fields import Day
from desktop.domain.pay import Pay, PayLine, Stretch
from desktop.services import pay
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.latest import Latest
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import column, label, restyle, row

BACK = 5  # years of the course of pay that is shown at first


class PayView(QWidget):
    """The pay of one person: of a day above, over days below. Nothing is changed here."""

    saved = Signal()  # as the other views have it; nothing is ever saved here

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._uid = ""
        self.on = _day_editor("on", self.tr("Ngày"), context.today)
        self.first = _day_editor("first", self.tr("Từ ngày"), add_years(context.today, -BACK))
        self.last = _day_editor("last", self.tr("Đến ngày"), context.today)
        for each in (self.on, self.first, self.last):
            each.setMaximumWidth(theme.px(140))
            each.committed.connect(self.reload)
        self.total = label("", "figure")
        self.note = label("", "small", tone="warning", wrap=True)
        self.lines = RowsModel(_line_columns(), parent=self)
        self.sheet = SheetView(self.tr("Các khoản lương của một ngày"))
        self.sheet.setModel(self.lines)
        self.sheet.set_empty(self.tr("Chưa tính được lương của ngày này."))
        self.course = RowsModel(_stretch_columns(), parent=self)
        self.course_sheet = SheetView(self.tr("Diễn biến tiền lương"))
        self.course_sheet.setModel(self.course)
        head = row(label(self.tr("Lương tháng tại ngày"), "strong"), self.on, self.total, None, space=theme.S)
        over = row(
            label(self.tr("Diễn biến từ"), "strong"), self.first, label(self.tr("đến"), "muted"), self.last, None
        )
        whole = column(head, self.sheet, self.note, over, self.course_sheet, space=theme.S)
        whole.setStretch(1, 2)
        whole.setStretch(4, 3)
        self.setLayout(whole)
        self._latest = Latest(context, self)
        self._latest.answered.connect(self._take)

    def show_person(self, uid: str) -> None:
        """Show the pay of a person."""
        self._uid = uid
        self.reload()

    def set_read_only(self, read_only: bool) -> None:
        """Nothing can be changed here anyway."""

    def reload(self) -> None:
        """Reckon anew for the days that are typed."""
        days = [_day(editor) for editor in (self.on, self.first, self.last)]
        if not self._uid or None in days:
            return
        workspace, uid = self._context.workspace, self._uid
        on, first, last = (day for day in days if day is not None)
        self._latest.ask(lambda: (pay.pay_of(workspace, uid, on), pay.pay_between(workspace, uid, first, last)))

    def _take(self, found: object) -> None:
        assert isinstance(found, tuple)
        of_day: Pay = found[0]
        self.total.setText(f"{_dong(of_day.total)} đ" if of_day.lines else "–")
        base = self.tr("Lương cơ sở {} đ.").format(_dong(of_day.base)) if of_day.base else ""
        missing = self.tr("Chưa đủ: {}.").format("; ".join(of_day.missing)) if of_day.missing else ""
        self.note.setText(" ".join(each for each in (base, missing) if each))
        restyle(self.note, tone="warning" if missing else "muted")
        self.lines.set_rows(of_day.lines)
        self.course.set_rows(list(reversed(found[1])))


def _day_editor(name: str, caption: str, day: date) -> Editor:
    field = Day(caption, required=True)
    field.name = name
    made = editor_for(field)
    made.set_text(show_day(day))
    return made


def _day(editor: Editor) -> date | None:
    problem = editor.check()
    editor.set_message(problem or None)
    return None if problem else editor.field.read(editor.text())


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _line_columns() -> list[Column]:
    return [
        Column("Khoản", weight=1.4, least=150, show=lambda line: line.label, bold=True),
        Column("Cách tính", weight=1.2, least=120, show=lambda line: line.measure),
        Column("Số tiền (đồng)", width=130, align="right", show=lambda line: _dong(line.amount), sort=_amount),
    ]


def _amount(line: PayLine) -> int:
    return line.amount


def _stretch_columns() -> list[Column]:
    return [
        Column("Từ ngày", width=94, show=lambda stretch: show_day(stretch.first)),
        Column("Đến ngày", width=94, show=lambda stretch: show_day(stretch.last)),
        Column("Gồm", weight=1.0, least=100, show=_told),
        Column("Lương cơ sở", width=96, align="right", show=lambda s: _dong(s.pay.base) if s.pay.base else ""),
        Column("Cộng (đồng)", width=106, align="right", show=lambda s: _dong(s.pay.total), bold=True),
    ]


def _told(stretch: Stretch) -> str:
    return "; ".join(f"{line.label} {line.measure}" for line in stretch.pay.lines)
