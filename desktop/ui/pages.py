"""The rooms of the window, in the order of the rail. Naming a page does not import it."""

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.ui.context import Context
from desktop.ui.page import Page


@dataclass(frozen=True)
class PageSpec:
    """A page before it exists: `source` is "module:Class", imported when the page is first shown.

    An `early` page needs no more than the list of people. `below` puts it at the foot of the rail; `keys` is its
    shortcut where Ctrl and a digit is not it. A page with a `parent` stands behind that page's button of the rail, as
    a tab beside it (`tab` is a shorter name there); a hidden one is reached only from another page.
    """

    key: str
    label: str
    icon: str
    source: str
    below: bool = False
    keys: str = ""
    early: bool = False
    parent: str = ""
    tab: str = ""
    is_hidden: bool = False

    @property
    def tab_title(self) -> str:
        """What the tab says."""
        return QCoreApplication.translate("pages", self.tab) if self.tab else self.title

    @property
    def title(self) -> str:
        """The label in the language of the window."""
        return QCoreApplication.translate("pages", self.label)

    def make(self, context: Context) -> Page:
        """The page itself."""
        module, _, name = self.source.partition(":")
        page = getattr(import_module(module), name)(context)
        assert isinstance(page, Page)
        return page


PAGES = (
    PageSpec("due", str(QT_TRANSLATE_NOOP("pages", "Việc cần làm")), "dashboard", "desktop.ui.due_page:DuePage"),
    PageSpec(
        "staff",
        str(QT_TRANSLATE_NOOP("pages", "Hồ sơ")),
        "people",
        "desktop.ui.staff_page:StaffPage",
        early=True,
        tab=str(QT_TRANSLATE_NOOP("pages", "Danh sách")),
    ),
    PageSpec(
        "decisions",
        str(QT_TRANSLATE_NOOP("pages", "Quyết định về nhân sự")),
        "file",
        "desktop.ui.decisions_page:DecisionsPage",
        parent="staff",
        tab=str(QT_TRANSLATE_NOOP("pages", "Quyết định")),
    ),
    PageSpec(
        "pay",
        str(QT_TRANSLATE_NOOP("pages", "Lương, nghỉ hưu, nhiệm kỳ")),
        "card",
        "desktop.ui.pay_page:PayPage",
        parent="staff",
        tab=str(QT_TRANSLATE_NOOP("pages", "Lương, nghỉ hưu")),
    ),
    PageSpec(
        "rating",
        str(QT_TRANSLATE_NOOP("pages", "Đánh giá, xếp loại hằng năm")),
        "check-circle",
        "desktop.ui.rating_page:RatingPage",
        parent="staff",
        tab=str(QT_TRANSLATE_NOOP("pages", "Đánh giá")),
    ),
    PageSpec(
        "national",
        str(QT_TRANSLATE_NOOP("pages", "Cập nhật cơ sở dữ liệu quốc gia")),
        "upload",
        "desktop.ui.national_page:NationalPage",
        parent="staff",
        tab=str(QT_TRANSLATE_NOOP("pages", "CSDL quốc gia")),
    ),
    PageSpec(
        "forms",
        str(QT_TRANSLATE_NOOP("pages", "In phiếu cá nhân")),
        "print",
        "desktop.ui.forms_panel:FormsPage",
        parent="staff",
        is_hidden=True,
    ),
    PageSpec(
        "findings",
        str(QT_TRANSLATE_NOOP("pages", "Kiểm tra dữ liệu")),
        "alert",
        "desktop.ui.findings_page:FindingsPage",
        parent="staff",
        tab=str(QT_TRANSLATE_NOOP("pages", "Kiểm tra")),
    ),
    PageSpec(
        "structure",
        str(QT_TRANSLATE_NOOP("pages", "Tổ chức bộ máy")),
        "hospital",
        "desktop.ui.structure_page:StructurePage",
        parent="staff",
        tab=str(QT_TRANSLATE_NOOP("pages", "Tổ chức")),
    ),
    PageSpec(
        "mentoring",
        str(QT_TRANSLATE_NOOP("pages", "Hướng dẫn, kèm cặp")),
        "mentoring",
        "desktop.ui.mentoring_page:MentoringPage",
    ),
    PageSpec(
        "training", str(QT_TRANSLATE_NOOP("pages", "Đào tạo")), "training", "desktop.ui.training_page:TrainingPage"
    ),
    PageSpec("reports", str(QT_TRANSLATE_NOOP("pages", "Báo cáo")), "report", "desktop.ui.reports_page:ReportsPage"),
    PageSpec("import", str(QT_TRANSLATE_NOOP("pages", "Nhập từ Excel")), "import", "desktop.ui.import_page:ImportPage"),
    PageSpec(
        "settings",
        str(QT_TRANSLATE_NOOP("pages", "Thiết lập")),
        "settings",
        "desktop.ui.settings_page:SettingsPage",
        below=True,
        keys="Ctrl+,",
    ),
    PageSpec(
        "help",
        str(QT_TRANSLATE_NOOP("pages", "Trợ giúp")),
        "help",
        "desktop.ui.help_page:HelpPage",
        below=True,
        keys="F1",
    ),
)
