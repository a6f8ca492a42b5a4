"""Ctrl+Z in a field: the field's own while anything was typed and not saved, else the step that was saved last."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget


def leave_to_window(field: QWidget, event: QEvent) -> bool:
    """Whether the keys, heard by `field` as a ShortcutOverride, go on to the window.

    Qt's fields claim Ctrl+Z even where nothing was typed, and the clerk who just saved would press it in vain. It
    stays with a field that has something to take back or to bring again, and on a page with unsaved changes:
    one press too many must not take back a saved import.
    """
    if not isinstance(event, QKeyEvent) or getattr(field.window(), "has_unsaved", False):
        return False
    own = field.document() if isinstance(field, QPlainTextEdit) else field if isinstance(field, QLineEdit) else None
    keys = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
    if own is None or not keys or own.isUndoAvailable() or own.isRedoAvailable():
        return False
    event.ignore()
    return True
