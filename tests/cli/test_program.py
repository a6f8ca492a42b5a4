"""`canbo` and `python -m desktop`: what the first argument decides, where there is a window and where there is none."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.excel import reader
from tests.cli.conftest import sentences

ROOT = Path(__file__).resolve().parents[2]


def program(
    *arguments: object, before: str = "pass", home: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own; `before` is Python that runs first."""
    code = f"import runpy, sys; {before}; runpy.run_module('desktop', run_name='__main__', alter_sys=True)"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("arguments", [(), ("don-vi.canbo",)])
def test_where_there_is_no_screen_the_window_is_refused_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...]):
    ended = program(*arguments, home=tmp_path)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert len(sentences(ended.stderr)) == 1
    assert "không có màn hình" in ended.stderr


@pytest.mark.parametrize("display", [":987", "localhost:987", "nonsense"])
def test_a_screen_that_does_not_answer_is_none(tmp_path: Path, display: str):
    ended = program(home=tmp_path, DISPLAY=display)

    assert (ended.returncode, len(sentences(ended.stderr))) == (3, 1)


def test_where_qt_is_not_installed_the_window_is_refused_in_a_sentence(tmp_path: Path):
    ended = program("a.canbo", before="sys.modules['PySide6'] = None", home=tmp_path, QT_QPA_PLATFORM="offscreen")

    assert (ended.returncode, len(sentences(ended.stderr))) == (3, 1)
    assert "thiếu thành phần đồ họa" in ended.stderr


def test_commands_work_where_qt_is_not_installed(tmp_path: Path, centre_file: Path):
    ended = program("due", centre_file, "--as-of", "2026-11-22", before="sys.modules['PySide6'] = None", home=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Việc đến hạn" in ended.stdout


@pytest.mark.parametrize("arguments", [(), ("due",), ("due", "a.png", "b.canbo", "hôm nay"), ("1", "2", "3", "4", "5")])
def test_a_picture_asked_for_wrongly_is_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]):
    ended = program("--screenshot", *arguments, home=tmp_path)

    assert (ended.returncode, len(sentences(ended.stderr))) == (2, 1)


def test_a_picture_of_a_page(tmp_path: Path, centre_file: Path):
    out = tmp_path / "anh.png"
    ended = program("--screenshot", "due", out, centre_file, "2026-11-22", home=tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert out.read_bytes().startswith(b"\x89PNG")


def test_the_reading_process_starts_from_the_programs_own_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # As an installed program does, whose launcher is no Python interpreter.
    monkeypatch.setattr(reader, "child_command", lambda: [sys.executable, "-m", "desktop", reader.CHILD_ARGUMENT])
    book = tmp_path / "a.csv"
    book.write_text("Mã NV;Họ và tên\nA1;Lê Văn Thử\n", "utf-8")

    assert [list(row) for row in reader.read_book(book).sheet.rows] == [["Mã NV", "Họ và tên"], ["A1", "Lê Văn Thử"]]
