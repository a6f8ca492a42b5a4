"""The start of the window: the list of people first, everything else after it has been painted."""

import subprocess
import sys
from datetime import date

import pytest
from PySide6.QtCore import QThread

from desktop import app
from desktop.domain.dates import PartialDate
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.services import backups
from desktop.services.progress import run
from desktop.services.workspace import Workspace
from desktop.storage.connection import open_file
from tests.units import fresh_unit

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    path = tmp_path_factory.mktemp("unit") / "unit.canbo"
    workspace = fresh_unit(path, today=DAY)
    with workspace.database.write("Hai người") as session:
        for code, name in (("VC0001", "Nguyễn Văn Đức"), ("VC0002", "Lê Thị Ánh")):
            member = StaffMember(staff_code=code, full_name=name)
            if code == "VC0002":
                member.phone, member.birth_date = "0912345678", PartialDate("1990-11-22")
            session.add(member)
            EmploymentStatus(staff=member, status="DANG_LAM")
    workspace.close()
    return path


def test_the_list_is_painted_before_the_orm_is_loaded(unit):
    script = f"""
import sys
from datetime import date
from pathlib import Path
from desktop import app
from desktop.storage.connection import open_file
qt = app._application()
window = app.assemble(open_file(Path({str(unit)!r})), date(2026, 11, 22), first="staff")
window.show()
window.repaint()
late = [name for name in ("sqlalchemy", "openpyxl", "holidays", "keyring", "alembic") if name in sys.modules]
table = window.page("staff").table
assert not late, late
assert [table.index(n, 1).data() for n in range(2)] == ["Lê Thị Ánh", "Nguyễn Văn Đức"]
app.settle(window)
assert window.context.is_attached and "sqlalchemy" in sys.modules
window.context.tasks.shut_down()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.replace("This plugin does not support propagateSizeHints()\n", "")) == (0, "")


def test_a_person_is_found_from_anywhere_and_opened(qapp, unit):
    window = app.assemble(open_file(unit), DAY, first="staff")
    window.show()
    app.settle(window)
    ((name, detail),) = [(hit.title, hit.detail) for hit in window._find("anh")]
    assert (name, detail) == ("Lê Thị Ánh", "VC0002")

    window._find("anh")[0].open()
    assert window.page("staff")._record._baseline["full_name"] == "Lê Thị Ánh"
    assert window.thread() is QThread.currentThread()
    window.context.tasks.shut_down()
    window.close()


def test_the_finder_answers_the_telephone_and_goes_to_an_item_of_the_open_record(qapp, unit):
    window = app.assemble(open_file(unit), DAY, first="staff")
    window.show()
    app.settle(window)
    assert [(hit.title, hit.detail) for hit in window._find("0912 345 678")] == [
        ("Lê Thị Ánh", "Số điện thoại 0912345678")
    ]
    assert [hit.title for hit in window._find("sinh nhật 22/11")] == ["Lê Thị Ánh"]
    assert window._find("9a") == []  # nobody's record is open

    window._find("anh")[0].open()
    (item,) = window._find("9a")
    assert item.title == "9a. Số BHXH"
    item.open()
    assert window.page("staff")._record.editors["social_insurance_no"].input.hasFocus()
    window.context.tasks.shut_down()
    window.close()


def test_a_picture_of_a_page_is_saved(qapp, unit, tmp_path):
    assert app.screenshot("staff", tmp_path / "staff.png", unit) == 0

    assert (tmp_path / "staff.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_of_a_file_that_is_not_there_is_refused_in_a_sentence(qapp, tmp_path, capsys):
    assert app.screenshot("staff", tmp_path / "staff.png", tmp_path / "khong-co.canbo") == 3

    assert "Không tìm thấy tệp dữ liệu" in capsys.readouterr().err


def test_the_program_copies_a_changed_file_aside_and_an_unchanged_one_not_again(qapp, unit):
    workspace = Workspace.open(unit, None, today=DAY)
    folder = unit.parent / app.COPIES
    run(app.copy_aside(workspace))
    (copy,) = folder.glob("*.canbo")
    run(app.copy_aside(workspace))

    assert list(folder.glob("*.canbo")) == [copy]
    assert backups.verify(copy).records["staff_member"] == 2
    workspace.close()
