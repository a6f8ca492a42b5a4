"""The command line as a script drives it: arguments in; exit code, standard output and standard error out."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop import cli


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


Canbo = Callable[..., Ended]


@pytest.fixture(autouse=True)
def _nothing_of_this_pc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CANBO_PASSWORD", "CANBO_USER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture
def canbo(capsys: pytest.CaptureFixture[str]) -> Canbo:
    """Run a command in this process."""

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def unit_file(canbo: Canbo, tmp_path: Path) -> Path:
    """An unencrypted data file with a unit and nobody in it."""
    path = tmp_path / "don-vi.canbo"
    made = canbo("new", path, "--code", "BV01", "--name", "Bệnh viện thử", "--no-password", "--as-of", "2026-11-22")
    assert made.code == 0, made.err
    return path


def sentences(text: str) -> list[str]:
    """The lines of standard error; a refusal is one."""
    return [line for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="session")
def _made_unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "tram.canbo"
    day = ["--as-of", "2026-11-22"]
    assert cli.main(["new", str(path), "--code", "TT01", "--name", "Trung tâm thử", "--no-password", *day]) == 0
    assert cli.main(["generate", str(path), "--staff", "60", "--profile", "centre", *day]) == 0
    return path


@pytest.fixture
def centre_file(_made_unit: Path, tmp_path: Path) -> Path:
    """A copy of a data file with a made-up health centre of 60 people as at 22/11/2026."""
    path = tmp_path / "trung-tam.canbo"
    shutil.copy(_made_unit, path)
    return path
