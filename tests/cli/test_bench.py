"""Every figure stands beside a reference measured in the same run. How large they are is not for tests to say."""

import pytest

from desktop.cli.bench import show
from desktop.cli.measuring.figure import Figure
from desktop.cli.terminal import Terminal
from tests.cli.conftest import Canbo


def test_figures_have_their_references(canbo: Canbo):
    ended = canbo("bench", "--staff", 200, "--json")
    document = ended.document
    names = [figure["name"] for figure in document["figures"]]

    assert ended.code == 0, ended.err
    assert sum("danh sách 200 người" in name for name in names) == 2
    assert sum("một phím gõ, 200 người" in name for name in names) == 2
    assert sum("12 cột, lọc và nhóm, 200 người" in name for name in names) == 1
    for figure in document["figures"]:
        assert set(figure) == {"name", "seconds", "reference", "reference_seconds", "ratio", "bar", "runs"}
        assert figure["seconds"] > 0
        assert figure["reference_seconds"] > 0
        assert figure["runs"] >= 3


def test_for_people_it_is_a_table(capsys: pytest.CaptureFixture[str]):
    show(Terminal(), [Figure("Một việc", 0.0125, 0.01, "mốc", 5, 1.0), Figure("Việc khác", 2.5, 5.0, "mốc", 5)])
    lines = capsys.readouterr().out.splitlines()

    assert lines[2].split("  ")[0] == "Một việc"
    assert lines[2].split()[2:] == ["12,5", "ms", "mốc", "10,0", "ms", "1,25", "≤", "1:", "chưa", "đạt"]
    assert lines[3].split()[2:] == ["2,50", "s", "mốc", "5,00", "s", "0,50"]
