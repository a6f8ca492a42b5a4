"""The workbooks that a unit has before it has this program: the demo imports them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop.domain.dates import show_day
from desktop.domain.fields import Code, Reference
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringReview, TechniqueTransfer
from desktop.domain.organisation import CellTarget, Unit
from desktop.domain.party import PartyCase
from desktop.domain.record import Record
from desktop.domain.succession import SuccessionEntry
from desktop.domain.training import Enrolment, TrainingLine
from desktop.excel.raw_book import HandSheet, RawCell, write_raw
from desktop.services.lists import catalogue
from desktop.services.sample.plan import UnitPlan
from desktop.services.sample.staff_book import letterhead, signatures, staff_sheet

_REVIEW = ("period", "review_on", "rating", "tasks_done", "is_signed")
Value = Callable[[Any], Any]
Column = tuple[str, Value]

# Kind of list on the command line, and the name of its workbook.
BOOKS = {
    "staff": "01-danh-sach-nhan-su.xlsx",
    "party": "02-phat-trien-dang.xlsx",
    "mentoring": "03-phan-cong-huong-dan.xlsx",
    "training": "04-dao-tao-boi-duong.xlsx",
    "targets": "05-chi-tieu-phat-trien-dang.xlsx",
    "succession": "06-quy-hoach.xlsx",
    "rotation": "07-luan-phien.xlsx",
}


def write_sample_books(plan: UnitPlan, folder: Path) -> dict[str, Path]:
    """Write the unit's lists into a folder; returns the workbook of each kind of list, in the order to import them.

    Raises EnvironmentRefused where a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sheets: dict[str, Sequence[HandSheet]] = {
        "staff": [staff_sheet(plan)],
        "party": [_party(plan)],
        "mentoring": [_mentoring(plan), _reviews(plan)],
        "training": [_training(plan)],
        "targets": [_targets(plan)],
        "succession": [_succession(plan)],
        "rotation": [_rotation(plan)],
    }
    written = {}
    for kind, name in BOOKS.items():
        written[kind] = folder / name
        write_raw(written[kind], sheets[kind])
    return written


def _fields(kind: type[Record], *names: str) -> list[Column]:
    """Columns headed by the labels of the fields."""
    fields = catalogue().fields(kind)

    def shown(name: str) -> Value:
        field = fields[name]
        if isinstance(field, Reference):
            return lambda row: getattr(row, name)
        return lambda row: field.show(getattr(row, name)) if isinstance(field, Code) else getattr(row, name)

    return [(fields[name].label, shown(name)) for name in names]


def _person(what: str = "", attribute: str = "staff") -> list[Column]:
    """Code and name of a person of the row."""
    code = f"Mã {what}" if what else "Mã NV"
    name = what[0].upper() + what[1:] if what else "Họ và tên"

    def one(field: str) -> Value:
        return lambda row: getattr(getattr(row, attribute), field) if getattr(row, attribute) is not None else None

    return [(code, one("staff_code")), (name, one("full_name"))]


def _of_other(by_uid: Mapping[str, Any], kind: type[Record], *names: str) -> list[Column]:
    """Columns of another record that belongs to the one of the row, where there is one."""

    def reached(value: Value) -> Value:
        return lambda row: value(by_uid[row.uid]) if row.uid in by_uid else None

    return [(heading, reached(value)) for heading, value in _fields(kind, *names)]


def _sheet(plan: UnitPlan, name: str, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> HandSheet:
    unit = plan.of(Unit)[0]
    width = len(columns) + 1
    body = [[_cell(value(record)) for _, value in columns] for record in rows]
    sheet = HandSheet(
        name, widths=(5, *(_width(heading, [row[i] for row in body]) for i, (heading, _) in enumerate(columns)))
    )
    letterhead(sheet, unit, width)
    for line in (title, f"(Tính đến ngày {show_day(plan.as_of)})"):
        row = sheet.add(line, bold=True, centred=True)
        sheet.merge(row, 1, row, width)
    sheet.add()
    first = sheet.add("TT", *(heading for heading, _ in columns))
    sheet.add(*range(1, width + 1))
    sheet.heading = 2
    for count, cells in enumerate(body, start=1):
        sheet.add(count, *cells)
    sheet.add(None, f"Tổng cộng: {len(body)} dòng", bold=True)
    sheet.table = (first, len(sheet.rows))
    signatures(sheet, plan, unit, width)
    return sheet


def _width(heading: str, values: Sequence[RawCell]) -> float:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(32.0, max(9.0, len(heading) * 0.6, longest * 1.05))


def _cell(value: Any) -> RawCell:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "x" if value else None
    if isinstance(value, int):
        return value
    if hasattr(value, "label"):
        return str(value.label)
    if hasattr(value, "show"):
        return str(value.show())
    if hasattr(value, "isoformat"):
        return show_day(value)
    if hasattr(value, "full_name"):
        return str(value.full_name)
    return str(value.name) if hasattr(value, "name") else str(value)


def _party(plan: UnitPlan) -> HandSheet:
    names = (
        *("cell", "state", "state_since", "nominated_by", "nominated_on", "list_resolution_no", "list_resolution_on"),
        *("class_cert_no", "class_cert_on", "class_cert_issuer", "dossier_allowed_on", "dossier_opened_on"),
        *("vetting_sent_on", "vetting_done_on", "cell_meeting_on", "base_meeting_on", "decision_no"),
        *("decision_issued_on", "decision_received_on", "ceremony_on", "new_member_class_no", "new_member_class_on"),
        *("has_self_review", "has_mentor_comment", "has_summary", "off_cell_meeting_on", "off_base_meeting_on"),
        *("off_decision_no", "off_decision_on", "official_on", "expected_in"),
    )
    columns = [*_person(), *_fields(PartyCase, *names)]
    rows = sorted(plan.of(PartyCase), key=lambda c: (c.cell.order_no, c.staff.staff_code))
    return _sheet(plan, "Phat trien Dang", "THEO DÕI CÔNG TÁC PHÁT TRIỂN ĐẢNG VIÊN", columns, rows)


def _pairs(plan: UnitPlan) -> list[Any]:
    return [row for row in plan.of(MentoringAssignment) if row.kind is not MentoringKind.ROTATION]


def _mentoring(plan: UnitPlan) -> HandSheet:
    names = (
        *("decision_no", "decision_on", "assigned_on", "planned_end_on", "ended_on", "end_reason"),
        *("together_since", "slot", "state", "specialty"),
    )
    last = {row.assignment.uid: row for row in plan.of(MentoringReview)}
    columns = [
        *_fields(MentoringAssignment, "kind"),
        *_person("người được hướng dẫn", "mentee"),
        *_person("người hướng dẫn", "mentor"),
        *_fields(MentoringAssignment, *names),
        *_of_other(last, MentoringReview, *_REVIEW),
    ]
    return _sheet(plan, "Phan cong", "DANH SÁCH PHÂN CÔNG GIÚP ĐỠ, HƯỚNG DẪN", columns, _pairs(plan))


def _reviews(plan: UnitPlan) -> HandSheet:
    columns: list[Column] = [
        ("Loại hướng dẫn", lambda row: row.assignment.kind),
        ("Mã người được hướng dẫn", lambda row: row.assignment.mentee.staff_code),
        ("Mã người hướng dẫn", lambda row: row.assignment.mentor.staff_code),
        ("Ngày phân công", lambda row: row.assignment.assigned_on),
        *_fields(MentoringReview, *_REVIEW),
    ]
    return _sheet(plan, "Nhan xet", "NHẬN XÉT CỦA NGƯỜI HƯỚNG DẪN", columns, plan.of(MentoringReview))


def _training(plan: UnitPlan) -> HandSheet:
    """One list for plan and results: first the lines of the plans, then the people who were sent."""
    shared = ("kind", "topic", "institution", "study_mode", "state", "cost_state", "cost_unit", "cost_self")
    of_line = dict(zip(TrainingLine.fields, _fields(TrainingLine, *TrainingLine.fields), strict=True))
    of_sent = dict(zip(Enrolment.fields, _fields(Enrolment, *Enrolment.fields), strict=True))
    lines = {row.uid for row in plan.of(TrainingLine)}

    def either(name: str) -> Column:
        heading, line = of_line.get(name, of_sent.get(name, ("", None)))
        sent = of_sent[name][1] if name in of_sent else None
        heading = of_sent[name][0] if name in of_sent else heading
        line = line if name in of_line and (name in shared or sent is None) else None

        def value(row: Any) -> Any:
            chosen = line if row.uid in lines else sent
            return chosen(row) if chosen is not None else None

        return heading, value

    def year(row: Any) -> Any:
        if row.uid in lines:
            return row.plan.year
        return row.line.plan.year if row.line is not None else None

    names = (
        *("department", "kind", "topic", "institution", "country", "study_mode", "headcount", "planned_from"),
        *("planned_to", "reason", "starts_on", "planned_end_on", "ended_on", "returned_on", "decision_no"),
        *("decision_on", "state", "result", "diploma_no", "diploma_on", "cost_state", "cost_unit", "cost_self"),
        *("cost_other", "cancel_reason"),
    )
    columns = [("Năm kế hoạch", year), *_person(), *map(either, names)]
    rows = [*plan.of(TrainingLine), *sorted(plan.of(Enrolment), key=lambda e: e.starts_on.iso)]
    return _sheet(plan, "Dao tao", "KẾ HOẠCH VÀ KẾT QUẢ ĐÀO TẠO, BỒI DƯỠNG", columns, rows)


def _targets(plan: UnitPlan) -> HandSheet:
    columns = _fields(CellTarget, "cell", "period", "value", "set_by", "set_on")
    return _sheet(plan, "Chi tieu", "CHỈ TIÊU PHÁT TRIỂN ĐẢNG VIÊN", columns, plan.of(CellTarget))


def _succession(plan: UnitPlan) -> HandSheet:
    names = (
        *("planned_post", "department", "term", "first_planned_on", "decision_no", "decision_on", "approving_body"),
        *("state", "state_on", "last_review_on", "last_review_result"),
    )
    columns = [*_person(), *_fields(SuccessionEntry, *names)]
    return _sheet(plan, "Quy hoach", "DANH SÁCH QUY HOẠCH CÁN BỘ", columns, plan.of(SuccessionEntry))


def _rotation(plan: UnitPlan) -> HandSheet:
    handed = {row.assignment.uid: row for row in plan.of(TechniqueTransfer)}
    columns: list[Column] = [
        *_person("", "mentor"),
        *_fields(MentoringAssignment, "partner_unit", "specialty", "assigned_on", "planned_end_on", "ended_on"),
        *_fields(MentoringAssignment, "decision_no", "decision_on", "working_days", "state"),
        *_of_other(handed, TechniqueTransfer, "name", "level", "trainees", "accepted_on"),
    ]
    turns = [row for row in plan.of(MentoringAssignment) if row.kind is MentoringKind.ROTATION]
    return _sheet(plan, "Luan phien", "DANH SÁCH CỬ NGƯỜI HÀNH NGHỀ LUÂN PHIÊN, CHUYỂN GIAO KỸ THUẬT", columns, turns)
