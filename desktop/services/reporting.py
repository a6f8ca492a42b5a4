"""Reports: the catalogue, one report made ready for one period, and its export.

    built = run(build(workspace, "BM01-A", as_of=day))
    outcome = export(workspace, built, path)

Every list that is kept under a name is a report too: «list:Tên danh sách».

`build` reads and checks, and writes nothing. `built.sheets` is what the window paints and the workbook holds.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.periods import AS_OF, Period, of_day, parse, running
from desktop.domain.record import RECORDS
from desktop.domain.system import SentReport
from desktop.domain.text import label_key, search_key
from desktop.excel import writer
from desktop.excel.report import Heading, Signatures, Signer, as_of, between, lay_out
from desktop.excel.sheet import Sheet
from desktop.services.progress import Progress, Task
from desktop.services.reports import REPORTS, saved_list
from desktop.services.reports.base import Content, ReportKind
from desktop.services.reports.source import Finding, Source
from desktop.services.workspace import Workspace
from desktop.storage.types import utc_now

__all__ = [
    "exporting",
    "exporting_draft",
    "offered_periods",
    "printed",
    "REPORTS",
    "Built",
    "Finding",
    "Outcome",
    "ReportKind",
    "build",
    "export",
    "find",
    "offered",
    "period_of",
    "suggest_name",
]

EXPORTED = "EXPORTED"
_STEPS = 3


@dataclass(frozen=True)
class Built:
    """A report made ready: its sheets, and everything for which it would be sent back.

    `findings` holds faults of the figures first, then what the data lacks; errors forbid the export unless it is a
    draft.
    """

    kind: ReportKind
    period: Period
    scope: str
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]
    file_name: str
    draft: bool = False

    @property
    def rows(self) -> int:
        """Rows of data, without headings of groups and totals; further sheets show the same rows."""
        return self.sheets[0].row_count

    @property
    def totals(self) -> dict[str, Any]:
        """The totals by key of their column."""
        return {key: value for sheet in self.sheets for key, value in sheet.totals.items()}

    @property
    def errors(self) -> int:
        """How many findings make the figures wrong."""
        return sum(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class Outcome:
    """An exported report: where it stands, the SHA-256 of its bytes, and what was found."""

    built: Built
    path: Path
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        built = self.built
        return {
            "code": built.kind.code,
            "period": built.period.id,
            "rows": built.rows,
            "out": str(self.path),
            "sheets": [sheet.code for sheet in built.sheets],
            "totals": plain_totals(built),
            "findings": [finding.as_json() for finding in built.findings],
            "sha256": self.sha256,
        }


def find(code: str, workspace: Workspace | None = None) -> ReportKind:
    """The report of a code, however it is cased; of a workspace also a kept list. Raises UserError, with the known ones."""
    if workspace is not None and saved_list.is_code(code):
        return saved_list.find(workspace, code)
    for known, kind in REPORTS.items():
        if label_key(known) == label_key(code):
            return kind
    raise UserError(f"Không có báo cáo «{code}». Các báo cáo hiện có: {', '.join(REPORTS)}.")


def offered(workspace: Workspace) -> list[ReportKind]:
    """The reports that the user may make: those whose rows show nothing of people that they may not see."""
    kinds = [*REPORTS.values(), *saved_list.offered(workspace)]
    return [kind for kind in kinds if _refusal(workspace, kind) is None]


def _refusal(workspace: Workspace, kind: ReportKind) -> str | None:
    rights = workspace.rights
    if not rights.may_report or not rights.sees_people:
        return "Bạn không có quyền lập báo cáo."
    if kind.is_list and not rights.may_export:
        return "Bạn không có quyền xuất danh sách."
    return None if set(kind.sensitive) <= rights.sees else f"Bạn không có quyền lập báo cáo {kind.code}."


def period_of(kind: ReportKind, period: str | None, today: date) -> Period:
    """The period of one run: as asked for, else the one that `today` lies in.

    A report as at one day takes any period and gives the figures of its end. Raises UserError.
    """
    if not period:
        return running(kind.period_kind, today)
    found = parse(period, today=today, yearly=kind.period_kind)
    if kind.period_kind == AS_OF:
        return found if found.is_day else of_day(found.cut_off)
    if found.is_day:
        raise UserError(
            f"Báo cáo {kind.code} tính cho cả kỳ, không phải cho một ngày: hãy chọn kỳ, ví dụ {kind.period_kind}:{found.year}."
        )
    return found


def build(
    workspace: Workspace,
    code: str | ReportKind,
    period: str | None = None,
    as_of: date | None = None,
    draft: bool = False,
    *,
    scope: str | None = None,
) -> Task[Built]:
    """Make a report ready; nothing is written.

    code     of the catalogue, «list:Tên danh sách», or a report itself (`desktop.services.reports.saved_list.kind_of`)
    period   its id (`desktop.domain.periods`); none: the period that `as_of` lies in
    as_of    the day taken for today; none: the workspace's
    scope    whom it covers (`ReportKind.scopes`); none: whom its title names

    Raises UserError for an unknown report, period or scope.
    """
    kind = code if isinstance(code, ReportKind) else find(code, workspace)
    if (refusal := _refusal(workspace, kind)) is not None:
        raise UserError(refusal)
    when = period_of(kind, period, as_of or workspace.today)
    if scope and scope not in kind.scopes:
        raise UserError(f"Báo cáo {kind.code} không có phạm vi «{scope}».")
    chosen = scope or next(iter(kind.scopes), "")
    yield Progress(0, _STEPS, "Đọc dữ liệu")
    # A total of people counts also those of whom the user may see no more; no row of the report names them.
    with workspace.database.read(whole=True) as session:
        source = Source(session, workspace.catalogue, workspace.policy, when, chosen)
        content = kind.make(source)
        unit = source.unit
    yield Progress(1, _STEPS, "Lập biểu")
    sheets = tuple(
        lay_out(
            report,
            content.rows,
            _heading(content, unit, when),
            _signatures(unit, when),
            draft=draft,
            recount=content.recount,
        )
        for report in (content.report, *content.more)
    )
    yield Progress(2, _STEPS, "Kiểm tra số liệu")
    seen = [f for f in source.findings if f.entity not in RECORDS or workspace.rights.opens(RECORDS[f.entity])]
    faults = [fault for sheet in sheets for fault in _faults(sheet)]
    findings = [*faults, *sorted(seen, key=lambda found: found.severity != "error")]
    name = suggest_name(kind, when, unit.code if unit else "")
    return Built(kind, when, chosen, sheets, tuple(findings), name, draft)


def export(workspace: Workspace, built: Built, path: Path | str) -> Outcome:
    """Write the workbook, and put the export down in the audit and, unless it is a draft or a list, in the register.

    Raises UserError where a check failed and it is no draft, EnvironmentRefused where the file cannot be written; then
    neither the file nor the register has changed.
    """
    target = Path(path)
    if built.errors and not built.draft:
        first = next(finding for finding in built.findings if finding.severity == "error")
        raise UserError(
            f"Chưa xuất {built.kind.called}: {built.errors} chỗ làm sai số liệu, chưa tệp nào bị thay đổi. "
            f"{first.message} Hãy sửa hồ sơ rồi xuất lại, hoặc xuất bản dự thảo."
        )
    told = f"Xuất {built.kind.called}, {built.period.label}"
    if built.draft or built.kind.is_list:
        sha256 = writer.write(built.sheets, target)
    else:
        with workspace.database.write(f"Lập {built.kind.called}, {built.period.label}") as session:
            sha256 = writer.write(built.sheets, target)
            session.add(_sent(built, target, sha256))
    workspace.database.note(
        f"{told}{' (dự thảo)' if built.draft else ''}: {built.rows} dòng, {target.name}", kind="export"
    )
    return Outcome(built, target, sha256)


def exporting(workspace: Workspace, built: Built, path: Path | str) -> Task[Outcome]:
    """`export` as a task for the window's worker."""
    yield Progress(0, 1, "Ghi tệp Excel")
    return export(workspace, built, path)


def exporting_draft(workspace: Workspace, built: Built, path: Path | str) -> Task[Outcome]:
    """The same report again as a draft, of the figures that the file holds now."""
    draft = yield from build(workspace, built.kind, built.period.id, draft=True, scope=built.scope or None)
    return export(workspace, draft, path)


def printed(workspace: Workspace, built: Built) -> Task[None]:
    """Put down in the audit that a report was printed."""
    yield Progress(0, 1, "Ghi nhật ký")
    workspace.database.note(f"In {built.kind.called}, {built.period.label}: {built.rows} dòng", kind="export")


def offered_periods(kind: ReportKind, today: date) -> list[Period]:
    """The periods that a clerk may choose from, the running one first; for a report as at one day, that day."""
    if kind.period_kind == AS_OF:
        return [of_day(today)]
    system = kind.period_kind.partition("_")[0]
    now = running(kind.period_kind, today)
    years = range(now.year, now.year - 4, -1)
    ids = [f"{kind.period_kind}:{year}" for year in years]
    ids += [f"{system}_{part}:{year}" for year in years[:2] for part in ("H1", "H2")]
    ids += [f"{system}_Q:{year}-{number}" for year in years[:2] for number in (1, 2, 3, 4)]
    return [period for each in ids if (period := parse(each, today=today)).first <= today]


def suggest_name(kind: ReportKind, period: Period, unit_code: str) -> str:
    """A file name of ASCII letters that says which report, period, unit and day: BM01-A_2026_BVDK_20261122.xlsx."""
    code = f"DS-{'-'.join(search_key(kind.title).split())[:40]}" if kind.is_list else kind.code
    named = str(period.year) if period.is_day else period.id.partition(":")[2]
    parts = [_ascii(code) if kind.is_list else code, named, _ascii(unit_code), f"{period.cut_off:%Y%m%d}"]
    return "_".join(part for part in parts if part) + ".xlsx"


def plain_totals(built: Built) -> dict[str, int | float]:
    """The totals as JSON holds them: whole numbers stay whole."""
    found = {}
    for key, value in built.totals.items():
        if value is not None:
            number = float(value)
            found[key] = int(number) if number.is_integer() else round(number, 6)
    return found


def _heading(content: Content, unit: Any | None, period: Period) -> Heading:
    if period.is_day:
        line = as_of(period.last)
    else:
        line = between(period.first, period.last)
        if not period.is_over:
            line += f" (số liệu đến ngày {show_day(period.cut_off)})"
    if content.told:
        line += f"\n({content.told})"
    return Heading(
        parent=(unit.parent_name or "").upper() if unit else "",
        unit=(unit.name or "").upper() if unit else "",
        form_code=content.form_code,
        issued=content.issued,
        lines=content.lines,
        period=line,
        measure=content.measure,
    )


def _signatures(unit: Any | None, period: Period) -> Signatures:
    plain = Signatures()
    if unit is None:
        return plain
    return Signatures(
        place=unit.place or "",
        day=period.cut_off,
        left=Signer(plain.left.role, plain.left.note, unit.preparer_name or ""),
        right=Signer(unit.signer_title or plain.right.role, plain.right.note, unit.signer_name or ""),
    )


def _faults(sheet: Sheet) -> Iterator[Finding]:
    for fault in sheet.faults:
        yield Finding(f"figures.{fault.kind}", "error", staff_code="", field=fault.cell, message=fault.message)


def _sent(built: Built, path: Path, sha256: str) -> SentReport:
    return SentReport(
        code=built.kind.code,
        period=built.period.id,
        as_of=built.period.cut_off,
        state=EXPORTED,
        file_name=path.name,
        sha256=sha256,
        totals=json.dumps(plain_totals(built), ensure_ascii=False),
        made_at=utc_now(),
    )


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^A-Za-z0-9-]+", "", plain)
