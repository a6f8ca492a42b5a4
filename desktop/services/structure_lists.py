"""Saved lists go along when a department or a cell merges, is split or renamed."""

import dataclasses
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.conditions import Condition, Joined, Node, dump, load
from desktop.domain.organisation import Department, PartyCell
from desktop.domain.record import Record
from desktop.domain.system import SavedList
from desktop.domain.text import search_key

# Kinds of body that lists of people have a column for.
COLUMNS: Mapping[type[Record], str] = {Department: "department", PartyCell: "cell"}
# By column of a list and old name: the names that come in its place.
Renamed = Mapping[tuple[str, str], Sequence[str]]


def follow_lists(session: Session, renamed: Renamed, *, write: bool) -> tuple[list[str], list[str]]:
    """Let the conditions of saved lists name the new places beside the old, which they still mean on the days before.

    Returns the names of the lists that follow, and of those whose condition only looks for a part of an old name.
    """
    followed: list[str] = []
    doubtful: list[str] = []
    if not renamed:
        return followed, doubtful
    for kept in session.scalars(select(SavedList).where(SavedList.condition.is_not(None))):
        try:
            node = load(json.loads(kept.condition))
        except (ValueError, KeyError, TypeError):
            continue  # not a condition of this program; the list itself says so when it is opened
        made = follow(node, renamed)
        if made != node:
            followed.append(str(kept.name))
            if write:
                kept.condition = json.dumps(dump(made), ensure_ascii=False)
        if _looks_for_part(node, renamed):
            doubtful.append(str(kept.name))
    return followed, doubtful


def follow(node: Node, renamed: Renamed) -> Node:
    """A condition that names an old place names the new ones too."""
    if isinstance(node, Joined):
        return dataclasses.replace(node, parts=tuple(follow(part, renamed) for part in node.parts))
    if node.operator not in ("is", "is_not"):
        return node
    values = list(node.values)
    for (column, old), names in renamed.items():
        if node.column == column and any(search_key(value) == search_key(old) for value in node.values):
            known = {search_key(value) for value in values}
            values += [name for name in names if search_key(name) not in known]
    return dataclasses.replace(node, values=tuple(values)) if len(values) > len(node.values) else node


def _looks_for_part(node: Node, renamed: Renamed) -> bool:
    if isinstance(node, Joined):
        return any(_looks_for_part(part, renamed) for part in node.parts)
    return isinstance(node, Condition) and any(
        node.column == column
        and node.operator in ("has", "starts")
        and any(
            search_key(v) in search_key(old) and not any(search_key(v) in search_key(n) for n in names)
            for v in node.values
        )
        for (column, old), names in renamed.items()
    )
