"""Data-quality findings over the whole file, as at today."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import Problem

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class Finding:
    """One thing to look at: what (`code`, `message`), whose, and which record and field it opens."""

    code: str
    severity: str
    staff_code: str
    field: str
    message: str
    name: str = ""
    entity: str = dataclasses.field(default="", repr=False)
    uid: str = dataclasses.field(default="", repr=False)

    def as_json(self) -> dict[str, Any]:
        """The finding as the command line prints it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "staff_code": self.staff_code,
            "field": self.field,
            "message": self.message,
        }


@dataclass(frozen=True)
class CheckResult:
    """Everything that was found, errors first, and the number of records that were looked at."""

    findings: tuple[Finding, ...]
    records: int

    def as_json(self) -> dict[str, Any]:
        """The result as the command line prints it."""
        return {"findings": [found.as_json() for found in self.findings], "records": self.records}


def check(workspace: "Workspace") -> CheckResult:
    """Look at every record of the file. Errors contradict themselves or a rule; warnings should be looked at."""
    # SQLAlchemy loads after the first paint.
    from desktop.services.check_facts import CheckFacts, found_in  # noqa: PLC0415

    with workspace.database.read() as session:
        facts = CheckFacts(session)
    found = [_finding(*one) for one in found_in(facts, workspace.catalogue, workspace.policy, workspace.today)]
    found.sort(key=lambda f: (f.severity != "error", f.staff_code, f.entity, f.code, f.uid))
    return CheckResult(tuple(found), facts.count)


def _finding(entity: str, row: Any, owner: Any, problem: Problem) -> Finding:
    return Finding(
        code=problem.code,
        severity=problem.severity,
        staff_code=owner.staff_code if owner else "",
        field=problem.field,
        message=problem.message,
        name=owner.full_name if owner else "",
        entity=entity,
        uid=row.uid,
    )


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many of each code, the most frequent first."""
    counts: dict[str, int] = {}
    for found in findings:
        counts[found.code] = counts.get(found.code, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
