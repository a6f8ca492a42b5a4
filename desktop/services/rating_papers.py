"""The papers of a rating round as workbooks: the minutes with their table of results, and a slip for each person."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from desktop.domain import rating
from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.organisation import Unit
from desktop.excel import writer
from desktop.excel.form import (
    Column,
    Entry,
    Form,
    Heads,
    Line,
    Note,
    Part,
    Prose,
    Section,
    Signer,
    Signing,
    Table,
    Titles,
)
from desktop.excel.form_sheet import lay_out_form
from desktop.excel.sheet import Sheet
from desktop.services.progress import Progress, Task
from desktop.services.rating import PersonRow, RoundView, view
from desktop.services.unit import unit as unit_of
from desktop.services.workspace import Workspace

_ORDER = (rating.BEST, rating.GOOD, rating.DONE, rating.FAILED, rating.UNRATED)
_CRITERIA = (
    ("1", "Chính trị, tư tưởng, đạo đức, lối sống"),
    ("2", "Tác phong, lề lối làm việc, quy tắc ứng xử"),
    ("3", "Ý thức tổ chức kỷ luật"),
)


def minutes(workspace: Workspace, uid: str) -> Sheet:
    """The minutes of the meeting: who, the unit's rating, the table of results by group, the caps with their bases."""
    shown = view(workspace, uid)
    held = _Unit(workspace)
    labels = workspace.catalogue.list("evaluation_rating")
    counts = shown.counts
    met = next((clock.done_on for clock in shown.clocks if clock.field == "met_on"), None)
    parts: list[Part] = [
        *held.heading(),
        Titles(("BIÊN BẢN", f"Họp đánh giá, xếp loại chất lượng viên chức năm {shown.year}")),
        Line(Entry("Thời gian: ", show_day(met) if met else "", least=12), Entry("Địa điểm: ", "", least=14)),
        Line(Entry("Chủ trì: ", "", least=12), Entry("Thư ký: ", "", least=14)),
        Line(Entry("Thành phần dự họp: ", "", least=30)),
        Line(Entry("Căn cứ: ", shown.rule_title)),
        Line(Entry("Xếp loại của đơn vị: ", labels.label(shown.unit_rating) if shown.unit_rating else "")),
        Section("I. KẾT QUẢ CHUNG"),
        Table(
            (Column("Mức xếp loại", 6), Column("Số người", 2, "right"), Column("Tỷ lệ (%)", 2, "right")),
            [_counted(labels.label(code), counts[code], len(shown.rows)) for code in _ORDER],
        ),
        Section("II. TỶ LỆ HOÀN THÀNH XUẤT SẮC THEO NHÓM NHIỆM VỤ"),
        Table(
            (
                Column("Nhóm", 6),
                Column("Số người", 2, "right"),
                Column("Hoàn thành tốt (cơ số)", 3, "right"),
                Column("Tối đa", 2, "right"),
                Column("Đã xếp", 2, "right"),
            ),
            [(s.group, str(s.people), str(s.base), f"{s.cap} ({s.percent} %)", str(s.best)) for s in shown.shares],
        ),
        *(Note(f"Lưu ý: {problem.message}") for problem in shown.problems),
        Section("III. KẾT QUẢ TỪNG NGƯỜI"),
        *_results(shown, labels.label),
        Section("IV. Ý KIẾN KHÁC"),
        Prose("", blank=3),
        Signing(Signer("THƯ KÝ", "(Ký, ghi rõ họ tên)"), held.signer("CHỦ TRÌ")),
    ]
    return lay_out_form(
        Form("BB", f"Biên bản xếp loại năm {shown.year}", tuple(parts), unit=held.name, footer=f"Biên bản {shown.year}")
    )


def slip(workspace: Workspace, uid: str, row: PersonRow) -> Sheet:
    """The rating slip of one person: own part, points or judgement, comments, decision."""
    return _slip(workspace, view(workspace, uid), row, _Unit(workspace))


def save_minutes(workspace: Workspace, uid: str, path: Path) -> None:
    """Write the minutes. Raises EnvironmentRefused where the file cannot be written."""
    _refuse_without_right(workspace)
    writer.write(minutes(workspace, uid), path)
    workspace.database.note(f"Xuất biên bản đánh giá ra {path.name}", kind="export")


def save_slips(workspace: Workspace, uid: str, path: Path, appraisals: Sequence[str] = ()) -> "Task[int]":
    """Write the slips of everybody (or of some appraisals) into one workbook, a sheet each; returns how many."""
    _refuse_without_right(workspace)
    shown, held = view(workspace, uid), _Unit(workspace)
    rows = [row for row in shown.rows if not appraisals or row.uid in appraisals]
    if not rows:
        raise UserError("Đợt đánh giá chưa có ai; chưa có phiếu nào để in.")
    sheets = []
    for number, row in enumerate(rows, start=1):
        yield Progress(number, len(rows), f"Lập phiếu của {row.name}")
        sheets.append(_slip(workspace, shown, row, held))
    writer.write(sheets, path)
    workspace.database.note(f"Xuất {len(rows)} phiếu đánh giá ra {path.name}", kind="export")
    return len(rows)


def _slip(workspace: Workspace, shown: RoundView, row: PersonRow, held: "_Unit") -> Sheet:
    labels = workspace.catalogue.list("evaluation_rating")
    points: list[Part] = []
    if shown.by_points:
        points = [
            Section("II. ĐIỂM ĐÁNH GIÁ"),
            Table(
                (Column("Nội dung", 8), Column("Điểm tối đa", 3, "right"), Column("Điểm", 3, "right")),
                [
                    ("Tiêu chí chung", "30", _number(row.general_points)),
                    ("Kết quả thực hiện nhiệm vụ", "70", _number(row.result_points)),
                    ("Cộng", "100", _number(_total(row))),
                ],
            ),
        ]
    parts: list[Part] = [
        *held.heading(),
        Titles(("PHIẾU ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG VIÊN CHỨC", f"Năm {shown.year}")),
        Line(Entry("Họ và tên: ", row.name, bold=True), Entry("Mã: ", row.staff_code)),
        Line(Entry("Khoa, phòng: ", row.department), Entry("Nhóm nhiệm vụ: ", row.unit_group)),
        Line(Entry("Số tháng làm việc trong năm: ", str(row.months)), Entry("Căn cứ: ", shown.rule_title)),
        Section("I. TỰ NHẬN XÉT"),
        *(
            part
            for number, words in _CRITERIA
            for part in (Section(f"{number}. {words}", is_part=True), Prose("", blank=2))
        ),
        Section("4. Kết quả thực hiện nhiệm vụ được giao", is_part=True),
        Prose("", blank=2),
        *points,
        Section("III. Ý KIẾN NHẬN XÉT" if shown.by_points else "II. Ý KIẾN NHẬN XÉT"),
        Section("1. Của tập thể khoa, phòng", is_part=True),
        Prose("", blank=2),
        Section("2. Của cấp ủy nơi công tác", is_part=True),
        Prose("", blank=2),
        Section("KẾT LUẬN"),
        Line(Entry("Xếp loại: ", labels.label(row.rating) if row.rating else "", bold=True)),
        *((Note(row.not_rated_reason),) if row.not_rated_reason else ()),
        Signing(
            Signer("NGƯỜI TỰ ĐÁNH GIÁ", "(Ký, ghi rõ họ tên)", name=row.name),
            held.signer("THỦ TRƯỞNG ĐƠN VỊ"),
        ),
    ]
    form = Form(row.staff_code, f"Phiếu đánh giá {shown.year}", tuple(parts), unit=held.name, footer=row.name)
    return lay_out_form(form)


def _results(shown: RoundView, label: Callable[[str], str]) -> list[Part]:
    columns: tuple[Column, ...] = (Column("TT", 1.2, "right"), Column("Họ và tên", 5.5), Column("Khoa, phòng", 5))
    if shown.by_points:
        columns += (Column("Điểm", 2, "right"),)
    columns += (Column("Xếp loại", 6),)
    rows = []
    for number, row in enumerate(shown.rows, start=1):
        points = (_number(_total(row)),) if shown.by_points else ()
        result = label(row.rating) if row.rating else ""
        told = f"{result}. {row.not_rated_reason}" if row.not_rated_reason else result
        rows.append((str(number), row.name, row.department, *points, told))
    return [Table(columns, rows, size=11)]


def _counted(label: str, count: int, whole: int) -> tuple[str, str, str]:
    share = Decimal(count * 100) / whole if whole else Decimal(0)
    return label, str(count), f"{share:.1f}".replace(".", ",")


def _total(row: PersonRow) -> Decimal | None:
    if row.general_points is None or row.result_points is None:
        return None
    return Decimal(row.general_points + row.result_points)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


class _Unit:
    """The unit's heading and who signs."""

    def __init__(self, workspace: Workspace) -> None:
        with workspace.database.read() as session:
            found = unit_of(session)
            self._has = found is not None
            self.name = str(found.name) if found is not None else ""
            self._parent = str(found.parent_name or "") if found is not None else ""
            self._place = str(found.place or "") if found is not None else ""
            self._title = (
                str(found.signer_title or "") if found is not None else str(Unit.fields["signer_title"].default)
            )
            self._signer = str(found.signer_name or "") if found is not None else ""
        self._today: date = workspace.today

    def heading(self) -> list[Part]:
        state = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
        return [Heads((self._parent.upper(), self.name.upper()), state)]

    def signer(self, role: str) -> Signer:
        place = f"{self._place}, " if self._place else ""
        day = self._today
        return Signer(
            self._title.upper() or role,
            "(Ký, ghi rõ họ tên)",
            name=self._signer,
            above=f"{place}ngày {day:%d} tháng {day:%m} năm {day.year}",
        )


def _refuse_without_right(workspace: Workspace) -> None:
    if not workspace.rights.may_export:
        raise UserError("Bạn không có quyền xuất kết quả đánh giá; chưa có tệp nào được ghi.")
