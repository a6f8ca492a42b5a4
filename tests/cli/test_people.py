"""One person's record between two units, as a script drives it."""

import json

import pytest

from desktop.services.workspace import Workspace
from tests.services.small_unit import DAY, departments, person


@pytest.fixture
def sender(unit_file):
    workspace = Workspace.open(unit_file, None, today=DAY)
    with workspace.database.write("Người") as session:
        (inner,) = departments(session, "Khoa Nội")
        person(session, "VC0001", "Đỗ Thị Ánh", department=inner, citizen_id="040190000123")
    workspace.close()
    return unit_file


@pytest.fixture
def receiver(canbo, tmp_path):
    path = tmp_path / "noi-den.canbo"
    assert canbo("new", path, "--code", "BV02", "--name", "Bệnh viện mới", "--no-password").code == 0
    return path


def test_out_of_one_unit_and_into_the_next(canbo, sender, receiver, tmp_path, monkeypatch):
    package = tmp_path / "anh.canbo-nguoi"

    out = canbo("person-out", sender, "VC0001", "--out", package, "--as-of", "2026-11-22", "--json")
    assert (out.code, out.document["name"]) == (0, "Đỗ Thị Ánh")
    without = canbo("person-in", receiver, package)
    (tmp_path / "khoa").write_text(out.document["password"] + "\n", encoding="utf-8")
    given = ("--package-password-file", tmp_path / "khoa")
    looked = canbo("person-in", receiver, package, *given, "--dry-run", "--json")
    taken = canbo("person-in", receiver, package, *given)
    again = canbo("person-in", receiver, package, *given, "--json")

    assert without.code == 3
    assert "--package-password-file" in without.err
    assert (looked.document["committed"], looked.document["known_as"]) == (False, None)
    assert taken.code == 0
    assert "Đỗ Thị Ánh, từ Bệnh viện thử, gói lập ngày 22/11/2026." in taken.out
    assert again.document["known_as"] == "VC0001"
    listed = tmp_path / "ra.json"
    assert canbo("export", receiver, "--kind", "staff", "--out", listed).code == 0
    (row,) = json.loads(listed.read_text("utf-8"))["records"]
    assert (row["staff_code"], row["full_name"], row.get("department")) == ("VC0001", "Đỗ Thị Ánh", None)
    logged = canbo("audit", sender, "--json").document["operations"]
    assert logged[0]["kind"] == "export"
    assert "anh.canbo-nguoi" in logged[0]["title"]


def test_somebody_known_under_another_record_ends_with_1_until_it_is_named(
    canbo, sender, receiver, tmp_path, monkeypatch
):
    package = tmp_path / "anh.canbo-nguoi"
    monkeypatch.setenv("CANBO_PACKAGE_PASSWORD", "mot-hai-ba-bon")
    out = canbo("person-out", sender, "VC0001", "--out", package, "--json")
    workspace = Workspace.open(receiver, None, today=DAY)
    with workspace.database.write("Người") as session:
        person(session, "NV7", "Đỗ Thị Ánh", citizen_id="040190000123", title=None, contract=None)
    workspace.close()

    stopped = canbo("person-in", receiver, package, "--json")
    taken = canbo("person-in", receiver, package, "--into", "NV7", "--json")
    wrong = canbo("person-in", receiver, sender)

    assert out.document["password"] is None
    assert (stopped.code, stopped.document["committed"], stopped.document["known_as"]) == (1, False, "NV7")
    assert (taken.code, taken.document["committed"]) == (0, True)
    assert wrong.code == 3
    assert canbo("person-out", sender, "VC0404", "--out", tmp_path / "b.canbo-nguoi").code == 1
    assert canbo("person-out", sender, "VC0001", "--out", tmp_path / "b.xlsx").code == 2
