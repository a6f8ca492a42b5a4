"""Data-quality findings over the whole file, as at today; warnings that were looked at stay away, with their reason."""

import dataclasses
import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.checks_register import CHECKS, Subject
from desktop.domain.errors import Problem, UserError
from desktop.domain.system import Acknowledgement

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace

_RULE = "check:"


@dataclass(frozen=True)
class Finding:
    """One thing to look at: what (`code`, `message`), whose, and which record and field it opens.

    `entity` and `uid` name the row, `staff_uid` the person whose record it stands in ("" for a record of the unit).
    """

    code: str
    severity: str
    staff_code: str
    field: str
    message: str
    name: str = ""
    entity: str = dataclasses.field(default="", repr=False)
    uid: str = dataclasses.field(default="", repr=False)
    staff_uid: str = dataclasses.field(default="", repr=False)

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return CHECKS[self.code].subject

    @property
    def title(self) -> str:
        """What this kind of finding is called."""
        return CHECKS[self.code].title

    @property
    def rule(self) -> str:
        """The key under which it is passed over: another value of the field makes another finding of it."""
        told = hashlib.sha256(f"{self.field}\n{self.message}".encode()).hexdigest()[:10]
        return f"{_RULE}{self.code}:{told}"

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
    """Everything that was found, errors first; what was passed over with a reason; how many records were looked at."""

    findings: tuple[Finding, ...]
    records: int
    ignored: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The result as the command line prints it."""
        return {"findings": [found.as_json() for found in self.findings], "records": self.records}


def check(workspace: "Workspace") -> CheckResult:
    """Look at every record of the file. Errors contradict themselves or a rule; warnings should be looked at."""
    return _checked(workspace, None)


def of_person(workspace: "Workspace", uid: str) -> CheckResult:
    """What one person's own rows tell; that somebody stands twice in the file, say, only the whole check can see."""
    return _checked(workspace, uid)


def _checked(workspace: "Workspace", uid: str | None) -> CheckResult:
    # SQLAlchemy loads after the first paint.
    from sqlalchemy import select  # noqa: PLC0415

    from desktop.domain.staff import StaffMember  # noqa: PLC0415
    from desktop.services.check_facts import CheckFacts, found_in, uid_of  # noqa: PLC0415

    with workspace.database.read() as session:
        mapped: Any = StaffMember
        one = None if uid is None else list(session.scalars(select(mapped.id).where(mapped.uid == uid)))
        facts = CheckFacts(session, one)
        kept: Any = Acknowledgement
        passed = {
            (rule, uid)
            for rule, uid in session.execute(select(kept.rule, kept.subject_uid).where(kept.rule.startswith(_RULE)))
        }
    found = [_finding(uid_of, *one) for one in found_in(facts, workspace.catalogue, workspace.policy, workspace.today)]
    found.sort(key=lambda f: (f.severity != "error", f.staff_code, f.entity, f.code, f.uid))
    left: list[Finding] = []
    ignored: list[Finding] = []
    for finding in found:
        is_passed = finding.severity != "error" and (finding.rule, finding.uid) in passed
        (ignored if is_passed else left).append(finding)
    return CheckResult(tuple(left), facts.count, tuple(ignored))


def ignore(workspace: "Workspace", findings: Sequence[Finding], reason: str) -> int:
    """Pass warnings over, with one reason for all, and return how many. One step of undo.

    A warning comes back when the value that it speaks of is changed into another doubtful one. Raises UserError for
    an error, and where no reason is given.
    """
    if not reason.strip():
        raise UserError("Chưa nhập lý do bỏ qua; lý do được ghi vào nhật ký.")
    if any(finding.severity == "error" for finding in findings):
        raise UserError("Lỗi thì phải sửa, không bỏ qua được; chỉ bỏ qua được điều cần xem.")
    if not findings:
        return 0
    title = findings[0].title if len({f.code for f in findings}) == 1 else f"{len(findings)} điều cần xem"
    whose = f" của {findings[0].name}" if len(findings) == 1 and findings[0].name else ""
    with workspace.database.write(f"Bỏ qua khi kiểm tra: {title}{whose}", reason=reason) as session:
        for finding in {(f.rule, f.uid): f for f in findings}.values():
            session.add(
                Acknowledgement(
                    rule=finding.rule, subject_uid=finding.uid, due_on=workspace.today, reason=reason.strip()
                )
            )
    return len(findings)


def look_again(workspace: "Workspace", findings: Collection[Finding]) -> int:
    """Take back that warnings are passed over; returns how many. One step of undo."""
    from sqlalchemy import select  # noqa: PLC0415

    keys = {(finding.rule, finding.uid) for finding in findings}
    kept: Any = Acknowledgement
    with workspace.database.write("Xem lại điều đã bỏ qua khi kiểm tra") as session:
        rules = {rule for rule, _ in keys}
        rows = [
            row
            for row in session.scalars(select(kept).where(kept.rule.startswith(_RULE)))
            if row.rule in rules and (row.rule, row.subject_uid) in keys
        ]
        for row in rows:
            session.remove(row)
    return len(rows)


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many of each code, the most frequent first."""
    counts: dict[str, int] = {}
    for found in findings:
        counts[found.code] = counts.get(found.code, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


_HEADERS = ("Mức", "Nhóm", "Mã nhân viên", "Họ và tên", "Điều phát hiện", "Nội dung", "Mã lỗi")


def export_findings(workspace: "Workspace", path: Path, findings: Iterable[Finding]) -> None:
    """Write findings to a workbook or CSV. Raises UserError for who may not, EnvironmentRefused."""
    from desktop.services.listing import export_rows  # noqa: PLC0415 - the workbook writer comes with it

    rows = [
        (
            "Lỗi" if f.severity == "error" else "Cần xem",
            f.subject.label,
            f.staff_code,
            f.name,
            f.title,
            f.message,
            f.code,
        )
        for f in findings
    ]
    export_rows(workspace, path, "kết quả kiểm tra dữ liệu", _HEADERS, rows)


def _finding(uid_of: Callable[[Any], str], entity: str, row: Any, owner: Any, problem: Problem) -> Finding:
    return Finding(
        code=problem.code,
        severity=problem.severity,
        staff_code=owner.staff_code if owner else "",
        field=problem.field,
        message=problem.message,
        name=owner.full_name if owner else "",
        entity=entity,
        uid=uid_of(row),
        staff_uid=uid_of(owner) if owner else "",
    )
