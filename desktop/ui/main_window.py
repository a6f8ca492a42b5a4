"""The window: rail, top bar, message bar, progress, and one page for each kind of work."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from desktop.domain.text import search_key
from desktop.ui import theme
from desktop.ui.context import Action, Context
from desktop.ui.errors import ErrorDesk
from desktop.ui.finder import Hit, Provider
from desktop.ui.message_bar import MessageBar
from desktop.ui.page import Page
from desktop.ui.pages import PAGES, PageSpec
from desktop.ui.progress_strip import ProgressStrip
from desktop.ui.rail import Rail
from desktop.ui.room_tabs import RoomTabs
from desktop.ui.top_bar import TopBar
from desktop.ui.undo import UndoActions
from desktop.ui.widgets import column, row

SMALLEST = QSize(900, 540)
NARROW_BELOW = 1000  # pixels at plain text size: under this the rail shows icons alone


class MainWindow(QMainWindow):
    """Pages are made when they are first shown, the first one when the context has a data file. `finder` finds people, reports and the like for Ctrl+K.

    `settings` keeps the size of the text, of the window, and the page last open on this PC; None keeps nothing.
    """

    def __init__(
        self,
        context: Context,
        *,
        unit: str = "",
        user: str = "",
        finder: Provider | None = None,
        pages: Sequence[PageSpec] = PAGES,
        settings: QSettings | None = None,
        now: Callable[[], datetime] = datetime.now,
        first: str = "",
    ) -> None:
        super().__init__()
        self.context = context
        self._specs = {spec.key: spec for spec in pages}
        self._pages: dict[str, Page] = {}
        self._find, self._settings, self._now = finder, settings, now
        self._saved_at: datetime | None = None
        self._unsaved: dict[str, int] = {}
        self._closing = False
        self.commands: list[QAction] = []
        self.current_key = ""
        self.setMinimumSize(SMALLEST)
        self.rail = Rail(pages, unit)
        self.tabs = RoomTabs(pages)
        self.top_bar = TopBar(self._hits, user)
        self.messages = MessageBar()
        self.progress = ProgressStrip(context.tasks)
        self.stack = QStackedWidget()
        self.errors = ErrorDesk(context.tell, self)
        self.undo = UndoActions(context, self)
        self._lay_out()
        self.set_unit(unit)
        for action in (self.undo.undo, self.undo.redo):
            self.add_command(action)
            self.top_bar.add_action(action)
        self._bind_keys()
        self.rail.chosen.connect(self.show_page)
        self.tabs.chosen.connect(self.show_page)
        self.top_bar.text_size.connect(self.change_text_size)
        context.changed.connect(self._on_changed)
        context.message.connect(self._on_message)
        context.going.connect(self.show_page)
        context.tasks.busy.connect(self._on_busy)
        context.tasks.failed.connect(self.errors.handle)
        self._restore(first)

    # Pages

    def show_page(self, key: str, target: object = None) -> bool:
        """Show a page, and there what `target` names. False when the open page would not be left."""
        spec = self._specs.get(key)
        before = self._pages.get(self.current_key)
        if spec is None or (key != self.current_key and before is not None and not before.can_leave()):
            self.rail.mark(self.current_key)
            self.tabs.show_for(self.current_key)
            return False
        page = self._pages.get(key) or self._make(spec)
        self.current_key = key
        self.stack.setCurrentWidget(page)
        self.rail.mark(key)
        self.tabs.show_for(key)
        self.top_bar.set_title(page.title or spec.title)
        self._show_state()
        last = page.focusWidget()  # where the clerk was on this page
        (last if last is not None and last.isVisibleTo(page) else page).setFocus()
        page.activated()
        if target is not None:
            page.open_target(target)
        return True

    def page(self, key: str = "") -> Page | None:
        """A page that has been made, the open one by default."""
        return self._pages.get(key or self.current_key)

    @property
    def has_unsaved(self) -> bool:
        """Whether anything typed on any page waits to be saved."""
        return any(self._unsaved.values())

    def set_unit(self, name: str) -> None:
        """Show whose file is open."""
        self.setWindowTitle(f"{name} – CanBo" if name else "CanBo")
        self.rail.unit.setText(name)

    def add_command(self, action: QAction) -> None:
        """A command of the whole window: its shortcut works everywhere, and the finder finds it."""
        self.commands.append(action)
        self.addAction(action)

    def _make(self, spec: PageSpec) -> Page:
        page = spec.make(self.context)
        self._pages[spec.key] = page
        self.stack.addWidget(page)
        page.title_changed.connect(self._on_title)
        page.unsaved.connect(self._on_unsaved)
        return page

    def _on_title(self, title: str) -> None:
        if self.sender() is self._pages.get(self.current_key):
            self.top_bar.set_title(title)

    # Layout, text size

    def _lay_out(self) -> None:
        bands = QWidget()
        bands.setLayout(column(self.messages))
        bands.layout().setContentsMargins(theme.L, theme.S, theme.L, 0)  # type: ignore[union-attr]
        self._bands = bands
        bands.hide()
        right = column(self.top_bar, self.progress, bands, self.tabs, self.stack, space=0)
        right.setStretch(4, 1)
        whole = row(self.rail, right, space=0)
        whole.setStretch(1, 1)
        centre = QWidget()
        centre.setLayout(whole)
        self.setCentralWidget(centre)
        self.messages.installEventFilter(self)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.messages and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._bands.setVisible(not self.messages.isHidden())
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < theme.px(NARROW_BELOW))

    def change_text_size(self, step: int) -> None:
        """One step smaller (-1) or larger (1), or the usual size (0)."""
        self.set_text_size(theme.next_scale(step) if step else 1.0)

    def set_text_size(self, scale: float) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.install(app, scale)
        self.rail.set_narrow(self.width() < theme.px(NARROW_BELOW))
        if self._settings is not None:
            self._settings.setValue("text_scale", theme.scale())

    def _bind_keys(self) -> None:
        for keys, run in (
            ("Ctrl+K", self._focus_finder),
            ("Ctrl++", lambda: self.change_text_size(1)),
            ("Ctrl+=", lambda: self.change_text_size(1)),
            ("Ctrl+-", lambda: self.change_text_size(-1)),
            ("Ctrl+0", lambda: self.change_text_size(0)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(run)

    def _focus_finder(self) -> None:
        self.top_bar.finder.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Finder

    def _hits(self, text: str) -> list[Hit]:
        key = search_key(text)
        rooms = [
            Hit(spec.title, self.tr("trang"), spec.icon, lambda key=spec.key: self.show_page(key))  # type: ignore[misc]
            for spec in self._specs.values()
            if not spec.is_hidden and f" {key}" in f" {search_key(spec.title)}"
        ]
        commands = [
            Hit(action.text(), self.tr("lệnh"), "play", action.trigger)
            for action in self.commands
            if action.isEnabled() and f" {key}" in f" {search_key(action.text())}"
        ]
        return [*rooms, *(self._find(text) if self._find else ()), *commands]

    # What is heard

    def _on_message(self, text: str, kind: str, action: Action | None) -> None:
        self.messages.show_message(text, kind, action)

    def _on_changed(self, _changes: object) -> None:
        self._saved_at = self._now()
        self.messages.forget_undo()
        self._show_state()

    def _on_unsaved(self, count: int) -> None:
        key = next((key for key, page in self._pages.items() if page is self.sender()), "")
        self._unsaved[key] = count
        self._show_state()

    def _on_busy(self, busy: bool) -> None:
        self._show_state()
        if not busy and self._closing:
            self._closing = False
            self.close()

    def _show_state(self) -> None:
        if self.context.tasks.is_busy:
            self.top_bar.show_busy()
        elif count := self._unsaved.get(self.current_key, 0):
            self.top_bar.show_unsaved(count)
        else:
            self.top_bar.show_saved(self._saved_at)

    # Start and end

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when every page may be left; while a task runs, wait for it (its «Hủy» is at hand)."""
        if not all(page.can_leave() for page in self._pages.values()):
            event.ignore()
            return
        if self.context.tasks.is_busy:
            event.ignore()
            self._closing = True
            title = self.context.tasks.title or self.tr("việc đang làm")
            self.messages.show_message(self.tr("Cửa sổ sẽ đóng khi xong: {}.").format(title), "info")
            return
        if self._settings is not None:
            self._settings.setValue("geometry", self.saveGeometry())
            self._settings.setValue("page", self.current_key)
        event.accept()

    def _restore(self, first: str) -> None:
        self.resize(1280, 720)
        wanted = first
        if self._settings is not None:
            geometry = self._settings.value("geometry")
            if geometry is not None:
                self.restoreGeometry(geometry)
            wanted = first or str(self._settings.value("page") or "")
        self._first = wanted if wanted in self._specs else next(iter(self._specs))
        self.context.attached.connect(self._show_first)
        if self.context.is_attached or (self._specs[self._first].early and self.context.grid is not None):
            self._show_first()

    def _show_first(self) -> None:
        if not self.current_key:
            self.show_page(self._first)
