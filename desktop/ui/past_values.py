"""The last values of a field before the one it has, on demand: one of them can be typed again."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.changes import PastValue


class PastValues(QMenu):
    """A menu of past values; `take(text)` types the one that is chosen (not called where it may not be changed)."""

    def __init__(self, past: list[PastValue], take: Callable[[str], object] | None, parent: QWidget) -> None:
        super().__init__(parent)
        for each in past:
            when = each.until.astimezone().strftime("%d/%m/%Y")
            text = " ".join(each.text.split()).replace("&", "&&")
            action = self.addAction(self.tr("{}   (đến {}, {} sửa)").format(text[:60], when, each.user))
            action.setEnabled(take is not None)
            if take is not None:
                action.triggered.connect(lambda _checked=False, text=each.text: take(text))
        if not past:
            self.addAction(self.tr("Chưa có giá trị nào trước giá trị này")).setEnabled(False)
