"""A report as data, and `lay_out`, which makes one sheet of it. This is the door for whoever describes a report.

    report = Report("F10", "DANH SÁCH …", columns=(Column("STT", row_number, 5, form="order"), Group("…", (…)), …))
    sheet = lay_out(report, rows, Heading(parent="SỞ Y TẾ …", unit="BỆNH VIỆN …", period=as_of(day)), Signatures("…", day))
    writer.write(sheet, path)

`rows` may hold anything that the columns' `value` functions understand, with `GroupRow` markers between. Layout: the
habits of state reports (Nghị định 30/2020/NĐ-CP, Phụ lục I, for the heading and the signatures).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from desktop.domain.dates import show_day
from desktop.excel.columns import (
    FORMS,
    Column,
    Group,
    Number,
    NumberStyle,
    Ratio,
    Sum,
    identities_of,
    leaves_of,
    problems,
    row_number,
)
from desktop.excel.drawing import Drawing
from desktop.excel.figures import broken, contradicted, read_table
from desktop.excel.sheet import Fault, Paper, Sheet, recompute

__all__ = [
    "FORMS",
    "Column",
    "Group",
    "GroupRow",
    "Heading",
    "Ratio",
    "Report",
    "Signatures",
    "Signer",
    "Sum",
    "as_of",
    "between",
    "lay_out",
    "row_number",
]

_LANDSCAPE_FROM = 10  # columns


@dataclass(frozen=True)
class Report:
    """The description of a report; nothing in it depends on a run.

    landscape      None: from ten columns on
    total_label    words of the row of totals (there is one where any column has a total)
    closing        words of the last row of a table in which no column has a total ("TỔNG CỘNG: 45 người")
    group_totals   group rows carry totals of their rows
    zeros          a figure of 0 is printed as "0" or left blank; a missing figure is always blank
    number_style   row of column numbers: "1", "(1)", "A1" (A, B for the words, then 1, 2), "" none
    identities     claims about every row beyond the printed ones, by column number: "4=9+10+11", "5<=4"
    restart        `row_number` starts again in each group
    size           letters of the body in points; 0: 11, or 10 for more than 20 columns
    """

    code: str
    title: str
    columns: tuple[Column | Group, ...]
    paper: str = "A4"
    landscape: bool | None = None
    total_label: str = "TỔNG CỘNG"
    closing: str = ""
    group_totals: bool = False
    footnotes: tuple[str, ...] = ()
    zeros: Literal["0", "blank"] = "0"
    number_style: NumberStyle = "1"
    identities: tuple[str, ...] = ()
    restart: bool = False
    size: int = 0
    empty: str = "(Không phát sinh trong kỳ báo cáo)"

    @property
    def leaves(self) -> tuple[Column, ...]:
        return leaves_of(self.columns)

    def problems(self) -> list[str]:
        """Faults of the description, for its author. A report with problems cannot be laid out."""
        return problems(self.columns, self.number_style, self.identities)


@dataclass(frozen=True)
class GroupRow:
    """A marker between rows: a bold line over the rows up to the next marker of its level or above.

    number   "" counts I, II, III (level 1) or 1, 2, 3 (level 2, from 1 under each group of level 1)
    level    1 or 2
    """

    label: str
    number: str = ""
    level: int = 1


@dataclass(frozen=True)
class Heading:
    """The words above a table in one run.

    parent, unit   cơ quan chủ quản and the unit, top left (the unit also becomes the author of the workbook)
    number         số, ký hiệu, under the unit
    form_code      "Mẫu số 04"; with it and `issued` ("Ban hành kèm theo …") the top right holds the form's origin, else
                   Quốc hiệu and Tiêu ngữ; `motto` asks for both
    lines          further lines of the title, under the title of the report
    period         "Tính đến ngày 31/12/2026" (see `as_of`, `between`)
    measure        "người": printed as "Đơn vị tính: người"
    """

    parent: str = ""
    unit: str = ""
    number: str = ""
    form_code: str = ""
    issued: str = ""
    motto: bool = False
    lines: tuple[str, ...] = ()
    period: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Signer:
    """Who signs: post (may have several lines: KT. GIÁM ĐỐC ⏎ PHÓ GIÁM ĐỐC), how, and the name."""

    role: str
    note: str = ""
    name: str = ""


@dataclass(frozen=True)
class Signatures:
    """Place and day of signing (without a day: dots to fill in by hand), and who signs left and right."""

    place: str = ""
    day: date | None = None
    left: Signer = Signer("NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)")
    right: Signer = Signer("THỦ TRƯỞNG ĐƠN VỊ", "(Ký tên, đóng dấu)")

    @property
    def date_line(self) -> str:
        """Hà Giang, ngày 05 tháng 02 năm 2026; days below 10 and the months 1 and 2 take a zero (NĐ 30/2020)."""
        place = f"{self.place or '…………'}, "
        if self.day is None:
            return f"{place}ngày …… tháng …… năm ………"
        month = f"{self.day.month:02d}" if self.day.month <= 2 else str(self.day.month)
        return f"{place}ngày {self.day.day:02d} tháng {month} năm {self.day.year}"


def as_of(day: date) -> str:
    """The period line of a list or a headcount."""
    return f"Tính đến ngày {show_day(day)}"


def between(first: date, last: date) -> str:
    """The period line of a report about a stretch of time."""
    return f"Kỳ báo cáo: từ {show_day(first)} đến {show_day(last)}"


def lay_out(
    report: Report,
    rows: Iterable[Any],
    heading: Heading | None = None,
    signatures: Signatures | None = None,
    *,
    draft: bool = False,
    recount: Mapping[str, Number] | None = None,
) -> Sheet:
    """Place everything on one sheet.

    rows        rows and `GroupRow` markers, in printed order (rows before the first marker stand under none)
    draft       marks the sheet DỰ THẢO and lets it be written although figures do not hold
    recount     key of a column → its total, counted in another way; a difference is a fault

    `sheet.faults` tells every figure that does not hold: a formula that comes to something else than was counted here,
    a claim such as 3=4+6+8 that fails in a row, a total that the recount contradicts. The writer refuses such a sheet.
    Raises ValueError where the report itself is wrong (`report.problems()`).
    """
    if found := report.problems():
        raise ValueError(f"report {report.code}: " + "; ".join(found))
    leaves = report.leaves
    table = read_table(leaves, rows, GroupRow, restart=report.restart)
    landscape = len(leaves) >= _LANDSCAPE_FROM if report.landscape is None else report.landscape
    sheet = Drawing(report, table, Paper(report.paper, landscape), draft).draw(heading, signatures)
    identities = identities_of(leaves, report.number_style, report.identities)
    faults: list[Fault] = [
        *recompute(sheet),
        *broken(identities, table, sheet.body[0]),
        *contradicted(leaves, sheet, recount or {}),
    ]
    return replace(sheet, faults=tuple(faults))
