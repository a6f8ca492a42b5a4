"""`canbo` and `python -m desktop`: with a command the command line, without one the window.

`canbo NAME.canbo` opens the window on a file, which is what a double click on one runs.
"""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

_READER = "--read-workbook"  # desktop.excel.reader.CHILD_ARGUMENT, not imported here: the start pays for it
_PICTURE = "--screenshot"


def main() -> int:
    """Run what the arguments ask for and return the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == [_READER]:
        from desktop.excel import reader_child

        reader_child.main()
        return 0
    if not arguments:
        return _window(None)
    if len(arguments) == 1 and arguments[0].lower().endswith(".canbo"):
        return _window(Path(arguments[0]))
    if arguments[0] == _PICTURE:
        return _picture(arguments[1:])
    from desktop import cli

    return cli.main(arguments, window=_window)


def window() -> int:
    """The entry without a console: the window, on a file if one is named."""
    return main()


def _window(path: Path | None) -> int:
    from desktop.cli.screen import without_screen

    if problem := without_screen():
        return _refuse(problem)
    return _with_qt(lambda app: app.main(path))


def _picture(arguments: list[str]) -> int:
    """`--screenshot PAGE OUT.png FILE [YYYY-MM-DD]`: a picture of one page on a day, made without a screen."""
    try:
        page, out, file, *rest = arguments
        (day,) = map(date.fromisoformat, rest) if rest else (None,)
    except ValueError:
        return _refuse(f"Cách dùng: canbo {_PICTURE} TRANG ẢNH.png TỆP.canbo [NĂM-THÁNG-NGÀY]", 2)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _with_qt(lambda app: app.screenshot(page, Path(out), Path(file), day))


def _with_qt(run: Callable[[Any], int]) -> int:
    from desktop import cli

    try:
        from desktop import app
    except ImportError as error:
        if error.name and error.name.startswith("desktop"):
            raise
        return _refuse(
            f"Không mở được cửa sổ vì máy thiếu thành phần đồ họa ({error.msg}). Hãy cài đặt lại chương trình; "
            "các lệnh (xem «canbo --help») vẫn dùng được."
        )
    return cli.guarded(lambda: run(app), "window")


def _refuse(sentence: str, code: int = 3) -> int:
    if sys.stderr is not None:  # the entry without a console has none
        from desktop import cli

        cli.speak_utf8()
        print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
