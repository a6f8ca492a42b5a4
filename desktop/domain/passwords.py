"""Passwords of people who sign in: what one must be, and how it is kept."""

import hashlib
import hmac
import secrets
import unicodedata

from desktop.domain.errors import BadValue

SHORTEST = 8
_N, _R, _P = 2**14, 8, 1  # scrypt: 16 MiB and some 50 ms for each attempt


def check_password(password: str) -> None:
    """Raise BadValue for a password that is too short, with the sentence for the clerk."""
    if len(_composed(password).strip()) < SHORTEST:
        raise BadValue(f"Mật khẩu phải có ít nhất {SHORTEST} ký tự. Hãy chọn mật khẩu dài hơn.", "password")


def hashed(password: str) -> str:
    """The salted hash under which a password is kept: «scrypt$n$r$p$salt$hash», salt and hash in hexadecimal."""
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", str(_N), str(_R), str(_P), salt.hex(), _derived(password, salt, _N, _R, _P).hex()))


def matches(password: str, stored: str | None) -> bool:
    """Whether a password is the one that was kept. It takes as long where nothing usable was kept."""
    parts = (stored or "").split("$")
    if len(parts) != 6 or parts[0] != "scrypt":
        _derived(password, bytes(16), _N, _R, _P)
        return False
    try:
        n, r, p = (int(part) for part in parts[1:4])
        salt, expected = bytes.fromhex(parts[4]), bytes.fromhex(parts[5])
        return hmac.compare_digest(_derived(password, salt, n, r, p), expected)
    except ValueError:
        return False


def _derived(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(_composed(password).encode(), salt=salt, n=n, r=r, p=p, maxmem=64 * 2**20, dklen=32)


def _composed(password: str) -> str:
    """Keyboards differ in how they put marks on letters: the composed form counts."""
    return unicodedata.normalize("NFC", password)
