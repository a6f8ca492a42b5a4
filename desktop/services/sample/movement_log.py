"""What the story of a made-up unit is told with: its decisions, its people, and the whole of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.services.sample.plan import UnitPlan
from desktop.services.sample.profiles import Profession


@dataclass(frozen=True)
class Event:
    """One decision of the log: its day, number and kind, whom it concerns (staff codes), and its facts by name.

    Kinds: start (how the unit stood on the first day), join, second_in, move, away, return, exit, title, appoint,
    relieve; found, merge, split, dissolve, rename for departments (facts: the names).
    """

    day: date
    number: str
    kind: str
    people: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Somebody:
    """One person while the story is told."""

    member: Any
    profession: Profession
    born: date
    is_female: bool
    department: Any
    last: date  # the day of the last decision about them: one a day at most
    grade: int = 0
    status: str = "DANG_LAM"
    back_on: date | None = None
    post: Any = None
    post_row: Any = None
    is_guest: bool = False
    rows: dict[type[Any], Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.member.staff_code)

    @property
    def is_free(self) -> bool:
        """Whether the person is at work and may be sent or moved."""
        return self.status == "DANG_LAM"


@dataclass
class Movements:
    """A unit with its story: the records to be filled into a file, and the log of decisions."""

    plan: UnitPlan
    start: date
    log: list[Event] = field(default_factory=list)
