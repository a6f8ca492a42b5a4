"""The installed program is whole: the wheel holds the code, the data files and the two ways to start it."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import desktop

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"


def run_python(*arguments: object, **environment: str) -> str:
    """What a new interpreter prints; raises with its error output where it fails."""
    command = [sys.executable, *map(str, arguments)]
    ended = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of this checkout installed; its dependencies come from the environment of the tests."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
    run_python(*pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, ROOT)
    (wheel,) = wheels.glob("*.whl")
    run_python(*pip, "install", "--no-index", "--no-deps", "--target", target, wheel)
    return target


def test_the_data_files_are_found_where_the_program_is_installed(installed, tmp_path):
    code = "from desktop.resources_dir import resource; print(resource())"
    found = Path(run_python("-c", f"import sys; sys.path[0] = {str(installed)!r}; {code}").strip())

    assert found.is_relative_to(installed)
    assert files(found) == files(RESOURCES)
    assert (found / "rules.toml").is_file()


def test_the_package_holds_every_module(installed):
    source = {path for path in files(ROOT / "desktop") if path.suffix != ".pyc"}
    assert source <= files(installed / "desktop")


def test_the_command_starts(installed):
    assert "canbo" in run_python(installed / "bin" / "canbo", "--help", PYTHONPATH=str(installed))


def test_the_version_is_said_once(installed):
    (metadata,) = installed.glob("canbo-*.dist-info")
    assert metadata.name == f"canbo-{desktop.__version__}.dist-info"


def files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_the_locks_name_versions_with_hashes_and_no_place():
    runtime, dev = lock("runtime"), lock("dev")

    assert set(runtime) <= set(dev)  # so that one environment serves both
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert not re.search(r"https?://|file:|^-", text, re.MULTILINE)
        assert not re.search(r"^[a-z].*[^\\]$", text, re.MULTILINE)  # a version always goes on to its hashes


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = {
        lock_name: {re.match(r"[\w-]+", requirement)[0].lower() for requirement in requirements}
        for lock_name, requirements in (
            ("runtime", project["project"]["dependencies"]),
            ("dev", project["dependency-groups"]["dev"]),
        )
    }
    for lock_name, names in named.items():
        assert names - {line.split("==")[0] for line in lock(lock_name)} == set()


def lock(name: str) -> list[str]:
    """The lines of a lock that name a version: `xlrd==2.0.2`, a condition after it."""
    return re.findall(r"^[a-z0-9].*==[^\\]*", (ROOT / "requirements" / f"{name}.txt").read_text("utf-8"), re.MULTILINE)


def test_every_package_that_windows_gets_has_its_licence_beside_it():
    overview = (RESOURCES / "licences" / "README.md").read_text("utf-8").lower()
    shipped = {
        line.split("==")[0]
        for line in lock("runtime")
        if not re.search(r"== 'linux'|python_full_version < '3.12'", line)
    }
    shipped -= {"pyside6-essentials", "shiboken6"}  # LGPL-3.0.txt

    assert {name for name in shipped if not (RESOURCES / "licences" / f"{name}.txt").is_file()} == set()
    assert {name for name in shipped if name not in overview} == set()
