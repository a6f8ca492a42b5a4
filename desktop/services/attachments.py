"""Papers and photo of a person: kept inside the data file, opened as a copy that is removed, saved elsewhere.

Papers of the Party are not kept here: they stand in the Party's own file.
"""

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.biography import Attachment, DocumentKind
from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.staff import StaffMember
from desktop.domain.text import label_key
from desktop.services import records
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.audit import UnitOfWork
from desktop.storage.connection import telling

MEGABYTE = 1024 * 1024
MOST = 5 * MEGABYTE  # of one paper
PHOTO_MOST = 300 * 1024
HEAVY = 500 * MEGABYTE  # all papers together: from here on copies of the file become slow
SUFFIXES = frozenset(
    (
        ".pdf",
        ".jpg",
        ".jpeg",
        ".png",
        ".tif",
        ".tiff",
        ".webp",
        ".doc",
        ".docx",
        ".xls",
        ".xlsx",
        ".odt",
        ".ods",
        ".txt",
    )
)
_PARTY_WORDS = ("dang vien", "ket nap dang", "dang bo", "chi bo", "knd", "xin vao dang")
_COPIES = "canbo-giay-to-"
_A_DAY = 24 * 3600


@dataclass(frozen=True)
class Paper:
    """One attached paper as a list shows it; `size` in bytes, `is_expired` as at today."""

    uid: str
    kind: str
    title: str
    number: str
    issued_on: str
    expires_on: str
    file_name: str
    size: int
    is_expired: bool
    is_photo: bool


def papers(workspace: Workspace, staff_uid: str) -> list[Paper]:
    """What is attached to a person, by kind, the newest of a kind first."""
    with workspace.database.read() as session:
        member = records.get(session, StaffMember, staff_uid)
        order = list(DocumentKind)
        found = sorted(member.attachments, key=lambda a: (order.index(a.kind), -(a.id or 0)))
        return [_shown(workspace, each) for each in found]


def add(
    workspace: Workspace, staff_uid: str, file_name: str, data: bytes, texts: Mapping[str, object] | None = None
) -> str:
    """Attach a paper; `texts` are its fields as typed (kind, title, number, issued_on, expires_on). Returns its uid.

    One undo step. Raises UserError where the paper is too large or of a kind that is not kept, Rejected for the texts.
    """
    if reason := refusal(file_name, len(data), str((texts or {}).get("title") or "")):
        raise UserError(reason)
    typed = {"kind": DocumentKind.OTHER.label, **(texts or {})}
    values = records.read_values(workspace, Attachment, typed)
    with workspace.database.write(f"Đính kèm {file_name}", wait=0.2) as session:
        return _put(workspace, session, staff_uid, file_name, data, values)


def set_photo(workspace: Workspace, staff_uid: str, jpeg: bytes) -> str:
    """Put a photo in the place of the one there is. The caller has scaled it down to at most `PHOTO_MOST` bytes."""
    if len(jpeg) > PHOTO_MOST:
        raise UserError(f"Ảnh còn lớn hơn {told_size(PHOTO_MOST)} sau khi thu nhỏ. Hãy chọn ảnh khác.")
    with workspace.database.write("Thay ảnh", wait=0.2) as session:
        for old in _photos(session, staff_uid):
            session.remove(old)
        values = {"kind": DocumentKind.PHOTO, "issued_on": None}
        return _put(workspace, session, staff_uid, "anh.jpg", jpeg, values)


def photo(workspace: Workspace, staff_uid: str) -> bytes | None:
    """The photo of a person; None where there is none, or where it is damaged (the list of papers tells)."""
    with workspace.database.read() as session:
        found = _photos(session, staff_uid)
        if not found:
            return None
        try:
            return contents.get(session, found[-1].sha256)
        except UserError:
            return None


def content(workspace: Workspace, uid: str) -> tuple[str, bytes]:
    """The file name and bytes of a paper. Raises UserError where they are not there, or damaged."""
    with workspace.database.read() as session:
        found = records.get(session, Attachment, uid)
        return _safe_name(found.file_name), contents.get(session, found.sha256)


def remove(workspace: Workspace, uid: str) -> None:
    """Take a paper away; undo brings it back with its content."""
    with workspace.database.write("Bỏ giấy tờ đính kèm", wait=0.2) as session:
        session.remove(records.get(session, Attachment, uid))


def save_as(workspace: Workspace, uid: str, path: Path) -> None:
    """Write a paper to a file, and put that down in the audit. Raises EnvironmentRefused."""
    name, data = content(workspace, uid)
    aside = path.with_name(f"{path.name}.tmp")
    try:
        with telling(path):
            aside.write_bytes(data)
            os.replace(aside, path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    workspace.database.note(f"Lưu giấy tờ {name} ra tệp", kind="export")


def open_copy(workspace: Workspace, uid: str) -> Path:
    """A copy of a paper for another program to show: read-only, in a folder of its own, removed by `forget_copies`."""
    name, data = content(workspace, uid)
    try:
        path = Path(tempfile.mkdtemp(prefix=f"{_COPIES}{os.getpid()}-")) / name
        path.write_bytes(data)
        path.chmod(stat.S_IREAD)
    except OSError as error:
        raise EnvironmentRefused(
            f"Không mở được {name}: không ghi được vào thư mục tạm ({error.strerror or 'lỗi ghi'}). "
            "Hãy dùng «Lưu ra tệp»."
        ) from error
    return path


def forget_copies() -> None:
    """Remove the copies made to be looked at; those of a session that broke off go after a day, one still open later."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_COPIES}*"):
        with contextlib.suppress(OSError):
            mine = folder.name.startswith(f"{_COPIES}{os.getpid()}-")
            if not mine and time.time() - folder.stat().st_mtime < _A_DAY:
                continue
            for path in folder.glob("*"):
                path.chmod(stat.S_IREAD | stat.S_IWRITE)
            shutil.rmtree(folder, ignore_errors=True)


def refusal(file_name: str, size: int, title: str = "") -> str:
    """Why a paper is not taken in; nothing where it is."""
    suffix = Path(file_name).suffix.casefold()
    if suffix not in SUFFIXES:
        return f"Không đính kèm được «{Path(file_name).name}»: chỉ nhận PDF, ảnh, Word, Excel và văn bản."
    if not size:
        return f"«{Path(file_name).name}» rỗng, không có gì để đính kèm."
    if size > MOST:
        return (
            f"«{Path(file_name).name}» nặng {told_size(size)}, quá {told_size(MOST)} cho một giấy tờ. "
            "Hãy quét lại ở độ phân giải thấp hơn (150 dpi là đủ đọc)."
        )
    words = f" {label_key(Path(file_name).stem)} {label_key(title)} "
    if any(f" {word} " in words for word in _PARTY_WORDS):
        return "Giấy tờ về Đảng không lưu trong CanBo; chúng nằm trong hồ sơ đảng viên do cấp ủy giữ."
    return ""


def weight_told(workspace: Workspace) -> tuple[str, str]:
    """How much all papers of the file take, in words; and a warning where that begins to hurt."""
    with workspace.database.read(whole=True) as session:
        total = contents.total(session)
    warning = ""
    if total > HEAVY:
        warning = (
            f"Giấy tờ đính kèm đã chiếm {told_size(total)}: sao lưu sẽ chậm dần. "
            "Nên chỉ giữ bản quét cần đến và quét ở 150 dpi."
        )
    return told_size(total), warning


def told_size(size: int) -> str:
    """«240 KB», «3,4 MB»."""
    if size < MEGABYTE:
        return f"{max(round(size / 1024), 1) if size else 0} KB"
    return f"{size / MEGABYTE:.1f} MB".replace(".", ",")


def _put(
    workspace: Workspace,
    session: UnitOfWork,
    staff_uid: str,
    file_name: str,
    data: bytes,
    values: Mapping[str, object],
) -> str:
    paper = Attachment()
    found = {"staff": staff_uid, "file_name": Path(file_name).name[:250], "size": len(data)}
    records.put(workspace, session, paper, {**values, **found, "sha256": contents.put(session, data)})
    session.flush()
    return str(paper.uid)


def _photos(session: Session, staff_uid: str) -> list[Attachment]:
    wanted = (StaffMember.uid == staff_uid, Attachment.kind == DocumentKind.PHOTO)
    query = select(Attachment).join(StaffMember).where(*wanted)
    return list(session.scalars(query.order_by(Attachment.id)))


def _shown(workspace: Workspace, paper: Attachment) -> Paper:
    fields = workspace.catalogue.fields(Attachment)
    shown = {name: fields[name].show(getattr(paper, name)) for name in fields if name != "staff"}
    expires: date | None = paper.expires_on
    return Paper(
        uid=str(paper.uid),
        kind=shown["kind"],
        title=shown["title"] or shown["file_name"],
        number=shown["number"],
        issued_on=shown["issued_on"],
        expires_on=shown["expires_on"],
        file_name=_safe_name(shown["file_name"]),
        size=paper.size or 0,
        is_expired=expires is not None and expires < workspace.today,
        is_photo=paper.kind is DocumentKind.PHOTO,
    )


def _safe_name(name: str) -> str:
    """A file name without what a folder or another system would trip over."""
    kept = "".join(c if c.isprintable() and c not in '<>:"/\\|?*' else "_" for c in Path(name).name).strip(". ")
    return kept[-120:] or "giay-to"
