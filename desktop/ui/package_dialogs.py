"""A person's record as an encrypted package: made for the next unit, or taken in from the former one.

Dialogs, because both end in what cannot be taken back by a click: a file that leaves the unit, and its password.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from desktop.domain.errors import UserError
from desktop.services import person_package
from desktop.ui.context import Context

_FILTER = f"CanBo (*{person_package.SUFFIX})"


def send_out(context: Context, staff_uid: str, parent: QWidget) -> None:
    """Ask where to, write the package, and show its password once."""
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, parent.tr("Xuất hồ sơ chuyển đi (mã hóa)"), f"ho-so{person_package.SUFFIX}", _FILTER
    )
    if not chosen:
        return
    try:
        sent = person_package.send_out(context.workspace, staff_uid, Path(chosen))
    except UserError as error:
        context.tell(str(error), "danger")
        return
    box = QMessageBox(parent)
    box.setWindowTitle(parent.tr("Hồ sơ chuyển đi"))
    box.setText(parent.tr("Đã ghi hồ sơ của {} ra {}.").format(sent.name, sent.path.name))
    left_out = "\n".join(sent.left_out)
    box.setInformativeText(
        parent.tr(
            "Mật khẩu mở tệp: {}\nMật khẩu chỉ hiện lần này; hãy ghi lại và gửi cho đơn vị nhận bằng đường khác.\n{}"
        ).format(sent.password, left_out)
    )
    copy = box.addButton(parent.tr("Chép mật khẩu"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(parent.tr("Đã ghi lại"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    if box.clickedButton() is copy:
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - only here

        QGuiApplication.clipboard().setText(sent.password)


def take_in(context: Context, parent: QWidget) -> str:
    """Ask for a package and its password, show what it holds, and take it in; the uid of the person, or nothing."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, parent.tr("Nhận hồ sơ chuyển đến"), "", _FILTER)
    if not chosen:
        return ""
    package = _opened(Path(chosen), parent)
    if package is None:
        return ""
    try:
        shown = person_package.preview(context.workspace, package)
    except UserError as error:
        context.tell(str(error), "danger")
        return ""
    counted = "\n".join(f"{caption}: {count}" for caption, count in shown.records.items())
    same = (
        parent.tr("\nNgười này đã có trong đơn vị: {} ({}). Hồ sơ sẽ được bổ sung vào đó.").format(
            shown.same.name, shown.same.why
        )
        if shown.same is not None
        else ""
    )
    problems = "\n".join(problem.message for problem in shown.problems)
    answer = QMessageBox.question(
        parent,
        parent.tr("Nhận hồ sơ chuyển đến"),
        parent.tr("{}, từ {}.\n{}{}\n{}\n\nNhận hồ sơ này?").format(shown.name, shown.unit, counted, same, problems),
    )
    if answer != QMessageBox.StandardButton.Yes:
        return ""
    try:
        taken = person_package.take_in(
            context.workspace,
            package,
            staff_code=shown.staff_code,
            into=shown.same.uid if shown.same is not None else "",
        )
    except UserError as error:
        context.tell(str(error), "danger")
        return ""
    context.tell(parent.tr("Đã nhận hồ sơ của {}; hãy ghi quyết định tiếp nhận.").format(shown.name), "success")
    return str(taken.staff_uid)


def _opened(path: Path, parent: QWidget) -> person_package.Package | None:
    """The package, its password asked for until it is right; None where the clerk gives up."""
    caption = parent.tr("Mật khẩu của tệp")
    told = caption
    while True:
        password, given = QInputDialog.getText(
            parent, parent.tr("Nhận hồ sơ chuyển đến"), told, QLineEdit.EchoMode.Password
        )
        if not given:
            return None
        try:
            return person_package.look(path, password)
        except UserError as error:
            told = f"{error}\n\n{caption}"
