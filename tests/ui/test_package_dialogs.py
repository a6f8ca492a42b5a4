"""The dialogs in which a person's package is taken in."""

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from desktop.services import person_package
from desktop.ui import package_dialogs
from tests.services.small_unit import person


def test_a_wrong_password_is_asked_for_again_and_not_the_file(qtbot, monkeypatch, tmp_path, context):
    with context.workspace.database.write("Một người") as session:
        somebody = person(session, "VC01", "Lê Thị Ánh")
        session.flush()
        uid = somebody.uid
    sent = person_package.send_out(context.workspace, uid, tmp_path / f"p{person_package.SUFFIX}")
    parent = QWidget()
    qtbot.addWidget(parent)
    typed, asked, held = ["sai", sent.password], [], []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(sent.path), ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: (asked.append(args[2]), (typed.pop(0), True))[1])
    monkeypatch.setattr(QMessageBox, "question", lambda *args: (held.append(args[2]), QMessageBox.StandardButton.No)[1])

    assert package_dialogs.take_in(context, parent) == ""
    assert len(asked) == 2
    assert "không đúng" in asked[1]
    assert sent.name in held[0]
