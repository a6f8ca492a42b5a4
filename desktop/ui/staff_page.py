"""Hồ sơ: the list of everybody, and beside it the record of the one who is chosen, or a panel of the list."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.domain.conditions import Condition, Joined, Node
from desktop.domain.errors import UserError
from desktop.domain.system import CodeAlias, CodeEntry, OwnField
from desktop.storage.grid import PeopleGrid
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.finder import Hit
from desktop.ui.page import Page
from desktop.ui.staff_list import StaffList
from desktop.ui.widgets import Card, button, column, row

if TYPE_CHECKING:
    from desktop.storage.audit import Changes
    from desktop.ui.new_person import NewPersonForm
    from desktop.ui.record_form import RecordForm

NEW = "new"  # the target that begins a new person


class StaffPage(Page):
    """The list is there before the rest of the program: it reads through `context.grid` alone."""

    title = "Hồ sơ viên chức, người lao động"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._record: RecordForm | None = None
        self._new: NewPersonForm | None = None
        self._opened: str | None = None
        self._going = False
        self.list = StaffList(context)
        self.search, self.sheet, self.table, self.chips = (
            self.list.search,
            self.list.sheet,
            self.list.table,
            self.list.chips,
        )
        self.count, self.export_button = self.list.count, self.list.export_button
        self.list.opened.connect(self._on_row)
        self.list.showing.connect(self._show_panel)
        self.list.closing.connect(self._close_panel)
        self.setFocusProxy(self.search)
        self.add_button = button(self.tr("Thêm người"), "primary", icon="add", run=self.begin_new, tip="Ctrl+N")
        self._right = QStackedWidget()
        self._lay_out()
        self._bind_keys()
        context.changed.connect(self._on_changed)
        context.attached.connect(self._on_attached)
        if context.is_attached:
            self._on_attached()

    @property
    def _grid(self) -> PeopleGrid:
        return self.list.grid

    def _lay_out(self) -> None:
        tools = row(self.list.tools, self.add_button, space=theme.S)
        tools.setStretch(0, 1)
        right = Card()
        self._right_side = right
        right.hide()  # the list has the whole width until somebody is opened
        right.body.addWidget(self._right)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list.card)
        self.split.addWidget(right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.M)
        self.split.setStretchFactor(0, 42)
        self.split.setStretchFactor(1, 58)
        whole = column(tools, self.chips, self.list.banner, self.split, space=theme.S)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _bind_keys(self) -> None:
        for keys, run in (
            ("Ctrl+F", self.search.setFocus),
            ("Ctrl+Shift+F", self.list.open_filter),
            ("Ctrl+N", self.begin_new),
            ("Alt+Down", lambda: self.list.step(1)),
            ("Alt+Up", lambda: self.list.step(-1)),
            ("F2", self._edit),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # while the page is in front
            shortcut.activated.connect(run)

    # The list

    def show_condition(self, condition: Condition) -> None:
        """Add a condition (one column has one); an empty one takes that of its column away."""
        self.list.show_condition(condition)

    def show_only(self, conditions: Iterable[Node]) -> None:
        """The list under these conditions and no others: what stands behind a figure."""
        self.list.show_only(conditions)

    def export_to(self, path: Path) -> None:
        """Write the list as it is shown to a workbook."""
        self.list.export_to(path)

    # The record

    def open_target(self, target: object) -> None:
        """A uid opens that person; (uid, field or kind of record) goes to that place of the record, and with the uid
        of a row and a field (uid, kind, row, field) opens that row. Conditions show the list under them alone; NEW
        begins a new person.
        """
        if target == NEW:
            self.begin_new()
            return
        parts = target if isinstance(target, tuple) else (target,)
        if parts and all(isinstance(part, Condition | Joined) for part in parts):
            self.show_only([part for part in parts if isinstance(part, Condition | Joined)])
            return
        uid, *place = parts
        if isinstance(uid, str) and self.show_person(uid) and place and self._record is not None:
            self._record.go_to(*map(str, place))

    def show_person(self, uid: str) -> bool:
        """Open a person, and the list on them where it shows them. False when the open record would not be left."""
        if self._going:
            return False
        self._going = True  # saving and marking move the current row, which must not open anything
        try:
            if uid != self._opened and not self.can_leave():
                self.list.mark(self._opened)
                return False
            self._record_form().open(uid)
            self._opened = uid
            self._show_right(self._record_form())
            self.list.mark(uid)
            self._show_due()
        except UserError as error:
            self.context.tell(str(error), "danger")
            return False
        finally:
            self._going = False
        return True

    def hits(self, text: str) -> Sequence[Hit]:
        """The fields and tables of the open record that a text means: an item number of the paper form, or words."""
        return self._record.hits(text) if self._record is not None and self._opened else ()

    def can_leave(self) -> bool:
        """What is right is saved; what is wrong keeps the clerk here, with the message under its field."""
        if self._new is not None and self._right.currentWidget() is self._new and self._new.is_dirty:
            return self._new.save() is not None
        return self._record is None or self._record.leave()

    def begin_new(self) -> None:
        """Open the form for a new person."""
        if not self.context.is_attached or not self.context.rights.may_edit or not self.can_leave():
            return
        if self._new is None:
            from desktop.ui.new_person import NewPersonForm  # noqa: PLC0415 - the ORM comes with it

            self._new = NewPersonForm(self.context)
            self._new.added.connect(self._on_added)
            self._new.cancelled.connect(self._close_new)
            self._right.addWidget(self._new)
        self._new.begin()
        self._show_right(self._new)

    def _on_added(self, uid: str) -> None:
        self.show_person(uid)
        self._edit()  # the cursor goes on in the record, where the rest is typed

    def _close_new(self) -> None:
        if self._opened and self._record:
            self._show_right(self._record)
        else:
            self._right_side.hide()
            self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_right(self, shown: QWidget) -> None:
        self._right.setCurrentWidget(shown)
        if self._right_side.isHidden():
            self._right_side.show()
            self.split.setSizes([410, 720])

    def _record_form(self) -> "RecordForm":
        if self._record is None:
            from desktop.ui.record_form import RecordForm  # noqa: PLC0415 - the ORM comes with it
            from desktop.ui.record_state import RecordState  # noqa: PLC0415

            self._record = RecordForm(self.context)
            RecordState(self.context, self._record)
            self._record.unsaved.connect(self.unsaved)
            self._right.addWidget(self._record)
        return self._record

    def _show_panel(self, panel: QWidget) -> None:
        """A panel of the list takes the place of the record, which is saved or keeps the clerk."""
        if not self.can_leave():
            return
        if self._right.indexOf(panel) < 0:
            self._right.addWidget(panel)
        self._show_right(panel)

    def _close_panel(self) -> None:
        self._close_new()

    def _on_row(self, uid: str) -> None:
        shown = self._right.currentWidget() if not self._right_side.isHidden() else None
        is_panel = shown is not None and shown not in (self._record, self._new)
        if uid != self._opened and self.context.is_attached and not is_panel:
            self.show_person(uid)

    def _edit(self) -> None:
        if self._record is not None and self._opened:
            self._record.go_to("full_name")

    def _show_due(self) -> None:
        board = self.context.due
        if self._record is not None and board is not None and self._opened:
            self._record.show_due(*board.told_for(self._opened))
        if self._record is not None and self._opened and self.context.is_attached:
            from desktop.ui.person_acts import actions  # noqa: PLC0415 - the ORM comes with it

            self._record.set_actions(actions(self.context, self._opened, self))

    # Changes from elsewhere

    def _on_attached(self) -> None:
        self.add_button.setVisible(self.context.rights.may_edit)
        self.list.dress()
        self.list.reopen()

    def _on_changed(self, changes: "Changes") -> None:
        self.list.on_changed(changes)
        if self._record is None or self._opened is None or self._record.is_dirty:
            return
        if changes.touches(OwnField, CodeEntry, CodeAlias):  # other fields, other lists: another form
            old, self._record = self._record, None
            is_shown = self._right.currentWidget() is old
            self._right.removeWidget(old)
            old.deleteLater()
            self._right.setCurrentWidget(self._record_form() if is_shown else self._right.currentWidget())
        elif not self._record.concerns(changes):
            return
        try:
            self._record_form().open(self._opened)
        except UserError:
            self._opened = None
            self._right_side.hide()

    def activated(self) -> None:
        self._show_due()
