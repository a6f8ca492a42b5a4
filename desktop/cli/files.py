"""The data file as a whole: making one, copies, whether it is whole, and who did what in it."""

from argparse import Namespace
from datetime import UTC, datetime, time

from sqlalchemy import select

from desktop.cli.opening import new_password, opened, proven, today, user
from desktop.cli.terminal import Terminal, whole
from desktop.domain.errors import UserError
from desktop.services import backups
from desktop.services.founding import found_unit
from desktop.services.unit_file import back_up
from desktop.services.workspace import Workspace
from desktop.storage import history
from desktop.storage.database import Database
from desktop.storage.mapping import TABLES


def new(options: Namespace, terminal: Terminal) -> int:
    """`canbo new`: a data file with the unit in it; refused, nothing stays behind."""
    typed = {"code": options.code, "name": options.name, "parent_name": options.parent or ""}
    made = found_unit(options.file, new_password(options), typed, today=today(options), user=user(options))
    file = terminal.run(made)
    kind = "không mã hóa" if file.key is None else "đã mã hóa"
    terminal.say(f"Đã lập tệp dữ liệu {file.path} ({kind}) cho {options.name}.")
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
                "damaged_papers": verdict.damaged_papers,
                "schema": verdict.schema,
                "records": {_called(table): count for table, count in verdict.records.items()},
            }
        )
    else:
        terminal.say(f"Cấu trúc: {verdict.integrity}")
        terminal.say(f"Liên kết hỏng: {verdict.foreign_keys}")
        terminal.say(f"Chuỗi nhật ký: {verdict.audit_chain}")
        if verdict.damaged_papers:
            terminal.say(f"Giấy tờ đính kèm hỏng nội dung: {verdict.damaged_papers}")
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


def backup(options: Namespace, terminal: Terminal) -> int:
    """`canbo backup`: a checked copy, also while the file is in use; it opens with the same password."""
    with opened(options) as workspace:
        target = terminal.run(back_up(workspace, options.out))
    terminal.say(f"Đã sao lưu {options.file.name} vào {target} và kiểm tra bản sao.")
    return 0


def restore(options: Namespace, terminal: Terminal) -> int:
    """`canbo restore`: the copy is checked first, the file that it replaces is kept beside it."""
    kept = backups.restore(proven(options, options.copy), options.file)
    with opened(options) as workspace:
        backups.note_restored(workspace, options.copy)
    told = f"; tệp cũ được giữ ở {kept}" if kept else ""
    terminal.say(f"Đã khôi phục {options.file} từ {options.copy}{told}.")
    return 0


def audit(options: Namespace, terminal: Terminal) -> int:
    """`canbo audit`: operations, the newest first; with --staff what was done to one person's records."""
    since = None
    if options.since is not None:
        since = datetime.combine(options.since, time.min).astimezone().astimezone(UTC)
    with opened(options) as workspace:
        if options.staff is None:
            done = history.operations(workspace.database, since=since, limit=_MOST)
            changes: dict[str, list[history.FieldChange]] = {}
        else:
            done, changes = _of_person(workspace, options.staff, since)
    if options.json:
        terminal.document({"operations": [_operation(one, changes.get(one.uid)) for one in done]})
        return 0
    terminal.table(
        ("Lúc", "Người thực hiện", "Tài khoản", "Máy", "Loại", "Nội dung", "Thay đổi"),
        [
            (
                f"{one.at.astimezone():%d/%m/%Y %H:%M:%S}",
                one.user,
                one.account,
                one.machine,
                _KINDS.get(one.kind, one.kind),
                f"{one.title}{' (đã hoàn tác)' if one.is_undone else ''}",
                whole(len(changes[one.uid]) if one.uid in changes else one.changes),
            )
            for one in done
        ],
        right=[6],
        widest=60,
    )
    for one in done:
        for change in changes.get(one.uid, []):
            told = f": {change.label}: «{change.old}» → «{change.new}»" if change.field else ""
            terminal.say(f"{one.at.astimezone():%d/%m/%Y %H:%M:%S}  {change.what} {change.entity.caption}{told}")
    return 0


_MOST = 1_000_000
_KINDS = {
    "do": "Ghi",
    "undo": "Hoàn tác",
    "redo": "Làm lại",
    "export": "Xuất",
    "read": "Đọc",
    "backup": "Sao lưu",
    "restore": "Khôi phục",
    "migrate": "Nâng cấp",
    "drop": "Dọn nhật ký",
}


def _of_person(
    workspace: Workspace, code: str, since: datetime | None
) -> tuple[list[history.Operation], dict[str, list[history.FieldChange]]]:
    """The operations that touched the records of a person, also of one who was deleted."""
    people = TABLES["StaffMember"]
    with workspace.database.read() as session:
        query = (
            select(people.c.uid).where(people.c.staff_code == code.strip()).order_by(people.c.deleted_at.is_not(None))
        )
        uid = session.connection().scalar(query.limit(1))
    if uid is None:
        raise UserError(f"Không có ai mang mã nhân viên «{code}» trong tệp này.")
    done: dict[str, history.Operation] = {}
    changes: dict[str, list[history.FieldChange]] = {}
    for found in history.history_of(workspace.database, uid, catalogue=workspace.catalogue):
        if since is None or found.operation.at >= since:
            done[found.operation.uid] = found.operation
            changes.setdefault(found.operation.uid, []).append(found)
    return list(done.values()), changes


def _operation(one: history.Operation, changes: list[history.FieldChange] | None) -> dict[str, object]:
    told: dict[str, object] = {
        "uid": one.uid,
        "at": one.at,
        "user": one.user,
        "account": one.account,
        "machine": one.machine,
        "title": one.title,
        "kind": one.kind,
        "reason": one.reason,
        "undone": one.is_undone,
        "changes": one.changes,
    }
    if changes is not None:
        told["details"] = [
            {
                "record": change.entity.caption,
                "uid": change.record_uid,
                "what": change.what,
                "field": change.field or None,
                "old": change.old,
                "new": change.new,
                "masked": change.is_masked,
            }
            for change in changes
        ]
    return told
