"""The clerk's hands in tests."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def type_text(widget: QWidget, text: str) -> None:
    """Type as a Vietnamese keyboard does; QTest.keyClicks aborts on any letter outside ASCII."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    if widget.isEnabled() and widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled):  # a read-only field hears none
        QApplication.sendEvent(widget, event)


def press(widget: QWidget, keys: str | Qt.Key) -> None:
    """Press one key, or keys together as in "Ctrl+Shift+Z"."""
    if isinstance(keys, str):
        combination = QKeySequence(keys)[0]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())
    else:
        QTest.keyClick(widget, keys)


def turn_wheel(widget: QWidget) -> None:
    """Turn the mouse wheel one step over a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def show(qtbot, widget: QWidget, width: int = 0, height: int = 0) -> QWidget:
    """Show a widget as the active window, and give it back."""
    qtbot.addWidget(widget)
    if width:
        widget.resize(width, height or widget.sizeHint().height())
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    return widget
