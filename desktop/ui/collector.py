"""Python's garbage collector, kept on the GUI thread."""

import gc

from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtGui import QGuiApplication

# Turns of the timer between two looks at everything: while the clerk looks at the window, and while they do not.
_WATCHED, _AWAY = 120, 12


class Collector(QObject):
    """Collects on a timer of the thread it is made on, and nowhere else.

    Left alone, the collector runs on whichever thread allocates, and destroys dropped widgets from there. A look at
    everything holds the window up for long enough to be felt, so that at most turns only what is new is
    looked at.
    """

    def __init__(self, parent: QObject | None = None, every_ms: int = 5000) -> None:
        super().__init__(parent)
        self._turns = 0
        gc.disable()
        self.startTimer(every_ms)

    @staticmethod
    def spare() -> None:
        """Never look again at what is there now: the program itself, which stays until its end."""
        gc.freeze()

    def timerEvent(self, _event: QTimerEvent) -> None:
        self._turns += 1
        is_watched = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if self._turns < (_WATCHED if is_watched else _AWAY):
            gc.collect(1)
        else:
            self._turns = 0
            gc.collect()
