"""What speaks against an act about one person: the impossible, and what the rules of its day would not allow.

Errors stop an act that is planned; of one that is decided on paper they are kept as findings with the same code.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from desktop.domain.act_steps import first_day, live
from desktop.domain.act_writers import (
    EXTENDED,
    SECONDED_IN,
    LeaveManner,
    Scene,
    held,
    last_kind,
    main_post,
    starts,
    term_end,
)
from desktop.domain.dates import add_months, add_years, show_day
from desktop.domain.errors import Problem
from desktop.domain.mentoring import GONE
from desktop.domain.record import holds_on, on_day
from desktop.domain.retirement import Retirement, retirement
from desktop.domain.staff import Sex

Values = Mapping[str, Any]
Guard = Callable[[Any, Values, Scene], Iterator[Problem]]
_REMOVED = "CCH"  # cách chức bars longer than the lighter forms


def _warn(field: str, message: str, code: str) -> Problem:
    return Problem(field, message, code, "warning")


def impossible(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """What no paper can make true: something before birth, an end before its start."""
    start = starts(values)
    if person.birth_date is not None and start.last < person.birth_date.first:
        yield Problem("effective_on", f"{person}: {start.show()} là trước ngày sinh.", "act.before_birth")
    for name, label in _ENDS.items():
        end = values.get(name)
        if end is not None and end < start.first:
            yield Problem(name, f"{label} {show_day(end)} trước ngày bắt đầu {start.show()}.", "E01")


_ENDS = {
    "returns_on": "Ngày trở lại",
    "contract_ends_on": "Ngày hết hợp đồng",
    "term_ends_on": "Ngày hết nhiệm kỳ",
    "standard_due_on": "Hạn hoàn thành chuẩn",
}


def in_service(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """Acts about days before somebody came to the unit are told, since one of the two dates is wrong."""
    begun = [first_day(row) for row in live(person.statuses) if row.starts_on is not None]
    if begun and starts(values).last < min(begun):
        since = show_day(min(begun))
        yield _warn("effective_on", f"{person}: trước ngày đầu tiên có trong hồ sơ ({since}).", "act.before_join")


def in_order(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """A status that begins later is there already: the new paper is put in before it."""
    later = [row for row in live(person.statuses) if first_day(row) > starts(values).first]
    if later:
        since = show_day(min(first_day(row) for row in later))
        yield _warn("effective_on", f"{person}: đã có tình trạng khác từ {since}; việc này xếp trước.", "act.later")


COMMON: tuple[Guard, ...] = (in_service, in_order)


def _status(person: Any, day: date) -> Any | None:
    row = on_day(live(person.statuses), day)
    return row.status if row is not None else None


def _label(scene: Scene, code: str) -> str:
    return scene.lists("staff_status").label(code).lower()


def is_here(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Who has left the unit is in no further act of it."""
    before = date.fromordinal(starts(values).first.toordinal() - 1)
    status = _status(person, before)
    if status in GONE:
        yield Problem("staff", f"{person} không còn ở đơn vị ({_label(scene, status)}).", "act.left")


def not_here_already(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Who is of the unit already does not come to it."""
    status = _status(person, date.fromordinal(starts(values).first.toordinal() - 1))
    if status is not None and status not in GONE:
        yield Problem("staff", f"{person} đang ở đơn vị ({_label(scene, status)}).", "act.here")


def at_work(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Who is away already is not sent away or given a post."""
    status = _status(person, starts(values).first)
    if status is None or status in GONE:
        return
    if scene.lists("staff_status").extra(status, "working_here") == "0":
        yield Problem("staff", f"{person} đang vắng ({_label(scene, status)}).", "act.away")
    elif status == SECONDED_IN:
        yield Problem("staff", f"{person} là người biệt phái đến; đơn vị cử đến quyết định.", "act.seconded")


def is_away(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Only who is away comes back."""
    status = _status(person, date.fromordinal(starts(values).first.toordinal() - 1))
    if status is None or status in GONE or scene.lists("staff_status").extra(status, "working_here") != "0":
        yield Problem("staff", f"{person} không ở tình trạng nghỉ, đi học hay biệt phái đi.", "act.not_away")


def old_enough(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """The least age of who is recruited."""
    start = starts(values)
    years = scene.policy.rule("act.join", start.first).whole("min_years")
    if person.birth_date is not None and add_years(person.birth_date.last, years) > start.last:
        yield Problem("effective_on", f"{person} chưa đủ {years} tuổi vào {start.show()}.", "join.age")


def other_department(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """A move goes somewhere else; a post of the old department is thought of."""
    day = date.fromordinal(starts(values).first.toordinal() - 1)
    now = on_day(live(person.placements), day)
    if now is not None and now.department is values["department"]:
        yield _warn("department", f"{person} đang ở {now.department}.", "move.same")
    post = main_post(person, day)
    if post is not None and post.department is not None and post.department is not values["department"]:
        yield _warn("department", f"{person} còn giữ chức vụ {post.post} tại {post.department}.", "move.post")


def secondment_length(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """How long a secondment may last."""
    start, until = starts(values).first, values.get("returns_on")
    months = scene.policy.rule("act.secondment", start).whole("max_months")
    if until is not None and until >= add_months(start, months):
        yield Problem("returns_on", f"Biệt phái {person} quá {months} tháng.", "second.long")
    elif until is None:
        yield _warn("returns_on", f"Chưa ghi thời hạn biệt phái của {person}.", "second.open")


def suspension_length(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """How long a suspension may last, its prolongation with it."""
    start, until = starts(values).first, values.get("returns_on")
    days = scene.policy.rule("act.suspension", start).whole("max_days")
    if until is not None and (until - start).days > days:
        yield Problem("returns_on", f"Tạm đình chỉ {person} quá {days} ngày.", "suspend.long")


def not_disciplined(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Discipline bars planning, training and appointment for a time from the decision."""
    day = starts(values).first
    for row in live(person.disciplines):
        if row.decided_on is None or row.decided_on.first > day:
            continue
        rule = scene.policy.rule("act.discipline_bar", row.decided_on.first)
        months = rule.whole("removed_months" if row.form == _REMOVED else "months")
        until = add_months(row.decided_on.last, months)
        if row.expires_on is not None and row.form != _REMOVED:
            until = row.expires_on
        if day < until:
            form = scene.lists("discipline_form").label(row.form).lower()
            yield Problem("staff", f"{person} bị {form}: chưa được trước {show_day(until)}.", "act.disciplined")


def _retires(person: Any, scene: Scene) -> Retirement | None:
    if person.birth_date is None or person.sex is None:
        return None
    return retirement(person.birth_date, person.sex is Sex.FEMALE, scene.policy.retirement)


def term_before_retirement(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """A term ends before the age of retirement, unless its shorter or longer length has a reason of its own."""
    found, ends = _retires(person, scene), term_end(values, scene)
    if found is None or ends is None or values.get("term_basis"):
        return
    if starts(values).first > found.last_working_day:
        message = f"{person} đã hết tuổi làm việc từ {show_day(found.pension_from)}."
        yield Problem("effective_on", message, "appoint.past_retirement")
    elif ends > found.last_working_day:
        message = f"{person} đến tuổi nghỉ hưu ngày {show_day(found.last_working_day)}, trước khi hết nhiệm kỳ "
        message += f"{show_day(ends)}; hãy rút ngắn nhiệm kỳ hoặc ghi lý do."
        yield Problem("term_ends_on", message, "appoint.term_past_retirement")


def not_extended(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """Who works past the age holds no post of management (NĐ 50/2022/NĐ-CP)."""
    post = values.get("post")
    now = on_day(live(person.contracts), starts(values).first)
    if now is not None and now.kind == EXTENDED and (post is None or post.is_manager):
        yield Problem("post", f"{person} đang kéo dài thời gian công tác: không giữ chức vụ quản lý.", "extend.post")


def holds_post(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """There is a post to go on with or to end, and it is clear which."""
    day = date.fromordinal(starts(values).first.toordinal() - 1)
    if held(person, values.get("post"), day) is None:
        some = [row for row in live(person.appointments) if holds_on(row, day)]
        message = f"{person} giữ nhiều chức vụ; hãy chọn." if some else f"{person} không giữ chức vụ này."
        yield Problem("post", message, "post.held")


def other_title(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """The title is another than the one held."""
    now = on_day(live(person.titles), date.fromordinal(starts(values).first.toordinal() - 1))
    if now is not None and now.title == values["title"]:
        label = scene.lists("professional_title").label(now.title)
        yield _warn("title", f"{person} đang giữ chức danh {label}.", "title.same")
    if values.get("step") is None and values.get("coefficient") is None and values.get("amount") is None:
        yield _warn("step", f"Chưa xếp lương theo chức danh mới cho {person}.", "title.no_pay")


def level_of_position(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """A position knows the levels it may have (NĐ 232/2026/NĐ-CP, Phụ lục II)."""
    positions, level = scene.lists("job_position"), values.get("level")
    low, high = (positions.extra(values["position"], f"level_{end}") for end in ("min", "max"))
    if level is not None and low and high and not int(low) <= level <= int(high):
        name = positions.label(values["position"])
        yield Problem("level", f"{name}: bậc từ {low} đến {high}, {person} xếp bậc {level}.", "job.level")


def contract_rules(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Kinds of contract have their time and their length."""
    start = starts(values).first
    kind = values.get("contract_kind") or last_kind(person, start)
    row = scene.lists("contract_type").get(kind)
    if row is None:
        return
    if not row.valid_on(start):
        yield Problem("contract_kind", f"«{row.label}» không được ký từ {show_day(start)}.", "contract.kind_closed")
    ends = values.get("contract_ends_on")
    if row.extra.get("has_end_date") == "1" and ends is None:
        yield Problem("contract_ends_on", f"«{row.label}» phải có ngày hết hạn.", "contract.no_end")
    limits = scene.policy.rule("act.contract_length", start).values.get(kind or "", {})
    if ends is not None and limits:
        following = date.fromordinal(ends.toordinal() + 1)
        least, most = limits.get("min_months"), limits.get("max_months")
        if least and following < add_months(start, least):
            yield Problem("contract_ends_on", f"«{row.label}» ít nhất {least} tháng.", "contract.short")
        if most and following > add_months(start, most):
            yield Problem("contract_ends_on", f"«{row.label}» không quá {most} tháng.", "contract.long")


def has_contract(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """There is a contract to go on with."""
    if values.get("contract_kind") is None and last_kind(person, starts(values).first) is None:
        yield Problem("contract_kind", f"{person} chưa có hợp đồng; hãy chọn loại.", "contract.none")


def extension_rules(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Work past the age: not before it, not longer than allowed, without a post of management."""
    start, found = starts(values).first, _retires(person, scene)
    rule = scene.policy.rule("act.extension", start)
    if found is not None:
        if start < found.pension_from:
            message = f"{person} chưa đến tuổi nghỉ hưu ({show_day(found.pension_from)})."
            yield Problem("effective_on", message, "extend.early")
        most = add_months(found.pension_from, rule.whole("max_months"))
        if values["contract_ends_on"] >= most:
            message = f"Kéo dài quá {rule.whole('max_months') // 12} năm sau tuổi nghỉ hưu."
            yield Problem("contract_ends_on", message, "extend.long")
    if scene.decided_on is not None and add_months(start, -rule.whole("decision_months")) < scene.decided_on:
        message = f"Quyết định ký chưa trước {rule.whole('decision_months')} tháng."
        yield _warn("decision.issued_on", message, "extend.notice")
    post = main_post(person, start)
    if post is not None and post.post.is_manager:
        yield Problem("staff", f"{person} còn giữ chức vụ {post.post}; phải thôi chức vụ quản lý.", "extend.post")


def retirement_rules(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Retirement at the age, or earlier with its basis and not by more than the rule allows."""
    start, found = starts(values).first, _retires(person, scene)
    if found is None:
        yield _warn("staff", f"{person}: chưa có ngày sinh hoặc giới tính để tính tuổi nghỉ hưu.", "retire.unknown")
        return
    if start < found.pension_from:
        due = show_day(found.pension_from)
        years = scene.policy.rule("act.retirement", start).whole("early_years")
        if not values.get("retirement_basis"):
            message = f"{person} chưa đến tuổi nghỉ hưu (từ {due}); hãy ghi lý do nghỉ sớm."
            yield Problem("retirement_basis", message, "retire.early")
        elif start < add_years(found.pension_from, -years):
            yield Problem("effective_on", f"{person} nghỉ sớm quá {years} năm (tuổi: {due}).", "retire.too_early")
    elif start > found.pension_from:
        now = on_day(live(person.contracts), date.fromordinal(start.toordinal() - 1))
        if (now is None or now.kind != EXTENDED) and not values.get("retirement_basis"):
            message = f"{person} đến tuổi nghỉ hưu từ {show_day(found.pension_from)}, quyết định ghi muộn hơn."
            yield _warn("effective_on", message, "retire.late")
    months = scene.policy.rule("retirement.notice", start).whole("decision_months")
    if scene.decided_on is not None and scene.decided_on > add_months(start, -months):
        yield _warn("decision.issued_on", f"Quyết định ký chưa trước {months} tháng.", "retire.notice")
    if found.doubtful:
        message = f"{person}: đối chiếu phụ lục nghị định trước khi ra quyết định."
        yield _warn("effective_on", message, "retire.doubtful")


def secondment_over(person: Any, values: Values, scene: Scene) -> Iterator[Problem]:
    """Who is seconded here goes back when the secondment is over, and nobody else does."""
    status = _status(person, date.fromordinal(starts(values).first.toordinal() - 1))
    is_guest = status == SECONDED_IN
    if is_guest != (values["manner"] is LeaveManner.SECONDMENT_OVER) and status not in GONE and status is not None:
        what = "là người biệt phái đến" if is_guest else "không phải người biệt phái đến"
        yield Problem("manner", f"{person} {what}; hãy chọn lại hình thức.", "leave.secondment")


def has_reason(person: Any, values: Values, _scene: Scene) -> Iterator[Problem]:
    """Everybody who goes by streamlining goes for a reason."""
    if not values.get("reason"):
        yield Problem("reason", f"Chưa nhập lý do tinh giản của {person}.", "streamline.reason")
