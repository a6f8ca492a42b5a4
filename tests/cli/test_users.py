"""The command line asks for the password of the file alone: who signs in to the window makes no difference to it."""

from pathlib import Path

import pytest

from desktop.services import users
from desktop.services.workspace import Workspace
from desktop.storage.history import operations
from tests.cli.conftest import Canbo
from tests.conftest import TODAY

AT = ("--as-of", "2026-11-22")


@pytest.fixture
def used_file(unit_file: Path) -> Path:
    """A file to which an administrator signs in."""
    workspace = Workspace.open(unit_file, None, today=TODAY)
    users.add(workspace, {"name": "quan.tri", "role": "Quản trị"}, "mật khẩu 1")
    workspace.close()
    return unit_file


@pytest.mark.parametrize(("options", "name"), [((), "dòng lệnh"), (("--user", "Lan"), "Lan")])
def test_a_file_with_users_is_worked_on_under_the_name_of_the_command_line(
    canbo: Canbo, used_file: Path, tmp_path: Path, options: tuple[str, ...], name: str
):
    book = tmp_path / "ds.csv"
    book.write_text("Mã nhân viên,Họ và tên,Ngày sinh,Ngày vào Đảng\nVC01,Lê Thị Lan,1/2/1990,3/2/2015\n", "utf-8")
    assert canbo("import", used_file, book, "--kind", "staff", *options, *AT).code == 0
    ended = canbo("export", used_file, "--kind", "staff", "--out", tmp_path / "ra.csv", *options, *AT)

    assert ended.code == 0, ended.err
    assert "03/02/2015" in (tmp_path / "ra.csv").read_text("utf-8-sig")
    workspace = Workspace.open(used_file, None, today=TODAY)
    assert [done.user for done in operations(workspace.database)][:2] == [name, name]
    workspace.close()


def test_no_command_prints_what_is_kept_of_a_password(canbo: Canbo, used_file: Path):
    ended = canbo("audit", used_file, "--json", *AT)

    assert ended.code == 0, ended.err
    assert "scrypt" not in ended.out
