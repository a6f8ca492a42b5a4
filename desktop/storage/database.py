"""The unit's data file: opening it, reading, and writing one named operation at a time."""

import gc
import platform
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.domain.errors import EnvironmentRefused, Problem, Rejected, UserError
from desktop.domain.rights import Rights
from desktop.storage import audit, chain, contents, copying, current, links, undo
from desktop.storage.audit import Changes, UnitOfWork
from desktop.storage.chain import Log
from desktop.storage.connection import (
    Damaged,
    DataFile,
    new_file,
    newest_schema,
    open_file,
    owner_name,
    telling,
    told_error,
)
from desktop.storage.mapping import ENTITIES, TABLES, file_fact, metadata, operation
from desktop.storage.veil import bare, refused, veiled

_DAY = "current_day"


class Busy(UserError):
    """Another operation is being written; nothing was changed."""


@dataclass(frozen=True)
class Verdict:
    """What `Database.verify` found."""

    integrity: str
    foreign_keys: int
    audit_chain: str
    schema: str
    records: Mapping[str, int]
    damaged_papers: int = 0  # attached papers whose bytes are not those that were put in

    @property
    def ok(self) -> bool:
        """Whether the file is whole."""
        sound = self.integrity == "ok" and self.audit_chain == "ok"
        return sound and not self.foreign_keys and not self.damaged_papers


class Database:
    """One open data file. Sessions are short; nothing outside `read` and `write` holds one.

    `user` is the name that stands in the audit and whose operations undo takes back; `today` is the day that
    the summary of what holds now speaks of; `ranks` orders the codes of qualifications. What `rights` do not show
    is not read, and what they forbid is not written.
    """

    def __init__(
        self,
        file: DataFile,
        *,
        user: str = "dòng lệnh",
        today: date,
        ranks: Mapping[str, int] | None = None,
        rights: Rights | None = None,
    ) -> None:
        self.rights = rights or Rights.all()
        self.file, self.user, self.today = veiled(file, self.rights), user, today
        self._ranks = dict(ranks or {})
        self._listeners: list[Callable[[Changes], None]] = []
        self._writing = threading.Lock()
        self._writer: int | None = None
        self.writing: str | None = None
        self._engine = self._engine_on(bare(file))
        self._reading = self._engine if self.file.veil is None else self._engine_on(self.file)

    @staticmethod
    def _engine_on(file: DataFile) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=file.connect,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=4,
            pool_reset_on_return="rollback",
            hide_parameters=True,  # the values of a statement that fails would stand in the log
        )

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            if not connection.get_execution_options().get("immediate"):
                connection.exec_driver_sql("BEGIN")
                return
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(file.patience * 1000)}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # What was typed or imported is not given up for a reader who takes a while.
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(file.patience * 6000)}")

        return engine

    @classmethod
    def create(cls, path: Path, password: str | None = None, **options: Any) -> "Database":
        """A new data file with today's schema. Raises EnvironmentRefused; then nothing stands at `path`."""
        file = new_file(path, password)
        try:
            made = cls(file, **options)
            with telling(path), made._engine.begin() as connection:
                metadata.create_all(connection)
                connection.exec_driver_sql(
                    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
                )
                connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{newest_schema():04d}')")
                connection.exec_driver_sql(f"PRAGMA user_version = {newest_schema()}")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return made

    @classmethod
    def open(cls, path: Path, password: str | None = None, **options: Any) -> "Database":
        """An existing data file, brought to today's schema first where it is older."""
        return cls.on(open_file(path, password), **options)

    @classmethod
    def on(cls, file: DataFile, **options: Any) -> "Database":
        """The same for a file whose password is proven already."""
        migrated = file.schema < newest_schema()
        if migrated:
            from desktop.storage.migrate import upgrade  # noqa: PLC0415 - Alembic, only for an older file

            upgrade(bare(file))
        made = cls(file, **options)
        if migrated:
            made.note(f"Nâng cấp tệp lên lược đồ {newest_schema():04d}", kind="migrate")
        return made

    def subscribe(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` after each committed operation, on the thread that made it."""
        self._listeners.append(listener)

    @contextmanager
    def read(self, *, whole: bool = False) -> Iterator[Session]:
        """A short read: fetch, then leave the block. Live records only.

        `whole` reads past the veil: for figures that name nobody and would be wrong without those not seen.
        """
        with self._telling(), Session(self._engine if whole else self._reading) as session:
            audit.hide_tombstones(session)
            yield session

    @contextmanager
    def write(
        self,
        title: str,
        *,
        reason: str | None = None,
        wait: float = 30,
        kind: str = "do",
        rights: Rights | None = None,
    ) -> Iterator[UnitOfWork]:
        """A unit of work: everything in the block is saved under `title`, or nothing is.

        Waits `wait` seconds for another write of this program, then raises Busy. Raises Rejected where a value
        must be unique and is not, UserError where the rights do not allow it (`rights`, else the user's own). Undo
        takes back what is of the `kind` do.
        """
        with self._operation(title, kind=kind, reason=reason, wait=wait, rights=rights) as session:
            yield session

    def undo(self) -> str | None:
        """Take back the acting user's last operation and return its title; None when there is none."""
        return self._revert(forward=False)

    def redo(self) -> str | None:
        """Do the last undone operation again and return its title; None when there is none."""
        return self._revert(forward=True)

    def undo_title(self) -> str | None:
        """What undo would take back."""
        with self._telling(), self._engine.connect() as connection:
            found = undo.last_done(connection, self.user)
            return found.title if found else None

    def redo_title(self) -> str | None:
        """What redo would do again."""
        with self._telling(), self._engine.connect() as connection:
            found = undo.last_undone(connection, self.user)
            return found.title if found else None

    def note(self, title: str, *, kind: str, reason: str | None = None) -> None:
        """Put down something that changed no record: a read-out, an export, a migration."""
        with self._operation(title, kind=kind, reason=reason, wait=30):
            pass

    def drop_old_values(self, before: datetime) -> int:
        """Forget what values were before and after the changes made before an instant; returns how many changes.

        Who changed which record when stays, and the chain still holds. What lost its values cannot be undone: the
        content of papers that were removed by then goes too.
        """
        with self._held("Xóa giá trị cũ trong nhật ký", 30), self._telling(), self._immediate().begin() as connection:
            dropped = chain.drop_values(connection, before)
            contents.drop_unused(connection, before)
        if dropped:
            self.note(f"Xóa giá trị cũ của {dropped} thay đổi trong nhật ký", kind="drop")
        return dropped

    def remember(self, records: list[Any]) -> None:
        """Save records that stand outside audit and undo (drafts, learnt layouts)."""
        assert not any(record.audited for record in records)
        with self._held("Lưu nháp", 30), self._telling(), Session(self._immediate()) as session, session.begin():
            for record in records:
                session.add(record)

    def forget(self, entity: type[Any], **where: Any) -> None:
        """Delete records that stand outside audit and undo."""
        assert not entity.audited
        with self._held("Xóa nháp", 30), self._telling(), self._immediate().begin() as connection:
            table = TABLES[entity.__name__]
            connection.execute(table.delete().where(*(table.c[name] == value for name, value in where.items())))

    @property
    def is_current(self) -> bool:
        """Whether the summary of what holds now speaks of `today`."""
        with self.read() as session:
            stands = session.scalar(select(file_fact.c.value).where(file_fact.c.key == _DAY))
        return bool(stands == self.today.isoformat())

    def keep_current(self) -> bool:
        """Bring the summary of what holds now to `today`; tells whether that was needed."""
        if self.is_current:
            return False
        with self._held("Cập nhật ngày", 30), self._telling(), self._immediate().begin() as connection:
            current.refresh(connection, self.today, self._ranks)
            contents.drop_unused(connection)
            connection.execute(file_fact.delete().where(file_fact.c.key == _DAY))
            connection.execute(insert(file_fact).values(key=_DAY, value=self.today.isoformat()))
        return True

    def backup(self, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """A checked copy, also while the file is in use; it opens with the same password."""
        copying.copy_file(self.file, target, progress=progress)

    def verify(self) -> Verdict:
        """Integrity of the pages, foreign keys, chain of the audit, bytes of papers, and live records by table.

        A damaged file gets its verdict too. An older one is counted as far as its tables go.
        """
        try:
            with self._telling(), self._engine.connect() as connection:
                return self._verdict(connection)
        except Damaged as error:
            return Verdict(str(error), foreign_keys=0, audit_chain="không kiểm tra được", schema="", records={})

    def _verdict(self, connection: Connection) -> Verdict:
        found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(5)")]
        if self.file.key is not None:
            found += [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
        problems = [text for text in found if text != "ok"]
        orphans = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
        broken = chain.broken_link(connection)
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        live = {
            kind.table: select(func.count()).select_from(TABLES[name]).where(TABLES[name].c.deleted_at.is_(None))
            for name, kind in ENTITIES.items()
            if kind.table in there
        }
        return Verdict(
            integrity="; ".join(problems) or "ok",
            foreign_keys=orphans,
            audit_chain="ok" if broken is None else f"đứt ở thao tác {broken}",
            schema=f"{connection.exec_driver_sql('PRAGMA user_version').scalar_one():04d}",
            records={table: connection.scalar(query) or 0 for table, query in live.items()},
            damaged_papers=contents.damaged(connection) if contents.TABLE.name in there else 0,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()
        self._reading.dispose()

    def _revert(self, *, forward: bool) -> str | None:
        find = undo.last_undone if forward else undo.last_done
        with self._telling(), self._engine.connect() as connection:
            found = find(connection, self.user)
        if found is None:
            return None
        verb = "làm lại" if forward else "hoàn tác"
        kind = "redo" if forward else "undo"
        beginning = f"Không {verb} được «{found.title}»"
        try:
            with self._operation(
                f"{verb.capitalize()}: {found.title}", beginning, kind=kind, undoes=found.id, wait=30
            ) as session:
                undo.apply(session, found, forward=forward)
                session.connection().execute(
                    update(operation).where(operation.c.id == found.id).values(is_undone=not forward)
                )
        except Rejected as error:
            raise UserError(f"{beginning}: {error} Hãy sửa chỗ trùng rồi làm lại; chưa có gì thay đổi.") from error
        return str(found.title)

    @contextmanager
    def _operation(
        self, title: str, beginning: str = "", *, wait: float, rights: Rights | None = None, **facts: Any
    ) -> Iterator[UnitOfWork]:
        """One operation of any kind; `beginning` is that of the sentence that tells why it cannot be made."""
        changes = Changes(title)
        with (
            self._held(title, wait),
            self._telling(),
            _without_collector(),
            UnitOfWork(self._immediate(), expire_on_commit=False) as session,
            session.begin(),
        ):
            connection = session.connection()
            log = Log(connection, self._facts(title, facts), lambda: self._end_redo(connection, facts["kind"]))
            audit.hide_tombstones(session)
            audit.watch(session, log, changes)
            if facts["kind"] != "do":
                log.open()
            yield session
            session.flush()
            beginning = beginning or f"Không lưu được «{title}»"
            if reason := links.dangling(connection, changes.records):
                raise UserError(f"{beginning}: {reason}. Chưa có gì thay đổi.")
            if reason := refused(connection, rights or self.rights, changes.records):
                raise UserError(f"{reason} Chưa có gì thay đổi.")
            staff = current.touched_staff(connection, changes.records) | changes.left
            if staff:
                current.refresh(connection, self.today, self._ranks, staff)
            if log.operation_id is not None:
                log.seal()
                changes.operation_id = log.operation_id
        for listener in self._listeners:
            listener(changes)

    def _facts(self, title: str, facts: dict[str, Any]) -> dict[str, Any]:
        return {
            "user_name": self.user,
            "account": owner_name(),
            "machine": platform.node(),
            "title": title[:300],
            **facts,
        }

    def _end_redo(self, connection: Connection, kind: str) -> None:
        if kind == "do":
            undo.bury_for_good(connection, self.user)

    @contextmanager
    def _held(self, title: str, wait: float) -> Iterator[None]:
        """One writer at a time; a second one waits, and is told what it waits for."""
        if self._writer == threading.get_ident():
            raise AssertionError("a unit of work inside another: hand the session in")
        if not self._writing.acquire(timeout=wait):
            raise Busy(f"Đang thực hiện «{self.writing}». Nội dung bạn nhập được giữ; hãy đợi xong rồi lưu lại.")
        self._writer, self.writing = threading.get_ident(), title
        try:
            yield
        finally:
            self._writer = self.writing = None
            self._writing.release()

    def _immediate(self) -> Any:
        return self._engine.execution_options(immediate=True)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What SQLite refuses, as a sentence; what must be unique, as a problem of its field."""
        try:
            yield
        except IntegrityError as error:
            raise _duplicate(error) or error from error
        except StaleDataError as error:
            raise UserError("Hồ sơ vừa được người khác sửa. Hãy mở lại hồ sơ rồi sửa tiếp.") from error
        except DBAPIError as error:
            told = told_error(error.orig or error, self.file.path)
            if told is None:
                raise
            raise told from error


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing that a unit of work makes dies before its end: looking for rubbish meanwhile takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _duplicate(error: IntegrityError) -> UserError | None:
    """The field of a violated uniqueness, from «UNIQUE constraint failed: table.column, …»."""
    text = str(error.orig)
    if "UNIQUE" not in text:
        return None
    table, _, column = text.rsplit(": ", 1)[-1].split(", ")[-1].partition(".")
    for kind in ENTITIES.values():
        if kind.table == table:
            name = column if column in kind.fields else column.removesuffix("_id")
            label = kind.fields[name].label if name in kind.fields else column
            return Rejected([Problem(name, f"{label} này đã có trong danh sách.", "duplicate")])
    return EnvironmentRefused("Dữ liệu bị trùng; chưa có gì thay đổi.")
