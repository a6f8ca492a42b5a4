"""One person's record into an encrypted file for the next unit."""

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop import __version__
from desktop.domain.biography import Attachment
from desktop.domain.errors import UserError
from desktop.domain.fields import Code, Field, Reference, Sensitivity
from desktop.domain.mentoring import PARTY_KINDS, MentoringReview
from desktop.domain.organisation import Unit
from desktop.domain.passwords import check_password
from desktop.domain.record import RECORDS, Record
from desktop.domain.staff import Appointment, StaffMember
from desktop.services import records
from desktop.services.person_package.opening import FORMAT, LEFT_BEHIND
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.audit import owned
from desktop.storage.connection import newest_schema
from desktop.storage.package import Packed, PackedRecord, write_package

# The words of a mentor about somebody on the way into the Party are a paper of the Party.
_PARTY_WORDS = frozenset(
    n for n, f in MentoringReview.fields.items() if f.sensitive is Sensitivity.PARTY and not f.required
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Sent:
    """A package that was made. `password` is shown once: nothing keeps it. `left_out` tells what did not go along."""

    path: Path
    password: str = field(repr=False)
    name: str = ""
    records: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def send_out(workspace: Workspace, staff_uid: str, path: Path, password: str | None = None) -> Sent:
    """Write one person's record to a new encrypted file; without a password one is made. The audit notes it.

    Raises UserError without the right to take records out or for a short password, EnvironmentRefused where the file
    cannot be written; then nothing stands there.
    """
    if not workspace.rights.may_export:
        raise UserError("Bạn không có quyền xuất hồ sơ; chưa có tệp nào được ghi.")
    if password is not None:
        check_password(password)
    secret = password or new_password()
    with workspace.database.read() as session:
        member = records.get(session, StaffMember, staff_uid)
        packer = _Packer(workspace, session)
        packed = packer.pack(member)
        name = str(member)
    write_package(path, secret, packed)
    workspace.database.note(f"Xuất gói hồ sơ của {name} ra {path.name}", kind="export")
    counted = Counter(RECORDS[row.entity].caption for row in packed.records)
    return Sent(path, secret, name, dict(counted), tuple(packer.left_out))


def new_password() -> str:
    """A password that can be read out on the telephone: four groups of four, some 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def tree(member: Record) -> Iterator[Record]:
    """A person and every live record that belongs to them, owners before what they own."""
    waiting = [member]
    while waiting:
        record = waiting.pop(0)
        yield record
        waiting += sorted(owned(record), key=lambda child: (type(child).__name__, child.id))


class _Packer:
    """Turns the records of a person into what a package holds."""

    def __init__(self, workspace: Workspace, session: Session) -> None:
        self._workspace, self._session = workspace, session
        self._labels: dict[str, dict[str, str]] = {}
        self._papers: dict[str, bytes] = {}
        self.left_out: list[str] = []

    def pack(self, member: Record) -> Packed:
        found = [r for r in tree(member) if type(r).__name__ not in LEFT_BEHIND]
        papers: dict[str, Record] = {}
        for record in found:
            for name, one in type(record).references().items():
                if one.to == "Decision" and (paper := getattr(record, name)) is not None:
                    papers[paper.uid] = paper
        rows = [self._row(record) for record in (*papers.values(), *found)]
        unit = self._session.scalars(select(Unit)).first()
        header = {
            "format": FORMAT,
            "schema": str(newest_schema()),
            "program": __version__,
            "name": str(member),
            "unit": (unit.name if unit is not None else "") or "",
            "unit_uid": str(unit.uid) if unit is not None else "",
            "made_on": self._workspace.today.isoformat(),
            "labels": json.dumps(self._labels, ensure_ascii=False),
        }
        return Packed(header, tuple(rows), self._papers)

    def _row(self, record: Any) -> PackedRecord:
        entity = type(record)
        values, points_at = {}, {}
        for name, one in self._workspace.catalogue.fields(entity).items():
            if name not in entity.fields:
                continue
            value = getattr(record, name)
            if value is None or (name in _PARTY_WORDS and _is_party_review(record)):
                continue
            if isinstance(one, Reference):
                points_at[name] = (str(value.uid), str(value))
            else:
                values[name] = one.dump(value)
                self._note_label(one, value)
        if entity is Attachment and record.sha256:
            self._keep_paper(record)
        content: dict[str, Any] = {"values": values, "points_at": points_at, "own": self._own(record)}
        if isinstance(record, Appointment) and record.post.is_party:
            content["of_party"] = True
        return PackedRecord(entity.__name__, str(record.uid), json.dumps(content, ensure_ascii=False))

    def _note_label(self, one: Field, value: Any) -> None:
        if isinstance(one, Code) and one.codes is not None and value in one.codes:
            self._labels.setdefault(one.list, {})[value] = one.codes.label(value)

    def _keep_paper(self, record: Any) -> None:
        try:
            self._papers[record.sha256] = contents.get(self._session, record.sha256)
        except UserError:
            self.left_out.append(f"Nội dung giấy tờ «{record}»")

    def _own(self, record: Any) -> list[tuple[str, str]]:
        own = self._workspace.catalogue.own_fields(type(record))
        if not own:
            return []
        texts = records.as_text(self._workspace, self._session, record)
        return [(one.label, texts[name]) for name, one in own.items() if texts.get(name)]


def _is_party_review(record: Any) -> bool:
    return isinstance(record, MentoringReview) and record.assignment.kind in PARTY_KINDS
