"""Where the window is put together: paths, data file, pages. Nothing imports this but the start of the program."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSettings, QSize, Qt, QTimer, QTimerEvent
from PySide6.QtWidgets import QApplication

from desktop.domain.catalogue import Catalogue
from desktop.domain.errors import UserError
from desktop.domain.rights import Rights
from desktop.services.lists import shipped_lists
from desktop.services.progress import Progress, Task, run
from desktop.services.signing_in import SignedIn
from desktop.storage.connection import DataFile, owner_name
from desktop.storage.grid import PeopleGrid
from desktop.storage.veil import veiled
from desktop.ui import theme, translations
from desktop.ui.collector import Collector
from desktop.ui.context import Context
from desktop.ui.due_board import DueBoard
from desktop.ui.finder import Hit
from desktop.ui.main_window import MainWindow
from desktop.ui.opening import Opened, choose_file, keep_recent, recent_files, unlock
from desktop.ui.pages import PAGES
from desktop.ui.sign_in import identify

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace

SHOT = QSize(1366, 768)
COPIES = "CanBo-sao-luu"  # the folder beside the data file
LOAD_AFTER = 30  # milliseconds in which the first screen has the machine to itself
# What the rooms bring with them: read on the worker while the clerk looks at the first screen, so that a room opens
# without a halt.
AHEAD = (
    "desktop.services.person",
    "desktop.services.decisions",
    "desktop.services.pay",
    "desktop.services.rating",
    "desktop.services.checking",
    "desktop.services.structure_views",
    "desktop.services.mentoring_views",
    "desktop.services.training_views",
    "desktop.services.forms",
    "desktop.services.reporting",
)


def main(path: Path | None = None) -> int:
    """Open the window on a data file (the last one, or one the clerk chooses) and run until it is closed."""
    app = _application()
    settings = QSettings()
    theme.install(app, float(str(settings.value("text_scale", 1.0))))
    known = path or next(iter(recent_files(settings)), None)
    file = unlock(known) if known else None
    chosen = Opened(file) if file else choose_file(settings)
    status = 0
    while chosen is not None:
        keep_recent(settings, chosen.file.path)
        goes_on, signed = identify(chosen.file)
        if goes_on:
            status, chosen = _show(app, chosen, settings, signed)
        else:
            chosen = choose_file(settings)
    return status


def _show(app: QApplication, chosen: Opened, settings: QSettings, signed: SignedIn | None) -> tuple[int, Opened | None]:
    """Show the window until it is closed; tells how it ended, and the file to go on with where another was asked for."""
    today = date.today()  # noqa: DTZ011 - the clerk's own calendar day
    window = assemble(chosen.file, today, settings=settings, first=chosen.page, signed=signed)
    following: list[Opened] = []
    window.context.opening.connect(lambda other: following.append(other) if window.close() else None)
    window.context.attached.connect(Collector.spare)
    window.errors.install()
    window.show()
    status = app.exec()
    window.context.tasks.shut_down()
    if window.context.is_attached:
        with suppress(UserError):  # the file itself is whole; the clerk has left
            run(copy_aside(window.context.workspace))
        from desktop.services.attachments import forget_copies  # noqa: PLC0415 - the ORM comes with it

        forget_copies()
        window.context.workspace.close()
    window.deleteLater()
    return status, following[0] if following else None


def assemble(
    file: DataFile,
    today: date,
    *,
    settings: QSettings | None = None,
    first: str = "",
    signed: SignedIn | None = None,
) -> MainWindow:
    """The window on a data file, its first list readable at once; the rest is loaded after the first paint.

    Where somebody signed in, it has the rooms of their role, and shows what they may see.
    """
    context = Context()
    context.signed, context.settings = signed, settings
    rights = signed.rights if signed else Rights.all()
    if rights.sees_people:
        context.grid = PeopleGrid(veiled(file, rights), Catalogue(shipped_lists(), rights=rights))
    DueBoard(context)
    found = Finding(context)
    rooms = [spec for spec in PAGES if (spec.parent or spec.key) in rights.rooms]
    window = MainWindow(context, settings=settings, user=owner_name(), finder=found.hits, first=first, pages=rooms)
    found.window = window
    if signed is not None:
        from desktop.ui.user_menu import UserMenu  # noqa: PLC0415 - most files are of one clerk, who signs in nowhere

        UserMenu(window, context, file, signed, settings)
    Loading(context, window, file, today)
    return window


class Loading(QObject):
    """Loads the ORM and opens the unit on the worker, once the window stands; later keeps to the calendar day."""

    def __init__(self, context: Context, window: MainWindow, file: DataFile, today: date) -> None:
        super().__init__(window)
        self._context, self._window, self._file, self._today = context, window, file, today
        self._told_no_copy = False
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:  # the window paints itself in answer to this one
            self._window.removeEventFilter(self)
            QTimer.singleShot(LOAD_AFTER, self.start)
        return False

    def start(self) -> None:
        """Begin; called when the first screen has been painted."""
        self._context.tasks.start(
            self._open(), title=self.tr("Mở dữ liệu"), done=self._attach, failed=self._window.errors.handle
        )

    def timerEvent(self, _event: QTimerEvent) -> None:
        today = date.today()  # noqa: DTZ011 - the clerk's own calendar day
        workspace = self._context.workspace
        if self._context.tasks.is_busy or not self._window.isVisible():  # a closed window begins nothing
            return
        if today != workspace.today:
            workspace.database.today = today
            self._context.tasks.start(
                self._turn_over(), title=self.tr("Sang ngày mới"), done=lambda _none: self._window_turned()
            )
        else:
            self._context.tasks.start(copy_aside(workspace), failed=self._no_copy)

    def _window_turned(self) -> None:
        if self._context.due is not None:
            self._context.due.refresh()

    def _no_copy(self, error: Exception) -> None:
        """Said once: a folder that cannot be written stays so, and the clerk has other work."""
        if not self._told_no_copy:
            self._told_no_copy = True
            self._window.errors.handle(error)

    def _open(self) -> "Task[Workspace]":
        from desktop.services.workspace import Workspace  # noqa: PLC0415 - the ORM, after the first paint

        yield Progress(0, 2)
        signed = self._context.signed
        workspace = Workspace.on(
            self._file,
            today=self._today,
            user=signed.name if signed else owner_name(),
            rights=signed.rights if signed else None,
        )
        yield Progress(1, 2)
        workspace.database.keep_current()
        workspace.catalogue  # noqa: B018 - read here, not on the window's thread
        workspace.policy  # noqa: B018
        return workspace

    def _attach(self, workspace: "Workspace") -> None:
        from desktop.services.unit import unit_name  # noqa: PLC0415 - the ORM, after the first paint

        self._window.set_unit(unit_name(workspace))
        self._context.attach(workspace)
        self._context.tasks.start(self._read_ahead())
        self.startTimer(60_000)

    def _read_ahead(self) -> "Task[None]":
        for number, name in enumerate(AHEAD):
            yield Progress(number, len(AHEAD))
            import_module(name)

    def _turn_over(self) -> "Task[None]":
        yield Progress(0, 1)
        self._context.workspace.database.keep_current()


def copy_aside(workspace: "Workspace") -> "Task[None]":
    """The copy that the program makes by itself, beside the data file: after changes, at most every half hour."""
    from desktop.services import backups  # noqa: PLC0415 - the ORM comes with it

    yield Progress(0, 1)
    folder = workspace.database.file.path.parent / COPIES
    backups.automatic(workspace, folder, datetime.now())  # noqa: DTZ005 - named by the clerk's own clock


class Finding:
    """What Ctrl+K finds: people, whom a question means, and the places of the open record. The window adds its rooms."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.window: MainWindow | None = None

    def hits(self, text: str) -> Sequence[Hit]:
        """The open record's item of that number, the answer to a question, then people by name or code."""
        grid = self._context.grid
        if grid is None or len(text.strip()) < 2:
            return [*self._places(text)]
        ids = grid.ids(text)[:8]
        rows = grid.rows(ids, ("full_name", "staff_code", "title", "department"))
        found = [rows[i] for i in ids]
        people = self._answers(text)
        for name, code, title, department, uid in found:
            told = " · ".join(p for p in (code, title, department) if p)
            people.setdefault(uid, Hit(name, told, "people", self._opening(uid)))
        return [*self._places(text), *people.values()]

    def _answers(self, text: str) -> dict[str, Hit]:
        """Who heads a department, whose number it is, whose birthday: by uid."""
        if not self._context.is_attached:
            return {}
        from desktop.services.finding import answers  # noqa: PLC0415 - the ORM comes with it

        found = answers(self._context.workspace, text)
        return {a.uid: Hit(a.name, a.told, "people", self._opening(a.uid)) for a in found}

    def _places(self, text: str) -> Sequence[Hit]:
        """Where the paper form's item of that number stands in the record that is open."""
        page = self.window.page() if self.window else None
        return page.hits(text) if page is not None and text[:1].isdigit() else ()

    def _opening(self, uid: str) -> "Opening":
        return Opening(self._context, uid)


class Opening:
    """Opens a person's record when called."""

    def __init__(self, context: Context, uid: str) -> None:
        self._context, self._uid = context, uid

    def __call__(self) -> None:
        self._context.go("staff", self._uid)


def screenshot(page: str, out: Path, path: Path | None, today: date | None = None) -> int:
    """Save a picture of one page at 1366×768, without a screen; a person is opened where the page shows one.

    `today` is the day that the picture shows, this PC's own unless told.
    """
    app = _application()
    theme.install(app)
    if path is None:
        print("Cần tệp dữ liệu để chụp màn hình.", file=sys.stderr)  # noqa: T201
        return 2
    try:
        file = unlock(path, password=os.environ.get("CANBO_PASSWORD"), asking=False)
    except UserError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 3
    assert file is not None
    window = assemble(file, today or date.today(), first=page)  # noqa: DTZ011
    window.resize(SHOT)
    window.show()
    settle(window)
    if page == "staff":
        grid = window.context.grid
        ids = grid.ids("nguyen van duc")[:1] or grid.ids()[:1] if grid else []
        if grid and ids:
            window.context.go("staff", grid.rows(ids, ("full_name",))[ids[0]][-1])
    settle(window)
    out.parent.mkdir(parents=True, exist_ok=True)
    saved = window.grab().save(str(out))
    window.context.tasks.shut_down()
    window.close()
    return 0 if saved else 3


def settle(window: MainWindow, rounds: int = 400) -> None:
    """Run the event loop until the unit is open and nothing is under way."""
    loop = QEventLoop()
    quiet = 0
    for _ in range(rounds):
        QTimer.singleShot(25, loop.quit)
        loop.exec()
        quiet = quiet + 1 if window.context.is_attached and not window.context.tasks.is_busy else 0
        if quiet > 4:
            return


def _application() -> QApplication:
    QCoreApplication.setOrganizationName("CanBo")
    QCoreApplication.setApplicationName("CanBo")
    made = QApplication.instance()
    if made is None:
        QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = made if isinstance(made, QApplication) else QApplication(sys.argv[:1])
    translations.install(app)
    Collector(app)
    return app
