"""What a page of the window is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context

if TYPE_CHECKING:
    from desktop.ui.finder import Hit


class Page(QWidget):
    """One room of the window. Made when it is first shown, kept until the window closes.

    A page sets `title` (through `set_title` once it is shown), lays out its own content, and speaks to the rest of
    the window through `context`. `unsaved(int)` tells how many changes wait to be saved.
    """

    title_changed = Signal(str)
    unsaved = Signal(int)

    title = ""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def set_title(self, title: str) -> None:
        """Change what stands above the page."""
        self.title = title
        self.title_changed.emit(title)

    def open_target(self, target: object) -> None:
        """Show what `target` names: a record's uid, a report's code, a filter. What is unknown is passed over."""

    def hits(self, _text: str) -> "Sequence[Hit]":
        """What the finder finds on this page for a text."""
        return ()

    def activated(self) -> None:
        """The page has come to the front. Read again only what may have changed meanwhile."""

    def can_leave(self) -> bool:
        """Whether the clerk may go elsewhere now; the place to ask about changes that are not saved."""
        return True


class ReadingPage(Page):
    """A page that shows what it once read: it reads again when something was written, at once while it is in front,
    else when it comes to the front.

    The page connects `_on_changed` and says in `_stale` what it has yet to read.
    """

    _stale = False

    def reload(self) -> None:
        """Read everything again, and clear `_stale`."""
        raise NotImplementedError

    def activated(self) -> None:
        if self._stale:
            self.reload()

    def _on_changed(self, _changes: object) -> None:
        if self.isVisible():
            self.reload()
        else:
            self._stale = True
