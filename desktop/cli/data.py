"""Data in and out: made-up units, empty workbooks, imports and exports."""

from argparse import Namespace

from desktop.cli.opening import opened
from desktop.cli.terminal import Terminal, whole
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate as make
from desktop.services.sample.profiles import PROFILES


def generate(options: Namespace, terminal: Terminal) -> int:
    """`canbo generate`: a made-up unit of any size into a file without people."""
    with opened(options) as workspace:
        plan = make(PROFILES[options.profile], options.staff, options.seed, workspace.today)
        workspace.database.keep_current()
        count = terminal.run(fill(workspace.database, plan))
    terminal.say(f"Đã tạo {whole(options.staff)} người hư cấu, {whole(count)} bản ghi, trong {options.file}.")
    return 0
