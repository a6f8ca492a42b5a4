"""The unit that keeps the file: its name and signatories."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.organisation import Unit
from desktop.services.workspace import Workspace


def unit(session: Session) -> Any | None:
    """The unit of this file, or None in an empty one."""
    return session.scalars(select(Unit).order_by(Unit.id).limit(1)).first()


def unit_name(workspace: Workspace) -> str:
    """The name of the unit, or nothing."""
    with workspace.database.read() as session:
        found = unit(session)
        return str(found.name) if found is not None else ""
