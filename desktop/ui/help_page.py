"""Trợ giúp: keys, how things are done, and what the program is made of. Nothing leads out of the program."""

from platform import python_version

from PySide6.QtCore import qVersion
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from desktop import __version__
from desktop.domain.text import search_key
from desktop.resources_dir import resource
from desktop.ui import theme
from desktop.ui.context import Context
from desktop.ui.page import Page
from desktop.ui.search_field import SearchField
from desktop.ui.section_list import Section, SectionList
from desktop.ui.widgets import Card, row


class HelpPage(Page):
    """Chapters on the left, the chapter's text on the right; the field above finds chapters by their words."""

    title = "Trợ giúp"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.chapters = {**chapters(), self.tr("Về CanBo"): about()}
        self.search = SearchField(self.tr("Tìm, không cần dấu"))
        self.search.searched.connect(self._find)
        self.sections = SectionList(name=self.tr("Các chương"))
        self.sections.chosen.connect(self.show_chapter)
        self.search.results = self.sections
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(self.tr("Trợ giúp"))
        left, right = Card(), Card()
        left.body.addWidget(self.search)
        left.body.addWidget(self.sections, 1)
        left.setFixedWidth(theme.px(250))
        right.body.addWidget(self.text)
        whole = row(left, right, space=theme.M)
        whole.setStretch(1, 1)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.setLayout(whole)
        self.setFocusProxy(self.sections)
        finding = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        finding.activated.connect(self.search.setFocus)
        self._find("")
        self.show_chapter(next(iter(self.chapters)))

    def open_target(self, target: object) -> None:
        """The title of a chapter."""
        self.show_chapter(str(target))

    def show_chapter(self, title: str) -> None:
        """Show the text of a chapter."""
        if title not in self.chapters:
            return
        self.sections.choose(title)
        self.text.setMarkdown(f"## {title}\n\n{self.chapters[title]}")
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)

    def _find(self, words: str) -> None:
        wanted = search_key(words).split()
        found = [
            title
            for title, text in self.chapters.items()
            if all(word in search_key(f"{title} {text}") for word in wanted)
        ]
        self.sections.set_sections([Section(title, title) for title in found])
        if found and wanted:
            self.show_chapter(self.sections.key)


def chapters() -> dict[str, str]:
    """The chapters of the help by title, as Markdown."""
    parts = resource("help.vi.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return {title: text.strip() for title, _, text in (part.partition("\n") for part in parts)}


def about() -> str:
    """What the program is, in which version, and whose work is in it, as Markdown."""
    licences = resource("licences", "README.md").read_text(encoding="utf-8")
    rows = [line for line in licences.splitlines() if line.startswith("|")][2:]
    parts = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    listed = "\n".join(f"| {what} | {licence} |" for what, licence, *_text in parts)
    return (
        f"**CanBo {__version__}** – hồ sơ nhân sự của đơn vị y tế. Giấy phép MIT.\n\n"
        f"Chạy trên Python {python_version()}, Qt {qVersion()}.\n\n"
        "Chương trình dùng các phần mềm dưới đây, mỗi phần theo giấy phép của nó; nguyên văn các giấy phép nằm trong "
        "thư mục *licences* của chương trình.\n\n"
        f"| Phần mềm | Giấy phép |\n|---|---|\n{listed}\n"
    )
