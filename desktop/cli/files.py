"""The data file as a whole: making one, copies, whether it is whole, and who did what in it."""

from argparse import Namespace
from pathlib import Path

from desktop.cli.opening import new_password, proven, today, user
from desktop.cli.terminal import Terminal, whole
from desktop.domain.organisation import Unit
from desktop.services import records
from desktop.services.workspace import Workspace
from desktop.storage.database import Database


def new(options: Namespace, terminal: Terminal) -> int:
    """`canbo new`: a data file with the unit in it; refused, nothing stays behind."""
    path: Path = options.file
    workspace = Workspace.create(path, new_password(options), today=today(options), user=user(options))
    try:
        typed = {"code": options.code, "name": options.name, "parent_name": options.parent or ""}
        records.save(workspace, Unit, None, typed, title=f"Lập tệp dữ liệu của {options.name}")
    except BaseException:
        workspace.close()
        path.unlink(missing_ok=True)
        raise
    workspace.close()
    kind = "không mã hóa" if options.no_password else "đã mã hóa"
    terminal.say(f"Đã lập tệp dữ liệu {path} ({kind}) cho {options.name}.")
    return 0


def verify(options: Namespace, terminal: Terminal) -> int:
    """`canbo verify`: pages, foreign keys, chain of the audit. An older file is looked at as it is, not upgraded."""
    file = proven(options, options.file)
    database = Database(file, today=today(options), user=user(options))
    try:
        verdict = database.verify()
    finally:
        database.close()
    if options.json:
        terminal.document(
            {
                "ok": verdict.ok,
                "integrity": verdict.integrity,
                "foreign_keys": verdict.foreign_keys,
                "audit_chain": verdict.audit_chain,
                "schema": verdict.schema,
                "records": {_called(table): count for table, count in verdict.records.items()},
            }
        )
    else:
        terminal.say(f"Cấu trúc: {verdict.integrity}")
        terminal.say(f"Liên kết hỏng: {verdict.foreign_keys}")
        terminal.say(f"Chuỗi nhật ký: {verdict.audit_chain}")
        terminal.say(f"Lược đồ: {verdict.schema}")
        counted = [(name, whole(count)) for name, count in sorted(verdict.records.items()) if count]
        terminal.table(("Bảng", "Số bản ghi"), counted, right=[1])
        terminal.say(
            "Tệp nguyên vẹn." if verdict.ok else "Tệp KHÔNG nguyên vẹn; hãy khôi phục từ bản sao lưu gần nhất."
        )
    return 0 if verdict.ok else 1


def _called(table: str) -> str:
    """Outside, people are «staff»."""
    return "staff" if table == "staff_member" else table
