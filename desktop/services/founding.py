"""A new data file: an empty one for a unit, or the invented unit to look at. Made whole, or not at all."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop.domain.errors import EnvironmentRefused
from desktop.domain.organisation import Unit
from desktop.services import records
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace
from desktop.storage.connection import DataFile, open_file, telling

SAMPLE = "benh-vien-mau.canbo"


def found_unit(
    path: Path, password: str | None, typed: Mapping[str, object], *, today: date, user: str
) -> Task[DataFile]:
    """A new file with the unit in it, encrypted where there is a password; the folder is made where it is missing.

    `typed` are fields of the unit. Raises Rejected or EnvironmentRefused; then nothing stands at `path`.
    """
    yield Progress(0, 1, "Đang lập tệp")
    with telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    workspace = Workspace.create(path, password, today=today, user=user)
    try:
        workspace.database.keep_current()
        records.save(workspace, Unit, None, typed, title="Khai báo đơn vị")
    except BaseException:
        workspace.close()
        path.unlink(missing_ok=True)
        raise
    workspace.close()
    return workspace.database.file


def make_sample(path: Path, *, today: date, user: str) -> Task[DataFile]:
    """The invented hospital as at `today`, in a file without a password. Raises EnvironmentRefused where one stands."""
    # Generators of people are of no use to anybody else.
    from desktop.services.sample.fill import fill  # noqa: PLC0415
    from desktop.services.sample.generate import generate  # noqa: PLC0415

    if path.exists():
        raise EnvironmentRefused(f"Tệp {path.name} đã có; không ghi đè. Hãy chọn tên khác.")
    yield Progress(0, 0, "Đang nghĩ ra người và hồ sơ")
    plan = generate(as_of=today)
    with telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.tmp")
    workspace = Workspace.create(aside, None, today=today, user=user)
    try:
        yield from fill(workspace.database, plan)
        workspace.database.keep_current()
        workspace.close()
        with telling(path):
            os.replace(aside, path)
    finally:
        workspace.close()
        aside.unlink(missing_ok=True)
    return replace(workspace.database.file, path=path)


def open_sample(folder: Path, *, today: date, user: str) -> Task[DataFile]:
    """The sample unit in a folder: the one made before where there is one, so that what was tried in it is still there."""
    path = folder / SAMPLE
    if path.exists():
        yield Progress(0, 1, "Đang mở")
        return open_file(path)
    return (yield from make_sample(path, today=today, user=user))


def recovery_sheet(path: Path, password: str, unit: str, day: str) -> str:
    """What is printed and locked away: without this password nobody opens the file."""
    return "\n".join(
        (
            "GIỮ KÍN – PHIẾU MẬT KHẨU TỆP DỮ LIỆU CANBO",
            "",
            f"Đơn vị: {unit}",
            f"Tệp: {path}",
            f"Ngày lập: {day}",
            f"Mật khẩu: {password}",
            "",
            "Chữ hoa, chữ thường, dấu và dấu cách đều tính.",
            "Tệp và mọi bản sao lưu chỉ mở được bằng mật khẩu này; quên mật khẩu là mất dữ liệu, không ai lấy lại được.",
            "In ra, bỏ phong bì, niêm phong và cất trong tủ của người quản lý hồ sơ. Không gửi qua mạng.",
            "",
        )
    )
