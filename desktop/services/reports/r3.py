"""R3: danh sách đảng viên dự bị đến hạn. Everybody on probation on the day, the first due first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_

from desktop.domain import party_rules
from desktop.domain.dates import PartialDate, show_day
from desktop.domain.fields import Sensitivity
from desktop.domain.mentoring import MentoringKind
from desktop.domain.party import PROBATIONARY, CaseState
from desktop.excel.report import Column, Group, GroupRow, Report, row_number
from desktop.services.reports.base import Content, ReportKind
from desktop.services.reports.helping import check_helpers, helpers, official_spans
from desktop.services.reports.people import check_unit
from desktop.services.reports.source import Person, Source
from desktop.storage.mapping import TABLES

SOON = 60  # days before the end of probation from which a case is prepared


@dataclass
class _Row:
    name: str
    born: PartialDate | None
    cell: str
    case: Any
    ends: date | None
    days_left: int | None
    review_due: date | None
    helper: str
    stage: str


REPORT = Report(
    "R3",
    "DANH SÁCH ĐẢNG VIÊN DỰ BỊ ĐẾN HẠN",
    (
        Column("TT", row_number, 4, "order"),
        Column("Họ và tên", lambda row: row.name, 17),
        Column("Năm sinh", lambda row: row.born.first.year if row.born else None, 6, "centre"),
        Column("Chi bộ", lambda row: row.cell, 14),
        Group(
            "Quyết định kết nạp",
            (
                Column("Số", lambda row: row.case.decision_no, 10, "centre"),
                Column("Ngày", lambda row: row.case.decision_issued_on, 9.7, "day"),
            ),
        ),
        Column("Ngày lễ kết nạp", lambda row: row.case.ceremony_on, 9.7, "day"),
        Column("Hết 12 tháng", lambda row: row.ends, 9.7, "day"),
        Column("Còn (ngày)", lambda row: row.days_left, 5, "whole", None),
        Column("Hạn chi bộ xét", lambda row: row.review_due, 9.7, "day"),
        Group(
            "Lớp đảng viên mới",
            (
                Column("Ngày", lambda row: row.case.new_member_class_on, 9.7, "day"),
                Column("Số", lambda row: row.case.new_member_class_no, 8, "centre"),
            ),
        ),
        Column("Đảng viên giúp đỡ", lambda row: row.helper, 15),
        Group(
            "Văn bản theo mẫu",
            (
                Column("10-KNĐ", lambda row: row.case.has_self_review, 4.6, "mark", rotate=True),
                Column("11-KNĐ", lambda row: row.case.has_mentor_comment, 4.6, "mark", rotate=True),
                Column("12-KNĐ", lambda row: row.case.has_summary, 4.6, "mark", rotate=True),
            ),
        ),
        Group(
            "Nghị quyết đề nghị công nhận",
            (
                Column("Chi bộ", lambda row: row.case.off_cell_meeting_on, 9.7, "day"),
                Column("Đảng ủy cơ sở", lambda row: row.case.off_base_meeting_on, 9.7, "day"),
            ),
        ),
        Column("Quyết định chính thức", lambda row: _decision(row.case), 11, "centre"),
        Column("Tình trạng", lambda row: row.stage, 13),
        Column("Trách nhiệm nếu chậm", lambda row: row.case.late_reason, 12),
    ),
    size=10,
    footnotes=(
        "Ghi chú: hết 12 tháng tính từ ngày lễ kết nạp (Điều lệ Đảng, Điều 5); chi bộ xét trong 30 ngày làm việc từ ngày "
        "hết 12 tháng (Quy định 294-QĐ/TW). Mẫu 10, 11, 12-KNĐ: x là đã có.",
    ),
    empty="(Không có đảng viên dự bị)",
)


def _decision(case: Any) -> str:
    return "\n".join(part for part in (case.off_decision_no or "", show_day(case.off_decision_on)) if part)


def _make(source: Source) -> Content:
    check_unit(source)
    spans, helping = official_spans(source), helpers(source, MentoringKind.PROBATIONER)
    rows = [_row(source, case, helping, spans) for case in _cases(source)]
    rows.sort(key=lambda row: (row.ends or date.min, row.name))
    groups = (
        ("Đã hết 12 tháng dự bị", [row for row in rows if row.days_left is None or row.days_left <= 0]),
        (
            f"Hết 12 tháng trong {SOON} ngày tới",
            [row for row in rows if row.days_left is not None and 0 < row.days_left <= SOON],
        ),
        (f"Còn trên {SOON} ngày", [row for row in rows if row.days_left is not None and row.days_left > SOON]),
    )
    printed: list[Any] = []
    for label, inside in groups:
        if inside:
            printed += [GroupRow(f"{label} ({len(inside)} người)"), *inside]
    return Content(REPORT, printed, form_code="Biểu R3")


def _cases(source: Source) -> list[Any]:
    """Cases on probation on the day: admitted by then, and not made official before it."""
    t = TABLES["PartyCase"]
    where = and_(
        or_(t.c.ceremony_on <= source.day, t.c.ceremony_on.is_(None)),
        or_(t.c.state.in_(PROBATIONARY), and_(t.c.state == CaseState.OFFICIAL, t.c.off_decision_on > source.day)),
    )
    columns = (
        *("uid", "staff_id", "cell_id", "state", "decision_no", "decision_issued_on", "ceremony_on"),
        *("new_member_class_on", "new_member_class_no", "has_self_review", "has_mentor_comment", "has_summary"),
        *("off_cell_meeting_on", "off_base_meeting_on", "off_decision_no", "off_decision_on", "late_reason"),
    )
    return [case for case in source.rows("PartyCase", *columns, where=where) if case.staff_id in source.headcount]


def _row(source: Source, case: Any, helping: dict[int, Any], spans: dict[int, Any]) -> _Row:
    person, found = source.everybody[case.staff_id], helping.get(case.staff_id, [])
    member = source.members.get(case.staff_id)
    cell = source.cells.get(case.cell_id or (member.cell_id if member else None) or 0, "")
    ends = due = None
    if case.ceremony_on:
        ends = party_rules.probation_end(case.ceremony_on, source.policy)
        due = party_rules.cell_review_due(ends, source.policy)
    names = [source.everybody[each.mentor].full_name for each in found if each.mentor in source.everybody]
    row = _Row(
        name=person.full_name,
        born=person.birth_date,
        cell=cell,
        case=case,
        ends=ends,
        days_left=(ends - source.day).days if ends else None,
        review_due=due,
        helper="\n".join(names),
        stage=_stage(source, case, ends, due),
    )
    _check(source, person, row)
    check_helpers(source, person, found, spans)
    return row


def _stage(source: Source, case: Any, ends: date | None, due: date | None) -> str:
    if case.off_decision_on:
        return "Đã có quyết định"
    if case.off_base_meeting_on:
        return "Đảng ủy đã đề nghị"
    if case.off_cell_meeting_on:
        return "Chi bộ đã đề nghị"
    if due and due < source.day:
        return "Quá hạn chi bộ xét"
    return "Chờ chi bộ xét" if ends and ends <= source.day else "Đang dự bị"


def _check(source: Source, person: Person, row: _Row) -> None:
    case, name = row.case, person.full_name

    def find(code: str, message: str, field: str) -> None:
        source.find(code, message, person, entity="PartyCase", uid=case.uid, field=field)

    if row.ends is None:
        find("ceremony_on.missing", f"{name} chưa có ngày lễ kết nạp nên chưa tính được hạn.", "ceremony_on")
    if not case.decision_no or not case.decision_issued_on:
        find("decision.missing", f"{name} chưa đủ số và ngày quyết định kết nạp.", "decision_no")
    if not row.cell:
        find("cell.missing", f"{name} chưa có chi bộ.", "cell")
    if not row.helper:
        find("mentor.missing", f"{name} chưa có đảng viên giúp đỡ.", "state")
    if person.birth_date is None:
        source.find("birth_date.missing", f"{name} chưa có năm sinh.", person, field="birth_date")
    if row.review_due and row.review_due < source.day and not case.off_cell_meeting_on:
        if not case.late_reason:
            message = f"{name} quá hạn chi bộ xét từ ngày {show_day(row.review_due)}; chưa ghi trách nhiệm nếu chậm."
            find("review.late", message, "late_reason")
    elif row.days_left is not None and row.days_left <= 0 and not case.new_member_class_on:
        find(
            "new_member_class.missing",
            f"{name} hết 12 tháng mà chưa có chứng nhận lớp đảng viên mới.",
            "new_member_class_on",
        )


R3 = ReportKind(
    code="R3",
    title="Danh sách đảng viên dự bị đến hạn",
    group="Công tác Đảng",
    period_kind="ASOF",
    recipients="Đảng ủy",
    legal_basis="Điều lệ Đảng, Điều 5; Quy định 294-QĐ/TW",
    make=_make,
    sensitive=(Sensitivity.PARTY,),
)
