"""New data files: made whole with their unit, or not at all."""

import pytest

from desktop.domain.errors import EnvironmentRefused, Rejected
from desktop.domain.organisation import Unit
from desktop.domain.staff import StaffMember
from desktop.services.founding import found_unit, make_sample, recovery_sheet
from desktop.services.progress import run
from desktop.services.workspace import Workspace
from desktop.storage.connection import PasswordNeeded, open_file

UNIT = {"name": "Bệnh viện Đa khoa", "code": "BV"}


def test_a_new_file_holds_its_unit_and_opens_only_with_its_password(tmp_path, today):
    path = tmp_path / "moi" / "unit.canbo"
    run(found_unit(path, "hoa ban trắng", UNIT, today=today, user="chị Hoa"))

    with pytest.raises(PasswordNeeded):
        open_file(path)
    workspace = Workspace.open(path, "hoa ban trắng", today=today)
    with workspace.database.read() as session:
        assert session.query(Unit).one().name == "Bệnh viện Đa khoa"
    workspace.close()


def test_what_is_refused_leaves_no_file(tmp_path, today):
    path = tmp_path / "unit.canbo"
    with pytest.raises(Rejected):
        run(found_unit(path, None, {"name": ""}, today=today, user=""))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stands_is_never_overwritten(tmp_path, today):
    path = tmp_path / "unit.canbo"
    path.write_text("quan trọng", encoding="utf-8")
    for making in (
        found_unit(path, None, UNIT, today=today, user=""),
        make_sample(path, today=today, user=""),
    ):
        with pytest.raises(EnvironmentRefused, match="không ghi đè"):
            run(making)
    assert path.read_text(encoding="utf-8") == "quan trọng"


def test_the_sample_unit_stands_in_its_file_with_everybody(tmp_path, today):
    path = tmp_path / "mau.canbo"
    file = run(make_sample(path, today=today, user=""))
    workspace = Workspace.on(file, today=today, user="")
    with workspace.database.read() as session:
        assert session.query(StaffMember).count() >= 900
    assert not workspace.database.keep_current()
    workspace.close()
    assert [p.name for p in tmp_path.iterdir()] == ["mau.canbo"]


def test_a_sample_that_is_cancelled_leaves_nothing(tmp_path, today):
    making = make_sample(tmp_path / "mau.canbo", today=today, user="")
    while next(making).total == 0:
        pass
    making.close()
    assert list(tmp_path.iterdir()) == []


def test_the_sheet_tells_the_password_as_it_is_typed():
    sheet = recovery_sheet("D:/CanBo/bv.canbo", "Hoa ban  trắng", "Bệnh viện", "22/11/2026")
    assert "Mật khẩu: Hoa ban  trắng\n" in sheet
    assert "Tệp: D:/CanBo/bv.canbo\n" in sheet
