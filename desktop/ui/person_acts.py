"""What can be decided about a person, or about several, from their record and from the list."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.acts import ACTS, ActGroup
from desktop.services import acts
from desktop.ui.context import Action, Context


def actions(context: Context, uid: str, parent: QWidget) -> list[Action]:
    """The acts that are for this person today, in the order of the menu, and the package for another unit."""
    if not context.is_attached or not context.rights.may_edit:
        return []
    found = [
        Action(offer.act.title, partial(begin, context, offer.act.key, (uid,)))
        for offer in acts.offered(context.workspace, [uid])
        if not offer.reason
    ]
    told = QCoreApplication.translate("person_acts", "In sơ yếu lý lịch")
    found.append(Action(told, lambda: context.go("forms", (uid,))))
    if context.rights.may_export:
        told = QCoreApplication.translate("person_acts", "Xuất hồ sơ chuyển đi (mã hóa)")
        found.append(Action(told, lambda: _send_out(context, uid, parent)))
    return found


def many(context: Context, chosen: Callable[[], Sequence[str]], parent: QWidget) -> QMenu:
    """A menu of the acts that several people may stand under."""
    menu = QMenu(QCoreApplication.translate("person_acts", "Ra quyết định"), parent)
    for group in ActGroup:
        listed = [act for act in ACTS.values() if act.group is group and act.many and not act.new_person]
        if listed:
            inner = menu.addMenu(group.label)
            for act in listed:
                action = inner.addAction(act.title)
                action.triggered.connect(lambda _c=False, key=act.key: begin(context, key, chosen()))
    return menu


def begin(context: Context, key: str, uids: Sequence[str]) -> None:
    """Open the form of an act in the room of decisions."""
    context.go("decisions", ("act", key, tuple(uids)))


def _send_out(context: Context, uid: str, parent: QWidget) -> None:
    from desktop.ui.package_dialogs import send_out  # noqa: PLC0415 - rarely asked

    send_out(context, uid, parent)
