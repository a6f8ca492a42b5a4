"""Paper forms about people: filled for one or many, into one workbook or a folder."""

from argparse import Namespace
from datetime import date

from desktop.cli.opening import opened
from desktop.cli.terminal import Terminal, whole
from desktop.services import forms


def form(options: Namespace, terminal: Terminal) -> int:
    """`canbo form`: a workbook with a sheet for each person where --out ends with .xlsx, else a folder of workbooks.

    Filled as at --as-of; a supplement tells what changed from --since (the beginning of the year, unless told).
    """
    with opened(options) as workspace:
        day = workspace.today
        since: date = options.since or date(day.year, 1, 1)
        asked = forms.Asked(day, since, write_none=options.none)
        codes = [code.strip() for code in (options.staff or "").split(",") if code.strip()]
        uids = forms.whom(workspace, codes or None, options.where)
        is_book = options.out.suffix.lower() == ".xlsx"
        write = forms.exporting if is_book else forms.exporting_folder
        outcome = terminal.run(write(workspace, options.code, uids, asked, options.out))
    where = outcome.path if is_book else f"thư mục {outcome.path}"
    terminal.say(f"Đã lập {outcome.kind.title} của {whole(outcome.people)} người ra {where}")
    return 0
