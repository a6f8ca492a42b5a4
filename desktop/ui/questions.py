"""The few questions that stop the clerk: only before what cannot be taken back, and for changes not yet saved."""

from enum import Enum

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.ui.widgets import restyle


class Leave(Enum):
    """What becomes of changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    STAY = "stay"


def confirm(parent: QWidget, question: str, detail: str, do: str, *, danger: bool = False) -> bool:
    """Ask before something that cannot be undone; `do` is the verb on the button («Xóa hẳn»). Escape means no."""
    box = _box(parent, question, detail)
    chosen = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    restyle(chosen, role="danger" if danger else "primary")
    cancel = box.addButton(_tr("Không"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel if danger else chosen)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is chosen


def ask_to_save(parent: QWidget, what: str) -> Leave:
    """Ask once what to do with unsaved changes of `what` («hồ sơ Lê Anh»). Escape stays."""
    box = _box(parent, _tr("Lưu thay đổi của {}?").format(what), _tr("Nếu bỏ, những gì vừa nhập sẽ mất."))
    save = box.addButton(_tr("Lưu"), QMessageBox.ButtonRole.AcceptRole)
    restyle(save, role="primary")
    discard = box.addButton(_tr("Bỏ thay đổi"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(_tr("Ở lại"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(stay)
    box.exec()
    return {save: Leave.SAVE, discard: Leave.DISCARD}.get(box.clickedButton(), Leave.STAY)  # type: ignore[call-overload, no-any-return]


def _box(parent: QWidget, question: str, detail: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.NoIcon, parent.window().windowTitle(), question, parent=parent.window())
    box.setInformativeText(detail)
    return box


def _tr(text: str) -> str:
    return QCoreApplication.translate("questions", text)
