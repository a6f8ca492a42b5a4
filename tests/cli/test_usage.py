"""Wrong usage ends with 2 and one Vietnamese sentence; help works for every command."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import __version__
from desktop.cli.arguments import COMMANDS, KINDS
from desktop.services.importing import all_kinds
from desktop.services.importing.kinds import NOT_YET
from tests.cli.conftest import Canbo, sentences

CONTRACT = ["demo", "new", "generate", "template", "import", "export", "due", "check", "reports", "report"]
CONTRACT += ["form", "person-out", "person-in", "backup", "restore", "verify", "audit", "bench"]
ENGLISH = re.compile(r"\b(usage|error|argument|invalid|required|unrecognized|options|show this)\b")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Thiếu LỆNH"),
        (("xyz",), "Không có lệnh «xyz»"),
        (("submit", "a.canbo", "--period", "2026", "--out", "d"), "Không có lệnh «submit»"),
        (("due",), "Thiếu TỆP"),
        (("due", "a.canbo", "--sooner"), "Không hiểu «--sooner»"),
        (("due", "a.canbo", "--within", "-1"), "--within"),
        (("due", "a.canbo", "--within", "mai"), "«mai» không phải số ngày"),
        (("due", "a.canbo", "--as-of", "22/11/2026"), "«22/11/2026» không phải ngày dạng NĂM-THÁNG-NGÀY"),
        (("due", "a.canbo", "--as-of"), "--as-of cần một giá trị"),
        (("due", "a.canbo", "--js"), "Không hiểu «--js»"),
        (("import", "a.canbo", "so.xlsx"), "Thiếu --kind"),
        (("import", "a.canbo", "so.xlsx", "--kind", "people"), "không có «people»; hãy chọn một trong staff,"),
        (("template", "staff"), "Thiếu --out"),
        (("generate", "a.canbo", "--staff", "0"), "«0» không phải số nguyên dương"),
        (("generate", "a.canbo", "--staff", "9", "--profile", "city"), "không có «city»"),
        (("new", "a.canbo", "--code", "X"), "Thiếu --name"),
        (("report", "a.canbo"), "Thiếu MÃ, --out"),
    ],
)
def test_wrong_usage_is_one_vietnamese_sentence_and_ends_with_2(canbo: Canbo, arguments: tuple[str, ...], told: str):
    ended = canbo(*arguments)

    assert ended.code == 2
    assert ended.out == ""
    assert len(sentences(ended.err)) == 1
    assert told in ended.err
    assert not ENGLISH.search(ended.err)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_explains_itself_in_vietnamese(canbo: Canbo, name: str):
    ended = canbo(name, "--help")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Cách dùng: canbo {name}")
    assert not ENGLISH.search(ended.out)


def test_help_names_every_command_of_the_contract_that_exists(canbo: Canbo):
    ended = canbo("--help")

    assert ended.code == 0
    for name in CONTRACT:
        assert re.search(rf"^    {name}( |$)", ended.out, re.MULTILINE), name


def test_version(canbo: Canbo):
    assert canbo("--version").out.strip() == f"CanBo {__version__}"


def test_the_functions_of_all_commands_exist():
    for command in COMMANDS:
        module, _, function = command.run.partition(":")
        assert callable(getattr(importlib.import_module(f"desktop.cli.{module}"), function)), command.name


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from desktop import cli; cli.main(['--help']); "
        "print([n for n in ('sqlalchemy', 'openpyxl', 'PySide6', 'holidays', 'keyring', 'alembic') if n in sys.modules],"
        " file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert ended.stderr.strip() == "[]"


def test_the_program_without_a_command_needs_a_screen_and_says_so(tmp_path: Path):
    ended = subprocess.run(
        [sys.executable, "-m", "desktop", str(tmp_path / "a.canbo")],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )

    assert ended.returncode == 3
    assert len(sentences(ended.stderr)) == 1
    assert "không có màn hình" in ended.stderr


def test_the_kinds_of_lists_are_those_that_the_import_knows_or_announces():
    assert set(KINDS) == {kind.name for kind in all_kinds()} | set(NOT_YET)
