"""Taking out of the program what a list shows: a plain workbook or CSV, noted in the audit."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop.domain.errors import UserError
from desktop.excel.writer import save_table
from desktop.services.due import DueItem
from desktop.services.workspace import Workspace


def export_rows(
    workspace: Workspace, path: Path, title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a list to `path` (.xlsx or .csv) and put down in the audit who took out what.

    Raises UserError for who may not, EnvironmentRefused where the file cannot be written.
    """
    if not workspace.rights.may_export:
        raise UserError("Bạn không có quyền xuất danh sách; chưa có tệp nào được ghi.")
    taken = list(rows)
    save_table(path, list(headers), taken, title=title)
    workspace.database.note(f"Xuất {title}: {len(taken)} dòng", kind="export", reason=", ".join(headers))


_DUE = ("Hạn", "Còn (ngày)", "Mã", "Họ và tên", "Khoa, phòng", "Việc", "Loại", "Căn cứ", "Tính từ ngày")


def export_due(workspace: Workspace, path: Path, items: Sequence[DueItem]) -> None:
    """Write what is due to `path`, the day it is counted from and the legal basis of each item with it."""
    rows = [
        (i.due_on, i.days_left, i.staff_code, i.name, i.department, i.subject, i.kind.label, i.basis, i.anchor)
        for i in items
    ]
    export_rows(workspace, path, "việc cần làm", _DUE, rows)
