"""Copies through the backup interface, never of a file that is open: written aside, checked, then put in place."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from desktop.domain.errors import EnvironmentRefused
from desktop.storage.connection import APPLICATION_ID, DataFile, telling

_PAGES = 512  # copied between two reports of progress


def copy_file(
    source: DataFile, target: Path, *, replace: bool = False, progress: Callable[[int, int], None] | None = None
) -> DataFile:
    """Copy an open data file to `target`, with the same key, and check the copy before it takes its name.

    `progress(done, total)` counts pages. Raises EnvironmentRefused; then nothing stands at `target` that did not before.
    """
    if target.exists() and not replace:
        raise EnvironmentRefused(f"Tệp {target.name} đã có; không ghi đè. Hãy chọn tên khác.")
    if not target.parent.is_dir():
        raise EnvironmentRefused(f"Không có thư mục {target.parent}; hãy tạo thư mục đó hoặc chọn nơi khác.")
    aside = target.with_name(f"{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with telling(target):
            with open(aside, "xb"):
                pass
            copy = DataFile(aside, source.key)
            reading, writing = source.connect(), copy.connect()
            try:
                reading.backup(
                    writing,
                    pages=_PAGES,
                    progress=lambda _s, left, total: progress(total - left, total) if progress else None,
                )
            finally:
                writing.close()
                reading.close()
            check(copy)
            os.replace(aside, target)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    return DataFile(target, source.key)


def check(file: DataFile) -> None:
    """Raise EnvironmentRefused unless the file is whole and one of ours."""
    with file.opened() as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
    if found != "ok" or application != APPLICATION_ID:
        raise EnvironmentRefused(f"{file.path.name} không phải là tệp dữ liệu CanBo còn nguyên vẹn.")
