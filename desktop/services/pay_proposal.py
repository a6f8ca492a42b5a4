"""What pay an act would give by the rules: the first placing, or the placing on a new title or level."""

from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.placing import Placing, first_placing, placing_on_change
from desktop.domain.record import on_day
from desktop.domain.staff import SalaryStep, StaffMember
from desktop.services import acts, records
from desktop.services.acts import Request
from desktop.services.workspace import Workspace

KEYS = ("join", "title", "job")  # the acts that may give pay


@dataclass(frozen=True)
class Proposal:
    """Texts for the form of an act by field, why they are so, the legal basis, and whether the rule is sure."""

    texts: dict[str, str]
    why: str
    basis: str
    is_sure: bool


def propose(workspace: Workspace, request: Request) -> Proposal:
    """The pay that goes with an act as it is typed so far. Nothing is written.

    Raises UserError, in one sentence, where too little is known: no day, no title, a table that is not known.
    """
    if request.key not in KEYS:
        raise UserError("Việc này không xếp lương.")
    asked = acts.form(workspace, request.key)
    values = {name: _read(asked.fields[name], request.values.get(name)) for name in asked.fields if name in _NEEDED}
    start = values.get("effective_on")
    if start is None:
        raise UserError("Chưa nhập ngày bắt đầu: chưa tính được bậc lương.")
    with workspace.database.read() as session:
        member: Any = records.get(session, StaffMember, request.people[0]) if request.people else None
        placing = _placing(workspace, request.key, values, member, start.first)
    if placing is None:
        raise UserError("Chưa đủ dữ liệu để xếp lương: cần chức danh hoặc bậc nghề nghiệp, và lương đang hưởng.")
    fields = workspace.catalogue.fields(SalaryStep)
    texts = {
        "salary_table": fields["salary_table"].show(placing.table),
        "step": fields["step"].show(placing.step),
        "coefficient": fields["coefficient"].show(placing.coefficient),
        "counted_from": fields["counted_from"].show(placing.counted_from),
    }
    why = placing.why
    if placing.kept_difference:
        why += f"; chênh lệch bảo lưu {fields['coefficient'].show(placing.kept_difference)}"
    return Proposal({n: t for n, t in texts.items() if n in asked.fields}, why, placing.basis, placing.is_sure)


_NEEDED = ("effective_on", "title", "level")


def _read(field: Any, raw: object) -> Any:
    try:
        return field.read(raw)
    except UserError:
        return None


def _placing(workspace: Workspace, key: str, values: dict[str, Any], member: Any, day: Any) -> Placing | None:
    titles, policy = workspace.catalogue.list("professional_title"), workspace.policy
    title = values.get("title")
    table = titles.extra(title, "salary_table") or None
    now = on_day(member.salary_steps, day) if member is not None else None
    if key == "job":
        wanted = str(values.get("level") or "")
        tables = workspace.catalogue.list("salary_table")
        table = next((row.code for row in tables if row.extra.get("job_level") == wanted), None) if wanted else None
    if key == "join" and now is None:
        degree = _degree(workspace, member, day) if member is not None else None
        return first_placing(table, title, degree, day, policy)
    if now is None:
        return None
    old_table = now.salary_table
    if old_table is None and (held := on_day(member.titles, day)) is not None:
        old_table = titles.extra(held.title, "salary_table") or None
    counted = now.counted_from or now.starts_on
    return placing_on_change(old_table, now.coefficient, now.over_frame_percent, counted, table, day, policy)


def _degree(workspace: Workspace, member: Any, day: Any) -> str | None:
    """The highest degree held on a day."""
    known = workspace.catalogue.list("qualification")
    held = [
        row.level
        for row in member.qualifications
        if row.deleted_at is None and (row.graduated_on is None or row.graduated_on.first <= day)
    ]
    return max(held, key=lambda code: known[code].rank if code in known else 0, default=None)
