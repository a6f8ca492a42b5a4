"""Who may import whom (pyproject.toml has the contracts), and what a start must not pay for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UI_FILES = sorted((ROOT / "desktop" / "ui").rglob("*.py"))

# 0.2 to 0.6 s each on an office PC: they load after the first paint.
LATE = ("sqlalchemy", "openpyxl", "holidays", "keyring", "alembic", "python_calamine")


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


def test_the_import_contracts_hold():
    # In a process of its own: the linter's door switches off every logger that there is.
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    ended = run_python(code)

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["due", "--help"]])
def test_the_command_line_works_where_qt_is_not_installed(arguments):
    code = (
        "import runpy, sys; sys.modules['PySide6'] = None; sys.argv[0] = 'canbo'; "
        "runpy.run_module('desktop', run_name='__main__')"
    )
    ended = run_python(code, *arguments)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "canbo" in ended.stdout


def test_the_window_loads_without_what_may_come_later():
    code = f"import sys; import desktop.ui.main_window; print(*[name for name in {LATE} if name in sys.modules])"
    ended = run_python(code)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.split() == []


def test_pages_do_not_speak_of_the_database_behind_the_services():
    assert UI_FILES
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in UI_FILES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"sqlalchemy|sqlite|sqlcipher", line, re.IGNORECASE)
    ]
    assert named == []
