"""What every page is given: the open data file, the task runner, word of changes, and a way to speak to the clerk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal

from desktop.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from desktop.domain.rights import Rights
    from desktop.services.signing_in import SignedIn
    from desktop.services.workspace import Workspace
    from desktop.storage.grid import PeopleGrid
    from desktop.ui.due_board import DueBoard


@dataclass(frozen=True)
class Action:
    """A button beside a message: what it says, and what it does. One that undoes means the latest step alone."""

    label: str
    run: Callable[[], object]
    is_undo: bool = False


class Context(QObject):
    """Passed to constructors; there is no global to reach for.

    `changed` carries the `Changes` of each committed operation, `message` a text, its kind (info, success, warning,
    danger) and an `Action` or None, `going` the key of a page and a target for its `open_target`. All three may
    be emitted on the worker thread: connect bound methods of QObjects, which Qt then calls on their own thread.
    `opening` asks for another data file (an `Opened`), in the place of this one.
    """

    attached = Signal()
    changed = Signal(object)
    message = Signal(str, str, object)
    going = Signal(str, object)
    opening = Signal(object)

    def __init__(self, workspace: "Workspace | None" = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = TaskRunner(self)
        self._workspace: Workspace | None = None
        self.grid: PeopleGrid | None = None  # the list of people, there before the rest of the program
        self.due: DueBoard | None = None
        self.settings: QSettings | None = None  # of this PC; None keeps nothing
        self.signed: SignedIn | None = None  # who signed in; nobody by name where the file has no users
        if workspace is not None:
            self.attach(workspace)

    @property
    def is_attached(self) -> bool:
        """Whether the data file is open. The window may be painted before it is; pages are made after."""
        return self._workspace is not None

    @property
    def workspace(self) -> "Workspace":
        """The open unit."""
        assert self._workspace is not None, "no data file is open yet"
        return self._workspace

    @property
    def rights(self) -> "Rights":
        """What the user may see and do."""
        return self.workspace.rights

    @property
    def today(self) -> date:
        return self.workspace.today

    def attach(self, workspace: "Workspace") -> None:
        """Hand over the open unit, once; `attached` tells who waits for it."""
        assert self._workspace is None, "a data file is open already"
        self._workspace = workspace
        workspace.database.subscribe(self.changed.emit)
        self.attached.emit()

    def tell(self, text: str, kind: str = "info", action: Action | None = None) -> None:
        """Show one sentence in the message bar, if need be with a button that does what comes next."""
        self.message.emit(text, kind, action)

    def undoing(self) -> Action:
        """The button that takes back what was just done; it is gone as soon as something else is."""
        return Action(self.tr("Hoàn tác"), lambda: self.workspace.database.undo(), is_undo=True)

    def go(self, page: str, target: object = None) -> None:
        """Show another page, and there the record, report or list that `target` names."""
        self.going.emit(page, target)
