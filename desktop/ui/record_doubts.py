"""What the fields of a record say to each other while they are being typed: doubts, and a province from an address."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.domain.catalogue import Catalogue
from desktop.domain.errors import UserError
from desktop.domain.identity import citizen_id_doubts
from desktop.domain.places import province_of
from desktop.domain.staff import Sex, StaffMember
from desktop.ui.editors import Editor
from desktop.ui.record_sections import PLACES

IDENTITY = ("citizen_id", "birth_date", "sex")


def say_doubts(editor: Editor, editors: Mapping[str, Editor], catalogue: Catalogue) -> None:
    """After a field was left with a value that can be kept: what it makes doubtful or known in others."""
    if editor.field.name in IDENTITY:
        _say_identity(editors, catalogue)
    if editor.field.name in PLACES:
        _suggest_province(editor, editors.get(PLACES[editor.field.name][1]), catalogue)


def _say_identity(editors: Mapping[str, Editor], catalogue: Catalogue) -> None:
    editor = editors.get("citizen_id")
    if editor is None or editor.check():
        return
    fields = catalogue.fields(StaffMember)
    values: dict[str, Any] = {}
    for name in IDENTITY:
        try:
            values[name] = fields[name].read(editors[name].text())
        except UserError:
            values[name] = None
    sex, born = values["sex"], values["birth_date"]
    provinces = frozenset(row.extra.get("citizen_prefix", "") for row in catalogue.list("province_old"))
    doubts = citizen_id_doubts(
        values["citizen_id"],
        None if sex is None else sex is Sex.FEMALE,
        born.first if born else None,
        provinces - {""},
    )
    editor.set_message("\n".join(doubts) or None, "warning")


def _suggest_province(editor: Editor, target: Editor | None, catalogue: Catalogue) -> None:
    """Today's province of a printed address, where none is chosen yet."""
    today = catalogue.list("province")
    code = province_of(editor.text(), today, catalogue.list("province_old"))
    if target is not None and code is not None and not target.text():
        target.set_text(today.label(code))
        told = "Gợi ý theo địa chỉ vừa ghi; sửa nếu không đúng."
        target.set_message(QCoreApplication.translate("RecordForm", told), "info")
