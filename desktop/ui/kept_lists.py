"""Lists of people that are kept under a name: the menu that shows one again, and keeping the one that is shown."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from desktop.domain.conditions import leaves
from desktop.domain.errors import UserError
from desktop.ui.list_look import joined, split
from desktop.ui.widgets import PushButton

if TYPE_CHECKING:
    from desktop.services.saved_lists import SavedView
    from desktop.ui.staff_list import StaffList


class KeptLists(QObject):
    """`button` opens the menu and bears the name of the list that is shown."""

    def __init__(self, listing: "StaffList") -> None:
        super().__init__(listing)
        self._list = listing
        self.button = PushButton(self.tr("Danh sách"))
        self.menu = QMenu(listing)
        self.menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self.menu)

    def tell_name(self, name: str) -> None:
        """Show which list is open, "" for none that is kept."""
        self.button.setText(name or self.tr("Danh sách"))

    def _fill(self) -> None:
        from desktop.services import saved_lists  # noqa: PLC0415 - the ORM comes with it

        menu = self.menu
        menu.clear()
        if not self._list.context.is_attached:
            return
        menu.addAction(self.tr("Mọi người đang thuộc đơn vị"), self._list.show_everybody)
        views = saved_lists.listed(self._list.context.workspace)
        if views:
            menu.addSeparator()
        for view in views:
            text = view.name if view.is_mine else f"{view.name}  ({view.owner})"
            menu.addAction(text, lambda view=view: self.show(view))
        menu.addSeparator()
        menu.addAction(self.tr("Lưu danh sách đang hiện…"), self.ask_name)
        held = next((view for view in views if view.uid == self._list.look.uid), None)
        if held is not None and held.is_mine:
            menu.addAction(self.tr("Bỏ danh sách «{}»").format(held.name), lambda: self._remove(held.uid))

    def show(self, view: "SavedView") -> None:
        """Show a list as it was kept."""
        self._list.search.clear()
        known = tuple(key for key in view.columns if key in self._list.grid.columns)
        conditions = split(view.condition)
        if any(leaf.column not in self._list.grid.columns for node in conditions for leaf in leaves(node)):
            self._list.context.tell(
                self.tr("Danh sách «{}» dùng cột mà bạn không được xem.").format(view.name), "warning"
            )
            return
        self._list.show_look(
            replace(
                self._list.look,
                columns=known or self._list.look.columns,
                conditions=conditions,
                group=view.group_by,
                name=view.name,
                uid=view.uid,
            )
        )
        if view.order_by in self._list.grid.columns:
            self._list.table.sort_by(view.order_by, view.descending)

    def ask_name(self) -> None:
        """Ask for the name under which the list is kept."""
        from PySide6.QtWidgets import QInputDialog  # noqa: PLC0415 - rarely asked

        name, taken = QInputDialog.getText(
            self._list, self.tr("Lưu danh sách"), self.tr("Tên danh sách"), text=self._list.look.name
        )
        if taken and name.strip():
            self.save_as(name)

    def save_as(self, name: str) -> None:
        """Keep conditions, columns, groups and order under a name; the name of the open list replaces it."""
        from desktop.services import saved_lists  # noqa: PLC0415 - the ORM comes with it

        look = self._list.look
        order, descending = self._list.table.order
        kept = {
            view.uid for view in saved_lists.listed(self._list.context.workspace)
        }  # without one that was undone since
        try:
            uid = saved_lists.save(
                self._list.context.workspace,
                name,
                condition=joined(look.conditions),
                columns=look.columns,
                group_by=look.group,
                order_by=order,
                descending=descending,
                uid=look.uid if look.uid in kept and name.strip() == look.name else None,
            )
        except UserError as error:
            self._list.context.tell(str(error), "danger")
            return
        self._list.look = replace(look, name=name.strip(), uid=uid)
        self.button.setText(self._list.look.name)
        self._list.context.tell(
            self.tr("Đã lưu danh sách «{}»; báo cáo và xuất dữ liệu cũng dùng được.").format(name), "success"
        )

    def _remove(self, uid: str) -> None:
        from desktop.services import saved_lists  # noqa: PLC0415 - the ORM comes with it

        try:
            saved_lists.remove(self._list.context.workspace, uid)
        except UserError as error:
            self._list.context.tell(str(error), "danger")
        else:
            self._list.show_everybody()
