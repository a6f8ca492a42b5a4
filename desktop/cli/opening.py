"""Opening the data file of a command: whose it is, which password, which day is today."""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from desktop.domain.errors import EnvironmentRefused
from desktop.services.credentials import remembered
from desktop.services.workspace import Workspace
from desktop.storage.connection import DataFile, PasswordNeeded, open_file

DEFAULT_USER = "dòng lệnh"


def today(options: Namespace) -> date:
    """The day given with --as-of, else the day of this PC."""
    return options.as_of or datetime.now().astimezone().date()


def user(options: Namespace) -> str:
    """Whose name stands in the audit."""
    return options.user or os.environ.get("CANBO_USER") or DEFAULT_USER


@contextmanager
def opened(options: Namespace) -> Iterator[Workspace]:
    """The data file of a command, closed afterwards. Raises EnvironmentRefused.

    A command that writes brings the summary of what holds today to its own day first, by `keep_current`; one that
    only reads leaves the file byte for byte as it is.
    """
    workspace = Workspace.on(proven(options, options.file), today=today(options), user=user(options))
    try:
        yield workspace
    finally:
        workspace.close()


def proven(options: Namespace, path: Path) -> DataFile:
    """A data file whose password is proven: given, else remembered by the system, else asked on a terminal."""
    try:
        return open_file(path, given_password(options))
    except PasswordNeeded:
        if (kept := remembered(path)) is not None:
            try:
                return open_file(path, kept)
            except EnvironmentRefused:
                if not _is_terminal():
                    raise
        if not _is_terminal():
            raise PasswordNeeded(
                f"Tệp {path.name} được mã hóa; hãy đưa mật khẩu bằng --password-file hoặc biến CANBO_PASSWORD."
            ) from None
        return open_file(path, getpass.getpass(f"Mật khẩu của {path.name}: ", stream=sys.stderr))


def new_password(options: Namespace) -> str | None:
    """The password for a new file; None when it is not to be encrypted."""
    if options.no_password:
        return None
    given = given_password(options)
    if given is not None:
        return given
    if not _is_terminal():
        raise EnvironmentRefused(
            "Chưa có mật khẩu cho tệp mới; hãy đưa bằng --password-file hoặc biến CANBO_PASSWORD "
            "(hoặc --no-password để không mã hóa)."
        )
    first = getpass.getpass("Mật khẩu mới: ", stream=sys.stderr)
    if not first:
        raise EnvironmentRefused("Mật khẩu trống; chưa lập tệp nào. Hãy chạy lại và nhập mật khẩu.")
    if getpass.getpass("Nhập lại mật khẩu: ", stream=sys.stderr) != first:
        raise EnvironmentRefused("Hai lần nhập mật khẩu khác nhau; chưa lập tệp nào. Hãy chạy lại.")
    return first


def given_password(options: Namespace) -> str | None:
    """The password from --password-file, else from CANBO_PASSWORD. An empty one is refused."""
    source: Path | None = options.password_file
    if source is None:
        return os.environ.get("CANBO_PASSWORD") or None
    return password_in(source)


def password_in(source: Path) -> str:
    """The first line of a file. Raises EnvironmentRefused where it cannot be read or is empty."""
    try:
        text = source.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentRefused(f"Không đọc được tệp mật khẩu {source}; hãy kiểm tra lại đường dẫn.") from error
    password = text.split("\n", 1)[0].rstrip("\r")
    if not password:
        raise EnvironmentRefused(f"Tệp mật khẩu {source} trống; hãy ghi mật khẩu vào dòng đầu.")
    return password


def _is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
