"""Answers to the questions that stop the clerk."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox


def answer(said: str) -> list[str]:
    """Press a button of the question that is about to open; the list returned holds what was asked."""
    asked: list[str] = []

    def now() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(b for b in box.buttons() if b.text() == said).click()

    QTimer.singleShot(0, now)
    return asked
