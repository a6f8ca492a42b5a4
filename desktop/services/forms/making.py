"""Filling forms: for one person on the screen, for many into one workbook or a folder of files."""

import io
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.domain.biography import FamilyMember
from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.staff import StaffMember
from desktop.domain.text import search_key
from desktop.excel import writer
from desktop.excel.form_sheet import lay_out_form
from desktop.excel.pictures import image_of
from desktop.excel.sheet import Sheet
from desktop.services import attachments, changes, records
from desktop.services.forms.base import Asked, FormKind
from desktop.services.forms.facts import Facts
from desktop.services.forms.register import find
from desktop.services.national import tracking_since
from desktop.services.progress import Progress, Task
from desktop.services.unit import unit
from desktop.services.workspace import Workspace
from desktop.storage.audit import WITH_TOMBSTONES
from desktop.storage.history import FieldChange
from desktop.storage.mapping import TABLES

MOST = 200  # people in one workbook: more would take an office PC's memory
_WHOM = 40  # staff codes that the audit names
_MOST_CHANGES = 20_000
ADDED, REMOVED = "Thêm", "Xóa"  # as the log calls it


@dataclass(frozen=True)
class Outcome:
    """What was written: the form, how many people, and the workbook or the folder."""

    kind: FormKind
    people: int
    path: Path


def filled(workspace: Workspace, code: str, uid: str, asked: Asked) -> Sheet:
    """The form of one person as it will be printed; nothing is written.

    Raises UserError for an unknown form, a record that is gone, and who may not see people.
    """
    return _fill(workspace, _allowed(workspace, code), uid, asked)


def filling(workspace: Workspace, code: str, uids: Sequence[str], asked: Asked) -> Task[list[Sheet]]:
    """The forms of several people, to be shown or printed. Raises like `filled`."""
    kind = _allowed(workspace, code)
    sheets = []
    for done, uid in enumerate(uids):
        yield Progress(done, len(uids), f"Lập {kind.title}")
        sheets.append(_fill(workspace, kind, uid, asked))
    return sheets


def exporting(workspace: Workspace, code: str, uids: Sequence[str], asked: Asked, path: Path) -> Task[Outcome]:
    """Write one workbook with a sheet for each person; the audit notes it. Stopped half-way, nothing is written.

    Raises like `filled`, UserError for too many people or nobody, EnvironmentRefused where the file cannot be written.
    """
    kind = _exportable(workspace, code, uids)
    if len(uids) > MOST:
        raise UserError(
            f"Một tệp Excel chỉ nên có tối đa {MOST} người (đang chọn {len(uids)}); "
            "hãy chọn ghi mỗi người một tệp vào thư mục. Chưa có tệp nào được ghi."
        )
    sheets = yield from filling(workspace, code, uids, asked)
    yield Progress(len(uids), len(uids), "Ghi tệp")
    writer.write(sheets, path)
    _note(workspace, kind, [sheet.code for sheet in sheets], f"Xuất {kind.title} ({kind.code})", f"ra {path.name}")
    return Outcome(kind, len(sheets), path)


def exporting_folder(workspace: Workspace, code: str, uids: Sequence[str], asked: Asked, folder: Path) -> Task[Outcome]:
    """Write a file for each person into a folder, which is made where it is not there.

    Each file is whole or not there; stopped half-way, those written stay, and the audit notes them. Raises like
    `exporting`.
    """
    kind = _exportable(workspace, code, uids)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentRefused(
            f"Không lập được thư mục «{folder}» ({error.strerror}); chưa có tệp nào được ghi. Hãy chọn nơi khác."
        ) from error
    written: list[str] = []
    taken: set[str] = set()
    try:
        for done, uid in enumerate(uids):
            yield Progress(done, len(uids), f"Ghi {kind.title}")
            sheet = _fill(workspace, kind, uid, asked)
            writer.write(sheet, folder / _free(file_name(kind, sheet), taken))
            written.append(sheet.code)
    finally:
        if written:
            _note(workspace, kind, written, f"Xuất {kind.title} ({kind.code})", f"vào thư mục {folder.name}")
    return Outcome(kind, len(written), folder)


def saving_pdf(workspace: Workspace, code: str, sheets: Sequence[Sheet], content: bytes, path: Path) -> Task[Outcome]:
    """Write forms that were painted as PDF; the audit notes it. Raises like `exporting`."""
    kind = _exportable(workspace, code, [sheet.code for sheet in sheets])
    yield Progress(0, 1, "Ghi tệp")
    writer.replace_file(path, lambda file: shutil.copyfileobj(io.BytesIO(content), file))
    _note(workspace, kind, [sheet.code for sheet in sheets], f"Xuất {kind.title} ({kind.code})", f"ra {path.name}")
    return Outcome(kind, len(sheets), path)


def printed(workspace: Workspace, code: str, sheets: Sequence[Sheet]) -> Task[None]:
    """Put down in the audit that forms were printed."""
    kind = find(code)
    yield Progress(0, 1, "Ghi nhật ký")
    _note(workspace, kind, [sheet.code for sheet in sheets], f"In {kind.title} ({kind.code})", "")


def may_print(workspace: Workspace) -> bool:
    """Whether the user may put forms on paper: who takes reports out may, too."""
    rights = workspace.rights
    return rights.sees_people and (rights.may_export or rights.may_report)


def may_export(workspace: Workspace) -> bool:
    """Whether the user may take forms out as files."""
    return workspace.rights.may_export and workspace.rights.sees_people


def file_name(kind: FormKind, sheet: Sheet, ending: str = ".xlsx") -> str:
    """SYLL_VC0012_do-thi-anh.xlsx: form, staff code and folded name in letters that every system takes."""
    name = sheet.title.removeprefix(f"{kind.title} - ")
    parts = (kind.code, _plain(sheet.code)[:40], _plain(search_key(name))[:60])
    return "_".join(part for part in parts if part) + ending


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", search_key(text) if not text.isascii() else text).strip("-")


def _free(name: str, taken: set[str]) -> str:
    """A name that no other person of this run has."""
    stem, _, ending = name.rpartition(".")
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{stem}_{number}.{ending}"
    taken.add(found.casefold())
    return found


def _allowed(workspace: Workspace, code: str) -> FormKind:
    kind = find(code)
    if not workspace.rights.sees_people:
        raise UserError("Bạn không có quyền xem hồ sơ nên chưa lập được phiếu nào.")
    return kind


def _exportable(workspace: Workspace, code: str, uids: Sequence[str]) -> FormKind:
    kind = _allowed(workspace, code)
    if not may_export(workspace):
        raise UserError("Bạn không có quyền xuất hồ sơ ra tệp; chưa có tệp nào được ghi.")
    if not uids:
        raise UserError("Chưa chọn người nào nên chưa có phiếu để xuất; hãy chọn người rồi làm lại.")
    return kind


def _fill(workspace: Workspace, kind: FormKind, uid: str, asked: Asked) -> Sheet:
    kind.check(asked)
    photo = attachments.photo(workspace, uid)
    past = changes.values_on(workspace, uid, asked.day) if asked.day < workspace.today else {}
    log = _log(workspace, uid, asked) if kind.has_period else []
    with workspace.database.read() as session:
        member: Any = records.get(session, StaffMember, uid)
        gone = [each.record_uid for each in log if each.entity is FamilyMember and each.what == REMOVED]
        query = select(FamilyMember).where(TABLES["FamilyMember"].c.uid.in_(gone))
        removed = list(session.scalars(query, execution_options={WITH_TOMBSTONES: True})) if gone else []
        facts = Facts(
            member,
            unit(session),
            asked.day,
            workspace.catalogue,
            photo=photo if photo and image_of(photo) else None,
            past=past,
            changes=log,
            removed=[row for row in removed if row.deleted_at is not None],
        )
        return lay_out_form(kind.filled(facts, asked))


def _log(workspace: Workspace, uid: str, asked: Asked) -> list[FieldChange]:
    """The changes of a period, the newest first. What was entered when the file was set up is no change of a life:
    nothing counts before «Bắt đầu theo dõi», nor in the operation that entered the person."""
    assert asked.since is not None
    told = changes.of_person(workspace, uid, limit=_MOST_CHANGES)
    tracked = tracking_since(workspace)
    entered = [each.operation.at for each in told if each.entity is StaffMember and each.what == ADDED]
    begins = max([*entered[:1], *([tracked] if tracked else [])], default=None)
    return [
        each
        for each in told
        if asked.since <= each.operation.at.astimezone().date() <= asked.day
        and (begins is None or each.operation.at > begins)
    ]


def _note(workspace: Workspace, kind: FormKind, codes: Sequence[str], what: str, where: str) -> None:
    title = " ".join(part for part in (what, f"của {len(codes)} người", where) if part)
    whom = ", ".join(codes[:_WHOM]) + (f" và {len(codes) - _WHOM} người nữa" if len(codes) > _WHOM else "")
    workspace.database.note(title[:290], kind="export", reason=f"{kind.basis}: {whom}")
