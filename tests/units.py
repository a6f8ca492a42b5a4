"""Empty units for tests: copied from one that is made once in a process, which is quicker than making each."""

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from desktop.services.workspace import Workspace
from desktop.storage.database import Database


def fresh_unit(path: Path, *, today: date, user: str = "dòng lệnh") -> Workspace:
    """A new, empty data file without a password at `path`, open."""
    shutil.copy(_empty(), path)
    return Workspace.open(path, None, today=today, user=user)


@cache
def _empty() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="canbo-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "empty.canbo"
    Database.create(path, today=date(2026, 11, 22)).close()
    return path
