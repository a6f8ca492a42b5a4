"""`canbo bench`: the project's own figures, each beside a reference measured in turn with it in the same run."""

import platform
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from desktop.cli.measuring import books, window
from desktop.cli.measuring.crowd import crowd
from desktop.cli.measuring.figure import Figure, beside
from desktop.cli.measuring.listing import listing
from desktop.cli.measuring.search import search
from desktop.cli.terminal import Terminal, whole
from desktop.domain.errors import EnvironmentRefused
from desktop.services.progress import Progress, Task
from desktop.services.sample.figures import SAMPLE_DAY

_CROWDS = (1_000, 10_000, 100_000)
_LIST = 10_000  # people in the list whose start is measured
_PASSWORD = "mật khẩu của phép đo"
_RUNS = 5
Step = tuple[str, Callable[[], list[Figure]]]


def bench(options: Namespace, terminal: Terminal) -> int:
    """Measure everything, or with --staff only what depends on the number of people. Ends with 0."""
    crowds = (options.staff,) if options.staff else _CROWDS
    with tempfile.TemporaryDirectory(prefix="canbo-bench-") as scratch:
        figures = terminal.run(_figures(Path(scratch), crowds, options.staff or _LIST, not options.staff, terminal))
    if options.json:
        terminal.document(
            {
                "figures": [figure.as_json() for figure in figures],
                "machine": {"python": platform.python_version(), "system": platform.platform()},
            }
        )
        return 0
    show(terminal, figures)
    return 0


def show(terminal: Terminal, figures: Sequence[Figure]) -> None:
    """The figures as a table."""
    terminal.table(
        ("Số đo", "CanBo", "Mốc so sánh", "Mốc", "Tỷ lệ", "Yêu cầu"),
        [
            (
                figure.name,
                _told(figure.ours),
                figure.reference_name,
                _told(figure.reference),
                f"{figure.ratio:.2f}".replace(".", ","),
                _verdict(figure),
            )
            for figure in figures
        ],
        right=[1, 3, 4],
    )
    terminal.say(f"Trung vị của {_RUNS} lần đo xen kẽ, cùng một lần chạy.")


def _figures(
    folder: Path, crowds: tuple[int, ...], listed: int, everything: bool, terminal: Terminal
) -> Task[list[Figure]]:
    steps = list(_steps(folder, crowds, listed, everything, terminal))
    found: list[Figure] = []
    for number, (name, step) in enumerate(steps):
        yield Progress(number, len(steps), name)
        found += step()
    return found


def _steps(folder: Path, crowds: tuple[int, ...], listed: int, everything: bool, terminal: Terminal) -> Iterator[Step]:
    if find_spec("PySide6") is None:
        terminal.warn("Máy không có Qt: bỏ qua số đo mở cửa sổ.")
    else:
        yield "Mở cửa sổ", lambda: _start(folder, listed, terminal)
    for people in crowds:
        yield f"Tìm, lọc trong {whole(people)} người", lambda people=people: _search(folder, people)  # type: ignore[misc]
    if everything:
        yield "Nhập Excel", lambda: books.importing_staff(folder, SAMPLE_DAY, _PASSWORD, _RUNS)
        yield "Ghi báo cáo", lambda: books.reports(folder, SAMPLE_DAY, _RUNS)


def _start(folder: Path, people: int, terminal: Terminal) -> list[Figure]:
    name = f"Mở tới danh sách {whole(people)} người"
    day = SAMPLE_DAY.isoformat()
    found = []
    try:
        for kind, password in (("không mã hóa", None), ("mã hóa, đã có mật khẩu", _PASSWORD)):
            path = folder / f"start-{password is None}.canbo"
            crowd(path, people, SAMPLE_DAY, password)
            ours = window.program(path, people, day, password)
            found.append(beside(f"{name} ({kind})", ours, "cửa sổ Qt trống", window.bare_window(), _RUNS, 2.0))
    except EnvironmentRefused as error:
        terminal.warn(str(error))
    return found


def _search(folder: Path, people: int) -> list[Figure]:
    path = folder / f"search-{people}.canbo"
    file = crowd(path, people, SAMPLE_DAY, _PASSWORD)
    figures = [*search(file, people, folder, _RUNS), *listing(file, people, folder, _RUNS)]
    path.unlink()
    return figures


def _told(seconds: float) -> str:
    number = f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
    return number.replace(".", ",")


def _verdict(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    return f"≤ {figure.bar:g}: {'đạt' if figure.ratio <= figure.bar else 'chưa đạt'}"
