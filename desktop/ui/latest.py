"""Questions answered off the window's thread, of which only the last one asked matters."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.services.progress import Progress
from desktop.ui.context import Context

if TYPE_CHECKING:
    from desktop.services.progress import Task


class Latest(QObject):
    """`answered(value)` for the newest question; answers to those before it are dropped."""

    answered = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._number = context, 0

    def ask(self, compute: Callable[[], object]) -> None:
        """Begin to compute on the worker; nothing of Qt may be touched there."""
        self._number += 1
        number = self._number
        self._context.tasks.start(_task(compute), done=lambda found: self._take(number, found))

    def forget(self) -> None:
        """What was asked does not matter any more."""
        self._number += 1

    def _take(self, number: int, found: object) -> None:
        if number == self._number:
            self.answered.emit(found)


def _task(compute: Callable[[], object]) -> "Task[object]":
    yield Progress(0, 0)
    return compute()
