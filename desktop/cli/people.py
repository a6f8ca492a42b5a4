"""One person's record between units: `person-out` and `person-in`."""

import getpass
import os
import sys
from argparse import Namespace
from pathlib import Path

from sqlalchemy import select

from desktop.cli.opening import opened, password_in
from desktop.cli.terminal import Terminal, whole
from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.staff import StaffMember
from desktop.services import person_package
from desktop.services.workspace import Workspace


def person_out(options: Namespace, terminal: Terminal) -> int:
    """`canbo person-out`: one person's record as an encrypted package. Its password is told once and kept nowhere."""
    with opened(options) as workspace:
        given = _given(options)
        sent = person_package.send_out(workspace, _uid(workspace, options.staff), options.out, given)
    if options.json:
        terminal.document(
            {
                "package": str(sent.path),
                "password": sent.password if given is None else None,
                "name": sent.name,
                "records": dict(sent.records),
                "left_out": list(sent.left_out),
            }
        )
        return 0
    terminal.say(f"Đã lập gói hồ sơ {sent.path} của {sent.name}: {whole(sum(sent.records.values()))} bản ghi.")
    for told in sent.left_out:
        terminal.warn(f"Không kèm được: {told}")
    if given is None:
        terminal.say(f"Mật khẩu của gói (chỉ hiện một lần, gửi riêng với tệp): {sent.password}")
    return 0


def person_in(options: Namespace, terminal: Terminal) -> int:
    """`canbo person-in`: take a package in, or look at it with --dry-run. A person known already ends with 1."""
    package = person_package.look(options.package, _given(options) or _asked(options.package))
    with opened(options) as workspace:
        told = person_package.preview(workspace, package)
        into = _uid(workspace, options.into) if options.into else ""
        stops = told.problems if not into else ()
        taken = None
        if not options.dry_run and not stops:
            workspace.database.keep_current()
            taken = person_package.take_in(workspace, package, staff_code=options.code, into=into)
    if options.json:
        terminal.document(
            {
                "name": told.name,
                "unit": told.unit,
                "made_on": told.made_on,
                "staff_code": options.code or told.staff_code,
                "records": dict(told.records),
                "as_text": list(told.as_text),
                "known_as": told.same.staff_code if told.same is not None else None,
                "problems": [problem.message for problem in stops],
                "committed": taken is not None,
            }
        )
        return 1 if stops else 0
    terminal.say(f"{told.name}, từ {told.unit or 'đơn vị khác'}, gói lập ngày {told.made_on:%d/%m/%Y}.")
    terminal.table(("Loại", "Số bản ghi"), [(name, whole(n)) for name, n in sorted(told.records.items())], right=[1])
    for line in told.as_text:
        terminal.say(f"Giữ dạng chữ: {line}")
    for problem in stops:
        terminal.warn(problem.message)
    if taken is not None:
        terminal.say("Đã nhận hồ sơ; hãy ghi quyết định tuyển dụng, tiếp nhận cho người này.")
    return 1 if stops else 0


def _uid(workspace: Workspace, code: str) -> str:
    with workspace.database.read() as session:
        uid = session.scalar(select(StaffMember.uid).where(StaffMember.staff_code == code.strip()))
    if uid is None:
        raise UserError(f"Không có ai mang mã nhân viên «{code}» trong tệp này.")
    return str(uid)


def _given(options: Namespace) -> str | None:
    """The password of the package from the file named, else from the environment."""
    source: Path | None = options.package_password_file
    if source is None:
        return os.environ.get("CANBO_PACKAGE_PASSWORD") or None
    return password_in(source)


def _asked(path: Path) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise EnvironmentRefused(
            f"Gói {path.name} được mã hóa; hãy đưa mật khẩu bằng --package-password-file "
            "hoặc biến CANBO_PACKAGE_PASSWORD."
        )
    return getpass.getpass(f"Mật khẩu của gói {path.name}: ", stream=sys.stderr)
