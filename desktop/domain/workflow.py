"""Stages a record moves through: the moves that exist, and what each of them asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.domain.errors import Problem, Rejected
from desktop.domain.fields import Coded

Guard = Callable[[Any, date], Problem | None]


@dataclass(frozen=True)
class Move:
    """One arrow of the diagram; `label` is the text of its button, `asks` names the fields that go with the move."""

    source: Coded
    target: Coded
    label: str
    guards: tuple[Guard, ...] = ()
    asks: tuple[str, ...] = ()

    def problems(self, record: Any, on: date) -> list[Problem]:
        """Why the move cannot be made on a day, or nothing."""
        return [p for guard in self.guards if (p := guard(record, on))]


@dataclass(frozen=True)
class Workflow:
    """The states of one attribute and the moves between them."""

    attribute: str
    moves: tuple[Move, ...] = field(default=())

    def moves_from(self, record: Any) -> Iterator[Move]:
        """The moves that leave the state a record is in."""
        return (m for m in self.moves if m.source is getattr(record, self.attribute))

    def advance(self, record: Any, target: Coded, on: date) -> Move:
        """Make the move, or raise Rejected saying why it cannot be made."""
        for move in self.moves_from(record):
            if move.target is target:
                if problems := move.problems(record, on):
                    raise Rejected(problems)
                setattr(record, self.attribute, target)
                return move
        here = getattr(record, self.attribute)
        raise Rejected([Problem(self.attribute, f"Không thể chuyển từ «{here.label}» sang «{target.label}».", "move")])
