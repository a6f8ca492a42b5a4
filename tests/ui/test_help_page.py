"""Trợ giúp: every chapter can be read, found without marks, and nothing leads out of the program."""

import pytest

from desktop import __version__
from desktop.ui.help_page import HelpPage, about, chapters
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
