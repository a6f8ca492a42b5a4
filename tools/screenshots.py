"""Pictures of every page of the sample unit, 1366×768, without a screen: `make screenshots` → build/screenshots."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "screenshots"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402

from desktop import app  # noqa: E402
from desktop.domain.conditions import Condition, Joined  # noqa: E402
from desktop.domain.staff import StaffMember  # noqa: E402
from desktop.services import acts, national, own_fields, records, saved_lists  # noqa: E402
from desktop.services.founding import make_sample  # noqa: E402
from desktop.services.progress import run  # noqa: E402
from desktop.services.workspace import Workspace  # noqa: E402
from desktop.storage.connection import DataFile  # noqa: E402
from desktop.storage.grid import DEFAULT_COLUMNS  # noqa: E402
from desktop.ui import theme  # noqa: E402
from desktop.ui.bulk_panel import BulkPanel  # noqa: E402
from desktop.ui.main_window import MainWindow  # noqa: E402
from desktop.ui.pages import PAGES  # noqa: E402
from desktop.ui.rating_page import RatingPage  # noqa: E402
from desktop.ui.record_form import RecordForm  # noqa: E402
from desktop.ui.staff_list import StaffList  # noqa: E402
from desktop.ui.staff_page import StaffPage  # noqa: E402
from desktop.ui.welcome import Welcome  # noqa: E402

DAY = date(2026, 11, 22)
PERSON = "nguyen van duc vc0208"
_NURSES = Joined(
    (Condition("title", "has", ("điều dưỡng",)), Condition("birth_date", "lt", ("01/01/1990",))),
)


@dataclass(frozen=True)
class Scene:
    """One picture: the page, the rest of its name, what to do on the page, and what to do once that has settled."""

    page: str
    name: str = ""
    act: Callable[[MainWindow], object] = lambda _window: None
    then: Callable[[MainWindow], object] = lambda _window: None


def main() -> int:
    """Take them all; tells how many."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / "benh-vien-mau.canbo"
    path.unlink(missing_ok=True)
    file = run(make_sample(path, today=DAY, user="Chị Hoa"))
    _live_a_little(file)
    application = app._application()  # noqa: SLF001 - the same start as the program's
    theme.install(application)
    taken = [_shot(file, scene) for scene in (*_pages(), *_scenes())]
    welcome = Welcome()
    welcome.show()
    application.processEvents()
    taken.append(_save(welcome, "welcome"))
    welcome.reject()
    path.unlink()
    print(f"{len(taken)} ảnh trong {OUT.relative_to(ROOT)}")
    return 0 if all(taken) else 1


def _live_a_little(file: DataFile) -> None:
    """What a unit has after some weeks of work: changes that wait, a decision, a list, a field, mistakes."""
    workspace = Workspace.on(file, today=DAY, user="Chị Hoa")
    try:
        national.begin_tracking(workspace)
        own_fields.add(workspace, "Cỡ áo blouse", "list", ("S", "M", "L", "XL"))
        saved_lists.save(
            workspace, "Điều dưỡng trên 36 tuổi", condition=_NURSES, columns=DEFAULT_COLUMNS, group_by="department"
        )
        with workspace.database.read() as session:
            people = session.query(StaffMember).order_by(StaffMember.staff_code).limit(60).all()
            uids = [str(each.uid) for each in people[20:60:8]]
        for n, uid in enumerate(uids):
            records.save(workspace, StaffMember, uid, {"phone": f"09120000{n:02d}", "joined_unit_on": "01/06/1975"})
        paper = {"number": "812/QĐ-BV", "issued_on": "20/11/2026", "signer": "Giám đốc"}
        values = {"effective_on": "01/12/2026", "place": "Trung tâm Y tế khu vực", "returns_on": "30/11/2027"}
        acts.carry_out(workspace, acts.Request("second_out", (uids[0],), values, paper))
    finally:
        workspace.close()


def _pages() -> Sequence[Scene]:
    own = {"staff": _person(), "forms": lambda window: window.context.go("forms", tuple(_uids(window, 1)))}
    return [Scene(spec.key, act=own.get(spec.key, lambda _window: None)) for spec in PAGES]


def _scenes() -> Sequence[Scene]:
    return (
        Scene("staff", "list", _grouped),
        Scene("staff", "filter", _grouped, lambda window: _list(window).open_filter()),
        Scene("staff", "columns", then=lambda window: _list(window).open_columns()),
        Scene("staff", "as-at", lambda window: _list(window).show_day("01/01/2020")),
        Scene("staff", "bulk", _bulk),
        Scene("staff", "paste", _paste),
        Scene("staff", "error", _person(), _mistake),
        Scene("staff", "tables", _person("SalaryStep")),
        Scene("staff", "timeline", _person("timeline")),
        Scene("staff", "changes", _person("changes")),
        Scene(
            "decisions", "act", lambda window: window.context.go("decisions", ("act", "move", tuple(_uids(window, 3))))
        ),
        Scene("rating", "closed", _last_round),
        Scene("decisions", "todo", lambda window: window.context.go("decisions", "todo")),
        Scene("settings", "departments", lambda window: _call(window, "show_section", "departments")),
        Scene("settings", "own", lambda window: _call(window, "show_section", "own")),
    )


def _shot(file: DataFile, scene: Scene) -> bool:
    window = app.assemble(file, DAY, first=scene.page)
    window.resize(app.SHOT)
    window.show()
    app.settle(window)
    for act in (scene.act, scene.then):
        act(window)
        app.settle(window)
    saved = window.page(scene.page) is not None and _save(window, "-".join(filter(None, (scene.page, scene.name))))
    if (form := window.findChild(RecordForm)) is not None:
        form.revert()  # or closing would ask
    window.context.tasks.shut_down()
    window.close()
    if window.context.is_attached:
        window.context.workspace.close()
    window.deleteLater()
    return saved


# What is done on a page


def _person(place: str = "") -> Callable[[MainWindow], object]:
    """Open the person of the pictures, at a place of the record if one is named."""

    def go(window: MainWindow) -> None:
        (uid,) = _uids(window, 1, PERSON)
        window.context.go("staff", (uid, place) if place else uid)

    return go


def _grouped(window: MainWindow) -> None:
    shown = _list(window)
    columns = (*DEFAULT_COLUMNS, "status", "contract_kind")
    shown.show_look(replace(shown.look, columns=columns, conditions=(*_NURSES.parts, shown.here()), group="department"))


def _bulk(window: MainWindow) -> None:
    _grouped(window)
    _list(window).begin_bulk()
    panel = window.findChild(BulkPanel)
    assert panel is not None
    panel.choice.setText("Cỡ áo blouse")
    panel.choice.editingFinished.emit()
    assert panel.value is not None
    panel.value.set_text("M")
    panel.preview()


def _paste(window: MainWindow) -> None:
    shown = _list(window)
    shown.show_look(replace(shown.look, columns=("staff_code", "full_name", "phone", "birth_date")))
    shown.sheet.setCurrentIndex(shown.table.index(0, 2))
    QGuiApplication.clipboard().setText("0912345678\t08/03/1990\n0987654321\t31/02/1985\n0909090909\t1979\n")
    shown.begin_paste()


def _mistake(window: MainWindow) -> None:
    form = window.findChild(RecordForm)
    assert form is not None
    for name, text in (("birth_date", "31/02/1985"), ("citizen_id", "04008501")):
        form.go_to(name)
        form.editors[name].set_text(text)
        form.editors[name].edited.emit()
    form.save()


def _last_round(window: MainWindow) -> None:
    page = window.page("rating")
    assert isinstance(page, RatingPage)
    page.show_year(DAY.year - 1)
    for _ in range(40):  # hundreds of people are read on a thread of its own
        app.settle(window)
        if page.view is not None:
            return


def _call(window: MainWindow, name: str, *given: object) -> None:
    getattr(window.page(), name)(*given)


def _list(window: MainWindow) -> StaffList:
    page = window.page("staff")
    assert isinstance(page, StaffPage)
    return page.list


def _uids(window: MainWindow, most: int, words: str = "") -> list[str]:
    grid = window.context.grid
    return grid.uids(grid.ids(words)[:most]) if grid is not None else []


def _save(widget: QWidget, name: str) -> bool:
    return widget.grab().save(str(OUT / f"{name}.png"))


if __name__ == "__main__":
    sys.exit(main())
