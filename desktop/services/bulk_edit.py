"""One value for many people: a field of their records, a field of the unit's own, or what holds from a day on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.services.edit_plan import EditPlan, carry_out, editable, is_dated, prepare
from desktop.services.workspace import Workspace

__all__ = ["EditPlan", "carry_out", "editable", "is_dated", "plan"]


def plan(
    workspace: Workspace,
    uids: Sequence[str],
    column: str,
    raw: object,
    *,
    since: date | None = None,
    decision: Mapping[str, str] | None = None,
) -> EditPlan:
    """What giving one value to a column of many people would change; nothing is written.

    `since` (today, unless told) is the day from which a column of a history holds; `decision` what was typed of the
    paper behind it (number, issued_on, signer, issuer). Raises UserError for a column that cannot be changed so.
    """
    found = editable(workspace).get(column)
    if found is None:
        refusal = "không có hoặc không sửa hàng loạt được"
        raise UserError(f"Cột «{column}» {refusal}; chưa có gì thay đổi. Hãy chọn cột khác.")
    people = list(dict.fromkeys(uids))
    from_day = f" từ {show_day(since or workspace.today)}" if is_dated(column) else ""
    plan = prepare(workspace, "", [(uid, column, raw) for uid in people], since=since, decision=decision)
    return replace(plan, title=f"Sửa {found.label} của {plan.people} người{from_day}")
