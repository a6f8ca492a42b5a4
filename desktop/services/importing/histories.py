"""How the values of a list meet the histories of a person.

A value equal to the one that holds on the day of the list changes nothing. Another one ends the present row the day
before it begins and opens a new row: from the day that the list gives, else from the day of the list. Where both begin
on one day, or where only particulars differ (a number, a day, a remark), the present row itself is changed. A list that
is older than the present row is refused, never written over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.domain.dates import PartialDate, add_months, show_day
from desktop.domain.party import PartyStage
from desktop.services.importing.agreed import Edit
from desktop.services.importing.cells import MEMBER, Finding, error, warning
from desktop.services.importing.holdings import Held, holding
from desktop.services.importing.kinds import Part

_DAY = timedelta(days=1)
PROBATION_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Met:
    """What meeting a history comes to: what to write, and what is wrong or doubtful."""

    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()


NOTHING = Met()


def differing(held: Held, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values that are not those of a record."""
    values = held.values
    return {name: value for name, value in given.items() if values.get(name) != value}


def changed(part: Part, held: Held, given: Mapping[str, Any]) -> tuple[Edit, ...]:
    """The edit that brings a record to the given values; nothing where it has them."""
    values = differing(held, given)
    return (Edit(part, held, values),) if values else ()


def meet_current(
    part: Part, rows: Sequence[Held], given: dict[str, Any], as_of: date, default_start: PartialDate
) -> Met:
    """Bring the values of a list to a history of which one row holds at a time (`rows`, oldest first)."""
    start: PartialDate | None = given.get("starts_on")
    present = holding(rows, as_of)
    target = _same_start(rows, start) if start is not None else None
    if target is None:
        target = present or _ended_alike(part, rows, given)
    if any(name not in given for name in part.needs):
        return _particulars(part, target, given)
    if target is None:
        return Met((_new(part, given, start or default_start, rows),))
    if not _defines_otherwise(part, target, given) and not _begins_after_end(target, start):
        return Met(changed(part, target, given))
    held_start: PartialDate | None = target.values.get("starts_on")
    begins = start or default_start
    if held_start is not None and begins.first == held_start.first:
        return Met(changed(part, target, given))
    if held_start is not None and begins.first < held_start.first:
        return Met(findings=(_older(part, begins, held_start),))
    kept = {name: target.values[name] for name in part.carried if target.values.get(name) is not None}
    new = _new(part, {**kept, **given}, begins, rows)
    return Met((*closing(part, target, begins.first), new))


def _same_start(rows: Sequence[Held], start: PartialDate) -> Held | None:
    return next((held for held in reversed(rows) if held.values.get("starts_on") == start), None)


def _ended_alike(part: Part, rows: Sequence[Held], given: Mapping[str, Any]) -> Held | None:
    """Where nothing holds on the day of the list: the last row, if the list says the same of it."""
    if rows and not _defines_otherwise(part, rows[-1], given):
        return rows[-1]
    return None


def _defines_otherwise(part: Part, held: Held, given: Mapping[str, Any]) -> bool:
    return any(name in given and held.values.get(name) != given[name] for name in part.defining)


def _begins_after_end(held: Held, start: PartialDate | None) -> bool:
    end = held.values.get("ends_on")
    return start is not None and end is not None and start.first > end.last


def _particulars(part: Part, target: Held | None, given: Mapping[str, Any]) -> Met:
    """What the list says of a record without naming it: kept on the present one, else told."""
    if target is not None:
        return Met(changed(part, target, given))
    missing = next(name for name in part.needs if name not in given)
    return Met(findings=(_without(part, missing),))


def _without(part: Part, missing: str) -> Finding:
    called = (part.names or {}).get(missing)
    label = called.label if called else part.entity.fields[missing].label
    key = called.key if called else missing
    told = f"Dòng này chưa có «{label}» nên các ô đi kèm ({part.entity.caption}) chưa được ghi."
    return warning(key, "missing", told)


def _new(part: Part, given: dict[str, Any], start: PartialDate, rows: Sequence[Held]) -> Edit:
    values = {**part.fixed, **given, "starts_on": start}
    if "ends_on" not in given:
        later = [held.values["starts_on"].first for held in rows if _starts_after(held, start.last)]
        if later:
            values["ends_on"] = PartialDate.of(min(later) - _DAY)
    return Edit(part, None, values)


def _starts_after(held: Held, day: date) -> bool:
    start = held.values.get("starts_on")
    return start is not None and start.first > day


def closing(part: Part, held: Held, begins: date) -> tuple[Edit, ...]:
    """The edit that ends a row the day before another begins; nothing where it ended before."""
    end: PartialDate | None = held.values.get("ends_on")
    if end is not None and end.last < begins:
        return ()
    return (Edit(part, held, {"ends_on": PartialDate.of(begins - _DAY)}),)


def _older(part: Part, begins: PartialDate, held: PartialDate) -> Finding:
    key = next((called.key for name, called in (part.names or {}).items() if name in part.defining), part.name)
    label = part.entity.caption
    return error(
        key,
        "older",
        f"Thông tin {label} trong tệp (từ {begins.show()}) cũ hơn thông tin đang có (từ {held.show()}); "
        "hãy bỏ các ô này hoặc sửa trực tiếp trong hồ sơ.",
    )


def meet_membership(
    part: Part, rows: Sequence[Held], given: dict[str, Any], as_of: date, *, tells_official: bool
) -> Met:
    """Membership from the two dates of a list: on probation from the ceremony, official from the second date.

    `tells_official`: the list has a column for the official date, so that an empty cell there means probation; a list
    with one date only leaves twelve months for probation, and says so.
    """
    stage, joined, official = given.get("stage"), given.get("joined_on"), given.get("official_on")
    probation = _of_stage(rows, PartyStage.PROBATIONARY)
    membership = _of_stage(rows, PartyStage.OFFICIAL)
    findings: list[Finding] = []
    particulars: dict[str, Any] = {name: given[name] for name in ("cell", "position") if name in given}
    if joined and official and official.last < joined.first:
        return Met(findings=(error("party_official_on", "order", "Ngày chính thức trước ngày vào Đảng."),))
    if official or stage in (None, MEMBER) and membership is not None:
        stage = PartyStage.OFFICIAL
    elif stage in (None, MEMBER) and joined:
        whole_year = add_months(joined.last, PROBATION_MONTHS)
        if tells_official or whole_year > as_of:
            stage = PartyStage.PROBATIONARY
        else:
            stage, official = PartyStage.OFFICIAL, PartialDate.of(add_months(joined.first, PROBATION_MONTHS))
            told = f"Tệp không có ngày chính thức; tạm tính đủ 12 tháng dự bị ({show_day(official.day)})."
            findings.append(warning("party_joined_on", "official_assumed", told))
    elif stage == MEMBER:
        stage = PartyStage.PROBATIONARY if probation is not None else PartyStage.OFFICIAL
    elif stage is None and probation is not None:
        stage = PartyStage.PROBATIONARY
    if stage is None:
        return Met(findings=(_without(part, "stage"),)) if particulars else NOTHING
    edits: list[Edit] = []
    if joined or stage is PartyStage.PROBATIONARY:
        # A post of today was not held on probation already.
        past = {name: value for name, value in particulars.items() if name == "cell" and probation is None}
        edits += _stage_row(
            part,
            probation,
            PartyStage.PROBATIONARY,
            {"starts_on": joined} if joined else {},
            particulars if stage is PartyStage.PROBATIONARY else past,
            as_of,
        )
    if stage is PartyStage.OFFICIAL:
        dated = {"starts_on": official} if official else {}
        edits += _stage_row(part, membership, stage, dated, particulars, as_of)
        begins = official or (membership.values.get("starts_on") if membership else PartialDate.of(as_of))
        if begins is not None:
            _end_probation(part, edits, probation, begins.first)
    return Met(tuple(edits), tuple(findings))


def _of_stage(rows: Sequence[Held], stage: PartyStage) -> Held | None:
    return next((held for held in reversed(rows) if held.values.get("stage") is stage), None)


def _stage_row(
    part: Part, held: Held | None, stage: PartyStage, dated: dict[str, Any], particulars: dict[str, Any], as_of: date
) -> tuple[Edit, ...]:
    if held is not None:
        return changed(part, held, {**dated, **particulars})
    return (Edit(part, None, {"stage": stage, "starts_on": PartialDate.of(as_of), **dated, **particulars}),)


def _end_probation(part: Part, edits: list[Edit], held: Held | None, official: date) -> None:
    """Probation lasts until the day before membership is official."""
    last = PartialDate.of(official - _DAY)
    for edit in edits:
        if edit.values.get("stage") is PartyStage.PROBATIONARY or (held is not None and edit.held is held):
            edit.values["ends_on"] = last
            return
    if held is not None and held.values.get("ends_on") is None:
        edits.append(Edit(part, held, {"ends_on": last}))
