"""The lists of pay, levels, retirement and terms as workbooks, ready for the department or the council."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.levels import Share
from desktop.domain.organisation import Unit
from desktop.domain.staff import RaiseKind
from desktop.excel import writer
from desktop.excel.report import (
    Column,
    Group,
    GroupRow,
    Heading,
    Report,
    Signatures,
    Signer,
    as_of,
    lay_out,
    row_number,
)
from desktop.excel.sheet import Sheet
from desktop.services.leaving import RetiringLine, TermLine
from desktop.services.levels import Conversion, Line
from desktop.services.pay_round import Candidate, Draft, Round
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace

_TO = "Từ ngày"


@dataclass(frozen=True)
class RoundRow:
    """A candidate with the draft as it will be proposed."""

    candidate: Candidate
    draft: Draft


def _held(name: str) -> Callable[[RoundRow], Any]:
    return lambda row: getattr(row.candidate.held, name)


def _draft(name: str) -> Callable[[RoundRow], Any]:
    return lambda row: getattr(row.draft, name)


_WHO = (
    Column("TT", row_number, 4, "order"),
    Column("Họ và tên", lambda r: r.candidate.name, 20),
    Column("Ngày sinh", lambda r: r.candidate.birth_date, 10, "day"),
    Column("Khoa, phòng", lambda r: r.candidate.department, 18),
    Column("Chức danh nghề nghiệp", lambda r: r.candidate.title, 17),
)

STEPS = Report(
    "NBL",
    "DANH SÁCH ĐỀ NGHỊ NÂNG BẬC LƯƠNG",
    (
        *_WHO,
        Group(
            "Lương hiện hưởng",
            (
                Column("Bảng", _held("table"), 7.5, "centre"),
                Column("Bậc", _held("step"), 5, "centre"),
                Column("Hệ số", _held("coefficient"), 6.5, "decimal2", None),
                Column("Mốc tính nâng bậc", _held("counted_from"), 10.5, "day"),
            ),
        ),
        Group(
            "Đề nghị nâng",
            (
                Column("Bậc", _draft("step"), 5, "centre"),
                Column("Hệ số", _draft("coefficient"), 6.5, "decimal2", None),
                Column(_TO, _draft("starts_on"), 10.5, "day"),
                Column("Mốc tính nâng bậc lần sau", _draft("counted_from"), 10.5, "day"),
            ),
        ),
        Column("Lý do, ghi chú", lambda r: _note(r), 30),
    ),
    size=10,
    empty="(Không có người đến hạn trong đợt)",
)

OVER_FRAME = Report(
    "PCVK",
    "DANH SÁCH ĐỀ NGHỊ HƯỞNG PHỤ CẤP THÂM NIÊN VƯỢT KHUNG",
    (
        *_WHO,
        Group(
            "Hiện hưởng",
            (
                Column("Bảng", _held("table"), 7.5, "centre"),
                Column("Bậc", _held("step"), 5, "centre"),
                Column("Hệ số", _held("coefficient"), 6.5, "decimal2", None),
                Column("Vượt khung (%)", _held("over_frame_percent"), 7, "percent", None),
                Column("Mốc tính", _held("counted_from"), 10.5, "day"),
            ),
        ),
        Group(
            "Đề nghị",
            (
                Column("Vượt khung (%)", _draft("over_frame_percent"), 7, "percent", None),
                Column(_TO, _draft("starts_on"), 10.5, "day"),
            ),
        ),
        Column("Lý do, ghi chú", lambda r: _note(r), 30),
    ),
    size=10,
    empty="(Không có người đến hạn trong đợt)",
)

LEVELS = Report(
    "VTVL",
    "DANH SÁCH DỰ KIẾN XẾP VỊ TRÍ VIỆC LÀM VÀ BẬC NGHỀ NGHIỆP",
    (
        Column("TT", row_number, 4, "order"),
        Column("Họ và tên", lambda line: line.name, 20),
        Column("Khoa, phòng", lambda line: line.department, 18),
        Group(
            "Hiện giữ",
            (
                Column("Chức danh nghề nghiệp", lambda line: line.title, 18),
                Column("Bảng lương", lambda line: line.table, 7, "centre"),
                Column("Hệ số", lambda line: line.coefficient, 6.5, "decimal2", None),
            ),
        ),
        Group(
            "Dự kiến",
            (
                Column("Vị trí việc làm", lambda line: line.position, 20),
                Column("Bậc", lambda line: line.level or (line.draft and line.draft.level), 5, "centre"),
                Column("Bảng lương", lambda line: line.draft.table if line.draft else line.table, 7, "centre"),
                Column("Chuẩn chức danh", lambda line: _standard(line), 13, "centre"),
            ),
        ),
        Column("Căn cứ, ghi chú", lambda line: line.why, 30),
    ),
    size=10,
    empty="(Không còn người phải chuyển xếp)",
)

SHARES = Report(
    "TYLE",
    "TỶ LỆ BẬC NGHỀ NGHIỆP TRONG TỪNG VỊ TRÍ VIỆC LÀM",
    (
        Column("TT", row_number, 4, "order"),
        Column("Vị trí việc làm", lambda r: r[0], 34),
        Column("Bậc", lambda r: r[1].level, 6, "centre"),
        Column("Số người của vị trí", lambda r: r[1].people, 10, "whole", None),
        Column("Số người ở bậc", lambda r: r[1].count, 10, "whole", None),
        Column("Tỷ lệ (%)", lambda r: round(r[1].actual, 1), 9, "percent", None),
        Column("Tối đa (%)", lambda r: r[1].percent, 9, "percent", None),
        Column("Tối đa (người)", lambda r: r[1].most, 9, "whole", None),
        Column("Đánh giá", lambda r: f"Vượt {r[1].count - r[1].most} người" if r[1].is_over else "Đạt", 14, "centre"),
    ),
    landscape=True,
    empty="(Chưa có vị trí nào phải giữ tỷ lệ)",
)

RETIREMENT = Report(
    "NGHIHUU",
    "DANH SÁCH VIÊN CHỨC, NGƯỜI LAO ĐỘNG NGHỈ HƯU",
    (
        Column("TT", row_number, 4, "order"),
        Column("Họ và tên", lambda line: line.name, 20),
        Column("Nam/nữ", lambda line: line.sex.label, 6, "centre"),
        Column("Ngày sinh", lambda line: line.birth_date, 10.5, "day"),
        Column("Khoa, phòng", lambda line: line.department, 18),
        Column("Chức vụ, chức danh", lambda line: line.post or line.title, 20),
        Column("Tuổi nghỉ hưu", lambda line: _age(line.age), 12, "centre"),
        Column("Thông báo", lambda line: line.notice_on, 10.5, "day"),
        Column("Ra quyết định", lambda line: line.decision_on, 10.5, "day"),
        Column("Ngày làm việc cuối", lambda line: line.last_working_day, 10.5, "day"),
        Column("Nghỉ hưu từ", lambda line: line.pension_from, 10.5, "day"),
        Column("Ghi chú", lambda line: "; ".join([*([line.basis] if line.basis else []), *line.doubts]), 24),
    ),
    size=10,
    empty="(Không có người nghỉ hưu trong thời gian này)",
)

TERMS = Report(
    "NHIEMKY",
    "DANH SÁCH VIÊN CHỨC QUẢN LÝ HẾT NHIỆM KỲ",
    (
        Column("TT", row_number, 4, "order"),
        Column("Họ và tên", lambda line: line.name, 20),
        Column("Khoa, phòng", lambda line: line.department, 20),
        Column("Chức vụ", lambda line: line.post, 20),
        Column("Bổ nhiệm từ", lambda line: line.since, 10.5, "day"),
        Column("Hết nhiệm kỳ", lambda line: line.ends_on, 10.5, "day"),
        Column("Chuẩn bị (120 ngày)", lambda line: line.prepare_on, 10.5, "day"),
        Column("Xem xét (90 ngày)", lambda line: line.review_on, 10.5, "day"),
        Column("Nghỉ hưu từ", lambda line: line.pension_from, 10.5, "day"),
        Column("Ghi chú", lambda line: "; ".join([line.basis, *line.doubts]), 28),
    ),
    size=10,
    empty="(Không có chức vụ hết nhiệm kỳ trong thời gian này)",
)


def _note(row: RoundRow) -> str:
    return "; ".join([row.draft.reason or row.candidate.why, *row.candidate.doubts])


def _standard(line: Line) -> str:
    state = line.standard if line.is_placed else line.draft.standard if line.draft else None
    return state.label if state else ""


def _age(age: tuple[int, int]) -> str:
    return f"{age[0]} tuổi" + (f" {age[1]} tháng" if age[1] else "")


def round_sheets(workspace: Workspace, found: Round, drafts: Mapping[str, Draft]) -> list[Sheet]:
    """The list of steps and that of percentages over the frame; `drafts` by key of the candidates chosen."""
    chosen = [RoundRow(c, drafts[c.key]) for c in found.candidates if c.key in drafts]
    span = (f"Đợt nâng lương từ ngày {show_day(found.first)} đến ngày {show_day(found.last)}",)
    steps = [row for row in chosen if row.candidate.kind is not RaiseKind.OVER_FRAME]
    over = [row for row in chosen if row.candidate.kind is RaiseKind.OVER_FRAME]
    grouped: list[Any] = []
    for kind, rows in groupby(steps, key=lambda row: row.candidate.kind):
        inside = list(rows)
        grouped += [GroupRow(f"{kind.label} ({len(inside)} người)"), *inside]
    sheets = [_sheet(workspace, STEPS, grouped, span)] if steps or not over else []
    return sheets + ([_sheet(workspace, OVER_FRAME, over, span)] if over else [])


def export_round(workspace: Workspace, found: Round, drafts: Mapping[str, Draft], path: Path) -> Task[Path]:
    """Write the round's lists to a workbook, as a task."""
    sheets = round_sheets(workspace, found, drafts)
    return _writing(workspace, sheets, path, f"Xuất danh sách nâng lương ({len(drafts)} người)")


def export_levels(workspace: Workspace, found: Conversion, lines: Sequence[Line], path: Path) -> Task[Path]:
    """Write the people of the conversion, and the shares as they would be, to a workbook."""
    rows: list[tuple[str, Share]] = [
        (found.position_names.get(share.position, share.position), share) for share in found.shares_planned
    ]
    period = (f"Căn cứ {found.basis}; hoàn thành trước ngày {show_day(found.deadline)}",)
    sheets = [_sheet(workspace, LEVELS, lines, period), _sheet(workspace, SHARES, rows, period)]
    return _writing(workspace, sheets, path, f"Xuất danh sách xếp vị trí việc làm ({len(lines)} người)")


def export_retiring(workspace: Workspace, lines: Sequence[RetiringLine], span: str, path: Path) -> Task[Path]:
    """Write the list of those who retire to a workbook; `span` says of which time."""
    sheets = [_sheet(workspace, RETIREMENT, lines, (span,))]
    return _writing(workspace, sheets, path, f"Xuất danh sách nghỉ hưu ({len(lines)} người)")


def export_terms(workspace: Workspace, lines: Sequence[TermLine], span: str, path: Path) -> Task[Path]:
    """Write the list of terms that end to a workbook; `span` says of which time."""
    sheets = [_sheet(workspace, TERMS, lines, (span,))]
    return _writing(workspace, sheets, path, f"Xuất danh sách hết nhiệm kỳ ({len(lines)} người)")


def _sheet(workspace: Workspace, report: Report, rows: Iterable[Any], lines: tuple[str, ...]) -> Sheet:
    mapped: Any = Unit
    with workspace.database.read() as session:
        unit = session.scalars(select(mapped)).first()
    usual = Signatures()
    if unit is None:
        heading, signed = Heading(lines=lines, period=as_of(workspace.today)), Signatures(day=workspace.today)
    else:
        heading = Heading(
            parent=(unit.parent_name or "").upper(),
            unit=(unit.name or "").upper(),
            motto=True,
            lines=lines,
            period=as_of(workspace.today),
        )
        signed = Signatures(
            place=unit.place or "",
            day=workspace.today,
            left=Signer(usual.left.role, usual.left.note, unit.preparer_name or ""),
            right=Signer(unit.signer_title or usual.right.role, usual.right.note, unit.signer_name or ""),
        )
    return lay_out(report, rows, heading, signed)


def _writing(workspace: Workspace, sheets: Sequence[Sheet], path: Path, note: str) -> Task[Path]:
    if not workspace.rights.may_export:
        raise UserError("Bạn không có quyền xuất danh sách; chưa có tệp nào được ghi.")
    return _write(workspace, sheets, path, note)


def _write(workspace: Workspace, sheets: Sequence[Sheet], path: Path, note: str) -> Task[Path]:
    yield Progress(0, 1, "Ghi tệp Excel")
    writer.write(list(sheets), path)
    workspace.database.note(f"{note}, {path.name}", kind="export")
    return path


def span_of(first: date, last: date) -> str:
    """«Từ ngày … đến ngày …» for the line under a title."""
    return f"Từ ngày {show_day(first)} đến ngày {show_day(last)}"
