"""What is due, checks, and reports, as scripts ask for them."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop.domain.conditions import Condition
from desktop.services import saved_lists
from desktop.services.workspace import Workspace
from tests.cli.conftest import Canbo, sentences

AT = ("--as-of", "2026-11-22")


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class TestDue:
    def test_the_document_is_that_of_the_contract(self, canbo: Canbo, centre_file: Path):
        ended = canbo("due", centre_file, *AT, "--within", 90, "--json")
        found = ended.document

        assert (ended.code, ended.err) == (0, "")
        assert (found["as_of"], found["within"]) == ("2026-11-22", 90)
        assert found["items"]
        assert set(found["items"][0]) == {
            "rule", "due_on", "days_left", "level", "staff_code", "name", "department", "subject", "basis", "anchor"
        }  # fmt: skip
        assert found["items"] == sorted(found["items"], key=lambda item: item["due_on"])
        assert {item["level"] for item in found["items"]} <= {"info", "warning", "urgent", "overdue"}

    def test_as_of_moves_today(self, canbo: Canbo, centre_file: Path):
        later = canbo("due", centre_file, "--as-of", "2027-11-22", "--json").document
        now = {
            (i["rule"], i["staff_code"], i["due_on"]): i
            for i in canbo("due", centre_file, *AT, "--json").document["items"]
        }

        assert later["as_of"] == "2027-11-22"
        same = [(now[key], i) for i in later["items"] if (key := (i["rule"], i["staff_code"], i["due_on"])) in now]
        assert same
        assert all(before["days_left"] - after["days_left"] == 365 for before, after in same)

    def test_one_rule(self, canbo: Canbo, centre_file: Path):
        items = canbo("due", centre_file, *AT, "--within", 400, "--rule", "salary.next_step", "--json").document[
            "items"
        ]

        assert items
        assert {item["rule"] for item in items} == {"salary.next_step"}

    def test_an_unknown_rule_is_refused_with_the_known_ones(self, canbo: Canbo, centre_file: Path):
        ended = canbo("due", centre_file, "--rule", "no.such", "--json")

        assert (ended.code, ended.out) == (1, "")
        assert len(sentences(ended.err)) == 1
        assert "salary.next_step" in ended.err

    def test_reading_leaves_the_file_byte_for_byte(self, canbo: Canbo, centre_file: Path):
        before = fingerprint(centre_file)
        for command in (("due",), ("check",), ("verify",), ("due", "--json")):
            canbo(command[0], centre_file, "--as-of", "2027-03-01", *command[1:])

        assert fingerprint(centre_file) == before

    def test_for_people_it_is_a_table(self, canbo: Canbo, centre_file: Path):
        lines = canbo("due", centre_file, *AT).out.splitlines()
        count = len(canbo("due", centre_file, *AT, "--json").document["items"])

        assert f"{count} việc" in lines[0]
        assert lines[1].split()[0] == "Hạn"
        assert len(lines) == count + 3


class TestCheck:
    def test_a_sound_unit_ends_with_0(self, canbo: Canbo, unit_file: Path):
        ended = canbo("check", unit_file, *AT, "--json")

        assert (ended.code, ended.document["findings"]) == (0, [])

    def test_findings_end_with_1_and_are_in_the_document(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        book = tmp_path / "sai.csv"
        book.write_text(
            "Mã NV;Họ và tên;Ngày sinh;Giới tính;Ngày tuyển dụng\nA1;Lê Văn Thử;01/01/1990;Nam;01/02/2001\n", "utf-8"
        )
        imported = canbo("import", unit_file, book, "--kind", "staff", *AT)
        ended = canbo("check", unit_file, *AT, "--json")

        assert imported.code == 0, imported.out + imported.err
        assert ended.code == 1
        assert {"code", "severity", "staff_code", "field", "message"} == set(ended.document["findings"][0])
        assert ended.document["findings"][0]["staff_code"] == "A1"
        assert ended.document["records"] >= 1


class TestReports:
    def test_the_catalogue(self, canbo: Canbo):
        kinds = canbo("reports", "--json").document

        assert {"F06", "BM01-A", "R3", "R4", "F10c"} <= {kind["code"] for kind in kinds}
        assert all(kind[key] for kind in kinds for key in ("title", "period_kind", "recipients", "legal_basis"))

    @pytest.mark.parametrize("code", ["F06", "BM01-A", "R3", "R4", "F10c"])
    def test_each_report_is_a_workbook_with_its_document(
        self, canbo: Canbo, centre_file: Path, tmp_path: Path, code: str
    ):
        out = tmp_path / f"{code}.xlsx"
        ended = canbo("report", centre_file, code, *AT, "--out", out, "--json")
        document = ended.document

        assert ended.code == 0, ended.err
        assert set(document) == {"code", "period", "rows", "out", "sheets", "totals", "findings", "sha256"}
        assert (document["code"], document["out"]) == (code, str(out))
        assert document["sha256"] == fingerprint(out)
        assert load_workbook(out).sheetnames == document["sheets"]

    def test_a_list_that_the_file_keeps_is_one_too(self, canbo: Canbo, unit_file: Path, tmp_path: Path):
        with_list = Workspace.open(unit_file, None, today=date(2026, 11, 22))
        saved_lists.save(with_list, "Phụ nữ", condition=Condition("sex", "is", ("nữ",)))
        with_list.close()
        kinds = canbo("reports", unit_file, *AT, "--json").document
        ended = canbo("report", unit_file, "list:phụ nữ", *AT, "--out", tmp_path / "a.xlsx", "--json")

        assert [kind["title"] for kind in kinds if kind["group"] == "Danh sách đã lưu"] == ["Phụ nữ"]
        assert ended.code == 0, ended.err
        assert (ended.document["code"], ended.document["rows"]) == ("list:Phụ nữ", 0)
        assert load_workbook(tmp_path / "a.xlsx").sheetnames == ended.document["sheets"] == ["Danh sách"]

    def test_the_period_may_be_a_bare_year(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        ended = canbo("report", centre_file, "F10c", "--period", "2026", *AT, "--out", tmp_path / "a.xlsx", "--json")

        assert ended.document["period"] == "ADM_Y:2026"

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            (("F99",), "Không có báo cáo «F99»"),
            (("list:Lạ",), "Không có danh sách đã lưu «Lạ»"),
            (("F06", "--period", "mai"), "Không hiểu kỳ báo cáo «mai»"),
            (("F06", "--period", "ADM_Q:2026-7"), "Không hiểu kỳ báo cáo"),
            (("F10c", "--period", "ASOF:2026-11-22"), "tính cho cả kỳ"),
        ],
    )
    def test_an_unknown_report_or_period_is_one_sentence_and_changes_nothing(
        self, canbo: Canbo, centre_file: Path, tmp_path: Path, asked: tuple[str, ...], told: str
    ):
        before, out = fingerprint(centre_file), tmp_path / "a.xlsx"
        out.write_bytes(b"before")
        ended = canbo("report", centre_file, *asked, *AT, "--out", out, "--json")

        assert (ended.code, ended.out) == (1, "")
        assert len(sentences(ended.err)) == 1
        assert told in ended.err
        assert fingerprint(centre_file) == before
        assert out.read_bytes() == b"before"

    def test_a_folder_that_is_not_there_is_refused(self, canbo: Canbo, centre_file: Path, tmp_path: Path):
        before = fingerprint(centre_file)
        ended = canbo("report", centre_file, "R3", *AT, "--out", tmp_path / "none" / "a.xlsx")

        assert (ended.code, len(sentences(ended.err))) == (3, 1)
        assert fingerprint(centre_file) == before


class TestGenerate:
    def test_the_same_seed_gives_the_same_people(self, canbo: Canbo, tmp_path: Path):
        lists = []
        for name, seed in (("a", 7), ("b", 7), ("c", 8)):
            path = tmp_path / f"{name}.canbo"
            canbo("new", path, "--code", "T", "--name", "Trạm thử", "--no-password", *AT)
            made = canbo("generate", path, "--staff", 12, "--seed", seed, "--profile", "station", *AT)
            assert made.code == 0, made.err
            lists.append(json.dumps(canbo("due", path, *AT, "--within", 2000, "--json").document))

        assert lists[0] == lists[1] != lists[2]

    def test_people_are_counted(self, canbo: Canbo, centre_file: Path):
        verdict = canbo("verify", centre_file, "--json").document

        assert verdict["records"]["staff"] >= 60
        assert verdict["ok"] is True

    def test_never_into_a_file_with_people(self, canbo: Canbo, centre_file: Path):
        before = canbo("verify", centre_file, "--json").document["records"]
        ended = canbo("generate", centre_file, "--staff", 5, *AT)

        assert (ended.code, len(sentences(ended.err))) == (1, 1)
        assert canbo("verify", centre_file, "--json").document["records"] == before
