"""What a clerk asks for when departments, cells or partner units change by decision, and what is told back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.dates import show_day
from desktop.domain.errors import Problem, Rejected
from desktop.domain.organisation import Decision, StructureChange, StructureKind
from desktop.domain.record import Record
from desktop.services import records
from desktop.services.workspace import Workspace

# The fields of the decision that a change is entered with.
PAPER = ("number", "issued_on", "issuer", "signer")


@dataclass(frozen=True)
class Place:
    """Where people and papers go: a body that is there (`uid`), or one that the change founds (its fields, typed)."""

    uid: str = ""
    typed: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A post that goes along with its holder: to which of the targets, and as which post (uid; empty: the same)."""

    target: int = 0
    post: str = ""


@dataclass(frozen=True)
class Change:
    """One change of structure as asked for.

    `paper` holds `effective_on` and the fields of the decision (`PAPER`), as typed or as values. `sources` are the
    bodies that it begins with (uids), `targets` those that it ends with; a source that is a target too goes on.
    Who goes where: `assigned` names the target by person (uid), then the first of `rules` (a condition in the language
    of `desktop.services.filtering`, a target) that holds, then `rest`; whom none of them places waits in the old
    department. A merger takes everybody to its one target. `name` is the new name of a renaming.
    `keeps` names the posts that are kept, by appointment (uid); the others of a body that ends are lost, and their
    allowance runs on until `allowance_until`, else as long as the dated rule says; not at all without
    `keeps_allowance`.
    """

    kind: StructureKind
    entity: type[Record]
    paper: Mapping[str, object]
    sources: tuple[str, ...] = ()
    targets: tuple[Place, ...] = ()
    name: str = ""
    assigned: Mapping[str, int] = field(default_factory=dict)
    rules: Sequence[tuple[str, int]] = ()
    rest: int | None = None
    keeps: Mapping[str, Kept] = field(default_factory=dict)
    keeps_allowance: bool = True
    allowance_until: date | None = None


@dataclass(frozen=True)
class PersonLine:
    """Somebody whom the change concerns: where from and where to; `target` is None for who waits."""

    uid: str
    name: str
    staff_code: str
    source: str
    target: int | None
    target_name: str


@dataclass(frozen=True)
class PostLine:
    """A post that is lost or kept: `kept_post` is empty where it is lost, `until` the last day of the old allowance."""

    uid: str
    person: str
    post: str
    department: str
    kept_post: str = ""
    allowance: Decimal | None = None
    until: date | None = None

    def __str__(self) -> str:
        said = f"{self.person}, {self.post} {self.department}".strip()
        said += f": giữ chức vụ {self.kept_post}" if self.kept_post else ": thôi giữ chức vụ"
        if self.allowance is not None and self.until is not None:
            said += f"; bảo lưu phụ cấp {f'{self.allowance:.2f}'.replace('.', ',')} đến {show_day(self.until)}"
        return said


@dataclass(frozen=True)
class Preview:
    """What a change would do, before anything is written; `carry_out` does exactly this.

    `others` tells what else follows (posts in plans, targets, saved lists…) as captions with lines; `warnings` what the
    clerk should look at.
    """

    title: str
    effective_on: date
    people: tuple[PersonLine, ...] = ()
    posts: tuple[PostLine, ...] = ()
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    warnings: tuple[str, ...] = ()
    managers_before: int = 0
    managers_after: int = 0

    @property
    def people_moved(self) -> int:
        """How many people are in another place afterwards."""
        return sum(line.target is not None for line in self.people)

    @property
    def waiting(self) -> tuple[PersonLine, ...]:
        """Those who stay in a body that is gone until somebody places them."""
        return tuple(line for line in self.people if line.target is None)


@dataclass(frozen=True)
class Done:
    """What was written: the uid of the change, the uids of its targets, and what was said before."""

    uid: str
    targets: tuple[str, ...]
    preview: Preview


def read_paper(workspace: Workspace, change: Change) -> tuple[date, dict[str, Any]]:
    """The day of a change, and the values of its decision. Raises Rejected with every problem."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for entity, names in ((StructureChange, ("effective_on",)), (Decision, PAPER)):
        try:
            typed = {name: change.paper.get(name) for name in names}
            values.update(records.read_values(workspace, entity, typed))
        except Rejected as error:
            problems += error.problems
    missing = {problem.field for problem in problems}
    if values.get("effective_on") is None and "effective_on" not in missing:
        problems.append(Problem("effective_on", "Chưa nhập ngày có hiệu lực.", "effective_on.required"))
    if not values.get("number") and "number" not in missing:
        problems.append(Problem("number", "Chưa nhập số quyết định.", "number.required"))
    if problems:
        raise Rejected(problems)
    return values.pop("effective_on"), values
