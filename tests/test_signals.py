"""Guards the version of Qt that is locked: PySide6 6.12.0 loses a reference to True at every emission on Python 3.11
and aborts the interpreter after a few hundred."""

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    changed = Signal(bool)


def test_emitting_a_signal_keeps_the_count_of_references_to_true():
    sender, heard = Sender(), []
    sender.changed.connect(lambda value: heard.append(len(heard)))
    before = sys.getrefcount(True)

    for _ in range(200):
        sender.changed.emit(True)

    assert len(heard) == 200
    assert abs(sys.getrefcount(True) - before) < 50
