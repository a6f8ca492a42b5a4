"""A process that ends in the middle of an import leaves none of it."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from desktop.services import importing
from desktop.services.progress import run
from desktop.services.workspace import Workspace
from tests.units import fresh_unit

_PROGRAM = """
import os, sys
from datetime import date
from pathlib import Path
from desktop.services import importing
from desktop.services.progress import run
from desktop.services.workspace import Workspace

workspace = Workspace.open(Path(sys.argv[1]), None, today=date(2026, 11, 22))
task = importing.carry_out(workspace, run(importing.plan(workspace, Path(sys.argv[2]), "staff")))
while next(task).done < 400:
    pass
os._exit(9)  # as when the power goes: nothing is closed, nothing is rolled back
"""


def test_killed_in_the_middle_the_file_is_as_before(tmp_path, book, today):
    path = tmp_path / "don-vi.canbo"
    fresh_unit(path, today=today).close()
    rows = [["Mã NV", "Họ và tên"], *([f"VC{number:03}", f"Nguyễn Văn {number}"] for number in range(700))]
    ended = subprocess.run([sys.executable, "-c", _PROGRAM, str(path), str(book(rows))], cwd=Path.cwd(), check=False)
    assert ended.returncode == 9
    workspace = Workspace.open(path, None, today=date(2026, 11, 22))
    verdict = workspace.database.verify()
    assert verdict.ok
    assert verdict.records["staff_member"] == 0
    assert workspace.database.undo_title() is None
    plan = run(importing.plan(workspace, tmp_path / "ds.xlsx", "staff"))
    assert run(importing.carry_out(workspace, plan)).created == 700
    workspace.close()
