"""Long work off the GUI thread. One worker thread, so the data file is written by one task at a time.

The worker is handed a generator and an event, nothing else: callbacks, and with them the widgets that they
belong to, stay in a table on the GUI thread. So nothing that Qt owns is created or destroyed on the worker.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.services.progress import Progress, Task


@dataclass
class _Line:
    """What the worker and the GUI thread share about one task."""

    stop: Event = field(default_factory=Event)
    told: Event = field(default_factory=Event)  # a word of progress is on its way; the newest is in `at`
    at: Progress = field(default_factory=lambda: Progress(0, 0))


@dataclass
class _Job:
    title: str
    line: _Line
    done: Callable[[Any], None]
    progress: Callable[[Progress], None]
    cancelled: Callable[[], None]
    failed: Callable[[Exception], None] | None


class TaskRunner(QObject):
    """Runs tasks one after another. Signals come on the GUI thread.

    `busy(bool)`: there is work under way, or there is none any more. `progressed(title, Progress)`: how far the
    running task is. `failed(Exception)`: a task that was started without `failed=` raised this.
    """

    busy = Signal(bool)
    progressed = Signal(str, object)
    failed = Signal(object)
    _posted = Signal(int, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="task")
        self._jobs: dict[int, _Job] = {}
        self._numbers = count(1)
        self._posted.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        return bool(self._jobs)

    @property
    def title(self) -> str:
        """What the clerk is told is being done, or nothing."""
        return next(iter(self._jobs.values())).title if self._jobs else ""

    def start(
        self,
        task: Task[Any],
        *,
        title: str = "",
        done: Callable[[Any], None] = lambda _result: None,
        progress: Callable[[Progress], None] = lambda _progress: None,
        cancelled: Callable[[], None] = lambda: None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Callable[[], None]:
        """Run `task` after those started before it; exactly one of `done`, `cancelled`, `failed` is then called.

        All callbacks come on the GUI thread. Of much progress only the newest is told. Returns the function that
        cancels it: the generator is closed at its next `yield`, and what it had open rolls back.
        """
        number, line = next(self._numbers), _Line()
        self._jobs[number] = _Job(title, line, done, progress, cancelled, failed)
        if len(self._jobs) == 1:
            self.busy.emit(True)
            self.progressed.emit(title, line.at)
        self._worker.submit(self._work, number, task, line)
        return line.stop.set

    def cancel(self) -> None:
        """Cancel the task that is running; those behind it go on."""
        if self._jobs:
            next(iter(self._jobs.values())).line.stop.set()

    def shut_down(self) -> None:
        """Cancel everything and wait for the worker; callbacks no longer come. Last thing before the program ends."""
        for job in self._jobs.values():
            job.line.stop.set()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()

    def _work(self, number: int, task: Task[Any], line: _Line) -> None:
        try:
            while not line.stop.is_set():
                line.at = next(task)
                if not line.told.is_set():
                    line.told.set()
                    self._posted.emit(number, "progress", None)
            task.close()  # GeneratorExit at the yield: an open operation rolls back
            self._posted.emit(number, "cancelled", None)
        except StopIteration as end:
            self._posted.emit(number, "done", end.value)
        except Exception as error:  # every fault of a task belongs to whoever started it
            self._posted.emit(number, "failed", error)

    def _hear(self, number: int, word: str, value: object) -> None:
        job = self._jobs.get(number)
        if job is None:
            return
        if word == "progress":
            job.line.told.clear()
            job.progress(job.line.at)
            self.progressed.emit(job.title, job.line.at)
            return
        del self._jobs[number]
        try:
            if word == "done":
                job.done(value)
            elif word == "cancelled":
                job.cancelled()
            elif isinstance(value, Exception):
                (job.failed or self.failed.emit)(value)
        finally:
            if self._jobs:
                self.progressed.emit(self.title, Progress(0, 0))
            else:
                self.busy.emit(False)
