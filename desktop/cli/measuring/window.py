"""From the start of a process to a painted window: the program with its list, against the barest window of Qt.

Both run in processes of their own without a screen; this module never loads Qt itself.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from desktop.cli.measuring.figure import Measured
from desktop.domain.errors import EnvironmentRefused

# Each says "painted" once the window has been painted and its event loop turns again.
_BARE = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
def done():
    print("painted", flush=True)
    os._exit(0)
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
# The list is usable when it knows its rows and shows them.
_PROGRAM = """
import os, sys
from datetime import date
from pathlib import Path
from desktop import app
from desktop.ui import theme
from desktop.ui.opening import unlock
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView
def done():
    print("painted", flush=True)
    os._exit(0)
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.parent().model().rowCount() >= int(sys.argv[2]):
            QTimer.singleShot(0, done)
        return False
application = app._application()
theme.install(application)
file = unlock(Path(sys.argv[1]), os.environ.get("CANBO_PASSWORD"), asking=False)
window = app.assemble(file, date.fromisoformat(sys.argv[3]), first="staff")
window.resize(1366, 768)
watch = Watch()
for view in window.findChildren(QTableView):
    view.viewport().installEventFilter(watch)
window.show()
application.exec()
"""


def bare_window() -> Measured:
    """A measure of the start of a Qt window with nothing in it."""
    return lambda: _until_painted(_BARE)


def program(path: Path, people: int, day: str, password: str | None) -> Measured:
    """A measure of the start of the program until the list of everybody stands."""
    return lambda: _until_painted(_PROGRAM, str(path), str(people), day, password=password)


def _until_painted(code: str, *arguments: str, password: str | None = None) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("CANBO_PASSWORD", None)
    if password is not None:
        environment["CANBO_PASSWORD"] = password
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        took = time.perf_counter() - began
        if line.strip() != "painted":
            told = process.stderr.read().strip().splitlines()
            process.kill()
            raise EnvironmentRefused(f"Không đo được lúc mở cửa sổ: {told[-1] if told else 'cửa sổ không hiện'}.")
    return took
