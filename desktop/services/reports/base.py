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

    `lines` stand under the title; `form_code` and `issued` at the top right, where the form has them; `recount` holds
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


@dataclass(frozen=True)
class ReportKind:
    """An entry of the catalogue.

    period_kind   "ASOF": as at one day; else the kind of its own period ("ADM_Y")
    sensitive     protected kinds of value that its rows show of named people
    scopes        whom it may cover: code → Vietnamese words, the first is what the title says
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
