"""What services and pages are given: the open data file, the fields and rules at run time, and today's date."""

from datetime import date
from functools import cached_property
from pathlib import Path

from desktop.domain.catalogue import Catalogue
from desktop.domain.policy import Policy
from desktop.domain.rights import Rights
from desktop.domain.system import CodeAlias, CodeEntry, Holiday, OwnField, RuleOverride
from desktop.services import lists
from desktop.services.policy import load_policy
from desktop.storage.audit import Changes
from desktop.storage.connection import DataFile
from desktop.storage.database import Database


class Workspace:
    """One open unit. `catalogue` and `policy` are read when first asked for, and again after they were changed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        database.subscribe(self._on_changes)

    @classmethod
    def create(cls, path: Path, password: str | None, *, today: date, user: str = "dòng lệnh") -> "Workspace":
        """A new, empty data file. Raises EnvironmentRefused."""
        return cls(Database.create(path, password, today=today, user=user, ranks=_ranks()))

    @classmethod
    def open(cls, path: Path, password: str | None, *, today: date, user: str = "dòng lệnh") -> "Workspace":
        """An existing data file. Raises EnvironmentRefused."""
        return cls(Database.open(path, password, today=today, user=user, ranks=_ranks()))

    @classmethod
    def on(cls, file: DataFile, *, today: date, user: str, rights: Rights | None = None) -> "Workspace":
        """The same for a file whose password is proven already, as one with these rights sees it (all, unless told)."""
        return cls(Database.on(file, today=today, user=user, ranks=_ranks(), rights=rights))

    @property
    def today(self) -> date:
        """The day that deadlines, ages and current values speak of."""
        return self.database.today

    @property
    def rights(self) -> Rights:
        """What the acting user may see and do."""
        return self.database.rights

    @cached_property
    def catalogue(self) -> Catalogue:
        """The fields of every kind of record that may be seen, with their code lists, and the unit's own."""
        return lists.catalogue(self.database)

    @cached_property
    def policy(self) -> Policy:
        """The dated rules and the calendar of working days."""
        return load_policy(self.database)

    def close(self) -> None:
        """Let the file go."""
        self.database.close()

    def _on_changes(self, changes: Changes) -> None:
        if changes.touches(CodeEntry, CodeAlias, OwnField):
            self.__dict__.pop("catalogue", None)
        if changes.touches(Holiday, RuleOverride):
            self.__dict__.pop("policy", None)


def _ranks() -> dict[str, int]:
    return {row.code: row.rank for row in lists.shipped_lists()["qualification"]}
