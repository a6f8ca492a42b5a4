"""F10c: kết quả đào tạo, bồi dưỡng viên chức. One row a kind of training, in sections; turns sent in the period."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select

from desktop.domain.codes import CodeRow
from desktop.domain.staff import Sex
from desktop.domain.text import search_key
from desktop.domain.training import FAILED_STATES, SENT_STATES, STUDYING_STATES, PlanState
from desktop.excel.report import Column, Group, GroupRow, Ratio, Report, row_number
from desktop.services.reports.base import Content, ReportKind
from desktop.services.reports.people import check_unit
from desktop.services.reports.source import Source
from desktop.storage.mapping import TABLES

_MILLION = Decimal(1_000_000)
SECTIONS = (
    ("Đào tạo trình độ chuyên môn", ("degree", "postgraduate")),
    ("Chuyên khoa, chuyên môn nghiệp vụ", ("specialist", "title", "update", "professional", "conference", "practice")),
    ("Lý luận chính trị, công tác Đảng, đoàn thể", ("politics", "party_work")),
    ("Quản lý nhà nước, lãnh đạo quản lý, quốc phòng và an ninh", ("state_management", "management", "defence")),
    ("Ngoại ngữ, tin học", ("language", "it")),
)


@dataclass
class Turn:
    """One person sent once."""

    uid: str
    staff: int
    kind: str
    state: Any
    is_female: bool
    is_minority: bool
    is_member: bool
    bond: str  # manager, professional, contract
    outcome: str  # done, studying, failed
    is_abroad: bool
    costs: tuple[int, int, int, int]


@dataclass
class _Row:
    label: str
    planned: int
    turns: list[Turn]

    def count(self, name: str, value: object = True) -> int:
        return sum(getattr(turn, name) == value for turn in self.turns)

    @property
    def people(self) -> int:
        return len({turn.staff for turn in self.turns})

    def millions(self, place: int) -> Decimal:
        return sum((turn.costs[place] for turn in self.turns), Decimal(0)) / _MILLION


def _count(label: str, key: str, name: str, value: object = True) -> Column:
    return Column(label, lambda row: row.count(name, value), 7, "whole", "sum", key=key)


def _money(label: str, key: str, place: int) -> Column:
    return Column(label, lambda row: row.millions(place), 8, "decimal1", "sum", key=key)


REPORT = Report(
    "F10c",
    "KẾT QUẢ ĐÀO TẠO, BỒI DƯỠNG VIÊN CHỨC",
    (
        Column("STT", row_number, 5, "order"),
        Column("Nội dung đào tạo, bồi dưỡng", lambda row: row.label, 30),
        Column("Kế hoạch năm (lượt người)", lambda row: row.planned, 7, "whole", "sum", key="planned"),
        Group(
            "Kết quả",
            (
                Column("Tổng số lượt", lambda row: len(row.turns), 6.5, "whole", "sum", key="turns"),
                Column("Tổng số người", lambda row: row.people, 6.5, "whole", "sum", key="people"),
                Group(
                    "Trong đó (lượt)",
                    (
                        _count("Nữ", "women", "is_female"),
                        _count("Dân tộc thiểu số", "minority", "is_minority"),
                        _count("Đảng viên", "party", "is_member"),
                    ),
                ),
            ),
        ),
        Group(
            "Đối tượng (lượt)",
            (
                _count("Viên chức quản lý", "managers", "bond", "manager"),
                _count("Viên chức chuyên môn", "professionals", "bond", "professional"),
                _count("Hợp đồng lao động", "contracts", "bond", "contract"),
            ),
        ),
        Group(
            "Tình trạng (lượt)",
            (
                _count("Hoàn thành", "done", "outcome", "done"),
                _count("Đang học", "studying", "outcome", "studying"),
                _count("Không hoàn thành, bỏ học", "failed", "outcome", "failed"),
            ),
        ),
        Group(
            "Nơi học (lượt)",
            (
                _count("Trong nước", "inland", "is_abroad", False),
                _count("Ngoài nước", "abroad", "is_abroad"),
            ),
        ),
        Group(
            "Kinh phí (triệu đồng)",
            (
                _money("Ngân sách nhà nước", "cost_state", 0),
                _money("Đơn vị", "cost_unit", 1),
                _money("Cá nhân", "cost_self", 2),
                _money("Tài trợ, khác", "cost_other", 3),
            ),
        ),
        Column(
            "Tỷ lệ so với kế hoạch (%)",
            width=9.5,
            form="percent",
            total="formula",
            key="share",
            formula=Ratio("turns", "planned"),
        ),
        Column("Ghi chú", lambda _row: None, 8),
    ),
    group_totals=True,
    restart=True,
    identities=(
        "4=9+10+11",
        "4=12+13+14",
        "4=15+16",
        "5<=4",
        *(f"{number}<=4" for number in (6, 7, 8)),
    ),
)


def _make(source: Source) -> Content:
    check_unit(source)
    planned, turns = _planned(source), list(_turns(source))
    by_kind: dict[str, list[Turn]] = {}
    for turn in turns:
        by_kind.setdefault(turn.kind, []).append(turn)
    rows: list[Any] = []
    left = {*by_kind, *planned}
    for number, (label, families) in enumerate(SECTIONS):
        kinds = [row for row in source.codes("training_kind") if row.extra.get("family") in families]
        rows.append(GroupRow(label, number=chr(ord("A") + number)))
        for kind in sorted(kinds, key=lambda row: _order(row, families)):
            rows.append(_Row(kind.label, planned.get(kind.code, 0), by_kind.get(kind.code, [])))
            left.discard(kind.code)
    if left:
        rows.append(GroupRow("Khác", number=chr(ord("A") + len(SECTIONS))))
        rows += (
            _Row(source.codes("training_kind").label(code), planned.get(code, 0), by_kind.get(code, []))
            for code in sorted(left)
        )
    notes = (
        "Ghi chú: (1) Lượt là một lần cử đi bắt đầu trong kỳ báo cáo; người được cử đi từ những kỳ trước không tính lại"
        f"{_earlier(source)}. (2) Cột 5 đếm số người khác nhau của từng nội dung; tính chung cả đơn vị là "
        f"{len({turn.staff for turn in turns})} người. (3) Kế hoạch gồm cả những lượt đã duyệt rồi hủy; "
        "tỷ lệ ở cột 21 để trống nơi không có kế hoạch.",
    )
    return Content(replace(REPORT, footnotes=notes), rows, recount=_recount(source))


def _order(kind: CodeRow, families: tuple[str, ...]) -> tuple[int, int]:
    return families.index(kind.extra["family"]), int(kind.extra.get("order") or kind.rank)


def _plan(source: Source) -> Any | None:
    """The plan of the year in its last adjustment."""
    t = TABLES["TrainingPlan"]
    plans = source.rows(
        "TrainingPlan", "id", "uid", "state", where=t.c.year == source.period.year, order=(t.c.revision,)
    )
    return plans[-1] if plans else None


def _planned(source: Source) -> dict[str, int]:
    plan, t = _plan(source), TABLES["TrainingLine"]
    if plan is None:
        message = f"Chưa có kế hoạch đào tạo năm {source.period.year}; cột kế hoạch bằng 0 và không có tỷ lệ."
        source.find("plan.missing", message, entity="TrainingPlan", field="year")
        return {}
    if plan.state not in (PlanState.APPROVED, PlanState.CLOSED):
        message = f"Kế hoạch đào tạo năm {source.period.year} chưa được phê duyệt ({plan.state.label.lower()})."
        source.find("plan.not_approved", message, entity="TrainingPlan", uid=plan.uid, field="state")
    planned: dict[str, int] = {}
    for kind, count in source.rows("TrainingLine", "kind", "headcount", where=t.c.plan_id == plan.id):
        planned[kind] = planned.get(kind, 0) + (count or 0)
    return planned


def _sent(source: Source) -> Any:
    """Sent in the period, up to the day of the figures."""
    t = TABLES["Enrolment"]
    return and_(t.c.state.in_(SENT_STATES), t.c.starts_on_first.between(source.period.first, source.day))


def _turns(source: Source) -> Iterator[Turn]:
    columns = (
        *("uid", "staff_id", "kind", "state", "ended_on", "country", "decision_no"),
        *("cost_state", "cost_unit", "cost_self", "cost_other"),
    )
    minorities = source.codes("ethnic_group")
    for row in source.rows("Enrolment", *columns, where=_sent(source)):
        person = source.everybody.get(row.staff_id)
        if person is None:
            continue
        bond = "contract" if not source.is_official(person.id) else "professional"
        turn = Turn(
            uid=row.uid,
            staff=person.id,
            kind=row.kind,
            state=row.state,
            is_female=person.sex is Sex.FEMALE,
            is_minority=minorities.extra(person.ethnic_group, "is_minority") == "1",
            is_member=person.id in source.members,
            bond="manager" if bond == "professional" and source.is_manager(person.id) else bond,
            outcome=_outcome(source, row),
            is_abroad=search_key(row.country or "Việt Nam") not in ("viet nam", "vn", "trong nuoc"),
            costs=(row.cost_state or 0, row.cost_unit or 0, row.cost_self or 0, row.cost_other or 0),
        )
        _check(source, turn, row)
        yield turn


def _outcome(source: Source, row: Any) -> str:
    """How a turn stood on the day: what ended later was still going on."""
    if row.state in STUDYING_STATES or (row.ended_on is not None and row.ended_on.first > source.day):
        return "studying"
    return "failed" if row.state in FAILED_STATES else "done"


def _check(source: Source, turn: Turn, row: Any) -> None:
    person = source.everybody[turn.staff]

    def find(code: str, message: str, field: str) -> None:
        source.find(code, message, person, entity="Enrolment", uid=turn.uid, field=field)

    if turn.kind not in source.codes("training_kind"):
        message = f"Loại đào tạo «{turn.kind}» của {person.full_name} không có trong danh mục; đang xếp vào mục Khác."
        find("kind.unknown", message, "kind")
    if not row.decision_no:
        find("decision_no.missing", f"{person.full_name} được cử đi học nhưng chưa có số quyết định.", "decision_no")


def _earlier(source: Source) -> str:
    t = TABLES["Enrolment"]
    earlier = and_(t.c.deleted_at.is_(None), t.c.state.in_(STUDYING_STATES), t.c.starts_on_first < source.period.first)
    count = source.session.scalar(select(func.count()).select_from(t).where(earlier)) or 0
    return f" ({count} lượt còn đang học)" if count else ""


def _recount(source: Source) -> dict[str, int]:
    """Turns counted by the data file itself."""
    t = TABLES["Enrolment"]
    query = select(func.count()).select_from(t).where(t.c.deleted_at.is_(None), _sent(source))
    return {"turns": source.session.scalar(query) or 0}


F10C = ReportKind(
    code="F10c",
    title="Kết quả đào tạo, bồi dưỡng viên chức",
    group="Đào tạo, bồi dưỡng",
    period_kind="ADM_Y",
    recipients="Sở Y tế",
    legal_basis="Nghị định 101/2017/NĐ-CP, Nghị định 89/2021/NĐ-CP",
    make=_make,
)
