"""The main job from one end to the other, on the sample unit: what a stranger runs first."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.cli.opening import DEFAULT_USER
from desktop.cli.screen import nobody_sees
from desktop.cli.terminal import Terminal, whole
from desktop.cli.work import due_table
from desktop.domain.dates import show_day
from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.fields import Reference
from desktop.domain.organisation import Department, PartyCell, Post, Unit
from desktop.domain.reminder import Level
from desktop.services import importing, reporting
from desktop.services.due import DueItem, due_list
from desktop.services.listing import export_due
from desktop.services.sample.books import BOOKS, write_sample_books
from desktop.services.sample.figures import SAMPLE_DAY, SAMPLE_FIGURES, share_of_members, term_result
from desktop.services.sample.fill import count_file
from desktop.services.sample.generate import generate
from desktop.services.sample.plan import UnitPlan
from desktop.services.workspace import Workspace

DATA_FILE, BOOK_FOLDER, REPORT_FOLDER, PICTURE = "benh-vien-mau.canbo", "so-lieu", "bao-cao", "man-hinh.png"
DUE_LIST = "viec-can-lam.xlsx"
REPORTS = ("F06", "BM01-A", "R3", "R4", "F10c")
LINES = 15
_LIST = ".canbo-demo.json"  # the names of what the demo made in its folder


def demo(options: Namespace, terminal: Terminal) -> int:
    """`canbo demo`. Ends with 1 where a figure of the sample unit is not what it must be."""
    folder: Path = options.out
    day: date = options.as_of or SAMPLE_DAY
    file = _prepared(folder)
    terminal.say(f"Bệnh viện mẫu (người và số liệu hư cấu), tính đến {show_day(day)}, trong thư mục {folder}")
    plan = generate(as_of=day)
    books = write_sample_books(plan, folder / BOOK_FOLDER)
    workspace = Workspace.create(file, None, today=day, user=DEFAULT_USER)
    try:
        workspace.database.keep_current()
        terminal.say(f"\n1. Tệp dữ liệu: {file}")
        _found(workspace, plan)
        terminal.say("\n2. Nhập sổ liệu")
        for kind, book in books.items():
            _import(workspace, terminal, kind, book)
        terminal.say(
            f"   Bổ sung cơ cấu tổ chức mà sổ không có: {whole(_completed(workspace, plan))} khoa, chi bộ, chức vụ"
        )
        items = due_list(workspace)
        terminal.say(f"\n3. Việc đến hạn trong 60 ngày: {whole(len(items))} việc")
        _show_due(terminal, items)
        export_due(workspace, folder / DUE_LIST, items)
        terminal.say(f"   Cả danh sách: {folder / DUE_LIST}")
        picture = _begin_picture(file, folder / PICTURE, day)
        terminal.say("\n4. Báo cáo")
        for code in REPORTS:
            _report(workspace, terminal, code, folder / REPORT_FOLDER)
        terminal.say("\n5. Số liệu đếm từ tệp dữ liệu")
        agrees = _show_figures(
            terminal, count_file(workspace.database, day), SAMPLE_FIGURES if day == SAMPLE_DAY else {}
        )
    finally:
        workspace.close()
    terminal.say(f"\n6. Màn hình: {_end_picture(picture, folder / PICTURE)}")
    _open(options, terminal, file)
    return 0 if agrees else 1


def _prepared(folder: Path) -> Path:
    """Make the folder ready: what an earlier demo made goes, and anything else is left alone."""
    names = [DATA_FILE, DUE_LIST, PICTURE, *(f"{BOOK_FOLDER}/{name}" for name in BOOKS.values())]
    names += [f"{REPORT_FOLDER}/{code}.xlsx" for code in REPORTS]
    note = folder / _LIST
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = set(json.loads(note.read_text("utf-8"))) if note.exists() else set()
        for name in names:
            if (folder / name).exists() and name not in made:
                raise EnvironmentRefused(
                    f"Trong {folder} đã có {name} không do lệnh demo lập ra; không ghi đè. Hãy chọn thư mục khác (--out)."
                )
        for name in names:
            (folder / name).unlink(missing_ok=True)
        for inner in (BOOK_FOLDER, REPORT_FOLDER):
            (folder / inner).mkdir(exist_ok=True)
        note.write_text(json.dumps(names, ensure_ascii=False, indent=1), "utf-8")
    except (OSError, ValueError) as error:
        raise EnvironmentRefused(
            f"Không chuẩn bị được thư mục {folder} ({error}). Hãy đóng các tệp đang mở trong đó, hoặc chọn thư mục khác."
        ) from error
    return folder / DATA_FILE


def _found(workspace: Workspace, plan: UnitPlan) -> None:
    """The unit itself, which no list carries."""
    made = plan.of(Unit)[0]
    values = {name: value for name in Unit.fields if (value := getattr(made, name)) is not None}
    with workspace.database.write("Khai báo đơn vị") as session:
        session.add(Unit(**values))


def _import(workspace: Workspace, terminal: Terminal, kind: str, book: Path) -> None:
    agreed = terminal.run(importing.plan(workspace, book, kind))
    done = terminal.run(importing.carry_out(workspace, agreed))
    if not done.committed:
        first = next(problem for problem in agreed.problems if problem.severity == "error")
        raise UserError(f"Không nhập được {book.name}: dòng {first.row}, {first.message}")
    doubts = sum(problem.severity == "warning" for problem in agreed.problems)
    terminal.say(
        f"   {book.name}: {whole(len(agreed.rows))} dòng, thêm {whole(done.created)}, sửa {whole(done.updated)}, "
        f"giữ nguyên {whole(done.unchanged)}; {whole(doubts)} điều cần xem"
    )


def _completed(workspace: Workspace, plan: UnitPlan) -> int:
    """What no list of people says of departments, cells and posts: order, kind, assigned headcount."""
    touched = 0
    with workspace.database.write("Bổ sung cơ cấu tổ chức") as session:
        kinds: tuple[Any, ...] = (Department, PartyCell, Post)
        for kind in kinds:
            here: dict[str, Any] = {record.name: record for record in session.scalars(select(kind))}
            for made in plan.of(kind):
                record = here.setdefault(made.name, kind(name=made.name))
                session.add(record)
                for name, field in kind.fields.items():
                    value = getattr(made, name)
                    if value is not None and not isinstance(field, Reference) and getattr(record, name) != value:
                        setattr(record, name, value)
                touched += 1
            for made in plan.of(kind):
                for name in kind.references():
                    if (above := getattr(made, name)) is not None:
                        setattr(here[made.name], name, here[above.name])
    return touched


def _show_due(terminal: Terminal, items: list[DueItem]) -> None:
    counts = Counter(item.level for item in items)
    terminal.say("   " + ", ".join(f"{level.label.lower()} {whole(counts[level])}" for level in Level if counts[level]))
    due_table(terminal, items[:LINES], short=True)
    if len(items) > LINES:
        terminal.say(f"   … và {whole(len(items) - LINES)} việc nữa (canbo due)")


def _report(workspace: Workspace, terminal: Terminal, code: str, folder: Path) -> None:
    built = terminal.run(reporting.build(workspace, code))
    outcome = reporting.export(workspace, built, folder / f"{code}.xlsx")
    terminal.say(f"   {code:<7} {built.kind.title}: {whole(built.rows)} dòng, {outcome.path}")


def _show_figures(terminal: Terminal, counted: Mapping[str, int], expected: Mapping[str, int]) -> bool:
    wrong = [name for name, value in expected.items() if counted.get(name) != value]
    rows = [
        (
            name,
            whole(value),
            whole(expected[name]) if name in expected else "",
            "" if name not in expected else "lệch" if name in wrong else "đúng",
        )
        for name, value in counted.items()
    ]
    terminal.table(("Chỉ tiêu", "Đếm được", "Phải có", ""), rows, right=[1, 2])
    closed = "nhiệm kỳ 2020–2025"
    terminal.say(
        f"\n   {whole(counted['Tổng số người'])} người; {whole(counted['Đảng viên'])} đảng viên "
        f"({share_of_members(counted)}); {closed} kết nạp {counted[f'Kết nạp {closed}']} / "
        f"{counted[f'Chỉ tiêu {closed}']}, đạt {term_result(counted)}"
    )
    if wrong:
        terminal.warn(f"Số liệu lệch so với bệnh viện mẫu: {', '.join(wrong)}.")
    return not wrong


def _begin_picture(file: Path, out: Path, day: date) -> subprocess.Popen[str]:
    # In a process of its own: this one must work where Qt is not installed.
    program = ["-m", "desktop"] if Path(sys.executable).stem.lower().startswith(("python", "pypy")) else []
    return subprocess.Popen(
        [sys.executable, *program, "--screenshot", "due", str(out.absolute()), str(file.absolute()), day.isoformat()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [_HOME, os.environ.get("PYTHONPATH")]))},
    )


_HOME = str(Path(__file__).resolve().parents[2])
_PATIENCE = 60  # seconds


def _end_picture(picture: subprocess.Popen[str], out: Path) -> str:
    try:
        _nothing, told = picture.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        picture.kill()
        _nothing, told = picture.communicate()
        told = f"{told}\nchụp quá lâu"
    if picture.returncode == 0 and out.exists():
        return str(out)
    lines = told.strip().splitlines()
    return f"chưa chụp được ({lines[-1] if lines else 'Qt không chạy trên máy này'})"


def _open(options: Namespace, terminal: Terminal, file: Path) -> None:
    if options.no_window or options.window is None:
        return
    if problem := nobody_sees():
        terminal.warn(problem)
        return
    terminal.say("Đang mở cửa sổ…")
    options.window(file)
