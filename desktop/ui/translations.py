"""The language of the window: Vietnamese is in the source; Qt's own buttons and menus come from a small catalogue."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from desktop.resources_dir import resource


def install(app: QCoreApplication) -> None:
    """Let Qt's own texts be Vietnamese, and its numbers and dates."""
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    translator = QTranslator(app)
    if translator.load(str(resource("i18n", "qtbase_vi.qm"))):
        app.installTranslator(translator)
