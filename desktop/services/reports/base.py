"""What a report is to the program: its entry in the catalogue, what it reads, and what it finds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.fields import Sensitivity
from desktop.excel.columns import Number
from desktop.excel.report import Report
from desktop.services.reports.source import Finding, Source


@dataclass(frozen=True)
class Content:
    """One report filled in: its columns, its rows with markers of groups between, and words around the table.

    `more` are further sheets, the same rows under other columns. `lines` stand under the title, `told` (what the rows
    have in common) under the day; `form_code` and `issued` at the top right, where the form has them; `recount` holds
    totals counted in another way, by key of a column.
    """

    report: Report
    rows: Sequence[Any]
    findings: Sequence[Finding] = ()
    recount: Mapping[str, Number] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    measure: str = ""
    form_code: str = ""
    issued: str = ""
    more: tuple[Report, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class ReportKind:
    """An entry of the catalogue.

    period_kind   "ASOF": as at one day; else the kind of its own period ("ADM_Y")
    sensitive     protected kinds of value that its rows show of named people
    scopes        whom it may cover: code → Vietnamese words, the first is what the title says
    is_list       a list of the unit's own, no form of a department: it is not entered in the register
    """

    code: str
    title: str
    group: str
    period_kind: str
    recipients: str
    legal_basis: str
    make: Callable[[Source], Content]
    sensitive: tuple[Sensitivity, ...] = ()
    scopes: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = False

    @property
    def heading(self) -> str:
        """How a page is headed that shows it: «F06. Danh sách …»."""
        return self.title if self.is_list else f"{self.code}. {self.title}"

    @property
    def called(self) -> str:
        """How a sentence names it: «báo cáo F06», «danh sách Khối nội»."""
        return f"danh sách «{self.title}»" if self.is_list else f"báo cáo {self.code}"

    def as_json(self) -> dict[str, Any]:
        """The entry as the command line prints it."""
        return {
            "code": self.code,
            "title": self.title,
            "group": self.group,
            "period_kind": self.period_kind,
            "recipients": self.recipients,
            "legal_basis": self.legal_basis,
            "sensitive": [kind.value for kind in self.sensitive],
        }
