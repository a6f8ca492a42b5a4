"""Signing in, without the ORM: it comes before the first list of the window."""

from dataclasses import dataclass

from desktop.domain import passwords
from desktop.domain.errors import UserError
from desktop.domain.rights import Rights
from desktop.domain.system import Role
from desktop.domain.text import clean
from desktop.storage.accounts import Account, accounts
from desktop.storage.connection import DataFile

_REFUSED = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại, hoặc nhờ người quản trị đặt lại mật khẩu."


@dataclass(frozen=True)
class SignedIn:
    """Who works now. `name` stands in the audit, and undo takes back the operations under it."""

    uid: str
    name: str
    full_name: str
    role: Role

    @property
    def rights(self) -> Rights:
        return Rights.of(self.role)

    @property
    def shown(self) -> str:
        """What the person is called in the window."""
        return self.full_name or self.name


def has_users(file: DataFile) -> bool:
    """Whether people sign in to this file."""
    return bool(accounts(file))


def sign_in(file: DataFile, name: str, password: str) -> SignedIn:
    """The user with this name and password.

    Raises UserError, in the same words and after the same time whether the name or the password is wrong.
    """
    found = next((a for a in accounts(file) if name_key(a.name) == name_key(name)), None)
    if not passwords.matches(password, found.password_hash if found else None) or found is None:
        raise UserError(_REFUSED)
    return _signed_in(found)


def name_key(name: str) -> str:
    """Names to sign in with are the same in capitals or not."""
    return clean(name).casefold()


def _signed_in(account: Account) -> SignedIn:
    return SignedIn(account.uid, account.name, account.full_name, account.role)
