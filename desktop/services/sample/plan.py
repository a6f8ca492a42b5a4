"""What a made-up unit consists of: rows by kind of record, with references between them, before any file holds them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.domain.biography import FamilyMember, ForeignRelation, ForeignTrip, Household
from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringAssignment, MentoringReview, TechniqueTransfer
from desktop.domain.merits import Appraisal, Award, Discipline, RatingRound, ScientificWork
from desktop.domain.organisation import (
    CellTarget,
    Decision,
    Department,
    DepartmentName,
    PartnerUnit,
    PartyCell,
    Post,
    StructureChange,
    StructureMove,
    StructurePart,
    Unit,
)
from desktop.domain.party import PartyCase, PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, Qualification, WorkHistory
from desktop.domain.staff import (
    Allowance,
    Appointment,
    Contract,
    EmploymentStatus,
    JobHolding,
    Licence,
    Placement,
    SalaryStep,
    StaffMember,
    TitleHolding,
)
from desktop.domain.succession import SuccessionEntry
from desktop.domain.training import Enrolment, TrainingLine, TrainingPlan
from desktop.services.sample.dice import Dice
from desktop.services.sample.profiles import Bond, DepartmentSpec, Profession, Profile, Scale

# What points at a kind of record comes after it.
ORDER: tuple[type[Record], ...] = (
    Unit,
    Department,
    PartyCell,
    Post,
    PartnerUnit,
    Decision,
    DepartmentName,
    StructureChange,
    StructurePart,
    StructureMove,
    CellTarget,
    StaffMember,
    EmploymentStatus,
    Placement,
    TitleHolding,
    JobHolding,
    SalaryStep,
    Allowance,
    Contract,
    Appointment,
    Qualification,
    Certificate,
    WorkHistory,
    Licence,
    FamilyMember,
    ForeignRelation,
    ForeignTrip,
    Household,
    RatingRound,
    Appraisal,
    Award,
    Discipline,
    ScientificWork,
    PartyMembership,
    PartyCase,
    MentoringAssignment,
    MentoringReview,
    TechniqueTransfer,
    TrainingPlan,
    TrainingLine,
    Enrolment,
    SuccessionEntry,
)


class Row:
    """A record to be: a uid and a value for every field of its kind; references are other rows."""

    uid: str

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


@dataclass(eq=False)
class Person:
    """One person while the unit is being made: the record, and what the makers of its histories ask about."""

    member: Any
    profession: Profession
    degree: str
    bond: Bond
    spec: DepartmentSpec
    department: Any
    is_female: bool
    born: date
    levels: list[tuple[str, date]]  # degrees with the day of graduation, oldest first
    joined: date
    left_on: date | None = None
    leaves_as: str = ""
    status: str = "DANG_LAM"
    status_row: Any = None
    retires_on: date | None = None
    title: str = ""
    job: str = ""  # what a support worker or an office worker does
    post: str = ""
    post_level: int = 0
    official_on: date | None = None
    ceremony_on: date | None = None
    politics: str = ""
    licensed_on: date | None = None

    @property
    def is_here(self) -> bool:
        """Whether the person still belongs to the unit."""
        return self.left_on is None

    def was_official(self, day: date) -> bool:
        """Whether the person was a full Party member on a day."""
        return self.official_on is not None and self.official_on <= day


@dataclass
class UnitPlan:
    """A unit of `staff` people as at `as_of`: all its records, and the people behind them.

    `people` belong to the unit, `left` did until this year, `guests` work here for a time and belong to other units.
    """

    profile: Profile
    staff: int
    seed: int
    as_of: date
    light: bool = False
    rows: dict[type[Record], list[Row]] = field(default_factory=lambda: defaultdict(list))
    people: list[Person] = field(default_factory=list)
    left: list[Person] = field(default_factory=list)
    guests: list[Person] = field(default_factory=list)  # of other units, seconded here
    licence_numbers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.scale = Scale(self.staff)
        self._blank: dict[type[Record], dict[str, Any]] = {}
        self._uids = self.dice("uid")
        # A uid of version 7 begins with the milliseconds since 1970: here those of the story's day, one apart.
        self._next = (self.as_of - date(1970, 1, 1)).days * 86_400_000

    def dice(self, part: str) -> Dice:
        """The stream of chance of one part of the work."""
        return Dice(self.seed, self.profile.key, self.staff, part)

    @property
    def year_start(self) -> date:
        return date(self.as_of.year, 1, 1)

    def add(self, kind: type[Record], /, **values: Any) -> Any:
        """Make a row of the plan."""
        if kind not in self._blank:
            self._blank[kind] = {name: field.default for name, field in kind.fields.items()}
        row = Row({**self._blank[kind], "uid": self._uid(), **values})
        self.rows[kind].append(row)
        return row

    def of(self, kind: type[Record]) -> list[Any]:
        """The rows of a kind, in the order in which they were made."""
        return self.rows.get(kind, [])

    def records(self) -> Iterator[tuple[type[Record], Any]]:
        """Every row with its kind, what is pointed at before what points at it."""
        for kind in ORDER:
            for row in self.rows.get(kind, ()):
                yield kind, row

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))

    def _uid(self) -> str:
        self._next += 1
        stamp, chance = f"{self._next:012x}", f"{0x8000 | self._uids.below(0x4000):04x}{self._uids.below(1 << 48):012x}"
        return f"{stamp[:8]}-{stamp[8:]}-7{self._uids.below(0x1000):03x}-{chance[:4]}-{chance[4:]}"


def on(day: date) -> PartialDate:
    """A whole day as the partial date that histories hold."""
    return PartialDate.of(day)


def month(day: date) -> PartialDate:
    """A day as it stands on old papers: its month only."""
    return PartialDate(day.isoformat()[:7])


def year(day: date) -> PartialDate:
    """A day of which only the year is written down."""
    return PartialDate(day.isoformat()[:4])
