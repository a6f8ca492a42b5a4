"""Data in and out: made-up units, empty workbooks, imports and exports."""

from argparse import Namespace

from desktop.cli.opening import opened
from desktop.cli.terminal import Terminal, whole
from desktop.services import exporting, importing, templates
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate as make
from desktop.services.sample.movements import generate_movements
from desktop.services.sample.profiles import PROFILES


def generate(options: Namespace, terminal: Terminal) -> int:
    """`canbo generate`: a made-up unit of any size into a file without people."""
    with opened(options) as workspace:
        asked = PROFILES[options.profile], options.staff, options.seed, workspace.today
        plan = generate_movements(*asked, options.years).plan if options.years else make(*asked)
        workspace.database.keep_current()
        count = terminal.run(fill(workspace.database, plan))
    terminal.say(f"Đã tạo {whole(options.staff)} người hư cấu, {whole(count)} bản ghi, trong {options.file}.")
    return 0


def template(options: Namespace, terminal: Terminal) -> int:
    """`canbo template`: an empty workbook for one kind of list."""
    templates.template(None, options.kind, options.out)
    terminal.say(f"Đã lập sổ nhập liệu trống {options.out}")
    return 0


def import_book(options: Namespace, terminal: Terminal) -> int:
    """`canbo import`: all rows or none. A wrong row ends with 1; with --accept-valid the others are in the file then."""
    with opened(options) as workspace:
        plan = terminal.run(
            importing.plan(
                workspace,
                options.book,
                options.kind,
                sheet=options.sheet,
                mapping=options.mapping,
                accept_valid=options.accept_valid,
            )
        )
        committed = False
        if not options.dry_run and plan.may_commit:
            workspace.database.keep_current()
            committed = terminal.run(importing.carry_out(workspace, plan)).committed
        if options.errors is not None and plan.count(importing.Outcome.WRONG):
            importing.error_book(plan, options.errors)
    if options.json:
        terminal.document(plan.as_json(committed))
    else:
        _tell_import(terminal, plan, committed, options.dry_run)
        if options.errors is not None and plan.count(importing.Outcome.WRONG):
            terminal.say(f"Các dòng sai kèm lý do: {options.errors}")
    return 1 if plan.count(importing.Outcome.WRONG) else 0


def export(options: Namespace, terminal: Terminal) -> int:
    """`canbo export`: everything of one kind, in the columns that the import takes back."""
    with opened(options) as workspace:
        count = exporting.export(workspace, options.kind, options.out, options.where)
    terminal.say(f"Đã xuất {whole(count)} dòng ra {options.out}")
    return 0


def _tell_import(terminal: Terminal, plan: importing.Plan, committed: bool, dry_run: bool) -> None:
    terminal.say(f"Trang «{plan.sheet.name}», {plan.kind.caption}, {whole(len(plan.rows))} dòng")
    terminal.table(
        ("Cột", "Tiêu đề", "Trường"),
        [
            (match.header.letter, match.header.text, match.column.label if match.column else "(không nhập)")
            for match in plan.columns
        ],
    )
    if plan.problems:
        terminal.table(
            ("Dòng", "Cột", "Mức", "Nội dung"),
            [
                (found.row, found.column, "Lỗi" if found.severity == "error" else "Cần xem", found.message)
                for found in plan.problems
            ],
            right=[0],
            widest=120,
        )
    count = {outcome: whole(plan.count(outcome)) for outcome in importing.Outcome}
    told = (
        f"mới {count[importing.Outcome.NEW]}, sửa {count[importing.Outcome.CHANGED]}, "
        f"giữ nguyên {count[importing.Outcome.SAME]}, sai {count[importing.Outcome.WRONG]}"
    )
    if committed:
        terminal.say(f"Đã nhập: {told}.")
    elif dry_run:
        terminal.say(f"Kiểm tra thử, chưa ghi gì: {told}.")
    else:
        terminal.say(
            f"Chưa nhập dòng nào vì có dòng sai: {told}. "
            "Hãy sửa các dòng sai, hoặc thêm --accept-valid để nhập riêng các dòng đúng."
        )
