"""What is to be noticed about the record that is open: how much of the paper form it has, what in it cannot be right,
and whether the national database has its changes. Looked up a moment after the record is shown, so that stepping
through people stays quick."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from desktop.domain.completeness import Item
from desktop.domain.errors import UserError
from desktop.services import checking, completeness, national
from desktop.services.checking import Finding
from desktop.services.completeness import PersonCompleteness
from desktop.ui.context import Context
from desktop.ui.record_form import RecordForm
from desktop.ui.record_sections import PAPERS, SectionLayout

LOOK_AFTER = 120  # milliseconds
GOOD = 95  # percent from which a record counts as good as whole
_NAMED = 6  # missing items that a tooltip names


class RecordState(QObject):
    """Keeps the signs of the sections and three badges of a record form."""

    def __init__(self, context: Context, form: RecordForm) -> None:
        super().__init__(form)
        self._context, self._form = context, form
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER)
        self._timer.timeout.connect(self.look)
        form.opened.connect(lambda _uid: self._timer.start())

    def look(self) -> None:
        """Look at the person that is shown now; of a day that is past there is nothing to notice."""
        uid = self._form.uid
        if uid is None or self._form.day is not None:
            return
        try:
            found = completeness.of_person(self._context.workspace, uid)
            waiting = national.tray(self._context.workspace, [uid])
            faults = checking.of_person(self._context.workspace, uid).findings
        except UserError:
            return  # the record is gone meanwhile; whoever opens it is told
        for layout in self._form.layouts:
            self._mark(layout, found)
        self._tell_share(found)
        left = waiting[0].days_left if waiting else 0
        when = self.tr("còn {} ngày").format(left) if left > 0 else self.tr("hết hạn hôm nay")
        when = self.tr("quá {} ngày").format(-left) if left < 0 else when
        text = self.tr("Chưa vào CSDL quốc gia: {}").format(when) if waiting else ""
        kind = "danger" if left < 0 else "warning"
        self._form.add_badge("national", text, kind, lambda: self._context.go("national", uid))
        self._tell_faults(faults)

    def _tell_faults(self, faults: Sequence[Finding]) -> None:
        """How many things about the record cannot be right, or are in doubt; a click goes to the first."""
        errors = sum(fault.severity == "error" for fault in faults)
        words = [
            self.tr("{} lỗi").format(errors) if errors else "",
            self.tr("{} điều cần xem").format(len(faults) - errors) if len(faults) > errors else "",
        ]
        told = "\n".join(fault.message for fault in faults[:_NAMED])
        run = (lambda: self._open(faults[0])) if faults else None
        kind = "danger" if errors else "warning"
        self._form.add_badge("faults", ", ".join(filter(None, words)), kind, run, tip=told)

    def _open(self, fault: Finding) -> None:
        if fault.entity == "StaffMember":
            self._form.go_to(fault.field)
        else:
            self._form.go_to(fault.entity, fault.uid, fault.field)

    def _tell_share(self, found: PersonCompleteness) -> None:
        missing = found.missing
        first = missing[0] if missing else None
        told = _told(missing) or self.tr("Đủ mọi mục của tờ khai")
        run = (lambda: self._go(first)) if first is not None else None
        kind = "accent" if found.percent >= GOOD else "neutral"
        self._form.add_badge("share", self.tr("Đủ {} %").format(found.percent), kind, run, tip=told)

    def _go(self, item: Item) -> None:
        own, papers = item.entity == "StaffMember", item.entity == "Attachment"
        self._form.go_to(item.field if own else PAPERS if papers else item.entity)

    def _mark(self, layout: SectionLayout, found: PersonCompleteness) -> None:
        owed = [item for item in found.found.owed if _is_in(item, layout)]
        if not owed:
            return
        missing = [item for item in owed if item in found.missing]
        state = "complete" if not missing else "empty" if len(missing) == len(owed) else "partial"
        self._form.sections.set_state(layout.key, state, _told(missing) or self.tr("Đủ các mục của tờ khai"))


def _is_in(item: Item, layout: SectionLayout) -> bool:
    if item.entity == "StaffMember":
        return item.field in layout.fields
    if item.entity == "Attachment":
        return layout.view == PAPERS
    return any(table.entity.__name__ == item.entity for table in layout.tables)


def _told(missing: "tuple[Item, ...] | list[Item]") -> str:
    """«Thiếu 9b. Số thẻ BHYT; 11. …», at most a few by name."""
    named = "; ".join(completeness.told(item) for item in missing[:_NAMED])
    more = f" và {len(missing) - _NAMED} mục khác" if len(missing) > _NAMED else ""
    return f"Thiếu {named}{more}" if missing else ""
