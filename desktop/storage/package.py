"""An encrypted file that carries records from one unit to another: names, JSON and the bytes of papers, no more.

The same cipher as a data file, under a mark of its own, so that neither is taken for the other.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from desktop.domain.errors import EnvironmentRefused
from desktop.storage.connection import Damaged, is_encrypted, new_file, open_file, telling

PACKAGE_ID = 0x43614E50  # "CaNP"
_TABLES = (
    "CREATE TABLE header (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE record (place INTEGER PRIMARY KEY, entity TEXT NOT NULL, uid TEXT NOT NULL, content TEXT NOT NULL)",
    "CREATE TABLE paper (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL)",
)


@dataclass(frozen=True)
class PackedRecord:
    """One record: its kind, its uid and its JSON."""

    entity: str
    uid: str
    content: str = field(repr=False)


@dataclass(frozen=True)
class Packed:
    """What a package holds, its records in the order they were put in."""

    header: Mapping[str, str]
    records: tuple[PackedRecord, ...] = field(repr=False)
    papers: Mapping[str, bytes] = field(repr=False)


def write_package(path: Path, password: str, packed: Packed) -> None:
    """Write a package; it takes its name only once it is whole. Raises EnvironmentRefused, also where `path` exists."""
    if path.exists():
        raise EnvironmentRefused(f"Tệp {path.name} đã có; không ghi đè. Hãy chọn tên khác.")
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        file = new_file(aside, password)
        with telling(path):
            connection = file.connect()
            try:
                connection.execute(f"PRAGMA application_id = {PACKAGE_ID}")
                connection.execute("BEGIN")
                for statement in _TABLES:
                    connection.execute(statement)
                connection.executemany("INSERT INTO header VALUES (?, ?)", list(packed.header.items()))
                connection.executemany(
                    "INSERT INTO record (entity, uid, content) VALUES (?, ?, ?)",
                    [(row.entity, row.uid, row.content) for row in packed.records],
                )
                connection.executemany("INSERT INTO paper VALUES (?, ?)", list(packed.papers.items()))
                connection.execute("COMMIT")
            finally:
                connection.close()
            os.replace(aside, path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def read_package(path: Path, password: str) -> Packed:
    """What a package holds. Raises EnvironmentRefused in one sentence: missing, wrong password, damaged, another file."""
    file = open_file(path, password, application=PACKAGE_ID)
    if not is_encrypted(path):
        raise EnvironmentRefused(f"{path.name} không được mã hóa nên không phải gói hồ sơ của CanBo.")
    try:
        with file.opened() as connection:
            if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
                raise _damaged(path)
            header = dict(connection.execute("SELECT key, value FROM header"))
            rows = connection.execute("SELECT entity, uid, content FROM record ORDER BY place").fetchall()
            papers = {name: bytes(data) for name, data in connection.execute("SELECT sha256, bytes FROM paper")}
    except sqlcipher.Error as error:
        raise _damaged(path) from error
    if any(hashlib.sha256(data).hexdigest() != name for name, data in papers.items()):
        raise _damaged(path)
    return Packed(header, tuple(PackedRecord(*row) for row in rows), papers)


def _damaged(path: Path) -> Damaged:
    return Damaged(f"Gói hồ sơ {path.name} bị hỏng; hãy xin đơn vị gửi lập lại gói khác.")
