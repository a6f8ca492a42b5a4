"""The bytes of attached papers and photos: inside the data file, each once, named by their hash.

They are written in the transaction of the record that names them and stand outside the audit. Bytes stay as long as
a record that names them does, a removed one too, so that undo brings the paper back whole; `drop_unused` takes the rest.
"""

import hashlib
import json
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.orm import Session

from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.storage.audit import Kind, UnitOfWork
from desktop.storage.links import blocks
from desktop.storage.mapping import TABLES, attachment_content, change

TABLE = attachment_content


def put(session: UnitOfWork, data: bytes) -> str:
    """Keep bytes inside a unit of work; the hash that names them. What is there already is not written again."""
    name = hashlib.sha256(data).hexdigest()
    connection = session.connection()
    if connection.scalar(select(TABLE.c.sha256).where(TABLE.c.sha256 == name)) is None:
        connection.execute(insert(TABLE).values(sha256=name, size=len(data), bytes=data))
    return name


def get(session: Session, name: str | None) -> bytes:
    """The bytes of a hash.

    Raises UserError where the file never had them (a list of papers came without the papers), EnvironmentRefused
    where they are not what was put in.
    """
    found = session.connection().scalar(select(TABLE.c.bytes).where(TABLE.c.sha256 == name))
    if found is None:
        raise UserError("Tệp dữ liệu chỉ có tên giấy tờ này, chưa có nội dung. Hãy đính kèm lại bản giấy tờ.")
    data = bytes(found)
    if hashlib.sha256(data).hexdigest() != name:
        raise EnvironmentRefused(
            "Nội dung giấy tờ này đã bị hỏng trong tệp dữ liệu; các phần khác không ảnh hưởng. "
            "Hãy đính kèm lại, hoặc lấy từ bản sao lưu."
        )
    return data


def total(session: Session) -> int:
    """How many bytes all papers take."""
    return session.connection().scalar(select(func.sum(TABLE.c.size))) or 0


def damaged(connection: Connection) -> int:
    """How many contents are not what their name says."""
    rows = connection.execution_options(yield_per=8).execute(select(TABLE.c.sha256, TABLE.c.bytes))
    return sum(hashlib.sha256(data).hexdigest() != name for name, data in rows)


def drop_unused(connection: Connection, before: datetime | None = None) -> int:
    """Drop the bytes that no record names; returns how many contents went.

    With `before`, records removed earlier count as gone: nothing brings them back any more.
    """
    paper = TABLES["Attachment"]
    named = select(paper.c.sha256).where(paper.c.sha256.is_not(None))
    if before is not None:
        named = named.where(paper.c.deleted_at.is_(None) | (paper.c.deleted_at >= before))
    used = set(connection.scalars(named)) | _in_the_log(connection)
    doomed = set(connection.scalars(select(TABLE.c.sha256))) - used
    for block in blocks(doomed):
        connection.execute(delete(TABLE).where(TABLE.c.sha256.in_(block)))
    return len(doomed)


def _in_the_log(connection: Connection) -> set[str]:
    """Hashes that undo or redo may put back into a record."""
    wanted = (change.c.entity == "Attachment", change.c.kind == Kind.CHANGED, change.c.after.is_not(None))
    rows = connection.execute(select(change.c.before, change.c.after).where(*wanted)).all()
    found = {json.loads(text).get("sha256") for row in rows for text in row if text}
    return {name for name in found if name}
