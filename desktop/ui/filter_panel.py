"""The filter builder: conditions on any column, all of them or one of them, with groups inside."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.domain.conditions import Condition, Joined, Node, operator_word, operators_for, problem
from desktop.domain.fields import Code, Field
from desktop.storage.grid import GridColumn, PeopleGrid
from desktop.ui import theme
from desktop.ui.choice_input import ChoiceInput, Option
from desktop.ui.widgets import Scroll, button, column, label, row

_NONE = ("empty", "filled")
_TWO = ("between",)
_MANY = ("is", "is_not", "has", "month")
_MOST_VALUES = 8


class ConditionRow(QFrame):
    """One condition: a column, an operator, its values. `removed` when the clerk takes it away."""

    removed = Signal(object)
    edited = Signal()

    def __init__(self, grid: PeopleGrid, start: Condition | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._start = start
        self.column = ChoiceInput(lambda: _columns(self._grid.columns), closed=True)
        self.column.setPlaceholderText(self.tr("Chọn cột"))
        self.column.setAccessibleName(self.tr("Cột"))
        self.operator = ChoiceInput(self._operators, closed=True)
        self.operator.setAccessibleName(self.tr("So sánh"))
        self.values: list[ChoiceInput] = []
        self.more = button("+", run=lambda: self._add_value(""), tip=self.tr("Thêm một giá trị (hoặc)"))
        self.drop = button("", icon="close", run=lambda: self.removed.emit(self), tip=self.tr("Bỏ điều kiện này"))
        self.drop.setAccessibleName(self.tr("Bỏ điều kiện này"))
        self.message = label("", "small", tone="danger", wrap=True)
        self.message.hide()
        self._places = QVBoxLayout()
        self._places.setSpacing(theme.XS)
        first = row(self.column, self.operator, self.drop, space=theme.XS)
        first.setStretch(0, 3)
        first.setStretch(1, 2)
        lines = column(first, self._places, self.message, space=theme.XS)
        lines.setContentsMargins(0, 0, 0, theme.XS)
        self.setLayout(lines)
        self.column.chosen.connect(self._on_column)
        self.column.editingFinished.connect(self._on_column)
        self.operator.chosen.connect(self._on_operator)
        self.operator.editingFinished.connect(self._on_operator)
        self._key = self._shown_operator = ""
        if start is not None and start.column in grid.columns:
            self.column.set_value(start.column)
            self._on_column()
            self.operator.set_value(start.operator)
            self._shown_operator = start.operator
            self._show_values(tuple(_word(grid.columns[start.column].field, each) for each in start.values))
        self._titled = label(start.title if start is not None else "", "strong", wrap=True)
        first.insertWidget(0, self._titled, 5)
        self._titled.setVisible(bool(self._titled.text()))
        if self._titled.text():  # its own words say it better than a row of codes
            for part in (self.column, self.operator, self.more, *self.values):
                part.hide()

    def begin(self) -> None:
        """The cursor goes where the column is chosen."""
        self.column.setFocus(Qt.FocusReason.OtherFocusReason)

    def condition(self) -> Condition | None:
        """The condition as it stands; None while no column is chosen."""
        if self._start is not None and self._start.title:
            return self._start
        if not self._key:
            return None
        values = tuple(text for each in self.values if (text := each.text().strip()))
        operator = self._operator()
        return Condition(self._key, operator, () if operator in _NONE else values)

    def check(self) -> bool:
        """Whether the condition can be used; what is wrong stands under it."""
        made = self.condition()
        if made is None:
            text = self.tr("Chưa chọn cột.")
        else:
            text = problem(made, self._grid.columns[made.column].field) or ""
            if not text and made.operator not in _NONE and not made.values:
                text = self.tr("Chưa nhập giá trị để so sánh.")
        self.message.setText(text)
        self.message.setVisible(bool(text))
        return not text

    def _on_column(self) -> None:
        self.column.settle()
        option = self.column.option()
        key = option.value if option else ""
        if key == self._key:
            return
        self._key = key
        offered = self._operators()
        self._shown_operator = offered[0].value if offered else ""
        self.operator.set_value(self._shown_operator)
        self._show_values(())
        self.edited.emit()

    def _operators(self) -> list[Option]:
        if not self._key:
            return []
        field = self._grid.columns[self._key].field
        return [Option(each, operator_word(each, field)) for each in operators_for(field)]

    def _operator(self) -> str:
        option = self.operator.option()
        return option.value if option else self._shown_operator

    def _on_operator(self) -> None:
        self.operator.settle()
        if self._operator() == self._shown_operator:
            return
        self._shown_operator = self._operator()
        self._show_values(tuple(each.text() for each in self.values))
        self.edited.emit()

    def _show_values(self, texts: tuple[str, ...]) -> None:
        operator = self._shown_operator
        wanted = 0 if not self._key or operator in _NONE else 2 if operator in _TWO else 1
        if operator in _MANY:
            wanted = max(1, len(texts))
        for each in self.values[wanted:]:
            self._places.removeWidget(each)
            each.hide()
            each.deleteLater()
        del self.values[wanted:]
        for n, each in enumerate(self.values):
            each.setText(texts[n] if n < len(texts) else "")  # kept, not made anew: the cursor may stand in it
            each.setPlaceholderText(self._hint())
        for n in range(len(self.values), wanted):
            self._add_value(texts[n] if n < len(texts) else "")
        self.more.setParent(None)
        if operator in _MANY and self._key:
            self._places.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignLeft)
            self.more.show()

    def _add_value(self, text: str) -> None:
        if len(self.values) >= _MOST_VALUES:
            return
        made = ChoiceInput(self._offered, closed=False)
        made.setPlaceholderText(self._hint())
        made.setAccessibleName(self.tr("Giá trị"))
        made.setText(text)
        made.editingFinished.connect(self.edited)
        self._places.insertWidget(len(self.values), made)
        self.values.append(made)
        line = (self.operator, *self.values, self.drop)  # a value made later would be reached last of all
        for before, after in pairwise(line):
            QWidget.setTabOrder(before, after)

    def _offered(self) -> list[Option]:
        return [Option(value, shown) for value, shown in self._grid.choices(self._key)] if self._key else []

    def _hint(self) -> str:
        hints = {"within": self.tr("số ngày, ví dụ 30"), "month": self.tr("tháng 1 đến 12")}
        return hints.get(self._shown_operator, self.tr("giá trị"))


class ConditionGroup(QFrame):
    """Conditions that must all hold, or of which one must; may hold one level of groups."""

    removed = Signal(object)

    def __init__(self, grid: PeopleGrid, start: Joined | None = None, *, is_inner: bool = False) -> None:
        super().__init__()
        self._grid, self._is_inner = grid, is_inner
        self.setProperty("role", "card" if is_inner else "")
        self.parts: list[ConditionRow | ConditionGroup] = []
        ways = [
            Option("all", self.tr("Thỏa mọi điều kiện")),
            Option("either", self.tr("Thỏa một trong các điều kiện")),
        ]
        self.how = ChoiceInput(lambda: ways, closed=True)
        self.how.set_value("all")
        self.how.setMinimumWidth(theme.px(240))
        self.how.setAccessibleName(self.tr("Cách nối các điều kiện"))
        self.add_button = button(self.tr("Thêm điều kiện"), "link", icon="add", run=lambda: self.add_row().begin())
        self.group_button = button(self.tr("Thêm nhóm"), "link", icon="add", run=lambda: self.add_group().begin())
        self.group_button.setVisible(not is_inner)
        drop = button("", icon="close", run=lambda: self.removed.emit(self), tip=self.tr("Bỏ cả nhóm"))
        drop.setVisible(is_inner)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.S)
        head = row(self.how, None, drop, space=theme.S)
        foot = row(self.add_button, self.group_button, None, space=theme.S)
        whole = column(head, self._lines, foot, space=theme.S)
        whole.setContentsMargins(*((theme.S,) * 4 if is_inner else (0, 0, 0, 0)))
        self.setLayout(whole)
        if start is not None:
            self.how.set_value("either" if start.either else "all")
            for part in start.parts:
                if isinstance(part, Condition):
                    self.add_row(part)
                else:
                    self.add_group(part)

    def begin(self) -> None:
        """The cursor goes to the last condition."""
        if self.parts:
            self.parts[-1].begin()

    def node(self) -> Joined:
        """The conditions as they stand."""
        parts: list[Node] = []
        for part in self.parts:
            made = part.condition() if isinstance(part, ConditionRow) else part.node()
            if made is not None and made != Joined(()):
                parts.append(made)
        option = self.how.option()
        return Joined(tuple(parts), option is not None and option.value == "either")

    def check(self) -> bool:
        """Whether every condition can be used."""
        return all([part.check() for part in self.parts])

    def add_row(self, start: Condition | None = None) -> ConditionRow:
        """One more condition."""
        made = ConditionRow(self._grid, start)
        self._add(made)
        return made

    def add_group(self, start: Joined | None = None) -> "ConditionGroup":
        """One more group; conditions that stand deeper join it. A new one joins the other way: the same would be none."""
        inner = ConditionGroup(self._grid, start, is_inner=True)
        if start is None:
            inner.how.set_value("all" if self.node().either else "either")
            inner.add_row()
        self._add(inner)
        return inner

    def _add(self, part: "ConditionRow | ConditionGroup") -> None:
        part.removed.connect(self._remove)
        self.parts.append(part)
        self._lines.addWidget(part)

    def _remove(self, part: "ConditionRow | ConditionGroup") -> None:
        self.parts.remove(part)
        self._lines.removeWidget(part)
        part.hide()
        part.deleteLater()


class FilterPanel(QWidget):
    """Hidden behind the list until asked for. `applied(Node or None)`; `saving` asks to keep the list under a name."""

    applied = Signal(object)
    saving = Signal(object)
    closed = Signal()

    def __init__(self, grid: Callable[[], PeopleGrid], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.group = ConditionGroup(grid())
        self._holder = QWidget()
        self._inside = column(self.group, None)
        self._holder.setLayout(self._inside)
        self.apply_button = button(self.tr("Lọc"), "primary", run=self.apply, tip="Ctrl+Enter")
        self.save_button = button(self.tr("Lưu thành danh sách…"), icon="bookmark", run=self._save)
        self.clear_button = button(self.tr("Xóa hết"), run=self.clear)
        self.close_button = button(self.tr("Đóng"), run=self.closed.emit, tip="Esc")
        foot = row(self.apply_button, self.clear_button, self.save_button, None, self.close_button, space=theme.S)
        whole = column(label(self.tr("Lọc danh sách"), "lead"), Scroll(self._holder), foot, space=theme.S)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.apply()
        else:
            super().keyPressEvent(event)

    def show_node(self, node: Node | None) -> None:
        """Show conditions to be changed; one empty row where there are none."""
        start = node if isinstance(node, Joined) else Joined((node,)) if node is not None else None
        self._inside.removeWidget(self.group)
        self.group.hide()
        self.group.deleteLater()
        self.group = ConditionGroup(self._grid(), start)
        if start is None or not start.parts:
            self.group.add_row()
        self._inside.insertWidget(0, self.group)
        self.group.begin()

    def node(self) -> Node | None:
        """The conditions as they stand, None for no condition."""
        made = self.group.node()
        if not made.parts:
            return None
        return made.parts[0] if len(made.parts) == 1 else made

    def apply(self) -> bool:
        """Use the conditions; what cannot be used says why and nothing changes."""
        wanted = [part for part in self.group.parts if not (isinstance(part, ConditionRow) and not part.condition())]
        if not all([part.check() for part in wanted]):
            return False
        self.applied.emit(self.node())
        return True

    def clear(self) -> None:
        """Take every condition away."""
        self.show_node(None)
        self.applied.emit(None)

    def _save(self) -> None:
        if self.apply():
            self.saving.emit(self.node())


def _word(field: Field, text: str) -> str:
    """A value of a condition as the list shows it: codes by their labels."""
    codes = field.codes if isinstance(field, Code) else None
    return codes.label(text) if codes is not None else text


def _columns(columns: Mapping[str, GridColumn]) -> list[Option]:
    return [Option(key, found.label, found.group, also=key) for key, found in columns.items()]
