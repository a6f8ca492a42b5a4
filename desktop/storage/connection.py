"""The data file itself: its key, its connections and their settings, and every way in which it can refuse.

No ORM here: the first list of the window is read through these connections before anything else is loaded.
"""

import getpass
import hashlib
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from desktop.domain.errors import EnvironmentRefused, UserError

APPLICATION_ID = 0x43614E42  # "CaNB" in the header of every data file
PAGE_SIZE = 4096
_ROUNDS = 256_000  # SQLCipher 4: PBKDF2-HMAC-SHA512
_PLAIN = b"SQLite format 3\0"
_ERRORS = (sqlcipher.Error, sqlite3.Error)
_VERSIONS = Path(__file__).with_name("migrations") / "versions"


def newest_schema() -> int:
    """The number of the newest schema: that of the last migration step."""
    return _newest_in(_VERSIONS)


@cache
def _newest_in(versions: Path) -> int:
    return max(int(step.name[:4]) for step in versions.glob("[0-9][0-9][0-9][0-9]_*.py"))


@dataclass(frozen=True)
class DataFile:
    """A data file and the key that opens it; `key` is None for an unencrypted one (demo, tests).

    `patience` is how many seconds a connection waits for another program that writes; `veil` is drawn over each
    connection, and hides what its user may not see.
    """

    path: Path
    key: str | None = field(default=None, repr=False)
    patience: float = 5
    veil: Callable[[Any], None] | None = field(default=None, repr=False)

    def connect(self, *, write: bool = True) -> Any:
        """A new connection with every setting that the file's safety rests on."""
        connection = sqlcipher.connect(
            self.path.absolute().as_uri() + ("?mode=rw" if write else "?mode=ro"),
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=self.patience,
        )
        if self.key is not None:
            connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong password is told by us, in one sentence
            connection.execute(f"PRAGMA key = \"x'{self.key}'\"")
        # Rollback journal: under WAL a copy made by hand while somebody reads is a damaged file. With spilling
        # off nothing reaches the file before the commit, so that readers and copies see the state before.
        for pragma in (
            "journal_mode = DELETE",
            "cache_spill = OFF",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {int(self.patience * 1000)}",
            "cache_size = -32000",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if self.veil is not None:
            self.veil(connection)
        return connection

    @property
    def schema(self) -> int:
        """The number of the file's schema."""
        with self.opened() as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """A connection for a few statements, closed afterwards; refusals are told in a sentence."""
        with telling(self.path):
            connection = self.connect()
            try:
                yield connection
            finally:
                connection.close()


def new_file(path: Path, password: str | None) -> DataFile:
    """An empty data file, not yet with tables. Raises EnvironmentRefused where it cannot be made."""
    if path.exists():
        raise EnvironmentRefused(f"Tệp {path.name} đã có; không ghi đè. Hãy chọn tên khác.")
    if not path.parent.is_dir():
        raise EnvironmentRefused(f"Không có thư mục {path.parent}; hãy tạo thư mục đó hoặc chọn nơi khác.")
    with telling(path):
        with open(path, "xb"):
            pass
        file = DataFile(path, None if password is None else _derived(password, secrets.token_bytes(16)))
        connection = file.connect()
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        finally:
            connection.close()
    return file


def open_file(
    path: Path, password: str | None = None, *, patience: float = 5, application: int = APPLICATION_ID
) -> DataFile:
    """The data file at `path`, its password proven; `application` is the mark of another kind of file of ours.

    Raises EnvironmentRefused in a sentence: missing, a folder, not a data file, wrong password, locked, newer.
    """
    if not path.exists():
        raise EnvironmentRefused(f"Không tìm thấy tệp dữ liệu {path}. Hãy kiểm tra tên tệp và ổ đĩa.")
    if path.is_dir():
        raise EnvironmentRefused(f"{path} là một thư mục, không phải tệp dữ liệu CanBo.")
    with telling(path):
        size = path.stat().st_size
        with open(path, "rb") as stream:
            head = stream.read(16)
    if is_plain(head):
        file = DataFile(path, patience=patience)
    elif size < PAGE_SIZE or size % PAGE_SIZE or _is_other_kind(head):
        raise EnvironmentRefused(f"{path.name} không phải là tệp dữ liệu CanBo, hoặc đã hỏng. Tệp được giữ nguyên.")
    elif password is None:
        raise PasswordNeeded(f"Tệp {path.name} được mã hóa; cần mật khẩu để mở.")
    else:
        file = DataFile(path, _derived(password, head), patience)
    with telling(path, wrong_password=file.key is not None):
        connection = file.connect()
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    if found != application:
        raise EnvironmentRefused(f"{path.name} là tệp SQLite nhưng không phải tệp dữ liệu CanBo. Tệp được giữ nguyên.")
    if version > newest_schema():
        raise EnvironmentRefused(
            f"{path.name} do phiên bản CanBo mới hơn tạo ra. Hãy cập nhật chương trình rồi mở lại; tệp được giữ nguyên."
        )
    return file


class PasswordNeeded(EnvironmentRefused):
    """The file is encrypted and no password was given."""


class InUse(EnvironmentRefused):
    """Another program reads or writes the file just now."""


class Damaged(EnvironmentRefused):
    """What stands in the file is not what SQLite wrote there."""


def is_plain(head: bytes) -> bool:
    """Whether the first bytes are those of an unencrypted file."""
    return head == _PLAIN


def is_encrypted(path: Path) -> bool:
    """Whether a file looks encrypted (its first bytes are no known header)."""
    try:
        with open(path, "rb") as stream:
            return not is_plain(stream.read(16))
    except OSError:
        return False


def _is_other_kind(head: bytes) -> bool:
    return head.startswith(
        (
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0",
            b"%PDF",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"{\\rtf",
            b"<?xml",
            b"<html",
            b"<!DOC",
        )
    )


def _derived(password: str, salt: bytes) -> str:
    """The raw key and salt in SQLCipher's own form, so that each connection need not derive it again (0.3 s).

    Keyboards differ in how they put marks on letters: the composed form counts.
    """
    composed = unicodedata.normalize("NFC", password).encode("utf-8")
    key = hashlib.pbkdf2_hmac("sha512", composed, salt, _ROUNDS, 32)
    return key.hex() + salt.hex()


@contextmanager
def telling(path: Path, *, wrong_password: bool = False) -> Iterator[None]:
    """Turn what the file system or SQLite refuses into one sentence for the clerk; let real bugs through."""
    try:
        yield
    except (OSError, *_ERRORS) as error:
        told = told_error(error, path, wrong_password=wrong_password)
        if told is None:
            raise
        raise told from error


def told_error(error: BaseException, path: Path, *, wrong_password: bool = False) -> UserError | None:
    """The sentence for an error of the file system or of SQLite; None for anything that is a bug."""
    name, text = path.name, str(error).lower()
    if isinstance(error, OSError):
        if error.errno == 28:
            return EnvironmentRefused(f"Ổ đĩa đã đầy; {name} được giữ như trước. Hãy giải phóng chỗ rồi làm lại.")
        return EnvironmentRefused(
            f"Không mở được {name} ({error.strerror or 'lỗi đọc ghi'}). Hãy kiểm tra quyền với tệp."
        )
    if "not a database" in text or "file is encrypted" in text:
        if wrong_password:
            return EnvironmentRefused(f"Mật khẩu của {name} không đúng (hoặc tệp đã hỏng). Hãy nhập lại mật khẩu.")
        return Damaged(f"{name} không phải là tệp dữ liệu CanBo, hoặc đã hỏng. Tệp được giữ nguyên.")
    if "locked" in text or "busy" in text:
        return InUse(f"{name} đang được chương trình khác ghi. Chưa có gì thay đổi; hãy đợi một lát rồi làm lại.")
    if "full" in text:
        return EnvironmentRefused(f"Ổ đĩa đã đầy; {name} được giữ như trước. Hãy giải phóng chỗ rồi làm lại.")
    if "readonly" in text or "read-only" in text:
        return EnvironmentRefused(f"{name} chỉ cho đọc. Hãy bỏ thuộc tính chỉ đọc hoặc chép tệp sang thư mục ghi được.")
    if "unable to open" in text or "disk i/o" in text:
        return EnvironmentRefused(
            f"Không đọc, ghi được {name}: ổ đĩa hoặc mạng không đáp ứng. Dữ liệu trước đó còn nguyên."
        )
    if "malformed" in text or "corrupt" in text:
        return Damaged(f"{name} bị hỏng. Hãy đóng chương trình và khôi phục từ bản sao lưu gần nhất.")
    return None


def refuse_if_in_use(file: DataFile) -> None:
    """Raise EnvironmentRefused while another program reads or writes a file. A damaged or strange one is in nobody's use."""
    if not file.path.exists():
        return
    try:
        with replace(file, patience=0).opened() as connection:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except InUse:
        raise
    except EnvironmentRefused:
        return


def owner_name() -> str:
    """The system account that runs the program, for the audit."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name
        return "không rõ"
