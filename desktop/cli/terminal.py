"""What a command says: sentences and tables for people, one JSON document for programs, a bar while it lasts."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from desktop.services.progress import Progress, Task, run

T = TypeVar("T")
_BAR = 28


class Terminal:
    """The two streams of a command. With `as_json` nothing but the one document goes to standard output."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._bar_length = 0

    def say(self, text: str = "") -> None:
        """A line of the result for people."""
        print(text, file=sys.stderr if self.as_json else sys.stdout)

    def warn(self, text: str) -> None:
        """A line beside the result: a note, a refusal."""
        print(text, file=sys.stderr)

    def document(self, content: Any) -> None:
        """The one JSON document; dates are ISO."""
        print(json.dumps(content, ensure_ascii=False, indent=2, default=_plain))

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = (), widest: int = 44
    ) -> None:
        """A table in columns; `right` numbers the columns of figures.

        On a terminal longer text than `widest` is cut; in a file nothing is.
        """
        limit = widest if sys.stdout.isatty() else 1000
        lines = [[cut(str(cell), limit) for cell in row] for row in (headings, *rows)]
        widths = [max(len(line[n]) for line in lines) for n in range(len(headings))]
        rights = set(right)
        for number, line in enumerate(lines):
            told = "  ".join(
                cell.rjust(width) if n in rights else cell.ljust(width)
                for n, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            self.say(told.rstrip())
            if number == 0:
                self.say("  ".join("-" * width for width in widths))

    def run(self, task: "Task[T]") -> T:
        """Drive a task to its end with a bar on a terminal; stopped half-way, it takes back what it did."""
        try:
            return run(task, self._show)
        finally:
            task.close()
            self._wipe()

    def _show(self, progress: Progress) -> None:
        if not sys.stderr.isatty():
            return
        if progress.total:
            share = min(1.0, progress.done / progress.total)
            bar = ("█" * round(share * _BAR)).ljust(_BAR, "░")
            text = f"{bar} {share:4.0%}  {progress.note}"
        else:
            text = f"… {progress.note}"
        text = cut(text, 100)
        print(f"\r{text.ljust(self._bar_length)}", end="", file=sys.stderr, flush=True)
        self._bar_length = len(text)

    def _wipe(self) -> None:
        if self._bar_length:
            print(f"\r{' ' * self._bar_length}\r", end="", file=sys.stderr, flush=True)
            self._bar_length = 0


def whole(number: int) -> str:
    """A whole number as Vietnamese writes it: 1.980."""
    return f"{number:,}".replace(",", ".")


def cut(text: str, widest: int) -> str:
    """A text on one line, no longer than `widest`."""
    text = " ".join(text.split())
    return text if len(text) <= widest else text[: widest - 1] + "…"


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} in a JSON document")
