"""Undo and redo for the whole program, one step after the other, each named.

A text field with the focus keeps Ctrl+Z for its own typing (Qt gives it the key first), see `undo_keys`.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from desktop.services.progress import Progress, Task
from desktop.ui import icons
from desktop.ui.context import Action, Context


class UndoActions(QObject):
    """The two actions. They run on the worker, behind whatever is being written."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.undo = QAction(icons.icon("undo", "ink"), "", self)
        self.undo.setShortcut(QKeySequence("Ctrl+Z"))
        self.undo.triggered.connect(self.run_undo)
        self.redo = QAction(icons.icon("redo", "ink"), "", self)
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.redo.triggered.connect(self.run_redo)
        context.changed.connect(self._on_changed)
        context.attached.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Name what would be taken back now."""
        database = self._context.workspace.database if self._context.is_attached else None
        undo, redo = (database.undo_title(), database.redo_title()) if database else (None, None)
        self._name(self.undo, self.tr("Hoàn tác"), undo, self.tr("Chưa có gì để hoàn tác"))
        self._name(self.redo, self.tr("Làm lại"), redo, self.tr("Chưa có gì để làm lại"))

    def run_undo(self) -> None:
        """Take back the latest step, and offer to do it again."""
        self._start(self._context.workspace.database.undo, self._undone)

    def run_redo(self) -> None:
        """Do again what was taken back last."""
        self._start(self._context.workspace.database.redo, self._redone)

    def _start(self, step: Callable[[], str | None], done: Callable[[str | None], None]) -> None:
        self.undo.setEnabled(False)
        self.redo.setEnabled(False)
        self._context.tasks.start(_once(step), done=done, failed=self._failed)

    def _undone(self, title: str | None) -> None:
        self.refresh()
        if title:
            again = Action(self.tr("Làm lại"), self.run_redo)
            self._context.tell(self.tr("Đã hoàn tác: {}").format(title), "success", again)

    def _redone(self, title: str | None) -> None:
        self.refresh()
        if title:
            back = Action(self.tr("Hoàn tác"), self.run_undo, is_undo=True)
            self._context.tell(self.tr("Đã làm lại: {}").format(title), "success", back)

    def _failed(self, error: Exception) -> None:
        self.refresh()
        self._context.tasks.failed.emit(error)

    def _on_changed(self, _changes: object) -> None:
        self.refresh()

    def _name(self, action: QAction, verb: str, title: str | None, nothing: str) -> None:
        action.setEnabled(bool(title))
        action.setText(f"{verb}: {title}" if title else verb)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{verb}: {title}  ({keys})" if title else nothing)


def _once(step: Callable[[], str | None]) -> Task[str | None]:
    """One call as a task that cannot be cancelled half-way."""
    yield Progress(0, 0)
    return step()
