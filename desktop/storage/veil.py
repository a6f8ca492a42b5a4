"""What a role may not see is not there: on its connections temporary views stand before the tables.

An unqualified name finds the view first, so that every query (ORM, Core, plain SQL) reads through it. Connections that
write have no veil; what they wrote is looked at afterwards, by `refused`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.fields import Sensitivity
from desktop.domain.record import RECORDS, Record
from desktop.domain.rights import PARTLY_PARTY, PARTY_HELP, Rights
from desktop.storage.connection import DataFile

_PARTY_HELP = ", ".join(f"'{kind}'" for kind in sorted(PARTY_HELP))
_ROWS = {
    "mentoring_assignment": f"kind NOT IN ({_PARTY_HELP})",
    "mentoring_review": (
        f"assignment_id IN (SELECT id FROM main.mentoring_assignment WHERE kind NOT IN ({_PARTY_HELP}))"
    ),
    # What follows from an act in the Party's rooms tells that somebody is of it.
    "follow_up": "code NOT LIKE 'party%'",
    # A post in the Party tells that somebody is of it.
    "appointment": "post_id IS NULL OR post_id NOT IN (SELECT id FROM main.post WHERE is_party)",
}
_CURRENT_PARTY = {
    "party_stage": "NULL",
    "cell_id": "NULL",
    "post_id": "CASE WHEN post_id NOT IN (SELECT id FROM main.post WHERE is_party) THEN post_id END",
}


@dataclass(frozen=True)
class Veil:
    """Drawn over a new connection by calling it."""

    rights: Rights

    def __call__(self, connection: Any) -> None:
        for table, (columns, where) in self._hidden().items():
            found = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
            if not found:  # a file of an older schema
                continue
            shown = ", ".join(f'{columns[name]} AS "{name}"' if name in columns else f'"{name}"' for name in found)
            connection.execute(f"CREATE TEMP VIEW {table} AS SELECT {shown} FROM main.{table} WHERE {where}")

    def _hidden(self) -> dict[str, tuple[Mapping[str, str], str]]:
        """By table: what stands in the place of columns, and the condition on the rows that are left."""
        from desktop.domain.records import KINDS  # noqa: PLC0415 - who may see everything need not wait for them

        rights = self.rights
        found: dict[str, tuple[Mapping[str, str], str]] = {}
        for kind in KINDS:
            if not rights.opens(kind):
                found[kind.table] = ({}, "0")
                continue
            seen = rights.visible(kind, kind.fields)
            hidden = (column for name in kind.fields if name not in seen for column in _columns(name))
            columns = dict.fromkeys(hidden, "NULL")
            where = "1"
            if Sensitivity.PARTY not in rights.sees:
                where = _ROWS.get(kind.table, "1")
            if columns or where != "1":
                found[kind.table] = (columns, where)
        if not rights.sees_people:
            found["staff_current"] = ({}, "0")
            found["attachment_content"] = ({}, "0")
        elif Sensitivity.PARTY not in rights.sees:
            found["staff_current"] = (_CURRENT_PARTY, "1")
        return found


def veiled(file: DataFile, rights: Rights) -> DataFile:
    """The same file as somebody with these rights sees it."""
    return replace(file, veil=None if rights == Rights.all() else Veil(rights))


def bare(file: DataFile) -> DataFile:
    """The same file without a veil."""
    return replace(file, veil=None)


def refused(connection: Any, rights: Rights, written: Mapping[type[Record], Collection[int]]) -> str | None:
    """Why one with these rights may not have written these records (ids by kind); None where they may."""
    for kind, ids in written.items():
        if not ids:
            continue
        if (reason := rights.refusal(kind)) is not None:
            return reason
        if kind.__name__ in PARTLY_PARTY and Sensitivity.PARTY not in rights.sees:
            for block in _blocks(sorted(ids)):
                marks = ", ".join(map(str, block))
                query = f"SELECT count(*) FROM {kind.table} WHERE id IN ({marks}) AND NOT ({_ROWS[kind.table]})"
                if connection.exec_driver_sql(query).scalar_one():
                    return rights.refusal(RECORDS["PartyCase"])
    return None


def _columns(name: str) -> Iterator[str]:
    """The columns in which a field may stand."""
    yield from (name, f"{name}_id", f"{name}_first", f"{name}_last")


def _blocks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
