"""Reads one sheet of a workbook from outside: .xlsx, .xlsm, .xls, .ods, .csv or .txt, whatever its name says.

The file is opened in a process of its own with a limit of memory and time: a damaged or hostile file ends that process
and nothing else.
"""

import dataclasses
import datetime
import io
import json
import logging
import os
import pickle
import subprocess
import sys
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.excel.raw import Book, CellValue, Limits, Mark, Range, RawSheet, SheetName
from desktop.excel.tally import row_and_column

__all__ = ["CHILD_ARGUMENT", "Book", "Cancelled", "CellValue", "Limits", "Mark", "Range", "RawSheet"]
__all__ += ["read_book", "read_every_sheet"]

CHILD_ARGUMENT = "--read-workbook"
_CHILD = "desktop.excel.reader_child"
_TICK = 0.05
_LOG = logging.getLogger(__name__)


class Cancelled(UserError):
    """The clerk stopped the reading; nothing was changed."""


def child_command() -> list[str]:
    """The command that starts the reading process.

    Under a Python interpreter the module is run. The launcher of an installed program is no interpreter: it is started
    with a hidden argument, upon which the program's entry calls `reader_child.main()`.
    """
    if Path(sys.executable).stem.lower().startswith(("python", "pypy")):
        return [sys.executable, "-P", "-m", _CHILD]
    return [sys.executable, CHILD_ARGUMENT]


def read_book(
    path: Path,
    sheet: str | None = None,
    *,
    cancel: Callable[[], bool] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
) -> Book:
    """Read one sheet: the named one, else the first visible one that holds anything.

    `cancel` is asked some twenty times a second; when it says yes, reading stops at once with `Cancelled`. A file that
    cannot be read raises `EnvironmentRefused`, a sheet that does not exist `UserError`; both say what to do.
    """
    return _book(path, _read(path, sheet, cancel, limits))


def read_every_sheet(
    path: Path,
    *,
    cancel: Callable[[], bool] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
) -> list[Book]:
    """Read all sheets that hold anything, in their order, like `read_book` does."""
    content = _read(path, None, cancel, limits, every=True)
    return [_book(path, {"sheets": content["sheets"], **one}) for one in content["every"]]


def _read(
    path: Path, sheet: str | None, cancel: Callable[[], bool] | None, limits: Limits, *, every: bool = False
) -> dict[str, Any]:
    _check_openable(path, limits)
    request = {"path": os.fspath(path.absolute()), "sheet": sheet, "every": every}
    outcome, content = _ask(path, {**request, "limits": dataclasses.asdict(limits)}, cancel or (lambda: False), limits)
    if outcome == "book":
        return dict(content)
    if outcome == "no sheet":
        names = ", ".join(f"«{name}»" for name in content)
        raise UserError(f"Tệp «{path.name}» không có trang «{sheet}»; hãy chọn một trong các trang: {names}.")
    if outcome == "failed":
        _LOG.warning("A workbook could not be read: %s", content)
        content = ("tệp bị hỏng hoặc có cấu trúc lạ", "hãy mở thử bằng Excel rồi lưu lại, hoặc xin lại tệp gốc")
    what, advice = content
    raise _refused(path, what, advice)


def _refused(path: Path, what: str, advice: str) -> EnvironmentRefused:
    return EnvironmentRefused(f"Không đọc được «{path.name}»: {what}; {advice}.")


def _check_openable(path: Path, limits: Limits) -> None:
    try:
        size = path.stat().st_size
        if not path.is_dir():
            with path.open("rb"):
                pass
    except FileNotFoundError as error:
        raise EnvironmentRefused(f"Không tìm thấy tệp «{path}»; hãy kiểm tra lại tên và thư mục.") from error
    except PermissionError as error:
        raise _refused(
            path,
            "tệp đang bị khóa hoặc bạn không có quyền mở",
            "hãy đóng tệp ở chương trình khác, hoặc chép tệp về thư mục của bạn, rồi thử lại",
        ) from error
    except (OSError, ValueError) as error:
        raise _refused(path, "máy không mở được tệp", "hãy chép tệp về máy này rồi thử lại") from error
    if path.is_dir():
        raise _refused(path, "đây là thư mục", "hãy chọn một tệp Excel ở bên trong")
    if size == 0:
        raise _refused(path, "tệp trống, không có dữ liệu", "hãy xin lại tệp gốc")
    if size > limits.file_bytes:
        told = f"tệp quá lớn ({size / 2**20:.0f} MB, tối đa {limits.file_bytes / 2**20:.0f} MB)"
        raise _refused(path, told, "hãy bỏ ảnh và trang thừa, hoặc chia thành nhiều tệp")


def _ask(path: Path, request: dict[str, Any], cancel: Callable[[], bool], limits: Limits) -> tuple[str, Any]:
    """Run the child to its end, to the clerk's word, or to the end of its time."""
    asked: bytes | None = json.dumps(request).encode("ascii")
    end = time.monotonic() + limits.seconds
    process = subprocess.Popen(
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        while True:
            if cancel():
                raise Cancelled(f"Đã dừng đọc «{path.name}»; không có gì thay đổi.")
            try:
                answer, _nothing = process.communicate(asked, timeout=_TICK)
                break
            except subprocess.TimeoutExpired:
                asked = None
            if time.monotonic() > end:
                raise _refused(path, "đọc quá lâu nên đã dừng", "hãy bỏ trang thừa, định dạng thừa rồi thử lại")
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    if process.returncode == 0:
        try:
            outcome, content = _PlainUnpickler(io.BytesIO(answer)).load()
            return str(outcome), content
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError):
            pass
    _LOG.warning("The process that reads workbooks ended with %s", process.returncode)
    return "unreadable", (
        "tệp quá lớn so với bộ nhớ cho phép hoặc bị hỏng",
        "hãy mở bằng Excel, bỏ phần thừa rồi lưu lại",
    )


def _environment() -> dict[str, str]:
    """The child finds the program where this process found it."""
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


class _PlainUnpickler(pickle.Unpickler):
    """Takes plain values and dates: an answer can name nothing else that Python would run."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("date", "datetime"):
            return getattr(datetime, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _book(path: Path, content: dict[str, Any]) -> Book:
    marks: dict[tuple[int, int], Mark] = {}
    for described, packed in content["marks"]:
        mark = Mark(*described)
        for number in array("Q", packed):
            cell = row_and_column(number)
            marks[cell] = marks[cell] | mark if cell in marks else mark
    sheet = RawSheet(
        name=content["name"],
        rows=content["rows"],
        merged=tuple(Range(*corners) for corners in sorted(content["merged"])),
        marks=marks,
        hidden_rows=frozenset(content["hidden_rows"]),
        hidden_columns=frozenset(content["hidden_columns"]),
    )
    return Book(path, tuple(SheetName(name, hidden) for name, hidden in content["sheets"]), sheet)
