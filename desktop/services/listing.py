"""Taking out of the program what a list shows: a plain workbook or CSV, noted in the audit."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop.domain.errors import UserError
from desktop.excel.writer import save_table
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
