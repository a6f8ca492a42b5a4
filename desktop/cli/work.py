"""The daily work: what is due, whether the data is sound, the reports."""

from argparse import Namespace

from desktop.cli.opening import opened
from desktop.cli.terminal import Terminal, whole
from desktop.domain.dates import show_day
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


def due_table(terminal: Terminal, items: list[DueItem]) -> None:
    """Items of the due list as a table, a line each."""
    terminal.table(
        ("Hạn", "Còn (ngày)", "Mức", "Mã", "Họ và tên", "Khoa, phòng", "Việc", "Căn cứ"),
        [
            (
                show_day(item.due_on),
                item.days_left,
                item.level.label,
                item.staff_code,
                item.name,
                item.department,
                item.subject,
                item.basis,
            )
            for item in items
        ],
        right=[1],
        widest=48,
    )
