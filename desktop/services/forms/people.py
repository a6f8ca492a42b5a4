"""Whom a form is filled for: by staff codes, by a condition, or everybody."""

from collections.abc import Sequence

from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.staff import StaffMember
from desktop.services.exporting import read_rows
from desktop.services.filtering import parse
from desktop.services.importing.kinds import kind_named
from desktop.services.workspace import Workspace


def whom(workspace: Workspace, codes: Sequence[str] | None = None, where: str | None = None) -> list[str]:
    """The uids of people: those with these codes, in this order, of whom the condition holds; else in that of codes.

    Raises UserError for a code that nobody has, a condition that cannot be read, and where nobody is left.
    """
    with workspace.database.read() as session:
        found = session.execute(select(StaffMember.staff_code, StaffMember.uid).order_by(StaffMember.staff_code))
        uids = {str(code): str(uid) for code, uid in found}
    wanted = list(dict.fromkeys(codes)) if codes is not None else list(uids)
    if unknown := [code for code in wanted if code not in uids]:
        raise UserError(f"Không có ai mang mã nhân viên «{', '.join(unknown[:5])}» trong tệp này; chưa lập phiếu nào.")
    if where:
        kind = kind_named("staff")
        keep = parse(where, kind.columns(workspace.catalogue))
        kept = {str(row["staff_code"]) for row in read_rows(workspace, kind) if keep(row)}
        wanted = [code for code in wanted if code in kept]
    if not wanted:
        raise UserError("Không có ai thỏa điều kiện đã cho nên chưa lập phiếu nào.")
    return [uids[code] for code in wanted]
