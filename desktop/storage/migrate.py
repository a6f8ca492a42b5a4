"""Bringing an older file to the newest schema: a verified copy first, then all steps in one transaction."""

from itertools import chain, count
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.domain.errors import EnvironmentRefused
from desktop.storage.connection import DataFile, newest_schema, told_error
from desktop.storage.copying import copy_file

STEPS = Path(__file__).with_name("migrations")


def upgrade(file: DataFile, steps: Path | None = None, to: int | None = None) -> Path:
    """Bring `file` to schema `to` (the newest unless told) and return the copy that was made before.

    A step that fails leaves the file as it was; the copy stays in any case. Raises EnvironmentRefused.
    """
    to = to or newest_schema()
    copy = _free_name(file)
    copy_file(file, copy)
    engine = create_engine("sqlite://", module=sqlcipher, creator=file.connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _without_foreign_keys(connection: Any, _record: object) -> None:
        # With foreign keys on, rebuilding a table empties those that point at it.
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    refused = (
        f"Không nâng cấp được {file.path.name}. Tệp được giữ nguyên, bản sao ở {copy.name}; hãy báo bộ phận hỗ trợ."
    )
    try:
        with engine.begin() as connection:
            _run(connection, steps or STEPS, to)
    except DBAPIError as error:
        raise (told_error(error.orig or error, file.path) or EnvironmentRefused(refused)) from error
    except Exception as error:
        raise EnvironmentRefused(refused) from error
    finally:
        engine.dispose()
    return copy


def _run(connection: Connection, steps: Path, to: int) -> None:
    scripts = ScriptDirectory(str(steps))

    def revisions(at: Any, _context: object) -> Any:
        return scripts._upgrade_revs(f"{to:04d}", at)  # noqa: SLF001 - what Alembic's own upgrade command calls

    context = MigrationContext.configure(connection, opts={"transactional_ddl": True, "fn": revisions})
    with Operations.context(context):
        context.run_migrations()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise ValueError(f"foreign keys broken by a step: {broken[:5]}")
    connection.exec_driver_sql(f"PRAGMA user_version = {to}")


def _free_name(file: DataFile) -> Path:
    """Where the copy goes; one that was made before is never written over."""
    stem = f"{file.path.stem}-truoc-nang-cap-{file.schema:04d}"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(path for name in names if not (path := file.path.with_name(name + file.path.suffix)).exists())
