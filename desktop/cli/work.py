"""The daily work: what is due, whether the data is sound, the reports."""

from argparse import Namespace
from collections.abc import Sequence

from desktop.cli.opening import opened
from desktop.cli.terminal import Terminal, cut, whole
from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.services import checking, reporting
from desktop.services.due import DueItem, due_list


def due(options: Namespace, terminal: Terminal) -> int:
    """`canbo due`: the list of what is overdue or falls due soon."""
    with opened(options) as workspace:
        items = due_list(workspace, options.within, options.rule)
        as_of = workspace.today
    if options.json:
        terminal.document(
            {"as_of": as_of, "within": options.within, "items": [item.as_json() for item in items]},
        )
        return 0
    terminal.say(f"Việc đến hạn tính đến {show_day(as_of)}, trong {options.within} ngày tới: {whole(len(items))} việc.")
    if items:
        due_table(terminal, items)
    return 0


def due_table(terminal: Terminal, items: Sequence[DueItem], *, short: bool = False) -> None:
    """Items of the due list as a table, a line each; `short` leaves out what a glance does not need."""
    headings = ("Hạn", "Còn (ngày)", "Mức", "Mã", "Họ và tên", "Việc", "Khoa, phòng", "Căn cứ")
    rows = [
        (
            show_day(item.due_on),
            item.days_left,
            item.level.label,
            item.staff_code,
            item.name,
            cut(item.subject, 60) if short else item.subject,
            item.department,
            item.basis,
        )
        for item in items
    ]
    shown = 6 if short else len(headings)
    terminal.table(headings[:shown], [row[:shown] for row in rows], right=[1], widest=60)


def check(options: Namespace, terminal: Terminal) -> int:
    """`canbo check`: findings over the whole file. Any finding ends with 1."""
    with opened(options) as workspace:
        result = checking.check(workspace)
    if options.json:
        terminal.document(result.as_json())
        return 1 if result.findings else 0
    errors = sum(found.severity == "error" for found in result.findings)
    terminal.say(
        f"Đã kiểm tra {whole(result.records)} bản ghi: {whole(errors)} lỗi, "
        f"{whole(len(result.findings) - errors)} điều cần xem."
    )
    if result.findings:
        terminal.table(
            ("Mức", "Mã", "Họ và tên", "Nội dung"),
            [
                ("Lỗi" if found.severity == "error" else "Cần xem", found.staff_code, found.name, found.message)
                for found in result.findings
            ],
            widest=120,
        )
    return 1 if result.findings else 0


def reports(options: Namespace, terminal: Terminal) -> int:
    """`canbo reports`: the catalogue, of a file with the lists that it keeps."""
    kinds = list(reporting.REPORTS.values())
    if options.file is not None:
        with opened(options) as workspace:
            kinds = reporting.offered(workspace)
    if options.json:
        terminal.document([kind.as_json() for kind in kinds])
    else:
        terminal.table(
            ("Mã", "Tên báo cáo", "Kỳ", "Nơi nhận", "Căn cứ"),
            [(kind.code, kind.title, kind.period_kind, kind.recipients, kind.legal_basis) for kind in kinds],
            widest=60,
        )
    return 0


def report(options: Namespace, terminal: Terminal) -> int:
    """`canbo report`: one report to a workbook. Faults of the figures end with 1; without --draft nothing is written."""
    with opened(options) as workspace:
        built = terminal.run(reporting.build(workspace, options.code, options.period, draft=options.draft))
        try:
            outcome = reporting.export(workspace, built, options.out)
        except UserError as error:
            if not built.errors:
                raise
            terminal.warn(str(error))
            if options.json:
                terminal.document(refused_report(built))
            return 1
    if options.json:
        terminal.document(outcome.as_json())
    else:
        terminal.say(
            f"Đã xuất {built.kind.called} ({built.period.label}){', bản DỰ THẢO' if built.draft else ''}: "
            f"{whole(built.rows)} dòng, {outcome.path}"
        )
        for finding in built.findings:
            terminal.say(f"  {'Lỗi' if finding.severity == 'error' else 'Cần xem'}: {finding.message}")
    return 1 if built.errors else 0


def refused_report(built: reporting.Built) -> dict[str, object]:
    """The document of a report that was not written: what it would have held, and why not."""
    return {
        "code": built.kind.code,
        "period": built.period.id,
        "rows": built.rows,
        "out": None,
        "sheets": [sheet.code for sheet in built.sheets],
        "totals": reporting.plain_totals(built),
        "findings": [finding.as_json() for finding in built.findings],
        "sha256": None,
    }
