"""Pictures of every page of the sample unit, 1366×768, without a screen: `make screenshots` → build/screenshots."""

import os
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "screenshots"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QWidget  # noqa: E402

from desktop import app  # noqa: E402
from desktop.services.founding import make_sample  # noqa: E402
from desktop.services.progress import run  # noqa: E402
from desktop.storage.connection import DataFile  # noqa: E402
from desktop.ui import theme  # noqa: E402
from desktop.ui.main_window import MainWindow  # noqa: E402
from desktop.ui.pages import PAGES  # noqa: E402
from desktop.ui.settings_page import SettingsPage  # noqa: E402
from desktop.ui.welcome import Welcome  # noqa: E402

DAY = date(2026, 11, 22)
PERSON = "nguyen van duc vc0208"


def main() -> int:
    """Take them all; tells how many."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / "benh-vien-mau.canbo"
    path.unlink(missing_ok=True)
    file = run(make_sample(path, today=DAY, user="Chị Hoa"))
    application = app._application()  # noqa: SLF001 - the same start as the program's
    theme.install(application)
    taken = [_shot(file, spec.key) for spec in PAGES]
    taken.append(_shot(file, "settings", "departments"))
    welcome = Welcome()
    welcome.show()
    application.processEvents()
    taken.append(_save(welcome, "welcome"))
    welcome.reject()
    path.unlink()
    print(f"{len(taken)} ảnh trong {OUT.relative_to(ROOT)}")
    return 0 if all(taken) else 1


def _shot(file: DataFile, page: str, part: str = "") -> bool:
    window = app.assemble(file, DAY, first=page)
    window.resize(app.SHOT)
    window.show()
    app.settle(window)
    _set_scene(window, page, part)
    app.settle(window)
    saved = window.page(page) is not None and _save(window, f"{page}-{part}" if part else page)
    window.context.tasks.shut_down()
    window.close()
    if window.context.is_attached:
        window.context.workspace.close()
    window.deleteLater()
    return saved


def _set_scene(window: MainWindow, page: str, part: str) -> None:
    """A person on the page of people; the part of a page that has parts."""
    grid = window.context.grid
    if page == "staff" and grid is not None:
        ids = grid.ids(PERSON)
        window.context.go("staff", grid.rows(ids, ("full_name",))[ids[0]][-1])
    shown = window.page()
    if part and isinstance(shown, SettingsPage):
        shown.show_section(part)


def _save(widget: QWidget, name: str) -> bool:
    return widget.grab().save(str(OUT / f"{name}.png"))


if __name__ == "__main__":
    sys.exit(main())
