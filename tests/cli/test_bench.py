"""Every figure stands beside a reference measured in the same run. How large they are is not for tests to say."""

from tests.cli.conftest import Canbo


def test_figures_have_their_references(canbo: Canbo):
    ended = canbo("bench", "--staff", 200, "--json")
    document = ended.document
    names = [figure["name"] for figure in document["figures"]]

    assert ended.code == 0, ended.err
    assert sum("danh sách 200 người" in name for name in names) == 2
    assert sum("một phím gõ, 200 người" in name for name in names) == 2
    for figure in document["figures"]:
        assert set(figure) == {"name", "seconds", "reference", "reference_seconds", "ratio", "bar", "runs"}
        assert figure["seconds"] > 0
        assert figure["reference_seconds"] > 0
        assert figure["runs"] >= 3


def test_for_people_it_is_a_table(canbo: Canbo):
    lines = canbo("bench", "--staff", 50).out.splitlines()

    assert lines[0].split()[:2] == ["Số", "đo"]
    assert lines[-1].startswith("Trung vị của")
