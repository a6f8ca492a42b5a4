"""What is typed into a record and not yet saved is kept aside, and offered back after a crash or a power cut."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from desktop.services import person
from desktop.ui.context import Action, Context
from desktop.ui.widgets import Banner

KEEP_AFTER = 1500  # milliseconds of quiet after which what is typed is kept aside


class DraftBand(Banner):
    """The band that offers a draft. `changes()` gives what is typed, `take(texts)` puts a draft into the fields."""

    def __init__(
        self, context: Context, changes: Callable[[], dict[str, str]], take: Callable[[dict[str, str]], object]
    ) -> None:
        super().__init__()
        self._context, self._changes, self._take = context, changes, take
        self._uid: str | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(KEEP_AFTER)
        self._quiet.timeout.connect(self.keep)

    def touch(self) -> None:
        """Something was typed: it is kept once the clerk pauses."""
        self._quiet.start()

    def keep(self) -> None:
        """Keep what is typed now."""
        changed = self._changes()
        if self._uid is not None and changed and not self._context.workspace.database.writing:
            person.keep_draft(self._context.workspace, self._key, changed)

    def drop(self) -> None:
        """It was saved, or the clerk does not want it."""
        self._quiet.stop()
        self.show_text("")
        if self._uid is not None and not self._context.workspace.database.writing:
            person.forget_draft(self._context.workspace, self._key)

    def offer(self, uid: str, *, may_write: bool) -> None:
        """Offer what was typed for a person and never saved, if there is anything."""
        self._uid = uid
        self.show_text("")
        kept = person.draft(self._context.workspace, self._key) if may_write else None
        if kept is None:
            return
        texts, at = kept
        told = self.tr("Có {} ô đã nhập lúc {} mà chưa lưu.")
        when = at.astimezone().strftime("%H:%M ngày %d/%m/%Y")
        self.show_text(told.format(len(texts), when), "info", Action(self.tr("Lấy lại"), lambda: self._take(texts)))

    @property
    def _key(self) -> str:
        return f"StaffMember:{self._uid}"
