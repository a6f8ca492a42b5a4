"""The command line: the same services as the window, for scripts, scheduled tasks, tests and servers.

How a command ends:

* 0: done.
* 1: done, and the data has findings (rows were rejected, checks failed); or the data or a catalogue refused what was
  asked: a report, period, rule or person that does not exist, a record that may not be saved. Nothing was changed then.
* 2: wrong usage: what the command line alone shows to be wrong (an unknown command, option, import kind; a date that
  is none).
* 3: the environment refused: a file is missing, locked, full, not writable, not a data file, the password is wrong,
  a workbook cannot be read, there is no screen; or the program itself failed (its traceback is in the log file).

What is refused is told on standard error in one Vietnamese sentence that says what to do, never as a traceback.
"""

import contextlib
import importlib
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.cli.arguments import parser
from desktop.cli.terminal import Terminal
from desktop.domain.errors import EnvironmentRefused, UserError, describe
from desktop.services.logs import start_log, stop_log

DONE, FINDINGS, USAGE, REFUSED = 0, 1, 2, 3

Window = Callable[[Path], int]


def main(argv: Sequence[str] | None = None, *, window: Window | None = None) -> int:
    """Run one command and return its exit code. `window` opens the window on a data file, for `demo`."""
    speak_utf8()
    try:
        options = parser().parse_args(argv)
    except SystemExit as end:  # argparse has said why
        return end.code if isinstance(end.code, int) else DONE
    except UserError as error:
        return _refused(error)
    options.window = window
    terminal = Terminal(as_json=getattr(options, "json", False))
    return guarded(lambda: _run(options, terminal), options.command.name)


def guarded(run: Callable[[], int], name: str) -> int:
    """Run something of the program to its exit code: a sentence for whatever goes wrong, the traceback in the log."""
    log = start_log()
    try:
        return run()
    except UserError as error:
        return _refused(error)
    except KeyboardInterrupt:
        _tell("Đã dừng; chưa có gì thay đổi.")
        return REFUSED
    except BrokenPipeError:
        # Whoever reads has seen enough (`canbo reports | head`); Python must not fail again when it flushes.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        # Where and what kind, never the message of the error: it may quote a person's data.
        logging.getLogger(__name__).error("canbo %s\n%s", name, describe(error))
        _tell(
            f"Chương trình gặp lỗi; dữ liệu không bị ghi dở. Hãy gửi tệp nhật ký {log.baseFilename} cho người hỗ trợ."
        )
        return REFUSED
    finally:
        stop_log(log)


def _run(options: Namespace, terminal: Terminal) -> int:
    """Only the module of the command that was asked for is loaded, so that help and small commands start fast."""
    module, _, function = options.command.run.partition(":")
    run: Callable[[Namespace, Terminal], int] = getattr(importlib.import_module(f"desktop.cli.{module}"), function)
    return run(options, terminal)


def _refused(error: UserError) -> int:
    _tell(" ".join(str(error).split()))
    return REFUSED if isinstance(error, EnvironmentRefused) else FINDINGS


def _tell(sentence: str) -> None:
    if sys.stderr is not None:  # the entry without a console has none
        print(sentence, file=sys.stderr)


def speak_utf8() -> None:
    """Windows redirects in the code page of the system, which lacks Vietnamese letters."""
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
