"""R4: danh sách cảm tình Đảng và phân công giúp đỡ. Everybody on the list on the day, by Party cells."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_

from desktop.domain import party_rules
from desktop.domain.dates import add_months, add_years, show_day
from desktop.domain.fields import Sensitivity
from desktop.domain.mentoring import MentoringKind
from desktop.domain.party import SYMPATHISING
from desktop.excel.report import Column, Group, GroupRow, Report, row_number
from desktop.services.reports.base import Content, ReportKind
from desktop.services.reports.helping import Help, check_helpers, helpers, official_spans
from desktop.services.reports.people import check_unit
from desktop.services.reports.source import Person, Source
from desktop.storage.mapping import TABLES

_YOUTH = 31  # a member of the youth union until the 31st birthday
_MOST = 3  # people that one helper can look after


@dataclass
class _Row:
    person: Person
    place: str
    title: str
    case: Any
    is_youth: bool
    helpers: list[Help]
    names: list[str]
    valid_to: date | None
    reviewed_on: date | None

    def helper(self, number: int) -> str | None:
        return self.names[number] if number < len(self.names) else None

    def assigned_on(self, number: int) -> date | None:
        return self.helpers[number].assigned_on if number < len(self.helpers) else None


def _helper(label: str, number: int) -> Group:
    return Group(
        label,
        (
            Column("Họ và tên", lambda row: row.helper(number), 14),
            Column("Ngày phân công", lambda row: row.assigned_on(number), 9.7, "day"),
        ),
    )


REPORT = Report(
    "R4",
    "DANH SÁCH CẢM TÌNH ĐẢNG VÀ PHÂN CÔNG GIÚP ĐỠ",
    (
        Column("TT", row_number, 4, "order"),
        Column("Họ và tên", lambda row: row.person.full_name, 16),
        Column("Ngày sinh", lambda row: row.person.birth_date, 9.7, "day"),
        Column("Khoa, phòng", lambda row: row.place, 14),
        Column("Chức danh", lambda row: row.title, 11),
        Column("Đoàn viên", lambda row: row.is_youth, 4.6, "mark", "counta", rotate=True, key="youth"),
        Column("Ngày nghị quyết vào danh sách", lambda row: row.case.list_resolution_on, 9.7, "day"),
        _helper("Đảng viên giúp đỡ 1", 0),
        _helper("Đảng viên giúp đỡ 2", 1),
        Column("Cùng công tác từ", lambda row: row.helpers[0].together_since if row.helpers else None, 9.7, "day"),
        Group(
            "Lớp nhận thức về Đảng",
            (
                Column("Ngày", lambda row: row.case.class_cert_on, 9.7, "day"),
                Column("Số", lambda row: row.case.class_cert_no, 8, "centre"),
                Column("Hạn 60 tháng", lambda row: row.valid_to, 9.7, "day"),
            ),
        ),
        Column("Bước hiện tại", lambda row: row.case.state.label, 12),
        Column("Nhận xét gần nhất", lambda row: row.reviewed_on, 9.7, "day"),
        Column("Dự kiến kết nạp (quý/năm)", lambda row: row.case.expected_in, 8.5, "centre"),
        Column("Vướng mắc", lambda row: row.case.obstacle, 11),
    ),
    total_label="CỘNG",
    size=10,
    footnotes=(
        "Ghi chú: giấy chứng nhận lớp nhận thức về Đảng có giá trị 60 tháng đến ngày chi bộ họp (Hướng dẫn 06-HD/TW); "
        "người giúp đỡ là đảng viên chính thức.",
    ),
    empty="(Không có người trong danh sách cảm tình Đảng)",
)


def _make(source: Source) -> Content:
    check_unit(source)
    cases = _cases(source)
    helping, spans = helpers(source, MentoringKind.SYMPATHISER), official_spans(source)
    reviews = _last_reviews(source)
    by_cell: dict[int | None, list[_Row]] = {}
    for case in cases:
        row = _row(source, case, helping.get(case.staff_id, []), reviews)
        by_cell.setdefault(case.cell_id if case.cell_id in source.cells else None, []).append(row)
        _check(source, row)
        check_helpers(source, row.person, row.helpers, spans)
    _check_load(source, helping, {case.staff_id for case in cases})
    rows: list[Any] = []
    for cell in sorted(by_cell, key=lambda cell: source.cell_order.get(cell or 0, 10**6)):
        inside = sorted(by_cell[cell], key=lambda row: (row.person.name_key, row.person.staff_code))
        helped = sum(bool(row.helpers) for row in inside)
        label = source.cells.get(cell or 0, "Chưa rõ chi bộ")
        rows.append(GroupRow(f"{label} ({len(inside)} người, {helped} người đã có đảng viên giúp đỡ)"))
        rows += inside
    everybody = [row for inside in by_cell.values() for row in inside]
    helped = sum(bool(row.helpers) for row in everybody)
    line = f"Tổng số {len(everybody)} cảm tình Đảng; đã phân công giúp đỡ {helped}, chưa phân công {len(everybody) - helped}"
    return Content(REPORT, rows, lines=(line,) if everybody else (), form_code="Biểu R4")


def _cases(source: Source) -> list[Any]:
    """Who stood on the list on the day; of somebody with two cases the newer."""
    t = TABLES["PartyCase"]
    where = and_(
        t.c.state.in_(SYMPATHISING), or_(t.c.list_resolution_on.is_(None), t.c.list_resolution_on <= source.day)
    )
    columns = (
        *("uid", "staff_id", "cell_id", "state", "list_resolution_on", "class_cert_no", "class_cert_on"),
        *("cell_meeting_on", "expected_in", "obstacle"),
    )
    newest = {case.staff_id: case for case in source.rows("PartyCase", *columns, where=where)}
    return [case for staff, case in newest.items() if staff in source.headcount]


def _last_reviews(source: Source) -> dict[int, date]:
    """The day of the last written comment by assignment."""
    t = TABLES["MentoringReview"]
    rows = source.rows(
        "MentoringReview", "assignment_id", "review_on", where=t.c.review_on <= source.day, order=(t.c.review_on,)
    )
    return dict(tuple(row) for row in rows)


def _row(source: Source, case: Any, helping: list[Help], reviews: dict[int, date]) -> _Row:
    person = source.everybody[case.staff_id]
    title = source.titles.get(person.id)
    valid_to = party_rules.certificate_valid_to(case.class_cert_on, source.policy) if case.class_cert_on else None
    born, known = person.birth_date, [each for each in helping if each.mentor in source.everybody]
    return _Row(
        person=person,
        place=source.place_names.get(source.departments.get(person.id, 0), ""),
        title=source.codes("professional_title").label(title) if title else "",
        case=case,
        is_youth=person.union_joined_on is not None and born is not None and add_years(born.first, _YOUTH) > source.day,
        helpers=known,
        names=[source.everybody[each.mentor].full_name for each in known],
        valid_to=valid_to,
        reviewed_on=max((reviews[each.id] for each in known if each.id in reviews), default=None),
    )


def _check(source: Source, row: _Row) -> None:
    case, person, name = row.case, row.person, row.person.full_name

    def find(code: str, message: str, field: str) -> None:
        source.find(code, message, person, entity="PartyCase", uid=case.uid, field=field)

    if not row.helpers:
        find("mentor.missing", f"{name} là cảm tình Đảng chưa có đảng viên giúp đỡ.", "state")
    elif max(row.reviewed_on or date.min, min(each.assigned_on for each in row.helpers)) < add_months(source.day, -6):
        uid = row.helpers[0].uid
        message = f"{name} chưa có nhận xét của người giúp đỡ trong 6 tháng gần đây."
        source.find("review.missing", message, person, entity="MentoringAssignment", uid=uid, field="note")
    if person.id in source.members:
        find("member.already", f"{name} đã là đảng viên nhưng còn trong danh sách cảm tình Đảng.", "state")
    if case.list_resolution_on is None:
        find("list_resolution.missing", f"{name} chưa có ngày nghị quyết vào danh sách.", "list_resolution_on")
    if case.cell_id not in source.cells:
        find("cell.missing", f"{name} chưa có chi bộ theo dõi.", "cell")
    if row.valid_to and row.valid_to < source.day and case.cell_meeting_on is None:
        message = f"Giấy chứng nhận lớp nhận thức của {name} hết giá trị từ ngày {show_day(row.valid_to)}."
        find("certificate.expired", message, "class_cert_on")
    if person.birth_date is None:
        source.find("birth_date.missing", f"{name} chưa có ngày sinh.", person, field="birth_date")


def _check_load(source: Source, helping: dict[int, list[Help]], listed: set[int]) -> None:
    load: dict[int, int] = {}
    for mentee, found in helping.items():
        for mentor in {each.mentor for each in found} if mentee in listed else ():
            load[mentor] = load.get(mentor, 0) + 1
    for mentor, count in load.items():
        person = source.everybody.get(mentor)
        if count > _MOST and person is not None:
            message = f"{person.full_name} đang giúp đỡ {count} người, quá {_MOST} người cùng lúc."
            source.find("mentor.load", message, person, entity="MentoringAssignment")


R4 = ReportKind(
    code="R4",
    title="Danh sách cảm tình Đảng và phân công giúp đỡ",
    group="Công tác Đảng",
    period_kind="ASOF",
    recipients="Đảng ủy",
    legal_basis="Quy định 294-QĐ/TW; Hướng dẫn 06-HD/TW",
    make=_make,
    sensitive=(Sensitivity.PARTY,),
)
