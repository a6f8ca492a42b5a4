"""What every test stands on: no screen, no clock, and real data files copied from one built once."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.workspace import Workspace
from desktop.storage.connection import DataFile, open_file
from desktop.storage.database import Database

# Before anything loads Qt. A set platform (xcb under Xvfb, say) stays.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATIENCE = 30_000  # milliseconds that a test waits for what must come: a busy machine is slow, not wrong
TODAY = date(2026, 11, 22)
PASSWORD = "mật khẩu của đơn vị"


class PatientBot(QtBot):
    """The hands of pytest-qt, with time for a busy machine."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """What tests of the window work with."""
    return PatientBot(request)


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def empty_unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file of today's schema with nothing in it, made once. Copy it."""
    path = tmp_path_factory.mktemp("once") / "empty.canbo"
    Database.create(path, today=TODAY).close()
    return path


@pytest.fixture(scope="session")
def empty_encrypted_unit(tmp_path_factory: pytest.TempPathFactory) -> DataFile:
    """The same under a password, which is proven (deriving the key takes a while)."""
    path = tmp_path_factory.mktemp("once") / "encrypted.canbo"
    Database.create(path, PASSWORD, today=TODAY).close()
    return open_file(path, PASSWORD)


@pytest.fixture
def unit_file(tmp_path: Path, empty_unit: Path) -> Path:
    """A data file of this test's own."""
    return Path(shutil.copy(empty_unit, tmp_path / "unit.canbo"))


@pytest.fixture
def open_database(unit_file: Path) -> Iterator[Callable[..., Database]]:
    """Opens the test's data file, as another user or on another day if told; closes it after the test."""
    opened: list[Database] = []

    def _open(*, user: str = "Đỗ Thị Ánh", today: date = TODAY) -> Database:
        opened.append(Database.open(unit_file, today=today, user=user))
        return opened[-1]

    yield _open
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database: Callable[..., Database]) -> Database:
    return open_database()


@pytest.fixture
def workspace(database: Database) -> Workspace:
    return Workspace(database)


@pytest.fixture
def encrypted(tmp_path: Path, empty_encrypted_unit: DataFile) -> Iterator[Database]:
    """An open encrypted data file of this test's own; its password is PASSWORD."""
    path = Path(shutil.copy(empty_encrypted_unit.path, tmp_path / "encrypted.canbo"))
    database = Database.on(DataFile(path, empty_encrypted_unit.key), today=TODAY, user="Đỗ Thị Ánh")
    yield database
    database.close()


_ended: list[int] = []


def pytest_sessionfinish(exitstatus: int) -> None:
    _ended.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave at once with pytest's own answer: of hundreds of windows some outlive the application object, and tearing
    the interpreter down around them crashes in Qt after every test has been told."""
    if _ended and "PySide6.QtWidgets" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_ended[0])
