"""Bringing an older file to the newest schema: a verified copy first, then all steps in one transaction."""

from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.domain.errors import EnvironmentRefused
from desktop.storage.connection import DataFile, newest_schema, telling
from desktop.storage.copying import copy_file

STEPS = Path(__file__).with_name("migrations")


def upgrade(file: DataFile, steps: Path = STEPS, to: int | None = None) -> Path:
    """Bring `file` to schema `to` (the newest unless told) and return the copy that was made before.

    A step that fails leaves the file as it was; the copy stays in any case.
    """
    to = to or newest_schema()
    copy = file.path.with_name(f"{file.path.stem}-truoc-nang-cap-{file.schema:04d}{file.path.suffix}")
    copy_file(file, copy, replace=True)
    engine = create_engine("sqlite://", module=sqlcipher, creator=file.connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _without_foreign_keys(connection: Any, _record: object) -> None:
        # With foreign keys on, rebuilding a table empties those that point at it.
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    scripts = ScriptDirectory(str(steps))

    def revisions(at: Any, _context: object) -> Any:
        return scripts._upgrade_revs(f"{to:04d}", at)  # noqa: SLF001 - what Alembic's own upgrade command calls

    with telling(file.path), engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"transactional_ddl": True, "fn": revisions})
        with Operations.context(context):
            context.run_migrations()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise EnvironmentRefused(
                f"Không nâng cấp được {file.path.name}: dữ liệu không khớp. Tệp được giữ nguyên, bản sao ở {copy.name}."
            )
        connection.exec_driver_sql(f"PRAGMA user_version = {to}")
    engine.dispose()
    return copy
