"""A result computed off the window's thread, kept, and computed anew after each change of the data."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.services.progress import Progress, Task
from desktop.ui.context import Context

T = TypeVar("T")


class Kept(QObject, Generic[T]):
    """`value` is what `compute` returned last, None before the first time; `updated` when there is a new one.

    Begins when the data file is open. However many changes come while it computes, it computes once more.
    """

    updated = Signal()

    def __init__(self, context: Context, compute: Callable[[], T], note: str, parent: QObject | None = None) -> None:
        super().__init__(parent or context)
        self._context, self._compute, self._note = context, compute, note
        self.value: T | None = None
        self._running = self._again = False
        context.attached.connect(self.refresh)
        context.changed.connect(self._on_changed)
        if context.is_attached:
            self.refresh()

    @property
    def is_known(self) -> bool:
        """Whether it was computed at least once."""
        return self.value is not None

    def refresh(self) -> None:
        """Compute anew."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._context.tasks.start(self._task(), done=self._take, cancelled=self._stop, failed=self._fail)

    def _task(self) -> "Task[T]":
        yield Progress(0, 1, self._note)
        return self._compute()

    def _take(self, value: T) -> None:
        self.value = value
        self._stop()
        self.updated.emit()

    def _fail(self, error: Exception) -> None:
        self._stop()
        self._context.tasks.failed.emit(error)

    def _stop(self) -> None:
        self._running = False
        if self._again:
            self._again = False
            self.refresh()

    def _on_changed(self, _changes: object) -> None:
        self.refresh()
