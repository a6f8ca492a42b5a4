"""Python's garbage collector, kept on the GUI thread."""

import gc

from PySide6.QtCore import QObject, QTimerEvent


class Collector(QObject):
    """Collects on a timer of the thread it is made on, and nowhere else.

    Left alone, the collector runs on whichever thread allocates, and destroys dropped widgets from there.
    """

    def __init__(self, parent: QObject | None = None, every_ms: int = 5000) -> None:
        super().__init__(parent)
        gc.disable()
        self.startTimer(every_ms)

    def timerEvent(self, _event: QTimerEvent) -> None:
        gc.collect()
