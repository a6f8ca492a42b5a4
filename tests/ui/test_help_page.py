"""Trợ giúp: every chapter can be read, found without marks, and nothing leads out of the program."""

import re
from pathlib import Path

import pytest

import desktop
from desktop import __version__
from desktop.ui.help_page import HelpPage, about, chapters
from desktop.ui.pages import PAGES
from tests.ui.hands import show, type_text


@pytest.fixture
def page(qtbot, dressed, context):
    page = HelpPage(context)
    show(qtbot, page, 1100, 650)
    return page


def listed(page) -> list[str]:
    return [page.sections.item(n).text() for n in range(page.sections.count())]


def test_every_chapter_shows_its_text(page):
    for title in listed(page):
        page.sections.choose(title)
        shown = page.text.toPlainText()
        assert shown.startswith(title)
        assert len(shown) > 200


def test_a_chapter_is_found_by_words_without_marks(page):
    type_text(page.search, "mat khau")
    assert "Sao lưu, mật khẩu" in listed(page)
    assert "Phím tắt" not in listed(page)
    assert "mật khẩu" in page.text.toPlainText().lower()
    page.search.clear()
    assert listed(page) == [*chapters(), "Về CanBo"]


def test_a_chapter_is_opened_from_elsewhere(page):
    page.open_target("Báo cáo")
    assert page.text.toPlainText().startswith("Báo cáo")


def test_the_last_chapter_tells_the_version_and_whose_work_is_in_it():
    text = about()
    assert f"CanBo {__version__}" in text
    for name in ("PySide6", "SQLCipher", "openpyxl"):
        assert name in text


def test_nothing_leads_out_of_the_program():
    for text in (*chapters().values(), about()):
        assert "http" not in text
        assert "](" not in text


def test_every_room_of_the_window_is_told_of():
    text = "\n".join(chapters().values())
    titles = "\n".join(chapters())
    for spec in PAGES:
        assert spec.is_hidden or spec.tab_title in text or spec.tab_title in titles, spec.key


def test_every_control_that_a_chapter_names_has_that_name_in_the_window():
    # In the help what is written *so* is a name that stands on the screen; examples stand in «…».
    named = {name for text in chapters().values() for name in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text)}
    assert len(named) > 50
    program = "\n".join(path.read_text("utf-8") for path in Path(desktop.__file__).parent.rglob("*.py"))
    assert {name for name in named if name not in program} == set()
