"""The data file as something to look after: where it is, how large, when it was last copied, whether it is whole."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace
from desktop.storage.database import Verdict
from desktop.storage.mapping import operation

_KIND = "backup"


@dataclass(frozen=True)
class FileFacts:
    """What is known of the open file; `size` in bytes, `copied_at` the last copy made through this program."""

    path: Path
    size: int
    is_encrypted: bool
    schema: str
    copied_at: datetime | None
    copied_to: str


def file_facts(workspace: Workspace) -> FileFacts:
    """What is known of the open file."""
    file = workspace.database.file
    query = select(operation.c.at, operation.c.reason).where(operation.c.kind == _KIND).order_by(operation.c.id.desc())
    with workspace.database.read() as session:
        last = session.execute(query.limit(1)).first()
    return FileFacts(
        path=file.path.absolute(),
        size=file.path.stat().st_size,
        is_encrypted=file.key is not None,
        schema=f"{file.schema:04d}",
        copied_at=last.at if last else None,
        copied_to=str(last.reason or "") if last else "",
    )


def back_up(workspace: Workspace, target: Path) -> Task[Path]:
    """A checked copy of the open file, which opens with the same password; put down in the audit.

    Raises EnvironmentRefused; then there is no copy.
    """
    yield Progress(0, 1, "Đang chép và kiểm tra bản sao")
    workspace.database.backup(target)
    workspace.database.note("Sao lưu tệp dữ liệu", kind=_KIND, reason=str(target))
    return target


def look_over(workspace: Workspace) -> Task[Verdict]:
    """Whether the file is whole: its pages, its links, the chain of its audit."""
    yield Progress(0, 1, "Đang kiểm tra tệp")
    return workspace.database.verify()
