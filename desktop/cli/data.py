"""Data in and out: made-up units, empty workbooks, imports and exports."""

from argparse import Namespace

from desktop.cli.arguments import WHOLE
from desktop.cli.opening import opened
from desktop.cli.terminal import Terminal, whole
from desktop.domain.errors import UserError
from desktop.services import exchange, exporting, importing, templates
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
    if options.kind == WHOLE:
        return _import_all(options, terminal)
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
    """`canbo export`: everything of one kind, in the columns that the import takes back; or whole records."""
    with opened(options) as workspace:
        if options.kind == WHOLE:
            left = exchange.export_all(workspace, options.out, options.where)
            terminal.say(f"Đã xuất {whole(left.records)} bản ghi của {whole(left.people)} người ra {options.out}")
            if left.stayed:
                terminal.say(f"Không xuất {whole(left.stayed)} bản ghi vì gắn với người không được chọn.")
            return 0
        count = exporting.export(workspace, options.kind, options.out, options.where)
    terminal.say(f"Đã xuất {whole(count)} dòng ra {options.out}")
    return 0


def _import_all(options: Namespace, terminal: Terminal) -> int:
    """Whole records: every sheet of the workbook in one operation, all rows or none."""
    given = {"--sheet": options.sheet, "--mapping": options.mapping, "--accept-valid": options.accept_valid}
    given["--errors"] = options.errors
    if refused := [name for name, value in given.items() if value]:
        raise UserError(
            f"Không dùng {', '.join(refused)} khi nhập toàn bộ hồ sơ: mọi trang được nhập, tất cả hoặc không."
        )
    with opened(options) as workspace:
        plan = terminal.run(exchange.plan_all(workspace, options.book))
        committed = False
        if not options.dry_run and plan.may_commit:
            workspace.database.keep_current()
            committed = terminal.run(exchange.carry_out_all(workspace, plan)).committed
    if options.json:
        terminal.document(plan.as_json(committed))
    else:
        _tell_whole(terminal, plan, committed, options.dry_run)
    return 0 if plan.may_commit else 1


def _tell_whole(terminal: Terminal, plan: exchange.WholePlan, committed: bool, dry_run: bool) -> None:
    counted = [[sheet.title, *(sheet.count(outcome) for outcome in importing.Outcome)] for sheet in plan.sheets]
    terminal.table(("Trang", "Mới", "Sửa", "Giữ nguyên", "Sai"), counted, right=[1, 2, 3, 4])
    for note in plan.notes:
        terminal.say(note)
    if plan.problems:
        terminal.table(
            ("Trang", "Dòng", "Cột", "Mức", "Nội dung"),
            [
                (on, p.row, p.column, "Lỗi" if p.severity == "error" else "Cần xem", p.message)
                for on, p in plan.problems
            ],
            right=[1],
            widest=120,
        )
    if committed:
        terminal.say("Đã nhập toàn bộ hồ sơ; một lần hoàn tác lấy lại tất cả.")
    elif dry_run:
        terminal.say("Kiểm tra thử, chưa ghi gì.")
    else:
        terminal.say("Chưa nhập dòng nào vì có dòng sai; hãy sửa các dòng đó trong tệp rồi nhập lại.")


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
