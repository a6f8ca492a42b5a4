"""`canbo check --json` on a made unit with one planted fault of each kind finds each once, by its code."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.checks_register import ALL_CODES, CHECKS
from desktop.domain.record import RECORDS
from desktop.services.checking import check
from desktop.services.workspace import Workspace
from desktop.storage.mapping import ENTITIES
from tests.cli.conftest import Canbo
from tests.services.planting import PLANTS, Bed

TODAY = date(2026, 11, 22)


@pytest.fixture
def planted_file(centre_file: Path) -> Path:
    """The made unit, with one fault of each kind planted beside its people."""
    workspace = Workspace.open(centre_file, None, today=TODAY)
    with workspace.database.write("Gieo lỗi") as session:
        bed = Bed(session)
        for plant in PLANTS.values():
            with session.no_autoflush:
                plant(bed)
    workspace.close()
    return centre_file


def test_no_kind_of_fault_is_without_a_planted_one():
    assert set(PLANTS) == set(ALL_CODES)


def test_the_made_unit_is_clean(canbo: Canbo, centre_file: Path):
    ended = canbo("check", centre_file, "--as-of", "2026-11-22", "--json")
    assert (ended.code, ended.document["findings"]) == (0, [])


def test_each_planted_fault_is_found_once_by_its_code(canbo: Canbo, planted_file: Path):
    ended = canbo("check", planted_file, "--as-of", "2026-11-22", "--json")
    found = ended.document["findings"]

    assert ended.code == 1
    assert Counter(f["code"] for f in found) == Counter(ALL_CODES)
    assert {f["code"]: f["severity"] for f in found} == {code: check.severity for code, check in CHECKS.items()}
    assert [f["severity"] for f in found] == sorted(f["severity"] for f in found)  # errors first
    assert all(f["message"].endswith(".") for f in found)


def test_each_finding_opens_a_field_of_a_row_that_is_there(planted_file: Path):
    workspace = Workspace.open(planted_file, None, today=TODAY)
    try:
        findings = check(workspace).findings
        with workspace.database.read() as session:
            for finding in findings:
                kind = RECORDS[finding.entity]
                assert finding.field in kind.fields, finding
                assert session.query(ENTITIES[finding.entity]).filter_by(uid=finding.uid).one()
                if finding.staff_uid:
                    person = session.query(ENTITIES["StaffMember"]).filter_by(uid=finding.staff_uid).one()
                    assert person.staff_code == finding.staff_code
    finally:
        workspace.close()
