"""The people who sign in: added, given a role, switched off, their passwords set. Signing in itself is `signing_in`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain import passwords
from desktop.domain.errors import BadValue, Problem, Rejected, UserError
from desktop.domain.rights import Rights
from desktop.domain.system import Role, User
from desktop.services import records, signing_in
from desktop.services.signing_in import SignedIn, name_key
from desktop.services.workspace import Workspace

_WAIT = 0.2
_KIND = "account"  # not a step of undo: Ctrl+Z must not bring an old password back


def users(workspace: Workspace) -> list[User]:
    """Everybody who signs in or once did, by name; those in use first. No passwords are to be shown."""
    with workspace.database.read() as session:
        found = list(session.scalars(select(User)))
        session.expunge_all()
    return sorted(found, key=lambda user: (not user.is_active, name_key(user.name)))


def sign_in(workspace: Workspace, name: str, password: str) -> SignedIn:
    """The user with this name and password. Raises UserError."""
    return signing_in.sign_in(workspace.database.file, name, password)


def add(workspace: Workspace, typed: Mapping[str, object], password: str) -> str:
    """Let somebody sign in: `typed` has name, full_name and role. The first one is an administrator.

    Raises Rejected with every problem.
    """
    problems = []
    values: dict[str, Any] = {}
    try:
        values = records.read_values(workspace, User, typed)
    except Rejected as error:
        problems = list(error.problems)
    if not problems and not values.get("name"):
        problems.append(Problem("name", "Chưa nhập Tên đăng nhập.", "name.required"))
    try:
        passwords.check_password(password)
    except BadValue as error:
        problems.append(Problem("password_hash", str(error), "password_hash.password"))
    if problems:
        raise Rejected(problems)
    with workspace.database.write(f"Thêm người dùng {values['name']}", wait=_WAIT, kind=_KIND) as session:
        if any(name_key(other.name) == name_key(values["name"]) for other in session.scalars(select(User))):
            raise Rejected([Problem("name", "Tên đăng nhập này đã có.", "duplicate")])
        if not _administrators(session) and values.get("role") is not Role.ADMIN:
            raise Rejected([Problem("role", "Người đầu tiên phải có quyền Quản trị.", "role.first")])
        made = User(password_hash=passwords.hashed(password))
        records.put(workspace, session, made, {**values, "is_active": True})
        session.flush()
        return str(made.uid)


def change(workspace: Workspace, uid: str, typed: Mapping[str, object]) -> None:
    """Change the full name or the role of a user. Raises Rejected; the last administrator stays one."""
    values = records.read_values(workspace, User, {n: typed[n] for n in ("full_name", "role") if n in typed})
    with workspace.database.write("Sửa người dùng", wait=_WAIT, kind=_KIND) as session:
        user = records.get(session, User, uid)
        if values.get("role", user.role) is not Role.ADMIN:
            _keep_an_administrator(session, user)
        records.put(workspace, session, user, values)


def deactivate(workspace: Workspace, uid: str) -> None:
    """Let a user sign in no more; what they did stays in the audit under their name.

    Raises UserError for the last administrator.
    """
    with workspace.database.write("Ngừng người dùng", wait=_WAIT, kind=_KIND) as session:
        user = records.get(session, User, uid)
        _keep_an_administrator(session, user)
        user.is_active = False


def activate(workspace: Workspace, uid: str) -> None:
    """Let a user sign in again."""
    with workspace.database.write("Cho dùng lại người dùng", wait=_WAIT, kind=_KIND) as session:
        records.get(session, User, uid).is_active = True


def reset_password(workspace: Workspace, uid: str, password: str) -> None:
    """Set the password of a user who forgot it. Raises BadValue for one that is too short."""
    passwords.check_password(password)
    with workspace.database.write("Đặt lại mật khẩu người dùng", wait=_WAIT, kind=_KIND) as session:
        records.get(session, User, uid).password_hash = passwords.hashed(password)


def change_password(workspace: Workspace, name: str, old: str, new: str) -> None:
    """Change one's own password, whatever one's rights. Raises UserError where the old one is wrong, BadValue."""
    signed = sign_in(workspace, name, old)
    passwords.check_password(new)
    with workspace.database.write(
        f"{signed.name} đổi mật khẩu", wait=_WAIT, kind=_KIND, rights=Rights.all()
    ) as session:
        records.get(session, User, signed.uid).password_hash = passwords.hashed(new)


def _administrators(session: Session) -> list[User]:
    return [user for user in session.scalars(select(User)) if user.is_active and user.role is Role.ADMIN]


def _keep_an_administrator(session: Session, leaving: User) -> None:
    if _administrators(session) == [leaving]:
        raise UserError(
            f"{leaving} là người quản trị cuối cùng; chưa có gì thay đổi. Hãy giao quyền Quản trị cho người khác trước."
        )
