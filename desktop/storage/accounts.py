"""Who may sign in, read by plain SQL: this comes before anything else of the file is shown or loaded."""

from dataclasses import dataclass, field

from desktop.domain.system import Role, User
from desktop.storage.connection import DataFile


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in."""

    uid: str
    name: str
    full_name: str
    role: Role
    password_hash: str = field(repr=False)


def accounts(file: DataFile) -> list[Account]:
    """The active users of a file, by name. None: nobody signs in."""
    with file.opened() as connection:
        rows = connection.execute(
            "SELECT lower(hex(uid)), name, full_name, role, password_hash FROM user "
            "WHERE deleted_at IS NULL AND is_active ORDER BY name"
        ).fetchall()
    role_of = User.fields["role"].load
    return [
        Account(_uid(uid), name, full_name or "", role_of(role), password_hash or "")
        for uid, name, full_name, role, password_hash in rows
    ]


def _uid(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
